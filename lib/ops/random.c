/* Random numbers: checks and parameters; the kernels are kernel/random's. */
#include "kernel/random.h"

#include <math.h>

#include "base/struct.h"
#include "kernel/elementwise.h"
#include "tensor/destination.h"

/* Numbers of arguments. */
enum { DTYPE = 3, DISTRIBUTION = 6, OPTS };

static gt_status check_range(gt__random *what, const gt__call *call, const gt__dtype *dtype, const gt_random_opts *o)
{
    const int negative = dtype->kind == GT__SIGNED, bits = 8 * dtype->size;
    GT__CHECK(negative || dtype->kind == GT__UNSIGNED, call, GT_E_DTYPE, DTYPE, "%s is no integer dtype", dtype->name);
    const uint64_t most = UINT64_MAX >> (64 - bits + negative);
    what->low = (uint64_t)o->low;
    what->range = o->range;
    if (o->range == 0) {
        GT__CHECK(o->low == 0, call, GT_E_ARGUMENT, OPTS, "low is %lld, but range, how many numbers there are, is 0",
                  (long long)o->low);
        if (bits < 64) what->range = (uint64_t)1 << bits;
        return GT_OK;
    }
    const int fits = negative ? o->low >= -(int64_t)most - 1 && o->low <= (int64_t)most : what->low <= most;
    GT__CHECK(fits && o->range - 1 <= most - what->low, call, GT_E_ARGUMENT, OPTS,
              "%llu integers from %lld on are not all of %s", (unsigned long long)o->range, (long long)o->low,
              dtype->name);
    return GT_OK;
}

static gt_status check_floats(gt__random *what, const gt__call *call, const gt__dtype *dtype, const gt_random_opts *o)
{
    GT__CHECK(dtype->kind == GT__FLOAT, call, GT_E_DTYPE, DTYPE, "%s is no float dtype", dtype->name);
    what->location = o->location;
    what->scale = o->scale == 0 ? 1 : o->scale;
    const int wide = dtype->size == 8; /* others are computed in float32 */
    GT__CHECK(isfinite(wide ? o->location : (float)o->location) && isfinite(wide ? o->scale : (float)o->scale), call,
              GT_E_ARGUMENT, OPTS, "location %g or scale %g is not finite as %s", o->location, o->scale,
              wide ? "float64" : "float32");
    GT__CHECK(what->kind == GT__RANDOM_UNIFORM || o->scale >= 0, call, GT_E_ARGUMENT, OPTS, "scale %g is negative",
              o->scale);
    return GT_OK;
}

static gt_status check_chance(gt__random *what, const gt__call *call, const gt_random_opts *o)
{
    what->probability = o->probability;
    if (o->probabilities) {
        GT__TRY(gt__operand_check(call, o->probabilities, OPTS));
        GT__CHECK(o->probabilities->array.dtype->kind == GT__FLOAT, call, GT_E_DTYPE, OPTS,
                  "probabilities are floats, not %s", o->probabilities->array.dtype->name);
        GT__CHECK(o->probability == 0, call, GT_E_ARGUMENT, OPTS, "both probability and probabilities are given");
    }
    GT__CHECK(o->probability >= 0 && o->probability <= 1, call, GT_E_ARGUMENT, OPTS, "probability %g is not in 0..1",
              o->probability);
    return GT_OK;
}

static gt_status check(gt__random *what, const gt__call *call, int32_t dtype, int32_t distribution,
                       const gt_random_opts *opts)
{
    static const gt_random_opts none = {.size = sizeof none};
    GT__TRY(gt__check_struct(opts, sizeof *opts, call->name, OPTS));
    const gt_random_opts *o = opts ? opts : &none;
    GT__CHECK(o->reserved == 0, call, GT_E_ARGUMENT, OPTS, "reserved is %d, not 0", (int)o->reserved);
    const gt__dtype *facts = gt__dtype_check(dtype, call->name, DTYPE);
    if (!facts) return GT_E_DTYPE;
    *what = (gt__random){.seed = o->seed, .counter = {o->counter[0], o->counter[1]}, .first = o->first, .scale = 1};
    switch (distribution) {
    case GT_RANDOM_UNIFORM: what->kind = GT__RANDOM_UNIFORM; return check_floats(what, call, facts, o);
    case GT_RANDOM_NORMAL: what->kind = GT__RANDOM_NORMAL; return check_floats(what, call, facts, o);
    case GT_RANDOM_EXPONENTIAL: what->kind = GT__RANDOM_EXPONENTIAL; return check_floats(what, call, facts, o);
    case GT_RANDOM_INTEGERS: what->kind = GT__RANDOM_INTEGERS; return check_range(what, call, facts, o);
    case GT_RANDOM_BERNOULLI: what->kind = GT__RANDOM_BERNOULLI; return check_chance(what, call, o);
    default: return gt__fail(GT_E_OPERATION, call->name, DISTRIBUTION, "unknown distribution %d", (int)distribution);
    }
}

/* 1 where a uniform number is below the probability. */
static gt_status run_chances(const gt__call *call, gt__random *what, const gt__array *chances, const gt__array *target)
{
    gt__array uniform;
    gt__elementwise less;
    const gt__dtype *wide = gt__dtype_of(chances->dtype->wide);
    gt__elementwise_begin(&less, GT_LESS, wide, gt__dtype_of(GT_BOOL), 2);
    GT__TRY(gt__array_create(&uniform, call, wide, &target->shape));
    less.operand[0] = (gt__operand){.array = &uniform};
    less.operand[1] = (gt__operand){.array = chances};
    what->kind = GT__RANDOM_UNIFORM;
    gt_status status = gt__random_run(call, what, &uniform);
    if (status == GT_OK) status = gt__elementwise_run(call, &less, target);
    gt__buffer_release(uniform.buffer);
    return status;
}

gt_status gt_random(gt_queue *q, gt_tensor **dst, int32_t dtype, int32_t rank, const int64_t *shape,
                    int32_t distribution, const gt_random_opts *opts)
{
    gt__call call;
    gt__random what;
    gt__destination d;
    GT__TRY(gt__call_begin(&call, "gt_random", q, 1));
    GT__TRY(check(&what, &call, dtype, distribution, opts));
    const gt_tensor *chances = what.kind == GT__RANDOM_BERNOULLI && opts ? opts->probabilities : NULL;
    const gt__array *read = chances ? &chances->array : NULL;
    GT__TRY(gt__destination_made(&d, &call, dst, dtype, rank, shape, &read, 1));
    if (!read) return gt__destination_end(&d, &call, gt__random_run(&call, &what, d.target));
    if (!gt__shape_spreads(&read->shape, &d.target->shape))
        return gt__destination_end(&d, &call,
                                   gt__fail(GT_E_SHAPE, call.name, OPTS,
                                            "probabilities of shape %s do not broadcast to %s", GT__SHOW(&read->shape),
                                            GT__SHOW(&d.target->shape)));
    return gt__destination_end(&d, &call, run_chances(&call, &what, read, d.target));
}

/* Reductions: which dtypes they compute in and give; the kernel is kernel/reduce's. */
#include "ops/reduce.h"

#include <math.h>

#include "base/op.h"
#include "base/scalar.h"
#include "base/struct.h"
#include "kernel/copy.h"
#include "kernel/elementwise.h"
#include "kernel/lines.h"
#include "kernel/reduce.h"
#include "ops/types.h"
#include "tensor/destination.h"

/* What a reduction of axes is asked for. */
typedef struct request {
    gt__call call;
    const gt__array *src;
    const gt__fused *fused; /* NULL, or what src is the value of */
    uint8_t marks[GT_MAX_RANK];
    int keep;
    gt__shape shape; /* of the result */
    int64_t count;   /* elements of each reduction */
} request;

/* call and src are set. */
static gt_status begin_axes(request *r, const int32_t *axes, int32_t n_axes, const gt_reduce_opts *opts,
                            int32_t axes_argument, int32_t opts_argument)
{
    const char *name = r->call.name;
    GT__TRY(gt__check_struct(opts, sizeof *opts, name, opts_argument));
    GT__CHECK(!opts || !(opts->flags & ~GT_KEEP_DIMS), &r->call, GT_E_ARGUMENT, opts_argument, "unknown flags %d",
              (int)opts->flags);
    GT__CHECK(!opts || !opts->reserved, &r->call, GT_E_ARGUMENT, opts_argument, "opts->reserved is not 0");
    GT__TRY(gt__shape_axes(r->src->shape.rank, axes, n_axes, r->marks, name, axes_argument));
    r->keep = opts && opts->flags & GT_KEEP_DIMS;
    r->shape = gt__lines_shape(&r->src->shape, r->marks, r->keep);
    r->count = 1;
    for (int32_t i = 0; i < r->src->shape.rank; i++)
        if (r->marks[i] && __builtin_mul_overflow(r->count, r->src->shape.size[i], &r->count))
            r->count = INT64_MAX; /* of an empty tensor with large axes */
    return GT_OK;
}

/* The numbers of the arguments: src is 4. */
static gt_status begin(request *r, const char *name, gt_queue *q, const gt_tensor *src, const int32_t *axes,
                       int32_t n_axes, const gt_reduce_opts *opts, int32_t axes_argument, int32_t opts_argument)
{
    GT__TRY(gt__call_begin(&r->call, name, q, 1));
    GT__TRY(gt__operand_check(&r->call, src, 4));
    r->src = &src->array;
    r->fused = NULL;
    return begin_axes(r, axes, n_axes, opts, axes_argument, opts_argument);
}

static gt_status check_not_empty(const request *r, const char *what)
{
    GT__CHECK(r->count > 0, &r->call, GT_E_SHAPE, 4, "%s of no elements: shape %s", what, GT__SHOW(&r->src->shape));
    return GT_OK;
}

/* Reduces `from`, of src's shape, into *dst. */
static gt_status run(const request *r, gt_tensor **dst, const gt__array *from, const gt__reduction *reduction)
{
    const gt__array *const *operands = r->fused ? r->fused->array : &from;
    const int32_t n = r->fused ? r->fused->formula.operands : 1;
    gt__destination d;
    GT__TRY(gt__destination_begin(&d, &r->call, dst, 3, reduction->result, &r->shape, operands, n, 0));
    return gt__destination_end(&d, &r->call, gt__reduce_run(&r->call, reduction, d.target, from, r->marks, r->keep));
}

/* ---- gt_reduce ---- */

gt__reduction gt__reduction_of(const gt__op *op, const gt__dtype *result)
{
    if (result->kind == GT__BOOL && op->cls == GT_CLASS_NUMERIC) op = gt__op_of_bools(op); /* a sum could wrap to 0 */
    gt__reduction reduction = {.row = op->value, .result = result};
    reduction.truth = op->cls == GT_CLASS_LOGICAL;
    reduction.compute = gt__dtype_of(reduction.truth ? GT_I32 : result->wide);
    if (gt__dtype_inexact(reduction.compute) && op->value == GT_ADD) reduction.kind = GT__ACCUMULATE_SUM;
    return reduction;
}

/* The same of src's elements cast to the result's dtype. */
static gt_status run_cast(const request *r, gt_tensor **dst, const gt__reduction *reduction)
{
    gt__array cast;
    GT__TRY(gt__array_create(&cast, &r->call, reduction->result, &r->src->shape));
    gt_status status = gt__copy_run(&r->call, &cast, r->src);
    if (status == GT_OK) status = run(r, dst, &cast, reduction);
    gt__buffer_release(cast.buffer);
    return status;
}

/* The same of a formula, whose values are put into memory, of their own dtype, before they are cast. */
static gt_status run_fused_cast(const request *r, gt_tensor **dst, const gt__reduction *reduction)
{
    gt__array elements;
    const gt__array *const targets[] = {&elements};
    request in_memory = *r;
    GT__TRY(gt__array_create(&elements, &r->call, r->src->dtype, &r->src->shape));
    in_memory.src = &elements;
    in_memory.fused = NULL;
    gt_status status = gt__expression_run(&r->call, r->fused, targets);
    if (status == GT_OK) status = run_cast(&in_memory, dst, reduction);
    gt__buffer_release(elements.buffer);
    return status;
}

static gt_status reduce(const request *r, int32_t op, gt_tensor **dst, const gt_reduce_opts *opts,
                        int32_t opts_argument)
{
    const gt__op *row = gt__op_of(op);
    GT__CHECK(row, &r->call, GT_E_OPERATION, 2, "unknown operation %d", (int)op);
    GT__CHECK(row->arity == 2 && row->identity[0], &r->call, GT_E_OPERATION, 2, "%s does not reduce", row->name);
    int32_t result = opts && opts->dtype ? opts->dtype : gt__combined_dtype(row, r->src->dtype);
    GT__TRY(gt__dtype_present(&r->call, result, opts_argument));
    if (row->cls != GT_CLASS_LOGICAL) GT__TRY(gt__cast_check(&r->call, r->src->dtype, gt__dtype_of(result), 0));
    if (op == GT_MAXIMUM || op == GT_MINIMUM) GT__TRY(check_not_empty(r, row->name));
    gt__reduction reduction = gt__reduction_of(row, gt__dtype_of(result));
    if (!reduction.truth && gt__combine_casts(row, r->src->dtype, reduction.result))
        return r->fused ? run_fused_cast(r, dst, &reduction) : run_cast(r, dst, &reduction);
    reduction.fused = r->fused;
    return run(r, dst, r->src, &reduction);
}

gt_status gt__reduce_fused(const gt__call *call, int32_t op, gt_tensor **dst, const gt__array *src,
                           const gt__fused *fused, const int32_t *axes, int32_t n_axes, const gt_reduce_opts *opts,
                           int32_t axes_argument)
{
    request r = {.call = *call, .src = src, .fused = fused};
    GT__TRY(begin_axes(&r, axes, n_axes, opts, axes_argument, axes_argument + 2));
    return reduce(&r, op, dst, opts, axes_argument + 2);
}

gt_status gt_reduce(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *src, const int32_t *axes, int32_t n_axes,
                    const gt_reduce_opts *opts)
{
    request r;
    GT__TRY(begin(&r, "gt_reduce", q, src, axes, n_axes, opts, 5, 7));
    return reduce(&r, op, dst, opts, 7);
}

/* ---- gt_arg_reduce ---- */

gt_status gt_arg_reduce(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *src, const int32_t *axes,
                        int32_t n_axes, const gt_reduce_opts *opts)
{
    request r;
    gt__destination d;
    GT__TRY(begin(&r, "gt_arg_reduce", q, src, axes, n_axes, opts, 5, 7));
    GT__CHECK(op == GT_MAXIMUM || op == GT_MINIMUM, &r.call, GT_E_OPERATION, 2,
              "operation %d is not maximum or minimum", (int)op);
    GT__CHECK(!opts || !opts->dtype, &r.call, GT_E_DTYPE, 7, "the result is int64, opts->dtype must be 0");
    GT__TRY(check_not_empty(&r, "an index"));
    gt__reduction reduction = {.kind = GT__ACCUMULATE_ARG, .row = op == GT_MAXIMUM ? GT_GREATER : GT_LESS};
    reduction.compute = gt__dtype_of(r.src->dtype->wide);
    reduction.result = gt__dtype_of(GT_I64);
    GT__TRY(gt__destination_begin(&d, &r.call, dst, 3, reduction.result, &r.shape, &r.src, 1, 0));
    /* An index is not to pass through the type that elements are compared in. */
    gt_status status = gt__destination_as(&d, &r.call, reduction.result, 0);
    if (status == GT_OK) status = gt__reduce_run(&r.call, &reduction, d.target, r.src, r.marks, r.keep);
    return gt__destination_end(&d, &r.call, status);
}

/* ---- gt_moments ---- */

/* What moments are computed with. mean, rest: the mean as the reduction gives it, a pair. */
typedef struct moments {
    const request *r;
    const gt__dtype *result, *wide; /* wide: that floats are computed in */
    int whole, pair;                /* of integers; the variance is wanted too */
    double count, left;             /* elements; the divisor of the variance */
    gt__array mean, rest;
} moments;

static gt_status reduce_mean(moments *m)
{
    const gt__dtype *src = m->r->src->dtype;
    gt__reduction reduction = {.kind = m->whole ? GT__ACCUMULATE_WHOLE : GT__ACCUMULATE_SUM, .row = GT_ADD};
    const int32_t whole = src->kind == GT__UNSIGNED ? GT_U64 : GT_I64;
    reduction.compute = reduction.result = m->whole ? gt__dtype_of(whole) : m->wide;
    reduction.truth = src->kind == GT__BOOL;
    reduction.fused = m->r->fused;
    reduction.divides = 1;
    reduction.divisor = m->count;
    GT__TRY(gt__array_create(&m->mean, &m->r->call, reduction.compute, &m->r->shape));
    if (m->pair) {
        GT__TRY(gt__array_create(&m->rest, &m->r->call, m->whole ? gt__dtype_of(GT_I64) : m->wide, &m->r->shape));
        reduction.rest = &m->rest;
    }
    return gt__reduce_run(&m->r->call, &reduction, &m->mean, m->r->src, m->r->marks, m->r->keep);
}

static gt_status reduce_variance(const moments *m, const gt__array *target)
{
    const gt__reduction reduction = {.kind = GT__ACCUMULATE_SUM,
                                     .row = GT_ADD,
                                     .compute = m->wide,
                                     .result = m->result,
                                     .truth = m->r->src->dtype->kind == GT__BOOL,
                                     .mean = &m->mean,
                                     .mean_rest = &m->rest,
                                     .divides = 1,
                                     .divisor = m->left,
                                     .elements = m->count};
    return gt__reduce_run(&m->r->call, &reduction, target, m->r->src, m->r->marks, m->r->keep);
}

/* target = the pair of integers as a float. */
static gt_status join(const moments *m, const gt__array *target)
{
    const gt_scalar count = {.dtype = GT_WEAK_FLOAT, .re = m->count};
    gt__elementwise divide = {0}, add = {0};
    gt__array fraction;
    GT__TRY(gt__array_create(&fraction, &m->r->call, m->wide, &m->r->shape));
    gt__elementwise_begin(&divide, GT_DIVIDE, m->wide, m->wide, 2);
    gt__elementwise_begin(&add, GT_ADD, m->wide, m->result, 2);
    divide.operand[0].array = &m->rest;
    gt__scalar_store(&count, m->wide->value, &divide.operand[1].scalar);
    add.operand[0].array = &m->mean;
    add.operand[1].array = &fraction;
    gt_status status = gt__elementwise_run(&m->r->call, &divide, &fraction);
    if (status == GT_OK) status = gt__elementwise_run(&m->r->call, &add, target);
    gt__buffer_release(fraction.buffer);
    return status;
}

static gt_status check_outputs(const request *r, gt_tensor **mean, gt_tensor **variance)
{
    GT__CHECK(mean || variance, &r->call, GT_E_ARGUMENT, 2, "mean and variance are both NULL");
    const int both = mean && variance && *mean && *variance;
    GT__CHECK(mean != variance && !(both && gt__array_overlap(&(*mean)->array, &(*variance)->array)), &r->call,
              GT_E_ARGUMENT, 3, "mean and variance are the same memory");
    return GT_OK;
}

/* Both, either of which may be NULL; what the caller gave is written last. */
static gt_status run_moments(const request *r, const gt__array *mean, const gt__array *variance,
                             const gt__dtype *result, double correction)
{
    moments m = {.r = r, .result = result, .wide = gt__dtype_of(result->wide), .count = (double)r->count};
    m.whole = !gt__dtype_inexact(r->src->dtype);
    m.pair = variance || m.whole;
    m.left = m.count > correction ? m.count - correction : 0;
    gt_status status = reduce_mean(&m);
    if (status == GT_OK && variance) status = reduce_variance(&m, variance);
    if (status == GT_OK && mean) status = m.whole ? join(&m, mean) : gt__copy_run(&r->call, mean, &m.mean);
    gt__buffer_release(m.mean.buffer);
    gt__buffer_release(m.rest.buffer);
    return status;
}

gt_status gt__mean_fused(const gt__call *call, gt_tensor **dst, const gt__array *src, const gt__fused *fused,
                         const int32_t *axes, int32_t n_axes, const gt_reduce_opts *opts, int32_t axes_argument)
{
    const gt__dtype *dtype = gt__dtype_of(gt__float_of(src->dtype->value));
    request r = {.call = *call, .src = src, .fused = fused};
    gt__destination d;
    GT__TRY(begin_axes(&r, axes, n_axes, opts, axes_argument, axes_argument + 2));
    GT__TRY(gt__destination_begin(&d, call, dst, 2, dtype, &r.shape, fused->array, fused->formula.operands, 0));
    return gt__destination_end(&d, call, run_moments(&r, d.target, NULL, dtype, 0));
}

/* Complex numbers have a mean, and a variance by their parts. */
static gt_status check_moments(const request *r, const gt__dtype *result, int variance)
{
    const gt__dtype *src = r->src->dtype;
    GT__CHECK(gt__dtype_inexact(result), &r->call, GT_E_DTYPE, 8, "moments are floats, not %s", result->name);
    GT__CHECK(!variance || (src->kind != GT__COMPLEX && result->kind != GT__COMPLEX), &r->call, GT_E_DTYPE, 4,
              "the variance of %s: add those of the real and the imaginary part", src->name);
    return gt__cast_check(&r->call, src, result, 8);
}

gt_status gt_moments(gt_queue *q, gt_tensor **mean, gt_tensor **variance, const gt_tensor *src, const int32_t *axes,
                     int32_t n_axes, double correction, const gt_reduce_opts *opts)
{
    request r;
    gt__destination m = {0}, v = {0};
    GT__TRY(begin(&r, "gt_moments", q, src, axes, n_axes, opts, 5, 8));
    int32_t result = opts && opts->dtype ? opts->dtype : gt__float_of(r.src->dtype->value);
    GT__TRY(gt__dtype_present(&r.call, result, 8));
    const gt__dtype *dtype = gt__dtype_of(result);
    GT__TRY(check_moments(&r, dtype, variance != NULL));
    GT__CHECK(isfinite(correction), &r.call, GT_E_ARGUMENT, 7, "correction is %g", correction);
    GT__TRY(check_outputs(&r, mean, variance));
    gt_status status = GT_OK;
    if (mean) status = gt__destination_begin(&m, &r.call, mean, 2, dtype, &r.shape, NULL, 0, 1);
    if (status == GT_OK && variance)
        status = gt__destination_begin(&v, &r.call, variance, 3, dtype, &r.shape, &r.src, 1, 0);
    if (status == GT_OK && mean && variance) status = gt__destination_aside(&m, &r.call);
    if (status == GT_OK && mean && variance) status = gt__destination_aside(&v, &r.call);
    if (status == GT_OK) status = run_moments(&r, m.target, v.target, dtype, correction);
    const int variance_last = mean && variance && !*variance; /* a new one is handed over when nothing can fail */
    if (v.target && !variance_last) status = gt__destination_end(&v, &r.call, status);
    if (m.target) status = gt__destination_end(&m, &r.call, status);
    if (v.target && variance_last) status = gt__destination_end(&v, &r.call, status);
    return status;
}

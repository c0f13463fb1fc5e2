/* gt_permutation: numbers are sorted by random keys, and parts of a tensor taken in that order. */
#include "base/struct.h"
#include "kernel/copy.h"
#include "kernel/index.h"
#include "kernel/random.h"
#include "kernel/sort.h"
#include "tensor/destination.h"

/* Numbers of arguments. */
enum { DST = 2, SRC, N, AXIS, OPTS };

typedef struct request {
    gt__call call;
    const gt__array *src; /* NULL: the numbers below n are what is wanted */
    int64_t n;
    int32_t axis;
    gt__random keys;
} request;

static gt_status check(request *r, gt_queue *q, const gt_tensor *src, int64_t n, int32_t axis,
                       const gt_random_opts *opts)
{
    GT__TRY(gt__call_begin(&r->call, "gt_permutation", q, 1));
    GT__TRY(gt__check_struct(opts, sizeof *opts, r->call.name, OPTS));
    GT__CHECK(!opts || !opts->reserved, &r->call, GT_E_ARGUMENT, OPTS, "opts->reserved is not 0");
    r->keys = (gt__random){.kind = GT__RANDOM_INTEGERS, .scale = 1};
    if (opts) {
        r->keys.seed = opts->seed;
        r->keys.counter[0] = opts->counter[0];
        r->keys.counter[1] = opts->counter[1];
        r->keys.first = opts->first;
    }
    if (!src) {
        gt__shape line;
        GT__TRY(gt__shape_make(&line, &r->n, 1, &n, gt__dtype_of(GT_I64)->size, r->call.name, N));
        GT__CHECK(axis == 0 || axis == -1, &r->call, GT_E_INDEX, AXIS, "axis %d of a line", (int)axis);
        return GT_OK;
    }
    GT__TRY(gt__operand_check(&r->call, src, SRC));
    GT__CHECK(n == 0, &r->call, GT_E_ARGUMENT, N, "both src and n, %lld, are given", (long long)n);
    r->src = &src->array;
    const int32_t rank = r->src->shape.rank;
    GT__TRY(gt__shape_axis(&r->axis, rank, axis, r->call.name, AXIS));
    r->n = rank > 0 ? r->src->shape.size[r->axis] : 1;
    return GT_OK;
}

/* order, int64 and contiguous in a buffer of its own = the numbers below n by their keys. */
static gt_status make_order(const request *r, const gt__array *order)
{
    gt__array keys;
    GT__TRY(gt__array_create(&keys, &r->call, gt__dtype_of(GT_U64), &order->shape));
    gt_status status = gt__random_run(&r->call, &r->keys, &keys);
    if (status == GT_OK) status = gt__sort_random_keys(&r->call, order, &keys);
    gt__buffer_release(keys.buffer);
    return status;
}

static gt_status run(const request *r, const gt__array *target)
{
    const gt__shape line = {1, {r->n}};
    gt__array order;
    if (target->count == 0) return GT_OK;
    if (!r->src) return make_order(r, target);
    if (r->src->shape.rank == 0) return gt__copy_run(&r->call, target, r->src);
    GT__TRY(gt__array_create(&order, &r->call, gt__dtype_of(GT_I64), &line));
    const gt__indexing parts = {.of = r->src, .indices = &order, .axis = r->axis};
    gt_status status = make_order(r, &order);
    if (status == GT_OK) status = gt__gather_run(&r->call, &parts, target);
    gt__buffer_release(order.buffer);
    return status;
}

gt_status gt_permutation(gt_queue *q, gt_tensor **dst, const gt_tensor *src, int64_t n, int32_t axis,
                         const gt_random_opts *opts)
{
    request r = {.src = NULL};
    gt__destination d;
    GT__TRY(check(&r, q, src, n, axis, opts));
    const gt__shape line = {1, {r.n}};
    const gt__dtype *dtype = r.src ? r.src->dtype : gt__dtype_of(GT_I64);
    GT__TRY(gt__destination_begin(&d, &r.call, dst, DST, dtype, r.src ? &r.src->shape : &line, &r.src, 1, 0));
    gt_status status = gt__destination_as(&d, &r.call, dtype, !r.src);
    if (status == GT_OK) status = run(&r, d.target);
    return gt__destination_end(&d, &r.call, status);
}

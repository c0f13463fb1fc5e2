/* gt_histogram: which dtypes it compares and adds in; the kernels are kernel/histogram's. */
#include "kernel/histogram.h"

#include "kernel/copy.h"
#include "kernel/pieces.h"
#include "kernel/reduce.h"
#include "ops/types.h"
#include "tensor/destination.h"

/* Numbers of arguments. */
enum { DST = 2, SRC, EDGES, WEIGHTS, MINLENGTH };

/* What kernels read, in buffers that are released at the end. */
enum { X, OF_EDGES, OF_WEIGHTS, ARRAYS };

typedef struct request {
    gt__call call;
    const gt__array *given[ARRAYS];
    const gt__dtype *dtype[ARRAYS]; /* that they are read in */
    gt__array array[ARRAYS];
    const gt__dtype *result;
    int64_t bins;
} request;

static int is_integer(const gt__dtype *dtype)
{
    return dtype->kind == GT__BOOL || dtype->kind == GT__SIGNED || dtype->kind == GT__UNSIGNED;
}

static int is_real(const gt__dtype *dtype)
{
    return is_integer(dtype) || dtype->kind == GT__FLOAT;
}

static gt_status check_edges(request *r, const gt_tensor *edges, int64_t minlength)
{
    const gt__dtype *src = r->given[X]->dtype;
    GT__CHECK(minlength >= 0, &r->call, GT_E_ARGUMENT, MINLENGTH, "a minlength of %lld", (long long)minlength);
    if (!edges) {
        GT__CHECK(is_integer(src), &r->call, GT_E_DTYPE, SRC, "without edges integers are counted, not %s", src->name);
        return GT_OK;
    }
    GT__TRY(gt__operand_check(&r->call, edges, EDGES));
    GT__CHECK(minlength == 0, &r->call, GT_E_ARGUMENT, MINLENGTH, "both edges and minlength are given");
    r->given[OF_EDGES] = &edges->array;
    const gt__shape *shape = &edges->array.shape;
    GT__CHECK(shape->rank == 1 && shape->size[0] > 0, &r->call, GT_E_SHAPE, EDGES, "edges are one axis of some, not %s",
              GT__SHOW(shape));
    GT__CHECK(is_real(src), &r->call, GT_E_DTYPE, SRC, "%s has no order", src->name);
    const int32_t common = gt__promote(src->value, edges->array.dtype->value);
    GT__CHECK(common >= 0 && is_real(gt__dtype_of(common)), &r->call, GT_E_DTYPE, EDGES, "%s and %s are not compared",
              src->name, edges->array.dtype->name);
    GT__TRY(gt__dtype_present(&r->call, common, EDGES));
    r->dtype[OF_EDGES] = gt__dtype_of(gt__dtype_of(common)->wide);
    r->bins = shape->size[0] - 1;
    return GT_OK;
}

static gt_status check_weights(request *r, const gt_tensor *weights)
{
    r->result = gt__dtype_of(GT_I64);
    if (!weights) return GT_OK;
    GT__TRY(gt__operand_check(&r->call, weights, WEIGHTS));
    const gt__dtype *dtype = weights->array.dtype;
    GT__CHECK(gt__shape_equal(&weights->array.shape, &r->given[X]->shape), &r->call, GT_E_SHAPE, WEIGHTS,
              "weights have shape %s, the elements %s", GT__SHOW(&weights->array.shape), GT__SHOW(&r->given[X]->shape));
    GT__CHECK(is_real(dtype), &r->call, GT_E_DTYPE, WEIGHTS, "weights of %s", dtype->name);
    r->given[OF_WEIGHTS] = &weights->array;
    r->result = gt__dtype_of(dtype->kind == GT__FLOAT ? dtype->value : dtype->kind == GT__UNSIGNED ? GT_U64 : GT_I64);
    r->dtype[OF_WEIGHTS] = gt__dtype_of(r->result->wide);
    return GT_OK;
}

static gt_status extreme(const request *r, int32_t row, int64_t *value)
{
    const gt__array *x = r->given[X];
    const gt__shape one = {0};
    const gt__dtype *wide = gt__dtype_of(x->dtype->wide);
    const gt__reduction reduction = {.kind = GT__ACCUMULATE_PLAIN, .row = row, .compute = wide, .result = wide};
    uint8_t marks[GT_MAX_RANK];
    gt__array made;
    for (int32_t i = 0; i < x->shape.rank; i++) marks[i] = 1;
    GT__TRY(gt__array_create(&made, &r->call, gt__dtype_of(GT_I64), &one));
    gt_status status = gt__reduce_run(&r->call, &reduction, &made, x, marks, 0);
    if (status == GT_OK) status = gt__read(&r->call, value, made.buffer, 0, sizeof *value);
    if (status == GT_OK) status = gt__wait(&r->call);
    gt__buffer_release(made.buffer);
    return status;
}

/* The number of bins of integers that are counted: one more than the largest of them; in a rehearsal those of a given
 * tensor. */
static gt_status count_bins(request *r, const gt_tensor *given, int64_t minlength)
{
    int64_t least = 0, most = -1;
    r->bins = minlength;
    if (r->given[X]->count == 0) return GT_OK;
    GT__TRY(extreme(r, GT_MAXIMUM, &most));
    if (r->given[X]->dtype->kind == GT__SIGNED) GT__TRY(extreme(r, GT_MINIMUM, &least));
    if (gt__rehearses(&r->call)) {
        least = 0;
        most = given && given->array.count > 0 ? given->array.count - 1 : 0;
    }
    GT__CHECK(least >= 0, &r->call, GT_E_INDEX, SRC, "%lld is the number of no bin", (long long)least);
    GT__CHECK(most >= 0 && most < INT64_MAX / 8, &r->call, GT_E_SHAPE, SRC, "%llu asks for too many bins",
              (unsigned long long)most);
    if (most >= minlength) r->bins = most + 1;
    return GT_OK;
}

/* Contiguous, of the dtype that it is read in. */
static gt_status take_in(request *r, int which)
{
    const gt__array *given = r->given[which];
    gt__array *out = &r->array[which];
    if (!given) return GT_OK;
    if (which != OF_EDGES && (!r->dtype[which] || given->dtype == r->dtype[which]))
        return gt__flat(out, &r->call, given);
    GT__TRY(gt__array_create(out, &r->call, r->dtype[which], &given->shape));
    return gt__copy_run(&r->call, out, given);
}

static gt_status run(request *r, const gt__array *target)
{
    const gt__histogram what = {&r->array[X], r->given[OF_EDGES] ? &r->array[OF_EDGES] : NULL,
                                r->given[OF_WEIGHTS] ? &r->array[OF_WEIGHTS] : NULL};
    gt_status status = GT_OK;
    for (int i = X; i < ARRAYS && status == GT_OK; i++) status = take_in(r, i);
    if (status == GT_OK) status = gt__histogram_run(&r->call, &what, target);
    for (int i = X; i < ARRAYS; i++) gt__buffer_release(r->array[i].buffer);
    return status;
}

gt_status gt_histogram(gt_queue *q, gt_tensor **dst, const gt_tensor *src, const gt_tensor *edges,
                       const gt_tensor *weights, int64_t minlength)
{
    request r = {.bins = 0};
    gt__destination d;
    GT__TRY(gt__call_begin(&r.call, "gt_histogram", q, 1));
    GT__TRY(gt__operand_check(&r.call, src, SRC));
    GT__CHECK(dst, &r.call, GT_E_ARGUMENT, DST, "dst is NULL");
    r.given[X] = &src->array;
    GT__TRY(check_edges(&r, edges, minlength));
    GT__TRY(check_weights(&r, weights));
    if (!edges) GT__TRY(count_bins(&r, *dst, minlength));
    gt__shape shape;
    GT__TRY(gt__shape_make(&shape, &r.bins, 1, &r.bins, r.result->size, r.call.name, SRC));
    GT__TRY(gt__destination_begin(&d, &r.call, dst, DST, r.result, &shape, r.given, ARRAYS, 0));
    return gt__destination_end(&d, &r.call, run(&r, d.target));
}

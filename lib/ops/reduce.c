/* Reductions: which dtypes they compute in and give. */
#include "base/op.h"
#include "ops/reduction.h"

/* What a reduction of axes is asked for. */
typedef struct request {
    const char *operation;
    uint8_t marks[GT_MAX_RANK];
    int keep;
    gt__shape shape; /* of the result */
    int64_t count;   /* elements of each reduction */
} request;

/* The numbers of the arguments: src is 4, axes is 5. */
static int32_t begin(request *out, gt_queue *q, const gt_tensor *src, const int32_t *axes, int32_t n_axes,
                     const gt_reduce_opts *opts, int32_t opts_argument, const char *operation)
{
    *out = (request){.operation = operation, .count = 1};
    GT__TRY(gt__queue_check(q, operation, 1));
    GT__TRY(gt__operand_check(q, src, operation, 4));
    GT__TRY(gt__check_struct(opts, sizeof *opts, operation, opts_argument));
    if (opts && opts->flags & ~GT_KEEP_DIMS)
        return gt__fail(GT_E_ARGUMENT, operation, opts_argument, "unknown flags %d", (int)opts->flags);
    if (opts && opts->reserved) return gt__fail(GT_E_ARGUMENT, operation, opts_argument, "opts->reserved is not 0");
    GT__TRY(gt__shape_axes(src->shape.rank, axes, n_axes, out->marks, operation, 5));
    out->keep = opts && opts->flags & GT_KEEP_DIMS;
    out->shape = gt__reduced_shape(&src->shape, out->marks, out->keep);
    for (int32_t i = 0; i < src->shape.rank; i++)
        if (out->marks[i] && __builtin_mul_overflow(out->count, src->shape.size[i], &out->count))
            out->count = INT64_MAX; /* of an empty tensor with large axes */
    return GT_OK;
}

/* The dtype of a result that nobody asked another of. */
static int32_t default_dtype(const gt__op *op, const gt__dtype *src)
{
    if (op->cls == GT_CLASS_LOGICAL) return GT_BOOL;
    if (op->value != GT_ADD && op->value != GT_MULTIPLY) return src->value;
    if (src->kind == GT__UNSIGNED) return GT_U64;
    return src->kind == GT__FLOAT ? src->value : GT_I64;
}

static int32_t nothing_to_reduce(const request *asked, const gt_tensor *src, const char *what)
{
    return gt__fail(GT_E_SHAPE, asked->operation, 4, "%s of no elements: shape %s", what, GT__SHOW(&src->shape));
}

/* Runs the reduction into *dst. */
static int32_t run(gt_queue *q, gt_tensor **dst, const gt_tensor *src, const request *asked,
                   const gt__reduction *reduction)
{
    gt__destination d = {.argument = 3};
    GT__TRY(gt__destination_begin(&d, q, dst, gt__dtype_of(reduction->result), &asked->shape, &src, 1, 0,
                                  asked->operation));
    int32_t status = GT_OK;
    if (reduction->kind == GT__ARG && d.target->dtype->value != reduction->result) {
        gt_tensor_free(d.made); /* an index is not to pass through the type that elements are compared in */
        status = gt__tensor_new(&d.made, q, gt__dtype_of(reduction->result), &asked->shape, asked->operation);
        d.target = d.made;
    }
    if (status == GT_OK) status = gt__reduction_run(q, reduction, d.target, src, asked->marks, asked->keep);
    return gt__destination_end(&d, q, status, asked->operation);
}

static gt__reduction reduction_of(const gt__op *op, int32_t result, const char *operation)
{
    if (result == GT_BOOL && op->value == GT_ADD) op = gt__op_of(GT_LOGICAL_OR); /* a sum could wrap to 0 */
    gt__reduction r = {.operation = operation, .result = result, .better = "0", .identity = op->identity};
    r.truth = op->cls == GT_CLASS_LOGICAL;
    r.compute = r.truth ? GT_I32 : gt__dtype_of(result)->wide;
    int is_float = gt__dtype_of(r.compute)->kind == GT__FLOAT;
    r.kind = is_float && op->value == GT_ADD ? GT__SUM : GT__PLAIN;
    r.combine = is_float ? op->float_text : op->integer_text;
    return r;
}

/* 1 where reducing in the wide type, and then storing as `to`, is not as reducing elements of `to`: sums and products
 * of integers wrap to the same, others do not. */
static int needs_cast(const gt__op *op, const gt__dtype *from, const gt__dtype *to)
{
    if (from == to || to->kind == GT__FLOAT) return 0;
    if (from->kind == GT__FLOAT || to->kind == GT__BOOL) return 1;
    return (op->value == GT_MAXIMUM || op->value == GT_MINIMUM) && to->size < gt__dtype_of(to->wide)->size;
}

/* Elements in a dtype that converts to the accumulator as a cast to the result's does. */
static int32_t prepare(gt_tensor **out, gt_queue *q, const gt__op *op, const gt_tensor *src, int32_t result,
                       const char *operation)
{
    *out = NULL;
    const gt__dtype *to = gt__dtype_of(result);
    if (!needs_cast(op, src->dtype, to))
        return gt__tensor_view(out, src, &src->shape, src->strides, src->offset, operation);
    GT__TRY(gt__tensor_new(out, q, to, &src->shape, operation));
    int32_t status = gt__copy_elements(q, *out, src, operation);
    if (status < 0) gt_tensor_free(*out);
    return status;
}

int32_t gt_reduce(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *src, const int32_t *axes, int32_t n_axes,
                  const gt_reduce_opts *opts)
{
    const char *operation = "gt_reduce";
    request asked;
    gt_tensor *prepared = NULL;
    GT__TRY(begin(&asked, q, src, axes, n_axes, opts, 7, operation));
    const gt__op *row = gt__op_of(op);
    if (!row) return gt__fail(GT_E_OPERATION, operation, 2, "unknown operation %d", (int)op);
    if (row->arity != 2 || !row->identity[0])
        return gt__fail(GT_E_OPERATION, operation, 2, "%s does not reduce", row->name);
    int32_t result = opts && opts->dtype ? opts->dtype : default_dtype(row, src->dtype);
    GT__TRY(gt__dtype_present(src->ctx, result, operation, 7));
    if (asked.count == 0 && (op == GT_MAXIMUM || op == GT_MINIMUM)) return nothing_to_reduce(&asked, src, row->name);
    gt__reduction reduction = reduction_of(row, result, operation);
    if (reduction.truth) return run(q, dst, src, &asked, &reduction);
    GT__TRY(prepare(&prepared, q, row, src, result, operation));
    int32_t status = run(q, dst, prepared, &asked, &reduction);
    gt_tensor_free(prepared);
    return status;
}

int32_t gt_arg_reduce(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *src, const int32_t *axes,
                      int32_t n_axes, const gt_reduce_opts *opts)
{
    const char *operation = "gt_arg_reduce";
    request asked;
    GT__TRY(begin(&asked, q, src, axes, n_axes, opts, 7, operation));
    if (op != GT_MAXIMUM && op != GT_MINIMUM)
        return gt__fail(GT_E_OPERATION, operation, 2, "operation %d is not maximum or minimum", (int)op);
    if (opts && opts->dtype) return gt__fail(GT_E_DTYPE, operation, 7, "the result is int64, opts->dtype must be 0");
    if (asked.count == 0) return nothing_to_reduce(&asked, src, "an index");
    gt__reduction reduction = {.operation = operation, .kind = GT__ARG, .combine = "0", .identity = "0"};
    reduction.better = op == GT_MAXIMUM ? "(x > y || (x != x && y == y))" : "(x < y || (x != x && y == y))";
    reduction.compute = src->dtype->wide;
    reduction.result = GT_I64;
    return run(q, dst, src, &asked, &reduction);
}

/* ---- mean and variance ---- */

/* target = the sum of elements or, with a mean, of their squared distances from it, over divisor. */
static int32_t moment(gt_queue *q, gt_tensor *target, const gt_tensor *src, const request *asked, int32_t result,
                      const gt_tensor *mean, double divisor)
{
    gt__reduction r = {.operation = asked->operation, .kind = GT__SUM, .combine = "0", .better = "0", .identity = "0"};
    r.compute = gt__dtype_of(result)->wide;
    r.result = result;
    r.mean = mean;
    r.divisor = divisor;
    r.divides = 1;
    return gt__reduction_run(q, &r, target, src, asked->marks, asked->keep);
}

static int32_t check_outputs(gt_tensor **mean, gt_tensor **variance, const char *operation)
{
    if (!mean && !variance) return gt__fail(GT_E_ARGUMENT, operation, 2, "mean and variance are both NULL");
    if (mean == variance || (mean && variance && *mean && *variance && gt__tensor_overlap(*mean, *variance)))
        return gt__fail(GT_E_ARGUMENT, operation, 3, "mean and variance are the same memory");
    return GT_OK;
}

/* Both, through the mean in the accumulate type; what the caller gave is written last. */
static int32_t run_moments(gt_queue *q, gt__destination *mean, gt__destination *variance, const gt_tensor *src,
                           const request *asked, int32_t result, double correction)
{
    gt_tensor *wide = NULL;
    const gt__dtype *accumulate = gt__dtype_of(gt__dtype_of(result)->wide);
    const double count = (double)asked->count, left = count > correction ? count - correction : 0;
    GT__TRY(gt__tensor_new(&wide, q, accumulate, &asked->shape, asked->operation));
    int32_t status = moment(q, wide, src, asked, accumulate->value, NULL, count);
    if (status == GT_OK && variance->target) status = moment(q, variance->target, src, asked, result, wide, left);
    if (status == GT_OK && mean->target) status = gt__copy_elements(q, mean->target, wide, asked->operation);
    gt_tensor_free(wide);
    return status;
}

int32_t gt_moments(gt_queue *q, gt_tensor **mean, gt_tensor **variance, const gt_tensor *src, const int32_t *axes,
                   int32_t n_axes, double correction, const gt_reduce_opts *opts)
{
    const char *operation = "gt_moments";
    request asked;
    gt__destination m = {.argument = 2}, v = {.argument = 3};
    GT__TRY(begin(&asked, q, src, axes, n_axes, opts, 8, operation));
    int32_t result = opts && opts->dtype ? opts->dtype : gt__float_of(src->dtype->value);
    GT__TRY(gt__dtype_present(src->ctx, result, operation, 8));
    const gt__dtype *dtype = gt__dtype_of(result);
    if (dtype->kind != GT__FLOAT) return gt__fail(GT_E_DTYPE, operation, 8, "moments are floats, not %s", dtype->name);
    GT__TRY(check_outputs(mean, variance, operation));
    int32_t status = GT_OK;
    if (mean) status = gt__destination_begin(&m, q, mean, dtype, &asked.shape, &src, 0, 1, operation);
    if (status == GT_OK && variance)
        status = gt__destination_begin(&v, q, variance, dtype, &asked.shape, &src, 1, 0, operation);
    if (status == GT_OK) status = run_moments(q, &m, &v, src, &asked, result, correction);
    if (v.target) status = gt__destination_end(&v, q, status, operation);
    if (m.target) status = gt__destination_end(&m, q, status, operation);
    return status;
}

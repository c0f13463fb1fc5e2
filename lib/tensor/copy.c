/* Copies, casts, and tensors made of a rule: fill, arange, eye. */
#include <string.h>

#include "tensor/map.h"
#include "tensor/transpose.h"

/* to = from with the same dtype: moves raw bits, so that any device copies any dtype, NaN payloads included. */
static int32_t copy_raw(gt_queue *q, gt_tensor *to, const gt_tensor *from, const char *operation)
{
    if (gt__tensor_contiguous(to) && gt__tensor_contiguous(from)) {
        int64_t size = to->dtype->size;
        return gt__copy_bytes(q, to->buffer, to->offset * size, from->buffer, from->offset * size, to->count * size,
                              operation);
    }
    int done = 0;
    GT__TRY(gt__transpose(q, to, from, &done, operation));
    if (done) return GT_OK;
    gt_tensor raw_to = *to, raw_from = *from;
    const gt__dtype *raw = raw_to.dtype = raw_from.dtype = gt__dtype_of(to->dtype->raw);
    gt__map map = {.operation = operation, .expression = "x", .compute = raw->wide, .result = raw->value, .arity = 1};
    map.operand[0].tensor = &raw_from;
    return gt__map_run(q, &map, &raw_to);
}

int32_t gt__copy_elements(gt_queue *q, gt_tensor *to, const gt_tensor *from, const char *operation)
{
    if (to->count == 0) return GT_OK;
    if (to->dtype == from->dtype) return copy_raw(q, to, from, operation);
    gt__map map = {.operation = operation, .expression = "x", .arity = 1};
    map.compute = map.result = from->dtype->wide; /* the store converts */
    map.operand[0].tensor = from;
    return gt__map_run(q, &map, to);
}

int32_t gt__make_contiguous(gt_tensor **out, gt_queue *q, const gt_tensor *src, const char *operation)
{
    *out = NULL;
    if (gt__tensor_contiguous(src)) return gt__tensor_view(out, src, &src->shape, src->strides, src->offset, operation);
    GT__TRY(gt__tensor_new(out, q, src->dtype, &src->shape, operation));
    int32_t status = gt__copy_elements(q, *out, src, operation);
    if (status < 0) {
        gt_tensor_free(*out);
        *out = NULL;
    }
    return status;
}

int32_t gt_copy(gt_queue *q, gt_tensor **dst, const gt_tensor *src, int32_t dtype)
{
    const char *operation = "gt_copy";
    gt__destination d = {0};
    GT__TRY(gt__queue_check(q, operation, 1));
    GT__TRY(gt__operand_check(q, src, operation, 3));
    const gt__dtype *facts = dtype == 0 ? src->dtype : gt__dtype_check(dtype, operation, 4);
    if (!facts) return GT_E_DTYPE;
    if (dst && *dst && dtype != 0 && (*dst)->dtype != facts)
        return gt__fail(GT_E_DTYPE, operation, 4, "dst is %s, not %s", (*dst)->dtype->name, facts->name);
    GT__TRY(gt__destination_begin(&d, q, dst, facts, &src->shape, &src, 1, 0, operation));
    return gt__destination_end(&d, q, gt__copy_elements(q, d.target, src, operation), operation);
}

/* ---- fill, arange, eye ---- */

/* A shape and dtype that a constructor was asked for, and where it goes. */
static int32_t begin_made(gt__destination *d, gt_queue *q, gt_tensor **dst, int32_t dtype, int32_t rank,
                          const int64_t *shape, const char *operation)
{
    gt__shape made;
    int64_t count = 0;
    GT__TRY(gt__queue_check(q, operation, 1));
    const gt__dtype *facts = gt__dtype_check(dtype, operation, 3);
    if (!facts) return GT_E_DTYPE;
    GT__TRY(gt__shape_make(&made, &count, rank, shape, facts->size, operation, 5));
    if (dst && *dst && (*dst)->dtype != facts)
        return gt__fail(GT_E_DTYPE, operation, 3, "dst is %s, not %s", (*dst)->dtype->name, facts->name);
    return gt__destination_begin(d, q, dst, facts, &made, NULL, 0, 1, operation);
}

static int32_t check_scalar(const gt_scalar *scalar, int32_t dtype, const char *operation, int32_t argument)
{
    const gt__dtype *to = gt__dtype_of(dtype);
    if (!scalar) return gt__fail(GT_E_ARGUMENT, operation, argument, "the scalar is NULL");
    if (!gt__scalar_valid(scalar))
        return gt__fail(GT_E_DTYPE, operation, argument, "unknown dtype %d of the scalar", (int)scalar->dtype);
    if (to && to->kind != GT__BOOL && !gt__scalar_fits(scalar, dtype))
        return gt__fail(GT_E_ARGUMENT, operation, argument, "the integer %lld is out of range of %s",
                        (long long)scalar->i, to->name);
    return GT_OK;
}

/* Every element of target = the element at `value`. */
static int32_t fill(gt_queue *q, gt_tensor *target, const void *value, const char *operation)
{
    int32_t size = target->dtype->size;
    if (target->count == 0) return GT_OK;
    if (gt__tensor_contiguous(target))
        return gt__fill_bytes(q, target->buffer, target->offset * size, target->count * size, value, size, operation);
    gt_tensor raw_target = *target;
    const gt__dtype *raw = raw_target.dtype = gt__dtype_of(target->dtype->raw);
    gt__map map = {.operation = operation, .expression = "x", .compute = raw->wide, .result = raw->value, .arity = 1};
    gt_scalar bits = {.dtype = GT_U64};
    memcpy(&bits.i, value, (size_t)size);
    gt__scalar_store(&bits, map.compute, &map.operand[0].scalar);
    return gt__map_run(q, &map, &raw_target);
}

int32_t gt_fill(gt_queue *q, gt_tensor **dst, int32_t dtype, int32_t rank, const int64_t *shape, const gt_scalar *value)
{
    const char *operation = "gt_fill";
    gt__destination d = {0};
    uint64_t element = 0;
    GT__TRY(check_scalar(value, dtype, operation, 6));
    GT__TRY(begin_made(&d, q, dst, dtype, rank, shape, operation));
    gt__scalar_store(value, dtype, &element);
    return gt__destination_end(&d, q, fill(q, d.target, &element, operation), operation);
}

/* Integers are converted to the range's dtype; floats to the type it is computed in. */
static void store_bound(const gt_scalar *bound, const gt__dtype *dtype, void *out)
{
    gt_scalar held = dtype->kind == GT__FLOAT ? *bound : gt__scalar_cast(bound, dtype->value);
    gt__scalar_store(&held, dtype->wide, out);
}

int32_t gt_arange(gt_queue *q, gt_tensor **dst, int32_t dtype, const gt_scalar *start, const gt_scalar *step, int64_t n)
{
    const char *operation = "gt_arange";
    static const gt_scalar zero = {.dtype = GT_WEAK_INT}, one = {.dtype = GT_WEAK_INT, .i = 1};
    gt__destination d = {0};
    if (start) GT__TRY(check_scalar(start, dtype, operation, 4));
    if (step) GT__TRY(check_scalar(step, dtype, operation, 5));
    if (dtype == GT_BOOL) return gt__fail(GT_E_DTYPE, operation, 3, "bool has no range");
    GT__TRY(begin_made(&d, q, dst, dtype, 1, &n, operation));
    int is_float = d.target->dtype->kind == GT__FLOAT;
    gt__map map = {.operation = operation, .arity = 2, .compute = d.target->dtype->wide, .result = dtype};
    map.expression = is_float ? "x + y * (C)index" : "(C)((U)x + (U)y * (U)index)";
    store_bound(start ? start : &zero, d.target->dtype, &map.operand[0].scalar);
    store_bound(step ? step : &one, d.target->dtype, &map.operand[1].scalar);
    return gt__destination_end(&d, q, gt__map_run(q, &map, d.target), operation);
}

/* The diagonal of a matrix as a view of rank 1. */
static gt_tensor diagonal_of(const gt_tensor *matrix, int64_t diagonal)
{
    gt_tensor view = *matrix;
    int64_t row = diagonal < 0 ? -diagonal : 0, column = diagonal > 0 ? diagonal : 0;
    int64_t rows = matrix->shape.size[0] - row, columns = matrix->shape.size[1] - column;
    view.shape.rank = 1;
    view.count = rows < columns ? rows : columns;
    if (view.count < 0) view.count = 0;
    view.shape.size[0] = view.count;
    view.offset += row * matrix->strides[0] + column * matrix->strides[1];
    view.strides[0] = matrix->strides[0] + matrix->strides[1];
    return view;
}

int32_t gt_eye(gt_queue *q, gt_tensor **dst, int32_t dtype, int64_t rows, int64_t columns, int64_t diagonal)
{
    const char *operation = "gt_eye";
    const int64_t shape[] = {rows, columns};
    static const gt_scalar one = {.dtype = GT_WEAK_INT, .i = 1};
    gt__destination d = {0};
    uint64_t element = 0;
    GT__TRY(begin_made(&d, q, dst, dtype, 2, shape, operation));
    if (!d.made) GT__TRY(gt__tensor_new(&d.made, q, d.target->dtype, &d.target->shape, operation));
    d.target = d.made; /* two steps: where the second fails, the caller's tensor is as it was */
    int32_t status = fill(q, d.target, &element, operation);
    if (status == GT_OK && diagonal > -rows && diagonal < columns) {
        gt_tensor line = diagonal_of(d.target, diagonal);
        gt__scalar_store(&one, dtype, &element);
        status = fill(q, &line, &element, operation);
    }
    return gt__destination_end(&d, q, status, operation);
}

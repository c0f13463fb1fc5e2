/* Handles, and where results go. */
#include "tensor/tensor.h"

#include <stdlib.h>
#include <string.h>

int32_t gt__tensor_check(const gt_tensor *t, const char *operation, int32_t argument)
{
    if (!t) return gt__fail(GT_E_ARGUMENT, operation, argument, "argument %d: the tensor is NULL", (int)argument);
    return gt__context_check(t->ctx, operation, argument);
}

int32_t gt__operand_check(const gt_queue *q, const gt_tensor *t, const char *operation, int32_t argument)
{
    GT__TRY(gt__tensor_check(t, operation, argument));
    if (t->ctx == gt_queue_context(q)) return GT_OK;
    return gt__fail(GT_E_CONTEXT, operation, argument,
                    "argument %d: the tensor %s is of another context than the queue", (int)argument,
                    GT__SHOW(&t->shape));
}

int gt__tensor_contiguous(const gt_tensor *t)
{
    return t->count == 0 || gt__shape_contiguous(&t->shape, t->strides);
}

int32_t gt__tensor_new(gt_tensor **out, gt_queue *q, const gt__dtype *dtype, const gt__shape *shape,
                       const char *operation)
{
    *out = NULL;
    gt_context *ctx = gt_queue_context(q);
    GT__TRY(gt__dtype_present(ctx, dtype->value, operation, 0));
    gt_tensor *t = calloc(1, sizeof *t);
    if (!t) return gt__fail(GT_E_OUT_OF_MEMORY, operation, 0, "no host memory for a tensor");
    int32_t status = gt__shape_make(&t->shape, &t->count, shape->rank, shape->size, dtype->size, operation, 0);
    if (status == GT_OK)
        status = gt__buffer_create(&t->buffer, q, t->count > 0 ? t->count * dtype->size : 1, operation);
    if (status < 0) {
        free(t);
        return status;
    }
    t->ctx = ctx;
    t->dtype = dtype;
    gt__shape_strides(&t->shape, t->strides);
    *out = t;
    return GT_OK;
}

int32_t gt__tensor_view(gt_tensor **out, const gt_tensor *src, const gt__shape *shape, const int64_t *strides,
                        int64_t offset, const char *operation)
{
    gt_tensor *t = calloc(1, sizeof *t);
    if (!t) return gt__fail(GT_E_OUT_OF_MEMORY, operation, 0, "no host memory for a view");
    t->ctx = src->ctx;
    t->buffer = gt__buffer_retain(src->buffer);
    t->dtype = src->dtype;
    t->shape = *shape;
    memcpy(t->strides, strides, (size_t)shape->rank * sizeof *strides);
    t->offset = offset;
    t->count = gt__shape_count(shape);
    *out = t;
    return GT_OK;
}

int32_t gt_tensor_create(gt_queue *q, gt_tensor **out, int32_t dtype, int32_t rank, const int64_t *shape, int32_t flags)
{
    const char *operation = "gt_tensor_create";
    static const uint64_t zero = 0;
    gt__shape made;
    int64_t count = 0;
    if (!out) return gt__fail(GT_E_ARGUMENT, operation, 2, "out is NULL");
    *out = NULL;
    GT__TRY(gt__queue_check(q, operation, 1));
    const gt__dtype *facts = gt__dtype_check(dtype, operation, 3);
    if (!facts) return GT_E_DTYPE;
    GT__TRY(gt__shape_make(&made, &count, rank, shape, facts->size, operation, 5));
    if (flags & ~GT_UNINITIALISED) return gt__fail(GT_E_ARGUMENT, operation, 6, "unknown flags %d", (int)flags);
    GT__TRY(gt__tensor_new(out, q, facts, &made, operation));
    if (flags & GT_UNINITIALISED || count == 0) return GT_OK;
    int32_t status = gt__fill_bytes(q, (*out)->buffer, 0, count * facts->size, &zero, 1, operation);
    if (status < 0) {
        gt_tensor_free(*out);
        *out = NULL;
    }
    return status;
}

void gt_tensor_free(gt_tensor *t)
{
    if (!t) return;
    gt__buffer_release(t->buffer);
    free(t);
}

int32_t gt_tensor_describe(const gt_tensor *t, gt_tensor_desc *out)
{
    const char *operation = "gt_tensor_describe";
    GT__TRY(gt__tensor_check(t, operation, 1));
    gt_tensor_desc desc = {.size = sizeof desc, .dtype = t->dtype->value, .rank = t->shape.rank};
    desc.contiguous = gt__tensor_contiguous(t);
    desc.count = t->count;
    desc.offset = t->offset;
    memcpy(desc.shape, t->shape.size, (size_t)t->shape.rank * sizeof *desc.shape);
    memcpy(desc.strides, t->strides, (size_t)t->shape.rank * sizeof *desc.strides);
    desc.context = t->ctx;
    return gt__give_struct(out, &desc, sizeof desc, operation, 2);
}

int32_t gt_tensor_dtype(const gt_tensor *t)
{
    return t ? t->dtype->value : 0;
}

int32_t gt_tensor_rank(const gt_tensor *t)
{
    return t ? t->shape.rank : 0;
}

int64_t gt_tensor_dim(const gt_tensor *t, int32_t axis)
{
    if (!t) return 0;
    if (axis < 0) axis += t->shape.rank;
    return axis >= 0 && axis < t->shape.rank ? t->shape.size[axis] : 0;
}

int64_t gt_tensor_count(const gt_tensor *t)
{
    return t ? t->count : 0;
}

/* ---- destinations ---- */

int gt__tensor_overlap(const gt_tensor *a, const gt_tensor *b)
{
    int64_t low_a, high_a, low_b, high_b;
    if (a->buffer != b->buffer || a->count == 0 || b->count == 0) return 0;
    if (a->offset == b->offset && gt__shape_equal(&a->shape, &b->shape) &&
        memcmp(a->strides, b->strides, (size_t)a->shape.rank * sizeof *a->strides) == 0)
        return 2;
    gt__shape_extent(&a->shape, a->strides, &low_a, &high_a);
    gt__shape_extent(&b->shape, b->strides, &low_b, &high_b);
    return a->offset + low_a <= b->offset + high_b && b->offset + low_b <= a->offset + high_a;
}

static int repeats(const gt_tensor *t)
{
    for (int32_t axis = 0; axis < t->shape.rank; axis++)
        if (t->strides[axis] == 0 && t->shape.size[axis] > 1) return 1;
    return 0;
}

static int32_t check_given(const gt_queue *q, const gt_tensor *given, const gt__shape *shape, const char *operation,
                           int32_t argument)
{
    GT__TRY(gt__operand_check(q, given, operation, argument));
    if (!gt__shape_equal(&given->shape, shape))
        return gt__fail(GT_E_SHAPE, operation, argument, "dst has shape %s, the result has %s", GT__SHOW(&given->shape),
                        GT__SHOW(shape));
    if (repeats(given))
        return gt__fail(GT_E_ARGUMENT, operation, argument, "dst %s repeats elements (a stride of 0)",
                        GT__SHOW(&given->shape));
    return GT_OK;
}

int32_t gt__destination_begin(gt__destination *d, gt_queue *q, gt_tensor **dst, const gt__dtype *dtype,
                              const gt__shape *shape, const gt_tensor *const *operands, int32_t n, int same_view_ok,
                              const char *operation)
{
    int32_t argument = d->argument > 0 ? d->argument : 2;
    d->dst = dst;
    if (!dst) return gt__fail(GT_E_ARGUMENT, operation, argument, "dst is NULL");
    int overlaps = 0;
    if (*dst) {
        GT__TRY(check_given(q, *dst, shape, operation, argument));
        dtype = (*dst)->dtype;
        for (int32_t i = 0; i < n; i++) {
            int overlap = operands[i] ? gt__tensor_overlap(*dst, operands[i]) : 0;
            if (overlap == 1 || (overlap == 2 && !same_view_ok)) overlaps = 1;
        }
    }
    if (!*dst || overlaps) GT__TRY(gt__tensor_new(&d->made, q, dtype, shape, operation));
    d->target = d->made ? d->made : *dst;
    return GT_OK;
}

int32_t gt__destination_end(gt__destination *d, gt_queue *q, int32_t status, const char *operation)
{
    if (status == GT_OK && d->made && *d->dst) status = gt__copy_elements(q, *d->dst, d->made, operation);
    if (status == GT_OK && d->made && !*d->dst)
        *d->dst = d->made;
    else
        gt_tensor_free(d->made);
    return status;
}

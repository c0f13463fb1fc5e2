#include "kernel/array.h"

#include <string.h>

int gt__array_contiguous(const gt__array *a)
{
    return a->count == 0 || gt__shape_contiguous(&a->shape, a->strides);
}

int gt__array_overlap(const gt__array *a, const gt__array *b)
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

int gt__array_repeats(const gt__array *a)
{
    for (int32_t axis = 0; axis < a->shape.rank; axis++)
        if (a->strides[axis] == 0 && a->shape.size[axis] > 1) return 1;
    return 0;
}

gt_status gt__array_create(gt__array *out, const gt__call *call, const gt__dtype *dtype, const gt__shape *shape)
{
    GT__TRY(gt__shape_make(&out->shape, &out->count, shape->rank, shape->size, dtype->size, call->name, 0));
    out->dtype = dtype;
    out->offset = 0;
    gt__shape_strides(&out->shape, out->strides);
    return gt__buffer_create(&out->buffer, call, out->count > 0 ? out->count * dtype->size : 1);
}

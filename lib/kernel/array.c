#include "kernel/array.h"

#include <string.h>

#include "base/integer.h"

int gt__array_contiguous(const gt__array *a)
{
    return a->count == 0 || gt__shape_contiguous(&a->shape, a->strides);
}

int gt__array_overlap(const gt__array *a, const gt__array *b)
{
    int64_t low_a, high_a, low_b, high_b, apart = 0;
    const int64_t size_a = a->dtype->size, size_b = b->dtype->size;
    if (!gt__buffer_together(a->buffer, b->buffer, &apart) || a->count == 0 || b->count == 0) return 0;
    if (apart == 0 && a->dtype == b->dtype && a->offset == b->offset && gt__shape_equal(&a->shape, &b->shape) &&
        memcmp(a->strides, b->strides, (size_t)a->shape.rank * sizeof *a->strides) == 0)
        return 2;
    gt__shape_extent(&a->shape, a->strides, &low_a, &high_a);
    gt__shape_extent(&b->shape, b->strides, &low_b, &high_b);
    return (a->offset + low_a) * size_a < (b->offset + high_b + 1) * size_b + apart &&
           (b->offset + low_b) * size_b + apart < (a->offset + high_a + 1) * size_a;
}

/* The axes that matter to where elements lie, by how far apart neighbours are, the nearest first. */
static int32_t sort_axes(const gt__array *a, int64_t *size, int64_t *stride)
{
    int32_t n = 0;
    for (int32_t axis = 0; axis < a->shape.rank; axis++) {
        if (a->shape.size[axis] == 1) continue;
        int64_t apart = gt__magnitude(a->strides[axis]);
        int32_t at = n++;
        for (; at > 0 && stride[at - 1] > apart; at--) {
            stride[at] = stride[at - 1];
            size[at] = size[at - 1];
        }
        stride[at] = apart;
        size[at] = a->shape.size[axis];
    }
    return n;
}

/* An axis that steps over all that the nearer ones reach meets no element again. One that does not may still miss them:
 * beside a single nearer one that is worked out. */
int gt__array_repeats(const gt__array *a)
{
    int64_t size[GT_MAX_RANK], stride[GT_MAX_RANK], reach = 0;
    if (a->count == 0) return 0;
    const int32_t n = sort_axes(a, size, stride);
    for (int32_t i = 0; i < n; i++) {
        if (stride[i] <= 0 || (stride[i] <= reach && i != 1)) return 1;
        if (stride[i] <= reach) {
            const int64_t divisor = gt__common_divisor(stride[1], stride[0]);
            if (stride[1] / divisor < size[0] && stride[0] / divisor < size[1]) return 1;
        }
        reach += (size[i] - 1) * stride[i];
    }
    return 0;
}

gt__array gt__array_spread(const gt__array *a, const gt__shape *shape)
{
    gt__array out = *a;
    gt__shape_expand(&a->shape, a->strides, shape, out.strides);
    out.shape = *shape;
    out.count = gt__shape_count(shape);
    return out;
}

gt__array gt__array_diagonal(const gt__array *a, int64_t offset, int32_t axis1, int32_t axis2)
{
    gt__array line = *a;
    const int64_t skipped1 = offset < 0 ? gt__larger(offset, -a->shape.size[axis1]) : 0;
    const int64_t skipped2 = offset > 0 ? gt__smaller(offset, a->shape.size[axis2]) : 0;
    const int64_t count = gt__smaller(a->shape.size[axis1] + skipped1, a->shape.size[axis2] - skipped2);
    line.shape.rank = 0;
    for (int32_t axis = 0; axis < a->shape.rank; axis++) {
        if (axis == axis1 || axis == axis2) continue;
        line.strides[line.shape.rank] = a->strides[axis];
        line.shape.size[line.shape.rank++] = a->shape.size[axis];
    }
    line.strides[line.shape.rank] = count > 1 && a->count > 0 ? a->strides[axis1] + a->strides[axis2] : 1;
    line.shape.size[line.shape.rank++] = count;
    line.count = gt__shape_count(&line.shape);
    if (line.count > 0) line.offset += skipped2 * a->strides[axis2] - skipped1 * a->strides[axis1];
    return line;
}

gt_status gt__array_create(gt__array *out, const gt__call *call, const gt__dtype *dtype, const gt__shape *shape)
{
    GT__TRY(gt__shape_make(&out->shape, &out->count, shape->rank, shape->size, dtype->size, call->name, 0));
    out->dtype = dtype;
    out->offset = 0;
    gt__shape_strides(&out->shape, out->strides);
    return gt__buffer_create(&out->buffer, call, out->count * dtype->size);
}

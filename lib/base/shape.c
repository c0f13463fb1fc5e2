#include "base/shape.h"
#include "base/error.h"

#include <stdio.h>
#include <string.h>

gt__shape_text gt__show(int32_t rank, const int64_t *size)
{
    gt__shape_text text = {"("};
    if (rank < 0 || rank > GT_MAX_RANK || (rank > 0 && !size)) {
        snprintf(text.s, sizeof text.s, "(rank %d)", rank);
        return text;
    }
    enum { LONGEST_NUMBER = 22, ENDING = sizeof "...)" };
    size_t used = 1;
    for (int32_t i = 0; i < rank; i++) {
        if (used + LONGEST_NUMBER + ENDING > sizeof text.s) {
            memcpy(text.s + used, "...)", ENDING);
            return text;
        }
        const char *separator = rank == 1 ? "," : i + 1 < rank ? ", " : "";
        used += (size_t)snprintf(text.s + used, sizeof text.s - used, "%lld%s", (long long)size[i], separator);
    }
    memcpy(text.s + used, ")", sizeof ")");
    return text;
}

static int is_empty(const gt__shape *shape)
{
    for (int32_t i = 0; i < shape->rank; i++)
        if (shape->size[i] == 0) return 1;
    return 0;
}

gt_status gt__shape_make(gt__shape *out, int64_t *count, int32_t rank, const int64_t *size, int32_t element_bytes,
                         const char *operation, int32_t argument)
{
    if (rank < 0 || rank > GT_MAX_RANK)
        return gt__fail(GT_E_SHAPE, operation, argument, "a rank of %d is not in 0 to %d", rank, GT_MAX_RANK);
    if (rank > 0 && !size)
        return gt__fail(GT_E_ARGUMENT, operation, argument, "the shape is NULL and its rank %d", rank);
    gt__shape shape = {.rank = rank};
    for (int32_t i = 0; i < rank; i++) {
        shape.size[i] = size[i];
        if (size[i] < 0)
            return gt__fail(GT_E_SHAPE, operation, argument, "shape %s has a negative size", gt__show(rank, size).s);
    }
    int64_t elements = !is_empty(&shape), bytes = 0;
    int overflow = 0;
    for (int32_t i = 0; i < rank && elements; i++)
        overflow |= __builtin_mul_overflow(elements, shape.size[i], &elements);
    overflow |= __builtin_mul_overflow(elements, element_bytes, &bytes);
    if (overflow || (uint64_t)bytes > SIZE_MAX)
        return gt__fail(GT_E_SHAPE, operation, argument, "shape %s of %d-byte elements has too many bytes",
                        gt__show(rank, size).s, element_bytes);
    *out = shape;
    *count = elements;
    return GT_OK;
}

int64_t gt__shape_count(const gt__shape *shape)
{
    int64_t count = !is_empty(shape);
    for (int32_t i = 0; i < shape->rank && count; i++) count *= shape->size[i];
    return count;
}

int gt__shape_equal(const gt__shape *a, const gt__shape *b)
{
    return a->rank == b->rank && memcmp(a->size, b->size, (size_t)a->rank * sizeof *a->size) == 0;
}

void gt__shape_strides(const gt__shape *shape, int64_t *strides)
{
    int64_t stride = 1;
    for (int32_t i = shape->rank - 1; i >= 0; i--) {
        strides[i] = stride;
        /* Only an empty shape can overflow here, and its strides are never used. */
        if (shape->size[i] > 0 && __builtin_mul_overflow(stride, shape->size[i], &stride)) stride = 0;
    }
}

int gt__shape_contiguous(const gt__shape *shape, const int64_t *strides)
{
    if (is_empty(shape)) return 1;
    int64_t expected = 1;
    for (int32_t i = shape->rank - 1; i >= 0; i--) {
        if (shape->size[i] != 1 && strides[i] != expected) return 0;
        expected *= shape->size[i];
    }
    return 1;
}

int gt__shape_broadcast(gt__shape *out, const gt__shape *with)
{
    const gt__shape *longer = out->rank >= with->rank ? out : with, *shorter = longer == out ? with : out;
    gt__shape common = *longer;
    for (int32_t i = 1; i <= shorter->rank; i++) {
        int64_t *size = &common.size[longer->rank - i], other = shorter->size[shorter->rank - i];
        if (*size == 1) *size = other;
        if (*size != other && other != 1) return 0;
    }
    *out = common;
    return 1;
}

int gt__shape_spreads(const gt__shape *from, const gt__shape *to)
{
    gt__shape common = *to;
    return gt__shape_broadcast(&common, from) && gt__shape_equal(&common, to);
}

void gt__shape_expand(const gt__shape *from, const int64_t *strides, const gt__shape *to, int64_t *out)
{
    int32_t added = to->rank - from->rank;
    for (int32_t i = 0; i < to->rank; i++) {
        int repeated = i < added || from->size[i - added] != to->size[i];
        out[i] = repeated ? 0 : strides[i - added];
    }
}

gt_status gt__shape_axis(int32_t *out, int32_t rank, int32_t axis, const char *operation, int32_t argument)
{
    const int32_t count = rank > 0 ? rank : 1;
    if (axis < -count || axis >= count)
        return gt__fail(GT_E_INDEX, operation, argument, "axis %d is out of range for rank %d", axis, rank);
    *out = axis < 0 ? axis + count : axis;
    return GT_OK;
}

gt_status gt__shape_axes(int32_t rank, const int32_t *axes, int32_t n, uint8_t marks[GT_MAX_RANK],
                         const char *operation, int32_t argument)
{
    memset(marks, 0, GT_MAX_RANK);
    if (!axes) {
        memset(marks, 1, (size_t)rank);
        return GT_OK;
    }
    if (n < 0) return gt__fail(GT_E_ARGUMENT, operation, argument, "a number of axes of %d is negative", n);
    for (int32_t i = 0; i < n; i++) {
        int32_t axis = 0;
        GT__TRY(gt__shape_axis(&axis, rank, axes[i], operation, argument));
        if (marks[axis]) return gt__fail(GT_E_INDEX, operation, argument, "axis %d is given twice", axes[i]);
        marks[axis] = 1;
    }
    return GT_OK;
}

/* The axes of `from` that matter to where elements lie. */
static gt__shape squeeze(const gt__shape *from, const int64_t *strides, int64_t *out)
{
    gt__shape squeezed = {0};
    for (int32_t i = 0; i < from->rank; i++) {
        if (from->size[i] == 1) continue;
        out[squeezed.rank] = strides[i];
        squeezed.size[squeezed.rank++] = from->size[i];
    }
    return squeezed;
}

/* 1 where the axes first to last lie as if they were one. */
static int mergeable(const gt__shape *shape, const int64_t *strides, int32_t first, int32_t last)
{
    for (int32_t i = first; i < last; i++)
        if (strides[i] != shape->size[i + 1] * strides[i + 1]) return 0;
    return 1;
}

int gt__shape_restride(const gt__shape *from, const int64_t *strides, const gt__shape *to, int64_t *out)
{
    gt__shape_strides(to, out);
    if (is_empty(from)) return 1;
    int64_t old_strides[GT_MAX_RANK] = {0};
    gt__shape old = squeeze(from, strides, old_strides);

    /* Both shapes are walked in the smallest groups of axes, old i to j and new k to l, that hold equally many
     * elements. A group is a view where its old axes merge into one, which the new axes then split. */
    int32_t i = 0, k = 0;
    while (i < old.rank) {
        int32_t j = i, l = k;
        int64_t old_count = old.size[i], new_count = to->size[k];
        while (old_count != new_count) {
            if (new_count < old_count)
                new_count *= to->size[++l];
            else
                old_count *= old.size[++j];
        }
        if (!mergeable(&old, old_strides, i, j)) return 0;
        int64_t stride = old_strides[j];
        for (int32_t axis = l; axis >= k; axis--) {
            out[axis] = stride;
            stride *= to->size[axis];
        }
        i = j + 1;
        k = l + 1;
    }
    return 1;
}

void gt__shape_extent(const gt__shape *shape, const int64_t *strides, int64_t *low, int64_t *high)
{
    *low = *high = 0;
    for (int32_t i = 0; i < shape->rank; i++) {
        int64_t reach = (shape->size[i] - 1) * strides[i];
        *(reach < 0 ? low : high) += reach;
    }
}

int gt__shape_reach(const gt__shape *shape, const int64_t *strides, int64_t *low, int64_t *high)
{
    *low = *high = 0;
    for (int32_t i = 0; i < shape->rank; i++) {
        int64_t reach = 0, *end = strides[i] < 0 ? low : high;
        if (__builtin_mul_overflow(shape->size[i] - 1, strides[i], &reach)) return 0;
        if (__builtin_add_overflow(*end, reach, end)) return 0;
    }
    return 1;
}

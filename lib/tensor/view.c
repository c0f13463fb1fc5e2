/* Views: new handles on the same memory. Nothing here touches the device. */
#include "tensor/tensor.h"

static int32_t start(gt_tensor **out, const gt_tensor *src, const char *operation)
{
    if (!out) return gt__fail(GT_E_ARGUMENT, operation, 1, "out is NULL");
    *out = NULL;
    return gt__tensor_check(src, operation, 2);
}

int32_t gt_tensor_alias(gt_tensor **out, const gt_tensor *src)
{
    GT__TRY(start(out, src, "gt_tensor_alias"));
    return gt__tensor_view(out, src, &src->shape, src->strides, src->offset, "gt_tensor_alias");
}

/* ---- slice ---- */

static int64_t clamp(int64_t x, int64_t low, int64_t high)
{
    return x < low ? low : x > high ? high : x;
}

/* The first element and the number of elements of start:stop:step along an axis of `size`, as Python's
 * slice.indices. */
static void resolve(const gt_slice *slice, int64_t size, int64_t *first, int64_t *count)
{
    int64_t step = slice->step, low = step < 0 ? -1 : 0, high = step < 0 ? size - 1 : size;
    int64_t from = slice->start < 0 ? slice->start + size : slice->start;
    int64_t to = slice->stop < 0 ? slice->stop + size : slice->stop;
    from = slice->flags & GT_SLICE_OPEN_START ? (step < 0 ? high : low) : clamp(from, low, high);
    to = slice->flags & GT_SLICE_OPEN_STOP ? (step < 0 ? low : high) : clamp(to, low, high);
    *first = from;
    *count = 0;
    if (step > 0 && from < to) *count = (to - from - 1) / step + 1;
    if (step < 0 && to < from) *count = (int64_t)(((uint64_t)from - (uint64_t)to - 1) / (0 - (uint64_t)step)) + 1;
}

typedef struct sliced {
    gt__shape shape;
    int64_t strides[GT_MAX_RANK];
    int64_t offset;
} sliced;

static void keep_axis(sliced *to, int64_t size, int64_t stride)
{
    to->shape.size[to->shape.rank] = size;
    to->strides[to->shape.rank++] = stride;
}

static int32_t slice_axis(sliced *to, const gt_tensor *src, int32_t axis, const gt_slice *slice, const char *operation)
{
    int64_t size = src->shape.size[axis], stride = src->strides[axis], first, count;
    if (slice->flags & ~(GT_SLICE_INDEX | GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP))
        return gt__fail(GT_E_ARGUMENT, operation, 3, "unknown flags %d in slice %d", (int)slice->flags, (int)axis);
    if (slice->reserved) return gt__fail(GT_E_ARGUMENT, operation, 3, "reserved of slice %d is not 0", (int)axis);
    if (slice->flags & GT_SLICE_INDEX) {
        first = slice->start < 0 ? slice->start + size : slice->start;
        if (first < 0 || first >= size)
            return gt__fail(GT_E_INDEX, operation, 3, "index %lld of axis %d of shape %s", (long long)slice->start,
                            (int)axis, GT__SHOW(&src->shape));
        to->offset += first * stride;
        return GT_OK;
    }
    if (slice->step == 0) {
        keep_axis(to, size, stride);
        return GT_OK;
    }
    resolve(slice, size, &first, &count);
    if (count > 0) to->offset += first * stride;
    keep_axis(to, count, count > 1 ? stride * slice->step : stride);
    return GT_OK;
}

int32_t gt_tensor_slice(gt_tensor **out, const gt_tensor *src, const gt_slice *slices, int32_t n)
{
    const char *operation = "gt_tensor_slice";
    GT__TRY(start(out, src, operation));
    if (n < 0 || (n > 0 && !slices)) return gt__fail(GT_E_ARGUMENT, operation, 3, "slices is NULL or n is negative");
    if (n > src->shape.rank)
        return gt__fail(GT_E_ARGUMENT, operation, 4, "%d slices of shape %s", (int)n, GT__SHOW(&src->shape));
    sliced to = {.offset = src->offset};
    for (int32_t axis = 0; axis < src->shape.rank; axis++) {
        static const gt_slice whole = {0};
        GT__TRY(slice_axis(&to, src, axis, axis < n ? &slices[axis] : &whole, operation));
    }
    return gt__tensor_view(out, src, &to.shape, to.strides, to.offset, operation);
}

/* ---- permute, reshape, broadcast ---- */

int32_t gt_tensor_permute(gt_tensor **out, const gt_tensor *src, const int32_t *axes, int32_t n)
{
    const char *operation = "gt_tensor_permute";
    uint8_t marks[GT_MAX_RANK];
    gt__shape shape = {0};
    int64_t strides[GT_MAX_RANK];
    GT__TRY(start(out, src, operation));
    if (axes) {
        GT__TRY(gt__shape_axes(src->shape.rank, axes, n, marks, operation, 3));
        if (n != src->shape.rank)
            return gt__fail(GT_E_ARGUMENT, operation, 4, "%d axes for shape %s", (int)n, GT__SHOW(&src->shape));
    }
    shape.rank = src->shape.rank;
    for (int32_t i = 0; i < shape.rank; i++) {
        int32_t from = axes ? (axes[i] < 0 ? axes[i] + shape.rank : axes[i]) : shape.rank - 1 - i;
        shape.size[i] = src->shape.size[from];
        strides[i] = src->strides[from];
    }
    return gt__tensor_view(out, src, &shape, strides, src->offset, operation);
}

/* Works out a size of -1 from the number of elements. */
static int32_t infer_size(int64_t *size, int32_t rank, const int64_t *wanted, const gt_tensor *src,
                          const char *operation)
{
    int32_t open = -1;
    int64_t known = 1;
    for (int32_t i = 0; i < rank; i++) {
        size[i] = wanted[i];
        if (wanted[i] != -1) {
            if (__builtin_mul_overflow(known, wanted[i], &known)) known = 0;
        } else if (open >= 0) {
            return gt__fail(GT_E_SHAPE, operation, 4, "shape %s has more than one -1", gt__show(rank, wanted).s);
        } else {
            open = i;
        }
    }
    if (open < 0) return GT_OK;
    if (known == 0 || src->count % known != 0)
        return gt__fail(GT_E_SHAPE, operation, 4, "no size for the -1 of %s makes shape %s", gt__show(rank, wanted).s,
                        GT__SHOW(&src->shape));
    size[open] = src->count / known;
    return GT_OK;
}

int32_t gt_tensor_reshape(gt_tensor **out, const gt_tensor *src, int32_t rank, const int64_t *shape)
{
    const char *operation = "gt_tensor_reshape";
    int64_t size[GT_MAX_RANK], strides[GT_MAX_RANK], count = 0;
    gt__shape to;
    GT__TRY(start(out, src, operation));
    if (shape && rank > 0 && rank <= GT_MAX_RANK) {
        GT__TRY(infer_size(size, rank, shape, src, operation));
        shape = size;
    }
    GT__TRY(gt__shape_make(&to, &count, rank, shape, src->dtype->size, operation, 4));
    if (count != src->count)
        return gt__fail(GT_E_SHAPE, operation, 4, "shape %s has %lld elements, %s has %lld", GT__SHOW(&to),
                        (long long)count, GT__SHOW(&src->shape), (long long)src->count);
    if (count == 0)
        gt__shape_strides(&to, strides);
    else if (!gt__shape_restride(&src->shape, src->strides, &to, strides))
        return gt__fail(GT_E_UNSUPPORTED, operation, 2,
                        "the strides of %s do not allow a view of shape %s; copy it first", GT__SHOW(&src->shape),
                        GT__SHOW(&to));
    return gt__tensor_view(out, src, &to, strides, src->offset, operation);
}

int32_t gt_tensor_broadcast(gt_tensor **out, const gt_tensor *src, int32_t rank, const int64_t *shape)
{
    const char *operation = "gt_tensor_broadcast";
    int64_t strides[GT_MAX_RANK], count = 0;
    gt__shape to, common;
    GT__TRY(start(out, src, operation));
    GT__TRY(gt__shape_make(&to, &count, rank, shape, src->dtype->size, operation, 4));
    common = to;
    if (!gt__shape_broadcast(&common, &src->shape) || !gt__shape_equal(&common, &to))
        return gt__fail(GT_E_SHAPE, operation, 4, "shape %s does not broadcast to %s", GT__SHOW(&src->shape),
                        GT__SHOW(&to));
    gt__shape_expand(&src->shape, src->strides, &to, strides);
    return gt__tensor_view(out, src, &to, strides, src->offset, operation);
}

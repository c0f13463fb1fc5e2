/* Views: new handles on the same memory. Nothing here touches the device. */
#include "tensor/handle.h"

static gt_status begin(gt__call *call, const char *name, gt_tensor **out, const gt_tensor *src)
{
    *call = (gt__call){.name = name};
    GT__CHECK(out, call, GT_E_ARGUMENT, 1, "out is NULL");
    *out = NULL;
    GT__TRY(gt__tensor_check(call, src, 2));
    return gt__call_begin_context(call, name, src->context, 2);
}

gt_status gt_tensor_alias(gt_tensor **out, const gt_tensor *src)
{
    gt__call call;
    GT__TRY(begin(&call, "gt_tensor_alias", out, src));
    return gt__tensor_view(out, &call, src, &src->array.shape, src->array.strides, src->array.offset);
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

/* An empty tensor may have axes whose elements, if it had any, would lie out of reach: nothing is worked out there. */
static gt_status slice_axis(sliced *to, const gt_tensor *src, int32_t axis, const gt_slice *slice, const gt__call *call)
{
    int64_t size = src->array.shape.size[axis], stride = src->array.strides[axis], first, count;
    GT__CHECK((slice->flags & ~(GT_SLICE_INDEX | GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP)) == 0, call, GT_E_ARGUMENT,
              3, "unknown flags %d in slice %d", (int)slice->flags, (int)axis);
    GT__CHECK(slice->reserved == 0, call, GT_E_ARGUMENT, 3, "reserved of slice %d is not 0", (int)axis);
    if (slice->flags & GT_SLICE_INDEX) {
        first = slice->start < 0 ? slice->start + size : slice->start;
        GT__CHECK(first >= 0 && first < size, call, GT_E_INDEX, 3, "index %lld of axis %d of shape %s",
                  (long long)slice->start, (int)axis, GT__SHOW(&src->array.shape));
        if (src->array.count > 0) to->offset += first * stride;
        return GT_OK;
    }
    if (slice->step == 0) {
        keep_axis(to, size, stride);
        return GT_OK;
    }
    resolve(slice, size, &first, &count);
    if (count > 0 && src->array.count > 0) to->offset += first * stride;
    keep_axis(to, count, count > 1 && src->array.count > 0 ? stride * slice->step : stride);
    return GT_OK;
}

gt_status gt_tensor_slice(gt_tensor **out, const gt_tensor *src, const gt_slice *slices, int32_t n)
{
    gt__call call;
    GT__TRY(begin(&call, "gt_tensor_slice", out, src));
    GT__CHECK(n >= 0 && (n == 0 || slices), &call, GT_E_ARGUMENT, 3, "slices is NULL or n is negative");
    GT__CHECK(n <= src->array.shape.rank, &call, GT_E_ARGUMENT, 4, "%d slices of shape %s", (int)n,
              GT__SHOW(&src->array.shape));
    sliced to = {.offset = src->array.offset};
    for (int32_t axis = 0; axis < src->array.shape.rank; axis++) {
        static const gt_slice whole = {0};
        GT__TRY(slice_axis(&to, src, axis, axis < n ? &slices[axis] : &whole, &call));
    }
    return gt__tensor_view(out, &call, src, &to.shape, to.strides, to.offset);
}

/* ---- permute, reshape, broadcast ---- */

gt_status gt_tensor_permute(gt_tensor **out, const gt_tensor *src, const int32_t *axes, int32_t n)
{
    gt__call call;
    uint8_t marks[GT_MAX_RANK];
    gt__shape shape = {0};
    int64_t strides[GT_MAX_RANK];
    GT__TRY(begin(&call, "gt_tensor_permute", out, src));
    if (axes) {
        GT__TRY(gt__shape_axes(src->array.shape.rank, axes, n, marks, call.name, 3));
        GT__CHECK(n == src->array.shape.rank, &call, GT_E_ARGUMENT, 4, "%d axes for shape %s", (int)n,
                  GT__SHOW(&src->array.shape));
    }
    shape.rank = src->array.shape.rank;
    for (int32_t i = 0; i < shape.rank; i++) {
        int32_t from = axes ? (axes[i] < 0 ? axes[i] + shape.rank : axes[i]) : shape.rank - 1 - i;
        shape.size[i] = src->array.shape.size[from];
        strides[i] = src->array.strides[from];
    }
    return gt__tensor_view(out, &call, src, &shape, strides, src->array.offset);
}

/* Works out a size of -1 from the number of elements. */
static gt_status infer_size(const gt__call *call, int64_t *size, int32_t rank, const int64_t *wanted,
                            const gt__array *src)
{
    int32_t open = -1;
    int64_t known = 1;
    for (int32_t i = 0; i < rank; i++) {
        size[i] = wanted[i];
        if (wanted[i] != -1) {
            if (__builtin_mul_overflow(known, wanted[i], &known)) known = 0;
            continue;
        }
        GT__CHECK(open < 0, call, GT_E_SHAPE, 4, "shape %s has more than one -1", gt__show(rank, wanted).s);
        open = i;
    }
    if (open < 0) return GT_OK;
    GT__CHECK(known != 0 && src->count % known == 0, call, GT_E_SHAPE, 4, "no size for the -1 of %s makes shape %s",
              gt__show(rank, wanted).s, GT__SHOW(&src->shape));
    size[open] = src->count / known;
    return GT_OK;
}

gt_status gt_tensor_reshape(gt_tensor **out, const gt_tensor *src, int32_t rank, const int64_t *shape)
{
    gt__call call;
    int64_t size[GT_MAX_RANK], strides[GT_MAX_RANK], count = 0;
    gt__shape to;
    GT__TRY(begin(&call, "gt_tensor_reshape", out, src));
    if (shape && rank > 0 && rank <= GT_MAX_RANK) {
        GT__TRY(infer_size(&call, size, rank, shape, &src->array));
        shape = size;
    }
    GT__TRY(gt__shape_make(&to, &count, rank, shape, src->array.dtype->size, call.name, 4));
    const gt__array *a = &src->array;
    GT__CHECK(count == a->count, &call, GT_E_SHAPE, 4, "shape %s has %lld elements, %s has %lld", GT__SHOW(&to),
              (long long)count, GT__SHOW(&a->shape), (long long)a->count);
    if (count == 0)
        gt__shape_strides(&to, strides);
    else
        GT__CHECK(gt__shape_restride(&a->shape, a->strides, &to, strides), &call, GT_E_UNSUPPORTED, 2,
                  "the strides of %s do not allow a view of shape %s; copy it first", GT__SHOW(&a->shape),
                  GT__SHOW(&to));
    return gt__tensor_view(out, &call, src, &to, strides, a->offset);
}

gt_status gt_tensor_broadcast(gt_tensor **out, const gt_tensor *src, int32_t rank, const int64_t *shape)
{
    gt__call call;
    int64_t strides[GT_MAX_RANK], count = 0;
    gt__shape to;
    GT__TRY(begin(&call, "gt_tensor_broadcast", out, src));
    GT__TRY(gt__shape_make(&to, &count, rank, shape, src->array.dtype->size, call.name, 4));
    GT__CHECK(gt__shape_spreads(&src->array.shape, &to), &call, GT_E_SHAPE, 4, "shape %s does not broadcast to %s",
              GT__SHOW(&src->array.shape), GT__SHOW(&to));
    gt__shape_expand(&src->array.shape, src->array.strides, &to, strides);
    return gt__tensor_view(out, &call, src, &to, strides, src->array.offset);
}

gt_status gt_tensor_diagonal(gt_tensor **out, const gt_tensor *src, int64_t offset, int32_t axis1, int32_t axis2)
{
    gt__call call;
    uint8_t marks[GT_MAX_RANK];
    const int32_t axes[] = {axis1, axis2};
    GT__TRY(begin(&call, "gt_tensor_diagonal", out, src));
    const int32_t rank = src->array.shape.rank;
    GT__CHECK(rank >= 2, &call, GT_E_SHAPE, 2, "shape %s has no two axes", GT__SHOW(&src->array.shape));
    GT__TRY(gt__shape_axes(rank, axes, 2, marks, call.name, 4));
    const gt__array line =
        gt__array_diagonal(&src->array, offset, axis1 < 0 ? axis1 + rank : axis1, axis2 < 0 ? axis2 + rank : axis2);
    return gt__tensor_view(out, &call, src, &line.shape, line.strides, line.offset);
}

/* ---- parts of complex numbers ---- */

gt_status gt_tensor_part(gt_tensor **out, const gt_tensor *src, int32_t part)
{
    gt__call call;
    int64_t strides[GT_MAX_RANK];
    GT__TRY(begin(&call, "gt_tensor_part", out, src));
    const gt__array *a = &src->array;
    GT__CHECK(part == 0 || part == 1, &call, GT_E_ARGUMENT, 3, "part %d is neither 0 nor 1", (int)part);
    GT__CHECK(part == 0 || a->dtype->kind == GT__COMPLEX, &call, GT_E_DTYPE, 2, "%s has no imaginary part",
              a->dtype->name);
    if (a->dtype->kind != GT__COMPLEX) return gt__tensor_view(out, &call, src, &a->shape, a->strides, a->offset);
    for (int32_t i = 0; i < a->shape.rank; i++) /* what overflows is a stride that nobody takes */
        if (__builtin_mul_overflow(a->strides[i], 2, &strides[i])) strides[i] = 2;
    GT__TRY(gt__tensor_view(out, &call, src, &a->shape, strides, 2 * a->offset + part));
    (*out)->array.dtype = gt__dtype_of(a->dtype->real);
    return GT_OK;
}

/* ---- windows ---- */

gt_status gt_tensor_window(gt_tensor **out, const gt_tensor *src, int32_t axis, int64_t size, int64_t step,
                           int64_t dilation)
{
    gt__call call;
    int64_t strides[GT_MAX_RANK], shape[GT_MAX_RANK + 1], reach = 0, count = 0;
    gt__shape to;
    GT__TRY(begin(&call, "gt_tensor_window", out, src));
    const gt__array *a = &src->array;
    const int32_t rank = a->shape.rank;
    GT__CHECK(rank > 0, &call, GT_E_INDEX, 3, "a tensor of rank 0 has no axis");
    GT__TRY(gt__shape_axis(&axis, rank, axis, call.name, 3));
    GT__CHECK(size >= 1, &call, GT_E_ARGUMENT, 4, "a window of %lld elements", (long long)size);
    GT__CHECK(step >= 1, &call, GT_E_ARGUMENT, 5, "windows %lld elements apart", (long long)step);
    GT__CHECK(dilation >= 1, &call, GT_E_ARGUMENT, 6, "elements of a window %lld apart", (long long)dilation);
    const int64_t n = a->shape.size[axis];
    GT__CHECK(!__builtin_mul_overflow(size - 1, dilation, &reach) && reach < n, &call, GT_E_SHAPE, 4,
              "a window of %lld elements, %lld apart, along axis %d of %s", (long long)size, (long long)dilation,
              (int)axis, GT__SHOW(&a->shape));
    for (int32_t i = 0; i < rank; i++) shape[i] = i == axis ? (n - 1 - reach) / step + 1 : a->shape.size[i];
    shape[rank] = size;
    GT__TRY(gt__shape_make(&to, &count, rank + 1, shape, a->dtype->size, call.name, 2));
    for (int32_t i = 0; i < rank; i++) strides[i] = a->strides[i];
    strides[rank] = strides[axis];
    if (count > 0 && size > 1) strides[rank] *= dilation;
    if (count > 0 && shape[axis] > 1) strides[axis] *= step;
    return gt__tensor_view(out, &call, src, &to, strides, a->offset);
}

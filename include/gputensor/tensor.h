/* gputensor/tensor.h: tensors and views. A tensor is a data type, a shape, strides, and the memory of its elements on a
 * device. A view is a tensor of its own that shares the memory of another one: what is written through one is seen
 * through the other. Making a view copies nothing and enqueues nothing. Every function of gputensor takes views as it
 * takes other tensors. gputensor.h explains shapes, strides and axes. */
#ifndef GPUTENSOR_TENSOR_H
#define GPUTENSOR_TENSOR_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif

/* ---- Tensors --------------------------------------------------------------------------------------------------- */

/* Makes a contiguous tensor: its elements lie row by row, without gaps. data.h has functions that make tensors with
 * contents.
 *
 * q      The queue whose work may use the tensor at once. Filling with zeros is work of this queue.
 * out    *out becomes the tensor, which the caller gives back with gt_tensor_free; NULL on failure.
 * dtype  A GT_* data type.
 * rank   How many axes, 0 to GT_MAX_RANK.
 * shape  The size of each axis, 0 or more; may be NULL if rank is 0.
 * flags  0: filled with zeros. GT_UNINITIALISED: the elements are whatever is there.
 *
 * GT_E_ARGUMENT       q or out is NULL, shape is NULL but rank is not 0, or flags has others than GT_UNINITIALISED.
 * GT_E_DTYPE          dtype is unknown or a weak kind.
 * GT_E_SHAPE          rank is out of range, a size is negative, or the bytes of all elements overflow.
 * GT_E_MISSING_DTYPE  dtype is float64 or complex128, and the device has none.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE. */
GT_TRY gt_tensor_create(gt_queue *q, gt_tensor **out, int32_t dtype, int32_t rank, const int64_t *shape, int32_t flags);

/* Gives a tensor or view back. The memory lives on while views or pending work use it. Does not wait for the device,
 * but for the last tensor over memory of another library, which gt_from_dlpack took. NULL is ignored. */
GT_API void gt_tensor_free(gt_tensor *t);

/* A tensor.
 *   size        sizeof(gt_tensor_desc), set by the caller.
 *   dtype       A GT_* data type.
 *   rank        How many axes, 0 to GT_MAX_RANK.
 *   contiguous  1 if the elements lie row by row without gaps, else 0.
 *   count       How many elements; 1 if rank is 0.
 *   offset      Where its first element lies in its memory, counted in elements. The first element is that of index 0
 *               on every axis.
 *   shape       The size of each axis; 0 past rank.
 *   strides     How far apart neighbours along each axis lie, counted in elements; 0 past rank.
 *   context     The context that it belongs to, borrowed: it is good as long as the tensor. */
typedef struct gt_tensor_desc {
    uint32_t size;
    int32_t dtype;
    int32_t rank;
    int32_t contiguous;
    int64_t count;
    int64_t offset;
    int64_t shape[GT_MAX_RANK];
    int64_t strides[GT_MAX_RANK];
    gt_context *context;
} gt_tensor_desc;

/* Describes a tensor.
 *
 * out  Filled in; out->size must be set before. Left alone on failure.
 *
 * GT_E_ARGUMENT  t or out is NULL, or out->size is not that of the struct.
 * Common: GT_E_FORKED. */
GT_TRY gt_tensor_describe(const gt_tensor *t, gt_tensor_desc *out);

/* The data type of a tensor, GT_*. 0 if t is NULL. */
GT_API int32_t gt_tensor_dtype(const gt_tensor *t);

/* The number of axes of a tensor. 0 if it has none, or t is NULL. */
GT_API int32_t gt_tensor_rank(const gt_tensor *t);

/* The size of an axis; -1 is the last axis. 0 if there is no such axis, or t is NULL. */
GT_API int64_t gt_tensor_dim(const gt_tensor *t, int32_t axis);

/* The number of elements of a tensor: the product of the sizes of its axes. 0 if t is NULL. */
GT_API int64_t gt_tensor_count(const gt_tensor *t);

/* ---- Views ----------------------------------------------------------------------------------------------------- */

/* Another handle on the same tensor, with an owner of its own.
 *
 * out  *out becomes the view, which the caller gives back with gt_tensor_free; NULL on failure. So for all views.
 *
 * GT_E_ARGUMENT  out or src is NULL.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY. */
GT_TRY gt_tensor_alias(gt_tensor **out, const gt_tensor *src);

/* Flags of gt_slice.
 *   GT_SLICE_INDEX       Take the one element `start` (negative: counted from the end); the axis goes away.
 *   GT_SLICE_OPEN_START  As if start were left out: from the first element, or from the last if step is negative.
 *   GT_SLICE_OPEN_STOP   As if stop were left out: to the last element, or to the first if step is negative. */
enum { GT_SLICE_INDEX = 1, GT_SLICE_OPEN_START = 2, GT_SLICE_OPEN_STOP = 4, GT_SLICE_END_ = -32768 };

/* What gt_tensor_slice takes of one axis: start:stop:step of Python.
 *   start     The first element.
 *   stop      The element before which the slice ends. Negative start and stop count from the end, so -1 is the last
 *             element; both are clipped to the axis, so that no slice is out of range.
 *   step      From one element to the next; negative goes backwards. 0 takes the whole axis, whatever start and stop
 *             are, so that a gt_slice of zeros is `:`.
 *   flags     GT_SLICE_*, or 0.
 *   reserved  0.
 * Frozen: the struct never grows. */
typedef struct gt_slice {
    int64_t start, stop, step;
    int32_t flags;
    int32_t reserved;
} gt_slice;

/* A part of a tensor: src[slices[0], ..., slices[n - 1]].
 *
 * slices  One for each of the first n axes; may be NULL if n is 0. The other axes stay whole.
 * n       0 to the rank of src.
 *
 * The view has the rank of src less one for each GT_SLICE_INDEX.
 *
 * GT_E_ARGUMENT  out or src is NULL; n is negative or above the rank; slices is NULL but n is not 0; a slice has
 *                unknown flags, or its reserved is not 0.
 * GT_E_INDEX     A GT_SLICE_INDEX is out of range.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY. */
GT_TRY gt_tensor_slice(gt_tensor **out, const gt_tensor *src, const gt_slice *slices, int32_t n);

/* The same elements with the axes in another order: axis i of the view is axis axes[i] of src.
 *
 * axes  Every axis of src once; -1 is the last. NULL reverses the axes, which transposes a matrix.
 * n     The rank of src; not looked at if axes is NULL.
 *
 * GT_E_ARGUMENT  out or src is NULL, or n is not the rank.
 * GT_E_INDEX     There is no such axis, or one is given twice.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY. */
GT_TRY gt_tensor_permute(gt_tensor **out, const gt_tensor *src, const int32_t *axes, int32_t n);

/* The same elements, in the same row-major order, in another shape.
 *
 * rank, shape  The new shape. One size may be -1: it is worked out from the others. shape may be NULL if rank is 0.
 *
 * GT_E_ARGUMENT     out or src is NULL, or shape is NULL but rank is not 0.
 * GT_E_SHAPE        The new shape has another number of elements; rank is out of range; a size is negative (and not
 *                   -1), or more than one is -1, or no size fits the -1; or the bytes of all elements overflow.
 * GT_E_UNSUPPORTED  No strides make this shape of these elements: copy src with gt_copy first.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY. */
GT_TRY gt_tensor_reshape(gt_tensor **out, const gt_tensor *src, int32_t rank, const int64_t *shape);

/* A tensor repeated to a larger shape, with strides of 0, as NumPy broadcasts. Operations broadcast their operands by
 * themselves; this is for when the repeated tensor is wanted as such. It is no destination (see Destinations).
 *
 * rank, shape  The new shape. shape may be NULL if rank is 0.
 *
 * GT_E_ARGUMENT  out or src is NULL, or shape is NULL but rank is not 0.
 * GT_E_SHAPE     src does not broadcast to that shape; rank is out of range, a size is negative, or the bytes of all
 *                elements, were they there, overflow.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY. */
GT_TRY gt_tensor_broadcast(gt_tensor **out, const gt_tensor *src, int32_t rank, const int64_t *shape);

/* The diagonals of the matrices that lie along two axes: the elements whose index on axis2 is that on axis1 plus
 * offset. The view has the other axes of src in their order, and last the diagonal. As numpy.diagonal.
 *
 * offset        0 is the main diagonal, above 0 one to its right, below 0 one below it. One that lies outside of the
 *               matrix has no elements, which is no failure.
 * axis1, axis2  The axes of the rows and of the columns; -1 is the last. The other way round is the diagonal of the
 *               transposed matrices.
 *
 * GT_E_ARGUMENT  out or src is NULL.
 * GT_E_SHAPE     src has less than two axes.
 * GT_E_INDEX     There is no such axis, or both are the same.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY. */
GT_TRY gt_tensor_diagonal(gt_tensor **out, const gt_tensor *src, int64_t offset, int32_t axis1, int32_t axis2);

/* The real or the imaginary parts of a complex tensor: a tensor of float32 or float64 of the same shape, whose strides
 * step over the other parts. Writes to it show in src. As .real and .imag of NumPy.
 *
 * part  0 the real part, 1 the imaginary one. Of a tensor of another dtype part 0 is the tensor itself.
 *
 * GT_E_ARGUMENT  out or src is NULL, or part is neither 0 nor 1.
 * GT_E_DTYPE     The imaginary part of what is not complex.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY. */
GT_TRY gt_tensor_part(gt_tensor **out, const gt_tensor *src, int32_t part);

/* The windows that slide along an axis: numpy's sliding_window_view, torch's unfold. The view has the axes of src, of
 * which this one counts the windows, and last the elements of a window: out[..., i, ..., k] is
 * src[..., i * step + k * dilation, ...]. Windows along several axes are this done once for each. As a destination such
 * a view must not reach an element twice (see Destinations).
 *
 * axis      The axis; -1 is the last.
 * size      Elements of a window, at least 1.
 * step      From the start of a window to that of the next, at least 1.
 * dilation  From an element of a window to the next, at least 1: 2 leaves one out between them.
 *
 * Along an axis of n elements there are (n - 1 - (size - 1) * dilation) / step + 1 of them, rounded down; what does not
 * fill a window is left out.
 *
 * GT_E_ARGUMENT  out or src is NULL, or size, step or dilation is less than 1.
 * GT_E_INDEX     There is no such axis.
 * GT_E_SHAPE     A window is longer than the axis; or the view would have more than GT_MAX_RANK axes or too many bytes.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY. */
GT_TRY gt_tensor_window(gt_tensor **out, const gt_tensor *src, int32_t axis, int64_t size, int64_t step,
                        int64_t dilation);

/* The memory of a tensor as it lies there: any elements of it, of any data type, in any order, as often as one likes.
 * Windows that slide over a line, bytes of floats, and what other programs call as_strided.
 *
 * src      Whose memory it is: all of it, of which a view src may show a part.
 * dtype    What its bytes are taken for, a GT_* data type; 0 is that of src. Nothing is converted. Of bool, every byte
 *          that is not 0 counts as true, whatever else writes it; copies and downloads of bool pass bytes on as they
 *          are.
 * rank     How many axes, 0 to GT_MAX_RANK.
 * shape    The size of each axis, 0 or more; may be NULL if rank is 0.
 * strides  How far apart neighbours along each axis lie, in elements of dtype, of any sign, and 0. NULL: row by row
 *          without gaps. That of an axis of size 1, or of a tensor of no elements, is not looked at, and
 *          gt_tensor_describe tells another one.
 * offset   Where the first element lies, in elements of dtype from the start of the memory, not of the view src.
 *          Not looked at if there are no elements.
 *
 * The first element of a tensor of gt_tensor_create is the start of its memory, and its last one the end of it. As a
 * destination such a view must not reach an element by two indices (see Destinations).
 *
 * GT_E_ARGUMENT       out or src is NULL, or shape is NULL but rank is not 0.
 * GT_E_DTYPE          dtype is unknown or a weak kind.
 * GT_E_SHAPE          rank is out of range, a size is negative, or the bytes of all elements, were they there,
 *                     overflow.
 * GT_E_INDEX          An element would lie outside of the memory.
 * GT_E_MISSING_DTYPE  dtype is float64 or complex128, and the device has none.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY. */
GT_TRY gt_tensor_strided(gt_tensor **out, const gt_tensor *src, int32_t dtype, int32_t rank, const int64_t *shape,
                         const int64_t *strides, int64_t offset);

/* ---- Memory known by an address -------------------------------------------------------------------------------- */

/* Takes memory that is known by a number, an address, for programs that keep pointers to device memory and reckon with
 * them: address + n is byte n of it. It is an address that nothing else of the process has, over all contexts, while
 * the memory is there; but no memory of the host lies there, and who reads or writes it faults (SIGSEGV). Tensors over
 * it come from gt_tensor_at. It comes from the pool of the context, and counts there.
 *
 * q        The queue whose work may use the memory at once.
 * address  *address becomes the address, a multiple of 256 and not 0, which the caller gives back with gt_memory_free;
 *          0 on failure. What lies behind the last byte belongs to no other memory.
 * bytes    How many bytes, 0 or more; what they hold at first is whatever is there. 0 gives an address, too, at which
 *          only tensors of no elements lie.
 *
 * Addresses are reserved in segments of 64 GiB, which take no memory. Where the process may not have so many (ulimit
 * -v), segments are smaller, down to what the call needs.
 *
 * GT_E_ARGUMENT       q or address is NULL, or bytes is negative.
 * GT_E_OUT_OF_MEMORY  Or the process has no more addresses; the message has the limit. Or as for every function, below.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE. */
GT_TRY gt_memory_create(gt_queue *q, uint64_t *address, int64_t bytes);

/* Gives memory back. Its addresses are known no longer, and will be those of other memory; the memory itself lives on
 * while tensors over it or pending work use it. From any thread, after the context was freed too; does not wait for the
 * device, and leaves the record of the last failure alone.
 *
 * address  What gt_memory_create gave. 0 is ignored, and so is whatever is not the address of such memory now: one that
 *          is inside of it, or was given back already. In the child of a fork() the memory of the parent stays. */
GT_API void gt_memory_free(uint64_t address);

/* A tensor over memory that is known by an address. It is a tensor as any other, and the memory lives as long as it,
 * even after gt_memory_free. Does not wait, neither for the device nor for a compiler; from any thread.
 *
 * out                          *out becomes the tensor, which the caller gives back with gt_tensor_free; NULL on
 *                              failure.
 * ctx                          The context that the memory was made in.
 * address                      Where the first element lies, anywhere in memory of gt_memory_create. Not looked at if
 *                              there are no elements: 0 or one past the end is fine.
 * dtype, rank, shape, strides  As in gt_tensor_strided; dtype is not 0.
 *
 * GT_E_ARGUMENT       out or ctx is NULL; shape is NULL but rank is not 0; or address is not a multiple of the size of
 *                     dtype away from the start of its memory.
 * GT_E_DTYPE          dtype is unknown or a weak kind.
 * GT_E_SHAPE          rank is out of range, a size is negative, or the bytes of all elements, were they there,
 *                     overflow.
 * GT_E_INDEX          No memory has the address (any more), or an element would lie outside of that memory.
 * GT_E_CONTEXT        The address is one of another context.
 * GT_E_MISSING_DTYPE  dtype is float64 or complex128, and the device has none.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE. */
GT_TRY gt_tensor_at(gt_tensor **out, gt_context *ctx, uint64_t address, int32_t dtype, int32_t rank,
                    const int64_t *shape, const int64_t *strides);

#ifdef __cplusplus
}
#endif
#endif

/* gputensor/data.h: data in, out and across, and tensors made by a rule. All functions here write to `gt_tensor **dst`;
 * gputensor.h explains under Destinations what that means. Arrays on the host are row-major, without gaps. Conversions
 * follow the rules under Numbers in gputensor.h. */
#ifndef GPUTENSOR_DATA_H
#define GPUTENSOR_DATA_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif

/* ---- Between host and device ----------------------------------------------------------------------------------- */

/* [blocks] Copies an array of the host to the device.
 *
 * dst    *dst == NULL: a new tensor of that dtype and shape. Otherwise *dst has that shape, and the values are
 *        converted to its dtype.
 * dtype  The type of the host's elements.
 * rank, shape  The shape of the array; shape may be NULL if rank is 0.
 * host   The elements. They are not looked at any more after the call. May be NULL if bytes is 0.
 * bytes  The size of the array. It is checked against dtype and shape, so that a mistake is found here.
 *
 * GT_E_ARGUMENT       q is NULL, shape is NULL but rank is not 0, or host is NULL but bytes is not 0.
 * GT_E_DTYPE          dtype is unknown or a weak kind.
 * GT_E_SHAPE          rank is out of range, a size is negative, or the bytes of all elements overflow.
 * GT_E_HOST_SIZE      bytes is not the size of such an array.
 * GT_E_MISSING_DTYPE  dtype is float64 or complex128, and the device has none.
 * GT_E_DEVICE         Work enqueued earlier failed on the device, and this call is the first to report it. Or as under
 *                     Common statuses.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_upload(gt_queue *q, gt_tensor **dst, int32_t dtype, int32_t rank, const int64_t *shape, const void *host,
                 size_t bytes);

/* The same as gt_upload without waiting. The host array must stay as it is until the queue has come past this call
 * (gt_event_record after it and gt_event_wait, or gt_queue_finish). If the call fails, the array is not looked at any
 * more when it returns.
 *
 * GT_E_ARGUMENT, GT_E_DTYPE, GT_E_SHAPE, GT_E_HOST_SIZE, GT_E_MISSING_DTYPE  As gt_upload.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_upload_async(gt_queue *q, gt_tensor **dst, int32_t dtype, int32_t rank, const int64_t *shape,
                       const void *host, size_t bytes);

/* [blocks] Copies a tensor to an array of the host, row by row, in the tensor's own dtype.
 *
 * host   The array, of the caller. May be NULL if bytes is 0.
 * bytes  Its size, which must be that of the elements of src.
 * src    Any tensor or view of the queue's context.
 *
 * GT_E_ARGUMENT   q or src is NULL, or host is NULL but bytes is not 0.
 * GT_E_HOST_SIZE  bytes is not the size of src's elements.
 * GT_E_CONTEXT    src is of another context than q.
 * GT_E_DEVICE     Work enqueued earlier failed on the device, and this call is the first to report it. Or as under
 *                 Common statuses.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_download(gt_queue *q, void *host, size_t bytes, const gt_tensor *src);

/* The same as gt_download without waiting. The host array is filled when the queue has come past this call, and must
 * live until then.
 *
 * GT_E_ARGUMENT, GT_E_HOST_SIZE, GT_E_CONTEXT  As gt_download.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_download_async(gt_queue *q, void *host, size_t bytes, const gt_tensor *src);

/* ---- Between tensors ------------------------------------------------------------------------------------------- */

/* Copies a tensor, converting it if asked to. It is also how a view becomes contiguous, and how a dtype is changed.
 *
 * dst    *dst == NULL: a new contiguous tensor. Otherwise *dst has the shape of src.
 * dtype  The dtype of the copy; 0: that of src for a new tensor, that of *dst for a given one.
 *
 * A copy without a conversion moves bits: payloads of NaN stay.
 *
 * GT_E_ARGUMENT       q or src is NULL.
 * GT_E_DTYPE          dtype is unknown or a weak kind, or *dst is given and has another one.
 * GT_E_CONTEXT        src is of another context than q.
 * GT_E_MISSING_DTYPE  dtype is float64 or complex128, and the device has none.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_copy(gt_queue *q, gt_tensor **dst, const gt_tensor *src, int32_t dtype);

/* Joins tensors one behind the other along an axis that they have: NumPy's concatenate.
 *
 * dst     *dst == NULL: a new tensor of the dtype that gt_result_type gives for all of them. Otherwise *dst has the
 *         shape of the result, and may overlap an input; each element is converted to its dtype directly.
 * inputs  n tensors, of shapes that are alike but along the axis, where their sizes, which may be 0, add up.
 * n       How many, at least 1.
 * axis    The axis; -1 is the last.
 *
 * Each input is one copy, as by gt_copy. Into a given *dst that overlaps no input the result is written in parts: see
 * Status in gputensor.h.
 *
 * GT_E_ARGUMENT       q, inputs or one of them is NULL, or n is less than 1.
 * GT_E_SHAPE          They are of rank 0, their shapes differ beside the axis, or the bytes of all elements overflow.
 * GT_E_INDEX          There is no such axis.
 * GT_E_DTYPE          They have no common dtype.
 * GT_E_CONTEXT        One of them is of another context than q.
 * GT_E_MISSING_DTYPE  The result is float64 or complex128, and the device has none.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_concat(gt_queue *q, gt_tensor **dst, const gt_tensor *const *inputs, int32_t n, int32_t axis);

/* What gt_pad puts around a tensor, of a line 1 2 3 with three elements on each side:
 *   GT_PAD_CONSTANT   A value.                                    v v v 1 2 3 v v v
 *   GT_PAD_EDGE       The elements at the edge.                   1 1 1 1 2 3 3 3 3
 *   GT_PAD_REFLECT    The image in a mirror at the edge element.  2 3 2 1 2 3 2 1 2
 *   GT_PAD_SYMMETRIC  The image in a mirror behind the edge.      3 2 1 1 2 3 3 2 1
 *   GT_PAD_WRAP       The line again.                             1 2 3 1 2 3 1 2 3
 * Where an image is shorter than what is asked for, it goes on with the image of that. A mirror at the only element of
 * an axis repeats it. */
enum {
    GT_PAD_CONSTANT = 800,
    GT_PAD_EDGE = 801,
    GT_PAD_REFLECT = 802,
    GT_PAD_SYMMETRIC = 803,
    GT_PAD_WRAP = 804,
    GT_PAD_END_ = -32768
};

/* Puts elements around a tensor: NumPy's pad.
 *
 * dst            *dst == NULL: a new tensor of src's dtype. Otherwise *dst has the shape of the result, and elements
 *                are converted to its dtype.
 * src            Any dtype and strides.
 * before, after  How many elements before and after each axis of src, an array each as long as its rank; NULL: none.
 * mode           GT_PAD_*. Axes are padded in their order, each with what the earlier ones made.
 * value          Of GT_PAD_CONSTANT; NULL is 0. Converted to the dtype of the result.
 *
 * It is copied once, and the sides by a few more copies each. Into a given *dst that does not overlap src the result is
 * written in parts: see Status in gputensor.h.
 *
 * GT_E_ARGUMENT  q or src is NULL; before or after has a negative number; mode is unknown; value is a GT_WEAK_INT out
 *                of the range of an integer dtype, or its reserved or im is not 0.
 * GT_E_DTYPE     value->dtype is unknown, or it is complex and the result is neither that nor bool.
 * GT_E_SHAPE     An axis without elements is to be padded with them, or the bytes of all elements overflow.
 * GT_E_CONTEXT   src is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_pad(gt_queue *q, gt_tensor **dst, const gt_tensor *src, const int64_t *before, const int64_t *after,
              int32_t mode, const gt_scalar *value);

/* The lower triangle of matrices: src where column - row <= diagonal, and 0 above that: NumPy's tril.
 *
 * dst       *dst == NULL: a new tensor of src's dtype and shape. Otherwise *dst has that shape, and elements are
 *           converted to its dtype; it may be src.
 * src       (..., rows, columns), of any dtype and strides.
 * diagonal  The highest diagonal that is kept: 0 is that of the matrix, 1 the line above it, -1 the line below.
 *
 * Elements that are kept are moved as bits where *dst has src's dtype.
 *
 * GT_E_ARGUMENT  q or src is NULL.
 * GT_E_SHAPE     src has less than two axes.
 * GT_E_CONTEXT   src is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_tril(gt_queue *q, gt_tensor **dst, const gt_tensor *src, int64_t diagonal);

/* The upper triangle: src where column - row >= diagonal, and 0 below that: NumPy's triu. Otherwise as gt_tril.
 *
 * GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT: as of gt_tril.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_triu(gt_queue *q, gt_tensor **dst, const gt_tensor *src, int64_t diagonal);

/* [blocks] Copies a tensor of another context, through the memory of the host.
 *
 * q     The queue, and so the context, that the copy is made with.
 * dst   *dst == NULL: a new contiguous tensor of src's dtype. Otherwise *dst has the shape of src, and the values are
 *       converted to its dtype.
 * from  A queue of the context of src; src is read after its earlier work.
 *
 * The host needs 16 MiB for it, however large src is.
 *
 * GT_E_ARGUMENT       q, from or src is NULL.
 * GT_E_CONTEXT        src is of another context than `from`.
 * GT_E_MISSING_DTYPE  src is float64 or complex128, and the device of q has none.
 * GT_E_DEVICE         Work enqueued earlier on q or `from` failed on the device, and this call is the first to report
 *                     it. Or as under Common statuses.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_transfer(gt_queue *q, gt_tensor **dst, gt_queue *from, const gt_tensor *src);

/* ---- By a rule ------------------------------------------------------------------------------------------------- */

/* A tensor whose elements are all the same.
 *
 * dst    *dst == NULL: a new tensor of that dtype and shape. Otherwise both must be those of *dst.
 * rank, shape  The shape; shape may be NULL if rank is 0.
 * value  The element: rounded to the dtype that the scalar itself has, and converted to `dtype`.
 *
 * GT_E_ARGUMENT       q or value is NULL, shape is NULL but rank is not 0, value is a GT_WEAK_INT out of the range of
 *                     an integer dtype, or its reserved or im is not 0.
 * GT_E_DTYPE          dtype is unknown or a weak kind, value->dtype is unknown, or complex where dtype is neither that
 *                     nor bool, or *dst is given and has another dtype.
 * GT_E_SHAPE          rank is out of range, a size is negative, or the bytes of all elements overflow.
 * GT_E_MISSING_DTYPE  dtype is float64 or complex128, and the device has none.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_fill(gt_queue *q, gt_tensor **dst, int32_t dtype, int32_t rank, const int64_t *shape, const gt_scalar *value);

/* A tensor of rank 1 whose element i is start + i * step, computed in `dtype`; float16 and bfloat16 in float32, and
 * rounded once. Integers wrap. Element 0 is start, whatever the step.
 *
 * dst    *dst == NULL: a new tensor. Otherwise dtype and shape must be those of *dst.
 * start  NULL: 0.
 * step   NULL: 1. For an integer dtype it is taken modulo 2^n: -1 counts down in uint8, too.
 * n      How many elements.
 *
 * GT_E_ARGUMENT       q is NULL, start is a GT_WEAK_INT out of the range of an integer dtype, or reserved or im of one
 *                     of the two is not 0.
 * GT_E_DTYPE          dtype is bool, unknown or a weak kind; start->dtype or step->dtype is unknown, or complex where
 *                     dtype is not; or *dst is given and has another dtype.
 * GT_E_SHAPE          n is negative, or the bytes of all elements overflow.
 * GT_E_MISSING_DTYPE  dtype is float64 or complex128, and the device has none.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_arange(gt_queue *q, gt_tensor **dst, int32_t dtype, const gt_scalar *start, const gt_scalar *step, int64_t n);

/* A tensor of rank 1 of n numbers from start to stop, evenly spaced: NumPy's linspace. The last is stop itself, and
 * with one element start; or stop is where number n would be, and is left out (GT_EXCLUSIVE).
 *
 * dst    *dst == NULL: a new tensor. Otherwise dtype and shape must be those of *dst.
 * dtype  A float or a complex dtype; of complex numbers the parts are spaced each by itself.
 * start, stop  Numbers of any dtype, taken as float64, complex ones as complex128.
 * n      How many elements.
 * flags  0 or GT_EXCLUSIVE.
 *
 * Element i is start + i * ((stop - start) / d), d = n - 1 or, with GT_EXCLUSIVE, n: computed in float64 or complex128,
 * as NumPy 2 does, and rounded once to dtype; on a device without float64 in float32, where start, stop and the step
 * are rounded first. If one of both is not finite, neither is what lies between.
 *
 * GT_E_ARGUMENT       q, start or stop is NULL; flags has others; reserved or im of a scalar is not 0.
 * GT_E_DTYPE          dtype is bool, an integer, unknown or a weak kind; start or stop is of an unknown dtype, or is
 *                     complex and dtype is not; or *dst is given and has another dtype.
 * GT_E_SHAPE          n is negative, or the bytes of all elements overflow.
 * GT_E_MISSING_DTYPE  dtype is float64 or complex128, and the device has none.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_linspace(gt_queue *q, gt_tensor **dst, int32_t dtype, const gt_scalar *start, const gt_scalar *stop,
                   int64_t n, int32_t flags);

/* A matrix with ones on a diagonal and zeros elsewhere: 1 if column - row == diagonal. So diagonal 0 gives the
 * identity, 1 the line above it, -1 the line below.
 *
 * dst  *dst == NULL: a new tensor of shape (rows, columns). Otherwise dtype and shape must be those of *dst.
 *
 * GT_E_ARGUMENT       q is NULL.
 * GT_E_DTYPE          dtype is unknown or a weak kind, or *dst is given and has another one.
 * GT_E_SHAPE          rows or columns is negative, or the bytes of all elements overflow.
 * GT_E_MISSING_DTYPE  dtype is float64 or complex128, and the device has none.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_eye(gt_queue *q, gt_tensor **dst, int32_t dtype, int64_t rows, int64_t columns, int64_t diagonal);

/* ---- Files ----------------------------------------------------------------------------------------------------- */

/* [blocks] Loads a file of NumPy, .npy: versions 1.0 to 3.0, C or Fortran order, little- or big-endian, of bool,
 * integers, float16, float32, float64, complex64 and complex128. The format is that of numpy.lib.format. What follows
 * the elements is ignored.
 *
 * dst   *dst == NULL: a new tensor of the file's dtype and shape; it is a permuted view if the file is in Fortran
 *       order. Otherwise *dst has the file's shape, and the values are converted to its dtype.
 * path  The file's name. It may be a pipe, as "/dev/stdin" can be: no more is read than header and elements, so that
 *       the next call loads what follows.
 *
 * The host needs 16 MiB besides the tensor, however large it is.
 *
 * GT_E_ARGUMENT       q or path is NULL.
 * GT_E_IO             The file cannot be opened or read.
 * GT_E_FORMAT         It is no .npy file, malformed, shorter than its header says, or of a rank above GT_MAX_RANK.
 * GT_E_DTYPE          It holds a type that gputensor does not have, such as text or structs.
 * GT_E_MISSING_DTYPE  It holds float64 or complex128, and the device has none.
 * GT_E_DEVICE         Work enqueued earlier failed on the device, and this call is the first to report it. Or as under
 *                     Common statuses.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_load_npy(gt_queue *q, gt_tensor **dst, const char *path);

/* [blocks] Writes a file of NumPy, .npy: version 1.0, C order, little-endian.
 *
 * A file that is there is replaced at once when the new one, which is written beside it, is whole: after a failure, or
 * if the program ends half-way, the old file is as it was. It keeps its mode and its owner. Where it cannot be
 * replaced, as the folder is not writable, the file is mounted by itself or the owner cannot be kept, and where it has
 * several names (hard links), it is written over instead, and a failure half-way leaves part of it. Symbolic links are
 * followed, also to a file that is not there yet; devices and pipes are written to.
 *
 * The host needs 16 MiB besides the tensor, however large it is; of a view that is not contiguous the device makes a
 * copy that is.
 *
 * GT_E_ARGUMENT  q, path or src is NULL.
 * GT_E_CONTEXT   src is of another context than q.
 * GT_E_DTYPE     src is bfloat16, which .npy files cannot hold: cast it with gt_copy first.
 * GT_E_IO        The file cannot be written.
 * GT_E_DEVICE    Work enqueued earlier failed on the device, and this call is the first to report it. Or as under
 *                Common statuses.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_save_npy(gt_queue *q, const char *path, const gt_tensor *src);

#ifdef __cplusplus
}
#endif
#endif

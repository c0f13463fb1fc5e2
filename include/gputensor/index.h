/* gputensor/index.h: elements taken from, and put to, where indices say. gputensor.h explains shapes and destinations;
 * slices and views, which copy nothing, are in tensor.h.
 *
 * Indices  Tensors of any integer dtype, shape and strides. An index counts from 0; negative ones count from the end of
 *          the axis, so that -1 is its last element, as in NumPy. uint64 indices that no int64 holds are wrong, too.
 * Axis     -1 is the last axis. A tensor of rank 0 is taken for a line of one element, whose axis is 0 and -1. GT_FLAT
 *          stands for all elements in row-major order as one axis, as NumPy's axis=None; strides that allow no such
 *          view cost a copy.
 * Wrong    An index that is out of range is never followed: the kernel reads and writes nothing there, and notes it.
 * indices  Since calls only enqueue, it is reported later: the next call that takes the queue and blocks, such as
 *          gt_queue_finish or gt_download, returns GT_E_INDEX, and the message names the function that the index was
 *          given to, the index, its position (its row-major number in the tensor of indices) and the size of the axis.
 *          That call has then waited as usual: a download has its elements, but one that makes a tensor makes none. Of
 *          several wrong indices since the last report one is reported. It costs a copy of 40 bytes at such a call, if
 *          the queue had work with indices since the last one; else nothing. Where no element is moved, as the result
 *          has none, indices are not looked at. */
#ifndef GPUTENSOR_INDEX_H
#define GPUTENSOR_INDEX_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif

/* Takes slices of src along an axis: NumPy's take, torch's index_select and embedding.
 *
 * dst      The result: src's dtype, and its shape with the shape of the indices in the place of the axis. With
 *          src (5, 3), indices (2, 4) and axis 0 it is (2, 4, 3), and dst[i, j, :] = src[indices[i, j], :].
 * src      Any dtype and strides.
 * indices  Integers, of any shape; see above. Where they are wrong the elements of dst are 0.
 * axis     Of src, or GT_FLAT, which makes the result one of the shape of the indices.
 *
 * GT_E_ARGUMENT  q, src or indices is NULL.
 * GT_E_DTYPE     The indices are of no integers.
 * GT_E_INDEX     There is no such axis. Indices that are out of range are reported later, see above.
 * GT_E_SHAPE     The result would have more than GT_MAX_RANK axes or too many bytes.
 * GT_E_CONTEXT   src or indices is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_take(gt_queue *q, gt_tensor **dst, const gt_tensor *src, const gt_tensor *indices, int32_t axis);

/* Repeats every part of src along an axis, one behind the other: NumPy's repeat with a number. 1 2 becomes 1 1 1 2 2 2.
 *
 * dst    The result: src's dtype, and its shape with `times` times the size of the axis.
 * src    Any dtype and strides.
 * times  How often each part stands there; 0 leaves nothing.
 * axis   Of src, or GT_FLAT, which makes the result a line.
 *
 * GT_E_ARGUMENT  q or src is NULL; times is negative.
 * GT_E_INDEX     There is no such axis.
 * GT_E_SHAPE     The result would have too many bytes.
 * GT_E_CONTEXT   src is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_repeat(gt_queue *q, gt_tensor **dst, const gt_tensor *src, int64_t times, int32_t axis);

/* [blocks] Repeats every part of src along an axis as often as its count says: NumPy's repeat with an array. It waits
 * for the sum of the counts, which is the size of the result's axis.
 *
 * dst     The result: src's dtype, and its shape with the sum of the counts in the place of the axis's size.
 * src     Any dtype and strides.
 * counts  Integers, of rank 1, one for each part; their sum fits in int64.
 * axis    Of src, or GT_FLAT, which makes the result a line, and every element a part.
 *
 * GT_E_ARGUMENT  q, src or counts is NULL; a count is negative.
 * GT_E_DTYPE     counts are bool or floats.
 * GT_E_INDEX     There is no such axis. Or as under Common statuses.
 * GT_E_SHAPE     counts are not one for each part; or the result would have too many bytes.
 * GT_E_CONTEXT   src or counts is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_repeat_each(gt_queue *q, gt_tensor **dst, const gt_tensor *src, const gt_tensor *counts, int32_t axis);

/* Takes single elements of each line of src along an axis: take_along_axis of NumPy and of the Array API standard
 * 2024.12, torch's gather for indices as long as src in the other axes.
 *
 * dst      The result: src's dtype, and the shape to which src and indices broadcast in all axes but this one, in which
 *          it is as long as the indices. With src (5, 3), indices (5, 2) and axis 1 it is (5, 2), and
 *          dst[i, j] = src[i, indices[i, j]].
 * src      Any dtype and strides.
 * indices  Integers, of the rank of src; see above. Where they are wrong the elements of dst are 0.
 * axis     Of src and of the indices. With GT_FLAT the indices have one axis.
 *
 * GT_E_ARGUMENT  q, src or indices is NULL.
 * GT_E_DTYPE     The indices are of no integers.
 * GT_E_INDEX     There is no such axis. Indices that are out of range are reported later, see above.
 * GT_E_SHAPE     The indices have another rank than src, or do not broadcast with it; the result would have too many
 *                bytes.
 * GT_E_CONTEXT   src or indices is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_take_along(gt_queue *q, gt_tensor **dst, const gt_tensor *src, const gt_tensor *indices, int32_t axis);

/* Takes elements where several tensors of indices meet, each of an axis of its own: x[i, :, j] of NumPy, torch's
 * index, TensorFlow's gather_nd.
 *
 * dst      The result: src's dtype. The indices broadcast to one shape, whose axes stand in the place of the axes that
 *          have indices if those are neighbours, and else in front; the other axes of src keep their order. With
 *          src (5, 6, 7) and indices i and j of the shape (2, 4), [i, j] gives (2, 4, 7), [NULL, i, j] gives (5, 2, 4),
 *          and [i, NULL, j] gives (2, 4, 6), where dst[a, b, c] = src[i[a, b], c, j[a, b]].
 * src      Any dtype and strides.
 * indices  n tensors or NULLs, one for each of the first n axes of src; NULL leaves an axis whole. Integers; see above.
 *          Where one is wrong, the elements of dst are 0; the position of a wrong index is that in the common shape of
 *          the indices.
 * n        How many, up to the rank of src; one at least is not NULL.
 *
 * Slices, single indices and new axes beside them are views of src: gt_tensor_slice, gt_tensor_reshape. Masks are made
 * indices by gt_nonzero. Axes in another order are gt_tensor_permute's.
 *
 * GT_E_ARGUMENT  q, src or indices is NULL, or all indices are.
 * GT_E_DTYPE     Indices are of no integers.
 * GT_E_INDEX     n is negative or above the rank of src. Indices that are out of range are reported later, see above.
 * GT_E_SHAPE     The indices do not broadcast together; the result would have more than GT_MAX_RANK axes or too many
 *                bytes.
 * GT_E_CONTEXT   src or one of the indices is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_index(gt_queue *q, gt_tensor **dst, const gt_tensor *src, const gt_tensor *const *indices, int32_t n);

/* Puts values where indices say, along an axis: the inverse of gt_take. NumPy's add.at, torch's index_add, index_copy,
 * index_put and the gradient of an embedding.
 *
 * dst      Written in place; no other elements than those that the indices name change. It repeats no elements. With
 *          dst (5, 3), indices (2, 4) and axis 0, dst[indices[i, j], :] becomes values[i, j, :], or
 *          dst[indices[i, j], :] + values[i, j, :].
 * indices  Integers, of any shape; see above. Where they are wrong, nothing is put.
 * values   They broadcast to the shape that gt_take would give, (2, 4, 3) above, and are cast to dst's dtype, as by
 *          gt_copy. A tensor of rank 0 is put everywhere. Indices and values may overlap dst: they count as they were.
 * axis     Of dst, or GT_FLAT.
 * how      0: values replace elements. Of several for one element the last is kept, in row-major order of the indices.
 *          GT_ADD, GT_MULTIPLY, GT_MAXIMUM, GT_MINIMUM: they are combined with what dst holds, so that every one
 *          counts: up to 32 for one element in that order, and more either so or, on GPUs, in blocks of them. How
 *          depends on the indices and shapes alone, so that the result is the same each time. Sums and products of
 *          float16 and bfloat16 are made in float32, to which values are cast then, and rounded once, which takes a
 *          copy of dst; those of float32 and float64 are rounded at each step. Of bools, add and maximum are or,
 *          multiply and minimum and.
 *
 * On GPUs, what combines is sorted by the elements that it is for, which takes 32 to 48 bytes of memory for each index,
 * of each line that has its own, and a 31st of the values, in the type that they are combined in; where dst has 65536
 * lines or more along the axis, or indices are fewer than 64, an item goes through all indices for each line. So it
 * does, slowly, where there is no memory for the sort, but for sums and products of floats, whose order would show:
 * these fail, and dst stays as it was. What replaces takes up to 64 bytes for each index, and not more than 4 for each
 * element that one could name.
 *
 * GT_E_ARGUMENT   q, dst, indices or values is NULL; dst repeats elements.
 * GT_E_OPERATION  how is not one of those.
 * GT_E_DTYPE      The indices are of no integers; values are complex, and dst is neither that nor bool; or the largest
 *                 or smallest of complex numbers is asked for.
 * GT_E_INDEX      There is no such axis. Indices that are out of range are reported later, see above.
 * GT_E_SHAPE      Values do not broadcast to what the indices name, which has more than GT_MAX_RANK axes or too many
 *                 bytes.
 * GT_E_CONTEXT    One of the tensors is of another context than q.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_put(gt_queue *q, gt_tensor *dst, const gt_tensor *indices, const gt_tensor *values, int32_t axis,
              int32_t how);

/* Puts single values to each line of dst along an axis: the inverse of gt_take_along. NumPy's put_along_axis, torch's
 * scatter, scatter_add, scatter_reduce, and the gradient of gather.
 *
 * dst      Written in place, as by gt_put. With dst (5, 3), indices (5, 2) and axis 1, dst[i, indices[i, j]] becomes
 *          values[i, j].
 * indices  Integers, of the rank of dst; they broadcast to dst's shape in all axes but this one.
 * values   They broadcast to the shape that gt_take_along would give, and are cast to dst's dtype.
 * axis     Of dst and of the indices. With GT_FLAT the indices have one axis.
 * how      As for gt_put. Unless lines have one index in common for each value, on GPUs an item goes through all
 *          indices of each line if there are 4096 lines or more, or fewer than 1024 indices of each that combine, or 64
 *          that replace.
 *
 * GT_E_ARGUMENT   q, dst, indices or values is NULL; dst repeats elements.
 * GT_E_OPERATION  how is none of those that gt_put takes.
 * GT_E_DTYPE      The indices are of no integers; values are complex, and dst is neither that nor bool; or the largest
 *                 or smallest of complex numbers is asked for.
 * GT_E_INDEX      There is no such axis. Indices that are out of range are reported later, see above.
 * GT_E_SHAPE      The indices have another rank than dst, or do not broadcast to it; values do not broadcast to what
 *                 the indices name, or that would have too many bytes.
 * GT_E_CONTEXT    One of the tensors is of another context than q.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_put_along(gt_queue *q, gt_tensor *dst, const gt_tensor *indices, const gt_tensor *values, int32_t axis,
                    int32_t how);

/* Puts values where several tensors of indices meet: the inverse of gt_index. x[i, :, j] = values of NumPy, its add.at,
 * torch's index_put, TensorFlow's scatter_nd.
 *
 * dst      Written in place, as by gt_put.
 * indices  n tensors or NULLs, as for gt_index. Where one is wrong, nothing is put.
 * n        How many, up to the rank of dst; one at least is not NULL.
 * values   They broadcast to the shape that gt_index would give, and are cast to dst's dtype. Indices and values may
 *          overlap dst: they count as they were.
 * how      As for gt_put; the order is that of the common shape of the indices.
 *
 * What combines on GPUs is done as by gt_put, with lines along the axes without indices.
 *
 * GT_E_ARGUMENT   q, dst, indices or values is NULL, or all indices are; dst repeats elements.
 * GT_E_OPERATION  how is none of those that gt_put takes.
 * GT_E_DTYPE      Indices are of no integers; values are complex, and dst is neither that nor bool; or the largest
 *                 or smallest of complex numbers is asked for.
 * GT_E_INDEX      n is negative or above the rank of dst. Indices that are out of range are reported later, see above.
 * GT_E_SHAPE      The indices do not broadcast together, or values not to what they name, which has more than
 *                 GT_MAX_RANK axes or too many bytes.
 * GT_E_CONTEXT    One of the tensors is of another context than q.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_index_put(gt_queue *q, gt_tensor *dst, const gt_tensor *const *indices, int32_t n, const gt_tensor *values,
                    int32_t how);

/* [blocks] Finds where elements are not zero, in row-major order: nonzero of NumPy, torch and the Array API standard.
 * Their number, 8 bytes, is transferred to the host, since the shape of the result depends on it; nothing else is.
 *
 * dst    The result, int64. flags 0: (n, rank of src), a row of the places along each axis for each of the n elements,
 *        as torch has it; the columns, which NumPy and the standard return, are views: gt_tensor_permute, then
 *        gt_tensor_slice. GT_FLAT: (n,), their row-major numbers. A given *dst must have that shape.
 * src    Any dtype and strides. NaN is not zero, -0.0 is.
 * flags  0 or GT_FLAT.
 *
 * A mask as indices, for gt_take and gt_put with GT_FLAT; gt_select and gt_select_put do the same in fewer steps:
 *
 *     s = gt_nonzero(q, &where, mask, GT_FLAT);
 *     if (s == GT_OK) s = gt_take(q, &selected, x, where, GT_FLAT);           x[mask]
 *     if (s == GT_OK) s = gt_put(q, x, where, values, GT_FLAT, 0);            x[mask] = values
 *
 * A mask of the first axes alone selects along them reshaped to one, as axis 0. On a queue that rehearses as many
 * elements count as not zero as a given *dst has room for, else one, if src has any; so for gt_select.
 *
 * GT_E_ARGUMENT  q or src is NULL, or flags has others than GT_FLAT.
 * GT_E_INDEX     Earlier work of the queue had an index that is out of range, see above.
 * GT_E_CONTEXT   src is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_nonzero(gt_queue *q, gt_tensor **dst, const gt_tensor *src, int32_t flags);

/* [blocks] Selects elements by a mask, in row-major order: x[mask] of NumPy, torch's masked_select. As by gt_nonzero,
 * their number is transferred and nothing else.
 *
 * dst   The result: src's dtype, and (n,) for n elements at which the mask is not zero. A given *dst must have that
 *       shape.
 * src   Any dtype and strides.
 * mask  Any dtype; NaN is not zero. It and src broadcast together, and where they do their elements count as often as
 *       they stand there.
 *
 * GT_E_ARGUMENT  q, src or mask is NULL.
 * GT_E_SHAPE     src and mask do not broadcast together, or to something too large.
 * GT_E_INDEX     Earlier work of the queue had an index that is out of range, see above.
 * GT_E_CONTEXT   src or mask is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_select(gt_queue *q, gt_tensor **dst, const gt_tensor *src, const gt_tensor *mask);

/* [blocks] Puts values to where a mask is not zero, in row-major order: x[mask] = values of NumPy, torch's
 * masked_scatter.
 *
 * dst     Written in place; elements at which the mask is zero stay. It repeats no elements.
 * mask    Any dtype; it broadcasts to dst's shape.
 * values  (n,) for n elements at which the mask is not zero; or one element, of any rank, for all of them, and then
 *         nothing is counted and the call does not block; on a queue that rehearses any number will do. They are cast
 *         to dst's dtype, as by gt_copy. Mask and values may overlap dst: they count as they were.
 *
 * GT_E_ARGUMENT  q, dst, mask or values is NULL; dst repeats elements.
 * GT_E_SHAPE     The mask does not broadcast to dst, or values are another number.
 * GT_E_DTYPE     values are complex, and dst is neither that nor bool.
 * GT_E_INDEX     Earlier work of the queue had an index that is out of range, see above.
 * GT_E_CONTEXT   One of the tensors is of another context than q.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_select_put(gt_queue *q, gt_tensor *dst, const gt_tensor *mask, const gt_tensor *values);

#ifdef __cplusplus
}
#endif
#endif

/* gputensor/index.h: elements taken from where indices say. gputensor.h explains shapes and destinations; slices and
 * views, which copy nothing, are in tensor.h.
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
 *          the queue had work with indices since the last one; else nothing. */
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
 * GT_E_DTYPE     The indices are bool or floats.
 * GT_E_INDEX     There is no such axis. Indices that are out of range are reported later, see above.
 * GT_E_SHAPE     The result would have more than GT_MAX_RANK axes or too many bytes.
 * GT_E_CONTEXT   src or indices is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_take(gt_queue *q, gt_tensor **dst, const gt_tensor *src, const gt_tensor *indices, int32_t axis);

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
 * GT_E_DTYPE     The indices are bool or floats.
 * GT_E_INDEX     There is no such axis. Indices that are out of range are reported later, see above.
 * GT_E_SHAPE     The indices have another rank than src, or do not broadcast with it; the result would have too many
 *                bytes.
 * GT_E_CONTEXT   src or indices is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_take_along(gt_queue *q, gt_tensor **dst, const gt_tensor *src, const gt_tensor *indices, int32_t axis);

#ifdef __cplusplus
}
#endif
#endif

/* gputensor/sort.h: sorting along an axis, and finding places in what is sorted.
 *
 * Order  Integers and floats by their values, false before true; complex numbers by the real part, and where that is
 *        equal by the imaginary one. -0 and 0 are equal. NaN counts as more than infinity, whatever its sign: it comes
 *        last in rising order, as in NumPy, and first in falling order, as in PyTorch. Complex numbers with a NaN come
 *        behind all others, as in NumPy: first those whose imaginary part is one, by the real part, then those whose
 *        real part is one, by the imaginary part, then those of two.
 * Equal  Elements that are equal, NaN too, keep their order in src, rising or falling: every sort is stable.
 * Axis   -1 is the last one. A tensor of rank 0 is taken for a line of one element, whose axis is 0 and -1. All
 *        elements as one line: gt_tensor_reshape, or gt_copy first where strides allow no such view.
 * How    Radix sort, 8 bits of the elements at a time, from the lowest ones up (Knuth, "The art of computer
 *        programming", volume 3, 5.2.5), and with several lines by the numbers of these at the end. Lines of up to some
 *        thousand elements, of fewer where these are large or the device's local memory is small, are read and written
 *        once in the form of kernels for GPUs, and sorted in local memory. The time grows with the number of elements
 *        and the size of one, whatever is in them. It takes up to five times the memory of src; where places are asked
 *        for, or there are several longer lines, also two indices of 4 bytes for each element, of 8 bytes from 2^32
 *        elements on. */
#ifndef GPUTENSOR_SORT_H
#define GPUTENSOR_SORT_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif

/* Sorts the elements along an axis: sort of NumPy, torch and the Array API standard 2024.12.
 *
 * dst    The result, of src's shape and dtype. It may be src itself, which takes a copy.
 * src    Any dtype and strides.
 * axis   See above.
 * flags  0 for rising order, or GT_DESCENDING for falling order.
 *
 * GT_E_ARGUMENT  q or src is NULL, or flags has others than GT_DESCENDING.
 * GT_E_INDEX     There is no such axis.
 * GT_E_CONTEXT   src is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_sort(gt_queue *q, gt_tensor **dst, const gt_tensor *src, int32_t axis, int32_t flags);

/* Where the elements along an axis go when they are sorted: argsort. gt_take_along(q, &sorted, src, dst, axis) gives
 * what gt_sort gives.
 *
 * dst    The result, int64, of src's shape: its first element along the axis is the place of the smallest one, and so
 *        on.
 * src    Any dtype and strides.
 * axis   See above.
 * flags  0 for rising order, or GT_DESCENDING for falling order.
 *
 * GT_E_ARGUMENT  q or src is NULL, or flags has others than GT_DESCENDING.
 * GT_E_INDEX     There is no such axis.
 * GT_E_CONTEXT   src is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_argsort(gt_queue *q, gt_tensor **dst, const gt_tensor *src, int32_t axis, int32_t flags);

/* The k largest elements along an axis, the largest first, and where they lie: torch's topk. With k the size of the
 * axis it is gt_sort and gt_argsort in one.
 *
 * values   Where the elements go, as a dst: src's dtype, and its shape with k along the axis. NULL if they are not
 *          wanted.
 * indices  Where their places along the axis go, as a dst: int64, of that shape. NULL if they are not wanted.
 * src      Any dtype and strides. All of it is sorted.
 * k        From 0 to the size of the axis; 1 of a tensor of rank 0.
 * axis     See above.
 * flags    0, or GT_SMALLEST: the smallest ones, the smallest first.
 *
 * Of equal elements those that come first are taken first. If both results go to given tensors and the device fails in
 * between, one may be written.
 *
 * GT_E_ARGUMENT  q or src is NULL; values and indices are both NULL, or share memory; flags has others than
 *                GT_SMALLEST.
 * GT_E_INDEX     There is no such axis.
 * GT_E_SHAPE     k is negative, or there are fewer elements along the axis.
 * GT_E_CONTEXT   src is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE (but values or indices may be NULL).
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_topk(gt_queue *q, gt_tensor **values, gt_tensor **indices, const gt_tensor *src, int64_t k, int32_t axis,
               int32_t flags);

/* Finds where values belong among sorted elements: how many of them come before each value, so that it may be put in
 * there and all stay sorted. searchsorted of NumPy, torch and the Array API standard 2024.12, by binary search.
 *
 * dst     The result, int64, of the shape of the values: from 0 to the number of elements.
 * sorted  One axis, any dtype and stride, in the rising order of gt_sort. If it is not, the results are some numbers in
 *         that range.
 * values  Of any shape. They and the elements are compared in gt_result_type of both.
 * sorter  NULL, or integers of the shape of `sorted`, by which that is sorted: what gt_argsort gives. Negative ones
 *         count from the end; wrong ones are never followed, and reported as index.h says.
 * flags   0: equal elements do not come before a value. GT_RIGHT: they do, so that the place is behind them.
 *
 * GT_E_ARGUMENT       q, sorted or values is NULL, or flags has others than GT_RIGHT.
 * GT_E_SHAPE          `sorted` has not one axis, or the sorter another shape.
 * GT_E_DTYPE          The dtypes have nothing in common: uint64 beside a signed integer; or the sorter is of no
 *                     integers.
 * GT_E_MISSING_DTYPE  The common one is float64 or complex128, and the device has none.
 * GT_E_CONTEXT        One of the tensors is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_searchsorted(gt_queue *q, gt_tensor **dst, const gt_tensor *sorted, const gt_tensor *values,
                       const gt_tensor *sorter, int32_t flags);

/* [blocks] Finds the different elements of a tensor, in rising order: unique_all of the Array API standard 2024.12, and
 * NumPy's and torch's unique. Their number, 8 bytes, is transferred to the host.
 *
 * Each of the outputs may be NULL if it is not wanted, but not all of them. They are new tensors of the caller's, and
 * NULL after a failure.
 *
 * values   The different elements, of src's dtype and shape (n,). Of -0 and 0 the one that is first in src.
 * first    The row-major number of the first element of src that is equal to each: int64 (n,).
 * inverse  The number of its value in `values` for each element of src: int64, of src's shape.
 * counts   How many elements are equal to each: int64 (n,).
 * src      Any dtype, shape and strides.
 * flags    0: each NaN is a value of its own, as the standard has it. GT_EQUAL_NAN: all of them are one, as NumPy's
 *          unique has it if nothing is said: of complex numbers all that have a NaN, whose value and first place are
 *          those of the one that sorts first.
 *
 * On a queue that rehearses one element is found, if src has any.
 *
 * GT_E_ARGUMENT  q or src is NULL, all outputs are NULL or two of them the same, or flags has others than GT_EQUAL_NAN.
 * GT_E_INDEX     Earlier work of the queue had an index that is out of range, see index.h.
 * GT_E_CONTEXT   src is of another context than q.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_unique(gt_queue *q, gt_tensor **values, gt_tensor **first, gt_tensor **inverse, gt_tensor **counts,
                 const gt_tensor *src, int32_t flags);

/* Counts the elements in each of some bins, or adds up their weights: histogram and bincount of NumPy and torch.
 *
 * dst        The result, of one axis. Without weights int64; with them their dtype if that is a float one, else uint64
 *            of unsigned ones and int64.
 * src        What is counted, of any shape and strides; not complex.
 * edges      NULL: bincount. Bin i has the elements that are i, of integers or bool, and there are as many bins as the
 *            largest element asks for, at least minlength. [blocks] then: the largest and the smallest element are
 *            transferred to the host, before which nothing is written. On a queue that rehearses a given *dst decides
 *            how many there are, else minlength, and there is one at least.
 *            Else one axis of edges in rising order, one more than there are bins, no two of them NaN: bin i has the
 *            elements from edge i on and below edge i + 1, the last one those that are equal to the last edge, too.
 *            Others, and NaN, are in no bin. If edges do not rise, elements are counted in some bins. Elements and
 *            edges are compared in gt_result_type of both, float16 and bfloat16 as float32. Even edges are found
 *            faster, but it makes no difference to the result.
 * weights    NULL, or what each element counts, of src's shape, not complex. Floats are added in their dtype, but
 *            float16 and bfloat16 in float32, with the error of each addition carried along (TwoSum); integers wrap.
 * minlength  How many bins there are at least, without edges; 0 with them.
 *
 * The same call gives the same bits each time. On GPUs weights take long where there are many bins: from some 10^5 on
 * few work-items have room for a row of their own.
 *
 * GT_E_ARGUMENT       q or src is NULL, or minlength is negative, or not 0 beside edges.
 * GT_E_SHAPE          edges are not one axis or none at all, weights have another shape than src, or an element asks
 *                     for too many bins.
 * GT_E_INDEX          Without edges an element is negative.
 * GT_E_DTYPE          Floats without edges; complex numbers; src and edges have nothing in common.
 * GT_E_MISSING_DTYPE  The common dtype of src and edges is float64, and the device has none.
 * GT_E_CONTEXT        One of the tensors is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_histogram(gt_queue *q, gt_tensor **dst, const gt_tensor *src, const gt_tensor *edges,
                    const gt_tensor *weights, int64_t minlength);

#ifdef __cplusplus
}
#endif
#endif

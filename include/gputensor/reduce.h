/* gputensor/reduce.h: reductions over any axes of a tensor.
 *
 * Axes    `axes, n_axes` are the axes to reduce, in any order; -1 is the last. axes NULL: all axes. axes not NULL and
 *         n_axes 0: none, and every element is reduced alone. A tensor of rank 0 is taken for a line of one element:
 *         0 and -1 are that line.
 * Shapes  The result has the axes that are left, in their order. With GT_KEEP_DIMS the reduced ones stay with size 1,
 *         so that the result broadcasts against src.
 * Order   The order in which elements are combined depends on the device, the dtype, the shape, the strides and where
 *         src begins in its memory, but not on chance: the same call gives the same bits each time. */
#ifndef GPUTENSOR_REDUCE_H
#define GPUTENSOR_REDUCE_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif

/* Options of reductions.
 *   size      sizeof(gt_reduce_opts).
 *   dtype     The dtype of the result, in which elements are also combined (float16 and bfloat16 in float32). 0: the
 *             default of the reduction.
 *   flags     GT_KEEP_DIMS, or 0.
 *   reserved  0. */
typedef struct gt_reduce_opts {
    uint32_t size;
    int32_t dtype;
    int32_t flags;
    int32_t reserved;
} gt_reduce_opts;

/* Combines the elements along axes.
 *
 *     op               result                     default dtype
 *     GT_ADD           the sum                    int64 of bool and signed, uint64 of unsigned integers, else src's
 *     GT_MULTIPLY      the product                the same
 *     GT_MAXIMUM       the largest; NaN wins      src's, bool too
 *     GT_MINIMUM       the smallest; NaN wins     src's, bool too
 *     GT_LOGICAL_AND   whether all are not zero   bool
 *     GT_LOGICAL_OR    whether any is not zero    bool
 *
 * Of complex numbers the larger one is that with the larger real part, and of two with the same one that with the
 * larger imaginary part; one with a NaN in it is NaN.
 *
 * Nothing to combine, along an axis of size 0, gives the identity: 0, 1, true of all, false of any; maximum and minimum
 * have none.
 *
 * Sums of floats carry the error of each addition along and add it at the end (TwoSum: Ogita, Rump, Oishi, "Accurate
 * sum and dot product", SIAM J. Sci. Comput. 26, 2005), so that they are about as accurate as if summed in twice the
 * precision. Integers wrap.
 *
 * opts  Options, or NULL.
 *
 * GT_E_ARGUMENT       q or src is NULL; n_axes is negative; opts->size is wrong, opts->flags has others than
 *                     GT_KEEP_DIMS, or opts->reserved is not 0.
 * GT_E_UNSUPPORTED    opts is longer than this version knows, and the rest is not 0.
 * GT_E_OPERATION      There is no such operation, or it cannot reduce (it has no identity in tables.h).
 * GT_E_INDEX          There is no such axis, or one is given twice.
 * GT_E_DTYPE          opts->dtype is unknown or a weak kind, or real though src is complex (of all but the logical
 *                     operations).
 * GT_E_MISSING_DTYPE  opts->dtype is float64 or complex128, and the device has none.
 * GT_E_SHAPE          Maximum or minimum of nothing.
 * GT_E_CONTEXT        src is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_reduce(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *src, const int32_t *axes, int32_t n_axes,
                 const gt_reduce_opts *opts);

/* Finds where the largest or smallest element along axes lies.
 *
 * op    GT_MAXIMUM or GT_MINIMUM.
 * opts  Options, or NULL; opts->dtype must be 0.
 *
 * The result is int64: the row-major index over the reduced axes, taken in the order that src has them. Along one axis
 * it is the index on it; over all axes that of the element in the flattened tensor. Of equal elements the first is
 * taken; a NaN is taken before everything else. Complex numbers are compared as by gt_reduce.
 *
 * GT_E_ARGUMENT     q or src is NULL; n_axes is negative; opts->size is wrong, opts->flags has others than
 *                   GT_KEEP_DIMS, or opts->reserved is not 0.
 * GT_E_UNSUPPORTED  opts is longer than this version knows, and the rest is not 0.
 * GT_E_OPERATION    op is neither of the two.
 * GT_E_INDEX        There is no such axis, or one is given twice.
 * GT_E_DTYPE        opts->dtype is not 0.
 * GT_E_SHAPE        There is nothing along the axes.
 * GT_E_CONTEXT      src is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_arg_reduce(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *src, const int32_t *axes,
                     int32_t n_axes, const gt_reduce_opts *opts);

/* The mean and the variance along axes, in two passes: mean = sum(x) / n, then
 * variance = sum((x - mean)^2) / (n - correction), n being the number of elements along the axes.
 *
 * Integers are summed exactly, whatever the dtype of the result, and the variance is taken about the exact mean, not
 * about the mean as its dtype holds it: int64 or float32 [16777217, 16777219] have the variance 1.
 *
 * mean        Where the mean goes, as a dst; NULL if it is not wanted.
 * variance    Where the variance goes, as a dst; NULL if it is not wanted.
 * correction  0 for the variance of these elements, 1 for the estimate from a sample (Bessel's correction). Finite.
 * opts        Options, or NULL. dtype: a float or complex type; 0: src's, float32 for integers and bool.
 *
 * If n - correction is 0 or less it is taken as 0, and the variance is NaN or infinity, as the division gives it; so is
 * the mean of nothing NaN. If both results go to given tensors and the device fails in between, one may be written.
 *
 * GT_E_ARGUMENT       q or src is NULL; mean and variance are both NULL, or share memory; n_axes is negative;
 *                     correction is NaN or infinite; opts->size is wrong, opts->flags has others than GT_KEEP_DIMS, or
 *                     opts->reserved is not 0.
 * GT_E_UNSUPPORTED    opts is longer than this version knows, and the rest is not 0.
 * GT_E_INDEX          There is no such axis, or one is given twice.
 * GT_E_DTYPE          opts->dtype is unknown, neither a float nor complex, or real though src is complex; or the
 *                     variance of complex numbers is asked for: add those of their parts (gt_tensor_part).
 * GT_E_MISSING_DTYPE  opts->dtype is float64 or complex128, and the device has none.
 * GT_E_CONTEXT        src is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE (but *mean and *variance may be NULL).
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_moments(gt_queue *q, gt_tensor **mean, gt_tensor **variance, const gt_tensor *src, const int32_t *axes,
                  int32_t n_axes, double correction, const gt_reduce_opts *opts);

#ifdef __cplusplus
}
#endif
#endif

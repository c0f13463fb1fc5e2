/* gputensor/scan.h: running sums and their like: what becomes of the elements of a line up to each of them. */
#ifndef GPUTENSOR_SCAN_H
#define GPUTENSOR_SCAN_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif

/* Options of gt_scan.
 *   size      sizeof(gt_scan_opts).
 *   dtype     The dtype of the result, in which elements are also combined (float16 and bfloat16 in float32). 0: the
 *             default of the operation.
 *   flags     0, or of these:
 *               GT_EXCLUSIVE  An element of the result has what comes before it, without its own; the first one has
 *                             what nothing gives: 0, 1, the lowest or the highest number of the dtype (infinities of
 *                             floats), true of logical_and and false of logical_or.
 *               GT_REVERSE    Lines are gone through from their ends.
 *   reserved  0. */
typedef struct gt_scan_opts {
    uint32_t size;
    int32_t dtype;
    int32_t flags;
    int32_t reserved;
} gt_scan_opts;

/* Combines the elements of each line along one axis up to, and with, each of them: cumulative_sum and cumulative_prod
 * of the Array API standard 2024.12, NumPy's cumsum, cumprod, maximum.accumulate and so on, torch's cumsum.
 *
 *     op               result                       default dtype
 *     GT_ADD           sums                         int64 of bool and signed, uint64 of unsigned integers, else src's
 *     GT_MULTIPLY      products                     the same
 *     GT_MAXIMUM       the largest so far           src's, bool too; a NaN stays
 *     GT_MINIMUM       the smallest so far          src's, bool too; a NaN stays
 *     GT_LOGICAL_AND   whether all are not zero     bool
 *     GT_LOGICAL_OR    whether any is not zero      bool
 *
 * dst   The result, of src's shape. It may be src itself. The standard's include_initial is a result that is one
 *       longer, whose first element is filled with 0 or 1, and the rest, a view of it, is dst here.
 * src   Any dtype and strides; complex numbers have no extremes.
 * axis  -1 is the last one. A tensor of rank 0 is taken for a line of one element, whose axis is 0 and -1.
 * opts  Options, or NULL.
 *
 * Integers wrap. Sums of floats: a line is cut into blocks of up to 2048 elements, whose own sums widen step by step
 * (Hillis, Steele, "Data parallel algorithms", Comm. ACM 29, 1986), and those of whole blocks carry the error of each
 * addition along (TwoSum: Ogita, Rump, Oishi, "Accurate sum and dot product", SIAM J. Sci. Comput. 26, 2005). So the
 * error of an element does not grow with its place: it is at most 26 units of rounding (2^-24 of float32) of the sum of
 * the magnitudes up to it. How lines are cut depends on the device, the dtype, shape and strides, but not on chance:
 * the same call gives the same bits each time.
 *
 * A sum of -0s alone is -0, as it is of one; that of none is 0. A product of one complex number is that number, also an
 * infinite one, and 1 changes none.
 *
 * Products of floats: on CPUs each is made of the one before it. On GPUs neighbours are multiplied first: where the
 * product of some elements next to each other leaves the range of the dtype, a result may be infinite, 0 or NaN though
 * that from the first one on is not. Sums of floats, too, may be infinite or NaN where those of neighbours overflow.
 *
 * Long lines that are few are cut among the device's units. Then they are read twice: once for what each part adds up
 * to.
 *
 * GT_E_ARGUMENT       q or src is NULL; opts->size is wrong, opts->flags has others than those two, or opts->reserved
 *                     is not 0.
 * GT_E_UNSUPPORTED    opts is longer than this version knows, and the rest is not 0.
 * GT_E_OPERATION      There is no such operation, or it is none of those six (it has no identity in tables.h).
 * GT_E_INDEX          There is no such axis.
 * GT_E_DTYPE          opts->dtype is unknown or a weak kind, or real though src is complex (of all but the logical
 *                     operations); or extremes of complex numbers are asked for.
 * GT_E_MISSING_DTYPE  opts->dtype is float64 or complex128, and the device has none.
 * GT_E_CONTEXT        src is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_scan(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *src, int32_t axis, const gt_scan_opts *opts);

#ifdef __cplusplus
}
#endif
#endif

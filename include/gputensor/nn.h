/* gputensor/nn.h: what networks are made of besides products and elementwise operations, with gradients for whoever
 * differentiates. */
#ifndef GPUTENSOR_NN_H
#define GPUTENSOR_NN_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif

/* ---- Softmax --------------------------------------------------------------------------------------------------- */

/* Operations of gt_softmax and gt_softmax_gradient. Their values are those of no other operation.
 *   GT_SOFTMAX      exp(x) / sum(exp(x)): every line becomes positive numbers whose sum is 1.
 *   GT_LOG_SOFTMAX  x - log(sum(exp(x))), its logarithm. */
enum { GT_SOFTMAX = 600, GT_LOG_SOFTMAX = 601, GT_NN_END_ = -32768 };

/* Options of gt_softmax and gt_softmax_gradient.
 *   size   sizeof(gt_softmax_opts).
 *   dtype  The dtype of the result, a float, in which it is computed, too (float16 and bfloat16 in float32). 0: that of
 *          the operand or operands, float32 of integers and bool. */
typedef struct gt_softmax_opts {
    uint32_t size;
    int32_t dtype;
} gt_softmax_opts;

/* The softmax of lines along one axis, or its logarithm.
 *
 * op    GT_SOFTMAX or GT_LOG_SOFTMAX.
 * dst   *dst == NULL: a new tensor of src's shape. It may be src itself.
 * src   Any tensor of real numbers. Integers and bool are computed as floats, as in operations of class FLOAT.
 * axis  The axis of the lines; -1 is the last. A tensor of rank 0 is taken for a line of one element, whose axis is 0
 *       or -1.
 * opts  Options, or NULL.
 *
 * With m, the largest element of a line, and s = sum(exp(x - m)), the results are exp(x - m) / s and x - m - log(s), so
 * that nothing overflows (Blanchard, Higham, Higham, "Accurately computing the log-sum-exp and softmax functions", IMA
 * J. Numer. Anal. 41, 2021). A line with a NaN or with infinity, and one of nothing but -infinity, gives NaN; other
 * elements of -infinity give 0, and -infinity for the logarithm: as in PyTorch.
 *
 * Accuracy  s carries the error of each addition along. Softmax differs from the exact one by at most 8 + |x - m| units
 *           in the last place of the dtype computed in, or by twice the smallest normal number, as what is smaller may
 *           count as 0; the logarithm by 4 units in the last place of |x - m| and 8 + d in that of log(s), d being the
 *           distance of the second largest element from m, so that a result near 0 keeps its digits. Then it is rounded
 *           to the dtype of *dst.
 * Memory    Each element is read once and written once where lines fit: of up to 8192 elements (512 if neighbouring
 *           lines are nearer to each other in memory than neighbouring elements) in the form of kernels for CPUs, 4096
 *           (512) in that for GPUs, with work-groups of 256. Longer ones are read twice.
 *
 * GT_E_ARGUMENT       q or src is NULL, or opts->size is wrong.
 * GT_E_UNSUPPORTED    opts is longer than this version knows, and the rest is not 0.
 * GT_E_OPERATION      op is neither of the two.
 * GT_E_INDEX          There is no such axis.
 * GT_E_DTYPE          src is complex, or opts->dtype is unknown, or no float.
 * GT_E_MISSING_DTYPE  opts->dtype is float64, and the device has none.
 * GT_E_CONTEXT        src is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_softmax(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *src, int32_t axis,
                  const gt_softmax_opts *opts);

/* The gradient of gt_softmax with respect to src: what PyTorch calls _softmax_backward_data and
 * _log_softmax_backward_data.
 *
 * op        GT_SOFTMAX or GT_LOG_SOFTMAX.
 * dst       *dst == NULL: a new tensor of that shape. It may be gradient or output itself.
 * gradient  The gradient with respect to the result, g. It may repeat elements (a stride of 0).
 * output    What gt_softmax has given, y, of the same shape.
 * axis      As of gt_softmax.
 * opts      Options, or NULL. The default dtype is gt_result_type of the two, and float32 if that is no float.
 *
 * Along each line the result is y (g - sum(g y)) for softmax, g - exp(y) sum(g) for its logarithm. Sums carry the error
 * of each addition along.
 *
 * GT_E_ARGUMENT       q, gradient or output is NULL, or opts->size is wrong.
 * GT_E_UNSUPPORTED    opts is longer than this version knows, and the rest is not 0.
 * GT_E_OPERATION      op is neither of the two.
 * GT_E_SHAPE          gradient and output do not have the same shape.
 * GT_E_INDEX          There is no such axis.
 * GT_E_DTYPE          The two have no common dtype, or one is complex, or opts->dtype is unknown, or no float.
 * GT_E_MISSING_DTYPE  opts->dtype is float64, and the device has none.
 * GT_E_CONTEXT        gradient or output is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_softmax_gradient(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *gradient, const gt_tensor *output,
                           int32_t axis, const gt_softmax_opts *opts);

#ifdef __cplusplus
}
#endif
#endif

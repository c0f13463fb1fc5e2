/* gt_reduce for other functions. */
#ifndef GT_OPS_REDUCE_H
#define GT_OPS_REDUCE_H
#include "base/op.h"
#include "kernel/reduce.h"

/* The same of the values of a formula: src says their dtype and shape, and has no memory. axes, n_axes and opts are
 * arguments from axes_argument on. */
gt_status gt__reduce_fused(const gt__call *call, int32_t op, gt_tensor **dst, const gt__array *src,
                           const gt__fused *fused, const int32_t *axes, int32_t n_axes, const gt_reduce_opts *opts,
                           int32_t axes_argument);
/* What such a reduction is, if nobody asks for another dtype than that: the operation's own for its elements. */
gt__reduction gt__reduction_of(const gt__op *op, const gt__dtype *result);
/* The mean of gt_moments, likewise. */
gt_status gt__mean_fused(const gt__call *call, gt_tensor **dst, const gt__array *src, const gt__fused *fused,
                         const int32_t *axes, int32_t n_axes, const gt_reduce_opts *opts, int32_t axes_argument);
#endif

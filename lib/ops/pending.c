/* Temporary: what is not converted yet. */
#include "base/error.h"
gt_status gt_reduce(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *src, const int32_t *axes, int32_t n_axes, const gt_reduce_opts *opts)
{ (void)q; (void)op; (void)dst; (void)src; (void)axes; (void)n_axes; (void)opts; return GT_E_UNSUPPORTED; }
gt_status gt_arg_reduce(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *src, const int32_t *axes, int32_t n_axes, const gt_reduce_opts *opts)
{ (void)q; (void)op; (void)dst; (void)src; (void)axes; (void)n_axes; (void)opts; return GT_E_UNSUPPORTED; }
gt_status gt_moments(gt_queue *q, gt_tensor **mean, gt_tensor **variance, const gt_tensor *src, const int32_t *axes, int32_t n_axes, double correction, const gt_reduce_opts *opts)
{ (void)q; (void)mean; (void)variance; (void)src; (void)axes; (void)n_axes; (void)opts; (void)correction; return GT_E_UNSUPPORTED; }

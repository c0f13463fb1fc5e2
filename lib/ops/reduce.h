/* gt_reduce for other functions. */
#ifndef GT_OPS_REDUCE_H
#define GT_OPS_REDUCE_H
#include "gputensor/gputensor.h"

/* The same in the name of a function whose axes, n_axes and opts are its arguments from axes_argument on. */
gt_status gt__reduce_tensor(const char *name, gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *src,
                            const int32_t *axes, int32_t n_axes, const gt_reduce_opts *opts, int32_t axes_argument);
#endif

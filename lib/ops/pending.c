/* Temporary: what is not converted yet. */
#include "base/error.h"
gt_status gt_matmul(gt_queue *q, gt_tensor **dst, const gt_tensor *a, const gt_tensor *b, const gt_matmul_opts *opts)
{
    (void)q;
    (void)dst;
    (void)a;
    (void)b;
    (void)opts;
    return GT_E_UNSUPPORTED;
}

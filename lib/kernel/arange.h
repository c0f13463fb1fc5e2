/* Ranges: kernels/{cpu,gpu}/arange.cl. */
#ifndef GT_KERNEL_ARANGE_H
#define GT_KERNEL_ARANGE_H
#include "kernel/array.h"

/* target, of rank 1, = start + i * step, both elements of its compute dtype. */
gt_status gt__arange_run(const gt__call *call, const gt__array *target, const void *start, const void *step);
#endif

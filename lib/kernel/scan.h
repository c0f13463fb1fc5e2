/* Scans: what a binary operation makes of the elements up to each, along one axis: kernels/{cpu,gpu}/scan.cl. */
#ifndef GT_KERNEL_SCAN_H
#define GT_KERNEL_SCAN_H
#include "kernel/array.h"

/* target, of src's shape, = the scan of src along an axis by a row that has an identity, in target's dtype; exclusive:
 * of the elements before each, which gives the first of a line the identity. target may be src. */
gt_status gt__scan_run(const gt__call *call, int32_t row, const gt__array *target, const gt__array *src, int32_t axis,
                       int exclusive);
#endif

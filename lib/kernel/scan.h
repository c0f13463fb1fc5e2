/* Scans: what a binary operation makes of the elements up to each, along one axis: kernels/{cpu,gpu}/scan_*.cl. */
#ifndef GT_KERNEL_SCAN_H
#define GT_KERNEL_SCAN_H
#include "kernel/array.h"

typedef struct gt__scanning {
    int32_t row;                       /* an operation that has an identity */
    const gt__dtype *compute, *result; /* computed in; of the result's values */
    int truth;                         /* elements are taken as 1 if they are not zero */
    int exclusive, reverse;
} gt__scanning;

/* target, of src's shape, = the scan of src along an axis. target may be src. */
gt_status gt__scan_run(const gt__call *call, const gt__scanning *scanning, const gt__array *target,
                       const gt__array *src, int32_t axis);
#endif

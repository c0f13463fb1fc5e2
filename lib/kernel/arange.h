/* Ranges: kernels/{cpu,gpu}/arange.cl. */
#ifndef GT_KERNEL_ARANGE_H
#define GT_KERNEL_ARANGE_H
#include "base/scalar.h"
#include "kernel/array.h"

/* target, of rank 1, = start + i * step, both elements of its compute dtype. */
gt_status gt__arange_run(const gt__call *call, const gt__array *target, const void *start, const void *step);

/* Numbers from one to another, which is that of number `steps`: elements of a dtype that they are computed in. */
typedef struct gt__spacing {
    const gt__dtype *compute;
    gt__element start, stop, step;
    int64_t steps;
} gt__spacing;

/* target, of rank 1 and of floats or complex numbers, = such numbers. */
gt_status gt__spaced_run(const gt__call *call, const gt__array *target, const gt__spacing *spacing);
#endif

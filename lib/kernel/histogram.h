/* Counts, or sums of weights, of elements in bins: kernels/{cpu,gpu}/histogram.cl. */
#ifndef GT_KERNEL_HISTOGRAM_H
#define GT_KERNEL_HISTOGRAM_H
#include "kernel/array.h"

typedef struct gt__histogram {
    const gt__array *x;       /* contiguous */
    const gt__array *edges;   /* contiguous from the start of its buffer, of the dtype compared in, one more than there
                                 are bins; or NULL: elements are the numbers of their bins */
    const gt__array *weights; /* contiguous: float32, float64, int64 or uint64, as many as x; or NULL: counts */
} gt__histogram;

/* target, one axis = what each bin has. Elements that are in none count nowhere. */
gt_status gt__histogram_run(const gt__call *call, const gt__histogram *what, const gt__array *target);
#endif

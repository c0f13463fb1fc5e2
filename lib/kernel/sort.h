/* Sorting along an axis: kernels/{cpu,gpu}/sort_*.cl. */
#ifndef GT_KERNEL_SORT_H
#define GT_KERNEL_SORT_H
#include "kernel/array.h"

/* What is wanted of a sort, contiguous arrays of src's shape but with the axis as the last one, in buffers of their own
 * or apart from src: its elements, of its dtype; their places along the axis, int64. Either may be NULL. */
typedef struct gt__sorted {
    const gt__array *values, *places;
    int32_t bits; /* of integers: the low ones, in which alone elements differ; 0: all of them */
} gt__sorted;

/* The shape with that axis as the last one; an array's axes in that order. */
gt__shape gt__sort_shape(const gt__shape *shape, int32_t axis);
gt__array gt__sort_axes(const gt__array *a, int32_t axis);
/* Sorts src along its last axis. Equal elements keep their order; NaN counts as more than infinity, -0 as 0. */
gt_status gt__sort_run(const gt__call *call, const gt__sorted *out, const gt__array *src, int descending);
/* order, int64 = the places of random keys, uint64, in the order of these, both contiguous in buffers of their own. It
 * would take longer than gt__sort_run if many keys had the same upper half. */
gt_status gt__sort_random_keys(const gt__call *call, const gt__array *order, const gt__array *keys);
#endif

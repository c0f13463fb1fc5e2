/* Places in sorted arrays: kernels/{cpu,gpu}/{search,groups}.cl. */
#ifndef GT_KERNEL_SEARCH_H
#define GT_KERNEL_SEARCH_H
#include "kernel/array.h"

/* target, int64 = how many of the elements of `sorted` come before each of values, or right: or are equal to it. All
 * are contiguous, those two of one dtype; target in a buffer of its own, as many as values. */
gt_status gt__search_run(const gt__call *call, const gt__array *target, const gt__array *sorted,
                         const gt__array *values, int right);
/* starts, bool = where elements of `sorted` differ from those before them, and of the first; steps, int64, the same but
 * for the first. All contiguous, in buffers of their own. apart: NaN differs from NaN,
 * else all that have one are equal. */
gt_status gt__groups_run(const gt__call *call, const gt__array *starts, const gt__array *steps, const gt__array *sorted,
                         int apart);
#endif

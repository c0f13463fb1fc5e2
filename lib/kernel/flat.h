/* Launches over a range of elements without shape. */
#ifndef GT_KERNEL_FLAT_H
#define GT_KERNEL_FLAT_H
#include "kernel/array.h"

/* cpu: the elements of each work-item, for an argument `chunk`. */
int64_t gt__flat_chunk(const gt__call *call, int64_t count);
/* Sizes: work-items of `chunk` elements in the cpu form; work-groups of items that take `steps` steps together in the
 * gpu form. */
void gt__flat_sizes(const gt__call *call, gt__command *launch, int64_t count, int64_t steps);
/* cpu: whether that many results are to go past the caches, which would not hold them (kernels/stream.cl). */
int gt__flat_streams(const gt__array *target);
/* Whether results replace that operand, which may be NULL: then their lines are in the caches, and stay. */
int gt__flat_replaces(const gt__array *target, const gt__array *operand);
#endif

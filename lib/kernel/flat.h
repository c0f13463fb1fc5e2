/* Launches over a range of elements without shape. */
#ifndef GT_KERNEL_FLAT_H
#define GT_KERNEL_FLAT_H
#include "cl/cl.h"

/* cpu: the elements of each work-item, for an argument `chunk`. */
int64_t gt__flat_chunk(const gt__call *call, int64_t count);
/* Sizes: work-items of `chunk` elements in the cpu form; work-groups of items that take `steps` steps together in the
 * gpu form. */
void gt__flat_sizes(const gt__call *call, gt__command *launch, int64_t count, int64_t steps);
#endif

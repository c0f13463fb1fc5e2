/* Arrays that go through the host. */
#ifndef GT_KERNEL_PIECES_H
#define GT_KERNEL_PIECES_H
#include "kernel/array.h"

/* Goes through `all` bytes in pieces, so that they take no second array on the host. `piece` moves `bytes` from `at` on
 * through `host`, and waits for it. */
typedef gt_status gt__piece(void *data, void *host, int64_t at, int64_t bytes);
gt_status gt__in_pieces(const gt__call *call, int64_t all, gt__piece *piece, void *data);
/* src itself or a contiguous copy of it, to be released with gt__buffer_release either way; after a failure *out has
 * no buffer. */
gt_status gt__flat(gt__array *out, const gt__call *call, const gt__array *src);
#endif

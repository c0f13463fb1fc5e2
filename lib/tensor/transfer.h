/* gt_upload and gt_download, for whoever they are a part of. */
#ifndef GT_TENSOR_TRANSFER_H
#define GT_TENSOR_TRANSFER_H
#include "tensor/handle.h"

/* A row-major host array to *dst, argument 2 of the call. The call has begun. */
gt_status gt__upload(const gt__call *call, gt_tensor **dst, int32_t dtype, int32_t rank, const int64_t *shape,
                     const void *host, size_t bytes, int blocking);
gt_status gt__download(const gt__call *call, void *host, size_t bytes, const gt_tensor *src, int blocking);

/* Much data that goes through the host goes in pieces, so that it takes no second array there. `piece` moves `bytes` from
 * `at` on through `host`, and waits for it; all: how many bytes there are. */
typedef gt_status gt__piece(void *data, void *host, int64_t at, int64_t bytes);
gt_status gt__in_pieces(const gt__call *call, int64_t all, gt__piece *piece, void *data);
/* src itself or a contiguous copy of it, to be released with gt__buffer_release either way. */
gt_status gt__flat(gt__array *out, const gt__call *call, const gt__array *src);
/* Hands a new tensor over to *dst, argument 2, whose shape was checked: as it is or, where *dst is given, by a copy.
 * Takes the tensor in any case. */
gt_status gt__hand_over(const gt__call *call, gt_tensor **dst, gt_tensor *made);
#endif

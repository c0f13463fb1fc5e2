#include "kernel/pieces.h"

#include <stdlib.h>

#include "kernel/copy.h"
#include "kernel/tuning.h"

gt_status gt__in_pieces(const gt__call *call, int64_t all, gt__piece *piece, void *data)
{
    const int64_t most = gt__tuned.host_bytes;
    if (all == 0) return GT_OK;
    void *host = gt__host_memory(call, (size_t)(all < most ? all : most));
    if (!host) return GT_E_OUT_OF_MEMORY;
    gt_status status = GT_OK;
    for (int64_t at = 0; at < all && status == GT_OK; at += most)
        status = piece(data, host, at, all - at < most ? all - at : most);
    free(host);
    return status;
}

gt_status gt__flat(gt__array *out, const gt__call *call, const gt__array *src)
{
    if (gt__array_contiguous(src)) {
        *out = *src;
        gt__buffer_retain(src->buffer);
        return GT_OK;
    }
    GT__TRY(gt__array_create(out, call, src->dtype, &src->shape));
    gt_status status = gt__copy_run(call, out, src);
    if (status < 0) {
        gt__buffer_release(out->buffer);
        out->buffer = NULL;
    }
    return status;
}

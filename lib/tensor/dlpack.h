/* What both directions of DLPack share. */
#ifndef GT_TENSOR_DLPACK_H
#define GT_TENSOR_DLPACK_H
#include "gputensor/dlpack.h"
#include "tensor/handle.h"

/* *out: the options, or what NULL means; argument 4. */
gt_status gt__dlpack_options(gt_dlpack_opts *out, const gt__call *call, const gt_dlpack_opts *opts);
/* NULL if there is none. */
const gt__dtype *gt__dlpack_dtype(const gt_dl_tensor *t);
/* The cl_mem's buffer if this library has made the managed tensor, of GT_DLPACK_OPENCL and with elements, and its
 * context; else NULL. Not counted. */
gt__buffer *gt__dlpack_own(const void *managed, int legacy, gt_context **context);
#endif

/* The tensor handle, for lib/tensor and lib/ops. */
#ifndef GT_TENSOR_TENSOR_H
#define GT_TENSOR_TENSOR_H
#include "base/dtype.h"
#include "base/shape.h"
#include "cl/cl.h"

struct gt_tensor {
    gt_context *ctx;    /* lives as long as the buffer */
    gt__buffer *buffer; /* counted; at least one byte, so that empty tensors are no special case */
    const gt__dtype *dtype;
    gt__shape shape;
    int64_t strides[GT_MAX_RANK];
    int64_t offset; /* elements */
    int64_t count;
};

/* NULL, and use after fork(). */
int32_t gt__tensor_check(const gt_tensor *t, const char *operation, int32_t argument);
/* The same, and that t is of q's context. */
int32_t gt__operand_check(const gt_queue *q, const gt_tensor *t, const char *operation, int32_t argument);
int gt__tensor_contiguous(const gt_tensor *t);
/* A new contiguous tensor, its elements not set. */
int32_t gt__tensor_new(gt_tensor **out, gt_queue *q, const gt__dtype *dtype, const gt__shape *shape,
                       const char *operation);
/* A view of src's memory. */
int32_t gt__tensor_view(gt_tensor **out, const gt_tensor *src, const gt__shape *shape, const int64_t *strides,
                        int64_t offset, const char *operation);
/* 1 where a and b may share an element of memory; 2 where they are the same view, element for element. */
int gt__tensor_overlap(const gt_tensor *a, const gt_tensor *b);

/* Where an operation writes: the caller's tensor, or a new one that becomes the caller's on success, or a temporary
 * that is copied to the caller's afterwards, because the caller's overlaps an operand. */
typedef struct gt__destination {
    int32_t argument;  /* the number of dst among the caller's arguments; 0 is taken for 2 */
    gt_tensor *target; /* write here */
    gt_tensor **dst;
    gt_tensor *made; /* new or temporary */
} gt__destination;

/* *d: argument is set, the rest zero. operands: n tensors that are read while the target is written, NULLs are skipped;
 * same_view_ok: an operand that is the very same view as *dst is read before it is written, element for element. */
int32_t gt__destination_begin(gt__destination *d, gt_queue *q, gt_tensor **dst, const gt__dtype *dtype,
                              const gt__shape *shape, const gt_tensor *const *operands, int32_t n, int same_view_ok,
                              const char *operation);
/* Hands the result over where status is GT_OK, else drops it. Returns the final status. */
int32_t gt__destination_end(gt__destination *d, gt_queue *q, int32_t status, const char *operation);

/* to = from, of the same shape, converted. */
int32_t gt__copy_elements(gt_queue *q, gt_tensor *to, const gt_tensor *from, const char *operation);
/* *out = a tensor with src's elements lying contiguously: another handle on src, or a copy. The caller frees it. */
int32_t gt__make_contiguous(gt_tensor **out, gt_queue *q, const gt_tensor *src, const char *operation);

/* gt_upload and gt_download, for whoever they are a part of. */
int32_t gt__upload(gt_queue *q, gt_tensor **dst, int32_t dtype, int32_t rank, const int64_t *shape, const void *host,
                   size_t bytes, int blocking, const char *operation);
int32_t gt__download(gt_queue *q, void *host, size_t bytes, const gt_tensor *src, int blocking, const char *operation);
#endif

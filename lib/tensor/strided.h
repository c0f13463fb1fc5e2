/* Views of memory as it lies there: any strides, any offset, any dtype. */
#ifndef GT_TENSOR_STRIDED_H
#define GT_TENSOR_STRIDED_H
#include "tensor/handle.h"

/* What is asked for. */
typedef struct gt__window {
    const gt__dtype *dtype;
    gt__shape shape;
    int64_t strides[GT_MAX_RANK];
    int64_t count, low, high; /* the elements that it reaches, beside its first one */
} gt__window;

/* dtype is argument `argument` of the call, and the next ones rank, shape and strides, or all are the same one (step
 * 0). strides NULL: row-major. Strides that reach nothing, of an axis of one element or of no elements, are set to
 * that. */
gt_status gt__window_make(gt__window *w, const gt__call *call, int32_t argument, int32_t step, int32_t dtype,
                          int32_t rank, const int64_t *shape, const int64_t *strides);
/* A view of the buffer, whose first element is number `offset`. All of its elements must lie there. argument: that of
 * the offset. The call's context is the buffer's. */
gt_status gt__window_open(gt_tensor **out, const gt__call *call, const gt__window *w, gt__buffer *buffer,
                          int64_t offset, int32_t argument);
#endif

/* The tensor handle, for lib/tensor and lib/ops. */
#ifndef GT_TENSOR_HANDLE_H
#define GT_TENSOR_HANDLE_H
#include "kernel/array.h"

struct gt_tensor {
    gt_context *context; /* lives as long as the buffer */
    gt__array array;     /* its buffer is counted; never NULL, so that empty tensors are no special case */
};

/* NULL. argument: its number. */
gt_status gt__tensor_check(const gt__call *call, const gt_tensor *t, int32_t argument);
/* The same, and that t is of the call's context. */
gt_status gt__operand_check(const gt__call *call, const gt_tensor *t, int32_t argument);
/* Refuses to store complex numbers as real ones; as bool they are their truth. argument: of dst. */
gt_status gt__cast_check(const gt__call *call, const gt__dtype *from, const gt__dtype *to, int32_t argument);
/* Refuses what an element of the dtype is not to become: NULL, unknown, with fields set that are to be 0, complex as by
 * gt__cast_check, an integer out of range. to: NULL where the dtype is unknown, which is found elsewhere. */
gt_status gt__value_check(const gt__call *call, const gt_scalar *scalar, const gt__dtype *to, int32_t argument);
/* The same of what is added, of integers modulo 2^n: -1 counts down in uint8, too. */
gt_status gt__step_check(const gt__call *call, const gt_scalar *scalar, const gt__dtype *to, int32_t argument);
/* A new contiguous tensor, its elements not set. */
gt_status gt__tensor_new(gt_tensor **out, const gt__call *call, const gt__dtype *dtype, const gt__shape *shape);
/* A view of src's memory. */
gt_status gt__tensor_view(gt_tensor **out, const gt__call *call, const gt_tensor *src, const gt__shape *shape,
                          const int64_t *strides, int64_t offset);
#endif

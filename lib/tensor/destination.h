/* Where an operation writes: the caller's tensor, or a new one that becomes the caller's on success, or a temporary
 * that is copied to the caller's afterwards, because the caller's overlaps an operand. */
#ifndef GT_TENSOR_DESTINATION_H
#define GT_TENSOR_DESTINATION_H
#include "tensor/handle.h"

typedef struct gt__destination {
    const gt__array *target; /* write here */
    gt_tensor **dst;
    gt_tensor *made; /* new or temporary */
} gt__destination;

/* argument: the number of dst. dtype: of a new tensor. operands: n arrays that are read while the target is written,
 * NULLs are skipped; same_view_ok: an operand that is the very same view as *dst is read before it is written, element
 * for element. */
gt_status gt__destination_begin(gt__destination *d, const gt__call *call, gt_tensor **dst, int32_t argument,
                                const gt__dtype *dtype, const gt__shape *shape, const gt__array *const *operands,
                                int32_t n, int same_view_ok);
/* The same of a constructor, whose arguments 2 to 5 are dst, dtype, rank and shape; the dtype must be that of a given
 * *dst. */
gt_status gt__destination_made(gt__destination *d, const gt__call *call, gt_tensor **dst, int32_t dtype, int32_t rank,
                               const int64_t *shape, const gt__array *const *operands, int32_t n);
/* Writes to a temporary where it would write to the caller's: for work of several steps, one of which may fail. */
gt_status gt__destination_aside(gt__destination *d, const gt__call *call);
/* Writes to a temporary of that dtype, which a new tensor has, where the caller's has another; plain: or does not lie
 * row-major from the start of its memory on. */
gt_status gt__destination_as(gt__destination *d, const gt__call *call, const gt__dtype *dtype, int plain);
/* Hands the result over if status is GT_OK, else drops it. Returns the final status. */
gt_status gt__destination_end(gt__destination *d, const gt__call *call, gt_status status);
#endif

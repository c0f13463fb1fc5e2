/* What gt_download and gt_load_npy do, for whoever it is a part of. */
#ifndef GT_TENSOR_TRANSFER_H
#define GT_TENSOR_TRANSFER_H
#include "tensor/handle.h"

/* gt_download, in a call that has begun. */
gt_status gt__download(const gt__call *call, void *host, size_t bytes, const gt_tensor *src, int blocking);

/* Hands a new tensor over to *dst, argument 2, whose shape was checked: as it is or, where *dst is given, by a copy.
 * Takes the tensor in any case. */
gt_status gt__hand_over(const gt__call *call, gt_tensor **dst, gt_tensor *made);
#endif

/* Copies that swap the fast axes, by tiles. */
#ifndef GT_TENSOR_TRANSPOSE_H
#define GT_TENSOR_TRANSPOSE_H
#include "tensor/tensor.h"

/* to = from, same shape and element size, where it is a copy that tiles speed up: *done = 1. Else *done = 0, nothing
 * happened. */
int32_t gt__transpose(gt_queue *q, gt_tensor *to, const gt_tensor *from, int *done, const char *operation);
#endif

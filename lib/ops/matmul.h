/* A matrix product d = activation(alpha * a @ b + beta * d + bias), checked and planned, and the providers that run
 * one. */
#ifndef GT_OPS_MATMUL_H
#define GT_OPS_MATMUL_H
#include "base/integer.h"
#include "base/op.h"
#include "tensor/layout.h"
#include "tensor/prelude.h"
#include "tensor/tensor.h"

/* The operands, in the order of the layout. */
enum { GT__D, GT__A, GT__B, GT__BIAS };
/* Behind the strides of at most 14 batch axes stand those of rows and columns; behind the batch sizes, m and n. */
enum { GT__ROW = GT_MAX_RANK - 2, GT__COLUMN = GT_MAX_RANK - 1 };

typedef struct gt__matmul {
    const char *operation;
    const gt_tensor *tensor[4]; /* of BIAS: any, where add_bias is 0 */
    gt__layout walk;            /* rank and sizes of the batch; see GT__ROW */
    int64_t m, n, k, batches;   /* d is m x n */
    const gt__dtype *result;    /* dtype of the values; tensor[GT__D] may have another */
    const gt__dtype *compute;   /* summed in */
    const gt__op *activation;   /* or NULL */
    int64_t alpha, beta;        /* elements of `compute`, in their first bytes */
    int32_t add_bias;
} gt__matmul;

/* 1 where the provider took the product and enqueued it, 0 where it does not do it, or a failure. */
typedef int32_t gt__matmul_provider(gt_queue *q, const gt__matmul *p);
gt__matmul_provider gt__matmul_single, gt__matmul_grid;

/* ---- what the providers share ---- */

/* #defines of dtypes, storage and activation, for values in vectors of `lanes`. */
void gt__matmul_prelude(gt__text *text, const gt__matmul *p, int32_t lanes);
/* The arguments that every matmul kernel begins with, and those after its own: the wide ones come first, since each
 * begins at a multiple of its size and devices need take no more than 1024 bytes. */
void gt__matmul_args(gt__launch *launch, const gt__matmul *p);
void gt__matmul_last_args(gt__launch *launch, const gt__matmul *p);
#endif

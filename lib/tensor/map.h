/* Runs kernels/elementwise.cl: an expression over tensors and scalars. What operations and dtypes mean is decided
 * above. */
#ifndef GT_TENSOR_MAP_H
#define GT_TENSOR_MAP_H
#include "tensor/tensor.h"

enum { GT__MAX_ARITY = 3 };

typedef struct gt__map {
    const char *operation;  /* for messages */
    const char *expression; /* OpenCL text over x, y, z; over index where the target has rank 1 */
    int vector;             /* written for vectors too */
    int32_t compute;        /* dtype computed in: GT_I32, GT_U32, GT_I64, GT_U64, GT_F32 or GT_F64 */
    int32_t result;         /* dtype whose values the expression gives */
    int32_t arity;
    struct gt__map_operand {
        const gt_tensor *tensor; /* broadcasts to the target; NULL: the scalar */
        int truth;               /* taken as 1 where it is not zero, else 0 */
        int64_t scalar;          /* an element of dtype `compute`, in its first bytes */
    } operand[GT__MAX_ARITY];
} gt__map;

/* Writes to every element of target. Empty targets are done at once. */
int32_t gt__map_run(gt_queue *q, const gt__map *map, gt_tensor *target);
#endif

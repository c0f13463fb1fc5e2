/* One row over arrays and scalars: kernels/{cpu,gpu}/elementwise.cl. What operations and dtypes mean is decided
 * above. */
#ifndef GT_KERNEL_ELEMENTWISE_H
#define GT_KERNEL_ELEMENTWISE_H
#include "base/scalar.h"
#include "kernel/array.h"
#include "kernel/spec.h"

typedef struct gt__operand {
    const gt__array *array; /* broadcasts to the target; NULL: the scalar */
    gt__element scalar;     /* an element of dtype `compute` */
    int truth;              /* taken as 1 if it is not zero, else 0 */
} gt__operand;

typedef struct gt__elementwise {
    int32_t row;                       /* the operation; 0: the operand itself */
    const gt__dtype *compute, *result; /* dtype computed in, dtype whose values the row gives */
    int32_t ordered[2];                /* dtypes of the two numbers that are compared exactly, from their bits in
                                          uint64; or 0 */
    int32_t operands;                  /* a binary row over more than two folds them from the left */
    gt__operand operand[GT__SPEC_OPERANDS];
} gt__elementwise;

/* A row on that many operands, which are not set. */
void gt__elementwise_begin(gt__elementwise *what, int32_t row, const gt__dtype *compute, const gt__dtype *result,
                           int32_t operands);
/* Writes to every element of target. Empty targets are done at once. */
gt_status gt__elementwise_run(const gt__call *call, const gt__elementwise *what, const gt__array *target);
#endif

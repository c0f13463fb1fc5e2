/* A formula over arrays and scalars, in one launch: kernels/{cpu,gpu}/expression.cl. What its text and its dtypes
 * mean is decided above. */
#ifndef GT_KERNEL_EXPRESSION_H
#define GT_KERNEL_EXPRESSION_H
#include "kernel/array.h"
#include "kernel/formula.h"

typedef struct gt__fused {
    gt__formula formula;
    const gt__array *array[GT__FORMULA_OPERANDS]; /* broadcasts to the targets; NULL: the scalar */
    int64_t scalar[GT__FORMULA_OPERANDS];         /* an element of the formula's dtype for it, in its first bytes */
} gt__fused;

/* 1 if a launch has room for so many of them. */
int gt__expression_fits(int32_t tensors, int32_t results, int32_t scalars);
/* Writes to every element of the targets, one a result, which are of one shape and share no memory. Empty targets are
 * done at once. */
gt_status gt__expression_run(const gt__call *call, const gt__fused *what, const gt__array *const *targets);
#endif

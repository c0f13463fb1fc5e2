/* A formula over arrays and scalars, in one launch: kernels/{cpu,gpu}/expression.cl. What its text and its dtypes
 * mean is decided above. */
#ifndef GT_KERNEL_EXPRESSION_H
#define GT_KERNEL_EXPRESSION_H
#include "base/scalar.h"
#include "kernel/array.h"
#include "kernel/formula.h"
#include "kernel/walk.h"

typedef struct gt__fused {
    gt__formula formula;
    const gt__array *array[GT__FORMULA_OPERANDS]; /* broadcasts to the targets; NULL: the scalar */
    gt__element scalar[GT__FORMULA_OPERANDS];     /* an element of the formula's dtype for it */
} gt__fused;

/* What another kernel's launch needs to compute a formula of one result on the way, as elements of an array `whole`
 * that lies contiguously: the walk of its operands, in the order of whole's elements; and its arguments, those of
 * operand axes, of pointers and of scalars, for operands_{cpu,gpu}.cl. */
void gt__fused_walk(gt__walk *walk, const gt__fused *what, const gt__array *whole);
void gt__fused_axes(gt__command *command, const gt__walk *walk, int32_t ranks);
void gt__fused_arrays(gt__command *command, const gt__fused *what);
void gt__fused_scalars(gt__command *command, const gt__fused *what);
/* Sets the spec's formula. */
gt_status gt__fused_formula(gt__spec *spec, const gt__call *call, const gt__fused *what);
/* 1 if they have room beside `axes` walks and `others` arguments. */
int gt__fused_fits(const gt__fused *what, int32_t ranks, int32_t axes, int32_t others);

/* 1 if a launch of its own has room for the arguments. */
int gt__expression_fits(const gt__formula *formula);
/* Writes to every element of the targets, one a result, which are of one shape and share no memory. Empty targets are
 * done at once. */
gt_status gt__expression_run(const gt__call *call, const gt__fused *what, const gt__array *const *targets);
#endif

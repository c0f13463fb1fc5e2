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

/* A part of a formula that is reduced along a row: value `of`, whose reduction is operand number `operand`, computed
 * before node number `before`; node: what it is as a node, without its child. */
typedef struct gt__row_part {
    gt__formula_node node;
    int32_t of, operand, before;
} gt__row_part;

/* The formula with n such parts as nodes in the place of operands. */
void gt__fused_rows(gt__fused *out, const gt__fused *whole, const gt__row_part *parts, int32_t n);
/* The part of a formula, with its operands, that gives the value of that number: its one result. */
void gt__fused_part(gt__fused *out, const gt__fused *whole, int32_t value);

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
/* Writes the formula of gt__fused_rows, of one result, to every element of the target, whose marked axes are a row: in
 * one launch, if *done. Else nothing is done, since rows are no lines of elements side by side, too long or too short,
 * or since gt__reduce_run would combine their elements in another order. */
gt_status gt__expression_rows(const gt__call *call, const gt__fused *what, const gt__array *target,
                              const uint8_t *marks, int *done);
/* Writes to every element of the targets, one a result, which are of one shape and share no memory. Empty targets are
 * done at once. */
gt_status gt__expression_run(const gt__call *call, const gt__fused *what, const gt__array *const *targets);
#endif

/* From the terms of an expression to a formula: what every term is on these operands. */
#ifndef GT_OPS_EXPRESSION_H
#define GT_OPS_EXPRESSION_H
#include "base/expression.h"
#include "kernel/expression.h"

/* What is called: expression, args and n are arguments of these numbers. */
typedef struct gt__evaluation {
    gt__call call;
    const char *text;
    const gt_arg *args;
    int32_t n;
    int32_t text_argument, args_argument;
    int reduces; /* parts may be reductions */
} gt__evaluation;

/* A part that is reduced: value `of` of the formula, whose reduction is operand `operand`, and stands before node
 * number `before`. */
typedef struct gt__reduced {
    int32_t row, mean; /* what combines two values; 1: their mean */
    int32_t of, operand, before;
    const gt__dtype *dtype, *result; /* of the part and of the reduction */
} gt__reduced;

/* What an expression gives on its operands; the formula's `out` is not set. Operands that are reductions have no array
 * yet. */
typedef struct gt__meaning {
    gt__fused fused;
    int32_t results, reductions;
    gt__reduced reduction[GT__EXPRESSION_REDUCTIONS];
    const gt__dtype *dtype[GT__FORMULA_RESULTS];
    gt__shape shape; /* of every result */
} gt__meaning;

/* Begins the call; what is there of its text and args is checked. */
gt_status gt__expression_begin(gt__evaluation *what, const char *function, gt_queue *q);
gt_status gt__expression_resolve(gt__meaning *out, const gt__evaluation *what);
/* Refuses what no launch has room for; where parts are reduced, that is judged of each part. */
gt_status gt__expression_room(const gt__evaluation *what, const gt__formula *f);
/* What the values of a formula are as an array, which has no memory. */
gt__array gt__expression_elements(const gt__dtype *dtype, const gt__shape *shape);
/* gt__expression_resolve of an expression with n results. */
gt_status gt__expression_results(gt__meaning *out, const gt__evaluation *what, int32_t n);
#endif

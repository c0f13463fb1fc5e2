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
} gt__evaluation;

/* What an expression gives on its operands; the formula's `out` is not set. */
typedef struct gt__meaning {
    gt__fused fused;
    int32_t results;
    const gt__dtype *dtype[GT__FORMULA_RESULTS];
    gt__shape shape; /* of every result */
} gt__meaning;

gt_status gt__expression_resolve(gt__meaning *out, const gt__evaluation *what);
#endif

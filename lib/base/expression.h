/* Expressions as text, which nobody is trusted for: tokens, grammar, and the terms that a text means. What is no name
 * of an operand, no row of tables.h, no number and no operator is refused; nothing of the text goes any further. */
#ifndef GT_BASE_EXPRESSION_H
#define GT_BASE_EXPRESSION_H
#include "base/error.h"

enum {
    GT__EXPRESSION_BYTES = 8192,
    GT__EXPRESSION_DEPTH = 64,
    GT__EXPRESSION_NAMES = 16,
    GT__EXPRESSION_NUMBERS = 32,
    GT__EXPRESSION_RESULTS = 4,
    GT__EXPRESSION_REDUCTIONS = 8,
    GT__EXPRESSION_TERMS = 192,
    GT__EXPRESSION_ARITY = 4
};

typedef enum gt__term_kind {
    GT__TERM_ROW,
    GT__TERM_NAME,
    GT__TERM_NUMBER,
    GT__TERM_REDUCTION,
    GT__TERM_UNUSED
} gt__term_kind;

/* An operation on earlier terms, an operand, a number, or a reduction of an earlier term. Equal terms are one. */
typedef struct gt__term {
    uint8_t kind;
    uint8_t which; /* of the operands or of the numbers; of a reduction: 1 if it is a mean, whose row is GT_ADD */
    uint16_t row;  /* of a reduction: what combines two values */
    uint8_t child[GT__EXPRESSION_ARITY];
    int32_t at; /* byte of the text */
} gt__term;

typedef struct gt__expression {
    int32_t terms, numbers, results, reductions;
    int32_t result[GT__EXPRESSION_RESULTS]; /* terms */
    gt_scalar number[GT__EXPRESSION_NUMBERS];
    gt__term term[GT__EXPRESSION_TERMS];
} gt__expression;

/* Reads a text. args: n operands, whose names alone are looked at. reduces: parts may be reductions. text_argument,
 * args_argument: their numbers. A failure is recorded for `operation`, with the byte where the text goes wrong. */
gt_status gt__expression_parse(gt__expression *out, const char *text, const gt_arg *args, int32_t n, int reduces,
                               const char *operation, int32_t text_argument, int32_t args_argument);
/* Records a failure at a byte of the text, of which the message shows what follows. */
gt_status gt__expression_fail(gt_status status, const char *text, int32_t at, const char *operation, int32_t argument,
                              const char *format, ...) __attribute__((format(printf, 6, 7)));
#endif

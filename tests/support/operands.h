/* Operands of expressions: tensors with names. */
#ifndef TESTS_OPERANDS_H
#define TESTS_OPERANDS_H
#include <gputensor/names.h>
#include "support/support.h"

enum { OPERANDS = 8 };

typedef struct operands {
    gt_arg args[OPERANDS];
    gt_tensor *base[OPERANDS]; /* what they are views of, or NULL */
    int32_t n;
} operands;

gt_arg named(const char *name, const gt_tensor *t);
/* Tensors a, b, c, x, y, z, w_1, exp of those dtypes, with random elements, of all layouts from number `first` on; the
 * last one is a row, which is broadcast. */
operands random_operands(const int32_t *dtypes, int32_t n, int32_t rank, const int64_t *shape, uint64_t seed,
                         int first);
void release_operands(operands *all);
#endif

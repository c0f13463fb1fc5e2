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
/* Elements as of random_elements; small: floats from -4 to 4, whose sums are not NaN and no
 * single element. Given back with free. */
void *operand_elements(int32_t dtype, int64_t count, uint64_t seed, bool small);
/* Many float32 elements, which come again and again: small ones. */
gt_tensor *many_elements(int32_t rank, const int64_t *shape);
/* Tensors a, b, c, x, y, z, w_1, exp of those dtypes, with such elements, of all layouts from number `first` on; the
 * last one is a row, which is broadcast. */
operands random_operands(const int32_t *dtypes, int32_t n, int32_t rank, const int64_t *shape, uint64_t seed, int first,
                         bool small);
void release_operands(operands *all);
#endif

/* Rows of complex numbers, each in both dtypes. */
#include "base/op.h"
#include "checks/variants.h"
#include "gputensor/gputensor.h"

void complexes(void)
{
    const gt__op *op;
    for (int32_t dtype = GT_C64; dtype <= GT_C128; dtype++)
        for (int32_t n = 0; (op = gt__op_at(n)); n++) {
            gt_tensor x = tensor(dtype, 1, few), *dst = NULL;
            if (gt__op_complex(op) == GT__NOT_COMPLEX) continue;
            if (op->arity == 1) expect_made(gt_unary(queue(), op->value, &dst, &x), dst, op->name);
            if (op->arity == 2) expect_made(gt_binary(queue(), op->value, &dst, &x, &x), dst, op->name);
        }
}

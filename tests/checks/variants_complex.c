/* Rows of complex numbers, each in both dtypes. */
#include "base/op.h"
#include "checks/variants.h"
#include "gputensor/gputensor.h"

/* Beside real operands and numbers, which become complex; as truths; and what is real of them, in memory and summed. */
static void complex_expressions(void)
{
    static const char *const texts[] = {"z * x + 1", "z ? exp(z) : x", "z && x", "abs(z) - x"};
    for (int32_t dtype = GT_C64; dtype <= GT_C128; dtype++)
        for (int k = 0; k < 4; k++) {
            gt_tensor z = tensor(dtype, 1, few), x = tensor(k % 2 ? GT_F32 : GT_I16, 1, few), *dst = NULL, *sum = NULL;
            const gt_arg args[] = {{.name = "z", .tensor = &z}, {.name = "x", .tensor = &x}};
            expect_made(gt_eval(queue(), &dst, texts[k], args, 2), dst, "expression");
            expect_made(gt_eval_reduce(queue(), GT_ADD, &sum, texts[k], args, 2, NULL, 0, NULL), sum, "reduction");
        }
}

/* Along the outer and the inner axis, in one pass and in several. */
static void complex_extremes(void)
{
    static const int64_t shape[] = {64, 1 << 20};
    for (int32_t dtype = GT_C64; dtype <= GT_C128; dtype++)
        for (int32_t axis = 0; axis < 2; axis++) {
            gt_tensor z = tensor(dtype, 2, shape), *largest = NULL, *place = NULL;
            expect_made(gt_reduce(queue(), GT_MAXIMUM, &largest, &z, &axis, 1, NULL), largest, "reduce");
            expect_made(gt_arg_reduce(queue(), GT_MINIMUM, &place, &z, &axis, 1, NULL), place, "arg_reduce");
        }
}

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
    complex_expressions();
    complex_extremes();
}

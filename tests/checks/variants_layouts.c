/* Rows that kernels have code of their own for. */
#include "base/op.h"
#include "variants.h"

void layouts(void)
{
    static const int64_t rows_of_ten[] = {4096, 10}, column[] = {4096, 1};
    for (int32_t dtype = 1; dtype < DTYPES; dtype++) {
        gt_tensor x = spread(dtype, 2, rows_of_ten, 1), y = tensor(dtype, 2, column), *sum = NULL, *equal = NULL;
        expect_made(gt_binary(queue(), GT_ADD, &sum, &x, &y), sum, "short rows");
        expect_made(gt_binary(queue(), GT_EQUAL, &equal, &x, &y), equal, "short rows");
    }
}

static const int32_t last = 1;

static void reduce(const gt_tensor *src, int32_t op, int32_t dtype)
{
    const gt_reduce_opts opts = {.size = sizeof opts, .dtype = dtype};
    gt_tensor *dst = NULL;
    expect_made(gt_reduce(queue(), op, &dst, src, &last, 1, &opts), dst, "reduce");
}

void reduce_short_rows(void)
{
    static const int64_t shape[] = {4096, 8};
    const gt__op *op;
    for (int i = 0; i < COMPUTES; i++) {
        gt_tensor src = spread(computes[i], 2, shape, 1);
        for (int32_t n = 0; (op = gt__op_at(n)); n++)
            if (op->arity == 2 && op->identity[0]) reduce(&src, op->value, computes[i]);
        gt_tensor *place = NULL, *mean = NULL, *variance = NULL;
        expect_made(gt_arg_reduce(queue(), GT_MAXIMUM, &place, &src, &last, 1, NULL), place, "arg_reduce");
        gt_status status = gt_moments(queue(), &mean, &variance, &src, &last, 1, 0, NULL);
        expect_made(status, mean, "moments");
        expect_made(status, variance, "moments");
    }
    for (int32_t dtype = 1; dtype < DTYPES; dtype++) {
        gt_tensor src = spread(dtype, 2, shape, 1);
        reduce(&src, GT_LOGICAL_OR, 0);
        reduce(&src, GT_ADD, dtype);
    }
}

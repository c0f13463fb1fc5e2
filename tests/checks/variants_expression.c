/* Variants of expressions, of exact comparisons, and of rows over many operands. */
#include <stdlib.h>
#include <string.h>

#include "base/op.h"
#include "checks/variants.h"
#include "kernel/elementwise.h"
#include "kernel/formula.h"

/* The formulas, in the place of a context. */
enum { MOST_FORMULAS = 512 };
static void *formulas[MOST_FORMULAS];
static size_t sizes[MOST_FORMULAS];
static int n_formulas;

REPLACE(const void *, gt__intern, const gt__call *call, const void *bytes, size_t n)
{
    (void)call;
    for (int i = 0; i < n_formulas; i++)
        if (sizes[i] == n && memcmp(formulas[i], bytes, n) == 0) return formulas[i];
    void *copy = n_formulas < MOST_FORMULAS ? malloc(n) : NULL;
    if (!copy) abort();
    memcpy(copy, bytes, n);
    formulas[n_formulas] = copy;
    sizes[n_formulas++] = n;
    return copy;
}

int formula_number(const void *formula)
{
    int i = 0;
    while (i < n_formulas && formulas[i] != formula) i++;
    return i;
}

void formula_types(const void *formula, unsigned *computed, unsigned *results, unsigned *sources)
{
    const gt__formula *f = formula;
    for (int i = 0; i < f->nodes; i++) *computed |= 1U << f->node[i].compute;
    for (int i = 0; i < f->results; i++) *results |= 1U << f->out[i];
    for (int i = 0; i < f->operands; i++)
        if (f->storage[i]) *sources |= 1U << f->storage[i];
}

/* Reductions of what is computed on the way, along both axes, by every kind of accumulator that they have. */
static void reduce_both(const char *text, const gt_arg *args)
{
    static const int32_t rows[] = {GT_ADD, GT_MAXIMUM, GT_LOGICAL_AND};
    for (int32_t axis = 0; axis < 2; axis++)
        for (int k = 0; k < 3; k++) {
            gt_tensor *dst = NULL;
            expect_made(gt_eval_reduce(queue(), rows[k], &dst, text, args, 2, &axis, 1, NULL), dst, "reduction");
        }
}

/* Of every dtype; in one pass and in several. */
static void reductions_of_expressions(void)
{
    static const int64_t square[] = {1000, 1000}, wide[] = {2, 1 << 22}, row[] = {1000}, column[] = {2, 1};
    for (int32_t dtype = 1; dtype < DTYPES; dtype++) {
        gt_tensor x = tensor(dtype, 2, square), y = tensor(dtype, 1, row);
        reduce_both("x && y ? x : y", (gt_arg[]){{.name = "x", .tensor = &x}, {.name = "y", .tensor = &y}});
    }
    gt_tensor x = tensor(GT_F32, 2, wide), y = tensor(GT_F32, 2, column);
    reduce_both("exp(x - y) * 2", (gt_arg[]){{.name = "x", .tensor = &x}, {.name = "y", .tensor = &y}});
}

/* By every kind of accumulator; rows that are near while they are computed, and steps where they are not. */
static void reduced_parts(void)
{
    static const int64_t square[] = {1000, 1000};
    static const int32_t dtypes[] = {GT_F32, GT_F64, GT_F16, GT_I8, GT_U64, GT_BOOL}, last = 1;
    static const char *const texts[] = {"e = tanh(x * max(x)); e / sum(e)", "any(x) ? mean(x + 1) : prod(x) * min(x)"};
    for (size_t i = 0; i < sizeof dtypes / sizeof *dtypes; i++)
        for (int k = 0; k < 2; k++) {
            gt_tensor x = tensor(dtypes[i], 2, square), *dst = NULL;
            const gt_arg arg = {.name = "x", .tensor = &x};
            expect_made(gt_eval_along(queue(), &dst, texts[k], &arg, 1, &last, 1), dst, "expression of rows");
        }
}

/* All dtypes from and to memory, rows that are computed by vectors and not, exact comparisons, several results. */
void expressions(void)
{
    static const char *const texts[] = {"x + x", "tanh(x * y + 1) < x ? x : pow(y, 2)", "x > y || !x",
                                        "nextafter(x, y)"};
    const int64_t shape[] = {100};
    for (int32_t dtype = 1; dtype < DTYPES; dtype++)
        for (int k = 0; k < 4; k++) {
            gt_tensor x = tensor(dtype, 1, shape), y = tensor(dtype == GT_U64 ? GT_F32 : GT_I16, 1, shape);
            const gt_arg args[] = {{.name = "x", .tensor = &x}, {.name = "y", .tensor = &y}};
            gt_tensor o = tensor(dtype, 1, shape), *dst = k == 0 ? &o : NULL;
            const gt_status status = gt_eval(queue(), &dst, texts[k], args, 2);
            if (k == 0)
                expect(status, "expression");
            else
                expect_made(status, dst, "expression");
        }
    reductions_of_expressions();
    reduced_parts();
    for (int32_t rank = 4; rank <= FEW_RANK; rank += FEW_RANK - 4) {
        gt_tensor x = spread(GT_F32, rank, few, 1), y = tensor(GT_U64, rank, few), z = tensor(GT_BF16, rank, few),
                  *dst[2];
        const gt_arg args[] = {{.name = "x", .tensor = &x}, {.name = "y", .tensor = &y}, {.name = "z", .tensor = &z}};
        dst[0] = dst[1] = NULL;
        expect(gt_eval_all(queue(), dst, 2, "y > -1 ? x : z * z; y < x", args, 3), "expressions");
        gt_tensor_free(dst[0]);
        gt_tensor_free(dst[1]);
    }
}

/* Comparisons of integers with numbers of another kind. */
void comparisons(void)
{
    static const int32_t rows[] = {GT_EQUAL, GT_LESS, GT_GREATER};
    for (int32_t a = 1; a < DTYPES; a++)
        for (int32_t b = 1; b < DTYPES; b++) {
            gt_tensor x = tensor(a, 1, few), y = tensor(b, 1, few), *dst = NULL;
            expect_made(gt_binary(queue(), rows[(a + b) % 3], &dst, &x, &y), dst, "comparison");
        }
}

void folds(void)
{
    static const int32_t folded[] = {GT_ADD, GT_MAXIMUM, GT_LOGICAL_OR};
    static const int32_t ranks[] = {1, FEW_RANK}, most[] = {GT__SPEC_OPERANDS, 5};
    const gt__call call = {.name = "fold"};
    for (int c = 0; c < COMPUTES; c++)
        for (int f = 0; f < 3; f++)
            for (int r = 0; r < 2; r++) {
                gt_tensor x = spread(computes[c], ranks[r], few, 1), target = spread(computes[c], ranks[r], few, 1);
                const gt__op *op = gt__op_of(folded[f]);
                const gt__dtype *dtype = gt__dtype_of(computes[c]);
                if (op->cls == GT_CLASS_LOGICAL && computes[c] != GT_I32) continue;
                gt__elementwise what = {.row = op->value, .compute = dtype, .result = dtype, .operands = most[r]};
                for (int32_t i = 0; i < what.operands; i++) what.operand[i].array = &x.array;
                expect(gt__elementwise_run(&call, &what, &target.array), "fold");
            }
}

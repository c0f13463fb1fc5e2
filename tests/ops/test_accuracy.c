/* The largest errors that tables.h states, on 2^20 values of each operation of floats: in the cpu form of PoCL, which
 * is fast; elsewhere, and of float64, on fewer. */
#include "support/sweep.h"
#include <math.h>

/* A program for each operation of floats and each of two dtypes. */
static const sweep_shares shares = {.all = 120, .quick = 80, .thin = 34};

enum { MANY = 1 << 20, FEW = 1 << 14 };

static const struct {
    int32_t op;
    double ulp;
} stated[] = {
#define ROW(NAME, name, value, cls, form, identity, meaning, ulp, ...) {GT_##NAME, ulp},
#define ULP(...) ROW(__VA_ARGS__, 0)
    GT_UNARY_TABLE(ULP) GT_BINARY_TABLE(ULP) GT_TERNARY_TABLE(ULP) GT_QUATERNARY_TABLE(ULP)
#undef ULP
#undef ROW
};
enum { ROWS = sizeof stated / sizeof *stated };

/* The limits of the oracle are those of the table, but for machines that are known to be better, or worse. */
static void limits(void **state)
{
    (void)state;
    assert_int_equal(ROWS, oracle_count());
    for (int32_t k = 0; k < ROWS; k++) {
        const oracle_op *op = oracle_find(stated[k].op);
        if (op->ulp_spec32 != stated[k].ulp || op->ulp_pocl32 > stated[k].ulp || op->ulp_pocl64 > stated[k].ulp)
            support_wrong("%s: tables.h says %g ULP", op->name, stated[k].ulp);
    }
    support_settle();
}

static int64_t count_of(int32_t dtype)
{
    const char *form = getenv("GPUTENSOR_FORM");
#ifdef __SANITIZE_ADDRESS__
    return FEW;
#endif
    return dtype == GT_F32 && support_machine() == MACHINE_POCL && (!form || strcmp(form, "cpu") == 0) ? MANY : FEW;
}

static gt_status apply(gt_queue *q, const oracle_op *op, gt_tensor **dst, gt_tensor *const *x)
{
    gt_arg args[ORACLE_OPERANDS] = {{.tensor = x[0]}, {.tensor = x[1]}, {.tensor = x[2]}, {.tensor = x[3]}};
    return gt_apply(q, op->op, dst, args, op->arity);
}

/* Operations that round, a third of them in samples of few values: what is exact is the sweep's. */
static bool judged(int32_t index, int32_t dtype)
{
    const oracle_op *op = oracle_at(index);
    if (oracle_result(op, dtype) != dtype || op->ulp_spec32 == 0) return false;
    return count_of(dtype) == MANY || sweep_sample((uint64_t)index, 3);
}

static void judge(const oracle_op *op, int32_t dtype, int64_t n, void *const *host, const void *result)
{
    for (int64_t i = 0; i < n; i++) {
        value x[ORACLE_OPERANDS], got = support_at(result, dtype, i);
        for (int32_t k = 0; k < op->arity; k++) x[k] = support_at(host[k], dtype, i);
        if (!oracle_accepts(op, dtype, x, got, support_machine()))
            support_wrong("%s(%s, %s) = %s, want %s [%s]", op->name, value_show(x[0]).s,
                          op->arity > 1 ? value_show(x[1]).s : "", value_show(got).s,
                          value_show(oracle_value(op, dtype, x)).s, facts_of(dtype)->name);
    }
}

static void accurate(void **state)
{
    const dtype_facts *t = *state;
    if (!support_has(t->dtype)) support_skip("the device does not compute with this dtype");
    const int64_t n = count_of(t->dtype);
    gt_queue *const rehearsal = support_rehearsing(support_context());
    void *host[ORACLE_OPERANDS];
    gt_tensor *x[ORACLE_OPERANDS];
    for (int32_t k = 0; k < ORACLE_OPERANDS; k++) {
        host[k] = support_random(t->dtype, n, 77 + (uint64_t)k);
        x[k] = support_upload(t->dtype, 1, &n, host[k]);
    }
    for (int32_t k = 0; k < oracle_count(); k++) { /* many kernels to a program, where that is faster */
        gt_tensor *dst = NULL;
        if (judged(k, t->dtype)) must(apply(rehearsal, oracle_at(k), &dst, x));
        support_drop(&dst);
    }
    must(gt_queue_finish(rehearsal));
    gt_queue_free(rehearsal);
    for (int32_t k = 0; k < oracle_count(); k++) {
        gt_tensor *dst = NULL;
        if (!judged(k, t->dtype)) continue;
        support_topic();
        must(apply(support_queue(), oracle_at(k), &dst, x));
        void *result = support_download(dst, t->dtype, n);
        judge(oracle_at(k), t->dtype, n, host, result);
        free(result);
        support_drop(&dst);
    }
    for (int32_t k = 0; k < ORACLE_OPERANDS; k++) {
        support_drop(&x[k]);
        free(host[k]);
    }
    support_settle();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits),
        OF_DTYPE(accurate, 11),
        OF_DTYPE(accurate, 12),
        cmocka_unit_test(sweep_programs),
    };
    sweep_begin(&shares);
    return cmocka_run_group_tests(tests, NULL, support_close);
}

/* Comparisons of numbers of two dtypes: exact, whatever the dtypes are. */
#include "support/support.h"
#include <math.h>

enum { MOST = 40 };

/* Numbers of a dtype near which others have numbers that it does not have, and its ends. */
static int numbers_of(int32_t dtype, value *out)
{
    static const long double centres[] = {0, 0.5L, 1, 2049, 16777216, 0x1p31L, 0x1p32L, 0x1p53L, 0x1p63L, 0x1p64L};
    const dtype_facts *facts = facts_of(dtype);
    int n = 0;
    if (facts->is_float) {
        for (size_t k = 0; k < sizeof centres / sizeof *centres; k++)
            for (int sign = -1; sign <= 1; sign += 2)
                out[n++] = value_float(float_round(dtype, (long double)sign * (centres[k] + (k > 2 && k % 2))));
        const long double ends[] = {INFINITY,
                                    -INFINITY,
                                    NAN,
                                    float_max(dtype),
                                    -float_max(dtype),
                                    float_min_subnormal(dtype),
                                    -float_min_subnormal(dtype),
                                    -1.5L};
        for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) out[n++] = value_float(ends[k]);
        return n;
    }
    for (size_t k = 0; k < sizeof centres / sizeof *centres; k++)
        for (wide near = -1; near <= 1; near++) {
            const wide x = (wide)centres[k] + near;
            if (x >= integer_min(dtype) && x <= integer_max(dtype)) out[n++] = value_int(x);
        }
    out[n++] = value_int(integer_min(dtype));
    out[n++] = value_int(integer_max(dtype));
    if (integer_min(dtype) < -16777217) out[n++] = value_int(-16777217);
    return n;
}

static gt_tensor *column(int32_t dtype, const value *x, int n, int32_t rank)
{
    const int64_t shape[] = {n, 1};
    char *host = support_array(dtype, n);
    for (int i = 0; i < n; i++) value_write(dtype, host + (size_t)i * facts_of(dtype)->size, x[i]);
    gt_tensor *t = support_upload(dtype, rank, shape, host);
    free(host);
    return t;
}

/* Each number of a with each of b. */
static void pair(int32_t op, int32_t a, int32_t b)
{
    value x[MOST], y[MOST];
    const int n = numbers_of(a, x), m = numbers_of(b, y);
    gt_tensor *left = column(a, x, n, 2), *right = column(b, y, m, 1), *dst = NULL;
    must(gt_binary(support_queue(), op, &dst, left, right));
    assert_int_equal(gt_tensor_dtype(dst), GT_BOOL);
    uint8_t *got = support_download(dst, GT_BOOL, (int64_t)n * m);
    for (int i = 0; i < n * m; i++)
        if (got[i] != oracle_compare(op, x[i / m], y[i % m]))
            support_wrong("%s(%s, %s) is %d [%s, %s]", oracle_find(op)->name, value_show(x[i / m]).s,
                          value_show(y[i % m]).s, got[i], facts_of(a)->name, facts_of(b)->name);
    free(got);
    support_drop(&left);
    support_drop(&right);
    support_drop(&dst);
}

/* Integers that no type holds beside each other, and those that floats do not hold. */
static void pairs(void **state)
{
    (void)state;
    const struct {
        int32_t op, a, b;
    } all[] = {
        {GT_LESS, GT_I64, GT_U64},       {GT_EQUAL, GT_U64, GT_I64},        {GT_GREATER, GT_I64, GT_U64},
        {GT_LESS, GT_U64, GT_I8},        {GT_GREATER, GT_I32, GT_U64},      {GT_EQUAL, GT_I32, GT_F32},
        {GT_LESS, GT_F32, GT_I32},       {GT_GREATER, GT_I64, GT_F32},      {GT_LESS, GT_U64, GT_F32},
        {GT_EQUAL, GT_F16, GT_U32},      {GT_GREATER, GT_BF16, GT_I64},     {GT_LESS, GT_I16, GT_F16},
        {GT_EQUAL, GT_I64, GT_F64},      {GT_LESS, GT_U64, GT_F64},         {GT_GREATER, GT_F64, GT_I32},
        {GT_NOT_EQUAL, GT_I64, GT_U64},  {GT_NOT_EQUAL, GT_F32, GT_I64},    {GT_LESS_EQUAL, GT_U64, GT_I64},
        {GT_LESS_EQUAL, GT_I32, GT_F32}, {GT_GREATER_EQUAL, GT_U64, GT_I8}, {GT_GREATER_EQUAL, GT_F16, GT_I64},
    };
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        if (support_has(all[k].a) && support_has(all[k].b)) pair(all[k].op, all[k].a, all[k].b);
    support_settle();
}

/* A tensor of the numbers of a dtype beside a scalar, on both sides. */
static void with_scalar(int32_t op, int32_t dtype, gt_scalar s, value exact)
{
    value x[MOST];
    if (!support_has(dtype)) return;
    const int n = numbers_of(dtype, x);
    gt_tensor *t = column(dtype, x, n, 1), *dst = NULL;
    for (int side = 0; side < 2; side++) {
        gt_arg args[] = {{.tensor = t}, {.tensor = t}};
        args[1 - side] = (gt_arg){.scalar = s};
        must(gt_apply(support_queue(), op, &dst, args, 2));
        assert_int_equal(gt_tensor_dtype(dst), GT_BOOL);
        uint8_t *got = support_download(dst, GT_BOOL, n);
        for (int i = 0; i < n; i++)
            if (got[i] != (side == 0 ? oracle_compare(op, x[i], exact) : oracle_compare(op, exact, x[i])))
                support_wrong("%s(%s, %s) is %d [%s, scalar %s]", oracle_find(op)->name, value_show(x[i]).s,
                              value_show(exact).s, got[i], facts_of(dtype)->name, side == 0 ? "right" : "left");
        free(got);
        support_drop(&dst);
    }
    support_drop(&t);
}

static void scalars(void **state)
{
    (void)state;
    with_scalar(GT_GREATER, GT_U64, integer_scalar(GT_WEAK_INT, -1), value_int(-1));
    with_scalar(GT_LESS, GT_I32, integer_scalar(GT_WEAK_INT, 3000000000), value_int(3000000000));
    with_scalar(GT_LESS, GT_I8, integer_scalar(GT_WEAK_INT, 200), value_int(200));
    with_scalar(GT_GREATER, GT_U8, integer_scalar(GT_WEAK_INT, -5000000000), value_int(-5000000000));
    with_scalar(GT_EQUAL, GT_F32, integer_scalar(GT_WEAK_INT, 16777217), value_int(16777217));
    with_scalar(GT_EQUAL, GT_F16, integer_scalar(GT_WEAK_INT, 2049), value_int(2049));
    with_scalar(GT_EQUAL, GT_I32, float_scalar(GT_WEAK_FLOAT, 16777217), value_float(16777217));
    with_scalar(GT_LESS, GT_I64, float_scalar(GT_F32, 0x1p63), value_float(0x1p63L));
    with_scalar(GT_GREATER, GT_U64, float_scalar(GT_WEAK_FLOAT, 0.5), value_float(0.5L));
    with_scalar(GT_LESS, GT_I32, float_scalar(GT_F64, 2.5), value_float(2.5L));
    with_scalar(GT_EQUAL, GT_I32, float_scalar(GT_WEAK_FLOAT, NAN), value_float(NAN));
    with_scalar(GT_LESS, GT_I16, integer_scalar(GT_U64, -1), value_int(((wide)1 << 64) - 1));
    with_scalar(GT_LESS, GT_BOOL, integer_scalar(GT_WEAK_INT, -1), value_int(-1));
    support_settle();
}

/* A plain 0.1 is the number that the floats beside it have for it. */
static void plain_floats(void **state)
{
    (void)state;
    const int64_t n = 1;
    gt_tensor *t = support_values(GT_F32, 1, &n, LIST(0.1)), *dst = NULL;
    const gt_arg args[] = {{.tensor = t}, {.scalar = float_scalar(GT_WEAK_FLOAT, 0.1)}};
    must(gt_apply(support_queue(), GT_EQUAL, &dst, args, 2));
    support_expect(dst, GT_BOOL, 1, &n, LIST(1));
    support_drop(&dst);
    support_drop(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs),
        cmocka_unit_test(scalars),
        cmocka_unit_test(plain_floats),
    };
    return cmocka_run_group_tests(tests, NULL, support_close);
}

/* The oracle itself: conversions against the compiler and known bits, formulas against the cases of the standard. */
#include "support/support.h"
#include <float.h>
#include <math.h>

static void known_bits(void **state)
{
    (void)state;
    const struct {
        int32_t dtype;
        uint16_t bits;
        double number;
    } rows[] = {
        {GT_F16, 0x3c00, 1},           {GT_F16, 0x3c01, 1 + 0x1p-10},
        {GT_F16, 0x0001, 0x1p-24},     {GT_F16, 0x03ff, 1023 * 0x1p-24},
        {GT_F16, 0x0400, 0x1p-14},     {GT_F16, 0x7bff, 65504},
        {GT_F16, 0x7c00, INFINITY},    {GT_F16, 0xfc00, -INFINITY},
        {GT_F16, 0x8000, -0.0},        {GT_F16, 0xc000, -2},
        {GT_F16, 0x7e00, NAN},         {GT_BF16, 0x3f80, 1},
        {GT_BF16, 0x3f81, 1 + 0x1p-7}, {GT_BF16, 0x0001, 0x1p-133},
        {GT_BF16, 0x0080, 0x1p-126},   {GT_BF16, 0x7f7f, 255 * 0x1p120},
        {GT_BF16, 0x7f80, INFINITY},   {GT_BF16, 0xc000, -2},
        {GT_BF16, 0x7fc0, NAN},        {GT_BF16, 0x8000, -0.0},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        uint16_t bits = 0;
        value_write(rows[k].dtype, &bits, value_float(rows[k].number));
        assert_int_equal(bits, rows[k].bits);
        long double back = value_read(rows[k].dtype, &rows[k].bits).f;
        assert_true(isnan(rows[k].number) ? isnan(back)
                                          : back == rows[k].number && !signbit(back) == !signbit(rows[k].number));
    }
}

static void all_16_bit_floats(void **state)
{
    (void)state;
    const int32_t dtypes[] = {GT_F16, GT_BF16};
    for (int k = 0; k < 2; k++)
        for (uint32_t i = 0; i < 65536; i++) {
            uint16_t bits = (uint16_t)i, back = 0;
            value v = value_read(dtypes[k], &bits);
            value_write(dtypes[k], &back, v);
            assert_true(isnan(v.f) ? isnan(value_read(dtypes[k], &back).f) : back == bits);
        }
}

/* float and double, bit by bit as the compiler rounds them. */
static void like_the_compiler(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int i = 0; i < 300000; i++) {
        long double x = value_cast(random_value(GT_F64, &seed), GT_F64).f * (1 + ldexpl(random_unit(&seed), -20));
        float f = (float)x, stored_f = 0;
        double d = (double)x, stored_d = 0;
        value_write(GT_F32, &stored_f, value_float(x));
        value_write(GT_F64, &stored_d, value_float(x));
        if (isnan(x)) continue;
        assert_memory_equal(&f, &stored_f, sizeof f);
        assert_memory_equal(&d, &stored_d, sizeof d);
        assert_true(value_read(GT_F32, &f).f == (long double)f);
        assert_true(value_read(GT_F64, &d).f == (long double)d);
    }
}

/* The spacing of numbers beside powers of 2, where a number that is rounded has the next exponent. */
static void spacing(void **state)
{
    (void)state;
    for (int i = 0; i < DTYPE_COUNT; i++) {
        const int32_t dtype = all_dtypes[i].dtype;
        const dtype_facts *t = facts_of(dtype);
        assert_ptr_equal(t, &all_dtypes[i]);
        if (!t->is_float) continue;
        for (int k = t->min_exponent - 70; k < t->max_exponent + 70; k++)
            for (int way = -1; way <= 1; way++) {
                const long double x = ldexpl(1 + (long double)way * LDBL_EPSILON, k);
                int exponent;
                frexpl(x, &exponent);
                exponent = exponent < t->min_exponent ? t->min_exponent : exponent;
                exponent = exponent > t->max_exponent ? t->max_exponent : exponent;
                if (float_ulp(dtype, x) != ldexpl(1, exponent - t->precision) ||
                    float_ulp(dtype, -x) != float_ulp(dtype, x))
                    fail_msg("%s: the spacing at %.21Lg is not %.21Lg", t->name, x, float_ulp(dtype, x));
            }
        assert_true(float_max(dtype) == ldexpl(1 - ldexpl(1, -t->precision), t->max_exponent));
    }
}

static void casts(void **state)
{
    (void)state;
    const struct {
        long double from;
        int32_t dtype;
        long double want;
    } rows[] = {
        {300, GT_U8, 255},          {-1, GT_U8, 0},
        {-1.9L, GT_I8, -1},         {NAN, GT_I32, 0},
        {INFINITY, GT_I16, 32767},  {1e30L, GT_U64, 0x1p64L - 1},
        {-1e30L, GT_I64, -0x1p63L}, {NAN, GT_BOOL, 1},
        {-0.0L, GT_BOOL, 0},        {0.1L, GT_BOOL, 1},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        assert_true((long double)value_cast(value_float(rows[k].from), rows[k].dtype).i == rows[k].want);
    assert_true(value_cast(value_int(300), GT_U8).i == 44);
    assert_true(value_cast(value_int(200), GT_I8).i == -56);
    assert_true(value_cast(value_int(-1), GT_U64).i == ((wide)1 << 64) - 1);
    assert_true(value_cast(value_int(256), GT_BOOL).i == 1);
}

static void closeness(void **state)
{
    (void)state;
    const long double ulp = 0x1p-23L;
    assert_true(float_close(GT_F32, 1, 1 + ulp, 1, false));
    assert_false(float_close(GT_F32, 1, 1 + 2 * ulp, 1, false));
    assert_true(float_close(GT_F32, 1 + 0.5L * ulp, 1 + ulp, 0.5, false));
    assert_false(float_close(GT_F32, 1 + 0.4L * ulp, 1 + ulp, 0.5, false));
    assert_false(float_close(GT_F32, 0.0L, -0.0L, 1, false));
    assert_true(float_close(GT_F32, 0.0L, -0.0L, 0, true));
    assert_false(float_close(GT_F32, 0, 0x1p-149L, 4, false));
    assert_true(float_close(GT_F32, 0x1p-150L, 0, 0.5, false));
    assert_false(float_close(GT_F32, 0x1p-149L, 0, 0.5, false));
    assert_false(float_close(GT_F32, NAN, 1, 4, false));
    assert_false(float_close(GT_F32, 1, NAN, 4, false));
    assert_false(float_close(GT_F32, INFINITY, float_max(GT_F32), 4, false));
    assert_false(float_close(GT_F32, 1e60L, float_max(GT_F32), 4, false));
    assert_true(float_close(GT_F32, 1e60L, INFINITY, 0, false));
    assert_false(float_close(GT_F32, 1e60L, -INFINITY, 0, false));
    assert_false(float_close(GT_F32, float_max(GT_F32), INFINITY, 0, false));
    assert_true(float_close(GT_F32, float_max(GT_F32), INFINITY, 1, false));
}

/* Every row of the standard is a right answer in every float dtype, and something else is not. */
static void standard(void **state)
{
    (void)state;
    for (int32_t k = 0; k < golden_count(); k++) {
        const golden_row g = golden_at(k);
        const oracle_op *op = oracle_find(g.op);
        value x[ORACLE_OPERANDS];
        for (int i = 0; i < ORACLE_OPERANDS; i++) x[i] = value_float(g.x[i]);
        bool truth = oracle_result(op, GT_F32) == GT_BOOL;
        for (int d = 9; d < DTYPE_COUNT; d++) {
            int32_t dtype = all_dtypes[d].dtype;
            const double wants[] = {g.want, g.also};
            for (int w = 0; w < 2; w++) {
                value right = truth ? value_int((wide)wants[w]) : value_float(wants[w]);
                bool accepted = oracle_accepts(op, dtype, x, right, MACHINE_POCL);
                if (!accepted) support_wrong("%s = %g", golden_show(&g).s, wants[w]);
                value off = truth ? value_int(1 - right.i) : value_float(isfinite(right.f) ? 3 * right.f + 1 : 1);
                if (g.want == g.also && oracle_accepts(op, dtype, x, off, MACHINE_POCL))
                    support_wrong("%s = %s", golden_show(&g).s, value_show(off).s);
            }
        }
    }
    support_settle();
}

static const struct {
    int32_t op, dtype;
    int64_t x, y, want;
} integer_rows[] = {
    {GT_ADD, GT_I8, 127, 1, -128},
    {GT_SUBTRACT, GT_U8, 0, 1, 255},
    {GT_MULTIPLY, GT_I32, 65536, 65536, 0},
    {GT_FLOOR_DIVIDE, GT_I32, -7, 2, -4},
    {GT_FLOOR_DIVIDE, GT_I32, 7, -2, -4},
    {GT_FLOOR_DIVIDE, GT_I32, 5, 0, 0},
    {GT_FLOOR_DIVIDE, GT_I8, -128, -1, -128},
    {GT_REMAINDER, GT_I32, -7, 3, 2},
    {GT_REMAINDER, GT_I32, 7, -3, -2},
    {GT_REMAINDER, GT_I32, 5, 0, 0},
    {GT_REMAINDER, GT_I32, 6, -3, 0},
    {GT_POW, GT_I32, 3, 4, 81},
    {GT_POW, GT_I8, 2, 7, -128},
    {GT_POW, GT_I64, 2, -1, 0},
    {GT_POW, GT_I64, -1, -3, -1},
    {GT_POW, GT_I64, 1, -5, 1},
    {GT_POW, GT_I64, 0, -5, 0},
    {GT_POW, GT_U64, 3, 41, (int64_t)18026252303461234787u},
    {GT_ABS, GT_I8, -128, 0, -128},
    {GT_NEGATIVE, GT_U8, 1, 0, 255},
    {GT_POW, GT_I32, 0, 0, 1},
    {GT_FMOD, GT_I32, -7, 3, -1},
    {GT_FMOD, GT_I32, 7, -3, 1},
    {GT_FMOD, GT_I8, -128, -1, 0},
    {GT_FMOD, GT_I32, 5, 0, 0},
    {GT_BITWISE_COUNT, GT_I8, -128, 0, 1},
    {GT_BITWISE_COUNT, GT_I8, -127, 0, 7},
    {GT_BITWISE_COUNT, GT_U32, UINT32_MAX, 0, 32},
    {GT_BITWISE_COUNT, GT_I64, INT64_MIN, 0, 1},
    {GT_GCD, GT_I32, 12, -18, 6},
    {GT_GCD, GT_I32, 0, -5, 5},
    {GT_GCD, GT_I32, 0, 0, 0},
    {GT_GCD, GT_I8, -128, -128, -128},
    {GT_GCD, GT_I8, -128, 96, 32},
    {GT_GCD, GT_U32, UINT32_MAX, 65535, 65535},
    {GT_GCD, GT_I64, INT64_MIN, 6, 2},
    {GT_LCM, GT_I32, 4, -6, 12},
    {GT_LCM, GT_I32, 0, -6, 0},
    {GT_LCM, GT_I8, 100, 99, -84},
    {GT_LCM, GT_I8, -128, 3, -128},
    {GT_LCM, GT_U32, 65536, 65537, 65536},
    {GT_BITWISE_INVERT, GT_U8, 1, 0, 254},
    {GT_BITWISE_INVERT, GT_I8, 1, 0, -2},
    {GT_BITWISE_INVERT, GT_BOOL, 1, 0, 0},
    {GT_BITWISE_INVERT, GT_BOOL, 0, 0, 1},
    {GT_BITWISE_XOR, GT_BOOL, 1, 1, 0},
    {GT_BITWISE_AND, GT_I32, -1, 255, 255},
    {GT_BITWISE_OR, GT_I16, 1, 2, 3},
    {GT_BITWISE_LEFT_SHIFT, GT_I8, 1, 7, -128},
    {GT_BITWISE_LEFT_SHIFT, GT_I8, 1, 8, 0},
    {GT_BITWISE_LEFT_SHIFT, GT_I32, 1, -1, 0},
    {GT_BITWISE_LEFT_SHIFT, GT_U64, 3, 63, INT64_MIN},
    {GT_BITWISE_RIGHT_SHIFT, GT_I8, -128, 7, -1},
    {GT_BITWISE_RIGHT_SHIFT, GT_I8, -128, 8, -1},
    {GT_BITWISE_RIGHT_SHIFT, GT_I64, -5, 64, -1},
    {GT_BITWISE_RIGHT_SHIFT, GT_I64, -5, -1, -1},
    {GT_BITWISE_RIGHT_SHIFT, GT_U8, 255, 7, 1},
    {GT_BITWISE_RIGHT_SHIFT, GT_U8, 255, 8, 0},
    {GT_BITWISE_RIGHT_SHIFT, GT_I32, 5, 32, 0},
    {GT_SQUARE, GT_I8, 16, 0, 0},
    {GT_ROUND, GT_I64, INT64_MAX, 0, INT64_MAX},
    {GT_TRUNC, GT_I32, -7, 0, -7},
    {GT_CEIL, GT_U8, 7, 0, 7},
    {GT_POSITIVE, GT_I8, -128, 0, -128},
    {GT_ISNAN, GT_I32, 7, 0, 0},
    {GT_ISINF, GT_BOOL, 1, 0, 0},
    {GT_ISFINITE, GT_U8, 255, 0, 1},
    {GT_SIGNBIT, GT_I8, -1, 0, 1},
    {GT_SIGNBIT, GT_U8, 255, 0, 0},
    {GT_LOGICAL_NOT, GT_I32, 2, 0, 0},
    {GT_LOGICAL_XOR, GT_I32, 2, 1, 0},
    {GT_NOT_EQUAL, GT_I64, 2, 1, 1},
    {GT_LESS_EQUAL, GT_I64, 2, 2, 1},
    {GT_GREATER_EQUAL, GT_U64, 1, 2, 0},
};

static void integers(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof integer_rows / sizeof *integer_rows; k++) {
        const value x[] = {value_int(integer_rows[k].x), value_int(integer_rows[k].y)};
        wide got = oracle_value(oracle_find(integer_rows[k].op), integer_rows[k].dtype, x).i;
        if ((int64_t)(uint64_t)got != integer_rows[k].want)
            support_wrong("%s(%lld, %lld) = %s", oracle_find(integer_rows[k].op)->name, (long long)integer_rows[k].x,
                          (long long)integer_rows[k].y, value_show(value_int(got)).s);
    }
    support_settle();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_bits), cmocka_unit_test(all_16_bit_floats), cmocka_unit_test(like_the_compiler),
        cmocka_unit_test(casts),      cmocka_unit_test(closeness),         cmocka_unit_test(standard),
        cmocka_unit_test(integers),   cmocka_unit_test(spacing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

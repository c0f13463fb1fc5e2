/* Promotion, checked against a table written out by hand, and scalars converted to storage. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/dtype.h"
#include "base/scalar.h"

/* ---- Facts ------------------------------------------------------------------------------------------------------ */

/* The names that the tables below use. */
enum {
    b_ = GT_BOOL,
    i1 = GT_I8,
    i2 = GT_I16,
    i4 = GT_I32,
    i8 = GT_I64,
    u1 = GT_U8,
    u2 = GT_U16,
    u4 = GT_U32,
    u8 = GT_U64,
    f2 = GT_F16,
    bf = GT_BF16,
    f4 = GT_F32,
    f8 = GT_F64,
    c8 = GT_C64,
    ch = GT_C128,
    wb = GT_WEAK_BOOL,
    wi = GT_WEAK_INT,
    wf = GT_WEAK_FLOAT,
    wc = GT_WEAK_COMPLEX,
    no = 0
};
enum { N = 15, WEAK = 4 };
static const int32_t order[N] = {b_, i1, i2, i4, i8, u1, u2, u4, u8, f2, bf, f4, f8, c8, ch};

static void facts(void **state)
{
    (void)state;
    const struct {
        int32_t dtype, size, wide;
        gt__kind kind;
        const char *name, *compute, *raw;
    } rows[N] = {
        {b_, 1, i4, GT__BOOL, "bool", "int", "uint8"},
        {i1, 1, i4, GT__SIGNED, "int8", "int", "uint8"},
        {i2, 2, i4, GT__SIGNED, "int16", "int", "uint16"},
        {i4, 4, i4, GT__SIGNED, "int32", "int", "uint32"},
        {i8, 8, i8, GT__SIGNED, "int64", "long", "uint64"},
        {u1, 1, u4, GT__UNSIGNED, "uint8", "uint", "uint8"},
        {u2, 2, u4, GT__UNSIGNED, "uint16", "uint", "uint16"},
        {u4, 4, u4, GT__UNSIGNED, "uint32", "uint", "uint32"},
        {u8, 8, u8, GT__UNSIGNED, "uint64", "ulong", "uint64"},
        {f2, 2, f4, GT__FLOAT, "float16", "float", "uint16"},
        {bf, 2, f4, GT__FLOAT, "bfloat16", "float", "uint16"},
        {f4, 4, f4, GT__FLOAT, "float32", "float", "uint32"},
        {f8, 8, f8, GT__FLOAT, "float64", "double", "uint64"},
        {c8, 8, c8, GT__COMPLEX, "complex64", "float2", "uint64"},
        {ch, 16, ch, GT__COMPLEX, "complex128", "double2", "complex128"},
    };
    for (int i = 0; i < N; i++) {
        const gt__dtype *d = gt__dtype_of(rows[i].dtype);
        assert_int_equal(d->value, rows[i].dtype);
        assert_int_equal(d->size, rows[i].size);
        assert_int_equal(gt_dtype_size(rows[i].dtype), rows[i].size);
        assert_int_equal(d->wide, rows[i].wide);
        assert_int_equal(d->kind, rows[i].kind);
        assert_string_equal(d->name, rows[i].name);
        assert_string_equal(d->compute, rows[i].compute);
        assert_string_equal(gt__dtype_of(d->raw)->name, rows[i].raw);
        assert_string_equal(gt__dtype_raw(rows[i].size)->name, rows[i].raw);
        assert_int_equal(gt__float_of(rows[i].dtype), rows[i].kind >= GT__FLOAT ? rows[i].dtype : f4);
        assert_int_equal(d->real, rows[i].dtype == c8 ? f4 : rows[i].dtype == ch ? f8 : rows[i].dtype);
        assert_int_equal(gt__dtype_double(d) != 0, rows[i].dtype == f8 || rows[i].dtype == ch);
        assert_int_equal(gt__dtype_inexact(d) != 0, rows[i].kind >= GT__FLOAT);
        assert_int_equal(gt__dtype_find(rows[i].kind, rows[i].size), rows[i].dtype == bf ? f2 : rows[i].dtype);
    }
    assert_int_equal(gt__dtype_find(GT__FLOAT, 1), GT_E_DTYPE);
    const int32_t unknown[] = {0, -1, 16, 17, 63, wb, wi, wf, wc, 68, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        assert_null(gt__dtype_of(unknown[i]));
        assert_int_equal(gt_dtype_size(unknown[i]), 0);
        assert_null(gt__dtype_check(unknown[i], "gt_x", 6));
        gt_error e = {.size = sizeof e};
        gt_last_error_get(&e);
        assert_int_equal(e.status, GT_E_DTYPE);
        assert_int_equal(e.argument, 6);
    }
    assert_non_null(gt__dtype_check(f4, "gt_x", 6));
}

/* ---- Promotion -------------------------------------------------------------------------------------------------- */

/* The type promotion tables of the Array API standard 2024.12, and gputensor's own rules where it has none. */
static const int32_t promotion[N][N] = {
    /*        b_  i1  i2  i4  i8  u1  u2  u4  u8  f2  bf  f4  f8  c8  ch */
    /* b_ */ {b_, i1, i2, i4, i8, u1, u2, u4, u8, f2, bf, f4, f8, c8, ch},
    /* i1 */ {i1, i1, i2, i4, i8, i2, i4, i8, no, f2, bf, f4, f8, c8, ch},
    /* i2 */ {i2, i2, i2, i4, i8, i2, i4, i8, no, f2, bf, f4, f8, c8, ch},
    /* i4 */ {i4, i4, i4, i4, i8, i4, i4, i8, no, f2, bf, f4, f8, c8, ch},
    /* i8 */ {i8, i8, i8, i8, i8, i8, i8, i8, no, f2, bf, f4, f8, c8, ch},
    /* u1 */ {u1, i2, i2, i4, i8, u1, u2, u4, u8, f2, bf, f4, f8, c8, ch},
    /* u2 */ {u2, i4, i4, i4, i8, u2, u2, u4, u8, f2, bf, f4, f8, c8, ch},
    /* u4 */ {u4, i8, i8, i8, i8, u4, u4, u4, u8, f2, bf, f4, f8, c8, ch},
    /* u8 */ {u8, no, no, no, no, u8, u8, u8, u8, f2, bf, f4, f8, c8, ch},
    /* f2 */ {f2, f2, f2, f2, f2, f2, f2, f2, f2, f2, f4, f4, f8, c8, ch},
    /* bf */ {bf, bf, bf, bf, bf, bf, bf, bf, bf, f4, bf, f4, f8, c8, ch},
    /* f4 */ {f4, f4, f4, f4, f4, f4, f4, f4, f4, f4, f4, f4, f8, c8, ch},
    /* f8 */ {f8, f8, f8, f8, f8, f8, f8, f8, f8, f8, f8, f8, f8, ch, ch},
    /* c8 */ {c8, c8, c8, c8, c8, c8, c8, c8, c8, c8, c8, c8, ch, c8, ch},
    /* ch */ {ch, ch, ch, ch, ch, ch, ch, ch, ch, ch, ch, ch, ch, ch, ch},
};

/* A weak kind beside each dtype. */
static const int32_t weak[WEAK][N] = {
    /*        b_  i1  i2  i4  i8  u1  u2  u4  u8  f2  bf  f4  f8  c8  ch */
    /* wb */ {b_, i1, i2, i4, i8, u1, u2, u4, u8, f2, bf, f4, f8, c8, ch},
    /* wi */ {i8, i1, i2, i4, i8, u1, u2, u4, u8, f2, bf, f4, f8, c8, ch},
    /* wf */ {f4, f4, f4, f4, f4, f4, f4, f4, f4, f2, bf, f4, f8, c8, ch},
    /* wc */ {c8, c8, c8, c8, c8, c8, c8, c8, c8, c8, c8, c8, ch, c8, ch},
};

static void promotes_as_the_standard(void **state)
{
    (void)state;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            int32_t pair[] = {order[i], order[j]}, out = 77, expected = promotion[i][j];
            assert_int_equal(gt_result_type(pair, 2, &out), expected ? GT_OK : GT_E_DTYPE);
            assert_int_equal(out, expected ? expected : 77);
            assert_int_equal(gt__promote(order[i], order[j]), expected ? expected : GT_E_DTYPE);
            assert_int_equal(gt_can_cast(order[i], order[j]), expected == order[j]);
        }
}

static void weak_kinds_give_way(void **state)
{
    (void)state;
    for (int32_t w = wb; w <= wc; w++) {
        for (int i = 0; i < N; i++) {
            int32_t out, there[] = {order[i], w}, back[] = {w, order[i]};
            assert_int_equal(gt_result_type(there, 2, &out), GT_OK);
            assert_int_equal(out, weak[w - wb][i]);
            assert_int_equal(gt_result_type(back, 2, &out), GT_OK);
            assert_int_equal(out, weak[w - wb][i]);
            assert_int_equal(gt_can_cast(w, order[i]), weak[w - wb][i] == order[i]);
            assert_int_equal(gt_can_cast(order[i], w), 0);
        }
        for (int32_t v = wb; v <= wc; v++) assert_int_equal(gt__promote(v, w), v > w ? v : w);
    }
}

static void lists_of_dtypes(void **state)
{
    (void)state;
    const struct {
        int32_t list[4], n, expected;
    } cases[] = {
        {{wb}, 1, b_},
        {{wi}, 1, i8},
        {{wf}, 1, f4},
        {{wb, wi}, 2, i8},
        {{wi, wf, wb}, 3, f4},
        {{f2}, 1, f2},
        {{wf, i1, f2}, 3, f2},
        {{wi, b_, i1}, 3, i1},
        {{u8, f4, i1}, 3, f4},
        {{u8, i1, f4}, 3, f4},
        {{f2, i1, bf}, 3, f4},
        {{u1, i1, u2}, 3, i4},
        {{b_, b_, b_, b_}, 4, b_},
        {{u4, u2, i1}, 3, i8},
        {{u8, b_, i1}, 3, no},
        {{i1, u8, wf}, 3, no},
        {{wc}, 1, c8},
        {{wc, wf, wi}, 3, c8},
        {{f8, wc, i1}, 3, ch},
        {{f2, bf, wc}, 3, c8},
        {{i8, c8}, 2, c8},
        {{u8, i8, c8}, 3, c8},
        {{c8, f4, f8}, 3, ch},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t out = no;
        assert_int_equal(gt_result_type(cases[i].list, cases[i].n, &out), cases[i].expected ? GT_OK : GT_E_DTYPE);
        assert_int_equal(out, cases[i].expected);
    }
}

static void order_does_not_matter(void **state)
{
    (void)state;
    int32_t all[N + WEAK] = {[N] = wb, wi, wf, wc};
    memcpy(all, order, sizeof order);
    for (int i = 0; i < N + WEAK; i++)
        for (int j = 0; j < N + WEAK; j++)
            for (int k = 0; k < N + WEAK; k++) {
                int32_t abc[] = {all[i], all[j], all[k]}, cab[] = {all[k], all[i], all[j]};
                int32_t acb[] = {all[i], all[k], all[j]};
                assert_int_equal(gt__promote_all(abc, 3), gt__promote_all(cab, 3));
                assert_int_equal(gt__promote_all(abc, 3), gt__promote_all(acb, 3));
            }
}

static void refuses_bad_lists(void **state)
{
    (void)state;
    int32_t out = 77, list[] = {f4, 16};
    assert_int_equal(gt_result_type(NULL, 1, &out), GT_E_ARGUMENT);
    assert_int_equal(gt_result_type(list, 0, &out), GT_E_ARGUMENT);
    assert_int_equal(gt_result_type(list, -1, &out), GT_E_ARGUMENT);
    assert_int_equal(gt_result_type(list, 1, NULL), GT_E_ARGUMENT);
    assert_int_equal(gt_result_type(list, 2, &out), GT_E_DTYPE);
    assert_non_null(strstr(gt_last_error(), "16"));
    assert_int_equal(out, 77);
    int32_t mixed[] = {u8, i4};
    assert_int_equal(gt_result_type(mixed, 2, &out), GT_E_DTYPE);
    assert_non_null(strstr(gt_last_error(), "uint64"));
    assert_non_null(strstr(gt_last_error(), "int32"));
    assert_int_equal(gt__promote(0, f4), GT_E_DTYPE);
    assert_int_equal(gt__promote(f4, 99), GT_E_DTYPE);
    assert_int_equal(gt_can_cast(0, f4), 0);
    assert_int_equal(gt_can_cast(f4, 0), 0);
    assert_int_equal(gt_can_cast(99, 99), 0);
}

/* ---- Scalars ---------------------------------------------------------------------------------------------------- */

/* The bits that a scalar is stored as; the bytes around them stay. */
static uint64_t stored(gt_scalar scalar, int32_t dtype)
{
    unsigned char out[16];
    memset(out, 0xa5, sizeof out);
    gt__scalar_store(&scalar, dtype, out + 4);
    int32_t size = gt_dtype_size(dtype);
    for (int32_t i = 0; i < 16; i++)
        if (i < 4 || i >= 4 + size) assert_int_equal(out[i], 0xa5);
    uint8_t b1;
    uint16_t b2;
    uint32_t b4;
    uint64_t b8;
    memcpy(&b1, out + 4, 1);
    memcpy(&b2, out + 4, 2);
    memcpy(&b4, out + 4, 4);
    memcpy(&b8, out + 4, 8);
    return size == 1 ? b1 : size == 2 ? b2 : size == 4 ? b4 : b8;
}

static uint64_t from_float(double value, int32_t dtype)
{
    uint64_t strong = stored((gt_scalar){.dtype = GT_F64, .re = value}, dtype);
    assert_true(stored((gt_scalar){.dtype = GT_WEAK_FLOAT, .re = value}, dtype) == strong);
    return strong;
}

static uint64_t from_integer(int64_t value, int32_t dtype)
{
    return stored((gt_scalar){.dtype = GT_I64, .i = value}, dtype);
}

static uint64_t from_unsigned(uint64_t value, int32_t dtype)
{
    return stored((gt_scalar){.dtype = GT_U64, .i = (int64_t)value}, dtype);
}

static void floats_become_integers(void **state)
{
    (void)state;
    const struct {
        double value;
        int32_t dtype;
        uint64_t bits;
    } cases[] = {
        {1.9, i4, 1},
        {-1.9, i4, (uint32_t)-1},
        {-0.0, i4, 0},
        {2147483647.0, i4, INT32_MAX},
        {2147483647.9, i4, INT32_MAX},
        {2147483648.0, i4, INT32_MAX},
        {-2147483648.9, i4, 0x80000000},
        {-2147483649.0, i4, 0x80000000},
        {1e300, i4, INT32_MAX},
        {-1e300, i4, 0x80000000},
        {NAN, i4, 0},
        {INFINITY, i4, INT32_MAX},
        {-INFINITY, i4, 0x80000000},
        {127.5, i1, 127},
        {128, i1, 127},
        {-128.5, i1, 0x80},
        {-129, i1, 0x80},
        {40000, i2, 32767},
        {-40000, i2, 0x8000},
        {9.3e18, i8, INT64_MAX},
        {9223372036854775808.0, i8, INT64_MAX},
        {9223372036854774784.0, i8, 9223372036854774784u},
        {-9223372036854775808.0, i8, UINT64_C(1) << 63},
        {-1e19, i8, UINT64_C(1) << 63},
        {NAN, i8, 0},
        {255.9, u1, 255},
        {256, u1, 255},
        {-0.5, u1, 0},
        {-1, u1, 0},
        {-1e300, u8, 0},
        {65536, u2, 65535},
        {4294967295.5, u4, UINT32_MAX},
        {5e9, u4, UINT32_MAX},
        {1.8446744073709552e19, u8, UINT64_MAX},
        {1.8446744073709550e19, u8, 18446744073709549568u},
        {INFINITY, u8, UINT64_MAX},
        {NAN, u8, 0},
        {-INFINITY, u4, 0},
        {0.1, b_, 1},
        {0.0, b_, 0},
        {-0.0, b_, 0},
        {NAN, b_, 1},
        {-2.0, b_, 1},
        {DBL_TRUE_MIN, b_, 1},
        {INFINITY, b_, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(from_float(cases[i].value, cases[i].dtype) == cases[i].bits);
}

static void integers_wrap(void **state)
{
    (void)state;
    assert_int_equal(from_integer(300, u1), 44);
    assert_int_equal(from_integer(200, i1), 200);
    assert_int_equal(from_integer(-1, u1), 255);
    assert_int_equal(from_integer(-1, u4), UINT32_MAX);
    assert_true(from_integer(-1, u8) == UINT64_MAX);
    assert_true(from_integer(INT64_MIN, i8) == UINT64_C(1) << 63);
    assert_int_equal(from_integer(INT64_MIN, i4), 0);
    assert_int_equal(from_integer(0x123456789, i2), 0x6789);
    assert_true(from_unsigned(UINT64_MAX, i8) == UINT64_MAX);
    assert_int_equal(from_integer(256, b_), 1);
    assert_int_equal(from_integer(0, b_), 0);
    assert_int_equal(from_unsigned(UINT64_C(1) << 63, b_), 1);
    assert_int_equal(stored((gt_scalar){.dtype = GT_BOOL, .i = 7}, i4), 1);
    assert_int_equal(stored((gt_scalar){.dtype = GT_WEAK_BOOL, .i = -1}, u8), 1);
    assert_int_equal(stored((gt_scalar){.dtype = GT_WEAK_INT, .i = -2}, i2), 0xfffe);
    assert_int_equal(stored((gt_scalar){.dtype = GT_WEAK_INT, .i = 5, .re = 9}, i2), 5);
    assert_int_equal(stored((gt_scalar){.dtype = GT_F32, .i = 5, .re = 9}, i2), 9);
}

static uint64_t bits_of_float(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static uint64_t bits_of_double(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static void stores_float32_and_float64(void **state)
{
    (void)state;
    assert_true(from_float(0.1, f8) == UINT64_C(0x3fb999999999999a));
    assert_true(from_float(0.1, f4) == 0x3dcccccd);
    assert_true(from_float(1e300, f4) == 0x7f800000);
    assert_true(from_float(-0.0, f8) == UINT64_C(1) << 63);
    assert_true(from_float(-0.0, f4) == 0x80000000);
    assert_true(isnan(NAN) && (from_float(NAN, f4) & 0x7fffffff) > 0x7f800000);
    assert_true(from_integer(16777217, f4) == bits_of_float(16777216.0f));
    assert_true(from_integer(-3, f4) == bits_of_float(-3.0f));
    assert_true(from_integer(-3, f8) == bits_of_double(-3.0));
    assert_true(from_unsigned(UINT64_MAX, f4) == bits_of_float(18446744073709551616.0f));
    assert_true(from_unsigned(UINT64_MAX, f8) == bits_of_double(18446744073709551616.0));
    assert_true(from_integer(-1, f8) == bits_of_double(-1.0));
    /* Just above the middle of two float32, by less than a float64 resolves: one rounding gives the upper. */
    int64_t above = (INT64_C(1) << 60) + (INT64_C(1) << 36) + 1;
    assert_true(from_integer(above, f4) == bits_of_float(0x1.000002p60f));
    assert_true(from_integer(-above, f4) == bits_of_float(-0x1.000002p60f));
    assert_true(stored((gt_scalar){.dtype = GT_BOOL, .i = 1}, f4) == bits_of_float(1.0f));
}

/* ---- 16-bit floats: every value and every middle between two ---------------------------------------------------- */

typedef struct format {
    int32_t dtype;
    int fraction, bias;
    uint64_t infinity;
} format;
static const format formats[] = {{GT_F16, 10, 15, 0x7c00}, {GT_BF16, 7, 127, 0x7f80}};

/* The value of positive bits; of infinity's the number that would come next. */
static double value_of(const format *f, uint64_t bits)
{
    int exponent = (int)(bits >> f->fraction);
    double significand = (double)(bits & ((UINT64_C(1) << f->fraction) - 1)) / (double)(1 << f->fraction);
    return ldexp(significand + (exponent > 0), (exponent > 0 ? exponent : 1) - f->bias);
}

static void rounds_to_16_bits(void **state)
{
    (void)state;
    for (const format *f = formats; f < formats + 2; f++) {
        for (uint64_t bits = 0; bits < f->infinity; bits++) {
            double value = value_of(f, bits), middle = (value + value_of(f, bits + 1)) / 2;
            uint64_t even = bits & 1 ? bits + 1 : bits;
            assert_true(from_float(value, f->dtype) == bits);
            assert_true(from_float(-value, f->dtype) == (0x8000 | bits));
            assert_true(from_float(nextafter(middle, 0), f->dtype) == bits);
            assert_true(from_float(middle, f->dtype) == even);
            assert_true(from_float(-middle, f->dtype) == (0x8000 | even));
            assert_true(from_float(nextafter(middle, INFINITY), f->dtype) == bits + 1);
        }
        assert_true(from_float(DBL_MAX, f->dtype) == f->infinity);
        assert_true(from_float(INFINITY, f->dtype) == f->infinity);
        assert_true(from_float(-INFINITY, f->dtype) == (0x8000 | f->infinity));
        assert_true(from_float(DBL_TRUE_MIN, f->dtype) == 0);
        assert_true(from_float(-DBL_TRUE_MIN, f->dtype) == 0x8000);
        assert_true((from_float(NAN, f->dtype) & 0x7fff) > f->infinity);
    }
}

/* The same for integers at and beside a middle, which float64 cannot tell apart. */
static void rounds_integers_to_16_bits(void **state)
{
    (void)state;
    for (const format *f = formats; f < formats + 2; f++)
        for (uint64_t bits = 0; bits < f->infinity; bits++) {
            double real = (value_of(f, bits) + value_of(f, bits + 1)) / 2;
            if (real < 512 || real >= 18446744073709551616.0 || real != floor(real)) continue;
            uint64_t middle = (uint64_t)real, even = bits & 1 ? bits + 1 : bits;
            assert_true(from_unsigned(middle - 1, f->dtype) == bits);
            assert_true(from_unsigned(middle, f->dtype) == even);
            assert_true(from_unsigned(middle + 1, f->dtype) == bits + 1);
            if (middle > INT64_MAX) continue;
            assert_true(from_integer((int64_t)middle + 1, f->dtype) == bits + 1);
            assert_true(from_integer(-(int64_t)middle - 1, f->dtype) == (0x8000 | (bits + 1)));
            assert_true(from_integer(-(int64_t)middle, f->dtype) == (0x8000 | even));
        }
    assert_int_equal(from_integer(0, GT_F16), 0);
    assert_int_equal(from_integer(1, GT_F16), 0x3c00);
    assert_int_equal(from_integer(65519, GT_F16), 0x7bff);
    assert_int_equal(from_integer(65520, GT_F16), 0x7c00);
    assert_int_equal(from_integer(INT64_MIN, GT_F16), 0xfc00);
    assert_int_equal(from_integer(INT64_MIN, GT_BF16), 0xdf00);
    assert_int_equal(from_unsigned(UINT64_MAX, GT_BF16), 0x5f80);
}

static void weak_integers_fit(void **state)
{
    (void)state;
    const struct {
        int64_t value;
        int32_t dtype, fits;
    } cases[] = {
        {127, i1, 1},
        {128, i1, 0},
        {-128, i1, 1},
        {-129, i1, 0},
        {255, u1, 1},
        {256, u1, 0},
        {-1, u1, 0},
        {32767, i2, 1},
        {32768, i2, 0},
        {65535, u2, 1},
        {65536, u2, 0},
        {INT32_MAX, i4, 1},
        {INT32_MIN, i4, 1},
        {INT64_C(2147483648), i4, 0},
        {INT64_C(-2147483649), i4, 0},
        {UINT32_MAX, u4, 1},
        {INT64_C(4294967296), u4, 0},
        {INT64_MAX, i8, 1},
        {INT64_MIN, i8, 1},
        {INT64_MAX, u8, 1},
        {-1, u8, 0},
        {INT64_MAX, f2, 1},
        {INT64_MIN, bf, 1},
        {0, b_, 1},
        {1, b_, 1},
        {2, b_, 0},
        {-1, b_, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gt_scalar scalar = {.dtype = GT_WEAK_INT, .i = cases[i].value};
        assert_int_equal(gt__scalar_fits(&scalar, cases[i].dtype), cases[i].fits);
    }
    gt_scalar other = {.dtype = GT_WEAK_FLOAT, .re = 1e300};
    assert_int_equal(gt__scalar_fits(&other, f2), 1);
    other = (gt_scalar){.dtype = GT_I64, .i = 300};
    assert_int_equal(gt__scalar_fits(&other, i1), 1);
}

static void knows_valid_scalars(void **state)
{
    (void)state;
    for (int32_t dtype = -2; dtype < 80; dtype++) {
        int valid = (dtype >= GT_BOOL && dtype <= GT_C128) || (dtype >= GT_WEAK_BOOL && dtype <= GT_WEAK_COMPLEX);
        assert_int_equal(gt__scalar_valid(&(gt_scalar){.dtype = dtype}) != 0, valid);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts),
        cmocka_unit_test(promotes_as_the_standard),
        cmocka_unit_test(weak_kinds_give_way),
        cmocka_unit_test(lists_of_dtypes),
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(refuses_bad_lists),
        cmocka_unit_test(floats_become_integers),
        cmocka_unit_test(integers_wrap),
        cmocka_unit_test(stores_float32_and_float64),
        cmocka_unit_test(rounds_to_16_bits),
        cmocka_unit_test(rounds_integers_to_16_bits),
        cmocka_unit_test(weak_integers_fit),
        cmocka_unit_test(knows_valid_scalars),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

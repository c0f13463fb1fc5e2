/* Elements of every dtype as wide values, and reproducible random ones. */
#include "support/oracle.h"
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const dtype_facts all_dtypes[DTYPE_COUNT] = {
    {"bool", GT_BOOL, 1, false, false, 1, 0, 0, 0},          {"int8", GT_I8, 1, false, true, 8, 0, 0, 0},
    {"int16", GT_I16, 2, false, true, 16, 0, 0, 0},          {"int32", GT_I32, 4, false, true, 32, 0, 0, 0},
    {"int64", GT_I64, 8, false, true, 64, 0, 0, 0},          {"uint8", GT_U8, 1, false, false, 8, 0, 0, 0},
    {"uint16", GT_U16, 2, false, false, 16, 0, 0, 0},        {"uint32", GT_U32, 4, false, false, 32, 0, 0, 0},
    {"uint64", GT_U64, 8, false, false, 64, 0, 0, 0},        {"float16", GT_F16, 2, true, true, 16, 11, -13, 16},
    {"bfloat16", GT_BF16, 2, true, true, 16, 8, -125, 128},  {"float32", GT_F32, 4, true, true, 32, 24, -125, 128},
    {"float64", GT_F64, 8, true, true, 64, 53, -1021, 1024},
};

/* Counted from 1. */
static const signed char number[] = {
    [GT_BOOL] = 1, [GT_I8] = 2,  [GT_I16] = 3,  [GT_I32] = 4,   [GT_I64] = 5,  [GT_U8] = 6,   [GT_U16] = 7,
    [GT_U32] = 8,  [GT_U64] = 9, [GT_F16] = 10, [GT_BF16] = 11, [GT_F32] = 12, [GT_F64] = 13,
};

/* Their numbers are support/complexes.h's; here they are their real part. */
static const dtype_facts complex_dtypes[] = {{"complex64", GT_C64, 8, true, true, 64, 24, -125, 128},
                                             {"complex128", GT_C128, 16, true, true, 128, 53, -1021, 1024}};

const dtype_facts *facts_of(int32_t dtype)
{
    if (dtype == GT_C64 || dtype == GT_C128) return &complex_dtypes[dtype - GT_C64];
    const int k = dtype >= 0 && dtype < (int)sizeof number ? number[dtype] : 0;
    return k ? &all_dtypes[k - 1] : NULL;
}

value value_int(wide i)
{
    return (value){false, i, 0};
}

value value_float(long double f)
{
    return (value){true, 0, f};
}

value_text value_show(value v)
{
    value_text text;
    if (v.is_float)
        snprintf(text.s, sizeof text.s, "%.21Lg", v.f);
    else if (v.i < 0)
        snprintf(text.s, sizeof text.s, "%lld", (long long)v.i);
    else
        snprintf(text.s, sizeof text.s, "%llu", (unsigned long long)v.i);
    return text;
}

wide integer_min(int32_t dtype)
{
    const dtype_facts *t = facts_of(dtype);
    return t->is_signed ? -((wide)1 << (t->bits - 1)) : 0;
}

wide integer_max(int32_t dtype)
{
    const dtype_facts *t = facts_of(dtype);
    return ((wide)1 << (t->is_signed ? t->bits - 1 : t->bits)) - 1;
}

/* ---- Floats ------------------------------------------------------------------------------------------------------ */

/* As ldexpl(1, exponent) and frexpl's exponent of a number that is not 0: put together and read as doubles where these
 * have it, since all that is compared passes here, and the functions took half the time of tests. */
static long double power_of_2(int exponent)
{
    if (exponent < DBL_MIN_EXP - 1 || exponent >= DBL_MAX_EXP) return ldexpl(1, exponent);
    const uint64_t bits = (uint64_t)(exponent - DBL_MIN_EXP + 2) << (DBL_MANT_DIG - 1);
    double power;
    memcpy(&power, &bits, sizeof power);
    return power;
}

static int exponent_of(long double x)
{
    const double near = (double)fabsl(x);
    int exponent;
    if (near >= DBL_MIN && near <= DBL_MAX) {
        uint64_t bits;
        memcpy(&bits, &near, sizeof bits);
        exponent = (int)(bits >> (DBL_MANT_DIG - 1)) + DBL_MIN_EXP - 2;
        return exponent + (power_of_2(exponent) <= fabsl(x)); /* else it was rounded up to a power of 2 */
    }
    frexpl(x, &exponent);
    return exponent;
}

long double float_max(int32_t dtype)
{
    const dtype_facts *t = facts_of(dtype);
    return (2 - power_of_2(1 - t->precision)) * power_of_2(t->max_exponent - 1);
}

long double float_min_normal(int32_t dtype)
{
    return power_of_2(facts_of(dtype)->min_exponent - 1);
}

long double float_min_subnormal(int32_t dtype)
{
    const dtype_facts *t = facts_of(dtype);
    return power_of_2(t->min_exponent - t->precision);
}

bool float_subnormal(int32_t dtype, long double x)
{
    return x != 0 && fabsl(x) < float_min_normal(dtype);
}

long double float_ulp(int32_t dtype, long double x)
{
    const dtype_facts *t = facts_of(dtype);
    int exponent = t->min_exponent;
    if (isinf(x))
        exponent = t->max_exponent;
    else if (x != 0)
        exponent = exponent_of(x);
    if (exponent < t->min_exponent) exponent = t->min_exponent;
    if (exponent > t->max_exponent) exponent = t->max_exponent;
    return power_of_2(exponent - t->precision);
}

long double float_round(int32_t dtype, long double x)
{
    if (!isfinite(x) || x == 0) return x;
    long double unit = float_ulp(dtype, x);
    long double rounded = fabsl(x) > 2 * float_max(dtype) ? HUGE_VALL : rintl(fabsl(x) / unit) * unit;
    if (rounded > float_max(dtype)) rounded = HUGE_VALL;
    return copysignl(rounded, x);
}

/* IEEE interchange formats differ only in the widths of their fields. */
static uint64_t float_encode(const dtype_facts *t, long double x)
{
    int fraction_bits = t->precision - 1;
    uint64_t sign = signbit(x) ? (uint64_t)1 << (t->bits - 1) : 0;
    uint64_t top = ((uint64_t)1 << (t->bits - t->precision)) - 1;
    if (isnan(x)) return sign | top << fraction_bits | (uint64_t)1 << (fraction_bits - 1);
    long double rounded = fabsl(float_round(t->dtype, x));
    if (isinf(rounded)) return sign | top << fraction_bits;
    if (rounded == 0) return sign;
    const int exponent = exponent_of(rounded);
    uint64_t field = exponent < t->min_exponent ? 0 : (uint64_t)(exponent - t->min_exponent + 1);
    uint64_t significand = (uint64_t)(rounded / float_ulp(t->dtype, rounded));
    return sign | field << fraction_bits | (significand & (((uint64_t)1 << fraction_bits) - 1));
}

static long double float_decode(const dtype_facts *t, uint64_t bits)
{
    int fraction_bits = t->precision - 1;
    uint64_t top = ((uint64_t)1 << (t->bits - t->precision)) - 1;
    uint64_t field = bits >> fraction_bits & top;
    uint64_t fraction = bits & (((uint64_t)1 << fraction_bits) - 1);
    long double x;
    if (field == top)
        x = fraction ? nanl("") : HUGE_VALL;
    else if (field == 0)
        x = (long double)fraction * power_of_2(t->min_exponent - t->precision);
    else
        x = (long double)(fraction | (uint64_t)1 << fraction_bits) *
            power_of_2(t->min_exponent - t->precision + (int)field - 1);
    return bits >> (t->bits - 1) & 1 ? -x : x;
}

/* ---- Conversions ------------------------------------------------------------------------------------------------- */

static wide integer_wrap(const dtype_facts *t, wide i)
{
    wide modulus = (wide)1 << t->bits, rest = (wide)((uwide)i & (uwide)(modulus - 1));
    return t->is_signed && rest >= modulus / 2 ? rest - modulus : rest;
}

static wide integer_saturate(const dtype_facts *t, long double f)
{
    if (isnan(f)) return 0;
    wide low = integer_min(t->dtype), high = integer_max(t->dtype);
    if (f <= (long double)low) return low;
    if (f >= (long double)high) return high;
    return (wide)f;
}

value value_cast(value v, int32_t dtype)
{
    const dtype_facts *t = facts_of(dtype);
    if (t->is_float) return value_float(float_round(dtype, v.is_float ? v.f : (long double)v.i));
    if (dtype == GT_BOOL) return value_int(v.is_float ? v.f != 0 : v.i != 0);
    return value_int(v.is_float ? integer_saturate(t, v.f) : integer_wrap(t, v.i));
}

static int32_t part_of_complex(int32_t dtype)
{
    return dtype == GT_C64 ? GT_F32 : dtype == GT_C128 ? GT_F64 : 0;
}

value value_read(int32_t dtype, const void *element)
{
    if (part_of_complex(dtype)) return value_read(part_of_complex(dtype), element);
    const dtype_facts *t = facts_of(dtype);
    uint64_t bits = 0;
    memcpy(&bits, element, t->size); /* little-endian, as are all hosts that these tests run on */
    if (t->is_float) return value_float(float_decode(t, bits));
    return value_int(dtype == GT_BOOL ? (wide)bits : integer_wrap(t, (wide)bits));
}

void value_write(int32_t dtype, void *element, value v)
{
    const dtype_facts *t = facts_of(dtype);
    if (part_of_complex(dtype)) {
        memset(element, 0, t->size);
        value_write(part_of_complex(dtype), element, v);
        return;
    }
    value cast = value_cast(v, dtype);
    uint64_t bits = t->is_float ? float_encode(t, cast.f) : (uint64_t)cast.i;
    memcpy(element, &bits, t->size);
}

/* ---- Random values ----------------------------------------------------------------------------------------------- */

uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

long double random_unit(uint64_t *state)
{
    return (long double)(int64_t)random_next(state) * 0x1p-63L;
}

static long double special_float(int32_t dtype, uint64_t pick)
{
    const long double small = float_min_subnormal(dtype), normal = float_min_normal(dtype);
    const long double numbers[] = {0,   0, INFINITY, NAN, small, normal - small, normal, float_max(dtype), 1, 0.5, 1.5,
                                   2.5, 3, 7,        89,  104,   16777217};
    const uint64_t n = sizeof numbers / sizeof *numbers;
    long double x = numbers[pick % n];
    return pick / n % 2 ? -x : x;
}

static long double random_float(int32_t dtype, uint64_t *state)
{
    const dtype_facts *t = facts_of(dtype);
    uint64_t r = random_next(state);
    long double unit = random_unit(state);
    int all = t->max_exponent - t->min_exponent + t->precision;
    switch (r % 8) {
    case 0: return special_float(dtype, r >> 8);
    case 1:
    case 2: return unit * 20;
    case 3: return unit;
    case 4: return (long double)((int)(r >> 8 & 15) - 8);
    case 5: return ldexpl(unit, (int)(r >> 8 & 31) - 4);
    default: return ldexpl(unit, t->min_exponent - t->precision + (int)((r >> 8) % (uint64_t)all));
    }
}

static wide random_integer(int32_t dtype, uint64_t *state)
{
    const wide edges[] = {integer_min(dtype), integer_max(dtype), integer_max(dtype) - 1, 0, 1, -1, 2};
    uint64_t r = random_next(state), bits = random_next(state);
    switch (r % 8) {
    case 0: return edges[(r >> 8) % (sizeof edges / sizeof *edges)];
    case 1:
    case 2:
    case 3:
    case 4: return (wide)(bits % 21) - (facts_of(dtype)->is_signed ? 10 : 0);
    default: return (wide)((int64_t)bits >> (r >> 8) % 60);
    }
}

value random_value(int32_t dtype, uint64_t *state)
{
    if (facts_of(dtype)->is_float) return value_cast(value_float(random_float(dtype, state)), dtype);
    if (dtype == GT_BOOL) return value_int((wide)(random_next(state) >> 63));
    return value_cast(value_int(random_integer(dtype, state)), dtype);
}

void random_fill(int32_t dtype, void *host, int64_t count, uint64_t seed)
{
    size_t size = facts_of(dtype)->size;
    for (int64_t i = 0; i < count; i++) value_write(dtype, (char *)host + (size_t)i * size, random_value(dtype, &seed));
}

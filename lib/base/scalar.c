#include "base/scalar.h"

#include <string.h>

#include "base/dtype.h"

static void store_bits(uint64_t bits, int32_t size, void *out)
{
    uint8_t b1 = (uint8_t)bits;
    uint16_t b2 = (uint16_t)bits;
    uint32_t b4 = (uint32_t)bits;
    const void *source = size == 1 ? (void *)&b1 : size == 2 ? (void *)&b2 : size == 4 ? (void *)&b4 : (void *)&bits;
    memcpy(out, source, (size_t)size);
}

/* Truncated, saturated at the ends of the integer type, NaN to 0. */
static uint64_t float_to_integer(double value, const gt__dtype *to)
{
    int bits = 8 * to->size - (to->kind == GT__SIGNED);
    uint64_t highest = UINT64_MAX >> (64 - bits);
    double limit = 2.0 * (double)(UINT64_C(1) << (bits - 1));
    if (value != value) return 0;
    if (value >= limit) return highest;
    if (to->kind == GT__UNSIGNED) return value <= 0 ? 0 : (uint64_t)value;
    return value <= -limit ? ~highest : (uint64_t)(int64_t)value;
}

static uint64_t infinity_of(int fraction)
{
    return UINT64_C(0x7fff) >> fraction << fraction;
}

/* magnitude * 2^exponent to the nearest, ties to even, of the 16-bit floats with that many fraction bits. */
static uint64_t round_to_16(uint64_t magnitude, int exponent, int fraction)
{
    if (magnitude == 0) return 0;
    int smallest = 2 - (1 << (14 - fraction)), shift = __builtin_clzll(magnitude);
    magnitude <<= shift;
    exponent -= shift;
    int leading = exponent + 63;
    int last = (leading < smallest ? smallest : leading) - fraction; /* exponent of the last bit that is kept */
    int drop = last - exponent;                                      /* from 53 up: there are at most 11 bits to keep */
    uint64_t kept = 0;
    if (drop <= 64) {
        uint64_t half = UINT64_C(1) << (drop - 1), rest = magnitude & (2 * half - 1);
        kept = drop == 64 ? 0 : magnitude >> drop;
        kept += rest > half || (rest == half && (kept & 1));
    }
    /* The leading bit of kept, and a carry out of it, count up the exponent field. */
    uint64_t field = (uint64_t)(last + fraction - smallest), infinity = infinity_of(fraction);
    uint64_t bits = (field << fraction) + kept;
    return bits < infinity ? bits : infinity;
}

static uint64_t double_to_16(double value, int fraction)
{
    uint64_t bits, infinity = infinity_of(fraction);
    memcpy(&bits, &value, sizeof bits);
    uint64_t sign = bits >> 63 << 15, mantissa = bits & ((UINT64_C(1) << 52) - 1);
    int field = (int)(bits >> 52 & 0x7ff);
    if (field == 0x7ff) return sign | infinity | (mantissa ? UINT64_C(1) << (fraction - 1) : 0);
    /* 0 and subnormal doubles have no leading bit, but with or without it they round to 0. */
    return sign | round_to_16(mantissa | UINT64_C(1) << 52, field - 1075, fraction);
}

/* Values are stored and read back by their low bytes, and .npy files are written little-endian. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "big-endian hosts are not supported");

/* A scalar taken apart: a float, maybe with an imaginary part, or an integer of sign and magnitude, which loses nothing
 * of int64 and uint64. */
typedef struct number {
    int is_float, negative;
    double value, imaginary;
    uint64_t magnitude;
} number;

int32_t gt__scalar_complex(const gt_scalar *scalar)
{
    const gt__dtype *facts = gt__dtype_of(scalar->dtype);
    return facts ? facts->kind == GT__COMPLEX : scalar->dtype == GT_WEAK_COMPLEX;
}

static number take_apart(const gt_scalar *scalar)
{
    const gt__dtype *facts = gt__dtype_of(scalar->dtype);
    number n = {0};
    const int complex = gt__scalar_complex(scalar);
    n.is_float = complex || (facts ? facts->kind == GT__FLOAT : scalar->dtype == GT_WEAK_FLOAT);
    n.imaginary = complex ? scalar->im : 0;
    n.negative = !n.is_float && scalar->i < 0 && !(facts && facts->kind == GT__UNSIGNED);
    n.magnitude = n.negative ? 0 - (uint64_t)scalar->i : (uint64_t)scalar->i;
    if (scalar->dtype == GT_BOOL || scalar->dtype == GT_WEAK_BOOL) {
        n.magnitude = scalar->i != 0;
        n.negative = 0;
    }
    n.value = n.is_float ? scalar->re : n.negative ? -(double)n.magnitude : (double)n.magnitude;
    return n;
}

static void store_float(const number *n, const gt__dtype *to, void *out)
{
    float narrow = n->is_float ? (float)n->value : n->negative ? -(float)n->magnitude : (float)n->magnitude;
    if (to->size == 8) {
        memcpy(out, &n->value, sizeof n->value);
    } else if (to->size == 4) {
        memcpy(out, &narrow, sizeof narrow);
    } else {
        int fraction = to->value == GT_F16 ? 10 : 7;
        uint64_t sign = n->negative ? 0x8000 : 0, integer = sign | round_to_16(n->magnitude, 0, fraction);
        store_bits(n->is_float ? double_to_16(n->value, fraction) : integer, 2, out);
    }
}

static void store(const gt_scalar *scalar, int32_t dtype, void *out)
{
    const gt__dtype *to = gt__dtype_of(dtype);
    number n = take_apart(scalar);
    if (to->kind == GT__COMPLEX) {
        const number imaginary = {.is_float = 1, .value = n.imaginary};
        const gt__dtype *part = gt__dtype_of(to->real);
        store_float(&n, part, out);
        store_float(&imaginary, part, (char *)out + part->size);
    } else if (to->kind == GT__FLOAT) {
        store_float(&n, to, out);
    } else if (to->kind == GT__BOOL) {
        store_bits(n.is_float ? n.value != 0 || n.imaginary != 0 : n.magnitude != 0, 1, out);
    } else if (n.is_float) {
        store_bits(float_to_integer(n.value, to), to->size, out);
    } else {
        store_bits(n.negative ? 0 - n.magnitude : n.magnitude, to->size, out);
    }
}

static double from_16(uint64_t bits, int fraction)
{
    uint32_t wide = (uint32_t)(bits & 0x7fff) << (23 - fraction);
    float value, rebias = fraction == 10 ? 0x1p112F : 1; /* float16's exponents are 112 less */
    if (fraction == 10 && (bits & 0x7c00) == 0x7c00) wide |= 0x7f800000;
    memcpy(&value, &wide, sizeof value);
    return (bits & 0x8000 ? -1.0 : 1.0) * (double)value * (double)rebias;
}

static double load_float(const void *stored, const gt__dtype *from)
{
    uint16_t bits;
    float narrow;
    double wide;
    if (from->size == 8) {
        memcpy(&wide, stored, sizeof wide);
        return wide;
    }
    if (from->size == 4) {
        memcpy(&narrow, stored, sizeof narrow);
        return (double)narrow;
    }
    memcpy(&bits, stored, sizeof bits);
    return from_16(bits, from->value == GT_F16 ? 10 : 7);
}

static gt_scalar converted(const gt_scalar *scalar, int32_t dtype)
{
    const gt__dtype *to = gt__dtype_of(dtype), *part = gt__dtype_of(to->real);
    gt_scalar out = {.dtype = dtype};
    gt__element stored = {{0, 0}};
    store(scalar, dtype, &stored);
    if (gt__dtype_inexact(to)) {
        out.re = load_float(&stored, part);
        if (to->kind == GT__COMPLEX) out.im = load_float((const char *)&stored + part->size, part);
    } else {
        int unused = 64 - 8 * to->size;
        out.i = to->kind == GT__SIGNED ? (int64_t)(stored.word[0] << unused) >> unused : (int64_t)stored.word[0];
    }
    return out;
}

/* The scalar as the dtype it has holds it: 0.1 of float16 is 0.09997... */
static gt_scalar as_held(const gt_scalar *scalar)
{
    return gt__is_weak(scalar->dtype) ? *scalar : converted(scalar, scalar->dtype);
}

void gt__scalar_store(const gt_scalar *scalar, int32_t dtype, void *out)
{
    gt_scalar held = as_held(scalar);
    store(&held, dtype, out);
}

gt_scalar gt__scalar_cast(const gt_scalar *scalar, int32_t dtype)
{
    gt_scalar held = as_held(scalar);
    return converted(&held, dtype);
}

int32_t gt__scalar_fits(const gt_scalar *scalar, int32_t dtype)
{
    const gt__dtype *to = gt__dtype_of(dtype);
    if (scalar->dtype != GT_WEAK_INT || gt__dtype_inexact(to)) return 1;
    if (to->kind == GT__BOOL) return scalar->i == 0 || scalar->i == 1;
    if (to->kind == GT__UNSIGNED) return scalar->i >= 0 && (uint64_t)scalar->i <= UINT64_MAX >> (64 - 8 * to->size);
    int64_t highest = INT64_MAX >> (64 - 8 * to->size);
    return scalar->i >= -highest - 1 && scalar->i <= highest;
}

static int same_float(double a, double b)
{
    return a == b || (a != a && b != b);
}

static int same_number(const number *a, const number *b)
{
    if (!same_float(a->imaginary, b->imaginary)) return 0;
    if (a->is_float && b->is_float) return same_float(a->value, b->value);
    if (!a->is_float && !b->is_float) return a->magnitude == b->magnitude && a->negative == b->negative;
    if (a->is_float) return same_number(b, a);
    const double size = b->value < 0 ? -b->value : b->value;
    if (!(size < 0x1p64) || (uint64_t)size != a->magnitude || (double)(uint64_t)size != size) return 0;
    return a->magnitude == 0 || a->negative == (b->value < 0);
}

int32_t gt__scalar_exact(const gt_scalar *scalar, int32_t dtype)
{
    const gt_scalar held = as_held(scalar), there = converted(&held, dtype);
    const number a = take_apart(&held), b = take_apart(&there);
    return same_number(&a, &b);
}

int32_t gt__scalar_clean(const gt_scalar *scalar)
{
    return scalar->reserved == 0 && (scalar->im == 0 || gt__scalar_complex(scalar));
}

int32_t gt__scalar_valid(const gt_scalar *scalar)
{
    return gt__dtype_of(scalar->dtype) || gt__is_weak(scalar->dtype);
}

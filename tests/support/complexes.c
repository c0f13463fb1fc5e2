#include "support/complexes.h"
#include <math.h>

int32_t part_of(int32_t dtype)
{
    return dtype == GT_C64 ? GT_F32 : GT_F64;
}

number number_read(int32_t dtype, const void *host, int64_t index)
{
    const size_t size = facts_of(part_of(dtype))->size;
    const char *at = (const char *)host + 2 * size * (size_t)index;
    return CMPLXL(value_read(part_of(dtype), at).f, value_read(part_of(dtype), at + size).f);
}

void number_write(int32_t dtype, void *host, int64_t index, number x)
{
    const size_t size = facts_of(part_of(dtype))->size;
    char *at = (char *)host + 2 * size * (size_t)index;
    value_write(part_of(dtype), at, value_float(creall(x)));
    value_write(part_of(dtype), at + size, value_float(cimagl(x)));
}

void *number_random(int32_t dtype, int64_t count, int scale, uint64_t seed)
{
    void *host = support_array(dtype, count);
    for (int64_t i = 0; i < count; i++) {
        const long double angle = random_unit(&seed) * acosl(-1), length = exp2l(random_unit(&seed) * scale);
        number_write(dtype, host, i, CMPLXL(length * cosl(angle), length * sinl(angle)));
    }
    return host;
}

/* ---- rows ---- */

static number product(number x, number y)
{
    return CMPLXL(creall(x) * creall(y) - cimagl(x) * cimagl(y), creall(x) * cimagl(y) + cimagl(x) * creall(y));
}

/* Of infinities as NumPy has it. */
static number direction(number x)
{
    const long double re = creall(x), im = cimagl(x);
    if (isnan(re) || isnan(im) || (isinf(re) && isinf(im))) return CMPLXL(NAN, NAN);
    if (isinf(re)) return CMPLXL(copysignl(1, re), 0);
    if (isinf(im)) return CMPLXL(0, copysignl(1, im));
    return re == 0 && im == 0 ? 0 : CMPLXL(re / cabsl(x), im / cabsl(x));
}

static number scaled(number x, long double by)
{
    return CMPLXL(creall(x) * by, cimagl(x) * by);
}

static bool finite_number(number x)
{
    return isfinite(creall(x)) && isfinite(cimagl(x));
}

/* By an infinity with the signs of annex G's example, of which compilers differ. */
static number quotient(number x, number y)
{
    const number unit = CMPLXL(copysignl(isinf(creall(y)), creall(y)), copysignl(isinf(cimagl(y)), cimagl(y)));
    const number zero = product(x, conjl(unit));
    if (!finite_number(x) || cabsl(unit) == 0) return x / y;
    return CMPLXL(copysignl(0, creall(zero)), copysignl(0, cimagl(zero)));
}

static number inverse(number x)
{
    const long double re = creall(x), im = cimagl(x), square = re * re + im * im;
    if (re == 0 && im == 0) return CMPLXL(copysignl(INFINITY, re), NAN);
    if (isinf(re) || isinf(im)) return CMPLXL(copysignl(0, re), -copysignl(0, im));
    return CMPLXL(re / square, -im / square);
}

/* exp(x) - 1. */
static number minus_one(number x)
{
    const long double re = creall(x), im = cimagl(x), s = sinl(im / 2);
    const number e = cexpl(x);
    if (!isfinite(re) || !isfinite(im) || re > 1) return CMPLXL(creall(e) - 1, im == 0 ? im : cimagl(e));
    if (im == 0) return CMPLXL(re == 0 ? 0 : expm1l(re), im); /* the standard has no -0 */
    return CMPLXL(expm1l(re) * cosl(im) - 2 * s * s, cimagl(e));
}

/* log(1 + x). */
static number plus_one(number x)
{
    const long double re = creall(x), im = cimagl(x);
    if (!(fabsl(re) < 0.5L && fabsl(im) < 0.5L)) return clogl(CMPLXL(1 + re, im));
    return CMPLXL(log1pl(re * (2 + re) + im * im) / 2, atan2l(im, 1 + re));
}

number number_row(int32_t op, const number *x)
{
    const long double re = creall(x[0]), im = cimagl(x[0]);
    switch (op) {
    case GT_ABS: return cabsl(x[0]);
    case GT_NEGATIVE: return CMPLXL(-re, -im);
    case GT_POSITIVE: return x[0];
    case GT_ROUND: return CMPLXL(rintl(re), rintl(im));
    case GT_CONJ: return conjl(x[0]);
    case GT_REAL: return re;
    case GT_IMAG: return im;
    case GT_ANGLE: return cargl(x[0]);
    case GT_SIGN: return direction(x[0]);
    case GT_RECIPROCAL: return inverse(x[0]);
    case GT_ISFINITE: return finite_number(x[0]);
    case GT_ISINF: return isinf(re) || isinf(im);
    case GT_ISNAN: return isnan(re) || isnan(im);
    case GT_SQUARE: return product(x[0], x[0]);
    case GT_ADD: return CMPLXL(re + creall(x[1]), im + cimagl(x[1]));
    case GT_SUBTRACT: return CMPLXL(re - creall(x[1]), im - cimagl(x[1]));
    case GT_MULTIPLY: return product(x[0], x[1]);
    case GT_DIVIDE: return quotient(x[0], x[1]);
    case GT_EQUAL: return re == creall(x[1]) && im == cimagl(x[1]);
    case GT_NOT_EQUAL: return re != creall(x[1]) || im != cimagl(x[1]);
    case GT_EXP: return cexpl(x[0]);
    case GT_LOG: return clogl(x[0]);
    case GT_LOG2: return scaled(clogl(x[0]), log2l(expl(1)));
    case GT_LOG10: return scaled(clogl(x[0]), log10l(expl(1)));
    case GT_SQRT: return csqrtl(x[0]);
    case GT_SIN: return csinl(x[0]);
    case GT_COS: return ccosl(x[0]);
    case GT_TAN: return isinf(im) ? CMPLXL(copysignl(0, re), copysignl(1, im)) : ctanl(x[0]);
    case GT_SINH: return csinhl(x[0]);
    case GT_COSH: return ccoshl(x[0]);
    case GT_TANH: return isinf(re) ? CMPLXL(copysignl(1, re), copysignl(0, im)) : ctanhl(x[0]);
    case GT_ASIN: return casinl(x[0]);
    case GT_ACOS: return cacosl(x[0]);
    case GT_ATAN: return catanl(x[0]);
    case GT_ASINH: return casinhl(x[0]);
    case GT_ACOSH: return cacoshl(x[0]);
    case GT_ATANH: return catanhl(x[0]);
    case GT_EXPM1: return minus_one(x[0]);
    case GT_LOG1P: return plus_one(x[0]);
    case GT_POW: return cexpl(product(x[1], clogl(x[0])));
    case GT_WHERE: return re != 0 || im != 0 ? x[1] : x[2];
    default: fail_msg("no oracle for operation %d of complex numbers", op); return 0;
    }
}

/* ---- judging ---- */

static bool part_close(int32_t dtype, long double want, long double got, long double allowed)
{
    const long double largest = float_max(dtype);
    if (isnan(want)) return isnan(got);
    if (isinf(want)) return got == want;
    if (fabsl(want) + allowed >= largest && isinf(got)) return signbit(got) == signbit(want);
    return fabsl(got - want) <= allowed;
}

bool number_close(int32_t dtype, number want, number got, double ulps)
{
    const int32_t part = part_of(dtype);
    const long double re = fabsl(creall(want)), im = fabsl(cimagl(want));
    const long double length = isfinite(re) && isfinite(im) ? cabsl(want) : isfinite(re) ? re : isfinite(im) ? im : 0;
    const long double capped = fminl(length, float_max(part));
    long double allowed = ulps * float_ulp(part, capped);
    if (support_machine() != MACHINE_POCL && part == GT_F32) allowed += 2 * float_min_normal(part);
    return part_close(part, creall(want), creall(got), allowed) && part_close(part, cimagl(want), cimagl(got), allowed);
}

value_text number_show(number x)
{
    value_text text;
    snprintf(text.s, sizeof text.s, "%.17Lg%+.17Lgi", creall(x), cimagl(x));
    return text;
}

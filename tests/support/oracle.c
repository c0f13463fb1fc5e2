/* Every operation once more: in long double for floats, in 128-bit integers for integers. */
#include "support/oracle.h"
#include <float.h>
#include <math.h>

/* signbit itself may give any number but 0. */
static bool negative(long double x)
{
    return signbit(x) != 0;
}

/* ---- Floats: x holds the operands, exactly ---------------------------------------------------------------------- */

#define FLOATS(name, expression)                                                                                       \
    static long double name##_f(const long double *x)                                                                  \
    {                                                                                                                  \
        return expression;                                                                                             \
    }

static long double larger(long double x, long double y)
{
    return isnan(x) || isnan(y) ? nanl("") : fmaxl(x, y);
}

static long double smaller(long double x, long double y)
{
    return isnan(x) || isnan(y) ? nanl("") : fminl(x, y);
}

static long double sigmoid_f(const long double *x)
{
    long double e = expl(-fabsl(x[0]));
    return x[0] < 0 ? e / (1 + e) : 1 / (1 + e);
}

/* x times the normal distribution function; 0 where that is 0 although x is infinite. */
static long double gelu_f(const long double *x)
{
    return x[0] == -HUGE_VALL ? -0.0L : 0.5L * x[0] * erfcl(-x[0] / sqrtl(2));
}

static long double imag_f(const long double *x)
{
    (void)x;
    return 0;
}

static long double angle_f(const long double *x)
{
    return x[0] != x[0] ? x[0] : atan2l(0, x[0]);
}

static long double sign_f(const long double *x)
{
    return isnan(x[0]) ? x[0] : (long double)((x[0] > 0) - (x[0] < 0));
}

static long double floor_divide_f(const long double *x)
{
    return floorl(x[0] / x[1]);
}

/* Python's %: the sign of the divisor, also for a zero. */
static long double remainder_f(const long double *x)
{
    long double rest = fmodl(x[0], x[1]);
    if (isnan(rest)) return rest;
    if (rest == 0) return copysignl(0, x[1]);
    return negative(rest) == negative(x[1]) ? rest : rest + x[1];
}

long double oracle_gelu_tanh_of(long double x)
{
    return sqrtl(2 / acosl(-1)) * (x + 0.044715L * x * x * x);
}

/* ---- Formulas with roundings inside, which show where a part of them overflows or underflows ---- */

static struct {
    int32_t result, computed;
    bool flushes;
} inside;

static long double rounded(long double x)
{
    const long double near = float_round(inside.computed, x);
    return inside.flushes && float_subnormal(inside.computed, near) ? copysignl(0, x) : near;
}

/* x, or 0 if the machine makes that of numbers so small. */
static long double flushed(long double x)
{
    return inside.flushes && float_subnormal(inside.computed, x) ? 0 : x;
}

/* x, or an infinity if that is what the type makes of it. */
static long double bounded(long double x)
{
    return isinf(rounded(x)) ? rounded(x) : x;
}

static long double lerp_f(const long double *x)
{
    const long double way = bounded(x[1] - x[0]);
    return fabsl(x[2]) < 0.5L ? x[0] + bounded(x[2] * way) : x[1] - bounded(way * (1 - x[2]));
}

static long double addcmul_f(const long double *x)
{
    return x[0] + bounded(rounded(x[3] * x[1]) * x[2]);
}

static long double addcdiv_f(const long double *x)
{
    return x[0] + bounded(rounded(x[3] * x[1]) / x[2]);
}

long double oracle_largest_term(const oracle_op *op, const long double *x)
{
    const long double way = x[1] - x[0];
    switch (op->op) {
    case GT_LGAMMA: return x[0] < 0 && isfinite(x[0]) ? fmaxl(1, fabsl(lgammal(-x[0]))) : 0;
    case GT_LOGADDEXP: return fmaxl(fabsl(larger(x[0], x[1])), log1pl(expl(-fabsl(way))));
    case GT_LERP: return fmaxl(fmaxl(fabsl(x[0]), fabsl(x[1])), fmaxl(fabsl(x[2] * way), fabsl((1 - x[2]) * way)));
    case GT_ADDCMUL: return fmaxl(fabsl(x[0]), fabsl(x[3] * x[1] * x[2]));
    case GT_ADDCDIV: return fmaxl(fabsl(x[0]), fabsl(x[3] * x[1] / x[2]));
    default: return 0;
    }
}

/* The neighbour in the dtype of the result, by its spacing. */
static long double nextafter_f(const long double *x)
{
    if (isnan(x[0]) || isnan(x[1])) return nanl("");
    if (x[0] == x[1]) return x[1];
    const long double unit = float_ulp(inside.result, x[0]), way = x[0] < x[1] ? 1 : -1;
    if (x[0] == 0) return way * float_min_subnormal(inside.result);
    if (isinf(x[0])) return copysignl(float_max(inside.result), x[0]);
    /* a power of two is nearer to those below it */
    const long double half = x[0] + way * unit / 2;
    const long double next = float_round(inside.result, half) == half ? half : x[0] + way * unit;
    return next == 0 ? copysignl(0, x[0]) : float_round(inside.result, next);
}

static long double fmod_f(const long double *x)
{
    return fmodl(x[0], x[1]);
}

static bool has_exponent(long double x)
{
    return isfinite(x) && x != 0;
}

static long double frexp_fraction_f(const long double *x)
{
    int exponent;
    return has_exponent(x[0]) ? frexpl(x[0], &exponent) : x[0];
}

static long double frexp_exponent_f(const long double *x)
{
    int exponent = 0;
    if (has_exponent(x[0])) frexpl(x[0], &exponent);
    return exponent;
}

/* Beyond the exponents of both types, of subnormal numbers too. */
static long double ldexp_f(const long double *x)
{
    return isnan(x[1]) ? x[1] : ldexpl(x[0], (int)fmaxl(fminl(x[1], 4000), -4000));
}

FLOATS(abs, fabsl(x[0]))
FLOATS(negative, -x[0])
FLOATS(exp, expl(x[0]))
FLOATS(log, logl(x[0]))
FLOATS(sqrt, sqrtl(x[0]))
FLOATS(relu, isnan(x[0]) ? x[0] : fmaxl(x[0], 0))
FLOATS(tanh, tanhl(x[0]))
FLOATS(sin, sinl(x[0]))
FLOATS(erf, erfl(x[0]))
FLOATS(floor, floorl(x[0]))
FLOATS(reciprocal, 1 / x[0])
FLOATS(add, x[0] + x[1])
FLOATS(subtract, x[0] - x[1])
FLOATS(multiply, (x[0]) * x[1])
FLOATS(divide, x[0] / x[1])
FLOATS(maximum, larger(x[0], x[1]))
FLOATS(minimum, smaller(x[0], x[1]))
FLOATS(equal, x[0] == x[1] ? 1 : 0)
FLOATS(less, x[0] < x[1] ? 1 : 0)
FLOATS(greater, x[0] > x[1] ? 1 : 0)
FLOATS(logical_and, x[0] != 0 && x[1] != 0 ? 1 : 0)
FLOATS(logical_or, x[0] != 0 || x[1] != 0 ? 1 : 0)
FLOATS(pow, powl(x[0], x[1]))
FLOATS(where, x[0] != 0 ? x[1] : x[2])
FLOATS(clip, smaller(larger(x[0], x[1]), x[2]))
FLOATS(fma, fmal(x[0], x[1], x[2]))
FLOATS(acos, acosl(x[0]))
FLOATS(acosh, acoshl(x[0]))
FLOATS(asin, asinl(x[0]))
FLOATS(asinh, asinhl(x[0]))
FLOATS(atan, atanl(x[0]))
FLOATS(atanh, atanhl(x[0]))
FLOATS(cos, cosl(x[0]))
FLOATS(cosh, coshl(x[0]))
FLOATS(expm1, expm1l(x[0]))
FLOATS(log1p, log1pl(x[0]))
FLOATS(log2, log2l(x[0]))
FLOATS(log10, log10l(x[0]))
FLOATS(sinh, sinhl(x[0]))
FLOATS(tan, tanl(x[0]))
FLOATS(cbrt, cbrtl(x[0]))
FLOATS(erfc, erfcl(x[0]))
FLOATS(lgamma, lgammal(x[0]))
FLOATS(tgamma, tgammal(x[0]))
FLOATS(rsqrt, 1 / sqrtl(x[0]))
FLOATS(softplus, isnan(x[0]) ? x[0] : fmaxl(x[0], 0) + log1pl(expl(-fabsl(x[0]))))
FLOATS(silu, x[0] == -HUGE_VALL ? -0.0L : x[0] / (1 + expl(-x[0])))
FLOATS(gelu_tanh, x[0] == -HUGE_VALL ? -0.0L : x[0] / (1 + expl(-2 * oracle_gelu_tanh_of(x[0]))))
FLOATS(atan2, atan2l(x[0], x[1]))
FLOATS(hypot, hypotl(x[0], x[1]))
FLOATS(logaddexp, x[0] == x[1] ? x[0] + logl(2) : larger(x[0], x[1]) + log1pl(flushed(expl(-fabsl(x[0] - x[1])))))
FLOATS(ceil, ceill(x[0]))
FLOATS(trunc, truncl(x[0]))
FLOATS(round, isfinite(x[0]) ? copysignl(x[0] - remainderl(x[0], 1), x[0]) : x[0])
FLOATS(positive, x[0])
FLOATS(square, (x[0]) * x[0])
FLOATS(isfinite, isfinite(x[0]) ? 1 : 0)
FLOATS(isinf, isinf(x[0]) ? 1 : 0)
FLOATS(isnan, isnan(x[0]) ? 1 : 0)
FLOATS(signbit, negative(x[0]) ? 1 : 0)
FLOATS(logical_not, x[0] != 0 ? 0 : 1)
FLOATS(logical_xor, (x[0] != 0) != (x[1] != 0) ? 1 : 0)
FLOATS(not_equal, x[0] == x[1] ? 0 : 1)
FLOATS(less_equal, x[0] <= x[1] ? 1 : 0)
FLOATS(greater_equal, x[0] >= x[1] ? 1 : 0)
FLOATS(copysign, copysignl(x[0], x[1]))
FLOATS(leaky_relu, x[0] > 0 ? x[0] : x[0] * x[1])

/* ---- Integers: exact, or modulo 2^128 where 128 bits are too few; the caller wraps to the dtype ----------------- */

#define INTEGERS(name, expression)                                                                                     \
    static wide name##_i(const wide *x)                                                                                \
    {                                                                                                                  \
        return expression;                                                                                             \
    }

static wide quotient(wide x, wide y)
{
    if (y == 0) return 0;
    wide q = x / y;
    return q * y != x && (x < 0) != (y < 0) ? q - 1 : q;
}

static wide power(wide base, wide exponent)
{
    if (exponent < 0) return base == 1 ? 1 : base == -1 ? (exponent % 2 ? -1 : 1) : 0;
    uwide result = 1, square = (uwide)base;
    for (; exponent > 0; exponent /= 2, square *= square)
        if (exponent % 2) result *= square;
    return (wide)result;
}

/* Places beyond 64 give what 64 gives, in the 64 bits that are left of it. */
static wide shifted(wide x, wide places, bool left)
{
    if (places < 0 || places > 64) places = 64;
    return left ? (wide)((uwide)x << places) : x >> places;
}

static wide size_of(wide x)
{
    return x < 0 ? -x : x;
}

static wide divisor(wide x, wide y)
{
    return y == 0 ? size_of(x) : divisor(y, x % y);
}

static wide multiple(wide x, wide y)
{
    return x == 0 || y == 0 ? 0 : (wide)((uwide)(size_of(x) / divisor(x, y)) * (uwide)size_of(y));
}

static wide ones(wide x)
{
    wide count = 0;
    for (wide left = size_of(x); left > 0; left /= 2) count += left % 2;
    return count;
}

INTEGERS(abs, x[0] < 0 ? -x[0] : x[0])
INTEGERS(negative, -x[0])
INTEGERS(relu, x[0] < 0 ? 0 : x[0])
INTEGERS(floor, x[0])
INTEGERS(sign, (x[0] > 0) - (x[0] < 0))
INTEGERS(add, x[0] + x[1])
INTEGERS(subtract, x[0] - x[1])
INTEGERS(multiply, (wide)((uwide)x[0] * (uwide)x[1]))
INTEGERS(floor_divide, quotient(x[0], x[1]))
INTEGERS(remainder, x[1] == 0 ? 0 : x[0] - x[1] * quotient(x[0], x[1]))
INTEGERS(maximum, x[0] > x[1] ? x[0] : x[1])
INTEGERS(minimum, x[0] < x[1] ? x[0] : x[1])
INTEGERS(equal, x[0] == x[1])
INTEGERS(less, x[0] < x[1])
INTEGERS(greater, x[0] > x[1])
INTEGERS(logical_and, x[0] != 0 && x[1] != 0)
INTEGERS(logical_or, x[0] != 0 || x[1] != 0)
INTEGERS(pow, power(x[0], x[1]))
INTEGERS(where, x[0] != 0 ? x[1] : x[2])
INTEGERS(fma, (wide)((uwide)x[0] * (uwide)x[1] + (uwide)x[2]))
INTEGERS(identity, x[0])
INTEGERS(square, (wide)((uwide)x[0] * (uwide)x[0]))
INTEGERS(never, 0 * x[0])
INTEGERS(always, 0 * x[0] + 1)
INTEGERS(signbit, x[0] < 0)
INTEGERS(logical_not, x[0] == 0)
INTEGERS(logical_xor, (x[0] != 0) != (x[1] != 0))
INTEGERS(not_equal, x[0] != x[1])
INTEGERS(less_equal, x[0] <= x[1])
INTEGERS(greater_equal, x[0] >= x[1])
INTEGERS(bitwise_and, x[0] & x[1])
INTEGERS(bitwise_or, x[0] | x[1])
INTEGERS(bitwise_xor, x[0] ^ x[1])
INTEGERS(bitwise_invert, -1 - x[0])
INTEGERS(left_shift, shifted(x[0], x[1], true))
INTEGERS(right_shift, shifted(x[0], x[1], false))
INTEGERS(fmod, x[1] == 0 ? 0 : x[0] % x[1])
INTEGERS(gcd, divisor(x[0], x[1]))
INTEGERS(lcm, multiple(x[0], x[1]))
INTEGERS(bitwise_count, ones(x[0]))
INTEGERS(addcmul, (wide)((uwide)x[0] + (uwide)x[1] * (uwide)x[2] * (uwide)x[3]))
INTEGERS(clip, x[0] > x[1] ? (x[0] < x[2] ? x[0] : x[2]) : (x[1] < x[2] ? x[1] : x[2]))

/* ---- The table ------------------------------------------------------------------------------------------------------
 * X(NAME, name, arity, class, floats, ints, zero sign free, ULP: PoCL float32, PoCL float64, rusticl float32, and the
 * limits of the OpenCL C specification, float32 and float64). Those of lgamma, tgamma and of operations that the
 * specification does not have were measured; slack (oracle_judge.c) comes on top. */
#define EXACT 0, 0, 0, 0, 0
#define ROUNDED 0.5, 0.5, 0.5, 0.5, 0.5
#define ORACLE_TABLE(X)                                                                                                \
    X(ABS, abs, 1, NUMERIC, abs_f, abs_i, false, EXACT)                                                                \
    X(NEGATIVE, negative, 1, NUMERIC, negative_f, negative_i, false, EXACT)                                            \
    X(EXP, exp, 1, FLOAT, exp_f, NULL, false, 1, 1, 3, 3, 3)                                                           \
    X(LOG, log, 1, FLOAT, log_f, NULL, false, 1, 1, 3, 3, 3)                                                           \
    X(SQRT, sqrt, 1, FLOAT, sqrt_f, NULL, false, 0.5, 0.5, 3, 3, 0.5)                                                  \
    X(RELU, relu, 1, NUMERIC, relu_f, relu_i, true, EXACT)                                                             \
    X(SIGMOID, sigmoid, 1, FLOAT, sigmoid_f, NULL, false, 3, 3, 4, 8, 8)                                               \
    X(TANH, tanh, 1, FLOAT, tanh_f, NULL, false, 1.5, 1.5, 5, 5, 5)                                                    \
    X(SIN, sin, 1, FLOAT, sin_f, NULL, false, 2.5, 2.5, 4, 4, 4)                                                       \
    X(ERF, erf, 1, FLOAT, erf_f, NULL, false, 2, 2, 16, 16, 16)                                                        \
    X(FLOOR, floor, 1, NUMERIC, floor_f, floor_i, false, EXACT)                                                        \
    X(SIGN, sign, 1, NUMERIC, sign_f, sign_i, true, EXACT)                                                             \
    X(GELU, gelu, 1, FLOAT, gelu_f, NULL, true, 4, 4, 8, 24, 24)                                                       \
    X(RECIPROCAL, reciprocal, 1, FLOAT, reciprocal_f, NULL, false, 0.5, 0.5, 2.5, 2.5, 0.5)                            \
    X(ADD, add, 2, NUMERIC, add_f, add_i, false, ROUNDED)                                                              \
    X(SUBTRACT, subtract, 2, NUMERIC, subtract_f, subtract_i, false, ROUNDED)                                          \
    X(MULTIPLY, multiply, 2, NUMERIC, multiply_f, multiply_i, false, ROUNDED)                                          \
    X(DIVIDE, divide, 2, FLOAT, divide_f, NULL, false, 0.5, 0.5, 2.5, 2.5, 0.5)                                        \
    X(MAXIMUM, maximum, 2, NUMERIC, maximum_f, maximum_i, true, EXACT)                                                 \
    X(MINIMUM, minimum, 2, NUMERIC, minimum_f, minimum_i, true, EXACT)                                                 \
    X(EQUAL, equal, 2, COMPARE, equal_f, equal_i, false, EXACT)                                                        \
    X(LESS, less, 2, COMPARE, less_f, less_i, false, EXACT)                                                            \
    X(GREATER, greater, 2, COMPARE, greater_f, greater_i, false, EXACT)                                                \
    X(LOGICAL_AND, logical_and, 2, LOGICAL, logical_and_f, logical_and_i, false, EXACT)                                \
    X(LOGICAL_OR, logical_or, 2, LOGICAL, logical_or_f, logical_or_i, false, EXACT)                                    \
    X(FLOOR_DIVIDE, floor_divide, 2, NUMERIC, floor_divide_f, floor_divide_i, false, 0.5, 0.5, 2.5, 2.5, 0.5)          \
    X(REMAINDER, remainder, 2, NUMERIC, remainder_f, remainder_i, false, ROUNDED)                                      \
    X(POW, pow, 2, NUMERIC, pow_f, pow_i, false, 1, 1, 16, 16, 16)                                                     \
    X(WHERE, where, 3, SELECT, where_f, where_i, false, EXACT)                                                         \
    X(CLIP, clip, 3, NUMERIC, clip_f, clip_i, true, EXACT)                                                             \
    X(FMA, fma, 3, NUMERIC, fma_f, fma_i, false, ROUNDED)                                                              \
    X(ACOS, acos, 1, FLOAT, acos_f, NULL, false, 1, 1, 4, 4, 4)                                                        \
    X(ACOSH, acosh, 1, FLOAT, acosh_f, NULL, false, 2, 1.5, 4, 4, 4)                                                   \
    X(ASIN, asin, 1, FLOAT, asin_f, NULL, false, 1, 1, 4, 4, 4)                                                        \
    X(ASINH, asinh, 1, FLOAT, asinh_f, NULL, false, 2, 1.5, 4, 4, 4)                                                   \
    X(ATAN, atan, 1, FLOAT, atan_f, NULL, false, 1.5, 1, 5, 5, 5)                                                      \
    X(ATANH, atanh, 1, FLOAT, atanh_f, NULL, false, 1.5, 1.5, 5, 5, 5)                                                 \
    X(COS, cos, 1, FLOAT, cos_f, NULL, false, 2.5, 2.5, 4, 4, 4)                                                       \
    X(COSH, cosh, 1, FLOAT, cosh_f, NULL, false, 2.5, 1.5, 4, 4, 4)                                                    \
    X(EXPM1, expm1, 1, FLOAT, expm1_f, NULL, false, 1.5, 1, 3, 3, 3)                                                   \
    X(LOG1P, log1p, 1, FLOAT, log1p_f, NULL, false, 1.5, 1.5, 2, 2, 2)                                                 \
    X(LOG2, log2, 1, FLOAT, log2_f, NULL, false, 1, 1, 3, 3, 3)                                                        \
    X(LOG10, log10, 1, FLOAT, log10_f, NULL, false, 1, 1, 3, 3, 3)                                                     \
    X(SINH, sinh, 1, FLOAT, sinh_f, NULL, false, 2.5, 1.5, 4, 4, 4)                                                    \
    X(TAN, tan, 1, FLOAT, tan_f, NULL, false, 4, 4, 5, 5, 5)                                                           \
    X(RSQRT, rsqrt, 1, FLOAT, rsqrt_f, NULL, false, 2, 2, 2, 2, 2)                                                     \
    X(CBRT, cbrt, 1, FLOAT, cbrt_f, NULL, false, 1, 1, 2, 2, 2)                                                        \
    X(ERFC, erfc, 1, FLOAT, erfc_f, NULL, false, 2, 2, 80, 16, 16)                                                     \
    X(LGAMMA, lgamma, 1, FLOAT, lgamma_f, NULL, true, 4, 2, 5, 16, 16)                                                 \
    X(TGAMMA, tgamma, 1, FLOAT, tgamma_f, NULL, false, 10, 10, 10, 16, 16)                                             \
    X(SILU, silu, 1, FLOAT, silu_f, NULL, false, 5, 5, 12, 12, 12)                                                     \
    X(SOFTPLUS, softplus, 1, FLOAT, softplus_f, NULL, false, 2, 2, 6, 6, 6)                                            \
    X(GELU_TANH, gelu_tanh, 1, FLOAT, gelu_tanh_f, NULL, false, 4, 4, 12, 12, 12)                                      \
    X(ATAN2, atan2, 2, FLOAT, atan2_f, NULL, false, 1.5, 1.5, 6, 6, 6)                                                 \
    X(HYPOT, hypot, 2, FLOAT, hypot_f, NULL, false, 2, 2, 4, 4, 4)                                                     \
    X(LOGADDEXP, logaddexp, 2, FLOAT, logaddexp_f, NULL, true, 2, 2, 8, 8, 8)                                          \
    X(BITWISE_INVERT, bitwise_invert, 1, INTEGRAL, NULL, bitwise_invert_i, false, EXACT)                               \
    X(CEIL, ceil, 1, NUMERIC, ceil_f, identity_i, false, EXACT)                                                        \
    X(ISFINITE, isfinite, 1, TEST, isfinite_f, always_i, false, EXACT)                                                 \
    X(ISINF, isinf, 1, TEST, isinf_f, never_i, false, EXACT)                                                           \
    X(ISNAN, isnan, 1, TEST, isnan_f, never_i, false, EXACT)                                                           \
    X(LOGICAL_NOT, logical_not, 1, LOGICAL, logical_not_f, logical_not_i, false, EXACT)                                \
    X(POSITIVE, positive, 1, NUMERIC, positive_f, identity_i, false, EXACT)                                            \
    X(ROUND, round, 1, NUMERIC, round_f, identity_i, false, EXACT)                                                     \
    X(SIGNBIT, signbit, 1, TEST, signbit_f, signbit_i, false, EXACT)                                                   \
    X(SQUARE, square, 1, NUMERIC, square_f, square_i, false, ROUNDED)                                                  \
    X(TRUNC, trunc, 1, NUMERIC, trunc_f, identity_i, false, EXACT)                                                     \
    X(CONJ, conj, 1, NUMERIC, positive_f, identity_i, false, EXACT)                                                    \
    X(REAL, real, 1, NUMERIC, positive_f, identity_i, false, EXACT)                                                    \
    X(IMAG, imag, 1, NUMERIC, imag_f, never_i, false, EXACT)                                                           \
    X(ANGLE, angle, 1, FLOAT, angle_f, NULL, false, 1, 1, 6, 6, 6)                                                     \
    X(BITWISE_AND, bitwise_and, 2, INTEGRAL, NULL, bitwise_and_i, false, EXACT)                                        \
    X(BITWISE_OR, bitwise_or, 2, INTEGRAL, NULL, bitwise_or_i, false, EXACT)                                           \
    X(BITWISE_XOR, bitwise_xor, 2, INTEGRAL, NULL, bitwise_xor_i, false, EXACT)                                        \
    X(BITWISE_LEFT_SHIFT, bitwise_left_shift, 2, INTEGRAL, NULL, left_shift_i, false, EXACT)                           \
    X(BITWISE_RIGHT_SHIFT, bitwise_right_shift, 2, INTEGRAL, NULL, right_shift_i, false, EXACT)                        \
    X(COPYSIGN, copysign, 2, FLOAT, copysign_f, NULL, false, EXACT)                                                    \
    X(GREATER_EQUAL, greater_equal, 2, COMPARE, greater_equal_f, greater_equal_i, false, EXACT)                        \
    X(LESS_EQUAL, less_equal, 2, COMPARE, less_equal_f, less_equal_i, false, EXACT)                                    \
    X(LOGICAL_XOR, logical_xor, 2, LOGICAL, logical_xor_f, logical_xor_i, false, EXACT)                                \
    X(NEXTAFTER, nextafter, 2, FLOAT, nextafter_f, NULL, false, EXACT)                                                 \
    X(NOT_EQUAL, not_equal, 2, COMPARE, not_equal_f, not_equal_i, false, EXACT)                                        \
    X(FMOD, fmod, 2, NUMERIC, fmod_f, fmod_i, false, EXACT)                                                            \
    X(LEAKY_RELU, leaky_relu, 2, FLOAT, leaky_relu_f, NULL, false, ROUNDED)                                            \
    X(BITWISE_COUNT, bitwise_count, 1, INTEGRAL, NULL, bitwise_count_i, false, EXACT)                                  \
    X(FREXP_FRACTION, frexp_fraction, 1, FLOAT, frexp_fraction_f, NULL, false, EXACT)                                  \
    X(FREXP_EXPONENT, frexp_exponent, 1, FLOAT, frexp_exponent_f, NULL, false, EXACT)                                  \
    X(GCD, gcd, 2, INTEGRAL, NULL, gcd_i, false, EXACT)                                                                \
    X(LCM, lcm, 2, INTEGRAL, NULL, lcm_i, false, EXACT)                                                                \
    X(LDEXP, ldexp, 2, FLOAT, ldexp_f, NULL, false, ROUNDED)                                                           \
    X(LERP, lerp, 3, FLOAT, lerp_f, NULL, true, 3.5, 3.5, 3.5, 3.5, 3.5)                                               \
    X(ADDCMUL, addcmul, 4, NUMERIC, addcmul_f, addcmul_i, true, 2.5, 2.5, 2.5, 2.5, 2.5)                               \
    X(ADDCDIV, addcdiv, 4, FLOAT, addcdiv_f, NULL, true, 2.5, 2.5, 4, 4, 2.5)

#define ROW(NAME, ...) ORACLE_##NAME,
enum { ORACLE_TABLE(ROW) ORACLE_COUNT };
#undef ROW
#define ROW(NAME, ...) +1
_Static_assert(ORACLE_COUNT == 0 GT_UNARY_TABLE(ROW) GT_BINARY_TABLE(ROW) GT_TERNARY_TABLE(ROW)
                                   GT_QUATERNARY_TABLE(ROW),
               "a row without an operation");
#undef ROW
#define ROW(NAME, ...) _Static_assert(ORACLE_##NAME < ORACLE_COUNT, "an operation without a row");
GT_UNARY_TABLE(ROW)
GT_BINARY_TABLE(ROW)
GT_TERNARY_TABLE(ROW)
GT_QUATERNARY_TABLE(ROW)
#undef ROW

static const oracle_op rows[] = {
#define ROW(NAME, name, arity, dtype_class, floats, ints, free, ...)                                                   \
    {GT_##NAME, #name, arity, GT_CLASS_##dtype_class, floats, ints, free, __VA_ARGS__},
    ORACLE_TABLE(ROW)
#undef ROW
};

int32_t oracle_count(void)
{
    return ORACLE_COUNT;
}

const oracle_op *oracle_at(int32_t index)
{
    return &rows[index];
}

const oracle_op *oracle_find(int32_t op)
{
    for (int32_t k = 0; k < ORACLE_COUNT; k++)
        if (rows[k].op == op) return &rows[k];
    return NULL;
}

/* ---- Results ----------------------------------------------------------------------------------------------------- */

static bool truth_valued(const oracle_op *op)
{
    return op->dtype_class == GT_CLASS_COMPARE || op->dtype_class == GT_CLASS_LOGICAL ||
           op->dtype_class == GT_CLASS_TEST;
}

static bool takes_bools(const oracle_op *op)
{
    switch (op->op) {
    case GT_ADD:
    case GT_MULTIPLY:
    case GT_MAXIMUM:
    case GT_MINIMUM:
    case GT_BITWISE_AND:
    case GT_BITWISE_OR:
    case GT_BITWISE_XOR:
    case GT_BITWISE_INVERT: return true;
    default: return false;
    }
}

int32_t oracle_result(const oracle_op *op, int32_t dtype)
{
    if (truth_valued(op)) return GT_BOOL;
    const bool integral = op->dtype_class == GT_CLASS_INTEGRAL;
    if (integral && facts_of(dtype)->is_float) return 0;
    if ((integral || op->dtype_class == GT_CLASS_NUMERIC) && dtype == GT_BOOL) return takes_bools(op) ? GT_BOOL : 0;
    if (op->dtype_class == GT_CLASS_FLOAT && !facts_of(dtype)->is_float) return GT_F32;
    return dtype;
}

value oracle_floats(const oracle_op *op, int32_t dtype, const long double *x, bool flushes)
{
    inside.flushes = flushes;
    inside.result = dtype;
    inside.computed = facts_of(dtype)->precision < 24 ? GT_F32 : dtype;
    long double result = op->floats(x);
    return truth_valued(op) ? value_int(result != 0) : value_float(result);
}

void oracle_operands(const oracle_op *op, const value *x, long double *out)
{
    for (int32_t k = 0; k < op->arity; k++) out[k] = x[k].is_float ? x[k].f : float_round(GT_F32, (long double)x[k].i);
}

value oracle_value(const oracle_op *op, int32_t dtype, const value *x)
{
    if (facts_of(dtype)->is_float || op->dtype_class == GT_CLASS_FLOAT) {
        long double operands[ORACLE_OPERANDS];
        oracle_operands(op, x, operands);
        return oracle_floats(op, facts_of(dtype)->is_float ? dtype : GT_F32, operands, false);
    }
    wide operands[ORACLE_OPERANDS];
    for (int32_t k = 0; k < op->arity; k++) operands[k] = x[k].i;
    const wide result = op->ints(operands);
    if (op->op == GT_BITWISE_INVERT && dtype == GT_BOOL) return value_int(result & 1);
    return value_cast(value_int(result), oracle_result(op, dtype));
}

_Static_assert(LDBL_MANT_DIG >= 64, "long double holds every integer of 64 bits");

bool oracle_compare(int32_t op, value x, value y)
{
    const long double both[] = {x.is_float ? x.f : (long double)x.i, y.is_float ? y.f : (long double)y.i};
    return oracle_find(op)->floats(both) != 0;
}

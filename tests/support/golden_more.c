/* More special cases from the text of the Array API standard 2024.12, as golden.c has them, and of operations that it
 * does not have: by C11, annex F, where they are C's, else by their limits. */
#include "support/oracle.h"
#include <math.h>

#define ONE(op, x, want)                                                                                               \
    {                                                                                                                  \
        GT_##op, {x}, want, want                                                                                       \
    }
#define TWO(op, x, y, want)                                                                                            \
    {                                                                                                                  \
        GT_##op, {x, y}, want, want                                                                                    \
    }
#define THREE(op, x, y, z, want)                                                                                       \
    {                                                                                                                  \
        GT_##op, {x, y, z}, want, want                                                                                 \
    }
#define FOUR(op, x, y, z, w, want)                                                                                     \
    {                                                                                                                  \
        GT_##op, {x, y, z, w}, want, want                                                                              \
    }

#define PI 3.14159265358979323846
#define LN2 0.69314718055994530942

/* clang-format off */
const golden_row golden_more[] = {
    /* acos, acosh, asin, asinh, atan, atanh */
    ONE(ACOS, NAN, NAN), ONE(ACOS, 1.5, NAN), ONE(ACOS, -1.5, NAN), ONE(ACOS, INFINITY, NAN), ONE(ACOS, -INFINITY, NAN),
    ONE(ACOS, 1, 0.0), ONE(ACOS, -1, PI), ONE(ACOS, 0.0, PI / 2), ONE(ACOS, -0.0, PI / 2),
    ONE(ACOSH, NAN, NAN), ONE(ACOSH, 0.5, NAN), ONE(ACOSH, -2, NAN), ONE(ACOSH, 0.0, NAN), ONE(ACOSH, -INFINITY, NAN),
    ONE(ACOSH, 1, 0.0), ONE(ACOSH, INFINITY, INFINITY),
    ONE(ASIN, NAN, NAN), ONE(ASIN, 1.5, NAN), ONE(ASIN, -1.5, NAN), ONE(ASIN, INFINITY, NAN), ONE(ASIN, -INFINITY, NAN),
    ONE(ASIN, 0.0, 0.0), ONE(ASIN, -0.0, -0.0), ONE(ASIN, 1, PI / 2), ONE(ASIN, -1, -PI / 2),
    ONE(ASINH, NAN, NAN), ONE(ASINH, 0.0, 0.0), ONE(ASINH, -0.0, -0.0), ONE(ASINH, INFINITY, INFINITY),
    ONE(ASINH, -INFINITY, -INFINITY),
    ONE(ATAN, NAN, NAN), ONE(ATAN, 0.0, 0.0), ONE(ATAN, -0.0, -0.0), ONE(ATAN, INFINITY, PI / 2),
    ONE(ATAN, -INFINITY, -PI / 2), ONE(ATAN, 1, PI / 4),
    ONE(ATANH, NAN, NAN), ONE(ATANH, -1.5, NAN), ONE(ATANH, 1.5, NAN), ONE(ATANH, INFINITY, NAN),
    ONE(ATANH, -INFINITY, NAN),
    ONE(ATANH, -1, -INFINITY), ONE(ATANH, 1, INFINITY), ONE(ATANH, 0.0, 0.0), ONE(ATANH, -0.0, -0.0),
    /* cos, cosh, sinh, tan */
    ONE(COS, NAN, NAN), ONE(COS, 0.0, 1), ONE(COS, -0.0, 1), ONE(COS, INFINITY, NAN), ONE(COS, -INFINITY, NAN),
    ONE(COSH, NAN, NAN), ONE(COSH, 0.0, 1), ONE(COSH, -0.0, 1), ONE(COSH, INFINITY, INFINITY),
    ONE(COSH, -INFINITY, INFINITY),
    ONE(SINH, NAN, NAN), ONE(SINH, 0.0, 0.0), ONE(SINH, -0.0, -0.0), ONE(SINH, INFINITY, INFINITY),
    ONE(SINH, -INFINITY, -INFINITY),
    ONE(TAN, NAN, NAN), ONE(TAN, 0.0, 0.0), ONE(TAN, -0.0, -0.0), ONE(TAN, INFINITY, NAN), ONE(TAN, -INFINITY, NAN),
    /* expm1, log1p, log2, log10 */
    ONE(EXPM1, NAN, NAN), ONE(EXPM1, 0.0, 0.0), ONE(EXPM1, -0.0, -0.0), ONE(EXPM1, INFINITY, INFINITY),
    ONE(EXPM1, -INFINITY, -1), ONE(EXPM1, -200, -1),
    ONE(LOG1P, NAN, NAN), ONE(LOG1P, -1.5, NAN), ONE(LOG1P, -INFINITY, NAN), ONE(LOG1P, -1, -INFINITY),
    ONE(LOG1P, -0.0, -0.0), ONE(LOG1P, 0.0, 0.0), ONE(LOG1P, INFINITY, INFINITY),
    ONE(LOG2, NAN, NAN), ONE(LOG2, -1, NAN), ONE(LOG2, -INFINITY, NAN), ONE(LOG2, 0.0, -INFINITY),
    ONE(LOG2, -0.0, -INFINITY), ONE(LOG2, 1, 0.0), ONE(LOG2, INFINITY, INFINITY), ONE(LOG2, 8, 3), ONE(LOG2, 0.125, -3),
    ONE(LOG10, NAN, NAN), ONE(LOG10, -1, NAN), ONE(LOG10, -INFINITY, NAN), ONE(LOG10, 0.0, -INFINITY),
    ONE(LOG10, -0.0, -INFINITY), ONE(LOG10, 1, 0.0), ONE(LOG10, INFINITY, INFINITY), ONE(LOG10, 100, 2),
    /* not in the standard: rsqrt as 1 / sqrt; cbrt, erfc, lgamma, tgamma by C11, F.10; silu, softplus, gelu_tanh */
    ONE(RSQRT, NAN, NAN), ONE(RSQRT, -1, NAN), ONE(RSQRT, -INFINITY, NAN), ONE(RSQRT, 0.0, INFINITY),
    ONE(RSQRT, -0.0, -INFINITY), ONE(RSQRT, INFINITY, 0.0), ONE(RSQRT, 4, 0.5), ONE(RSQRT, 0.25, 2),
    ONE(CBRT, NAN, NAN), ONE(CBRT, 0.0, 0.0), ONE(CBRT, -0.0, -0.0), ONE(CBRT, INFINITY, INFINITY),
    ONE(CBRT, -INFINITY, -INFINITY), ONE(CBRT, -8, -2), ONE(CBRT, 0.125, 0.5),
    ONE(ERFC, NAN, NAN), ONE(ERFC, INFINITY, 0.0), ONE(ERFC, -INFINITY, 2), ONE(ERFC, 0.0, 1), ONE(ERFC, -0.0, 1),
    ONE(ERFC, -10, 2), ONE(ERFC, 200, 0.0),
    ONE(LGAMMA, NAN, NAN), ONE(LGAMMA, INFINITY, INFINITY), ONE(LGAMMA, -INFINITY, INFINITY),
    ONE(LGAMMA, 0.0, INFINITY),
    ONE(LGAMMA, -0.0, INFINITY), ONE(LGAMMA, 1, 0.0), ONE(LGAMMA, 2, 0.0), ONE(LGAMMA, -1, INFINITY),
    ONE(LGAMMA, -2, INFINITY), ONE(LGAMMA, -1024, INFINITY), ONE(LGAMMA, 3, LN2),
    ONE(LGAMMA, 10, 12.801827480081469611),
    ONE(LGAMMA, 0.5, 0.57236494292470008707),
    ONE(TGAMMA, NAN, NAN), ONE(TGAMMA, INFINITY, INFINITY), ONE(TGAMMA, -INFINITY, NAN), ONE(TGAMMA, 0.0, INFINITY),
    ONE(TGAMMA, -0.0, -INFINITY), ONE(TGAMMA, -1, NAN), ONE(TGAMMA, -2, NAN), ONE(TGAMMA, -1024, NAN),
    ONE(TGAMMA, 1, 1),
    ONE(TGAMMA, 2, 1), ONE(TGAMMA, 5, 24), ONE(TGAMMA, 0.5, 1.7724538509055160273),
    ONE(TGAMMA, -0.5, -3.5449077018110320546), ONE(TGAMMA, 200, INFINITY),
    ONE(SILU, NAN, NAN), ONE(SILU, 0.0, 0.0), ONE(SILU, -0.0, -0.0), ONE(SILU, INFINITY, INFINITY),
    ONE(SILU, -INFINITY, -0.0), ONE(SILU, 100, 100),
    ONE(SOFTPLUS, NAN, NAN), ONE(SOFTPLUS, 0.0, LN2), ONE(SOFTPLUS, -0.0, LN2), ONE(SOFTPLUS, INFINITY, INFINITY),
    ONE(SOFTPLUS, -INFINITY, 0.0), ONE(SOFTPLUS, 100, 100),
    ONE(GELU_TANH, NAN, NAN), ONE(GELU_TANH, 0.0, 0.0), ONE(GELU_TANH, -0.0, -0.0), ONE(GELU_TANH, INFINITY, INFINITY),
    ONE(GELU_TANH, -INFINITY, -0.0), ONE(GELU_TANH, 100, 100),
    /* atan2 */
    TWO(ATAN2, NAN, 1, NAN), TWO(ATAN2, 1, NAN, NAN), TWO(ATAN2, NAN, NAN, NAN), TWO(ATAN2, 2, 0.0, PI / 2),
    TWO(ATAN2, 2, -0.0, PI / 2), TWO(ATAN2, 0.0, 2, 0.0), TWO(ATAN2, 0.0, 0.0, 0.0), TWO(ATAN2, 0.0, -0.0, PI),
    TWO(ATAN2, 0.0, -2, PI), TWO(ATAN2, -0.0, 2, -0.0), TWO(ATAN2, -0.0, 0.0, -0.0), TWO(ATAN2, -0.0, -0.0, -PI),
    TWO(ATAN2, -0.0, -2, -PI), TWO(ATAN2, -2, 0.0, -PI / 2), TWO(ATAN2, -2, -0.0, -PI / 2),
    TWO(ATAN2, 2, INFINITY, 0.0), TWO(ATAN2, 2, -INFINITY, PI), TWO(ATAN2, -2, INFINITY, -0.0),
    TWO(ATAN2, -2, -INFINITY, -PI), TWO(ATAN2, INFINITY, 2, PI / 2), TWO(ATAN2, INFINITY, -2, PI / 2),
    TWO(ATAN2, -INFINITY, 2, -PI / 2), TWO(ATAN2, -INFINITY, -2, -PI / 2), TWO(ATAN2, INFINITY, INFINITY, PI / 4),
    TWO(ATAN2, INFINITY, -INFINITY, 3 * PI / 4), TWO(ATAN2, -INFINITY, INFINITY, -PI / 4),
    TWO(ATAN2, -INFINITY, -INFINITY, -3 * PI / 4), TWO(ATAN2, 1, 1, PI / 4),
    /* hypot: an infinity beside NaN is one */
    TWO(HYPOT, INFINITY, NAN, INFINITY), TWO(HYPOT, -INFINITY, NAN, INFINITY), TWO(HYPOT, NAN, INFINITY, INFINITY),
    TWO(HYPOT, NAN, -INFINITY, INFINITY), TWO(HYPOT, 1, NAN, NAN), TWO(HYPOT, NAN, 1, NAN), TWO(HYPOT, NAN, NAN, NAN),
    TWO(HYPOT, INFINITY, 1, INFINITY), TWO(HYPOT, 1, -INFINITY, INFINITY), TWO(HYPOT, INFINITY, INFINITY, INFINITY),
    TWO(HYPOT, 0.0, -2.5, 2.5), TWO(HYPOT, -2.5, -0.0, 2.5), TWO(HYPOT, -0.0, -0.0, 0.0), TWO(HYPOT, 3, -4, 5),
    /* logaddexp */
    TWO(LOGADDEXP, NAN, 1, NAN), TWO(LOGADDEXP, 1, NAN, NAN), TWO(LOGADDEXP, NAN, NAN, NAN),
    TWO(LOGADDEXP, INFINITY, 1, INFINITY), TWO(LOGADDEXP, 1, INFINITY, INFINITY), TWO(LOGADDEXP, NAN, INFINITY, NAN),
    TWO(LOGADDEXP, INFINITY, NAN, NAN), TWO(LOGADDEXP, INFINITY, INFINITY, INFINITY),
    TWO(LOGADDEXP, INFINITY, -INFINITY, INFINITY), TWO(LOGADDEXP, -INFINITY, -INFINITY, -INFINITY),
    TWO(LOGADDEXP, -INFINITY, 2.5, 2.5), TWO(LOGADDEXP, 2.5, -INFINITY, 2.5), TWO(LOGADDEXP, 0.0, 0.0, LN2),
    TWO(LOGADDEXP, 1, 1, 1.6931471805599453094), TWO(LOGADDEXP, 200, -200, 200),
    /* ceil, trunc, round: integers, infinities, zeros and NaN are themselves */
    ONE(CEIL, INFINITY, INFINITY), ONE(CEIL, -INFINITY, -INFINITY), ONE(CEIL, NAN, NAN), ONE(CEIL, 0.0, 0.0),
    ONE(CEIL, -0.0, -0.0), ONE(CEIL, 3, 3), ONE(CEIL, -3, -3), ONE(CEIL, 2.5, 3), ONE(CEIL, -2.5, -2),
    ONE(CEIL, 0.5, 1), ONE(CEIL, -0.5, -0.0),
    ONE(TRUNC, INFINITY, INFINITY), ONE(TRUNC, -INFINITY, -INFINITY), ONE(TRUNC, NAN, NAN), ONE(TRUNC, 0.0, 0.0),
    ONE(TRUNC, -0.0, -0.0), ONE(TRUNC, 3, 3), ONE(TRUNC, -3, -3), ONE(TRUNC, 2.5, 2), ONE(TRUNC, -2.5, -2),
    ONE(TRUNC, 0.5, 0.0), ONE(TRUNC, -0.5, -0.0),
    ONE(ROUND, INFINITY, INFINITY), ONE(ROUND, -INFINITY, -INFINITY), ONE(ROUND, NAN, NAN), ONE(ROUND, 0.0, 0.0),
    ONE(ROUND, -0.0, -0.0), ONE(ROUND, 3, 3), ONE(ROUND, -3, -3), ONE(ROUND, 0.5, 0.0), ONE(ROUND, -0.5, -0.0),
    ONE(ROUND, 1.5, 2), ONE(ROUND, 2.5, 2), ONE(ROUND, 3.5, 4), ONE(ROUND, -1.5, -2), ONE(ROUND, -2.5, -2),
    ONE(ROUND, 2.25, 2), ONE(ROUND, 2.75, 3), ONE(ROUND, -0.25, -0.0), ONE(ROUND, 126.5, 126),
    /* positive, square */
    ONE(POSITIVE, NAN, NAN), ONE(POSITIVE, -0.0, -0.0), ONE(POSITIVE, -INFINITY, -INFINITY), ONE(POSITIVE, -2.5, -2.5),
    ONE(SQUARE, NAN, NAN), ONE(SQUARE, -0.0, 0.0), ONE(SQUARE, -INFINITY, INFINITY), ONE(SQUARE, INFINITY, INFINITY),
    ONE(SQUARE, -2.5, 6.25),
    /* isfinite, isinf, isnan, signbit */
    ONE(ISFINITE, INFINITY, 0), ONE(ISFINITE, -INFINITY, 0), ONE(ISFINITE, NAN, 0), ONE(ISFINITE, -NAN, 0),
    ONE(ISFINITE, 0.0, 1), ONE(ISFINITE, -0.0, 1), ONE(ISFINITE, 2.5, 1), ONE(ISFINITE, -2.5, 1),
    ONE(ISINF, INFINITY, 1), ONE(ISINF, -INFINITY, 1), ONE(ISINF, NAN, 0), ONE(ISINF, 0.0, 0), ONE(ISINF, -0.0, 0),
    ONE(ISINF, 2.5, 0),
    ONE(ISNAN, NAN, 1), ONE(ISNAN, -NAN, 1), ONE(ISNAN, INFINITY, 0), ONE(ISNAN, -INFINITY, 0), ONE(ISNAN, 0.0, 0),
    ONE(ISNAN, 2.5, 0),
    ONE(SIGNBIT, 0.0, 0), ONE(SIGNBIT, -0.0, 1), ONE(SIGNBIT, INFINITY, 0), ONE(SIGNBIT, -INFINITY, 1),
    ONE(SIGNBIT, 2.5, 0), ONE(SIGNBIT, -2.5, 1), ONE(SIGNBIT, NAN, 0), ONE(SIGNBIT, -NAN, 1),
    /* logical: zeros are false, all else is true */
    ONE(LOGICAL_NOT, 0.0, 1), ONE(LOGICAL_NOT, -0.0, 1), ONE(LOGICAL_NOT, 0.5, 0), ONE(LOGICAL_NOT, NAN, 0),
    ONE(LOGICAL_NOT, -INFINITY, 0),
    TWO(LOGICAL_XOR, 0.0, 0.0, 0), TWO(LOGICAL_XOR, 0.0, -0.0, 0), TWO(LOGICAL_XOR, 0.0, 0.5, 1),
    TWO(LOGICAL_XOR, NAN, -0.0, 1), TWO(LOGICAL_XOR, NAN, INFINITY, 0), TWO(LOGICAL_XOR, 1, 0.0, 1),
    TWO(LOGICAL_XOR, 0.5, -2, 0), TWO(LOGICAL_XOR, 0.0, NAN, 1),
    /* comparisons */
    TWO(NOT_EQUAL, NAN, NAN, 1), TWO(NOT_EQUAL, NAN, 1, 1), TWO(NOT_EQUAL, 1, NAN, 1),
    TWO(NOT_EQUAL, INFINITY, -INFINITY, 1), TWO(NOT_EQUAL, -INFINITY, INFINITY, 1),
    TWO(NOT_EQUAL, INFINITY, INFINITY, 0), TWO(NOT_EQUAL, -INFINITY, -INFINITY, 0), TWO(NOT_EQUAL, 2.5, 2.5, 0),
    TWO(NOT_EQUAL, 2.5, -2.5, 1), TWO(NOT_EQUAL, 0.0, -0.0, 0), TWO(NOT_EQUAL, INFINITY, 2.5, 1),
    TWO(LESS_EQUAL, NAN, NAN, 0), TWO(LESS_EQUAL, NAN, 1, 0), TWO(LESS_EQUAL, 1, NAN, 0),
    TWO(LESS_EQUAL, INFINITY, INFINITY, 1), TWO(LESS_EQUAL, -INFINITY, INFINITY, 1),
    TWO(LESS_EQUAL, INFINITY, -INFINITY, 0), TWO(LESS_EQUAL, 0.0, -0.0, 1), TWO(LESS_EQUAL, 2.5, 2.5, 1),
    TWO(LESS_EQUAL, 2.5, -2.5, 0), TWO(LESS_EQUAL, -2.5, 2.5, 1),
    TWO(GREATER_EQUAL, NAN, NAN, 0), TWO(GREATER_EQUAL, NAN, 1, 0), TWO(GREATER_EQUAL, 1, NAN, 0),
    TWO(GREATER_EQUAL, INFINITY, INFINITY, 1), TWO(GREATER_EQUAL, -INFINITY, INFINITY, 0),
    TWO(GREATER_EQUAL, INFINITY, -INFINITY, 1), TWO(GREATER_EQUAL, -0.0, 0.0, 1), TWO(GREATER_EQUAL, 2.5, 2.5, 1),
    TWO(GREATER_EQUAL, 2.5, -2.5, 1), TWO(GREATER_EQUAL, -2.5, 2.5, 0),
    /* copysign */
    TWO(COPYSIGN, 2.5, -1, -2.5), TWO(COPYSIGN, -2.5, 1, 2.5), TWO(COPYSIGN, 2.5, 1, 2.5),
    TWO(COPYSIGN, -2.5, -1, -2.5),
    TWO(COPYSIGN, 2.5, -0.0, -2.5), TWO(COPYSIGN, -2.5, 0.0, 2.5), TWO(COPYSIGN, 0.0, -2, -0.0),
    TWO(COPYSIGN, INFINITY, -0.0, -INFINITY), TWO(COPYSIGN, -0.0, 1, 0.0), TWO(COPYSIGN, 2, -INFINITY, -2),
    TWO(COPYSIGN, 2.5, -NAN, -2.5), TWO(COPYSIGN, -2.5, NAN, 2.5), TWO(COPYSIGN, NAN, -1, NAN),
    TWO(COPYSIGN, NAN, 1, NAN),
    /* nextafter */
    TWO(NEXTAFTER, NAN, 1, NAN), TWO(NEXTAFTER, 1, NAN, NAN), TWO(NEXTAFTER, NAN, NAN, NAN),
    TWO(NEXTAFTER, -0.0, 0.0, 0.0), TWO(NEXTAFTER, 0.0, -0.0, -0.0), TWO(NEXTAFTER, 2.5, 2.5, 2.5),
    TWO(NEXTAFTER, INFINITY, INFINITY, INFINITY), TWO(NEXTAFTER, -INFINITY, -INFINITY, -INFINITY),
    /* fmod: C11, F.10.7.1 */
    TWO(FMOD, NAN, 1, NAN), TWO(FMOD, 1, NAN, NAN), TWO(FMOD, NAN, 0.0, NAN), TWO(FMOD, 0.0, 2, 0.0),
    TWO(FMOD, -0.0, 2, -0.0), TWO(FMOD, 0.0, -2, 0.0), TWO(FMOD, INFINITY, 2, NAN), TWO(FMOD, -INFINITY, 2, NAN),
    TWO(FMOD, 2, 0.0, NAN), TWO(FMOD, 2, -0.0, NAN), TWO(FMOD, 0.0, 0.0, NAN), TWO(FMOD, INFINITY, INFINITY, NAN),
    TWO(FMOD, 2, INFINITY, 2), TWO(FMOD, -2, INFINITY, -2), TWO(FMOD, 2, -INFINITY, 2), TWO(FMOD, 7, 3, 1),
    TWO(FMOD, -7, 3, -1), TWO(FMOD, 7, -3, 1), TWO(FMOD, -7, -3, -1), TWO(FMOD, 6, 3, 0.0), TWO(FMOD, -6, 3, -0.0),
    TWO(FMOD, -6, -3, -0.0), TWO(FMOD, 5.5, 2, 1.5),
    /* frexp: C11, F.10.3.4; of what is not finite the exponent is 0 here. ldexp: F.10.3.6 */
    ONE(FREXP_FRACTION, 1, 0.5), ONE(FREXP_FRACTION, -6, -0.75), ONE(FREXP_FRACTION, 0.375, 0.75),
    ONE(FREXP_FRACTION, 0.0, 0.0), ONE(FREXP_FRACTION, -0.0, -0.0), ONE(FREXP_FRACTION, INFINITY, INFINITY),
    ONE(FREXP_FRACTION, -INFINITY, -INFINITY), ONE(FREXP_FRACTION, NAN, NAN),
    ONE(FREXP_EXPONENT, 1, 1), ONE(FREXP_EXPONENT, -6, 3), ONE(FREXP_EXPONENT, 0.375, -1),
    ONE(FREXP_EXPONENT, 0.5, 0.0), ONE(FREXP_EXPONENT, 0.0, 0.0), ONE(FREXP_EXPONENT, -0.0, 0.0),
    ONE(FREXP_EXPONENT, INFINITY, 0.0), ONE(FREXP_EXPONENT, -INFINITY, 0.0), ONE(FREXP_EXPONENT, NAN, 0.0),
    TWO(LDEXP, 3, 2, 12), TWO(LDEXP, -3, -1, -1.5), TWO(LDEXP, 3, 2.75, 12), TWO(LDEXP, 3, -1.5, 1.5),
    TWO(LDEXP, 2.5, 0.0, 2.5), TWO(LDEXP, 0.0, 100, 0.0), TWO(LDEXP, -0.0, INFINITY, -0.0),
    TWO(LDEXP, 1, INFINITY, INFINITY), TWO(LDEXP, -1, INFINITY, -INFINITY), TWO(LDEXP, -1, -INFINITY, -0.0),
    TWO(LDEXP, INFINITY, -5, INFINITY), TWO(LDEXP, -INFINITY, -INFINITY, -INFINITY), TWO(LDEXP, NAN, 0.0, NAN),
    TWO(LDEXP, 1, NAN, NAN),
    /* parts of complex numbers, of real ones */
    ONE(CONJ, -2.5, -2.5), ONE(CONJ, -0.0, -0.0), ONE(CONJ, NAN, NAN), ONE(REAL, -INFINITY, -INFINITY),
    ONE(REAL, -0.0, -0.0), ONE(REAL, NAN, NAN), ONE(IMAG, -2.5, 0.0), ONE(IMAG, NAN, 0.0), ONE(IMAG, INFINITY, 0.0),
    ONE(ANGLE, 2.5, 0.0), ONE(ANGLE, 0.0, 0.0), ONE(ANGLE, INFINITY, 0.0), ONE(ANGLE, -2.5, PI), ONE(ANGLE, -0.0, PI),
    ONE(ANGLE, -INFINITY, PI), ONE(ANGLE, NAN, NAN),
    /* leaky_relu */
    TWO(LEAKY_RELU, 2.5, 0.5, 2.5), TWO(LEAKY_RELU, -2.5, 0.5, -1.25), TWO(LEAKY_RELU, NAN, 0.5, NAN),
    TWO(LEAKY_RELU, -2.5, NAN, NAN), TWO(LEAKY_RELU, INFINITY, 0.5, INFINITY),
    TWO(LEAKY_RELU, -INFINITY, 0.5, -INFINITY),
    TWO(LEAKY_RELU, 2.5, NAN, 2.5), TWO(LEAKY_RELU, -0.0, 0.5, -0.0), TWO(LEAKY_RELU, -2.5, -2, 5),
    /* lerp: both ends exactly, of numbers that are not too far apart */
    THREE(LERP, 1, INFINITY, 0.0, NAN), THREE(LERP, 1, -INFINITY, 1, NAN),
    THREE(LERP, 2.5, -7, 0.0, 2.5), THREE(LERP, 2.5, -7, 1, -7), THREE(LERP, 1, 3, 0.5, 2), THREE(LERP, 1, 3, 2, 5),
    THREE(LERP, 1, 3, -1, -1), THREE(LERP, NAN, 1, 0.5, NAN), THREE(LERP, 1, NAN, 0.5, NAN),
    THREE(LERP, 1, 2, NAN, NAN),
    THREE(LERP, 1, INFINITY, 0.25, INFINITY), THREE(LERP, 1, -INFINITY, 0.25, -INFINITY),
    THREE(LERP, INFINITY, 1, 0.25, NAN), THREE(LERP, INFINITY, INFINITY, 0.5, NAN),
    /* addcmul, addcdiv */
    FOUR(ADDCMUL, 1, 2, 3, 0.5, 4), FOUR(ADDCMUL, 1, 2, -3, 1, -5), FOUR(ADDCMUL, NAN, 2, 3, 1, NAN),
    FOUR(ADDCMUL, 1, NAN, 3, 1, NAN), FOUR(ADDCMUL, 1, 2, NAN, 1, NAN), FOUR(ADDCMUL, 1, 2, 3, NAN, NAN),
    FOUR(ADDCMUL, 1, INFINITY, 2, -1, -INFINITY), FOUR(ADDCMUL, 1, INFINITY, 0.0, 1, NAN),
    FOUR(ADDCMUL, INFINITY, INFINITY, 1, -1, NAN), FOUR(ADDCMUL, 6, 2, 3, -1, 0.0),
    FOUR(ADDCDIV, 1, 3, 2, 2, 4), FOUR(ADDCDIV, 1, 5, -2, 1, -1.5), FOUR(ADDCDIV, NAN, 2, 3, 1, NAN),
    FOUR(ADDCDIV, 1, NAN, 3, 1, NAN), FOUR(ADDCDIV, 1, 2, NAN, 1, NAN), FOUR(ADDCDIV, 1, 2, 3, NAN, NAN),
    FOUR(ADDCDIV, 1, 2, 0.0, 1, INFINITY), FOUR(ADDCDIV, 1, 2, -0.0, 1, -INFINITY), FOUR(ADDCDIV, 1, 0.0, 0.0, 1, NAN),
    FOUR(ADDCDIV, 1, 2, INFINITY, 1, 1), FOUR(ADDCDIV, 1, INFINITY, 2, -1, -INFINITY),
};
/* clang-format on */
const int32_t golden_more_count = sizeof golden_more / sizeof *golden_more;

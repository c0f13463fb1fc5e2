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

/* clang-format off */
const golden_row golden_more[] = {
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
    /* leaky_relu */
    TWO(LEAKY_RELU, 2.5, 0.5, 2.5), TWO(LEAKY_RELU, -2.5, 0.5, -1.25), TWO(LEAKY_RELU, NAN, 0.5, NAN),
    TWO(LEAKY_RELU, -2.5, NAN, NAN), TWO(LEAKY_RELU, INFINITY, 0.5, INFINITY),
    TWO(LEAKY_RELU, -INFINITY, 0.5, -INFINITY),
    TWO(LEAKY_RELU, 2.5, NAN, 2.5), TWO(LEAKY_RELU, -0.0, 0.5, -0.0), TWO(LEAKY_RELU, -2.5, -2, 5),
    /* lerp: both ends exactly */
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

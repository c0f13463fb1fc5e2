/* Arithmetic on sizes and strides that <stdlib.h> does not have. */
#ifndef GT_BASE_INTEGER_H
#define GT_BASE_INTEGER_H
#include <stdint.h>

/* For a >= 0, b > 0. */
static inline int64_t gt__divide_up(int64_t a, int64_t b)
{
    return a / b + (a % b != 0);
}

static inline int64_t gt__round_up(int64_t a, int64_t b)
{
    return gt__divide_up(a, b) * b;
}

static inline int64_t gt__smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static inline int64_t gt__larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static inline int64_t gt__magnitude(int64_t x)
{
    return x < 0 ? -x : x;
}

/* The largest number of which both, 0 or more, are multiples. */
static inline int64_t gt__common_divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        const int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Sizes that memory comes in, in units of any kind: eight to a doubling. The smallest one that holds n > 0 units, and
 * its number, from 1 to GT__SIZE_CLASSES - 1. */
enum { GT__SIZE_CLASSES = 496 };
static inline int64_t gt__size_class(int64_t n, int32_t *number)
{
    int32_t shift = 0;
    while ((n - 1) >> (shift + 4)) shift++;
    int64_t steps = gt__divide_up(n, (int64_t)1 << shift);
    *number = shift * 8 + (int32_t)steps;
    return steps << shift;
}

static inline void gt__swap(int64_t *a, int64_t *b)
{
    int64_t t = *a;
    *a = *b;
    *b = t;
}
#endif

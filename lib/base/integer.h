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

static inline void gt__swap(int64_t *a, int64_t *b)
{
    int64_t t = *a;
    *a = *b;
    *b = t;
}
#endif

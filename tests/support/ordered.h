/* The order of elements of any dtype, complex numbers too, as sorting has it; and elements to be sorted. */
#ifndef TESTS_ORDERED_H
#define TESTS_ORDERED_H
#include "support/complexes.h"

/* All dtypes, complex ones too. */
enum { ORDERED_DTYPES = DTYPE_COUNT + 2 };
int32_t ordered_dtype(int32_t at);

typedef struct element {
    const void *host;
    int32_t dtype;
    int64_t at;
} element;

/* Whether a comes before b in rising order, a and b being of one dtype or both real. */
bool is_below(element a, element b);
/* Neither is before the other; NaN: only if nan_equal, and then whichever part of a complex number is one. */
bool are_equal(element a, element b, bool nan_equal);
/* Random bits: NaN of both signs, zeros of both; and few different numbers. Given back with free. */
void *random_elements(int32_t dtype, int64_t count, uint64_t seed);
void *few_elements(int32_t dtype, int64_t count, uint64_t seed);
#endif

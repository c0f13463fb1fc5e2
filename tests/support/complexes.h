/* Complex numbers on the host: elements, random ones, and what rows give of them in C11's complex arithmetic of long
 * double, which follows annex G and whose exponents no operand of float64 brings to overflow. */
#ifndef TESTS_COMPLEXES_H
#define TESTS_COMPLEXES_H
#include "support/support.h"
#include <complex.h>

#ifndef CMPLXL /* glibc has it for gcc alone */
#define CMPLXL(re, im) __builtin_complex((long double)(re), (long double)(im))
#endif

typedef long double complex number;

/* The dtype of the parts of a complex dtype. */
int32_t part_of(int32_t dtype);
number number_read(int32_t dtype, const void *host, int64_t index);
/* Each part rounded to the dtype's. */
void number_write(int32_t dtype, void *host, int64_t index, number x);
/* Numbers of lengths from 2^-scale to 2^scale, of all directions. Given back with free. */
void *number_random(int32_t dtype, int64_t count, int scale, uint64_t seed);

/* What a row of GT_COMPLEX_TABLE gives of x: real results and truth as the real part. */
number number_row(int32_t op, const number *x);
/* Whether each part of got is within `ulps` of want, in units in the last place of want's length: infinities and NaN
 * are met. What overflows there may be the largest number, and where devices take the smallest for 0, it may be 0. */
bool number_close(int32_t dtype, number want, number got, double ulps);
value_text number_show(number x);
#endif

/* What the elementwise operations are compared with: plain C loops with OpenMP. */
#include <stddef.h>

void plain_copy(const float *x, float *out, size_t n);
void plain_add(const float *x, const float *y, float *out, size_t n);
void plain_exp(const float *x, float *out, size_t n);
double plain_sum(const float *x, size_t n);

/* What the operations are compared with: plain C loops with OpenMP, and the sorts of the C++ library on one thread. */
#ifndef PLAIN_H
#define PLAIN_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

void plain_copy(const float *x, float *out, size_t n);
void plain_add(const float *x, const float *y, float *out, size_t n);
void plain_exp(const float *x, float *out, size_t n);
double plain_sum(const float *x, size_t n);
void plain_fill(float *out, float value, size_t n);
/* out[i] = x[index[i]], of rows of that many elements. */
void plain_gather(const float *x, const int64_t *index, float *out, size_t n, size_t row);
/* out: x in rising order; its places in that order; its different elements, whose number is returned. */
void plain_sort(const float *x, float *out, size_t n);
void plain_argsort(const float *x, int64_t *out, size_t n);
size_t plain_unique(const float *x, float *out, size_t n);

#ifdef __cplusplus
}
#endif
#endif

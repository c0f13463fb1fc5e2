#include "plain.h"

#include <math.h>
#include <string.h>

void plain_copy(const float *x, float *out, size_t n)
{
#pragma omp parallel for simd
    for (size_t i = 0; i < n; i++) out[i] = x[i];
}

void plain_add(const float *x, const float *y, float *out, size_t n)
{
#pragma omp parallel for simd
    for (size_t i = 0; i < n; i++) out[i] = x[i] + y[i];
}

void plain_exp(const float *x, float *out, size_t n)
{
#pragma omp parallel for simd
    for (size_t i = 0; i < n; i++) out[i] = expf(x[i]);
}

double plain_sum(const float *x, size_t n)
{
    float sum = 0;
#pragma omp parallel for simd reduction(+ : sum)
    for (size_t i = 0; i < n; i++) sum += x[i];
    return sum;
}

void plain_fill(float *out, float value, size_t n)
{
#pragma omp parallel for simd
    for (size_t i = 0; i < n; i++) out[i] = value;
}

void plain_gather(const float *x, const int64_t *index, float *out, size_t n, size_t row)
{
    if (row == 1) {
#pragma omp parallel for simd
        for (size_t i = 0; i < n; i++) out[i] = x[index[i]];
        return;
    }
#pragma omp parallel for
    for (size_t i = 0; i < n; i++) memcpy(out + i * row, x + (size_t)index[i] * row, row * sizeof *x);
}

// The sorts of the C++ library, on one thread.
#include <algorithm>
#include <numeric>

#include "plain.h"

void plain_sort(const float *x, float *out, size_t n)
{
    std::copy(x, x + n, out);
    std::sort(out, out + n);
}

void plain_argsort(const float *x, int64_t *out, size_t n)
{
    std::iota(out, out + n, 0);
    std::stable_sort(out, out + n, [x](int64_t a, int64_t b) { return x[a] < x[b]; });
}

size_t plain_unique(const float *x, float *out, size_t n)
{
    plain_sort(x, out, n);
    return static_cast<size_t>(std::unique(out, out + n) - out);
}

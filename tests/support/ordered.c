#include "support/ordered.h"
#include <math.h>

static bool is_pair(int32_t dtype)
{
    return dtype == GT_C64 || dtype == GT_C128;
}

int32_t ordered_dtype(int32_t at)
{
    return at < DTYPE_COUNT ? all_dtypes[at].dtype : at == DTYPE_COUNT ? GT_C64 : GT_C128;
}

static bool float_below(long double x, long double y)
{
    return isnan(x) ? false : isnan(y) || x < y;
}

/* By the parts that are NaN, none, the imaginary one, the real one, both; then by the real part; then by the other. */
static bool pair_below(number x, number y)
{
    const long double re[] = {creall(x), creall(y)}, im[] = {cimagl(x), cimagl(y)};
    int nan[2];
    for (int i = 0; i < 2; i++) nan[i] = 2 * isnan(re[i]) + isnan(im[i]);
    if (nan[0] != nan[1]) return nan[0] < nan[1];
    if (float_below(re[0], re[1]) || float_below(re[1], re[0])) return float_below(re[0], re[1]);
    return float_below(im[0], im[1]);
}

static long double float_of(element e)
{
    const value v = support_at(e.host, e.dtype, e.at);
    return v.is_float ? v.f : (long double)v.i;
}

bool is_below(element a, element b)
{
    if (is_pair(a.dtype)) return pair_below(number_read(a.dtype, a.host, a.at), number_read(b.dtype, b.host, b.at));
    if (!facts_of(a.dtype)->is_float && !facts_of(b.dtype)->is_float)
        return support_at(a.host, a.dtype, a.at).i < support_at(b.host, b.dtype, b.at).i;
    return float_below(float_of(a), float_of(b));
}

static bool is_nan(element e)
{
    if (!is_pair(e.dtype)) return isnan(float_of(e));
    const number x = number_read(e.dtype, e.host, e.at);
    return isnan(creall(x)) || isnan(cimagl(x));
}

bool are_equal(element a, element b, bool nan_equal)
{
    if (is_nan(a) && is_nan(b)) return nan_equal;
    return !is_below(a, b) && !is_below(b, a);
}

void *random_elements(int32_t dtype, int64_t count, uint64_t seed)
{
    return is_pair(dtype) ? support_random(part_of(dtype), 2 * count, seed) : support_random(dtype, count, seed);
}

void *few_elements(int32_t dtype, int64_t count, uint64_t seed)
{
    static const double few[] = {0, -0.0, 1, -1, (double)NAN, 3};
    if (is_pair(dtype)) return few_elements(part_of(dtype), 2 * count, seed);
    char *host = support_array(dtype, count);
    for (int64_t i = 0; i < count; i++) {
        const double x = few[random_next(&seed) % 6];
        const value v = facts_of(dtype)->is_float ? value_float(x) : value_int(isnan(x) ? 2 : (int)x);
        value_write(dtype, host + (size_t)i * facts_of(dtype)->size, v);
    }
    return host;
}

/* gt_moments: mean and variance of every layout and set of axes, and where they are not numbers. */
#include "support/sweep.h"
#include <math.h>

enum { RANK = 3, COUNT = 7 * 5 * 33, LARGE = 1000003 };
static const int64_t shape[] = {7, 5, 33};

typedef struct expectation {
    int64_t count;
    long double sum, magnitude, mean, squares;
} expectation;

/* Index of the result that element i goes to. */
static int64_t result_of(unsigned mask, int64_t i)
{
    int64_t at = 0, stride = 1;
    for (int32_t k = RANK - 1; k >= 0; k--) {
        if (!(mask >> k & 1)) {
            at += i % shape[k] * stride;
            stride *= shape[k];
        }
        i /= shape[k];
    }
    return at;
}

static long double element(const void *host, int32_t dtype, int64_t i)
{
    value v = support_at(host, dtype, i);
    return v.is_float ? v.f : (long double)v.i;
}

static int64_t expect(expectation *e, unsigned mask, const void *host, int32_t dtype)
{
    int64_t results = 1;
    for (int32_t k = 0; k < RANK; k++) results *= mask >> k & 1 ? 1 : shape[k];
    memset(e, 0, COUNT * sizeof *e);
    for (int64_t i = 0; i < COUNT; i++) {
        expectation *own = &e[result_of(mask, i)];
        own->sum += element(host, dtype, i);
        own->magnitude += fabsl(element(host, dtype, i));
        own->count++;
    }
    for (int64_t k = 0; k < results; k++) e[k].mean = e[k].sum / (long double)e[k].count;
    for (int64_t i = 0; i < COUNT; i++) {
        expectation *own = &e[result_of(mask, i)];
        long double distance = element(host, dtype, i) - own->mean;
        own->squares += distance * distance;
    }
    return results;
}

/* The mean is rounded once but for what two floats side by side lose; integers are not rounded before it. */
static void judge(const expectation *e, int32_t dtype, long double correction, long double mean, long double variance,
                  const char *name)
{
    long double n = (long double)e->count, u = dtype == GT_F64 ? 0x1p-53L : 0x1p-24L;
    long double second = 4 * n * u * u, want = e->squares / (n - correction);
    if (!(fabsl(mean - e->mean) <= 0.76L * float_ulp(dtype, e->mean) + second * e->magnitude / n))
        support_wrong("mean %.9Lg, want %.9Lg [%s %s]", mean, e->mean, name, facts_of(dtype)->name);
    if (!(fabsl(variance - want) <= float_ulp(dtype, want) + (8 * u + second) * want))
        support_wrong("variance %.9Lg, want %.9Lg [%s %s]", variance, want, name, facts_of(dtype)->name);
}

static void *moment_values(int32_t dtype, long double centre)
{
    uint64_t seed = (uint64_t)dtype;
    char *host = support_array(dtype, COUNT);
    for (int64_t i = 0; i < COUNT; i++) {
        long double x = random_unit(&seed);
        if (facts_of(dtype)->is_float)
            x = centre + 2 * x;
        else
            x = floorl(50 * (facts_of(dtype)->is_signed ? x : fabsl(x)));
        value_write(dtype, host + (size_t)i * facts_of(dtype)->size, value_float(x));
    }
    return host;
}

static void moments_case(const gt_tensor *src, int32_t dtype, unsigned mask, const expectation *e, int64_t results,
                         double correction, const char *name)
{
    int32_t axes[RANK] = {0}, n = 0, result = facts_of(dtype)->is_float ? dtype : GT_F32;
    for (int32_t k = 0; k < RANK; k++)
        if (mask >> k & 1) axes[n++] = k;
    gt_tensor *mean = NULL, *variance = NULL;
    must(gt_moments(support_queue(), &mean, &variance, src, axes, n, correction, NULL));
    assert_int_equal(gt_tensor_rank(mean), RANK - n);
    assert_int_equal(gt_tensor_rank(variance), RANK - n);
    void *means = support_download(mean, result, results), *variances = support_download(variance, result, results);
    for (int64_t i = 0; i < results; i++)
        judge(&e[i], result, correction, element(means, result, i), element(variances, result, i), name);
    free(means);
    free(variances);
    support_drop(&mean);
    support_drop(&variance);
}

static void sweep(void **state)
{
    (void)state;
    const char *const names[] = {"contiguous", "sliced", "permuted", "negative", "broadcast"};
    expectation *e = calloc(COUNT, sizeof *e);
    assert_non_null(e);
    for (int d = 0; d < DTYPE_COUNT; d++)
        for (layout l = 0; l < LAYOUT_COUNT; l++) {
            int32_t dtype = all_dtypes[d].dtype;
            /* A sample has half of the layouts of each dtype, a thin one those of a third of the dtypes. */
            if (!support_has(dtype) || !sweep_sample((uint64_t)d + l, 2) || !sweep_part((uint64_t)d, 3)) continue;
            void *host = moment_values(dtype, l == LAYOUT_SLICED && all_dtypes[d].precision > 11 ? 1000 : 0.5L);
            gt_tensor *src = support_tensor(l, dtype, RANK, shape, host, NULL);
            for (unsigned mask = 1; mask < 8; mask++) {
                int64_t results = expect(e, mask, host, dtype);
                moments_case(src, dtype, mask, e, results, 0, names[l]);
                if (e->count > 1) moments_case(src, dtype, mask, e, results, 1, names[l]);
            }
            support_drop(&src);
            free(host);
        }
    free(e);
    support_settle();
}

/* A million numbers far from 0: the variance must not come from a difference of large sums. */
static void large(void **state)
{
    (void)state;
    const int64_t n = LARGE;
    expectation e = {.count = n};
    float *x = support_array(GT_F32, n);
    uint64_t seed = 3;
    for (int64_t i = 0; i < n; i++) {
        x[i] = (float)(10000 + random_unit(&seed));
        e.sum += (long double)x[i];
        e.magnitude += fabsl((long double)x[i]);
    }
    e.mean = e.sum / (long double)n;
    for (int64_t i = 0; i < n; i++) e.squares += ((long double)x[i] - e.mean) * ((long double)x[i] - e.mean);
    gt_tensor *src = support_upload(GT_F32, 1, &n, x), *mean = NULL, *variance = NULL;
    must(gt_moments(support_queue(), &mean, &variance, src, NULL, 0, 1, NULL));
    float *got = support_download(mean, GT_F32, 1), *spread = support_download(variance, GT_F32, 1);
    judge(&e, GT_F32, 1, (long double)*got, (long double)*spread, "large");
    free(got);
    free(spread);
    free(x);
    support_drop(&src);
    support_drop(&mean);
    support_drop(&variance);
    support_settle();
}

static void pair(const double *x, int64_t n, double correction, double want_mean, double want_variance)
{
    gt_tensor *src = support_values(GT_F32, 1, &n, x), *mean = NULL, *variance = NULL;
    must(gt_moments(support_queue(), &mean, &variance, src, NULL, 0, correction, NULL));
    support_expect(mean, GT_F32, 0, NULL, &want_mean);
    support_expect(variance, GT_F32, 0, NULL, &want_variance);
    support_drop(&src);
    support_drop(&mean);
    support_drop(&variance);
}

static void not_numbers(void **state)
{
    (void)state;
    pair(LIST(1, 3), 2, 0, 2, 1);
    pair(LIST(1, 3), 2, 0.5, 2, 4.0f / 3.0f);
    pair(LIST(1, 3), 2, 1, 2, 2);
    pair(LIST(1, 3), 2, 2, 2, INFINITY);
    pair(LIST(1, 3), 2, 3, 2, INFINITY);
    pair(LIST(4), 1, 0, 4, 0);
    pair(LIST(4), 1, 1, 4, NAN);
    pair(LIST(4), 1, 2, 4, NAN);
    pair(NULL, 0, 0, NAN, NAN);
    pair(NULL, 0, 1, NAN, NAN);
    pair(LIST(1, NAN, 2), 3, 0, NAN, NAN);
    pair(LIST(1, INFINITY, 2), 3, 0, INFINITY, NAN);
}

/* Squares beyond the largest number, and also that of what the mean, being rounded, is off by. */
static void too_large(void **state)
{
    (void)state;
    pair(LIST(0x1p100, 0x1.000002p100), 2, 0, 0x1p100, INFINITY);
    pair(LIST(0x1p100, 0x1.000002p100), 2, 2, 0x1p100, INFINITY);
    pair(LIST(-0x1p100, -0x1.000002p100), 2, 1, -0x1p100, INFINITY);
    pair(LIST(0x1p70, -0x1p70), 2, 0, 0, INFINITY);
    pair(LIST(0x1p86, 0x1.000002p86), 2, 0, 0x1p86, 0x1p124);
}

/* Elements whose mean is a number that float32 does not have, and a count that it does not have. */
static void exactly(int32_t dtype, const void *host, int64_t n, int32_t result, double want_mean, double want_variance)
{
    const gt_reduce_opts opts = {.size = sizeof opts, .dtype = result};
    gt_tensor *src = support_upload(dtype, 1, &n, host), *mean = NULL, *variance = NULL, *alone = NULL;
    must(gt_moments(support_queue(), &mean, &variance, src, NULL, 0, 0, &opts));
    must(gt_moments(support_queue(), &alone, NULL, src, NULL, 0, 0, &opts));
    support_expect(mean, result, 0, NULL, &want_mean);
    support_expect(alone, result, 0, NULL, &want_mean);
    support_expect(variance, result, 0, NULL, &want_variance);
    support_drop(&src);
    support_drop(&mean);
    support_drop(&alone);
    support_drop(&variance);
    support_settle();
}

static void between_floats(void **state)
{
    (void)state;
    const float floats[] = {16777216, 16777218};
    const int32_t ints[] = {16777217, 16777219, 16777216, 16777220};
    const int64_t longs[] = {INT64_MAX, INT64_MAX - 2, INT64_MAX - 4}, lows[] = {INT64_MIN, INT64_MIN + 2};
    const int64_t apart[] = {INT64_MIN, INT64_MAX};
    const uint64_t ulongs[] = {UINT64_MAX, UINT64_MAX - 2, UINT64_MAX - 4};
    exactly(GT_F32, floats, 2, GT_F32, 16777216, 1);
    exactly(GT_I32, ints, 2, GT_F32, 16777218, 1);
    exactly(GT_I32, ints, 4, GT_F32, 16777218, 2.5);
    exactly(GT_I64, longs, 3, GT_F32, 0x1p63, 8 / 3.0F);
    exactly(GT_I64, lows, 2, GT_F32, -0x1p63, 1);
    exactly(GT_I64, apart, 2, GT_F32, -0.5, 0x1p126);
    exactly(GT_U64, ulongs, 3, GT_F32, 0x1p64, 8 / 3.0F);
    if (support_has(GT_F64)) exactly(GT_I64, longs, 3, GT_F64, 0x1p63, 8 / 3.0);
    if (support_has(GT_F64)) exactly(GT_U64, ulongs, 3, GT_F64, 0x1p64, 8 / 3.0);
}

/* 2^24 + 1 elements: the count is no float32. */
static void many(void **state)
{
    (void)state;
    const int64_t n = (1 << 24) + 1;
    float *x = support_array(GT_F32, n);
    for (int64_t i = 0; i < n; i++) x[i] = 3;
    exactly(GT_F32, x, n, GT_F32, 3, 0);
    free(x);
}

/* Columns side by side, more than a work-item keeps, each with a mean of its own. */
static void columns(void **state)
{
    (void)state;
    enum { ROWS = 20, COLUMNS = 6007 };
    const int64_t matrix[] = {ROWS, COLUMNS}, across[] = {COLUMNS};
    const int32_t first = 0, dtypes[] = {GT_F32, GT_I32};
    double *mean_of = support_array(GT_F64, COLUMNS), *variance_of = support_array(GT_F64, COLUMNS);
    for (int i = 0; i < COLUMNS; i++) {
        mean_of[i] = i + (ROWS - 1) / 2.0;
        variance_of[i] = (ROWS * ROWS - 1) / 12.0;
    }
    for (int d = 0; d < 2; d++) {
        double *x = support_array(GT_F64, (int64_t)ROWS * COLUMNS);
        for (int i = 0; i < ROWS * COLUMNS; i++) x[i] = i / COLUMNS + i % COLUMNS;
        gt_tensor *a = support_values(dtypes[d], 2, matrix, x), *mean = NULL, *variance = NULL;
        must(gt_moments(support_queue(), &mean, &variance, a, &first, 1, 0, NULL));
        support_expect(mean, GT_F32, 1, across, mean_of);
        support_expect(variance, GT_F32, 1, across, variance_of);
        gt_tensor **all[] = {&a, &mean, &variance};
        for (size_t k = 0; k < sizeof all / sizeof *all; k++) support_drop(all[k]);
        free(x);
    }
    free(mean_of);
    free(variance_of);
}

static void wrong_corrections(void **state)
{
    (void)state;
    const int64_t n = 2;
    const double wrong[] = {NAN, INFINITY, -INFINITY};
    gt_tensor *src = support_values(GT_F32, 1, &n, LIST(1, 2)), *variance = NULL;
    for (int i = 0; i < 3; i++) {
        must_be(GT_E_ARGUMENT, gt_moments(support_queue(), NULL, &variance, src, NULL, 0, wrong[i], NULL));
        assert_null(variance);
    }
    support_drop(&src);
}

static void results(void **state)
{
    (void)state;
    const int64_t two_four[] = {2, 4}, two[] = {2}, kept[] = {2, 1}, four[] = {4};
    const int32_t last = -1;
    const gt_slice even = {0, 0, 2, GT_SLICE_OPEN_STOP, 0};
    gt_queue *q = support_queue();
    gt_tensor *a = support_values(GT_I32, 2, two_four, LIST(1, 2, 3, 4, 10, 10, 20, 20)), *mean = NULL,
              *variance = NULL;
    must(gt_moments(q, &mean, NULL, a, &last, 1, 0, NULL));
    support_expect(mean, GT_F32, 1, two, LIST(2.5, 15));
    support_drop(&mean);
    const gt_reduce_opts keep = {.size = sizeof keep, .flags = GT_KEEP_DIMS};
    must(gt_moments(q, NULL, &variance, a, &last, 1, 0, &keep));
    support_expect(variance, GT_F32, 2, kept, LIST(1.25, 25));
    support_drop(&variance);
    const gt_reduce_opts half = {.size = sizeof half, .dtype = GT_F16};
    must(gt_moments(q, &mean, &variance, a, &last, 1, 0, &half));
    support_expect(mean, GT_F16, 1, two, LIST(2.5, 15));
    support_expect(variance, GT_F16, 1, two, LIST(1.25, 25));
    must(gt_moments(q, &mean, &variance, a, &last, 1, 0, NULL)); /* into what is there */
    support_expect(mean, GT_F16, 1, two, LIST(2.5, 15));
    support_drop(&variance);
    gt_tensor *base = support_values(GT_F32, 1, four, LIST(7, 7, 7, 7));
    must(gt_tensor_slice(&variance, base, &even, 1));
    must(gt_moments(q, &mean, &variance, a, &last, 1, 0, NULL));
    support_expect(base, GT_F32, 1, four, LIST(1.25, 7, 25, 7));
    must_be(GT_E_SHAPE, gt_moments(q, &base, NULL, a, &last, 1, 0, NULL));
    gt_tensor **all[] = {&a, &mean, &variance, &base};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) support_drop(all[k]);
}

/* What is wrong with one result leaves the other as it was. */
static void refused(void **state)
{
    (void)state;
    const int64_t two[] = {2}, square[] = {2, 2};
    const int32_t last = 1;
    gt_tensor *a = support_values(GT_F32, 2, square, LIST(1, 3, 5, 9)),
              *wrong = support_values(GT_F32, 2, square, LIST(7, 7, 7, 7));
    gt_tensor *right = support_values(GT_F32, 1, two, LIST(8, 8)), *same = NULL;
    must_be(GT_E_SHAPE, gt_moments(support_queue(), &wrong, &right, a, &last, 1, 0, NULL));
    must_be(GT_E_SHAPE, gt_moments(support_queue(), &right, &wrong, a, &last, 1, 0, NULL));
    must_be(GT_E_ARGUMENT, gt_moments(support_queue(), &right, &right, a, &last, 1, 0, NULL));
    must_be(GT_E_ARGUMENT, gt_moments(support_queue(), &same, &same, a, &last, 1, 0, NULL));
    assert_null(same);
    must(gt_tensor_reshape(&same, right, 1, two));
    must_be(GT_E_ARGUMENT, gt_moments(support_queue(), &same, &right, a, &last, 1, 0, NULL));
    support_expect(right, GT_F32, 1, two, LIST(8, 8));
    support_expect(wrong, GT_F32, 2, square, LIST(7, 7, 7, 7));
    gt_tensor **all[] = {&a, &wrong, &right, &same};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) support_drop(all[k]);
}

int main(void)
{
    sweep_begin(NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sweep),          cmocka_unit_test(large),   cmocka_unit_test(not_numbers),
        cmocka_unit_test(too_large),      cmocka_unit_test(results), cmocka_unit_test(refused),
        cmocka_unit_test(between_floats), cmocka_unit_test(many),    cmocka_unit_test(wrong_corrections),
        cmocka_unit_test(columns),
    };
    return cmocka_run_group_tests(tests, NULL, support_close);
}

/* Reductions whose result depends on how they add: cancellation, long sums, narrow floats, dtypes, destinations. */
#include "support/support.h"
#include <math.h>

static gt_tensor *reduce_as(int32_t op, const gt_tensor *src, int32_t dtype)
{
    const gt_reduce_opts opts = {.size = sizeof opts, .dtype = dtype};
    gt_tensor *dst = NULL;
    must(gt_reduce(support_queue(), op, &dst, src, NULL, 0, &opts));
    return dst;
}

static long double number(gt_tensor *t, int32_t dtype)
{
    assert_int_equal(gt_tensor_rank(t), 0);
    void *host = support_download(t, dtype, 1);
    value v = support_at(host, dtype, 0);
    free(host);
    support_drop(&t);
    return v.is_float ? v.f : (long double)v.i;
}

static long double sum_of(const gt_tensor *src, int32_t dtype)
{
    return number(reduce_as(GT_ADD, src, 0), dtype);
}

/* ---- Accuracy ---------------------------------------------------------------------------------------------------- */

/* Big numbers that cancel and ones that remain, in turn or one after the other. */
static void cancellation(void **state)
{
    (void)state;
    enum { N = 4096 };
    const int64_t shape[] = {3 * N};
    const struct {
        int32_t dtype;
        long double big;
    } rows[] = {{GT_F32, 1e8L}, {GT_F64, 1e17L}, {GT_BF16, 0x1p26L}};
    for (int k = 0; k < 3; k++)
        for (int blocks = 0; blocks < 2; blocks++) {
            int32_t dtype = rows[k].dtype;
            if (!support_has(dtype)) continue;
            char *x = support_array(dtype, 3 * N);
            for (int i = 0; i < 3 * N; i++) {
                int part = blocks ? i / N : i % 3;
                value v = value_float(part == 0 ? rows[k].big : part == 1 ? 1 : -rows[k].big);
                value_write(dtype, x + (size_t)i * facts_of(dtype)->size, v);
            }
            gt_tensor *a = support_upload(dtype, 1, shape, x);
            long double got = sum_of(a, dtype), u = dtype == GT_F64 ? 0x1p-53L : 0x1p-24L;
            if (!(fabsl(got - N) <= 1 + 12 * (long double)N * u * u * 2 * N * rows[k].big))
                support_wrong("%s: sum %.9Lg, want %d", facts_of(dtype)->name, got, N);
            support_drop(&a);
            free(x);
        }
    support_settle();
}

/* More ones than float32 can count one by one. */
static void many_ones(void **state)
{
    (void)state;
    const int64_t n = (1 << 24) + 2, flat[] = {n}, outer[] = {n, 2}, square[] = {4098, 4096};
    const int32_t first = 0;
    const gt_scalar one = float_scalar(GT_F32, 1);
    gt_tensor *single = support_values(GT_F32, 0, NULL, LIST(1)), *ones = NULL, *dst = NULL;
    must(gt_tensor_broadcast(&ones, single, 1, flat));
    assert_true(sum_of(ones, GT_F32) == n);
    support_drop(&ones);
    must(gt_tensor_broadcast(&ones, single, 2, outer));
    must(gt_reduce(support_queue(), GT_ADD, &dst, ones, &first, 1, NULL));
    support_expect(dst, GT_F32, 1, (const int64_t[]){2}, LIST((double)n, (double)n));
    support_drop(&dst);
    support_drop(&ones);
    must(gt_fill(support_queue(), &ones, GT_F32, 2, square, &one));
    assert_true(sum_of(ones, GT_F32) == 4098 * 4096);
    support_drop(&ones);
    support_drop(&single);
}

/* A one, and a million numbers that are each too small to move it. */
static void small_ones(void **state)
{
    (void)state;
    const int64_t n = (1 << 20) + 1;
    float *x = support_array(GT_F32, n);
    for (int64_t i = 0; i < n; i++) x[i] = i ? 0x1p-26f : 1;
    gt_tensor *a = support_upload(GT_F32, 1, &n, x);
    assert_true(sum_of(a, GT_F32) == 1 + 0x1p-6L);
    support_drop(&a);
    free(x);
}

static void random_sums(void **state)
{
    (void)state;
    const int32_t dtypes[] = {GT_F32, GT_F64};
    const int64_t n = 1000003;
    for (int k = 0; k < 2; k++) {
        int32_t dtype = dtypes[k];
        if (!support_has(dtype)) continue;
        uint64_t seed = 11;
        char *x = support_array(dtype, n);
        long double sum = 0, rest = 0, magnitude = 0, u = dtype == GT_F64 ? 0x1p-53L : 0x1p-24L;
        for (int64_t i = 0; i < n; i++) {
            char *element = x + (size_t)i * facts_of(dtype)->size;
            value_write(dtype, element, value_float(ldexpl(random_unit(&seed), (int)(random_next(&seed) % 40))));
            long double v = value_read(dtype, element).f, next = sum + v, part = next - sum;
            rest += (sum - (next - part)) + (v - part);
            sum = next;
            magnitude += fabsl(v);
        }
        gt_tensor *a = support_upload(dtype, 1, &n, x);
        long double got = sum_of(a, dtype), exact = sum + rest;
        if (!(fabsl(got - exact) <= float_ulp(dtype, exact) + 4 * (long double)n * u * u * magnitude))
            support_wrong("%s: %.20Lg, want %.20Lg", facts_of(dtype)->name, got, exact);
        support_drop(&a);
        free(x);
    }
    support_settle();
}

static void infinities(void **state)
{
    (void)state;
    const struct {
        double x[4];
        double sum;
    } rows[] = {
        {{INFINITY, 1, 2, 3}, INFINITY},     {{1, -INFINITY, 2, 3}, -INFINITY}, {{INFINITY, 1, INFINITY, 3}, INFINITY},
        {{INFINITY, 1, -INFINITY, 3}, NAN},  {{1, NAN, 2, INFINITY}, NAN},      {{3e38, 3e38, 1, 1}, INFINITY},
        {{-3e38, -3e38, -1, -1}, -INFINITY}, {{1e38, 1e38, 1e38, -1e38}, 2e38},
    };
    const int64_t shape[] = {4};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        gt_tensor *a = support_values(GT_F32, 1, shape, rows[k].x);
        long double got = sum_of(a, GT_F32);
        const double want = rows[k].sum;
        if (isnan(want) ? !isnan(got) : got != want && !(isfinite(want) && fabsl(got - want) <= 0x1p104L))
            support_wrong("row %d: %Lg, want %g", (int)k, got, want);
        support_drop(&a);
    }
    support_settle();
}

/* 70001 elements: more than float16 holds, and than bfloat16 can count. */
static void narrow_floats(void **state)
{
    (void)state;
    const int64_t n = 70001;
    const int32_t dtypes[] = {GT_F16, GT_BF16};
    for (int k = 0; k < 2; k++) {
        const gt_scalar tenth = float_scalar(GT_F64, 0.1), one = float_scalar(GT_F64, 1);
        long double stored = float_round(dtypes[k], 0.1L);
        gt_tensor *a = NULL;
        must(gt_fill(support_queue(), &a, dtypes[k], 1, &n, &tenth));
        assert_true(sum_of(a, dtypes[k]) == float_round(dtypes[k], (long double)n * stored));
        assert_true(fabsl(number(reduce_as(GT_ADD, a, GT_F32), GT_F32) - (long double)n * stored) < 0x1p-10L);
        must(gt_fill(support_queue(), &a, dtypes[k], 1, &n, &one));
        assert_true(sum_of(a, dtypes[k]) == float_round(dtypes[k], n));
        assert_true(number(reduce_as(GT_ADD, a, GT_F32), GT_F32) == n);
        support_drop(&a);
    }
}

static void same_each_time(void **state)
{
    (void)state;
    const int64_t shape[] = {1003, 333};
    const int32_t first = 0;
    float *x = support_array(GT_F32, 1003 * 333);
    uint64_t seed = 5;
    for (int i = 0; i < 1003 * 333; i++) x[i] = (float)random_unit(&seed);
    gt_tensor *a = support_upload(GT_F32, 2, shape, x), *dst = NULL;
    for (int axes = 0; axes < 2; axes++) {
        int64_t count = axes ? 333 : 1;
        float *reference = NULL;
        for (int k = 0; k < 5; k++) {
            must(gt_reduce(support_queue(), GT_ADD, &dst, a, axes ? &first : NULL, axes, NULL));
            float *got = support_download(dst, GT_F32, count);
            if (reference) assert_memory_equal(got, reference, (size_t)count * sizeof *got);
            free(reference);
            reference = got;
            support_drop(&dst);
        }
        free(reference);
    }
    support_drop(&a);
    free(x);
}

/* ---- Chosen dtypes ----------------------------------------------------------------------------------------------- */

static void chosen_dtypes(void **state)
{
    (void)state;
    const struct {
        int32_t from, to, op;
        double x[4];
        double want;
    } rows[] = {
        {GT_I8, GT_I8, GT_ADD, {100, 100, 100, 1}, 45},
        {GT_I8, 0, GT_ADD, {100, 100, 100, 1}, 301},
        {GT_U8, 0, GT_ADD, {255, 255, 255, 255}, 1020},
        {GT_U8, GT_U8, GT_MULTIPLY, {2, 4, 8, 8}, 0},
        {GT_BOOL, 0, GT_ADD, {1, 0, 1, 1}, 3},
        {GT_BOOL, GT_I32, GT_MULTIPLY, {1, 1, 1, 1}, 1},
        {GT_I32, GT_F32, GT_ADD, {1, 2, 3, -16777216}, -16777210},
        {GT_F32, GT_I32, GT_ADD, {1.9, 1.9, 1.9, -1.9}, 2},
        {GT_F32, GT_F64, GT_ADD, {1e8, 1, -1e8, 0.5}, 1.5},
        {GT_F32, GT_F16, GT_ADD, {2048, 1, 0.5, 0.25}, 2050},
        {GT_F64, GT_F32, GT_MULTIPLY, {3, 5, 7, 0.5}, 52.5},
        {GT_I64, GT_I64, GT_MAXIMUM, {-5, -3, -9, -4}, -3},
        {GT_U32, GT_F32, GT_MINIMUM, {5, 3, 9, 4}, 3},
        {GT_I32, GT_U8, GT_ADD, {-1, -1, 300, 0}, 42},
        {GT_I32, GT_I8, GT_MAXIMUM, {100, 200, 100, 100}, 100},
        {GT_U16, GT_U8, GT_MINIMUM, {256, 1, 2, 3}, 0},
        {GT_U16, GT_I8, GT_MAXIMUM, {65535, 127, 128, 255}, 127},
        {GT_I32, GT_BOOL, GT_ADD, {1, -1, 0, 0}, 1},
        {GT_I64, GT_BOOL, GT_MAXIMUM, {0x1p32, 0, 0, 0}, 1},
        {GT_I32, GT_BOOL, GT_MULTIPLY, {65536, 65536, 65536, 65536}, 1},
    };
    const int64_t shape[] = {4};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        if (!support_has(rows[k].from) || (rows[k].to && !support_has(rows[k].to))) continue;
        gt_tensor *a = support_values(rows[k].from, 1, shape, rows[k].x);
        gt_tensor *dst = reduce_as(rows[k].op, a, rows[k].to);
        int32_t wide_type = facts_of(rows[k].from)->is_signed || rows[k].from == GT_BOOL ? GT_I64 : GT_U64;
        support_expect(dst, rows[k].to ? rows[k].to : wide_type, 0, NULL, &rows[k].want);
        support_drop(&dst);
        support_drop(&a);
    }
}

/* ---- Destinations ------------------------------------------------------------------------------------------------ */

static void given_destination(void **state)
{
    (void)state;
    const int64_t shape[] = {2, 3}, three[] = {3}, two[] = {2}, seven[] = {7};
    const int32_t first = 0, last = -1;
    const gt_slice odd = {1, 0, 2, GT_SLICE_OPEN_STOP, 0};
    gt_queue *q = support_queue();
    gt_tensor *a = support_values(GT_F32, 2, shape, LIST(1, 2.5, 3, 4, 5, 6));
    gt_tensor *base = support_values(GT_F32, 1, seven, LIST(9, 9, 9, 9, 9, 9, 9)), *view = NULL;
    must(gt_tensor_slice(&view, base, &odd, 1));
    gt_tensor *same = view;
    must(gt_reduce(q, GT_ADD, &view, a, &first, 1, NULL));
    assert_ptr_equal(view, same);
    support_expect(base, GT_F32, 1, seven, LIST(9, 5, 9, 7.5, 9, 9, 9));
    gt_tensor *ints = support_values(GT_I32, 1, two, LIST(0, 0));
    must(gt_reduce(q, GT_ADD, &ints, a, &last, 1, NULL)); /* 6.5 and 15, stored as integers */
    support_expect(ints, GT_I32, 1, two, LIST(6, 15));
    must(gt_arg_reduce(q, GT_MAXIMUM, &ints, a, &last, 1, NULL));
    support_expect(ints, GT_I32, 1, two, LIST(2, 2));
    must_be(GT_E_SHAPE, gt_reduce(q, GT_ADD, &ints, a, &first, 1, NULL));
    must_be(GT_E_SHAPE, gt_arg_reduce(q, GT_MAXIMUM, &ints, a, NULL, 0, NULL));
    support_expect(ints, GT_I32, 1, two, LIST(2, 2));
    gt_tensor *one = support_values(GT_F32, 0, NULL, LIST(8)), *repeated = NULL;
    must(gt_tensor_broadcast(&repeated, one, 1, three));
    must_be(GT_E_ARGUMENT, gt_reduce(q, GT_ADD, &repeated, a, &first, 1, NULL));
    support_expect(one, GT_F32, 0, NULL, LIST(8));
    gt_tensor **all[] = {&a, &base, &view, &ints, &one, &repeated};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) support_drop(all[k]);
}

/* The sum of rows is written over one of the rows. */
static void overlapping_destination(void **state)
{
    (void)state;
    enum { ROWS = 50, COLUMNS = 3000 };
    const int64_t shape[] = {ROWS, COLUMNS};
    const int32_t first = 0;
    for (int row = 0; row < ROWS; row += 7) {
        int64_t *x = support_array(GT_I64, (int64_t)ROWS * COLUMNS);
        for (int i = 0; i < ROWS * COLUMNS; i++) x[i] = i;
        gt_tensor *a = support_upload(GT_I64, 2, shape, x), *dst = NULL;
        const gt_slice at = {row, 0, 0, GT_SLICE_INDEX, 0};
        must(gt_tensor_slice(&dst, a, &at, 1));
        must(gt_reduce(support_queue(), GT_ADD, &dst, a, &first, 1, NULL));
        int64_t *got = support_download(dst, GT_I64, COLUMNS);
        for (int64_t i = 0; i < COLUMNS; i++)
            if (got[i] != ROWS * i + COLUMNS * (ROWS * (ROWS - 1) / 2)) support_wrong("column %lld", (long long)i);
        free(got);
        free(x);
        support_drop(&dst);
        support_drop(&a);
    }
    support_settle();
}

/* ---- Refused ----------------------------------------------------------------------------------------------------- */

static void refused(void **state)
{
    (void)state;
    const int64_t shape[] = {2, 3};
    const int32_t far[] = {2}, below[] = {-3}, twice[] = {0, 0}, same[] = {1, -1};
    const int32_t unable[] = {GT_SUBTRACT, GT_DIVIDE, GT_EXP, GT_WHERE, GT_POW, 9998};
    gt_queue *q = support_queue();
    gt_tensor *a = support_values(GT_F32, 2, shape, LIST(1, 2, 3, 4, 5, 6)), *dst = NULL;
    for (int k = 0; k < 6; k++) must_be(GT_E_OPERATION, gt_reduce(q, unable[k], &dst, a, NULL, 0, NULL));
    must_be(GT_E_OPERATION, gt_arg_reduce(q, GT_ADD, &dst, a, NULL, 0, NULL));
    must_be(GT_E_INDEX, gt_reduce(q, GT_ADD, &dst, a, far, 1, NULL));
    must_be(GT_E_INDEX, gt_reduce(q, GT_ADD, &dst, a, below, 1, NULL));
    must_be(GT_E_INDEX, gt_reduce(q, GT_ADD, &dst, a, twice, 2, NULL));
    must_be(GT_E_INDEX, gt_arg_reduce(q, GT_MAXIMUM, &dst, a, same, 2, NULL));
    must_be(GT_E_INDEX, gt_moments(q, &dst, NULL, a, far, 1, 0, NULL));
    must_be(GT_E_ARGUMENT, gt_reduce(q, GT_ADD, &dst, NULL, NULL, 0, NULL));
    must_be(GT_E_ARGUMENT, gt_reduce(q, GT_ADD, NULL, a, NULL, 0, NULL));
    must_be(GT_E_ARGUMENT, gt_reduce(NULL, GT_ADD, &dst, a, NULL, 0, NULL));
    gt_reduce_opts opts = {.size = sizeof opts, .flags = 1};
    must_be(GT_E_ARGUMENT, gt_reduce(q, GT_ADD, &dst, a, NULL, 0, &opts));
    opts = (gt_reduce_opts){.size = sizeof opts, .dtype = 99};
    must_be(GT_E_DTYPE, gt_reduce(q, GT_ADD, &dst, a, NULL, 0, &opts));
    opts.dtype = GT_I32;
    must_be(GT_E_DTYPE, gt_arg_reduce(q, GT_MAXIMUM, &dst, a, NULL, 0, &opts));
    must_be(GT_E_DTYPE, gt_moments(q, &dst, NULL, a, NULL, 0, 0, &opts));
    must_be(GT_E_ARGUMENT, gt_moments(q, NULL, NULL, a, NULL, 0, 0, NULL));
    assert_null(dst);
    support_drop(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cancellation),      cmocka_unit_test(many_ones),
        cmocka_unit_test(small_ones),        cmocka_unit_test(random_sums),
        cmocka_unit_test(infinities),        cmocka_unit_test(narrow_floats),
        cmocka_unit_test(same_each_time),    cmocka_unit_test(chosen_dtypes),
        cmocka_unit_test(given_destination), cmocka_unit_test(overlapping_destination),
        cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests(tests, NULL, support_close);
}

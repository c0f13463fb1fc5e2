/* Casts between all dtypes, and the operations that make values: fill, arange, linspace, eye. */
#include "support/sweep.h"
#include <math.h>

/* One program for two dtypes; those that make values have one for a dtype, and the copies a few. */
enum { RANDOMS = 400, OTHER_PROGRAMS = 36 };
static const sweep_shares shares = {.all = 200, .quick = 120, .thin = 52};
static sweep_plan plan; /* from each dtype, to each dtype */

/* ---- Casts ------------------------------------------------------------------------------------------------------- */

/* Ends of ranges, halves, and numbers beside ties that a second rounding would move. */
static const long double edges[] = {
    0,
    -0.0L,
    0.5L,
    -0.5L,
    0.99L,
    -0.99L,
    1.5L,
    -1.5L,
    2.5L,
    126.5L,
    127,
    127.5L,
    128,
    -128,
    -128.9L,
    -129,
    254.5L,
    255,
    255.9L,
    256,
    32767.9L,
    32768,
    -32768.9L,
    -32769,
    65504,
    65519,
    65519.99L,
    65520,
    65535.5L,
    65536,
    0x1p31L - 1,
    0x1p31L,
    -0x1p31L,
    -0x1p31L - 1,
    0x1p32L - 1,
    0x1p32L,
    0x1p53L + 1,
    0x1p63L - 1,
    0x1p63L,
    -0x1p63L,
    -0x1p63L - 0x1p12L,
    0x1p64L - 1,
    0x1p64L,
    1e30L,
    -1e30L,
    1e39L,
    1e300L,
    INFINITY,
    -INFINITY,
    NAN,
    1 + 0x1p-11L,            /* float16: tie to even, down */
    1 + 0x1p-11L + 0x1p-40L, /* up, but a tie once it is a float32 */
    1 + 0x1p-11L - 0x1p-40L,
    1 + 3 * 0x1p-11L, /* tie to even, up */
    1 + 3 * 0x1p-11L - 0x1p-40L,
    -1 - 0x1p-11L - 0x1p-40L,
    1 + 0x1p-8L, /* the same for bfloat16 */
    1 + 0x1p-8L + 0x1p-40L,
    1 + 0x1p-8L - 0x1p-40L,
    1 + 3 * 0x1p-8L - 0x1p-40L,
    0x1p-25L, /* half of the smallest float16 */
    0x1p-25L + 0x1p-60L,
    3 * 0x1p-25L - 0x1p-60L,
    0x1p-24L,
    65520 - 0x1p-30L,
    1 + 0x1p-24L, /* float32 */
    1 + 0x1p-24L + 0x1p-52L,
    1 + 3 * 0x1p-24L,
    0x1p-150L,
    0x1p-150L + 0x1p-190L,
    0x1p-134L,
    0x1p-134L + 0x1p-180L,
    0x1p24L + 1, /* integers to float32, float64, bfloat16 */
    0x1p24L + 3,
    0x1p54L + 2,
    0x1p54L + 6,
    0x1p30L + 0x1p6L,
    0x1p30L + 0x1p6L + 1,
    0x1p62L + 0x1p38L,
    0x1p62L + 0x1p38L + 1,
    0x1p30L + 0x1p22L,
    0x1p30L + 0x1p22L + 1,
    0x1p62L + 0x1p54L + 1,
    -0x1p62L - 0x1p54L - 1,
    0x1p62L + 0x1p54L,
};
enum { EDGES = sizeof edges / sizeof *edges };

static void *cast_values(int32_t dtype, int64_t count)
{
    char *host = support_random(dtype, count, (uint64_t)dtype);
    for (int64_t i = 0; i < EDGES; i++)
        value_write(dtype, host + (size_t)i * facts_of(dtype)->size, value_float(edges[i]));
    return host;
}

/* Devices without subnormal float32 numbers make zeros of them, before or after. */
static bool cast_right(value x, int32_t from, value got, int32_t to)
{
    value want = value_cast(x, to);
    if (!want.is_float && want.i == got.i) return true;
    if (want.is_float && float_close(to, want.f, got.f, 0, false)) return true;
    if (support_machine() == MACHINE_POCL) return false;
    bool narrow_from = from == GT_F32 || from == GT_BF16, narrow_to = to == GT_F32 || to == GT_BF16;
    bool lost = (narrow_from && float_subnormal(from, x.f)) || (narrow_to && float_subnormal(to, want.f));
    return lost && got.f == 0 && got.i == 0;
}

static void cast_pair(int32_t from, int32_t to, layout l)
{
    const int64_t count = EDGES + RANDOMS;
    void *host = cast_values(from, count);
    gt_tensor *src = support_tensor(l, from, 1, &count, host, NULL), *dst = NULL;
    must(gt_copy(support_queue(), &dst, src, to));
    void *result = support_download(dst, to, count);
    for (int64_t i = 0; i < count; i++) {
        value x = support_at(host, from, i), got = support_at(result, to, i);
        if (cast_right(x, from, got, to)) continue;
        support_wrong("%s %s to %s: %s, want %s", facts_of(from)->name, value_show(x).s, facts_of(to)->name,
                      value_show(got).s, value_show(value_cast(x, to)).s);
    }
    free(result);
    free(host);
    support_drop(&src);
    support_drop(&dst);
}

static int make_plan(void **state)
{
    (void)state;
    uint32_t has = 0;
    for (int32_t k = 0; k < DTYPE_COUNT; k++) has |= (uint32_t)support_has(all_dtypes[k].dtype) << k;
    plan.columns = DTYPE_COUNT;
    for (int32_t k = 0; k < DTYPE_COUNT; k++) sweep_plan_row(&plan, 0, has >> k & 1 ? has : 0, has);
    sweep_plan_choose(&plan, sweep_share() - OTHER_PROGRAMS);
    return 0;
}

static void casts(void **state)
{
    const dtype_facts *from = *state;
    if (!support_has(from->dtype)) support_skip("the device does not compute with this dtype");
    for (int k = 0; k < DTYPE_COUNT; k++) {
        if (!sweep_takes(&plan, (int32_t)(from - all_dtypes), k)) continue;
        support_topic();
        cast_pair(from->dtype, all_dtypes[k].dtype, LAYOUT_CONTIGUOUS);
        cast_pair(from->dtype, all_dtypes[k].dtype, LAYOUT_SLICED);
    }
    support_settle();
}

static void covered(void **state)
{
    (void)state;
    sweep_covered(&plan);
}

/* A NaN whose payload lies in the bits that the narrower format does not have. */
static void nan_payloads(void **state)
{
    (void)state;
    const uint32_t bits[] = {0x7f800001u, 0xff800001u, 0x7fffffffu, 0x7f807fffu};
    const int64_t shape[] = {4};
    const int32_t narrow[] = {GT_BF16, GT_F16};
    gt_tensor *src = support_upload(GT_F32, 1, shape, bits), *dst = NULL;
    for (int k = 0; k < 2; k++) {
        must(gt_copy(support_queue(), &dst, src, narrow[k]));
        support_expect(dst, narrow[k], 1, shape, LIST(NAN, NAN, NAN, NAN));
        support_drop(&dst);
    }
    support_drop(&src);
}

/* Copies in the same dtype keep every bit, whatever the layouts. */
static void same_dtype(void **state)
{
    (void)state;
    const int64_t shape[] = {37, 3, 19};
    const int64_t count = support_count(3, shape);
    for (int k = 0; k < DTYPE_COUNT; k++) {
        const int32_t dtype = all_dtypes[k].dtype;
        const size_t bytes = (size_t)count * all_dtypes[k].size;
        if (!support_has(dtype)) continue;
        for (layout from = 0; from < LAYOUT_COUNT; from++)
            for (layout to = 0; to < LAYOUT_BROADCAST; to++) {
                void *host = support_random(dtype, count, from), *old = support_array(dtype, count);
                gt_tensor *src = support_tensor(from, dtype, 3, shape, host, NULL);
                gt_tensor *dst = support_tensor(to, dtype, 3, shape, old, NULL);
                must(gt_copy(support_queue(), &dst, src, 0));
                void *got = support_download(dst, dtype, count);
                if (memcmp(got, host, bytes) != 0)
                    support_wrong("%s, layout %d to %d", all_dtypes[k].name, (int)from, (int)to);
                free(got);
                free(host);
                free(old);
                support_drop(&src);
                support_drop(&dst);
            }
    }
    support_settle();
}

/* Transposes of odd sizes, where tiles do not fit. */
static void transposes(void **state)
{
    (void)state;
    const int64_t sizes[] = {1, 2, 31, 33, 64, 127, 300};
    const int32_t dtypes[] = {GT_U8, GT_F32};
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < 7; i++)
            for (int j = 0; j < 7; j++) {
                const int64_t shape[] = {sizes[i], sizes[j]}, count = sizes[i] * sizes[j];
                void *host = support_random(dtypes[k], count, 5);
                gt_tensor *src = support_tensor(LAYOUT_PERMUTED, dtypes[k], 2, shape, host, NULL), *dst = NULL;
                must(gt_copy(support_queue(), &dst, src, 0));
                void *got = support_download(dst, dtypes[k], count);
                assert_memory_equal(got, host, (size_t)count * facts_of(dtypes[k])->size);
                free(got);
                free(host);
                support_drop(&src);
                support_drop(&dst);
            }
}

static void copy_refused(void **state)
{
    (void)state;
    const int64_t shape[] = {3}, other[] = {2};
    gt_tensor *a = support_values(GT_I32, 1, shape, LIST(1, 2, 3)),
              *b = support_values(GT_F32, 1, shape, LIST(4, 5, 6));
    gt_tensor *c = support_values(GT_I32, 1, other, LIST(7, 8)), *none = NULL;
    must_be(GT_E_DTYPE, gt_copy(support_queue(), &b, a, GT_I32)); /* dtype is not that of *dst */
    must_be(GT_E_SHAPE, gt_copy(support_queue(), &c, a, 0));
    must_be(GT_E_DTYPE, gt_copy(support_queue(), &none, a, 99));
    must_be(GT_E_ARGUMENT, gt_copy(support_queue(), &none, NULL, 0));
    assert_null(none);
    support_expect(b, GT_F32, 1, shape, LIST(4, 5, 6));
    must(gt_copy(support_queue(), &b, a, GT_F32));
    support_expect(b, GT_F32, 1, shape, LIST(1, 2, 3));
    support_drop(&a);
    support_drop(&b);
    support_drop(&c);
}

/* ---- Values ------------------------------------------------------------------------------------------------------ */

static void fill(void **state)
{
    (void)state;
    const int64_t shape[] = {67, 5};
    for (int k = 0; k < DTYPE_COUNT; k++) {
        const dtype_facts *t = &all_dtypes[k];
        if (!support_has(t->dtype)) continue;
        gt_scalar s = t->is_float ? float_scalar(t->dtype, -2.5) : integer_scalar(t->dtype, t->is_signed ? -3 : 1);
        double want[67 * 5];
        for (int i = 0; i < 67 * 5; i++) want[i] = t->is_float ? -2.5 : t->is_signed ? -3 : 1;
        gt_tensor *made = NULL, *base = NULL;
        must(gt_fill(support_queue(), &made, t->dtype, 2, shape, &s));
        support_expect(made, t->dtype, 2, shape, want);
        support_drop(&made);
        void *old = support_array(t->dtype, 67 * 5);
        gt_tensor *view = support_tensor(LAYOUT_SLICED, t->dtype, 2, shape, old, &base);
        must(gt_fill(support_queue(), &view, t->dtype, 2, shape, &s));
        support_expect(view, t->dtype, 2, shape, want);
        int64_t held = gt_tensor_count(base), others = 0;
        void *memory = support_download(base, t->dtype, held);
        for (int64_t i = 0; i < held; i++) {
            value v = support_at(memory, t->dtype, i);
            others += v.is_float ? v.f == 1 : v.i == 1;
        }
        assert_int_equal(others, t->is_signed ? held - 67 * 5 : held);
        free(memory);
        free(old);
        support_drop(&view);
        support_drop(&base);
    }
}

static void fill_edges(void **state)
{
    (void)state;
    const int64_t shape[] = {2};
    const gt_scalar big = integer_scalar(GT_I64, INT64_MIN), all = integer_scalar(GT_U64, -1);
    const gt_scalar nan = float_scalar(GT_F32, NAN), two = integer_scalar(GT_WEAK_INT, 2),
                    unknown = integer_scalar(99, 0);
    gt_tensor *t = NULL;
    must(gt_fill(support_queue(), &t, GT_I64, 1, shape, &big));
    support_expect(t, GT_I64, 1, shape, LIST(-0x1p63, -0x1p63));
    support_drop(&t);
    must(gt_fill(support_queue(), &t, GT_U64, 1, shape, &all));
    uint64_t *got = support_download(t, GT_U64, 2);
    assert_true(got[0] == UINT64_MAX && got[1] == UINT64_MAX);
    free(got);
    support_drop(&t);
    must(gt_fill(support_queue(), &t, GT_F16, 1, shape, &nan));
    support_expect(t, GT_F16, 1, shape, LIST(NAN, NAN));
    must_be(GT_E_DTYPE, gt_fill(support_queue(), &t, GT_F32, 1, shape, &two));
    must_be(GT_E_SHAPE, gt_fill(support_queue(), &t, GT_F16, 1, (const int64_t[]){3}, &two));
    must_be(GT_E_ARGUMENT, gt_fill(support_queue(), &t, GT_F16, 1, shape, NULL));
    must_be(GT_E_DTYPE, gt_fill(support_queue(), &t, GT_F16, 1, shape, &unknown));
    support_expect(t, GT_F16, 1, shape, LIST(NAN, NAN));
    must(gt_fill(support_queue(), &t, GT_F16, 1, shape, &two));
    support_expect(t, GT_F16, 1, shape, LIST(2, 2));
    support_drop(&t);
    must(gt_fill(support_queue(), &t, GT_F32, 2, (const int64_t[]){0, 4}, &two));
    assert_int_equal(gt_tensor_count(t), 0);
    support_drop(&t);
}

/* A scalar is first rounded to the dtype it has, then converted as a cast; weak integers give booleans their truth. */
static void fill_scalars(void **state)
{
    (void)state;
    const struct {
        gt_scalar value;
        int32_t dtype;
        double want;
    } cases[] = {
        {float_scalar(GT_F16, 0.1), GT_F32, 0x1.998p-4},    {float_scalar(GT_BF16, 0.1), GT_F32, 0x1.9ap-4},
        {float_scalar(GT_F32, 16777217), GT_I32, 16777216}, {integer_scalar(GT_I8, 300), GT_I32, 44},
        {integer_scalar(GT_U8, -1), GT_F32, 255},           {integer_scalar(GT_I16, 300), GT_I8, 44},
        {float_scalar(GT_WEAK_FLOAT, 300), GT_I8, 127},     {float_scalar(GT_WEAK_FLOAT, -1.5), GT_U8, 0},
        {integer_scalar(GT_WEAK_INT, 300), GT_BOOL, 1},     {integer_scalar(GT_WEAK_BOOL, 2), GT_I32, 1},
        {integer_scalar(GT_WEAK_INT, -128), GT_I8, -128},   {integer_scalar(GT_WEAK_INT, 65535), GT_U16, 65535},
    };
    const int64_t one = 1;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        gt_tensor *t = NULL;
        must(gt_fill(support_queue(), &t, cases[k].dtype, 1, &one, &cases[k].value));
        support_expect(t, cases[k].dtype, 1, &one, &cases[k].want);
        support_drop(&t);
    }
}

/* Starts and steps whose products and sums every dtype holds. */
static void arange(void **state)
{
    (void)state;
    enum { N = 40 };
    const int64_t shape[] = {N};
    for (int k = 0; k < DTYPE_COUNT; k++) {
        const dtype_facts *t = &all_dtypes[k];
        if (!support_has(t->dtype) || t->dtype == GT_BOOL) continue;
        double first = t->is_float ? -4.5 : t->is_signed ? -60 : 3, step = t->is_float ? 0.25 : 3, want[N];
        gt_scalar a = t->is_float ? float_scalar(GT_WEAK_FLOAT, first) : integer_scalar(GT_WEAK_INT, (int64_t)first);
        gt_scalar b = t->is_float ? float_scalar(GT_WEAK_FLOAT, step) : integer_scalar(GT_WEAK_INT, (int64_t)step);
        gt_tensor *dst = NULL;
        must(gt_arange(support_queue(), &dst, t->dtype, &a, &b, N));
        for (int i = 0; i < N; i++) want[i] = first + i * step;
        support_expect(dst, t->dtype, 1, shape, want);
        must(gt_arange(support_queue(), &dst, t->dtype, NULL, NULL, N));
        for (int i = 0; i < N; i++) want[i] = i;
        support_expect(dst, t->dtype, 1, shape, want);
        support_drop(&dst);
    }
}

/* Within some units in the last place of `largest` in float32, rounded. */
static void expect_near(const gt_tensor *t, int32_t dtype, int64_t n, const double *want, double largest)
{
    void *host = support_download(t, dtype, n);
    for (int64_t i = 0; i < n; i++) {
        const double got = (double)support_at(host, dtype, i).f, near = 1e-6 * largest + 0.01 * fabs(want[i]);
        if (got != want[i] && !(fabs(got - want[i]) <= near))
            support_wrong("%lld: %g, want %g", (long long)i, got, want[i]);
    }
    free(host);
    support_settle();
}

/* By float64, as NumPy computes them, rounded once; without it near that. Into a view, too. */
static void linspace(void **state)
{
    (void)state;
    enum { MOST = 1001 };
    static const double ends[][2] = {{0, 1},        {-3.7, 1e-3}, {5, 5},     {1e30, -3e30},
                                     {-3e38, 3e38}, {0.1, 0.3},   {65504, -1}};
    static const int64_t numbers[] = {1, 2, 3, 50, MOST};
    double want[MOST];
    for (int k = 0; k < DTYPE_COUNT; k++) {
        const dtype_facts *t = &all_dtypes[k];
        if (!support_has(t->dtype) || !t->is_float) continue;
        for (int c = 0; c < 7 * 5 * 2; c++) {
            const double *end = ends[c / 10];
            const int64_t n = numbers[c / 2 % 5], parts = c % 2 ? n : n - 1;
            const gt_scalar a = float_scalar(GT_WEAK_FLOAT, end[0]), b = float_scalar(GT_F64, end[1]);
            const double step = parts > 0 ? (end[1] - end[0]) / (double)parts : 0;
            for (int64_t i = 0; i < n; i++) {
                const double x = i == parts && n > 1 ? end[1] : end[0] + (double)i * step;
                want[i] = (double)float_round(t->dtype, x);
            }
            void *old = support_array(t->dtype, n);
            gt_tensor *dst = c % 3 ? NULL : support_tensor(LAYOUT_NEGATIVE, t->dtype, 1, &n, old, NULL);
            must(gt_linspace(support_queue(), &dst, t->dtype, &a, &b, n, c % 2 ? GT_EXCLUSIVE : 0));
            if (support_has(GT_F64))
                support_expect(dst, t->dtype, 1, &n, want);
            else
                expect_near(dst, t->dtype, n, want, fmax(fabs(end[0]), fabs(end[1])));
            support_drop(&dst);
            free(old);
        }
    }
}

/* Complex numbers, infinities, nothing, what is wrong. */
static void linspace_edges(void **state)
{
    (void)state;
    gt_queue *q = support_queue();
    const gt_scalar z = {.dtype = GT_C64, .re = 1, .im = 4}, w = {.dtype = GT_WEAK_COMPLEX, .re = 3, .im = -4},
                    one = integer_scalar(GT_WEAK_INT, 1), far = float_scalar(GT_WEAK_FLOAT, HUGE_VAL),
                    odd = {.dtype = 99}, set = {.dtype = GT_WEAK_INT, .im = 1};
    gt_tensor *t = NULL, *part = NULL;
    const int64_t five = 5, three = 3, none = 0;
    must(gt_linspace(q, &t, GT_C64, &z, &w, 5, 0));
    must(gt_tensor_part(&part, t, 0));
    support_expect(part, GT_F32, 1, &five, LIST(1, 1.5, 2, 2.5, 3));
    support_drop(&part);
    must(gt_tensor_part(&part, t, 1));
    support_expect(part, GT_F32, 1, &five, LIST(4, 2, 0, -2, -4));
    support_drop(&part);
    support_drop(&t);
    must(gt_linspace(q, &t, GT_F32, &one, &far, 3, 0));
    support_expect(t, GT_F32, 1, &three, LIST(NAN, HUGE_VAL, HUGE_VAL));
    support_drop(&t);
    must(gt_linspace(q, &t, GT_F32, &one, &one, 0, GT_EXCLUSIVE));
    support_expect(t, GT_F32, 1, &none, LIST(0));
    support_drop(&t);
    must_be(GT_E_DTYPE, gt_linspace(q, &t, GT_I32, &one, &one, 3, 0));
    must_be(GT_E_DTYPE, gt_linspace(q, &t, 99, &one, &one, 3, 0));
    must_be(GT_E_DTYPE, gt_linspace(q, &t, GT_F32, &z, &one, 3, 0));
    must_be(GT_E_DTYPE, gt_linspace(q, &t, GT_F32, &one, &odd, 3, 0));
    must_be(GT_E_ARGUMENT, gt_linspace(q, &t, GT_F32, &set, &one, 3, 0));
    must_be(GT_E_ARGUMENT, gt_linspace(q, &t, GT_F32, NULL, &one, 3, 0));
    must_be(GT_E_ARGUMENT, gt_linspace(q, &t, GT_F32, &one, &one, 3, 1));
    must_be(GT_E_SHAPE, gt_linspace(q, &t, GT_F32, &one, &one, -1, 0));
    assert_null(t);
}

static void arange_edges(void **state)
{
    (void)state;
    const gt_scalar first = integer_scalar(GT_I64, (1LL << 60) + 1), step = integer_scalar(GT_I64, -3);
    const int64_t three = 3;
    gt_tensor *t = NULL;
    must(gt_arange(support_queue(), &t, GT_I64, &first, &step, 70001));
    int64_t *got = support_download(t, GT_I64, 70001);
    for (int64_t i = 0; i < 70001; i++) assert_int_equal(got[i], (1LL << 60) + 1 - 3 * i);
    free(got);
    support_drop(&t);
    must(gt_arange(support_queue(), &t, GT_F32, NULL, NULL, 0));
    assert_int_equal(gt_tensor_rank(t), 1);
    assert_int_equal(gt_tensor_count(t), 0);
    support_drop(&t);
    const gt_scalar five = float_scalar(GT_WEAK_FLOAT, 5), endless = float_scalar(GT_WEAK_FLOAT, INFINITY);
    const int64_t two = 2;
    must(gt_arange(support_queue(), &t, GT_F32, &five, &endless, 2));
    support_expect(t, GT_F32, 1, &two, LIST(5, INFINITY));
    support_drop(&t);
    const gt_scalar high = float_scalar(GT_WEAK_FLOAT, 300), back_two = float_scalar(GT_WEAK_FLOAT, -2.9);
    must(gt_arange(support_queue(), &t, GT_I8, &high, NULL, 3)); /* saturates as a cast, then wraps */
    support_expect(t, GT_I8, 1, &three, LIST(127, -128, -127));
    support_drop(&t);
    must(gt_arange(support_queue(), &t, GT_I32, &high, &back_two, 3));
    support_expect(t, GT_I32, 1, &three, LIST(300, 298, 296));
    support_drop(&t);
    must_be(GT_E_DTYPE, gt_arange(support_queue(), &t, GT_BOOL, NULL, NULL, 3));
    int32_t status = gt_arange(support_queue(), &t, GT_I32, NULL, NULL, -1);
    assert_true(status == GT_E_SHAPE || status == GT_E_ARGUMENT);
    assert_null(t);
    void *old = support_array(GT_I32, 30);
    const int64_t thirty = 30;
    t = support_tensor(LAYOUT_NEGATIVE, GT_I32, 1, &thirty, old, NULL);
    must(gt_arange(support_queue(), &t, GT_I32, NULL, NULL, 30));
    int32_t *back = support_download(t, GT_I32, 30);
    for (int i = 0; i < 30; i++) assert_int_equal(back[i], i);
    free(back);
    free(old);
    support_drop(&t);
}

static void eye_case(int32_t dtype, int64_t rows, int64_t columns, int64_t diagonal)
{
    const int64_t shape[] = {rows, columns};
    double want[600];
    for (int64_t i = 0; i < rows * columns; i++) want[i] = i % columns - i / columns == diagonal;
    gt_tensor *t = NULL;
    must(gt_eye(support_queue(), &t, dtype, rows, columns, diagonal));
    support_expect(t, dtype, 2, shape, want);
    support_drop(&t);
}

static void eye(void **state)
{
    (void)state;
    for (int k = 0; k < DTYPE_COUNT; k++)
        if (support_has(all_dtypes[k].dtype)) eye_case(all_dtypes[k].dtype, 4, 6, 1);
    for (int64_t diagonal = -26; diagonal <= 24; diagonal++) eye_case(GT_F32, 25, 23, diagonal);
    eye_case(GT_F32, 1, 1, 0);
    eye_case(GT_F32, 3, 2, INT64_MAX);
    eye_case(GT_F32, 3, 2, INT64_MIN);
    gt_tensor *t = NULL;
    must(gt_eye(support_queue(), &t, GT_F32, 0, 5, 0));
    assert_int_equal(gt_tensor_count(t), 0);
    support_drop(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OF_DTYPE(casts, 0),
        OF_DTYPE(casts, 1),
        OF_DTYPE(casts, 2),
        OF_DTYPE(casts, 3),
        OF_DTYPE(casts, 4),
        OF_DTYPE(casts, 5),
        OF_DTYPE(casts, 6),
        OF_DTYPE(casts, 7),
        OF_DTYPE(casts, 8),
        OF_DTYPE(casts, 9),
        OF_DTYPE(casts, 10),
        OF_DTYPE(casts, 11),
        OF_DTYPE(casts, 12),
        cmocka_unit_test(covered),
        cmocka_unit_test(nan_payloads),
        cmocka_unit_test(same_dtype),
        cmocka_unit_test(transposes),
        cmocka_unit_test(copy_refused),
        cmocka_unit_test(fill),
        cmocka_unit_test(fill_edges),
        cmocka_unit_test(fill_scalars),
        cmocka_unit_test(arange),
        cmocka_unit_test(arange_edges),
        cmocka_unit_test(linspace),
        cmocka_unit_test(linspace_edges),
        cmocka_unit_test(eye),
        cmocka_unit_test(sweep_programs),
    };
    sweep_begin(&shares);
    return cmocka_run_group_tests(tests, make_plan, support_close);
}

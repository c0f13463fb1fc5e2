/* gt_scan: every layout, axis, direction and kind of line, against loops over wide numbers. */
#include "support/indexed.h"
#include "support/leaks.h"
#include <math.h>

enum { OPS = 6, FLAGS = 4 };
static const int32_t ops[OPS] = {GT_ADD, GT_MULTIPLY, GT_MAXIMUM, GT_MINIMUM, GT_LOGICAL_AND, GT_LOGICAL_OR};
static const int32_t flags_of[FLAGS] = {0, GT_EXCLUSIVE, GT_REVERSE, GT_EXCLUSIVE | GT_REVERSE};

/* ---- What must come out ------------------------------------------------------------------------------------------ */

/* What elements so far come to: integers modulo 2^128, floats in long double, and what the error may grow with. */
typedef struct account {
    wide i;
    long double f, magnitude;
    int64_t count;
} account;

static bool is_true(value v)
{
    return v.is_float ? v.f != 0 : v.i != 0;
}

static account nothing(int32_t op, int32_t dtype)
{
    const bool one = op == GT_MULTIPLY || op == GT_LOGICAL_AND;
    account a = {.i = one, .f = one};
    if (op == GT_MAXIMUM) a = (account){.i = integer_min(dtype), .f = -HUGE_VALL};
    if (op == GT_MINIMUM) a = (account){.i = integer_max(dtype), .f = HUGE_VALL};
    return a;
}

/* x: of the dtype of the result, but for the logical ones. */
static void account_add(account *a, int32_t op, value x)
{
    const long double f = x.f;
    a->count++;
    a->magnitude += fabsl(f);
    switch (op) {
    case GT_ADD:
        a->i = (wide)((uwide)a->i + (uwide)x.i);
        a->f += f;
        break;
    case GT_MULTIPLY:
        a->i = (wide)((uwide)a->i * (uwide)x.i);
        a->f *= f;
        break;
    case GT_MAXIMUM:
        a->i = x.i > a->i ? x.i : a->i;
        a->f = isnan(a->f) || f <= a->f ? a->f : f;
        break;
    case GT_MINIMUM:
        a->i = x.i < a->i ? x.i : a->i;
        a->f = isnan(a->f) || f >= a->f ? a->f : f;
        break;
    case GT_LOGICAL_AND: a->i = a->i && is_true(x); break;
    default: a->i = a->i || is_true(x); break;
    }
}

/* A scan, and what it has given. */
typedef struct run {
    int32_t op, dtype, flags;
    const held *src;
    const void *got;
    const char *name;
} run;

static bool is_right(const run *r, const account *a, value got)
{
    const dtype_facts *facts = facts_of(r->dtype);
    if (r->dtype == GT_BOOL && r->op == GT_ADD) return got.i == (a->i != 0);
    if (!facts->is_float) return got.i == value_cast(value_int(a->i), r->dtype).i;
    if (isnan(a->f)) return isnan(got.f);
    if (isinf(a->f)) return got.f == a->f;
    const int32_t compute = r->dtype == GT_F64 ? GT_F64 : GT_F32;
    const long double u = compute == GT_F64 ? 0x1p-53L : 0x1p-24L;
    long double error = 0;
    if (r->op == GT_ADD) error = 26 * u * a->magnitude;
    if (r->op == GT_MULTIPLY) error = (long double)a->count * u * fabsl(a->f);
    if (error > 0) error += float_min_normal(compute) + 0.5L * float_ulp(r->dtype, a->f);
    return fabsl(got.f - a->f) <= error;
}

static void judge_line(const run *r, int64_t first, int64_t step, int64_t n)
{
    account a = nothing(r->op, r->dtype);
    const bool logical = r->op == GT_LOGICAL_AND || r->op == GT_LOGICAL_OR;
    for (int64_t k = 0; k < n; k++) {
        const int64_t i = first + (r->flags & GT_REVERSE ? n - 1 - k : k) * step;
        const value x = support_at(r->src->host, r->src->dtype, i), got = support_at(r->got, r->dtype, i);
        const account before = a;
        account_add(&a, r->op, logical ? x : value_cast(x, r->dtype));
        const account *want = r->flags & GT_EXCLUSIVE ? &before : &a;
        if (!is_right(r, want, got))
            support_wrong("op %d of %s as %s, flags %d, %s, place %lld of %lld: %s, want %s or %.12Lg", (int)r->op,
                          facts_of(r->src->dtype)->name, facts_of(r->dtype)->name, (int)r->flags, r->name, (long long)k,
                          (long long)n, value_show(got).s, value_show(value_int(want->i)).s, want->f);
    }
}

/* dtype: of the result; 0: the default, which is as. */
static void check(int32_t op, const held *src, int32_t axis, int32_t dtype, int32_t as, int32_t flags, const char *name)
{
    const int64_t count = support_count(src->rank, src->shape);
    const gt_scan_opts opts = {.size = sizeof opts, .dtype = dtype, .flags = flags};
    gt_tensor *dst = NULL;
    must(gt_scan(support_queue(), op, &dst, src->t, axis, &opts));
    void *got = support_download(dst, as, count);
    const run r = {op, as, flags, src, got, name};
    int64_t step = 1, n = src->rank > 0 ? src->shape[axis] : 1;
    for (int32_t k = axis + 1; k < src->rank; k++) step *= src->shape[k];
    for (int64_t i = 0; n > 0 && i < count / n; i++) judge_line(&r, i / step * n * step + i % step, step, n);
    free(got);
    support_drop(&dst);
}

static int32_t default_of(int32_t op, int32_t dtype)
{
    if (op == GT_LOGICAL_AND || op == GT_LOGICAL_OR) return GT_BOOL;
    if (op == GT_MAXIMUM || op == GT_MINIMUM || facts_of(dtype)->is_float) return dtype;
    return facts_of(dtype)->is_signed || dtype == GT_BOOL ? GT_I64 : GT_U64;
}

/* Numbers near 1, of both signs, so that products stay; of integers any. */
static held numbers(layout l, int32_t dtype, int32_t rank, const int64_t *shape, uint64_t seed)
{
    const int64_t n = support_count(rank, shape);
    if (!facts_of(dtype)->is_float) return random_held(l, dtype, rank, shape, seed);
    char *host = support_array(dtype, n);
    for (int64_t i = 0; i < n; i++) {
        const long double x = random_unit(&seed);
        value_write(dtype, host + (size_t)i * facts_of(dtype)->size, value_float(x < 0 ? x - 0.5L : x + 0.5L));
    }
    return hold(l, dtype, rank, shape, host);
}

/* ---- Tests ------------------------------------------------------------------------------------------------------- */

static void layouts(void **state)
{
    (void)state;
    for (int32_t c = 0; c < layout_case_count(); c++) {
        const layout_case *of = layout_case_at(c);
        held src = random_held(of->layout, GT_I32, of->rank, of->shape, 3 + (uint64_t)c);
        for (int32_t axis = 0; axis < of->rank || axis == 0; axis++)
            for (int f = 0; f < FLAGS; f++) check(GT_ADD, &src, axis, 0, GT_I64, flags_of[f], of->name);
        release(&src);
    }
    support_settle();
}

/* Every dtype, and with it some operations: together all of them. */
static void dtypes(void **state)
{
    (void)state;
    const int64_t shape[] = {5, 70};
    for (int32_t k = 0; k < DTYPE_COUNT; k++) {
        const int32_t dtype = all_dtypes[k].dtype;
        if (!support_has(dtype)) continue;
        held src = numbers(LAYOUT_SLICED, dtype, 2, shape, 5 + (uint64_t)k);
        for (int32_t turn = 0; turn < OPS; turn += 3) {
            const int32_t op = ops[(k + turn) % OPS];
            for (int f = 0; f < FLAGS; f++)
                check(op, &src, 1, 0, default_of(op, dtype), flags_of[f], all_dtypes[k].name);
        }
        release(&src);
    }
    support_settle();
}

/* Lines on both sides of what a block, a work-group and a work-item hold, one after the other and side by side. */
static void lengths(void **state)
{
    (void)state;
    static const int64_t all[] = {1, 2, 8, 31, 33, 127, 255, 256, 257, 511, 513, 1024, 1025, 2048, 2049, 4097, 20001};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        for (int across = 0; across < 2; across++) {
            const int64_t near = all[k] < 1000 ? 70 : 3;
            const int64_t shape[] = {across ? all[k] : near, across ? near : all[k]};
            held src = numbers(LAYOUT_CONTIGUOUS, GT_F32, 2, shape, k);
            for (int f = 0; f < FLAGS; f++) check(GT_ADD, &src, !across, 0, GT_F32, flags_of[f], "lengths");
            release(&src);
        }
    const int64_t far[] = {700001}, pair[] = {300001, 2};
    held line = numbers(LAYOUT_SLICED, GT_F32, 1, far, 1), two = numbers(LAYOUT_CONTIGUOUS, GT_F32, 2, pair, 2);
    for (int f = 0; f < FLAGS; f++) {
        check(GT_ADD, &line, 0, 0, GT_F32, flags_of[f], "a long line");
        check(GT_ADD, &two, 0, 0, GT_F32, flags_of[f], "long lines side by side");
    }
    release(&line);
    release(&two);
    support_settle();
}

/* Lines of several pieces of other operations; products that stay in the range of the type only if it is neighbours
 * that are multiplied. */
static void pieces(void **state)
{
    (void)state;
    enum { N = 300000 };
    const int64_t n = N, three[] = {3};
    held whole = random_held(LAYOUT_CONTIGUOUS, GT_I32, 1, &n, 6);
    for (int f = 0; f < FLAGS; f += 3) {
        check(GT_MAXIMUM, &whole, 0, 0, GT_I32, flags_of[f], "a long line");
        check(GT_LOGICAL_AND, &whole, 0, 0, GT_BOOL, flags_of[f], "a long line");
    }
    release(&whole);
    float *x = support_array(GT_F32, n);
    for (int i = 0; i < N; i++) x[i] = i % 2 ? 0x1p-10f : 0x1p10f;
    held turns = hold(LAYOUT_CONTIGUOUS, GT_F32, 1, &n, x);
    for (int f = 0; f < FLAGS; f += 3) check(GT_MULTIPLY, &turns, 0, 0, GT_F32, flags_of[f], "turns");
    release(&turns);
    const char *form = getenv("GPUTENSOR_FORM");
    if (form && strcmp(form, "cpu") == 0) {
        gt_tensor *zero = support_values(GT_F32, 1, three, LIST(0, 1e30, 1e30)), *dst = NULL;
        must(gt_scan(support_queue(), GT_MULTIPLY, &dst, zero, 0, NULL));
        support_expect(dst, GT_F32, 1, three, LIST(0, 0, 0));
        support_drop(&dst), support_drop(&zero);
    }
    support_settle();
}

/* A million small numbers count beside a one; as many equal ones, whose roundings all go one way, do not drift. */
static void accuracy(void **state)
{
    (void)state;
    enum { N = 1 << 20 };
    const int64_t n = N;
    float *x = support_array(GT_F32, n);
    for (int i = 0; i < N; i++) x[i] = i ? 0x1p-26f : 1;
    gt_tensor *a = support_upload(GT_F32, 1, &n, x), *dst = NULL;
    must(gt_scan(support_queue(), GT_ADD, &dst, a, 0, NULL));
    float *got = support_download(dst, GT_F32, n);
    for (int i = 0; i < N; i++)
        if (!(fabs(got[i] - (1 + i * 0x1p-26)) <= 0x1p-22))
            support_wrong("small ones, place %d: %.9g, want %.9g", i, got[i], 1 + i * 0x1p-26);
    free(got);
    support_drop(&a);
    support_drop(&dst);
    for (int i = 0; i < N; i++) x[i] = 0.1f;
    held same = hold(LAYOUT_CONTIGUOUS, GT_F32, 1, &n, x);
    check(GT_ADD, &same, 0, 0, GT_F32, 0, "equal ones");
    release(&same);
    support_settle();
}

/* Infinities and NaN stay in all that follows, over blocks, and nowhere else. */
static void special(void **state)
{
    (void)state;
    enum { N = 100000 };
    const int64_t n = N;
    static const int64_t at[][2] = {{3, 5}, {300, 700}, {40000, 90000}};
    for (size_t k = 0; k < sizeof at / sizeof *at; k++) {
        float *x = support_array(GT_F32, n);
        for (int i = 0; i < N; i++) x[i] = 1;
        x[at[k][0]] = INFINITY;
        x[at[k][1]] = -INFINITY;
        held src = hold(LAYOUT_CONTIGUOUS, GT_F32, 1, &n, x);
        for (int f = 0; f < FLAGS; f++) check(GT_ADD, &src, 0, 0, GT_F32, flags_of[f], "infinities");
        release(&src);
    }
    const int64_t five[] = {5};
    gt_tensor *a = support_values(GT_F32, 1, five, LIST(1, 3, NAN, 5, 2)), *dst = NULL;
    must(gt_scan(support_queue(), GT_MAXIMUM, &dst, a, -1, NULL));
    support_expect(dst, GT_F32, 1, five, LIST(1, 3, NAN, NAN, NAN));
    support_drop(&dst);
    const gt_scan_opts opts = {.size = sizeof opts, .dtype = GT_I8, .flags = GT_EXCLUSIVE};
    gt_tensor *small = support_values(GT_I8, 1, five, LIST(-128, -5, -7, 3, 1));
    must(gt_scan(support_queue(), GT_MAXIMUM, &dst, small, 0, &opts)); /* not the lowest of what it is computed in */
    support_expect(dst, GT_I8, 1, five, LIST(-128, -128, -5, -5, 3));
    support_drop(&dst), support_drop(&small), support_drop(&a);
    support_settle();
}

/* Sums of -0s alone are -0, up to the first 0, which comes in the second half of each line; but those that leave the
 * element itself out begin with 0. parts: of an element. */
static void signed_zeros_of(int32_t dtype, int parts, int64_t rows, int64_t columns, int32_t axis)
{
    const int64_t shape[] = {rows, columns}, count = rows * columns;
    float *x = support_array(dtype, count);
    for (int64_t i = 0; i < count * parts; i++) {
        const int64_t at = axis ? i / parts % columns : i / parts / columns;
        x[i] = at < shape[axis] / 2 ? -0.0f : 0.0f;
    }
    gt_tensor *a = support_upload(dtype, 2, shape, x), *dst = NULL;
    for (int f = 0; f < 2; f++) {
        const gt_scan_opts opts = {.size = sizeof opts, .flags = flags_of[f]};
        must(gt_scan(support_queue(), GT_ADD, &dst, a, axis, &opts));
        float *got = support_download(dst, dtype, count);
        for (int64_t i = 0; i < count * parts; i++)
            if (got[i] != 0 || (signbit(got[i]) != 0) != (f == 0 && signbit(x[i])))
                support_wrong("signs of %lld x %lld along %d, flags %d, place %lld: %g", (long long)rows,
                              (long long)columns, (int)axis, (int)flags_of[f], (long long)i, (double)got[i]);
        free(got);
        support_drop(&dst);
    }
    support_drop(&a);
    free(x);
}

static void signed_zeros(void **state)
{
    (void)state;
    static const int64_t all[] = {2, 33, 257, 2049, 300001};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        signed_zeros_of(GT_F32, 1, k < 3 ? 70 : 2, all[k], 1);
        signed_zeros_of(GT_F32, 1, all[k], k < 3 ? 70 : 2, 0);
    }
    signed_zeros_of(GT_C64, 2, 5, 70, 1);
    support_settle();
}

/* Complex numbers that a multiplication by 1 + 0i would not leave as they are: infinity + 0i, and 0 - 0i, each in front
 * of ones. */
static void products_begin_with(int64_t columns, int across)
{
    enum { ROWS = 2 };
    const float first[ROWS][2] = {{INFINITY, 0}, {0, -0.0F}}, one[] = {1, 0};
    const int64_t shape[] = {across ? columns : ROWS, across ? ROWS : columns};
    const int64_t row = across ? 1 : columns, column = across ? ROWS : 1;
    float *x = support_array(GT_C64, ROWS * columns);
    for (int64_t i = 0; i < ROWS * columns; i++)
        memcpy(x + 2 * (i / columns * row + i % columns * column), i % columns == 0 ? first[i / columns] : one,
               sizeof one);
    gt_tensor *a = support_upload(GT_C64, 2, shape, x), *dst = NULL;
    for (int f = 0; f < 2; f++) {
        const gt_scan_opts opts = {.size = sizeof opts, .flags = flags_of[f]};
        must(gt_scan(support_queue(), GT_MULTIPLY, &dst, a, !across, &opts));
        float *got = support_download(dst, GT_C64, ROWS * columns);
        for (int64_t i = 0; i < ROWS * columns; i++) {
            const float *want = i % columns < f ? one : first[i / columns];
            if (memcmp(got + 2 * (i / columns * row + i % columns * column), want, sizeof one) != 0)
                support_wrong("products of %lld, across %d, flags %d: element %lld", (long long)columns, across,
                              (int)flags_of[f], (long long)i);
        }
        free(got);
        support_drop(&dst);
    }
    support_drop(&a);
    free(x);
}

static void first_elements(void **state)
{
    (void)state;
    static const int64_t all[] = {1, 20, 70, 5000};
    for (int k = 0; k < 4; k++)
        for (int across = 0; across < 2; across++) products_begin_with(all[k], across);
    support_settle();
}

/* Into the operand itself, into a view that overlaps it, into other dtypes; dtypes that elements are cast to first. */
static void destinations(void **state)
{
    (void)state;
    const int64_t four[] = {4}, shape[] = {2, 2};
    const gt_slice back = {0, 0, -1, GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP, 0};
    gt_queue *q = support_queue();
    gt_tensor *a = support_values(GT_I64, 1, four, LIST(1, 2, 3, 4)), *same = a, *turned = NULL, *dst = NULL;
    must(gt_scan(q, GT_ADD, &a, a, 0, NULL));
    assert_ptr_equal(a, same);
    support_expect(a, GT_I64, 1, four, LIST(1, 3, 6, 10));
    must(gt_tensor_slice(&turned, a, &back, 1));
    must(gt_scan(q, GT_ADD, &turned, a, 0, NULL));
    support_expect(a, GT_I64, 1, four, LIST(20, 10, 4, 1));
    gt_tensor *bytes = support_values(GT_U8, 1, four, LIST(0, 0, 0, 0));
    must(gt_scan(q, GT_ADD, &bytes, a, 0, NULL));
    support_expect(bytes, GT_U8, 1, four, LIST(20, 30, 34, 35));
    gt_tensor *x = support_values(GT_F32, 2, shape, LIST(1.5, 2.5, -1.75, 300));
    const gt_scan_opts whole = {.size = sizeof whole, .dtype = GT_I32},
                       truth = {.size = sizeof truth, .dtype = GT_BOOL};
    must(gt_scan(q, GT_ADD, &dst, x, 0, &whole)); /* the sums of 1, 2, -1 and 300 */
    support_expect(dst, GT_I32, 2, shape, LIST(1, 2, 0, 302));
    support_drop(&dst);
    must(gt_scan(q, GT_MULTIPLY, &dst, x, 1, &truth));
    support_expect(dst, GT_BOOL, 2, shape, LIST(1, 1, 1, 1));
    support_drop(&dst), support_drop(&a), support_drop(&turned), support_drop(&bytes), support_drop(&x);
}

/* Walks of more than four axes. */
static void many_axes(void **state)
{
    (void)state;
    enum { RANK = 6, COUNT = 729, PART = 64 };
    int64_t whole[RANK];
    gt_slice slices[RANK];
    int32_t *x = support_random(GT_I32, COUNT, 9), *part = support_array(GT_I32, PART);
    for (int k = 0; k < RANK; k++) {
        whole[k] = 3;
        slices[k] = (gt_slice){0, 0, 2, GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP, 0};
    }
    for (int i = 0; i < PART; i++) {
        int at = 0;
        for (int k = 0; k < RANK; k++) at = at * 3 + (i >> (RANK - 1 - k) & 1) * 2;
        part[i] = x[at];
    }
    gt_tensor *base = support_upload(GT_I32, RANK, whole, x), *view = NULL, *dst = NULL;
    must(gt_tensor_slice(&view, base, slices, RANK));
    for (int32_t axis = 0; axis < RANK; axis += 5) {
        must(gt_scan(support_queue(), GT_ADD, &dst, view, axis, NULL));
        int64_t *got = support_download(dst, GT_I64, PART);
        for (int i = 0; i < PART; i++) {
            const int step = 1 << (RANK - 1 - axis);
            const int64_t want = part[i] + (i & step ? (int64_t)part[i - step] : 0);
            if (got[i] != want) support_wrong("axis %d, %d: %lld", (int)axis, i, (long long)got[i]);
        }
        free(got);
        support_drop(&dst);
    }
    support_drop(&view), support_drop(&base);
    free(x);
    free(part);
    support_settle();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layouts),        cmocka_unit_test(dtypes),     cmocka_unit_test(lengths),
        cmocka_unit_test(accuracy),       cmocka_unit_test(special),    cmocka_unit_test(destinations),
        cmocka_unit_test(many_axes),      cmocka_unit_test(pieces),     cmocka_unit_test(signed_zeros),
        cmocka_unit_test(first_elements), cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, support_close);
}

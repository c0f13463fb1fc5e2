/* gt_softmax and gt_softmax_gradient: every layout, axis and kind of line, against sums in long double. */
#include "support/support.h"
#include <math.h>

enum { FORWARD, LOG, GRADIENT, LOG_GRADIENT, KINDS };
static const char *const kinds[KINDS] = {"softmax", "log_softmax", "softmax gradient", "log_softmax gradient"};

/* ---- What must come out ------------------------------------------------------------------------------------------ */

/* A line: n elements from `first` on, `step` apart in the arrays of the host. */
typedef struct line {
    int64_t first, step, n;
} line;

/* What is judged: x, y and the result got, of dtypes, computed in `compute`. */
typedef struct run {
    int kind;
    int32_t x_dtype, y_dtype, dtype, compute;
    const void *x, *y, *got;
    const char *name;
} run;

static long double number(const void *host, int32_t dtype, int64_t i)
{
    const value v = support_at(host, dtype, i);
    return v.is_float ? v.f : (long double)v.i;
}

/* The largest element, how far from it the next one is, the sum, and the sum of magnitudes, of a line. */
typedef struct facts {
    long double m, next, s, magnitude;
} facts;

static facts facts_of_line(const run *r, const line *l)
{
    facts f = {-INFINITY, 0, 0, 0};
    long double second = -INFINITY;
    for (int64_t k = 0; k < l->n; k++) {
        const long double x = number(r->x, r->x_dtype, l->first + k * l->step);
        second = fmaxl(second, fminl(x, f.m));
        f.m = fmaxl(f.m, x);
    }
    f.next = isfinite(second) ? f.m - second : 0;
    for (int64_t k = 0; k < l->n; k++) {
        const int64_t i = l->first + k * l->step;
        const long double x = number(r->x, r->x_dtype, i);
        const long double v = r->kind < GRADIENT        ? expl(x - f.m)
                              : r->kind == LOG_GRADIENT ? x
                                                        : x * number(r->y, r->y_dtype, i);
        f.s += v;
        f.magnitude += fabsl(v);
    }
    return f;
}

/* The exact result and the error that the manual allows, in the type computed in. */
static long double exact(const run *r, const facts *f, int64_t i, long double *error)
{
    const long double x = number(r->x, r->x_dtype, i), y = r->y ? number(r->y, r->y_dtype, i) : 0;
    const long double u = r->compute == GT_F64 ? 0x1p-53L : 0x1p-24L, away = fabsl(x - f->m);
    long double want = 0;
    switch (r->kind) {
    case FORWARD:
        want = expl(x - f->m) / f->s;
        *error = (8 + away) * float_ulp(r->compute, want);
        break;
    case LOG:
        want = x - f->m - logl(f->s);
        *error = 4 * float_ulp(r->compute, away) + (8 + f->next) * float_ulp(r->compute, logl(f->s));
        break;
    case GRADIENT:
        want = y * (x - f->s);
        *error = 4 * u * (fabsl(want) + fabsl(y) * (fabsl(x) + f->magnitude));
        break;
    default:
        want = x - expl(y) * f->s;
        *error = 8 * u * (fabsl(x) + (1 + fabsl(y)) * expl(y) * fabsl(f->s)) + 8 * u * u * f->magnitude;
        break;
    }
    return want;
}

static void judge_line(const run *r, const line *l)
{
    const facts f = facts_of_line(r, l);
    for (int64_t k = 0; k < l->n; k++) {
        const int64_t i = l->first + k * l->step;
        const long double got = number(r->got, r->dtype, i);
        long double error = 0;
        const long double want = exact(r, &f, i, &error);
        error += 2 * float_min_normal(r->compute);
        if (facts_of(r->dtype)->is_float) error += 0.5L * float_ulp(r->dtype, want);
        if (isnan(want) ? isnan(got) : got == want || fabsl(got - want) <= error) continue;
        support_wrong("%s %s of %s, %lld of %lld [%s]: %.12Lg, want %.12Lg, off by %.3Lg of %.3Lg", kinds[r->kind],
                      facts_of(r->dtype)->name, facts_of(r->x_dtype)->name, (long long)k, (long long)l->n, r->name, got,
                      want, fabsl(got - want), error);
    }
}

/* Every line of an array of that shape along the axis. */
static void judge(const run *r, int32_t rank, const int64_t *shape, int32_t axis)
{
    line l = {0, 1, rank ? shape[axis] : 1};
    int64_t outer = 1;
    for (int32_t k = axis + 1; k < rank; k++) l.step *= shape[k];
    for (int32_t k = 0; k < axis; k++) outer *= shape[k];
    for (int64_t i = 0; i < outer; i++)
        for (int64_t j = 0; j < l.step; j++) {
            l.first = i * l.n * l.step + j;
            judge_line(r, &l);
        }
}

/* ---- Running it -------------------------------------------------------------------------------------------------- */

static void call(int kind, gt_tensor **dst, const gt_tensor *x, const gt_tensor *y, int32_t axis,
                 const gt_softmax_opts *opts)
{
    const int32_t op = kind % 2 ? GT_LOG_SOFTMAX : GT_SOFTMAX;
    if (kind < GRADIENT)
        must(gt_softmax(support_queue(), op, dst, x, axis, opts));
    else
        must(gt_softmax_gradient(support_queue(), op, dst, x, y, axis, opts));
}

/* Numbers of some size, of which the largest along a line is not the first. */
static void fill(void *host, int32_t dtype, int64_t count, long double size, long double shift, uint64_t seed)
{
    for (int64_t i = 0; i < count; i++)
        value_write(dtype, (char *)host + (size_t)i * facts_of(dtype)->size,
                    value_float(size * random_unit(&seed) + shift));
}

static int32_t float_of(int32_t dtype)
{
    return facts_of(dtype)->is_float ? dtype : GT_F32;
}

static int32_t compute_of(int32_t dtype)
{
    return dtype == GT_F64 ? GT_F64 : GT_F32;
}

static void check(int kind, int32_t dtype, layout l, int32_t rank, const int64_t *shape, int32_t axis, const char *name)
{
    const int64_t count = support_count(rank, shape);
    void *x = support_array(dtype, count), *y = support_array(dtype, count);
    fill(x, dtype, count, 9, 0, (uint64_t)count);
    fill(y, dtype, count, kind == GRADIENT ? 0.5L : 4, kind == GRADIENT ? 0.5L : -4, 7);
    gt_tensor *tx = support_tensor(l, dtype, rank, shape, x, NULL);
    gt_tensor *ty = support_tensor(l == LAYOUT_BROADCAST ? LAYOUT_PERMUTED : l, dtype, rank, shape, y, NULL);
    gt_tensor *dst = NULL;
    call(kind, &dst, tx, ty, axis, NULL);
    void *got = support_download(dst, float_of(dtype), count);
    const run r = {kind, dtype, dtype, float_of(dtype), compute_of(dtype), x, kind < GRADIENT ? NULL : y, got, name};
    judge(&r, rank, shape, axis);
    free(got);
    free(x);
    free(y);
    support_drop(&dst);
    support_drop(&tx);
    support_drop(&ty);
}

/* ---- Tests ------------------------------------------------------------------------------------------------------- */

static void layouts(void **state)
{
    (void)state;
    const int64_t shape[] = {5, 7, 19};
    const layout_case *c;
    for (int32_t k = 0; k < layout_case_count(); k++) {
        c = layout_case_at(k);
        if (c->rank != 3 || c->shape[1] == 0) continue;
        for (int32_t axis = 0; axis < 3; axis++)
            for (int kind = 0; kind < KINDS; kind++) check(kind, GT_F32, c->layout, 3, shape, axis, c->name);
    }
    support_settle();
}

static void dtypes(void **state)
{
    const int32_t dtype = *(const int32_t *)*state;
    const int64_t shape[] = {3, 50, 20};
    if (!support_has(dtype)) return;
    check(dtype == GT_BF16 ? LOG : FORWARD, dtype, LAYOUT_CONTIGUOUS, 3, shape, 1, "dtypes");
    if (facts_of(dtype)->is_float)
        check(dtype == GT_BF16 ? GRADIENT : LOG_GRADIENT, dtype, LAYOUT_CONTIGUOUS, 3, shape, 2, "dtypes");
    support_settle();
}

/* Lines on both sides of what a vector, a work-group and a block hold; `near` of them beside each other. */
static void lengths(void **state)
{
    (void)state;
    static const int64_t all[] = {1,   2,    8,    9,    16,   17,   33,   127,  129,  511,
                                  513, 1025, 2048, 2049, 4096, 4097, 8192, 8193, 20001};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        for (int kind = 0; kind < KINDS; kind++) {
            const int64_t rows[] = {all[k] < 100 ? 70 : 3, all[k]}, columns[] = {all[k], all[k] < 600 ? 37 : 2};
            check(kind, GT_F32, LAYOUT_CONTIGUOUS, 2, rows, 1, "rows");
            check(kind, GT_F32, LAYOUT_CONTIGUOUS, 2, columns, 0, "columns");
        }
    const int64_t far[] = {300007};
    for (int kind = 0; kind < KINDS; kind++) check(kind, GT_F32, LAYOUT_SLICED, 1, far, 0, "long");
    const int64_t doubles[] = {2, 9001};
    if (support_has(GT_F64))
        for (int kind = 0; kind < KINDS; kind += 3) check(kind, GT_F64, LAYOUT_CONTIGUOUS, 2, doubles, 1, "float64");
    support_settle();
}

/* Walks of more than four axes. */
static void many_axes(void **state)
{
    (void)state;
    enum { RANK = 6, COUNT = 4 * 4 * 4 * 4 * 4 * 4, HALF = 2 * 2 * 2 * 2 * 2 * 2 };
    int64_t whole[RANK], shape[RANK];
    gt_slice slices[RANK];
    float *x = support_array(GT_F32, COUNT), *part = support_array(GT_F32, HALF);
    fill(x, GT_F32, COUNT, 5, 0, 3);
    for (int k = 0; k < RANK; k++) {
        whole[k] = 4;
        shape[k] = 2;
        slices[k] = (gt_slice){0, 0, 2, GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP, 0};
    }
    for (int i = 0; i < HALF; i++) {
        int at = 0;
        for (int k = 0; k < RANK; k++) at = at * 4 + (i >> (RANK - 1 - k) & 1) * 2;
        part[i] = x[at];
    }
    gt_tensor *base = support_upload(GT_F32, RANK, whole, x), *view = NULL, *dst = NULL;
    must(gt_tensor_slice(&view, base, slices, RANK));
    for (int32_t axis = 0; axis < RANK; axis += 5) {
        call(FORWARD, &dst, view, NULL, axis, NULL);
        float *got = support_download(dst, GT_F32, HALF);
        const run r = {FORWARD, GT_F32, GT_F32, GT_F32, GT_F32, part, NULL, got, "many axes"};
        judge(&r, RANK, shape, axis);
        free(got);
        support_drop(&dst);
    }
    support_drop(&view);
    support_drop(&base);
    free(x);
    free(part);
    support_settle();
}

/* What PyTorch defines: one NaN or infinity makes a line NaN, and so does nothing but -infinity. Alone, and with so
 * many finite elements behind that the line takes parts, some of which have nothing but -infinity. */
static void special_lines(void **state)
{
    (void)state;
    static const struct {
        double x[4], softmax[4], log[4];
    } rows[] = {
        {{1, NAN, 2, 3}, {NAN, NAN, NAN, NAN}, {NAN, NAN, NAN, NAN}},
        {{1, INFINITY, 2, 3}, {NAN, NAN, NAN, NAN}, {NAN, NAN, NAN, NAN}},
        {{-INFINITY, -INFINITY, -INFINITY, -INFINITY}, {NAN, NAN, NAN, NAN}, {NAN, NAN, NAN, NAN}},
        {{-INFINITY, 5, -INFINITY, -INFINITY}, {0, 1, 0, 0}, {-INFINITY, 0, -INFINITY, -INFINITY}},
        {{3e38, -3e38, -3e38, -3e38}, {1, 0, 0, 0}, {0, -INFINITY, -INFINITY, -INFINITY}},
        {{-INFINITY, -INFINITY, NAN, 0}, {NAN, NAN, NAN, NAN}, {NAN, NAN, NAN, NAN}},
        {{-3e38, -INFINITY, -3e38, -INFINITY},
         {0.5, 0, 0.5, 0},
         {-0.69314718055994531, -INFINITY, -0.69314718055994531, -INFINITY}},
    };
    static const int64_t lengths[] = {4, 200000};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        for (int n = 0; n < 2; n++)
            for (int kind = FORWARD; kind <= LOG; kind++) {
                const int64_t length = lengths[n], at = length - 4; /* behind: nothing that counts */
                float *x = support_array(GT_F32, length);
                for (int64_t i = 0; i < length; i++) x[i] = i < at ? -INFINITY : (float)rows[k].x[i - at];
                gt_tensor *a = support_upload(GT_F32, 1, &length, x), *dst = NULL;
                call(kind, &dst, a, NULL, 0, NULL);
                float *got = support_download(dst, GT_F32, length);
                for (int64_t i = 0; i < length; i++) {
                    const double *want = kind == FORWARD ? rows[k].softmax : rows[k].log;
                    const double w = i >= at ? want[i - at] : isnan(want[0]) ? NAN : kind == FORWARD ? 0 : -INFINITY;
                    if (isnan(w) ? !isnan(got[i]) : got[i] != (float)w)
                        support_wrong("row %d, %s, element %lld of %lld: %g, want %g", (int)k, kinds[kind],
                                      (long long)i, (long long)length, got[i], w);
                }
                free(got);
                free(x);
                support_drop(&dst);
                support_drop(&a);
            }
    support_settle();
}

/* One element leaves the others hardly anything, and the logarithm of nearly 1 is as exact as any; many small ones add
 * up; the results of a line add up to 1. */
static void accuracy(void **state)
{
    (void)state;
    enum { N = 1 << 20 };
    const int64_t n = N, two = 2;
    gt_tensor *a = support_values(GT_F32, 1, &two, LIST(0, -20)), *dst = NULL;
    call(LOG, &dst, a, NULL, -1, NULL);
    float *got = support_download(dst, GT_F32, 2);
    const double want = -log1p(exp(-20));
    if (!(fabs(got[0] - want) <= 1e-6 * -want))
        support_wrong("log_softmax of 0 beside -20: %.9g, want %.9g", got[0], want);
    free(got);
    support_drop(&a);
    support_drop(&dst);
    float *x = support_array(GT_F32, N);
    for (int i = 0; i < N; i++) x[i] = i ? -18 : 0; /* sums: 1, and 2^20 times 1.5e-8, which does not move it */
    a = support_upload(GT_F32, 1, &n, x);
    call(FORWARD, &dst, a, NULL, -1, NULL);
    got = support_download(dst, GT_F32, N);
    const double sum = 1 + (N - 1) * exp(-18);
    if (!(fabs(got[0] - 1 / sum) <= 1e-6)) support_wrong("the largest of many: %.9g, want %.9g", got[0], 1 / sum);
    double all = 0;
    for (int i = 0; i < N; i++) all += got[i];
    if (!(fabs(all - 1) <= 1e-6)) support_wrong("the sum of all is %.9g", all);
    free(got);
    free(x);
    support_drop(&a);
    support_drop(&dst);
    support_settle();
}

/* ---- Destinations and dtypes ------------------------------------------------------------------------------------- */

/* Into the operand itself, into a view that overlaps it, into other dtypes. */
static void destinations(void **state)
{
    (void)state;
    enum { COUNT = 6 * 40 };
    const int64_t shape[] = {6, 40};
    float *x = support_array(GT_F32, COUNT), *y = support_array(GT_F32, COUNT);
    fill(x, GT_F32, COUNT, 3, 0, 5);
    fill(y, GT_F32, COUNT, 0.5L, 0.5L, 6);
    for (int32_t axis = 0; axis < 2; axis++)
        for (int kind = 0; kind < KINDS; kind++)
            for (int into = 0; into < 3; into++) {
                if (into == 1 && kind < GRADIENT) continue;
                gt_tensor *a = support_upload(GT_F32, 2, shape, x), *b = support_upload(GT_F32, 2, shape, y);
                const gt_slice back = {0, 0, -1, GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP, 0};
                gt_tensor *dst = NULL, *turned = NULL;
                must(gt_tensor_slice(&turned, a, &back, 1));
                must(gt_tensor_alias(&dst, into == 0 ? a : into == 1 ? b : turned));
                gt_tensor *same = dst;
                call(kind, &dst, a, b, axis, NULL);
                assert_ptr_equal(dst, same);
                float *got = support_download(dst, GT_F32, COUNT);
                const run r = {kind, GT_F32, GT_F32, GT_F32, GT_F32, x, kind < GRADIENT ? NULL : y, got, "in place"};
                judge(&r, 2, shape, axis);
                free(got);
                support_drop(&dst);
                support_drop(&turned);
                support_drop(&a);
                support_drop(&b);
            }
    free(x);
    free(y);
    support_settle();
}

static void chosen_dtypes(void **state)
{
    (void)state;
    const int64_t shape[] = {4};
    const gt_softmax_opts half = {.size = sizeof half, .dtype = GT_F16},
                          single = {.size = sizeof half, .dtype = GT_F32};
    gt_tensor *a = support_values(GT_F16, 1, shape, LIST(0, 0, 0, 0)),
              *i = support_values(GT_I8, 1, shape, LIST(7, 7, 7, 7));
    gt_tensor *dst = NULL, *given = support_values(GT_F32, 1, shape, LIST(9, 9, 9, 9));
    call(FORWARD, &dst, a, NULL, 0, &single);
    support_expect(dst, GT_F32, 1, shape, LIST(0.25, 0.25, 0.25, 0.25));
    support_drop(&dst);
    call(FORWARD, &dst, i, NULL, 0, NULL);
    support_expect(dst, GT_F32, 1, shape, LIST(0.25, 0.25, 0.25, 0.25));
    support_drop(&dst);
    call(FORWARD, &dst, i, NULL, 0, &half);
    support_expect(dst, GT_F16, 1, shape, LIST(0.25, 0.25, 0.25, 0.25));
    support_drop(&dst);
    call(FORWARD, &given, a, NULL, 0, NULL);
    support_expect(given, GT_F32, 1, shape, LIST(0.25, 0.25, 0.25, 0.25));
    call(GRADIENT, &dst, given, a, 0, NULL); /* float32 beside float16 */
    support_expect(dst, GT_F32, 1, shape, LIST(0, 0, 0, 0));
    gt_tensor **all[] = {&a, &i, &dst, &given};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) support_drop(all[k]);
}

/* Complex numbers have no softmax, whatever dtype it is to be given in, and whichever operand has them. */
static void complex_operands(void **state)
{
    (void)state;
    const int64_t shape[] = {3};
    const gt_softmax_opts single = {.size = sizeof single, .dtype = GT_F32};
    gt_error error = {.size = sizeof error};
    gt_tensor *real = support_values(GT_F32, 1, shape, LIST(1, 2, 3)), *complex = NULL, *dst = NULL;
    must(gt_copy(support_queue(), &complex, real, GT_C64));
    must_be(GT_E_DTYPE, gt_softmax(support_queue(), GT_SOFTMAX, &dst, complex, 0, &single));
    must_be(GT_E_DTYPE, gt_softmax_gradient(support_queue(), GT_SOFTMAX, &dst, complex, real, 0, &single));
    gt_last_error_get(&error);
    assert_int_equal(error.argument, 4);
    must_be(GT_E_DTYPE, gt_softmax_gradient(support_queue(), GT_SOFTMAX, &dst, real, complex, 0, &single));
    gt_last_error_get(&error);
    assert_int_equal(error.argument, 5);
    support_drop(&real);
    support_drop(&complex);
}

/* No elements, an axis of no elements, one element, none around it. */
static void small_shapes(void **state)
{
    (void)state;
    const int64_t empty[] = {3, 0}, one[] = {2, 1};
    gt_tensor *a = NULL, *dst = NULL;
    must(gt_tensor_create(support_queue(), &a, GT_F32, 2, empty, 0));
    for (int32_t axis = 0; axis < 2; axis++) {
        call(FORWARD, &dst, a, NULL, axis, NULL);
        support_expect(dst, GT_F32, 2, empty, NULL);
        call(LOG_GRADIENT, &dst, a, a, axis, NULL);
        support_drop(&dst);
    }
    support_drop(&a);
    a = support_values(GT_F32, 2, one, LIST(5, -7));
    call(FORWARD, &dst, a, NULL, 1, NULL);
    support_expect(dst, GT_F32, 2, one, LIST(1, 1));
    support_drop(&dst);
    support_drop(&a);
    a = support_values(GT_F32, 0, NULL, LIST(5));
    for (int32_t axis = -1; axis < 1; axis++) {
        call(LOG, &dst, a, NULL, axis, NULL);
        support_expect(dst, GT_F32, 0, NULL, LIST(0));
        support_drop(&dst);
    }
    support_drop(&a);
}

int main(void)
{
    static const int32_t list[] = {GT_F16, GT_BF16, GT_F64, GT_I32, GT_BOOL};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layouts),
        {"dtypes float16", dtypes, NULL, NULL, (void *)(uintptr_t)&list[0]},
        {"dtypes bfloat16", dtypes, NULL, NULL, (void *)(uintptr_t)&list[1]},
        {"dtypes float64", dtypes, NULL, NULL, (void *)(uintptr_t)&list[2]},
        {"dtypes int32", dtypes, NULL, NULL, (void *)(uintptr_t)&list[3]},
        {"dtypes bool", dtypes, NULL, NULL, (void *)(uintptr_t)&list[4]},
        cmocka_unit_test(lengths),
        cmocka_unit_test(many_axes),
        cmocka_unit_test(special_lines),
        cmocka_unit_test(accuracy),
        cmocka_unit_test(destinations),
        cmocka_unit_test(chosen_dtypes),
        cmocka_unit_test(complex_operands),
        cmocka_unit_test(small_shapes),
    };
    return cmocka_run_group_tests(tests, NULL, support_close);
}

/* gt_eval_along: the same bits as the steps one by one, and what is refused. */
#include <math.h>
#include "faults/faults.h"
#include "support/leaks.h"
#include "support/operands.h"
#include "support/sweep.h"

enum { MEAN = -1, STEPS = 6 };

/* What a step gives: of an expression, or of the reduction of one along axes, which stay. */
typedef struct step {
    const char *name, *text;
    int32_t op; /* 0: the expression itself; MEAN */
} step;

static gt_tensor *take_step(const step *s, const operands *m, const int32_t *axes, int32_t n)
{
    gt_queue *q = support_queue();
    const gt_reduce_opts keep = {.size = sizeof keep, .flags = GT_KEEP_DIMS};
    gt_tensor *elements = NULL, *out = NULL;
    must(gt_eval(q, &elements, s->text, m->args, m->n));
    if (s->op == 0) return elements;
    if (s->op == MEAN)
        must(gt_moments(q, &out, NULL, elements, axes, n, 0, &keep));
    else
        must(gt_reduce(q, s->op, &out, elements, axes, n, &keep));
    support_drop(&elements);
    return out;
}

/* The expression in one call, and its steps one after the other, whose results the later ones take by their names. */
static void along_case(const char *text, const step *steps, const operands *of, const int32_t *axes, int32_t n)
{
    operands m = *of;
    gt_tensor *made[STEPS] = {0}, *got = NULL;
    int32_t last = 0;
    for (;; last++) {
        made[last] = take_step(&steps[last], &m, axes, n);
        if (!steps[last].name) break;
        assert_true(m.n < OPERANDS);
        m.args[m.n++] = named(steps[last].name, made[last]);
    }
    must(gt_eval_along(support_queue(), &got, text, of->args, of->n, axes, n));
    if (!support_same(made[last], got)) support_wrong("%s along %d axes from %d on", text, (int)n, (int)axes[0]);
    for (int k = 0; k < STEPS; k++) support_drop(&made[k]);
    support_drop(&got);
}

/* Softmax and layer norm along the last axis, another, several and all; short rows and long ones; with operands of
 * every layout, and weights that are broadcast; of values that are rounded to 16 bits, and of integers. Where all kinds
 * of floats are in a row it is mostly NaN. */
static void along(void **state)
{
    (void)state;
    static const int64_t shapes[][3] = {{3, 70, 277}, {1, 3, 40000}, {2, 500, 3}, {2, 300, 64}};
    static const int32_t dtypes[] = {GT_F32, GT_F16, GT_I8, GT_F32}, axes[][2] = {{2}, {1}, {-1, 0}, {0, 1}};
    static const step softmax[] = {{"m", "a", GT_MAXIMUM}, {"s", "exp(a - m)", GT_ADD}, {NULL, "exp(a - m) / s", 0}},
                      norm[] = {{"m", "a", MEAN},
                                {"v", "(a - m) * (a - m)", MEAN},
                                {NULL, "(a - m) / sqrt(v + 0.001) * x + x", 0}},
                      shorts[] = {{"m", "b * b", MEAN},
                                  {"l", "b", GT_MINIMUM},
                                  {"t", "m * b", GT_ADD},
                                  {NULL, "b * m - t / l", 0}},
                      whole[] = {{"t", "c", GT_ADD},
                                 {"u", "c | 1", GT_MULTIPLY},
                                 {"v", "c > 3", GT_LOGICAL_OR},
                                 {"w", "c", GT_MAXIMUM},
                                 {NULL, "(c < w) + t - u + v", 0}};
    enum { SHAPES = sizeof shapes / sizeof *shapes, TENSORS = sizeof dtypes / sizeof *dtypes };
    for (int k = 0; k < SHAPES; k++) {
        operands m = random_operands(dtypes, TENSORS, 3, shapes[k], (uint64_t)k + 1, k, k < 3);
        for (int i = 0; i < 4; i++) {
            const int32_t n = i < 2 ? 1 : 2;
            if (!sweep_part((uint64_t)(k + i), 4)) continue; /* of a thin sample each shape has one */
            along_case("m = max(a); e = exp(a - m); e / sum(e)", softmax, &m, axes[i], n);
            along_case("d = a - mean(a); d / sqrt(mean(d * d) + 0.001) * x + x", norm, &m, axes[i], n);
        }
        if (k == 0 || k == 3) {
            along_case("m = mean(b * b); p = m * b; p - sum(p) / min(b)", shorts, &m, axes[0], 1);
            if (sweep_part(0, 8)) /* Intel's compiler takes 40 s */
                along_case("(c < max(c)) + sum(c) - prod(c | 1) + any(c > 3)", whole, &m, axes[0], 1);
        }
        release_operands(&m);
    }
    support_settle();
}

/* Rows of a given result that lie in another order than the expression's: where a row begins is counted in that one. */
static void permuted_results(void **state)
{
    (void)state;
    const int64_t shape[] = {3, 5, 101}, lies[] = {5, 3, 101};
    const int32_t dtypes[] = {GT_F32, GT_F32}, order[] = {1, 0, 2}, last = 2;
    const char *text = "prod(1.003 + (a - sum(a) / 101) / 5000) + a * 0"; /* whose last bits tell in which order */
    operands m = random_operands(dtypes, 2, 3, shape, 5, 0, true);
    gt_tensor *made = NULL, *memory = NULL, *view = NULL;
    must(gt_eval_along(support_queue(), &made, text, m.args, m.n, &last, 1));
    must(gt_tensor_create(support_queue(), &memory, GT_F32, 3, lies, 0));
    must(gt_tensor_permute(&view, memory, order, 3));
    must(gt_eval_along(support_queue(), &view, text, m.args, m.n, &last, 1));
    if (!support_same(made, view)) support_wrong("%s into rows of another order", text);
    support_drop(&made), support_drop(&view), support_drop(&memory);
    release_operands(&m);
    support_settle();
}

/* Softmax, its logarithm, and layer norm with weights, of rows that end anywhere in a vector and in a work-group. */
static void lengths_case(const int32_t *dtypes, int64_t length, int first)
{
    static const step softmax[] = {{"m", "a", GT_MAXIMUM}, {"s", "exp(a - m)", GT_ADD}, {NULL, "exp(a - m) / s", 0}},
                      logs[] = {{"m", "b", GT_MAXIMUM}, {"s", "exp(b - m)", GT_ADD}, {NULL, "b - m - log(s)", 0}},
                      norm[] = {{"m", "a", MEAN},
                                {"v", "(a - m) * (a - m)", MEAN},
                                {NULL, "(a - m) / sqrt(v + 0.001) * x + x", 0}},
                      root[] = {{"v", "b * b", MEAN}, {NULL, "b / sqrt(v) * x", 0}},
                      product[] = {{"p", "1 + b / 100", GT_MULTIPLY}, {NULL, "b * p", 0}},
                      both[] = {{"s", "exp(a)", GT_ADD}, {"m", "b", MEAN}, {NULL, "logaddexp(exp(a) / s, m)", 0}};
    const int64_t shape[] = {5, length};
    operands m = random_operands(dtypes, 3, 2, shape, (uint64_t)length, first, true);
    const int32_t last = 1;
    m.args[2].name = "x"; /* a row, which is broadcast */
    along_case("e = exp(a - max(a)); e / sum(e)", softmax, &m, &last, 1);
    along_case("d = a - mean(a); d / sqrt(mean(d * d) + 0.001) * x + x", norm, &m, &last, 1);
    along_case("m = max(b); b - m - log(sum(exp(b - m)))", logs, &m, &last, 1);
    along_case("b / sqrt(mean(b * b)) * x", root, &m, &last, 1);
    along_case("b * prod(1 + b / 100)", product, &m, &last, 1); /* whose last bits tell in which order */
    along_case("t = exp(a); logaddexp(t / sum(t), mean(b))", both, &m, &last, 1);
    release_operands(&m);
}

static void lengths(void **state)
{
    (void)state;
    static const int64_t all[] = {1,   2,   31,  32,   33,   100,  200,  255,  256,
                                  257, 511, 777, 1000, 1023, 1024, 1025, 4096, 5000};
    static const int32_t dtypes[][3] = {
        {GT_F32, GT_F32, GT_F32}, {GT_F16, GT_BF16, GT_F32}, {GT_BF16, GT_F16, GT_F16}, {GT_F64, GT_F64, GT_F32}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        lengths_case(dtypes[0], all[i], 0); /* one program for all of them */
        lengths_case(dtypes[0], all[i], (int)i);
        for (int k = 1; k < 4; k++)
            if (i % 4 == 2 && support_has(dtypes[k][0]) && sweep_part((uint64_t)k, 3))
                lengths_case(dtypes[k], all[i], (int)i);
    }
    support_settle();
}

/* The largest and the smallest of rows with zeros of both signs, of which the last one in some order is meant, with
 * infinities, and with one thing that is no number, or none. */
static void extremes(void **state)
{
    (void)state;
    enum { LINES = 9, LONG = 1024 };
    static const int64_t lengths[] = {16, 64, 100, 256, 300, 512, 777, LONG};
    static const float values[] = {0.0F, -0.0F, -0.0F, 0.0F, -INFINITY, -1, 0.0F};
    static const step high[] = {{"m", "a", GT_MAXIMUM}, {NULL, "copysign(a, m)", 0}},
                      low[] = {{"m", "0 - a", GT_MINIMUM}, {NULL, "copysign(a, m)", 0}};
    static float x[LINES * LONG];
    const int32_t last = 1;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        const int64_t shape[] = {LINES, lengths[i]};
        uint32_t random = 5 + (uint32_t)i;
        for (int64_t k = 0; k < LINES * lengths[i]; k++) {
            random = random * 1664525 + 1013904223;
            x[k] = values[(random >> 16) % (sizeof values / sizeof *values)];
        }
        for (int64_t k = 1; k < LINES; k += 3) x[k * lengths[i] + k * 31 % lengths[i]] = k % 2 ? NAN : -NAN;
        operands m = {.n = 1};
        gt_tensor *a = support_upload(GT_F32, 2, shape, x);
        m.args[0] = named("a", a);
        along_case("copysign(a, max(a))", high, &m, &last, 1);
        along_case("copysign(a, min(0 - a))", low, &m, &last, 1);
        support_drop(&a);
    }
    support_settle();
}

/* Rows of two axes; along the first axis, and as lines that lie across. */
static void axes_of_rows(void **state)
{
    (void)state;
    static const int32_t dtypes[] = {GT_F32, GT_F32}, axes[][2] = {{1, 2}, {0, 1}, {0}, {2}, {1}};
    static const step softmax[] = {{"m", "a", GT_MAXIMUM}, {"s", "exp(a - m)", GT_ADD}, {NULL, "exp(a - m) / s", 0}};
    static const int64_t shape[] = {40, 30, 50};
    for (int first = 0; first < 3; first++) {
        operands m = random_operands(dtypes, 2, 3, shape, 5, first, true);
        for (int i = 0; i < 5; i++) along_case("e = exp(a - max(a)); e / sum(e)", softmax, &m, axes[i], i < 2 ? 2 : 1);
        release_operands(&m);
    }
    support_settle();
}

/* Short rows of whole vectors, of which a CPU takes several at a time, where one of the outer axes ends among them, and
 * operands lie along one of these alone. */
static void rows_together(void **state)
{
    (void)state;
    static const int64_t lengths[] = {16, 64, 256, 512};
    static const int32_t dtypes[] = {GT_F32, GT_F16}, last = 2;
    static const step norm[] = {{"m", "a", MEAN},
                                {"v", "(a - m) * (a - m)", MEAN},
                                {NULL, "(a - m) / sqrt(v + 0.001) * inner + outer", 0}},
                      least[] = {{"m", "a", GT_MINIMUM}, {NULL, "logaddexp(a, m) * inner - outer", 0}};
    for (int i = 0; i < 4 * 3 * 2; i++) {
        const int64_t length = lengths[i % 4], shape[] = {3, 7, length}, inner[] = {7, length},
                      outer[] = {3, 1, length};
        void *host = operand_elements(dtypes[i / 12], support_count(3, shape), 5, true);
        gt_tensor *base = NULL, *a = support_tensor((layout)(i / 4 % 3), dtypes[i / 12], 3, shape, host, &base),
                  *w = many_elements(2, inner), *v = many_elements(3, outer);
        const operands m = {.n = 3, .args = {named("a", a), named("inner", w), named("outer", v)}};
        along_case("d = a - mean(a); d / sqrt(mean(d * d) + 0.001) * inner + outer", norm, &m, &last, 1);
        along_case("logaddexp(a, min(a)) * inner - outer", least, &m, &last, 1);
        gt_tensor **all[] = {&a, &base, &w, &v};
        for (int k = 0; k < 4; k++) support_drop(all[k]);
        free(host);
    }
    support_settle();
}

enum { ROWS = 5, LONGEST = 1024 };

static void exact_case(int64_t length)
{
    const int64_t shape[] = {ROWS, length}, count = ROWS * length;
    gt_queue *q = support_queue();
    float x[ROWS * LONGEST];
    for (int i = 0; i < count; i++) x[i] = 5 * sinf((float)i * 0.7F) + (float)(i % 13);
    gt_tensor *t = support_upload(GT_F32, 2, shape, x), *soft = NULL, *norm = NULL;
    const gt_arg arg = named("x", t);
    must(gt_eval_along(q, &soft, "e = exp(x - max(x)); e / sum(e)", &arg, 1, (const int32_t[]){-1}, 1));
    must(gt_eval_along(q, &norm, "d = x - mean(x); d / sqrt(mean(d * d))", &arg, 1, (const int32_t[]){1}, 1));
    float *s = support_download(soft, GT_F32, count), *d = support_download(norm, GT_F32, count);
    for (int64_t r = 0; r < count; r += length) {
        long double sum = 0, mean = 0, square = 0;
        for (int64_t i = r; i < r + length; i++) {
            sum += expl(x[i]);
            mean += (long double)x[i] / (long double)length;
        }
        for (int64_t i = r; i < r + length; i++) square += (x[i] - mean) * (x[i] - mean) / (long double)length;
        for (int64_t i = r; i < r + length; i++) {
            const long double softmax = expl(x[i]) / sum, normal = (x[i] - mean) / sqrtl(square);
            if (!(fabsl(s[i] - softmax) <= 1e-5L * softmax))
                support_wrong("softmax %d: %g, not %Lg", (int)i, (double)s[i], softmax);
            if (!(fabsl(d[i] - normal) <= 1e-5L)) support_wrong("norm %d: %g, not %Lg", (int)i, (double)d[i], normal);
        }
    }
    free(s);
    free(d);
    gt_tensor **all[] = {&t, &soft, &norm};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) support_drop(all[i]);
}

/* Against sums in long double, which know nothing of the library: rows of whole vectors, which are read where they lie,
 * and others. */
static void exact(void **state)
{
    (void)state;
    exact_case(1000);
    exact_case(LONGEST);
    support_settle();
}

/* Rows that are stored past the caches, on CPUs: those that begin lines, and others. */
static void streamed(void **state)
{
    (void)state;
    static const int64_t shapes[][2] = {{8192, 1024}, {8400, 1000}, {4096, 2064}};
    static const step softmax[] = {{"m", "x", GT_MAXIMUM}, {"s", "exp(x - m)", GT_ADD}, {NULL, "exp(x - m) / s", 0}};
    const char *form = getenv("GPUTENSOR_FORM");
    if (!form || strcmp(form, "cpu") != 0) return;
    for (int k = 0; k < 3; k++) {
        operands m = {.n = 1};
        gt_tensor *x = many_elements(2, shapes[k]);
        m.args[0] = named("x", x);
        along_case("e = exp(x - max(x)); e / sum(e)", softmax, &m, (const int32_t[]){1}, 1);
        support_drop(&x);
    }
    support_settle();
}

static const int64_t s23[] = {2, 3}, s3[] = {3}, s21[] = {2, 1}, s03[] = {0, 3};

/* What is smaller than the expression is broadcast before it is reduced; a reduction is as large as the expression;
 * axes are none, all, and those of scalars; results go into operands and other dtypes; empty lines have their sums. */
static void meanings(void **state)
{
    (void)state;
    gt_queue *q = support_queue();
    gt_tensor *m = support_values(GT_F32, 2, s23, LIST(1, 2, 3, 4, 5, 6)),
              *g = support_values(GT_F32, 1, s3, LIST(2, 0, -1)), *i = support_values(GT_I16, 2, s21, LIST(0, 0)),
              *d = NULL, *empty = NULL, *scalar = support_values(GT_F32, 0, NULL, LIST(3));
    const gt_arg args[] = {named("m", m), named("g", g), named("i", i), named("empty", empty), named("scalar", scalar)};
    const int32_t rows[] = {0}, last[] = {-1};
    must(gt_eval_along(q, &d, "m + sum(g)", args, 2, rows, 1)); /* each of g twice */
    support_expect(d, GT_F32, 2, s23, LIST(5, 2, 1, 8, 5, 4));
    must(gt_eval_along(q, &d, "sum(g) + 0 * m", args, 2, last, 1));
    support_expect(d, GT_F32, 2, s23, LIST(1, 1, 1, 1, 1, 1));
    must(gt_eval_along(q, &d, "sum(max(m))", args, 2, last, 1)); /* a maximum counts as often as it stands */
    support_expect(d, GT_F32, 2, s23, LIST(9, 9, 9, 18, 18, 18));
    must(gt_eval_along(q, &d, "m - mean(m)", args, 2, NULL, 0));
    support_expect(d, GT_F32, 2, s23, LIST(-2.5, -1.5, -0.5, 0.5, 1.5, 2.5));
    must(gt_eval_along(q, &d, "m + sum(m)", args, 2, last, 0)); /* along no axis */
    support_expect(d, GT_F32, 2, s23, LIST(2, 4, 6, 8, 10, 12));
    must(gt_eval_along(q, &m, "m / max(m) * 12", args, 2, last, 1));
    support_expect(m, GT_F32, 2, s23, LIST(4, 8, 12, 8, 10, 12));
    support_drop(&d);
    must(gt_eval_along(q, &d, "any(m > 10) ? mean(i + (m > 11)) : 2", args, 3, last, 1));
    support_expect(d, GT_F32, 2, s23, LIST(1.0F / 3, 1.0F / 3, 1.0F / 3, 1.0F / 3, 1.0F / 3, 1.0F / 3));
    must(gt_eval_along(q, &i, "i + mean(i) + 300", args, 3, rows, 1));
    support_expect(i, GT_I16, 2, s21, LIST(300, 300));
    support_drop(&d);
    must(gt_eval_along(q, &d, "sum(i)", args, 3, rows, 1));
    support_expect(d, GT_I64, 2, s21, LIST(600, 600));
    support_drop(&d);
    must(gt_eval_along(q, &d, "scalar / sum(scalar)", args + 4, 1, rows, 1));
    support_expect(d, GT_F32, 0, NULL, LIST(1));
    support_drop(&d);
    gt_tensor *z = NULL;
    must(gt_copy(q, &z, m, GT_C64));
    const gt_arg complexes[] = {named("z", z)};
    must(gt_eval_along(q, &d, "real(sum(z * z) - mean(z))", complexes, 1, last, 1));
    support_expect(d, GT_F32, 2, s23, LIST(216, 216, 216, 298, 298, 298));
    must(gt_eval_along(q, &d, "real(max(z) - z)", complexes, 1, last, 1));
    support_expect(d, GT_F32, 2, s23, LIST(8, 4, 0, 4, 2, 0));
    support_drop(&z);
    support_drop(&d);
    must(gt_tensor_create(q, &empty, GT_F32, 2, s03, 0));
    const gt_arg nothing[] = {named("e", empty)};
    must(gt_eval_along(q, &d, "e + sum(e) + mean(e)", nothing, 1, rows, 1));
    assert_int_equal(gt_tensor_count(d), 0);
    must_be(GT_E_SHAPE, gt_eval_along(q, &d, "e + max(e)", nothing, 1, rows, 1));
    gt_tensor **all[] = {&m, &g, &i, &d, &empty, &scalar};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) support_drop(all[k]);
    support_settle();
}

/* Into rows of which the operand has all but one, in one launch on CPUs and step by step. */
static void overlapping(void **state)
{
    (void)state;
    static const int64_t lengths[] = {32, 5};
    static const gt_slice from = {.start = 0, .stop = 4, .step = 1}, to = {.start = 1, .stop = 5, .step = 1};
    gt_queue *q = support_queue();
    for (int k = 0; k < 2; k++) {
        const int64_t shape[] = {5, lengths[k]};
        void *host = operand_elements(GT_F32, support_count(2, shape), 3, true);
        gt_tensor *whole = support_upload(GT_F32, 2, shape, host), *x = NULL, *d = NULL, *apart = NULL;
        must(gt_tensor_slice(&x, whole, &from, 1));
        must(gt_tensor_slice(&d, whole, &to, 1));
        const gt_arg arg = named("x", x);
        must(gt_eval_along(q, &apart, "e = exp(x - max(x)); e / sum(e)", &arg, 1, (const int32_t[]){1}, 1));
        must(gt_eval_along(q, &d, "e = exp(x - max(x)); e / sum(e)", &arg, 1, (const int32_t[]){1}, 1));
        if (!support_same(apart, d)) support_wrong("rows of %d", (int)lengths[k]);
        free(host);
        gt_tensor **all[] = {&whole, &x, &d, &apart};
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) support_drop(all[i]);
    }
    support_settle();
}

/* Into another dtype, in one launch on CPUs and step by step: as the result, converted. */
static void converted(void **state)
{
    (void)state;
    static const int64_t lengths[] = {32, 5};
    gt_queue *q = support_queue();
    for (int k = 0; k < 2; k++) {
        const int64_t shape[] = {5, lengths[k]};
        void *host = operand_elements(GT_F32, support_count(2, shape), 3, true);
        gt_tensor *x = support_upload(GT_F32, 2, shape, host), *d = NULL, *result = NULL, *want = NULL;
        const gt_arg arg = named("x", x);
        must(gt_tensor_create(q, &d, GT_F16, 2, shape, 0));
        must(gt_eval_along(q, &result, "e = exp(x - max(x)); e / sum(e)", &arg, 1, (const int32_t[]){1}, 1));
        must(gt_copy(q, &want, result, GT_F16));
        must(gt_eval_along(q, &d, "e = exp(x - max(x)); e / sum(e)", &arg, 1, (const int32_t[]){1}, 1));
        if (!support_same(want, d)) support_wrong("rows of %d", (int)lengths[k]);
        free(host);
        gt_tensor **all[] = {&x, &d, &result, &want};
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) support_drop(all[i]);
    }
    support_settle();
}

/* Rows that fit in a block are near while they are computed: one launch. On GPUs all are that have a work-group. */
static void launches(void **state)
{
    (void)state;
    enum { SIZES = 6 };
    static const int64_t lengths[SIZES] = {7, 100, 1024, 4097, 8192, 8193};
    static const int cpu[SIZES] = {0, 1, 1, 1, 1, 0}, gpu[SIZES] = {0, 1, 1, 1, 1, -1}; /* -1: the device decides */
    struct faults layer;
    if (!faults_load(&layer)) fail_msg("OPENCL_LAYERS does not name the fault layer");
    gt_queue *q = support_queue();
    const char *form = getenv("GPUTENSOR_FORM");
    for (int k = 0; k < SIZES && form; k++) {
        const int64_t shape[] = {3, lengths[k]};
        const int one = (strcmp(form, "cpu") == 0 ? cpu : gpu)[k];
        gt_tensor *x = NULL, *d = NULL;
        must(gt_tensor_create(q, &x, GT_F32, 2, shape, 0));
        const gt_arg arg = named("x", x);
        const long before = layer.calls_of("clEnqueueNDRangeKernel");
        must(gt_eval_along(q, &d, "e = exp(x - max(x)); e / sum(e)", &arg, 1, (const int32_t[]){1}, 1));
        const long made = layer.calls_of("clEnqueueNDRangeKernel") - before;
        support_drop(&x);
        support_drop(&d);
        if (one >= 0 && one != (made == 1)) fail_msg("rows of %d: %ld launches", (int)lengths[k], made);
    }
}

static void refused(void **state)
{
    (void)state;
    gt_queue *q = support_queue();
    gt_tensor *m = support_values(GT_F32, 2, s23, LIST(1, 2, 3, 4, 5, 6)), *d = NULL;
    gt_arg args[] = {named("m", m), gt_arg_scalar(gt_int(3))};
    args[1].name = "n";
    const struct {
        const char *text;
        gt_status status;
        const char *says;
    } rows[] = {
        {"m + sum(n)", GT_E_ARGUMENT, "byte 4 of the expression, \"sum(n)\": a reduction of no tensor"},
        {"m + sum(2)", GT_E_ARGUMENT, "a reduction of no tensor"},
        {"m + sum(m, m)", GT_E_ARGUMENT, "sum takes 1 operand, not 2"},
        {"m & max(m)", GT_E_DTYPE, "byte 2 of the expression, \"& max(m)\": bitwise_and"},
        {"m + var(m)", GT_E_OPERATION, "byte 4"},
        {"m; sum(m)", GT_E_ARGUMENT, "2 results, not 1"},
        {"m + sum(sum(sum(sum(sum(sum(sum(sum(sum(m)))))))))", GT_E_UNSUPPORTED, "8 different reductions"},
    };
    const int32_t axis[] = {2, 0}, twice[] = {1, -1};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const gt_status status = gt_eval_along(q, &d, rows[i].text, args, 2, NULL, 0);
        if (status != rows[i].status || !strstr(gt_last_error(), rows[i].says) ||
            strncmp(gt_last_error(), "gt_eval_along: ", 15))
            fail_msg("%s: %d, %s", rows[i].text, (int)status, gt_last_error());
        assert_null(d);
    }
    must_be(GT_E_OPERATION, gt_eval(q, &d, "m / sum(m)", args, 1));
    must_be(GT_E_ARGUMENT, gt_eval_along(NULL, &d, "m", args, 1, NULL, 0));
    must_be(GT_E_ARGUMENT, gt_eval_along(q, NULL, "m", args, 1, NULL, 0));
    must_be(GT_E_ARGUMENT, gt_eval_along(q, &d, NULL, args, 1, NULL, 0));
    must_be(GT_E_ARGUMENT, gt_eval_along(q, &d, "m", NULL, 1, NULL, 0));
    must_be(GT_E_INDEX, gt_eval_along(q, &d, "m", args, 1, axis, 1));
    must_be(GT_E_INDEX, gt_eval_along(q, &d, "sum(m)", args, 1, twice, 2));
    must_be(GT_E_ARGUMENT, gt_eval_along(q, &d, "m", args, 1, twice, -1));
    assert_null(d);
    support_drop(&m);
}

int main(void)
{
    sweep_begin(NULL);
    leaks_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(along),        cmocka_unit_test(lengths),     cmocka_unit_test(permuted_results),
        cmocka_unit_test(axes_of_rows), cmocka_unit_test(launches),    cmocka_unit_test(exact),
        cmocka_unit_test(streamed),     cmocka_unit_test(overlapping), cmocka_unit_test(converted),
        cmocka_unit_test(meanings),     cmocka_unit_test(extremes),    cmocka_unit_test(rows_together),
        cmocka_unit_test(refused),      cmocka_unit_test(leaks_none),
    };
    return cmocka_run_group_tests(tests, NULL, support_close);
}

/* Every formula of kernels/ops/complex.cl, in one program for each dtype: special values as C11's annex G has them,
 * signs of zeros and sides of branch cuts included, and the limits of GT_COMPLEX_TABLE on numbers of all magnitudes. */
#include "support/complexes.h"
#include "support/leaks.h"
#include "support/sweep.h"
#include <math.h>

#include "base/text.h"
#include "cl/kernels.h"

typedef struct row {
    int32_t op, arity;
    double ulps;
} row;

static const row rows[] = {
#define ROW(NAME, result, ulp) {GT_##NAME, 0, ulp},
    GT_COMPLEX_TABLE(ROW)
#undef ROW
};
/* Work-groups of one: nothing is vectorised, which takes long to compile. */
static const int64_t one = 1;

enum { ROWS = sizeof rows / sizeof *rows, EDGES = 16, SPECIAL = EDGES * EDGES, RANDOM = 4096 };

static void add_file(gt__text *text, const char *name)
{
    for (const gt__file *file = gt__kernel_files; file->name; file++)
        if (strcmp(file->name, name) == 0) gt__text_join(text, file->text, "\n", NULL);
}

/* kernel void rowN(x, first, y, first, o, first): item i writes o[i]. */
static char *source_of(int32_t dtype)
{
    gt__text text = {0};
    const char *part = dtype == GT_C64 ? "float" : "double";
    gt__text_add(&text, "#define C %s2\n#define R %s\n#define U ulong\n#define C_FLOAT 1\n#define C_COMPLEX 1\n", part,
                 part);
    gt__text_add(&text, "#define C_DOUBLE %d\n#define VEC 1\n", dtype == GT_C128);
    add_file(&text, "storage.cl");
    add_file(&text, "arithmetic.cl");
    add_file(&text, "ops/complex.cl");
    gt__text_add(&text,
                 "__attribute__((reqd_work_group_size(1, 1, 1))) kernel void formula(global const C *x, long a, global "
                 "const C *y, long b, global C *o, long c, "
                 "int row)\n{\n    const long i = get_global_id(0);\n    const C p = x[a + i], q = y[b + i];\n    C r "
                 "= p;\n    switch (row) {\n");
    for (int k = 0; k < ROWS; k++) {
        gt_op_desc desc = {.size = sizeof desc};
        must(gt_op_describe(rows[k].op, &desc));
        const bool real = rows[k].op == GT_ABS || rows[k].op == GT_REAL || rows[k].op == GT_IMAG ||
                          rows[k].op == GT_ANGLE || desc.dtype_class == GT_CLASS_COMPARE ||
                          desc.dtype_class == GT_CLASS_TEST;
        const char *arguments = desc.arity == 1 ? "p" : desc.arity == 2 ? "p, q" : "OF_REAL(NONZERO(p)), q, p";
        gt__text_add(&text, "    case %d: r = %s(op_%s(%s)); break;\n", k, real ? "OF_REAL" : "", desc.name, arguments);
    }
    gt__text_add(&text, "    }\n    o[c + i] = r;\n}\n");
    assert_int_equal(text.failed, 0);
    return text.s;
}

static long double edge(int32_t dtype, int k)
{
    const int32_t part = part_of(dtype);
    const long double all[EDGES] = {
        0,   1,     0.5L, 2,      1e-3L, 3,         float_min_normal(part) * 4, float_max(part) / 4, INFINITY,
        NAN, -0.0L, -1,   -0.75L, -20,   -INFINITY, -float_min_normal(part) * 4};
    return float_round(part, all[k]);
}

static bool has_nan(number x)
{
    return isnan(creall(x)) || isnan(cimagl(x));
}

static bool is_infinite(number x)
{
    return isinf(creall(x)) || isinf(cimagl(x));
}

/* Zeros have the sign that annex G says, or the Array API standard of tanh and tan beside infinity, where they say one:
 * not beside NaN, nor where a quotient's terms cancel. */
static bool signs_meet(int32_t op, const number *x, number want, number got)
{
    if (has_nan(want) || op == GT_POW || (op == GT_RECIPROCAL && has_nan(x[0]))) return true;
    if (op == GT_DIVIDE && !(is_infinite(x[1]) && !has_nan(x[0]))) return true;
    return (creall(want) != 0 || signbit(creall(want)) == signbit(creall(got))) &&
           (cimagl(want) != 0 || signbit(cimagl(want)) == signbit(cimagl(got)));
}

/* The sign of an infinity beside NaN is left open of these. */
static bool is_open(int32_t op, number want)
{
    static const int32_t rows_left_open[] = {GT_SIN, GT_COS, GT_SINH, GT_COSH, GT_ASIN, GT_ACOS, GT_ASINH, GT_SQRT};
    for (size_t i = 0; i < sizeof rows_left_open / sizeof *rows_left_open; i++)
        if (op == rows_left_open[i]) return has_nan(want);
    return false;
}

static double limit_of(const row *r, const number *x)
{
    const double grows = r->op == GT_POW ? (double)(cabsl(x[1]) * cabsl(clogl(x[0]))) : 1;
    return r->ulps * (isfinite(grows) ? fmax(1, grows) : 1);
}

/* Powers of 0 and whole powers, which are more than exp(y log(x)) says, and of what is of length 1 but for rounding. */
static bool is_power_apart(const number *x)
{
    return x[0] == 0 || cabsl(x[0]) == 1 || (cimagl(x[1]) == 0 && rintl(creall(x[1])) == creall(x[1]));
}

static void judge(int32_t dtype, const row *r, const void *x, const void *y, const void *o, int64_t n, bool special)
{
    for (int64_t i = 0; i < n; i++) {
        const number operands[] = {number_read(dtype, x, i), number_read(dtype, y, i), number_read(dtype, x, i)};
        if (special && r->op == GT_POW && is_power_apart(operands)) continue;
        const number want = number_row(r->op, operands), got = number_read(dtype, o, i);
        const bool near = number_close(dtype, want, got, limit_of(r, operands)) ||
                          (is_open(r->op, want) && number_close(dtype, -want, got, 0));
        if (!near || (special && !signs_meet(r->op, operands, want, got)))
            support_wrong("%s of operation %d of %s and %s: got %s, want %s", facts_of(dtype)->name, (int)r->op,
                          number_show(operands[0]).s, number_show(operands[1]).s, number_show(got).s,
                          number_show(want).s);
    }
}

static void run_all(int32_t dtype, gt_kernel *kernel, const void *x, const void *y, int64_t n, bool special)
{
    gt_tensor *a = support_upload(dtype, 1, &n, x), *b = support_upload(dtype, 1, &n, y), *o = NULL;
    must(gt_tensor_create(support_queue(), &o, dtype, 1, &n, 0));
    for (int32_t k = 0; k < ROWS; k++) {
        support_topic();
        const gt_kernel_arg args[] = {{.kind = GT_ARG_TENSOR, .tensor = a},
                                      {.kind = GT_ARG_TENSOR, .tensor = b},
                                      {.kind = GT_ARG_TENSOR, .tensor = o},
                                      {.kind = GT_ARG_SCALAR, .scalar = {.dtype = GT_I32, .i = k}}};
        must(gt_kernel_run(support_queue(), kernel, args, 4, 1, &n, &one));
        void *got = support_download(o, dtype, n);
        judge(dtype, &rows[k], x, y, got, n, special);
        free(got);
    }
    gt_tensor *const all[] = {a, b, o};
    for (int k = 0; k < 3; k++) gt_tensor_free(all[k]);
}

static void formulas(void **state)
{
    const int32_t dtype = *(const int32_t *)*state;
    if (sweep_thin() || gt_context_supports(support_context(), dtype) != GT_SUPPORT_NATIVE) return;
    gt_kernel *kernel = NULL;
    char *source = source_of(dtype);
    must(gt_kernel_create(&kernel, support_context(), source, "formula", NULL));
    void *x = support_array(dtype, SPECIAL), *y = support_array(dtype, SPECIAL);
    for (int i = 0; i < SPECIAL; i++) {
        number_write(dtype, x, i, CMPLXL(edge(dtype, i / EDGES), edge(dtype, i % EDGES)));
        number_write(dtype, y, i,
                     i % 6 == 5 ? CMPLXL(INFINITY, -0.75L) : CMPLXL(edge(dtype, i * 7 % 5), edge(dtype, 10 + i % 5)));
    }
    run_all(dtype, kernel, x, y, SPECIAL, true);
    free(x);
    free(y);
    for (int scale = 2; scale <= 60; scale += 29) {
        x = number_random(dtype, RANDOM, scale, (uint64_t)scale);
        y = number_random(dtype, RANDOM, 1, 77);
        run_all(dtype, kernel, x, y, RANDOM, false);
        free(x);
        free(y);
    }
    free(source);
    gt_kernel_free(kernel);
    support_settle();
}

int main(void)
{
    static const int32_t dtypes[] = {GT_C64, GT_C128};
    leaks_begin();
    sweep_begin(NULL);
    const struct CMUnitTest tests[] = {
        {"formulas complex64", formulas, NULL, NULL, (void *)(uintptr_t)&dtypes[0]},
        {"formulas complex128", formulas, NULL, NULL, (void *)(uintptr_t)&dtypes[1]},
        cmocka_unit_test(leaks_none),
    };
    return cmocka_run_group_tests(tests, NULL, support_close);
}

/* gt_matmul of complex numbers, beside sums of products in long double: dtypes, layouts, batches, and what follows the
 * product. */
#include <gputensor/gputensor.h>

#include "support/complexes.h"
#include "support/leaks.h"
#include <math.h>

typedef struct product {
    int64_t batch, m, k, n;
    int32_t a_dtype, b_dtype, dtype; /* of the operands and of the result */
    number *a, *b, *want;
    double *length; /* |a| @ |b|, which errors are measured by */
    gt_tensor *x, *y;
} product;

static number read_any(int32_t dtype, const void *host, int64_t i)
{
    const int complexes = dtype == GT_C64 || dtype == GT_C128;
    return complexes ? number_read(dtype, host, i) : (number)support_at(host, dtype, i).f;
}

/* Random elements; of real dtypes the first half of complex ones' parts. */
static gt_tensor *operand(number **read, int32_t dtype, layout l, int64_t batch, int64_t rows, int64_t columns,
                          uint64_t seed)
{
    const int64_t shape[] = {batch, rows, columns}, count = batch * rows * columns;
    const int32_t of = dtype == GT_F32 ? GT_C64 : dtype == GT_F64 ? GT_C128 : dtype;
    void *host = number_random(of, count, 3, seed);
    gt_tensor *t = support_tensor(l, dtype, 3, shape, host, NULL);
    *read = calloc((size_t)count + 1, sizeof **read);
    for (int64_t i = 0; i < count; i++) (*read)[i] = read_any(dtype, host, i);
    free(host);
    return t;
}

static product make(int32_t a_dtype, int32_t b_dtype, layout l, int64_t batch, int64_t m, int64_t k, int64_t n)
{
    product p = {.batch = batch, .m = m, .k = k, .n = n, .a_dtype = a_dtype, .b_dtype = b_dtype};
    must(gt_result_type((int32_t[]){a_dtype, b_dtype}, 2, &p.dtype));
    p.x = operand(&p.a, a_dtype, l, batch, m, k, 1);
    p.y = operand(&p.b, b_dtype, l, batch, k, n, 2);
    const int64_t count = batch * m * n;
    p.want = calloc((size_t)count + 1, sizeof *p.want);
    p.length = calloc((size_t)count + 1, sizeof *p.length);
    for (int64_t i = 0; i < count; i++)
        for (int64_t s = 0; s < k; s++) {
            const number x = p.a[i / n * k + s], y = p.b[(i / (m * n) * k + s) * n + i % n];
            p.want[i] += x * y;
            p.length[i] += (double)(cabsl(x) * cabsl(y));
        }
    return p;
}

static void drop(product *p)
{
    gt_tensor_free(p->x);
    gt_tensor_free(p->y);
    free(p->a);
    free(p->b);
    free(p->want);
    free(p->length);
}

/* Each part within `terms` roundings of length, of the dtype, and of the result's own. */
static void expect(const product *p, const gt_tensor *got, const char *what)
{
    const double u = part_of(p->dtype) == GT_F32 ? 0x1p-24 : 0x1p-53;
    const int64_t count = p->batch * p->m * p->n;
    void *host = support_download(got, p->dtype, count);
    for (int64_t i = 0; i < count; i++) {
        const number is = number_read(p->dtype, host, i), wrong = is - p->want[i];
        const double allowed = (double)(2 * p->k + 8) * u * (p->length[i] + (double)cabsl(p->want[i]));
        if (fabsl(creall(wrong)) > allowed || fabsl(cimagl(wrong)) > allowed || isnan(creall(is)) || isnan(cimagl(is)))
            support_wrong("%s, %lld x %lld x %lld of %s and %s, element %lld: got %s, want %s", what, (long long)p->m,
                          (long long)p->k, (long long)p->n, facts_of(p->a_dtype)->name, facts_of(p->b_dtype)->name,
                          (long long)i, number_show(is).s, number_show(p->want[i]).s);
    }
    free(host);
}

static bool has(int32_t dtype)
{
    return gt_context_supports(support_context(), dtype) == GT_SUPPORT_NATIVE;
}

static void dtypes_and_layouts(void **state)
{
    (void)state;
    static const int32_t dtypes[][2] = {
        {GT_C64, GT_C64}, {GT_C64, GT_F32}, {GT_F32, GT_C64}, {GT_C128, GT_C128}, {GT_F64, GT_C64}};
    static const layout layouts[] = {LAYOUT_CONTIGUOUS, LAYOUT_SLICED, LAYOUT_PERMUTED, LAYOUT_NEGATIVE};
    for (size_t d = 0; d < sizeof dtypes / sizeof *dtypes; d++)
        for (size_t l = 0; l < sizeof layouts / sizeof *layouts; l++) {
            if (!has(dtypes[d][0]) || !has(dtypes[d][1])) continue;
            for (int64_t m = 5; m <= 70; m += 65) { /* by parts where b would be expanded, and as one product */
                product p = make(dtypes[d][0], dtypes[d][1], layouts[l], 2, m, 7, 6);
                gt_tensor *o = NULL;
                must(gt_matmul(support_queue(), &o, p.x, p.y, NULL));
                assert_int_equal(gt_tensor_dtype(o), p.dtype);
                expect(&p, o, "a layout");
                support_drop(&o);
                drop(&p);
            }
        }
    support_settle();
}

static void sizes(void **state)
{
    (void)state;
    static const int64_t all[][4] = {{1, 1, 1, 1},    {1, 1, 300, 1}, {3, 1, 17, 33}, {1, 65, 40, 1},  {1, 130, 70, 90},
                                     {4, 16, 16, 16}, {1, 3, 0, 2},   {0, 3, 4, 2},   {2, 3, 290, 70}, {2, 2, 9, 1}};
    for (size_t s = 0; s < sizeof all / sizeof *all; s++) {
        product p = make(GT_C64, GT_C64, LAYOUT_CONTIGUOUS, all[s][0], all[s][1], all[s][2], all[s][3]);
        gt_tensor *o = NULL;
        must(gt_matmul(support_queue(), &o, p.x, p.y, NULL));
        expect(&p, o, "a size");
        if (p.m == p.n && p.m == p.k) { /* over an operand */
            must(gt_matmul(support_queue(), &p.x, p.x, p.y, NULL));
            expect(&p, p.x, "a size in place");
        }
        support_drop(&o);
        drop(&p);
    }
    support_settle();
}

/* activation(alpha * a @ b + beta * d + bias), and into a result of another dtype. */
static void what_follows(void **state)
{
    (void)state;
    const number alpha = CMPLXL(0.5L, -2), beta = CMPLXL(1, 0.25L);
    const gt_scalar by_alpha = {.dtype = GT_WEAK_COMPLEX, .re = 0.5, .im = -2};
    const gt_scalar by_beta = {.dtype = GT_WEAK_COMPLEX, .re = 1, .im = 0.25};
    product p = make(GT_C64, GT_C64, LAYOUT_CONTIGUOUS, 1, 9, 5, 4);
    number *old = NULL, *added = NULL;
    gt_tensor *o = operand(&old, GT_C64, LAYOUT_SLICED, 1, 9, 4, 3);
    gt_tensor *bias = operand(&added, GT_C64, LAYOUT_CONTIGUOUS, 1, 1, 4, 4);
    const gt_matmul_opts opts = {
        .size = sizeof opts, .activation = GT_SQUARE, .alpha = &by_alpha, .beta = &by_beta, .bias = bias};
    for (int64_t i = 0; i < 36; i++) {
        const number sum = alpha * p.want[i] + beta * old[i] + added[i % 4];
        const double length = 3 * p.length[i] + 2 * (double)cabsl(old[i]) + (double)cabsl(added[i % 4]);
        p.want[i] = sum * sum;
        p.length[i] = length * length;
    }
    must(gt_matmul(support_queue(), &o, p.x, p.y, &opts));
    expect(&p, o, "all that follows");
    gt_tensor *const all[] = {o, bias};
    for (int k = 0; k < 2; k++) gt_tensor_free(all[k]);
    free(old);
    free(added);
    drop(&p);
    support_settle();
}

static void other_dtypes(void **state)
{
    (void)state;
    if (!has(GT_C128)) return;
    product p = make(GT_C64, GT_C64, LAYOUT_CONTIGUOUS, 1, 6, 50, 3);
    const gt_matmul_opts exact = {.size = sizeof exact, .accumulate = GT_C128};
    gt_tensor *o = NULL;
    must(gt_matmul(support_queue(), &o, p.x, p.y, &exact));
    assert_int_equal(gt_tensor_dtype(o), GT_C128);
    p.dtype = GT_C128;
    expect(&p, o, "sums in complex128");
    must(gt_matmul(support_queue(), &o, p.x, p.y, NULL)); /* complex64, into complex128 */
    p.dtype = GT_C64;
    gt_tensor *narrow = NULL;
    must(gt_copy(support_queue(), &narrow, o, GT_C64));
    expect(&p, narrow, "a given result");
    support_drop(&narrow);
    support_drop(&o);
    drop(&p);
    product real = make(GT_F32, GT_F32, LAYOUT_CONTIGUOUS, 1, 4, 3, 5);
    const int64_t shape[] = {1, 4, 5};
    must(gt_tensor_create(support_queue(), &o, GT_C64, 3, shape, 0));
    must(gt_matmul(support_queue(), &o, real.x, real.y, NULL)); /* real sums, into complex64 */
    real.dtype = GT_C64;
    expect(&real, o, "a real product");
    support_drop(&o);
    const gt_matmul_opts complexes = {.size = sizeof complexes, .accumulate = GT_C64};
    must(gt_matmul(support_queue(), &o, real.x, real.y, &complexes));
    assert_int_equal(gt_tensor_dtype(o), GT_C64);
    expect(&real, o, "a real product summed in complex64");
    support_drop(&o);
    drop(&real);
    support_settle();
}

static void refusals(void **state)
{
    (void)state;
    product p = make(GT_C64, GT_C64, LAYOUT_CONTIGUOUS, 1, 2, 2, 2), r = make(GT_F32, GT_F32, 0, 1, 2, 2, 2);
    const gt_scalar factor = {.dtype = GT_WEAK_COMPLEX, .re = 1, .im = 1};
    const int64_t shape[] = {1, 2, 2};
    gt_tensor *o = NULL, *real = NULL;
    gt_queue *q = support_queue();
    must(gt_tensor_create(q, &real, GT_F32, 3, shape, 0));
    const gt_matmul_opts sums = {.size = sizeof sums, .accumulate = GT_F32};
    const gt_matmul_opts scaled = {.size = sizeof scaled, .alpha = &factor};
    const gt_matmul_opts biased = {.size = sizeof biased, .bias = p.x};
    const gt_matmul_opts bent = {.size = sizeof bent, .activation = GT_RELU};
    const gt_matmul_opts length = {.size = sizeof length, .activation = GT_ABS};
    must_be(GT_E_DTYPE, gt_matmul(q, &o, p.x, p.y, &sums));
    must_be(GT_E_DTYPE, gt_matmul(q, &o, r.x, r.y, &scaled));
    must_be(GT_E_DTYPE, gt_matmul(q, &o, r.x, r.y, &biased));
    must_be(GT_E_DTYPE, gt_matmul(q, &o, p.x, p.y, &bent));
    must_be(GT_E_DTYPE, gt_matmul(q, &o, p.x, p.y, &length));
    must_be(GT_E_DTYPE, gt_matmul(q, &real, p.x, p.y, NULL));
    assert_null(o);
    support_expect(real, GT_F32, 3, shape, LIST(0, 0, 0, 0));
    gt_tensor_free(real);
    drop(&p);
    drop(&r);
}

int main(void)
{
    leaks_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dtypes_and_layouts), cmocka_unit_test(sizes),    cmocka_unit_test(what_follows),
        cmocka_unit_test(other_dtypes),       cmocka_unit_test(refusals), cmocka_unit_test(leaks_none),
    };
    return cmocka_run_group_tests(tests, NULL, support_close);
}

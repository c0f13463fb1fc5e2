/* gt_histogram: counts and weights in bins of integers and between edges, against a search through all edges. */
#include "support/indexed.h"
#include "support/leaks.h"
#include <math.h>

/* The bin of a value: the last one whose first edge is not above it, -1: none. */
static int64_t bin_of(value v, const double *edges, int64_t bins)
{
    const double x = v.is_float ? (double)v.f : (double)v.i;
    if (!edges) return v.i >= 0 && v.i < bins ? (int64_t)v.i : -1;
    if (!(x >= edges[0] && x <= edges[bins])) return -1;
    for (int64_t i = bins - 1; i >= 0; i--)
        if (edges[i] <= x) return i;
    return -1;
}

/* Compares with sums in long double. weights and edges may be NULL. */
static void check(const held *src, const held *weights, const held *edges, int64_t minlength, int64_t bins,
                  const char *name)
{
    const int64_t n = support_count(src->rank, src->shape);
    double *at = edges ? support_array(GT_F64, bins + 1) : NULL;
    long double *want = calloc((size_t)bins + 1, sizeof *want), *size = calloc((size_t)bins + 1, sizeof *size);
    for (int64_t i = 0; edges && i <= bins; i++) {
        const value e = support_at(edges->host, edges->dtype, i);
        at[i] = e.is_float ? (double)e.f : (double)e.i;
    }
    for (int64_t i = 0; i < n; i++) {
        const int64_t bin = bin_of(support_at(src->host, src->dtype, i), at, bins);
        const value w = weights ? support_at(weights->host, weights->dtype, i) : value_int(1);
        const long double x = w.is_float ? w.f : (long double)w.i;
        if (bin < 0) continue;
        want[bin] += x;
        size[bin] += fabsl(x);
    }
    gt_tensor *dst = NULL;
    must(gt_histogram(support_queue(), &dst, src->t, edges ? edges->t : NULL, weights ? weights->t : NULL, minlength));
    const int32_t dtype = gt_tensor_dtype(dst);
    assert_int_equal(dtype, weights && facts_of(weights->dtype)->is_float ? weights->dtype : GT_I64);
    assert_int_equal(gt_tensor_count(dst), bins);
    void *got = support_download(dst, dtype, bins);
    for (int64_t i = 0; i < bins; i++) {
        const value v = support_at(got, dtype, i);
        const long double found = v.is_float ? v.f : (long double)v.i;
        const long double error = dtype == GT_I64 ? 0 : float_ulp(dtype, want[i]) + 4 * 0x1p-24L * 0x1p-10L * size[i];
        if (!(fabsl(found - want[i]) <= error))
            support_wrong("%s, bin %lld of %lld: %Lg, want %Lg", name, (long long)i, (long long)bins, found, want[i]);
    }
    free(got), free(want), free(size), free(at);
    support_drop(&dst);
}

static held integers(layout l, int32_t dtype, int32_t rank, const int64_t *shape, int64_t below, uint64_t seed)
{
    const int64_t n = support_count(rank, shape);
    char *host = support_array(dtype, n);
    for (int64_t i = 0; i < n; i++)
        value_write(dtype, host + (size_t)i * facts_of(dtype)->size,
                    value_int((int64_t)((random_unit(&seed) + 1) / 2 * (long double)below)));
    value_write(dtype, host, value_int(below - 1)); /* the largest */
    return hold(l, dtype, rank, shape, host);
}

static held floats(int32_t dtype, int64_t n, double scale, uint64_t seed)
{
    char *host = support_array(dtype, n);
    for (int64_t i = 0; i < n; i++)
        value_write(dtype, host + (size_t)i * facts_of(dtype)->size, value_float(scale * random_unit(&seed)));
    return hold(LAYOUT_CONTIGUOUS, dtype, 1, &n, host);
}

static void counts(void **state)
{
    (void)state;
    static const int64_t sizes[] = {1, 300, 70001};
    for (int k = 0; k < 3; k++) {
        const int64_t shape[] = {sizes[k], 3};
        held x = integers(LAYOUT_SLICED, GT_I32, 2, shape, 100, 3),
             tall = integers(LAYOUT_CONTIGUOUS, GT_U64, 2, shape, 9000, 4);
        check(&x, NULL, NULL, 0, 100, "bins of int32");
        check(&x, NULL, NULL, 150, 150, "minlength");
        check(&tall, NULL, NULL, 0, 9000, "many bins");
        release(&x), release(&tall);
    }
    const int64_t some[] = {1000};
    held truth = integers(LAYOUT_CONTIGUOUS, GT_BOOL, 1, some, 2, 5);
    check(&truth, NULL, NULL, 0, 2, "bool");
    release(&truth);
    support_settle();
}

static void weights(void **state)
{
    (void)state;
    enum { N = 100000 };
    const int64_t n = N;
    held x = integers(LAYOUT_CONTIGUOUS, GT_I32, 1, &n, 37, 6),
         many = integers(LAYOUT_CONTIGUOUS, GT_I32, 1, &n, 5000, 7);
    held w = floats(GT_F32, n, 1000, 8), small = integers(LAYOUT_NEGATIVE, GT_I8, 1, &n, 100, 9);
    check(&x, &w, NULL, 0, 37, "float32 weights");
    check(&many, &w, NULL, 0, 5000, "float32 weights in many bins");
    check(&x, &small, NULL, 0, 37, "int8 weights");
    float *host = support_array(GT_F32, n); /* a large one, and many that would vanish beside it */
    for (int64_t i = 0; i < n; i++) host[i] = i ? 0x1p-26f : 1;
    held tiny = hold(LAYOUT_CONTIGUOUS, GT_F32, 1, &n, host), one = integers(LAYOUT_CONTIGUOUS, GT_I32, 1, &n, 1, 1);
    check(&one, &tiny, NULL, 0, 1, "small weights");
    release(&x), release(&many), release(&w), release(&small), release(&tiny), release(&one);
    support_settle();
}

static void between_edges(void **state)
{
    (void)state;
    enum { N = 50000, BINS = 10 };
    const int64_t n = N;
    held x = floats(GT_F32, n, 6, 10);
    float *raw = (float *)x.host;
    raw[0] = NAN, raw[1] = INFINITY, raw[2] = -INFINITY, raw[3] = 5, raw[4] = -5, raw[5] = -0.0f;
    held special = hold(LAYOUT_CONTIGUOUS, GT_F32, 1, &n, memcpy(support_array(GT_F32, n), raw, N * sizeof *raw));
    double even[BINS + 1], odd[BINS + 1] = {-5, -4.5, -4.5, 0, 0.25, 0.5, 1, 1, 3, 5, 5};
    for (int i = 0; i <= BINS; i++) even[i] = i - 5;
    for (int i = 0; i < 3; i++) {
        const int64_t count = i == 2 ? 2 : BINS + 1, edges_n = count - 1;
        float *host = support_array(GT_F32, count);
        for (int64_t k = 0; k < count; k++) host[k] = (float)(i == 1 ? odd[k] : even[k]);
        held edges = hold(LAYOUT_SLICED, GT_F32, 1, &count, host), w = floats(GT_F32, n, 1, 11);
        check(&special, NULL, &edges, 0, edges_n, i == 1 ? "uneven edges" : "even edges");
        check(&special, &w, &edges, 0, edges_n, "weights between edges");
        release(&edges), release(&w);
    }
    const int64_t few[] = {4};
    int64_t *numbers = support_array(GT_I64, 4);
    for (int i = 0; i < 4; i++) numbers[i] = (int64_t[]){0, 10, 50, 99}[i];
    held whole = hold(LAYOUT_CONTIGUOUS, GT_I64, 1, few, numbers),
         i8 = integers(LAYOUT_CONTIGUOUS, GT_I8, 1, &n, 120, 12);
    check(&i8, NULL, &whole, 0, 3, "integers between edges");
    release(&x), release(&special), release(&whole), release(&i8);
    support_settle();
}

static void destinations(void **state)
{
    (void)state;
    const int64_t none[] = {0}, five[] = {5}, three[] = {3};
    gt_queue *q = support_queue();
    gt_tensor *x = support_values(GT_I32, 1, five, LIST(2, 0, 2, 1, 2)), *empty = NULL, *dst = NULL,
              *given = support_values(GT_F32, 1, three, LIST(9, 9, 9)),
              *minus = support_values(GT_I32, 1, three, LIST(0, -1, 5));
    must(gt_histogram(q, &given, x, NULL, NULL, 0));
    support_expect(given, GT_F32, 1, three, LIST(1, 1, 3));
    must_be(GT_E_INDEX, gt_histogram(q, &given, minus, NULL, NULL, 0));
    support_expect(given, GT_F32, 1, three, LIST(1, 1, 3));
    gt_tensor *signs = support_values(GT_I8, 1, five, LIST(-3, -4, 1, -5, 2)); /* whose sums no uint64 holds */
    must(gt_histogram(q, &given, x, NULL, signs, 0));
    support_expect(given, GT_F32, 1, three, LIST(-4, -5, 0));
    support_drop(&signs);
    must(gt_tensor_create(q, &empty, GT_I32, 1, none, 0));
    must(gt_histogram(q, &dst, empty, NULL, NULL, 0));
    assert_int_equal(gt_tensor_count(dst), 0);
    support_drop(&dst);
    must(gt_histogram(q, &dst, empty, NULL, NULL, 3));
    support_expect(dst, GT_I64, 1, three, LIST(0, 0, 0));
    support_drop(&dst), support_drop(&x), support_drop(&empty), support_drop(&given), support_drop(&minus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts),       cmocka_unit_test(weights),    cmocka_unit_test(between_edges),
        cmocka_unit_test(destinations), cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, support_close);
}

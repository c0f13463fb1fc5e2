/* Products by the kernel for NVIDIA's tensor cores, on every device whose kernels are of the gpu form: where it has no
 * such instructions the test tells the library that it has, and puts a model of them (support/mma.cl) into the kernel.
 * So the functions of lib/cl that say so are replaced (--wrap). */
#include <math.h>

#include "support/product.h"
#include "support/support.h"

#include "cl/cl.h"
#include "kernel/spec.h"

static const char *const instructions = "#line 1 \"kernels/mma.cl\"\n", *const next_file = "#line 1 \"";
static char *model;
static int32_t units, cuda; /* as the library is to see them */
static int kernels;         /* that were asked for */
static bool refuses;        /* the compiler is to refuse them */

/* ---- in place of lib/cl ---- */

const gt__traits *__real_gt__traits_of(const gt_context *ctx);
const gt__traits *__wrap_gt__traits_of(const gt_context *ctx);
const gt__traits *__wrap_gt__traits_of(const gt_context *ctx)
{
    static gt__traits traits;
    traits = *__real_gt__traits_of(ctx);
    if (model) traits.cuda = cuda;
    if (units) traits.units = units;
    return &traits;
}

static void write_modelled(gt__text *source, const char **kernel, const void *key)
{
    gt__text whole = {0};
    gt__spec_text(&whole, kernel, key);
    char *at = strstr(whole.s, instructions), *rest = at ? strstr(at + strlen(instructions), next_file) : NULL;
    assert_non_null(rest);
    static const char *const unrolled[] = {"#pragma unroll\n", "_Pragma(\"unroll\")"};
    for (int i = 0; i < 2; i++) /* of loops with barriers: they would make many of them */
        for (char *at_one = rest; (at_one = strstr(at_one, unrolled[i]));)
            memset(at_one, ' ', strcspn(unrolled[i], "\n"));
    *at = 0;
    gt__text_join(source, whole.s, model, refuses ? "#error\n" : "", rest, NULL);
    source->failed |= whole.failed;
    gt__text_free(&whole);
}

gt_status __real_gt__kernel_get(gt__kernel **out, const gt__call *call, const void *key, gt__write_source *write);
gt_status __wrap_gt__kernel_get(gt__kernel **out, const gt__call *call, const void *key, gt__write_source *write);
gt_status __wrap_gt__kernel_get(gt__kernel **out, const gt__call *call, const void *key, gt__write_source *write)
{
    gt__spec spec;
    memcpy(&spec, key, sizeof spec);
    const int is_mma = spec.family == GT__MATMUL_MMA;
    kernels += is_mma;
    return __real_gt__kernel_get(out, call, key, is_mma && model ? write_modelled : write);
}

/* ---- products ---- */

static const int32_t dtypes[] = {GT_F16, GT_BF16, GT_F64};
enum { DTYPES = sizeof dtypes / sizeof *dtypes };

static bool begin(int32_t dtype)
{
    if (__real_gt__traits_of(support_context())->form == GT__CPU) support_skip("kernels are of the form for CPUs");
    units = 1;
    cuda = 80;
    const int32_t real = __real_gt__traits_of(support_context())->cuda; /* GPUs for graphics have none of float64 */
    if (!model && dtype == GT_F64 && (real % 10 != 0 || real >= 120)) return false;
    return support_has(dtype);
}

static void check(product p)
{
    const int before = kernels;
    p.truncates = p.a.dtype != GT_F64;
    product_check(p);
    if (kernels == before) support_wrong("another kernel has made a product");
}

static product square(int32_t dtype, int64_t m, int64_t k, int64_t n)
{
    return (product){.a = operand_matrix(dtype, m, k), .b = operand_matrix(dtype, k, n)};
}

/* Every layout of operands and result; edges of tiles, of vectors, of steps; larger and smaller tiles. What lies in
 * vectors is asked of each dtype, the rest of one of them. */
static void layouts(void **state)
{
    (void)state;
    static const int64_t sizes[][3] = {{64, 64, 64}, {130, 40, 72}, {72, 88, 136}, {33, 67, 131}};
    for (int t = 0; t < DTYPES; t++)
        for (layout a = 0; a < LAYOUT_COUNT && begin(dtypes[t]); a++)
            for (layout b = 0; b < LAYOUT_COUNT; b++) {
                const bool vectors = a % 2 == 0 && b % 2 == 0 && a < LAYOUT_BROADCAST && b < LAYOUT_BROADCAST;
                if (!vectors && (int)(a * LAYOUT_COUNT + b) % DTYPES != t) continue;
                const int64_t *size = sizes[(a + b) % 4];
                units = (a + b) % 3 == 0 ? 1000 : 1;
                product p = square(dtypes[t], size[0], size[1], size[2]);
                p.a.layout = a;
                p.b.layout = b;
                if (b % 2) p.dst = dtypes[t], p.dst_layout = (layout)(a % LAYOUT_BROADCAST), p.beta = 0.5;
                check(p);
            }
    support_settle();
}

/* Sizes that are multiples of a vector but of nothing else, and others. */
static void edges(void **state)
{
    (void)state;
    for (int t = 0; t < DTYPES; t++)
        for (int i = 0; i < 12 && begin(dtypes[t]); i++) {
            units = i % 2 ? 1000 : 1;
            product p = square(dtypes[t], 32 + i * 13, 32 + i * 8 + i % 3, 161 - i * 8);
            p.small = i % 4 == 0;
            if (i % 2) p.a.layout = LAYOUT_PERMUTED;
            if (i % 3) p.b.layout = LAYOUT_PERMUTED;
            check(p);
        }
    support_settle();
}

/* k in slices, of which a last launch adds the sums. */
static void slices(void **state)
{
    (void)state;
    for (int t = 0; t < DTYPES; t++)
        for (int i = 0; i < 2 && begin(dtypes[t]); i++) {
            units = i ? 1000 : 4;
            product p = square(dtypes[t], 65, 1700 + i, 40);
            p.bias = (operand){dtypes[t], 1, {40}, LAYOUT_SLICED};
            p.alpha = 0.5;
            check(p);
        }
    support_settle();
}

static void batches(void **state)
{
    (void)state;
    for (int t = 0; t < DTYPES && begin(dtypes[t]); t++) {
        check((product){.a = {dtypes[t], 4, {2, 3, 70, 33}, LAYOUT_PERMUTED}, .b = {dtypes[t], 3, {3, 33, 64}, 0}});
        check((product){.a = {dtypes[t], 3, {3, 64, 48}, 0},
                        .b = {dtypes[t], 3, {3, 48, 72}, 0},
                        .bias = {GT_F32, 3, {3, 1, 72}, 0},
                        .alpha = -1.5,
                        .beta = 0.75,
                        .dst = dtypes[t],
                        .activation = GT_TANH});
        check((product){.a = {dtypes[t], 2, {1100, 40}, 0}, .b = {dtypes[t], 2, {40, 65}, 0}}); /* bands of tiles */
    }
    support_settle();
}

/* Of every dtype, whole vectors of it or not. */
static void destinations(void **state)
{
    (void)state;
    for (int32_t i = 0; i < DTYPE_COUNT; i++) {
        const int32_t dtype = dtypes[i % DTYPES], dst = all_dtypes[i].dtype;
        if (dst == GT_BOOL || !support_has(dst) || !begin(dtype)) continue;
        for (int64_t n = 64; n < 66; n++) {
            product p = square(dtype, 37, 33, n);
            p.dst = dst;
            p.small = true;
            p.activation = all_dtypes[i].is_float || all_dtypes[i].is_signed ? 0 : GT_ABS;
            if (all_dtypes[i].bits < 16) p.alpha = 0.0625;
            if (p.alpha == 0 || all_dtypes[i].is_float) check(p);
        }
    }
    support_settle();
}

/* Complex results are made by another kernel, and the next product by this one again. */
static void complex_destinations(void **state)
{
    (void)state;
    static const int32_t results[] = {GT_C64, GT_C128};
    const int64_t shape[] = {40, 40};
    for (int i = 0; i < 2 * DTYPES; i++) {
        if (!support_has(results[i % 2]) || !begin(dtypes[i / 2])) continue;
        gt_tensor *a = NULL, *d = NULL;
        const gt_scalar half = {.dtype = GT_WEAK_FLOAT, .re = 0.5};
        must(gt_fill(support_queue(), &a, dtypes[i / 2], 2, shape, &half));
        must(gt_tensor_create(support_queue(), &d, results[i % 2], 2, shape, 0));
        const int before = kernels;
        must(gt_matmul(support_queue(), &d, a, a, NULL));
        must(gt_queue_finish(support_queue()));
        assert_int_equal(kernels, before);
        double tens[2 * 40 * 40];
        for (int k = 0; k < 40 * 40; k++) tens[2 * k] = 10, tens[2 * k + 1] = 0;
        if (results[i % 2] == GT_C128) {
            double *got = support_download(d, GT_C128, 40 * 40);
            assert_memory_equal(got, tens, sizeof tens);
            free(got);
        }
        check(square(dtypes[i / 2], 40, 40, 40));
        support_drop(&a), support_drop(&d);
    }
    support_settle();
}

/* NaN and infinity come out where they must, and nowhere else: edges are zeros, not what lies behind them. */
static void not_finite(void **state)
{
    (void)state;
    static const double odd[] = {NAN, INFINITY, -INFINITY};
    for (int t = 0; t < DTYPES; t++)
        for (int i = 0; i < 6 && begin(dtypes[t]); i++) {
            product p = square(dtypes[t], 70, 45, 67);
            p.odd_in = i % 2 + 1;
            p.odd = odd[i / 2];
            p.odd_at = i % 2 ? 45 * 67 - 1 : 70 * 45 - 1;
            check(p);
        }
    support_settle();
}

/* Small products, other dtypes and mixed ones are left to others. */
static void others(void **state)
{
    (void)state;
    if (!begin(GT_F16)) return;
    const int before = kernels;
    product_check(square(GT_F16, 31, 64, 64));
    product_check(square(GT_F16, 64, 31, 64));
    product_check(square(GT_F32, 64, 64, 64));
    product_check((product){.a = operand_matrix(GT_F16, 64, 64), .b = operand_matrix(GT_BF16, 64, 64)});
    if (support_has(GT_F64) && model) {
        cuda = 86;
        product_check(square(GT_F64, 64, 64, 64));
        cuda = 120;
        product_check(square(GT_F64, 64, 64, 64));
        cuda = 75;
        product_check(square(GT_F16, 64, 64, 64));
    }
    assert_int_equal(kernels, before);
    support_settle();
}

/* Where the compiler does not take the kernel, another one does the product, from then on. */
static void refused(void **state)
{
    (void)state;
    if (!begin(GT_F16) || !model) return;
    refuses = true;
    product other = square(GT_F16, 64, 80, 96);
    other.activation = GT_SIN; /* a kernel that no test before has had compiled */
    product_check(other);
    const int once = kernels;
    product_check(square(GT_F16, 64, 80, 96));
    product_check(square(GT_BF16, 64, 80, 96));
    assert_int_equal(kernels, once);
    support_settle();
}

static int open_model(void **state)
{
    (void)state;
    const gt__traits *traits = __real_gt__traits_of(support_context());
    if (traits->cuda >= 80) return 0;
    FILE *file = fopen("tests/support/mma.cl", "rb");
    assert_non_null(file);
    model = calloc(1, 1 << 16);
    assert_non_null(model);
    assert_true(fread(model, 1, (1 << 16) - 1, file) > 0);
    fclose(file);
    return 0;
}

static int close_model(void **state)
{
    free(model);
    return support_close(state);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(layouts),      cmocka_unit_test(edges),
        cmocka_unit_test(slices),       cmocka_unit_test(batches),
        cmocka_unit_test(destinations), cmocka_unit_test(complex_destinations),
        cmocka_unit_test(not_finite),   cmocka_unit_test(others),
        cmocka_unit_test(refused), /* the last one: the context is told */
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}

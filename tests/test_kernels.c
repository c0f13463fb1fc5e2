/* Every kernel at small sizes, on both sides of a vector, of a work-group and of nothing: made for oclgrind, which sees
 * what right results hide (reads past the end, races, uninitialised values). Expected values are plain loops. */
#include "leaks.h"
#include <math.h>
#include "support.h"

enum { SIZES = 5, LARGEST = 65 };
static const int64_t sizes[SIZES] = {0, 1, 31, 33, LARGEST};

/* Small integers, so that every sum and product below is exact. */
static double element(int64_t i)
{
    return (double)(i * 37 % 11) - 5;
}

static gt_tensor *make(int32_t dtype, int64_t rows, int64_t columns)
{
    const int64_t shape[] = {rows, columns}, count = rows * columns;
    double *values = malloc(sizeof *values * (size_t)(count + 1));
    assert_non_null(values);
    for (int64_t i = 0; i < count; i++) values[i] = element(i);
    gt_tensor *t = support_values(dtype, 2, shape, values);
    free(values);
    return t;
}

/* The element of t at i, whatever its dtype. */
static double *read(const gt_tensor *t)
{
    gt_tensor *floats = NULL;
    must(gt_copy(support_queue(), &floats, t, GT_F32));
    int64_t count = gt_tensor_count(t);
    float *host = support_download(floats, GT_F32, count);
    double *values = malloc(sizeof *values * (size_t)(count + 1));
    assert_non_null(values);
    for (int64_t i = 0; i < count; i++) values[i] = host[i];
    free(host);
    support_drop(&floats);
    return values;
}

static void check(const gt_tensor *t, double (*want)(int64_t i), const char *what)
{
    double *got = read(t);
    for (int64_t i = 0; i < gt_tensor_count(t); i++)
        if (fabs(got[i] - want(i)) > 1e-2 * fabs(want(i)) + 1e-6)
            support_wrong("%s[%lld] is %g, not %g", what, (long long)i, got[i], want(i));
    free(got);
    support_topic();
}

static double want_exp(int64_t i)
{
    return exp(element(i));
}
static double want_abs(int64_t i)
{
    return fabs(element(i));
}
static double want_sin(int64_t i)
{
    return sin(element(i));
}
static double want_square(int64_t i)
{
    return element(i) * element(i);
}
static double want_divided(int64_t i)
{
    return element(i) == 0 ? 0 : 1;
}
static double want_clipped(int64_t i)
{
    return fmin(fmax(element(i), -2), 3);
}
static double want_same(int64_t i)
{
    return element(i);
}

static void elementwise(void **state)
{
    (void)state;
    gt_queue *q = support_queue();
    for (int s = 0; s < SIZES; s++) {
        gt_tensor *x = make(GT_F32, 1, sizes[s]), *n = make(GT_I32, 1, sizes[s]), *y = NULL;
        static const struct {
            int32_t op;
            double (*want)(int64_t);
        } unary[] = {{GT_EXP, want_exp}, {GT_ABS, want_abs}, {GT_SIN, want_sin}};
        for (int i = 0; i < 3; i++) {
            must(gt_unary(q, unary[i].op, &y, x));
            check(y, unary[i].want, "unary");
            support_drop(&y);
        }
        must(gt_binary(q, GT_MULTIPLY, &y, x, x));
        check(y, want_square, "multiply");
        support_drop(&y);
        must(gt_binary(q, GT_FLOOR_DIVIDE, &y, n, n));
        check(y, want_divided, "floor_divide");
        support_drop(&y);
        gt_arg two[] = {{.tensor = n}, {.scalar = integer_scalar(GT_WEAK_INT, 2)}};
        must(gt_apply(q, GT_POW, &y, two, 2));
        check(y, want_square, "pow");
        support_drop(&y);
        gt_arg clip[] = {
            {.tensor = x}, {.scalar = integer_scalar(GT_WEAK_INT, -2)}, {.scalar = integer_scalar(GT_WEAK_INT, 3)}};
        must(gt_apply(q, GT_CLIP, &y, clip, 3));
        check(y, want_clipped, "clip");
        support_drop(&y);
        support_drop(&x);
        support_drop(&n);
    }
    support_settle();
}

static void conversions(void **state)
{
    (void)state;
    static const int32_t dtypes[] = {GT_I8, GT_I64, GT_F16, GT_BF16};
    for (int s = 0; s < SIZES; s++)
        for (int d = 0; d < 4; d++) {
            gt_tensor *x = make(GT_F32, 1, sizes[s]), *y = NULL;
            must(gt_copy(support_queue(), &y, x, dtypes[d]));
            check(y, want_same, "cast");
            support_drop(&y);
            support_drop(&x);
        }
    support_settle();
}

static int64_t side; /* of the square matrix that a want_ function is asked about */

static double want_transposed(int64_t i)
{
    return element(i % side * side + i / side);
}
static double want_reversed(int64_t i)
{
    return element(side * side - 1 - i);
}

static void copies(void **state)
{
    (void)state;
    gt_queue *q = support_queue();
    for (int s = 0; s < SIZES; s++) {
        gt_tensor *x = make(GT_F32, sizes[s], sizes[s]), *view = NULL, *y = NULL;
        side = sizes[s];
        must(gt_tensor_permute(&view, x, NULL, 0));
        must(gt_copy(q, &y, view, 0));
        check(y, want_transposed, "transposed copy");
        support_drop(&y);
        support_drop(&view);
        const gt_slice back = {.step = -1, .flags = GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP}, both[] = {back, back};
        must(gt_tensor_slice(&view, x, both, 2));
        must(gt_copy(q, &y, view, 0));
        check(y, want_reversed, "reversed copy");
        support_drop(&y);
        support_drop(&view);
        support_drop(&x);
    }
    support_settle();
}

/* Sums and places of the maximum along one axis, by plain loops. */
static void reduce_one(gt_tensor *x, int32_t axis)
{
    gt_queue *q = support_queue();
    gt_tensor *sum = NULL, *place = NULL, *mean = NULL, *variance = NULL;
    must(gt_reduce(q, GT_ADD, &sum, x, &axis, 1, NULL));
    must(gt_arg_reduce(q, GT_MAXIMUM, &place, x, &axis, 1, NULL));
    must(gt_moments(q, &mean, &variance, x, &axis, 1, 0, NULL));
    double *sums = read(sum), *places = read(place), *variances = read(variance);
    for (int64_t i = 0; i < side; i++) {
        double total = 0, squares = 0;
        int64_t best = 0, step = axis == 0 ? side : 1, first = axis == 0 ? i : i * side;
        for (int64_t k = 0; k < side; k++) {
            total += element(first + k * step);
            squares += element(first + k * step) * element(first + k * step);
            if (element(first + k * step) > element(first + best * step)) best = k;
        }
        double want = squares / (double)side - total / (double)side * total / (double)side;
        if (sums[i] != total) support_wrong("sum of axis %d [%d]: %g, not %g", (int)axis, (int)i, sums[i], total);
        if (places[i] != (double)best) support_wrong("place in axis %d [%d]: %g", (int)axis, (int)i, places[i]);
        if (fabs(variances[i] - want) > 1e-4) support_wrong("variance of axis %d [%d]: %g", (int)axis, (int)i, want);
    }
    free(sums);
    free(places);
    free(variances);
    support_drop(&sum);
    support_drop(&place);
    support_drop(&mean);
    support_drop(&variance);
}

static void reductions(void **state)
{
    (void)state;
    for (int s = 1; s < SIZES; s++) {
        side = sizes[s];
        gt_tensor *x = make(GT_F32, side, side);
        for (int32_t axis = 0; axis < 2; axis++) reduce_one(x, axis);
        support_drop(&x);
    }
    support_settle();
}

/* Long enough to be split, so that passes over accumulators run too. */
static void split_reductions(void **state)
{
    (void)state;
    gt_queue *q = support_queue();
    static const int32_t axes[2][1] = {{0}, {1}};
    const int64_t shapes[2][2] = {{40000, 2}, {2, 40000}};
    for (int i = 0; i < 2; i++) {
        gt_tensor *x = make(GT_F32, shapes[i][0], shapes[i][1]), *sum = NULL, *most = NULL;
        must(gt_reduce(q, GT_ADD, &sum, x, axes[i], 1, NULL));
        must(gt_reduce(q, GT_MAXIMUM, &most, x, axes[i], 1, NULL));
        double *sums = read(sum), *mosts = read(most);
        for (int64_t k = 0; k < 2; k++) {
            double total = 0;
            for (int64_t j = 0; j < 40000; j++) total += element(i == 0 ? j * 2 + k : k * 40000 + j);
            if (sums[k] != total) support_wrong("split sum %d: %g, not %g", i, sums[k], total);
            if (mosts[k] != 5) support_wrong("split maximum %d: %g", i, mosts[k]);
        }
        free(sums);
        free(mosts);
        support_drop(&x);
        support_drop(&sum);
        support_drop(&most);
    }
    support_settle();
}

static double want_product(int64_t i)
{
    double total = 0;
    for (int64_t k = 0; k < side; k++) total += element(i / side * side + k) * element(k * side + i % side);
    return total;
}

static void products(void **state)
{
    (void)state;
    static const int32_t dtypes[] = {GT_F32, GT_I32, GT_F16};
    for (int s = 0; s < SIZES; s++)
        for (int d = 0; d < 3; d++) {
            side = sizes[s];
            gt_tensor *x = make(dtypes[d], side, side), *y = NULL;
            must(gt_matmul(support_queue(), &y, x, x, NULL));
            check(y, want_product, "product");
            support_drop(&y);
            support_drop(&x);
        }
    support_settle();
}

/* Batches with a broadcast operand, a transposed one, bias and activation: what training uses. */
static void batched_products(void **state)
{
    (void)state;
    gt_queue *q = support_queue();
    for (int s = 0; s < SIZES; s++) {
        const int64_t n = sizes[s], batches[] = {3, n, n};
        gt_tensor *x = make(GT_F32, n, n), *turned = NULL, *many = NULL, *bias = make(GT_F32, 1, n), *y = NULL;
        must(gt_tensor_permute(&turned, x, NULL, 0));
        must(gt_tensor_broadcast(&many, x, 3, batches));
        gt_matmul_opts opts = {.size = sizeof opts, .bias = bias, .activation = GT_RELU};
        must(gt_matmul(q, &y, turned, many, &opts));
        double *got = read(y);
        for (int64_t i = 0; i < 3 * n * n; i++) {
            double total = element(i % n);
            for (int64_t k = 0; k < n; k++) total += element(k * n + i / n % n) * element(k * n + i % n);
            if (got[i] != fmax(total, 0)) support_wrong("batched product [%d]: %g, not %g", (int)i, got[i], total);
        }
        free(got);
        support_drop(&x);
        support_drop(&turned);
        support_drop(&many);
        support_drop(&bias);
        support_drop(&y);
    }
    support_settle();
}

int main(void)
{
    leaks_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elementwise),      cmocka_unit_test(conversions),      cmocka_unit_test(copies),
        cmocka_unit_test(reductions),       cmocka_unit_test(split_reductions), cmocka_unit_test(products),
        cmocka_unit_test(batched_products), cmocka_unit_test(leaks_none),
    };
    return cmocka_run_group_tests(tests, NULL, support_close);
}

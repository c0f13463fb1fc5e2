/* Every kernel at small sizes, on both sides of a vector, of a work-group and of nothing: made for oclgrind, which sees
 * what right results hide (accesses past the end, races, uninitialised values). Expected values are plain loops. */
#include "support/leaks.h"
#include <math.h>
#include "support/oclgrind.h"
#include "support/support.h"
#include "support/watched.h"

enum { SIZES = 5, LARGEST = 65 };
static const int64_t sizes[SIZES] = {0, 1, 31, 33, LARGEST};
static int64_t side; /* of the square matrix that a want_ function is asked about */

static double want_exp(int64_t i)
{
    return exp(watched_element(i));
}
static double want_abs(int64_t i)
{
    return fabs(watched_element(i));
}
static double want_sin(int64_t i)
{
    return sin(watched_element(i));
}
static double want_square(int64_t i)
{
    return watched_element(i) * watched_element(i);
}
static double want_divided(int64_t i)
{
    return watched_element(i) == 0 ? 0 : 1;
}
static double want_clipped(int64_t i)
{
    return fmin(fmax(watched_element(i), -2), 3);
}
static double want_same(int64_t i)
{
    return watched_element(i);
}

static void elementwise(void **state)
{
    (void)state;
    static const struct {
        int32_t op;
        double (*want)(int64_t);
        double error;
    } unary[] = {{GT_EXP, want_exp, 1e-6}, {GT_ABS, want_abs, 0}, {GT_SIN, want_sin, 1e-6}};
    gt_queue *q = support_queue();
    for (int s = 0; s < SIZES; s++) {
        const int64_t n = sizes[s];
        gt_tensor *x = watched_operand(GT_F32, 1, n), *k = watched_operand(GT_I32, 1, n);
        for (int i = 0; i < 3; i++) {
            gt_tensor *y = watched_matrix(GT_F32, 1, n);
            must(gt_unary(q, unary[i].op, &y, x));
            watched_near(y, unary[i].want, unary[i].error, "unary");
        }
        const gt_arg squared[] = {{.tensor = k}, {.scalar = integer_scalar(GT_WEAK_INT, 2)}};
        const gt_arg clip[] = {
            {.tensor = x}, {.scalar = integer_scalar(GT_WEAK_INT, -2)}, {.scalar = integer_scalar(GT_WEAK_INT, 3)}};
        gt_tensor *square = watched_matrix(GT_F32, 1, n), *divided = watched_matrix(GT_I32, 1, n),
                  *power = watched_matrix(GT_I32, 1, n), *clipped = watched_matrix(GT_F32, 1, n);
        must(gt_binary(q, GT_MULTIPLY, &square, x, x));
        must(gt_binary(q, GT_FLOOR_DIVIDE, &divided, k, k));
        must(gt_apply(q, GT_POW, &power, squared, 2));
        must(gt_apply(q, GT_CLIP, &clipped, clip, 3));
        watched_check(square, want_square, "multiply");
        watched_check(divided, want_divided, "floor_divide");
        watched_check(power, want_square, "pow");
        watched_check(clipped, want_clipped, "clip");
    }
    support_settle();
}

static void conversions(void **state)
{
    (void)state;
    static const int32_t dtypes[] = {GT_I8, GT_I64, GT_F16, GT_BF16};
    gt_queue *q = support_queue();
    for (int s = 0; s < SIZES; s++) {
        gt_tensor *x = watched_operand(GT_F32, 1, sizes[s]);
        for (int d = 0; d < 4; d++) {
            gt_tensor *y = watched_matrix(dtypes[d], 1, sizes[s]), *z = watched_matrix(GT_F32, 1, sizes[s]);
            must(gt_copy(q, &y, x, dtypes[d]));
            watched_check(y, want_same, "cast");
            must(gt_copy(q, &z, y, GT_F32));
            watched_check(z, want_same, "cast back");
        }
    }
    support_settle();
}

static double want_transposed(int64_t i)
{
    return watched_element(i % side * side + i / side);
}
static double want_crossed(int64_t i)
{
    return watched_element(i) + want_transposed(i);
}
static double want_reversed(int64_t i)
{
    return watched_element(side * side - 1 - i);
}

static void copies(void **state)
{
    (void)state;
    static const gt_slice back = {.step = -1, .flags = GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP};
    gt_queue *q = support_queue();
    for (int s = 0; s < SIZES; s++) {
        side = sizes[s];
        gt_tensor *x = watched_operand(GT_F32, side, side), *turned = NULL, *reversed = NULL;
        gt_tensor *y = watched_matrix(GT_F32, side, side), *z = watched_matrix(GT_F32, side, side);
        must(gt_tensor_permute(&turned, x, NULL, 0));
        must(gt_copy(q, &y, watched_hold(turned), 0));
        watched_check(y, want_transposed, "transposed copy");
        must(gt_tensor_slice(&reversed, x, (const gt_slice[]){back, back}, 2));
        must(gt_copy(q, &z, watched_hold(reversed), 0));
        watched_check(z, want_reversed, "reversed copy");
    }
    support_settle();
}

/* Sums and places of the maximum along one axis, by plain loops. */
/* Of as many elements as walks along two axes at a time need. */
static void crossed_layouts(void **state)
{
    (void)state;
    gt_queue *q = support_queue();
    side = 129;
    gt_tensor *x = watched_operand(GT_F32, side, side), *turned = NULL;
    gt_tensor *sum = watched_matrix(GT_F32, side, side), *cast = watched_matrix(GT_F16, side, side);
    must(gt_tensor_permute(&turned, x, NULL, 0));
    must(gt_binary(q, GT_ADD, &sum, x, watched_hold(turned)));
    watched_check(sum, want_crossed, "x + x^T");
    must(gt_copy(q, &cast, turned, GT_F16));
    watched_check(cast, want_transposed, "transposed cast");
    support_settle();
}

static void reduce_one(gt_tensor *x, int32_t axis)
{
    gt_queue *q = support_queue();
    gt_tensor *sum = watched_line(GT_F32, side), *place = watched_line(GT_I64, side),
              *mean = watched_line(GT_F32, side), *variance = watched_line(GT_F32, side);
    must(gt_reduce(q, GT_ADD, &sum, x, &axis, 1, NULL));
    must(gt_arg_reduce(q, GT_MAXIMUM, &place, x, &axis, 1, NULL));
    must(gt_moments(q, &mean, &variance, x, &axis, 1, 0, NULL));
    double *sums = watched_read(sum), *places = watched_read(place), *means = watched_read(mean),
           *variances = watched_read(variance);
    for (int64_t i = 0; i < side; i++) {
        double total = 0, squares = 0;
        int64_t best = 0, step = axis == 0 ? side : 1, first = axis == 0 ? i : i * side;
        for (int64_t k = 0; k < side; k++) {
            total += watched_element(first + k * step);
            squares += watched_element(first + k * step) * watched_element(first + k * step);
            if (watched_element(first + k * step) > watched_element(first + best * step)) best = k;
        }
        double average = total / (double)side, want = squares / (double)side - average * average;
        if (sums[i] != total) support_wrong("sum of axis %d [%d]: %g, not %g", (int)axis, (int)i, sums[i], total);
        if (places[i] != (double)best) support_wrong("place in axis %d [%d]: %g", (int)axis, (int)i, places[i]);
        if (!(fabs(means[i] - average) <= 1e-6))
            support_wrong("mean of axis %d [%d]: %g, not %g", (int)axis, (int)i, means[i], average);
        if (!(fabs(variances[i] - want) <= 1e-4))
            support_wrong("variance of axis %d [%d]: %g, not %g", (int)axis, (int)i, variances[i], want);
    }
    free(sums);
    free(places);
    free(means);
    free(variances);
}

static void reductions(void **state)
{
    (void)state;
    for (int s = 1; s < SIZES; s++) {
        side = sizes[s];
        gt_tensor *x = watched_operand(GT_F32, side, side);
        for (int32_t axis = 0; axis < 2; axis++) reduce_one(x, axis);
    }
    support_settle();
}

/* Long enough to be split, so that passes over accumulators run too. */
static void split_reductions(void **state)
{
    (void)state;
    const int64_t n = 40000;
    gt_queue *q = support_queue();
    for (int32_t axis = 0; axis < 2; axis++) {
        gt_tensor *x = axis == 0 ? watched_operand(GT_F32, n, 2) : watched_operand(GT_F32, 2, n);
        gt_tensor *sum = watched_line(GT_F32, 2), *most = watched_line(GT_F32, 2), *place = watched_line(GT_I64, 2);
        must(gt_reduce(q, GT_ADD, &sum, x, &axis, 1, NULL));
        must(gt_reduce(q, GT_MAXIMUM, &most, x, &axis, 1, NULL));
        must(gt_arg_reduce(q, GT_MAXIMUM, &place, x, &axis, 1, NULL));
        double *sums = watched_read(sum), *mosts = watched_read(most), *places = watched_read(place);
        for (int64_t k = 0; k < 2; k++) {
            const int64_t first = axis == 0 ? k : k * n, step = axis == 0 ? 2 : 1;
            double total = 0;
            int64_t best = 0;
            while (watched_element(first + best * step) < 5) best++;
            for (int64_t j = 0; j < n; j++) total += watched_element(first + j * step);
            if (sums[k] != total) support_wrong("split sum %d: %g, not %g", (int)axis, sums[k], total);
            if (mosts[k] != 5) support_wrong("split maximum %d: %g", (int)axis, mosts[k]);
            if (places[k] != (double)best) support_wrong("split place %d: %g", (int)axis, places[k]);
        }
        free(sums);
        free(mosts);
        free(places);
    }
    support_settle();
}

/* The sum of each line of results: of lines that fit, beside each other and in a row, and of ones that are split. */
static void softmax_one(int64_t rows, int64_t columns, int32_t axis)
{
    gt_queue *q = support_queue();
    gt_tensor *x = watched_operand(GT_F32, rows, columns), *y = watched_matrix(GT_F32, rows, columns),
              *g = watched_matrix(GT_F32, rows, columns);
    must(gt_softmax(q, GT_SOFTMAX, &y, x, axis, NULL));
    must(gt_softmax_gradient(q, GT_SOFTMAX, &g, x, y, axis, NULL));
    double *results = watched_read(y), *gradients = watched_read(g);
    for (int64_t i = 0; i < (axis == 0 ? columns : rows); i++) {
        const int64_t n = axis == 0 ? rows : columns, first = axis == 0 ? i : i * n, step = axis == 0 ? columns : 1;
        double total = 0, slopes = 0;
        for (int64_t k = 0; k < n; k++) total += results[first + k * step];
        for (int64_t k = 0; k < n; k++) slopes += gradients[first + k * step];
        if (!(fabs(total - 1) <= 1e-5 && fabs(slopes) <= 1e-4))
            support_wrong("softmax of axis %d [%d]: %g and %g, not 1 and 0", (int)axis, (int)i, total, slopes);
    }
    free(results);
    free(gradients);
}

/* Each distribution, in blocks that are not whole, and a word that is drawn again. */
static void randoms(void **state)
{
    (void)state;
    const int64_t n = 1003;
    for (int32_t d = GT_RANDOM_UNIFORM; d <= GT_RANDOM_BERNOULLI; d++) {
        const gt_random_opts opts = {
            .size = sizeof opts, .seed = 6, .first = 1, .range = (uint64_t)3 << 62, .probability = 0.5};
        const int32_t dtype = d == GT_RANDOM_INTEGERS ? GT_U64 : GT_F32;
        gt_tensor *t = NULL;
        must(gt_random(support_queue(), &t, dtype, 1, &n, d, &opts));
        double *got = watched_read(t), total = 0;
        for (int64_t i = 0; i < n; i++) total += d == GT_RANDOM_INTEGERS ? got[i] / 0x1.8p63 : got[i];
        const double mean = d == GT_RANDOM_NORMAL ? 0 : d == GT_RANDOM_EXPONENTIAL ? 1 : 0.5;
        if (!(fabs(total / (double)n - mean) < 0.1))
            support_wrong("the mean of distribution %d is %g", (int)d, total / (double)n);
        free(got);
        support_drop(&t);
    }
    support_settle();
}

static void softmaxes(void **state)
{
    (void)state;
    for (int s = 1; s < SIZES; s++)
        for (int32_t axis = 0; axis < 2; axis++) softmax_one(sizes[s], sizes[s], axis);
    softmax_one(2, 9000, 1);
    softmax_one(1100, 3, 0);
    support_settle();
}

static double want_product(int64_t i)
{
    double total = 0;
    for (int64_t k = 0; k < side; k++)
        total += watched_element(i / side * side + k) * watched_element(k * side + i % side);
    return total;
}

static void products(void **state)
{
    (void)state;
    static const int32_t dtypes[] = {GT_F32, GT_I32, GT_F16};
    for (int s = 0; s < SIZES; s++) {
        side = sizes[s];
        for (int d = 0; d < 3; d++) {
            gt_tensor *x = watched_operand(dtypes[d], side, side), *y = watched_matrix(dtypes[d], side, side);
            must(gt_matmul(support_queue(), &y, x, x, NULL));
            watched_check(y, want_product, "product");
        }
    }
    support_settle();
}

/* The pairs of elements of a matrix as complex numbers. */
static gt_tensor *paired(const gt_tensor *t)
{
    gt_tensor_desc of = {.size = sizeof of};
    gt_tensor *pairs = NULL;
    must(gt_tensor_describe(t, &of));
    must(gt_tensor_strided(&pairs, t, GT_C64, 2, (const int64_t[]){side, side}, NULL, of.offset / 2));
    return pairs;
}

/* Part i of the product of the matrix of such numbers by itself. */
static double want_complex_product(int64_t i)
{
    double total = 0;
    for (int64_t k = 0; k < side; k++) {
        const int64_t a = 2 * (i / 2 / side * side + k), b = 2 * (k * side + i / 2 % side);
        total += i % 2 ? watched_element(a) * watched_element(b + 1) + watched_element(a + 1) * watched_element(b)
                       : watched_element(a) * watched_element(b) - watched_element(a + 1) * watched_element(b + 1);
    }
    return total;
}

static void complex_products(void **state)
{
    (void)state;
    for (int s = 0; s < SIZES; s++) {
        side = sizes[s];
        gt_tensor *x = paired(watched_operand(GT_F32, side, 2 * side)), *y = watched_matrix(GT_F32, side, 2 * side),
                  *z = paired(y);
        must(gt_matmul(support_queue(), &z, x, x, NULL));
        watched_check(y, want_complex_product, "complex product");
        support_drop(&x);
        support_drop(&z);
    }
    support_settle();
}

/* Batches with a broadcast operand, a transposed one, bias and activation: what training uses. */
static void batched_products(void **state)
{
    (void)state;
    for (int s = 0; s < SIZES; s++) {
        const int64_t n = sizes[s], batches[] = {3, n, n};
        gt_tensor *x = watched_operand(GT_F32, n, n), *bias = watched_operand(GT_F32, 1, n), *turned = NULL,
                  *many = NULL;
        gt_tensor *y = watched_make(GT_F32, 3, batches, watched_outside);
        must(gt_tensor_permute(&turned, x, NULL, 0));
        must(gt_tensor_broadcast(&many, x, 3, batches));
        gt_matmul_opts opts = {.size = sizeof opts, .bias = bias, .activation = GT_RELU};
        must(gt_matmul(support_queue(), &y, watched_hold(turned), watched_hold(many), &opts));
        double *got = watched_read(y);
        for (int64_t i = 0; i < 3 * n * n; i++) {
            double total = watched_element(i % n);
            for (int64_t k = 0; k < n; k++)
                total += watched_element(k * n + i / n % n) * watched_element(k * n + i % n);
            if (got[i] != fmax(total, 0)) support_wrong("batched product [%d]: %g, not %g", (int)i, got[i], total);
        }
        free(got);
    }
    support_settle();
}

/* ---- Indices, order, scans, transforms: in one length on both sides of a vector and of a work-group -------------- */

enum { MANY = 65, SCALE = 37 }; /* which have no common factor */

static double place(int64_t i)
{
    return (double)(i * SCALE % MANY);
}
static double want_taken(int64_t i)
{
    return watched_element(i / MANY * MANY + i * SCALE % MANY);
}
static double want_put(int64_t i)
{
    return WATCHED_OUTSIDE + watched_element(i * 58 % MANY); /* 58 SCALE is 1 */
}
static double want_replaced(int64_t i)
{
    return want_put(i) - WATCHED_OUTSIDE;
}
static double want_repeated(int64_t i)
{
    return watched_element(i / 2);
}
static double one(int64_t i)
{
    (void)i;
    return 1;
}

static void indices(void **state)
{
    (void)state;
    gt_queue *q = support_queue();
    const int64_t n = MANY;
    gt_tensor *x = watched_operand(GT_F32, 1, MANY), *places = watched_make(GT_I64, 1, &n, place),
              *from = watched_make(GT_F32, 1, &n, watched_element);
    gt_tensor *taken = watched_matrix(GT_F32, 1, MANY), *to = watched_line(GT_F32, MANY),
              *twice = watched_line(GT_F32, 2 * MANY), *where = watched_line(GT_I64, MANY),
              *all = watched_line(GT_F32, MANY), *mask = watched_make(GT_BOOL, 1, &n, one);
    must(gt_take(q, &taken, x, places, 1));
    watched_check(taken, want_taken, "take");
    must(gt_put(q, to, places, from, 0, GT_ADD));
    watched_check(to, want_put, "put");
    must(gt_put(q, to, places, from, 0, 0));
    watched_check(to, want_replaced, "replacing");
    must(gt_repeat(q, &twice, from, 2, 0));
    watched_check(twice, want_repeated, "repeat");
    must(gt_nonzero(q, &where, mask, GT_FLAT));
    assert_int_equal(gt_tensor_count(where), MANY);
    must(gt_take(q, &all, from, where, 0));
    watched_check(all, want_same, "nonzero");
    support_settle();
}

static double index_of(int64_t i)
{
    return (double)i;
}

static double want_bins(int64_t i)
{
    return i == MANY - 2 ? 2 : 1; /* the last bin has its upper edge, too */
}

/* Rows, columns and a line that is long. */
static void sort_one(int64_t rows, int64_t columns, int32_t axis)
{
    gt_queue *q = support_queue();
    gt_tensor *x = watched_operand(GT_F32, rows, columns), *sorted = watched_matrix(GT_F32, rows, columns),
              *places = watched_matrix(GT_I64, rows, columns), *by_places = watched_matrix(GT_F32, rows, columns);
    must(gt_sort(q, &sorted, x, axis, 0));
    must(gt_argsort(q, &places, x, axis, 0));
    must(gt_take_along(q, &by_places, x, places, axis));
    double *got = watched_read(sorted), *same = watched_read(by_places);
    const int64_t step = axis == 0 ? columns : 1, lines = axis == 0 ? columns : rows, n = axis == 0 ? rows : columns;
    for (int64_t i = 0; i < lines * (n - 1); i++) {
        const int64_t at = axis == 0 ? i : i / (n - 1) * n + i % (n - 1);
        if (got[at] > got[at + step]) support_wrong("sort along %d of %d x %d", (int)axis, (int)rows, (int)columns);
    }
    assert_memory_equal(got, same, sizeof *got * (size_t)(rows * columns));
    free(got);
    free(same);
}

static void order(void **state)
{
    (void)state;
    gt_queue *q = support_queue();
    const int64_t n = MANY;
    gt_tensor *mixed = watched_make(GT_I32, 1, &n, place), *sorted = watched_line(GT_I32, MANY),
              *found = watched_line(GT_I64, MANY);
    gt_tensor *back = watched_line(GT_I32, MANY), *bins = NULL, *edges = watched_make(GT_I32, 1, &n, index_of);
    sort_one(5, MANY, 1);
    sort_one(MANY, 5, 0);
    sort_one(1, 3001, 1);
    must(gt_sort(q, &sorted, mixed, 0, 0));
    watched_check(sorted, index_of, "sort");
    must(gt_searchsorted(q, &found, sorted, mixed, NULL, 0));
    must(gt_take(q, &back, sorted, found, 0));
    watched_check(back, place, "searchsorted");
    must(gt_histogram(q, &bins, mixed, edges, NULL, 0));
    watched_check(watched_hold(bins), want_bins, "histogram");
    support_settle();
}

static double want_scan(int64_t i)
{
    double sum = 0;
    for (int64_t k = i / side * side; k <= i; k++) sum += watched_element(k);
    return sum;
}
static double want_scan_down(int64_t i)
{
    double sum = 0;
    for (int64_t k = i % side; k <= i; k += side) sum += watched_element(k);
    return sum;
}

/* On the shuffles of the form for CPUs oclgrind's check of uninitialised values crashes: program.sh has them run alone,
 * without it. */
static void scans(void **state)
{
    (void)state;
    const char *form = getenv("GPUTENSOR_FORM");
    if (oclgrind_asks() && form && strcmp(form, "cpu") == 0) return;
    gt_queue *q = support_queue();
    const int64_t lengths[] = {MANY, 1500};
    for (int k = 0; k < 2; k++) {
        side = lengths[k];
        gt_tensor *x = watched_operand(GT_F32, 3, side), *along = watched_matrix(GT_F32, 3, side),
                  *down = watched_matrix(GT_F32, 3, side);
        must(gt_scan(q, GT_ADD, &along, x, 1, NULL));
        watched_check(along, want_scan, "scan");
        must(gt_scan(q, GT_ADD, &down, x, 0, NULL));
        watched_check(down, want_scan_down, "scan of columns");
    }
    support_settle();
}

/* By stages, and as a convolution; along rows and columns. */
static void transforms(void **state)
{
    (void)state;
    const int64_t lengths[] = {60, 13};
    for (int k = 0; k < 2; k++)
        for (int32_t axis = 0; axis < 2; axis++) {
            const int64_t n = lengths[k], rows = axis == 0 ? n : 3, columns = axis == 0 ? 3 : n;
            gt_tensor *x = watched_operand(GT_F32, rows, columns), *t = NULL, *re = NULL,
                      *y = watched_matrix(GT_F32, rows, columns);
            must(gt_fft(support_queue(), &t, x, &axis, 1, NULL));
            must(gt_tensor_part(&re, watched_hold(t), 0));
            must(gt_copy(support_queue(), &y, watched_hold(re), 0));
            double *got = watched_read(y);
            for (int64_t i = 0; i < rows * columns; i++) {
                const int64_t step = axis == 0 ? columns : 1, at = axis == 0 ? i / columns : i % columns;
                double want = 0;
                for (int64_t j = 0; j < n; j++)
                    want += watched_element(i + (j - at) * step) * cos(2 * acos(-1) * (double)(j * at % n) / (double)n);
                if (!(fabs(got[i] - want) < 1e-3))
                    support_wrong("fft of %d [%d]: %g, not %g", (int)n, (int)i, got[i], want);
            }
            free(got);
        }
    support_settle();
}

static void nothing_left(void **state)
{
    watched_drop();
    leaks_none(state);
}

int main(int argc, char **argv)
{
    leaks_begin();
    const struct CMUnitTest alone[] = {cmocka_unit_test(scans), cmocka_unit_test(nothing_left)};
    if (argc > 1 && strcmp(argv[1], "scans") == 0) return cmocka_run_group_tests(alone, NULL, support_close);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elementwise),
        cmocka_unit_test(conversions),
        cmocka_unit_test(copies),
        cmocka_unit_test(crossed_layouts),
        cmocka_unit_test(reductions),
        cmocka_unit_test(split_reductions),
        cmocka_unit_test(randoms),
        cmocka_unit_test(softmaxes),
        cmocka_unit_test(products),
        cmocka_unit_test(batched_products),
        cmocka_unit_test(complex_products),
        cmocka_unit_test(indices),
        cmocka_unit_test(order),
        cmocka_unit_test(scans),
        cmocka_unit_test(transforms),
        cmocka_unit_test(nothing_left),
    };
    return cmocka_run_group_tests(tests, NULL, support_close);
}

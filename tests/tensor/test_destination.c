/* Destinations of elementwise operations: what may be written where, and what is refused. */
#include "support/support.h"
#include <math.h>

/* {1.5, -2.5, 100} + {1, 1, 100}, computed in float32, stored in any dtype. */
static void other_dtype(void **state)
{
    (void)state;
    const int64_t shape[] = {3};
    gt_tensor *a = support_values(GT_F32, 1, shape, LIST(1.5, -2.5, 100)),
              *b = support_values(GT_F32, 1, shape, LIST(1, 1, 200));
    const long double sums[] = {2.5L, -1.5L, 300};
    for (int k = 0; k < DTYPE_COUNT; k++) {
        const int32_t dtype = all_dtypes[k].dtype;
        if (!support_has(dtype)) continue;
        gt_tensor *dst = support_values(dtype, 1, shape, LIST(9, 9, 9)), *same = dst;
        must(gt_binary(support_queue(), GT_ADD, &dst, a, b));
        assert_ptr_equal(dst, same);
        double want[3];
        for (int i = 0; i < 3; i++) {
            value v = value_cast(value_float(sums[i]), dtype);
            want[i] = v.is_float ? (double)v.f : (double)v.i;
        }
        support_expect(dst, dtype, 1, shape, want);
        support_drop(&dst);
    }
    support_drop(&a);
    support_drop(&b);
}

/* Integers wrap in their own dtype before they are stored in a wider one. */
static void wider_destination(void **state)
{
    (void)state;
    const int64_t shape[] = {2};
    gt_tensor *a = support_values(GT_I8, 1, shape, LIST(127, -128)),
              *dst = support_values(GT_I32, 1, shape, LIST(0, 0));
    must(gt_binary(support_queue(), GT_ADD, &dst, a, a));
    support_expect(dst, GT_I32, 1, shape, LIST(-2, 0));
    support_drop(&dst);
    support_drop(&a);
    a = support_values(GT_F16, 1, shape, LIST(2048, 60000));
    dst = support_values(GT_F32, 1, shape, LIST(0, 0));
    gt_arg arguments[] = {{.tensor = a}, {.scalar = integer_scalar(GT_WEAK_INT, 1)}};
    must(gt_apply(support_queue(), GT_ADD, &dst, arguments, 2));
    support_expect(dst, GT_F32, 1, shape, LIST(2049, 60001)); /* as computed, in float32: rounded once, when stored */
    support_drop(&dst);
    support_drop(&a);
}

/* Only the elements of the view are written. */
static void strided_destination(void **state)
{
    (void)state;
    const int64_t shape[] = {7, 41};
    const layout layouts[] = {LAYOUT_SLICED, LAYOUT_PERMUTED, LAYOUT_NEGATIVE};
    for (int k = 0; k < 3; k++) {
        int32_t *x = support_array(GT_I32, 7 * 41), *old = support_array(GT_I32, 7 * 41);
        for (int i = 0; i < 7 * 41; i++) x[i] = i + 2;
        gt_tensor *a = support_upload(GT_I32, 2, shape, x), *base = NULL;
        gt_tensor *dst = support_tensor(layouts[k], GT_I32, 2, shape, old, &base);
        must(gt_unary(support_queue(), GT_NEGATIVE, &dst, a));
        int32_t *got = support_download(dst, GT_I32, 7 * 41);
        for (int i = 0; i < 7 * 41; i++)
            if (got[i] != -x[i]) support_wrong("layout %d, element %d: %d, want %d", layouts[k], i, got[i], -x[i]);
        int64_t ones = 0, held = gt_tensor_count(base);
        int32_t *memory = support_download(base, GT_I32, held);
        for (int64_t i = 0; i < held; i++) ones += memory[i] == 1;
        assert_int_equal(ones, held - 7 * 41);
        free(memory);
        free(got);
        free(x);
        free(old);
        support_drop(&a);
        support_drop(&dst);
        support_drop(&base);
    }
    support_settle();
}

static gt_tensor *slice_1d(const gt_tensor *t, gt_slice slice)
{
    gt_tensor *view = NULL;
    must(gt_tensor_slice(&view, t, &slice, 1));
    return view;
}

/* dst[i] = 10 * src[i] of two overlapping views of 0 to 5999 must be as if src were copied first. */
static void overlap_case(gt_slice from, gt_slice to)
{
    enum { N = 6000 };
    gt_tensor *base = NULL;
    must(gt_arange(support_queue(), &base, GT_I32, NULL, NULL, N));
    gt_tensor *src = slice_1d(base, from), *dst = slice_1d(base, to);
    int64_t n = gt_tensor_count(src);
    assert_int_equal(gt_tensor_count(dst), n);
    int32_t *x = support_download(src, GT_I32, n);
    gt_arg arguments[] = {{.tensor = src}, {.scalar = integer_scalar(GT_WEAK_INT, 10)}};
    must(gt_apply(support_queue(), GT_MULTIPLY, &dst, arguments, 2));
    int32_t *got = support_download(dst, GT_I32, n);
    for (int64_t i = 0; i < n; i++)
        if (got[i] != 10 * x[i]) support_wrong("element %lld: %d, want %d", (long long)i, got[i], 10 * x[i]);
    free(got);
    must(gt_arange(support_queue(), &base, GT_I32, NULL, NULL, N));
    must(gt_copy(support_queue(), &dst, src, 0));
    got = support_download(dst, GT_I32, n);
    for (int64_t i = 0; i < n; i++)
        if (got[i] != x[i]) support_wrong("copied element %lld: %d, want %d", (long long)i, got[i], x[i]);
    free(got);
    free(x);
    support_drop(&src);
    support_drop(&dst);
    support_drop(&base);
}

static void overlap(void **state)
{
    (void)state;
    const gt_slice all = {0, 0, 0, 0, 0}, backwards = {0, 0, -1, GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP, 0};
    overlap_case((gt_slice){0, 5999, 1, 0, 0}, (gt_slice){1, 6000, 1, 0, 0});
    overlap_case((gt_slice){1, 6000, 1, 0, 0}, (gt_slice){0, 5999, 1, 0, 0});
    overlap_case(backwards, all);
    overlap_case(all, backwards);
    overlap_case((gt_slice){0, 3000, 1, 0, 0}, (gt_slice){0, 6000, 2, 0, 0});
    overlap_case((gt_slice){0, 6000, 2, 0, 0}, (gt_slice){1, 6000, 2, 0, 0});
    overlap_case(all, all);
    /* Only elements below the first one of a backwards view are shared; only one element is. */
    overlap_case((gt_slice){3000, 0, -1, 0, 0}, (gt_slice){0, 3000, 1, 0, 0});
    overlap_case((gt_slice){0, 3000, 1, 0, 0}, (gt_slice){3000, 0, -1, 0, 0});
    overlap_case((gt_slice){0, 3000, 1, 0, 0}, (gt_slice){2999, 5999, 1, 0, 0});
    overlap_case((gt_slice){2999, 5999, 1, 0, 0}, (gt_slice){0, 3000, 1, 0, 0});
    support_settle();
}

/* The rows of a matrix are summed into one of them, or their means and variances go there. kind 0: sums. */
static void own_row_case(int kind, int64_t row)
{
    enum { N = 64 };
    const int64_t shape[] = {N, N};
    const int32_t last = 1;
    float x[N * N], got[N];
    for (int i = 0; i < N * N; i++) x[i] = (float)(i % 7 * (i / N) + i % N);
    gt_tensor *src = support_upload(GT_F32, 2, shape, x), *dst = NULL, *want = NULL, *other = NULL;
    gt_queue *q = support_queue();
    must(gt_tensor_slice(&dst, src, &(gt_slice){row, 0, 0, GT_SLICE_INDEX, 0}, 1));
    gt_tensor **results[] = {&want, &dst};
    for (int k = 0; k < 2; k++)
        if (kind == 0)
            must(gt_reduce(q, GT_ADD, results[k], src, &last, 1, NULL));
        else
            must(gt_moments(q, kind == 1 ? results[k] : &other, kind == 2 ? results[k] : &other, src, &last, 1, 0,
                            NULL));
    float *right = support_download(want, GT_F32, N);
    must(gt_download(q, got, sizeof got, dst));
    for (int i = 0; i < N; i++)
        if (got[i] != right[i]) support_wrong("kind %d, row %d, %d: %g, want %g", kind, (int)row, i, got[i], right[i]);
    free(right);
    gt_tensor **all[] = {&src, &dst, &want, &other};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) support_drop(all[k]);
}

static void own_row(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3; kind++)
        for (int64_t row = 0; row < 64; row += 21) own_row_case(kind, row);
    support_settle();
}

/* The number of the argument at fault, as the caller counts them. */
static void expect_fault(int32_t status, int32_t argument)
{
    gt_error error = {.size = sizeof error};
    gt_last_error_get(&error);
    assert_int_equal(error.status, status);
    assert_int_equal(error.argument, argument);
}

static void argument_numbers(void **state)
{
    (void)state;
    const int64_t two[] = {2}, three[] = {3};
    gt_queue *q = support_queue();
    gt_tensor *a = support_values(GT_F32, 1, two, LIST(1, 2)), *b = support_values(GT_F32, 1, three, LIST(1, 2, 3));
    gt_tensor *made = NULL;
    const gt_arg none[] = {{.tensor = a}, {.tensor = b}};
    gt_reduce_opts wrong = {.size = 3}, set = {.size = sizeof set, .reserved = 1};
    gt_matmul_opts also = {.size = sizeof also, .provider = 9};
    expect_fault(gt_unary(q, GT_EXP, &b, a), 3);
    expect_fault(gt_unary(q, GT_EXP, &made, NULL), 4);
    expect_fault(gt_binary(q, GT_ADD, &b, a, a), 3);
    expect_fault(gt_binary(q, GT_ADD, &made, a, b), 5);
    expect_fault(gt_apply(q, GT_ADD, &made, none, 2), 4);
    expect_fault(gt_copy(q, &b, a, 0), 2);
    expect_fault(gt_reduce(q, GT_ADD, &b, a, NULL, 0, NULL), 3);
    expect_fault(gt_reduce(q, GT_ADD, &made, a, NULL, 0, &wrong), 7);
    expect_fault(gt_reduce(q, GT_ADD, &made, a, NULL, 0, &set), 7);
    expect_fault(gt_arg_reduce(q, GT_MAXIMUM, &b, a, NULL, 0, NULL), 3);
    expect_fault(gt_moments(q, &b, NULL, a, NULL, 0, 0, NULL), 2);
    expect_fault(gt_moments(q, NULL, &b, a, NULL, 0, 0, NULL), 3);
    expect_fault(gt_moments(q, NULL, &made, a, NULL, 0, 0, &wrong), 8);
    expect_fault(gt_matmul(q, &b, a, a, NULL), 2);
    expect_fault(gt_matmul(q, &made, a, NULL, NULL), 4);
    expect_fault(gt_matmul(q, &made, a, a, &also), 5);
    assert_null(made);
    support_drop(&a);
    support_drop(&b);
}

/* Results that caches do not hold are stored in another way: whole lines, where the destination begins with one. */
enum { LARGE = (8 << 20) + 37, MARGIN = 100, PERIOD = 97 };

enum { EVAL = -1 }; /* as an operation: the sum, by an expression */

static void large_case(int32_t op, float (*want)(float), const gt_tensor *x, const gt_tensor *base, int64_t start)
{
    float expected[PERIOD];
    for (int i = 0; i < PERIOD; i++) expected[i] = want((float)(i - 48));
    gt_tensor *all = NULL, *dst = NULL;
    must(gt_copy(support_queue(), &all, base, 0));
    dst = slice_1d(all, (gt_slice){start, start + LARGE, 1, 0, 0});
    const gt_arg args[] = {{.name = "x", .tensor = x}};
    if (op == GT_ADD)
        must(gt_binary(support_queue(), op, &dst, x, x));
    else if (op == EVAL)
        must(gt_eval(support_queue(), &dst, "x + 1 * x", args, 1));
    else
        must(gt_unary(support_queue(), op, &dst, x));
    must(gt_unary(support_queue(), GT_NEGATIVE, &dst, dst)); /* in place */
    float *got = support_download(all, GT_F32, LARGE + MARGIN);
    for (int64_t i = 0; i < LARGE + MARGIN; i++) {
        int64_t at = i - start;
        float right = at >= 0 && at < LARGE ? -expected[at % PERIOD] : 7;
        if (!(fabsf(got[i] - right) <= 1e-6F * fabsf(right)))
            support_wrong("%d at %lld, from %lld: %g, want %g", op, (long long)i, (long long)start, got[i], right);
    }
    free(got);
    support_drop(&dst);
    support_drop(&all);
}

static float doubled(float x)
{
    return x + x;
}

static void large(void **state)
{
    (void)state;
    const int64_t n = LARGE, wider = LARGE + MARGIN;
    float *values = support_array(GT_F32, LARGE);
    for (int64_t i = 0; i < n; i++) values[i] = (float)(i % PERIOD - 48);
    gt_tensor *x = support_upload(GT_F32, 1, &n, values), *base = NULL;
    free(values);
    const gt_scalar seven = float_scalar(GT_F32, 7);
    must(gt_fill(support_queue(), &base, GT_F32, 1, &wider, &seven));
    for (int64_t start = 0; start <= 48; start += 16) {
        large_case(GT_ADD, doubled, x, base, start);
        large_case(GT_ADD, doubled, x, base, start + 5);
        large_case(GT_EXP, expf, x, base, start + 3);
        large_case(EVAL, doubled, x, base, start + start / 16); /* 0, 17, 34, 51 */
        large_case(GT_EXP, expf, x, base, start);
    }
    support_drop(&base);
    support_drop(&x);
    support_settle();
}

/* Fills that are many bytes: of words where the destination begins with one, and what is left over. */
static void large_fill(void **state)
{
    (void)state;
    enum { BYTES = (2 << 20) + 29, AROUND = 64 };
    const int64_t wider = BYTES + AROUND;
    const gt_scalar three = {.dtype = GT_I8, .i = 3}, four = {.dtype = GT_I8, .i = 4};
    for (int64_t start = 0; start <= 24; start += 8) {
        gt_tensor *all = NULL, *dst = NULL;
        const int64_t from = start == 24 ? 21 : start, count = BYTES - start; /* any rest, and an odd beginning */
        must(gt_fill(support_queue(), &all, GT_I8, 1, &wider, &three));
        dst = slice_1d(all, (gt_slice){from, from + count, 1, 0, 0});
        must(gt_fill(support_queue(), &dst, GT_I8, 1, &count, &four));
        int8_t *got = support_download(all, GT_I8, wider);
        for (int64_t i = 0; i < wider; i++)
            if (got[i] != (i >= from && i < from + count ? 4 : 3))
                support_wrong("%d at %lld of a fill from %lld", got[i], (long long)i, (long long)from);
        free(got);
        support_drop(&dst);
        support_drop(&all);
    }
    support_settle();
}

/* Such results of operands that lie backwards or along another axis; the sum is of both. */
static void large_turned(void **state)
{
    (void)state;
    enum { ROWS = 2896, COLUMNS = 2912 }; /* more than LARGE together; rows of whole lines */
    const int64_t n = ROWS * COLUMNS, shape[] = {COLUMNS, ROWS}, flat[] = {n};
    float *values = support_array(GT_F32, n);
    for (int64_t i = 0; i < n; i++) values[i] = (float)(i % PERIOD);
    gt_tensor *x = support_upload(GT_F32, 2, shape, values), *line = NULL, *back = NULL, *turned = NULL;
    gt_tensor *copied = NULL, *reversed = NULL, *sum = NULL;
    const gt_slice backwards = {.step = -1, .flags = GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP};
    must(gt_tensor_permute(&turned, x, NULL, 0));
    must(gt_tensor_reshape(&line, x, 1, flat));
    must(gt_tensor_slice(&back, line, &backwards, 1));
    must(gt_copy(support_queue(), &copied, turned, 0));
    must(gt_copy(support_queue(), &reversed, back, 0));
    must(gt_binary(support_queue(), GT_ADD, &sum, line, back));
    float *got[] = {support_download(copied, GT_F32, n), support_download(reversed, GT_F32, n),
                    support_download(sum, GT_F32, n)};
    for (int64_t i = 0; i < n; i++) {
        const float want[] = {values[i % COLUMNS * ROWS + i / COLUMNS], values[n - 1 - i],
                              values[i] + values[n - 1 - i]};
        for (int j = 0; j < 3; j++)
            if (got[j][i] != want[j]) support_wrong("%d at %lld: %g, want %g", j, (long long)i, got[j][i], want[j]);
    }
    for (int j = 0; j < 3; j++) free(got[j]);
    free(values);
    gt_tensor *all[] = {x, line, back, turned, copied, reversed, sum};
    for (int j = 0; j < 7; j++) support_drop(&all[j]);
    support_settle();
}

/* The same memory as another dtype's result: int32 results into the float32 operand itself. */
static void in_place_other_dtype(void **state)
{
    (void)state;
    const int64_t shape[] = {4};
    gt_tensor *a = support_values(GT_F32, 1, shape, LIST(-1, 0, 2, NAN)),
              *b = support_values(GT_F32, 1, shape, LIST(0, 0, 2, 1));
    must(gt_binary(support_queue(), GT_LESS, &a, a, b));
    support_expect(a, GT_F32, 1, shape, LIST(1, 0, 0, 0));
    must(gt_binary(support_queue(), GT_SUBTRACT, &b, b, b));
    support_expect(b, GT_F32, 1, shape, LIST(0, 0, 0, 0));
    support_drop(&a);
    support_drop(&b);
}

/* A stride of 0 along an axis of size 1 repeats nothing. */
static void axis_of_one(void **state)
{
    (void)state;
    const int64_t four[] = {4}, one_four[] = {1, 4};
    gt_tensor *memory = support_values(GT_F32, 1, four, LIST(0, 0, 0, 0)), *dst = NULL;
    gt_tensor *src = support_values(GT_F32, 2, one_four, LIST(1, 2, 3, 4));
    gt_tensor_desc desc = {.size = sizeof desc};
    must(gt_tensor_broadcast(&dst, memory, 2, one_four));
    must(gt_tensor_describe(dst, &desc));
    assert_int_equal(desc.strides[0], 0);
    must(gt_unary(support_queue(), GT_NEGATIVE, &dst, src));
    support_expect(memory, GT_F32, 1, four, LIST(-1, -2, -3, -4));
    support_drop(&memory);
    support_drop(&dst);
    support_drop(&src);
}

static void refused(void **state)
{
    (void)state;
    const int64_t four[] = {4}, three[] = {3}, two_four[] = {2, 4};
    gt_queue *q = support_queue();
    gt_tensor *a = support_values(GT_F32, 1, four, LIST(1, 2, 3, 4)),
              *b = support_values(GT_F32, 1, three, LIST(1, 2, 3));
    gt_tensor *one = support_values(GT_F32, 0, NULL, LIST(5)), *none = NULL, *repeated = NULL, *same = a;
    must(gt_tensor_broadcast(&repeated, one, 1, four));
    gt_tensor *view = repeated;
    must_be(GT_E_ARGUMENT, gt_unary(q, GT_EXP, &repeated, a)); /* repeats elements */
    assert_ptr_equal(repeated, view);
    must_be(GT_E_SHAPE, gt_unary(q, GT_EXP, &b, a));
    must_be(GT_E_SHAPE, gt_binary(q, GT_ADD, &none, a, b));
    gt_tensor *wide_result = support_values(GT_F32, 2, two_four, LIST(0, 0, 0, 0, 0, 0, 0, 0));
    must_be(GT_E_SHAPE, gt_binary(q, GT_ADD, &a, a, wide_result)); /* the result does not broadcast into *dst */
    must_be(GT_E_SHAPE, gt_binary(q, GT_ADD, &wide_result, a, a));
    assert_ptr_equal(a, same);
    must_be(GT_E_OPERATION, gt_unary(q, GT_ADD, &none, a));
    must_be(GT_E_OPERATION, gt_binary(q, GT_EXP, &none, a, a));
    must_be(GT_E_OPERATION, gt_unary(q, 12345, &none, a));
    must_be(GT_E_ARGUMENT, gt_unary(NULL, GT_EXP, &none, a));
    must_be(GT_E_ARGUMENT, gt_unary(q, GT_EXP, NULL, a));
    must_be(GT_E_ARGUMENT, gt_unary(q, GT_EXP, &none, NULL));
    must_be(GT_E_ARGUMENT, gt_binary(q, GT_ADD, &none, a, NULL));
    must_be(GT_E_ARGUMENT, gt_apply(q, GT_ADD, &none, NULL, 2));
    gt_arg scalars[] = {
        {.scalar = integer_scalar(GT_WEAK_INT, 1)}, {.scalar = integer_scalar(GT_WEAK_INT, 1)}, {.tensor = a}};
    must_be(GT_E_ARGUMENT, gt_apply(q, GT_ADD, &none, scalars, 2)); /* no tensor */
    must_be(GT_E_ARGUMENT, gt_apply(q, GT_ADD, &none, scalars, 3)); /* one operand too many */
    assert_null(none);
    support_expect(a, GT_F32, 1, four, LIST(1, 2, 3, 4));
    support_expect(b, GT_F32, 1, three, LIST(1, 2, 3));
    support_expect(one, GT_F32, 0, NULL, LIST(5));
    gt_tensor **all[] = {&a, &b, &one, &repeated, &wide_result};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) support_drop(all[k]);
}

/* Places go to a view that is no line, or begins behind the start of its memory, and to nothing else there. */
static void views_of_places(void **state)
{
    (void)state;
    const int64_t four[] = {4}, six[] = {6}, two[] = {2};
    const gt_slice slices[] = {{1, 4, 2, 0, 0}, {2, 4, 1, 0, 0}};
    gt_queue *q = support_queue();
    gt_tensor *x = support_values(GT_I32, 1, four, LIST(0, 5, 6, 7)), *y = support_values(GT_I32, 1, two, LIST(6, 7));
    gt_tensor *mask = support_values(GT_I32, 1, four, LIST(0, 0, 1, 1)), *base = NULL, *view = NULL;
    for (int k = 0; k < 2; k++)
        for (int of = 0; of < 2; of++) {
            base = support_values(GT_I64, 1, six, LIST(9, 9, 9, 9, 9, 9));
            must(gt_tensor_slice(&view, base, &slices[k], 1));
            must(of ? gt_nonzero(q, &view, mask, GT_FLAT) : gt_searchsorted(q, &view, x, y, NULL, 0));
            support_expect(base, GT_I64, 1, six, k ? LIST(9, 9, 2, 3, 9, 9) : LIST(9, 2, 9, 3, 9, 9));
            support_drop(&view);
            support_drop(&base);
        }
    support_drop(&x);
    support_drop(&y);
    support_drop(&mask);
}

static void two_contexts(void **state)
{
    (void)state;
    gt_context *other = NULL;
    must(gt_context_create(&other, gt_device_find(NULL), NULL));
    gt_tensor *a = support_values(GT_F32, 0, NULL, LIST(1)), *b = NULL, *dst = NULL;
    const float one = 1;
    must(gt_upload(gt_context_queue(other), &b, GT_F32, 0, NULL, &one, sizeof one));
    must_be(GT_E_CONTEXT, gt_binary(support_queue(), GT_ADD, &dst, a, b));
    must_be(GT_E_CONTEXT, gt_unary(support_queue(), GT_EXP, &b, a));
    must_be(GT_E_CONTEXT, gt_unary(gt_context_queue(other), GT_EXP, &dst, a));
    assert_null(dst);
    support_drop(&a);
    support_drop(&b);
    gt_context_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_dtype),          cmocka_unit_test(wider_destination),
        cmocka_unit_test(strided_destination),  cmocka_unit_test(overlap),
        cmocka_unit_test(axis_of_one),          cmocka_unit_test(own_row),
        cmocka_unit_test(in_place_other_dtype), cmocka_unit_test(refused),
        cmocka_unit_test(two_contexts),         cmocka_unit_test(large),
        cmocka_unit_test(large_fill),           cmocka_unit_test(large_turned),
        cmocka_unit_test(argument_numbers),     cmocka_unit_test(views_of_places),
    };
    return cmocka_run_group_tests(tests, NULL, support_close);
}

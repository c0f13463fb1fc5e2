/* Tensors of more axes than a kernel has room for: axes of size 2 that no two of which can be taken as one. */
#include "support/support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { AXES = 19, COUNT = 1 << AXES, HALF = 1 << (AXES + 1) / 2 };

static int64_t twos[GT_MAX_RANK];

/* The number of the element whose place is that of number i with its axes in reverse. */
static int64_t reversed(int64_t i)
{
    int64_t out = 0;
    for (int k = 0; k < AXES; k++) out |= (i >> k & 1) << (AXES - 1 - k);
    return out;
}

static float value_of(int64_t i)
{
    return (float)(i * 2654435761U >> 9 & 0x3ff) - 300;
}

/* x, of which *turned is a view with all axes in reverse. */
static gt_tensor *upload(gt_tensor **turned, float **values)
{
    float *x = malloc(COUNT * sizeof *x);
    assert_non_null(x);
    for (int64_t i = 0; i < COUNT; i++) x[i] = value_of(i);
    gt_tensor *t = support_upload(GT_F32, AXES, twos, x);
    must(gt_tensor_permute(turned, t, NULL, 0));
    *values = x;
    return t;
}

static void expect(const char *name, gt_tensor *t, const float *want, int64_t count)
{
    float *got = support_download(t, GT_F32, count);
    for (int64_t i = 0; i < count; i++)
        if (got[i] != want[i]) {
            support_wrong("%s, element %lld: %g, want %g", name, (long long)i, got[i], want[i]);
            break;
        }
    free(got);
}

static void drop(gt_tensor ***tensors)
{
    for (; *tensors; tensors++) support_drop(*tensors);
}

static void elementwise(void **state)
{
    (void)state;
    float *x = NULL, *want = malloc(COUNT * sizeof *want);
    gt_tensor *turned = NULL, *t = upload(&turned, &x), *dst = NULL, *half = NULL, *cast = NULL;
    assert_non_null(want);
    must(gt_copy(support_queue(), &dst, turned, 0));
    for (int64_t i = 0; i < COUNT; i++) want[i] = x[reversed(i)];
    expect("copy", dst, want, COUNT);
    must(gt_binary(support_queue(), GT_SUBTRACT, &dst, t, turned));
    for (int64_t i = 0; i < COUNT; i++) want[i] = x[i] - x[reversed(i)];
    expect("subtract", dst, want, COUNT);
    must(gt_unary(support_queue(), GT_NEGATIVE, &turned, turned));
    for (int64_t i = 0; i < COUNT; i++) want[i] = -x[i];
    expect("in place", t, want, COUNT);
    must(gt_copy(support_queue(), &half, turned, GT_F16));
    must(gt_copy(support_queue(), &cast, half, GT_F32));
    for (int64_t i = 0; i < COUNT; i++) want[i] = -x[reversed(i)];
    expect("cast", cast, want, COUNT);
    drop((gt_tensor **[]){&t, &turned, &dst, &half, &cast, NULL});
    free(x);
    free(want);
    support_settle();
}

/* Operands that repeat along every other axis. */
static void broadcast(void **state)
{
    (void)state;
    int64_t even[AXES], odd[AXES];
    float a[HALF], b[HALF], *want = malloc(COUNT * sizeof *want);
    assert_non_null(want);
    for (int k = 0; k < AXES; k++) {
        even[k] = k % 2 ? 1 : 2;
        odd[k] = 3 - even[k];
    }
    for (int i = 0; i < HALF; i++) {
        a[i] = value_of(i);
        b[i] = value_of(i + 5000);
    }
    for (int64_t i = 0; i < COUNT; i++) {
        int64_t at_a = 0, at_b = 0;
        for (int k = 0; k < AXES; k++) {
            int64_t *at = k % 2 ? &at_b : &at_a;
            *at = 2 * *at + (i >> (AXES - 1 - k) & 1);
        }
        want[i] = a[at_a] * b[at_b] + a[at_a];
    }
    gt_tensor *x = support_upload(GT_F32, AXES, even, a), *y = support_upload(GT_F32, AXES, odd, b), *dst = NULL;
    must(gt_eval(support_queue(), &dst, "x * y + x",
                 (const gt_arg[]){{.name = "x", .tensor = x}, {.name = "y", .tensor = y}}, 2));
    expect("formula", dst, want, COUNT);
    support_drop(&dst);
    must(gt_binary(support_queue(), GT_MULTIPLY, &dst, x, y));
    must(gt_binary(support_queue(), GT_ADD, &dst, dst, x));
    expect("one by one", dst, want, COUNT);
    support_drop(&dst);
    support_drop(&x);
    support_drop(&y);
    free(want);
    support_settle();
}

/* Along the first axis of what lies in reverse, the last of x: neighbours in x are a line. */
static void lines(void **state)
{
    (void)state;
    const int32_t first = 0, last = AXES - 1;
    float *x = NULL, *want = malloc(COUNT * sizeof *want);
    gt_tensor *turned = NULL, *t = upload(&turned, &x), *dst = NULL;
    assert_non_null(want);
    must(gt_reduce(support_queue(), GT_ADD, &dst, turned, &first, 1, NULL));
    for (int64_t i = 0; i < COUNT / 2; i++) want[i] = x[reversed(i)] + x[reversed(i) | 1];
    expect("sum", dst, want, COUNT / 2);
    support_drop(&dst);
    must(gt_moments(support_queue(), NULL, &dst, turned, &first, 1, 0, NULL));
    for (int64_t i = 0; i < COUNT / 2; i++) {
        const float apart = (x[reversed(i)] - x[reversed(i) | 1]) / 2;
        want[i] = apart * apart;
    }
    expect("variance", dst, want, COUNT / 2);
    support_drop(&dst);
    must(gt_scan(support_queue(), GT_ADD, &dst, turned, first, NULL));
    for (int64_t i = 0; i < COUNT; i++) {
        const int64_t at = reversed(i);
        want[i] = at & 1 ? x[at - 1] + x[at] : x[at];
    }
    expect("scan", dst, want, COUNT);
    support_drop(&dst);
    must(gt_sort(support_queue(), &dst, turned, last, 0));
    for (int64_t i = 0; i < COUNT; i++) {
        const int64_t at = reversed(i), other = at ^ 1 << (AXES - 1);
        want[i] = ((i & 1) == 0) == (x[at] <= x[other]) ? x[at] : x[other];
    }
    expect("sort", dst, want, COUNT);
    support_drop(&dst);
    must(gt_softmax(support_queue(), GT_SOFTMAX, &dst, turned, first, NULL));
    float *got = support_download(dst, GT_F32, COUNT);
    for (int64_t i = 0; i < COUNT / 2; i++) assert_true(fabsf(got[i] + got[i + COUNT / 2] - 1) < 1e-6F);
    for (int64_t i = 0; i < COUNT / 2; i++) {
        const float other = x[reversed(i)] - x[reversed(i) | 1];
        assert_true((other > 0) == (got[i] > got[i + COUNT / 2]));
    }
    free(got);
    support_drop(&dst);
    support_drop(&turned);
    support_drop(&t);
    free(x);
    free(want);
    support_settle();
}

static void indices(void **state)
{
    (void)state;
    const int64_t two[] = {2}, one[] = {1};
    float *x = NULL, *want = malloc(COUNT * sizeof *want);
    gt_tensor *turned = NULL, *t = upload(&turned, &x), *dst = NULL;
    gt_tensor *other = support_values(GT_I32, 1, two, LIST(1, 0)), *second = support_values(GT_I32, 1, one, LIST(1));
    gt_tensor *all = NULL, *less = NULL, *seven = support_values(GT_F32, 0, NULL, LIST(7));
    assert_non_null(want);
    must(gt_take(support_queue(), &dst, turned, other, 0));
    for (int64_t i = 0; i < COUNT; i++) want[i] = x[reversed(i) ^ 1];
    expect("take", dst, want, COUNT);
    support_drop(&dst);
    must(gt_binary(support_queue(), GT_LESS, &less, turned, t));
    must(gt_copy(support_queue(), &all, less, GT_U8));
    must(gt_take_along(support_queue(), &dst, turned, all, 0));
    for (int64_t i = 0; i < COUNT; i++) want[i] = x[(reversed(i) & ~(int64_t)1) | (x[reversed(i)] < x[i])];
    expect("take along", dst, want, COUNT);
    must(gt_put(support_queue(), turned, second, seven, 0, 0));
    for (int64_t i = 0; i < COUNT; i++) want[i] = i & 1 ? 7 : x[i];
    expect("put", t, want, COUNT);
    support_drop(&dst);
    drop((gt_tensor **[]){&t, &turned, &other, &second, &all, &less, &seven, NULL});
    free(x);
    free(want);
    support_settle();
}

/* Of elements above a limit: their places, and themselves. */
static void masks(void **state)
{
    (void)state;
    int64_t found = 0, *places = malloc((size_t)COUNT * AXES * sizeof *places);
    float *x = NULL, *want = malloc(COUNT * sizeof *want);
    gt_tensor *turned = NULL, *t = upload(&turned, &x), *dst = NULL, *mask = NULL, *limit = NULL;
    assert_true(want && places);
    limit = support_values(GT_F32, 0, NULL, LIST(650));
    for (int64_t i = 0; i < COUNT; i++) {
        if (!(x[reversed(i)] > 650)) continue;
        for (int k = 0; k < AXES; k++) places[found * AXES + k] = i >> (AXES - 1 - k) & 1;
        want[found++] = x[reversed(i)];
    }
    assert_true(found > COUNT / 100 && found < COUNT / 5);
    must(gt_binary(support_queue(), GT_GREATER, &mask, t, limit));
    support_drop(&dst);
    gt_tensor *across = NULL;
    must(gt_tensor_permute(&across, mask, NULL, 0));
    must(gt_nonzero(support_queue(), &dst, across, 0));
    assert_int_equal(gt_tensor_dim(dst, 0), found);
    assert_int_equal(gt_tensor_dim(dst, 1), AXES);
    int64_t *got = support_download(dst, GT_I64, found * AXES);
    assert_memory_equal(got, places, (size_t)(found * AXES) * sizeof *got);
    free(got);
    support_drop(&dst);
    must(gt_select(support_queue(), &dst, turned, across));
    expect("select", dst, want, found);
    drop((gt_tensor **[]){&t, &turned, &dst, &mask, &across, &limit, NULL});
    free(x);
    free(want);
    free(places);
    support_settle();
}

/* Transforms of length 2: sums and differences. */
static void transforms(void **state)
{
    (void)state;
    const int32_t first = 0;
    float *x = NULL, *want = malloc(COUNT * sizeof *want);
    gt_tensor *turned = NULL, *t = upload(&turned, &x), *dst = NULL, *real = NULL;
    assert_non_null(want);
    must(gt_fft(support_queue(), &dst, turned, &first, 1, NULL));
    must(gt_tensor_part(&real, dst, 0));
    for (int64_t i = 0; i < COUNT; i++) {
        const int64_t at = reversed(i) & ~(int64_t)1;
        want[i] = i < COUNT / 2 ? x[at] + x[at + 1] : x[at] - x[at + 1];
    }
    expect("fft", real, want, COUNT);
    gt_tensor *whole = NULL, *view = NULL, *again = NULL;
    must(gt_tensor_create(support_queue(), &whole, GT_C64, AXES, twos, 0));
    must(gt_tensor_permute(&view, whole, NULL, 0));
    must(gt_fft(support_queue(), &view, turned, &first, 1, NULL));
    must(gt_tensor_part(&again, view, 0));
    expect("fft across", again, want, COUNT);
    support_drop(&again);
    support_drop(&view);
    support_drop(&whole);
    drop((gt_tensor **[]){&t, &turned, &dst, &real, NULL});
    free(x);
    free(want);
    support_settle();
}

/* Indices that repeat along every other axis, and an array that does along the others. */
static void spread_indices(void **state)
{
    (void)state;
    int64_t even[AXES], odd[AXES];
    float a[HALF], *want = malloc(COUNT * sizeof *want);
    uint8_t at[HALF];
    assert_non_null(want);
    for (int k = 0; k < AXES; k++) {
        even[k] = k % 2 ? 1 : 2;
        odd[k] = 3 - even[k];
    }
    for (int i = 0; i < HALF; i++) {
        a[i] = value_of(i);
        at[i] = value_of(i + 999) > 100;
    }
    for (int64_t i = 0; i < COUNT; i++) {
        int64_t index = 0, place = 0;
        for (int k = 0; k < AXES; k++)
            if (k % 2) index = 2 * index + (i >> (AXES - 1 - k) & 1);
        place = at[index];
        for (int k = 2; k < AXES; k += 2) place = 2 * place + (i >> (AXES - 1 - k) & 1);
        want[i & (COUNT / 2 - 1)] = a[place];
    }
    gt_tensor *x = support_upload(GT_F32, AXES, even, a), *indices = support_upload(GT_U8, AXES, odd, at), *dst = NULL;
    must(gt_take_along(support_queue(), &dst, x, indices, 0));
    expect("take along", dst, want, COUNT / 2);
    support_drop(&dst);
    gt_tensor *table = support_values(GT_F32, 2, (const int64_t[]){2, 2}, LIST(1, 2, 3, 4));
    gt_tensor *others = support_upload(GT_U8, AXES, even, at);
    must_be(GT_E_UNSUPPORTED, gt_index(support_queue(), &dst, table, (const gt_tensor *[]){indices, others}, 2));
    assert_non_null(strstr(gt_last_error(), "gt_index: operands of more than 16 axes"));
    assert_null(dst);
    support_drop(&others);
    support_drop(&table);
    support_drop(&indices);
    support_drop(&x);
    free(want);
    support_settle();
}

/* Parts of a view in reverse where indices of its first and last axis meet; and of it where a mask is set. */
static void views(void **state)
{
    (void)state;
    const int64_t three[] = {3};
    float *x = NULL, *want = malloc(COUNT * sizeof *want);
    gt_tensor *turned = NULL, *t = upload(&turned, &x), *dst = NULL, *mask = NULL, *limit = NULL, *line = NULL;
    gt_tensor *first = support_values(GT_I32, 1, three, LIST(0, 1, 1)),
              *last = support_values(GT_I32, 1, three, LIST(1, 1, 0));
    const gt_tensor *lists[AXES] = {first};
    assert_non_null(want);
    lists[AXES - 1] = last;
    must(gt_index(support_queue(), &dst, turned, lists, AXES));
    const int64_t each = COUNT / 4;
    for (int64_t i = 0; i < 3 * each; i++) {
        const int64_t from = i / each, middle = i % each;
        want[i] = x[reversed((from > 0) << (AXES - 1) | middle << 1 | (from < 2))];
    }
    expect("index", dst, want, 3 * each);
    limit = support_values(GT_F32, 0, NULL, LIST(0));
    must(gt_binary(support_queue(), GT_GREATER, &mask, turned, limit));
    int64_t found = 0;
    for (int64_t i = 0; i < COUNT; i++) found += x[i] > 0;
    must(gt_arange(support_queue(), &line, GT_F32, &(gt_scalar){.dtype = GT_WEAK_INT},
                   &(gt_scalar){.dtype = GT_WEAK_INT, .i = 1}, found));
    must(gt_select_put(support_queue(), turned, mask, line));
    memcpy(want, x, COUNT * sizeof *want);
    for (int64_t i = 0, n = 0; i < COUNT; i++)
        if (x[reversed(i)] > 0) want[reversed(i)] = (float)n++;
    expect("select put", t, want, COUNT);
    drop((gt_tensor **[]){&t, &turned, &dst, &mask, &limit, &line, &first, &last, NULL});
    free(x);
    free(want);
    support_settle();
}

/* Squares of matrices, of 17 axes of batch. */
static void products(void **state)
{
    (void)state;
    float *x = NULL, *want = malloc(COUNT * sizeof *want);
    gt_tensor *turned = NULL, *t = upload(&turned, &x), *dst = NULL;
    assert_non_null(want);
    must(gt_matmul(support_queue(), &dst, turned, turned, NULL));
    for (int64_t i = 0; i < COUNT; i++) {
        const int64_t batch = i & ~(int64_t)3, row = i & 2, column = i & 1;
        want[i] = 0;
        for (int k = 0; k < 2; k++) want[i] += x[reversed(batch + row + k)] * x[reversed(batch + 2 * k + column)];
    }
    expect("matmul", dst, want, COUNT);
    support_drop(&dst);
    support_drop(&turned);
    support_drop(&t);
    free(x);
    free(want);
    support_settle();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elementwise),    cmocka_unit_test(broadcast), cmocka_unit_test(lines),
        cmocka_unit_test(indices),        cmocka_unit_test(masks),     cmocka_unit_test(transforms),
        cmocka_unit_test(spread_indices), cmocka_unit_test(views),     cmocka_unit_test(products)};
    for (int k = 0; k < GT_MAX_RANK; k++) twos[k] = 2;
    return cmocka_run_group_tests(tests, NULL, support_close);
}

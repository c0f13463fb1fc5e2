/* gt_sort, gt_argsort and gt_topk: every dtype, layout and axis against an insertion of its own; order of equals. */
#include "support/indexed.h"
#include "support/leaks.h"
#include "support/ordered.h"

/* ---- What must come out ------------------------------------------------------------------------------------------ */

/* What places are compared by. */
static struct {
    const void *host;
    int32_t dtype;
    int64_t first, step;
    bool falling;
} sorting;

static int by_place(const void *x, const void *y)
{
    const int64_t i = *(const int64_t *)x, j = *(const int64_t *)y;
    const element a = {sorting.host, sorting.dtype, sorting.first + i * sorting.step};
    const element b = {sorting.host, sorting.dtype, sorting.first + j * sorting.step};
    if (is_below(a, b)) return sorting.falling ? 1 : -1;
    if (is_below(b, a)) return sorting.falling ? -1 : 1;
    return i < j ? -1 : i > j;
}

/* Results have k elements along the axis. values: bytes, so that signs of zeros and bits of NaN count. */
static void judge(const held *src, int32_t axis, int64_t k, bool falling, const char *values, const int64_t *places,
                  const char *name)
{
    const size_t size = facts_of(src->dtype)->size;
    const int64_t n = src->rank > 0 ? src->shape[axis] : 1, count = support_count(src->rank, src->shape);
    int64_t *want = support_array(GT_I64, n), step = 1;
    for (int32_t d = axis + 1; d < src->rank; d++) step *= src->shape[d];
    for (int64_t line = 0; n > 0 && line < count / n; line++) {
        sorting.host = src->host;
        sorting.dtype = src->dtype;
        sorting.first = line / step * n * step + line % step;
        sorting.step = step;
        sorting.falling = falling;
        for (int64_t i = 0; i < n; i++) want[i] = i;
        qsort(want, (size_t)n, sizeof *want, by_place);
        for (int64_t i = 0; i < k; i++) {
            const int64_t at = line / step * k * step + line % step + i * step, from = sorting.first + want[i] * step;
            if (places && places[at] != want[i])
                support_wrong("%s, %s, line %lld: place %lld is %lld, want %lld", facts_of(src->dtype)->name, name,
                              (long long)line, (long long)i, (long long)places[at], (long long)want[i]);
            if (values && memcmp(values + (size_t)at * size, src->host + (size_t)from * size, size) != 0)
                support_wrong("%s, %s, line %lld: element %lld is not that of place %lld", facts_of(src->dtype)->name,
                              name, (long long)line, (long long)i, (long long)want[i]);
        }
    }
    free(want);
}

static void check(const held *src, int32_t axis, int32_t flags, const char *name)
{
    gt_queue *q = support_queue();
    const int64_t count = support_count(src->rank, src->shape), n = src->rank > 0 ? src->shape[axis] : 1;
    gt_tensor *sorted = NULL, *places = NULL;
    must(gt_sort(q, &sorted, src->t, axis, flags));
    must(gt_argsort(q, &places, src->t, axis, flags));
    char *values = support_download(sorted, src->dtype, count);
    int64_t *at = support_download(places, GT_I64, count);
    judge(src, axis, n, flags & GT_DESCENDING, values, at, name);
    free(values);
    free(at);
    support_drop(&sorted), support_drop(&places);
}

static void check_topk(const held *src, int64_t k, int32_t axis, int32_t flags, const char *name)
{
    const int64_t n = src->shape[axis], count = n > 0 ? support_count(src->rank, src->shape) / n * k : 0;
    gt_tensor *largest = NULL, *places = NULL;
    must(gt_topk(support_queue(), &largest, &places, src->t, k, axis, flags));
    char *values = support_download(largest, src->dtype, count);
    int64_t *at = support_download(places, GT_I64, count);
    judge(src, axis, k, !(flags & GT_SMALLEST), values, at, name);
    free(values);
    free(at);
    support_drop(&largest), support_drop(&places);
}

/* ---- Tests ------------------------------------------------------------------------------------------------------- */

static void layouts(void **state)
{
    (void)state;
    for (int32_t c = 0; c < layout_case_count(); c++) {
        const layout_case *of = layout_case_at(c);
        held src = random_held(of->layout, GT_F32, of->rank, of->shape, 3 + (uint64_t)c);
        for (int32_t axis = 0; axis < of->rank || axis == 0; axis++)
            for (int32_t flags = 0; flags <= GT_DESCENDING; flags += GT_DESCENDING) check(&src, axis, flags, of->name);
        release(&src);
    }
    support_settle();
}

/* Random bits, and few different numbers, whose order is seen to stay. */
static void dtypes(void **state)
{
    (void)state;
    const int64_t shape[] = {3, 700}, n = 2100;
    for (int32_t k = 0; k < ORDERED_DTYPES; k++) {
        const int32_t dtype = ordered_dtype(k);
        if (!support_has(dtype)) continue;
        held src = hold(LAYOUT_CONTIGUOUS, dtype, 2, shape, random_elements(dtype, n, 5 + (uint64_t)k));
        held few = hold(LAYOUT_SLICED, dtype, 1, &n, few_elements(dtype, n, 7));
        for (int32_t flags = 0; flags <= GT_DESCENDING; flags += GT_DESCENDING) {
            check(&src, 1, flags, "random");
            check(&few, 0, flags, "few");
        }
        release(&src);
        release(&few);
    }
    support_settle();
}

/* On both sides of what a work-group and a work-item take; many lines, and few. */
static void lengths(void **state)
{
    (void)state;
    static const int64_t all[][2] = {{1, 1},     {1, 2},     {1, 255},    {1, 257},   {1, 2047},  {1, 2049},
                                     {1, 16385}, {1, 70001}, {1, 300007}, {300, 200}, {70000, 3}, {2, 40000},
                                     {3, 2048},  {5, 2049},  {3, 4095},   {2, 4096},  {3, 4097},  {9000, 1},
                                     {1, 8191},  {1, 8192},  {1, 8193},   {40, 683},  {2, 8192}};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        held src = random_held(LAYOUT_CONTIGUOUS, GT_F32, 2, all[k], k);
        check(&src, 1, 0, "lengths");
        if (k > 8 && k < 12) check(&src, 0, 0, "lengths across");
        release(&src);
    }
    const int64_t none[] = {0, 5};
    held src = random_held(LAYOUT_CONTIGUOUS, GT_F32, 2, none, 1);
    for (int32_t axis = 0; axis < 2; axis++) check(&src, axis, 0, "nothing");
    release(&src);
    support_settle();
}

/* Digits that all elements have, and elements that are in order already, or in the opposite one. */
static void patterns(void **state)
{
    (void)state;
    static const int64_t shapes[][2] = {{3, 1500}, {2, 9000}};
    for (int s = 0; s < 2; s++)
        for (int pattern = 0; pattern < 4; pattern++) {
            const int64_t count = shapes[s][0] * shapes[s][1];
            int32_t *x = support_array(GT_I32, count);
            for (int64_t i = 0; i < count; i++) {
                const int32_t n = (int32_t)i;
                x[i] = pattern == 0 ? 7 : pattern == 1 ? n / 5 : pattern == 2 ? -n / 5 : (n * 7 % 3) << 16;
            }
            held src = hold(LAYOUT_CONTIGUOUS, GT_I32, 2, shapes[s], x);
            for (int32_t flags = 0; flags <= GT_DESCENDING; flags += GT_DESCENDING) check(&src, 1, flags, "patterns");
            release(&src);
        }
    support_settle();
}

static void topk(void **state)
{
    (void)state;
    const int64_t shape[] = {5, 40, 3};
    static const int64_t counts[] = {0, 1, 3, 40};
    held src = random_held(LAYOUT_NEGATIVE, GT_F32, 3, shape, 11);
    for (int k = 0; k < 4; k++)
        for (int32_t flags = 0; flags <= GT_SMALLEST; flags += GT_SMALLEST)
            check_topk(&src, counts[k], 1, flags, "topk");
    gt_tensor *only = NULL;
    must(gt_topk(support_queue(), NULL, &only, src.t, 2, 0, 0));
    assert_int_equal(gt_tensor_dim(only, 0), 2);
    support_drop(&only);
    must(gt_topk(support_queue(), &only, NULL, src.t, 3, -1, 0));
    assert_int_equal(gt_tensor_dtype(only), GT_F32);
    support_drop(&only);
    release(&src);
    support_settle();
}

/* In place, into views, and into other dtypes. */
static void destinations(void **state)
{
    (void)state;
    const int64_t four[] = {4}, eight[] = {8}, two[] = {2};
    const gt_slice odd = {1, 0, 2, GT_SLICE_OPEN_STOP, 0};
    gt_queue *q = support_queue();
    gt_tensor *a = support_values(GT_U8, 1, four, LIST(3, 1, 4, 2)), *same = a, *view = NULL;
    must(gt_sort(q, &a, a, 0, 0)); /* of one pass on CPUs */
    assert_ptr_equal(a, same);
    support_expect(a, GT_U8, 1, four, LIST(1, 2, 3, 4));
    gt_tensor *base = support_values(GT_F32, 1, eight, LIST(0, 0, 0, 0, 0, 0, 0, 0));
    must(gt_tensor_slice(&view, base, &odd, 1));
    must(gt_sort(q, &view, a, 0, GT_DESCENDING));
    support_expect(base, GT_F32, 1, eight, LIST(0, 4, 0, 3, 0, 2, 0, 1));
    must(gt_argsort(q, &view, a, 0, GT_DESCENDING));
    support_expect(base, GT_F32, 1, eight, LIST(0, 3, 0, 2, 0, 1, 0, 0));
    gt_tensor *values = support_values(GT_I16, 1, two, LIST(0, 0)),
              *places = support_values(GT_I64, 1, two, LIST(0, 0));
    must(gt_topk(q, &values, &places, a, 2, 0, 0));
    support_expect(values, GT_I16, 1, two, LIST(4, 3));
    support_expect(places, GT_I64, 1, two, LIST(3, 2));
    gt_tensor *alias = NULL;
    must(gt_tensor_alias(&alias, values));
    must_be(GT_E_ARGUMENT, gt_topk(q, &values, &alias, a, 2, 0, 0)); /* they share memory */
    support_drop(&alias);
    support_drop(&a), support_drop(&view), support_drop(&base), support_drop(&values), support_drop(&places);
}

/* ---- Random orders ----------------------------------------------------------------------------------------------- */

static const uint64_t *keys_of_order;

static int by_key(const void *a, const void *b)
{
    const int64_t i = *(const int64_t *)a, j = *(const int64_t *)b;
    const uint64_t x = keys_of_order[i], y = keys_of_order[j];
    return x != y ? (x > y) - (x < y) : (i > j) - (i < j);
}

/* The numbers below n in the order of the random integers of those options; the caller frees them. */
static int64_t *order_of(const gt_random_opts *o, int64_t n)
{
    gt_tensor *t = NULL;
    must(gt_random(support_queue(), &t, GT_U64, 1, &n, GT_RANDOM_INTEGERS, o));
    uint64_t *keys = support_download(t, GT_U64, n);
    int64_t *order = support_array(GT_I64, n);
    for (int64_t i = 0; i < n; i++) order[i] = i;
    keys_of_order = keys;
    qsort(order, (size_t)n, sizeof *order, by_key);
    support_drop(&t);
    free(keys);
    return order;
}

/* The last one is so large that upper halves of keys are equal. */
static void permutations(void **state)
{
    (void)state;
    static const int64_t sizes[] = {0, 1, 2, 1000, 40000, 400000};
    for (int k = 0; k < 6; k++) {
        const int64_t n = sizes[k];
        const gt_random_opts o = {.size = sizeof o, .seed = 7, .counter = {5, 1}, .first = (uint64_t)k};
        int64_t *want = order_of(&o, n);
        gt_tensor *dst = NULL;
        must(gt_permutation(support_queue(), &dst, NULL, n, 0, &o));
        int64_t *got = support_download(dst, GT_I64, n);
        assert_memory_equal(got, want, (size_t)n * sizeof *got);
        free(got), free(want);
        support_drop(&dst);
    }
}

/* Parts along an axis, to a new tensor, to another dtype, and to the source itself. */
static void permuted_parts(void **state)
{
    (void)state;
    enum { ROWS = 3, COLUMNS = 50 };
    const int64_t shape[] = {ROWS, COLUMNS};
    const gt_random_opts o = {.size = sizeof o, .seed = 3};
    for (int32_t axis = 0; axis < 2; axis++) {
        int64_t *want = order_of(&o, shape[axis]);
        int16_t *x = support_random(GT_I16, (int64_t)ROWS * COLUMNS, 5);
        gt_tensor *src = support_upload(GT_I16, 2, shape, x), *dst[3] = {NULL, NULL, NULL};
        must(gt_tensor_create(support_queue(), &dst[1], GT_F32, 2, shape, 0));
        must(gt_tensor_alias(&dst[2], src));
        for (int i = 0; i < 3; i++) {
            const int32_t dtype = i == 1 ? GT_F32 : GT_I16;
            must(gt_permutation(support_queue(), &dst[i], src, 0, axis - 2, &o));
            void *got = support_download(dst[i], dtype, (int64_t)ROWS * COLUMNS);
            for (int64_t r = 0; r < ROWS; r++)
                for (int64_t c = 0; c < COLUMNS; c++) {
                    const int16_t from = x[axis ? r * COLUMNS + want[c] : want[r] * COLUMNS + c];
                    const value v = support_at(got, dtype, r * COLUMNS + c);
                    if ((v.is_float ? v.f != from : v.i != from))
                        support_wrong("axis %d, %d, %d: %s", (int)axis, (int)r, (int)c, value_show(v).s);
                }
            free(got);
            support_drop(&dst[i]);
        }
        free(want), free(x);
        support_drop(&src);
    }
    gt_tensor *one = support_values(GT_F32, 0, NULL, LIST(3)), *dst = NULL;
    must(gt_permutation(support_queue(), &dst, one, 0, -1, NULL));
    support_expect(dst, GT_F32, 0, NULL, LIST(3));
    support_drop(&one), support_drop(&dst);
    support_settle();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layouts),      cmocka_unit_test(dtypes),         cmocka_unit_test(lengths),
        cmocka_unit_test(patterns),     cmocka_unit_test(topk),           cmocka_unit_test(destinations),
        cmocka_unit_test(permutations), cmocka_unit_test(permuted_parts), cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, support_close);
}

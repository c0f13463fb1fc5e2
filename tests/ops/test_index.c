/* Elements where several tensors of indices meet, and those that masks choose, taken and put: random ranks, layouts,
 * shapes and axes, against plain loops over places. */
#include "support/indexed.h"
#include "support/leaks.h"

enum { RANK = SUPPORT_RANK };

/* An array, indices of some of its axes, and what they name. */
typedef struct named {
    held of, index[RANK];
    bool has[RANK];
    int32_t n, common_rank, rank;
    int64_t common[RANK], shape[2 * RANK];
    int32_t at_front; /* axes before those of the indices in the result */
} named;

static int64_t pick(uint64_t *seed, int64_t n)
{
    return (int64_t)(random_next(seed) % (uint64_t)n);
}

static void find_shape(named *x)
{
    int32_t first = -1, last = -1, found = 0;
    for (int32_t k = 0; k < x->n; k++)
        if (x->has[k]) {
            first = found++ == 0 ? k : first;
            last = k;
        }
    x->at_front = last - first + 1 == found ? first : 0;
    int64_t kept[RANK];
    int32_t n = 0;
    for (int32_t k = 0; k < x->of.rank; k++)
        if (!x->has[k]) kept[n++] = x->of.shape[k];
    x->rank = 0;
    for (int32_t i = 0; i <= n; i++) {
        for (int32_t c = 0; i == x->at_front && c < x->common_rank; c++) x->shape[x->rank++] = x->common[c];
        if (i < n) x->shape[x->rank++] = kept[i];
    }
}

/* Indices of a shape that broadcasts to the common one. */
static held some_indices(const named *x, int32_t axis, int32_t dtype, uint64_t *seed)
{
    const int32_t rank = (int32_t)pick(seed, 3) ? x->common_rank : (int32_t)pick(seed, x->common_rank + 1);
    int64_t shape[RANK] = {0};
    for (int32_t k = 0; k < rank; k++) shape[k] = pick(seed, 3) ? x->common[x->common_rank - rank + k] : 1;
    const layout l = rank > 0 ? (layout)pick(seed, LAYOUT_COUNT) : LAYOUT_CONTIGUOUS;
    return random_indices(l, dtype, rank, shape, x->of.shape[axis], random_next(seed));
}

/* The common shape is what the indices have together, which may be smaller than what they were made for. */
static void find_common(named *x)
{
    int32_t rank = 0;
    for (int32_t k = 0; k < RANK; k++)
        if (x->has[k] && x->index[k].rank > rank) rank = x->index[k].rank;
    int64_t common[RANK] = {1, 1, 1, 1};
    for (int32_t k = 0; k < RANK; k++)
        for (int32_t i = 0; x->has[k] && i < x->index[k].rank; i++) {
            int64_t *size = &common[rank - x->index[k].rank + i];
            if (*size == 1) *size = x->index[k].shape[i];
        }
    x->common_rank = rank;
    memcpy(x->common, common, sizeof common);
}

static held whole_numbers(layout l, int32_t rank, const int64_t *shape, uint64_t seed)
{
    const int64_t n = support_count(rank, shape);
    float *host = support_array(GT_F32, n);
    for (int64_t i = 0; i < n; i++) host[i] = (float)(random_next(&seed) % 9) - 4;
    return hold(l, GT_F32, rank, shape, host);
}

static named random_named(uint64_t *seed, bool written)
{
    static const int32_t dtypes[] = {GT_I64, GT_I64, GT_I64, GT_I32};
    named x = {.n = 0};
    int64_t shape[RANK];
    const int32_t rank = 1 + (int32_t)pick(seed, RANK);
    for (int32_t k = 0; k < rank; k++) shape[k] = 1 + pick(seed, 5);
    const layout l = (layout)pick(seed, LAYOUT_COUNT);
    x.of = whole_numbers(written && l == LAYOUT_BROADCAST ? LAYOUT_NEGATIVE : l, rank, shape, random_next(seed));
    x.common_rank = (int32_t)pick(seed, 4);
    for (int32_t k = 0; k < x.common_rank; k++) x.common[k] = pick(seed, 8) ? 1 + pick(seed, 5) : 0;
    const int32_t always = (int32_t)pick(seed, rank);
    for (int32_t k = 0; k < rank; k++) {
        x.has[k] = k == always || pick(seed, 2);
        if (x.has[k]) x.index[k] = some_indices(&x, k, dtypes[pick(seed, 4)], seed);
        if (x.has[k]) x.n = k + 1;
    }
    find_common(&x);
    find_shape(&x);
    return x;
}

static void release_named(named *x)
{
    for (int32_t k = 0; k < RANK; k++)
        if (x->has[k]) release(&x->index[k]);
    release(&x->of);
}

static void list_indices(const named *x, const gt_tensor **list)
{
    for (int32_t k = 0; k < RANK; k++) list[k] = x->has[k] ? x->index[k].t : NULL;
}

/* The row-major number in the array of what is moved as number i. */
static int64_t place_of(const named *x, int64_t i)
{
    int64_t at[2 * RANK], place = 0;
    for (int32_t k = x->rank - 1; k >= 0; i /= x->shape[k--]) at[k] = i % x->shape[k];
    int32_t kept = 0;
    for (int32_t k = 0; k < x->of.rank; k++) {
        int64_t here = 0;
        if (x->has[k]) {
            const held *index = &x->index[k];
            const int64_t *where = at + x->at_front + x->common_rank - index->rank;
            here = index_at(index, number_of(index->rank, index->shape, where), x->of.shape[k]);
        } else {
            here = at[kept < x->at_front ? kept : kept + x->common_rank];
            kept++;
        }
        place = place * x->of.shape[k] + here;
    }
    return place;
}

static void check_index(const named *x, const char *what)
{
    const gt_tensor *list[RANK];
    const int64_t n = support_count(x->rank, x->shape);
    float *want = support_array(GT_F32, n);
    gt_tensor *dst = NULL;
    for (int64_t i = 0; i < n; i++) want[i] = ((const float *)(const void *)x->of.host)[place_of(x, i)];
    list_indices(x, list);
    must(gt_index(support_queue(), &dst, x->of.t, list, x->n));
    expect_bytes(dst, GT_F32, x->rank, x->shape, (const char *)want, what);
    support_drop(&dst);
    free(want);
}

static void check_put(const named *x, int32_t how, uint64_t *seed, const char *what)
{
    const gt_tensor *list[RANK];
    const int64_t n = support_count(x->rank, x->shape), all = support_count(x->of.rank, x->of.shape);
    const int32_t rank = x->rank <= RANK ? x->rank : RANK;
    int64_t shape[RANK];
    for (int32_t k = 0; k < rank; k++) shape[k] = pick(seed, 4) ? x->shape[x->rank - rank + k] : 1;
    held values =
        whole_numbers(rank > 0 ? (layout)pick(seed, LAYOUT_COUNT) : LAYOUT_CONTIGUOUS, rank, shape, random_next(seed));
    float *want = support_array(GT_F32, all);
    memcpy(want, x->of.host, (size_t)all * sizeof *want);
    for (int64_t i = 0; i < n; i++) {
        int64_t at[2 * RANK], rest = i;
        for (int32_t k = x->rank - 1; k >= 0; rest /= x->shape[k--]) at[k] = rest % x->shape[k];
        const float one = ((const float *)(const void *)values.host)[number_of(rank, shape, at + x->rank - rank)];
        float *to = &want[place_of(x, i)];
        *to = how == GT_ADD ? *to + one : how == GT_MAXIMUM ? (*to > one ? *to : one) : one;
    }
    list_indices(x, list);
    must(gt_index_put(support_queue(), x->of.t, list, x->n, values.t, how));
    expect_bytes(x->of.t, GT_F32, x->of.rank, x->of.shape, (const char *)want, what);
    release(&values);
    free(want);
}

static void random_indexing(void **state)
{
    (void)state;
    static const int32_t ways[] = {0, GT_ADD, 0, GT_MAXIMUM};
    uint64_t seed = 2024;
    for (int round = 0; round < 400; round++) {
        named x = random_named(&seed, round % 2);
        if (round % 2)
            check_put(&x, ways[round / 2 % 4], &seed, "put");
        else
            check_index(&x, "index");
        release_named(&x);
    }
    support_settle();
}

/* Long rows of indices: several blocks of a work-item, and several work-items; of lines and of rows. */
static void many_indices(void **state)
{
    (void)state;
    uint64_t seed = 7;
    const int64_t n[] = {70000}, column[] = {300, 1}, row[] = {1, 150}, shape[] = {40, 30, 2};
    for (int flat = 0; flat < 2; flat++) {
        named x = {.n = 2, .has = {true, true}};
        x.of = whole_numbers(LAYOUT_NEGATIVE, 3, shape, 3);
        x.index[0] = random_indices(LAYOUT_CONTIGUOUS, GT_I64, flat ? 1 : 2, flat ? n : column, 40, 4);
        x.index[1] = random_indices(LAYOUT_CONTIGUOUS, GT_I64, flat ? 1 : 2, flat ? n : row, 30, 5);
        find_common(&x);
        find_shape(&x);
        check_index(&x, "many");
        check_put(&x, 0, &seed, "many put");
        release_named(&x);
    }
    support_settle();
}

/* Seven axes, of which no two are walked as one, with indices of six dtypes in three launches; and a destination of
 * float16, which is summed in float32. */
static void many_axes(void **state)
{
    (void)state;
    enum { AXES = 7 };
    static const int32_t dtypes[AXES] = {GT_I8, GT_U8, GT_I64, GT_I64, GT_I64, GT_I64, GT_I64};
    const int64_t shape[AXES] = {2, 3, 2, 3, 2, 3, 2}, n = 5;
    gt_slice steps[AXES];
    gt_queue *q = support_queue();
    gt_tensor *whole = NULL, *x = NULL, *got = NULL, *line = NULL, *list[AXES] = {NULL}, *one = NULL;
    float want[5];
    for (int k = 0; k < AXES; k++) steps[k] = (gt_slice){0, 0, -1, GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP, 0};
    must(gt_arange(q, &line, GT_F32, NULL, NULL, 2 * 3 * 2 * 3 * 2 * 3 * 2));
    must(gt_tensor_reshape(&whole, line, AXES, shape));
    must(gt_tensor_slice(&x, whole, steps, AXES));
    for (int i = 0; i < 5; i++) want[i] = 0;
    for (int k = 0; k < AXES; k++) {
        double at[5];
        for (int i = 0; i < 5; i++) {
            const int64_t place = (i * (k + 1) + k) % shape[k];
            at[i] = (double)(dtypes[k] == GT_U8 || i % 2 ? place : place - shape[k]);
            want[i] = want[i] * (float)shape[k] + (float)(shape[k] - 1 - place);
        }
        list[k] = support_values(dtypes[k], 1, &n, at);
    }
    must(gt_index(q, &got, x, (const gt_tensor *const *)list, AXES));
    support_expect(got, GT_F32, 1, &n, LIST(want[0], want[1], want[2], want[3], want[4]));
    support_drop(&got);
    one = support_values(GT_F32, 0, NULL, LIST(1000));
    const gt_tensor *const some[AXES] = {NULL, NULL, NULL, NULL, NULL, list[5], list[6]};
    must(gt_index_put(q, x, some, AXES, one, 0)); /* five axes are left: by way of a copy */
    char *all = support_download(whole, GT_F32, 2 * 3 * 2 * 3 * 2 * 3 * 2);
    for (int i = 0; i < 2 * 3 * 2 * 3 * 2 * 3 * 2; i++) {
        bool is_named = false; /* by one of the five pairs, seen from behind */
        for (int k = 0; k < 5; k++) is_named |= i % 6 == (2 - (k * 6 + 5) % 3) * 2 + 1 - (k * 7 + 6) % 2;
        if (((float *)(void *)all)[i] != (is_named ? 1000.0f : (float)i)) support_wrong("element %d", i);
    }
    free(all);
    support_settle();
    support_drop(&got), support_drop(&one);
    for (int k = 0; k < AXES; k++) support_drop(&list[k]);
    support_drop(&x), support_drop(&whole), support_drop(&line);
}

static void destinations(void **state)
{
    (void)state;
    const int64_t shape[] = {2, 3}, n[] = {2};
    gt_queue *q = support_queue();
    gt_tensor *x = support_values(GT_F32, 2, shape, LIST(1, 2, 3, 4, 5, 6)), *whole = NULL, *dst = NULL;
    gt_tensor *i = support_values(GT_I64, 1, n, LIST(1, -2)), *j = support_values(GT_I64, 1, n, LIST(-1, 0));
    gt_tensor *half = support_values(GT_F16, 2, shape, LIST(2048, 1, 1, 1, 1, 1));
    gt_tensor *ones = support_values(GT_F32, 0, NULL, LIST(1)), *zero = support_values(GT_I64, 1, n, LIST(0, 0));
    const gt_tensor *const list[] = {i, j}, *const twice[] = {zero, zero};
    must(gt_index(q, &dst, x, list, 2));
    support_expect(dst, GT_F32, 1, n, LIST(6, 1));
    must(gt_tensor_create(q, &whole, GT_I32, 1, n, 0));
    must(gt_index(q, &whole, x, list, 2)); /* converted */
    support_expect(whole, GT_I32, 1, n, LIST(6, 1));
    must(gt_index(q, &i, x, list, 2)); /* into one of the indices */
    support_expect(i, GT_I64, 1, n, LIST(6, 1));
    must(gt_index_put(q, half, twice, 2, ones, GT_ADD)); /* 2048 + 1 + 1, rounded once */
    support_expect(half, GT_F16, 2, shape, LIST(2050, 1, 1, 1, 1, 1));
    support_drop(&x), support_drop(&whole), support_drop(&dst), support_drop(&i), support_drop(&j);
    support_drop(&half), support_drop(&ones), support_drop(&zero);
}

static void wrong_indices(void **state)
{
    (void)state;
    const int64_t shape[] = {2, 3}, n[] = {3}, none[] = {2, 0};
    gt_queue *q = support_queue();
    gt_tensor *x = support_values(GT_F32, 2, shape, LIST(1, 2, 3, 4, 5, 6)), *dst = NULL, *empty = NULL;
    gt_tensor *i = support_values(GT_I64, 1, n, LIST(1, 0, 1)), *j = support_values(GT_I64, 1, n, LIST(0, 3, 2));
    gt_tensor *huge = support_values(GT_U64, 1, n, LIST(0, 18446744073709551615.0, 1));
    gt_tensor *one = support_values(GT_F32, 0, NULL, LIST(9));
    const gt_tensor *const list[] = {i, j}, *const mixed[] = {huge, i};
    must(gt_index(q, &dst, x, list, 2));
    expect_report(q, "gt_index", "index 3 ", "position 1 ");
    support_expect(dst, GT_F32, 1, n, LIST(4, 0, 6));
    must(gt_index_put(q, x, list, 2, one, 0));
    expect_report(q, "gt_index_put", "index 3 ", "position 1 ");
    support_expect(x, GT_F32, 2, shape, LIST(1, 2, 3, 9, 5, 9));
    must(gt_index(q, &dst, x, mixed, 2)); /* no index counts from the end if it is unsigned */
    expect_report(q, "gt_index", "out of range of 2", "position 1 ");
    must(gt_tensor_create(q, &empty, GT_F32, 2, none, 0));
    must(gt_index(q, &dst, empty, mixed, 2)); /* nothing is there */
    must_be(GT_E_INDEX, gt_queue_finish(q));
    support_expect(dst, GT_F32, 1, n, LIST(0, 0, 0));
    support_drop(&x), support_drop(&dst), support_drop(&i), support_drop(&j), support_drop(&huge);
    support_drop(&one), support_drop(&empty);
}

/* ---- masks ---- */

/* Elements of an array, and values put there, by a mask that broadcasts to it; density: of 8 how many are chosen. */
static void check_mask(const held *x, layout l, int32_t mask_dtype, int density, uint64_t *seed)
{
    const int64_t all = support_count(x->rank, x->shape);
    int64_t shape[RANK], n = 0, at[RANK];
    for (int32_t k = 0; k < x->rank; k++) shape[k] = pick(seed, 5) ? x->shape[k] : 1;
    const int64_t size = (int64_t)facts_of(mask_dtype)->size;
    char *marks = support_array(mask_dtype, support_count(x->rank, shape));
    for (int64_t i = 0; i < support_count(x->rank, shape); i++)
        value_write(mask_dtype, marks + i * size, value_int(pick(seed, 8) < density ? 1 + pick(seed, 100) : 0));
    held mask = hold(x->rank > 0 ? l : LAYOUT_CONTIGUOUS, mask_dtype, x->rank, shape, marks);
    float *chosen = support_array(GT_F32, all), *want = support_array(GT_F32, all);
    const float *from = (const float *)(const void *)x->host;
    for (int64_t i = 0; i < all; i++) {
        for (int64_t k = x->rank - 1, rest = i; k >= 0; rest /= x->shape[k--]) at[k] = rest % x->shape[k];
        const bool is = support_at(marks, mask_dtype, number_of(x->rank, shape, at)).i != 0;
        want[i] = is ? (float)-n - 1 : from[i];
        if (is) chosen[n++] = from[i];
    }
    gt_tensor *dst = NULL;
    must(gt_select(support_queue(), &dst, x->t, mask.t));
    expect_bytes(dst, GT_F32, 1, &n, (const char *)chosen, "select");
    for (int64_t i = 0; i < n; i++) chosen[i] = (float)-i - 1;
    gt_tensor *values = support_upload(GT_F32, 1, &n, chosen);
    must(gt_select_put(support_queue(), x->t, mask.t, values));
    expect_bytes(x->t, GT_F32, x->rank, x->shape, (const char *)want, "select_put");
    support_drop(&dst), support_drop(&values);
    release(&mask);
    free(chosen), free(want);
}

static void masks(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int round = 0; round < 80; round++) {
        int64_t shape[RANK];
        const int32_t rank = (int32_t)pick(&seed, RANK + 1);
        for (int32_t k = 0; k < rank; k++) shape[k] = pick(&seed, 9) ? 1 + pick(&seed, 9) : 0;
        if (round % 8 == 0 && rank > 0) shape[rank - 1] = 3000;
        held x = whole_numbers(rank > 0 ? (layout)(round % LAYOUT_BROADCAST) : LAYOUT_CONTIGUOUS, rank, shape, seed);
        check_mask(&x, (layout)pick(&seed, LAYOUT_COUNT), round % 4 ? GT_BOOL : GT_I16, round % 9, &seed);
        release(&x);
    }
    const int64_t line[] = {200000};
    held x = whole_numbers(LAYOUT_CONTIGUOUS, 1, line, 9);
    check_mask(&x, LAYOUT_CONTIGUOUS, GT_BOOL, 4, &seed);
    release(&x);
    support_settle();
}

/* Elements of every size, of a line, by a mask that chooses half of them. */
static void masks_of_sizes(void **state)
{
    (void)state;
    static const int32_t dtypes[] = {GT_U8, GT_I16, GT_I32, GT_I64, GT_C128};
    const int64_t all = 5003;
    uint64_t seed = 7;
    for (size_t k = 0; k < sizeof dtypes / sizeof *dtypes; k++) {
        if (!support_has(dtypes[k])) continue;
        const int64_t size = (int64_t)facts_of(dtypes[k])->size;
        char *host = support_array(dtypes[k], all), *chosen = support_array(dtypes[k], all);
        uint8_t *marks = support_array(GT_BOOL, all);
        int64_t n = 0;
        for (int64_t i = 0; i < all; i++) {
            marks[i] = (uint8_t)pick(&seed, 2);
            value_write(dtypes[k], host + i * size, value_int(i % 101));
            if (marks[i]) memcpy(chosen + n++ * size, host + i * size, (size_t)size);
        }
        gt_tensor *x = support_upload(dtypes[k], 1, &all, host), *mask = support_upload(GT_BOOL, 1, &all, marks);
        gt_tensor *dst = NULL;
        must(gt_select(support_queue(), &dst, x, mask));
        expect_bytes(dst, dtypes[k], 1, &n, chosen, facts_of(dtypes[k])->name);
        support_drop(&x), support_drop(&mask), support_drop(&dst);
        free(host), free(chosen), free(marks);
    }
    support_settle();
}

static void masks_of_others(void **state)
{
    (void)state;
    const int64_t n[] = {4}, two[] = {2};
    gt_queue *q = support_queue();
    gt_tensor *x = support_values(GT_F32, 1, n, LIST(1, 0, 3, 4)),
              *row = support_values(GT_F32, 1, n, LIST(5, 6, 7, 8));
    gt_tensor *dst = NULL, *whole = NULL, *one = support_values(GT_I64, 0, NULL, LIST(9));
    gt_tensor *values = support_values(GT_I64, 1, two, LIST(20, 30)),
              *marks = support_values(GT_U8, 1, n, LIST(0, 2, 0, 1));
    must(gt_select(q, &dst, x, x)); /* by itself */
    support_expect(dst, GT_F32, 1, (const int64_t[]){3}, LIST(1, 3, 4));
    must(gt_tensor_create(q, &whole, GT_I16, 1, two, 0));
    must(gt_select(q, &whole, row, marks)); /* converted */
    support_expect(whole, GT_I16, 1, two, LIST(6, 8));
    must_be(GT_E_SHAPE, gt_select(q, &whole, row, x)); /* three */
    must(gt_select_put(q, row, marks, values));
    support_expect(row, GT_F32, 1, n, LIST(5, 20, 7, 30));
    must(gt_select_put(q, row, marks, one));
    support_expect(row, GT_F32, 1, n, LIST(5, 9, 7, 9));
    must_be(GT_E_SHAPE, gt_select_put(q, row, x, values));
    must(gt_select_put(q, x, x, one));
    support_expect(x, GT_F32, 1, n, LIST(9, 0, 9, 9));
    support_expect(row, GT_F32, 1, n, LIST(5, 9, 7, 9));
    support_drop(&x), support_drop(&row), support_drop(&dst), support_drop(&whole), support_drop(&one);
    support_drop(&values), support_drop(&marks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_indexing), cmocka_unit_test(many_indices),    cmocka_unit_test(many_axes),
        cmocka_unit_test(destinations),    cmocka_unit_test(wrong_indices),   cmocka_unit_test(masks),
        cmocka_unit_test(masks_of_sizes),  cmocka_unit_test(masks_of_others), cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, support_close);
}

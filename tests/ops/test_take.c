/* Taking elements where indices say, against plain loops; and wrong indices: nothing is read there, and the next call
 * that blocks tells. */
#include "support/indexed.h"
#include "support/leaks.h"

static void check_take(const held *src, const held *indices, int32_t axis, const char *what)
{
    int64_t shape[2 * SUPPORT_RANK];
    int32_t rank = 0;
    for (int32_t k = 0; k < axis; k++) shape[rank++] = src->shape[k];
    for (int32_t k = 0; k < indices->rank; k++) shape[rank++] = indices->shape[k];
    for (int32_t k = axis + 1; k < src->rank; k++) shape[rank++] = src->shape[k];
    const int64_t n = support_count(indices->rank, indices->shape), bound = src->rank > 0 ? src->shape[axis] : 1;
    const int64_t outer = support_count(axis, src->shape);
    const int64_t inner = src->rank > 0 ? support_count(src->rank - axis - 1, src->shape + axis + 1) : 1;
    const size_t size = facts_of(src->dtype)->size;
    char *want = support_array(src->dtype, outer * n * inner);
    for (int64_t o = 0; o < outer; o++)
        for (int64_t k = 0; k < n; k++)
            for (int64_t i = 0; i < inner; i++)
                memcpy(want + (size_t)((o * n + k) * inner + i) * size,
                       src->host + (size_t)((o * bound + index_at(indices, k, bound)) * inner + i) * size, size);
    gt_tensor *dst = NULL;
    must(gt_take(support_queue(), &dst, src->t, indices->t, axis % 2 ? axis - src->rank : axis));
    expect_bytes(dst, src->dtype, rank, shape, want, what);
    support_drop(&dst);
    free(want);
}

static void check_along(const held *src, const held *indices, int32_t axis, const char *what)
{
    const int32_t rank = src->rank;
    const size_t size = facts_of(src->dtype)->size;
    int64_t shape[SUPPORT_RANK], at[SUPPORT_RANK];
    for (int32_t k = 0; k < rank; k++) shape[k] = k == axis || src->shape[k] == 1 ? indices->shape[k] : src->shape[k];
    const int64_t n = support_count(rank, shape);
    char *want = support_array(src->dtype, n);
    for (int64_t i = 0; i < n; i++) {
        for (int64_t k = rank - 1, rest = i; k >= 0; rest /= shape[k--]) at[k] = rest % shape[k];
        const int64_t place = index_at(indices, number_of(rank, indices->shape, at), src->shape[axis]);
        at[axis] = place;
        memcpy(want + (size_t)i * size, src->host + (size_t)number_of(rank, src->shape, at) * size, size);
    }
    gt_tensor *dst = NULL;
    must(gt_take_along(support_queue(), &dst, src->t, indices->t, axis));
    expect_bytes(dst, src->dtype, rank, shape, want, what);
    support_drop(&dst);
    free(want);
}

/* ---- layouts, dtypes, shapes ---- */

static const int64_t shapes[][2] = {{0}, {9}, {3, 4}, {0}, {257, 3}};
static const int32_t ranks[] = {0, 1, 2, 1, 2};
enum { SHAPES = sizeof ranks / sizeof *ranks };

static void layouts(void **state)
{
    (void)state;
    for (int32_t c = 0; c < layout_case_count(); c++) {
        const layout_case *of = layout_case_at(c);
        held src = random_held(of->layout, GT_F32, of->rank, of->shape, 7 + (uint64_t)c);
        for (int32_t axis = 0; axis < of->rank || axis == 0; axis++)
            for (int32_t k = 0; k < SHAPES; k++) {
                const int64_t bound = of->rank > 0 ? of->shape[axis] : 1;
                if (bound == 0 && support_count(ranks[k], shapes[k]) > 0) continue;
                const layout l = ranks[k] > 0 ? (layout)((c + k + axis) % LAYOUT_COUNT) : LAYOUT_CONTIGUOUS;
                held indices = random_indices(l, GT_I64, ranks[k], shapes[k], bound, 100 + (uint64_t)k);
                check_take(&src, &indices, axis, of->name);
                release(&indices);
            }
        release(&src);
    }
    support_settle();
}

static void layouts_along(void **state)
{
    (void)state;
    for (int32_t c = 0; c < layout_case_count(); c++) {
        const layout_case *of = layout_case_at(c);
        held src = random_held(of->layout, GT_F32, of->rank, of->shape, 8 + (uint64_t)c);
        for (int32_t axis = 0; axis < of->rank; axis++)
            for (int32_t k = 0; k < 3; k++) { /* as src; of size 1 elsewhere; along the axis alone */
                int64_t shape[SUPPORT_RANK];
                for (int32_t i = 0; i < of->rank; i++) shape[i] = k > 0 && (i + k) % 2 ? 1 : of->shape[i];
                shape[axis] = of->shape[axis] > 0 ? 3 + k : 0;
                held indices = random_indices((layout)((c + k) % (LAYOUT_COUNT - 1)), GT_I64, of->rank, shape,
                                              of->shape[axis], 200 + (uint64_t)k);
                check_along(&src, &indices, axis, of->name);
                release(&indices);
            }
        release(&src);
    }
    support_settle();
}

static void dtypes(void **state)
{
    (void)state;
    const int64_t shape[] = {6, 10}, n[] = {17};
    for (int32_t k = 0; k < DTYPE_COUNT; k++) {
        const int32_t dtype = all_dtypes[k].dtype;
        if (!support_has(dtype)) continue;
        held src = random_held(LAYOUT_CONTIGUOUS, dtype, 2, shape, 50 + (uint64_t)k);
        held indices = random_indices(LAYOUT_CONTIGUOUS, GT_I64, 1, n, 10, 60 + (uint64_t)k);
        held rows = random_indices(LAYOUT_CONTIGUOUS, GT_I64, 1, n, 6, 61 + (uint64_t)k);
        check_take(&src, &indices, 1, all_dtypes[k].name);
        check_take(&src, &rows, 0, all_dtypes[k].name); /* rows of neighbours, moved as wider elements */
        release(&src);
        release(&indices);
        release(&rows);
    }
    held src = random_held(LAYOUT_CONTIGUOUS, GT_F32, 2, shape, 70);
    for (int32_t k = 0; k < DTYPE_COUNT; k++) {
        if (all_dtypes[k].is_float || all_dtypes[k].dtype == GT_BOOL) continue;
        held indices = random_indices(LAYOUT_NEGATIVE, all_dtypes[k].dtype, 1, n, 10, 80 + (uint64_t)k);
        check_take(&src, &indices, 1, all_dtypes[k].name);
        release(&indices);
    }
    release(&src);
    support_settle();
}

/* Rows that are moved as wider elements only where everything is a multiple of those. */
static void odd_rows(void **state)
{
    (void)state;
    const int64_t n[] = {11};
    for (int64_t columns = 1; columns <= 8; columns++) {
        const int64_t shape[] = {7, columns};
        held indices = random_indices(LAYOUT_CONTIGUOUS, GT_I64, 1, n, 7, 5);
        for (int l = 0; l < 2; l++) {
            held src = random_held(l ? LAYOUT_SLICED : LAYOUT_CONTIGUOUS, GT_I8, 2, shape, 90 + (uint64_t)columns);
            check_take(&src, &indices, 0, "odd rows");
            release(&src);
        }
        release(&indices);
    }
    support_settle();
}

/* More than four axes that do not merge. */
static void many_axes(void **state)
{
    (void)state;
    enum { RANK = 7 };
    const int64_t whole[RANK] = {3, 3, 3, 3, 3, 3, 4}, part[] = {2, 2, 2, 2, 2, 2, 4}, n[] = {5};
    gt_slice slices[RANK];
    for (int k = 0; k < RANK; k++) slices[k] = (gt_slice){1, 0, 1, GT_SLICE_OPEN_STOP, 0};
    slices[RANK - 1] = (gt_slice){0, 0, 1, GT_SLICE_OPEN_STOP, 0};
    int32_t *host = support_random(GT_I32, support_count(RANK, whole), 3);
    gt_tensor *all = support_upload(GT_I32, RANK, whole, host), *src = NULL, *dst = NULL;
    must(gt_tensor_slice(&src, all, slices, RANK));
    int64_t indices[] = {1, 0, -1, -2, 1};
    gt_tensor *where = support_upload(GT_I64, 1, n, indices);
    must(gt_take(support_queue(), &dst, src, where, 2));
    assert_int_equal(gt_tensor_count(dst), 2 * 2 * 5 * 2 * 2 * 2 * 4);
    int32_t *got = support_download(dst, GT_I32, gt_tensor_count(dst));
    for (int64_t i = 0; i < gt_tensor_count(dst); i++) {
        int64_t at[RANK], from = 0;
        const int64_t shape[RANK] = {2, 2, 5, 2, 2, 2, 4};
        for (int64_t k = RANK - 1, rest = i; k >= 0; rest /= shape[k--]) at[k] = rest % shape[k];
        at[2] = (indices[at[2]] + 2) % 2;
        for (int k = 0; k < RANK; k++) from = from * whole[k] + at[k] + (k < RANK - 1);
        if (got[i] != host[from]) support_wrong("element %lld of many axes", (long long)i);
    }
    assert_int_equal(part[0], gt_tensor_dim(src, 0));
    free(got);
    free(host);
    support_drop(&all), support_drop(&src), support_drop(&dst), support_drop(&where);
    support_settle();
}

/* ---- destinations, GT_FLAT ---- */

static void destinations(void **state)
{
    (void)state;
    const int64_t shape[] = {2, 3}, n[] = {2};
    gt_queue *q = support_queue();
    gt_tensor *src = support_values(GT_F32, 2, shape, LIST(1, 2, 3, 4, 5, 6)), *turned = NULL;
    gt_tensor *indices = support_values(GT_I64, 1, n, LIST(1, 0)), *self = NULL;
    gt_tensor *given = support_values(GT_I16, 2, shape, LIST(0, 0, 0, 0, 0, 0)), *keep = given;
    must(gt_take(q, &given, src, indices, 0)); /* another dtype */
    assert_ptr_equal(given, keep);
    support_expect(given, GT_I16, 2, shape, LIST(4, 5, 6, 1, 2, 3));
    must(gt_tensor_alias(&self, src));
    must(gt_take(q, &self, src, indices, 0)); /* in place */
    support_expect(src, GT_F32, 2, shape, LIST(4, 5, 6, 1, 2, 3));
    must(gt_take(q, &indices, indices, indices, -1)); /* all of them the same */
    support_expect(indices, GT_I64, 1, n, LIST(0, 1));
    must(gt_tensor_permute(&turned, given, NULL, 0)); /* a view, across */
    const int64_t across[] = {3};
    gt_tensor *order = support_values(GT_U8, 1, across, LIST(2, 0, 1)), *back = NULL;
    must(gt_tensor_permute(&back, src, NULL, 0));
    must(gt_take(q, &turned, back, order, 0));
    support_expect(given, GT_I16, 2, shape, LIST(6, 4, 5, 3, 1, 2));
    support_drop(&src), support_drop(&turned), support_drop(&indices), support_drop(&self), support_drop(&given);
    support_drop(&order), support_drop(&back);
}

static void flat(void **state)
{
    (void)state;
    const int64_t shape[] = {2, 3}, n[] = {2, 2}, four[] = {4};
    gt_queue *q = support_queue();
    gt_tensor *src = support_values(GT_F32, 2, shape, LIST(1, 2, 3, 4, 5, 6)), *turned = NULL, *dst = NULL;
    gt_tensor *indices = support_values(GT_I32, 2, n, LIST(1, 0, -1, 4));
    gt_tensor *line = support_values(GT_I32, 1, four, LIST(1, 0, -1, 4));
    must(gt_take(q, &dst, src, indices, GT_FLAT));
    support_expect(dst, GT_F32, 2, n, LIST(2, 1, 6, 5));
    must(gt_tensor_permute(&turned, src, NULL, 0));
    must(gt_take(q, &dst, turned, indices, GT_FLAT)); /* 1 4 2 5 3 6 */
    support_expect(dst, GT_F32, 2, n, LIST(4, 1, 6, 3));
    support_drop(&dst);
    must(gt_take_along(q, &dst, turned, line, GT_FLAT));
    support_expect(dst, GT_F32, 1, four, LIST(4, 1, 6, 3));
    support_drop(&src), support_drop(&turned), support_drop(&indices), support_drop(&dst), support_drop(&line);
}

/* ---- wrong indices ---- */

/* One wrong index of that dtype among right ones. */
static void one_wrong(int32_t dtype, wide index, const char *text)
{
    const int64_t shape[] = {5}, n[] = {2, 3}, turned_n[] = {3, 2};
    gt_queue *q = support_queue();
    gt_tensor *src = support_values(GT_F32, 1, shape, LIST(1, 2, 3, 4, 5)), *turned = NULL, *dst = NULL;
    char host[6 * 8] = {0};
    value_write(dtype, host + 2 * facts_of(dtype)->size, value_int(index));
    gt_tensor *indices = support_upload(dtype, 2, n, host);
    must(gt_tensor_permute(&turned, indices, NULL, 0)); /* the wrong one has the number 4 in it */
    must(gt_take(q, &dst, src, turned, 0));
    expect_report(q, "gt_take", text, "position 4 ");
    support_expect(dst, GT_F32, 2, turned_n, LIST(1, 1, 1, 1, 0, 1));
    support_drop(&src), support_drop(&indices), support_drop(&turned), support_drop(&dst);
}

static void wrong_indices(void **state)
{
    (void)state;
    one_wrong(GT_I8, 5, "index 5 ");
    one_wrong(GT_I32, -6, "index -6 ");
    one_wrong(GT_I64, INT64_MIN, "index -9223372036854775808 ");
    one_wrong(GT_I64, INT64_MAX, "index 9223372036854775807 ");
    one_wrong(GT_U8, 255, "index 255 ");
    one_wrong(GT_U64, UINT64_MAX, "index 18446744073709551615 ");
    one_wrong(GT_U64, (uwide)1 << 63, "index 9223372036854775808 ");
}

/* Whole rows of wrong elements, in both calls; a download reports, and has its elements. */
static void wrong_rows(void **state)
{
    (void)state;
    const int64_t shape[] = {2, 3}, n[] = {3}, along[] = {2, 1};
    gt_queue *q = support_queue();
    float got[9];
    gt_tensor *src = support_values(GT_F32, 2, shape, LIST(1, 2, 3, 4, 5, 6)), *dst = NULL, *element = NULL;
    gt_tensor *indices = support_values(GT_I64, 1, n, LIST(1, 2, 0));
    gt_tensor *columns = support_values(GT_I64, 2, along, LIST(2, 3));
    must(gt_take(q, &dst, src, indices, 0));
    must_be(GT_E_INDEX, gt_download(q, got, sizeof got, dst));
    assert_non_null(strstr(gt_last_error(), "gt_take: index 2 at position 1 of indices is out of range of 2"));
    const float want[] = {4, 5, 6, 0, 0, 0, 1, 2, 3};
    assert_memory_equal(got, want, sizeof want);
    must(gt_take_along(q, &element, src, columns, 1));
    expect_report(q, "gt_take_along", "index 3 ", "position 1 ");
    support_expect(element, GT_F32, 2, along, LIST(3, 0));
    support_drop(&src), support_drop(&dst), support_drop(&indices), support_drop(&columns), support_drop(&element);
}

/* Anything of nothing is wrong; nothing of nothing is right. */
static void empty_axis(void **state)
{
    (void)state;
    const int64_t shape[] = {0, 2}, n[] = {1}, none[] = {0}, one[] = {1, 2};
    gt_queue *q = support_queue();
    gt_tensor *src = NULL, *dst = NULL, *no = NULL, *index = support_values(GT_I64, 1, n, LIST(0));
    must(gt_tensor_create(q, &src, GT_F32, 2, shape, 0));
    must(gt_tensor_create(q, &no, GT_I32, 1, none, 0));
    must(gt_take(q, &dst, src, no, 0));
    must(gt_queue_finish(q));
    assert_int_equal(gt_tensor_count(dst), 0);
    support_drop(&dst);
    must(gt_take(q, &dst, src, index, 0));
    expect_report(q, "gt_take", "index 0 ", "out of range of 0");
    support_expect(dst, GT_F32, 2, one, LIST(0, 0));
    support_drop(&src), support_drop(&dst), support_drop(&no), support_drop(&index);
}

/* ---- parts more than once ---- */

/* counts: of the parts along the axis; `times` is the same for all, or -1. */
static void check_repeat(const held *src, int32_t axis, const int64_t *counts, int64_t times, const char *what)
{
    const int64_t one = 1, parts = src->rank > 0 ? src->shape[axis] : 1, outer = support_count(axis, src->shape);
    const int64_t inner = src->rank > 0 ? support_count(src->rank - axis - 1, src->shape + axis + 1) : 1;
    const size_t bytes = facts_of(src->dtype)->size * (size_t)inner;
    int64_t total = 0, shape[SUPPORT_RANK] = {0};
    for (int64_t i = 0; i < parts; i++) total += counts[i];
    for (int32_t i = 0; i < src->rank; i++) shape[i] = i == axis ? total : src->shape[i];
    if (src->rank == 0) shape[0] = total;
    char *want = support_array(src->dtype, outer * total * inner), *at = want;
    for (int64_t o = 0; o < outer; o++)
        for (int64_t i = 0; i < parts; i++)
            for (int64_t k = 0; k < counts[i]; k++, at += bytes)
                memcpy(at, src->host + (size_t)(o * parts + i) * bytes, bytes);
    gt_tensor *dst = NULL, *t = support_upload(GT_I64, 1, src->rank > 0 ? &parts : &one, counts);
    if (times >= 0)
        must(gt_repeat(support_queue(), &dst, src->t, times, axis % 2 ? axis - src->rank : axis));
    else
        must(gt_repeat_each(support_queue(), &dst, src->t, t, axis % 2 ? axis - src->rank : axis));
    expect_bytes(dst, src->dtype, src->rank > 0 ? src->rank : 1, shape, want, what);
    support_drop(&dst);
    support_drop(&t);
    free(want);
}

static void repeats(void **state)
{
    (void)state;
    enum { MOST = 4096 };
    int64_t counts[MOST];
    uint64_t seed = 3;
    for (int32_t c = 0; c < layout_case_count(); c++) {
        const layout_case *of = layout_case_at(c);
        const int32_t dtype = all_dtypes[c % DTYPE_COUNT].dtype;
        if (!support_has(dtype)) continue;
        held src = random_held(of->layout, dtype, of->rank, of->shape, 70 + (uint64_t)c);
        for (int32_t axis = 0; axis < of->rank || axis == 0; axis++) {
            const int64_t parts = of->rank > 0 ? of->shape[axis] : 1, times = (c + axis) % 4;
            if (parts > MOST) continue;
            for (int64_t i = 0; i < parts; i++) counts[i] = times;
            check_repeat(&src, axis, counts, times, of->name);
            for (int64_t i = 0; i < parts; i++) counts[i] = (int64_t)(random_next(&seed) % 4);
            check_repeat(&src, axis, counts, -1, of->name);
        }
        release(&src);
    }
    support_settle();
}

/* Of all elements; into what is there, of another dtype and overlapping; of all axes there are; what is wrong. */
static void repeat_edges(void **state)
{
    (void)state;
    const int64_t s23[] = {2, 3}, twelve = 12, three = 3, two = 2;
    int64_t sizes[GT_MAX_RANK], most[GT_MAX_RANK];
    gt_queue *q = support_queue();
    gt_tensor *src = support_values(GT_F32, 2, s23, LIST(1, 2, 3, 4, 5, 6)), *got = NULL, *given = NULL, *deep = NULL;
    gt_tensor *counts = support_values(GT_U8, 1, &three, LIST(2, 0, 1)),
              *minus = support_values(GT_I8, 1, &two, LIST(5, -1)), *huge = NULL;
    must(gt_repeat(q, &got, src, 2, GT_FLAT));
    support_expect(got, GT_F32, 1, &twelve, LIST(1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6));
    support_drop(&got);
    must(gt_repeat_each(q, &src, src, counts, -1)); /* of (2, 3) parts, in place */
    support_expect(src, GT_F32, 2, s23, LIST(1, 1, 3, 4, 4, 6));
    must(gt_tensor_create(q, &given, GT_I16, 1, &twelve, 0));
    must(gt_repeat(q, &given, src, 2, GT_FLAT));
    support_expect(given, GT_I16, 1, &twelve, LIST(1, 1, 1, 1, 3, 3, 4, 4, 4, 4, 6, 6));
    for (int k = 0; k < GT_MAX_RANK; k++) most[k] = k == 2 || k == GT_MAX_RANK - 1 ? 2 : 1;
    memcpy(sizes, most, sizeof sizes);
    sizes[2] = 6;
    deep = support_values(GT_F32, GT_MAX_RANK, most, LIST(1, 2, 3, 4));
    must(gt_repeat(q, &got, deep, 3, 2));
    support_expect(got, GT_F32, GT_MAX_RANK, sizes, LIST(1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4));
    support_drop(&got);
    must_be(GT_E_ARGUMENT, gt_repeat_each(q, &got, src, minus, 0));
    assert_non_null(strstr(gt_last_error(), "a negative count, -1"));
    must_be(GT_E_SHAPE, gt_repeat_each(q, &got, src, counts, 0));
    const int64_t many[] = {INT64_MAX, INT64_MAX, 4}; /* which come to 2 */
    must(gt_upload(q, &huge, GT_I64, 1, &three, many, sizeof many));
    must_be(GT_E_SHAPE, gt_repeat_each(q, &got, src, huge, 1));
    assert_non_null(strstr(gt_last_error(), "overflows"));
    support_drop(&huge);
    const uint64_t above[] = {0, UINT64_MAX, 4}; /* which no int64 holds */
    must(gt_upload(q, &huge, GT_U64, 1, &three, above, sizeof above));
    must_be(GT_E_SHAPE, gt_repeat_each(q, &got, src, huge, 1));
    assert_non_null(strstr(gt_last_error(), "overflows"));
    must_be(GT_E_DTYPE, gt_repeat_each(q, &got, src, src, 0));
    must_be(GT_E_ARGUMENT, gt_repeat(q, &got, src, -1, 0));
    must_be(GT_E_SHAPE, gt_repeat(q, &got, src, INT64_MAX, 0));
    must_be(GT_E_INDEX, gt_repeat(q, &got, src, 1, 2));
    must_be(GT_E_SHAPE, gt_repeat(q, &given, src, 3, GT_FLAT));
    assert_null(got);
    support_drop(&src), support_drop(&counts), support_drop(&minus), support_drop(&given), support_drop(&deep);
    support_drop(&huge);
}

/* ---- triangles ---- */

static void check_triangle(const held *src, int64_t diagonal, int lower, const char *what)
{
    const int64_t rows = src->shape[src->rank - 2], columns = src->shape[src->rank - 1];
    const int64_t n = support_count(src->rank, src->shape);
    const size_t size = facts_of(src->dtype)->size;
    char *want = support_array(src->dtype, n);
    for (int64_t i = 0; i < n; i++) {
        const int64_t away = i % columns - i / columns % rows;
        if (lower ? away <= diagonal : away >= diagonal)
            memcpy(want + (size_t)i * size, src->host + (size_t)i * size, size);
    }
    gt_tensor *dst = NULL;
    must((lower ? gt_tril : gt_triu)(support_queue(), &dst, src->t, diagonal));
    expect_bytes(dst, src->dtype, src->rank, src->shape, want, what);
    support_drop(&dst);
    free(want);
}

static void triangles(void **state)
{
    (void)state;
    static const int64_t diagonals[] = {0, 1, -2, 400, INT64_MIN, INT64_MAX};
    for (int32_t c = 0; c < layout_case_count(); c++) {
        const layout_case *of = layout_case_at(c);
        const int32_t dtype = all_dtypes[c % DTYPE_COUNT].dtype;
        if (of->rank < 2 || !support_has(dtype)) continue;
        held src = random_held(of->layout, dtype, of->rank, of->shape, 7 + (uint64_t)c);
        for (int k = 0; k < 6; k++) check_triangle(&src, diagonals[k], k % 2, of->name);
        release(&src);
    }
    const int64_t s33[] = {3, 3}, three = 3;
    gt_queue *q = support_queue();
    gt_tensor *m = support_values(GT_F32, 2, s33, LIST(1, 2, 3, 4, 5, 6, 7, 8, 9)), *line = NULL,
              *narrow = support_values(GT_I16, 2, s33, LIST(0, 0, 0, 0, 0, 0, 0, 0, 0));
    must(gt_tril(q, &narrow, m, -1));
    support_expect(narrow, GT_I16, 2, s33, LIST(0, 0, 0, 4, 0, 0, 7, 8, 0));
    must(gt_triu(q, &m, m, 1));
    support_expect(m, GT_F32, 2, s33, LIST(0, 2, 3, 0, 0, 6, 0, 0, 0));
    must(gt_tensor_create(q, &line, GT_F32, 1, &three, 0));
    must_be(GT_E_SHAPE, gt_tril(q, &m, line, 0));
    must_be(GT_E_SHAPE, gt_triu(q, &line, m, 0));
    support_drop(&m), support_drop(&narrow), support_drop(&line);
    support_settle();
}

/* What one queue finds is its own; a queue that is freed with a finding takes it along. */
static void queues(void **state)
{
    (void)state;
    const int64_t n[] = {1};
    gt_queue *q = support_queue(), *other = NULL, *rehearsal = support_rehearsing(support_context());
    gt_tensor *src = support_values(GT_F32, 1, n, LIST(1)), *index = support_values(GT_I64, 1, n, LIST(7)), *dst = NULL;
    gt_event *event = NULL;
    must(gt_queue_create(&other, support_context(), NULL));
    must(gt_take(other, &dst, src, index, 0));
    must(gt_event_record(other, &event));
    must(gt_event_wait(event, -1)); /* an event tells of itself alone */
    must(gt_queue_finish(q));
    expect_report(other, "gt_take", "index 7 ", "position 0 ");
    must(gt_take(other, &dst, src, index, 0));
    must(gt_take(rehearsal, &dst, src, index, 0));
    must(gt_queue_finish(rehearsal));
    gt_event_free(event);
    gt_queue_free(other);
    gt_queue_free(rehearsal);
    support_drop(&src), support_drop(&index), support_drop(&dst);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layouts),      cmocka_unit_test(layouts_along), cmocka_unit_test(dtypes),
        cmocka_unit_test(odd_rows),     cmocka_unit_test(many_axes),     cmocka_unit_test(destinations),
        cmocka_unit_test(flat),         cmocka_unit_test(wrong_indices), cmocka_unit_test(wrong_rows),
        cmocka_unit_test(empty_axis),   cmocka_unit_test(queues),        cmocka_unit_test(repeats),
        cmocka_unit_test(repeat_edges), cmocka_unit_test(triangles),     cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, support_close);
}

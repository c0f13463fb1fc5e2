/* Putting values where indices say, against plain loops: each way to combine, duplicates, layouts, dtypes. */
#include "support/indexed.h"
#include "support/leaks.h"
#include "support/sweep.h"
#include "kernel/tuning.h"
#include <float.h>
#include <math.h>

static const int32_t ways[] = {0, GT_ADD, GT_MAXIMUM, GT_MINIMUM, GT_MULTIPLY};
enum { WAYS = sizeof ways / sizeof *ways };

/* Whole numbers from -4 to 4 that no sum of them rounds, stored as dtype. */
static held whole_numbers(layout l, int32_t dtype, int32_t rank, const int64_t *shape, uint64_t seed)
{
    const int64_t n = support_count(rank, shape);
    char *host = support_array(dtype, n);
    for (int64_t i = 0; i < n; i++)
        value_write(dtype, host + (size_t)i * facts_of(dtype)->size, value_int((int64_t)(random_next(&seed) % 9) - 4));
    return hold(l, dtype, rank, shape, host);
}

static value combine(int32_t how, int32_t dtype, value x, value y)
{
    const bool truths = dtype == GT_BOOL;
    if (how == 0) return y;
    if (x.is_float) {
        const long double a = x.f, b = y.f;
        return value_float(how == GT_ADD        ? a + b
                           : how == GT_MULTIPLY ? a * b
                           : how == GT_MAXIMUM  ? (a > b ? a : b)
                                                : (a < b ? a : b));
    }
    if (how == GT_MAXIMUM || (truths && how == GT_ADD)) return x.i > y.i ? x : y;
    if (how == GT_MINIMUM || (truths && how == GT_MULTIPLY)) return x.i < y.i ? x : y;
    return value_cast(value_int(how == GT_ADD ? x.i + y.i : (wide)((uwide)x.i * (uwide)y.i)), dtype);
}

static void combine_at(int32_t how, int32_t dtype, char *to, int64_t i, const char *values, int64_t from)
{
    const value x = support_at(to, dtype, i), y = support_at(values, dtype, from);
    value_write(dtype, to + (size_t)i * facts_of(dtype)->size, combine(how, dtype, x, y));
}

/* values: of the whole shape, of dst's dtype. */
static void check_put(const held *dst, const held *indices, const held *values, int32_t axis, int32_t how,
                      const char *what)
{
    const int64_t n = support_count(indices->rank, indices->shape), bound = dst->rank > 0 ? dst->shape[axis] : 1;
    const int64_t outer = support_count(axis, dst->shape), all = support_count(dst->rank, dst->shape);
    const int64_t inner = dst->rank > 0 ? support_count(dst->rank - axis - 1, dst->shape + axis + 1) : 1;
    char *want = support_array(dst->dtype, all);
    memcpy(want, dst->host, (size_t)all * facts_of(dst->dtype)->size);
    for (int64_t o = 0; o < outer; o++)
        for (int64_t k = 0; k < n; k++)
            for (int64_t i = 0; i < inner; i++)
                combine_at(how, dst->dtype, want, (o * bound + index_at(indices, k, bound)) * inner + i, values->host,
                           (o * n + k) * inner + i);
    must(gt_put(support_queue(), dst->t, indices->t, values->t, axis % 2 ? axis - dst->rank : axis, how));
    expect_bytes(dst->t, dst->dtype, dst->rank, dst->shape, want, what);
    free(want);
}

static void check_along(const held *dst, const held *indices, const held *values, int32_t axis, int32_t how,
                        const char *what)
{
    int64_t shape[SUPPORT_RANK], at[SUPPORT_RANK];
    memcpy(shape, dst->shape, sizeof shape);
    shape[axis] = indices->shape[axis];
    const int64_t n = support_count(dst->rank, shape), all = support_count(dst->rank, dst->shape);
    char *want = support_array(dst->dtype, all);
    memcpy(want, dst->host, (size_t)all * facts_of(dst->dtype)->size);
    for (int64_t i = 0; i < n; i++) {
        for (int64_t k = dst->rank - 1, rest = i; k >= 0; rest /= shape[k--]) at[k] = rest % shape[k];
        const int64_t from = number_of(dst->rank, values->shape, at);
        at[axis] = index_at(indices, number_of(dst->rank, indices->shape, at), dst->shape[axis]);
        int64_t to = 0;
        for (int32_t k = 0; k < dst->rank; k++) to = to * dst->shape[k] + at[k];
        combine_at(how, dst->dtype, want, to, values->host, from);
    }
    must(gt_put_along(support_queue(), dst->t, indices->t, values->t, axis, how));
    expect_bytes(dst->t, dst->dtype, dst->rank, dst->shape, want, what);
    free(want);
}

/* ---- layouts and dtypes ---- */

static const int64_t shapes[][2] = {{0}, {9}, {3, 4}, {0}, {257, 3}};
static const int32_t ranks[] = {0, 1, 2, 1, 2};
enum { SHAPES = sizeof ranks / sizeof *ranks };

static void put_layout(const layout_case *of, int32_t axis, int32_t k, int32_t seed)
{
    const int64_t bound = of->rank > 0 ? of->shape[axis] : 1;
    int64_t shape[SUPPORT_RANK + 1];
    int32_t rank = 0;
    if (bound == 0 && support_count(ranks[k], shapes[k]) > 0) return;
    for (int32_t i = 0; i < axis; i++) shape[rank++] = of->shape[i];
    for (int32_t i = 0; i < ranks[k]; i++) shape[rank++] = shapes[k][i];
    for (int32_t i = axis + 1; i < of->rank; i++) shape[rank++] = of->shape[i];
    if (rank > SUPPORT_RANK || support_count(rank, shape) > 200000) return;
    held dst = whole_numbers(of->layout, GT_F32, of->rank, of->shape, (uint64_t)seed);
    const layout l = (layout)((seed + k) % LAYOUT_COUNT), m = (layout)((seed + axis) % LAYOUT_COUNT);
    held indices = random_indices(ranks[k] > 0 ? l : LAYOUT_CONTIGUOUS, GT_I64, ranks[k], shapes[k], bound, 9);
    held values = whole_numbers(rank > 0 ? m : LAYOUT_CONTIGUOUS, GT_F32, rank, shape, 10);
    check_put(&dst, &indices, &values, axis, ways[seed % 2], of->name);
    release(&dst), release(&indices), release(&values);
}

static void layouts(void **state)
{
    (void)state;
    for (int32_t c = 0, seed = 0; c < layout_case_count(); c++) {
        const layout_case *of = layout_case_at(c);
        if (of->layout == LAYOUT_BROADCAST) continue;
        for (int32_t axis = 0; axis < of->rank || axis == 0; axis++)
            for (int32_t k = 0; k < SHAPES; k++) put_layout(of, axis, k, seed++);
    }
    support_settle();
}

static void layouts_along(void **state)
{
    (void)state;
    for (int32_t c = 0, seed = 0; c < layout_case_count(); c++) {
        const layout_case *of = layout_case_at(c);
        if (of->layout == LAYOUT_BROADCAST) continue;
        for (int32_t axis = 0; axis < of->rank; axis++)
            for (int32_t k = 0; k < 3; k++, seed++) {
                int64_t shape[SUPPORT_RANK], spread[SUPPORT_RANK];
                for (int32_t i = 0; i < of->rank; i++) shape[i] = of->shape[i];
                shape[axis] = of->shape[axis] > 0 ? 3 + k : 0;
                for (int32_t i = 0; i < of->rank; i++) spread[i] = i != axis && k > 0 && (i + k) % 2 ? 1 : shape[i];
                held dst = whole_numbers(of->layout, GT_F32, of->rank, of->shape, (uint64_t)seed);
                held indices =
                    random_indices((layout)(seed % LAYOUT_COUNT), GT_I64, of->rank, spread, of->shape[axis], 11);
                held values = whole_numbers((layout)((seed + 1) % LAYOUT_COUNT), GT_F32, of->rank, shape, 12);
                check_along(&dst, &indices, &values, axis, ways[seed % 2], of->name);
                release(&dst), release(&indices), release(&values);
            }
    }
    support_settle();
}

static void dtypes(void **state)
{
    (void)state;
    const int64_t shape[] = {6, 10}, n[] = {17}, rows[] = {17, 10};
    for (int32_t k = 0; k < DTYPE_COUNT; k++) {
        const int32_t dtype = all_dtypes[k].dtype;
        if (!support_has(dtype)) continue;
        for (int w = 0; w < WAYS; w++) {
            const bool each = dtype == GT_F32 || dtype == GT_I32; /* others: replacing, and two of the ways */
            if (!each && w > 0 && w != 1 + k % 4 && w != 1 + (k + 1) % 4) continue;
            if (dtype == GT_BF16 && ways[w] == GT_MULTIPLY) continue; /* not exact */
            if (!sweep_part((uint64_t)(k + w), 2)) continue;
            held dst = whole_numbers(LAYOUT_CONTIGUOUS, dtype, 2, shape, 50 + (uint64_t)k);
            held indices = random_indices(LAYOUT_CONTIGUOUS, w % 2 ? GT_I64 : GT_I32, 1, n, 6, 60 + (uint64_t)w);
            held values = whole_numbers(LAYOUT_CONTIGUOUS, dtype, 2, rows, 61 + (uint64_t)k);
            check_put(&dst, &indices, &values, 0, ways[w], all_dtypes[k].name);
            release(&dst), release(&indices), release(&values);
        }
    }
    for (int32_t k = 0; k < DTYPE_COUNT; k++) {
        if (all_dtypes[k].is_float || all_dtypes[k].dtype == GT_BOOL) continue;
        held dst = whole_numbers(LAYOUT_CONTIGUOUS, GT_F32, 2, shape, 70);
        held indices = random_indices(LAYOUT_NEGATIVE, all_dtypes[k].dtype, 1, n, 6, 80 + (uint64_t)k);
        held values = whole_numbers(LAYOUT_CONTIGUOUS, GT_F32, 2, rows, 71);
        check_put(&dst, &indices, &values, 0, 0, all_dtypes[k].name);
        release(&dst), release(&indices), release(&values);
    }
    support_settle();
}

/* More indices than one launch of the gpu form takes, all for few elements, in one line; and in rows. */
static void many_indices(void **state)
{
    (void)state;
    const int64_t line[] = {100}, n[] = {40000}, rows[] = {100, 3}, values_of[] = {40000, 3};
    for (int w = 0; w < 3; w++) {
        held dst = whole_numbers(LAYOUT_CONTIGUOUS, GT_F32, 1, line, 1),
             two = whole_numbers(LAYOUT_PERMUTED, GT_F32, 2, rows, 2);
        held indices = random_indices(LAYOUT_CONTIGUOUS, GT_I64, 1, n, 100, 3);
        held values = whole_numbers(LAYOUT_CONTIGUOUS, GT_F32, 1, n, 4);
        held more = whole_numbers(LAYOUT_CONTIGUOUS, GT_F32, 2, values_of, 5);
        check_put(&dst, &indices, &values, 0, ways[w], "many");
        check_put(&two, &indices, &more, 0, ways[w], "many rows");
        release(&dst), release(&two), release(&indices), release(&values), release(&more);
    }
    support_settle();
}

/* Sums that are rounded at each step: of `most` values for one element, and otherwise of few; in their order but for a
 * wrong index. Sums of more than 32 values are made in another order in the gpu form, the same each time. */
static void sum_rounded(int64_t count, int64_t places, int most)
{
    const int64_t shape[] = {places, 2}, n[] = {count}, values_of[] = {count, 2};
    const char *form = getenv("GPUTENSOR_FORM");
    const double step = most && !(form && strcmp(form, "cpu") == 0) ? 160.0 * FLT_EPSILON : 0;
    int32_t *at = support_array(GT_I32, count);
    float *put = support_array(GT_F32, count * 2), *want = support_array(GT_F32, places * 2);
    double *exact = support_array(GT_F64, places * 2);
    uint64_t seed = 8;
    for (int64_t i = 0; i < places * 2; i++) exact[i] = want[i] = (float)i;
    for (int64_t i = 0; i < count; i++) {
        at[i] =
            most && random_next(&seed) % 64 ? 1 : (int32_t)(random_next(&seed) % (uint64_t)places) - (int32_t)places;
        if (i == count / 4 * 3) at[i] = (int32_t)places;
        for (int64_t k = 0; k < 2; k++) {
            put[i * 2 + k] = (float)(random_next(&seed) % 1000003) / 1000.0F;
            if (at[i] == places) continue;
            want[(at[i] + places) % places * 2 + k] += put[i * 2 + k];
            exact[(at[i] + places) % places * 2 + k] += put[i * 2 + k];
        }
    }
    gt_tensor *indices = support_upload(GT_I32, 1, n, at), *values = support_upload(GT_F32, 2, values_of, put);
    float *first = NULL;
    char index[32], position[32];
    snprintf(index, sizeof index, "index %d ", (int)places);
    snprintf(position, sizeof position, "position %d ", (int)(count / 4 * 3));
    for (int turn = 0; turn < 2; turn++) {
        float *start = support_array(GT_F32, places * 2);
        for (int64_t i = 0; i < places * 2; i++) start[i] = (float)i;
        gt_tensor *dst = support_upload(GT_F32, 2, shape, start);
        free(start);
        must(gt_put(support_queue(), dst, indices, values, 0, GT_ADD));
        expect_report(support_queue(), "gt_put", index, position);
        float *got = support_download(dst, GT_F32, places * 2);
        for (int64_t i = 0; i < places * 2; i++)
            if (step > 0 ? fabs(got[i] - exact[i]) > step * exact[i] : got[i] != want[i])
                support_wrong("sum %lld of %lld values: %.9g", (long long)i, (long long)count, (double)got[i]);
        if (first) assert_memory_equal(got, first, (size_t)places * 2 * sizeof *got);
        support_drop(&dst);
        free(first);
        first = got;
    }
    free(first);
    free(at);
    free(put);
    free(want);
    free(exact);
    support_drop(&indices), support_drop(&values);
}

static void many_rounded(void **state)
{
    (void)state;
    sum_rounded(40000, 7000, 0);
    sum_rounded(40000, 3, 1);
    sum_rounded(3000, 700, 0);
    sum_rounded(3000, 2, 1);
    support_settle();
}

/* Puts `count` values to each of `lines` lines, of `places` elements, at indices that they share. */
static void put_many(int32_t dtype, int64_t count, int64_t places, int64_t lines, int32_t how)
{
    const int64_t shape[] = {places, lines}, n[] = {count}, rows[] = {count, lines};
    const layout l = lines > 1 ? LAYOUT_PERMUTED : LAYOUT_SLICED;
    held dst = whole_numbers(l, dtype, 2, shape, (uint64_t)count);
    held indices = random_indices(LAYOUT_NEGATIVE, GT_I64, 1, n, places, (uint64_t)(count + places));
    held values = whole_numbers(LAYOUT_CONTIGUOUS, dtype, 2, rows, 13);
    char what[96];
    snprintf(what, sizeof what, "%s, %lld values to %lld places of %lld lines, %d", facts_of(dtype)->name,
             (long long)count, (long long)places, (long long)lines, (int)how);
    check_put(&dst, &indices, &values, 0, how, what);
    release(&dst), release(&indices), release(&values);
}

/* Around the ends of blocks, of blocks of blocks, and where another way begins. */
static void many_counts(void **state)
{
    (void)state;
    const int64_t few = gt__tuned.scatter_gpu.few_sorted, many = gt__tuned.scatter_gpu.many;
    const int64_t counts[] = {many - 1, many, 65, 96, 97, 1023, 1024, 1025, 1056, 1057, few, few + 1, 32768, 32801};
    const int64_t places[] = {1, 3, 90, 700, 60000};
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
        for (size_t p = 0; p < sizeof places / sizeof *places; p++) {
            put_many(GT_F32, counts[c], places[p], 1, GT_ADD);
            put_many(GT_F32, counts[c], places[p], 1, 0);
            if (counts[c] > 2000 && p % 2 == 0) continue;
            put_many(GT_I32, counts[c], places[p], 3, GT_MAXIMUM);
            put_many(GT_I32, counts[c], places[p], 3, 0);
        }
    support_settle();
}

static void many_dtypes(void **state)
{
    (void)state;
    for (int32_t k = 0; k < DTYPE_COUNT; k++)
        for (int w = 0; w < WAYS && support_has(all_dtypes[k].dtype); w++)
            for (int64_t count = 1500; count <= 1 << 16; count = count < 1 << 16 ? 1 << 16 : 1 << 17) {
                const int32_t dtype = all_dtypes[k].dtype, how = ways[w];
                const bool half = dtype == GT_F16 || dtype == GT_BF16; /* rounded at each step here */
                if (half && (how == GT_ADD || how == GT_MULTIPLY)) continue;
                if (count > 1500 && (k + w) % 3 > 0 && dtype != GT_BOOL) continue;
                if (!sweep_part((uint64_t)(k + w + 1), 2)) continue;
                put_many(dtype, count, 3, 1, how);
            }
    support_settle();
}

/* Long lines: as many as are worth an item each, and fewer. */
static void many_lines(void **state)
{
    (void)state;
    const int64_t few = gt__tuned.scatter_gpu.few, lines = gt__tuned.scatter_gpu.lines;
    for (int w = 0; w < 2; w++) {
        put_many(GT_U8, 70, 5, few + 1, ways[w]);
        put_many(GT_U8, 70, 2, lines - 1, ways[w]);
        put_many(GT_U8, 70, 2, lines, ways[w]);
    }
    support_settle();
}

/* Few values to lines that are far longer, which share indices or have their own: of few places among all, and of all.
 */
static void many_of_more(void **state)
{
    (void)state;
    const int64_t sparse = gt__tuned.scatter_gpu.sparse;
    for (int64_t near = 0; near < 3; near++)
        for (int64_t count = 100; count <= 5000; count += 4900) {
            const int64_t bound = sparse * (count + 1) + near - 1, shape[] = {bound, 2}, of[] = {count, 2};
            put_many(GT_I16, count, bound, 1, 0);
            held dst = whole_numbers(LAYOUT_SLICED, GT_F32, 2, shape, 1);
            held indices = random_indices(LAYOUT_NEGATIVE, GT_I32, 2, of, near == 1 ? 7 : bound, 3);
            held values = whole_numbers(LAYOUT_CONTIGUOUS, GT_F32, 2, of, 4);
            check_along(&dst, &indices, &values, 0, 0, "many of more");
            release(&dst), release(&indices), release(&values);
        }
    support_settle();
}

/* Lines that have indices of their own. */
static void many_along(void **state)
{
    (void)state;
    const int64_t least = gt__tuned.scatter_gpu.sorted, counts[] = {least - 1, least, 1500, 5000};
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
        for (int w = 0; w < WAYS; w++) {
            const int64_t shape[] = {2, w % 2 ? 100 : 3, 3}, n[] = {2, counts[c], 3};
            held dst = whole_numbers(LAYOUT_SLICED, GT_I32, 3, shape, 1);
            held indices = random_indices(LAYOUT_NEGATIVE, GT_I64, 3, n, shape[1], 3);
            held values = whole_numbers(LAYOUT_PERMUTED, GT_I32, 3, n, 4);
            check_along(&dst, &indices, &values, 1, ways[w], "many along");
            release(&dst), release(&indices), release(&values);
        }
    support_settle();
}

/* One of them is wrong. */
static void wrong_along(void **state)
{
    (void)state;
    enum { COUNT = 2000 };
    const int64_t shape[] = {2, 3}, n[] = {2, COUNT};
    int16_t *at = support_array(GT_I16, 2 * COUNT);
    for (int i = 0; i < 2 * COUNT; i++) at[i] = (int16_t)(i == COUNT + 700 ? -4 : i < COUNT ? i % 2 : -1);
    gt_tensor *dst = support_values(GT_F32, 2, shape, LIST(1, 2, 3, 4, 5, 6)),
              *one = support_values(GT_I8, 0, NULL, LIST(1));
    gt_tensor *indices = support_upload(GT_I16, 2, n, at);
    must(gt_put_along(support_queue(), dst, indices, one, 1, GT_ADD));
    expect_report(support_queue(), "gt_put_along", "index -4 ", "position 2700 ");
    support_expect(dst, GT_F32, 2, shape, LIST(1001, 1002, 3, 4, 5, 2005));
    free(at);
    support_drop(&dst), support_drop(&one), support_drop(&indices);
}

/* Each item of a launch takes several, in PoCL one after the other: those that come last in time, or are stored last,
 * are others than the last ones. rank 2: lines that have indices of their own. */
static void put_last(int64_t count, int32_t rank)
{
    const int64_t n[] = {count, 2}, shape[] = {3, 2}, lines = rank == 2 ? 2 : 1, far = count - 2;
    int64_t *at = support_array(GT_I64, count * lines);
    float *put = support_array(GT_F32, count * lines);
    for (int64_t i = 0; i < count; i++)
        for (int64_t k = 0; k < lines; k++) {
            at[i * lines + k] = i == 1 || i == far;
            put[i * lines + k] = (float)(i * lines + k);
        }
    const float f = (float)(far * lines), l = f + (float)lines;
    gt_tensor *dst = support_values(GT_F32, rank, shape, LIST(-1, -2, -3, -4, -5, -6));
    gt_tensor *indices = support_upload(GT_I64, rank, n, at), *values = support_upload(GT_F32, rank, n, put);
    must((rank == 2 ? gt_put_along : gt_put)(support_queue(), dst, indices, values, 0, 0));
    if (rank == 2)
        support_expect(dst, GT_F32, rank, shape, LIST(l, l + 1, f, f + 1, -5, -6));
    else
        support_expect(dst, GT_F32, rank, shape, LIST(l, f, -3));
    free(at);
    free(put);
    support_drop(&dst), support_drop(&indices), support_drop(&values);
}

static void the_last_stays(void **state)
{
    (void)state;
    const int64_t items = gt__tuned.elementwise_gpu.items;
    put_last(items + 2, 1);
    put_last(items / 2 + 2, 2);
    support_settle();
}

/* More than four axes that do not merge. */
static void many_axes(void **state)
{
    (void)state;
    enum { RANK = 7 };
    const int64_t whole[RANK] = {3, 3, 3, 3, 3, 3, 3}, n[] = {3};
    gt_slice slices[RANK];
    for (int k = 0; k < RANK; k++) slices[k] = (gt_slice){1, 0, 1, GT_SLICE_OPEN_STOP, 0};
    int32_t *host = support_random(GT_I32, support_count(RANK, whole), 3);
    const int64_t where[] = {1, 0, -1};
    const int32_t put[] = {10, 20, 40};
    const int64_t column[] = {3, 1, 1, 1, 1};
    gt_tensor *all = support_upload(GT_I32, RANK, whole, host), *dst = NULL;
    gt_tensor *indices = support_upload(GT_I64, 1, n, where), *values = support_upload(GT_I32, 5, column, put);
    must(gt_tensor_slice(&dst, all, slices, RANK));
    must(gt_put(support_queue(), dst, indices, values, 2, GT_ADD));
    int32_t *got = support_download(all, GT_I32, support_count(RANK, whole));
    for (int64_t i = 0; i < support_count(RANK, whole); i++) {
        bool inside = true;
        int64_t at = 0;
        for (int64_t k = RANK - 1, rest = i; k >= 0; k--, rest /= 3) {
            inside = inside && rest % 3 > 0;
            if (k == 2) at = rest % 3;
        }
        const uint32_t want = (uint32_t)host[i] + (inside ? (at == 1 ? 20U : 50U) : 0U);
        if ((uint32_t)got[i] != want) support_wrong("element %lld of many axes", (long long)i);
    }
    free(got);
    free(host);
    support_drop(&all), support_drop(&dst), support_drop(&indices), support_drop(&values);
    support_settle();
}

/* Indices that broadcast, by their numbers among themselves. */
static void wrong_among_many_axes(void **state)
{
    (void)state;
    enum { RANK = 6 };
    const int64_t whole[RANK] = {3, 3, 3, 3, 3, 3}, n[RANK] = {2, 1, 2, 1, 2, 1};
    gt_slice slices[RANK];
    for (int k = 0; k < RANK; k++) slices[k] = (gt_slice){1, 0, 1, GT_SLICE_OPEN_STOP, 0};
    gt_tensor *all = NULL, *dst = NULL;
    gt_tensor *indices = support_values(GT_I64, RANK, n, LIST(0, 1, -1, 0, 1, 2, -2, 0)),
              *values = support_values(GT_F32, 0, NULL, LIST(7));
    must(gt_tensor_create(support_queue(), &all, GT_F32, RANK, whole, 0));
    must(gt_tensor_slice(&dst, all, slices, RANK));
    must(gt_put_along(support_queue(), dst, indices, values, 4, 0));
    expect_report(support_queue(), "gt_put_along", "index 2 ", "position 5 ");
    support_drop(&all), support_drop(&dst), support_drop(&indices), support_drop(&values);
}

/* ---- numbers ---- */

/* 16-bit floats are summed in float32: 2048 + 1 + 1 is 2050. */
static void rounded_once(void **state)
{
    (void)state;
    const int64_t one[] = {1}, n[] = {4};
    gt_tensor *dst = support_values(GT_F16, 1, one, LIST(2048)), *brain = support_values(GT_BF16, 1, one, LIST(256));
    gt_tensor *indices = support_values(GT_I32, 1, n, LIST(0, 0, -1, 0));
    gt_tensor *values = support_values(GT_F16, 1, n, LIST(1, 1, 1, 1)),
              *half = support_values(GT_F32, 0, NULL, LIST(0.5));
    must(gt_put(support_queue(), dst, indices, values, 0, GT_ADD));
    support_expect(dst, GT_F16, 1, one, LIST(2052));
    must(gt_put(support_queue(), brain, indices, half, 0, GT_ADD)); /* a scalar, of another dtype */
    support_expect(brain, GT_BF16, 1, one, LIST(258));
    support_drop(&dst), support_drop(&brain), support_drop(&indices), support_drop(&values), support_drop(&half);
}

static void not_a_number(void **state)
{
    (void)state;
    const int64_t two[] = {2}, n[] = {3};
    gt_tensor *dst = support_values(GT_F32, 1, two, LIST(1, 5)), *indices = support_values(GT_I64, 1, n, LIST(0, 0, 1));
    gt_tensor *values = support_values(GT_F32, 1, n, LIST(NAN, 3, 7));
    must(gt_put(support_queue(), dst, indices, values, 0, GT_MAXIMUM));
    support_expect(dst, GT_F32, 1, two, LIST(NAN, 7));
    support_drop(&dst), support_drop(&indices), support_drop(&values);
}

/* ---- views, overlap, wrong indices ---- */

static void flat(void **state)
{
    (void)state;
    const int64_t shape[] = {2, 3}, n[] = {3};
    gt_queue *q = support_queue();
    gt_tensor *a = support_values(GT_F32, 2, shape, LIST(1, 2, 3, 4, 5, 6)), *turned = NULL;
    gt_tensor *indices = support_values(GT_I16, 1, n, LIST(1, 1, -1)),
              *values = support_values(GT_I64, 1, n, LIST(10, 20, 40));
    must(gt_tensor_permute(&turned, a, NULL, 0)); /* 1 4 2 5 3 6, which is no line in memory */
    must(gt_put(q, turned, indices, values, GT_FLAT, GT_ADD));
    support_expect(a, GT_F32, 2, shape, LIST(1, 2, 3, 34, 5, 46));
    must(gt_put(q, a, indices, values, GT_FLAT, 0));
    support_expect(a, GT_F32, 2, shape, LIST(1, 20, 3, 34, 5, 40));
    must(gt_put_along(q, turned, indices, values, GT_FLAT, 0));
    support_expect(a, GT_F32, 2, shape, LIST(1, 20, 3, 20, 5, 40));
    support_drop(&a), support_drop(&turned), support_drop(&indices), support_drop(&values);
}

static void overlap(void **state)
{
    (void)state;
    const int64_t n[] = {4};
    gt_queue *q = support_queue();
    gt_tensor *a = support_values(GT_I64, 1, n, LIST(3, 2, 1, 0));
    must(gt_put(q, a, a, a, 0, 0)); /* a[3] = 3, a[2] = 2, ... of what a was */
    support_expect(a, GT_I64, 1, n, LIST(0, 1, 2, 3));
    must(gt_put(q, a, a, a, 0, GT_ADD));
    support_expect(a, GT_I64, 1, n, LIST(0, 2, 4, 6));
    support_drop(&a);
}

static void wrong_indices(void **state)
{
    (void)state;
    const int64_t shape[] = {2, 3}, n[] = {3}, along[] = {2, 2};
    gt_queue *q = support_queue();
    gt_tensor *a = support_values(GT_F32, 2, shape, LIST(1, 2, 3, 4, 5, 6)),
              *values = support_values(GT_F32, 0, NULL, LIST(10));
    gt_tensor *rows = support_values(GT_I64, 1, n, LIST(1, 2, -3)),
              *columns = support_values(GT_I8, 2, along, LIST(0, -3, 3, 1));
    must(gt_put(q, a, rows, values, 0, GT_ADD));
    must_be(GT_E_INDEX, gt_queue_finish(q));
    assert_non_null(strstr(gt_last_error(), "gt_put: index "));
    assert_non_null(strstr(gt_last_error(), "out of range of 2"));
    support_expect(a, GT_F32, 2, shape, LIST(1, 2, 3, 14, 15, 16));
    must(gt_put_along(q, a, columns, values, 1, 0));
    expect_report(q, "gt_put_along", "index 3 ", "position 2 ");
    support_expect(a, GT_F32, 2, shape, LIST(10, 2, 3, 14, 10, 16));
    support_drop(&a), support_drop(&values), support_drop(&rows), support_drop(&columns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layouts),      cmocka_unit_test(layouts_along),  cmocka_unit_test(many_rounded),
        cmocka_unit_test(dtypes),       cmocka_unit_test(many_indices),   cmocka_unit_test(many_along),
        cmocka_unit_test(many_axes),    cmocka_unit_test(the_last_stays), cmocka_unit_test(wrong_among_many_axes),
        cmocka_unit_test(rounded_once), cmocka_unit_test(not_a_number),   cmocka_unit_test(flat),
        cmocka_unit_test(overlap),      cmocka_unit_test(wrong_indices),  cmocka_unit_test(many_counts),
        cmocka_unit_test(many_dtypes),  cmocka_unit_test(many_lines),     cmocka_unit_test(many_of_more),
        cmocka_unit_test(wrong_along),  cmocka_unit_test(leaks_none),
    };
    sweep_begin(NULL);
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, support_close);
}

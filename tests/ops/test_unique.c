/* gt_searchsorted and gt_unique, against plain loops. */
#include "support/indexed.h"
#include "support/leaks.h"
#include "support/ordered.h"

/* ---- gt_searchsorted --------------------------------------------------------------------------------------------- */

/* x is of one axis and sorted by the places, or if those are NULL as it is. */
static void judge_search(const held *x, const int64_t *places, const held *values, bool right, const int64_t *got,
                         const char *name)
{
    const int64_t count = support_count(values->rank, values->shape);
    for (int64_t i = 0; i < count; i++) {
        const element v = {values->host, values->dtype, i};
        int64_t want = 0;
        for (int64_t k = 0; k < x->shape[0]; k++) {
            const element other = {x->host, x->dtype, places ? places[k] : k};
            want += right ? !is_below(v, other) : is_below(other, v);
        }
        if (got[i] != want)
            support_wrong("%s, %s, %lld of %lld: %lld, want %lld", facts_of(x->dtype)->name, name, (long long)i,
                          (long long)count, (long long)got[i], (long long)want);
    }
}

/* Searches what gt_sort makes of x, and x by what gt_argsort gives. */
static void check_search(const held *x, const held *values, const char *name)
{
    gt_queue *q = support_queue();
    const int64_t n = x->shape[0], count = support_count(values->rank, values->shape);
    gt_tensor *sorted = NULL, *sorter = NULL;
    must(gt_sort(q, &sorted, x->t, 0, 0));
    must(gt_argsort(q, &sorter, x->t, 0, 0));
    int64_t *places = support_download(sorter, GT_I64, n);
    for (int32_t flags = 0; flags <= GT_RIGHT; flags += GT_RIGHT)
        for (int by = 0; by < 2; by++) {
            gt_tensor *dst = NULL;
            must(gt_searchsorted(q, &dst, by ? x->t : sorted, values->t, by ? sorter : NULL, flags));
            int64_t *got = support_download(dst, GT_I64, count);
            judge_search(x, places, values, flags & GT_RIGHT, got, name);
            free(got);
            support_drop(&dst);
        }
    free(places);
    support_drop(&sorted), support_drop(&sorter);
}

static void searches(void **state)
{
    (void)state;
    static const int32_t dtypes[] = {GT_BOOL, GT_I32, GT_I64, GT_F16, GT_F32, GT_F64, GT_C64, GT_C128};
    const int64_t n[] = {100}, shape[] = {3, 20}, none[] = {0};
    for (size_t k = 0; k < sizeof dtypes / sizeof *dtypes; k++) {
        if (!support_has(dtypes[k])) continue;
        const layout l = k % 2 ? LAYOUT_CONTIGUOUS : LAYOUT_SLICED;
        for (int few = 0; few < 2; few++) {
            void *(*const elements)(int32_t, int64_t, uint64_t) = few ? few_elements : random_elements;
            held x = hold(l, dtypes[k], 1, n, elements(dtypes[k], n[0], k));
            held values = hold(l, dtypes[k], 2, shape, elements(dtypes[k], 60, k + 50));
            check_search(&x, &values, facts_of(dtypes[k])->name);
            release(&x), release(&values);
        }
    }
    held x = random_held(LAYOUT_CONTIGUOUS, GT_I16, 1, n, 1),
         values = random_held(LAYOUT_CONTIGUOUS, GT_F32, 2, shape, 2);
    check_search(&x, &values, "int16 and float32");
    release(&x), release(&values);
    x = random_held(LAYOUT_CONTIGUOUS, GT_I16, 1, none, 1),
    values = random_held(LAYOUT_CONTIGUOUS, GT_I16, 2, shape, 2);
    check_search(&x, &values, "among nothing");
    release(&x), release(&values);
    support_settle();
}

/* A wrong place in a sorter is reported, and not followed. */
static void wrong_sorter(void **state)
{
    (void)state;
    const int64_t three[] = {3}, one[] = {1};
    gt_queue *q = support_queue();
    gt_tensor *x = support_values(GT_F32, 1, three, LIST(3, 1, 2)), *v = support_values(GT_F32, 1, one, LIST(2));
    gt_tensor *sorter = support_values(GT_I32, 1, three, LIST(1, 2, 3)), *dst = NULL;
    must(gt_searchsorted(q, &dst, x, v, sorter, 0));
    expect_report(q, "gt_searchsorted", "3", "2");
    support_drop(&x), support_drop(&v), support_drop(&sorter), support_drop(&dst);
}

/* ---- gt_unique --------------------------------------------------------------------------------------------------- */

enum { VALUES, FIRST, INVERSE, COUNTS, OUTPUTS };

/* The number of the first of those that are equal to element i, of unlike NaN the one that sorts first. */
static int64_t leader_of(const held *x, int64_t i, bool nan_equal, int64_t *equal)
{
    const element own = {x->host, x->dtype, i};
    element leader = own;
    *equal = 0;
    for (int64_t k = 0; k < support_count(x->rank, x->shape); k++) {
        const element other = {x->host, x->dtype, k};
        if (k != i && !are_equal(own, other, nan_equal)) continue;
        if (is_below(other, leader) || (!is_below(leader, other) && k < leader.at)) leader = other;
        ++*equal;
    }
    return leader.at;
}

static void judge_unique(const held *x, bool nan_equal, int64_t n, char *const *got, const char *name)
{
    const int64_t count = support_count(x->rank, x->shape), *first = (const int64_t *)(void *)got[FIRST];
    const int64_t *inverse = (const int64_t *)(void *)got[INVERSE], *counts = (const int64_t *)(void *)got[COUNTS];
    const size_t size = facts_of(x->dtype)->size;
    int64_t groups = 0, equal = 0;
    for (int64_t i = 0; i < count; i++) {
        const int64_t leader = leader_of(x, i, nan_equal, &equal), group = inverse[i];
        groups += leader == i;
        if (group < 0 || group >= n || first[group] != leader || counts[group] != equal ||
            memcmp(got[VALUES] + (size_t)group * size, x->host + (size_t)leader * size, size) != 0)
            support_wrong("%s: element %lld is of group %lld", name, (long long)i, (long long)group);
    }
    if (groups != n) support_wrong("%s: %lld groups, want %lld", name, (long long)n, (long long)groups);
    for (int64_t k = 1; k < n; k++)
        if (is_below((element){got[VALUES], x->dtype, k}, (element){got[VALUES], x->dtype, k - 1}))
            support_wrong("%s: value %lld is below the one before it", name, (long long)k);
}

static void check_unique(const held *x, const char *name)
{
    for (int32_t flags = 0; flags <= GT_EQUAL_NAN; flags += GT_EQUAL_NAN) {
        gt_tensor *out[OUTPUTS] = {NULL, NULL, NULL, NULL};
        char *got[OUTPUTS];
        must(gt_unique(support_queue(), &out[VALUES], &out[FIRST], &out[INVERSE], &out[COUNTS], x->t, flags));
        const int64_t n = gt_tensor_count(out[VALUES]);
        assert_int_equal(gt_tensor_rank(out[INVERSE]), x->rank);
        for (int k = 0; k < OUTPUTS; k++)
            got[k] = support_download(out[k], k == VALUES ? x->dtype : GT_I64, gt_tensor_count(out[k]));
        judge_unique(x, flags & GT_EQUAL_NAN, n, got, name);
        for (int k = 0; k < OUTPUTS; k++) {
            free(got[k]);
            support_drop(&out[k]);
        }
    }
}

static void uniques(void **state)
{
    (void)state;
    static const int32_t dtypes[] = {GT_BOOL, GT_I16, GT_F32, GT_I64, GT_C64, GT_C128};
    const int64_t shape[] = {20, 31}, n = 620;
    for (size_t k = 0; k < sizeof dtypes / sizeof *dtypes; k++) {
        if (!support_has(dtypes[k])) continue;
        held x = hold(k % 2 ? LAYOUT_PERMUTED : LAYOUT_CONTIGUOUS, dtypes[k], 2, shape, few_elements(dtypes[k], n, k));
        check_unique(&x, facts_of(dtypes[k])->name);
        release(&x);
    }
    held x = random_held(LAYOUT_NEGATIVE, GT_F32, 2, shape, 3);
    check_unique(&x, "random");
    release(&x);
    const int64_t none[] = {3, 0};
    x = random_held(LAYOUT_CONTIGUOUS, GT_F32, 2, none, 3);
    check_unique(&x, "nothing");
    release(&x);
    x = random_held(LAYOUT_CONTIGUOUS, GT_I64, 0, NULL, 3);
    check_unique(&x, "one");
    release(&x);
    support_settle();
}

/* Some of the outputs alone; a queue that rehearses; a failure leaves nothing. */
static void outputs(void **state)
{
    (void)state;
    const int64_t four[] = {4}, three[] = {3}, shape[] = {2, 2};
    gt_queue *q = support_queue(), *rehearsal = support_rehearsing(support_context());
    gt_tensor *x = support_values(GT_I32, 2, shape, LIST(5, 2, 9, 2)), *out = NULL;
    must(gt_unique(q, NULL, NULL, NULL, &out, x, 0));
    support_expect(out, GT_I64, 1, three, LIST(2, 1, 1));
    support_drop(&out);
    must(gt_unique(q, NULL, NULL, &out, NULL, x, 0));
    support_expect(out, GT_I64, 2, shape, LIST(1, 0, 2, 0));
    support_drop(&out);
    must(gt_unique(rehearsal, &out, NULL, NULL, NULL, x, 0));
    assert_int_equal(gt_tensor_count(out), 1);
    support_drop(&out);
    gt_queue_free(rehearsal);
    must_be(GT_E_ARGUMENT, gt_unique(q, NULL, NULL, NULL, NULL, x, 0));
    gt_tensor *narrow = support_values(GT_I16, 1, four, LIST(0, 0, 0, 0)), *line = NULL;
    must(gt_tensor_reshape(&line, x, 1, four));
    must(gt_sort(q, &line, line, 0, 0)); /* 2 2 5 9 */
    must(gt_searchsorted(q, &narrow, line, line, NULL, GT_RIGHT));
    support_expect(narrow, GT_I16, 1, four, LIST(2, 2, 3, 4));
    support_drop(&x), support_drop(&narrow), support_drop(&line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(searches), cmocka_unit_test(wrong_sorter), cmocka_unit_test(uniques),
        cmocka_unit_test(outputs),  cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, support_close);
}

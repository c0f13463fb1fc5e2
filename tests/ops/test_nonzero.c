/* Where elements are not zero, against plain loops; selection by a mask made of it. */
#include "support/indexed.h"
#include "support/leaks.h"
#include <math.h>

/* Zeros among other values; how many elements are not zero is about one in `one_in`. */
static held sparse(layout l, int32_t dtype, int32_t rank, const int64_t *shape, uint64_t one_in, uint64_t seed)
{
    const int64_t n = support_count(rank, shape);
    char *host = support_array(dtype, n);
    for (int64_t i = 0; i < n; i++)
        if (random_next(&seed) % one_in == 0)
            value_write(dtype, host + (size_t)i * facts_of(dtype)->size,
                        value_int((int64_t)(random_next(&seed) % 100) + 1));
    return hold(l, dtype, rank, shape, host);
}

static void check(const held *src, const char *what)
{
    const int64_t n = support_count(src->rank, src->shape);
    int64_t *flat = support_array(GT_I64, n), *places = support_array(GT_I64, n * (src->rank + 1)), found = 0;
    for (int64_t i = 0; i < n; i++) {
        const value v = support_at(src->host, src->dtype, i);
        if (v.is_float ? v.f == 0 : v.i == 0) continue;
        flat[found] = i;
        for (int64_t k = src->rank - 1, rest = i; k >= 0; rest /= src->shape[k--])
            places[found * src->rank + k] = rest % src->shape[k];
        found++;
    }
    gt_tensor *dst = NULL;
    const int64_t shape[] = {found, src->rank};
    must(gt_nonzero(support_queue(), &dst, src->t, GT_FLAT));
    expect_bytes(dst, GT_I64, 1, shape, (const char *)flat, what);
    support_drop(&dst);
    must(gt_nonzero(support_queue(), &dst, src->t, 0));
    expect_bytes(dst, GT_I64, 2, shape, (const char *)places, what);
    support_drop(&dst);
    free(flat);
    free(places);
}

static void layouts(void **state)
{
    (void)state;
    for (int32_t c = 0; c < layout_case_count(); c++) {
        const layout_case *of = layout_case_at(c);
        for (uint64_t one_in = 1; one_in < 200; one_in *= 13) {
            held src = sparse(of->layout, GT_BOOL, of->rank, of->shape, one_in, 3 + (uint64_t)c);
            check(&src, of->name);
            release(&src);
        }
    }
    support_settle();
}

static void dtypes(void **state)
{
    (void)state;
    const int64_t shape[] = {7, 300};
    for (int32_t k = 0; k < DTYPE_COUNT; k++) {
        if (!support_has(all_dtypes[k].dtype)) continue;
        held src = sparse(LAYOUT_SLICED, all_dtypes[k].dtype, 2, shape, 3, 5 + (uint64_t)k);
        check(&src, all_dtypes[k].name);
        release(&src);
    }
    support_settle();
}

/* None, and all, of many pieces. */
static void none_and_all(void **state)
{
    (void)state;
    const int64_t n[] = {150001};
    for (uint64_t one_in = 1; one_in < 3; one_in++) {
        held src = sparse(LAYOUT_CONTIGUOUS, GT_U8, 1, n, one_in == 1 ? 1 : UINT64_MAX, 1);
        check(&src, "none or all");
        release(&src);
    }
    support_settle();
}

/* NaN is not zero, -0 is. */
static void special(void **state)
{
    (void)state;
    const int64_t n[] = {5}, two[] = {2};
    gt_tensor *src = support_values(GT_F16, 1, n, LIST(-0.0, NAN, 0, 6e-8, 0)), *dst = NULL;
    must(gt_nonzero(support_queue(), &dst, src, GT_FLAT));
    support_expect(dst, GT_I64, 1, two, LIST(1, 3));
    support_drop(&src), support_drop(&dst);
}

static void destinations(void **state)
{
    (void)state;
    const int64_t n[] = {4}, two[] = {2}, one[] = {1};
    gt_queue *q = support_queue(), *rehearsal = support_rehearsing(support_context());
    gt_tensor *src = support_values(GT_I32, 1, n, LIST(0, 5, 0, 7)),
              *given = support_values(GT_I16, 1, two, LIST(9, 9));
    gt_tensor *small = support_values(GT_I64, 1, one, LIST(9)), *before = given, *dst = NULL;
    must(gt_nonzero(q, &given, src, GT_FLAT));
    assert_ptr_equal(given, before);
    support_expect(given, GT_I16, 1, two, LIST(1, 3));
    must_be(GT_E_SHAPE, gt_nonzero(q, &small, src, GT_FLAT));
    support_expect(small, GT_I64, 1, one, LIST(9));
    must(gt_nonzero(rehearsal, &dst, src, 0));
    assert_int_equal(gt_tensor_dim(dst, 0), 1);
    gt_queue_free(rehearsal);
    support_drop(&src), support_drop(&given), support_drop(&small), support_drop(&dst);
}

/* x[mask], and x[mask] = values, of a view that is no line in memory. */
static void masks(void **state)
{
    (void)state;
    const int64_t shape[] = {2, 3}, three[] = {3};
    gt_queue *q = support_queue();
    gt_tensor *x = support_values(GT_F32, 2, shape, LIST(1, 2, 3, 4, 5, 6)), *turned = NULL, *mask = NULL, *all = NULL;
    gt_tensor *where = NULL, *selected = NULL, *values = support_values(GT_F32, 1, three, LIST(10, 20, 30));
    all = support_values(GT_BOOL, 2, shape, LIST(0, 1, 0, 1, 1, 0));
    must(gt_tensor_permute(&turned, x, NULL, 0)); /* 1 4 2 5 3 6 */
    must(gt_tensor_permute(&mask, all, NULL, 0)); /* 0 1 1 1 0 0 */
    must(gt_nonzero(q, &where, mask, GT_FLAT));
    must(gt_take(q, &selected, turned, where, GT_FLAT));
    support_expect(selected, GT_F32, 1, three, LIST(4, 2, 5));
    must(gt_put(q, turned, where, values, GT_FLAT, 0));
    support_expect(x, GT_F32, 2, shape, LIST(1, 20, 3, 10, 30, 6));
    support_drop(&x), support_drop(&turned), support_drop(&mask), support_drop(&all), support_drop(&where);
    support_drop(&selected), support_drop(&values);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layouts),    cmocka_unit_test(dtypes),       cmocka_unit_test(none_and_all),
        cmocka_unit_test(special),    cmocka_unit_test(destinations), cmocka_unit_test(masks),
        cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, support_close);
}

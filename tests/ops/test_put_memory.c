/* Putting values where indices say, in contexts of little memory. */
#include "support/indexed.h"
#include "support/leaks.h"

/* Few indices into many elements, of which one and another come twice: no more memory than those have. */
static void sparse(void **state)
{
    (void)state;
    enum { COUNT = 200, LINES = 2 };
    const int64_t shape[] = {2, 1 << 24}, n[] = {COUNT}, values_of[] = {LINES, COUNT};
    const gt_context_opts opts = {.size = sizeof opts, .memory_limit = 3 * shape[1]};
    int64_t at[COUNT];
    int8_t put[LINES][COUNT], *got = support_array(GT_I8, 2 * shape[1]);
    gt_context *ctx = NULL;
    must(gt_context_create(&ctx, gt_device_find(NULL), &opts));
    gt_queue *q = gt_context_queue(ctx);
    gt_tensor *dst = NULL, *indices = NULL, *values = NULL;
    for (int i = 0; i < COUNT; i++) {
        at[i] = i % 7 == 3 ? at[i - 3] : -1 - i * (shape[1] / COUNT);
        for (int k = 0; k < LINES; k++) put[k][i] = (int8_t)(1 + (i + k) % 100);
    }
    must(gt_tensor_create(q, &dst, GT_I8, 2, shape, 0));
    must(gt_upload(q, &indices, GT_I64, 1, n, at, sizeof at));
    must(gt_upload(q, &values, GT_I8, 2, values_of, put, sizeof put));
    must(gt_put(q, dst, indices, values, 1, 0));
    must(gt_download(q, got, (size_t)(2 * shape[1]), dst));
    for (int i = 0; i < COUNT; i++)
        for (int k = 0; k < LINES; k++) {
            int last = i;
            for (int j = i + 1; j < COUNT; j++)
                if (at[j] == at[i]) last = j;
            const int64_t place = k * shape[1] + (at[i] < 0 ? at[i] + shape[1] : at[i]);
            if (got[place] != put[k][last]) support_wrong("index %d, line %d: %d", i, k, got[place]);
        }
    free(got);
    support_drop(&dst), support_drop(&indices), support_drop(&values);
    gt_context_free(ctx);
    support_settle();
}

/* Combines lines of twos that have indices of their own. */
static gt_status put_twos(gt_queue *q, gt_tensor *dst, const gt_tensor *indices, const gt_tensor *twos, int32_t how,
                          bool along)
{
    return along ? gt_put_along(q, dst, indices, twos, 1, how) : gt_put(q, dst, indices, twos, GT_FLAT, how);
}

/* There is no memory to sort so many indices: what no order changes is combined without, the rest is left. */
static void no_memory_to_sort(void **state)
{
    (void)state;
    enum { LINES = 2, PLACES = 3, COUNT = 1 << 16, LIMIT = 2 << 20 };
    static int32_t at[LINES][COUNT];
    static const int32_t two = 2;
    const int64_t shape[] = {LINES, PLACES}, of[] = {LINES, COUNT};
    const gt_context_opts opts = {.size = sizeof opts, .memory_limit = LIMIT};
    int32_t want[2][LINES * PLACES] = {{0}}; /* of lines; of all as one */
    for (int l = 0; l < LINES; l++)
        for (int i = 0; i < COUNT; i++) {
            at[l][i] = (i * 7 + l) % 11 % PLACES - (i % 2) * PLACES;
            const int place = at[l][i] < 0 ? at[l][i] + PLACES : at[l][i];
            want[1][l * PLACES + place] += two;
            want[0][at[l][i] < 0 ? at[l][i] + LINES * PLACES : at[l][i]] += two;
        }
    gt_context *ctx = NULL;
    must(gt_context_create(&ctx, gt_device_find(NULL), &opts));
    gt_queue *q = gt_context_queue(ctx);
    int refused = 0;
    for (int along = 0; along < 2; along++)
        for (int32_t dtype = GT_I32;; dtype = GT_F32) {
            gt_tensor *dst = NULL, *indices = NULL, *twos = NULL, *whole = NULL;
            int32_t got[LINES * PLACES];
            must(gt_tensor_create(q, &dst, dtype, 2, shape, 0));
            must(gt_upload(q, &indices, GT_I32, 2, of, at, sizeof at));
            must(gt_upload(q, &twos, GT_I32, 0, NULL, &two, sizeof two));
            const gt_status status = put_twos(q, dst, indices, twos, GT_ADD, along);
            if (dtype == GT_I32 || status != GT_E_OUT_OF_MEMORY) must(status);
            refused += status == GT_E_OUT_OF_MEMORY;
            must(gt_copy(q, &whole, dst, GT_I32));
            must(gt_download(q, got, sizeof got, whole));
            for (int k = 0; k < LINES * PLACES; k++)
                if (got[k] != (status == GT_OK ? want[along][k] : 0))
                    support_wrong("%s %d, place %d: %d", along ? "along" : "flat", (int)dtype, k, (int)got[k]);
            support_drop(&dst), support_drop(&indices), support_drop(&twos), support_drop(&whole);
            if (dtype == GT_F32) break;
        }
    gt_context_free(ctx);
    const char *form = getenv("GPUTENSOR_FORM");
    if (form && strcmp(form, "gpu") == 0) assert_int_equal(refused, 2);
    support_settle();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sparse),
        cmocka_unit_test(no_memory_to_sort),
        cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, support_close);
}

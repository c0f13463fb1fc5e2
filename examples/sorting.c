/* sorting: a running balance, sales in order and the largest of them, what sells how often, and how sales spread. */
#include <gputensor/names.h>
#include <stdio.h>

static int wrong;

/* Prints a tensor of any dtype as float32, and checks it. */
static gt_status expect(gt_queue *q, const char *title, const gt_tensor *t, const float *wanted)
{
    float got[12] = {0};
    gt_tensor *as_float = NULL;
    size_t n = (size_t)gt_tensor_count(t);
    gt_status s = gt_copy(q, &as_float, t, GT_F32);
    if (s == GT_OK) s = gt_download(q, got, n * sizeof *got, as_float);
    printf("%-28s", title);
    for (size_t i = 0; i < n; i++) {
        printf(" %g", (double)got[i]);
        wrong += got[i] != wanted[i];
    }
    puts("");
    gt_tensor_free(as_float);
    return s;
}

/* Two accounts: their balances day by day, the lowest so far, and what is still to come. */
static gt_status balances(gt_queue *q)
{
    const float payments[2][4] = {{10, -4, 3, -9}, {5, 5, -20, 8}};
    const gt_scan_opts later = {.size = sizeof later, .flags = GT_REVERSE | GT_EXCLUSIVE};
    gt_tensor *x = NULL, *sums = NULL, *lowest = NULL, *rest = NULL;
    gt_status s = gt_upload(q, &x, GT_F32, 2, (int64_t[]){2, 4}, payments, sizeof payments);
    if (s == GT_OK) s = gt_scan(q, GT_ADD, &sums, x, 1, NULL);
    if (s == GT_OK) s = expect(q, "balances", sums, (float[]){10, 6, 9, 0, 5, 10, -10, -2});
    if (s == GT_OK) s = gt_scan(q, GT_MINIMUM, &lowest, sums, 1, NULL);
    if (s == GT_OK) s = expect(q, "the lowest so far", lowest, (float[]){10, 6, 6, 0, 5, 5, -10, -10});
    if (s == GT_OK) s = gt_scan(q, GT_ADD, &rest, x, 1, &later);
    if (s == GT_OK) s = expect(q, "still to come", rest, (float[]){-10, -6, -9, 0, -7, -12, 8, 0});
    gt_tensor_free(x), gt_tensor_free(sums), gt_tensor_free(lowest), gt_tensor_free(rest);
    return s;
}

/* Sales in falling order, which they were, and what the largest ones make together. */
static gt_status order(gt_queue *q, const gt_tensor *sales)
{
    gt_tensor *sorted = NULL, *places = NULL, *sums = NULL, *best = NULL, *which = NULL, *found = NULL;
    gt_status s = gt_sort(q, &sorted, sales, 0, GT_DESCENDING);
    if (s == GT_OK) s = gt_argsort(q, &places, sales, 0, GT_DESCENDING); /* of equal ones the first comes first */
    if (s == GT_OK) s = expect(q, "sales in falling order", sorted, (float[]){9, 5, 5, 3, 2, 1});
    if (s == GT_OK) s = expect(q, "which they were", places, (float[]){3, 0, 5, 2, 4, 1});
    if (s == GT_OK) s = gt_scan(q, GT_ADD, &sums, sorted, 0, NULL);
    if (s == GT_OK) s = expect(q, "together", sums, (float[]){9, 14, 19, 22, 24, 25});
    if (s == GT_OK) s = gt_topk(q, &best, &which, sales, 2, 0, 0);
    if (s == GT_OK) s = expect(q, "the largest two", best, (float[]){9, 5});
    if (s == GT_OK) s = gt_searchsorted(q, &found, sums, best, NULL, 0); /* sums rise */
    if (s == GT_OK) s = expect(q, "sums below those", found, (float[]){0, 0});
    gt_tensor_free(sorted), gt_tensor_free(places), gt_tensor_free(sums), gt_tensor_free(best);
    gt_tensor_free(which), gt_tensor_free(found);
    return s;
}

/* What was sold, how often each, and what each brought in; how many sales lie between limits. */
static gt_status counts(gt_queue *q, const gt_tensor *sales)
{
    const int32_t goods[6] = {7, 1, 3, 7, 3, 7};
    const float limits[4] = {0, 2, 5, 10};
    gt_tensor *sold = NULL, *kinds = NULL, *number = NULL, *often = NULL, *sums = NULL, *edges = NULL, *spread = NULL;
    gt_status s = gt_upload(q, &sold, GT_I32, 1, (int64_t[]){6}, goods, sizeof goods);
    if (s == GT_OK) s = gt_unique(q, &kinds, NULL, &number, &often, sold, 0); /* waits: the shape depends on elements */
    if (s == GT_OK) s = expect(q, "goods", kinds, (float[]){1, 3, 7});
    if (s == GT_OK) s = expect(q, "sold how often", often, (float[]){1, 2, 3});
    if (s == GT_OK) s = gt_histogram(q, &sums, number, NULL, sales, 0); /* by the number of the good */
    if (s == GT_OK) s = expect(q, "for how much", sums, (float[]){1, 5, 19});
    if (s == GT_OK) s = gt_upload(q, &edges, GT_F32, 1, (int64_t[]){4}, limits, sizeof limits);
    if (s == GT_OK) s = gt_histogram(q, &spread, sales, edges, NULL, 0);
    if (s == GT_OK) s = expect(q, "below 2, 5, and up to 10", spread, (float[]){1, 2, 3});
    gt_tensor_free(sold), gt_tensor_free(kinds), gt_tensor_free(number), gt_tensor_free(often);
    gt_tensor_free(sums), gt_tensor_free(edges), gt_tensor_free(spread);
    return s;
}

int main(void)
{
    const float amounts[6] = {5, 1, 3, 9, 2, 5};
    gt_context *ctx = NULL;
    gt_tensor *sales = NULL;
    gt_status s = gt_context_create(&ctx, gt_device_find(NULL), NULL);
    gt_queue *q = s == GT_OK ? gt_context_queue(ctx) : NULL;
    if (s == GT_OK) s = gt_upload(q, &sales, GT_F32, 1, (int64_t[]){6}, amounts, sizeof amounts);
    if (s == GT_OK) s = balances(q);
    if (s == GT_OK) s = order(q, sales);
    if (s == GT_OK) s = counts(q, sales);
    if (s != GT_OK) fprintf(stderr, "sorting: %s\n", gt_last_error());
    if (wrong) fprintf(stderr, "sorting: %d results are wrong\n", wrong);
    gt_tensor_free(sales), gt_context_free(ctx);
    return s != GT_OK || wrong;
}

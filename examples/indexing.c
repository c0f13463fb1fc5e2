/* indexing: rows of a table looked up and their gradient put back, elements selected and changed by a mask, the best
 * class of each row, and a wrong index that the device finds. */
#include <gputensor/names.h>
#include <stdio.h>
#include <string.h>

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

/* An embedding: words are rows of a table. Its gradient adds up what comes to each row, however often it was used. */
static gt_status embedding(gt_queue *q)
{
    const float rows[4][2] = {{0, 1}, {10, 11}, {20, 21}, {30, 31}};
    const int32_t words[3] = {2, 0, 2};
    gt_tensor *table = NULL, *text = NULL, *looked_up = NULL, *gradient = NULL;
    gt_status s = gt_upload(q, &table, GT_F32, 2, (int64_t[]){4, 2}, rows, sizeof rows);
    if (s == GT_OK) s = gt_upload(q, &text, GT_I32, 1, (int64_t[]){3}, words, sizeof words);
    if (s == GT_OK) s = gt_take(q, &looked_up, table, text, 0); /* (3, 2): a row for each word */
    if (s == GT_OK) s = expect(q, "rows 2, 0, 2", looked_up, (float[]){20, 21, 0, 1, 20, 21});
    if (s == GT_OK) s = gt_tensor_create(q, &gradient, GT_F32, 2, (int64_t[]){4, 2}, 0);
    if (s == GT_OK) s = gt_put(q, gradient, text, looked_up, 0, GT_ADD);
    if (s == GT_OK) s = expect(q, "put back, added", gradient, (float[]){0, 1, 0, 0, 40, 42, 0, 0});
    gt_tensor_free(table), gt_tensor_free(text), gt_tensor_free(looked_up), gt_tensor_free(gradient);
    return s;
}

/* x[x > 2], and x[x > 2] = -1 -2 -3. */
static gt_status mask(gt_queue *q, gt_tensor *x)
{
    const float marks[3] = {-1, -2, -3};
    const gt_arg above[] = {gt_arg_tensor(x), gt_arg_scalar(gt_int(2))};
    gt_tensor *large = NULL, *where = NULL, *selected = NULL, *places = NULL, *values = NULL;
    gt_status s = gt_apply(q, GT_GREATER, &large, above, 2);
    if (s == GT_OK) s = gt_nonzero(q, &places, large, 0); /* waits: the shape depends on the elements */
    if (s == GT_OK) s = expect(q, "row, column of those above 2", places, (float[]){0, 1, 1, 0, 1, 2});
    if (s == GT_OK) s = gt_nonzero(q, &where, large, GT_FLAT);
    if (s == GT_OK) s = gt_take(q, &selected, x, where, GT_FLAT);
    if (s == GT_OK) s = expect(q, "those above 2", selected, (float[]){7, 4, 9});
    if (s == GT_OK) s = gt_upload(q, &values, GT_F32, 1, (int64_t[]){3}, marks, sizeof marks);
    if (s == GT_OK) s = gt_put(q, x, where, values, GT_FLAT, 0);
    if (s == GT_OK) s = expect(q, "in their places -1 -2 -3", x, (float[]){1, -1, 2, -2, 2, -3});
    gt_tensor_free(large), gt_tensor_free(where), gt_tensor_free(selected), gt_tensor_free(places);
    gt_tensor_free(values);
    return s;
}

/* The element of each row that an index along it names. */
static gt_status best(gt_queue *q, const gt_tensor *x)
{
    const gt_reduce_opts keep = {.size = sizeof keep, .flags = GT_KEEP_DIMS};
    const int32_t last[] = {-1};
    gt_tensor *where = NULL, *largest = NULL;
    gt_status s = gt_arg_reduce(q, GT_MAXIMUM, &where, x, last, 1, &keep); /* (2, 1) */
    if (s == GT_OK) s = gt_take_along(q, &largest, x, where, 1);
    if (s == GT_OK) s = expect(q, "the largest of each row", largest, (float[]){7, 9});
    gt_tensor_free(where), gt_tensor_free(largest);
    return s;
}

/* Calls only enqueue: the next one that waits says what was wrong. */
static gt_status mistake(gt_queue *q, const gt_tensor *x)
{
    const int64_t row[1] = {2};
    gt_tensor *index = NULL, *taken = NULL;
    gt_status s = gt_upload(q, &index, GT_I64, 1, (int64_t[]){1}, row, sizeof row);
    if (s == GT_OK) s = gt_take(q, &taken, x, index, 0);
    if (s == GT_OK) {
        wrong += gt_queue_finish(q) != GT_E_INDEX || !strstr(gt_last_error(), "gt_take: index 2 at position 0");
        printf("%s\n", gt_last_error());
    }
    gt_tensor_free(index), gt_tensor_free(taken);
    return s;
}

int main(void)
{
    const float matrix[2][3] = {{1, 7, 2}, {4, 2, 9}};
    gt_context *ctx = NULL;
    gt_tensor *x = NULL;
    gt_status s = gt_context_create(&ctx, gt_device_find(NULL), NULL);
    gt_queue *q = gt_context_queue(ctx);
    if (s == GT_OK) s = gt_upload(q, &x, GT_F32, 2, (int64_t[]){2, 3}, matrix, sizeof matrix);
    if (s == GT_OK) s = embedding(q);
    if (s == GT_OK) s = best(q, x);
    if (s == GT_OK) s = mistake(q, x);
    if (s == GT_OK) s = mask(q, x);
    if (s != GT_OK) fprintf(stderr, "indexing: %s\n", gt_last_error());
    if (wrong) fprintf(stderr, "indexing: %d results are wrong\n", wrong);
    gt_tensor_free(x), gt_context_free(ctx);
    return s != GT_OK || wrong;
}

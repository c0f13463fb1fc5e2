/* reductions: sums, extremes and where they lie, means and variances, along any axes; softmax made of them. */
#include <gputensor/names.h>
#include <math.h>
#include <stdio.h>

static int wrong;

/* Prints a tensor of any dtype as float32, and checks it. */
static gt_status expect(gt_queue *q, const char *title, const gt_tensor *t, const double *wanted)
{
    float got[8] = {0};
    gt_tensor *as_float = NULL;
    size_t n = (size_t)gt_tensor_count(t);
    gt_status s = gt_copy(q, &as_float, t, GT_F32);
    if (s == GT_OK) s = gt_download(q, got, n * sizeof *got, as_float);
    printf("%-26s %-8s", title, gt_enum_name(GT_KIND_DTYPE, gt_tensor_dtype(t)));
    for (size_t i = 0; i < n; i++) {
        printf(" %g", got[i]);
        wrong += !(fabs((double)got[i] - wanted[i]) <= 1e-6 * fabs(wanted[i]));
    }
    puts("");
    gt_tensor_free(as_float);
    return s;
}

static gt_status reduce(gt_queue *q, const gt_tensor *m)
{
    const int32_t rows[] = {0}, columns[] = {-1};
    gt_tensor *t = NULL, *variance = NULL;
    gt_status s = gt_reduce(q, GT_ADD, &t, m, NULL, 0, NULL); /* axes NULL: all of them */
    if (s == GT_OK) s = expect(q, "the sum", t, (double[]){25});
    gt_tensor_clear(&t); /* the next result has another shape, so a new tensor is wanted */
    if (s == GT_OK) s = gt_reduce(q, GT_ADD, &t, m, rows, 1, NULL);
    if (s == GT_OK) s = expect(q, "of each column", t, (double[]){5, 9, 11});
    gt_tensor_clear(&t);
    if (s == GT_OK) s = gt_reduce(q, GT_MAXIMUM, &t, m, columns, 1, NULL);
    if (s == GT_OK) s = expect(q, "the largest of each row", t, (double[]){7, 9});
    gt_tensor_clear(&t);
    if (s == GT_OK) s = gt_arg_reduce(q, GT_MAXIMUM, &t, m, columns, 1, NULL);
    if (s == GT_OK) s = expect(q, "where it lies", t, (double[]){1, 2});
    gt_tensor_clear(&t);
    if (s == GT_OK) s = gt_moments(q, &t, &variance, m, columns, 1, 0, NULL);
    if (s == GT_OK) s = expect(q, "the mean of each row", t, (double[]){10.0 / 3, 5});
    if (s == GT_OK) s = expect(q, "its variance", variance, (double[]){62.0 / 9, 26.0 / 3});
    gt_tensor_free(t), gt_tensor_free(variance);
    return s;
}

/* softmax(m) = exp(m - max) / sum(exp(m - max)) of each row. The reduced axis is kept, so that results broadcast. */
static gt_status softmax(gt_queue *q, const gt_tensor *m)
{
    const gt_reduce_opts keep = {.size = sizeof keep, .flags = GT_KEEP_DIMS};
    const int32_t last[] = {-1};
    const double a[2][3] = {{1, 7, 2}, {4, 2, 9}};
    double wanted[6];
    for (int i = 0; i < 6; i++)
        wanted[i] = exp(a[i / 3][i % 3]) / (exp(a[i / 3][0]) + exp(a[i / 3][1]) + exp(a[i / 3][2]));
    gt_tensor *top = NULL, *e = NULL, *sum = NULL;
    gt_status s = gt_reduce(q, GT_MAXIMUM, &top, m, last, 1, &keep);
    if (s == GT_OK) s = gt_subtract(q, &e, m, top);
    if (s == GT_OK) s = gt_exp(q, &e, e);
    if (s == GT_OK) s = gt_reduce(q, GT_ADD, &sum, e, last, 1, &keep);
    if (s == GT_OK) s = gt_divide(q, &e, e, sum);
    if (s == GT_OK) s = expect(q, "softmax", e, wanted);
    gt_tensor_free(top), gt_tensor_free(e), gt_tensor_free(sum);
    return s;
}

/* The dtype of a sum, and its accuracy. */
static gt_status sums(gt_queue *q)
{
    const gt_reduce_opts as_float = {.size = sizeof as_float, .dtype = GT_F32};
    const int8_t small[4] = {100, 100, 100, 100};
    const float large[3] = {1e8F, 1, -1e8F}; /* in float32 1e8 + 1 is 1e8 */
    gt_tensor *x = NULL, *t = NULL;
    gt_status s = gt_upload(q, &x, GT_I8, 1, (int64_t[]){4}, small, sizeof small);
    if (s == GT_OK) s = gt_reduce(q, GT_ADD, &t, x, NULL, 0, NULL);
    if (s == GT_OK) s = expect(q, "a sum of int8", t, (double[]){400});
    gt_tensor_clear(&t);
    if (s == GT_OK) s = gt_reduce(q, GT_ADD, &t, x, NULL, 0, &as_float);
    if (s == GT_OK) s = expect(q, "the same as float32", t, (double[]){400});
    gt_tensor_clear(&t);
    gt_tensor_clear(&x);
    if (s == GT_OK) s = gt_upload(q, &x, GT_F32, 1, (int64_t[]){3}, large, sizeof large);
    if (s == GT_OK) s = gt_reduce(q, GT_ADD, &t, x, NULL, 0, NULL);
    if (s == GT_OK) s = expect(q, "1e8 + 1 - 1e8", t, (double[]){1}); /* sums carry their error along */
    gt_tensor_free(x), gt_tensor_free(t);
    return s;
}

int main(void)
{
    const float matrix[2][3] = {{1, 7, 2}, {4, 2, 9}};
    gt_context *ctx = NULL;
    gt_tensor *m = NULL;
    gt_status s = gt_context_create(&ctx, gt_device_find(NULL), NULL);
    gt_queue *q = gt_context_queue(ctx);
    if (s == GT_OK) s = gt_upload(q, &m, GT_F32, 2, (int64_t[]){2, 3}, matrix, sizeof matrix);
    if (s == GT_OK) s = reduce(q, m);
    if (s == GT_OK) s = softmax(q, m);
    if (s == GT_OK) s = sums(q);
    if (s != GT_OK) fprintf(stderr, "reductions: %s\n", gt_last_error());
    if (wrong) fprintf(stderr, "reductions: %d results are wrong\n", wrong);
    gt_tensor_free(m), gt_context_free(ctx);
    return s != GT_OK || wrong;
}

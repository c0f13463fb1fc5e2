/* views: parts of a tensor, its axes in another order, other shapes. Nothing is copied: all share the same memory. */
#include <gputensor/names.h>
#include <stdio.h>
#include <string.h>

static int wrong;

/* Prints a float32 tensor and checks it. */
static gt_status expect(gt_queue *q, const char *title, const gt_tensor *t, const float *wanted)
{
    float got[16] = {0};
    size_t n = (size_t)gt_tensor_count(t);
    gt_status s = gt_download(q, got, n * sizeof *got, t);
    printf("%-28s (", title);
    for (int32_t i = 0; i < gt_tensor_rank(t); i++) printf(i > 0 ? ", %d" : "%d", (int)gt_tensor_dim(t, i));
    printf("):");
    for (size_t i = 0; i < n; i++) printf(" %g", got[i]);
    puts("");
    wrong += memcmp(got, wanted, n * sizeof *got) != 0;
    return s;
}

/* What is looked at: 0 to 11 as a matrix of 3 rows and 4 columns. */
static gt_status look(gt_queue *q, gt_tensor *m)
{
    const gt_slice row[] = {{.start = -1, .flags = GT_SLICE_INDEX}};           /* m[-1] */
    const gt_slice part[] = {{.start = 1, .stop = 3, .step = 1}, {.step = 0}}; /* m[1:3, :] */
    const gt_slice backwards[] = {{.step = 0},                                 /* m[:, ::-2] */
                                  {.step = -2, .flags = GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP}};
    gt_tensor *v = NULL;
    gt_status s = gt_tensor_slice(&v, m, row, 1);
    if (s == GT_OK) s = expect(q, "m[-1]", v, (float[]){8, 9, 10, 11});
    gt_tensor_clear(&v);
    if (s == GT_OK) s = gt_tensor_slice(&v, m, part, 2);
    if (s == GT_OK) s = expect(q, "m[1:3, :]", v, (float[]){4, 5, 6, 7, 8, 9, 10, 11});
    gt_tensor_clear(&v);
    if (s == GT_OK) s = gt_tensor_slice(&v, m, backwards, 2);
    if (s == GT_OK) s = expect(q, "m[:, ::-2]", v, (float[]){3, 1, 7, 5, 11, 9});
    gt_tensor_clear(&v);
    if (s == GT_OK) s = gt_tensor_permute(&v, m, NULL, 0); /* the axes reversed */
    if (s == GT_OK) s = expect(q, "m transposed", v, (float[]){0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11});
    gt_tensor_clear(&v);
    if (s == GT_OK) s = gt_tensor_reshape(&v, m, 3, (int64_t[]){2, -1, 3}); /* -1 is worked out */
    if (s == GT_OK) s = expect(q, "m in another shape", v, (float[]){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
    gt_tensor_clear(&v);
    return s;
}

/* A view is a destination as good as any: what is written to it is in m. */
static gt_status change(gt_queue *q, gt_tensor *m)
{
    const gt_slice corner[] = {{.start = 0, .stop = 2, .step = 1}, {.start = 0, .stop = 2, .step = 1}};
    const gt_scalar hundred = gt_int(100);
    gt_tensor *v = NULL, *column = NULL, *repeated = NULL;
    gt_status s = gt_tensor_slice(&v, m, corner, 2);
    if (s == GT_OK) s = gt_fill(q, &v, GT_F32, 2, (int64_t[]){2, 2}, &hundred);
    if (s == GT_OK) s = expect(q, "m, m[0:2, 0:2] = 100", m, (float[]){100, 100, 2, 3, 100, 100, 6, 7, 8, 9, 10, 11});

    /* m -= its first column, which is repeated along the rows by a stride of 0. The column overlaps m, so the library
     * goes through a temporary; the program need not care. */
    const gt_slice first[] = {{.step = 0}, {.start = 0, .stop = 1, .step = 1}};
    if (s == GT_OK) s = gt_tensor_slice(&column, m, first, 2);
    if (s == GT_OK) s = gt_tensor_broadcast(&repeated, column, 2, (int64_t[]){3, 4});
    if (s == GT_OK) s = gt_subtract(q, &m, m, repeated);
    if (s == GT_OK) s = expect(q, "m -= m[:, 0:1]", m, (float[]){0, 0, -98, -97, 0, 0, -94, -93, 0, 1, 2, 3});

    /* Not every shape is a view: the elements of a transposed matrix are not in order. A copy of it is contiguous. */
    gt_tensor_clear(&v);
    gt_tensor *flat = NULL, *copy = NULL;
    if (s == GT_OK) s = gt_tensor_permute(&v, m, NULL, 0);
    if (s == GT_OK) wrong += gt_tensor_reshape(&flat, v, 1, (int64_t[]){12}) != GT_E_UNSUPPORTED;
    if (s == GT_OK) s = gt_copy(q, &copy, v, 0);
    if (s == GT_OK) s = gt_tensor_reshape(&flat, copy, 1, (int64_t[]){12});
    if (s == GT_OK)
        s = expect(q, "m transposed, copied, flat", flat, (float[]){0, 0, 0, 0, 0, 1, -98, -94, 2, -97, -93, 3});
    gt_tensor_free(v), gt_tensor_free(column), gt_tensor_free(repeated), gt_tensor_free(flat), gt_tensor_free(copy);
    return s;
}

int main(void)
{
    gt_context *ctx = NULL;
    gt_tensor *numbers = NULL, *m = NULL;
    gt_status s = gt_context_create(&ctx, gt_device_find(NULL), NULL);
    gt_queue *q = gt_context_queue(ctx);
    if (s == GT_OK) s = gt_arange(q, &numbers, GT_F32, NULL, NULL, 12);
    if (s == GT_OK) s = gt_tensor_reshape(&m, numbers, 2, (int64_t[]){3, 4});
    if (s == GT_OK) s = look(q, m);
    if (s == GT_OK) s = change(q, m);
    if (s != GT_OK) fprintf(stderr, "views: %s\n", gt_last_error());
    if (wrong) fprintf(stderr, "views: %d results are wrong\n", wrong);
    gt_tensor_free(numbers), gt_tensor_free(m), gt_context_free(ctx);
    return s != GT_OK || wrong;
}

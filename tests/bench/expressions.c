/* Expressions, with and without parts that are reduced along rows, beside a copy, by the bytes of tensors that are read
 * and written once each. */
#include "bench.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plain.h"

typedef enum task { SOFTMAX, NORM, FUSED } task;

/* w: of a row, or in a sum of products as large as x and y. */
typedef struct rows {
    task task;
    size_t length, count;
    gt_tensor *x, *y, *w, *out;
    float *host_x, *host_y, *host_w, *got, *copied;
} rows;

static int ours(bench *b, void *data)
{
    static const char *const text[] = {"e = exp(x - max(x)); e / sum(e)",
                                       "d = x - mean(x); d / sqrt(mean(d * d) + 0.00001) * w", "a * x + y * w"};
    rows *s = data;
    const gt_arg args[] = {{.tensor = s->x, .name = "x"},
                           {.tensor = s->w, .name = "w"},
                           {.tensor = s->y, .name = "y"},
                           {.name = "a", .scalar = {.dtype = GT_WEAK_FLOAT, .re = 1.25}}};
    const int32_t last = -1, status = s->task == FUSED ? gt_eval(b->q, &s->out, text[FUSED], args, 4)
                                                       : gt_eval_along(b->q, &s->out, text[s->task], args, 2, &last, 1);
    return status < 0 ? status : gt_queue_finish(b->q);
}

static void theirs(void *data)
{
    rows *s = data;
    plain_copy(s->host_x, s->copied, s->count);
}

static double fused_error(const rows *s)
{
    double worst = 0;
    for (size_t i = 0; i < s->count; i++) {
        const double want = 1.25 * (double)s->host_x[i] + (double)s->host_y[i] * (double)s->host_w[i];
        const double off = fabs(s->got[i] - want);
        if (!(off <= worst)) worst = off;
    }
    return worst;
}

static double row_error(const rows *s, const float *x, const float *got)
{
    const double length = (double)s->length;
    double sum = 0, squares = 0, mean = 0, worst = 0;
    for (size_t i = 0; i < s->length; i++) {
        sum += exp((double)x[i]);
        mean += (double)x[i] / length;
    }
    for (size_t i = 0; i < s->length; i++) squares += (x[i] - mean) * (x[i] - mean) / length;
    for (size_t i = 0; i < s->length; i++) {
        const double want =
            s->task == NORM ? (x[i] - mean) / sqrt(squares + 1e-5) * s->host_w[i] : exp((double)x[i]) / sum;
        const double off = fabs(got[i] - want) / (s->task == NORM ? 1 : want);
        if (!(off <= worst)) worst = off;
    }
    return worst;
}

static double error(bench *b, void *data)
{
    const rows *s = data;
    double worst = 0;
    if (gt_download(b->q, s->got, s->count * sizeof(float), s->out) < 0) return INFINITY;
    if (s->task == FUSED) return fused_error(s);
    for (size_t at = 0; at < s->count; at += s->length) {
        const double off = row_error(s, s->host_x + at, s->got + at);
        if (!(off <= worst)) worst = off;
    }
    return worst;
}

static void bench_expression(bench *b, const char *name, task task, int64_t lines, int64_t length)
{
    const int64_t shape[] = {lines, length}, count = lines * length, weights = task == FUSED ? count : length;
    if (!wanted(b, name)) return;
    rows s = {.task = task, .length = (size_t)length, .count = (size_t)count};
    const size_t bytes = s.count * sizeof(float);
    float **host[] = {&s.host_x, &s.host_y, &s.host_w, &s.got, &s.copied};
    for (int i = 0; i < 5; i++) {
        *host[i] = aligned_alloc(4096, bytes);
        for (size_t k = 0; k < s.count; k++) (*host[i])[k] = 4 * (float)uniform(b);
    }
    if (gt_upload(b->q, &s.x, GT_F32, 2, shape, s.host_x, bytes) < 0 ||
        gt_upload(b->q, &s.y, GT_F32, 2, shape, s.host_y, bytes) < 0 ||
        gt_upload(b->q, &s.w, GT_F32, task == FUSED ? 2 : 1, task == FUSED ? shape : shape + 1, s.host_w,
                  (size_t)weights * sizeof(float)) < 0) {
        printf("%-28s not run: %s\n", name, gt_last_error());
    } else {
        const double copied = 2 * (double)bytes, moved = task == FUSED ? 2 * copied : copied;
        run(b, &(contest){name, "C copy", moved, copied, "GB/s", 1e-5, ours, theirs, error, &s});
    }
    gt_tensor **tensors[] = {&s.x, &s.y, &s.w, &s.out};
    for (int i = 0; i < 4; i++) clear(tensors[i]);
    for (int i = 0; i < 5; i++) free(*host[i]);
}

/* 4096 x 1024 stay in the caches of some CPUs, the others do not. */
void expression_contests(bench *b)
{
    bench_expression(b, "float32 a*x+y*z 16 Mi", FUSED, 1, 16 << 20);
    bench_expression(b, "float32 softmax of rows", SOFTMAX, 4096, 1024);
    bench_expression(b, "float32 softmax 16384 x 1024", SOFTMAX, 16384, 1024);
    bench_expression(b, "float32 softmax 4096 x 4096", SOFTMAX, 4096, 4096);
    bench_expression(b, "float32 softmax 65536 x 256", SOFTMAX, 65536, 256);
    bench_expression(b, "float32 layer norm of rows", NORM, 4096, 1024);
    bench_expression(b, "float32 layer norm 16384 x 1024", NORM, 16384, 1024);
    bench_expression(b, "float32 layer norm 4096 x 4096", NORM, 4096, 4096);
    bench_expression(b, "float32 layer norm 65536 x 256", NORM, 65536, 256);
}

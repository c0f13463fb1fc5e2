/* Expressions with parts that are reduced along rows, beside a copy of as many bytes as one read and one write. */
#include "bench.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plain.h"

enum { ROWS = 4096, LENGTH = 1024, COUNT = ROWS * LENGTH };

typedef struct rows {
    const char *text;
    int norm; /* layer norm, or softmax */
    gt_tensor *x, *w, *out;
    float *host_x, *host_w, *got, *copied;
} rows;

static int ours(bench *b, void *data)
{
    rows *s = data;
    const gt_arg args[] = {{.tensor = s->x, .name = "x"}, {.tensor = s->w, .name = "w"}};
    const int32_t last = -1, status = gt_eval_along(b->q, &s->out, s->text, args, 2, &last, 1);
    return status < 0 ? status : gt_queue_finish(b->q);
}

static void theirs(void *data)
{
    rows *s = data;
    plain_copy(s->host_x, s->copied, COUNT);
}

static double row_error(const rows *s, const float *x, const float *got)
{
    double sum = 0, squares = 0, mean = 0, worst = 0;
    for (int i = 0; i < LENGTH; i++) {
        sum += exp((double)x[i]);
        mean += (double)x[i] / LENGTH;
    }
    for (int i = 0; i < LENGTH; i++) squares += (x[i] - mean) * (x[i] - mean) / LENGTH;
    for (int i = 0; i < LENGTH; i++) {
        const double want = s->norm ? (x[i] - mean) / sqrt(squares + 1e-5) * s->host_w[i] : exp((double)x[i]) / sum;
        const double off = fabs(got[i] - want) / (s->norm ? 1 : want);
        if (!(off <= worst)) worst = off;
    }
    return worst;
}

static double error(bench *b, void *data)
{
    const rows *s = data;
    double worst = 0;
    if (gt_download(b->q, s->got, COUNT * sizeof(float), s->out) < 0) return INFINITY;
    for (int r = 0; r < ROWS; r++) {
        const double off = row_error(s, s->host_x + (size_t)r * LENGTH, s->got + (size_t)r * LENGTH);
        if (!(off <= worst)) worst = off;
    }
    return worst;
}

static void bench_rows(bench *b, const char *name, const char *text, int norm)
{
    static const int64_t shape[] = {ROWS, LENGTH};
    if (!wanted(b, name)) return;
    rows s = {.text = text, .norm = norm};
    float **host[] = {&s.host_x, &s.host_w, &s.got, &s.copied};
    for (int i = 0; i < 4; i++) memset(*host[i] = aligned_alloc(4096, 4 * COUNT), 0, 4 * COUNT);
    for (int i = 0; i < COUNT; i++) s.host_x[i] = 4 * (float)uniform(b);
    for (int i = 0; i < LENGTH; i++) s.host_w[i] = (float)uniform(b);
    if (gt_upload(b->q, &s.x, GT_F32, 2, shape, s.host_x, COUNT * sizeof(float)) < 0 ||
        gt_upload(b->q, &s.w, GT_F32, 1, shape + 1, s.host_w, LENGTH * sizeof(float)) < 0) {
        printf("%-28s not run: %s\n", name, gt_last_error());
    } else {
        const double bytes = 8.0 * COUNT;
        run(b, &(contest){name, "C copy", bytes, bytes, "GB/s", 1e-5, ours, theirs, error, &s});
    }
    gt_tensor **tensors[] = {&s.x, &s.w, &s.out};
    for (int i = 0; i < 3; i++) clear(tensors[i]);
    for (int i = 0; i < 4; i++) free(*host[i]);
}

void row_contests(bench *b)
{
    bench_rows(b, "float32 softmax of rows", "e = exp(x - max(x)); e / sum(e)", 0);
    bench_rows(b, "float32 layer norm of rows", "d = x - mean(x); d / sqrt(mean(d * d) + 0.00001) * w", 1);
}

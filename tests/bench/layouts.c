/* Copies, casts and reductions in layouts whose axes do not suit each other. */
#include "bench.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plain.h"

typedef enum task { COPY, TURN, FLIP, TURN_ADD, TURN_CAST, SUM_ROWS, SUM_COLUMNS, ARGMAX } task;

typedef struct layout {
    task task;
    int32_t rank, axis;
    int64_t shape[4], count, outs;
    gt_tensor *x, *view, *out;
    float *host_x, *host_out;
    void *result;
} layout;

static int layout_ours(bench *b, void *data)
{
    layout *s = data;
    int32_t status;
    switch (s->task) {
    case TURN_ADD: status = gt_binary(b->q, GT_ADD, &s->out, s->x, s->view); break;
    case TURN_CAST: status = gt_copy(b->q, &s->out, s->view, GT_F16); break;
    case SUM_ROWS:
    case SUM_COLUMNS: status = gt_reduce(b->q, GT_ADD, &s->out, s->x, &s->axis, 1, NULL); break;
    case ARGMAX: status = gt_arg_reduce(b->q, GT_MAXIMUM, &s->out, s->x, NULL, 0, NULL); break;
    default: status = gt_copy(b->q, &s->out, s->view, 0); break;
    }
    return status < 0 ? status : gt_queue_finish(b->q);
}

static void layout_copy(void *data)
{
    layout *s = data;
    plain_copy(s->host_x, s->host_out, (size_t)s->count);
}

/* Element i of x with its axes in reverse order. */
static double turned(const layout *s, int64_t i)
{
    int64_t at = 0, stride = s->count;
    int64_t place[4];
    for (int32_t axis = 0; axis < s->rank; axis++) { /* axis 0 of x is the last one of the turned tensor */
        place[axis] = i % s->shape[axis];
        i /= s->shape[axis];
    }
    for (int32_t axis = 0; axis < s->rank; axis++) {
        stride /= s->shape[axis];
        at += place[axis] * stride;
    }
    return s->host_x[at];
}

static double half(uint16_t bits)
{
    int exponent = bits >> 10 & 31;
    double magnitude = exponent ? ldexp(1024 + (bits & 1023), exponent - 25) : ldexp(bits & 1023, -24);
    return bits >> 15 ? -magnitude : magnitude;
}

/* How far element i of the result is from what it should be, in what its terms add up to. */
static double layout_error_at(const layout *s, int64_t i)
{
    const float *x = s->host_x, *got = s->result;
    double want = 0, sum = 0, value = 0, least;
    switch (s->task) {
    case COPY: return fabsf(got[i] - x[i]);
    case TURN: return fabs(got[i] - turned(s, i));
    case FLIP: return fabsf(got[i] - x[s->count - 1 - i]);
    case TURN_ADD: return fabs(got[i] - (x[i] + turned(s, i))) / 24;
    case TURN_CAST:
        value = turned(s, i);
        return fabs(half(((const uint16_t *)s->result)[i]) - value) / 1024 / (fabs(value) + 1e-3);
    case SUM_ROWS:
    case SUM_COLUMNS:
        for (int64_t k = 0, n = s->count / s->outs; k < n; k++) {
            value = s->task == SUM_ROWS ? x[i * n + k] : x[k * s->outs + i];
            want += value;
            sum += fabs(value);
        }
        return fabs(got[i] - want) / (sum + 1e-3);
    default:
        least = x[((const int64_t *)s->result)[0]];
        for (int64_t k = 0; k < s->count; k++)
            if (x[k] > least) return 1;
        return 0;
    }
}

static double layout_error(bench *b, void *data)
{
    layout *s = data;
    double worst = 0;
    int64_t n = gt_tensor_count(s->out);
    if (gt_download(b->q, s->result, (size_t)(n * gt_dtype_size(gt_tensor_dtype(s->out))), s->out) < 0) return INFINITY;
    for (int64_t i = 0; i < n; i++) {
        double error = layout_error_at(s, i);
        if (!(error <= worst)) worst = error;
    }
    return worst;
}

static int32_t layout_view(layout *s)
{
    const gt_slice back = {.step = -1, .flags = GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP};
    const gt_slice all[] = {back, back, back, back};
    if (s->task == FLIP) return gt_tensor_slice(&s->view, s->x, all, s->rank);
    if (s->task == TURN || s->task == TURN_ADD || s->task == TURN_CAST)
        return gt_tensor_permute(&s->view, s->x, NULL, 0);
    return gt_tensor_slice(&s->view, s->x, NULL, 0);
}

/* bytes: read and written for each element of x. The rival copies as many elements. */
static void bench_layout(bench *b, const char *name, task task, double bytes, int32_t rank, const int64_t *shape)
{
    if (!wanted(b, name)) return;
    layout s = {.task = task, .rank = rank, .axis = task == SUM_COLUMNS ? 0 : rank - 1, .count = 1};
    for (int32_t axis = 0; axis < rank; axis++) s.count *= s.shape[axis] = shape[axis];
    s.outs = task == SUM_ROWS || task == SUM_COLUMNS ? s.count / shape[s.axis] : s.count;
    size_t size = ((size_t)s.count * 4 + 4095) / 4096 * 4096;
    s.host_x = aligned_alloc(4096, size);
    s.host_out = aligned_alloc(4096, size);
    s.result = aligned_alloc(4096, size);
    for (int64_t i = 0; i < s.count; i++) s.host_x[i] = (float)(12 * uniform(b));
    const double work = bytes * (double)s.count, copied = 8 * (double)s.count;
    const contest c = {name, "C copy", work, copied, "GB/s", 1e-6, layout_ours, layout_copy, layout_error, &s};
    if (gt_upload(b->q, &s.x, GT_F32, rank, shape, s.host_x, (size_t)s.count * 4) < 0 || layout_view(&s) < 0)
        printf("%-28s not run: %s\n", name, gt_last_error());
    else
        run(b, &c);
    clear(&s.x);
    clear(&s.view);
    clear(&s.out);
    free(s.host_x);
    free(s.host_out);
    free(s.result);
}

void layouts(bench *b)
{
    static const int64_t large[] = {16 << 20}, small[] = {1 << 20}, square[] = {3464, 3464}, four[] = {64, 48, 64, 64},
                         short_axes[] = {200, 300, 25, 8}, pairs[] = {6000000, 2}, tens[] = {1200000, 10},
                         rows[] = {120000, 100}, all[] = {12000000};
    bench_layout(b, "float32 copy 16 Mi", COPY, 8, 1, large);
    bench_layout(b, "float32 copy 1 Mi", COPY, 8, 1, small);
    bench_layout(b, "float32 flipped copy 16 Mi", FLIP, 8, 1, large);
    bench_layout(b, "float32 transposed copy", TURN, 8, 2, square);
    bench_layout(b, "float32 4-d axes reversed", TURN, 8, 4, four);
    bench_layout(b, "float32 short axes reversed", TURN, 8, 4, short_axes);
    bench_layout(b, "float32 x + transposed x", TURN_ADD, 12, 2, square);
    bench_layout(b, "float16 transposed cast", TURN_CAST, 6, 2, square);
    bench_layout(b, "float32 sum of rows of 2", SUM_ROWS, 6, 2, pairs);
    bench_layout(b, "float32 sum of rows of 10", SUM_ROWS, 4.4, 2, tens);
    bench_layout(b, "float32 sum of rows of 100", SUM_ROWS, 4.04, 2, rows);
    bench_layout(b, "float32 sum of rows of 3464", SUM_ROWS, 4, 2, square);
    bench_layout(b, "float32 sum of 100 columns", SUM_COLUMNS, 4, 2, rows);
    bench_layout(b, "float32 sum of 3464 columns", SUM_COLUMNS, 4, 2, square);
    bench_layout(b, "float32 argmax 12 M", ARGMAX, 4, 1, all);
}

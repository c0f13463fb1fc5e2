/* Elements chosen by indices and by masks, beside a copy of as many bytes as are read and written. */
#include "bench.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plain.h"

typedef enum task { ALONG, PAIRS, MASK } task;

typedef struct chosen {
    const char *name;
    task task;
    int64_t rows, columns, bytes, found; /* bytes: read and written; found: elements of the result */
    gt_tensor *x, *mask, *index[2], *out;
    float *host_x, *want, *got, *copied;
    int64_t *host_index[2];
    uint8_t *host_mask;
} chosen;

static int ours(bench *b, void *data)
{
    chosen *s = data;
    const gt_tensor *const list[] = {s->index[0], s->index[1]};
    int32_t status = 0;
    switch (s->task) {
    case ALONG: status = gt_take_along(b->q, &s->out, s->x, s->index[1], 1); break;
    case PAIRS: status = gt_index(b->q, &s->out, s->x, list, 2); break;
    case MASK: status = gt_select(b->q, &s->out, s->x, s->mask); break;
    }
    return status < 0 ? status : gt_queue_finish(b->q);
}

static void theirs(void *data)
{
    chosen *s = data;
    plain_copy(s->host_x, s->copied, (size_t)s->bytes / 8);
}

static double error(bench *b, void *data)
{
    chosen *s = data;
    const size_t bytes = (size_t)s->found * sizeof(float);
    return gt_tensor_count(s->out) != s->found || gt_download(b->q, s->got, bytes, s->out) < 0 ||
           memcmp(s->got, s->want, bytes) != 0;
}

/* Random columns of each row in turn; of a random half the elements. */
static void fill(bench *b, chosen *s)
{
    const int64_t n = s->rows * s->columns;
    for (int64_t i = 0; i < n; i++) s->host_x[i] = (float)uniform(b);
    for (int64_t i = 0; i < n; i++) {
        const int64_t row = i / s->columns, column = (int64_t)((uniform(b) + 1) / 2 * (double)s->columns);
        s->host_index[0][i] = row;
        s->host_index[1][i] = column;
        s->host_mask[i] = uniform(b) > 0;
        if (s->task != MASK || s->host_mask[i])
            s->want[s->found++] = s->host_x[s->task == MASK ? i : row * s->columns + column];
    }
    s->bytes = s->task == MASK ? n + 4 * (n + s->found) : (s->task == PAIRS ? 24 : 16) * n;
}

static int32_t set_up(bench *b, chosen *s)
{
    const int64_t shape[] = {s->rows, s->columns};
    const size_t n = (size_t)(s->rows * s->columns);
    int32_t status = gt_upload(b->q, &s->x, GT_F32, 2, shape, s->host_x, 4 * n);
    if (status == 0) status = gt_upload(b->q, &s->mask, GT_BOOL, 2, shape, s->host_mask, n);
    for (int i = 0; i < 2 && status == 0; i++)
        status = gt_upload(b->q, &s->index[i], GT_I64, 2, shape, s->host_index[i], 8 * n);
    return status;
}

static void bench_chosen(bench *b, const char *name, task task, int64_t rows, int64_t columns)
{
    if (!wanted(b, name)) return;
    chosen s = {.name = name, .task = task, .rows = rows, .columns = columns};
    const size_t n = (size_t)(rows * columns);
    void **host[] = {(void **)&s.host_x,        (void **)&s.want,          (void **)&s.got,      (void **)&s.copied,
                     (void **)&s.host_index[0], (void **)&s.host_index[1], (void **)&s.host_mask};
    for (int i = 0; i < 7; i++) memset(*host[i] = aligned_alloc(4096, 12 * n), 0, 12 * n);
    fill(b, &s);
    if (set_up(b, &s) < 0) {
        printf("%-28s not run: %s\n", name, gt_last_error());
    } else {
        const double work = (double)s.bytes;
        run(b, &(contest){name, "C copy", work, work, "GB/s", 0, ours, theirs, error, &s});
    }
    gt_tensor **tensors[] = {&s.x, &s.mask, &s.index[0], &s.index[1], &s.out};
    for (int i = 0; i < 5; i++) clear(tensors[i]);
    for (int i = 0; i < 7; i++) free(*host[i]);
}

void chosen_contests(bench *b)
{
    bench_chosen(b, "float32 take_along 4 Mi", ALONG, 4096, 1024);
    bench_chosen(b, "float32 take_along 16 Mi", ALONG, 16384, 1024);
    bench_chosen(b, "float32 x[i, j] 4 Mi", PAIRS, 4096, 1024);
    bench_chosen(b, "float32 x[i, j] 16 Mi", PAIRS, 16384, 1024);
    bench_chosen(b, "float32 x[mask] 4 Mi", MASK, 4096, 1024);
    bench_chosen(b, "float32 x[mask] 16 Mi", MASK, 16384, 1024);
}

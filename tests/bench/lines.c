/* What goes along lines: scans, sorts, different elements, and beside them random numbers and gathers. */
#include "bench.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plain.h"

typedef enum task { SCAN, SORT, ARGSORT, UNIQUE, INVERSE, UNIFORM, GATHER } task;

/* row: elements that an index of a gather names. */
typedef struct job {
    const char *name;
    task task;
    int32_t dtype, axis;
    int64_t rows, columns, row;
} job;

typedef struct line {
    const job *job;
    int64_t count, bytes; /* that a scan reads and writes */
    gt_tensor *x, *index, *out, *inverse;
    void *host_x, *host_out, *result;
    int64_t *host_index;
    size_t found;
} line;

static int line_ours(bench *b, void *data)
{
    line *s = data;
    const int64_t shape[] = {s->count};
    int32_t status = 0;
    switch (s->job->task) {
    case SCAN: status = gt_scan(b->q, GT_ADD, &s->out, s->x, s->job->axis, NULL); break;
    case SORT: status = gt_sort(b->q, &s->out, s->x, 0, 0); break;
    case ARGSORT: status = gt_argsort(b->q, &s->out, s->x, 0, 0); break;
    case UNIQUE: /* makes new tensors */
        clear(&s->out);
        status = gt_unique(b->q, &s->out, NULL, NULL, NULL, s->x, 0);
        break;
    case INVERSE:
        clear(&s->out);
        clear(&s->inverse);
        status = gt_unique(b->q, &s->out, NULL, &s->inverse, NULL, s->x, 0);
        break;
    case UNIFORM: status = gt_random(b->q, &s->out, GT_F32, 1, shape, GT_RANDOM_UNIFORM, NULL); break;
    case GATHER: status = gt_take(b->q, &s->out, s->x, s->index, 0); break;
    }
    return status < 0 ? status : gt_queue_finish(b->q);
}

static void line_plain(void *data)
{
    line *s = data;
    const size_t n = (size_t)s->count;
    switch (s->job->task) {
    case SCAN: plain_copy(s->host_x, s->host_out, (size_t)s->bytes / 8); break; /* as many, read and written */
    case SORT: plain_sort(s->host_x, s->host_out, n); break;
    case ARGSORT: plain_argsort(s->host_x, s->host_out, n); break;
    case UNIQUE:
    case INVERSE: s->found = plain_unique(s->host_x, s->host_out, n); break;
    case UNIFORM: plain_fill(s->host_out, 0.5F, n); break;
    case GATHER: plain_gather(s->host_x, s->host_index, s->host_out, n / (size_t)s->job->row, (size_t)s->job->row);
    }
}

static double value_at(const void *p, int32_t dtype, int64_t i)
{
    switch (dtype) {
    case GT_BOOL: return ((const uint8_t *)p)[i];
    case GT_I32: return ((const int32_t *)p)[i];
    case GT_I64: return (double)((const int64_t *)p)[i];
    case GT_F64: return ((const double *)p)[i];
    default: return ((const float *)p)[i];
    }
}

/* How far sums are off, in what their terms add up to. */
static double scan_error(const line *s)
{
    const job *j = s->job;
    const int32_t out = gt_tensor_dtype(s->out);
    const int64_t step = j->axis == 0 ? j->columns : 1, n = j->axis == 0 ? j->rows : j->columns;
    double worst = 0;
    for (int64_t k = 0; k < s->count / n; k++) {
        double sum = 0, size = 0;
        for (int64_t i = 0; i < n; i++) {
            const int64_t at = (j->axis == 0 ? k : k * n) + i * step;
            const double x = value_at(s->host_x, j->dtype, at);
            sum += x;
            size += fabs(x);
            const double error = fabs(value_at(s->result, out, at) - sum) / (size + 1e-9);
            if (!(error <= worst)) worst = error;
        }
    }
    return worst;
}

static double line_error(bench *b, void *data)
{
    line *s = data;
    const int32_t dtype = gt_tensor_dtype(s->out);
    const size_t bytes = (size_t)(gt_tensor_count(s->out) * gt_dtype_size(dtype));
    if (gt_download(b->q, s->result, bytes, s->out) < 0) return INFINITY;
    if (s->job->task == SCAN) return scan_error(s);
    if (s->job->task == UNIQUE || s->job->task == INVERSE)
        return bytes != 4 * s->found || memcmp(s->result, s->host_out, bytes) != 0;
    if (s->job->task != UNIFORM) return memcmp(s->result, s->host_out, bytes) != 0;
    double sum = 0;
    for (int64_t i = 0; i < s->count; i++) sum += ((const float *)s->result)[i];
    return fabs(sum / (double)s->count - 0.5) * sqrt((double)s->count);
}

static void fill(bench *b, line *s)
{
    const job *j = s->job;
    for (int64_t i = 0; i < s->count; i++) {
        const double x = j->task == INVERSE ? floor(1000 * uniform(b)) : 12 * uniform(b);
        switch (j->dtype) {
        case GT_BOOL: ((uint8_t *)s->host_x)[i] = x > 0; break;
        case GT_I32: ((int32_t *)s->host_x)[i] = (int32_t)(1e8 * x); break;
        case GT_F64: ((double *)s->host_x)[i] = x; break;
        default: ((float *)s->host_x)[i] = (float)x;
        }
    }
    const int64_t named = s->count / j->row;
    for (int64_t i = 0; i < named; i++) s->host_index[i] = (int64_t)((uniform(b) + 1) / 2 * (double)named);
}

/* Bytes of an element that are read and written, or with sorts what makes millions of elements of them. */
static contest contest_of(line *s)
{
    const job *j = s->job;
    const double n = (double)s->count;
    contest c = {j->name, "C++", 1e3 * n, 1e3 * n, "M/s", 0, line_ours, line_plain, line_error, s};
    if (j->task == SCAN) {
        c.rival = "C copy", c.unit = "GB/s", c.tolerance = 1e-5;
        c.work = c.rival_work = (double)s->bytes;
    } else if (j->task == UNIFORM) {
        c.rival = "C fill", c.unit = "GB/s", c.tolerance = 3, c.work = c.rival_work = 4 * n;
    } else if (j->task == GATHER) {
        c.rival = "C", c.unit = "GB/s", c.work = c.rival_work = 8 * n + 8 * n / (double)j->row;
    }
    return c;
}

static int32_t set_up(bench *b, line *s)
{
    const job *j = s->job;
    const int64_t lines = s->count / j->row, flat[] = {s->count}, plane[] = {j->rows, j->columns},
                  rows[] = {lines, j->row};
    const size_t bytes = (size_t)(s->count * gt_dtype_size(j->dtype));
    int32_t status = j->task == GATHER ? gt_upload(b->q, &s->x, j->dtype, 2, rows, s->host_x, bytes)
                     : j->rows > 1     ? gt_upload(b->q, &s->x, j->dtype, 2, plane, s->host_x, bytes)
                                       : gt_upload(b->q, &s->x, j->dtype, 1, flat, s->host_x, bytes);
    if (status == 0) status = gt_upload(b->q, &s->index, GT_I64, 1, &lines, s->host_index, (size_t)lines * 8);
    if (status == 0) status = line_ours(b, s); /* which makes the result */
    if (status == 0) s->bytes = s->count * (gt_dtype_size(j->dtype) + gt_dtype_size(gt_tensor_dtype(s->out)));
    return status;
}

static void bench_line(bench *b, const job *j)
{
    if (!wanted(b, j->name)) return;
    line s = {.job = j, .count = j->rows * j->columns};
    const size_t bytes = ((size_t)s.count * 8 + 4095) / 4096 * 4096;
    void **host[] = {&s.host_x, &s.host_out, &s.result, (void **)&s.host_index};
    for (int i = 0; i < 4; i++) memset(*host[i] = aligned_alloc(4096, bytes), 0, bytes);
    fill(b, &s);
    if (set_up(b, &s) < 0) {
        printf("%-28s not run: %s\n", j->name, gt_last_error());
    } else {
        const contest c = contest_of(&s);
        run(b, &c);
    }
    gt_tensor **tensors[] = {&s.x, &s.index, &s.out, &s.inverse};
    for (int i = 0; i < 4; i++) {
        clear(tensors[i]);
        free(*host[i]);
    }
}

void lines(bench *b)
{
    static const int64_t mi = 1 << 20;
    const job jobs[] = {
        {"float32 cumsum 4 Mi", SCAN, GT_F32, -1, 1, 4 * mi, 1},
        {"float32 cumsum 16 Mi", SCAN, GT_F32, -1, 1, 16 * mi, 1},
        {"float32 cumsum of rows", SCAN, GT_F32, 1, 4096, 4096, 1},
        {"float32 cumsum of columns", SCAN, GT_F32, 0, 4096, 4096, 1},
        {"float64 cumsum 4 Mi", SCAN, GT_F64, -1, 1, 4 * mi, 1},
        {"int32 cumsum 16 Mi", SCAN, GT_I32, -1, 1, 16 * mi, 1},
        {"bool cumsum 16 Mi", SCAN, GT_BOOL, -1, 1, 16 * mi, 1},
        {"float32 sort 4 Mi", SORT, GT_F32, 0, 1, 4 * mi, 1},
        {"float32 argsort 4 Mi", ARGSORT, GT_F32, 0, 1, 4 * mi, 1},
        {"float32 unique 4 Mi", UNIQUE, GT_F32, 0, 1, 4 * mi, 1},
        {"float32 unique inverse 4 Mi", INVERSE, GT_F32, 0, 1, 4 * mi, 1},
        {"float32 uniform 16 Mi", UNIFORM, GT_F32, 0, 1, 16 * mi, 1},
        {"float32 gather 1 Mi", GATHER, GT_F32, 0, 1, mi, 1},
        {"float32 gather rows of 256", GATHER, GT_F32, 0, 1, 16 * mi, 256},
    };
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) bench_line(b, jobs + i);
}

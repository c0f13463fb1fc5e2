#include <gputensor/names.h>
#include "support/scenarios.h"

/* ---- What the work is done on ------------------------------------------------------------------------------------ */

static const int64_t s23[] = {2, 3}, s6[] = {6}, s22[] = {2, 2}, s3[] = {3}, places[] = {1, 2, 3};
const double world_numbers[6] = {1, 2, 3, 4, 5, 6};

world open_world(void)
{
    world w = {.device = gt_device_find(NULL)};
    const float values[] = {1, 2, 3, 4, 5, 6};
    must(gt_context_create(&w.ctx, w.device, NULL));
    w.q = gt_context_queue(w.ctx);
    must(gt_upload(w.q, &w.a, GT_F32, 2, s23, values, sizeof values));
    must(gt_upload(w.q, &w.given, GT_F32, 2, s23, values, sizeof values));
    must(gt_upload(w.q, &w.line, GT_F32, 1, s6, values, sizeof values));
    must(gt_upload(w.q, &w.square, GT_F32, 2, s22, values, 4 * sizeof *values));
    must(gt_upload(w.q, &w.places, GT_I64, 1, s3, places, sizeof places));
    must(gt_tensor_permute(&w.turned, w.a, NULL, 0));
    return w;
}

void clear_world(world *w)
{
    support_drop(&w->made);
    support_drop(&w->more);
    gt_event_free(w->event);
    gt_event_free(w->later);
    gt_queue_free(w->made_q);
    gt_context_free(w->made_ctx);
    w->event = w->later = NULL;
    w->made_q = NULL;
    w->made_ctx = NULL;
    memset(w->host, 0, sizeof w->host);
    must(gt_queue_finish(w->q));
    must(gt_context_trim(w->ctx, 0));
}

void close_world(world *w)
{
    clear_world(w);
    support_drop(&w->a);
    support_drop(&w->turned);
    support_drop(&w->given);
    support_drop(&w->line);
    support_drop(&w->square);
    support_drop(&w->places);
    gt_context_free(w->ctx);
}

int64_t world_used(const world *w)
{
    gt_context_stats stats = {.size = sizeof stats};
    must(gt_context_statistics(w->ctx, &stats));
    return stats.used;
}

void world_expect(gt_queue *q, const gt_tensor *t, int64_t count, const double *values)
{
    float host[16];
    assert_int_equal(gt_tensor_count(t), count);
    assert_int_equal(gt_tensor_dtype(t), GT_F32);
    must(gt_download(q, host, (size_t)count * sizeof *host, t));
    for (int64_t i = 0; i < count; i++)
        if (host[i] != (float)values[i]) fail_msg("element %lld is %g, want %g", (long long)i, host[i], values[i]);
}

/* ---- Scenarios: work that returns its status, and what must have come out ---------------------------------------- */

static int32_t run_context(world *w)
{
    return gt_context_create(&w->made_ctx, w->device, NULL);
}

static void check_context(world *w)
{
    assert_non_null(gt_context_queue(w->made_ctx));
}

static int32_t run_zeros(world *w)
{
    return gt_tensor_create(w->q, &w->made, GT_F32, 2, s23, 0);
}

static void check_zeros(world *w)
{
    const double zeros[6] = {0};
    world_expect(w->q, w->made, 6, zeros);
}

static int32_t run_upload(world *w)
{
    static const float values[] = {1, 2, 3, 4, 5, 6};
    return gt_upload(w->q, &w->made, GT_F32, 2, s23, values, sizeof values);
}

static void check_numbers(world *w)
{
    world_expect(w->q, w->made, 6, world_numbers);
}

static int32_t run_download(world *w)
{
    return gt_download(w->q, w->host, sizeof w->host, w->turned);
}

static void check_download(world *w)
{
    const float want[] = {1, 4, 2, 5, 3, 6};
    assert_memory_equal(w->host, want, sizeof want);
}

static int32_t run_copy(world *w)
{
    return gt_copy(w->q, &w->made, w->turned, GT_F32);
}

static void check_copy(world *w)
{
    world_expect(w->q, w->made, 6, (const double[]){1, 4, 2, 5, 3, 6});
}

static int32_t run_elementwise(world *w)
{
    return gt_binary(w->q, GT_MULTIPLY, &w->made, w->a, w->given);
}

static void check_elementwise(world *w)
{
    world_expect(w->q, w->made, 6, (const double[]){1, 4, 9, 16, 25, 36});
}

/* The destination overlaps an operand: computed aside, then copied. */
static int32_t run_overlap(world *w)
{
    const gt_slice backwards[] = {{0, 0, 0, 0, 0}, {0, 0, -1, GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP, 0}};
    int32_t status = gt_tensor_slice(&w->made, w->given, backwards, 2);
    return status == GT_OK ? gt_unary(w->q, GT_ABS, &w->made, w->given) : status;
}

static void check_overlap(world *w)
{
    world_expect(w->q, w->made, 6, world_numbers);
    support_drop(&w->made);
    must(gt_copy(w->q, &w->given, w->a, 0)); /* as it was */
}

static void put_back(world *w)
{
    const float values[] = {1, 2, 3, 4, 5, 6};
    must(gt_upload(w->q, &w->given, GT_F32, 2, s23, values, sizeof values));
    must(gt_upload(w->q, &w->line, GT_F32, 1, s6, values, sizeof values));
    must(gt_upload(w->q, &w->square, GT_F32, 2, s22, values, 4 * sizeof *values));
    must(gt_upload(w->q, &w->places, GT_I64, 1, s3, places, sizeof places));
}

/* Through a temporary, into memory that is there. */
static int32_t run_upload_cast(world *w)
{
    static const int16_t values[] = {6, 5, 4, 3, 2, 1};
    return gt_upload_async(w->q, &w->given, GT_I16, 2, s23, values, sizeof values);
}

static void check_upload_cast(world *w)
{
    world_expect(w->q, w->given, 6, (const double[]){6, 5, 4, 3, 2, 1});
    put_back(w);
}

static int32_t run_fill(world *w)
{
    const gt_scalar seven = gt_int(7);
    return gt_fill(w->q, &w->given, GT_F32, 2, s23, &seven);
}

static void check_fill(world *w)
{
    world_expect(w->q, w->given, 6, (const double[]){7, 7, 7, 7, 7, 7});
    put_back(w);
}

static int32_t run_arange(world *w)
{
    const gt_scalar start = gt_int(10), step = gt_int(-2);
    return gt_arange(w->q, &w->line, GT_F32, &start, &step, 6);
}

static void check_arange(world *w)
{
    world_expect(w->q, w->line, 6, (const double[]){10, 8, 6, 4, 2, 0});
    put_back(w);
}

static int32_t run_matmul_given(world *w)
{
    const gt_scalar beta = gt_int(10);
    const gt_matmul_opts opts = {.size = sizeof opts, .beta = &beta};
    return gt_matmul(w->q, &w->square, w->a, w->turned, &opts);
}

static void check_matmul_given(world *w)
{
    world_expect(w->q, w->square, 4, (const double[]){24, 52, 62, 117});
    put_back(w);
}

static int32_t run_places(world *w)
{
    return gt_arg_reduce(w->q, GT_MAXIMUM, &w->places, w->a, (const int32_t[]){0}, 1, NULL);
}

static void expect_places(world *w, int64_t first, int64_t second, int64_t third)
{
    const int64_t want[] = {first, second, third};
    int64_t got[3];
    must(gt_download(w->q, got, sizeof got, w->places));
    assert_memory_equal(got, want, sizeof want);
}

static void check_places(world *w)
{
    expect_places(w, 1, 1, 1);
    put_back(w);
}

static int32_t run_reduce(world *w)
{
    return gt_reduce(w->q, GT_ADD, &w->made, w->a, (const int32_t[]){0}, 1, NULL);
}

static void check_reduce(world *w)
{
    world_expect(w->q, w->made, 3, (const double[]){5, 7, 9});
}

static int32_t run_moments(world *w)
{
    return gt_moments(w->q, &w->made, &w->more, w->a, (const int32_t[]){-1}, 1, 0, NULL);
}

static void check_moments(world *w)
{
    float variance[2];
    world_expect(w->q, w->made, 2, (const double[]){2, 5});
    must(gt_download(w->q, variance, sizeof variance, w->more));
    assert_true(variance[0] > 0.66f && variance[0] < 0.67f && variance[1] == variance[0]);
}

static int32_t run_matmul(world *w)
{
    return gt_matmul(w->q, &w->made, w->a, w->turned, NULL);
}

static void check_matmul(world *w)
{
    world_expect(w->q, w->made, 4, (const double[]){14, 32, 32, 77});
}

static int32_t run_transfer(world *w)
{
    int32_t status = run_context(w);
    return status < 0 ? status : gt_transfer(gt_context_queue(w->made_ctx), &w->made, w->q, w->turned);
}

static void check_transfer(world *w)
{
    world_expect(gt_context_queue(w->made_ctx), w->made, 6, (const double[]){1, 4, 2, 5, 3, 6});
}

static int32_t run_events(world *w)
{
    int64_t ns = -1;
    const gt_queue_opts opts = {.size = sizeof opts, .profile = 1};
    int32_t status = gt_queue_create(&w->made_q, w->ctx, &opts);
    if (status == GT_OK) status = gt_event_record(w->made_q, &w->event);
    if (status == GT_OK) status = gt_queue_wait(w->q, w->event);
    if (status == GT_OK) status = gt_event_record(w->made_q, &w->later);
    if (status == GT_OK) status = gt_event_wait(w->later, 10000000000);
    if (status == GT_OK) status = gt_event_wait(w->event, -1);
    if (status == GT_OK) status = gt_event_elapsed(w->event, w->later, &ns);
    if (status == GT_OK) status = gt_queue_flush(w->made_q);
    return status == GT_OK ? gt_queue_finish(w->q) : status;
}

static void check_events(world *w)
{
    assert_int_equal(gt_event_done(w->event), 1);
    assert_int_equal(gt_event_done(w->later), 1);
}

/* Memory that one queue has used goes to another one. */
static int32_t run_pool(world *w)
{
    int32_t status = gt_queue_create(&w->made_q, w->ctx, NULL);
    if (status == GT_OK) status = gt_copy(w->made_q, &w->made, w->a, 0);
    support_drop(&w->made);
    if (status == GT_OK) status = gt_copy(w->q, &w->made, w->a, 0);
    return status == GT_OK ? gt_queue_finish(w->q) : status;
}

static int32_t run_files(world *w)
{
    int32_t status = gt_save_npy(w->q, w->path, w->turned);
    return status == GT_OK ? gt_load_npy(w->q, &w->made, w->path) : status;
}

static const scenario scenarios[] = {
    {.name = "context", .run = run_context, .check = check_context},
    {.name = "zeros", .run = run_zeros, .check = check_zeros},
    {.name = "upload", .run = run_upload, .check = check_numbers},
    {.name = "upload_cast", .run = run_upload_cast, .check = check_upload_cast},
    {.name = "download", .run = run_download, .check = check_download},
    {.name = "copy", .run = run_copy, .check = check_copy},
    {.name = "elementwise", .run = run_elementwise, .check = check_elementwise},
    {.name = "overlap", .run = run_overlap, .check = check_overlap, .several = true},
    {.name = "fill_given", .run = run_fill, .check = check_fill, .no_blocks = true},
    {.name = "arange_given", .run = run_arange, .check = check_arange},
    {.name = "matmul_given", .run = run_matmul_given, .check = check_matmul_given},
    {.name = "arg_reduce_given", .run = run_places, .check = check_places},
    {.name = "reduce", .run = run_reduce, .check = check_reduce},
    {.name = "moments", .run = run_moments, .check = check_moments},
    {.name = "matmul", .run = run_matmul, .check = check_matmul},
    {.name = "transfer", .run = run_transfer, .check = check_transfer, .own_host = true, .several = true},
    {.name = "events", .run = run_events, .check = check_events, .several = true, .queues = true},
    {.name = "pool", .run = run_pool, .check = check_numbers, .several = true, .queues = true},
    {.name = "files", .run = run_files, .check = check_copy, .own_host = true, .files = true},
};
int32_t scenario_count(void)
{
    return (int32_t)(sizeof scenarios / sizeof *scenarios);
}

const scenario *scenario_at(int32_t index)
{
    return &scenarios[index];
}

void check_failure(const scenario *s, const world *w, int32_t status, const char *where)
{
    gt_error last = {.size = sizeof last};
    gt_last_error_get(&last);
    if (status >= 0) fail_msg("%s: %s failed, yet the status is %d", s->name, where, status);
    if (!gt_enum_name(GT_KIND_STATUS, status) || status == GT_E_INTERNAL)
        fail_msg("%s: %s failed with status %d: %s", s->name, where, status, last.message);
    assert_int_equal(last.status, status);
    if (!last.message[0] || !last.operation[0]) fail_msg("%s: no message for %s", s->name, where);
    if (!s->several && (w->made || w->more || w->made_ctx)) fail_msg("%s: %s failed and left a result", s->name, where);
}

void check_recovery(const scenario *s, world *w, int64_t used)
{
    clear_world(w);
    assert_int_equal(world_used(w), used);
    world_expect(w->q, w->a, 6, world_numbers);
    world_expect(w->q, w->given, 6, world_numbers);
    world_expect(w->q, w->line, 6, world_numbers);
    world_expect(w->q, w->square, 4, world_numbers);
    expect_places(w, places[0], places[1], places[2]);
    int32_t status = s->run(w);
    if (status != GT_OK) fail_msg("%s: again: %d, %s", s->name, status, gt_last_error());
    s->check(w);
    clear_world(w);
    assert_int_equal(world_used(w), used);
}

/* What the work of scenarios is done on. */
#include "support/scenarios.h"

static const int64_t s23[] = {2, 3}, s32[] = {3, 2}, s6[] = {6}, s22[] = {2, 2}, s3[] = {3}, s2[] = {2}, s16[] = {16};
static const int64_t places[] = {1, 2, 3};
const double world_numbers[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

void world_put_back(world *w)
{
    float values[16];
    for (int i = 0; i < 16; i++) values[i] = (float)world_numbers[i];
    must(gt_upload(w->q, &w->given, GT_F32, 2, s23, values, 6 * sizeof *values));
    must(gt_upload(w->q, &w->tall, GT_F32, 2, s32, values, 6 * sizeof *values));
    must(gt_upload(w->q, &w->line, GT_F32, 1, s6, values, 6 * sizeof *values));
    must(gt_upload(w->q, &w->row, GT_F32, 1, s16, values, sizeof values));
    must(gt_upload(w->q, &w->square, GT_F32, 2, s22, values, 4 * sizeof *values));
    must(gt_upload(w->q, &w->three, GT_F32, 1, s3, values, 3 * sizeof *values));
    for (int k = 0; k < 2; k++) must(gt_upload(w->q, &w->two[k], GT_F32, 1, s2, values, 2 * sizeof *values));
    must(gt_upload(w->q, &w->places, GT_I64, 1, s3, places, sizeof places));
}

world open_world(void)
{
    world w = {.device = gt_device_find(NULL)};
    const float values[] = {1, 2, 3, 4, 5, 6};
    must(gt_context_create(&w.ctx, w.device, NULL));
    w.q = gt_context_queue(w.ctx);
    must(gt_upload(w.q, &w.a, GT_F32, 2, s23, values, sizeof values));
    must(gt_tensor_permute(&w.turned, w.a, NULL, 0));
    must(gt_upload(w.q, &w.order, GT_I64, 1, s2, (const int64_t[]){1, 0}, 2 * sizeof(int64_t)));
    must(gt_upload(w.q, &w.pairs, GT_I8, 2, s32, (const int8_t[]){1, 4, 2, 5, 3, 6}, 6));
    must(gt_upload(w.q, &w.few, GT_I8, 1, s3, (const int8_t[]){1, 2, 3}, 3));
    world_put_back(&w);
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
    support_drop(&w->tall);
    support_drop(&w->line);
    support_drop(&w->row);
    support_drop(&w->square);
    support_drop(&w->three);
    for (int k = 0; k < 2; k++) support_drop(&w->two[k]);
    support_drop(&w->places);
    support_drop(&w->order);
    support_drop(&w->pairs);
    support_drop(&w->few);
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

void world_bytes(gt_queue *q, const gt_tensor *t, int64_t count, const int8_t *want)
{
    int8_t got[16];
    assert_int_equal(gt_tensor_count(t), count);
    assert_int_equal(gt_tensor_dtype(t), GT_I8);
    must(gt_download(q, got, (size_t)count, t));
    assert_memory_equal(got, want, (size_t)count);
}

void world_places(gt_queue *q, const gt_tensor *t, const int64_t *want)
{
    int64_t got[3];
    must(gt_download(q, got, sizeof got, t));
    assert_memory_equal(got, want, sizeof got);
}

int32_t scenario_run(const scenario *s, world *w)
{
    w->dst = s->into ? (gt_tensor **)(void *)((char *)w + s->into) : &w->made;
    return s->run(w);
}

void scenario_check(const scenario *s, world *w)
{
    s->check(w);
    world_put_back(w);
}

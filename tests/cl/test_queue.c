/* Queues and events: order, waiting, time limits, and pending work that outlives its handles. */
#include <gputensor/names.h> /* before support.h, whose `value` its parameters would shadow */
#include "support/support.h"
#include "support/leaks.h"
#include "support/range.h"

enum { LONG_N = 1 << 18, CHAIN = 30 };

static gt_queue *new_queue(gt_context *ctx, int32_t profile)
{
    gt_queue *q = NULL;
    gt_queue_opts opts = {.size = sizeof opts, .profile = profile};
    must(gt_queue_create(&q, ctx, &opts));
    assert_ptr_equal(gt_queue_context(q), ctx);
    assert_ptr_not_equal(q, gt_context_queue(ctx));
    return q;
}

/* ---- Order ------------------------------------------------------------------------------------------------------- */

static void in_order(void **state)
{
    (void)state;
    gt_queue *q = support_queue();
    gt_tensor *t = support_filled(q, 1000, 1);
    const gt_arg doubled[] = {gt_arg_tensor(t), gt_arg_scalar(gt_int(2))};
    float want = 1;
    for (int i = 0; i < 20; i++) {
        support_chain(q, t, 1);
        must(gt_apply(q, GT_MULTIPLY, &t, doubled, 2));
        want = (want + 1) * 2;
    }
    support_expect_all(q, t, want);
    support_drop(&t);
}

/* What a late reader on another queue sees of a long chain. */
static void ordered_by_events(void **state)
{
    (void)state;
    gt_context *ctx = support_context();
    gt_queue *a = new_queue(ctx, 0), *b = new_queue(ctx, 0);
    gt_tensor *x = support_filled(a, LONG_N, 0), *y = NULL;
    gt_event *ready = NULL, *copied = NULL;
    for (int round = 1; round <= 3; round++) {
        support_chain(a, x, CHAIN);
        must(gt_event_record(a, &ready));
        must(gt_queue_wait(b, ready));
        must(gt_copy(b, &y, x, 0));
        must(gt_event_record(b, &copied));
        must(gt_queue_wait(a, copied)); /* the next round must not overwrite x too early */
        support_chain(a, x, CHAIN);
        support_expect_all(b, y, (float)(CHAIN * (2 * round - 1)));
        gt_event_free(ready);
        gt_event_free(copied);
    }
    support_expect_all(a, x, CHAIN * 6);
    support_drop(&x);
    support_drop(&y);
    gt_queue_free(a);
    gt_queue_free(b);
}

/* A wait is work of the queue: finishing it finishes what it waits for. */
static void finish_includes_waits(void **state)
{
    (void)state;
    gt_context *ctx = support_context();
    gt_queue *a = new_queue(ctx, 0), *b = new_queue(ctx, 0);
    gt_tensor *x = support_filled(a, LONG_N, 0);
    float *host = support_array(GT_F32, LONG_N);
    gt_event *done = NULL;
    support_chain(a, x, CHAIN);
    must(gt_download_async(a, host, LONG_N * sizeof *host, x));
    must(gt_event_record(a, &done));
    must(gt_queue_wait(b, done));
    must(gt_queue_finish(b));
    assert_int_equal(gt_event_done(done), 1);
    assert_true(host[0] == CHAIN && host[LONG_N - 1] == CHAIN);
    gt_event_free(done);
    free(host);
    support_drop(&x);
    gt_queue_free(a);
    gt_queue_free(b);
}

/* An event that was recorded before the queue was finished is done, whether or not there was work before it. */
static void finish_includes_events(void **state)
{
    (void)state;
    gt_tensor *t = NULL;
    for (int i = 0; i < 400; i++) {
        gt_event *event = NULL;
        if (i % 2) must(gt_arange(support_queue(), &t, GT_F32, NULL, NULL, 64));
        must(gt_event_record(support_queue(), &event));
        must(gt_queue_finish(support_queue()));
        assert_int_equal(gt_event_done(event), 1);
        gt_event_free(event);
    }
    support_drop(&t);
}

static void flush_starts_work(void **state)
{
    (void)state;
    gt_queue *q = new_queue(support_context(), 0);
    gt_event *done = NULL;
    gt_tensor *t = support_filled(q, 100, 0);
    must(gt_queue_flush(q));
    must(gt_queue_flush(q));
    must(gt_queue_finish(q));
    must(gt_queue_finish(q)); /* nothing is there any more */
    must(gt_event_record(q, &done));
    must(gt_event_wait(done, -1));
    gt_event_free(done);
    support_drop(&t);
    gt_queue_free(q);
}

/* ---- Events ------------------------------------------------------------------------------------------------------ */

/* Three looks at an event that is not done: a wait of 1 us, one of no time, a question. */
static int seen_pending(const gt_event *event)
{
    if (gt_event_wait(event, 1000) != GT_E_TIMEOUT) return 0;
    assert_non_null(strstr(gt_last_error(), "gt_event_wait: not done after 1000 ns"));
    return gt_event_wait(event, 0) == GT_E_TIMEOUT && gt_event_done(event) == 0;
}

/* Enqueues more and more work until it is seen before it is done. A device may be done with the work on a small tensor
 * as fast as it is enqueued, so the tensor grows. */
static void outlast(gt_queue *q, gt_event **done)
{
    for (int64_t n = LONG_N; n <= LONG_N << 8; n *= 4) {
        gt_tensor *t = support_filled(q, n, 0);
        must(gt_queue_finish(q));
        support_chain(q, t, CHAIN);
        must(gt_event_record(q, done));
        support_drop(&t);
        if (seen_pending(*done)) return;
        gt_event_free(*done);
    }
    fail_msg("no work was long enough");
}

static void time_limits(void **state)
{
    (void)state;
    gt_queue *q = support_queue();
    gt_event *done = NULL;
    outlast(q, &done);
    must(gt_event_wait(done, INT64_MAX));
    assert_int_equal(gt_event_done(done), 1);
    must(gt_event_wait(done, 0));
    must(gt_event_wait(done, -1));
    gt_event_free(done);
}

static void elapsed(void **state)
{
    (void)state;
    gt_queue *q = new_queue(support_context(), 1), *plain = new_queue(support_context(), 0);
    gt_event *begin = NULL, *end = NULL, *untimed = NULL;
    gt_tensor *t = support_filled(q, LONG_N, 0);
    must(gt_queue_finish(q));
    must(gt_event_record(q, &begin));
    support_chain(q, t, 20);
    must(gt_event_record(q, &end));
    must(gt_event_record(plain, &untimed));
    int64_t ns = -1, back = 0, none = -1;
    must(gt_event_elapsed(begin, end, &ns));
    assert_within(ns, support_machine() == MACHINE_RUSTICL ? 0 : 1000, 60000000000); /* 22.3 has no clock */
    must(gt_event_elapsed(end, begin, &back));
    assert_true(back == -ns);
    must(gt_event_elapsed(end, end, &none));
    assert_int_equal(none, 0);
    must_be(GT_E_UNSUPPORTED, gt_event_elapsed(begin, untimed, &ns));
    must_be(GT_E_UNSUPPORTED, gt_event_elapsed(untimed, end, &ns));
    assert_non_null(strstr(gt_last_error(), "profile"));
    assert_true(back == -ns);
    gt_event_free(begin);
    gt_event_free(end);
    gt_event_free(untimed);
    support_drop(&t);
    gt_queue_free(q);
    gt_queue_free(plain);
}

static void option_struct(void **state)
{
    (void)state;
    struct {
        gt_queue_opts known;
        unsigned char tail[8];
    } longer = {.known = {.size = sizeof longer}};
    gt_queue *q = NULL;
    must(gt_queue_create(&q, support_context(), &longer.known));
    gt_queue_free(q);
    longer.tail[0] = 1;
    must_be(GT_E_UNSUPPORTED, gt_queue_create(&q, support_context(), &longer.known));
    assert_null(q);
    must(gt_queue_create(&q, support_context(), NULL));
    gt_queue_free(q);
}

/* ---- Handles that go while work is pending ----------------------------------------------------------------------- */

static void default_queue_stays(void **state)
{
    (void)state;
    gt_queue *q = support_queue();
    gt_queue_free(q);
    gt_queue_free(q);
    gt_tensor *t = support_filled(q, 10, 3);
    support_expect_all(q, t, 3);
    support_drop(&t);
    gt_queue_free(NULL);
    gt_event_free(NULL);
    gt_tensor_free(NULL);
}

static void freed_queue_still_runs(void **state)
{
    (void)state;
    gt_queue *q = new_queue(support_context(), 0);
    gt_event *done = NULL;
    gt_tensor *t = support_filled(q, LONG_N, 0);
    support_chain(q, t, CHAIN);
    must(gt_event_record(q, &done));
    gt_queue_free(q);
    must(gt_queue_wait(support_queue(), done));
    gt_event_free(done);
    support_expect_all(support_queue(), t, CHAIN);
    support_drop(&t);
}

static void freed_event_still_orders(void **state)
{
    (void)state;
    gt_queue *a = new_queue(support_context(), 0);
    gt_event *done = NULL;
    gt_tensor *t = support_filled(a, LONG_N, 0);
    support_chain(a, t, CHAIN);
    must(gt_event_record(a, &done));
    must(gt_queue_wait(support_queue(), done));
    gt_event_free(done);
    support_expect_all(support_queue(), t, CHAIN);
    support_drop(&t);
    gt_queue_free(a);
}

typedef struct handles {
    gt_context *ctx;
    gt_queue *q;
    gt_tensor *t;
    gt_event *event;
} handles;

static void free_one(handles *h, int which)
{
    switch (which) {
    case 0: gt_context_free(h->ctx); break;
    case 1: gt_queue_free(h->q); break;
    case 2: gt_tensor_free(h->t); break;
    default: gt_event_free(h->event); break;
    }
}

static handles busy_handles(void)
{
    handles h = {NULL, NULL, NULL, NULL};
    must(gt_context_create(&h.ctx, gt_device_find(NULL), NULL));
    h.q = new_queue(h.ctx, 0);
    h.t = support_filled(h.q, 1 << 16, 0);
    support_chain(h.q, h.t, 10);
    gt_tensor *other = support_filled(gt_context_queue(h.ctx), 100, 0); /* work on the default queue, too */
    support_drop(&other);
    must(gt_event_record(h.q, &h.event));
    return h;
}

static void any_order_of_frees(void **state)
{
    (void)state;
    for (int order = 0; order < 256; order++) {
        int at[] = {order & 3, order >> 2 & 3, order >> 4 & 3, order >> 6};
        int seen = 1 << at[0] | 1 << at[1] | 1 << at[2] | 1 << at[3];
        if (seen != 15) continue;
        handles h = busy_handles();
        for (int i = 0; i < 4; i++) free_one(&h, at[i]);
    }
}

/* Without their context's handle, its other handles work on. */
static void context_lives_on(void **state)
{
    (void)state;
    handles h = busy_handles();
    gt_tensor *more = NULL;
    gt_context_free(h.ctx);
    support_chain(h.q, h.t, 5);
    must(gt_copy(h.q, &more, h.t, GT_I32));
    support_expect_all(h.q, h.t, 15);
    must(gt_event_wait(h.event, -1));
    support_drop(&more);
    gt_tensor_free(h.t);
    gt_event_free(h.event);
    gt_queue_free(h.q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_order),
        cmocka_unit_test(ordered_by_events),
        cmocka_unit_test(finish_includes_waits),
        cmocka_unit_test(finish_includes_events),
        cmocka_unit_test(flush_starts_work),
        cmocka_unit_test(time_limits),
        cmocka_unit_test(elapsed),
        cmocka_unit_test(option_struct),
        cmocka_unit_test(default_queue_stays),
        cmocka_unit_test(freed_queue_still_runs),
        cmocka_unit_test(freed_event_still_orders),
        cmocka_unit_test(any_order_of_frees),
        cmocka_unit_test(context_lives_on),
        cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

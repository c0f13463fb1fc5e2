/* Sixteen threads at once: the first calls of a process, a queue for each and one for all, handles that other threads
 * free, kernels that all want. Built with the thread sanitizer too.
 *
 * Threads must not assert: cmocka leaves a test by a jump in its own thread. They count what is wrong. */
#define _POSIX_C_SOURCE 200809L /* pthread_barrier_t */
#include <gputensor/dlpack.h>
#include <gputensor/names.h> /* before support.h, whose `value` its parameters would shadow */
#include "support/support.h"
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include "cl/internal.h"
#include "support/leaks.h"

enum { THREADS = 16, ROUNDS = 60, N = 300 };

typedef struct job {
    pthread_t thread;
    int number;
    int wrong;
    gt_context *ctx;
    gt_queue *q;
    int32_t device, devices;
    char text[100];
} job;

static pthread_barrier_t together;

static void start(job *jobs, void *(*work)(void *))
{
    assert_int_equal(pthread_barrier_init(&together, NULL, THREADS), 0);
    for (int i = 0; i < THREADS; i++) {
        jobs[i].number = i;
        assert_int_equal(pthread_create(&jobs[i].thread, NULL, work, &jobs[i]), 0);
    }
}

static void join(job *jobs)
{
    int wrong = 0;
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(jobs[i].thread, NULL), 0);
        wrong += jobs[i].wrong;
    }
    pthread_barrier_destroy(&together);
    assert_int_equal(wrong, 0);
}

/* ---- The list of devices ----------------------------------------------------------------------------------------- */

static void *first_calls(void *argument)
{
    job *j = argument;
    pthread_barrier_wait(&together);
    switch (j->number % 4) {
    case 0: j->wrong += gt_is_available(NULL) != 1; break;
    case 1: j->wrong += gt_device_count() < 1; break;
    case 2: j->wrong += gt_device_find("cpu:0") == GT_E_INTERNAL; break;
    default: j->wrong += gt_context_create(&j->ctx, 0, NULL) == GT_E_INTERNAL; break;
    }
    j->devices = gt_device_count();
    j->device = gt_device_find(NULL);
    gt_context_free(j->ctx);
    return NULL;
}

/* The first test: only a process that has asked nothing yet can ask for the first time. */
static void first_calls_together(void **state)
{
    (void)state;
    job jobs[THREADS] = {{.number = 0}};
    start(jobs, first_calls);
    join(jobs);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(jobs[i].devices, gt_device_count());
        assert_int_equal(jobs[i].device, gt_device_find(NULL));
    }
    for (int32_t i = 0; i < gt_device_count(); i++) { /* none is listed twice */
        gt_device_desc desc = {.size = sizeof desc};
        must(gt_device_describe(i, &desc));
        assert_int_equal(gt_device_find(desc.id), i);
    }
}

/* ---- Queues ------------------------------------------------------------------------------------------------------ */

static int32_t one_round(const job *j, int round, float *back)
{
    float x[N], add = (float)(j->number + 1);
    const int64_t shape[] = {N};
    gt_tensor *a = NULL, *sum = NULL, *root = NULL;
    for (int i = 0; i < N; i++) x[i] = (float)(round + i) * (float)(round + i) - add;
    int32_t status = gt_upload_async(j->q, &a, GT_F32, 1, shape, x, sizeof x);
    const gt_arg args[] = {gt_arg_tensor(a), gt_arg_scalar(gt_float(add))};
    if (status == GT_OK) status = gt_apply(j->q, GT_ADD, &sum, args, 2);
    if (status == GT_OK) status = gt_unary(j->q, GT_SQRT, &root, sum);
    int32_t last = gt_download(j->q, back, N * sizeof *back, root); /* waits for the upload, too */
    if (status == GT_OK) status = last;
    gt_tensor_free(a);
    gt_tensor_free(sum);
    gt_tensor_free(root);
    return status;
}

/* What else one may ask of a context while others work on it. */
static int look_around(const job *j)
{
    gt_context_stats stats = {.size = sizeof stats};
    int wrong = gt_context_statistics(j->ctx, &stats) != GT_OK;
    wrong += stats.used < 0 || stats.cached < 0 || stats.peak < stats.used;
    wrong += gt_context_trim(j->ctx, j->number % 2 ? 0 : 1 << 20) != GT_OK;
    wrong += gt_context_set_limit(j->ctx, (int64_t)1 << (30 + j->number % 2)) != GT_OK;
    wrong += gt_queue_flush(j->q) != GT_OK;
    wrong += gt_build_log(j->ctx, NULL, 0) != 0;
    return wrong;
}

static void *compute(void *argument)
{
    job *j = argument;
    float back[N];
    pthread_barrier_wait(&together);
    for (int round = 0; round < ROUNDS; round++) {
        if (one_round(j, round, back) != GT_OK) {
            j->wrong++;
            continue;
        }
        for (int i = 0; i < N; i++) j->wrong += back[i] != (float)(round + i);
        if (round % 8 == 0) j->wrong += look_around(j);
    }
    snprintf(j->text, sizeof j->text, "no device of thread %d", j->number);
    if (gt_device_find(j->text) != GT_E_NO_DEVICE || !strstr(gt_last_error(), j->text)) j->wrong++;
    return NULL;
}

static void queues(bool own)
{
    gt_context *ctx = support_new_context(); /* its table of programs is empty */
    gt_context_stats stats = {.size = sizeof stats};
    job jobs[THREADS] = {{.number = 0}};
    for (int i = 0; i < THREADS; i++) {
        jobs[i].ctx = ctx;
        jobs[i].q = gt_context_queue(ctx);
        if (own) must(gt_queue_create(&jobs[i].q, ctx, NULL));
    }
    start(jobs, compute);
    join(jobs);
    must(gt_context_statistics(ctx, &stats));
    assert_int_equal(stats.programs_built, 2);
    assert_int_equal(stats.programs_in_memory, 2);
    assert_int_equal(stats.used, 0);
    for (int i = 0; i < THREADS; i++) gt_queue_free(jobs[i].q);
    gt_context_free(ctx);
}

static void one_queue_for_all(void **state)
{
    (void)state;
    queues(false);
}

static void a_queue_for_each(void **state)
{
    (void)state;
    queues(true);
}

/* ---- Frees in other threads -------------------------------------------------------------------------------------- */

/* What a thread leaves for its neighbour. */
static struct parcel {
    gt_queue *q;
    gt_tensor *t, *view;
    gt_event *ready;
    void *managed;
} parcels[THREADS];
static gt_tensor *shared;

/* All of it is used up, whatever fails. */
static int32_t unpack(gt_queue *q, struct parcel *p, float *back)
{
    gt_tensor *copy = NULL;
    int32_t status = gt_queue_wait(q, p->ready);
    gt_tensor_free(p->t); /* the view holds its memory */
    if (status == GT_OK) status = gt_copy(q, &copy, p->view, 0);
    gt_tensor_free(p->view);
    if (status == GT_OK) status = gt_event_done(p->ready) < 0 ? GT_E_DEVICE : GT_OK;
    gt_event_free(p->ready);
    if (p->managed) ((gt_dl_versioned *)p->managed)->deleter(p->managed);
    gt_queue_free(p->q);
    if (status == GT_OK) status = gt_download(q, back, N * sizeof *back, copy);
    gt_tensor_free(copy);
    return status;
}

static int32_t pack(const job *j, gt_queue *q, struct parcel *p)
{
    const int64_t n = N;
    const gt_scalar all = gt_int(j->number);
    *p = (struct parcel){.q = q};
    int32_t status = gt_fill(q, &p->t, GT_F32, 1, &n, &all);
    const gt_arg args[] = {gt_arg_tensor(p->t), gt_arg_tensor(shared)};
    if (status == GT_OK) status = gt_apply(q, GT_ADD, &p->t, args, 2);
    if (status == GT_OK) status = gt_tensor_alias(&p->view, p->t);
    const gt_dlpack_opts opts = {.size = sizeof opts, .device_type = GT_DLPACK_EXTENSION};
    if (status == GT_OK) status = gt_to_dlpack(q, &p->managed, p->t, &opts);
    return status == GT_OK ? gt_event_record(q, &p->ready) : status;
}

static void *hand_over(void *argument)
{
    job *j = argument;
    const int other = (j->number + 1) % THREADS;
    float back[N] = {0};
    for (int round = 0; round < ROUNDS; round++) {
        gt_queue *q = NULL, *mine = NULL;
        j->wrong += gt_queue_create(&q, j->ctx, NULL) != GT_OK;
        j->wrong += pack(j, q, &parcels[j->number]) != GT_OK;
        pthread_barrier_wait(&together);
        j->wrong += gt_queue_create(&mine, j->ctx, NULL) != GT_OK;
        j->wrong += unpack(mine, &parcels[other], back) != GT_OK;
        gt_queue_free(mine);
        for (int i = 0; i < N; i++) j->wrong += back[i] != (float)(other + 100);
        pthread_barrier_wait(&together);
    }
    return NULL;
}

static void freed_by_others(void **state)
{
    (void)state;
    gt_context *ctx = support_new_context();
    gt_context_stats stats = {.size = sizeof stats};
    job jobs[THREADS] = {{.number = 0}};
    shared = support_filled(gt_context_queue(ctx), N, 100);
    must(gt_queue_finish(gt_context_queue(ctx)));
    for (int i = 0; i < THREADS; i++) jobs[i].ctx = ctx;
    start(jobs, hand_over);
    join(jobs);
    support_drop(&shared);
    must(gt_context_statistics(ctx, &stats));
    assert_int_equal(stats.used, 0);
    gt_context_free(ctx);
}

/* The last handle of a context is whichever goes last: each thread drops one. */
static void *drop(void *argument)
{
    job *j = argument;
    pthread_barrier_wait(&together);
    if (j->number == 0) gt_context_free(j->ctx);
    gt_queue_free(j->q);
    gt_tensor_free(parcels[j->number].t);
    return NULL;
}

static void last_handles(void **state)
{
    (void)state;
    for (int round = 0; round < 20; round++) {
        gt_context *ctx = support_new_context();
        job jobs[THREADS] = {{.number = 0}};
        for (int i = 0; i < THREADS; i++) {
            jobs[i].ctx = ctx;
            must(gt_queue_create(&jobs[i].q, ctx, NULL));
            parcels[i].t = support_filled(jobs[i].q, 16 + i, i);
        }
        start(jobs, drop);
        join(jobs);
    }
}

/* ---- Memory by address ------------------------------------------------------------------------------------------- */

/* What each thread has now, for all to look at. */
static _Atomic uint64_t addresses[THREADS];

/* A tensor at an address that its owner frees at any moment: it is there and good, or it is refused. */
static int look_at(const job *j, uint64_t address)
{
    const int64_t n = 4;
    gt_tensor *t = NULL, *sum = NULL;
    const int32_t status = gt_tensor_at(&t, j->ctx, address, GT_F32, 1, &n, NULL);
    int wrong = address == 0 ? status != GT_E_INDEX : status != GT_OK && status != GT_E_INDEX;
    if (status == GT_OK) wrong += gt_tensor_alias(&sum, t) != GT_OK;
    gt_tensor_free(t);
    gt_tensor_free(sum);
    return wrong;
}

static void *take_and_look(void *argument)
{
    job *j = argument;
    pthread_barrier_wait(&together);
    for (int round = 0; round < 20 * ROUNDS; round++) {
        uint64_t address = 0;
        j->wrong += gt_memory_create(j->q, &address, 16 + 1000 * (round % 7)) != GT_OK;
        atomic_store(&addresses[j->number], address);
        for (int k = 1; k < 4; k++) j->wrong += look_at(j, atomic_load(&addresses[(j->number + k) % THREADS]));
        gt_memory_free(address);
    }
    return NULL;
}

static void memory_by_address(void **state)
{
    (void)state;
    gt_context *ctx = support_new_context();
    job jobs[THREADS] = {{.number = 0}};
    for (int i = 0; i < THREADS; i++) {
        jobs[i].ctx = ctx;
        jobs[i].q = gt_context_queue(ctx);
    }
    start(jobs, take_and_look);
    join(jobs);
    assert_int_equal(support_statistics(ctx).used, 0);
    gt_context_free(ctx);
}

/* ---- Wrong indices ----------------------------------------------------------------------------------------------- */

static void *finish(void *q)
{
    return gt_queue_finish(q) == GT_OK ? q : NULL;
}

/* Starts a thread that waits for much work on q, and returns when it does so, with the record of wrong indices asked
 * for. */
static pthread_t begin_to_wait(gt_queue *q, gt_tensor *slow)
{
    const struct timespec moment = {.tv_nsec = 100000};
    pthread_t thread;
    support_chain(q, slow, 300);
    assert_int_equal(pthread_create(&thread, NULL, finish, q), 0);
    for (int k = 0, reading = 0; k < 100000 && !reading; k++) {
        nanosleep(&moment, NULL);
        gt__lock(&q->ctx->lock);
        reading = q->reading;
        gt__unlock(&q->ctx->lock);
    }
    return thread;
}

/* One that is given while another thread waits is reported to who gave it. */
static void wrong_while_others_wait(void **state)
{
    (void)state;
    const int64_t n = 1;
    gt_queue *q = support_queue();
    gt_tensor *src = support_values(GT_F32, 1, &n, LIST(1)), *right = support_values(GT_I64, 1, &n, LIST(0)),
              *wrong = support_values(GT_I64, 1, &n, LIST(7)), *slow = support_filled(q, 1 << 20, 0), *dst = NULL;
    void *result = NULL;
    must(gt_take(q, &dst, src, right, 0));
    const pthread_t thread = begin_to_wait(q, slow);
    must(gt_take(q, &dst, src, wrong, 0));
    must_be(GT_E_INDEX, gt_queue_finish(q));
    pthread_join(thread, &result);
    assert_non_null(result);
    support_drop(&src), support_drop(&right), support_drop(&wrong), support_drop(&slow), support_drop(&dst);
}

/* ---- Kernels ----------------------------------------------------------------------------------------------------- */

/* Half of the threads want one kernel, the others one of seven others. */
static void *build(void *argument)
{
    static const int32_t operations[] = {GT_EXP, GT_SIGMOID, GT_LOG, GT_TANH, GT_ABS, GT_SQRT, GT_FLOOR};
    job *j = argument;
    gt_tensor *out = NULL;
    float back[N];
    const int32_t op = j->number % 2 ? GT_NEGATIVE : operations[j->number / 2 % 7];
    pthread_barrier_wait(&together);
    j->wrong += gt_unary(j->q, op, &out, shared) != GT_OK;
    j->wrong += gt_download(j->q, back, sizeof back, out) != GT_OK;
    if (op == GT_NEGATIVE) j->wrong += back[0] != -1 || back[N - 1] != -1;
    gt_tensor_free(out);
    return NULL;
}

static void kernels_built_together(void **state)
{
    (void)state;
    gt_context *ctx = support_new_context();
    gt_context_stats stats = {.size = sizeof stats};
    job jobs[THREADS] = {{.number = 0}};
    shared = support_filled(gt_context_queue(ctx), N, 1);
    must(gt_queue_finish(gt_context_queue(ctx)));
    must(gt_context_statistics(ctx, &stats));
    const int64_t before = stats.programs_built;
    for (int i = 0; i < THREADS; i++) {
        jobs[i].ctx = ctx;
        must(gt_queue_create(&jobs[i].q, ctx, NULL));
    }
    start(jobs, build);
    join(jobs);
    must(gt_context_statistics(ctx, &stats));
    assert_int_equal(stats.programs_built - before, 8);
    for (int i = 0; i < THREADS; i++) gt_queue_free(jobs[i].q);
    support_drop(&shared);
    gt_context_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_calls_together), cmocka_unit_test(one_queue_for_all),
        cmocka_unit_test(a_queue_for_each),     cmocka_unit_test(freed_by_others),
        cmocka_unit_test(last_handles),         cmocka_unit_test(kernels_built_together),
        cmocka_unit_test(memory_by_address),    cmocka_unit_test(wrong_while_others_wait),
        cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

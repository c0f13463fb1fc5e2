/* Kernels that are wanted by rehearsals and built by threads in the background: what fails is told, nothing else is
 * spoilt, and queues, contexts and processes may end whenever they like. The fault layer holds clBuildProgram where a
 * test says what happens meanwhile. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <errno.h>
#include <gputensor/names.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>
#include "support/support.h"
#include "cl/internal.h"
#include "support/leaks.h"
#include "faults/alloc.h"
#include "faults/faults.h"

enum { BAD = 200, MOST_FAULTS = 200, CHILDREN = 10, MANY = 70 };

static struct faults layer;
static gt_context *context;
static gt_queue *rehearsal;

/* ---- threads that are refused ---- */

typedef void *thread_body(void *);
static atomic_int refuse_threads;

/* In place of the C library's. */
int pthread_create(pthread_t *thread, const pthread_attr_t *how, thread_body *body, void *argument)
{
    int (*create)(pthread_t *, const pthread_attr_t *, thread_body *, void *);
    if (atomic_load(&refuse_threads)) return EAGAIN;
    void *symbol = dlsym(RTLD_NEXT, "pthread_create");
    memcpy(&create, &symbol, sizeof create);
    return create(thread, how, body, argument);
}

/* ---- kernels ---- */

static atomic_int begun, unmasked;

static void write_source(gt__text *source, const char **kernel, const void *key)
{
    const int which = *(const unsigned char *)key;
    sigset_t now;
    *kernel = "tested";
    gt__text_add(source, "#define VALUE %d\n", which);
    gt__text_add(source, "static int value_of(int i)\n{\n    return i + %s;\n}\n",
                 which == BAD ? "no_such_name" : "VALUE");
    gt__text_add(source, "kernel void tested(global int *o)\n{\n    o[0] = value_of(1);\n}\n");
    if (pthread_sigmask(SIG_BLOCK, NULL, &now) != 0 || !sigismember(&now, SIGINT) || !sigismember(&now, SIGALRM))
        atomic_fetch_add(&unmasked, 1);
    atomic_fetch_add(&begun, 1);
}

static gt_status get(gt__kernel **out, gt_queue *q, int which)
{
    const unsigned char key[GT__KEY_BYTES] = {(unsigned char)which};
    const gt__call call = {"tested", q, gt_queue_context(q)};
    return gt__kernel_get(out, &call, key, write_source);
}

static void want_on(gt_queue *q, int first, int n)
{
    gt__kernel *stand_in = NULL;
    for (int i = first; i < first + n; i++) {
        must(get(&stand_in, q, i));
        assert_non_null(stand_in);
    }
}

static int set_up(void **state)
{
    (void)state;
    if (!faults_load(&layer)) fail_msg("OPENCL_LAYERS does not name the fault layer");
    must(gt_context_create(&context, gt_device_find(NULL), NULL));
    rehearsal = support_rehearsing(context);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    layer.disarm();
    layer.hold("", 0);
    atomic_store(&refuse_threads, 0);
    gt_queue_free(rehearsal);
    gt_context_free(context);
    rehearsal = NULL;
    context = NULL;
    return 0;
}

static int64_t built(void)
{
    gt_context_stats stats = {.size = sizeof stats};
    must(gt_context_statistics(context, &stats));
    assert_int_equal(stats.programs_in_memory, stats.programs_built);
    return stats.programs_built;
}

static int together(void)
{
    return context->traits.form == GT__CPU;
}

/* The kernel is there, and computes what its source says. */
static void expect_kernel(int which)
{
    gt__kernel *kernel = NULL;
    int32_t got = 0;
    gt_queue *q = gt_context_queue(context);
    const int64_t before = built();
    must(get(&kernel, q, which));
    assert_int_equal(built(), before);
    gt__command command;
    const gt__call call = {"tested", q, context};
    gt__launch_begin(&command, kernel);
    gt__buffer *buffer = NULL;
    must(gt__buffer_create(&buffer, &call, 4));
    gt__arg_buffer(&command, buffer);
    must(gt__submit(&call, &command));
    must(gt__read(&call, &got, buffer, 0, sizeof got));
    must(gt_queue_finish(q));
    assert_int_equal(got, which + 1);
    gt__buffer_release(buffer);
}

/* ---- building ---- */

static void built_in_the_background(void **state)
{
    (void)state;
    sigset_t before, after;
    const long builds = layer.builds();
    pthread_sigmask(SIG_BLOCK, NULL, &before);
    atomic_store(&unmasked, 0);
    want_on(rehearsal, 1, 5);
    want_on(rehearsal, 1, 5); /* once more is once */
    assert_int_equal(layer.builds(), builds);
    must(gt_queue_flush(rehearsal));
    must(gt_queue_flush(rehearsal));
    pthread_sigmask(SIG_BLOCK, NULL, &after);
    assert_int_equal(sigismember(&after, SIGINT), sigismember(&before, SIGINT));
    must(gt_queue_finish(rehearsal));
    assert_int_equal(built(), 5);
    assert_int_equal(layer.builds() - builds, together() ? 1 : 5);
    assert_int_equal(atomic_load(&unmasked), 0); /* a builder takes no signals */
    for (int i = 1; i <= 5; i++) expect_kernel(i);
    must(gt_queue_finish(rehearsal));
    assert_int_equal(built(), 5);
}

static void more_than_a_program_holds(void **state)
{
    (void)state;
    const long builds = layer.builds();
    const int n = together() ? MANY : 9;
    want_on(rehearsal, 1, n);
    must(gt_queue_finish(rehearsal)); /* flushes by itself */
    assert_int_equal(built(), n);
    assert_int_equal(layer.builds() - builds, together() ? 2 : n);
    for (int i = 1; i <= n; i += 3) expect_kernel(i);
}

/* Those that are there already are in no program again. */
static void some_are_there(void **state)
{
    (void)state;
    gt__kernel *kernel = NULL;
    must(get(&kernel, gt_context_queue(context), 2));
    want_on(rehearsal, 1, 4);
    must(get(&kernel, gt_context_queue(context), 3)); /* and one that is wanted */
    const long builds = layer.builds();
    must(gt_queue_finish(rehearsal));
    assert_int_equal(layer.builds() - builds, together() ? 1 : 2);
    assert_int_equal(built(), 4);
    for (int i = 1; i <= 4; i++) expect_kernel(i);
}

/* ---- what does not compile ---- */

static void a_bad_kernel_is_told_and_spoils_nothing(void **state)
{
    (void)state;
    char log[4096];
    want_on(rehearsal, 1, 2);
    want_on(rehearsal, BAD, 1);
    want_on(rehearsal, 3, 2);
    must(gt_queue_flush(rehearsal)); /* says nothing of it */
    must_be(GT_E_BUILD, gt_queue_finish(rehearsal));
    assert_non_null(strstr(gt_last_error(), "gt_queue_finish: a kernel did not compile"));
    assert_true(gt_build_log(context, log, sizeof log) > 0);
    assert_non_null(strstr(log, "no_such_name"));
    assert_null(strstr(log, "value_of_")); /* of that kernel alone */
    assert_int_equal(built(), 4);
    for (int i = 1; i <= 4; i++) expect_kernel(i);
    must(gt_queue_finish(rehearsal)); /* it is told once */
    gt__kernel *kernel = NULL;
    must_be(GT_E_BUILD, get(&kernel, gt_context_queue(context), BAD));
    want_on(rehearsal, BAD, 1); /* and again if it is wanted again */
    must_be(GT_E_BUILD, gt_queue_finish(rehearsal));
}

/* A program of several that does not compile, for whatever reason, is no failure of any kernel. */
static void a_program_of_several_that_fails_is_not_told(void **state)
{
    (void)state;
    if (!together()) return;
    want_on(rehearsal, 1, 3);
    layer.arm("clBuildProgram", 1, CL_BUILD_PROGRAM_FAILURE, 0);
    must(gt_queue_finish(rehearsal));
    assert_int_equal(layer.fired(), 1);
    layer.disarm();
    assert_int_equal(built(), 3);
    assert_int_equal(gt_build_log(context, NULL, 0), 0);
    for (int i = 1; i <= 3; i++) expect_kernel(i);
}

static void without_threads(void **state)
{
    (void)state;
    const long builds = layer.builds();
    want_on(rehearsal, 1, 3);
    atomic_store(&refuse_threads, 1);
    must(gt_queue_flush(rehearsal));
    assert_int_equal(layer.builds(), builds);
    must(gt_queue_finish(rehearsal)); /* whoever waits builds */
    assert_int_equal(layer.builds() - builds, 3);
    want_on(rehearsal, 4, 2);
    must(gt_queue_flush(rehearsal));
    gt__kernel *kernel = NULL;
    must(get(&kernel, gt_context_queue(context), 4)); /* or whoever needs it */
    atomic_store(&refuse_threads, 0);
    must(gt_queue_finish(rehearsal));
    assert_int_equal(built(), 5);
    for (int i = 1; i <= 5; i++) expect_kernel(i);
}

/* ---- what happens meanwhile ---- */

typedef struct job {
    pthread_t thread;
    int which;
    gt_status status;
    gt__kernel *kernel;
} job;

static void *get_real(void *what)
{
    job *j = what;
    j->status = get(&j->kernel, gt_context_queue(context), j->which);
    return NULL;
}

static void start(job *j, int which)
{
    *j = (job){.which = which};
    assert_int_equal(pthread_create(&j->thread, NULL, get_real, j), 0);
}

/* A call needs a kernel that a builder works on, and gets that one. Another kernel's build lets the builder go on. */
static void a_call_waits_for_the_builder(void **state)
{
    (void)state;
    const long builds = layer.builds();
    job first, other;
    layer.hold("clBuildProgram", 2);
    atomic_store(&begun, 0);
    want_on(rehearsal, 1, 1);
    must(gt_queue_flush(rehearsal));
    while (atomic_load(&begun) < 1) sched_yield();
    start(&first, 1);
    start(&other, 2);
    pthread_join(first.thread, NULL);
    pthread_join(other.thread, NULL);
    must(first.status);
    must(other.status);
    assert_int_equal(layer.met(), 2);
    assert_int_equal(layer.builds() - builds, 2);
    layer.hold("", 0);
    expect_kernel(1);
    expect_kernel(2);
}

/* A call needs a kernel that a builder will take next: it waits, and does not build it alone. */
static void a_call_waits_for_what_is_next(void **state)
{
    (void)state;
    if (!together()) return;
    const long builds = layer.builds();
    job third, other;
    layer.hold("clBuildProgram", 2);
    atomic_store(&begun, 0);
    want_on(rehearsal, 1, 1);
    must(gt_queue_flush(rehearsal));
    while (atomic_load(&begun) < 1) sched_yield();
    want_on(rehearsal, 3, 2);
    start(&third, 3);
    usleep(50000); /* in which it would begin to build, and let the builder go on */
    start(&other, 2);
    pthread_join(third.thread, NULL);
    pthread_join(other.thread, NULL);
    must(third.status);
    must(other.status);
    layer.hold("", 0);
    must(gt_queue_finish(rehearsal));
    assert_int_equal(layer.builds() - builds, 3);
    for (int i = 1; i <= 4; i++) expect_kernel(i);
}

/* Of two queues that rehearse the first one is freed while a builder works: it neither waits nor forgets what the other
 * wants. */
static void two_rehearsals(void **state)
{
    (void)state;
    gt_queue *second = support_rehearsing(context);
    job other;
    layer.hold("clBuildProgram", 2);
    atomic_store(&begun, 0);
    want_on(rehearsal, 1, 1);
    must(gt_queue_flush(rehearsal));
    while (atomic_load(&begun) < 1) sched_yield();
    want_on(rehearsal, 3, 1);
    want_on(second, 4, 1);
    gt_queue_free(rehearsal);
    rehearsal = second;
    assert_int_equal(layer.met() + layer.held(), 0);
    start(&other, 2);
    pthread_join(other.thread, NULL);
    layer.hold("", 0);
    must(gt_queue_finish(second));
    assert_int_equal(built(), 4);
    for (int i = 1; i <= 4; i++) expect_kernel(i);
}

/* ---- ends ---- */

static void freed_without_a_flush(void **state)
{
    (void)state;
    const long builds = layer.builds();
    want_on(rehearsal, 1, 4);
    gt_queue_free(rehearsal);
    rehearsal = support_rehearsing(context);
    must(gt_queue_finish(rehearsal)); /* another one wants nothing */
    assert_int_equal(layer.builds(), builds);
    want_on(rehearsal, 1, 1);
    must(gt_queue_finish(rehearsal));
    assert_int_equal(built(), 1);
}

/* What a builder has begun is done when the queue is freed. */
static void freed_after_a_flush(void **state)
{
    (void)state;
    for (int round = 0; round < 10; round++) {
        atomic_store(&begun, 0);
        want_on(rehearsal, 1 + 3 * round, 3);
        must(gt_queue_flush(rehearsal));
        while (round % 2 && atomic_load(&begun) < 1) sched_yield();
        gt_queue_free(rehearsal);
        assert_int_equal(context->builders, 0);
        if (together() && round % 2) expect_kernel(1 + 3 * round);
        rehearsal = support_rehearsing(context);
    }
}

static void a_context_freed_first(void **state)
{
    (void)state;
    const long live = alloc_live();
    gt_context *ctx = NULL;
    must(gt_context_create(&ctx, gt_device_find(NULL), NULL));
    gt_queue *q = support_rehearsing(ctx);
    want_on(q, 1, 3);
    must(gt_queue_flush(q));
    gt_context_free(ctx);
    want_on(q, 4, 1);
    must(gt_queue_finish(q));
    want_on(q, 5, 1);
    must(gt_queue_flush(q));
    gt_queue_free(q);
    assert_int_equal(alloc_live(), live);
}

/* In a child there are no builders, and the queue can be given back. */
static void after_a_fork(void **state)
{
    int status = -1;
    (void)state;
    want_on(rehearsal, 1, 3);
    must(gt_queue_flush(rehearsal));
#if defined(__SANITIZE_ADDRESS__)
    must(gt_queue_finish(rehearsal)); /* a lock of its allocator that a builder holds would stay locked in the child */
#endif
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        alarm(60);
        int wrong = gt_queue_flush(rehearsal) != GT_E_FORKED;
        wrong += gt_queue_finish(rehearsal) != GT_E_FORKED;
        gt_queue_free(rehearsal);
        gt_context_free(context);
        _exit(wrong);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    must(gt_queue_finish(rehearsal));
    assert_int_equal(built(), 3);
}

/* This program again: flushes, gives all back and ends at once. */
static int end_at_once(int context_first)
{
    gt__kernel *kernel = NULL;
    const gt_queue_opts opts = {.size = sizeof opts, .rehearse = 1};
    if (gt_context_create(&context, gt_device_find(NULL), NULL) != GT_OK) return 1;
    if (gt_queue_create(&rehearsal, context, &opts) != GT_OK) return 2;
    for (int i = 1; i <= 6; i++)
        if (get(&kernel, rehearsal, i) != GT_OK) return 3;
    if (gt_queue_flush(rehearsal) != GT_OK) return 4;
    if (context_first) gt_context_free(context);
    gt_queue_free(rehearsal);
    if (!context_first) gt_context_free(context);
    return 0;
}

static void processes_end_at_once(void **state)
{
    (void)state;
    for (int i = 0; i < CHILDREN; i++) {
        int status = -1;
        fflush(NULL);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            alarm(120);
            execl("/proc/self/exe", "test_builders", i % 2 ? "context" : "queue", (char *)NULL);
            _exit(127);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        if (status != 0) fail_msg("a child ended with status %x", (unsigned)status);
    }
}

/* ---- failures ---- */

/* Afterwards all is as it should be, whatever was failed. */
static void expect_recovery(gt_status status, const char *what, long k)
{
    if (status < 0 && (!gt_enum_name(GT_KIND_STATUS, status) || !*gt_last_error()))
        fail_msg("%s %ld: no message for %d", what, k, status);
    want_on(rehearsal, 1, 3);
    must(gt_queue_finish(rehearsal));
    assert_int_equal(built(), 3);
    for (int i = 1; i <= 3; i++) expect_kernel(i);
}

static int one_call_fails(long k, int sticky)
{
    long live = layer.live();
    set_up(NULL);
    want_on(rehearsal, 1, 3);
    layer.arm("*", k, -6, sticky);
    gt_status status = gt_queue_flush(rehearsal);
    if (status == GT_OK) status = gt_queue_finish(rehearsal);
    const long fired = layer.fired();
    layer.disarm();
    expect_recovery(status, "call", k);
    tear_down(NULL);
    assert_int_equal(layer.live(), live);
    return fired > 0;
}

static void calls_fail(void **state)
{
    (void)state;
    for (int sticky = 0; sticky < 2; sticky++)
        for (long k = 1; one_call_fails(k, sticky); k++) assert_true(k < MOST_FAULTS);
}

static int one_block_is_lost(long k, int sticky)
{
    set_up(NULL);
    const long blocks = alloc_live();
    alloc_fault_arm(k, sticky);
    gt__kernel *stand_in = NULL;
    gt_status status = GT_OK;
    for (int i = 1; i <= 3 && status == GT_OK; i++) status = get(&stand_in, rehearsal, i);
    if (status == GT_OK) status = gt_queue_flush(rehearsal);
    if (status == GT_OK) status = gt_queue_finish(rehearsal);
    const long fired = alloc_fault_fired();
    alloc_fault_disarm();
    if (status != GT_OK) assert_int_equal(status, GT_E_OUT_OF_MEMORY);
    expect_recovery(status, "allocation", k);
    assert_true(alloc_live() >= blocks);
    tear_down(NULL);
    return fired > 0;
}

static void blocks_are_lost(void **state)
{
    (void)state;
    const long blocks = alloc_live();
    for (int sticky = 0; sticky < 2; sticky++)
        for (long k = 1; one_block_is_lost(k, sticky); k++) {
            assert_int_equal(alloc_live(), blocks);
            assert_true(k < MOST_FAULTS);
        }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(built_in_the_background),
        TEST(more_than_a_program_holds),
        TEST(some_are_there),
        TEST(a_bad_kernel_is_told_and_spoils_nothing),
        TEST(a_program_of_several_that_fails_is_not_told),
        TEST(without_threads),
        TEST(a_call_waits_for_the_builder),
        TEST(a_call_waits_for_what_is_next),
        TEST(two_rehearsals),
        TEST(freed_without_a_flush),
        TEST(freed_after_a_flush),
        TEST(a_context_freed_first),
        TEST(after_a_fork),
        cmocka_unit_test(processes_end_at_once),
        cmocka_unit_test(calls_fail),
        cmocka_unit_test(blocks_are_lost),
        cmocka_unit_test(leaks_none),
    };
    if (argc > 1) return end_at_once(strcmp(argv[1], "context") == 0);
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Faults: each OpenCL call that the library's work makes fails once, and with all that follow. An error must come back,
 * nothing may crash, leak or change, and the same work must succeed afterwards. */
#define _GNU_SOURCE /* fork */
#include "support/scenarios.h"
#include <sys/wait.h>
#include <unistd.h>
#include "support/leaks.h"
#include "support/sweep.h"
#include "faults/alloc.h"
#include "faults/faults.h"

static struct faults layer;
static const int64_t s32[] = {3, 2};

/* ---- OpenCL calls ------------------------------------------------------------------------------------------------ */

/* Runs once with the k-th call failing; false where there is no k-th call. */
static bool one_fault(const scenario *s, world *w, long k, int code, int sticky)
{
    char where[64];
    int64_t used = world_used(w);
    layer.arm("*", k, code, sticky);
    int32_t status = scenario_run(s, w);
    bool fired = layer.fired() > 0;
    snprintf(where, sizeof where, "%s (%ld, %d, %d)", layer.where(), k, code, sticky);
    layer.disarm();
    if (!fired) {
        if (status != GT_OK) fail_msg("%s: %d, %s", s->name, status, gt_last_error());
        scenario_check(s, w);
        return false;
    }
    const bool may_retry = strncmp(where, "clEnqueue", 9) == 0 || strncmp(where, "clCreateBuffer ", 15) == 0;
    if (status == GT_OK && s->retried && !sticky && may_retry)
        scenario_check(s, w);
    else
        check_failure(s, w, status, where);
    check_recovery(s, w, used, where);
    return true;
}

/* HELD: of queues that were freed each tensor remembers 4: each with its record, and the events of a call that failed,
 * more where these were not done when they were looked at. Sweeps have more faults, so what each leaves is found. */
enum { MOST_CALLS = 2000, STEP = 17, MOST_SCENARIOS = 120, HELD = 24, COLD_PART = 4, COLD_FAULTS = 8, THIN_PART = 3 };

/* The calls that the work makes in a new context. */
static long calls_of(const scenario *s)
{
    world w = open_world();
    layer.arm("*", MOST_CALLS, -5, 0);
    must(scenario_run(s, &w));
    const long calls = layer.calls();
    layer.disarm();
    scenario_check(s, &w);
    close_world(&w);
    return calls;
}

/* Everything new each time: kernels are compiled, the pool is empty. A sample has some of the calls. */
static void cold_sweep(const scenario *s, uint64_t number, int code, int sticky)
{
    const long calls = calls_of(s), step = s->many_calls ? STEP : 1;
    const uint32_t part = (uint32_t)(calls / step / COLD_FAULTS + 1);
    assert_true(calls > 0 || s->no_calls);
    for (long k = 1; k <= calls; k += step) {
        if (!sweep_sample(number + (uint64_t)(k / step), part)) continue;
        const long before = layer.live(), blocks = alloc_live();
        world w = open_world();
        (void)one_fault(s, &w, k, code, sticky);
        close_world(&w);
        if (layer.live() != before || alloc_live() != blocks) fail_msg("%s: leaks after fault %ld", s->name, k);
    }
}

/* In one context, whose objects may not grow: each call fails alone and with all that follow, as a lost device fails
 * them. Then waiting fails too: that the device writes no more is the driver's part, which the layer does not play, so
 * work that frees host memory is left out. */
static void warm_sweep(const scenario *s)
{
    const long outside = layer.live(), blocks_outside = alloc_live();
    world w = open_world();
    must(scenario_run(s, &w));
    scenario_check(s, &w);
    clear_world(&w);
    const long before = layer.live(), blocks = alloc_live();
    for (int turn = 0; turn < (s->own_host ? 2 : 4); turn++) {
        const long first = s->many_calls ? 1 + 4 * turn : 1;
        long k = first;
        while (one_fault(s, &w, k, turn % 2 ? -4 : -5, turn / 2)) {
            const long objects = layer.live() - before, allocations = alloc_live() - blocks;
            if (s->queues ? objects > HELD || allocations > HELD : objects || allocations)
                fail_msg("%s: leaks after fault %ld", s->name, k);
            k += s->many_calls ? STEP : 1;
            assert_true(k < MOST_CALLS);
        }
        assert_true(k > first || s->no_calls);
        clear_world(&w);
    }
    close_world(&w);
    if (layer.live() != outside || alloc_live() != blocks_outside) fail_msg("%s: leaks after all", s->name);
}

static void opencl_faults(void **state)
{
    const uint64_t number = (uint64_t)(uintptr_t)*state;
    const scenario *s = scenario_at((int32_t)number);
    /* For a given destination the same is compiled; and a sample of them compiles, which takes most of the time. */
    if (!s->into && sweep_sample(number / THIN_PART, COLD_PART)) cold_sweep(s, number, -5, 0);
    warm_sweep(s);
}

/* Memory that the pool keeps is given back before an allocation is said to have failed. */
static void allocation_retried(void **state)
{
    (void)state;
    world w = open_world();
    gt_context_stats stats = {.size = sizeof stats};
    gt_tensor *kept = NULL;
    const int64_t large[] = {100000};
    must(gt_tensor_create(w.q, &kept, GT_F32, 1, large, 0));
    support_drop(&kept);
    layer.arm("clCreateBuffer", 1, -4, 0);
    must(gt_copy(w.q, &w.made, w.a, 0));
    assert_int_equal(layer.fired(), 1);
    layer.disarm();
    must(gt_context_statistics(w.ctx, &stats));
    assert_int_equal(stats.cached, 0);
    world_expect(w.q, w.made, 6, world_numbers);
    close_world(&w);
}

/* Drivers may allocate when a buffer is first used. */
static void enqueue_retried(void **state)
{
    (void)state;
    static const char *const calls[] = {"clEnqueueNDRangeKernel", "clEnqueueReadBuffer"};
    for (int k = 0; k < 2; k++) {
        world w = open_world();
        gt_context_stats stats = {.size = sizeof stats};
        gt_tensor *kept = NULL;
        const int64_t large[] = {100000};
        must(gt_unary(w.q, GT_NEGATIVE, &w.made, w.a));
        must(gt_tensor_create(w.q, &kept, GT_F32, 1, large, 0));
        support_drop(&kept);
        layer.arm(calls[k], 1, -4, 0);
        must(gt_unary(w.q, GT_ABS, &w.made, w.a));
        world_expect(w.q, w.made, 6, world_numbers);
        assert_int_equal(layer.fired(), 1);
        layer.disarm();
        must(gt_context_statistics(w.ctx, &stats));
        assert_int_equal(stats.cached, 0);
        layer.arm(calls[k], 1, -4, 0); /* nothing is left to give back */
        int32_t status = gt_unary(w.q, GT_ABS, &w.made, w.a);
        if (status == GT_OK) status = gt_download(w.q, w.host, sizeof w.host, w.made);
        assert_int_equal(status, GT_E_OUT_OF_MEMORY);
        layer.disarm();
        close_world(&w);
    }
}

/* A device that does not answer is passed over, and asked again where a name is looked for in two ways; if it may have
 * been the one, the cause is told. An id asks nothing. */
static void finding(void **state)
{
    (void)state;
    const int32_t device = gt_device_find(NULL);
    gt_device_desc desc = {.size = sizeof desc};
    must(gt_device_describe(device, &desc));
    bool fired = true;
    for (long k = 1; fired; k++) {
        layer.arm("clGetDeviceInfo", k, -2, 0);
        int32_t found = gt_device_find(desc.name);
        fired = layer.fired() > 0;
        layer.disarm();
        if (found != device) assert_int_equal(found, GT_E_DEVICE);
        assert_int_equal(gt_device_find(desc.name), device);
    }
    layer.arm("clGetDeviceInfo", 1, -2, 1);
    assert_int_equal(gt_device_find(desc.name), GT_E_DEVICE);
    assert_non_null(strstr(gt_last_error(), "did not answer (OpenCL error CL_DEVICE_NOT_AVAILABLE"));
    assert_int_equal(gt_device_find(desc.id), device);
    layer.disarm();
}

/* ---- Work that fails on the device ------------------------------------------------------------------------------- */

static int32_t finish(world *w)
{
    return gt_queue_finish(w->q);
}

static int32_t download(world *w)
{
    return gt_download(w->q, w->host, sizeof w->host, w->a);
}

/* The k-th command of some that are pending has failed, which the next call that waits reports, once. */
static void failed_command(int32_t (*wait)(world *w), long k, int code)
{
    world w = open_world();
    for (int i = 0; i < 5; i++) must(gt_copy(w.q, &w.made, w.a, 0));
    layer.arm("event", k, code, 0);
    int32_t status = wait(&w);
    assert_int_equal(layer.fired(), 1);
    layer.disarm();
    gt_error last = {.size = sizeof last};
    gt_last_error_get(&last);
    assert_int_equal(status, GT_E_DEVICE);
    assert_int_equal(last.status, GT_E_DEVICE);
    assert_int_equal(last.cl_code, code);
    assert_non_null(strstr(last.message, "failed on the device"));
    must(wait(&w));
    must(gt_queue_finish(w.q));
    close_world(&w);
}

static void failed_commands(void **state)
{
    (void)state;
    for (long k = 1; k <= 5; k++) {
        failed_command(finish, k, -5);
        failed_command(download, k, -9999);
    }
}

/* The failure is seen long before anyone waits: it must not be forgotten. */
static void early_failure(void **state)
{
    (void)state;
    world w = open_world();
    layer.arm("event", 3, -14, 0);
    for (int i = 0; i < 500; i++) must(gt_copy(w.q, &w.made, w.a, 0));
    must_be(GT_E_DEVICE, gt_queue_finish(w.q));
    assert_int_equal(layer.fired(), 1);
    layer.disarm();
    must(gt_queue_finish(w.q));
    close_world(&w);
}

/* A command fails, which the queue sees when it makes room for the events of others. */
static void see_failure(world *w, int code)
{
    for (int i = 0; i < 8; i++) must(gt_copy(w->q, &w->made, w->a, 0));
    must(gt_event_record(w->q, &w->event));
    must(gt_event_wait(w->event, -1));
    layer.arm("event", 1, code, 0);
    for (int i = 0; i < 500 && layer.fired() == 0; i++) must(gt_copy(w->q, &w->made, w->a, 0));
    assert_int_equal(layer.fired(), 1);
    layer.disarm();
}

static void expect_failure(world *w, int code)
{
    gt_error last = {.size = sizeof last};
    must_be(GT_E_DEVICE, gt_queue_finish(w->q));
    gt_last_error_get(&last);
    assert_int_equal(last.cl_code, code);
    must(gt_queue_finish(w->q));
}

/* Of several failures the first one is reported: the others may follow from it. */
static void first_failure(void **state)
{
    (void)state;
    world w = open_world();
    see_failure(&w, -5);
    layer.arm("event", 1, -9999, 0);
    expect_failure(&w, -5);
    assert_int_equal(layer.fired(), 1);
    layer.disarm();
    close_world(&w);
}

/* A wait that itself fails, at the k-th such call, does not hide what has failed on the device. */
static void failed_wait(const char *call, long k)
{
    enum { CODE = -36 };
    world w = open_world();
    gt_error last = {.size = sizeof last};
    see_failure(&w, -5);
    for (int i = 0; i < 8; i++) must(gt_copy(w.q, &w.made, w.a, 0)); /* there was just made room for more */
    layer.arm(call, k, CODE, 0);
    assert_true(gt_queue_finish(w.q) < 0);
    assert_int_equal(layer.fired(), 1);
    layer.disarm();
    gt_last_error_get(&last);
    assert_int_equal(last.cl_code, CODE);
    expect_failure(&w, -5);
    close_world(&w);
}

static void failed_waits(void **state)
{
    (void)state;
    failed_wait("clWaitForEvents", 1);
    for (long k = 1; k <= 4; k++) failed_wait("clGetEventInfo", k);
}

static void failed_uploads(void **state)
{
    (void)state;
    world w = open_world();
    const float values[] = {6, 5, 4, 3, 2, 1};
    layer.arm("event", 1, -5, 0);
    must_be(GT_E_DEVICE, gt_upload(w.q, &w.made, GT_F32, 2, s32, values, sizeof values));
    layer.disarm();
    assert_null(w.made);
    must(gt_upload(w.q, &w.made, GT_F32, 2, s32, values, sizeof values));
    close_world(&w);
}

static void failed_event(void **state)
{
    (void)state;
    world w = open_world();
    must(gt_event_record(w.q, &w.event));
    layer.arm("event", 1, -5, 0);
    must_be(GT_E_DEVICE, gt_event_wait(w.event, -1));
    layer.disarm();
    assert_non_null(strstr(gt_last_error(), "gt_event_wait"));
    assert_int_equal(gt_event_done(w.event), GT_E_DEVICE);
    expect_failure(&w, -5); /* of the queue too, whose next wait it is */
    close_world(&w);
}

/* ---- Which calls are made, and which are not --------------------------------------------------------------------- */

/* Whether the work makes the call, which fails then, and the work with it. */
static bool makes_call(const char *call, int32_t (*run)(world *w))
{
    world w = open_world();
    layer.arm(call, 1, -5, 0);
    int32_t status = run(&w);
    const bool fired = layer.fired() > 0;
    layer.disarm();
    assert_int_equal(status, fired ? GT_E_DEVICE : GT_OK);
    close_world(&w);
    return fired;
}

static int32_t flush(world *w)
{
    return gt_queue_flush(w->q);
}

static int32_t record(world *w)
{
    int32_t status = gt_event_record(w->q, &w->event);
    assert_true((status == GT_OK) == (w->event != NULL));
    return status;
}

/* Else the work might start only when someone waits for it. */
static void flushes(void **state)
{
    (void)state;
    assert_true(makes_call("clFlush", flush));
    assert_true(makes_call("clFlush", record));
}

static const int16_t sent[] = {6, 5, 4, 3, 2, 1};

static int32_t upload(world *w)
{
    return gt_upload(w->q, &w->made, GT_I16, 2, s32, sent, sizeof sent);
}

static int32_t upload_async(world *w)
{
    return gt_upload_async(w->q, &w->made, GT_I16, 2, s32, sent, sizeof sent);
}

static int32_t upload_cast_async(world *w)
{
    return gt_upload_async(w->q, &w->turned, GT_I16, 2, s32, sent, sizeof sent);
}

static int32_t download_async(world *w)
{
    return gt_download_async(w->q, w->host, sizeof w->host, w->a);
}

static int32_t download_turned_async(world *w)
{
    return gt_download_async(w->q, w->host, sizeof w->host, w->turned);
}

static void transfers_wait(void **state)
{
    (void)state;
    assert_true(makes_call("clWaitForEvents", upload));
    assert_true(makes_call("clWaitForEvents", download));
    static int32_t (*const async[])(world *) = {upload_async, upload_cast_async, download_async, download_turned_async};
    for (size_t k = 0; k < sizeof async / sizeof *async; k++) {
        assert_false(makes_call("clWaitForEvents", async[k]));
        assert_false(makes_call("clFinish", async[k]));
    }
}

/* How often the work calls the function. */
static long calls_in(const char *call, void (*run)(world *w), world *w)
{
    const long before = layer.calls_of(call);
    run(w);
    return layer.calls_of(call) - before;
}

static void free_queue(world *w)
{
    gt_queue_free(w->made_q);
    w->made_q = NULL;
}

/* Work on memory that another queue, whose work is pending, has used. */
static void use_again(world *w)
{
    must(gt_copy(w->q, &w->made, w->a, 0));
}

/* What a queue waits for must have been flushed, which the layer judges; and nobody can flush a queue that is freed,
 * while its work may still be waited for. */
static void flushed_for_others(void **state)
{
    (void)state;
    world w = open_world();
    layer.pending(1);
    must(gt_queue_create(&w.made_q, w.ctx, NULL));
    must(gt_copy(w.made_q, &w.made, w.a, 0));
    support_drop(&w.made);
    assert_true(calls_in("clFlush", use_again, &w) > 0);
    layer.pending(0);
    assert_int_equal(layer.unflushed(), 0);
    must(gt_copy(w.made_q, &w.more, w.a, 0)); /* its memory remembers the queue */
    assert_true(calls_in("clFlush", free_queue, &w) > 0);
    close_world(&w);
}

static gt_tensor *sized(gt_queue *q)
{
    const int64_t n = 3000;
    gt_tensor *t = NULL;
    must(gt_tensor_create(q, &t, GT_F32, 1, &n, 0));
    return t;
}

static void take_memory(world *w)
{
    gt_tensor *t = sized(w->q);
    support_drop(&t);
}

/* Of two cached blocks of a size the pool gives the one that no other queue works on, though the other came last. */
static void free_memory_first(void **state)
{
    (void)state;
    world w = open_world();
    must(gt_queue_create(&w.made_q, w.ctx, NULL));
    layer.pending(1);
    gt_tensor *own = sized(w.q), *other = sized(w.made_q);
    support_drop(&own);
    support_drop(&other);
    assert_int_equal(calls_in("clEnqueueBarrierWithWaitList", take_memory, &w), 0);
    own = sized(w.q);
    assert_int_equal(calls_in("clEnqueueBarrierWithWaitList", take_memory, &w), 1); /* there is no other */
    support_drop(&own);
    layer.pending(0);
    close_world(&w);
}

static void upload_with_a_failed_cast(world *w)
{
    layer.arm("clEnqueueNDRangeKernel", 1, -5, 0);
    must_be(GT_E_DEVICE, upload_cast_async(w));
    assert_int_equal(layer.fired(), 1);
    layer.disarm();
}

/* The write of the host array is enqueued before the step that fails: the array is the caller's again when the call
 * returns. */
static void failed_uploads_let_go(void **state)
{
    (void)state;
    world w = open_world();
    assert_true(calls_in("clWaitForEvents", upload_with_a_failed_cast, &w) > 0);
    close_world(&w);
}

static void ask_event(world *w)
{
    int32_t done;
    while ((done = gt_event_done(w->event)) == 0) {}
    assert_int_equal(done, 1);
}

/* clGetEventInfo makes nothing visible to the host, says the standard; clWaitForEvents does. */
static void done_is_a_wait(void **state)
{
    (void)state;
    world w = open_world();
    must(gt_copy(w.q, &w.made, w.a, 0));
    must(gt_event_record(w.q, &w.event));
    layer.pending(1);
    assert_int_equal(gt_event_done(w.event), 0);
    layer.pending(0);
    assert_true(calls_in("clWaitForEvents", ask_event, &w) == 1);
    close_world(&w);
}

/* ---- The list of devices is made once in a process: this program again, for each call that makes it -------------- */

enum { WHOLE, FAILED_AND_RETRIED, NOT_NOTICED, WRONG };

static int look(void)
{
    const char *why = NULL;
    gt_context *ctx = NULL;
    if (!faults_load(&layer)) return WRONG;
    bool available = gt_is_available(&why);
    if (!available && !*why) return WRONG;
    int32_t device = gt_device_find(NULL);
    if (device < 0 && !*gt_last_error()) return WRONG;
    if (layer.fired() == 0) return device < 0 ? WRONG : WHOLE;
    bool noticed = !available || device < 0;
    device = gt_device_find(NULL);
    if (device == GT_E_NO_DEVICE) device = 0; /* a platform that failed is not asked again while others are there */
    if (gt_is_available(NULL) != 1 || gt_context_create(&ctx, device, NULL) != GT_OK) return WRONG;
    gt_context_free(ctx);
    return noticed ? FAILED_AND_RETRIED : NOT_NOTICED;
}

static int look_with(long k)
{
    char fault[64];
    int status = -1;
    snprintf(fault, sizeof fault, "*:%ld:-5", k);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        setenv("CLFAULT", fault, 1);
        execl("/proc/self/exe", "test_faults", "look", (char *)NULL);
        _exit(WRONG);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void listing_devices(void **state)
{
    (void)state;
    int outcomes[WRONG + 1] = {0};
    for (long k = 1; !outcomes[WHOLE]; k++) {
        int outcome = look_with(k);
        if (outcome >= WRONG) fail_msg("fault %ld: the child ended with %d", k, outcome);
        outcomes[outcome]++;
        assert_true(k < MOST_CALLS);
    }
    assert_true(outcomes[FAILED_AND_RETRIED] > 5);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(allocation_retried),
        cmocka_unit_test(failed_commands),
        cmocka_unit_test(early_failure),
        cmocka_unit_test(first_failure),
        cmocka_unit_test(failed_waits),
        cmocka_unit_test(failed_uploads),
        cmocka_unit_test(enqueue_retried),
        cmocka_unit_test(finding),
        cmocka_unit_test(failed_event),
        cmocka_unit_test(flushes),
        cmocka_unit_test(transfers_wait),
        cmocka_unit_test(listing_devices),
        cmocka_unit_test(flushed_for_others),
        cmocka_unit_test(free_memory_first),
        cmocka_unit_test(failed_uploads_let_go),
        cmocka_unit_test(done_is_a_wait),
        cmocka_unit_test(leaks_none),
    };
    struct CMUnitTest tests[MOST_SCENARIOS + sizeof others / sizeof *others] = {{NULL, NULL, NULL, NULL, NULL}};
    size_t n = 0;
    if (argc > 1 && strcmp(argv[1], "look") == 0) return look();
    sweep_begin(NULL);
    if (scenario_count() > MOST_SCENARIOS) return 1;
    for (int32_t k = 0; k < scenario_count(); k++) {
        const scenario *s = scenario_at(k);
        if (!s->files && sweep_part((uint64_t)k, THIN_PART))
            tests[n++] = (struct CMUnitTest){s->name, opencl_faults, NULL, NULL, (void *)(uintptr_t)k};
    }
    memcpy(tests + n, others, sizeof others);
    if (!faults_load(&layer)) {
        fprintf(stderr, "OPENCL_LAYERS does not name the fault layer\n");
        return 1;
    }
    leaks_begin();
    return _cmocka_run_group_tests("faults", tests, n + sizeof others / sizeof *others, NULL, NULL);
}

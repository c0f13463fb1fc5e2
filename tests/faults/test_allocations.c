/* Allocations on the host: each one that the library makes fails once, and with all that follow. */
#define _POSIX_C_SOURCE 200809L /* mkstemp */
#include "support/scenarios.h"
#include <unistd.h>
#include "support/leaks.h"
#include "support/sweep.h"
#include "faults/alloc.h"
#include "faults/faults.h"

enum { MOST_CALLS = 400, MOST_SCENARIOS = 120 };

static char path[] = "/tmp/gputensor-test-XXXXXX";

static bool one_lost_block(const scenario *s, long k, bool sticky)
{
    long blocks = alloc_live();
    world w = open_world();
    w.path = path;
    int64_t used = world_used(&w);
    alloc_fault_arm(k, sticky);
    int32_t status = scenario_run(s, &w);
    bool fired = alloc_fault_fired() > 0;
    alloc_fault_disarm();
    if (fired) {
        char where[64];
        snprintf(where, sizeof where, "allocation %ld (%d)", k, sticky);
        check_failure(s, &w, status, where);
        if (status != GT_E_OUT_OF_MEMORY) fail_msg("%s, %s: %d, %s", s->name, where, status, gt_last_error());
        check_recovery(s, &w, used, where);
    } else {
        must(status);
        scenario_check(s, &w);
    }
    close_world(&w);
    if (alloc_live() != blocks) fail_msg("%s: leaks after allocation %ld", s->name, k);
    return fired;
}

static void lost_blocks(void **state)
{
    const int32_t number = (int32_t)(uintptr_t)*state;
    const scenario *s = scenario_at(number);
    for (int sticky = 0; sticky < 2; sticky++) {
        if (!sweep_sample((uint64_t)(number + sticky), 2)) continue; /* each way has half of them */
        long k = 1;
        while (one_lost_block(s, k, sticky)) assert_true(++k < MOST_CALLS);
        assert_true(k > 1 || (s->no_blocks && s->into));
    }
}

/* A failed build whose log finds no memory is a failed build all the same. */
static void lost_log(void **state)
{
    (void)state;
    struct faults layer;
    if (!faults_load(&layer)) fail_msg("OPENCL_LAYERS does not name the fault layer");
    int failed[2] = {0}; /* before the build, in it */
    for (long k = 1; k < 60; k++) {
        long blocks = alloc_live();
        world w = open_world();
        layer.arm("clBuildProgram", 1, -11, 1);
        alloc_fault_arm(k, true);
        int32_t status = gt_unary(w.q, GT_SQRT, &w.made, w.a);
        alloc_fault_disarm();
        const bool built = layer.fired() > 0;
        layer.disarm();
        assert_int_equal(status, built ? GT_E_BUILD : GT_E_OUT_OF_MEMORY);
        failed[built]++;
        assert_null(w.made);
        close_world(&w);
        assert_int_equal(alloc_live(), blocks);
    }
    assert_true(failed[0] > 0 && failed[1] > 0);
}

static int make_file(void **state)
{
    (void)state;
    int file = mkstemp(path);
    return file < 0 ? -1 : close(file);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

int main(void)
{
    struct CMUnitTest tests[MOST_SCENARIOS + 2] = {{NULL, NULL, NULL, NULL, NULL}};
    size_t n = 0;
    sweep_begin(NULL);
    if (scenario_count() > MOST_SCENARIOS) return 1;
    for (int32_t k = 0; k < scenario_count(); k++) {
        const scenario *s = scenario_at(k);
        tests[n++] = (struct CMUnitTest){s->name, lost_blocks, NULL, NULL, (void *)(uintptr_t)k};
    }
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(lost_log);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(leaks_none);
    leaks_begin();
    return _cmocka_run_group_tests("allocations", tests, n, make_file, remove_file);
}

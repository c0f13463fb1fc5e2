/* Allocations on the host: each one that the library makes fails once, and with all that follow. */
#define _POSIX_C_SOURCE 200809L /* mkstemp */
#include "support/scenarios.h"
#include <unistd.h>
#include "support/leaks.h"
#include "support/sweep.h"
#include "faults/alloc.h"
#include "faults/faults.h"

enum { MOST_CALLS = 400, MOST_SCENARIOS = 120, SLACK = 8, COLD_PART = 4, BLOCK_PART = 8, THIN_PART = 3 };

static char path[] = "/tmp/gputensor-test-XXXXXX";

/* Runs once with the k-th allocation failing; false where there is no k-th one. */
static bool one_lost_block(const scenario *s, world *w, long k, bool sticky)
{
    const int64_t used = world_used(w);
    w->path = path;
    alloc_fault_arm(k, sticky);
    int32_t status = scenario_run(s, w);
    bool fired = alloc_fault_fired() > 0;
    alloc_fault_disarm();
    if (!fired) {
        must(status);
        scenario_check(s, w);
        return false;
    }
    char where[64];
    snprintf(where, sizeof where, "allocation %ld (%d)", k, sticky);
    check_failure(s, w, status, where);
    if (status != GT_E_OUT_OF_MEMORY) fail_msg("%s, %s: %d, %s", s->name, where, status, gt_last_error());
    check_recovery(s, w, used, where);
    return true;
}

/* Everything new each time: kernels are compiled, the pool is empty. A sample has some of the allocations. */
static void cold_sweep(const scenario *s, uint64_t number, bool sticky)
{
    bool more = true;
    for (long k = 1; more; k++) {
        if (!sweep_sample(number + (uint64_t)k, BLOCK_PART)) continue;
        const long blocks = alloc_live();
        world w = open_world();
        more = one_lost_block(s, &w, k, sticky);
        close_world(&w);
        if (alloc_live() != blocks) fail_msg("%s: leaks after allocation %ld", s->name, k);
        assert_true(k < MOST_CALLS);
    }
}

/* In one context, where kernels are there, and blocks may not grow in number. */
static void warm_sweep(const scenario *s)
{
    world w = open_world();
    w.path = path;
    must(scenario_run(s, &w));
    scenario_check(s, &w);
    clear_world(&w);
    const long blocks = alloc_live();
    for (int sticky = 0; sticky < 2; sticky++) {
        long k = 1;
        while (one_lost_block(s, &w, k, sticky)) {
            const long more = alloc_live() - blocks;
            if (s->queues ? more > SLACK : more) fail_msg("%s: leaks after allocation %ld", s->name, k);
            assert_true(++k < MOST_CALLS);
        }
        assert_true(k > 1 || s->into);
        clear_world(&w);
    }
    close_world(&w);
}

/* A sample of those that compile does so, with one way of failing. */
static void lost_blocks(void **state)
{
    const uint64_t number = (uint64_t)(uintptr_t)*state;
    const scenario *s = scenario_at((int32_t)number);
    for (int sticky = 0; sticky < 2; sticky++)
        if (!s->into && sweep_sample(number / THIN_PART, COLD_PART) && sweep_sample(number + (uint64_t)sticky, 2))
            cold_sweep(s, number, sticky);
    warm_sweep(s);
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
        if (sweep_part((uint64_t)k, THIN_PART))
            tests[n++] = (struct CMUnitTest){s->name, lost_blocks, NULL, NULL, (void *)(uintptr_t)k};
    }
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(lost_log);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(leaks_none);
    leaks_begin();
    return _cmocka_run_group_tests("allocations", tests, n, make_file, remove_file);
}

/* What holds after work in which a step failed. */
#include "support/scenarios.h"

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

/* Whether the failure came when the given destination had its new elements: the wait for them failed, or the step that
 * writes the second of two. */
static bool written(const scenario *s, const char *where)
{
    static const char *const waiting[] = {"clWaitForEvents", "clGetEventInfo", "clFlush", "clFinish", "clRetainEvent"};
    if (!s->into) return false;
    if (s->parts) return true;
    if (s->pair && strncmp(where, "clEnqueueCopyBuffer ", 20) == 0) return true;
    for (size_t k = 0; k < sizeof waiting / sizeof *waiting && s->waits; k++)
        if (strncmp(where, waiting[k], strlen(waiting[k])) == 0) return true;
    return false;
}

void check_recovery(const scenario *s, world *w, int64_t used, const char *where)
{
    clear_world(w);
    assert_int_equal(world_used(w), used);
    if (written(s, where)) world_put_back(w);
    world_expect(w->q, w->a, 6, world_numbers);
    world_expect(w->q, w->given, 6, world_numbers);
    world_expect(w->q, w->tall, 6, world_numbers);
    world_expect(w->q, w->line, 6, world_numbers);
    world_expect(w->q, w->row, 16, world_numbers);
    world_expect(w->q, w->square, 4, world_numbers);
    world_expect(w->q, w->three, 3, world_numbers);
    for (int k = 0; k < 2; k++) world_expect(w->q, w->two[k], 2, world_numbers);
    world_places(w->q, w->places, (const int64_t[]){1, 2, 3});
    int32_t status = scenario_run(s, w);
    if (status != GT_OK) fail_msg("%s: again: %d, %s", s->name, status, gt_last_error());
    scenario_check(s, w);
    clear_world(w);
    assert_int_equal(world_used(w), used);
}

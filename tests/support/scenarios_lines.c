/* Work along lines, whose every step is made to fail. */
#include "support/scenarios.h"

static int32_t run_scan(world *w)
{
    return gt_scan(w->q, GT_ADD, w->dst, w->a, 1, NULL);
}

static void check_scan(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(1, 3, 6, 4, 9, 15));
}

/* By way of elements that are cast, into a new tensor. */
static int32_t run_scan_cast(world *w)
{
    const gt_scan_opts opts = {.size = sizeof opts, .dtype = GT_I64};
    return gt_scan(w->q, GT_ADD, w->dst, w->three, 0, &opts);
}

static void check_scan_cast(world *w)
{
    world_places(w->q, *w->dst, (const int64_t[]){1, 3, 6});
}

const scenario scenarios_lines[] = {
    {.name = "scan", .run = run_scan, .check = check_scan, INTO(given)},
    {.name = "scan_cast", .run = run_scan_cast, .check = check_scan_cast, INTO(places)},
};
const int32_t scenarios_lines_count = sizeof scenarios_lines / sizeof *scenarios_lines;

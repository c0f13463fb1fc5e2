/* Indexing, whose every step is made to fail. */
#include "support/scenarios.h"

static int32_t run_take(world *w)
{
    return gt_take(w->q, w->dst, w->a, w->order, 0);
}

static void check_take(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(4, 5, 6, 1, 2, 3));
}

static int32_t run_take_along(world *w)
{
    return gt_take_along(w->q, w->dst, w->turned, w->order, GT_FLAT); /* through a copy of turned */
}

static void check_take_along(world *w)
{
    world_expect(w->q, *w->dst, 2, LIST(4, 1));
}

static int32_t run_nonzero(world *w)
{
    return gt_nonzero(w->q, w->dst, w->three, GT_FLAT);
}

static void check_nonzero(world *w)
{
    world_places(w->q, *w->dst, (const int64_t[]){0, 1, 2});
}

static int32_t run_put(world *w)
{
    int32_t status = gt_copy(w->q, &w->made, w->a, 0);
    return status == GT_OK ? gt_put(w->q, w->made, w->order, w->a, 0, GT_ADD) : status;
}

static void check_put(world *w)
{
    world_expect(w->q, w->made, 6, LIST(5, 7, 9, 5, 7, 9));
}

/* So many that GPUs sort them. */
static int32_t run_put_many(world *w)
{
    gt_tensor *many = NULL;
    int32_t status = gt_tensor_broadcast(&many, w->order, 2, (const int64_t[]){600, 2});
    if (status == GT_OK) status = gt_copy(w->q, &w->made, w->a, 0);
    if (status == GT_OK) status = gt_put(w->q, w->made, many, w->a, 0, GT_ADD);
    gt_tensor_free(many);
    return status;
}

static void check_put_many(world *w)
{
    world_expect(w->q, w->made, 6, LIST(2401, 3002, 3603, 604, 1205, 1806));
}

/* By way of a copy as a line, which is written last. */
static int32_t run_put_along(world *w)
{
    int32_t status = gt_tensor_permute(&w->made, w->given, NULL, 0);
    return status == GT_OK ? gt_put_along(w->q, w->made, w->order, w->order, GT_FLAT, 0) : status;
}

static void check_put_along(world *w)
{
    world_expect(w->q, w->given, 6, LIST(0, 2, 3, 1, 5, 6));
}

static int32_t run_index(world *w)
{
    const gt_tensor *const both[] = {w->order, w->order};
    return gt_index(w->q, w->dst, w->a, both, 2);
}

static void check_index(world *w)
{
    world_expect(w->q, *w->dst, 2, LIST(5, 1));
}

static int32_t run_index_put(world *w)
{
    const gt_tensor *const both[] = {w->order, w->order};
    int32_t status = gt_copy(w->q, &w->made, w->a, 0);
    return status == GT_OK ? gt_index_put(w->q, w->made, both, 2, w->order, GT_ADD) : status;
}

static void check_index_put(world *w)
{
    world_expect(w->q, w->made, 6, LIST(1, 2, 3, 4, 6, 6));
}

static int32_t run_select(world *w)
{
    return gt_select(w->q, w->dst, w->turned, w->turned);
}

static void check_select(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(1, 4, 2, 5, 3, 6));
}

static int32_t run_select_put(world *w)
{
    int32_t status = gt_copy(w->q, &w->made, w->few, GT_F32);
    return status == GT_OK ? gt_select_put(w->q, w->made, w->few, w->few) : status;
}

static void check_select_put(world *w)
{
    world_expect(w->q, w->made, 3, LIST(1, 2, 3));
}

/* On a queue of its own, whose record of wrong indices is made for it. */
static int32_t run_finding(world *w)
{
    int32_t status = gt_queue_create(&w->made_q, w->ctx, NULL);
    if (status == GT_OK) status = gt_take(w->made_q, &w->made, w->a, w->order, 0);
    return status == GT_OK ? gt_queue_finish(w->made_q) : status;
}

static int32_t run_repeat(world *w)
{
    return gt_repeat(w->q, w->dst, w->three, 2, 0);
}

static void check_repeat(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(1, 1, 2, 2, 3, 3));
}

static int32_t run_repeat_each(world *w)
{
    return gt_repeat_each(w->q, w->dst, w->three, w->places, 0);
}

static void check_repeat_each(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(1, 2, 2, 3, 3, 3));
}

const scenario scenarios_index[] = {
    {.name = "take", .run = run_take, .check = check_take, INTO(given)},
    {.name = "take_along", .run = run_take_along, .check = check_take_along, INTO(two)},
    {.name = "repeat", .run = run_repeat, .check = check_repeat, INTO(line)},
    {.name = "repeat_each", .run = run_repeat_each, .check = check_repeat_each, INTO(line), .own_host = true},
    {.name = "nonzero", .run = run_nonzero, .check = check_nonzero, INTO(places), .own_host = true},
    {.name = "put", .run = run_put, .check = check_put, .several = true},
    {.name = "put_many",
     .run = run_put_many,
     .check = check_put_many,
     .several = true,
     .retried = true,
     .many_calls = true},
    {.name = "put_along", .run = run_put_along, .check = check_put_along, .several = true},
    {.name = "index", .run = run_index, .check = check_index, INTO(two)},
    {.name = "index_put", .run = run_index_put, .check = check_index_put, .several = true},
    {.name = "select", .run = run_select, .check = check_select, INTO(line), .own_host = true},
    {.name = "select_put", .run = run_select_put, .check = check_select_put, .several = true, .own_host = true},
    {.name = "finding", .run = run_finding, .check = check_take, .several = true, .queues = true},
};
const int32_t scenarios_index_count = sizeof scenarios_index / sizeof *scenarios_index;

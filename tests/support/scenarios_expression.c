/* Expressions, and what is computed by them, whose every step is made to fail. */
#include "support/operands.h"
#include "support/scenarios.h"

static int32_t run_eval(world *w)
{
    const gt_arg args[] = {named("x", w->a), named("y", w->given)};
    return gt_eval(w->q, w->dst, "x * x + 0 * y", args, 2);
}

/* made and more, or both of two. */
static int32_t run_eval_all(world *w)
{
    const gt_arg arg = named("i", w->order);
    return gt_eval_all(w->q, w->dst, 2, "1.0 * i; i + 1.5", &arg, 1);
}

static void check_eval_all(world *w)
{
    world_expect(w->q, w->dst[0], 2, LIST(1, 0));
    world_expect(w->q, w->dst[1], 2, LIST(2.5, 1.5));
}

static int32_t run_eval_reduce(world *w)
{
    const gt_arg arg = named("x", w->a);
    return gt_eval_reduce(w->q, GT_ADD, w->dst, "x * x - (x - 1) * x", &arg, 1, (const int32_t[]){0}, 1, NULL);
}

static int32_t run_eval_along(world *w)
{
    const gt_arg args[] = {named("x", w->a), named("y", w->given)};
    return gt_eval_along(w->q, w->dst, "m = mean(x); 0 * y + sum(x - m + 1) * x - m * m", args, 2, (const int32_t[]){0},
                         1);
}

static void check_eval_along(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(-4.25, -8.25, -14.25, 1.75, -2.25, -8.25));
}

/* Of a row that is near while it is computed. */
static int32_t run_eval_rows(world *w)
{
    const gt_arg arg = named("x", w->row);
    return gt_eval_along(w->q, w->dst, "max(x) - x", &arg, 1, (const int32_t[]){0}, 1);
}

static void check_eval_rows(world *w)
{
    world_expect(w->q, *w->dst, 16, LIST(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
}

static void check_eval(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(1, 4, 9, 16, 25, 36));
}

static void check_eval_reduce(world *w)
{
    world_expect(w->q, *w->dst, 3, LIST(5, 7, 9));
}

static int32_t run_tril(world *w)
{
    return gt_tril(w->q, w->dst, w->a, 0);
}

static void check_tril(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(1, 0, 0, 4, 5, 0));
}

static int32_t run_triu(world *w)
{
    return gt_triu(w->q, w->dst, w->a, 1);
}

static void check_triu(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(0, 2, 3, 0, 0, 6));
}

const scenario scenarios_expression[] = {
    {.name = "eval", .run = run_eval, .check = check_eval, INTO(given)},
    {.name = "eval_all", .run = run_eval_all, .check = check_eval_all, INTO(two)},
    {.name = "eval_along", .run = run_eval_along, .check = check_eval_along, INTO(given)},
    {.name = "eval_along of a row", .run = run_eval_rows, .check = check_eval_rows, INTO(row)},
    {.name = "tril", .run = run_tril, .check = check_tril, INTO(given)},
    {.name = "triu", .run = run_triu, .check = check_triu, INTO(given)},
    {.name = "eval_reduce", .run = run_eval_reduce, .check = check_eval_reduce, INTO(three)},
};
const int32_t scenarios_expression_count = sizeof scenarios_expression / sizeof *scenarios_expression;

/* Products on devices that run work-groups in step (kernels/matmul_grid.cl): sizes of tiles, launches, passes over
 * k. */
#include "ops/matmul.h"

/* Work-groups of items x items, each with each x each elements. */
typedef struct tile {
    int32_t items, each;
} tile;

/* ITERATIONS: of loops in a work-item, which some devices bound by 65535; GROUPS: of a launch. */
enum { DEPTH = 16, ITERATIONS = 32000, GROUPS = 65535 };

static int64_t groups_of(const gt__matmul *p, const tile *t)
{
    int64_t side = t->items * t->each;
    return gt__divide_up(p->m, side) * gt__divide_up(p->n, side) * p->batches;
}

/* The largest tile that leaves each compute unit something to do, then the largest whose work-group is no larger than
 * `most`. */
static tile choose_tile(const gt__traits *traits, const gt__matmul *p, int64_t most)
{
    static const tile tiles[] = {{16, 4}, {8, 4}, {8, 2}, {4, 4}, {2, 4}, {1, 4}};
    const tile *last = tiles + sizeof tiles / sizeof *tiles - 1, *t = tiles;
    while (t < last && t->items * t->items > most) t++;
    while (t - tiles < 2 && groups_of(p, t) < 4 * traits->units) t++;
    return *t;
}

/* Steps of k that one launch may take. */
static int64_t longest_k(const tile *t)
{
    int64_t copies = gt__divide_up(DEPTH * t->items * t->each, t->items * t->items);
    return ITERATIONS / (1 + DEPTH + 2 * copies) * DEPTH;
}

static int32_t run_pass(gt_queue *q, const gt__matmul *p, gt__launch *launch, int64_t *group, int64_t groups)
{
    size_t items = launch->local[0];
    for (*group = 0; *group < groups; *group += GROUPS) {
        int64_t n = groups - *group < GROUPS ? groups - *group : GROUPS;
        launch->global[0] = (size_t)n * items;
        GT__TRY(gt__launch_run(q, launch, p->operation));
    }
    return GT_OK;
}

static int32_t run_passes(gt_queue *q, const gt__matmul *p, const tile *t, gt__kernel *kernel, gt__buffer *sums,
                          int64_t longest)
{
    gt__launch launch = {.kernel = kernel};
    int64_t group = 0, k = 0;
    launch.local[0] = (size_t)(t->items * t->items);
    gt__matmul_args(&launch, p);
    gt__arg_value(&launch, &group, sizeof group);
    gt__arg_value(&launch, &k, sizeof k);
    gt__arg_value(&launch, &longest, sizeof longest);
    gt__arg_buffer(&launch, sums);
    gt__matmul_last_args(&launch, p);
    do {
        GT__TRY(run_pass(q, p, &launch, &group, groups_of(p, t)));
        k += longest;
    } while (k < p->k);
    return GT_OK;
}

/* A kernel whose work-group the device can run: its registers may allow less than the device's other kernels. */
static int32_t find_kernel(gt__kernel **kernel, tile *t, gt_queue *q, const gt__matmul *p)
{
    const gt__traits *traits = gt__queue_traits(q);
    int64_t most = traits->group;
    do {
        gt__text prelude = {0};
        *t = choose_tile(traits, p, most);
        gt__matmul_prelude(&prelude, p, 1);
        gt__text_add(&prelude, "#define S %d\n#define R %d\n#define DEPTH %d\n", (int)t->items, (int)t->each, DEPTH);
        GT__TRY(gt__prelude_kernel(kernel, q, "matmul_grid", &prelude, p->operation));
        most = gt__kernel_group(*kernel);
    } while (t->items > 1 && t->items * t->items > most);
    return GT_OK;
}

int32_t gt__matmul_grid(gt_queue *q, const gt__matmul *p)
{
    tile t;
    gt__kernel *kernel = NULL;
    gt__buffer *sums = NULL;
    if (gt__queue_traits(q)->form != GT__GRID) return 0;
    GT__TRY(find_kernel(&kernel, &t, q, p));
    int64_t longest = longest_k(&t), count = p->m * p->n * p->batches;
    if (p->k > longest)
        GT__TRY(gt__buffer_create(&sums, q, count * p->compute->size, p->operation));
    else
        sums = gt__buffer_retain(p->tensor[GT__D]->buffer);
    int32_t status = run_passes(q, p, &t, kernel, sums, longest);
    gt__buffer_release(sums);
    return status < 0 ? status : 1;
}

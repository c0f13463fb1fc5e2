/* Products on devices that run work-groups in step: sizes of tiles, slices of k, launches. */
#include "base/integer.h"
#include "kernel/matmul.h"
#include "kernel/tuning.h"

enum { UNIT = 64 }; /* a slice is a multiple of it, so that vectors stay aligned */

void gt__matmul_cut(gt__matmul_schedule *s, int64_t k, int64_t slices, int64_t longest)
{
    const int64_t most = gt__larger(longest / UNIT, 1) * UNIT;
    s->kcount = gt__smaller(gt__round_up(gt__divide_up(k, slices), UNIT), most);
    if (s->kcount < UNIT) s->kcount = UNIT;
    const int64_t parts = k > 0 ? gt__divide_up(k, s->kcount) : 1;
    s->slices = gt__smaller(slices, parts);
    s->rounds = gt__divide_up(parts, s->slices);
}

/* ---- launches ---- */

/* A launch, and the arguments in which launches of a product differ. */
typedef struct launches {
    gt__command command;
    int32_t group, kstart, keep, adds;
} launches;

static void begin(launches *l, const gt__matmul_plan *p, const gt__matmul_schedule *s, gt__buffer *sums)
{
    gt__command *command = &l->command;
    gt__launch_begin(command, s->kernel);
    command->local[0] = (size_t)s->items;
    gt__matmul_args(command, p);
    l->group = command->args;
    gt__arg_long(command, 0);
    gt__arg_long(command, s->groups);
    gt__arg_long(command, s->kcount);
    l->kstart = command->args;
    gt__arg_long(command, 0);
    gt__arg_buffer(command, sums);
    gt__arg_long(command, p->m * p->n * p->batches);
    l->keep = command->args;
    gt__arg_int(command, 0);
    l->adds = command->args;
    gt__arg_int(command, 0);
    if (s->across) gt__arg_int(command, s->across);
    if (s->across) gt__arg_int(command, s->along_k);
}

/* Some devices take no more groups at a time. */
static gt_status launch(const gt__call *call, launches *l, int64_t groups, int64_t kstart, int32_t keep, int32_t adds)
{
    const size_t items = l->command.local[0];
    gt__arg_set(&l->command, l->kstart, &kstart);
    gt__arg_set(&l->command, l->keep, &keep);
    gt__arg_set(&l->command, l->adds, &adds);
    for (int64_t group = 0; group < groups; group += gt__tuned.matmul_gpu.groups) {
        l->command.global[0] = (size_t)gt__smaller(groups - group, gt__tuned.matmul_gpu.groups) * items;
        gt__arg_set(&l->command, l->group, &group);
        GT__TRY(gt__submit(call, &l->command));
    }
    return GT_OK;
}

/* With several slices a last launch adds their sums up; with one, the last round does. */
static gt_status run_rounds(const gt__call *call, const gt__matmul_plan *p, const gt__matmul_schedule *s,
                            gt__buffer *sums)
{
    launches l;
    begin(&l, p, s, sums);
    for (int64_t round = 0; round < s->rounds; round++)
        GT__TRY(launch(call, &l, s->groups * s->slices, round * s->slices * s->kcount,
                       s->slices > 1 || round + 1 < s->rounds, round > 0));
    return s->slices > 1 ? launch(call, &l, s->groups, p->k, 0, (int32_t)s->slices) : GT_OK;
}

gt_status gt__matmul_launch(const gt__call *call, const gt__matmul_plan *p, const gt__matmul_schedule *s)
{
    gt__buffer *sums = NULL;
    if (s->slices * s->rounds > 1)
        GT__TRY(gt__buffer_create(&sums, call, p->m * p->n * p->batches * s->slices * p->what->compute->size));
    else
        sums = gt__buffer_retain(p->matrix[GT__D]->buffer);
    gt_status status = run_rounds(call, p, s, sums);
    gt__buffer_release(sums);
    return status;
}

/* ---- tiles ---- */

static int64_t lanes_of(const gt__matmul_plan *p, const gt__matmul_tile *t)
{
    return gt__smaller(t->each, gt__tuned.wide_bytes / p->what->compute->size);
}

static int64_t depth_of(const gt__matmul_plan *p, const gt__matmul_tile *t)
{
    return p->what->compute->size > 4 ? gt__larger(t->depth / 2, 2) : t->depth;
}

static int64_t area_of(const gt__matmul_plan *p, const gt__matmul_tile *t)
{
    const int64_t side = t->items * t->each;
    return gt__divide_up(p->m, side) * gt__divide_up(p->n, side) * side * side;
}

int64_t gt__matmul_tiles(const gt__matmul_plan *p, int64_t rows, int64_t columns)
{
    return gt__divide_up(p->m, rows) * gt__divide_up(p->n, columns) * p->batches;
}

static int64_t groups_of(const gt__matmul_plan *p, const gt__matmul_tile *t)
{
    const int64_t side = t->items * t->each;
    return gt__matmul_tiles(p, side, side);
}

/* 1 if the device can run it; most: the largest work-group. */
static int fits(const gt__traits *traits, const gt__matmul_plan *p, const gt__matmul_tile *t, int64_t most)
{
    const int64_t pitch = t->items * t->each + lanes_of(p, t);
    return t->items * t->items <= most && 4 * depth_of(p, t) * pitch * p->what->compute->size <= traits->local_bytes;
}

static int64_t most_slices(const gt__matmul_plan *p)
{
    return gt__larger(gt__smaller(p->k / gt__tuned.matmul_gpu.slice, gt__tuned.matmul_gpu.slices), 1);
}

static int64_t fill_of(const gt__traits *traits, int32_t tile)
{
    return traits->units * (tile == 0 ? gt__tuned.matmul_gpu.fill_largest : gt__tuned.matmul_gpu.fill);
}

/* The largest tile that fills the device, if there is one, and that is not much emptier than the next. */
static int32_t choose_tile(const gt__traits *traits, const gt__matmul_plan *p, int64_t most)
{
    const gt__matmul_tile *tiles = gt__tuned.matmul_gpu.tile;
    const int32_t largest_small = 3; /* which products that fill no device take */
    int32_t t = 0;
    while (t < GT__MATMUL_TILES - 1 && !fits(traits, p, &tiles[t], most)) t++;
    if (t == 0 && 4 * area_of(p, &tiles[0]) > 5 * area_of(p, &tiles[1])) t++;
    while (t < largest_small && groups_of(p, &tiles[t]) * most_slices(p) < fill_of(traits, t)) t++;
    return t;
}

/* A kernel whose work-group the device can run: its registers may allow less than the device's other kernels. */
static gt_status find_tile(gt__matmul_schedule *s, const gt__call *call, const gt__matmul_plan *p)
{
    const gt__traits *traits = gt__traits_of(call->context);
    const gt__matmul_tile *t = NULL;
    int64_t most = traits->group, depth = 1;
    int32_t n = 0;
    gt__spec spec = gt__matmul_spec(call, p, GT__MATMUL);
    spec.flags &= GT__FUSED;
    do {
        n = choose_tile(traits, p, most);
        t = &gt__tuned.matmul_gpu.tile[n];
        depth = depth_of(p, t);
        spec.lanes = (uint8_t)lanes_of(p, t);
        spec.tile[0] = (uint16_t)t->items;
        spec.tile[1] = (uint16_t)t->each;
        spec.tile[2] = (uint16_t)depth;
        GT__TRY(gt__spec_kernel(&s->kernel, call, &spec));
        most = gt__kernel_group(s->kernel);
    } while (t->items > 1 && t->items * t->items > most);
    s->items = t->items * t->items;
    s->groups = groups_of(p, t);
    const int64_t longest = gt__tuned.matmul_gpu.iterations / (1 + depth) * depth;
    const int64_t slices = gt__smaller(most_slices(p), fill_of(traits, n) / s->groups);
    gt__matmul_cut(s, p->k, gt__larger(slices, 1), longest);
    return GT_OK;
}

/* ---- rows ---- */

/* The smallest power of two that is not below x, or most, which is one. */
static int64_t power_of_two(int64_t x, int64_t most)
{
    int64_t power = 1;
    while (power < x && power < most) power *= 2;
    return power;
}

/* How items share columns and k. */
static void choose_shape(gt__matmul_schedule *s, const gt__traits *traits, const gt__matmul_plan *p, int64_t lanes)
{
    const int64_t across = gt__smaller(gt__tuned.matmul_vector_gpu.across, s->items);
    const int64_t target = traits->units * gt__tuned.matmul_vector_gpu.fill;
    int64_t rows, width;
    s->along_k = p->n == 1 || gt__magnitude(p->row[GT__B]) < gt__magnitude(p->column[GT__B]);
    if (s->along_k) {
        rows = p->n * p->batches < target ? s->items : across;
        width = s->items / rows;
        s->across = (int32_t)rows;
    } else {
        s->across = (int32_t)power_of_two(gt__divide_up(p->n, lanes), across);
        rows = s->items / s->across;
        width = s->across * lanes;
    }
    s->groups = gt__divide_up(p->n, width) * p->batches;
    const int64_t step = s->along_k ? rows * lanes : rows, longest = gt__tuned.matmul_gpu.iterations * step;
    int64_t slices = gt__smaller(target / s->groups, p->k / (step * gt__tuned.matmul_vector_gpu.slice));
    slices = gt__smaller(slices, gt__tuned.matmul_vector_gpu.slices);
    gt__matmul_cut(s, p->k, gt__larger(slices, 1), longest);
}

static gt_status find_row(gt__matmul_schedule *s, const gt__call *call, const gt__matmul_plan *p)
{
    const gt__traits *traits = gt__traits_of(call->context);
    const int64_t size = p->what->compute->size, b_size = p->matrix[GT__B]->dtype->size;
    const int64_t lanes = gt__larger(gt__smaller(gt__tuned.wide_bytes / b_size, 8), 2);
    int64_t most = gt__smaller(traits->group, traits->local_bytes / (lanes * size));
    gt__spec spec = gt__matmul_spec(call, p, GT__MATMUL_VECTOR);
    spec.flags &= GT__FUSED;
    spec.lanes = (uint8_t)lanes;
    s->items = gt__tuned.matmul_vector_gpu.items;
    do {
        while (s->items > 1 && s->items > most) s->items /= 2;
        spec.tile[0] = (uint16_t)s->items;
        GT__TRY(gt__spec_kernel(&s->kernel, call, &spec));
        most = gt__kernel_group(s->kernel);
    } while (s->items > 1 && s->items > most);
    choose_shape(s, traits, p, lanes);
    return GT_OK;
}

static int accepts(const gt__call *call, const gt__matmul_plan *p)
{
    (void)p;
    return gt__traits_of(call->context)->form == GT__GPU;
}

static gt_status run(const gt__call *call, const gt__matmul_plan *p)
{
    gt__matmul_schedule s = {0};
    GT__TRY(p->m == 1 ? find_row(&s, call, p) : find_tile(&s, call, p));
    return gt__matmul_launch(call, p, &s);
}

const gt__matmul_provider gt__matmul_gpu = {accepts, run};

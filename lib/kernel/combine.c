/* Values that are combined with elements, on GPUs: sorted indices tell apart what is for one place, and blocks of them
 * are combined at once, then blocks of those. */
#include "base/integer.h"
#include "kernel/flat.h"
#include "kernel/scatter.h"
#include "kernel/sort.h"
#include "kernel/tuning.h"

/* *line = the indices as places from 0 on, in their order, in a buffer of their own. Notes wrong ones. */
static gt_status make_places(gt__array *line, const gt__scattering *s)
{
    const int64_t bound = s->what->of->shape.size[s->what->axis];
    const gt__array axis = {.shape = {1, {bound}}, .strides = {1}, .count = bound};
    const gt__listed listed = {&axis, &s->what->indices, 1, s->what->indices->shape};
    gt__array places;
    GT__TRY(gt__places_make(&places, s->call, &listed));
    *line = places;
    line->shape = (gt__shape){1, {places.count}};
    line->strides[0] = 1;
    return GT_OK;
}

/* What gt__sort_run does, in one launch. */
static gt_status rank(const gt__call *call, const gt__sorted *out, const gt__array *places)
{
    gt__spec spec = gt__spec_of(call, GT__RANK);
    gt__kernel *kernel = NULL;
    gt__command command;
    int64_t items = gt__tuned.scatter_gpu.rank_group;
    while (items > gt__traits_of(call->context)->group) items /= 2;
    spec.tile[0] = (uint16_t)items;
    gt__spec_types(&spec, places->dtype, places->dtype, places->dtype);
    GT__TRY(gt__spec_kernel(&kernel, call, &spec));
    gt__launch_begin(&command, kernel);
    gt__arg_buffer(&command, places->buffer);
    gt__arg_long(&command, places->offset);
    gt__arg_long(&command, places->count);
    gt__arg_buffer(&command, out->values->buffer);
    gt__arg_buffer(&command, out->places->buffer);
    command.local[0] = (size_t)items;
    command.global[0] = (size_t)gt__round_up(places->count, items);
    return gt__submit(call, &command);
}

/* Of places below bound, and of what wrong indices have become: their bits are all set. */
static gt_status sort(const gt__call *call, gt__sorted *out, const gt__array *places, int64_t bound)
{
    if (places->count <= gt__tuned.scatter_gpu.ranked) return rank(call, out, places);
    for (out->bits = 1; bound >> out->bits > 0;) out->bits++;
    return gt__sort_run(call, out, places, 0);
}

/* *levels: of blocks, of which the last has few; *parts: all blocks. */
static gt_status make_parts(gt__array *parts, int32_t *levels, const gt__scattering *s, const gt__dtype *dtype)
{
    const int64_t block = (int64_t)1 << gt__tuned.scatter_gpu.block_bits;
    int64_t all = 0;
    *levels = 0;
    for (int64_t blocks = s->lines->count; blocks > block; (*levels)++) {
        blocks = gt__divide_up(blocks, block);
        all += blocks;
    }
    const gt__shape shape = {2, {all, s->lines->outs}};
    return gt__array_create(parts, s->call, dtype, &shape);
}

static gt_status launch(const gt__scattering *s, const gt__array *order)
{
    gt__spec spec = gt__scatter_spec(s, GT__COMBINE);
    gt__kernel *kernel = NULL;
    gt__command command;
    gt__array parts;
    int32_t levels = 0;
    spec.tile[0] = (uint16_t)gt__tuned.scatter_gpu.block_bits;
    GT__TRY(gt__spec_kernel(&kernel, s->call, &spec));
    GT__TRY(make_parts(&parts, &levels, s, gt__dtype_of(spec.compute)));
    gt__launch_begin(&command, kernel);
    gt__scatter_arguments(&command, s);
    gt__arg_buffer(&command, order->buffer);
    gt__arg_buffer(&command, levels > 0 ? parts.buffer : s->what->of->buffer);
    const int32_t number = command.args;
    gt__arg_int(&command, 0);
    gt__arg_int(&command, levels);
    gt_status status = GT_OK;
    for (int32_t turn = 0; turn <= levels && status == GT_OK; turn++) {
        const int32_t level = turn < levels ? turn + 1 : 0; /* what o holds comes last */
        const int64_t block = (int64_t)1 << level * gt__tuned.scatter_gpu.block_bits;
        const int64_t steps = gt__divide_up(s->lines->count, block) * s->lines->outs;
        gt__arg_set(&command, number, &level);
        gt__flat_sizes(s->call, &command, steps, steps);
        status = gt__submit(s->call, &command);
    }
    gt__buffer_release(parts.buffer);
    return status;
}

gt_status gt__scatter_combine(const gt__scattering *s)
{
    const gt__call *call = s->call;
    gt__array places = {0}, sorted = {0}, order = {0};
    gt__sorted out = {.values = &sorted, .places = &order};
    const gt__indexing by = {s->what->of, &sorted, s->what->axis, s->what->along};
    const gt__scattering what = {call, &by, s->values, s->lines, s->row};
    gt_status status = make_places(&places, s);
    if (status == GT_OK) status = gt__array_create(&sorted, call, places.dtype, &places.shape);
    if (status == GT_OK) status = gt__array_create(&order, call, gt__dtype_of(GT_I64), &places.shape);
    if (status == GT_OK) status = sort(call, &out, &places, s->what->of->shape.size[s->what->axis]);
    if (status == GT_OK) status = launch(&what, &order);
    gt__buffer_release(places.buffer);
    gt__buffer_release(sorted.buffer);
    gt__buffer_release(order.buffer);
    return status;
}

/* Values that are combined with elements, on GPUs: sorted indices tell apart what is for one place, and blocks of them
 * are combined at once, then blocks of those. */
#include "base/integer.h"
#include "kernel/flat.h"
#include "kernel/scatter.h"
#include "kernel/sort.h"
#include "kernel/tuning.h"

/* All indices as places: once if all lines have the same ones, else counted through all lines. */
typedef struct placed {
    gt__array places, sorted, order; /* lines of their own */
    int64_t bound;                   /* of places */
    int64_t apart;                   /* indices of a line that has its own, else 0 */
} placed;

static gt_status make_places(placed *p, const gt__scattering *s)
{
    gt__lines lines = *s->lines;
    const int64_t bound = s->what->of->shape.size[s->what->axis];
    if (gt__scatter_shares(s->lines))
        lines.outs = 1;
    else
        p->apart = lines.count;
    const gt__shape shape = {1, {lines.count * lines.outs}};
    p->bound = bound * lines.outs;
    const gt__dtype *dtype = gt__dtype_of(p->bound <= gt__tuned.places.narrow ? GT_I32 : GT_I64);
    GT__TRY(gt__array_create(&p->places, s->call, dtype, &shape));
    GT__TRY(gt__array_create(&p->sorted, s->call, dtype, &shape));
    GT__TRY(gt__array_create(&p->order, s->call, gt__dtype_of(GT_I64), &shape));
    gt__array of = *s->what->of;
    of.buffer = p->places.buffer;
    of.offset = 0;
    of.dtype = dtype;
    const gt__indexing what = {&of, s->what->indices, s->what->axis, s->what->along};
    const gt__scattering named = {s->call, &what, s->values, &lines, 0};
    const gt__spec spec = gt__scatter_spec(&named, GT__LINE_PLACES);
    gt__kernel *kernel = NULL;
    gt__command command;
    GT__TRY(gt__spec_kernel(&kernel, s->call, &spec));
    gt__launch_begin(&command, kernel);
    gt__scatter_arguments(&command, &named);
    gt__flat_sizes(s->call, &command, shape.size[0], shape.size[0]);
    return gt__submit(s->call, &command);
}

/* What gt__sort_run does, in one launch. */
static gt_status sort_few(const gt__call *call, const gt__sorted *out, const gt__array *places)
{
    gt__spec spec = gt__spec_of(call, GT__SORT_FEW);
    gt__kernel *kernel = NULL;
    gt__command command;
    int64_t items = gt__tuned.scatter_gpu.sort_group;
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

/* Wrong indices have become a place whose bits are all set, which is none. */
static gt_status sort_places(placed *p, const gt__call *call)
{
    gt__sorted out = {.values = &p->sorted, .places = &p->order, .bits = 1};
    if (p->places.count <= gt__tuned.scatter_gpu.few_sorted) return sort_few(call, &out, &p->places);
    while (p->bound >> out.bits > 0) out.bits++;
    return gt__sort_run(call, &out, &p->places, 0);
}

/* *levels: of blocks, of which the last has few; *parts: all blocks. */
static gt_status make_parts(gt__array *parts, int32_t *levels, const gt__call *call, int64_t count, int64_t width,
                            const gt__dtype *dtype)
{
    const int64_t block = (int64_t)1 << gt__tuned.scatter_gpu.block_bits;
    int64_t all = 0;
    *levels = 0;
    for (int64_t blocks = count; blocks > block; (*levels)++) {
        blocks = gt__divide_up(blocks, block);
        all += blocks;
    }
    const gt__shape shape = {2, {all, width}};
    return gt__array_create(parts, call, dtype, &shape);
}

static gt_status launch(const gt__scattering *s, const placed *p)
{
    gt__spec spec = gt__scatter_spec(s, GT__COMBINE);
    gt__kernel *kernel = NULL;
    gt__command command;
    gt__array parts;
    int32_t levels = 0;
    const int64_t count = p->sorted.count, width = p->apart > 0 ? 1 : s->lines->outs;
    spec.tile[0] = (uint16_t)gt__tuned.scatter_gpu.block_bits;
    GT__TRY(gt__spec_kernel(&kernel, s->call, &spec));
    GT__TRY(make_parts(&parts, &levels, s->call, count, width, gt__dtype_of(spec.compute)));
    gt__launch_begin(&command, kernel);
    const int32_t range = gt__scatter_arguments(&command, s);
    gt__arg_set(&command, range + 1, &count);
    gt__arg_buffer(&command, p->order.buffer);
    gt__arg_buffer(&command, levels > 0 ? parts.buffer : s->what->of->buffer);
    gt__arg_long(&command, p->apart);
    const int32_t number = command.args;
    gt__arg_int(&command, 0);
    gt__arg_int(&command, levels);
    gt_status status = GT_OK;
    for (int32_t turn = 0; turn <= levels && status == GT_OK; turn++) {
        const int32_t level = turn < levels ? turn + 1 : 0; /* what o holds comes last */
        const int64_t block = (int64_t)1 << level * gt__tuned.scatter_gpu.block_bits;
        const int64_t steps = gt__divide_up(count, block) * width;
        gt__arg_set(&command, number, &level);
        gt__flat_sizes(s->call, &command, steps, steps);
        status = gt__submit(s->call, &command);
    }
    gt__buffer_release(parts.buffer);
    return status;
}

gt_status gt__scatter_combine(const gt__scattering *s)
{
    placed p = {.apart = 0};
    const gt__indexing by = {s->what->of, &p.sorted, s->what->axis, s->what->along};
    const gt__scattering what = {s->call, &by, s->values, s->lines, s->row};
    gt_status status = make_places(&p, s);
    if (status == GT_OK) status = sort_places(&p, s->call);
    if (status == GT_OK) status = launch(&what, &p);
    gt__buffer_release(p.places.buffer);
    gt__buffer_release(p.sorted.buffer);
    gt__buffer_release(p.order.buffer);
    return status;
}

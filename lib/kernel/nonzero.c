#include "kernel/nonzero.h"

#include "base/integer.h"
#include "kernel/flat.h"
#include "kernel/scan.h"
#include "kernel/spec.h"
#include "kernel/tuning.h"
#include "kernel/walk.h"

static int64_t group_of(const gt__traits *traits)
{
    int64_t items = gt__tuned.nonzero_gpu.group;
    while (items > traits->group) items /= 2;
    return items;
}

static void cut(gt__nonzero *what, const gt__call *call, int64_t count)
{
    const gt__traits *traits = gt__traits_of(call->context);
    const int64_t items = group_of(traits);
    what->span =
        traits->form == GT__CPU
            ? gt__flat_chunk(call, count)
            : gt__round_up(gt__larger(gt__tuned.nonzero_gpu.span, gt__divide_up(count, gt__tuned.nonzero_gpu.pieces)),
                           items);
    what->pieces = gt__divide_up(count, what->span);
}

/* target: of counts, or of the result. coordinates: -1 for row-major numbers. */
static gt_status launch(const gt__call *call, const gt__nonzero *what, const gt__array *target, const gt__array *src,
                        int counts, int32_t coordinates)
{
    const int64_t *strides[] = {src->strides}, items = group_of(gt__traits_of(call->context));
    gt__walk walk;
    gt__kernel *kernel = NULL;
    gt__command command;
    gt__walk_make(&walk, &src->shape, 1, strides);
    gt__walk_merge(&walk);
    gt__spec spec = gt__spec_of(call, GT__NONZERO);
    spec.ranks = gt__spec_ranks(walk.rank > coordinates ? walk.rank : coordinates);
    spec.operands = 1;
    spec.storage[0] = (uint8_t)src->dtype->value;
    spec.flags = counts ? GT__COUNTS : 0;
    spec.tile[0] = (uint16_t)(spec.form == GT__GPU ? items : 0);
    gt__spec_types(&spec, gt__dtype_of(GT_I32), gt__dtype_of(GT_I32), gt__dtype_of(GT_I64));
    GT__TRY(gt__spec_kernel(&kernel, call, &spec));
    gt__launch_begin(&command, kernel);
    gt__arg_walk(&command, &walk, spec.ranks);
    gt__arg_axes(&command, src->shape.size, coordinates > 0 ? src->shape.rank : 0, spec.ranks);
    gt__arg_buffer(&command, src->buffer);
    gt__arg_long(&command, src->offset);
    gt__arg_buffer(&command, target->buffer);
    gt__arg_buffer(&command, what->begins.buffer);
    gt__arg_long(&command, src->count);
    gt__arg_long(&command, what->pieces);
    gt__arg_long(&command, what->span);
    gt__arg_int(&command, walk.rank);
    gt__arg_int(&command, coordinates);
    if (spec.form == GT__GPU) command.local[0] = (size_t)items;
    command.global[0] = (size_t)what->pieces * command.local[0];
    return gt__submit(call, &command);
}

gt_status gt__nonzero_count(gt__nonzero *out, const gt__call *call, const gt__array *src)
{
    out->found = 0;
    out->pieces = 0;
    out->begins.buffer = NULL;
    if (src->count == 0) return GT_OK;
    cut(out, call, src->count);
    const gt__shape shape = {1, {out->pieces + 1}};
    const gt__dtype *dtype = gt__dtype_of(GT_I64);
    const gt__scanning sums = {.row = GT_ADD, .compute = dtype, .result = dtype, .exclusive = 1};
    GT__TRY(gt__array_create(&out->begins, call, dtype, &shape));
    GT__TRY(launch(call, out, &out->begins, src, 1, -1));
    GT__TRY(gt__scan_run(call, &sums, &out->begins, &out->begins, 0));
    GT__TRY(gt__read(call, &out->found, out->begins.buffer, out->pieces * dtype->size, dtype->size));
    GT__TRY(gt__wait(call));
    if (gt__rehearses(call)) out->found = 1;
    return GT_OK;
}

gt_status gt__nonzero_write(const gt__call *call, const gt__nonzero *what, const gt__array *target,
                            const gt__array *src, int flat)
{
    if (target->count == 0) return GT_OK;
    return launch(call, what, target, src, 0, flat ? -1 : src->shape.rank);
}

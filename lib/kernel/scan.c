#include "kernel/scan.h"

#include "base/integer.h"
#include "kernel/spec.h"
#include "kernel/tuning.h"
#include "kernel/walk.h"

enum { X, O, OPERANDS };

/* A work-group of a power of two of items, as many as the device takes. */
static int64_t group_of(const gt__traits *traits)
{
    int64_t items = gt__tuned.scan_gpu.group;
    while (items > traits->group) items /= 2;
    return traits->form == GT__CPU ? 1 : items;
}

gt_status gt__scan_run(const gt__call *call, int32_t row, const gt__array *target, const gt__array *src, int32_t axis,
                       int exclusive)
{
    const int64_t *strides[OPERANDS] = {src->strides, target->strides};
    const int64_t items = group_of(gt__traits_of(call->context));
    const gt__dtype *compute = gt__dtype_of(target->dtype->wide);
    gt__shape lines = target->shape;
    gt__walk kept;
    gt__kernel *kernel = NULL;
    gt__command command;
    if (target->count == 0) return GT_OK;
    lines.size[axis] = 1;
    gt__walk_make(&kept, &lines, OPERANDS, strides);
    gt__walk_sort(&kept);
    gt__walk_merge(&kept);
    gt__spec spec = gt__spec_of(call, GT__SCAN);
    spec.ranks = gt__spec_ranks(kept.rank);
    spec.operands = 1;
    spec.storage[0] = (uint8_t)src->dtype->value;
    spec.row[0] = (uint16_t)row;
    spec.tile[0] = (uint16_t)(spec.form == GT__GPU ? items : 0);
    gt__spec_types(&spec, compute, target->dtype, target->dtype);
    GT__TRY(gt__spec_kernel(&kernel, call, &spec));
    gt__launch_begin(&command, kernel);
    gt__arg_walk(&command, &kept, spec.ranks);
    gt__arg_buffer(&command, src->buffer);
    gt__arg_long(&command, src->offset);
    gt__arg_buffer(&command, target->buffer);
    gt__arg_long(&command, target->offset);
    gt__arg_long(&command, target->shape.size[axis]);
    gt__arg_long(&command, src->strides[axis]);
    gt__arg_long(&command, target->strides[axis]);
    gt__arg_int(&command, exclusive);
    gt__arg_int(&command, kept.rank);
    command.local[0] = (size_t)items;
    command.global[0] = (size_t)(gt__shape_count(&lines) * items);
    return gt__submit(call, &command);
}

#include "kernel/flat.h"

#include "base/integer.h"
#include "kernel/tuning.h"

int64_t gt__flat_chunk(const gt__call *call, int64_t count)
{
    int64_t chunk = gt__divide_up(count, gt__tuned.elementwise_cpu.jobs * gt__traits_of(call->context)->units);
    if (chunk > gt__tuned.elementwise_cpu.chunk) chunk = gt__tuned.elementwise_cpu.chunk;
    return gt__larger(chunk, gt__tuned.elementwise_cpu.smallest_chunk);
}

static void set_grid(gt__command *launch, const gt__traits *traits, int64_t steps)
{
    int64_t local = gt__smaller(traits->group, gt__tuned.elementwise_gpu.group);
    int64_t items = gt__smaller(steps, gt__tuned.elementwise_gpu.items);
    local = gt__smaller(local, gt__kernel_group(launch->kernel));
    if (gt__divide_up(steps, items) > gt__tuned.elementwise_gpu.run)
        items = gt__divide_up(steps, gt__tuned.elementwise_gpu.run);
    launch->local[0] = (size_t)local;
    launch->global[0] = (size_t)gt__round_up(items, local);
}

void gt__flat_sizes(const gt__call *call, gt__command *launch, int64_t count, int64_t steps)
{
    const gt__traits *traits = gt__traits_of(call->context);
    if (traits->form == GT__CPU)
        launch->global[0] = (size_t)gt__divide_up(count, gt__flat_chunk(call, count));
    else
        set_grid(launch, traits, steps);
}

int gt__flat_streams(const gt__array *target)
{
    return target->count * target->dtype->size >= gt__tuned.elementwise_cpu.stream_bytes;
}

int gt__flat_replaces(const gt__array *target, const gt__array *operand)
{
    return operand && operand->buffer == target->buffer && operand->offset == target->offset;
}

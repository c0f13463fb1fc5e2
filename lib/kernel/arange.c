#include "kernel/arange.h"

#include "kernel/flat.h"
#include "kernel/spec.h"

/* All arguments but the numbers. */
static gt_status begin(gt__command *command, const gt__call *call, const gt__array *target, const gt__dtype *compute,
                       uint32_t flags)
{
    gt__spec spec = gt__spec_of(call, GT__ARANGE);
    gt__kernel *kernel = NULL;
    spec.flags = flags;
    gt__spec_types(&spec, compute, target->dtype, target->dtype);
    GT__TRY(gt__spec_kernel(&kernel, call, &spec));
    gt__launch_begin(command, kernel);
    gt__arg_buffer(command, target->buffer);
    gt__arg_long(command, target->offset);
    gt__arg_long(command, target->strides[0]);
    gt__arg_long(command, target->count);
    if (spec.form == GT__CPU) gt__arg_long(command, gt__flat_chunk(call, target->count));
    return GT_OK;
}

static gt_status end(gt__command *command, const gt__call *call, const gt__array *target)
{
    gt__flat_sizes(call, command, target->count, target->count);
    return gt__submit(call, command);
}

gt_status gt__arange_run(const gt__call *call, const gt__array *target, const void *start, const void *step)
{
    const gt__dtype *compute = gt__dtype_of(target->dtype->wide);
    gt__command command;
    if (target->count == 0) return GT_OK;
    GT__TRY(begin(&command, call, target, compute, 0));
    gt__arg_value(&command, start, (size_t)compute->size);
    gt__arg_value(&command, step, (size_t)compute->size);
    return end(&command, call, target);
}

gt_status gt__spaced_run(const gt__call *call, const gt__array *target, const gt__spacing *spacing)
{
    const gt__element *const numbers[] = {&spacing->start, &spacing->stop, &spacing->step};
    gt__command command;
    if (target->count == 0) return GT_OK;
    GT__TRY(begin(&command, call, target, spacing->compute, GT__PAIR));
    for (int i = 0; i < 3; i++) gt__arg_value(&command, numbers[i], (size_t)spacing->compute->size);
    gt__arg_long(&command, spacing->steps);
    return end(&command, call, target);
}

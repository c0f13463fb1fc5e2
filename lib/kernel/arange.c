#include "kernel/arange.h"

#include "kernel/flat.h"
#include "kernel/spec.h"

gt_status gt__arange_run(const gt__call *call, const gt__array *target, const void *start, const void *step)
{
    const gt__dtype *compute = gt__dtype_of(target->dtype->wide);
    gt__spec spec = gt__spec_of(call, GT__ARANGE);
    gt__kernel *kernel = NULL;
    gt__command command;
    if (target->count == 0) return GT_OK;
    gt__spec_types(&spec, compute, target->dtype, target->dtype);
    GT__TRY(gt__spec_kernel(&kernel, call, &spec));
    gt__launch_begin(&command, kernel);
    gt__arg_buffer(&command, target->buffer);
    gt__arg_long(&command, target->offset);
    gt__arg_long(&command, target->strides[0]);
    gt__arg_long(&command, target->count);
    if (spec.form == GT__CPU) gt__arg_long(&command, gt__flat_chunk(call, target->count));
    gt__arg_value(&command, start, (size_t)compute->size);
    gt__arg_value(&command, step, (size_t)compute->size);
    gt__flat_sizes(call, &command, target->count, target->count);
    return gt__submit(call, &command);
}

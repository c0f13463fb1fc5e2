#include "kernel/search.h"

#include "kernel/flat.h"
#include "kernel/keys.h"

static gt_status begin(gt__command *command, const gt__call *call, gt__family family, const gt__keys *keys)
{
    const gt__spec spec = gt__keys_spec(call, family, keys, gt__dtype_of(GT_I64));
    gt__kernel *kernel = NULL;
    GT__TRY(gt__spec_kernel(&kernel, call, &spec));
    gt__launch_begin(command, kernel);
    return GT_OK;
}

static gt_status end(gt__command *command, const gt__call *call, int64_t count)
{
    if (gt__traits_of(call->context)->form == GT__CPU) gt__arg_long(command, gt__flat_chunk(call, count));
    gt__flat_sizes(call, command, count, count);
    return gt__submit(call, command);
}

gt_status gt__search_run(const gt__call *call, const gt__array *target, const gt__array *sorted,
                         const gt__array *values, int right)
{
    const gt__keys keys = gt__keys_of(sorted->dtype, 0);
    gt__command command;
    if (target->count == 0) return GT_OK;
    GT__TRY(begin(&command, call, GT__SEARCH, &keys));
    gt__arg_buffer(&command, sorted->buffer);
    gt__arg_long(&command, sorted->offset);
    gt__arg_long(&command, sorted->count);
    gt__arg_buffer(&command, values->buffer);
    gt__arg_long(&command, values->offset);
    gt__arg_long(&command, values->count);
    gt__arg_buffer(&command, target->buffer);
    gt__arg_keys(&command, &keys);
    gt__arg_int(&command, right);
    return end(&command, call, values->count);
}

gt_status gt__groups_run(const gt__call *call, const gt__array *starts, const gt__array *steps, const gt__array *sorted,
                         int apart)
{
    const gt__keys keys = gt__keys_of(sorted->dtype, 0);
    gt__command command;
    if (sorted->count == 0) return GT_OK;
    GT__TRY(begin(&command, call, GT__GROUPS, &keys));
    gt__arg_buffer(&command, sorted->buffer);
    gt__arg_long(&command, sorted->count);
    gt__arg_buffer(&command, starts->buffer);
    gt__arg_buffer(&command, steps->buffer);
    gt__arg_keys(&command, &keys);
    gt__arg_int(&command, apart);
    return end(&command, call, sorted->count);
}

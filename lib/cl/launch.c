#include "cl/internal.h"

static struct gt__launch_arg *next_arg(gt__launch *launch)
{
    return &launch->arg[launch->n++];
}

void gt__arg_buffer(gt__launch *launch, gt__buffer *buffer)
{
    *next_arg(launch) = (struct gt__launch_arg){.buffer = buffer, .bytes = sizeof(cl_mem)};
}

void gt__arg_value(gt__launch *launch, const void *value, size_t bytes)
{
    *next_arg(launch) = (struct gt__launch_arg){.value = value, .bytes = bytes};
}

void gt__arg_local(gt__launch *launch, size_t bytes)
{
    *next_arg(launch) = (struct gt__launch_arg){.bytes = bytes};
}

static cl_int set_args(const gt__launch *launch)
{
    cl_int code = CL_SUCCESS;
    for (int32_t i = 0; i < launch->n && code == CL_SUCCESS; i++) {
        const struct gt__launch_arg *arg = &launch->arg[i];
        const void *value = arg->buffer ? &arg->buffer->mem : arg->value;
        code = clSetKernelArg(launch->kernel->cl, (cl_uint)i, arg->bytes, value);
    }
    return code;
}

/* PoCL takes too much local memory without a word and then ends the process. */
static int32_t check_local(const gt_queue *q, const gt__launch *launch, const char *operation)
{
    size_t bytes = 0;
    for (int32_t i = 0; i < launch->n; i++)
        if (!launch->arg[i].buffer && !launch->arg[i].value) bytes += launch->arg[i].bytes;
    if ((int64_t)bytes <= q->ctx->traits.local_bytes) return GT_OK;
    return gt__fail(GT_E_INTERNAL, operation, 0, "%lld bytes of local memory, the device has %lld", (long long)bytes,
                    (long long)q->ctx->traits.local_bytes);
}

static cl_int launch_command(gt_queue *q, const void *what, cl_event *event)
{
    const gt__launch *launch = what;
    return clEnqueueNDRangeKernel(q->cl, launch->kernel->cl, 3, NULL, launch->global, launch->local, 0, NULL, event);
}

static int32_t run_locked(gt_queue *q, const gt__launch *launch, const char *operation)
{
    for (int32_t i = 0; i < launch->n; i++)
        if (launch->arg[i].buffer) GT__TRY(gt__buffer_use(launch->arg[i].buffer, q, operation));
    cl_int code = set_args(launch);
    if (code != CL_SUCCESS) return gt__cl_fail(code, "clSetKernelArg", operation);
    return gt__enqueue(q, launch_command, launch, "clEnqueueNDRangeKernel", operation);
}

int32_t gt__launch_run(gt_queue *q, gt__launch *launch, const char *operation)
{
    for (int i = 0; i < 3; i++) {
        if (launch->global[i] == 0) launch->global[i] = 1;
        if (launch->local[i] == 0) launch->local[i] = 1;
    }
    GT__TRY(check_local(q, launch, operation));
    gt__lock(&q->ctx->lock);
    int32_t status = run_locked(q, launch, operation);
    gt__unlock(&q->ctx->lock);
    return status;
}

/* Commands: built as data, enqueued in one place. */
#include <string.h>

#include "cl/internal.h"

enum { VALUE, BUFFER, LOCAL, FINDING, CALLER };

void gt__command_begin(gt__command *command, gt__command_kind kind)
{
    command->kind = kind;
    command->kernel = NULL;
    command->args = command->buffers = command->arg_bytes = command->local_bytes = 0;
    command->event = NULL;
    command->after = NULL;
    command->checks = 0;
}

void gt__launch_begin(gt__command *command, gt__kernel *kernel)
{
    gt__command_begin(command, GT__LAUNCH);
    command->kernel = kernel;
    command->dims = 3;
    for (int i = 0; i < 3; i++) command->global[i] = command->local[i] = 1;
}

/* ---- arguments ---- */

/* Takes the next argument's place. What does not fit is counted all the same, so that gt__submit refuses it. */
static struct gt__command_arg *next_arg(gt__command *command, int kind, int32_t at, size_t bytes)
{
    static struct gt__command_arg beyond;
    int32_t i = command->args++;
    struct gt__command_arg *arg = i < GT__MAX_ARGS ? &command->arg[i] : &beyond;
    if (i < GT__MAX_ARGS) *arg = (struct gt__command_arg){(int16_t)kind, (int16_t)at, (uint32_t)bytes};
    return arg;
}

void gt__arg_value(gt__command *command, const void *value, size_t bytes)
{
    int32_t at = command->arg_bytes;
    next_arg(command, VALUE, at, bytes);
    command->arg_bytes += (int32_t)bytes;
    if (command->arg_bytes <= GT__ARG_BYTES) memcpy(command->data + at, value, bytes);
}

void gt__arg_long(gt__command *command, int64_t value)
{
    gt__arg_value(command, &value, sizeof value);
}

void gt__arg_int(gt__command *command, int32_t value)
{
    gt__arg_value(command, &value, sizeof value);
}

void gt__arg_buffer(gt__command *command, gt__buffer *buffer)
{
    int32_t n = command->buffers++;
    next_arg(command, BUFFER, n, sizeof buffer->mem);
    command->arg_bytes += (int32_t)sizeof buffer->mem;
    if (n < GT__MAX_BUFFERS) command->buffer[n] = buffer;
}

void gt__arg_local(gt__command *command, int64_t bytes)
{
    next_arg(command, LOCAL, 0, (size_t)bytes);
    command->local_bytes += (int32_t)bytes;
}

void gt__arg_finding(gt__command *command)
{
    next_arg(command, FINDING, 0, sizeof(cl_mem));
    next_arg(command, CALLER, 0, sizeof(int32_t));
    command->arg_bytes += (int32_t)(sizeof(cl_mem) + sizeof(int32_t));
    command->checks = 1;
}

void gt__arg_set(gt__command *command, int32_t index, const void *value)
{
    memcpy(command->data + command->arg[index].at, value, command->arg[index].bytes);
}

/* caller: what stands for the call in the queue's record. */
static const void *value_of(const gt__command *command, const struct gt__command_arg *arg, const gt_queue *q,
                            const int32_t *caller)
{
    switch (arg->kind) {
    case VALUE: return command->data + arg->at;
    case BUFFER: return &command->buffer[arg->at]->mem;
    case FINDING: return &q->finding;
    case CALLER: return caller;
    default: return NULL; /* local memory */
    }
}

static cl_int set_args(const gt__command *command, const gt_queue *q, int32_t caller)
{
    cl_int code = CL_SUCCESS;
    for (int32_t i = 0; i < command->args && code == CL_SUCCESS; i++) {
        const struct gt__command_arg *arg = &command->arg[i];
        code = clSetKernelArg(command->kernel->made.cl, (cl_uint)i, arg->bytes, value_of(command, arg, q, &caller));
    }
    return code;
}

/* ---- enqueueing ---- */

static cl_int enqueue(gt_queue *q, const gt__command *c, const char **function, cl_event *event)
{
    const size_t bytes = (size_t)c->bytes, at = (size_t)c->offset[0];
    cl_event after = c->after;
    switch (c->kind) {
    case GT__LAUNCH:
        *function = "clEnqueueNDRangeKernel";
        return clEnqueueNDRangeKernel(q->cl, c->kernel->made.cl, (cl_uint)c->dims, NULL, c->global,
                                      c->local[0] > 0 ? c->local : NULL, 0, NULL, event);
    case GT__COPY:
        *function = "clEnqueueCopyBuffer";
        return clEnqueueCopyBuffer(q->cl, c->buffer[1]->mem, c->buffer[0]->mem, (size_t)c->offset[1], at, bytes, 0,
                                   NULL, event);
    case GT__FILL:
        *function = "clEnqueueFillBuffer";
        return clEnqueueFillBuffer(q->cl, c->buffer[0]->mem, c->data, c->arg[0].bytes, at, bytes, 0, NULL, event);
    case GT__WRITE:
        *function = "clEnqueueWriteBuffer";
        return clEnqueueWriteBuffer(q->cl, c->buffer[0]->mem, CL_FALSE, at, bytes, c->source, 0, NULL, event);
    case GT__READ:
        *function = "clEnqueueReadBuffer";
        return clEnqueueReadBuffer(q->cl, c->buffer[0]->mem, CL_FALSE, at, bytes, c->host, 0, NULL, event);
    case GT__MARKER:
        *function = "clEnqueueMarkerWithWaitList";
        return clEnqueueMarkerWithWaitList(q->cl, 0, NULL, event);
    default: *function = "clEnqueueBarrierWithWaitList"; return clEnqueueBarrierWithWaitList(q->cl, 1, &after, event);
    }
}

/* With the lock held. When memory runs out, tries once more after giving the cache back: drivers may allocate at first
 * use. */
static gt_status submit_locked(const gt__call *call, const gt__command *command)
{
    gt_queue *q = call->queue;
    cl_event event = NULL;
    const char *function = "clSetKernelArg";
    int32_t caller = 0;
    for (int32_t i = 0; i < command->buffers; i++) GT__TRY(gt__buffer_use(command->buffer[i], q, call->name));
    if (command->checks) GT__TRY(gt__finding_begin(call, &caller));
    cl_int code = command->kind == GT__LAUNCH ? set_args(command, q, caller) : CL_SUCCESS;
    if (code != CL_SUCCESS) return gt__cl_fail(code, function, call->name);
    GT__TRY(gt__queue_reserve(q, call->name));
    code = enqueue(q, command, &function, &event);
    if (gt__cl_out_of_memory(code) && gt__pool_trim(q->ctx, 0) > 0) code = enqueue(q, command, &function, &event);
    if (code != CL_SUCCESS) return gt__cl_fail(code, function, call->name);
    gt__queue_push(q, event);
    if (command->checks) q->checks = 1;
    if (!command->event) return GT_OK;
    code = clRetainEvent(event);
    *command->event = event;
    return code == CL_SUCCESS ? GT_OK : gt__cl_fail(code, "clRetainEvent", call->name);
}

/* PoCL takes too much local memory without a word and then ends the process. */
static gt_status check_fits(const gt__call *call, const gt__command *command)
{
    const int64_t most = call->context->traits.local_bytes;
    GT__CHECK(command->args <= GT__MAX_ARGS && command->buffers <= GT__MAX_BUFFERS &&
                  command->arg_bytes <= GT__ARG_BYTES,
              call, GT_E_INTERNAL, 0, "%d arguments of %d bytes", (int)command->args, (int)command->arg_bytes);
    GT__CHECK(command->local_bytes <= most, call, GT_E_INTERNAL, 0, "%d bytes of local memory, the device has %lld",
              (int)command->local_bytes, (long long)most);
    return GT_OK;
}

gt_status gt__submit(const gt__call *call, gt__command *command)
{
    GT__TRY(check_fits(call, command));
    if (call->queue->rehearses && command->kind != GT__MARKER && command->kind != GT__BARRIER) return GT_OK;
    gt__lock(&call->context->lock);
    gt_status status = submit_locked(call, command);
    gt__unlock(&call->context->lock);
    return status;
}

/* Lock held. */
static gt_status use_buffers(const gt__call *call, gt__buffer *const *buffers, int32_t n)
{
    for (int32_t i = 0; i < n; i++) GT__TRY(gt__buffer_use(buffers[i], call->queue, call->name));
    return GT_OK;
}

gt_status gt__submit_begin(const gt__call *call, gt__buffer *const *buffers, int32_t n)
{
    gt_queue *q = call->queue;
    gt__lock(&call->context->lock);
    gt_status status = use_buffers(call, buffers, n);
    if (status == GT_OK) status = gt__queue_reserve(q, call->name);
    if (status == GT_OK) q->reserved++;
    gt__unlock(&call->context->lock);
    return status;
}

/* Without an event of its own, what was enqueued before the failure gets a marker's; without that it must be done now.
 * Buffers are marked again: in between another queue may have taken this one's place among their users. */
gt_status gt__submit_end(const gt__call *call, gt__buffer *const *buffers, int32_t n, cl_event event)
{
    gt_queue *q = call->queue;
    if (!event && clEnqueueMarkerWithWaitList(q->cl, 0, NULL, &event) != CL_SUCCESS) {
        event = NULL;
        clFinish(q->cl);
    }
    gt__lock(&call->context->lock);
    q->reserved--;
    if (event) gt__queue_push(q, event);
    gt_status status = use_buffers(call, buffers, n);
    gt__unlock(&call->context->lock);
    if (status < 0) gt__settle(call);
    return status;
}

/* ---- transfers ---- */

static void add_buffer(gt__command *command, gt__buffer *buffer, int64_t offset)
{
    command->offset[command->buffers] = offset;
    command->buffer[command->buffers++] = buffer;
}

gt_status gt__write(const gt__call *call, gt__buffer *to, int64_t offset, const void *host, int64_t bytes)
{
    gt__command command;
    gt__command_begin(&command, GT__WRITE);
    add_buffer(&command, to, offset);
    command.bytes = bytes;
    command.source = host;
    return gt__submit(call, &command);
}

gt_status gt__read(const gt__call *call, void *host, gt__buffer *from, int64_t offset, int64_t bytes)
{
    gt__command command;
    gt__command_begin(&command, GT__READ);
    add_buffer(&command, from, offset);
    command.bytes = bytes;
    command.host = host;
    return gt__submit(call, &command);
}

gt_status gt__copy_bytes(const gt__call *call, gt__buffer *to, int64_t to_offset, gt__buffer *from, int64_t from_offset,
                         int64_t bytes)
{
    gt__command command;
    gt__command_begin(&command, GT__COPY);
    add_buffer(&command, to, to_offset);
    add_buffer(&command, from, from_offset);
    command.bytes = bytes;
    return gt__submit(call, &command);
}

gt_status gt__fill_bytes(const gt__call *call, gt__buffer *to, int64_t offset, int64_t bytes, const void *pattern,
                         int32_t pattern_bytes)
{
    gt__command command;
    gt__command_begin(&command, GT__FILL);
    gt__arg_value(&command, pattern, (size_t)pattern_bytes);
    add_buffer(&command, to, offset);
    command.bytes = bytes;
    return gt__submit(call, &command);
}

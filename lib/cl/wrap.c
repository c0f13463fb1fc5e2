/* Memory of others: a cl_mem that this library has not made, beside the pool. */
#include <stdlib.h>

#include "cl/internal.h"

static gt_status ask(cl_mem mem, cl_mem_info what, void *out, size_t bytes, const gt__call *call, int32_t argument)
{
    const cl_int code = clGetMemObjectInfo(mem, what, bytes, out, NULL);
    GT__CHECK(code != CL_INVALID_MEM_OBJECT, call, GT_E_ARGUMENT, argument, "the memory is no cl_mem");
    return code == CL_SUCCESS ? GT_OK : gt__cl_fail(code, "clGetMemObjectInfo", call->name);
}

/* Fills in what is known of a buffer, which must be one of the call's context. */
static gt_status examine(gt__buffer *out, cl_mem mem, const gt__call *call, int32_t argument)
{
    cl_context context = NULL;
    cl_mem_object_type type = 0;
    size_t size = 0, at = 0;
    GT__TRY(ask(mem, CL_MEM_TYPE, &type, sizeof type, call, argument));
    GT__CHECK(type == CL_MEM_OBJECT_BUFFER, call, GT_E_ARGUMENT, argument, "the cl_mem is no buffer, but of type 0x%x",
              (unsigned)type);
    GT__TRY(ask(mem, CL_MEM_CONTEXT, &context, sizeof context, call, argument));
    GT__CHECK(context == call->context->cl, call, GT_E_CONTEXT, argument, "the cl_mem is of another cl_context");
    GT__TRY(ask(mem, CL_MEM_SIZE, &size, sizeof size, call, argument));
    GT__TRY(ask(mem, CL_MEM_ASSOCIATED_MEMOBJECT, &out->whole, sizeof out->whole, call, argument));
    GT__TRY(ask(mem, CL_MEM_OFFSET, &at, sizeof at, call, argument));
    out->mem = mem;
    if (!out->whole) out->whole = mem;
    out->at = (int64_t)at;
    out->bytes = out->asked = (int64_t)size;
    return GT_OK;
}

gt_status gt__buffer_wrap(gt__buffer **out, const gt__call *call, void *handle, int32_t argument)
{
    *out = NULL;
    gt__buffer *buffer = calloc(1, sizeof *buffer);
    GT__CHECK(buffer, call, GT_E_OUT_OF_MEMORY, 0, "no host memory for a buffer");
    gt_status status = examine(buffer, handle, call, argument);
    const cl_int code = status == GT_OK ? clRetainMemObject(handle) : CL_SUCCESS;
    if (code != CL_SUCCESS) status = gt__cl_fail(code, "clRetainMemObject", call->name);
    if (status < 0) {
        free(buffer);
        return status;
    }
    atomic_init(&buffer->refs, 1);
    buffer->ctx = call->context;
    buffer->wrapped = 1;
    gt__context_retain(buffer->ctx);
    *out = buffer;
    return GT_OK;
}

void gt__buffer_on_release(gt__buffer *buffer, void (*done)(void *), void *owner)
{
    buffer->done = done;
    buffer->owner = owner;
}

/* In the child of a fork() the driver may hang, and the owner is the parent's. */
void gt__wrapped_release(gt__buffer *buffer)
{
    gt_context *ctx = buffer->ctx;
    void (*done)(void *) = buffer->done;
    void *owner = buffer->owner;
    const int here = gt__context_here(ctx);
    if (here) {
        for (int32_t i = 0; i < buffer->users; i++) {
            const gt__call call = {.queue = buffer->user[i], .context = ctx};
            gt__settle(&call);
            gt__queue_release(buffer->user[i]);
        }
        clReleaseMemObject(buffer->mem);
        free(buffer);
    }
    gt__context_release(ctx);
    if (here && done) done(owner);
}

void *gt__buffer_handle(const gt__buffer *buffer)
{
    return buffer->mem;
}

int gt__buffer_together(const gt__buffer *a, const gt__buffer *b, int64_t *apart)
{
    *apart = b->at - a->at;
    return a->whole == b->whole;
}

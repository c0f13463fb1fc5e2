/* In-order queues. Every enqueued command leaves an event, so that a failure on the device is found whichever command
 * it was: clFinish alone says nothing about it. */
#include <stdlib.h>

#include "base/struct.h"
#include "cl/internal.h"

gt_status gt__call_begin(gt__call *call, const char *name, gt_queue *q, int32_t argument)
{
    *call = (gt__call){name, q, NULL};
    GT__CHECK(q, call, GT_E_ARGUMENT, argument, "queue is NULL");
    return gt__call_begin_context(call, name, q->ctx, argument);
}

int gt__rehearses(const gt__call *call)
{
    return call->queue->rehearses;
}

gt_status gt__queue_make(gt_queue **out, gt_context *ctx, const gt_queue_opts *opts, const char *operation)
{
    const int profile = opts && opts->profile;
    cl_int code = CL_SUCCESS;
    gt_queue *q = calloc(1, sizeof *q);
    if (!q) return gt__fail(GT_E_OUT_OF_MEMORY, operation, 0, "no host memory for a queue");
    fenv_t callers;
    gt__floats_begin(&callers);
    q->cl = clCreateCommandQueue(ctx->cl, ctx->device.id, profile ? CL_QUEUE_PROFILING_ENABLE : 0, &code);
    gt__floats_end(&callers);
    if (!q->cl) {
        free(q);
        return gt__cl_fail(code, "clCreateCommandQueue", operation);
    }
    atomic_init(&q->refs, 1);
    q->ctx = ctx;
    q->profile = profile;
    q->rehearses = opts && opts->rehearse;
    *out = q;
    return GT_OK;
}

void gt__queue_retain(gt_queue *q)
{
    gt__refs_add(&q->refs);
}

void gt__queue_release(gt_queue *q)
{
    gt_context *ctx = q->ctx;
    if (!gt__refs_drop(&q->refs)) return;
    int own = q != ctx->queue;
    if (gt__context_here(ctx)) {
        for (int32_t i = 0; i < q->count; i++) clReleaseEvent(q->pending[i]);
        if (q->stray) clFinish(q->cl);
        clReleaseCommandQueue(q->cl);
        if (q->finding) clReleaseMemObject(q->finding);
    }
    free(q->pending);
    free(q);
    if (own) gt__context_release(ctx);
}

gt_status gt_queue_create(gt_queue **out, gt_context *ctx, const gt_queue_opts *opts)
{
    gt__call call = {"gt_queue_create", NULL, NULL};
    GT__CHECK(out, &call, GT_E_ARGUMENT, 1, "out is NULL");
    *out = NULL;
    GT__TRY(gt__call_begin_context(&call, call.name, ctx, 2));
    GT__TRY(gt__check_struct(opts, sizeof *opts, call.name, 3));
    GT__CHECK(!opts || !opts->reserved, &call, GT_E_ARGUMENT, 3, "opts->reserved is not 0");
    GT__TRY(gt__queue_make(out, ctx, opts, call.name));
    if (opts && opts->rehearse) gt__rehearsal_begin(ctx);
    gt__context_retain(ctx);
    return GT_OK;
}

void gt_queue_free(gt_queue *q)
{
    if (!q || q == q->ctx->queue) return;
    if (gt__context_here(q->ctx)) clFlush(q->cl);
    if (gt__context_here(q->ctx) && q->rehearses) gt__rehearsal_leave(q->ctx);
    gt__queue_release(q);
}

gt_context *gt_queue_context(const gt_queue *q)
{
    return q ? q->ctx : NULL;
}

/* ---- pending events; lock held ---- */

/* Drops the events that are done, oldest first, and remembers the first failure among them. */
static cl_int sweep(gt_queue *q)
{
    int32_t done = 0;
    cl_int code = CL_SUCCESS;
    for (; done < q->count; done++) {
        cl_int status = CL_COMPLETE;
        code = clGetEventInfo(q->pending[done], CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof status, &status, NULL);
        if (code != CL_SUCCESS || status > CL_COMPLETE) break;
        if (status < 0 && q->failure == CL_SUCCESS) q->failure = status;
        clReleaseEvent(q->pending[done]);
    }
    q->count -= done;
    for (int32_t i = 0; i < q->count; i++) q->pending[i] = q->pending[done + i];
    return code;
}

gt_status gt__queue_reserve(gt_queue *q, const char *operation)
{
    if (q->count + q->reserved < q->capacity) return GT_OK;
    cl_int code = sweep(q);
    if (code != CL_SUCCESS) return gt__cl_fail(code, "clGetEventInfo", operation);
    if (q->count + q->reserved <= q->capacity / 2 && q->capacity > 0) return GT_OK;
    int32_t capacity = q->capacity > 0 ? 2 * q->capacity : 32;
    cl_event *pending = realloc(q->pending, (size_t)capacity * sizeof *pending);
    if (!pending) return gt__fail(GT_E_OUT_OF_MEMORY, operation, 0, "no host memory for pending work");
    q->pending = pending;
    q->capacity = capacity;
    return GT_OK;
}

void gt__queue_push(gt_queue *q, cl_event event)
{
    q->pending[q->count++] = event;
    q->pushed++;
}

gt_status gt__queue_follow(gt_queue *q, gt_queue *first, const char *operation)
{
    cl_event event = NULL, waits = NULL;
    const char *call = "clGetEventInfo";
    GT__TRY(gt__queue_reserve(q, operation));
    cl_int code = sweep(first);
    if (code == CL_SUCCESS && first->count == 0) return GT_OK;
    if (code == CL_SUCCESS) {
        call = "clEnqueueMarkerWithWaitList";
        code = clEnqueueMarkerWithWaitList(first->cl, 0, NULL, &event);
    }
    if (code == CL_SUCCESS) {
        call = "clFlush";
        code = clFlush(first->cl);
    }
    if (code == CL_SUCCESS) {
        call = "clEnqueueBarrierWithWaitList";
        code = clEnqueueBarrierWithWaitList(q->cl, 1, &event, &waits);
    }
    if (code == CL_SUCCESS) gt__queue_push(q, waits); /* who follows q before q has other work waits for it, too */
    if (event) clReleaseEvent(event);
    return code == CL_SUCCESS ? GT_OK : gt__cl_fail(code, call, operation);
}

/* ---- waiting ---- */

/* Waits, but not with the lock, for all that is pending now: for the newest event, and for older ones that are not yet
 * marked as done then, as rusticl does it. *call: what failed. */
static cl_int wait_pending(gt_queue *q, const char **call)
{
    cl_int code = CL_SUCCESS;
    gt__lock(&q->ctx->lock);
    const int64_t all = q->pushed;
    for (int32_t at = q->count - 1; code == CL_SUCCESS && q->count > 0 && q->pushed - q->count < all; at = 0) {
        cl_event event = q->pending[at];
        *call = "clRetainEvent";
        code = clRetainEvent(event);
        gt__unlock(&q->ctx->lock);
        if (code == CL_SUCCESS) {
            *call = "clFlush";
            code = clFlush(q->cl);
            if (code == CL_SUCCESS) code = gt__event_wait(event, call);
            clReleaseEvent(event);
        }
        gt__lock(&q->ctx->lock);
        if (code == CL_SUCCESS) {
            *call = "clGetEventInfo";
            code = sweep(q);
        }
    }
    gt__unlock(&q->ctx->lock);
    return code;
}

/* After a wait that failed: host memory of pending transfers must not be in use any more. Both ways to wait, since
 * rusticl's clFinish leaves out what was flushed before. */
static void drain(gt_queue *q)
{
    cl_event newest = NULL;
    gt__lock(&q->ctx->lock);
    if (q->count > 0 && clRetainEvent(q->pending[q->count - 1]) == CL_SUCCESS) newest = q->pending[q->count - 1];
    gt__unlock(&q->ctx->lock);
    if (newest) {
        clWaitForEvents(1, &newest);
        clReleaseEvent(newest);
    }
    clFinish(q->cl);
}

static cl_int wait_idle(gt_queue *q, const char **call)
{
    cl_int code = wait_pending(q, call);
    if (code != CL_SUCCESS) drain(q);
    return code;
}

void gt__settle(const gt__call *call)
{
    const char *function = NULL;
    wait_idle(call->queue, &function);
}

gt_status gt__wait(const gt__call *call)
{
    gt_queue *q = call->queue;
    const char *function = NULL;
    gt__finding found = {0};
    int reads = 0;
    const gt_status asked = gt__finding_read(call, &reads);
    cl_int waited = wait_idle(q, &function);
    gt__lock(&q->ctx->lock);
    cl_int failure = q->failure;
    if (waited == CL_SUCCESS && asked == GT_OK) q->failure = CL_SUCCESS; /* else it is still to be reported */
    gt__unlock(&q->ctx->lock);
    if (reads) gt__finding_end(q, waited == CL_SUCCESS && failure == CL_SUCCESS, &found);
    if (waited != CL_SUCCESS) return gt__cl_fail(waited, function, call->name);
    GT__TRY(asked);
    if (failure != CL_SUCCESS)
        return gt__fail_cl(GT_E_DEVICE, failure, call->name, "work enqueued earlier failed on the device");
    return gt__finding_report(call, &found);
}

gt_status gt_queue_finish(gt_queue *q)
{
    gt__call call;
    GT__TRY(gt__call_begin(&call, "gt_queue_finish", q, 1));
    if (q->rehearses) GT__TRY(gt__rehearsal_finish(&call));
    return gt__wait(&call);
}

gt_status gt_queue_flush(gt_queue *q)
{
    gt__call call;
    GT__TRY(gt__call_begin(&call, "gt_queue_flush", q, 1));
    if (q->rehearses) gt__rehearsal_flush(q->ctx);
    cl_int code = clFlush(q->cl);
    return code == CL_SUCCESS ? GT_OK : gt__cl_fail(code, "clFlush", call.name);
}

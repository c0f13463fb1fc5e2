#define _POSIX_C_SOURCE 200809L /* clock_gettime, nanosleep */
#include <sched.h>
#include <stdlib.h>
#include <time.h>

#include "cl/internal.h"

/* A thread that sleeps takes tens of microseconds to wake up, as long as small work takes: as drivers of GPUs do, the
 * first part of a wait is spent awake, with the processor left to whoever wants it. */
enum { AWAKE_NS = 200000 };

static gt_status begin(gt__call *call, const char *name, const gt_event *event, int32_t argument)
{
    *call = (gt__call){name, NULL, NULL};
    GT__CHECK(event, call, GT_E_ARGUMENT, argument, "event is NULL");
    return gt__call_begin_context(call, name, event->ctx, argument);
}

/* Enqueues a marker, pending like any other work; *out is a reference to its event. */
static gt_status mark(const gt__call *call, cl_event *out)
{
    gt__command command;
    void *event = NULL;
    gt__command_begin(&command, GT__MARKER);
    command.event = &event;
    GT__TRY(gt__submit(call, &command));
    *out = event;
    cl_int code = clFlush(call->queue->cl);
    if (code == CL_SUCCESS) return GT_OK;
    clReleaseEvent(*out);
    return gt__cl_fail(code, "clFlush", call->name);
}

gt_status gt_event_record(gt_queue *q, gt_event **out)
{
    gt__call call = {"gt_event_record", NULL, NULL};
    GT__CHECK(out, &call, GT_E_ARGUMENT, 2, "out is NULL");
    *out = NULL;
    GT__TRY(gt__call_begin(&call, call.name, q, 1));
    gt_event *event = calloc(1, sizeof *event);
    GT__CHECK(event, &call, GT_E_OUT_OF_MEMORY, 0, "no host memory for an event");
    gt_status status = mark(&call, &event->cl);
    if (status < 0) {
        free(event);
        return status;
    }
    event->profile = q->profile;
    event->ctx = q->ctx;
    gt__context_retain(q->ctx);
    *out = event;
    return GT_OK;
}

void gt_event_free(gt_event *event)
{
    if (!event) return;
    if (gt__context_here(event->ctx)) clReleaseEvent(event->cl);
    gt__context_release(event->ctx);
    free(event);
}

static gt_status is_done(const gt_event *event, const char *operation)
{
    cl_int status = CL_QUEUED;
    cl_int code = clGetEventInfo(event->cl, CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof status, &status, NULL);
    if (code != CL_SUCCESS) return gt__cl_fail(code, "clGetEventInfo", operation);
    if (status < 0) return gt__fail_cl(GT_E_DEVICE, status, operation, "the work failed on the device");
    if (status > CL_COMPLETE) return 0;
    code = clWaitForEvents(1, &event->cl); /* does not wait any more, but makes the results visible to the host */
    return code == CL_SUCCESS ? 1 : gt__cl_fail(code, "clWaitForEvents", operation);
}

gt_status gt_event_done(const gt_event *event)
{
    gt__call call;
    GT__TRY(begin(&call, "gt_event_done", event, 1));
    return is_done(event, call.name);
}

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* OpenCL has no wait with a time limit: asks in growing steps of up to about 1 ms. */
static gt_status poll_until(const gt_event *event, int64_t timeout_ns, const char *operation)
{
    int64_t start = now_ns(), step = 10000;
    for (;;) {
        gt_status done = is_done(event, operation);
        if (done != 0) return done < 0 ? done : GT_OK;
        int64_t left = timeout_ns - (now_ns() - start);
        if (left <= 0) return gt__fail(GT_E_TIMEOUT, operation, 2, "not done after %lld ns", (long long)timeout_ns);
        struct timespec pause = {0, (long)(left < step ? left : step)};
        nanosleep(&pause, NULL);
        if (step < 1000000) step *= 2;
    }
}

cl_int gt__event_wait(cl_event event, const char **function)
{
    cl_int status = CL_QUEUED, code = CL_SUCCESS;
    *function = "clGetEventInfo";
    for (int64_t end = now_ns() + AWAKE_NS; code == CL_SUCCESS && status > CL_COMPLETE && now_ns() < end; sched_yield())
        code = clGetEventInfo(event, CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof status, &status, NULL);
    if (code != CL_SUCCESS) return code;
    *function = "clWaitForEvents"; /* also where the work is done already, as above */
    code = clWaitForEvents(1, &event);
    if (code == CL_SUCCESS) return CL_SUCCESS;
    int over = clGetEventInfo(event, CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof status, &status, NULL) == CL_SUCCESS;
    return over && status < 0 ? CL_SUCCESS : code; /* the work failed, not the wait */
}

static gt_status wait_for(const gt_event *event, const char *operation)
{
    const char *call = NULL;
    cl_int code = gt__event_wait(event->cl, &call);
    if (code != CL_SUCCESS) return gt__cl_fail(code, call, operation);
    gt_status done = is_done(event, operation);
    return done < 0 ? done : GT_OK;
}

gt_status gt_event_wait(const gt_event *event, int64_t timeout_ns)
{
    gt__call call;
    GT__TRY(begin(&call, "gt_event_wait", event, 1));
    return timeout_ns < 0 ? wait_for(event, call.name) : poll_until(event, timeout_ns, call.name);
}

gt_status gt_event_elapsed(const gt_event *first, const gt_event *end, int64_t *nanoseconds)
{
    gt__call call, of_end;
    const char *operation = "gt_event_elapsed";
    cl_ulong from = 0, to = 0;
    GT__TRY(begin(&call, operation, first, 1));
    GT__TRY(begin(&of_end, operation, end, 2));
    if (!nanoseconds) return gt__fail(GT_E_ARGUMENT, operation, 3, "nanoseconds is NULL");
    if (first->ctx != end->ctx) return gt__fail(GT_E_CONTEXT, operation, 2, "the events are of two contexts");
    if (!first->profile || !end->profile)
        return gt__fail(GT_E_UNSUPPORTED, operation, 0, "the event is of a queue made without profile = 1");
    GT__TRY(wait_for(first, operation));
    GT__TRY(wait_for(end, operation));
    cl_int code = clGetEventProfilingInfo(first->cl, CL_PROFILING_COMMAND_END, sizeof from, &from, NULL);
    if (code == CL_SUCCESS) code = clGetEventProfilingInfo(end->cl, CL_PROFILING_COMMAND_END, sizeof to, &to, NULL);
    if (code != CL_SUCCESS) return gt__cl_fail(code, "clGetEventProfilingInfo", operation);
    *nanoseconds = (int64_t)(to - from);
    return GT_OK;
}

gt_status gt_queue_wait(gt_queue *q, const gt_event *event)
{
    gt__call call, of_event;
    gt__command command;
    GT__TRY(gt__call_begin(&call, "gt_queue_wait", q, 1));
    GT__TRY(begin(&of_event, call.name, event, 2));
    GT__CHECK(event->ctx == q->ctx, &call, GT_E_CONTEXT, 2, "the event is of another context");
    gt__command_begin(&command, GT__BARRIER);
    command.after = event->cl;
    return gt__submit(&call, &command);
}

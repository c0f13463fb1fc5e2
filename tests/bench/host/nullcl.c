/* The null layer; nullcl.h is its manual. It must not be linked to libOpenCL: the loader hands it what it calls. */
#define CL_TARGET_OPENCL_VERSION 300
#include <string.h>

#define LAYER_NAME "nullcl"
#include "../../faults/layer.h"
#include "nullcl.h"

#define MINE ((cl_event)(void *)&mine)

int64_t nullcl_counts[NULLCL_FUNCTIONS];
int64_t nullcl_references;
const char *const nullcl_names[NULLCL_FUNCTIONS] = {
#define FN(class, name, ...) #name,
#include "../../faults/functions.h"
#undef FN
};

static const cl_icd_dispatch *mine = &layer; /* the event: starts as OpenCL's objects do */
static int switched_on;
static nullcl_call *record;
static int64_t recorded, record_capacity;

static void note(nullcl_call call)
{
    nullcl_counts[call.function]++;
    if (recorded < record_capacity) record[recorded++] = call;
}

static cl_int give(cl_event *event)
{
    if (!event) return CL_SUCCESS;
    *event = MINE;
    nullcl_references++;
    return CL_SUCCESS;
}

#define NOTE(name) note((nullcl_call){.function = NULLCL_##name})
#define STATUS(name, params, args)                                                                                     \
    static cl_int CL_API_CALL wrap_##name params                                                                       \
    {                                                                                                                  \
        NOTE(name);                                                                                                    \
        return driver->name args;                                                                                      \
    }
#define CREATE(name, kind, type, params, args)                                                                         \
    static type CL_API_CALL wrap_##name params                                                                         \
    {                                                                                                                  \
        NOTE(name);                                                                                                    \
        return driver->name args;                                                                                      \
    }
#define ENQUEUE(name, params, args)                                                                                    \
    static cl_int CL_API_CALL wrap_##name params                                                                       \
    {                                                                                                                  \
        NOTE(name);                                                                                                    \
        return switched_on ? give(event) : driver->name args;                                                          \
    }
#define RETAIN(name, kind, type)                                                                                       \
    static cl_int CL_API_CALL wrap_##name(type handle)                                                                 \
    {                                                                                                                  \
        NOTE(name);                                                                                                    \
        if ((void *)handle != (void *)&mine) return driver->name(handle);                                              \
        nullcl_references++;                                                                                           \
        return CL_SUCCESS;                                                                                             \
    }
#define RELEASE(name, kind, type)                                                                                      \
    static cl_int CL_API_CALL wrap_##name(type handle)                                                                 \
    {                                                                                                                  \
        NOTE(name);                                                                                                    \
        if ((void *)handle != (void *)&mine) return driver->name(handle);                                              \
        nullcl_references--;                                                                                           \
        return CL_SUCCESS;                                                                                             \
    }
#define CUSTOM(name, why)
#define FN(class, name, ...) class(name, __VA_ARGS__)
#include "../../faults/functions.h"
#undef FN

static cl_int CL_API_CALL null_clSetKernelArg(cl_kernel kernel, cl_uint index, size_t size, const void *value)
{
    if (!switched_on) return wrap_clSetKernelArg(kernel, index, size, value);
    note((nullcl_call){NULLCL_clSetKernelArg, !value, (uint16_t)index, (uint32_t)size});
    return CL_SUCCESS;
}

static cl_int CL_API_CALL null_clFlush(cl_command_queue queue)
{
    NOTE(clFlush);
    return switched_on ? CL_SUCCESS : driver->clFlush(queue);
}

static cl_int CL_API_CALL null_clFinish(cl_command_queue queue)
{
    NOTE(clFinish);
    return switched_on ? CL_SUCCESS : driver->clFinish(queue);
}

static cl_int CL_API_CALL null_clGetEventInfo(cl_event event, cl_event_info what, size_t size, void *value,
                                              size_t *size_ret)
{
    static const cl_int complete = CL_COMPLETE;
    NOTE(clGetEventInfo);
    if (event != MINE) return driver->clGetEventInfo(event, what, size, value, size_ret);
    if (what != CL_EVENT_COMMAND_EXECUTION_STATUS) return CL_INVALID_VALUE;
    return answer(&complete, sizeof complete, size, value, size_ret);
}

static cl_int CL_API_CALL null_clWaitForEvents(cl_uint n, const cl_event *events)
{
    cl_int code = CL_SUCCESS;
    NOTE(clWaitForEvents);
    for (cl_uint i = 0; i < n && code == CL_SUCCESS; i++)
        if (events[i] != MINE) code = driver->clWaitForEvents(1, &events[i]);
    return code;
}

void nullcl_switch(int on)
{
    switched_on = on;
}

int64_t nullcl_record(nullcl_call *calls, int64_t capacity)
{
    int64_t n = recorded;
    record = calls;
    record_capacity = calls ? capacity : 0;
    recorded = 0;
    return n;
}

LAYER_EXPORT cl_int CL_API_CALL clInitLayer(cl_uint n, const cl_icd_dispatch *target, cl_uint *n_ret,
                                            const cl_icd_dispatch **layer_ret)
{
    cl_int code = layer_open(n, target, n_ret, layer_ret);
    if (code) return code;
#define SET_STATUS(name) layer.name = wrap_##name;
#define SET_CREATE(name) layer.name = wrap_##name;
#define SET_ENQUEUE(name) layer.name = wrap_##name;
#define SET_RETAIN(name) layer.name = wrap_##name;
#define SET_RELEASE(name) layer.name = wrap_##name;
#define SET_CUSTOM(name)
#define FN(class, name, ...) SET_##class(name)
#include "../../faults/functions.h"
#undef FN
    layer.clSetKernelArg = null_clSetKernelArg;
    layer.clFlush = null_clFlush;
    layer.clFinish = null_clFinish;
    layer.clGetEventInfo = null_clGetEventInfo;
    layer.clWaitForEvents = null_clWaitForEvents;
    return CL_SUCCESS;
}

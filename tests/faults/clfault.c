/* The fault layer; clfault.h is its manual. A shared module of two sources, linked with nothing but pthread and dl:
 *   cc -std=c11 -fPIC -shared -fvisibility=hidden clfault.c state.c -o libclfault.so -lpthread -ldl
 * It must not be linked to libOpenCL: the loader hands it the functions it calls. */
#define _GNU_SOURCE
#define CL_TARGET_OPENCL_VERSION 300
#include <dlfcn.h>
#include <string.h>

#define LAYER_NAME "clfault"
#include "faults/layer.h"
#include "faults/clfault.h"
#include "faults/state.h"

#define STATUS(name, params, args)                                                                                     \
    static cl_int CL_API_CALL wrap_##name params                                                                       \
    {                                                                                                                  \
        cl_int code = on_call(FN_##name);                                                                              \
        return code ? code : driver->name args;                                                                        \
    }
#define CREATE(name, kind, type, params, args)                                                                         \
    static type CL_API_CALL wrap_##name params                                                                         \
    {                                                                                                                  \
        cl_int code = on_call(FN_##name);                                                                              \
        if (code) {                                                                                                    \
            if (err) *err = code;                                                                                      \
            return NULL;                                                                                               \
        }                                                                                                              \
        type made = driver->name args;                                                                                 \
        track(FN_##name, kind, made);                                                                                  \
        return made;                                                                                                   \
    }
#define ENQUEUE(name, params, args)                                                                                    \
    static cl_int CL_API_CALL wrap_##name params                                                                       \
    {                                                                                                                  \
        cl_int code = on_call(FN_##name);                                                                              \
        if (!code) on_wait_list(FN_##name, queue, waits, wait_list);                                                   \
        if (!code) code = driver->name args;                                                                           \
        if (!code && event) track_event(FN_##name, *event, queue);                                                     \
        return code;                                                                                                   \
    }
#define RETAIN(name, kind, type)                                                                                       \
    static cl_int CL_API_CALL wrap_##name(type handle)                                                                 \
    {                                                                                                                  \
        cl_int code = on_call(FN_##name);                                                                              \
        if (!code) code = driver->name(handle);                                                                        \
        if (!code) track(FN_##name, kind, handle);                                                                     \
        return code;                                                                                                   \
    }
/* A dead handle does not reach the driver, which would crash and hide the message. NULL does: drivers answer it. */
#define RELEASE(name, kind, type)                                                                                      \
    static cl_int CL_API_CALL wrap_##name(type handle)                                                                 \
    {                                                                                                                  \
        cl_int code = on_call(FN_##name);                                                                              \
        if (code) return code;                                                                                         \
        if (handle) code = untrack(FN_##name, kind, handle);                                                           \
        if (code) return code;                                                                                         \
        code = driver->name(handle);                                                                                   \
        if (code) track(FN_##name, kind, handle);                                                                      \
        return code;                                                                                                   \
    }
#define CUSTOM(name, why)
#define FN(class, name, ...) class(name, __VA_ARGS__)
#include "faults/functions.h"
#undef FN

static void *CL_API_CALL wrap_clGetExtensionFunctionAddressForPlatform(cl_platform_id platform, const char *name)
{
    if (on_call(FN_clGetExtensionFunctionAddressForPlatform)) return NULL;
    return driver->clGetExtensionFunctionAddressForPlatform(platform, name);
}

static cl_int CL_API_CALL wrap_clCreateKernelsInProgram(cl_program program, cl_uint n, cl_kernel *kernels,
                                                        cl_uint *n_ret)
{
    cl_uint made = 0;
    cl_int code = on_call(FN_clCreateKernelsInProgram);
    if (!code) code = driver->clCreateKernelsInProgram(program, n, kernels, &made);
    if (code) return code;
    for (cl_uint i = 0; kernels && i < made; i++) track(FN_clCreateKernelsInProgram, KERNEL, kernels[i]);
    if (n_ret) *n_ret = made;
    return CL_SUCCESS;
}

static cl_int CL_API_CALL wrap_clBuildProgram(cl_program program, cl_uint n, const cl_device_id *devices,
                                              const char *options, void(CL_CALLBACK *notify)(cl_program, void *),
                                              void *data)
{
    cl_int code = on_call(FN_clBuildProgram);
    if (code) return code;
    on_build(program);
    return driver->clBuildProgram(program, n, devices, options, notify, data);
}

static void *CL_API_CALL wrap_clEnqueueMapBuffer(cl_command_queue queue, cl_mem buffer, cl_bool block, cl_map_flags how,
                                                 size_t offset, size_t bytes, cl_uint waits, const cl_event *wait_list,
                                                 cl_event *event, cl_int *err)
{
    void *mapped = NULL;
    cl_int code = on_call(FN_clEnqueueMapBuffer);
    if (!code) on_wait_list(FN_clEnqueueMapBuffer, queue, waits, wait_list);
    if (!code)
        mapped = driver->clEnqueueMapBuffer(queue, buffer, block, how, offset, bytes, waits, wait_list, event, &code);
    if (!code && event) track_event(FN_clEnqueueMapBuffer, *event, queue);
    if (err) *err = code;
    return mapped;
}

static cl_int CL_API_CALL wrap_clFlush(cl_command_queue queue)
{
    cl_int code = on_call(FN_clFlush);
    if (!code) code = driver->clFlush(queue);
    if (!code) on_flush(queue);
    return code;
}

static cl_int CL_API_CALL wrap_clFinish(cl_command_queue queue)
{
    cl_int code = on_call(FN_clFinish);
    if (!code) code = driver->clFinish(queue);
    if (!code) on_flush(queue);
    return code;
}

static cl_int CL_API_CALL wrap_clWaitForEvents(cl_uint n, const cl_event *events)
{
    cl_int code = on_call(FN_clWaitForEvents);
    if (!code) code = driver->clWaitForEvents(n, events);
    if (code) return code;
    for (cl_uint i = 0; i < n; i++)
        if (outcome(events[i]) < 0) code = CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST;
    return code;
}

static cl_int CL_API_CALL wrap_clGetProgramBuildInfo(cl_program of, cl_device_id device, cl_program_build_info what,
                                                     size_t size, void *value, size_t *size_ret)
{
    const char *log = what == CL_PROGRAM_BUILD_LOG ? other_log() : NULL;
    cl_int code = on_call(FN_clGetProgramBuildInfo);
    if (code) return code;
    if (log) return answer(log, strlen(log), size, value, size_ret); /* without the NUL that the standard promises */
    return driver->clGetProgramBuildInfo(of, device, what, size, value, size_ret);
}

/* How often a program finds its work unfinished is chance: such questions are not counted. */
static cl_int CL_API_CALL wrap_clGetEventInfo(cl_event event, cl_event_info what, size_t size, void *value,
                                              size_t *size_ret)
{
    cl_int status = CL_COMPLETE, state = what == CL_EVENT_COMMAND_EXECUTION_STATUS && value;
    cl_int answered = driver->clGetEventInfo(event, what, size, value, size_ret);
    if (!answered && state) memcpy(&status, value, sizeof status);
    if (!answered && state && status == CL_COMPLETE && said_pending(event)) {
        status = CL_SUBMITTED;
        memcpy(value, &status, sizeof status);
    }
    if (status > CL_COMPLETE) return answered;
    cl_int code = on_call(FN_clGetEventInfo);
    if (code || answered || !state || status != CL_COMPLETE) return code ? code : answered;
    status = outcome(event);
    memcpy(value, &status, sizeof status);
    return CL_SUCCESS;
}

/* Loaders open layers privately, and ocl-icd cuts OPENCL_LAYERS to pieces: this lets the program find clfault_arm. */
static void show_symbols(void)
{
    Dl_info self;
    if (dladdr(&layer, &self)) (void)dlopen(self.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_GLOBAL);
}

LAYER_EXPORT cl_int CL_API_CALL clInitLayer(cl_uint n, const cl_icd_dispatch *target, cl_uint *n_ret,
                                            const cl_icd_dispatch **layer_ret)
{
    cl_int code = layer_open(n, target, n_ret, layer_ret);
    if (code) return code;
#define FN(class, name, ...) layer.name = wrap_##name;
#include "faults/functions.h"
#undef FN
    show_symbols();
    state_start();
    return CL_SUCCESS;
}

#define _GNU_SOURCE /* RTLD_NEXT */
#include "support/oclgrind.h"
#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef cl_int fill(cl_command_queue, cl_mem, const void *, size_t, size_t, size_t, cl_uint, const cl_event *,
                    cl_event *);
typedef cl_int copy(cl_command_queue, cl_mem, cl_mem, size_t, size_t, size_t, cl_uint, const cl_event *, cl_event *);
#define REAL(name, type) ((type *)(uintptr_t)dlsym(RTLD_NEXT, name))

bool oclgrind_asks(void)
{
    return getenv("OCLGRIND_UNINITIALIZED") != NULL; /* as its launcher sets it */
}

/* Writes the whole buffer, with these bytes there. */
static cl_int write_whole(cl_command_queue q, cl_mem to, size_t at, const void *part, size_t bytes, cl_event *event)
{
    size_t whole = 0;
    cl_int code = clGetMemObjectInfo(to, CL_MEM_SIZE, sizeof whole, &whole, NULL);
    unsigned char *all = malloc(whole);
    if (!all) return CL_OUT_OF_HOST_MEMORY;
    if (code == CL_SUCCESS) code = clEnqueueReadBuffer(q, to, CL_TRUE, 0, whole, all, 0, NULL, NULL);
    memcpy(all + at, part, bytes);
    if (code == CL_SUCCESS) code = clEnqueueWriteBuffer(q, to, CL_TRUE, 0, whole, all, 0, NULL, event);
    free(all);
    return code;
}

CL_API_ENTRY cl_int CL_API_CALL clEnqueueFillBuffer(cl_command_queue q, cl_mem to, const void *pattern, size_t size,
                                                    size_t at, size_t bytes, cl_uint waits, const cl_event *wait,
                                                    cl_event *event)
{
    if (!oclgrind_asks()) return REAL("clEnqueueFillBuffer", fill)(q, to, pattern, size, at, bytes, waits, wait, event);
    if (waits > 0) clWaitForEvents(waits, wait);
    unsigned char *part = malloc(bytes);
    if (!part) return CL_OUT_OF_HOST_MEMORY;
    for (size_t i = 0; i < bytes; i += size) memcpy(part + i, pattern, size);
    const cl_int code = write_whole(q, to, at, part, bytes, event);
    free(part);
    return code;
}

CL_API_ENTRY cl_int CL_API_CALL clEnqueueCopyBuffer(cl_command_queue q, cl_mem from, cl_mem to, size_t first, size_t at,
                                                    size_t bytes, cl_uint waits, const cl_event *wait, cl_event *event)
{
    if (!oclgrind_asks()) return REAL("clEnqueueCopyBuffer", copy)(q, from, to, first, at, bytes, waits, wait, event);
    unsigned char *part = malloc(bytes);
    if (!part) return CL_OUT_OF_HOST_MEMORY;
    cl_int code = clEnqueueReadBuffer(q, from, CL_TRUE, first, bytes, part, waits, wait, NULL);
    if (code == CL_SUCCESS) code = write_whole(q, to, at, part, bytes, event);
    free(part);
    return code;
}

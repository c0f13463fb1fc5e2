#include "cl/internal.h"

#define CODES(X)                                                                                                       \
    X(DEVICE_NOT_FOUND) X(DEVICE_NOT_AVAILABLE) X(COMPILER_NOT_AVAILABLE) X(MEM_OBJECT_ALLOCATION_FAILURE)             \
    X(OUT_OF_RESOURCES) X(OUT_OF_HOST_MEMORY) X(PROFILING_INFO_NOT_AVAILABLE) X(MEM_COPY_OVERLAP)                      \
    X(BUILD_PROGRAM_FAILURE) X(EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST) X(INVALID_VALUE) X(INVALID_PLATFORM)         \
    X(INVALID_DEVICE) X(INVALID_CONTEXT) X(INVALID_COMMAND_QUEUE) X(INVALID_MEM_OBJECT) X(INVALID_BINARY)              \
    X(INVALID_BUILD_OPTIONS) X(INVALID_PROGRAM_EXECUTABLE) X(INVALID_KERNEL_NAME) X(INVALID_ARG_INDEX)                 \
    X(INVALID_ARG_VALUE) X(INVALID_ARG_SIZE) X(INVALID_KERNEL_ARGS) X(INVALID_WORK_GROUP_SIZE)                         \
    X(INVALID_EVENT) X(INVALID_BUFFER_SIZE)

const char *gt__cl_name(cl_int code)
{
    static const struct {
        cl_int code;
        const char *name;
    } names[] = {
#define X(name) {CL_##name, "CL_" #name},
        CODES(X)
#undef X
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].code == code) return names[i].name;
    return code == -1001 ? "no platform" : "OpenCL error";
}

int32_t gt__cl_status(cl_int code)
{
    if (code == CL_MEM_OBJECT_ALLOCATION_FAILURE || code == CL_OUT_OF_HOST_MEMORY) return GT_E_OUT_OF_MEMORY;
    return GT_E_DEVICE;
}

int32_t gt__cl_fail(cl_int code, const char *call, const char *operation)
{
    return gt__fail_cl(gt__cl_status(code), code, operation, "%s: %s (%d)", call, gt__cl_name(code), (int)code);
}

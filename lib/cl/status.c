/* OpenCL's error codes: their names, and the statuses that they become. */
#define _GNU_SOURCE /* secure_getenv */
#include "cl/internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct code {
    int32_t code;
    const char *name;
} codes[] = {
    {-1, "CL_DEVICE_NOT_FOUND"},
    {-2, "CL_DEVICE_NOT_AVAILABLE"},
    {-3, "CL_COMPILER_NOT_AVAILABLE"},
    {-4, "CL_MEM_OBJECT_ALLOCATION_FAILURE"},
    {-5, "CL_OUT_OF_RESOURCES"},
    {-6, "CL_OUT_OF_HOST_MEMORY"},
    {-7, "CL_PROFILING_INFO_NOT_AVAILABLE"},
    {-8, "CL_MEM_COPY_OVERLAP"},
    {-11, "CL_BUILD_PROGRAM_FAILURE"},
    {-12, "CL_MAP_FAILURE"},
    {-13, "CL_MISALIGNED_SUB_BUFFER_OFFSET"},
    {-14, "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST"},
    {-15, "CL_COMPILE_PROGRAM_FAILURE"},
    {-16, "CL_LINKER_NOT_AVAILABLE"},
    {-17, "CL_LINK_PROGRAM_FAILURE"},
    {-19, "CL_KERNEL_ARG_INFO_NOT_AVAILABLE"},
    {-30, "CL_INVALID_VALUE"},
    {-31, "CL_INVALID_DEVICE_TYPE"},
    {-32, "CL_INVALID_PLATFORM"},
    {-33, "CL_INVALID_DEVICE"},
    {-34, "CL_INVALID_CONTEXT"},
    {-35, "CL_INVALID_QUEUE_PROPERTIES"},
    {-36, "CL_INVALID_COMMAND_QUEUE"},
    {-37, "CL_INVALID_HOST_PTR"},
    {-38, "CL_INVALID_MEM_OBJECT"},
    {-42, "CL_INVALID_BINARY"},
    {-43, "CL_INVALID_BUILD_OPTIONS"},
    {-44, "CL_INVALID_PROGRAM"},
    {-45, "CL_INVALID_PROGRAM_EXECUTABLE"},
    {-46, "CL_INVALID_KERNEL_NAME"},
    {-47, "CL_INVALID_KERNEL_DEFINITION"},
    {-48, "CL_INVALID_KERNEL"},
    {-49, "CL_INVALID_ARG_INDEX"},
    {-50, "CL_INVALID_ARG_VALUE"},
    {-51, "CL_INVALID_ARG_SIZE"},
    {-52, "CL_INVALID_KERNEL_ARGS"},
    {-53, "CL_INVALID_WORK_DIMENSION"},
    {-54, "CL_INVALID_WORK_GROUP_SIZE"},
    {-55, "CL_INVALID_WORK_ITEM_SIZE"},
    {-56, "CL_INVALID_GLOBAL_OFFSET"},
    {-57, "CL_INVALID_EVENT_WAIT_LIST"},
    {-58, "CL_INVALID_EVENT"},
    {-59, "CL_INVALID_OPERATION"},
    {-61, "CL_INVALID_BUFFER_SIZE"},
    {-63, "CL_INVALID_GLOBAL_WORK_SIZE"},
    {-64, "CL_INVALID_PROPERTY"},
    {-66, "CL_INVALID_COMPILER_OPTIONS"},
    {-67, "CL_INVALID_LINKER_OPTIONS"},
    {-1001, "CL_PLATFORM_NOT_FOUND_KHR"},
    {-9999, "NVIDIA: illegal read or write by a kernel"},
};

static const char *name_of(cl_int code)
{
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i].code == code) return codes[i].name;
    return "of no standard name";
}

/* Whether the folder can be written to, or be made where it is not there yet. */
static int is_writable(char *folder)
{
    while (access(folder, W_OK | X_OK) != 0) {
        char *slash = strrchr(folder, '/');
        if (errno != ENOENT || !slash || slash == folder) return 0;
        *slash = 0;
    }
    return 1;
}

void gt__pocl_advice(char *out, size_t bytes, int always)
{
    static const struct {
        const char *variable, *below;
    } places[] = {{"POCL_CACHE_DIR", ""}, {"XDG_CACHE_HOME", "/pocl"}, {"HOME", "/.cache/pocl"}};
    char folder[1024];
    const char *base = NULL, *variable = "", *below = "";
    for (size_t k = 0; k < sizeof places / sizeof *places && !(base && *base); k++) {
        base = secure_getenv(places[k].variable);
        variable = places[k].variable;
        below = places[k].below;
    }
    if (!base || !*base) base = "/tmp", variable = "without a HOME";
    snprintf(folder, sizeof folder, "%s%s", base, below);
    int writable = is_writable(folder);
    out[0] = 0;
    if (writable && !always) return;
    snprintf(out, bytes,
             "; PoCL needs a folder that it can write to%s%s%s%.100s%s: POCL_CACHE_DIR, XDG_CACHE_HOME or HOME",
             writable ? "" : ", which ", writable ? "" : variable, writable ? "" : " (", writable ? "" : base,
             writable ? "" : ") is not");
}

gt_status(gt__fail_cl)(gt_status status, cl_int code, const char *operation, const char *format, ...)
{
    char cause[400], advice[300] = "";
    if (code == CL_BUILD_PROGRAM_FAILURE) gt__pocl_advice(advice, sizeof advice, 0);
    snprintf(cause, sizeof cause, "OpenCL error %s %d%s", name_of(code), (int)code, advice);
    va_list arguments;
    va_start(arguments, format);
    gt__fail_because(status, code, code == CL_SUCCESS ? NULL : cause, operation, format, arguments);
    va_end(arguments);
    return status;
}

int gt__cl_out_of_memory(cl_int code)
{
    return code == CL_MEM_OBJECT_ALLOCATION_FAILURE || code == CL_OUT_OF_RESOURCES || code == CL_OUT_OF_HOST_MEMORY;
}

gt_status gt__cl_fail(cl_int code, const char *function, const char *operation)
{
    /* Out of resources is said of much: a kernel's registers, a lost device. */
    int memory = gt__cl_out_of_memory(code) && code != CL_OUT_OF_RESOURCES;
    return gt__fail_cl(memory ? GT_E_OUT_OF_MEMORY : GT_E_DEVICE, code, operation, "%s failed", function);
}

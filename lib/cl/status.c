#include "cl/internal.h"

int gt__cl_out_of_memory(cl_int code)
{
    return code == CL_MEM_OBJECT_ALLOCATION_FAILURE || code == CL_OUT_OF_RESOURCES || code == CL_OUT_OF_HOST_MEMORY;
}

int32_t gt__cl_fail(cl_int code, const char *call, const char *operation)
{
    /* Out of resources is said of much: a kernel's registers, a lost device. */
    int memory = gt__cl_out_of_memory(code) && code != CL_OUT_OF_RESOURCES;
    return gt__fail_cl(memory ? GT_E_OUT_OF_MEMORY : GT_E_DEVICE, code, operation, "%s failed", call);
}

#include "cl/internal.h"

int32_t gt__cl_status(cl_int code)
{
    if (code == CL_MEM_OBJECT_ALLOCATION_FAILURE || code == CL_OUT_OF_HOST_MEMORY) return GT_E_OUT_OF_MEMORY;
    return GT_E_DEVICE;
}

int32_t gt__cl_fail(cl_int code, const char *call, const char *operation)
{
    return gt__fail_cl(gt__cl_status(code), code, operation, "%s failed", call);
}

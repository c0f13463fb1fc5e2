/* An OpenCL driver with one platform and no device. The platform's name is what driver_name() says: the driver's own
 * function, or one of the same name that the program exports. */
#include <CL/cl.h>
#include <CL/cl_icd.h>
#include <string.h>

const char *driver_name(void);
cl_int CL_API_CALL clIcdGetPlatformIDsKHR(cl_uint n, cl_platform_id *out, cl_uint *count);

struct _cl_platform_id {
    cl_icd_dispatch *functions;
};

static cl_icd_dispatch functions;
static struct _cl_platform_id platform = {&functions};

__attribute__((weak)) const char *driver_name(void)
{
    return "apart";
}

static cl_int CL_API_CALL platform_info(cl_platform_id of, cl_platform_info what, size_t size, void *value,
                                        size_t *size_ret)
{
    const char *text = what == CL_PLATFORM_NAME         ? driver_name()
                       : what == CL_PLATFORM_EXTENSIONS ? "cl_khr_icd"
                       : what == CL_PLATFORM_PROFILE    ? "FULL_PROFILE"
                       : what == CL_PLATFORM_VERSION    ? "OpenCL 1.2 test"
                                                        : "test";
    (void)of;
    if (value && size <= strlen(text)) return CL_INVALID_VALUE;
    if (value) memcpy(value, text, strlen(text) + 1);
    if (size_ret) *size_ret = strlen(text) + 1;
    return CL_SUCCESS;
}

static cl_int CL_API_CALL device_ids(cl_platform_id of, cl_device_type type, cl_uint n, cl_device_id *out,
                                     cl_uint *count)
{
    (void)of;
    (void)type;
    (void)n;
    (void)out;
    if (count) *count = 0;
    return CL_DEVICE_NOT_FOUND;
}

cl_int CL_API_CALL clIcdGetPlatformIDsKHR(cl_uint n, cl_platform_id *out, cl_uint *count)
{
    functions.clGetPlatformInfo = platform_info;
    functions.clGetDeviceIDs = device_ids;
    if (out && n > 0) out[0] = &platform;
    if (count) *count = 1;
    return CL_SUCCESS;
}

/* The loaders ask by name before they have a platform. */
void *CL_API_CALL clGetExtensionFunctionAddress(const char *name)
{
    cl_int(CL_API_CALL * platforms)(cl_uint, cl_platform_id *, cl_uint *) = clIcdGetPlatformIDsKHR;
    void *address = NULL;
    if (strcmp(name, "clIcdGetPlatformIDsKHR") == 0) memcpy(&address, &platforms, sizeof address);
    return address;
}

cl_int CL_API_CALL clGetPlatformInfo(cl_platform_id of, cl_platform_info what, size_t size, void *value,
                                     size_t *size_ret)
{
    return platform_info(of, what, size, value, size_ret);
}

/* In the place of OpenCL's library: the functions that the library calls, and no others, so that it is seen to call
 * nothing of a newer version. Each goes on to the real one. */
#define _GNU_SOURCE
#define CL_TARGET_OPENCL_VERSION 120
#define CL_USE_DEPRECATED_OPENCL_1_2_APIS
#include <CL/cl.h>
#include <dlfcn.h>
#include <string.h>

#include "cl/functions.h"

static void *real(const char *name)
{
    return dlsym(dlopen("libOpenCL.so.1", RTLD_NOW | RTLD_LOCAL), name);
}

#ifdef LACKS_FILL
#define clEnqueueFillBuffer other_function
#endif
#define PASS_ON(type, name, parameters, arguments)                                                                     \
    type name parameters;                                                                                              \
    type name parameters                                                                                               \
    {                                                                                                                  \
        type(*function) parameters;                                                                                    \
        void *address = real(#name);                                                                                   \
        memcpy(&function, &address, sizeof function);                                                                  \
        return function arguments;                                                                                     \
    }
GT__OPENCL_FUNCTIONS(PASS_ON)

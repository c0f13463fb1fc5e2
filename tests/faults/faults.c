#define _GNU_SOURCE
#define CL_TARGET_OPENCL_VERSION 120
#include "faults/faults.h"

#include <CL/cl.h>
#include <dlfcn.h>
#include <string.h>

/* ISO C has no conversion from an object pointer to a function pointer; POSIX says that the bytes are the same. */
static bool find_in(void *library, const char *name, void *function)
{
    void *symbol = dlsym(library, name);
    memcpy(function, &symbol, sizeof symbol);
    return symbol != NULL;
}

static bool find(const char *name, void *function)
{
    return find_in(RTLD_DEFAULT, name, function);
}

bool faults_load(struct faults *f)
{
    cl_int(CL_API_CALL * get_platforms)(cl_uint, cl_platform_id *, cl_uint *);
    cl_uint n;
    void *opencl = dlopen("libOpenCL.so.1", RTLD_NOW | RTLD_LOCAL); /* which the program may not be linked to */
    if (opencl && find_in(opencl, "clGetPlatformIDs", &get_platforms)) (void)get_platforms(0, NULL, &n);
    return find("clfault_arm", &f->arm) && find("clfault_disarm", &f->disarm) && find("clfault_calls", &f->calls) &&
           find("clfault_fired", &f->fired) && find("clfault_where", &f->where) && find("clfault_live", &f->live) &&
           find("clfault_dead", &f->dead) && find("clfault_hold", &f->hold) && find("clfault_held", &f->held) &&
           find("clfault_met", &f->met) && find("clfault_builds", &f->builds) &&
           find("clfault_calls_of", &f->calls_of) && find("clfault_unflushed", &f->unflushed) &&
           find("clfault_pending", &f->pending) && find("clfault_log", &f->log);
}

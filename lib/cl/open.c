/* OpenCL, opened at run time, and how such libraries are opened. */
#define _GNU_SOURCE /* secure_getenv */
#include "cl/internal.h"

#ifdef GT_DLOPEN
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cl/functions.h"
#include "cl/open.h"

/* ---- any library ---- */

static void *open_first(const char *const *files, const char **file, char *why, size_t bytes)
{
    void *library = NULL;
    for (; *files && !library; files++) {
        library = dlopen(*files, RTLD_NOW | RTLD_LOCAL);
        const char *reason = library ? NULL : dlerror();
        *file = *files;
        if (reason && !*why) snprintf(why, bytes, "%s cannot be opened (%.300s)", *files, reason);
    }
    return library;
}

/* Pointers are filled in beside those that are in use, which stay if one is missing. */
int gt__library_open(const gt__library *what, void *found, char *why, size_t bytes)
{
    const char *named = secure_getenv(what->variable), *file = NULL;
    const char *const one[] = {named, NULL};
    *why = 0;
    void *library = open_first(named && *named ? one : what->files, &file, why, bytes);
    const size_t used = strlen(why);
    if (!library) {
        snprintf(why + used, bytes - used, "; %s, or name its file in %s", what->advice, what->variable);
        return 0;
    }
    *why = 0;
    for (size_t i = 0; i < what->count; i++) {
        if (dlsym(library, what->entries[i].name)) continue;
        snprintf(why, bytes, "%s lacks the function %s; %s", file, what->entries[i].name, what->advice);
        dlclose(library);
        return 0;
    }
    for (size_t i = 0; i < what->count; i++) {
        void *function = dlsym(library, what->entries[i].name);
        memcpy((char *)found + what->entries[i].at, &function, sizeof function);
    }
    return 1;
}

/* ---- OpenCL ---- */

static struct found {
    GT__OPENCL_FUNCTIONS(GT__POINTER)
} found;

GT__OPENCL_FUNCTIONS(GT__FORWARD)

gt_status gt__opencl_open(const char *operation)
{
#ifdef __APPLE__
    static const char *const files[] = {"/System/Library/Frameworks/OpenCL.framework/OpenCL", NULL};
#else
    static const char *const files[] = {"libOpenCL.so.1", "libOpenCL.so", NULL};
#endif
    static const gt__entry entries[] = {GT__OPENCL_FUNCTIONS(GT__ENTRY)};
    static const gt__library opencl = {
        .variable = "GPUTENSOR_OPENCL",
        .files = files,
        .advice = "install OpenCL 1.2 or newer, its loader and a driver for the device (Debian and Ubuntu: "
                  "ocl-icd-libopencl1, and the vendor's driver or pocl-opencl-icd)",
        .entries = entries,
        .count = sizeof entries / sizeof *entries,
    };
    static gt__mutex lock = PTHREAD_MUTEX_INITIALIZER;
    static int open;
    char why[700] = "";
    gt__lock(&lock);
    if (!open) open = gt__library_open(&opencl, &found, why, sizeof why);
    const int is_open = open;
    gt__unlock(&lock);
    return is_open ? GT_OK : gt__fail(GT_E_NO_DEVICE, operation, 0, "%s", why);
}
#else
gt_status gt__opencl_open(const char *operation)
{
    (void)operation;
    return GT_OK;
}
#endif

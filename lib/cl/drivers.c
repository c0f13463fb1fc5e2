/* Loading OpenCL's drivers apart from the rest of the process: each is opened, before the OpenCL loader does, so that
 * it and what it needs look for functions among themselves first. */
#define _GNU_SOURCE /* RTLD_DEEPBIND, secure_getenv */
#include "cl/internal.h"

#include <dirent.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static atomic_int wanted;

/* ---- which libraries the OpenCL loaders will open ---- */

typedef void gt__use_driver(const char *library);

static int ends_with(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

/* The library that the first line of a file names. 0: there is no such file. */
static int use_named(const char *path, gt__use_driver *use)
{
    char line[1024] = "";
    FILE *file = fopen(path, "re");
    if (!file) return 0;
    if (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = 0;
        if (*line) use(line);
    }
    fclose(file);
    return 1;
}

/* 0: it is no folder. */
static int use_folder(const char *folder, gt__use_driver *use)
{
    char path[1024];
    DIR *open = opendir(folder);
    if (!open) return 0;
    for (struct dirent *entry; (entry = readdir(open));) {
        if (!ends_with(entry->d_name, ".icd")) continue;
        if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) < sizeof path) use_named(path, use);
    }
    closedir(open);
    return 1;
}

/* A list with colons between its parts. */
static void use_list(const char *list, gt__use_driver *use)
{
    char library[1024];
    for (size_t n; *list; list += n + (list[n] == ':')) {
        n = strcspn(list, ":");
        if (n == 0 || n >= sizeof library) continue;
        memcpy(library, list, n);
        library[n] = 0;
        use(library);
    }
}

/* OCL_ICD_VENDORS is a folder, a file in it or elsewhere, or a driver; Khronos' loader knows folders alone. */
static void use_all(gt__use_driver *use)
{
    const char *files = secure_getenv("OCL_ICD_FILENAMES"), *given = secure_getenv("OCL_ICD_VENDORS");
    const char *folder = secure_getenv("OPENCL_VENDOR_PATH");
    char path[1024];
    if (files) use_list(files, use);
    if (!folder || !*folder) folder = "/etc/OpenCL/vendors";
    if (!given || !*given)
        use_folder(folder, use);
    else if (!use_folder(given, use) && !ends_with(given, ".icd"))
        use(given);
    else if (ends_with(given, ".icd") &&
             (strchr(given, '/') || (size_t)snprintf(path, sizeof path, "%s/%s", folder, given) >= sizeof path ||
              !use_named(path, use)))
        use_named(given, use);
}

/* ---- opening them ---- */

#ifdef RTLD_DEEPBIND
/* One that cannot be opened is left to the loader, which passes over it. They stay open, as the loader's do. */
static void open_apart(const char *library)
{
    (void)dlopen(library, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
}

/* What C library functions such as strdup make with another malloc a driver would give to the C library's free. */
static int other_malloc(void)
{
    Dl_info used, own;
    void *allocator = dlsym(RTLD_DEFAULT, "malloc"), *function = dlsym(RTLD_DEFAULT, "gnu_get_libc_version");
    return !allocator || !function || !dladdr(allocator, &used) || !dladdr(function, &own) ||
           used.dli_fbase != own.dli_fbase;
}

/* Sanitizers end a process that opens a library so: it would not find their malloc. */
static int can_isolate(void)
{
    return dlsym(RTLD_DEFAULT, "__sanitizer_print_stack_trace") == NULL && !other_malloc();
}
#else
static void open_apart(const char *library)
{
    (void)library;
}

static int can_isolate(void)
{
    return 0;
}
#endif

void gt__drivers_isolate(void)
{
    const char *given = secure_getenv("GPUTENSOR_ISOLATE_DRIVERS");
    if (given && *given && strcmp(given, "0") != 0 && can_isolate()) atomic_store(&wanted, 1);
    if (atomic_load(&wanted)) use_all(open_apart);
}

gt_status gt_drivers_isolate(void)
{
    const char *operation = "gt_drivers_isolate";
    if (atomic_load(&wanted)) return GT_OK;
    if (!can_isolate())
        return gt__fail(
            GT_E_UNSUPPORTED, operation, 0,
            "the C library has no RTLD_DEEPBIND, or the process runs with a sanitizer or another malloc than "
            "the C library's, as one of LD_PRELOAD, which drivers opened so do not find");
    if (gt__devices_asked())
        return gt__fail(GT_E_UNSUPPORTED, operation, 0,
                        "drivers are loaded already: ask for this before the first question for devices");
    atomic_store(&wanted, 1);
    return GT_OK;
}

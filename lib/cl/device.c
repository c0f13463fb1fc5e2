/* Finding and describing devices. The list is made at the first question and kept: it is ids only, no memory. */
#define _GNU_SOURCE /* secure_getenv */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/dtype.h"
#include "base/struct.h"
#include "cl/internal.h"
#include <CL/cl_ext.h>

enum { MAX_PLATFORMS = 32, MAX_DEVICES = 128 };

static struct {
    gt__mutex lock;
    atomic_int process; /* that has asked; drivers do not survive a fork() */
    int complete;       /* later calls need not ask again */
    int32_t count;
    gt__device device[MAX_DEVICES];
} list = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Adds the devices of a platform. A platform without devices is no failure. */
static cl_int list_platform(cl_platform_id platform)
{
    cl_device_id ids[MAX_DEVICES];
    cl_uint n = 0;
    cl_int code = clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, MAX_DEVICES, ids, &n);
    if (code == CL_DEVICE_NOT_FOUND) return CL_SUCCESS;
    if (code != CL_SUCCESS) return code;
    for (cl_uint i = 0; i < n && i < MAX_DEVICES && list.count < MAX_DEVICES; i++) {
        gt__device *to = &list.device[list.count];
        cl_int failed = clGetDeviceInfo(ids[i], CL_DEVICE_TYPE, sizeof to->type, &to->type, NULL);
        if (failed != CL_SUCCESS) {
            code = failed;
            continue;
        }
        to->platform = platform;
        to->id = ids[i];
        list.count++;
    }
    return code;
}

/* Where nothing was found: who was asked, and what may help. code: of the question for platforms; failed: of one of
 * them. */
static gt_status fail_empty(const cl_platform_id *platform, cl_uint n, cl_int code, cl_int failed,
                            const char *operation)
{
    char asked[256] = "", name[64], advice[320] = "";
    size_t used = 0;
    if (code != CL_SUCCESS || n == 0)
        return gt__fail_cl(GT_E_NO_DEVICE, code, operation, "no OpenCL platform; is a driver (ICD) installed?");
    for (cl_uint i = 0; i < n && i < MAX_PLATFORMS && used < sizeof asked; i++) {
        if (clGetPlatformInfo(platform[i], CL_PLATFORM_NAME, sizeof name, name, NULL) != CL_SUCCESS)
            snprintf(name, sizeof name, "one without a name");
        used += (size_t)snprintf(asked + used, sizeof asked - used, "%s%s", i > 0 ? ", " : "", name);
    }
    if (strstr(asked, "Portable Computing Language")) gt__pocl_advice(advice, sizeof advice, 1);
    if (!*advice && strstr(asked, "rusticl")) snprintf(advice, sizeof advice, "; rusticl waits for RUSTICL_ENABLE");
    return gt__fail_cl(GT_E_NO_DEVICE, failed, operation, "no OpenCL device; platforms asked: %s%s%s", asked, advice,
                       failed != CL_SUCCESS ? "; one of them failed" : "");
}

/* With the lock held. A failing platform does not hide the others, but the question is asked again next time if nothing
 * was found, since the failure may pass. */
static gt_status fill_list(const char *operation)
{
    cl_platform_id platforms[MAX_PLATFORMS];
    cl_uint n = 0;
    GT__TRY(gt__opencl_open(operation));
    gt__drivers_isolate();
    cl_int failed = CL_SUCCESS, code = clGetPlatformIDs(MAX_PLATFORMS, platforms, &n);
    if (code != CL_SUCCESS) n = 0;
    for (cl_uint i = 0; i < n && i < MAX_PLATFORMS; i++) {
        cl_int one = list_platform(platforms[i]);
        if (one != CL_SUCCESS) failed = one;
    }
    list.complete = list.count > 0;
    return list.complete ? GT_OK : fail_empty(platforms, n, code, failed, operation);
}

int gt__devices_asked(void)
{
    return atomic_load(&list.process) != 0;
}

/* Fills the list, once. Returns a recorded status where there is no device. */
static gt_status list_devices(const char *operation)
{
    int process = atomic_load(&list.process);
    if (process && process != getpid())
        return gt__fail(
            GT_E_FORKED, operation, 0,
            "OpenCL belongs to the parent process of a fork(), which has asked for devices; ask for them in "
            "children alone, or exec()");
    atomic_store(&list.process, getpid()); /* before the lock, which a child would find locked for ever */
    gt_status status = GT_OK;
    gt__lock(&list.lock);
    if (!list.complete) {
        fenv_t callers;
        gt__floats_begin(&callers);
        status = fill_list(operation);
        gt__floats_end(&callers);
    }
    gt__unlock(&list.lock);
    return status;
}

gt_status gt__device_get(int32_t index, gt__device *out, const char *operation)
{
    GT__TRY(list_devices(operation));
    if (index < 0 || index >= list.count)
        return gt__fail(GT_E_NO_DEVICE, operation, 0, "device %d of %d", (int)index, (int)list.count);
    *out = list.device[index];
    return GT_OK;
}

int32_t gt_is_available(const char **why)
{
    gt_status status = list_devices("gt_is_available");
    if (why) *why = status < 0 ? gt_last_error() : "";
    return status >= 0;
}

int32_t gt_device_count(void)
{
    return list_devices("gt_device_count") < 0 ? 0 : list.count;
}

/* ---- questions to a device ---- */

static gt_status ask(const gt__device *device, cl_device_info what, void *answer, size_t bytes, const char *operation)
{
    cl_int code = clGetDeviceInfo(device->id, what, bytes, answer, NULL);
    return code == CL_SUCCESS ? GT_OK : gt__cl_fail(code, "clGetDeviceInfo", operation);
}

/* Copies a text answer, cut to fit, without the spaces that some drivers put around it. platform: ask the platform. */
static gt_status ask_text(const gt__device *device, int platform, cl_uint what, char *out, size_t bytes,
                          const char *operation)
{
    char text[1024] = "";
    size_t length = 0;
    cl_int code = platform ? clGetPlatformInfo(device->platform, what, 0, NULL, &length)
                           : clGetDeviceInfo(device->id, what, 0, NULL, &length);
    if (code == CL_SUCCESS && length <= sizeof text)
        code = platform ? clGetPlatformInfo(device->platform, what, length, text, NULL)
                        : clGetDeviceInfo(device->id, what, length, text, NULL);
    if (code != CL_SUCCESS) return gt__cl_fail(code, platform ? "clGetPlatformInfo" : "clGetDeviceInfo", operation);
    text[sizeof text - 1] = 0;
    char *from = text;
    while (isspace((unsigned char)*from)) from++;
    size_t n = strlen(from);
    while (n > 0 && isspace((unsigned char)from[n - 1])) n--;
    if (n >= bytes) n = bytes - 1;
    memcpy(out, from, n);
    out[n] = 0;
    return GT_OK;
}

static int32_t type_of(const gt__device *device)
{
    if (device->type & CL_DEVICE_TYPE_GPU) return GT_DEVICE_GPU;
    if (device->type & CL_DEVICE_TYPE_ACCELERATOR) return GT_DEVICE_ACCELERATOR;
    return device->type & CL_DEVICE_TYPE_CPU ? GT_DEVICE_CPU : GT_DEVICE_OTHER;
}

int32_t gt__device_support(int32_t dtype, int has_float64)
{
    const gt__dtype *facts = gt__dtype_of(dtype);
    if (!facts || (gt__dtype_double(facts) && !has_float64)) return GT_SUPPORT_NONE;
    return facts->wide == GT_F32 && dtype != GT_F32 ? GT_SUPPORT_STORAGE : GT_SUPPORT_NATIVE;
}

static int64_t to_int64(cl_ulong bytes)
{
    return bytes > INT64_MAX ? INT64_MAX : (int64_t)bytes;
}

static gt_status describe_numbers(const gt__device *device, gt_device_desc *out, const char *operation)
{
    cl_uint units = 0, clock = 0;
    cl_ulong memory = 0, largest = 0, local = 0;
    cl_bool unified = CL_FALSE;
    cl_device_fp_config float64 = 0;
    GT__TRY(ask(device, CL_DEVICE_MAX_COMPUTE_UNITS, &units, sizeof units, operation));
    GT__TRY(ask(device, CL_DEVICE_MAX_CLOCK_FREQUENCY, &clock, sizeof clock, operation));
    GT__TRY(ask(device, CL_DEVICE_GLOBAL_MEM_SIZE, &memory, sizeof memory, operation));
    GT__TRY(ask(device, CL_DEVICE_MAX_MEM_ALLOC_SIZE, &largest, sizeof largest, operation));
    GT__TRY(ask(device, CL_DEVICE_LOCAL_MEM_SIZE, &local, sizeof local, operation));
    GT__TRY(ask(device, CL_DEVICE_HOST_UNIFIED_MEMORY, &unified, sizeof unified, operation));
    GT__TRY(ask(device, CL_DEVICE_DOUBLE_FP_CONFIG, &float64, sizeof float64, operation));
    out->compute_units = (int32_t)units;
    out->clock_mhz = (int32_t)clock;
    out->memory_bytes = to_int64(memory);
    out->max_alloc_bytes = to_int64(largest);
    out->local_bytes = to_int64(local);
    out->unified_memory = unified == CL_TRUE;
    for (int32_t i = 0; i < (int32_t)sizeof out->support; i++)
        out->support[i] = (uint8_t)gt__device_support(i, float64 != 0);
    return GT_OK;
}

/* "cpu:1": the number among the devices of its type. */
static void describe_id(int32_t index, char *out, size_t bytes)
{
    int32_t type = type_of(&list.device[index]), ordinal = 0;
    for (int32_t i = 0; i < index; i++) ordinal += type_of(&list.device[i]) == type;
    snprintf(out, bytes, "%s:%d", gt_enum_name(GT_KIND_DEVICE_TYPE, type), (int)ordinal);
}

static gt_status describe(int32_t index, gt_device_desc *out, const char *operation)
{
    gt__device device;
    memset(out, 0, sizeof *out);
    out->size = (uint32_t)sizeof *out;
    GT__TRY(gt__device_get(index, &device, operation));
    out->type = type_of(&device);
    describe_id(index, out->id, sizeof out->id);
    GT__TRY(describe_numbers(&device, out, operation));
    GT__TRY(ask_text(&device, 0, CL_DEVICE_NAME, out->name, sizeof out->name, operation));
    GT__TRY(ask_text(&device, 0, CL_DEVICE_VENDOR, out->vendor, sizeof out->vendor, operation));
    GT__TRY(ask_text(&device, 0, CL_DRIVER_VERSION, out->driver, sizeof out->driver, operation));
    GT__TRY(ask_text(&device, 0, CL_DEVICE_VERSION, out->version, sizeof out->version, operation));
    return ask_text(&device, 1, CL_PLATFORM_NAME, out->platform, sizeof out->platform, operation);
}

gt_status gt_device_describe(int32_t device, gt_device_desc *out)
{
    const char *operation = "gt_device_describe";
    gt_device_desc desc;
    if (!out) return gt__fail(GT_E_ARGUMENT, operation, 2, "out is NULL");
    GT__TRY(describe(device, &desc, operation));
    return gt__give_struct(out, &desc, sizeof desc, operation, 2);
}

/* ---- choosing ---- */

static int contains(const char *text, const char *part)
{
    size_t n = strlen(part);
    for (; *text; text++) {
        size_t i = 0;
        while (i < n && tolower((unsigned char)text[i]) == tolower((unsigned char)part[i])) i++;
        if (i == n) return 1;
    }
    return 0;
}

/* OpenCL 1.2 with a compiler: older drivers lack functions that the library calls. */
static gt_status check_usable(const gt__device *device, const char *operation)
{
    char version[64] = "";
    int major = 0, minor = 0;
    cl_bool compiles = CL_FALSE;
    GT__TRY(ask_text(device, 0, CL_DEVICE_VERSION, version, sizeof version, operation));
    GT__TRY(ask(device, CL_DEVICE_COMPILER_AVAILABLE, &compiles, sizeof compiles, operation));
    if (sscanf(version, "OpenCL %d.%d", &major, &minor) != 2 || major < 1 || (major == 1 && minor < 2))
        return gt__fail(GT_E_UNSUPPORTED, operation, 0, "the device has \"%s\", not OpenCL 1.2", version);
    if (!compiles) return gt__fail(GT_E_UNSUPPORTED, operation, 0, "the device has no OpenCL compiler");
    return GT_OK;
}

/* The default among the devices of a type, or of all if it is 0. A device that does not answer is no device: it does
 * not hide the others. */
static gt_status find_best(int32_t type, const char *operation)
{
    static const int32_t rank[] = {[GT_DEVICE_GPU] = 3, [GT_DEVICE_ACCELERATOR] = 2, [GT_DEVICE_CPU] = 1, [4] = 0};
    gt_device_desc desc = {0};
    int32_t best = GT_E_NO_DEVICE, best_rank = -1, seen = 0;
    int64_t best_power = -1;
    for (int32_t i = 0; i < list.count; i++) {
        if (type && type_of(&list.device[i]) != type) continue;
        gt_status status = check_usable(&list.device[i], operation);
        if (status == GT_OK) status = describe(i, &desc, operation);
        seen++;
        if (status < 0) {
            if (best < 0) best = status;
            continue;
        }
        int64_t power = (int64_t)desc.compute_units * desc.clock_mhz;
        if (rank[desc.type] > best_rank || (rank[desc.type] == best_rank && power > best_power))
            best = i, best_rank = rank[desc.type], best_power = power;
    }
    if (seen == 0)
        return gt__fail(GT_E_NO_DEVICE, operation, 1, "there is no device of type %s among %d",
                        gt_enum_name(GT_KIND_DEVICE_TYPE, type), (int)list.count);
    return best;
}

static int same_text(const char *a, const char *b)
{
    return strlen(a) == strlen(b) && contains(a, b);
}

/* A number, as gt_device_describe takes it. */
static gt_status find_number(const char *digits, const char *operation)
{
    long number = strlen(digits) < 9 ? strtol(digits, NULL, 10) : LONG_MAX;
    if (number < list.count) return (gt_status)number;
    return gt__fail(GT_E_NO_DEVICE, operation, 1, "there is no device %.64s; there are %d devices, from 0", digits,
                    (int)list.count);
}

/* "gpu", "gpu:1". 0 if the name is of another kind; *found is what it leads to. */
static int find_type(const char *name, gt_status *found, const char *operation)
{
    char id[sizeof((gt_device_desc *)0)->id];
    for (int32_t type = GT_DEVICE_CPU; type <= GT_DEVICE_OTHER; type++) {
        const char *word = gt_enum_name(GT_KIND_DEVICE_TYPE, type);
        size_t n = strlen(word);
        if (strncasecmp(name, word, n) != 0 || (name[n] && name[n] != ':')) continue;
        *found = GT_E_NO_DEVICE;
        if (!name[n]) *found = find_best(type, operation);
        for (int32_t i = 0; name[n] && i < list.count && *found < 0; i++) {
            describe_id(i, id, sizeof id);
            if (same_text(id, name)) *found = i;
        }
        if (name[n] && *found < 0)
            gt__fail(GT_E_NO_DEVICE, operation, 1, "there is no device %.64s; there are %d devices", name,
                     (int)list.count);
        return 1;
    }
    return 0;
}

/* The devices that a text fits: by their whole name, or else by a part of its name or its platform's. */
static gt_status find_text(const char *text, const char *operation)
{
    gt_device_desc desc, first;
    gt_error silent = {.size = sizeof silent};
    int32_t found = -1, lost = 0;
    for (int pass = 0; pass < 2 && found < 0; pass++) {
        lost = 0;
        for (int32_t i = 0; i < list.count; i++) {
            if (describe(i, &desc, operation) < 0) {
                gt_last_error_get(&silent);
                lost++;
                continue;
            }
            if (pass == 0 ? !same_text(desc.name, text) : !contains(desc.name, text) && !contains(desc.platform, text))
                continue;
            if (found >= 0 && strcmp(first.name, desc.name) != 0)
                return gt__fail(GT_E_NO_DEVICE, operation, 1,
                                "\"%.64s\" fits more than one device: %s (%s) and %s (%s); name one of them", text,
                                first.name, first.id, desc.name, desc.id);
            if (found < 0) found = i, first = desc;
        }
    }
    if (found >= 0) return found;
    if (lost > 0)
        return gt__fail_cl(silent.status, silent.cl_code, operation,
                           "no device is called \"%.64s\", but %d of %d devices did not answer", text, (int)lost,
                           (int)list.count);
    return gt__fail(GT_E_NO_DEVICE, operation, 1, "no device is called \"%.64s\"; there are %d devices", text,
                    (int)list.count);
}

static gt_status find_named(const char *name, const char *operation)
{
    gt_status found = GT_OK;
    if (name[strspn(name, "0123456789")] == 0) return find_number(name, operation);
    return find_type(name, &found, operation) ? found : find_text(name, operation);
}

gt_status gt_device_find(const char *name)
{
    const char *operation = "gt_device_find";
    GT__TRY(list_devices(operation));
    if (!name) name = secure_getenv("GPUTENSOR_DEVICE");
    return name && *name ? find_named(name, operation) : find_best(0, operation);
}

/* ---- what launches are planned with ---- */

static gt__form form_of(const gt__device *device, cl_uint vector_width)
{
    const char *forced = secure_getenv("GPUTENSOR_FORM");
    if (forced && strcmp(forced, "cpu") == 0) return GT__CPU;
    if (forced && strcmp(forced, "gpu") == 0) return GT__GPU;
    return (device->type & CL_DEVICE_TYPE_CPU) && vector_width >= 4 ? GT__CPU : GT__GPU;
}

/* What only some platforms answer. */
static gt_status ask_platform(const gt__device *device, gt__traits *out, const char *operation)
{
    char platform[64] = "";
    cl_uint major = 0, minor = 0;
    GT__TRY(ask_text(device, 1, CL_PLATFORM_NAME, platform, sizeof platform, operation));
    out->reads_header = strcmp(platform, "Portable Computing Language") == 0;
    out->compiles_again = out->reads_header && (device->type & CL_DEVICE_TYPE_CPU);
    if (strcmp(platform, "NVIDIA CUDA") != 0) return GT_OK;
    GT__TRY(ask(device, CL_DEVICE_COMPUTE_CAPABILITY_MAJOR_NV, &major, sizeof major, operation));
    GT__TRY(ask(device, CL_DEVICE_COMPUTE_CAPABILITY_MINOR_NV, &minor, sizeof minor, operation));
    out->cuda = (int32_t)(major * 10 + minor);
    out->votes = major >= 7;
    return GT_OK;
}

gt_status gt__device_traits(const gt__device *device, gt__traits *out, const char *operation)
{
    gt_device_desc desc;
    cl_uint width = 0;
    size_t group = 0, items[16] = {0};
    cl_device_fp_config single = 0;
    memset(&desc, 0, sizeof desc);
    memset(out, 0, sizeof *out);
    GT__TRY(check_usable(device, operation));
    GT__TRY(describe_numbers(device, &desc, operation));
    GT__TRY(ask(device, CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT, &width, sizeof width, operation));
    GT__TRY(ask(device, CL_DEVICE_MAX_WORK_GROUP_SIZE, &group, sizeof group, operation));
    GT__TRY(ask(device, CL_DEVICE_MAX_WORK_ITEM_SIZES, items, sizeof items, operation));
    GT__TRY(ask(device, CL_DEVICE_SINGLE_FP_CONFIG, &single, sizeof single, operation));
    out->has_float64 = desc.support[GT_F64] != GT_SUPPORT_NONE;
    out->rounds_divide = (single & CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) != 0;
    out->fuses = (single & CL_FP_FMA) != 0;
    out->form = form_of(device, width);
    out->units = desc.compute_units > 0 ? desc.compute_units : 1;
    out->group = (int64_t)(group < items[0] ? group : items[0]);
    out->local_bytes = desc.local_bytes;
    out->max_alloc = desc.max_alloc_bytes;
    out->memory = desc.memory_bytes;
    out->shares_host = desc.unified_memory || (device->type & CL_DEVICE_TYPE_CPU);
    out->vector_bytes = (int32_t)width * 4;
    return ask_platform(device, out, operation);
}

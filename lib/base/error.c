#define _POSIX_C_SOURCE 200809L
#include "base/error.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* No struct of the API comes near this: a larger size is uninitialised memory, which must not be walked over. */
enum { LARGEST_STRUCT = 4096 };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static int has_key;

/* What a thread sees that had no memory for a record of its own. Shared, hence never written. */
static const gt_error lost = {
    .size = sizeof(gt_error),
    .status = GT_E_OUT_OF_MEMORY,
    .message = "out of memory while a failure was recorded; its details are lost",
};

static const struct cl_name {
    int32_t code;
    const char *name;
} cl_names[] = {
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

static const char *cl_name_of(int32_t code)
{
    for (size_t i = 0; i < sizeof cl_names / sizeof *cl_names; i++)
        if (cl_names[i].code == code) return cl_names[i].name;
    return "of no standard name";
}

static void free_record(void *record)
{
    if (record != &lost) free(record);
}

static void make_key(void)
{
    has_key = pthread_key_create(&key, free_record) == 0;
}

/* This thread's last failure, or NULL. */
static const gt_error *last(void)
{
    pthread_once(&once, make_key);
    return has_key ? pthread_getspecific(key) : &lost;
}

/* The record to write a failure to, or NULL where there is no memory for one. */
static gt_error *writable(void)
{
    pthread_once(&once, make_key);
    if (!has_key) return NULL;
    gt_error *record = pthread_getspecific(key);
    if (record && record != &lost) return record;
    record = calloc(1, sizeof *record);
    if (record && pthread_setspecific(key, record) == 0) return record;
    free(record);
    pthread_setspecific(key, &lost);
    return NULL;
}

/* Ends a text that was cut to `length` bytes before an UTF-8 sequence that was cut in two. */
static void mend_cut(char *text, size_t length)
{
    size_t start = length;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xc0) == 0x80) start--;
    if (start > 0 && (unsigned char)text[start - 1] >= 0xc0) text[start - 1] = '\0';
}

/* Makes "?" of bytes that are no UTF-8 sequence, as of a path in another encoding, or of an argument that was cut. */
static void mend_bytes(char *text)
{
    for (unsigned char *c = (unsigned char *)text; *c;) {
        int more = *c < 0x80 ? 0 : *c < 0xc2 ? -1 : *c < 0xe0 ? 1 : *c < 0xf0 ? 2 : *c < 0xf5 ? 3 : -1, n = 0;
        while (n < more && (c[1 + n] & 0xc0) == 0x80) n++;
        if (n < more || more < 0) *c = '?';
        c += n < more || more < 0 ? 1 : 1 + more;
    }
}

__attribute__((format(printf, 2, 0))) static void record_failure(const gt_error *what, const char *format,
                                                                 va_list arguments)
{
    /* Formatted aside first: the arguments may point into the record that is about to be replaced. */
    gt_error next = *what;
    size_t room = sizeof next.message, used = 0;
    if (next.operation[0]) used = (size_t)snprintf(next.message, room, "%s: ", next.operation);
    int length = vsnprintf(next.message + used, room - used, format, arguments);
    if (length < 0) next.message[used] = '\0';
    used += length > 0 ? (size_t)length : 0;
    if (next.cl_code && used < room) {
        const char *name = cl_name_of(next.cl_code);
        used += (size_t)snprintf(next.message + used, room - used, " (OpenCL error %s %d)", name, next.cl_code);
    }
    if (used >= room) mend_cut(next.message, room - 1);
    mend_bytes(next.message);
    gt_error *record = writable();
    if (record) *record = next;
}

static gt_error describe(int32_t status, int32_t cl_code, const char *operation, int32_t argument)
{
    gt_error what = {.size = sizeof what, .status = status, .cl_code = cl_code, .argument = argument};
    snprintf(what.operation, sizeof what.operation, "%s", operation ? operation : "");
    return what;
}

int32_t(gt__fail)(int32_t status, const char *operation, int32_t argument, const char *format, ...)
{
    gt_error what = describe(status, 0, operation, argument);
    va_list arguments;
    va_start(arguments, format);
    record_failure(&what, format, arguments);
    va_end(arguments);
    return status;
}

int32_t(gt__fail_cl)(int32_t status, int32_t cl_code, const char *operation, const char *format, ...)
{
    gt_error what = describe(status, cl_code, operation, 0);
    va_list arguments;
    va_start(arguments, format);
    record_failure(&what, format, arguments);
    va_end(arguments);
    return status;
}

/* Reads the size field of a struct and checks it against `known`, which is also what its first version had. */
static int32_t check_size(const void *any, uint32_t *size, size_t known, const char *operation, int32_t argument)
{
    memcpy(size, any, sizeof *size);
    if (*size == 0)
        return gt__fail(GT_E_ARGUMENT, operation, argument, "argument %d: set its size to sizeof the struct, %zu",
                        argument, known);
    if (*size < known || *size > LARGEST_STRUCT)
        return gt__fail(GT_E_ARGUMENT, operation, argument, "argument %d: its size is %u, sizeof the struct is %zu",
                        argument, (unsigned)*size, known);
    return GT_OK;
}

int32_t gt__check_struct(const void *opts, size_t known, const char *operation, int32_t argument)
{
    if (!opts) return GT_OK;
    uint32_t size;
    GT__TRY(check_size(opts, &size, known, operation, argument));
    const unsigned char *bytes = opts;
    for (size_t i = known; i < size; i++)
        if (bytes[i])
            return gt__fail(GT_E_UNSUPPORTED, operation, argument,
                            "argument %d: byte %zu is set, this version of gputensor knows %zu bytes", argument, i,
                            known);
    return GT_OK;
}

int32_t gt__give_struct(void *out, const void *desc, size_t known, const char *operation, int32_t argument)
{
    if (!out) return gt__fail(GT_E_ARGUMENT, operation, argument, "argument %d is NULL", argument);
    uint32_t size;
    GT__TRY(check_size(out, &size, known, operation, argument));
    memcpy((char *)out + sizeof size, (const char *)desc + sizeof size, known - sizeof size);
    return GT_OK;
}

const char *gt_last_error(void)
{
    const gt_error *record = last();
    return record ? record->message : "";
}

void gt_last_error_get(gt_error *out)
{
    static const gt_error none;
    if (!out) return;
    const gt_error *record = last();
    uint32_t size = out->size < sizeof *out ? out->size : (uint32_t)sizeof *out;
    if (size <= sizeof size) return;
    memcpy((char *)out + sizeof size, (const char *)(record ? record : &none) + sizeof size, size - sizeof size);
    if (size > offsetof(gt_error, operation)) ((char *)out)[size - 1] = '\0';
}

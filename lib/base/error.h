/* The status of a failed call and its details, one record per thread. */
#ifndef GT_BASE_ERROR_H
#define GT_BASE_ERROR_H
#include "gputensor/gputensor.h"

/* Records a failure and returns status. argument: from 1, or 0 where none is at fault. The message becomes
 * "operation: text", so format does not name the operation. */
int32_t gt__fail(int32_t status, const char *operation, int32_t argument, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The same with the OpenCL code that caused it, which is added to the message. */
int32_t gt__fail_cl(int32_t status, int32_t cl_code, const char *operation, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
#ifdef __clang_analyzer__ /* does not see that what comes back is the status */
#define gt__fail(status, ...) ((void)gt__fail((status), __VA_ARGS__), (status))
#define gt__fail_cl(status, ...) ((void)gt__fail_cl((status), __VA_ARGS__), (status))
#endif

/* Checks a growing struct (NULL is fine): size at least what the first version had, and a tail that this library does
 * not know is zero. */
int32_t gt__check_struct(const void *opts, size_t known, const char *operation, int32_t argument);
/* Copies a described struct to out, whose size field, at the start, is the caller's and at least what the first version
 * had. */
int32_t gt__give_struct(void *out, const void *desc, size_t known, const char *operation, int32_t argument);

#define GT__TRY(call)                                                                                                  \
    do {                                                                                                               \
        int32_t gt__status = (call);                                                                                   \
        if (gt__status < 0) return gt__status;                                                                         \
    } while (0)
#endif

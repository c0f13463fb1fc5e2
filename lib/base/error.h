/* The status of a failed call and its details, one record per thread. */
#ifndef GT_BASE_ERROR_H
#define GT_BASE_ERROR_H
#include <stdarg.h>

#include "gputensor/gputensor.h"

/* Records a failure and returns status. argument: from 1, or 0 if none is at fault. The message becomes
 * "operation: text", so format does not name the operation. */
gt_status gt__fail(gt_status status, const char *operation, int32_t argument, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The same with an OpenCL code, and a cause that is added to the message in brackets. */
__attribute__((format(printf, 5, 0))) void gt__fail_because(gt_status status, int32_t cl_code, const char *cause,
                                                            const char *operation, const char *format,
                                                            va_list arguments);
#ifdef __clang_analyzer__ /* does not see that what comes back is the status */
#define gt__fail(status, ...) ((void)gt__fail((status), __VA_ARGS__), (status))
#endif

#define GT__TRY(call)                                                                                                  \
    do {                                                                                                               \
        gt_status gt__status = (call);                                                                                 \
        if (gt__status < 0) return gt__status;                                                                         \
    } while (0)
#endif

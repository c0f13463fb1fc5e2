/* gputensor/error.h: what is known of a failure. gputensor.h explains under Status what statuses mean and what holds
 * after a failure.
 *
 * Every thread has a record of its last failure. It is written by failing calls of that thread alone, and a call that
 * succeeds leaves it as it is; so look at a call's status first, and at the record only after a failure. The record is
 * allocated at the thread's first failure and freed when the thread ends. */
#ifndef GPUTENSOR_ERROR_H
#define GPUTENSOR_ERROR_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif

/* A failure.
 *   size       sizeof(gt_error), set by the caller.
 *   status     GT_E_*; 0 if this thread has had no failure.
 *   cl_code    The code of the OpenCL call that failed, such as -5 for CL_OUT_OF_RESOURCES, or 0 if none did.
 *   argument   The number of the argument at fault, counted from 1, or 0 if none is.
 *   operation  The function ("gt_matmul") or the operation ("add") that failed.
 *   message    The whole story for people, in English and UTF-8: the operation, the shapes or dtypes at fault, and the
 *              name of the OpenCL code. Texts that are too long are cut; both always end with a NUL. */
typedef struct gt_error {
    uint32_t size;
    int32_t status;
    int32_t cl_code;
    int32_t argument;
    char operation[32];
    char message[976];
} gt_error;

/* The message of this thread's last failure, such as "add: shapes (2, 3) and (4,) do not broadcast"; "" before the
 * first.
 *
 * Borrowed: it is good until this thread's next failure, or its end. Copy it to keep it. */
GT_API const char *gt_last_error(void);

/* All about this thread's last failure.
 *
 * out  Filled in as far as out->size reaches, which must be set before; NULL is ignored. All fields but size are 0
 *      before the first failure.
 *
 * Returns nothing and never fails, and does not change what is recorded. */
GT_API void gt_last_error_get(gt_error *out);

/* The log of the last kernel of a context that did not compile (GT_E_BUILD): the options, the compiler's output, and
 * the source with numbered lines. Worth having in a report about a driver.
 *
 * ctx     The context.
 * buffer  The log is copied here, cut to fit, and ends with a NUL. May be NULL.
 * bytes   How long buffer is. 0, with any buffer, copies nothing.
 *
 * Returns the bytes that the whole log needs, its NUL included, however many were copied; so call it with NULL and 0
 * first. 0 if no build has failed, ctx is NULL, or it belongs to the parent process of a fork(). */
GT_API size_t gt_build_log(const gt_context *ctx, char *buffer, size_t bytes);

#ifdef __cplusplus
}
#endif
#endif

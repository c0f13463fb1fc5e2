/* The waist: all that the upper layers know of OpenCL. Functions record failures for `operation`. */
#ifndef GT_CL_CL_H
#define GT_CL_CL_H
#include "base/error.h"

typedef struct gt__buffer gt__buffer;
typedef struct gt__kernel gt__kernel;

/* The two forms of every kernel: work-groups of one item that run vectorised loops; grids of many items. */
typedef enum gt__form { GT__SINGLE, GT__GRID } gt__form;

/* What launches are planned with. */
typedef struct gt__traits {
    gt__form form;
    int32_t units;       /* compute units */
    int64_t group;       /* largest work-group */
    int64_t local_bytes; /* local memory of a work-group */
    int64_t max_alloc;
    int32_t has_float64;
    int32_t rounds_divide; /* float32 division and square root are rounded correctly where asked for */
    int32_t vector_bytes;  /* width of a vector register */
} gt__traits;

/* ---- checks ---- */
/* NULL, and use after fork(). */
int32_t gt__context_check(const gt_context *ctx, const char *operation, int32_t argument);
int32_t gt__queue_check(const gt_queue *q, const char *operation, int32_t argument);
const gt__traits *gt__queue_traits(const gt_queue *q);
/* GT_E_MISSING_DTYPE where the device cannot compute with dtype. */
int32_t gt__dtype_present(const gt_context *ctx, int32_t dtype, const char *operation, int32_t argument);

/* ---- memory: a buffer of the context's pool, counted ---- */
int32_t gt__buffer_create(gt__buffer **out, gt_queue *q, int64_t bytes, const char *operation);
gt__buffer *gt__buffer_retain(gt__buffer *buffer); /* NULL stays NULL */
void gt__buffer_release(gt__buffer *buffer);

/* ---- transfers: offsets in bytes ---- */
int32_t gt__write(gt_queue *q, gt__buffer *to, int64_t offset, const void *host, int64_t bytes, const char *operation);
int32_t gt__read(gt_queue *q, void *host, gt__buffer *from, int64_t offset, int64_t bytes, const char *operation);
int32_t gt__copy_bytes(gt_queue *q, gt__buffer *to, int64_t to_offset, gt__buffer *from, int64_t from_offset,
                       int64_t bytes, const char *operation);
/* pattern_bytes: 1, 2, 4 or 8; offset and bytes are multiples of it. */
int32_t gt__fill_bytes(gt_queue *q, gt__buffer *to, int64_t offset, int64_t bytes, const void *pattern,
                       int32_t pattern_bytes, const char *operation);
/* [blocks] Waits for the queue; reports the first failure on the device since the last report. */
int32_t gt__queue_sync(gt_queue *q, const char *operation);
/* [blocks] Waits for the queue and reports nothing: what failed on the device is left for the next report. */
void gt__queue_settle(gt_queue *q);

/* ---- programs: the kernel `family` of kernels/<family>.cl with the prelude's #defines before it ---- */
int32_t gt__kernel_get(gt__kernel **out, gt_queue *q, const char *family, const char *prelude, const char *operation);
/* The largest work-group of this kernel, which its registers may keep below that of the device. */
int64_t gt__kernel_group(const gt__kernel *kernel);

/* ---- launches ---- */
enum { GT__MAX_ARGS = 32 };

typedef struct gt__launch {
    gt__kernel *kernel;
    int32_t n;
    size_t global[3], local[3];
    struct gt__launch_arg {
        const void *value; /* NULL with no buffer: local memory */
        gt__buffer *buffer;
        size_t bytes;
    } arg[GT__MAX_ARGS];
} gt__launch;

/* Arguments in the kernel's order. A value must live until gt__launch_run returns. */
void gt__arg_buffer(gt__launch *launch, gt__buffer *buffer);
void gt__arg_value(gt__launch *launch, const void *value, size_t bytes);
void gt__arg_local(gt__launch *launch, size_t bytes);
/* Enqueues the kernel; sizes of 0 count as 1. The global sizes must be multiples of the local ones. */
int32_t gt__launch_run(gt_queue *q, gt__launch *launch, const char *operation);
#endif

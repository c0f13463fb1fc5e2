/* The objects of lib/cl, for lib/cl. One lock per context guards pool, programs, kernels' arguments and pending events;
 * nothing waits for the device while it holds the lock. */
#ifndef GT_CL_INTERNAL_H
#define GT_CL_INTERNAL_H
#define CL_TARGET_OPENCL_VERSION 120
#define CL_USE_DEPRECATED_OPENCL_1_2_APIS
#include <CL/cl.h>
#include <sys/types.h>

#include "base/sync.h"
#include "base/table.h"
#include "base/text.h"
#include "cl/cl.h"

enum { GT__POOL_BINS = 448, GT__BUFFER_USERS = 4 };

typedef struct gt__device {
    cl_platform_id platform;
    cl_device_id id;
    cl_device_type type;
} gt__device;

struct gt__buffer {
    gt__refs refs;
    gt_context *ctx;
    cl_mem mem;
    int64_t bytes;
    gt__buffer *next; /* in its bin, while cached */
    int32_t users;    /* queues with work on it that may be pending */
    gt_queue *user[GT__BUFFER_USERS];
};

typedef struct gt__pool {
    gt__buffer *bin[GT__POOL_BINS];
    int64_t used, cached, peak, limit, allocations;
} gt__pool;

struct gt__kernel {
    cl_kernel cl;
    size_t group; /* largest work-group */
};

struct gt_context {
    gt__refs refs; /* its handle, queues, events, buffers in use */
    gt__mutex lock;
    pid_t pid;
    int closed; /* the handle is freed: nothing is cached any more */
    int32_t device_index;
    gt__device device;
    gt__traits traits;
    cl_context cl;
    gt_queue *queue;
    gt__pool pool;
    gt__table programs;
    int64_t programs_built;
    gt__text build_log;
};

struct gt_queue {
    gt__refs refs;   /* its handle, buffers that remember it */
    gt_context *ctx; /* counted, but for the default queue */
    cl_command_queue cl;
    int profile;
    cl_int failure;    /* first failure on the device not yet reported */
    cl_event *pending; /* events of enqueued work, oldest first */
    int32_t count, capacity;
    int64_t pushed; /* events so far */
};

struct gt_event {
    gt_context *ctx; /* counted */
    cl_event cl;
    int profile;
};

/* status.c */
/* 1 where giving memory back may help. */
int gt__cl_out_of_memory(cl_int code);
/* Records a failed OpenCL call for operation; call: "clEnqueue...". */
int32_t gt__cl_fail(cl_int code, const char *call, const char *operation);

/* device.c */
int32_t gt__device_get(int32_t index, gt__device *out, const char *operation);
/* GT_SUPPORT_* of a dtype. */
int32_t gt__device_support(int32_t dtype, int has_float64);
int32_t gt__device_traits(const gt__device *device, gt__traits *out, const char *operation);

/* context.c */
void gt__context_retain(gt_context *ctx);
void gt__context_release(gt_context *ctx);

/* queue.c */
int32_t gt__queue_make(gt_queue **out, gt_context *ctx, int profile, const char *operation);
void gt__queue_retain(gt_queue *q);
void gt__queue_release(gt_queue *q);
/* Hands one command to the driver. */
typedef cl_int gt__command(gt_queue *q, const void *what, cl_event *event);
/* Enqueues a command and keeps its event as the newest pending one. When memory runs out, tries once more after giving
 * the cache back: drivers may allocate at first use. call: its OpenCL function. Lock held. */
int32_t gt__enqueue(gt_queue *q, gt__command *command, const void *what, const char *call, const char *operation);
/* Device-side: later work of q waits for all work that `first` has now. Lock held. */
int32_t gt__queue_follow(gt_queue *q, gt_queue *first, const char *operation);

/* event.c */
/* Blocks until the flushed event is done, or has failed: its status says which. *call: the call that failed, if any. */
cl_int gt__event_wait(cl_event event, const char **call);

/* memory.c: lock held, by a caller that holds the context */
/* Remembers that q has work on the buffer. */
int32_t gt__buffer_use(gt__buffer *buffer, gt_queue *q, const char *operation);
/* Gives cached buffers back to OpenCL until at most keep bytes are cached. Returns how many went. */
int32_t gt__pool_trim(gt_context *ctx, int64_t keep);

/* program.c */
void gt__programs_free(gt_context *ctx);
#endif

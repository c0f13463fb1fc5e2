/* The objects of lib/cl, for lib/cl. One lock per context guards pool, programs, kernels' arguments and pending events;
 * nothing waits for the device while it holds the lock. */
#ifndef GT_CL_INTERNAL_H
#define GT_CL_INTERNAL_H
#define CL_TARGET_OPENCL_VERSION 120
#define CL_USE_DEPRECATED_OPENCL_1_2_APIS
#include <CL/cl.h>
#include <fenv.h>
#include <sys/types.h>

#include "base/integer.h"
#include "base/sync.h"
#include "base/table.h"
#include "base/text.h"
#include "cl/cl.h"
#ifdef GT_DLOPEN
#include "cl/functions.h"
#include "cl/open.h"
GT__OPENCL_FUNCTIONS(GT__RENAME)
#endif

enum { GT__BUFFER_USERS = 4, GT__BLAS_DTYPES = 2, GT__BUILDERS = 4, GT__CALLERS = 16, GT__INTERN_BUCKETS = 64 };

typedef struct gt__device {
    cl_platform_id platform;
    cl_device_id id;
    cl_device_type type;
} gt__device;

struct gt__buffer {
    gt__refs refs;
    gt_context *ctx;
    cl_mem mem, whole; /* whole: mem itself, or what it is a part of, from byte `at` on */
    int64_t at;
    int64_t bytes, asked; /* of the size class; that whoever uses it may use */
    gt__buffer *next;     /* in its bin, while cached */
    int32_t users;        /* queues with work on it that may be pending */
    gt_queue *user[GT__BUFFER_USERS];
    int wrapped; /* not of the pool: wrap.c */
    int kept;    /* not of the pool: kept.c */
    void (*done)(void *owner);
    void *owner;
};

/* cached: of the bins, and what kept.c keeps. */
typedef struct gt__pool {
    gt__buffer *bin[GT__SIZE_CLASSES];
    int64_t used, cached, peak, limit, allocations;
} gt__pool;

/* EMPTY: nobody builds it, it is not there; WANTED: the same, but a rehearsal asked for it. Published by the context's
 * condition. */
typedef enum gt__kernel_state { GT__EMPTY, GT__WANTED, GT__BUILDING, GT__READY } gt__kernel_state;

/* What a build makes: the fields of a kernel. */
typedef struct gt__made {
    cl_kernel cl;
    size_t group; /* largest work-group */
    int from_disk;
} gt__made;

struct gt__kernel {
    unsigned char key[GT__KEY_BYTES];
    gt__kernel_state state;
    gt__made made;
    gt__write_source *write; /* if a rehearsal asked for it */
    gt__kernel *next;        /* in the list of what rehearsals want */
    int listed, failed;      /* in that list; a builder in the background has failed to build it */
};

/* Whether cache.c keeps what a context compiles. NEVER: nothing can be written. AGAIN: the driver would compile again
 * for a binary, so that nothing is looked for either. */
typedef enum gt__binaries {
    GT__BINARIES_UNKNOWN,
    GT__BINARIES_UNTRIED,
    GT__BINARIES_ALWAYS,
    GT__BINARIES_NEVER,
    GT__BINARIES_AGAIN
} gt__binaries;

/* A thread that builds what is wanted. One that has ended is still to be joined. */
typedef enum gt__builder_state { GT__NONE, GT__WORKS, GT__ENDED } gt__builder_state;

typedef struct gt__builder {
    gt_context *ctx; /* kept by the queues that rehearse */
    pthread_t thread;
    gt__builder_state state;
} gt__builder;

struct gt_context {
    gt__refs refs;    /* its handle, queues, events, buffers in use */
    gt_context *self; /* for functions that take it const: its lock is no part of what it says */
    gt__mutex lock;
    pthread_cond_t changed; /* a kernel's state, or a queue is no longer `reading` */
    unsigned process;       /* gt__process() where it was made */
    int closed;             /* the handle is freed: nothing is cached any more */
    int32_t device_index;
    gt__device device;
    gt__traits traits;
    cl_context cl;
    gt_queue *queue;
    gt__pool pool;
    gt__table kernels;
    struct gt__interned *interned[GT__INTERN_BUCKETS];
    struct gt__kept *kept; /* the last one used comes first */
    int64_t programs_built, programs_ready, programs_from_disk;
    gt__kernel *wanted, *last_wanted; /* by rehearsals, in order */
    int32_t rehearsing;               /* queues */
    int32_t builders;                 /* of those below, at work */
    gt__builder builder[GT__BUILDERS];
    gt__kernel unbuilt;    /* what a rehearsal gets for a kernel */
    atomic_int binaries;   /* gt__binaries */
    atomic_int undeclared; /* 1: a kernel was built with OpenCL C's header alone: no other is tried without it */
    atomic_int refused;    /* 1: a kernel with vendors' instructions */
    gt__text build_log;
    atomic_int blas_state[GT__BLAS_DTYPES]; /* clblast.c */
    int blas_user;
};

/* What a kernel has found wrong: the index of that position, out of range of bound. state 0: nothing. */
typedef struct gt__finding {
    int32_t state, reserved;
    int32_t number, is_unsigned; /* number: of the call in q->caller */
    int64_t value, position, bound;
} gt__finding;

struct gt_queue {
    gt__refs refs;   /* its handle, buffers that remember it */
    gt_context *ctx; /* counted, but for the default queue */
    cl_command_queue cl;
    int profile, rehearses;
    cl_int failure;    /* first failure on the device not yet reported */
    cl_event *pending; /* events of enqueued work, oldest first */
    int32_t count, capacity;
    int32_t reserved; /* places among them for events of work that is being enqueued */
    int64_t pushed;   /* events so far */
    cl_mem finding;   /* finding.c; NULL until a kernel needs it */
    gt__finding found;
    int checks;             /* a kernel had the record since it was read */
    int32_t reading, stray; /* it is being read into `found` for a waiting thread; after a wait that failed it may be */
    const char *caller[GT__CALLERS];
};

struct gt_event {
    gt_context *ctx; /* counted */
    cl_event cl;
    int profile;
};

/* status.c */
/* 1 if giving memory back may help. */
int gt__cl_out_of_memory(cl_int code);
/* Records a failed OpenCL call; function: "clEnqueue...". */
gt_status gt__cl_fail(cl_int code, const char *function, const char *operation);
/* Records another failure with the OpenCL code that caused it, which is added to the message by its name. */
gt_status gt__fail_cl(gt_status status, cl_int code, const char *operation, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* What may be wrong where PoCL finds no device or does not compile, which it does not say itself: "; ...", or without
 * `always` nothing if the folder that it writes to is there. */
void gt__pocl_advice(char *out, size_t bytes, int always);
#ifdef __clang_analyzer__
#define gt__fail_cl(status, ...) ((void)gt__fail_cl((status), __VA_ARGS__), (status))
#endif

/* Around calls in which drivers may start threads or compute: these take the floating-point environment of the caller,
 * who may want signals of a division by zero, another rounding, or no subnormal numbers. */
static inline void gt__floats_begin(fenv_t *callers)
{
    fegetenv(callers);
    fesetenv(FE_DFL_ENV);
}

static inline void gt__floats_end(const fenv_t *callers)
{
    fesetenv(callers);
}

/* open.c */
/* Before the first call of OpenCL: finds its functions, if they are not linked. */
gt_status gt__opencl_open(const char *operation);

/* drivers.c */
/* Loads drivers apart from the rest of the process, if that was asked for. */
void gt__drivers_isolate(void);

/* device.c */
/* 1 if this process, or its parent, has asked for devices. */
int gt__devices_asked(void);
gt_status gt__device_get(int32_t index, gt__device *out, const char *operation);
/* GT_SUPPORT_* of a dtype. */
int32_t gt__device_support(int32_t dtype, int has_float64);
gt_status gt__device_traits(const gt__device *device, gt__traits *out, const char *operation);

/* context.c */
void gt__context_retain(gt_context *ctx);
void gt__context_release(gt_context *ctx);
/* 1 if the context was made in this process, not before a fork(). */
int gt__context_here(const gt_context *ctx);

/* queue.c */
gt_status gt__queue_make(gt_queue **out, gt_context *ctx, const gt_queue_opts *opts, const char *operation);
void gt__queue_retain(gt_queue *q);
void gt__queue_release(gt_queue *q);
/* Makes room for one more pending event, and keeps one. Lock held. */
gt_status gt__queue_reserve(gt_queue *q, const char *operation);
void gt__queue_push(gt_queue *q, cl_event event);
/* Device-side: later work of q waits for all work that `first` has now. Lock held. */
gt_status gt__queue_follow(gt_queue *q, gt_queue *first, const char *operation);

/* event.c */
/* Blocks until the flushed event is done, or has failed: its status says which. *function: the OpenCL function that
 * failed, if any. */
cl_int gt__event_wait(cl_event event, const char **function);

/* finding.c */
/* Sees that the queue has a record; *number: what stands for the call in it. Lock held. */
gt_status gt__finding_begin(const gt__call *call, int32_t *number);
/* Before a wait: enqueues the reading of the record if a kernel had it since it was last read. *reads: 1 if it did;
 * then, after the wait, _end gives what was read, if it came. Who comes meanwhile is held until then: what it has
 * enqueued may be behind that reading. */
gt_status gt__finding_read(const gt__call *call, int *reads);
void gt__finding_end(gt_queue *q, int came, gt__finding *out);
/* Fails as what was read says, and empties the record. */
gt_status gt__finding_report(const gt__call *call, const gt__finding *found);

/* command.c: around what enqueues work on call's queue without the context's lock. _begin says which buffers it uses
 * and keeps a place for its event, _end takes the event, or NULL if it failed, maybe half-way. */
gt_status gt__submit_begin(const gt__call *call, gt__buffer *const *buffers, int32_t n);
gt_status gt__submit_end(const gt__call *call, gt__buffer *const *buffers, int32_t n, cl_event event);

/* clblast.c: a context goes; with the last one that has used CLBlast, what CLBlast keeps goes, too. */
void gt__blas_leave(gt_context *ctx);

/* kept.c: lock held, by a caller that holds the context. Lets tables go, those first that were not used for longest,
 * until at most `keep` bytes are cached. Returns how many went. */
int32_t gt__kept_trim(gt_context *ctx, int64_t keep);
/* The last reference to a table goes. */
void gt__kept_release(gt__buffer *buffer);
/* The context goes, and has let go what it kept, but for the child of a fork(). */
void gt__kept_free(gt_context *ctx);

/* pool.c: lock held, by a caller that holds the context */
/* Frees a buffer that nobody has; what is still to be done with it is done. */
void gt__buffer_destroy(gt__buffer *buffer);
/* A buffer of the context that nobody counts yet, with those contents, or NULL. */
gt_status gt__buffer_allocate(gt__buffer **out, gt_context *ctx, int64_t bytes, const void *contents,
                              const char *operation);
/* Remembers that q has work on the buffer. */
gt_status gt__buffer_use(gt__buffer *buffer, gt_queue *q, const char *operation);
/* Gives cached buffers back, so that `bytes` more are within the limit, or refuses them. What is cached after that are
 * tables in use. */
gt_status gt__pool_room(gt_context *ctx, int64_t bytes, const char *operation);
/* Gives cached buffers back to OpenCL until at most keep bytes are cached. Returns how many went. */
int32_t gt__pool_trim(gt_context *ctx, int64_t keep);

/* pages.c */
/* 1 if a buffer of so many bytes has better large pages. */
int gt__pages_fit(const gt_context *ctx, int64_t bytes);
cl_mem gt__pages_buffer(gt_context *ctx, int64_t bytes, cl_int *code);

/* wrap.c: the last reference to a wrapped buffer goes. */
void gt__wrapped_release(gt__buffer *buffer);

/* program.c */
void gt__kernels_free(gt_context *ctx);
/* Marks a kernel as built, or not, for whoever waits. Lock held. */
void gt__kernel_publish(gt_context *ctx, gt__kernel *kernel, gt_status status, const gt__made *made);

/* rehearsal.c */
/* One more queue rehearses. */
void gt__rehearsal_begin(gt_context *ctx);
/* Notes that a kernel that is not there is wanted. Lock held. */
void gt__kernel_want(gt_context *ctx, gt__kernel *kernel, gt__write_source *write);
/* Begins to build what is wanted, in the background. */
void gt__rehearsal_flush(gt_context *ctx);
/* [blocks] Waits until it is built; builds what has failed once more, to say why. */
gt_status gt__rehearsal_finish(const gt__call *call);
/* [blocks] One queue less. With the last one what is wanted and not begun is forgotten, and the rest waited for. */
void gt__rehearsal_leave(gt_context *ctx);

/* build.c */
/* What a kernel is built from. options: gt__build_options, or those and more. */
typedef struct gt__source {
    const char *text, *kernel, *options;
    int includes; /* 1: files may belong to it, too, which change: what is made of it is not kept */
    int declared; /* 1: it calls no function of OpenCL C but those of kernels/declared.cl */
} gt__source;
const char *gt__build_options(const gt_context *ctx);
/* Records nothing. *function: what failed, if anything. *out: the program; if it did not compile too, for its log. */
cl_int gt__program_compile(cl_program *out, const gt_context *ctx, const gt__source *source, const char **function);
gt_status gt__program_build(cl_program *out, gt_context *ctx, const gt__source *source, const char *operation);
/* *function: what failed, if anything. */
cl_int gt__program_kernel(gt__made *out, const gt_context *ctx, cl_program program, const char *name,
                          const char **function);

/* cache.c */
/* The kernel of a source, as an earlier process has kept it; 0 if there is none. key: of GT__SHA256_BYTES. */
int gt__cache_load(gt__made *out, gt_context *ctx, const gt__source *source);
/* 1 if programs that are compiled now are kept, as far as is known. */
int gt__cache_keeps(gt_context *ctx);
/* The kernel of a source that is not on disk: compiled, and kept. */
gt_status gt__program_make(gt__made *out, gt_context *ctx, const gt__source *source, const char *operation);
/* The kernel of a source: from disk, else compiled, and kept. */
gt_status gt__program_get(gt__made *out, gt_context *ctx, const gt__source *source, const char *operation);

/* batch.c */
/* Writes a program of the kernels of n sources, but for those that are NULL. Kernel i's name there ends with _i. */
void gt__batch_write(gt__text *program, const char *const *sources, int n);
/* 1 if a source is of several: its names are taken already, and it goes into no other program. */
int gt__batch_is(const char *source);

/* intern.c */
void gt__interned_free(gt_context *ctx);
#endif

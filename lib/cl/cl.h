/* The waist: all that the upper layers know of OpenCL. Functions record failures in the call's name. */
#ifndef GT_CL_CL_H
#define GT_CL_CL_H
#include "base/call.h"
#include "base/text.h"

typedef struct gt__buffer gt__buffer;
typedef struct gt__kernel gt__kernel;

/* The two forms of every kernel: work-groups of one item that run vectorised loops; grids of many items. */
typedef enum gt__form { GT__CPU, GT__GPU } gt__form;

/* Compute capabilities of NVIDIA's devices, the minor number in the last digit: the first ones of their kinds. */
enum { GT__AMPERE = 80, GT__HOPPER = 90, GT__BLACKWELL_GRAPHICS = 120 };

/* What launches are planned with. */
typedef struct gt__traits {
    gt__form form;
    int32_t units;       /* compute units */
    int64_t group;       /* largest work-group */
    int64_t local_bytes; /* local memory of a work-group */
    int64_t max_alloc;
    int64_t memory;      /* all of the device's */
    int32_t shares_host; /* and it is the host's memory, too */
    int32_t has_float64;
    int32_t rounds_divide;  /* float32 division and square root are rounded correctly if asked for */
    int32_t fuses;          /* fma of float32 is an instruction */
    int32_t vector_bytes;   /* width of a vector register */
    int32_t votes;          /* neighbouring 32 items may vote, as NVIDIA's do since compute capability 7 */
    int32_t cuda;           /* compute capability of NVIDIA's device, or 0 */
    int32_t reads_header;   /* for each program its compiler reads Clang's header of all that OpenCL C declares */
    int32_t compiles_again; /* known to compile a kernel again for whoever asks for its binary */
} gt__traits;

/* ---- calls ---- */
/* Begins a call on a queue or a context: refuses NULL, and use after fork(). argument: their number. */
gt_status gt__call_begin(gt__call *call, const char *name, gt_queue *q, int32_t argument);
gt_status gt__call_begin_context(gt__call *call, const char *name, const gt_context *ctx, int32_t argument);
/* 1 if the call's queue rehearses: what is submitted to it is not run, which what is read from it must not be taken
 * for. */
int gt__rehearses(const gt__call *call);
const gt__traits *gt__traits_of(const gt_context *ctx);
/* Whether the compiler of the context has refused a kernel with a vendor's instructions: it is then to be given no
 * other. */
int gt__refuses_instructions(const gt_context *ctx);
void gt__refused_instructions(gt_context *ctx);
/* The number of its device. */
int32_t gt__device_number(const gt_context *ctx);
/* GT_E_MISSING_DTYPE if the device cannot compute with dtype. */
gt_status gt__dtype_present(const gt__call *call, int32_t dtype, int32_t argument);

/* ---- memory: a buffer of the context's pool, counted. 0 bytes make a buffer too, of which none may be used ---- */
gt_status gt__buffer_create(gt__buffer **out, const gt__call *call, int64_t bytes);
int64_t gt__buffer_bytes(const gt__buffer *buffer);
gt__buffer *gt__buffer_retain(gt__buffer *buffer); /* NULL stays NULL */
void gt__buffer_release(gt__buffer *buffer);
/* Memory of others: a cl_mem, argument `argument` of the call, which must be a buffer of its context. The last release
 * waits for the work on it, and then calls done(owner), if that was set, in no lock. */
gt_status gt__buffer_wrap(gt__buffer **out, const gt__call *call, void *handle, int32_t argument);
void gt__buffer_on_release(gt__buffer *buffer, void (*done)(void *owner), void *owner);
/* The cl_mem. */
void *gt__buffer_handle(const gt__buffer *buffer);
/* 1 if two buffers are the same memory, or parts of it; *apart: the bytes by which b begins behind a. */
int gt__buffer_together(const gt__buffer *a, const gt__buffer *b, int64_t *apart);
/* Host memory for the length of a call, given back with free(). What the pool keeps gives way to it. NULL, recorded, if
 * there is none. */
void *gt__host_memory(const gt__call *call, size_t bytes);

/* ---- tables: buffers that the host has filled, which a context keeps by a key for as long as there is room ---- */
enum { GT__KEPT_KEY = 4 };
/* *out: a reference to the table of that key, to be given back before the call ends, or NULL if it is not there. */
void gt__kept_find(gt__buffer **out, const gt__call *call, const int64_t *key);
/* Makes it. Every queue may read it at once. All that is kept has at most `most` bytes. */
gt_status gt__kept_make(gt__buffer **out, const gt__call *call, const int64_t *key, const void *contents, int64_t bytes,
                        int64_t most);

/* ---- kernels ---- */
/* A kernel is known by GT__KEY_BYTES bytes. On the first use, `write` appends its source and gives its name. */
enum { GT__KEY_BYTES = 64 };
typedef void gt__write_source(gt__text *source, const char **kernel, const void *key);
/* The context's kernel of that key, which is borrowed. Compiles it, outside the context's lock, if it is not there. */
gt_status gt__kernel_get(gt__kernel **out, const gt__call *call, const void *key, gt__write_source *write);
/* The largest work-group of this kernel, which its registers may keep below that of the device. */
int64_t gt__kernel_group(const gt__kernel *kernel);

/* Appends a source whose types and functions, its kernel too, get a number, and whose macros end with it: so several of
 * the same names stand in one program. */
void gt__batch_add(gt__text *program, const char *source, int number);
/* The context's own copy of some bytes, the same one for the same bytes, which lives as long as the context. NULL,
 * recorded, if memory is out. */
const void *gt__intern(const gt__call *call, const void *bytes, size_t n);

/* ---- kernels of programs that use the library: gt_kernel ---- */
/* An argument as OpenCL has it. argument: the place of what it was made of in the caller's list, for messages. */
typedef enum gt__custom_kind { GT__CUSTOM_BUFFER, GT__CUSTOM_VALUE, GT__CUSTOM_LOCAL } gt__custom_kind;
typedef struct gt__custom_arg {
    gt__custom_kind kind;
    int32_t argument;
    gt__buffer *buffer;
    const void *value;
    int64_t bytes; /* of the value, or of local memory */
} gt__custom_arg;
enum { GT__CUSTOM_ARGS = 64 };
gt_context *gt__custom_context(const gt_kernel *kernel);
/* Enqueues it, if the arguments are those of the kernel and the sizes are ones that it can have; local may be NULL. */
gt_status gt__custom_run(const gt__call *call, gt_kernel *kernel, const gt__custom_arg *args, int32_t n, int32_t dims,
                         const int64_t *global, const int64_t *local);

/* ---- commands: all that is enqueued, as data. They lie on the stack and are never cleared whole ---- */
typedef enum gt__command_kind {
    GT__LAUNCH,
    GT__COPY,  /* bytes of buffer[1] at offset[1] to buffer[0] at offset[0] */
    GT__FILL,  /* bytes of buffer[0] at offset[0], with the pattern that is argument 0 */
    GT__WRITE, /* from source to bytes of buffer[0] at offset[0] */
    GT__READ,  /* bytes of buffer[0] at offset[0] to host */
    GT__MARKER,
    GT__BARRIER /* on `after` */
} gt__command_kind;

/* ARG_BYTES: what every device takes (CL_DEVICE_MAX_PARAMETER_SIZE). */
enum { GT__MAX_ARGS = 96, GT__MAX_BUFFERS = 20, GT__ARG_BYTES = 1024 };

typedef struct gt__command {
    gt__command_kind kind;
    gt__kernel *kernel;
    size_t global[3], local[3]; /* global ones are multiples of local ones; local[0] 0: the driver chooses */
    int32_t args, buffers;
    int32_t arg_bytes, local_bytes; /* of all arguments, of local memory */
    struct gt__command_arg {
        int16_t kind, at; /* GT__ARG_*; the byte in data, or the number of the buffer */
        uint32_t bytes;
    } arg[GT__MAX_ARGS];
    gt__buffer *buffer[GT__MAX_BUFFERS];
    int64_t offset[2], bytes;
    const void *source; /* GT__WRITE */
    void *host;         /* GT__READ */
    void *after;
    int32_t checks; /* 1: it may find something wrong (gt__arg_finding) */
    int32_t dims;   /* of global and local */
    void **event;   /* NULL, or where a reference to the command's event goes */
    _Alignas(8) unsigned char data[GT__ARG_BYTES];
} gt__command;

/* A command of a kind with nothing in it; a launch of one work-item. */
void gt__command_begin(gt__command *command, gt__command_kind kind);
void gt__launch_begin(gt__command *command, gt__kernel *kernel);
/* Arguments in the kernel's order. */
void gt__arg_buffer(gt__command *command, gt__buffer *buffer);
void gt__arg_value(gt__command *command, const void *value, size_t bytes);
void gt__arg_long(gt__command *command, int64_t value);
void gt__arg_int(gt__command *command, int32_t value);
void gt__arg_local(gt__command *command, int64_t bytes);
/* Two arguments for a kernel that checks indices: the queue's record, and the number of the call in it (index.cl). What
 * the kernel writes there is reported by gt__wait. */
void gt__arg_finding(gt__command *command);
/* Enqueues it on the call's queue. Returns at once; a failure on the device is reported by gt__wait. A command may be
 * submitted again, with its sizes or values changed by gt__arg_set. */
gt_status gt__submit(const gt__call *call, gt__command *command);
/* Writes another value of the same size into argument number `index`. */
void gt__arg_set(gt__command *command, int32_t index, const void *value);
/* Enqueued transfers: offsets in bytes. pattern_bytes: 1, 2, 4, 8 or 16; offset and bytes are multiples of it. */
gt_status gt__write(const gt__call *call, gt__buffer *to, int64_t offset, const void *host, int64_t bytes);
gt_status gt__read(const gt__call *call, void *host, gt__buffer *from, int64_t offset, int64_t bytes);
gt_status gt__copy_bytes(const gt__call *call, gt__buffer *to, int64_t to_offset, gt__buffer *from, int64_t from_offset,
                         int64_t bytes);
gt_status gt__fill_bytes(const gt__call *call, gt__buffer *to, int64_t offset, int64_t bytes, const void *pattern,
                         int32_t pattern_bytes);
/* ---- CLBlast: on the call's queue, as commands are ---- */
enum { GT__GEMM_BUFFERS = 3 };

/* c = alpha a b + beta c. Arrays are row-major, in the order a, b, c; one of a and b that is transposed lies there as
 * its transpose. Offsets and leading dimensions count elements. */
typedef struct gt__gemm {
    int32_t dtype; /* GT_F32 or GT_F64; alpha and beta are elements of it */
    int32_t transpose[2];
    int64_t m, n, k;
    gt__buffer *buffer[GT__GEMM_BUFFERS];
    int64_t offset[GT__GEMM_BUFFERS], ld[GT__GEMM_BUFFERS];
    const void *alpha, *beta;
} gt__gemm;

/* *why becomes NULL if CLBlast may be used for sums in that dtype on the call's device, else a text that says why not.
 * Fails where the device does not answer. */
gt_status gt__blas_check(const gt__call *call, int32_t dtype, const char **why);
/* Sizes are above 0, and every index is below 2^31. c is not read if beta is 0. The first one of a dtype compiles, for
 * seconds, and others wait meanwhile. */
gt_status gt__blas_gemm(const gt__call *call, const gt__gemm *what);

/* [blocks] Waits for the call's queue; reports the first failure on the device since the last report, or the first
 * wrong index, as GT_E_INDEX of the call that it was given to. */
gt_status gt__wait(const gt__call *call);
/* [blocks] Waits for it and reports nothing: what failed on the device is left for the next report. */
void gt__settle(const gt__call *call);
#endif

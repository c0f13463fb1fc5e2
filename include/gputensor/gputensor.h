/* gputensor.h: tensors on any OpenCL device. This file is the manual; what is not in it is not API.
 *
 * Introduction
 *   A context is one device with its memory pool and its compiled kernels; a queue is a line of work on it; a tensor
 *   is an n-dimensional array in its memory, or a view of one. A program makes a context, uploads arrays, enqueues
 *   operations and downloads results:
 *
 *       gt_context *ctx = NULL;
 *       gt_tensor *a = NULL, *b = NULL, *c = NULL;
 *       int64_t shape[] = {2, 3};
 *       float x[6] = {1, 2, 3, 4, 5, 6}, y[6];
 *       if (gt_context_create(&ctx, gt_device_find(NULL), NULL) < 0) return puts(gt_last_error()), 1;
 *       gt_queue *q = gt_context_queue(ctx);
 *       gt_status s = gt_upload(q, &a, GT_F32, 2, shape, x, sizeof x);
 *       if (s == GT_OK) s = gt_unary(q, GT_EXP, &b, a);
 *       if (s == GT_OK) s = gt_binary(q, GT_ADD, &c, a, b);
 *       if (s == GT_OK) s = gt_download(q, y, sizeof y, c);
 *       gt_tensor_free(a); gt_tensor_free(b); gt_tensor_free(c); gt_context_free(ctx);
 *
 * Status
 *   Functions that can fail return 0 (GT_OK) or a negative GT_E_* (ops.h lists them). gt_last_error() then names the
 *   operation, the argument and the shapes. After a failure every handle and every tensor is as it was before the call,
 *   and the same call may be made again. Only where a call writes a given *dst in parts may a failure between them
 *   leave elements of both: a device that fails during gt_upload, gt_transfer or gt_load_npy, gt_moments with both
 *   results given, and a product of more than 65535 work-groups. The library never prints, never aborts, and sets no
 *   signal handler and no environment variable.
 *
 * Ownership
 *   Handles are opaque pointers with one owner, who gives them back with the _free function of their kind; _free(NULL)
 *   does nothing. Start every handle variable at NULL. A view is a handle of its own on shared memory. Handles may be
 *   freed in any order, from any thread, while work on them is still pending, and _free does not wait for the device:
 *   memory, queue and context live on until their last user is gone. A "borrowed" pointer belongs to the handle that it
 *   was asked of and is good until that handle is freed.
 *
 * Destinations
 *   Operations write to `gt_tensor **dst`. *dst == NULL: a new tensor of the result's shape and dtype is made, which
 *   the caller owns. Otherwise the result is written into *dst, which may be a view, and may be one of the operands;
 *   its shape must be the result's. Values are computed in the dtype of the result (gt_result_type) and converted to
 *   the dtype of *dst when they are stored. A *dst that repeats elements (a stride of 0) is refused; one that overlaps
 *   an operand without being the very same view is written through a temporary. On failure *dst is unchanged.
 *   Constructors and views take a plain `out`, which is set to NULL on failure.
 *
 * Time
 *   Work is enqueued and the call returns; only the functions marked [blocks] wait for the device. The queue is
 *   explicit; work of one queue runs in order, work of two queues in any order unless gt_queue_wait says so. A failure
 *   on the device is reported by the next call that takes the queue and blocks. A thread that waits without a time
 *   limit asks again and again for up to 0.2 ms, letting others run in between, and then sleeps.
 *
 * Threads
 *   Contexts, queues and events may be used from any threads at the same time. Tensors may be read by several threads
 *   at the same time; whoever writes one needs the caller's order. Error messages are per thread. After fork() the
 *   child may only free handles and exit: whatever needs the device answers GT_E_FORKED.
 *
 * Shapes
 *   `int32_t rank, const int64_t *shape`, row-major, rank 0 (a scalar) to GT_MAX_RANK, sizes of 0 allowed. Strides
 *   count elements and have any sign; a stride of 0 repeats. Operands broadcast as in NumPy: shapes are aligned at
 *   their last axis, and an axis that is missing or of size 1 is repeated. Axes are `const int32_t *axes, int32_t n`,
 *   -1 is the last axis; NULL means all axes, non-NULL with n = 0 none.
 *
 * Numbers
 *   Promotion of dtypes, NaN, infinities and signed zeros follow the Array API standard 2024.12
 *   (data-apis.org/array-api). Where it is silent: an integer or bool beside a float takes the float's type; float16
 *   beside bfloat16 gives float32; uint64 beside a signed integer is GT_E_DTYPE; maths functions and division of
 *   integers are computed in float32 (cast to float64 first for more); integers wrap; floor_divide and remainder by 0
 *   give 0 for integers. float16 and bfloat16 are computed in float32 and rounded once when stored, on every device.
 *   float64 needs a device that has it. A cast from float to integer truncates, saturates at the ends of the range,
 *   and makes NaN 0.
 *
 * Structs
 *   Structs that begin with `uint32_t size` may grow: set size to sizeof the struct and everything else to zero, which
 *   means default. A longer struct of a newer program is accepted as long as the part unknown to the library is zero;
 *   what the library fills in ends there.
 *
 * Environment
 *   GPUTENSOR_DEVICE names the default device (gt_device_find); GPUTENSOR_FORM=single or grid forces the form of kernel
 *   that is otherwise chosen by device. Both are ignored in set-user-id programs. Nothing else is read. */
#ifndef GPUTENSOR_H
#define GPUTENSOR_H
#ifndef GT_BINDING /* cpp -P -DGT_BINDING gives plain declarations for cffi, bindgen and other generators */
#include <stddef.h>
#include <stdint.h>
#endif
#include "ops.h"

#define GT_VERSION_MAJOR 0
#define GT_VERSION_MINOR 1
#define GT_VERSION_PATCH 0
#define GT_VERSION (GT_VERSION_MAJOR * 1000000 + GT_VERSION_MINOR * 1000 + GT_VERSION_PATCH)

#if defined GT_BINDING
#define GT_API
#define GT_TRY int32_t
#elif defined __GNUC__
#define GT_API __attribute__((visibility("default")))
#define GT_TRY GT_API __attribute__((warn_unused_result)) int32_t
#else
#define GT_API
#define GT_TRY GT_API int32_t
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Tables ---------------------------------------------------------------------------------------------------- */

typedef int32_t gt_status;

/* GT_OK, GT_E_*. */
enum {
#define GT_ROW(NAME, value, meaning) GT_##NAME = value,
    GT_STATUS_TABLE(GT_ROW)
#undef GT_ROW
        GT_STATUS_END_ = -32768
};

/* Data types: GT_BOOL, GT_I8 to GT_U64, GT_F16, GT_BF16, GT_F32, GT_F64. A host array of bool is bytes of 0 and 1;
 * float16 and bfloat16 are their 16 bits. The GT_WEAK_* kinds belong to gt_scalar alone: a plain 2 or 2.0 that takes
 * the type of the tensors beside it, as in NumPy 2 (NEP 50). */
enum {
#define GT_ROW(NAME, name, value, bytes) GT_##NAME = value,
    GT_DTYPE_TABLE(GT_ROW)
#undef GT_ROW
        GT_WEAK_BOOL = 64,
    GT_WEAK_INT = 65,
    GT_WEAK_FLOAT = 66
};

/* Operations: GT_ABS, GT_ADD, GT_WHERE and so on; values are unique over all families. */
enum {
#define GT_ROW(NAME, name, value, cls, form, identity, f, i) GT_##NAME = value,
    GT_UNARY_TABLE(GT_ROW) GT_BINARY_TABLE(GT_ROW) GT_TERNARY_TABLE(GT_ROW)
#undef GT_ROW
        GT_OP_END_ = 9999
};

/* The highest rank. */
enum { GT_MAX_RANK = 16 };

/* Classes of operations, explained in ops.h. */
enum { GT_CLASS_NUMERIC = 1, GT_CLASS_FLOAT = 2, GT_CLASS_COMPARE = 3, GT_CLASS_LOGICAL = 4, GT_CLASS_SELECT = 5 };

/* Kinds of names, for gt_enum_name and its like. */
enum {
    GT_KIND_STATUS = 1,
    GT_KIND_DTYPE = 2,
    GT_KIND_UNARY = 3,
    GT_KIND_BINARY = 4,
    GT_KIND_TERNARY = 5,
    GT_KIND_DEVICE_TYPE = 6
};

/* What a device does with a dtype: nothing; store it and compute in float32; compute in it. */
enum { GT_SUPPORT_NONE = 0, GT_SUPPORT_STORAGE = 1, GT_SUPPORT_NATIVE = 2 };

enum { GT_DEVICE_CPU = 1, GT_DEVICE_GPU = 2, GT_DEVICE_ACCELERATOR = 3, GT_DEVICE_OTHER = 4 };

/* Flags of gt_reduce_opts and gt_tensor_create. */
enum { GT_KEEP_DIMS = 16, GT_UNINITIALISED = 128 };

/* Flags of gt_slice. */
enum { GT_SLICE_INDEX = 1, GT_SLICE_OPEN_START = 2, GT_SLICE_OPEN_STOP = 4 };

typedef struct gt_context gt_context;
typedef struct gt_queue gt_queue;
typedef struct gt_event gt_event;
typedef struct gt_tensor gt_tensor;

/* ---- Structs --------------------------------------------------------------------------------------------------- */

/* A number on the host. dtype: a GT_* dtype or GT_WEAK_*. Booleans and integers are in i (uint64 as its bits), floats
 * in re. zero and im are 0. Frozen: never grows. */
typedef struct gt_scalar {
    int32_t dtype;
    int32_t zero;
    int64_t i;
    double re;
    double im;
} gt_scalar;

/* An operand: the tensor, or the scalar where tensor is NULL. name is not used by gt_apply. Frozen. */
typedef struct gt_arg {
    const char *name;
    const gt_tensor *tensor;
    gt_scalar scalar;
} gt_arg;

/* One axis of gt_tensor_slice, as Python's start:stop:step: negative start and stop count from the end, and both are
 * clipped to the axis. step 0: the whole axis, start and stop are not looked at. GT_SLICE_OPEN_START,
 * GT_SLICE_OPEN_STOP: as if left out. GT_SLICE_INDEX: the one element `start`, and the axis goes away. zero is 0.
 * Frozen. */
typedef struct gt_slice {
    int64_t start, stop, step;
    int32_t flags;
    int32_t zero;
} gt_slice;

/* A failure. status: GT_E_*; cl_code: the OpenCL error or 0; argument: the number of the argument at fault, from 1, or
 * 0; operation: the function or the operation's name. */
typedef struct gt_error {
    uint32_t size;
    int32_t status;
    int32_t cl_code;
    int32_t argument;
    char operation[32];
    char message[976];
} gt_error;

/* An operation. arity: 1 to 3; dtype_class: GT_CLASS_*; has_identity: 1 where gt_reduce takes it. */
typedef struct gt_op_desc {
    uint32_t size;
    int32_t op;
    int32_t arity;
    int32_t dtype_class;
    int32_t has_identity;
    int32_t zero;
    char name[40];
} gt_op_desc;

/* A device. type: GT_DEVICE_*; unified_memory: 1 where host and device share it; memory_bytes: all of it,
 * max_alloc_bytes: the largest tensor, local_bytes: of a work-group; support[dtype]: GT_SUPPORT_*; id: "gpu:0",
 * "cpu:1"; version: of OpenCL. */
typedef struct gt_device_desc {
    uint32_t size;
    int32_t type;
    int32_t compute_units;
    int32_t unified_memory;
    int64_t memory_bytes;
    int64_t max_alloc_bytes;
    int64_t local_bytes;
    int32_t clock_mhz;
    int32_t zero;
    uint8_t support[64];
    char id[16];
    char name[128];
    char vendor[64];
    char driver[64];
    char platform[64];
    char version[64];
} gt_device_desc;

/* memory_limit: bytes that the pool may hold, 0 for no limit. */
typedef struct gt_context_opts {
    uint32_t size;
    int32_t zero;
    int64_t memory_limit;
} gt_context_opts;

/* device: its number; bytes used by tensors, cached for reuse, peak of used; limit (0: none); allocations: buffers
 * asked of OpenCL so far; programs_built: compiled so far; programs_in_memory: held now. */
typedef struct gt_context_stats {
    uint32_t size;
    int32_t device;
    int64_t used;
    int64_t cached;
    int64_t peak;
    int64_t limit;
    int64_t allocations;
    int64_t programs_built;
    int64_t programs_in_memory;
} gt_context_stats;

/* profile: 1 where gt_event_elapsed is wanted. */
typedef struct gt_queue_opts {
    uint32_t size;
    int32_t profile;
} gt_queue_opts;

/* A tensor. contiguous: 1 where elements lie row-major without gaps; count: elements; offset: of the first element in
 * its memory, in elements; context: borrowed. */
typedef struct gt_tensor_desc {
    uint32_t size;
    int32_t dtype;
    int32_t rank;
    int32_t contiguous;
    int64_t count;
    int64_t offset;
    int64_t shape[GT_MAX_RANK];
    int64_t strides[GT_MAX_RANK];
    gt_context *context;
} gt_tensor_desc;

/* dtype: that of the result, in which it is also accumulated (float16 and bfloat16 in float32); 0: the default of the
 * reduction. flags: GT_KEEP_DIMS leaves the reduced axes with size 1. */
typedef struct gt_reduce_opts {
    uint32_t size;
    int32_t dtype;
    int32_t flags;
    int32_t zero;
} gt_reduce_opts;

/* dst = activation(alpha * a @ b + beta * dst + bias). alpha NULL: 1; beta NULL: 0 (dst is not read; with beta *dst
 * must be given); bias: NULL or a tensor that broadcasts to the result; activation: 0 or a unary operation.
 * accumulate: the dtype that products are summed in, and the dtype of the result where *dst is NULL; 0: that of
 * gt_result_type(a, b), float32 for float16 and bfloat16 (whose result is rounded once). */
typedef struct gt_matmul_opts {
    uint32_t size;
    int32_t activation;
    int32_t accumulate;
    int32_t zero;
    const gt_scalar *alpha;
    const gt_scalar *beta;
    const gt_tensor *bias;
} gt_matmul_opts;

/* ---- Version, names, errors ------------------------------------------------------------------------------------ */

/* The version of the library at run time: compare with GT_VERSION, the version of the header. */
GT_API int32_t gt_version(void);
/* "0.1.0". Static text. */
GT_API const char *gt_version_string(void);

/* Walks a kind of names: sets *value to the index-th and returns 1, or returns 0 past the end or for an unknown
 * kind. */
GT_API int32_t gt_enum_at(int32_t kind, int32_t index, int32_t *value);
/* The name ("E_SHAPE", "float32", "add", "gpu") of a value of that kind, or NULL. Static text. */
GT_API const char *gt_enum_name(int32_t kind, int32_t value);
/* Sets *value to the value of that name and returns 1, or returns 0. */
GT_API int32_t gt_enum_find(int32_t kind, const char *name, int32_t *value);
/* Describes an operation. GT_E_OPERATION for an unknown one. out->size must be set. */
GT_TRY gt_op_describe(int32_t op, gt_op_desc *out);

/* The message of this thread's last failure, "" before the first. Good until this thread's next failure. */
GT_API const char *gt_last_error(void);
/* All about this thread's last failure. out->size must be set. */
GT_API void gt_last_error_get(gt_error *out);
/* Copies the log of the context's last failed build (options, log, numbered source) to buffer, which is `bytes` long,
 * may be NULL with 0, and otherwise ends with a NUL. Returns the bytes that the whole log needs, its NUL included; 0
 * where no build failed. */
GT_API size_t gt_build_log(const gt_context *ctx, char *buffer, size_t bytes);

/* Bytes of an element, or 0 for an unknown dtype. */
GT_API int32_t gt_dtype_size(int32_t dtype);
/* The dtype that n dtypes promote to, by the Array API standard and the rules under Numbers. GT_WEAK_* kinds give way
 * to the others: weak alone give bool, int64 and float32. GT_E_DTYPE where there is none. */
GT_TRY gt_result_type(const int32_t *dtypes, int32_t n, int32_t *out);
/* 1 where gt_result_type of the two is `to`, so that tensors of `from` may stand where `to` is computed in; else 0. */
GT_API int32_t gt_can_cast(int32_t from, int32_t to);

/* ---- Devices --------------------------------------------------------------------------------------------------- */

/* 1 where there is an OpenCL device; otherwise 0, and *why (may be NULL) says why. Never fails, never crashes. *why is
 * good until this thread's next failure. */
GT_API int32_t gt_is_available(const char **why);
/* The number of devices of all platforms, 0 where there is none. Their order is that of the OpenCL loader and does not
 * change while the program runs. */
GT_API int32_t gt_device_count(void);
/* Describes device 0 to gt_device_count() - 1. out->size must be set. GT_E_NO_DEVICE past the end. */
GT_TRY gt_device_describe(int32_t device, gt_device_desc *out);
/* The number of a device: by id ("gpu:0", "cpu:1": the n-th of its type), or by part of its name or of its platform's
 * name, in any case of letters. NULL: what the environment variable GPUTENSOR_DEVICE names, else a GPU before an
 * accelerator before a CPU, and the largest compute units x clock among those that have OpenCL 1.2 and a compiler.
 * Returns GT_E_NO_DEVICE where there is none of that name. */
GT_API int32_t gt_device_find(const char *name);

/* ---- Contexts -------------------------------------------------------------------------------------------------- */

/* Makes a context on a device. A negative device (what a failed gt_device_find returned) is returned as the status.
 * GT_E_UNSUPPORTED: the device has no OpenCL 1.2, or no compiler. opts may be NULL. */
GT_TRY gt_context_create(gt_context **out, int32_t device, const gt_context_opts *opts);
/* Gives the context back. Tensors, queues and events made from it stay good. */
GT_API void gt_context_free(gt_context *ctx);
/* The context's default queue. Borrowed. NULL for NULL. */
GT_API gt_queue *gt_context_queue(gt_context *ctx);
/* Statistics of memory and programs. out->size must be set. */
GT_TRY gt_context_statistics(const gt_context *ctx, gt_context_stats *out);
/* GT_SUPPORT_* of a dtype on the context's device; GT_SUPPORT_NONE for NULL or an unknown dtype. */
GT_API int32_t gt_context_supports(const gt_context *ctx, int32_t dtype);
/* Sets the memory limit in bytes, 0 for none, negative is GT_E_ARGUMENT. What is above it already stays; new tensors
 * are refused with GT_E_OUT_OF_MEMORY. */
GT_TRY gt_context_set_limit(gt_context *ctx, int64_t bytes);
/* Gives cached memory back to OpenCL until at most keep_bytes are cached; negative is GT_E_ARGUMENT. The library does
 * so by itself when memory runs out. */
GT_TRY gt_context_trim(gt_context *ctx, int64_t keep_bytes);

/* ---- Queues and events ----------------------------------------------------------------------------------------- */

/* Makes another in-order queue. opts may be NULL. */
GT_TRY gt_queue_create(gt_queue **out, gt_context *ctx, const gt_queue_opts *opts);
/* Gives the queue back; its pending work still runs. Not for the borrowed default queue, which is left alone. */
GT_API void gt_queue_free(gt_queue *q);
/* The queue's context. Borrowed. NULL for NULL. */
GT_API gt_context *gt_queue_context(const gt_queue *q);
/* Starts what is enqueued, without waiting. */
GT_TRY gt_queue_flush(gt_queue *q);
/* [blocks] until all work of the queue is done, and reports the first failure on the device since the last such
 * report. */
GT_TRY gt_queue_finish(gt_queue *q);
/* Makes later work of this queue wait on the device for the event (of any queue of the same context). The host does
 * not wait. */
GT_TRY gt_queue_wait(gt_queue *q, const gt_event *event);
/* Makes an event that is done when all work enqueued on q so far is done, and flushes q. */
GT_TRY gt_event_record(gt_queue *q, gt_event **out);
GT_API void gt_event_free(gt_event *event);
/* [blocks] until the event is done, or timeout_ns nanoseconds are over (GT_E_TIMEOUT); negative: no time limit.
 * GT_E_DEVICE where the event itself failed. Failures of the work before it are reported by gt_queue_finish. */
GT_TRY gt_event_wait(const gt_event *event, int64_t timeout_ns);
/* 1 where the event is done, 0 where not yet, or a negative status, GT_E_DEVICE where it failed. */
GT_API int32_t gt_event_done(const gt_event *event);
/* [blocks] until both events are done; nanoseconds of device time from begin to end, negative where end was first. Both
 * must be of queues made with profile = 1, else GT_E_UNSUPPORTED, and of one context, else GT_E_CONTEXT. */
GT_TRY gt_event_elapsed(const gt_event *begin, const gt_event *end, int64_t *nanoseconds);

/* ---- Tensors --------------------------------------------------------------------------------------------------- */

/* Makes a contiguous tensor filled with zeros, or with GT_UNINITIALISED in flags with whatever is there. */
GT_TRY gt_tensor_create(gt_queue *q, gt_tensor **out, int32_t dtype, int32_t rank, const int64_t *shape, int32_t flags);
GT_API void gt_tensor_free(gt_tensor *t);
/* Describes a tensor. out->size must be set. */
GT_TRY gt_tensor_describe(const gt_tensor *t, gt_tensor_desc *out);
/* Its dtype, rank, size of an axis (-1: the last), number of elements; 0 for NULL or an axis that it does not have. */
GT_API int32_t gt_tensor_dtype(const gt_tensor *t);
GT_API int32_t gt_tensor_rank(const gt_tensor *t);
GT_API int64_t gt_tensor_dim(const gt_tensor *t, int32_t axis);
GT_API int64_t gt_tensor_count(const gt_tensor *t);

/* ---- Views: new handles on the same memory; nothing is copied, nothing is enqueued ------------------------------ */

/* Another handle on the same tensor. */
GT_TRY gt_tensor_alias(gt_tensor **out, const gt_tensor *src);
/* src[slices[0], ..., slices[n-1]]; axes past n stay whole. GT_E_INDEX for an index out of range, GT_E_ARGUMENT for n
 * above the rank. */
GT_TRY gt_tensor_slice(gt_tensor **out, const gt_tensor *src, const gt_slice *slices, int32_t n);
/* Reorders the axes: axis i of the view is axis axes[i] of src; each axis once, n of
 * them. axes NULL reverses them, whatever n is. */
GT_TRY gt_tensor_permute(gt_tensor **out, const gt_tensor *src, const int32_t *axes, int32_t n);
/* The same elements in another shape; one size may be -1 and is worked out. GT_E_SHAPE where the counts differ,
 * GT_E_UNSUPPORTED where the strides do not allow a view (gt_copy first). */
GT_TRY gt_tensor_reshape(gt_tensor **out, const gt_tensor *src, int32_t rank, const int64_t *shape);
/* src repeated to a larger shape by strides of 0. */
GT_TRY gt_tensor_broadcast(gt_tensor **out, const gt_tensor *src, int32_t rank, const int64_t *shape);

/* ---- Data in, out, across -------------------------------------------------------------------------------------- */

/* [blocks] Copies a row-major host array to the device. *dst == NULL: a new tensor; else *dst has that shape and takes
 * the values, converted to its dtype. bytes must be the array's size, else GT_E_HOST_SIZE. host may be NULL where
 * bytes is 0. */
GT_TRY gt_upload(gt_queue *q, gt_tensor **dst, int32_t dtype, int32_t rank, const int64_t *shape, const void *host,
                 size_t bytes);
/* The same without waiting: the host array must stay as it is until the queue has come past this call. */
GT_TRY gt_upload_async(gt_queue *q, gt_tensor **dst, int32_t dtype, int32_t rank, const int64_t *shape,
                       const void *host, size_t bytes);
/* [blocks] Copies a tensor to a row-major host array of `bytes` bytes, which must be the tensor's size, else
 * GT_E_HOST_SIZE. */
GT_TRY gt_download(gt_queue *q, void *host, size_t bytes, const gt_tensor *src);
/* The same without waiting: the host array is filled when the queue has come past this call. */
GT_TRY gt_download_async(gt_queue *q, void *host, size_t bytes, const gt_tensor *src);
/* Copies any view to *dst, or to a new contiguous tensor of `dtype` (0: src's own), converting as under Numbers. With
 * *dst given, dtype is 0 or that of *dst. */
GT_TRY gt_copy(gt_queue *q, gt_tensor **dst, const gt_tensor *src, int32_t dtype);
/* [blocks] Copies a tensor of another context: src is read through `from`, a queue of its context, and written through
 * q. */
GT_TRY gt_transfer(gt_queue *q, gt_tensor **dst, gt_queue *from, const gt_tensor *src);
/* Every element = value, rounded to the dtype it has and converted as under Numbers. GT_E_ARGUMENT: a weak integer out
 * of the range of an integer dtype. With *dst given, dtype and shape must be its own. */
GT_TRY gt_fill(gt_queue *q, gt_tensor **dst, int32_t dtype, int32_t rank, const int64_t *shape, const gt_scalar *value);
/* n elements start + i * step, computed in `dtype` (float16 and bfloat16 in float32). start NULL: 0, step NULL: 1.
 * bool is GT_E_DTYPE; scalars as in gt_fill. With *dst given, dtype and shape must be its own. */
GT_TRY gt_arange(gt_queue *q, gt_tensor **dst, int32_t dtype, const gt_scalar *start, const gt_scalar *step, int64_t n);
/* rows x columns, 1 where column - row == diagonal, else 0. With *dst given, dtype and shape must be its own. */
GT_TRY gt_eye(gt_queue *q, gt_tensor **dst, int32_t dtype, int64_t rows, int64_t columns, int64_t diagonal);
/* [blocks] Loads a NumPy .npy file (versions 1.0 to 3.0; C or Fortran order; little- or big-endian; bool, integers and
 * float16/32/64). A file in Fortran order becomes a permuted view where *dst is NULL; what follows the
 * elements is ignored. GT_E_IO where it cannot be read,
 * GT_E_FORMAT where it is malformed or shorter than its header says, GT_E_DTYPE for types that gputensor does not
 * have. */
GT_TRY gt_load_npy(gt_queue *q, gt_tensor **dst, const char *path);
/* [blocks] Writes a .npy file (version 1.0, C order, little-endian). A file that is there is replaced at once when the
 * new one, written beside it, is whole; the folder must be writable. Links are followed; devices and pipes are written
 * to. bfloat16 is GT_E_DTYPE: NumPy has no such type. */
GT_TRY gt_save_npy(gt_queue *q, const char *path, const gt_tensor *src);

/* ---- Elementwise operations ------------------------------------------------------------------------------------ */

/* *dst = op(a), op of GT_UNARY_TABLE. GT_E_OPERATION: op is unknown or takes more operands; GT_E_DTYPE: not for
 * bool. */
GT_TRY gt_unary(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *a);
/* *dst = op(a, b), op of GT_BINARY_TABLE; a and b broadcast (else GT_E_SHAPE) and promote (else GT_E_DTYPE). */
GT_TRY gt_binary(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *a, const gt_tensor *b);
/* *dst = op(args[0], ..., args[n-1]) for an operation of any arity, n; tensors and scalars mixed, at least one tensor.
 * Scalars are rounded to the dtype that the operands have in common, as a tensor beside them would be. A weak integer
 * that it cannot hold is GT_E_ARGUMENT; in comparisons, one that the type compared in (32 bits or more) cannot. */
GT_TRY gt_apply(gt_queue *q, int32_t op, gt_tensor **dst, const gt_arg *args, int32_t n);

/* ---- Reductions ------------------------------------------------------------------------------------------------ */

/* Reduces axes with an operation that has an identity: GT_ADD (sum), GT_MULTIPLY (prod), GT_MAXIMUM, GT_MINIMUM,
 * GT_LOGICAL_AND (all), GT_LOGICAL_OR (any). Sums and products of bool and signed integers are int64, of unsigned
 * integers uint64; all and any are bool; otherwise the dtype stays. Float sums carry an error term (TwoSum: Ogita,
 * Rump, Oishi, "Accurate Sum and Dot Product", 2005). Nothing to reduce gives the identity; GT_E_SHAPE for maximum and
 * minimum, which take bool too. NaN wins in maximum and minimum. Results depend on the device but are the same each
 * time. GT_E_OPERATION: op has no identity; GT_E_INDEX: no such axis, or an axis twice. opts may be NULL. */
GT_TRY gt_reduce(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *src, const int32_t *axes, int32_t n_axes,
                 const gt_reduce_opts *opts);
/* Where GT_MAXIMUM or GT_MINIMUM of the axes lies: int64 row-major index over the reduced axes, taken in the order
 * that src has them. The first of equal values; the first NaN if there is one. Nothing to reduce is GT_E_SHAPE.
 * opts->dtype must be 0; opts may be NULL; other errors as of gt_reduce. */
GT_TRY gt_arg_reduce(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *src, const int32_t *axes,
                     int32_t n_axes, const gt_reduce_opts *opts);
/* Mean and variance, sum((x - mean)^2) / (n - correction), of the axes in two passes; either pointer may be NULL.
 * Integers and bool give float32. n - correction <= 0 gives NaN or infinity as the division by 0 does. GT_E_DTYPE:
 * opts->dtype is no float; GT_E_ARGUMENT: both pointers NULL, or both results in the same memory. opts may be
 * NULL. */
GT_TRY gt_moments(gt_queue *q, gt_tensor **mean, gt_tensor **variance, const gt_tensor *src, const int32_t *axes,
                  int32_t n_axes, double correction, const gt_reduce_opts *opts);

/* ---- Matrix products ------------------------------------------------------------------------------------------- */

/* *dst = a @ b with NumPy's rules: the last two axes are matrices (m, k) @ (k, n); the others are batches and
 * broadcast; a of rank 1 is a row (k), b of rank 1 a column (k), and their axis goes away; rank 0 is GT_E_SHAPE. Any
 * strides, any dtypes but bool with bool (GT_E_DTYPE). k = 0 gives zeros (and the epilogue of opts). opts may be NULL.
 * NaN and infinity in a and b count even where alpha is 0. GT_E_OPERATION: activation is no unary operation.
 * GT_E_DTYPE: accumulate is bool, or integer for floats; bias, activation or a *dst that beta reads is of floats where
 * the sums are integers. GT_E_ARGUMENT: beta without *dst; alpha or beta with a fraction, or out of range, where the
 * sums are integers.
 * A float result is within the bound gamma_k |a| @ |b| with gamma_k = k u / (1 - k u), u half a unit of the accumulate
 * dtype (Higham, "Accuracy and Stability of Numerical Algorithms", 3.5), and one rounding to the dtype of *dst. */
GT_TRY gt_matmul(gt_queue *q, gt_tensor **dst, const gt_tensor *a, const gt_tensor *b, const gt_matmul_opts *opts);

#ifdef __cplusplus
}
#endif
#endif

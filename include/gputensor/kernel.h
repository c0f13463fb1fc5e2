/* gputensor/kernel.h: kernels of the program's own, in OpenCL C, on tensors. What the operations of the library do not
 * have is written as in any OpenCL program, and runs between them, on the same queues and the same memory:
 *
 *     static const char *source =
 *         "kernel void saxpy(global const float *x, long x0, global float *y, long y0, float a)"
 *         "{ size_t i = get_global_id(0); y[y0 + i] += a * x[x0 + i]; }";
 *     gt_kernel *saxpy = NULL;
 *     gt_kernel_arg args[3] = {{0}};
 *     args[0].tensor = x;
 *     args[1].tensor = y;
 *     args[2].kind = GT_ARG_SCALAR, args[2].scalar = a;
 *     gt_status s = gt_kernel_create(&saxpy, ctx, source, "saxpy", NULL);
 *     if (s == GT_OK) s = gt_kernel_run(q, saxpy, args, 3, 1, &n, NULL);
 *     gt_kernel_free(saxpy);
 *
 * What the library can check it checks, before the driver sees it. It cannot check what a kernel does: one that reads
 * or writes past its tensors does what it does in any OpenCL program. */
#ifndef GPUTENSOR_KERNEL_H
#define GPUTENSOR_KERNEL_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif

/* ---- Making kernels -------------------------------------------------------------------------------------------- */

/* Options of gt_kernel_create.
 *   size      sizeof(gt_kernel_opts).
 *   reserved  0.
 *   options   For the compiler, such as "-DSIZE=4 -cl-mad-enable"; NULL: none. They come after the library's own, which
 *             are "-cl-std=CL1.2 -w -cl-kernel-arg-info", and, where the device can,
 *             "-cl-fp32-correctly-rounded-divide-sqrt"; the first is left out if they have a -cl-std themselves. */
typedef struct gt_kernel_opts {
    uint32_t size;
    int32_t reserved;
    const char *options;
} gt_kernel_opts;

/* Facts of a kernel.
 *   size         sizeof(gt_kernel_desc), set by the caller.
 *   args         How many arguments it has in OpenCL C.
 *   largest      The largest work-group that it can have.
 *   multiple     The size that work-groups should be a multiple of, for speed.
 *   local_bytes  Local memory that it declares itself, in a work-group.
 *   required     The work-group that it demands (reqd_work_group_size), or three times 0. */
typedef struct gt_kernel_desc {
    uint32_t size;
    int32_t args;
    int64_t largest;
    int64_t multiple;
    int64_t local_bytes;
    int64_t required[3];
} gt_kernel_desc;

/* Compiles a kernel, or takes it from disk, where an earlier process has compiled the same (context.h). Two of the same
 * source are two: keep the handle. One that includes files is compiled each time, as they may have changed: whenever
 * "include" occurs in source or options.
 *
 * out     *out becomes the kernel, which the caller gives back with gt_kernel_free; NULL on failure.
 * ctx     The context on whose queues it will run.
 * source  A program in OpenCL C. It is not looked at any more after the call.
 * name    The name of a kernel in it.
 * opts    Options, or NULL.
 *
 * GT_E_ARGUMENT     out, ctx, source or name is NULL; the source has no kernel of that name; opts->size is wrong, or
 *                   opts->reserved is not 0.
 * GT_E_UNSUPPORTED  opts is longer than this version knows, and the rest is not 0; or the kernel has more than 64
 *                   arguments.
 * GT_E_BUILD        It does not compile: the message has the beginning of the compiler's output, gt_build_log all of it
 *                   and the source with numbered lines.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE. */
GT_TRY gt_kernel_create(gt_kernel **out, gt_context *ctx, const char *source, const char *name,
                        const gt_kernel_opts *opts);

/* Gives a kernel and its program back, from any thread, also while it runs. Does not wait for the device. NULL is
 * ignored. */
GT_API void gt_kernel_free(gt_kernel *kernel);

/* Describes a kernel.
 *
 * out  Filled in; out->size must be set before. Left alone on failure.
 *
 * GT_E_ARGUMENT  kernel or out is NULL, or out->size is not that of the struct.
 * Common: GT_E_FORKED. */
GT_TRY gt_kernel_describe(const gt_kernel *kernel, gt_kernel_desc *out);

/* ---- Running them ---------------------------------------------------------------------------------------------- */

/* Kinds of arguments.
 *   GT_ARG_TENSOR   A tensor, any view of it, as two arguments in OpenCL C: a global pointer to its memory, and a long,
 *                   the number of its first element there:
 *                       kernel void f(global const float *x, long x0)   // x[x0] is the first element
 *                   OpenCL 1.2 has no pointers into the middle of a buffer, so this alone takes every view.
 *   GT_ARG_POINTER  A tensor as one argument, a global pointer to its first element, which must be the first of its
 *                   memory: that of every new tensor is, that of a view may not be, and gt_copy makes one that is.
 *   GT_ARG_SCALAR   The scalar, as the OpenCL type of its dtype: int8 to uint64 are char to ulong, float32 and float64
 *                   are float and double, complex64 and complex128 float2 and double2, bool is uchar, float16 is half
 *                   or ushort and bfloat16 ushort, its 16 bits.
 *   GT_ARG_VALUE    `bytes` bytes at `value`: a vector such as float4, or a struct.
 *   GT_ARG_LOCAL    `bytes` bytes of local memory, for each work-group.
 *
 * Elements of bool are uchar in memory, those of float16 half, of bfloat16 ushort, complex ones float2 and double2.
 * Strides, which count elements, and shapes are given as scalars, or as a long4 by GT_ARG_VALUE: gt_tensor_describe
 * tells them. */
enum {
    GT_ARG_TENSOR = 0,
    GT_ARG_POINTER = 1,
    GT_ARG_SCALAR = 2,
    GT_ARG_VALUE = 3,
    GT_ARG_LOCAL = 4,
    GT_ARG_END_ = -32768
};

/* An argument.
 *   kind    GT_ARG_*.
 *   flags   GT_READ_ONLY if the kernel does not write to the tensor; else 0. Without it a tensor that repeats elements
 *           (a stride of 0) is refused, as destinations are.
 *   bytes   Of GT_ARG_VALUE and GT_ARG_LOCAL.
 *   tensor  Of GT_ARG_TENSOR and GT_ARG_POINTER; it stays the caller's, and may be freed as soon as the call returns.
 *   value   Of GT_ARG_VALUE. Not looked at any more after the call.
 *   scalar  Of GT_ARG_SCALAR, of a dtype that is no weak kind.
 * Fields that the kind does not need are not looked at. Frozen: the struct never grows. */
typedef struct gt_kernel_arg {
    int32_t kind;
    int32_t flags;
    int64_t bytes;
    const gt_tensor *tensor;
    const void *value;
    gt_scalar scalar;
} gt_kernel_arg;

/* Runs a kernel: enqueues it, in the order of the queue. Several threads may run the same one.
 *
 * args    n arguments, in the order of the kernel's own.
 * dims    1 to 3.
 * global  The numbers of work-items, dims of them. One of 0: everything is checked, and nothing runs.
 * local   Those of a work-group, which global ones are multiples of; NULL: the kernel's own, if it demands one, else as
 *         the driver chooses.
 *
 * The memory of tensors that it works on is not given to others before it has run. A queue that rehearses runs nothing.
 * Numbers of arguments are always checked, their types and sizes where the driver tells them (clGetKernelArgInfo),
 * which it may not for kernels that come from disk; else the driver does, and the call is GT_E_DEVICE. Pointers may be
 * to any type: a float32 tensor may arrive as float4.
 *
 * GT_E_ARGUMENT       q, kernel or global is NULL, or args although n is not 0; n is negative; the kernel has another
 *                     number of arguments; one is of another type than the kernel's, or has another size; a kind or
 *                     flags are unknown, bytes are not above 0, a value is NULL; a written tensor repeats elements;
 *                     reserved or im of a scalar is not 0; dims, global or local is out of range, global no multiple of
 *                     local, or the work-group larger than the kernel and the device can have, or not the one that it
 *                     demands.
 * GT_E_DTYPE          A scalar is of an unknown dtype or a weak kind.
 * GT_E_MISSING_DTYPE  A scalar is float64 or complex128, and the device has none.
 * GT_E_UNSUPPORTED    The first element of a tensor by GT_ARG_POINTER is not the first of its memory; or arguments take
 *                     more than 1024 bytes, 20 tensors or 64 arguments in OpenCL C.
 * GT_E_OUT_OF_MEMORY  More local memory than the device has. Or as under Common statuses.
 * GT_E_CONTEXT        kernel, or a tensor, is of another context than q.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE. */
GT_TRY gt_kernel_run(gt_queue *q, gt_kernel *kernel, const gt_kernel_arg *args, int32_t n, int32_t dims,
                     const int64_t *global, const int64_t *local);

#ifdef __cplusplus
}
#endif
#endif

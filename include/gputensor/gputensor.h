/* gputensor.h: tensors on any OpenCL device. This header and those that it includes are the manual; what is not in them
 * is not API.
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
 *   examples/ has a short program for each part of the library.
 *
 * Which header has what
 *   tables.h       the statuses, data types and operations, with their names, values and meanings
 *   types.h        handles, enumerations, scalars, operands; names of values; promotion of data types
 *   error.h        messages and details of failures; logs of compilers
 *   device.h       finding and describing devices
 *   context.h      contexts: a device with its pool of memory
 *   queue.h        queues and events: order, waiting, time
 *   tensor.h       tensors and views
 *   data.h         data in, out and across; fill, arange, eye; joined, padded; files of NumPy
 *   elementwise.h  operations on every element
 *   expression.h   several operations in one pass, from a text: "tanh(a * x + b)"
 *   reduce.h       sums, products, extremes, where they lie, means and variances
 *   scan.h         running sums, products, extremes
 *   sort.h         sorting, its places, the largest; places in what is sorted; different elements
 *   index.h        elements taken from, and put to, where indices say; where elements are not zero
 *   matmul.h       products of matrices
 *   fft.h          discrete Fourier transforms of any length, real and complex, along any axes
 *   random.h       random numbers: uniform, normal, exponential, integers, coins
 *   nn.h           softmax, its logarithm, and their gradients
 *   kernel.h       kernels of the program's own, in OpenCL C
 *   This header includes all of them. Beside them, names.h has short forms for C and C++, and dlpack.h hands tensors
 *   to other libraries of the process.
 *
 * Status
 *   Functions that can fail return 0 (GT_OK) or a negative GT_E_* (tables.h lists them). gt_last_error() then names the
 *   operation, the argument and the shapes. After a failure every handle and every tensor is as it was before the call,
 *   and the same call may be made again. Only if a call writes a given *dst in parts may a failure between them leave
 *   elements of both: a device that fails during gt_upload, gt_transfer or gt_load_npy, gt_moments with both results
 *   given, gt_concat, gt_pad, gt_put, gt_put_along and gt_index_put on a GPU, a product of more than 65535 work-groups
 *   or by CLBlast, and a contiguous copy of many bytes that are no multiple of 4. The library never prints, never
 *   aborts, and sets no signal handler and no environment variable; CLBlast, if it is asked for, prints a line where an
 *   OpenCL call of its own fails.
 *
 * Common statuses
 *   The comment of a function lists every status that it can return, and when. Some mean the same everywhere, and are
 *   only named there, under "Common":
 *     GT_E_FORKED         The process is the child of a fork() that came after OpenCL was first used, see below.
 *     GT_E_OUT_OF_MEMORY  There is not enough memory on the host or the device; the tensor is larger than the device's
 *                         largest; or the memory limit of the context is reached, or without one the device's memory.
 *     GT_E_DEVICE         OpenCL did not do what it was asked for: gt_last_error_get has its code.
 *     GT_E_BUILD          The OpenCL compiler refused a kernel, which is a fault of the library or of the driver:
 *                         gt_build_log has its output.
 *     GT_E_INTERNAL       A fault of the library.
 *     GT_E_INDEX          Of functions marked [blocks] that take a queue: earlier work of the queue had an index that
 *                         is out of range (index.h).
 *   And so do those of a destination, under "Destination":
 *     GT_E_ARGUMENT       dst is NULL, or *dst repeats elements.
 *     GT_E_SHAPE          *dst does not have the shape of the result; or the bytes of a new tensor overflow.
 *     GT_E_CONTEXT        *dst is of another context than q.
 *     GT_E_DTYPE          The result is complex, and *dst is neither that nor bool.
 *   A new version of the library may return further statuses; take every negative value for a failure.
 *
 * Ownership
 *   Handles are opaque pointers with one owner, who gives them back with the _free function of their kind; _free(NULL)
 *   does nothing. Start every handle variable at NULL. A view is a handle of its own on shared memory. Handles may be
 *   freed in any order, from any thread, while work on them is still pending, and _free does not wait for the device:
 *   memory, queue and context live on until their last user is gone. Two wait: see gt_queue_free, and gt_from_dlpack of
 *   memory that is another library's. A "borrowed" pointer belongs to the handle that it was asked of and is good until
 *   that handle is freed. Arguments that point to const are only looked at during the call, unless the function says
 *   otherwise, and stay the caller's.
 *
 * Destinations
 *   Operations write to `gt_tensor **dst`. *dst == NULL: a new tensor of the result's shape and dtype is made, which
 *   the caller owns. Otherwise the result is written into *dst, which may be a view, and may be one of the operands;
 *   its shape must be the result's. Values are computed in the dtype of the result (gt_result_type) and converted to
 *   the dtype of *dst when they are stored. A *dst that repeats elements is refused: one with a stride of 0, or one of
 *   gt_tensor_strided or gt_tensor_at in which two indices lead to the same element (where three axes and more
 *   interleave, one in which they may). One that overlaps an operand without being the very same view is written
 *   through a temporary. On failure *dst is unchanged, and so are the elements of a given one, unless the device fails
 *   at work that was enqueued, or at the wait for it.
 *   Constructors and views take a plain `out`, which is set to NULL on failure.
 *
 * Time
 *   Work is enqueued and the call returns; only the functions marked [blocks] wait for the device. The queue is
 *   explicit; work of one queue runs in order, work of two queues in any order unless gt_queue_wait says so. A failure
 *   on the device, and a wrong index (index.h), is reported by the next call that takes the queue and blocks. A thread
 *   that waits without a time limit asks again and again for up to 0.2 ms, letting others run in between, and then
 *   sleeps. The first use of an operation with data types that are new to the context compiles a kernel, which takes
 *   far longer than running it. Shapes and strides are arguments of kernels: a kernel serves all shapes of its kind. An
 *   operation has a few kinds, such as short and long reductions, along rows and along columns, small and large
 *   products, operands of up to four axes which do not merge and of more.
 *
 * Threads
 *   Contexts, queues and events may be used from any threads at the same time. Tensors may be read by several threads
 *   at the same time; whoever writes one needs the caller's order. While a thread compiles a kernel the others go on;
 *   those that need the same kernel wait for it, and several kernels compile at the same time if the OpenCL
 *   implementation can. Error messages are per thread. Drivers' threads start with the default floating-point
 *   environment, whatever the caller's is, which stays as it is.
 *
 * fork()
 *   Drivers start threads when they are first asked for devices, and a child of a fork() does not have them. So a child
 *   works if its parent had asked for nothing that has to do with OpenCL before: not for the number of devices, nor
 *   whether there are any. Else it may only free handles, exit and exec: whatever needs a device answers GT_E_FORKED. A
 *   parent that must know the devices has them counted by a child, which ends, before it makes the others.
 *
 * Shapes
 *   `int32_t rank, const int64_t *shape`, row-major, rank 0 (a scalar) to GT_MAX_RANK, sizes of 0 allowed. Strides
 *   count elements and have any sign; a stride of 0 repeats. Operands broadcast as in NumPy: shapes are aligned at
 *   their last axis, and an axis that is missing or of size 1 is repeated. Axes are `const int32_t *axes, int32_t n`,
 *   -1 is the last axis; NULL means all axes, non-NULL with n = 0 none.
 *   Kernels walk along up to 16 axes; axes that lie in memory as one count as one. Operands of more are taken by parts
 *   or as contiguous copies, but for several tensors of indices that broadcast together, which are GT_E_UNSUPPORTED.
 *
 * Numbers
 *   Promotion of dtypes, NaN, infinities and signed zeros follow the Array API standard 2024.12
 *   (data-apis.org/array-api). Where it is silent:
 *     - an integer or bool beside a float takes the float's type; float16 beside bfloat16 gives float32; uint64 beside
 *       a signed integer is GT_E_DTYPE;
 *     - comparisons need no common type: they compare the numbers, exactly, whatever the two dtypes are, so that int32
 *       16777217 is not float32 16777216, and uint64 0 is more than -1; but complex numbers, of which there are equal
 *       and not_equal, compare in the common dtype, so that int32 16777217 is complex64 16777216;
 *     - maths functions and division of integers are computed in float32 (cast to float64 first for more);
 *     - integers wrap; floor_divide and remainder by 0 give 0 for integers; an integer to a negative power is rounded
 *       towards 0, so that 2 to the power -1 is 0; floor_divide of an infinity by a number is that infinity, and of a
 *       number by an infinity 0 or -0;
 *     - float16 and bfloat16 are computed in float32 on every device and rounded once when stored, to the dtype of
 *       *dst: float16 60000 + 60000 is infinity in a new tensor, and 120000 in a given one of float32; float64 and
 *       complex128 need a device that has float64;
 *     - numbers nearer to 0 than the smallest normal one (about 1.2e-38 for float32) may count as 0, as operands and as
 *       results, where the device does so;
 *     - a cast from float to integer truncates, saturates at the ends of the range, and makes NaN 0; a cast between
 *       integers wraps; a cast to bool is true if the value is not zero; complex numbers are cast to complex ones and
 *       to bool alone.
 *
 * Structs
 *   Structs that begin with `uint32_t size` may grow: set size to sizeof the struct and everything else to zero, which
 *   means default. A longer struct of a newer program is accepted as long as the part unknown to the library is zero;
 *   what the library fills in ends there. Fields called `reserved` are 0; options in which one is not are
 *   GT_E_ARGUMENT.
 *
 * Environment
 *   GPUTENSOR_DEVICE names the default device (gt_device_find); GPUTENSOR_FORM=cpu or gpu forces the form of kernel
 *   that is otherwise chosen by device; GPUTENSOR_CACHE, GPUTENSOR_CACHE_BYTES, XDG_CACHE_HOME and HOME say where
 *   compiled kernels are kept, and how much (context.h). GPUTENSOR_ISOLATE_DRIVERS=1 is gt_drivers_isolate (device.h),
 *   which reads what the OpenCL loaders read: OCL_ICD_VENDORS, OCL_ICD_FILENAMES and OPENCL_VENDOR_PATH. A library that
 *   was built to open OpenCL and CLBlast at run time (GT_DLOPEN) takes the files GPUTENSOR_OPENCL and GPUTENSOR_CLBLAST
 *   for them instead of libOpenCL.so.1 and libclblast.so.1. All are ignored in set-user-id programs. Where PoCL fails,
 *   POCL_CACHE_DIR is read, too, for the message. Nothing else is read. */
#ifndef GPUTENSOR_H
#define GPUTENSOR_H

/* The version of these headers. Until 1.0 a new MINOR may break programs and binaries, which is why it is part of the
 * library's soname; PATCH never does. The version stands here alone: the build reads it from these lines. */
#define GT_VERSION_MAJOR 0
#define GT_VERSION_MINOR 2
#define GT_VERSION_PATCH 0
/* The same as one number that grows: 1002003 is 1.2.3. */
#define GT_VERSION (GT_VERSION_MAJOR * 1000000 + GT_VERSION_MINOR * 1000 + GT_VERSION_PATCH)

#include "types.h"
#include "error.h"
#include "device.h"
#include "context.h"
#include "queue.h"
#include "tensor.h"
#include "data.h"
#include "elementwise.h"
#include "expression.h"
#include "reduce.h"
#include "scan.h"
#include "sort.h"
#include "index.h"
#include "matmul.h"
#include "fft.h"
#include "random.h"
#include "nn.h"
#include "kernel.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library that runs, as one number like GT_VERSION, the version of the headers. A program that was
 * compiled with other headers of the same MINOR works. */
GT_API int32_t gt_version(void);

/* The version of the library that runs, as text such as "1.2.3". Static: good for ever, nobody frees it. */
GT_API const char *gt_version_string(void);

#ifdef __cplusplus
}
#endif
#endif

/* gputensor/dlpack.h: DLPack, the struct in which array libraries hand tensors to each other within a process
 * (github.com/dmlc/dlpack, version 1.1; dmlc.github.io/dlpack). gputensor.h does not include this header.
 *
 * The structs below are laid out as the ones of dlpack/dlpack.h, under names of our own, so that both headers may be
 * included, in any order. The functions take and give void *, which is a DLManagedTensorVersioned or, with
 * GT_DLPACK_LEGACY, a DLManagedTensor. In Python they travel in capsules called "dltensor_versioned" and "dltensor";
 * capsules are the binding's to make.
 *
 * What the data of a tensor are depends on the type of its device:
 *     GT_DLPACK_CPU      a pointer to host memory;
 *     GT_DLPACK_OPENCL   a cl_mem. Nothing in DLPack says which context or queue it belongs to: it can be used in the
 *                        same cl_context alone, and whoever hands it over must have its work on it done;
 *     any other          an address of this library (gt_memory_create, tensor.h), where the program and whom it deals
 *                        with agree on it. PyTorch takes tensors of a device of its users' own as GT_DLPACK_EXTENSION.
 *
 * Who has a managed tensor calls its deleter once, when it needs it no longer. Deleters of this library may be called
 * from any thread, at any time: after the tensor, the queue and the context were freed, while the process exits. They
 * do not wait, and call nothing back, unless the memory is a cl_mem of others, taken over before, and nothing else here
 * has it: then they do as the last gt_tensor_free does (gt_from_dlpack). Work that others have enqueued on the memory
 * must be done by then. */
#ifndef GPUTENSOR_DLPACK_H
#define GPUTENSOR_DLPACK_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif

/* ---- The structs of DLPack: frozen ----------------------------------------------------------------------------- */

/* Types of devices: kDLCPU, kDLOpenCL, kDLExtDev. */
enum { GT_DLPACK_CPU = 1, GT_DLPACK_OPENCL = 4, GT_DLPACK_EXTENSION = 12, GT_DLPACK_DEVICE_END_ = -32768 };

/* DLTensor, with its DLDevice and DLDataType.
 *   data         What the type of device says; NULL if there are no elements.
 *   device_type  GT_DLPACK_* or another one of DLPack.
 *   device_id    Which device of that type. That of GT_DLPACK_OPENCL is the number of gt_device_find.
 *   rank         How many axes.
 *   code         The kind of data type: 0 signed, 1 unsigned, 2 IEEE float, 4 bfloat, 5 complex, 6 bool.
 *   bits         Of an element; 8 for bool.
 *   lanes        1.
 *   shape        The size of each axis.
 *   strides      How far apart neighbours along each axis lie, in elements. What this library hands out always has
 *                them; what it takes may have NULL instead, which is row by row without gaps.
 *   byte_offset  Where the first element lies, in bytes from data. */
typedef struct gt_dl_tensor {
    void *data;
    int32_t device_type;
    int32_t device_id;
    int32_t rank;
    uint8_t code;
    uint8_t bits;
    uint16_t lanes;
    int64_t *shape;
    int64_t *strides;
    uint64_t byte_offset;
} gt_dl_tensor;

/* DLManagedTensor.
 *   tensor   The tensor.
 *   manager  The producer's own.
 *   deleter  Gives the struct and all that it holds back; may be NULL. */
typedef struct gt_dl_managed {
    gt_dl_tensor tensor;
    void *manager;
    void (*deleter)(struct gt_dl_managed *self);
} gt_dl_managed;

/* Flags of gt_dl_versioned: the memory must not be written; it is a copy made for the consumer. */
enum { GT_DLPACK_IS_READ_ONLY = 1, GT_DLPACK_IS_COPIED = 2, GT_DLPACK_IS_END_ = -32768 };

/* DLManagedTensorVersioned.
 *   major, minor  Version of DLPack. The layout is that of major 1.
 *   manager       The producer's own.
 *   deleter       Gives the struct and all that it holds back; may be NULL.
 *   flags         GT_DLPACK_IS_*.
 *   tensor        The tensor. */
typedef struct gt_dl_versioned {
    uint32_t major;
    uint32_t minor;
    void *manager;
    void (*deleter)(struct gt_dl_versioned *self);
    uint64_t flags;
    gt_dl_tensor tensor;
} gt_dl_versioned;

/* ---- Hand-over ------------------------------------------------------------------------------------------------- */

/* Flags of gt_dlpack_opts.
 *   GT_DLPACK_LEGACY     The struct is a DLManagedTensor: versions of DLPack before 1.0.
 *   GT_DLPACK_COPY       Always copy.
 *   GT_DLPACK_NO_COPY    Never copy: what cannot be handed over without is GT_E_UNSUPPORTED.
 *   GT_DLPACK_READ_ONLY  gt_to_dlpack: mark the memory as not to be written. */
enum {
    GT_DLPACK_LEGACY = 1,
    GT_DLPACK_COPY = 2,
    GT_DLPACK_NO_COPY = 4,
    GT_DLPACK_READ_ONLY = 8,
    GT_DLPACK_END_ = -32768
};

/* Options of both functions.
 *   size         sizeof(gt_dlpack_opts).
 *   device_type  gt_to_dlpack: as which type of device to hand the tensor over; 0 is GT_DLPACK_OPENCL.
 *                gt_from_dlpack: the one type, beside CPU and OpenCL, whose data are addresses; 0: there is none.
 *   device_id    gt_to_dlpack, for types of device other than CPU and OpenCL: the id to write.
 *   flags        GT_DLPACK_*. */
typedef struct gt_dlpack_opts {
    uint32_t size;
    int32_t device_type;
    int32_t device_id;
    int32_t flags;
} gt_dlpack_opts;

/* Hands a tensor over. The managed tensor holds the memory by itself: t may be freed right after.
 *
 * q     The queue whose work on t comes before.
 * out   *out becomes the managed tensor, which its deleter gives back; NULL on failure.
 * t     The tensor, of any strides.
 * opts  Options, or NULL.
 *
 * As GT_DLPACK_OPENCL [blocks]: the cl_mem of t, and byte_offset, after the work of q is done. As GT_DLPACK_CPU
 * [blocks]: a row-major copy in host memory, aligned to 256 bytes, marked as copied; never without a copy, as OpenCL
 * 1.2 lets the host touch no memory that kernels use. As any other type: the address of the first element, which this
 * managed tensor alone has, with a byte_offset of 0; the call does not wait, as what uses the address comes back to
 * this library. The strides are t's, or row-major for a copy.
 *
 * GT_E_ARGUMENT     q, out or t is NULL; opts->size is wrong; opts->device_type is negative; or opts->flags are
 *                   unknown, or have GT_DLPACK_COPY and GT_DLPACK_NO_COPY both.
 * GT_E_CONTEXT      t is of another context than q.
 * GT_E_UNSUPPORTED  GT_DLPACK_NO_COPY as GT_DLPACK_CPU; GT_DLPACK_READ_ONLY with GT_DLPACK_LEGACY, which cannot say
 *                   it; or opts is longer than this version knows, and the rest is not 0.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_to_dlpack(gt_queue *q, void **out, const gt_tensor *t, const gt_dlpack_opts *opts);

/* Takes a tensor over.
 *
 * q        The queue whose work may use the tensor at once.
 * out      *out becomes the tensor, which the caller gives back with gt_tensor_free; NULL on failure.
 * managed  The managed tensor. After success it is this library's, which calls its deleter once; its capsule is to be
 *          renamed. After a failure it is the caller's as before, and untouched; if its version is not known, so is
 *          everything in it but the deleter.
 * opts     Options, or NULL.
 *
 * Of GT_DLPACK_CPU [blocks]: a copy, always, and the deleter is called before the function returns. Elements that lie
 * together in some order of the axes, forwards or backwards, keep their strides, others become row-major. Of
 * GT_DLPACK_OPENCL: the memory itself, if its cl_mem is of the cl_context that q has, and the deleter is called when
 * the last tensor over it is freed, which then waits for work of this library on it. Of the type opts->device_type: the
 * memory at the address, and the deleter is called before the function returns. With GT_DLPACK_COPY the memory is
 * copied on the device, and the deleter called after the copy is done [blocks]. What gt_to_dlpack of this library made
 * is recognised: the result shares memory with the tensor that was handed over, and the deleter is called at once.
 * Memory of others does not count in the pool.
 *
 * Deleters of others are called in the thread of gt_from_dlpack or of the last gt_tensor_free, with none of this
 * library's locks held. They may call this library, but must not wait for another thread that waits for this one.
 * In the child of a fork() they are not called.
 *
 * Of bool, every byte that is not 0 counts as true.
 *
 * GT_E_ARGUMENT       q, out or managed is NULL; opts->size is wrong; opts->flags are unknown, or have GT_DLPACK_COPY
 *                     and GT_DLPACK_NO_COPY both; data is NULL though there are elements, or no cl_mem of a buffer; or
 *                     the first element does not lie a multiple of its size from where its memory begins.
 * GT_E_UNSUPPORTED    The major version is not 1; the type of device is none of those above; GT_DLPACK_NO_COPY of
 *                     GT_DLPACK_CPU; memory that must not be written is to be shared (GT_DLPACK_COPY helps); or opts is
 *                     longer than this version knows, and the rest is not 0.
 * GT_E_DTYPE          There is no such data type: the message has its code, bits and lanes.
 * GT_E_SHAPE          The rank is out of range, a size is negative, or the bytes of all elements overflow.
 * GT_E_INDEX          An element would lie outside of the memory, or no memory has the address.
 * GT_E_CONTEXT        The memory is of another context: copy it over the host.
 * GT_E_MISSING_DTYPE  It is float64 or complex128, and the device has none.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_from_dlpack(gt_queue *q, gt_tensor **out, void *managed, const gt_dlpack_opts *opts);

#ifdef __cplusplus
}
#endif
#endif

/* gputensor/context.h: contexts. A context is one device with a pool of its memory, the kernels compiled for it, and a
 * default queue. Tensors, queues and events belong to the context that they were made in, and calls that mix two
 * contexts are GT_E_CONTEXT; gt_transfer takes tensors across. Most programs make one context and keep it.
 *
 * Memory comes from a pool. What a freed tensor had is kept for the next one of about the same size, so that a program
 * that does the same again asks OpenCL for no memory. If memory runs out, what is kept is given back and the request
 * made again, before a call fails.
 *
 * Kernels are compiled when they are first needed, and kept on disk for later processes: in $XDG_CACHE_HOME/gputensor,
 * or $HOME/.cache/gputensor, or the folder that GPUTENSOR_CACHE names; paths must be absolute, and a folder that is not
 * there is made if the one around it is the user's. GPUTENSOR_CACHE=off keeps none. When all files together pass
 * GPUTENSOR_CACHE_BYTES (256 MiB), those go that were not used for longest. A file counts only if folder and file
 * belong to the user and only the user can write them, and if its digest (SHA-256) is that of its contents; it is known
 * by the digest of source, options, device and driver. Anything else is ignored, and the kernel compiled. Programs that
 * run with other rights than their user's (set-user-id) keep and read nothing. Nor is anything kept of PoCL on a CPU,
 * which compiles once more to hand a kernel out and has a cache of its own. Of another driver that does so the first
 * kernel shows it, and a mark is kept, by which later processes know.
 *
 * The pool holds no more than its limit, or without one no more than the device's memory: what is kept gives way first,
 * then calls fail with GT_E_OUT_OF_MEMORY. On devices that share the host's memory it is taken when a tensor is made,
 * not at its first use, so that a host that has no more is a status too. Where a CPU computes in vectors, tensors
 * of 4 MiB and more are in large pages, if Linux has them (transparent_hugepage: madvise or always). */
#ifndef GPUTENSOR_CONTEXT_H
#define GPUTENSOR_CONTEXT_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif

/* Options of gt_context_create.
 *   size          sizeof(gt_context_opts).
 *   reserved      0.
 *   memory_limit  Bytes that the pool may hold, used and kept together; more than the device has, if its driver can do
 *                 that. 0: the device's memory. */
typedef struct gt_context_opts {
    uint32_t size;
    int32_t reserved;
    int64_t memory_limit;
} gt_context_opts;

/* Statistics of a context. Bytes are those of whole buffers, which have up to an eighth more than tensors, and 256 at
 * least.
 *   size                sizeof(gt_context_stats), set by the caller.
 *   device              The number of the device.
 *   used                Bytes that tensors and pending work have now.
 *   cached              Bytes kept for later.
 *   peak                The largest `used` so far.
 *   limit               The memory limit in bytes, 0 where none was set.
 *   allocations         How many buffers OpenCL was asked for so far. It stands still in a steady loop.
 *   programs_built      How many kernels were compiled so far. It stands still in a steady loop, too.
 *   programs_in_memory  How many compiled kernels the context holds.
 *   programs_from_disk  How many kernels came from what an earlier process had compiled. */
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
    int64_t programs_from_disk;
} gt_context_stats;

/* Makes a context on a device.
 *
 * out     *out becomes the context, which the caller gives back with gt_context_free; NULL on failure.
 * device  The number of a device, as of gt_device_find. If it is a status, the function returns that status, and the
 *         message of gt_device_find stays.
 * opts    Options, or NULL.
 *
 * GT_E_ARGUMENT     out is NULL; opts->size is wrong, opts->reserved is not 0, or opts->memory_limit is negative.
 * GT_E_UNSUPPORTED  The device has no OpenCL 1.2 or no compiler; or opts is longer than this version knows, and the
 *                   rest is not 0.
 * GT_E_NO_DEVICE    There is no device of that number.
 * any GT_E_*        device was that status.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE. */
GT_TRY gt_context_create(gt_context **out, int32_t device, const gt_context_opts *opts);

/* Gives a context back. What was made from it stays good: tensors, queues and events keep it alive until the last of
 * them is freed. Memory that the pool keeps is given back at once. Does not wait for the device. NULL is ignored. */
GT_API void gt_context_free(gt_context *ctx);

/* The default queue of a context, which it is made with.
 *
 * Returns the queue, borrowed: it is good as long as the context, and gt_queue_free leaves it alone. NULL if ctx is
 * NULL. */
GT_API gt_queue *gt_context_queue(gt_context *ctx);

/* Statistics of memory and kernels at this moment.
 *
 * out  Filled in; out->size must be set before. Left alone on failure.
 *
 * GT_E_ARGUMENT  ctx or out is NULL, or out->size is not that of the struct.
 * Common: GT_E_FORKED. */
GT_TRY gt_context_statistics(const gt_context *ctx, gt_context_stats *out);

/* What the device of a context does with a data type: GT_SUPPORT_NONE, GT_SUPPORT_STORAGE or GT_SUPPORT_NATIVE.
 * GT_SUPPORT_NONE also if ctx is NULL or the data type is unknown. */
GT_API int32_t gt_context_supports(const gt_context *ctx, int32_t dtype);

/* Sets the memory limit of a context. What is above the new limit stays; new tensors are refused with
 * GT_E_OUT_OF_MEMORY until there is room.
 *
 * bytes  The limit in bytes; 0: the device's memory.
 *
 * GT_E_ARGUMENT  ctx is NULL, or bytes is negative.
 * Common: GT_E_FORKED. */
GT_TRY gt_context_set_limit(gt_context *ctx, int64_t bytes);

/* Gives memory that the pool keeps back to OpenCL, largest buffers first, until at most keep_bytes are kept. Good for
 * programs that share the device with others.
 *
 * keep_bytes  How many bytes may be kept, 0 for none.
 *
 * GT_E_ARGUMENT  ctx is NULL, or keep_bytes is negative.
 * Common: GT_E_FORKED. */
GT_TRY gt_context_trim(gt_context *ctx, int64_t keep_bytes);

#ifdef __cplusplus
}
#endif
#endif

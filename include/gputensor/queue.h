/* gputensor/queue.h: queues and events. A queue is a line of work on the device of its context. What is enqueued on one
 * queue runs in that order. What is enqueued on two queues runs in any order, or at the same time, unless one is made
 * to wait for an event of the other:
 *
 *     gt_event *ready = NULL;
 *     s = gt_unary(producer, GT_EXP, &x, a);                          work of one queue
 *     if (s == GT_OK) s = gt_event_record(producer, &ready);          a point after it
 *     if (s == GT_OK) s = gt_queue_wait(consumer, ready);             later work of the other queue comes after it
 *     if (s == GT_OK) s = gt_binary(consumer, GT_ADD, &y, x, b);
 *     gt_event_free(ready);
 *
 * The library keeps memory safe over queues by itself: memory that a freed tensor had is not used on another queue
 * before pending work on it is done. The order of writes and reads of the same tensor is the program's to see to. */
#ifndef GPUTENSOR_QUEUE_H
#define GPUTENSOR_QUEUE_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif

/* ---- Queues ---------------------------------------------------------------------------------------------------- */

/* Options of gt_queue_create.
 *   size      sizeof(gt_queue_opts).
 *   profile   1 if gt_event_elapsed is wanted for events of this queue; it makes some drivers slower. Else 0.
 *   rehearse  1: the queue runs nothing. It finds out which kernels the calls on it need, and has them compiled before
 *             they are needed: see below. Else 0.
 *   reserved  0.
 *
 * A program that knows what it is about to do can do it once on a queue that rehearses, on its real tensors or on
 * others of the same kinds, and go on with something else, such as loading its data, while its kernels are compiled:
 *
 *     gt_queue_opts opts = {.size = sizeof opts, .rehearse = 1};
 *     gt_queue *rehearsal = NULL;
 *     s = gt_queue_create(&rehearsal, ctx, &opts);
 *     if (s == GT_OK) s = step(rehearsal, &model);                    the program's own function: nothing is computed
 *     if (s == GT_OK) s = gt_queue_flush(rehearsal);                  begins to compile, in the background
 *     ...
 *     if (s == GT_OK) s = step(gt_context_queue(ctx), &model);        waits for what is not there yet
 *     gt_queue_free(rehearsal);
 *
 * On such a queue every call checks its arguments and makes its results as on any other, but writes no element, neither
 * to tensors, which are left as they are, nor to host memory nor files; what gt_load_npy reads from a pipe is used up.
 * gt_queue_flush begins to compile in the background, in threads of the library that take no signals. gt_queue_finish
 * waits until all is compiled, and reports what does not compile; a call on another queue waits for the kernel that it
 * needs, as it would for another thread. What CLBlast compiles for itself is not compiled ahead. Where the driver lets
 * a kernel have smaller work-groups than the device has, which it says when it has compiled it, a call may need another
 * kernel instead: that one is compiled when the call is made, or by a second rehearsal after gt_queue_finish. So it is
 * where an old driver refuses the instructions of tensor cores: gt_queue_finish then reports GT_E_BUILD, unless a
 * product has met that before. */
typedef struct gt_queue_opts {
    uint32_t size;
    int32_t profile;
    int32_t rehearse;
    int32_t reserved;
} gt_queue_opts;

/* Makes another queue of a context. It runs its work in order, as every queue does.
 *
 * out   *out becomes the queue, which the caller gives back with gt_queue_free; NULL on failure.
 * opts  Options, or NULL.
 *
 * GT_E_ARGUMENT     out or ctx is NULL, opts->size is wrong, or opts->reserved is not 0.
 * GT_E_UNSUPPORTED  opts is longer than this version knows, and the rest is not 0.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE. */
GT_TRY gt_queue_create(gt_queue **out, gt_context *ctx, const gt_queue_opts *opts);

/* Gives a queue back. Its pending work still runs, and the function does not wait for it. The default queue of a
 * context (gt_context_queue) is left alone. NULL is ignored.
 *
 * [blocks] for the last queue of a context that rehearses, and only for it: kernels whose compilation has begun are
 * finished first, since a program must not end while its compiler works; the others are not compiled. */
GT_API void gt_queue_free(gt_queue *q);

/* The context of a queue, borrowed: it is good as long as the queue. NULL if q is NULL. */
GT_API gt_context *gt_queue_context(const gt_queue *q);

/* Makes the device start what is enqueued, without waiting for it. Otherwise some drivers collect work until something
 * waits. Functions that wait do this by themselves. On a queue that rehearses, begins to compile.
 *
 * GT_E_ARGUMENT  q is NULL.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE. */
GT_TRY gt_queue_flush(gt_queue *q);

/* [blocks] Waits until all work of the queue is done; on a queue that rehearses, until its kernels are compiled.
 *
 * GT_E_ARGUMENT  q is NULL.
 * GT_E_DEVICE    Work of this queue failed on the device since the last call that reported it. The queue may be used
 *                further; what the work should have written is undefined. Or as for every function, below.
 * GT_E_INDEX     Work of this queue has found a wrong index since the last call that reported one (index.h).
 * GT_E_BUILD     On a queue that rehearses: a kernel did not compile.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE. */
GT_TRY gt_queue_finish(gt_queue *q);

/* Makes later work of a queue wait for an event, on the device: the call itself returns at once.
 *
 * event  An event of any queue of the same context. It may be freed right after the call.
 *
 * GT_E_ARGUMENT  q or event is NULL.
 * GT_E_CONTEXT   The event is of another context.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE. */
GT_TRY gt_queue_wait(gt_queue *q, const gt_event *event);

/* ---- Events ---------------------------------------------------------------------------------------------------- */

/* Makes an event: a point in the queue that is reached when all work enqueued so far is done. Also starts that work, as
 * gt_queue_flush does.
 *
 * out  *out becomes the event, which the caller gives back with gt_event_free; NULL on failure.
 *
 * GT_E_ARGUMENT  q or out is NULL.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE. */
GT_TRY gt_event_record(gt_queue *q, gt_event **out);

/* Gives an event back. Queues that were told to wait for it still do. NULL is ignored. */
GT_API void gt_event_free(gt_event *event);

/* [blocks] Waits until an event is reached.
 *
 * timeout_ns  How long to wait at most, in nanoseconds; 0 only looks, negative waits without a limit.
 *
 * GT_E_ARGUMENT  event is NULL.
 * GT_E_TIMEOUT   The time is over and the event not reached. It may be waited for again.
 * GT_E_DEVICE    The event itself failed on the device. Failures of the work before it are reported by
 *                gt_queue_finish. Or as for every function, below.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE. */
GT_TRY gt_event_wait(const gt_event *event, int64_t timeout_ns);

/* Whether an event is reached, without waiting.
 *
 * Returns 1 if it is, 0 if not yet, or a status, which is negative.
 *
 * GT_E_ARGUMENT  event is NULL.
 * GT_E_DEVICE    The event itself failed on the device. Or as for every function, below.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE. */
GT_API gt_status gt_event_done(const gt_event *event);

/* [blocks] Waits until two events are reached, and tells the device's time between them.
 *
 * begin, end   Events of queues that were made with profile = 1, of one context.
 * nanoseconds  *nanoseconds becomes the time from begin to end, negative if end was reached first. Left alone on
 *              failure.
 *
 * GT_E_ARGUMENT     begin, end or nanoseconds is NULL.
 * GT_E_CONTEXT      The events are of two contexts.
 * GT_E_UNSUPPORTED  One of the queues was made without profile = 1.
 * GT_E_DEVICE       One of the events failed on the device. Or as for every function, below.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE. */
GT_TRY gt_event_elapsed(const gt_event *begin, const gt_event *end, int64_t *nanoseconds);

#ifdef __cplusplus
}
#endif
#endif

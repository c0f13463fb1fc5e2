/* The pool of a context. Buffers come in size classes, eight to a doubling. A freed buffer is cached in
 * the bin of its class although work on it may be pending: on the same queue that work runs first anyway, another
 * queue is made to wait for it on the device. */
#define _POSIX_C_SOURCE 200809L /* nanosleep */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cl/internal.h"

enum { LOOK_AHEAD = 16, TRIES = 10 };

/* The class that holds `bytes`: its size, and its bin. */
static int64_t class_of(int64_t bytes, int32_t *bin)
{
    enum { SMALLEST = 256 };
    int64_t units = gt__size_class(bytes > SMALLEST ? (bytes - 1) / SMALLEST + 1 : 1, bin);
    return units * SMALLEST;
}

void gt__buffer_destroy(gt__buffer *buffer)
{
    for (int32_t i = 0; i < buffer->users; i++) gt__queue_release(buffer->user[i]);
    clReleaseMemObject(buffer->mem); /* OpenCL keeps the memory until pending work on it is done */
    free(buffer);
}

int32_t gt__pool_trim(gt_context *ctx, int64_t keep)
{
    int32_t gone = 0;
    for (int32_t bin = GT__SIZE_CLASSES - 1; bin >= 0 && ctx->pool.cached > keep; bin--)
        while (ctx->pool.bin[bin] && ctx->pool.cached > keep) {
            gt__buffer *buffer = ctx->pool.bin[bin];
            ctx->pool.bin[bin] = buffer->next;
            ctx->pool.cached -= buffer->bytes;
            gt__buffer_destroy(buffer);
            gone++;
        }
    return gone + gt__kept_trim(ctx, keep);
}

/* Makes q wait on the device for all other users, after which it is the only one. */
static gt_status take_over(gt__buffer *buffer, gt_queue *q, const char *operation)
{
    for (int32_t i = 0; i < buffer->users; i++)
        if (buffer->user[i] != q) GT__TRY(gt__queue_follow(q, buffer->user[i], operation));
    gt__queue_retain(q);
    while (buffer->users > 0) gt__queue_release(buffer->user[--buffer->users]);
    buffer->user[buffer->users++] = q;
    return GT_OK;
}

gt_status gt__buffer_use(gt__buffer *buffer, gt_queue *q, const char *operation)
{
    for (int32_t i = 0; i < buffer->users; i++)
        if (buffer->user[i] == q) return GT_OK;
    if (buffer->users == GT__BUFFER_USERS) return take_over(buffer, q, operation);
    gt__queue_retain(q);
    buffer->user[buffer->users++] = q;
    return GT_OK;
}

/* A buffer is free for q at once where no other queue has work on it. What a rehearsal makes is used on other queues,
 * which do not wait for it. */
static int free_for(const gt__buffer *buffer, const gt_queue *q)
{
    if (q->rehearses) return buffer->users == 0;
    return buffer->users == 0 || (buffer->users == 1 && buffer->user[0] == q);
}

/* Takes a cached buffer of the bin, ordered for q, or leaves *out NULL. Prefers one that is free at once, if that is
 * among the first few: bins grow long. */
static gt_status take_cached(gt__buffer **out, gt_queue *q, int32_t bin, const char *operation)
{
    gt__buffer **link = &q->ctx->pool.bin[bin];
    for (int i = 0; i < LOOK_AHEAD && *link && !free_for(*link, q); i++) link = &(*link)->next;
    if (!*link || !free_for(*link, q)) link = &q->ctx->pool.bin[bin];
    gt__buffer *buffer = *link;
    if (!buffer) return GT_OK;
    if (!free_for(buffer, q) && q->rehearses) return GT_OK;
    if (!free_for(buffer, q)) GT__TRY(take_over(buffer, q, operation));
    *link = buffer->next;
    q->ctx->pool.cached -= buffer->bytes;
    *out = buffer;
    return GT_OK;
}

/* Many drivers allocate at the first use, where PoCL ends the process if memory is out. Where the host's memory is
 * meant, this flag makes them do it here. */
static cl_mem_flags memory_flags(const gt_context *ctx)
{
    return CL_MEM_READ_WRITE | (ctx->traits.shares_host ? CL_MEM_ALLOC_HOST_PTR : 0);
}

static cl_mem create(gt_context *ctx, int64_t bytes, const void *contents, cl_int *code)
{
    if (!contents && gt__pages_fit(ctx, bytes)) return gt__pages_buffer(ctx, bytes, code);
    const cl_mem_flags flags = memory_flags(ctx) | (contents ? CL_MEM_COPY_HOST_PTR : 0);
    void *from = NULL;
    memcpy(&from, &contents, sizeof from); /* OpenCL only reads it */
    return clCreateBuffer(ctx->cl, flags, (size_t)bytes, from, code);
}

/* Whether to ask for memory once more after the cache was given back: some drivers release with threads of their own,
 * a moment later. */
static int again(int tried)
{
    const struct timespec moment = {.tv_nsec = 1000000};
    if (tried == TRIES) return 0;
    if (tried > 0) nanosleep(&moment, NULL);
    return 1;
}

/* When memory is out, asks again after giving the cache back. */
gt_status gt__buffer_allocate(gt__buffer **out, gt_context *ctx, int64_t bytes, const void *contents,
                              const char *operation)
{
    gt__buffer *buffer = calloc(1, sizeof *buffer);
    if (!buffer) return gt__fail(GT_E_OUT_OF_MEMORY, operation, 0, "no host memory for a buffer");
    cl_int code = CL_SUCCESS;
    buffer->mem = create(ctx, bytes, contents, &code);
    if (!buffer->mem && gt__cl_out_of_memory(code) && gt__pool_trim(ctx, 0) > 0)
        for (int tried = 0; !buffer->mem && gt__cl_out_of_memory(code) && again(tried); tried++)
            buffer->mem = create(ctx, bytes, contents, &code);
    if (!buffer->mem) {
        free(buffer);
        return gt__fail_cl(gt__cl_out_of_memory(code) ? GT_E_OUT_OF_MEMORY : GT_E_DEVICE, code, operation,
                           "a buffer of %lld bytes could not be made", (long long)bytes);
    }
    buffer->ctx = ctx;
    buffer->whole = buffer->mem;
    buffer->bytes = bytes;
    ctx->pool.allocations++;
    *out = buffer;
    return GT_OK;
}

/* Bytes that the pool may hold, used and cached: the limit, or else the device's memory. What is asked for counts, as
 * drivers promise more than they have. */
static int64_t most_bytes(const gt_context *ctx)
{
    return ctx->pool.limit > 0 ? ctx->pool.limit : ctx->traits.memory;
}

/* Whether `bytes` more are within the limit beside those that are held. */
static gt_status within_limit(const gt_context *ctx, int64_t held, int64_t bytes, const char *operation)
{
    if (bytes <= most_bytes(ctx) - held) return GT_OK;
    return gt__fail(GT_E_OUT_OF_MEMORY, operation, 0, "%lld bytes more than %lld in use pass %s of %lld",
                    (long long)bytes, (long long)held, ctx->pool.limit > 0 ? "the limit" : "the device's memory",
                    (long long)most_bytes(ctx));
}

gt_status gt__pool_room(gt_context *ctx, int64_t bytes, const char *operation)
{
    const gt__pool *pool = &ctx->pool;
    gt__pool_trim(ctx, most_bytes(ctx) - pool->used - bytes);
    return within_limit(ctx, pool->used + pool->cached, bytes, operation);
}

static gt_status create_locked(gt__buffer **out, gt_queue *q, int64_t bytes, const char *operation)
{
    gt_context *ctx = q->ctx;
    gt__pool *pool = &ctx->pool;
    int32_t bin = 0;
    if (bytes > ctx->traits.max_alloc)
        return gt__fail(GT_E_OUT_OF_MEMORY, operation, 0, "%lld bytes; the largest tensor of this device has %lld",
                        (long long)bytes, (long long)ctx->traits.max_alloc);
    int64_t size = class_of(bytes, &bin);
    if (size > ctx->traits.max_alloc) size = bytes;
    GT__TRY(within_limit(ctx, pool->used, size, operation));
    GT__TRY(take_cached(out, q, bin, operation));
    if (!*out) {
        GT__TRY(gt__pool_room(ctx, size, operation));
        GT__TRY(gt__buffer_allocate(out, ctx, size, NULL, operation));
    }
    (*out)->asked = bytes;
    pool->used += (*out)->bytes;
    if (pool->used > pool->peak) pool->peak = pool->used;
    atomic_init(&(*out)->refs, 1);
    gt__context_retain(ctx);
    return GT_OK;
}

gt_status gt__buffer_create(gt__buffer **out, const gt__call *call, int64_t bytes)
{
    *out = NULL;
    gt__lock(&call->context->lock);
    gt_status status = create_locked(out, call->queue, bytes, call->name);
    gt__unlock(&call->context->lock);
    return status;
}

int64_t gt__buffer_bytes(const gt__buffer *buffer)
{
    return buffer->asked;
}

gt__buffer *gt__buffer_retain(gt__buffer *buffer)
{
    if (buffer) gt__refs_add(&buffer->refs);
    return buffer;
}

void gt__buffer_release(gt__buffer *buffer)
{
    if (!buffer || !gt__refs_drop(&buffer->refs)) return;
    if (buffer->wrapped) {
        gt__wrapped_release(buffer);
        return;
    }
    if (buffer->kept) {
        gt__kept_release(buffer);
        return;
    }
    gt_context *ctx = buffer->ctx;
    if (gt__context_here(ctx)) {
        int32_t bin = 0;
        gt__lock(&ctx->lock);
        ctx->pool.used -= buffer->bytes;
        if (ctx->closed || class_of(buffer->bytes, &bin) != buffer->bytes) {
            gt__buffer_destroy(buffer);
        } else {
            ctx->pool.cached += buffer->bytes;
            buffer->next = ctx->pool.bin[bin];
            ctx->pool.bin[bin] = buffer;
        }
        gt__unlock(&ctx->lock);
    }
    gt__context_release(ctx);
}

void *gt__host_memory(const gt__call *call, size_t bytes)
{
    void *memory = malloc(bytes > 0 ? bytes : 1);
    if (memory) return memory;
    gt__lock(&call->context->lock);
    int32_t gone = gt__pool_trim(call->context, 0);
    gt__unlock(&call->context->lock);
    for (int tried = 0; gone > 0 && !memory && again(tried); tried++) memory = malloc(bytes > 0 ? bytes : 1);
    if (!memory) gt__fail(GT_E_OUT_OF_MEMORY, call->name, 0, "no host memory for %zu bytes", bytes);
    return memory;
}

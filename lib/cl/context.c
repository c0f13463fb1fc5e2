#include <stdlib.h>
#include <string.h>

#include "base/dtype.h"
#include "base/struct.h"
#include "cl/internal.h"

int gt__context_here(const gt_context *ctx)
{
    return ctx->process == gt__process();
}

gt_status gt__call_begin_context(gt__call *call, const char *name, const gt_context *ctx, int32_t argument)
{
    call->name = name;
    GT__CHECK(ctx, call, GT_E_ARGUMENT, argument, "context is NULL");
    GT__CHECK(gt__context_here(ctx), call, GT_E_FORKED, argument,
              "the context belongs to the parent process of a fork()");
    call->context = ctx->self;
    return GT_OK;
}

const gt__traits *gt__traits_of(const gt_context *ctx)
{
    return &ctx->traits;
}

int gt__refuses_instructions(const gt_context *ctx)
{
    return atomic_load(&ctx->refused);
}

void gt__refused_instructions(gt_context *ctx)
{
    atomic_store(&ctx->refused, 1);
}

int32_t gt__device_number(const gt_context *ctx)
{
    return ctx->device_index;
}

gt_status gt__dtype_present(const gt__call *call, int32_t dtype, int32_t argument)
{
    const gt__dtype *facts = gt__dtype_check(dtype, call->name, argument);
    if (!facts) return GT_E_DTYPE;
    GT__CHECK(!gt__dtype_double(facts) || call->context->traits.has_float64, call, GT_E_MISSING_DTYPE, argument,
              "this device has no %s", facts->name);
    return GT_OK;
}

void gt__context_retain(gt_context *ctx)
{
    gt__refs_add(&ctx->refs);
}

void gt__context_release(gt_context *ctx)
{
    if (!gt__refs_drop(&ctx->refs)) return;
    if (gt__context_here(ctx)) { /* in the child of a fork() the driver may hang: its objects are left alone */
        gt__kernels_free(ctx);
        gt__blas_leave(ctx);
        if (ctx->queue) gt__queue_release(ctx->queue);
        if (ctx->cl) clReleaseContext(ctx->cl);
        pthread_cond_destroy(&ctx->changed); /* which would wait for waiters of the parent in a child */
        pthread_mutex_destroy(&ctx->lock);
    }
    gt__kept_free(ctx);
    gt__interned_free(ctx);
    gt__text_free(&ctx->build_log);
    free(ctx);
}

static gt_status open_context(gt_context *ctx, const char *operation)
{
    GT__TRY(gt__device_get(ctx->device_index, &ctx->device, operation));
    GT__TRY(gt__device_traits(&ctx->device, &ctx->traits, operation));
    cl_context_properties properties[] = {CL_CONTEXT_PLATFORM, (cl_context_properties)ctx->device.platform, 0};
    cl_int code = CL_SUCCESS;
    fenv_t callers;
    gt__floats_begin(&callers);
    ctx->cl = clCreateContext(properties, 1, &ctx->device.id, NULL, NULL, &code);
    gt__floats_end(&callers);
    if (!ctx->cl) return gt__cl_fail(code, "clCreateContext", operation);
    ctx->unbuilt.made.group = (size_t)ctx->traits.group;
    return gt__queue_make(&ctx->queue, ctx, NULL, operation);
}

/* A device number that is a status: gt_device_find has said why, if it was called just before. */
static gt_status not_found(gt_status status, const char *operation)
{
    gt_error last = {.size = sizeof last};
    gt_last_error_get(&last);
    if (last.status == status) return status;
    return gt__fail(status, operation, 2, "the device is %d, a status", (int)status);
}

gt_status gt_context_create(gt_context **out, int32_t device, const gt_context_opts *opts)
{
    const char *operation = "gt_context_create";
    if (!out) return gt__fail(GT_E_ARGUMENT, operation, 1, "out is NULL");
    *out = NULL;
    if (device < 0 && gt_enum_name(GT_KIND_STATUS, device)) return not_found(device, operation);
    GT__TRY(gt__check_struct(opts, sizeof *opts, operation, 3));
    if (opts && opts->reserved) return gt__fail(GT_E_ARGUMENT, operation, 3, "opts->reserved is not 0");
    if (opts && opts->memory_limit < 0) return gt__fail(GT_E_ARGUMENT, operation, 3, "memory_limit is negative");
    gt_context *ctx = calloc(1, sizeof *ctx);
    if (!ctx) return gt__fail(GT_E_OUT_OF_MEMORY, operation, 0, "no host memory for a context");
    if (pthread_mutex_init(&ctx->lock, NULL) != 0 || pthread_cond_init(&ctx->changed, NULL) != 0) {
        free(ctx);
        return gt__fail(GT_E_OUT_OF_MEMORY, operation, 0, "no lock for a context");
    }
    atomic_init(&ctx->refs, 1);
    ctx->self = ctx;
    ctx->process = gt__process();
    ctx->device_index = device;
    ctx->pool.limit = opts ? opts->memory_limit : 0;
    gt_status status = open_context(ctx, operation);
    if (status < 0) {
        gt__context_release(ctx);
        return status;
    }
    *out = ctx;
    return GT_OK;
}

void gt_context_free(gt_context *ctx)
{
    if (!ctx) return;
    if (gt__context_here(ctx)) { /* not after fork(): another thread may have held the lock */
        gt__lock(&ctx->lock);
        ctx->closed = 1;
        gt__pool_trim(ctx, 0);
        gt__unlock(&ctx->lock);
    }
    gt__context_release(ctx);
}

gt_queue *gt_context_queue(gt_context *ctx)
{
    return ctx ? ctx->queue : NULL;
}

int32_t gt_context_supports(const gt_context *ctx, int32_t dtype)
{
    return ctx ? gt__device_support(dtype, ctx->traits.has_float64) : GT_SUPPORT_NONE;
}

gt_status gt_context_statistics(const gt_context *ctx, gt_context_stats *out)
{
    gt__call call = {0};
    GT__TRY(gt__call_begin_context(&call, "gt_context_statistics", ctx, 1));
    gt_context_stats stats = {.size = sizeof stats, .device = ctx->device_index};
    gt__mutex *lock = &ctx->self->lock;
    gt__lock(lock);
    stats.used = ctx->pool.used;
    stats.cached = ctx->pool.cached;
    stats.peak = ctx->pool.peak;
    stats.limit = ctx->pool.limit;
    stats.allocations = ctx->pool.allocations;
    stats.programs_built = ctx->programs_built;
    stats.programs_in_memory = ctx->programs_ready;
    stats.programs_from_disk = ctx->programs_from_disk;
    gt__unlock(lock);
    return gt__give_struct(out, &stats, sizeof stats, call.name, 2);
}

gt_status gt_context_set_limit(gt_context *ctx, int64_t bytes)
{
    gt__call call = {0};
    GT__TRY(gt__call_begin_context(&call, "gt_context_set_limit", ctx, 1));
    GT__CHECK(bytes >= 0, &call, GT_E_ARGUMENT, 2, "%lld bytes", (long long)bytes);
    gt__lock(&ctx->lock);
    ctx->pool.limit = bytes;
    gt__unlock(&ctx->lock);
    return GT_OK;
}

gt_status gt_context_trim(gt_context *ctx, int64_t keep_bytes)
{
    gt__call call = {0};
    GT__TRY(gt__call_begin_context(&call, "gt_context_trim", ctx, 1));
    GT__CHECK(keep_bytes >= 0, &call, GT_E_ARGUMENT, 2, "%lld bytes", (long long)keep_bytes);
    gt__lock(&ctx->lock);
    gt__pool_trim(ctx, keep_bytes);
    gt__unlock(&ctx->lock);
    return GT_OK;
}

size_t gt_build_log(const gt_context *ctx, char *buffer, size_t bytes)
{
    size_t need = 0;
    if (!buffer) bytes = 0;
    if (bytes > 0) buffer[0] = 0;
    if (!ctx || !gt__context_here(ctx)) return 0;
    gt__mutex *lock = &ctx->self->lock;
    gt__lock(lock);
    if (ctx->build_log.s) {
        need = ctx->build_log.length + 1;
        size_t n = need <= bytes ? need - 1 : bytes > 0 ? bytes - 1 : 0;
        if (bytes > 0) {
            memcpy(buffer, ctx->build_log.s, n);
            buffer[n] = 0;
        }
    }
    gt__unlock(lock);
    return need;
}

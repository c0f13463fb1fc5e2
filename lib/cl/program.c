/* From a key to a kernel: the table of the context, else the disk, else the compiler. A kernel is built when first
 * asked for, outside the context's lock: an entry is in the table before its build begins, so that publishing cannot
 * fail. On a queue that rehearses it is only noted (rehearsal.c). */
#include <stdlib.h>
#include <string.h>

#include "cl/internal.h"

/* Without the lock. */
static gt_status build(gt__made *out, const gt__call *call, const void *key, gt__write_source *write)
{
    gt__text source = {0};
    const char *name = "";
    write(&source, &name, key);
    const gt__source from = {source.s, name, gt__build_options(call->context), 0, 1};
    gt_status status = source.failed
                           ? gt__fail(GT_E_OUT_OF_MEMORY, call->name, 0, "no host memory for the source of a kernel")
                           : gt__program_get(out, call->context, &from, call->name);
    gt__text_free(&source);
    return status;
}

/* The entry of key, made EMPTY if there is none; NULL, recorded, if memory is out. Lock held. */
static gt__kernel *entry_of(const gt__call *call, const void *key)
{
    gt_context *ctx = call->context;
    gt__kernel *kernel = gt__table_get(&ctx->kernels, key);
    if (kernel) return kernel;
    kernel = calloc(1, sizeof *kernel);
    if (kernel) memcpy(kernel->key, key, sizeof kernel->key);
    if (kernel && gt__table_add(&ctx->kernels, kernel) == 0) return kernel;
    free(kernel);
    gt__fail(GT_E_OUT_OF_MEMORY, call->name, 0, "no host memory for a kernel");
    return NULL;
}

void gt__kernel_publish(gt_context *ctx, gt__kernel *kernel, gt_status status, const gt__made *made)
{
    kernel->state = status == GT_OK ? GT__READY : GT__EMPTY;
    if (status == GT_OK) {
        kernel->made = *made;
        ctx->programs_ready++;
        *(made->from_disk ? &ctx->programs_from_disk : &ctx->programs_built) += 1;
    }
    pthread_cond_broadcast(&ctx->changed);
}

/* Whether another thread builds the kernel, or is about to: what compilers of CPUs have is one program of all that is
 * wanted, which their caches know again if nobody takes a kernel out of it. Lock held. */
static int is_coming(const gt_context *ctx, const gt__kernel *kernel)
{
    if (kernel->state == GT__WANTED) return ctx->builders > 0 && ctx->traits.form == GT__CPU;
    return kernel->state == GT__BUILDING;
}

/* With the lock held, which is given up while it builds or waits. */
static gt_status get_locked(gt__kernel **out, const gt__call *call, const void *key, gt__write_source *write)
{
    gt_context *ctx = call->context;
    gt__kernel *kernel;
    while ((kernel = entry_of(call, key)) && is_coming(ctx, kernel)) pthread_cond_wait(&ctx->changed, &ctx->lock);
    if (!kernel) return GT_E_OUT_OF_MEMORY;
    if (kernel->state != GT__READY) {
        gt__made made = {0};
        kernel->state = GT__BUILDING;
        gt__unlock(&ctx->lock);
        gt_status status = build(&made, call, key, write);
        gt__lock(&ctx->lock);
        gt__kernel_publish(ctx, kernel, status, &made);
        if (status < 0) return status;
    }
    *out = kernel;
    return GT_OK;
}

/* With the lock held: a stand-in, if the kernel is not there. */
static gt_status rehearse(gt__kernel **out, const gt__call *call, const void *key, gt__write_source *write)
{
    gt__kernel *kernel = entry_of(call, key);
    if (!kernel) return GT_E_OUT_OF_MEMORY;
    gt__kernel_want(call->context, kernel, write);
    *out = &call->context->unbuilt;
    return GT_OK;
}

gt_status gt__kernel_get(gt__kernel **out, const gt__call *call, const void *key, gt__write_source *write)
{
    gt_context *ctx = call->context;
    *out = NULL;
    gt__lock(&ctx->lock);
    gt__kernel *kernel = gt__table_get(&ctx->kernels, key);
    gt_status status = GT_OK;
    if (kernel && kernel->state == GT__READY) {
        *out = kernel;
        gt__unlock(&ctx->lock);
        return GT_OK;
    }
    gt__context_retain(ctx); /* its handle may be freed meanwhile */
    status = call->queue->rehearses ? rehearse(out, call, key, write) : get_locked(out, call, key, write);
    gt__unlock(&ctx->lock);
    gt__context_release(ctx);
    return status;
}

int64_t gt__kernel_group(const gt__kernel *kernel)
{
    return (int64_t)kernel->made.group;
}

void gt__kernels_free(gt_context *ctx)
{
    size_t position = 0;
    gt__kernel *kernel;
    while ((kernel = gt__table_next(&ctx->kernels, &position))) {
        if (kernel->made.cl) clReleaseKernel(kernel->made.cl);
        free(kernel);
    }
    gt__table_free(&ctx->kernels);
}

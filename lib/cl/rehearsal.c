/* Kernels that are built before they are needed: calls on a queue that rehearses note what they would run, threads in
 * the background build it. Compilers of CPUs work under one lock and begin every program by reading the same headers:
 * there, one thread makes a single program of all that is wanted. */
#define _POSIX_C_SOURCE 200809L /* pthread_sigmask */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "cl/internal.h"

enum { BATCH = 64 };

void gt__kernel_want(gt_context *ctx, gt__kernel *kernel, gt__write_source *write)
{
    if (kernel->state != GT__EMPTY) return;
    kernel->state = GT__WANTED;
    kernel->write = write;
    kernel->failed = 0;
    if (kernel->listed) return;
    kernel->listed = 1;
    kernel->next = NULL;
    *(ctx->wanted ? &ctx->last_wanted->next : &ctx->wanted) = kernel;
    ctx->last_wanted = kernel;
}

/* Takes what is still wanted from the list, at most `most` kernels. Lock held. */
static int32_t take(gt_context *ctx, gt__kernel **kernels, int32_t most)
{
    int32_t n = 0;
    while (ctx->wanted && n < most) {
        gt__kernel *kernel = ctx->wanted;
        ctx->wanted = kernel->next;
        kernel->listed = 0;
        if (kernel->state != GT__WANTED) continue;
        kernel->state = GT__BUILDING;
        kernels[n++] = kernel;
    }
    return n;
}

/* ---- building, without the lock ---- */

static const char *const operation = "gt_queue_flush";

/* One of the kernels that a builder works on. */
typedef struct work {
    gt__kernel *kernel;
    gt__text source;
    const char *name;
    gt__made made;
    gt_status status;
} work;

static gt__source source_of(const gt_context *ctx, const work *w)
{
    return (gt__source){w->source.s, w->name, gt__build_options(ctx), 0, 1};
}

static void build_alone(gt_context *ctx, work *w)
{
    const gt__source source = source_of(ctx, w);
    w->status = w->source.failed ? GT_E_OUT_OF_MEMORY : gt__program_make(&w->made, ctx, &source, operation);
}

/* The kernels of a program of several. */
static void take_kernels(gt_context *ctx, cl_program program, work *all, int32_t n)
{
    const char *function = NULL;
    for (int32_t i = 0; i < n; i++) {
        gt__text name = {0};
        if (all[i].status == GT_OK) continue;
        gt__text_add(&name, "%s_%d", all[i].name, (int)i);
        if (!name.failed && gt__program_kernel(&all[i].made, ctx, program, name.s, &function) == CL_SUCCESS)
            all[i].status = GT_OK;
        gt__text_free(&name);
    }
}

static int is_on_disk(gt_context *ctx, work *w)
{
    const gt__source source = source_of(ctx, w);
    const int there = !w->source.failed && gt__cache_load(&w->made, ctx, &source);
    if (there) w->status = GT_OK;
    return there;
}

/* Where it is not known, a driver's first kernel shows whether what it compiles is kept, and so is built alone. If not,
 * later processes do the same: else their program of the others would be another, which the driver's own cache has
 * not. */
static int is_first(const gt_context *ctx, int32_t i)
{
    return i == 0 && atomic_load(&ctx->binaries) == GT__BINARIES_AGAIN && !ctx->traits.compiles_again;
}

static void build_together(gt_context *ctx, work *all, int32_t n)
{
    gt__text program = {0};
    cl_program built = NULL;
    const char *function = NULL, *sources[BATCH] = {NULL};
    int32_t count = 0;
    for (int32_t i = 0; i < n; i++) {
        if (is_on_disk(ctx, &all[i]) || all[i].source.failed) continue;
        if (gt__cache_keeps(ctx) || is_first(ctx, i) || gt__batch_is(all[i].source.s)) {
            build_alone(ctx, &all[i]);
            continue;
        }
        sources[i] = all[i].source.s;
        count++;
    }
    if (count > 1) gt__batch_write(&program, sources, (int)n);
    const gt__source all_of = {program.s, NULL, gt__build_options(ctx), 0, 1};
    if (count > 1 && !program.failed && gt__program_compile(&built, ctx, &all_of, &function) == CL_SUCCESS)
        take_kernels(ctx, built, all, n);
    if (built) clReleaseProgram(built);
    gt__text_free(&program);
    for (int32_t i = 0; i < n; i++) /* what is left over, such as one that does not compile, and so kept the rest */
        if (all[i].status != GT_OK) build_alone(ctx, &all[i]);
}

static void build_all(gt_context *ctx, work *all, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        all[i].status = GT_E_BUILD;
        all[i].kernel->write(&all[i].source, &all[i].name, all[i].kernel->key);
    }
    if (n > 1)
        build_together(ctx, all, n);
    else if (!is_on_disk(ctx, all))
        build_alone(ctx, all);
    for (int32_t i = 0; i < n; i++) gt__text_free(&all[i].source);
}

/* ---- threads ---- */

static void *build_wanted(void *what)
{
    gt__builder *self = what;
    gt_context *ctx = self->ctx;
    gt__kernel *kernels[BATCH];
    int32_t n;
    gt__lock(&ctx->lock);
    while ((n = take(ctx, kernels, ctx->traits.form == GT__CPU ? BATCH : 1)) > 0) {
        work all[BATCH] = {{0}};
        for (int32_t i = 0; i < n; i++) all[i].kernel = kernels[i];
        gt__unlock(&ctx->lock);
        build_all(ctx, all, n);
        gt__lock(&ctx->lock);
        for (int32_t i = 0; i < n; i++) {
            kernels[i]->failed = all[i].status != GT_OK;
            gt__kernel_publish(ctx, kernels[i], all[i].status, &all[i].made);
        }
    }
    self->state = GT__ENDED;
    ctx->builders--;
    pthread_cond_broadcast(&ctx->changed);
    gt__unlock(&ctx->lock);
    return NULL;
}

/* A thread that takes no signals: they are the program's. */
static int start_builder(gt_context *ctx, gt__builder *builder)
{
    sigset_t all, before;
    builder->ctx = ctx;
    sigfillset(&all);
    if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0) return 0;
    int started = pthread_create(&builder->thread, NULL, build_wanted, builder) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!started) return 0;
    builder->state = GT__WORKS;
    ctx->builders++;
    return 1;
}

/* Those that have ended, which need the lock no more. Lock held. */
static void join_builders(gt_context *ctx)
{
    for (gt__builder *builder = ctx->builder; builder < ctx->builder + GT__BUILDERS; builder++) {
        if (builder->state != GT__ENDED) continue;
        pthread_join(builder->thread, NULL);
        builder->state = GT__NONE;
    }
}

/* Until none works. Lock held. */
static void wait_builders(gt_context *ctx)
{
    while (ctx->builders > 0) pthread_cond_wait(&ctx->changed, &ctx->lock);
    join_builders(ctx);
}

void gt__rehearsal_flush(gt_context *ctx)
{
    int32_t most = 0;
    gt__lock(&ctx->lock);
    join_builders(ctx);
    for (gt__kernel *k = ctx->wanted; k && most < GT__BUILDERS; k = k->next) most++;
    if (most > 1 && ctx->traits.form == GT__CPU) most = 1;
    for (int32_t i = 0; i < GT__BUILDERS && ctx->builders < most; i++) /* where none starts, whoever waits builds */
        if (ctx->builder[i].state == GT__NONE) start_builder(ctx, &ctx->builder[i]);
    gt__unlock(&ctx->lock);
}

/* What a builder could not build is nothing to later rehearsals. Lock held. */
static void forget_failures(gt_context *ctx)
{
    size_t position = 0;
    gt__kernel *kernel;
    while ((kernel = gt__table_next(&ctx->kernels, &position))) kernel->failed = 0;
}

/* A kernel that was wanted and is not there, nor being built. Lock held. */
static gt__kernel *left_over(gt_context *ctx)
{
    size_t position = 0;
    gt__kernel *kernel;
    while ((kernel = gt__table_next(&ctx->kernels, &position)))
        if (kernel->state == GT__WANTED || (kernel->state == GT__EMPTY && kernel->failed)) return kernel;
    return NULL;
}

gt_status gt__rehearsal_finish(const gt__call *call)
{
    gt_context *ctx = call->context;
    gt__kernel *kernel, *built;
    gt_status status = GT_OK;
    gt__rehearsal_flush(ctx);
    gt__lock(&ctx->lock);
    wait_builders(ctx);
    while (status == GT_OK && (kernel = left_over(ctx))) {
        const gt__call real = {call->name, ctx->queue, ctx};
        gt__write_source *write = kernel->write;
        unsigned char key[GT__KEY_BYTES];
        memcpy(key, kernel->key, sizeof key);
        kernel->failed = 0;
        gt__unlock(&ctx->lock);
        status = gt__kernel_get(&built, &real, key, write);
        gt__lock(&ctx->lock);
    }
    gt__unlock(&ctx->lock);
    return status;
}

void gt__rehearsal_begin(gt_context *ctx)
{
    gt__lock(&ctx->lock);
    ctx->rehearsing++;
    gt__unlock(&ctx->lock);
}

void gt__rehearsal_leave(gt_context *ctx)
{
    gt__lock(&ctx->lock);
    if (--ctx->rehearsing > 0) {
        gt__unlock(&ctx->lock);
        return;
    }
    for (gt__kernel *kernel = ctx->wanted; kernel; kernel = kernel->next) {
        kernel->listed = 0;
        if (kernel->state == GT__WANTED) kernel->state = GT__EMPTY;
    }
    ctx->wanted = NULL;
    wait_builders(ctx);
    forget_failures(ctx);
    gt__unlock(&ctx->lock);
}

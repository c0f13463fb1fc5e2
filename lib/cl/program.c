/* From a key to a kernel: the table of the context, else the compiler. One kernel per program, built when first asked
 * for, outside the context's lock: an entry is EMPTY, BUILDING or READY, and is in the table before its build begins,
 * so that publishing cannot fail. */
#include <stdlib.h>
#include <string.h>

#include "cl/internal.h"

static const char *build_options(const gt_context *ctx)
{
    /* -w: some implementations print warnings to the user's terminal */
    return ctx->traits.rounds_divide ? "-cl-std=CL1.2 -w -cl-fp32-correctly-rounded-divide-sqrt" : "-cl-std=CL1.2 -w";
}

/* Appends the source with a number before each line, counted as its #line directives say. */
static void add_numbered(gt__text *log, const char *source)
{
    for (int line = 1; *source; line++) {
        int n = (int)strcspn(source, "\n");
        if (strncmp(source, "#line ", 6) == 0) {
            gt__text_add(log, "%.*s\n", n, source);
            line = (int)strtol(source + 6, NULL, 10) - 1;
        } else {
            gt__text_add(log, "%5d  %.*s\n", line, n, source);
        }
        source += n + (source[n] == '\n');
    }
}

/* Keeps options, log and numbered source of a failed build in the context; the failure that reports it. */
static gt_status fail_build(gt_context *ctx, cl_program program, const char *source, const char *operation)
{
    gt__text log = {0};
    size_t bytes = 0;
    gt__text_add(&log, "options: %s\n", build_options(ctx));
    if (clGetProgramBuildInfo(program, ctx->device.id, CL_PROGRAM_BUILD_LOG, 0, NULL, &bytes) == CL_SUCCESS) {
        char *text = calloc(1, bytes + 1);
        if (text &&
            clGetProgramBuildInfo(program, ctx->device.id, CL_PROGRAM_BUILD_LOG, bytes, text, NULL) == CL_SUCCESS)
            gt__text_add(&log, "log:\n%s\n", text);
        free(text);
    }
    gt__text_add(&log, "source:\n");
    add_numbered(&log, source);
    gt_status status = gt__fail_cl(GT_E_BUILD, CL_BUILD_PROGRAM_FAILURE, operation, "a kernel did not compile: %.600s",
                                   log.s ? log.s : "no host memory for the log");
    gt__lock(&ctx->lock);
    gt__text old = ctx->build_log;
    ctx->build_log = log;
    gt__unlock(&ctx->lock);
    gt__text_free(&old);
    return status;
}

static gt_status build_program(cl_program *out, gt_context *ctx, const char *source, const char *operation)
{
    cl_int code = CL_SUCCESS;
    cl_program program = clCreateProgramWithSource(ctx->cl, 1, &source, NULL, &code);
    if (!program) return gt__cl_fail(code, "clCreateProgramWithSource", operation);
    code = clBuildProgram(program, 1, &ctx->device.id, build_options(ctx), NULL, NULL);
    if (code == CL_SUCCESS) {
        *out = program;
        return GT_OK;
    }
    gt_status status = code == CL_BUILD_PROGRAM_FAILURE ? fail_build(ctx, program, source, operation)
                                                        : gt__cl_fail(code, "clBuildProgram", operation);
    clReleaseProgram(program);
    return status;
}

/* What a build makes: the fields of a kernel. */
typedef struct built {
    cl_kernel cl;
    size_t group;
} built;

static gt_status make_kernel(built *out, gt_context *ctx, const char *source, const char *name, const char *operation)
{
    cl_program program = NULL;
    cl_int code = CL_SUCCESS;
    GT__TRY(build_program(&program, ctx, source, operation));
    out->cl = clCreateKernel(program, name, &code);
    clReleaseProgram(program); /* the kernel keeps it */
    if (!out->cl) return gt__cl_fail(code, "clCreateKernel", operation);
    code = clGetKernelWorkGroupInfo(out->cl, ctx->device.id, CL_KERNEL_WORK_GROUP_SIZE, sizeof out->group, &out->group,
                                    NULL);
    if (code == CL_SUCCESS) return GT_OK;
    clReleaseKernel(out->cl);
    return gt__cl_fail(code, "clGetKernelWorkGroupInfo", operation);
}

/* Compiles, without the lock. A cache on disk would be asked here before the compiler. */
static gt_status build(built *out, const gt__call *call, const void *key, gt__write_source *write)
{
    gt__text source = {0};
    const char *name = "";
    write(&source, &name, key);
    gt_status status = source.failed
                           ? gt__fail(GT_E_OUT_OF_MEMORY, call->name, 0, "no host memory for the source of a kernel")
                           : make_kernel(out, call->context, source.s, name, call->name);
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

/* Publishes what was built, or that nothing was, to whoever waits. */
static void publish(gt_context *ctx, gt__kernel *kernel, gt_status status, const built *what)
{
    kernel->state = status == GT_OK ? GT__READY : GT__EMPTY;
    if (status == GT_OK) {
        kernel->cl = what->cl;
        kernel->group = what->group;
        ctx->programs_built++;
        ctx->programs_ready++;
    }
    pthread_cond_broadcast(&ctx->built);
}

/* With the lock held, which is given up while it builds or waits. */
static gt_status get_locked(gt__kernel **out, const gt__call *call, const void *key, gt__write_source *write)
{
    gt_context *ctx = call->context;
    gt__kernel *kernel;
    while ((kernel = entry_of(call, key)) && kernel->state == GT__BUILDING) pthread_cond_wait(&ctx->built, &ctx->lock);
    if (!kernel) return GT_E_OUT_OF_MEMORY;
    if (kernel->state == GT__EMPTY) {
        built what = {0};
        kernel->state = GT__BUILDING;
        gt__unlock(&ctx->lock);
        gt_status status = build(&what, call, key, write);
        gt__lock(&ctx->lock);
        publish(ctx, kernel, status, &what);
        if (status < 0) return status;
    }
    *out = kernel;
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
    status = get_locked(out, call, key, write);
    gt__unlock(&ctx->lock);
    gt__context_release(ctx);
    return status;
}

int64_t gt__kernel_group(const gt__kernel *kernel)
{
    return (int64_t)kernel->group;
}

void gt__kernels_free(gt_context *ctx)
{
    size_t position = 0;
    gt__kernel *kernel;
    while ((kernel = gt__table_next(&ctx->kernels, &position))) {
        if (kernel->cl) clReleaseKernel(kernel->cl);
        free(kernel);
    }
    gt__table_free(&ctx->kernels);
}

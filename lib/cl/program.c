/* From a prelude to a kernel: the table of the context, else the compiler. One kernel per program, built when first
 * asked for. The key is the family and the prelude. */
#include <stdlib.h>
#include <string.h>

#include "cl/internal.h"
#include "cl/kernels.h"

enum { SOURCES = 5 };

static const char *file_text(const char *name)
{
    for (const gt__file *file = gt__kernel_files; file->name; file++)
        if (strcmp(file->name, name) == 0) return file->text;
    return "";
}

static const char *build_options(const gt_context *ctx)
{
    /* -w: some implementations print warnings to the user's terminal */
    return ctx->traits.rounds_divide ? "-cl-std=CL1.2 -w -cl-fp32-correctly-rounded-divide-sqrt" : "-cl-std=CL1.2 -w";
}

/* Appends the source with a number before each line. */
static void add_numbered(gt__text *log, const char *source)
{
    for (int line = 1; *source; line++) {
        int n = (int)strcspn(source, "\n");
        gt__text_add(log, "%5d  %.*s\n", line, n, source);
        source += n + (source[n] == '\n');
    }
}

/* Keeps options, log and numbered source of a failed build in the context. */
static void keep_log(gt_context *ctx, cl_program program, const char *options, const char *const sources[SOURCES])
{
    gt__text log = {0};
    size_t bytes = 0;
    gt__text_add(&log, "options: %s\n", options);
    if (clGetProgramBuildInfo(program, ctx->device.id, CL_PROGRAM_BUILD_LOG, 0, NULL, &bytes) == CL_SUCCESS) {
        char *text = calloc(1, bytes + 1);
        if (text &&
            clGetProgramBuildInfo(program, ctx->device.id, CL_PROGRAM_BUILD_LOG, bytes, text, NULL) == CL_SUCCESS)
            gt__text_add(&log, "log:\n%s\n", text);
        free(text);
    }
    for (int i = 0; i < SOURCES; i++) {
        gt__text_add(&log, "source, part %d:\n", i + 1);
        add_numbered(&log, sources[i]);
    }
    gt__text_free(&ctx->build_log);
    ctx->build_log = log;
}

static int32_t build(cl_program *out, gt_context *ctx, const char *const sources[SOURCES], const char *operation)
{
    const char *options = build_options(ctx);
    cl_int code = CL_SUCCESS;
    cl_program program = clCreateProgramWithSource(ctx->cl, SOURCES, (const char **)sources, NULL, &code);
    if (!program) return gt__cl_fail(code, "clCreateProgramWithSource", operation);
    code = clBuildProgram(program, 1, &ctx->device.id, options, NULL, NULL);
    if (code == CL_SUCCESS) {
        *out = program;
        return GT_OK;
    }
    if (code == CL_BUILD_PROGRAM_FAILURE) keep_log(ctx, program, options, sources);
    clReleaseProgram(program);
    if (code != CL_BUILD_PROGRAM_FAILURE) return gt__cl_fail(code, "clBuildProgram", operation);
    return gt__fail_cl(GT_E_BUILD, code, operation, "a kernel did not compile: %.600s",
                       ctx->build_log.s ? ctx->build_log.s : "no host memory for the log");
}

/* Compiles the kernel `family`. A cache on disk would be asked here before the compiler, by the same key. */
static int32_t make_kernel(gt__kernel *kernel, gt_context *ctx, const char *family, const char *prelude,
                           const char *operation)
{
    gt__text line = {0}, file = {0};
    cl_program program = NULL;
    cl_int code = CL_SUCCESS;
    gt__text_add(&file, "%s.cl", family);
    gt__text_add(&line, "\n#line 1 \"kernels/%s.cl\"\n", family);
    int32_t status =
        file.failed || line.failed ? gt__fail(GT_E_OUT_OF_MEMORY, operation, 0, "no host memory for a program") : GT_OK;
    if (status == GT_OK) {
        const char *sources[SOURCES] = {prelude, "\n#line 1 \"kernels/common.cl\"\n", file_text("common.cl"), line.s,
                                        file_text(file.s)};
        status = build(&program, ctx, sources, operation);
    }
    gt__text_free(&file);
    gt__text_free(&line);
    if (status < 0) return status;
    ctx->programs_built++;
    kernel->cl = clCreateKernel(program, family, &code);
    clReleaseProgram(program); /* the kernel keeps it */
    if (!kernel->cl) return gt__cl_fail(code, "clCreateKernel", operation);
    code = clGetKernelWorkGroupInfo(kernel->cl, ctx->device.id, CL_KERNEL_WORK_GROUP_SIZE, sizeof kernel->group,
                                    &kernel->group, NULL);
    return code == CL_SUCCESS ? GT_OK : gt__cl_fail(code, "clGetKernelWorkGroupInfo", operation);
}

static int32_t add_kernel(gt__kernel **out, gt_context *ctx, const char *key, const char *family, const char *prelude,
                          const char *operation)
{
    gt__kernel *kernel = calloc(1, sizeof *kernel);
    if (!kernel) return gt__fail(GT_E_OUT_OF_MEMORY, operation, 0, "no host memory for a kernel");
    int32_t status = make_kernel(kernel, ctx, family, prelude, operation);
    if (status == GT_OK && gt__table_add(&ctx->programs, key, kernel) != 0)
        status = gt__fail(GT_E_OUT_OF_MEMORY, operation, 0, "no host memory for the table of programs");
    if (status < 0) {
        if (kernel->cl) clReleaseKernel(kernel->cl);
        free(kernel);
        return status;
    }
    *out = kernel;
    return GT_OK;
}

int32_t gt__kernel_get(gt__kernel **out, gt_queue *q, const char *family, const char *prelude, const char *operation)
{
    gt_context *ctx = q->ctx;
    gt__text key = {0};
    int32_t status = GT_OK;
    gt__text_join(&key, family, "\n", prelude, NULL);
    if (key.failed) {
        gt__text_free(&key);
        return gt__fail(GT_E_OUT_OF_MEMORY, operation, 0, "no host memory for a key");
    }
    gt__lock(&ctx->lock);
    *out = gt__table_get(&ctx->programs, key.s);
    if (!*out) status = add_kernel(out, ctx, key.s, family, prelude, operation);
    gt__unlock(&ctx->lock);
    gt__text_free(&key);
    return status;
}

int64_t gt__kernel_group(const gt__kernel *kernel)
{
    return (int64_t)kernel->group;
}

void gt__programs_free(gt_context *ctx)
{
    size_t position = 0;
    gt__kernel *kernel;
    while ((kernel = gt__table_next(&ctx->programs, &position))) {
        clReleaseKernel(kernel->cl);
        free(kernel);
    }
    gt__table_free(&ctx->programs);
}

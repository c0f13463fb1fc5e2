/* From source to kernels, by the driver's compiler. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cl/internal.h"
#include "cl/kernels.h"

enum { OPTIONS_BYTES = 128 };

const char *gt__build_options(const gt_context *ctx)
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
static gt_status fail_build(gt_context *ctx, cl_program program, const gt__source *source, cl_int code,
                            const char *operation)
{
    gt__text log = {0};
    size_t bytes = 0;
    gt__text_add(&log, "options: %s\n", source->options);
    if (clGetProgramBuildInfo(program, ctx->device.id, CL_PROGRAM_BUILD_LOG, 0, NULL, &bytes) == CL_SUCCESS) {
        char *text = calloc(1, bytes + 1);
        if (text &&
            clGetProgramBuildInfo(program, ctx->device.id, CL_PROGRAM_BUILD_LOG, bytes, text, NULL) == CL_SUCCESS)
            gt__text_add(&log, "log:\n%s\n", text);
        free(text);
    }
    gt__text_add(&log, "source:\n");
    add_numbered(&log, source->text);
    gt_status status = gt__fail_cl(GT_E_BUILD, code, operation, "a kernel did not compile: %.600s",
                                   log.s ? log.s : "no host memory for the log");
    gt__lock(&ctx->lock);
    gt__text old = ctx->build_log;
    ctx->build_log = log;
    gt__unlock(&ctx->lock);
    gt__text_free(&old);
    return status;
}

/* ---- the header of OpenCL C ---- */

/* Clang reads the declarations of all functions of OpenCL C for each program: of 300 ms that PoCL takes for a new
 * kernel, 120 ms, and of 35 for one that it has kept, 20. This is what guards that header against a second reading;
 * declared.cl stands in for it. */
static const char without_header[] = " -D_OPENCL_H_";

static const char *declarations(void)
{
    const gt__file *file = gt__kernel_files;
    while (file->name && strcmp(file->name, "declared.cl") != 0) file++;
    return file->text;
}

static int is_brief(const gt_context *ctx, const gt__source *source)
{
    return source->declared && ctx->traits.reads_header && !atomic_load(&ctx->undeclared);
}

/* ---- building ---- */

/* Whether a failure is the source's: drivers have codes of their own for what their assemblers refuse. */
static int is_refused(cl_program program, const gt_context *ctx, cl_int code)
{
    cl_build_status status = CL_BUILD_NONE;
    if (code == CL_BUILD_PROGRAM_FAILURE || code == CL_INVALID_BUILD_OPTIONS) return 1;
    if (code == CL_OUT_OF_HOST_MEMORY || code == CL_OUT_OF_RESOURCES) return 0;
    return clGetProgramBuildInfo(program, ctx->device.id, CL_PROGRAM_BUILD_STATUS, sizeof status, &status, NULL) ==
               CL_SUCCESS &&
           status == CL_BUILD_ERROR;
}

cl_int gt__program_compile(cl_program *out, const gt_context *ctx, const gt__source *source, const char **function)
{
    const int briefly = is_brief(ctx, source);
    const char *texts[] = {briefly ? declarations() : source->text, source->text};
    char options[OPTIONS_BYTES];
    cl_int code = CL_SUCCESS;
    fenv_t callers;
    if (briefly) snprintf(options, sizeof options, "%s%s", source->options, without_header);
    *function = "clCreateProgramWithSource";
    *out = clCreateProgramWithSource(ctx->cl, briefly ? 2 : 1, texts, NULL, &code);
    if (!*out) return code;
    *function = "clBuildProgram";
    gt__floats_begin(&callers);
    code = clBuildProgram(*out, 1, &ctx->device.id, briefly ? options : source->options, NULL, NULL);
    gt__floats_end(&callers);
    return code;
}

gt_status gt__program_build(cl_program *out, gt_context *ctx, const gt__source *source, const char *operation)
{
    const char *function = NULL;
    cl_int code = gt__program_compile(out, ctx, source, &function);
    if (code == CL_BUILD_PROGRAM_FAILURE) { /* some of PoCL's fail where many processes fill its cache at a time */
        const int brief = is_brief(ctx, source);
        gt__source whole = *source;
        whole.declared = 0; /* and other versions of it may declare otherwise */
        clReleaseProgram(*out);
        code = gt__program_compile(out, ctx, &whole, &function);
        if (code == CL_SUCCESS && brief) atomic_store(&ctx->undeclared, 1);
    }
    if (code == CL_SUCCESS) return GT_OK;
    if (!*out) return gt__cl_fail(code, function, operation);
    gt_status status = is_refused(*out, ctx, code) ? fail_build(ctx, *out, source, code, operation)
                                                   : gt__cl_fail(code, function, operation);
    clReleaseProgram(*out);
    *out = NULL;
    return status;
}

cl_int gt__program_kernel(gt__made *out, const gt_context *ctx, cl_program program, const char *name,
                          const char **function)
{
    cl_int code = CL_SUCCESS;
    fenv_t callers;
    gt__floats_begin(&callers); /* some drivers compile here */
    *function = "clCreateKernel";
    out->cl = clCreateKernel(program, name, &code);
    gt__floats_end(&callers);
    if (!out->cl) return code;
    *function = "clGetKernelWorkGroupInfo";
    code = clGetKernelWorkGroupInfo(out->cl, ctx->device.id, CL_KERNEL_WORK_GROUP_SIZE, sizeof out->group, &out->group,
                                    NULL);
    if (code == CL_SUCCESS) return CL_SUCCESS;
    clReleaseKernel(out->cl);
    out->cl = NULL;
    return code;
}

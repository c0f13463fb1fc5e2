/* Kernels that do not compile, that are compiled once, and that compile alone. */
#include "support/support.h"
#include "cl/internal.h"
#include "cl/kernels.h"
#include "support/leaks.h"
#include "faults/faults.h"

/* Preludes for kernels/elementwise.cl: its defaults hold where EXPR is not defined. */
static const char good[] = "#define GOOD 1\n", other[] = "#define GOOD 2\n";
static const char bad[] =
    "#define EXPR x + no_such_name\n#define TENSORS(F) F(x, float32, LOAD)\n#define SCALARS(F)\n"
    "#define T_OUT float\n#define STORE_OUT STORE_float32\n#define NARROW(v) (v)\n#define SINGLE 1\n";

static gt_context_stats statistics(const gt_context *ctx)
{
    gt_context_stats stats = {.size = sizeof stats};
    must(gt_context_statistics(ctx, &stats));
    return stats;
}

static gt_context *new_context(void)
{
    gt_context *ctx = NULL;
    must(gt_context_create(&ctx, gt_device_find(NULL), NULL));
    return ctx;
}

static int32_t get(gt__kernel **kernel, gt_context *ctx, const char *prelude)
{
    return gt__kernel_get(kernel, gt_context_queue(ctx), "elementwise", prelude, "tested");
}

static void expect_in(const char *text, const char *part)
{
    if (!strstr(text, part)) fail_msg("\"%s\" is not in: %.3000s", part, text);
}

static char *whole_log(const gt_context *ctx)
{
    size_t bytes = gt_build_log(ctx, NULL, 0);
    char *log = malloc(bytes + 1);
    assert_non_null(log);
    memset(log, 'x', bytes + 1);
    assert_int_equal(gt_build_log(ctx, log, bytes), bytes);
    assert_int_equal(strlen(log), bytes - 1);
    assert_int_equal(log[bytes], 'x');
    return log;
}

static void bad_kernel(void **state)
{
    (void)state;
    gt_context *ctx = new_context();
    gt__kernel *kernel = NULL;
    gt_error last = {.size = sizeof last};
    assert_int_equal(gt_build_log(ctx, NULL, 0), 0);
    for (int again = 0; again < 2; again++) {
        must_be(GT_E_BUILD, get(&kernel, ctx, bad));
        assert_null(kernel);
        gt_last_error_get(&last);
        assert_int_equal(last.status, GT_E_BUILD);
        assert_string_equal(last.operation, "tested");
        assert_int_equal(last.cl_code, CL_BUILD_PROGRAM_FAILURE);
        expect_in(last.message, "tested: a kernel did not compile");
    }
    char *log = whole_log(ctx);
    expect_in(log, "options: -cl-std=CL1.2");
    expect_in(log, "log:\n");
    expect_in(log, "no_such_name");
    expect_in(log, "    1  #define EXPR x + no_such_name\n");
    expect_in(log, "kernel void elementwise");
    expect_in(strstr(log, "kernel void elementwise"), "\n  100  ");
    free(log);
    assert_int_equal(statistics(ctx).programs_built, 0);
    assert_int_equal(statistics(ctx).programs_in_memory, 0);
    must(get(&kernel, ctx, good));
    assert_non_null(kernel);
    log = whole_log(ctx); /* a good build does not wipe it */
    expect_in(log, "no_such_name");
    free(log);
    gt_context_free(ctx);
}

/* The driver's own words and the name of the file, where the driver has any. */
static void names_the_place(void **state)
{
    (void)state;
    gt_context *ctx = new_context();
    gt__kernel *kernel = NULL;
    must_be(GT_E_BUILD, get(&kernel, ctx, bad));
    char *log = whole_log(ctx), *own = strstr(log, "log:\n"), *source = strstr(log, "source, part 1:");
    assert_true(own && source && own < source);
    *source = '\0';
    expect_in(own, "no_such_name");
    expect_in(own, "error");
    if (support_machine() == MACHINE_POCL) expect_in(own, "elementwise.cl:");
    free(log);
    gt_context_free(ctx);
}

static void log_in_a_small_buffer(void **state)
{
    (void)state;
    gt_context *ctx = new_context();
    gt__kernel *kernel = NULL;
    char buffer[20];
    must_be(GT_E_BUILD, get(&kernel, ctx, bad));
    size_t bytes = gt_build_log(ctx, NULL, 0);
    assert_true(bytes > sizeof buffer);
    memset(buffer, 'x', sizeof buffer);
    assert_int_equal(gt_build_log(ctx, buffer, 10), bytes);
    assert_string_equal(buffer, "options: ");
    assert_int_equal(buffer[10], 'x');
    assert_int_equal(gt_build_log(ctx, buffer, 1), bytes);
    assert_string_equal(buffer, "");
    gt_context_free(ctx);
}

/* A user's operation meets the failure: the layer fails the compiler, whose log is then empty. */
static void failed_operation(void **state)
{
    (void)state;
    struct faults layer;
    if (!faults_load(&layer)) fail_msg("OPENCL_LAYERS does not name the fault layer");
    gt_context *ctx = new_context();
    const int64_t shape[] = {2};
    const float numbers[] = {4, 9};
    float roots[2] = {0};
    gt_tensor *t = NULL, *dst = NULL;
    must(gt_upload(gt_context_queue(ctx), &t, GT_F32, 1, shape, numbers, sizeof numbers));
    layer.arm("clBuildProgram", 1, CL_BUILD_PROGRAM_FAILURE, 0);
    must_be(GT_E_BUILD, gt_unary(gt_context_queue(ctx), GT_SQRT, &dst, t));
    layer.disarm();
    assert_null(dst);
    expect_in(gt_last_error(), "sqrt: a kernel did not compile");
    must(gt_unary(gt_context_queue(ctx), GT_SQRT, &dst, t));
    must(gt_download(gt_context_queue(ctx), roots, sizeof roots, dst));
    assert_true(roots[0] == 2 && roots[1] == 3);
    support_drop(&t);
    support_drop(&dst);
    gt_context_free(ctx);
}

static void compiled_once(void **state)
{
    (void)state;
    gt_context *ctx = new_context(), *second = new_context();
    gt__kernel *a = NULL, *b = NULL, *c = NULL, *d = NULL;
    must(get(&a, ctx, good));
    assert_int_equal(statistics(ctx).programs_built, 1);
    must(get(&b, ctx, good));
    assert_ptr_equal(a, b);
    assert_int_equal(statistics(ctx).programs_built, 1);
    must(get(&c, ctx, other));
    assert_ptr_not_equal(a, c);
    assert_int_equal(statistics(ctx).programs_built, 2);
    assert_int_equal(statistics(ctx).programs_in_memory, 2);
    must(get(&d, second, good)); /* contexts share nothing */
    assert_ptr_not_equal(a, d);
    assert_int_equal(statistics(second).programs_built, 1);
    gt_context_free(ctx);
    gt_context_free(second);
}

static void unknown_family(void **state)
{
    (void)state;
    gt_context *ctx = new_context();
    gt__kernel *kernel = NULL;
    assert_true(gt__kernel_get(&kernel, gt_context_queue(ctx), "no_such_family", "", "tested") < 0);
    assert_null(kernel);
    expect_in(gt_last_error(), "tested");
    gt_context_free(ctx);
}

/* ---- Every file by itself, past the library ---------------------------------------------------------------------- */

static const char *common_text(void)
{
    for (const gt__file *file = gt__kernel_files; file->name; file++)
        if (strcmp(file->name, "common.cl") == 0) return file->text;
    fail_msg("there is no common.cl");
    return NULL;
}

static void build_alone(const gt_context *ctx, const gt__file *file, const char *options)
{
    const char *texts[] = {common_text(), strcmp(file->name, "common.cl") == 0 ? "" : file->text};
    cl_int code = CL_SUCCESS;
    cl_uint kernels = 0;
    char log[8000] = "";
    cl_program program = clCreateProgramWithSource(ctx->cl, 2, texts, NULL, &code);
    assert_non_null(program);
    code = clBuildProgram(program, 1, &ctx->device.id, options, NULL, NULL);
    clGetProgramBuildInfo(program, ctx->device.id, CL_PROGRAM_BUILD_LOG, sizeof log - 1, log, NULL);
    if (code == CL_SUCCESS && texts[1][0]) code = clCreateKernelsInProgram(program, 0, NULL, &kernels);
    clReleaseProgram(program);
    if (code != CL_SUCCESS) fail_msg("%s with \"%s\": %d, %s", file->name, options, code, log);
    assert_true(kernels > 0 || !texts[1][0]);
}

static void every_file_alone(void **state)
{
    (void)state;
    int files = 0;
    for (const gt__file *file = gt__kernel_files; file->name; file++, files++) {
        build_alone(support_context(), file, "-cl-std=CL1.2");
        build_alone(support_context(), file, "-cl-std=CL1.2 -cl-opt-disable");
    }
    assert_true(files >= 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_kernel),       cmocka_unit_test(names_the_place), cmocka_unit_test(log_in_a_small_buffer),
        cmocka_unit_test(failed_operation), cmocka_unit_test(compiled_once),   cmocka_unit_test(unknown_family),
        cmocka_unit_test(every_file_alone), cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

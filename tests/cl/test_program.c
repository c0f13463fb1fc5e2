/* Kernels that do not compile, and that are compiled once. */
#include "support/support.h"
#include "cl/internal.h"
#include "support/leaks.h"
#include "faults/faults.h"

/* Keys whose first byte chooses the source: GOOD and OTHER compile, BAD does not, NAMELESS has no kernel of its
 * name. */
enum { GOOD = 1, OTHER, BAD, NAMELESS };
typedef struct key {
    unsigned char bytes[GT__KEY_BYTES];
} key;

static void write_source(gt__text *source, const char **kernel, const void *bytes)
{
    const int which = *(const unsigned char *)bytes;
    *kernel = which == NAMELESS ? "no_such_kernel" : "tested";
    gt__text_add(source, "#define VALUE %s\n", which == BAD ? "no_such_name" : which == OTHER ? "2" : "1");
    gt__text_add(source, "#line 98 \"kernels/tested.cl\"\n\n");
    gt__text_add(source, "kernel void tested(global int *o)\n{\n    o[0] = VALUE;\n}\n");
}

static gt_status get(gt__kernel **kernel, gt_context *ctx, int which)
{
    const gt__call call = {"tested", gt_context_queue(ctx), ctx};
    const key k = {{(unsigned char)which}};
    return gt__kernel_get(kernel, &call, &k, write_source);
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
    gt_context *ctx = support_new_context();
    gt__kernel *kernel = NULL;
    gt_error last = {.size = sizeof last};
    assert_int_equal(gt_build_log(ctx, NULL, 0), 0);
    for (int again = 0; again < 2; again++) {
        must_be(GT_E_BUILD, get(&kernel, ctx, BAD));
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
    expect_in(log, "    1  #define VALUE no_such_name\n");
    expect_in(log, "   99  kernel void tested");
    expect_in(log, "  101      o[0] = VALUE;\n");
    free(log);
    assert_int_equal(support_statistics(ctx).programs_built, 0);
    assert_int_equal(support_statistics(ctx).programs_in_memory, 0);
    must(get(&kernel, ctx, GOOD));
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
    gt_context *ctx = support_new_context();
    gt__kernel *kernel = NULL;
    must_be(GT_E_BUILD, get(&kernel, ctx, BAD));
    char *log = whole_log(ctx), *own = strstr(log, "log:\n"), *source = strstr(log, "source:");
    assert_true(own && source && own < source);
    *source = '\0';
    expect_in(own, "no_such_name");
    expect_in(own, "error");
    if (support_machine() == MACHINE_POCL) expect_in(own, "tested.cl:101");
    free(log);
    gt_context_free(ctx);
}

/* A driver that leaves out the NUL: what lies behind its text is not read, which the address sanitizer judges. */
static void log_without_an_end(void **state)
{
    (void)state;
    static const char text[] = "0123456789abcdef01234567"; /* 24 bytes: a block of malloc has no room for one more */
    struct faults layer;
    if (!faults_load(&layer)) fail_msg("OPENCL_LAYERS does not name the fault layer");
    gt_context *ctx = support_new_context();
    gt__kernel *kernel = NULL;
    layer.log(text);
    must_be(GT_E_BUILD, get(&kernel, ctx, BAD));
    layer.log("");
    char *log = whole_log(ctx);
    expect_in(log, "log:\n0123456789abcdef01234567\nsource:\n");
    free(log);
    must_be(GT_E_BUILD, get(&kernel, ctx, BAD));
    layer.log(NULL);
    log = whole_log(ctx);
    expect_in(log, "\nsource:\n");
    free(log);
    gt_context_free(ctx);
}

static void log_in_a_small_buffer(void **state)
{
    (void)state;
    gt_context *ctx = support_new_context();
    gt__kernel *kernel = NULL;
    char buffer[20];
    must_be(GT_E_BUILD, get(&kernel, ctx, BAD));
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
    gt_context *ctx = support_new_context();
    const int64_t shape[] = {2};
    const float numbers[] = {4, 9};
    float roots[2] = {0};
    gt_tensor *t = NULL, *dst = NULL;
    must(gt_upload(gt_context_queue(ctx), &t, GT_F32, 1, shape, numbers, sizeof numbers));
    layer.arm("clBuildProgram", 1, CL_BUILD_PROGRAM_FAILURE, 1);
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
    gt_context *ctx = support_new_context(), *second = support_new_context();
    gt__kernel *a = NULL, *b = NULL, *c = NULL, *d = NULL;
    must(get(&a, ctx, GOOD));
    assert_int_equal(support_statistics(ctx).programs_built, 1);
    must(get(&b, ctx, GOOD));
    assert_ptr_equal(a, b);
    assert_int_equal(support_statistics(ctx).programs_built, 1);
    must(get(&c, ctx, OTHER));
    assert_ptr_not_equal(a, c);
    assert_int_equal(support_statistics(ctx).programs_built, 2);
    assert_int_equal(support_statistics(ctx).programs_in_memory, 2);
    must(get(&d, second, GOOD)); /* contexts share nothing */
    assert_ptr_not_equal(a, d);
    assert_int_equal(support_statistics(second).programs_built, 1);
    gt_context_free(ctx);
    gt_context_free(second);
}

static void unknown_kernel(void **state)
{
    (void)state;
    gt_context *ctx = support_new_context();
    gt__kernel *kernel = NULL;
    assert_true(get(&kernel, ctx, NAMELESS) < 0);
    assert_null(kernel);
    expect_in(gt_last_error(), "tested: the source has no kernel no_such_kernel (OpenCL error CL_INVALID_KERNEL_NAME");
    assert_int_equal(support_statistics(ctx).programs_built, 0);
    assert_int_equal(support_statistics(ctx).programs_in_memory, 0);
    gt_context_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_kernel),
        cmocka_unit_test(names_the_place),
        cmocka_unit_test(log_in_a_small_buffer),
        cmocka_unit_test(log_without_an_end),
        cmocka_unit_test(failed_operation),
        cmocka_unit_test(compiled_once),
        cmocka_unit_test(unknown_kernel),
        cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

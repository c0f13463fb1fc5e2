/* By what compiled kernels on disk are known: source, name, options, device and driver. */
#include "support/support.h"
#include "cl/internal.h"
#include "support/kept.h"

static gt_context *new_context(void)
{
    gt_context *ctx = NULL;
    must(gt_context_create(&ctx, gt_device_find(NULL), NULL));
    ctx->traits.compiles_again = 0; /* whatever the driver does */
    atomic_store(&ctx->binaries, GT__BINARIES_ALWAYS);
    return ctx;
}

static const char source[] = "kernel void tested(global int *o)\n{\n    o[0] = 7;\n}\n";
static const char other[] = "kernel void tested(global int *o)\n{\n    o[0] = 8;\n}\n";

static int loads(gt_context *ctx, const char *text, const char *kernel)
{
    gt__made made = {0};
    const gt__source from = {text, kernel, gt__build_options(ctx), 0, 0};
    const int there = gt__cache_load(&made, ctx, &from);
    assert_int_equal(made.from_disk, there);
    assert_int_equal(made.cl != NULL, there);
    if (there) clReleaseKernel(made.cl);
    return there;
}

static void keys_tell_apart(void **state)
{
    (void)state;
    gt__made made = {0};
    gt_context *ctx = new_context();
    assert_int_equal(loads(ctx, source, "tested"), 0);
    const gt__source from = {source, "tested", gt__build_options(ctx), 0, 0};
    must(gt__program_get(&made, ctx, &from, "a test"));
    assert_int_equal(made.from_disk, 0);
    clReleaseKernel(made.cl);
    assert_int_equal(loads(ctx, source, "tested"), 1);
    assert_int_equal(loads(ctx, other, "tested"), 0);
    assert_int_equal(loads(ctx, source, "teste"), 0);
    assert_int_equal(loads(ctx, source + 1, "tested"), 0);
    ctx->traits.rounds_divide = !ctx->traits.rounds_divide; /* which the options of the compiler say */
    assert_int_equal(loads(ctx, source, "tested"), 0);
    ctx->traits.rounds_divide = !ctx->traits.rounds_divide;
    assert_int_equal(loads(ctx, source, "tested"), 1);
    gt_context_free(ctx);
}

#ifdef ANSWERS
static cl_uint updated; /* to this question there is another answer */

cl_int __real_clGetPlatformInfo(cl_platform_id, cl_platform_info, size_t, void *, size_t *);
cl_int __real_clGetDeviceInfo(cl_device_id, cl_device_info, size_t, void *, size_t *);
cl_int __wrap_clGetPlatformInfo(cl_platform_id, cl_platform_info, size_t, void *, size_t *);
cl_int __wrap_clGetDeviceInfo(cl_device_id, cl_device_info, size_t, void *, size_t *);

cl_int __wrap_clGetPlatformInfo(cl_platform_id of, cl_platform_info what, size_t size, void *out, size_t *size_ret)
{
    const cl_int code = __real_clGetPlatformInfo(of, what, size, out, size_ret);
    if (what == updated && out) ((char *)out)[0] ^= 1;
    return code;
}

cl_int __wrap_clGetDeviceInfo(cl_device_id of, cl_device_info what, size_t size, void *out, size_t *size_ret)
{
    const cl_int code = __real_clGetDeviceInfo(of, what, size, out, size_ret);
    if (what == updated && out) ((char *)out)[0] ^= 1;
    return code;
}

/* What another device, or another version of a driver or platform, has compiled is not found. */
static void keys_tell_drivers_apart(void **state)
{
    static const cl_uint questions[] = {CL_PLATFORM_NAME, CL_PLATFORM_VERSION, CL_DEVICE_NAME,
                                        CL_DEVICE_VENDOR, CL_DEVICE_VERSION,   CL_DRIVER_VERSION};
    (void)state;
    gt__made made = {0};
    gt_context *ctx = new_context();
    const gt__source from = {source, "tested", gt__build_options(ctx), 0, 0};
    must(gt__program_get(&made, ctx, &from, "a test"));
    clReleaseKernel(made.cl);
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        updated = questions[i];
        if (loads(ctx, source, "tested")) fail_msg("the key does not depend on 0x%x", updated);
        updated = 0;
        assert_int_equal(loads(ctx, source, "tested"), 1);
    }
    gt_context_free(ctx);
}
#endif

#define TEST(function) cmocka_unit_test_setup_teardown(function, kept_begin, kept_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(keys_tell_apart),
#ifdef ANSWERS
        TEST(keys_tell_drivers_apart),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

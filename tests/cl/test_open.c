/* OpenCL and CLBlast that are opened at run time: where they are not there, or are others than expected. Where they are
 * linked, the same programs run, and the variables mean nothing. */
#include "support/support.h"
#include "support/again.h"
#include "support/leaks.h"

/* ---- What the program does when it is run again ------------------------------------------------------------------ */

static void say(const char *what, int32_t status)
{
    printf("%s=%d %s\n", what, status, status < 0 ? gt_last_error() : "");
}

static gt_status multiply(int32_t provider)
{
    static const float x[] = {1, 2, 3, 4};
    static const int64_t shape[] = {2, 2};
    const gt_matmul_opts opts = {.size = sizeof opts, .provider = provider};
    float y[4] = {0};
    gt_context *ctx = NULL;
    gt_tensor *a = NULL, *b = NULL;
    gt_status status = gt_context_create(&ctx, gt_device_find(NULL), NULL);
    gt_queue *q = status < 0 ? NULL : gt_context_queue(ctx);
    if (status == GT_OK) status = gt_upload(q, &a, GT_F32, 2, shape, x, sizeof x);
    if (status == GT_OK) status = gt_matmul(q, &b, a, a, &opts);
    if (status == GT_OK) status = gt_download(q, y, sizeof y, b);
    if (status == GT_OK && (y[0] != 7 || y[1] != 10 || y[2] != 15 || y[3] != 22)) status = GT_E_INTERNAL;
    support_drop(&a);
    support_drop(&b);
    gt_context_free(ctx);
    return status;
}

/* Everything twice: what has failed once is no worse the second time. */
static int work(void)
{
    const char *why = "";
    for (int k = 0; k < 2; k++) {
        const int32_t n = gt_device_count(), available = gt_is_available(&why);
        printf("available=%d count=%d why=%s\n", available, n, why);
        say("own", multiply(GT_PROVIDER_OWN));
        say("chosen", multiply(GT_PROVIDER_CHOOSE));
        say("clblast", multiply(GT_PROVIDER_CLBLAST));
    }
    return 0;
}

/* ---- Tests ------------------------------------------------------------------------------------------------------- */

static char out[8000];

static void run(const char *variable)
{
    support_again("work", (const char *const[]){variable, NULL}, out, sizeof out);
}

static int count(const char *text)
{
    int n = 0;
    for (const char *at = out; (at = strstr(at, text)); at += strlen(text)) n++;
    return n;
}

static void expect(const char *text)
{
    if (count(text) != 2) fail_msg("%s, not twice: %s", out, text);
}

static void all_well(void)
{
    assert_int_equal(count("available=1 "), 2);
    expect("own=0 \n");
    expect("chosen=0 \n");
#ifdef GT_CLBLAST
    expect("clblast=0 \n");
#else
    expect("built without CLBlast");
#endif
}

#ifdef GT_DLOPEN
/* Nothing works, and the reason leads to the remedy. */
static void without(const char *variable, const char *reason)
{
    char want[300];
    run(variable);
    snprintf(want, sizeof want, "available=0 count=0 why=gt_is_available: %s", reason);
    expect(want);
    snprintf(want, sizeof want, "own=%d gt_device_find: %s", GT_E_NO_DEVICE, reason);
    expect(want);
    assert_int_equal(count("ocl-icd-libopencl1"), 8);
    assert_int_equal(count("=0 \n"), 0);
}

static void no_opencl(void **state)
{
    (void)state;
    without("GPUTENSOR_OPENCL=/nonexistent/libOpenCL.so.1", "/nonexistent/libOpenCL.so.1 cannot be opened (");
    assert_int_equal(count("or name its file in GPUTENSOR_OPENCL"), 8);
    without("GPUTENSOR_OPENCL=/dev/null", "/dev/null cannot be opened (");
    without("GPUTENSOR_OPENCL=libm.so.6", "libm.so.6 lacks the function clGetPlatformIDs");
    without("GPUTENSOR_OPENCL=" OPENCL11, OPENCL11 " lacks the function clEnqueueFillBuffer");
}

static void other_opencl(void **state)
{
    (void)state;
    run("GPUTENSOR_OPENCL=" OPENCL12); /* nothing newer is called */
    all_well();
    run("GPUTENSOR_OPENCL=");
    all_well();
}

static void no_clblast(void **state)
{
    (void)state;
#ifdef GT_CLBLAST
    char want[100];
    run("GPUTENSOR_CLBLAST=/nonexistent/libclblast.so");
    assert_int_equal(count("available=1 "), 2);
    expect("own=0 \n");
    expect("chosen=0 \n");
    snprintf(want, sizeof want, "clblast=%d gt_matmul: ", GT_E_UNSUPPORTED);
    expect(want);
    expect("/nonexistent/libclblast.so cannot be opened (");
    expect("libclblast1), or name its file in GPUTENSOR_CLBLAST");
    run("GPUTENSOR_CLBLAST=libm.so.6");
    expect("libm.so.6 lacks the function CLBlastSgemmWithTempBuffer");
#endif
}
#else
static void linked(void **state)
{
    (void)state;
    run("GPUTENSOR_OPENCL=/nonexistent/libOpenCL.so.1");
    all_well();
    run("GPUTENSOR_CLBLAST=/nonexistent/libclblast.so");
    all_well();
}
#endif

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
#ifdef GT_DLOPEN
        cmocka_unit_test(no_opencl),
        cmocka_unit_test(other_opencl),
        cmocka_unit_test(no_clblast),
#else
        cmocka_unit_test(linked),
#endif
        cmocka_unit_test(leaks_none),
    };
    if (argc > 1 && strcmp(argv[1], "work") == 0) return work();
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

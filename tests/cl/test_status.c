/* OpenCL's error codes in messages, and the statuses that they become. */
#define _POSIX_C_SOURCE 200809L /* setenv */
#include "support/support.h"

#include "cl/internal.h"

static gt_error last(void)
{
    gt_error e = {.size = sizeof e};
    gt_last_error_get(&e);
    return e;
}

static void names_opencl_errors(void **state)
{
    (void)state;
    assert_int_equal(gt__fail_cl(GT_E_DEVICE, -5, "add", "the kernel did not start"), GT_E_DEVICE);
    assert_string_equal(gt_last_error(), "add: the kernel did not start (OpenCL error CL_OUT_OF_RESOURCES -5)");
    assert_int_equal(last().cl_code, -5);
    (void)gt__fail_cl(GT_E_DEVICE, -4242, "add", "x");
    assert_string_equal(gt_last_error(), "add: x (OpenCL error of no standard name -4242)");
    (void)gt__fail_cl(GT_E_DEVICE, 0, "add", "x");
    assert_string_equal(gt_last_error(), "add: x");
}

static void tells_memory_from_the_rest(void **state)
{
    (void)state;
    assert_int_equal(gt__cl_fail(CL_MEM_OBJECT_ALLOCATION_FAILURE, "clX", "add"), GT_E_OUT_OF_MEMORY);
    assert_string_equal(gt_last_error(), "add: clX failed (OpenCL error CL_MEM_OBJECT_ALLOCATION_FAILURE -4)");
    assert_int_equal(gt__cl_fail(CL_OUT_OF_HOST_MEMORY, "clX", "add"), GT_E_OUT_OF_MEMORY);
    assert_int_equal(gt__cl_fail(CL_OUT_OF_RESOURCES, "clX", "add"), GT_E_DEVICE);
    assert_int_equal(gt__cl_fail(CL_INVALID_KERNEL, "clX", "add"), GT_E_DEVICE);
}

/* PoCL says nothing of why it does not compile where it cannot write. */
static void folder_of_pocl(void **state)
{
    (void)state;
    static const struct {
        const char *variable, *value, *said;
    } rows[] = {{"POCL_CACHE_DIR", "/dev/null", "which POCL_CACHE_DIR (/dev/null) is not"},
                {"POCL_CACHE_DIR", "/dev/null/no/such", "which POCL_CACHE_DIR (/dev/null/no/such) is not"},
                {"XDG_CACHE_HOME", "/dev/null/x", "which XDG_CACHE_HOME (/dev/null/x) is not"},
                {"HOME", "/dev/null/h", "which HOME (/dev/null/h) is not"},
                {"HOME", "/tmp", NULL},
                {"XDG_CACHE_HOME", "/tmp/not/there/yet", NULL},
                {"POCL_CACHE_DIR", "/tmp", NULL}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        unsetenv("POCL_CACHE_DIR");
        unsetenv("XDG_CACHE_HOME");
        setenv("HOME", "/dev/null", 1);
        setenv(rows[k].variable, rows[k].value, 1);
        (void)gt__fail_cl(GT_E_BUILD, CL_BUILD_PROGRAM_FAILURE, "add", "a kernel did not compile");
        if (rows[k].said)
            assert_non_null(strstr(gt_last_error(), rows[k].said));
        else
            assert_null(strstr(gt_last_error(), "PoCL"));
        (void)gt__fail_cl(GT_E_DEVICE, CL_OUT_OF_RESOURCES, "add", "x");
        assert_null(strstr(gt_last_error(), "PoCL"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_opencl_errors),
        cmocka_unit_test(tells_memory_from_the_rest),
        cmocka_unit_test(folder_of_pocl),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Which device is chosen, among devices that this program makes up: it answers for OpenCL. */
#define _GNU_SOURCE /* RTLD_NEXT, unsetenv */
#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>
#include <dlfcn.h>
#include <gputensor/gputensor.h>
#include <stdlib.h>
#include <string.h>
#include "support/support.h"

typedef struct fake {
    cl_device_type type; /* asked when the list is made, once */
    cl_uint units, clock;
    const char *name, *version;
    cl_bool compiles;
    bool lost; /* answers nothing but its type */
} fake;

enum { FAKES = 4 };
static fake fakes[FAKES];
static cl_platform_id home; /* the platform that has them */

static const fake cpu = {CL_DEVICE_TYPE_CPU, 64, 4000, "Fast CPU", "OpenCL 1.2 X", CL_TRUE, false};
static const fake small_gpu = {CL_DEVICE_TYPE_GPU, 8, 1000, "Small GPU", "OpenCL 3.0 X", CL_TRUE, false};
static const fake large_gpu = {CL_DEVICE_TYPE_GPU, 4, 2001, "Large GPU", "OpenCL 2.1 X", CL_TRUE, false};
static const fake accelerator = {CL_DEVICE_TYPE_ACCELERATOR, 100, 3000, "Board", "OpenCL 1.2", CL_TRUE, false};

static cl_device_id real_device(void)
{
    cl_int (*ask)(cl_platform_id, cl_device_type, cl_uint, cl_device_id *, cl_uint *) = NULL;
    cl_device_id device = NULL;
    *(void **)&ask = dlsym(RTLD_NEXT, "clGetDeviceIDs");
    return ask && ask(home, CL_DEVICE_TYPE_ALL, 1, &device, NULL) == CL_SUCCESS ? device : NULL;
}

CL_API_ENTRY cl_int CL_API_CALL clGetDeviceIDs(cl_platform_id platform, cl_device_type type, cl_uint n,
                                               cl_device_id *ids, cl_uint *count)
{
    (void)type;
    if (!home) home = platform;
    if (platform != home || n < FAKES) return CL_DEVICE_NOT_FOUND;
    for (int i = 0; i < FAKES; i++) ids[i] = (cl_device_id)&fakes[i];
    *count = FAKES;
    return CL_SUCCESS;
}

static cl_int answer(const void *from, size_t bytes, size_t room, void *to, size_t *need)
{
    if (need) *need = bytes;
    if (to && room < bytes) return CL_INVALID_VALUE;
    if (to) memcpy(to, from, bytes);
    return CL_SUCCESS;
}

CL_API_ENTRY cl_int CL_API_CALL clGetDeviceInfo(cl_device_id device, cl_device_info what, size_t room, void *to,
                                                size_t *need)
{
    cl_int (*ask)(cl_device_id, cl_device_info, size_t, void *, size_t *) = NULL;
    const fake *f = (const fake *)device;
    if (what == CL_DEVICE_TYPE) return answer(&f->type, sizeof f->type, room, to, need);
    if (f->lost) return CL_DEVICE_NOT_AVAILABLE;
    if (what == CL_DEVICE_MAX_COMPUTE_UNITS) return answer(&f->units, sizeof f->units, room, to, need);
    if (what == CL_DEVICE_MAX_CLOCK_FREQUENCY) return answer(&f->clock, sizeof f->clock, room, to, need);
    if (what == CL_DEVICE_COMPILER_AVAILABLE) return answer(&f->compiles, sizeof f->compiles, room, to, need);
    if (what == CL_DEVICE_NAME) return answer(f->name, strlen(f->name) + 1, room, to, need);
    if (what == CL_DEVICE_VERSION) return answer(f->version, strlen(f->version) + 1, room, to, need);
    *(void **)&ask = dlsym(RTLD_NEXT, "clGetDeviceInfo");
    return ask(real_device(), what, room, to, need);
}

static int reset(void **state)
{
    (void)state;
    fakes[0] = cpu;
    fakes[1] = small_gpu;
    fakes[2] = large_gpu;
    fakes[3] = accelerator;
    return 0;
}

static void by_type_and_power(void **state)
{
    (void)state;
    assert_int_equal(gt_device_count(), FAKES);
    assert_int_equal(gt_device_find(NULL), 2);
    fakes[1].clock = 1001;
    assert_int_equal(gt_device_find(NULL), 1);
    fakes[1].clock = 1000;
    fakes[2].clock = 2000; /* as powerful as the other: the first */
    assert_int_equal(gt_device_find(NULL), 1);
    fakes[1].lost = fakes[2].lost = true;
    assert_int_equal(gt_device_find(NULL), 3);
    fakes[3].lost = true;
    assert_int_equal(gt_device_find(NULL), 0);
}

static void by_name(void **state)
{
    (void)state;
    assert_int_equal(gt_device_find("gpu:0"), 1);
    assert_int_equal(gt_device_find("gpu:1"), 2);
    assert_int_equal(gt_device_find("large"), 2);
    assert_int_equal(gt_device_find("GPU:1"), 2);
    assert_int_equal(gt_device_find("Accelerator:0"), 3);
    fakes[0].name = "gpu:1"; /* an id goes before a name */
    assert_int_equal(gt_device_find("gpu:1"), 2);
    assert_int_equal(gt_device_find("gpu:2"), GT_E_NO_DEVICE);
    fakes[0].name = "gpu:2"; /* and is never a part of one */
    assert_int_equal(gt_device_find("gpu:2"), GT_E_NO_DEVICE);
}

/* A type is its best device, as the default is. */
static void by_type(void **state)
{
    (void)state;
    assert_int_equal(gt_device_find("gpu"), 2);
    assert_int_equal(gt_device_find("CPU"), 0);
    assert_int_equal(gt_device_find("accelerator"), 3);
    fakes[1].clock = 3000;
    assert_int_equal(gt_device_find("GPU"), 1);
    assert_int_equal(gt_device_find("other"), GT_E_NO_DEVICE);
    assert_non_null(strstr(gt_last_error(), "type other"));
    fakes[2].name = "other"; /* the word is a type all the same */
    assert_int_equal(gt_device_find("other"), GT_E_NO_DEVICE);
}

static void by_number(void **state)
{
    (void)state;
    fakes[0].name = "avx512 with 4 units";
    for (int i = 0; i < FAKES; i++) {
        char digit[] = {(char)('0' + i), 0};
        assert_int_equal(gt_device_find(digit), i);
    }
    static const char *const none[] = {"4", "5", "12", "512", "4294967296", "99999999999999999999999999"};
    for (size_t k = 0; k < sizeof none / sizeof *none; k++) {
        assert_int_equal(gt_device_find(none[k]), GT_E_NO_DEVICE);
        assert_non_null(strstr(gt_last_error(), none[k]));
    }
    assert_int_equal(gt_device_find("avx512"), 0);
}

/* A part of two names is nobody's, but a whole name is, and devices of one name are the same. */
static void by_part_of_two(void **state)
{
    (void)state;
    assert_int_equal(gt_device_find("l"), GT_E_NO_DEVICE);
    assert_int_equal(gt_device_find(" gpu"), GT_E_NO_DEVICE);
    assert_non_null(strstr(gt_last_error(), "Small GPU (gpu:0)"));
    assert_non_null(strstr(gt_last_error(), "Large GPU (gpu:1)"));
    fakes[2].name = "Small GPU 80GB";
    assert_int_equal(gt_device_find("small"), GT_E_NO_DEVICE);
    assert_int_equal(gt_device_find("small gpu"), 1);
    assert_int_equal(gt_device_find("small gpu 80gb"), 2);
    assert_int_equal(gt_device_find("gb"), 2);
    fakes[2].name = "Small GPU";
    assert_int_equal(gt_device_find("small"), 1);
}

static void lost_device_hides_no_other(void **state)
{
    (void)state;
    fakes[2].lost = true;
    assert_int_equal(gt_device_find(NULL), 1);
    fakes[2].lost = false;
    fakes[0].lost = fakes[1].lost = fakes[3].lost = true;
    assert_int_equal(gt_device_find(NULL), 2);
    assert_int_equal(gt_device_find("gpu:1"), 2);
    assert_int_equal(gt_device_find("gpu:0"), 1); /* what becomes of it is its own failure */
    assert_int_equal(gt_device_find("1"), 1);
    gt_context *none = NULL;
    must_be(GT_E_DEVICE, gt_context_create(&none, 1, NULL));
    assert_int_equal(gt_device_find("small"), GT_E_DEVICE); /* it may be one of those */
    assert_non_null(strstr(gt_last_error(), "\"small\""));
    assert_non_null(strstr(gt_last_error(), "3 of 4 devices did not answer"));
    assert_non_null(strstr(gt_last_error(), "CL_DEVICE_NOT_AVAILABLE"));
    assert_int_equal(gt_device_find("large"), 2);
    fakes[2].lost = true;
    assert_int_equal(gt_device_find(NULL), GT_E_DEVICE);
    assert_non_null(strstr(gt_last_error(), "CL_DEVICE_NOT_AVAILABLE"));
}

static void refuse(int32_t device, const char *why)
{
    gt_context *ctx = NULL;
    gt_device_desc desc = {.size = sizeof desc};
    must_be(GT_E_UNSUPPORTED, gt_context_create(&ctx, device, NULL));
    assert_null(ctx);
    assert_non_null(strstr(gt_last_error(), why));
    must(gt_device_describe(device, &desc));
    assert_int_not_equal(gt_device_find(NULL), device);
}

static void old_and_odd_devices(void **state)
{
    (void)state;
    static const char *const versions[] = {"OpenCL 1.1 X", "OpenCL 1.0", "OpenCL", "", "1.2"};
    for (size_t k = 0; k < sizeof versions / sizeof *versions; k++) {
        fakes[2].version = versions[k];
        refuse(2, "OpenCL 1.2");
    }
    reset(NULL);
    fakes[2].compiles = CL_FALSE;
    refuse(2, "compiler");
    for (int i = 0; i < FAKES; i++) fakes[i].version = versions[0];
    assert_int_equal(gt_device_find(NULL), GT_E_UNSUPPORTED);
    assert_int_equal(gt_device_find("gpu:0"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(by_type_and_power, reset),
        cmocka_unit_test_setup(by_name, reset),
        cmocka_unit_test_setup(by_type, reset),
        cmocka_unit_test_setup(by_number, reset),
        cmocka_unit_test_setup(by_part_of_two, reset),
        cmocka_unit_test_setup(lost_device_hides_no_other, reset),
        cmocka_unit_test_setup(old_and_odd_devices, reset),
    };
    unsetenv("GPUTENSOR_DEVICE");
    return cmocka_run_group_tests_name("choice", tests, NULL, NULL);
}

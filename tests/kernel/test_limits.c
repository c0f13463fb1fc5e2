/* Devices with less than those at hand: this program stands between the library and OpenCL, says so, and holds the
 * library to what it said. */
#define _GNU_SOURCE /* RTLD_NEXT */
#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>
#include <dlfcn.h>
#include <gputensor/names.h>
#include <stdlib.h>
#include <string.h>
#include "support/support.h"
#include "kernel/pieces.h"
#include "kernel/scan.h"
#include "support/range.h"
#include "tensor/handle.h"

/* 0: as the device says. group: of the device, kernel_group: of each of its kernels that does not say its own. */
typedef struct limits {
    cl_ulong local_bytes;
    cl_uint lanes;
    size_t group, kernel_group;
} limits;

static limits now;
static bool dry;              /* nothing runs */
static size_t largest, wrong; /* work-items of a launch; launches that the device would refuse */

#define REAL(name, type) ((type)(uintptr_t)dlsym(RTLD_NEXT, name))
typedef cl_int ask_device(cl_device_id, cl_device_info, size_t, void *, size_t *);
typedef cl_int ask_group(cl_kernel, cl_device_id, cl_kernel_work_group_info, size_t, void *, size_t *);
typedef cl_int launch(cl_command_queue, cl_kernel, cl_uint, const size_t *, const size_t *, const size_t *, cl_uint,
                      const cl_event *, cl_event *);

CL_API_ENTRY cl_int CL_API_CALL clGetDeviceInfo(cl_device_id device, cl_device_info what, size_t room, void *to,
                                                size_t *need)
{
    cl_int code = REAL("clGetDeviceInfo", ask_device *)(device, what, room, to, need);
    if (code != CL_SUCCESS || !to) return code;
    if (what == CL_DEVICE_LOCAL_MEM_SIZE && now.local_bytes) memcpy(to, &now.local_bytes, sizeof now.local_bytes);
    if (what == CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT && now.lanes && *(cl_uint *)to >= 4) /* else the form changes */
        memcpy(to, &now.lanes, sizeof now.lanes);
    if (what == CL_DEVICE_MAX_WORK_GROUP_SIZE && now.group) memcpy(to, &now.group, sizeof now.group);
    return code;
}

CL_API_ENTRY cl_int CL_API_CALL clGetKernelWorkGroupInfo(cl_kernel kernel, cl_device_id device,
                                                         cl_kernel_work_group_info what, size_t room, void *to,
                                                         size_t *need)
{
    cl_int code = REAL("clGetKernelWorkGroupInfo", ask_group *)(kernel, device, what, room, to, need);
    if (code == CL_SUCCESS && to && what == CL_KERNEL_WORK_GROUP_SIZE && now.kernel_group)
        memcpy(to, &now.kernel_group, sizeof now.kernel_group);
    return code;
}

CL_API_ENTRY cl_int CL_API_CALL clEnqueueNDRangeKernel(cl_command_queue queue, cl_kernel kernel, cl_uint rank,
                                                       const size_t *offset, const size_t *global, const size_t *local,
                                                       cl_uint waits, const cl_event *wait_list, cl_event *event)
{
    size_t items = local[0] * local[1] * local[2];
    if (global[0] > largest) largest = global[0];
    if ((now.group && items > now.group) || (now.kernel_group && items > now.kernel_group)) wrong++;
    if (global[0] > UINT32_MAX || global[0] % local[0]) wrong++;
    if (dry) return CL_INVALID_OPERATION;
    launch *run = REAL("clEnqueueNDRangeKernel", launch *);
    return run(queue, kernel, rank, offset, global, local, waits, wait_list, event);
}

static gt_context *ctx;
static gt_queue *q;

static void begin(limits l)
{
    now = l;
    wrong = 0;
    must(gt_context_create(&ctx, gt_device_find(NULL), NULL));
    q = gt_context_queue(ctx);
}

static void end(void)
{
    gt_context_free(ctx);
    assert_int_equal(wrong, 0);
    now = (limits){0};
}

static float number(int64_t i)
{
    return (float)((i * 37 + i / 11) % 9 - 4);
}

static gt_tensor *matrix(int64_t rows, int64_t columns)
{
    const int64_t shape[] = {rows, columns};
    float *host = malloc((size_t)(rows * columns) * sizeof *host);
    gt_tensor *t = NULL;
    for (int64_t i = 0; i < rows * columns; i++) host[i] = number(i);
    must(gt_upload(q, &t, GT_F32, 2, shape, host, (size_t)(rows * columns) * sizeof *host));
    free(host);
    return t;
}

/* The elements, all of them small integers, which float32 adds without rounding. */
static float *values_of(gt_tensor **t)
{
    size_t bytes = (size_t)gt_tensor_count(*t) * sizeof(float);
    float *host = malloc(bytes);
    must(gt_download(q, host, bytes, *t));
    support_drop(t);
    return host;
}

static void product(int64_t m, int64_t n, int64_t k)
{
    gt_tensor *a = matrix(m, k), *b = matrix(k, n), *c = NULL;
    must(gt_matmul(q, &c, a, b, NULL));
    float *got = values_of(&c);
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) {
            float want = 0;
            for (int64_t p = 0; p < k; p++) want += number(i * k + p) * number(p * n + j);
            if (got[i * n + j] != want) fail_msg("(%d, %d): %g, not %g", (int)i, (int)j, got[i * n + j], want);
        }
    free(got);
    support_drop(&a);
    support_drop(&b);
}

static void transposed(int64_t rows, int64_t columns)
{
    gt_tensor *a = matrix(rows, columns), *turned = NULL, *flat = NULL;
    must(gt_tensor_permute(&turned, a, NULL, 0));
    must(gt_copy(q, &flat, turned, 0));
    float *got = values_of(&flat);
    for (int64_t i = 0; i < rows * columns; i++) assert_true(got[i] == number(i % rows * columns + i / rows));
    free(got);
    support_drop(&turned);
    support_drop(&a);
}

static void sums(int64_t rows, int64_t columns, int32_t axis)
{
    gt_tensor *a = matrix(rows, columns), *twice = NULL, *sum = NULL;
    must(gt_add(q, &twice, a, a));
    must(gt_reduce(q, GT_ADD, &sum, twice, &axis, 1, NULL));
    float *got = values_of(&sum);
    for (int64_t i = 0; i < (axis ? rows : columns); i++) {
        float want = 0;
        for (int64_t p = 0; p < (axis ? columns : rows); p++)
            want += 2 * number(axis ? i * columns + p : p * columns + i);
        assert_true(got[i] == want);
    }
    free(got);
    support_drop(&twice);
    support_drop(&a);
}

/* Running sums down the columns. */
static void running_sums(int64_t rows, int64_t columns)
{
    gt_tensor *a = matrix(rows, columns), *sums = NULL;
    must(gt_scan(q, GT_ADD, &sums, a, 0, NULL));
    float *got = values_of(&sums);
    for (int64_t c = 0; c < columns; c++) {
        float want = 0;
        for (int64_t r = 0; r < rows; r++) {
            want += number(r * columns + c);
            assert_true(got[r * columns + c] == want);
        }
    }
    free(got);
    support_drop(&a);
}

/* How many elements each number has, and what these add up to; in so many bins. */
static void counts(int64_t n, int64_t bins)
{
    int32_t *host = malloc((size_t)n * sizeof *host);
    int64_t *got = malloc((size_t)bins * sizeof *got), *want = calloc((size_t)bins, sizeof *want);
    for (int64_t i = 0; i < n; i++) want[host[i] = (int32_t)number(i) + 4]++;
    gt_tensor *x = NULL, *dst = NULL;
    must(gt_upload(q, &x, GT_I32, 1, &n, host, (size_t)n * sizeof *host));
    for (int weighted = 0; weighted < 2; weighted++) {
        must(gt_histogram(q, &dst, x, NULL, weighted ? x : NULL, bins));
        must(gt_download(q, got, (size_t)bins * sizeof *got, dst));
        for (int64_t i = 0; i < bins; i++) assert_int_equal(got[i], weighted ? want[i] * i : want[i]);
    }
    free(host), free(got), free(want);
    support_drop(&x), support_drop(&dst);
}

static void small_local_memory(void **state)
{
    (void)state;
    static const limits cases[] = {{.local_bytes = 16384, .lanes = 16},
                                   {.local_bytes = 32768, .lanes = 16},
                                   {.local_bytes = 32768, .lanes = 4},
                                   {.local_bytes = 49152, .lanes = 16}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin(cases[i]);
        product(200, 64, 17);
        product(300, 130, 300);
        product(1, 100, 700);
        end();
    }
}

static void small_groups(void **state)
{
    (void)state;
    static const limits cases[] = {
        {.group = 1}, {.group = 7}, {.group = 100}, {.kernel_group = 64}, {.kernel_group = 3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin(cases[i]);
        product(70, 65, 20);
        transposed(70, 90);
        sums(3, 5000, 1);
        sums(700, 40, 0);
        running_sums(20, 300);
        counts(20000, 9);
        counts(20000, 10000);
        end();
    }
}

/* 2^24 sums of 65 elements, which all lie in one place. */
static void many_items(void **state)
{
    (void)state;
    const int64_t shape[] = {1 << 24, 65};
    const int32_t axis = 1;
    begin((limits){0});
    gt_tensor *one = matrix(1, 1), *many = NULL, *sum = NULL;
    must(gt_tensor_broadcast(&many, one, 2, shape));
    dry = true;
    largest = 0;
    assert_int_equal(gt_reduce(q, GT_ADD, &sum, many, &axis, 1, NULL), GT_E_DEVICE);
    dry = false;
    assert_within(largest, 1, UINT32_MAX);
    support_drop(&many);
    support_drop(&one);
    end();
}

/* More lines than a launch has items, all of which lie in one place, as does the result. */
static void many_lines(void **state)
{
    (void)state;
    begin((limits){0});
    gt_tensor *one = matrix(1, 1);
    gt__array many = one->array;
    many.count = many.shape.size[0] = ((int64_t)1 << 32) + 5;
    many.strides[0] = many.strides[1] = 0;
    const gt__scanning what = {.row = GT_MAXIMUM, .compute = many.dtype, .result = many.dtype};
    gt__call call;
    must(gt__call_begin(&call, "many_lines", q, 1));
    dry = true;
    largest = 0;
    assert_int_equal(gt__scan_run(&call, &what, &many, &many, 1), GT_E_DEVICE);
    dry = false;
    assert_within(largest, 1, UINT32_MAX);
    support_drop(&one);
    end();
}

/* A copy that fails leaves nothing that its caller would release once more. */
static void failed_copy(void **state)
{
    (void)state;
    begin((limits){0});
    gt_tensor *a = matrix(70, 90), *turned = NULL;
    gt__array flat;
    gt__call call;
    must(gt_tensor_permute(&turned, a, NULL, 0));
    must(gt__call_begin(&call, "failed_copy", q, 1));
    dry = true;
    assert_int_equal(gt__flat(&flat, &call, &turned->array), GT_E_DEVICE);
    dry = false;
    assert_null(flat.buffer);
    support_drop(&turned), support_drop(&a);
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_local_memory), cmocka_unit_test(small_groups), cmocka_unit_test(many_items),
        cmocka_unit_test(many_lines),         cmocka_unit_test(failed_copy),
    };
    return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}

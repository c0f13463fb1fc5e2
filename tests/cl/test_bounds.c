/* How much memory a pool holds: what the device has, which this program makes small, and what the host gives. */
#define _GNU_SOURCE /* RTLD_NEXT */
#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>
#include <dlfcn.h>
#include <gputensor/names.h>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "support/support.h"
#include "support/leaks.h"
#include "support/range.h"

enum { KIB = 1024, MIB = 1024 * 1024 };

/* ---- An OpenCL that this program changes ------------------------------------------------------------------------- */

static cl_ulong memory;           /* that every device has; 0: what it says itself */
static cl_bool unified = CL_TRUE; /* said where memory is not 0 */
static cl_mem_flags flags;        /* of the last buffer */

CL_API_ENTRY cl_int CL_API_CALL clGetDeviceInfo(cl_device_id device, cl_device_info what, size_t room, void *to,
                                                size_t *need)
{
    cl_int (*ask)(cl_device_id, cl_device_info, size_t, void *, size_t *) = NULL;
    *(void **)&ask = dlsym(RTLD_NEXT, "clGetDeviceInfo");
    cl_int code = ask(device, what, room, to, need);
    if (memory == 0 || !to || code != CL_SUCCESS) return code;
    if (what == CL_DEVICE_GLOBAL_MEM_SIZE) memcpy(to, &memory, sizeof memory);
    if (what == CL_DEVICE_HOST_UNIFIED_MEMORY) memcpy(to, &unified, sizeof unified);
    return code;
}

CL_API_ENTRY cl_mem CL_API_CALL clCreateBuffer(cl_context ctx, cl_mem_flags how, size_t bytes, void *host, cl_int *err)
{
    cl_mem (*create)(cl_context, cl_mem_flags, size_t, void *, cl_int *) = NULL;
    *(void **)&create = dlsym(RTLD_NEXT, "clCreateBuffer");
    flags = how;
    return create(ctx, how, bytes, host, err);
}

static int32_t try_bytes(gt_context *ctx, gt_tensor **out, int64_t bytes)
{
    return gt_tensor_create(gt_context_queue(ctx), out, GT_U8, 1, &bytes, GT_UNINITIALISED);
}

/* ---- What the device has ----------------------------------------------------------------------------------------- */

/* One tensor at a time, of ever other sizes: what is kept gives way. */
static void kept_within_the_device(void **state)
{
    (void)state;
    memory = 16 * MIB;
    gt_context *ctx = support_new_context();
    for (int64_t bytes = 64 * KIB; bytes <= 8 * MIB; bytes += 256 * KIB) {
        gt_tensor *t = NULL;
        must(try_bytes(ctx, &t, bytes));
        gt_context_stats now = support_statistics(ctx);
        assert_true(now.used >= bytes && now.used + now.cached <= (int64_t)memory);
        support_drop(&t);
        assert_true(support_statistics(ctx).cached <= (int64_t)memory);
    }
    assert_true(support_statistics(ctx).cached > 4 * MIB); /* but not all of it */
    assert_int_equal(support_statistics(ctx).limit, 0);
    gt_context_free(ctx);
    memory = 0;
}

/* In use: all that there is, and no more; a limit that is given counts instead. */
static void used_within_the_device(void **state)
{
    (void)state;
    gt_tensor *half[2] = {NULL}, *more = NULL;
    memory = 16 * MIB;
    gt_context *ctx = support_new_context();
    must(try_bytes(ctx, &half[0], 8 * MIB));
    must(try_bytes(ctx, &half[1], 8 * MIB));
    must_be(GT_E_OUT_OF_MEMORY, try_bytes(ctx, &more, 1));
    assert_null(more);
    assert_non_null(strstr(gt_last_error(), "the device's memory of 16777216"));
    must(gt_context_set_limit(ctx, 17 * MIB));
    must(try_bytes(ctx, &more, MIB));
    support_drop(&more);
    must(gt_context_set_limit(ctx, 0));
    support_drop(&half[1]);
    must(try_bytes(ctx, &more, 4 * MIB));
    assert_int_equal(support_statistics(ctx).used, 12 * MIB);
    assert_within(support_statistics(ctx).cached, 0, 4 * MIB);
    support_drop(&half[0]);
    support_drop(&more);
    gt_context_free(ctx);
    memory = 0;
}

/* Drivers are to allocate at once where that is the host's memory. */
static void asks_for_memory_of_the_host(void **state)
{
    (void)state;
    memory = 16 * MIB;
    for (int shared = 0; shared < 2; shared++) {
        gt_tensor *t = NULL;
        unified = shared ? CL_TRUE : CL_FALSE;
        gt_device_desc device = {.size = sizeof device};
        must(gt_device_describe(gt_device_find(NULL), &device));
        gt_context *ctx = support_new_context();
        must(try_bytes(ctx, &t, MIB));
        const bool here = shared || device.type == GT_DEVICE_CPU;
        assert_int_equal((flags & CL_MEM_ALLOC_HOST_PTR) != 0, here);
        support_drop(&t);
        gt_context_free(ctx);
    }
    memory = 0;
}

/* ---- What the host gives: this program again, with less address space ------------------------------------------- */

/* Sanitizers take address space for themselves. */
#if !defined(__SANITIZE_ADDRESS__)
static rlim_t address_space(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%lu", &pages) != 1) exit(3);
    fclose(file);
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

/* Makes a tensor of that many bytes, works on it, looks at it. */
static int32_t use(gt_queue *q, int64_t bytes)
{
    const int64_t n = bytes / 4;
    const gt_scalar two = gt_float(2);
    gt_tensor *t = NULL, *sum = NULL;
    float got = 0;
    int32_t status = gt_fill(q, &t, GT_F32, 1, &n, &two);
    const gt_arg args[] = {gt_arg_tensor(t), gt_arg_scalar(gt_int(1))};
    if (status == GT_OK) status = gt_apply(q, GT_ADD, &t, args, 2);
    if (status == GT_OK) status = gt_reduce(q, GT_MAXIMUM, &sum, t, NULL, 0, NULL);
    if (status == GT_OK) status = gt_download(q, &got, sizeof got, sum);
    support_drop(&sum);
    support_drop(&t);
    if (status == GT_OK && got != 3) status = 77;
    return status;
}

static void leave(rlim_t bytes)
{
    struct rlimit space;
    if (getrlimit(RLIMIT_AS, &space) != 0) exit(3);
    space.rlim_cur = address_space() + bytes;
    if (setrlimit(RLIMIT_AS, &space) != 0) exit(3);
}

static int failed(const char *what, int32_t status)
{
    if (status < 0) printf("%s: %s\n", what, gt_last_error());
    return status < 0;
}

/* A tensor to a file, back, and to another context, where there is room for one more of it but not for two. */
static int copies(gt_context *ctx, gt_context *other)
{
    const int64_t n = 25 * MIB;
    const gt_scalar two = gt_float(2);
    char path[] = "/tmp/gputensor-test-XXXXXX";
    gt_tensor *t = NULL, *loaded = NULL, *moved = NULL;
    gt_queue *q = gt_context_queue(ctx);
    int file = mkstemp(path), wrong = failed("fill", gt_fill(q, &t, GT_F32, 1, &n, &two));
    wrong += failed("finish", gt_queue_finish(q));
    if (gt_context_trim(ctx, 0) < 0 || file < 0) return 1;
    leave(160ul * MIB);
    wrong += failed("create", gt_tensor_create(q, &loaded, GT_F32, 1, &n, 0));
    support_drop(&loaded);
    wrong += failed("finish", gt_queue_finish(q));
    leave(8ul * MIB); /* too little for a piece, but for what is kept */
    wrong += failed("save beside what is kept", gt_save_npy(q, path, t));
    leave(60ul * MIB);
    wrong += failed("save", gt_save_npy(q, path, t));
    leave(160ul * MIB);
    wrong += failed("load", gt_load_npy(q, &loaded, path));
    wrong += gt_tensor_count(loaded) != n;
    support_drop(&loaded);
    if (gt_context_trim(ctx, 0) < 0) return 1;
    leave(160ul * MIB);
    wrong += failed("transfer", gt_transfer(gt_context_queue(other), &moved, q, t));
    support_drop(&moved);
    support_drop(&t);
    close(file);
    unlink(path);
    return wrong;
}

static int limited(void)
{
    gt_context *ctx = NULL, *other = NULL;
    int wrong = 0;
    mallopt(M_MMAP_THRESHOLD, MIB); /* so that the C library has nothing put by */
    mallopt(M_ARENA_MAX, 1);
    if (gt_context_create(&ctx, gt_device_find(NULL), NULL) < 0) return 2;
    if (gt_context_create(&other, gt_device_find(NULL), NULL) < 0) return 2;
    gt_queue *q = gt_context_queue(ctx);
    for (int k = 0; k < 2; k++) wrong += use(q, 10 * MIB) < 0; /* what is compiled is there */
    if (gt_queue_finish(q) < 0 || gt_context_trim(ctx, 0) < 0) return 2;
    leave(600ul * MIB);
    for (int64_t bytes = 10 * MIB; bytes <= 100 * MIB; bytes += 10 * MIB) {
        int32_t status = use(q, bytes);
        if (status < 0) printf("%lld bytes: %s\n", (long long)bytes, gt_last_error());
        wrong += status != GT_OK;
    }
    gt_tensor *large = NULL;
    int32_t status = try_bytes(ctx, &large, 700ll * MIB); /* more than there is */
    if (status != GT_E_OUT_OF_MEMORY) printf("700 MiB: %d\n", status);
    wrong += status != GT_E_OUT_OF_MEMORY;
    support_drop(&large);
    wrong += copies(ctx, other);
    gt_context_free(ctx);
    gt_context_free(other);
    return wrong > 0;
}

static void host_gives_little(void **state)
{
    (void)state;
    int status = -1;
    gt_device_desc desc = {.size = sizeof desc};
    must(gt_device_describe(gt_device_find(NULL), &desc));
    if (strcmp(desc.platform, "Intel(R) OpenCL") == 0)
        support_skip("the compiler of Intel's runtime ends the process where memory is short");
    if (desc.type == GT_DEVICE_GPU) support_skip("drivers of GPUs take address space for themselves");
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        execl("/proc/self/exe", "test_bounds", "limited", (char *)NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (status != 0) fail_msg("the child ended with status %x", (unsigned)status);
}
#endif

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kept_within_the_device),
        cmocka_unit_test(used_within_the_device),
        cmocka_unit_test(asks_for_memory_of_the_host),
#if !defined(__SANITIZE_ADDRESS__)
        cmocka_unit_test(host_gives_little),
#endif
        cmocka_unit_test(leaks_none),
    };
#if !defined(__SANITIZE_ADDRESS__)
    if (argc > 1 && strcmp(argv[1], "limited") == 0) return limited();
#else
    (void)argc;
    (void)argv;
#endif
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

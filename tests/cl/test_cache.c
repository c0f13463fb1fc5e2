/* Compiled kernels on disk: later contexts and processes take them from there, and whatever is wrong with them, or
 * fails on the way, the source is compiled as if there was nothing. */
#define _GNU_SOURCE
#include <dirent.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "support/support.h"
#include "cl/internal.h"
#include "support/kept.h"
#include "support/leaks.h"
#include "support/sweep.h"
#include "faults/alloc.h"
#include "faults/faults.h"

enum { MOST_FILES = 64, PROCESSES = 16, MOST_CALLS = 300, THIN_PART = 9 };
static struct faults layer;
static int one; /* 1: work is its first operation alone, where it is done many times without files */

/* ---- work that compiles kernels ---- */

typedef struct results {
    float unary[6], sums[3], product[4];
} results;

static gt_status sum_and_multiply(gt_queue *q, const gt_tensor *a, results *r)
{
    gt_tensor *turned = NULL, *b = NULL;
    gt_status s = gt_tensor_permute(&turned, a, NULL, 0);
    if (s == GT_OK) s = gt_reduce(q, GT_ADD, &b, a, (const int32_t[]){0}, 1, NULL);
    if (s == GT_OK) s = gt_download(q, r->sums, sizeof r->sums, b);
    support_drop(&b);
    if (s == GT_OK) s = gt_matmul(q, &b, a, turned, NULL);
    if (s == GT_OK) s = gt_download(q, r->product, sizeof r->product, b);
    support_drop(&b);
    support_drop(&turned);
    return s;
}

static gt_status work_on(gt_context *ctx, results *r)
{
    const int64_t s23[] = {2, 3};
    const float numbers[] = {1, 4, 9, 16, 25, 36};
    gt_queue *q = gt_context_queue(ctx);
    gt_tensor *a = NULL, *b = NULL;
    gt_status s = gt_upload(q, &a, GT_F32, 2, s23, numbers, sizeof numbers);
    if (s == GT_OK) s = gt_unary(q, GT_SQRT, &b, a);
    if (s == GT_OK) s = gt_download(q, r->unary, sizeof r->unary, b);
    support_drop(&b);
    if (s == GT_OK && !one) s = sum_and_multiply(q, a, r);
    support_drop(&a);
    return s;
}

static int is_right(const results *r)
{
    static const results want = {{1, 2, 3, 4, 5, 6}, {17, 29, 45}, {98, 440, 440, 2177}};
    return memcmp(r, &want, one ? sizeof want.unary : sizeof want) == 0;
}

static gt_context_stats statistics(const gt_context *ctx)
{
    gt_context_stats stats = {.size = sizeof stats};
    must(gt_context_statistics(ctx, &stats));
    assert_int_equal(stats.programs_from_disk + stats.programs_built, stats.programs_in_memory);
    return stats;
}

/* As if nothing was known about the driver. keeps: what it compiles is kept, whatever the driver does for that. */
static gt_context *new_context(int keeps)
{
    gt_context *ctx = NULL;
    must(gt_context_create(&ctx, gt_device_find(NULL), NULL));
    ctx->traits.compiles_again = 0;
    if (keeps) atomic_store(&ctx->binaries, GT__BINARIES_ALWAYS);
    return ctx;
}

/* All of it in a new context, and right. */
static gt_context_stats run(int keeps)
{
    results r = {{0}, {0}, {0}};
    gt_context *ctx = new_context(keeps);
    must(work_on(ctx, &r));
    assert_true(is_right(&r));
    const gt_context_stats stats = statistics(ctx);
    gt_context_free(ctx);
    return stats;
}

/* ---- what lies in the folder ---- */

typedef struct listing {
    int n;
    char path[MOST_FILES][256];
} listing;

/* The files with kernels: the mark that a driver compiles again is one byte long. */
static listing list_kernels(void)
{
    listing l = {.n = 0};
    struct stat s;
    DIR *d = opendir(kept_folder);
    for (struct dirent *e; d && (e = readdir(d));) {
        assert_true(l.n < MOST_FILES);
        snprintf(l.path[l.n], sizeof l.path[l.n], "%s/%.100s", kept_folder, e->d_name);
        if (stat(l.path[l.n], &s) == 0 && S_ISREG(s.st_mode) && s.st_size > GT__STORE_HEADER + 1) l.n++;
    }
    if (d) closedir(d);
    return l;
}

static int set_up(void **state)
{
    if (!faults_load(&layer)) fail_msg("OPENCL_LAYERS does not name the fault layer");
    return kept_begin(state);
}

static int tear_down(void **state)
{
    (void)state;
    one = 0;
    layer.disarm();
    kept_remove(kept_place);
    return 0;
}

/* ---- later contexts and processes ---- */

/* This program again, with an argument: its exit status. */
enum { FROM_DISK, COMPILED, MIXED, WRONG };

static int again(void)
{
    results r = {{0}, {0}, {0}};
    gt_context *ctx = NULL;
    gt_context_stats stats = {.size = sizeof stats};
    if (gt_context_create(&ctx, gt_device_find(NULL), NULL) != GT_OK) return WRONG;
    ctx->traits.compiles_again = 0;
    if (work_on(ctx, &r) != GT_OK || !is_right(&r) || gt_context_statistics(ctx, &stats) != GT_OK) return WRONG;
    if (stats.programs_from_disk + stats.programs_built != stats.programs_in_memory) return WRONG;
    gt_context_free(ctx);
    return stats.programs_built == 0 ? FROM_DISK : stats.programs_from_disk == 0 ? COMPILED : MIXED;
}

static pid_t start_again(void)
{
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child > 0) return child;
    execl("/proc/self/exe", "test_cache", "again", (char *)NULL);
    _exit(WRONG);
}

static int result_of(pid_t child)
{
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : WRONG;
}

/* Either the driver hands kernels out, and a later context and process compile none; or it would compile again, and the
 * next ones know that and do not ask. */
static void later_ones_take_them_from_disk(void **state)
{
    (void)state;
    const gt_context_stats first = run(0);
    assert_int_equal(first.programs_from_disk, 0);
    assert_true(first.programs_built >= 3);
    const int kept = list_kernels().n;
    layer.arm("clGetProgramInfo", 1, -5, 1);
    const gt_context_stats second = run(0);
    assert_int_equal(layer.fired(), 0); /* neither has anything to ask for */
    layer.disarm();
    assert_int_equal(second.programs_in_memory, first.programs_in_memory);
    if (kept == first.programs_built && kept_entries(kept_folder, "") == kept) {
        assert_int_equal(second.programs_built, 0);
        assert_int_equal(result_of(start_again()), FROM_DISK);
    } else { /* the first one showed what the driver does, and that alone was kept */
        assert_int_equal(kept, 0);
        assert_int_equal(kept_entries(kept_folder, ""), 1);
        assert_int_equal(second.programs_from_disk, 0);
        assert_int_equal(result_of(start_again()), COMPILED);
        assert_int_equal(list_kernels().n, kept);
    }
}

/* PoCL where it has kept nothing itself: it may have to compile again, and the next process knows that. */
static void a_cold_driver(void **state)
{
    (void)state;
    char cold[128];
    if (support_machine() != MACHINE_POCL) return;
    const char *const set = getenv("POCL_CACHE_DIR");
    char *before = set ? strdup(set) : NULL;
    snprintf(cold, sizeof cold, "%s/pocl", kept_place);
    setenv("POCL_CACHE_DIR", cold, 1);
    assert_int_equal(result_of(start_again()), COMPILED);
    const int kept = list_kernels().n, marks = kept_entries(kept_folder, "") - kept;
    assert_int_equal(marks, kept == 0);
    assert_int_equal(result_of(start_again()), marks ? COMPILED : FROM_DISK);
    assert_int_equal(list_kernels().n, kept);
    assert_int_equal(kept_entries(kept_folder, ""), kept + marks);
    if (before)
        setenv("POCL_CACHE_DIR", before, 1);
    else
        unsetenv("POCL_CACHE_DIR");
    free(before);
}

/* Of PoCL it is known that it compiles again: nothing is asked for, and nothing kept. */
static void a_known_driver(void **state)
{
    (void)state;
    results r = {{0}, {0}, {0}};
    gt_context *ctx = new_context(0);
    ctx->traits.compiles_again = 1;
    layer.arm("clGetProgramInfo", 1, -5, 1);
    must(work_on(ctx, &r));
    assert_int_equal(layer.fired(), 0);
    assert_true(is_right(&r));
    assert_true(statistics(ctx).programs_built >= 3);
    gt_context_free(ctx);
    assert_int_equal(kept_entries(kept_folder, ""), 0);
    must(gt_context_create(&ctx, gt_device_find(NULL), NULL));
    assert_int_equal(ctx->traits.compiles_again, support_machine() == MACHINE_POCL);
    gt_context_free(ctx);
}

/* Whatever the driver does for it: what is kept is taken. */
static void what_is_kept_is_taken(void **state)
{
    (void)state;
    const gt_context_stats first = run(1);
    assert_int_equal(list_kernels().n, first.programs_built);
    const long builds = layer.builds();
    const gt_context_stats second = run(1);
    assert_int_equal(layer.builds(), builds);
    assert_int_equal(second.programs_built, 0);
    assert_int_equal(second.programs_from_disk, first.programs_built);
    assert_int_equal(result_of(start_again()), FROM_DISK);
}

static void nothing_is_kept_where_it_is_off(void **state)
{
    (void)state;
    setenv("GPUTENSOR_CACHE", "off", 1);
    layer.arm("clGetProgramInfo", 1, -5, 1);
    assert_int_equal(run(0).programs_from_disk, 0);
    assert_int_equal(layer.fired(), 0);
    layer.arm("clCreateProgramWithBinary", 1, -5, 1);
    assert_int_equal(run(0).programs_from_disk, 0);
    assert_int_equal(layer.fired(), 0);
    assert_int_equal(kept_entries(kept_place, ""), 0);
}

static void processes_race(void **state)
{
    pid_t child[PROCESSES];
    (void)state;
    for (int p = 0; p < PROCESSES; p++) child[p] = start_again();
    for (int p = 0; p < PROCESSES; p++) assert_true(result_of(child[p]) < WRONG);
    assert_int_equal(kept_entries(kept_folder, ".part"), 0);
}

/* What a kernel of the program's own, made in a new context, writes. from_disk: whether it is from there. */
static int32_t run_own(const char *text, const char *options, int from_disk)
{
    const int64_t n = 1;
    const gt_kernel_opts opts = {.size = sizeof opts, .options = options};
    gt_context *ctx = new_context(1);
    gt_queue *q = gt_context_queue(ctx);
    gt_kernel *k = NULL;
    gt_kernel_arg arg = {.kind = GT_ARG_POINTER};
    gt_tensor *o = NULL;
    int32_t got = 0;
    must(gt_tensor_create(q, &o, GT_I32, 1, &n, 0));
    arg.tensor = o;
    must(gt_kernel_create(&k, ctx, text, "own", &opts));
    assert_int_equal(statistics(ctx).programs_from_disk, from_disk);
    assert_int_equal(statistics(ctx).programs_built, !from_disk);
    must_be(GT_E_ARGUMENT, gt_kernel_run(q, k, NULL, 0, 1, &n, NULL));
    must(gt_kernel_run(q, k, &arg, 1, 1, &n, NULL));
    must(gt_download(q, &got, sizeof got, o));
    support_drop(&o);
    gt_kernel_free(k);
    gt_context_free(ctx);
    return got;
}

/* Once more from disk where options are the same; it does what it did. */
static void own_kernels(void **state)
{
    (void)state;
    static const char *const text = "kernel void own(global int *o) { o[0] = NUMBER; }";
    assert_int_equal(run_own(text, "-DNUMBER=5", 0), 5);
    assert_int_equal(run_own(text, "-DNUMBER=5", 1), 5);
    assert_int_equal(run_own(text, "-DNUMBER=6", 0), 6);
}

/* A file that the source includes may be another one the next time. */
static void own_kernels_include_files(void **state)
{
    (void)state;
    static const char *const text = "#include \"number.h\"\nkernel void own(global int *o) { o[0] = NUMBER; }";
    char path[128], options[128];
    snprintf(path, sizeof path, "%s/number.h", kept_place);
    snprintf(options, sizeof options, "-I %s", kept_place);
    kept_write(path, "#define NUMBER 5\n", 17);
    assert_int_equal(run_own(text, options, 0), 5);
    kept_write(path, "#define NUMBER 6\n", 17);
    assert_int_equal(run_own(text, options, 0), 6);
    assert_int_equal(list_kernels().n, 0);
}

/* ---- damage ---- */

static void cut(const char *path)
{
    struct stat s;
    assert_int_equal(stat(path, &s), 0);
    assert_int_equal(truncate(path, s.st_size / 2), 0);
}

static void flip(const char *path)
{
    static unsigned char bytes[1 << 22];
    const size_t n = kept_read(path, bytes, sizeof bytes);
    assert_true(n > GT__STORE_HEADER && n < sizeof bytes);
    bytes[n - n / 3] ^= 4;
    kept_write(path, bytes, n);
}

/* Each takes the next one's name. */
static void exchange(const listing *l)
{
    char aside[256];
    snprintf(aside, sizeof aside, "%s/aside", kept_folder);
    assert_int_equal(rename(l->path[0], aside), 0);
    for (int i = 1; i < l->n; i++) assert_int_equal(rename(l->path[i], l->path[i - 1]), 0);
    assert_int_equal(rename(aside, l->path[l->n - 1]), 0);
}

/* Whole by its digest, and nothing that the driver knows. */
static void replace(const char *path)
{
    unsigned char key[GT__SHA256_BYTES];
    const char *name = strrchr(path, '/') + 1;
    for (int i = 0; i < GT__SHA256_BYTES; i++) {
        unsigned byte = 0;
        assert_int_equal(sscanf(name + 2 * (ptrdiff_t)i, "%2x", &byte), 1);
        key[i] = (unsigned char)byte;
    }
    unsigned char *bytes = kept_contents(77, 5000);
    gt__store_keep(key, bytes, 5000);
    free(bytes);
}

static void damaged_files_are_compiled_anew(void **state)
{
    (void)state;
    const int64_t all = run(1).programs_built;
    const int ways = support_machine() == MACHINE_RUSTICL ? 3 : 4; /* it ends the process */
    for (int way = 0; way < ways; way++) {
        const listing l = list_kernels();
        assert_int_equal(l.n, all);
        for (int i = 0; i < l.n && way != 2; i++) (way == 0 ? cut : way == 1 ? flip : replace)(l.path[i]);
        if (way == 2) exchange(&l);
        const gt_context_stats stats = run(1);
        assert_int_equal(stats.programs_built, all);
        assert_int_equal(run(1).programs_from_disk, all); /* and kept again */
    }
}

/* ---- failures ---- */

/* A failure of this thread, to see whether another one takes its place. */
static void fail_before(void)
{
    gt_op_desc none = {.size = sizeof none};
    must_be(GT_E_OPERATION, gt_op_describe(-77, &none));
}

/* The call succeeds and says nothing, although the k-th OpenCL call of that name fails. 0: there is no k-th one. */
static int falls_back(const char *name, long k)
{
    const long live = layer.live();
    const gt_context_stats before = run(1); /* all is kept */
    results r = {{0}, {0}, {0}};
    gt_context *ctx = new_context(1);
    assert_int_equal(list_kernels().n, before.programs_in_memory);
    fail_before();
    layer.arm(name, k, -6, 0);
    const gt_status s = work_on(ctx, &r);
    const long fired = layer.fired();
    layer.disarm();
    if (s != GT_OK) fail_msg("%s %ld: %s", name, k, gt_last_error());
    assert_non_null(strstr(gt_last_error(), "-77"));
    assert_true(is_right(&r));
    assert_int_equal(statistics(ctx).programs_in_memory, before.programs_in_memory);
    assert_int_equal(statistics(ctx).programs_built, fired);
    gt_context_free(ctx);
    assert_int_equal(layer.live(), live);
    return fired > 0;
}

static void loading_fails(void **state)
{
    static const char *const calls[] = {"clCreateProgramWithBinary", "clBuildProgram", "clCreateKernel",
                                        "clGetKernelWorkGroupInfo"};
    (void)state;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        assert_true(falls_back(calls[i], 1));
        assert_true(falls_back(calls[i], 3));
    }
}

static void keeping_fails(void **state)
{
    (void)state;
    for (long k = 1; k <= 3; k++) { /* sizes and binaries of one kernel, then of the next */
        results r = {{0}, {0}, {0}};
        gt_context *ctx = new_context(1);
        fail_before();
        layer.arm("clGetProgramInfo", k, -6, 0);
        must(work_on(ctx, &r));
        assert_int_equal(layer.fired(), 1);
        layer.disarm();
        assert_non_null(strstr(gt_last_error(), "-77"));
        assert_true(is_right(&r));
        assert_int_equal(list_kernels().n, statistics(ctx).programs_built - 1);
        gt_context_free(ctx);
        kept_remove(kept_folder);
    }
}

/* A device that does not say who it is has no key, under which that of another might be found. */
static void nameless_devices_keep_nothing(void **state)
{
    static const char *const calls[] = {"clGetPlatformInfo", "clGetDeviceInfo"};
    (void)state;
    for (int i = 0; i < 2; i++) {
        gt_context *ctx = new_context(1);
        results r = {{0}, {0}, {0}};
        fail_before();
        layer.arm(calls[i], 1, -6, 1);
        must(work_on(ctx, &r));
        assert_true(layer.fired() > 0);
        layer.disarm();
        assert_non_null(strstr(gt_last_error(), "-77"));
        assert_true(is_right(&r));
        assert_int_equal(kept_entries(kept_folder, ""), 0);
        gt_context_free(ctx);
    }
}

/* Every call of an operation fails in turn, or in a thin sample every ninth, without a file and with one: it gives a
 * status or the right result, and the same work succeeds afterwards. */
static int any_call_fails(long k, int kept)
{
    const long live = layer.live(), blocks = alloc_live();
    results r = {{0}, {0}, {0}};
    if (!kept) kept_remove(kept_folder);
    gt_context *ctx = new_context(1);
    layer.arm("*", k, -6, 0);
    gt_status s = work_on(ctx, &r);
    const long fired = layer.fired();
    layer.disarm();
    if (s == GT_OK) assert_true(is_right(&r));
    must(work_on(ctx, &r));
    assert_true(is_right(&r));
    gt_context_free(ctx);
    assert_int_equal(layer.live(), live);
    assert_int_equal(alloc_live(), blocks);
    return fired > 0;
}

static void calls_fail(void **state)
{
    (void)state;
    for (int kept = 0; kept < 2; kept++) {
        one = !kept;
        for (long k = 1; !sweep_part((uint64_t)k, THIN_PART) || any_call_fails(k, kept); k++)
            assert_true(k < MOST_CALLS);
    }
}

static int any_block_is_lost(long k, int sticky)
{
    const long blocks = alloc_live();
    results r = {{0}, {0}, {0}};
    gt_context *ctx = new_context(1);
    alloc_fault_arm(k, sticky);
    gt_status s = work_on(ctx, &r);
    const long fired = alloc_fault_fired();
    alloc_fault_disarm();
    if (s != GT_OK) assert_int_equal(s, GT_E_OUT_OF_MEMORY);
    if (s == GT_OK) assert_true(is_right(&r));
    must(work_on(ctx, &r));
    assert_true(is_right(&r));
    gt_context_free(ctx);
    assert_int_equal(alloc_live(), blocks);
    return fired > 0;
}

static void blocks_are_lost(void **state)
{
    (void)state;
    for (int sticky = 0; sticky < 2; sticky++)
        for (long k = 1; !sweep_part((uint64_t)k, THIN_PART) || any_block_is_lost(k, sticky); k++)
            assert_true(k < MOST_CALLS);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(later_ones_take_them_from_disk),
        TEST(a_cold_driver),
        TEST(a_known_driver),
        TEST(what_is_kept_is_taken),
        TEST(nothing_is_kept_where_it_is_off),
        TEST(processes_race),
        TEST(own_kernels),
        TEST(own_kernels_include_files),
        TEST(damaged_files_are_compiled_anew),
        TEST(loading_fails),
        TEST(keeping_fails),
        TEST(nameless_devices_keep_nothing),
        TEST(calls_fail),
        TEST(blocks_are_lost),
        cmocka_unit_test(leaks_none),
    };
    if (argc > 1 && strcmp(argv[1], "again") == 0) return again();
    sweep_begin(NULL);
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

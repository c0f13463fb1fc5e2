/* Memory that is known by an address: whose it is, how long it lives, what is refused, many at a time. */
#define _DEFAULT_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "support/support.h"
#include "support/leaks.h"
#include "base/reserve.h"

enum { MANY = 10000, FEW = 100 };

static const int64_t s2[] = {2}, s4[] = {4}, s6[] = {6}, s0[] = {0}, s1[] = {1};

static uint64_t take(int64_t bytes)
{
    uint64_t address = 0;
    must(gt_memory_create(support_queue(), &address, bytes));
    assert_true(address != 0 && address % 256 == 0);
    return address;
}

static gt_tensor *at(uint64_t address, int32_t dtype, int32_t rank, const int64_t *shape, const int64_t *strides)
{
    gt_tensor *t = NULL;
    must(gt_tensor_at(&t, support_context(), address, dtype, rank, shape, strides));
    return t;
}

static void refuse(int32_t status, uint64_t address, int32_t dtype, int32_t rank, const int64_t *shape,
                   const int64_t *strides)
{
    gt_tensor *t = (gt_tensor *)&t;
    must_be(status, gt_tensor_at(&t, support_context(), address, dtype, rank, shape, strides));
    assert_null(t);
}

/* ---- Tensors over it --------------------------------------------------------------------------------------------- */

static void interior_addresses(void **state)
{
    (void)state;
    const float values[] = {0, 1, 2, 3, 4, 5};
    const int64_t back[] = {-2};
    const uint64_t address = take(sizeof values);
    gt_tensor *all = at(address, GT_F32, 1, s6, NULL);
    must(gt_upload(support_queue(), &all, GT_F32, 1, s6, values, sizeof values));
    gt_tensor *end = at(address + 16, GT_F32, 1, s2, NULL), *turned = at(address + 20, GT_F32, 1, s2, back);
    support_expect(end, GT_F32, 1, s2, LIST(4, 5));
    support_expect(turned, GT_F32, 1, s2, LIST(5, 3));
    must(gt_unary(support_queue(), GT_NEGATIVE, &end, end)); /* the same memory */
    support_expect(all, GT_F32, 1, s6, LIST(0, 1, 2, 3, -4, -5));
    support_drop(&end);
    end = at(address + 2, GT_U16, 0, NULL, NULL);
    assert_int_equal(gt_tensor_count(end), 1);
    support_drop(&all);
    support_drop(&end);
    support_drop(&turned);
    gt_memory_free(address);
}

static void refused(void **state)
{
    (void)state;
    const int64_t far[] = {INT64_MAX}, back[] = {-1}, negative[] = {-1};
    const uint64_t address = take(24);
    uint64_t other = 1;
    gt_tensor *t = NULL;
    must_be(GT_E_ARGUMENT, gt_memory_create(NULL, &other, 4));
    assert_true(other == 0);
    must_be(GT_E_ARGUMENT, gt_memory_create(support_queue(), NULL, 4));
    must_be(GT_E_ARGUMENT, gt_memory_create(support_queue(), &other, -1));
    must_be(GT_E_OUT_OF_MEMORY, gt_memory_create(support_queue(), &other, INT64_MAX));
    must_be(GT_E_ARGUMENT, gt_tensor_at(NULL, support_context(), address, GT_F32, 1, s6, NULL));
    must_be(GT_E_ARGUMENT, gt_tensor_at(&t, NULL, address, GT_F32, 1, s6, NULL));
    refuse(GT_E_ARGUMENT, address, GT_F32, 1, NULL, NULL);
    refuse(GT_E_ARGUMENT, address + 2, GT_F32, 1, s2, NULL);
    refuse(GT_E_ARGUMENT, address + 12, GT_I64, 1, s1, NULL);
    refuse(GT_E_DTYPE, address, 0, 1, s6, NULL);
    refuse(GT_E_DTYPE, address, GT_WEAK_FLOAT, 1, s6, NULL);
    refuse(GT_E_SHAPE, address, GT_F32, 1, negative, NULL);
    refuse(GT_E_INDEX, address + 4, GT_F32, 1, s6, NULL);
    refuse(GT_E_INDEX, address, GT_F32, 1, s2, back);
    refuse(GT_E_INDEX, address, GT_F32, 1, s2, far);
    refuse(GT_E_INDEX, address + 24, GT_U8, 1, s1, NULL); /* one past the end */
    refuse(GT_E_INDEX, address + 25, GT_U8, 1, s1, NULL);
    refuse(GT_E_INDEX, address - 1, GT_U8, 1, s1, NULL);
    refuse(GT_E_INDEX, 0, GT_U8, 1, s1, NULL);
    refuse(GT_E_INDEX, UINT64_MAX, GT_U8, 1, s1, NULL);
    refuse(GT_E_INDEX, (uint64_t)(uintptr_t)&address, GT_U8, 1, s1, NULL);
    gt_memory_free(address);
    refuse(GT_E_INDEX, address, GT_F32, 1, s2, NULL);
}

/* Nothing is looked up for them. */
static void no_elements(void **state)
{
    (void)state;
    const uint64_t address = take(24), empty = take(0);
    const uint64_t addresses[] = {0, address, address + 24, address + 3, 12345, empty};
    for (int k = 0; k < 6; k++) {
        gt_tensor *t = at(addresses[k], GT_F32, 1, s0, NULL), *out = NULL;
        must(gt_unary(support_queue(), GT_NEGATIVE, &out, t));
        assert_int_equal(gt_tensor_count(out), 0);
        support_drop(&t);
        support_drop(&out);
    }
    refuse(GT_E_INDEX, empty, GT_U8, 1, s1, NULL);
    assert_true(empty != address && (empty > address ? empty - address : address - empty) > 24);
    gt_memory_free(empty);
    gt_memory_free(address);
}

/* ---- Whose, and how long ----------------------------------------------------------------------------------------- */

static void views_outlive_the_address(void **state)
{
    (void)state;
    gt_context *ctx = support_new_context();
    gt_queue *q = gt_context_queue(ctx);
    uint64_t address = 0, again = 0;
    gt_tensor *t = NULL;
    const float values[] = {1, 2, 3, 4};
    float got[4];
    must(gt_memory_create(q, &address, sizeof values));
    must(gt_tensor_at(&t, ctx, address, GT_F32, 1, s4, NULL));
    assert_int_equal(support_statistics(ctx).used, 256);
    must(gt_upload(q, &t, GT_F32, 1, s4, values, sizeof values));
    gt_memory_free(address);
    assert_int_equal(support_statistics(ctx).used, 256);
    must(gt_memory_create(q, &again, sizeof values));
    assert_int_equal(support_statistics(ctx).used, 512); /* other memory, whatever its address is */
    must(gt_download(q, got, sizeof got, t));
    assert_memory_equal(got, values, sizeof got);
    support_drop(&t);
    gt_context_free(ctx); /* the memory keeps it */
    gt_memory_free(again);
}

static void of_another_context(void **state)
{
    (void)state;
    gt_context *ctx = support_new_context();
    const uint64_t address = take(16);
    uint64_t other = 0;
    gt_tensor *t = NULL;
    must(gt_memory_create(gt_context_queue(ctx), &other, 16));
    assert_true(other != address);
    refuse(GT_E_CONTEXT, other, GT_F32, 1, s4, NULL);
    must_be(GT_E_CONTEXT, gt_tensor_at(&t, ctx, address, GT_F32, 1, s4, NULL));
    must(gt_tensor_at(&t, ctx, other, GT_F32, 1, s4, NULL));
    support_drop(&t);
    gt_memory_free(other);
    gt_context_free(ctx);
    gt_memory_free(address);
}

static void frees_that_do_nothing(void **state)
{
    (void)state;
    const uint64_t address = take(1000);
    gt_memory_free(0);
    gt_memory_free(address + 1);
    gt_memory_free(address - 1);
    gt_memory_free(address + 1000);
    gt_memory_free(UINT64_MAX);
    gt_tensor *t = at(address, GT_F32, 1, s4, NULL);
    support_drop(&t);
    gt_memory_free(address);
    gt_memory_free(address);
}

static sigjmp_buf faulted;

static void on_fault(int number)
{
    siglongjmp(faulted, number);
}

/* Reads and writes of the host fault, in memory and behind it. */
static void no_host_memory(void **state)
{
    (void)state;
    struct sigaction action = {.sa_handler = on_fault}, before;
    const uint64_t address = take(8192);
    volatile int faults = 0;
    assert_int_equal(sigaction(SIGSEGV, &action, &before), 0);
    for (volatile int k = 0; k < 4; k++)
        if (sigsetjmp(faulted, 1) == 0) {
            volatile char *stray = (volatile char *)(uintptr_t)(address + (uint64_t)(k % 2) * 8192);
            if (k < 2)
                (void)*stray;
            else
                *stray = 1;
        } else {
            faults++;
        }
    sigaction(SIGSEGV, &before, NULL);
    assert_int_equal(faults, 4);
    gt_memory_free(address);
}

/* ---- Many -------------------------------------------------------------------------------------------------------- */

/* At random, beside a list of what is there; none overlaps another, not with the page behind it either. */
static void random_lives(void **state)
{
    (void)state;
    enum { LIVES = 40 };
    struct {
        uint64_t address;
        int64_t bytes;
    } live[LIVES] = {{0, 0}};
    uint64_t seed = 5;
    for (int round = 0; round < 1500; round++) {
        const int k = (int)(random_next(&seed) % LIVES);
        if (live[k].address) {
            const uint64_t inside = live[k].address + random_next(&seed) % (uint64_t)(live[k].bytes);
            gt_tensor *t = at(inside, GT_U8, 1, s1, NULL);
            gt_tensor_desc desc = {.size = sizeof desc};
            must(gt_tensor_describe(t, &desc));
            assert_int_equal(desc.offset, inside - live[k].address);
            support_drop(&t);
            gt_memory_free(live[k].address);
            refuse(GT_E_INDEX, inside, GT_U8, 1, s1, NULL);
            live[k].address = 0;
            continue;
        }
        live[k].bytes = 1 + (int64_t)(random_next(&seed) % (round % 3 ? 3000u : 300000u));
        live[k].address = take(live[k].bytes);
        for (int i = 0; i < LIVES; i++) {
            if (i == k || !live[i].address) continue;
            const int first = live[i].address < live[k].address ? i : k, second = first == i ? k : i;
            assert_true(live[second].address - live[first].address >= (uint64_t)live[first].bytes + 4096);
        }
    }
    for (int k = 0; k < LIVES; k++) gt_memory_free(live[k].address);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* What a tensor costs that is made at one of n addresses, a step apart, and freed: the least of some rounds. */
static double look_ups(const uint64_t *address, int n, int step)
{
    enum { LOOKS = 10000, ROUNDS = 3 };
    double least = 1;
    for (int round = 0; round < ROUNDS; round++) {
        const double start = now();
        for (int k = 0; k < LOOKS; k++) {
            gt_tensor *t = NULL;
            const int64_t chosen = (int64_t)k % n * step * 7919 % MANY;
            must(gt_tensor_at(&t, support_context(), address[chosen], GT_F32, 1, s1, NULL));
            gt_tensor_free(t);
        }
        const double each = (now() - start) / LOOKS;
        if (each < least) least = each;
    }
    return least * 1e9;
}

/* Printed, not judged. The look-up is what comes on top of one address alone; at all of them, so does the memory that
 * holds their buffers, which no cache has. */
static void ten_thousand(void **state)
{
    (void)state;
    static uint64_t address[MANY];
    address[0] = take(4);
    const double alone = look_ups(address, 1, 0);
    const double start = now();
    for (int k = 1; k < MANY; k++) address[k] = take(4);
    const double taken = (now() - start) / MANY * 1e9;
    const double few = look_ups(address, FEW, MANY / FEW), all = look_ups(address, MANY, 1);
    printf("gt_tensor_at and gt_tensor_free: %.0f ns where there is one address; among %d, %.0f ns at %d of them by "
           "turns, %.0f ns at all; gt_memory_create %.0f ns\n",
           alone, MANY, few, FEW, all, taken);
    for (int k = 0; k < MANY; k++) gt_memory_free(address[(uint64_t)k * 7919 % MANY]);
}

/* ---- Limits ------------------------------------------------------------------------------------------------------ */

static int64_t addresses_in_use(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file) return -1;
    if (fscanf(file, "%ld", &pages) != 1) pages = -1;
    fclose(file);
    return pages < 0 ? -1 : pages * gt__page_bytes();
}

/* Under `ulimit -v`: segments that fit, of which there may be several, and in the end a failure that says so. The
 * memory itself is taken first, so that only addresses are missing. Only in a process that has no segment yet, so this
 * is the first test. */
static void few_addresses(void **state)
{
    (void)state;
    enum { MIB = 1 << 20, BLOCKS = 40 };
    uint64_t address[BLOCKS] = {0};
    struct rlimit before, few;
    int32_t status = GT_OK;
    int made = 0;
    for (int k = 0; k < BLOCKS; k++) { /* the pool keeps them */
        gt_tensor *t = NULL;
        must(gt_tensor_create(support_queue(), &t, GT_U8, 1, &(const int64_t){4096}, GT_UNINITIALISED));
        address[k] = (uint64_t)(uintptr_t)t;
    }
    for (int k = 0; k < BLOCKS; k++) gt_tensor_free((gt_tensor *)(uintptr_t)address[k]);
    const int64_t used = addresses_in_use();
    if (used < 0) support_skip("no /proc/self/statm");
    assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
    few = before;
    few.rlim_cur = (rlim_t)(used + 64 * 1024);
    assert_int_equal(setrlimit(RLIMIT_AS, &few), 0);
    while (made < BLOCKS && (status = gt_memory_create(support_queue(), &address[made], 4096)) == GT_OK) made++;
    assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
    assert_int_equal(status, GT_E_OUT_OF_MEMORY);
    assert_true(made < BLOCKS && address[made] == 0);
    assert_non_null(strstr(gt_last_error(), "ulimit -v"));
    char number[32];
    snprintf(number, sizeof number, "%lld bytes", (long long)few.rlim_cur);
    assert_non_null(strstr(gt_last_error(), number));
    for (int k = 0; k < made; k++) gt_memory_free(address[k]);

    few.rlim_cur = (rlim_t)(addresses_in_use() + 32 * MIB);
    assert_int_equal(setrlimit(RLIMIT_AS, &few), 0);
    for (made = 0; made < BLOCKS && status == GT_E_OUT_OF_MEMORY; made++)
        if (gt_memory_create(support_queue(), &address[made], 4096) != GT_OK) status = GT_E_INTERNAL;
    const int64_t after = addresses_in_use();
    assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
    assert_int_equal(status, GT_E_OUT_OF_MEMORY);
    assert_true(after < (int64_t)few.rlim_cur - 8 * MIB); /* others have room, too */
    for (int k = 0; k < made; k++) gt_memory_free(address[k]);
}

/* ---- fork() ------------------------------------------------------------------------------------------------------ */

/* A child may free, and is refused the rest, as of everything else. */
static void in_a_child(void **state)
{
    (void)state;
    const uint64_t address = take(16);
    int status = -1;
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        uint64_t more = 0;
        gt_tensor *t = NULL;
        alarm(60);
        int wrong = gt_memory_create(support_queue(), &more, 16) != GT_E_FORKED;
        wrong += gt_tensor_at(&t, support_context(), address, GT_F32, 1, s4, NULL) != GT_E_FORKED;
        gt_memory_free(address);
        gt_memory_free(12345);
        _exit(wrong);
    }
    assert_true(waitpid(child, &status, 0) == child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    gt_tensor *t = at(address, GT_F32, 1, s4, NULL);
    support_drop(&t);
    gt_memory_free(address);
}

static atomic_int over;

static void *take_and_give(void *argument)
{
    while (!atomic_load(&over)) {
        uint64_t address = 0;
        if (gt_memory_create(support_queue(), &address, 16) == GT_OK) gt_memory_free(address);
    }
    return argument;
}

/* Whoever had the lock when the process was forked is not there to give it back. */
static void in_children_of_threads(void **state)
{
    (void)state;
    const uint64_t address = take(16);
    pthread_t thread;
    int wrong = 0;
    atomic_store(&over, 0);
    assert_int_equal(pthread_create(&thread, NULL, take_and_give, NULL), 0);
    fflush(NULL);
    for (int k = 0; k < 60; k++) {
        int status = -1;
        pid_t child = fork();
        if (child == 0) {
            alarm(10);
            gt_memory_free(address);
            _exit(0);
        }
        wrong += child < 0 || waitpid(child, &status, 0) != child || status != 0;
        if (wrong) break;
    }
    atomic_store(&over, 1);
    pthread_join(thread, NULL);
    gt_memory_free(address);
    assert_int_equal(wrong, 0);
}

/* ---- On a queue that rehearses ----------------------------------------------------------------------------------- */

static void rehearsed(void **state)
{
    (void)state;
    gt_queue *q = support_rehearsing(support_context());
    uint64_t address = 0;
    must(gt_memory_create(q, &address, 16));
    gt_tensor *t = at(address, GT_F32, 1, s4, NULL), *out = NULL;
    must(gt_unary(q, GT_NEGATIVE, &out, t));
    support_drop(&t);
    support_drop(&out);
    gt_memory_free(address);
    gt_queue_free(q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_addresses),
        cmocka_unit_test(interior_addresses),
        cmocka_unit_test(refused),
        cmocka_unit_test(no_elements),
        cmocka_unit_test(views_outlive_the_address),
        cmocka_unit_test(of_another_context),
        cmocka_unit_test(frees_that_do_nothing),
        cmocka_unit_test(no_host_memory),
        cmocka_unit_test(random_lives),
        cmocka_unit_test(ten_thousand),
        cmocka_unit_test(in_a_child),
        cmocka_unit_test(in_children_of_threads),
        cmocka_unit_test(rehearsed),
        cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, support_close);
}

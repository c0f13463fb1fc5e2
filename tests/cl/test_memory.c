/* The pool of a context: its statistics, reuse that keeps the order, limits, and that it does not grow. */
#define _POSIX_C_SOURCE 200809L /* access */
#include <gputensor/names.h>
#include <sched.h>
#include <unistd.h>
#include "support/support.h"
#include "support/leaks.h"
#include "faults/faults.h"
#include "support/range.h"

enum { KIB = 1024, MIB = 1024 * 1024 };

/* Powers of two, which the pool does not round up. */
static void expect(const gt_context *ctx, int64_t used, int64_t cached, int64_t peak, int64_t allocations)
{
    gt_context_stats stats = support_statistics(ctx);
    assert_int_equal(stats.used, used);
    assert_int_equal(stats.cached, cached);
    assert_int_equal(stats.peak, peak);
    assert_int_equal(stats.allocations, allocations);
}

static int32_t try_bytes(gt_queue *q, gt_tensor **out, int64_t bytes)
{
    return gt_tensor_create(q, out, GT_U8, 1, &bytes, GT_UNINITIALISED);
}

static gt_tensor *of_bytes(gt_queue *q, int64_t bytes)
{
    gt_tensor *t = NULL;
    must(try_bytes(q, &t, bytes));
    return t;
}

/* ---- Statistics -------------------------------------------------------------------------------------------------- */

static void exact_statistics(void **state)
{
    (void)state;
    gt_context *ctx = support_new_context();
    gt_queue *q = gt_context_queue(ctx);
    expect(ctx, 0, 0, 0, 0);
    gt_tensor *a = of_bytes(q, 4 * KIB), *view = NULL, *b = of_bytes(q, 8 * KIB);
    expect(ctx, 12 * KIB, 0, 12 * KIB, 2);
    support_drop(&a);
    expect(ctx, 8 * KIB, 4 * KIB, 12 * KIB, 2);
    a = of_bytes(q, 4 * KIB);
    expect(ctx, 12 * KIB, 0, 12 * KIB, 2);
    must(gt_tensor_alias(&view, a));
    support_drop(&a);
    expect(ctx, 12 * KIB, 0, 12 * KIB, 2); /* the view holds the memory */
    support_drop(&view);
    support_drop(&b);
    expect(ctx, 0, 12 * KIB, 12 * KIB, 2);
    a = of_bytes(q, 16 * KIB);
    expect(ctx, 16 * KIB, 12 * KIB, 16 * KIB, 3);
    must(gt_context_trim(ctx, 100 * KIB));
    expect(ctx, 16 * KIB, 12 * KIB, 16 * KIB, 3);
    must(gt_context_trim(ctx, 4 * KIB));
    expect(ctx, 16 * KIB, 4 * KIB, 16 * KIB, 3);
    must(gt_context_trim(ctx, 0));
    expect(ctx, 16 * KIB, 0, 16 * KIB, 3);
    support_drop(&a);
    a = of_bytes(q, 4 * KIB);
    expect(ctx, 4 * KIB, 16 * KIB, 16 * KIB, 4); /* the peak stays */
    support_drop(&a);
    gt_context_free(ctx);
}

/* Of two blocks of one size, as many stay as the limit has room for. */
static void exact_trim(void **state)
{
    (void)state;
    gt_context *ctx = support_new_context();
    gt_queue *q = gt_context_queue(ctx);
    gt_tensor *a = of_bytes(q, 8 * KIB), *b = of_bytes(q, 8 * KIB);
    support_drop(&a);
    support_drop(&b);
    must(gt_context_trim(ctx, 16 * KIB));
    expect(ctx, 0, 16 * KIB, 16 * KIB, 2);
    must(gt_context_trim(ctx, 8 * KIB));
    expect(ctx, 0, 8 * KIB, 16 * KIB, 2);
    must(gt_context_trim(ctx, 8 * KIB - 1));
    expect(ctx, 0, 0, 16 * KIB, 2);
    gt_context_free(ctx);
}

/* Rounding up costs at most an eighth, or a small block. */
static void rounding_is_small(void **state)
{
    (void)state;
    gt_context *ctx = support_new_context();
    for (int64_t bytes = 1; bytes < 5 * MIB; bytes = bytes * 5 / 4 + 1) {
        gt_tensor *t = of_bytes(gt_context_queue(ctx), bytes);
        int64_t used = support_statistics(ctx).used;
        if (used < bytes || used > bytes + bytes / 8 + 256)
            fail_msg("%lld bytes use %lld", (long long)bytes, (long long)used);
        support_drop(&t);
        must(gt_context_trim(ctx, 0));
    }
    gt_context_free(ctx);
}

static void empty_tensors(void **state)
{
    (void)state;
    gt_context *ctx = support_new_context();
    gt_tensor *many[50];
    for (int i = 0; i < 50; i++) many[i] = of_bytes(gt_context_queue(ctx), 0);
    assert_within(support_statistics(ctx).used, 0, 50 * 256);
    for (int i = 0; i < 50; i++) support_drop(&many[i]);
    assert_int_equal(support_statistics(ctx).used, 0);
    gt_context_free(ctx);
}

/* ---- Reuse ------------------------------------------------------------------------------------------------------- */

static void same_queue_at_once(void **state)
{
    (void)state;
    enum { ELEMENTS = 256 * KIB };
    gt_context *ctx = support_new_context();
    gt_queue *q = gt_context_queue(ctx);
    gt_tensor *copy = NULL, *first = support_filled(q, ELEMENTS, 0);
    support_chain(q, first, 20);
    must(gt_copy(q, &copy, first, 0));
    int64_t allocations = support_statistics(ctx).allocations;
    support_drop(&first); /* while all of that is pending */
    gt_tensor *second = support_filled(q, ELEMENTS, -1);
    assert_int_equal(support_statistics(ctx).allocations, allocations);
    support_expect_all(q, copy, 20);
    support_expect_all(q, second, -1);
    support_drop(&copy);
    support_drop(&second);
    gt_context_free(ctx);
}

/* Memory that queue a still works on goes to queue b, which must not write to it before a has read it. */
static void other_queue_in_order(void **state)
{
    (void)state;
    enum { ELEMENTS = 256 * KIB };
    gt_context *ctx = support_new_context();
    gt_queue *a = gt_context_queue(ctx), *b = NULL;
    must(gt_queue_create(&b, ctx, NULL));
    gt_tensor *copy = support_filled(a, ELEMENTS, 0), *first = support_filled(a, ELEMENTS, 0);
    support_chain(a, first, 40);
    must(gt_copy(a, &copy, first, 0));
    int64_t allocations = support_statistics(ctx).allocations;
    support_drop(&first);
    gt_tensor *second = support_filled(b, ELEMENTS, -1);
    assert_int_equal(support_statistics(ctx).allocations, allocations);
    must(gt_queue_flush(b));
    support_expect_all(a, copy, 40);
    support_expect_all(b, second, -1);
    support_drop(&copy);
    support_drop(&second);
    gt_queue_free(b);
    gt_context_free(ctx);
}

/* More queues read a tensor than a block remembers one by one; then it is freed and written by yet another. */
static void many_queues(void **state)
{
    (void)state;
    enum { QUEUES = 7, ELEMENTS = 64 * KIB, LONG = 150, SHORT = 1 };
    gt_context *ctx = support_new_context();
    gt_queue *q[QUEUES];
    gt_tensor *copy[QUEUES], *busy[QUEUES], *shared = support_filled(gt_context_queue(ctx), ELEMENTS, 5);
    must(gt_queue_finish(gt_context_queue(ctx)));
    for (int i = 0; i < QUEUES; i++) {
        q[i] = NULL;
        must(gt_queue_create(&q[i], ctx, NULL));
        copy[i] = support_filled(q[i], ELEMENTS, 0);
        busy[i] = support_filled(q[i], ELEMENTS, 0);
        support_chain(q[i], busy[i], i < 4 ? LONG : SHORT); /* so that the first reads come last */
        must(gt_copy(q[i], &copy[i], shared, 0));
    }
    int64_t allocations = support_statistics(ctx).allocations;
    support_drop(&shared);
    gt_tensor *next = support_filled(gt_context_queue(ctx), ELEMENTS, -1);
    assert_int_equal(support_statistics(ctx).allocations, allocations);
    for (int i = 0; i < QUEUES; i++) {
        support_expect_all(q[i], copy[i], 5);
        support_expect_all(q[i], busy[i], i < 4 ? LONG : SHORT);
        support_drop(&copy[i]);
        support_drop(&busy[i]);
        gt_queue_free(q[i]);
    }
    support_expect_all(gt_context_queue(ctx), next, -1);
    support_drop(&next);
    gt_context_free(ctx);
}

/* A cached block remembers queues; a freed queue must not come back through it. */
static void blocks_of_freed_queues(void **state)
{
    (void)state;
    gt_context *ctx = support_new_context();
    for (int i = 0; i < 20; i++) {
        gt_queue *q = NULL;
        must(gt_queue_create(&q, ctx, NULL));
        gt_tensor *t = support_filled(q, 16 * KIB, i);
        support_chain(q, t, 3);
        support_expect_all(q, t, (float)(i + 3));
        support_drop(&t);
        gt_queue_free(q);
    }
    assert_within(support_statistics(ctx).allocations, 1, 2);
    gt_context_free(ctx);
}

/* ---- Limits ------------------------------------------------------------------------------------------------------ */

static void refuse(gt_context *ctx, int64_t bytes, const char *part)
{
    gt_tensor *out = (gt_tensor *)&out;
    gt_context_stats before = support_statistics(ctx), after;
    must_be(GT_E_OUT_OF_MEMORY, try_bytes(gt_context_queue(ctx), &out, bytes));
    assert_null(out);
    assert_non_null(strstr(gt_last_error(), "gt_tensor_create"));
    if (!strstr(gt_last_error(), part)) fail_msg("\"%s\" is not in: %s", part, gt_last_error());
    after = support_statistics(ctx);
    assert_int_equal(after.used, before.used);
    assert_int_equal(after.peak, before.peak);
    assert_int_equal(after.allocations, before.allocations);
}

static void limits(void **state)
{
    (void)state;
    gt_context *ctx = NULL;
    gt_context_opts opts = {.size = sizeof opts, .memory_limit = 64 * KIB};
    must(gt_context_create(&ctx, gt_device_find(NULL), &opts));
    gt_queue *q = gt_context_queue(ctx);
    gt_tensor *a = of_bytes(q, 32 * KIB), *b = of_bytes(q, 32 * KIB);
    refuse(ctx, 1, "65536");
    refuse(ctx, 32 * KIB, "65536");
    must(gt_context_set_limit(ctx, 96 * KIB));
    assert_int_equal(support_statistics(ctx).limit, 96 * KIB);
    gt_tensor *c = of_bytes(q, 32 * KIB);
    refuse(ctx, 1, "98304");
    support_drop(&b);
    support_drop(&c);
    expect(ctx, 32 * KIB, 64 * KIB, 96 * KIB, 3);
    b = of_bytes(q, 64 * KIB); /* the cached blocks go to make room for it */
    expect(ctx, 96 * KIB, 0, 96 * KIB, 4);
    support_drop(&a);
    support_drop(&b);
    must(gt_context_set_limit(ctx, 0));
    c = of_bytes(q, 4 * MIB);
    assert_int_equal(support_statistics(ctx).limit, 0);
    support_drop(&c);
    gt_context_free(ctx);
}

/* A limit below what is in use: nothing new, not even from the cache. */
static void lowered_limit(void **state)
{
    (void)state;
    gt_context *ctx = support_new_context();
    gt_queue *q = gt_context_queue(ctx);
    gt_tensor *a = of_bytes(q, 32 * KIB), *b = of_bytes(q, 16 * KIB);
    support_drop(&b);
    must(gt_context_set_limit(ctx, 16 * KIB));
    expect(ctx, 32 * KIB, 16 * KIB, 48 * KIB, 2);
    refuse(ctx, 16 * KIB, "16384");
    refuse(ctx, 0, "16384");
    support_drop(&a);
    b = of_bytes(q, 16 * KIB);
    assert_int_equal(support_statistics(ctx).used, 16 * KIB);
    support_drop(&b);
    gt_context_free(ctx);
}

static void failed_operations(void **state)
{
    (void)state;
    gt_context *ctx = support_new_context();
    gt_queue *q = gt_context_queue(ctx);
    gt_tensor *a = support_filled(q, 4 * KIB, 1), *b = NULL;
    must(gt_context_set_limit(ctx, 24 * KIB));
    must_be(GT_E_OUT_OF_MEMORY, gt_unary(q, GT_EXP, &b, a));
    assert_null(b);
    assert_non_null(strstr(gt_last_error(), "exp"));
    must_be(GT_E_OUT_OF_MEMORY, gt_copy(q, &b, a, 0));
    assert_null(b);
    assert_int_equal(support_statistics(ctx).used, 16 * KIB);
    must(gt_context_set_limit(ctx, 32 * KIB));
    must(gt_copy(q, &b, a, 0));
    support_expect_all(q, b, 1);
    support_drop(&a);
    support_drop(&b);
    gt_context_free(ctx);
}

static void huge_tensors(void **state)
{
    (void)state;
    gt_context *ctx = support_new_context();
    gt_device_desc device = {.size = sizeof device};
    must(gt_device_describe(support_statistics(ctx).device, &device));
    const int64_t largest = device.max_alloc_bytes;
    refuse(ctx, largest + 1, "largest");
    refuse(ctx, INT64_MAX / 2, "largest");
    refuse(ctx, INT64_MAX - 4095, "largest");
    refuse(ctx, INT64_MAX, "largest");
    expect(ctx, 0, 0, 0, 0);
    gt_tensor *t = NULL;
    int32_t status = try_bytes(gt_context_queue(ctx), &t, largest); /* in range, and there may not be that much */
    assert_true(status == GT_OK || status == GT_E_OUT_OF_MEMORY);
    support_drop(&t);
    gt_context_free(ctx);
}

static void bad_arguments(void **state)
{
    (void)state;
    gt_context *ctx = support_new_context();
    must_be(GT_E_ARGUMENT, gt_context_set_limit(ctx, -1));
    must_be(GT_E_ARGUMENT, gt_context_trim(ctx, -1));
    assert_int_equal(support_statistics(ctx).limit, 0);
    gt_context_free(ctx);
}

/* ---- Growth ------------------------------------------------------------------------------------------------------ */

static void cycle(gt_queue *q, int64_t n)
{
    const int64_t shape[] = {n};
    gt_tensor *a = NULL, *view = NULL, *sum = NULL;
    must(gt_tensor_create(q, &a, GT_F32, 1, shape, 0));
    must(gt_tensor_alias(&view, a));
    const gt_arg args[] = {gt_arg_tensor(view), gt_arg_scalar(gt_int(1))};
    must(gt_apply(q, GT_ADD, &sum, args, 2));
    support_drop(&a);
    support_drop(&sum);
    support_drop(&view);
}

static void bounded(void **state)
{
    (void)state;
    struct faults layer;
    gt_context *ctx = support_new_context();
    gt_queue *q = gt_context_queue(ctx);
    bool counted = faults_load(&layer);
    long live = 0;
    for (int i = 0; i < 10000; i++) {
        cycle(q, 16 << i % 6);
        if (i % 500 != 499) continue;
        must(gt_queue_finish(q));
        if (i == 999 && counted) live = layer.live();
        if (i > 999 && counted) assert_int_equal(layer.live(), live);
    }
    gt_context_stats stats = support_statistics(ctx);
    assert_within(stats.allocations, 1, 2 * 6);
    assert_int_equal(stats.used, 0);
    assert_int_equal(stats.programs_built, 1);
    gt_context_free(ctx);
}

/* ---- Large pages ------------------------------------------------------------------------------------------------- */

/* Bytes of the process that the system was asked to have in large pages; -1 if it does not say. */
static int64_t in_large_pages(void)
{
    char line[512];
    long long kib = 0, sum = 0;
    int told = 0;
    FILE *maps = fopen("/proc/self/smaps", "r");
    if (!maps) return -1;
    while (fgets(line, sizeof line, maps)) {
        if (strncmp(line, "Size:", 5) == 0) kib = atoll(line + 5);
        if (strncmp(line, "VmFlags:", 8) != 0) continue;
        told = 1;
        if (strstr(line, " hg")) sum += kib;
    }
    (void)fclose(maps);
    return told && access("/sys/kernel/mm/transparent_hugepage", F_OK) == 0 ? sum * KIB : -1;
}

/* The same when drivers have let go what was freed before. */
static int64_t steadily_in_large_pages(void)
{
    int64_t before = in_large_pages(), now = before;
    for (int same = 0; same < 100; same = now == before ? same + 1 : 0, before = now) {
        sched_yield();
        now = in_large_pages();
    }
    return now;
}

/* Buffers of the cpu form from 4 MiB on, and they go with the buffer, when drivers come to it. */
static void large_pages(void **state)
{
    (void)state;
    const char *form = getenv("GPUTENSOR_FORM");
    const int64_t before = steadily_in_large_pages();
    if (before < 0) support_skip("the system does not tell which pages are large");
    if (!form) return; /* it is the device's, which only the library knows */
    const int64_t large = strcmp(form, "cpu") == 0;
    gt_context *ctx = support_new_context();
    gt_tensor *small = of_bytes(gt_context_queue(ctx), 2 * MIB), *t = of_bytes(gt_context_queue(ctx), 32 * MIB);
    assert_int_equal(in_large_pages() - before, large * 32 * MIB);
    support_drop(&t);
    t = of_bytes(gt_context_queue(ctx), 36 * MIB - 1); /* the last page may not be whole */
    assert_within(in_large_pages() - before, large * 66 * MIB, large * 68 * MIB);
    support_drop(&t);
    support_drop(&small);
    must(gt_context_trim(ctx, 0));
#ifndef __SANITIZE_ADDRESS__ /* which keeps what is freed for a while */
    for (int i = 0; i < 10000 && in_large_pages() > before; i++) sched_yield();
    assert_int_equal(in_large_pages(), before);
#endif
    gt_context_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_statistics),
        cmocka_unit_test(exact_trim),
        cmocka_unit_test(rounding_is_small),
        cmocka_unit_test(empty_tensors),
        cmocka_unit_test(same_queue_at_once),
        cmocka_unit_test(other_queue_in_order),
        cmocka_unit_test(many_queues),
        cmocka_unit_test(blocks_of_freed_queues),
        cmocka_unit_test(limits),
        cmocka_unit_test(lowered_limit),
        cmocka_unit_test(failed_operations),
        cmocka_unit_test(huge_tensors),
        cmocka_unit_test(bad_arguments),
        cmocka_unit_test(bounded),
        cmocka_unit_test(large_pages),
        cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Faults inside CLBlast: each OpenCL call that it makes fails once, and with all that follow. A status must come back
 * each time, nothing may end the process or leak, and the same product must succeed afterwards. */
#include "support/clblast.h"
#include "faults/alloc.h"
#include "faults/faults.h"
#include "support/leaks.h"

#ifdef GT_CLBLAST
static struct faults layer;

enum { BATCH = 2, M = 20, K = 9, N = 12, MOST_CALLS = 500 };

/* c = relu(2 a b + c + bias): row-major and contiguous, or what must be copied and converted first. */
typedef struct job {
    gt_context *ctx;
    gt_queue *q;
    gt_tensor *a, *b, *c, *bias, *old;
    float want[BATCH * M * N];
} job;

static gt_tensor *make(gt_queue *q, int64_t rows, int64_t columns, const float *host, int32_t dtype, bool turned)
{
    gt_tensor *first = NULL, *t = NULL;
    const int64_t shape[] = {BATCH, turned ? columns : rows, turned ? rows : columns};
    float lies[BATCH * M * N];
    for (int64_t i = 0; i < BATCH * rows * columns; i++) {
        const int64_t row = i / columns % rows, column = i % columns, batch = i / rows / columns;
        lies[turned ? (batch * columns + column) * rows + row : i] = host[i];
    }
    must(gt_upload(q, &first, GT_F32, 3, shape, lies, sizeof(float) * (size_t)(BATCH * rows * columns)));
    must(gt_copy(q, &t, first, dtype));
    gt_tensor_free(first);
    if (!turned) return t;
    first = t;
    t = NULL;
    must(gt_tensor_permute(&t, first, (const int32_t[]){0, 2, 1}, 3));
    gt_tensor_free(first);
    return t;
}

static float number(int64_t i)
{
    return (float)(i * 7 % 11 - 5);
}

static void open_job(job *j, bool copies, way w)
{
    float a[BATCH * M * K], b[BATCH * K * N], c[BATCH * M * N];
    *j = (job){0};
    must(gt_context_create(&j->ctx, gt_device_find(NULL), NULL));
    choose_way(j->ctx, GT_F32, w);
    j->q = gt_context_queue(j->ctx);
    for (int64_t i = 0; i < BATCH * M * K; i++) a[i] = number(i);
    for (int64_t i = 0; i < BATCH * K * N; i++) b[i] = number(i + 3);
    for (int64_t i = 0; i < BATCH * M * N; i++) c[i] = number(i + 5);
    for (int64_t i = 0; i < BATCH * M * N; i++) {
        float sum = c[i] + (copies ? c[i % N] : 0);
        for (int64_t k = 0; k < K; k++) sum += 2 * a[i / N * K + k] * b[i / N / M * K * N + k * N + i % N];
        j->want[i] = copies && sum < 0 ? 0 : sum;
    }
    j->a = make(j->q, M, K, a, copies ? GT_F16 : GT_F32, false);
    j->b = make(j->q, K, N, b, GT_F32, copies);
    j->old = make(j->q, M, N, c, copies ? GT_BF16 : GT_F32, false);
    if (copies) must(gt_upload(j->q, &j->bias, GT_F32, 1, (const int64_t[]){N}, c, N * sizeof *c));
    must(gt_copy(j->q, &j->c, j->old, 0));
}

static void close_job(job *j)
{
    gt_tensor *all[] = {j->a, j->b, j->c, j->bias, j->old};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) gt_tensor_free(all[i]);
    gt_context_free(j->ctx);
}

static gt_status run_job(job *j)
{
    const gt_scalar two = integer_scalar(GT_WEAK_INT, 2), one = integer_scalar(GT_WEAK_INT, 1);
    gt_matmul_opts opts = {.size = sizeof opts, .alpha = &two, .beta = &one, .provider = GT_PROVIDER_CLBLAST};
    opts.bias = j->bias;
    opts.activation = j->bias ? GT_RELU : 0;
    return gt_matmul(j->q, &j->c, j->a, j->b, &opts);
}

/* Waits, and has nothing left that waiting or the pool keeps. */
static void settle(job *j)
{
    must(gt_queue_finish(j->q));
    must(gt_context_trim(j->ctx, 0));
}

/* The same product once more, with the old values back in place. */
static void recover(job *j, const char *where)
{
    float got[BATCH * M * N];
    gt_tensor *seen = NULL;
    must(gt_copy(j->q, &j->c, j->old, 0));
    if (run_job(j) != GT_OK) fail_msg("after %s: %s", where, gt_last_error());
    must(gt_copy(j->q, &seen, j->c, GT_F32));
    must(gt_download(j->q, got, sizeof got, seen));
    gt_tensor_free(seen);
    for (int i = 0; i < BATCH * M * N; i++)
        if (got[i] != j->want[i] &&
            !(j->bias && got[i] != 0 && j->want[i] / got[i] > 0.99F && j->want[i] / got[i] < 1.01F))
            fail_msg("after %s: element %d is %g, not %g", where, i, (double)got[i], (double)j->want[i]);
    settle(j);
}

static long injected, refused, retried_ones;

/* false where there is no k-th call. */
static bool one_fault(job *j, long k, int code, int sticky)
{
    char where[96];
    layer.arm("*", k, code, sticky);
    const gt_status status = run_job(j);
    const bool fired = layer.fired() > 0;
    snprintf(where, sizeof where, "%s (%ld, %d, %d)", layer.where(), k, code, sticky);
    layer.disarm();
    injected += fired;
    refused += fired && status < 0;
    if (!fired) must(status);
    retried_ones += fired && status == GT_OK && gt__cl_out_of_memory(code);
    if (fired && status < 0 && strncmp(gt_last_error(), "gt_matmul: ", 11) != 0) fail_msg("%s", gt_last_error());
    recover(j, where);
    return fired;
}

/* CLBlast's kernels are there, and its calls are those that enqueue. */
static void warm(bool copies, way w, int code, int sticky)
{
    job j;
    open_job(&j, copies, w);
    recover(&j, "nothing");
    const long live = layer.live(), blocks = alloc_live();
    long k = 1;
    while (one_fault(&j, k, code, sticky)) {
        if (layer.live() != live || alloc_live() != blocks)
            fail_msg("fault %ld: %ld objects, %ld allocations leak", k, layer.live() - live, alloc_live() - blocks);
        assert_true(++k < MOST_CALLS);
    }
    assert_true(k > 10);
    close_job(&j);
}

/* Nothing of CLBlast is there: the last context took it along. Up to where its kernels are there again. */
static void cold(int code)
{
    bool more = true;
    for (long k = 1; more; k++) {
        const long live = layer.live(), blocks = alloc_live();
        job j;
        open_job(&j, false, WAY_DIRECT);
        settle(&j);
        more = one_fault(&j, k, code, 0) && strcmp(layer.where(), "clEnqueueNDRangeKernel") != 0;
        close_job(&j);
        if (layer.live() != live || alloc_live() != blocks)
            fail_msg("fault %ld: %ld objects, %ld allocations leak", k, layer.live() - live, alloc_live() - blocks);
        assert_true(k < MOST_CALLS);
    }
}

static void statuses(void **state)
{
    (void)state;
    injected = refused = retried_ones = 0;
    warm(false, WAY_DIRECT, -36, 1);
    warm(false, WAY_INDIRECT, -4, 0);
    warm(true, WAY_INDIRECT, -36, 0);
    cold(-5);
    printf("%ld faults: %ld statuses, %ld got by after memory was given back\n", injected, refused, retried_ones);
    assert_true(refused >= 200);
    assert_int_equal(refused + retried_ones, injected);
}

/* A command of CLBlast fails on the device: the next wait says so. */
static void failed_command(void **state)
{
    (void)state;
    for (way w = WAY_DIRECT; w <= WAY_INDIRECT; w++) {
        job j;
        open_job(&j, false, w);
        recover(&j, "nothing");
        layer.arm("event", 1, -9999, 0);
        must(run_job(&j));
        must_be(GT_E_DEVICE, gt_queue_finish(j.q));
        assert_int_equal(layer.fired(), 1);
        layer.disarm();
        recover(&j, "a failed command");
        close_job(&j);
    }
}

/* Memory that the pool keeps is given back before the product is said to have failed. */
static void retried(void **state)
{
    (void)state;
    static const char *const calls[] = {"clEnqueueNDRangeKernel", "clCreateBuffer"};
    for (int i = 0; i < 2; i++) {
        job j;
        gt_tensor *kept = NULL;
        gt_context_stats stats = {.size = sizeof stats};
        open_job(&j, false, WAY_INDIRECT);
        recover(&j, "nothing");
        must(gt_tensor_create(j.q, &kept, GT_F32, 1, (const int64_t[]){100000}, 0));
        gt_tensor_free(kept);
        must(gt_copy(j.q, &j.c, j.old, 0));
        layer.arm(calls[i], 1, -4, 0);
        must(run_job(&j));
        assert_int_equal(layer.fired(), 1);
        layer.disarm();
        must(gt_context_statistics(j.ctx, &stats));
        assert_true(stats.cached < 100000);
        recover(&j, "a retry");
        close_job(&j);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(statuses),
        cmocka_unit_test(failed_command),
        cmocka_unit_test(retried),
        cmocka_unit_test(leaks_none),
    };
    if (!faults_load(&layer)) {
        fprintf(stderr, "OPENCL_LAYERS does not name the fault layer\n");
        return 1;
    }
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
#else
int main(void)
{
    return gt_device_count() < 0; /* there is nothing to fail */
}
#endif

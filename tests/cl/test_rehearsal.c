/* A queue that rehearses: its calls check and make what they would on any other, compute nothing, and afterwards the
 * same calls on another queue find their kernels compiled. */
#define _POSIX_C_SOURCE 200809L /* mkstemp */
#include <gputensor/names.h>
#include <sys/stat.h>
#include <unistd.h>
#include "support/support.h"
#include "cl/internal.h"
#include "support/leaks.h"
#include "faults/faults.h"

enum { MOST_CALLS = 100, BYTES = 1 << 18, UNTOUCHED = 0xA5, BATCH = 64 };

static struct faults layer;
static gt_context *context;
static gt_queue *rehearsal, *real;

static int set_up(void **state)
{
    (void)state;
    if (!faults_load(&layer)) fail_msg("OPENCL_LAYERS does not name the fault layer");
    must(gt_context_create(&context, gt_device_find(NULL), NULL));
    real = gt_context_queue(context);
    rehearsal = support_rehearsing(context);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    layer.disarm();
    gt_queue_free(rehearsal);
    gt_context_free(context);
    return 0;
}

static gt_context_stats statistics(const gt_context *ctx)
{
    gt_context_stats stats = {.size = sizeof stats};
    must(gt_context_statistics(ctx, &stats));
    assert_int_equal(stats.programs_from_disk + stats.programs_built, stats.programs_in_memory);
    return stats;
}

/* ---- calls of every family ---- */

/* What the calls on a queue have made. */
typedef struct run {
    gt_queue *q;
    int rehearses, n;
    gt_tensor_desc made[MOST_CALLS];
    size_t bytes;
    unsigned char host[BYTES];
} run;

/* Notes a result, and frees it. */
static void take(run *r, gt_status status, gt_tensor **t)
{
    must(status);
    assert_true(r->n < MOST_CALLS);
    gt_tensor_desc *d = &r->made[r->n++];
    *d = (gt_tensor_desc){.size = sizeof *d};
    must(gt_tensor_describe(*t, d));
    const size_t bytes = (size_t)(gt_tensor_count(*t) * gt_dtype_size(gt_tensor_dtype(*t)));
    assert_true(r->bytes + bytes <= BYTES);
    must(gt_download(r->q, r->host + r->bytes, bytes, *t));
    r->bytes += bytes;
    support_drop(t);
}

/* Random elements, on the default queue, which compiles nothing for it. */
static gt_tensor *input(const run *r, int32_t dtype, int32_t rank, const int64_t *shape)
{
    gt_tensor *t = NULL;
    const int64_t count = support_count(rank, shape);
    void *host = support_random(dtype, count, (uint64_t)(dtype * 31 + rank));
    must(gt_upload(gt_context_queue(gt_queue_context(r->q)), &t, dtype, rank, shape, host,
                   (size_t)(count * gt_dtype_size(dtype))));
    free(host);
    return t;
}

static gt_tensor *reversed(const gt_tensor *t)
{
    gt_tensor *view = NULL;
    must(gt_tensor_permute(&view, t, NULL, 0));
    return view;
}

/* Tensors of one dtype and their like with the axes reversed, of rank 3 or 6. */
static void elementwise(run *r, int32_t dtype, int32_t rank)
{
    static const int64_t three[] = {4, 3, 4}, six[] = {2, 3, 2, 2, 3, 2};
    gt_tensor *x = input(r, dtype, rank, rank == 3 ? three : six), *turned = reversed(x), *o = NULL;
    const int32_t op = dtype == GT_BOOL ? GT_LOGICAL_AND : GT_ADD;
    take(r, gt_binary(r->q, op, &o, x, turned), &o);
    if (rank == 3) take(r, gt_binary(r->q, GT_LESS, &o, x, x), &o);
    take(r, gt_copy(r->q, &o, turned, dtype), &o);
    support_drop(&turned);
    support_drop(&x);
}

static void casts(run *r)
{
    const int64_t s[] = {64, 64}, line[] = {9};
    const gt_scalar seven = gt_int(7);
    const gt_slice odd[] = {{1, 0, 2, GT_SLICE_OPEN_STOP, 0}};
    gt_tensor *x = input(r, GT_F32, 2, s), *turned = reversed(x), *o = NULL, *view = NULL,
              *all = input(r, GT_F32, 1, line);
    const int16_t host[] = {4, 3, 2, 1};
    take(r, gt_copy(r->q, &o, x, GT_BF16), &o);
    take(r, gt_copy(r->q, &o, x, GT_I32), &o);
    take(r, gt_copy(r->q, &o, turned, 0), &o);
    take(r, gt_arange(r->q, &o, GT_F32, NULL, NULL, 20), &o);
    take(r, gt_eye(r->q, &o, GT_I32, 4, 5, 1), &o);
    take(r, gt_fill(r->q, &o, GT_I64, 1, line, &seven), &o);
    must(gt_tensor_slice(&view, all, odd, 1));
    must(gt_upload(r->q, &view, GT_I16, 1, (const int64_t[]){4}, host, sizeof host));
    take(r, GT_OK, &view);
    support_drop(&all);
    support_drop(&turned);
    support_drop(&x);
}

static void reductions(run *r, int32_t dtype)
{
    static const int64_t s[] = {6, 5, 7}, six[] = {2, 3, 2, 2, 3, 2};
    static const int32_t some[] = {0, 2, 4};
    gt_tensor *x = input(r, dtype, 3, s), *deep = input(r, dtype, 6, six), *o = NULL, *v = NULL;
    for (int32_t axis = 0; axis < 3; axis += 2) {
        take(r, gt_reduce(r->q, dtype == GT_BOOL ? GT_LOGICAL_OR : GT_ADD, &o, x, &axis, 1, NULL), &o);
        if (dtype != GT_F32) continue;
        take(r, gt_reduce(r->q, GT_MAXIMUM, &o, x, &axis, 1, NULL), &o);
        take(r, gt_arg_reduce(r->q, GT_MINIMUM, &o, x, &axis, 1, NULL), &o);
        must(gt_moments(r->q, &o, &v, x, &axis, 1, 0, NULL));
        take(r, GT_OK, &o);
        take(r, GT_OK, &v);
    }
    if (dtype == GT_F32) take(r, gt_reduce(r->q, GT_ADD, &o, deep, some, 3, NULL), &o);
    support_drop(&deep);
    support_drop(&x);
}

static void products(run *r, int32_t dtype)
{
    static const int64_t rows[] = {2, 9, 16}, columns[] = {16, 8}, row[] = {1, 16}, line[] = {8};
    gt_tensor *a = input(r, dtype, 3, rows), *b = input(r, dtype, 2, columns), *one = input(r, dtype, 2, row);
    gt_tensor *bias = input(r, dtype, 1, line), *o = NULL;
    const gt_matmul_opts opts = {.size = sizeof opts, .activation = GT_RELU, .bias = bias};
    take(r, gt_matmul(r->q, &o, a, b, NULL), &o);
    take(r, gt_matmul(r->q, &o, one, b, NULL), &o);
    if (dtype == GT_F32) take(r, gt_matmul(r->q, &o, a, b, &opts), &o);
    support_drop(&bias);
    support_drop(&one);
    support_drop(&b);
    support_drop(&a);
}

/* rusticl's compiler is slow: there are fewer. */
static void do_all(run *r, gt_queue *q, int rehearses)
{
    static const int32_t dtypes[] = {GT_F32, GT_I32, GT_BOOL, GT_U8, GT_BF16, GT_I64, GT_F64};
    const int thin = support_machine() == MACHINE_RUSTICL;
    r->q = q;
    r->rehearses = rehearses;
    r->n = 0;
    r->bytes = 0;
    memset(r->host, UNTOUCHED, sizeof r->host);
    for (size_t i = 0; i < (thin ? 2 : sizeof dtypes / sizeof *dtypes); i++) {
        if (gt_context_supports(gt_queue_context(q), dtypes[i]) == GT_SUPPORT_NONE) continue;
        elementwise(r, dtypes[i], 3);
        if (i < 2) elementwise(r, dtypes[i], 6);
        if (i % 2 == 0) reductions(r, dtypes[i]);
        if (dtypes[i] == GT_F32 || dtypes[i] == GT_BF16 || dtypes[i] == GT_I32) products(r, dtypes[i]);
    }
    casts(r);
}

static void expect_untouched(const run *r)
{
    for (size_t i = 0; i < BYTES; i++) assert_int_equal(r->host[i], UNTOUCHED);
}

/* A kernel that takes smaller work-groups than the device makes a call need another one. */
static void rehearse_again(run *r)
{
    for (int64_t built = -1, times = 0; built != statistics(context).programs_built; times++) {
        assert_true(times < 4);
        assert_true(times < 2 || support_machine() != MACHINE_POCL);
        built = statistics(context).programs_built;
        do_all(r, rehearsal, 1);
        expect_untouched(r);
        must(gt_queue_finish(rehearsal));
    }
}

static void the_same_calls_compile_nothing_more(void **state)
{
    static run rehearsed, done, alone;
    (void)state;
    gt_context *second = NULL;
    const long builds = layer.builds();
    do_all(&rehearsed, rehearsal, 1);
    expect_untouched(&rehearsed);
    assert_int_equal(layer.builds(), builds);
    assert_int_equal(statistics(context).programs_in_memory, 0);
    must(gt_queue_flush(rehearsal));
    must(gt_queue_finish(rehearsal));
    gt_context_stats before = statistics(context);
    assert_true(before.programs_built > 10 && before.programs_built <= BATCH);
    assert_int_equal(layer.builds() - builds, context->traits.form == GT__CPU ? 1 : before.programs_built);
    rehearse_again(&rehearsed);
    before = statistics(context);
    layer.arm("clBuildProgram", 1, -5, 1);
    do_all(&done, real, 0);
    assert_int_equal(layer.fired(), 0);
    layer.disarm();
    assert_int_equal(statistics(context).programs_built, before.programs_built);
    assert_int_equal(rehearsed.n, done.n);
    assert_memory_equal(rehearsed.made, done.made, (size_t)done.n * sizeof *done.made);
    must(gt_context_create(&second, gt_device_find(NULL), NULL)); /* where each is compiled by itself */
    do_all(&alone, gt_context_queue(second), 0);
    assert_int_equal(statistics(second).programs_built, before.programs_built); /* it wanted none in vain */
    assert_int_equal(alone.bytes, done.bytes);
    assert_memory_equal(alone.host, done.host, done.bytes);
    gt_context_free(second);
}

/* ---- arguments ---- */

static gt_tensor *numbers(int32_t dtype, int64_t rows, int64_t columns)
{
    gt_tensor *t = NULL;
    const int64_t shape[] = {rows, columns};
    void *host = support_random(dtype, rows * columns, 5);
    must(gt_upload(real, &t, dtype, 2, shape, host, (size_t)(rows * columns * gt_dtype_size(dtype))));
    free(host);
    return t;
}

static void arguments_are_checked(void **state)
{
    (void)state;
    gt_tensor *a = numbers(GT_F32, 2, 3), *b = numbers(GT_F32, 4, 5), *i = numbers(GT_I32, 2, 3), *o = NULL, *given = i;
    float host[6] = {0};
    const int32_t axis = 7;
    gt_queue *const queues[] = {rehearsal, real};
    for (int k = 0; k < 2; k++) {
        gt_queue *q = queues[k];
        must_be(GT_E_SHAPE, gt_binary(q, GT_ADD, &o, a, b));
        must_be(GT_E_ARGUMENT, gt_binary(q, GT_ADD, &o, a, NULL));
        must_be(GT_E_OPERATION, gt_unary(q, 9999, &o, a));
        must_be(GT_E_DTYPE, gt_copy(q, &o, a, 99));
        must_be(GT_E_SHAPE, gt_unary(q, GT_ABS, &b, a));
        must_be(GT_E_SHAPE, gt_matmul(q, &o, a, b, NULL));
        must_be(GT_E_HOST_SIZE, gt_download(q, host, 5, a));
        must_be(GT_E_HOST_SIZE, gt_upload(q, &o, GT_F32, 2, (const int64_t[]){2, 3}, host, 5));
        must_be(GT_E_INDEX, gt_reduce(q, GT_ADD, &o, a, &axis, 1, NULL));
        must_be(GT_E_DTYPE, gt_copy(q, &given, a, GT_F32));
        assert_null(o);
    }
    support_drop(&a);
    support_drop(&b);
    support_drop(&i);
}

/* ---- nothing is written ---- */

/* Neither the device nor anything else is asked to. */
static const char *const enqueued[] = {"clEnqueueNDRangeKernel", "clEnqueueReadBuffer", "clEnqueueWriteBuffer",
                                       "clEnqueueCopyBuffer", "clEnqueueFillBuffer"};
enum { ENQUEUED = sizeof enqueued / sizeof *enqueued };

static void write_given(gt_tensor **d, gt_tensor **p, gt_tensor **s, const gt_tensor *a)
{
    const int64_t s33[] = {3, 3}, s3[] = {3};
    const int32_t axis = 0;
    const gt_scalar two = gt_int(2);
    const float host[9] = {0};
    const gt_matmul_opts blas = {.size = sizeof blas, .provider = GT_PROVIDER_CLBLAST};
    gt_queue *q = rehearsal;
    must(gt_unary(q, GT_NEGATIVE, d, a));
    must(gt_binary(q, GT_ADD, d, a, a));
    must(gt_copy(q, d, a, 0));
    must(gt_matmul(q, d, a, a, NULL));
    const gt_status s_blas = gt_matmul(q, d, a, a, &blas);
    assert_true(s_blas == GT_OK || s_blas == GT_E_UNSUPPORTED);
    must(gt_fill(q, d, GT_F32, 2, s33, &two));
    must(gt_eye(q, d, GT_F32, 3, 3, 0));
    must(gt_upload(q, d, GT_F32, 2, s33, host, sizeof host));
    must(gt_upload_async(q, d, GT_F32, 2, s33, host, sizeof host));
    must(gt_arange(q, s, GT_F32, NULL, &two, 3));
    must(gt_reduce(q, GT_ADD, s, a, &axis, 1, NULL));
    must(gt_moments(q, s, NULL, a, &axis, 1, 0, NULL));
    must(gt_arg_reduce(q, GT_MAXIMUM, p, a, &axis, 1, NULL));
    must(gt_fill(q, p, GT_I64, 1, s3, &two));
    must(gt_nonzero(q, p, a, GT_FLAT)); /* how many are not zero is not known */
    must(gt_select(q, s, a, a));
    must(gt_select_put(q, *d, a, *s));
    must(gt_histogram(q, p, *p, NULL, NULL, 0));
}

static void nothing_is_enqueued_to_given_tensors(void **state)
{
    (void)state;
    gt_tensor *d = numbers(GT_F32, 3, 3), *a = numbers(GT_F32, 3, 3), *s = NULL, *p = NULL;
    const float sums[] = {5, 6, 7};
    const int64_t places[] = {8, 9, 10}, s3[] = {3};
    must(gt_upload(real, &s, GT_F32, 1, s3, sums, sizeof sums));
    must(gt_upload(real, &p, GT_I64, 1, s3, places, sizeof places));
    float host[9], before[9];
    must(gt_download(real, before, sizeof before, d));
    for (int i = 0; i < ENQUEUED; i++) {
        layer.arm(enqueued[i], 1, -5, 1);
        write_given(&d, &p, &s, a);
        if (layer.fired() != 0) fail_msg("a rehearsal calls %s", enqueued[i]);
        layer.disarm();
    }
    must(gt_queue_finish(rehearsal));
    int64_t got[3];
    must(gt_download(real, host, sizeof host, d));
    assert_memory_equal(host, before, sizeof host);
    must(gt_download(real, host, sizeof sums, s));
    assert_memory_equal(host, sums, sizeof sums);
    must(gt_download(real, got, sizeof got, p));
    assert_memory_equal(got, places, sizeof places);
    support_drop(&d);
    support_drop(&a);
    support_drop(&s);
    support_drop(&p);
}

static void nothing_reaches_the_host(void **state)
{
    (void)state;
    gt_tensor *a = numbers(GT_F32, 3, 3), *turned = reversed(a);
    unsigned char host[36], untouched[36];
    memset(host, UNTOUCHED, sizeof host);
    memset(untouched, UNTOUCHED, sizeof untouched);
    must(gt_download(rehearsal, host, sizeof host, a));
    must(gt_download_async(rehearsal, host, sizeof host, a));
    must(gt_download(rehearsal, host, sizeof host, turned));
    must(gt_download_async(rehearsal, host, sizeof host, turned));
    must(gt_queue_finish(rehearsal));
    assert_memory_equal(host, untouched, sizeof host);
    support_drop(&turned);
    support_drop(&a);
}

static void no_file_is_written(void **state)
{
    (void)state;
    char path[] = "/tmp/gputensor-rehearsal-XXXXXX", absent[64];
    struct stat s;
    gt_tensor *a = numbers(GT_F32, 3, 3), *turned = reversed(a), *loaded = NULL;
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, "mine", 4), 4);
    close(file);
    snprintf(absent, sizeof absent, "%s-2", path);
    must(gt_save_npy(rehearsal, path, a));
    must(gt_save_npy(rehearsal, absent, turned));
    must_be(GT_E_ARGUMENT, gt_save_npy(rehearsal, NULL, a));
    assert_int_equal(stat(path, &s), 0);
    assert_int_equal(s.st_size, 4);
    assert_int_equal(stat(absent, &s), -1);
    must(gt_save_npy(real, path, a));
    must(gt_load_npy(rehearsal, &loaded, path)); /* what it makes has the file's shape */
    assert_int_equal(gt_tensor_count(loaded), 9);
    assert_int_equal(gt_tensor_dtype(loaded), GT_F32);
    must_be(GT_E_IO, gt_load_npy(rehearsal, &loaded, absent));
    float before[9], after[9];
    must(gt_download(real, before, sizeof before, turned));
    must(gt_load_npy(rehearsal, &turned, path));
    must(gt_download(real, after, sizeof after, turned));
    assert_memory_equal(before, after, sizeof after);
    unlink(path);
    support_drop(&loaded);
    support_drop(&turned);
    support_drop(&a);
}

/* From one context to another, of which one or both only rehearse. */
static void nothing_is_transferred(void **state)
{
    (void)state;
    gt_context *second = NULL;
    must(gt_context_create(&second, gt_device_find(NULL), NULL));
    gt_queue *there = support_rehearsing(second), *const to[] = {real, rehearsal, rehearsal};
    gt_queue *const from[] = {there, gt_context_queue(second), there};
    const int64_t shape[] = {2, 2};
    const float theirs[] = {1, 2, 3, 4};
    const float ours[] = {-9, -8, -7, -6}; /* what no other memory holds */
    gt_tensor *a = NULL, *b = NULL, *made = NULL;
    must(gt_upload(real, &a, GT_F32, 2, shape, ours, sizeof ours));
    must(gt_upload(gt_context_queue(second), &b, GT_F32, 2, shape, theirs, sizeof theirs));
    gt_tensor *turned = reversed(b);
    float after[4];
    for (int i = 0; i < 3; i++) {
        must(gt_transfer(to[i], &a, from[i], b));
        must(gt_transfer(to[i], &a, from[i], turned));
        must(gt_download(real, after, sizeof after, a));
        assert_memory_equal(after, ours, sizeof after);
        must(gt_transfer(to[i], &made, from[i], turned));
        assert_int_equal(gt_tensor_count(made), 4);
        support_drop(&made);
    }
    must(gt_transfer(real, &a, gt_context_queue(second), b)); /* and it works */
    must(gt_download(real, after, sizeof after, a));
    assert_memory_equal(after, theirs, sizeof after);
    support_drop(&turned);
    support_drop(&a);
    support_drop(&b);
    gt_queue_free(there);
    gt_context_free(second);
}

/* Events of such a queue are points between nothing and nothing. */
static void events_are_reached(void **state)
{
    (void)state;
    gt_event *event = NULL;
    gt_tensor *a = numbers(GT_F32, 3, 3), *o = NULL;
    must(gt_unary(rehearsal, GT_SQRT, &o, a));
    must(gt_event_record(rehearsal, &event));
    must(gt_queue_wait(real, event));
    must(gt_event_wait(event, 60000000000));
    must(gt_queue_wait(rehearsal, event));
    must(gt_queue_finish(real));
    assert_int_equal(statistics(context).programs_built, 0);
    gt_event_free(event);
    support_drop(&o);
    support_drop(&a);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

/* A rehearsal takes no memory that pending work of another queue still reads: it would hand it on without that order.
 * */
static void takes_no_memory_in_use(void **state)
{
    (void)state;
    gt_queue *first = NULL, *tries = NULL;
    gt_tensor *t = NULL;
    const int64_t shape[] = {1 << 16};
    gt_queue_opts opts = {.size = sizeof opts, .rehearse = 1};
    gt_context *ctx = support_context();
    must(gt_queue_create(&first, ctx, NULL));
    must(gt_queue_create(&tries, ctx, &opts));
    gt_context_stats before = {.size = sizeof before}, after = before;
    must(gt_context_trim(ctx, 0));
    must(gt_tensor_create(first, &t, GT_F32, 1, shape, 0)); /* filled: work on it */
    support_drop(&t);
    must(gt_context_statistics(ctx, &before));
    must(gt_tensor_create(tries, &t, GT_F32, 1, shape, 0));
    must(gt_context_statistics(ctx, &after));
    assert_int_equal(after.allocations, before.allocations + 1);
    support_drop(&t);
    must(gt_tensor_create(tries, &t, GT_F32, 1, shape, 0)); /* its own again */
    must(gt_context_statistics(ctx, &after));
    assert_int_equal(after.allocations, before.allocations + 1);
    support_drop(&t);
    gt_queue_free(first);
    gt_queue_free(tries);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_same_calls_compile_nothing_more),
        TEST(arguments_are_checked),
        TEST(nothing_is_enqueued_to_given_tensors),
        TEST(nothing_reaches_the_host),
        TEST(no_file_is_written),
        TEST(nothing_is_transferred),
        TEST(events_are_reached),
        cmocka_unit_test(takes_no_memory_in_use),
        cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

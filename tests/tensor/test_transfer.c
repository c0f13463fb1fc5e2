/* Data in, out, and between contexts. */
#include <gputensor/names.h>
#include "support/support.h"
#include "support/leaks.h"

static bool has(gt_context *ctx, int32_t dtype)
{
    return gt_context_supports(ctx, dtype) != GT_SUPPORT_NONE;
}

/* Random bits, so that a change of any of them is seen; of bool, 0 and 1. */
static void *random_bits(int32_t dtype, int64_t count, uint64_t seed)
{
    unsigned char *host = support_array(dtype, count);
    for (size_t i = 0; i < (size_t)count * facts_of(dtype)->size; i++)
        host[i] = (unsigned char)(dtype == GT_BOOL ? random_next(&seed) & 1 : random_next(&seed) >> 13);
    return host;
}

static gt_queue *new_queue(gt_context *ctx)
{
    gt_queue *q = NULL;
    must(gt_queue_create(&q, ctx, NULL));
    return q;
}

/* ---- Round trips ------------------------------------------------------------------------------------------------- */

static void round_trip(const layout_case *c, int32_t dtype)
{
    int64_t count = support_count(c->rank, c->shape);
    size_t bytes = (size_t)count * facts_of(dtype)->size;
    void *host = random_bits(dtype, count, (uint64_t)count + 1);
    gt_tensor *t = support_tensor(c->layout, dtype, c->rank, c->shape, host, NULL);
    void *back = support_download(t, dtype, count);
    if (memcmp(host, back, bytes) != 0) support_wrong("%s, %s", facts_of(dtype)->name, c->name);
    free(back);
    free(host);
    support_drop(&t);
}

static void round_trips(void **state)
{
    (void)state;
    for (int d = 0; d < DTYPE_COUNT; d++)
        for (int32_t c = 0; c < layout_case_count(); c++)
            if (has(support_context(), all_dtypes[d].dtype)) round_trip(layout_case_at(c), all_dtypes[d].dtype);
    support_settle();
}

/* A host array at an odd address. */
static void unaligned_host(void **state)
{
    (void)state;
    enum { N = 1000 };
    const int64_t shape[] = {N};
    char *host = support_array(GT_F32, N + 1), *back = support_array(GT_F32, N + 1);
    gt_tensor *t = NULL;
    for (size_t i = 0; i < N * 4; i++) host[i + 1] = (char)(i * 7);
    must(gt_upload(support_queue(), &t, GT_F32, 1, shape, host + 1, N * 4));
    back[N * 4 + 1] = 55;
    must(gt_download(support_queue(), back + 1, N * 4, t));
    assert_memory_equal(back + 1, host + 1, N * 4);
    assert_int_equal(back[0], 0);
    assert_int_equal(back[N * 4 + 1], 55);
    support_drop(&t);
    free(host);
    free(back);
}

static void nothing_to_move(void **state)
{
    (void)state;
    const int64_t shape[] = {4, 0, 2};
    gt_tensor *t = NULL;
    must(gt_upload(support_queue(), &t, GT_I64, 3, shape, NULL, 0));
    must(gt_download(support_queue(), NULL, 0, t));
    must(gt_upload_async(support_queue(), &t, GT_I64, 3, shape, NULL, 0));
    must(gt_download_async(support_queue(), NULL, 0, t));
    must(gt_transfer(support_queue(), &t, support_queue(), t));
    support_drop(&t);
}

/* Rows in the middle of a matrix: contiguous, but not at the start of their memory. */
static void middle_rows(void **state)
{
    (void)state;
    enum { ROWS = 6, COLUMNS = 5, FIRST = 2, TAKEN = 3 };
    const int64_t shape[] = {ROWS, COLUMNS}, part[] = {TAKEN, COLUMNS};
    const gt_slice rows = {FIRST, FIRST + TAKEN, 1, 0, 0};
    const gt_scalar seven = gt_int(7);
    double values[ROWS * COLUMNS];
    int16_t host[TAKEN * COLUMNS];
    for (int i = 0; i < ROWS * COLUMNS; i++) values[i] = i;
    for (int i = 0; i < TAKEN * COLUMNS; i++) host[i] = (int16_t)(100 + i);
    gt_tensor *all = support_values(GT_I16, 2, shape, values), *middle = NULL, *copy = NULL;
    double *inside = values + FIRST * COLUMNS;
    must(gt_tensor_slice(&middle, all, &rows, 1));
    support_expect(middle, GT_I16, 2, part, inside);
    must(gt_copy(support_queue(), &copy, middle, 0));
    support_expect(copy, GT_I16, 2, part, inside);
    must(gt_upload(support_queue(), &middle, GT_I16, 2, part, host, sizeof host));
    for (int i = 0; i < TAKEN * COLUMNS; i++) inside[i] = host[i];
    support_expect(all, GT_I16, 2, shape, values);
    must(gt_fill(support_queue(), &middle, GT_I16, 2, part, &seven));
    for (int i = 0; i < TAKEN * COLUMNS; i++) inside[i] = 7;
    support_expect(all, GT_I16, 2, shape, values);
    must(gt_copy(support_queue(), &middle, copy, 0));
    for (int i = 0; i < TAKEN * COLUMNS; i++) inside[i] = FIRST * COLUMNS + i;
    support_expect(all, GT_I16, 2, shape, values);
    support_drop(&all);
    support_drop(&middle);
    support_drop(&copy);
}

/* ---- Without waiting --------------------------------------------------------------------------------------------- */

static void async_chain(void **state)
{
    (void)state;
    enum { N = 1 << 17, PARTS = 6 };
    const int64_t shape[] = {N};
    gt_queue *q = support_queue();
    float *in[PARTS], *out[PARTS];
    for (int k = 0; k < PARTS; k++) {
        gt_tensor *t = NULL, *sum = NULL;
        in[k] = support_array(GT_F32, N);
        out[k] = support_array(GT_F32, N);
        for (int i = 0; i < N; i++) in[k][i] = (float)(i % 1000 + k);
        must(gt_upload_async(q, &t, GT_F32, 1, shape, in[k], N * sizeof(float)));
        const gt_arg args[] = {gt_arg_tensor(t), gt_arg_scalar(gt_int(k))};
        must(gt_apply(q, GT_MULTIPLY, &sum, args, 2));
        must(gt_download_async(q, out[k], N * sizeof(float), sum));
        support_drop(&t); /* while all of that is pending */
        support_drop(&sum);
    }
    must(gt_queue_finish(q));
    for (int k = 0; k < PARTS; k++) {
        for (int i = 0; i < N; i++)
            if (out[k][i] != in[k][i] * (float)k) support_wrong("part %d, element %d: %g", k, i, out[k][i]);
        free(in[k]);
        free(out[k]);
    }
    support_settle();
}

/* Without waiting, through temporaries: into and out of strided views and with a cast. */
static void async_strided(void **state)
{
    (void)state;
    enum { ROWS = 200, COLUMNS = 300 };
    const int64_t shape[] = {COLUMNS, ROWS};
    gt_queue *q = support_queue();
    int16_t *in = support_array(GT_I16, ROWS * COLUMNS);
    float *out = support_array(GT_F32, ROWS * COLUMNS);
    gt_tensor *t = NULL, *turned = NULL;
    for (int i = 0; i < ROWS * COLUMNS; i++) in[i] = (int16_t)(i % 2000 - 1000);
    must(gt_tensor_create(q, &t, GT_F32, 2, shape, 0));
    must(gt_tensor_permute(&turned, t, NULL, 0));
    const int64_t back[] = {ROWS, COLUMNS};
    must(gt_upload_async(q, &turned, GT_I16, 2, back, in, ROWS * COLUMNS * sizeof *in));
    must(gt_download_async(q, out, ROWS * COLUMNS * sizeof *out, turned));
    support_drop(&turned);
    support_drop(&t);
    must(gt_queue_finish(q));
    for (int i = 0; i < ROWS * COLUMNS; i++)
        if (out[i] != (float)in[i]) support_wrong("element %d: %g, want %d", i, out[i], in[i]);
    free(in);
    free(out);
    support_settle();
}

/* ---- Into what is there ------------------------------------------------------------------------------------------ */

/* Uploads small numbers as `from` into every second column, backwards, of a matrix of `to`; the rest stays. */
static void into_view(int32_t from, int32_t to)
{
    enum { ROWS = 5, COLUMNS = 9, TAKEN = 4 };
    const int64_t shape[] = {ROWS, COLUMNS}, part[] = {ROWS, TAKEN};
    double values[ROWS * COLUMNS];
    char host[ROWS * TAKEN * 8];
    size_t size = facts_of(from)->size;
    const gt_slice slices[] = {{0, 0, 0, 0, 0}, {7, 0, -2, GT_SLICE_OPEN_STOP, 0}};
    gt_tensor *all = NULL, *view = NULL;
    for (int i = 0; i < ROWS * COLUMNS; i++) values[i] = 1;
    all = support_values(to, 2, shape, values);
    must(gt_tensor_slice(&view, all, slices, 2));
    for (int i = 0; i < ROWS * TAKEN; i++) {
        double number = from == GT_BOOL ? i % 2 : i % 5;
        value_write(from, host + (size_t)i * size, value_float(number));
        values[i / TAKEN * COLUMNS + 7 - i % TAKEN * 2] = to == GT_BOOL ? number != 0 : number;
    }
    gt_tensor *dst = view;
    must(gt_upload(support_queue(), &dst, from, 2, part, host, ROWS * TAKEN * size));
    assert_ptr_equal(dst, view);
    support_expect(all, to, 2, shape, values);
    support_drop(&view);
    support_drop(&all);
}

/* Not every pair: test_convert casts them all. */
static void into_views(void **state)
{
    (void)state;
    for (int a = 0; a < DTYPE_COUNT; a++) {
        int32_t from = all_dtypes[a].dtype, to = all_dtypes[(a * 5 + 3) % DTYPE_COUNT].dtype;
        if (!has(support_context(), from) || !has(support_context(), to)) continue;
        into_view(from, to);
        into_view(from, from);
    }
}

static void refused_sizes(void **state)
{
    (void)state;
    const int64_t shape[] = {3};
    const double before[] = {1, 2, 3};
    float host[4] = {9, 9, 9, 9};
    gt_tensor *t = support_values(GT_F32, 1, shape, before), *none = NULL;
    must_be(GT_E_HOST_SIZE, gt_upload(support_queue(), &t, GT_F32, 1, shape, host, 11));
    must_be(GT_E_HOST_SIZE, gt_upload(support_queue(), &t, GT_F32, 1, shape, host, 16));
    must_be(GT_E_HOST_SIZE, gt_upload(support_queue(), &none, GT_F64, 1, shape, host, 12));
    must_be(GT_E_HOST_SIZE, gt_download(support_queue(), host, 13, t));
    must_be(GT_E_HOST_SIZE, gt_download(support_queue(), host, 0, t));
    must_be(GT_E_HOST_SIZE, gt_download_async(support_queue(), host, 8, t));
    must_be(GT_E_ARGUMENT, gt_upload(support_queue(), &none, GT_F32, 1, shape, NULL, 12));
    must_be(GT_E_ARGUMENT, gt_download(support_queue(), NULL, 12, t));
    assert_null(none);
    assert_true(host[0] == 9 && host[3] == 9);
    support_expect(t, GT_F32, 1, shape, before);
    support_drop(&t);
}

/* ---- Between contexts -------------------------------------------------------------------------------------------- */

static void check_transferred(gt_queue *q, const gt_tensor *t, int32_t dtype, const void *want, int64_t count)
{
    size_t bytes = (size_t)count * facts_of(dtype)->size;
    void *back = support_array(dtype, count);
    assert_int_equal(gt_tensor_dtype(t), dtype);
    must(gt_download(q, back, bytes, t));
    assert_memory_equal(back, want, bytes);
    free(back);
}

/* From the shared context to another one and back, whatever lies pending on the queues. */
static void there_and_back(gt_queue *other, const layout_case *c, int32_t dtype)
{
    int64_t count = support_count(c->rank, c->shape);
    void *host = random_bits(dtype, count, (uint64_t)dtype);
    gt_tensor *here = support_tensor(c->layout, dtype, c->rank, c->shape, host, NULL), *there = NULL, *back = NULL;
    must(gt_transfer(other, &there, support_queue(), here));
    assert_int_equal(gt_tensor_rank(there), c->rank);
    for (int32_t k = 0; k < c->rank; k++) assert_int_equal(gt_tensor_dim(there, k), c->shape[k]);
    check_transferred(other, there, dtype, host, count);
    must(gt_transfer(support_queue(), &back, other, there));
    check_transferred(support_queue(), back, dtype, host, count);
    support_drop(&here);
    support_drop(&there);
    support_drop(&back);
    free(host);
}

static void transfers_with(gt_context *ctx)
{
    for (int d = 0; d < DTYPE_COUNT; d++)
        for (int32_t c = 0; c < layout_case_count(); c++)
            if (has(ctx, all_dtypes[d].dtype) && has(support_context(), all_dtypes[d].dtype))
                there_and_back(gt_context_queue(ctx), layout_case_at(c), all_dtypes[d].dtype);
}

static void float64_to(gt_context *ctx)
{
    const double numbers[] = {1, 2};
    const int64_t shape[] = {2};
    if (!has(support_context(), GT_F64) || has(ctx, GT_F64)) return;
    gt_tensor *t = support_values(GT_F64, 1, shape, numbers), *there = NULL;
    must_be(GT_E_MISSING_DTYPE, gt_transfer(gt_context_queue(ctx), &there, support_queue(), t));
    assert_null(there);
    support_drop(&t);
}

static void every_device(void **state)
{
    (void)state;
    for (int32_t device = 0; device < gt_device_count(); device++) {
        gt_context *ctx = NULL;
        must(gt_context_create(&ctx, device, NULL));
        transfers_with(ctx);
        float64_to(ctx);
        gt_context_free(ctx);
    }
}

/* The source is the result of pending work, the destination a strided view of another dtype. */
static void pending_and_converted(void **state)
{
    (void)state;
    enum { N = 1 << 16 };
    const int64_t shape[] = {N}, twice[] = {2 * N};
    gt_context *ctx = NULL;
    must(gt_context_create(&ctx, gt_device_find(NULL), NULL));
    gt_queue *from = new_queue(support_context());
    gt_tensor *t = NULL, *all = NULL, *odd = NULL;
    const gt_slice every_second = {1, 0, 2, GT_SLICE_OPEN_STOP, 0};
    must(gt_tensor_create(from, &t, GT_F32, 1, shape, 0));
    const gt_arg args[] = {gt_arg_tensor(t), gt_arg_scalar(gt_int(1))};
    for (int i = 0; i < 30; i++) must(gt_apply(from, GT_ADD, &t, args, 2));
    must(gt_tensor_create(gt_context_queue(ctx), &all, GT_I16, 1, twice, 0));
    must(gt_tensor_slice(&odd, all, &every_second, 1));
    must(gt_transfer(gt_context_queue(ctx), &odd, from, t));
    int16_t *back = support_array(GT_I16, 2 * N);
    must(gt_download(gt_context_queue(ctx), back, 2 * N * sizeof *back, all));
    for (int i = 0; i < 2 * N; i++)
        if (back[i] != i % 2 * 30) support_wrong("element %d: %d", i, back[i]);
    free(back);
    support_drop(&t);
    support_drop(&odd);
    support_drop(&all);
    gt_queue_free(from);
    gt_context_free(ctx);
    support_settle();
}

static void refused_transfers(void **state)
{
    (void)state;
    const double numbers[] = {1, 2, 3};
    const int64_t shape[] = {3}, other_shape[] = {4};
    gt_context *ctx = NULL;
    must(gt_context_create(&ctx, gt_device_find(NULL), NULL));
    gt_queue *q = gt_context_queue(ctx);
    gt_tensor *t = support_values(GT_F32, 1, shape, numbers), *out = NULL, *four = NULL;
    must_be(GT_E_CONTEXT, gt_transfer(q, &out, q, t)); /* src is not of the queue `from` */
    assert_null(out);
    must(gt_tensor_create(q, &four, GT_F32, 1, other_shape, 0));
    must_be(GT_E_SHAPE, gt_transfer(q, &four, support_queue(), t));
    must_be(GT_E_CONTEXT, gt_transfer(support_queue(), &four, support_queue(), t));
    support_expect(t, GT_F32, 1, shape, numbers);
    support_drop(&t);
    support_drop(&four);
    gt_context_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trips),       cmocka_unit_test(unaligned_host),
        cmocka_unit_test(nothing_to_move),   cmocka_unit_test(middle_rows),
        cmocka_unit_test(async_chain),       cmocka_unit_test(async_strided),
        cmocka_unit_test(into_views),        cmocka_unit_test(refused_sizes),
        cmocka_unit_test(every_device),      cmocka_unit_test(pending_and_converted),
        cmocka_unit_test(refused_transfers), cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <gputensor/dlpack.h>
#include <gputensor/names.h>
#include "support/scenarios.h"

static const int64_t s23[] = {2, 3}, s6[] = {6}, s16[] = {1, 6};

/* ---- Scenarios: work that returns its status, and what must have come out ---------------------------------------- */

static int32_t run_context(world *w)
{
    return gt_context_create(&w->made_ctx, w->device, NULL);
}

static void check_context(world *w)
{
    assert_non_null(gt_context_queue(w->made_ctx));
}

static int32_t run_zeros(world *w)
{
    return gt_tensor_create(w->q, &w->made, GT_F32, 2, s23, 0);
}

static void check_zeros(world *w)
{
    const double zeros[6] = {0};
    world_expect(w->q, w->made, 6, zeros);
}

/* Views hold no memory of their own: the OpenCL calls that may fail are those of the reading. */
static int32_t run_views(world *w)
{
    static const gt_slice all = {0, 0, 1, GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP, 0};
    const gt_slice slices[] = {all, all};
    gt_tensor *view[8] = {NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL};
    int32_t status = gt_tensor_alias(&view[0], w->a);
    if (status == GT_OK) status = gt_tensor_slice(&view[1], view[0], slices, 2);
    if (status == GT_OK) status = gt_tensor_broadcast(&view[2], view[1], 2, s23);
    if (status == GT_OK) status = gt_tensor_permute(&view[3], view[2], (const int32_t[]){0, 1}, 2);
    if (status == GT_OK) status = gt_tensor_reshape(&view[4], view[3], 1, s6);
    if (status == GT_OK) status = gt_tensor_strided(&view[5], view[4], 0, 2, s16, NULL, 0);
    if (status == GT_OK) status = gt_tensor_window(&view[6], view[5], 1, 2, 1, 1);
    if (status == GT_OK) status = gt_tensor_strided(&w->made, view[5], GT_F32, 1, s6, NULL, 0);
    if (status == GT_OK) status = gt_tensor_part(&view[7], w->made, 0);
    if (status == GT_OK) status = gt_tensor_diagonal(&w->more, view[5], 5, 0, 1);
    if (status < 0) support_drop(&w->made);
    for (int k = 0; k < 8; k++) gt_tensor_free(view[k]);
    return status;
}

static const float backwards[] = {6, 5, 4, 3, 2, 1};

/* Twice, so that memory has a number and the second one comes beside it. */
static int32_t run_address(world *w)
{
    uint64_t address[2] = {0, 0};
    gt_tensor *view = NULL, *none = NULL;
    int32_t status = gt_memory_create(w->q, &address[0], 24);
    if (status == GT_OK) status = gt_memory_create(w->q, &address[1], 32);
    if (status == GT_OK) status = gt_tensor_at(&view, w->ctx, address[1] + 8, GT_F32, 1, s6, NULL);
    if (status == GT_OK) status = gt_tensor_at(&none, w->ctx, 0, GT_F32, 1, &(const int64_t){0}, NULL);
    if (status == GT_OK) status = gt_upload_async(w->q, &view, GT_F32, 1, s6, backwards, sizeof backwards);
    for (int k = 0; k < 2; k++) gt_memory_free(address[k]);
    gt_tensor_free(none);
    if (status == GT_OK)
        w->made = view;
    else
        gt_tensor_free(view);
    return status;
}

static void check_address(world *w)
{
    world_expect(w->q, w->made, 6, LIST(6, 5, 4, 3, 2, 1));
}

static int32_t there_and_back(world *w, int32_t type, int32_t flags)
{
    const gt_dlpack_opts opts = {.size = sizeof opts, .device_type = type, .flags = flags};
    void *managed = NULL;
    int32_t status = gt_to_dlpack(w->q, &managed, w->a, &opts);
    if (status == GT_OK) status = gt_from_dlpack(w->q, &w->made, managed, &opts);
    if (status < 0 && managed && flags & GT_DLPACK_LEGACY) ((gt_dl_managed *)managed)->deleter(managed);
    if (status < 0 && managed && !(flags & GT_DLPACK_LEGACY)) ((gt_dl_versioned *)managed)->deleter(managed);
    return status;
}

static int32_t run_dlpack_host(world *w)
{
    return there_and_back(w, GT_DLPACK_CPU, GT_DLPACK_LEGACY);
}

static int32_t run_dlpack_address(world *w)
{
    return there_and_back(w, GT_DLPACK_EXTENSION, GT_DLPACK_COPY);
}

static int32_t run_dlpack_own(world *w)
{
    return there_and_back(w, GT_DLPACK_OPENCL, 0);
}

static void ignore(gt_dl_versioned *self)
{
    (void)self;
}

/* A cl_mem that is not known to be the library's. */
static int32_t run_dlpack_wrapped(world *w)
{
    void *managed = NULL;
    int32_t status = gt_to_dlpack(w->q, &managed, w->a, NULL);
    if (status < 0) return status;
    gt_dl_versioned *own = managed, foreign = *own;
    foreign.deleter = ignore;
    gt_tensor *t = NULL;
    status = gt_from_dlpack(w->q, &t, &foreign, NULL);
    if (status == GT_OK) status = gt_copy(w->q, &w->made, t, 0);
    if (status == GT_OK) status = gt_queue_finish(w->q); /* or gt_tensor_free waits, which cannot say what fails */
    gt_tensor_free(t);
    own->deleter(own);
    return status;
}

static void check_made(world *w)
{
    world_expect(w->q, w->made, 6, world_numbers);
}

static int32_t run_upload(world *w)
{
    return gt_upload(w->q, w->dst, GT_F32, 2, s23, backwards, sizeof backwards);
}

static int32_t run_upload_async(world *w)
{
    return gt_upload_async(w->q, w->dst, GT_F32, 2, s23, backwards, sizeof backwards);
}

static void check_backwards(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(6, 5, 4, 3, 2, 1));
}

static int32_t run_download(world *w)
{
    return gt_download(w->q, w->host, sizeof w->host, w->turned);
}

static int32_t run_download_async(world *w)
{
    int32_t status = gt_download_async(w->q, w->host, sizeof w->host, w->turned);
    return status == GT_OK ? gt_queue_finish(w->q) : status;
}

static void check_download(world *w)
{
    const float want[] = {1, 4, 2, 5, 3, 6};
    assert_memory_equal(w->host, want, sizeof want);
}

static int32_t run_copy(world *w)
{
    return gt_copy(w->q, w->dst, w->turned, GT_F32);
}

static void check_turned(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(1, 4, 2, 5, 3, 6));
}

static int32_t run_binary(world *w)
{
    return gt_binary(w->q, GT_MULTIPLY, w->dst, w->a, w->a);
}

static int32_t run_apply(world *w)
{
    const gt_arg args[] = {gt_arg_tensor(w->a), gt_arg_tensor(w->a), gt_arg_scalar(gt_int(0))};
    return gt_apply(w->q, GT_FMA, w->dst, args, 3);
}

static void check_squares(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(1, 4, 9, 16, 25, 36));
}

static int32_t run_unary(world *w)
{
    return gt_unary(w->q, GT_NEGATIVE, w->dst, w->a);
}

static void check_unary(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(-1, -2, -3, -4, -5, -6));
}

/* The destination overlaps an operand: computed aside, then copied. */
static int32_t run_overlap(world *w)
{
    const gt_slice turn[] = {{0, 0, 0, 0, 0}, {0, 0, -1, GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP, 0}};
    int32_t status = gt_tensor_slice(&w->made, w->given, turn, 2);
    return status == GT_OK ? gt_unary(w->q, GT_ABS, &w->made, w->given) : status;
}

/* Through a temporary, into memory that is there. */
static int32_t run_upload_cast(world *w)
{
    static const int16_t values[] = {6, 5, 4, 3, 2, 1};
    return gt_upload_async(w->q, w->dst, GT_I16, 2, s23, values, sizeof values);
}

static int32_t run_fill(world *w)
{
    const gt_scalar seven = gt_int(7);
    return gt_fill(w->q, w->dst, GT_F32, 2, s23, &seven);
}

static void check_fill(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(7, 7, 7, 7, 7, 7));
}

static int32_t run_random(world *w)
{
    const gt_random_opts opts = {.size = sizeof opts, .probabilities = w->a}; /* 1 and more: always 1 */
    return gt_random(w->q, w->dst, GT_F32, 2, s23, GT_RANDOM_BERNOULLI, &opts);
}

static void check_random(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(1, 1, 1, 1, 1, 1));
}

static int32_t run_linspace(world *w)
{
    const gt_scalar start = gt_int(0), stop = gt_int(10);
    return gt_linspace(w->q, w->dst, GT_F32, &start, &stop, 6, 0);
}

static void check_linspace(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(0, 2, 4, 6, 8, 10));
}

static int32_t run_arange(world *w)
{
    const gt_scalar start = gt_int(10), step = gt_int(-2);
    return gt_arange(w->q, w->dst, GT_F32, &start, &step, 6);
}

static void check_arange(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(10, 8, 6, 4, 2, 0));
}

static int32_t run_eye(world *w)
{
    return gt_eye(w->q, w->dst, GT_F32, 2, 3, 1);
}

static void check_eye(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(0, 1, 0, 0, 0, 1));
}

static int32_t run_matmul(world *w)
{
    return gt_matmul(w->q, w->dst, w->a, w->turned, NULL);
}

static void check_matmul(world *w)
{
    world_expect(w->q, *w->dst, 4, LIST(14, 32, 32, 77));
}

static int32_t run_matmul_beta(world *w)
{
    const gt_scalar beta = gt_int(10);
    const gt_matmul_opts opts = {.size = sizeof opts, .beta = &beta};
    return gt_matmul(w->q, w->dst, w->a, w->turned, &opts);
}

static void check_matmul_beta(world *w)
{
    world_expect(w->q, *w->dst, 4, LIST(24, 52, 62, 117));
}

/* Real operands, summed as complex numbers, so that the imaginary part is cleared; a factor follows. */
static int32_t run_matmul_complex(world *w)
{
    const gt_scalar alpha = {.dtype = GT_WEAK_COMPLEX, .re = 2, .im = 1};
    const gt_matmul_opts opts = {.size = sizeof opts, .accumulate = GT_C64, .alpha = &alpha};
    return gt_matmul(w->q, &w->made, w->a, w->turned, &opts);
}

static void check_matmul_complex(world *w)
{
    gt_tensor *part = NULL;
    must(gt_tensor_part(&part, w->made, 1));
    world_expect(w->q, part, 4, LIST(14, 32, 32, 77));
    gt_tensor_free(part);
}

static int32_t run_arg_reduce(world *w)
{
    return gt_arg_reduce(w->q, GT_MAXIMUM, w->dst, w->a, (const int32_t[]){0}, 1, NULL);
}

static void check_arg_reduce(world *w)
{
    world_places(w->q, *w->dst, (const int64_t[]){1, 1, 1});
}

static int32_t run_reduce(world *w)
{
    return gt_reduce(w->q, GT_ADD, w->dst, w->a, (const int32_t[]){0}, 1, NULL);
}

static void check_reduce(world *w)
{
    world_expect(w->q, *w->dst, 3, LIST(5, 7, 9));
}

static int32_t run_moments(world *w)
{
    gt_tensor **variance = w->dst == &w->made ? &w->more : &w->two[1];
    return gt_moments(w->q, w->dst, variance, w->a, (const int32_t[]){-1}, 1, 0, NULL);
}

static void check_moments(world *w)
{
    float variance[2];
    world_expect(w->q, *w->dst, 2, LIST(2, 5));
    must(gt_download(w->q, variance, sizeof variance, w->dst == &w->made ? w->more : w->two[1]));
    assert_true(variance[0] > 0.66f && variance[0] < 0.67f && variance[1] == variance[0]);
}

/* Bytes that are copied, and numbers that are converted. */
static int32_t run_concat(world *w)
{
    const gt_tensor *inputs[] = {w->three, w->places};
    return gt_concat(w->q, w->dst, inputs, 2, 0);
}

static void check_concat(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(1, 2, 3, 1, 2, 3));
}

static int32_t run_pad(world *w)
{
    return gt_pad(w->q, w->dst, w->three, (const int64_t[]){1}, (const int64_t[]){2}, GT_PAD_REFLECT, NULL);
}

static void check_pad(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(2, 1, 2, 3, 2, 1));
}

/* Made, run and freed. */
static int32_t run_kernel(world *w)
{
    static const char *const source = "kernel void twice(global const float *x, global float *y)"
                                      "{ y[get_global_id(0)] = 2 * x[get_global_id(0)]; }";
    const int64_t n = 6;
    gt_kernel *k = NULL;
    gt_kernel_arg args[2] = {{.kind = GT_ARG_POINTER, .flags = GT_READ_ONLY, .tensor = w->a}, {.kind = GT_ARG_POINTER}};
    int32_t status = gt_tensor_create(w->q, &w->made, GT_F32, 2, s23, 0);
    args[1].tensor = w->made;
    if (status == GT_OK) status = gt_kernel_create(&k, w->ctx, source, "twice", NULL);
    if (status == GT_OK) status = gt_kernel_run(w->q, k, args, 2, 1, &n, NULL);
    gt_kernel_free(k);
    return status;
}

static void check_kernel(world *w)
{
    world_expect(w->q, w->made, 6, LIST(2, 4, 6, 8, 10, 12));
}

/* Columns. */
static int32_t run_softmax(world *w)
{
    return gt_softmax(w->q, GT_SOFTMAX, w->dst, w->a, 0, NULL);
}

static void check_softmax(world *w)
{
    float got[6];
    must(gt_download(w->q, got, sizeof got, *w->dst));
    for (int k = 0; k < 6; k++)
        if (!(got[k] > (k < 3 ? 0.0474f : 0.9525f) && got[k] < (k < 3 ? 0.0475f : 0.9526f)))
            fail_msg("element %d is %g", k, got[k]);
}

static int32_t run_softmax_gradient(world *w)
{
    return gt_softmax_gradient(w->q, GT_SOFTMAX, w->dst, w->a, w->a, 1, NULL);
}

static void check_softmax_gradient(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(-13, -24, -33, -292, -360, -426));
}

static int32_t run_transfer(world *w)
{
    return gt_transfer(w->q, w->dst, w->q, w->turned);
}

static int32_t run_transfer_far(world *w)
{
    int32_t status = run_context(w);
    return status < 0 ? status : gt_transfer(gt_context_queue(w->made_ctx), &w->made, w->q, w->turned);
}

static void check_transfer_far(world *w)
{
    world_expect(gt_context_queue(w->made_ctx), w->made, 6, LIST(1, 4, 2, 5, 3, 6));
}

static int32_t run_events(world *w)
{
    int64_t ns = -1;
    const gt_queue_opts opts = {.size = sizeof opts, .profile = 1};
    int32_t status = gt_queue_create(&w->made_q, w->ctx, &opts);
    if (status == GT_OK) status = gt_event_record(w->made_q, &w->event);
    if (status == GT_OK) status = gt_queue_wait(w->q, w->event);
    if (status == GT_OK) status = gt_event_record(w->made_q, &w->later);
    if (status == GT_OK) status = gt_event_wait(w->later, 10000000000);
    if (status == GT_OK) status = gt_event_wait(w->event, -1);
    const int32_t done = status == GT_OK ? gt_event_done(w->event) : 0;
    if (status == GT_OK && done < 0) status = done;
    if (status == GT_OK) status = gt_event_elapsed(w->event, w->later, &ns);
    if (status == GT_OK) status = gt_queue_flush(w->made_q);
    return status == GT_OK ? gt_queue_finish(w->q) : status;
}

static void check_events(world *w)
{
    assert_int_equal(gt_event_done(w->event), 1);
    assert_int_equal(gt_event_done(w->later), 1);
}

/* Memory that one queue has used goes to another one. */
static int32_t run_pool(world *w)
{
    int32_t status = gt_queue_create(&w->made_q, w->ctx, NULL);
    if (status == GT_OK) status = gt_copy(w->made_q, &w->made, w->a, 0);
    support_drop(&w->made);
    if (status == GT_OK) status = gt_copy(w->q, &w->made, w->a, 0);
    return status == GT_OK ? gt_queue_finish(w->q) : status;
}

/* What is flushed is built by threads, of whose calls none has a number of its own: test_builders fails those. */
static int32_t run_rehearsal(world *w)
{
    const gt_queue_opts opts = {.size = sizeof opts, .rehearse = 1};
    int32_t status = gt_queue_create(&w->made_q, w->ctx, &opts);
    if (status == GT_OK) status = gt_unary(w->made_q, GT_EXP, &w->made, w->a);
    if (status == GT_OK) status = gt_unary(w->made_q, GT_EXP, &w->given, w->a);
    return status == GT_OK ? gt_event_record(w->made_q, &w->event) : status;
}

static void check_rehearsal(world *w)
{
    assert_int_equal(gt_tensor_count(w->made), 6);
    world_expect(w->q, w->given, 6, world_numbers);
}

static int32_t run_files(world *w)
{
    int32_t status = gt_save_npy(w->q, w->path, w->turned);
    return status == GT_OK ? gt_load_npy(w->q, w->dst, w->path) : status;
}

/* ---- The table: each row once with a new result, and where it says into what, once more with that one ------------ */

static const scenario rows[] = {
    {.name = "context", .run = run_context, .check = check_context},
    {.name = "zeros", .run = run_zeros, .check = check_zeros},
    {.name = "views", .run = run_views, .check = check_made, .no_calls = true},
    {.name = "address", .run = run_address, .check = check_address, .several = true},
    {.name = "dlpack_host", .run = run_dlpack_host, .check = check_made, .own_host = true},
    {.name = "dlpack_address", .run = run_dlpack_address, .check = check_made},
    {.name = "dlpack_own", .run = run_dlpack_own, .check = check_made, .no_calls = true},
    {.name = "dlpack_wrapped", .run = run_dlpack_wrapped, .check = check_made, .several = true},
    {.name = "upload", .run = run_upload, .check = check_backwards, INTO(given), .no_blocks = true, .waits = true},
    {.name = "upload_async", .run = run_upload_async, .check = check_backwards, INTO(given), .no_blocks = true},
    {.name = "upload_cast", .run = run_upload_cast, .check = check_backwards, INTO(given), .only_into = true},
    {.name = "download", .run = run_download, .check = check_download},
    {.name = "download_async", .run = run_download_async, .check = check_download, .several = true},
    {.name = "copy", .run = run_copy, .check = check_turned, INTO(tall)},
    {.name = "binary", .run = run_binary, .check = check_squares, INTO(given)},
    {.name = "apply", .run = run_apply, .check = check_squares, INTO(given)},
    {.name = "unary", .run = run_unary, .check = check_unary, INTO(given)},
    {.name = "overlap", .run = run_overlap, .check = check_made, .several = true},
    {.name = "fill", .run = run_fill, .check = check_fill, INTO(given), .no_blocks = true},
    {.name = "arange", .run = run_arange, .check = check_arange, INTO(line)},
    {.name = "linspace", .run = run_linspace, .check = check_linspace, INTO(line)},
    {.name = "eye", .run = run_eye, .check = check_eye, INTO(given)},
    {.name = "matmul", .run = run_matmul, .check = check_matmul, INTO(square)},
    {.name = "matmul_beta", .run = run_matmul_beta, .check = check_matmul_beta, INTO(square), .only_into = true},
    {.name = "matmul_complex", .run = run_matmul_complex, .check = check_matmul_complex, .retried = true},
    {.name = "arg_reduce", .run = run_arg_reduce, .check = check_arg_reduce, INTO(places)},
    {.name = "reduce", .run = run_reduce, .check = check_reduce, INTO(three)},
    {.name = "moments", .run = run_moments, .check = check_moments, INTO(two), .pair = true, .retried = true},
    {.name = "concat", .run = run_concat, .check = check_concat, INTO(line), .parts = true},
    {.name = "pad", .run = run_pad, .check = check_pad, INTO(line), .parts = true},
    {.name = "kernel", .run = run_kernel, .check = check_kernel, .several = true},
    {.name = "softmax", .run = run_softmax, .check = check_softmax, INTO(given)},
    {.name = "softmax_gradient", .run = run_softmax_gradient, .check = check_softmax_gradient, INTO(given)},
    {.name = "random", .run = run_random, .check = check_random, INTO(given)},
    {.name = "transfer",
     .run = run_transfer,
     .check = check_turned,
     INTO(tall),
     .own_host = true,
     .waits = true,
     .retried = true},
    {.name = "transfer_far", .run = run_transfer_far, .check = check_transfer_far, .own_host = true, .several = true},
    {.name = "events", .run = run_events, .check = check_events, .several = true, .queues = true},
    {.name = "pool", .run = run_pool, .check = check_made, .several = true, .queues = true},
    {.name = "rehearsal", .run = run_rehearsal, .check = check_rehearsal, .several = true, .queues = true},
    {.name = "files",
     .run = run_files,
     .check = check_turned,
     INTO(tall),
     .own_host = true,
     .files = true,
     .waits = true},
};
enum { ROWS = sizeof rows / sizeof *rows, MOST = 256 };

static scenario all[MOST];
static int32_t count;

static void add(const scenario *row, bool into)
{
    static char names[MOST][32];
    assert_true(count < MOST);
    snprintf(names[count], sizeof names[count], "%s%s", row->name, into ? " into a given one" : "");
    all[count] = *row;
    all[count].name = names[count];
    if (!into) all[count].into = 0;
    count++;
}

static void add_table(const scenario *table, int32_t n)
{
    for (int32_t k = 0; k < n; k++) {
        if (!table[k].only_into) add(&table[k], false);
        if (table[k].into) add(&table[k], true);
    }
}

int32_t scenario_count(void)
{
    if (count == 0) {
        add_table(rows, ROWS);
        add_table(scenarios_lines, scenarios_lines_count);
        add_table(scenarios_index, scenarios_index_count);
        add_table(scenarios_expression, scenarios_expression_count);
    }
    return count;
}

const scenario *scenario_at(int32_t index)
{
    return &all[index];
}

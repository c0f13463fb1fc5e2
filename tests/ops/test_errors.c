/* Bad input: what each call answers, what its message names, and that nothing has changed. */
#define _DEFAULT_SOURCE /* alarm, fork */
#include <gputensor/names.h>
#include "support/support.h"
#include <math.h>
#include <sys/wait.h>
#include <unistd.h>
#include <pthread.h>
#include <sched.h>
#include "support/leaks.h"
#include "faults/faults.h"

/* ---- What the calls work on -------------------------------------------------------------------------------------- */

static gt_context *ctx, *far_ctx;
static gt_queue *q, *far_q;
static gt_event *event, *far_event;
static gt_tensor *a, *b, *four, *repeated, *turned, *flags, *empty, *scalar, *narrow, *i64, *u64, *brain, *truths, *far,
    *counts, *i64_turned;
static const gt_tensor *listed[2], *listed_floats[2], *listed_apart[2]; /* indices of two axes */
static gt_tensor *given, *given_repeated, *given_four; /* destinations; their elements must not change */
static gt_tensor *made, *second, *out;                 /* new results */
static char buffer[1024];
static int64_t number;
static const char *no_file = "/nonexistent/folder/a.npy";

static const double numbers[] = {1, 2, 3, 4, 5, 6};
static const int64_t s23[] = {2, 3}, s4[] = {4}, s32[] = {3, 2}, s13[] = {1, 3}, minus[] = {2, -3}, s03[] = {0, 3};
static const int64_t huge[] = {INT64_MAX, 2}, wide_bytes[] = {INT64_MAX / 4, 1}, ones[40] = {0}, s5[] = {5, 1},
                     s6[] = {6};
static const int32_t twice[] = {1, 1}, same[] = {-1, 1}, third[] = {2}, before[] = {-3}, first[] = {0}, swap[] = {1, 0};
static const int32_t known[] = {GT_F32, GT_F64}, unknown[] = {GT_F32, 77}, apart[] = {GT_U64, GT_I8};
static const gt_slice slices[] = {
    {5, 0, 0, GT_SLICE_INDEX, 0}, {0, 0, 1, 64, 0}, {-3, 0, 0, GT_SLICE_INDEX, 0}, {0, 0, 1, 0, 7}};
static const gt_scalar no_scalar = {.dtype = 99}, weak_two = {.dtype = GT_WEAK_INT, .i = 2},
                       weak_300 = {.dtype = GT_WEAK_INT, .i = 300}, set_scalar = {.dtype = GT_WEAK_INT, .reserved = 5},
                       weak_complex = {.dtype = GT_WEAK_COMPLEX, .re = 1, .im = 2},
                       minus_one = {.dtype = GT_F32, .re = -1};
static gt_arg args[8][3];
static const gt_tensor *joined[12];
static gt_kernel *own_kernel;

/* Option structs with a field that this library does not know. */
#define LONGER(type, name)                                                                                             \
    static struct {                                                                                                    \
        type known;                                                                                                    \
        unsigned char tail[8];                                                                                         \
    } name = {.known = {.size = sizeof name}, .tail = {1}}
LONGER(gt_context_opts, long_context);
LONGER(gt_queue_opts, long_queue);
LONGER(gt_reduce_opts, long_reduce);
LONGER(gt_matmul_opts, long_matmul);
LONGER(gt_softmax_opts, long_softmax);
LONGER(gt_random_opts, long_random);
LONGER(gt_scan_opts, long_scan);
static const gt_context_opts odd_context = {.size = sizeof odd_context, .reserved = 7};
static const gt_reduce_opts sizeless,
    odd_flags = {.size = sizeof odd_flags, .flags = 3}, odd_dtype = {.size = sizeof odd_dtype, .dtype = 50},
    float_index = {.size = sizeof float_index, .dtype = GT_F32}, int_mean = {.size = sizeof int_mean, .dtype = GT_I32};
static const gt_softmax_opts sizeless_softmax, int_softmax = {.size = sizeof int_softmax, .dtype = GT_I32};
static const gt_scan_opts sizeless_scan, odd_scan = {.size = sizeof odd_scan, .reserved = 1},
                                         odd_flags_scan = {.size = sizeof odd_flags_scan, .flags = GT_KEEP_DIMS},
                                         odd_dtype_scan = {.size = sizeof odd_dtype_scan, .dtype = 50};
static gt_matmul_opts two_sizes, adding,
    odd_sum = {.size = sizeof odd_sum, .accumulate = 50}, with_beta = {.size = sizeof with_beta, .beta = &weak_two},
    odd_alpha = {.size = sizeof odd_alpha, .alpha = &no_scalar}, minus_alpha, bad_bias, far_bias;

enum { RANDOM_BAD = 11 };
static gt_random_opts sizeless_random, random_bad[RANDOM_BAD];

static gt_tensor *view(gt_tensor *of, int32_t rank, const int64_t *shape)
{
    gt_tensor *t = NULL;
    must(gt_tensor_broadcast(&t, of, rank, shape));
    return t;
}

static void set_args(void)
{
    args[0][0] = args[1][1] = args[2][0] = args[3][0] = gt_arg_tensor(a);
    args[0][1] = gt_arg_scalar(no_scalar);                           /* unknown dtype */
    args[1][0] = gt_arg_tensor(far);                                 /* another context */
    args[2][1] = gt_arg_tensor(four);                                /* does not broadcast */
    args[4][0] = args[4][1] = args[4][2] = gt_arg_scalar(gt_int(1)); /* no tensor */
    args[5][0] = args[6][0] = gt_arg_tensor(narrow);
    args[5][1] = gt_arg_scalar(gt_int(256));
    args[6][1] = gt_arg_scalar(gt_int(-1));
    args[3][1] = gt_arg_tensor(b);
    args[7][0] = gt_arg_tensor(flags);
    args[7][1] = gt_arg_tensor(u64);
    args[7][2] = gt_arg_tensor(i64);
    listed[0] = listed[1] = listed_floats[0] = listed_apart[0] = i64;
    listed_floats[1] = a;
    listed_apart[1] = i64_turned;
    const gt_tensor *const all[] = {a, b, NULL, a, turned, a, four, scalar, u64, i64, a, far};
    memcpy(joined, all, sizeof all);
    adding = two_sizes = bad_bias = far_bias = (gt_matmul_opts){.size = sizeof adding};
    two_sizes.size = 8;
    adding.activation = GT_ADD;
    minus_alpha = (gt_matmul_opts){.size = sizeof minus_alpha, .alpha = &minus_one};
    bad_bias.bias = four;
    far_bias.bias = far;
}

static void set_random(void)
{
    for (int k = 0; k < RANDOM_BAD; k++) random_bad[k].size = sizeof *random_bad;
    random_bad[0].reserved = 3;
    random_bad[1].location = HUGE_VAL;
    random_bad[2].scale = -1;
    random_bad[3].low = random_bad[4].low = -5;
    random_bad[4].range = 134;
    random_bad[5].probability = 1.5;
    random_bad[6].probability = (double)NAN;
    random_bad[7].probability = 0.5;
    random_bad[7].probabilities = random_bad[8].probabilities = a;
    random_bad[9].probabilities = i64;
    random_bad[10].probabilities = far;
}

static int open_all(void **state)
{
    (void)state;
    ctx = support_context();
    q = support_queue();
    must(gt_context_create(&far_ctx, gt_device_find(NULL), NULL));
    far_q = gt_context_queue(far_ctx);
    must(gt_event_record(q, &event));
    must(gt_kernel_create(&own_kernel, ctx, "kernel void f(global int *x) { *x = 1; }", "f", NULL));
    must(gt_event_record(far_q, &far_event));
    a = support_values(GT_F32, 2, s23, numbers);
    b = support_values(GT_F32, 2, s23, numbers);
    given = support_values(GT_F32, 2, s23, numbers);
    four = support_values(GT_F32, 1, s4, numbers);
    given_four = support_values(GT_F32, 1, s4, numbers);
    flags = support_values(GT_BOOL, 2, s23, numbers);
    counts = support_values(GT_U64, 1, s4, numbers);
    truths = support_values(GT_BOOL, 1, s4, numbers);
    scalar = support_values(GT_F32, 0, NULL, numbers);
    narrow = support_values(GT_U8, 2, s23, numbers);
    i64 = support_values(GT_I64, 2, s23, numbers);
    u64 = support_values(GT_U64, 2, s23, numbers);
    brain = support_values(GT_BF16, 2, s23, numbers);
    must(gt_tensor_create(q, &empty, GT_F32, 2, s03, 0));
    gt_tensor *row = support_values(GT_F32, 2, s13, numbers);
    repeated = view(row, 2, s23);
    given_repeated = view(row, 2, s23);
    support_drop(&row);
    must(gt_tensor_permute(&turned, a, swap, 2));
    must(gt_tensor_permute(&i64_turned, i64, swap, 2));
    must(gt_upload(far_q, &far, GT_F32, 2, s23, (float[]){1, 2, 3, 4, 5, 6}, 24));
    set_args();
    set_random();
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    gt_tensor **all[] = {&a,         &b,   &four,  &repeated, &turned, &flags, &empty, &scalar,         &narrow,
                         &i64,       &u64, &brain, &truths,   &counts, &far,   &given, &given_repeated, &given_four,
                         &i64_turned};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) support_drop(all[k]);
    gt_event_free(event);
    gt_event_free(far_event);
    gt_kernel_free(own_kernel);
    gt_context_free(far_ctx);
    return 0;
}

#include "support/errors.h"
#include "support/errors_index.h"

typedef struct row {
    const char *name;
    int32_t status;
    int32_t (*call)(void);
    const char *parts[2];
} row;

#define FUNCTION(name, status, expression, part, other)                                                                \
    static int32_t call_##name(void)                                                                                   \
    {                                                                                                                  \
        return expression;                                                                                             \
    }
DATA_CASES(FUNCTION)
OPERATION_CASES(FUNCTION)
RANDOM_CASES(FUNCTION)
INDEX_CASES(FUNCTION)
LINES_CASES(FUNCTION)
CONSTRUCTOR_CASES(FUNCTION)
OTHER_CASES(FUNCTION)

/* ---- Running them ------------------------------------------------------------------------------------------------ */

static int64_t in_use(gt_context *of)
{
    gt_context_stats stats = {.size = sizeof stats};
    must(gt_context_statistics(of, &stats));
    return stats.used;
}

static void check_message(const row *r)
{
    gt_error last = {.size = sizeof last};
    gt_last_error_get(&last);
    if (last.status != r->status) support_wrong("%s: the record has status %d", r->name, last.status);
    if (!last.message[0] || !last.operation[0]) support_wrong("%s: no message", r->name);
    for (int k = 0; k < 2; k++)
        if (!strstr(last.message, r->parts[k]))
            support_wrong("%s: \"%s\" is not in: %s", r->name, r->parts[k], last.message);
}

static void run_row(const row *r, bool constructs)
{
    gt_tensor *const dsts[] = {given, given_repeated, given_four};
    int64_t used = in_use(ctx), far_used = in_use(far_ctx);
    memset(buffer, 0x5a, sizeof buffer);
    number = 77;
    out = (gt_tensor *)&out;
    int32_t status = r->call();
    if (status != r->status) {
        support_wrong("%s gave %d instead of %d: %s", r->name, status, r->status, gt_last_error());
        made = second = NULL; /* leaked, which is seen at the end */
        return;
    }
    check_message(r);
    if (made || second) support_wrong("%s made a tensor", r->name);
    if (constructs && out) support_wrong("%s left out set", r->name);
    if (given != dsts[0] || given_repeated != dsts[1] || given_four != dsts[2])
        support_wrong("%s changed dst", r->name);
    for (size_t k = 0; k < sizeof buffer; k++) assert_int_equal(buffer[k], 0x5a);
    assert_int_equal(number, 77);
    if (in_use(ctx) != used || in_use(far_ctx) != far_used) support_wrong("%s changed the memory in use", r->name);
}

static void run_rows(const row *rows, size_t n, bool constructs)
{
    static const double repeats[] = {1, 2, 3, 1, 2, 3};
    for (size_t k = 0; k < n; k++) run_row(&rows[k], constructs);
    support_settle();
    must(gt_queue_finish(q));
    support_expect(a, GT_F32, 2, s23, numbers);
    support_expect(b, GT_F32, 2, s23, numbers);
    support_expect(given, GT_F32, 2, s23, numbers);
    support_expect(given_four, GT_F32, 1, s4, numbers);
    support_expect(given_repeated, GT_F32, 2, s23, repeats);
}

#define ROW(name, status, expression, part, other) {#name, GT_##status, call_##name, {part, other}},
#define RUN(CASES, constructs)                                                                                         \
    const row rows[] = {CASES(ROW)};                                                                                   \
    (void)state;                                                                                                       \
    run_rows(rows, sizeof rows / sizeof *rows, constructs)

static void data(void **state)
{
    RUN(DATA_CASES, false);
}

static void operations(void **state)
{
    RUN(OPERATION_CASES, false);
}

static void random_numbers(void **state)
{
    RUN(RANDOM_CASES, false);
}

static void indexing(void **state)
{
    RUN(INDEX_CASES, false);
}

static void lines(void **state)
{
    RUN(LINES_CASES, false);
}

static void constructors(void **state)
{
    RUN(CONSTRUCTOR_CASES, true);
}

static void others(void **state)
{
    RUN(OTHER_CASES, false);
}

static void null_is_harmless(void **state)
{
    (void)state;
    gt_context_free(NULL);
    gt_queue_free(NULL);
    gt_event_free(NULL);
    gt_tensor_free(NULL);
    gt_last_error_get(NULL);
    assert_null(gt_context_queue(NULL));
    assert_null(gt_queue_context(NULL));
    assert_int_equal(gt_context_supports(NULL, GT_F32), GT_SUPPORT_NONE);
    assert_int_equal(gt_build_log(NULL, buffer, sizeof buffer), 0);
    assert_int_equal(gt_build_log(ctx, NULL, 0), 0);
    assert_int_equal(gt_build_log(ctx, NULL, 100), 0);
    assert_int_equal(gt_tensor_dtype(NULL) + gt_tensor_rank(NULL), 0);
    assert_true(gt_tensor_count(NULL) + gt_tensor_dim(NULL, 0) == 0);
}

/* Every kind of operation refuses to pass the limit, and works when there is room again. */
static void over_the_limit(void **state)
{
    (void)state;
    const row rows[] = {
        {"unary", GT_E_OUT_OF_MEMORY, NULL, {"exp", "limit"}},
        {"matmul", GT_E_OUT_OF_MEMORY, NULL, {"gt_matmul", "limit"}},
        {"reduce", GT_E_OUT_OF_MEMORY, NULL, {"gt_reduce", "limit"}},
        {"upload", GT_E_OUT_OF_MEMORY, NULL, {"gt_upload", "limit"}},
    };
    must(gt_context_set_limit(ctx, 1));
    for (int k = 0; k < 4; k++) {
        int32_t status = k == 0   ? gt_unary(q, GT_EXP, &made, a)
                         : k == 1 ? gt_matmul(q, &made, a, turned, NULL)
                         : k == 2 ? gt_reduce(q, GT_ADD, &made, a, first, 1, NULL)
                                  : gt_upload(q, &made, GT_F64, 2, s23, numbers, 48);
        assert_int_equal(status, k == 3 && !support_has(GT_F64) ? GT_E_MISSING_DTYPE : GT_E_OUT_OF_MEMORY);
        if (status == rows[k].status) check_message(&rows[k]);
        assert_null(made);
    }
    support_settle();
    must(gt_context_set_limit(ctx, 0));
    must(gt_unary(q, GT_EXP, &made, a));
    support_drop(&made);
}

/* Where a device has no float64, nothing of that dtype is made; where it has, it computes. */
static void float64(void **state)
{
    (void)state;
    const gt_arg mixed[] = {gt_arg_tensor(a), gt_arg_scalar(float_scalar(GT_F64, 2))};
    bool there = support_has(GT_F64);
    if (support_machine() == MACHINE_POCL) assert_true(there);
    int32_t want = there ? GT_OK : GT_E_MISSING_DTYPE;
    for (int k = 0; k < 5; k++) {
        int32_t status = k == 0   ? gt_upload(q, &made, GT_F64, 2, s23, numbers, 48)
                         : k == 1 ? gt_tensor_create(q, &made, GT_F64, 2, s23, 0)
                         : k == 2 ? gt_copy(q, &made, a, GT_F64)
                         : k == 3 ? gt_fill(q, &made, GT_F64, 2, s23, &weak_two)
                                  : gt_apply(q, GT_ADD, &made, mixed, 2);
        if (status != want) fail_msg("case %d: %d, %s", k, status, gt_last_error());
        if (!there) assert_non_null(strstr(gt_last_error(), "float64"));
        assert_int_equal(made != NULL, there);
        support_drop(&made);
    }
}

/* ---- After fork() ------------------------------------------------------------------------------------------------ */

#define FORKED(name, expression)                                                                                       \
    static int32_t forked_##name(void)                                                                                 \
    {                                                                                                                  \
        return expression;                                                                                             \
    }
FORKED_CASES(FORKED)

#define FORKED_ROW(name, expression) {#name, GT_E_FORKED, forked_##name, {"", "fork"}},
static const row forked[] = {FORKED_CASES(FORKED_ROW)};
enum { FORKED_ROWS = sizeof forked / sizeof *forked };

/* In the child: 0, or the number of the row that went wrong, from 1. */
static int child(void)
{
    for (int k = 0; k < FORKED_ROWS; k++)
        if (forked[k].call() != GT_E_FORKED || !strstr(gt_last_error(), "fork") || made || second) return k + 1;
    if (gt_device_count() != 0 || gt_is_available(NULL) != 0) return 100;
    close_all(NULL);
    return 0;
}

/* A context of which nothing but these handles is left. */
typedef struct lone {
    gt_context *ctx;
    gt_queue *q;
    gt_event *event;
} lone;

static lone make_lone(void)
{
    lone l = {NULL, NULL, NULL};
    must(gt_context_create(&l.ctx, gt_device_find(NULL), NULL));
    must(gt_queue_create(&l.q, l.ctx, NULL));
    must(gt_event_record(l.q, &l.event));
    return l;
}

static void free_lone(lone *l)
{
    gt_event_free(l->event);
    gt_queue_free(l->q);
    gt_context_free(l->ctx);
}

static void *make_one(void *queue)
{
    const int64_t n = 12345; /* of a size that is not in the pool */
    gt_tensor *t = NULL;
    const int32_t status = gt_tensor_create(queue, &t, GT_F32, 1, &n, GT_UNINITIALISED);
    gt_tensor_free(t);
    return status == GT_OK ? queue : NULL;
}

/* A thread holds the lock of the context from here on, until the layer lets it go on. */
static pthread_t hold_lock(const struct faults *layer)
{
    pthread_t thread;
    const long calls = layer->calls_of("clCreateBuffer");
    layer->hold("clCreateBuffer", 2);
    assert_int_equal(pthread_create(&thread, NULL, make_one, gt_context_queue(ctx)), 0);
    while (layer->calls_of("clCreateBuffer") == calls) sched_yield();
    return thread;
}

static void after_fork(void **state)
{
    (void)state;
    int status = -1;
    struct faults layer;
    gt_queue *own = NULL;
    gt_tensor *busy = NULL;
    lone l = make_lone();
    must(gt_queue_create(&own, ctx, NULL)); /* the child frees it while work is pending */
    must(gt_copy(own, &busy, a, 0));
    if (!faults_load(&layer)) fail_msg("OPENCL_LAYERS does not name the fault layer");
    fflush(NULL);
    pthread_t holder = hold_lock(&layer);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        alarm(15); /* rather than hang at the lock */
        const long calls = layer.calls_of("*");
        int wrong = child();
        gt_tensor_free(busy);
        gt_queue_free(own);
        gt_context_free(ctx);
        free_lone(&l); /* the last handles of their context: its own work has gone nowhere else */
        _exit(wrong ? wrong : layer.calls_of("*") != calls ? 101 : 0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    layer.hold("", 0);
    pthread_join(holder, NULL);
    assert_true(WIFEXITED(status));
    int wrong = WEXITSTATUS(status);
    if (wrong == 101) fail_msg("the child has called OpenCL");
    if (wrong) fail_msg("in the child: %s", wrong <= FORKED_ROWS ? forked[wrong - 1].name : "devices");
    free_lone(&l);
    must(gt_queue_finish(own));
    gt_queue_free(own);
    support_expect(busy, GT_F32, 2, s23, numbers);
    support_drop(&busy);
}

static void closes(void **state)
{
    close_all(state);
    leaks_none(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(null_is_harmless), cmocka_unit_test(data),       cmocka_unit_test(operations),
        cmocka_unit_test(random_numbers),   cmocka_unit_test(indexing),   cmocka_unit_test(lines),
        cmocka_unit_test(constructors),     cmocka_unit_test(others),     cmocka_unit_test(over_the_limit),
        cmocka_unit_test(float64),          cmocka_unit_test(after_fork), cmocka_unit_test(closes),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, open_all, NULL);
}

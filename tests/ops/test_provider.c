/* Products by a provider that the caller names: by CLBlast all that the library's own kernels do, within the same
 * bound; first calls from many threads; what is refused. */
#define _POSIX_C_SOURCE 200809L /* pthread_barrier_t */
#include "support/clblast.h"
#include "support/product.h"
#include <math.h>
#include <pthread.h>
#include "faults/faults.h"

static gt_status multiply(gt_queue *q, gt_tensor **dst, const gt_tensor *a, const gt_tensor *b, int32_t provider)
{
    const gt_matmul_opts opts = {.size = sizeof opts, .provider = provider};
    return gt_matmul(q, dst, a, b, &opts);
}

static void refuse(gt_status status, const char *why, gt_tensor *a, int32_t provider)
{
    gt_tensor *dst = NULL;
    must_be(status, multiply(support_queue(), &dst, a, a, provider));
    assert_null(dst);
    if (!strstr(gt_last_error(), why)) fail_msg("%s: %s", why, gt_last_error());
}

static int64_t programs_of(const gt_context *ctx)
{
    gt_context_stats stats = {.size = sizeof stats};
    must(gt_context_statistics(ctx, &stats));
    return stats.programs_in_memory; /* built, or found on disk */
}

/* The library's own kernels run when they are asked for, and when nobody is. */
static void own(void **state)
{
    (void)state;
    static const int32_t providers[] = {GT_PROVIDER_OWN, GT_PROVIDER_CHOOSE};
    const int64_t shape[] = {16, 16};
    for (int k = 0; k < 2; k++) {
        gt_context *ctx = NULL;
        gt_tensor *a = NULL, *dst = NULL;
        must(gt_context_create(&ctx, gt_device_find(NULL), NULL));
        must(gt_tensor_create(gt_context_queue(ctx), &a, GT_F32, 2, shape, 0));
        must(multiply(gt_context_queue(ctx), &dst, a, a, providers[k]));
        assert_true(programs_of(ctx) > 0);
        gt_tensor_free(a);
        gt_tensor_free(dst);
        gt_context_free(ctx);
    }
    product_check((product){
        .a = operand_matrix(GT_F32, 33, 47), .b = operand_matrix(GT_F32, 47, 65), .provider = GT_PROVIDER_OWN});
    support_settle();
}

#ifdef GT_CLBLAST
/* ---- First calls ------------------------------------------------------------------------------------------------- */

enum { THREADS = 8, SIZE = 24 };

typedef struct first {
    pthread_t thread;
    pthread_barrier_t *barrier;
    gt_context *ctx;
    gt_queue *q;
    gt_status status;
    float got[SIZE * SIZE];
    char message[256];
} first;

/* A matrix of i - j, times itself. */
static void *first_call(void *argument)
{
    first *f = argument;
    gt_tensor *a = NULL, *dst = NULL;
    const int64_t shape[] = {SIZE, SIZE};
    float host[SIZE * SIZE];
    for (int i = 0; i < SIZE * SIZE; i++) host[i] = (float)(i / SIZE - i % SIZE);
    f->status = gt_upload(f->q, &a, GT_F32, 2, shape, host, sizeof host);
    pthread_barrier_wait(f->barrier);
    if (f->status == GT_OK) f->status = multiply(f->q, &dst, a, a, GT_PROVIDER_CLBLAST);
    if (f->status == GT_OK) f->status = gt_download(f->q, f->got, sizeof f->got, dst);
    snprintf(f->message, sizeof f->message, "%s", gt_last_error());
    gt_tensor_free(a);
    gt_tensor_free(dst);
    return NULL;
}

static void judge_first(const first *f)
{
    if (f->status != GT_OK) fail_msg("%d: %s", (int)f->status, f->message);
    for (int i = 0; i < SIZE * SIZE; i++) {
        float want = 0;
        for (int k = 0; k < SIZE; k++) want += (float)((i / SIZE - k) * (k - i % SIZE));
        assert_true(f->got[i] == want);
    }
}

/* All threads begin at once, on queues of one context, or on contexts of their own. CLBlast compiles once: its caches
 * are filled under a lock, and given back with the last context. */
static void first_calls(struct faults *layer, int contexts)
{
    static first list[THREADS];
    pthread_barrier_t barrier;
    gt_context *ctx[THREADS] = {NULL};
    const long live = layer->live(), builds = layer->builds();
    assert_int_equal(pthread_barrier_init(&barrier, NULL, THREADS), 0);
    for (int i = 0; i < contexts; i++) must(gt_context_create(&ctx[i], gt_device_find(NULL), NULL));
    for (int i = 0; i < THREADS; i++) {
        list[i].barrier = &barrier;
        list[i].ctx = ctx[i % contexts];
        must(gt_queue_create(&list[i].q, list[i].ctx, NULL));
        assert_int_equal(pthread_create(&list[i].thread, NULL, first_call, &list[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) assert_int_equal(pthread_join(list[i].thread, NULL), 0);
    for (int i = 0; i < contexts; i++) assert_int_equal(programs_of(ctx[i]), 0);
    for (int i = 0; i < THREADS; i++) {
        judge_first(&list[i]);
        gt_queue_free(list[i].q);
    }
    assert_int_equal(layer->builds() - builds, 1);
    assert_true(layer->live() > live);
    for (int i = 0; i < contexts; i++) gt_context_free(ctx[i]);
    assert_int_equal(layer->live(), live);
    pthread_barrier_destroy(&barrier);
}

/* Before all other tests, so that nothing of CLBlast was used in this process. */
static void threads(void **state)
{
    (void)state;
    struct faults layer;
    assert_true(faults_load(&layer));
    first_calls(&layer, 1);
    first_calls(&layer, THREADS);
    first_calls(&layer, 3);
}

/* ---- Products: all of them both ways ----------------------------------------------------------------------------- */

static void check(product p)
{
    p.provider = GT_PROVIDER_CLBLAST;
    product_check(p);
}

/* Every other product of a list in each way. */
static bool takes(void **state, int i)
{
    return i % 2 == (int)*(const way *)*state;
}

static void sizes(void **state)
{
    static const int64_t list[] = {1, 2, 3, 5, 8, 15, 16, 17, 32, 33, 64, 100, 127, 128, 129, 300};
    const int n = sizeof list / sizeof *list;
    for (int i = 0; i < n * n; i++) /* all pairs of rows and columns */
        if (takes(state, i + i / n))
            check((product){.a = operand_matrix(GT_F32, list[i % n], list[(i + 3 * (i / n)) % n]),
                            .b = operand_matrix(GT_F32, list[(i + 3 * (i / n)) % n], list[i / n % n])});
    check((product){.a = operand_matrix(GT_F32, 300, 300), .b = operand_matrix(GT_F32, 300, 300), .small = true});
    check((product){.a = operand_matrix(GT_F32, 5, 0), .b = operand_matrix(GT_F32, 0, 7), .any_values = true});
    support_settle();
}

/* Of both operands, the result and the bias, in batches of three. */
static void layouts(void **state)
{
    for (layout a = 0; a < LAYOUT_COUNT; a++)
        for (layout b = 0; b < LAYOUT_COUNT; b++)
            for (layout d = 0; d < LAYOUT_BROADCAST; d++)
                for (int32_t rank = 1; rank < 4; rank++) {
                    if (!takes(state, (int)a + (int)b + (int)d + rank)) continue;
                    product p = {.a = {GT_F32, rank, {3, 40, 37}, a},
                                 .b = {GT_F32, rank, {3, 37, 34}, b},
                                 .alpha = -1.5,
                                 .dst = GT_F32,
                                 .dst_layout = d,
                                 .beta = 0.75,
                                 .bias = {(a + b) % 2 ? GT_F32 : 0, 2, {40, 34}, (layout)(a % 4)}};
                    if (rank == 2) p.a = (operand){GT_F32, 2, {40, 37}, a}, p.b = (operand){GT_F32, 2, {37, 34}, b};
                    if (rank == 1) {
                        p.a = (operand){GT_F32, 1, {137}, a};
                        p.b = (operand){GT_F32, 2, {137, 34}, b};
                        p.bias = (operand){p.bias.dtype, 1, {34}, (layout)(a % 4)};
                    }
                    check(p);
                }
    support_settle();
}

/* A matrix times itself, where only one of the two must be copied. */
static void same_operand(void **state)
{
    (void)state;
    enum { N = 30 };
    const int64_t shape[] = {N, N};
    for (layout l = 0; l < LAYOUT_BROADCAST; l++) {
        operand o = {GT_F32, 2, {N, N}, l};
        float host[N * N], got[N * N];
        operand_fill(&o, true, host, N * N, 5);
        gt_tensor *a = support_tensor(l, GT_F32, 2, shape, host, NULL), *dst = NULL;
        must(multiply(support_queue(), &dst, a, a, GT_PROVIDER_CLBLAST));
        must(gt_download(support_queue(), got, sizeof got, dst));
        for (int i = 0; i < N * N; i++) {
            float want = 0;
            for (int k = 0; k < N; k++) want += host[i / N * N + k] * host[k * N + i % N];
            if (got[i] != want) support_wrong("layout %d, %d: got %g, want %g", (int)l, i, got[i], want);
        }
        support_drop(&a);
        support_drop(&dst);
    }
    support_settle();
}

static void batches(void **state)
{
    (void)state;
    static const operand list[][2] = {
        {{GT_F32, 1, {33}, 0}, {GT_F32, 1, {33}, 0}},
        {{GT_F32, 2, {40, 33}, 0}, {GT_F32, 1, {33}, 0}},
        {{GT_F32, 1, {33}, 0}, {GT_F32, 3, {4, 33, 5}, 0}},
        {{GT_F32, 3, {4, 5, 33}, 0}, {GT_F32, 1, {33}, LAYOUT_SLICED}},
        {{GT_F32, 3, {4, 5, 33}, LAYOUT_PERMUTED}, {GT_F32, 2, {33, 6}, 0}},
        {{GT_F32, 2, {5, 33}, 0}, {GT_F32, 4, {2, 3, 33, 6}, 0}},
        {{GT_F32, 4, {2, 3, 5, 33}, 0}, {GT_F32, 3, {3, 33, 6}, 0}},
        {{GT_F32, 4, {1, 3, 5, 33}, 0}, {GT_F32, 4, {2, 1, 33, 6}, 0}},
        {{GT_F32, 4, {2, 3, 1, 33}, LAYOUT_NEGATIVE}, {GT_F32, 4, {2, 1, 33, 6}, LAYOUT_BROADCAST}},
        {{GT_F32, 3, {100, 16, 16}, 0}, {GT_F32, 3, {100, 16, 16}, 0}},
        {{GT_F32, 3, {2, 0, 4}, 0}, {GT_F32, 3, {2, 4, 3}, 0}},
        {{GT_F32, 1, {0}, 0}, {GT_F32, 1, {0}, 0}},
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) check((product){.a = list[i][0], .b = list[i][1]});
    support_settle();
}

static void epilogue(void **state)
{
    static const int32_t acts[] = {0, GT_RELU, GT_SIGMOID};
    static const operand biases[] = {
        {0}, {GT_F32, 0, {0}, 0}, {GT_F32, 1, {45}, LAYOUT_SLICED}, {GT_F16, 3, {5, 1, 45}, 0}};
    static const int32_t stored[] = {GT_F32, GT_F16, GT_I16};
    for (int i = 0; i < 3 * 4 * 2 * 3; i++) {
        if (!takes(state, i + i / 3 + i / 12 + i / 24)) continue;
        const int32_t act = acts[i % 3];
        product p = {.a = {GT_F32, 3, {5, 33, 20}, 0}, .b = {GT_F32, 3, {5, 20, 45}, 0}, .bias = biases[i / 3 % 4]};
        p.activation = act;
        p.alpha = 0.125;
        p.beta = i / 12 % 2 ? 0.25 : 0;
        p.dst = stored[i / 24];
        p.dst_layout = i / 4 % 2 ? LAYOUT_PERMUTED : LAYOUT_CONTIGUOUS;
        p.any_values = act == GT_RELU || p.dst == GT_I16;
        check(p);
    }
    for (int beta = 0; beta < 2; beta++)
        check((product){.a = operand_matrix(GT_F32, 37, 19),
                        .b = operand_matrix(GT_F32, 19, 45),
                        .alpha_zero = true,
                        .beta = beta,
                        .dst = GT_F32,
                        .any_values = beta == 0});
    support_settle();
}

/* Operands of two dtypes, results stored in a third, sums in a fourth: all that is summed in floats. */
static void dtypes(void **state)
{
    (void)state;
    static const int32_t list[][4] = {
        {GT_F16, GT_F16, 0, 0},       {GT_BF16, GT_BF16, 0, 0},    {GT_F16, GT_BF16, 0, 0},
        {GT_I8, GT_F32, 0, 0},        {GT_I8, GT_U8, 0, GT_F32},   {GT_F16, GT_F16, GT_F32, 0},
        {GT_F32, GT_F32, GT_BF16, 0}, {GT_F32, GT_F32, GT_F64, 0}, {GT_F64, GT_F64, 0, GT_F32},
        {GT_F32, GT_F32, 0, GT_F64},  {GT_F64, GT_F64, 0, 0},      {GT_BF16, GT_F64, 0, 0},
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        bool has = true;
        for (int k = 0; k < 4; k++)
            has = has && (list[i][k] == 0 || gt_context_supports(support_context(), list[i][k]) != GT_SUPPORT_NONE);
        for (int64_t k = 41; has && k < 400; k += 300)
            check((product){.a = operand_matrix(list[i][0], 37, k),
                            .b = operand_matrix(list[i][1], k, 34),
                            .dst = list[i][2],
                            .accumulate = list[i][3]});
    }
    support_settle();
}

/* NaN and infinity come out where they must, and nowhere else: not where there are gaps of zeros. */
static void not_finite(void **state)
{
    (void)state;
    static const double odd[] = {NAN, INFINITY, -INFINITY};
    for (int i = 0; i < 18; i++) {
        const int side = i % 3 + 1;
        check((product){.a = operand_matrix(GT_F32, 38, 50),
                        .b = operand_matrix(GT_F32, 50, 45),
                        .bias = {side == 3 ? GT_F32 : 0, 1, {45}, 0},
                        .odd_in = side,
                        .odd = odd[i / 3 % 3],
                        .odd_at = side == 3 ? 44 : i / 9 * (side == 1 ? 38 * 50 - 1 : 50 * 45 - 1),
                        .alpha_zero = i / 9,
                        .any_values = i / 9});
    }
    support_settle();
}

static void float64(void **state)
{
    (void)state;
    if (!support_has(GT_F64)) support_skip("the device does not compute with this dtype");
    for (way w = WAY_DIRECT; w <= WAY_INDIRECT; w++) {
        choose_way(support_context(), GT_F64, w);
        for (int64_t n = 1; n <= 300; n = 3 * n / 2 + 7)
            check(
                (product){.a = operand_matrix(GT_F64, n, 301 - n), .b = operand_matrix(GT_F64, 301 - n, 300 - n / 2)});
        for (layout a = 0; a < LAYOUT_COUNT; a++)
            check((product){.a = {GT_F64, 3, {3, 40, 37}, a},
                            .b = {GT_F64, 3, {3, 37, 34}, (layout)(4 - a)},
                            .dst = GT_F64,
                            .dst_layout = (layout)(a % 4),
                            .beta = 0.75,
                            .activation = GT_TANH,
                            .bias = {GT_F64, 2, {40, 34}, 0}});
    }
    support_settle();
}

/* ---- Refusals ---------------------------------------------------------------------------------------------------- */

static void refused(void **state)
{
    (void)state;
    const int64_t shape[] = {4, 4};
    static const int32_t integers[] = {GT_I8, GT_I32, GT_U64};
    for (int k = 0; k < 3; k++) {
        gt_tensor *a = NULL;
        must(gt_tensor_create(support_queue(), &a, integers[k], 2, shape, 0));
        refuse(GT_E_UNSUPPORTED, "sums in float32", a, GT_PROVIDER_CLBLAST);
        support_drop(&a);
    }
}

static int begin_way(void **state)
{
    choose_way(support_context(), GT_F32, **(const way *const *)state);
    return 0;
}
#else
static void missing(void **state)
{
    (void)state;
    const int64_t shape[] = {4, 4};
    gt_tensor *a = NULL;
    must(gt_tensor_create(support_queue(), &a, GT_F32, 2, shape, 0));
    refuse(GT_E_UNSUPPORTED, "built without CLBlast", a, GT_PROVIDER_CLBLAST);
    support_drop(&a);
}
#endif

static void unknown(void **state)
{
    (void)state;
    const int64_t shape[] = {4, 4};
    gt_tensor *a = NULL;
    must(gt_tensor_create(support_queue(), &a, GT_F32, 2, shape, 0));
    refuse(GT_E_ARGUMENT, "there is no provider 3", a, 3);
    refuse(GT_E_ARGUMENT, "there is no provider -1", a, -1);
    support_drop(&a);
}

int main(void)
{
#ifdef GT_CLBLAST
    static const way ways[] = {WAY_DIRECT, WAY_INDIRECT};
#define BOTH_WAYS(test)                                                                                                \
    {#test " direct", test, begin_way, NULL, (void *)(uintptr_t)&ways[0]},                                             \
    {                                                                                                                  \
#test " indirect", test, begin_way, NULL, (void *)(uintptr_t)&ways[1]                                          \
    }
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads), cmocka_unit_test(own), cmocka_unit_test(refused), cmocka_unit_test(unknown),
        BOTH_WAYS(sizes),          BOTH_WAYS(layouts),    BOTH_WAYS(same_operand),   BOTH_WAYS(batches),
        BOTH_WAYS(epilogue),       BOTH_WAYS(dtypes),     BOTH_WAYS(not_finite),     cmocka_unit_test(float64),
    };
#undef BOTH_WAYS
#else
    static const struct CMUnitTest tests[] = {cmocka_unit_test(own), cmocka_unit_test(missing),
                                              cmocka_unit_test(unknown)};
#endif
    return _cmocka_run_group_tests("provider", tests, sizeof tests / sizeof *tests, NULL, support_close);
}

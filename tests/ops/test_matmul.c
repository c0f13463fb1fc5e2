/* Matrix products of all sizes, dtypes, layouts, batches, epilogues, destinations; and what is refused. */
#include "support/product.h"
#include "support/sweep.h"
#include <math.h>

static const sweep_shares shares = {.all = 120, .quick = 90, .thin = 66};

/* ---- Sizes, dtypes, layouts -------------------------------------------------------------------------------------- */

static void sizes(void **state)
{
    (void)state;
    static const int64_t list[] = {0, 1, 2, 3, 5, 7, 8, 15, 16, 17, 31, 33, 64, 65, 127, 130};
    const int n = sizeof list / sizeof *list;
    for (int i = 0; i < 4 * n * n; i++) { /* all pairs of rows and columns, each with four k */
        int64_t rows = list[i % n], columns = list[i / n % n], k = list[(i + 3 * (i / n) + 5 * (i / n / n)) % n];
        product_check((product){
            .a = operand_matrix(GT_F32, rows, k), .b = operand_matrix(GT_F32, k, columns), .any_values = k == 0});
    }
    support_settle();
}

static void long_sums(void **state)
{
    (void)state;
    static const int64_t list[][3] = {
        {34, 41, 300}, {70, 20, 1000}, {600, 550, 300}, {1, 1, 70000},
        {3, 2, 70000}, {1, 40, 33000}, {70, 70, 28300}, {3, 2, 130000}}; /* the last: in rounds, on few units */
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        for (int small = 0; small < 2; small++)
            product_check((product){.a = operand_matrix(GT_F32, list[i][0], list[i][2]),
                                    .b = operand_matrix(GT_F32, list[i][2], list[i][1]),
                                    .small = small});
    if (support_has(GT_F64))
        product_check((product){
            .a = operand_matrix(GT_F64, 300, 700), .b = operand_matrix(GT_F64, 700, 190), .dst = GT_F64, .beta = -0.5});
    support_settle();
}

static void matrices(const dtype_facts *t, bool small)
{
    product_check(
        (product){.a = operand_matrix(t->dtype, 37, 19), .b = operand_matrix(t->dtype, 19, 35), .small = small});
    product_check(
        (product){.a = operand_matrix(t->dtype, 33, 530), .b = operand_matrix(t->dtype, 530, 65), .small = small});
    product_check((product){.a = {t->dtype, 3, {2, 9, 30}, LAYOUT_PERMUTED},
                            .b = {t->dtype, 3, {2, 30, 11}, LAYOUT_SLICED},
                            .dst = t->dtype,
                            .dst_layout = LAYOUT_NEGATIVE,
                            .alpha = 2,
                            .beta = t->is_signed || t->is_float ? -3 : 3,
                            .small = small,
                            .bias = {t->dtype, 2, {9, 1}, LAYOUT_CONTIGUOUS}});
}

static void vectors(const dtype_facts *t, bool small)
{
    product_check(
        (product){.a = {t->dtype, 1, {530}, LAYOUT_SLICED}, .b = operand_matrix(t->dtype, 530, 37), .small = small});
    product_check((product){.a = {t->dtype, 3, {2, 37, 130}, 0}, .b = {t->dtype, 1, {130}, 0}, .small = small});
}

/* Matrices and vectors have programs of their own: a thin sample has one of them for a dtype. */
static void dtypes(void **state)
{
    const dtype_facts *t = *state;
    if (!support_has(t->dtype)) support_skip("the device does not compute with this dtype");
    const bool has_matrices = sweep_part((uint64_t)(t - all_dtypes), 2);
    for (int small = 0; small < 2; small++) {
        if (has_matrices) matrices(t, small);
        if (!sweep_thin() || !has_matrices) vectors(t, small);
    }
    support_settle();
}

/* Operands of two dtypes, results stored in a third, sums in a fourth. */
static void mixed(void **state)
{
    (void)state;
    static const int32_t list[][4] = {
        {GT_I8, GT_I16, 0, 0},         {GT_BOOL, GT_I32, 0, 0},      {GT_U32, GT_I32, 0, 0},
        {GT_F16, GT_BF16, 0, 0},       {GT_I8, GT_F32, 0, 0},        {GT_U8, GT_F16, 0, 0},
        {GT_BF16, GT_F64, 0, 0},       {GT_I8, GT_I8, GT_I32, 0},    {GT_I8, GT_I8, 0, GT_I32},
        {GT_U8, GT_I8, GT_I64, GT_I8}, {GT_I32, GT_I32, GT_F64, 0},  {GT_U64, GT_I64, 0, GT_I64},
        {GT_F16, GT_F16, GT_F32, 0},   {GT_F32, GT_F32, GT_BF16, 0}, {GT_F32, GT_F32, GT_I16, 0},
        {GT_F64, GT_F64, GT_F16, 0},   {GT_F64, GT_F64, 0, GT_F32},  {GT_F32, GT_F32, 0, GT_F64},
        {GT_I64, GT_I64, 0, GT_F32},
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        bool has = sweep_sample(i, sweep_thin() ? 10 : 2);
        int floats = 0;
        for (int k = 0; k < 4; k++) {
            has = has && (list[i][k] == 0 || support_has(list[i][k]));
            floats += k != 2 && list[i][k] && facts_of(list[i][k])->is_float;
        }
        /* Large integers overflow small floats. */
        for (int small = floats > 0 && !facts_of(list[i][0])->is_float; has && small < 2; small++)
            product_check((product){.a = operand_matrix(list[i][0], 37, 41),
                                    .b = operand_matrix(list[i][1], 41, 34),
                                    .dst = list[i][2],
                                    .accumulate = list[i][3],
                                    .small = small});
    }
    support_settle();
}

static void layouts(void **state)
{
    (void)state;
    for (layout a = 0; a < LAYOUT_COUNT; a++)
        for (layout b = 0; b < LAYOUT_COUNT; b++)
            for (layout d = 0; d < LAYOUT_BROADCAST; d++)
                for (int32_t rank = 1; rank < 4; rank++) {
                    product p = {.a = {GT_F32, rank, {3, 70, 37}, a},
                                 .b = {GT_F32, rank, {3, 37, 34}, b},
                                 .alpha = -1.5,
                                 .dst = GT_F32,
                                 .dst_layout = d,
                                 .beta = 0.75,
                                 .bias = {GT_F32, 2, {70, 34}, (layout)(a % 4)}};
                    if (rank == 2) p.a = (operand){GT_F32, 2, {70, 37}, a}, p.b = (operand){GT_F32, 2, {37, 34}, b};
                    if (rank == 1) {
                        p.a = (operand){GT_F32, 1, {137}, a};
                        p.b = (operand){GT_F32, 2, {137, 34}, b};
                        p.bias = (operand){GT_F32, 1, {34}, (layout)(a % 4)};
                    }
                    product_check(p);
                }
    support_settle();
}

/* ---- Ranks and batches ------------------------------------------------------------------------------------------- */

static void ranks(void **state)
{
    (void)state;
    static const operand list[][2] = {
        {{GT_F32, 1, {33}, 0}, {GT_F32, 1, {33}, 0}},
        {{GT_F32, 1, {33}, 0}, {GT_F32, 2, {33, 40}, 0}},
        {{GT_F32, 2, {40, 33}, 0}, {GT_F32, 1, {33}, 0}},
        {{GT_F32, 1, {33}, 0}, {GT_F32, 3, {4, 33, 5}, 0}},
        {{GT_F32, 3, {4, 5, 33}, 0}, {GT_F32, 1, {33}, LAYOUT_SLICED}},
        {{GT_F32, 3, {4, 5, 33}, 0}, {GT_F32, 2, {33, 6}, 0}},
        {{GT_F32, 3, {4, 5, 33}, LAYOUT_PERMUTED}, {GT_F32, 2, {33, 6}, 0}},
        {{GT_F32, 2, {5, 33}, 0}, {GT_F32, 4, {2, 3, 33, 6}, 0}},
        {{GT_F32, 4, {2, 3, 5, 33}, 0}, {GT_F32, 3, {3, 33, 6}, 0}},
        {{GT_F32, 4, {1, 3, 5, 33}, 0}, {GT_F32, 4, {2, 1, 33, 6}, 0}},
        {{GT_F32, 4, {2, 3, 1, 33}, LAYOUT_NEGATIVE}, {GT_F32, 4, {2, 1, 33, 6}, LAYOUT_BROADCAST}},
        {{GT_F32, 3, {70000, 2, 2}, 0}, {GT_F32, 3, {70000, 2, 2}, 0}}, /* more than one launch */
        {{GT_F32, 3, {300, 16, 16}, 0}, {GT_F32, 3, {300, 16, 16}, 0}},
        {{GT_F32, 3, {2, 0, 4}, 0}, {GT_F32, 3, {2, 4, 3}, 0}},
        {{GT_F32, 3, {0, 2, 4}, 0}, {GT_F32, 2, {4, 3}, 0}},
        {{GT_F32, 1, {0}, 0}, {GT_F32, 1, {0}, 0}},
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) product_check((product){.a = list[i][0], .b = list[i][1]});
    product p = {.a = {GT_F32, 16, {0}, 0}, .b = {GT_F32, 16, {0}, 0}, .bias = {GT_F32, 16, {0}, 0}};
    for (int32_t axis = 0; axis < 14; axis++) {
        p.a.shape[axis] = axis % 3 == 0 ? 2 : 1;
        p.b.shape[axis] = axis % 3 == 1 ? 2 : 1;
        p.bias.shape[axis] = axis == 6 ? 2 : 1;
    }
    for (int32_t axis = 14; axis < 16; axis++) p.a.shape[axis] = p.b.shape[axis] = p.bias.shape[axis] = 4;
    product_check(p);
    support_settle();
}

/* ---- Epilogue ---------------------------------------------------------------------------------------------------- */

static void epilogue(void **state)
{
    (void)state;
    static const int32_t acts[] = {0, GT_RELU, GT_SIGMOID, GT_TANH, GT_GELU, GT_ABS};
    static const operand biases[] = {{0},
                                     {GT_F32, 0, {0}, 0},
                                     {GT_F32, 1, {45}, LAYOUT_SLICED},
                                     {GT_F32, 3, {16, 1, 45}, 0},
                                     {GT_F32, 3, {16, 33, 45}, LAYOUT_PERMUTED}};
    for (size_t act = 0; act < sizeof acts / sizeof *acts; act++)
        for (size_t bias = 0; bias < sizeof biases / sizeof *biases; bias++)
            for (int64_t k = 0; k < 50 && sweep_part(act, 6); k += 49)
                for (int beta = 0; beta < 2; beta++)
                    product_check((product){.a = {GT_F32, 3, {16, 33, k}, 0},
                                            .b = {GT_F32, 3, {16, k, 45}, 0},
                                            .bias = biases[bias],
                                            .activation = acts[act],
                                            .alpha = 0.125,
                                            .beta = beta * 0.25,
                                            .dst = GT_F32,
                                            .any_values = k == 0 || acts[act] == GT_RELU});
    static const int32_t integer_acts[] = {GT_RELU, GT_NEGATIVE, GT_SIGN};
    for (size_t act = 0; act < sizeof integer_acts / sizeof *integer_acts; act++)
        product_check((product){.a = operand_matrix(GT_I16, 33, 40),
                                .b = operand_matrix(GT_I16, 40, 45),
                                .bias = {GT_U8, 1, {45}, 0},
                                .activation = integer_acts[act],
                                .any_values = true});
    for (int64_t k = 0; k < 800; k += 799)
        product_check((product){.a = operand_matrix(GT_F16, 33, k),
                                .b = operand_matrix(GT_F16, k, 45),
                                .bias = {GT_F32, 1, {45}, 0},
                                .activation = GT_SIGMOID,
                                .dst = GT_BF16,
                                .beta = 1,
                                .alpha = 0.01});
    support_settle();
}

/* What is left where the product does not count: the old elements, the bias, or nothing. */
static void alpha_zero(void **state)
{
    (void)state;
    static const double betas[] = {0, 1, 0.5};
    static const int32_t list[] = {GT_F32, GT_I32};
    for (int i = 0; i < 2; i++)
        for (int beta = 0; beta < 3 - i; beta++) /* integers have no factor of a half */
            for (int bias = 0; bias < 2; bias++)
                for (int64_t k = 19; k < 800; k += 700)
                    product_check((product){.a = operand_matrix(list[i], 37, k),
                                            .b = operand_matrix(list[i], k, 45),
                                            .bias = {bias ? list[i] : 0, 1, {45}, 0},
                                            .alpha_zero = true,
                                            .beta = betas[beta],
                                            .dst = list[i],
                                            .any_values = beta == 0 && !bias});
    support_settle();
}

/* Each value that is not finite in each operand, with a product that counts or not. */
static void odd_values(product p)
{
    static const double odd[] = {NAN, INFINITY, -INFINITY};
    const operand bias = p.bias, *sides[] = {&p.a, &p.b, &bias};
    for (int i = 0; i < 36; i++) {
        const operand *side = sides[i % 3];
        p.odd_in = i % 3 + 1;
        p.odd = odd[i / 3 % 3];
        p.odd_at = (support_count(side->rank, side->shape) - 1) * ((i / 3 + i / 9) % 3) / 2;
        p.bias = side == &bias ? bias : (operand){0};
        p.alpha_zero = i / 9 % 2;
        p.activation = i < 18 ? 0 : GT_RELU;
        p.any_values = p.alpha_zero || p.activation;
        product_check(p);
    }
}

/* NaN and infinity come out where they must, and nowhere else. */
static void not_finite(void **state)
{
    (void)state;
    static const int32_t list[] = {GT_F32, GT_F64, GT_F16};
    static const product products[] = {
        {.a = {0, 1, {300}, 0}, .b = {0, 2, {300, 65}, 0}, .bias = {0, 1, {65}, 0}},
        {.a = {0, 2, {70, 130}, 0}, .b = {0, 1, {130}, 0}, .bias = {0, 1, {70}, 0}},
        {.a = {0, 3, {3, 9, 30}, 0}, .b = {0, 3, {3, 30, 11}, 0}, .bias = {0, 2, {9, 1}, 0}},
        {.a = {0, 2, {33, 40}, 0}, .b = {0, 2, {40, 64}, 0}, .bias = {0, 2, {33, 64}, 0}},
        {.a = {0, 2, {38, 130}, 0}, .b = {0, 2, {130, 65}, 0}, .bias = {0, 1, {65}, 0}},
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        for (size_t k = 0; k < sizeof products / sizeof *products && support_has(list[i]); k++) {
            product p = products[k];
            p.a.dtype = p.b.dtype = p.bias.dtype = list[i];
            odd_values(p);
        }
    support_settle();
}

/* Factors of every kind mean the same number. */
static void factors(void **state)
{
    (void)state;
    const int64_t shape[] = {2, 2};
    gt_scalar kinds[] = {integer_scalar(GT_WEAK_INT, -3), float_scalar(GT_WEAK_FLOAT, -3), integer_scalar(GT_I8, -3),
                         float_scalar(GT_F16, -3), float_scalar(GT_F64, -3)};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        for (int32_t dtype = GT_I32; dtype <= GT_F32; dtype += GT_F32 - GT_I32) {
            gt_tensor *a = support_values(dtype, 2, shape, LIST(1, 2, -3, -4)),
                      *b = support_values(dtype, 2, shape, LIST(3, 5, 3, 7));
            gt_tensor *dst = support_values(dtype, 2, shape, LIST(0, 0, 0, 0));
            gt_matmul_opts opts = {.size = sizeof opts, .alpha = &kinds[i], .beta = &kinds[i]};
            must(gt_matmul(support_queue(), &dst, a, b, &opts));
            support_expect(dst, dtype, 2, shape, LIST(-27, -57, 63, 129));
            support_drop(&a);
            support_drop(&b);
            support_drop(&dst);
        }
}

/* ---- Destinations ------------------------------------------------------------------------------------------------ */

/* dst overlaps a: the same matrix, or shifted by a row; with beta its old elements still count. */
static void overlap(void **state)
{
    (void)state;
    enum { N = 40 };
    const int64_t shape[] = {N + 1, N};
    operand o = {GT_F32, 2, {N + 1, N}, 0};
    float host[(N + 1) * N], got[N * N];
    operand_fill(&o, true, host, (N + 1) * N, 9);
    for (int shift = 0; shift < 2; shift++)
        for (int beta = 0; beta < 3; beta += 2) {
            gt_tensor *whole = support_upload(GT_F32, 2, shape, host), *a = NULL, *dst = NULL;
            gt_slice first = {0, N, 1, 0, 0}, moved = {shift, N + shift, 1, 0, 0};
            must(gt_tensor_slice(&a, whole, &first, 1));
            must(gt_tensor_slice(&dst, whole, &moved, 1));
            gt_tensor *given = dst;
            gt_scalar factor_beta = integer_scalar(GT_WEAK_INT, beta);
            gt_matmul_opts opts = {.size = sizeof opts, .beta = &factor_beta, .bias = dst};
            must(gt_matmul(support_queue(), &dst, a, a, &opts));
            assert_ptr_equal(dst, given);
            must(gt_download(support_queue(), got, sizeof got, dst));
            for (int i = 0; i < N * N; i++) {
                float want = (float)(beta + 1) * host[i + shift * N];
                for (int k = 0; k < N; k++) want += host[i / N * N + k] * host[k * N + i % N];
                if (got[i] != want)
                    support_wrong("shift %d beta %d, %d: got %g, want %g", shift, beta, i, got[i], want);
            }
            support_drop(&a);
            support_drop(&dst);
            support_drop(&whole);
        }
    support_settle();
}

/* The bias is a row of dst. */
static void overlapping_bias(void **state)
{
    (void)state;
    enum { N = 40 };
    const int64_t shape[] = {N, N};
    operand o = {GT_F32, 2, {N, N}, 0};
    float host[N * N], old[N * N], got[N * N];
    operand_fill(&o, true, host, N * N, 9);
    operand_fill(&o, true, old, N * N, 10);
    gt_tensor *a = support_upload(GT_F32, 2, shape, host);
    for (int row = 0; row < N; row += 13) {
        gt_tensor *dst = support_upload(GT_F32, 2, shape, old), *bias = NULL;
        must(gt_tensor_slice(&bias, dst, &(gt_slice){row, 0, 0, GT_SLICE_INDEX, 0}, 1));
        gt_matmul_opts opts = {.size = sizeof opts, .bias = bias};
        must(gt_matmul(support_queue(), &dst, a, a, &opts));
        must(gt_download(support_queue(), got, sizeof got, dst));
        for (int i = 0; i < N * N; i++) {
            float want = old[row * N + i % N];
            for (int k = 0; k < N; k++) want += host[i / N * N + k] * host[k * N + i % N];
            if (got[i] != want) support_wrong("bias of row %d, %d: got %g, want %g", row, i, got[i], want);
        }
        support_drop(&bias);
        support_drop(&dst);
    }
    support_drop(&a);
    support_settle();
}

/* ---- Failures ---------------------------------------------------------------------------------------------------- */

static void refuse(int32_t status, gt_tensor **dst, const gt_tensor *a, const gt_tensor *b, const gt_matmul_opts *opts)
{
    gt_tensor *before = dst ? *dst : NULL;
    must_be(status, gt_matmul(support_queue(), dst, a, b, opts));
    if (dst) assert_ptr_equal(*dst, before);
    assert_true(strncmp(gt_last_error(), "gt_matmul: ", 11) == 0);
}

static gt_tensor *zeros(int32_t dtype, int32_t rank, const int64_t *shape)
{
    gt_tensor *t = NULL;
    must(gt_tensor_create(support_queue(), &t, dtype, rank, shape, 0));
    return t;
}

static void bad_shapes(void **state)
{
    (void)state;
    const int64_t shapes[][3] = {{2, 3, 0}, {4, 5, 0}, {2, 3, 4}, {3, 4, 5}};
    gt_tensor *scalar = zeros(GT_F32, 0, NULL), *a = zeros(GT_F32, 2, shapes[0]), *b = zeros(GT_F32, 2, shapes[1]);
    gt_tensor *c = zeros(GT_F32, 3, shapes[2]), *d = zeros(GT_F32, 3, shapes[3]), *dst = NULL;
    refuse(GT_E_SHAPE, &dst, scalar, a, NULL);
    refuse(GT_E_SHAPE, &dst, a, scalar, NULL);
    refuse(GT_E_SHAPE, &dst, a, b, NULL);
    assert_non_null(strstr(gt_last_error(), "(2, 3)"));
    assert_non_null(strstr(gt_last_error(), "(4, 5)"));
    refuse(GT_E_SHAPE, &dst, c, d, NULL);
    assert_non_null(strstr(gt_last_error(), "(2, 3, 4)"));
    assert_non_null(strstr(gt_last_error(), "(3, 4, 5)"));
    refuse(GT_E_SHAPE, &b, a, c, NULL);
    gt_matmul_opts opts = {.size = sizeof opts, .bias = d};
    gt_tensor *square = zeros(GT_F32, 2, (const int64_t[]){3, 3});
    refuse(GT_E_SHAPE, &dst, a, square, &opts);
    gt_tensor *repeated = NULL, *row = zeros(GT_F32, 2, (const int64_t[]){1, 3});
    must(gt_tensor_broadcast(&repeated, row, 2, (const int64_t[]){2, 3}));
    refuse(GT_E_ARGUMENT, &repeated, a, square, NULL);
    gt_tensor *all[] = {scalar, a, b, c, d, square, repeated, row};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) gt_tensor_free(all[i]);
}

static void bad_options(void **state)
{
    (void)state;
    const int64_t shape[] = {3, 3};
    gt_tensor *a = zeros(GT_F32, 2, shape), *n = zeros(GT_I32, 2, shape), *truth = zeros(GT_BOOL, 2, shape),
              *dst = NULL;
    gt_tensor *u = zeros(GT_U64, 2, shape);
    gt_scalar one = integer_scalar(GT_WEAK_INT, 1), half = float_scalar(GT_WEAK_FLOAT, 0.5), none = {.dtype = 50};
    refuse(GT_E_ARGUMENT, NULL, a, a, NULL);
    refuse(GT_E_ARGUMENT, &dst, NULL, a, NULL);
    refuse(GT_E_ARGUMENT, &dst, a, NULL, NULL);
    must_be(GT_E_ARGUMENT, gt_matmul(NULL, &dst, a, a, NULL));
    refuse(GT_E_DTYPE, &dst, truth, truth, NULL);
    refuse(GT_E_DTYPE, &dst, u, n, NULL);
    const struct {
        int32_t status;
        const gt_tensor *x;
        gt_tensor **dst;
        gt_matmul_opts opts;
    } list[] = {
        {GT_E_ARGUMENT, a, &dst, {.beta = &one}},
        {GT_E_DTYPE, a, &dst, {.alpha = &none}},
        {GT_E_ARGUMENT, n, &dst, {.alpha = &half}},
        {GT_E_DTYPE, n, &a, {.beta = &one}},
        {GT_E_DTYPE, a, &dst, {.accumulate = GT_I32}},
        {GT_E_DTYPE, n, &dst, {.accumulate = GT_BOOL}},
        {GT_E_DTYPE, n, &dst, {.accumulate = 99}},
        {GT_E_DTYPE, n, &dst, {.bias = a}},
        {GT_E_DTYPE, n, &dst, {.activation = GT_EXP}},
        {GT_E_OPERATION, a, &dst, {.activation = GT_ADD}},
        {GT_E_OPERATION, a, &dst, {.activation = 7}},
        {GT_E_DTYPE, a, &dst, {.activation = GT_ISNAN}},
        {GT_E_DTYPE, n, &dst, {.activation = GT_LOGICAL_NOT}},
        {GT_E_DTYPE, a, &dst, {.activation = GT_BITWISE_INVERT}},
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        gt_matmul_opts opts = list[i].opts;
        opts.size = sizeof opts;
        refuse(list[i].status, list[i].dst, list[i].x, list[i].x, &opts);
    }
    refuse(GT_E_ARGUMENT, &dst, a, a, &(gt_matmul_opts){.size = 4});
    if (!support_has(GT_F64))
        refuse(GT_E_MISSING_DTYPE, &dst, a, a, &(gt_matmul_opts){.size = sizeof(gt_matmul_opts), .accumulate = GT_F64});
    gt_context *other = NULL;
    gt_tensor *foreign = NULL;
    must(gt_context_create(&other, gt_device_find(NULL), NULL));
    must(gt_tensor_create(gt_context_queue(other), &foreign, GT_F32, 2, shape, 0));
    refuse(GT_E_CONTEXT, &dst, a, foreign, NULL);
    gt_tensor *all[] = {a, n, truth, u, foreign};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) gt_tensor_free(all[i]);
    gt_context_free(other);
}

int main(void)
{
    struct CMUnitTest tests[DTYPE_COUNT + 16];
    size_t n = 0;
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(sizes),      cmocka_unit_test(long_sums),
        cmocka_unit_test(mixed),      cmocka_unit_test(layouts),
        cmocka_unit_test(ranks),      cmocka_unit_test(epilogue),
        cmocka_unit_test(factors),    cmocka_unit_test(alpha_zero),
        cmocka_unit_test(overlap),    cmocka_unit_test(overlapping_bias),
        cmocka_unit_test(bad_shapes), cmocka_unit_test(bad_options),
        cmocka_unit_test(not_finite), cmocka_unit_test(sweep_programs),
    };
    for (int32_t i = 0; i < DTYPE_COUNT; i++)
        if (all_dtypes[i].dtype != GT_BOOL)
            tests[n++] = (struct CMUnitTest){all_dtypes[i].name, dtypes, NULL, NULL, (void *)(uintptr_t)&all_dtypes[i]};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) tests[n++] = others[i];
    sweep_begin(&shares);
    return _cmocka_run_group_tests("matmul", tests, n, NULL, support_close);
}

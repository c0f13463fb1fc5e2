/* Operands of elementwise operations: promotion, scalars, broadcasting. */
#include "support/sweep.h"
#include <math.h>
#include <string.h>

static const sweep_shares shares = {.all = 120, .quick = 120, .thin = 44};

/* ---- Promotion --------------------------------------------------------------------------------------------------- */

static const int32_t promotions[][3] = {
    {GT_I8, GT_I16, GT_I16},   {GT_I8, GT_U8, GT_I16},    {GT_I32, GT_U16, GT_I32},   {GT_I16, GT_U16, GT_I32},
    {GT_U32, GT_I8, GT_I64},   {GT_U32, GT_I64, GT_I64},  {GT_U8, GT_U16, GT_U16},    {GT_U16, GT_U64, GT_U64},
    {GT_BOOL, GT_I8, GT_I8},   {GT_BOOL, GT_U64, GT_U64}, {GT_BOOL, GT_F16, GT_F16},  {GT_BOOL, GT_F32, GT_F32},
    {GT_I32, GT_F32, GT_F32},  {GT_I64, GT_F32, GT_F32},  {GT_U64, GT_BF16, GT_BF16}, {GT_I8, GT_F16, GT_F16},
    {GT_F16, GT_BF16, GT_F32}, {GT_F16, GT_F32, GT_F32},  {GT_BF16, GT_F32, GT_F32},  {GT_F32, GT_F64, GT_F64},
    {GT_F16, GT_F64, GT_F64},  {GT_I64, GT_F64, GT_F64},  {GT_BF16, GT_F64, GT_F64},  {GT_U32, GT_U8, GT_U32},
};

/* Numbers that every dtype holds, with quarters where both are floats; never more than 6 bits. */
static void promotion_case(int32_t a, int32_t b, int32_t want)
{
    enum { N = 600 };
    const int64_t shape[] = {N};
    double x[N], y[N], sum[N];
    double unit_a = facts_of(a)->is_float ? 0.25 : 1, unit_b = facts_of(b)->is_float ? 0.25 : 1;
    for (int i = 0; i < N; i++) {
        x[i] = a == GT_BOOL ? i % 2 : i % 7 * unit_a;
        y[i] = b == GT_BOOL ? i % 2 : i % 5 * unit_b;
        sum[i] = x[i] + y[i];
    }
    const int32_t both[] = {a, b};
    int32_t type = 0;
    must(gt_result_type(both, 2, &type));
    assert_int_equal(type, want);
    gt_tensor *left = support_values(a, 1, shape, x), *right = support_values(b, 1, shape, y), *dst = NULL;
    must(gt_binary(support_queue(), GT_ADD, &dst, left, right));
    support_expect(dst, want, 1, shape, sum);
    support_drop(&left);
    support_drop(&right);
    support_drop(&dst);
}

static void promotion(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof promotions / sizeof *promotions; k++) {
        const int32_t *p = promotions[k];
        if (!support_has(p[2]) || !sweep_part(k, 8)) continue;
        promotion_case(p[0], p[1], p[2]);
        promotion_case(p[1], p[0], p[2]);
    }
}

static void no_promotion(void **state)
{
    (void)state;
    const double one = 1;
    const int32_t signed_types[] = {GT_I8, GT_I16, GT_I32, GT_I64};
    gt_tensor *u = support_values(GT_U64, 0, NULL, &one), *dst = NULL;
    for (int k = 0; k < 4; k++) {
        const int32_t both[] = {signed_types[k], GT_U64};
        int32_t type = 0;
        gt_tensor *i = support_values(signed_types[k], 0, NULL, &one);
        must_be(GT_E_DTYPE, gt_result_type(both, 2, &type));
        must_be(GT_E_DTYPE, gt_binary(support_queue(), GT_ADD, &dst, i, u));
        assert_null(dst);
        support_drop(&i);
    }
    support_drop(&u);
}

static void mixed_compare_and_where(void **state)
{
    (void)state;
    const int64_t shape[] = {5};
    const double x[] = {-3, 0, 7, 100, 2}, y[] = {-2.5, 0, 7.5, 99.5, NAN};
    gt_tensor *i = support_values(GT_I8, 1, shape, x), *f = support_values(GT_F32, 1, shape, y), *dst = NULL;
    must(gt_binary(support_queue(), GT_LESS, &dst, i, f));
    support_expect(dst, GT_BOOL, 1, shape, LIST(1, 0, 1, 0, 0));
    gt_tensor *chosen = NULL;
    const gt_arg arguments[] = {{.tensor = dst}, {.tensor = i}, {.tensor = f}};
    must(gt_apply(support_queue(), GT_WHERE, &chosen, arguments, 3));
    support_expect(chosen, GT_F32, 1, shape, LIST(-3, 0, 7, 99.5, NAN));
    support_drop(&chosen);
    const gt_arg truths[] = {{.tensor = f}, {.tensor = i}, {.tensor = dst}};
    must(gt_apply(support_queue(), GT_WHERE, &chosen, truths, 3));
    support_expect(chosen, GT_I8, 1, shape, LIST(-3, 0, 7, 100, 2));
    support_drop(&chosen);
    support_drop(&dst);
    must(gt_binary(support_queue(), GT_LOGICAL_AND, &dst, i, f));
    support_expect(dst, GT_BOOL, 1, shape, LIST(1, 0, 1, 1, 1));
    support_drop(&dst);
    support_drop(&i);
    support_drop(&f);
}

/* ---- Scalars ----------------------------------------------------------------------------------------------------- */

/* tensor op scalar and scalar op tensor, for a tensor of {1, 2, 4, 64}. */
static void scalar_case(int32_t op, int32_t dtype, gt_scalar s, int32_t want, const double *right, const double *left)
{
    static uint64_t calls; /* a thin sample has a third of them */
    const int64_t shape[] = {4};
    if (!support_has(dtype) || !support_has(want) || !sweep_part(calls++, 3)) return;
    gt_tensor *t = support_values(dtype, 1, shape, LIST(1, 2, 4, 64)), *dst = NULL;
    must(gt_apply(support_queue(), op, &dst, (const gt_arg[]){{.tensor = t}, {.scalar = s}}, 2));
    support_expect(dst, want, 1, shape, right);
    support_drop(&dst);
    must(gt_apply(support_queue(), op, &dst, (const gt_arg[]){{.scalar = s}, {.tensor = t}}, 2));
    support_expect(dst, want, 1, shape, left);
    support_drop(&dst);
    support_drop(&t);
}

/* 0.1 of dtype `of`, as a tensor of dtype `in`, equals that scalar and differs from it by nothing. */
static void rounded_case(int32_t of, int32_t in, gt_scalar tenth)
{
    const int64_t shape[] = {1};
    if (!support_has(in)) return;
    gt_tensor *rounded = support_values(of, 1, shape, LIST(0.1)), *t = NULL, *dst = NULL;
    must(gt_copy(support_queue(), &t, rounded, in));
    must(gt_apply(support_queue(), GT_EQUAL, &dst, (const gt_arg[]){{.tensor = t}, {.scalar = tenth}}, 2));
    support_expect(dst, GT_BOOL, 1, shape, LIST(1));
    support_drop(&dst);
    must(gt_apply(support_queue(), GT_SUBTRACT, &dst, (const gt_arg[]){{.scalar = tenth}, {.tensor = t}}, 2));
    support_expect(dst, in, 1, shape, LIST(0));
    support_drop(&dst);
    support_drop(&t);
    support_drop(&rounded);
}

/* Scalars are rounded as tensors are: to their own dtype, then to the common one. */
static void rounded_scalars(void **state)
{
    (void)state;
    const gt_scalar weak = float_scalar(GT_WEAK_FLOAT, 0.1);
    rounded_case(GT_F16, GT_F16, weak);
    rounded_case(GT_BF16, GT_BF16, weak);
    rounded_case(GT_F32, GT_F32, weak);
    rounded_case(GT_F16, GT_F16, float_scalar(GT_F16, 0.1));
    rounded_case(GT_F16, GT_F32, float_scalar(GT_F16, 0.1));
    rounded_case(GT_BF16, GT_F32, float_scalar(GT_BF16, 0.1));
    rounded_case(GT_F32, GT_F64, float_scalar(GT_F32, 0.1));
    scalar_case(GT_ADD, GT_F16, integer_scalar(GT_WEAK_INT, 4099), GT_F16, LIST(4100, 4104, 4104, 4164),
                LIST(4100, 4104, 4104, 4164));
}

static void weak_scalars(void **state)
{
    (void)state;
    const gt_scalar two = integer_scalar(GT_WEAK_INT, 2), half = float_scalar(GT_WEAK_FLOAT, 0.5);
    const gt_scalar yes = integer_scalar(GT_WEAK_BOOL, 1);
    scalar_case(GT_SUBTRACT, GT_F32, two, GT_F32, LIST(-1, 0, 2, 62), LIST(1, 0, -2, -62));
    scalar_case(GT_SUBTRACT, GT_F64, two, GT_F64, LIST(-1, 0, 2, 62), LIST(1, 0, -2, -62));
    scalar_case(GT_SUBTRACT, GT_F16, two, GT_F16, LIST(-1, 0, 2, 62), LIST(1, 0, -2, -62));
    scalar_case(GT_SUBTRACT, GT_I8, two, GT_I8, LIST(-1, 0, 2, 62), LIST(1, 0, -2, -62));
    scalar_case(GT_SUBTRACT, GT_U8, two, GT_U8, LIST(255, 0, 2, 62), LIST(1, 0, 254, 194));
    scalar_case(GT_MULTIPLY, GT_F32, half, GT_F32, LIST(0.5, 1, 2, 32), LIST(0.5, 1, 2, 32));
    scalar_case(GT_MULTIPLY, GT_BF16, half, GT_BF16, LIST(0.5, 1, 2, 32), LIST(0.5, 1, 2, 32));
    scalar_case(GT_MULTIPLY, GT_I32, half, GT_F32, LIST(0.5, 1, 2, 32), LIST(0.5, 1, 2, 32));
    scalar_case(GT_ADD, GT_I16, yes, GT_I16, LIST(2, 3, 5, 65), LIST(2, 3, 5, 65));
    scalar_case(GT_ADD, GT_U64, integer_scalar(GT_WEAK_INT, 1LL << 40), GT_U64,
                LIST(0x1p40 + 1, 0x1p40 + 2, 0x1p40 + 4, 0x1p40 + 64),
                LIST(0x1p40 + 1, 0x1p40 + 2, 0x1p40 + 4, 0x1p40 + 64));
}

static void strong_scalars(void **state)
{
    (void)state;
    scalar_case(GT_ADD, GT_I32, integer_scalar(GT_I64, 1LL << 40), GT_I64,
                LIST(0x1p40 + 1, 0x1p40 + 2, 0x1p40 + 4, 0x1p40 + 64),
                LIST(0x1p40 + 1, 0x1p40 + 2, 0x1p40 + 4, 0x1p40 + 64));
    scalar_case(GT_ADD, GT_F32, float_scalar(GT_F64, 0x1p-40), GT_F64,
                LIST(1 + 0x1p-40, 2 + 0x1p-40, 4 + 0x1p-40, 64 + 0x1p-40),
                LIST(1 + 0x1p-40, 2 + 0x1p-40, 4 + 0x1p-40, 64 + 0x1p-40));
    scalar_case(GT_DIVIDE, GT_I32, integer_scalar(GT_I8, 4), GT_F32, LIST(0.25, 0.5, 1, 16), LIST(4, 2, 1, 0.0625));
    scalar_case(GT_EQUAL, GT_U8, integer_scalar(GT_U8, 4), GT_BOOL, LIST(0, 0, 1, 0), LIST(0, 0, 1, 0));
}

static void scalars_out_of_range(void **state)
{
    (void)state;
    const int64_t shape[] = {2};
    const struct {
        int32_t dtype;
        int64_t i;
        int32_t status;
    } rows[] = {
        {GT_U8, 255, GT_OK},
        {GT_U8, 256, GT_E_ARGUMENT},
        {GT_U8, -1, GT_E_ARGUMENT},
        {GT_I8, -128, GT_OK},
        {GT_I8, 128, GT_E_ARGUMENT},
        {GT_I32, 1LL << 31, GT_E_ARGUMENT},
        {GT_I32, -(1LL << 31), GT_OK},
        {GT_U32, (1LL << 32) - 1, GT_OK},
        {GT_U32, 1LL << 32, GT_E_ARGUMENT},
        {GT_U64, -1, GT_E_ARGUMENT},
        {GT_I64, INT64_MIN, GT_OK},
        {GT_F32, 1LL << 40, GT_OK},
        {GT_I16, 40000, GT_E_ARGUMENT},
        {GT_U16, 65535, GT_OK},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        gt_tensor *t = support_values(rows[k].dtype, 1, shape, LIST(0, 0)), *dst = NULL;
        gt_arg arguments[] = {{.tensor = t}, {.scalar = integer_scalar(GT_WEAK_INT, rows[k].i)}};
        must_be(rows[k].status, gt_apply(support_queue(), GT_ADD, &dst, arguments, 2));
        if (rows[k].status == GT_OK)
            support_expect(dst, rows[k].dtype, 1, shape, LIST((double)rows[k].i, (double)rows[k].i));
        else
            assert_null(dst);
        support_drop(&dst);
        support_drop(&t);
    }
}

static void ternary_scalars(void **state)
{
    (void)state;
    const int64_t shape[] = {5};
    gt_tensor *t = support_values(GT_I32, 1, shape, LIST(-5, 0, 3, 9, 200)), *dst = NULL;
    const gt_arg clip[] = {
        {.tensor = t}, {.scalar = integer_scalar(GT_WEAK_INT, -1)}, {.scalar = integer_scalar(GT_I8, 9)}};
    must(gt_apply(support_queue(), GT_CLIP, &dst, clip, 3));
    support_expect(dst, GT_I32, 1, shape, LIST(-1, 0, 3, 9, 9));
    support_drop(&dst);
    const gt_arg where[] = {{.tensor = t}, {.scalar = float_scalar(GT_WEAK_FLOAT, 0.5)}, {.tensor = t}};
    must(gt_apply(support_queue(), GT_WHERE, &dst, where, 3));
    support_expect(dst, GT_F32, 1, shape, LIST(0.5, 0, 0.5, 0.5, 0.5));
    support_drop(&dst);
    support_drop(&t);
}

/* ---- Broadcasting ------------------------------------------------------------------------------------------------ */

enum { SHAPES = 15 };

/* Every way that an operand of rank 0 to 3 can fit (2, 3, 4): number 2^rank - 1 + a mask of the axes of size 1. */
static int32_t operand_shape(int32_t number, int64_t *shape)
{
    static const int64_t full[] = {2, 3, 4};
    int32_t rank = number >= 7 ? 3 : number >= 3 ? 2 : number >= 1 ? 1 : 0;
    int32_t mask = number + 1 - (1 << rank);
    for (int32_t k = 0; k < rank; k++) shape[k] = mask >> k & 1 ? 1 : full[3 - rank + k];
    return rank;
}

/* Index of the operand's element at a row-major index of the result. */
static int64_t operand_index(int32_t rank, const int64_t *shape, int32_t result_rank, const int64_t *result,
                             int64_t index)
{
    int64_t at = 0, stride = 1;
    for (int32_t k = result_rank - 1; k >= result_rank - rank; k--) {
        int64_t size = shape[k - (result_rank - rank)], place = index % result[k];
        if (size > 1) at += place * stride;
        stride *= size;
        index /= result[k];
    }
    return at;
}

static void broadcast_pair(int32_t number_a, int32_t number_b)
{
    int64_t shape_a[3], shape_b[3], shape[3];
    int32_t rank_a = operand_shape(number_a, shape_a), rank_b = operand_shape(number_b, shape_b);
    int32_t rank = rank_a > rank_b ? rank_a : rank_b;
    for (int32_t k = 0; k < rank; k++) {
        int64_t a = k >= rank - rank_a ? shape_a[k - (rank - rank_a)] : 1;
        int64_t b = k >= rank - rank_b ? shape_b[k - (rank - rank_b)] : 1;
        shape[k] = a > b ? a : b;
    }
    double x[24], y[24], want[24];
    for (int i = 0; i < 24; i++) {
        x[i] = 1000 + i;
        y[i] = 100 * i;
    }
    for (int64_t i = 0; i < support_count(rank, shape); i++)
        want[i] = x[operand_index(rank_a, shape_a, rank, shape, i)] + y[operand_index(rank_b, shape_b, rank, shape, i)];
    gt_tensor *a = support_values(GT_I32, rank_a, shape_a, x), *b = support_values(GT_I32, rank_b, shape_b, y),
              *dst = NULL;
    must(gt_binary(support_queue(), GT_ADD, &dst, a, b));
    support_expect(dst, GT_I32, rank, shape, want);
    support_drop(&a);
    support_drop(&b);
    support_drop(&dst);
}

static void broadcasting(void **state)
{
    (void)state;
    for (int32_t a = 0; a < SHAPES; a++)
        for (int32_t b = 0; b < SHAPES; b++) broadcast_pair(a, b);
}

enum { SIXTEEN = 16 };

/* No two axes of rank 16 can be taken as one: one operand repeats along the even axes, the other along the odd ones. */
static void broadcasting_rank_16(void **state)
{
    (void)state;
    int64_t shape_a[SIXTEEN], shape_b[SIXTEEN], shape[SIXTEEN];
    for (int32_t k = 0; k < SIXTEEN; k++) {
        shape[k] = 2;
        shape_a[k] = k % 2 ? 2 : 1;
        shape_b[k] = k % 2 ? 1 : 2;
    }
    int32_t x[256], y[256];
    for (int i = 0; i < 256; i++) {
        x[i] = i;
        y[i] = 1000 * i;
    }
    gt_tensor *a = support_upload(GT_I32, SIXTEEN, shape_a, x), *dst = NULL;
    gt_tensor *b = support_upload(GT_I32, SIXTEEN, shape_b, y);
    must(gt_binary(support_queue(), GT_ADD, &dst, a, b));
    int32_t *got = support_download(dst, GT_I32, 1 << SIXTEEN);
    for (int64_t i = 0; i < 1 << SIXTEEN; i++) {
        int32_t want = x[operand_index(SIXTEEN, shape_a, SIXTEEN, shape, i)] +
                       y[operand_index(SIXTEEN, shape_b, SIXTEEN, shape, i)];
        if (got[i] != want) support_wrong("element %lld: %d, want %d", (long long)i, got[i], want);
    }
    free(got);
    support_drop(&a);
    support_drop(&b);
    support_drop(&dst);
    support_settle();
}

static void broadcasting_empty(void **state)
{
    (void)state;
    gt_tensor *a = support_values(GT_F32, 2, (const int64_t[]){0, 3}, NULL), *dst = NULL;
    gt_tensor *b = support_values(GT_F32, 1, (const int64_t[]){3}, LIST(1, 2, 3));
    gt_tensor *c = support_values(GT_F32, 2, (const int64_t[]){2, 3}, LIST(1, 2, 3, 4, 5, 6));
    must(gt_binary(support_queue(), GT_ADD, &dst, a, b));
    support_expect(dst, GT_F32, 2, (const int64_t[]){0, 3}, NULL);
    support_drop(&dst);
    must_be(GT_E_SHAPE, gt_binary(support_queue(), GT_ADD, &dst, a, c));
    assert_null(dst);
    support_drop(&a);
    support_drop(&b);
    support_drop(&c);
}

/* ---- Transposed operands ---- */

/* A copy of transposed x [rows, columns], backwards along the marked axes of x: 1 the first, 2 the second; into a
 * part of a tensor that begins no line, and whose other elements stay. */
static void crossed_case(int32_t dtype, int64_t rows, int64_t columns, int backwards)
{
    const gt_slice all = {.step = 1, .flags = GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP},
                   inner = {.start = 3, .stop = rows * columns + 3, .step = 1};
    const gt_slice back = {.step = -1, .flags = GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP};
    const int64_t count = rows * columns, size = (int64_t)facts_of(dtype)->size, room = count + 8;
    uint8_t *x = malloc((size_t)(count * size)), *want = malloc((size_t)(room * size));
    assert_true(x && want);
    for (int64_t i = 0; i < count * size; i++) x[i] = (uint8_t)(i * 2654435761U >> 13 & 0x3f);
    memset(want, 0, (size_t)(room * size));
    gt_tensor *whole = support_upload(dtype, 1, &room, want);
    for (int64_t i = 0; i < columns; i++)
        for (int64_t k = 0; k < rows; k++) {
            const int64_t row = backwards & 1 ? rows - 1 - k : k, column = backwards & 2 ? columns - 1 - i : i;
            memcpy(want + (3 + i * rows + k) * size, x + (row * columns + column) * size, (size_t)size);
        }
    gt_tensor *from = support_upload(dtype, 2, (const int64_t[]){rows, columns}, x), *seen = NULL, *turned = NULL;
    gt_tensor *line = NULL, *to = NULL;
    must(gt_tensor_slice(&line, whole, &inner, 1));
    must(gt_tensor_reshape(&to, line, 2, (const int64_t[]){columns, rows}));
    must(gt_tensor_slice(&seen, from, (const gt_slice[]){backwards & 1 ? back : all, backwards & 2 ? back : all}, 2));
    must(gt_tensor_permute(&turned, seen, NULL, 0));
    must(gt_copy(support_queue(), &to, turned, 0));
    void *got = support_download(whole, dtype, room);
    if (memcmp(got, want, (size_t)(room * size)) != 0)
        support_wrong("%s [%lld, %lld], backwards %d", facts_of(dtype)->name, (long long)rows, (long long)columns,
                      backwards);
    free(got);
    free(x);
    free(want);
    gt_tensor **all_of[] = {&from, &seen, &turned, &whole, &line, &to};
    for (size_t i = 0; i < sizeof all_of / sizeof *all_of; i++) support_drop(all_of[i]);
}

/* Copies of elements of every size, whole tiles and others, and results that caches do not hold, from places on that
 * do not begin lines. */
static void crossed(void **state)
{
    (void)state;
    static const int32_t dtypes[] = {GT_U8, GT_I16, GT_F32, GT_I64, GT_C64, GT_C128};
    for (size_t i = 0; i < sizeof dtypes / sizeof *dtypes; i++)
        for (int backwards = 0; backwards < 4; backwards++) {
            if (dtypes[i] == GT_C128 && !support_has(GT_C128)) continue;
            crossed_case(dtypes[i], 256, 128, backwards);
            crossed_case(dtypes[i], 131, 135, backwards);
            crossed_case(dtypes[i], 5000, 5, backwards);
        }
    crossed_case(GT_F32, 3001, 2999, 0);
    crossed_case(GT_F32, 2000, 5000, 3);
    support_settle();
}

/* x + x^T and its like: x [batch, side, side], from places on that begin no line. */
static void mirrored_case(int32_t dtype, int64_t batch, int64_t side)
{
    const int64_t count = batch * side * side, room = count + 3, shape[] = {batch, side, side};
    const gt_slice inner = {.start = 3, .stop = room, .step = 1};
    const int32_t axes[] = {0, 2, 1};
    double *values = malloc((size_t)room * sizeof *values), *want = malloc((size_t)count * sizeof *want);
    assert_true(values && want);
    for (int64_t i = 0; i < room; i++) values[i] = (double)(i * 2654435761U >> 13 & 0x3f);
    for (int64_t b = 0; b < batch; b++)
        for (int64_t row = 0; row < side; row++)
            for (int64_t column = 0; column < side; column++) {
                const double *x = values + 3 + b * side * side;
                want[(b * side + row) * side + column] = x[row * side + column] - 2 * x[column * side + row];
            }
    gt_tensor *all = support_values(dtype, 1, &room, values), *part = NULL, *x = NULL, *turned = NULL, *dst = NULL;
    must(gt_tensor_slice(&part, all, &inner, 1));
    must(gt_tensor_reshape(&x, part, 3, shape));
    must(gt_tensor_permute(&turned, x, axes, 3));
    must(gt_binary(support_queue(), GT_SUBTRACT, &dst, x, turned));
    must(gt_binary(support_queue(), GT_SUBTRACT, &dst, dst, turned));
    support_expect(dst, dtype, 3, shape, want);
    free(values);
    free(want);
    gt_tensor **all_of[] = {&all, &part, &x, &turned, &dst};
    for (size_t i = 0; i < sizeof all_of / sizeof *all_of; i++) support_drop(all_of[i]);
}

static void mirrored(void **state)
{
    (void)state;
    mirrored_case(GT_F32, 1, 128);
    mirrored_case(GT_F32, 3, 131);
    mirrored_case(GT_I32, 1, 645);
    mirrored_case(GT_I64, 2, 200);
    mirrored_case(GT_F32, 1, 2900);
    support_settle();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(promotion),
        cmocka_unit_test(no_promotion),
        cmocka_unit_test(mixed_compare_and_where),
        cmocka_unit_test(weak_scalars),
        cmocka_unit_test(rounded_scalars),
        cmocka_unit_test(strong_scalars),
        cmocka_unit_test(scalars_out_of_range),
        cmocka_unit_test(ternary_scalars),
        cmocka_unit_test(broadcasting),
        cmocka_unit_test(broadcasting_rank_16),
        cmocka_unit_test(broadcasting_empty),
        cmocka_unit_test(sweep_programs),
        cmocka_unit_test(crossed),
        cmocka_unit_test(mirrored),
    };
    sweep_begin(&shares);
    return cmocka_run_group_tests(tests, NULL, support_close);
}

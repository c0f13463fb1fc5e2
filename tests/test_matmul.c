/* Matrix products against sums in long double or 128-bit integers. A float result must be within gamma_k |A||B| of the exact one
 * (Higham, "Accuracy and Stability of Numerical Algorithms", 3.5), plus one rounding to the dtype of dst. */
#include "support.h"
#include <math.h>

enum { PROGRAM_LIMIT = 130 };

/* ---- One product and its reference ------------------------------------------------------------------------------- */

typedef struct operand {
    int32_t dtype, rank; /* dtype 0: there is none */
    int64_t shape[GT_MAX_RANK];
    layout layout; /* up to rank SUPPORT_RANK */
} operand;

typedef struct product {
    operand a, b, bias;
    int32_t dst; /* dtype of a *dst that is given */
    layout dst_layout;
    int32_t accumulate, activation;
    double alpha, beta; /* alpha 0 stands for none */
    bool small;         /* small integers as values: every sum is exact */
    bool any_values;    /* the result may be constant */
} product;

typedef struct side {
    void *host;
    long double *floats; /* as the product computes with them */
    uwide *ints;
    gt_tensor *tensor;
} side;

typedef struct job {
    const product *p;
    int32_t result, compute; /* dtypes of the values, of sums */
    bool floats;
    int32_t rank;
    int64_t shape[GT_MAX_RANK], count, k;
    side a, b, bias, old;
    long double low, high;
    int64_t zeros;
} job;

static int32_t compute_of(int32_t dtype)
{
    const dtype_facts *t = facts_of(dtype);
    if (t->is_float) return dtype == GT_F64 ? GT_F64 : GT_F32;
    if (t->bits < 32) return GT_I32;
    return dtype;
}

/* Random values: floats of mixed magnitudes, integers of all bits, or whole numbers from -8 to 8. */
static void fill_random(const operand *o, bool small, void *host, int64_t count, uint64_t seed)
{
    const dtype_facts *t = facts_of(o->dtype);
    for (int64_t i = 0; i < count; i++) {
        uint64_t bits = random_next(&seed);
        value v = value_int(t->is_signed ? (wide)(int64_t)bits : (wide)bits);
        if (small) v = value_int(t->is_signed || t->is_float ? (wide)(bits % 17) - 8 : (wide)(bits % 9));
        if (o->dtype == GT_BOOL) v = value_int(bits & 1);
        if (t->is_float) v = value_float(small ? (long double)v.i : ldexpl(random_unit(&seed), (int)(bits % 9) - 4));
        value_write(o->dtype, (char *)host + (size_t)i * t->size, v);
    }
}

/* Takes the host's elements in as the product sees them. */
static void convert(const job *j, side *s, int32_t dtype, int64_t count)
{
    s->floats = calloc((size_t)count + 1, sizeof *s->floats);
    s->ints = calloc((size_t)count + 1, sizeof *s->ints);
    assert_non_null(s->floats);
    assert_non_null(s->ints);
    for (int64_t i = 0; i < count; i++) {
        value v = value_cast(support_at(s->host, dtype, i), j->compute);
        s->floats[i] = v.is_float ? v.f : (long double)v.i;
        s->ints[i] = v.is_float ? 0 : (uwide)v.i;
    }
}

static void make_side(const job *j, side *s, const operand *o, uint64_t seed)
{
    if (!o->dtype) return;
    int64_t count = support_count(o->rank, o->shape);
    s->host = support_array(o->dtype, count);
    fill_random(o, j->p->small, s->host, count, seed);
    if (o->rank <= SUPPORT_RANK)
        s->tensor = support_tensor(o->layout, o->dtype, o->rank, o->shape, s->host, NULL);
    else
        s->tensor = support_upload(o->dtype, o->rank, o->shape, s->host);
    convert(j, s, o->dtype, count);
}

static void drop_side(side *s)
{
    free(s->host);
    free(s->floats);
    free(s->ints);
    support_drop(&s->tensor);
}

static int32_t batch_rank(const operand *o)
{
    return o->rank > 2 ? o->rank - 2 : 0;
}

/* NumPy's rules, from their text. */
static void infer(job *j)
{
    const operand *a = &j->p->a, *b = &j->p->b;
    int32_t n = batch_rank(a) > batch_rank(b) ? batch_rank(a) : batch_rank(b);
    for (int32_t axis = 0; axis < n; axis++) {
        int32_t in_a = axis - n + batch_rank(a), in_b = axis - n + batch_rank(b);
        int64_t size_a = in_a >= 0 ? a->shape[in_a] : 1, size_b = in_b >= 0 ? b->shape[in_b] : 1;
        j->shape[j->rank++] = size_a == 1 ? size_b : size_a;
    }
    if (a->rank > 1) j->shape[j->rank++] = a->shape[a->rank - 2];
    if (b->rank > 1) j->shape[j->rank++] = b->shape[b->rank - 1];
    j->count = support_count(j->rank, j->shape);
    j->k = a->shape[a->rank - 1];
}

/* The position in a row-major array of shape o of the element that broadcasts to `at`; the last `skip` axes of both are left out. */
static int64_t broadcast_position(const operand *o, int32_t skip, const int64_t *at, int32_t rank)
{
    int64_t position = 0;
    for (int32_t axis = 0; axis < o->rank - skip; axis++) {
        int64_t index = at[axis + rank - (o->rank - skip)];
        position = position * o->shape[axis] + (o->shape[axis] == 1 ? 0 : index);
    }
    return position;
}

/* The exact value of an element of the result, before its activation, with the sum of magnitudes that its error is measured by. */
typedef struct exact {
    long double f, size;
    uwide i;
} exact;

static exact reference(const job *j, int64_t index)
{
    const operand *a = &j->p->a, *b = &j->p->b;
    int64_t at[GT_MAX_RANK], rest = index;
    for (int32_t axis = j->rank - 1; axis >= 0; axis--) {
        at[axis] = rest % j->shape[axis];
        rest /= j->shape[axis];
    }
    int32_t last = j->rank, batches = j->rank - (a->rank > 1) - (b->rank > 1);
    int64_t column = b->rank > 1 ? at[--last] : 0, row = a->rank > 1 ? at[--last] : 0;
    int64_t m = a->rank > 1 ? a->shape[a->rank - 2] : 1, n = b->rank > 1 ? b->shape[b->rank - 1] : 1;
    int64_t pa = a->rank > 2 ? broadcast_position(a, 2, at, batches) : 0;
    int64_t pb = b->rank > 2 ? broadcast_position(b, 2, at, batches) : 0;
    exact e = {0};
    for (int64_t k = 0; k < j->k; k++) {
        int64_t ia = (pa * m + row) * j->k + k, ib = (pb * j->k + k) * n + column;
        long double term = j->a.floats[ia] * j->b.floats[ib];
        e.f += term;
        e.size += fabsl(term);
        e.i += j->a.ints[ia] * j->b.ints[ib];
    }
    long double alpha = j->p->alpha == 0 ? 1 : j->p->alpha;
    e.f *= alpha;
    e.size *= fabsl(alpha);
    e.i *= (uwide)(wide)alpha;
    if (j->p->beta != 0) {
        e.f += j->p->beta * j->old.floats[index];
        e.size += fabsl(j->p->beta * j->old.floats[index]);
        e.i += (uwide)(wide)j->p->beta * j->old.ints[index];
    }
    if (j->p->bias.dtype) {
        int64_t position = broadcast_position(&j->p->bias, 0, at, j->rank);
        e.f += j->bias.floats[position];
        e.size += fabsl(j->bias.floats[position]);
        e.i += j->bias.ints[position];
    }
    return e;
}

/* ---- Judgement --------------------------------------------------------------------------------------------------- */

static value activate(const job *j, exact e)
{
    if (j->floats) {
        long double x = e.f;
        return value_float(j->p->activation ? oracle_find(j->p->activation)->floats(&x) : x);
    }
    value sum = value_cast(value_int((wide)e.i), j->result);
    if (j->p->activation) sum = value_cast(value_int(oracle_find(j->p->activation)->ints(&sum.i)), j->result);
    return sum;
}

static bool right(const job *j, exact e, value want, value got, int32_t stored)
{
    if (!j->floats || j->p->small) return value_cast(want, stored).i == got.i && value_cast(want, stored).f == got.f;
    long double u = j->compute == GT_F64 ? 0x1p-53L : 0x1p-24L, n = (long double)j->k + 4, bound = n * u / (1 - n * u) * e.size;
    if (j->p->activation) bound = 1.2L * bound + 8 * u * fabsl(want.f);
    if (!facts_of(stored)->is_float) return fabsl((long double)got.i - want.f) <= bound + 1;
    long double largest = fabsl(want.f) + bound;
    return fabsl(got.f - want.f) <= bound + 0.51L * float_ulp(stored, largest) + float_min_normal(j->compute);
}

static void judge(job *j, const gt_tensor *dst)
{
    int32_t stored = j->p->dst ? j->p->dst : j->result;
    assert_int_equal(gt_tensor_rank(dst), j->rank);
    for (int32_t axis = 0; axis < j->rank; axis++) assert_int_equal(gt_tensor_dim(dst, axis), j->shape[axis]);
    void *host = support_download(dst, stored, j->count);
    for (int64_t i = 0; i < j->count; i++) {
        exact e = reference(j, i);
        value want = activate(j, e), got = support_at(host, stored, i);
        long double number = want.is_float ? want.f : (long double)want.i;
        j->zeros += number == 0;
        j->low = i == 0 || number < j->low ? number : j->low;
        j->high = i == 0 || number > j->high ? number : j->high;
        if (right(j, e, want, got, stored)) continue;
        support_wrong("%s @ %s -> %s, k %lld, rank %d (..., %lld, %lld), layouts %d %d %d, element %lld: got %s, want %s",
                      facts_of(j->p->a.dtype)->name, facts_of(j->p->b.dtype)->name, facts_of(stored)->name, (long long)j->k,
                      j->rank, (long long)(j->rank > 1 ? j->shape[j->rank - 2] : 1),
                      (long long)(j->rank > 0 ? j->shape[j->rank - 1] : 1), (int)j->p->a.layout, (int)j->p->b.layout,
                      (int)j->p->dst_layout, (long long)i, value_show(got).s, value_show(want).s);
    }
    free(host);
    /* A reference of zeros, or of one value, would let anything pass. */
    if (j->count >= 8 && j->k > 0 && !j->p->any_values && (2 * j->zeros > j->count || j->low == j->high))
        support_wrong("the reference proves nothing: %lld zeros of %lld", (long long)j->zeros, (long long)j->count);
}

/* A given dst, full of what must not be read, or of what beta reads. */
static gt_tensor *make_dst(job *j)
{
    if (!j->p->dst) return NULL;
    operand o = {j->p->dst, j->rank, {0}, j->p->dst_layout};
    memcpy(o.shape, j->shape, sizeof o.shape);
    make_side(j, &j->old, &o, 77);
    if (j->p->beta == 0 && facts_of(o.dtype)->is_float) {
        gt_scalar nan = float_scalar(GT_WEAK_FLOAT, NAN);
        must(gt_fill(support_queue(), &j->old.tensor, o.dtype, o.rank, o.shape, &nan));
    }
    return j->old.tensor;
}

static gt_scalar factor(const job *j, double x)
{
    return j->floats ? float_scalar(GT_WEAK_FLOAT, x) : integer_scalar(GT_WEAK_INT, (int64_t)x);
}

static void check(product p)
{
    job j = {.p = &p, .result = p.accumulate};
    int32_t both[] = {p.a.dtype, p.b.dtype};
    if (!j.result) must(gt_result_type(both, 2, &j.result));
    j.compute = compute_of(j.result);
    j.floats = facts_of(j.result)->is_float;
    infer(&j);
    make_side(&j, &j.a, &p.a, 1);
    make_side(&j, &j.b, &p.b, 2);
    make_side(&j, &j.bias, &p.bias, 3);
    gt_tensor *dst = make_dst(&j);
    gt_scalar alpha = factor(&j, p.alpha), beta = factor(&j, p.beta);
    gt_matmul_opts opts = {.size = sizeof opts, .activation = p.activation, .accumulate = p.accumulate};
    opts.alpha = p.alpha != 0 ? &alpha : NULL;
    opts.beta = p.dst ? &beta : NULL;
    opts.bias = j.bias.tensor;
    bool plain = !p.alpha && !p.dst && !p.activation && !p.accumulate && !p.bias.dtype;
    must(gt_matmul(support_queue(), &dst, j.a.tensor, j.b.tensor, plain ? NULL : &opts));
    judge(&j, dst);
    if (!p.dst) support_drop(&dst);
    drop_side(&j.a);
    drop_side(&j.b);
    drop_side(&j.bias);
    drop_side(&j.old);
}

static operand matrix(int32_t dtype, int64_t rows, int64_t columns)
{
    return (operand){dtype, 2, {rows, columns}, LAYOUT_CONTIGUOUS};
}

/* ---- Sizes, dtypes, layouts -------------------------------------------------------------------------------------- */

static void sizes(void **state)
{
    (void)state;
    static const int64_t list[] = {0, 1, 2, 3, 5, 7, 8, 15, 16, 17, 31, 33, 64, 65, 127, 130};
    const int n = sizeof list / sizeof *list;
    for (int i = 0; i < 4 * n * n; i++) { /* all pairs of rows and columns, each with four k */
        int64_t rows = list[i % n], columns = list[i / n % n], k = list[(i + 3 * (i / n) + 5 * (i / n / n)) % n];
        check((product){.a = matrix(GT_F32, rows, k), .b = matrix(GT_F32, k, columns), .any_values = k == 0});
    }
    support_settle();
}

static void long_sums(void **state)
{
    (void)state;
    static const int64_t list[][3] = {{34, 41, 300}, {70, 20, 1000}, {600, 550, 300}, {1, 1, 70000}, {3, 2, 70000}, {1, 40, 33000}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        for (int small = 0; small < 2; small++)
            check((product){.a = matrix(GT_F32, list[i][0], list[i][2]),
                            .b = matrix(GT_F32, list[i][2], list[i][1]),
                            .small = small});
    if (support_has(GT_F64))
        check((product){.a = matrix(GT_F64, 300, 700), .b = matrix(GT_F64, 700, 190), .dst = GT_F64, .beta = -0.5});
    support_settle();
}

static void dtypes(void **state)
{
    const dtype_facts *t = *state;
    if (!support_has(t->dtype)) support_skip("the device does not compute with this dtype");
    for (int small = 0; small < 2; small++) {
        check((product){.a = matrix(t->dtype, 37, 19), .b = matrix(t->dtype, 19, 35), .small = small});
        check((product){.a = matrix(t->dtype, 33, 530), .b = matrix(t->dtype, 530, 65), .small = small});
        check((product){.a = {t->dtype, 3, {2, 9, 30}, LAYOUT_PERMUTED}, .b = {t->dtype, 3, {2, 30, 11}, LAYOUT_SLICED},
                        .dst = t->dtype, .dst_layout = LAYOUT_NEGATIVE, .alpha = 2, .beta = t->is_signed || t->is_float ? -3 : 3, .small = small,
                        .bias = {t->dtype, 2, {9, 1}, LAYOUT_CONTIGUOUS}});
    }
    support_settle();
}

/* Operands of two dtypes, results stored in a third, sums in a fourth. */
static void mixed(void **state)
{
    (void)state;
    static const int32_t list[][4] = {
        {GT_I8, GT_I16, 0, 0},     {GT_BOOL, GT_I32, 0, 0},       {GT_U32, GT_I32, 0, 0},       {GT_F16, GT_BF16, 0, 0},
        {GT_I8, GT_F32, 0, 0},     {GT_U8, GT_F16, 0, 0},         {GT_BF16, GT_F64, 0, 0},      {GT_I8, GT_I8, GT_I32, 0},
        {GT_I8, GT_I8, 0, GT_I32}, {GT_U8, GT_I8, GT_I64, GT_I8}, {GT_I32, GT_I32, GT_F64, 0},  {GT_U64, GT_I64, 0, GT_I64},
        {GT_F16, GT_F16, GT_F32, 0}, {GT_F32, GT_F32, GT_BF16, 0}, {GT_F32, GT_F32, GT_I16, 0}, {GT_F64, GT_F64, GT_F16, 0},
        {GT_F64, GT_F64, 0, GT_F32}, {GT_F32, GT_F32, 0, GT_F64}, {GT_I64, GT_I64, 0, GT_F32},
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        bool has = true;
        int floats = 0;
        for (int k = 0; k < 4; k++) {
            has = has && (list[i][k] == 0 || support_has(list[i][k]));
            floats += k != 2 && list[i][k] && facts_of(list[i][k])->is_float;
        }
        /* Large integers overflow small floats. */
        for (int small = floats > 0 && !facts_of(list[i][0])->is_float; has && small < 2; small++)
            check((product){.a = matrix(list[i][0], 37, 41), .b = matrix(list[i][1], 41, 34), .dst = list[i][2],
                            .accumulate = list[i][3], .small = small});
    }
    support_settle();
}

static void layouts(void **state)
{
    (void)state;
    for (layout a = 0; a < LAYOUT_COUNT; a++)
        for (layout b = 0; b < LAYOUT_COUNT; b++)
            for (layout d = 0; d < LAYOUT_BROADCAST; d++)
                for (int32_t rank = 2; rank < 4; rank++) {
                    product p = {.a = {GT_F32, rank, {3, 70, 37}, a}, .b = {GT_F32, rank, {3, 37, 34}, b}, .alpha = -1.5,
                                 .dst = GT_F32, .dst_layout = d, .beta = 0.75, .bias = {GT_F32, 2, {70, 34}, (layout)(a % 4)}};
                    if (rank == 2) p.a = (operand){GT_F32, 2, {70, 37}, a}, p.b = (operand){GT_F32, 2, {37, 34}, b};
                    check(p);
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
        {{GT_F32, 3, {300, 16, 16}, 0}, {GT_F32, 3, {300, 16, 16}, 0}},
        {{GT_F32, 3, {2, 0, 4}, 0}, {GT_F32, 3, {2, 4, 3}, 0}},
        {{GT_F32, 3, {0, 2, 4}, 0}, {GT_F32, 2, {4, 3}, 0}},
        {{GT_F32, 1, {0}, 0}, {GT_F32, 1, {0}, 0}},
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) check((product){.a = list[i][0], .b = list[i][1]});
    product p = {.a = {GT_F32, 16, {0}, 0}, .b = {GT_F32, 16, {0}, 0}, .bias = {GT_F32, 16, {0}, 0}};
    for (int32_t axis = 0; axis < 14; axis++) {
        p.a.shape[axis] = axis % 3 == 0 ? 2 : 1;
        p.b.shape[axis] = axis % 3 == 1 ? 2 : 1;
        p.bias.shape[axis] = axis == 6 ? 2 : 1;
    }
    for (int32_t axis = 14; axis < 16; axis++) p.a.shape[axis] = p.b.shape[axis] = p.bias.shape[axis] = 4;
    check(p);
    support_settle();
}

/* ---- Epilogue ---------------------------------------------------------------------------------------------------- */

static void epilogue(void **state)
{
    (void)state;
    static const int32_t acts[] = {0, GT_RELU, GT_SIGMOID, GT_TANH, GT_GELU, GT_ABS};
    static const operand biases[] = {{0}, {GT_F32, 0, {0}, 0}, {GT_F32, 1, {45}, LAYOUT_SLICED}, {GT_F32, 3, {16, 1, 45}, 0},
                                     {GT_F32, 3, {16, 33, 45}, LAYOUT_PERMUTED}};
    for (size_t act = 0; act < sizeof acts / sizeof *acts; act++)
        for (size_t bias = 0; bias < sizeof biases / sizeof *biases; bias++)
            for (int64_t k = 0; k < 50; k += 49)
                for (int beta = 0; beta < 2; beta++)
                    check((product){.a = {GT_F32, 3, {16, 33, k}, 0}, .b = {GT_F32, 3, {16, k, 45}, 0},
                                    .bias = biases[bias], .activation = acts[act], .alpha = 0.125, .beta = beta * 0.25,
                                    .dst = GT_F32, .any_values = k == 0 || acts[act] == GT_RELU});
    static const int32_t integer_acts[] = {GT_RELU, GT_NEGATIVE, GT_SIGN};
    for (size_t act = 0; act < sizeof integer_acts / sizeof *integer_acts; act++)
        check((product){.a = matrix(GT_I16, 33, 40), .b = matrix(GT_I16, 40, 45), .bias = {GT_U8, 1, {45}, 0},
                        .activation = integer_acts[act], .any_values = true});
    for (int64_t k = 0; k < 800; k += 799)
        check((product){.a = matrix(GT_F16, 33, k), .b = matrix(GT_F16, k, 45), .bias = {GT_F32, 1, {45}, 0},
                        .activation = GT_SIGMOID, .dst = GT_BF16, .beta = 1, .alpha = 0.01});
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
            gt_tensor *a = support_values(dtype, 2, shape, LIST(1, 2, -3, -4)), *b = support_values(dtype, 2, shape, LIST(3, 5, 3, 7));
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
    fill_random(&o, true, host, (N + 1) * N, 9);
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
                if (got[i] != want) support_wrong("shift %d beta %d, %d: got %g, want %g", shift, beta, i, got[i], want);
            }
            support_drop(&a);
            support_drop(&dst);
            support_drop(&whole);
        }
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
    gt_tensor *a = zeros(GT_F32, 2, shape), *n = zeros(GT_I32, 2, shape), *truth = zeros(GT_BOOL, 2, shape), *dst = NULL;
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
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        gt_matmul_opts opts = list[i].opts;
        opts.size = sizeof opts;
        refuse(list[i].status, list[i].dst, list[i].x, list[i].x, &opts);
    }
    refuse(GT_E_ARGUMENT, &dst, a, a, &(gt_matmul_opts){.size = 4});
    if (!support_has(GT_F64)) refuse(GT_E_MISSING_DTYPE, &dst, a, a, &(gt_matmul_opts){.size = sizeof(gt_matmul_opts), .accumulate = GT_F64});
    gt_context *other = NULL;
    gt_tensor *foreign = NULL;
    must(gt_context_create(&other, gt_device_find(NULL), NULL));
    must(gt_tensor_create(gt_context_queue(other), &foreign, GT_F32, 2, shape, 0));
    refuse(GT_E_CONTEXT, &dst, a, foreign, NULL);
    gt_tensor *all[] = {a, n, truth, u, foreign};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) gt_tensor_free(all[i]);
    gt_context_free(other);
}

static void programs(void **state)
{
    (void)state;
    gt_context_stats stats = {.size = sizeof stats};
    must(gt_context_statistics(support_context(), &stats));
    printf("%d programs\n", (int)stats.programs_built);
    assert_in_range(stats.programs_built, 1, PROGRAM_LIMIT);
}

int main(void)
{
    struct CMUnitTest tests[DTYPE_COUNT + 16];
    size_t n = 0;
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(sizes),     cmocka_unit_test(long_sums), cmocka_unit_test(mixed),      cmocka_unit_test(layouts),
        cmocka_unit_test(ranks),     cmocka_unit_test(epilogue),  cmocka_unit_test(factors),    cmocka_unit_test(overlap),
        cmocka_unit_test(bad_shapes), cmocka_unit_test(bad_options), cmocka_unit_test(programs),
    };
    for (int32_t i = 0; i < DTYPE_COUNT; i++)
        if (all_dtypes[i].dtype != GT_BOOL)
            tests[n++] = (struct CMUnitTest){all_dtypes[i].name, dtypes, NULL, NULL, (void *)(uintptr_t)&all_dtypes[i]};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) tests[n++] = others[i];
    return _cmocka_run_group_tests("matmul", tests, n, NULL, support_close);
}

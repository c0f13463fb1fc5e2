#include "support/product.h"
#include <math.h>

/* ---- Operands ---------------------------------------------------------------------------------------------------- */

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
    int64_t zeros, odd; /* odd: how many are not finite */
} job;

static int32_t compute_of(int32_t dtype)
{
    const dtype_facts *t = facts_of(dtype);
    if (t->is_float) return dtype == GT_F64 ? GT_F64 : GT_F32;
    if (t->bits < 32) return GT_I32;
    return dtype;
}

void operand_fill(const operand *o, bool small, void *host, int64_t count, uint64_t seed)
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

static void make_side(const job *j, side *s, const operand *o, int32_t number)
{
    if (!o->dtype) return;
    int64_t count = support_count(o->rank, o->shape);
    s->host = support_array(o->dtype, count);
    operand_fill(o, j->p->small, s->host, count, (uint64_t)number);
    if (j->p->odd_in == number)
        value_write(o->dtype, (char *)s->host + (size_t)j->p->odd_at * facts_of(o->dtype)->size,
                    value_float(j->p->odd));
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

/* Where in a row-major array of shape o lies the element that broadcasts to `at`; its last `skip` axes left out. */
static int64_t broadcast_position(const operand *o, int32_t skip, const int64_t *at, int32_t rank)
{
    int64_t position = 0;
    for (int32_t axis = 0; axis < o->rank - skip; axis++) {
        int64_t index = at[axis + rank - (o->rank - skip)];
        position = position * o->shape[axis] + (o->shape[axis] == 1 ? 0 : index);
    }
    return position;
}

static bool has_alpha(const product *p)
{
    return p->alpha != 0 || p->alpha_zero;
}

/* The exact value of an element before its activation, and the sum of magnitudes that its error is measured by. */
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
        if (!j->floats) {
            e.i += j->a.ints[ia] * j->b.ints[ib];
            continue;
        }
        long double term = j->a.floats[ia] * j->b.floats[ib];
        e.f += term;
        e.size += fabsl(term);
    }
    long double alpha = has_alpha(j->p) ? j->p->alpha : 1;
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
    if (j->floats && !isfinite(e.size)) return isnan(want.f) ? isnan(got.f) : got.f == want.f;
    if (!j->floats || j->p->small) return value_cast(want, stored).i == got.i && value_cast(want, stored).f == got.f;
    long double u = j->compute == GT_F64 ? 0x1p-53L : 0x1p-24L, n = (long double)j->k + 4,
                bound = (j->p->truncates ? 2 : 1) * n * u / (1 - n * u) * e.size;
    if (j->p->activation) bound = 1.2L * bound + 8 * u * fabsl(want.f);
    if (!facts_of(stored)->is_float) return fabsl((long double)got.i - want.f) <= bound + 1;
    long double largest = fabsl(want.f) + bound;
    return fabsl(got.f - want.f) <= bound + 0.51L * float_ulp(stored, largest) + float_min_normal(j->compute);
}

/* A reference of zeros, or of one value, would let anything pass. */
static void judge_reference(const job *j)
{
    if (j->count >= 8 && j->k > 0 && !j->p->any_values && (2 * j->zeros > j->count || j->low == j->high))
        support_wrong("the reference proves nothing: %lld zeros of %lld", (long long)j->zeros, (long long)j->count);
    if ((j->odd > 0) != (j->p->odd_in != 0)) support_wrong("%lld elements are not finite", (long long)j->odd);
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
        j->odd += !isfinite(e.f);
        j->low = i == 0 || number < j->low ? number : j->low;
        j->high = i == 0 || number > j->high ? number : j->high;
        if (right(j, e, want, got, stored)) continue;
        support_wrong(
            "%s @ %s -> %s, k %lld, rank %d (..., %lld, %lld), layouts %d %d %d, element %lld: got %s, want %s",
            facts_of(j->p->a.dtype)->name, facts_of(j->p->b.dtype)->name, facts_of(stored)->name, (long long)j->k,
            j->rank, (long long)(j->rank > 1 ? j->shape[j->rank - 2] : 1),
            (long long)(j->rank > 0 ? j->shape[j->rank - 1] : 1), (int)j->p->a.layout, (int)j->p->b.layout,
            (int)j->p->dst_layout, (long long)i, value_show(got).s, value_show(want).s);
    }
    free(host);
    judge_reference(j);
}

/* A given dst, full of what must not be read, or of what beta reads. */
static gt_tensor *make_dst(job *j)
{
    if (!j->p->dst) return NULL;
    operand o = {j->p->dst, j->rank, {0}, j->p->dst_layout};
    memcpy(o.shape, j->shape, sizeof o.shape);
    make_side(j, &j->old, &o, 4);
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

void product_check(product p)
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
    opts.provider = p.provider;
    opts.alpha = has_alpha(&p) ? &alpha : NULL;
    opts.beta = p.dst ? &beta : NULL;
    opts.bias = j.bias.tensor;
    bool plain = !has_alpha(&p) && !p.dst && !p.activation && !p.accumulate && !p.provider && !p.bias.dtype;
    must(gt_matmul(support_queue(), &dst, j.a.tensor, j.b.tensor, plain ? NULL : &opts));
    judge(&j, dst);
    if (!p.dst) support_drop(&dst);
    drop_side(&j.a);
    drop_side(&j.b);
    drop_side(&j.bias);
    drop_side(&j.old);
}

operand operand_matrix(int32_t dtype, int64_t rows, int64_t columns)
{
    return (operand){dtype, 2, {rows, columns}, LAYOUT_CONTIGUOUS};
}

/* Elementwise operations and copies over random layouts: axes of odd sizes in any order, backwards, with gaps, each
 * operand and the result in its own. Whatever lies between the result's elements stays as it was. */
#include "support/leaks.h"
#include <math.h>
#include "support/support.h"

enum { RANK = 6, OPERANDS = 2, LEAST = 1 << 14, MOST = 60000, ROUNDS = 24 };

static uint64_t random_state = 88172645463325252u;

static int64_t below(int64_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (int64_t)(random_state >> 33) % n;
}

/* ---- A view, and where its elements lie ---- */

typedef struct view {
    gt_tensor *base, *t;
    double *values; /* of the base */
    int64_t count, offset, stride[RANK];
} view;

static double value_of(int32_t dtype, int64_t i)
{
    return dtype == GT_BOOL ? (double)(i % 3 == 0)
           : dtype == GT_U8 ? (double)(i * 37 % 101)
                            : (double)(i * 37 % 101) - 50;
}

/* Steps from 2 to -2 along axes that lie in memory in a random order, with a gap after some. */
static void make_view(view *v, int32_t dtype, int32_t rank, const int64_t *shape)
{
    static const int64_t steps[] = {1, 1, 1, 1, -1, 2, -2};
    int32_t order[RANK], back[RANK];
    int64_t memory[RANK], step[RANK], stride = 1;
    gt_slice slices[RANK];
    gt_tensor *turned = NULL;
    for (int32_t i = 0; i < rank; i++) order[i] = i;
    for (int32_t i = rank - 1; i > 0 && below(4); i--) {
        const int32_t j = (int32_t)below(i + 1), axis = order[i];
        order[i] = order[j];
        order[j] = axis;
    }
    v->offset = 0;
    for (int32_t i = rank - 1; i >= 0; i--) {
        const int32_t axis = order[i];
        const int64_t s = step[axis] = steps[below(7)], reach = (s < 0 ? -s : s) * (shape[axis] - 1);
        memory[i] = reach + 1 + (below(3) == 0);
        back[axis] = i;
        v->stride[axis] = s * stride;
        if (s < 0) v->offset += reach * stride;
        slices[axis] = (gt_slice){.start = s < 0 ? reach : 0, .stop = reach + 1, .step = s};
        if (s < 0) slices[axis].flags = GT_SLICE_OPEN_STOP;
        stride *= memory[i];
    }
    v->count = stride;
    v->values = malloc(sizeof *v->values * (size_t)stride);
    assert_non_null(v->values);
    for (int64_t i = 0; i < stride; i++) v->values[i] = value_of(dtype, i);
    v->t = NULL;
    v->base = support_values(dtype, rank, memory, v->values);
    must(gt_tensor_permute(&turned, v->base, back, rank));
    must(gt_tensor_slice(&v->t, turned, slices, rank));
    support_drop(&turned);
}

static void drop_view(view *v)
{
    support_drop(&v->t);
    support_drop(&v->base);
    free(v->values);
}

/* Element number i of the shape, row-major, in the base. */
static int64_t place(const view *v, int32_t rank, const int64_t *shape, int64_t i)
{
    int64_t at = v->offset;
    for (int32_t axis = rank - 1; axis >= 0; axis--) {
        at += i % shape[axis] * v->stride[axis];
        i /= shape[axis];
    }
    return at;
}

/* ---- Cases ---- */

typedef struct operation {
    const char *name;
    int32_t op, arity, from, to; /* op 0: gt_copy */
    double (*want)(double x, double y);
} operation;

static double same(double x, double y)
{
    (void)y;
    return x;
}
static double truth(double x, double y)
{
    (void)y;
    return x != 0;
}
static double wrapped_sum(double x, double y)
{
    return (double)(int8_t)(uint8_t)((int)x + (int)y);
}
static double exponential(double x, double y)
{
    (void)y;
    return exp(x);
}

static const operation operations[] = {
    {"copy of float32", 0, 1, GT_F32, GT_F32, same},       {"copy of uint8", 0, 1, GT_U8, GT_U8, same},
    {"int16 to float32", 0, 1, GT_I16, GT_F32, same},      {"float32 to bool", 0, 1, GT_F32, GT_BOOL, truth},
    {"sum of int8", GT_ADD, 2, GT_I8, GT_I8, wrapped_sum}, {"exp", GT_EXP, 1, GT_F32, GT_F32, exponential},
};
enum { OPERATIONS = sizeof operations / sizeof *operations };

static void random_shape(int32_t *rank, int64_t *shape)
{
    static const int64_t sizes[] = {1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 24, 33, 64, 65, 72, 200};
    int64_t count;
    do {
        count = 1;
        *rank = 2 + (int32_t)below(RANK - 1);
        for (int32_t i = 0; i < *rank; i++) count *= shape[i] = sizes[below(16)];
    } while (count < LEAST || count > MOST);
}

static void check(const operation *o, const view *x, const view *result, int32_t rank, const int64_t *shape)
{
    void *host = support_download(result->base, o->to, result->count);
    double *want = malloc(sizeof *want * (size_t)result->count);
    assert_non_null(want);
    memcpy(want, result->values, sizeof *want * (size_t)result->count);
    for (int64_t i = 0; i < support_count(rank, shape); i++)
        want[place(result, rank, shape, i)] =
            o->want(x[0].values[place(&x[0], rank, shape, i)], x[1].values[place(&x[1], rank, shape, i)]);
    for (int64_t i = 0; i < result->count; i++) {
        const value v = support_at(host, o->to, i);
        const double got = v.is_float ? (double)v.f : (double)v.i;
        if (!(fabs(got - want[i]) <= 1e-6 * fabs(want[i])))
            support_wrong("%s, %d axes, %lld x %lld at the end: element %lld is %g, not %g", o->name, (int)rank,
                          (long long)shape[rank - 2], (long long)shape[rank - 1], (long long)i, got, want[i]);
    }
    free(want);
    free(host);
    support_topic();
}

static void run(const operation *o)
{
    int32_t rank;
    int64_t shape[RANK];
    view x[OPERANDS], result;
    random_shape(&rank, shape);
    for (int i = 0; i < OPERANDS; i++) make_view(&x[i], o->from, rank, shape);
    make_view(&result, o->to, rank, shape);
    gt_tensor *dst = result.t;
    const gt_arg arguments[] = {{.tensor = x[0].t}, {.tensor = x[1].t}};
    if (o->op)
        must(gt_apply(support_queue(), o->op, &dst, arguments, o->arity));
    else
        must(gt_copy(support_queue(), &dst, x[0].t, 0));
    check(o, x, &result, rank, shape);
    for (int i = 0; i < OPERANDS; i++) drop_view(&x[i]);
    drop_view(&result);
}

static void random_layouts(void **state)
{
    (void)state;
    for (int k = 0; k < OPERATIONS; k++)
        for (int round = 0; round < ROUNDS; round++) run(&operations[k]);
    support_settle();
}

int main(void)
{
    leaks_begin();
    const struct CMUnitTest tests[] = {cmocka_unit_test(random_layouts), cmocka_unit_test(leaks_none)};
    return cmocka_run_group_tests(tests, NULL, support_close);
}

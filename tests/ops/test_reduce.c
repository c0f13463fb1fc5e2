/* gt_reduce and gt_arg_reduce: every dtype, layout and set of axes against sums, extremes and positions of its own. */
#include "support/sweep.h"
#include <math.h>

enum { REDUCERS = 6, ROWS = REDUCERS + 2 };
/* Programs: of a cell, of one whose dtype has large shapes too, of tests beside the sweep; of all cells of a sample,
 * and of a thin one, which has a cell for each dtype. */
enum { CELL = 4, LARGE_CELL = 6, OTHERS = 36, THIN_OTHERS = 26, QUICK = 104, THIN = 9 * CELL + 4 * LARGE_CELL };
static const sweep_shares shares = {.all = 450, .quick = QUICK + OTHERS, .thin = THIN + THIN_OTHERS};
static const int32_t large_dtypes[] = {GT_F32, GT_I32, GT_F16, GT_U8};
static sweep_plan plan; /* reducers, both arg reductions; dtypes */

/* ---- What a reduction should give -------------------------------------------------------------------------------- */

/* All that is asked of a set of elements, collected in one walk. */
typedef struct account {
    int64_t count;
    long double sum, rest, magnitude, product; /* sum + rest: a sum of twice the precision */
    long double span;                          /* of the binary exponents that parts of the product can have */
    bool nan, plus, minus;                     /* saw NaN, +infinity, -infinity */
    uwide integer_sum, integer_product;
    value high, low;
    int64_t high_at, low_at;
    bool all, any;
} account;

typedef struct problem {
    const char *name;
    int32_t dtype, rank;
    int64_t shape[SUPPORT_RANK];
    unsigned mask; /* bit k: axis k is reduced */
    void *host;
    gt_tensor *src;
    int64_t results;
    account *accounts;
} problem;

static bool value_above(value a, value b)
{
    if (!a.is_float) return a.i > b.i;
    return isnan(b.f) ? false : isnan(a.f) || a.f > b.f;
}

static bool value_below(value a, value b)
{
    if (!a.is_float) return a.i < b.i;
    return isnan(b.f) ? false : isnan(a.f) || a.f < b.f;
}

static void account_float(account *a, long double x)
{
    a->nan |= isnan(x);
    a->plus |= x == HUGE_VALL;
    a->minus |= x == -HUGE_VALL;
    if (!isfinite(x)) return;
    long double sum = a->sum + x, part = sum - a->sum;
    a->rest += (a->sum - (sum - part)) + (x - part);
    a->sum = sum;
    a->magnitude += fabsl(x);
    a->product *= x;
    a->span += x == 0 ? 0 : fabsl(log2l(fabsl(x)));
}

static void account_add(account *a, value x)
{
    bool truth = x.is_float ? x.f != 0 : x.i != 0;
    if (a->count == 0) *a = (account){.product = 1, .integer_product = 1, .high = x, .low = x, .all = true};
    if (value_above(x, a->high)) a->high_at = a->count;
    if (value_above(x, a->high)) a->high = x;
    if (value_below(x, a->low)) a->low_at = a->count;
    if (value_below(x, a->low)) a->low = x;
    a->all &= truth;
    a->any |= truth;
    a->integer_sum += (uwide)x.i;
    a->integer_product *= (uwide)x.i;
    account_float(a, x.is_float ? x.f : (long double)x.i);
    a->count++;
}

/* Walks src in row-major order, which is also the order within each result. */
static void account_all(problem *p)
{
    p->results = 1;
    for (int32_t k = 0; k < p->rank; k++) p->results *= p->mask >> k & 1 ? 1 : p->shape[k];
    p->accounts = calloc((size_t)p->results + 1, sizeof *p->accounts);
    assert_non_null(p->accounts);
    for (int64_t i = 0; i < p->results; i++)
        p->accounts[i] = (account){.product = 1, .integer_product = 1, .all = true};
    for (int64_t i = 0; i < support_count(p->rank, p->shape); i++) {
        int64_t rest = i, at = 0, stride = 1;
        for (int32_t k = p->rank - 1; k >= 0; k--) {
            int64_t place = rest % p->shape[k];
            rest /= p->shape[k];
            if (p->mask >> k & 1) continue;
            at += place * stride;
            stride *= p->shape[k];
        }
        account_add(&p->accounts[at], support_at(p->host, p->dtype, i));
    }
}

/* ---- Judging ----------------------------------------------------------------------------------------------------- */

static long double half_unit(int32_t dtype)
{
    return ldexpl(1, -(facts_of(dtype)->precision < 24 ? 24 : facts_of(dtype)->precision));
}

static bool weak_subnormals(int32_t dtype)
{
    return support_machine() != MACHINE_POCL && (dtype == GT_F32 || dtype == GT_BF16);
}

/* Sums and products of floats, and those of them that any number would do for. */
static struct tally {
    int64_t all, open;
} tally;

static bool anything(void)
{
    tally.open++;
    return true;
}

/* A sum with an error term: one rounding of the exact sum, and errors of second order. */
static bool sum_right(const account *a, int32_t dtype, long double got)
{
    if (a->nan || (a->plus && a->minus)) return isnan(got);
    if (a->magnitude > float_max(dtype) / 2) return anything(); /* parts may overflow */
    if (a->plus || a->minus) return got == (a->plus ? HUGE_VALL : -HUGE_VALL);
    long double exact = a->sum + a->rest, u = half_unit(dtype);
    long double allowed = float_ulp(dtype, exact) + 4 * (long double)a->count * u * u * a->magnitude;
    if (weak_subnormals(dtype)) allowed += (long double)a->count * float_min_normal(dtype);
    return fabsl(got - exact) <= allowed;
}

static bool product_right(const account *a, int32_t dtype, long double got)
{
    if (a->nan) return isnan(got);
    if (a->plus || a->minus || a->product == 0) return anything(); /* infinity times what, in which order? */
    if (a->span > 120) return anything();
    long double allowed =
        float_ulp(dtype, a->product) + (long double)a->count * 2 * half_unit(dtype) * fabsl(a->product);
    if (fabsl(a->product) > float_max(dtype)) return anything();
    return fabsl(got - a->product) <= allowed;
}

static bool extreme_right(value want, int32_t dtype, value got)
{
    if (!want.is_float) return want.i == got.i;
    if (weak_subnormals(dtype) && fabsl(want.f) < float_min_normal(dtype))
        return fabsl(got.f) < float_min_normal(dtype);
    return isnan(want.f) ? isnan(got.f) : want.f == got.f;
}

static bool reduce_right(int32_t op, const account *a, int32_t dtype, value got)
{
    tally.all += got.is_float && (op == GT_ADD || op == GT_MULTIPLY);
    if (op == GT_ADD)
        return got.is_float ? sum_right(a, dtype, got.f)
                            : value_cast(value_int((wide)a->integer_sum), dtype).i == got.i;
    if (op == GT_MULTIPLY)
        return got.is_float ? product_right(a, dtype, got.f)
                            : value_cast(value_int((wide)a->integer_product), dtype).i == got.i;
    if (op == GT_MAXIMUM) return extreme_right(a->high, dtype, got);
    if (op == GT_MINIMUM) return extreme_right(a->low, dtype, got);
    return got.i == (op == GT_LOGICAL_AND ? a->all : a->any);
}

static int32_t reduced_dtype(int32_t op, int32_t dtype)
{
    const dtype_facts *t = facts_of(dtype);
    if (op == GT_LOGICAL_AND || op == GT_LOGICAL_OR) return GT_BOOL;
    if (t->is_float || op == GT_MAXIMUM || op == GT_MINIMUM) return dtype;
    return t->is_signed || dtype == GT_BOOL ? GT_I64 : GT_U64;
}

static void assert_shape(const problem *p, const gt_tensor *dst, bool keep)
{
    int32_t axis = 0;
    for (int32_t k = 0; k < p->rank; k++) {
        if (!(p->mask >> k & 1))
            assert_int_equal(gt_tensor_dim(dst, axis++), p->shape[k]);
        else if (keep)
            assert_int_equal(gt_tensor_dim(dst, axis++), 1);
    }
    assert_int_equal(gt_tensor_rank(dst), axis);
}

/* Axes of the mask, now from the front, now from the back; all of them also as NULL. */
static int32_t make_axes(const problem *p, int32_t *axes)
{
    int32_t n = 0;
    for (int32_t k = 0; k < p->rank; k++)
        if (p->mask >> k & 1) axes[n++] = (int32_t)(p->mask % 3) == 1 ? k - p->rank : k;
    return n;
}

static void reduce_case(const problem *p, int32_t op)
{
    static unsigned calls;
    int32_t axes[SUPPORT_RANK] = {0}, n = make_axes(p, axes), result = reduced_dtype(op, p->dtype);
    bool keep = calls++ % 2;
    const gt_reduce_opts opts = {.size = sizeof opts, .flags = keep ? GT_KEEP_DIMS : 0};
    gt_tensor *dst = NULL;
    must(gt_reduce(support_queue(), op, &dst, p->src, n == p->rank && keep ? NULL : axes, n, keep ? &opts : NULL));
    assert_shape(p, dst, keep);
    void *host = support_download(dst, result, p->results);
    for (int64_t i = 0; i < p->results; i++) {
        value got = support_at(host, result, i);
        if (reduce_right(op, &p->accounts[i], result, got)) continue;
        support_wrong("reduce %s, %s, %s, axes %x, result %lld: %s; sum %.17Lg product %.17Lg highest %s lowest %s",
                      oracle_find(op)->name, facts_of(p->dtype)->name, p->name, p->mask, (long long)i,
                      value_show(got).s, p->accounts[i].sum + p->accounts[i].rest, p->accounts[i].product,
                      value_show(p->accounts[i].high).s, value_show(p->accounts[i].low).s);
    }
    free(host);
    support_drop(&dst);
}

/* Where subnormal numbers are zeros, they are as good as other zeros. */
static bool position_right(const problem *p, value best, int64_t want, int64_t got)
{
    if (got == want) return true;
    return weak_subnormals(p->dtype) && best.is_float && fabsl(best.f) < float_min_normal(p->dtype);
}

static void arg_case(const problem *p, int32_t op)
{
    int32_t axes[SUPPORT_RANK] = {0}, n = make_axes(p, axes);
    gt_tensor *dst = NULL;
    must(gt_arg_reduce(support_queue(), op, &dst, p->src, axes, n, NULL));
    assert_shape(p, dst, false);
    int64_t *got = support_download(dst, GT_I64, p->results);
    for (int64_t i = 0; i < p->results; i++) {
        const account *a = &p->accounts[i];
        int64_t want = op == GT_MAXIMUM ? a->high_at : a->low_at;
        if (position_right(p, op == GT_MAXIMUM ? a->high : a->low, want, got[i])) continue;
        support_wrong("arg %s, %s, %s, axes %x, result %lld: %lld, want %lld", oracle_find(op)->name,
                      facts_of(p->dtype)->name, p->name, p->mask, (long long)i, (long long)got[i], (long long)want);
    }
    free(got);
    support_drop(&dst);
}

static const int32_t reducers[] = {GT_ADD, GT_MULTIPLY, GT_MAXIMUM, GT_MINIMUM, GT_LOGICAL_AND, GT_LOGICAL_OR};

static int32_t column_of(int32_t dtype)
{
    return (int32_t)(facts_of(dtype) - all_dtypes);
}

static int make_plan(void **state)
{
    (void)state;
    uint32_t has = 0;
    for (int32_t k = 0; k < DTYPE_COUNT; k++) has |= (uint32_t)support_has(all_dtypes[k].dtype) << k;
    plan.columns = DTYPE_COUNT;
    for (int32_t k = 0; k < DTYPE_COUNT; k++) plan.cost[k] = CELL;
    for (int32_t k = 0; k < 4; k++) plan.cost[column_of(large_dtypes[k])] = LARGE_CELL;
    for (int32_t k = 0; k < ROWS; k++) sweep_plan_row(&plan, 0, has, has);
    sweep_plan_choose(&plan, sweep_thin() ? THIN : QUICK);
    return 0;
}

/* Whether both sums and products are run, of which tallies are made. */
static bool tallied(int32_t dtype)
{
    return plan.takes[0] >> column_of(dtype) & plan.takes[1] >> column_of(dtype) & 1;
}

static void all_reductions(problem *p)
{
    const int32_t column = column_of(p->dtype);
    account_all(p);
    for (int k = 0; k < REDUCERS; k++)
        if (sweep_takes(&plan, k, column)) reduce_case(p, reducers[k]);
    if (sweep_takes(&plan, REDUCERS, column)) arg_case(p, GT_MAXIMUM);
    if (sweep_takes(&plan, REDUCERS + 1, column)) arg_case(p, GT_MINIMUM);
    free(p->accounts);
    p->accounts = NULL;
}

/* ---- Sweep ------------------------------------------------------------------------------------------------------- */

/* Numbers near 1 and -1, whose products stay in range; small integers without 0. */
static void *mild_values(int32_t dtype, int64_t count, uint64_t seed)
{
    char *host = support_array(dtype, count);
    for (int64_t i = 0; i < count; i++) {
        long double x = 1 + random_unit(&seed) / 16;
        value v =
            facts_of(dtype)->is_float ? value_float(i % 3 ? x : -x) : value_int((wide)(random_next(&seed) % 9) + 1);
        value_write(dtype, host + (size_t)i * facts_of(dtype)->size, v);
    }
    return host;
}

/* At most one in `of`: a case that all results pass proves nothing. */
static void few_open(int64_t of)
{
    if (tally.open * of > tally.all)
        support_wrong("%lld of %lld results are not judged", (long long)tally.open, (long long)tally.all);
}

static const char *const layout_names[] = {"contiguous", "sliced", "permuted", "negative", "broadcast"};

static void sweep_dtype(void **state)
{
    const dtype_facts *t = *state;
    if (!support_has(t->dtype)) support_skip("the device does not compute with this dtype");
    problem p = {.dtype = t->dtype, .rank = 4, .shape = {3, 7, 5, 11}};
    int64_t count = support_count(p.rank, p.shape);
    for (layout l = 0; l < LAYOUT_COUNT; l++)
        for (int special = 0; special < 2; special++) {
            p.name = layout_names[l];
            p.host = special ? support_random(t->dtype, count, l) : mild_values(t->dtype, count, l);
            p.src = support_tensor(l, t->dtype, p.rank, p.shape, p.host, NULL);
            tally = (struct tally){0};
            for (p.mask = 0; p.mask < 16; p.mask++) all_reductions(&p);
            if (!special || tallied(t->dtype)) few_open(special ? 3 : tally.all + 1);
            support_drop(&p.src);
            free(p.host);
        }
    support_settle();
}

static void covered(void **state)
{
    (void)state;
    sweep_covered(&plan);
}

/* Shapes that need split ranges, many groups or second passes. */
static void large_shapes(void **state)
{
    (void)state;
    const struct {
        layout layout;
        int32_t rank;
        int64_t shape[SUPPORT_RANK];
        unsigned mask;
    } rows[] = {
        {LAYOUT_CONTIGUOUS, 1, {(1 << 20) + 17}, 1}, {LAYOUT_NEGATIVE, 1, {(1 << 20) + 17}, 1},
        {LAYOUT_CONTIGUOUS, 2, {200003, 3}, 1},      {LAYOUT_CONTIGUOUS, 2, {70001, 3}, 2},
        {LAYOUT_PERMUTED, 2, {70001, 3}, 2},         {LAYOUT_PERMUTED, 2, {3, 70001}, 2},
        {LAYOUT_CONTIGUOUS, 2, {5, 66000}, 2},       {LAYOUT_CONTIGUOUS, 2, {700, 1009}, 1},
        {LAYOUT_SLICED, 3, {65, 33, 129}, 5},        {LAYOUT_CONTIGUOUS, 3, {2, 40009, 3}, 2},
        {LAYOUT_BROADCAST, 2, {1000, 257}, 3},       {LAYOUT_CONTIGUOUS, 1, {1}, 1},
        {LAYOUT_CONTIGUOUS, 2, {1, 70001}, 1},       {LAYOUT_CONTIGUOUS, 2, {37, 6007}, 1},
    };
    tally = (struct tally){0};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        for (int d = 0; d < 4; d++) {
            problem p = {.name = "large", .dtype = large_dtypes[d], .rank = rows[k].rank, .mask = rows[k].mask};
            memcpy(p.shape, rows[k].shape, sizeof p.shape);
            p.host = mild_values(p.dtype, support_count(p.rank, p.shape), k);
            p.src = support_tensor(rows[k].layout, p.dtype, p.rank, p.shape, p.host, NULL);
            all_reductions(&p);
            support_drop(&p.src);
            free(p.host);
        }
    if (tallied(GT_F32) && tallied(GT_F16)) few_open(100);
    support_settle();
}

/* Rows of the worst number there is and, in turn, nothing else, one better number, or the best one alone. */
static void *extreme_values(int32_t dtype, int64_t rows, int64_t length)
{
    const dtype_facts *t = facts_of(dtype);
    const value low = t->is_float ? value_float(-HUGE_VALL) : value_int(t->is_signed ? -((wide)1 << 31) : 0);
    const value high = t->is_float ? value_float(HUGE_VALL) : value_int(t->is_signed ? ((wide)1 << 31) - 1 : 255);
    char *host = support_array(dtype, rows * length);
    for (int64_t i = 0; i < rows * length; i++) {
        const int64_t row = i / length;
        const int better = row % 3 == 2 || (row % 3 == 1 && i % length == row * 7 % length);
        value_write(dtype, host + (size_t)i * t->size, better ? high : low);
    }
    return host;
}

/* Rows of which a work-group takes several, or an item one; of whole vectors or not, which begin at aligned addresses
 * or not. Sums differ from row to row. */
static void short_rows(void **state)
{
    (void)state;
    static const int64_t lengths[] = {2,  3,  5,  7,   8,   15,  16,  17,   31,   33,  50,
                                      63, 64, 65, 100, 101, 127, 257, 1023, 1030, 4099};
    enum { LENGTHS = sizeof lengths / sizeof *lengths };
    for (int k = 0; k < 2 * LENGTHS; k++)
        for (int d = 0; d < 4; d++) {
            const int64_t length = lengths[k % LENGTHS], fit = 40000 / length,
                          rows = fit < 37     ? 37
                                 : fit > 3001 ? 3001
                                              : fit;
            problem p = {.name = "short rows", .dtype = large_dtypes[d], .rank = 2, .mask = 2, .shape = {rows, length}};
            if (k / LENGTHS != (k + d) % 2) continue;
            p.host =
                k < LENGTHS ? mild_values(p.dtype, rows * length, (uint64_t)k) : extreme_values(p.dtype, rows, length);
            p.src = support_tensor(LAYOUT_CONTIGUOUS, p.dtype, p.rank, p.shape, p.host, NULL);
            all_reductions(&p);
            support_drop(&p.src);
            free(p.host);
        }
    support_settle();
}

/* Among ones, a number at row `at`, which the row is left with as its sum, maximum and minimum where they see it. */
static void one_odd(int32_t rank, const int64_t *shape, int64_t at, double odd)
{
    static const int32_t ops[] = {GT_ADD, GT_MAXIMUM, GT_MINIMUM};
    const gt_scalar one = float_scalar(GT_F32, 1), number = float_scalar(GT_F32, odd);
    const gt_slice spot[] = {{at, at + 1, 1, 0, 0}, {1, 2, 1, 0, 0}};
    const int64_t single[] = {1, 1};
    const double wants[] = {odd, odd < 1 ? 1 : odd, odd > 1 ? 1 : odd}, plain[] = {(double)shape[0], 1, 1};
    gt_tensor *a = NULL, *element = NULL, *dst = NULL;
    must(gt_fill(support_queue(), &a, GT_F32, rank, shape, &one));
    must(gt_tensor_slice(&element, a, spot, rank));
    must(gt_fill(support_queue(), &element, GT_F32, rank, single, &number));
    for (int k = 0; k < 3; k++) {
        if (!sweep_part((uint64_t)k, 3)) continue;
        must(gt_reduce(support_queue(), ops[k], &dst, a, (const int32_t[]){0}, 1, NULL));
        support_expect(dst, GT_F32, rank - 1, shape + 1, rank == 1 ? &wants[k] : LIST(plain[k], wants[k], plain[k]));
        support_drop(&dst);
    }
    support_drop(&element);
    support_drop(&a);
}

/* NaN and infinity pass through all the accumulators of a long reduction, whose parts lie side by side or not. */
static void odd_among_many(void **state)
{
    (void)state;
    static const double odd[] = {NAN, INFINITY, -INFINITY};
    static const int64_t flat[] = {(1 << 20) + 17}, columns[] = {200003, 3};
    for (int k = 0; k < 3; k++)
        for (int64_t place = 0; place < 3; place++) {
            one_odd(1, flat, (flat[0] - 1) * place / 2, odd[k]);
            one_odd(2, columns, (columns[0] - 1) * place / 2, odd[k]);
        }
}

/* ---- Empty ranges, rank 0 ---------------------------------------------------------------------------------------- */

static void nothing_to_reduce(void **state)
{
    (void)state;
    const int64_t shape[] = {2, 0, 3}, two_three[] = {2, 3}, two_none[] = {2, 0};
    const int32_t middle = 1, last = 2;
    const double identities[] = {0, 1, 0, 0, 1, 0};
    gt_tensor *a = support_values(GT_F32, 3, shape, NULL), *dst = NULL;
    for (int k = 0; k < 6; k++) {
        bool extreme = reducers[k] == GT_MAXIMUM || reducers[k] == GT_MINIMUM;
        double want[6];
        for (int i = 0; i < 6; i++) want[i] = identities[k];
        must_be(extreme ? GT_E_SHAPE : GT_OK, gt_reduce(support_queue(), reducers[k], &dst, a, &middle, 1, NULL));
        if (!extreme) support_expect(dst, reduced_dtype(reducers[k], GT_F32), 2, two_three, want);
        support_drop(&dst);
        must_be(extreme ? GT_E_SHAPE : GT_OK, gt_reduce(support_queue(), reducers[k], &dst, a, NULL, 0, NULL));
        if (!extreme) support_expect(dst, reduced_dtype(reducers[k], GT_F32), 0, NULL, want);
        support_drop(&dst);
        must(gt_reduce(support_queue(), reducers[k], &dst, a, &last, 1, NULL)); /* no results, so nothing is missing */
        support_expect(dst, reduced_dtype(reducers[k], GT_F32), 2, two_none, NULL);
        support_drop(&dst);
    }
    gt_tensor *vast = NULL;
    const int64_t vast_shape[] = {0, INT64_C(1) << 40, INT64_C(1) << 40};
    const int32_t both[] = {1, 2};
    must(gt_tensor_create(support_queue(), &vast, GT_F32, 3, vast_shape, 0));
    must(gt_reduce(support_queue(), GT_MAXIMUM, &dst, vast, both, 2, NULL)); /* 2^80 elements for each of no results */
    assert_int_equal(gt_tensor_rank(dst), 1);
    assert_int_equal(gt_tensor_count(dst), 0);
    support_drop(&dst);
    support_drop(&vast);
    must_be(GT_E_SHAPE, gt_arg_reduce(support_queue(), GT_MAXIMUM, &dst, a, &middle, 1, NULL));
    assert_null(dst);
    must(gt_arg_reduce(support_queue(), GT_MAXIMUM, &dst, a, &last, 1, NULL));
    support_expect(dst, GT_I64, 2, two_none, NULL);
    support_drop(&dst);
    support_drop(&a);
}

static void rank_0(void **state)
{
    (void)state;
    gt_tensor *a = support_values(GT_I16, 0, NULL, LIST(-7)), *dst = NULL;
    const int32_t none = 0;
    for (int k = 0; k < 6; k++) {
        if (!sweep_part((uint64_t)k, 3)) continue;
        must(gt_reduce(support_queue(), reducers[k], &dst, a, k % 2 ? NULL : &none, 0, NULL));
        support_expect(dst, reduced_dtype(reducers[k], GT_I16), 0, NULL, k < 4 ? LIST(-7) : LIST(1));
        support_drop(&dst);
    }
    must(gt_arg_reduce(support_queue(), GT_MINIMUM, &dst, a, NULL, 0, NULL));
    support_expect(dst, GT_I64, 0, NULL, LIST(0));
    support_drop(&dst);
    support_drop(&a);
}

/* ---- Positions --------------------------------------------------------------------------------------------------- */

static void ties_and_nans(void **state)
{
    (void)state;
    const struct {
        double x[7];
        double high, low;
    } rows[] = {
        {{1, 3, 3, 1, 3, 1, 2}, 1, 0},
        {{0.0, -0.0, 0.0, -0.0, 0, 0, 0}, 0, 0},
        {{-0.0, 0.0, 0.0, -0.0, 0, 0, 0}, 0, 0},
        {{5, NAN, 9, NAN, -9, 1, 1}, 1, 1},
        {{NAN, NAN, INFINITY, 0, 0, 0, 0}, 0, 0},
        {{1, -INFINITY, INFINITY, INFINITY, -INFINITY, 1, NAN}, 6, 6},
        {{1, -INFINITY, INFINITY, INFINITY, -INFINITY, 1, 1}, 2, 1},
        {{-INFINITY, -INFINITY, -INFINITY, -INFINITY, -INFINITY, -INFINITY, -INFINITY}, 0, 0},
        {{INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY}, 0, 0},
    };
    const int64_t shape[] = {7};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        for (int d = 9; d < DTYPE_COUNT; d++) {
            if (!support_has(all_dtypes[d].dtype)) continue;
            gt_tensor *a = support_values(all_dtypes[d].dtype, 1, shape, rows[k].x), *dst = NULL;
            must(gt_arg_reduce(support_queue(), GT_MAXIMUM, &dst, a, NULL, 0, NULL));
            support_expect(dst, GT_I64, 0, NULL, &rows[k].high);
            support_drop(&dst);
            must(gt_arg_reduce(support_queue(), GT_MINIMUM, &dst, a, NULL, 0, NULL));
            support_expect(dst, GT_I64, 0, NULL, &rows[k].low);
            support_drop(&dst);
            support_drop(&a);
        }
}

/* The first of equals, wherever the parts of a long range begin and end. */
static void first_of_many(void **state)
{
    (void)state;
    const int64_t n = 300007, firsts[] = {0, 1, 255, 256, 65535, 65536, 131072, 299999, 300006};
    for (int k = 0; k < 9; k++) {
        float *x = support_array(GT_F32, n);
        for (int64_t i = firsts[k]; i < n; i += 1 + i % 1000) x[i] = k % 2 ? NAN : 1;
        gt_tensor *a = support_upload(GT_F32, 1, &n, x), *dst = NULL;
        const double want = (double)firsts[k];
        must(gt_arg_reduce(support_queue(), GT_MAXIMUM, &dst, a, NULL, 0, NULL));
        support_expect(dst, GT_I64, 0, NULL, &want);
        support_drop(&dst);
        support_drop(&a);
        free(x);
    }
}

/* Indices that float32 does not hold, and a destination that does not hold them. */
static void far_index(void **state)
{
    (void)state;
    const int64_t n = (1 << 24) + 8;
    const double at = (1 << 24) + 1, wrapped = 1;
    const int32_t dtypes[] = {GT_F32, GT_F16};
    for (int k = 0; k < 2; k++) {
        const gt_scalar one = integer_scalar(GT_WEAK_INT, 1), zero = integer_scalar(GT_WEAK_INT, 0);
        const gt_slice only = {(1 << 24) + 1, (1 << 24) + 2, 1, 0, 0};
        const int64_t single[] = {1};
        gt_tensor *a = NULL, *spot = NULL, *dst = NULL, *narrow = support_values(GT_I8, 0, NULL, LIST(9));
        must(gt_fill(support_queue(), &a, dtypes[k], 1, &n, &zero));
        must(gt_tensor_slice(&spot, a, &only, 1));
        must(gt_fill(support_queue(), &spot, dtypes[k], 1, single, &one));
        must(gt_arg_reduce(support_queue(), GT_MAXIMUM, &dst, a, NULL, 0, NULL));
        support_expect(dst, GT_I64, 0, NULL, &at);
        must(gt_arg_reduce(support_queue(), GT_MAXIMUM, &narrow, a, NULL, 0, NULL));
        support_expect(narrow, GT_I8, 0, NULL, &wrapped);
        gt_tensor **all[] = {&a, &spot, &dst, &narrow};
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) support_drop(all[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OF_DTYPE(sweep_dtype, 0),         OF_DTYPE(sweep_dtype, 1),
        OF_DTYPE(sweep_dtype, 2),         OF_DTYPE(sweep_dtype, 3),
        OF_DTYPE(sweep_dtype, 4),         OF_DTYPE(sweep_dtype, 5),
        OF_DTYPE(sweep_dtype, 6),         OF_DTYPE(sweep_dtype, 7),
        OF_DTYPE(sweep_dtype, 8),         OF_DTYPE(sweep_dtype, 9),
        OF_DTYPE(sweep_dtype, 10),        OF_DTYPE(sweep_dtype, 11),
        OF_DTYPE(sweep_dtype, 12),        cmocka_unit_test(covered),
        cmocka_unit_test(large_shapes),   cmocka_unit_test(nothing_to_reduce),
        cmocka_unit_test(rank_0),         cmocka_unit_test(ties_and_nans),
        cmocka_unit_test(first_of_many),  cmocka_unit_test(far_index),
        cmocka_unit_test(odd_among_many), cmocka_unit_test(short_rows),
        cmocka_unit_test(sweep_programs),
    };
    sweep_begin(&shares);
    return cmocka_run_group_tests(tests, make_plan, support_close);
}

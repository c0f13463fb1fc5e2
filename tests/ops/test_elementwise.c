/* Every operation in every dtype and layout against the oracle, and the special cases of the standard. */
#include "support/sweep.h"
#include <math.h>

/* About one program for an operation and a dtype, and one for a sine. */
static const sweep_shares shares = {.all = 880, .quick = 190, .thin = 114};
static sweep_plan plan; /* operations, as the oracle counts them, and dtypes */

/* What each operation was run with. */
static struct {
    uint32_t layouts;
    bool in_place, could_be;
} met[SWEEP_ROWS];

static int32_t apply(const oracle_op *op, gt_tensor **dst, gt_tensor *const *x)
{
    gt_arg arguments[ORACLE_OPERANDS] = {{.tensor = x[0]}, {.tensor = x[1]}, {.tensor = x[2]}, {.tensor = x[3]}};
    if (op->arity == 1) return gt_unary(support_queue(), op->op, dst, x[0]);
    if (op->arity == 2) return gt_binary(support_queue(), op->op, dst, x[0], x[1]);
    return gt_apply(support_queue(), op->op, dst, arguments, op->arity);
}

/* ---- Sweep ------------------------------------------------------------------------------------------------------- */

typedef struct sweep {
    const oracle_op *op;
    const layout_case *c;
    const char *manner;
    int32_t dtype;
    int64_t count;
    void *host[ORACLE_OPERANDS];
    gt_tensor *x[ORACLE_OPERANDS];
} sweep;

static void sweep_open(sweep *s, uint64_t seed)
{
    size_t size = facts_of(s->dtype)->size;
    s->count = support_count(s->c->rank, s->c->shape);
    for (int32_t k = 0; k < s->op->arity; k++) {
        s->host[k] = support_random(s->dtype, s->count, seed * 3 + (uint64_t)k);
        for (int64_t i = k; i < s->count && k; i += 8) /* equal operands, now and then */
            memcpy((char *)s->host[k] + (size_t)i * size, (char *)s->host[0] + (size_t)i * size, size);
        layout l =
            s->c->rank == 3 ? (layout)(((uint64_t)s->c->layout + (uint64_t)k * seed) % LAYOUT_COUNT) : s->c->layout;
        s->x[k] = support_tensor(l, s->dtype, s->c->rank, s->c->shape, s->host[k], NULL);
    }
}

static void sweep_close(sweep *s)
{
    for (int32_t k = 0; k < s->op->arity; k++) {
        support_drop(&s->x[k]);
        free(s->host[k]);
    }
}

static void describe_wrong(const sweep *s, int64_t index, const value *x, value got)
{
    value want = oracle_value(s->op, s->dtype, x);
    char operands[400] = "";
    for (int32_t k = 0; k < s->op->arity; k++) {
        strcat(operands, k ? ", " : "");
        strcat(operands, value_show(x[k]).s);
    }
    support_wrong("%s(%s) = %s, want %s [%s, %s, %s, element %lld]", s->op->name, operands, value_show(got).s,
                  value_show(want).s, facts_of(s->dtype)->name, s->c->name, s->manner, (long long)index);
}

static void judge(const sweep *s, const gt_tensor *dst)
{
    int32_t result = oracle_result(s->op, s->dtype);
    assert_int_equal(gt_tensor_rank(dst), s->c->rank);
    for (int32_t k = 0; k < s->c->rank; k++) assert_int_equal(gt_tensor_dim(dst, k), s->c->shape[k]);
    void *host = support_download(dst, result, s->count);
    for (int64_t i = 0; i < s->count; i++) {
        value x[ORACLE_OPERANDS], got = support_at(host, result, i);
        for (int32_t k = 0; k < s->op->arity; k++) x[k] = support_at(s->host[k], s->dtype, i);
        if (!oracle_accepts(s->op, s->dtype, x, got, support_machine())) describe_wrong(s, i, x, got);
    }
    free(host);
}

static void sweep_case(int32_t row, int32_t dtype, int32_t number)
{
    const oracle_op *op = oracle_at(row);
    const layout_case *c = layout_case_at(number);
    const uint64_t seed = (uint64_t)(row * 100 + number);
    sweep s = {.op = op, .c = c, .dtype = dtype, .manner = "new"};
    sweep_open(&s, seed);
    gt_tensor *dst = NULL;
    must(apply(op, &dst, s.x));
    judge(&s, dst);
    support_drop(&dst);
    met[row].layouts |= 1u << number;
    met[row].could_be |= oracle_result(op, dtype) == dtype;
    if (oracle_result(op, dtype) == dtype && c->layout != LAYOUT_BROADCAST) {
        s.manner = "in place";
        dst = s.x[0];
        must(apply(op, &dst, s.x));
        assert_ptr_equal(dst, s.x[0]);
        judge(&s, dst);
        met[row].in_place = true;
    }
    sweep_close(&s);
}

static void refused(const oracle_op *op, int32_t dtype)
{
    gt_tensor *x[ORACLE_OPERANDS] = {NULL}, *dst = NULL;
    const double one = 1;
    for (int32_t k = 0; k < op->arity; k++) x[k] = support_values(dtype, 0, NULL, &one);
    must_be(GT_E_DTYPE, apply(op, &dst, x));
    assert_null(dst);
    for (int32_t k = 0; k < op->arity; k++) support_drop(&x[k]);
}

/* Maths functions of integers are computed in float32 whatever the integer: three dtypes stand for all, since to
 * compile a program for each is most of the time that this test takes. */
static bool stands_for_others(const oracle_op *op, const dtype_facts *t)
{
    if (op->dtype_class != GT_CLASS_FLOAT || t->is_float) return true;
    return t->dtype == GT_BOOL || t->dtype == GT_U8 || t->dtype == GT_I64;
}

static int make_plan(void **state)
{
    (void)state;
    plan.columns = DTYPE_COUNT;
    for (int32_t k = 0; k < oracle_count(); k++) {
        const oracle_op *op = oracle_at(k);
        uint32_t has = 0, floats = 0;
        for (int32_t d = 0; d < DTYPE_COUNT; d++) {
            const dtype_facts *t = &all_dtypes[d];
            if (!support_has(t->dtype) || !oracle_result(op, t->dtype) || !stands_for_others(op, t)) continue;
            has |= 1u << d;
            floats |= (uint32_t)t->is_float << d; /* where the special cases are */
        }
        sweep_plan_row(&plan, sweep_thin() ? 0 : op->dtype_class, has, floats);
    }
    sweep_plan_choose(&plan, sweep_share() - 6);
    return 0;
}

static void sweep_dtype(void **state)
{
    const dtype_facts *t = *state;
    const int32_t column = (int32_t)(t - all_dtypes);
    if (!support_has(t->dtype)) support_skip("the device does not compute with this dtype");
    for (int32_t k = 0; k < oracle_count(); k++) {
        const oracle_op *op = oracle_at(k);
        support_topic();
        if (oracle_result(op, t->dtype) == 0) {
            refused(op, t->dtype);
            continue;
        }
        if (!sweep_takes(&plan, k, column)) continue;
        for (int32_t c = 0; c < layout_case_count(); c++)
            if (c == 0 || sweep_layout(&plan, k, column, c, layout_case_count())) sweep_case(k, t->dtype, c);
    }
    support_settle();
}

/* Each operation in each layout and, where a result has the dtype of its operands, in place. */
static void covered(void **state)
{
    (void)state;
    sweep_covered(&plan);
    for (int32_t k = 0; k < oracle_count(); k++) {
        assert_int_equal(met[k].layouts, (1u << layout_case_count()) - 1);
        assert_int_equal(met[k].in_place, met[k].could_be);
    }
}

/* A sine of small numbers must not suffer from a large one in the same vector. */
static void sin_mixed(void **state)
{
    (void)state;
    enum { N = 4096 };
    uint64_t seed = 7;
    const layout_case c = {"mixed magnitudes", LAYOUT_CONTIGUOUS, 1, {N}};
    sweep s = {.op = oracle_find(GT_SIN), .c = &c, .dtype = GT_F32, .manner = "new", .count = N};
    float *x = support_array(GT_F32, N);
    for (int64_t i = 0; i < N; i++) {
        long double unit = random_unit(&seed);
        x[i] = (float)(unit * (i % 8 == i / 8 % 8 ? 1e9L : i % 2 ? 3.0L : 1e-3L));
    }
    s.host[0] = x;
    s.x[0] = support_upload(GT_F32, 1, c.shape, x);
    gt_tensor *dst = NULL;
    must(apply(s.op, &dst, s.x));
    judge(&s, dst);
    support_drop(&dst);
    sweep_close(&s);
    support_settle();
}

/* ---- Special cases of the standard ------------------------------------------------------------------------------- */

enum { LANES = 16 };

static bool in_lane(int32_t row, int32_t lane)
{
    return lane == (row * 7 + 3) % LANES;
}

/* Rows of LANES elements, each with one special case among ordinary values. Returns the number of rows. */
static int32_t golden_operands(const oracle_op *op, int32_t dtype, void **host, golden_row *rows)
{
    size_t size = facts_of(dtype)->size;
    int32_t n = 0;
    for (int32_t k = 0; k < golden_count(); k++) {
        const golden_row g = golden_at(k);
        if (g.op != op->op) continue;
        for (int32_t lane = 0; lane < LANES; lane++)
            for (int32_t a = 0; a < op->arity; a++) {
                double ordinary = (double)((lane * 5 + a * 3 + n) % 13 + 1) / 8;
                value_write(dtype, (char *)host[a] + (size_t)(n * LANES + lane) * size,
                            value_float(in_lane(n, lane) ? g.x[a] : ordinary));
            }
        rows[n++] = g;
    }
    return n;
}

/* What the standard says of infinities, NaN and zeros, it says exactly, but of multiples of pi. */
static bool is_exact(const golden_row *g, int32_t arity)
{
    bool special = false;
    for (int32_t a = 0; a < arity; a++) special = special || !isfinite(g->x[a]) || g->x[a] == 0;
    return special && g->want == rint(g->want);
}

static void golden_judge(const sweep *s, const void *result, const golden_row *rows)
{
    int32_t dtype = oracle_result(s->op, s->dtype);
    for (int64_t i = 0; i < s->count; i++) {
        int32_t row = (int32_t)(i / LANES);
        const golden_row *g = &rows[row];
        value x[ORACLE_OPERANDS], got = support_at(result, dtype, i);
        for (int32_t a = 0; a < s->op->arity; a++) x[a] = support_at(s->host[a], s->dtype, i);
        if (!in_lane(row, (int32_t)(i % LANES))) {
            if (!oracle_accepts(s->op, s->dtype, x, got, support_machine())) describe_wrong(s, i, x, got);
            continue;
        }
        double ulps = is_exact(g, s->op->arity) ? 0 : oracle_ulps(s->op, dtype, support_machine());
        bool right = got.is_float ? float_close(dtype, g->want, got.f, ulps, false) ||
                                        float_close(dtype, g->also, got.f, ulps, false)
                                  : (double)got.i == g->want;
        if (!right)
            support_wrong("%s = %s, the standard says %g [%s]", golden_show(g).s, value_show(got).s, g->want,
                          facts_of(s->dtype)->name);
    }
}

static void golden_op(const oracle_op *op, int32_t dtype)
{
    golden_row *rows = calloc((size_t)golden_count(), sizeof *rows);
    assert_non_null(rows);
    layout_case c = {"special case", LAYOUT_CONTIGUOUS, 2, {0, LANES}};
    sweep s = {.op = op, .c = &c, .dtype = dtype, .manner = "ordinary neighbour"};
    for (int32_t k = 0; k < op->arity; k++) s.host[k] = support_array(dtype, (int64_t)golden_count() * LANES);
    int32_t n = golden_operands(op, dtype, s.host, rows);
    assert_int_not_equal(n, 0);
    c.shape[0] = n;
    s.count = (int64_t)n * LANES;
    for (int32_t k = 0; k < op->arity; k++) s.x[k] = support_upload(dtype, 2, c.shape, s.host[k]);
    gt_tensor *dst = NULL;
    must(apply(op, &dst, s.x));
    void *result = support_download(dst, oracle_result(op, dtype), s.count);
    golden_judge(&s, result, rows);
    free(result);
    support_drop(&dst);
    sweep_close(&s);
    free(rows);
}

static void golden_dtype(void **state)
{
    const dtype_facts *t = *state;
    if (!support_has(t->dtype)) support_skip("the device does not compute with this dtype");
    for (int32_t k = 0; k < oracle_count(); k++) {
        support_topic();
        if (plan.takes[k] >> (t - all_dtypes) & 1) golden_op(oracle_at(k), t->dtype);
    }
    support_settle();
}

/* ---- The table and the count of programs ------------------------------------------------------------------------- */

static void descriptions(void **state)
{
    (void)state;
    for (int32_t k = 0; k < oracle_count(); k++) {
        const oracle_op *op = oracle_at(k);
        gt_op_desc desc = {.size = sizeof desc};
        must(gt_op_describe(op->op, &desc));
        assert_string_equal(desc.name, op->name);
        assert_int_equal(desc.op, op->op);
        assert_int_equal(desc.arity, op->arity);
        assert_int_equal(desc.dtype_class, op->dtype_class);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(descriptions), OF_DTYPE(sweep_dtype, 0),    OF_DTYPE(sweep_dtype, 1),
        OF_DTYPE(sweep_dtype, 2),       OF_DTYPE(sweep_dtype, 3),    OF_DTYPE(sweep_dtype, 4),
        OF_DTYPE(sweep_dtype, 5),       OF_DTYPE(sweep_dtype, 6),    OF_DTYPE(sweep_dtype, 7),
        OF_DTYPE(sweep_dtype, 8),       OF_DTYPE(sweep_dtype, 9),    OF_DTYPE(sweep_dtype, 10),
        OF_DTYPE(sweep_dtype, 11),      OF_DTYPE(sweep_dtype, 12),   cmocka_unit_test(covered),
        OF_DTYPE(golden_dtype, 9),      OF_DTYPE(golden_dtype, 10),  OF_DTYPE(golden_dtype, 11),
        OF_DTYPE(golden_dtype, 12),     cmocka_unit_test(sin_mixed), cmocka_unit_test(sweep_programs),
    };
    sweep_begin(&shares);
    return cmocka_run_group_tests(tests, make_plan, support_close);
}

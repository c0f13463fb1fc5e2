/* gt_eval, gt_eval_all and gt_eval_reduce: the same bits as the operations one by one. */
#include <gputensor/names.h>
#include "support/support.h"
#include "support/leaks.h"
#include "support/sweep.h"

enum { TEXT = 4096, OPERANDS = 8, DEPTH = 4, TRIES = 20 };

/* ---- Random expressions ------------------------------------------------------------------------------------------ */

/* A part of an expression, and what it is: a tensor or a number. */
typedef struct part {
    char text[TEXT];
    gt_tensor *tensor;
    gt_scalar number;
    bool owned;
} part;

typedef struct maker {
    uint64_t state;
    gt_arg args[OPERANDS];
    int32_t n;
    int32_t nodes; /* that may still be made */
} maker;

static uint64_t below(maker *m, uint64_t n)
{
    return random_next(&m->state) % n;
}

static void forget(part *p)
{
    if (p->owned) gt_tensor_free(p->tensor);
    free(p);
}

static part *new_part(void)
{
    part *p = calloc(1, sizeof *p);
    assert_non_null(p);
    return p;
}

static part *make_leaf(maker *m, bool number)
{
    part *p = new_part();
    if (number) {
        p->number = below(m, 2) ? gt_int((int64_t)below(m, 100)) : gt_float((double)below(m, 1000) / 8);
        if (p->number.dtype == GT_WEAK_INT)
            snprintf(p->text, TEXT, "%d", (int)p->number.i);
        else
            snprintf(p->text, TEXT, "%d.%03d", (int)p->number.re, (int)(p->number.re * 1000) % 1000);
        return p;
    }
    const gt_arg *arg = &m->args[below(m, (uint64_t)m->n)];
    p->tensor = (gt_tensor *)(uintptr_t)arg->tensor;
    snprintf(p->text, TEXT, "%s", arg->name);
    return p;
}

static const char *sign_of(int32_t op)
{
    static const struct {
        int32_t op;
        const char *sign;
    } signs[] = {{GT_ADD, "+"},
                 {GT_SUBTRACT, "-"},
                 {GT_MULTIPLY, "*"},
                 {GT_DIVIDE, "/"},
                 {GT_REMAINDER, "%"},
                 {GT_LESS, "<"},
                 {GT_GREATER, ">"},
                 {GT_LESS_EQUAL, "<="},
                 {GT_EQUAL, "=="},
                 {GT_NOT_EQUAL, "!="},
                 {GT_LOGICAL_OR, "||"},
                 {GT_LOGICAL_AND, "&&"},
                 {GT_BITWISE_AND, "&"},
                 {GT_BITWISE_OR, "|"},
                 {GT_BITWISE_XOR, "^"},
                 {GT_GREATER_EQUAL, ">="},
                 {GT_NEGATIVE, "-"},
                 {GT_LOGICAL_NOT, "!"},
                 {GT_POSITIVE, "+"},
                 {GT_BITWISE_INVERT, "~"},
                 {GT_BITWISE_LEFT_SHIFT, "<<"},
                 {GT_BITWISE_RIGHT_SHIFT, ">>"}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (signs[i].op == op) return signs[i].sign;
    return NULL;
}

static void write_node(part *out, const gt_op_desc *op, part *const *child)
{
    const char *sign = sign_of(op->op);
    if (op->op == GT_WHERE)
        snprintf(out->text, TEXT, "(%.900s ? %.900s : %.900s)", child[0]->text, child[1]->text, child[2]->text);
    else if (sign && op->arity == 1)
        snprintf(out->text, TEXT, "%s(%.900s)", sign, child[0]->text);
    else if (sign)
        snprintf(out->text, TEXT, "(%.900s %s\n%.900s)", child[0]->text, sign, child[1]->text);
    else {
        int at = snprintf(out->text, TEXT, "%s(", op->name);
        for (int32_t i = 0; i < op->arity; i++)
            at += snprintf(out->text + at, (size_t)(TEXT - at), "%s%.900s", i ? ", " : "", child[i]->text);
        snprintf(out->text + at, (size_t)(TEXT - at), ")");
    }
}

static int32_t any_op(maker *m)
{
    static const int32_t kinds[] = {GT_KIND_UNARY, GT_KIND_BINARY, GT_KIND_BINARY, GT_KIND_TERNARY, GT_KIND_QUATERNARY};
    int32_t op = 0, n = 0;
    const int32_t kind = kinds[below(m, 5)];
    while (gt_enum_at(kind, n, &op)) n++;
    gt_enum_at(kind, (int32_t)below(m, (uint64_t)n), &op);
    return op;
}

/* An operation on parts, or a leaf where none is found that takes them. */
static part *make_part(maker *m, int depth)
{
    for (int try = 0; try < TRIES && depth > 0 && m->nodes > 0; try++) {
        gt_op_desc op = {.size = sizeof op};
        part *child[4] = {0}, *out = new_part();
        gt_arg args[4] = {{0}};
        int tensors = 0;
        must(gt_op_describe(any_op(m), &op));
        m->nodes--;
        for (int32_t i = 0; i < op.arity; i++) {
            child[i] = below(m, 5) == 0 ? make_leaf(m, i != 0) : make_part(m, depth - 1);
            args[i] = (gt_arg){.tensor = child[i]->tensor, .scalar = child[i]->number};
            tensors += child[i]->tensor != NULL;
        }
        const gt_status status =
            tensors ? gt_apply(support_queue(), op.op, &out->tensor, args, op.arity) : GT_E_ARGUMENT;
        if (status == GT_OK) write_node(out, &op, child);
        for (int32_t i = 0; i < op.arity; i++) forget(child[i]);
        out->owned = true;
        if (status == GT_OK) return out;
        assert_true(status == GT_E_DTYPE || status == GT_E_ARGUMENT);
        forget(out);
    }
    return make_leaf(m, false);
}

/* 1 if both are of one dtype and shape and the same bits; NaN is NaN. */
static bool same(const gt_tensor *a, const gt_tensor *b)
{
    const int32_t dtype = gt_tensor_dtype(a);
    const int64_t count = gt_tensor_count(a), size = gt_dtype_size(dtype);
    bool equal = gt_tensor_dtype(b) == dtype && gt_tensor_count(b) == count && gt_tensor_rank(a) == gt_tensor_rank(b);
    for (int32_t i = 0; equal && i < gt_tensor_rank(a); i++) equal = gt_tensor_dim(a, i) == gt_tensor_dim(b, i);
    if (!equal) return false;
    unsigned char *x = support_download(a, dtype, count), *y = support_download(b, dtype, count);
    for (int64_t i = 0; i < count && equal; i++) {
        if (memcmp(x + i * size, y + i * size, (size_t)size) == 0) continue;
        const value v = support_at(x, dtype, i), w = support_at(y, dtype, i);
        equal = facts_of(dtype)->is_float && v.f != v.f && w.f != w.f;
        if (!equal)
            support_wrong("element %lld of %lld, %s: %.17Lg one by one, %.17Lg fused", (long long)i, (long long)count,
                          facts_of(dtype)->name, facts_of(dtype)->is_float ? v.f : (long double)v.i,
                          facts_of(dtype)->is_float ? w.f : (long double)w.i);
    }
    free(x);
    free(y);
    return equal;
}

static const char *const names[OPERANDS] = {"a", "b", "c", "x", "y", "z", "w_1", "exp"};

static void operands(maker *m, const int32_t *dtypes, int32_t n, gt_tensor **base)
{
    const int64_t shape[] = {5, 131}, row[] = {131};
    for (int32_t i = 0; i < n; i++) {
        gt_tensor *t;
        base[i] = NULL;
        if (i == n - 1) {
            void *host = support_random(dtypes[i], 131, m->state + (uint64_t)i);
            t = support_upload(dtypes[i], 1, row, host);
            free(host);
        } else {
            void *host = support_random(dtypes[i], 5 * 131, m->state + (uint64_t)i);
            t = support_tensor((layout)(i % LAYOUT_BROADCAST), dtypes[i], 2, shape, host, &base[i]);
            free(host);
        }
        m->args[i] = gt_arg_tensor(t);
        m->args[i].name = names[i];
    }
    m->n = n;
}

static void drop_operands(maker *m, gt_tensor **base)
{
    for (int32_t i = 0; i < m->n; i++) {
        gt_tensor_free((gt_tensor *)(uintptr_t)m->args[i].tensor);
        gt_tensor_free(base[i]);
    }
}

static void random_case(uint64_t seed, const int32_t *dtypes, int32_t n, int32_t nodes)
{
    maker m = {.state = seed, .nodes = nodes};
    gt_tensor *base[OPERANDS], *got = NULL;
    operands(&m, dtypes, n, base);
    part *p = make_part(&m, DEPTH);
    if (p->owned) {
        if (getenv("SHOW")) printf("%s\n", p->text);
        must(gt_eval(support_queue(), &got, p->text, m.args, m.n));
        if (!same(p->tensor, got)) support_wrong("seed %d: %s", (int)seed, p->text);
    }
    support_drop(&got);
    forget(p);
    drop_operands(&m, base);
}

static void one_by_one(void **state)
{
    (void)state;
    static const int32_t floats[] = {GT_F32, GT_F32, GT_F32, GT_F32},
                         shorts[] = {GT_F16, GT_BF16, GT_F16, GT_I8, GT_F32},
                         whole[] = {GT_I8, GT_U16, GT_I32, GT_U8, GT_BOOL, GT_I64},
                         mixed[] = {GT_F32, GT_I32, GT_U64, GT_F16, GT_BOOL, GT_I16, GT_U8};
    const char *more = getenv("EXPRESSIONS");
    const uint64_t n = more ? strtoull(more, NULL, 10) : 1, first = more ? 100 : 1;
    for (uint64_t seed = first; seed < first + n; seed++) {
        if (more) random_case(4 * seed, floats, 4, 10);
        if (more) random_case(4 * seed + 1, shorts, 5, 10);
        if (more) random_case(4 * seed + 2, whole, 6, 10);
        random_case(4 * seed + 3, mixed, 7, 10);
    }
    support_settle();
}

int main(void)
{
    leaks_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_by_one),
        cmocka_unit_test(leaks_none),
    };
    return cmocka_run_group_tests(tests, NULL, support_close);
}

/* gt_eval, gt_eval_all and gt_eval_reduce: the same bits as the operations one by one. */
#include "faults/faults.h"
#include "support/leaks.h"
#include "support/operands.h"
#include "support/sweep.h"

enum { TEXT = 4096, DEPTH = 4, TRIES = 20 };

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
    operands of;
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
    const gt_arg *arg = &m->of.args[below(m, (uint64_t)m->of.n)];
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

static void random_case(uint64_t seed, const int32_t *dtypes, int32_t n, int32_t nodes)
{
    maker m = {.state = seed, .nodes = nodes};
    gt_tensor *got = NULL;
    m.of = random_operands(dtypes, n, 2, (const int64_t[]){3, 277}, seed, 0, false);
    part *p = make_part(&m, DEPTH);
    if (p->owned) {
        if (getenv("SHOW")) printf("%s\n", p->text);
        must(gt_eval(support_queue(), &got, p->text, m.of.args, m.of.n));
        if (!support_same(p->tensor, got)) support_wrong("seed %d: %s", (int)seed, p->text);
    }
    support_drop(&got);
    forget(p);
    release_operands(&m.of);
}

static void one_by_one(void **state)
{
    (void)state;
    static const int32_t floats[] = {GT_F32, GT_F32, GT_F32, GT_F32},
                         shorts[] = {GT_F16, GT_BF16, GT_F16, GT_I8, GT_F32},
                         whole[] = {GT_I8, GT_U16, GT_I32, GT_U8, GT_BOOL, GT_I64},
                         mixed[] = {GT_F32, GT_I32, GT_U64, GT_F16, GT_BOOL, GT_I16, GT_U8},
                         pairs[] = {GT_C64, GT_F32, GT_C64, GT_I16, GT_C128, GT_BOOL};
    const int double_too = gt_context_supports(support_context(), GT_C128) == GT_SUPPORT_NATIVE;
    const char *more = getenv("EXPRESSIONS");
    const uint64_t n = more ? strtoull(more, NULL, 10) : 1, first = more ? 100 : 1;
    for (uint64_t seed = first; seed < first + n; seed++) {
        if (more) random_case(4 * seed, floats, 4, 10);
        if (more) random_case(4 * seed + 1, shorts, 5, 10);
        if (more) random_case(4 * seed + 2, whole, 6, 10);
        if (more) random_case(4 * seed, pairs, double_too ? 6 : 4, 10);
        random_case(4 * seed + 3, mixed, 7, 10);
    }
    support_settle();
}

/* Sums and products that are rounded to 16 bits, and wrap to 8, before they are taken on; an exact comparison; a row
 * that is computed by vectors; operands of every layout. */
static void rounded(void **state)
{
    (void)state;
    static const int32_t dtypes[] = {GT_F16, GT_F32, GT_I8, GT_BF16, GT_U64, GT_F32};
    gt_queue *q = support_queue();
    operands m = random_operands(dtypes, 6, 2, (const int64_t[]){3, 277}, 5, 0, false);
    gt_tensor *t[14] = {0}, *got = NULL;
    const gt_tensor *a = m.args[0].tensor, *b = m.args[1].tensor, *c = m.args[2].tensor, *x = m.args[3].tensor,
                    *y = m.args[4].tensor, *z = m.args[5].tensor;
    must(gt_binary(q, GT_MULTIPLY, &t[0], a, a));
    must(gt_binary(q, GT_MULTIPLY, &t[1], t[0], a));
    must(gt_binary(q, GT_ADD, &t[2], t[1], t[0]));
    must(gt_binary(q, GT_MULTIPLY, &t[3], x, x));
    must(gt_binary(q, GT_MULTIPLY, &t[4], t[3], x));
    must(gt_unary(q, GT_TANH, &t[5], t[4]));
    must(gt_binary(q, GT_GREATER, &t[6], y, c));
    must(gt_binary(q, GT_MULTIPLY, &t[7], t[2], b));
    const gt_arg choice[] = {gt_arg_tensor(t[6]), gt_arg_tensor(t[7]), gt_arg_tensor(z)};
    must(gt_apply(q, GT_WHERE, &t[8], choice, 3));
    must(gt_binary(q, GT_MULTIPLY, &t[9], c, c));
    must(gt_binary(q, GT_ADD, &t[10], t[9], c));
    must(gt_binary(q, GT_MULTIPLY, &t[11], t[5], t[10]));
    must(gt_binary(q, GT_ADD, &t[12], t[8], t[11]));
    must(gt_eval(q, &got, "q = a*a*a + a*a; h = tanh(x*x*x); (y > c ? q*b : z) + h*(c*c + c)", m.args, m.n));
    if (!support_same(t[12], got)) support_wrong("not the same");
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) support_drop(&t[i]);
    support_drop(&got);
    release_operands(&m);
    support_settle();
}

/* A reduction of an expression along axes, and the expression in memory, reduced. */
static void reduced_to(int32_t dtype, int32_t op, const char *text, const operands *m, const int32_t *axes, int32_t n)
{
    gt_queue *q = support_queue();
    const gt_reduce_opts opts = {.size = sizeof opts, .dtype = dtype};
    gt_tensor *elements = NULL, *want = NULL, *got = NULL;
    must(gt_eval(q, &elements, text, m->args, m->n));
    must(gt_reduce(q, op, &want, elements, axes, n, &opts));
    must(gt_eval_reduce(q, op, &got, text, m->args, m->n, axes, n, &opts));
    if (!support_same(want, got))
        support_wrong("%s, %d axes from %d on, by operation %d in %d", text, (int)n, (int)axes[0], (int)op, (int)dtype);
    support_drop(&elements);
    support_drop(&want);
    support_drop(&got);
}

static void reduced_case(int32_t op, const char *text, const operands *m, const int32_t *axes, int32_t n)
{
    reduced_to(0, op, text, m, axes, n);
}

/* Along the last axis, the others and all, short lines and long ones that take several passes; with operands of every
 * layout and a broadcast row; of values that are rounded to 16 bits or wrap to 8, and truths. */
static void reduced(void **state)
{
    (void)state;
    static const int64_t shapes[][3] = {{3, 70, 277}, {1, 3, 40000}, {2, 500, 3}, {2, 300, 64}};
    static const int32_t dtypes[] = {GT_F32, GT_F32, GT_F16, GT_I8, GT_C64, GT_F32},
                         axes[][2] = {{2}, {1}, {0, 2}, {0, 1}};
    enum { SHAPES = sizeof shapes / sizeof *shapes, TENSORS = sizeof dtypes / sizeof *dtypes };
    for (int k = 0; k < SHAPES; k++) {
        operands m = random_operands(dtypes, TENSORS, 3, shapes[k], (uint64_t)k + 1, k, k < 3);
        for (int i = 0; i < 4; i++)
            if (sweep_part((uint64_t)(k + i), 4)) reduced_case(GT_ADD, "a * b + z", &m, axes[i], i < 2 ? 1 : 2);
        if (k == 0) reduced_case(GT_ADD, "c * c", &m, axes[0], 1);
        if (k == 0) reduced_case(GT_ADD, "x * x + x", &m, axes[1], 1);
        if (k == 0) reduced_case(GT_LOGICAL_OR, "a * b > z", &m, axes[2], 2);
        if (k < 2) reduced_case(GT_ADD, "y * a", &m, axes[0], 1);
        release_operands(&m);
    }
    support_settle();
}

/* In other dtypes than the values': integers of floats, also of such as are rounded to 16 bits before, narrower ones,
 * bool, wider ones; and of complex numbers. */
static void reduced_in_others(void **state)
{
    (void)state;
    static const int64_t shape[] = {3, 277};
    static const int32_t dtypes[] = {GT_F32, GT_F16, GT_I16, GT_C64, GT_F32}, last[] = {1};
    operands m = random_operands(dtypes, 5, 2, shape, 3, 0, true);
    static const struct {
        int32_t dtype, op;
        const char *text;
    } cases[] = {{GT_I32, GT_ADD, "a * b"},     {GT_I8, GT_MULTIPLY, "a + a"}, {GT_I16, GT_ADD, "b * b * b"},
                 {GT_I8, GT_MAXIMUM, "c * c"},  {GT_BOOL, GT_ADD, "c - 1"},    {GT_BF16, GT_ADD, "c * a"},
                 {GT_C64, GT_MINIMUM, "a - b"}, {0, GT_MAXIMUM, "x * a"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (sweep_part(i, 2)) reduced_to(cases[i].dtype, cases[i].op, cases[i].text, &m, last, 1);
    release_operands(&m);
    support_settle();
}

/* Results that go past the caches, on CPUs, from places on that do not begin lines. */
static void streamed(void **state)
{
    (void)state;
    static const int64_t shape[] = {(8 << 20) + 1100};
    const char *form = getenv("GPUTENSOR_FORM");
    if (!form || strcmp(form, "cpu") != 0) return;
    gt_queue *q = support_queue();
    gt_tensor *whole = many_elements(1, shape), *got = NULL, *want = NULL, *x = NULL, *d = NULL;
    must(gt_copy(q, &want, whole, GT_F32));
    must(gt_copy(q, &got, whole, GT_F32));
    for (int k = 0; k < 2; k++) { /* into a part of another, and of itself */
        const gt_slice from = {.start = 5, .stop = shape[0] - 1000, .step = 1},
                       to = {.start = 3, .stop = shape[0] - 1002, .step = 1};
        must(gt_tensor_slice(&x, k == 0 ? whole : want, k == 0 ? &from : &to, 1));
        must(gt_tensor_slice(&d, want, &to, 1));
        gt_tensor *product = NULL;
        must(gt_binary(q, GT_MULTIPLY, &product, x, x));
        must(gt_binary(q, GT_ADD, &d, product, x));
        support_drop(&product);
        support_drop(&x);
        support_drop(&d);
        must(gt_tensor_slice(&x, k == 0 ? whole : got, k == 0 ? &from : &to, 1));
        must(gt_tensor_slice(&d, got, &to, 1));
        const gt_arg args[] = {named("a", x), named("b", x), named("z", x)};
        must(gt_eval(q, &d, "a * b + z", args, 3));
        support_drop(&x);
        support_drop(&d);
        if (!support_same(want, got)) support_wrong("results of call %d", k);
    }
    gt_tensor **all[] = {&whole, &got, &want};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) support_drop(all[i]);
    support_settle();
}

/* ---- What calls mean --------------------------------------------------------------------------------------------- */

static gt_arg number(const char *name, gt_scalar s)
{
    gt_arg arg = gt_arg_scalar(s);
    arg.name = name;
    return arg;
}

static const int64_t s23[] = {2, 3}, s3[] = {3}, s21[] = {2, 1};

/* Results of a few operands: several at once, into themselves, into another dtype, to scalars and numbers. */
static void results(void **state)
{
    (void)state;
    gt_queue *q = support_queue();
    gt_tensor *m = support_values(GT_F32, 2, s23, LIST(1, 2, 3, 4, 5, 6)),
              *g = support_values(GT_F32, 1, s3, LIST(2, 0, -2));
    gt_tensor *whole = support_values(GT_I16, 2, s21, LIST(0, 0)), *two[2] = {0};
    const gt_arg args[] = {
        named("m", m),          named("g", g),         number("b", gt_float(0.5)), number("s", float_scalar(GT_F32, 4)),
        number("t", gt_int(3)), named("unused", whole)};
    must(gt_eval_all(q, two, 2, "b * m + (1 - b) * g; m > 2 ? m - s * g : -t / 2 + 0 * m", args, 6));
    support_expect(two[0], GT_F32, 2, s23, LIST(1.5, 1, 0.5, 3, 2.5, 2));
    support_expect(two[1], GT_F32, 2, s23, LIST(-1.5, -1.5, 11, -4, 5, 14));
    gt_tensor *both[] = {m, two[1]};
    must(gt_eval_all(q, both, 2, "m * b; m - 1", args, 3)); /* of m as it was */
    support_expect(m, GT_F32, 2, s23, LIST(0.5, 1, 1.5, 2, 2.5, 3));
    support_expect(two[1], GT_F32, 2, s23, LIST(0, 1, 2, 3, 4, 5));
    gt_tensor *zero = NULL; /* a whole number that the second of two vector rows takes, too */
    must(gt_eval(q, &zero, "n = unused + 1; log(m) * 0 + log(n) * cos(n)", (const gt_arg[]){args[0], args[5]}, 2));
    support_expect(zero, GT_F32, 2, s23, LIST(0, 0, 0, 0, 0, 0));
    support_drop(&zero);
    gt_tensor *sum = NULL;
    const gt_reduce_opts keep = {.size = sizeof keep, .flags = GT_KEEP_DIMS};
    must(gt_eval_reduce(q, GT_ADD, &sum, "(m + 1) * (g + 0 * m)", args, 2, (const int32_t[]){-1}, 1, &keep));
    support_expect(sum, GT_F32, 2, s21, LIST(-2, -2));
    must(gt_eval_reduce(q, GT_ADD, &whole, "2 * m", args, 2, (const int32_t[]){1}, 1, &keep));
    support_expect(whole, GT_I16, 2, s21, LIST(6, 15));
    must(gt_eval(q, &whole, "s + whole * 300 + nan", (const gt_arg[]){named("whole", whole), args[3]}, 2));
    support_expect(whole, GT_I16, 2, s21, LIST(0, 0)); /* as a cast of NaN */
    gt_tensor **all[] = {&m, &g, &whole, &two[0], &two[1], &sum};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) support_drop(all[i]);
}

/* A kernel is one of its form: other names, numbers, shapes and spaces do not compile another. */
static void kernels(void **state)
{
    (void)state;
    gt_queue *q = support_queue();
    gt_tensor *a = support_values(GT_F32, 2, s23, LIST(1, 2, 3, 4, 5, 6)),
              *b = support_values(GT_F32, 1, s3, LIST(2, 0, -2));
    gt_tensor *d = NULL, *e = NULL, *f = NULL;
    const gt_arg args[] = {named("x", a), named("y", b), number("s", gt_float(2))};
    const gt_arg other[] = {named("long_name", b), named("q", b), number("r", gt_float(3))};
    must(gt_eval(q, &d, "sqrt(s*x*x + 2.0*y)", args, 3));
    const int64_t before = support_statistics(support_context()).programs_in_memory;
    must(gt_eval(q, &e, "sqrt( r*long_name * (long_name)+7.25 * q )", other, 3));
    assert_true(support_statistics(support_context()).programs_in_memory == before);
    must(gt_eval(q, &f, "sqrt(s*x*x - 2.0*y)", args, 3));
    assert_true(support_statistics(support_context()).programs_in_memory == before + 1);
    gt_tensor **all[] = {&a, &b, &d, &e, &f};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) support_drop(all[i]);
}

/* One launch each: nothing is in memory between the operations, nor between them and a reduction. */
static void launches(void **state)
{
    (void)state;
    static const char *const function = "clEnqueueNDRangeKernel";
    struct faults layer;
    if (!faults_load(&layer)) fail_msg("OPENCL_LAYERS does not name the fault layer");
    gt_queue *q = support_queue();
    gt_tensor *a = support_values(GT_F32, 2, s23, LIST(1, 2, 3, 4, 5, 6)), *pair[2] = {0}, *d = NULL;
    const gt_arg arg = named("m", a);
    const long before = layer.calls_of(function);
    must(gt_eval_all(q, pair, 2, "m * m + m; m - 1", &arg, 1));
    assert_int_equal(layer.calls_of(function), before + 1);
    must(gt_eval_reduce(q, GT_ADD, &d, "m * m + m", &arg, 1, (const int32_t[]){1}, 1, NULL));
    assert_int_equal(layer.calls_of(function), before + 2);
    support_expect(d, GT_F32, 1, s23, LIST(20, 92));
    gt_tensor **all[] = {&a, &pair[0], &pair[1], &d};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) support_drop(all[i]);
}

/* More tensors of more axes than a launch has room for are made contiguous; empty ones are done. */
static void many(void **state)
{
    (void)state;
    enum { AXES = 10, MANY = 16 };
    static const char *const names16[MANY] = {"a", "b", "c", "d", "e", "f", "g", "h",
                                              "i", "j", "k", "l", "m", "n", "o", "p"};
    gt_queue *q = support_queue();
    int64_t shape[AXES], none[] = {0, 3};
    int32_t order[AXES];
    gt_arg args[MANY];
    gt_tensor *flat = NULL, *t[MANY] = {0}, *d = NULL, *want = NULL;
    for (int32_t i = 0; i < AXES; i++) {
        shape[i] = 2;
        order[i] = i * 7 % AXES;
    }
    for (int32_t i = 0; i < MANY; i++) {
        void *host = support_random(GT_I32, 1 << AXES, (uint64_t)i + 1);
        flat = support_upload(GT_I32, AXES, shape, host);
        must(gt_tensor_permute(&t[i], flat, i % 2 ? order : NULL, i % 2 ? AXES : 0));
        support_drop(&flat);
        free(host);
        args[i] = named(names16[i], t[i]);
    }
    must(gt_eval(q, &d, "a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p", args, MANY));
    must(gt_binary(q, GT_ADD, &want, t[0], t[1]));
    for (int32_t i = 2; i < MANY; i++) must(gt_binary(q, GT_ADD, &want, want, t[i]));
    assert_true(support_same(want, d));
    gt_tensor *sum = NULL, *want_sum = NULL;
    must(gt_reduce(q, GT_ADD, &want_sum, want, NULL, 0, NULL));
    must(gt_eval_reduce(q, GT_ADD, &sum, "a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p", args, MANY, NULL, 0, NULL));
    assert_true(support_same(want_sum, sum));
    support_drop(&sum);
    support_drop(&want_sum);
    support_drop(&d);
    must(gt_tensor_create(q, &flat, GT_I32, 2, none, 0));
    must(gt_eval(q, &d, "a+b+c", (const gt_arg[]){named("a", flat), named("b", flat), named("c", flat)}, 3));
    assert_int_equal(gt_tensor_count(d), 0);
    must(gt_eval_reduce(q, GT_ADD, &sum, "a+b+c",
                        (const gt_arg[]){named("a", flat), named("b", flat), named("c", flat)}, 3, (const int32_t[]){0},
                        1, NULL));
    support_expect(sum, GT_I64, 1, s3, LIST(0, 0, 0));
    support_drop(&sum);
    for (int32_t i = 0; i < MANY; i++) support_drop(&t[i]);
    support_drop(&d);
    support_drop(&want);
    support_drop(&flat);
    support_settle();
}

/* ---- What is refused --------------------------------------------------------------------------------------------- */

static void refused(void **state)
{
    (void)state;
    gt_queue *q = support_queue();
    gt_context *far_ctx = support_new_context();
    gt_tensor *a = support_values(GT_F32, 2, s23, LIST(1, 2, 3, 4, 5, 6)),
              *i64 = support_values(GT_I64, 1, s3, LIST(1, 2, 3));
    gt_tensor *u64 = support_values(GT_U64, 1, s3, LIST(1, 2, 3)), *column = support_values(GT_F32, 1, s21, LIST(1, 2));
    gt_tensor *flag = support_values(GT_BOOL, 1, s3, LIST(1, 0, 1)), *far = NULL, *d = NULL, *pair[2] = {a, a};
    must(gt_tensor_create(gt_context_queue(far_ctx), &far, GT_F32, 1, s3, 0));
    const gt_arg args[] = {named("x", a),
                           named("i", i64),
                           named("u", u64),
                           named("c", column),
                           named("b", flag),
                           named("far", far),
                           number("n", gt_int(300)),
                           number("odd", (gt_scalar){.dtype = 99}),
                           number("set", (gt_scalar){.dtype = GT_F32, .im = 1})};
    enum { ARGS = sizeof args / sizeof *args };
    const struct {
        const char *text;
        gt_status status;
        const char *says;
    } rows[] = {
        {"x + i; x", GT_E_ARGUMENT, "2 results, not 1"},
        {"i + u", GT_E_DTYPE, "byte 2 of the expression, \"+ u\": add: operand dtypes do not promote"},
        {"x * (b - b)", GT_E_DTYPE, "\"- b)\": subtract: bool operands"},
        {"x & 1", GT_E_DTYPE, "bitwise_and: float32 operands"},
        {"x + i * 0 + c", GT_E_SHAPE, "of c, do not broadcast"},
        {"x + far", GT_E_CONTEXT, "another context"},
        {"x + odd", GT_E_DTYPE, "operand odd"},
        {"x + set", GT_E_ARGUMENT, "operand set"},
        {"n * 2", GT_E_ARGUMENT, "result 1 is of no tensor"},
        {"x + exp(n)", GT_E_ARGUMENT, "exp of numbers alone"},
        {"x + 9223372036854775807 * n", GT_E_ARGUMENT, "int64 has no result"},
        {"x + (2", GT_E_ARGUMENT, "byte 6"},
        {"nosuch(x)", GT_E_OPERATION, "nosuch"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const gt_status status = gt_eval(q, &d, rows[i].text, args, ARGS);
        if (status != rows[i].status || !strstr(gt_last_error(), rows[i].says) ||
            strncmp(gt_last_error(), "gt_eval: ", 9))
            fail_msg("%s: %d, %s", rows[i].text, (int)status, gt_last_error());
        assert_null(d);
    }
    must_be(GT_E_ARGUMENT, gt_eval(NULL, &d, "x", args, ARGS));
    must_be(GT_E_ARGUMENT, gt_eval(q, NULL, "x", args, ARGS));
    must_be(GT_E_ARGUMENT, gt_eval(q, &d, NULL, args, ARGS));
    must_be(GT_E_ARGUMENT, gt_eval(q, &d, "x", NULL, ARGS));
    must_be(GT_E_ARGUMENT, gt_eval(q, &d, "x", args, 0));
    must_be(GT_E_ARGUMENT, gt_eval_all(q, pair, 2, "x + 1; x + 2", args, ARGS));
    assert_non_null(strstr(gt_last_error(), "same memory"));
    must_be(GT_E_ARGUMENT, gt_eval_all(q, pair, 1, "x + 1; x + 2", args, ARGS));
    must_be(GT_E_SHAPE, gt_eval_all(q, (gt_tensor *[]){NULL, NULL}, 2, "x; i", args, ARGS));
    must_be(GT_E_SHAPE, gt_eval(q, &i64, "x", args, ARGS));
    must_be(GT_E_INDEX, gt_eval_reduce(q, GT_ADD, &d, "x", args, ARGS, (const int32_t[]){2}, 1, NULL));
    assert_non_null(strstr(gt_last_error(), "gt_eval_reduce: "));
    must_be(GT_E_OPERATION, gt_eval_reduce(q, GT_DIVIDE, &d, "x", args, ARGS, NULL, 0, NULL));
    support_expect(a, GT_F32, 2, s23, LIST(1, 2, 3, 4, 5, 6));
    gt_tensor **all[] = {&a, &i64, &u64, &column, &flag, &far};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) support_drop(all[i]);
    gt_context_free(far_ctx);
}

/* A queue that rehearses has the kernels of several expressions built, together where that is how it is done. */
static void rehearsed(void **state)
{
    (void)state;
    gt_context *ctx = support_new_context();
    gt_queue *q = support_rehearsing(ctx);
    gt_tensor *x = NULL, *d = NULL;
    must(gt_tensor_create(gt_context_queue(ctx), &x, GT_F32, 1, s3, 0));
    const gt_arg arg = named("x", x);
    static const char *const texts[] = {"x * x + x", "x - x * x"};
    for (int i = 0; i < 2; i++) must(gt_eval(q, &d, texts[i], &arg, 1));
    must(gt_queue_finish(q));
    const int64_t before = support_statistics(ctx).programs_built;
    for (int i = 0; i < 2; i++) must(gt_eval(gt_context_queue(ctx), &d, texts[i], &arg, 1));
    assert_true(support_statistics(ctx).programs_built == before);
    must(gt_queue_finish(gt_context_queue(ctx))); /* PoCL crashes where a process ends while it compiles */
    support_drop(&x);
    support_drop(&d);
    gt_queue_free(q);
    gt_context_free(ctx);
}

int main(void)
{
    sweep_begin(NULL);
    leaks_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_by_one),        cmocka_unit_test(rounded),   cmocka_unit_test(reduced),
        cmocka_unit_test(reduced_in_others), cmocka_unit_test(streamed),  cmocka_unit_test(results),
        cmocka_unit_test(kernels),           cmocka_unit_test(launches),  cmocka_unit_test(many),
        cmocka_unit_test(refused),           cmocka_unit_test(rehearsed), cmocka_unit_test(leaks_none),
    };
    return cmocka_run_group_tests(tests, NULL, support_close);
}

/* The meaning of an expression on its operands: every row gets the dtypes, and every number the type, that it would get
 * in a call of gt_apply of its own. Numbers and weak scalars among themselves are computed here, as numbers. */
#include <math.h>
#include <string.h>

#include "base/op.h"
#include "base/scalar.h"
#include "ops/expression.h"
#include "ops/types.h"
#include "tensor/handle.h"

/* What a term is: a number that has no dtype of its own, or a value of the formula. */
typedef struct meaning {
    const gt__dtype *dtype; /* NULL: the number */
    gt_scalar number;
    int32_t value;
    uint32_t tensors; /* bit i: of operand i */
} meaning;

typedef struct resolver {
    const gt__evaluation *what;
    gt__expression expression;
    gt__fused *fused;
    gt__meaning *out;
    int32_t source[GT__FORMULA_OPERANDS]; /* terms that operands are */
    meaning of[GT__EXPRESSION_TERMS];
} resolver;

#define FAIL_AT(r, term, status, ...)                                                                                  \
    gt__expression_fail(status, (r)->what->text, (term)->at, (r)->what->call.name, (r)->what->text_argument,           \
                        __VA_ARGS__)

/* The same failure at a term. */
static gt_status fail_at(const resolver *r, const gt__term *term, gt_status status)
{
    char message[256];
    const char *last = gt_last_error(), *text = strstr(last, ": ");
    const char *row = gt__op_of(term->row)->name;
    strncpy(message, text ? text + 2 : last, sizeof message - 1);
    message[sizeof message - 1] = 0;
    return FAIL_AT(r, term, status, "%s: %s", row, message);
}

/* ---- operands ---- */

static gt_status new_operand(int32_t *out, const resolver *r, const gt__term *term)
{
    gt__formula *f = &r->fused->formula;
    if (f->operands == GT__FORMULA_OPERANDS)
        return FAIL_AT(r, term, GT_E_UNSUPPORTED, "more than %d tensors and numbers", (int)GT__FORMULA_OPERANDS);
    *out = f->operands++;
    return GT_OK;
}

/* The number of a scalar operand with those bits, which term number `source` is: equal ones of other terms are others,
 * so that their values do not matter to the formula. */
static gt_status scalar_operand(int32_t *out, resolver *r, const gt__term *term, int32_t source, int32_t dtype,
                                const gt__element *element)
{
    gt__formula *f = &r->fused->formula;
    for (int32_t i = 0; i < f->operands; i++) {
        *out = i;
        if (!f->storage[i] && r->source[i] == source && f->scalar[i] == dtype &&
            memcmp(&r->fused->scalar[i], element, sizeof *element) == 0)
            return GT_OK;
    }
    GT__TRY(new_operand(out, r, term));
    r->source[*out] = source;
    f->scalar[*out] = (uint8_t)dtype;
    r->fused->scalar[*out] = *element;
    return GT_OK;
}

static gt_status resolve_name(resolver *r, const gt__term *term, meaning *out)
{
    const gt_arg *arg = &r->what->args[term->which];
    const gt__call *call = &r->what->call;
    const int32_t argument = r->what->args_argument;
    gt__element element = {{0, 0}};
    if (arg->tensor) {
        GT__TRY(gt__operand_check(call, arg->tensor, argument));
        GT__TRY(new_operand(&out->value, r, term));
        r->fused->array[out->value] = &arg->tensor->array;
        out->dtype = arg->tensor->array.dtype;
        r->fused->formula.storage[out->value] = (uint8_t)out->dtype->value;
        out->tensors = 1U << term->which;
        return GT_OK;
    }
    GT__CHECK(gt__scalar_valid(&arg->scalar), call, GT_E_DTYPE, argument,
              "operand %s is neither a tensor nor a scalar of a known dtype", arg->name);
    GT__CHECK(gt__scalar_clean(&arg->scalar), call, GT_E_ARGUMENT, argument, "reserved or im of operand %s is not 0",
              arg->name);
    out->number = arg->scalar;
    out->dtype = gt__dtype_of(arg->scalar.dtype);
    if (!out->dtype) return GT_OK;
    GT__TRY(gt__dtype_present(call, out->dtype->value, argument));
    gt__scalar_store(&arg->scalar, out->dtype->wide, &element);
    return scalar_operand(&out->value, r, term, (int32_t)(term - r->expression.term), out->dtype->wide, &element);
}

/* ---- numbers among themselves ---- */

static int64_t whole_of(const gt_scalar *number)
{
    return number->dtype == GT_WEAK_BOOL ? number->i != 0 : number->i;
}

static double float_of(const gt_scalar *number)
{
    return number->dtype >= GT_WEAK_FLOAT ? number->re : (double)whole_of(number);
}

/* 1 if the integers have a result, else it overflows. */
static int whole(int32_t row, int64_t x, int64_t y, int64_t *out)
{
    switch (row) {
    case GT_NEGATIVE: return !__builtin_sub_overflow(0, x, out);
    case GT_ADD: return !__builtin_add_overflow(x, y, out);
    case GT_SUBTRACT: return !__builtin_sub_overflow(x, y, out);
    default: return !__builtin_mul_overflow(x, y, out);
    }
}

static double broken(int32_t row, double x, double y)
{
    switch (row) {
    case GT_NEGATIVE: return -x;
    case GT_ADD: return x + y;
    case GT_SUBTRACT: return x - y;
    case GT_MULTIPLY: return x * y;
    default: return x / y;
    }
}

static gt_scalar complex_number(double re, double im)
{
    return (gt_scalar){.dtype = GT_WEAK_COMPLEX, .re = re, .im = im};
}

/* R. L. Smith, "Algorithm 116: complex division", 1962. */
static gt_scalar complex_quotient(double a, double b, double c, double d)
{
    if (c == 0 && d == 0) return complex_number(a / c, b / c);
    if (fabs(c) < fabs(d)) return complex_quotient(b, -a, d, -c);
    const double ratio = d / c, below = c + d * ratio;
    return complex_number((a + b * ratio) / below, (b - a * ratio) / below);
}

static gt_scalar complex_result(int32_t row, const gt_scalar *x, const gt_scalar *y)
{
    const double a = float_of(x), b = x->im, c = float_of(y), d = y->im;
    switch (row) {
    case GT_MULTIPLY: return complex_number(a * c - b * d, a * d + b * c);
    case GT_DIVIDE: return complex_quotient(a, b, c, d);
    default: return complex_number(broken(row, a, c), broken(row, b, d));
    }
}

static gt_status resolve_numbers(const resolver *r, const gt__term *term, const meaning *const *child, meaning *out)
{
    static const int32_t rows[] = {GT_NEGATIVE, GT_ADD, GT_SUBTRACT, GT_MULTIPLY, GT_DIVIDE};
    const gt__op *op = gt__op_of(term->row);
    const gt_scalar *x = &child[0]->number, *y = op->arity > 1 ? &child[1]->number : x;
    int known = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) known |= rows[i] == op->value;
    if (!known) return FAIL_AT(r, term, GT_E_ARGUMENT, "%s of numbers alone; give what it is as a scalar", op->name);
    if (x->dtype == GT_WEAK_COMPLEX || y->dtype == GT_WEAK_COMPLEX) {
        out->number = complex_result(op->value, x, y);
        return GT_OK;
    }
    out->number = (gt_scalar){.dtype = GT_WEAK_FLOAT};
    if (op->value == GT_DIVIDE || x->dtype == GT_WEAK_FLOAT || y->dtype == GT_WEAK_FLOAT) {
        out->number.re = broken(op->value, float_of(x), float_of(y));
        return GT_OK;
    }
    out->number.dtype = GT_WEAK_INT;
    if (!whole(op->value, whole_of(x), whole_of(y), &out->number.i))
        return FAIL_AT(r, term, GT_E_ARGUMENT, "%s of integers that int64 has no result for", op->name);
    return GT_OK;
}

/* ---- rows ---- */

/* A child of a row as the row takes it: a value of the formula. */
static gt_status take_child(resolver *r, const gt__term *term, const gt__types *types, int32_t i, const meaning *child,
                            gt__formula_node *node)
{
    const gt__op *op = gt__op_of(term->row);
    gt__operand operand = {.truth = types->row->cls == GT_CLASS_LOGICAL || (op->cls == GT_CLASS_SELECT && i == 0)};
    int32_t value = child->value;
    if (operand.truth) node->truth |= (uint8_t)(1 << i);
    if (!child->dtype) {
        const gt_status status = gt__types_scalar(&operand, types, &r->what->call, op, &child->number, i, 0);
        if (status < 0) return fail_at(r, term, status);
        GT__TRY(scalar_operand(&value, r, term, term->child[i], types->compute->value, &operand.scalar));
    }
    node->child[i] = (uint8_t)value;
    return GT_OK;
}

static gt_status resolve_row(resolver *r, const gt__term *term, meaning *out)
{
    gt__formula *f = &r->fused->formula;
    const gt__op *op = gt__op_of(term->row);
    const meaning *child[GT__FORMULA_ARITY];
    gt_tensor stand_in[GT__FORMULA_ARITY]; /* for what has a dtype */
    gt_arg args[GT__FORMULA_ARITY];
    gt__types types;
    int values = 0;
    for (int32_t i = 0; i < GT__FORMULA_ARITY; i++) child[i] = &r->of[term->child[i]];
    for (int32_t i = 0; i < op->arity; i++) {
        stand_in[i].array.dtype = child[i]->dtype;
        args[i] = (gt_arg){.tensor = child[i]->dtype ? &stand_in[i] : NULL, .scalar = child[i]->number};
        values += child[i]->dtype != NULL;
        out->tensors |= child[i]->tensors;
    }
    if (values == 0) return resolve_numbers(r, term, child, out);
    gt_status status = gt__types_of(&types, &r->what->call, op, args);
    if (status < 0) return fail_at(r, term, status);
    gt__formula_node node = {.row = (uint16_t)types.row->value, .arity = (uint8_t)op->arity};
    node.compute = (uint8_t)types.compute->value;
    node.result = (uint8_t)types.result->value;
    for (int i = 0; i < 2; i++) node.ordered[i] = (uint8_t)types.ordered[i];
    for (int32_t i = 0; i < op->arity; i++) GT__TRY(take_child(r, term, &types, i, child[i], &node));
    out->dtype = types.result;
    out->value = GT__FORMULA_OPERANDS + f->nodes;
    f->node[f->nodes++] = node; /* there are no more than terms */
    return GT_OK;
}

/* An operand of its own, as if it had been computed before. */
static gt_status resolve_reduction(resolver *r, const gt__term *term, meaning *out)
{
    const gt__call *call = &r->what->call;
    const meaning *child = &r->of[term->child[0]];
    gt__reduced *reduction = &r->out->reduction[r->out->reductions];
    if (!child->tensors) return FAIL_AT(r, term, GT_E_ARGUMENT, "a reduction of no tensor");
    const int32_t dtype =
        term->which ? gt__float_of(child->dtype->value) : gt__combined_dtype(gt__op_of(term->row), child->dtype);
    GT__TRY(gt__dtype_present(call, dtype, r->what->text_argument));
    *reduction = (gt__reduced){.row = term->row, .mean = term->which, .of = child->value, .dtype = child->dtype};
    reduction->result = gt__dtype_of(dtype);
    reduction->before = r->fused->formula.nodes;
    GT__TRY(new_operand(&reduction->operand, r, term));
    r->fused->formula.storage[reduction->operand] = (uint8_t)dtype;
    r->out->reductions++; /* there are no more than the text may have */
    out->dtype = reduction->result;
    out->value = reduction->operand;
    out->tensors = child->tensors;
    return GT_OK;
}

static gt_status resolve_term(resolver *r, int32_t i)
{
    const gt__term *term = &r->expression.term[i];
    meaning *out = &r->of[i];
    *out = (meaning){0};
    if (term->kind == GT__TERM_NAME) return resolve_name(r, term, out);
    if (term->kind == GT__TERM_ROW) return resolve_row(r, term, out);
    if (term->kind == GT__TERM_REDUCTION) return resolve_reduction(r, term, out);
    out->number = r->expression.number[term->which];
    return GT_OK;
}

/* ---- results ---- */

static gt_status resolve_shape(const resolver *r, int32_t i, gt__shape *out)
{
    const gt__call *call = &r->what->call;
    int64_t count;
    out->rank = 0;
    for (int32_t k = 0; k < r->what->n; k++) {
        if (!(r->of[r->expression.result[i]].tensors >> k & 1)) continue;
        const gt__shape *shape = &r->what->args[k].tensor->array.shape, before = *out;
        GT__CHECK(gt__shape_broadcast(out, shape), call, GT_E_SHAPE, r->what->args_argument,
                  "shapes %s and %s, of %s, do not broadcast", GT__SHOW(&before), GT__SHOW(shape),
                  r->what->args[k].name);
    }
    return gt__shape_make(out, &count, out->rank, out->size, 1, call->name, r->what->args_argument);
}

static gt_status resolve_result(const resolver *r, int32_t i, gt__meaning *out)
{
    const gt__call *call = &r->what->call;
    const meaning *result = &r->of[r->expression.result[i]];
    gt__shape shape;
    GT__CHECK(result->tensors, call, GT_E_ARGUMENT, r->what->text_argument, "result %d is of no tensor", (int)i + 1);
    GT__TRY(resolve_shape(r, i, &shape));
    GT__CHECK(i == 0 || gt__shape_equal(&shape, &out->shape), call, GT_E_SHAPE, r->what->text_argument,
              "result %d has shape %s, the first one %s", (int)i + 1, GT__SHOW(&shape), GT__SHOW(&out->shape));
    out->shape = shape;
    out->dtype[i] = result->dtype;
    out->fused.formula.result[i] = (uint8_t)result->value;
    return GT_OK;
}

static int32_t count_tensors(const gt__formula *f)
{
    int32_t tensors = 0;
    for (int32_t i = 0; i < f->operands; i++) tensors += f->storage[i] != 0;
    return tensors;
}

gt_status gt__expression_room(const gt__evaluation *what, const gt__formula *f)
{
    const int32_t tensors = count_tensors(f);
    GT__CHECK(gt__expression_fits(f), &what->call, GT_E_UNSUPPORTED, what->text_argument,
              "%d tensors, %d results and %d numbers are more than a launch has room for", (int)tensors,
              (int)f->results, (int)(f->operands - tensors));
    return GT_OK;
}

gt_status gt__expression_resolve(gt__meaning *out, const gt__evaluation *what)
{
    resolver r;
    gt__formula *f = &out->fused.formula;
    memset(&out->fused, 0, sizeof out->fused); /* compared as bytes */
    r.what = what;
    r.fused = &out->fused;
    r.out = out;
    out->reductions = 0;
    GT__TRY(gt__expression_parse(&r.expression, what->text, what->args, what->n, what->reduces, what->call.name,
                                 what->text_argument, what->args_argument));
    for (int32_t i = 0; i < r.expression.terms; i++)
        if (r.expression.term[i].kind != GT__TERM_UNUSED) GT__TRY(resolve_term(&r, i));
    out->results = r.expression.results;
    f->results = (uint8_t)out->results;
    for (int32_t i = 0; i < out->results; i++) GT__TRY(resolve_result(&r, i, out));
    return what->reduces ? GT_OK : gt__expression_room(what, f);
}

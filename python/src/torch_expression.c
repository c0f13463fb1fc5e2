/* Operators that are one expression over the library's rows, such as grad * (y - y * y): a list of steps, each a row
 * and its operands, which are arguments of the operator, results of earlier steps or constants. The last step writes
 * to the result. */
#include "torch.h"
#include <stdlib.h>
#include <string.h>

enum { MAX_STEPS = 16, ARITY = 4, MAX_CONSTANTS = 8 };
enum { CONSTANT = 32, RESULT = 64 }; /* operand: below CONSTANT an argument */

typedef struct step {
    int32_t row, n;
    int compares;
    uint8_t operand[ARITY];
} step;

typedef struct expression {
    int n_steps, n_constants, kind; /* the dtype of the result: 0 the operands', 1 a float, 2 bool */
    int no_bool;                    /* operands that are truths are refused, by the CPU's kernel */
    int real;                       /* of complex operands the result is real */
    uint32_t typed;                 /* the arguments that decide it */
    struct expression *complex;     /* what complex operands are given to: itself, another one, NULL: the CPU */
    step steps[MAX_STEPS];
    gt_scalar constants[MAX_CONSTANTS];
} expression;

/* Operands while an expression runs. */
typedef struct values {
    const expression *e;
    dl_tensor tensor[MAX_ARGS];
    uint8_t read[MAX_ARGS]; /* 0 not yet, 1 a tensor on the device, 2 a scalar */
    gt_arg arg[MAX_ARGS], result[MAX_STEPS];
} values;

static int parse_steps(expression *e, PyObject *steps)
{
    for (e->n_steps = 0; e->n_steps < PyTuple_Size(steps); e->n_steps++) {
        PyObject *from = PyTuple_GetItem(steps, e->n_steps);
        if (e->n_steps == MAX_STEPS || PyTuple_Size(from) > ARITY + 1) goto too_large;
        step *s = &e->steps[e->n_steps];
        s->row = (int32_t)PyLong_AsLong(PyTuple_GetItem(from, 0));
        gt_op_desc d = {.size = sizeof d};
        s->compares = gt_op_describe(s->row, &d) == GT_OK && d.dtype_class == GT_CLASS_COMPARE;
        for (s->n = 0; s->n + 1 < PyTuple_Size(from); s->n++) {
            PyObject *o = PyTuple_GetItem(from, s->n + 1);
            long i = PyLong_Check(o) ? PyLong_AsLong(o) : 0;
            if (!PyLong_Check(o)) {
                if (e->n_constants == MAX_CONSTANTS) goto too_large;
                if (scalar_of_number(PyTuple_GetItem(o, 0), &e->constants[e->n_constants]) < 0) goto too_large;
                i = CONSTANT + e->n_constants++;
            } else if (i < 0) {
                i = RESULT - i - 1;
            }
            s->operand[s->n] = (uint8_t)i;
        }
    }
    return PyErr_Occurred() ? -1 : 0;
too_large:
    PyErr_SetString(PyExc_ValueError, "expression too large");
    return -1;
}

static expression *parse(PyObject *text)
{
    int kind, no_bool, real;
    unsigned typed;
    PyObject *steps, *other;
    if (!PyArg_ParseTuple(text, "iIO!ppO", &kind, &typed, &PyTuple_Type, &steps, &no_bool, &real, &other)) return NULL;
    expression *e = calloc(1, sizeof *e);
    if (!e) return (void *)PyErr_NoMemory();
    e->kind = kind, e->typed = typed, e->no_bool = no_bool, e->real = real;
    e->complex = PyTuple_Check(other) ? parse(other) : other == Py_True ? e : NULL;
    if (!PyErr_Occurred() && parse_steps(e, steps) == 0) return e;
    if (e->complex != e) free(e->complex);
    free(e);
    return NULL;
}

/* text: (kind, typed, ((row, operand, ...), ...), no_bool, real, complex); an operand is the number of an argument,
 * (value,) a constant, or -k, the result of step k, counted from 1. complex: whether the same is done with complex
 * operands, or what is done with them, such a tuple. */
int parse_expression(kernel *k, PyObject *text)
{
    return (k->more = parse(text)) ? 0 : -1;
}

static int other_device(void)
{
    PyErr_SetString(PyExc_RuntimeError,
                    "Expected all tensors to be on the same device, but found at least two devices, "
                    "gputensor:0 and another one!");
    return -1;
}

/* Reads argument i: a number, a tensor of one element in host memory, which counts as a number, or one on the
 * device. */
static int read_value(call *c, values *v, int i)
{
    gt_arg *a = &v->arg[i];
    PyObject *o = torch_arg(c, i);
    if (v->read[i]) return 0;
    if (!is_tensor(o)) {
        if (scalar_of_number(o, &a->scalar) < 0) return unsupported(c);
        v->read[i] = 2;
        return 0;
    }
    dl_tensor *t = &v->tensor[i];
    if (read_tensor(o, t) < 0) return -1;
    if (on_device(t)) {
        a->tensor = tensor_at(c, t), v->read[i] = 1;
        return a->tensor ? 0 : -1;
    }
    if (t->rank > 0) return other_device();
    if (scalar_of_host_tensor(t, &a->scalar) < 0) return unsupported(c);
    static const int32_t weak[] = {GT_WEAK_BOOL, GT_WEAK_INT, GT_WEAK_FLOAT, GT_WEAK_COMPLEX};
    a->scalar.dtype = weak[dtype_category(a->scalar.dtype)], v->read[i] = 2;
    return 0;
}

static double number(const gt_arg *a)
{
    if (a->tensor || is_complex(a->scalar.dtype)) return Py_NAN;
    return a->scalar.dtype == GT_WEAK_FLOAT ? a->scalar.re : (double)a->scalar.i;
}

/* A step with numbers alone, worked out here: products, differences and quotients of attributes; of complex numbers
 * what 1 leaves as they are. */
static int fold(const step *s, const gt_arg *args, gt_arg *out)
{
    double x = number(&args[0]), y = s->n > 1 ? number(&args[1]) : 0;
    int whole = args[0].scalar.dtype != GT_WEAK_FLOAT && (s->n < 2 || args[1].scalar.dtype != GT_WEAK_FLOAT);
    int64_t i = args[0].scalar.i, j = s->n > 1 ? args[1].scalar.i : 0;
    int over = 0;
    if (is_complex(args[0].scalar.dtype) || (s->n > 1 && is_complex(args[1].scalar.dtype))) {
        if (s->row != GT_MULTIPLY || (x != 1 && y != 1)) return 0;
        return *out = args[x == 1], 1;
    }
    switch (s->row) {
    case GT_MULTIPLY: x *= y, over = __builtin_mul_overflow(i, j, &i); break;
    case GT_SUBTRACT: x -= y, over = __builtin_sub_overflow(i, j, &i); break;
    case GT_ADD: x += y, over = __builtin_add_overflow(i, j, &i); break;
    case GT_NEGATIVE: x = -x, over = __builtin_sub_overflow(0, i, &i); break;
    case GT_DIVIDE: x /= y, whole = 0; break;
    default: return 0;
    }
    if (whole && over) return 0;
    memset(out, 0, sizeof *out);
    out->scalar.dtype = whole ? GT_WEAK_INT : GT_WEAK_FLOAT;
    if (whole)
        out->scalar.i = i;
    else
        out->scalar.re = x;
    return 1;
}

/* What a step is in simple cases: x * 1 is x, x * 1 + z a sum, x to the power 2 a product. Returns 1 if it is
 * args[0]. */
static int simplify(step *s, gt_arg *args)
{
    if (s->row == GT_MULTIPLY && number(&args[0]) == 1) {
        gt_arg t = args[0];
        args[0] = args[1], args[1] = t;
    }
    if (s->row == GT_MULTIPLY && number(&args[1]) == 1 && args[0].tensor)
        return args[1].scalar.dtype != GT_WEAK_FLOAT || dtype_category(gt_tensor_dtype(args[0].tensor)) >= 2;
    if (s->row == GT_FMA && number(&args[1]) == 1) s->row = GT_ADD, s->n = 2, args[1] = args[2];
    if (s->row == GT_FMA && number(&args[0]) == 1) s->row = GT_ADD, s->n = 2, args[0] = args[1], args[1] = args[2];
    if (s->row == GT_POW && args[0].tensor && number(&args[1]) == 2) s->row = GT_MULTIPLY, args[1] = args[0];
    if (s->row == GT_POW && args[0].tensor && number(&args[1]) == 0.5 &&
        dtype_category(gt_tensor_dtype(args[0].tensor)) >= 2)
        s->row = GT_SQRT, s->n = 1;
    return 0;
}

/* Where the result of a step in between goes: NULL, or a float32 tensor where the dtype is smaller, so that nothing
 * is rounded before the end. The operands broadcast to each other. */
static int temporary(call *c, const gt_arg *args, int n, gt_tensor **out)
{
    int small = 0, rank = 0;
    int64_t shape[GT_MAX_RANK];
    *out = NULL;
    for (int i = 0; i < n; i++) {
        if (is_complex(args[i].tensor ? gt_tensor_dtype(args[i].tensor) : args[i].scalar.dtype)) return 0;
        if (!args[i].tensor) continue;
        small |= is_small_float(gt_tensor_dtype(args[i].tensor));
        if (gt_tensor_rank(args[i].tensor) > rank) rank = gt_tensor_rank(args[i].tensor);
    }
    if (!small) return 0;
    for (int j = 0; j < rank; j++) {
        shape[j] = 1;
        for (int i = 0; i < n; i++) {
            int at = args[i].tensor ? j - (rank - gt_tensor_rank(args[i].tensor)) : -1;
            if (at >= 0 && shape[j] == 1) shape[j] = gt_tensor_dim(args[i].tensor, at);
        }
    }
    if (check(c, gt_tensor_create(torch.queue, out, GT_F32, rank, shape, GT_UNINITIALISED)) < 0) return -1;
    return own(c, *out) ? 0 : -1;
}

/* Numbers beside float16 and bfloat16 are float32, as torch computes with them, and not rounded to the smaller dtype;
 * but where they are compared. */
static void widen_numbers(const step *s, gt_arg *args)
{
    int small = 0;
    for (int i = 0; i < s->n; i++) small |= args[i].tensor && is_small_float(gt_tensor_dtype(args[i].tensor));
    for (int i = 0; i < s->n && small && !s->compares; i++)
        if (!args[i].tensor && args[i].scalar.dtype == GT_WEAK_FLOAT) args[i].scalar.dtype = GT_F32;
}

static int run_step(call *c, const expression *e, int n, values *v, gt_tensor *dst)
{
    step s = e->steps[n];
    gt_arg args[ARITY], *out = &v->result[n];
    int last = n + 1 == e->n_steps, numbers = 1;
    for (int i = 0; i < s.n; i++) {
        int o = s.operand[i];
        if (o < CONSTANT && read_value(c, v, o) < 0) return -1;
        if (o >= CONSTANT && o < RESULT)
            args[i].name = NULL, args[i].tensor = NULL, args[i].scalar = e->constants[o - CONSTANT];
        else
            args[i] = o < CONSTANT ? v->arg[o] : v->result[o - RESULT];
        numbers &= !args[i].tensor;
    }
    if (numbers) return !last && fold(&s, args, out) ? 0 : unsupported(c);
    int alias = simplify(&s, args);
    if (alias && !last) {
        *out = args[0];
        return 0;
    }
    widen_numbers(&s, args);
    if (!last) {
        if (temporary(c, args, s.n, &dst) < 0) return -1;
        int made = !dst;
        if (check(c, gt_apply(torch.queue, s.row, &dst, args, s.n)) < 0) return -1;
        memset(out, 0, sizeof *out);
        out->tensor = made ? own(c, dst) : dst;
        return out->tensor ? 0 : -1;
    }
    if (s.n == 1) return check(c, gt_unary(torch.queue, s.row, &dst, args[0].tensor));
    if (s.n == 2 && args[0].tensor && args[1].tensor)
        return check(c, gt_binary(torch.queue, s.row, &dst, args[0].tensor, args[1].tensor));
    return check(c, gt_apply(torch.queue, s.row, &dst, args, s.n));
}

/* The shape that the tensors among the arguments broadcast to. all->shape is `shape`. */
static int broadcast(call *c, values *v, dl_tensor *all, int64_t *shape)
{
    const kernel *k = c->kernel;
    all->rank = 0, all->shape = shape;
    for (int i = 0; i < k->n_args; i++) {
        if ((i == k->written && k->names[i]) || !v->read[i] || v->read[i] == 2) continue;
        const dl_tensor *t = &v->tensor[i];
        if (t->rank > all->rank) {
            int more = t->rank - all->rank;
            memmove(shape + more, shape, (size_t)all->rank * sizeof *shape);
            for (int j = 0; j < more; j++) shape[j] = 1;
            all->rank = t->rank;
        }
        for (int j = 0, at = all->rank - t->rank; j < t->rank; j++) {
            int64_t *size = &shape[at + j];
            if (*size == 1) *size = t->shape[j];
            if (t->shape[j] != 1 && t->shape[j] != *size) {
                PyErr_Format(PyExc_RuntimeError,
                             "The size of tensor a (%lld) must match the size of tensor b (%lld) at "
                             "non-singleton dimension %d",
                             (long long)*size, (long long)t->shape[j], at + j);
                return -1;
            }
        }
    }
    return 0;
}

/* A result that is an operand, too, is not made larger: torch hands x.logical_and_(y) over as logical_and(x, y, out=x).
 */
static int check_own_shape(const call *c, const dl_tensor *all)
{
    const kernel *k = c->kernel;
    dl_tensor t;
    PyObject *o = torch_arg(c, k->written);
    int same = !k->names[k->written];
    for (int i = 0; i < k->n_args; i++) same |= i != k->written && torch_arg(c, i) == o;
    if (!same || read_tensor(o, &t) < 0) return same ? -1 : 0;
    if (t.rank == all->rank && (t.rank == 0 || memcmp(t.shape, all->shape, (size_t)t.rank * sizeof *t.shape) == 0))
        return 0;
    PyErr_SetString(PyExc_RuntimeError,
                    "the shape of the output, which is an operand, too, is not the broadcast shape");
    return -1;
}

/* torch's rule for the dtype of a result, which depends on ranks and on which numbers were written as numbers. */
static int32_t promoted(call *c, const values *v)
{
    const expression *e = v->e;
    PyObject *first = NULL;
    int32_t common = 0, ranked = -1;
    int plain = 1;
    for (int i = 0; i < c->kernel->n_args; i++) {
        if (!(e->typed >> i & 1u) || !v->read[i]) continue;
        int32_t dtype = v->read[i] == 1 ? dtype_of(&v->tensor[i]) : v->arg[i].scalar.dtype;
        if (v->read[i] == 2) {
            plain &= common && dtype_category(dtype) <= dtype_category(common);
        } else {
            plain &= (!common || dtype == common) && ranked != 0;
            common = dtype, ranked = v->tensor[i].rank > 0;
        }
    }
    if (plain) return common;
    common = 0;
    for (int i = 0; i < c->kernel->n_args; i++) {
        if (!(e->typed >> i & 1u) || !v->read[i]) continue;
        PyObject *o = torch_arg(c, i);
        if (!first) {
            first = o;
            continue;
        }
        PyObject *dtype = PyObject_CallFunctionObjArgs(torch.result_type, first, o, NULL);
        common = dtype_of_object(dtype);
        Py_XDECREF(dtype);
        if (!common && !PyErr_Occurred()) unsupported(c);
        return common;
    }
    return v->read[0] == 1 ? dtype_of(&v->tensor[0]) : (unsupported(c), 0);
}

static int category_of(const values *v, int i)
{
    return dtype_category(v->read[i] == 1 ? dtype_of(&v->tensor[i]) : v->arg[i].scalar.dtype);
}

/* Whether there is an operand of this category among those that decide the dtype. */
static int has(const call *c, const values *v, int category)
{
    for (int i = 0; i < c->kernel->n_args; i++)
        if ((v->e->typed >> i & 1u) && v->read[i] && category_of(v, i) == category) return 1;
    return 0;
}

static int32_t result_dtype(call *c, const values *v)
{
    const expression *e = v->e;
    if (e->kind == 2) return GT_BOOL;
    int32_t dtype = promoted(c, v);
    if (dtype == 0 || e->kind == 0 || dtype_category(dtype) >= 2) return e->real ? part_dtype(dtype) : dtype;
    PyObject *o = PyObject_CallNoArgs(torch.default_dtype);
    dtype = dtype_of_object(o);
    Py_XDECREF(o);
    return dtype;
}

/* Strides of a new result: those of an operand of its shape that has no gaps, in whatever order, else row by row. */
static void result_strides(const call *c, const values *v, const dl_tensor *all, int64_t *strides)
{
    dense_strides(all->rank, all->shape, strides);
    for (int i = 0; i < c->kernel->n_args; i++) {
        const dl_tensor *t = &v->tensor[i];
        if (v->read[i] != 1 || t->rank != all->rank) continue;
        int64_t span = 1, count = 1;
        int same = 1;
        for (int j = 0; j < t->rank; j++) {
            same &= t->shape[j] == all->shape[j] && (t->shape[j] < 2 || t->strides[j] > 0);
            count *= t->shape[j], span += (t->shape[j] - 1) * t->strides[j];
        }
        if (!same || count < 2) continue;
        if (span == count) memcpy(strides, t->strides, (size_t)t->rank * sizeof *strides);
        return;
    }
}

static int castable(call *c, const values *v, int32_t to)
{
    const expression *e = v->e;
    int highest = e->kind == 1 ? 2 : 0;
    for (int i = 0; i < c->kernel->n_args; i++) {
        if (!(e->typed >> i & 1u) || !v->read[i] || i == c->kernel->written) continue;
        if (category_of(v, i) > highest) highest = category_of(v, i);
    }
    return e->kind == 2 || (e->real && highest > 2 ? 2 : highest) <= dtype_category(to);
}

/* Reads all operands, and takes the expression that is for them. */
static int read_values(call *c, values *v)
{
    const expression *e = v->e = c->kernel->more;
    memset(v->read, 0, sizeof v->read), memset(v->arg, 0, sizeof v->arg);
    for (int n = 0; n < e->n_steps; n++)
        for (int i = 0; i < e->steps[n].n; i++)
            if (e->steps[n].operand[i] < CONSTANT && read_value(c, v, e->steps[n].operand[i]) < 0) return -1;
    if (e->complex != e && has(c, v, 3) && !(v->e = e->complex)) return unsupported(c);
    return e->no_bool && has(c, v, 0) ? unsupported(c) : 0;
}

PyObject *run_expression(call *c)
{
    const kernel *k = c->kernel;
    values v;
    int64_t shape[GT_MAX_RANK], strides[GT_MAX_RANK];
    dl_tensor all, t;
    PyObject *out = NULL;
    gt_tensor *dst = NULL;
    if (read_values(c, &v) < 0) return NULL;
    if (broadcast(c, &v, &all, shape) < 0) return NULL;
    if (k->written < 0) {
        int32_t dtype = result_dtype(c, &v);
        if (!dtype) return NULL;
        result_strides(c, &v, &all, strides);
        if (!(out = make_tensor(dtype, all.rank, all.shape, strides))) return NULL;
        if (read_tensor(out, &t) == 0) dst = tensor_at(c, &t);
    } else {
        if (check_own_shape(c, &all) < 0) return NULL;
        out = new_ref(torch_arg(c, k->written));
        if (k->names[k->written])
            dst = destination(c, k->written, all.rank, all.shape, &t);
        else if (read_value(c, &v, k->written) == 0 && check_writable(&v.tensor[k->written]) == 0)
            dst = (gt_tensor *)(uintptr_t)v.arg[k->written].tensor, t = v.tensor[k->written];
        if (dst && !castable(c, &v, dtype_of(&t))) unsupported(c), dst = NULL;
    }
    int failed = !dst;
    for (int n = 0; n < v.e->n_steps && !failed; n++) failed = run_step(c, v.e, n, &v, dst) < 0;
    if (!failed) return out;
    Py_XDECREF(out);
    return NULL;
}

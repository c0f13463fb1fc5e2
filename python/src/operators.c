/* operators.c: Python's operators on arrays. The common case, arrays of one device and exact Python numbers, is one
 * call of the C library; if it fails, or for anything else, Python's function does it again and says what is wrong. */
#include "core.h"

enum {
    ADD,
    SUB,
    MUL,
    DIV,
    FLOORDIV,
    MOD,
    POW,
    MATMUL,
    AND,
    OR,
    XOR,
    LSHIFT,
    RSHIFT,
    LT,
    LE,
    EQ,
    NE,
    GT,
    GE,
    NEG,
    POS,
    ABS,
    INVERT,
    COUNT
};
static const char *const symbols[COUNT] = {"+",  "-", "*",  "/",  "//", "%", "**", "@",   "&",   "|",   "^",     "<<",
                                           ">>", "<", "<=", "==", "!=", ">", ">=", "neg", "pos", "abs", "invert"};
static const char *const slow_symbols[COUNT] = {"+",  "-", "*",  "/",  "//", "%", "**", "@", "&", "|",   "^", "<<",
                                                ">>", "<", "<=", "==", "!=", ">", ">=", "-", "+", "abs", "~"};
static PyObject *names[COUNT];
static int32_t operations[COUNT]; /* 0: none, Python decides */
static PyObject *slow_binary, *slow_unary, *slow_inplace;

static PyObject *slowly(PyObject *function, int which, PyObject *a, PyObject *b)
{
    if (function == NULL) return PyErr_Format(PyExc_SystemError, "gputensor: the extension was not set up");
    return PyObject_CallFunctionObjArgs(function, names[which], a, b, NULL);
}

/* The queue of an array's device; NULL if Python must find it. */
static gt_queue *queue_of(PyObject *array)
{
    if (gt__overrides != 0) return NULL;
    return ((gt__device *)((gt__array *)array)->device)->queue;
}

/* Whether a Python number is one that the fast way takes: an exact float or complex, or an exact int of 64 bits. */
static int scalar_of(PyObject *object, gt_scalar *scalar)
{
    if (PyFloat_CheckExact(object)) {
        *scalar = (gt_scalar){.dtype = GT_WEAK_FLOAT, .re = PyFloat_AsDouble(object)};
        return 1;
    }
    if (PyComplex_CheckExact(object)) {
        *scalar = (gt_scalar){
            .dtype = GT_WEAK_COMPLEX, .re = PyComplex_RealAsDouble(object), .im = PyComplex_ImagAsDouble(object)};
        return 1;
    }
    if (!PyLong_CheckExact(object)) return 0;
    int overflow = 0;
    long long value = PyLong_AsLongLongAndOverflow(object, &overflow);
    *scalar = (gt_scalar){.dtype = GT_WEAK_INT, .i = value};
    return !overflow;
}

/* The library's call for a op b, without the interpreter's lock: a kernel may have to be compiled. */
static gt_status call(gt_queue *queue, int which, gt_tensor **dst, const gt_arg args[2])
{
    gt_status status;
    Py_BEGIN_ALLOW_THREADS if (which == MATMUL)
    {
        status = gt_matmul(queue, dst, args[0].tensor, args[1].tensor, NULL);
    }
    else if (args[0].tensor != NULL && args[1].tensor != NULL)
    {
        status = gt_binary(queue, operations[which], dst, args[0].tensor, args[1].tensor);
    }
    else
    {
        status = gt_apply(queue, operations[which], dst, args, 2);
    }
    Py_END_ALLOW_THREADS return status;
}

/* Fills in the two operands. Returns the queue, or NULL where this is not the common case. */
static gt_queue *prepare(int which, PyObject *a, PyObject *b, gt_arg args[2])
{
    if (operations[which] == 0 && which != MATMUL) return NULL;
    if (gt__is_array(a)) {
        args[0].tensor = ((gt__array *)a)->tensor;
        if (gt__is_array(b)) {
            if (((gt__array *)a)->device != ((gt__array *)b)->device) return NULL;
            args[1].tensor = ((gt__array *)b)->tensor;
        } else if (which == MATMUL || !scalar_of(b, &args[1].scalar)) {
            return NULL;
        }
        return queue_of(a);
    }
    args[1].tensor = ((gt__array *)b)->tensor;
    return which != MATMUL && scalar_of(a, &args[0].scalar) ? queue_of(b) : NULL;
}

static PyObject *binary(int which, PyObject *a, PyObject *b)
{
    gt_arg args[2] = {{NULL, NULL, {0, 0, 0, 0, 0}}, {NULL, NULL, {0, 0, 0, 0, 0}}};
    gt_queue *queue = prepare(which, a, b, args);
    gt_tensor *dst = NULL;
    if (queue == NULL || call(queue, which, &dst, args) != GT_OK) return slowly(slow_binary, which, a, b);
    PyObject *one = gt__is_array(a) ? a : b;
    return gt__wrap(Py_TYPE(one), dst, ((gt__array *)one)->device);
}

static int is_inexact(int32_t dtype)
{
    return dtype >= GT_F16 && dtype <= GT_C128;
}

/* Whether a's dtype takes the result of a op b as it is. */
static int fits(int which, gt__array *a, PyObject *b)
{
    if (gt__know(a) < 0) return 0;
    if (which == DIV && !is_inexact(a->dtype)) return 0;
    if (gt__is_array(b)) return gt__know((gt__array *)b) == 0 && ((gt__array *)b)->dtype == a->dtype;
    if (PyComplex_CheckExact(b)) return a->dtype > GT_F64;
    return is_inexact(a->dtype) || (PyLong_CheckExact(b) && a->dtype != GT_BOOL);
}

static PyObject *inplace(int which, PyObject *a, PyObject *b)
{
    gt_arg args[2] = {{NULL, NULL, {0, 0, 0, 0, 0}}, {NULL, NULL, {0, 0, 0, 0, 0}}};
    gt_queue *queue = fits(which, (gt__array *)a, b) ? prepare(which, a, b, args) : NULL;
    if (PyErr_Occurred()) return NULL;
    gt_tensor *dst = ((gt__array *)a)->tensor;
    if (queue == NULL || call(queue, which, &dst, args) != GT_OK) return slowly(slow_inplace, which, a, b);
    return Py_NewRef(a);
}

static PyObject *unary(int which, PyObject *a)
{
    gt_queue *queue = operations[which] == 0 ? NULL : queue_of(a);
    gt_tensor *dst = NULL;
    if (queue == NULL) return slowly(slow_unary, which, a, NULL);
    gt_status status;
    Py_BEGIN_ALLOW_THREADS status = gt_unary(queue, operations[which], &dst, ((gt__array *)a)->tensor);
    Py_END_ALLOW_THREADS if (status != GT_OK) return slowly(slow_unary, which, a, NULL);
    return gt__wrap(Py_TYPE(a), dst, ((gt__array *)a)->device);
}

#define OPERATOR(name, which)                                                                                          \
    static PyObject *name(PyObject *a, PyObject *b)                                                                    \
    {                                                                                                                  \
        return binary(which, a, b);                                                                                    \
    }                                                                                                                  \
    static PyObject *i##name(PyObject *a, PyObject *b)                                                                 \
    {                                                                                                                  \
        return inplace(which, a, b);                                                                                   \
    }
OPERATOR(add, ADD)
OPERATOR(sub, SUB)
OPERATOR(mul, MUL)
OPERATOR(divide, DIV)
OPERATOR(floor_divide, FLOORDIV)
OPERATOR(mod, MOD)
OPERATOR(bit_and, AND)
OPERATOR(bit_or, OR)
OPERATOR(bit_xor, XOR)
OPERATOR(lshift, LSHIFT)
OPERATOR(rshift, RSHIFT)
OPERATOR(matmul, MATMUL)
#undef OPERATOR

static PyObject *power(PyObject *a, PyObject *b, PyObject *modulus)
{
    if (modulus != Py_None) return PyErr_Format(PyExc_TypeError, "gputensor: pow() of arrays has no modulus");
    return binary(POW, a, b);
}

static PyObject *ipower(PyObject *a, PyObject *b, PyObject *modulus)
{
    (void)modulus;
    return inplace(POW, a, b);
}

static PyObject *negative(PyObject *a)
{
    return unary(NEG, a);
}
static PyObject *positive(PyObject *a)
{
    return unary(POS, a);
}
static PyObject *absolute(PyObject *a)
{
    return unary(ABS, a);
}
static PyObject *invert(PyObject *a)
{
    return unary(INVERT, a);
}

static PyObject *compare(PyObject *a, PyObject *b, int how)
{
    static const int which[] = {[Py_LT] = LT, [Py_LE] = LE, [Py_EQ] = EQ, [Py_NE] = NE, [Py_GT] = GT, [Py_GE] = GE};
    return binary(which[how], a, b);
}

PyType_Slot gt__operators[] = {
    {Py_nb_add, add},
    {Py_nb_subtract, sub},
    {Py_nb_multiply, mul},
    {Py_nb_true_divide, divide},
    {Py_nb_floor_divide, floor_divide},
    {Py_nb_remainder, mod},
    {Py_nb_power, power},
    {Py_nb_and, bit_and},
    {Py_nb_or, bit_or},
    {Py_nb_xor, bit_xor},
    {Py_nb_lshift, lshift},
    {Py_nb_rshift, rshift},
    {Py_nb_matrix_multiply, matmul},
    {Py_nb_inplace_add, iadd},
    {Py_nb_inplace_subtract, isub},
    {Py_nb_inplace_multiply, imul},
    {Py_nb_inplace_true_divide, idivide},
    {Py_nb_inplace_floor_divide, ifloor_divide},
    {Py_nb_inplace_remainder, imod},
    {Py_nb_inplace_power, ipower},
    {Py_nb_inplace_and, ibit_and},
    {Py_nb_inplace_or, ibit_or},
    {Py_nb_inplace_xor, ibit_xor},
    {Py_nb_inplace_lshift, ilshift},
    {Py_nb_inplace_rshift, irshift},
    {Py_nb_inplace_matrix_multiply, imatmul},
    {Py_nb_negative, negative},
    {Py_nb_positive, positive},
    {Py_nb_absolute, absolute},
    {Py_nb_invert, invert},
    {Py_tp_richcompare, compare},
};
const int gt__operator_count = sizeof gt__operators / sizeof gt__operators[0];

/* apply(number, x[, y[, z[, w]]]): an operation of the tables on arrays of one device and exact Python numbers;
 * anything else, and any failure, is NotImplemented, and Python says what is wrong. */
PyObject *gt__apply(PyObject *module, PyObject *const *objects, Py_ssize_t count)
{
    (void)module;
    gt_arg args[4];
    PyObject *one = NULL;
    if (count < 2 || count > 5) Py_RETURN_NOTIMPLEMENTED;
    for (Py_ssize_t i = 1; i < count; i++) {
        gt_arg *arg = &args[i - 1];
        *arg = (gt_arg){NULL, NULL, {0, 0, 0, 0, 0}};
        if (!gt__is_array(objects[i])) {
            if (!scalar_of(objects[i], &arg->scalar)) Py_RETURN_NOTIMPLEMENTED;
            continue;
        }
        if (one != NULL && ((gt__array *)one)->device != ((gt__array *)objects[i])->device) Py_RETURN_NOTIMPLEMENTED;
        one = objects[i];
        arg->tensor = ((gt__array *)one)->tensor;
    }
    int32_t number = (int32_t)PyLong_AsLong(objects[0]);
    if (PyErr_Occurred()) return NULL;
    gt_queue *queue = one == NULL ? NULL : queue_of(one);
    gt_tensor *dst = NULL;
    gt_status status;
    if (queue == NULL) Py_RETURN_NOTIMPLEMENTED;
    Py_BEGIN_ALLOW_THREADS status = gt_apply(queue, number, &dst, args, (int32_t)count - 1);
    Py_END_ALLOW_THREADS if (status != GT_OK) Py_RETURN_NOTIMPLEMENTED;
    return gt__wrap(Py_TYPE(one), dst, ((gt__array *)one)->device);
}

int gt__name_symbols(void)
{
    for (int i = 0; i < COUNT; i++) {
        if (names[i] == NULL) names[i] = PyUnicode_InternFromString(slow_symbols[i]);
        if (names[i] == NULL) return -1;
    }
    return 0;
}

/* set_operations(dict of symbol: number): which operation of the C library an operator is. */
PyObject *gt__set_operations(PyObject *module, PyObject *table)
{
    (void)module;
    for (int i = 0; i < COUNT; i++) {
        PyObject *number = PyDict_GetItemString(table, symbols[i]);
        operations[i] = number == NULL ? 0 : (int32_t)PyLong_AsLong(number);
        if (PyErr_Occurred()) return NULL;
    }
    Py_RETURN_NONE;
}

/* set_slow(binary, unary, inplace): Python's functions for everything else. */
PyObject *gt__set_slow(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *functions[3];
    if (!PyArg_ParseTuple(args, "OOO", &functions[0], &functions[1], &functions[2])) return NULL;
    PyObject **places[] = {&slow_binary, &slow_unary, &slow_inplace};
    for (int i = 0; i < 3; i++) {
        PyObject *before = *places[i];
        *places[i] = Py_NewRef(functions[i]);
        Py_XDECREF(before);
    }
    Py_RETURN_NONE;
}

#include "torch.h"
#include <stdlib.h>
#include <string.h>

torch_state torch;

/* DLPack's codes: 0 signed, 1 unsigned, 2 float, 4 bfloat16, 5 complex, 6 bool. */
static const struct {
    int32_t dtype;
    uint8_t code, bits;
} types[] = {{GT_BOOL, 6, 8}, {GT_I8, 0, 8},    {GT_I16, 0, 16}, {GT_I32, 0, 32}, {GT_I64, 0, 64},
             {GT_U8, 1, 8},   {GT_U16, 1, 16},  {GT_U32, 1, 32}, {GT_U64, 1, 64}, {GT_F16, 2, 16},
             {GT_F32, 2, 32}, {GT_BF16, 4, 16}, {GT_F64, 2, 64}, {GT_C64, 5, 64}, {GT_C128, 5, 128}};
enum { TYPES = sizeof types / sizeof *types };

PyObject *new_ref(PyObject *o)
{
    Py_XINCREF(o);
    return o;
}

/* The context is that of arrays of the package, which may let it go: a tensor that is never freed keeps it. */
int torch_ready(void)
{
    gt_tensor *kept = NULL;
    if (torch.context) return 0;
    PyObject *address = PyObject_CallNoArgs(torch.open);
    gt_context *context = address ? PyLong_AsVoidPtr(address) : NULL;
    Py_XDECREF(address);
    if (!context) return -1;
    if (gt_tensor_create(gt_context_queue(context), &kept, GT_U8, 1, (int64_t[]){0}, GT_UNINITIALISED) < 0) {
        PyErr_SetString(PyExc_RuntimeError, gt_last_error());
        return -1;
    }
    torch.context = context, torch.queue = gt_context_queue(context);
    return 0;
}

/* Argument i of the operator's schema. torch leaves out those at the end that have their defaults. */
PyObject *torch_arg(const call *c, int i)
{
    const kernel *k = c->kernel;
    PyObject *name = i < k->n_args ? k->names[i] : NULL;
    if (!name) return i < c->n ? c->args[i] : i < k->n_args && k->defaults[i] ? k->defaults[i] : Py_None;
    Py_ssize_t n = c->names ? PyTuple_Size(c->names) : 0;
    for (Py_ssize_t j = 0; j < n; j++) {
        PyObject *given = PyTuple_GetItem(c->names, j);
        if (given == name || PyUnicode_Compare(given, name) == 0) return c->args[c->n + j];
    }
    return k->defaults[i] ? k->defaults[i] : Py_None;
}

int is_tensor(PyObject *o)
{
    return Py_TYPE(o) == torch.tensor_type || PyObject_TypeCheck(o, torch.tensor_type);
}

int on_device(const dl_tensor *t)
{
    return t->device_type == DL_EXTENSION;
}

int read_tensor(PyObject *o, dl_tensor *t)
{
    if (is_tensor(o)) return torch.exchange->tensor_from_object(o, t) ? -1 : 0;
    PyErr_Format(PyExc_TypeError, "expected a tensor, not %R", (PyObject *)Py_TYPE(o));
    return -1;
}

int32_t dtype_of(const dl_tensor *t)
{
    for (int i = 0; i < TYPES; i++)
        if (types[i].code == t->code && types[i].bits == t->bits && t->lanes == 1) return types[i].dtype;
    return 0;
}

int32_t dtype_of_object(PyObject *dtype)
{
    for (int32_t i = 0; i < MAX_DTYPES; i++)
        if (torch.dtypes[i] == dtype) return i;
    return 0;
}

int dtype_category(int32_t dtype)
{
    if (dtype == GT_BOOL || dtype == GT_WEAK_BOOL) return 0;
    if (dtype == GT_C64 || dtype == GT_C128 || dtype == GT_WEAK_COMPLEX) return 3;
    return dtype >= GT_F16 && dtype != GT_WEAK_INT ? 2 : 1;
}

int is_complex(int32_t dtype)
{
    return dtype_category(dtype) == 3;
}

/* The dtype of the parts of complex numbers; of others their own. */
int32_t part_dtype(int32_t dtype)
{
    return dtype == GT_C64 ? GT_F32 : dtype == GT_C128 ? GT_F64 : dtype;
}

int is_small_float(int32_t dtype)
{
    return dtype == GT_F16 || dtype == GT_BF16;
}

int unsupported(call *c)
{
    c->unsupported = 1;
    return -1;
}

int check(call *c, gt_status s)
{
    if (s >= 0) return 0;
    switch (s) {
    case GT_E_DTYPE:
    case GT_E_OPERATION:
    case GT_E_UNSUPPORTED:
    case GT_E_MISSING_DTYPE:
    case GT_E_ARGUMENT: return unsupported(c);
    case GT_E_OUT_OF_MEMORY: PyErr_SetString(torch.out_of_memory, gt_last_error()); return -1;
    case GT_E_INDEX: PyErr_SetString(PyExc_IndexError, gt_last_error()); return -1;
    default: PyErr_SetString(PyExc_RuntimeError, gt_last_error()); return -1;
    }
}

gt_tensor *own(call *c, gt_tensor *t)
{
    if (t && c->n_owned < MAX_OWNED) return c->owned[c->n_owned++] = t;
    if (t) PyErr_SetString(PyExc_RuntimeError, "gputensor.torch: too many tensors in one call");
    gt_tensor_free(t);
    return NULL;
}

/* The library's view of a tensor on the device. */
gt_tensor *tensor_at(call *c, const dl_tensor *t)
{
    gt_tensor *view = NULL;
    uint64_t address = (uint64_t)(uintptr_t)t->data + t->byte_offset;
    int32_t dtype = dtype_of(t);
    if (!on_device(t) || !dtype || t->rank > GT_MAX_RANK) return unsupported(c), NULL;
    if (check(c, gt_tensor_at(&view, torch.context, address, dtype, t->rank, t->shape, t->strides)) < 0) return NULL;
    return own(c, view);
}

/* Where torch hands over a number of Python for a tensor, the fallback takes it. */
gt_tensor *tensor_arg(call *c, int i, dl_tensor *t)
{
    PyObject *o = torch_arg(c, i);
    if (PyLong_Check(o) || PyFloat_Check(o) || PyComplex_Check(o)) return unsupported(c), NULL;
    return read_tensor(o, t) < 0 ? NULL : tensor_at(c, t);
}

/* Elements of an expanded tensor are one: torch's own error where a result would go there. */
int check_writable(const dl_tensor *t)
{
    int shared = 0;
    for (int i = 0; i < t->rank; i++) {
        if (t->shape[i] == 0) return 0;
        shared |= t->shape[i] > 1 && t->strides[i] == 0;
    }
    if (!shared) return 0;
    PyErr_SetString(PyExc_RuntimeError,
                    "unsupported operation: more than one element of the written-to tensor refers to a single memory "
                    "location. Please clone() the tensor before performing the operation.");
    return -1;
}

/* A number of Python as a scalar that takes the dtype of the tensors beside it. -1 without an exception: no number.
 * */
int scalar_of_number(PyObject *o, gt_scalar *out)
{
    memset(out, 0, sizeof *out);
    if (PyBool_Check(o)) {
        out->dtype = GT_WEAK_BOOL, out->i = o == Py_True;
    } else if (PyLong_Check(o)) {
        out->dtype = GT_WEAK_INT, out->i = PyLong_AsLongLong(o);
    } else if (PyFloat_Check(o)) {
        out->dtype = GT_WEAK_FLOAT, out->re = PyFloat_AsDouble(o);
    } else if (PyComplex_Check(o)) {
        out->dtype = GT_WEAK_COMPLEX, out->re = PyComplex_RealAsDouble(o), out->im = PyComplex_ImagAsDouble(o);
    } else {
        return -1;
    }
    if (!PyErr_Occurred()) return 0;
    PyErr_Clear();
    return -1;
}

/* Whether a scalar is this number. */
int is_number(const gt_scalar *s, double number)
{
    int category = dtype_category(s->dtype);
    return (category < 2 ? (double)s->i : s->re) == number && (category < 3 || s->im == 0);
}

static double small_float(uint16_t bits, int32_t dtype)
{
    uint32_t wide = (uint32_t)bits << 16;
    float f;
    if (dtype == GT_BF16) return memcpy(&f, &wide, sizeof f), (double)f;
    int exponent = bits >> 10 & 31;
    double fraction = (bits & 1023) / 1024.0, sign = bits >> 15 ? -1 : 1;
    if (exponent == 31) return fraction != 0 ? Py_NAN : sign * Py_HUGE_VAL;
    double scale = exponent ? 1.0 : 2.0;
    for (int i = exponent; i < 15; i++) scale /= 2;
    for (int i = 15; i < exponent; i++) scale *= 2;
    return sign * scale * (exponent ? 1 + fraction : fraction);
}

/* The element of a tensor of one element in host memory, with its dtype. */
int scalar_of_host_tensor(const dl_tensor *t, gt_scalar *out)
{
    const char *p = (const char *)t->data + t->byte_offset;
    union {
        int8_t i8;
        int16_t i16;
        int32_t i32;
        int64_t i64;
        uint8_t u8;
        uint16_t u16;
        uint32_t u32;
        float f32, c64[2];
        double f64, c128[2];
    } v = {0};
    memset(out, 0, sizeof *out);
    out->dtype = dtype_of(t);
    if (!out->dtype || t->device_type != DL_CPU) return -1;
    memcpy(&v, p, t->bits / 8u);
    switch (out->dtype) {
    case GT_I8: out->i = v.i8; break;
    case GT_I16: out->i = v.i16; break;
    case GT_I32: out->i = v.i32; break;
    case GT_BOOL:
    case GT_U8: out->i = v.u8; break;
    case GT_U16: out->i = v.u16; break;
    case GT_U32: out->i = v.u32; break;
    case GT_F32: out->re = (double)v.f32; break;
    case GT_F64: out->re = v.f64; break;
    case GT_C64: out->re = (double)v.c64[0], out->im = (double)v.c64[1]; break;
    case GT_C128: out->re = v.c128[0], out->im = v.c128[1]; break;
    case GT_F16:
    case GT_BF16: out->re = small_float(v.u16, out->dtype); break;
    default: out->i = v.i64; break;
    }
    return 0;
}

PyObject *number_of_scalar(const gt_scalar *s)
{
    if (is_complex(s->dtype)) return PyComplex_FromDoubles(s->re, s->im);
    if (dtype_category(s->dtype) == 2) return PyFloat_FromDouble(s->re);
    if (dtype_category(s->dtype) == 0) return PyBool_FromLong(s->i != 0);
    return s->dtype == GT_U64 ? PyLong_FromUnsignedLongLong((uint64_t)s->i) : PyLong_FromLongLong(s->i);
}

void dense_strides(int rank, const int64_t *shape, int64_t *strides)
{
    int64_t n = 1;
    for (int i = rank - 1; i >= 0; i--) strides[i] = n, n *= shape[i] > 1 ? shape[i] : 1;
}

typedef struct block {
    dl_managed managed;
    uint64_t address;
    int64_t shape[GT_MAX_RANK], strides[GT_MAX_RANK];
} block;

/* Any thread may be the one that drops the last reference, with or without the interpreter's lock. */
static void block_free(dl_managed *m)
{
    block *b = (block *)m;
    if (!torch.leaving) gt_memory_free(b->address);
    free(b);
}

/* A new torch tensor on the device. strides are not negative. */
PyObject *make_tensor(int32_t dtype, int rank, const int64_t *shape, const int64_t *strides)
{
    void *out = NULL;
    int64_t last = 0, size = gt_dtype_size(dtype);
    if (torch_ready() < 0) return NULL;
    if (rank > GT_MAX_RANK) {
        PyErr_Format(PyExc_RuntimeError, "gputensor: a tensor of %d axes, %d at most", rank, GT_MAX_RANK);
        return NULL;
    }
    block *b = calloc(1, sizeof *b);
    if (!b) return PyErr_NoMemory();
    for (int i = 0; i < rank; i++) {
        int64_t step;
        b->shape[i] = shape[i], b->strides[i] = strides[i];
        if (shape[i] == 0 || last < 0) {
            last = -1;
        } else if (__builtin_mul_overflow(shape[i] - 1, strides[i], &step) ||
                   __builtin_add_overflow(last, step, &last)) {
            free(b);
            PyErr_SetString(PyExc_RuntimeError, "gputensor: the bytes of all elements overflow");
            return NULL;
        }
    }
    gt_status s = __builtin_mul_overflow(last + 1, size, &last)
                      ? GT_E_SHAPE
                      : gt_memory_create(torch.queue, &b->address, last ? last : 1);
    if (s < 0) {
        free(b);
        PyErr_SetString(s == GT_E_OUT_OF_MEMORY ? torch.out_of_memory : PyExc_RuntimeError, gt_last_error());
        return NULL;
    }
    dl_tensor *t = &b->managed.tensor;
    b->managed.major = 1, b->managed.deleter = block_free;
    t->data = (void *)(uintptr_t)b->address, t->device_type = DL_EXTENSION, t->rank = rank, t->lanes = 1;
    t->shape = b->shape, t->strides = b->strides;
    for (int i = 0; i < TYPES; i++)
        if (types[i].dtype == dtype) t->code = types[i].code, t->bits = types[i].bits;
    return torch.exchange->object_from_managed(&b->managed, &out) ? NULL : out;
}

/* A sequence of at most GT_MAX_RANK integers, or one integer. */
int integers(PyObject *sequence, int64_t *out, int *n)
{
    if (PyLong_Check(sequence)) {
        *n = 1, out[0] = PyLong_AsLongLong(sequence);
        return PyErr_Occurred() ? -1 : 0;
    }
    Py_ssize_t count = PySequence_Size(sequence);
    if (count > GT_MAX_RANK) PyErr_Format(PyExc_RuntimeError, "gputensor: more than %d axes", GT_MAX_RANK);
    for (Py_ssize_t i = 0; i < count && !PyErr_Occurred(); i++) {
        PyObject *o = PySequence_GetItem(sequence, i);
        if (o) out[i] = PyLong_AsLongLong(o);
        Py_XDECREF(o);
    }
    *n = (int)count;
    return PyErr_Occurred() ? -1 : 0;
}

static int same_shape(const dl_tensor *t, int rank, const int64_t *shape)
{
    return t->rank == rank && (rank == 0 || memcmp(t->shape, shape, (size_t)rank * sizeof *shape) == 0);
}

gt_tensor *destination(call *c, int i, int rank, const int64_t *shape, dl_tensor *t)
{
    PyObject *o = torch_arg(c, i);
    if (read_tensor(o, t) < 0 || check_writable(t) < 0) return NULL;
    if (!same_shape(t, rank, shape)) {
        PyObject *list = PyTuple_New(rank);
        for (int j = 0; list && j < rank; j++) PyTuple_SetItem(list, j, PyLong_FromLongLong(shape[j]));
        PyObject *done = list ? PyObject_CallMethod(o, "resize_", "(O)", list) : NULL;
        Py_XDECREF(list);
        Py_XDECREF(done);
        if (!done || read_tensor(o, t) < 0) return NULL;
    }
    return tensor_at(c, t);
}

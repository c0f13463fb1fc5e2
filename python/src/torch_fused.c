/* Several tensors from others in one launch, by a text: gt_eval_all. */
#include "torch.h"
#include <string.h>

enum { MAX_OPERANDS = 16, MAX_RESULTS = 4 };

static gt_tensor *device_tensor(call *c, PyObject *o)
{
    dl_tensor t;
    if (read_tensor(o, &t) < 0) return NULL;
    if (on_device(&t)) return tensor_at(c, &t);
    PyErr_SetString(PyExc_RuntimeError, TWO_DEVICES);
    return NULL;
}

/* A tensor, or a number as a scalar of that dtype. */
static int read_operand(call *c, PyObject *name, PyObject *value, int32_t dtype, gt_arg *out)
{
    Py_ssize_t length = 0;
    memset(out, 0, sizeof *out);
    if (!(out->name = PyUnicode_AsUTF8AndSize(name, &length))) return -1;
    if (is_tensor(value)) return (out->tensor = device_tensor(c, value)) ? 0 : -1;
    out->scalar.dtype = dtype;
    out->scalar.re = PyFloat_AsDouble(value);
    return PyErr_Occurred() ? -1 : 0;
}

static int evaluate_call(call *c, const char *text, PyObject *results, PyObject *operands, int32_t dtype)
{
    gt_arg args[MAX_OPERANDS];
    gt_tensor *dst[MAX_RESULTS];
    int n = 0, n_dst = (int)PyTuple_Size(results);
    PyObject *name, *value;
    Py_ssize_t at = 0;
    if (n_dst > MAX_RESULTS || PyDict_Size(operands) > MAX_OPERANDS) {
        PyErr_SetString(PyExc_ValueError, "too many tensors");
        return -1;
    }
    for (int i = 0; i < n_dst; i++)
        if (!(dst[i] = device_tensor(c, PyTuple_GetItem(results, i)))) return -1;
    while (PyDict_Next(operands, &at, &name, &value))
        if (read_operand(c, name, value, dtype, &args[n++]) < 0) return -1;
    const gt_status s = gt_eval_all(torch.queue, dst, n_dst, text, args, n);
    if (s < 0 && check(c, s) < 0 && c->unsupported) PyErr_SetString(PyExc_RuntimeError, gt_last_error());
    return s < 0 ? -1 : 0;
}

/* evaluate(text, results, {name: operand}, dtype): writes to the tensors of the tuple `results`; operands are tensors,
 * and numbers of that dtype. */
PyObject *evaluate(PyObject *module, PyObject *args)
{
    const char *text;
    PyObject *results, *operands, *type;
    call c = {.n_owned = 0};
    (void)module;
    if (!PyArg_ParseTuple(args, "sO!O!O", &text, &PyTuple_Type, &results, &PyDict_Type, &operands, &type)) return NULL;
    const int failed = evaluate_call(&c, text, results, operands, dtype_of_object(type)) < 0;
    for (int i = 0; i < c.n_owned; i++) gt_tensor_free(c.owned[i]);
    return failed ? NULL : new_ref(Py_None);
}

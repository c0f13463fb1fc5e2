/* module.c: gputensor._core. */
#include "core.h"

static PyObject *set_overrides(PyObject *module, PyObject *count)
{
    (void)module;
    gt__overrides = (int)PyLong_AsLong(count);
    if (PyErr_Occurred()) return NULL;
    Py_RETURN_NONE;
}

/* Takes anything and does nothing: what a call of the extension costs. */
static PyObject *nothing(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    (void)module, (void)args, (void)count;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"apply", (PyCFunction)(void (*)(void))gt__apply, METH_FASTCALL,
     "apply(number, *operands): the common case of an operation, else NotImplemented."},
    {"dlpack_capsule", gt__dlpack_capsule, METH_VARARGS, "dlpack_capsule(address, legacy): a capsule of DLPack."},
    {"set_dtypes", gt__set_dtypes, METH_VARARGS, "set_dtypes(numbers, find): the numpy.dtype of each number."},
    {"set_operations", gt__set_operations, METH_O, "set_operations(symbols): the operation of each operator."},
    {"set_slow", gt__set_slow, METH_VARARGS, "set_slow(binary, unary, inplace): what does all that is not common."},
    {"set_overrides", set_overrides, METH_O, "set_overrides(count): how many `with stream:` blocks there are."},
    {"nothing", (PyCFunction)(void (*)(void))nothing, METH_FASTCALL, "nothing(*args): a call and no more."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_core", "The base of arrays, in C.", -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__core(void)
{
    PyObject *module = PyModule_Create(&definition);
    if (module == NULL) return NULL;
    if (gt__name_symbols() < 0 || gt__make_base(module) == NULL || gt__make_device(module) == NULL) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}

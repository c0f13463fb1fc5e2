/* core.h: what the files of the extension share. The extension is the base of gputensor's arrays: a handle of the C
 * library with its device, and operators that call the library without a detour. Whatever is not the common case (an
 * operand of another kind, a failure) goes to Python's `operators`, which says what is wrong. */
#ifndef GPUTENSOR_PYTHON_CORE_H
#define GPUTENSOR_PYTHON_CORE_H
#include <Python.h>
#include <gputensor/gputensor.h>
#include <structmember.h>

typedef struct gt__device {
    PyObject_HEAD gt_queue *queue; /* NULL before the device's first use */
} gt__device;

typedef struct gt__array {
    PyObject_HEAD gt_tensor *tensor;
    PyObject *device; /* a gt__device */
    PyObject *shape;  /* a tuple; NULL until asked for, and then all below is known */
    PyObject *weak;
    int64_t count;
    int32_t dtype, rank, contiguous;
} gt__array;

PyMODINIT_FUNC PyInit__core(void);

extern PyTypeObject *gt__base; /* the type of gt__array, which Python's ndarray is derived from */
extern int gt__overrides; /* how many `with stream:` blocks there are: without any, a device's own queue is meant */

int gt__is_array(PyObject *object);
PyObject *gt__wrap(PyTypeObject *type, gt_tensor *tensor, PyObject *device);
int gt__know(gt__array *array); /* fills in what is known of it; -1 with an exception */
PyObject *gt__make_base(PyObject *module);
PyObject *gt__make_device(PyObject *module);
PyObject *gt__dlpack_capsule(PyObject *module, PyObject *args);
PyObject *gt__set_dtypes(PyObject *module, PyObject *table);

extern PyType_Slot gt__operators[];
extern const int gt__operator_count;
int gt__name_symbols(void);
PyObject *gt__apply(PyObject *module, PyObject *const *objects, Py_ssize_t count);
PyObject *gt__set_operations(PyObject *module, PyObject *table);
PyObject *gt__set_slow(PyObject *module, PyObject *args);
#endif

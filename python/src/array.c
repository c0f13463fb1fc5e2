/* array.c: the base of arrays and of devices: handles, and the facts about a tensor, asked for once. */
#include "core.h"

PyTypeObject *gt__base;
int gt__overrides;
static PyTypeObject *device_type;
static PyTypeObject *known;  /* the class that arrays are of, as a rule */
static PyObject *dtypes[64]; /* numpy.dtype of each number; NULL: `find_dtype` is asked */
static PyObject *find_dtype;

int gt__is_array(PyObject *object)
{
    return Py_TYPE(object) == known || PyObject_TypeCheck(object, gt__base);
}

PyObject *gt__wrap(PyTypeObject *type, gt_tensor *tensor, PyObject *device)
{
    gt__array *array = (gt__array *)PyType_GenericAlloc(type, 0);
    if (array == NULL) {
        gt_tensor_free(tensor);
        return NULL;
    }
    array->tensor = tensor;
    array->device = Py_NewRef(device);
    if (type != known) { /* kept: another class could take the address of one that is gone */
        PyObject *before = (PyObject *)known;
        known = (PyTypeObject *)Py_NewRef((PyObject *)type);
        Py_XDECREF(before);
    }
    return (PyObject *)array;
}

int gt__know(gt__array *array)
{
    if (array->shape != NULL) return 0;
    gt_tensor_desc desc = {.size = sizeof desc};
    if (gt_tensor_describe(array->tensor, &desc) != GT_OK) {
        PyErr_Format(PyExc_RuntimeError, "gputensor: %s", gt_last_error());
        return -1;
    }
    PyObject *shape = PyTuple_New(desc.rank);
    for (int32_t i = 0; shape != NULL && i < desc.rank; i++) {
        PyObject *size = PyLong_FromLongLong(desc.shape[i]);
        if (size == NULL || PyTuple_SetItem(shape, i, size) < 0) Py_CLEAR(shape);
    }
    if (shape == NULL) return -1;
    array->dtype = desc.dtype;
    array->rank = desc.rank;
    array->count = desc.count;
    array->contiguous = desc.contiguous;
    array->shape = shape;
    return 0;
}

static PyObject *wrap(PyObject *type, PyObject *args)
{
    unsigned long long address;
    PyObject *device;
    if (!PyArg_ParseTuple(args, "KO!", &address, device_type, &device)) return NULL;
    return gt__wrap((PyTypeObject *)type, (gt_tensor *)(uintptr_t)address, device);
}

static void array_free(PyObject *self)
{
    gt__array *array = (gt__array *)self;
    PyTypeObject *type = Py_TYPE(self);
    if (array->weak != NULL) PyObject_ClearWeakRefs(self);
    gt_tensor_free(array->tensor);
    Py_XDECREF(array->device);
    Py_XDECREF(array->shape);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

static PyObject *get_pointer(PyObject *self, void *closure)
{
    (void)closure;
    return PyLong_FromVoidPtr(((gt__array *)self)->tensor);
}

static PyObject *get_shape(PyObject *self, void *closure)
{
    (void)closure;
    return gt__know((gt__array *)self) < 0 ? NULL : Py_NewRef(((gt__array *)self)->shape);
}

static PyObject *get_dtype(PyObject *self, void *closure)
{
    (void)closure;
    if (gt__know((gt__array *)self) < 0) return NULL;
    int32_t number = ((gt__array *)self)->dtype;
    if (number >= 0 && number < 64 && dtypes[number] != NULL) return Py_NewRef(dtypes[number]);
    if (find_dtype == NULL) return PyErr_Format(PyExc_SystemError, "gputensor: the extension was not set up");
    return PyObject_CallFunction(find_dtype, "i", (int)number);
}

static PyObject *get_strides(PyObject *self, void *closure)
{
    (void)closure;
    gt_tensor_desc desc = {.size = sizeof desc};
    if (gt_tensor_describe(((gt__array *)self)->tensor, &desc) != GT_OK)
        return PyErr_Format(PyExc_RuntimeError, "gputensor: %s", gt_last_error());
    int64_t bytes = gt_dtype_size(desc.dtype);
    PyObject *strides = PyTuple_New(desc.rank);
    for (int32_t i = 0; strides != NULL && i < desc.rank; i++) {
        PyObject *stride = PyLong_FromLongLong(desc.strides[i] * bytes);
        if (stride == NULL || PyTuple_SetItem(strides, i, stride) < 0) Py_CLEAR(strides);
    }
    return strides;
}

static PyObject *get_ndim(PyObject *self, void *closure)
{
    (void)closure;
    return gt__know((gt__array *)self) < 0 ? NULL : PyLong_FromLong(((gt__array *)self)->rank);
}

static PyObject *get_size(PyObject *self, void *closure)
{
    (void)closure;
    return gt__know((gt__array *)self) < 0 ? NULL : PyLong_FromLongLong(((gt__array *)self)->count);
}

static PyObject *get_number(PyObject *self, void *closure)
{
    (void)closure;
    return gt__know((gt__array *)self) < 0 ? NULL : PyLong_FromLong(((gt__array *)self)->dtype);
}

static PyObject *get_contiguous(PyObject *self, void *closure)
{
    (void)closure;
    return gt__know((gt__array *)self) < 0 ? NULL : PyBool_FromLong(((gt__array *)self)->contiguous);
}

static PyObject *get_offset(PyObject *self, void *closure)
{
    (void)closure;
    gt_tensor_desc desc = {.size = sizeof desc};
    if (gt_tensor_describe(((gt__array *)self)->tensor, &desc) != GT_OK)
        return PyErr_Format(PyExc_RuntimeError, "gputensor: %s", gt_last_error());
    return PyLong_FromLongLong(desc.offset);
}

static PyGetSetDef properties[] = {
    {"_pointer", get_pointer, NULL, "The address of the gt_tensor.", NULL},
    {"_number", get_number, NULL, "The C library's number of the dtype.", NULL},
    {"_contiguous", get_contiguous, NULL, "Whether the elements lie row by row without gaps.", NULL},
    {"_offset", get_offset, NULL, "Where the first element lies in its memory, in elements.", NULL},
    {"shape", get_shape, NULL, "The size of each axis.", NULL},
    {"dtype", get_dtype, NULL, "The data type, a numpy.dtype.", NULL},
    {"strides", get_strides, NULL,
     "How many bytes neighbours along each axis lie apart; negative where a view runs backwards.", NULL},
    {"ndim", get_ndim, NULL, "The number of axes.", NULL},
    {"size", get_size, NULL, "The number of elements.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMemberDef members[] = {
    {"device", T_OBJECT_EX, offsetof(gt__array, device), READONLY, "The device that the array is on."},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(gt__array, weak), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyMethodDef methods[] = {
    {"_wrap", wrap, METH_VARARGS | METH_CLASS, "_wrap(address, device): an array that owns a gt_tensor."},
    {NULL, NULL, 0, NULL},
};

PyObject *gt__make_base(PyObject *module)
{
    static char doc[] = "A tensor of the C library.";
    PyType_Slot slots[64] = {
        {Py_tp_doc, doc},         {Py_tp_dealloc, array_free}, {Py_tp_getset, properties},
        {Py_tp_members, members}, {Py_tp_methods, methods},    {Py_tp_hash, PyObject_HashNotImplemented},
    };
    int used = 6;
    for (int i = 0; i < gt__operator_count; i++) slots[used++] = gt__operators[i];
    PyType_Spec spec = {"gputensor._core.Base", sizeof(gt__array), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, slots};
    PyObject *type = PyType_FromSpec(&spec);
    if (type == NULL || PyModule_AddObjectRef(module, "Base", type) < 0) return NULL;
    gt__base = (PyTypeObject *)type;
    return type;
}

static PyObject *get_queue(PyObject *self, void *closure)
{
    (void)closure;
    return PyLong_FromVoidPtr(((gt__device *)self)->queue);
}

static int set_queue(PyObject *self, PyObject *value, void *closure)
{
    (void)closure;
    void *address = value == NULL ? NULL : PyLong_AsVoidPtr(value);
    if (address == NULL && PyErr_Occurred()) return -1;
    ((gt__device *)self)->queue = address;
    return 0;
}

PyObject *gt__make_device(PyObject *module)
{
    static PyGetSetDef queue[] = {
        {"_queue", get_queue, set_queue, "The address of the device's gt_queue; 0 before its first use.", NULL},
        {NULL, NULL, NULL, NULL, NULL},
    };
    static char doc[] = "A device, as the extension sees it.";
    PyType_Slot slots[] = {{Py_tp_doc, doc}, {Py_tp_getset, queue}, {0, NULL}};
    PyType_Spec spec = {"gputensor._core.DeviceBase", sizeof(gt__device), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
                        slots};
    PyObject *type = PyType_FromSpec(&spec);
    if (type == NULL || PyModule_AddObjectRef(module, "DeviceBase", type) < 0) return NULL;
    device_type = (PyTypeObject *)type;
    return type;
}

/* set_dtypes(dict of number: numpy.dtype, function of a number): what `dtype` gives. */
PyObject *gt__set_dtypes(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *table, *find;
    if (!PyArg_ParseTuple(args, "O!O", &PyDict_Type, &table, &find)) return NULL;
    PyObject *key, *value;
    Py_ssize_t at = 0;
    while (PyDict_Next(table, &at, &key, &value)) {
        long number = PyLong_AsLong(key);
        if (number < 0 || number >= 64) return PyErr_Format(PyExc_ValueError, "set_dtypes: a number out of range");
        Py_XDECREF(dtypes[number]);
        dtypes[number] = Py_NewRef(value);
    }
    Py_XDECREF(find_dtype);
    find_dtype = Py_NewRef(find);
    Py_RETURN_NONE;
}

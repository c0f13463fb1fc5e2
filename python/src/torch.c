/* gputensor._torch: the module. */
#include "torch.h"
#include <stdlib.h>
#include <string.h>

/* Every operator comes here; self is a capsule with its kernel. */
static PyObject *run(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names)
{
    call c;
    c.kernel = PyCapsule_GetPointer(self, NULL);
    c.args = args, c.n = n, c.names = names, c.n_owned = 0, c.unsupported = 0;
    PyObject *out = c.kernel->run(&c);
    for (int i = 0; i < c.n_owned; i++) gt_tensor_free(c.owned[i]);
    if (out || !c.unsupported || PyErr_Occurred()) return out;
    PyObject *all = PyTuple_New(n + 1), *keywords = names && PyTuple_Size(names) ? PyDict_New() : NULL;
    if (all) PyTuple_SetItem(all, 0, new_ref(c.kernel->op));
    for (Py_ssize_t i = 0; all && i < n; i++) PyTuple_SetItem(all, i + 1, new_ref(args[i]));
    for (Py_ssize_t i = 0; keywords && i < PyTuple_Size(names); i++)
        PyDict_SetItem(keywords, PyTuple_GetItem(names, i), args[n + i]);
    if (all && !PyErr_Occurred()) out = PyObject_Call(torch.fallback, all, keywords);
    Py_XDECREF(all);
    Py_XDECREF(keywords);
    return out;
}

static PyMethodDef run_method = {"kernel", (PyCFunction)(void (*)(void))run, METH_FASTCALL | METH_KEYWORDS, NULL};

/* Kernels live as long as the process: torch's dispatcher never lets them go. */
static int fill_kernel(kernel *k, const char *name, PyObject *arguments, PyObject *roles, PyObject *expression)
{
    for (const named_kernel *f = named_kernels; f->name && !k->run; f++)
        if (strcmp(f->name, name) == 0) k->run = f->run;
    k->n_args = (int)PyTuple_Size(arguments);
    if (!k->run || k->n_args > MAX_ARGS || PyTuple_Size(roles) > 6) {
        PyErr_Format(PyExc_ValueError, "no kernel %s, or too many arguments", name);
        return -1;
    }
    for (int i = 0; i < 6; i++) k->role[i] = -1;
    for (int i = 0; i < PyTuple_Size(roles); i++) k->role[i] = (int32_t)PyLong_AsLong(PyTuple_GetItem(roles, i));
    for (int i = 0; i < k->n_args; i++) {
        PyObject *name_i = NULL, *value = NULL;
        if (!PyArg_ParseTuple(PyTuple_GetItem(arguments, i), "O|O", &name_i, &value)) return -1;
        k->names[i] = name_i == Py_None ? NULL : new_ref(name_i), k->defaults[i] = new_ref(value);
    }
    return expression == Py_None ? 0 : parse_expression(k, expression);
}

/* kernel(name, op, arguments, written, code, roles, expression): a callable for torch.library's impl. */
static PyObject *make_kernel(PyObject *module, PyObject *args)
{
    const char *name;
    PyObject *op, *arguments, *roles, *expression, *self;
    kernel *k = calloc(1, sizeof *k);
    (void)module;
    if (!k) return PyErr_NoMemory();
    if (!PyArg_ParseTuple(args, "sOO!iiO!O", &name, &op, &PyTuple_Type, &arguments, &k->written, &k->code,
                          &PyTuple_Type, &roles, &expression) ||
        fill_kernel(k, name, arguments, roles, expression) < 0 || !(self = PyCapsule_New(k, NULL, NULL))) {
        free(k->more), free(k);
        return NULL;
    }
    k->op = new_ref(op);
    PyObject *f = PyCFunction_NewEx(&run_method, self, NULL);
    Py_DECREF(self);
    return f;
}

/* setup(torch, stage, fallback, open): what the extension needs of torch and of its Python part. open() gives the
 * address of the context. */
static PyObject *setup(PyObject *module, PyObject *args)
{
    PyObject *from, *type = NULL, *capsule = NULL;
    (void)module;
    if (!PyArg_ParseTuple(args, "OOOO", &from, &torch.stage, &torch.fallback, &torch.open)) return NULL;
    Py_INCREF(torch.stage), Py_INCREF(torch.fallback), Py_INCREF(torch.open);
    if (!(type = PyObject_GetAttrString(from, "Tensor"))) return NULL;
    if (!(capsule = PyObject_GetAttrString(type, "__dlpack_c_exchange_api__"))) return NULL;
    torch.tensor_type = (PyTypeObject *)type;
    for (torch.exchange = PyCapsule_GetPointer(capsule, "dlpack_exchange_api");
         torch.exchange && torch.exchange->major != 1;)
        torch.exchange = torch.exchange->previous;
    if (!torch.exchange || !torch.exchange->tensor_from_object) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ImportError, "this torch has no DLPack C exchange table of version 1");
        return NULL;
    }
    int32_t value;
    for (int32_t i = 0; gt_enum_at(GT_KIND_DTYPE, i, &value); i++)
        if (value < MAX_DTYPES &&
            !(torch.dtypes[value] = PyObject_GetAttrString(from, gt_enum_name(GT_KIND_DTYPE, value))))
            PyErr_Clear();
    torch.result_type = PyObject_GetAttrString(from, "result_type");
    torch.default_dtype = PyObject_GetAttrString(from, "get_default_dtype");
    torch.out_of_memory = PyObject_GetAttrString(from, "OutOfMemoryError");
    torch.channels_last = PyObject_GetAttrString(from, "channels_last");
    torch.channels_last_3d = PyObject_GetAttrString(from, "channels_last_3d");
    return PyErr_Occurred() ? NULL : new_ref(Py_None);
}

/* rows(): {name: (value, arity, class)} of the operations of the library. */
static PyObject *rows(PyObject *module, PyObject *unused)
{
    static const int32_t kinds[] = {GT_KIND_UNARY, GT_KIND_BINARY, GT_KIND_TERNARY, GT_KIND_QUATERNARY};
    PyObject *all = PyDict_New();
    (void)module, (void)unused;
    for (int n = 0; all && n < 4; n++) {
        int32_t value;
        for (int32_t i = 0; gt_enum_at(kinds[n], i, &value); i++) {
            gt_op_desc d = {.size = sizeof d};
            PyObject *row =
                gt_op_describe(value, &d) < 0 ? NULL : Py_BuildValue("(iii)", value, d.arity, d.dtype_class);
            if (row) PyDict_SetItemString(all, d.name, row);
            Py_XDECREF(row);
        }
    }
    return all;
}

static PyObject *fail(void)
{
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_RuntimeError, gt_last_error());
    return NULL;
}

static PyObject *synchronize(PyObject *module, PyObject *unused)
{
    gt_status s = GT_OK;
    (void)module, (void)unused;
    if (torch.queue) {
        Py_BEGIN_ALLOW_THREADS s = gt_queue_finish(torch.queue);
        Py_END_ALLOW_THREADS
    }
    return s < 0 ? fail() : new_ref(Py_None);
}

/* leave(): at the end of the interpreter, before tensors that are still alive are dropped in any order. In a child of
 * fork() there is nothing to wait for. */
static PyObject *leave(PyObject *module, PyObject *unused)
{
    PyObject *done = synchronize(module, unused);
    torch.leaving = 1;
    if (!done) PyErr_Clear();
    Py_XDECREF(done);
    return new_ref(Py_None);
}

static PyObject *memory(PyObject *module, PyObject *unused)
{
    gt_context_stats s = {.size = sizeof s};
    (void)module, (void)unused;
    if (torch_ready() < 0 || gt_context_statistics(torch.context, &s) < 0) return fail();
    return Py_BuildValue("{sLsLsLsLsLsLsL}", "used", s.used, "cached", s.cached, "peak", s.peak, "limit", s.limit,
                         "allocations", s.allocations, "programs_built", s.programs_built, "programs_in_memory",
                         s.programs_in_memory);
}

static PyObject *trim(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    return torch.context && gt_context_trim(torch.context, 0) < 0 ? fail() : new_ref(Py_None);
}

static PyObject *set_limit(PyObject *module, PyObject *bytes)
{
    long long n = PyLong_AsLongLong(bytes);
    (void)module;
    if (PyErr_Occurred() || torch_ready() < 0 || gt_context_set_limit(torch.context, n) < 0) return fail();
    return new_ref(Py_None);
}

static PyObject *transfers(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    return Py_BuildValue("(LL)", (long long)torch.uploads, (long long)torch.downloads);
}

/* add_in_c(x, y, n): n times what x + y costs a program in C, create, gt_binary and free, for comparison. */
static PyObject *add_in_c(PyObject *module, PyObject *args)
{
    PyObject *x, *y;
    int n;
    dl_tensor t, u;
    call c = {.n_owned = 0};
    gt_status s = GT_OK;
    (void)module;
    if (!PyArg_ParseTuple(args, "OOi", &x, &y, &n) || read_tensor(x, &t) < 0 || read_tensor(y, &u) < 0) return NULL;
    gt_tensor *a = tensor_at(&c, &t), *b = a ? tensor_at(&c, &u) : NULL;
    for (int i = 0; b && i < n && s == GT_OK; i++) {
        gt_tensor *out = NULL;
        s = gt_tensor_create(torch.queue, &out, GT_F32, t.rank, t.shape, GT_UNINITIALISED);
        if (s == GT_OK) s = gt_binary(torch.queue, GT_ADD, &out, a, b);
        gt_tensor_free(out);
    }
    for (int i = 0; i < c.n_owned; i++) gt_tensor_free(c.owned[i]);
    return !b || s < 0 ? fail() : new_ref(Py_None);
}

static PyObject *device_count(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    return PyLong_FromLong(gt_device_find(NULL) >= 0);
}

static PyObject *reason(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    return PyUnicode_FromString(gt_device_find(NULL) < 0 ? gt_last_error() : "");
}

static PyObject *supports(PyObject *module, PyObject *dtype)
{
    (void)module;
    return torch_ready() < 0 ? NULL : PyLong_FromLong(gt_context_supports(torch.context, dtype_of_object(dtype)));
}

static PyObject *initialized(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    return PyBool_FromLong(torch.context != NULL);
}

/* properties(): a types.SimpleNamespace with what OpenCL says of the device. */
static PyObject *properties(PyObject *module, PyObject *unused)
{
    gt_context_stats s = {.size = sizeof s};
    gt_device_desc d = {.size = sizeof d};
    (void)module, (void)unused;
    if (torch_ready() < 0 || gt_context_statistics(torch.context, &s) < 0 || gt_device_describe(s.device, &d) < 0)
        return fail();
    PyObject *types = PyImport_ImportModule("types"), *out = NULL;
    PyObject *type = types ? PyObject_GetAttrString(types, "SimpleNamespace") : NULL, *none = PyTuple_New(0);
    PyObject *facts = Py_BuildValue(
        "{ssssssssssssssslsisi}", "name", d.name, "vendor", d.vendor, "driver", d.driver, "platform", d.platform,
        "version", d.version, "id", d.id, "type", gt_enum_name(GT_KIND_DEVICE_TYPE, d.type), "total_memory",
        (long)d.memory_bytes, "multi_processor_count", (int)d.compute_units, "unified_memory", (int)d.unified_memory);
    if (type && none && facts) out = PyObject_Call(type, none, facts);
    Py_XDECREF(types);
    Py_XDECREF(type);
    Py_XDECREF(none);
    Py_XDECREF(facts);
    return out;
}

static PyMethodDef methods[] = {{"kernel", make_kernel, METH_VARARGS, NULL},
                                {"setup", setup, METH_VARARGS, NULL},
                                {"rows", rows, METH_NOARGS, NULL},
                                {"synchronize", synchronize, METH_NOARGS, NULL},
                                {"leave", leave, METH_NOARGS, NULL},
                                {"memory", memory, METH_NOARGS, NULL},
                                {"trim", trim, METH_NOARGS, NULL},
                                {"set_limit", set_limit, METH_O, NULL},
                                {"transfers", transfers, METH_NOARGS, NULL},
                                {"put", put, METH_VARARGS, NULL},
                                {"draw", draw, METH_VARARGS, NULL},
                                {"shuffled", shuffled, METH_VARARGS, NULL},
                                {"evaluate", evaluate, METH_VARARGS, NULL},
                                {"scan", scan, METH_VARARGS, NULL},
                                {"searchsorted", searchsorted, METH_VARARGS, NULL},
                                {"histogram", histogram, METH_VARARGS, NULL},
                                {"unique", unique, METH_O, NULL},
                                {"program", program, METH_VARARGS, NULL},
                                {"run_program", run_program, METH_VARARGS, NULL},
                                {"add_in_c", add_in_c, METH_VARARGS, NULL},
                                {"device_count", device_count, METH_NOARGS, NULL},
                                {"reason", reason, METH_NOARGS, NULL},
                                {"initialized", initialized, METH_NOARGS, NULL},
                                {"properties", properties, METH_NOARGS, NULL},
                                {"supports", supports, METH_O, NULL},
                                {NULL, NULL, 0, NULL}};
static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "gputensor._torch", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__torch(void);

PyMODINIT_FUNC PyInit__torch(void)
{
    return PyModule_Create(&definition);
}

/* Kernels of the package's own, on tensors without gaps. */
#include "torch.h"

enum { MOST = 4 };

/* program(source, name, options): a kernel; it lives as long as the process. */
PyObject *program(PyObject *module, PyObject *args)
{
    const char *source, *name, *options;
    gt_kernel *k = NULL;
    gt_kernel_opts opts = {.size = sizeof opts};
    (void)module;
    if (!PyArg_ParseTuple(args, "sss", &source, &name, &options) || torch_ready() < 0) return NULL;
    opts.options = options;
    if (gt_kernel_create(&k, torch.context, source, name, &opts) == GT_OK) return PyCapsule_New(k, NULL, NULL);
    PyErr_SetString(PyExc_RuntimeError, gt_last_error());
    return NULL;
}

/* run_program(kernel, dst, source, ...): a work-item for each element of dst; the kernel takes a pointer and an offset
 * for each tensor. */
PyObject *run_program(PyObject *module, PyObject *args)
{
    PyObject *out = NULL;
    Py_ssize_t n = PyTuple_Size(args) - 1;
    gt_kernel *k = n > 0 ? PyCapsule_GetPointer(PyTuple_GetItem(args, 0), NULL) : NULL;
    gt_kernel_arg tensors[MOST] = {{0}};
    dl_tensor t;
    int64_t items = 1;
    call c = {.n_owned = 0};
    (void)module;
    if (n > MOST) k = NULL;
    for (Py_ssize_t i = 0; k && i < n; i++) {
        tensors[i].flags = i ? GT_READ_ONLY : 0;
        tensors[i].tensor = read_tensor(PyTuple_GetItem(args, i + 1), &t) == 0 ? tensor_at(&c, &t) : NULL;
        if (!tensors[i].tensor) k = NULL;
        for (int j = 0; k && i == 0 && j < t.rank; j++) items *= t.shape[j];
    }
    if (k && gt_kernel_run(torch.queue, k, tensors, (int32_t)n, 1, &items, NULL) == GT_OK)
        out = new_ref(Py_None);
    else if (!PyErr_Occurred())
        PyErr_SetString(PyExc_RuntimeError, k ? gt_last_error() : TWO_DEVICES);
    for (int i = 0; i < c.n_owned; i++) gt_tensor_free(c.owned[i]);
    return out;
}

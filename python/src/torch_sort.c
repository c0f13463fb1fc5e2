/* Scans, and operators that sort. */
#include "torch.h"

/* cumsum and cumprod. Roles: 0 the operand, 1 its axis; they are computed in the dtype of the result. */
PyObject *torch_scan(call *c)
{
    dl_tensor t, out;
    PyObject *object;
    gt_scan_opts opts = {.size = sizeof opts};
    gt_tensor *src = tensor_role(c, 0, &t), *dst;
    int axis = src ? wrapped_axis(c, 1, t.rank) : -1;
    if (axis < 0 || !(dst = result(c, dtype_of(&t), t.rank, t.shape, &out, &object))) return NULL;
    opts.dtype = dtype_of(&out);
    return finish(c, gt_scan(torch.queue, c->kernel->code, &dst, src, axis, &opts), object);
}

/* sort and topk: both are the first k elements in an order. Roles: 0 the operand, 1 its axis, 2 whether the largest are
 * first, 3 how many or, without it, all, 4 and 5 the tensors for values and for their places. */
PyObject *torch_sort(call *c)
{
    dl_tensor t, out, at;
    int64_t shape[GT_MAX_RANK];
    gt_tensor *src = tensor_role(c, 0, &t), *values, *places;
    int axis = src ? wrapped_axis(c, 1, t.rank) : -1, largest = axis < 0 ? -1 : PyObject_IsTrue(role(c, 2));
    if (largest < 0) return NULL;
    int64_t length = t.rank ? t.shape[axis] : 1, k = c->kernel->role[3] < 0 ? length : PyLong_AsLongLong(role(c, 3));
    if (PyErr_Occurred()) return NULL;
    if (k < 0 || k > length || (t.rank == 0 && k != 1)) {
        PyErr_SetString(PyExc_RuntimeError, "selected index k out of range");
        return NULL;
    }
    for (int i = 0; i < t.rank; i++) shape[i] = i == axis ? k : t.shape[i];
    if (!(values = destination(c, c->kernel->role[4], t.rank, shape, &out))) return NULL;
    if (!(places = destination(c, c->kernel->role[5], t.rank, shape, &at))) return NULL;
    gt_status s = gt_topk(torch.queue, &values, &places, src, k, axis, largest ? 0 : GT_SMALLEST);
    if (check(c, s) < 0) return NULL;
    return PyTuple_Pack(2, role(c, 4), role(c, 5));
}

/* scan(dst, src, axis, op): gt_scan into a tensor, in its dtype. */
PyObject *scan(PyObject *module, PyObject *args)
{
    PyObject *objects[2], *out = NULL;
    int axis, op;
    dl_tensor t;
    call c = {.n_owned = 0};
    gt_tensor *v[2] = {NULL};
    gt_scan_opts opts = {.size = sizeof opts};
    (void)module;
    if (!PyArg_ParseTuple(args, "OOii", &objects[0], &objects[1], &axis, &op)) return NULL;
    for (int i = 1; i >= 0 && (i == 1 || v[i + 1]); i--)
        if (read_tensor(objects[i], &t) == 0) v[i] = tensor_at(&c, &t);
    opts.dtype = v[0] ? gt_tensor_dtype(v[0]) : 0;
    if (v[0] && check(&c, gt_scan(torch.queue, op, &v[0], v[1], axis, &opts)) == 0) out = new_ref(Py_None);
    if (!out && !PyErr_Occurred()) PyErr_SetString(PyExc_RuntimeError, v[0] ? gt_last_error() : TWO_DEVICES);
    for (int i = 0; i < c.n_owned; i++) gt_tensor_free(c.owned[i]);
    return out;
}

/* searchsorted(dst, sorted, values, right): gt_searchsorted into a tensor. */
PyObject *searchsorted(PyObject *module, PyObject *args)
{
    PyObject *objects[3], *out = NULL;
    int right;
    dl_tensor t;
    call c = {.n_owned = 0};
    gt_tensor *v[3] = {NULL};
    (void)module;
    if (!PyArg_ParseTuple(args, "OOOp", &objects[0], &objects[1], &objects[2], &right)) return NULL;
    for (int i = 0; i < 3 && (i == 0 || v[i - 1]); i++)
        if (read_tensor(objects[i], &t) == 0) v[i] = tensor_at(&c, &t);
    if (v[2] && check(&c, gt_searchsorted(torch.queue, &v[0], v[1], v[2], NULL, right ? GT_RIGHT : 0)) == 0)
        out = new_ref(Py_None);
    if (!out && !PyErr_Occurred()) PyErr_SetString(PyExc_RuntimeError, v[2] ? gt_last_error() : TWO_DEVICES);
    for (int i = 0; i < c.n_owned; i++) gt_tensor_free(c.owned[i]);
    return out;
}

/* A tensor of the library's own making as one of torch. */
static PyObject *tensor_of(call *c, gt_tensor *from)
{
    int64_t shape[GT_MAX_RANK], strides[GT_MAX_RANK];
    int rank = gt_tensor_rank(from);
    dl_tensor t;
    for (int i = 0; i < rank; i++) shape[i] = gt_tensor_dim(from, i);
    dense_strides(rank, shape, strides);
    PyObject *object = make_tensor(gt_tensor_dtype(from), rank, shape, strides);
    gt_tensor *dst = object && read_tensor(object, &t) == 0 ? tensor_at(c, &t) : NULL;
    if (dst && check(c, gt_copy(torch.queue, &dst, from, 0)) == 0) return object;
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_RuntimeError, gt_last_error());
    Py_XDECREF(object);
    return NULL;
}

/* unique(src): (the different elements, the number of its value for each element of src, how many are equal to
 * each). How many there are is known when the device has counted them. */
PyObject *unique(PyObject *module, PyObject *src)
{
    PyObject *out = NULL, *parts[3] = {NULL};
    dl_tensor t;
    call c = {.n_owned = 0};
    gt_tensor *v[3] = {NULL}, *from = read_tensor(src, &t) == 0 ? tensor_at(&c, &t) : NULL;
    gt_status s = GT_E_ARGUMENT;
    (void)module;
    torch.downloads++;
    if (from) {
        Py_BEGIN_ALLOW_THREADS s = gt_unique(torch.queue, &v[0], NULL, &v[1], &v[2], from, 0);
        Py_END_ALLOW_THREADS
    }
    if (s < 0 && !PyErr_Occurred() && check(&c, s) < 0 && c.unsupported)
        PyErr_SetString(PyExc_RuntimeError, from ? gt_last_error() : TWO_DEVICES);
    int done = s == GT_OK;
    for (int i = 0; i < 3 && done; i++) done = (parts[i] = tensor_of(&c, v[i])) != NULL;
    if (done) out = PyTuple_Pack(3, parts[0], parts[1], parts[2]);
    for (int i = 0; i < 3; i++) gt_tensor_free(v[i]);
    for (int i = 0; i < 3; i++) Py_XDECREF(parts[i]);
    for (int i = 0; i < c.n_owned; i++) gt_tensor_free(c.owned[i]);
    return out;
}

/* histogram(src, edges, weights, minlength): gt_histogram, with None for edges and weights that are not there. */
PyObject *histogram(PyObject *module, PyObject *args)
{
    PyObject *objects[3], *out = NULL;
    long long least;
    dl_tensor t;
    call c = {.n_owned = 0};
    gt_tensor *v[3] = {NULL}, *dst = NULL;
    gt_status s = GT_E_ARGUMENT;
    int found = 1;
    (void)module;
    if (!PyArg_ParseTuple(args, "OOOL", &objects[0], &objects[1], &objects[2], &least)) return NULL;
    for (int i = 0; i < 3 && found; i++)
        if (objects[i] != Py_None) found = read_tensor(objects[i], &t) == 0 && (v[i] = tensor_at(&c, &t)) != NULL;
    if (found) {
        torch.downloads += v[1] == NULL;
        Py_BEGIN_ALLOW_THREADS s = gt_histogram(torch.queue, &dst, v[0], v[1], v[2], least);
        Py_END_ALLOW_THREADS
    }
    if (found && check(&c, s) == 0) out = tensor_of(&c, dst);
    if (!out && !PyErr_Occurred()) PyErr_SetString(PyExc_RuntimeError, found ? gt_last_error() : TWO_DEVICES);
    gt_tensor_free(dst);
    for (int i = 0; i < c.n_owned; i++) gt_tensor_free(c.owned[i]);
    return out;
}

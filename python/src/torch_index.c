/* Operators that join tensors, and that take and put elements where indices say. */
#include "torch.h"

/* The shape of parts joined along an axis; those of one empty axis are left out, as torch has it. */
static int joined_shape(call *c, PyObject *list, int64_t *shape, int *rank, int *axis)
{
    dl_tensor t;
    *rank = 0;
    for (Py_ssize_t i = 0; i < PySequence_Size(list); i++) {
        PyObject *o = PySequence_GetItem(list, i);
        int bad = !o || read_tensor(o, &t) < 0;
        Py_XDECREF(o);
        if (bad) return -1;
        if (t.rank == 1 && t.shape[0] == 0) continue;
        if (*rank == 0) {
            if ((*axis = wrapped_axis(c, 1, t.rank)) < 0) return -1;
            *rank = t.rank;
            for (int j = 0; j < t.rank; j++) shape[j] = t.shape[j];
        } else {
            if (t.rank != *rank) return unsupported(c);
            shape[*axis] += t.shape[*axis];
        }
    }
    return *rank ? 0 : unsupported(c);
}

/* cat(tensors, dim, *, out) */
PyObject *torch_cat(call *c)
{
    PyObject *list = torch_arg(c, 0), *object = NULL;
    int64_t shape[GT_MAX_RANK];
    dl_tensor t, out;
    int rank, axis = 0, n = 0;
    const gt_tensor *parts[MAX_OWNED - 4];
    gt_tensor *dst;
    Py_ssize_t count = PySequence_Size(list);
    if (count > MAX_OWNED - 4) return unsupported(c), NULL;
    if (joined_shape(c, list, shape, &rank, &axis) < 0) return NULL;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *o = PySequence_GetItem(list, i);
        int bad = !o || read_tensor(o, &t) < 0;
        Py_XDECREF(o);
        if (bad) return NULL;
        if (t.rank == 1 && t.shape[0] == 0) continue;
        if (!(parts[n++] = tensor_at(c, &t))) return NULL;
    }
    if (!(dst = result(c, 0, rank, shape, &out, &object))) return NULL;
    return finish(c, gt_concat(torch.queue, &dst, parts, n, axis), object);
}

/* ---- Indexing ---------------------------------------------------------------------------------------------------
 * */

/* index_select and take. Roles: 0 the source, 1 the axis, 2 the indices. Without an axis all elements are one. */
PyObject *torch_take(call *c)
{
    dl_tensor t, indices, out;
    PyObject *object;
    int64_t shape[GT_MAX_RANK];
    int rank = 0, axis = 0, flat = c->kernel->role[1] < 0;
    gt_tensor *src = tensor_role(c, 0, &t), *index = src ? tensor_role(c, 2, &indices) : NULL, *dst;
    if (!index || (!flat && (axis = wrapped_axis(c, 1, t.rank)) < 0)) return NULL;
    if ((!flat && indices.rank > 1) || dtype_category(dtype_of(&indices)) != 1) return unsupported(c), NULL;
    for (int i = 0; i < axis; i++) shape[rank++] = t.shape[i];
    if (flat || t.rank > 0)
        for (int i = 0; i < (flat ? indices.rank : 1); i++) shape[rank++] = i < indices.rank ? indices.shape[i] : 1;
    for (int i = axis + 1; i < t.rank && !flat; i++) shape[rank++] = t.shape[i];
    if (!flat && (indices.rank == 0 || t.rank == 0)) { /* the axis stays, with one element */
        indices.rank = t.rank ? 1 : 0, indices.shape = shape + axis, indices.strides = (int64_t[]){1};
        if (!(index = tensor_at(c, &indices))) return NULL;
    }
    if (!(dst = result(c, dtype_of(&t), rank, shape, &out, &object))) return NULL;
    return finish(c, gt_take(torch.queue, &dst, src, index, flat ? GT_FLAT : axis), object);
}

/* gather. Roles: 0 the source, 1 the axis, 2 the indices. Of the source counts what lies at the places of the
 * indices. */
PyObject *torch_gather(call *c)
{
    dl_tensor t, indices, out;
    PyObject *object;
    int64_t shape[GT_MAX_RANK];
    int64_t one = 1, *result_shape;
    int axis, result_rank;
    if (read_tensor(role(c, 0), &t) < 0 || read_tensor(role(c, 2), &indices) < 0) return NULL;
    if ((axis = wrapped_axis(c, 1, t.rank)) < 0) return NULL;
    result_rank = indices.rank, result_shape = indices.shape;
    if (t.rank == 0) t.rank = 1, t.shape = t.strides = &one;
    if (indices.rank == 0) indices.rank = 1, indices.shape = indices.strides = &one;
    if (t.rank != indices.rank) return unsupported(c), NULL;
    for (int i = 0; i < t.rank; i++) {
        shape[i] = i == axis ? t.shape[i] : indices.shape[i];
        if (shape[i] > t.shape[i]) return unsupported(c), NULL;
    }
    t.shape = shape;
    gt_tensor *src = tensor_at(c, &t), *index = src ? tensor_at(c, &indices) : NULL, *dst;
    if (!index || !(dst = result(c, dtype_of(&t), result_rank, result_shape, &out, &object))) return NULL;
    if (result_rank == 0) {
        out.rank = 1, out.shape = out.strides = &one;
        if (!(dst = tensor_at(c, &out))) return finish(c, GT_E_ARGUMENT, object);
    }
    return finish(c, gt_take_along(torch.queue, &dst, src, index, axis), object);
}

/* put(dst, indices, values, axis, how, along): gt_put or gt_put_along into a tensor. */
PyObject *put(PyObject *module, PyObject *args)
{
    PyObject *objects[3], *out = NULL;
    dl_tensor t;
    int axis, how, along;
    call c = {.n_owned = 0};
    gt_tensor *v[3] = {NULL};
    (void)module;
    if (!PyArg_ParseTuple(args, "OOOiii", &objects[0], &objects[1], &objects[2], &axis, &how, &along)) return NULL;
    for (int i = 0; i < 3 && (i == 0 || v[i - 1]); i++)
        if (read_tensor(objects[i], &t) == 0) v[i] = tensor_at(&c, &t);
    if (v[2]) {
        gt_status s = (along ? gt_put_along : gt_put)(torch.queue, v[0], v[1], v[2], axis, how);
        if (s < 0 && check(&c, s) < 0 && c.unsupported) PyErr_SetString(PyExc_RuntimeError, gt_last_error());
        if (s == GT_OK) out = new_ref(Py_None);
    } else if (!PyErr_Occurred()) {
        PyErr_SetString(PyExc_RuntimeError, "index_put: " TWO_DEVICES);
    }
    for (int i = 0; i < c.n_owned; i++) gt_tensor_free(c.owned[i]);
    return out;
}

/* nonzero(self): how many there are is known when the device has counted them. */
PyObject *torch_nonzero(call *c)
{
    dl_tensor t, out;
    PyObject *object;
    gt_tensor *src = tensor_role(c, 0, &t), *found = NULL, *dst;
    gt_status s;
    if (!src) return NULL;
    torch.downloads++;
    Py_BEGIN_ALLOW_THREADS s = gt_nonzero(torch.queue, &found, src, 0);
    Py_END_ALLOW_THREADS if (check(c, s) < 0 || !own(c, found)) return NULL;
    int64_t shape[2] = {gt_tensor_dim(found, 0), gt_tensor_dim(found, 1)};
    if (!(dst = result(c, GT_I64, 2, shape, &out, &object))) return NULL;
    return finish(c, gt_copy(torch.queue, &dst, found, 0), object);
}

/* flip(self, dims): a view that runs backwards, copied. */
PyObject *torch_flip(call *c)
{
    dl_tensor t, out;
    PyObject *object;
    int64_t dims[GT_MAX_RANK], strides[GT_MAX_RANK];
    int n;
    if (read_tensor(role(c, 0), &t) < 0 || integers(role(c, 1), dims, &n) < 0) return NULL;
    for (int i = 0; i < t.rank; i++) strides[i] = t.strides[i];
    t.strides = strides;
    for (int i = 0; i < n; i++) {
        int64_t axis = dims[i] < 0 ? dims[i] + t.rank : dims[i];
        if (axis < 0 || axis >= t.rank || strides[axis] < 0) return unsupported(c), NULL;
        if (t.shape[axis] < 2) continue;
        t.byte_offset += (uint64_t)((t.shape[axis] - 1) * strides[axis] * (t.bits / 8));
        strides[axis] = -strides[axis];
    }
    gt_tensor *src = tensor_at(c, &t), *dst;
    if (!src || !(dst = result(c, dtype_of(&t), t.rank, t.shape, &out, &object))) return NULL;
    return finish(c, gt_copy(torch.queue, &dst, src, 0), object);
}

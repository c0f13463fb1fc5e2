/* Operators that make, fill and copy memory, also from and to the host. */
#include "torch.h"
#include <math.h>
#include <string.h>

/* Strides with the channels, axis 1, next to each other. */
static void channels_last(int rank, const int64_t *shape, int64_t *strides)
{
    int64_t n = shape[1] > 1 ? shape[1] : 1;
    strides[1] = 1;
    for (int i = rank - 1; i >= 2; i--) strides[i] = n, n *= shape[i] > 1 ? shape[i] : 1;
    strides[0] = n;
}

/* No TypeError, which x * 1j would take for operands that are not its own. */
static void refuse_dtype(PyObject *dtype)
{
    PyObject *complex = PyObject_GetAttrString(dtype, "is_complex");
    const char *remedy = complex == Py_True ? ", complex numbers of two halves: x.float() * 1j is torch.complex64" : "";
    Py_XDECREF(complex);
    PyErr_Clear();
    PyErr_Format(PyExc_NotImplementedError, "gputensor has no %S%s", dtype, remedy);
}

static int32_t wanted_dtype(PyObject *o)
{
    PyObject *dtype = o == Py_None ? PyObject_CallNoArgs(torch.default_dtype) : new_ref(o);
    int32_t value = dtype_of_object(dtype);
    if (!value && dtype) refuse_dtype(dtype);
    Py_XDECREF(dtype);
    return value;
}

static int wanted_device(PyObject *o)
{
    PyObject *index = o == Py_None ? NULL : PyObject_GetAttrString(o, "index");
    long i = index && index != Py_None ? PyLong_AsLong(index) : 0;
    Py_XDECREF(index);
    if (i == 0 && !PyErr_Occurred()) return 0;
    PyErr_Format(PyExc_RuntimeError,
                 "gputensor:%ld: torch takes one device of this kind a process, gputensor:0; "
                 "GPUTENSOR_DEVICE chooses which it is",
                 i);
    return -1;
}

/* Roles: 0 sizes, 1 strides, 2 dtype, 3 the device, 4 the order in memory. */
PyObject *torch_empty(call *c)
{
    int64_t shape[GT_MAX_RANK], strides[GT_MAX_RANK];
    int rank, same;
    PyObject *order = role(c, 4);
    int32_t dtype = wanted_dtype(role(c, 2));
    if (!dtype || wanted_device(role(c, 3)) < 0 || integers(role(c, 0), shape, &rank) < 0) return NULL;
    if (c->kernel->role[1] >= 0) {
        if (integers(role(c, 1), strides, &same) < 0) return NULL;
    } else if (order == torch.channels_last || order == torch.channels_last_3d) {
        if (rank != (order == torch.channels_last ? 4 : 5)) return unsupported(c), NULL;
        channels_last(rank, shape, strides);
    } else {
        dense_strides(rank, shape, strides);
    }
    return make_tensor(dtype, rank, shape, strides);
}

static int64_t count_of(const dl_tensor *t)
{
    int64_t n = 1;
    for (int i = 0; i < t->rank; i++) n *= t->shape[i];
    return n;
}

static int is_dense(const dl_tensor *t)
{
    int64_t n = 1;
    for (int i = t->rank - 1; i >= 0; i--) {
        if (t->shape[i] != 1 && t->strides[i] != n) return count_of(t) == 0;
        n *= t->shape[i];
    }
    return 1;
}

static int alike(const dl_tensor *a, const dl_tensor *b)
{
    return a->rank == b->rank && a->code == b->code && a->bits == b->bits &&
           (a->rank == 0 || memcmp(a->shape, b->shape, (size_t)a->rank * sizeof *a->shape) == 0);
}

static char *host_data(const dl_tensor *t)
{
    return (char *)t->data + t->byte_offset;
}

static size_t bytes_of(const dl_tensor *t)
{
    return (size_t)count_of(t) * (t->bits / 8u);
}

static int within_device(call *c, const dl_tensor *from, gt_tensor *src, const dl_tensor *to, gt_tensor *dst)
{
    gt_tensor *wide = NULL, *real = NULL;
    if (is_complex(dtype_of(from)) && !is_complex(dtype_of(to)) && dtype_of(to) != GT_BOOL) {
        if (check(c, gt_tensor_part(&real, src, 0)) < 0 || !(src = own(c, real))) return -1;
    }
    if (from->rank != to->rank || memcmp(from->shape, to->shape, (size_t)to->rank * sizeof *to->shape) != 0) {
        if (check(c, gt_tensor_broadcast(&wide, src, to->rank, to->shape)) < 0) return -1;
        if (!(src = own(c, wide))) return -1;
    }
    return check(c, gt_copy(torch.queue, &dst, src, 0));
}

/* Copies between host and device wait with the interpreter's lock given up. `host` has the dtype and the shape of the
 * tensor on the device, row by row. */
static int to_device(call *c, const dl_tensor *host, gt_tensor *dst)
{
    gt_status s;
    torch.uploads++;
    Py_BEGIN_ALLOW_THREADS s =
        gt_upload(torch.queue, &dst, dtype_of(host), host->rank, host->shape, host_data(host), bytes_of(host));
    Py_END_ALLOW_THREADS return check(c, s);
}

static int to_host(call *c, gt_tensor *src, const dl_tensor *host)
{
    gt_status s;
    torch.downloads++;
    Py_BEGIN_ALLOW_THREADS s = gt_download(torch.queue, host_data(host), bytes_of(host), src);
    Py_END_ALLOW_THREADS return check(c, s);
}

/* Writes a number, or a tensor of one element, to all of a tensor. Those of an expanded one are one element. */
static int fill(call *c, PyObject *value, const dl_tensor *to)
{
    dl_tensor t = *to, from;
    int64_t shape[GT_MAX_RANK];
    gt_scalar scalar = {.dtype = GT_WEAK_INT};
    for (int i = 0; i < t.rank && i < GT_MAX_RANK; i++) shape[i] = t.strides[i] || t.shape[i] == 0 ? t.shape[i] : 1;
    t.shape = shape;
    gt_tensor *dst = tensor_at(c, &t);
    if (!dst) return -1;
    if (value && is_tensor(value)) {
        if (read_tensor(value, &from) < 0) return -1;
        gt_tensor *src = on_device(&from) ? tensor_at(c, &from) : NULL;
        if (src) return within_device(c, &from, src, &t, dst);
        if (scalar_of_host_tensor(&from, &scalar) < 0) return unsupported(c);
    } else if (value && scalar_of_number(value, &scalar) < 0) {
        return unsupported(c);
    }
    return check(c, gt_fill(torch.queue, &dst, dtype_of(&t), t.rank, t.shape, &scalar));
}

/* fill_(self, value) and zero_(self) */
PyObject *torch_fill(call *c)
{
    PyObject *self = torch_arg(c, 0);
    dl_tensor t;
    if (read_tensor(self, &t) < 0) return NULL;
    return fill(c, c->kernel->n_args > 1 ? torch_arg(c, 1) : NULL, &t) < 0 ? NULL : new_ref(self);
}

/* _copy_from(self, dst). What is no plain copy, as its dtypes, shapes or strides differ or one of the two is on a
 * third kind of device, is made one by torch on the host: the function torch.stage(self, dst). */
PyObject *torch_copy_from(call *c)
{
    dl_tensor from, to;
    gt_tensor *src = NULL, *dst = NULL;
    PyObject *a = torch_arg(c, 0), *b = torch_arg(c, 1);
    int done = -1;
    if (!is_tensor(a)) return read_tensor(b, &to) < 0 || fill(c, a, &to) < 0 ? NULL : new_ref(b);
    if (torch_ready() < 0 || read_tensor(a, &from) < 0 || read_tensor(b, &to) < 0 || check_writable(&to) < 0)
        return NULL;
    if (on_device(&from) && !(src = tensor_at(c, &from))) return NULL;
    if (on_device(&to) && !(dst = tensor_at(c, &to))) return NULL;
    if (src && dst)
        done = within_device(c, &from, src, &to, dst);
    else if (dst && from.device_type == DL_CPU && alike(&from, &to) && is_dense(&from))
        done = to_device(c, &from, dst);
    else if (src && to.device_type == DL_CPU && alike(&from, &to) && is_dense(&to))
        done = to_host(c, src, &to);
    else {
        PyObject *staged = PyObject_CallFunctionObjArgs(torch.stage, a, b, NULL);
        done = staged ? 0 : -1;
        Py_XDECREF(staged);
    }
    return done < 0 ? NULL : new_ref(b);
}

PyObject *torch_item(call *c)
{
    double room[2] = {0};
    dl_tensor t, host;
    gt_scalar value;
    gt_tensor *src = tensor_arg(c, 0, &t);
    if (!src) return NULL;
    host = t;
    host.data = room, host.byte_offset = 0, host.device_type = DL_CPU;
    if (count_of(&t) != 1 || to_host(c, src, &host) < 0) return NULL;
    return scalar_of_host_tensor(&host, &value) < 0 ? NULL : number_of_scalar(&value);
}

/* arange.start_out(start, end, step, *, out). Complex numbers have no order, which torch says. */
PyObject *torch_arange(call *c)
{
    dl_tensor t;
    gt_scalar number[3];
    double value[3];
    int whole = 1;
    for (int i = 0; i < 3; i++) {
        if (scalar_of_number(torch_arg(c, i), &number[i]) < 0 || is_complex(number[i].dtype))
            return unsupported(c), NULL;
        int integer = number[i].dtype != GT_WEAK_FLOAT;
        value[i] = integer ? (double)number[i].i : number[i].re, whole &= integer;
    }
    double size = ceil((value[1] - value[0]) / value[2]);
    if (!(size >= 0 && size < 9e15) || (whole && fabs(value[1]) > 9e15)) return unsupported(c), NULL;
    int64_t n = (int64_t)size;
    gt_tensor *dst = destination(c, c->kernel->written, 1, &n, &t);
    if (!dst || is_complex(dtype_of(&t))) return dst ? unsupported(c), NULL : NULL;
    if (check(c, gt_arange(torch.queue, &dst, dtype_of(&t), &number[0], &number[2], n)) < 0) return NULL;
    return new_ref(torch_arg(c, c->kernel->written));
}

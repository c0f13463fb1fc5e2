/* Operators that are one call of a function of the library other than gt_apply. */
#include "torch.h"
#include <math.h>
#include <string.h>

static PyObject *role(const call *c, int i)
{
    int at = c->kernel->role[i];
    return at < 0 ? Py_None : torch_arg(c, at);
}

static gt_tensor *tensor_role(call *c, int i, dl_tensor *t)
{
    return tensor_arg(c, c->kernel->role[i], t);
}

/* The result: argument `written` in this shape, or a new tensor. Its object is a new reference. */
static gt_tensor *result(call *c, int32_t dtype, int rank, const int64_t *shape, dl_tensor *t, PyObject **object)
{
    int64_t strides[GT_MAX_RANK];
    gt_tensor *dst = NULL;
    if (c->kernel->written >= 0) {
        *object = new_ref(torch_arg(c, c->kernel->written));
        dst = destination(c, c->kernel->written, rank, shape, t);
    } else {
        dense_strides(rank, shape, strides);
        *object = make_tensor(dtype, rank, shape, strides);
        if (*object && read_tensor(*object, t) == 0) dst = tensor_at(c, t);
    }
    if (!dst) Py_CLEAR(*object);
    return dst;
}

static PyObject *finish(call *c, gt_status s, PyObject *object)
{
    if (check(c, s) == 0) return object;
    Py_XDECREF(object);
    return NULL;
}

/* ---- Reductions ------------------------------------------------------------------------------------------------- */

typedef struct axes {
    int32_t axis[GT_MAX_RANK];
    int n; /* 0: all of them */
    int rank;
    int64_t shape[GT_MAX_RANK]; /* of the result */
    gt_reduce_opts opts;
} axes;

/* Roles: 0 the operand, 1 its axes, 2 whether they stay, 3 the dtype. No axes, None and [] are all. */
static int read_axes(call *c, const dl_tensor *t, axes *a)
{
    int64_t dims[GT_MAX_RANK];
    int keep = c->kernel->role[2] >= 0 && PyObject_IsTrue(role(c, 2)) == 1;
    unsigned gone = 0;
    a->n = 0, a->rank = 0;
    if (role(c, 1) != Py_None && integers(role(c, 1), dims, &a->n) < 0) return -1;
    for (int i = 0; i < a->n; i++) {
        int64_t axis = dims[i] < 0 ? dims[i] + (t->rank ? t->rank : 1) : dims[i];
        if (axis < 0 || axis >= (t->rank ? t->rank : 1)) {
            PyErr_Format(PyExc_IndexError, "Dimension out of range (expected to be in range of [%d, %d], but got %lld)",
                         t->rank ? -t->rank : -1, t->rank ? t->rank - 1 : 0, (long long)dims[i]);
            return -1;
        }
        a->axis[i] = (int32_t)axis, gone |= 1u << axis;
    }
    for (int i = 0; i < t->rank; i++) {
        int reduced = a->n == 0 || gone >> i & 1u;
        if (!reduced || keep) a->shape[a->rank++] = reduced ? 1 : t->shape[i];
    }
    memset(&a->opts, 0, sizeof a->opts);
    a->opts.size = sizeof a->opts, a->opts.flags = keep ? GT_KEEP_DIMS : 0;
    return 0;
}

static int32_t reduced_dtype(const call *c, const dl_tensor *t)
{
    int32_t dtype = role(c, 3) == Py_None ? 0 : dtype_of_object(role(c, 3)), own_dtype = dtype_of(t);
    if (dtype) return dtype;
    if (c->kernel->code == GT_LOGICAL_AND || c->kernel->code == GT_LOGICAL_OR) return GT_BOOL;
    int sums = c->kernel->code == GT_ADD || c->kernel->code == GT_MULTIPLY;
    return sums && dtype_category(own_dtype) < 2 ? GT_I64 : own_dtype;
}

static PyObject *reduce(call *c)
{
    dl_tensor t, out;
    axes a;
    PyObject *object;
    gt_tensor *src = tensor_role(c, 0, &t), *dst = NULL;
    if (!src || read_axes(c, &t, &a) < 0) return NULL;
    if (!(dst = result(c, reduced_dtype(c, &t), a.rank, a.shape, &out, &object))) return NULL;
    a.opts.dtype = dtype_of(&out);
    if (a.opts.dtype == GT_BOOL || is_small_float(a.opts.dtype)) a.opts.dtype = 0;
    return finish(c, gt_reduce(torch.queue, c->kernel->code, &dst, src, a.n ? a.axis : NULL, a.n, &a.opts), object);
}

static PyObject *arg_reduce(call *c)
{
    dl_tensor t, out;
    axes a;
    PyObject *object;
    gt_tensor *src = tensor_role(c, 0, &t), *dst = NULL;
    if (!src || read_axes(c, &t, &a) < 0) return NULL;
    if (!(dst = result(c, GT_I64, a.rank, a.shape, &out, &object))) return NULL;
    return finish(c, gt_arg_reduce(torch.queue, c->kernel->code, &dst, src, a.n ? a.axis : NULL, a.n, &a.opts), object);
}

/* Code 0: the mean; 1: the variance, its correction is role 4; both are computed in the dtype of the result. */
static PyObject *moments(call *c)
{
    dl_tensor t, out;
    axes a;
    PyObject *object;
    gt_scalar correction = {.dtype = GT_WEAK_FLOAT, .re = 1};
    gt_tensor *src = tensor_role(c, 0, &t), *dst = NULL;
    if (!src || read_axes(c, &t, &a) < 0) return NULL;
    if (role(c, 4) != Py_None && scalar_of_number(role(c, 4), &correction) < 0) return unsupported(c), NULL;
    double n = correction.dtype == GT_WEAK_FLOAT ? correction.re : (double)correction.i;
    int32_t dtype = role(c, 3) == Py_None ? dtype_of(&t) : dtype_of_object(role(c, 3));
    if (!(dst = result(c, dtype, a.rank, a.shape, &out, &object))) return NULL;
    a.opts.dtype = dtype_of(&out);
    gt_tensor **mean = c->kernel->code == 0 ? &dst : NULL, **variance = c->kernel->code == 1 ? &dst : NULL;
    return finish(c, gt_moments(torch.queue, mean, variance, src, a.n ? a.axis : NULL, a.n, n, &a.opts), object);
}

/* var_mean: both, as a tuple. */
static PyObject *both_moments(call *c)
{
    dl_tensor t, u, v;
    axes a;
    PyObject *first, *second = NULL;
    gt_scalar correction = {.dtype = GT_WEAK_FLOAT, .re = 1};
    gt_tensor *src = tensor_role(c, 0, &t), *variance, *mean = NULL;
    if (!src || read_axes(c, &t, &a) < 0) return NULL;
    if (role(c, 4) != Py_None && scalar_of_number(role(c, 4), &correction) < 0) return unsupported(c), NULL;
    double n = correction.dtype == GT_WEAK_FLOAT ? correction.re : (double)correction.i;
    if (!(variance = result(c, dtype_of(&t), a.rank, a.shape, &u, &first))) return NULL;
    if ((mean = result(c, dtype_of(&t), a.rank, a.shape, &v, &second)) &&
        check(c, gt_moments(torch.queue, &mean, &variance, src, a.n ? a.axis : NULL, a.n, n, &a.opts)) == 0)
        return Py_BuildValue("(NN)", first, second);
    Py_XDECREF(first);
    Py_XDECREF(second);
    return NULL;
}

/* ---- Softmax ---------------------------------------------------------------------------------------------------- */

static int axis_role(call *c, int i)
{
    return (int)PyLong_AsLong(role(c, i));
}

#if __has_include(<gputensor/nn.h>)
/* Roles: 0 the operand, 1 its axis. The code is that of the library. */
static PyObject *softmax(call *c)
{
    dl_tensor t, out;
    PyObject *object;
    gt_softmax_opts opts = {.size = sizeof opts};
    gt_tensor *src = tensor_role(c, 0, &t), *dst;
    if (!src || !(dst = result(c, dtype_of(&t), t.rank, t.shape, &out, &object))) return NULL;
    opts.dtype = is_small_float(dtype_of(&out)) ? 0 : dtype_of(&out);
    return finish(c, gt_softmax(torch.queue, c->kernel->code, &dst, src, axis_role(c, 1), &opts), object);
}

/* Roles: 0 the gradient, 1 the output, 2 the axis. */
static PyObject *softmax_gradient(call *c)
{
    dl_tensor t, u, out;
    PyObject *object;
    gt_tensor *gradient = tensor_role(c, 0, &t), *output = gradient ? tensor_role(c, 1, &u) : NULL, *dst;
    if (!output || !(dst = result(c, dtype_of(&t), t.rank, t.shape, &out, &object))) return NULL;
    return finish(c, gt_softmax_gradient(torch.queue, c->kernel->code, &dst, gradient, output, axis_role(c, 2), NULL),
                  object);
}

#else
#define softmax NULL
#define softmax_gradient NULL
#endif
/* ---- Indexing --------------------------------------------------------------------------------------------------- */

static int wrapped_axis(call *c, int i, int rank)
{
    int axis = axis_role(c, i), n = rank ? rank : 1;
    if (axis >= -n && axis < n) return axis < 0 ? axis + n : axis;
    if (!PyErr_Occurred())
        PyErr_Format(PyExc_IndexError, "Dimension out of range (expected to be in range of [%d, %d], but got %d)", -n,
                     n - 1, axis);
    return -1;
}

/* index_select and take. Roles: 0 the source, 1 the axis, 2 the indices. Without an axis all elements are one. */
static PyObject *take(call *c)
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

/* gather. Roles: 0 the source, 1 the axis, 2 the indices. Of the source counts what lies at the places of the indices. */
static PyObject *gather(call *c)
{
    dl_tensor t, indices, out;
    PyObject *object;
    int64_t shape[GT_MAX_RANK];
    int axis;
    if (read_tensor(role(c, 0), &t) < 0 || read_tensor(role(c, 2), &indices) < 0) return NULL;
    if ((axis = wrapped_axis(c, 1, t.rank)) < 0) return NULL;
    if (t.rank != indices.rank) return unsupported(c), NULL;
    for (int i = 0; i < t.rank; i++) {
        shape[i] = i == axis ? t.shape[i] : indices.shape[i];
        if (shape[i] > t.shape[i]) return unsupported(c), NULL;
    }
    t.shape = shape;
    gt_tensor *src = tensor_at(c, &t), *index = src ? tensor_at(c, &indices) : NULL, *dst;
    if (!index || !(dst = result(c, dtype_of(&t), indices.rank, indices.shape, &out, &object))) return NULL;
    return finish(c, gt_take_along(torch.queue, &dst, src, index, axis), object);
}

/* flip(self, dims): a view that runs backwards, copied. */
static PyObject *flip(call *c)
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

/* ---- Products --------------------------------------------------------------------------------------------------- */

static int product_shape(call *c, const dl_tensor *a, const dl_tensor *b, int *rank, int64_t *shape)
{
    int depth = a->rank - 1, row = b->rank > 1 ? b->rank - 2 : 0;
    if (a->rank == 0 || b->rank == 0 || a->rank > 3 || b->rank > a->rank || dtype_of(a) != dtype_of(b))
        return unsupported(c);
    if (a->shape[depth] != b->shape[row] || (a->rank == 3 && (b->rank != 3 || a->shape[0] != b->shape[0])))
        return unsupported(c);
    *rank = 0;
    for (int i = 0; i < depth; i++) shape[(*rank)++] = a->shape[i];
    if (b->rank > 1) shape[(*rank)++] = b->shape[b->rank - 1];
    return 0;
}

/* Roles: 0 and 1 the factors, 2 what is added to their product, 3 and 4 the factors of the one and the other. */
static PyObject *product(call *c)
{
    dl_tensor a, b, added, out;
    int64_t shape[3];
    int rank = 0;
    PyObject *object;
    gt_scalar alpha, beta;
    gt_matmul_opts opts = {.size = sizeof opts};
    gt_tensor *u = tensor_role(c, 0, &a), *v = u ? tensor_role(c, 1, &b) : NULL, *dst, *scaled = NULL;
    if (!v || product_shape(c, &a, &b, &rank, shape) < 0) return NULL;
    if (c->kernel->role[2] >= 0) {
        gt_tensor *bias = tensor_role(c, 2, &added);
        if (!bias) return NULL;
        if (scalar_of_number(role(c, 3), &beta) < 0 || scalar_of_number(role(c, 4), &alpha) < 0)
            return unsupported(c), NULL;
        double factor = beta.dtype == GT_WEAK_FLOAT ? beta.re : (double)beta.i;
        gt_arg args[2] = {{.tensor = bias}, {.scalar = beta}};
        if (dtype_of(&added) != dtype_of(&a)) return unsupported(c), NULL;
        if (factor != 0 && factor != 1) {
            if (check(c, gt_apply(torch.queue, GT_MULTIPLY, &scaled, args, 2)) < 0) return NULL;
            if (!(bias = own(c, scaled))) return NULL;
        }
        opts.alpha = &alpha, opts.bias = factor != 0 ? bias : NULL;
    }
    if (!(dst = result(c, dtype_of(&a), rank, shape, &out, &object))) return NULL;
    return finish(c, gt_matmul(torch.queue, &dst, u, v, &opts), object);
}

/* ---- Memory ----------------------------------------------------------------------------------------------------- */

/* Strides with the channels, axis 1, next to each other. */
static void channels_last(int rank, const int64_t *shape, int64_t *strides)
{
    int64_t n = shape[1] > 1 ? shape[1] : 1;
    strides[1] = 1;
    for (int i = rank - 1; i >= 2; i--) strides[i] = n, n *= shape[i] > 1 ? shape[i] : 1;
    strides[0] = n;
}

static int32_t wanted_dtype(PyObject *o)
{
    PyObject *dtype = o == Py_None ? PyObject_CallNoArgs(torch.default_dtype) : new_ref(o);
    int32_t value = dtype_of_object(dtype);
    if (!value && dtype) PyErr_Format(PyExc_TypeError, "gputensor has no %S", dtype);
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
static PyObject *empty(call *c)
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
    gt_tensor *wide = NULL;
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

/* _copy_from(self, dst). What is no plain copy, as its dtypes, shapes or strides differ or one of the two is on a third
 * kind of device, is made one by torch on the host: the function torch.stage(self, dst). */
static PyObject *copy_from(call *c)
{
    dl_tensor from, to;
    gt_tensor *src = NULL, *dst = NULL;
    PyObject *a = torch_arg(c, 0), *b = torch_arg(c, 1);
    int done = -1;
    if (torch_ready() < 0 || read_tensor(a, &from) < 0 || read_tensor(b, &to) < 0) return NULL;
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

static PyObject *item(call *c)
{
    int64_t room = 0;
    dl_tensor t, host;
    gt_scalar value;
    gt_tensor *src = tensor_arg(c, 0, &t);
    if (!src) return NULL;
    host = t;
    host.data = &room, host.byte_offset = 0, host.device_type = DL_CPU;
    if (count_of(&t) != 1 || to_host(c, src, &host) < 0) return NULL;
    return scalar_of_host_tensor(&host, &value) < 0 ? NULL : number_of_scalar(&value);
}

/* fill_(self, value) and zero_(self): value is a number, or a tensor of one element. */
static PyObject *fill(call *c)
{
    dl_tensor t, from;
    gt_scalar value = {.dtype = GT_WEAK_INT};
    gt_tensor *dst = tensor_arg(c, 0, &t);
    PyObject *o = c->kernel->n_args > 1 ? torch_arg(c, 1) : NULL;
    if (!dst) return NULL;
    if (o && is_tensor(o)) {
        if (read_tensor(o, &from) < 0) return NULL;
        gt_tensor *src = on_device(&from) ? tensor_at(c, &from) : NULL;
        if (src) return within_device(c, &from, src, &t, dst) < 0 ? NULL : new_ref(torch_arg(c, 0));
        if (scalar_of_host_tensor(&from, &value) < 0) return unsupported(c), NULL;
    } else if (o && scalar_of_number(o, &value) < 0) {
        return unsupported(c), NULL;
    }
    if (check(c, gt_fill(torch.queue, &dst, dtype_of(&t), t.rank, t.shape, &value)) < 0) return NULL;
    return new_ref(torch_arg(c, 0));
}

/* arange.start_out(start, end, step, *, out) */
static PyObject *arange(call *c)
{
    dl_tensor t;
    gt_scalar number[3];
    double value[3];
    int whole = 1;
    for (int i = 0; i < 3; i++) {
        if (scalar_of_number(torch_arg(c, i), &number[i]) < 0) return unsupported(c), NULL;
        int integer = number[i].dtype != GT_WEAK_FLOAT;
        value[i] = integer ? (double)number[i].i : number[i].re, whole &= integer;
    }
    double size = ceil((value[1] - value[0]) / value[2]);
    if (!(size >= 0 && size < 9e15) || (whole && fabs(value[1]) > 9e15)) return unsupported(c), NULL;
    int64_t n = (int64_t)size;
    gt_tensor *dst = destination(c, c->kernel->written, 1, &n, &t);
    if (!dst) return NULL;
    if (check(c, gt_arange(torch.queue, &dst, dtype_of(&t), &number[0], &number[2], n)) < 0) return NULL;
    return new_ref(torch_arg(c, c->kernel->written));
}

const named_kernel named_kernels[] = {{"expression", run_expression},
                                      {"reduce", reduce},
                                      {"arg_reduce", arg_reduce},
                                      {"moments", moments},
                                      {"product", product},
                                      {"empty", empty},
                                      {"copy_from", copy_from},
                                      {"item", item},
                                      {"fill", fill},
                                      {"both_moments", both_moments},
                                      {"softmax", softmax},
                                      {"softmax_gradient", softmax_gradient},
                                      {"take", take},
                                      {"gather", gather},
                                      {"flip", flip},
                                      {"arange", arange},
                                      {NULL, NULL}};

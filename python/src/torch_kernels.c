/* Operators that are one call of a function of the library other than gt_apply. */
#include "torch.h"
#include <string.h>

PyObject *role(const call *c, int i)
{
    int at = c->kernel->role[i];
    return at < 0 ? Py_None : torch_arg(c, at);
}

gt_tensor *tensor_role(call *c, int i, dl_tensor *t)
{
    return tensor_arg(c, c->kernel->role[i], t);
}

/* The result: argument `written` in this shape, or a new tensor. Its object is a new reference. */
gt_tensor *result(call *c, int32_t dtype, int rank, const int64_t *shape, dl_tensor *t, PyObject **object)
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

PyObject *finish(call *c, gt_status s, PyObject *object)
{
    if (check(c, s) == 0) return object;
    Py_XDECREF(object);
    return NULL;
}

/* ---- Reductions -------------------------------------------------------------------------------------------------
 * */

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

/* 0, or -1 for extremes of complex numbers, which the library has and PyTorch refuses. */
static int check_ordered(call *c, const dl_tensor *t)
{
    const int extreme = c->kernel->code == GT_MAXIMUM || c->kernel->code == GT_MINIMUM;
    return extreme && is_complex(dtype_of(t)) ? unsupported(c) : 0;
}

PyObject *torch_reduce(call *c)
{
    dl_tensor t, out;
    axes a;
    PyObject *object;
    gt_tensor *src = tensor_role(c, 0, &t), *dst = NULL;
    if (!src || check_ordered(c, &t) < 0 || read_axes(c, &t, &a) < 0) return NULL;
    if (!(dst = result(c, reduced_dtype(c, &t), a.rank, a.shape, &out, &object))) return NULL;
    a.opts.dtype = dtype_of(&out);
    if (a.opts.dtype == GT_BOOL || is_small_float(a.opts.dtype)) a.opts.dtype = 0;
    return finish(c, gt_reduce(torch.queue, c->kernel->code, &dst, src, a.n ? a.axis : NULL, a.n, &a.opts), object);
}

PyObject *torch_arg_reduce(call *c)
{
    dl_tensor t, out;
    axes a;
    PyObject *object;
    gt_tensor *src = tensor_role(c, 0, &t), *dst = NULL;
    if (!src || check_ordered(c, &t) < 0 || read_axes(c, &t, &a) < 0) return NULL;
    if (!(dst = result(c, GT_I64, a.rank, a.shape, &out, &object))) return NULL;
    return finish(c, gt_arg_reduce(torch.queue, c->kernel->code, &dst, src, a.n ? a.axis : NULL, a.n, &a.opts), object);
}

/* Means and variances, of which one may be NULL. The variance of complex numbers is that of their parts together. */
static int moments(call *c, gt_tensor *mean, gt_tensor *variance, gt_tensor *src, const axes *a, double correction)
{
    const int32_t *axis = a->n ? a->axis : NULL;
    gt_reduce_opts opts = a->opts;
    gt_tensor *part = NULL, *other = NULL;
    if (!variance || !is_complex(gt_tensor_dtype(src)))
        return check(c, gt_moments(torch.queue, mean ? &mean : NULL, variance ? &variance : NULL, src, axis, a->n,
                                   correction, &opts));
    if (mean && check(c, gt_moments(torch.queue, &mean, NULL, src, axis, a->n, correction, &opts)) < 0) return -1;
    opts.dtype = part_dtype(gt_tensor_dtype(src));
    for (int i = 0; i < 2; i++) {
        gt_tensor **dst = i == 0 ? &variance : &other;
        part = NULL;
        if (check(c, gt_tensor_part(&part, src, i)) < 0 || !own(c, part)) return -1;
        if (check(c, gt_moments(torch.queue, NULL, dst, part, axis, a->n, correction, &opts)) < 0) return -1;
    }
    return own(c, other) ? check(c, gt_binary(torch.queue, GT_ADD, &variance, variance, other)) : -1;
}

/* Code 0: the mean; 1: the variance, its correction is role 4; both are computed in the dtype of the result. */
PyObject *torch_moments(call *c)
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
    if (c->kernel->written < 0 && dtype_category(dtype) < 2) return unsupported(c), NULL;
    if (c->kernel->code == 1) dtype = part_dtype(dtype);
    if (!(dst = result(c, dtype, a.rank, a.shape, &out, &object))) return NULL;
    a.opts.dtype = dtype_of(&out);
    int failed = c->kernel->code == 0 ? moments(c, dst, NULL, src, &a, n) : moments(c, NULL, dst, src, &a, n);
    if (failed) Py_CLEAR(object);
    return object;
}

/* var_mean: both, as a tuple. */
PyObject *torch_both_moments(call *c)
{
    dl_tensor t, u, v;
    axes a;
    PyObject *first, *second = NULL;
    gt_scalar correction = {.dtype = GT_WEAK_FLOAT, .re = 1};
    gt_tensor *src = tensor_role(c, 0, &t), *variance, *mean = NULL;
    if (!src || read_axes(c, &t, &a) < 0) return NULL;
    if (dtype_category(dtype_of(&t)) < 2) return unsupported(c), NULL;
    if (role(c, 4) != Py_None && scalar_of_number(role(c, 4), &correction) < 0) return unsupported(c), NULL;
    double n = correction.dtype == GT_WEAK_FLOAT ? correction.re : (double)correction.i;
    if (!(variance = result(c, part_dtype(dtype_of(&t)), a.rank, a.shape, &u, &first))) return NULL;
    if ((mean = result(c, dtype_of(&t), a.rank, a.shape, &v, &second)) && moments(c, mean, variance, src, &a, n) == 0)
        return Py_BuildValue("(NN)", first, second);
    Py_XDECREF(first);
    Py_XDECREF(second);
    return NULL;
}

/* ---- Softmax ----------------------------------------------------------------------------------------------------
 * */

int wrapped_axis(call *c, int i, int rank)
{
    int axis = (int)PyLong_AsLong(role(c, i)), n = rank ? rank : 1;
    if (PyErr_Occurred()) return -1;
    if (axis >= -n && axis < n) return axis < 0 ? axis + n : axis;
    PyErr_Format(PyExc_IndexError, "Dimension out of range (expected to be in range of [%d, %d], but got %d)", -n,
                 n - 1, axis);
    return -1;
}

/* Roles: 0 the operand, 1 its axis. The code is that of the library. */
PyObject *torch_softmax(call *c)
{
    dl_tensor t, out;
    PyObject *object;
    gt_softmax_opts opts = {.size = sizeof opts};
    gt_tensor *src = tensor_role(c, 0, &t), *dst;
    int axis = src ? wrapped_axis(c, 1, t.rank) : -1;
    if (axis < 0 || !(dst = result(c, dtype_of(&t), t.rank, t.shape, &out, &object))) return NULL;
    opts.dtype = is_small_float(dtype_of(&out)) ? 0 : dtype_of(&out);
    return finish(c, gt_softmax(torch.queue, c->kernel->code, &dst, src, axis, &opts), object);
}

/* Roles: 0 the gradient, 1 the output, 2 the axis. */
PyObject *torch_softmax_gradient(call *c)
{
    dl_tensor t, u, out;
    PyObject *object;
    gt_tensor *gradient = tensor_role(c, 0, &t), *output = gradient ? tensor_role(c, 1, &u) : NULL, *dst;
    int axis = output ? wrapped_axis(c, 2, t.rank) : -1;
    if (axis < 0 || !(dst = result(c, dtype_of(&t), t.rank, t.shape, &out, &object))) return NULL;
    return finish(c, gt_softmax_gradient(torch.queue, c->kernel->code, &dst, gradient, output, axis, NULL), object);
}

/* ---- Products ---------------------------------------------------------------------------------------------------
 * */

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

/* An operand of a product, or with `conjugate` its conjugate. torch leaves it to products to take the conjugates of
 * complex tensors that are only marked as such: those are made here, and kept in `made` until the product is on its
 * way. */
static gt_tensor *product_operand(call *c, int i, int conjugate, dl_tensor *t, PyObject **made)
{
    gt_tensor *view = tensor_role(c, i, t);
    if (!view || !is_complex(dtype_of(t))) return view;
    *made = PyObject_CallMethod(role(c, i), conjugate ? "conj_physical" : "resolve_conj", NULL);
    return *made && read_tensor(*made, t) == 0 ? tensor_at(c, t) : NULL;
}

static int is_marked_conjugate(PyObject *tensor)
{
    PyObject *answer = PyObject_CallMethod(tensor, "is_conj", NULL);
    int marked = answer ? PyObject_IsTrue(answer) : -1;
    Py_XDECREF(answer);
    return marked;
}

/* Roles: 0 and 1 the factors, 2 what is added to their product, 3 and 4 the factors of the one and the other. With code 1 the
 * conjugate of the first factor is taken. */
static PyObject *product(call *c, PyObject **made)
{
    dl_tensor a, b, added, out;
    int64_t shape[3];
    int rank = 0;
    PyObject *object;
    gt_scalar alpha, beta;
    gt_matmul_opts opts = {.size = sizeof opts};
    gt_tensor *u = product_operand(c, 0, c->kernel->code, &a, &made[0]), *dst, *scaled = NULL;
    gt_tensor *v = u ? product_operand(c, 1, 0, &b, &made[1]) : NULL;
    if (!v || product_shape(c, &a, &b, &rank, shape) < 0) return NULL;
    if (made[0] && c->kernel->written >= 0) {
        int marked = is_marked_conjugate(torch_arg(c, c->kernel->written));
        if (marked) return marked > 0 ? unsupported(c), NULL : NULL;
    }
    if (c->kernel->role[2] >= 0) {
        gt_tensor *bias = product_operand(c, 2, 0, &added, &made[2]);
        if (!bias) return NULL;
        if (scalar_of_number(role(c, 3), &beta) < 0 || scalar_of_number(role(c, 4), &alpha) < 0)
            return unsupported(c), NULL;
        int ignored = is_number(&beta, 0);
        gt_arg args[2] = {{.tensor = bias}, {.scalar = beta}};
        if (dtype_of(&added) != dtype_of(&a)) return unsupported(c), NULL;
        if (!ignored && !is_number(&beta, 1)) {
            if (check(c, gt_apply(torch.queue, GT_MULTIPLY, &scaled, args, 2)) < 0) return NULL;
            if (!(bias = own(c, scaled))) return NULL;
        }
        opts.alpha = &alpha, opts.bias = ignored ? NULL : bias;
    }
    if (!(dst = result(c, dtype_of(&a), rank, shape, &out, &object))) return NULL;
    return finish(c, gt_matmul(torch.queue, &dst, u, v, &opts), object);
}

PyObject *torch_product(call *c)
{
    PyObject *made[3] = {NULL}, *out = product(c, made);
    for (int i = 0; i < 3; i++) Py_XDECREF(made[i]);
    return out;
}

const named_kernel named_kernels[] = {{"expression", run_expression},
                                      {"reduce", torch_reduce},
                                      {"arg_reduce", torch_arg_reduce},
                                      {"moments", torch_moments},
                                      {"both_moments", torch_both_moments},
                                      {"softmax", torch_softmax},
                                      {"softmax_gradient", torch_softmax_gradient},
                                      {"product", torch_product},
                                      {"empty", torch_empty},
                                      {"copy_from", torch_copy_from},
                                      {"item", torch_item},
                                      {"fill", torch_fill},
                                      {"arange", torch_arange},
                                      {"cat", torch_cat},
                                      {"take", torch_take},
                                      {"gather", torch_gather},
                                      {"nonzero", torch_nonzero},
                                      {"flip", torch_flip},
                                      {"fft", torch_fft},
                                      {"scan", torch_scan},
                                      {"sort", torch_sort},
                                      {NULL, NULL}};

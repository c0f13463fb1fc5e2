/* Fourier transforms: torch's three operators, of which torch.fft is made, are gt_fft. */
#include "torch.h"

enum { NONE, BY_ROOT, BY_ALL }; /* torch's fft_norm_mode: what sums are divided by */

/* The kernel's code is that of the library, GT_FFT_*. Roles: 0 the operand, 1 its axes, 2 what results are divided by,
 * 3 of GT_FFT_C2C whether it is no inverse, of GT_FFT_R2C whether one half of the results is all, of GT_FFT_C2R how
 * many numbers the last axis gets. */
PyObject *torch_fft(call *c)
{
    dl_tensor t, out;
    PyObject *object;
    int64_t dims[GT_MAX_RANK], lengths[GT_MAX_RANK], shape[GT_MAX_RANK];
    int32_t axes[GT_MAX_RANK];
    int n;
    gt_tensor *src = tensor_role(c, 0, &t), *dst;
    if (!src || integers(role(c, 1), dims, &n) < 0) return NULL;
    int64_t norm = PyLong_AsLongLong(role(c, 2)), last = PyLong_AsLongLong(role(c, 3));
    if (PyErr_Occurred()) return NULL;
    gt_fft_opts opts = {.size = sizeof opts, .kind = c->kernel->code, .lengths = lengths};
    if (opts.kind == GT_FFT_R2C && !last) opts.kind = GT_FFT_C2C, last = 1;
    opts.inverse = opts.kind == GT_FFT_C2R || (opts.kind == GT_FFT_C2C && !last);
    opts.norm = norm == BY_ROOT                      ? GT_NORM_ORTHO
                : (norm == BY_ALL) == (opts.inverse) ? GT_NORM_BACKWARD
                                                     : GT_NORM_FORWARD;
    for (int i = 0; i < t.rank; i++) shape[i] = t.shape[i];
    for (int i = 0; i < n; i++) {
        axes[i] = (int32_t)(dims[i] < 0 ? dims[i] + t.rank : dims[i]);
        if (axes[i] < 0 || axes[i] >= t.rank) return unsupported(c), NULL;
        lengths[i] = t.shape[axes[i]];
    }
    if (n == 0) return unsupported(c), NULL;
    if (opts.kind == GT_FFT_C2R) lengths[n - 1] = shape[axes[n - 1]] = last;
    if (opts.kind == GT_FFT_R2C) shape[axes[n - 1]] = lengths[n - 1] / 2 + 1;
    int32_t wide = dtype_of(&t) == GT_F64 || dtype_of(&t) == GT_C128;
    int32_t dtype = opts.kind == GT_FFT_C2R ? (wide ? GT_F64 : GT_F32) : wide ? GT_C128 : GT_C64;
    if (!(dst = result(c, dtype, t.rank, shape, &out, &object))) return NULL;
    return finish(c, gt_fft(torch.queue, &dst, src, axes, n, &opts), object);
}

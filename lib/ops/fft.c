/* gt_fft: lengths, dtypes and the order of axes; a transform along one is kernel/fft's. */
#include "kernel/fft.h"

#include <math.h>

#include "base/struct.h"
#include "kernel/copy.h"
#include "tensor/destination.h"

typedef struct request {
    gt__call call;
    gt__array src; /* of the real dtype, or of complex numbers of it; as given until it is cast */
    gt__buffer *cast;
    const gt__dtype *real, *complex, *result;
    gt_fft_opts opts;
    int32_t axis[GT_MAX_RANK], axes; /* the last one is where numbers may be real */
    int64_t n[GT_MAX_RANK];          /* the lengths of the transforms along them */
    gt__shape shape;                 /* of the result */
} request;

/* ---- checks ---- */

static gt_status check_opts(request *r, const gt_fft_opts *opts)
{
    r->opts = (gt_fft_opts){.size = sizeof r->opts};
    if (opts) r->opts = *opts;
    GT__CHECK(r->opts.kind >= GT_FFT_C2C && r->opts.kind <= GT_FFT_C2R, &r->call, GT_E_ARGUMENT, 6,
              "unknown opts->kind %d", (int)r->opts.kind);
    GT__CHECK(r->opts.norm >= GT_NORM_BACKWARD && r->opts.norm <= GT_NORM_FORWARD, &r->call, GT_E_ARGUMENT, 6,
              "unknown opts->norm %d", (int)r->opts.norm);
    GT__CHECK(r->opts.inverse == 0 || r->opts.inverse == 1, &r->call, GT_E_ARGUMENT, 6, "opts->inverse is %d",
              (int)r->opts.inverse);
    return GT_OK;
}

static gt_status check_axes(request *r, const int32_t *axes, int32_t n)
{
    uint8_t marks[GT_MAX_RANK];
    const int32_t rank = r->src.shape.rank;
    GT__TRY(gt__shape_axes(rank, axes, n, marks, r->call.name, 4));
    r->axes = axes ? n : rank;
    GT__CHECK(rank > 0 || r->axes == 0, &r->call, GT_E_INDEX, 4, "a tensor of rank 0 has no axes");
    GT__CHECK(r->axes > 0 || r->opts.kind == GT_FFT_C2C, &r->call, GT_E_ARGUMENT, 4,
              "no axes, of which the last one is to be real");
    for (int32_t i = 0; i < r->axes; i++) {
        r->axis[i] = axes ? axes[i] : i;
        if (r->axis[i] < 0) r->axis[i] += rank;
    }
    return GT_OK;
}

/* The length of the i-th transform, and what its axis has then. */
static gt_status check_length(request *r, int32_t i)
{
    const int last = i == r->axes - 1, to_real = last && r->opts.kind == GT_FFT_C2R;
    const int64_t given = r->opts.lengths ? r->opts.lengths[i] : 0, size = r->src.shape.size[r->axis[i]];
    GT__CHECK(given != 0 || !to_real || size - 1 <= INT64_MAX / 2, &r->call, GT_E_SHAPE, 3,
              "src %s has too many elements along axis %d", GT__SHOW(&r->src.shape), (int)r->axis[i]);
    const int64_t n = given != 0 ? given : to_real ? 2 * (size - 1) : size;
    GT__CHECK(given >= 0, &r->call, GT_E_SHAPE, 6, "a length of %lld along axis %d", (long long)given, (int)r->axis[i]);
    GT__CHECK(n > 0, &r->call, GT_E_SHAPE, 3, "src %s has too few elements along axis %d to transform",
              GT__SHOW(&r->src.shape), (int)r->axis[i]);
    r->n[i] = n;
    r->shape.size[r->axis[i]] = last && r->opts.kind == GT_FFT_R2C ? n / 2 + 1 : n;
    return GT_OK;
}

static gt_status check_shape(request *r)
{
    gt__shape made;
    int64_t count = 0;
    r->shape = r->src.shape;
    for (int32_t i = 0; i < r->axes; i++) GT__TRY(check_length(r, i));
    return gt__shape_make(&made, &count, r->shape.rank, r->shape.size, r->complex->size, r->call.name, 6);
}

static gt_status check(request *r, gt_queue *q, const gt_tensor *src, const int32_t *axes, int32_t n,
                       const gt_fft_opts *opts)
{
    GT__TRY(gt__call_begin(&r->call, "gt_fft", q, 1));
    GT__TRY(gt__operand_check(&r->call, src, 3));
    GT__TRY(gt__check_struct(opts, sizeof *opts, r->call.name, 6));
    r->src = src->array;
    GT__TRY(check_opts(r, opts));
    const gt__dtype *wide = gt__dtype_of(gt__dtype_of(gt__float_of(r->src.dtype->value))->wide);
    r->real = gt__dtype_of(wide->real);
    r->complex = gt__dtype_of(gt__dtype_find(GT__COMPLEX, 2 * r->real->size));
    r->result = r->opts.kind == GT_FFT_C2R ? r->real : r->complex;
    GT__TRY(gt__dtype_present(&r->call, r->real->value, 3));
    GT__CHECK(r->src.dtype->kind != GT__COMPLEX || r->opts.kind != GT_FFT_R2C, &r->call, GT_E_DTYPE, 3,
              "real numbers are to go in, src is %s", r->src.dtype->name);
    GT__TRY(check_axes(r, axes, n));
    return check_shape(r);
}

/* ---- the axes, one after the other ---- */

static gt__fft_side side_of(const gt__array *a)
{
    const int complex = a->dtype->kind == GT__COMPLEX, numbers = complex ? 2 : 1;
    gt__fft_side side = {.buffer = a->buffer, .first = numbers * a->offset, .is_complex = complex};
    for (int32_t i = 0; i < a->shape.rank; i++) side.strides[i] = numbers * a->strides[i];
    return side;
}

static double scale_of(const request *r, int64_t n)
{
    if (r->opts.norm == GT_NORM_ORTHO) return 1 / sqrt((double)n);
    return r->opts.inverse == (r->opts.norm == GT_NORM_BACKWARD) ? 1 / (double)n : 1;
}

/* The i-th axis. */
static gt_status transform(const request *r, const gt__array *to, const gt__array *from, int32_t i)
{
    const int32_t axis = r->axis[i];
    const int mirrors = i == r->axes - 1 && r->opts.kind == GT_FFT_C2R;
    const int64_t size = from->shape.size[axis], n = r->n[i], wanted = mirrors ? n / 2 + 1 : n;
    const gt__fft what = {.real = r->real,
                          .shape = to->shape,
                          .axis = axis,
                          .n = n,
                          .have = size < wanted ? size : wanted,
                          .keep = to->shape.size[axis],
                          .mirrors = mirrors,
                          .inverse = r->opts.inverse,
                          .scale = scale_of(r, n),
                          .from = side_of(from),
                          .to = side_of(to)};
    return gt__fft_run(&r->call, &what);
}

/* Into *made, a new array, or if it is the last step into the target. */
static gt_status step(request *r, gt__array *made, const gt__array *target, const gt__array *from, int32_t i)
{
    gt__shape shape = from->shape;
    if (target) return transform(r, target, from, i);
    shape.size[r->axis[i]] = r->shape.size[r->axis[i]];
    GT__TRY(gt__array_create(made, &r->call, r->complex, &shape));
    return transform(r, made, from, i);
}

/* Real numbers that come out are those of the last step, such that go in those of the first. */
static gt_status run_axes(request *r, const gt__array *target)
{
    gt__array from = r->src;
    gt__buffer *own = NULL;
    gt_status status = GT_OK;
    for (int32_t k = 0; k < r->axes && status == GT_OK; k++) {
        gt__array made = {0};
        const int32_t i = r->opts.kind == GT_FFT_C2R ? k : r->axes - 1 - k;
        status = step(r, &made, k == r->axes - 1 ? target : NULL, &from, i);
        gt__buffer_release(own);
        own = made.buffer;
        from = made;
    }
    gt__buffer_release(own);
    return status;
}

/* src as kernels take it. */
static gt_status take_in(request *r)
{
    const gt__array *src = &r->src;
    gt_status status = GT_OK;
    gt__array made;
    if (src->dtype == r->real || src->dtype == r->complex) {
        status = gt__copy_fitting(&made, &r->call, &src);
    } else {
        GT__TRY(gt__array_create(&made, &r->call, r->real, &src->shape));
        status = gt__copy_run(&r->call, &made, src);
        src = &made;
    }
    r->cast = made.buffer;
    if (status == GT_OK) r->src = *src;
    return status;
}

static gt_status run(request *r, const gt__array *target)
{
    if (target->count == 0) return GT_OK;
    if (r->axes == 0) return gt__array_overlap(target, &r->src) ? GT_OK : gt__copy_run(&r->call, target, &r->src);
    GT__TRY(take_in(r));
    const gt__array *to = target;
    gt__array dense;
    gt_status status = gt__copy_fitting(&dense, &r->call, &to);
    if (status == GT_OK) status = run_axes(r, to);
    if (status == GT_OK && to != target) status = gt__copy_run(&r->call, target, to);
    gt__buffer_release(dense.buffer);
    return status;
}

gt_status gt_fft(gt_queue *q, gt_tensor **dst, const gt_tensor *src, const int32_t *axes, int32_t n_axes,
                 const gt_fft_opts *opts)
{
    request r = {.cast = NULL};
    gt__destination d;
    GT__TRY(check(&r, q, src, axes, n_axes, opts));
    const gt__array *operands[] = {&src->array};
    GT__TRY(gt__destination_begin(&d, &r.call, dst, 2, r.result, &r.shape, operands, 1, 1));
    gt_status status = r.axes > 0 ? gt__destination_as(&d, &r.call, r.result, 0) : GT_OK;
    if (status == GT_OK) status = run(&r, d.target);
    gt__buffer_release(r.cast);
    return gt__destination_end(&d, &r.call, status);
}

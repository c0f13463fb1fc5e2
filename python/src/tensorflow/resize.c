/* Images in other sizes, an axis of an image after the other, and with other contrasts. Images are (batch, height,
 * width, channels). */
#include <math.h>

#include "runs.h"

/* number[0]: corners stay where they are; number[1]: elements are where their middles are. */
void prepare_resize(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    static const char *const names[] = {"align_corners", "half_pixel_centers"};
    for (int32_t i = 0; i < 2; i++) {
        TF_Bool value = 0;
        tf.TF_OpKernelConstruction_GetAttrBool(from, names[i], &value, status);
        if (tf.TF_GetCode(status) != TSL_OK) return;
        k->number[i] = value;
    }
}

static float scale_of(const frame *f, int64_t in, int64_t out)
{
    return f->kernel->number[0] && out > 1 ? (float)(in - 1) / (float)(out - 1) : (float)in / (float)out;
}

/* The number of an axis's last element, or where float32 would round that up, of the one before. */
static float last_of(int64_t in)
{
    const float last = (float)(in - 1);
    return (int64_t)last < in ? last : nextafterf(last, 0);
}

/* Where the elements of an axis of `out` elements lie among `in`: numbers of elements, and for linear interpolation
 * those of the ones behind, and how far it is to them. */
typedef struct places {
    gt_tensor *lower, *upper, *far;
} places;

static gt_status find_places(frame *f, int64_t in, int64_t out, int linear, places *p)
{
    const gt_scalar zero = {.dtype = GT_WEAK_INT}, one = {.dtype = GT_WEAK_INT, .i = 1};
    gt_tensor **line = hold(f), **at = hold(f), **lower = hold(f), **upper = hold(f), **far = hold(f);
    const int corners = f->kernel->number[0] != 0, middles = f->kernel->number[1] != 0;
    TRY(gt_arange(queue, line, GT_F32, &zero, &one, out));
    const gt_arg told[] = {{.name = "i", .tensor = *line},
                           {.name = "s", .scalar = {.dtype = GT_F32, .re = (double)scale_of(f, in, out)}}};
    const char *way = !middles ? "i * s" : linear ? "(i + 0.5) * s - 0.5" : "(i + 0.5) * s";
    TRY(gt_eval(queue, at, way, told, 2));
    TRY(gt_tensor_create(queue, lower, GT_I64, 1, &out, 0));
    TRY(gt_tensor_create(queue, upper, GT_I64, 1, &out, 0));
    const gt_arg args[] = {{.name = "a", .tensor = *at},
                           {.name = "n", .scalar = {.dtype = GT_F32, .re = (double)last_of(in)}}};
    const char *before = corners && !linear ? "minimum(floor(a + 0.5), n)" : "clip(floor(a), 0, n)";
    TRY(gt_eval(queue, lower, before, args, 2));
    *p = (places){.lower = *lower};
    if (!linear) return GT_OK;
    TRY(gt_eval(queue, upper, "minimum(ceil(a), n)", args, 2));
    TRY(gt_eval(queue, far, "a - floor(a)", args, 2));
    *p = (places){*lower, *upper, *far};
    return GT_OK;
}

/* A line along an axis of an image. */
static gt_status along(frame *f, const gt_tensor *line, int32_t axis, gt_tensor **out)
{
    gt_tensor **view = hold(f);
    const int64_t n = gt_tensor_count(line), shape[] = {1, axis == 1 ? n : 1, axis == 2 ? n : 1, 1};
    TRY(gt_tensor_reshape(view, line, 4, shape));
    *out = *view;
    return GT_OK;
}

/* Between the elements of an axis, in float32. */
static gt_status interpolate(frame *f, const gt_tensor *x, int32_t axis, int64_t size, gt_tensor **y)
{
    gt_tensor **low = hold(f), **high = hold(f), *far = NULL;
    places p;
    TRY(find_places(f, gt_tensor_dim(x, axis), size, 1, &p));
    TRY(gt_take(queue, low, x, p.lower, axis));
    TRY(gt_take(queue, high, x, p.upper, axis));
    TRY(along(f, p.far, axis, &far));
    const gt_arg args[] = {{.name = "a", .tensor = *low}, {.name = "b", .tensor = *high}, {.name = "f", .tensor = far}};
    return gt_eval(queue, y, "a + (b - a) * f", args, 3);
}

/* An image and, on the host, its new height and width. */
static gt_status begin(frame *f, gt_tensor **x, int64_t *shape, integers *size)
{
    TRY(input(f, 0, x));
    TRY(host_integers(f, 1, size));
    if (shape_of(*x, shape) != 4) return refuse(f, TSL_INVALID_ARGUMENT, "an image has four axes");
    if (size->n != 2 || size->value[0] < 1 || size->value[1] < 1 || shape[1] < 1 || shape[2] < 1)
        return refuse(f, TSL_INVALID_ARGUMENT, "an image has a height and a width, before and after");
    shape[1] = size->value[0];
    shape[2] = size->value[1];
    return possible(f, 4, shape);
}

gt_status run_resize_linear(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, **floats = hold(f), **wide = hold(f);
    int64_t shape[GT_MAX_RANK];
    integers size;
    TRY(begin(f, &x, shape, &size));
    TRY(output(f, 0, 4, shape, &y));
    if (gt_tensor_count(y) == 0) return GT_OK;
    if (gt_tensor_dtype(x) != GT_F32) TRY(gt_copy(queue, floats, x, GT_F32));
    TRY(interpolate(f, *floats ? *floats : x, 2, size.value[1], wide));
    return interpolate(f, *wide, 1, size.value[0], &y);
}

gt_status run_resize_nearest(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, **wide = hold(f);
    int64_t shape[GT_MAX_RANK];
    integers size;
    places rows, columns;
    TRY(begin(f, &x, shape, &size));
    TRY(output(f, 0, 4, shape, &y));
    if (gt_tensor_count(y) == 0) return GT_OK;
    TRY(find_places(f, gt_tensor_dim(x, 2), size.value[1], 0, &columns));
    TRY(find_places(f, gt_tensor_dim(x, 1), size.value[0], 0, &rows));
    TRY(gt_take(queue, wide, x, columns.lower, 2));
    return gt_take(queue, &y, *wide, rows.lower, 1);
}

/* Adds parts of a gradient up where they came from, along an axis of `in` elements. */
static gt_status give_back(frame *f, gt_tensor *g, int32_t axis, int64_t in, int linear, gt_tensor **out)
{
    const gt_scalar zero = {.dtype = GT_WEAK_INT};
    gt_tensor **room = hold(f), **near = hold(f), **distant = hold(f), *far = NULL;
    int64_t shape[GT_MAX_RANK];
    places p;
    shape_of(g, shape);
    TRY(find_places(f, in, shape[axis], linear, &p));
    shape[axis] = in;
    TRY(gt_fill(queue, room, gt_tensor_dtype(g), 4, shape, &zero));
    *out = *room;
    if (!linear) return gt_put(queue, *room, p.lower, g, axis, GT_ADD);
    TRY(along(f, p.far, axis, &far));
    const gt_arg args[] = {{.name = "g", .tensor = g}, {.name = "f", .tensor = far}};
    TRY(gt_eval(queue, near, "g * (1 - f)", args, 2));
    TRY(gt_eval(queue, distant, "g * f", args, 2));
    TRY(gt_put(queue, *room, p.lower, *near, axis, GT_ADD));
    return gt_put(queue, *room, p.upper, *distant, axis, GT_ADD);
}

/* Along the rows first, as these are whole then, and what is added is less. */
static gt_status gradient(frame *f, gt_tensor *g, int64_t height, int64_t width, int linear, gt_tensor *y)
{
    gt_tensor **wide = hold(f), *rows = NULL, *all = NULL;
    if (gt_tensor_count(y) == 0) return GT_OK;
    if (gt_tensor_count(g) == 0) return fill_zeros(y);
    const int32_t dtype = gt_tensor_dtype(g) == GT_F64 ? GT_F64 : GT_F32;
    TRY(gt_copy(queue, wide, g, dtype));
    TRY(give_back(f, *wide, 1, height, linear, &rows));
    TRY(give_back(f, rows, 2, width, linear, &all));
    return gt_copy(queue, &y, all, 0);
}

/* The gradient of the result, and the image, of which only shape and type count. */
gt_status run_resize_linear_gradient(frame *f)
{
    gt_tensor *g = NULL, *x = NULL, *y = NULL;
    TRY(input(f, 0, &g));
    TRY(input(f, 1, &x));
    if (gt_tensor_rank(x) != 4 || gt_tensor_rank(g) != 4 || gt_tensor_dim(x, 0) != gt_tensor_dim(g, 0) ||
        gt_tensor_dim(x, 3) != gt_tensor_dim(g, 3))
        return refuse(f, TSL_INVALID_ARGUMENT, "image and gradient have the same batch and channels");
    TRY(output_like(f, 0, x, &y));
    return gradient(f, g, gt_tensor_dim(x, 1), gt_tensor_dim(x, 2), 1, y);
}

/* The gradient of the result and, on the host, height and width of the image. */
gt_status run_resize_nearest_gradient(frame *f)
{
    gt_tensor *g = NULL, *y = NULL;
    int64_t shape[GT_MAX_RANK];
    integers size;
    TRY(begin(f, &g, shape, &size));
    TRY(output(f, 0, 4, shape, &y));
    return gradient(f, g, size.value[0], size.value[1], 0, y);
}

/* Images and a factor: how far elements are from the mean of their channel. */
gt_status run_contrast(frame *f)
{
    static const int32_t axes[] = {-3, -2};
    gt_tensor *x = NULL, *factor = NULL, *y = NULL, **mean = hold(f);
    const gt_reduce_opts opts = {.size = sizeof opts, .dtype = GT_F32, .flags = GT_KEEP_DIMS};
    TRY(input(f, 0, &x));
    TRY(input(f, 1, &factor));
    if (gt_tensor_rank(x) < 3) return refuse(f, TSL_INVALID_ARGUMENT, "an image has three axes or more");
    TRY(has_shape(f, factor, 0, NULL));
    TRY(output_like(f, 0, x, &y));
    if (gt_tensor_count(y) == 0) return GT_OK;
    TRY(gt_moments(queue, mean, NULL, x, axes, 2, 0, &opts));
    const gt_arg args[] = {{.name = "x", .tensor = x}, {.name = "m", .tensor = *mean}, {.name = "f", .tensor = factor}};
    return gt_eval(queue, &y, "(x - m) * f + m", args, 3);
}

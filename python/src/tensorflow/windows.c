/* Convolutions and pools along one to three axes of space: products and reductions of windows, which are views of the
 * padded input. Tensors are looked at with their channels last; a filter is (sizes, channels, filters). */
#include <math.h>

#include "windows.h"

/* Where the axis i of space is in the lists. */
static int32_t axis_of(const frame *f, int32_t i)
{
    return f->kernel->number[FIRST] ? i + 2 : i + 1;
}

static gt_status place(frame *f, geometry *g, int32_t i)
{
    const int64_t *told = f->kernel->number;
    const int32_t at = axis_of(f, i);
    if (g->size[i] < 1 || g->size[i] > MOST_OF_SPACE || g->space[i] > MOST_OF_SPACE)
        return refuse(f, TSL_INVALID_ARGUMENT, "an image or a window is too large, or a window has no size");
    g->step[i] = told[STEPS + at];
    g->dilation[i] = told[DILATIONS + at];
    const int64_t span = (g->size[i] - 1) * g->dilation[i] + 1;
    if (told[PADDING] == 'E') g->before[i] = told[PADS + 2 * at], g->after[i] = told[PADS + 2 * at + 1];
    if (told[PADDING] == 'S') {
        const int64_t places = (g->space[i] + g->step[i] - 1) / g->step[i];
        const int64_t more = (places - 1) * g->step[i] + span - g->space[i];
        g->before[i] = more > 0 ? more / 2 : 0;
        g->after[i] = more > 0 ? more - more / 2 : 0;
    }
    const int64_t room = g->space[i] + g->before[i] + g->after[i] - span + g->step[i];
    if (room < 0) return refuse(f, TSL_INVALID_ARGUMENT, "a window is larger than the input");
    g->places[i] = room / g->step[i];
    if (__builtin_mul_overflow(g->windows, g->places[i], &g->windows))
        return refuse(f, TSL_INVALID_ARGUMENT, "there are more windows than 64 bits count");
    return GT_OK;
}

/* Of an input of this shape, with windows of these sizes. */
static gt_status lay_out(frame *f, int32_t rank, const int64_t *shape, const int64_t *size, geometry *g)
{
    const int64_t *told = f->kernel->number;
    *g = (geometry){.n = rank - 2, .groups = 1, .windows = 1};
    if (rank != told[AXES]) return refuse(f, TSL_INVALID_ARGUMENT, "an image has four axes, of 3D operations five");
    TRY(possible(f, rank, shape));
    const int32_t channel = told[FIRST] ? 1 : rank - 1;
    if (told[STEPS] != 1 || told[STEPS + channel] != 1 || told[DILATIONS] != 1 || told[DILATIONS + channel] != 1)
        return refuse(f, TSL_UNIMPLEMENTED, "windows run along axes of space alone");
    g->batch = shape[0];
    g->channels = shape[channel];
    for (int32_t i = 0; i < g->n; i++) {
        g->space[i] = shape[axis_of(f, i)];
        g->size[i] = size[i];
        TRY(place(f, g, i));
    }
    return GT_OK;
}

/* An image (or its result) as (batch, space, groups, channels of a group). */
static gt_status grouped(frame *f, gt_tensor *x, const geometry *g, gt_tensor **out)
{
    gt_tensor **moved = hold(f), **view = hold(f);
    int32_t order[GT_MAX_RANK], rank = gt_tensor_rank(x);
    int64_t shape[GT_MAX_RANK];
    for (int32_t i = 0; i < rank; i++) order[i] = i == 0 || !f->kernel->number[FIRST] ? i : i == rank - 1 ? 1 : i + 1;
    TRY(gt_tensor_permute(moved, x, order, rank));
    rank = shape_of(*moved, shape);
    shape[rank] = shape[rank - 1] / g->groups;
    shape[rank - 1] = g->groups;
    TRY(gt_tensor_reshape(view, *moved, rank + 1, shape));
    *out = *view;
    return GT_OK;
}

/* An image as grouped() has it, with what is around it. */
static gt_status padded(frame *f, gt_tensor *x, const geometry *g, double around, gt_tensor **out)
{
    const gt_scalar value = {.dtype = GT_WEAK_FLOAT, .re = around};
    int64_t before[SPACE + 3] = {0}, after[SPACE + 3] = {0}, padding = 0;
    for (int32_t i = 0; i < g->n; i++) {
        before[i + 1] = g->before[i];
        after[i + 1] = g->after[i];
        padding += g->before[i] + g->after[i];
    }
    *out = x;
    if (padding > 0) {
        gt_tensor **made = hold(f);
        TRY(gt_pad(queue, made, x, before, after, GT_PAD_CONSTANT, &value));
        *out = *made;
    }
    return GT_OK;
}

/* (batch, places, groups, channels, position in a window) of such an image. */
static gt_status windows(frame *f, gt_tensor *x, const geometry *g, double around, gt_tensor **out)
{
    TRY(padded(f, x, g, around, out));
    for (int32_t i = 0; i < g->n; i++) {
        gt_tensor **view = hold(f);
        TRY(gt_tensor_window(view, *out, i + 1, g->size[i], g->step[i], g->dilation[i]));
        *out = *view;
    }
    return GT_OK;
}

/* ---- gradients of windows ---- */

/* What is added up at each position of the windows: the part of columns, or values where the index is the position's,
 * or values. */
typedef struct addends {
    gt_tensor *columns, *index, *values;
} addends;

static gt_status add_position(gt_tensor *target, const addends *a, const gt_slice *part, int32_t rank, int64_t position)
{
    const gt_arg args[] = {{.name = "t", .tensor = target},
                           {.name = "g", .tensor = a->values},
                           {.name = "i", .tensor = a->index},
                           {.name = "p", .scalar = {.dtype = GT_WEAK_INT, .i = position}}};
    gt_tensor *chosen = NULL;
    if (a->index) return gt_eval(queue, &target, "t + (i == p ? g : 0)", args, 4);
    gt_status done = a->columns ? gt_tensor_slice(&chosen, a->columns, part, rank) : GT_OK;
    if (done == GT_OK) done = gt_binary(queue, GT_ADD, &target, target, chosen ? chosen : a->values);
    gt_tensor_free(chosen);
    return done;
}

/* Adds all up in a room, whose axes of space begin at `axis`; those of positions in columns begin at axis + 2 n. */
static gt_status add_windows(gt_tensor *room, int32_t axis, const geometry *g, const addends *a)
{
    for (int64_t p = 0; p < positions_of(g); p++) {
        gt_slice slices[GT_MAX_RANK] = {{0}}, part[GT_MAX_RANK] = {{0}};
        gt_tensor *target = NULL;
        int64_t rest = p;
        for (int32_t i = g->n - 1; i >= 0; i--) {
            const int64_t at = rest % g->size[i], start = at * g->dilation[i];
            rest /= g->size[i];
            slices[axis + i] =
                (gt_slice){.start = start, .stop = start + (g->places[i] - 1) * g->step[i] + 1, .step = g->step[i]};
            part[axis + g->n + i] = (gt_slice){.start = at, .flags = GT_SLICE_INDEX};
        }
        gt_status done = gt_tensor_slice(&target, room, slices, axis + g->n);
        if (done == GT_OK) done = add_position(target, a, part, axis + 2 * g->n, p);
        gt_tensor_free(target);
        TRY(done);
    }
    return GT_OK;
}

/* Zeros (batch, padded space, groups, channels), which windows are added up in. */
static gt_status make_room(frame *f, int32_t dtype, const geometry *g, gt_tensor **out)
{
    const gt_scalar zero = {.dtype = GT_WEAK_INT};
    int64_t shape[SPACE + 3] = {g->batch};
    gt_tensor **room = hold(f);
    for (int32_t i = 0; i < g->n; i++) {
        const int64_t reach = (g->places[i] - 1) * g->step[i] + (g->size[i] - 1) * g->dilation[i] + 1;
        const int64_t padded = g->space[i] + g->before[i] + g->after[i];
        shape[i + 1] = padded > reach ? padded : reach;
    }
    shape[g->n + 1] = g->groups;
    shape[g->n + 2] = g->channels / g->groups;
    TRY(gt_fill(queue, room, wide(dtype), g->n + 3, shape, &zero));
    *out = *room;
    return GT_OK;
}

/* What is inside of the padding becomes the gradient. */
static gt_status leave_room(frame *f, gt_tensor *room, gt_tensor *y, const geometry *g)
{
    gt_slice slices[SPACE + 1] = {{0}};
    gt_tensor **inside = hold(f), *target = NULL;
    for (int32_t i = 0; i < g->n; i++)
        slices[i + 1] = (gt_slice){.start = g->before[i], .stop = g->before[i] + g->space[i], .step = 1};
    TRY(gt_tensor_slice(inside, room, slices, g->n + 1));
    TRY(grouped(f, y, g, &target));
    return gt_copy(queue, &target, *inside, 0);
}

/* ---- convolutions ---- */

/* The filter's shape, of which the input's channels make groups: each channel one, if the operation goes by depth. */
static gt_status group(frame *f, const int64_t *filter, geometry *g, int64_t *filters)
{
    const int64_t channels = filter[g->n];
    g->groups = f->kernel->row->code == BY_DEPTH ? g->channels : channels > 0 ? g->channels / channels : 0;
    *filters = filter[g->n + 1] * (f->kernel->row->code == BY_DEPTH ? channels : 1);
    if (g->groups == 0 || (f->kernel->row->code == BY_DEPTH ? channels != g->channels : g->channels % channels != 0) ||
        *filters % g->groups != 0)
        return refuse(f, TSL_INVALID_ARGUMENT, "the channels of input and filter do not fit together");
    return GT_OK;
}

/* (groups, windows of all images, positions and channels) */
static gt_status columns(frame *f, gt_tensor *x, const geometry *g, gt_tensor **out)
{
    gt_tensor *image = NULL, *all = NULL, **moved = hold(f);
    const int64_t shape[] = {g->groups, g->batch * g->windows, positions_of(g) * (g->channels / g->groups)};
    int32_t order[GT_MAX_RANK] = {g->n + 1, 0};
    TRY(grouped(f, x, g, &image));
    TRY(windows(f, image, g, 0, &all));
    for (int32_t i = 0; i < g->n; i++) order[2 + i] = 1 + i, order[2 + g->n + i] = 3 + g->n + i;
    order[2 + 2 * g->n] = g->n + 2;
    TRY(gt_tensor_permute(moved, all, order, 3 + 2 * g->n));
    return flat(f, *moved, 3, shape, out);
}

/* A result as (groups, windows of all images, filters), and a filter as (groups, positions and channels, filters). */
static gt_status rows(frame *f, gt_tensor *y, const geometry *g, int64_t filters, gt_tensor **out)
{
    static const int32_t order[] = {1, 0, 2};
    gt_tensor *image = NULL, *lines = NULL, **moved = hold(f);
    const int64_t shape[] = {g->batch * g->windows, g->groups, filters / g->groups};
    TRY(grouped(f, y, g, &image));
    TRY(flat(f, image, 3, shape, &lines));
    TRY(gt_tensor_permute(moved, lines, order, 3));
    *out = *moved;
    return GT_OK;
}

static gt_status filter_matrix(frame *f, gt_tensor *w, const geometry *g, int64_t filters, gt_tensor **out)
{
    static const int32_t order[] = {1, 0, 2};
    gt_tensor **lines = hold(f), **moved = hold(f);
    const int64_t shape[] = {positions_of(g) * (g->channels / g->groups), g->groups, filters / g->groups};
    TRY(gt_tensor_reshape(lines, w, 3, shape));
    TRY(gt_tensor_permute(moved, *lines, order, 3));
    *out = *moved;
    return GT_OK;
}

static gt_status transposed(frame *f, gt_tensor *x, gt_tensor **out)
{
    static const int32_t order[] = {0, 2, 1};
    gt_tensor **moved = hold(f);
    TRY(gt_tensor_permute(moved, x, order, 3));
    *out = *moved;
    return GT_OK;
}

/* The shape of a result with so many channels. */
static int32_t result_shape(const frame *f, const geometry *g, int64_t channels, int64_t *shape)
{
    shape[0] = g->batch;
    shape[f->kernel->number[FIRST] ? 1 : g->n + 1] = channels;
    for (int32_t i = 0; i < g->n; i++) shape[axis_of(f, i)] = g->places[i];
    return g->n + 2;
}

/* A bias, which is the third input of what is fused, and the activation. */
static gt_status fused(frame *f, const geometry *g, int64_t filters, gt_matmul_opts *opts)
{
    gt_tensor *bias = NULL, **view = hold(f);
    const int64_t shape[] = {g->groups, 1, filters / g->groups};
    *opts = (gt_matmul_opts){.size = sizeof *opts, .activation = (int32_t)f->kernel->number[ACTIVATION]};
    if (tf.TF_NumInputs(f->ctx) < 3) return GT_OK;
    TRY(input(f, 2, &bias));
    TRY(has_shape(f, bias, 1, &filters));
    TRY(gt_tensor_reshape(view, bias, 3, shape));
    opts->bias = *view;
    return GT_OK;
}

gt_status run_convolution(frame *f)
{
    gt_matmul_opts opts;
    gt_tensor *x = NULL, *w = NULL, *y = NULL, *all = NULL, *matrix = NULL, *image = NULL;
    gt_tensor **product = hold(f), **lines = hold(f), **places = hold(f);
    static const int32_t order[] = {1, 0, 2};
    int64_t shape[GT_MAX_RANK], filter[GT_MAX_RANK], filters = 0;
    geometry g;
    TRY(input(f, 0, &x));
    TRY(input(f, 1, &w));
    const int32_t rank = shape_of(x, shape);
    if (shape_of(w, filter) != rank) return refuse(f, TSL_INVALID_ARGUMENT, "input and filter have as many axes");
    TRY(lay_out(f, rank, shape, filter, &g));
    TRY(group(f, filter, &g, &filters));
    TRY(output(f, 0, result_shape(f, &g, filters, shape), shape, &y));
    if (gt_tensor_count(y) == 0) return GT_OK;
    TRY(fused(f, &g, filters, &opts));
    TRY(grouped(f, y, &g, &image));
    if (f->kernel->row->code == BY_DEPTH) {
        TRY(grouped(f, x, &g, &all));
        TRY(padded(f, all, &g, 0, &all));
        return depth_forward(f, &g, all, w, image);
    }
    TRY(columns(f, x, &g, &all));
    TRY(filter_matrix(f, w, &g, filters, &matrix));
    const int64_t flat_shape[] = {g.batch * g.windows, g.groups, filters / g.groups};
    if (gt_tensor_reshape(lines, image, 3, flat_shape) == GT_OK) { /* straight into the result */
        TRY(gt_tensor_permute(places, *lines, order, 3));
        return gt_matmul(queue, places, all, matrix, &opts);
    }
    TRY(gt_matmul(queue, product, all, matrix, &opts));
    TRY(gt_tensor_permute(places, *product, order, 3));
    shape_of(image, shape);
    TRY(flat(f, *places, rank + 1, shape, &all));
    return gt_copy(queue, &image, all, 0);
}

gt_status run_convolution_filter_gradient(frame *f)
{
    gt_tensor *x = NULL, *dy = NULL, *dw = NULL, *all = NULL, *lines = NULL, *matrix = NULL;
    int64_t shape[GT_MAX_RANK], filters = 0;
    integers filter;
    geometry g;
    TRY(input(f, 0, &x));
    TRY(host_integers(f, 1, &filter));
    TRY(input(f, 2, &dy));
    const int32_t rank = shape_of(x, shape);
    if (filter.n != rank) return refuse(f, TSL_INVALID_ARGUMENT, "input and filter have as many axes");
    TRY(possible(f, rank, filter.value));
    TRY(lay_out(f, rank, shape, filter.value, &g));
    TRY(group(f, filter.value, &g, &filters));
    result_shape(f, &g, filters, shape);
    TRY(has_shape(f, dy, rank, shape));
    TRY(output(f, 0, rank, filter.value, &dw));
    if (gt_tensor_count(dw) == 0) return GT_OK;
    if (gt_tensor_count(dy) == 0) return fill_zeros(dw);
    if (f->kernel->row->code == BY_DEPTH) {
        TRY(grouped(f, x, &g, &all));
        TRY(padded(f, all, &g, 0, &all));
        TRY(grouped(f, dy, &g, &lines));
        return depth_filter_gradient(&g, all, lines, dw);
    }
    TRY(columns(f, x, &g, &all));
    TRY(transposed(f, all, &all));
    TRY(rows(f, dy, &g, filters, &lines));
    TRY(filter_matrix(f, dw, &g, filters, &matrix));
    return gt_matmul(queue, &matrix, all, lines, NULL);
}

/* Conv2DBackpropInput takes a height and a width for a shape, too. */
static void complete(const frame *f, const gt_tensor *dy, const gt_tensor *w, integers *image)
{
    if (image->n != 2 || f->kernel->row->code == BY_DEPTH || f->kernel->number[AXES] != 4) return;
    const int64_t size[] = {image->value[0], image->value[1]};
    image->n = 4;
    image->value[0] = gt_tensor_dim(dy, 0);
    image->value[f->kernel->number[FIRST] ? 1 : 3] = gt_tensor_dim(w, 2);
    for (int32_t i = 0; i < 2; i++) image->value[axis_of(f, i)] = size[i];
}

gt_status run_convolution_input_gradient(frame *f)
{
    gt_tensor *w = NULL, *dy = NULL, *dx = NULL, *lines = NULL, *matrix = NULL, *room = NULL;
    gt_tensor **product = hold(f), **parts = hold(f), **places = hold(f);
    int64_t shape[GT_MAX_RANK], filter[GT_MAX_RANK], filters = 0;
    integers image;
    geometry g;
    TRY(host_integers(f, 0, &image));
    TRY(input(f, 1, &w));
    TRY(input(f, 2, &dy));
    const int32_t rank = shape_of(w, filter);
    complete(f, dy, w, &image);
    if (image.n != rank) return refuse(f, TSL_INVALID_ARGUMENT, "input and filter have as many axes");
    TRY(lay_out(f, rank, image.value, filter, &g));
    TRY(group(f, filter, &g, &filters));
    TRY(has_shape(f, dy, result_shape(f, &g, filters, shape), shape));
    TRY(output(f, 0, rank, image.value, &dx));
    if (gt_tensor_count(dx) == 0) return GT_OK;
    if (gt_tensor_count(dy) == 0) return fill_zeros(dx);
    const gt_matmul_opts opts = {.size = sizeof opts, .accumulate = wide(gt_tensor_dtype(dx))};
    TRY(make_room(f, gt_tensor_dtype(dx), &g, &room));
    if (f->kernel->row->code == BY_DEPTH) {
        TRY(grouped(f, dy, &g, &lines));
        TRY(depth_input_gradient(f, &g, lines, w, room));
        return leave_room(f, room, dx, &g);
    }
    TRY(rows(f, dy, &g, filters, &lines));
    TRY(filter_matrix(f, w, &g, filters, &matrix));
    TRY(transposed(f, matrix, &matrix));
    TRY(gt_matmul(queue, product, lines, matrix, &opts));
    int32_t order[SPACE + 3] = {g.n + 1, 0}, all = 0; /* groups first, as the product has them */
    shape[all++] = g.groups;
    shape[all++] = g.batch;
    for (int32_t i = 0; i < g.n; i++) order[2 + i] = 1 + i, shape[all++] = g.places[i];
    for (int32_t i = 0; i < g.n; i++) shape[all++] = g.size[i];
    order[2 + g.n] = g.n + 2;
    shape[all++] = g.channels / g.groups;
    TRY(gt_tensor_reshape(parts, *product, all, shape));
    TRY(gt_tensor_permute(places, room, order, g.n + 3));
    TRY(add_windows(*places, 2, &g, &(addends){.columns = *parts}));
    return leave_room(f, room, dx, &g);
}

/* ---- pools ---- */

static gt_status lay_out_pool(frame *f, int32_t rank, const int64_t *shape, geometry *g)
{
    int64_t size[SPACE] = {0};
    const int64_t *told = &f->kernel->number[SIZES], axes = f->kernel->number[AXES];
    for (int32_t i = 0; i < axes - 2; i++) size[i] = told[axis_of(f, i)];
    if (told[0] != 1 || told[f->kernel->number[FIRST] ? 1 : axes - 1] != 1)
        return refuse(f, TSL_UNIMPLEMENTED, "windows run along axes of space alone");
    return lay_out(f, rank, shape, size, g);
}

/* The axes of positions in what windows() gives. */
static const int32_t *position_axes(const geometry *g)
{
    static const int32_t last[] = {-3, -2, -1};
    return last + SPACE - g->n;
}

gt_status run_max_pool(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, *image = NULL, *all = NULL, *places = NULL;
    int64_t shape[GT_MAX_RANK];
    geometry g;
    TRY(input(f, 0, &x));
    const int32_t rank = shape_of(x, shape);
    TRY(lay_out_pool(f, rank, shape, &g));
    TRY(output(f, 0, result_shape(f, &g, g.channels, shape), shape, &y));
    if (gt_tensor_count(y) == 0) return GT_OK;
    TRY(grouped(f, x, &g, &image));
    TRY(windows(f, image, &g, -(double)INFINITY, &all));
    TRY(grouped(f, y, &g, &places));
    return gt_reduce(queue, GT_MAXIMUM, &places, all, position_axes(&g), g.n, NULL);
}

/* The input, the result and its gradient, which goes to the first of the largest elements of each window. */
gt_status run_max_pool_gradient(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, *dy = NULL, *dx = NULL, *image = NULL, *all = NULL, *room = NULL, *values = NULL;
    gt_tensor **index = hold(f);
    int64_t shape[GT_MAX_RANK];
    geometry g;
    TRY(input(f, 0, &x));
    TRY(input(f, 1, &y));
    TRY(input(f, 2, &dy));
    const int32_t rank = shape_of(x, shape);
    TRY(lay_out_pool(f, rank, shape, &g));
    TRY(has_shape(f, dy, result_shape(f, &g, g.channels, shape), shape));
    TRY(alike(f, dy, y));
    TRY(output_like(f, 0, x, &dx));
    if (gt_tensor_count(dx) == 0) return GT_OK;
    if (gt_tensor_count(dy) == 0) return fill_zeros(dx);
    TRY(grouped(f, x, &g, &image));
    TRY(windows(f, image, &g, -(double)INFINITY, &all));
    TRY(gt_arg_reduce(queue, GT_MAXIMUM, index, all, position_axes(&g), g.n, NULL));
    TRY(grouped(f, dy, &g, &values));
    TRY(make_room(f, gt_tensor_dtype(dx), &g, &room));
    TRY(add_windows(room, 1, &g, &(addends){.index = *index, .values = values}));
    return leave_room(f, room, dx, &g);
}

/* How many elements of each window are of the image: (1, places, 1, 1). */
static gt_status window_counts(frame *f, int32_t dtype, const geometry *g, gt_tensor **out)
{
    const gt_scalar one = {.dtype = GT_WEAK_INT, .i = 1};
    int64_t shape[SPACE + 3] = {1};
    gt_tensor **ones = hold(f), **counts = hold(f), *all = NULL;
    for (int32_t i = 0; i < g->n; i++) shape[i + 1] = g->space[i];
    shape[g->n + 1] = shape[g->n + 2] = 1;
    TRY(gt_fill(queue, ones, wide(dtype), g->n + 3, shape, &one));
    TRY(windows(f, *ones, g, 0, &all));
    TRY(gt_reduce(queue, GT_ADD, counts, all, position_axes(g), g->n, NULL));
    *out = *counts;
    return GT_OK;
}

gt_status run_mean_pool(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, *image = NULL, *all = NULL, *places = NULL, *counts = NULL;
    gt_tensor **sums = hold(f);
    int64_t shape[GT_MAX_RANK];
    geometry g;
    TRY(input(f, 0, &x));
    const int32_t rank = shape_of(x, shape);
    const gt_reduce_opts opts = {.size = sizeof opts, .dtype = wide(gt_tensor_dtype(x))};
    TRY(lay_out_pool(f, rank, shape, &g));
    TRY(output(f, 0, result_shape(f, &g, g.channels, shape), shape, &y));
    if (gt_tensor_count(y) == 0) return GT_OK;
    TRY(grouped(f, x, &g, &image));
    TRY(windows(f, image, &g, 0, &all));
    TRY(gt_reduce(queue, GT_ADD, sums, all, position_axes(&g), g.n, &opts));
    TRY(window_counts(f, gt_tensor_dtype(x), &g, &counts));
    TRY(grouped(f, y, &g, &places));
    return gt_binary(queue, GT_DIVIDE, &places, *sums, counts);
}

/* The shape of the input, and the gradient of the result. */
gt_status run_mean_pool_gradient(frame *f)
{
    gt_tensor *dy = NULL, *dx = NULL, *image = NULL, *room = NULL, *counts = NULL;
    gt_tensor **shares = hold(f);
    int64_t shape[GT_MAX_RANK];
    integers told;
    geometry g;
    TRY(host_integers(f, 0, &told));
    TRY(input(f, 1, &dy));
    TRY(lay_out_pool(f, told.n, told.value, &g));
    TRY(has_shape(f, dy, result_shape(f, &g, g.channels, shape), shape));
    TRY(output(f, 0, told.n, told.value, &dx));
    if (gt_tensor_count(dx) == 0) return GT_OK;
    if (gt_tensor_count(dy) == 0) return fill_zeros(dx);
    TRY(window_counts(f, gt_tensor_dtype(dy), &g, &counts));
    TRY(grouped(f, dy, &g, &image));
    TRY(gt_binary(queue, GT_DIVIDE, shares, image, counts));
    TRY(make_room(f, gt_tensor_dtype(dx), &g, &room));
    TRY(add_windows(room, 1, &g, &(addends){.values = *shares}));
    return leave_room(f, room, dx, &g);
}

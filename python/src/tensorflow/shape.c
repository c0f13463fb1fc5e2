/* Operations that move elements and compute nothing. */
#include "runs.h"

gt_status run_cast(frame *f)
{
    gt_tensor *x = NULL, *y = NULL;
    TRY(input(f, 0, &x));
    TRY(output_like(f, 0, x, &y));
    return gt_copy(queue, &y, x, 0);
}

gt_status run_fill_like(frame *f)
{
    const gt_scalar value = {.dtype = GT_WEAK_INT, .i = f->kernel->row->code};
    gt_tensor *x = NULL, *y = NULL;
    int64_t shape[GT_MAX_RANK];
    TRY(input(f, 0, &x));
    TRY(output_like(f, 0, x, &y));
    const int32_t rank = shape_of(x, shape);
    return gt_fill(queue, &y, gt_tensor_dtype(y), rank, shape, &value);
}

/* int32 in host memory. TensorFlow's own kernel for any device crashes: it asks for a thread pool that there is not. */
gt_status run_fill_like_host(frame *f)
{
    int32_t *value = NULL;
    TF_Tensor *x = NULL, *y = NULL;
    TRY(host_like(f, &x, &y));
    value = tf.TF_TensorData(y);
    for (int64_t i = 0; i < tf.TF_TensorElementCount(y); i++) value[i] = f->kernel->row->code;
    return GT_OK;
}

gt_status told_shape(frame *f, int32_t i, integers *shape)
{
    TRY(host_integers(f, i, shape));
    if (shape->rank != 1 && shape->n != 1) return refuse(f, TSL_INVALID_ARGUMENT, "a shape is a line of numbers");
    if (shape->n > GT_MAX_RANK) return refuse(f, TSL_UNIMPLEMENTED, "gputensor has up to 32 axes");
    return GT_OK;
}

/* The input, repeated. */
static gt_status repeat(frame *f, const gt_tensor *x, const integers *shape)
{
    gt_tensor *y = NULL, **wide = hold(f);
    TRY(output(f, 0, shape->n, shape->value, &y));
    TRY(gt_tensor_broadcast(wide, x, shape->n, shape->value));
    return gt_copy(queue, &y, *wide, 0);
}

gt_status run_fill(frame *f)
{
    gt_tensor *value = NULL;
    integers shape;
    TRY(told_shape(f, 0, &shape));
    TRY(input(f, 1, &value));
    TRY(has_shape(f, value, 0, NULL));
    return repeat(f, value, &shape);
}

gt_status run_broadcast(frame *f)
{
    gt_tensor *x = NULL;
    integers shape;
    TRY(told_shape(f, 1, &shape));
    TRY(input(f, 0, &x));
    return repeat(f, x, &shape);
}

/* As a broadcast from (1, d0, 1, d1, ...) to (m0, d0, m1, d1, ...). */
gt_status run_tile(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, **narrow = hold(f), **wide = hold(f), **places = hold(f);
    int64_t shape[GT_MAX_RANK], ones[GT_MAX_RANK], all[GT_MAX_RANK];
    integers times;
    TRY(input(f, 0, &x));
    TRY(host_integers(f, 1, &times));
    const int32_t rank = gt_tensor_rank(x);
    if (times.n != rank) return refuse(f, TSL_INVALID_ARGUMENT, "one number is needed for each axis");
    if (2 * rank > GT_MAX_RANK) return refuse(f, TSL_UNIMPLEMENTED, "gputensor tiles up to 16 axes");
    for (int32_t i = 0; i < rank; i++) {
        if (times.value[i] < 0) return refuse(f, TSL_INVALID_ARGUMENT, "a negative number of tiles");
        ones[2 * i] = 1;
        all[2 * i] = times.value[i];
        ones[2 * i + 1] = all[2 * i + 1] = gt_tensor_dim(x, i);
    }
    TRY(possible(f, 2 * rank, all));
    for (int32_t i = 0; i < rank; i++) shape[i] = all[2 * i] * all[2 * i + 1];
    TRY(output(f, 0, rank, shape, &y));
    TRY(gt_tensor_reshape(narrow, x, 2 * rank, ones));
    TRY(gt_tensor_broadcast(wide, *narrow, 2 * rank, all));
    TRY(gt_tensor_reshape(places, y, 2 * rank, all));
    return gt_copy(queue, places, *wide, 0);
}

gt_status run_transpose(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, **view = hold(f);
    int32_t axes[GT_MAX_RANK];
    integers order;
    TRY(input(f, 0, &x));
    TRY(host_integers(f, 1, &order));
    const int32_t rank = gt_tensor_rank(x);
    if (order.n != rank) return refuse(f, TSL_INVALID_ARGUMENT, "one axis is needed for each axis");
    for (int32_t i = 0; i < rank; i++) TRY(axis_within(f, order.value[i], rank, &axes[i]));
    TRY(gt_tensor_permute(view, x, axes, rank));
    TRY(output_like(f, 0, *view, &y));
    return gt_copy(queue, &y, *view, 0);
}

/* ---- parts ---- */

gt_status run_slice(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, **view = hold(f);
    gt_slice slices[GT_MAX_RANK];
    integers begin, size;
    TRY(input(f, 0, &x));
    TRY(host_integers(f, 1, &begin));
    TRY(host_integers(f, 2, &size));
    const int32_t rank = gt_tensor_rank(x);
    if (begin.n != rank || size.n != rank) return refuse(f, TSL_INVALID_ARGUMENT, "one number is needed for each axis");
    for (int32_t i = 0; i < rank; i++) {
        const int64_t all = gt_tensor_dim(x, i), start = begin.value[i],
                      n = size.value[i] < 0 ? all - start : size.value[i];
        if (size.value[i] < -1 || start < 0 || n < 0 || start > all || n > all - start)
            return refuse(f, TSL_INVALID_ARGUMENT, "the slice does not lie within the tensor");
        slices[i] = (gt_slice){.start = start, .stop = start + n, .step = 1};
    }
    TRY(gt_tensor_slice(view, x, slices, rank));
    TRY(output_like(f, 0, *view, &y));
    return gt_copy(queue, &y, *view, 0);
}

enum { BEGIN, END, ELLIPSIS, NEW_AXIS, SHRINK };

void prepare_strided_slice(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    static const char *const names[] = {"begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask"};
    for (int i = 0; i < 5 && tf.TF_GetCode(status) == TSL_OK; i++)
        tf.TF_OpKernelConstruction_GetAttrInt64(from, names[i], &k->number[i], status);
}

static int masked(const frame *f, int mask, int32_t bit)
{
    return (int)(f->kernel->number[mask] >> bit & 1);
}

/* x[...]: slices for the axes of x, and for each axis of the result 1 if it is one of x, 0 if it is new. */
typedef struct subscript {
    int32_t axes, result;
    gt_slice slice[GT_MAX_RANK];
    int old[2 * GT_MAX_RANK];
} subscript;

static gt_status read_subscript(frame *f, int32_t rank, subscript *out)
{
    integers begin, end, step;
    int32_t named = 0, dots = 0;
    *out = (subscript){0};
    TRY(host_integers(f, 1, &begin));
    TRY(host_integers(f, 2, &end));
    TRY(host_integers(f, 3, &step));
    if (begin.n != end.n || begin.n != step.n || begin.n > GT_MAX_RANK)
        return refuse(f, TSL_INVALID_ARGUMENT, "as many ends and steps as begins are needed, up to 32");
    for (int32_t i = 0; i < begin.n; i++) named += !masked(f, ELLIPSIS, i) && !masked(f, NEW_AXIS, i);
    if (named > rank) return refuse(f, TSL_INVALID_ARGUMENT, "more indices than axes");
    for (int32_t i = 0; i < begin.n; i++) {
        if (masked(f, ELLIPSIS, i)) {
            if (dots++) return refuse(f, TSL_INVALID_ARGUMENT, "more than one ellipsis");
            for (int32_t k = named; k < rank; k++) out->axes++, out->old[out->result++] = 1;
        } else if (masked(f, NEW_AXIS, i)) {
            out->old[out->result++] = 0;
        } else {
            gt_slice *s = &out->slice[out->axes++];
            *s = (gt_slice){.start = begin.value[i], .stop = end.value[i], .step = step.value[i]};
            if (s->step == 0) return refuse(f, TSL_INVALID_ARGUMENT, "a step of 0");
            if (masked(f, SHRINK, i) && s->step < 0) return refuse(f, TSL_INVALID_ARGUMENT, "an index has a step of 1");
            if (masked(f, SHRINK, i))
                s->flags = GT_SLICE_INDEX;
            else
                out->old[out->result++] = 1;
            if (s->flags == 0 && masked(f, BEGIN, i)) s->flags |= GT_SLICE_OPEN_START;
            if (s->flags != GT_SLICE_INDEX && masked(f, END, i)) s->flags |= GT_SLICE_OPEN_STOP;
        }
    }
    while (out->axes < rank) out->axes++, out->old[out->result++] = 1;
    if (out->result > GT_MAX_RANK) return refuse(f, TSL_UNIMPLEMENTED, "gputensor has up to 32 axes");
    return GT_OK;
}

gt_status run_strided_slice(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, **view = hold(f), **places = hold(f);
    int64_t shape[GT_MAX_RANK], sizes[GT_MAX_RANK];
    subscript s;
    TRY(input(f, 0, &x));
    TRY(read_subscript(f, gt_tensor_rank(x), &s));
    TRY(gt_tensor_slice(view, x, s.slice, s.axes));
    const int32_t rank = shape_of(*view, sizes);
    for (int32_t i = 0, k = 0; i < s.result; i++) shape[i] = s.old[i] ? sizes[k++] : 1;
    TRY(output(f, 0, s.result, shape, &y));
    TRY(gt_tensor_reshape(places, y, rank, sizes));
    return gt_copy(queue, places, *view, 0);
}

/* The shape of what was sliced, the slice, and the gradient of the part. */
gt_status run_strided_slice_gradient(frame *f)
{
    gt_tensor *dy = NULL, *dx = NULL, **part = hold(f), **values = hold(f);
    int64_t sizes[GT_MAX_RANK];
    integers shape;
    subscript s;
    TRY(told_shape(f, 0, &shape));
    TRY(read_subscript(f, shape.n, &s));
    TRY(input(f, 4, &dy));
    TRY(output(f, 0, shape.n, shape.value, &dx));
    TRY(fill_zeros(dx));
    TRY(gt_tensor_slice(part, dx, s.slice, s.axes));
    const int32_t rank = shape_of(*part, sizes);
    TRY(gt_tensor_reshape(values, dy, rank, sizes));
    return gt_copy(queue, part, *values, 0);
}

/* Values into a part of a variable; they broadcast. */
gt_status run_variable_slice(frame *f)
{
    gt_tensor *x = NULL, *value = NULL, **part = hold(f), **places = hold(f), **wide = hold(f);
    int64_t shape[GT_MAX_RANK], sizes[GT_MAX_RANK];
    subscript s;
    TRY(variable(f, &x));
    TRY(read_subscript(f, gt_tensor_rank(x), &s));
    TRY(input(f, 4, &value));
    TRY(gt_tensor_slice(part, x, s.slice, s.axes));
    shape_of(*part, sizes);
    for (int32_t i = 0, k = 0; i < s.result; i++) shape[i] = s.old[i] ? sizes[k++] : 1;
    TRY(gt_tensor_reshape(places, *part, s.result, shape));
    TRY(gt_tensor_broadcast(wide, value, s.result, shape));
    return gt_copy(queue, places, *wide, 0);
}

/* Backwards along axes. */
gt_status run_reverse(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, **view = hold(f);
    gt_slice slices[GT_MAX_RANK] = {{0}};
    integers axes;
    TRY(input(f, 0, &x));
    TRY(host_integers(f, 1, &axes));
    const int32_t rank = gt_tensor_rank(x);
    for (int32_t i = 0; i < axes.n; i++) {
        int32_t axis = 0;
        TRY(axis_within(f, axes.value[i], rank, &axis));
        if (slices[axis].step) return refuse(f, TSL_INVALID_ARGUMENT, "an axis is named twice");
        slices[axis] = (gt_slice){.step = -1, .flags = GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP};
    }
    TRY(gt_tensor_slice(view, x, slices, rank));
    TRY(output_like(f, 0, x, &y));
    return gt_copy(queue, &y, *view, 0);
}

/* ---- many into one, and one into many ---- */

/* Elements start to start + n of an axis; n = 0: element start, the axis goes away. */
static gt_status part_of(gt_tensor **out, const gt_tensor *of, int32_t axis, int64_t start, int64_t n)
{
    gt_slice slices[GT_MAX_RANK] = {{0}};
    slices[axis] = (gt_slice){.start = start, .stop = start + n, .step = 1, .flags = n == 0 ? GT_SLICE_INDEX : 0};
    return gt_tensor_slice(out, of, slices, axis + 1);
}

static gt_status copy_part(gt_tensor *to, int32_t axis, int64_t start, int64_t n, const gt_tensor *from)
{
    gt_tensor *part = NULL;
    gt_status done = part_of(&part, to, axis, start, n);
    if (done == GT_OK) done = gt_copy(queue, &part, from, 0);
    gt_tensor_free(part);
    return done;
}

static gt_status take_part(gt_tensor *to, const gt_tensor *from, int32_t axis, int64_t start, int64_t n)
{
    gt_tensor *part = NULL;
    gt_status done = part_of(&part, from, axis, start, n);
    if (done == GT_OK) done = gt_copy(queue, &to, part, 0);
    gt_tensor_free(part);
    return done;
}

void prepare_axis(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    tf.TF_OpKernelConstruction_GetAttrInt64(from, "axis", &k->number[0], status);
}

gt_status run_pack(frame *f)
{
    gt_tensor *first = NULL, *x = NULL, *y = NULL;
    int64_t shape[GT_MAX_RANK];
    int32_t axis = 0;
    const int32_t n = tf.TF_NumInputs(f->ctx);
    TRY(input(f, 0, &first));
    x = first;
    const int32_t rank = gt_tensor_rank(x) + 1;
    if (rank > GT_MAX_RANK) return refuse(f, TSL_UNIMPLEMENTED, "gputensor has up to 32 axes");
    TRY(axis_within(f, f->kernel->number[0], rank, &axis));
    for (int32_t i = 0; i < rank; i++) shape[i] = i == axis ? n : gt_tensor_dim(x, i - (i > axis));
    TRY(output(f, 0, rank, shape, &y));
    for (int32_t i = 0; i < n; i++) {
        if (i > 0) TRY(input(f, i, &x));
        TRY(alike(f, first, x));
        TRY(copy_part(y, axis, i, 0, x));
    }
    return GT_OK;
}

gt_status run_unpack(frame *f)
{
    gt_tensor *x = NULL, *y = NULL;
    int64_t shape[GT_MAX_RANK];
    int32_t axis = 0, rank = 0;
    TRY(input(f, 0, &x));
    TRY(axis_within(f, f->kernel->number[0], gt_tensor_rank(x), &axis));
    if (gt_tensor_dim(x, axis) != tf.TF_NumOutputs(f->ctx))
        return refuse(f, TSL_INVALID_ARGUMENT, "an output for each element of the axis is needed");
    for (int32_t i = 0; i < gt_tensor_rank(x); i++)
        if (i != axis) shape[rank++] = gt_tensor_dim(x, i);
    for (int32_t i = 0; i < tf.TF_NumOutputs(f->ctx); i++) {
        TRY(output(f, i, rank, shape, &y));
        TRY(take_part(y, x, axis, i, 0));
    }
    return GT_OK;
}

/* Values and, last, the axis. */
gt_status run_concat(frame *f)
{
    gt_tensor *x = NULL, *y = NULL;
    integers told;
    int64_t shape[GT_MAX_RANK];
    int32_t axis = 0;
    const int32_t n = tf.TF_NumInputs(f->ctx) - 1;
    gt_tensor **all = f->handle + f->handles;
    TRY(host_integers(f, n, &told));
    for (int32_t i = 0; i < n; i++) TRY(input(f, i, &x));
    const int32_t rank = shape_of(all[0], shape);
    if (told.n != 1) return refuse(f, TSL_INVALID_ARGUMENT, "one axis is needed");
    TRY(axis_within(f, told.value[0], rank, &axis));
    for (int32_t i = 1; i < n; i++) {
        if (gt_tensor_rank(all[i]) != rank) return refuse(f, TSL_INVALID_ARGUMENT, "as many axes of each are needed");
        if (__builtin_add_overflow(shape[axis], gt_tensor_dim(all[i], axis), &shape[axis]))
            return refuse(f, TSL_INVALID_ARGUMENT, "a shape has more elements than 64 bits count");
    }
    TRY(output(f, 0, rank, shape, &y));
    return gt_concat(queue, &y, (const gt_tensor *const *)all, n, axis);
}

/* An axis, and a tensor that is cut into equal parts along it. */
gt_status run_split(frame *f)
{
    gt_tensor *x = NULL, *y = NULL;
    integers told;
    int64_t shape[GT_MAX_RANK];
    int32_t axis = 0;
    const int32_t n = tf.TF_NumOutputs(f->ctx);
    TRY(host_integers(f, 0, &told));
    TRY(input(f, 1, &x));
    const int32_t rank = shape_of(x, shape);
    if (told.n != 1) return refuse(f, TSL_INVALID_ARGUMENT, "one axis is needed");
    TRY(axis_within(f, told.value[0], rank, &axis));
    if (shape[axis] % n != 0) return refuse(f, TSL_INVALID_ARGUMENT, "the axis cannot be cut into equal parts");
    shape[axis] /= n;
    for (int32_t i = 0; i < n; i++) {
        TRY(output(f, i, rank, shape, &y));
        if (shape[axis] > 0) TRY(take_part(y, x, axis, i * shape[axis], shape[axis]));
    }
    return GT_OK;
}

/* A tensor, the sizes of its parts, of which one may be -1, and an axis. */
gt_status run_split_sizes(frame *f)
{
    gt_tensor *x = NULL, *y = NULL;
    integers sizes, told;
    int64_t shape[GT_MAX_RANK], rest = 0, at = 0;
    int32_t axis = 0, open = -1;
    TRY(input(f, 0, &x));
    TRY(host_integers(f, 1, &sizes));
    TRY(host_integers(f, 2, &told));
    const int32_t rank = shape_of(x, shape);
    if (told.n != 1 || sizes.n != tf.TF_NumOutputs(f->ctx))
        return refuse(f, TSL_INVALID_ARGUMENT, "one axis and a size of each part are needed");
    TRY(axis_within(f, told.value[0], rank, &axis));
    rest = shape[axis];
    for (int32_t i = 0; i < sizes.n; i++) {
        if (sizes.value[i] < -1 || sizes.value[i] > shape[axis] || (sizes.value[i] == -1 && open >= 0))
            return refuse(f, TSL_INVALID_ARGUMENT,
                          "sizes are 0 or more, up to that of the axis, but for one that is -1");
        if (sizes.value[i] == -1)
            open = i;
        else
            rest -= sizes.value[i];
    }
    if (rest < 0 || (rest > 0 && open < 0))
        return refuse(f, TSL_INVALID_ARGUMENT, "the sizes of the parts are not that of the axis");
    if (open >= 0) sizes.value[open] = rest;
    for (int32_t i = 0; i < sizes.n; i++) {
        shape[axis] = sizes.value[i];
        TRY(output(f, i, rank, shape, &y));
        if (shape[axis] > 0) TRY(take_part(y, x, axis, at, shape[axis]));
        at += shape[axis];
    }
    return GT_OK;
}

/* ---- around a tensor ---- */

typedef struct padding {
    int64_t before[GT_MAX_RANK], after[GT_MAX_RANK], shape[GT_MAX_RANK];
} padding;

/* How much is put around a tensor: (rank, 2) on the host. */
static gt_status read_padding(frame *f, const gt_tensor *x, padding *p)
{
    integers around;
    TRY(host_integers(f, 1, &around));
    const int32_t rank = shape_of(x, p->shape);
    if (around.n != 2 * rank || around.rank != 2)
        return refuse(f, TSL_INVALID_ARGUMENT, "two numbers are needed for each axis");
    for (int32_t i = 0; i < rank; i++) {
        p->before[i] = around.value[2 * i];
        p->after[i] = around.value[2 * i + 1];
        if (p->before[i] < 0 || p->after[i] < 0) return refuse(f, TSL_INVALID_ARGUMENT, "a negative padding");
        if (__builtin_add_overflow(p->shape[i], p->before[i], &p->shape[i]) ||
            __builtin_add_overflow(p->shape[i], p->after[i], &p->shape[i]))
            return refuse(f, TSL_INVALID_ARGUMENT, "a padding is larger than 64 bits count");
    }
    return GT_OK;
}

/* Zeros, or the number that is the third input. */
gt_status run_pad(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, *value = NULL, **around = hold(f), **inside = hold(f);
    gt_slice slices[GT_MAX_RANK];
    padding p;
    TRY(input(f, 0, &x));
    TRY(read_padding(f, x, &p));
    const int32_t rank = gt_tensor_rank(x);
    TRY(output(f, 0, rank, p.shape, &y));
    if (tf.TF_NumInputs(f->ctx) < 3) return gt_pad(queue, &y, x, p.before, p.after, GT_PAD_CONSTANT, NULL);
    TRY(input(f, 2, &value));
    if (gt_tensor_rank(value) != 0) return refuse(f, TSL_INVALID_ARGUMENT, "one number is put around a tensor");
    TRY(gt_tensor_broadcast(around, value, rank, p.shape));
    TRY(gt_copy(queue, &y, *around, 0));
    for (int32_t i = 0; i < rank; i++)
        slices[i] = (gt_slice){.start = p.before[i], .stop = p.before[i] + gt_tensor_dim(x, i), .step = 1};
    TRY(gt_tensor_slice(inside, y, slices, rank));
    return gt_copy(queue, inside, x, 0);
}

void prepare_mirror(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    tf.TF_OpKernelConstruction_GetAttrString(from, "mode", k->text, sizeof k->text - 1, status);
    k->number[0] = k->text[0] == 'S'; /* SYMMETRIC, else REFLECT */
}

gt_status run_mirror_pad(frame *f)
{
    gt_tensor *x = NULL, *y = NULL;
    padding p;
    TRY(input(f, 0, &x));
    TRY(read_padding(f, x, &p));
    const int symmetric = f->kernel->number[0] != 0;
    for (int32_t i = 0; i < gt_tensor_rank(x); i++) {
        const int64_t most = gt_tensor_dim(x, i) - !symmetric;
        if (p.before[i] > most || p.after[i] > most)
            return refuse(f, TSL_INVALID_ARGUMENT, "an image is no longer than what it is one of");
    }
    TRY(output(f, 0, gt_tensor_rank(x), p.shape, &y));
    return gt_pad(queue, &y, x, p.before, p.after, symmetric ? GT_PAD_SYMMETRIC : GT_PAD_REFLECT, NULL);
}

/* ---- by indices ---- */

/* Indices, the number of classes on the host, and the values of on and off. */
gt_status run_one_hot(frame *f)
{
    gt_tensor *x = NULL, *on = NULL, *off = NULL, *y = NULL;
    gt_tensor **classes = hold(f), **line = hold(f), **column = hold(f), **hot = hold(f);
    const gt_scalar zero = {.dtype = GT_WEAK_INT}, one = {.dtype = GT_WEAK_INT, .i = 1};
    int64_t shape[GT_MAX_RANK], ones[GT_MAX_RANK];
    integers depth;
    int32_t axis = 0;
    TRY(input(f, 0, &x));
    TRY(host_integers(f, 1, &depth));
    TRY(input(f, 2, &on));
    TRY(input(f, 3, &off));
    TRY(has_shape(f, on, 0, NULL));
    TRY(has_shape(f, off, 0, NULL));
    if (depth.rank != 0 || depth.value[0] < 0)
        return refuse(f, TSL_INVALID_ARGUMENT, "one number of classes is needed");
    const int32_t rank = gt_tensor_rank(x) + 1;
    if (rank > GT_MAX_RANK) return refuse(f, TSL_UNIMPLEMENTED, "gputensor has up to 32 axes");
    TRY(axis_within(f, f->kernel->number[0], rank, &axis));
    for (int32_t i = 0; i < rank; i++) {
        shape[i] = i == axis ? 1 : gt_tensor_dim(x, i - (i > axis));
        ones[i] = i == axis ? depth.value[0] : 1;
    }
    TRY(gt_tensor_reshape(column, x, rank, shape));
    shape[axis] = depth.value[0];
    TRY(output(f, 0, rank, shape, &y));
    TRY(gt_arange(queue, classes, GT_I64, &zero, &one, depth.value[0]));
    TRY(gt_tensor_reshape(line, *classes, rank, ones));
    TRY(gt_binary(queue, GT_EQUAL, hot, *column, *line));
    return apply3(GT_WHERE, &y, of(*hot), of(on), of(off));
}

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

/* A shape that an input says. */
static gt_status told_shape(frame *f, int32_t i, integers *shape)
{
    TRY(host_integers(f, i, shape));
    if (shape->n > GT_MAX_RANK) return refuse(f, TSL_UNIMPLEMENTED, "gputensor has up to 16 axes");
    return GT_OK;
}

/* The input, repeated. */
static gt_status repeat(frame *f, int32_t i, const integers *shape)
{
    gt_tensor *x = NULL, *y = NULL, **wide = hold(f);
    TRY(input(f, i, &x));
    TRY(output(f, 0, shape->n, shape->value, &y));
    TRY(gt_tensor_broadcast(wide, x, shape->n, shape->value));
    return gt_copy(queue, &y, *wide, 0);
}

gt_status run_fill(frame *f)
{
    integers shape;
    TRY(told_shape(f, 0, &shape));
    return repeat(f, 1, &shape);
}

gt_status run_broadcast(frame *f)
{
    integers shape;
    TRY(told_shape(f, 1, &shape));
    return repeat(f, 0, &shape);
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
    if (2 * rank > GT_MAX_RANK) return refuse(f, TSL_UNIMPLEMENTED, "gputensor tiles up to 8 axes");
    for (int32_t i = 0; i < rank; i++) {
        if (times.value[i] < 0) return refuse(f, TSL_INVALID_ARGUMENT, "a negative number of tiles");
        ones[2 * i] = 1;
        all[2 * i] = times.value[i];
        ones[2 * i + 1] = all[2 * i + 1] = gt_tensor_dim(x, i);
        shape[i] = all[2 * i] * all[2 * i + 1];
    }
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
        if (start < 0 || n < 0 || start > all || n > all - start)
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
    int32_t named = 0;
    *out = (subscript){0};
    TRY(host_integers(f, 1, &begin));
    TRY(host_integers(f, 2, &end));
    TRY(host_integers(f, 3, &step));
    if (begin.n != end.n || begin.n != step.n || begin.n > GT_MAX_RANK)
        return refuse(f, TSL_INVALID_ARGUMENT, "as many ends and steps as begins are needed, up to 16");
    for (int32_t i = 0; i < begin.n; i++) named += !masked(f, ELLIPSIS, i) && !masked(f, NEW_AXIS, i);
    if (named > rank) return refuse(f, TSL_INVALID_ARGUMENT, "more indices than axes");
    for (int32_t i = 0; i < begin.n; i++) {
        if (masked(f, ELLIPSIS, i)) {
            for (int32_t k = named; k < rank; k++) out->axes++, out->old[out->result++] = 1;
        } else if (masked(f, NEW_AXIS, i)) {
            out->old[out->result++] = 0;
        } else {
            gt_slice *s = &out->slice[out->axes++];
            *s = (gt_slice){.start = begin.value[i], .stop = end.value[i], .step = step.value[i]};
            if (s->step == 0) return refuse(f, TSL_INVALID_ARGUMENT, "a step of 0");
            if (masked(f, SHRINK, i))
                s->flags = GT_SLICE_INDEX;
            else
                out->old[out->result++] = 1;
            if (s->flags == 0 && masked(f, BEGIN, i)) s->flags |= GT_SLICE_OPEN_START;
            if (s->flags != GT_SLICE_INDEX && masked(f, END, i)) s->flags |= GT_SLICE_OPEN_STOP;
        }
    }
    while (out->axes < rank) out->axes++, out->old[out->result++] = 1;
    if (out->result > GT_MAX_RANK) return refuse(f, TSL_UNIMPLEMENTED, "gputensor has up to 16 axes");
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
    gt_tensor *x = NULL, *y = NULL;
    int64_t shape[GT_MAX_RANK];
    int32_t axis = 0;
    const int32_t n = tf.TF_NumInputs(f->ctx);
    TRY(input(f, 0, &x));
    const int32_t rank = gt_tensor_rank(x) + 1;
    if (rank > GT_MAX_RANK) return refuse(f, TSL_UNIMPLEMENTED, "gputensor has up to 16 axes");
    TRY(axis_within(f, f->kernel->number[0], rank, &axis));
    for (int32_t i = 0; i < rank; i++) shape[i] = i == axis ? n : gt_tensor_dim(x, i - (i > axis));
    TRY(output(f, 0, rank, shape, &y));
    for (int32_t i = 0; i < n; i++) {
        if (i > 0) TRY(input(f, i, &x));
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
    int64_t shape[GT_MAX_RANK], at = 0;
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
        shape[axis] += gt_tensor_dim(all[i], axis);
    }
    TRY(output(f, 0, rank, shape, &y));
    for (int32_t i = 0; i < n; i++) {
        const int64_t size = gt_tensor_dim(all[i], axis);
        if (size > 0) TRY(copy_part(y, axis, at, size, all[i]));
        at += size;
    }
    return GT_OK;
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

/* Zeros around a tensor; how many, is (rank, 2) on the host. */
gt_status run_pad(frame *f)
{
    const gt_scalar zero = {.dtype = GT_WEAK_INT};
    gt_tensor *x = NULL, *y = NULL, **inside = hold(f);
    gt_slice slices[GT_MAX_RANK];
    int64_t shape[GT_MAX_RANK];
    integers around;
    TRY(input(f, 0, &x));
    TRY(host_integers(f, 1, &around));
    const int32_t rank = shape_of(x, shape);
    if (around.n != 2 * rank) return refuse(f, TSL_INVALID_ARGUMENT, "two numbers are needed for each axis");
    for (int32_t i = 0; i < rank; i++) {
        const int64_t before = around.value[2 * i], after = around.value[2 * i + 1];
        if (before < 0 || after < 0) return refuse(f, TSL_INVALID_ARGUMENT, "a negative padding");
        slices[i] = (gt_slice){.start = before, .stop = before + shape[i], .step = 1};
        shape[i] += before + after;
    }
    TRY(output(f, 0, rank, shape, &y));
    TRY(gt_fill(queue, &y, gt_tensor_dtype(y), rank, shape, &zero));
    TRY(gt_tensor_slice(inside, y, slices, rank));
    return gt_copy(queue, inside, x, 0);
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
    const int32_t rank = gt_tensor_rank(x) + 1;
    if (rank > GT_MAX_RANK) return refuse(f, TSL_UNIMPLEMENTED, "gputensor has up to 16 axes");
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

void prepare_gather(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    tf.TF_OpKernelConstruction_GetAttrInt64(from, "batch_dims", &k->number[0], status);
}

/* Indices that are in range, and which are not: TensorFlow's devices take 0 where an index is wrong. The library would
 * report it at the next wait, at which TensorFlow ends the process. */
gt_status within(frame *f, const gt_tensor *indices, int64_t n, gt_tensor **valid, gt_tensor **kept)
{
    gt_tensor **below = hold(f);
    TRY(apply2(GT_LESS, below, of(indices), integer(n)));
    TRY(apply2(GT_GREATER, valid, of(indices), integer(-1)));
    TRY(gt_binary(queue, GT_LOGICAL_AND, valid, *valid, *below));
    return apply3(GT_WHERE, kept, of(*valid), of(indices), integer(0));
}

/* A tensor, indices and, on the host, the axis that they are taken along. */
gt_status run_gather(frame *f)
{
    gt_tensor *x = NULL, *indices = NULL, *y = NULL;
    gt_tensor **valid = hold(f), **kept = hold(f), **taken = hold(f), **mask = hold(f);
    int64_t shape[GT_MAX_RANK], line[GT_MAX_RANK];
    int32_t axis = 0, rank = 0;
    integers told;
    TRY(input(f, 0, &x));
    TRY(input(f, 1, &indices));
    TRY(host_integers(f, 2, &told));
    const int32_t all = gt_tensor_rank(x), many = gt_tensor_rank(indices);
    if (told.n != 1) return refuse(f, TSL_INVALID_ARGUMENT, "one axis is needed");
    if (f->kernel->number[0] != 0) return refuse(f, TSL_UNIMPLEMENTED, "batch_dims is not there on this device");
    if (all + many - 1 > GT_MAX_RANK) return refuse(f, TSL_UNIMPLEMENTED, "gputensor has up to 16 axes");
    TRY(axis_within(f, told.value[0], all, &axis));
    for (int32_t i = 0; i < axis; i++) line[rank] = 1, shape[rank++] = gt_tensor_dim(x, i);
    for (int32_t i = 0; i < many; i++) line[rank] = shape[rank] = gt_tensor_dim(indices, i), rank++;
    for (int32_t i = axis + 1; i < all; i++) line[rank] = 1, shape[rank++] = gt_tensor_dim(x, i);
    TRY(output(f, 0, rank, shape, &y));
    if (gt_tensor_count(y) == 0) return GT_OK;
    if (gt_tensor_dim(x, axis) == 0) return refuse(f, TSL_INVALID_ARGUMENT, "indices into an axis without elements");
    TRY(within(f, indices, gt_tensor_dim(x, axis), valid, kept));
    TRY(gt_take(queue, taken, x, *kept, axis));
    TRY(gt_tensor_reshape(mask, *valid, rank, line));
    return apply3(GT_WHERE, &y, of(*mask), of(*taken), integer(0));
}

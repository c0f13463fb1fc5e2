/* Operations that take and put elements by indices. Where an index is wrong TensorFlow's devices give 0, or put
 * nothing. The library would report it at the next wait, at which TensorFlow ends the process. */
#include "runs.h"

static int64_t count_of(const int64_t *shape, int32_t from, int32_t to)
{
    int64_t n = 1;
    for (int32_t i = from; i < to; i++) n *= shape[i];
    return n;
}

gt_status within(frame *f, const gt_tensor *indices, int64_t n, gt_tensor **valid, gt_tensor **kept)
{
    gt_tensor **below = hold(f);
    TRY(apply2(GT_LESS, below, of(indices), integer(n)));
    TRY(apply2(GT_GREATER, valid, of(indices), integer(-1)));
    TRY(gt_binary(queue, GT_LOGICAL_AND, valid, *valid, *below));
    return apply3(GT_WHERE, kept, of(*valid), of(indices), integer(0));
}

/* ---- gather ---- */

void prepare_gather(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    tf.TF_OpKernelConstruction_GetAttrInt64(from, "batch_dims", &k->number[0], status);
}

/* A gather of a tensor (batch, outer, size, inner) at indices (batch, many). */
typedef struct gathering {
    int64_t batch, outer, size, inner, many;
} gathering;

static gt_status read_gather(frame *f, gt_tensor *x, gt_tensor *indices, int64_t along, gathering *g, gt_tensor **y)
{
    int64_t shape[GT_MAX_RANK], lines[GT_MAX_RANK], result[2 * GT_MAX_RANK];
    int32_t axis = 0, rank = 0;
    const int32_t all = shape_of(x, shape), many = shape_of(indices, lines);
    const int64_t batches = f->kernel->number[0] + (f->kernel->number[0] < 0 ? many : 0);
    TRY(axis_within(f, along, all, &axis));
    if (batches < 0 || batches > many || batches > axis)
        return refuse(f, TSL_INVALID_ARGUMENT, "batch_dims is more than the axis, or the axes of the indices");
    const int32_t b = (int32_t)batches;
    for (int32_t i = 0; i < b; i++)
        if (shape[i] != lines[i]) return refuse(f, TSL_INVALID_ARGUMENT, "tensor and indices have different batches");
    if (all + many - b - 1 > GT_MAX_RANK) return refuse(f, TSL_UNIMPLEMENTED, "gputensor has up to 32 axes");
    for (int32_t i = 0; i < axis; i++) result[rank++] = shape[i];
    for (int32_t i = b; i < many; i++) result[rank++] = lines[i];
    for (int32_t i = axis + 1; i < all; i++) result[rank++] = shape[i];
    *g = (gathering){count_of(shape, 0, b), count_of(shape, b, axis), shape[axis], count_of(shape, axis + 1, all),
                     count_of(lines, b, many)};
    return output(f, 0, rank, result, y);
}

/* (batch, outer, many, inner) */
static gt_status take_batches(frame *f, gt_tensor *x, gt_tensor *indices, const gathering *g, gt_tensor **out)
{
    static const int32_t order[] = {0, 2, 1, 3};
    const gt_scalar zero = {.dtype = GT_WEAK_INT}, one = {.dtype = GT_WEAK_INT, .i = 1};
    const int64_t column[] = {g->batch, 1}, whole[] = {1, g->outer, g->many, g->inner};
    gt_tensor **line = hold(f), **batches = hold(f), **taken = hold(f), **moved = hold(f);
    if (g->batch == 1) {
        const int64_t by_axis[] = {g->outer, g->size, g->inner};
        TRY(gt_tensor_reshape(line, x, 3, by_axis));
        TRY(gt_tensor_reshape(batches, indices, 1, &g->many));
        TRY(gt_take(queue, taken, *line, *batches, 1));
        TRY(gt_tensor_reshape(moved, *taken, 4, whole));
    } else {
        TRY(gt_arange(queue, line, GT_I64, &zero, &one, g->batch));
        TRY(gt_tensor_reshape(batches, *line, 2, column));
        const gt_tensor *const at[] = {*batches, NULL, indices};
        TRY(gt_index(queue, taken, x, at, 3));
        TRY(gt_tensor_permute(moved, *taken, order, 4));
    }
    *out = *moved;
    return GT_OK;
}

static gt_status gather(frame *f, gt_tensor *x, int64_t axis)
{
    gt_tensor *indices = NULL, *y = NULL, *taken = NULL;
    gt_tensor **valid = hold(f), **kept = hold(f), **mask = hold(f), **image = hold(f), **lines = hold(f);
    gt_tensor **places = hold(f);
    gathering g;
    TRY(input(f, 1, &indices));
    TRY(read_gather(f, x, indices, axis, &g, &y));
    if (gt_tensor_count(y) == 0) return GT_OK;
    if (g.size == 0) return refuse(f, TSL_INVALID_ARGUMENT, "indices into an axis without elements");
    const int64_t whole[] = {g.batch, g.outer, g.size, g.inner}, by_batch[] = {g.batch, g.many};
    const int64_t masked[] = {g.batch, 1, g.many, 1}, result[] = {g.batch, g.outer, g.many, g.inner};
    TRY(gt_tensor_reshape(image, x, 4, whole));
    TRY(gt_tensor_reshape(lines, indices, 2, by_batch));
    TRY(within(f, *lines, g.size, valid, kept));
    TRY(take_batches(f, *image, *kept, &g, &taken));
    TRY(gt_tensor_reshape(mask, *valid, 4, masked));
    TRY(gt_tensor_reshape(places, y, 4, result));
    return apply3(GT_WHERE, places, of(*mask), of(taken), integer(0));
}

/* A tensor, indices and, on the host, the axis that they are taken along. */
gt_status run_gather(frame *f)
{
    gt_tensor *x = NULL;
    integers axis;
    TRY(input(f, 0, &x));
    TRY(host_integers(f, 2, &axis));
    if (axis.n != 1) return refuse(f, TSL_INVALID_ARGUMENT, "one axis is needed");
    return gather(f, x, axis.value[0]);
}

/* Of a variable, along the first axis that is no batch. */
gt_status run_variable_gather(frame *f)
{
    gt_tensor *x = NULL;
    TRY(variable(f, &x));
    return gather(f, x, f->kernel->number[0]);
}

/* ---- rows of indices ---- */

/* Numbers, row by row, of elements of the first axes of a shape, at rows (n, axes) of indices; -1 where one is wrong. */
static gt_status row_major(frame *f, gt_tensor *rows, const int64_t *shape, gt_tensor **out)
{
    const gt_scalar zero = {.dtype = GT_WEAK_INT};
    gt_tensor **numbers = hold(f);
    const int64_t n = gt_tensor_dim(rows, 0);
    gt_status done = gt_fill(queue, numbers, GT_I64, 1, &n, &zero);
    for (int32_t k = 0; done == GT_OK && k < gt_tensor_dim(rows, 1); k++) {
        const gt_slice column[] = {{0}, {.start = k, .flags = GT_SLICE_INDEX}};
        gt_tensor *index = NULL;
        done = gt_tensor_slice(&index, rows, column, 2);
        const gt_arg args[] = {{.name = "a", .tensor = *numbers},
                               {.name = "i", .tensor = index},
                               {.name = "n", .scalar = {.dtype = GT_I64, .i = shape[k]}}};
        if (done == GT_OK) done = gt_eval(queue, numbers, "a < 0 || i < 0 || i >= n ? -1 : a * n + i", args, 3);
        gt_tensor_free(index);
    }
    *out = *numbers;
    return done;
}

/* Indices (..., axes) into a shape: the numbers of elements of its first axes. What the result has: the axes before the
 * last one of the indices, and the others of the shape. */
static gt_status read_rows(frame *f, gt_tensor *indices, int32_t rank, const int64_t *shape, gt_tensor **numbers,
                           integers *result)
{
    int64_t lines[GT_MAX_RANK];
    const int32_t many = shape_of(indices, lines);
    gt_tensor **rows = hold(f);
    if (many < 1 || lines[many - 1] > rank)
        return refuse(f, TSL_INVALID_ARGUMENT, "a row of indices has up to one for each axis");
    const int32_t axes = (int32_t)lines[many - 1];
    if (many - 1 + rank - axes > GT_MAX_RANK) return refuse(f, TSL_UNIMPLEMENTED, "gputensor has up to 32 axes");
    *result = (integers){0};
    for (int32_t i = 0; i < many - 1; i++) result->value[result->n++] = lines[i];
    for (int32_t i = axes; i < rank; i++) result->value[result->n++] = shape[i];
    const int64_t by_row[] = {count_of(lines, 0, many - 1), axes};
    TRY(gt_tensor_reshape(rows, indices, 2, by_row));
    return row_major(f, *rows, shape, numbers);
}

static gt_status gather_rows(frame *f, gt_tensor *x)
{
    gt_tensor *indices = NULL, *y = NULL, *numbers = NULL;
    gt_tensor **valid = hold(f), **kept = hold(f), **lines = hold(f), **taken = hold(f), **mask = hold(f);
    gt_tensor **places = hold(f);
    int64_t shape[GT_MAX_RANK];
    integers result;
    TRY(input(f, 1, &indices));
    const int32_t rank = shape_of(x, shape);
    TRY(read_rows(f, indices, rank, shape, &numbers, &result));
    TRY(output(f, 0, result.n, result.value, &y));
    if (gt_tensor_count(y) == 0) return GT_OK;
    const int32_t axes = (int32_t)gt_tensor_dim(indices, gt_tensor_rank(indices) - 1);
    const int64_t all = count_of(shape, 0, axes), by_row[] = {all, count_of(shape, axes, rank)};
    const int64_t n = gt_tensor_dim(numbers, 0), column[] = {n, 1}, whole[] = {n, by_row[1]};
    if (all == 0) return refuse(f, TSL_INVALID_ARGUMENT, "indices into an axis without elements");
    TRY(within(f, numbers, all, valid, kept));
    TRY(gt_tensor_reshape(lines, x, 2, by_row));
    TRY(gt_take(queue, taken, *lines, *kept, 0));
    TRY(gt_tensor_reshape(mask, *valid, 2, column));
    TRY(gt_tensor_reshape(places, y, 2, whole));
    return apply3(GT_WHERE, places, of(*mask), of(*taken), integer(0));
}

gt_status run_gather_rows(frame *f)
{
    gt_tensor *x = NULL;
    TRY(input(f, 0, &x));
    return gather_rows(f, x);
}

gt_status run_variable_gather_rows(frame *f)
{
    gt_tensor *x = NULL;
    TRY(variable(f, &x));
    return gather_rows(f, x);
}

/* ---- scatter ---- */

/* Rows of values put at their numbers to what is in `base`, or to zeros, all in a room with one row more, which takes
 * those whose number is wrong. */
static gt_status scatter(frame *f, gt_tensor *base, gt_tensor *numbers, gt_tensor *values, int64_t rows, gt_tensor *y)
{
    const gt_slice inside = {.stop = rows, .step = 1};
    const int64_t n = gt_tensor_dim(numbers, 0), inner = rows > 0 ? gt_tensor_count(y) / rows : 0;
    const int64_t room_shape[] = {rows + 1, inner}, by_row[] = {n, inner}, result[] = {rows, inner};
    gt_tensor **room = hold(f), **held = hold(f), **kept = hold(f), **lines = hold(f), **old = hold(f);
    gt_tensor **places = hold(f), **less = hold(f);
    const int32_t how = f->kernel->row->code;
    const gt_scalar zero = {.dtype = GT_WEAK_INT};
    const gt_arg args[] = {{.name = "i", .tensor = numbers}, {.name = "n", .scalar = {.dtype = GT_I64, .i = rows}}};
    if (gt_tensor_count(y) == 0) return GT_OK;
    TRY(gt_fill(queue, room, gt_tensor_dtype(y), 2, room_shape, &zero));
    TRY(gt_tensor_slice(held, *room, &inside, 1));
    if (base) {
        TRY(gt_tensor_reshape(old, base, 2, result));
        TRY(gt_copy(queue, held, *old, 0));
    }
    if (n > 0) {
        TRY(gt_eval(queue, kept, "i >= 0 && i < n ? i : n", args, 2));
        TRY(gt_tensor_reshape(lines, values, 2, by_row));
        if (how == GT_SUBTRACT) TRY(gt_unary(queue, GT_NEGATIVE, less, *lines));
        TRY(gt_put(queue, *room, *kept, *less ? *less : *lines, 0, how == GT_SUBTRACT ? GT_ADD : how));
    }
    TRY(gt_tensor_reshape(places, y, 2, result));
    return gt_copy(queue, places, *held, 0);
}

/* Rows of indices and updates, for a result y of that shape, which is made if it is NULL. */
static gt_status scatter_rows(frame *f, gt_tensor *base, int32_t first, int32_t rank, const int64_t *shape,
                              gt_tensor *y)
{
    gt_tensor *indices = NULL, *updates = NULL, *numbers = NULL;
    integers wanted;
    TRY(input(f, first, &indices));
    TRY(input(f, first + 1, &updates));
    TRY(read_rows(f, indices, rank, shape, &numbers, &wanted));
    TRY(has_shape(f, updates, wanted.n, wanted.value));
    if (!y) TRY(output(f, 0, rank, shape, &y));
    const int32_t axes = (int32_t)gt_tensor_dim(indices, gt_tensor_rank(indices) - 1);
    return scatter(f, base, numbers, updates, count_of(shape, 0, axes), y);
}

gt_status run_scatter(frame *f)
{
    integers shape;
    TRY(told_shape(f, 2, &shape));
    return scatter_rows(f, NULL, 0, shape.n, shape.value, NULL);
}

gt_status run_scatter_to(frame *f)
{
    gt_tensor *x = NULL;
    int64_t shape[GT_MAX_RANK];
    TRY(input(f, 0, &x));
    const int32_t rank = shape_of(x, shape);
    return scatter_rows(f, x, 1, rank, shape, NULL);
}

gt_status run_variable_scatter_rows(frame *f)
{
    gt_tensor *x = NULL;
    int64_t shape[GT_MAX_RANK];
    TRY(variable(f, &x));
    const int32_t rank = shape_of(x, shape);
    return scatter_rows(f, x, 1, rank, shape, x);
}

/* Indices along the first axis of a variable, of any shape, and updates for each, or one number for all. */
gt_status run_variable_scatter(frame *f)
{
    gt_tensor *x = NULL, *indices = NULL, *updates = NULL, **line = hold(f), **wide = hold(f);
    int64_t shape[GT_MAX_RANK], lines[GT_MAX_RANK], wanted[2 * GT_MAX_RANK];
    TRY(variable(f, &x));
    TRY(input(f, 1, &indices));
    TRY(input(f, 2, &updates));
    const int32_t rank = shape_of(x, shape), many = shape_of(indices, lines), all = many + rank - 1;
    if (rank < 1) return refuse(f, TSL_INVALID_ARGUMENT, "there is no axis for the indices");
    if (all > GT_MAX_RANK) return refuse(f, TSL_UNIMPLEMENTED, "gputensor has up to 32 axes");
    for (int32_t i = 0; i < all; i++) wanted[i] = i < many ? lines[i] : shape[i - many + 1];
    if (gt_tensor_rank(updates) > 0) TRY(has_shape(f, updates, all, wanted));
    if (gt_tensor_rank(updates) == 0) {
        gt_tensor **copied = hold(f);
        TRY(gt_tensor_broadcast(wide, updates, all, wanted));
        TRY(gt_copy(queue, copied, *wide, 0));
        updates = *copied;
    }
    const int64_t n = count_of(lines, 0, many);
    TRY(gt_tensor_reshape(line, indices, 1, &n));
    return scatter(f, x, *line, updates, shape[0], x);
}

/* Values, numbers of the segments that they are summed in and, on the host, how many segments there are. */
gt_status run_segment_sum(frame *f)
{
    gt_tensor *x = NULL, *numbers = NULL, *y = NULL, **line = hold(f);
    int64_t shape[GT_MAX_RANK], segments[GT_MAX_RANK], result[GT_MAX_RANK];
    integers many;
    int32_t rank = 0;
    TRY(input(f, 0, &x));
    TRY(input(f, 1, &numbers));
    TRY(host_integers(f, 2, &many));
    const int32_t all = shape_of(x, shape), named = shape_of(numbers, segments);
    if (many.n != 1 || many.value[0] < 0) return refuse(f, TSL_INVALID_ARGUMENT, "a number of segments is needed");
    if (named > all) return refuse(f, TSL_INVALID_ARGUMENT, "there are more axes of numbers than of values");
    for (int32_t i = 0; i < named; i++)
        if (shape[i] != segments[i]) return refuse(f, TSL_INVALID_ARGUMENT, "one number is needed for each value");
    if (all - named + 1 > GT_MAX_RANK) return refuse(f, TSL_UNIMPLEMENTED, "gputensor has up to 32 axes");
    result[rank++] = many.value[0];
    for (int32_t i = named; i < all; i++) result[rank++] = shape[i];
    const int64_t n = count_of(segments, 0, named);
    TRY(output(f, 0, rank, result, &y));
    TRY(gt_tensor_reshape(line, numbers, 1, &n));
    return scatter(f, NULL, *line, x, many.value[0], y);
}

/* Where elements are not 0: a row of indices for each. How many there are is read, so that it waits for the device. */
gt_status run_where(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, **found = hold(f);
    TRY(input(f, 0, &x));
    TRY(gt_nonzero(queue, found, x, 0));
    TRY(output_like(f, 0, *found, &y));
    return gt_tensor_count(y) > 0 ? gt_copy(queue, &y, *found, 0) : GT_OK;
}

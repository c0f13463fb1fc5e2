/* Operations that move elements between axes of space, channels and batches, around an axis, and to diagonals. */
#include <string.h>

#include "runs.h"

/* ---- blocks of space ---- */

/* number[0]: channels are axis 1; number[1]: the side of a block. */
void prepare_block(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    prepare_format(k, from, status);
    if (tf.TF_GetCode(status) != TSL_OK) return;
    tf.TF_OpKernelConstruction_GetAttrInt64(from, "block_size", &k->number[1], status);
    if (strncmp(k->text, "NHWC", sizeof "NHWC") != 0 && strncmp(k->text, "NCHW", sizeof "NCHW") != 0)
        tf.TF_SetStatus(status, TSL_UNIMPLEMENTED, "gputensor has channels in one axis, the second or the last");
}

/* The output, which is the input with its axes cut into the shape `apart`, put in an order, and joined again. */
static gt_status rearrange(frame *f, const gt_tensor *x, int32_t n, const int64_t *apart, const int32_t *order,
                           int32_t rank, const int64_t *shape)
{
    gt_tensor *y = NULL, **cut = hold(f), **moved = hold(f), **places = hold(f);
    int64_t joined[GT_MAX_RANK];
    TRY(output(f, 0, rank, shape, &y));
    TRY(gt_tensor_reshape(cut, x, n, apart));
    TRY(gt_tensor_permute(moved, *cut, order, n));
    shape_of(*moved, joined);
    TRY(gt_tensor_reshape(places, y, n, joined));
    return gt_copy(queue, places, *moved, 0);
}

gt_status run_space_to_depth(frame *f)
{
    static const int32_t last[] = {0, 1, 3, 2, 4, 5}, second[] = {0, 3, 5, 1, 2, 4};
    gt_tensor *x = NULL;
    const int64_t first = f->kernel->number[0], b = f->kernel->number[1];
    TRY(input(f, 0, &x));
    if (gt_tensor_rank(x) != 4) return refuse(f, TSL_INVALID_ARGUMENT, "an image has four axes");
    const int64_t n = gt_tensor_dim(x, 0), h = gt_tensor_dim(x, first ? 2 : 1), w = gt_tensor_dim(x, first ? 3 : 2);
    const int64_t c = gt_tensor_dim(x, first ? 1 : 3);
    if (h % b != 0 || w % b != 0) return refuse(f, TSL_INVALID_ARGUMENT, "an image is not made of whole blocks");
    if (first)
        return rearrange(f, x, 6, (int64_t[]){n, c, h / b, b, w / b, b}, second, 4,
                         (int64_t[]){n, c * b * b, h / b, w / b});
    return rearrange(f, x, 6, (int64_t[]){n, h / b, b, w / b, b, c}, last, 4, (int64_t[]){n, h / b, w / b, c * b * b});
}

gt_status run_depth_to_space(frame *f)
{
    static const int32_t last[] = {0, 1, 3, 2, 4, 5}, second[] = {0, 3, 4, 1, 5, 2};
    gt_tensor *x = NULL;
    const int64_t first = f->kernel->number[0], b = f->kernel->number[1];
    TRY(input(f, 0, &x));
    if (gt_tensor_rank(x) != 4) return refuse(f, TSL_INVALID_ARGUMENT, "an image has four axes");
    const int64_t n = gt_tensor_dim(x, 0), h = gt_tensor_dim(x, first ? 2 : 1), w = gt_tensor_dim(x, first ? 3 : 2);
    const int64_t c = gt_tensor_dim(x, first ? 1 : 3) / (b * b);
    const int64_t shape[] = {n, first ? c : h * b, first ? h * b : w * b, first ? w * b : c};
    if (c * b * b != gt_tensor_dim(x, first ? 1 : 3))
        return refuse(f, TSL_INVALID_ARGUMENT, "channels are not whole blocks");
    TRY(possible(f, 4, shape));
    if (first) return rearrange(f, x, 6, (int64_t[]){n, b, b, c, h, w}, second, 4, shape);
    return rearrange(f, x, 6, (int64_t[]){n, h, w, b, b, c}, last, 4, shape);
}

/* Sides of blocks, and two numbers for each of these axes: what is put around, or taken away. */
typedef struct sides {
    int32_t n;
    int64_t all, size[GT_MAX_RANK], before[GT_MAX_RANK], after[GT_MAX_RANK];
} sides;

static gt_status read_sides(frame *f, int32_t rank, sides *s)
{
    integers sizes, around;
    *s = (sides){.all = 1};
    TRY(host_integers(f, 1, &sizes));
    TRY(host_integers(f, 2, &around));
    if (sizes.n >= rank || 2 * sizes.n + rank > GT_MAX_RANK || around.n != 2 * sizes.n)
        return refuse(f, TSL_INVALID_ARGUMENT, "a side and two numbers are needed for each axis of blocks");
    s->n = sizes.n;
    for (int32_t i = 0; i < sizes.n; i++) {
        s->size[i] = sizes.value[i];
        s->before[i + 1] = around.value[2 * i];
        s->after[i + 1] = around.value[2 * i + 1];
        if (s->size[i] < 1 || s->before[i + 1] < 0 || s->after[i + 1] < 0 || s->before[i + 1] > INT32_MAX ||
            s->after[i + 1] > INT32_MAX || __builtin_mul_overflow(s->all, s->size[i], &s->all))
            return refuse(f, TSL_INVALID_ARGUMENT, "a side of a block is 1 or more, what is around it 0 or more");
    }
    return GT_OK;
}

gt_status run_space_to_batch(frame *f)
{
    gt_tensor *x = NULL, **padded = hold(f);
    int64_t shape[GT_MAX_RANK], apart[GT_MAX_RANK], result[GT_MAX_RANK];
    int32_t order[GT_MAX_RANK], n = 0, at = 0;
    sides s;
    TRY(input(f, 0, &x));
    const int32_t rank = shape_of(x, shape);
    TRY(read_sides(f, rank, &s));
    TRY(gt_pad(queue, padded, x, s.before, s.after, GT_PAD_CONSTANT, NULL));
    shape_of(*padded, shape);
    apart[n++] = shape[0];
    result[0] = shape[0] * s.all;
    for (int32_t i = 0; i < s.n; i++) {
        if (shape[i + 1] % s.size[i] != 0)
            return refuse(f, TSL_INVALID_ARGUMENT, "an axis is not made of whole blocks");
        order[at++] = n + 1;
        result[i + 1] = apart[n++] = shape[i + 1] / s.size[i];
        apart[n++] = s.size[i];
    }
    order[at++] = 0;
    for (int32_t i = 0; i < s.n; i++) order[at++] = 1 + 2 * i;
    for (int32_t i = s.n + 1; i < rank; i++) order[at++] = n, result[i] = apart[n++] = shape[i];
    TRY(possible(f, rank, result));
    return rearrange(f, *padded, n, apart, order, rank, result);
}

gt_status run_batch_to_space(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, **cut = hold(f), **moved = hold(f), **inside = hold(f);
    gt_tensor *whole = NULL;
    gt_slice slices[GT_MAX_RANK] = {{0}};
    int64_t shape[GT_MAX_RANK], apart[GT_MAX_RANK], result[GT_MAX_RANK];
    int32_t order[GT_MAX_RANK], n = 0, at = 0;
    sides s;
    TRY(input(f, 0, &x));
    const int32_t rank = shape_of(x, shape);
    TRY(read_sides(f, rank, &s));
    if (shape[0] % s.all != 0) return refuse(f, TSL_INVALID_ARGUMENT, "the batch is not made of whole blocks");
    for (int32_t i = 0; i < s.n; i++) apart[n++] = s.size[i];
    order[at++] = n;
    result[0] = apart[n++] = shape[0] / s.all;
    for (int32_t i = 1; i < rank; i++) {
        order[at++] = n;
        result[i] = apart[n++] = shape[i];
        if (i > s.n) continue;
        order[at++] = i - 1;
        if (__builtin_mul_overflow(shape[i], s.size[i - 1], &result[i]))
            return refuse(f, TSL_INVALID_ARGUMENT, "a shape has more elements than 64 bits count");
        slices[i] = (gt_slice){.start = s.before[i], .stop = result[i] - s.after[i], .step = 1};
        if (slices[i].stop < slices[i].start)
            return refuse(f, TSL_INVALID_ARGUMENT, "more is taken away than there is");
    }
    TRY(gt_tensor_reshape(cut, x, n, apart));
    TRY(gt_tensor_permute(moved, *cut, order, n));
    TRY(flat(f, *moved, rank, result, &whole));
    TRY(gt_tensor_slice(inside, whole, slices, s.n + 1));
    TRY(output_like(f, 0, *inside, &y));
    return gt_copy(queue, &y, *inside, 0);
}

/* ---- around an axis ---- */

static gt_status roll(const gt_tensor *x, int32_t axis, int64_t by, gt_tensor **out)
{
    const int64_t n = gt_tensor_dim(x, axis);
    gt_slice slices[GT_MAX_RANK] = {{0}};
    gt_tensor *end = NULL, *begin = NULL;
    slices[axis] = (gt_slice){.start = n - by, .stop = n, .step = 1};
    gt_status done = gt_tensor_slice(&end, x, slices, axis + 1);
    slices[axis] = (gt_slice){.stop = n - by, .step = 1};
    if (done == GT_OK) done = gt_tensor_slice(&begin, x, slices, axis + 1);
    if (done == GT_OK) done = gt_concat(queue, out, (const gt_tensor *const[]){end, begin}, 2, axis);
    gt_tensor_free(end);
    gt_tensor_free(begin);
    return done;
}

/* How far, and along which axes: both on the host. */
gt_status run_roll(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, **rolled = hold(f);
    integers shift, axes;
    int64_t by[GT_MAX_RANK] = {0}, shape[GT_MAX_RANK];
    TRY(input(f, 0, &x));
    TRY(host_integers(f, 1, &shift));
    TRY(host_integers(f, 2, &axes));
    const int32_t rank = shape_of(x, shape);
    if (rank < 1 || shift.n != axes.n) return refuse(f, TSL_INVALID_ARGUMENT, "one shift is needed for each axis");
    TRY(output_like(f, 0, x, &y));
    for (int32_t i = 0; i < axes.n; i++) {
        int32_t axis = 0;
        TRY(axis_within(f, axes.value[i], rank, &axis));
        const int64_t n = shape[axis] > 0 ? shape[axis] : 1;
        by[axis] = (by[axis] + shift.value[i] % n + n) % n;
    }
    for (int32_t i = 0; i < rank; i++) {
        gt_tensor *next = NULL;
        if (by[i] == 0) continue;
        TRY(roll(x, i, by[i], &next));
        gt_tensor_free(*rolled);
        x = *rolled = next;
    }
    return gt_copy(queue, &y, x, 0);
}

/* ---- diagonals ---- */

/* How many diagonals below and above the main one are kept; all, if a number is negative. */
gt_status run_band(frame *f)
{
    gt_tensor *x = NULL, *y = NULL;
    integers below, above;
    TRY(input(f, 0, &x));
    TRY(host_integers(f, 1, &below));
    TRY(host_integers(f, 2, &above));
    if (below.n != 1 || above.n != 1 || gt_tensor_rank(x) < 2)
        return refuse(f, TSL_INVALID_ARGUMENT, "matrices and two numbers are needed");
    TRY(output_like(f, 0, x, &y));
    if (below.value[0] < 0 && above.value[0] < 0) return gt_copy(queue, &y, x, 0);
    if (below.value[0] < 0) return gt_tril(queue, &y, x, above.value[0]);
    TRY(gt_triu(queue, &y, x, -below.value[0]));
    return above.value[0] < 0 ? GT_OK : gt_tril(queue, &y, y, above.value[0]);
}

/* Which diagonals, from low to high, the longest of them, and which side shorter ones are at. */
typedef struct band {
    int64_t low, high, longest;
    int upper_left, lower_left;
} band;

/* number[0] and [1]: whether diagonals above the main one, and those below it, begin at the left. */
void prepare_diagonals(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    static const char *const ways[] = {"RIGHT_RIGHT", "RIGHT_LEFT", "LEFT_RIGHT", "LEFT_LEFT"};
    tf.TF_OpKernelConstruction_GetAttrString(from, "align", k->text, sizeof k->text - 1, status);
    for (int32_t i = 0; i < 4; i++)
        if (strncmp(k->text, ways[i], strlen(ways[i])) == 0) k->number[0] = i / 2, k->number[1] = i % 2;
}

static int64_t length_of(int64_t rows, int64_t columns, int64_t d)
{
    const int64_t down = rows + (d < 0 ? d : 0), right = columns - (d > 0 ? d : 0);
    return down < right ? down : right;
}

static gt_status read_band(frame *f, const integers *k, int64_t rows, int64_t columns, band *b)
{
    if (k->n < 1 || k->n > 2)
        return refuse(f, TSL_INVALID_ARGUMENT, "one diagonal, or the first and the last are needed");
    *b = (band){.low = k->value[0], .high = k->value[k->n - 1]};
    if (b->low > b->high || (b->low != 0 && b->low <= -rows) || (b->high != 0 && b->high >= columns))
        return refuse(f, TSL_INVALID_ARGUMENT, "a diagonal is outside of the matrix");
    for (int64_t d = b->low; d <= b->high; d++) {
        const int64_t n = length_of(rows, columns, d);
        b->longest = n > b->longest ? n : b->longest;
    }
    return GT_OK;
}

/* The rows of diagonals (..., [diagonals,] longest), which are copied to the matrices, or from them. */
static gt_status move_diagonals(frame *f, gt_tensor *matrices, gt_tensor *lines, const band *b, int to_matrices)
{
    const int32_t rank = gt_tensor_rank(matrices);
    for (int64_t d = b->low; d <= b->high; d++) {
        const int64_t n = length_of(gt_tensor_dim(matrices, rank - 2), gt_tensor_dim(matrices, rank - 1), d);
        const int left = (d >= 0 && f->kernel->number[0]) || (d <= 0 && f->kernel->number[1]);
        const int64_t start = left ? 0 : b->longest - n;
        gt_slice slices[GT_MAX_RANK] = {{0}};
        gt_tensor *diagonal = NULL, *line = NULL;
        int32_t at = rank - 2;
        if (b->low != b->high) slices[at++] = (gt_slice){.start = b->high - d, .flags = GT_SLICE_INDEX};
        slices[at++] = (gt_slice){.start = start, .stop = start + n, .step = 1};
        gt_status done = n > 0 ? gt_tensor_diagonal(&diagonal, matrices, d, -2, -1) : GT_OK;
        if (done == GT_OK && n > 0) done = gt_tensor_slice(&line, lines, slices, at);
        if (done == GT_OK && n > 0)
            done = gt_copy(queue, to_matrices ? &diagonal : &line, to_matrices ? line : diagonal, 0);
        gt_tensor_free(diagonal);
        gt_tensor_free(line);
        TRY(done);
    }
    return GT_OK;
}

/* The output, filled with what input number i is. */
static gt_status filled(frame *f, int32_t i, int32_t rank, const int64_t *shape, gt_tensor **y)
{
    gt_tensor *value = NULL, **wide = hold(f);
    TRY(input(f, i, &value));
    TRY(has_shape(f, value, 0, NULL));
    TRY(output(f, 0, rank, shape, y));
    TRY(gt_tensor_broadcast(wide, value, rank, shape));
    return gt_copy(queue, y, *wide, 0);
}

static int32_t band_shape(const band *b, int32_t rank, int64_t *shape)
{
    int32_t n = rank - 2;
    if (b->low != b->high) shape[n++] = b->high - b->low + 1;
    shape[n++] = b->longest;
    return n;
}

gt_status run_diagonals(frame *f)
{
    gt_tensor *x = NULL, *y = NULL;
    int64_t shape[GT_MAX_RANK];
    integers k;
    band b;
    TRY(input(f, 0, &x));
    TRY(host_integers(f, 1, &k));
    const int32_t rank = shape_of(x, shape);
    if (rank < 2) return refuse(f, TSL_INVALID_ARGUMENT, "a matrix has two axes");
    TRY(read_band(f, &k, shape[rank - 2], shape[rank - 1], &b));
    TRY(filled(f, 2, band_shape(&b, rank, shape), shape, &y));
    return move_diagonals(f, x, y, &b, 0);
}

gt_status run_set_diagonals(frame *f)
{
    gt_tensor *x = NULL, *lines = NULL, *y = NULL;
    int64_t shape[GT_MAX_RANK];
    integers k;
    band b;
    TRY(input(f, 0, &x));
    TRY(input(f, 1, &lines));
    TRY(host_integers(f, 2, &k));
    const int32_t rank = shape_of(x, shape);
    if (rank < 2) return refuse(f, TSL_INVALID_ARGUMENT, "a matrix has two axes");
    TRY(read_band(f, &k, shape[rank - 2], shape[rank - 1], &b));
    TRY(has_shape(f, lines, band_shape(&b, rank, shape), shape));
    TRY(output_like(f, 0, x, &y));
    TRY(gt_copy(queue, &y, x, 0));
    return move_diagonals(f, y, lines, &b, 1);
}

/* Diagonals, which of a matrix they are, how many rows and columns it has, -1 being as few as it takes, and what is
 * elsewhere. */
gt_status run_matrix_of_diagonals(frame *f)
{
    gt_tensor *lines = NULL, *y = NULL;
    int64_t shape[GT_MAX_RANK];
    integers k, rows, columns;
    band b;
    TRY(input(f, 0, &lines));
    TRY(host_integers(f, 1, &k));
    TRY(host_integers(f, 2, &rows));
    TRY(host_integers(f, 3, &columns));
    const int32_t given = shape_of(lines, shape);
    if (k.n < 1 || k.n > 2 || rows.n != 1 || columns.n != 1 || given < 1 || given >= GT_MAX_RANK)
        return refuse(f, TSL_INVALID_ARGUMENT, "diagonals, their numbers, rows and columns are needed");
    const int64_t low = k.value[0], high = k.value[k.n - 1], longest = shape[given - 1];
    const int32_t rank = given - (low != high) + 1;
    if (rank < 2) return refuse(f, TSL_INVALID_ARGUMENT, "several diagonals have two axes");
    const int64_t least_rows = longest - (high < 0 ? high : 0), least_columns = longest + (low > 0 ? low : 0);
    const int64_t known_rows = rows.value[0], known_columns = columns.value[0];
    shape[rank - 2] = known_rows >= 0 ? known_rows : least_rows;
    shape[rank - 1] = known_columns >= 0 ? known_columns : least_columns;
    if (known_rows < 0 && known_columns < 0) { /* a square */
        const int64_t side = least_rows > least_columns ? least_rows : least_columns;
        shape[rank - 2] = shape[rank - 1] = side;
    }
    TRY(read_band(f, &k, shape[rank - 2], shape[rank - 1], &b));
    int64_t wanted[GT_MAX_RANK];
    memcpy(wanted, shape, sizeof wanted);
    TRY(has_shape(f, lines, band_shape(&b, rank, wanted), wanted));
    TRY(filled(f, 4, rank, shape, &y));
    return move_diagonals(f, y, lines, &b, 1);
}

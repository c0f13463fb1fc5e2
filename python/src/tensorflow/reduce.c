/* Reductions, products of matrices, and what lies beside them in a network: bias, softmax, losses. */
#include <math.h>
#include <string.h>

#include "runs.h"

/* ---- reductions ---- */

static int64_t flag(TF_OpKernelConstruction *from, const char *name, TF_Status *status)
{
    TF_Bool value = 0;
    tf.TF_OpKernelConstruction_GetAttrBool(from, name, &value, status);
    return value;
}

void prepare_reduction(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    k->number[0] = flag(from, "keep_dims", status);
}

typedef struct reduction {
    gt_tensor *x, *y;
    int32_t n, axis[GT_MAX_RANK];
    gt_reduce_opts opts;
} reduction;

static gt_status begin_reduction(frame *f, reduction *r)
{
    integers axes;
    int64_t shape[GT_MAX_RANK];
    int gone[GT_MAX_RANK] = {0};
    int32_t rank = 0;
    const int64_t keep = f->kernel->number[0];
    *r = (reduction){.opts = {.size = sizeof r->opts, .flags = keep ? GT_KEEP_DIMS : 0}};
    TRY(input(f, 0, &r->x));
    TRY(host_integers(f, 1, &axes));
    const int32_t all = gt_tensor_rank(r->x);
    for (int32_t i = 0; i < axes.n; i++) {
        int32_t axis = 0;
        TRY(axis_within(f, axes.value[i], all, &axis));
        if (gone[axis]) return refuse(f, TSL_INVALID_ARGUMENT, "an axis is named twice");
        gone[axis] = 1;
        r->axis[r->n++] = axis;
    }
    for (int32_t i = 0; i < all; i++)
        if (!gone[i] || keep) shape[rank++] = gone[i] ? 1 : gt_tensor_dim(r->x, i);
    return output(f, 0, rank, shape, &r->y);
}

/* An extreme of nothing is that which everything else exceeds: what a scan has before its first element. */
static gt_status extreme_of_nothing(frame *f, gt_tensor *y)
{
    const gt_scan_opts opts = {.size = sizeof opts, .dtype = gt_tensor_dtype(y), .flags = GT_EXCLUSIVE};
    const int64_t shape[] = {gt_tensor_count(y), 1};
    gt_tensor **lines = hold(f);
    TRY(gt_tensor_reshape(lines, y, 2, shape));
    return gt_scan(queue, f->kernel->row->code, lines, *lines, 1, &opts);
}

gt_status run_reduce(frame *f)
{
    const int32_t code = f->kernel->row->code;
    reduction r;
    TRY(begin_reduction(f, &r));
    if ((code == GT_MAXIMUM || code == GT_MINIMUM) && gt_tensor_count(r.x) == 0 && gt_tensor_count(r.y) > 0)
        return extreme_of_nothing(f, r.y);
    return gt_reduce(queue, f->kernel->row->code, &r.y, r.x, r.axis, r.n, &r.opts);
}

gt_status run_mean(frame *f)
{
    reduction r;
    TRY(begin_reduction(f, &r));
    return gt_moments(queue, &r.y, NULL, r.x, r.axis, r.n, 0, &r.opts);
}

gt_status run_arg_reduce(frame *f)
{
    gt_tensor *x = NULL, *y = NULL;
    integers axes;
    int64_t shape[GT_MAX_RANK];
    int32_t axis = 0, rank = 0;
    TRY(input(f, 0, &x));
    TRY(host_integers(f, 1, &axes));
    if (axes.n != 1) return refuse(f, TSL_INVALID_ARGUMENT, "one axis is needed");
    TRY(axis_within(f, axes.value[0], gt_tensor_rank(x), &axis));
    for (int32_t i = 0; i < gt_tensor_rank(x); i++)
        if (i != axis) shape[rank++] = gt_tensor_dim(x, i);
    TRY(output(f, 0, rank, shape, &y));
    return gt_arg_reduce(queue, f->kernel->row->code, &y, x, &axis, 1, NULL);
}

gt_status run_l2_loss(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, **square = hold(f);
    TRY(input(f, 0, &x));
    TRY(output(f, 0, 0, NULL, &y));
    TRY(gt_binary(queue, GT_MULTIPLY, square, x, x));
    TRY(gt_reduce(queue, GT_ADD, &y, *square, NULL, 0, NULL));
    return apply2(GT_MULTIPLY, &y, of(y), number(0.5));
}

void prepare_scan(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    k->number[0] =
        (flag(from, "exclusive", status) ? GT_EXCLUSIVE : 0) | (flag(from, "reverse", status) ? GT_REVERSE : 0);
}

gt_status run_scan(frame *f)
{
    gt_tensor *x = NULL, *y = NULL;
    integers told;
    int32_t axis = 0;
    TRY(input(f, 0, &x));
    TRY(host_integers(f, 1, &told));
    if (told.n != 1) return refuse(f, TSL_INVALID_ARGUMENT, "one axis is needed");
    TRY(output_like(f, 0, x, &y));
    TRY(axis_within(f, told.value[0], gt_tensor_rank(x), &axis));
    const gt_scan_opts opts = {
        .size = sizeof opts, .dtype = gt_tensor_dtype(x), .flags = (int32_t)f->kernel->number[0]};
    return gt_scan(queue, f->kernel->row->code, &y, x, axis, &opts);
}

/* ---- bias ---- */

/* number[0]: 1 if channels are axis 1, not the last one. */
void prepare_format(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    tf.TF_OpKernelConstruction_GetAttrString(from, "data_format", k->text, sizeof k->text - 1, status);
    k->number[0] = strncmp(k->text, "NC", 2) == 0;
}

gt_status run_bias(frame *f)
{
    gt_tensor *x = NULL, *bias = NULL, *y = NULL, **column = hold(f);
    int64_t shape[GT_MAX_RANK];
    TRY(input(f, 0, &x));
    TRY(input(f, 1, &bias));
    TRY(output_like(f, 0, x, &y));
    const int32_t rank = gt_tensor_rank(x), channel = f->kernel->number[0] && rank > 2 ? 1 : rank - 1;
    if (rank < 2 || gt_tensor_rank(bias) != 1 || gt_tensor_dim(bias, 0) != gt_tensor_dim(x, channel))
        return refuse(f, TSL_INVALID_ARGUMENT, "a bias has one number for each channel");
    for (int32_t i = 0; i < rank; i++) shape[i] = i == channel ? gt_tensor_dim(bias, 0) : 1;
    TRY(gt_tensor_reshape(column, bias, rank, shape));
    return gt_binary(queue, GT_ADD, &y, x, *column);
}

gt_status run_bias_gradient(frame *f)
{
    gt_tensor *g = NULL, *y = NULL;
    int32_t axes[GT_MAX_RANK], n = 0;
    TRY(input(f, 0, &g));
    const int32_t rank = gt_tensor_rank(g), channel = f->kernel->number[0] && rank > 2 ? 1 : rank - 1;
    if (rank < 2) return refuse(f, TSL_INVALID_ARGUMENT, "gradients of a bias have two axes or more");
    for (int32_t i = 0; i < rank; i++)
        if (i != channel) axes[n++] = i;
    const int64_t size = gt_tensor_dim(g, channel);
    TRY(output(f, 0, 1, &size, &y));
    return gt_reduce(queue, GT_ADD, &y, g, axes, n, NULL);
}

/* ---- products ---- */

void prepare_product(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    k->number[0] = flag(from, "transpose_a", status);
    k->number[1] = flag(from, "transpose_b", status);
}

void prepare_batch_product(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    k->number[0] = flag(from, "adj_x", status);
    k->number[1] = flag(from, "adj_y", status);
}

/* An input, its last two axes swapped if number[i] says so. */
static gt_status matrix(frame *f, int32_t i, gt_tensor **out)
{
    int32_t axes[GT_MAX_RANK];
    gt_tensor **swapped = hold(f);
    TRY(input(f, i, out));
    const int32_t rank = gt_tensor_rank(*out);
    if (rank < 2) return refuse(f, TSL_INVALID_ARGUMENT, "a matrix has two axes");
    if (!f->kernel->number[i]) return GT_OK;
    for (int32_t k = 0; k < rank; k++) axes[k] = k < rank - 2 ? k : 2 * rank - 3 - k;
    TRY(gt_tensor_permute(swapped, *out, axes, rank));
    *out = *swapped;
    return GT_OK;
}

gt_status run_product(frame *f)
{
    gt_tensor *a = NULL, *b = NULL, *y = NULL;
    int64_t shape[GT_MAX_RANK];
    TRY(matrix(f, 0, &a));
    TRY(matrix(f, 1, &b));
    const int32_t ra = gt_tensor_rank(a), rb = gt_tensor_rank(b), rank = ra > rb ? ra : rb;
    const int32_t code = f->kernel->row->code;
    if (code == ONE_PRODUCT && rank != 2) return refuse(f, TSL_INVALID_ARGUMENT, "a matrix has two axes");
    if (code == BATCHES && ra != rb) return refuse(f, TSL_INVALID_ARGUMENT, "batches have the same shape");
    for (int32_t i = 0; i < rank - 2; i++) { /* batches broadcast */
        const int64_t m = i < rank - ra ? 1 : gt_tensor_dim(a, i - (rank - ra));
        const int64_t n = i < rank - rb ? 1 : gt_tensor_dim(b, i - (rank - rb));
        if (m != n && (code == BATCHES || (m != 1 && n != 1)))
            return refuse(f, TSL_INVALID_ARGUMENT, "the batches do not fit together");
        shape[i] = m == 1 ? n : m;
    }
    shape[rank - 2] = gt_tensor_dim(a, ra - 2);
    shape[rank - 1] = gt_tensor_dim(b, rb - 1);
    TRY(output(f, 0, rank, shape, &y));
    return gt_matmul(queue, &y, a, b, NULL);
}

/* ---- softmax and losses, over the last axis ---- */

static const int32_t last = -1;

gt_status run_softmax(frame *f)
{
    gt_tensor *x = NULL, *y = NULL;
    TRY(input(f, 0, &x));
    if (gt_tensor_rank(x) == 0) return refuse(f, TSL_INVALID_ARGUMENT, "a softmax has an axis");
    TRY(output_like(f, 0, x, &y));
    return gt_softmax(queue, f->kernel->row->code, &y, x, last, NULL);
}

/* Logits and their log_softmax, which is not rounded to 16 bits. */
static gt_status log_softmax(const gt_tensor *x, gt_tensor **out)
{
    const gt_softmax_opts wide = {.size = sizeof wide, .dtype = gt_tensor_dtype(x) == GT_F64 ? GT_F64 : GT_F32};
    return gt_softmax(queue, GT_LOG_SOFTMAX, out, x, last, &wide);
}

/* Logits (n, classes) and labels (n); the loss (n) is -log_softmax at the label, its gradient softmax - one-hot. A
 * label that is no class makes NaN of both. */
gt_status run_sparse_cross_entropy(frame *f)
{
    gt_tensor *x = NULL, *labels = NULL, *loss = NULL, *gradient = NULL;
    gt_tensor **log = hold(f), **column = hold(f), **valid = hold(f), **kept = hold(f), **nan = hold(f);
    gt_tensor **chosen = hold(f), **view = hold(f), **classes = hold(f), **hot = hold(f), **share = hold(f);
    const gt_scalar zero = {.dtype = GT_WEAK_INT}, one = {.dtype = GT_WEAK_INT, .i = 1};
    TRY(input(f, 0, &x));
    TRY(input(f, 1, &labels));
    if (gt_tensor_rank(x) != 2 || gt_tensor_rank(labels) != 1 || gt_tensor_dim(x, 0) != gt_tensor_dim(labels, 0))
        return refuse(f, TSL_INVALID_ARGUMENT, "logits must be (n, classes), and labels (n)");
    const int64_t n = gt_tensor_dim(x, 0), k = gt_tensor_dim(x, 1), line[] = {n, 1};
    TRY(output(f, 0, 1, &n, &loss));
    TRY(output_like(f, 1, x, &gradient));
    if (n == 0 || k == 0) return n == 0 ? GT_OK : refuse(f, TSL_INVALID_ARGUMENT, "there must be a class");
    TRY(log_softmax(x, log));
    TRY(gt_tensor_reshape(column, labels, 2, line));
    TRY(within(f, *column, k, valid, kept));
    TRY(apply3(GT_WHERE, nan, of(*valid), number(0), number((double)NAN)));
    TRY(gt_take_along(queue, chosen, *log, *kept, last));
    TRY(gt_tensor_reshape(view, loss, 2, line));
    TRY(gt_binary(queue, GT_SUBTRACT, view, *nan, *chosen));
    TRY(gt_arange(queue, classes, gt_tensor_dtype(labels), &zero, &one, k));
    TRY(gt_binary(queue, GT_EQUAL, hot, *kept, *classes));
    TRY(gt_unary(queue, GT_EXP, share, *log));
    TRY(gt_binary(queue, GT_SUBTRACT, share, *share, *hot));
    return gt_binary(queue, GT_ADD, &gradient, *share, *nan);
}

/* The same with a distribution (n, classes) for each label. */
gt_status run_cross_entropy(frame *f)
{
    gt_tensor *x = NULL, *labels = NULL, *loss = NULL, *gradient = NULL;
    gt_tensor **wide = hold(f), **log = hold(f), **terms = hold(f), **share = hold(f);
    int64_t shape[GT_MAX_RANK];
    int32_t rank = 0;
    TRY(input(f, 0, &x));
    TRY(input(f, 1, &labels));
    if (broadcast_shape(x, labels, &rank, shape) < 0 || rank != 2)
        return refuse(f, TSL_INVALID_ARGUMENT, "logits and labels must be (n, classes)");
    TRY(output(f, 0, 1, shape, &loss));
    TRY(output(f, 1, 2, shape, &gradient));
    TRY(gt_tensor_broadcast(wide, x, rank, shape));
    TRY(log_softmax(*wide, log));
    TRY(gt_binary(queue, GT_MULTIPLY, terms, *log, labels));
    TRY(gt_reduce(queue, GT_ADD, &loss, *terms, &last, 1, NULL));
    TRY(gt_unary(queue, GT_NEGATIVE, &loss, loss));
    TRY(gt_unary(queue, GT_EXP, share, *log));
    return gt_binary(queue, GT_SUBTRACT, &gradient, *share, labels);
}

/* The largest elements of lines, and whether a class is among them. */
#include "runs.h"

static const int32_t last = -1;

/* A tensor and, on the host, how many of the largest elements of each line of the last axis are wanted. */
gt_status run_top(frame *f)
{
    gt_tensor *x = NULL, *values = NULL, *places = NULL, **found = hold(f);
    int64_t shape[GT_MAX_RANK];
    integers k;
    TRY(input(f, 0, &x));
    TRY(host_integers(f, 1, &k));
    const int32_t rank = shape_of(x, shape);
    if (rank < 1 || k.n != 1 || k.value[0] < 0 || k.value[0] > shape[rank - 1])
        return refuse(f, TSL_INVALID_ARGUMENT, "input must have at least k columns");
    shape[rank - 1] = k.value[0];
    TRY(output(f, 0, rank, shape, &values));
    TRY(output(f, 1, rank, shape, &places));
    if (gt_tensor_count(values) == 0) return GT_OK;
    TRY(gt_topk(queue, &values, found, x, k.value[0], last, 0));
    return gt_copy(queue, &places, *found, 0);
}

/* Predictions (n, classes), targets (n) and, on the host, k: whether fewer than k classes have more than the target's.
 * A target that is no class is not among them, and of a line that is not finite none is. */
gt_status run_in_top(frame *f)
{
    gt_tensor *x = NULL, *targets = NULL, *y = NULL, **column = hold(f), **valid = hold(f), **kept = hold(f);
    gt_tensor **chosen = hold(f), **more = hold(f), **count = hold(f), **known = hold(f), **all = hold(f);
    integers k;
    TRY(input(f, 0, &x));
    TRY(input(f, 1, &targets));
    TRY(host_integers(f, 2, &k));
    if (gt_tensor_rank(x) != 2 || gt_tensor_rank(targets) != 1 || gt_tensor_dim(x, 0) != gt_tensor_dim(targets, 0) ||
        k.n != 1)
        return refuse(f, TSL_INVALID_ARGUMENT, "predictions are (n, classes), and targets (n)");
    const int64_t n = gt_tensor_dim(x, 0), line[] = {n, 1};
    TRY(output(f, 0, 1, &n, &y));
    if (n == 0 || gt_tensor_dim(x, 1) == 0) return fill_zeros(y);
    TRY(within(f, targets, gt_tensor_dim(x, 1), valid, kept));
    TRY(gt_tensor_reshape(column, *kept, 2, line));
    TRY(gt_take_along(queue, chosen, x, *column, last));
    TRY(gt_binary(queue, GT_GREATER, more, x, *chosen));
    TRY(gt_reduce(queue, GT_ADD, count, *more, &last, 1, NULL));
    TRY(gt_unary(queue, GT_ISFINITE, known, x));
    TRY(gt_reduce(queue, GT_LOGICAL_AND, all, *known, &last, 1, NULL));
    const gt_arg args[] = {{.name = "v", .tensor = *valid},
                           {.name = "a", .tensor = *all},
                           {.name = "c", .tensor = *count},
                           {.name = "k", .scalar = {.dtype = GT_I64, .i = k.value[0]}}};
    return gt_eval(queue, &y, "v && a && c < k", args, 4);
}

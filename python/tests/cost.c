/* cost.c: the calls that operators of Python make, without Python. cost.py times them. */
#include <gputensor/gputensor.h>

gt_status cost(gt_queue *queue, const gt_tensor *x, const gt_tensor *y, int count);
gt_status sum_of_two(gt_queue *queue, const gt_tensor *x, const gt_tensor *y);
gt_status sum_of_all(gt_queue *queue, const gt_tensor *x, const gt_tensor *y);
gt_status product(gt_queue *queue, const gt_tensor *x, const gt_tensor *y);

/* x + y: makes a tensor, adds, frees it; `count` times. */
gt_status cost(gt_queue *queue, const gt_tensor *x, const gt_tensor *y, int count)
{
    gt_status status = GT_OK;
    for (int i = 0; i < count && status == GT_OK; i++) {
        gt_tensor *sum = NULL;
        status = gt_binary(queue, GT_ADD, &sum, x, y);
        gt_tensor_free(sum);
    }
    return status;
}

/* What large ones are measured by: one call, and a wait for the device. */
static gt_status finish(gt_queue *queue, gt_status status, gt_tensor *result)
{
    gt_tensor_free(result);
    return status == GT_OK ? gt_queue_finish(queue) : status;
}

gt_status sum_of_two(gt_queue *queue, const gt_tensor *x, const gt_tensor *y)
{
    gt_tensor *result = NULL;
    gt_status status = gt_binary(queue, GT_ADD, &result, x, y);
    return finish(queue, status, result);
}

gt_status sum_of_all(gt_queue *queue, const gt_tensor *x, const gt_tensor *y)
{
    (void)y;
    gt_tensor *result = NULL;
    gt_status status = gt_reduce(queue, GT_ADD, &result, x, NULL, 0, NULL);
    return finish(queue, status, result);
}

gt_status product(gt_queue *queue, const gt_tensor *x, const gt_tensor *y)
{
    gt_tensor *result = NULL;
    gt_status status = gt_matmul(queue, &result, x, y, NULL);
    return finish(queue, status, result);
}

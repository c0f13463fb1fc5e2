/* cost.c: the calls that x + y makes, without Python: makes a tensor, adds, frees it; `count` times. cost.py times it. */
#include <gputensor/gputensor.h>

gt_status cost(gt_queue *queue, const gt_tensor *x, const gt_tensor *y, int count);

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

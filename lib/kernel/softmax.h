/* Softmax, its logarithm, and their gradients: kernels/{cpu,gpu}/softmax.cl. */
#ifndef GT_KERNEL_SOFTMAX_H
#define GT_KERNEL_SOFTMAX_H
#include "kernel/array.h"

/* The kinds of softmax.cl, by their numbers there. */
typedef enum gt__softmax_kind {
    GT__SOFTMAX_FORWARD,
    GT__SOFTMAX_LOG,
    GT__SOFTMAX_GRADIENT,
    GT__SOFTMAX_LOG_GRADIENT
} gt__softmax_kind;

/* target = that of x, or of the gradient x and the result y, along the one marked axis; all of one shape. y: NULL but
 * for gradients. compute: float32 or float64. target may be the very same view as x or y. */
gt_status gt__softmax_run(const gt__call *call, gt__softmax_kind kind, const gt__dtype *compute,
                          const gt__array *target, const gt__array *x, const gt__array *y, const uint8_t *marks);
#endif

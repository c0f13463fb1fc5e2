/* Runs kernels/reduce.cl. What operations and dtypes mean is decided by the caller. */
#ifndef GT_OPS_REDUCTION_H
#define GT_OPS_REDUCTION_H
#include "tensor/tensor.h"

typedef enum gt__reduce_kind { GT__PLAIN, GT__SUM, GT__ARG } gt__reduce_kind;

typedef struct gt__reduction {
    const char *operation; /* for messages */
    gt__reduce_kind kind;
    const char *combine; /* PLAIN: OpenCL text over accumulated x and new y */
    const char *better;  /* ARG: x beats y */
    const char *identity;
    int32_t compute, result; /* dtypes of the accumulator and of the result's values */
    int truth;               /* elements are taken as 1 where they are not zero */
    const gt_tensor
        *mean;   /* NULL, or of the result's shape and dtype compute: elements are squared distances from it */
    int divides; /* the result is divided by divisor */
    double divisor;
} gt__reduction;

/* The shape of a reduction's result: the marked axes gone, or kept with size 1. */
gt__shape gt__reduced_shape(const gt__shape *shape, const uint8_t *marks, int keep);
/* target, of the reduced shape, = the reduction of src's marked axes. */
int32_t gt__reduction_run(gt_queue *q, const gt__reduction *reduction, gt_tensor *target, const gt_tensor *src,
                          const uint8_t *marks, int keep);
#endif

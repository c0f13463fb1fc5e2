/* Reductions: kernels/{cpu,gpu}/reduce_*.cl. What operations and dtypes mean is decided by the caller. */
#ifndef GT_KERNEL_REDUCE_H
#define GT_KERNEL_REDUCE_H
#include "kernel/expression.h"

/* The kinds of accumulate.cl, by their numbers there. */
typedef enum gt__accumulate {
    GT__ACCUMULATE_PLAIN,
    GT__ACCUMULATE_SUM,
    GT__ACCUMULATE_ARG,
    GT__ACCUMULATE_WHOLE
} gt__accumulate;

typedef struct gt__reduction {
    gt__accumulate kind;
    int32_t row;                       /* the operation that combines two values; ARG: GT_GREATER or GT_LESS */
    const gt__dtype *compute, *result; /* of the accumulator, and of the result's values */
    int truth;                         /* elements are taken as 1 if they are not zero */
    const gt__fused *fused;            /* NULL, or src, which has no buffer and lies contiguously, is its value */
    const gt__array *mean, *mean_rest; /* NULL, or a quotient and its rest, of the result's shape, in buffers of their
                                          own: elements are squared distances from the exact mean */
    const gt__array *rest;             /* NULL, or where the rest of the quotient goes, laid out as target */
    int divides;                       /* the result is divided by divisor */
    double divisor, elements;          /* elements: of each reduction, if there is a mean */
} gt__reduction;

/* 1 if the reduction of `outs` lines of `count` elements each, which lie side by side, is of elements taken as
 * reduce_inner.cl takes them, in one pass, so that another kernel can do the same. */
int gt__reduce_is_inner(const gt__call *call, const gt__reduction *reduction, int64_t outs, int64_t count);
/* gpu: items of a work-group that take such a line together, `lanes` elements at a time; those of that dtype. */
int64_t gt__reduce_items(const gt__call *call, int64_t lanes, int64_t outs, int64_t count);
int32_t gt__reduce_lanes(const gt__dtype *dtype);
/* cpu: the bytes of the vectors that its sums of floats are kept in. */
int64_t gt__reduce_sum_bytes(const gt__call *call);

/* target, of the reduced shape, = the reduction of src's marked axes; keep: they are kept in it with size 1.
 * What a formula has too many operands for is put in memory first. */
gt_status gt__reduce_run(const gt__call *call, const gt__reduction *reduction, const gt__array *target,
                         const gt__array *src, const uint8_t *marks, int keep);
#endif

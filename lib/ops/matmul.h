/* What gt_matmul is made of. */
#ifndef GT_OPS_MATMUL_H
#define GT_OPS_MATMUL_H
#include "base/scalar.h"
#include "kernel/matmul.h"

/* Factors of a complex product, elements of what->result: alpha if it scales, beta if *d is read. */
typedef struct gt__complex_factors {
    gt__element alpha, beta;
    int scales, reads;
} gt__complex_factors;

/* As gt__matmul_run, where what->result is complex, and compute and the factors in *what are not looked at. A real
 * operand counts as one without imaginary part. */
gt_status gt__matmul_complex(const gt__call *call, const gt__matmul *what, const gt__complex_factors *by);
#endif

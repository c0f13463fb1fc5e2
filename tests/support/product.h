/* One matrix product and what it should be: sums in long double or 128-bit integers. A float result must be within
 * gamma_k |A||B| of the exact one (Higham, "Accuracy and Stability of Numerical Algorithms", 3.5), plus one rounding to
 * the dtype of dst. */
#ifndef TESTS_PRODUCT_H
#define TESTS_PRODUCT_H
#include "support/support.h"

typedef struct operand {
    int32_t dtype, rank; /* dtype 0: there is none */
    int64_t shape[GT_MAX_RANK];
    layout layout; /* up to rank SUPPORT_RANK */
} operand;

typedef struct product {
    operand a, b, bias;
    int32_t dst; /* dtype of a *dst that is given */
    layout dst_layout;
    int32_t accumulate, activation, provider;
    double alpha, beta; /* alpha 0 stands for none, unless alpha_zero */
    bool alpha_zero;
    bool small;      /* small integers as values: every sum is exact */
    bool truncates;  /* sums may be cut, not rounded, where terms are added: twice the error */
    bool any_values; /* the result may be constant */
    int32_t odd_in;  /* NaN or infinity, `odd`, is element odd_at of a, b or the bias: 1, 2, 3 */
    int64_t odd_at;
    double odd;
} product;

operand operand_matrix(int32_t dtype, int64_t rows, int64_t columns);
/* Random values: floats of mixed magnitudes, integers of all bits, or whole numbers from -8 to 8. */
void operand_fill(const operand *o, bool small, void *host, int64_t count, uint64_t seed);
/* Computes the product and counts its wrong elements (support_wrong). */
void product_check(product p);
#endif

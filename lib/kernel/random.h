/* Random numbers: kernels/philox.cl and kernels/{cpu,gpu}/random.cl. */
#ifndef GT_KERNEL_RANDOM_H
#define GT_KERNEL_RANDOM_H
#include "kernel/array.h"

/* The kinds of philox.cl. */
typedef enum gt__random_kind {
    GT__RANDOM_UNIFORM,
    GT__RANDOM_NORMAL,
    GT__RANDOM_EXPONENTIAL,
    GT__RANDOM_INTEGERS,
    GT__RANDOM_BERNOULLI
} gt__random_kind;

typedef struct gt__random {
    gt__random_kind kind;
    uint64_t seed, counter[2], first;
    double location, scale; /* of floats */
    uint64_t low, range;    /* of integers, range 0: 2^64 */
    double probability;
} gt__random;

/* Writes to every element of target, row by row. */
gt_status gt__random_run(const gt__call *call, const gt__random *what, const gt__array *target);
#endif

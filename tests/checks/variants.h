/* What is shared by the parts of the program that writes variants: tensors without memory, and calls on them. */
#ifndef CHECKS_VARIANTS_H
#define CHECKS_VARIANTS_H
#include "kernel/walk.h"
#include "tensor/handle.h"

enum { DTYPES = 14, COMPUTES = 6, FEW_RANK = 6 };
extern const int32_t computes[COMPUTES]; /* dtypes that values are computed in */
extern const int64_t few[FEW_RANK];      /* a small shape */

/* A function of lib/cl that is replaced (--wrap). */
#define REPLACE(type, name, ...)                                                                                       \
    type __wrap_##name(__VA_ARGS__);                                                                                   \
    type __wrap_##name(__VA_ARGS__)

gt_queue *queue(void);
/* Contiguous. */
gt_tensor tensor(int32_t dtype, int32_t rank, const int64_t *shape);
/* With gaps between rows, so that no two axes are walked as one; step: the innermost stride. */
gt_tensor spread(int32_t dtype, int32_t rank, const int64_t *shape, int64_t step);
/* Notes a call that failed. */
void expect(gt_status status, const char *what);
/* The same of a call that made a tensor, which is freed. */
void expect_made(gt_status status, gt_tensor *made, const char *what);

/* As bits: what a family's variants have, and what they must have. */
typedef struct features {
    unsigned computes, results, sources, ranks, flags, kinds;
} features;
/* Of families whose elements are keys: sorting, and what is made of sorted ones; of Fourier transforms. */
features needed_by_keys(int family);
features needed_by_fft(void);
/* Of families that combine what is put, which need no more than `all`. */
features needed_to_combine(int family, features all);

/* Products, m: 1 for a row times a matrix; and squares of all sizes. */
void products(int64_t m);
void tiles(void);
void tensor_cores(void);
/* Taking where indices say. */
void gathers(void);
/* Putting there. */
void scatters(void);
/* The same of few lines. */
void puts_in_few_lines(void);
/* Where elements are not zero. */
void searches(void);
/* Scans. */
void scans(void);
/* Sorting. */
void sorts(void);
/* Fourier transforms. */
void ffts(void);
/* Softmax and its kin. */
void softmaxes(void);
/* Random numbers. */
void randoms(void);
/* Short rows, and a column beside them. */
void layouts(void);
/* Reductions of short rows whose elements lie side by side. */
void reduce_short_rows(void);
/* Comparisons of integers with numbers of another kind. */
void comparisons(void);
/* Binary rows over as many operands as a launch has room for. */
void folds(void);
/* Rows of complex numbers. */
void complexes(void);
/* Expressions, and the number of the formula of one. */
void expressions(void);
int formula_number(const void *formula);
/* Adds the dtypes that it computes in, gives and takes, as bits. */
void formula_types(const void *formula, unsigned *computed, unsigned *results, unsigned *sources);
#endif

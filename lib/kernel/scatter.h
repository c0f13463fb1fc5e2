/* What the ways to put values where indices say share: scatter.c, where an item takes whole lines (scatter.cl); on GPUs
 * replace.c (replace.cl) and combine.c (line_places.cl, sort_few.cl, combine.cl), where many items take one. */
#ifndef GT_KERNEL_SCATTER_H
#define GT_KERNEL_SCATTER_H
#include "kernel/index.h"
#include "kernel/lines.h"
#include "kernel/spec.h"

typedef struct gt__scattering {
    const gt__call *call;
    const gt__indexing *what;
    const gt__array *values;
    const gt__lines *lines;
    int32_t row; /* the operation that combines, or 0 */
} gt__scattering;

gt__spec gt__scatter_spec(const gt__scattering *s, gt__family family);
/* The arguments PARAMETERS of kernels/scatter.cl. Returns the number of the one that says where the indices of a launch
 * begin; the next one says where they end. */
int32_t gt__scatter_arguments(gt__command *command, const gt__scattering *s);
/* 1 if all lines have the same indices. */
int gt__scatter_shares(const gt__lines *lines);

gt_status gt__scatter_replace(const gt__scattering *s);
gt_status gt__scatter_combine(const gt__scattering *s);
#endif

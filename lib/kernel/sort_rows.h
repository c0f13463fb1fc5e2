/* Sorting of lines that fit into local memory: kernels/gpu/sort_rows.cl. */
#ifndef GT_KERNEL_SORT_ROWS_H
#define GT_KERNEL_SORT_ROWS_H
#include "kernel/keys.h"
#include "kernel/sort.h"

/* 1 if lines of that many elements fit, in the form of kernels for GPUs. */
int gt__sort_rows_fit(const gt__call *call, const gt__keys *keys, int64_t length);
/* Sorts lines of `length` of the `count` elements that begin at `first` of src, side by side. */
gt_status gt__sort_rows_run(const gt__call *call, const gt__sorted *out, const gt__keys *keys, gt__buffer *src,
                            int64_t first, int64_t count, int64_t length);
#endif

/* Where elements are not zero, in row-major order: kernels/{cpu,gpu}/nonzero.cl, in pieces that are counted, placed one
 * after the other by a scan of the counts, and written. */
#ifndef GT_KERNEL_NONZERO_H
#define GT_KERNEL_NONZERO_H
#include "kernel/array.h"

typedef struct gt__nonzero {
    gt__array begins; /* of each piece in the result; in a buffer of its own, which is released by the caller */
    int64_t pieces, span;
    int64_t found; /* elements that are not zero */
} gt__nonzero;

/* [blocks] Counts them, which transfers their number. One on a queue that rehearses, if there are elements. */
gt_status gt__nonzero_count(gt__nonzero *out, const gt__call *call, const gt__array *src);
/* target, contiguous int64 (found, rank of src) = their places along the axes; flat: (found,) = their row-major
 * numbers. */
gt_status gt__nonzero_write(const gt__call *call, const gt__nonzero *what, const gt__array *target,
                            const gt__array *src, int flat);
#endif

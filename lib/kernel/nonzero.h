/* Where elements are not zero, in row-major order, and elements beside them: kernels/{cpu,gpu}/nonzero.cl, in pieces
 * that are counted and gone through again. In the gpu form a scan of the counts says where each begins; in the cpu form
 * there are few, and each adds up those before it. */
#ifndef GT_KERNEL_NONZERO_H
#define GT_KERNEL_NONZERO_H
#include "kernel/array.h"

typedef struct gt__nonzero {
    gt__array begins; /* counts of pieces, or their scan; in a buffer of its own, which is released by the caller */
    int64_t pieces, span;
    int64_t found; /* elements that are not zero, after gt__nonzero_wait */
} gt__nonzero;

/* Begins to count them. begins.buffer is NULL if there are no elements. */
gt_status gt__nonzero_count(gt__nonzero *out, const gt__call *call, const gt__array *src);
/* [blocks] Transfers their number. On a queue that rehearses it is `rehearsed`, if there are elements. */
gt_status gt__nonzero_wait(gt__nonzero *what, const gt__call *call, int64_t rehearsed);
/* target, contiguous int64 (found, rank of src) = their places along the axes; flat: (found,) = their row-major
 * numbers. */
gt_status gt__nonzero_write(const gt__call *call, const gt__nonzero *what, const gt__array *target,
                            const gt__array *src, int flat);
/* target, of rank 1 and of the dtype of values, = the elements of values, which has mask's shape, where mask is not
 * zero. */
gt_status gt__nonzero_choose(const gt__call *call, const gt__nonzero *what, const gt__array *target,
                             const gt__array *mask, const gt__array *values);
/* Those elements of to = the elements of values, of rank 1 or 0, which has one for all or one for each. */
gt_status gt__nonzero_place(const gt__call *call, const gt__nonzero *what, const gt__array *to, const gt__array *mask,
                            const gt__array *values);
#endif

/* Indexing by tensors along one axis: gather.cl, scatter.cl, and what kernel/scatter.h tells of; along several, which
 * places.cl makes one. The caller decides shapes and dtypes. */
#ifndef GT_KERNEL_INDEX_H
#define GT_KERNEL_INDEX_H
#include "kernel/array.h"

/* Indices into an axis of an array. Elements that are moved have the shape of the array with, in the axis's place, the
 * axes of the indices; or, `along`, the shape that both broadcast to but for the axis, which is the indices'. */
typedef struct gt__indexing {
    const gt__array *of, *indices; /* indices: integers */
    int32_t axis;                  /* of `of`, which has one at least */
    int along;
} gt__indexing;

/* Indices into several axes at once, of axes 0 to n - 1 of an array; NULL for an axis that has none. They broadcast to
 * `common`. */
typedef struct gt__listed {
    const gt__array *of, *const *indices;
    int32_t n;
    gt__shape common;
} gt__listed;

/* The axis that indices into several axes make together: *line is the array with that axis, number `axis`, in their
 * place. Neighbouring axes keep it where they are, others have it in front. Its elements overlap: to be read, and
 * written where indices say. */
void gt__places_line(gt__array *line, int32_t *axis, const gt__listed *what);
/* *places = indices into that axis, of shape `common`, in a buffer of their own, which the caller releases after a
 * success; beyond it where an index is wrong, which is noted. */
gt_status gt__places_make(gt__array *places, const gt__call *call, const gt__listed *what);

/* Strides over the elements that are moved. */
typedef struct gt__indexed {
    int64_t of[GT_MAX_RANK], index[GT_MAX_RANK];
    int64_t position[GT_MAX_RANK]; /* of an index's number among the indices */
    uint8_t marks[GT_MAX_RANK];    /* 1: an axis of the indices */
} gt__indexed;

/* shape: of the elements that are moved. */
void gt__indexed_make(gt__indexed *out, const gt__indexing *what, const gt__shape *shape);

/* Notes what is wrong among indices by its number there, which the dense copy of indices that broadcast has not: the
 * first to note something is who is heard. */
gt_status gt__indices_check(const gt__call *call, const gt__indexing *what);
/* target, of the shape of the elements that are moved and of the array's dtype, = those elements. */
gt_status gt__gather_run(const gt__call *call, const gt__indexing *what, const gt__array *target);
/* The elements of what->of that indices name become those of values, which has their shape and the array's dtype; or
 * row, the operation that combines them, of them and the values, in an order that gputensor/index.h tells of. */
gt_status gt__scatter_run(const gt__call *call, const gt__indexing *what, const gt__array *values, int32_t row);
/* The same of lines, where no two indices name one place, so that several work-items write. */
gt_status gt__scatter_apart(const gt__call *call, const gt__array *of, const gt__array *indices,
                            const gt__array *values);
#endif

/* The axes that several operands of one shape are walked along, reordered and merged: the host's half of walk.cl. */
#ifndef GT_KERNEL_WALK_H
#define GT_KERNEL_WALK_H
#include "base/shape.h"
#include "cl/cl.h"

/* GT__WALK_AXES: axes that a kernel has room for, after merging. Contiguous operands of GT_MAX_RANK axes, of which some
 * are worked along and the others number lines, merge to no more of either. */
enum { GT__MAX_OPERANDS = 20, GT__WALK_AXES = GT_MAX_RANK / 2 };

typedef struct gt__walk {
    int32_t rank; /* at least 1 after gt__walk_merge; a batch may have 0 */
    int32_t operands;
    int64_t size[GT_MAX_RANK]; /* the last axis is the innermost */
    int64_t stride[GT__MAX_OPERANDS][GT_MAX_RANK];
} gt__walk;

/* The walk of `operands` arrays, strides[i] those of the i-th over shape. Axes of size 1 are left out; those of a
 * shape without elements are one of size 0. */
void gt__walk_make(gt__walk *walk, const gt__shape *shape, int32_t operands, const int64_t *const *strides);
/* Orders axes so that the strides of operand 0 fall, then those of operand 1, and so on. */
void gt__walk_sort(gt__walk *walk);
/* Merges neighbouring axes that every operand walks as one. Leaves rank >= 1. */
void gt__walk_merge(gt__walk *walk);
/* 1 if every operand's elements lie side by side along a single axis: then the gpu form takes wide accesses, which its
 * kernels find out for themselves. */
int gt__walk_is_dense(const gt__walk *walk);
/* Moves axis `from` inwards, so that it is axis `to`. */
void gt__walk_move(gt__walk *walk, int32_t from, int32_t to);
/* Takes an axis out. */
void gt__walk_drop(gt__walk *walk, int32_t axis);

/* Takes out the outermost axes that a kernel has no room for. Returns the number of places along them, 1 if there are
 * none: each is a part, to be walked along the axes that are left. */
int64_t gt__walk_split(gt__walk *walk);
/* Where part number `part` of the walk, as it was before the split, begins in an operand. */
int64_t gt__walk_part(const gt__walk *walk, int32_t operand, int64_t part);

/* One argument of type `axes` (walk.cl) for a kernel with room for `ranks` axes: values[rank - 1] is its s0. */
void gt__arg_axes(gt__command *command, const int64_t *values, int32_t rank, int32_t ranks);
/* The strides of every operand in their order, then the sizes. */
void gt__arg_walk(gt__command *command, const gt__walk *walk, int32_t ranks);
#endif

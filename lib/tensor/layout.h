/* Pure arithmetic: the axes that several operands of one shape are walked along, reordered and merged. */
#ifndef GT_TENSOR_LAYOUT_H
#define GT_TENSOR_LAYOUT_H
#include "base/shape.h"

enum { GT__MAX_OPERANDS = 4 };

typedef struct gt__layout {
    int32_t rank; /* 1 to GT_MAX_RANK */
    int32_t operands;
    int64_t size[GT_MAX_RANK];
    int64_t stride[GT__MAX_OPERANDS][GT_MAX_RANK];
} gt__layout;

/* The walk of `operands` arrays, strides[i] those of the i-th over shape. Axes of size 1 are left out. */
void gt__layout_make(gt__layout *layout, const gt__shape *shape, int32_t operands, const int64_t *const *strides);
/* Orders axes so that the strides of operand 0 fall, then those of operand 1, and so on. */
void gt__layout_sort(gt__layout *layout);
/* Merges neighbouring axes that every operand walks as one. Leaves rank >= 1. */
void gt__layout_merge(gt__layout *layout);
#endif

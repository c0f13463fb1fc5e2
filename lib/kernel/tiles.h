/* Walks of the cpu form along two axes at a time, in blocks: where the innermost axis is short, or operands lie side by
 * side in memory along different axes. */
#ifndef GT_KERNEL_TILES_H
#define GT_KERNEL_TILES_H
#include "kernel/walk.h"

typedef struct gt__tiles {
    int32_t block;         /* elements that a block has room for */
    int32_t rows, columns; /* of a block, along the last axis but one and the last */
    int crossed;           /* 1: an operand lies side by side along the last axis but one */
    int64_t blocks, items; /* in all; a work-item takes as many as another, the last ones fewer or none */
} gt__tiles;

/* 1 if a sorted and merged walk is to go by blocks, of elements of `size` bytes, of which a work-item takes about
 * `chunk`; the two last axes of the walk are theirs then. */
int gt__tiles_make(gt__tiles *tiles, gt__walk *walk, int64_t chunk, int32_t size);
#endif

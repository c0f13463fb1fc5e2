/* Sizes that were found by measuring: every tile, block and limit of a launch, in one place. They reach kernels through
 * the spec. */
#ifndef GT_KERNEL_TUNING_H
#define GT_KERNEL_TUNING_H
#include <stdint.h>

typedef struct gt__tuning {
    struct { /* cpu: elements of a work-item, at most and at least, and of a block; results past the caches */
        int64_t chunk, smallest_chunk, block, stream_bytes;
    } elementwise_cpu;
    struct { /* gpu: items of a work-group; items of a launch, more if each would take more than `run` steps */
        int64_t group, items, run;
    } elementwise_gpu;
    struct { /* side of a tile; axes shorter than `smallest` are not worth one */
        int64_t tile, smallest;
    } copy_cpu;
    struct { /* bytes of a row of a tile, at most; its side at most; items of a work-group */
        int64_t row_bytes, tile, items, smallest;
    } copy_gpu;
    struct
    { /* cpu: accumulators side by side, of an output and of a strip of outputs; elements of a work-item; work-items
                for each compute unit if that takes splits; elements of a split, at most */
        int64_t block, strip, job, jobs, longest;
    } reduce_cpu;
    struct { /* gpu: items of a work-group, fewer for outputs of up to `low` elements; outputs of up to `few` elements
                take one item; work-groups (inner) and items (outer) for each compute unit if that takes splits; elements
                of an item, at least if it does, and at most */
        int64_t group, small_group, low, few, groups, items, least, run;
    } reduce_gpu;
} gt__tuning;

extern const gt__tuning gt__tuned;
#endif

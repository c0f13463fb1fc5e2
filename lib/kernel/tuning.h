/* Sizes that were found by measuring: every tile, block and limit of a launch, in one place. They reach kernels through
 * the spec. */
#ifndef GT_KERNEL_TUNING_H
#define GT_KERNEL_TUNING_H
#include <stdint.h>

enum { GT__MATMUL_TILES = 7, GT__MMA_TILES = 2 };

/* A work-group of items x items, each with each x each elements, in steps of `depth`, for types of 4 bytes. An item
 * loads one or two vectors of an operand in a step. */
typedef struct gt__matmul_tile {
    int32_t items, each, depth;
} gt__matmul_tile;

/* A work-group of down x right warps has a tile of rows x columns. */
typedef struct gt__mma_tile {
    int32_t rows, columns, down, right;
} gt__mma_tile;

/* multiplications, at least (0: there is no such product), and the smallest of m, n and k. */
typedef struct gt__matmul_limit {
    double work;
    int64_t side;
} gt__matmul_limit;

typedef struct gt__tuning {
    int64_t vector_bytes; /* cpu: of a vector that a row of form VECTOR takes */
    int64_t wide_bytes;   /* gpu: of the access that an item makes if its elements lie side by side */
    int64_t host_bytes;   /* of a piece of what goes through the host's memory, to a file or another device */
    struct { /* cpu: work-items for each compute unit, more if each would take more than `chunk` elements, fewer if less
              * than `smallest_chunk`; elements of a block; results past the caches */
        int64_t jobs, chunk, smallest_chunk, block, stream_bytes;
    } elementwise_cpu;
    struct { /* cpu, expressions of whole rows: elements of a block, for short rows and for others, which is the longest
              * row; of the shortest row; of a work-item; bytes of all blocks, at most */
        int64_t short_block, block, least, job, bytes;
    } rows_cpu;
    struct { /* gpu: items of a work-group of several rows, at most; work-groups of a launch */
        int64_t group, groups;
    } rows_gpu;
    struct { /* cpu: blocks of random words that are made at a time; vectors of eight of them that are made together
              * where there are registers of 64 bytes, of which the shorter ones are too few for that; so for uniform
              * numbers, of which these are also all that are made at a time */
        int64_t batch, vectors, uniform_vectors;
    } random_cpu;
    struct { /* gpu: items of a work-group; items of a launch, more if each would take more than `run` steps */
        int64_t group, items, run;
    } elementwise_gpu;
    struct { /* cpu, walks along two axes: elements of a block, and bytes of those of all operands, at most; columns of
              * one, at most, where operands lie side by side along both axes; elements of one where they do not; walks
              * of fewer than `least` elements are not worth it, nor are blocks of fewer than `least_block`, nor is one
              * of the two axes that is shorter than `smallest`; an innermost axis shorter than `short_axis` is */
        int64_t block, bytes, side, plain_block, least, least_block, smallest, short_axis;
    } tiles;
    struct { /* bytes side by side that a kernel copies rather than a command, at least */
        int64_t bytes;
    } copy_cpu;
    struct { /* bytes of a row of a tile, at most; its side at most; items of a work-group */
        int64_t row_bytes, tile, items, smallest;
    } copy_gpu;
    struct { /* cpu: accumulators side by side, of an output and of a strip of outputs; outputs of up to `few` elements
                go by strips too, of `nearby` elements at most; elements of a work-item, and of a split, at most;
                work-items for each compute unit if that takes splits */
        int64_t block, strip, least_vector, few, nearby, job, longest, jobs;
    } reduce_cpu;
    struct { /* gpu: items of a work-group, fewer for outputs of up to `low` elements; outputs of up to `few` elements,
              * or `few_wide` that can be loaded as vectors, take one item of reduce_outer; loads of an item, at least,
              * while there are outputs enough for all items; work-groups (inner) and items (outer, and inner of short
              * outputs) for each compute unit if that takes splits; elements of an item, at least if it does (inner and
              * outer), and at most */
        int64_t group, small_group, low, few, few_wide, each, groups, items, least, least_outer, run;
    } reduce_gpu;
    struct
    { /* cpu: elements of a block; lines of a strip, at most; lines of up to `few` elements go by strips; elements
              * of a work-item; work-items for each compute unit if that takes splits; elements of a split, at most */
        int64_t block, strip, few, job, jobs, longest;
    } softmax_cpu;
    struct { /* gpu: items of a work-group; elements that an item keeps, of short and of long lines; neighbouring lines
              * of a work-group, at least, if they are across, and those of lines that do not fit; work-groups for each
              * compute unit if that takes splits; elements of an item, at least if it does, and at most; work-groups
              * of a launch */
        int64_t group, few, many, near, side, groups, least, run, most_groups;
    } softmax_gpu;
    struct { /* of a, from which b is made a real matrix of twice its size */
        int64_t rows;
    } matmul_complex;
    struct { /* steps of k between packings; rows of a register tile, of a narrow one; columns of a row's; bytes of
              * local memory, meant for the second cache, of a panel of b, meant for the first, of a row of sums; rows
              * of them, at most; k and strides of rows for which packing does not pay, at most; multiplications worth
              * a work-group, of tiles and of rows */
        int64_t kc, rows, narrow_rows, row_columns, local_bytes, panel_bytes, row_bytes, most_rows, unpacked;
        double group_work, row_work;
    } matmul_cpu;
    struct { /* tiles, from the largest; iterations of an item's loops along k, groups of a launch, at most; groups
              * for each compute unit that fill the device, of the largest tile, of others; of a slice of k: steps, at
              * least, number, at most */
        gt__matmul_tile tile[GT__MATMUL_TILES];
        int64_t iterations, groups, fill_largest, fill, slice, slices;
    } matmul_gpu;
    struct { /* tensor cores: tiles, from the larger, of halves and of float64; bytes of k in a step, as the kernel has
              * them, and steps that have their place at a time; the smallest of m, n and k; groups for
              * each compute unit that fill the device, of the larger tile, of the smaller; of a slice of k: steps, at
              * least, number, at most */
        gt__mma_tile half[GT__MMA_TILES], float64[GT__MMA_TILES];
        int32_t step_bytes, stages;
        int64_t least, fill_larger, fill, slice, slices;
    } matmul_mma;
    struct { /* items of a work-group, and beside each other; groups for each compute unit; vectors of an item in a
              * slice of k, at least; slices, at most */
        int64_t items, across, fill, slice, slices;
    } matmul_vector_gpu;
    struct { /* products on GPUs that CLBlast gets, by the dtype of sums, 0: none; what its tiles pad sizes to, at
              * most */
        gt__matmul_limit float32, float64;
        int64_t padded;
    } matmul_clblast;
    struct { /* cpu: indices of a block; neighbours that an index moves as one element, at most */
        int64_t block, width;
    } gather_cpu;
    struct { /* cpu: elements of a block; the largest axis whose places are of 32 bits */
        int64_t block, narrow;
    } places;
    struct { /* work-items for each compute unit */
        int64_t jobs;
    } scatter_cpu;
    struct { /* indices that an item of a launch goes through, at most; lines too few for an item each, with indices of
              * their own, or with the same ones, if they have `many` indices at least, or `sorted` of their own that
              * combine; an axis more than `sparse` times as long as the indices, `longest` at a time, has no winner of
              * each place; indices whose rank is counted rather than that they are sorted, at most, and items of a
              * work-group for that; bits of the number of values for one place that are combined in their order */
        int64_t steps, few, lines, many, sorted, sparse, longest, few_sorted, sort_group, block_bits;
    } scatter_gpu;
    struct { /* cpu: elements of a block; lines of a strip, at most; lines of up to `few` elements go by strips too, of
              * `nearby` elements at most; elements of a work-item, and of a piece of a line, at least; work-items for
              * each compute unit if that takes pieces */
        int64_t block, strip, few, nearby, job, jobs;
    } scan_cpu;
    struct { /* gpu: items of a work-group, fewer for lines of up to `low` elements; bytes that an item keeps at a time;
              * lines of up to `few` elements take one item; work-groups (inner) and items (outer) for each compute unit
              * if that takes pieces; a piece of an inner scan is, at least, so often what a group keeps; elements of
              * an item, at most; items of a launch, at most */
        int64_t group, small_group, low, each_bytes, few, groups, items, least, run, most_items;
    } scan_gpu;
    struct { /* cpu: bits of a digit; work-items for each compute unit; elements of one, at least and at most */
        int64_t bits, jobs, least, longest;
    } sort_cpu;
    struct { /* gpu: bits of a digit; items of a work-group; elements that one ranks at a time, at most, and their
              * bytes, unless that is less than half as many; work-groups for each compute unit; times that a work-group
              * does so, at most; counters of a digit, and bytes of all, at most; 1: by votes, if the device has them;
              * bytes of local memory, at most, if so and if not; random keys that are sorted by their upper halves
              * first, at most; elements of an item, at least, and between sizes of tiles of short lines; steps that a
              * group takes beside those for its elements, in elements of an item */
        int64_t bits, group, each, item_bytes, groups, run, counters, count_bytes;
        int64_t votes, votes_bytes, local_bytes, halves, least_each, beside;
    } sort_gpu;
    struct { /* cpu: elements of a block; work-items, at most */
        int64_t block, pieces;
    } nonzero_cpu;
    struct { /* items of a work-group, a power of 2; elements of one, at least, and groups, at most */
        int64_t group, span, pieces;
    } nonzero_gpu;
    struct { /* work-items for each compute unit; elements of one, at least, and no fewer than there are bins */
        int64_t jobs, least;
    } histogram_cpu;
    struct { /* items of a work-group; work-groups for each compute unit; bytes of counts in local memory, at most;
              * elements of an item in a launch, and of a launch that counts in one row, at most; numbers of a table
              * of weights, at most, but for one row */
        int64_t group, groups, local_bytes, run, longest, table;
    } histogram_gpu;
    struct
    { /* bytes of local memory, at most; cpu: elements of a work-item; lengths of which few lines take two passes;
              * gpu: lines side by side if there are several passes, at least; items of a work-group, and of one of so
              * few elements; work-groups of a launch; elements that are worth a kernel of their
              * length, bytes of those of several lines of its work-group, and items of it, at most, of fewer lines than
              * gpu_side too; bytes of tables that are kept */
        int64_t cpu_bytes, gpu_bytes, cpu_job, cpu_split, gpu_side, gpu_group, gpu_small_group, gpu_few, gpu_groups,
            sized_least, sized_bytes, sized_items, sized_items_across, kept_bytes;
    } fft;
} gt__tuning;

extern const gt__tuning gt__tuned;
#endif

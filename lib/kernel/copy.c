#include "kernel/copy.h"

#include <string.h>

#include "base/integer.h"
#include "base/scalar.h"
#include "kernel/elementwise.h"
#include "kernel/tuning.h"
#include "kernel/walk.h"

enum { O, X };

/* ---- tiles of the gpu form ---- */

/* What a transposed copy moves by tiles: the axis along which x is contiguous, o being so along the last one. */
typedef struct tiles {
    gt__walk walk; /* of the batch, without the two axes */
    int64_t rows, columns, xcolumn, orow;
    int64_t tile, items, lanes, groups;
} tiles;

static int32_t find_rows(const gt__walk *walk)
{
    const int32_t last = walk->rank - 1;
    const int64_t smallest = gt__tuned.copy_gpu.smallest;
    if (walk->stride[O][last] != 1 || walk->stride[X][last] == 1 || walk->size[last] < smallest) return -1;
    for (int32_t axis = 0; axis < last; axis++)
        if (walk->stride[X][axis] == 1 && walk->size[axis] >= smallest) return axis;
    return -1;
}

/* 1 if the copy of `count` elements of `size` bytes is one that tiles speed up; t->walk is that of the copy. */
static int find_tiles(tiles *t, const gt__traits *traits, int64_t count, int32_t size)
{
    gt__walk *walk = &t->walk;
    const int32_t axis = find_rows(walk), last = walk->rank - 1;
    t->tile = gt__smaller(gt__tuned.copy_gpu.tile, gt__tuned.copy_gpu.row_bytes / size);
    t->items = gt__tuned.copy_gpu.items;
    t->lanes = gt__tuned.wide_bytes / size;
    if (axis < 0 || t->lanes < 2 || traits->group < t->items || traits->local_bytes < t->tile * t->tile * size)
        return 0;
    t->rows = walk->size[axis];
    t->columns = walk->size[last];
    t->xcolumn = walk->stride[X][last];
    t->orow = walk->stride[O][axis];
    t->groups = gt__divide_up(t->rows, t->tile) * gt__divide_up(t->columns, t->tile) * (count / (t->rows * t->columns));
    gt__walk_drop(walk, last);
    gt__walk_drop(walk, axis);
    return walk->rank <= GT__WALK_AXES && t->groups <= UINT32_MAX / t->items; /* some devices count no further */
}

/* *done: 0 if it is no such copy, and nothing happened. */
static gt_status copy_tiles(const gt__call *call, const gt__array *to, const gt__array *from, const gt__walk *walk,
                            int *done)
{
    tiles t;
    gt__command command;
    gt__kernel *kernel = NULL;
    *done = 0;
    if (gt__traits_of(call->context)->form == GT__CPU) return GT_OK;
    t.walk = *walk;
    *done = find_tiles(&t, gt__traits_of(call->context), to->count, to->dtype->size);
    if (!*done) return GT_OK;
    const gt__dtype *raw = gt__dtype_of(to->dtype->raw);
    gt__spec spec = gt__spec_of(call, GT__TILED_COPY);
    spec.ranks = gt__spec_ranks(t.walk.rank);
    spec.lanes = (uint8_t)t.lanes;
    gt__spec_types(&spec, gt__dtype_of(raw->wide), gt__dtype_of(raw->wide), raw);
    spec.tile[0] = (uint16_t)t.tile;
    spec.tile[1] = (uint16_t)t.items;
    GT__TRY(gt__spec_kernel(&kernel, call, &spec));
    *done = gt__kernel_group(kernel) >= t.items;
    if (!*done) return GT_OK;
    gt__launch_begin(&command, kernel);
    gt__arg_axes(&command, t.walk.stride[X], t.walk.rank, spec.ranks);
    gt__arg_axes(&command, t.walk.stride[O], t.walk.rank, spec.ranks);
    gt__arg_axes(&command, t.walk.size, t.walk.rank, spec.ranks);
    gt__arg_buffer(&command, from->buffer);
    gt__arg_long(&command, from->offset);
    gt__arg_buffer(&command, to->buffer);
    gt__arg_long(&command, to->offset);
    gt__arg_long(&command, t.rows);
    gt__arg_long(&command, t.columns);
    gt__arg_long(&command, t.xcolumn);
    gt__arg_long(&command, t.orow);
    gt__arg_int(&command, t.walk.rank);
    command.local[0] = (size_t)t.items;
    command.global[0] = (size_t)(t.groups * t.items);
    return gt__submit(call, &command);
}

/* ---- copies and fills ---- */

/* The same memory as elements of the same size that are not looked at. */
static gt__array raw_of(const gt__array *array)
{
    gt__array raw = *array;
    raw.dtype = gt__dtype_of(array->dtype->raw);
    return raw;
}

/* to = the one operand: an array, or an element of to's compute type. */
static gt_status move(const gt__call *call, const gt__array *to, const gt__dtype *compute, const gt__array *from,
                      const gt__element *scalar)
{
    gt__elementwise what;
    gt__elementwise_begin(&what, 0, compute, compute, 1);
    what.operand[0].array = from;
    if (scalar) what.operand[0].scalar = *scalar;
    return gt__elementwise_run(call, &what, to);
}

/* The memory of an array that lies side by side, from its byte `first` on, as `count` words. */
static gt__array words_of(const gt__array *array, int32_t dtype, int64_t first, int64_t count)
{
    gt__array words = {.buffer = array->buffer, .dtype = gt__dtype_of(dtype), .count = count};
    words.offset = first / words.dtype->size;
    words.shape.rank = 1;
    words.shape.size[0] = count;
    words.strides[0] = 1;
    return words;
}

/* Bytes that lie side by side, from byte x of `from` to byte o of `to`. Some drivers for CPUs copy with one thread, so
 * that many bytes take a kernel, by words, and a command for the rest. */
static gt_status copy_bytes(const gt__call *call, const gt__array *to, int64_t o, const gt__array *from, int64_t x,
                            int64_t bytes)
{
    const int32_t word = (o | x) % 8 == 0 ? GT_U64 : GT_U32, size = gt__dtype_of(word)->size;
    const int64_t count = bytes / size, rest = bytes % size;
    if (gt__traits_of(call->context)->form == GT__GPU || bytes < gt__tuned.copy_cpu.bytes || (o | x) % size != 0)
        return gt__copy_bytes(call, to->buffer, o, from->buffer, x, bytes);
    const gt__array words_to = words_of(to, word, o, count), words_from = words_of(from, word, x, count);
    GT__TRY(move(call, &words_to, words_to.dtype, &words_from, NULL));
    if (rest == 0) return GT_OK;
    return gt__copy_bytes(call, to->buffer, o + bytes - rest, from->buffer, x + bytes - rest, rest);
}

static gt_status copy_raw(const gt__call *call, const gt__array *to, const gt__array *from)
{
    const int64_t *strides[] = {to->strides, from->strides}, size = to->dtype->size;
    gt__walk walk;
    int done = 0;
    gt__walk_make(&walk, &to->shape, 2, strides);
    gt__walk_sort(&walk);
    gt__walk_merge(&walk);
    /* In both, elements lie side by side in one order, whatever that of the axes is. */
    if (walk.rank == 1 && (to->count == 1 || (walk.stride[O][0] == 1 && walk.stride[X][0] == 1)))
        return copy_bytes(call, to, to->offset * size, from, from->offset * size, to->count * size);
    GT__TRY(copy_tiles(call, to, from, &walk, &done));
    if (done) return GT_OK;
    const gt__array raw_to = raw_of(to), raw_from = raw_of(from);
    return move(call, &raw_to, gt__dtype_of(raw_to.dtype->wide), &raw_from, NULL);
}

gt_status gt__copy_run(const gt__call *call, const gt__array *to, const gt__array *from)
{
    if (to->count == 0) return GT_OK;
    if (to->dtype == from->dtype) return copy_raw(call, to, from);
    return move(call, to, gt__dtype_of(from->dtype->wide), from, NULL); /* the store converts */
}

gt_status gt__copy_dense(gt__array *out, const gt__call *call, const gt__array *from, const gt__shape *shape)
{
    const gt__array seen = gt__array_spread(from, shape);
    GT__TRY(gt__array_create(out, call, from->dtype, shape));
    return gt__copy_run(call, out, &seen);
}

gt_status gt__copy_fitting(gt__array *copy, const gt__call *call, const gt__array **array)
{
    copy->buffer = NULL;
    if ((*array)->shape.rank <= GT__WALK_AXES || gt__array_contiguous(*array)) return GT_OK;
    GT__TRY(gt__copy_dense(copy, call, *array, &(*array)->shape));
    *array = copy;
    return GT_OK;
}

/* Some drivers for CPUs fill with one thread, so that many bytes take a kernel, by words. *done: 0 if it is no such
 * fill, and nothing happened. */
static gt_status fill_words(const gt__call *call, const gt__array *to, const void *value, int *done)
{
    const int64_t size = to->dtype->size, first = to->offset * size, bytes = to->count * size;
    const int64_t word = sizeof(uint64_t), rest = bytes % word;
    gt__element scalar = {{0, 0}};
    *done = gt__traits_of(call->context)->form == GT__CPU && bytes >= gt__tuned.copy_cpu.bytes && size <= word &&
            first % word == 0;
    if (!*done) return GT_OK;
    for (int64_t i = 0; i < word; i += size) memcpy((char *)&scalar + i, value, (size_t)size);
    const gt__array words = words_of(to, GT_U64, first, bytes / word);
    GT__TRY(move(call, &words, words.dtype, NULL, &scalar));
    if (rest == 0) return GT_OK;
    return gt__fill_bytes(call, to->buffer, first + bytes - rest, rest, value, (int32_t)size);
}

gt_status gt__fill_run(const gt__call *call, const gt__array *to, const void *value)
{
    const int32_t size = to->dtype->size;
    int done = 0;
    if (to->count == 0) return GT_OK;
    if (gt__array_contiguous(to)) GT__TRY(fill_words(call, to, value, &done));
    if (done) return GT_OK;
    if (gt__array_contiguous(to))
        return gt__fill_bytes(call, to->buffer, to->offset * size, to->count * size, value, size);
    const gt__array raw = raw_of(to);
    const gt__dtype *compute = gt__dtype_of(raw.dtype->wide);
    gt_scalar bits = {.dtype = GT_U64};
    gt__element scalar = {{0, 0}};
    memcpy(&scalar, value, (size_t)size);
    bits.i = (int64_t)scalar.word[0];
    if (size <= (int32_t)sizeof bits.i) gt__scalar_store(&bits, compute->value, &scalar);
    return move(call, &raw, compute, NULL, &scalar);
}

#include "kernel/tiles.h"

#include "base/integer.h"
#include "kernel/tuning.h"

/* The axis along which operand i lies closest in memory; the last one where it does not move. */
static int32_t closest_axis(const gt__walk *walk, int32_t i)
{
    int32_t best = walk->rank - 1;
    for (int32_t axis = walk->rank - 1; axis >= 0; axis--) {
        const int64_t stride = gt__magnitude(walk->stride[i][axis]), least = gt__magnitude(walk->stride[i][best]);
        if (stride > 0 && stride < least) best = axis;
    }
    return best;
}

/* The axis that most operands would rather have innermost than the last, or -1. */
static int32_t other_axis(const gt__walk *walk)
{
    int32_t votes[GT_MAX_RANK] = {0}, best = -1;
    for (int32_t i = 0; i < walk->operands; i++) {
        const int32_t axis = closest_axis(walk, i);
        votes[axis] += axis < walk->rank - 1 && walk->size[axis] >= gt__tuned.tiles.smallest;
    }
    for (int32_t axis = 0; axis < walk->rank; axis++)
        if (votes[axis] > (best < 0 ? 0 : votes[best])) best = axis;
    return best;
}

/* How close the elements along an axis lie in memory, for the operand where they lie closest. */
static int64_t closeness(const gt__walk *walk, int32_t axis)
{
    int64_t least = INT64_MAX;
    for (int32_t i = 0; i < walk->operands; i++) {
        const int64_t stride = gt__magnitude(walk->stride[i][axis]);
        if (stride > 0 && stride < least) least = stride;
    }
    return least;
}

/* Puts the first n axes in an order in which blocks that share lines of a cache follow each other. */
static void sort_batch(gt__walk *walk, int32_t n)
{
    for (int32_t i = 1; i < n; i++)
        for (int32_t j = i; j > 0 && closeness(walk, j - 1) < closeness(walk, j); j--) gt__walk_move(walk, j - 1, j);
}

static int64_t count_of(const gt__walk *walk)
{
    int64_t count = 1;
    for (int32_t axis = 0; axis < walk->rank; axis++) count *= walk->size[axis];
    return count;
}

/* Elements of a block that private memory has room for. */
static int64_t room_of(const gt__walk *walk, int32_t size)
{
    int64_t room = gt__tuned.tiles.block;
    while (room * size * walk->operands > gt__tuned.tiles.bytes) room /= 2;
    return room;
}

/* Whether an operand but the target lies side by side along the last axis but one, and moves along the last. */
static int is_crossed(const gt__walk *walk)
{
    const int32_t last = walk->rank - 1;
    for (int32_t i = 1; i < walk->operands; i++)
        if (gt__magnitude(walk->stride[i][last - 1]) == 1 && walk->stride[i][last] != 0) return 1;
    return 0;
}

int gt__tiles_make(gt__tiles *tiles, gt__walk *walk, int64_t chunk, int32_t size)
{
    const int32_t last = walk->rank - 1, axis = other_axis(walk), second = axis < 0 ? last - 1 : axis;
    const int64_t length = walk->size[last], room = room_of(walk, size);
    if (count_of(walk) < gt__tuned.tiles.least) return 0;
    if (last == 0 || (axis < 0 && length >= gt__tuned.tiles.short_axis)) return 0;
    if (walk->size[second] * length < gt__tuned.tiles.least_block) return 0;
    gt__walk_move(walk, second, last - 1);
    sort_batch(walk, last - 1);
    const int64_t height = walk->size[last - 1], block = axis < 0 ? gt__tuned.tiles.plain_block : room;
    const int64_t side = axis < 0 ? length : gt__smaller(gt__tuned.tiles.side, length);
    const int64_t rows = gt__smaller(block / side, height), columns = gt__smaller(block / rows, length);
    tiles->crossed = is_crossed(walk);
    tiles->block = (int32_t)room;
    tiles->rows = (int32_t)rows;
    tiles->columns = (int32_t)columns;
    tiles->blocks = gt__divide_up(height, rows) * gt__divide_up(length, columns);
    for (int32_t i = 0; i < last - 1; i++) tiles->blocks *= walk->size[i];
    tiles->items = gt__divide_up(tiles->blocks, gt__larger(chunk / (rows * columns), 1));
    return 1;
}

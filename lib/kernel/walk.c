#include "kernel/walk.h"

#include "base/integer.h"

void gt__walk_make(gt__walk *walk, const gt__shape *shape, int32_t operands, const int64_t *const *strides)
{
    walk->rank = 0;
    walk->operands = operands;
    for (int32_t axis = 0; axis < shape->rank; axis++)
        if (shape->size[axis] == 0) { /* the product of the others may overflow */
            walk->rank = 1;
            walk->size[0] = 0;
            for (int32_t i = 0; i < operands; i++) walk->stride[i][0] = 0;
            return;
        }
    for (int32_t axis = 0; axis < shape->rank; axis++) {
        if (shape->size[axis] == 1) continue;
        walk->size[walk->rank] = shape->size[axis];
        for (int32_t i = 0; i < operands; i++) walk->stride[i][walk->rank] = strides[i][axis];
        walk->rank++;
    }
}

/* 1 where axis b should come before axis a. */
static int out_of_order(const gt__walk *walk, int32_t a, int32_t b)
{
    for (int32_t i = 0; i < walk->operands; i++) {
        int64_t sa = gt__magnitude(walk->stride[i][a]), sb = gt__magnitude(walk->stride[i][b]);
        if (sa != sb) return sa < sb;
    }
    return 0;
}

void gt__walk_sort(gt__walk *walk)
{
    for (int32_t i = 1; i < walk->rank; i++)
        for (int32_t j = i; j > 0 && out_of_order(walk, j - 1, j); j--) {
            gt__swap(&walk->size[j - 1], &walk->size[j]);
            for (int32_t k = 0; k < walk->operands; k++) gt__swap(&walk->stride[k][j - 1], &walk->stride[k][j]);
        }
}

/* 1 where every operand walks axis `outer` and the axis `inner` inside it as one axis. */
static int merges(const gt__walk *walk, int32_t outer, int32_t inner)
{
    for (int32_t i = 0; i < walk->operands; i++)
        if (walk->stride[i][outer] != walk->stride[i][inner] * walk->size[inner]) return 0;
    return 1;
}

static void move_axis(gt__walk *walk, int32_t to, int32_t from)
{
    walk->size[to] = walk->size[from];
    for (int32_t i = 0; i < walk->operands; i++) walk->stride[i][to] = walk->stride[i][from];
}

void gt__walk_merge(gt__walk *walk)
{
    int32_t last = 0;
    for (int32_t axis = 1; axis < walk->rank; axis++) {
        if (merges(walk, last, axis)) {
            int64_t size = walk->size[last];
            move_axis(walk, last, axis);
            walk->size[last] *= size;
        } else {
            move_axis(walk, ++last, axis);
        }
    }
    if (walk->rank == 0) { /* one element */
        walk->size[0] = 1;
        for (int32_t i = 0; i < walk->operands; i++) walk->stride[i][0] = 0;
    }
    walk->rank = last + 1;
}

void gt__walk_move(gt__walk *walk, int32_t from, int32_t to)
{
    for (int32_t axis = from; axis < to; axis++) {
        gt__swap(&walk->size[axis], &walk->size[axis + 1]);
        for (int32_t i = 0; i < walk->operands; i++) gt__swap(&walk->stride[i][axis], &walk->stride[i][axis + 1]);
    }
}

void gt__walk_drop(gt__walk *walk, int32_t axis)
{
    walk->rank--;
    for (; axis < walk->rank; axis++) move_axis(walk, axis, axis + 1);
}

int64_t gt__walk_split(gt__walk *walk)
{
    int64_t parts = 1;
    while (walk->rank > GT__WALK_AXES) {
        parts *= walk->size[0];
        gt__walk_drop(walk, 0);
    }
    return parts;
}

int64_t gt__walk_part(const gt__walk *walk, int32_t operand, int64_t part)
{
    int64_t offset = 0;
    for (int32_t axis = walk->rank - GT__WALK_AXES - 1; axis >= 0; axis--) {
        offset += part % walk->size[axis] * walk->stride[operand][axis];
        part /= walk->size[axis];
    }
    return offset;
}

void gt__arg_axes(gt__command *command, const int64_t *values, int32_t rank, int32_t ranks)
{
    int64_t axes[GT__WALK_AXES];
    for (int32_t i = 0; i < ranks; i++) axes[i] = i < rank ? values[rank - 1 - i] : 0;
    gt__arg_value(command, axes, (size_t)ranks * sizeof *axes);
}

void gt__arg_walk(gt__command *command, const gt__walk *walk, int32_t ranks)
{
    for (int32_t i = 0; i < walk->operands; i++) gt__arg_axes(command, walk->stride[i], walk->rank, ranks);
    gt__arg_axes(command, walk->size, walk->rank, ranks);
}

int gt__walk_is_dense(const gt__walk *walk)
{
    int dense = walk->rank == 1;
    for (int32_t i = 0; i < walk->operands; i++) dense = dense && walk->stride[i][0] == 1;
    return dense;
}

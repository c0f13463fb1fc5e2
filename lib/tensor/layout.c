#include "tensor/layout.h"

#include "base/integer.h"
void gt__layout_make(gt__layout *layout, const gt__shape *shape, int32_t operands, const int64_t *const *strides)
{
    *layout = (gt__layout){.operands = operands};
    for (int32_t axis = 0; axis < shape->rank; axis++) {
        if (shape->size[axis] == 1) continue;
        layout->size[layout->rank] = shape->size[axis];
        for (int32_t i = 0; i < operands; i++) layout->stride[i][layout->rank] = strides[i][axis];
        layout->rank++;
    }
}

/* 1 where axis b should come before axis a. */
static int out_of_order(const gt__layout *layout, int32_t a, int32_t b)
{
    for (int32_t i = 0; i < layout->operands; i++) {
        int64_t sa = gt__magnitude(layout->stride[i][a]), sb = gt__magnitude(layout->stride[i][b]);
        if (sa != sb) return sa < sb;
    }
    return 0;
}

void gt__layout_sort(gt__layout *layout)
{
    for (int32_t i = 1; i < layout->rank; i++)
        for (int32_t j = i; j > 0 && out_of_order(layout, j - 1, j); j--) {
            gt__swap(&layout->size[j - 1], &layout->size[j]);
            for (int32_t k = 0; k < layout->operands; k++) gt__swap(&layout->stride[k][j - 1], &layout->stride[k][j]);
        }
}

/* 1 where every operand walks axis `outer` and the axis `inner` inside it as one axis. */
static int merges(const gt__layout *layout, int32_t outer, int32_t inner)
{
    for (int32_t i = 0; i < layout->operands; i++)
        if (layout->stride[i][outer] != layout->stride[i][inner] * layout->size[inner]) return 0;
    return 1;
}

static void move_axis(gt__layout *layout, int32_t to, int32_t from)
{
    layout->size[to] = layout->size[from];
    for (int32_t i = 0; i < layout->operands; i++) layout->stride[i][to] = layout->stride[i][from];
}

void gt__layout_merge(gt__layout *layout)
{
    int32_t last = 0;
    for (int32_t axis = 1; axis < layout->rank; axis++) {
        if (merges(layout, last, axis)) {
            int64_t size = layout->size[last];
            move_axis(layout, last, axis);
            layout->size[last] *= size;
        } else {
            move_axis(layout, ++last, axis);
        }
    }
    layout->rank = last + 1;
    if (layout->size[0] == 0) layout->size[0] = 1; /* rank 0: one element */
}

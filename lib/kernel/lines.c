#include "kernel/lines.h"

void gt__lines_make(gt__lines *lines, const gt__shape *shape, const uint8_t *marks, int32_t kept,
                    const int64_t *const *kept_strides, int32_t worked, const int64_t *const *worked_strides,
                    int ordered)
{
    gt__shape lines_of = *shape, elements = *shape;
    for (int32_t axis = 0; axis < shape->rank; axis++)
        if (marks[axis])
            lines_of.size[axis] = 1;
        else
            elements.size[axis] = 1;
    lines->outs = gt__shape_count(&lines_of);
    lines->count = gt__shape_count(&elements);
    gt__walk_make(&lines->kept, &lines_of, kept, kept_strides);
    gt__walk_sort(&lines->kept);
    gt__walk_merge(&lines->kept);
    gt__walk_make(&lines->worked, &elements, worked, worked_strides);
    if (!ordered) gt__walk_sort(&lines->worked);
    gt__walk_merge(&lines->worked);
}

gt__shape gt__lines_shape(const gt__shape *shape, const uint8_t *marks, int keep)
{
    gt__shape out = {0};
    for (int32_t axis = 0; axis < shape->rank; axis++) {
        if (!marks[axis]) out.size[out.rank++] = shape->size[axis];
        if (marks[axis] && keep) out.size[out.rank++] = 1;
    }
    return out;
}

void gt__lines_strides(int64_t *out, const int64_t *strides, int32_t rank, const uint8_t *marks, int keep)
{
    for (int32_t axis = 0, from = 0; axis < rank; axis++) {
        out[axis] = marks[axis] ? 0 : strides[from];
        from += !marks[axis] || keep;
    }
}

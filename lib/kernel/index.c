#include "kernel/index.h"

#include <string.h>

static void copy_strides(int64_t *to, const int64_t *from, int32_t n)
{
    memcpy(to, from, (size_t)n * sizeof *to);
}

/* The array's axes around those of the indices. */
static void make_around(gt__indexed *out, const gt__indexing *what, const int64_t *row_major)
{
    const int32_t axis = what->axis, n = what->indices->shape.rank, after = what->of->shape.rank - axis - 1;
    memset(out, 0, sizeof *out);
    copy_strides(out->of, what->of->strides, axis);
    copy_strides(out->of + axis + n, what->of->strides + axis + 1, after);
    copy_strides(out->index + axis, what->indices->strides, n);
    copy_strides(out->position + axis, row_major, n);
    memset(out->marks + axis, 1, (size_t)n);
}

/* The axis of both. */
static void make_along(gt__indexed *out, const gt__indexing *what, const gt__shape *shape, const int64_t *row_major)
{
    gt__shape of = what->of->shape;
    of.size[what->axis] = 1; /* so that it is not walked along */
    gt__shape_expand(&of, what->of->strides, shape, out->of);
    out->of[what->axis] = 0;
    gt__shape_expand(&what->indices->shape, what->indices->strides, shape, out->index);
    gt__shape_expand(&what->indices->shape, row_major, shape, out->position);
    memset(out->marks, 0, sizeof out->marks);
    out->marks[what->axis] = 1;
}

void gt__indexed_make(gt__indexed *out, const gt__indexing *what, const gt__shape *shape)
{
    int64_t row_major[GT_MAX_RANK];
    gt__shape_strides(&what->indices->shape, row_major);
    if (what->along)
        make_along(out, what, shape, row_major);
    else
        make_around(out, what, row_major);
}

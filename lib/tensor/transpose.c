#include "tensor/transpose.h"

#include "base/integer.h"
#include "tensor/layout.h"
#include "tensor/prelude.h"

enum { SINGLE_TILE = 64, GRID_TILE = 16, SMALLEST = 16 };
enum { O, X };

/* The axis along which x is contiguous, where o is contiguous along the last one and both are worth tiles; else -1. */
static int32_t find_rows(const gt__layout *layout)
{
    int32_t last = layout->rank - 1;
    if (layout->stride[O][last] != 1 || layout->stride[X][last] == 1 || layout->size[last] < SMALLEST) return -1;
    for (int32_t axis = 0; axis < last; axis++)
        if (layout->stride[X][axis] == 1 && layout->size[axis] >= SMALLEST) return axis;
    return -1;
}

/* Takes an axis out of the layout. */
static void drop_axis(gt__layout *layout, int32_t axis)
{
    layout->rank--;
    for (; axis < layout->rank; axis++) {
        layout->size[axis] = layout->size[axis + 1];
        for (int32_t i = 0; i < layout->operands; i++) layout->stride[i][axis] = layout->stride[i][axis + 1];
    }
}

static int32_t find_kernel(gt__kernel **kernel, gt_queue *q, const gt__dtype *dtype, const char *operation)
{
    gt__text prelude = {0};
    const gt__dtype *raw = gt__dtype_of(dtype->raw);
    gt__prelude_compute(&prelude, raw->wide, 1);
    gt__prelude_flag(&prelude, "SINGLE", gt__queue_traits(q)->form == GT__SINGLE);
    gt__text_join(&prelude, "#define T T_", raw->name, "\n", NULL);
    return gt__prelude_kernel(kernel, q, "copy", &prelude, operation);
}

int32_t gt__transpose(gt_queue *q, gt_tensor *to, const gt_tensor *from, int *done, const char *operation)
{
    const int64_t *strides[] = {to->strides, from->strides};
    gt__layout layout;
    gt__launch launch = {0};
    const gt__traits *traits = gt__queue_traits(q);
    gt__layout_make(&layout, &to->shape, 2, strides);
    gt__layout_sort(&layout);
    gt__layout_merge(&layout);
    int32_t axis = find_rows(&layout), last = layout.rank - 1;
    int64_t tile = traits->form == GT__SINGLE ? SINGLE_TILE : GRID_TILE;
    int64_t items = traits->form == GT__SINGLE ? 1 : GRID_TILE * GRID_TILE;
    *done = axis >= 0 && traits->group >= items;
    if (!*done) return GT_OK;
    int64_t rows = layout.size[axis], columns = layout.size[last], batches = to->count / (rows * columns);
    int64_t groups = gt__divide_up(rows, tile) * gt__divide_up(columns, tile) * batches;
    GT__TRY(find_kernel(&launch.kernel, q, to->dtype, operation));
    *done =
        gt__kernel_group(launch.kernel) >= items && groups <= UINT32_MAX / items; /* some devices count no further */
    if (!*done) return GT_OK;
    int64_t xcolumn = layout.stride[X][last], orow = layout.stride[O][axis];
    drop_axis(&layout, last);
    drop_axis(&layout, axis);
    gt__arg_value(&launch, layout.size, sizeof layout.size);
    gt__arg_value(&launch, layout.stride[X], sizeof layout.stride[X]);
    gt__arg_value(&launch, layout.stride[O], sizeof layout.stride[O]);
    gt__arg_buffer(&launch, from->buffer);
    gt__arg_value(&launch, &from->offset, sizeof from->offset);
    gt__arg_buffer(&launch, to->buffer);
    gt__arg_value(&launch, &to->offset, sizeof to->offset);
    gt__arg_value(&launch, &rows, sizeof rows);
    gt__arg_value(&launch, &columns, sizeof columns);
    gt__arg_value(&launch, &xcolumn, sizeof xcolumn);
    gt__arg_value(&launch, &orow, sizeof orow);
    gt__arg_value(&launch, &layout.rank, sizeof layout.rank);
    launch.local[0] = (size_t)items;
    launch.global[0] = (size_t)(groups * items);
    return gt__launch_run(q, &launch, operation);
}

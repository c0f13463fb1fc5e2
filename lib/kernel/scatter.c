#include "kernel/index.h"

#include "base/integer.h"
#include "kernel/copy.h"
#include "kernel/flat.h"
#include "kernel/lines.h"
#include "kernel/sort.h"
#include "kernel/spec.h"
#include "kernel/tuning.h"

/* Operands over the lines, and along one. */
enum { OF, VALUES, INDEX, POSITION, KEPT };
enum { WORKED = 3, MOST_AXES = 4 };

/* apart: the first axis of the indices numbers lines, too. */
static void plan(gt__lines *lines, const gt__indexing *what, const gt__array *values, int apart)
{
    gt__indexed strides;
    gt__indexed_make(&strides, what, &values->shape);
    if (apart) strides.marks[what->axis] = 0;
    const int64_t *kept[KEPT] = {strides.of, values->strides, strides.index, strides.position};
    const int64_t *worked[WORKED] = {strides.index, values->strides, strides.position};
    gt__lines_make(lines, &values->shape, strides.marks, KEPT, kept, WORKED, worked, 1);
}

static gt__spec make_spec(const gt__call *call, gt__family family, const gt__indexing *what, int32_t row)
{
    const gt__dtype *dtype = what->of->dtype;
    if (!row) dtype = gt__dtype_of(dtype->raw);
    const gt__dtype *compute = row && dtype->kind == GT__BOOL ? gt__dtype_of(GT_I32) : gt__dtype_of(dtype->wide);
    gt__spec spec = gt__spec_of(call, family);
    spec.ranks = MOST_AXES;
    spec.operands = 1;
    spec.storage[0] = (uint8_t)what->indices->dtype->value;
    spec.row[0] = (uint16_t)row;
    spec.flags = row ? 0 : GT__PLAIN;
    gt__spec_types(&spec, compute, dtype, dtype);
    return spec;
}

/* Up to the indices of a launch, begin to end, which are arguments number *range and the next. */
static void add_arguments(gt__command *command, const gt__indexing *what, const gt__array *values,
                          const gt__lines *lines, int32_t *range)
{
    gt__arg_walk(command, &lines->kept, MOST_AXES);
    gt__arg_walk(command, &lines->worked, MOST_AXES);
    gt__arg_buffer(command, what->of->buffer);
    gt__arg_long(command, what->of->offset);
    gt__arg_buffer(command, values->buffer);
    gt__arg_long(command, values->offset);
    gt__arg_buffer(command, what->indices->buffer);
    gt__arg_long(command, what->indices->offset);
    gt__arg_long(command, lines->outs);
    *range = command->args;
    gt__arg_long(command, 0);
    gt__arg_long(command, lines->count);
    gt__arg_long(command, what->of->strides[what->axis]);
    gt__arg_long(command, what->of->shape.size[what->axis]);
    gt__arg_finding(command);
    gt__arg_int(command, lines->kept.rank);
    gt__arg_int(command, lines->worked.rank);
}

/* Lines of an item, and indices of a launch, so that neither takes too many steps. */
static void set_sizes(gt__command *command, const gt__call *call, const gt__lines *lines, int64_t *per_item,
                      int64_t *span)
{
    const gt__traits *traits = gt__traits_of(call->context);
    *span = lines->count;
    if (traits->form == GT__CPU) {
        *per_item = gt__divide_up(lines->outs, gt__tuned.scatter_cpu.jobs * traits->units);
        command->global[0] = (size_t)gt__divide_up(lines->outs, *per_item);
        return;
    }
    int64_t items = gt__smaller(lines->outs, gt__tuned.elementwise_gpu.items);
    int64_t local = gt__smaller(gt__smaller(traits->group, gt__tuned.elementwise_gpu.group), lines->outs);
    *per_item = gt__divide_up(lines->outs, items);
    *span = gt__larger(gt__tuned.scatter_gpu.steps / *per_item, 1);
    local = gt__smaller(local, gt__kernel_group(command->kernel));
    command->local[0] = (size_t)local;
    command->global[0] = (size_t)gt__round_up(items, local);
}

static gt_status launch(const gt__call *call, const gt__indexing *what, const gt__array *values, int32_t row,
                        const gt__lines *lines)
{
    const gt__spec spec = make_spec(call, GT__SCATTER, what, row);
    gt__kernel *kernel = NULL;
    gt__command command;
    int32_t range = 0;
    int64_t per_item = 1, span = 1, begin = 0, end = 0;
    GT__TRY(gt__spec_kernel(&kernel, call, &spec));
    gt__launch_begin(&command, kernel);
    add_arguments(&command, what, values, lines, &range);
    set_sizes(&command, call, lines, &per_item, &span);
    if (spec.form == GT__CPU) gt__arg_long(&command, per_item);
    for (; begin < lines->count; begin = end) {
        end = gt__smaller(begin + span, lines->count);
        gt__arg_set(&command, range, &begin);
        gt__arg_set(&command, range + 1, &end);
        GT__TRY(gt__submit(call, &command));
    }
    return GT_OK;
}

/* ---- few lines of many indices, on GPUs ---- */

/* 1 if all lines have the same indices. */
static int is_shared(const gt__lines *lines)
{
    for (int32_t axis = 0; axis < lines->kept.rank; axis++)
        if (lines->kept.stride[INDEX][axis] != 0) return 0;
    return 1;
}

/* 1 for lines that are too few to take an item each. */
static int are_few(const gt__call *call, const gt__lines *lines)
{
    return gt__traits_of(call->context)->form == GT__GPU && lines->outs < gt__tuned.scatter_gpu.few;
}

static int takes_winners(const gt__call *call, int32_t row, const gt__lines *lines)
{
    return are_few(call, lines) && !row && lines->count >= gt__tuned.scatter_gpu.many && lines->count <= INT32_MAX;
}

static gt_status replace_pass(const gt__call *call, const gt__indexing *what, const gt__array *values,
                              const gt__lines *lines, const gt__array *winners, int marks)
{
    gt__spec spec = make_spec(call, GT__REPLACE, what, 0);
    gt__kernel *kernel = NULL;
    gt__command command;
    int32_t range = 0;
    const int shared = is_shared(lines);
    const int64_t steps = marks && shared ? lines->count : values->count;
    spec.flags |= marks ? GT__MARKS : 0;
    GT__TRY(gt__spec_kernel(&kernel, call, &spec));
    gt__launch_begin(&command, kernel);
    add_arguments(&command, what, values, lines, &range);
    gt__arg_buffer(&command, winners->buffer);
    gt__arg_int(&command, shared);
    gt__flat_sizes(call, &command, steps, steps);
    return gt__submit(call, &command);
}

/* Finds the last index that names each place, of all at once, and then moves those values. */
static gt_status replace(const gt__call *call, const gt__indexing *what, const gt__array *values,
                         const gt__lines *lines)
{
    static const int32_t none = -1;
    const int64_t bound = what->of->shape.size[what->axis];
    const gt__dtype *number = gt__dtype_of(GT_I32);
    const gt__shape shape = {2, {is_shared(lines) ? 1 : lines->outs, bound > 0 ? bound : 1}};
    gt__array winners;
    GT__TRY(gt__array_create(&winners, call, number, &shape));
    gt_status status = gt__fill_bytes(call, winners.buffer, 0, winners.count * number->size, &none, number->size);
    if (status == GT_OK) status = replace_pass(call, what, values, lines, &winners, 1);
    if (status == GT_OK) status = replace_pass(call, what, values, lines, &winners, 0);
    gt__buffer_release(winners.buffer);
    return status;
}

/* 1 if the winners of all places would take far more memory than the indices, or more of those than an int32 counts. */
static int are_sparse(const gt__indexing *what, const gt__lines *lines)
{
    const int64_t bound = what->of->shape.size[what->axis];
    if (lines->count > INT32_MAX) return 1;
    return bound >= gt__tuned.scatter_gpu.large && bound / gt__tuned.scatter_gpu.sparse > lines->count;
}

/* The same indices for all lines: sorted, they tell apart what is for one element. */
static int takes_sorted(const gt__call *call, const gt__indexing *what, int32_t row, const gt__lines *lines)
{
    const int64_t least = row ? gt__tuned.scatter_gpu.sorted : gt__tuned.scatter_gpu.many;
    return are_few(call, lines) && lines->count >= least && (row || are_sparse(what, lines)) &&
           lines->count == what->indices->count && is_shared(lines);
}

/* *line = the indices as places from 0 on, in their order, in a buffer of their own. Notes wrong ones. */
static gt_status make_places(gt__array *line, const gt__call *call, const gt__indexing *what)
{
    const int64_t bound = what->of->shape.size[what->axis];
    const gt__array axis = {.shape = {1, {bound}}, .strides = {1}, .count = bound};
    const gt__listed listed = {&axis, &what->indices, 1, what->indices->shape};
    gt__array places;
    GT__TRY(gt__places_make(&places, call, &listed));
    *line = places;
    line->shape = (gt__shape){1, {places.count}};
    line->strides[0] = 1;
    return GT_OK;
}

/* What replaces takes one launch. Else blocks end where an item of a launch has enough steps; what goes on behind such
 * an end waits for the next launch. */
static gt_status launch_sorted(const gt__call *call, const gt__indexing *what, const gt__array *values, int32_t row,
                               const gt__lines *lines, const gt__array *order)
{
    const gt__spec spec = make_spec(call, GT__COMBINE, what, row);
    const int64_t block = gt__tuned.scatter_gpu.steps;
    gt__kernel *kernel = NULL;
    gt__command command;
    int32_t range = 0;
    GT__TRY(gt__spec_kernel(&kernel, call, &spec));
    gt__launch_begin(&command, kernel);
    add_arguments(&command, what, values, lines, &range);
    gt__arg_buffer(&command, order->buffer);
    gt__arg_long(&command, block);
    const int32_t continued = command.args;
    gt__arg_int(&command, 0);
    gt__flat_sizes(call, &command, values->count, values->count);
    GT__TRY(gt__submit(call, &command));
    if (!row) return GT_OK;
    gt__flat_sizes(call, &command, lines->outs, lines->outs);
    gt__arg_set(&command, continued, &(int32_t){1});
    for (int64_t begin = block, end; begin < lines->count; begin = end) {
        end = gt__smaller(begin + block, lines->count);
        gt__arg_set(&command, range, &begin);
        gt__arg_set(&command, range + 1, &end);
        GT__TRY(gt__submit(call, &command));
    }
    return GT_OK;
}

static gt_status put_sorted(const gt__call *call, const gt__indexing *what, const gt__array *values, int32_t row,
                            const gt__lines *lines)
{
    gt__array places = {0}, sorted = {0}, order = {0};
    const gt__indexing by = {what->of, &sorted, what->axis, what->along};
    gt_status status = make_places(&places, call, what);
    if (status == GT_OK) status = gt__array_create(&sorted, call, places.dtype, &places.shape);
    if (status == GT_OK) status = gt__array_create(&order, call, gt__dtype_of(GT_I64), &places.shape);
    if (status == GT_OK) status = gt__sort_run(call, &(gt__sorted){&sorted, &order}, &places, 0);
    if (status == GT_OK) status = launch_sorted(call, &by, values, row, lines, &order);
    gt__buffer_release(places.buffer);
    gt__buffer_release(sorted.buffer);
    gt__buffer_release(order.buffer);
    return status;
}

static gt_status run(const gt__call *call, const gt__indexing *what, const gt__array *values, int32_t row,
                     const gt__lines *lines)
{
    if (takes_sorted(call, what, row, lines)) return put_sorted(call, what, values, row, lines);
    if (takes_winners(call, row, lines)) return replace(call, what, values, lines);
    return launch(call, what, values, row, lines);
}

/* ---- more axes that do not merge than a launch has room for ---- */

/* Notes what is wrong among indices by its number there, which the dense copy of indices that broadcast has not: the
 * first to note something is who is heard. */
static gt_status note_wrong(const gt__call *call, const gt__indexing *what)
{
    gt__array line = *what->of, taken;
    line.shape = (gt__shape){1, {what->of->shape.size[what->axis]}};
    line.strides[0] = 0;
    const gt__indexing check = {&line, what->indices, 0, 0};
    GT__TRY(gt__array_create(&taken, call, line.dtype, &what->indices->shape));
    const gt_status status = gt__gather_run(call, &check, &taken);
    gt__buffer_release(taken.buffer);
    return status;
}

static gt_status run_dense(const gt__call *call, const gt__indexing *what, const gt__array *values, int32_t row)
{
    enum { COPIES = 3 };
    gt__array copy[COPIES] = {{0}, {0}, {0}};
    gt__lines lines;
    gt_status status = GT_OK;
    if (what->along && !gt__shape_equal(&what->indices->shape, &values->shape)) status = note_wrong(call, what);
    if (status == GT_OK) status = gt__copy_dense(&copy[OF], call, what->of, &what->of->shape);
    if (status == GT_OK) status = gt__copy_dense(&copy[VALUES], call, values, &values->shape);
    if (status == GT_OK)
        status =
            gt__copy_dense(&copy[INDEX], call, what->indices, what->along ? &values->shape : &what->indices->shape);
    if (status == GT_OK) {
        const gt__indexing dense = {&copy[OF], &copy[INDEX], what->axis, what->along};
        plan(&lines, &dense, &copy[VALUES], 0);
        status = run(call, &dense, &copy[VALUES], row, &lines);
    }
    if (status == GT_OK) status = gt__copy_run(call, what->of, &copy[OF]);
    for (int32_t i = 0; i < COPIES; i++) gt__buffer_release(copy[i].buffer);
    return status;
}

gt_status gt__scatter_run(const gt__call *call, const gt__indexing *what, const gt__array *values, int32_t row)
{
    gt__lines lines;
    if (values->count == 0) return GT_OK;
    plan(&lines, what, values, 0);
    if (lines.kept.rank > MOST_AXES || lines.worked.rank > MOST_AXES) return run_dense(call, what, values, row);
    return run(call, what, values, row, &lines);
}

/* The part of a line from `from` on, as rows of `columns`. */
static gt__array part_of(const gt__array *line, int64_t from, int64_t rows, int64_t columns)
{
    gt__array part = *line;
    part.shape = (gt__shape){2, {rows, columns}};
    part.strides[0] = columns * line->strides[0];
    part.strides[1] = line->strides[0];
    part.offset += from * line->strides[0];
    part.count = rows * columns;
    return part;
}

gt_status gt__scatter_apart(const gt__call *call, const gt__array *of, const gt__array *indices,
                            const gt__array *values)
{
    const gt__traits *traits = gt__traits_of(call->context);
    const int64_t rows = traits->form == GT__CPU ? gt__tuned.scatter_cpu.jobs * traits->units : values->count;
    const int64_t columns = values->count / rows, done = rows * columns;
    for (int rest = 0; rest < 2; rest++) {
        const int64_t high = rest ? 1 : rows, wide = rest ? values->count - done : columns;
        const gt__array places = part_of(indices, rest ? done : 0, high, wide);
        const gt__array from = part_of(values, rest ? done : 0, high, wide);
        const gt__indexing what = {of, &places, 0, 0};
        gt__lines lines;
        if (from.count == 0) continue;
        plan(&lines, &what, &from, 1);
        GT__TRY(run(call, &what, &from, 0, &lines));
    }
    return GT_OK;
}

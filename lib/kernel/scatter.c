#include "kernel/scatter.h"

#include "base/integer.h"
#include "kernel/copy.h"
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

gt__spec gt__scatter_spec(const gt__scattering *s, gt__family family)
{
    const gt__dtype *dtype = s->what->of->dtype;
    if (!s->row) dtype = gt__dtype_of(dtype->raw);
    const gt__dtype *compute = s->row && dtype->kind == GT__BOOL ? gt__dtype_of(GT_I32) : gt__dtype_of(dtype->wide);
    gt__spec spec = gt__spec_of(s->call, family);
    spec.ranks = MOST_AXES;
    spec.operands = 1;
    spec.storage[0] = (uint8_t)s->what->indices->dtype->value;
    spec.row[0] = (uint16_t)s->row;
    spec.flags = s->row ? 0 : GT__PLAIN;
    gt__spec_types(&spec, compute, dtype, dtype);
    return spec;
}

int32_t gt__scatter_arguments(gt__command *command, const gt__scattering *s)
{
    const gt__array *of = s->what->of, *indices = s->what->indices;
    gt__arg_walk(command, &s->lines->kept, MOST_AXES);
    gt__arg_walk(command, &s->lines->worked, MOST_AXES);
    gt__arg_buffer(command, of->buffer);
    gt__arg_long(command, of->offset);
    gt__arg_buffer(command, s->values->buffer);
    gt__arg_long(command, s->values->offset);
    gt__arg_buffer(command, indices->buffer);
    gt__arg_long(command, indices->offset);
    gt__arg_long(command, s->lines->outs);
    const int32_t range = command->args;
    gt__arg_long(command, 0);
    gt__arg_long(command, s->lines->count);
    gt__arg_long(command, of->strides[s->what->axis]);
    gt__arg_long(command, of->shape.size[s->what->axis]);
    gt__arg_finding(command);
    gt__arg_int(command, s->lines->kept.rank);
    gt__arg_int(command, s->lines->worked.rank);
    return range;
}

int gt__scatter_shares(const gt__lines *lines)
{
    for (int32_t axis = 0; axis < lines->kept.rank; axis++)
        if (lines->kept.stride[INDEX][axis] != 0) return 0;
    return 1;
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

/* An item takes whole lines. */
static gt_status launch(const gt__scattering *s)
{
    const gt__spec spec = gt__scatter_spec(s, GT__SCATTER);
    gt__kernel *kernel = NULL;
    gt__command command;
    int64_t per_item = 1, span = 1, end = 0;
    GT__TRY(gt__spec_kernel(&kernel, s->call, &spec));
    gt__launch_begin(&command, kernel);
    const int32_t range = gt__scatter_arguments(&command, s);
    set_sizes(&command, s->call, s->lines, &per_item, &span);
    if (spec.form == GT__CPU) gt__arg_long(&command, per_item);
    for (int64_t begin = 0; begin < s->lines->count; begin = end) {
        end = gt__smaller(begin + span, s->lines->count);
        gt__arg_set(&command, range, &begin);
        gt__arg_set(&command, range + 1, &end);
        GT__TRY(gt__submit(s->call, &command));
    }
    return GT_OK;
}

/* 1 for lines that are too few, of too many indices, to take an item of a GPU each. */
static int are_few(const gt__scattering *s)
{
    const int shared = gt__scatter_shares(s->lines);
    const int64_t limit = shared ? gt__tuned.scatter_gpu.lines : gt__tuned.scatter_gpu.few;
    const int64_t least = shared || !s->row ? gt__tuned.scatter_gpu.many : gt__tuned.scatter_gpu.sorted;
    return gt__traits_of(s->call->context)->form == GT__GPU && s->lines->outs < limit && s->lines->count >= least;
}

/* 1 if the order in which values are combined shows. */
static int is_rounded(const gt__scattering *s)
{
    return gt__dtype_inexact(s->what->of->dtype) && (s->row == GT_ADD || s->row == GT_MULTIPLY);
}

/* Where memory is out, gt__scatter_combine has written nothing to what->of. */
static gt_status run(const gt__scattering *s)
{
    if (!are_few(s)) return launch(s);
    if (!s->row) return gt__scatter_replace(s);
    const gt_status status = gt__scatter_combine(s);
    return status == GT_E_OUT_OF_MEMORY && !is_rounded(s) ? launch(s) : status;
}

/* ---- more axes that do not merge than a launch has room for ---- */

static gt_status run_dense(const gt__call *call, const gt__indexing *what, const gt__array *values, int32_t row)
{
    enum { COPIES = 3 };
    gt__array copy[COPIES] = {{0}, {0}, {0}};
    gt__lines lines;
    gt_status status = GT_OK;
    if (what->along && !gt__shape_equal(&what->indices->shape, &values->shape)) status = gt__indices_check(call, what);
    if (status == GT_OK) status = gt__copy_dense(&copy[OF], call, what->of, &what->of->shape);
    if (status == GT_OK) status = gt__copy_dense(&copy[VALUES], call, values, &values->shape);
    if (status == GT_OK)
        status =
            gt__copy_dense(&copy[INDEX], call, what->indices, what->along ? &values->shape : &what->indices->shape);
    if (status == GT_OK) {
        const gt__indexing dense = {&copy[OF], &copy[INDEX], what->axis, what->along};
        plan(&lines, &dense, &copy[VALUES], 0);
        status = run(&(gt__scattering){call, &dense, &copy[VALUES], &lines, row});
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
    return run(&(gt__scattering){call, what, values, &lines, row});
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
        GT__TRY(run(&(gt__scattering){call, &what, &from, &lines, 0}));
    }
    return GT_OK;
}

#include "base/integer.h"
#include "kernel/flat.h"
#include "kernel/index.h"
#include "kernel/spec.h"
#include "kernel/tuning.h"
#include "kernel/walk.h"

enum { TENSORS = 4 };

/* What the strides of the indexed axes are multiples of, at least 1. */
static int64_t unit_of(const gt__listed *what)
{
    int64_t unit = 0;
    for (int32_t axis = 0; axis < what->n; axis++)
        if (what->indices[axis]) unit = gt__common_divisor(unit, gt__magnitude(what->of->strides[axis]));
    return unit > 0 ? unit : 1;
}

/* The place of index 0 on every axis, in units, where those that run backwards come first; all places. */
static void extent_of(const gt__listed *what, int64_t unit, int64_t *base, int64_t *all)
{
    *base = 0;
    *all = 1;
    for (int32_t axis = 0; axis < what->n; axis++) {
        const int64_t size = what->of->shape.size[axis], step = what->of->strides[axis] / unit;
        if (!what->indices[axis]) continue;
        if (size == 0 || what->of->count == 0) {
            *all = size == 0 ? 0 : *all;
            continue;
        }
        *all += (size - 1) * gt__magnitude(step);
        if (step < 0) *base -= (size - 1) * step;
    }
    if (*all == 0) *base = 0;
}

/* 1 if no axis stands between those that are indexed; *first is the first of them. */
static int are_neighbours(const gt__listed *what, int32_t *first)
{
    int32_t found = 0, last = 0;
    for (int32_t axis = 0; axis < what->n; axis++)
        if (what->indices[axis]) {
            if (found++ == 0) *first = axis;
            last = axis;
        }
    return last - *first + 1 == found;
}

static void add_axis(gt__array *line, int64_t size, int64_t stride)
{
    line->strides[line->shape.rank] = stride;
    line->shape.size[line->shape.rank++] = size;
}

void gt__places_line(gt__array *line, int32_t *axis, const gt__listed *what)
{
    const int64_t unit = unit_of(what);
    int64_t base = 0, all = 1;
    int32_t first = 0;
    extent_of(what, unit, &base, &all);
    *axis = are_neighbours(what, &first) ? first : 0;
    *line = *what->of;
    line->offset -= base * unit;
    line->shape.rank = 0;
    for (int32_t i = 0; i < what->of->shape.rank; i++) {
        const int kept = i >= what->n || !what->indices[i];
        if (line->shape.rank == *axis) add_axis(line, all, unit);
        if (kept) add_axis(line, what->of->shape.size[i], what->of->strides[i]);
    }
    if (line->shape.rank == *axis) add_axis(line, all, unit);
    line->count = gt__shape_count(&line->shape);
}

/* Up to TENSORS neighbours in the list that have the same dtype. */
typedef struct group {
    int32_t n, axis[TENSORS];
    const gt__array *of[TENSORS];
} group;

static int32_t take_group(group *g, const gt__listed *what, int32_t from)
{
    g->n = 0;
    for (; from < what->n; from++) {
        const gt__array *indices = what->indices[from];
        if (!indices) continue;
        if (g->n == TENSORS || (g->n > 0 && indices->dtype != g->of[0]->dtype)) break;
        g->axis[g->n] = from;
        g->of[g->n++] = indices;
    }
    return from;
}

static gt_status launch(const gt__call *call, const gt__listed *what, const group *g, const gt__array *places,
                        int64_t unit, int64_t base, int more)
{
    int64_t strides[TENSORS][GT_MAX_RANK];
    const int64_t *all[TENSORS];
    gt__walk walk;
    gt__kernel *kernel = NULL;
    gt__command command;
    for (int32_t i = 0; i < TENSORS; i++) {
        const gt__array *indices = g->of[i < g->n ? i : 0];
        gt__shape_expand(&indices->shape, indices->strides, &places->shape, strides[i]);
        all[i] = strides[i];
    }
    gt__walk_make(&walk, &places->shape, TENSORS, all);
    gt__walk_merge(&walk);
    gt__spec spec = gt__spec_of(call, GT__PLACES);
    spec.ranks = gt__spec_ranks(walk.rank);
    spec.operands = 1;
    spec.storage[0] = (uint8_t)g->of[0]->dtype->value;
    spec.tile[0] = (uint16_t)(spec.form == GT__CPU ? gt__tuned.places.block : 0);
    gt__spec_types(&spec, places->dtype, places->dtype, places->dtype);
    GT__TRY(gt__spec_kernel(&kernel, call, &spec));
    gt__launch_begin(&command, kernel);
    for (int32_t i = 0; i < TENSORS; i++) {
        const int32_t k = i < g->n ? i : 0;
        gt__arg_axes(&command, walk.stride[i], walk.rank, spec.ranks);
        gt__arg_buffer(&command, g->of[k]->buffer);
        gt__arg_long(&command, g->of[k]->offset);
        gt__arg_long(&command, what->of->strides[g->axis[k]] / unit);
        gt__arg_long(&command, what->of->shape.size[g->axis[k]]);
    }
    gt__arg_axes(&command, walk.size, walk.rank, spec.ranks);
    gt__arg_buffer(&command, places->buffer);
    gt__arg_long(&command, base);
    gt__arg_long(&command, places->count);
    gt__arg_finding(&command);
    gt__arg_int(&command, walk.rank);
    gt__arg_int(&command, g->n);
    gt__arg_int(&command, more);
    if (spec.form == GT__CPU) gt__arg_long(&command, gt__flat_chunk(call, places->count));
    gt__flat_sizes(call, &command, places->count, places->count);
    return gt__submit(call, &command);
}

gt_status gt__places_make(gt__array *places, const gt__call *call, const gt__listed *what)
{
    const int64_t unit = unit_of(what);
    int64_t base = 0, all = 1;
    group g;
    gt_status status = GT_OK;
    extent_of(what, unit, &base, &all);
    GT__TRY(
        gt__array_create(places, call, gt__dtype_of(all <= gt__tuned.places.narrow ? GT_I32 : GT_I64), &what->common));
    int more = 0;
    for (int32_t at = take_group(&g, what, 0); places->count > 0 && g.n > 0 && status == GT_OK;
         at = take_group(&g, what, at), more = 1)
        status = launch(call, what, &g, places, unit, base, more);
    if (status < 0) gt__buffer_release(places->buffer);
    return status;
}

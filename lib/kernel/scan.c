#include "kernel/scan.h"

#include <math.h>

#include "base/integer.h"
#include "base/scalar.h"
#include "kernel/copy.h"
#include "kernel/lines.h"
#include "kernel/spec.h"
#include "kernel/tuning.h"

enum { X, O, OPERANDS };
enum { PLAIN, SUM, PRODUCT, WHOLE }; /* the kinds of scan.cl: SUM and PRODUCT of floats, WHOLE: sums of integers */

/* What is asked for, and how it is cut. Strides and offsets are those of lines in the order of the scan. */
typedef struct plan {
    const gt__call *call;
    const gt__scanning *scanning;
    const gt__array *target, *src;
    const gt__traits *traits;
    gt__walk kept;
    int64_t lines, count, step[OPERANDS], first[OPERANDS];
    int64_t pieces, span;
    int64_t per_job; /* cpu: lines of a work-item */
    int outer;
    gt__buffer *totals;
} plan;

/* ---- sizes ---- */

static int64_t inner_lines(const plan *p)
{
    return p->kept.size[p->kept.rank - 1];
}

/* Whether neighbouring lines are nearer to each other in memory than neighbouring elements of one. */
static int is_across(const plan *p)
{
    return inner_lines(p) > 1 && gt__magnitude(p->kept.stride[X][p->kept.rank - 1]) < gt__magnitude(p->step[X]);
}

/* Work-items of the cpu form for one piece of every line. */
static int64_t jobs_of(const plan *p)
{
    if (p->outer) return p->lines / inner_lines(p) * gt__divide_up(inner_lines(p), p->per_job);
    return gt__divide_up(p->lines, p->per_job);
}

/* How many pieces give `jobs` of them enough to do for `wanted` at a time, each with at least `least` elements. */
static int64_t pieces_for(const plan *p, int64_t jobs, int64_t wanted, int64_t least)
{
    if (jobs >= wanted || p->count <= least) return 1;
    return gt__smaller(gt__divide_up(wanted, jobs), gt__divide_up(p->count, least));
}

static int kind_of(const gt__scanning *scanning)
{
    if (!gt__dtype_inexact(scanning->compute)) return scanning->row == GT_ADD ? WHOLE : PLAIN;
    return scanning->row == GT_ADD ? SUM : scanning->row == GT_MULTIPLY ? PRODUCT : PLAIN;
}

/* Pieces are read twice: they pay only where there would be units without work. Products of floats are made from the
 * first element on, since those of others may leave the range of the type. */
static void size_cpu(plan *p)
{
    const int64_t job = gt__tuned.scan_cpu.job, units = p->traits->units, wanted = gt__tuned.scan_cpu.jobs * units;
    const int in_order = kind_of(p->scanning) == PRODUCT;
    const int complex = p->scanning->compute->kind == GT__COMPLEX; /* of which there are no vectors */
    p->outer = in_order || complex || is_across(p) || (p->count <= gt__tuned.scan_cpu.few && inner_lines(p) > p->count);
    if (p->outer) {
        const int64_t most = gt__larger(gt__tuned.scan_cpu.nearby / p->count, 1); /* if they lie side by side */
        const int64_t strip = is_across(p) ? gt__tuned.scan_cpu.strip : gt__smaller(gt__tuned.scan_cpu.strip, most);
        p->per_job = gt__smaller(inner_lines(p), strip);
        p->pieces = 1;
        if (!in_order && jobs_of(p) < units)
            p->pieces = pieces_for(p, jobs_of(p), wanted, gt__larger(job / p->per_job, 1));
    } else {
        p->pieces = p->lines >= units ? 1 : pieces_for(p, p->lines, wanted, job);
        p->per_job = p->pieces > 1 ? 1 : gt__larger(job / p->count, 1);
    }
}

/* The work-group of the gpu form: few different ones, since some implementations compile a kernel again for each. */
static int64_t group_of(const plan *p)
{
    int64_t items =
        p->outer || p->count <= gt__tuned.scan_gpu.low ? gt__tuned.scan_gpu.small_group : gt__tuned.scan_gpu.group;
    while (items > p->traits->group) items /= 2;
    return items;
}

static int64_t each_of(const plan *p)
{
    return gt__tuned.scan_gpu.each_bytes / p->scanning->compute->size;
}

/* The fewest elements of a piece of an outer scan: an item goes through the totals of all pieces before its own, so
 * there are no more of those than elements in one. */
static int64_t least_outer(const plan *p)
{
    int64_t least = gt__tuned.scan_gpu.few;
    while (least * least < p->count) least *= 2;
    return least;
}

static void size_gpu(plan *p)
{
    const int64_t run = gt__tuned.scan_gpu.run;
    p->outer = (is_across(p) && p->count <= run * run) || p->count <= gt__tuned.scan_gpu.few;
    for (int again = 0; again < 2; again++) {
        const int64_t group = p->outer ? 1 : group_of(p);
        const int64_t wanted = p->traits->units * (p->outer ? gt__tuned.scan_gpu.items : gt__tuned.scan_gpu.groups);
        const int64_t least = p->outer ? least_outer(p) : group * each_of(p) * gt__tuned.scan_gpu.least;
        p->pieces = gt__larger(gt__divide_up(p->count, group * run), pieces_for(p, p->lines, wanted, least));
        if (p->outer || p->lines * p->pieces <= gt__tuned.scan_gpu.most_items / group) return;
        p->outer = 1; /* a work-group for each would be too many */
    }
}

static void choose_sizes(plan *p)
{
    if (p->traits->form == GT__CPU)
        size_cpu(p);
    else
        size_gpu(p);
    p->span = gt__divide_up(p->count, p->pieces);
    p->pieces = gt__divide_up(p->count, p->span);
}

/* ---- kernel and launch ---- */

static gt__spec make_spec(const plan *p, int totals)
{
    const gt__scanning *scanning = p->scanning;
    gt__spec spec = gt__spec_of(p->call, p->outer ? GT__SCAN_OUTER : GT__SCAN_INNER);
    spec.ranks = gt__spec_ranks(p->kept.rank);
    spec.operands = 1;
    spec.storage[0] = (uint8_t)p->src->dtype->value;
    spec.truth = (uint16_t)scanning->truth;
    spec.row[0] = (uint16_t)scanning->row;
    spec.kind = (uint8_t)kind_of(scanning);
    if (spec.kind == PRODUCT && (p->outer || spec.form == GT__CPU)) spec.kind = PLAIN; /* which joins in order */
    if (spec.kind == WHOLE && (p->outer || spec.form == GT__GPU)) spec.kind = PLAIN;
    if (totals) spec.flags |= GT__PARTS_OUT;
    gt__spec_types(&spec, scanning->compute, totals ? scanning->compute : scanning->result,
                   totals ? scanning->compute : p->target->dtype);
    if (spec.form == GT__CPU) {
        spec.tile[0] = (uint16_t)(p->outer ? gt__tuned.scan_cpu.strip : gt__tuned.scan_cpu.block);
    } else if (!p->outer) {
        spec.tile[0] = (uint16_t)group_of(p);
        spec.tile[1] = (uint16_t)each_of(p);
    }
    return spec;
}

/* That of the dtype of the result, which a wider one is computed in. Of sums -0, as 0 and -0 are 0, but where it is a
 * result itself. */
static void add_identity(gt__command *command, const gt__scanning *scanning)
{
    gt_scalar number = {.dtype = scanning->result->kind == GT__COMPLEX ? GT_WEAK_COMPLEX : GT_WEAK_FLOAT};
    gt__element element = {{0, 0}};
    if (scanning->row == GT_ADD && !scanning->exclusive) number.re = number.im = -0.0;
    if (scanning->row == GT_MULTIPLY || scanning->row == GT_LOGICAL_AND) number.re = 1;
    if (scanning->row == GT_MAXIMUM) number.re = -INFINITY;
    if (scanning->row == GT_MINIMUM) number.re = INFINITY;
    number = gt__scalar_cast(&number, scanning->result->value); /* which saturates */
    gt__scalar_store(&number, scanning->compute->value, &element);
    gt__arg_value(command, &element, (size_t)scanning->compute->size);
}

static void set_sizes(gt__command *command, const plan *p)
{
    const int64_t parts = p->lines * p->pieces;
    int64_t group = group_of(p);
    if (p->traits->form == GT__CPU) {
        gt__arg_long(command, p->per_job);
        command->local[0] = 1;
        command->global[0] = (size_t)(jobs_of(p) * p->pieces);
    } else {
        while (p->outer && group > gt__kernel_group(command->kernel)) group /= 2; /* inner ones are made for theirs */
        command->local[0] = (size_t)group;
        command->global[0] =
            (size_t)(p->outer ? gt__round_up(gt__smaller(parts, gt__tuned.scan_gpu.most_items), group) : parts * group);
    }
}

/* totals: writes those of the pieces, not the result. */
static gt_status launch(const plan *p, int totals)
{
    const gt__spec spec = make_spec(p, totals);
    gt__kernel *kernel = NULL;
    gt__command command;
    GT__TRY(gt__spec_kernel(&kernel, p->call, &spec));
    gt__launch_begin(&command, kernel);
    gt__arg_walk(&command, &p->kept, spec.ranks);
    gt__arg_buffer(&command, p->src->buffer);
    gt__arg_buffer(&command, p->totals ? p->totals : p->target->buffer);
    if (!totals) gt__arg_buffer(&command, p->target->buffer);
    gt__arg_long(&command, p->first[X]);
    gt__arg_long(&command, p->first[O]);
    gt__arg_long(&command, p->lines);
    gt__arg_long(&command, p->count);
    gt__arg_long(&command, p->pieces);
    gt__arg_long(&command, p->span);
    gt__arg_long(&command, p->step[X]);
    gt__arg_long(&command, p->step[O]);
    add_identity(&command, p->scanning);
    gt__arg_int(&command, p->scanning->exclusive);
    gt__arg_int(&command, p->kept.rank);
    set_sizes(&command, p);
    return gt__submit(p->call, &command);
}

static void make_lines(plan *p, int32_t axis)
{
    const gt__array *arrays[OPERANDS] = {p->src, p->target};
    const int64_t *strides[OPERANDS] = {p->src->strides, p->target->strides};
    gt__shape lines = p->src->shape;
    const int64_t count = lines.rank > 0 ? lines.size[axis] : 1;
    if (lines.rank > 0) lines.size[axis] = 1;
    p->count = count;
    p->lines = gt__shape_count(&lines);
    gt__walk_make(&p->kept, &lines, OPERANDS, strides);
    gt__walk_sort(&p->kept);
    gt__walk_merge(&p->kept);
    for (int i = X; i < OPERANDS; i++) {
        const int64_t step = lines.rank > 0 ? strides[i][axis] : 0;
        p->step[i] = p->scanning->reverse ? -step : step;
        p->first[i] = arrays[i]->offset + (p->scanning->reverse ? (count - 1) * step : 0);
    }
}

/* Contiguous arrays merge to axes that a kernel has room for. */
static gt_status run_dense(const plan *p, int32_t axis)
{
    gt__array src = {0}, target = {0};
    gt_status status = gt__copy_dense(&src, p->call, p->src, &p->src->shape);
    if (status == GT_OK) status = gt__array_create(&target, p->call, p->target->dtype, &p->target->shape);
    if (status == GT_OK) status = gt__scan_run(p->call, p->scanning, &target, &src, axis);
    if (status == GT_OK) status = gt__copy_run(p->call, p->target, &target);
    gt__buffer_release(target.buffer);
    gt__buffer_release(src.buffer);
    return status;
}

gt_status gt__scan_run(const gt__call *call, const gt__scanning *scanning, const gt__array *target,
                       const gt__array *src, int32_t axis)
{
    plan p = {.call = call, .scanning = scanning, .target = target, .src = src};
    gt_status status = GT_OK;
    if (target->count == 0) return GT_OK;
    p.traits = gt__traits_of(call->context);
    make_lines(&p, axis);
    if (p.kept.rank > GT__WALK_AXES) return run_dense(&p, axis);
    choose_sizes(&p);
    if (p.pieces > 1) {
        GT__TRY(gt__buffer_create(&p.totals, call, 2 * p.lines * p.pieces * scanning->compute->size));
        status = launch(&p, 1);
    }
    if (status == GT_OK) status = launch(&p, 0);
    gt__buffer_release(p.totals);
    return status;
}

#include "kernel/softmax.h"

#include "base/integer.h"
#include "kernel/copy.h"
#include "kernel/lines.h"
#include "kernel/spec.h"
#include "kernel/tuning.h"

/* Operands, the target after them; as many numbers are in a part of a forward pass, one fewer in one of a gradient. */
enum { X, Y, OPERANDS = 3 };

/* What is asked for. */
typedef struct request {
    const gt__call *call;
    gt__softmax_kind kind;
    const gt__dtype *compute;
    const gt__array *target, *x, *y;
    const gt__traits *traits;
    gt__lines lines;
    int32_t operands; /* those of the kept axes, the target last */
    int across;       /* neighbouring lines are nearer to each other in memory than neighbouring elements */
} request;

/* How the lines are taken. */
typedef struct plan {
    int64_t splits, span; /* of a line */
    int64_t per_job;      /* cpu: lines of a work-item */
    int64_t lines, items; /* gpu: lines and items of a work-group */
    int64_t each;         /* gpu: elements that an item keeps; 0: lines do not fit and take parts */
    int whole;            /* lines fit */
} plan;

static int64_t kept_length(const request *r)
{
    return r->lines.kept.size[r->lines.kept.rank - 1];
}

/* How many splits of at least `least` elements make `wanted` jobs. */
static int64_t splits_for(const request *r, int64_t jobs, int64_t wanted, int64_t least)
{
    if (jobs >= wanted) return 1;
    return gt__smaller(gt__divide_up(wanted, jobs), gt__divide_up(r->lines.count, least));
}

static void set_splits(plan *p, const request *r, int64_t splits)
{
    p->span = gt__divide_up(r->lines.count, splits);
    p->splits = gt__divide_up(r->lines.count, p->span);
}

/* ---- cpu ---- */

static int64_t vector_of(const request *r)
{
    return gt__tuned.vector_bytes / r->compute->size;
}

static int64_t cpu_jobs(const request *r, const plan *p)
{
    const int64_t length = kept_length(r);
    if (r->across) return r->lines.outs / length * gt__divide_up(length, p->per_job) * p->splits;
    return gt__divide_up(r->lines.outs, p->per_job) * p->splits;
}

/* Strips of whole vectors of lines, at least one, and of about as many. */
static void plan_strips(plan *p, const request *r)
{
    const int64_t lanes = vector_of(r), block = gt__tuned.softmax_cpu.block, length = kept_length(r);
    int64_t most = gt__tuned.softmax_cpu.strip;
    if (p->whole) most = gt__smaller(block / r->lines.count / lanes * lanes, most);
    const int64_t each = gt__round_up(gt__divide_up(length, gt__divide_up(length, most)), lanes);
    p->per_job = gt__smaller(each, length);
}

static void plan_cpu(plan *p, const request *r)
{
    const int64_t count = r->lines.count, block = gt__tuned.softmax_cpu.block;
    p->whole = count * (r->across ? vector_of(r) : 1) <= block;
    p->splits = 1;
    if (r->across)
        plan_strips(p, r);
    else
        p->per_job = p->whole ? gt__larger(gt__tuned.softmax_cpu.job / count, 1) : 1;
    int64_t splits = 1;
    if (!p->whole)
        splits = gt__larger(splits_for(r, cpu_jobs(r, p), gt__tuned.softmax_cpu.jobs * r->traits->units, block),
                            gt__divide_up(count, gt__tuned.softmax_cpu.longest));
    set_splits(p, r, splits);
}

/* ---- gpu ---- */

static int64_t power_from(int64_t least)
{
    int64_t power = 1;
    while (power < least) power *= 2;
    return power;
}

/* 1 if lines fit in registers, `each` elements of an item. */
static int fits(plan *p, const request *r, int64_t group, int64_t each)
{
    const int64_t width = power_from(gt__divide_up(r->lines.count, each));
    const int64_t least = r->across ? gt__smaller(gt__tuned.softmax_gpu.near, power_from(kept_length(r))) : 1;
    if (width * least > group) return 0;
    p->lines = group / width;
    p->each = each;
    return 1;
}

/* whole: lines may stay in registers. */
static void plan_gpu(plan *p, const request *r, int whole)
{
    const int64_t few = gt__tuned.softmax_gpu.few, many = gt__tuned.softmax_gpu.many;
    int64_t group = gt__tuned.softmax_gpu.group;
    while (group > 1 && group > r->traits->group) group /= 2;
    p->items = group;
    p->whole = whole && (fits(p, r, group, few) || fits(p, r, group, many));
    if (p->whole) {
        set_splits(p, r, 1);
        return;
    }
    p->each = 0;
    p->lines = r->across ? gt__smaller(gt__tuned.softmax_gpu.side, power_from(kept_length(r))) : 1;
    while (p->lines > 1 && p->lines > group) p->lines /= 2;
    const int64_t width = group / p->lines, jobs = gt__divide_up(r->lines.outs, p->lines);
    const int64_t splits =
        splits_for(r, jobs, gt__tuned.softmax_gpu.groups * r->traits->units, width * gt__tuned.softmax_gpu.least);
    set_splits(p, r, gt__larger(splits, gt__divide_up(r->lines.count, width * gt__tuned.softmax_gpu.run)));
}

/* Keeps to the work-group that a kernel may have. 0 if lines that fit do not fit any more. */
static int shrink(plan *p, const gt__kernel *kernel)
{
    while (p->items > gt__kernel_group(kernel)) {
        if (p->whole && p->lines == 1) return 0;
        p->items /= 2;
        p->lines = gt__larger(p->lines / 2, 1);
    }
    return 1;
}

/* ---- launch ---- */

/* parts: GT__PARTS_IN, GT__PARTS_OUT, or 0 if lines are whole. */
static gt__spec make_spec(const request *r, const plan *p, uint32_t parts)
{
    gt__spec spec = gt__spec_of(r->call, GT__SOFTMAX);
    spec.ranks = gt__spec_ranks(r->lines.kept.rank);
    spec.lanes = (uint8_t)(spec.form == GT__CPU ? vector_of(r) : 1);
    gt__spec_types(&spec, r->compute, r->compute, parts == GT__PARTS_OUT ? r->compute : r->target->dtype);
    spec.operands = r->y ? 2 : 1;
    spec.storage[0] = (uint8_t)r->x->dtype->value;
    if (r->y) spec.storage[1] = (uint8_t)r->y->dtype->value;
    spec.kind = (uint8_t)r->kind;
    spec.flags = parts;
    if (spec.form == GT__GPU) {
        spec.tile[0] = (uint16_t)p->each;
        return spec;
    }
    if (r->across) spec.flags |= GT__ACROSS;
    spec.tile[0] = (uint16_t)gt__tuned.softmax_cpu.block;
    spec.tile[1] = (uint16_t)gt__tuned.softmax_cpu.strip;
    return spec;
}

static void add_array(gt__command *command, const request *r, const gt__array *array, int32_t operand)
{
    gt__arg_buffer(command, array->buffer);
    gt__arg_long(command, array->offset);
    gt__arg_long(command, r->lines.worked.stride[operand][0]);
}

static void add_arrays(gt__command *command, const request *r, const gt__spec *spec, gt__buffer *parts)
{
    const gt__walk *kept = &r->lines.kept;
    const int writes = !(spec->flags & GT__PARTS_OUT);
    gt__arg_axes(command, kept->size, kept->rank, spec->ranks);
    for (int32_t i = 0; i < r->operands - !writes; i++) gt__arg_axes(command, kept->stride[i], kept->rank, spec->ranks);
    add_array(command, r, r->x, X);
    if (r->y) add_array(command, r, r->y, Y);
    if (writes) add_array(command, r, r->target, r->operands - 1);
    if (parts) gt__arg_buffer(command, parts);
}

static void set_sizes(gt__command *command, const request *r, const plan *p)
{
    if (r->traits->form == GT__CPU) {
        gt__arg_long(command, p->per_job);
        command->global[0] = (size_t)cpu_jobs(r, p);
        return;
    }
    const int64_t jobs = gt__divide_up(r->lines.outs, p->lines) * p->splits;
    gt__arg_int(command, (int32_t)p->lines);
    gt__arg_int(command, r->across);
    gt__arg_local(command, OPERANDS * p->items * r->compute->size);
    command->local[0] = (size_t)p->items;
    command->global[0] = (size_t)(gt__smaller(jobs, gt__tuned.softmax_gpu.most_groups) * p->items);
}

static gt_status launch(const request *r, plan p, uint32_t flags, gt__buffer *parts, int *fits)
{
    const gt__spec spec = make_spec(r, &p, flags);
    gt__kernel *kernel = NULL;
    gt__command command;
    GT__TRY(gt__spec_kernel(&kernel, r->call, &spec));
    *fits = r->traits->form == GT__CPU || shrink(&p, kernel);
    if (!*fits) return GT_OK;
    gt__launch_begin(&command, kernel);
    add_arrays(&command, r, &spec, parts);
    gt__arg_long(&command, r->lines.outs);
    gt__arg_long(&command, r->lines.count);
    gt__arg_long(&command, p.splits);
    gt__arg_long(&command, p.span);
    gt__arg_int(&command, r->lines.kept.rank);
    set_sizes(&command, r, &p);
    return gt__submit(r->call, &command);
}

static gt_status run_parts(const request *r, const plan *p)
{
    const int64_t numbers = r->y ? OPERANDS - 1 : OPERANDS;
    gt__buffer *parts = NULL;
    int fits = 1;
    GT__TRY(gt__buffer_create(&parts, r->call, r->lines.outs * p->splits * numbers * r->compute->size));
    gt_status status = launch(r, *p, GT__PARTS_OUT, parts, &fits);
    if (status == GT_OK) status = launch(r, *p, GT__PARTS_IN, parts, &fits);
    gt__buffer_release(parts);
    return status;
}

/* ---- */

static void make_lines(request *r, const uint8_t *marks)
{
    const int64_t *strides[OPERANDS];
    r->operands = 0;
    strides[r->operands++] = r->x->strides;
    if (r->y) strides[r->operands++] = r->y->strides;
    strides[r->operands++] = r->target->strides;
    gt__lines_make(&r->lines, &r->target->shape, marks, r->operands, strides, r->operands, strides, 1);
    const int64_t length = kept_length(r), line = gt__magnitude(r->lines.kept.stride[X][r->lines.kept.rank - 1]);
    r->across = length > 1 && line < gt__magnitude(r->lines.worked.stride[X][0]);
    if (r->traits->form == GT__CPU) r->across |= length > r->lines.count && r->lines.count <= gt__tuned.softmax_cpu.few;
}

/* Contiguous arrays merge to axes that a kernel has room for. */
static gt_status run_dense(const request *r, const uint8_t *marks)
{
    gt__array x = {0}, y = {0}, out = {0};
    gt_status status = gt__copy_dense(&x, r->call, r->x, &r->target->shape);
    if (r->y && status == GT_OK) status = gt__copy_dense(&y, r->call, r->y, &r->target->shape);
    if (status == GT_OK) status = gt__array_create(&out, r->call, r->target->dtype, &r->target->shape);
    if (status == GT_OK) status = gt__softmax_run(r->call, r->kind, r->compute, &out, &x, r->y ? &y : NULL, marks);
    if (status == GT_OK) status = gt__copy_run(r->call, r->target, &out);
    gt__buffer_release(out.buffer);
    gt__buffer_release(y.buffer);
    gt__buffer_release(x.buffer);
    return status;
}

gt_status gt__softmax_run(const gt__call *call, gt__softmax_kind kind, const gt__dtype *compute,
                          const gt__array *target, const gt__array *x, const gt__array *y, const uint8_t *marks)
{
    request r = {.call = call, .kind = kind, .compute = compute, .target = target, .x = x, .y = y};
    plan p = {0};
    int fits = 1;
    if (target->count == 0) return GT_OK;
    r.traits = gt__traits_of(call->context);
    make_lines(&r, marks);
    if (r.lines.kept.rank > GT__WALK_AXES) return run_dense(&r, marks);
    if (r.traits->form == GT__CPU)
        plan_cpu(&p, &r);
    else
        plan_gpu(&p, &r, 1);
    if (p.whole) GT__TRY(launch(&r, p, 0, NULL, &fits));
    if (p.whole && fits) return GT_OK;
    if (p.whole) plan_gpu(&p, &r, 0);
    return run_parts(&r, &p);
}

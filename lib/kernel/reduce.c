#include "kernel/reduce.h"

#include "base/integer.h"
#include "base/scalar.h"
#include "kernel/copy.h"
#include "kernel/lines.h"
#include "kernel/spec.h"
#include "kernel/tuning.h"

/* Items of a launch: some devices count no further. */
static const int64_t most_items = UINT32_MAX;
/* Operands of the kept axes. */
enum { X, O, M };
/* Arguments of a launch that reduces a formula's values, beside those of its operands: walks, and others at most. */
enum { AXES = 5, ARGUMENTS = 15 };

/* What is asked for. */
typedef struct request {
    const gt__call *call;
    const gt__reduction *reduction;
    const gt__array *target, *src;
    const gt__traits *traits;
} request;

/* One launch: from elements or from the accumulators of the launch before, to accumulators or to the result. */
typedef struct pass {
    gt__lines lines;
    int64_t splits, span;
    int64_t per_job; /* cpu: outputs of a work-item */
    int outer, first;
    const gt__fused *fused;     /* what the elements are computed of, or NULL */
    gt__walk whole;             /* that of its operands */
    gt__buffer *in[2], *out[2]; /* accumulators: values and extras */
} pass;

static int is_last(const pass *p)
{
    return p->splits == 1;
}

/* Whether there are extras beside the values of accumulators in memory. */
static int has_extras(const gt__reduction *reduction)
{
    return reduction->kind != GT__ACCUMULATE_PLAIN;
}

/* ---- sizes ---- */

int64_t gt__reduce_sum_bytes(const gt__call *call)
{
    const int64_t bytes = gt__larger(gt__traits_of(call->context)->vector_bytes, gt__tuned.reduce_cpu.least_vector);
    return gt__smaller(bytes, gt__tuned.vector_bytes);
}

int32_t gt__reduce_lanes(const gt__dtype *dtype)
{
    return (int32_t)gt__tuned.wide_bytes / dtype->size;
}

/* gpu: of a wide access; cpu: of the vectors that sums, and the best of types of 4 bytes, are kept in. */
static int32_t lanes_of(const request *r, const pass *p)
{
    const gt__accumulate kind = r->reduction->kind;
    const int32_t size = r->reduction->compute->size;
    if (r->traits->form == GT__GPU) return p->first && !p->outer ? gt__reduce_lanes(r->src->dtype) : 1;
    const int best = kind == GT__ACCUMULATE_ARG && size == (int32_t)sizeof(int32_t) && !p->outer;
    if (!p->first || (kind != GT__ACCUMULATE_SUM && !best)) return 1;
    if (r->reduction->compute->kind == GT__COMPLEX) return 1;
    return (int32_t)gt__reduce_sum_bytes(r->call) / size;
}

/* How many splits give `jobs` of them enough to do for `wanted` at a time, each split with at least `least`
 * elements. */
static int64_t splits_for(const pass *p, int64_t jobs, int64_t wanted, int64_t least)
{
    if (jobs >= wanted || p->lines.count <= least) return 1;
    return gt__smaller(gt__divide_up(wanted, jobs), gt__divide_up(p->lines.count, least));
}

/* Work-items of the cpu form, but for splits. */
static int64_t jobs_of(const pass *p)
{
    const int64_t length = p->lines.kept.size[p->lines.kept.rank - 1];
    if (p->outer) return p->lines.outs / length * gt__divide_up(length, p->per_job);
    return gt__divide_up(p->lines.outs, p->per_job);
}

/* Whether neighbouring outputs are nearer to each other in memory than neighbouring elements of one. */
static int is_across(const pass *p)
{
    const gt__walk *kept = &p->lines.kept, *worked = &p->lines.worked;
    const int64_t output = gt__magnitude(kept->stride[X][kept->rank - 1]);
    return kept->size[kept->rank - 1] > 1 && output < gt__magnitude(worked->stride[X][worked->rank - 1]);
}

static void size_cpu(const request *r, pass *p)
{
    const int64_t job = gt__tuned.reduce_cpu.job, wanted = gt__tuned.reduce_cpu.jobs * r->traits->units;
    if (p->outer) {
        const int64_t most = gt__tuned.reduce_cpu.nearby / gt__larger(p->lines.count, 1); /* if they lie side by side */
        const int64_t strip = is_across(p) ? gt__tuned.reduce_cpu.strip : gt__smaller(gt__tuned.reduce_cpu.strip, most);
        const int64_t length = p->lines.kept.size[p->lines.kept.rank - 1], strips = gt__divide_up(length, strip);
        p->per_job = gt__smaller(gt__round_up(gt__divide_up(length, strips), gt__tuned.vector_bytes), length);
        p->splits = splits_for(p, jobs_of(p), wanted, gt__larger(job / p->per_job, 1));
    } else {
        p->splits = splits_for(p, p->lines.outs, wanted, job);
        p->per_job = p->splits > 1 ? 1 : gt__larger(job / gt__larger(p->lines.count, 1), 1);
    }
    if (p->lines.count / p->splits >= gt__tuned.reduce_cpu.longest) {
        p->splits = gt__divide_up(p->lines.count, gt__tuned.reduce_cpu.longest);
        if (!p->outer) p->per_job = 1;
    }
}

/* The work-group of the gpu form: few different ones, since some implementations compile a kernel again for each. */
static int64_t group_for(const gt__traits *traits, int64_t count)
{
    const int small = count <= gt__tuned.reduce_gpu.low;
    int64_t size = small ? gt__tuned.reduce_gpu.small_group : gt__tuned.reduce_gpu.group;
    while (size > traits->group) size /= 2;
    return size;
}

static int64_t group_size(const request *r, const pass *p)
{
    return group_for(r->traits, p->outer ? 0 : p->lines.count);
}

/* The items of a work-group that take one of so many parts together, a power of two; `loads`: of its elements. */
static int64_t items_for(const gt__traits *traits, int64_t group, int64_t parts, int64_t loads)
{
    const int64_t wanted = traits->units * gt__tuned.reduce_gpu.items;
    int64_t items = 1;
    while (items < group && items < loads && (items * gt__tuned.reduce_gpu.each < loads || items * parts < wanted))
        items *= 2;
    return items;
}

int64_t gt__reduce_items(const gt__call *call, int64_t lanes, int64_t outs, int64_t count)
{
    const gt__traits *traits = gt__traits_of(call->context);
    return items_for(traits, group_for(traits, count), outs, gt__divide_up(count, lanes));
}

/* Whether the elements of an output lie side by side. */
static int is_contiguous(const pass *p)
{
    return p->lines.worked.rank == 1 && p->lines.worked.stride[X][0] == 1;
}

static int64_t items_of(const request *r, const pass *p, int64_t group)
{
    const int64_t lanes = is_contiguous(p) ? lanes_of(r, p) : 1, span = gt__divide_up(p->lines.count, p->splits);
    return items_for(r->traits, group, p->lines.outs * p->splits, gt__divide_up(span, lanes));
}

static void size_gpu(const request *r, pass *p)
{
    const int64_t units = r->traits->units, group = p->outer ? 1 : group_size(r, p);
    const int64_t least = p->outer ? gt__tuned.reduce_gpu.least_outer : group * gt__tuned.reduce_gpu.least;
    const int64_t wanted = units * (p->outer ? gt__tuned.reduce_gpu.items : gt__tuned.reduce_gpu.groups);
    p->splits = gt__larger(gt__divide_up(p->lines.count, group * gt__tuned.reduce_gpu.run),
                           splits_for(p, p->lines.outs, wanted, least));
}

static void choose_sizes(const request *r, pass *p)
{
    p->outer = is_across(p);
    if (r->traits->form == GT__CPU) {
        const int64_t length = p->lines.kept.size[p->lines.kept.rank - 1];
        p->outer |= p->first && p->lines.count <= gt__tuned.reduce_cpu.few && length > p->lines.count;
        size_cpu(r, p);
    } else {
        const int wide = is_contiguous(p) && lanes_of(r, p) > 1;
        p->outer |= p->lines.count <= (wide ? gt__tuned.reduce_gpu.few_wide : gt__tuned.reduce_gpu.few);
        size_gpu(r, p);
        if (!p->outer && p->lines.outs * p->splits > most_items / items_of(r, p, group_size(r, p))) {
            p->outer = 1; /* an item takes an output, since several for each would be too many */
            size_gpu(r, p);
        }
    }
    p->splits = gt__larger(p->splits, 1);
    p->span = gt__round_up(gt__divide_up(p->lines.count, p->splits), lanes_of(r, p));
    p->splits = p->span > 0 ? gt__divide_up(p->lines.count, p->span) : 1;
}

int gt__reduce_is_inner(const gt__call *call, const gt__reduction *reduction, int64_t outs, int64_t count)
{
    const gt__array elements = {.dtype = reduction->result};
    const request r = {.call = call, .reduction = reduction, .src = &elements, .traits = gt__traits_of(call->context)};
    pass p = {.lines = {.outs = outs, .count = count}, .first = 1};
    gt__walk *kept = &p.lines.kept, *worked = &p.lines.worked;
    kept->rank = worked->rank = 1;
    kept->size[0] = outs;
    kept->stride[X][0] = count;
    worked->size[0] = count;
    worked->stride[X][0] = 1;
    choose_sizes(&r, &p);
    return !p.outer && is_last(&p);
}

/* ---- kernel and launch ---- */

static void add_moment(gt__spec *spec, const gt__reduction *reduction, const pass *p)
{
    if (is_last(p) && reduction->divides) spec->flags |= GT__DIVIDES;
    if (is_last(p) && reduction->rest) spec->flags |= GT__PAIR;
    if (!reduction->mean) return;
    if (is_last(p)) spec->flags |= GT__SHIFTED;
    if ((p->first || is_last(p)) && reduction->mean->dtype->kind != GT__FLOAT) spec->flags |= GT__OF_WHOLE;
    if (!p->first) return;
    spec->flags |= GT__SQUARES;
    spec->operands = 2;
    spec->storage[1] = (uint8_t)reduction->mean->dtype->value;
}

/* Whether outputs are short and the elements of each lie side by side, so that squares of them are turned. */
static int is_turned(const request *r, const pass *p)
{
    const gt__walk *kept = &p->lines.kept, *worked = &p->lines.worked;
    if (!p->outer || !p->first || p->fused || r->reduction->compute->kind == GT__COMPLEX) return 0;
    return worked->rank == 1 && worked->stride[X][0] == 1 && kept->stride[X][kept->rank - 1] > 1;
}

static int32_t ranks_of(const pass *p)
{
    const int64_t lines = gt__larger(p->lines.kept.rank, p->lines.worked.rank);
    return gt__spec_ranks((int32_t)(p->fused ? gt__larger(lines, p->whole.rank) : lines));
}

static gt__spec make_spec(const request *r, const pass *p)
{
    const gt__reduction *reduction = r->reduction;
    gt__spec spec = gt__spec_of(r->call, p->outer ? GT__REDUCE_OUTER : GT__REDUCE_INNER);
    spec.ranks = (uint8_t)ranks_of(p);
    spec.lanes = (uint8_t)lanes_of(r, p);
    gt__spec_types(&spec, reduction->compute, is_last(p) ? reduction->result : reduction->compute,
                   is_last(p) ? r->target->dtype : reduction->compute);
    spec.operands = 1;
    spec.storage[0] = p->first ? (uint8_t)r->src->dtype->value : 0;
    spec.truth = p->first && reduction->truth;
    spec.row[0] = (uint16_t)reduction->row;
    spec.kind = (uint8_t)reduction->kind;
    if (!p->first) spec.flags |= GT__PARTS_IN;
    if (!is_last(p)) spec.flags |= GT__PARTS_OUT;
    add_moment(&spec, reduction, p);
    if (spec.form == GT__CPU) {
        if (!p->outer || p->fused) spec.tile[p->outer] = (uint16_t)gt__tuned.reduce_cpu.block;
        if (p->outer) spec.tile[0] = (uint16_t)gt__tuned.reduce_cpu.strip;
        if (is_turned(r, p)) spec.flags |= GT__TURNED;
    }
    return spec;
}

static gt_status add_formula(gt__spec *spec, const gt__call *call, const gt__fused *fused)
{
    const gt__formula *f = &fused->formula;
    spec->flags |= GT__FUSED;
    spec->storage[0] = (uint8_t)gt__formula_held(f, f->result[0])->value;
    return gt__fused_formula(spec, call, fused);
}

static void add_elements(gt__command *command, const request *r, const pass *p)
{
    if (p->fused)
        gt__fused_arrays(command, p->fused);
    else
        gt__arg_buffer(command, p->first ? r->src->buffer : p->in[0]);
    if (!p->first && has_extras(r->reduction)) gt__arg_buffer(command, p->in[1]);
    gt__arg_long(command, p->first ? r->src->offset : 0);
}

static void add_walks(gt__command *command, const request *r, const pass *p, const gt__spec *spec)
{
    const gt__walk *kept = &p->lines.kept;
    const int operands = spec->flags & (GT__SQUARES | GT__SHIFTED) ? 3 : 2;
    gt__arg_axes(command, kept->size, kept->rank, spec->ranks);
    for (int i = X; i < operands; i++) gt__arg_axes(command, kept->stride[i], kept->rank, spec->ranks);
    gt__arg_axes(command, p->lines.worked.size, p->lines.worked.rank, spec->ranks);
    gt__arg_axes(command, p->lines.worked.stride[X], p->lines.worked.rank, spec->ranks);
    if (p->fused) gt__fused_axes(command, &p->whole, spec->ranks);
    add_elements(command, r, p);
    gt__arg_buffer(command, is_last(p) ? r->target->buffer : p->out[0]);
    if (!is_last(p) && has_extras(r->reduction)) gt__arg_buffer(command, p->out[1]);
    if (spec->flags & GT__PAIR) gt__arg_buffer(command, r->reduction->rest->buffer);
    gt__arg_long(command, r->target->offset);
    if (spec->flags & GT__SQUARES) gt__arg_buffer(command, r->reduction->mean->buffer);
    if (spec->flags & GT__SHIFTED) gt__arg_buffer(command, r->reduction->mean_rest->buffer);
}

/* The number rounded to the dtype, as an argument; *number becomes what rounding took from it. */
static void add_rounded(gt__command *command, double *number, const gt__dtype *dtype)
{
    const gt_scalar whole = {.dtype = GT_WEAK_FLOAT, .re = *number}, held = gt__scalar_cast(&whole, dtype->value);
    int64_t element = 0;
    gt__scalar_store(&held, dtype->value, &element);
    gt__arg_value(command, &element, (size_t)dtype->size);
    *number -= dtype->kind == GT__FLOAT ? held.re : (double)held.i;
}

static void add_numbers(gt__command *command, const request *r, const pass *p, const gt__spec *spec)
{
    const gt__dtype *compute = r->reduction->compute, *real = gt__dtype_of(compute->real);
    double divisor = r->reduction->divisor, elements = r->reduction->elements;
    gt__arg_long(command, p->lines.outs);
    gt__arg_long(command, p->lines.count);
    gt__arg_long(command, p->splits);
    gt__arg_long(command, p->span);
    for (int i = 0; i < 2 && spec->flags & GT__DIVIDES; i++) add_rounded(command, &divisor, real);
    if (spec->flags & GT__SHIFTED) add_rounded(command, &elements, compute);
    if (p->fused) gt__fused_scalars(command, p->fused);
    if (p->fused) gt__arg_int(command, p->whole.rank);
    gt__arg_int(command, p->lines.kept.rank);
    gt__arg_int(command, p->lines.worked.rank);
}

/* Global and local sizes, and the last arguments: of the cpu form, outputs of a work-item; of the inner gpu form, the
 * items of a split, as a power of two, and the local memory of the tree. */
static void set_sizes(gt__command *command, const request *r, const pass *p)
{
    if (r->traits->form == GT__CPU) {
        gt__arg_long(command, p->per_job);
        command->global[0] = (size_t)(jobs_of(p) * p->splits);
        return;
    }
    const int64_t size = r->reduction->compute->size, parts = p->lines.outs * p->splits;
    const int64_t place = p->first ? (int64_t)sizeof(int32_t) : (int64_t)sizeof(int64_t);
    int64_t group = group_size(r, p);
    while (group > gt__kernel_group(command->kernel)) group /= 2;
    const int64_t items = p->outer ? 1 : items_of(r, p, group);
    int32_t bits = 0;
    while (INT64_C(1) << bits < items) bits++;
    command->local[0] = (size_t)group;
    command->global[0] = (size_t)gt__round_up(parts * items, group);
    if (p->outer) return;
    gt__arg_int(command, bits);
    gt__arg_local(command, size * group);
    if (has_extras(r->reduction))
        gt__arg_local(command, (r->reduction->kind == GT__ACCUMULATE_ARG ? place : size) * group);
}

static gt_status launch_pass(const request *r, const pass *p)
{
    gt__spec spec = make_spec(r, p);
    gt__kernel *kernel = NULL;
    gt__command command;
    if (p->fused) GT__TRY(add_formula(&spec, r->call, p->fused));
    GT__TRY(gt__spec_kernel(&kernel, r->call, &spec));
    gt__launch_begin(&command, kernel);
    add_walks(&command, r, p, &spec);
    add_numbers(&command, r, p, &spec);
    set_sizes(&command, r, p);
    return gt__submit(r->call, &command);
}

/* ---- passes ---- */

static gt_status make_parts(const request *r, pass *p)
{
    const int64_t parts = p->lines.outs * p->splits, size = r->reduction->compute->size;
    GT__TRY(gt__buffer_create(&p->out[0], r->call, parts * size));
    if (!has_extras(r->reduction)) return GT_OK;
    const int64_t extra = r->reduction->kind == GT__ACCUMULATE_ARG ? (int64_t)sizeof(int64_t) : size;
    return gt__buffer_create(&p->out[1], r->call, parts * extra);
}

static void release_parts(gt__buffer *parts[2])
{
    for (int i = 0; i < 2; i++) {
        gt__buffer_release(parts[i]);
        parts[i] = NULL;
    }
}

/* The pass after p: reduces the splits of each output, which lie side by side, or where `outputs_first` those of
 * neighbouring outputs do. */
static void next_pass(pass *p, int outputs_first)
{
    gt__walk *kept = &p->lines.kept, *worked = &p->lines.worked;
    release_parts(p->in);
    for (int i = 0; i < 2; i++) {
        p->in[i] = p->out[i];
        p->out[i] = NULL;
    }
    p->first = 0;
    p->fused = NULL;
    p->lines.count = p->splits;
    worked->rank = 1;
    worked->size[0] = p->splits;
    worked->stride[X][0] = outputs_first ? p->lines.outs : 1;
    int64_t stride = outputs_first ? 1 : p->splits;
    for (int32_t i = kept->rank - 1; i >= 0; i--) {
        kept->stride[X][i] = stride;
        stride *= kept->size[i];
    }
    gt__walk_merge(kept); /* src may have been what kept axes apart */
}

static void make_lines(gt__lines *lines, const request *r, const uint8_t *marks, int keep)
{
    const int32_t rank = r->src->shape.rank;
    const gt__array *mean = r->reduction->mean;
    int64_t o[GT_MAX_RANK], m[GT_MAX_RANK];
    const int64_t *kept[] = {r->src->strides, o, m}, *worked[] = {r->src->strides};
    gt__lines_strides(o, r->target->strides, rank, marks, keep);
    if (mean) gt__lines_strides(m, mean->strides, rank, marks, keep);
    gt__lines_make(lines, &r->src->shape, marks, mean ? 3 : 2, kept, 1, worked,
                   r->reduction->kind == GT__ACCUMULATE_ARG);
}

static gt_status run_in_memory(const request *r, const uint8_t *marks, int keep)
{
    gt__reduction reduction = *r->reduction;
    gt__array elements;
    const gt__array *const targets[] = {&elements};
    GT__TRY(gt__array_create(&elements, r->call, r->src->dtype, &r->src->shape));
    reduction.fused = NULL;
    gt_status status = gt__expression_run(r->call, r->reduction->fused, targets);
    if (status == GT_OK) status = gt__reduce_run(r->call, &reduction, r->target, &elements, marks, keep);
    gt__buffer_release(elements.buffer);
    return status;
}

/* Contiguous arrays merge to axes that a kernel has room for. */
static gt_status run_dense(const request *r, const uint8_t *marks, int keep)
{
    enum { SRC, TARGET, REST, MEAN, MEAN_REST, COPIES };
    const gt__reduction *given = r->reduction;
    const gt__array *const results[] = {r->target, given->rest}, *const means[] = {given->mean, given->mean_rest};
    gt__array copy[COPIES] = {{0}, {0}, {0}, {0}, {0}};
    gt__reduction dense = *given;
    gt_status status = gt__copy_dense(&copy[SRC], r->call, r->src, &r->src->shape);
    for (int32_t i = 0; i < 2 && status == GT_OK; i++) {
        if (results[i]) status = gt__array_create(&copy[TARGET + i], r->call, results[i]->dtype, &results[i]->shape);
        if (means[i] && status == GT_OK) status = gt__copy_dense(&copy[MEAN + i], r->call, means[i], &means[i]->shape);
    }
    if (given->rest) dense.rest = &copy[REST];
    if (given->mean) dense.mean = &copy[MEAN];
    if (given->mean_rest) dense.mean_rest = &copy[MEAN_REST];
    if (status == GT_OK) status = gt__reduce_run(r->call, &dense, &copy[TARGET], &copy[SRC], marks, keep);
    for (int32_t i = 0; i < 2 && status == GT_OK; i++)
        if (results[i]) status = gt__copy_run(r->call, results[i], &copy[TARGET + i]);
    for (int32_t i = 0; i < COPIES; i++) gt__buffer_release(copy[i].buffer);
    return status;
}

gt_status gt__reduce_run(const gt__call *call, const gt__reduction *reduction, const gt__array *target,
                         const gt__array *src, const uint8_t *marks, int keep)
{
    const request r = {call, reduction, target, src, gt__traits_of(call->context)};
    pass p;
    gt_status status = GT_OK;
    if (target->count == 0) return GT_OK;
    p.first = 1;
    p.fused = reduction->fused;
    p.in[0] = p.in[1] = p.out[0] = p.out[1] = NULL;
    make_lines(&p.lines, &r, marks, keep);
    if (p.fused) gt__fused_walk(&p.whole, p.fused, src);
    if (p.fused && (src->count == 0 || !gt__fused_fits(p.fused, ranks_of(&p), AXES, ARGUMENTS)))
        return run_in_memory(&r, marks, keep);
    if (ranks_of(&p) > GT__WALK_AXES) return run_dense(&r, marks, keep);
    for (int last = 0; status == GT_OK && !last;) {
        choose_sizes(&r, &p);
        last = is_last(&p);
        if (!last) status = make_parts(&r, &p);
        if (status == GT_OK) status = launch_pass(&r, &p);
        if (status == GT_OK && !last) next_pass(&p, p.outer && r.traits->form == GT__CPU);
    }
    release_parts(p.in);
    release_parts(p.out);
    return status;
}

#include "kernel/histogram.h"

#include "base/integer.h"
#include "base/scalar.h"
#include "kernel/copy.h"
#include "kernel/reduce.h"
#include "kernel/spec.h"
#include "kernel/tuning.h"

enum { COUNTS_KIND, EDGES_KIND };

/* A table of rows for parts of the elements, which launches of `reach` elements fill. */
typedef struct plan {
    const gt__call *call;
    const gt__histogram *what;
    const gt__traits *traits;
    const gt__dtype *dtype; /* of the table */
    int64_t bins, rows;     /* a row of weights has another one beside it */
    int64_t span, reach;    /* elements of a work-group, of a launch */
    int64_t groups, local;  /* of a launch, items of a group */
    int shared;             /* gpu, counts: a launch has one row */
} plan;

/* ---- sizes ---- */

static void size_cpu(plan *p)
{
    const int64_t count = p->what->x->count, jobs = p->traits->units * gt__tuned.histogram_cpu.jobs;
    const int64_t most = gt__larger(count / gt__larger(p->bins, gt__tuned.histogram_cpu.least), 1);
    p->span = gt__divide_up(count, gt__smaller(jobs, most));
    p->groups = p->rows = gt__divide_up(count, p->span);
    p->reach = count;
    p->local = 1;
}

/* Counts in local memory; else in a row for each launch, of fewer elements than its numbers hold. */
static void size_gpu_counts(plan *p)
{
    const int64_t count = p->what->x->count, run = gt__tuned.histogram_gpu.run, items = p->local;
    p->shared = p->bins * p->dtype->size > gt__smaller(gt__tuned.histogram_gpu.local_bytes, p->traits->local_bytes);
    if (p->shared) {
        p->reach = gt__smaller(count, gt__tuned.histogram_gpu.longest);
        p->groups = gt__divide_up(p->reach, items * run);
        p->rows = gt__divide_up(count, p->reach);
        return;
    }
    const int64_t wanted = p->traits->units * gt__tuned.histogram_gpu.groups;
    p->span = gt__smaller(gt__larger(gt__divide_up(count, wanted), p->bins), items * run);
    p->groups = p->rows = gt__smaller(gt__divide_up(count, p->span), wanted);
    p->reach = p->groups * p->span;
}

/* A row for each item, as many as there is room for. */
static void size_gpu_weights(plan *p)
{
    const int64_t count = p->what->x->count, room = gt__tuned.histogram_gpu.table / (2 * p->bins);
    const int64_t items = gt__larger(gt__smaller(room, count / gt__larger(p->bins, 1)), 1);
    p->local = gt__smaller(p->local, items);
    p->groups = items / p->local;
    p->rows = p->groups * p->local;
    p->reach = p->rows * gt__tuned.histogram_gpu.run;
}

static void choose_sizes(plan *p)
{
    p->local = gt__smaller(gt__tuned.histogram_gpu.group, p->traits->group);
    if (p->traits->form == GT__CPU)
        size_cpu(p);
    else if (p->what->weights)
        size_gpu_weights(p);
    else
        size_gpu_counts(p);
}

/* ---- launches ---- */

static gt_status begin(gt__command *command, const plan *p, const gt__array *table, int32_t *range)
{
    const gt__histogram *what = p->what;
    gt__kernel *kernel = NULL;
    gt__spec spec = gt__spec_of(p->call, GT__HISTOGRAM);
    spec.operands = 1;
    spec.storage[0] = (uint8_t)what->x->dtype->value;
    spec.kind = what->edges ? EDGES_KIND : COUNTS_KIND;
    spec.flags = (what->weights ? GT__PAIR : 0) | (p->shared ? GT__DIRECT : 0);
    const gt__dtype *compute = gt__dtype_of(what->edges ? what->edges->dtype->value : what->x->dtype->wide);
    gt__spec_types(&spec, compute, compute, p->dtype);
    GT__TRY(gt__spec_kernel(&kernel, p->call, &spec));
    gt__launch_begin(command, kernel);
    gt__arg_buffer(command, what->x->buffer);
    gt__arg_long(command, what->x->offset);
    gt__arg_buffer(command, what->edges ? what->edges->buffer : table->buffer);
    gt__arg_buffer(command, what->weights ? what->weights->buffer : table->buffer);
    gt__arg_long(command, what->weights ? what->weights->offset : 0);
    gt__arg_buffer(command, table->buffer);
    *range = command->args;
    gt__arg_long(command, 0);
    gt__arg_long(command, 0);
    gt__arg_long(command, 0);
    gt__arg_long(command, p->span);
    gt__arg_long(command, p->bins);
    if (p->traits->form == GT__GPU && !what->weights && !p->shared) gt__arg_local(command, p->bins * p->dtype->size);
    command->local[0] = (size_t)gt__smaller(p->local, gt__kernel_group(kernel)); /* whose items take the more then */
    command->global[0] = (size_t)p->groups * command->local[0];
    return GT_OK;
}

static gt_status fill(const plan *p, const gt__array *table)
{
    gt__command command;
    int32_t range = 0;
    GT__TRY(begin(&command, p, table, &range));
    for (int64_t from = 0, row = 0; from < p->what->x->count; from += p->reach, row += p->shared ? p->bins : 0) {
        const int64_t to = gt__smaller(from + p->reach, p->what->x->count);
        gt__arg_set(&command, range, &row);
        gt__arg_set(&command, range + 1, &from);
        gt__arg_set(&command, range + 2, &to);
        GT__TRY(gt__submit(p->call, &command));
    }
    return GT_OK;
}

static gt_status add_rows(const plan *p, const gt__array *target, const gt__array *table)
{
    static const uint8_t marks[] = {1, 0};
    const int floats = p->dtype->kind == GT__FLOAT;
    const gt__array *weights = p->what->weights;
    const gt__dtype *sum = weights ? weights->dtype : gt__dtype_of(GT_I64);
    gt__array rows = *table;
    if (weights) rows.dtype = sum; /* unsigned sums of signed weights have their bits */
    const gt__reduction reduction = {
        .kind = floats ? GT__ACCUMULATE_SUM : GT__ACCUMULATE_PLAIN, .row = GT_ADD, .compute = sum, .result = sum};
    return gt__reduce_run(p->call, &reduction, target, &rows, marks, 0);
}

gt_status gt__histogram_run(const gt__call *call, const gt__histogram *what, const gt__array *target)
{
    static const gt__element zero = {{0, 0}};
    plan p = {.call = call, .what = what, .traits = gt__traits_of(call->context), .bins = target->count};
    gt__array table;
    if (target->count == 0) return GT_OK;
    if (what->x->count == 0) return gt__fill_run(call, target, &zero);
    p.dtype = gt__dtype_of(!what->weights                            ? GT_U32
                           : what->weights->dtype->kind == GT__FLOAT ? what->weights->dtype->value
                                                                     : GT_U64);
    choose_sizes(&p);
    const gt__shape shape = {2, {what->weights ? 2 * p.rows : p.rows, p.bins}};
    GT__TRY(gt__array_create(&table, call, p.dtype, &shape));
    gt_status status = gt__fill_run(call, &table, &zero);
    if (status == GT_OK) status = fill(&p, &table);
    if (status == GT_OK) status = add_rows(&p, target, &table);
    gt__buffer_release(table.buffer);
    return status;
}

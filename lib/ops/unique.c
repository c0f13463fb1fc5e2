/* gt_unique: elements are sorted, groups of equal ones found, and what is wanted of the groups is taken from there. */
#include "kernel/copy.h"
#include "kernel/elementwise.h"
#include "kernel/index.h"
#include "kernel/nonzero.h"
#include "kernel/pieces.h"
#include "kernel/scan.h"
#include "kernel/search.h"
#include "kernel/sort.h"
#include "ops/types.h"
#include "tensor/handle.h"

enum { VALUES_OF, FIRST, INVERSE, COUNTS, OUTPUTS };

typedef struct work {
    gt__call call;
    const gt__array *src;
    int wanted[OUTPUTS], apart;
    gt_tensor *made[OUTPUTS];
    gt__array sorted, places; /* of all elements */
    gt__array starts, steps;  /* of groups: kernel/search.h */
    gt__array begins;         /* the places in `sorted` where groups start, and a last one where they end */
    gt__nonzero found;
} work;

static gt_status make_arrays(work *w)
{
    const gt__shape line = {1, {w->src->count}};
    GT__TRY(gt__array_create(&w->sorted, &w->call, w->src->dtype, &line));
    GT__TRY(gt__array_create(&w->places, &w->call, gt__dtype_of(GT_I64), &line));
    GT__TRY(gt__array_create(&w->starts, &w->call, gt__dtype_of(GT_BOOL), &line));
    return gt__array_create(&w->steps, &w->call, gt__dtype_of(GT_I64), &line);
}

/* All elements as one line, sorted. */
static gt_status sort_all(work *w)
{
    const int moves = w->wanted[FIRST] || w->wanted[INVERSE];
    const gt__sorted out = {.values = &w->sorted, .places = moves ? &w->places : NULL};
    gt__array line;
    GT__TRY(gt__flat(&line, &w->call, w->src));
    line.shape = w->sorted.shape;
    line.strides[0] = 1;
    const gt_status status = gt__sort_run(&w->call, &out, &line, 0);
    gt__buffer_release(line.buffer);
    return status;
}

static gt_status find_groups(work *w)
{
    const int64_t end = w->src->count;
    GT__TRY(gt__groups_run(&w->call, &w->starts, &w->steps, &w->sorted, w->apart));
    GT__TRY(gt__nonzero_count(&w->found, &w->call, &w->starts));
    GT__TRY(gt__nonzero_wait(&w->found, &w->call, 1));
    const gt__shape shape = {1, {w->found.found + 1}};
    GT__TRY(gt__array_create(&w->begins, &w->call, gt__dtype_of(GT_I64), &shape));
    GT__TRY(gt__fill_run(&w->call, &w->begins, &end));
    w->begins.shape.size[0] = w->begins.count = w->found.found;
    return gt__nonzero_write(&w->call, &w->found, &w->begins, &w->starts, 1);
}

/* Lengths of the groups: from where each begins to where the next one does. */
static gt_status count_groups(const work *w)
{
    const gt__dtype *dtype = w->begins.dtype;
    gt__array next = w->begins;
    gt__elementwise what;
    next.offset++;
    gt__elementwise_begin(&what, GT_SUBTRACT, dtype, dtype, 2);
    what.operand[0].array = &next;
    what.operand[1].array = &w->begins;
    return gt__elementwise_run(&w->call, &what, &w->made[COUNTS]->array);
}

/* The number of its group, to where each element was. */
static gt_status number_elements(const work *w)
{
    const gt__dtype *dtype = w->steps.dtype;
    const gt__scanning sums = {.row = GT_ADD, .compute = dtype, .result = dtype};
    gt__array line = w->made[INVERSE]->array;
    line.shape = w->steps.shape;
    line.strides[0] = 1;
    GT__TRY(gt__scan_run(&w->call, &sums, &w->steps, &w->steps, 0));
    return gt__scatter_apart(&w->call, &line, &w->places, &w->steps);
}

static gt_status make_outputs(work *w)
{
    const gt__shape groups = {1, {w->found.found}};
    for (int i = VALUES_OF; i < OUTPUTS; i++)
        if (w->wanted[i])
            GT__TRY(gt__tensor_new(&w->made[i], &w->call, i == VALUES_OF ? w->src->dtype : gt__dtype_of(GT_I64),
                                   i == INVERSE ? &w->src->shape : &groups));
    return GT_OK;
}

static gt_status run(work *w)
{
    const gt__indexing values = {&w->sorted, &w->begins, 0, 0}, first = {&w->places, &w->begins, 0, 0};
    if (w->src->count > 0) {
        GT__TRY(make_arrays(w));
        GT__TRY(sort_all(w));
        GT__TRY(find_groups(w));
    }
    GT__TRY(make_outputs(w));
    if (w->src->count == 0) return GT_OK;
    if (w->wanted[VALUES_OF]) GT__TRY(gt__gather_run(&w->call, &values, &w->made[VALUES_OF]->array));
    if (w->wanted[FIRST]) GT__TRY(gt__gather_run(&w->call, &first, &w->made[FIRST]->array));
    if (w->wanted[INVERSE]) GT__TRY(number_elements(w));
    return w->wanted[COUNTS] ? count_groups(w) : GT_OK;
}

static void release(work *w)
{
    gt__buffer *const buffers[] = {w->sorted.buffer, w->places.buffer, w->starts.buffer,
                                   w->steps.buffer,  w->begins.buffer, w->found.begins.buffer};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++) gt__buffer_release(buffers[i]);
}

gt_status gt_unique(gt_queue *q, gt_tensor **values, gt_tensor **first, gt_tensor **inverse, gt_tensor **counts,
                    const gt_tensor *src, int32_t flags)
{
    gt_tensor **const outs[OUTPUTS] = {values, first, inverse, counts};
    work w = {.apart = !(flags & GT_EQUAL_NAN)};
    for (int i = VALUES_OF; i < OUTPUTS; i++)
        if (outs[i]) *outs[i] = NULL;
    GT__TRY(gt__call_begin(&w.call, "gt_unique", q, 1));
    GT__CHECK(values || first || inverse || counts, &w.call, GT_E_ARGUMENT, 2, "nothing is asked for");
    for (int i = VALUES_OF; i < OUTPUTS; i++)
        for (int j = i + 1; j < OUTPUTS; j++)
            GT__CHECK(!outs[i] || outs[i] != outs[j], &w.call, GT_E_ARGUMENT, j + 2, "two results have one address");
    GT__TRY(gt__operand_check(&w.call, src, 6));
    GT__CHECK(!(flags & ~GT_EQUAL_NAN), &w.call, GT_E_ARGUMENT, 7, "unknown flags %d", (int)flags);
    w.src = &src->array;
    for (int i = VALUES_OF; i < OUTPUTS; i++) w.wanted[i] = outs[i] != NULL;
    const gt_status status = run(&w);
    release(&w);
    for (int i = VALUES_OF; i < OUTPUTS; i++)
        if (outs[i] && status == GT_OK)
            *outs[i] = w.made[i];
        else
            gt_tensor_free(w.made[i]);
    return status;
}

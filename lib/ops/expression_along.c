/* gt_eval_along: expressions whose parts are reduced along axes, step by step. */
#include "ops/expression.h"

#include <string.h>

#include "kernel/reduce.h"
#include "ops/reduce.h"
#include "tensor/destination.h"

/* What is reduced along axes, and what has been: a tensor for each reduction. */
typedef struct along {
    gt__evaluation what;
    gt__meaning meaning;
    const int32_t *axes;
    int32_t n_axes;
    uint8_t marks[GT_MAX_RANK];
    gt_tensor *reduced[GT__EXPRESSION_REDUCTIONS];
} along;

static const gt_reduce_opts keep = {.size = sizeof keep, .flags = GT_KEEP_DIMS};

/* The part of the expression that gives a value, as a launch takes it. */
static gt_status make_part(gt__fused *part, const along *a, int32_t value)
{
    gt__fused_part(part, &a->meaning.fused, value);
    return gt__expression_room(&a->what, &part->formula);
}

static gt_status reduce(along *a, int32_t i)
{
    const gt__reduced *r = &a->meaning.reduction[i];
    const gt__array elements = gt__expression_elements(r->dtype, &a->meaning.shape);
    const gt__call *call = &a->what.call;
    gt__fused part;
    GT__TRY(make_part(&part, a, r->of));
    part.formula.out[0] = (uint8_t)r->dtype->value;
    GT__TRY(r->mean ? gt__mean_fused(call, &a->reduced[i], &elements, &part, a->axes, a->n_axes, &keep, 6)
                    : gt__reduce_fused(call, r->row, &a->reduced[i], &elements, &part, a->axes, a->n_axes, &keep, 6));
    a->meaning.fused.array[r->operand] = &a->reduced[i]->array;
    return GT_OK;
}

/* ---- rows ---- */

/* The reduction as a node of a formula; 0 if it is none: of complex numbers, and the mean of integers, which takes
 * several passes. */
static int make_row_part(gt__row_part *part, const gt__reduced *r)
{
    if (r->dtype->kind == GT__COMPLEX || (r->mean && r->dtype->kind != GT__FLOAT)) return 0;
    const gt__reduction reduction = gt__reduction_of(gt__op_of(r->row), r->result);
    memset(part, 0, sizeof *part);
    part->of = r->of;
    part->operand = r->operand;
    part->before = r->before;
    part->node.row = (uint16_t)reduction.row;
    part->node.compute = (uint8_t)reduction.compute->value;
    part->node.result = (uint8_t)reduction.result->value;
    part->node.truth = (uint8_t)reduction.truth;
    part->node.arity = 1;
    part->node.reduces = (uint8_t)(1 + reduction.kind);
    part->node.divides = (uint8_t)r->mean;
    part->node.lanes = (uint8_t)gt__reduce_lanes(r->dtype);
    return 1;
}

/* In one launch that has every row near, if that can be. */
static gt_status run_rows(const along *a, const gt__array *target, int *done)
{
    const gt__meaning *m = &a->meaning;
    gt__row_part parts[GT__EXPRESSION_REDUCTIONS];
    gt__fused rows;
    *done = 0;
    for (int32_t i = 0; i < m->reductions; i++)
        if (!make_row_part(&parts[i], &m->reduction[i])) return GT_OK;
    gt__fused_rows(&rows, &m->fused, parts, m->reductions);
    rows.formula.out[0] = (uint8_t)target->dtype->value;
    return gt__expression_rows(&a->what.call, &rows, target, a->marks, done);
}

/* ---- step by step ---- */

static gt_status run(along *a, const gt__array *target)
{
    gt__fused part;
    int done = 0;
    gt_status status = a->meaning.reductions > 0 ? run_rows(a, target, &done) : GT_OK;
    if (status != GT_OK || done) return status;
    for (int32_t i = 0; i < a->meaning.reductions && status == GT_OK; i++) status = reduce(a, i);
    if (status == GT_OK) status = make_part(&part, a, a->meaning.fused.formula.result[0]);
    if (status == GT_OK) part.formula.out[0] = (uint8_t)target->dtype->value;
    if (status == GT_OK) status = gt__expression_run(&a->what.call, &part, &target);
    for (int32_t i = 0; i < a->meaning.reductions; i++) gt_tensor_free(a->reduced[i]);
    return status;
}

gt_status gt_eval_along(gt_queue *q, gt_tensor **dst, const char *expression, const gt_arg *args, int32_t n,
                        const int32_t *axes, int32_t n_axes)
{
    along a = {.what = {.text = expression, .args = args, .n = n}, .axes = axes, .n_axes = n_axes};
    gt__destination d;
    a.what.text_argument = 3;
    a.what.args_argument = 4;
    a.what.reduces = 1;
    GT__TRY(gt__expression_begin(&a.what, "gt_eval_along", q));
    GT__CHECK(dst, &a.what.call, GT_E_ARGUMENT, 2, "dst is NULL");
    GT__TRY(gt__expression_results(&a.meaning, &a.what, 1));
    GT__TRY(gt__shape_axes(a.meaning.shape.rank, axes, n_axes, a.marks, a.what.call.name, 6));
    const gt__fused *fused = &a.meaning.fused;
    GT__TRY(gt__destination_begin(&d, &a.what.call, dst, 2, a.meaning.dtype[0], &a.meaning.shape, fused->array,
                                  fused->formula.operands, 1));
    return gt__destination_end(&d, &a.what.call, run(&a, d.target));
}

/* gt_eval, gt_eval_all and gt_eval_reduce. */
#include "ops/expression.h"

#include "ops/reduce.h"
#include "tensor/destination.h"

/* ---- results ---- */

typedef struct outputs {
    gt__destination d[GT__FORMULA_RESULTS];
    int32_t n; /* begun */
} outputs;

/* One kernel writes them all. */
static gt_status check_apart(const gt__evaluation *what, gt_tensor *const *dst, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < i; j++)
            GT__CHECK(!dst[i] || !dst[j] || !gt__array_overlap(&dst[i]->array, &dst[j]->array), &what->call,
                      GT_E_ARGUMENT, 2, "results %d and %d are the same memory", (int)j + 1, (int)i + 1);
    return GT_OK;
}

static gt_status begin_outputs(outputs *out, const gt__evaluation *what, gt__meaning *meaning, gt_tensor **dst,
                               int32_t argument)
{
    for (out->n = 0; out->n < meaning->results; out->n++) {
        gt__destination *d = &out->d[out->n];
        GT__TRY(gt__destination_begin(d, &what->call, &dst[out->n], argument, meaning->dtype[out->n], &meaning->shape,
                                      meaning->fused.array, meaning->fused.formula.operands, 1));
        meaning->fused.formula.out[out->n] = (uint8_t)d->target->dtype->value;
    }
    return GT_OK;
}

/* What the caller gave is written first: a new tensor is handed over when nothing can fail. */
static gt_status end_outputs(outputs *out, const gt__evaluation *what, gt_status status)
{
    for (int turn = 0; turn < 2; turn++)
        for (int32_t i = 0; i < out->n; i++)
            if ((*out->d[i].dst == NULL) == turn) status = gt__destination_end(&out->d[i], &what->call, status);
    return status;
}

gt_status gt__expression_results(gt__meaning *out, const gt__evaluation *what, int32_t n)
{
    GT__TRY(gt__expression_resolve(out, what));
    GT__CHECK(out->results == n, &what->call, GT_E_ARGUMENT, what->text_argument, "%d results, not %d",
              (int)out->results, (int)n);
    return GT_OK;
}

static gt_status run(const gt__evaluation *what, gt_tensor **dst, int32_t n, int32_t argument)
{
    const gt__array *targets[GT__FORMULA_RESULTS];
    gt__meaning meaning;
    outputs out;
    GT__TRY(gt__expression_results(&meaning, what, n));
    GT__TRY(check_apart(what, dst, n));
    gt_status status = begin_outputs(&out, what, &meaning, dst, argument);
    for (int32_t i = 0; i < out.n; i++) targets[i] = out.d[i].target;
    if (status == GT_OK) status = gt__expression_run(&what->call, &meaning.fused, targets);
    return end_outputs(&out, what, status);
}

/* ---- functions ---- */

gt_status gt__expression_begin(gt__evaluation *what, const char *function, gt_queue *q)
{
    GT__TRY(gt__call_begin(&what->call, function, q, 1));
    GT__CHECK(what->text, &what->call, GT_E_ARGUMENT, what->text_argument, "expression is NULL");
    GT__CHECK(what->args, &what->call, GT_E_ARGUMENT, what->args_argument, "args is NULL");
    return GT_OK;
}

gt_status gt_eval(gt_queue *q, gt_tensor **dst, const char *expression, const gt_arg *args, int32_t n)
{
    gt__evaluation what = {.text = expression, .args = args, .n = n, .text_argument = 3, .args_argument = 4};
    GT__TRY(gt__expression_begin(&what, "gt_eval", q));
    GT__CHECK(dst, &what.call, GT_E_ARGUMENT, 2, "dst is NULL");
    return run(&what, dst, 1, 2);
}

gt_status gt_eval_all(gt_queue *q, gt_tensor **dst, int32_t n_dst, const char *expression, const gt_arg *args,
                      int32_t n)
{
    gt__evaluation what = {.text = expression, .args = args, .n = n, .text_argument = 4, .args_argument = 5};
    GT__TRY(gt__expression_begin(&what, "gt_eval_all", q));
    GT__CHECK(dst, &what.call, GT_E_ARGUMENT, 2, "dst is NULL");
    return run(&what, dst, n_dst, 2);
}

gt__array gt__expression_elements(const gt__dtype *dtype, const gt__shape *shape)
{
    gt__array elements = {.dtype = dtype, .shape = *shape, .count = gt__shape_count(shape)};
    gt__shape_strides(&elements.shape, elements.strides);
    return elements;
}

gt_status gt_eval_reduce(gt_queue *q, int32_t op, gt_tensor **dst, const char *expression, const gt_arg *args,
                         int32_t n, const int32_t *axes, int32_t n_axes, const gt_reduce_opts *opts)
{
    gt__evaluation what = {.text = expression, .args = args, .n = n, .text_argument = 4, .args_argument = 5};
    gt__meaning meaning;
    GT__TRY(gt__expression_begin(&what, "gt_eval_reduce", q));
    GT__CHECK(dst, &what.call, GT_E_ARGUMENT, 3, "dst is NULL");
    GT__TRY(gt__expression_results(&meaning, &what, 1));
    const gt__array elements = gt__expression_elements(meaning.dtype[0], &meaning.shape);
    meaning.fused.formula.out[0] = (uint8_t)elements.dtype->value;
    return gt__reduce_fused(&what.call, op, dst, &elements, &meaning.fused, axes, n_axes, opts, 7);
}

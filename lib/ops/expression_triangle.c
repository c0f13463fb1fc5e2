/* gt_tril, gt_triu: an expression over the elements and their distances from a diagonal. */
#include "base/integer.h"
#include "kernel/arange.h"
#include "ops/expression.h"
#include "tensor/destination.h"

/* *line: the buffer of *away, of the shape (rows, columns), = column - row - diagonal. */
static gt_status make_distances(gt__array *away, gt__array *line, const gt__call *call, int64_t rows, int64_t columns,
                                int64_t diagonal)
{
    const gt__shape shape = {1, {rows + columns - 1}};
    const int64_t far = gt__smaller(gt__larger(diagonal, -rows), columns), first = 1 - rows - far, step = 1;
    GT__TRY(gt__array_create(line, call, gt__dtype_of(GT_I64), &shape));
    *away = *line;
    away->shape = (gt__shape){2, {rows, columns}};
    away->strides[0] = -1;
    away->strides[1] = 1;
    away->offset += rows - 1;
    away->count = rows * columns;
    return gt__arange_run(call, line, &first, &step);
}

/* target = the text's value of x, src, and away. */
static gt_status compute(const gt__call *call, const char *text, const gt__array *target, const gt_tensor *src,
                         const gt__array *away)
{
    const gt_tensor distances = {src->context, *away};
    gt_tensor elements = *src;
    gt__array out = *target;
    const gt__array *const targets[] = {&out};
    gt__meaning meaning;
    if (out.dtype == elements.array.dtype) /* bits are moved */
        out.dtype = elements.array.dtype = gt__dtype_of(out.dtype->raw);
    const gt_arg args[] = {{.name = "x", .tensor = &elements}, {.name = "away", .tensor = &distances}};
    const gt__evaluation what = {
        .call = *call, .text = text, .args = args, .n = 2, .text_argument = 3, .args_argument = 3};
    GT__TRY(gt__expression_resolve(&meaning, &what));
    meaning.fused.formula.out[0] = (uint8_t)out.dtype->value;
    return gt__expression_run(call, &meaning.fused, targets);
}

static gt_status cut(const char *name, const char *text, gt_queue *q, gt_tensor **dst, const gt_tensor *src,
                     int64_t diagonal)
{
    gt__call call;
    gt__destination d;
    GT__TRY(gt__call_begin(&call, name, q, 1));
    GT__TRY(gt__operand_check(&call, src, 3));
    const gt__array *operand = &src->array;
    const gt__shape *shape = &operand->shape;
    GT__CHECK(shape->rank >= 2, &call, GT_E_SHAPE, 3, "a matrix has two axes, not the shape %s", GT__SHOW(shape));
    GT__TRY(gt__destination_begin(&d, &call, dst, 2, operand->dtype, shape, &operand, 1, 1));
    gt_status status = GT_OK;
    if (operand->count > 0) {
        gt__array away, line = {0};
        status =
            make_distances(&away, &line, &call, shape->size[shape->rank - 2], shape->size[shape->rank - 1], diagonal);
        if (status == GT_OK) status = compute(&call, text, d.target, src, &away);
        gt__buffer_release(line.buffer);
    }
    return gt__destination_end(&d, &call, status);
}

gt_status gt_tril(gt_queue *q, gt_tensor **dst, const gt_tensor *src, int64_t diagonal)
{
    return cut("gt_tril", "away > 0 ? false : x", q, dst, src, diagonal);
}

gt_status gt_triu(gt_queue *q, gt_tensor **dst, const gt_tensor *src, int64_t diagonal)
{
    return cut("gt_triu", "away < 0 ? false : x", q, dst, src, diagonal);
}

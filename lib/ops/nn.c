/* What networks are made of: checks and dtypes; the kernels are kernel/softmax's. */
#include "base/struct.h"
#include "kernel/softmax.h"
#include "ops/types.h"
#include "tensor/destination.h"

/* gradient, output: NULL but for the gradient, which has them in place of src. */
typedef struct request {
    gt__call call;
    int32_t op;
    const gt__array *x, *y;
    uint8_t marks[GT_MAX_RANK];
    const gt__dtype *result;
} request;

static gt_status check_op(request *r, int32_t op)
{
    GT__CHECK(op == GT_SOFTMAX || op == GT_LOG_SOFTMAX, &r->call, GT_E_OPERATION, 2,
              "operation %d is not softmax or log_softmax", (int)op);
    r->op = op;
    return GT_OK;
}

/* argument: the number of the axis, before that of opts. natural: the dtype that nobody asked another of. */
static gt_status check_rest(request *r, int32_t axis, const gt_softmax_opts *opts, int32_t natural, int32_t argument)
{
    GT__TRY(gt__check_struct(opts, sizeof *opts, r->call.name, argument + 1));
    GT__TRY(gt__shape_axes(r->x->shape.rank, &axis, 1, r->marks, r->call.name, argument));
    const int32_t dtype = opts && opts->dtype ? opts->dtype : gt__float_of(natural);
    GT__TRY(gt__dtype_present(&r->call, dtype, argument + 1));
    r->result = gt__dtype_of(dtype);
    GT__CHECK(r->result->kind == GT__FLOAT, &r->call, GT_E_DTYPE, argument + 1, "the result is a float, not %s",
              r->result->name);
    return GT_OK;
}

/* Element by element, every line is read before it is written: dst may be an operand. */
static gt_status run(const request *r, gt_tensor **dst)
{
    const gt__array *operands[] = {r->x, r->y};
    const int log = r->op == GT_LOG_SOFTMAX;
    const gt__softmax_kind kind =
        r->y ? (log ? GT__SOFTMAX_LOG_GRADIENT : GT__SOFTMAX_GRADIENT) : (log ? GT__SOFTMAX_LOG : GT__SOFTMAX_FORWARD);
    gt__destination d;
    GT__TRY(gt__destination_begin(&d, &r->call, dst, 3, r->result, &r->x->shape, operands, 2, 1));
    return gt__destination_end(
        &d, &r->call, gt__softmax_run(&r->call, kind, gt__dtype_of(r->result->wide), d.target, r->x, r->y, r->marks));
}

gt_status gt_softmax(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *src, int32_t axis,
                     const gt_softmax_opts *opts)
{
    request r;
    GT__TRY(gt__call_begin(&r.call, "gt_softmax", q, 1));
    GT__TRY(check_op(&r, op));
    GT__TRY(gt__operand_check(&r.call, src, 4));
    GT__TRY(gt__types_real(&r.call, src->array.dtype, 4));
    r.x = &src->array;
    r.y = NULL;
    GT__TRY(check_rest(&r, axis, opts, r.x->dtype->value, 5));
    return run(&r, dst);
}

gt_status gt_softmax_gradient(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *gradient,
                              const gt_tensor *output, int32_t axis, const gt_softmax_opts *opts)
{
    request r;
    GT__TRY(gt__call_begin(&r.call, "gt_softmax_gradient", q, 1));
    GT__TRY(check_op(&r, op));
    GT__TRY(gt__operand_check(&r.call, gradient, 4));
    GT__TRY(gt__operand_check(&r.call, output, 5));
    GT__TRY(gt__types_real(&r.call, gradient->array.dtype, 4));
    GT__TRY(gt__types_real(&r.call, output->array.dtype, 5));
    r.x = &gradient->array;
    r.y = &output->array;
    GT__CHECK(gt__shape_equal(&r.x->shape, &r.y->shape), &r.call, GT_E_SHAPE, 5,
              "the gradient has shape %s, the output %s", GT__SHOW(&r.x->shape), GT__SHOW(&r.y->shape));
    const int32_t both = gt__promote(r.x->dtype->value, r.y->dtype->value);
    GT__CHECK(both >= 0, &r.call, GT_E_DTYPE, 5, "%s and %s have no common dtype", r.x->dtype->name, r.y->dtype->name);
    GT__TRY(check_rest(&r, axis, opts, both, 6));
    return run(&r, dst);
}

/* Elementwise operations: checks, and what operands and scalars mean; the kernel is kernel/elementwise's. */
#include "kernel/elementwise.h"

#include "base/scalar.h"
#include "ops/types.h"
#include "tensor/destination.h"

/* An operation being applied. first, step: operand i is argument first + step * i of the function called. */
typedef struct request {
    gt__call call; /* in the operation's name */
    const gt__op *op;
    const gt_arg *args;
    int32_t first, step;
} request;

static int32_t argument_of(const request *r, int32_t operand)
{
    return r->first + r->step * operand;
}

static gt_status check_operands(const request *r)
{
    int32_t tensors = 0;
    for (int32_t i = 0; i < r->op->arity; i++) {
        const gt_arg *arg = &r->args[i];
        if (arg->tensor) {
            GT__TRY(gt__operand_check(&r->call, arg->tensor, argument_of(r, i)));
            tensors++;
        } else {
            GT__CHECK(gt__scalar_valid(&arg->scalar), &r->call, GT_E_DTYPE, argument_of(r, i),
                      "operand %d is neither a tensor nor a scalar of a known dtype", (int)i + 1);
            GT__CHECK(gt__scalar_clean(&arg->scalar), &r->call, GT_E_ARGUMENT, argument_of(r, i),
                      "reserved or im of operand %d is not 0", (int)i + 1);
        }
    }
    GT__CHECK(tensors > 0, &r->call, GT_E_ARGUMENT, r->first, "no operand is a tensor");
    return GT_OK;
}

static gt_status common_shape(const request *r, gt__shape *out)
{
    out->rank = 0;
    for (int32_t i = 0; i < r->op->arity; i++) {
        if (!r->args[i].tensor) continue;
        const gt__shape *shape = &r->args[i].tensor->array.shape, before = *out;
        GT__CHECK(gt__shape_broadcast(out, shape), &r->call, GT_E_SHAPE, argument_of(r, i),
                  "shapes %s and %s do not broadcast", GT__SHOW(&before), GT__SHOW(shape));
    }
    return GT_OK;
}

static gt_status make_operands(const request *r, const gt__types *types, gt__elementwise *what)
{
    gt__elementwise_begin(what, types->row->value, types->compute, types->result, r->op->arity);
    what->ordered[0] = types->ordered[0];
    what->ordered[1] = types->ordered[1];
    for (int32_t i = 0; i < r->op->arity; i++) {
        gt__operand *operand = &what->operand[i];
        const gt_tensor *tensor = r->args[i].tensor;
        operand->truth = types->row->cls == GT_CLASS_LOGICAL || (r->op->cls == GT_CLASS_SELECT && i == 0);
        operand->array = tensor ? &tensor->array : NULL;
        if (!tensor)
            GT__TRY(gt__types_scalar(operand, types, &r->call, r->op, &r->args[i].scalar, i, argument_of(r, i)));
    }
    return GT_OK;
}

static gt_status apply(const request *r, gt_tensor **dst)
{
    gt__elementwise what;
    gt__types types;
    gt__shape shape;
    gt__destination d;
    const gt__array *operands[GT__SPEC_OPERANDS];
    GT__TRY(check_operands(r));
    GT__TRY(common_shape(r, &shape));
    GT__TRY(gt__types_of(&types, &r->call, r->op, r->args));
    GT__TRY(make_operands(r, &types, &what));
    for (int32_t i = 0; i < what.operands; i++) operands[i] = what.operand[i].array;
    GT__TRY(gt__destination_begin(&d, &r->call, dst, 3, types.result, &shape, operands, what.operands, 1));
    return gt__destination_end(&d, &r->call, gt__elementwise_run(&r->call, &what, d.target));
}

/* Finds the operation, of that arity if it is not 0. */
static gt_status find_op(request *r, int32_t op, int32_t arity)
{
    r->op = gt__op_of(op);
    GT__CHECK(r->op, &r->call, GT_E_OPERATION, 2, "unknown operation %d", (int)op);
    GT__CHECK(arity == 0 || r->op->arity == arity, &r->call, GT_E_OPERATION, 2, "%s takes %d operands, not %d",
              r->op->name, (int)r->op->arity, (int)arity);
    return GT_OK;
}

/* Begins a call in the function's name, and goes on in the operation's. */
static gt_status begin(request *r, const char *function, gt_queue *q, int32_t op, int32_t arity)
{
    GT__TRY(gt__call_begin(&r->call, function, q, 1));
    GT__TRY(find_op(r, op, arity));
    r->call.name = r->op->name;
    return GT_OK;
}

gt_status gt_apply(gt_queue *q, int32_t op, gt_tensor **dst, const gt_arg *args, int32_t n)
{
    request r = {.args = args, .first = 4, .step = 0};
    GT__TRY(gt__call_begin(&r.call, "gt_apply", q, 1));
    GT__CHECK(args, &r.call, GT_E_ARGUMENT, 4, "args is NULL");
    GT__TRY(find_op(&r, op, 0));
    GT__CHECK(n == r.op->arity, &r.call, GT_E_ARGUMENT, 5, "%s takes %d operands, not %d", r.op->name, (int)r.op->arity,
              (int)n);
    r.call.name = r.op->name;
    return apply(&r, dst);
}

gt_status gt_unary(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *a)
{
    const gt_arg args[] = {{.tensor = a}};
    request r = {.args = args, .first = 4, .step = 1};
    GT__TRY(begin(&r, "gt_unary", q, op, 1));
    GT__TRY(gt__tensor_check(&r.call, a, 4));
    return apply(&r, dst);
}

gt_status gt_binary(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *a, const gt_tensor *b)
{
    const gt_arg args[] = {{.tensor = a}, {.tensor = b}};
    request r = {.args = args, .first = 4, .step = 1};
    GT__TRY(begin(&r, "gt_binary", q, op, 2));
    GT__TRY(gt__tensor_check(&r.call, a, 4));
    GT__TRY(gt__tensor_check(&r.call, b, 5));
    return apply(&r, dst);
}

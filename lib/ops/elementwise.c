/* Elementwise operations: which dtypes an operation computes in and gives; the kernel is tensor/map's. */
#include "base/op.h"
#include "tensor/map.h"

static const gt__op *find_op(int32_t value, int32_t arity, const char *function)
{
    const gt__op *op = gt__op_of(value);
    if (op && (arity == 0 || op->arity == arity)) return op;
    if (op)
        gt__fail(GT_E_OPERATION, function, 2, "%s takes %d operands, not %d", op->name, (int)op->arity, (int)arity);
    else
        gt__fail(GT_E_OPERATION, function, 2, "unknown operation %d", (int)value);
    return NULL;
}

/* Operands that decide the result's dtype: all, but for the condition of a selection. */
static int32_t promote_operands(const gt__op *op, const gt_arg *args, int32_t *out)
{
    int32_t dtypes[GT__MAX_ARITY], n = 0;
    for (int32_t i = op->cls == GT_CLASS_SELECT; i < op->arity; i++)
        dtypes[n++] = args[i].tensor ? args[i].tensor->dtype->value : args[i].scalar.dtype;
    return gt_result_type(dtypes, n, out);
}

/* The dtype that the operands have in common, the one to compute in, and the result's. */
static int32_t choose_dtypes(const gt__op *op, const gt_arg *args, int32_t *common, int32_t *compute, int32_t *result)
{
    *common = *compute = GT_I32;
    *result = GT_BOOL;
    if (op->cls == GT_CLASS_LOGICAL) return GT_OK;
    if (promote_operands(op, args, common) < 0)
        return gt__fail(GT_E_DTYPE, op->name, 0, "operand dtypes do not promote: %.500s", gt_last_error());
    if (*common == GT_BOOL && op->cls == GT_CLASS_NUMERIC)
        return gt__fail(GT_E_DTYPE, op->name, 0, "bool operands; cast one to a number first");
    if (op->cls == GT_CLASS_FLOAT) *common = gt__float_of(*common);
    *compute = gt__dtype_of(*common)->wide;
    if (op->cls != GT_CLASS_COMPARE) *result = *common;
    return GT_OK;
}

/* first, step: the number of the argument that operand i is of the function called is first + step * i. */
typedef struct numbers {
    int32_t first, step;
} numbers;

static int32_t check_args(gt_queue *q, const gt__op *op, const gt_arg *args, numbers number)
{
    int32_t tensors = 0;
    for (int32_t i = 0; i < op->arity; i++) {
        if (args[i].tensor) {
            GT__TRY(gt__operand_check(q, args[i].tensor, op->name, number.first + number.step * i));
            tensors++;
        } else if (!gt__scalar_valid(&args[i].scalar)) {
            return gt__fail(GT_E_DTYPE, op->name, number.first + number.step * i,
                            "operand %d is neither a tensor nor a scalar of a known dtype", (int)i + 1);
        }
    }
    return tensors > 0 ? GT_OK : gt__fail(GT_E_ARGUMENT, op->name, number.first, "no operand is a tensor");
}

static int32_t common_shape(const gt__op *op, const gt_arg *args, numbers number, gt__shape *out)
{
    *out = (gt__shape){0};
    for (int32_t i = 0; i < op->arity; i++) {
        if (!args[i].tensor) continue;
        gt__shape with = *out;
        if (!gt__shape_broadcast(&with, &args[i].tensor->shape))
            return gt__fail(GT_E_SHAPE, op->name, number.first + number.step * i, "shapes %s and %s do not broadcast",
                            GT__SHOW(out), GT__SHOW(&args[i].tensor->shape));
        *out = with;
    }
    return GT_OK;
}

/* A scalar as the kernel takes it: as the dtype it has, then as the common one holds it, in the type computed in. */
static int32_t convert_scalar(const gt__op *op, const gt_scalar *scalar, int32_t argument, const gt__map *map,
                              int32_t common, int32_t truth, int64_t *out)
{
    *out = 0;
    if (truth) {
        gt_scalar bit = gt__scalar_cast(scalar, GT_BOOL);
        gt__scalar_store(&bit, map->compute, out);
        return GT_OK;
    }
    int32_t range = op->cls == GT_CLASS_COMPARE ? map->compute : common; /* an int8 compares with 200 */
    if (!gt__scalar_fits(scalar, range))
        return gt__fail(GT_E_ARGUMENT, op->name, argument, "the integer %lld is out of range of %s",
                        (long long)scalar->i, gt__dtype_of(range)->name);
    gt_scalar held = gt__dtype_of(common)->kind == GT__FLOAT ? gt__scalar_cast(scalar, common) : *scalar;
    gt__scalar_store(&held, map->compute, out);
    return GT_OK;
}

static int32_t make_map(gt__map *map, const gt__op *op, const gt_arg *args, numbers number)
{
    int32_t common = 0;
    *map = (gt__map){.operation = op->name, .vector = op->vector, .arity = op->arity};
    GT__TRY(choose_dtypes(op, args, &common, &map->compute, &map->result));
    int is_float = gt__dtype_of(map->compute)->kind == GT__FLOAT;
    map->expression = is_float ? op->float_text : op->integer_text;
    for (int32_t i = 0; i < op->arity; i++) {
        int truth = op->cls == GT_CLASS_LOGICAL || (op->cls == GT_CLASS_SELECT && i == 0);
        map->operand[i].tensor = args[i].tensor;
        map->operand[i].truth = truth;
        if (!args[i].tensor)
            GT__TRY(convert_scalar(op, &args[i].scalar, number.first + number.step * i, map, common, truth,
                                   &map->operand[i].scalar));
    }
    return GT_OK;
}

static int32_t apply(gt_queue *q, const gt__op *op, gt_tensor **dst, const gt_arg *args, numbers number)
{
    gt__map map;
    gt__shape shape;
    gt__destination d = {.argument = 3};
    const gt_tensor *operands[GT__MAX_ARITY];
    GT__TRY(check_args(q, op, args, number));
    GT__TRY(common_shape(op, args, number, &shape));
    GT__TRY(make_map(&map, op, args, number));
    for (int32_t i = 0; i < op->arity; i++) operands[i] = args[i].tensor;
    GT__TRY(gt__destination_begin(&d, q, dst, gt__dtype_of(map.result), &shape, operands, op->arity, 1, op->name));
    return gt__destination_end(&d, q, gt__map_run(q, &map, d.target), op->name);
}

int32_t gt_apply(gt_queue *q, int32_t op, gt_tensor **dst, const gt_arg *args, int32_t n)
{
    GT__TRY(gt__queue_check(q, "gt_apply", 1));
    if (!args) return gt__fail(GT_E_ARGUMENT, "gt_apply", 4, "args is NULL");
    const gt__op *found = find_op(op, 0, "gt_apply");
    if (!found) return GT_E_OPERATION;
    if (n != found->arity)
        return gt__fail(GT_E_ARGUMENT, "gt_apply", 5, "%s takes %d operands, not %d", found->name, (int)found->arity,
                        (int)n);
    return apply(q, found, dst, args, (numbers){4, 0});
}

int32_t gt_unary(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *a)
{
    gt_arg args[] = {{.tensor = a}};
    GT__TRY(gt__queue_check(q, "gt_unary", 1));
    const gt__op *found = find_op(op, 1, "gt_unary");
    if (!found) return GT_E_OPERATION;
    GT__TRY(gt__tensor_check(a, found->name, 4));
    return apply(q, found, dst, args, (numbers){4, 1});
}

int32_t gt_binary(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *a, const gt_tensor *b)
{
    gt_arg args[] = {{.tensor = a}, {.tensor = b}};
    GT__TRY(gt__queue_check(q, "gt_binary", 1));
    const gt__op *found = find_op(op, 2, "gt_binary");
    if (!found) return GT_E_OPERATION;
    GT__TRY(gt__tensor_check(a, found->name, 4));
    GT__TRY(gt__tensor_check(b, found->name, 5));
    return apply(q, found, dst, args, (numbers){4, 1});
}

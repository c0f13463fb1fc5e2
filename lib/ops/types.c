#include "ops/types.h"

#include <math.h>

#include "base/scalar.h"
#include "tensor/handle.h"

enum { MOST = 8 };

/* Operands that decide the result's dtype: all, but for the condition of a selection. */
static int32_t list_dtypes(int32_t *out, const gt__op *op, const gt_arg *args)
{
    int32_t n = 0;
    for (int32_t i = op->cls == GT_CLASS_SELECT; i < op->arity && n < MOST; i++)
        out[n++] = args[i].tensor ? args[i].tensor->array.dtype->value : args[i].scalar.dtype;
    return n;
}

static gt_status logical(gt__types *out, const gt__op *row)
{
    out->row = row;
    out->common = out->compute = gt__dtype_of(GT_I32);
    out->result = gt__dtype_of(GT_BOOL);
    return GT_OK;
}

/* ---- combining many elements ---- */

int32_t gt__combined_dtype(const gt__op *op, const gt__dtype *src)
{
    if (op->cls == GT_CLASS_LOGICAL) return GT_BOOL;
    if (op->value != GT_ADD && op->value != GT_MULTIPLY) return src->value;
    if (src->kind == GT__UNSIGNED) return GT_U64;
    return gt__dtype_inexact(src) ? src->value : GT_I64;
}

int gt__combine_casts(const gt__op *op, const gt__dtype *from, const gt__dtype *to)
{
    if (from == to || gt__dtype_inexact(to)) return 0;
    if (gt__dtype_inexact(from) || to->kind == GT__BOOL) return 1;
    return (op->value == GT_MAXIMUM || op->value == GT_MINIMUM) && to->size < gt__dtype_of(to->wide)->size;
}

/* ---- comparisons ---- */

/* The dtype that a real number is of: a weak integer is any int64; a weak float beside floats is one of them, beside
 * integers any float64. */
static const gt__dtype *number_of(const gt_arg *arg, const gt_arg *beside)
{
    const gt__dtype *strong = arg->tensor ? arg->tensor->array.dtype : gt__dtype_of(arg->scalar.dtype);
    if (strong) return strong;
    if (arg->scalar.dtype == GT_WEAK_BOOL) return gt__dtype_of(GT_BOOL);
    if (arg->scalar.dtype == GT_WEAK_INT) return gt__dtype_of(GT_I64);
    const gt__dtype *other = beside->tensor->array.dtype;
    return other->kind == GT__FLOAT ? other : gt__dtype_of(GT_F64);
}

static int holds(const gt__dtype *compute, const gt_arg *arg, const gt__dtype *number)
{
    const int rounds = !arg->tensor && arg->scalar.dtype == GT_WEAK_FLOAT && gt__dtype_holds(compute, number);
    return rounds || (arg->tensor ? gt__dtype_holds(compute, number) : gt__scalar_exact(&arg->scalar, compute->value));
}

/* The dtype that the kernel takes it as: scalars as the widest of their kind. */
static int32_t ordered_as(const gt_arg *arg, const gt__dtype *number)
{
    if (arg->tensor || number->value == GT_F64) return number->value;
    if (number->kind == GT__FLOAT) return GT_F32;
    return number->kind == GT__UNSIGNED ? GT_U64 : GT_I64;
}

/* common: what the operands promote to, or a status. */
static gt_status compare(gt__types *out, const gt__call *call, const gt_arg *args, int32_t common)
{
    const gt__dtype *a = number_of(&args[0], &args[1]), *b = number_of(&args[1], &args[0]);
    const int mixed = (a->kind == GT__FLOAT) != (b->kind == GT__FLOAT);
    const int missing = common == GT_F64 && !gt__traits_of(call->context)->has_float64;
    out->result = gt__dtype_of(GT_BOOL);
    out->common = gt__dtype_of(common);
    out->compute = out->common ? gt__dtype_of(out->common->wide) : NULL;
    if (out->compute && holds(out->compute, &args[0], a) && holds(out->compute, &args[1], b) && !(mixed && missing))
        return gt__dtype_present(call, common, 0);
    out->common = out->compute = gt__dtype_of(GT_U64);
    out->ordered[0] = ordered_as(&args[0], a);
    out->ordered[1] = ordered_as(&args[1], b);
    return GT_OK;
}

/* ---- complex numbers ---- */

gt_status gt__types_real(const gt__call *call, const gt__dtype *dtype, int32_t argument)
{
    GT__CHECK(dtype->kind != GT__COMPLEX, call, GT_E_DTYPE, argument, "%s operands; it takes real numbers",
              dtype->name);
    return GT_OK;
}

/* Of operands that promote to `common`, a complex dtype. */
static gt_status of_complex(gt__types *out, const gt__call *call, const gt__op *op, const gt__dtype *common)
{
    const int gives = gt__op_complex(op);
    GT__CHECK(gives != GT__NOT_COMPLEX || op->cls != GT_CLASS_COMPARE, call, GT_E_DTYPE, 0,
              "%s operands; complex numbers have no order", common->name);
    if (gives == GT__NOT_COMPLEX) return gt__types_real(call, common, 0);
    out->common = out->compute = out->result = common;
    if (gives == GT__TO_REAL) out->result = gt__dtype_of(common->real);
    if (op->cls == GT_CLASS_COMPARE || op->cls == GT_CLASS_TEST) out->result = gt__dtype_of(GT_BOOL);
    return gt__dtype_present(call, common->value, 0);
}

gt_status gt__types_of(gt__types *out, const gt__call *call, const gt__op *op, const gt_arg *args)
{
    int32_t dtypes[MOST];
    const int32_t n = list_dtypes(dtypes, op, args);
    int32_t common = gt__promote_all(dtypes, n);
    *out = (gt__types){.row = op};
    if (op->cls == GT_CLASS_LOGICAL) return logical(out, op);
    const gt__dtype *promoted = gt__dtype_of(common);
    if (promoted && promoted->kind == GT__COMPLEX) return of_complex(out, call, op, promoted);
    if (op->cls == GT_CLASS_COMPARE) return compare(out, call, args, common);
    GT__CHECK(gt_result_type(dtypes, n, &common) == GT_OK, call, GT_E_DTYPE, 0, "operand dtypes do not promote: %.500s",
              gt_last_error());
    if (common == GT_BOOL && (op->cls == GT_CLASS_NUMERIC || op->cls == GT_CLASS_INTEGRAL)) {
        const gt__op *row = gt__op_of_bools(op);
        GT__CHECK(row, call, GT_E_DTYPE, 0, "bool operands; cast one to a number first");
        return logical(out, row);
    }
    if (op->cls == GT_CLASS_FLOAT) common = gt__float_of(common);
    out->common = out->result = gt__dtype_of(common);
    out->compute = gt__dtype_of(out->common->wide);
    GT__CHECK(op->cls != GT_CLASS_INTEGRAL || !gt__dtype_inexact(out->common), call, GT_E_DTYPE, 0,
              "%s operands; it takes integers and bool", out->common->name);
    if (op->cls == GT_CLASS_TEST) out->result = gt__dtype_of(GT_BOOL);
    return gt__dtype_present(call, common, 0);
}

/* ---- scalars ---- */

/* A bound outside the dtype does not bind, but where nothing would be left between it and the other one. */
static gt_scalar bound_of(const gt_scalar *scalar, int32_t i, const gt__dtype *dtype)
{
    const gt_scalar end = {.dtype = GT_WEAK_FLOAT, .re = i == 1 ? -HUGE_VAL : HUGE_VAL};
    const int beyond = i == 1 ? scalar->i < 0 : scalar->i > 0;
    return beyond && !gt__scalar_fits(scalar, dtype->value) ? gt__scalar_cast(&end, dtype->value) : *scalar;
}

gt_status gt__types_scalar(gt__operand *out, const gt__types *types, const gt__call *call, const gt__op *op,
                           const gt_scalar *scalar, int32_t i, int32_t argument)
{
    gt_scalar held = *scalar;
    int32_t dtype = types->compute->value;
    out->scalar = (gt__element){{0, 0}};
    if (out->truth) {
        held = gt__scalar_cast(scalar, GT_BOOL);
    } else if (types->ordered[0]) {
        dtype = types->ordered[i];
    } else {
        const gt__dtype *range = op->cls == GT_CLASS_COMPARE ? types->compute : types->common;
        if (op->value == GT_CLIP && i > 0) held = bound_of(scalar, i, range);
        GT__CHECK(gt__scalar_fits(&held, range->value), call, GT_E_ARGUMENT, argument,
                  "the integer %lld is out of range of %s", (long long)scalar->i, range->name);
        const int weak = gt__is_weak(scalar->dtype) && (op->cls != GT_CLASS_COMPARE || scalar->dtype == GT_WEAK_FLOAT);
        if (gt__dtype_inexact(types->common) && weak) held = gt__scalar_cast(scalar, types->common->value);
    }
    gt__scalar_store(&held, dtype, &out->scalar);
    return GT_OK;
}

#include "ops/types.h"

#include "tensor/handle.h"

enum { MOST = 8 };

/* Operands that decide the result's dtype: all, but for the condition of a selection. */
static gt_status promote(const gt__op *op, const gt_arg *args, int32_t *out)
{
    int32_t dtypes[MOST], n = 0;
    for (int32_t i = op->cls == GT_CLASS_SELECT; i < op->arity && n < MOST; i++)
        dtypes[n++] = args[i].tensor ? args[i].tensor->array.dtype->value : args[i].scalar.dtype;
    return gt_result_type(dtypes, n, out);
}

gt_status gt__types_of(gt__types *out, const gt__call *call, const gt__op *op, const gt_arg *args)
{
    int32_t common = GT_I32;
    if (op->cls == GT_CLASS_LOGICAL) {
        out->common = out->compute = gt__dtype_of(GT_I32);
        out->result = gt__dtype_of(GT_BOOL);
        return GT_OK;
    }
    GT__CHECK(promote(op, args, &common) == GT_OK, call, GT_E_DTYPE, 0, "operand dtypes do not promote: %.500s",
              gt_last_error());
    GT__CHECK(common != GT_BOOL || op->cls != GT_CLASS_NUMERIC, call, GT_E_DTYPE, 0,
              "bool operands; cast one to a number first");
    if (op->cls == GT_CLASS_FLOAT) common = gt__float_of(common);
    out->common = gt__dtype_of(common);
    out->compute = gt__dtype_of(out->common->wide);
    out->result = op->cls == GT_CLASS_COMPARE ? gt__dtype_of(GT_BOOL) : out->common;
    return GT_OK;
}

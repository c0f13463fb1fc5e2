#include "tensor/destination.h"

#include "kernel/copy.h"

static gt_status check_given(const gt__call *call, const gt_tensor *given, const gt__shape *shape, int32_t argument)
{
    GT__TRY(gt__operand_check(call, given, argument));
    GT__CHECK(gt__shape_equal(&given->array.shape, shape), call, GT_E_SHAPE, argument,
              "dst has shape %s, the result has %s", GT__SHOW(&given->array.shape), GT__SHOW(shape));
    GT__CHECK(!gt__array_repeats(&given->array), call, GT_E_ARGUMENT, argument,
              "dst %s repeats elements (strides of 0, or that meet)", GT__SHOW(&given->array.shape));
    return GT_OK;
}

gt_status gt__destination_begin(gt__destination *d, const gt__call *call, gt_tensor **dst, int32_t argument,
                                const gt__dtype *dtype, const gt__shape *shape, const gt__array *const *operands,
                                int32_t n, int same_view_ok)
{
    int overlaps = 0;
    d->dst = dst;
    d->made = NULL;
    d->target = NULL;
    GT__CHECK(dst, call, GT_E_ARGUMENT, argument, "dst is NULL");
    if (*dst) {
        GT__TRY(check_given(call, *dst, shape, argument));
        GT__TRY(gt__cast_check(call, dtype, (*dst)->array.dtype, argument));
        dtype = (*dst)->array.dtype;
        for (int32_t i = 0; i < n; i++) {
            int overlap = operands[i] ? gt__array_overlap(&(*dst)->array, operands[i]) : 0;
            if (overlap == 1 || (overlap == 2 && !same_view_ok)) overlaps = 1;
        }
    }
    if (!*dst || overlaps) GT__TRY(gt__tensor_new(&d->made, call, dtype, shape));
    d->target = d->made ? &d->made->array : &(*dst)->array;
    return GT_OK;
}

gt_status gt__destination_made(gt__destination *d, const gt__call *call, gt_tensor **dst, int32_t dtype, int32_t rank,
                               const int64_t *shape, const gt__array *const *operands, int32_t n)
{
    gt__shape made;
    int64_t count = 0;
    const gt__dtype *facts = gt__dtype_check(dtype, call->name, 3);
    if (!facts) return GT_E_DTYPE;
    GT__TRY(gt__shape_make(&made, &count, rank, shape, facts->size, call->name, 5));
    GT__CHECK(!dst || !*dst || (*dst)->array.dtype == facts, call, GT_E_DTYPE, 3, "dst is %s, not %s",
              (*dst)->array.dtype->name, facts->name);
    return gt__destination_begin(d, call, dst, 2, facts, &made, operands, n, 1);
}

gt_status gt__destination_aside(gt__destination *d, const gt__call *call)
{
    if (!d->made) GT__TRY(gt__tensor_new(&d->made, call, d->target->dtype, &d->target->shape));
    d->target = &d->made->array;
    return GT_OK;
}

gt_status gt__destination_as(gt__destination *d, const gt__call *call, const gt__dtype *dtype, int plain)
{
    const gt__array *target = d->target;
    gt_tensor *other = NULL;
    if (target->dtype == dtype && (!plain || (target->offset == 0 && gt__array_contiguous(target)))) return GT_OK;
    GT__TRY(gt__tensor_new(&other, call, dtype, &target->shape));
    gt_tensor_free(d->made);
    d->made = other;
    d->target = &other->array;
    return GT_OK;
}

gt_status gt__destination_end(gt__destination *d, const gt__call *call, gt_status status)
{
    if (status == GT_OK && d->made && *d->dst) status = gt__copy_run(call, &(*d->dst)->array, &d->made->array);
    if (status == GT_OK && d->made && !*d->dst)
        *d->dst = d->made;
    else
        gt_tensor_free(d->made);
    return status;
}

/* gt_nonzero: the kernels are kernel/nonzero's. */
#include "kernel/nonzero.h"

#include "kernel/copy.h"
#include "tensor/destination.h"

/* Writes to the target, by way of an array as the kernel wants it if the target is none. */
static gt_status write(const gt__call *call, const gt__nonzero *what, const gt__array *target, const gt__array *src,
                       int flat)
{
    gt__array places;
    if (target->dtype->value == GT_I64 && target->offset == 0 && gt__array_contiguous(target))
        return gt__nonzero_write(call, what, target, src, flat);
    GT__TRY(gt__array_create(&places, call, gt__dtype_of(GT_I64), &target->shape));
    gt_status status = gt__nonzero_write(call, what, &places, src, flat);
    if (status == GT_OK) status = gt__copy_run(call, target, &places);
    gt__buffer_release(places.buffer);
    return status;
}

static gt_status run(const gt__call *call, gt_tensor **dst, const gt__array *src, const gt__nonzero *what, int flat)
{
    const gt__shape shape = {flat ? 1 : 2, {what->found, src->shape.rank}};
    gt__destination d;
    GT__TRY(gt__destination_begin(&d, call, dst, 2, gt__dtype_of(GT_I64), &shape, &src, 1, 0));
    return gt__destination_end(&d, call, write(call, what, d.target, src, flat));
}

gt_status gt_nonzero(gt_queue *q, gt_tensor **dst, const gt_tensor *src, int32_t flags)
{
    gt__call call;
    gt__nonzero what;
    GT__TRY(gt__call_begin(&call, "gt_nonzero", q, 1));
    GT__CHECK(dst, &call, GT_E_ARGUMENT, 2, "dst is NULL");
    GT__TRY(gt__operand_check(&call, src, 3));
    GT__CHECK(!(flags & ~GT_FLAT), &call, GT_E_ARGUMENT, 4, "unknown flags %d", (int)flags);
    gt_status status = gt__nonzero_count(&what, &call, &src->array);
    if (status == GT_OK) status = run(&call, dst, &src->array, &what, flags & GT_FLAT);
    gt__buffer_release(what.begins.buffer);
    return status;
}

/* Masks: where they are not zero, and elements beside that; the kernels are kernel/nonzero's. */
#include "kernel/nonzero.h"

#include "kernel/copy.h"
#include "tensor/destination.h"

/* Elements that count as not zero in a rehearsal: as many as a given tensor has room for, else one. */
static int64_t rehearsed(const gt_tensor *given)
{
    return given && given->array.shape.rank > 0 ? given->array.shape.size[0] : 1;
}

static gt_status run(const gt__call *call, gt_tensor **dst, const gt__array *src, const gt__nonzero *what, int flat)
{
    const gt__shape shape = {flat ? 1 : 2, {what->found, src->shape.rank}};
    gt__destination d;
    GT__TRY(gt__destination_begin(&d, call, dst, 2, gt__dtype_of(GT_I64), &shape, &src, 1, 0));
    gt_status status = gt__destination_as(&d, call, gt__dtype_of(GT_I64), 1);
    if (status == GT_OK) status = gt__nonzero_write(call, what, d.target, src, flat);
    return gt__destination_end(&d, call, status);
}

gt_status gt_nonzero(gt_queue *q, gt_tensor **dst, const gt_tensor *src, int32_t flags)
{
    gt__call call;
    gt__nonzero what = {.found = 0};
    gt__array copy = {0};
    GT__TRY(gt__call_begin(&call, "gt_nonzero", q, 1));
    GT__CHECK(dst, &call, GT_E_ARGUMENT, 2, "dst is NULL");
    GT__TRY(gt__operand_check(&call, src, 3));
    GT__CHECK(!(flags & ~GT_FLAT), &call, GT_E_ARGUMENT, 4, "unknown flags %d", (int)flags);
    const gt__array *array = &src->array;
    gt_status status = gt__copy_fitting(&copy, &call, &array);
    if (status == GT_OK) status = gt__nonzero_count(&what, &call, array);
    if (status == GT_OK) status = gt__nonzero_wait(&what, &call, rehearsed(*dst));
    if (status == GT_OK) status = run(&call, dst, array, &what, flags & GT_FLAT);
    gt__buffer_release(what.begins.buffer);
    gt__buffer_release(copy.buffer);
    return status;
}

/* ---- gt_select, gt_select_put ---- */

static gt_status choose(const gt__call *call, gt_tensor **dst, const gt__nonzero *what, const gt__array *mask,
                        const gt__array *src)
{
    const gt__array *operands[] = {src, mask};
    const gt__shape shape = {1, {what->found}};
    gt__destination d;
    GT__TRY(gt__destination_begin(&d, call, dst, 2, src->dtype, &shape, operands, 2, 0));
    gt_status status = gt__destination_as(&d, call, src->dtype, 0);
    if (status == GT_OK) status = gt__nonzero_choose(call, what, d.target, mask, src);
    return gt__destination_end(&d, call, status);
}

static gt_status select_into(const gt__call *call, gt_tensor **dst, const gt__array *src, const gt__array *mask)
{
    gt__nonzero what = {.found = 0};
    gt__array values = {0}, marks = {0};
    gt_status status = gt__copy_fitting(&values, call, &src);
    if (status == GT_OK) status = gt__copy_fitting(&marks, call, &mask);
    if (status == GT_OK) status = gt__nonzero_count(&what, call, mask);
    if (status == GT_OK) status = gt__nonzero_wait(&what, call, rehearsed(*dst));
    if (status == GT_OK) status = choose(call, dst, &what, mask, src);
    gt__buffer_release(what.begins.buffer);
    gt__buffer_release(marks.buffer);
    gt__buffer_release(values.buffer);
    return status;
}

gt_status gt_select(gt_queue *q, gt_tensor **dst, const gt_tensor *src, const gt_tensor *mask)
{
    gt__call call;
    GT__TRY(gt__call_begin(&call, "gt_select", q, 1));
    GT__CHECK(dst, &call, GT_E_ARGUMENT, 2, "dst is NULL");
    GT__TRY(gt__operand_check(&call, src, 3));
    GT__TRY(gt__operand_check(&call, mask, 4));
    gt__shape common = src->array.shape, whole;
    int64_t count = 0;
    GT__CHECK(gt__shape_broadcast(&common, &mask->array.shape), &call, GT_E_SHAPE, 4,
              "mask %s does not broadcast with %s", GT__SHOW(&mask->array.shape), GT__SHOW(&src->array.shape));
    GT__TRY(gt__shape_make(&whole, &count, common.rank, common.size, src->array.dtype->size, call.name, 4));
    const gt__array values = gt__array_spread(&src->array, &whole), marks = gt__array_spread(&mask->array, &whole);
    return select_into(&call, dst, &values, &marks);
}

/* values, in dst's dtype and apart from it, to where mask is not zero. */
static gt_status place(const gt__call *call, const gt__array *dst, const gt__array *mask, const gt__array *values)
{
    gt__nonzero what = {.found = 0};
    gt__array line = *values, copy = {0}, marks = {0}, whole = {0};
    const gt__array *to = dst;
    gt_status status = gt__copy_fitting(&marks, call, &mask);
    if (status == GT_OK) status = gt__nonzero_count(&what, call, mask);
    if (status == GT_OK && values->count != 1) {
        status = gt__nonzero_wait(&what, call, values->count);
        if (status == GT_OK && (values->shape.rank != 1 || values->count != what.found))
            status = gt__fail(GT_E_SHAPE, call->name, 4, "values %s for %lld elements that the mask chooses",
                              GT__SHOW(&values->shape), (long long)what.found);
    }
    if (status == GT_OK && (values->dtype != dst->dtype || gt__array_overlap(dst, values))) {
        status = gt__array_create(&copy, call, dst->dtype, &values->shape);
        if (status == GT_OK) status = gt__copy_run(call, &copy, values);
        line = copy;
    }
    if (status == GT_OK && gt__array_overlap(dst, mask)) {
        status = gt__copy_dense(&marks, call, mask, &mask->shape);
        mask = &marks;
    }
    if (status == GT_OK && what.begins.buffer) status = gt__copy_fitting(&whole, call, &to);
    if (status == GT_OK && what.begins.buffer) status = gt__nonzero_place(call, &what, to, mask, &line);
    if (status == GT_OK && to != dst) status = gt__copy_run(call, dst, to);
    gt__buffer_release(whole.buffer);
    gt__buffer_release(what.begins.buffer);
    gt__buffer_release(copy.buffer);
    gt__buffer_release(marks.buffer);
    return status;
}

gt_status gt_select_put(gt_queue *q, gt_tensor *dst, const gt_tensor *mask, const gt_tensor *values)
{
    gt__call call;
    GT__TRY(gt__call_begin(&call, "gt_select_put", q, 1));
    GT__TRY(gt__operand_check(&call, dst, 2));
    GT__TRY(gt__operand_check(&call, mask, 3));
    GT__TRY(gt__operand_check(&call, values, 4));
    GT__TRY(gt__cast_check(&call, values->array.dtype, dst->array.dtype, 4));
    GT__CHECK(!gt__array_repeats(&dst->array), &call, GT_E_ARGUMENT, 2, "dst %s repeats elements",
              GT__SHOW(&dst->array.shape));
    GT__CHECK(gt__shape_spreads(&mask->array.shape, &dst->array.shape), &call, GT_E_SHAPE, 3,
              "mask %s does not broadcast to dst %s", GT__SHOW(&mask->array.shape), GT__SHOW(&dst->array.shape));
    const gt__array marks = gt__array_spread(&mask->array, &dst->array.shape);
    return place(&call, &dst->array, &marks, &values->array);
}

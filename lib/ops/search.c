/* gt_searchsorted: dtypes and checks; the kernel is kernel/search's. */
#include "kernel/search.h"

#include "kernel/copy.h"
#include "kernel/index.h"
#include "kernel/pieces.h"
#include "ops/types.h"
#include "tensor/destination.h"

enum { SORTED, VALUES, ARRAYS };

typedef struct request {
    gt__call call;
    const gt__array *given[ARRAYS], *sorter;
    const gt__dtype *common;
    gt__array array[ARRAYS]; /* contiguous, of the common dtype */
    gt__buffer *own[ARRAYS];
    int right;
} request;

static gt_status check(request *r, gt_queue *q, const gt_tensor *sorted, const gt_tensor *values,
                       const gt_tensor *sorter, int32_t flags)
{
    GT__TRY(gt__call_begin(&r->call, "gt_searchsorted", q, 1));
    GT__TRY(gt__operand_check(&r->call, sorted, 3));
    GT__TRY(gt__operand_check(&r->call, values, 4));
    if (sorter) GT__TRY(gt__operand_check(&r->call, sorter, 5));
    GT__CHECK(!(flags & ~GT_RIGHT), &r->call, GT_E_ARGUMENT, 6, "unknown flags %d", (int)flags);
    r->given[SORTED] = &sorted->array;
    r->given[VALUES] = &values->array;
    r->sorter = sorter ? &sorter->array : NULL;
    r->right = flags & GT_RIGHT;
    GT__CHECK(sorted->array.shape.rank == 1, &r->call, GT_E_SHAPE, 3, "what is sorted has one axis, not %s",
              GT__SHOW(&sorted->array.shape));
    GT__CHECK(!sorter || gt__shape_equal(&sorter->array.shape, &sorted->array.shape), &r->call, GT_E_SHAPE, 5,
              "the sorter has shape %s, what it sorts %s", GT__SHOW(&sorter->array.shape),
              GT__SHOW(&sorted->array.shape));
    GT__CHECK(!sorter || sorter->array.dtype->kind == GT__SIGNED || sorter->array.dtype->kind == GT__UNSIGNED, &r->call,
              GT_E_DTYPE, 5, "the sorter is of integers, not %s", sorter->array.dtype->name);
    const int32_t common = gt__promote(sorted->array.dtype->value, values->array.dtype->value);
    GT__CHECK(common >= 0, &r->call, GT_E_DTYPE, 4, "%s and %s have no common dtype", sorted->array.dtype->name,
              values->array.dtype->name);
    r->common = gt__dtype_of(common);
    return gt__dtype_present(&r->call, common, 4);
}

/* An array of the common dtype, by the sorter if that is what is sorted. */
static gt_status take_in(request *r, int which)
{
    const gt__array *given = r->given[which];
    gt__array *out = &r->array[which];
    gt__array ordered = *given;
    gt__buffer *own = NULL;
    gt_status status = GT_OK;
    if (which == SORTED && r->sorter && given->count > 0) {
        const gt__indexing what = {given, r->sorter, 0, 0};
        GT__TRY(gt__array_create(&ordered, &r->call, given->dtype, &given->shape));
        own = ordered.buffer;
        status = gt__gather_run(&r->call, &what, &ordered);
    }
    if (status == GT_OK && ordered.dtype == r->common) {
        status = gt__flat(out, &r->call, &ordered);
        if (status == GT_OK) r->own[which] = out->buffer;
    } else if (status == GT_OK) {
        status = gt__array_create(out, &r->call, r->common, &ordered.shape);
        if (status == GT_OK) r->own[which] = out->buffer;
        if (status == GT_OK) status = gt__copy_run(&r->call, out, &ordered);
    }
    gt__buffer_release(own);
    return status;
}

gt_status gt_searchsorted(gt_queue *q, gt_tensor **dst, const gt_tensor *sorted, const gt_tensor *values,
                          const gt_tensor *sorter, int32_t flags)
{
    request r = {.right = 0};
    gt__destination d;
    GT__TRY(check(&r, q, sorted, values, sorter, flags));
    const gt__array *operands[] = {r.given[SORTED], r.given[VALUES], r.sorter};
    GT__TRY(gt__destination_begin(&d, &r.call, dst, 2, gt__dtype_of(GT_I64), &r.given[VALUES]->shape, operands, 3, 0));
    gt_status status = gt__destination_as(&d, &r.call, gt__dtype_of(GT_I64), 1);
    for (int i = SORTED; i < ARRAYS && status == GT_OK; i++) status = take_in(&r, i);
    if (status == GT_OK) status = gt__search_run(&r.call, d.target, &r.array[SORTED], &r.array[VALUES], r.right);
    for (int i = SORTED; i < ARRAYS; i++) gt__buffer_release(r.own[i]);
    return gt__destination_end(&d, &r.call, status);
}

/* Indexing by tensors: which shapes and dtypes it takes and gives; the kernels are kernel/index's. */
#include "ops/index.h"

#include "kernel/copy.h"
#include "kernel/pieces.h"
#include "tensor/destination.h"

/* ---- indices ---- */

static gt_status check_indices(const gt__call *call, const gt_tensor *indices, int32_t argument)
{
    GT__TRY(gt__operand_check(call, indices, argument));
    const gt__dtype *dtype = indices->array.dtype;
    GT__CHECK(dtype->kind == GT__SIGNED || dtype->kind == GT__UNSIGNED, call, GT_E_DTYPE, argument,
              "indices are integers, not %s", dtype->name);
    return GT_OK;
}

gt_status gt__pointer_check(const gt__call *call, const gt__pointer *by)
{
    int32_t found = 0;
    if (by->manner != GT__LISTED) return check_indices(call, by->indices[0], by->argument);
    GT__CHECK(by->indices, call, GT_E_ARGUMENT, by->argument, "indices is NULL");
    GT__CHECK(by->n >= 0 && by->n <= GT_MAX_RANK, call, GT_E_INDEX, by->argument + 1, "indices of %d axes", (int)by->n);
    for (int32_t axis = 0; axis < by->n; axis++) {
        if (!by->indices[axis]) continue;
        GT__TRY(check_indices(call, by->indices[axis], by->argument));
        found++;
    }
    GT__CHECK(found > 0, call, GT_E_ARGUMENT, by->argument, "no axis has indices");
    return GT_OK;
}

/* ---- what is indexed ---- */

/* The elements of the array as a line: a view where strides allow it, else a copy. */
static gt_status flatten(gt__pointed *out, const gt__call *call)
{
    const gt__array *array = out->whole;
    const gt__shape line = {1, {array->count}};
    out->what.axis = 0;
    if (array->count > 0 && !gt__shape_restride(&array->shape, array->strides, &line, out->array.strides)) {
        GT__TRY(gt__flat(&out->array, call, array));
        out->own = out->array.buffer;
    }
    if (out->own || array->count == 0) gt__shape_strides(&line, out->array.strides);
    out->array.shape = line;
    return GT_OK;
}

gt_status gt__pointed_axis(gt__pointed *out, const gt__call *call, int32_t axis, int32_t argument)
{
    const int32_t rank = out->whole->shape.rank;
    if (axis == GT_FLAT || (rank == 0 && (axis == 0 || axis == -1))) return flatten(out, call);
    GT__CHECK(axis >= -rank && axis < rank, call, GT_E_INDEX, argument, "axis %d of a tensor of rank %d", (int)axis,
              (int)rank);
    out->what.axis = axis < 0 ? axis + rank : axis;
    return GT_OK;
}

/* The axes that indices of several axes broadcast to; one tensor of them is no list. */
static gt_status take_list(gt__pointed *out, const gt__call *call, const gt__pointer *by)
{
    int32_t found = 0;
    GT__CHECK(by->n <= out->whole->shape.rank, call, GT_E_INDEX, by->argument + 1, "indices of %d axes of %s",
              (int)by->n, GT__SHOW(&out->whole->shape));
    out->listed = (gt__listed){out->whole, out->list, by->n, {0}};
    for (int32_t axis = 0; axis < by->n; axis++) {
        out->list[axis] = by->indices[axis] ? &by->indices[axis]->array : NULL;
        if (!out->list[axis]) continue;
        found++;
        out->what.axis = axis;
        out->what.indices = out->list[axis];
        GT__CHECK(gt__shape_broadcast(&out->listed.common, &out->list[axis]->shape), call, GT_E_SHAPE, by->argument,
                  "indices %s of axis %d do not broadcast with those before, of %s", GT__SHOW(&out->list[axis]->shape),
                  (int)axis, GT__SHOW(&out->listed.common));
    }
    if (found == 1) {
        out->listed.n = 0;
        return GT_OK;
    }
    out->what.indices = NULL;
    gt__places_line(&out->array, &out->what.axis, &out->listed);
    return GT_OK;
}

/* ---- shapes of the elements that are moved ---- */

/* That of the array with the axes of the indices in the place of one. */
static gt_status shape_around(gt__pointed *out, const gt__call *call, const gt__shape *indices, int32_t argument)
{
    const gt__shape *of = &out->array.shape;
    const int32_t axis = out->what.axis, n = indices->rank, rank = of->rank - 1 + n;
    GT__CHECK(rank <= GT_MAX_RANK, call, GT_E_SHAPE, argument, "indices %s into %s: rank %d", GT__SHOW(indices),
              GT__SHOW(&out->whole->shape), (int)rank);
    out->shape.rank = rank;
    for (int32_t i = 0; i < rank; i++)
        out->shape.size[i] = i < axis ? of->size[i] : i < axis + n ? indices->size[i - axis] : of->size[i - n + 1];
    return GT_OK;
}

/* That which array and indices broadcast to, but for the axis, which is as long as the indices. */
static gt_status shape_along(gt__pointed *out, const gt__call *call, const gt__shape *indices, int32_t argument)
{
    gt__shape with = out->array.shape;
    const int32_t axis = out->what.axis;
    out->shape = *indices;
    GT__CHECK(indices->rank == with.rank, call, GT_E_SHAPE, argument, "indices %s along an axis of %s: ranks differ",
              GT__SHOW(indices), GT__SHOW(&with));
    with.size[axis] = indices->size[axis];
    GT__CHECK(gt__shape_broadcast(&out->shape, &with), call, GT_E_SHAPE, argument,
              "indices %s do not broadcast along axis %d of %s", GT__SHOW(indices), (int)axis,
              GT__SHOW(&out->array.shape));
    return GT_OK;
}

static gt_status moved_shape(gt__pointed *out, const gt__call *call, int32_t argument)
{
    const gt__shape *indices = out->what.indices ? &out->what.indices->shape : &out->listed.common;
    int64_t count = 0;
    if (out->what.along)
        GT__TRY(shape_along(out, call, indices, argument));
    else
        GT__TRY(shape_around(out, call, indices, argument));
    const gt__shape shape = out->shape;
    return gt__shape_make(&out->shape, &count, shape.rank, shape.size, out->whole->dtype->size, call->name, argument);
}

gt_status gt__pointed_begin(gt__pointed *out, const gt__call *call, const gt__pointer *by, const gt__array *array)
{
    out->whole = array;
    out->array = *array;
    out->own = NULL;
    out->listed.n = 0;
    out->what = (gt__indexing){&out->array, NULL, 0, by->manner == GT__ALONG};
    if (by->manner == GT__LISTED) {
        GT__TRY(take_list(out, call, by));
    } else {
        out->what.indices = &by->indices[0]->array;
        GT__TRY(gt__pointed_axis(out, call, by->axis, 5));
    }
    return moved_shape(out, call, by->argument);
}

/* ---- gt_take, gt_take_along, gt_index ---- */

static gt_status gather_listed(const gt__call *call, const gt__pointed *from, const gt__array *target)
{
    gt__array places;
    gt__indexing what = from->what;
    if (from->listed.n == 0 || target->count == 0) return gt__gather_run(call, &what, target);
    GT__TRY(gt__places_make(&places, call, &from->listed));
    what.indices = &places;
    const gt_status status = gt__gather_run(call, &what, target);
    gt__buffer_release(places.buffer);
    return status;
}

static gt_status take_from(const gt__call *call, gt_tensor **dst, const gt__pointed *from)
{
    const gt__array *operands[GT_MAX_RANK + 1] = {from->whole, from->what.indices};
    const int32_t n = from->listed.n;
    gt__destination d;
    for (int32_t i = 0; i < n; i++) operands[i + 1] = from->list[i];
    GT__TRY(gt__destination_begin(&d, call, dst, 2, from->whole->dtype, &from->shape, operands, n > 0 ? n + 1 : 2, 0));
    gt_status status = gt__destination_as(&d, call, from->whole->dtype, 0);
    if (status == GT_OK) status = gather_listed(call, from, d.target);
    return gt__destination_end(&d, call, status);
}

static gt_status take(const char *name, gt_queue *q, gt_tensor **dst, const gt_tensor *src, const gt__pointer *by)
{
    gt__call call;
    gt__pointed from;
    GT__TRY(gt__call_begin(&call, name, q, 1));
    GT__TRY(gt__operand_check(&call, src, 3));
    GT__TRY(gt__pointer_check(&call, by));
    gt_status status = gt__pointed_begin(&from, &call, by, &src->array);
    if (status == GT_OK) status = take_from(&call, dst, &from);
    gt__buffer_release(from.own);
    return status;
}

gt_status gt_take(gt_queue *q, gt_tensor **dst, const gt_tensor *src, const gt_tensor *indices, int32_t axis)
{
    return take("gt_take", q, dst, src, &(gt__pointer){GT__AROUND, 4, &indices, 1, axis});
}

gt_status gt_take_along(gt_queue *q, gt_tensor **dst, const gt_tensor *src, const gt_tensor *indices, int32_t axis)
{
    return take("gt_take_along", q, dst, src, &(gt__pointer){GT__ALONG, 4, &indices, 1, axis});
}

gt_status gt_index(gt_queue *q, gt_tensor **dst, const gt_tensor *src, const gt_tensor *const *indices, int32_t n)
{
    return take("gt_index", q, dst, src, &(gt__pointer){GT__LISTED, 4, indices, n, 0});
}

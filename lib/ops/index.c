/* Indexing by tensors: which shapes and dtypes it takes and gives; the kernels are kernel/index's. */
#include "base/op.h"
#include "kernel/copy.h"
#include "kernel/index.h"
#include "kernel/pieces.h"
#include "ops/types.h"
#include "tensor/destination.h"

/* ---- what is indexed ---- */

/* An array and one of its axes. */
typedef struct indexed {
    gt__array array;
    int32_t axis;
    gt__buffer *own; /* of a copy, or NULL */
} indexed;

/* The elements of an array as a line: a view where strides allow it, else a copy. */
static gt_status flatten(indexed *out, const gt__call *call, const gt__array *array)
{
    const gt__shape line = {1, {array->count}};
    out->array = *array;
    out->axis = 0;
    if (array->count > 0 && !gt__shape_restride(&array->shape, array->strides, &line, out->array.strides)) {
        GT__TRY(gt__flat(&out->array, call, array));
        out->own = out->array.buffer;
    }
    if (out->own || array->count == 0) gt__shape_strides(&line, out->array.strides);
    out->array.shape = line;
    return GT_OK;
}

/* A tensor of rank 0 is a line of one element. argument: the axis's number. */
static gt_status take_axis(indexed *out, const gt__call *call, const gt__array *array, int32_t axis, int32_t argument)
{
    out->own = NULL;
    if (axis == GT_FLAT || (array->shape.rank == 0 && (axis == 0 || axis == -1))) return flatten(out, call, array);
    const int32_t rank = array->shape.rank;
    GT__CHECK(axis >= -rank && axis < rank, call, GT_E_INDEX, argument, "axis %d of a tensor of rank %d", (int)axis,
              (int)rank);
    out->array = *array;
    out->axis = axis < 0 ? axis + rank : axis;
    return GT_OK;
}

static gt_status check_indices(const gt__call *call, const gt_tensor *indices, int32_t argument)
{
    GT__TRY(gt__operand_check(call, indices, argument));
    const gt__dtype *dtype = indices->array.dtype;
    GT__CHECK(dtype->kind == GT__SIGNED || dtype->kind == GT__UNSIGNED, call, GT_E_DTYPE, argument,
              "indices are integers, not %s", dtype->name);
    return GT_OK;
}

/* ---- shapes of the elements that are moved ---- */

/* That of the array with the axes of the indices in the place of one. */
static gt_status shape_around(gt__shape *out, const gt__call *call, const gt__array *of, int32_t axis,
                              const gt__array *indices, int32_t argument)
{
    const int32_t n = indices->shape.rank, rank = of->shape.rank - 1 + n;
    GT__CHECK(rank <= GT_MAX_RANK, call, GT_E_SHAPE, argument, "indices %s in the place of an axis of %s: rank %d",
              GT__SHOW(&indices->shape), GT__SHOW(&of->shape), (int)rank);
    out->rank = rank;
    for (int32_t i = 0; i < rank; i++)
        out->size[i] = i < axis       ? of->shape.size[i]
                       : i < axis + n ? indices->shape.size[i - axis]
                                      : of->shape.size[i - n + 1];
    return GT_OK;
}

/* That which array and indices broadcast to, but for the axis, which is as long as the indices. */
static gt_status shape_along(gt__shape *out, const gt__call *call, const gt__array *of, int32_t axis,
                             const gt__array *indices, int32_t argument)
{
    gt__shape with = of->shape;
    *out = indices->shape;
    GT__CHECK(out->rank == with.rank, call, GT_E_SHAPE, argument, "indices %s along an axis of %s: ranks differ",
              GT__SHOW(&indices->shape), GT__SHOW(&of->shape));
    with.size[axis] = out->size[axis];
    GT__CHECK(gt__shape_broadcast(out, &with), call, GT_E_SHAPE, argument,
              "indices %s do not broadcast along axis %d of %s", GT__SHOW(&indices->shape), (int)axis,
              GT__SHOW(&of->shape));
    return GT_OK;
}

static gt_status moved_shape(gt__shape *out, const gt__call *call, const gt__indexing *what, int32_t argument)
{
    gt__shape shape;
    int64_t count = 0;
    if (what->along)
        GT__TRY(shape_along(&shape, call, what->of, what->axis, what->indices, argument));
    else
        GT__TRY(shape_around(&shape, call, what->of, what->axis, what->indices, argument));
    return gt__shape_make(out, &count, shape.rank, shape.size, what->of->dtype->size, call->name, argument);
}

/* ---- gt_take, gt_take_along ---- */

/* Gathers, by way of an array of src's dtype if the target has another. */
static gt_status gather(const gt__call *call, const gt__indexing *what, const gt__array *target)
{
    gt__array taken;
    if (target->dtype == what->of->dtype) return gt__gather_run(call, what, target);
    GT__TRY(gt__array_create(&taken, call, what->of->dtype, &target->shape));
    gt_status status = gt__gather_run(call, what, &taken);
    if (status == GT_OK) status = gt__copy_run(call, target, &taken);
    gt__buffer_release(taken.buffer);
    return status;
}

static gt_status take_from(const gt__call *call, gt_tensor **dst, const gt_tensor *src, const gt__indexing *what)
{
    const gt__array *operands[] = {&src->array, what->indices};
    gt__shape shape;
    gt__destination d;
    GT__TRY(moved_shape(&shape, call, what, 4));
    GT__TRY(gt__destination_begin(&d, call, dst, 2, what->of->dtype, &shape, operands, 2, 0));
    return gt__destination_end(&d, call, gather(call, what, d.target));
}

static gt_status take(const char *name, gt_queue *q, gt_tensor **dst, const gt_tensor *src, const gt_tensor *indices,
                      int32_t axis, int along)
{
    gt__call call;
    indexed from;
    GT__TRY(gt__call_begin(&call, name, q, 1));
    GT__TRY(gt__operand_check(&call, src, 3));
    GT__TRY(check_indices(&call, indices, 4));
    GT__TRY(take_axis(&from, &call, &src->array, axis, 5));
    const gt__indexing what = {&from.array, &indices->array, from.axis, along};
    gt_status status = take_from(&call, dst, src, &what);
    gt__buffer_release(from.own);
    return status;
}

gt_status gt_take(gt_queue *q, gt_tensor **dst, const gt_tensor *src, const gt_tensor *indices, int32_t axis)
{
    return take("gt_take", q, dst, src, indices, axis, 0);
}

gt_status gt_take_along(gt_queue *q, gt_tensor **dst, const gt_tensor *src, const gt_tensor *indices, int32_t axis)
{
    return take("gt_take_along", q, dst, src, indices, axis, 1);
}

/* ---- gt_put, gt_put_along ---- */

/* What is put, and where. Arrays that had to be copied are in buffers of their own. */
typedef struct putting {
    gt__call call;
    const gt__array *dst;
    indexed of;        /* dst, or what is written first */
    gt__array indices; /* apart from dst */
    gt__array values;  /* of the shape that is moved and of the dtype of `of` */
    gt__buffer *own[2];
    const gt__op *row; /* NULL: values replace elements */
    int along;
} putting;

/* The operation that combines: NULL for 0. */
static gt_status check_how(putting *p, int32_t how, const gt__dtype *dtype)
{
    p->row = NULL;
    if (how == 0) return GT_OK;
    const gt__op *op = gt__op_of(how);
    GT__CHECK(op, &p->call, GT_E_OPERATION, 6, "unknown operation %d", (int)how);
    GT__CHECK(how == GT_ADD || how == GT_MULTIPLY || how == GT_MAXIMUM || how == GT_MINIMUM, &p->call, GT_E_OPERATION,
              6, "%s does not combine what is put", op->name);
    if (how == GT_MAXIMUM || how == GT_MINIMUM) GT__TRY(gt__types_real(&p->call, dtype, 6));
    p->row = dtype->kind == GT__BOOL ? gt__op_of_bools(op) : op;
    return GT_OK;
}

/* 16-bit floats that are summed are so in float32. */
static const gt__dtype *worked_dtype(const putting *p)
{
    const gt__dtype *dtype = p->dst->dtype;
    const int sums = p->row && (p->row->value == GT_ADD || p->row->value == GT_MULTIPLY);
    return sums && dtype->kind == GT__FLOAT ? gt__dtype_of(dtype->wide) : dtype;
}

/* *out = from as that dtype, in a buffer of its own, *own, if it needs one. */
static gt_status set_apart(gt__array *out, gt__buffer **own, const putting *p, const gt__array *from,
                           const gt__dtype *dtype)
{
    *out = *from;
    if (from->dtype == dtype && !gt__array_overlap(p->dst, from)) return GT_OK;
    GT__TRY(gt__array_create(out, &p->call, dtype, &from->shape));
    *own = out->buffer;
    return gt__copy_run(&p->call, out, from);
}

/* The array that is written: dst, or a copy of it as a line or in another dtype. */
static gt_status begin_work(putting *p, int32_t axis)
{
    const gt__dtype *dtype = worked_dtype(p);
    GT__TRY(take_axis(&p->of, &p->call, p->dst, axis, 5));
    if (dtype == p->dst->dtype) return GT_OK;
    gt__array wide;
    GT__TRY(gt__array_create(&wide, &p->call, dtype, &p->of.array.shape));
    const gt_status status = gt__copy_run(&p->call, &wide, &p->of.array);
    gt__buffer_release(p->of.own);
    p->of.own = wide.buffer;
    p->of.array = wide;
    return status;
}

static gt_status end_work(const putting *p)
{
    gt__array written = p->of.array;
    if (!p->of.own) return GT_OK;
    written.shape = p->dst->shape; /* a copy is contiguous */
    gt__shape_strides(&written.shape, written.strides);
    return gt__copy_run(&p->call, p->dst, &written);
}

/* Sees values in the shape that is moved. */
static gt_status spread_values(putting *p, const gt__shape *shape)
{
    gt__shape common = p->values.shape;
    int64_t strides[GT_MAX_RANK];
    GT__CHECK(gt__shape_broadcast(&common, shape) && gt__shape_equal(&common, shape), &p->call, GT_E_SHAPE, 4,
              "values %s do not broadcast to %s, which the indices name", GT__SHOW(&p->values.shape), GT__SHOW(shape));
    gt__shape_expand(&p->values.shape, p->values.strides, shape, strides);
    for (int32_t i = 0; i < shape->rank; i++) p->values.strides[i] = strides[i];
    p->values.shape = *shape;
    p->values.count = gt__shape_count(shape);
    return GT_OK;
}

static gt_status run_put(putting *p, const gt_tensor *indices, const gt_tensor *values, int32_t axis)
{
    gt__shape shape;
    GT__TRY(begin_work(p, axis));
    gt__indexing what = {&p->of.array, &indices->array, p->of.axis, p->along};
    GT__TRY(moved_shape(&shape, &p->call, &what, 3));
    for (int32_t i = 0; p->along && i < shape.rank; i++)
        GT__CHECK(i == what.axis || shape.size[i] == what.of->shape.size[i], &p->call, GT_E_SHAPE, 3,
                  "indices %s do not broadcast to dst %s but for axis %d", GT__SHOW(&indices->array.shape),
                  GT__SHOW(&what.of->shape), (int)what.axis);
    p->values = values->array;
    GT__TRY(spread_values(p, &shape)); /* which is checked before anything is copied */
    GT__TRY(set_apart(&p->values, &p->own[0], p, &values->array, p->of.array.dtype));
    GT__TRY(spread_values(p, &shape));
    GT__TRY(set_apart(&p->indices, &p->own[1], p, &indices->array, indices->array.dtype));
    what.indices = &p->indices;
    GT__TRY(gt__scatter_run(&p->call, &what, &p->values, p->row ? p->row->value : 0));
    return end_work(p);
}

static gt_status put(const char *name, gt_queue *q, gt_tensor *dst, const gt_tensor *indices, const gt_tensor *values,
                     int32_t axis, int32_t how, int along)
{
    putting p = {.along = along};
    GT__TRY(gt__call_begin(&p.call, name, q, 1));
    GT__TRY(gt__operand_check(&p.call, dst, 2));
    GT__TRY(check_indices(&p.call, indices, 3));
    GT__TRY(gt__operand_check(&p.call, values, 4));
    GT__TRY(gt__cast_check(&p.call, values->array.dtype, dst->array.dtype, 4));
    GT__TRY(check_how(&p, how, dst->array.dtype));
    GT__CHECK(!gt__array_repeats(&dst->array), &p.call, GT_E_ARGUMENT, 2, "dst %s repeats elements",
              GT__SHOW(&dst->array.shape));
    p.dst = &dst->array;
    gt_status status = run_put(&p, indices, values, axis);
    gt__buffer_release(p.of.own);
    for (int32_t i = 0; i < 2; i++) gt__buffer_release(p.own[i]);
    return status;
}

gt_status gt_put(gt_queue *q, gt_tensor *dst, const gt_tensor *indices, const gt_tensor *values, int32_t axis,
                 int32_t how)
{
    return put("gt_put", q, dst, indices, values, axis, how, 0);
}

gt_status gt_put_along(gt_queue *q, gt_tensor *dst, const gt_tensor *indices, const gt_tensor *values, int32_t axis,
                       int32_t how)
{
    return put("gt_put_along", q, dst, indices, values, axis, how, 1);
}

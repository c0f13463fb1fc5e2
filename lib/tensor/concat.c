/* Arrays one behind the other along an axis: a strided copy for each. */
#include <stdlib.h>

#include "kernel/copy.h"
#include "tensor/destination.h"

/* arrays, dtypes: n of them, in host memory that is freed with `arrays`. */
typedef struct request {
    gt__call call;
    const gt__array **arrays;
    int32_t *dtypes;
    int32_t n, axis;
    gt__shape shape; /* of the result */
} request;

/* The shapes are alike but along the axis, where they add up. */
static gt_status add_shape(request *r, int32_t i)
{
    const gt__shape *shape = &r->arrays[i]->shape;
    gt__shape like = *shape;
    if (shape->rank == r->shape.rank) like.size[r->axis] = r->shape.size[r->axis];
    GT__CHECK(gt__shape_equal(&like, &r->shape), &r->call, GT_E_SHAPE, 3,
              "inputs[%d] is %s, inputs[0] is %s: they differ beside axis %d", (int)i, GT__SHOW(shape),
              GT__SHOW(&r->arrays[0]->shape), (int)r->axis);
    int64_t *size = &r->shape.size[r->axis];
    GT__CHECK(!__builtin_add_overflow(*size, shape->size[r->axis], size), &r->call, GT_E_SHAPE, 3,
              "the sizes along axis %d overflow", (int)r->axis);
    return GT_OK;
}

static gt_status check_inputs(request *r, const gt_tensor *const *inputs, int32_t axis)
{
    for (int32_t i = 0; i < r->n; i++) {
        GT__CHECK(inputs[i], &r->call, GT_E_ARGUMENT, 3, "inputs[%d] is NULL", (int)i);
        GT__TRY(gt__operand_check(&r->call, inputs[i], 3));
        r->arrays[i] = &inputs[i]->array;
        r->dtypes[i] = r->arrays[i]->dtype->value;
    }
    r->shape = r->arrays[0]->shape;
    GT__CHECK(r->shape.rank > 0, &r->call, GT_E_SHAPE, 3, "tensors of rank 0 have no axis");
    GT__TRY(gt__shape_axis(&r->axis, r->shape.rank, axis, r->call.name, 5));
    for (int32_t i = 1; i < r->n; i++) GT__TRY(add_shape(r, i));
    return GT_OK;
}

static gt_status copy_pieces(const request *r, const gt__array *target)
{
    gt__array piece = *target;
    for (int32_t i = 0; i < r->n && target->count > 0; i++) {
        piece.shape = r->arrays[i]->shape;
        piece.count = r->arrays[i]->count;
        GT__TRY(gt__copy_run(&r->call, &piece, r->arrays[i]));
        piece.offset += piece.strides[r->axis] * piece.shape.size[r->axis];
    }
    return GT_OK;
}

static gt_status run(request *r, gt_tensor **dst, const gt_tensor *const *inputs, int32_t axis)
{
    gt__destination d;
    GT__TRY(check_inputs(r, inputs, axis));
    const int32_t result = gt__promote_all(r->dtypes, r->n);
    GT__CHECK(result >= 0, &r->call, GT_E_DTYPE, 3, "uint64 and signed integers have no common dtype");
    GT__TRY(gt__destination_begin(&d, &r->call, dst, 2, gt__dtype_of(result), &r->shape, r->arrays, r->n, 0));
    return gt__destination_end(&d, &r->call, copy_pieces(r, d.target));
}

gt_status gt_concat(gt_queue *q, gt_tensor **dst, const gt_tensor *const *inputs, int32_t n, int32_t axis)
{
    request r = {.n = n};
    GT__TRY(gt__call_begin(&r.call, "gt_concat", q, 1));
    GT__CHECK(inputs, &r.call, GT_E_ARGUMENT, 3, "inputs is NULL");
    GT__CHECK(n > 0, &r.call, GT_E_ARGUMENT, 4, "%d inputs", (int)n);
    r.arrays = gt__host_memory(&r.call, (size_t)n * (sizeof *r.arrays + sizeof *r.dtypes));
    if (!r.arrays) return GT_E_OUT_OF_MEMORY;
    r.dtypes = (int32_t *)(void *)(r.arrays + n);
    gt_status status = run(&r, dst, inputs, axis);
    free(r.arrays);
    return status;
}

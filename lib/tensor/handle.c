/* Handles. */
#include "tensor/handle.h"

#include <stdlib.h>
#include <string.h>

#include "base/scalar.h"
#include "base/struct.h"

gt_status gt__tensor_check(const gt__call *call, const gt_tensor *t, int32_t argument)
{
    GT__CHECK(t, call, GT_E_ARGUMENT, argument, "argument %d: the tensor is NULL", (int)argument);
    return GT_OK;
}

gt_status gt__operand_check(const gt__call *call, const gt_tensor *t, int32_t argument)
{
    GT__TRY(gt__tensor_check(call, t, argument));
    GT__CHECK(t->context == call->context, call, GT_E_CONTEXT, argument,
              "argument %d: the tensor %s is of another context than the queue", (int)argument,
              GT__SHOW(&t->array.shape));
    return GT_OK;
}

gt_status gt__cast_check(const gt__call *call, const gt__dtype *from, const gt__dtype *to, int32_t argument)
{
    GT__CHECK(from->kind != GT__COMPLEX || to->kind == GT__COMPLEX || to->kind == GT__BOOL, call, GT_E_DTYPE, argument,
              "%s does not become %s: take the real or the imaginary part", from->name, to->name);
    return GT_OK;
}

gt_status gt__step_check(const gt__call *call, const gt_scalar *scalar, const gt__dtype *to, int32_t argument)
{
    GT__CHECK(scalar, call, GT_E_ARGUMENT, argument, "the scalar is NULL");
    GT__CHECK(gt__scalar_valid(scalar), call, GT_E_DTYPE, argument, "unknown dtype %d of the scalar",
              (int)scalar->dtype);
    GT__CHECK(gt__scalar_clean(scalar), call, GT_E_ARGUMENT, argument, "reserved or im of the scalar is not 0");
    GT__CHECK(!to || to->kind == GT__COMPLEX || to->kind == GT__BOOL || !gt__scalar_complex(scalar), call, GT_E_DTYPE,
              argument, "a complex number does not become %s", to->name);
    return GT_OK;
}

gt_status gt__value_check(const gt__call *call, const gt_scalar *scalar, const gt__dtype *to, int32_t argument)
{
    GT__TRY(gt__step_check(call, scalar, to, argument));
    GT__CHECK(!to || to->kind == GT__BOOL || gt__scalar_fits(scalar, to->value), call, GT_E_ARGUMENT, argument,
              "the integer %lld is out of range of %s", (long long)scalar->i, to->name);
    return GT_OK;
}

gt_status gt__tensor_new(gt_tensor **out, const gt__call *call, const gt__dtype *dtype, const gt__shape *shape)
{
    *out = NULL;
    GT__TRY(gt__dtype_present(call, dtype->value, 0));
    gt_tensor *t = malloc(sizeof *t);
    GT__CHECK(t, call, GT_E_OUT_OF_MEMORY, 0, "no host memory for a tensor");
    gt_status status = gt__array_create(&t->array, call, dtype, shape);
    if (status < 0) {
        free(t);
        return status;
    }
    t->context = call->context;
    *out = t;
    return GT_OK;
}

gt_status gt__tensor_view(gt_tensor **out, const gt__call *call, const gt_tensor *src, const gt__shape *shape,
                          const int64_t *strides, int64_t offset)
{
    gt_tensor *t = malloc(sizeof *t);
    GT__CHECK(t, call, GT_E_OUT_OF_MEMORY, 0, "no host memory for a view");
    t->context = src->context;
    t->array.buffer = gt__buffer_retain(src->array.buffer);
    t->array.dtype = src->array.dtype;
    t->array.shape = *shape;
    memcpy(t->array.strides, strides, (size_t)shape->rank * sizeof *strides);
    t->array.offset = offset;
    t->array.count = gt__shape_count(shape);
    *out = t;
    return GT_OK;
}

void gt_tensor_free(gt_tensor *t)
{
    if (!t) return;
    gt__buffer_release(t->array.buffer);
    free(t);
}

gt_status gt_tensor_describe(const gt_tensor *t, gt_tensor_desc *out)
{
    gt__call call = {.name = "gt_tensor_describe"};
    GT__TRY(gt__tensor_check(&call, t, 1));
    GT__TRY(gt__call_begin_context(&call, call.name, t->context, 1));
    const gt__array *a = &t->array;
    gt_tensor_desc desc = {.size = sizeof desc, .dtype = a->dtype->value, .rank = a->shape.rank};
    desc.contiguous = gt__array_contiguous(a);
    desc.count = a->count;
    desc.offset = a->offset;
    memcpy(desc.shape, a->shape.size, (size_t)a->shape.rank * sizeof *desc.shape);
    memcpy(desc.strides, a->strides, (size_t)a->shape.rank * sizeof *desc.strides);
    desc.context = t->context;
    return gt__give_struct(out, &desc, sizeof desc, call.name, 2);
}

int32_t gt_tensor_dtype(const gt_tensor *t)
{
    return t ? t->array.dtype->value : 0;
}

int32_t gt_tensor_rank(const gt_tensor *t)
{
    return t ? t->array.shape.rank : 0;
}

int64_t gt_tensor_dim(const gt_tensor *t, int32_t axis)
{
    if (!t) return 0;
    if (axis < 0) axis += t->array.shape.rank;
    return axis >= 0 && axis < t->array.shape.rank ? t->array.shape.size[axis] : 0;
}

int64_t gt_tensor_count(const gt_tensor *t)
{
    return t ? t->array.count : 0;
}

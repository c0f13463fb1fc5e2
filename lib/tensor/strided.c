#include "tensor/strided.h"

#include <stdlib.h>
#include <string.h>

gt_status gt__window_make(gt__window *w, const gt__call *call, int32_t argument, int32_t step, int32_t dtype,
                          int32_t rank, const int64_t *shape, const int64_t *strides)
{
    w->dtype = gt__dtype_check(dtype, call->name, argument);
    if (!w->dtype) return GT_E_DTYPE;
    GT__TRY(gt__dtype_present(call, dtype, argument));
    GT__TRY(gt__shape_make(&w->shape, &w->count, rank, shape, w->dtype->size, call->name, argument + 2 * step));
    gt__shape_strides(&w->shape, w->strides);
    w->low = w->high = 0;
    if (w->count == 0) return GT_OK;
    for (int32_t i = 0; strides && i < rank; i++)
        if (shape[i] > 1) w->strides[i] = strides[i];
    GT__CHECK(gt__shape_reach(&w->shape, w->strides, &w->low, &w->high), call, GT_E_INDEX, argument + 3 * step,
              "strides %s of shape %s overflow", gt__show(rank, w->strides).s, GT__SHOW(&w->shape));
    return GT_OK;
}

gt_status gt__window_open(gt_tensor **out, const gt__call *call, const gt__window *w, gt__buffer *buffer,
                          int64_t offset, int32_t argument)
{
    const int64_t there = gt__buffer_bytes(buffer) / w->dtype->size;
    if (w->count > 0) {
        int64_t first = 0, last = 0;
        int over = __builtin_add_overflow(offset, w->low, &first) || __builtin_add_overflow(offset, w->high, &last);
        GT__CHECK(!over && first >= 0 && last < there, call, GT_E_INDEX, argument,
                  "%s of shape %s, strides %s, reaches elements %lld to %lld from %lld on; the memory has %lld",
                  w->dtype->name, GT__SHOW(&w->shape), gt__show(w->shape.rank, w->strides).s, (long long)w->low,
                  (long long)w->high, (long long)offset, (long long)there);
    }
    gt_tensor *t = malloc(sizeof *t);
    GT__CHECK(t, call, GT_E_OUT_OF_MEMORY, 0, "no host memory for a view");
    t->context = call->context;
    t->array.buffer = gt__buffer_retain(buffer);
    t->array.dtype = w->dtype;
    t->array.shape = w->shape;
    memcpy(t->array.strides, w->strides, sizeof t->array.strides);
    t->array.offset = w->count > 0 ? offset : 0;
    t->array.count = w->count;
    *out = t;
    return GT_OK;
}

gt_status gt_tensor_strided(gt_tensor **out, const gt_tensor *src, int32_t dtype, int32_t rank, const int64_t *shape,
                            const int64_t *strides, int64_t offset)
{
    gt__call call = {.name = "gt_tensor_strided"};
    gt__window w;
    GT__CHECK(out, &call, GT_E_ARGUMENT, 1, "out is NULL");
    *out = NULL;
    GT__TRY(gt__tensor_check(&call, src, 2));
    GT__TRY(gt__call_begin_context(&call, call.name, src->context, 2));
    GT__TRY(gt__window_make(&w, &call, 3, 1, dtype == 0 ? src->array.dtype->value : dtype, rank, shape, strides));
    return gt__window_open(out, &call, &w, src->array.buffer, offset, 7);
}

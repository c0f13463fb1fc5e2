/* Tensors made of a rule: zeros, fill, arange, linspace, eye. */
#include "base/integer.h"
#include "base/scalar.h"
#include "kernel/arange.h"
#include "kernel/copy.h"
#include "tensor/destination.h"

gt_status gt_tensor_create(gt_queue *q, gt_tensor **out, int32_t dtype, int32_t rank, const int64_t *shape,
                           int32_t flags)
{
    static const uint64_t zero = 0;
    gt__call call = {.name = "gt_tensor_create"};
    gt__shape made;
    int64_t count = 0;
    GT__CHECK(out, &call, GT_E_ARGUMENT, 2, "out is NULL");
    *out = NULL;
    GT__TRY(gt__call_begin(&call, call.name, q, 1));
    const gt__dtype *facts = gt__dtype_check(dtype, call.name, 3);
    if (!facts) return GT_E_DTYPE;
    GT__TRY(gt__shape_make(&made, &count, rank, shape, facts->size, call.name, 5));
    GT__CHECK((flags & ~GT_UNINITIALISED) == 0, &call, GT_E_ARGUMENT, 6, "unknown flags %d", (int)flags);
    GT__TRY(gt__tensor_new(out, &call, facts, &made));
    if (flags & GT_UNINITIALISED || count == 0) return GT_OK;
    gt_status status = gt__fill_bytes(&call, (*out)->array.buffer, 0, count * facts->size, &zero, 1);
    if (status < 0) {
        gt_tensor_free(*out);
        *out = NULL;
    }
    return status;
}

gt_status gt_fill(gt_queue *q, gt_tensor **dst, int32_t dtype, int32_t rank, const int64_t *shape,
                  const gt_scalar *value)
{
    gt__call call;
    gt__destination d;
    gt__element element = {{0, 0}};
    GT__TRY(gt__call_begin(&call, "gt_fill", q, 1));
    GT__TRY(gt__value_check(&call, value, gt__dtype_of(dtype), 6));
    GT__TRY(gt__destination_made(&d, &call, dst, dtype, rank, shape, NULL, 0));
    gt__scalar_store(value, dtype, &element);
    return gt__destination_end(&d, &call, gt__fill_run(&call, d.target, &element));
}

/* Integers are converted to the range's dtype; others to the type it is computed in. */
static gt__element bound_of(const gt_scalar *bound, const gt__dtype *dtype)
{
    gt_scalar held = gt__dtype_inexact(dtype) ? *bound : gt__scalar_cast(bound, dtype->value);
    gt__element element = {{0, 0}};
    gt__scalar_store(&held, dtype->wide, &element);
    return element;
}

gt_status gt_arange(gt_queue *q, gt_tensor **dst, int32_t dtype, const gt_scalar *start, const gt_scalar *step,
                    int64_t n)
{
    static const gt_scalar zero = {.dtype = GT_WEAK_INT}, one = {.dtype = GT_WEAK_INT, .i = 1};
    gt__call call;
    gt__destination d;
    GT__TRY(gt__call_begin(&call, "gt_arange", q, 1));
    if (start) GT__TRY(gt__value_check(&call, start, gt__dtype_of(dtype), 4));
    if (step) GT__TRY(gt__step_check(&call, step, gt__dtype_of(dtype), 5));
    GT__CHECK(dtype != GT_BOOL, &call, GT_E_DTYPE, 3, "bool has no range");
    GT__TRY(gt__destination_made(&d, &call, dst, dtype, 1, &n, NULL, 0));
    const gt__element from = bound_of(start ? start : &zero, d.target->dtype);
    const gt__element by = bound_of(step ? step : &one, d.target->dtype);
    return gt__destination_end(&d, &call, gt__arange_run(&call, d.target, &from, &by));
}

/* n numbers, as numpy.linspace computes them, in that dtype. */
static gt__spacing spacing_of(const gt_scalar *start, const gt_scalar *stop, int64_t n, int open,
                              const gt__dtype *compute)
{
    const int64_t parts = open ? n : n - 1;
    gt__spacing out = {.compute = compute, .steps = gt__larger(parts, 1)};
    double from[2], to[2];
    gt__scalar_store(start, GT_C128, from);
    gt__scalar_store(stop, GT_C128, to);
    gt_scalar step = {.dtype = GT_WEAK_COMPLEX};
    if (parts > 1) step.re = (to[0] - from[0]) / (double)parts;
    if (parts > 1) step.im = (to[1] - from[1]) / (double)parts;
    gt__scalar_store(start, compute->value, &out.start);
    gt__scalar_store(stop, compute->value, &out.stop);
    gt__scalar_store(&step, compute->value, &out.step);
    return out;
}

/* float64 where the device has it, else float32; of complex numbers those of such parts. */
static const gt__dtype *spaced_in(const gt__call *call, const gt__dtype *dtype)
{
    const int twice = gt__traits_of(call->context)->has_float64;
    if (dtype->kind == GT__COMPLEX) return gt__dtype_of(twice ? GT_C128 : GT_C64);
    return gt__dtype_of(twice ? GT_F64 : GT_F32);
}

gt_status gt_linspace(gt_queue *q, gt_tensor **dst, int32_t dtype, const gt_scalar *start, const gt_scalar *stop,
                      int64_t n, int32_t flags)
{
    gt__call call;
    gt__destination d;
    GT__TRY(gt__call_begin(&call, "gt_linspace", q, 1));
    const gt__dtype *facts = gt__dtype_of(dtype);
    GT__TRY(gt__value_check(&call, start, facts, 4));
    GT__TRY(gt__value_check(&call, stop, facts, 5));
    GT__CHECK(!(flags & ~GT_EXCLUSIVE), &call, GT_E_ARGUMENT, 7, "unknown flags %d", (int)flags);
    GT__CHECK(!facts || gt__dtype_inexact(facts), &call, GT_E_DTYPE, 3, "%s: floats or complex numbers lie evenly",
              facts->name);
    GT__TRY(gt__destination_made(&d, &call, dst, dtype, 1, &n, NULL, 0));
    const gt__spacing spacing = spacing_of(start, stop, n, flags & GT_EXCLUSIVE, spaced_in(&call, facts));
    return gt__destination_end(&d, &call, gt__spaced_run(&call, d.target, &spacing));
}

gt_status gt_eye(gt_queue *q, gt_tensor **dst, int32_t dtype, int64_t rows, int64_t columns, int64_t diagonal)
{
    const int64_t shape[] = {rows, columns};
    static const gt_scalar one = {.dtype = GT_WEAK_INT, .i = 1};
    gt__call call;
    gt__destination d;
    gt__element element = {{0, 0}};
    GT__TRY(gt__call_begin(&call, "gt_eye", q, 1));
    GT__TRY(gt__destination_made(&d, &call, dst, dtype, 2, shape, NULL, 0));
    GT__TRY(gt__destination_aside(&d, &call)); /* two steps */
    gt_status status = gt__fill_run(&call, d.target, &element);
    if (status == GT_OK && diagonal > -rows && diagonal < columns) {
        const gt__array line = gt__array_diagonal(d.target, diagonal, 0, 1);
        gt__scalar_store(&one, dtype, &element);
        status = gt__fill_run(&call, &line, &element);
    }
    return gt__destination_end(&d, &call, status);
}

/* Products of complex matrices: those of their real and imaginary parts, as views, by the kernels of real ones. */
#include "ops/matmul.h"

#include "base/scalar.h"
#include "kernel/copy.h"
#include "kernel/elementwise.h"

/* The real (0) or imaginary part of an array; that of a real one is itself. */
static gt__array part_of(const gt__array *a, int part)
{
    gt__array out = *a;
    if (a->dtype->kind != GT__COMPLEX) return out;
    out.dtype = gt__dtype_of(a->dtype->real);
    out.offset = 2 * a->offset + part;
    for (int32_t i = 0; i < a->shape.rank; i++) /* what overflows is a stride that nobody takes */
        if (__builtin_mul_overflow(a->strides[i], 2, &out.strides[i])) out.strides[i] = 2;
    return out;
}

/* *d = sign * a @ b, or *d + it. */
static gt_status add_product(const gt__call *call, const gt__matmul *what, const gt__array *d, const gt__array *a,
                             const gt__array *b, int sign, int adds)
{
    const gt_scalar alpha = {.dtype = GT_WEAK_INT, .i = sign}, beta = {.dtype = GT_WEAK_INT, .i = adds};
    gt__matmul real = {.d = d, .a = a, .b = b, .provider = what->provider};
    real.result = gt__dtype_of(what->result->real);
    real.compute = gt__dtype_of(real.result->wide);
    gt__scalar_store(&alpha, real.compute->value, &real.alpha);
    gt__scalar_store(&beta, real.compute->value, &real.beta);
    return gt__matmul_run(call, &real);
}

static gt_status clear(const gt__call *call, const gt__array *d)
{
    gt__elementwise zero;
    gt__elementwise_begin(&zero, 0, gt__dtype_of(d->dtype->wide), d->dtype, 1);
    return gt__elementwise_run(call, &zero, d);
}

/* product = a @ b: its real part of equal parts, its imaginary one of unequal ones, if either has such. */
static gt_status multiply_parts(const gt__call *call, const gt__matmul *what, const gt__array *product)
{
    for (int part = 0; part < 2; part++) {
        const gt__array d = part_of(product, part);
        int adds = 0;
        for (int of_a = 0; of_a < 2; of_a++) {
            const int of_b = part ^ of_a;
            if (of_a && what->a->dtype->kind != GT__COMPLEX) continue;
            if (of_b && what->b->dtype->kind != GT__COMPLEX) continue;
            const gt__array a = part_of(what->a, of_a), b = part_of(what->b, of_b);
            GT__TRY(add_product(call, what, &d, &a, &b, of_a && of_b ? -1 : 1, adds));
            adds = 1;
        }
        if (!adds) GT__TRY(clear(call, &d));
    }
    return GT_OK;
}

/* to = row(from, array or number), in the dtype of the product. */
static gt_status apply(const gt__call *call, const gt__matmul *what, int32_t row, const gt__array *to,
                       const gt__array *from, const gt__array *array, const gt__element *number)
{
    gt__elementwise step;
    gt__elementwise_begin(&step, row, what->result, what->result, array || number ? 2 : 1);
    step.operand[0].array = from;
    step.operand[1].array = array;
    if (number) step.operand[1].scalar = *number;
    return gt__elementwise_run(call, &step, to);
}

/* d = activation(alpha * product + beta * d + bias), where old is room for the old elements. */
static gt_status finish(const gt__call *call, const gt__matmul *what, const gt__complex_factors *by,
                        const gt__array *product, const gt__array *old)
{
    if (by->scales) GT__TRY(apply(call, what, GT_MULTIPLY, product, product, NULL, &by->alpha));
    if (by->reads) {
        GT__TRY(apply(call, what, GT_MULTIPLY, old, what->d, NULL, &by->beta));
        GT__TRY(apply(call, what, GT_ADD, product, product, old, NULL));
    }
    if (what->bias) GT__TRY(apply(call, what, GT_ADD, product, product, what->bias, NULL));
    if (what->activation) GT__TRY(apply(call, what, what->activation->value, product, product, NULL, NULL));
    return gt__copy_run(call, what->d, product);
}

gt_status gt__matmul_complex(const gt__call *call, const gt__matmul *what, const gt__complex_factors *by)
{
    const gt__array *d = what->d;
    const int plain = !by->scales && !by->reads && !what->bias && !what->activation;
    if (plain && d->dtype == what->result) return multiply_parts(call, what, d);
    gt__array product = {.buffer = NULL}, old = {.buffer = NULL};
    gt_status status = gt__array_create(&product, call, what->result, &d->shape);
    if (status == GT_OK && by->reads) status = gt__array_create(&old, call, what->result, &d->shape);
    if (status == GT_OK) status = multiply_parts(call, what, &product);
    if (status == GT_OK) status = finish(call, what, by, &product, &old);
    gt__buffer_release(product.buffer);
    gt__buffer_release(old.buffer);
    return status;
}

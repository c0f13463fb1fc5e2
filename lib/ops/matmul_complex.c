/* Products of complex matrices by the kernels of real ones. Rows of complex numbers are rows of twice as many real
 * ones: one product does where b is read as the matrix that multiplies those, or made that; else there is one of each
 * pair of parts. */
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

static gt__matmul real_product(const gt__matmul *what, const gt__array *d, const gt__array *a, const gt__array *b,
                               int sign, int adds)
{
    const gt_scalar alpha = {.dtype = GT_WEAK_INT, .i = sign}, beta = {.dtype = GT_WEAK_INT, .i = adds};
    gt__matmul real = {.d = d, .a = a, .b = b, .provider = what->provider};
    real.result = gt__dtype_of(what->result->real);
    real.compute = gt__dtype_of(real.result->wide);
    gt__scalar_store(&alpha, real.compute->value, &real.alpha);
    gt__scalar_store(&beta, real.compute->value, &real.beta);
    return real;
}

/* *d = sign * a @ b, or *d + it. */
static gt_status add_product(const gt__call *call, const gt__matmul *what, const gt__array *d, const gt__array *a,
                             const gt__array *b, int sign, int adds)
{
    const gt__matmul real = real_product(what, d, a, b, sign, adds);
    return gt__matmul_run(call, &real);
}

static gt_status clear(const gt__call *call, const gt__array *d)
{
    gt__elementwise zero;
    gt__elementwise_begin(&zero, 0, gt__dtype_of(d->dtype->wide), d->dtype, 1);
    return gt__elementwise_run(call, &zero, d);
}

/* ---- one product ---- */

static int is_complex(const gt__array *a)
{
    return a->dtype->kind == GT__COMPLEX;
}

/* Whether the numbers of a row lie side by side. */
static int has_dense_rows(const gt__array *a)
{
    const int32_t last = a->shape.rank - 1;
    return a->strides[last] == 1 || a->shape.size[last] == 1;
}

/* Rows of complex numbers, which lie side by side, as rows of real ones. */
static gt__array unfold(const gt__array *a)
{
    gt__array out = part_of(a, 0);
    out.shape.size[a->shape.rank - 1] *= 2;
    out.strides[a->shape.rank - 1] = 1;
    out.count *= 2;
    return out;
}

/* to = from, or -from. */
static gt_status place(const gt__call *call, const gt__array *to, const gt__array *from, int negative)
{
    gt__elementwise step;
    if (!negative) return gt__copy_run(call, to, from);
    gt__elementwise_begin(&step, GT_NEGATIVE, gt__dtype_of(to->dtype->wide), to->dtype, 1);
    step.operand[0].array = from;
    return gt__elementwise_run(call, &step, to);
}

/* Every second row of `out`, and of those every `step`-th number, from number `first` of row `down` on. */
static gt__array part_of_expanded(const gt__array *out, const gt__shape *shape, int down, int first, int step)
{
    const int32_t column = shape->rank - 1, row = column - 1;
    gt__array to = *out;
    to.shape = *shape;
    to.count = gt__shape_count(shape);
    to.offset += down * out->strides[row] + first;
    to.strides[row] *= 2;
    to.strides[column] *= step;
    return to;
}

/* *out = a new real matrix of [re im; -im re] for each element of b, which rows of parts are multiplied by. */
static gt_status expand(gt__array *out, const gt__call *call, const gt__array *b, const gt__dtype *real)
{
    const int32_t column = b->shape.rank - 1, row = column - 1;
    gt__shape shape = b->shape;
    shape.size[row] *= 2;
    shape.size[column] *= 2;
    GT__TRY(gt__array_create(out, call, real, &shape));
    if (has_dense_rows(b)) {
        const gt__array from = unfold(b), to = part_of_expanded(out, &from.shape, 0, 0, 1);
        GT__TRY(place(call, &to, &from, 0));
    }
    for (int down = has_dense_rows(b); down < 2; down++)
        for (int across = 0; across < 2; across++) {
            const gt__array from = part_of(b, down ^ across), to = part_of_expanded(out, &b->shape, down, across, 2);
            GT__TRY(place(call, &to, &from, down && !across));
        }
    return GT_OK;
}

/* Whether it pays: both are read as they are, or a copy of an operand is used by many rows. */
static int is_one_product(const gt__call *call, const gt__matmul *what, const gt__array *product)
{
    const gt__array *a = what->a, *b = what->b;
    if (a->shape.rank < 2 || b->shape.rank < 2 || !is_complex(b) || !has_dense_rows(product)) return 0;
    if (product->count == 0 || a->count == 0 || b->count > INT64_MAX / 64) return 0;
    if (!is_complex(a)) return has_dense_rows(b);
    const int64_t rows = a->shape.size[a->shape.rank - 2];
    return gt__matmul_pays_copy(rows) || (rows > 1 && has_dense_rows(a) && gt__matmul_takes_pairs(call, what));
}

/* d = a @ b, of rows of parts and numbers. */
static gt_status multiply_pairs(const gt__call *call, const gt__matmul *what, const gt__array *d, const gt__array *a)
{
    const int32_t column = what->b->shape.rank - 1;
    gt__array b = part_of(what->b, 0);
    for (int32_t axis = column - 1; axis <= column; axis++) {
        b.shape.size[axis] *= 2;
        b.strides[axis] = what->b->strides[axis];
    }
    b.count *= 4;
    gt__matmul real = real_product(what, d, a, &b, 1, 0);
    real.pairs = 1;
    return gt__matmul_run(call, &real);
}

/* d = a @ b, where b is made anew. */
static gt_status multiply_expanded(const gt__call *call, const gt__matmul *what, const gt__array *d, const gt__array *a)
{
    gt__array by = {.buffer = NULL};
    gt_status status = expand(&by, call, what->b, d->dtype);
    if (status == GT_OK) status = add_product(call, what, d, a, &by, 1, 0);
    gt__buffer_release(by.buffer);
    return status;
}

/* product = a @ b of real rows. */
static gt_status multiply_rows(const gt__call *call, const gt__matmul *what, const gt__array *product)
{
    const gt__array d = unfold(product);
    gt__array dense = {.buffer = NULL};
    gt_status status = GT_OK;
    if (!is_complex(what->a)) {
        const gt__array b = unfold(what->b);
        return add_product(call, what, &d, what->a, &b, 1, 0);
    }
    const gt__array *rows = what->a;
    if (!has_dense_rows(rows)) {
        status = gt__array_create(&dense, call, rows->dtype, &rows->shape);
        if (status == GT_OK) status = gt__copy_run(call, &dense, rows);
        rows = &dense;
    }
    const gt__array a = unfold(rows);
    if (status == GT_OK)
        status = gt__matmul_takes_pairs(call, what) ? multiply_pairs(call, what, &d, &a)
                                                    : multiply_expanded(call, what, &d, &a);
    gt__buffer_release(dense.buffer);
    return status;
}

/* ---- products of parts ---- */

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

static gt_status multiply(const gt__call *call, const gt__matmul *what, const gt__array *product)
{
    return is_one_product(call, what, product) ? multiply_rows(call, what, product)
                                               : multiply_parts(call, what, product);
}

/* ---- what follows ---- */

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
    if (plain && d->dtype == what->result) return multiply(call, what, d);
    gt__array product = {.buffer = NULL}, old = {.buffer = NULL};
    gt_status status = gt__array_create(&product, call, what->result, &d->shape);
    if (status == GT_OK && by->reads) status = gt__array_create(&old, call, what->result, &d->shape);
    if (status == GT_OK) status = multiply(call, what, &product);
    if (status == GT_OK) status = finish(call, what, by, &product, &old);
    gt__buffer_release(product.buffer);
    gt__buffer_release(old.buffer);
    return status;
}

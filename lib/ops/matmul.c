/* gt_matmul: checks, dtypes and shapes of a product; what runs it is kernel/matmul's. */
#include "ops/matmul.h"

#include "base/struct.h"
#include "kernel/copy.h"
#include "ops/types.h"
#include "tensor/destination.h"

/* The product as the caller asked for it. Shapes: batch axes, then the matrix. */
typedef struct request {
    gt__call call;
    const gt_tensor *a, *b;
    gt_matmul_opts opts;
    gt__shape shape; /* of the result */
    gt__matmul what;
    gt__complex_factors by; /* reads: the old elements of *dst count, of whatever kind */
} request;

/* ---- shapes ---- */

static gt__shape batch_of(const gt__shape *t)
{
    gt__shape shape = *t;
    shape.rank = shape.rank > 2 ? shape.rank - 2 : 0;
    return shape;
}

static gt_status infer_shape(request *r)
{
    const gt__shape *a = &r->a->array.shape, *b = &r->b->array.shape;
    GT__CHECK(a->rank > 0 && b->rank > 0, &r->call, GT_E_SHAPE, a->rank == 0 ? 3 : 4,
              "a is %s and b is %s; both need at least one axis", GT__SHOW(a), GT__SHOW(b));
    const int64_t k = a->size[a->rank - 1], rows_of_b = b->size[b->rank > 1 ? b->rank - 2 : 0];
    GT__CHECK(k == rows_of_b, &r->call, GT_E_SHAPE, 4, "a is %s and b is %s: %lld columns of a, %lld rows of b",
              GT__SHOW(a), GT__SHOW(b), (long long)k, (long long)rows_of_b);
    const gt__shape other = batch_of(b);
    r->shape = batch_of(a);
    GT__CHECK(gt__shape_broadcast(&r->shape, &other), &r->call, GT_E_SHAPE, 4,
              "a is %s and b is %s: their batches do not broadcast", GT__SHOW(a), GT__SHOW(b));
    if (a->rank > 1) r->shape.size[r->shape.rank++] = a->size[a->rank - 2];
    if (b->rank > 1) r->shape.size[r->shape.rank++] = b->size[b->rank - 1];
    return GT_OK;
}

/* ---- dtypes ---- */

static int is_complex(const gt__dtype *dtype)
{
    return dtype->kind == GT__COMPLEX;
}

/* The dtype of the result, and the one to sum in. */
static gt_status choose_dtypes(request *r)
{
    const gt__dtype *a = r->a->array.dtype, *b = r->b->array.dtype;
    int32_t list[] = {a->value, b->value}, common = r->opts.accumulate;
    GT__CHECK(common || a->kind != GT__BOOL || b->kind != GT__BOOL, &r->call, GT_E_DTYPE, 3,
              "bool operands; say in opts->accumulate what to sum in");
    if (common == 0)
        GT__CHECK(gt_result_type(list, 2, &common) == GT_OK, &r->call, GT_E_DTYPE, 4, "%s and %s have no common dtype",
                  a->name, b->name);
    else if (!gt__dtype_check(common, r->call.name, 5))
        return GT_E_DTYPE;
    const gt__dtype *result = gt__dtype_of(common);
    const int floats = gt__dtype_inexact(result) || (!gt__dtype_inexact(a) && !gt__dtype_inexact(b));
    const int complexes = is_complex(result) || (!is_complex(a) && !is_complex(b));
    GT__CHECK(result->kind != GT__BOOL && floats && complexes, &r->call, GT_E_DTYPE, 5,
              "%s and %s cannot be summed in %s", a->name, b->name, result->name);
    r->what.result = result;
    r->what.compute = gt__dtype_of(result->wide);
    return gt__dtype_present(&r->call, common, 5);
}

/* What has fractions needs float sums, and complex numbers need complex ones. */
static int may_add(const request *r, const gt__dtype *dtype)
{
    if (is_complex(dtype)) return is_complex(r->what.compute);
    return gt__dtype_inexact(r->what.compute) || !gt__dtype_inexact(dtype);
}

static gt_status check_bias(request *r)
{
    const gt_tensor *bias = r->opts.bias;
    if (!bias) return GT_OK;
    GT__TRY(gt__operand_check(&r->call, bias, 5));
    GT__CHECK(gt__shape_spreads(&bias->array.shape, &r->shape), &r->call, GT_E_SHAPE, 5,
              "bias %s does not broadcast to the result %s", GT__SHOW(&bias->array.shape), GT__SHOW(&r->shape));
    GT__CHECK(may_add(r, bias->array.dtype), &r->call, GT_E_DTYPE, 5, "a %s bias on a product summed in %s",
              bias->array.dtype->name, r->what.result->name);
    r->what.bias = &bias->array;
    return GT_OK;
}

/* Whether the row takes sums of the type computed in, and gives values of it. */
static int activates(const gt__op *op, const gt__dtype *compute)
{
    if (is_complex(compute)) return gt__op_complex(op) == GT__TO_COMPLEX && op->cls != GT_CLASS_TEST;
    if (op->cls == GT_CLASS_NUMERIC) return 1;
    return op->cls == (gt__dtype_inexact(compute) ? GT_CLASS_FLOAT : GT_CLASS_INTEGRAL);
}

static gt_status choose_activation(request *r)
{
    if (r->opts.activation == 0) return GT_OK;
    const gt__op *op = gt__op_of(r->opts.activation);
    GT__CHECK(op && op->arity == 1, &r->call, GT_E_OPERATION, 5, "%d is not a unary operation",
              (int)r->opts.activation);
    GT__CHECK(activates(op, r->what.compute), &r->call, GT_E_DTYPE, 5, "the activation %s on a product summed in %s",
              op->name, r->what.result->name);
    r->what.activation = op;
    return GT_OK;
}

/* ---- factors ---- */

/* Or complex. */
static int is_float_scalar(const gt_scalar *scalar)
{
    const gt__dtype *dtype = gt__dtype_of(scalar->dtype);
    return dtype ? gt__dtype_inexact(dtype) : scalar->dtype == GT_WEAK_FLOAT || scalar->dtype == GT_WEAK_COMPLEX;
}

static int is_zero(const gt_scalar *scalar)
{
    if (gt__scalar_complex(scalar) && scalar->im != 0) return 0;
    return is_float_scalar(scalar) ? scalar->re == 0 : scalar->i == 0;
}

/* 1 also for floats so large that neighbouring integers are the same. */
static int has_fraction(const gt_scalar *scalar)
{
    const double limit = 9007199254740992.0;
    if (!is_float_scalar(scalar)) return 0;
    return !(scalar->re >= -limit && scalar->re <= limit) || scalar->re != (double)(int64_t)scalar->re;
}

/* A factor in the type that products are summed in. */
static gt_status convert_factor(const request *r, const gt_scalar *scalar, const char *name, gt__element *out)
{
    const gt__dtype *result = r->what.result, *compute = r->what.compute;
    GT__CHECK(gt__scalar_valid(scalar), &r->call, GT_E_DTYPE, 5, "unknown dtype %d of %s", (int)scalar->dtype, name);
    GT__CHECK(gt__scalar_clean(scalar), &r->call, GT_E_ARGUMENT, 5, "reserved or im of %s is not 0", name);
    GT__CHECK(is_complex(compute) || !gt__scalar_complex(scalar), &r->call, GT_E_DTYPE, 5,
              "%s is complex, but products are summed in %s", name, result->name);
    gt_scalar held = *scalar;
    if (is_float_scalar(scalar) && !gt__dtype_inexact(compute)) {
        GT__CHECK(!has_fraction(scalar), &r->call, GT_E_ARGUMENT, 5,
                  "%s, %g, is no integer, but products are summed in %s", name, scalar->re, result->name);
        held = (gt_scalar){.dtype = GT_WEAK_INT, .i = (int64_t)scalar->re};
    }
    GT__CHECK(gt__scalar_fits(&held, result->value), &r->call, GT_E_ARGUMENT, 5, "%s, %lld, is out of range of %s",
              name, (long long)held.i, result->name);
    *out = (gt__element){{0, 0}};
    gt__scalar_store(&held, compute->value, out);
    return GT_OK;
}

static gt_status choose_factors(request *r, gt_tensor *const *dst)
{
    static const gt_scalar one = {.dtype = GT_WEAK_INT, .i = 1}, zero = {.dtype = GT_WEAK_INT};
    const gt_scalar *beta = r->opts.beta ? r->opts.beta : &zero;
    GT__TRY(convert_factor(r, r->opts.alpha ? r->opts.alpha : &one, "alpha", &r->by.alpha));
    GT__TRY(convert_factor(r, beta, "beta", &r->by.beta));
    r->what.alpha = (int64_t)r->by.alpha.word[0];
    r->what.beta = (int64_t)r->by.beta.word[0];
    r->by.scales = r->opts.alpha != NULL;
    GT__CHECK(!r->opts.beta || *dst, &r->call, GT_E_ARGUMENT, 5, "beta without *dst to read");
    r->by.reads = !is_zero(beta);
    if (!r->by.reads) return GT_OK;
    GT__CHECK(may_add(r, (*dst)->array.dtype), &r->call, GT_E_DTYPE, 2, "beta with a %s dst and a product summed in %s",
              (*dst)->array.dtype->name, r->what.result->name);
    return GT_OK;
}

/* ---- the call ---- */

static gt_status check(request *r, gt_tensor *const *dst, const gt_matmul_opts *opts)
{
    GT__CHECK(dst, &r->call, GT_E_ARGUMENT, 2, "dst is NULL");
    GT__TRY(gt__operand_check(&r->call, r->a, 3));
    GT__TRY(gt__operand_check(&r->call, r->b, 4));
    GT__TRY(gt__check_struct(opts, sizeof *opts, r->call.name, 5));
    if (opts) r->opts = *opts;
    GT__CHECK(gt_enum_name(GT_KIND_PROVIDER, r->opts.provider), &r->call, GT_E_ARGUMENT, 5, "there is no provider %d",
              (int)r->opts.provider);
    r->what.provider = r->opts.provider;
    GT__TRY(infer_shape(r));
    GT__TRY(choose_dtypes(r));
    GT__TRY(check_bias(r));
    GT__TRY(choose_activation(r));
    return choose_factors(r, dst);
}

static gt_status multiply(request *r, const gt__destination *d)
{
    const gt__array *given = *d->dst ? &(*d->dst)->array : NULL;
    if (r->by.reads && d->target != given) GT__TRY(gt__copy_run(&r->call, d->target, given));
    r->what.d = d->target;
    r->what.a = &r->a->array;
    r->what.b = &r->b->array;
    if (is_complex(r->what.result)) return gt__matmul_complex(&r->call, &r->what, &r->by);
    return gt__matmul_run(&r->call, &r->what);
}

gt_status gt_matmul(gt_queue *q, gt_tensor **dst, const gt_tensor *a, const gt_tensor *b, const gt_matmul_opts *opts)
{
    request r = {.a = a, .b = b};
    gt__destination d;
    GT__TRY(gt__call_begin(&r.call, "gt_matmul", q, 1));
    GT__TRY(check(&r, dst, opts));
    const gt__array *operands[] = {&a->array, &b->array, r.what.bias};
    GT__TRY(gt__destination_begin(&d, &r.call, dst, 2, r.what.result, &r.shape, operands, 3, 0));
    return gt__destination_end(&d, &r.call, multiply(&r, &d));
}

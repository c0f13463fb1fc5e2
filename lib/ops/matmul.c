/* gt_matmul: checks, dtypes, shapes and strides of a product; what runs it is a provider. */
#include "ops/matmul.h"

static const char operation[] = "gt_matmul";

/* The product as the caller asked for it. Shapes: batch axes, then the matrix. */
typedef struct request {
    const gt_tensor *a, *b;
    gt_matmul_opts opts;
    gt__shape batch, shape; /* of the result */
    int64_t m, n, k;
} request;

/* ---- checks ---- */

static gt__shape batch_of(const gt_tensor *t)
{
    gt__shape shape = t->shape;
    shape.rank = shape.rank > 2 ? shape.rank - 2 : 0;
    return shape;
}

static int32_t infer_shape(request *r)
{
    const gt__shape *a = &r->a->shape, *b = &r->b->shape;
    if (a->rank == 0 || b->rank == 0)
        return gt__fail(GT_E_SHAPE, operation, a->rank == 0 ? 3 : 4, "a is %s and b is %s; both need at least one axis",
                        GT__SHOW(a), GT__SHOW(b));
    int64_t rows_of_b = b->size[b->rank > 1 ? b->rank - 2 : 0];
    r->k = a->size[a->rank - 1];
    if (r->k != rows_of_b)
        return gt__fail(GT_E_SHAPE, operation, 4, "a is %s and b is %s: %lld columns of a, %lld rows of b", GT__SHOW(a),
                        GT__SHOW(b), (long long)r->k, (long long)rows_of_b);
    gt__shape other = batch_of(r->b);
    r->batch = batch_of(r->a);
    if (!gt__shape_broadcast(&r->batch, &other))
        return gt__fail(GT_E_SHAPE, operation, 4, "a is %s and b is %s: their batches do not broadcast", GT__SHOW(a),
                        GT__SHOW(b));
    r->m = a->rank > 1 ? a->size[a->rank - 2] : 1;
    r->n = b->rank > 1 ? b->size[b->rank - 1] : 1;
    r->shape = r->batch;
    if (a->rank > 1) r->shape.size[r->shape.rank++] = r->m;
    if (b->rank > 1) r->shape.size[r->shape.rank++] = r->n;
    return GT_OK;
}

static int is_float(const gt__dtype *dtype)
{
    return dtype && dtype->kind == GT__FLOAT;
}

/* The dtype of the result, and the one to sum in. */
static int32_t choose_dtypes(gt__matmul *p, const request *r)
{
    const gt__dtype *a = r->a->dtype, *b = r->b->dtype;
    int32_t list[] = {a->value, b->value}, common = r->opts.accumulate;
    if (a->kind == GT__BOOL && b->kind == GT__BOOL)
        return gt__fail(GT_E_DTYPE, operation, 3, "bool operands; cast one to a number first");
    if (common == 0) {
        if (gt_result_type(list, 2, &common) < 0)
            return gt__fail(GT_E_DTYPE, operation, 4, "%s and %s have no common dtype", a->name, b->name);
    } else if (!gt__dtype_check(common, operation, 5)) {
        return GT_E_DTYPE;
    }
    p->result = gt__dtype_of(common);
    p->compute = gt__dtype_of(p->result->wide);
    if (p->result->kind == GT__BOOL || ((is_float(a) || is_float(b)) && !is_float(p->result)))
        return gt__fail(GT_E_DTYPE, operation, 5, "%s and %s cannot be summed in %s", a->name, b->name,
                        p->result->name);
    return gt__dtype_present(r->a->ctx, common, operation, 5);
}

static int32_t check_bias(gt_queue *q, const gt__matmul *p, const request *r)
{
    const gt_tensor *bias = r->opts.bias;
    gt__shape with = r->shape;
    if (!bias) return GT_OK;
    GT__TRY(gt__operand_check(q, bias, operation, 5));
    if (!gt__shape_broadcast(&with, &bias->shape) || !gt__shape_equal(&with, &r->shape))
        return gt__fail(GT_E_SHAPE, operation, 5, "bias %s does not broadcast to the result %s", GT__SHOW(&bias->shape),
                        GT__SHOW(&r->shape));
    if (is_float(bias->dtype) && !is_float(p->compute))
        return gt__fail(GT_E_DTYPE, operation, 5, "a %s bias on a product summed in %s", bias->dtype->name,
                        p->result->name);
    return GT_OK;
}

static int32_t choose_activation(gt__matmul *p, const request *r)
{
    if (r->opts.activation == 0) return GT_OK;
    p->activation = gt__op_of(r->opts.activation);
    if (!p->activation || p->activation->arity != 1)
        return gt__fail(GT_E_OPERATION, operation, 5, "%d is not a unary operation", (int)r->opts.activation);
    if (p->activation->cls == GT_CLASS_FLOAT && !is_float(p->compute))
        return gt__fail(GT_E_DTYPE, operation, 5, "the activation %s on a product summed in %s", p->activation->name,
                        p->result->name);
    return GT_OK;
}

static int is_float_scalar(const gt_scalar *scalar)
{
    return scalar->dtype == GT_WEAK_FLOAT || is_float(gt__dtype_of(scalar->dtype));
}

static int is_zero(const gt_scalar *scalar)
{
    return is_float_scalar(scalar) ? scalar->re == 0 : scalar->i == 0;
}

/* 1 also for floats so large that neighbouring integers are the same. */
static int has_fraction(const gt_scalar *scalar)
{
    const double limit = 9007199254740992.0;
    if (!is_float_scalar(scalar)) return 0;
    return !(scalar->re >= -limit && scalar->re <= limit) || scalar->re != (double)(int64_t)scalar->re;
}

/* A factor in the type that products are summed in; *out has the element in its first bytes. */
static int32_t convert_factor(const gt__matmul *p, const gt_scalar *scalar, const char *name, int64_t *out)
{
    if (!gt__scalar_valid(scalar))
        return gt__fail(GT_E_DTYPE, operation, 5, "unknown dtype %d of %s", (int)scalar->dtype, name);
    gt_scalar held = *scalar;
    if (is_float_scalar(scalar) && !is_float(p->compute)) {
        if (has_fraction(scalar))
            return gt__fail(GT_E_ARGUMENT, operation, 5, "%s, %g, is no integer, but products are summed in %s", name,
                            scalar->re, p->result->name);
        held = (gt_scalar){.dtype = GT_WEAK_INT, .i = (int64_t)scalar->re};
    }
    if (!gt__scalar_fits(&held, p->result->value))
        return gt__fail(GT_E_ARGUMENT, operation, 5, "%s, %lld, is out of range of %s", name, (long long)held.i,
                        p->result->name);
    *out = 0;
    gt__scalar_store(&held, p->compute->value, out);
    return GT_OK;
}

/* Sets *reads where the old elements of *dst count. */
static int32_t choose_factors(gt__matmul *p, const request *r, gt_tensor *const *dst, int *reads)
{
    static const gt_scalar one = {.dtype = GT_WEAK_INT, .i = 1}, zero = {.dtype = GT_WEAK_INT};
    const gt_scalar *beta = r->opts.beta ? r->opts.beta : &zero;
    GT__TRY(convert_factor(p, r->opts.alpha ? r->opts.alpha : &one, "alpha", &p->alpha));
    GT__TRY(convert_factor(p, beta, "beta", &p->beta));
    if (r->opts.beta && (!dst || !*dst)) return gt__fail(GT_E_ARGUMENT, operation, 5, "beta without *dst to read");
    *reads = !is_zero(beta);
    if (*reads) GT__TRY(gt__tensor_check(*dst, operation, 2));
    if (*reads && is_float((*dst)->dtype) && !is_float(p->compute))
        return gt__fail(GT_E_DTYPE, operation, 2, "beta with a %s dst and a product summed in %s", (*dst)->dtype->name,
                        p->result->name);
    return GT_OK;
}

/* ---- plan ---- */

/* Sets the strides of operand i as a matrix, from those of its last axes; rows, columns: whether it has such an
 * axis. */
static void set_matrix(gt__matmul *p, int32_t i, int32_t rank, const int64_t *strides, int rows, int columns)
{
    p->walk.stride[i][GT__COLUMN] = columns ? strides[rank - 1] : 0;
    p->walk.stride[i][GT__ROW] = rows ? strides[rank - 1 - columns] : 0;
}

static void set_matrices(gt__matmul *p, const request *r, const int64_t *bias)
{
    int rows = r->a->shape.rank > 1, columns = r->b->shape.rank > 1;
    set_matrix(p, GT__D, r->shape.rank, p->tensor[GT__D]->strides, rows, columns);
    set_matrix(p, GT__A, r->a->shape.rank, r->a->strides, rows, 1);
    set_matrix(p, GT__B, r->b->shape.rank, r->b->strides, 1, columns);
    set_matrix(p, GT__BIAS, r->shape.rank, bias, rows, columns);
}

/* The same product as d^T = b^T a^T. */
static void transpose(gt__matmul *p)
{
    const gt_tensor *t = p->tensor[GT__A];
    p->tensor[GT__A] = p->tensor[GT__B];
    p->tensor[GT__B] = t;
    gt__swap(&p->m, &p->n);
    for (int32_t axis = 0; axis < GT_MAX_RANK; axis++)
        gt__swap(&p->walk.stride[GT__A][axis], &p->walk.stride[GT__B][axis]);
    for (int32_t i = 0; i < p->walk.operands; i++)
        gt__swap(&p->walk.stride[i][GT__ROW], &p->walk.stride[i][GT__COLUMN]);
}

/* 1 where the innermost batch axis of operand i goes on where its rows end. */
static int continues(const gt__matmul *p, int32_t i, int32_t axis)
{
    return p->m == 1 || p->walk.stride[i][axis] == p->m * p->walk.stride[i][GT__ROW];
}

/* Batches that share b and whose rows follow each other are one product of more rows. */
static void fold(gt__matmul *p)
{
    gt__layout *walk = &p->walk;
    while (walk->rank > 0) {
        int32_t axis = walk->rank - 1;
        if (walk->stride[GT__B][axis] != 0) return;
        for (int32_t i = 0; i < walk->operands; i++)
            if (i != GT__B && !continues(p, i, axis)) return;
        for (int32_t i = 0; i < walk->operands; i++)
            if (i != GT__B && p->m == 1) walk->stride[i][GT__ROW] = walk->stride[i][axis];
        p->m *= walk->size[axis];
        p->batches /= walk->size[axis];
        walk->rank--;
    }
}

/* Rows of d should lie along memory, and a vector should be a row. */
static int is_sideways(const gt__matmul *p)
{
    const int64_t *d = p->walk.stride[GT__D];
    if (p->m == 1 || p->n == 1) return p->n == 1 && p->m != 1;
    return gt__magnitude(d[GT__ROW]) < gt__magnitude(d[GT__COLUMN]);
}

static void make_plan(gt__matmul *p, const request *r)
{
    int64_t expanded[4][GT_MAX_RANK] = {{0}};
    const int64_t *strides[] = {p->tensor[GT__D]->strides, expanded[GT__A], expanded[GT__B], expanded[GT__BIAS]};
    gt__shape a = batch_of(r->a), b = batch_of(r->b);
    p->m = r->m;
    p->n = r->n;
    p->k = r->k;
    p->batches = gt__shape_count(&r->batch);
    gt__shape_expand(&a, r->a->strides, &r->batch, expanded[GT__A]);
    gt__shape_expand(&b, r->b->strides, &r->batch, expanded[GT__B]);
    if (r->opts.bias) gt__shape_expand(&r->opts.bias->shape, r->opts.bias->strides, &r->shape, expanded[GT__BIAS]);
    gt__layout_make(&p->walk, &r->batch, 4, strides);
    if (p->walk.rank > 0) {
        gt__layout_sort(&p->walk);
        gt__layout_merge(&p->walk);
    }
    set_matrices(p, r, expanded[GT__BIAS]);
    fold(p);
    transpose(p);
    fold(p);
    if (!is_sideways(p)) return;
    transpose(p);
}

/* ---- providers ---- */

/* In the order in which they are asked. */
static gt__matmul_provider *const providers[] = {gt__matmul_single, gt__matmul_grid};

static int32_t run(gt_queue *q, const gt__matmul *p)
{
    for (size_t i = 0; i < sizeof providers / sizeof *providers; i++) {
        int32_t taken = providers[i](q, p);
        if (taken != 0) return taken < 0 ? taken : GT_OK;
    }
    return gt__fail(GT_E_INTERNAL, operation, 0, "no kernel for this product");
}

void gt__matmul_prelude(gt__text *text, const gt__matmul *p, int32_t lanes)
{
    static const char *const letters[] = {"D", "A", "B", "BIAS"};
    const gt__op *act = p->activation;
    gt__prelude_compute(text, p->compute->value, lanes);
    gt__prelude_store(text, p->compute->value, p->result->value, p->tensor[GT__D]->dtype);
    for (int32_t i = 0; i < 4; i++) {
        const gt_tensor *t = p->tensor[i] ? p->tensor[i] : p->tensor[GT__D];
        int same = t->dtype == p->compute && p->result == p->compute;
        gt__text_join(text, "#define T_", letters[i], " T_", t->dtype->name, "\n#define LOAD_", letters[i], " LOAD_",
                      t->dtype->name, "\n#define SAME_", letters[i], same ? " 1\n" : " 0\n", NULL);
    }
    gt__prelude_flag(text, "PLAIN", !act);
    gt__prelude_flag(text, "ACT_VECTOR", !act || act->vector);
    gt__text_join(text, "#define ACT ",
                  !act                   ? "x"
                  : is_float(p->compute) ? act->float_text
                                         : act->integer_text,
                  "\n", NULL);
}

void gt__matmul_args(gt__launch *launch, const gt__matmul *p)
{
    static const int32_t order[] = {GT__A, GT__B, GT__BIAS, GT__D};
    size_t bytes = (size_t)p->compute->size;
    gt__arg_value(launch, p->walk.size, sizeof p->walk.size);
    for (int32_t i = 0; i < 4; i++) gt__arg_value(launch, p->walk.stride[order[i]], sizeof p->walk.stride[order[i]]);
    for (int32_t i = 0; i < 4; i++) {
        const gt_tensor *t = p->tensor[order[i]];
        gt__arg_buffer(launch, t->buffer);
        gt__arg_value(launch, &t->offset, sizeof t->offset);
    }
    gt__arg_value(launch, &p->k, sizeof p->k);
    gt__arg_value(launch, &p->alpha, bytes);
    gt__arg_value(launch, &p->beta, bytes);
}

void gt__matmul_last_args(gt__launch *launch, const gt__matmul *p)
{
    gt__arg_value(launch, &p->walk.rank, sizeof p->walk.rank);
    gt__arg_value(launch, &p->add_bias, sizeof p->add_bias);
}

/* ---- the call ---- */

static int32_t multiply(gt_queue *q, gt__matmul *p, const request *r, gt__destination *d, int reads)
{
    if (d->target->count == 0) return GT_OK;
    if (reads && d->target != *d->dst) GT__TRY(gt__copy_elements(q, d->target, *d->dst, operation));
    p->tensor[GT__D] = d->target;
    p->tensor[GT__A] = r->a;
    p->tensor[GT__B] = r->b;
    p->add_bias = r->opts.bias != NULL;
    p->tensor[GT__BIAS] = p->add_bias ? r->opts.bias : d->target;
    make_plan(p, r);
    p->walk.size[GT__ROW] = p->m;
    p->walk.size[GT__COLUMN] = p->n;
    return run(q, p);
}

int32_t gt_matmul(gt_queue *q, gt_tensor **dst, const gt_tensor *a, const gt_tensor *b, const gt_matmul_opts *opts)
{
    gt__matmul p = {.operation = operation};
    request r = {.a = a, .b = b};
    gt__destination d = {0};
    int reads = 0;
    GT__TRY(gt__queue_check(q, operation, 1));
    if (!dst) return gt__fail(GT_E_ARGUMENT, operation, 2, "dst is NULL");
    GT__TRY(gt__operand_check(q, a, operation, 3));
    GT__TRY(gt__operand_check(q, b, operation, 4));
    p.result = p.compute = a->dtype; /* choose_dtypes decides */
    GT__TRY(gt__check_struct(opts, sizeof *opts, operation, 5));
    if (opts && opts->reserved) return gt__fail(GT_E_ARGUMENT, operation, 5, "opts->reserved is not 0");
    if (opts) r.opts = *opts;
    GT__TRY(infer_shape(&r));
    GT__TRY(choose_dtypes(&p, &r));
    GT__TRY(check_bias(q, &p, &r));
    GT__TRY(choose_activation(&p, &r));
    GT__TRY(choose_factors(&p, &r, dst, &reads));
    const gt_tensor *operands[] = {a, b, r.opts.bias};
    GT__TRY(gt__destination_begin(&d, q, dst, p.result, &r.shape, operands, 3, 0, operation));
    return gt__destination_end(&d, q, multiply(q, &p, &r, &d, reads), operation);
}

/* Products by CLBlast: which of them it may do, and all that it does not do itself. */
#include "base/integer.h"
#include "kernel/copy.h"
#include "kernel/elementwise.h"
#include "kernel/matmul.h"
#include "kernel/tuning.h"

/* ---- what it takes as it lies in memory ---- */

/* How CLBlast sees operand i: rows or columns side by side. */
typedef struct place {
    int32_t transposed;
    int64_t ld;
} place;

static int64_t rows_of(const gt__matmul_plan *p, int32_t i)
{
    return i == GT__B ? p->k : p->m;
}

static int64_t columns_of(const gt__matmul_plan *p, int32_t i)
{
    return i == GT__A ? p->k : p->n;
}

/* The strides of an axis of one element mean nothing. */
static int find_place(const gt__matmul_plan *p, int32_t i, place *out)
{
    const int64_t rows = rows_of(p, i), columns = columns_of(p, i);
    if (p->matrix[i]->dtype != p->what->compute) return 0;
    *out = (place){0, rows == 1 ? columns : p->row[i]};
    if ((columns == 1 || p->column[i] == 1) && out->ld >= columns) return 1;
    *out = (place){1, columns == 1 ? rows : p->column[i]};
    return i != GT__D && (rows == 1 || p->row[i] == 1) && out->ld >= rows;
}

static int finds_all(const gt__matmul_plan *p)
{
    place any;
    return find_place(p, GT__D, &any) && find_place(p, GT__A, &any) && find_place(p, GT__B, &any);
}

/* The highest index of operand i. */
static int64_t highest_index(const gt__matmul_plan *p, int32_t i)
{
    int64_t index = p->matrix[i]->offset;
    for (int32_t axis = 0; axis < p->walk.rank; axis++)
        index += gt__larger(p->walk.stride[i][axis], 0) * (p->walk.size[axis] - 1);
    return index + (rows_of(p, i) - 1) * p->row[i] + (columns_of(p, i) - 1) * p->column[i];
}

/* Its kernels count in 32 bits, in a buffer with padded copies of all operands, too. As doubles, which do not
 * overflow. */
static int is_small(const gt__matmul_plan *p)
{
    const double m = (double)gt__round_up(p->m, gt__tuned.matmul_clblast.padded),
                 n = (double)gt__round_up(p->n, gt__tuned.matmul_clblast.padded),
                 k = (double)gt__round_up(p->k, gt__tuned.matmul_clblast.padded);
    return m * k + k * n + m * n < (double)INT32_MAX && highest_index(p, GT__D) < INT32_MAX &&
           highest_index(p, GT__A) < INT32_MAX && highest_index(p, GT__B) < INT32_MAX;
}

/* ---- operands that it does not take: copies ---- */

typedef struct copies {
    gt__matmul what; /* with the copies */
    gt__array array[GT__BIAS];
} copies;

static const gt__array **operand_of(gt__matmul *what, int32_t i)
{
    return i == GT__D ? &what->d : i == GT__A ? &what->a : &what->b;
}

/* Contiguous, in the dtype of sums. */
static gt_status copy_operand(const gt__call *call, copies *c, int32_t i)
{
    const gt__array **operand = operand_of(&c->what, i), *from = *operand;
    if (c->array[i].buffer) return GT_OK;
    GT__TRY(gt__array_create(&c->array[i], call, c->what.compute, &from->shape));
    *operand = &c->array[i];
    return i != GT__D || c->what.beta != 0 ? gt__copy_run(call, &c->array[i], from) : GT_OK;
}

/* Copies what must be; as that may change the plan, all of it if it was not enough. */
static gt_status copy_operands(const gt__call *call, copies *c, gt__matmul_plan *p)
{
    for (int all = 0; all < 2 && !finds_all(p); all++) {
        int needed[GT__BIAS] = {all, all, all};
        place any;
        for (int32_t i = GT__D; i < GT__BIAS; i++) /* the plan may have swapped a and b, which may be the same */
            for (int32_t at = GT__D; at < GT__BIAS; at++)
                if (p->matrix[i] == *operand_of(&c->what, at) && !find_place(p, i, &any)) needed[at] = 1;
        for (int32_t i = GT__D; i < GT__BIAS; i++)
            if (needed[i]) GT__TRY(copy_operand(call, c, i));
        gt__matmul_plan_make(p, &c->what);
    }
    return GT_OK;
}

/* ---- the product, and what follows it ---- */

/* One call for each matrix of the batch. */
static gt_status multiply(const gt__call *call, const gt__matmul_plan *p)
{
    static const int32_t order[GT__GEMM_BUFFERS] = {GT__A, GT__B, GT__D};
    gt__gemm gemm = {.dtype = p->what->compute->value, .m = p->m, .n = p->n, .k = p->k};
    gemm.alpha = &p->what->alpha;
    gemm.beta = &p->what->beta;
    for (int32_t i = 0; i < GT__GEMM_BUFFERS; i++) {
        place at;
        GT__CHECK(find_place(p, order[i], &at), call, GT_E_INTERNAL, 0, "an operand that CLBlast does not take");
        if (order[i] != GT__D) gemm.transpose[i] = at.transposed;
        gemm.ld[i] = at.ld;
        gemm.buffer[i] = p->matrix[order[i]]->buffer;
    }
    for (int64_t batch = 0; batch < p->batches; batch++) {
        for (int32_t i = 0; i < GT__GEMM_BUFFERS; i++) {
            int64_t rest = batch;
            gemm.offset[i] = p->matrix[order[i]]->offset;
            for (int32_t axis = p->walk.rank - 1; axis >= 0; axis--) {
                gemm.offset[i] += rest % p->walk.size[axis] * p->walk.stride[order[i]][axis];
                rest /= p->walk.size[axis];
            }
        }
        GT__TRY(gt__blas_gemm(call, &gemm));
    }
    return GT_OK;
}

/* to = row(from, other), computed as sums are. */
static gt_status apply(const gt__call *call, const gt__matmul *what, int32_t row, const gt__array *to,
                       const gt__array *from, const gt__array *other)
{
    gt__elementwise step;
    gt__elementwise_begin(&step, row, what->compute, what->compute, other ? 2 : 1);
    step.operand[0].array = from;
    step.operand[1].array = other;
    return gt__elementwise_run(call, &step, to);
}

/* d = activation(product + bias), where the product may be d itself. */
static gt_status finish(const gt__call *call, const gt__matmul *what, const gt__array *product)
{
    const gt__array *sum = what->activation ? product : what->d;
    if (what->bias) GT__TRY(apply(call, what, GT_ADD, sum, product, what->bias));
    if (what->activation) return apply(call, what, what->activation->value, what->d, product, NULL);
    return what->bias || product == what->d ? GT_OK : gt__copy_run(call, what->d, product);
}

static gt_status run_copies(const gt__call *call, copies *c, gt__matmul_plan *p)
{
    const gt__matmul *what = p->what;
    GT__TRY(copy_operands(call, c, p));
    GT__CHECK(is_small(p), call, GT_E_UNSUPPORTED, 5,
              "CLBlast counts in 32 bits, which do not for a product of this size");
    GT__TRY(multiply(call, p));
    return finish(call, what, c->what.d);
}

static gt_status run(const gt__call *call, const gt__matmul_plan *plan)
{
    gt__matmul_plan p = *plan;
    copies c = {.what = *plan->what};
    const char *why = NULL;
    GT__TRY(gt__blas_check(call, c.what.compute->value, &why));
    GT__CHECK(!why, call, GT_E_UNSUPPORTED, 5, "%s", why);
    const gt_status status = run_copies(call, &c, &p);
    for (int32_t i = GT__D; i < GT__BIAS; i++) gt__buffer_release(c.array[i].buffer);
    return status;
}

/* ---- which it gets ---- */

/* 1 if that is the faster way, as measured. */
static int pays(const gt__call *call, const gt__matmul_plan *p)
{
    const gt__dtype *sums = p->what->compute;
    const gt__matmul_limit *least =
        sums->size > 4 ? &gt__tuned.matmul_clblast.float64 : &gt__tuned.matmul_clblast.float32;
    const char *why = NULL;
    const double work = (double)p->m * (double)p->n * (double)p->k;
    return gt__traits_of(call->context)->form == GT__GPU && sums->kind == GT__FLOAT && least->work > 0 &&
           work >= least->work && gt__smaller(p->m, gt__smaller(p->n, p->k)) >= least->side && finds_all(p) &&
           is_small(p) && gt__blas_check(call, sums->value, &why) == GT_OK && !why;
}

/* A product of no terms is nothing for it. */
static int accepts(const gt__call *call, const gt__matmul_plan *p)
{
    if (p->k == 0 || p->what->pairs || p->what->provider == GT_PROVIDER_OWN) return 0;
    return p->what->provider == GT_PROVIDER_CLBLAST || pays(call, p);
}

const gt__matmul_provider gt__matmul_clblast = {accepts, run};

/* Plans of products: axes of the batch, the way they lie, and who runs them. */
#include "kernel/matmul.h"

#include <string.h>

#include "base/integer.h"
#include "kernel/copy.h"
#include "kernel/tuning.h"

/* The axes of t before its matrix, of which a vector, rank 1, is the only axis. */
static gt__shape batch_of(const gt__array *t)
{
    gt__shape shape = t->shape;
    shape.rank = shape.rank > 2 ? shape.rank - 2 : 0;
    return shape;
}

/* Sets the strides of operand i as a matrix, from those of its last axes; rows, columns: whether it has such an
 * axis. */
static void set_matrix(gt__matmul_plan *p, int32_t i, int32_t rank, const int64_t *strides, int rows, int columns)
{
    p->column[i] = columns ? strides[rank - 1] : 0;
    p->row[i] = rows ? strides[rank - 1 - columns] : 0;
}

/* The same product as d^T = b^T a^T. */
static void transpose(gt__matmul_plan *p)
{
    const gt__array *t = p->matrix[GT__A];
    p->matrix[GT__A] = p->matrix[GT__B];
    p->matrix[GT__B] = t;
    gt__swap(&p->m, &p->n);
    for (int32_t axis = 0; axis < p->walk.rank; axis++)
        gt__swap(&p->walk.stride[GT__A][axis], &p->walk.stride[GT__B][axis]);
    gt__swap(&p->row[GT__A], &p->row[GT__B]);
    gt__swap(&p->column[GT__A], &p->column[GT__B]);
    for (int32_t i = 0; i < GT__MATRICES; i++) gt__swap(&p->row[i], &p->column[i]);
}

/* 1 if the innermost batch axis of operand i goes on where its rows end. */
static int continues(const gt__matmul_plan *p, int32_t i, int32_t axis)
{
    return p->m == 1 || p->walk.stride[i][axis] == p->m * p->row[i];
}

/* Batches that share b and whose rows follow each other are one product of more rows. */
static void fold(gt__matmul_plan *p)
{
    gt__walk *walk = &p->walk;
    while (walk->rank > 0) {
        int32_t axis = walk->rank - 1;
        if (walk->stride[GT__B][axis] != 0) return;
        for (int32_t i = 0; i < GT__MATRICES; i++)
            if (i != GT__B && !continues(p, i, axis)) return;
        for (int32_t i = 0; i < GT__MATRICES; i++)
            if (i != GT__B && p->m == 1) p->row[i] = walk->stride[i][axis];
        p->m *= walk->size[axis];
        p->batches /= walk->size[axis];
        walk->rank--;
    }
}

/* Rows of d should lie along memory, and a vector should be a row. */
static int is_sideways(const gt__matmul_plan *p)
{
    if (p->m == 1 || p->n == 1) return p->n == 1 && p->m != 1;
    return gt__magnitude(p->row[GT__D]) < gt__magnitude(p->column[GT__D]);
}

/* The strides of all operands over the result's batch, and as matrices. */
static void set_strides(gt__matmul_plan *p, const gt__matmul *what)
{
    const gt__array *a = what->a, *b = what->b, *d = what->d;
    const int rows = a->shape.rank > 1, columns = b->shape.rank > 1;
    int64_t expanded[GT__MATRICES][GT_MAX_RANK] = {{0}};
    const int64_t *strides[] = {d->strides, expanded[GT__A], expanded[GT__B], expanded[GT__BIAS]};
    gt__shape batch = d->shape, a_batch = batch_of(a), b_batch = batch_of(b);
    batch.rank -= rows + columns;
    gt__shape_expand(&a_batch, a->strides, &batch, expanded[GT__A]);
    gt__shape_expand(&b_batch, b->strides, &batch, expanded[GT__B]);
    if (what->bias) gt__shape_expand(&what->bias->shape, what->bias->strides, &d->shape, expanded[GT__BIAS]);
    p->batches = gt__shape_count(&batch);
    gt__walk_make(&p->walk, &batch, GT__MATRICES, strides);
    if (p->walk.rank > 0) {
        gt__walk_sort(&p->walk);
        gt__walk_merge(&p->walk);
    }
    set_matrix(p, GT__D, d->shape.rank, d->strides, rows, columns);
    set_matrix(p, GT__A, a->shape.rank, a->strides, rows, 1);
    set_matrix(p, GT__B, b->shape.rank, b->strides, 1, columns);
    set_matrix(p, GT__BIAS, d->shape.rank, expanded[GT__BIAS], rows, columns);
}

void gt__matmul_plan_make(gt__matmul_plan *p, const gt__matmul *what)
{
    const gt__shape *a = &what->a->shape, *b = &what->b->shape;
    p->what = what;
    p->matrix[GT__D] = what->d;
    p->matrix[GT__A] = what->a;
    p->matrix[GT__B] = what->b;
    p->matrix[GT__BIAS] = what->bias ? what->bias : what->d;
    p->k = a->size[a->rank - 1];
    p->m = a->rank > 1 ? a->size[a->rank - 2] : 1;
    p->n = b->rank > 1 ? b->size[b->rank - 1] : 1;
    set_strides(p, what);
    fold(p);
    transpose(p);
    fold(p);
    if (is_sideways(p)) transpose(p);
}

/* ---- providers ---- */

gt__spec gt__matmul_spec(const gt__call *call, const gt__matmul_plan *p, gt__family family)
{
    const gt__matmul *what = p->what;
    gt__spec spec = gt__spec_of(call, family);
    if (gt__traits_of(call->context)->fuses) spec.flags |= GT__FUSED;
    spec.ranks = gt__spec_ranks(p->walk.rank);
    gt__spec_types(&spec, what->compute, what->result, p->matrix[GT__D]->dtype);
    spec.operands = GT__MATRICES - 1;
    for (int32_t i = GT__A; i < GT__MATRICES; i++) spec.storage[i - 1] = (uint8_t)p->matrix[i]->dtype->value;
    if (what->activation) spec.row[0] = (uint16_t)what->activation->value;
    if (!what->activation) spec.flags |= GT__PLAIN;
    if (!what->activation || what->activation->vector) spec.flags |= GT__ACT_VECTOR;
    return spec;
}

void gt__matmul_args(gt__command *command, const gt__matmul_plan *p)
{
    const gt__matmul *what = p->what;
    gt__arg_walk(command, &p->walk, gt__spec_ranks(p->walk.rank));
    for (int32_t i = 0; i < GT__MATRICES; i++) {
        gt__arg_buffer(command, p->matrix[i]->buffer);
        gt__arg_long(command, p->matrix[i]->offset);
        gt__arg_long(command, p->row[i]);
        gt__arg_long(command, p->column[i]);
    }
    gt__arg_long(command, p->m);
    gt__arg_long(command, p->n);
    gt__arg_long(command, p->k);
    gt__arg_value(command, &what->alpha, (size_t)what->compute->size);
    gt__arg_value(command, &what->beta, (size_t)what->compute->size);
    gt__arg_int(command, p->walk.rank);
    gt__arg_int(command, what->bias != NULL);
}

/* In the order in which they are asked. */
static const gt__matmul_provider *const providers[] = {&gt__matmul_clblast, &gt__matmul_cpu, &gt__matmul_mma,
                                                       &gt__matmul_gpu};

/* A matrix, or vector, of the product for each of the result's batch. */
static gt_status copy_batch(gt__array *out, const gt__call *call, const gt__matmul *what, const gt__array *factor)
{
    const int32_t matrix = (what->a->shape.rank > 1) + (what->b->shape.rank > 1);
    gt__shape shape = factor->shape, batch = what->d->shape;
    if (shape.rank > 1) {
        batch.rank -= matrix;
        memcpy(batch.size + batch.rank, shape.size + shape.rank - 2, 2 * sizeof *shape.size);
        batch.rank += 2;
        shape = batch;
    }
    return gt__copy_dense(out, call, factor, &shape);
}

/* Contiguous arrays, the same of every batch, merge to axes that a kernel has room for. */
static gt_status run_dense(const gt__call *call, const gt__matmul *what)
{
    gt__array d = {0}, a = {0}, b = {0}, bias = {0};
    gt__matmul dense = *what;
    gt_status status = copy_batch(&a, call, what, what->a);
    if (status == GT_OK) status = copy_batch(&b, call, what, what->b);
    if (status == GT_OK) status = gt__copy_dense(&d, call, what->d, &what->d->shape);
    if (what->bias && status == GT_OK) status = gt__copy_dense(&bias, call, what->bias, &what->d->shape);
    dense.a = &a;
    dense.b = &b;
    dense.d = &d;
    if (what->bias) dense.bias = &bias;
    if (status == GT_OK) status = gt__matmul_run(call, &dense);
    if (status == GT_OK) status = gt__copy_run(call, what->d, &d);
    const gt__array *const all[] = {&d, &a, &b, &bias};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) gt__buffer_release(all[i]->buffer);
    return status;
}

gt_status gt__matmul_run(const gt__call *call, const gt__matmul *what)
{
    gt__matmul_plan p;
    if (what->d->count == 0) return GT_OK;
    gt__matmul_plan_make(&p, what);
    if (p.walk.rank > GT__WALK_AXES) return run_dense(call, what);
    for (size_t i = 0; i < sizeof providers / sizeof *providers; i++)
        if (providers[i]->accepts(call, &p)) return providers[i]->run(call, &p);
    return gt__fail(GT_E_INTERNAL, call->name, 0, "no kernel for this product");
}

int gt__matmul_takes_pairs(const gt__call *call, const gt__matmul *what)
{
    return gt__traits_of(call->context)->form == GT__CPU && what->provider != GT_PROVIDER_CLBLAST &&
           what->d->shape.rank <= GT__WALK_AXES; /* pairs cannot be made contiguous */
}

int gt__matmul_pays_copy(int64_t rows)
{
    return rows >= gt__tuned.matmul_complex.rows;
}

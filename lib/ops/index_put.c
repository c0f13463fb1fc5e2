/* Values put where indices say. */
#include "base/op.h"
#include "kernel/copy.h"
#include "ops/index.h"
#include "ops/types.h"
#include "tensor/handle.h"

/* What is put, and where. Arrays that had to be copied are in buffers of their own. */
typedef struct putting {
    gt__call call;
    const gt__array *dst;
    gt__array base;    /* dst, or a contiguous copy of it, which is written first */
    gt__pointed to;    /* of base */
    gt__array indices; /* apart from dst */
    gt__array values;  /* of the shape that is moved and of the dtype of base */
    gt__buffer *own[3];
    const gt__op *row; /* NULL: values replace elements */
    int32_t values_argument;
} putting;

enum { OF_BASE, OF_VALUES, OF_INDICES, OWN };
enum { MOST_AXES = 4 };

/* The operation that combines: NULL for 0. */
static gt_status check_how(putting *p, int32_t how, const gt__dtype *dtype)
{
    p->row = NULL;
    if (how == 0) return GT_OK;
    const gt__op *op = gt__op_of(how);
    GT__CHECK(op, &p->call, GT_E_OPERATION, 6, "unknown operation %d", (int)how);
    GT__CHECK(how == GT_ADD || how == GT_MULTIPLY || how == GT_MAXIMUM || how == GT_MINIMUM, &p->call, GT_E_OPERATION,
              6, "%s does not combine what is put", op->name);
    if (how == GT_MAXIMUM || how == GT_MINIMUM) GT__TRY(gt__types_real(&p->call, dtype, 6));
    p->row = dtype->kind == GT__BOOL ? gt__op_of_bools(op) : op;
    return GT_OK;
}

/* 16-bit floats that are summed are so in float32. */
static const gt__dtype *worked_dtype(const putting *p)
{
    const gt__dtype *dtype = p->dst->dtype;
    const int sums = p->row && (p->row->value == GT_ADD || p->row->value == GT_MULTIPLY);
    return sums && dtype->kind == GT__FLOAT ? gt__dtype_of(dtype->wide) : dtype;
}

/* *out = from as that dtype, in a buffer of its own, *own, if it needs one. */
static gt_status set_apart(gt__array *out, gt__buffer **own, const putting *p, const gt__array *from,
                           const gt__dtype *dtype)
{
    *out = *from;
    if (from->dtype == dtype && !gt__array_overlap(p->dst, from)) return GT_OK;
    GT__TRY(gt__array_create(out, &p->call, dtype, &from->shape));
    *own = out->buffer;
    return gt__copy_run(&p->call, out, from);
}

/* The elements of dst in a dtype, with the axes that have indices last, so that a launch has room for the others. */
static gt_status copy_base(putting *p, const gt__dtype *dtype, const gt__pointer *by)
{
    gt__array from = *p->dst, copy;
    int32_t order[GT_MAX_RANK] = {0}, n = 0;
    const int32_t rank = from.shape.rank;
    for (int want = 0; want < 2; want++)
        for (int32_t axis = 0; axis < rank; axis++)
            if ((by->manner == GT__LISTED && axis < by->n && by->indices[axis]) == want) order[n++] = axis;
    for (int32_t i = 0; i < rank; i++) {
        from.shape.size[i] = p->dst->shape.size[order[i]];
        from.strides[i] = p->dst->strides[order[i]];
    }
    GT__TRY(gt__array_create(&copy, &p->call, dtype, &from.shape));
    p->own[OF_BASE] = copy.buffer;
    GT__TRY(gt__copy_run(&p->call, &copy, &from));
    p->base = copy;
    p->base.shape = p->dst->shape;
    for (int32_t i = 0; i < rank; i++) p->base.strides[order[i]] = copy.strides[i];
    return GT_OK;
}

/* 1 for indices of several axes where those that have none, or those of the indices, may not merge to what a launch
 * has room for. */
static int has_many_axes(const putting *p)
{
    const gt__listed *listed = &p->to.listed;
    return listed->n > 0 && (p->to.array.shape.rank - 1 > MOST_AXES || listed->common.rank > MOST_AXES);
}

/* Sees values in the shape that is moved. */
static gt_status spread_values(putting *p)
{
    const gt__shape *shape = &p->to.shape;
    GT__CHECK(gt__shape_spreads(&p->values.shape, shape), &p->call, GT_E_SHAPE, p->values_argument,
              "values %s do not broadcast to %s, which the indices name", GT__SHOW(&p->values.shape), GT__SHOW(shape));
    p->values = gt__array_spread(&p->values, shape);
    return GT_OK;
}

/* Everything that may be wrong, before anything is written. */
static gt_status check_put(putting *p, const gt__pointer *by, const gt_tensor *values)
{
    GT__TRY(gt__pointed_begin(&p->to, &p->call, by, p->dst));
    const gt__shape *shape = &p->to.shape, *of = &p->to.array.shape;
    for (int32_t i = 0; p->to.what.along && i < shape->rank; i++)
        GT__CHECK(i == p->to.what.axis || shape->size[i] == of->size[i], &p->call, GT_E_SHAPE, 3,
                  "indices %s do not broadcast to dst %s but for axis %d", GT__SHOW(&p->to.what.indices->shape),
                  GT__SHOW(of), (int)p->to.what.axis);
    p->values = values->array;
    return spread_values(p);
}

/* What is written first, if it is not dst. */
static gt_status make_base(putting *p, const gt__pointer *by)
{
    const gt__dtype *dtype = worked_dtype(p);
    p->base = *p->dst;
    if (dtype == p->dst->dtype && !has_many_axes(p)) return GT_OK;
    GT__TRY(copy_base(p, dtype, by));
    gt__buffer_release(p->to.own);
    return gt__pointed_begin(&p->to, &p->call, by, &p->base);
}

static gt_status make_values(putting *p, const gt__array *values)
{
    gt__array apart;
    GT__TRY(set_apart(&apart, &p->own[OF_VALUES], p, values, p->base.dtype));
    p->values = apart;
    if (!has_many_axes(p)) return spread_values(p);
    gt__buffer *const first = p->own[OF_VALUES];
    p->own[OF_VALUES] = NULL;
    const gt_status status = gt__copy_dense(&p->values, &p->call, &apart, &p->to.shape);
    p->own[OF_VALUES] = p->values.buffer;
    gt__buffer_release(first);
    return status;
}

/* Those of one axis apart from dst, or places of several axes. */
static gt_status make_indices(putting *p)
{
    const gt__array *given = p->to.what.indices;
    if (p->to.listed.n == 0) return set_apart(&p->indices, &p->own[OF_INDICES], p, given, given->dtype);
    GT__TRY(gt__places_make(&p->indices, &p->call, &p->to.listed));
    p->own[OF_INDICES] = p->indices.buffer;
    return GT_OK;
}

static gt_status end_put(const putting *p)
{
    gt__array written = p->base;
    if (p->to.own) { /* a line, which is contiguous */
        written = p->to.array;
        written.shape = p->dst->shape;
        gt__shape_strides(&written.shape, written.strides);
    }
    return p->to.own || p->own[OF_BASE] ? gt__copy_run(&p->call, p->dst, &written) : GT_OK;
}

static gt_status run_put(putting *p, const gt__pointer *by, const gt_tensor *values)
{
    GT__TRY(check_put(p, by, values));
    if (p->values.count == 0) return GT_OK;
    GT__TRY(make_base(p, by));
    GT__TRY(make_values(p, &values->array));
    GT__TRY(make_indices(p));
    gt__indexing what = p->to.what;
    what.indices = &p->indices;
    GT__TRY(gt__scatter_run(&p->call, &what, &p->values, p->row ? p->row->value : 0));
    return end_put(p);
}

static gt_status put(const char *name, gt_queue *q, gt_tensor *dst, const gt__pointer *by, const gt_tensor *values,
                     int32_t values_argument, int32_t how)
{
    putting p = {.row = NULL};
    GT__TRY(gt__call_begin(&p.call, name, q, 1));
    GT__TRY(gt__operand_check(&p.call, dst, 2));
    GT__TRY(gt__pointer_check(&p.call, by));
    GT__TRY(gt__operand_check(&p.call, values, values_argument));
    GT__TRY(check_how(&p, how, dst->array.dtype));
    GT__TRY(gt__cast_check(&p.call, values->array.dtype, dst->array.dtype, values_argument));
    GT__CHECK(!gt__array_repeats(&dst->array), &p.call, GT_E_ARGUMENT, 2, "dst %s repeats elements",
              GT__SHOW(&dst->array.shape));
    p.dst = &dst->array;
    p.values_argument = values_argument;
    gt_status status = run_put(&p, by, values);
    gt__buffer_release(p.to.own);
    for (int32_t i = 0; i < OWN; i++) gt__buffer_release(p.own[i]);
    return status;
}

gt_status gt_put(gt_queue *q, gt_tensor *dst, const gt_tensor *indices, const gt_tensor *values, int32_t axis,
                 int32_t how)
{
    return put("gt_put", q, dst, &(gt__pointer){GT__AROUND, 3, &indices, 1, axis}, values, 4, how);
}

gt_status gt_put_along(gt_queue *q, gt_tensor *dst, const gt_tensor *indices, const gt_tensor *values, int32_t axis,
                       int32_t how)
{
    return put("gt_put_along", q, dst, &(gt__pointer){GT__ALONG, 3, &indices, 1, axis}, values, 4, how);
}

gt_status gt_index_put(gt_queue *q, gt_tensor *dst, const gt_tensor *const *indices, int32_t n, const gt_tensor *values,
                       int32_t how)
{
    return put("gt_index_put", q, dst, &(gt__pointer){GT__LISTED, 3, indices, n, 0}, values, 5, how);
}

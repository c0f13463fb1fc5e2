/* gt_sort, gt_argsort, gt_topk: checks, shapes, where results go; the kernels are kernel/sort's. */
#include "kernel/sort.h"

#include "kernel/copy.h"
#include "ops/types.h"
#include "tensor/destination.h"

typedef struct request {
    gt__call call;
    const gt__array *src;
    int32_t axis;
    int descending;
    gt__shape shape; /* of results */
} request;

/* The numbers of the arguments: src is first, axis and flags are the last two. */
static gt_status begin(request *r, const char *name, gt_queue *q, const gt_tensor *src, int32_t src_argument,
                       int32_t axis, int32_t axis_argument)
{
    GT__TRY(gt__call_begin(&r->call, name, q, 1));
    GT__TRY(gt__operand_check(&r->call, src, src_argument));
    r->src = &src->array;
    r->shape = r->src->shape;
    return gt__shape_axis(&r->axis, r->shape.rank, axis, name, axis_argument);
}

static gt_status check_flags(const request *r, int32_t flags, int32_t known, int32_t argument)
{
    GT__CHECK(!(flags & ~known), &r->call, GT_E_ARGUMENT, argument, "unknown flags %d", (int)flags);
    return GT_OK;
}

/* A result: the target as sorting sees it, and what is sorted into, in a buffer of its own if that is another one. */
typedef struct result {
    gt__array target, sorted;
    gt__buffer *own;
} result;

static gt_status make_result(result *out, const request *r, const gt__array *target, const gt__dtype *dtype)
{
    const gt__shape whole = gt__sort_shape(&r->src->shape, r->axis);
    out->target = out->sorted = gt__sort_axes(target, r->axis);
    const int fits = target->dtype == dtype && gt__shape_equal(&out->target.shape, &whole) &&
                     gt__array_contiguous(&out->target) && out->target.offset == 0;
    if (fits) return GT_OK;
    GT__TRY(gt__array_create(&out->sorted, &r->call, dtype, &whole));
    out->own = out->sorted.buffer;
    return GT_OK;
}

/* The first ones of each line, as many as the target has. */
static gt_status deliver(const result *x, const request *r)
{
    gt__array part = x->sorted;
    if (!x->own) return GT_OK;
    part.shape = x->target.shape;
    part.count = x->target.count;
    return gt__copy_run(&r->call, &x->target, &part);
}

/* Sorts into targets, of which one may be NULL. */
static gt_status run(const request *r, const gt__array *values, const gt__array *places)
{
    const gt__array src = gt__sort_axes(r->src, r->axis);
    result v = {.own = NULL}, p = {.own = NULL};
    gt_status status = GT_OK;
    if (gt__shape_count(&r->shape) == 0) return GT_OK;
    if (values) status = make_result(&v, r, values, r->src->dtype);
    if (status == GT_OK && places) status = make_result(&p, r, places, gt__dtype_of(GT_I64));
    const gt__sorted out = {.values = values ? &v.sorted : NULL, .places = places ? &p.sorted : NULL};
    if (status == GT_OK) status = gt__sort_run(&r->call, &out, &src, r->descending);
    if (status == GT_OK && values) status = deliver(&v, r);
    if (status == GT_OK && places) status = deliver(&p, r);
    gt__buffer_release(v.own);
    gt__buffer_release(p.own);
    return status;
}

/* The elements in their order, or their places. */
static gt_status sort(const char *name, gt_queue *q, gt_tensor **dst, const gt_tensor *src, int32_t axis, int32_t flags,
                      int places)
{
    request r;
    gt__destination d;
    GT__TRY(begin(&r, name, q, src, 3, axis, 4));
    GT__TRY(check_flags(&r, flags, GT_DESCENDING, 5));
    r.descending = flags & GT_DESCENDING;
    const gt__dtype *dtype = places ? gt__dtype_of(GT_I64) : r.src->dtype;
    GT__TRY(gt__destination_begin(&d, &r.call, dst, 2, dtype, &r.shape, &r.src, 1, 0));
    return gt__destination_end(&d, &r.call, run(&r, places ? NULL : d.target, places ? d.target : NULL));
}

gt_status gt_sort(gt_queue *q, gt_tensor **dst, const gt_tensor *src, int32_t axis, int32_t flags)
{
    return sort("gt_sort", q, dst, src, axis, flags, 0);
}

gt_status gt_argsort(gt_queue *q, gt_tensor **dst, const gt_tensor *src, int32_t axis, int32_t flags)
{
    return sort("gt_argsort", q, dst, src, axis, flags, 1);
}

static gt_status check_outputs(const request *r, gt_tensor **values, gt_tensor **indices)
{
    GT__CHECK(values || indices, &r->call, GT_E_ARGUMENT, 2, "values and indices are both NULL");
    GT__CHECK(!values || !indices || values != indices, &r->call, GT_E_ARGUMENT, 3, "values and indices are the same");
    GT__CHECK(!values || !indices || !*values || !*indices || !gt__array_overlap(&(*values)->array, &(*indices)->array),
              &r->call, GT_E_ARGUMENT, 3, "values and indices share memory");
    return GT_OK;
}

gt_status gt_topk(gt_queue *q, gt_tensor **values, gt_tensor **indices, const gt_tensor *src, int64_t k, int32_t axis,
                  int32_t flags)
{
    request r;
    gt__destination v = {0}, p = {0};
    GT__TRY(begin(&r, "gt_topk", q, src, 4, axis, 6));
    GT__TRY(check_flags(&r, flags, GT_SMALLEST, 7));
    r.descending = !(flags & GT_SMALLEST);
    const int64_t size = r.shape.rank > 0 ? r.shape.size[r.axis] : 1;
    GT__CHECK(k >= 0 && k <= size, &r.call, GT_E_SHAPE, 5, "%lld of %lld elements along axis %d", (long long)k,
              (long long)size, (int)axis);
    GT__CHECK(r.shape.rank > 0 || k == 1, &r.call, GT_E_SHAPE, 5, "%lld of a tensor of rank 0", (long long)k);
    if (r.shape.rank > 0) r.shape.size[r.axis] = k;
    GT__TRY(check_outputs(&r, values, indices));
    gt_status status = GT_OK;
    if (values) status = gt__destination_begin(&v, &r.call, values, 2, r.src->dtype, &r.shape, &r.src, 1, 0);
    if (status == GT_OK && indices)
        status = gt__destination_begin(&p, &r.call, indices, 3, gt__dtype_of(GT_I64), &r.shape, &r.src, 1, 0);
    if (status == GT_OK && values && indices) status = gt__destination_aside(&v, &r.call);
    if (status == GT_OK && values && indices) status = gt__destination_aside(&p, &r.call);
    if (status == GT_OK) status = run(&r, v.target, p.target);
    const int indices_last = values && indices && !*indices; /* a new one is handed over when nothing can fail */
    if (p.target && !indices_last) status = gt__destination_end(&p, &r.call, status);
    if (v.target) status = gt__destination_end(&v, &r.call, status);
    if (p.target && indices_last) status = gt__destination_end(&p, &r.call, status);
    return status;
}

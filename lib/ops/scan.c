/* gt_scan: which dtypes it computes in and gives; the kernels are kernel/scan's. */
#include "kernel/scan.h"

#include "base/struct.h"
#include "kernel/copy.h"
#include "ops/types.h"
#include "tensor/destination.h"

typedef struct request {
    gt__call call;
    const gt__array *src;
    int32_t axis;
    gt__scanning scanning;
} request;

static void set_scanning(gt__scanning *out, const gt__op *op, const gt__dtype *result, int32_t flags)
{
    if (result->kind == GT__BOOL && op->cls == GT_CLASS_NUMERIC) op = gt__op_of_bools(op); /* a sum could wrap to 0 */
    out->row = op->value;
    out->result = result;
    out->truth = op->cls == GT_CLASS_LOGICAL;
    out->compute = gt__dtype_of(out->truth ? GT_I32 : result->wide);
    out->exclusive = (flags & GT_EXCLUSIVE) != 0;
    out->reverse = (flags & GT_REVERSE) != 0;
}

static gt_status check_opts(request *r, const gt__op *row, const gt_scan_opts *opts)
{
    const int32_t flags = opts ? opts->flags : 0;
    int32_t result = gt__combined_dtype(row, r->src->dtype);
    GT__CHECK(!(flags & ~(GT_EXCLUSIVE | GT_REVERSE)), &r->call, GT_E_ARGUMENT, 6, "unknown flags %d", (int)flags);
    GT__CHECK(!opts || !opts->reserved, &r->call, GT_E_ARGUMENT, 6, "opts->reserved is not 0");
    if (opts && opts->dtype) result = opts->dtype;
    GT__TRY(gt__dtype_present(&r->call, result, 6));
    if (row->value == GT_MAXIMUM || row->value == GT_MINIMUM)
        GT__TRY(gt__types_real(&r->call, gt__dtype_of(result), 4));
    if (row->cls != GT_CLASS_LOGICAL) GT__TRY(gt__cast_check(&r->call, r->src->dtype, gt__dtype_of(result), 6));
    set_scanning(&r->scanning, row, gt__dtype_of(result), flags);
    return GT_OK;
}

/* Scans into *dst: from is src, or its elements cast. Each is read before its result is written. */
static gt_status run(const request *r, gt_tensor **dst, const gt__array *from)
{
    gt__destination d;
    GT__TRY(gt__destination_begin(&d, &r->call, dst, 3, r->scanning.result, &r->src->shape, &from, 1, 1));
    return gt__destination_end(&d, &r->call, gt__scan_run(&r->call, &r->scanning, d.target, from, r->axis));
}

static gt_status run_cast(const request *r, gt_tensor **dst)
{
    gt__array cast;
    GT__TRY(gt__array_create(&cast, &r->call, r->scanning.result, &r->src->shape));
    gt_status status = gt__copy_run(&r->call, &cast, r->src);
    if (status == GT_OK) status = run(r, dst, &cast);
    gt__buffer_release(cast.buffer);
    return status;
}

gt_status gt_scan(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *src, int32_t axis,
                  const gt_scan_opts *opts)
{
    request r;
    GT__TRY(gt__call_begin(&r.call, "gt_scan", q, 1));
    GT__TRY(gt__operand_check(&r.call, src, 4));
    GT__TRY(gt__check_struct(opts, sizeof *opts, r.call.name, 6));
    r.src = &src->array;
    GT__TRY(gt__shape_axis(&r.axis, r.src->shape.rank, axis, r.call.name, 5));
    const gt__op *row = gt__op_of(op);
    GT__CHECK(row, &r.call, GT_E_OPERATION, 2, "unknown operation %d", (int)op);
    GT__CHECK(row->arity == 2 && row->identity[0], &r.call, GT_E_OPERATION, 2, "%s does not scan", row->name);
    GT__TRY(check_opts(&r, row, opts));
    if (!r.scanning.truth && gt__combine_casts(row, r.src->dtype, r.scanning.result)) return run_cast(&r, dst);
    return run(&r, dst, r.src);
}

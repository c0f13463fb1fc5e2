/* gt_repeat, gt_repeat_each: parts along an axis, more than once. */
#include <string.h>

#include "base/integer.h"
#include "kernel/arange.h"
#include "kernel/copy.h"
#include "kernel/reduce.h"
#include "kernel/scan.h"
#include "kernel/search.h"
#include "ops/index.h"
#include "tensor/destination.h"

typedef struct request {
    gt__call call;
    gt__pointed src; /* with the axis, what.axis */
} request;

static gt_status begin(request *r, const char *name, gt_queue *q, gt_tensor **dst, const gt_tensor *src, int32_t axis)
{
    GT__TRY(gt__call_begin(&r->call, name, q, 1));
    GT__CHECK(dst, &r->call, GT_E_ARGUMENT, 2, "dst is NULL");
    GT__TRY(gt__operand_check(&r->call, src, 3));
    r->src.whole = &src->array;
    r->src.array = src->array;
    return gt__pointed_axis(&r->src, &r->call, axis, 5);
}

/* That of the source with another size of the axis. */
static gt_status make_shape(const request *r, gt__shape *out, int64_t size)
{
    int64_t count = 0, sizes[GT_MAX_RANK];
    const gt__shape *shape = &r->src.array.shape;
    for (int32_t i = 0; i < shape->rank; i++) sizes[i] = i == r->src.what.axis ? size : shape->size[i];
    return gt__shape_make(out, &count, shape->rank, sizes, r->src.whole->dtype->size, r->call.name, 4);
}

/* ---- gt_repeat ---- */

/* Every part `times` times: one copy, by an axis for the times, or as many copies where there is no room for one. */
static gt_status repeat(const request *r, const gt__array *target, int64_t times)
{
    const int32_t axis = r->src.what.axis, rank = target->shape.rank;
    gt__array to = *target, from = r->src.array;
    to.shape = from.shape;
    to.count = from.count;
    if (target->count == 0) return GT_OK;
    to.strides[axis] *= times;
    if (rank == GT_MAX_RANK) {
        for (int64_t i = 0; i < times; i++, to.offset += target->strides[axis])
            GT__TRY(gt__copy_run(&r->call, &to, &from));
        return GT_OK;
    }
    for (int32_t i = rank; i > axis + 1; i--) {
        to.shape.size[i] = to.shape.size[i - 1];
        to.strides[i] = to.strides[i - 1];
        from.strides[i] = from.strides[i - 1];
    }
    to.shape.rank = rank + 1;
    to.shape.size[axis + 1] = times;
    to.strides[axis + 1] = target->strides[axis];
    from.strides[axis + 1] = 0;
    from.shape = to.shape;
    from.count = to.count = target->count;
    return gt__copy_run(&r->call, &to, &from);
}

static gt_status run_repeat(const request *r, gt_tensor **dst, int64_t times)
{
    const gt__array *operand = r->src.whole;
    int64_t size = 0;
    gt__shape shape;
    gt__destination d;
    GT__CHECK(times >= 0, &r->call, GT_E_ARGUMENT, 4, "%lld times", (long long)times);
    GT__CHECK(!__builtin_mul_overflow(r->src.array.shape.size[r->src.what.axis], times, &size), &r->call, GT_E_SHAPE, 4,
              "the size of the axis overflows");
    GT__TRY(make_shape(r, &shape, size));
    GT__TRY(gt__destination_begin(&d, &r->call, dst, 2, operand->dtype, &shape, &operand, 1, 0));
    return gt__destination_end(&d, &r->call, repeat(r, d.target, times));
}

gt_status gt_repeat(gt_queue *q, gt_tensor **dst, const gt_tensor *src, int64_t times, int32_t axis)
{
    request r = {.src = {.own = NULL}};
    gt_status status = begin(&r, "gt_repeat", q, dst, src, axis);
    if (status == GT_OK) status = run_repeat(&r, dst, times);
    gt__buffer_release(r.src.own);
    return status;
}

/* ---- gt_repeat_each ---- */

/* Where parts end in the result, and what is known of that. */
typedef struct ends {
    gt__array line, facts; /* facts: FACTS of them, on the device */
    int64_t total;
} ends;

/* Counts of at least 0 overflow where one of their running sums is less. */
enum { TOTAL, LEAST_COUNT, LEAST_SUM, FACTS };

/* Puts the smallest of the line among the facts. */
static gt_status find_least(const ends *e, const gt__call *call, int64_t place)
{
    static const uint8_t marks[GT_MAX_RANK] = {1};
    const gt__reduction smallest = {.row = GT_MINIMUM, .compute = e->line.dtype, .result = e->line.dtype};
    gt__array least = e->facts;
    least.shape.rank = 0;
    least.count = 1;
    least.offset = place;
    return gt__reduce_run(call, &smallest, &least, &e->line, marks, 0);
}

static gt_status add_up(ends *out, const gt__call *call, const gt__array *counts)
{
    const gt__dtype *dtype = gt__dtype_of(GT_I64);
    const gt__shape facts = {1, {FACTS}};
    const gt__scanning sums = {.row = GT_ADD, .compute = dtype, .result = dtype};
    GT__TRY(gt__array_create(&out->line, call, dtype, &counts->shape));
    GT__TRY(gt__array_create(&out->facts, call, dtype, &facts));
    GT__TRY(gt__copy_run(call, &out->line, counts));
    GT__TRY(find_least(out, call, LEAST_COUNT));
    GT__TRY(gt__scan_run(call, &sums, &out->line, &out->line, 0));
    GT__TRY(find_least(out, call, LEAST_SUM));
    gt__array total = out->facts, end = out->line;
    total.shape.size[0] = total.count = end.shape.size[0] = end.count = 1;
    total.offset = TOTAL;
    end.offset = counts->count - 1;
    return gt__copy_run(call, &total, &end);
}

/* Waits for them. Counts that no int64 holds have become negative ones. */
static gt_status learn(ends *out, const gt__call *call, const gt__dtype *counts)
{
    int64_t facts[FACTS] = {0};
    GT__TRY(gt__read(call, facts, out->facts.buffer, 0, sizeof facts));
    GT__TRY(gt__wait(call));
    if (gt__rehearses(call)) memset(facts, 0, sizeof facts);
    out->total = gt__rehearses(call) ? 1 : facts[TOTAL];
    GT__CHECK(facts[LEAST_COUNT] >= 0 || counts->kind == GT__UNSIGNED, call, GT_E_ARGUMENT, 4, "a negative count, %lld",
              (long long)facts[LEAST_COUNT]);
    GT__CHECK(facts[LEAST_COUNT] >= 0 && facts[LEAST_SUM] >= 0, call, GT_E_SHAPE, 4, "the sum of the counts overflows");
    return GT_OK;
}

/* Each place of the target takes the part that ends behind it first. */
static gt_status gather(const request *r, const ends *e, const gt__array *target)
{
    const gt__shape shape = {1, {e->total}};
    const int64_t first = 0, step = 1;
    gt__array places, parts = {0};
    if (target->count == 0) return GT_OK;
    GT__TRY(gt__array_create(&places, &r->call, gt__dtype_of(GT_I64), &shape));
    gt_status status = gt__array_create(&parts, &r->call, gt__dtype_of(GT_I64), &shape);
    if (status == GT_OK) status = gt__arange_run(&r->call, &places, &first, &step);
    if (status == GT_OK) status = gt__search_run(&r->call, &parts, &e->line, &places, 1);
    const gt__indexing what = {&r->src.array, &parts, r->src.what.axis, 0};
    if (status == GT_OK) status = gt__gather_run(&r->call, &what, target);
    gt__buffer_release(places.buffer);
    gt__buffer_release(parts.buffer);
    return status;
}

static gt_status run_each(const request *r, gt_tensor **dst, const gt__array *counts, ends *e)
{
    const gt__array *operands[] = {r->src.whole, counts};
    gt__shape shape;
    gt__destination d;
    if (counts->count > 0) GT__TRY(add_up(e, &r->call, counts));
    if (counts->count > 0) GT__TRY(learn(e, &r->call, counts->dtype));
    GT__TRY(make_shape(r, &shape, e->total));
    GT__TRY(gt__destination_begin(&d, &r->call, dst, 2, r->src.whole->dtype, &shape, operands, 2, 0));
    gt_status status = gt__destination_as(&d, &r->call, r->src.whole->dtype, 0);
    if (status == GT_OK) status = gather(r, e, d.target);
    return gt__destination_end(&d, &r->call, status);
}

static gt_status check_counts(const request *r, const gt_tensor *counts)
{
    GT__TRY(gt__operand_check(&r->call, counts, 4));
    const gt__dtype *dtype = counts->array.dtype;
    const gt__shape *shape = &counts->array.shape;
    const int64_t parts = r->src.array.shape.size[r->src.what.axis];
    GT__CHECK(dtype->kind == GT__SIGNED || dtype->kind == GT__UNSIGNED, &r->call, GT_E_DTYPE, 4,
              "counts are integers, not %s", dtype->name);
    GT__CHECK(shape->rank == 1 && shape->size[0] == parts, &r->call, GT_E_SHAPE, 4, "counts %s of %lld parts",
              GT__SHOW(shape), (long long)parts);
    return GT_OK;
}

gt_status gt_repeat_each(gt_queue *q, gt_tensor **dst, const gt_tensor *src, const gt_tensor *counts, int32_t axis)
{
    request r = {.src = {.own = NULL}};
    ends e = {.total = 0};
    gt_status status = begin(&r, "gt_repeat_each", q, dst, src, axis);
    if (status == GT_OK) status = check_counts(&r, counts);
    if (status == GT_OK) status = run_each(&r, dst, &counts->array, &e);
    gt__buffer_release(e.line.buffer);
    gt__buffer_release(e.facts.buffer);
    gt__buffer_release(r.src.own);
    return status;
}

/* Padding: the array in the middle, and what goes around it, axis by axis: strided copies of what is there already. */
#include <string.h>

#include "base/integer.h"
#include "base/scalar.h"
#include "kernel/copy.h"
#include "tensor/destination.h"

typedef struct padding {
    gt__call call;
    const gt__array *src;
    int64_t before[GT_MAX_RANK], after[GT_MAX_RANK];
    int32_t mode;
    uint64_t value[2]; /* an element of the target */
} padding;

/* Part of the target: from, to along each axis. */
typedef struct part {
    int64_t from[GT_MAX_RANK], to[GT_MAX_RANK];
} part;

static gt__array view_of(const gt__array *target, const part *p)
{
    gt__array view = *target;
    for (int32_t axis = 0; axis < target->shape.rank; axis++) {
        view.offset += target->count > 0 ? p->from[axis] * target->strides[axis] : 0;
        view.shape.size[axis] = p->to[axis] - p->from[axis];
    }
    view.count = gt__shape_count(&view.shape);
    return view;
}

/* What is filled when the axes before `axis` are padded. */
static part filled(const padding *p, int32_t axis)
{
    part inside;
    for (int32_t i = 0; i < p->src->shape.rank; i++) {
        const int64_t n = p->src->shape.size[i];
        inside.from[i] = i < axis ? 0 : p->before[i];
        inside.to[i] = i < axis ? p->before[i] + n + p->after[i] : p->before[i] + n;
    }
    return inside;
}

/* [to, to + n) along the axis = [from, from + n) of it, or, mirrored, that backwards. */
static gt_status move(const padding *p, const gt__array *target, part region, int32_t axis, int64_t to, int64_t from,
                      int64_t n, int mirrored)
{
    region.from[axis] = from;
    region.to[axis] = from + n;
    gt__array source = view_of(target, &region);
    region.from[axis] = to;
    region.to[axis] = to + n;
    const gt__array there = view_of(target, &region);
    if (there.count == 0) return GT_OK;
    if (mirrored) {
        source.offset += (n - 1) * source.strides[axis];
        source.strides[axis] = -source.strides[axis];
    }
    return gt__copy_run(&p->call, &there, &source);
}

static gt_status fill_sides(const padding *p, const gt__array *target)
{
    for (int32_t axis = 0; axis < target->shape.rank; axis++)
        for (int side = 0; side < 2; side++) {
            part region = filled(p, target->shape.rank); /* the whole */
            for (int32_t i = 0; i < axis; i++) region.from[i] = p->before[i], region.to[i] -= p->after[i];
            if (side)
                region.from[axis] = region.to[axis] - p->after[axis];
            else
                region.to[axis] = p->before[axis];
            const gt__array edge = view_of(target, &region);
            if (edge.count > 0) GT__TRY(gt__fill_run(&p->call, &edge, p->value));
        }
    return GT_OK;
}

static gt_status repeat_edges(const padding *p, const gt__array *target, int32_t axis)
{
    const part inside = filled(p, axis);
    for (int side = 0; side < 2; side++) {
        part from = inside, to = inside;
        from.from[axis] = side ? inside.to[axis] - 1 : inside.from[axis];
        from.to[axis] = from.from[axis] + 1;
        to.from[axis] = side ? inside.to[axis] : 0;
        to.to[axis] = side ? inside.to[axis] + p->after[axis] : p->before[axis];
        gt__array edge = view_of(target, &from);
        const gt__array there = view_of(target, &to);
        edge.shape = there.shape;
        edge.count = there.count;
        edge.strides[axis] = 0;
        if (there.count > 0) GT__TRY(gt__copy_run(&p->call, &there, &edge));
    }
    return GT_OK;
}

/* What is filled grows on both sides: first a mirror image, where there is one, then by whole periods. */
static gt_status repeat_periods(const padding *p, const gt__array *target, int32_t axis)
{
    const part inside = filled(p, axis);
    const int64_t n = p->src->shape.size[axis], end = inside.to[axis] + p->after[axis];
    const int edge = p->mode == GT_PAD_SYMMETRIC, mirrors = edge || p->mode == GT_PAD_REFLECT;
    const int64_t period = p->mode == GT_PAD_WRAP ? n : edge ? 2 * n : 2 * (n - 1);
    int64_t low = inside.from[axis], high = inside.to[axis];
    for (int first = mirrors; low > 0; first = 0) {
        const int64_t far = (high - low) / (first ? 1 : period) * (first ? 1 : period);
        const int64_t some = gt__smaller(low, first ? n - !edge : far);
        GT__TRY(move(p, target, inside, axis, low - some, first ? low + !edge : low - some + far, some, first));
        low -= some;
    }
    for (int first = mirrors; high < end; first = 0) {
        const int64_t far = high / (first ? 1 : period) * (first ? 1 : period);
        const int64_t some = gt__smaller(end - high, first ? high - !edge : far);
        GT__TRY(move(p, target, inside, axis, high, first ? high - !edge - some : high - far, some, first));
        high += some;
    }
    return GT_OK;
}

static gt_status pad_axis(const padding *p, const gt__array *target, int32_t axis)
{
    if (p->before[axis] == 0 && p->after[axis] == 0) return GT_OK;
    if (p->mode == GT_PAD_EDGE || (p->mode == GT_PAD_REFLECT && p->src->shape.size[axis] == 1))
        return repeat_edges(p, target, axis);
    return repeat_periods(p, target, axis);
}

static gt_status run(const padding *p, const gt__array *target)
{
    const part middle = filled(p, 0);
    const gt__array inside = view_of(target, &middle);
    if (target->count == 0) return GT_OK;
    if (inside.count > 0) GT__TRY(gt__copy_run(&p->call, &inside, p->src));
    if (p->mode == GT_PAD_CONSTANT) return fill_sides(p, target);
    for (int32_t axis = 0; axis < target->shape.rank; axis++) GT__TRY(pad_axis(p, target, axis));
    return GT_OK;
}

static gt_status check_widths(padding *p, const int64_t *before, const int64_t *after, int64_t *size)
{
    const gt__shape *shape = &p->src->shape;
    for (int32_t i = 0; i < shape->rank; i++) {
        p->before[i] = before ? before[i] : 0;
        p->after[i] = after ? after[i] : 0;
        GT__CHECK(p->before[i] >= 0, &p->call, GT_E_ARGUMENT, 4, "%lld elements before axis %d",
                  (long long)p->before[i], (int)i);
        GT__CHECK(p->after[i] >= 0, &p->call, GT_E_ARGUMENT, 5, "%lld elements after axis %d", (long long)p->after[i],
                  (int)i);
        GT__CHECK(p->mode == GT_PAD_CONSTANT || shape->size[i] > 0 || (p->before[i] == 0 && p->after[i] == 0), &p->call,
                  GT_E_SHAPE, 3, "axis %d of %s has no elements to pad with", (int)i, GT__SHOW(shape));
        GT__CHECK(!__builtin_add_overflow(shape->size[i], p->before[i], &size[i]) &&
                      !__builtin_add_overflow(size[i], p->after[i], &size[i]),
                  &p->call, GT_E_SHAPE, 4, "the size of axis %d overflows", (int)i);
    }
    return GT_OK;
}

static gt_status set_value(padding *p, const gt_scalar *value, const gt__dtype *dtype)
{
    static const gt_scalar zero = {.dtype = GT_WEAK_INT};
    value = value ? value : &zero;
    GT__TRY(gt__value_check(&p->call, value, dtype, 7));
    gt__scalar_store(value, dtype->value, p->value);
    return GT_OK;
}

gt_status gt_pad(gt_queue *q, gt_tensor **dst, const gt_tensor *src, const int64_t *before, const int64_t *after,
                 int32_t mode, const gt_scalar *value)
{
    padding p = {.mode = mode};
    gt__shape shape;
    gt__destination d;
    int64_t size[GT_MAX_RANK], count = 0;
    GT__TRY(gt__call_begin(&p.call, "gt_pad", q, 1));
    GT__CHECK(dst, &p.call, GT_E_ARGUMENT, 2, "dst is NULL");
    GT__TRY(gt__operand_check(&p.call, src, 3));
    GT__CHECK(mode >= GT_PAD_CONSTANT && mode <= GT_PAD_WRAP, &p.call, GT_E_ARGUMENT, 6, "unknown mode %d", (int)mode);
    p.src = &src->array;
    GT__TRY(check_widths(&p, before, after, size));
    GT__TRY(gt__shape_make(&shape, &count, p.src->shape.rank, size, p.src->dtype->size, p.call.name, 3));
    GT__TRY(set_value(&p, value, *dst ? (*dst)->array.dtype : p.src->dtype));
    GT__TRY(gt__destination_begin(&d, &p.call, dst, 2, p.src->dtype, &shape, &p.src, 1, 0));
    return gt__destination_end(&d, &p.call, run(&p, d.target));
}

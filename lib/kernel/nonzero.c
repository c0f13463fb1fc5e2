#include "kernel/nonzero.h"

#include <stdlib.h>

#include "base/integer.h"
#include "base/scalar.h"
#include "kernel/elementwise.h"
#include "kernel/flat.h"
#include "kernel/scan.h"
#include "kernel/spec.h"
#include "kernel/tuning.h"
#include "kernel/walk.h"

static int64_t group_of(const gt__traits *traits)
{
    int64_t items = gt__tuned.nonzero_gpu.group;
    while (items > traits->group) items /= 2;
    return items;
}

/* In the cpu form a piece adds up those before it, so there are few. */
static void cut(gt__nonzero *what, const gt__call *call, int64_t count)
{
    const gt__traits *traits = gt__traits_of(call->context);
    const int64_t items = group_of(traits);
    what->span =
        traits->form == GT__CPU
            ? gt__larger(gt__flat_chunk(call, count), gt__divide_up(count, gt__tuned.nonzero_cpu.pieces))
            : gt__round_up(gt__larger(gt__tuned.nonzero_gpu.span, gt__divide_up(count, gt__tuned.nonzero_gpu.pieces)),
                           items);
    what->pieces = gt__divide_up(count, what->span);
}

/* What a launch does with what is not zero (nonzero.cl). */
enum { NUMBERS, CHOOSES, PLACES };

typedef struct job {
    const gt__array *mask, *beside; /* beside: of mask's shape, or mask itself */
    const gt__array *out;           /* of counts, of the result, or of what is put */
    int64_t step;                   /* between its elements */
    int32_t coordinates;            /* -1 for row-major numbers */
    int counts, kind;
} job;

static gt__spec make_spec(const gt__call *call, const job *j, const gt__walk *walk, int64_t items)
{
    const gt__dtype *out = j->kind == NUMBERS ? gt__dtype_of(GT_I64) : gt__dtype_of(j->out->dtype->raw);
    gt__spec spec = gt__spec_of(call, GT__NONZERO);
    spec.ranks = gt__spec_ranks(walk->rank > j->coordinates ? walk->rank : j->coordinates);
    spec.operands = 1;
    spec.storage[0] = (uint8_t)j->mask->dtype->value;
    spec.flags = j->counts ? GT__COUNTS : 0;
    spec.kind = (uint8_t)j->kind;
    spec.tile[0] = (uint16_t)(spec.form == GT__GPU ? items : gt__tuned.nonzero_cpu.block);
    gt__spec_types(&spec, gt__dtype_of(GT_I32), gt__dtype_of(GT_I32), out);
    return spec;
}

static gt_status launch(const gt__call *call, const gt__nonzero *what, const job *j)
{
    const int64_t *strides[] = {j->mask->strides, j->beside->strides}, items = group_of(gt__traits_of(call->context));
    gt__walk walk;
    gt__kernel *kernel = NULL;
    gt__command command;
    gt__walk_make(&walk, &j->mask->shape, 2, strides);
    gt__walk_merge(&walk);
    const gt__spec spec = make_spec(call, j, &walk, items);
    GT__TRY(gt__spec_kernel(&kernel, call, &spec));
    gt__launch_begin(&command, kernel);
    gt__arg_walk(&command, &walk, spec.ranks);
    gt__arg_axes(&command, j->mask->shape.size, j->coordinates > 0 ? j->mask->shape.rank : 0, spec.ranks);
    gt__arg_buffer(&command, j->mask->buffer);
    gt__arg_long(&command, j->mask->offset);
    gt__arg_buffer(&command, j->beside->buffer);
    gt__arg_long(&command, j->beside->offset);
    gt__arg_buffer(&command, j->out->buffer);
    gt__arg_long(&command, j->out->offset);
    gt__arg_long(&command, j->step);
    gt__arg_buffer(&command, what->begins.buffer);
    gt__arg_long(&command, j->mask->count);
    gt__arg_long(&command, what->pieces);
    gt__arg_long(&command, what->span);
    gt__arg_int(&command, walk.rank);
    gt__arg_int(&command, j->coordinates);
    if (spec.form == GT__GPU) command.local[0] = (size_t)items;
    command.global[0] = (size_t)what->pieces * command.local[0];
    return gt__submit(call, &command);
}

gt_status gt__nonzero_count(gt__nonzero *out, const gt__call *call, const gt__array *src)
{
    out->found = 0;
    out->pieces = 0;
    out->begins.buffer = NULL;
    if (src->count == 0) return GT_OK;
    cut(out, call, src->count);
    const gt__shape shape = {1, {out->pieces + 1}};
    const gt__dtype *dtype = gt__dtype_of(GT_I64);
    const gt__scanning sums = {.row = GT_ADD, .compute = dtype, .result = dtype, .exclusive = 1};
    GT__TRY(gt__array_create(&out->begins, call, dtype, &shape));
    const job counting = {src, src, &out->begins, 1, -1, 1, NUMBERS};
    GT__TRY(launch(call, out, &counting));
    if (gt__traits_of(call->context)->form == GT__CPU) return GT_OK;
    return gt__scan_run(call, &sums, &out->begins, &out->begins, 0);
}

/* The numbers of the cpu form are added up here. */
gt_status gt__nonzero_wait(gt__nonzero *what, const gt__call *call, int64_t rehearsed)
{
    const int64_t size = gt__dtype_of(GT_I64)->size;
    const int cpu = gt__traits_of(call->context)->form == GT__CPU;
    const int64_t first = cpu ? 0 : what->pieces, n = cpu ? what->pieces : 1;
    if (!what->begins.buffer) return GT_OK;
    int64_t *counts = malloc((size_t)(n * size)); /* a few, for which nothing that is kept is given up */
    if (!counts) return gt__fail(GT_E_OUT_OF_MEMORY, call->name, 0, "no host memory for %lld counts", (long long)n);
    gt_status status = gt__read(call, counts, what->begins.buffer, first * size, n * size);
    if (status == GT_OK) status = gt__wait(call);
    if (gt__rehearses(call)) what->found = rehearsed;
    for (int64_t i = 0; status == GT_OK && i < n && !gt__rehearses(call); i++) what->found += counts[i];
    free(counts);
    return status;
}

static gt_status divide(const gt__call *call, int32_t row, const gt__array *to, const gt__array *from, int64_t divisor)
{
    const gt_scalar scalar = {.dtype = GT_I64, .i = divisor};
    gt__elementwise what;
    gt__elementwise_begin(&what, row, from->dtype, from->dtype, 2);
    what.operand[0].array = from;
    gt__scalar_store(&scalar, GT_I64, &what.operand[1].scalar);
    return gt__elementwise_run(call, &what, to);
}

/* The places along more axes than the kernel has room for: digits of the numbers. */
static gt_status write_digits(const gt__call *call, const gt__nonzero *what, const gt__array *target,
                              const gt__array *src)
{
    const gt__shape line = {1, {what->found}};
    gt__array numbers, column = *target;
    GT__TRY(gt__array_create(&numbers, call, target->dtype, &line));
    column.shape = line;
    column.count = what->found;
    gt_status status = gt__nonzero_write(call, what, &numbers, src, 1);
    for (int32_t axis = src->shape.rank - 1; axis >= 0 && status == GT_OK; axis--) {
        column.offset = target->offset + axis * target->strides[1];
        status = divide(call, GT_REMAINDER, &column, &numbers, src->shape.size[axis]);
        if (status == GT_OK) status = divide(call, GT_FLOOR_DIVIDE, &numbers, &numbers, src->shape.size[axis]);
    }
    gt__buffer_release(numbers.buffer);
    return status;
}

gt_status gt__nonzero_write(const gt__call *call, const gt__nonzero *what, const gt__array *target,
                            const gt__array *src, int flat)
{
    if (target->count == 0) return GT_OK;
    if (!flat && src->shape.rank > GT__WALK_AXES) return write_digits(call, what, target, src);
    const job numbering = {src, src, target, 1, flat ? -1 : src->shape.rank, 0, NUMBERS};
    return launch(call, what, &numbering);
}

gt_status gt__nonzero_choose(const gt__call *call, const gt__nonzero *what, const gt__array *target,
                             const gt__array *mask, const gt__array *values)
{
    if (target->count == 0) return GT_OK;
    const job choosing = {mask, values, target, target->strides[0], -1, 0, CHOOSES};
    return launch(call, what, &choosing);
}

gt_status gt__nonzero_place(const gt__call *call, const gt__nonzero *what, const gt__array *to, const gt__array *mask,
                            const gt__array *values)
{
    if (to->count == 0) return GT_OK;
    const job placing = {mask, to, values, values->count == 1 ? 0 : values->strides[0], -1, 0, PLACES};
    return launch(call, what, &placing);
}

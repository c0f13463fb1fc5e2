#include "kernel/index.h"

#include "base/integer.h"
#include "kernel/copy.h"
#include "kernel/flat.h"
#include "kernel/spec.h"
#include "kernel/tuning.h"
#include "kernel/walk.h"

enum { O, X, I, P, OPERANDS };

/* Elements that are moved as they are, of `size` bytes; what is along x's axis and where all begin. cpu: an index
 * moves `width` neighbours. */
typedef struct moved {
    gt__walk walk;
    int64_t step, x, o, i, count, width;
    int32_t size;
} moved;

/* 1 if all that says where elements lie is a multiple of n elements. */
static int in_multiples(const moved *m, int64_t n)
{
    const int32_t last = m->walk.rank - 1;
    if (m->walk.size[last] % n != 0 || m->step % n != 0 || m->x % n != 0 || m->o % n != 0) return 0;
    for (int32_t axis = 0; axis < last; axis++)
        if (m->walk.stride[O][axis] % n != 0 || m->walk.stride[X][axis] % n != 0) return 0;
    return 1;
}

/* 1 if one index moves all elements along the innermost axis, which are neighbours. */
static int moves_rows(const moved *m)
{
    const int32_t last = m->walk.rank - 1;
    return m->walk.stride[O][last] == 1 && m->walk.stride[X][last] == 1 && m->walk.stride[I][last] == 0 &&
           m->walk.stride[P][last] == 0;
}

/* Takes neighbours that one index moves as one element, of up to 8 bytes. */
static void widen(moved *m)
{
    const int32_t last = m->walk.rank - 1;
    if (!moves_rows(m)) return;
    for (; m->size < (int32_t)sizeof(uint64_t) && in_multiples(m, 2); m->size *= 2) {
        m->walk.size[last] /= 2;
        m->step /= 2, m->x /= 2, m->o /= 2, m->count /= 2;
        for (int32_t axis = 0; axis < last; axis++) m->walk.stride[O][axis] /= 2, m->walk.stride[X][axis] /= 2;
    }
}

/* Takes a short row as an element. */
static void take_rows(moved *m)
{
    const int32_t last = m->walk.rank - 1;
    if (last == 0 || m->walk.size[last] > gt__tuned.gather_cpu.width || !moves_rows(m)) return;
    m->width = m->walk.size[last];
    m->count /= m->width;
    gt__walk_drop(&m->walk, last);
}

static void plan(moved *m, const gt__indexing *what, const gt__array *target)
{
    gt__indexed strides;
    gt__indexed_make(&strides, what, &target->shape);
    const int64_t *all[OPERANDS] = {target->strides, strides.of, strides.index, strides.position};
    gt__walk_make(&m->walk, &target->shape, OPERANDS, all);
    gt__walk_sort(&m->walk);
    gt__walk_merge(&m->walk);
    m->step = what->of->strides[what->axis];
    m->x = what->of->offset;
    m->o = target->offset;
    m->i = what->indices->offset;
    m->count = target->count;
    m->size = target->dtype->size;
    m->width = 1;
    widen(m);
}

/* Of so many elements as a work-item takes of bytes. */
static void set_chunk(gt__command *command, const gt__call *call, const moved *m)
{
    const int64_t chunk = gt__divide_up(gt__flat_chunk(call, m->count * m->width), m->width);
    gt__arg_long(command, chunk);
    gt__arg_long(command, m->width);
    command->global[0] = (size_t)gt__divide_up(m->count, chunk);
}

gt_status gt__indices_check(const gt__call *call, const gt__indexing *what)
{
    const gt__array *indices = what->indices;
    gt__array line = *what->of, taken = {0}, dense;
    line.shape = (gt__shape){1, {what->of->shape.size[what->axis]}};
    line.strides[0] = 0;
    gt_status status = gt__copy_fitting(&dense, call, &indices);
    if (status == GT_OK) status = gt__array_create(&taken, call, line.dtype, &indices->shape);
    const gt__indexing check = {&line, indices, 0, 0};
    if (status == GT_OK) status = gt__gather_run(call, &check, &taken);
    gt__buffer_release(taken.buffer);
    gt__buffer_release(dense.buffer);
    return status;
}

static gt_status launch(const gt__call *call, const gt__indexing *what, const gt__array *target, moved m)
{
    gt__kernel *kernel = NULL;
    gt__command command;
    const gt__dtype *raw = gt__dtype_raw(m.size), *wide = gt__dtype_of(raw->wide);
    gt__spec spec = gt__spec_of(call, GT__GATHER);
    if (spec.form == GT__CPU) take_rows(&m);
    spec.tile[0] = (uint16_t)(spec.form == GT__CPU ? gt__tuned.gather_cpu.block : 0);
    spec.ranks = gt__spec_ranks(m.walk.rank);
    spec.operands = 1;
    spec.storage[0] = (uint8_t)what->indices->dtype->value;
    gt__spec_types(&spec, wide, wide, raw);
    GT__TRY(gt__spec_kernel(&kernel, call, &spec));
    gt__launch_begin(&command, kernel);
    for (int32_t i = X; i < OPERANDS; i++) gt__arg_axes(&command, m.walk.stride[i], m.walk.rank, spec.ranks);
    gt__arg_axes(&command, m.walk.stride[O], m.walk.rank, spec.ranks);
    gt__arg_axes(&command, m.walk.size, m.walk.rank, spec.ranks);
    gt__arg_buffer(&command, what->of->buffer);
    gt__arg_long(&command, m.x);
    gt__arg_buffer(&command, what->indices->buffer);
    gt__arg_long(&command, m.i);
    gt__arg_buffer(&command, target->buffer);
    gt__arg_long(&command, m.o);
    gt__arg_long(&command, m.count);
    gt__arg_long(&command, m.step);
    gt__arg_long(&command, what->of->shape.size[what->axis]);
    gt__arg_finding(&command);
    gt__arg_int(&command, m.walk.rank);
    gt__flat_sizes(call, &command, m.count, m.count);
    if (spec.form == GT__CPU) set_chunk(&command, call, &m);
    return gt__submit(call, &command);
}

/* A launch for each place along the axes that the kernel has no room for, which numbers indices from each on: what is
 * wrong among them is noted before. */
static gt_status launch_parts(const gt__call *call, const gt__indexing *what, const gt__array *target,
                              const moved *whole)
{
    moved part = *whole;
    const int64_t parts = gt__walk_split(&part.walk);
    part.count /= parts;
    GT__TRY(gt__indices_check(call, what));
    for (int64_t at = 0; at < parts; at++) {
        part.o = whole->o + gt__walk_part(&whole->walk, O, at);
        part.x = whole->x + gt__walk_part(&whole->walk, X, at);
        part.i = whole->i + gt__walk_part(&whole->walk, I, at);
        GT__TRY(launch(call, what, target, part));
    }
    return GT_OK;
}

gt_status gt__gather_run(const gt__call *call, const gt__indexing *what, const gt__array *target)
{
    moved m;
    if (target->count == 0) return GT_OK;
    plan(&m, what, target);
    return m.walk.rank > GT__WALK_AXES ? launch_parts(call, what, target, &m) : launch(call, what, target, m);
}

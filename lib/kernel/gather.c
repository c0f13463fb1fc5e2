#include "kernel/index.h"

#include "kernel/flat.h"
#include "kernel/spec.h"
#include "kernel/tuning.h"
#include "kernel/walk.h"

enum { O, X, I, P, OPERANDS };

/* Elements that are moved as they are, of `size` bytes; what is along x's axis and where both begin. */
typedef struct moved {
    gt__walk walk;
    int64_t step, x, o, count;
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

/* Takes neighbours that one index moves as one element, of up to 8 bytes. */
static void widen(moved *m)
{
    const int32_t last = m->walk.rank - 1;
    if (m->walk.stride[O][last] != 1 || m->walk.stride[X][last] != 1) return;
    if (m->walk.stride[I][last] != 0 || m->walk.stride[P][last] != 0) return;
    for (; m->size < (int32_t)sizeof(uint64_t) && in_multiples(m, 2); m->size *= 2) {
        m->walk.size[last] /= 2;
        m->step /= 2, m->x /= 2, m->o /= 2, m->count /= 2;
        for (int32_t axis = 0; axis < last; axis++) m->walk.stride[O][axis] /= 2, m->walk.stride[X][axis] /= 2;
    }
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
    m->count = target->count;
    m->size = target->dtype->size;
    widen(m);
}

gt_status gt__gather_run(const gt__call *call, const gt__indexing *what, const gt__array *target)
{
    moved m;
    gt__kernel *kernel = NULL;
    gt__command command;
    if (target->count == 0) return GT_OK;
    plan(&m, what, target);
    const gt__dtype *raw = gt__dtype_raw(m.size), *wide = gt__dtype_of(raw->wide);
    gt__spec spec = gt__spec_of(call, GT__GATHER);
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
    gt__arg_long(&command, what->indices->offset);
    gt__arg_buffer(&command, target->buffer);
    gt__arg_long(&command, m.o);
    gt__arg_long(&command, m.count);
    gt__arg_long(&command, m.step);
    gt__arg_long(&command, what->of->shape.size[what->axis]);
    gt__arg_finding(&command);
    gt__arg_int(&command, m.walk.rank);
    if (spec.form == GT__CPU) gt__arg_long(&command, gt__flat_chunk(call, m.count));
    gt__flat_sizes(call, &command, m.count, m.count);
    return gt__submit(call, &command);
}

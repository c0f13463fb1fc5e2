/* One launch of a transform: which lines are side by side, its sizes and arguments. */
#include "base/integer.h"
#include "kernel/fft.h"
#include "kernel/roots.h"
#include "kernel/spec.h"
#include "kernel/tuning.h"
#include "kernel/walk.h"

enum { X, O, G, OPERANDS };
/* What the kernel calls HAS_STEPS and so on. */
enum { HAS_STEPS = 1, HAS_CHIRP = 2, HAS_FACTORS = 4, X_COMPLEX = 8, O_COMPLEX = 16 };
/* And what fft_sized.cl calls so. */
enum { X_PARTLY = 0x20, X_ACROSS = 0x40, O_ACROSS = 0x80, X_NEAR = 0x100, O_NEAR = 0x200, O_PARTLY = 0x400 };
/* Copies of a line in local memory: both parts of it, twice. */
enum { COPIES = 4 };

typedef struct plan {
    const gt__call *call;
    const gt__fft_pass *pass;
    const gt__traits *traits;
    gt__walk kept;
    int64_t lines, lanes; /* lanes: cpu: of a vector; gpu: lines of a work-group */
    int64_t items, groups, pitch;
    int is_sized;
    gt__fft_sizes sizes; /* if it is */
    gt__buffer *roots, *steps;
} plan;

int64_t gt__fft_radices(int64_t n)
{
    static const int odd[] = {3, 5, 7};
    int64_t radices = 0;
    int twos = 0, stages = 0;
    for (; n % 2 == 0; n /= 2) twos++;
    const int fours = twos % 3 == 2 ? 1 : twos % 3 == 1 && twos > 1 ? 2 : 0;
    for (int left = twos; left > 0; stages++) {
        const int bits = left > 2 * fours ? (left > 2 ? 3 : left) : 2;
        radices |= (int64_t)1 << (4 * stages + bits);
        left -= bits;
    }
    for (int i = 0; i < 3; i++)
        for (; n % odd[i] == 0 && stages < 15; n /= odd[i]) radices |= (int64_t)odd[i] << 4 * stages++;
    return n == 1 ? radices : -1;
}

/* ---- sizes ---- */

static int64_t local_elements(const gt__traits *traits, const gt__dtype *real)
{
    const int64_t most = traits->form == GT__CPU ? gt__tuned.fft.cpu_bytes : gt__tuned.fft.gpu_bytes;
    return gt__smaller(traits->local_bytes, most) / COPIES / real->size;
}

int64_t gt__fft_lanes(const gt__call *call, const gt__dtype *real)
{
    const gt__traits *traits = gt__traits_of(call->context);
    return traits->form == GT__CPU ? traits->vector_bytes / real->size : 1;
}

int64_t gt__fft_longest(const gt__call *call, const gt__dtype *real, int alone)
{
    const gt__traits *traits = gt__traits_of(call->context);
    const int64_t most = local_elements(traits, real) / gt__fft_lanes(call, real);
    return traits->form == GT__CPU || alone ? most : most / gt__tuned.fft.gpu_side;
}

/* The work-group of the gpu form: few different ones, since some implementations compile a kernel again for each. */
static int64_t group_of(const plan *p)
{
    int64_t items =
        p->pass->n * p->lanes <= gt__tuned.fft.gpu_few ? gt__tuned.fft.gpu_small_group : gt__tuned.fft.gpu_group;
    while (items > p->traits->group) items /= 2;
    return items;
}

static void choose_sizes(plan *p)
{
    const int64_t length = p->kept.size[p->kept.rank - 1], most = local_elements(p->traits, p->pass->real);
    p->is_sized = gt__fft_sizes_of(&p->sizes, p->call, p->pass->real, p->pass->n, length, p->lines * p->pass->n);
    if (p->is_sized) {
        p->lanes = p->sizes.width;
        p->items = p->lanes * p->sizes.items;
        p->groups = p->lines / length * gt__divide_up(length, p->lanes);
        return;
    }
    p->lanes = gt__fft_lanes(p->call, p->pass->real);
    p->pitch = p->pass->n | 1; /* so that elements of neighbouring lines are in different banks */
    if (p->traits->form == GT__GPU)
        while (p->lanes < length && 2 * p->lanes * p->pitch <= most) p->lanes *= 2;
    if (p->lanes == 1) p->pitch = p->pass->n;
    p->items = group_of(p);
    p->groups = p->lines / length * gt__divide_up(length, p->lanes);
}

/* ---- the lines ---- */

/* Strides along the two axes that the axis is split into, of those that are before and those that are after. */
static void add_axis(gt__walk *walk, int64_t size, int64_t x, int64_t o, int64_t g)
{
    if (size == 1) return;
    walk->size[walk->rank] = size;
    walk->stride[X][walk->rank] = x;
    walk->stride[O][walk->rank] = o;
    walk->stride[G][walk->rank] = g;
    walk->rank++;
}

/* The lines that are to be side by side: the innermost ones, or if these are too few those of the longest axis. */
static void choose_innermost(gt__walk *walk, int64_t enough)
{
    int32_t longest = walk->rank - 1;
    if (walk->size[longest] >= enough) return;
    for (int32_t i = walk->rank - 1; i >= 0; i--)
        if (walk->size[i] > 2 * walk->size[longest]) longest = i;
    gt__walk_move(walk, longest, walk->rank - 1);
}

static void make_lines(plan *p)
{
    const gt__fft_pass *pass = p->pass;
    const int64_t xstep = pass->x.strides[pass->axis], ostep = pass->o.strides[pass->axis];
    gt__walk *walk = &p->kept;
    walk->rank = 0;
    walk->operands = OPERANDS;
    p->lines = pass->before * pass->after;
    for (int32_t i = 0; i < pass->shape.rank; i++) {
        if (i == pass->axis) {
            add_axis(walk, pass->before, pass->n * pass->after * xstep, pass->after * ostep, pass->after == 1);
            add_axis(walk, pass->after, xstep, ostep, pass->before);
        } else {
            add_axis(walk, pass->shape.size[i], pass->x.strides[i], pass->o.strides[i], 0);
            p->lines *= pass->shape.size[i];
        }
    }
    gt__walk_sort(walk);
    gt__walk_merge(walk);
    choose_innermost(walk, p->traits->form == GT__CPU ? gt__fft_lanes(p->call, pass->real) : gt__tuned.fft.gpu_side);
}

/* ---- launch ---- */

static int32_t has_of(const gt__fft_pass *pass)
{
    return (pass->after > 1 ? HAS_STEPS : 0) | (pass->chirp ? HAS_CHIRP : 0) | (pass->factors ? HAS_FACTORS : 0) |
           (pass->x.is_complex ? X_COMPLEX : 0) | (pass->o.is_complex ? O_COMPLEX : 0);
}

static void add_real(gt__command *command, const gt__dtype *real, double value)
{
    const float single = (float)value;
    gt__arg_value(command, real->size == 8 ? (const void *)&value : (const void *)&single, (size_t)real->size);
}

static void add_arguments(gt__command *command, const plan *p, const gt__spec *spec)
{
    const gt__fft_pass *pass = p->pass;
    const int64_t xstep = pass->x.strides[pass->axis], ostep = pass->o.strides[pass->axis];
    const int first = pass->before == 1, last = pass->after == 1;
    gt__arg_walk(command, &p->kept, spec->ranks);
    gt__arg_buffer(command, pass->x.buffer);
    gt__arg_buffer(command, pass->o.buffer);
    gt__arg_buffer(command, p->roots);
    gt__arg_buffer(command, p->steps ? p->steps : p->roots);
    gt__arg_buffer(command, pass->chirp ? pass->chirp : p->roots);
    gt__arg_buffer(command, pass->factors ? pass->factors : p->roots);
    gt__arg_long(command, pass->x.first);
    gt__arg_long(command, pass->o.first);
    gt__arg_long(command, pass->after * xstep);
    gt__arg_long(command, pass->before * pass->after * ostep);
    gt__arg_long(command, first ? pass->after : 0);
    gt__arg_long(command, last ? pass->before : 0);
    gt__arg_long(command, first ? pass->have : INT64_MAX);
    gt__arg_long(command, last ? pass->keep : INT64_MAX);
    gt__arg_long(command, first ? pass->mirror : 0);
    gt__arg_long(command, xstep);
    gt__arg_long(command, gt__fft_radices(pass->n));
    add_real(command, pass->real, pass->xsign);
    add_real(command, pass->real, pass->osign);
    add_real(command, pass->real, pass->fsign);
    add_real(command, pass->real, pass->scale);
    gt__arg_int(command, (int32_t)pass->n);
    gt__arg_int(command, gt__roots_bits(pass->before * pass->n * pass->after));
    gt__arg_int(command, has_of(pass));
    gt__arg_int(command, p->kept.rank);
}

static int is_across(const plan *p, int operand, int64_t step)
{
    return p->lanes > 1 && gt__magnitude(p->kept.stride[operand][p->kept.rank - 1]) < gt__magnitude(step);
}

/* As a kernel that is compiled for it has it. */
static int32_t all_of(const plan *p)
{
    const gt__fft_pass *pass = p->pass;
    const int64_t whole = pass->before * pass->n * pass->after;
    const int64_t xstep = pass->after * pass->x.strides[pass->axis];
    const int64_t ostep = pass->before * pass->after * pass->o.strides[pass->axis];
    int32_t has = has_of(pass);
    if (pass->before == 1 && (pass->have < whole || pass->mirror > 0)) has |= X_PARTLY;
    if (pass->after == 1 && pass->keep < whole) has |= O_PARTLY;
    if (is_across(p, X, xstep)) has |= X_ACROSS;
    if (is_across(p, O, ostep)) has |= O_ACROSS;
    if (xstep == (pass->x.is_complex ? 2 : 1)) has |= X_NEAR;
    if (ostep == (pass->o.is_complex ? 2 : 1)) has |= O_NEAR;
    return has;
}

static void set_sizes(gt__command *command, const plan *p)
{
    const gt__fft_pass *pass = p->pass;
    if (p->traits->form == GT__CPU) {
        const int64_t per_job = gt__larger(gt__tuned.fft.cpu_job / (pass->n * p->lanes), 1);
        gt__arg_long(command, per_job);
        gt__arg_long(command, p->groups);
        gt__arg_local(command, COPIES * pass->n * p->lanes * pass->real->size);
        command->global[0] = (size_t)gt__divide_up(p->groups, per_job);
        return;
    }
    const int64_t groups = gt__smaller(p->groups, gt__tuned.fft.gpu_groups);
    gt__arg_long(command, p->groups);
    gt__arg_int(command, (int32_t)p->lanes);
    gt__arg_int(command, (int32_t)p->pitch);
    gt__arg_int(command, is_across(p, X, pass->after * pass->x.strides[pass->axis]));
    gt__arg_int(command, is_across(p, O, pass->before * pass->after * pass->o.strides[pass->axis]));
    gt__arg_local(command, COPIES * p->pitch * p->lanes * pass->real->size);
    command->local[0] = (size_t)p->items;
    command->global[0] = (size_t)(groups * p->items);
}

/* Launches of as many groups as one may have. */
static gt_status submit_sized(gt__command *command, const plan *p)
{
    const int32_t begins = command->args;
    gt__arg_long(command, 0);
    command->local[0] = (size_t)p->items;
    for (int64_t begin = 0; begin < p->groups; begin += gt__tuned.fft.gpu_groups) {
        gt__arg_set(command, begins, &begin);
        command->global[0] = (size_t)(gt__smaller(p->groups - begin, gt__tuned.fft.gpu_groups) * p->items);
        GT__TRY(gt__submit(p->call, command));
    }
    return GT_OK;
}

static void set_tile(gt__spec *spec, const plan *p)
{
    spec->tile[0] = (uint16_t)p->sizes.width;
    spec->tile[1] = (uint16_t)all_of(p);
    for (int32_t i = 0; i < p->sizes.stages; i++) spec->tile[2 + i] = (uint16_t)p->sizes.radix[i];
}

static gt_status launch(plan *p)
{
    const gt__fft_pass *pass = p->pass;
    gt__spec spec = gt__spec_of(p->call, p->is_sized ? GT__FFT_SIZED : GT__FFT);
    gt__kernel *kernel = NULL;
    gt__command command;
    spec.ranks = gt__spec_ranks(p->kept.rank);
    gt__spec_types(&spec, pass->real, pass->real, pass->real);
    if (p->traits->fuses) spec.flags |= GT__FUSED;
    if (p->is_sized)
        set_tile(&spec, p);
    else if (spec.form == GT__CPU)
        spec.lanes = (uint8_t)p->lanes;
    else
        spec.tile[0] = (uint16_t)p->items;
    GT__TRY(gt__spec_kernel(&kernel, p->call, &spec));
    gt__launch_begin(&command, kernel);
    add_arguments(&command, p, &spec);
    if (p->is_sized) return submit_sized(&command, p);
    set_sizes(&command, p);
    return gt__submit(p->call, &command);
}

gt_status gt__fft_pass_run(const gt__call *call, const gt__fft_pass *pass)
{
    plan p = {.call = call, .pass = pass, .traits = gt__traits_of(call->context)};
    const int64_t whole = pass->before * pass->n * pass->after;
    make_lines(&p);
    choose_sizes(&p);
    gt_status status = gt__roots_get(&p.roots, call, GT__ROOTS, pass->real, pass->n, 0);
    if (status == GT_OK && pass->after > 1) status = gt__roots_get(&p.steps, call, GT__STEPS, pass->real, whole, 0);
    if (status == GT_OK) status = launch(&p);
    gt__buffer_release(p.steps);
    gt__buffer_release(p.roots);
    return status;
}

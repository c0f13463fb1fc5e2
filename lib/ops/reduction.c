#include "ops/reduction.h"

#include "base/integer.h"
#include "tensor/layout.h"
#include "tensor/prelude.h"

enum { STRIP = 1024, JOB = 32768, GROUP_RUN = 1024, ITEM_RUN = 1024, FEW = 32 };
/* Of a launch: some devices count no further. */
static const int64_t MOST_ITEMS = UINT32_MAX;
enum { X, O, M }; /* operands of the kept axes */

/* One launch: from elements or from the accumulators of the launch before, to accumulators or to the result. */
typedef struct pass {
    gt__layout kept, reduced;
    int64_t outs, count;
    int64_t splits, span, per_job;
    int outer, first;
    gt__buffer *in[2], *out[2]; /* accumulators and their extras */
} pass;

gt__shape gt__reduced_shape(const gt__shape *shape, const uint8_t *marks, int keep)
{
    gt__shape out = {0};
    for (int32_t axis = 0; axis < shape->rank; axis++) {
        if (!marks[axis]) out.size[out.rank++] = shape->size[axis];
        if (marks[axis] && keep) out.size[out.rank++] = 1;
    }
    return out;
}

/* ---- planning ---- */

/* Takes src's axes apart. The reduced axes keep their order for ARG, whose result is an index into them. */
static void split_axes(pass *p, const gt__reduction *reduction, const gt_tensor *target, const gt_tensor *src,
                       const uint8_t *marks, int keep)
{
    gt__shape kept = {0}, reduced = {0};
    int64_t x[GT_MAX_RANK], o[GT_MAX_RANK], m[GT_MAX_RANK] = {0}, rx[GT_MAX_RANK];
    const int64_t *kept_strides[] = {x, o, m}, *reduced_strides[] = {rx};
    for (int32_t axis = 0, to = 0; axis < src->shape.rank; axis++) {
        if (marks[axis]) {
            rx[reduced.rank] = src->strides[axis];
            reduced.size[reduced.rank++] = src->shape.size[axis];
            to += keep;
        } else {
            x[kept.rank] = src->strides[axis];
            o[kept.rank] = target->strides[to];
            if (reduction->mean) m[kept.rank] = reduction->mean->strides[to];
            kept.size[kept.rank++] = src->shape.size[axis];
            to++;
        }
    }
    p->outs = gt__shape_count(&kept);
    p->count = gt__shape_count(&reduced);
    gt__layout_make(&p->kept, &kept, 3, kept_strides);
    gt__layout_sort(&p->kept);
    gt__layout_merge(&p->kept);
    gt__layout_make(&p->reduced, &reduced, 1, reduced_strides);
    if (reduction->kind != GT__ARG) gt__layout_sort(&p->reduced);
    gt__layout_merge(&p->reduced);
}

/* How many splits give `jobs` of them enough to do for `wanted` at a time, each split with at least `least`
 * elements. */
static int64_t splits_for(const pass *p, int64_t jobs, int64_t wanted, int64_t least)
{
    if (jobs >= wanted || p->count <= least) return 1;
    return gt__smaller(gt__divide_up(wanted, jobs), gt__divide_up(p->count, least));
}

static void size_single(pass *p, int32_t units)
{
    int64_t length = p->kept.size[p->kept.rank - 1], wanted = 4 * units;
    if (p->outer) {
        p->per_job = gt__smaller(length, STRIP);
        int64_t jobs = p->outs / length * gt__divide_up(length, p->per_job);
        p->splits = splits_for(p, jobs, wanted, gt__larger(JOB / p->per_job, 1));
    } else {
        p->splits = splits_for(p, p->outs, wanted, JOB);
        p->per_job = p->splits > 1 ? 1 : gt__larger(JOB / gt__larger(p->count, 1), 1);
    }
}

/* The work-group of the grid form. A tree needs a power of two; few different ones, since some implementations compile
 * a kernel again for each. */
static int64_t group_size(const pass *p, const gt__traits *traits)
{
    int64_t size = p->outer || (p->count > 16 && p->count <= 64) ? 64 : p->count <= 16 ? 16 : 256;
    while (size > traits->group) size /= 2;
    return size;
}

static void size_grid(pass *p, const gt__traits *traits)
{
    int64_t group = group_size(p, traits);
    if (p->outer) {
        p->splits = gt__larger(gt__divide_up(p->count, ITEM_RUN), splits_for(p, p->outs, 512 * traits->units, 64));
    } else {
        p->splits = gt__larger(gt__divide_up(p->count, group * GROUP_RUN),
                               splits_for(p, p->outs, 16 * traits->units, group * 8));
    }
}

static void choose_sizes(pass *p, const gt__traits *traits)
{
    int64_t kept = gt__magnitude(p->kept.stride[X][p->kept.rank - 1]);
    int64_t reduced = gt__magnitude(p->reduced.stride[0][p->reduced.rank - 1]);
    int across = p->kept.size[p->kept.rank - 1] > 1 && kept < reduced;
    p->outer = traits->form == GT__SINGLE ? across : across || p->count <= FEW;
    if (traits->form == GT__SINGLE) {
        size_single(p, traits->units);
    } else {
        size_grid(p, traits);
        if (!p->outer && p->outs * p->splits > MOST_ITEMS / group_size(p, traits)) {
            p->outer = 1; /* an item takes an output, where a work-group for each would be too many */
            size_grid(p, traits);
        }
    }
    p->splits = gt__larger(p->splits, 1);
    p->span = gt__divide_up(p->count, p->splits);
    p->splits = p->span > 0 ? gt__divide_up(p->count, p->span) : 1;
}

/* ---- kernel and launch ---- */

static int32_t find_kernel(gt__kernel **kernel, gt_queue *q, const gt__reduction *r, const pass *p,
                           const gt_tensor *target, const gt_tensor *src)
{
    static const char *const kinds[] = {[GT__PLAIN] = "0", [GT__SUM] = "1", [GT__ARG] = "2"};
    gt__text prelude = {0};
    int last = p->splits == 1;
    gt__prelude_compute(&prelude, r->compute, 1);
    gt__prelude_flag(&prelude, "SINGLE", gt__queue_traits(q)->form == GT__SINGLE);
    gt__prelude_flag(&prelude, "OUTER", p->outer);
    gt__prelude_flag(&prelude, "PARTS_IN", !p->first);
    gt__prelude_flag(&prelude, "PARTS_OUT", !last);
    gt__prelude_flag(&prelude, "MEAN", r->mean && p->first);
    gt__text_join(&prelude, "#define KIND ", kinds[r->kind], "\n#define COMBINE ", r->combine, "\n#define BETTER ",
                  r->better, "\n#define IDENTITY ", r->identity, NULL);
    gt__text_join(&prelude, "\n#define FINISH(v) ", r->divides ? "((v) / divisor)\n" : "(v)\n", NULL);
    if (p->first)
        gt__text_join(&prelude, "#define T_IN T_", src->dtype->name, "\n#define LOAD_IN ",
                      r->truth ? "TRUTH_" : "LOAD_", src->dtype->name, "\n", NULL);
    else
        gt__text_join(&prelude, "#define T_IN C\n", NULL);
    if (last)
        gt__prelude_store(&prelude, r->compute, r->result, target->dtype);
    else
        gt__text_join(&prelude, "#define T_OUT C\n", NULL);
    return gt__prelude_kernel(kernel, q, "reduce", &prelude, r->operation);
}

/* Global and local sizes, and the local memory of the tree. */
static void set_grid(gt__launch *launch, const pass *p, const gt__traits *traits, const gt__reduction *r)
{
    size_t size = (size_t)gt__dtype_of(r->compute)->size;
    if (traits->form == GT__SINGLE) {
        int64_t length = p->kept.size[p->kept.rank - 1];
        int64_t jobs =
            p->outer ? p->outs / length * gt__divide_up(length, p->per_job) : gt__divide_up(p->outs, p->per_job);
        launch->global[0] = (size_t)(jobs * p->splits);
        return;
    }
    int64_t group = group_size(p, traits);
    while (group > gt__kernel_group(launch->kernel)) group /= 2;
    launch->local[0] = (size_t)group;
    if (p->outer) {
        launch->global[0] = (size_t)(gt__divide_up(p->outs * p->splits, group) * group);
        return;
    }
    launch->global[0] = (size_t)(p->outs * p->splits * group);
    gt__arg_local(launch, size * (size_t)group);
    gt__arg_local(launch, (r->kind == GT__ARG ? sizeof(int64_t) : size) * (size_t)group);
}

static int32_t launch_pass(gt_queue *q, const gt__reduction *r, const pass *p, gt_tensor *target, const gt_tensor *src)
{
    static const int64_t zero = 0;
    gt__launch launch = {0};
    GT__TRY(find_kernel(&launch.kernel, q, r, p, target, src));
    int last = p->splits == 1, mean = r->mean && p->first;
    int64_t divisor = 0;
    const gt_scalar by = {.dtype = GT_WEAK_FLOAT, .re = r->divisor};
    gt__scalar_store(&by, r->compute, &divisor);
    gt__arg_value(&launch, p->kept.size, sizeof p->kept.size);
    for (int i = X; i <= M; i++) gt__arg_value(&launch, p->kept.stride[i], sizeof p->kept.stride[i]);
    gt__arg_value(&launch, p->reduced.size, sizeof p->reduced.size);
    gt__arg_value(&launch, p->reduced.stride[0], sizeof p->reduced.stride[0]);
    gt__arg_buffer(&launch, p->first ? src->buffer : p->in[0]);
    gt__arg_buffer(&launch, p->first ? src->buffer : p->in[1]);
    gt__arg_value(&launch, p->first ? &src->offset : &zero, sizeof zero);
    gt__arg_buffer(&launch, last ? target->buffer : p->out[0]);
    gt__arg_buffer(&launch, last ? target->buffer : p->out[1]);
    gt__arg_value(&launch, &target->offset, sizeof target->offset);
    gt__arg_buffer(&launch, mean ? r->mean->buffer : target->buffer);
    gt__arg_value(&launch, mean ? &r->mean->offset : &zero, sizeof zero);
    gt__arg_value(&launch, &p->outs, sizeof p->outs);
    gt__arg_value(&launch, &p->count, sizeof p->count);
    gt__arg_value(&launch, &p->splits, sizeof p->splits);
    gt__arg_value(&launch, &p->span, sizeof p->span);
    gt__arg_value(&launch, &p->per_job, sizeof p->per_job);
    gt__arg_value(&launch, &divisor, (size_t)gt__dtype_of(r->compute)->size);
    gt__arg_value(&launch, &p->kept.rank, sizeof p->kept.rank);
    gt__arg_value(&launch, &p->reduced.rank, sizeof p->reduced.rank);
    set_grid(&launch, p, gt__queue_traits(q), r);
    return gt__launch_run(q, &launch, r->operation);
}

/* ---- passes ---- */

static int32_t make_parts(pass *p, gt_queue *q, const gt__reduction *r)
{
    int64_t n = p->outs * p->splits, size = gt__dtype_of(r->compute)->size;
    GT__TRY(gt__buffer_create(&p->out[0], q, n * size, r->operation));
    if (r->kind == GT__PLAIN) {
        p->out[1] = gt__buffer_retain(p->out[0]);
        return GT_OK;
    }
    return gt__buffer_create(&p->out[1], q, n * (r->kind == GT__ARG ? (int64_t)sizeof(int64_t) : size), r->operation);
}

static void release_parts(gt__buffer *parts[2])
{
    for (int i = 0; i < 2; i++) {
        gt__buffer_release(parts[i]);
        parts[i] = NULL;
    }
}

/* The pass after p: reduces the splits of each output, which lie side by side. */
static void next_pass(pass *p)
{
    release_parts(p->in);
    for (int i = 0; i < 2; i++) {
        p->in[i] = p->out[i];
        p->out[i] = NULL;
    }
    p->first = 0;
    p->count = p->splits;
    p->reduced.rank = 1;
    p->reduced.size[0] = p->count;
    p->reduced.stride[0][0] = 1;
    int64_t stride = p->count;
    for (int32_t i = p->kept.rank - 1; i >= 0; i--) {
        p->kept.stride[X][i] = stride;
        stride *= p->kept.size[i];
    }
}

int32_t gt__reduction_run(gt_queue *q, const gt__reduction *reduction, gt_tensor *target, const gt_tensor *src,
                          const uint8_t *marks, int keep)
{
    pass p = {.first = 1};
    int32_t status = GT_OK;
    if (target->count == 0) return GT_OK;
    split_axes(&p, reduction, target, src, marks, keep);
    for (int last = 0; status == GT_OK && !last;) {
        choose_sizes(&p, gt__queue_traits(q));
        last = p.splits == 1;
        if (!last) status = make_parts(&p, q, reduction);
        if (status == GT_OK) status = launch_pass(q, reduction, &p, target, src);
        if (status == GT_OK && !last) next_pass(&p);
    }
    release_parts(p.in);
    release_parts(p.out);
    return status;
}

/* Products by the tensor cores of NVIDIA's GPUs: which they may do, and sizes of tiles, slices of k. */
#include "base/integer.h"
#include "kernel/matmul.h"
#include "kernel/tuning.h"

enum { ALONG = 1, WIDE = 4 }; /* of a in the kernel's KIND; of b the next bit */

/* ---- which products ---- */

/* float64: among the others, GPUs for graphics have next to none. */
static int has_instructions(int32_t cuda, const gt__dtype *dtype)
{
    if (dtype->value == GT_F16 || dtype->value == GT_BF16) return cuda >= GT__AMPERE;
    return dtype->value == GT_F64 && cuda >= GT__AMPERE && cuda < GT__BLACKWELL_GRAPHICS && cuda % 10 == 0;
}

static int accepts(const gt__call *call, const gt__matmul_plan *p)
{
    const gt__traits *traits = gt__traits_of(call->context);
    const gt__dtype *dtype = p->matrix[GT__A]->dtype;
    const int32_t sums = dtype->value == GT_F64 ? GT_F64 : GT_F32;
    return traits->form == GT__GPU && has_instructions(traits->cuda, dtype) &&
           !gt__refuses_instructions(call->context) && p->matrix[GT__B]->dtype == dtype &&
           p->matrix[GT__D]->dtype->kind != GT__COMPLEX && p->what->compute->value == sums &&
           gt__smaller(p->m, gt__smaller(p->n, p->k)) >= gt__tuned.matmul_mma.least;
}

/* ---- tiles ---- */

static int64_t most_slices(const gt__matmul_plan *p)
{
    return gt__larger(gt__smaller(p->k / gt__tuned.matmul_mma.slice, gt__tuned.matmul_mma.slices), 1);
}

static int64_t items_of(const gt__mma_tile *t)
{
    return (int64_t)32 * t->down * t->right;
}

/* The larger tile if it fills the device and the device can run it. */
static const gt__mma_tile *choose_tile(const gt__traits *traits, const gt__matmul_plan *p, int64_t *fill)
{
    const gt__mma_tile *t =
        p->what->compute->value == GT_F64 ? gt__tuned.matmul_mma.float64 : gt__tuned.matmul_mma.half;
    const int64_t bytes = gt__tuned.matmul_mma.stages * gt__tuned.matmul_mma.step_bytes * (t->rows + t->columns);
    *fill = traits->units * gt__tuned.matmul_mma.fill_larger;
    if (bytes <= traits->local_bytes && items_of(t) <= traits->group &&
        gt__matmul_tiles(p, t->rows, t->columns) * most_slices(p) >= *fill)
        return t;
    *fill = traits->units * gt__tuned.matmul_mma.fill;
    return t + 1;
}

/* How operand i lies: along the axis whose elements are nearer to each other; if they are neighbours, and whatever has
 * to be for it is a multiple of 16 bytes, in vectors. Buffers begin at such multiples. */
static int32_t kind_of(const gt__matmul_plan *p, int32_t i)
{
    const int64_t vector = gt__tuned.wide_bytes / p->matrix[i]->dtype->size;
    const int64_t k_step = i == GT__A ? p->column[i] : p->row[i], step = i == GT__A ? p->row[i] : p->column[i];
    const int along = gt__magnitude(k_step) <= gt__magnitude(step);
    const int64_t length = along ? p->k : i == GT__A ? p->m : p->n;
    int64_t odd = length % vector | (along ? step : k_step) % vector | p->matrix[i]->offset % vector;
    for (int32_t axis = 0; axis < p->walk.rank; axis++) odd |= p->walk.stride[i][axis] % vector;
    return (along ? ALONG : 0) | (odd == 0 && (along ? k_step : step) == 1 ? WIDE : 0);
}

static gt_status find_kernel(gt__matmul_schedule *s, const gt__call *call, const gt__matmul_plan *p)
{
    const gt__traits *traits = gt__traits_of(call->context);
    const int64_t depth = gt__tuned.matmul_mma.step_bytes / p->matrix[GT__A]->dtype->size;
    int64_t fill = 0;
    const gt__mma_tile *t = choose_tile(traits, p, &fill);
    gt__spec spec = gt__matmul_spec(call, p, GT__MATMUL_MMA);
    spec.flags &= GT__FUSED;
    spec.lanes = (uint8_t)(gt__tuned.wide_bytes / p->what->compute->size);
    spec.kind = (uint8_t)(kind_of(p, GT__A) | kind_of(p, GT__B) << 1);
    const int32_t arch = p->what->compute->value == GT_F64 && traits->cuda >= GT__HOPPER ? GT__HOPPER : GT__AMPERE;
    const int32_t sizes[] = {t->rows, t->columns, gt__tuned.matmul_mma.stages, t->down, t->right, arch};
    for (int32_t i = 0; i < GT__SPEC_TILES; i++) spec.tile[i] = (uint16_t)sizes[i];
    GT__TRY(gt__spec_kernel(&s->kernel, call, &spec));
    s->items = items_of(t);
    s->groups = gt__matmul_tiles(p, t->rows, t->columns);
    const int64_t slices = gt__smaller(most_slices(p), fill / s->groups);
    gt__matmul_cut(s, p->k, gt__larger(slices, 1), gt__tuned.matmul_gpu.iterations * depth);
    return GT_OK;
}

static gt_status run(const gt__call *call, const gt__matmul_plan *p)
{
    gt__matmul_schedule s = {0};
    const gt_status status = find_kernel(&s, call, p);
    if (status == GT_E_BUILD) { /* an old driver */
        gt__refused_instructions(call->context);
        return gt__matmul_gpu.run(call, p);
    }
    GT__TRY(status);
    return gt__matmul_launch(call, p, &s);
}

const gt__matmul_provider gt__matmul_mma = {accepts, run};

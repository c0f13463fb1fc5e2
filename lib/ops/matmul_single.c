/* Products on devices whose work-groups are single threads (kernels/matmul_single.cl): sizes of register tiles and
 * blocks. */
#include "ops/matmul.h"

/* rows x columns of the register tile, in vectors of `lanes`; kc: steps of k between packings. */
typedef struct tile {
    int32_t lanes, vectors, rows, columns;
    int64_t kc;
} tile;

/* What a work-group does: an mc x nc tile of `per_group` matrices; elements of its three local arrays. */
typedef struct blocks {
    int64_t mc, nc, per_group, a, b, sums;
} blocks;

/* LOCAL_LIMIT: bytes of local memory, which are to stay in the second cache. PANEL_BYTES: a panel of b, which is to
 * stay in the first. ROW_BYTES, MOST_ROWS: the largest tile of sums. */
enum { LOCAL_LIMIT = 1 << 20, PANEL_BYTES = 32768, ROW_BYTES = 2048, MOST_ROWS = 264 };

/* Multiplications that are worth a work-group. */
static const double group_work = 1e6, row_work = 32768;

static int64_t local_elements(const gt__traits *traits, const gt__matmul *p)
{
    return gt__smaller(traits->local_bytes, LOCAL_LIMIT) / p->compute->size;
}

/* As many accumulators as the registers of the vector width hold: 32 of 64 bytes, else 16. */
static tile choose_tile(const gt__traits *traits, const gt__matmul *p)
{
    int wide = traits->vector_bytes >= 64;
    int32_t size = (int32_t)p->compute->size;
    tile t = {.kc = 256, .rows = 1, .columns = 1024};
    t.lanes = (wide ? 64 : traits->vector_bytes >= 32 ? 32 : 16) / size;
    if (p->m == 1) {
        t.vectors = t.columns / t.lanes;
        return t;
    }
    t.vectors = wide ? 4 : 2;
    t.rows = 6;
    t.columns = t.lanes * t.vectors;
    /* A narrow tile costs about a tenth more per column, so it pays where it leaves fewer of them empty; and the kernel
     * reads small matrices where they are if they have a tile's columns. */
    while (t.vectors > 1 &&
           (p->n < t.columns || 10 * gt__round_up(p->n, t.columns) > 11 * gt__round_up(p->n, t.columns / 2))) {
        t.columns /= 2;
        t.vectors /= 2;
        t.rows = 8;
    }
    t.kc = gt__smaller(t.kc, PANEL_BYTES / t.columns / size);
    while (t.kc > 16 && 8 * t.kc * t.columns > local_elements(traits, p)) t.kc /= 2;
    return t;
}

/* The size of parts of equal size, a multiple of unit, none above most. */
static int64_t equal_parts(int64_t size, int64_t unit, int64_t parts)
{
    return gt__round_up(gt__divide_up(size, parts), unit);
}

/* Of one matrix; as a double, which does not overflow. */
static double work_of(const gt__matmul *p)
{
    return (double)p->m * (double)p->n * (double)p->k;
}

/* Parts of the rows so that all compute units have as much to do. */
static int64_t choose_rows(const gt__traits *traits, const gt__matmul *p, const tile *t, int64_t most, int64_t columns)
{
    int64_t parts = gt__divide_up(p->m, most), largest = gt__divide_up(p->m, t->rows);
    if (p->batches > 1) return equal_parts(p->m, t->rows, parts);
    while (parts * columns % traits->units != 0 && parts * columns < 4 * traits->units && parts < largest &&
           work_of(p) / (double)(parts * columns) > group_work / 8)
        parts++;
    return equal_parts(p->m, t->rows, parts);
}

/* A row: columns of b that are read from memory once. */
static blocks choose_row_blocks(const gt__traits *traits, const gt__matmul *p, const tile *t)
{
    int64_t parts = gt__divide_up(p->n, t->columns), enough = (int64_t)(work_of(p) / row_work);
    if (p->batches == 1 && parts < 4 * traits->units) parts = gt__smaller(enough, 4 * traits->units);
    parts = gt__smaller(parts > 0 ? parts : 1, gt__divide_up(p->n, t->lanes));
    return (blocks){.mc = 1, .nc = equal_parts(p->n, t->lanes, parts), .a = t->kc, .b = 1, .sums = 1};
}

static blocks choose_tile_blocks(const gt__traits *traits, const gt__matmul *p, const tile *t)
{
    blocks c = {.b = t->kc * t->columns};
    int64_t elements = local_elements(traits, p) - c.b;
    int64_t rows = gt__smaller(elements / 3 / t->kc, elements / (t->kc + t->columns)); /* one tile across must fit */
    rows = gt__smaller(rows / t->rows * t->rows, MOST_ROWS);
    if (rows > p->m) rows = gt__round_up(p->m, t->rows);
    if (rows < t->rows) rows = t->rows;
    int64_t columns = gt__smaller((elements - rows * t->kc) / rows, ROW_BYTES / (int64_t)p->compute->size);
    columns = columns / t->columns * t->columns;
    if (columns < t->columns) columns = t->columns;
    c.nc = equal_parts(p->n, t->columns, gt__divide_up(p->n, columns));
    c.mc = choose_rows(traits, p, t, rows, gt__divide_up(p->n, c.nc));
    c.a = t->kc * c.mc;
    c.sums = p->k > t->kc ? c.mc * c.nc : 1;
    return c;
}

static int64_t choose_batch(const gt__traits *traits, const gt__matmul *p)
{
    double enough = (p->m == 1 ? row_work : group_work) / (work_of(p) + 1);
    int64_t n = gt__divide_up(p->batches, 8 * traits->units);
    if ((double)n > enough) n = (int64_t)enough;
    return n > 0 ? n : 1;
}

int32_t gt__matmul_single(gt_queue *q, const gt__matmul *p)
{
    const gt__traits *traits = gt__queue_traits(q);
    gt__text prelude = {0};
    gt__launch launch = {0};
    if (traits->form != GT__SINGLE) return 0;
    tile t = choose_tile(traits, p);
    blocks c = p->m == 1 ? choose_row_blocks(traits, p, &t) : choose_tile_blocks(traits, p, &t);
    c.per_group = choose_batch(traits, p);
    size_t size = (size_t)p->compute->size;
    gt__matmul_prelude(&prelude, p, t.lanes);
    gt__text_add(&prelude, "#define NV %d\n#define MR %d\n#define KC %d\n", (int)t.vectors, (int)t.rows, (int)t.kc);
    GT__TRY(gt__prelude_kernel(&launch.kernel, q, "matmul_single", &prelude, p->operation));
    gt__matmul_args(&launch, p);
    gt__arg_value(&launch, &p->batches, sizeof p->batches);
    gt__arg_value(&launch, &c.per_group, sizeof c.per_group);
    gt__arg_value(&launch, &c.mc, sizeof c.mc);
    gt__arg_value(&launch, &c.nc, sizeof c.nc);
    gt__matmul_last_args(&launch, p);
    gt__arg_local(&launch, (size_t)c.a * size);
    gt__arg_local(&launch, (size_t)c.b * size);
    gt__arg_local(&launch, (size_t)c.sums * size);
    launch.global[0] = (size_t)gt__divide_up(p->m, c.mc);
    launch.global[1] = (size_t)gt__divide_up(p->n, c.nc);
    launch.global[2] = (size_t)gt__divide_up(p->batches, c.per_group);
    GT__TRY(gt__launch_run(q, &launch, p->operation));
    return 1;
}

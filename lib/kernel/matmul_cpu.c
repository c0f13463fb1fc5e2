/* Products on devices whose work-groups are single threads: sizes of register tiles and blocks. */
#include "base/integer.h"
#include "kernel/matmul.h"
#include "kernel/tuning.h"

/* rows x columns of the register tile, in vectors of `lanes`; kc: steps of k between packings. */
typedef struct tile {
    int64_t lanes, vectors, rows, columns, kc;
} tile;

/* What a work-group does: an mc x nc tile of `per_group` matrices; elements of its three local arrays, none if nothing
 * is packed. */
typedef struct blocks {
    int64_t mc, nc, per_group, a, b, sums;
} blocks;

static int64_t local_elements(const gt__traits *traits, const gt__matmul_plan *p)
{
    return gt__smaller(traits->local_bytes, gt__tuned.matmul_cpu.local_bytes) / p->what->compute->size;
}

/* Of a row times a matrix. */
static tile row_tile(int64_t lanes)
{
    const int64_t columns = gt__tuned.matmul_cpu.row_columns;
    return (tile){lanes, columns / lanes, 1, columns, gt__tuned.matmul_cpu.kc};
}

/* As many accumulators as the registers of the vector width hold: 32 of 64 bytes, else 16. */
static tile choose_tile(const gt__traits *traits, const gt__matmul_plan *p)
{
    const int64_t width = traits->vector_bytes >= 64 ? 64 : traits->vector_bytes >= 32 ? 32 : 16;
    const int64_t size = p->what->compute->size, lanes = width / size;
    if (p->m == 1) return row_tile(lanes);
    tile t = {.lanes = lanes, .vectors = width == 64 ? 4 : 2, .rows = gt__tuned.matmul_cpu.rows};
    t.columns = lanes * t.vectors;
    /* A narrow tile costs about a tenth more per column, so it pays if it leaves fewer of them empty; and the kernel
     * reads small matrices where they are if they have a tile's columns. */
    while (t.vectors > 1 &&
           (p->n < t.columns || 10 * gt__round_up(p->n, t.columns) > 11 * gt__round_up(p->n, t.columns / 2))) {
        t.columns /= 2;
        t.vectors /= 2;
        t.rows = gt__tuned.matmul_cpu.narrow_rows;
    }
    t.kc = gt__smaller(gt__tuned.matmul_cpu.kc, gt__tuned.matmul_cpu.panel_bytes / t.columns / size);
    while (t.kc > 16 && 8 * t.kc * t.columns > local_elements(traits, p)) t.kc /= 2;
    return t;
}

/* The size of parts of equal size, a multiple of unit, none above most. */
static int64_t equal_parts(int64_t size, int64_t unit, int64_t parts)
{
    return gt__round_up(gt__divide_up(size, parts), unit);
}

/* Of one matrix; as a double, which does not overflow. */
static double work_of(const gt__matmul_plan *p)
{
    return (double)p->m * (double)p->n * (double)p->k;
}

/* Parts of the rows so that all compute units have as much to do. */
static int64_t choose_rows(const gt__traits *traits, const gt__matmul_plan *p, const tile *t, int64_t most,
                           int64_t columns)
{
    const double least = gt__tuned.matmul_cpu.group_work / 8;
    int64_t parts = gt__divide_up(p->m, most), largest = gt__divide_up(p->m, t->rows);
    if (p->batches > 1) return equal_parts(p->m, t->rows, parts);
    while (parts * columns % traits->units != 0 && parts * columns < 4 * traits->units && parts < largest &&
           work_of(p) / (double)(parts * columns) > least)
        parts++;
    return equal_parts(p->m, t->rows, parts);
}

/* A row: columns of b that are read from memory once. */
static blocks choose_row_blocks(const gt__traits *traits, const gt__matmul_plan *p, const tile *t)
{
    int64_t parts = gt__divide_up(p->n, t->columns), enough = (int64_t)(work_of(p) / gt__tuned.matmul_cpu.row_work);
    if (p->batches == 1 && parts < 4 * traits->units) parts = gt__smaller(enough, 4 * traits->units);
    parts = gt__smaller(parts > 0 ? parts : 1, gt__divide_up(p->n, t->lanes));
    return (blocks){.mc = 1, .nc = equal_parts(p->n, t->lanes, parts), .a = t->kc};
}

static blocks choose_tile_blocks(const gt__traits *traits, const gt__matmul_plan *p, const tile *t)
{
    blocks c = {.b = t->kc * t->columns};
    int64_t elements = local_elements(traits, p) - c.b;
    int64_t rows = gt__smaller(elements / 3 / t->kc, elements / (t->kc + t->columns)); /* one tile across must fit */
    rows = gt__smaller(rows / t->rows * t->rows, gt__tuned.matmul_cpu.most_rows);
    if (rows > p->m) rows = gt__round_up(p->m, t->rows);
    if (rows < t->rows) rows = t->rows;
    int64_t columns =
        gt__smaller((elements - rows * t->kc) / rows, gt__tuned.matmul_cpu.row_bytes / p->what->compute->size);
    columns = columns / t->columns * t->columns;
    if (columns < t->columns) columns = t->columns;
    c.nc = equal_parts(p->n, t->columns, gt__divide_up(p->n, columns));
    c.mc = choose_rows(traits, p, t, rows, gt__divide_up(p->n, c.nc));
    c.a = t->kc * c.mc;
    c.sums = p->k > t->kc ? c.mc * c.nc : 1;
    return c;
}

static int64_t choose_batch(const gt__traits *traits, const gt__matmul_plan *p)
{
    double work = p->m == 1 ? gt__tuned.matmul_cpu.row_work : gt__tuned.matmul_cpu.group_work;
    double enough = work / (work_of(p) + 1);
    int64_t n = gt__divide_up(p->batches, 8 * traits->units);
    if ((double)n > enough) n = (int64_t)enough;
    return n > 0 ? n : 1;
}

static int accepts(const gt__call *call, const gt__matmul_plan *p)
{
    (void)p;
    return gt__traits_of(call->context)->form == GT__CPU;
}

/* What the last of equal parts has. */
static int64_t last_of(int64_t size, int64_t part)
{
    return size - (gt__divide_up(size, part) - 1) * part;
}

/* Small matrices that are values as they are stored need no packing, if every work-group has whole tiles to do. */
static int is_unpacked(const gt__matmul_plan *p, const tile *t, const blocks *c)
{
    const int64_t most = gt__tuned.matmul_cpu.unpacked;
    const gt__dtype *compute = p->what->compute;
    return p->m > 1 && !p->what->pairs && p->what->beta == 0 && p->what->result == compute &&
           p->matrix[GT__A]->dtype == compute && p->matrix[GT__B]->dtype == compute && p->column[GT__A] == 1 &&
           p->column[GT__B] == 1 && p->row[GT__A] <= most && p->row[GT__B] <= most && p->k <= most &&
           last_of(p->m, c->mc) >= t->rows && last_of(p->n, c->nc) >= t->columns;
}

static gt_status kernel_of(gt__kernel **kernel, const gt__call *call, const gt__matmul_plan *p, const tile *t,
                           int unpacked)
{
    const int row = p->m == 1;
    gt__spec spec = gt__matmul_spec(call, p, row ? GT__MATMUL_VECTOR : GT__MATMUL);
    if (unpacked) spec.flags |= GT__UNPACKED;
    if (p->what->pairs) spec.flags |= GT__PAIR;
    spec.lanes = (uint8_t)t->lanes;
    spec.tile[0] = (uint16_t)t->vectors;
    spec.tile[1] = (uint16_t)t->kc;
    if (!row) spec.tile[2] = (uint16_t)t->rows;
    return gt__spec_kernel(kernel, call, &spec);
}

static gt_status run(const gt__call *call, const gt__matmul_plan *p)
{
    const gt__traits *traits = gt__traits_of(call->context);
    const int row = p->m == 1;
    const tile t = choose_tile(traits, p);
    const int64_t size = p->what->compute->size;
    gt__kernel *kernel = NULL;
    gt__command command;
    blocks c = row ? choose_row_blocks(traits, p, &t) : choose_tile_blocks(traits, p, &t);
    c.per_group = choose_batch(traits, p);
    if (is_unpacked(p, &t, &c)) c.a = c.b = c.sums = 0;
    GT__TRY(kernel_of(&kernel, call, p, &t, c.a == 0));
    gt__launch_begin(&command, kernel);
    gt__matmul_args(&command, p);
    gt__arg_long(&command, p->batches);
    gt__arg_long(&command, c.per_group);
    if (!row) gt__arg_long(&command, c.mc);
    gt__arg_long(&command, c.nc);
    gt__arg_local(&command, gt__larger(c.a, 1) * size);
    if (!row) gt__arg_local(&command, gt__larger(c.b, 1) * size);
    if (!row) gt__arg_local(&command, gt__larger(c.sums, 1) * size);
    command.global[0] = (size_t)gt__divide_up(p->m, c.mc);
    command.global[1] = (size_t)gt__divide_up(p->n, c.nc);
    command.global[2] = (size_t)gt__divide_up(p->batches, c.per_group);
    return gt__submit(call, &command);
}

const gt__matmul_provider gt__matmul_cpu = {accepts, run};

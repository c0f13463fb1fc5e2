#include "kernel/expression.h"

#include <string.h>

#include "base/integer.h"
#include "kernel/copy.h"
#include "kernel/flat.h"
#include "kernel/lines.h"
#include "kernel/reduce.h"
#include "kernel/tuning.h"
#include "kernel/walk.h"

enum { NARROW_RANKS = 4, REST = 4, ARRAYS = GT__FORMULA_RESULTS + GT__FORMULA_TENSORS };
_Static_assert((int)ARRAYS <= (int)GT__MAX_OPERANDS, "a walk has room for them");

/* The arrays of a launch: the targets, then the tensors in their order. */
typedef struct arrays {
    int32_t results, n;
    const gt__array *array[ARRAYS];
} arrays;

static arrays list_arrays(const gt__fused *what, const gt__array *const *targets)
{
    arrays all = {.results = what->formula.results};
    for (int32_t i = 0; i < all.results; i++) all.array[all.n++] = targets[i];
    for (int32_t i = 0; i < what->formula.operands; i++)
        if (what->array[i]) all.array[all.n++] = what->array[i];
    return all;
}

enum { WORD = 8 }; /* bytes that an argument counts as at least */

/* Arguments of up to a word for the scalars: of complex128 are two. */
static int32_t words_of_scalars(const gt__formula *f)
{
    int32_t words = 0;
    for (int32_t i = 0; i < f->operands; i++)
        if (!f->storage[i]) words += gt__dtype_of(f->scalar[i])->size > WORD ? 2 : 1;
    return words;
}

/* Whether arguments stay within what every device takes, of so many walks, arrays and others. */
static int has_room(int32_t walks, int32_t pointers, int32_t others, int32_t ranks)
{
    return walks * WORD * ranks + 2 * WORD * pointers + WORD * others <= GT__ARG_BYTES &&
           walks + 2 * pointers + others <= GT__MAX_ARGS;
}

int gt__expression_fits(const gt__formula *f)
{
    int32_t pointers = f->results;
    for (int32_t i = 0; i < f->operands; i++) pointers += f->storage[i] != 0;
    return has_room(pointers + 1, pointers, words_of_scalars(f) + REST, NARROW_RANKS);
}

static void make_walk(gt__walk *walk, const arrays *all)
{
    int64_t expanded[ARRAYS][GT_MAX_RANK];
    const int64_t *strides[ARRAYS];
    const gt__shape *shape = &all->array[0]->shape;
    for (int32_t i = 0; i < all->n; i++) {
        gt__shape_expand(&all->array[i]->shape, all->array[i]->strides, shape, expanded[i]);
        strides[i] = expanded[i];
    }
    gt__walk_make(walk, shape, all->n, strides);
    gt__walk_sort(walk);
    gt__walk_merge(walk);
}

/* ---- parts ---- */

static void mark_needed(uint8_t *needed, const gt__formula *f, int32_t value)
{
    needed[value] = 1;
    for (int32_t i = f->nodes - 1; i >= 0; i--)
        for (int32_t k = 0; k < f->node[i].arity && needed[GT__FORMULA_OPERANDS + i]; k++)
            needed[f->node[i].child[k]] = 1;
}

/* Operand i of the whole; its new number. */
static uint8_t add_operand(gt__fused *out, const gt__fused *whole, int32_t i)
{
    gt__formula *to = &out->formula;
    out->array[to->operands] = whole->array[i];
    out->scalar[to->operands] = whole->scalar[i];
    to->storage[to->operands] = whole->formula.storage[i];
    to->scalar[to->operands] = whole->formula.scalar[i];
    return to->operands++;
}

/* A node of children that have those new numbers; its own. */
static uint8_t add_node(gt__formula *to, const gt__formula_node *node, const uint8_t *child, const uint8_t *number)
{
    gt__formula_node *added = &to->node[to->nodes];
    *added = *node;
    for (int32_t k = 0; k < node->arity; k++) added->child[k] = number[child[k]];
    return (uint8_t)(GT__FORMULA_OPERANDS + to->nodes++);
}

void gt__fused_part(gt__fused *out, const gt__fused *whole, int32_t value)
{
    const gt__formula *from = &whole->formula;
    gt__formula *to = &out->formula;
    uint8_t needed[GT__FORMULA_OPERANDS + GT__FORMULA_NODES] = {0}, number[sizeof needed] = {0};
    memset(out, 0, sizeof *out); /* compared as bytes */
    mark_needed(needed, from, value);
    for (int32_t i = 0; i < from->operands; i++)
        if (needed[i]) number[i] = add_operand(out, whole, i);
    for (int32_t i = 0; i < from->nodes; i++)
        if (needed[GT__FORMULA_OPERANDS + i])
            number[GT__FORMULA_OPERANDS + i] = add_node(to, &from->node[i], from->node[i].child, number);
    to->results = 1;
    to->result[0] = number[value];
}

void gt__fused_rows(gt__fused *out, const gt__fused *whole, const gt__row_part *parts, int32_t n)
{
    const gt__formula *from = &whole->formula;
    gt__formula *to = &out->formula;
    uint8_t number[GT__FORMULA_OPERANDS + GT__FORMULA_NODES] = {0}, reduced[GT__FORMULA_OPERANDS] = {0};
    int32_t next = 0;
    memset(out, 0, sizeof *out);
    for (int32_t i = 0; i < n; i++) reduced[parts[i].operand] = 1;
    for (int32_t i = 0; i < from->operands; i++)
        if (!reduced[i]) number[i] = add_operand(out, whole, i);
    for (int32_t i = 0; i <= from->nodes; i++) {
        for (; next < n && parts[next].before == i; next++) {
            const uint8_t child[GT__FORMULA_ARITY] = {(uint8_t)parts[next].of};
            number[parts[next].operand] = add_node(to, &parts[next].node, child, number);
        }
        if (i < from->nodes)
            number[GT__FORMULA_OPERANDS + i] = add_node(to, &from->node[i], from->node[i].child, number);
    }
    to->results = 1;
    to->result[0] = number[from->result[0]];
}

/* ---- in any kernel ---- */

gt_status gt__fused_formula(gt__spec *spec, const gt__call *call, const gt__fused *what)
{
    const void *formula = gt__intern(call, &what->formula, gt__formula_size(&what->formula));
    spec->formula = (uint64_t)(uintptr_t)formula;
    return formula ? GT_OK : GT_E_OUT_OF_MEMORY;
}

void gt__fused_walk(gt__walk *walk, const gt__fused *what, const gt__array *whole)
{
    const arrays all = list_arrays(what, &whole);
    make_walk(walk, &all);
}

void gt__fused_axes(gt__command *command, const gt__walk *walk, int32_t ranks)
{
    for (int32_t i = 1; i < walk->operands; i++) gt__arg_axes(command, walk->stride[i], walk->rank, ranks);
    gt__arg_axes(command, walk->size, walk->rank, ranks);
}

void gt__fused_arrays(gt__command *command, const gt__fused *what)
{
    for (int32_t i = 0; i < what->formula.operands; i++) {
        if (!what->array[i]) continue;
        gt__arg_buffer(command, what->array[i]->buffer);
        gt__arg_long(command, what->array[i]->offset);
    }
}

void gt__fused_scalars(gt__command *command, const gt__fused *what)
{
    for (int32_t i = 0; i < what->formula.operands; i++)
        if (!what->array[i])
            gt__arg_value(command, &what->scalar[i], (size_t)gt__dtype_of(what->formula.scalar[i])->size);
}

int gt__fused_fits(const gt__fused *what, int32_t ranks, int32_t axes, int32_t others)
{
    int32_t tensors = 0;
    for (int32_t i = 0; i < what->formula.operands; i++) tensors += what->array[i] != NULL;
    return has_room(tensors + 1 + axes, tensors, words_of_scalars(&what->formula) + 1 + others, ranks);
}

/* ---- a launch of its own ---- */

static gt_status make_spec(gt__spec *spec, const gt__call *call, const gt__fused *what, const arrays *all, int32_t rank,
                           int64_t rows)
{
    const gt__dtype *whole = gt__dtype_of(GT_I32);
    int32_t widest = 1;
    *spec = gt__spec_of(call, GT__EXPRESSION);
    gt__spec_types(spec, whole, whole, whole); /* the formula has the types */
    GT__TRY(gt__fused_formula(spec, call, what));
    spec->ranks = gt__spec_ranks(rank);
    for (int32_t i = 0; i < all->n; i++) widest = (int32_t)gt__larger(widest, all->array[i]->dtype->size);
    if (spec->form == GT__CPU) {
        if (rows) spec->tile[GT__SUM_BYTES] = (uint16_t)gt__reduce_sum_bytes(call);
        spec->tile[0] = (uint16_t)(rows ? rows : gt__tuned.elementwise_cpu.block);
    } else
        spec->lanes = (uint8_t)(gt__tuned.wide_bytes / widest);
    return GT_OK;
}

static void add_arrays(gt__command *command, const gt__fused *what, const arrays *all, const gt__walk *walk,
                       int32_t ranks)
{
    for (int32_t i = all->results; i < all->n; i++) gt__arg_axes(command, walk->stride[i], walk->rank, ranks);
    for (int32_t i = 0; i < all->results; i++) gt__arg_axes(command, walk->stride[i], walk->rank, ranks);
    gt__arg_axes(command, walk->size, walk->rank, ranks);
    gt__fused_arrays(command, what);
    for (int32_t i = 0; i < all->results; i++) {
        gt__arg_buffer(command, all->array[i]->buffer);
        gt__arg_long(command, all->array[i]->offset);
    }
}

/* Elements of a work-item of the cpu form: whole rows, if there are. */
static int64_t chunk_of(const gt__call *call, const gt__walk *walk, int64_t count, int64_t rows)
{
    const int64_t chunk = gt__flat_chunk(call, count), row = walk->size[walk->rank - 1];
    return rows ? gt__divide_up(chunk, row) * row : chunk;
}

/* Whether results go past the caches. */
static int streams(const arrays *all)
{
    int stream = gt__flat_streams(all->array[0]);
    for (int32_t i = 0; i < all->results; i++)
        for (int32_t k = all->results; k < all->n; k++)
            if (gt__flat_replaces(all->array[i], all->array[k])) stream = 0;
    return stream;
}

/* cpu: rows: elements of a block that holds a row, or 0. */
static gt_status launch(const gt__call *call, const gt__fused *what, const arrays *all, const gt__walk *walk,
                        const gt__array *target, int64_t rows)
{
    const int64_t count = target->count, chunk = chunk_of(call, walk, count, rows);
    const int cpu = gt__traits_of(call->context)->form == GT__CPU;
    gt__spec spec;
    gt__kernel *kernel = NULL;
    gt__command command;
    GT__TRY(make_spec(&spec, call, what, all, walk->rank, rows));
    GT__TRY(gt__spec_kernel(&kernel, call, &spec));
    gt__launch_begin(&command, kernel);
    add_arrays(&command, what, all, walk, spec.ranks);
    gt__arg_long(&command, count);
    if (cpu) gt__arg_long(&command, chunk);
    gt__fused_scalars(&command, what);
    gt__arg_int(&command, walk->rank);
    if (cpu) gt__arg_int(&command, streams(all));
    gt__flat_sizes(call, &command, count, gt__walk_is_dense(walk) ? gt__divide_up(count, spec.lanes) : count);
    if (cpu) command.global[0] = (size_t)gt__divide_up(count, chunk);
    return gt__submit(call, &command);
}

/* ---- more arrays of more axes than a launch has room for ---- */

/* Makes every array contiguous, so that the walk has one axis. */
static gt_status run_dense(const gt__call *call, const gt__fused *what, const gt__array *const *targets)
{
    const gt__shape *shape = &targets[0]->shape;
    const int32_t results = what->formula.results;
    const gt__array *flat_targets[GT__FORMULA_RESULTS] = {NULL};
    gt__array dense[GT__FORMULA_OPERANDS], out[GT__FORMULA_RESULTS];
    gt__fused flat = *what;
    gt_status status = GT_OK;
    for (int32_t i = 0; i < GT__FORMULA_OPERANDS; i++) dense[i].buffer = NULL;
    for (int32_t i = 0; i < GT__FORMULA_RESULTS; i++) out[i].buffer = NULL;
    for (int32_t i = 0; i < results && status == GT_OK; i++) {
        status = gt__array_create(&out[i], call, targets[i]->dtype, shape);
        flat_targets[i] = &out[i];
    }
    for (int32_t i = 0; i < what->formula.operands && status == GT_OK; i++) {
        if (!what->array[i]) continue;
        status = gt__copy_dense(&dense[i], call, what->array[i], shape);
        flat.array[i] = &dense[i];
    }
    if (status == GT_OK) {
        const arrays all = list_arrays(&flat, flat_targets);
        gt__walk walk;
        make_walk(&walk, &all);
        status = launch(call, &flat, &all, &walk, &out[0], 0);
    }
    for (int32_t i = 0; i < results && status == GT_OK; i++) status = gt__copy_run(call, targets[i], &out[i]);
    for (int32_t i = 0; i < GT__FORMULA_OPERANDS; i++) gt__buffer_release(dense[i].buffer);
    for (int32_t i = 0; i < GT__FORMULA_RESULTS; i++) gt__buffer_release(out[i].buffer);
    return status;
}

gt_status gt__expression_run(const gt__call *call, const gt__fused *what, const gt__array *const *targets)
{
    const arrays all = list_arrays(what, targets);
    gt__walk walk;
    if (targets[0]->count == 0) return GT_OK;
    make_walk(&walk, &all);
    const int32_t others = words_of_scalars(&what->formula) + REST;
    if (!has_room(all.n + 1, all.n, others, gt__spec_ranks(walk.rank))) return run_dense(call, what, targets);
    return launch(call, what, &all, &walk, targets[0], 0);
}

/* ---- rows ---- */

/* Whether the marked axes are the last ones, but for those of size 1. */
static int are_last(const gt__shape *shape, const uint8_t *marks)
{
    int kept = 0;
    for (int32_t axis = shape->rank - 1; axis >= 0; axis--) {
        if (shape->size[axis] == 1) continue;
        if (marks[axis] && kept) return 0;
        kept |= !marks[axis];
    }
    return 1;
}

/* The walk along rows, in row-major order, since where a row begins among all elements decides how reductions take it;
 * then along the elements of one. 0 if these are not evenly apart in every array. */
static int walk_rows(gt__walk *walk, const arrays *all, const uint8_t *marks)
{
    const gt__shape *shape = &all->array[0]->shape;
    int64_t expanded[1 + ARRAYS][GT_MAX_RANK];
    const int64_t *strides[1 + ARRAYS] = {expanded[0]};
    gt__lines lines;
    if (all->n == GT__MAX_OPERANDS) return 0;
    gt__shape_strides(shape, expanded[0]);
    for (int32_t i = 0; i < all->n; i++) {
        gt__shape_expand(&all->array[i]->shape, all->array[i]->strides, shape, expanded[1 + i]);
        strides[1 + i] = expanded[1 + i];
    }
    gt__lines_make(&lines, shape, marks, 1 + all->n, strides, 1 + all->n, strides, 1);
    if (lines.worked.rank != 1 || lines.kept.rank == GT_MAX_RANK) return 0;
    *walk = lines.kept;
    walk->operands = all->n;
    memmove(walk->stride[0], walk->stride[1], (size_t)all->n * sizeof *walk->stride);
    walk->size[walk->rank] = lines.count;
    for (int32_t i = 0; i < all->n; i++) walk->stride[i][walk->rank] = lines.worked.stride[1 + i][0];
    walk->rank++;
    return 1;
}

/* Elements of the block that holds a row; 0 if none does. */
static int64_t block_of(const gt__fused *what, const arrays *all, int64_t row)
{
    const gt__formula *f = &what->formula;
    int64_t bytes = 0;
    for (int32_t i = 0; i < f->operands; i++) bytes += f->storage[i] ? gt__formula_held(f, i)->size : 0;
    for (int32_t i = 0; i < f->nodes; i++)
        bytes +=
            2 * gt__larger(gt__formula_held(f, GT__FORMULA_OPERANDS + i)->size, gt__dtype_of(f->node[i].compute)->size);
    bytes += all->results * (int64_t)sizeof(int64_t);
    const int64_t block =
        row <= gt__tuned.rows_cpu.short_block ? gt__tuned.rows_cpu.short_block : gt__tuned.rows_cpu.block;
    return row >= gt__tuned.rows_cpu.least && row <= block && block * bytes <= gt__tuned.rows_cpu.bytes ? block : 0;
}

static int reduces_alike(const gt__call *call, const gt__formula *f, int64_t outs, int64_t count)
{
    for (int32_t i = 0; i < f->nodes; i++) {
        const gt__formula_node *node = &f->node[i];
        const gt__reduction reduction = {.kind = (gt__accumulate)(node->reduces - 1),
                                         .row = node->row,
                                         .compute = gt__dtype_of(node->compute),
                                         .result = gt__dtype_of(node->result)};
        if (node->reduces && !gt__reduce_is_inner(call, &reduction, outs, count)) return 0;
    }
    return 1;
}

static gt_status run_cpu(const gt__call *call, const gt__fused *what, const arrays *all, const gt__walk *walk,
                         const gt__array *target, int *done)
{
    const int64_t block = block_of(what, all, walk->size[walk->rank - 1]);
    *done = block != 0;
    return *done ? launch(call, what, all, walk, target, block) : GT_OK;
}

/* Items that take a row together; 0 if reductions differ in that, or do not take vectors, of which a row has one at
 * least. */
static int64_t width_of(const gt__call *call, const gt__fused *what, const arrays *all, int64_t rows, int64_t row)
{
    int64_t width = 0;
    for (int32_t i = 0; i < what->formula.nodes; i++) {
        const gt__formula_node *node = &what->formula.node[i];
        if (!node->reduces) continue;
        if (node->lanes <= 1 || node->lanes > row) return 0;
        const int64_t items = gt__reduce_items(call, node->lanes, rows, row);
        if (width && items != width) return 0;
        width = items;
    }
    for (int32_t i = 0; i < all->n; i++)
        if (all->array[i]->dtype->kind == GT__COMPLEX) return 0;
    return width;
}

/* Bytes of local memory for an item of the trees of a row. */
static int64_t tree_bytes(const gt__formula *f)
{
    int64_t bytes = 0;
    for (int32_t i = 0; i < f->nodes; i++)
        if (f->node[i].reduces) bytes = gt__larger(bytes, 2 * (int64_t)gt__dtype_of(f->node[i].compute)->size);
    return bytes;
}

static gt_status run_gpu(const gt__call *call, const gt__fused *what, const arrays *all, const gt__walk *walk,
                         const gt__array *target, int *done)
{
    const int64_t row = walk->size[walk->rank - 1], count = target->count;
    const int64_t width = width_of(call, what, all, count / row, row);
    gt__spec spec;
    gt__kernel *kernel = NULL;
    gt__command command;
    if (!width) return GT_OK;
    GT__TRY(make_spec(&spec, call, what, all, walk->rank, row));
    GT__TRY(gt__spec_kernel(&kernel, call, &spec));
    if (width > gt__kernel_group(kernel)) return GT_OK; /* reductions may have more */
    const int64_t most = gt__smaller(gt__tuned.rows_gpu.group, gt__kernel_group(kernel));
    const int64_t lines = gt__larger(most / width, 1), jobs = gt__divide_up(count / row, lines);
    gt__launch_begin(&command, kernel);
    add_arrays(&command, what, all, walk, spec.ranks);
    gt__arg_long(&command, count);
    gt__fused_scalars(&command, what);
    gt__arg_int(&command, walk->rank);
    gt__arg_int(&command, (int32_t)width);
    gt__arg_local(&command, lines * ((int64_t)sizeof(int64_t) + width * tree_bytes(&what->formula)));
    command.local[0] = (size_t)(lines * width);
    command.global[0] = (size_t)(gt__smaller(jobs, gt__tuned.rows_gpu.groups) * lines * width);
    *done = 1;
    return gt__submit(call, &command);
}

gt_status gt__expression_rows(const gt__call *call, const gt__fused *what, const gt__array *target,
                              const uint8_t *marks, int *done)
{
    const arrays all = list_arrays(what, &target);
    const int32_t others = words_of_scalars(&what->formula) + REST;
    gt__walk walk;
    *done = 0;
    if (target->count == 0 || !are_last(&target->shape, marks) || !walk_rows(&walk, &all, marks)) return GT_OK;
    const int64_t row = walk.size[walk.rank - 1];
    if (!has_room(all.n + 1, all.n, others, gt__spec_ranks(walk.rank)) ||
        !reduces_alike(call, &what->formula, target->count / row, row))
        return GT_OK;
    return (gt__traits_of(call->context)->form == GT__CPU ? run_cpu : run_gpu)(call, what, &all, &walk, target, done);
}

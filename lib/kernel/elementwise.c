#include "kernel/elementwise.h"

#include "base/integer.h"
#include "base/op.h"
#include "kernel/copy.h"
#include "kernel/flat.h"
#include "kernel/tiles.h"
#include "kernel/tuning.h"
#include "kernel/walk.h"

/* Operands besides the destination that a launch has room for when walks have GT__WALK_AXES axes. */
enum { WIDE_OPERANDS = 5 };

void gt__elementwise_begin(gt__elementwise *what, int32_t row, const gt__dtype *compute, const gt__dtype *result,
                           int32_t operands)
{
    what->row = row;
    what->compute = compute;
    what->result = result;
    what->ordered[0] = what->ordered[1] = 0;
    what->operands = operands;
    for (int32_t i = 0; i < operands; i++) what->operand[i] = (gt__operand){0};
}

/* ---- identity ---- */

/* 1 if every array is stored in the type that is computed in. */
static int is_direct(const gt__elementwise *what, const gt__array *target)
{
    int direct = target->dtype == what->compute && what->result == what->compute;
    for (int32_t i = 0; i < what->operands; i++) {
        const gt__operand *operand = &what->operand[i];
        if (operand->array && (operand->truth || operand->array->dtype != what->compute)) direct = 0;
    }
    return direct;
}

/* cpu: of vectors that a row takes, or that are moved as they are; gpu: of a wide access. */
static int64_t choose_lanes(const gt__elementwise *what, const gt__array *target, const gt__spec *spec)
{
    const gt__op *op = gt__op_of(what->row);
    int32_t widest = target->dtype->size;
    if (spec->form == GT__CPU) {
        const int vector = op ? op->vector && what->compute->kind == GT__FLOAT : (spec->flags & GT__DIRECT) != 0;
        return vector && what->compute->kind != GT__COMPLEX ? gt__tuned.vector_bytes / what->compute->size : 1;
    }
    for (int32_t i = 0; i < what->operands; i++) {
        const gt__array *array = what->operand[i].array;
        if (array && array->dtype->size > widest) widest = array->dtype->size;
    }
    return gt__tuned.wide_bytes / widest;
}

/* tiles: NULL, or the walk's. */
static gt__spec make_spec(const gt__call *call, const gt__elementwise *what, const gt__array *target, int32_t rank,
                          const gt__tiles *tiles)
{
    gt__spec spec = gt__spec_of(call, GT__ELEMENTWISE);
    spec.ranks = gt__spec_ranks(rank);
    gt__spec_types(&spec, what->compute, what->result, target->dtype);
    spec.operands = (uint8_t)what->operands;
    spec.row[0] = (uint16_t)what->row;
    for (int i = 0; i < 2; i++) spec.ordered[i] = (uint8_t)what->ordered[i];
    if (what->row == GT_NEXTAFTER && what->result->size < what->compute->size)
        spec.among = (uint8_t)what->result->value;
    for (int32_t i = 0; i < what->operands; i++) {
        const gt__operand *operand = &what->operand[i];
        if (operand->array) spec.storage[i] = (uint8_t)operand->array->dtype->value;
        if (operand->array && operand->truth) spec.truth |= (uint16_t)(1 << i);
    }
    if (spec.form == GT__CPU) {
        spec.flags = is_direct(what, target) ? GT__DIRECT : 0;
        if (tiles) spec.flags |= tiles->crossed ? GT__TILED | GT__CROSSED : GT__TILED;
        spec.tile[0] = (uint16_t)(tiles ? tiles->block : gt__tuned.elementwise_cpu.block);
    }
    spec.lanes = (uint8_t)choose_lanes(what, target, &spec);
    return spec;
}

/* ---- launch ---- */

/* The walk: operand 0 is the target, then the arrays in their order. */
static void make_walk(gt__walk *walk, const gt__elementwise *what, const gt__array *target)
{
    int64_t expanded[GT__SPEC_OPERANDS][GT_MAX_RANK];
    const int64_t *strides[GT__MAX_OPERANDS];
    int32_t n = 0;
    strides[n++] = target->strides;
    for (int32_t i = 0; i < what->operands; i++) {
        const gt__array *array = what->operand[i].array;
        if (!array) continue;
        gt__shape_expand(&array->shape, array->strides, &target->shape, expanded[n - 1]);
        strides[n] = expanded[n - 1];
        n++;
    }
    gt__walk_make(walk, &target->shape, n, strides);
    gt__walk_sort(walk);
    gt__walk_merge(walk);
}

static void add_arrays(gt__command *command, const gt__elementwise *what, const gt__array *target, const gt__walk *walk,
                       int32_t ranks)
{
    for (int32_t i = 1; i < walk->operands; i++) gt__arg_axes(command, walk->stride[i], walk->rank, ranks);
    gt__arg_axes(command, walk->stride[0], walk->rank, ranks);
    gt__arg_axes(command, walk->size, walk->rank, ranks);
    for (int32_t i = 0; i < what->operands; i++) {
        const gt__array *array = what->operand[i].array;
        if (!array) continue;
        gt__arg_buffer(command, array->buffer);
        gt__arg_long(command, array->offset);
    }
    gt__arg_buffer(command, target->buffer);
    gt__arg_long(command, target->offset);
}

static void add_scalars(gt__command *command, const gt__elementwise *what)
{
    for (int32_t i = 0; i < what->operands; i++)
        if (!what->operand[i].array) gt__arg_value(command, &what->operand[i].scalar, (size_t)what->compute->size);
}

/* Whether results go past the caches. */
static int choose_stream(const gt__elementwise *what, const gt__array *target)
{
    int stream = gt__flat_streams(target);
    for (int32_t i = 0; i < what->operands; i++)
        if (gt__flat_replaces(target, what->operand[i].array)) stream = 0;
    return stream;
}

/* Whether one operand is the memory of another with the two last axes exchanged, which are as long as each other. */
static int is_mirrored(const gt__elementwise *what, const gt__walk *walk)
{
    const gt__array *arrays[GT__MAX_OPERANDS] = {NULL};
    const int32_t last = walk->rank - 1;
    int32_t n = 1, found = 0;
    for (int32_t i = 0; i < what->operands; i++)
        if (what->operand[i].array) arrays[n++] = what->operand[i].array;
    for (int32_t i = 2; i < n; i++)
        for (int32_t k = 1; k < i; k++)
            found |= gt__flat_replaces(arrays[i], arrays[k]) && walk->stride[i][last] == walk->stride[k][last - 1] &&
                     walk->stride[i][last - 1] == walk->stride[k][last];
    return found && walk->size[last] == walk->size[last - 1];
}

static gt_status launch(const gt__call *call, const gt__elementwise *what, const gt__array *target, gt__walk *walk)
{
    const int64_t chunk = gt__flat_chunk(call, target->count);
    gt__tiles tiles;
    const int cpu = gt__traits_of(call->context)->form == GT__CPU;
    const int tiled = cpu && gt__tiles_make(&tiles, walk, chunk, what->compute->size);
    const gt__spec spec = make_spec(call, what, target, walk->rank, tiled ? &tiles : NULL);
    gt__kernel *kernel = NULL;
    gt__command command;
    GT__TRY(gt__spec_kernel(&kernel, call, &spec));
    gt__launch_begin(&command, kernel);
    add_arrays(&command, what, target, walk, spec.ranks);
    gt__arg_long(&command, tiled ? tiles.blocks : target->count);
    if (cpu && !tiled) gt__arg_long(&command, chunk);
    add_scalars(&command, what);
    gt__arg_int(&command, walk->rank);
    if (cpu) gt__arg_int(&command, choose_stream(what, target));
    if (tiled) {
        gt__arg_int(&command, tiles.rows);
        gt__arg_int(&command, tiles.columns);
        gt__arg_int(&command, tiles.rows == tiles.columns && is_mirrored(what, walk));
        command.global[0] = (size_t)tiles.items;
        return gt__submit(call, &command);
    }
    gt__flat_sizes(call, &command, target->count,
                   gt__walk_is_dense(walk) ? gt__divide_up(target->count, spec.lanes) : target->count);
    return gt__submit(call, &command);
}

/* ---- more operands of more axes than a launch has room for ---- */

/* A launch for each place along the axes that a kernel has no room for. */
static gt_status launch_parts(const gt__call *call, const gt__elementwise *what, const gt__array *target,
                              const gt__walk *walk)
{
    gt__array arrays[GT__MAX_OPERANDS];
    int64_t begins[GT__MAX_OPERANDS];
    gt__elementwise part = *what;
    gt__walk rest = *walk, inner;
    const int64_t parts = gt__walk_split(&rest);
    int32_t n = 1;
    for (int32_t i = 0; i < what->operands; i++) {
        if (!what->operand[i].array) continue;
        arrays[n] = *what->operand[i].array;
        part.operand[i].array = &arrays[n++];
    }
    arrays[0] = *target;
    arrays[0].count /= parts;
    for (int32_t i = 0; i < n; i++) begins[i] = arrays[i].offset;
    for (int64_t at = 0; at < parts; at++) {
        for (int32_t i = 0; i < n; i++) arrays[i].offset = begins[i] + gt__walk_part(walk, i, at);
        inner = rest;
        GT__TRY(launch(call, &part, &arrays[0], &inner));
    }
    return GT_OK;
}

/* Makes every operand and the target contiguous, so that the walk has one axis. */
static gt_status run_dense(const gt__call *call, const gt__elementwise *what, const gt__array *target)
{
    gt__array dense[GT__MAX_OPERANDS];
    gt__elementwise flat = *what;
    gt__walk walk;
    gt_status status = GT_OK;
    for (int32_t i = 0; i < GT__MAX_OPERANDS; i++) dense[i].buffer = NULL;
    for (int32_t i = 0; i < what->operands && status == GT_OK; i++) {
        if (!what->operand[i].array) continue;
        status = gt__copy_dense(&dense[i + 1], call, what->operand[i].array, &target->shape);
        flat.operand[i].array = &dense[i + 1];
    }
    if (status == GT_OK) status = gt__array_create(&dense[0], call, target->dtype, &target->shape);
    if (status == GT_OK) {
        make_walk(&walk, &flat, &dense[0]);
        status = launch(call, &flat, &dense[0], &walk);
    }
    if (status == GT_OK) status = gt__copy_run(call, target, &dense[0]);
    for (int32_t i = 0; i < GT__MAX_OPERANDS; i++) gt__buffer_release(dense[i].buffer);
    return status;
}

gt_status gt__elementwise_run(const gt__call *call, const gt__elementwise *what, const gt__array *target)
{
    gt__walk walk;
    if (target->count == 0) return GT_OK;
    make_walk(&walk, what, target);
    if (gt__spec_ranks(walk.rank) > 4 && walk.operands - 1 > WIDE_OPERANDS) return run_dense(call, what, target);
    if (walk.rank > GT__WALK_AXES) return launch_parts(call, what, target, &walk);
    return launch(call, what, target, &walk);
}

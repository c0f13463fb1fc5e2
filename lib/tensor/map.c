#include "tensor/map.h"

#include "base/integer.h"
#include "tensor/layout.h"
#include "tensor/prelude.h"

enum { CHUNK = 65536, SMALLEST_CHUNK = 2048, GRID_ITEMS = 1 << 20, GRID_RUN = 256, STREAM_BYTES = 32 << 20 };

static const char names[GT__MAX_ARITY][2] = {"x", "y", "z"};

static void add_operands(gt__text *text, const gt__map *map)
{
    gt__text_join(text, "#define TENSORS(F)", NULL);
    for (int32_t i = 0; i < map->arity; i++) {
        const struct gt__map_operand *operand = &map->operand[i];
        if (!operand->tensor) continue;
        gt__text_join(text, " F(", names[i], ", ", operand->tensor->dtype->name,
                      operand->truth ? ", TRUTH)" : ", LOAD)", NULL);
    }
    gt__text_join(text, "\n#define SCALARS(F)", NULL);
    for (int32_t i = 0; i < map->arity; i++)
        if (!map->operand[i].tensor) gt__text_join(text, " F(", names[i], ")", NULL);
    gt__text_join(text, "\n", NULL);
}

/* 1 where every tensor is stored in the type that is computed in. */
static int is_direct(const gt__map *map, const gt_tensor *target)
{
    int direct = target->dtype->value == map->compute && map->result == map->compute;
    for (int32_t i = 0; i < map->arity; i++) {
        const struct gt__map_operand *operand = &map->operand[i];
        if (operand->tensor && (operand->truth || operand->tensor->dtype->value != map->compute)) direct = 0;
    }
    return direct;
}

static int32_t find_kernel(gt__kernel **kernel, gt_queue *q, const gt__map *map, const gt_tensor *target)
{
    gt__text prelude = {0};
    const gt__dtype *compute = gt__dtype_of(map->compute);
    int single = gt__queue_traits(q)->form == GT__SINGLE;
    int vector = single && map->vector && compute->kind == GT__FLOAT;
    gt__prelude_compute(&prelude, map->compute, vector ? 64 / compute->size : 1);
    gt__prelude_flag(&prelude, "SINGLE", single);
    gt__prelude_flag(&prelude, "DIRECT", single && is_direct(map, target));
    gt__prelude_store(&prelude, map->compute, map->result, target->dtype);
    gt__text_join(&prelude, "#define EXPR ", map->expression, "\n", NULL);
    add_operands(&prelude, map);
    return gt__prelude_kernel(kernel, q, "elementwise", &prelude, map->operation);
}

/* Sizes of the launch; returns the chunk of a work-item of the single-thread form. */
static int64_t set_sizes(gt__launch *launch, const gt__traits *traits, int64_t count)
{
    if (traits->form == GT__SINGLE) {
        int64_t chunk = gt__divide_up(count, 4 * traits->units);
        if (chunk > CHUNK) chunk = CHUNK;
        if (chunk < SMALLEST_CHUNK) chunk = SMALLEST_CHUNK;
        launch->global[0] = (size_t)gt__divide_up(count, chunk);
        return chunk;
    }
    int64_t local = traits->group < 256 ? traits->group : 256;
    if (local > gt__kernel_group(launch->kernel)) local = gt__kernel_group(launch->kernel);
    int64_t items = count < GRID_ITEMS ? count : GRID_ITEMS;
    if (gt__divide_up(count, items) > GRID_RUN) items = gt__divide_up(count, GRID_RUN);
    launch->local[0] = (size_t)local;
    launch->global[0] = (size_t)(gt__divide_up(items, local) * local);
    return 0;
}

/* Collapses the walk: operand 0 of the layout is the target, then the tensors in their order. */
static void make_layout(gt__layout *layout, const gt__map *map, const gt_tensor *target)
{
    int64_t expanded[GT__MAX_ARITY][GT_MAX_RANK];
    const int64_t *strides[GT__MAX_OPERANDS] = {target->strides};
    int32_t n = 1;
    for (int32_t i = 0; i < map->arity; i++) {
        const gt_tensor *tensor = map->operand[i].tensor;
        if (!tensor) continue;
        gt__shape_expand(&tensor->shape, tensor->strides, &target->shape, expanded[n - 1]);
        strides[n] = expanded[n - 1];
        n++;
    }
    gt__layout_make(layout, &target->shape, n, strides);
    gt__layout_sort(layout);
    gt__layout_merge(layout);
}

int32_t gt__map_run(gt_queue *q, const gt__map *map, gt_tensor *target)
{
    gt__kernel *kernel = NULL;
    gt__layout layout;
    if (target->count == 0) return GT_OK;
    GT__TRY(find_kernel(&kernel, q, map, target));
    make_layout(&layout, map, target);
    gt__launch launch = {.kernel = kernel};
    int64_t chunk = set_sizes(&launch, gt__queue_traits(q), target->count);
    const int32_t compute_bytes = gt__dtype_of(map->compute)->size;
    const int32_t stream = target->count * compute_bytes >= STREAM_BYTES;
    for (int32_t i = 1; i < layout.operands; i++) gt__arg_value(&launch, layout.stride[i], sizeof layout.stride[i]);
    gt__arg_value(&launch, layout.stride[0], sizeof layout.stride[0]);
    gt__arg_value(&launch, layout.size, sizeof layout.size);
    for (int32_t i = 0; i < map->arity; i++) {
        const gt_tensor *tensor = map->operand[i].tensor;
        if (!tensor) continue;
        gt__arg_buffer(&launch, tensor->buffer);
        gt__arg_value(&launch, &tensor->offset, sizeof tensor->offset);
    }
    gt__arg_buffer(&launch, target->buffer);
    gt__arg_value(&launch, &target->offset, sizeof target->offset);
    gt__arg_value(&launch, &target->count, sizeof target->count);
    gt__arg_value(&launch, &chunk, sizeof chunk);
    for (int32_t i = 0; i < map->arity; i++)
        if (!map->operand[i].tensor) gt__arg_value(&launch, &map->operand[i].scalar, (size_t)compute_bytes);
    gt__arg_value(&launch, &layout.rank, sizeof layout.rank);
    gt__arg_value(&launch, &stream, sizeof stream);
    return gt__launch_run(q, &launch, map->operation);
}

#include "kernel/sort.h"

#include "base/integer.h"
#include "kernel/copy.h"
#include "kernel/keys.h"
#include "kernel/rank.h"
#include "kernel/scan.h"
#include "kernel/sort_rows.h"
#include "kernel/spec.h"
#include "kernel/tuning.h"

/* What a pass gives. */
enum { VALUES = 1, INDICES = 2, PLACES = 4 };

/* Elements of one pass, and their indices: NULL in the beginning. */
typedef struct elements {
    gt__buffer *values, *indices;
    int64_t first; /* of the values */
} elements;

typedef struct plan {
    const gt__call *call;
    const gt__sorted *out;
    const gt__traits *traits;
    const gt__dtype *raw, *index;
    int64_t count, length, pieces, span;
    gt__keys keys;
    gt__ranking ranking;      /* gpu */
    int32_t bits, pairs;      /* of a digit; 1: there are indices */
    int32_t passes, by_value; /* all of them; those by digits of values, which come first */
    gt__array table;
    gt__buffer *copy;                   /* of elements that do not lie side by side */
    gt__buffer *values[2], *indices[2]; /* what passes write in turn */
} plan;

/* ---- orders and sizes ---- */

/* Digits of numbers below n. */
static int32_t digits_below(int64_t n, int32_t bits)
{
    int32_t digits = 0;
    for (int64_t most = n - 1; most > 0; most >>= bits) digits++;
    return digits;
}

static void choose_sizes(plan *p)
{
    const int64_t units = p->traits->units;
    if (p->traits->form == GT__CPU) {
        const int64_t most = gt__divide_up(p->count, gt__tuned.sort_cpu.least);
        const int64_t longest = gt__divide_up(p->count, gt__tuned.sort_cpu.longest);
        p->bits = (int32_t)gt__tuned.sort_cpu.bits;
        p->pieces = gt__larger(gt__smaller(units * gt__tuned.sort_cpu.jobs, most), longest);
        p->span = gt__divide_up(p->count, p->pieces);
    } else {
        const int64_t bytes = p->raw->size + (p->pairs ? p->index->size : 0);
        p->ranking = gt__ranking_of(p->traits, gt__ranking_each(bytes), bytes, sizeof(int64_t));
        const int64_t tile = (int64_t)p->ranking.items * p->ranking.each, tiles = gt__divide_up(p->count, tile);
        const int64_t wanted = gt__smaller(units * gt__tuned.sort_gpu.groups, tiles);
        p->bits = p->ranking.bits;
        p->span = tile * gt__smaller(gt__divide_up(tiles, wanted), gt__tuned.sort_gpu.run);
    }
    p->pieces = gt__divide_up(p->count, p->span);
    p->by_value = ((p->out->bits > 0 ? p->out->bits : 8 * p->raw->size) + p->bits - 1) / p->bits;
    p->passes = p->by_value + digits_below(p->count / p->length, p->bits);
}

/* ---- launches ---- */

/* Counters of a digit in local memory: one for each item that counts beside others, where there is room. */
static int64_t counters_of(const plan *p)
{
    const int64_t bytes = gt__smaller(gt__tuned.sort_gpu.count_bytes, gt__traits_of(p->call->context)->local_bytes);
    int64_t counters = gt__tuned.sort_gpu.counters;
    while (counters > 1 && (counters << p->bits) * (int64_t)sizeof(uint32_t) > bytes) counters /= 2;
    return counters;
}

static gt_status kernel_of(gt__kernel **out, const plan *p, gt__family family)
{
    gt__spec spec = gt__keys_spec(p->call, family, &p->keys, family == GT__SORT_COUNT ? gt__dtype_of(GT_I64) : p->raw);
    if (p->pairs) {
        spec.operands = 2;
        spec.storage[1] = (uint8_t)p->index->value;
        spec.flags = GT__PAIR;
    }
    spec.tile[0] = (uint16_t)(1 << p->bits);
    if (spec.form == GT__GPU) gt__ranking_sizes(&spec, &p->ranking);
    if (spec.form == GT__GPU && family == GT__SORT_COUNT) spec.tile[3] = (uint16_t)counters_of(p);
    return gt__spec_kernel(out, p->call, &spec);
}

/* The arguments that both kernels begin with. */
static gt_status begin(gt__command *command, const plan *p, gt__family family, const elements *from, int32_t pass)
{
    gt__kernel *kernel = NULL;
    const int32_t by_line = pass >= p->by_value;
    GT__TRY(kernel_of(&kernel, p, family));
    gt__launch_begin(command, kernel);
    gt__arg_buffer(command, from->values);
    if (p->pairs) gt__arg_buffer(command, from->indices ? from->indices : from->values);
    gt__arg_long(command, from->first);
    gt__arg_long(command, p->count);
    gt__arg_long(command, p->length);
    gt__arg_long(command, p->pieces);
    gt__arg_long(command, p->span);
    gt__arg_keys(command, &p->keys);
    gt__arg_int(command, p->bits * (by_line ? pass - p->by_value : pass));
    gt__arg_int(command, by_line);
    gt__arg_int(command, !from->indices);
    command->local[0] = p->traits->form == GT__CPU ? 1 : (size_t)p->ranking.items;
    command->global[0] = (size_t)p->pieces * command->local[0];
    return GT_OK;
}

static gt_status count_digits(const plan *p, const elements *from, int32_t pass)
{
    const gt__scanning sums = {.row = GT_ADD, .compute = p->table.dtype, .result = p->table.dtype, .exclusive = 1};
    gt__command command;
    GT__TRY(begin(&command, p, GT__SORT_COUNT, from, pass));
    gt__arg_buffer(&command, p->table.buffer);
    GT__TRY(gt__submit(p->call, &command));
    return p->traits->form == GT__CPU ? GT_OK : gt__scan_run(p->call, &sums, &p->table, &p->table, 0);
}

static gt_status move(const plan *p, const elements *to, const elements *from, int32_t pass, int32_t gives)
{
    gt__command command;
    GT__TRY(begin(&command, p, GT__SORT_MOVE, from, pass));
    gt__arg_buffer(&command, to->values ? to->values : p->table.buffer);
    gt__arg_long(&command, to->first);
    if (p->pairs) {
        gt__arg_buffer(&command, to->indices ? to->indices : p->table.buffer);
        gt__arg_buffer(&command, p->out->places ? p->out->places->buffer : p->table.buffer);
        gt__arg_int(&command, gives);
    }
    gt__arg_buffer(&command, p->table.buffer);
    return gt__submit(p->call, &command);
}

/* ---- passes ---- */

static gt_status make_buffers(plan *p)
{
    const gt__shape table = {1, {p->pieces << p->bits}};
    GT__TRY(gt__array_create(&p->table, p->call, gt__dtype_of(GT_I64), &table));
    for (int32_t i = 0; i < 2 && i < p->passes - 1; i++) {
        GT__TRY(gt__buffer_create(&p->values[i], p->call, p->count * p->raw->size));
        if (p->pairs) GT__TRY(gt__buffer_create(&p->indices[i], p->call, p->count * p->index->size));
    }
    return GT_OK;
}

static gt_status run_passes(plan *p, elements from)
{
    const gt__sorted *out = p->out;
    choose_sizes(p);
    GT__TRY(make_buffers(p));
    for (int32_t pass = 0; pass < p->passes; pass++) {
        elements to = {p->values[pass % 2], p->indices[pass % 2], 0};
        int32_t gives = p->pairs ? VALUES | INDICES : VALUES;
        if (pass == p->passes - 1) {
            gives = (out->values ? VALUES : 0) | (out->places ? PLACES : 0);
            to = (elements){0};
            if (out->values) to = (elements){out->values->buffer, NULL, out->values->offset};
        }
        GT__TRY(count_digits(p, &from, pass));
        GT__TRY(move(p, &to, &from, pass, gives));
        from = to;
    }
    return GT_OK;
}

/* *from = src's elements side by side: where they are, or copied. */
static gt_status lay_out(plan *p, elements *from, const gt__array *src)
{
    gt__array copy;
    *from = (elements){src->buffer, NULL, src->offset};
    if (gt__array_contiguous(src)) return GT_OK;
    GT__TRY(gt__array_create(&copy, p->call, src->dtype, &src->shape));
    p->copy = copy.buffer;
    *from = (elements){copy.buffer, NULL, 0};
    return gt__copy_run(p->call, &copy, src);
}

gt_status gt__sort_run(const gt__call *call, const gt__sorted *out, const gt__array *src, int descending)
{
    plan p = {.call = call, .out = out, .traits = gt__traits_of(call->context)};
    elements from;
    if (src->count == 0) return GT_OK;
    p.raw = gt__dtype_of(src->dtype->raw);
    p.count = src->count;
    p.length = src->shape.rank > 0 ? src->shape.size[src->shape.rank - 1] : 1;
    p.index = gt__dtype_of(p.count > UINT32_MAX ? GT_U64 : GT_U32);
    p.pairs = out->places || p.count > p.length;
    p.keys = gt__keys_of(src->dtype, descending);
    gt_status status = lay_out(&p, &from, src);
    if (status == GT_OK)
        status = gt__sort_rows_fit(call, &p.keys, p.length)
                     ? gt__sort_rows_run(call, out, &p.keys, from.values, from.first, p.count, p.length)
                     : run_passes(&p, from);
    gt__buffer_release(p.copy);
    gt__buffer_release(p.table.buffer);
    for (int32_t i = 0; i < 2; i++) {
        gt__buffer_release(p.values[i]);
        gt__buffer_release(p.indices[i]);
    }
    return status;
}

/* ---- random keys ---- */

static gt_status order_ties(const gt__call *call, const gt__array *order, const gt__array *heads, const gt__array *keys)
{
    gt__spec spec = gt__spec_of(call, GT__SORT_TIES);
    gt__kernel *kernel = NULL;
    gt__command command;
    spec.operands = 1;
    spec.storage[0] = (uint8_t)heads->dtype->value;
    gt__spec_types(&spec, keys->dtype, keys->dtype, order->dtype);
    GT__TRY(gt__spec_kernel(&kernel, call, &spec));
    gt__launch_begin(&command, kernel);
    gt__arg_buffer(&command, heads->buffer);
    gt__arg_buffer(&command, keys->buffer);
    gt__arg_buffer(&command, order->buffer);
    gt__arg_long(&command, keys->count);
    command.local[0] = (size_t)gt__smaller(gt__tuned.sort_gpu.group, gt__kernel_group(kernel));
    command.global[0] = (size_t)gt__round_up(keys->count, (int64_t)command.local[0]);
    return gt__submit(call, &command);
}

gt_status gt__sort_random_keys(const gt__call *call, const gt__array *order, const gt__array *keys)
{
    const gt__sorted only_order = {.places = order};
    gt__array heads, halves = *keys; /* upper halves: every other uint32 */
    if (gt__traits_of(call->context)->form == GT__CPU || keys->count > gt__tuned.sort_gpu.halves)
        return gt__sort_run(call, &only_order, keys, 0);
    halves.dtype = gt__dtype_of(GT_U32);
    halves.strides[0] = 2;
    halves.offset = 1;
    GT__TRY(gt__array_create(&heads, call, halves.dtype, &keys->shape));
    const gt__sorted both = {.values = &heads, .places = order};
    gt_status status = gt__sort_run(call, &both, &halves, 0);
    if (status == GT_OK) status = order_ties(call, order, &heads, keys);
    gt__buffer_release(heads.buffer);
    return status;
}

/* ---- axes ---- */

gt__shape gt__sort_shape(const gt__shape *shape, int32_t axis)
{
    gt__shape out = *shape;
    for (int32_t i = axis; i + 1 < shape->rank; i++) out.size[i] = shape->size[i + 1];
    if (shape->rank > 0) out.size[shape->rank - 1] = shape->size[axis];
    return out;
}

gt__array gt__sort_axes(const gt__array *a, int32_t axis)
{
    gt__array out = *a;
    out.shape = gt__sort_shape(&a->shape, axis);
    for (int32_t i = axis; i + 1 < a->shape.rank; i++) out.strides[i] = a->strides[i + 1];
    if (a->shape.rank > 0) out.strides[a->shape.rank - 1] = a->strides[axis];
    return out;
}

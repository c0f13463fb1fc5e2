#include "kernel/sort_rows.h"

#include "base/integer.h"
#include "kernel/rank.h"
#include "kernel/tuning.h"

/* What a launch gives (sort.cl). */
enum { VALUES = 1, PLACES = 4 };
/* The largest tile. An element lies there beside its place. */
static gt__ranking largest(const gt__call *call, const gt__keys *keys)
{
    return gt__ranking_of(gt__traits_of(call->context), (int32_t)gt__tuned.sort_gpu.each, keys->raw->size + 2, 0);
}

int gt__sort_rows_fit(const gt__call *call, const gt__keys *keys, int64_t length)
{
    const gt__ranking r = largest(call, keys);
    return gt__traits_of(call->context)->form == GT__GPU && length <= (int64_t)r.items * r.each;
}

/* Elements of the lines that fit into a tile. */
static int64_t span_of(const gt__ranking *r, int64_t length)
{
    return (int64_t)r->items * r->each / length * length;
}

/* The tile that takes the least time: large ones waste less where lines fit, small ones are more at a time. Those that
 * registers do not hold well are for lines that fit into no other. */
static gt__ranking choose(const gt__call *call, const gt__keys *keys, int64_t count, int64_t length)
{
    const int64_t units = gt__traits_of(call->context)->units;
    const int32_t held = gt__ranking_each(keys->raw->size);
    gt__ranking r = largest(call, keys), best = r;
    int64_t least = INT64_MAX;
    if (r.each > held && (int64_t)r.items * held >= length) r.each = held;
    for (; r.each > 0 && span_of(&r, length) > 0; r.each -= (int32_t)gt__tuned.sort_gpu.least_each) {
        const int64_t turns = gt__divide_up(gt__divide_up(count, span_of(&r, length)), units);
        if (turns * (r.each + gt__tuned.sort_gpu.beside) >= least) continue;
        least = turns * (r.each + gt__tuned.sort_gpu.beside);
        best = r;
    }
    return best;
}

gt_status gt__sort_rows_run(const gt__call *call, const gt__sorted *out, const gt__keys *keys, gt__buffer *src,
                            int64_t first, int64_t count, int64_t length)
{
    const gt__ranking r = choose(call, keys, count, length);
    const int64_t span = span_of(&r, length);
    const int32_t by_value = (int32_t)gt__divide_up(8 * keys->raw->size, r.bits);
    const gt__array *given = out->values ? out->values : out->places;
    int32_t passes = by_value;
    gt__kernel *kernel = NULL;
    gt__command command;
    gt__spec spec = gt__keys_spec(call, GT__SORT_ROWS, keys, keys->raw);
    if (!given) return GT_OK;
    for (int64_t most = gt__smaller(span, count) / length - 1; most > 0; most >>= r.bits) passes++;
    if (out->places || passes > by_value) spec.flags = GT__PAIR;
    gt__ranking_sizes(&spec, &r);
    GT__TRY(gt__spec_kernel(&kernel, call, &spec));
    gt__launch_begin(&command, kernel);
    gt__arg_buffer(&command, src);
    gt__arg_long(&command, first);
    gt__arg_long(&command, count);
    gt__arg_int(&command, (int32_t)length);
    gt__arg_int(&command, (int32_t)span);
    gt__arg_keys(&command, keys);
    gt__arg_int(&command, r.bits);
    gt__arg_int(&command, by_value);
    gt__arg_int(&command, passes);
    gt__arg_buffer(&command, given->buffer);
    gt__arg_long(&command, out->values ? out->values->offset : 0);
    if (spec.flags) {
        gt__arg_buffer(&command, out->places ? out->places->buffer : given->buffer);
        gt__arg_int(&command, (out->values ? VALUES : 0) | (out->places ? PLACES : 0));
    }
    command.local[0] = (size_t)r.items;
    command.global[0] = (size_t)(gt__divide_up(count, span) * r.items);
    return gt__submit(call, &command);
}

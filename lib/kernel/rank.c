#include "kernel/rank.h"

#include "base/integer.h"
#include "kernel/tuning.h"

enum { WARP = 32 };

static int64_t local_bytes(const gt__ranking *r, int64_t bytes, int64_t digit_bytes)
{
    const int64_t warps = gt__divide_up(r->items, WARP), of_warp = r->ballots ? 2 : 2 + 4, sums = 2 * 2;
    return r->items * r->each * bytes + ((warps * of_warp + sums + digit_bytes) << r->bits);
}

int32_t gt__ranking_each(int64_t bytes)
{
    const int64_t most = gt__tuned.sort_gpu.each, each = gt__tuned.sort_gpu.item_bytes / bytes;
    return (int32_t)gt__smaller(gt__larger(each, most / 2), most);
}

gt__ranking gt__ranking_of(const gt__traits *traits, int32_t each, int64_t bytes, int64_t digit_bytes)
{
    gt__ranking r = {.items = (int32_t)gt__tuned.sort_gpu.group,
                     .each = each,
                     .bits = (int32_t)gt__tuned.sort_gpu.bits,
                     .ballots = traits->votes && gt__tuned.sort_gpu.votes};
    const int64_t tuned = r.ballots ? gt__tuned.sort_gpu.votes_bytes : gt__tuned.sort_gpu.local_bytes;
    const int64_t most = gt__smaller(tuned, traits->local_bytes);
    while (r.items > traits->group) r.items /= 2;
    if (r.items < WARP) r.ballots = 0;
    while (r.items > 1 && local_bytes(&r, bytes, digit_bytes) > most)
        if (r.each > gt__tuned.sort_gpu.least_each)
            r.each /= 2;
        else
            r.items /= 2;
    return r;
}

void gt__ranking_sizes(gt__spec *spec, const gt__ranking *ranking)
{
    spec->tile[0] = (uint16_t)(1 << ranking->bits);
    spec->tile[1] = (uint16_t)ranking->items;
    spec->tile[2] = (uint16_t)ranking->each;
    spec->tile[3] = (uint16_t)ranking->ballots;
}

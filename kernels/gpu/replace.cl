// o, where indices say, = values. MARKS: winners of each place, which is the last index that names it; else each
// winner's value goes to its place. `shared`: all lines have the same indices, and one place of winners serves them
// all. Each place has a slot of its own; or, `hashed` > 0, there are 2^hashed slots, twice the indices at least, and a
// place has the first one from its hash on that holds nothing or an index of that place. The last indices come first,
// so that most others find that they do not win.
#define LOCATE_INDEX(axis) ii += at * kept_i.axis;
#define ADVANCE_INDEX(axis) ii += at * istride.axis;
// The place that index k of a line names, counted through all lines; or -1.
#define PLACE_OF(result, k, line)                                                                                      \
    {                                                                                                                  \
        long ii = ifirst;                                                                                              \
        WALK(line, kept_size, kept_rank, LOCATE_INDEX)                                                                 \
        WALK(k, size, rank, ADVANCE_INDEX)                                                                             \
        index = indices[ii];                                                                                           \
        const long named = axis_place(index, bound);                                                                   \
        result = named >= 0 && !shared ? (line) * bound + named : named;                                               \
    }

kernel void replace(PARAMETERS(DECLARED), global int *winners, int shared, int hashed)
{
    const long count = end - begin, width = MARKS && shared ? 1 : lines, all = count * width;
    const long last = hashed > 0 ? (1L << hashed) - 1 : 0;
    for (long n = all - 1 - (long)get_global_id(0); n >= 0; n -= get_global_size(0)) {
        const long number = quotient(n, width), line = n - number * width;
        const int mine = (int)(hashed > 0 && !shared ? line * count + number : number);
        CAT(T_, INDEX) index;
        long place, slot;
        PLACE_OF(place, begin + number, line)
        if (place < 0) {
#if MARKS
            NOTE(line, begin + number, index)
#endif
            continue;
        }
        slot = hashed > 0 ? (long)((ulong)place * 0x9E3779B97F4A7C15UL >> (64 - hashed)) : place;
        int there = winners[slot];
        while (hashed > 0 && there != mine) {
            long other = place;
#if MARKS
            if (there < 0) there = atomic_cmpxchg(winners + slot, -1, mine);
            if (there < 0) there = mine;
#endif
            if (there != mine) {
                const long owner = shared ? 0 : quotient(there, count);
                PLACE_OF(other, begin + there - owner * count, owner)
            }
            if (other == place) break;
            slot = (slot + 1) & last;
            there = winners[slot];
        }
#if MARKS
        if (there < mine) atomic_max(winners + slot, mine);
#else
        if (there != mine) continue;
        long oi = ofirst, vi = vfirst, ii = ifirst;
        WALK(line, kept_size, kept_rank, LOCATE)
        long ik = ii, vk = vi;
        WALK(begin + number, size, rank, ADVANCE)
        PUT(oi + (shared ? place : place - line * bound) * step, vk);
#endif
    }
}

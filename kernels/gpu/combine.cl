// o, where indices say, combined with values. The indices are places from 0 on, sorted here, and `order` says where
// each stood. All lines have the same ones; or, `apart`, they have as many of their own, places are counted through all
// lines, and so are the numbers in `order`. Level 0: an item takes the first index of a place, and combines what o
// holds with the values for that place in their order, as far as the end of the block after its own, of 2^BLOCK_BITS
// indices. What is behind that has been combined before, in blocks, those of them in blocks of as many, up to the level
// `levels`: an item of level n > 0 takes a block of 2^(n BLOCK_BITS) indices that begins with what goes on from the one
// before, and writes what that comes to, as far as it goes on, in parts: those of level 1 come first.
#define BLOCKS(level) (((end - 1) >> (level) * BLOCK_BITS) + 1)

// Where the parts of a level begin.
static long parts_of(int level, long end)
{
    long at = 0;
    for (int k = 1; k < level; k++) at += BLOCKS(k);
    return at;
}

kernel void combine(PARAMETERS(DECLARED), global const long *order, global C *parts, long apart, int level, int levels)
{
    const long width = apart ? 1 : lines, all = BLOCKS(level) * width, places = apart ? bound * lines : bound;
    for (long n = get_global_id(0); n < all; n += get_global_size(0)) {
        const long number = quotient(n, width), part = n - number * width, head = number << level * BLOCK_BITS;
        const CAT(T_, INDEX) place = indices[head];
        const int goes_on = head > 0 && indices[head - 1] == place;
        if (place >= places || goes_on != (level > 0)) continue;
        const long line = apart ? quotient(place, bound) : part, before = apart ? line : 0;
        long oi = ofirst, vi = vfirst, ii = ifirst;
        WALK(line, kept_size, kept_rank, LOCATE)
        oi += (place - before * bound) * step;
        int from = max(level - 1, 0), empty = level > 0;
        C sum = empty ? (C)(0) : ELEMENT(LOAD, OUT, o, oi);
        long k = head, stop = head + (1L << level * BLOCK_BITS);
        if (level == 0) stop = levels > 0 ? ((head >> BLOCK_BITS) + 2) << BLOCK_BITS : end;
        for (long begins = parts_of(from, end);; from++) {
            stop = min(stop, end);
            for (; k < stop && indices[k] == place; k += 1L << from * BLOCK_BITS) {
                C term;
                if (from > 0)
                    term = parts[(begins + (k >> from * BLOCK_BITS)) * width + part];
                else {
                    long vk = vi, ik = ii;
                    WALK(order[k] - before * apart, size, rank, ADVANCE)
                    term = ELEMENT(LOAD, OUT, v, vk);
                }
                sum = empty ? term : NARROW(COMBINE(sum, term));
                empty = 0;
            }
            if (level > 0 || k < stop || k >= end) break;
            if (from > 0) begins += BLOCKS(from);
            stop = from + 1 == levels ? end : (((k - 1) >> (from + 2) * BLOCK_BITS) + 1) << (from + 2) * BLOCK_BITS;
        }
        if (level == 0)
            CAT(STORE_, OUT)(o, oi, sum);
        else
            parts[(parts_of(level, end) + number) * width + part] = sum;
    }
}

// o, where indices say, = values, or combined with them, of lines that are too few to take an item each and have the
// same indices. Those are sorted here, as places from 0 on, and `order` says where each stood. PLAIN: the last one for
// each place is put there. Else an item takes what is for one place, in that order, up to the end of its block;
// `continued`: one for each line goes on with what the block before has left.
kernel void combine(PARAMETERS(DECLARED), global const long *order, long block, int continued)
{
    const long heads = continued ? 1 : end - begin, all = heads * lines;
    for (long n = get_global_id(0); n < all; n += get_global_size(0)) {
        const long number = quotient(n, lines), line = n - number * lines, head = begin + number;
        const CAT(T_, INDEX) place = indices[head];
#if PLAIN
        if (place >= bound || (head + 1 < end && indices[head + 1] == place)) continue;
#else
        const int goes_on = head > 0 && indices[head - 1] == place;
        if (place >= bound || goes_on != continued) continue;
#endif
        const long stop = PLAIN ? head + 1 : min(end, (quotient(head, block) + 1) * block);
        long oi = ofirst, vi = vfirst, ii = ifirst;
        WALK(line, kept_size, kept_rank, LOCATE)
        for (long k = head; k < stop && indices[k] == place; k++) {
            long vk = vi, ik = ii;
            WALK(order[k], size, rank, ADVANCE)
            PUT(oi + place * step, vk);
        }
    }
}

// o, where indices say, = values, of lines that are too few to take an item each. MARKS: winners of each place, which
// is the last index that names it; else each winner's value goes to its place. `shared`: all lines have the same
// indices, and one place of winners serves them all.
kernel void replace(PARAMETERS(DECLARED), global int *winners, int shared)
{
    const long width = MARKS && shared ? 1 : lines, all = end * width;
    for (long n = get_global_id(0); n < all; n += get_global_size(0)) {
        const long k = quotient(n, width), line = n - k * width;
        long oi = ofirst, vi = vfirst, ii = ifirst;
        WALK(line, kept_size, kept_rank, LOCATE)
        long ik = ii, vk = vi;
        WALK(k, size, rank, ADVANCE)
        const CAT(T_, INDEX) index = indices[ik];
        const long place = axis_place(index, bound), slot = shared ? place : line * bound + place;
#if MARKS
        if (place >= 0)
            atomic_max(winners + slot, (int)k);
        else
            NOTE(line, k, index)
#else
        if (place >= 0 && winners[slot] == (int)k) PUT(oi + place * step, vk);
#endif
    }
}

// o = elements of x, where indices say.
kernel void gather(PARAMETERS(DECLARED))
{
    for (long n = get_global_id(0); n < count; n += get_global_size(0)) {
        long xi = xfirst, ii = ifirst, oi = ofirst;
        WALK(n, size, rank, ADVANCE)
        const CAT(T_, INDEX) index = indices[ii];
        const long place = axis_place(index, bound);
        if (place >= 0) {
            o[oi] = x[xi + place * step];
        } else {
            o[oi] = 0;
            NOTE(n, index)
        }
    }
}

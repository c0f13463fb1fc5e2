// o = the places that indices name, counted through all lines; what lies beyond any place where one is wrong.
#define WRONG_uint32 INT_MAX
#define WRONG_uint64 LONG_MAX

kernel void line_places(PARAMETERS(DECLARED))
{
    for (long n = get_global_id(0); n < end * lines; n += get_global_size(0)) {
        const long line = quotient(n, end), k = n - line * end;
        long oi = ofirst, vi = vfirst, ii = ifirst;
        WALK(line, kept_size, kept_rank, LOCATE)
        long ik = ii, vk = vi;
        WALK(k, size, rank, ADVANCE)
        const CAT(T_, INDEX) index = indices[ik];
        const long place = axis_place(index, bound);
        if (place < 0) NOTE(line, k, index)
        o[n] = place < 0 ? CAT(WRONG_, OUT) : (T)(line * bound + place);
    }
}

// o, where indices say, = values, or combined with them. A work-item takes whole lines, so that nothing else writes
// where it does, and values come in the order of their indices.
kernel void scatter(PARAMETERS(DECLARED))
{
    for (long line = get_global_id(0); line < lines; line += get_global_size(0)) {
        long oi = ofirst, vi = vfirst, ii = ifirst;
        WALK(line, kept_size, kept_rank, LOCATE)
        for (long k = begin; k < end; k++) {
            long ik = ii, vk = vi;
            WALK(k, size, rank, ADVANCE)
            const CAT(T_, INDEX) index = indices[ik];
            const long place = axis_place(index, bound);
            if (place >= 0)
                PUT(oi + place * step, vk);
            else
                NOTE(line, k, index)
        }
    }
}

// o, where indices say, = values, or combined with them. An item takes per_job whole lines, so that nothing else writes
// where it does. Neighbouring lines that share their indices go side by side.
static NOT_INLINED void scatter_lines(PARAMETERS(DECLARED), long per_job, long group)
{
    const long length = kept_size.s0, od = kept_o.s0, vd = kept_v.s0, id = kept_i.s0;
    long line = group * per_job;
    const long stop = min(line + per_job, lines);
    while (line < stop) {
        const long row = quotient(line, length), j = line - row * length, run = min(length - j, stop - line);
        const long wide = id == 0 ? run : 1; // lines side by side
        for (long first = 0; first < run; first += wide) {
            long oi = ofirst + (j + first) * od, vi = vfirst + (j + first) * vd, ii = ifirst + (j + first) * id;
            WALK_OUTER(row, kept_size, kept_rank, LOCATE)
            for (long k = begin; k < end; k++) {
                long ik = ii, vk = vi;
                WALK(k, size, rank, ADVANCE)
                const CAT(T_, INDEX) index = indices[ik];
                const long place = axis_place(index, bound), to = oi + place * step;
                if (place < 0)
                    NOTE(line + first, k, index)
                else if (od == 1 && vd == 1)
                    for (long l = 0; l < wide; l++) PUT(to + l, vk + l);
                else
                    for (long l = 0; l < wide; l++) PUT(to + l * od, vk + l * vd);
            }
        }
        line += run;
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void scatter(PARAMETERS(DECLARED), long per_job)
{
    scatter_lines(PARAMETERS(GIVEN), per_job, get_group_id(0));
}

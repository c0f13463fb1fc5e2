// o = elements of x, where indices say. An item takes `chunk` elements, in rows along the innermost axis.
static NOT_INLINED void gather_chunk(PARAMETERS(DECLARED), long chunk, long group)
{
    const long length = size.s0, xd = xstride.s0, id = istride.s0, od = ostride.s0;
    long n = group * chunk;
    const long end = min(n + chunk, count);
    while (n < end) {
        const long row = quotient(n, length), j = n - row * length, run = min(length - j, end - n);
        long xi = xfirst + j * xd, ii = ifirst + j * id, oi = ofirst + j * od;
        WALK_OUTER(row, size, rank, ADVANCE)
        if (id == 0) {
            const CAT(T_, INDEX) index = indices[ii];
            const long place = axis_place(index, bound), from = xi + place * step;
            if (place < 0) {
                for (long k = 0; k < run; k++) o[oi + k * od] = 0;
                NOTE(n, index)
            } else if (xd == 1 && od == 1) {
                for (long k = 0; k < run; k++) o[oi + k] = x[from + k];
            } else {
                for (long k = 0; k < run; k++) o[oi + k * od] = x[from + k * xd];
            }
        } else {
            for (long k = 0; k < run; k++) {
                const CAT(T_, INDEX) index = indices[ii + k * id];
                const long place = axis_place(index, bound);
                o[oi + k * od] = place >= 0 ? x[xi + k * xd + place * step] : 0;
                if (place < 0) NOTE(n + k, index)
            }
        }
        n += run;
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void gather(PARAMETERS(DECLARED), long chunk)
{
    gather_chunk(PARAMETERS(GIVEN), chunk, get_group_id(0));
}

// Reductions whose elements lie closer in memory than neighbouring outputs. A work-item takes per_job outputs of one
// split; elements go to BLOCK accumulators side by side, which are merged at the end.
__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void reduce_inner(PARAMETERS, long per_job)
{
    const long job = quotient(get_group_id(0), splits), split = get_group_id(0) - job * splits;
    const long begin = split * span, end = min(begin + span, count);
    const long length = size.s0, d = stride.s0;
    for (long out = job * per_job; out < min((job + 1) * per_job, outs); out++) {
        LOCATE(out)
        const X m = CENTRE;
        C a[BLOCK] ALIGNED;
        E e[BLOCK] ALIGNED;
        int used = 0;
        for (long t = begin; t < end;) {
            const long row = quotient(t, length), j = t - row * length, stop = t + min(length - j, end - t);
            long i = xi + j * d;
            WALK_OUTER(row, size, rank, ADVANCE)
            while (t < stop) {
                const int n = (int)min(stop - t, (long)BLOCK), place = (int)(t - begin);
                for (; used < n; used++) clear(a + used, e + used);
                if (d == 1)
                    for (int k = 0; k < n; k++) TAKE(a + k, e + k, i + k, place + k, m);
                else
                    for (int k = 0; k < n; k++) TAKE(a + k, e + k, i + k * d, place + k, m);
                i += n * d;
                t += n;
            }
        }
        if (used == 0) clear(a, e);
        for (int k = 1; k < used; k++) merge(a, e, a[k], e[k]);
        PUT(out, a[0], e[0]);
    }
}

// Reductions whose neighbouring outputs lie closer in memory than their elements. A work-item takes one split of a
// strip of per_job <= STRIP outputs along the innermost kept axis, an accumulator for each.
static NOT_INLINED void reduce(PARAMETERS(DECLARED), long per_job, long group)
{
    const long job = quotient(group, splits), split = group - job * splits;
    const long begin = split * span, end = min(begin + span, count);
    const long length = kept_size.s0, strips = (length + per_job - 1) / per_job, d = kept_x.s0;
    const long row = quotient(job, strips), column = (job - row * strips) * per_job, first = row * length + column;
    const int n = (int)min(per_job, length - column);
    C a[STRIP] ALIGNED;
    X m[STRIP] ALIGNED;
    E e[STRIP] ALIGNED;
    LOCATE(first)
    for (int k = 0; k < n; k++) {
        clear(a + k, e + k);
        m[k] = CENTRE;
        MEAN_NEXT(1)
    }
    MEAN_NEXT(-n)
    for (long t = begin; t < end; t++) {
        const int place = (int)(t - begin);
        long i = xi;
        WALK(t, size, rank, ADVANCE)
        if (d == 1)
            for (int k = 0; k < n; k++) TAKE(a + k, e + k, i + k, place, m[k]);
        else
            for (int k = 0; k < n; k++) TAKE(a + k, e + k, i + k * d, place, m[k]);
    }
    for (int k = 0; k < n; k++, oi += kept_o.s0) {
        PUT(first + k, a[k], e[k]);
        MEAN_NEXT(1)
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void reduce_outer(PARAMETERS(DECLARED), long per_job)
{
    reduce(PARAMETERS(GIVEN), per_job, get_group_id(0));
}

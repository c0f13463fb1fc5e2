// Scans along lines, BLOCK elements at a time. A work-item takes one piece of per_job lines.
static NOT_INLINED void scan(PARAMETERS(DECLARED), long per_job, long group)
{
    const long job = quotient(group, pieces), piece = group - job * pieces;
    const long begin = piece * span, end = min(begin + span, count);
    for (long line = job * per_job; line < min((job + 1) * per_job, lines); line++) {
        LOCATE(line)
        C a = identity, e = 0;
#if PARTS_OUT
        // An accumulator for each place of a block.
        C sums[BLOCK] ALIGNED, rests[BLOCK] ALIGNED;
        for (int k = 0; k < BLOCK; k++) {
            sums[k] = identity;
            rests[k] = 0;
        }
        for (long t = begin; t < end; t += BLOCK) {
            const int n = (int)min(end - t, (long)BLOCK);
            const long i = xi + t * xstep;
            if (xstep == 1)
                for (int k = 0; k < n; k++) TAKE(sums[k], rests[k], VALUE(i + k))
            else
                for (int k = 0; k < n; k++) TAKE(sums[k], rests[k], VALUE(i + k * xstep))
        }
        for (int k = 0; k < BLOCK; k++) JOIN(a, e, sums[k], rests[k])
        PUT_TOTAL(line, piece, a, e)
#else
        for (long p = 0; p < piece; p++) JOIN_TOTAL(a, e, line, p)
        // Results wait in the places 1 and up, so that each has that before it beside it.
        C even[BLOCK + 1] ALIGNED, odd[BLOCK + 1] ALIGNED;
        for (long t = begin; t < end; t += BLOCK) {
            const int n = (int)min(end - t, (long)BLOCK);
            const long i = xi + t * xstep, j = oi + t * ostep;
            C *from = even, *to = odd;
            if (xstep == 1)
                for (int k = 0; k < n; k++) from[k + 1] = VALUE(i + k);
            else
                for (int k = 0; k < n; k++) from[k + 1] = VALUE(i + k * xstep);
            for (int d = 1; d < n; d *= 2) {
                for (int k = 1; k <= d; k++) to[k] = from[k];
                for (int k = d + 1; k <= n; k++) to[k] = COMBINE(from[k - d], from[k]);
                C *other = from;
                from = to;
                to = other;
            }
            from[0] = KIND == 1 ? (C)0 : identity;
            const C rest = REST(a, e);
            const C *results = from + 1 - exclusive;
            if (ostep == 1)
                for (int k = 0; k < n; k++) PUT(j + k, AFTER(a, rest, results[k]));
            else
                for (int k = 0; k < n; k++) PUT(j + k * ostep, AFTER(a, rest, results[k]));
            TAKE(a, e, from[n])
        }
#endif
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void scan_inner(PARAMETERS(DECLARED), long per_job)
{
    scan(PARAMETERS(GIVEN), per_job, get_group_id(0));
}

// Scans along lines, BLOCK elements at a time: sums of 4 neighbours, of 4 such sums, and then of all these a ROW apart,
// each a loop without steps that wait for each other. A work-item takes one piece of per_job lines.
#define ROW 16
#define FOUR(p, k, d) COMBINE(COMBINE(p[(k)-3 * (d)], p[(k)-2 * (d)]), COMBINE(p[(k) - (d)], p[k]))

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
        // What comes before a block is nothing.
        C own[ROW + BLOCK] ALIGNED, sums[ROW + BLOCK] ALIGNED;
        for (int k = 0; k < ROW; k++) own[k] = sums[k] = KIND == 1 ? (C)0 : identity;
        for (long t = begin; t < end; t += BLOCK) {
            const int n = (int)min(end - t, (long)BLOCK);
            const long i = xi + t * xstep, j = oi + t * ostep;
            if (xstep == 1)
                for (int k = 0; k < n; k++) own[ROW + k] = VALUE(i + k);
            else
                for (int k = 0; k < n; k++) own[ROW + k] = VALUE(i + k * xstep);
            for (int k = ROW; k < ROW + n; k++) sums[k] = FOUR(own, k, 1);
            for (int k = ROW; k < ROW + n; k++) own[k] = FOUR(sums, k, 4);
            for (int k = ROW; k < ROW + n; k++) own[k] = COMBINE(own[k - ROW], own[k]);
            const C rest = REST(a, e);
            const C *results = own + ROW - exclusive;
            if (ostep == 1)
                for (int k = 0; k < n; k++) PUT(j + k, AFTER(a, rest, results[k]));
            else
                for (int k = 0; k < n; k++) PUT(j + k * ostep, AFTER(a, rest, results[k]));
            TAKE(a, e, own[ROW + n - 1])
        }
#endif
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void scan_inner(PARAMETERS(DECLARED), long per_job)
{
    scan(PARAMETERS(GIVEN), per_job, get_group_id(0));
}

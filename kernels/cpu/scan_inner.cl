// Scans along lines, BLOCK elements at a time, as vectors of ROW: what the elements of one combine to widens in steps
// of 1, 2, 4 and 8, and then it takes what those before it in the block do. A work-item takes one piece of per_job
// lines.
#define ROW 16
typedef CAT(C, 16) lanes;

static lanes combined(lanes x, lanes y)
{
#if KIND == 1
    return x + y;
#else
    return (lanes)(COMBINE(x.s0, y.s0), COMBINE(x.s1, y.s1), COMBINE(x.s2, y.s2), COMBINE(x.s3, y.s3),
                   COMBINE(x.s4, y.s4), COMBINE(x.s5, y.s5), COMBINE(x.s6, y.s6), COMBINE(x.s7, y.s7),
                   COMBINE(x.s8, y.s8), COMBINE(x.s9, y.s9), COMBINE(x.sa, y.sa), COMBINE(x.sb, y.sb),
                   COMBINE(x.sc, y.sc), COMBINE(x.sd, y.sd), COMBINE(x.se, y.se), COMBINE(x.sf, y.sf));
#endif
}

// own = n elements from place i of x on, and nothing after them up to a whole vector.
static void load(C *own, global const CAT(T_, IN) *x, long i, long xstep, int n, C none)
{
    if (xstep == 1)
        for (int k = 0; k < n; k++) own[k] = VALUE(i + k);
    else
        for (int k = 0; k < n; k++) own[k] = VALUE(i + k * xstep);
    for (int k = n; k % ROW != 0; k++) own[k] = none;
}

#if PARTS_OUT
#define TOGETHER 4 // vectors whose sum carries its error along
static void take_block(lanes *a, lanes *e, const lanes *own, int vectors)
{
    for (int v = 0; v < vectors; v += TOGETHER) {
        lanes all = own[v];
        for (int k = v + 1; k < min(v + TOGETHER, vectors); k++) all = combined(all, own[k]);
#if KIND == 1
        TWO_SUM(lanes, *a, *e, all)
#else
        *a = combined(*a, all);
#endif
    }
}
#else
static void scan_block(lanes *own, int vectors, C none)
{
    lanes before = none;
    for (int v = 0; v < vectors; v++) {
        lanes x = own[v];
        x = combined((lanes)(none, x.s0, x.s1, x.s2, x.s3, x.s4, x.s5, x.s6, x.s789a, x.sbcde), x);
        x = combined((lanes)((CAT(C, 2))none, x.s01, x.s23, x.s4567, x.s89ab, x.scd), x);
        x = combined((lanes)((CAT(C, 4))none, x.s0123, x.s4567, x.s89ab), x);
        x = combined((lanes)((CAT(C, 8))none, x.s01234567), x);
        own[v] = combined(before, x);
        before = combined(before, (lanes)x.sf);
    }
}
#endif

static NOT_INLINED void scan(PARAMETERS(DECLARED), long per_job, long group)
{
    const long job = quotient(group, pieces), piece = group - job * pieces;
    const long begin = piece * span, end = min(begin + span, count);
    C places[ROW + BLOCK] ALIGNED;
    C *own = places + ROW;
    for (long line = job * per_job; line < min((job + 1) * per_job, lines); line++) {
        LOCATE(line)
        C a = identity, e = 0;
#if PARTS_OUT
        lanes values = identity, rests = 0;
        for (long t = begin; t < end; t += BLOCK) {
            const int n = (int)min(end - t, (long)BLOCK);
            load(own, x, xi + t * xstep, xstep, n, NONE);
            if (n == BLOCK)
                take_block(&values, &rests, (const lanes *)own, BLOCK / ROW);
            else
                take_block(&values, &rests, (const lanes *)own, (n + ROW - 1) / ROW);
        }
        *(lanes *)own = values;
        *(lanes *)places = rests;
        for (int k = 0; k < ROW; k++) JOIN(a, e, own[k], places[k])
        PUT_TOTAL(line, piece, a, e)
#else
        for (long p = 0; p < piece; p++) JOIN_TOTAL(a, e, line, p)
        own[-1] = NONE; // before a block is nothing
        for (long t = begin; t < end; t += BLOCK) {
            const int n = (int)min(end - t, (long)BLOCK);
            const long j = oi + t * ostep;
            load(own, x, xi + t * xstep, xstep, n, NONE);
            if (n == BLOCK)
                scan_block((lanes *)own, BLOCK / ROW, NONE);
            else
                scan_block((lanes *)own, (n + ROW - 1) / ROW, NONE);
            const C rest = REST(a, e);
            const C *results = own - exclusive;
            if (ostep == 1)
                for (int k = 0; k < n; k++) PUT(j + k, AFTER(a, rest, results[k]));
            else
                for (int k = 0; k < n; k++) PUT(j + k * ostep, AFTER(a, rest, results[k]));
            TAKE(a, e, own[n - 1])
        }
#endif
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void scan_inner(PARAMETERS(DECLARED), long per_job)
{
    scan(PARAMETERS(GIVEN), per_job, get_group_id(0));
}

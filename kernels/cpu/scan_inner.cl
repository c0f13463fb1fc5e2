// Scans along lines, BLOCK elements at a time, as vectors of ROW: what the elements of one combine to widens in steps
// of 1, 2, 4 and 8, and then it takes what those before it in the block do. A work-item takes one piece of per_job
// lines. `identity`, which stands for what is before a vector, is an argument: of a known 0 LLVM 14 makes instructions
// (vexpandps) that take twice the time of all others together.
#define ROW 16
#define UNROLLED __attribute__((opencl_unroll_hint(ROW)))
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

// Elements of a block whose vectors lie side by side in memory, from which they are taken, or into which they go, as
// they are. Others have a place in `own`.
#define WHOLE(n, step) ((step) == 1 ? (n) & -ROW : 0)

static lanes side_by_side(global const CAT(T_, IN) *x, long i)
{
    C values[ROW] ALIGNED;
    UNROLLED for (int k = 0; k < ROW; k++) values[k] = VALUE(i + k);
    return *(const lanes *)values;
}

// own = those of n elements from place i of x on that are not whole vectors, and nothing after them up to one.
static void load(C *own, global const CAT(T_, IN) *x, long i, long xstep, int n, C identity)
{
    for (int k = WHOLE(n, xstep); k < n; k++) own[k] = VALUE(i + k * xstep);
    PLAINLY for (int k = n; k % ROW != 0; k++) own[k] = identity;
}

#define TAKE_ROW(k) ((k) < WHOLE(n, xstep) ? side_by_side(x, xi + t + (k)) : *(const lanes *)(own + (k)))

#if PARTS_OUT
#define TOGETHER 4 // vectors whose sum carries its error along
#else
// What each and the elements before it in the vector combine to.
static lanes widened(lanes x, C identity)
{
    x = combined((lanes)(identity, x.s0, x.s1, x.s2, x.s3, x.s4, x.s5, x.s6, x.s789a, x.sbcde), x);
    x = combined((lanes)((CAT(C, 2))identity, x.s01, x.s23, x.s4567, x.s89ab, x.scd), x);
    x = combined((lanes)((CAT(C, 4))identity, x.s0123, x.s4567, x.s89ab), x);
    return combined((lanes)((CAT(C, 8))identity, x.s01234567), x);
}

static lanes moved_on(lanes x, C first)
{
    return (lanes)(first, x.s0, x.s1, x.s2, x.s3, x.s4, x.s5, x.s6, x.s789a, x.sbcde);
}

static lanes after(C a, C rest, lanes x)
{
#if KIND == 1
    return AFTER(a, rest, x);
#else
    return combined((lanes)a, x);
#endif
}

static void put_side_by_side(global CAT(T_, OUT) *o, long j, lanes x)
{
    C values[ROW] ALIGNED;
    *(lanes *)values = x;
    UNROLLED for (int k = 0; k < ROW; k++) PUT(j + k, values[k]);
}
#endif

static NOT_INLINED void scan(PARAMETERS(DECLARED), long per_job, long group)
{
    const long job = quotient(group, pieces), piece = group - job * pieces;
    const long begin = piece * span, end = min(begin + span, count);
    C own[BLOCK] ALIGNED;
    for (long line = job * per_job; line < min((job + 1) * per_job, lines); line++) {
        LOCATE(line)
        C a = identity, e = 0;
#if PARTS_OUT
        lanes values = identity, rests = 0;
        for (long t = begin; t < end; t += BLOCK) {
            const int n = (int)min(end - t, (long)BLOCK);
            load(own, x, xi + t * xstep, xstep, n, identity);
            for (int k = 0; k < n; k += TOGETHER * ROW) {
                lanes all = TAKE_ROW(k);
                for (int l = k + ROW; l < min(k + TOGETHER * ROW, n); l += ROW) all = combined(all, TAKE_ROW(l));
#if KIND == 1
                TWO_SUM(lanes, values, rests, all)
#else
                values = combined(values, all);
#endif
            }
        }
        C others[ROW] ALIGNED;
        *(lanes *)own = values;
        *(lanes *)others = rests;
        for (int k = 0; k < ROW; k++) JOIN(a, e, own[k], others[k])
        PUT_TOTAL(line, piece, a, e)
#else
        for (long p = 0; p < piece; p++) JOIN_TOTAL(a, e, line, p)
        for (long t = begin; t < end; t += BLOCK) {
            const int n = (int)min(end - t, (long)BLOCK);
            const long j = oi + t * ostep;
            const C rest = REST(a, e);
            lanes before = identity;
            load(own, x, xi + t * xstep, xstep, n, identity);
            for (int k = 0; k < n; k += ROW) {
                const lanes row = widened(TAKE_ROW(k), identity), all = combined(before, row);
                const lanes results = after(a, rest, exclusive ? moved_on(all, before.s0) : all);
                if (k < WHOLE(n, ostep))
                    put_side_by_side(o, j + k, results);
                else
                    *(lanes *)(own + k) = results;
                before = combined(before, (lanes)row.sf);
            }
            for (int k = WHOLE(n, ostep); k < n; k++) PUT(j + k * ostep, own[k]);
            TAKE(a, e, before.s0)
        }
#endif
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void scan_inner(PARAMETERS(DECLARED), long per_job)
{
    scan(PARAMETERS(GIVEN), per_job, get_group_id(0));
}

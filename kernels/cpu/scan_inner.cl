// Scans along lines, BLOCK elements at a time, as vectors of ROW: what the elements of one combine to widens in steps
// of 1, 2, 4 and 8, and then it takes what those before it in the block do. A work-item takes one piece of per_job
// lines.
#define ROW 16
typedef CAT(C, 16) lanes;
#define AS_LANES CAT(as_, CAT(C, 16))
#define AS_WRAPPING CAT(as_, CAT(U, 16))

// Blocks of sums are taken where they lie if their elements are of the type that they are computed in.
#if KIND == 1 || KIND == 3
#define IN_PLACE SAME_IN
#else
#define IN_PLACE 0
#endif
#define UNIT(step) ((step) == 1 || (step) == -1)
typedef __attribute__((aligned(sizeof(C)))) lanes loose;

static lanes turned(lanes x)
{
    return (lanes)(x.sf, x.se, x.sd, x.sc, x.sb, x.sa, x.s9, x.s8, x.s7, x.s6, x.s5, x.s4, x.s3, x.s2, x.s1, x.s0);
}

// The vector that begins `k` elements, step = 1 or -1 apart, after p.
static lanes taken(global const C *p, int k, long step)
{
    return step == 1 ? *(global const loose *)(p + k) : turned(*(global const loose *)(p - k - (ROW - 1)));
}

static lanes combined(lanes x, lanes y)
{
#if KIND == 1
    return x + y;
#elif KIND == 3
    return AS_LANES(AS_WRAPPING(x) + AS_WRAPPING(y));
#else
    return (lanes)(COMBINE(x.s0, y.s0), COMBINE(x.s1, y.s1), COMBINE(x.s2, y.s2), COMBINE(x.s3, y.s3),
                   COMBINE(x.s4, y.s4), COMBINE(x.s5, y.s5), COMBINE(x.s6, y.s6), COMBINE(x.s7, y.s7),
                   COMBINE(x.s8, y.s8), COMBINE(x.s9, y.s9), COMBINE(x.sa, y.sa), COMBINE(x.sb, y.sb),
                   COMBINE(x.sc, y.sc), COMBINE(x.sd, y.sd), COMBINE(x.se, y.se), COMBINE(x.sf, y.sf));
#endif
}

// own = n elements from place i of x on, and nothing after them up to a whole vector.
static void load(C *own, global const CAT(T_, IN) *x, long i, long xstep, int n, C identity)
{
    if (xstep == 1)
        for (int k = 0; k < n; k++) own[k] = VALUE(i + k);
    else
        for (int k = 0; k < n; k++) own[k] = VALUE(i + k * xstep);
    for (int k = n; k % ROW != 0; k++) own[k] = identity;
}

#if PARTS_OUT
#define TOGETHER 4 // vectors whose sum carries its error along
#if KIND == 1
#define TAKE_LANES(a, e, x) TWO_SUM(lanes, a, e, x)
#else
#define TAKE_LANES(a, e, x) (a) = combined(a, x);
#endif
static void take_block(lanes *a, lanes *e, const lanes *own, int vectors)
{
    for (int v = 0; v < vectors; v += TOGETHER) {
        lanes all = own[v];
        for (int k = v + 1; k < min(v + TOGETHER, vectors); k++) all = combined(all, own[k]);
        TAKE_LANES(*a, *e, all)
    }
}

#if IN_PLACE
static void take_in_place(lanes *a, lanes *e, global const C *x, long step)
{
    for (int k = 0; k < BLOCK; k += TOGETHER * ROW) {
        lanes all = taken(x, k, step);
        for (int l = ROW; l < TOGETHER * ROW; l += ROW) all = combined(all, taken(x, k + l, step));
        TAKE_LANES(*a, *e, all)
    }
}
#endif
#else
// What each and the elements before it in the vector combine to.
static lanes widened(lanes x, C identity)
{
    x = combined((lanes)(identity, x.s0, x.s1, x.s2, x.s3, x.s4, x.s5, x.s6, x.s7, x.s8, x.s9, x.sa, x.sb, x.sc, x.sd,
                         x.se), x);
    x = combined((lanes)(identity, identity, x.s0, x.s1, x.s2, x.s3, x.s4, x.s5, x.s6, x.s7, x.s8, x.s9, x.sa, x.sb,
                         x.sc, x.sd), x);
    x = combined((lanes)(identity, identity, identity, identity, x.s0, x.s1, x.s2, x.s3, x.s4, x.s5, x.s6, x.s7, x.s8,
                         x.s9, x.sa, x.sb), x);
    return combined((lanes)((CAT(C, 8))identity, x.s01234567), x);
}

static void scan_block(lanes *own, int vectors, C identity)
{
    lanes before = identity;
    for (int v = 0; v < vectors; v++) {
        const lanes x = widened(own[v], identity);
        own[v] = combined(before, x);
        before = combined(before, (lanes)x.sf);
    }
}

#if IN_PLACE && SAME_OUT
// Of a whole block; what it adds up to.
static C scan_in_place(global C *o, global const C *x, long step, C a, C rest, C identity, int exclusive)
{
    lanes before = identity;
    for (int k = 0; k < BLOCK; k += ROW) {
        const lanes row = widened(taken(x, k, step), identity);
        lanes all = combined(before, row);
        if (exclusive)
            all = (lanes)(before.s0, all.s0, all.s1, all.s2, all.s3, all.s4, all.s5, all.s6, all.s7, all.s8, all.s9,
                          all.sa, all.sb, all.sc, all.sd, all.se);
#if KIND == 1
        all = AFTER(a, rest, all);
#else
        all = combined((lanes)a, all);
#endif
        if (step == 1)
            *(global loose *)(o + k) = all;
        else
            *(global loose *)(o - k - (ROW - 1)) = turned(all);
        before = combined(before, (lanes)row.sf);
    }
    return before.s0;
}
#endif
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
#if IN_PLACE
            if (n == BLOCK && UNIT(xstep)) {
                take_in_place(&values, &rests, x + xi + t * xstep, xstep);
                continue;
            }
#endif
            load(own, x, xi + t * xstep, xstep, n, NONE);
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
            const C rest = REST(a, e);
#if IN_PLACE && SAME_OUT
            if (n == BLOCK && UNIT(xstep) && ostep == xstep) {
                const C all = scan_in_place(o + j, x + xi + t * xstep, xstep, a, rest, NONE, exclusive);
                TAKE(a, e, all)
                continue;
            }
#endif
            load(own, x, xi + t * xstep, xstep, n, NONE);
            scan_block((lanes *)own, (n + ROW - 1) / ROW, NONE);
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

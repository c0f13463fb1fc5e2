// Scans of lines that lie closer to each other in memory than the elements of one. A work-item takes one piece of a
// strip of per_job <= STRIP lines along the innermost kept axis, side by side. Of float sums it adds to the errors, and
// every ROW elements these to the values, which leaves the errors of that.
#define ROW 16
#if KIND == 1
#define ADD(k, x) e[k] += (x);
#define SO_FAR(k) (a[k] + e[k])
#else
#define ADD(k, x) a[k] = COMBINE(a[k], x);
#define SO_FAR(k) a[k]
#endif
// Takes in an element, of which comes its result.
#define TAKE_ONE(k, x)                                                                                                 \
    {                                                                                                                  \
        const C value = (x), before = SO_FAR(k);                                                                       \
        ADD(k, value)                                                                                                  \
        results[k] = exclusive ? before : SO_FAR(k);                                                                   \
    }

// Float sums that are read and stored as they are computed go SIDE columns at a time, which stay in registers for ROW
// elements.
#define IN_REGISTERS (KIND == 1 && SAME_IN && SAME_OUT && !PARTS_OUT && !C_COMPLEX)
#if IN_REGISTERS
#define SIDE 32
typedef __attribute__((aligned(64))) CAT(C, 16) lanes; // as what is ALIGNED is
typedef __attribute__((aligned(sizeof(C)))) lanes loose;

static lanes taken(global const C *p)
{
    return *(global const loose *)p;
}

static NOT_INLINED void take_rows(global C *o, global const C *x, C *a, C *e, long rows, long ostep, long xstep,
                                  int exclusive)
{
    const lanes a0 = ((lanes *)a)[0], a1 = ((lanes *)a)[1];
    lanes e0 = ((lanes *)e)[0], e1 = ((lanes *)e)[1];
    for (long t = 0; t < rows; t++, x += xstep, o += ostep) {
        const lanes before0 = a0 + e0, before1 = a1 + e1;
        e0 += taken(x);
        e1 += taken(x + SIDE / 2);
        *(global loose *)o = exclusive ? before0 : a0 + e0;
        *(global loose *)(o + SIDE / 2) = exclusive ? before1 : a1 + e1;
    }
    ((lanes *)e)[0] = e0;
    ((lanes *)e)[1] = e1;
}
#endif

static NOT_INLINED void scan(PARAMETERS(DECLARED), long per_job, long group)
{
    const long job = quotient(group, pieces), piece = group - job * pieces;
    const long begin = piece * span, end = min(begin + span, count);
    const long length = kept_size.s0, strips = (length + per_job - 1) / per_job, d = kept_x.s0;
    const long row = quotient(job, strips), column = (job - row * strips) * per_job, first = row * length + column;
    const int n = (int)min(per_job, length - column);
    C a[STRIP] ALIGNED, e[STRIP] ALIGNED;
    LOCATE(first)
    for (int k = 0; k < n; k++) {
        a[k] = identity;
        e[k] = 0;
    }
#if !PARTS_OUT
    C results[STRIP] ALIGNED;
    for (long p = 0; p < piece; p++)
        PLAINLY for (int k = 0; k < n; k++) JOIN_TOTAL(a[k], e[k], first + k, p)
    const long od = kept_o.s0;
#endif
    for (int k = 0; k < n; k++) e[k] = REST(a[k], e[k]);
    for (long t = begin; t < end;) {
        const long stop = min(t + ROW, end);
        int done = 0;
#if IN_REGISTERS
        if (d == 1 && od == 1)
            for (; done + SIDE <= n; done += SIDE)
                take_rows(o + oi + t * ostep + done, x + xi + t * xstep + done, a + done, e + done, stop - t, ostep,
                          xstep, exclusive);
#endif
        for (; t < stop; t++) {
            const long i = xi + t * xstep;
#if PARTS_OUT
            if (d == 1)
                for (int k = done; k < n; k++) ADD(k, VALUE(i + k))
            else
                for (int k = done; k < n; k++) ADD(k, VALUE(i + k * d))
#else
            const long j = oi + t * ostep;
            if (d == 1)
                for (int k = done; k < n; k++) TAKE_ONE(k, VALUE(i + k))
            else
                for (int k = done; k < n; k++) TAKE_ONE(k, VALUE(i + k * d))
            if (od == 1)
                for (int k = done; k < n; k++) PUT(j + k, results[k]);
            else
                for (int k = done; k < n; k++) PUT(j + k * od, results[k]);
#endif
        }
#if KIND == 1
        for (int k = 0; k < n; k++) {
            C rest = 0;
            TAKE(a[k], rest, e[k])
            e[k] = REST(a[k], rest);
        }
#endif
    }
#if PARTS_OUT
    for (int k = 0; k < n; k++) PUT_TOTAL(first + k, piece, a[k], e[k])
#endif
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void scan_outer(PARAMETERS(DECLARED), long per_job)
{
    scan(PARAMETERS(GIVEN), per_job, get_group_id(0));
}

// o = COMBINE of the elements of x up to each, along lines; exclusive: of those before it. A work-item takes a line. o
// may be x.
#define ADVANCE(axis)                                                                                                  \
    xi += at * kept_x.axis;                                                                                            \
    oi += at * kept_o.axis;

#define PARAMETERS(P)                                                                                                  \
    P(axes, kept_x), P(axes, kept_o), P(axes, kept_size), P(global const CAT(T_, IN) *, x), P(long, xfirst),           \
        P(global CAT(T_, OUT) *, o), P(long, ofirst), P(long, count), P(long, xstep), P(long, ostep),                  \
        P(int, exclusive), P(int, kept_rank)

static NOT_INLINED void scan_line(PARAMETERS(DECLARED), long line)
{
    long xi = xfirst, oi = ofirst;
    WALK(line, kept_size, kept_rank, ADVANCE)
    C before = IDENTITY;
    for (long n = 0; n < count; n++) {
        const C all = COMBINE(before, ELEMENT(LOAD, IN, x, xi + n * xstep));
        CAT(STORE_, OUT)(o, oi + n * ostep, NARROW(exclusive ? before : all));
        before = all;
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void scan(PARAMETERS(DECLARED))
{
    scan_line(PARAMETERS(GIVEN), get_group_id(0));
}

// o = COMBINE of the elements of x up to each, along lines; exclusive: of those before it. A work-item takes a line. o
// may be x.
#define ADVANCE(axis)                                                                                                  \
    xi += at * kept_x.axis;                                                                                            \
    oi += at * kept_o.axis;

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void scan(axes kept_x, axes kept_o, axes kept_size, global const CAT(T_, IN) *x, long xfirst,
                 global CAT(T_, OUT) *o, long ofirst, long count, long xstep, long ostep, int exclusive, int kept_rank)
{
    long xi = xfirst, oi = ofirst;
    WALK(get_group_id(0), kept_size, kept_rank, ADVANCE)
    C before = IDENTITY;
    for (long n = 0; n < count; n++) {
        const C all = COMBINE(before, ELEMENT(LOAD, IN, x, xi + n * xstep));
        CAT(STORE_, OUT)(o, oi + n * ostep, NARROW(exclusive ? before : all));
        before = all;
    }
}

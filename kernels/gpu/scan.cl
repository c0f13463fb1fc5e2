// o = COMBINE of the elements of x up to each, along lines; exclusive: of those before it. A work-group takes a line,
// ITEMS elements at a time, which it combines in local memory. o may be x.
#define ADVANCE(axis)                                                                                                  \
    xi += at * kept_x.axis;                                                                                            \
    oi += at * kept_o.axis;

__attribute__((reqd_work_group_size(ITEMS, 1, 1)))
kernel void scan(axes kept_x, axes kept_o, axes kept_size, global const CAT(T_, IN) *x, long xfirst,
                 global CAT(T_, OUT) *o, long ofirst, long count, long xstep, long ostep, int exclusive, int kept_rank)
{
    local C tree[ITEMS];
    const int id = get_local_id(0);
    long xi = xfirst, oi = ofirst;
    WALK(get_group_id(0), kept_size, kept_rank, ADVANCE)
    C before = IDENTITY;
    for (long base = 0; base < count; base += ITEMS) {
        const long n = base + id;
        C all = n < count ? ELEMENT(LOAD, IN, x, xi + n * xstep) : IDENTITY;
        tree[id] = all;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int d = 1; d < ITEMS; d *= 2) {
            const C other = id >= d ? tree[id - d] : IDENTITY;
            barrier(CLK_LOCAL_MEM_FENCE);
            all = COMBINE(other, all);
            tree[id] = all;
            barrier(CLK_LOCAL_MEM_FENCE);
        }
        const C earlier = id > 0 ? tree[id - 1] : IDENTITY, whole = tree[ITEMS - 1];
        if (n < count)
            CAT(STORE_, OUT)(o, oi + n * ostep, NARROW(COMBINE(before, exclusive ? earlier : all)));
        before = COMBINE(before, whole);
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}

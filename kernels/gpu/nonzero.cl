// Where x is not zero, in order. A work-group takes a piece, ITEMS elements at a time.
__attribute__((reqd_work_group_size(ITEMS, 1, 1)))
kernel void nonzero(PARAMETERS(DECLARED))
{
    local int tree[ITEMS];
    const int id = get_local_id(0);
    const long piece = get_group_id(0), begin = piece * span, end = min(begin + span, count);
#if COUNTS
    int mine = 0;
    for (long n = begin + id; n < end; n += ITEMS) {
        long i = xfirst, vi = 0;
        WALK(n, size, rank, ADVANCE)
        mine += ELEMENT(TRUTH, IN, x, i);
    }
    tree[id] = mine;
    for (int width = ITEMS / 2; width > 0; width /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (id < width) tree[id] += tree[id + width];
    }
    if (id == 0) o[piece] = tree[0];
    if (id == 0 && piece == 0) o[pieces] = 0;
#else
    long before = begins[piece];
    for (long base = begin; base < end; base += ITEMS) {
        const long n = base + id;
        long vi = vfirst;
        int is = 0;
        if (n < end) {
            long i = xfirst;
            WALK(n, size, rank, ADVANCE)
            is = ELEMENT(TRUTH, IN, x, i);
        }
        tree[id] = is;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int d = 1; d < ITEMS; d *= 2) {
            const int other = id >= d ? tree[id - d] : 0;
            barrier(CLK_LOCAL_MEM_FENCE);
            tree[id] += other;
            barrier(CLK_LOCAL_MEM_FENCE);
        }
        if (is) {
            const long number = before + tree[id] - 1;
            PUT(number, n, vi)
        }
        before += tree[ITEMS - 1];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
#endif
}

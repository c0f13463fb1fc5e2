// Scans along lines. A work-group takes a piece of a line, ITEMS * EACH elements at a time: they are loaded side by
// side, each item combines EACH neighbours, and the group what its items have. Rows of local memory are one longer than
// EACH, so that items reach different banks.
#define AT(k) ((k) + (k) / EACH)
// The part of n things that an item joins: every ITEMS-th. Of products of floats neighbours, since those of numbers
// that are far from each other leave the range of the type where what lies between would keep them in it.
#if KIND == 2
#define SHARE(n) (((n) + ITEMS - 1) / ITEMS)
#define FOR_SHARE(k, n) for (long k = id * SHARE(n); k < min((id + 1) * SHARE(n), n); k++)
#else
#define FOR_SHARE(k, n) for (long k = id; k < (n); k += ITEMS)
#endif

__attribute__((reqd_work_group_size(ITEMS, 1, 1)))
kernel void scan_inner(PARAMETERS(DECLARED))
{
    local C tree[2 * ITEMS];
    const int id = get_local_id(0);
    const long line = quotient(get_group_id(0), pieces), piece = get_group_id(0) - line * pieces;
    const long begin = piece * span, end = min(begin + span, count);
    LOCATE(line)
    C a = identity, e = 0;
#if PARTS_OUT
    const long n = end - begin;
    FOR_SHARE(t, n) TAKE(a, e, VALUE(xi + (begin + t) * xstep))
#else
    FOR_SHARE(p, piece) JOIN_TOTAL(a, e, line, p)
#endif
    tree[id] = a;
    tree[ITEMS + id] = e;
    for (int width = 1; width < ITEMS; width *= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (id % (2 * width) == 0) {
            JOIN(a, e, tree[id + width], tree[ITEMS + id + width])
            tree[id] = a;
            tree[ITEMS + id] = e;
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    a = tree[0];
    e = tree[ITEMS];
#if PARTS_OUT
    if (id == 0) PUT_TOTAL(line, piece, a, e)
#else
    local C tile[AT(ITEMS * EACH)];
    for (long t = begin; t < end; t += ITEMS * EACH) {
        const int n = (int)min(end - t, (long)ITEMS * EACH);
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int j = 0; j < EACH; j++) {
            const int k = j * ITEMS + id;
            tile[AT(k)] = k < n ? VALUE(xi + (t + k) * xstep) : NONE;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        C own = tile[id * (EACH + 1)];
        for (int j = 1; j < EACH; j++) own = COMBINE(own, tile[id * (EACH + 1) + j]);
        int turn = 0;
        tree[id] = own;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int d = 1; d < ITEMS; d *= 2) {
            own = id < d ? own : COMBINE(tree[turn + id - d], own);
            turn = ITEMS - turn;
            tree[turn + id] = own;
            barrier(CLK_LOCAL_MEM_FENCE);
        }
        C before = id > 0 ? tree[turn + id - 1] : NONE;
        const C whole = tree[turn + ITEMS - 1], rest = REST(a, e);
        for (int j = 0; j < EACH; j++) {
            const C with = COMBINE(before, tile[id * (EACH + 1) + j]);
            tile[id * (EACH + 1) + j] = exclusive ? before : with;
            before = with;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int j = 0; j < EACH; j++) {
            const int k = j * ITEMS + id;
            if (k < n) PUT(oi + (t + k) * ostep, AFTER(a, rest, tile[AT(k)]));
        }
        TAKE(a, e, whole)
    }
#endif
}

// Sorts few numbers: x[n] goes to the place that so many others have before it, the smaller ones and, of equal ones,
// those that stand before it. order: where each stood.
typedef CAT(T_, OUT) T;

__attribute__((reqd_work_group_size(ITEMS, 1, 1)))
kernel void sort_few(global const T *x, long xfirst, long count, global T *o, global long *order)
{
    local T others[ITEMS];
    const int id = get_local_id(0);
    const long n = get_global_id(0);
    const T mine = x[xfirst + min(n, count - 1)];
    long place = 0;
    for (long begin = 0; begin < count; begin += ITEMS) {
        const int here = (int)min(count - begin, (long)ITEMS), before = (int)max(min(n - begin, (long)here), 0L);
        others[id] = x[xfirst + min(begin + id, count - 1)];
        barrier(CLK_LOCAL_MEM_FENCE);
        int found = 0;
        for (int k = 0; k < here; k++) found += others[k] < mine || (k < before && others[k] == mine);
        place += found;
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (n < count) {
        o[place] = mine;
        order[place] = n;
    }
}

// order: of elements by `heads`, the upper halves of their keys, which are sorted. Where these are equal, by the whole
// keys. An item takes each such run from its beginning: they are short, if the keys are random.
kernel void sort_ties(global const CAT(T_, IN) *heads, global const C *keys, global CAT(T_, OUT) *order, long count)
{
    const long n = (long)get_global_id(0);
    if (n + 1 >= count || heads[n] != heads[n + 1] || (n > 0 && heads[n - 1] == heads[n])) return;
    for (long end = n + 1; end < count && heads[end] == heads[n]; end++) {
        const CAT(T_, OUT) at = order[end];
        long to = end;
        for (; to > n && keys[order[to - 1]] > keys[at]; to--) order[to] = order[to - 1];
        order[to] = at;
    }
}

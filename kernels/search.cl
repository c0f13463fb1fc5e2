// What both forms of search share: o[n] = how many of the sorted elements x come before element n of y; right: or are
// equal to it.
#define PARAMETERS                                                                                                     \
    global const CAT(T_, IN) *x, long xfirst, long size, global const CAT(T_, IN) *y, long yfirst, long count,         \
        global CAT(T_, OUT) *o, U sign, U infinity, U flip, int right

#define SEARCH(n)                                                                                                      \
    {                                                                                                                  \
        const sort_key key = KEY(y, yfirst + (n));                                                                     \
        long low = 0;                                                                                                  \
        for (long left = size; left > 0;) {                                                                            \
            const long half_way = left / 2;                                                                            \
            const sort_key other = KEY(x, xfirst + low + half_way);                                                    \
            const int past = LESS(other, key) || (right && SAME(other, key));                                          \
            low += past ? half_way + 1 : 0;                                                                            \
            left = past ? left - half_way - 1 : half_way;                                                              \
        }                                                                                                              \
        o[n] = low;                                                                                                    \
    }

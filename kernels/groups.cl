// What both forms of groups share: starts[n] = 1 if element n of the sorted x differs from the one before it, or is the
// first, else 0; steps[n] the same, but 0 of the first, so that their running sums number the groups. apart: elements
// with the highest key of floats, NaN, all differ.
#define PARAMETERS                                                                                                     \
    global const CAT(T_, IN) *x, long count, global uchar *starts, global CAT(T_, OUT) *steps, U sign, U infinity,     \
        U flip, int apart

#define GROUP(n)                                                                                                       \
    {                                                                                                                  \
        const U key = KEY(x, n);                                                                                       \
        const int alone = apart && key == (sign | (sign - 1));                                                         \
        const int starts_one = (n) > 0 && (alone || KEY(x, (n)-1) != key);                                             \
        starts[n] = (n) == 0 || starts_one;                                                                            \
        steps[n] = starts_one;                                                                                         \
    }

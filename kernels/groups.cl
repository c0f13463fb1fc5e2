// What both forms of groups share: starts[n] = 1 if element n of the sorted x differs from the one before it, or is the
// first, else 0; steps[n] the same, but 0 of the first, so that their running sums number the groups. apart: NaN all
// differ; else they are all equal, whichever part of a complex number is one.
#define PARAMETERS                                                                                                     \
    global const CAT(T_, IN) *x, long count, global uchar *starts, global CAT(T_, OUT) *steps, U sign, U infinity,     \
        U flip, int apart

#define GROUP(n)                                                                                                       \
    {                                                                                                                  \
        const sort_key key = KEY(x, n);                                                                                \
        int starts_one = 0;                                                                                            \
        if ((n) > 0) {                                                                                                 \
            const sort_key before = KEY(x, (n)-1);                                                                     \
            starts_one = NO_NUMBER(key) ? apart || !NO_NUMBER(before) : !SAME(before, key);                            \
        }                                                                                                              \
        starts[n] = (n) == 0 || starts_one;                                                                            \
        steps[n] = starts_one;                                                                                         \
    }

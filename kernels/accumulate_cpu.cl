// The accumulators of one line of elements, side by side; BEGIN_LINE, any number of TAKE_LINE, END_LINE, and a[0] and
// e[0] are what all elements make. TAKE_LINE(i, d, n, place, m, pad): n elements, number i and every d-th after it, the
// first one number `place` of the split, no more than AT_ONCE(n) at a time; pad: an element that changes nothing.
#if VEC > 1
// Elements go to SIDES vectors, few enough to stay in registers, which are merged at the end.
#define SIDES 4
#define UNROLL __attribute__((opencl_unroll_hint(SIDES)))
#define AT_ONCE(n) (n)

#define BEGIN_LINE(pad)                                                                                                \
    V wide[SIDES];                                                                                                     \
    VE wide_extra[SIDES];                                                                                              \
    UNROLL for (int k = 0; k < SIDES; k++)                                                                             \
    {                                                                                                                  \
        wide[k] = pad;                                                                                                 \
        wide_extra[k] = KIND == 2 ? -1 : 0;                                                                            \
    }

#if SAME_IN
#define TAKE_SIDES(i, at, m)                                                                                           \
    UNROLL for (int l = 0; l < SIDES; l++)                                                                             \
        take_vector(wide + l, wide_extra + l, VECTOR((i) + l * VEC, m), at + l * VEC);
#else
#define TAKE_SIDES(i, at, m)                                                                                           \
    C taken[SIDES * VEC] ALIGNED;                                                                                      \
    for (int l = 0; l < SIDES * VEC; l++) taken[l] = VALUE((i) + l, m);                                                \
    UNROLL for (int l = 0; l < SIDES; l++)                                                                             \
        take_vector(wide + l, wide_extra + l, VLOAD(private, l, taken), at + l * VEC);
#endif

#define TAKE_LINE(i, d, n, place, m, pad)                                                                              \
    {                                                                                                                  \
        long k = 0;                                                                                                    \
        if ((d) == 1)                                                                                                  \
            for (; k + SIDES * VEC <= (n); k += SIDES * VEC) {                                                         \
                const int at = (place) + (int)k;                                                                       \
                TAKE_SIDES((i) + k, at, m)                                                                             \
            }                                                                                                          \
        for (; k < (n); k += VEC) {                                                                                    \
            C taken[VEC] ALIGNED;                                                                                      \
            for (int l = 0; l < VEC; l++) taken[l] = l < (n)-k ? VALUE((i) + (k + l) * (d), m) : pad;                  \
            take_vector(wide, wide_extra, VLOAD(private, 0, taken), (place) + (int)k);                                 \
        }                                                                                                              \
    }

#define END_LINE                                                                                                       \
    C a[VEC] ALIGNED;                                                                                                  \
    E e[VEC] ALIGNED;                                                                                                  \
    UNROLL for (int k = 1; k < SIDES; k++) merge_vector(wide, wide_extra, wide[k], wide_extra[k]);                     \
    VSTORE(private, wide[0], 0, a);                                                                                    \
    *(VE *)e = wide_extra[0];                                                                                          \
    for (int l = 0; l < VEC && KIND == 2; l++) e[l] = e[l] < 0 ? 0 : e[l] + l;                                         \
    for (int h = VEC / 2; h > 0; h /= 2)                                                                               \
        for (int l = 0; l < h; l++) merge(a + l, e + l, a[l + h], e[l + h]);
#else
// Elements go to BLOCK accumulators, which are merged at the end, two and two.
#define AT_ONCE(n) min(n, (long)BLOCK)

#define BEGIN_LINE(pad)                                                                                                \
    C a[BLOCK] ALIGNED;                                                                                                \
    E e[BLOCK] ALIGNED;                                                                                                \
    int used = 0;

#define TAKE_LINE(i, d, n, place, m, pad)                                                                              \
    {                                                                                                                  \
        for (; used < (int)(n); used++) clear(a + used, e + used);                                                     \
        if ((d) == 1)                                                                                                  \
            for (int k = 0; k < (int)(n); k++) TAKE(a + k, e + k, (i) + k, (place) + k, m);                            \
        else                                                                                                           \
            for (int k = 0; k < (int)(n); k++) TAKE(a + k, e + k, (i) + k * (d), (place) + k, m);                      \
    }

#define END_LINE                                                                                                       \
    if (used == 0) clear(a, e);                                                                                        \
    for (int left = used, kept; left > 1; left = kept) {                                                               \
        kept = (left + 1) / 2;                                                                                         \
        for (int k = 0; k < left - kept; k++) merge(a + k, e + k, a[k + kept], e[k + kept]);                           \
    }
#endif

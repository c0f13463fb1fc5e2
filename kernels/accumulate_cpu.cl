// The accumulators of one line of elements, side by side; BEGIN_LINE, any number of TAKE_LINE, END_LINE, and a[0] and
// e[0] are what all elements make. TAKE_LINE(i, d, n, place, m, pad): n elements, number i and every d-th after it, the
// first one number `place` of the split, no more than AT_ONCE(n) at a time; pad: an element that changes nothing.
#if VEC > 1 && KIND > 0
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

// Element i and those after it, as a vector.
#if SAME_IN
#define TAKE_VECTOR(side, i, at, m) take_vector(wide + (side), wide_extra + (side), VECTOR(i, m), at);
#define TAKE_END(i, some, at, m, pad)                                                                                  \
    take_vector(wide + SIDES - 1, wide_extra + SIDES - 1, last_lanes(VECTOR(i, m), some, pad), at);
#define TAKE_SIDES(i, at, m) UNROLL for (int l = 0; l < SIDES; l++) TAKE_VECTOR(l, (i) + l * VEC, at + l * VEC, m)
#else
#define CONVERTED(count, i, m)                                                                                         \
    C taken[count] ALIGNED;                                                                                            \
    for (int l = 0; l < (count); l++) taken[l] = VALUE((i) + l, m);
#define TAKE_VECTOR(side, i, at, m)                                                                                    \
    {                                                                                                                  \
        CONVERTED(VEC, i, m)                                                                                           \
        take_vector(wide + (side), wide_extra + (side), VLOAD(private, 0, taken), at);                                 \
    }
#define TAKE_END(i, some, at, m, pad)                                                                                  \
    {                                                                                                                  \
        CONVERTED(VEC, i, m)                                                                                           \
        take_vector(wide + SIDES - 1, wide_extra + SIDES - 1, last_lanes(VLOAD(private, 0, taken), some, pad), at);    \
    }
#define TAKE_SIDES(i, at, m)                                                                                           \
    CONVERTED(SIDES *VEC, i, m)                                                                                        \
    UNROLL for (int l = 0; l < SIDES; l++)                                                                             \
        take_vector(wide + l, wide_extra + l, VLOAD(private, l, taken), at + l * VEC);
#endif

// The last lanes of x, and pad in place of those before them.
static V last_lanes(V x, int some, C pad)
{
    C number[VEC] ALIGNED;
    for (int l = 0; l < VEC; l++) number[l] = (C)l;
    return VLOAD(private, 0, number) >= (V)(C)(VEC - some) ? x : (V)pad;
}

// What is left of a line after whole rounds of all sides goes to one side after another, and its end, of less than a
// vector, to the last lanes of the last side, if that can be with the elements before it, which count no more. A piece
// of a line is as if the line had begun with it: sums are the same, however many rounds it is taken in.
#define TAKE_LINE(i, d, n, place, m, pad)                                                                              \
    {                                                                                                                  \
        long k = 0;                                                                                                    \
        if ((d) == 1) {                                                                                                \
            for (; k + SIDES * VEC <= (n); k += SIDES * VEC) {                                                         \
                const int at = (place) + (int)k;                                                                       \
                TAKE_SIDES((i) + k, at, m)                                                                             \
            }                                                                                                          \
            const int left = (int)((n)-k), vectors = left / VEC, tail = left % VEC, next = (place) + (int)k;           \
            if (vectors > 0) TAKE_VECTOR(0, (i) + k, next, m)                                                          \
            if (vectors > 1) TAKE_VECTOR(1, (i) + k + VEC, next + VEC, m)                                              \
            if (vectors > 2) TAKE_VECTOR(2, (i) + k + 2 * VEC, next + 2 * VEC, m)                                      \
            k += vectors * VEC;                                                                                        \
            if (tail > 0 && (n) >= VEC) {                                                                              \
                TAKE_END((i) + (n)-VEC, tail, (place) + (int)(n)-VEC, m, pad)                                          \
                k += tail;                                                                                             \
            }                                                                                                          \
        }                                                                                                              \
        for (; k < (n); k += VEC) {                                                                                    \
            const int few = (int)min((long)VEC, (n)-k), first = KIND == 1 ? VEC - few : 0;                             \
            C taken[VEC] ALIGNED;                                                                                      \
            for (int l = 0; l < VEC; l++)                                                                              \
                taken[l] = l >= first && l < first + few ? VALUE((i) + (k + l - first) * (d), m) : pad;                \
            take_vector(wide + SIDES - 1, wide_extra + SIDES - 1, VLOAD(private, 0, taken), (place) + (int)k - first); \
        }                                                                                                              \
    }

#if KIND == 1
#define END_LINE                                                                                                       \
    C a[1], e[1];                                                                                                      \
    UNROLL for (int k = 1; k < SIDES; k++) merge_vector(wide, wide_extra, wide[k], wide_extra[k]);                     \
    merge_lanes(a, e, wide[0], wide_extra[0]);
#else
#define END_LINE                                                                                                       \
    C a[VEC] ALIGNED;                                                                                                  \
    E e[VEC] ALIGNED;                                                                                                  \
    UNROLL for (int k = 1; k < SIDES; k++) merge_vector(wide, wide_extra, wide[k], wide_extra[k]);                     \
    VSTORE(private, wide[0], 0, a);                                                                                    \
    *(VE *)e = wide_extra[0];                                                                                          \
    for (int l = 0; l < VEC && KIND == 2; l++) e[l] = e[l] < 0 ? 0 : e[l] + l;                                         \
    for (int h = VEC / 2; h > 0; h /= 2)                                                                               \
        for (int l = 0; l < h; l++) merge(a + l, e + l, a[l + h], e[l + h]);
#endif
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
            WIDELY for (int k = 0; k < (int)(n); k++) TAKE(a + k, e + k, (i) + k, (place) + k, m);                     \
        else                                                                                                           \
            for (int k = 0; k < (int)(n); k++) TAKE(a + k, e + k, (i) + k * (d), (place) + k, m);                      \
    }

#define END_LINE                                                                                                       \
    if (used == 0) clear(a, e);                                                                                        \
    if (used == BLOCK) {                                                                                               \
        _Pragma("unroll") for (int h = BLOCK / 2; h > 0; h /= 2)                                                       \
            WIDELY for (int k = 0; k < h; k++) merge(a + k, e + k, a[k + h], e[k + h]);                                \
        used = 1;                                                                                                      \
    }                                                                                                                  \
    for (int left = used, kept; left > 1; left = kept) {                                                               \
        kept = (left + 1) / 2;                                                                                         \
        for (int k = 0; k < left - kept; k++) merge(a + k, e + k, a[k + kept], e[k + kept]);                           \
    }
#endif

// Which elements of a line an item takes, of `items` that have it together, and in which order, so that all kernels
// which reduce lines add them up alike. Contiguous elements are taken as vectors of `lanes`, of 16 bytes, that begin at
// aligned numbers; before the first such number, after `head` elements, and after the last vector, one by one. The
// components of a vector go to four accumulators in turn.

// F(accumulator, component, number, a, b) for each component of a vector.
#define LANES_2(F, a, b) F(0, s0, 0, a, b) F(1, s1, 1, a, b)
#define LANES_4(F, a, b) LANES_2(F, a, b) F(2, s2, 2, a, b) F(3, s3, 3, a, b)
#define LANES_8(F, a, b)                                                                                               \
    LANES_4(F, a, b) F(0, s4, 4, a, b) F(1, s5, 5, a, b) F(2, s6, 6, a, b) F(3, s7, 7, a, b)
#define LANES_16(F, a, b)                                                                                              \
    LANES_8(F, a, b) F(0, s8, 8, a, b) F(1, s9, 9, a, b) F(2, sa, 10, a, b) F(3, sb, 11, a, b)                         \
    F(0, sc, 12, a, b) F(1, sd, 13, a, b) F(2, se, 14, a, b) F(3, sf, 15, a, b)

// Elements to the next multiple of `lanes`.
#define TO_MULTIPLE(first, lanes) ((int)(-(uint)(first) % (lanes)))

// The vectors of item number `part` in a line of n >= lanes elements, two at a time, so that both are on their way:
// FETCH(0 or 1, place, a, b), then TAKE(0 or 1, place, a, b).
#define EACH_VECTOR(n, lanes, head, part, items, FETCH, TAKE, a, b)                                                    \
    {                                                                                                                  \
        const int vectors = ((n) - (head)) / (lanes);                                                                  \
        int v = part;                                                                                                  \
        for (; v < vectors - (items); v += 2 * (items)) {                                                              \
            const int place0 = (head) + v * (lanes), place1 = place0 + (items) * (lanes);                              \
            FETCH(0, place0, a, b)                                                                                     \
            FETCH(1, place1, a, b)                                                                                     \
            TAKE(0, place0, a, b)                                                                                      \
            TAKE(1, place1, a, b)                                                                                      \
        }                                                                                                              \
        if (v < vectors) {                                                                                             \
            const int place0 = (head) + v * (lanes);                                                                   \
            FETCH(0, place0, a, b)                                                                                     \
            TAKE(0, place0, a, b)                                                                                      \
        }                                                                                                              \
    }
#define END_OF_VECTORS(n, lanes, head) ((head) + ((n) - (head)) / (lanes) * (lanes))

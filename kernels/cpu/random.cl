// o = random numbers (philox.cl). A work-item takes `chunk` blocks, BATCH at a time. A vector has one word of eight
// blocks in the lower halves of its elements; what is in the upper ones is not looked at. VECTORS of each word are
// worked on together, as each round of one waits for the round before.
#define EIGHT 8
#define LOWER(x) ((x) & 0xffffffffUL)
#define ALL(x) (x)
#define NUMBERS (EACH * BATCH)
#define EACH_VECTOR __attribute__((opencl_unroll_hint)) for (int i = 0; i < VECTORS; i++)
#define ROUND_OF_ALL(n) EACH_VECTOR { ROUND(n, a[i], b[i], c[i], d[i], LOWER, ALL) }

// The lower halves of x with those of y above them; by shifts, they become products of 64 bits with what x was made by.
static ulong8 joined(ulong8 x, ulong8 y)
{
    const uint16 p = as_uint16(x), q = as_uint16(y);
    return as_ulong8((uint16)(p.s0, q.s0, p.s2, q.s2, p.s4, q.s4, p.s6, q.s6, p.s8, q.s8, p.sa, q.sa, p.sc, q.sc, p.se,
                              q.se));
}

// The words of BATCH blocks, to w in their order. KIND 1: the first and the second ones of pairs, to u and v.
#if KIND == 1
#define WORDS_MADE WORD *u, WORD *v
#else
#define WORDS_MADE WORD *w
#endif
static void draw(WORDS_MADE, ulong key, ulong counter, ulong counter_high, long block)
{
#if KIND == 1
    const ulong8 place = (ulong8)(0, 1, 2, 3, 4, 5, 6, 7);
#else
    const ulong8 place = (ulong8)(0, 4, 1, 5, 2, 6, 3, 7);
#endif
    for (int n = 0; n < BATCH; n += VECTORS * EIGHT) {
        ulong8 a[VECTORS], b[VECTORS], c[VECTORS], d[VECTORS], p, q;
        EACH_VECTOR {
            a[i] = counter + (ulong)(block + n + i * EIGHT) + place;
            c[i] = counter_high + (a[i] < (ulong8)counter ? (ulong8)1 : (ulong8)0);
            b[i] = a[i] >> 32;
            d[i] = c[i] >> 32;
        }
        ROUNDS(ROUND_OF_ALL)
        EACH_VECTOR {
            const int at = n / EIGHT + i;
#if KIND == 1 && EACH == 4
            ((ulong8 *)u)[at] = joined(a[i], c[i]);
            ((ulong8 *)v)[at] = joined(b[i], d[i]);
#elif KIND == 1
            ((ulong8 *)u)[at] = joined(a[i], b[i]);
            ((ulong8 *)v)[at] = joined(c[i], d[i]);
#else
            const ulong8 x = joined(a[i], b[i]), y = joined(c[i], d[i]);
            ((ulong8 *)w)[2 * at] = (ulong8)(x.s0, y.s0, x.s2, y.s2, x.s4, y.s4, x.s6, y.s6);
            ((ulong8 *)w)[2 * at + 1] = (ulong8)(x.s1, y.s1, x.s3, y.s3, x.s5, y.s5, x.s7, y.s7);
#endif
        }
    }
}

#if KIND == 1
static void make(C *values, PARAMETERS(DECLARED), long block)
{
    ALIGNED WORD u[NUMBERS / 2], v[NUMBERS / 2];
    draw(u, v, key, counter, counter_high, block);
    for (int n = 0; n < NUMBERS / 2; n += VEC) {
        const pair made = normal(*(const words *)(u + n), *(const words *)(v + n));
        const V x = GIVE(made.x), y = GIVE(made.y);
#if VEC > 1
        V low, high;
        low.even = x.lo;
        low.odd = y.lo;
        high.even = x.hi;
        high.odd = y.hi;
        *(V *)(values + 2 * n) = low;
        *(V *)(values + 2 * n + VEC) = high;
#else
        values[2 * n] = x;
        values[2 * n + 1] = y;
#endif
    }
}
#else
static void make(C *values, PARAMETERS(DECLARED), long block)
{
    ALIGNED WORD w[NUMBERS];
    draw(w, key, counter, counter_high, block);
#if KIND <= 2
    for (int n = 0; n < NUMBERS; n += VEC) *(V *)(values + n) = VALUE(*(const words *)(w + n));
#else
    int unsettled = 0;
    for (int n = 0; n < NUMBERS; n++) values[n] = VALUE(w[n]);
    for (int n = 0; n < NUMBERS; n++) unsettled |= !SETTLED(w[n]);
    if (unsettled) {
        PLAINLY
        for (int n = 0; n < NUMBERS; n++) {
            const int lane = n % EACH;
            const long number = block + n / EACH;
            values[n] = settled(w[n], PARAMETERS_OF_KIND(GIVEN), PLACE_OF_WORD(GIVEN));
        }
    }
#endif
}
#endif

static NOT_INLINED void random_chunk(PARAMETERS(DECLARED), long chunk, int stream, long group)
{
    const long begin = group * chunk, end = min(begin + chunk, blocks);
    for (long block = begin; block < end; block += BATCH) {
        const long first = block * EACH - skip, from = max(-first, 0L), to = min(count - first, (long)NUMBERS);
        ALIGNED C values[NUMBERS];
        make(values, PARAMETERS(GIVEN), block);
#if SAME_OUT
        if (stream && from == 0 && to == NUMBERS && TO_LINE(o + ofirst + first) == 0) {
            for (int k = 0; k < NUMBERS; k += PIECE) STREAM_PIECE(o + ofirst + first + k, values + k)
            continue;
        }
#endif
        for (long k = from; k < to; k++) CAT(STORE_, OUT)(o, ofirst + first + k, NARROW(values[k]));
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void random(PARAMETERS(DECLARED), long chunk, int stream)
{
    random_chunk(PARAMETERS(GIVEN), chunk, stream, get_group_id(0));
}

// o = random numbers (philox.cl). A work-item takes `chunk` blocks, some at a time. A vector has one word of eight
// blocks in the lower halves of its elements; what is in the upper ones is not looked at. VECTORS of each word are
// worked on together, as each round of one waits for the round before. Uniform numbers, a BATCH together, go from
// registers to the result; others are made in an array.
#define EIGHT 8
#define DRAWN (VECTORS * EIGHT)
#define LOWER(x) ((x) & 0xffffffffUL)
#define ALL(x) (x)
#define NUMBERS (EACH * BATCH)
#define EACH_VECTOR __attribute__((opencl_unroll_hint)) for (int i = 0; i < VECTORS; i++)
#define EACH_OF_NUMBERS __attribute__((opencl_unroll_hint)) for (int n = 0; n < NUMBERS; n += VEC)
#define ROUND_OF_ALL(n) EACH_VECTOR { ROUND(n, a[i], b[i], c[i], d[i], LOWER, ALL) }

#if KIND == 1 && EACH == 4
// The lower halves of x with those of y above them; by shifts, they become products of 64 bits with what x was made by.
static ulong8 joined(ulong8 x, ulong8 y)
{
    const uint16 p = as_uint16(x), q = as_uint16(y);
    return as_ulong8((uint16)(p.s0, q.s0, p.s2, q.s2, p.s4, q.s4, p.s6, q.s6, p.s8, q.s8, p.sa, q.sa, p.sc, q.sc, p.se,
                              q.se));
}
#else
// Of each element the halves in each other's place.
static ulong8 turned(ulong8 x)
{
    const uint16 p = as_uint16(x);
    return as_ulong8((uint16)(p.s1, p.s0, p.s3, p.s2, p.s5, p.s4, p.s7, p.s6, p.s9, p.s8, p.sb, p.sa, p.sd, p.sc, p.sf,
                              p.se));
}
#endif

// The words of DRAWN blocks, to w in their order. KIND 1: the first and the second ones of pairs, to u and v.
#if KIND == 1
#define WORDS_MADE ulong8 *u, ulong8 *v
#else
#define WORDS_MADE ulong8 *w
#endif
static void draw(WORDS_MADE, ulong key, ulong counter, ulong counter_high, long block)
{
#if KIND == 1
    const ulong8 place = (ulong8)(0, 1, 2, 3, 4, 5, 6, 7);
#else
    const ulong8 place = (ulong8)(0, 4, 1, 5, 2, 6, 3, 7);
#endif
    ulong8 a[VECTORS], b[VECTORS], c[VECTORS], d[VECTORS], p, q;
    EACH_VECTOR {
        a[i] = counter + (ulong)(block + i * EIGHT) + place;
        c[i] = a[i] < (ulong8)counter ? (ulong8)(counter_high + 1) : (ulong8)counter_high;
        b[i] = a[i] >> 32;
        d[i] = c[i] >> 32;
    }
#if KIND == 1 && EACH == 4
    ROUNDS(ROUND_OF_ALL)
    EACH_VECTOR {
        u[i] = joined(a[i], c[i]);
        v[i] = joined(b[i], d[i]);
    }
#else // the last round makes a and b, and c and d, as one
    ROUNDS_BEFORE_LAST(ROUND_OF_ALL)
    EACH_VECTOR {
        PRODUCTS(a[i], c[i], LOWER)
        const ulong8 x = turned(q) ^ LOWER(b[i]) ^ KEY_OF_A(9), y = turned(p) ^ LOWER(d[i]) ^ KEY_OF_C(9);
#if KIND == 1
        u[i] = x;
        v[i] = y;
#else
        w[2 * i] = (ulong8)(x.s0, y.s0, x.s2, y.s2, x.s4, y.s4, x.s6, y.s6);
        w[2 * i + 1] = (ulong8)(x.s1, y.s1, x.s3, y.s3, x.s5, y.s5, x.s7, y.s7);
#endif
    }
#endif
}

#if KIND == 1
static void make(C *values, PARAMETERS(DECLARED), long block)
{
    ALIGNED WORD u[NUMBERS / 2], v[NUMBERS / 2];
    for (int n = 0; n < BATCH; n += DRAWN)
        draw((ulong8 *)u + n / EIGHT, (ulong8 *)v + n / EIGHT, key, counter, counter_high, block + n);
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
    for (int n = 0; n < BATCH; n += DRAWN) draw((ulong8 *)w + n / 4, key, counter, counter_high, block + n);
#if KIND == 0
    EACH_OF_NUMBERS *(V *)(values + n) = VALUE(*(const words *)(w + n));
#elif KIND == 2
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

// All of NUMBERS, to the result. Of arrays that stay in registers each element has a fixed place.
#if KIND == 0
#define STREAM_NUMBERS(to) EACH_OF_NUMBERS STREAM(V, *(const V *)(values + n), to + n);
#define STORE_NUMBERS(to) EACH_OF_NUMBERS VSTORE(global, *(const V *)(values + n), 0, to + n);
#else
#define STREAM_NUMBERS(to) for (int n = 0; n < NUMBERS; n += PIECE) STREAM_PIECE(to + n, values + n)
#define STORE_NUMBERS(to) for (int n = 0; n < NUMBERS; n++) (to)[n] = values[n];
#endif

static NOT_INLINED void random_chunk(PARAMETERS(DECLARED), long chunk, int stream, long group)
{
    const long begin = group * chunk, end = min(begin + chunk, blocks);
    for (long block = begin; block < end; block += BATCH) {
        const long first = block * EACH - skip, from = max(-first, 0L), to = min(count - first, (long)NUMBERS);
        ALIGNED C values[NUMBERS];
        make(values, PARAMETERS(GIVEN), block);
#if SAME_OUT
        if (from == 0 && to == NUMBERS) {
            global C *all = o + ofirst + first;
            if (stream && TO_LINE(all) == 0)
                STREAM_NUMBERS(all)
            else
                STORE_NUMBERS(all)
            continue;
        }
#endif
#if KIND == 0
        ALIGNED C kept[NUMBERS];
        EACH_OF_NUMBERS *(V *)(kept + n) = *(const V *)(values + n);
#else
        const C *kept = values;
#endif
        for (long k = from; k < to; k++) CAT(STORE_, OUT)(o, ofirst + first + k, NARROW(kept[k]));
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void random(PARAMETERS(DECLARED), long chunk, int stream)
{
    random_chunk(PARAMETERS(GIVEN), chunk, stream, get_group_id(0));
}

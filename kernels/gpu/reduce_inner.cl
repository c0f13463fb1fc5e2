// Reductions whose elements lie closer in memory than neighbouring outputs. A work-group takes one split of one output:
// every item its share, then a tree in local memory. An item keeps four accumulators, so that several elements are on
// their way at a time; to each of them elements come in order. Contiguous elements are loaded as vectors of LANES, 16
// bytes, at aligned addresses, and taken apart.
#define PART(out) ((out)*splits + split)
#define BOTH(n) &a##n, &e##n
#define LOAD(n, place)                                                                                                 \
    const C x##n = VALUE(p + (place) * d, m);                                                                          \
    const E f##n = REST(p + (place) * d);
#define TAKE_ONE(place) TAKE(&a0, &e0, p + (place) * d, place, m);

#define WIDE_IN (!PARTS_IN && LANES > 1)
#if WIDE_IN
#if FUSED
typedef long WIDE; // the first one's number
#define WIDE_AT(i) (i)
#define LANE(n, lane, k) take_in(BOTH(n), from_raw(ELEMENT_AT(wide + k)), at + k);
#define TO_ALIGNED(i) ((int)(-(uint)(i) % LANES))

static X from_raw(Y raw)
{
    return FROM_RAW(raw);
}

#else
static X from_raw(CAT(W_, IN) raw)
{
    return FROM_RAW(raw);
}

typedef CAT(CAT(W_, IN), LANES) WIDE;
#define WIDE_AT(i) CAT(RAWS_, IN)(x + (i), LANES, 1)
#define LANE(n, lane, k) take_in(BOTH(n), MAP(from_raw(wide.lane), m), at + k);
// Elements to the next aligned address.
#define TO_ALIGNED(i) ((int)(-(uint)((size_t)(x + (i)) / sizeof(CAT(T_, IN))) % LANES))
#endif
#define LANES_2 LANE(0, s0, 0) LANE(1, s1, 1)
#define LANES_4 LANES_2 LANE(2, s2, 2) LANE(3, s3, 3)
#define LANES_8 LANES_4 LANE(0, s4, 4) LANE(1, s5, 5) LANE(2, s6, 6) LANE(3, s7, 7)
#define LANES_16                                                                                                       \
    LANES_8 LANE(0, s8, 8) LANE(1, s9, 9) LANE(2, sa, 10) LANE(3, sb, 11)                                              \
    LANE(0, sc, 12) LANE(1, sd, 13) LANE(2, se, 14) LANE(3, sf, 15)
#define TAKE_WIDE(vector, place)                                                                                       \
    {                                                                                                                  \
        const WIDE wide = vector;                                                                                      \
        const int at = place;                                                                                          \
        CAT(LANES_, LANES)                                                                                             \
    }
#define OUTER_BITS(axis) bits |= stride.axis;
#endif

#if KIND == 0
#define TREE local C *tree
#define SHARE tree[id] = a0;
#define SHARED(i) tree[i], 0
#else
#define TREE local C *tree, local E *tree_extra
#define SHARE                                                                                                          \
    tree[id] = a0;                                                                                                     \
    tree_extra[id] = e0;
#define SHARED(i) tree[i], tree_extra[i]
#endif

kernel void reduce_inner(PARAMETERS(DECLARED), TREE)
{
    const long out = quotient(get_group_id(0), splits), split = get_group_id(0) - out * splits, begin = split * span;
    const int n = (int)min(span, count - begin), id = get_local_id(0), items = get_local_size(0);
    LOCATE(out)
    const X m = CENTRE;
    C a0, a1, a2, a3;
    E e0, e1, e2, e3;
    clear(BOTH(0));
    clear(BOTH(1));
    clear(BOTH(2));
    clear(BOTH(3));
    if (rank == 1) {
        const long d = stride.s0, p = xi + begin * d;
        int done = 0;
#if WIDE_IN
        if (d == 1 && n >= LANES) {
            const int head = TO_ALIGNED(p), vectors = (n - head) / LANES;
            for (int t = id; t < head; t += items) TAKE_ONE(t)
            int v = id;
            for (; v < vectors - items; v += 2 * items) {
                const int first = head + v * LANES, second = first + items * LANES;
                const WIDE w0 = WIDE_AT(p + first), w1 = WIDE_AT(p + second);
                TAKE_WIDE(w0, first)
                TAKE_WIDE(w1, second)
            }
            if (v < vectors) TAKE_WIDE(WIDE_AT(p + head + v * LANES), head + v * LANES)
            done = head + vectors * LANES;
        }
#endif
        int t = done + id;
        for (; t < n - 3 * items; t += 4 * items) {
            LOAD(0, t)
            LOAD(1, t + items)
            LOAD(2, t + 2 * items)
            LOAD(3, t + 3 * items)
            ADD(&a0, &e0, x0, f0, t);
            ADD(&a1, &e1, x1, f1, t + items);
            ADD(&a2, &e2, x2, f2, t + 2 * items);
            ADD(&a3, &e3, x3, f3, t + 3 * items);
        }
        for (; t < n; t += items) TAKE_ONE(t)
    } else {
#if WIDE_IN
        long bits = begin | size.s0;
        if (n >= LANES) WALK_OUTER(0, size, rank, OUTER_BITS)
        const int wide = stride.s0 == 1 && n % LANES == 0 && bits % LANES == 0 && TO_ALIGNED(xi) == 0;
        if (wide) {
            for (int t = id * LANES; t < n; t += items * LANES) {
                long i = xi;
                WALK(begin + t, size, rank, ADVANCE)
                TAKE_WIDE(WIDE_AT(i), t)
            }
        } else
#endif
            for (int t = id; t < n; t += items) {
                long i = xi;
                WALK(begin + t, size, rank, ADVANCE)
                TAKE(&a0, &e0, i, t, m);
            }
    }
    merge(BOTH(0), a1, e1);
    merge(BOTH(2), a3, e3);
    merge(BOTH(0), a2, e2);
    SHARE
    for (int width = items; width > 1;) {
        const int quarter = (width + 3) / 4;
        barrier(CLK_LOCAL_MEM_FENCE);
        if (id < quarter) {
            for (int i = id + quarter; i < width; i += quarter) merge(BOTH(0), SHARED(i));
            SHARE
        }
        width = quarter;
    }
    if (id == 0) PUT(out, a0, e0);
}

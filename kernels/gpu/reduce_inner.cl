// Reductions whose elements lie closer in memory than neighbouring outputs. 1 << item_bits items take one split of one
// output: each its share, then a tree in local memory; a work-group has as many splits as it has room for. Contiguous
// elements are loaded as vectors of LANES, 16 bytes, at aligned addresses, and taken apart.
#define PART(out) ((out)*splits + split)
#define MINE(n) BOTH(&mine, n)
#define LOAD(n, place)                                                                                                 \
    const C x##n = VALUE(p + (place) * d, m);                                                                          \
    const E f##n = REST(p + (place) * d);
#define TAKE_ONE(place) TAKE(&mine.a0, &mine.e0, p + (place) * d, place, m);

#define WIDE_IN (!PARTS_IN && LANES > 1)
#if WIDE_IN
#if FUSED
typedef long WIDE; // the first one's number
#define WIDE_AT(i) (i)
#define LANE(n, lane, k, wide, at) take_in(MINE(n), from_raw(ELEMENT_AT(wide + k)), (at) + k);
#define TO_ALIGNED(i) TO_MULTIPLE(i, LANES)

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
#define LANE(n, lane, k, wide, at) take_in(MINE(n), MAP(from_raw(wide.lane), m), (at) + k);
// Elements to the next aligned address.
#define TO_ALIGNED(i) TO_MULTIPLE((size_t)(x + (i)) / sizeof(CAT(T_, IN)), LANES)
#endif
#define FETCH(which, place, p, unused) const WIDE wide##which = WIDE_AT((p) + place);
#define TAKE_WIDE(which, place, p, unused) CAT(LANES_, LANES)(LANE, wide##which, place)
#define OUTER_STRIDES(axis) strides |= stride.axis;

// Elements of formulas, in the order of EACH_VECTOR: not in pairs, of which a last vector is left over to some items,
// as Intel's compiler loses elements of that.
#if FUSED
#define TAKE_VECTORS                                                                                                   \
    for (int v = id, vectors = (n - head) / LANES; v < vectors; v += items) {                                          \
        const int place0 = head + v * LANES;                                                                           \
        FETCH(0, place0, p, )                                                                                          \
        TAKE_WIDE(0, place0, p, )                                                                                      \
    }
#else
// In that order, too, but four on their way at a time, or the last one in place of those past it.
#define LOAD_WIDE(k)                                                                                                   \
    const int next##k = min(v + k * items, vectors - 1), place##k = head + next##k * LANES;                            \
    FETCH(k, place##k, p, )
#define TAKE_LOADED(k)                                                                                                 \
    if (next##k == v + k * items) {                                                                                    \
        TAKE_WIDE(k, place##k, p, )                                                                                    \
    }
#define TAKE_VECTORS                                                                                                   \
    for (int v = id, vectors = (n - head) / LANES; v < vectors; v += 4 * items) {                                      \
        LOAD_WIDE(0)                                                                                                   \
        LOAD_WIDE(1)                                                                                                   \
        LOAD_WIDE(2)                                                                                                   \
        LOAD_WIDE(3)                                                                                                   \
        TAKE_WIDE(0, place0, p, )                                                                                      \
        TAKE_LOADED(1)                                                                                                 \
        TAKE_LOADED(2)                                                                                                 \
        TAKE_LOADED(3)                                                                                                 \
    }
#endif
#endif

#if KIND == 0
#define TREE local C *tree
#define EXTRA_TREE (local E *)tree
#else
#define TREE local C *tree, local E *tree_extra
#define EXTRA_TREE tree_extra
#endif

kernel void reduce_inner(PARAMETERS(DECLARED), int item_bits, TREE)
{
    const long own = get_global_id(0) >> item_bits, part = min(own, outs * splits - 1);
    const long out = splits == 1 ? part : quotient(part, splits), split = part - out * splits, begin = split * span;
    const int n = (int)min(span, count - begin), lane = get_local_id(0);
    const int items = 1 << item_bits, id = lane & (items - 1);
    LOCATE(out)
    const X m = CENTRE;
    share mine;
    clear_share(&mine);
    if (rank == 1) {
        const long d = stride.s0, p = xi + begin * d;
        int t = id;
#if WIDE_IN
        if (d == 1 && n >= LANES) {
            const int head = TO_ALIGNED(p);
            for (; t < head; t += items) TAKE_ONE(t)
            TAKE_VECTORS
            for (t = END_OF_VECTORS(n, LANES, head) + id; t < n; t += items) TAKE_ONE(t)
        }
#endif
        for (; t < n - 3 * items; t += 4 * items) {
            LOAD(0, t)
            LOAD(1, t + items)
            LOAD(2, t + 2 * items)
            LOAD(3, t + 3 * items)
            ADD(&mine.a0, &mine.e0, x0, f0, t);
            ADD(&mine.a1, &mine.e1, x1, f1, t + items);
            ADD(&mine.a2, &mine.e2, x2, f2, t + 2 * items);
            ADD(&mine.a3, &mine.e3, x3, f3, t + 3 * items);
        }
        for (; t < n; t += items) TAKE_ONE(t)
    } else {
#if WIDE_IN
        long strides = begin | size.s0;
        if (n >= LANES) WALK_OUTER(0, size, rank, OUTER_STRIDES)
        const int wide = stride.s0 == 1 && n % LANES == 0 && strides % LANES == 0 && TO_ALIGNED(xi) == 0;
        if (wide) {
            for (int t = id * LANES; t < n; t += items * LANES) {
                long i = xi;
                WALK(begin + t, size, rank, ADVANCE)
                FETCH(0, 0, i, )
                TAKE_WIDE(0, t, i, )
            }
        } else
#endif
            for (int t = id; t < n; t += items) {
                long i = xi;
                WALK(begin + t, size, rank, ADVANCE)
                TAKE(&mine.a0, &mine.e0, i, t, m);
            }
    }
    join(&mine, tree + (lane - id), EXTRA_TREE + (lane - id), id, items);
    if (id == 0 && own == part) PUT(out, mine.a0, mine.e0);
}

// d = ACT(alpha * a x b + beta * d + bias) over a batch. A work-group of ITEMS x ITEMS owns a tile of SIDE x SIDE
// elements of d. An item has EACH x EACH of them, in PARTS x PARTS squares of LANES that lie SIDE / PARTS apart, so
// that neighbouring items read neighbouring vectors of 16 bytes from local memory. The group moves along k in steps
// of DEPTH: what the next step needs is on its way to registers while the present one is computed, and two tiles in
// turn take one barrier a step. Operands come in vectors along whichever axis they lie in memory, element by element
// at the edges.
#define SIDE (ITEMS * EACH)
#define PARTS (EACH / LANES)
#define APART (SIDE / PARTS)
#define PITCH (SIDE + LANES) // of rows in local memory: spreads writes over its banks
#define TILE (DEPTH * PITCH)
#define LOADS (DEPTH * EACH / (ITEMS * LANES)) // vectors that an item loads of an operand in a step: 1 or 2

#if LOADS == 1
#define EACH_LOAD(F, X, x) F(X, x, 0)
#else
#define EACH_LOAD(F, X, x) F(X, x, 0) F(X, x, 1)
#endif
#if PARTS == 1
#define EACH_PART(F) F(0)
#define EACH_COLUMN(F, i, r) F(r, i, 0)
#elif PARTS == 2
#define EACH_PART(F) F(0) F(1)
#define EACH_COLUMN(F, i, r) F(r, i, 0) F(r, i, 1)
#else
#define EACH_PART(F) F(0) F(1) F(2) F(3)
#define EACH_COLUMN(F, i, r) F(r, i, 0) F(r, i, 1) F(r, i, 2) F(r, i, 3)
#endif

DEFINE_CONVERT(A, a)
DEFINE_CONVERT(B, b)

// Where load number n of operand x, whose elements lie xi and xk apart, comes from and goes to.
#define LOAD_PLACE(X, x, n)                                                                                            \
    const int x##e##n = item + n * ITEMS * ITEMS;                                                                      \
    const int x##k##n = x##along ? x##e##n % (DEPTH / LANES) * LANES : x##e##n / (SIDE / LANES);                       \
    const int x##i##n = x##along ? x##e##n / (DEPTH / LANES) : x##e##n % (SIDE / LANES) * LANES;                       \
    const long x##from##n = x##k##n * x##_k + x##i##n * x##_i;                                                         \
    const int x##to##n = x##k##n * PITCH + x##i##n;                                                                    \
    RAWS_OF(X) x##raw##n;

// Loads it: elements that do not exist are 0.
#define FETCH_LANE(l, X)                                                                                               \
    if (there && l < left) raw.s##l = CAT(RAW_, X)(p, l * step);
#define DEFINE_FETCH(X, x)                                                                                             \
    static RAWS_OF(X) fetch_##x(global const CAT(T_, X) * p, long step, int along, int k, int i, int ks, long is)      \
    {                                                                                                                  \
        const int left = along ? ks - k : (int)min((long)LANES, is - i), there = along ? i < is : k < ks;              \
        RAWS_OF(X) raw = 0;                                                                                            \
        OVER_LANES(FETCH_LANE, X)                                                                                      \
        return raw;                                                                                                    \
    }
DEFINE_FETCH(A, a)
DEFINE_FETCH(B, b)
#define FETCH(X, x, n)                                                                                                 \
    if (x##wide && ks == DEPTH)                                                                                        \
        x##raw##n = CAT(RAWS_, X)(x + x##from##n, LANES, x##aligned);                                                  \
    else                                                                                                               \
        x##raw##n = fetch_##x(x + x##from##n, x##step, x##along, x##k##n, x##i##n, ks, x##is);

// Puts it into the tile, [k][i].
#define PLACE_LANE(l, to) (to)[l * PITCH] = w.s##l;
#define DELIVER(X, x, n)                                                                                               \
    {                                                                                                                  \
        const W w = convert_##x(x##raw##n);                                                                            \
        local ACC *to = x##tiles + now + x##to##n;                                                                     \
        if (x##along) {                                                                                                \
            OVER_LANES(PLACE_LANE, to)                                                                                 \
        } else {                                                                                                       \
            *(local W *)to = w;                                                                                        \
        }                                                                                                              \
    }

// The sums of rows LANES * part + i of the item's.
#define CLEAR(r, i, c) W acc##r##i##c = 0;
#define CLEAR_ROW(i, r) EACH_COLUMN(CLEAR, i, r)
#define CLEAR_ROWS(r) OVER_LANES(CLEAR_ROW, r)
#define TAKE(r)                                                                                                        \
    const W av##r = *(local const W *)(atile + line * PITCH + r * APART);                                              \
    const W bv##r = *(local const W *)(btile + line * PITCH + r * APART);
#define ADD(r, i, c) acc##r##i##c = MADD((W)av##r.s##i, bv##c, acc##r##i##c);
#define ADD_ROW(i, r) EACH_COLUMN(ADD, i, r)
#define ADD_ROWS(r) OVER_LANES(ADD_ROW, r)
#define STAGE(r, i, c) *(local W *)(tiles + y * SIDE + c * APART + x * LANES) = acc##r##i##c;
#define STAGE_ROW(i, r)                                                                                                \
    if (e == r * LANES + i) {                                                                                          \
        EACH_COLUMN(STAGE, i, r)                                                                                       \
    }
#define STAGE_ROWS(r) OVER_LANES(STAGE_ROW, r)

__attribute__((reqd_work_group_size(ITEMS * ITEMS, 1, 1)))
kernel void matmul(SLICES)
{
    local ACC tiles[4 * TILE] __attribute__((aligned(16)));
    local ACC *const atiles = tiles, *const btiles = tiles + 2 * TILE;
    const int item = (int)get_local_id(0);
#if ITEMS == 16 // 32 items that run in step take 4 x 8 squares, which are in the fewest rows and columns
    const int y = item / 64 * 4 + item / 8 % 4, x = item / 32 % 2 * 8 + item % 8;
#else
    const int y = item / ITEMS, x = item % ITEMS;
#endif
    SLICE
    const long across = (n + SIDE - 1) / SIDE, down = (m + SIDE - 1) / SIDE;
    const long band = quotient(tile, across), z = quotient(band, down);
    const long i0 = (band - z * down) * SIDE, j0 = (tile - band * across) * SIDE;
    PLACES(z)
    a += ai + i0 * arow + kfirst * acolumn;
    b += bi + j0 * bcolumn + kfirst * brow;

    const long a_k = acolumn, a_i = arow, b_k = brow, b_i = bcolumn, ais = m - i0, bis = n - j0;
    const int aalong = a_k * a_k <= a_i * a_i, balong = b_k * b_k < b_i * b_i;
    const long astep = aalong ? a_k : a_i, bstep = balong ? b_k : b_i;
    const int awide = astep == 1 && ais >= SIDE, bwide = bstep == 1 && bis >= SIDE;
    const int aaligned = IS_ALIGNED(A, a, aalong ? a_i : a_k), baligned = IS_ALIGNED(B, b, balong ? b_i : b_k);
    EACH_LOAD(LOAD_PLACE, A, a)
    EACH_LOAD(LOAD_PLACE, B, b)
    EACH_PART(CLEAR_ROWS)
    int now = 0, ks = (int)min((long)DEPTH, klast - kfirst);
    EACH_LOAD(FETCH, A, a)
    EACH_LOAD(FETCH, B, b)
    for (long k0 = kfirst; k0 < klast; k0 += DEPTH) {
        EACH_LOAD(DELIVER, A, a)
        EACH_LOAD(DELIVER, B, b)
        barrier(CLK_LOCAL_MEM_FENCE);
        a += DEPTH * a_k;
        b += DEPTH * b_k;
        ks = (int)min((long)DEPTH, klast - k0 - DEPTH);
        if (ks > 0) {
            EACH_LOAD(FETCH, A, a)
            EACH_LOAD(FETCH, B, b)
        }
        local const ACC *atile = atiles + now + y * LANES, *btile = btiles + now + x * LANES;
#pragma unroll 4
        for (int line = 0; line < DEPTH; line++) {
            EACH_PART(TAKE)
            EACH_PART(ADD_ROWS)
        }
        now = TILE - now;
    }

    // One row of every item's at a time goes through local memory, so that neighbouring items store neighbours.
#pragma unroll 1
    for (int e = 0; e < EACH; e++) {
        barrier(CLK_LOCAL_MEM_FENCE);
        EACH_PART(STAGE_ROWS)
        barrier(CLK_LOCAL_MEM_FENCE);
        const long i1 = i0 + e / LANES * APART + e % LANES;
#pragma unroll 1
        for (int at = item; at < ITEMS * SIDE; at += ITEMS * ITEMS) {
            const long i = i1 + at / SIDE * LANES, j = j0 + at % SIDE;
            if (i < m && j < n)
                put(tiles[at], d + di + i * drow + j * dcolumn, bias + biasi + i * biasrow + j * biascolumn,
                    sums + slice * count + (z * m + i) * n + j, count, alpha, beta, add_bias, keep, adds);
        }
    }
}

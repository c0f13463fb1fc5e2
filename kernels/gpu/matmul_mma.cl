// d = ACT(alpha * a x b + beta * d + bias) over a batch, by tensor cores (mma.cl): a and b of one dtype, float16 or
// bfloat16 summed in float, or float64. A work-group owns a tile of ROWS x COLUMNS elements of d, of which each of its
// DOWN x RIGHT warps has a part, in fragments of 16 x 8. It moves along k in steps of DEPTH: 64 bytes of each row of a
// and of each column of b. STAGES of them have their place in local memory, so that those to come are on their way
// while one is computed. KIND: which operands lie along k in memory, A_ALONG and B_ALONG; they lie so in local memory
// too, in vectors of 16 bytes whose order in a row depends on the row, so that fragments come from all banks alike.
#define ITEMS (32 * DOWN * RIGHT)
#define STAGES 3
#define A_ALONG (KIND & 1)
#define B_ALONG (KIND >> 1)
#define A_IN_ROW (A_ALONG ? 4 : A_VECTORS / DEPTH) // vectors of a row in local memory
#define B_IN_ROW (B_ALONG ? 4 : B_VECTORS / DEPTH)
#define A_VECTORS (ROWS * 4) // of a stage
#define B_VECTORS (COLUMNS * 4)
#define STAGE_VECTORS (A_VECTORS + B_VECTORS)
#define WARP_ROWS (ROWS / DOWN)
#define WARP_COLUMNS (COLUMNS / RIGHT)
#define DOWN_PARTS (WARP_ROWS / 16)
#define ACROSS_PARTS (WARP_COLUMNS / 16)
#define PITCH (COLUMNS + 8) // of rows of sums in local memory
#define BAND 8              // rows of tiles that are computed together, so that they share what the cache holds of b

#if C_DOUBLE
typedef double BITS, PART;
typedef double2 VECTOR, PAIR_OF_SUMS;
#define SIDE_BY_SIDE 2 // elements of a vector
#define BITE 8
#define TURN_ACROSS(row) (((row) & 3) * 2)
#else
typedef ushort BITS;
typedef uint PART;
typedef ushort8 VECTOR;
typedef float2 PAIR_OF_SUMS;
#define SIDE_BY_SIDE 8
#define BITE 16
#define TURN_ACROSS(row) ((row) & 7)
#endif
// Vector v of a row is in place v ^ TURN.
#define TURN(along, row) ((along) ? ((row) >> 1 & 1) * 2 | ((row) >> 2 & 1) : TURN_ACROSS(row))

// 1 if vectors along an axis of that step, and at multiples of `other` after it, are side by side and aligned.
#define IS_WIDE(p, step, other) ((step) == 1 && (size_t)(p) % 16 == 0 && (other) % SIDE_BY_SIDE == 0)

// Up to `left` elements that lie step apart; the others are 0.
#define GATHER(l, p)                                                                                                   \
    if (l < left) v.s##l = (p)[l * step];
static uint4 gathered(global const BITS *p, long step, int left)
{
    VECTOR v = 0;
    CAT(OVER_LANES_, SIDE_BY_SIDE)(GATHER, p)
    return as_uint4(v);
}

// Fills a stage with what the step that begins at p takes of operand x: ks of k are left, and xs rows or columns.
#define DEFINE_FILL(x, ALONG, IN_ROW, VECTORS)                                                                         \
    static void fill_##x(local uint4 *to, global const BITS *p, long k_step, long x_step, int ks, int xs, int wide,    \
                         int item)                                                                                     \
    {                                                                                                                  \
        const int row = item / IN_ROW, at = item % IN_ROW * SIDE_BY_SIDE, more = ITEMS / IN_ROW;                       \
        const int rows = (ALONG ? xs : ks) - row, left = clamp((ALONG ? ks : xs) - at, 0, SIDE_BY_SIDE);               \
        const long step = ALONG ? k_step : x_step, pitch = ALONG ? x_step : k_step;                                    \
        to += item ^ TURN(ALONG, row);                                                                                 \
        p += row * pitch + at * step;                                                                                  \
        if (wide) {                                                                                                    \
            _Pragma("unroll") for (int n = 0; n < VECTORS / ITEMS; n++)                                                \
                COPY(to + n * ITEMS, p + n * more * pitch, (n * more < rows ? left : 0) * (int)sizeof(BITS));          \
        } else {                                                                                                       \
            _Pragma("unroll 1") for (int n = 0; n < VECTORS / ITEMS; n++)                                              \
                to[n * ITEMS] = gathered(p + n * more * pitch, step, n * more < rows ? left : 0);                      \
        }                                                                                                              \
    }
DEFINE_FILL(a, A_ALONG, A_IN_ROW, A_VECTORS)
DEFINE_FILL(b, B_ALONG, B_IN_ROW, B_VECTORS)

// The fragment of rows first and on, and of bite number n of the step, from a stage's vectors of an operand.
#if C_DOUBLE
#define TAKE_PART(w, q, p, along, in_row, first)                                                                       \
    {                                                                                                                  \
        const int row = (first) + lane / 4 + q % 2 * 8, k = lane % 4 + q / 2 * 4;                                      \
        const int outer = (along) ? row : k, inner = (along) ? k : row;                                                \
        (w)[q] = ((local const double *)(p))[(outer * (in_row) + (inner / 2 ^ TURN(along, outer))) * 2 + inner % 2];   \
    }
#define TAKE(w, p, along, in_row, first, n)                                                                            \
    {                                                                                                                  \
        TAKE_PART(w, 0, p, along, in_row, first)                                                                       \
        TAKE_PART(w, 1, p, along, in_row, first)                                                                       \
        TAKE_PART(w, 2, p, along, in_row, first)                                                                       \
        TAKE_PART(w, 3, p, along, in_row, first)                                                                       \
    }
#else
#define TAKE(w, p, along, in_row, first, n)                                                                            \
    {                                                                                                                  \
        const int outer = (along) ? (first) + lane % 16 : n * BITE + lane % 8 + lane / 16 * 8;                         \
        const int inner = (along) ? n * 2 + lane / 16 : (first) / 8 + lane / 8 % 2;                                    \
        LOAD_PARTS(w, (p) + outer * (in_row) + (inner ^ TURN(along, outer)), !(along));                                \
    }
#endif

// Stores LANES neighbouring sums, of which `left` are elements of d.
#define PUT_LANE(l, at)                                                                                                \
    if (l < left)                                                                                                      \
        put((at)[l], d + l * dcolumn, bias + l * biascolumn, sums + l, count, alpha, beta, add_bias, keep, adds);
#define FINISH_LANE(l, at) raws.s##l = CAT(INTO_, OUT)(finished((at)[l], d + l, bias + l * biascolumn, alpha, beta, add_bias));
static void put_lanes(local const ACC *at, int left, global TYPE_OUT *d, long dcolumn, int aligned,
                      global const TYPE_BIAS *bias, long biascolumn, global ACC *sums, long count, ACC alpha, ACC beta,
                      int add_bias, int keep, int adds)
{
    if (left >= LANES && dcolumn == 1 && !keep && !adds) {
        RAWS_OF(OUT) raws;
        OVER_LANES(FINISH_LANE, at)
        CAT(STORES_, OUT)(d, LANES, aligned, raws);
    } else {
        OVER_LANES(PUT_LANE, at)
    }
}

#define FILL(stage, k0)                                                                                                \
    {                                                                                                                  \
        const int ks = (int)clamp(klast - (k0), 0L, (long)DEPTH);                                                      \
        local uint4 *to = tiles + (stage)*STAGE_VECTORS;                                                               \
        fill_a(to, ap, acolumn, arow, ks, is, awide, item);                                                            \
        fill_b(to + A_VECTORS, bp, brow, bcolumn, ks, js, bwide, item);                                                \
        COMMIT;                                                                                                        \
        ap += DEPTH * acolumn;                                                                                         \
        bp += DEPTH * brow;                                                                                            \
    }

__attribute__((reqd_work_group_size(ITEMS, 1, 1)))
kernel void matmul_mma(SLICES)
{
    local uint4 tiles[STAGES * STAGE_VECTORS + EXCHANGE];
    const int item = (int)get_local_id(0), lane = item % 32, warp = item / 32;
    const int down0 = warp / RIGHT * WARP_ROWS, right0 = warp % RIGHT * WARP_COLUMNS;
    SLICE
    const long across = (n + COLUMNS - 1) / COLUMNS, down = (m + ROWS - 1) / ROWS;
    const long z = quotient(tile, across * down), inside = tile - z * (across * down);
    const long band = quotient(inside, BAND * across), in_band = inside - band * BAND * across;
    const long high = min((long)BAND, down - band * BAND), column = quotient(in_band, high);
    const long i0 = (band * BAND + in_band - column * high) * ROWS, j0 = column * COLUMNS;
    PLACES(z)
    global const BITS *ap = (global const BITS *)a + ai + i0 * arow + kfirst * acolumn;
    global const BITS *bp = (global const BITS *)b + bi + j0 * bcolumn + kfirst * brow;
    const int is = (int)min((long)ROWS, m - i0), js = (int)min((long)COLUMNS, n - j0);
    const int awide = IS_WIDE(ap, A_ALONG ? acolumn : arow, A_ALONG ? arow : acolumn);
    const int bwide = IS_WIDE(bp, B_ALONG ? brow : bcolumn, B_ALONG ? bcolumn : brow);

    ACC acc[DOWN_PARTS][ACROSS_PARTS * 2][4];
#pragma unroll
    for (int i = 0; i < DOWN_PARTS; i++)
#pragma unroll
        for (int j = 0; j < ACROSS_PARTS * 2; j++)
#pragma unroll
            for (int q = 0; q < 4; q++) acc[i][j][q] = 0;
#pragma unroll
    for (int s = 0; s < STAGES - 1; s++) FILL(s, kfirst + s * DEPTH)
    int now = 0, next = STAGES - 1;
    for (long k0 = kfirst; k0 < klast; k0 += DEPTH) {
        WAIT(STAGES - 2);
        barrier(CLK_LOCAL_MEM_FENCE);
        FILL(next, k0 + (STAGES - 1) * DEPTH)
        local const uint4 *as = tiles + now * STAGE_VECTORS, *bs = as + A_VECTORS;
#pragma unroll
        for (int bite = 0; bite < DEPTH / BITE; bite++) {
            PART af[DOWN_PARTS][4], bf[ACROSS_PARTS][4];
#pragma unroll
            for (int i = 0; i < DOWN_PARTS; i++) TAKE(af[i], as, A_ALONG, A_IN_ROW, down0 + i * 16, bite)
#pragma unroll
            for (int j = 0; j < ACROSS_PARTS; j++) TAKE(bf[j], bs, B_ALONG, B_IN_ROW, right0 + j * 16, bite)
#pragma unroll
            for (int i = 0; i < DOWN_PARTS; i++)
#pragma unroll
                for (int j = 0; j < ACROSS_PARTS * 2; j++) {
                    MULTIPLY(acc[i][j], af[i], bf[j / 2][j % 2], bf[j / 2][j % 2 + 2]);
                }
        }
        now = now + 1 == STAGES ? 0 : now + 1;
        next = next + 1 == STAGES ? 0 : next + 1;
    }
    WAIT(0);

    // 16 rows of every warp's at a time go through local memory, so that neighbouring items store neighbours.
    const int aligned = IS_ALIGNED(OUT, d + di, drow);
    local ACC *const stage = (local ACC *)tiles;
#pragma unroll 1
    for (int e = 0; e < DOWN_PARTS; e++) {
        barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll
        for (int i = 0; i < DOWN_PARTS; i++)
            if (i == e) {
                local ACC *to = stage + (warp / RIGHT * 16 + lane / 4) * PITCH + right0 + lane % 4 * 2;
#pragma unroll
                for (int j = 0; j < ACROSS_PARTS * 2; j++) {
                    *(local PAIR_OF_SUMS *)(to + j * 8) = (PAIR_OF_SUMS)(acc[i][j][0], acc[i][j][1]);
                    *(local PAIR_OF_SUMS *)(to + 8 * PITCH + j * 8) = (PAIR_OF_SUMS)(acc[i][j][2], acc[i][j][3]);
                }
            }
        barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll 1
        for (int at = item * LANES; at < DOWN * 16 * COLUMNS; at += ITEMS * LANES) {
            const int y = at / COLUMNS, x = at % COLUMNS;
            const long i = i0 + y / 16 * WARP_ROWS + e * 16 + y % 16, j = j0 + x;
            if (i < m && j < n)
                put_lanes(stage + y * PITCH + x, (int)min((long)LANES, n - j), d + di + i * drow + j * dcolumn, dcolumn,
                          aligned, bias + biasi + i * biasrow + j * biascolumn, biascolumn,
                          sums + slice * count + (z * m + i) * n + j, count, alpha, beta, add_bias, keep, adds);
        }
    }
}

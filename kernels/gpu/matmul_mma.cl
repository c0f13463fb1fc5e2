// d = ACT(alpha * a x b + beta * d + bias) over a batch, by tensor cores (mma.cl): a and b of one dtype, float16 or
// bfloat16 summed in float, or float64. A work-group owns a tile of ROWS x COLUMNS elements of d, of which each of its
// DOWN x RIGHT warps has a part, in fragments of 16 x 8. It moves along k in steps of DEPTH: 64 bytes of each row of a
// and of each column of b. STAGES of them have their place in local memory, so that those to come are on their way
// while one is computed. KIND: which operands lie along k in memory, A_ALONG and B_ALONG; they lie so in local memory
// too, in vectors of 16 bytes whose order in a row depends on the row, so that fragments come from all banks alike; and
// which of them are aligned vectors in memory, A_WIDE and B_WIDE.
#define ITEMS (32 * DOWN * RIGHT)
#define DEPTH (4 * SIDE_BY_SIDE)
#define A_ALONG (KIND & 1)
#define B_ALONG (KIND >> 1 & 1)
#define A_WIDE (KIND >> 2 & 1)
#define B_WIDE (KIND >> 3)
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

// Up to `left` elements that lie step apart; the others are 0.
#define GATHER(l, p)                                                                                                   \
    if (l < left) v.s##l = (p)[l * step];
static uint4 gathered(global const BITS *p, long step, int left)
{
    VECTOR v = 0;
    CAT(OVER_LANES_, SIDE_BY_SIDE)(GATHER, p)
    return as_uint4(v);
}

// Fills a stage with what the step that begins at p takes of operand x: ks of k are left, and xs rows or columns. Whole
// vectors are copied; what is no vector in memory is gathered.
#define DEFINE_FILL(x, ALONG, WIDE, IN_ROW, VECTORS)                                                                   \
    static void fill_##x(local uint4 *to, global const BITS *p, long k_step, long x_step, int ks, int xs, uint item)   \
    {                                                                                                                  \
        const int row = (int)(item / IN_ROW), at = (int)(item % IN_ROW) * SIDE_BY_SIDE, more = ITEMS / IN_ROW;         \
        const int rows = (ALONG ? xs : ks) - row, left = (ALONG ? ks : xs) - at;                                       \
        const long step = ALONG ? k_step : x_step, pitch = ALONG ? x_step : k_step;                                    \
        to += item ^ TURN(ALONG, (uint)row);                                                                           \
        p += row * pitch + at * step;                                                                                  \
        _Pragma("unroll") for (int n = 0; n < VECTORS / ITEMS; n++)                                                    \
        {                                                                                                              \
            if (WIDE)                                                                                                  \
                COPY(to + n * ITEMS, p + n * more * pitch, n * more < rows && left > 0);                               \
            else                                                                                                       \
                to[n * ITEMS] = gathered(p + n * more * pitch, step, n * more < rows ? left : 0);                      \
        }                                                                                                              \
    }
DEFINE_FILL(a, A_ALONG, A_WIDE, A_IN_ROW, A_VECTORS)
DEFINE_FILL(b, B_ALONG, B_WIDE, B_IN_ROW, B_VECTORS)

// Fragment i of an operand, of 16 rows or columns from `first` on, and bite n of the step: PART_FROM is where the
// item's part of fragment 0 lies in a stage's vectors, PART_AT where its part of another one does. The parts of a go
// through rows first, those of b through k, as MULTIPLY takes them.
#if C_DOUBLE
#define PART_FROM(along, in_row, first, row_bit, k_bit)                                                                \
    ((along) ? ((first) + g) * 8 + (t / 2 ^ TURN(1, g)) * 2 + t % 2                                                    \
             : t * (in_row)*2 + (((first) / 2 + g / 2) ^ TURN(0, t)) * 2 + g % 2)
#define PART_AT(along, in_row, from, i, row, half_k)                                                                   \
    ((along) ? ((from) ^ (half_k)*4) + ((i)*16 + (row)*8) * 8 : ((from) ^ (row)*8) + (i)*16 + (half_k)*8 * (in_row))
#define TAKE_A(w, p, i, n)                                                                                             \
    for (int q = 0; q < 4; q++)                                                                                        \
        (w)[q] = ((local const double *)(p))[PART_AT(A_ALONG, A_IN_ROW, a_from, i, q % 2, q / 2)];
#define TAKE_B(w, p, i, n)                                                                                             \
    for (int q = 0; q < 4; q++)                                                                                        \
        (w)[q] = ((local const double *)(p))[PART_AT(B_ALONG, B_IN_ROW, b_from, i, q / 2, q % 2)];
#else
#define PART_FROM(along, in_row, first, row_bit, k_bit)                                                                \
    ((along) ? ((first) + (row_bit)*8 + lane % 8) * 4 + ((k_bit) ^ TURN(1, lane % 8))                                  \
             : ((k_bit)*8 + lane % 8) * (in_row) + (((first) / 8 + (row_bit)) ^ TURN(0, lane % 8)))
#define PART_AT(along, in_row, from, i, n)                                                                             \
    ((along) ? ((from) ^ (n)*2) + (i)*64 : ((from) ^ (i)*2) + (n)*BITE * (in_row))
#define TAKE_A(w, p, i, n) LOAD_PARTS(w, (p) + PART_AT(A_ALONG, A_IN_ROW, a_from, i, n), !A_ALONG)
#define TAKE_B(w, p, i, n) LOAD_PARTS(w, (p) + PART_AT(B_ALONG, B_IN_ROW, b_from, i, n), !B_ALONG)
#endif

// Stores LANES neighbouring sums, of which `left` are elements of d.
#define PUT_LANE(l, at)                                                                                                \
    if (l < left)                                                                                                      \
        put((at)[l], d + l * dcolumn, bias + l * biascolumn, sums + l, count, alpha, beta, add_bias, keep, adds);
#define FINISH_LANE(l, at)                                                                                             \
    raws.s##l = CAT(INTO_, OUT)(finished((at)[l], d + l, bias + l * biascolumn, alpha, beta, add_bias));
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

#define EACH_PART(i, j)                                                                                                \
    _Pragma("unroll") for (int i = 0; i < DOWN_PARTS; i++)                                                             \
    _Pragma("unroll") for (int j = 0; j < ACROSS_PARTS * 2; j++)

#define FILL(stage, k0)                                                                                                \
    {                                                                                                                  \
        const int ks = (int)clamp(klast - (k0), 0L, (long)DEPTH);                                                      \
        local uint4 *to = tiles + (stage)*STAGE_VECTORS;                                                               \
        fill_a(to, ap, acolumn, arow, ks, is, item);                                                            \
        fill_b(to + A_VECTORS, bp, brow, bcolumn, ks, js, item);                                                \
        COMMIT;                                                                                                        \
        ap += DEPTH * acolumn;                                                                                         \
        bp += DEPTH * brow;                                                                                            \
    }

__attribute__((reqd_work_group_size(ITEMS, 1, 1)))
kernel void matmul_mma(SLICES)
{
    local uint4 tiles[STAGES * STAGE_VECTORS + EXCHANGE];
    const uint item = (uint)get_local_id(0), lane = item % 32, warp = item / 32;
    const uint down0 = warp / RIGHT * WARP_ROWS, right0 = warp % RIGHT * WARP_COLUMNS;
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
#if C_DOUBLE
    const uint g = lane / 4, t = lane % 4;
#endif
    const uint a_from = PART_FROM(A_ALONG, A_IN_ROW, down0, lane / 8 % 2, lane / 16);
    const uint b_from = PART_FROM(B_ALONG, B_IN_ROW, right0, lane / 16, lane / 8 % 2);

    ACC acc[DOWN_PARTS][ACROSS_PARTS * 2][4];
    EACH_PART(i, j)
    {
        acc[i][j][0] = acc[i][j][1] = acc[i][j][2] = acc[i][j][3] = 0;
    }
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
            for (int i = 0; i < DOWN_PARTS; i++) TAKE_A(af[i], as, i, bite);
#pragma unroll
            for (int j = 0; j < ACROSS_PARTS; j++) TAKE_B(bf[j], bs, j, bite);
            EACH_PART(i, j)
            {
                MULTIPLY(acc[i][j], af[i], bf[j / 2][j % 2 * 2], bf[j / 2][j % 2 * 2 + 1]);
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
        for (int at = (int)item * LANES; at < DOWN * 16 * COLUMNS; at += ITEMS * LANES) {
            const int y = at / COLUMNS, x = at % COLUMNS;
            const long i = i0 + y / 16 * WARP_ROWS + e * 16 + y % 16, j = j0 + x;
            if (i < m && j < n)
                put_lanes(stage + y * PITCH + x, (int)min((long)LANES, n - j), d + di + i * drow + j * dcolumn, dcolumn,
                          aligned, bias + biasi + i * biasrow + j * biascolumn, biascolumn,
                          sums + slice * count + (z * m + i) * n + j, count, alpha, beta, add_bias, keep, adds);
        }
    }
}

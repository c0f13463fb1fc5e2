// d = ACT(alpha * a x b + beta * d + bias) over a batch if a is a row: m is 1. A work-group of ITEMS owns some
// columns, and cuts its range of k among items; what they sum is added up in local memory. Neighbouring items,
// `across` of them, take neighbouring vectors of b: if along_k, the parts of k of one column, else LANES columns
// each.
#define UNROLLED 4 // vectors on their way at a time

DEFINE_CONVERT(A, a)
DEFINE_CONVERT(B, b)

// `left` elements of a vector that lie step apart; the others are 0.
#define TAKE_LANE(l, X)                                                                                                \
    if (l < left) raw.s##l = CAT(RAW_, X)(p, l * step);
#define DEFINE_TAKE(X, x)                                                                                              \
    static W take_##x(global const CAT(T_, X) * p, long step, long left, int aligned)                                  \
    {                                                                                                                  \
        RAWS_OF(X) raw = 0;                                                                                            \
        if (step == 1 && left >= LANES) {                                                                              \
            raw = CAT(RAWS_, X)(p, LANES, aligned);                                                                    \
        } else {                                                                                                       \
            OVER_LANES(TAKE_LANE, X)                                                                                   \
        }                                                                                                              \
        return convert_##x(raw);                                                                                       \
    }
DEFINE_TAKE(A, a)
DEFINE_TAKE(B, b)

#define EACH_VECTOR(F) F(0) F(1) F(2) F(3)
#define CLEAR(u) W sum##u = 0;
#define WIDE(X, p) CAT(RAWS_, X)(p, LANES, 1)
#define LOAD_PART(u)                                                                                                   \
    const RAWS_OF(A) ar##u = WIDE(A, a + at + u * step);                                                               \
    const RAWS_OF(B) br##u = WIDE(B, b + at + u * step);
#define ADD_PART(u) sum##u = MADD(convert_a(ar##u), convert_b(br##u), sum##u);
#define LOAD_ROW(u)                                                                                                    \
    const CAT(W_, A) ar##u = CAT(RAW_, A)(a, (at + u * step) * acolumn);                                               \
    const RAWS_OF(B) br##u = WIDE(B, b + (at + u * step) * brow);
#define ADD_ROW(u) sum##u = MADD((W)(ACC)CAT(LOAD_FROM_, A)(ar##u), convert_b(br##u), sum##u);

__attribute__((reqd_work_group_size(ITEMS, 1, 1)))
kernel void matmul_vector(SLICES, int across, int along_k)
{
    local W parts[ITEMS]; // [place][slot]
    const int item = (int)get_local_id(0), y = item / across, x = item - y * across;
    const int rows = along_k ? across : ITEMS / across; // items that share columns
    const int place = along_k ? x : y, column = along_k ? y : x * LANES, width = ITEMS / rows * (along_k ? 1 : LANES);
    SLICE
    const long wide = (n + width - 1) / width, z = quotient(tile, wide), j0 = (tile - z * wide) * width;
    PLACES(z)
    a += ai;
    b += bi + (j0 + column) * bcolumn;
    const long left = n - j0 - column;
    const int aaligned = IS_ALIGNED(A, a, kfirst), baligned = IS_ALIGNED(B, b, along_k ? kfirst : brow);
    EACH_VECTOR(CLEAR)
    if (left > 0 && along_k) {
        const long step = rows * LANES;
        long at = kfirst + place * LANES;
        if (acolumn == 1 && brow == 1 && aaligned && baligned)
            for (; at + (UNROLLED - 1) * step + LANES <= klast; at += UNROLLED * step) {
                EACH_VECTOR(LOAD_PART)
                EACH_VECTOR(ADD_PART)
            }
        for (; at < klast; at += step)
            sum0 = MADD(take_a(a + at * acolumn, acolumn, klast - at, aaligned),
                        take_b(b + at * brow, brow, klast - at, baligned), sum0);
    } else if (left > 0) {
        const long step = rows;
        long at = kfirst + place;
        if (bcolumn == 1 && baligned && left >= LANES)
            for (; at + (UNROLLED - 1) * step < klast; at += UNROLLED * step) {
                EACH_VECTOR(LOAD_ROW)
                EACH_VECTOR(ADD_ROW)
            }
        for (; at < klast; at += step)
            sum0 = MADD((W)LOAD_A(a, at * acolumn), take_b(b + at * brow, bcolumn, left, baligned), sum0);
    }

    const int slots = ITEMS / rows, slot = along_k ? y : x;
    parts[place * slots + slot] = (sum0 + sum1) + (sum2 + sum3);
    for (int far = rows / 2; far > 0; far /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (place < far) parts[place * slots + slot] += parts[(place + far) * slots + slot];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    local const ACC *sum = (local const ACC *)parts;
    for (int c = item; c < width; c += ITEMS) {
        const long j = j0 + c;
        ACC total = sum[along_k ? c * LANES : c];
        for (int l = 1; along_k && l < LANES; l++) total += sum[c * LANES + l];
        if (j < n)
            put(total, d + di + j * dcolumn, bias + biasi + j * biascolumn, sums + slice * count + z * n + j, count,
                alpha, beta, add_bias, keep, adds);
    }
}

// d = ACT(alpha * a x b + beta * d + bias) over a batch, for devices that run work-groups in step.
// A work-group of S x S items owns a tile of SIDE x SIDE elements of d, each item R x R of them, and moves through k in
// steps of DEPTH. A k too long for one launch takes several, which keep their sums in the accumulate type, so that d is
// rounded once.
// Prelude: as matmul_single.cl, with VEC 1, without its tile; S, R (4 or 2), DEPTH.
#ifndef S
#define T_A float
#define T_B float
#define T_D float
#define T_BIAS float
#define LOAD_A LOAD_float32
#define LOAD_B LOAD_float32
#define LOAD_D LOAD_float32
#define LOAD_BIAS LOAD_float32
#define STORE_OUT STORE_float32
#define NARROW(v) (v)
#define ACT x
#define S 8
#define R 2
#define DEPTH 16
#endif

typedef CAT(ACC, R) W;
#define WLOAD CAT(vload, R)
#define WSTORE CAT(vstore, R)
#if R == 4
#define EACH(F) F(0) F(1) F(2) F(3)
#else
#define EACH(F) F(0) F(1)
#endif
#define SIDE (S * R)
#define PITCH (SIDE + R) // of a tile's rows: spreads writes over the banks of local memory
#define ROW 14
#define COLUMN 15

// Copies DEPTH x SIDE elements to a tile; element (k, i) is there where k < ks and i < is, else zero. Neighbouring
// items take neighbouring elements along i, or along k where that is the closer axis in memory.
#define COPY(tile, p, LOAD, k_stride, i_stride, is)                                                                    \
    for (int e = item; e < DEPTH * SIDE; e += S * S) {                                                                 \
        const int outer = along_k_##p ? e / DEPTH : e / SIDE, inner = e - outer * (along_k_##p ? DEPTH : SIDE);        \
        const int k = along_k_##p ? inner : outer, i = along_k_##p ? outer : inner;                                    \
        tile[k * PITCH + i] = k < ks && i < is ? (ACC)LOAD(p, k * k_stride + i * i_stride) : 0;                        \
    }

#define OPERAND(T, p) global T *p, long p##_first
#define WIDE long16 sizes, long16 a_strides, long16 b_strides, long16 bias_strides, long16 d_strides

// One row of an item's elements becomes d, or is added to the sums of the launches before.
static void put(W row, int n, global T_D *d, long d_col, global const T_BIAS *bias, long bias_col, global ACC *sums,
                int add, int last, ACC alpha, ACC beta, int add_bias)
{
    ACC lane[R];
    WSTORE(row, 0, lane);
    for (int j = 0; j < n; j++) {
        ACC sum = lane[j];
        if (add) sum += sums[j];
        if (last) {
            sum *= alpha;
            if (beta != 0) sum = MADD(beta, (ACC)LOAD_D(d, j * d_col), sum);
            if (add_bias) sum += (ACC)LOAD_BIAS(bias, j * bias_col);
            const C x = NARROW((C)sum);
            const C value = ACT;
            STORE_OUT(d, j * d_col, NARROW(value));
        } else {
            sums[j] = sum;
        }
    }
}

__attribute__((reqd_work_group_size(S * S, 1, 1)))
kernel void matmul_grid(WIDE, OPERAND(const T_A, a), OPERAND(const T_B, b), OPERAND(const T_BIAS, bias),
                        OPERAND(T_D, d), long k_end, ACC alpha, ACC beta, long group, long k_first,
                        long k_count, global ACC *sums, int rank, int add_bias)
{
    local ACC a_tile[DEPTH * PITCH], b_tile[DEPTH * PITCH];
    const long m = AXIS(sizes, ROW), n = AXIS(sizes, COLUMN), tiles = (n + SIDE - 1) / SIDE;
    const long a_row = AXIS(a_strides, ROW), a_col = AXIS(a_strides, COLUMN);
    const long b_row = AXIS(b_strides, ROW), b_col = AXIS(b_strides, COLUMN);
    const long d_row = AXIS(d_strides, ROW), d_col = AXIS(d_strides, COLUMN);
    const long bias_row = AXIS(bias_strides, ROW), bias_col = AXIS(bias_strides, COLUMN);
    const int along_k_a = a_col * a_col <= a_row * a_row, along_k_b = b_row * b_row < b_col * b_col;
    const int item = (int)get_local_id(0), y = item / S, x0 = item - y * S;

    group += get_group_id(0);
    const long bands = (m + SIDE - 1) / SIDE;
    long rest = quotient(group, tiles);
    const long j0 = (group - rest * tiles) * SIDE;
    const long z = quotient(rest, bands), i0 = (rest - z * bands) * SIDE;
    const long i_own = i0 + y * R, j_own = j0 + x0 * R;
    rest = z;
    a += a_first + i0 * a_row + k_first * a_col;
    b += b_first + j0 * b_col + k_first * b_row;
    bias += bias_first + i_own * bias_row + j_own * bias_col;
    d += d_first + i_own * d_row + j_own * d_col;
    sums += (z * m + i_own) * n + j_own;
    for (int r = rank - 1; r >= 0; r--) {
        const long next = quotient(rest, AXIS(sizes, r)), at = rest - next * AXIS(sizes, r);
        a += at * AXIS(a_strides, r);
        b += at * AXIS(b_strides, r);
        bias += at * AXIS(bias_strides, r);
        d += at * AXIS(d_strides, r);
        rest = next;
    }

#define CLEAR(i) W acc##i = 0;
#define STEP(i) acc##i = MADD((W)av.s##i, bv, acc##i);
    EACH(CLEAR)
    const long k_last = min(k_end, k_first + k_count);
    for (long k0 = k_first; k0 < k_last; k0 += DEPTH) {
        const int ks = (int)min((long)DEPTH, k_last - k0);
        COPY(a_tile, a, LOAD_A, a_col, a_row, m - i0)
        COPY(b_tile, b, LOAD_B, b_row, b_col, n - j0)
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int k = 0; k < DEPTH; k++) {
            const W av = WLOAD(0, a_tile + k * PITCH + y * R), bv = WLOAD(0, b_tile + k * PITCH + x0 * R);
            EACH(STEP)
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        a += DEPTH * a_col;
        b += DEPTH * b_row;
    }

    const int columns = (int)min((long)R, n - j_own), add = k_first > 0, last = k_last == k_end;
#define PUT(i)                                                                                                         \
    if (i_own + i < m)                                                                                                 \
        put(acc##i, columns, d + i * d_row, d_col, bias + i * bias_row, bias_col, sums + i * n, add, last, alpha,      \
            beta, add_bias);
    EACH(PUT)
}

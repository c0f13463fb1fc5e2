// d = ACT(alpha * a x b + beta * d + bias) over a batch, for devices whose work-groups are single threads.
// A work-group owns an mc x nc tile of d, or several whole small matrices. Per KC steps of k it packs b into panels of NR
// columns and a into panels of MR rows, both in the accumulate type; a register tile of MR x NR runs down the panels. Sums
// of several KC steps are kept in local memory, so that d is rounded once and the epilogue runs once.
// Prelude: T_, LOAD_, SAME_ (the storage is C) of A, B, D, BIAS; STORE_D, NARROW; ACT over x, in vectors where ACT_VECTOR; PLAIN: ACT is x;
// VEC, NV: lanes of a vector, vectors of a row; MR; KC.
#ifndef MR
#define T_A float
#define T_B float
#define T_D float
#define T_BIAS float
#define LOAD_A LOAD_float32
#define LOAD_B LOAD_float32
#define LOAD_D LOAD_float32
#define LOAD_BIAS LOAD_float32
#define SAME_A 0
#define SAME_B 0
#define SAME_D 0
#define STORE_D STORE_float32
#define NARROW(v) (v)
#define ACT x
#define ACT_VECTOR 0
#define PLAIN 0
#define NV 2
#define MR 4
#define KC 64
#endif

#if C_FLOAT
#define ACC C
#define MADD(a, b, c) fma(a, b, c)
#else
#define ACC U // wraps
#define MADD(a, b, c) ((a) * (b) + (c))
#endif
#if VEC > 1
typedef CAT(ACC, VEC) W;
#define AS_V CAT(as_, CAT(C, VEC))
#else
typedef ACC W;
#define VLOAD(i, p) ((p)[i])
#define VSTORE(x, i, p) ((p)[i] = (x))
#define AS_V (C)
#endif
#define NR (NV * VEC)
#define UNROLL __attribute__((opencl_unroll_hint))
#define EACH_ROW UNROLL for (int i = 0; i < MR; i++)
#define EACH_VEC UNROLL for (int v = 0; v < NV; v++)
#define AXIS(vector, r) (((const long *)&vector)[r])
#define ROW 14
#define COLUMN 15

// What the parts of the kernel need of its arguments.
typedef struct {
    long k, a_row, a_col, b_row, b_col, bias_row, bias_col, d_row, d_col;
    ACC alpha, beta;
    int add_bias;
} job;

// kc columns of a, rows of them there, to panel[row][KC]; missing rows are zero.
static void pack_a(local ACC *panel, global const T_A *a, const job *p, long rows, int kc)
{
    const int mr = (int)min((long)MR, rows);
    if (p->a_row == 1 && p->a_col != 1) {
        for (int k = 0; k < kc; k++)
            for (int i = 0; i < mr; i++) panel[i * KC + k] = (ACC)LOAD_A(a, k * p->a_col + i);
    } else {
        for (int i = 0; i < mr; i++) {
            local ACC *to = panel + i * KC;
            global const T_A *from = a + i * p->a_row;
            if (p->a_col == 1)
                for (int k = 0; k < kc; k++) to[k] = (ACC)LOAD_A(from, k);
            else
                for (int k = 0; k < kc; k++) to[k] = (ACC)LOAD_A(from, k * p->a_col);
        }
    }
    for (int i = mr; i < MR; i++)
        for (int k = 0; k < kc; k++) panel[i * KC + k] = 0;
}

// kc rows of b, cols columns, to panels of [k][NR]; missing columns are zero.
static void pack_b(local ACC *panel, global const T_B *b, const job *p, long cols, int kc)
{
    for (long j0 = 0; j0 < cols; j0 += NR, b += NR * p->b_col, panel += kc * NR) {
        const int nr = (int)min((long)NR, cols - j0);
        if (nr < NR)
            for (int k = 0; k < kc * NR; k++) panel[k] = 0;
        if (p->b_col == 1 && nr == NR)
            for (int k = 0; k < kc; k++)
                for (int j = 0; j < NR; j++) panel[k * NR + j] = (ACC)LOAD_B(b, k * p->b_row + j);
        else if (p->b_row == 1)
            for (int j = 0; j < nr; j++)
                for (int k = 0; k < kc; k++) panel[k * NR + j] = (ACC)LOAD_B(b, j * p->b_col + k);
        else
            for (int k = 0; k < kc; k++)
                for (int j = 0; j < nr; j++) panel[k * NR + j] = (ACC)LOAD_B(b, k * p->b_row + j * p->b_col);
    }
}

// acc = a's panel x b's panel.
static void multiply(local const ACC *a, local const ACC *b, int kc, W acc[MR][NV])
{
    EACH_ROW EACH_VEC acc[i][v] = 0;
    for (int k = 0; k < kc; k++, b += NR) {
        W bv[NV];
        EACH_VEC bv[v] = VLOAD(v, b);
        EACH_ROW EACH_VEC acc[i][v] = MADD((W)a[i * KC + k], bv[v], acc[i][v]);
    }
}

static V activate(V v)
{
#if ACT_VECTOR
    const V x = v;
    return ACT;
#else
    C lane[VEC];
    VSTORE(v, 0, lane);
    for (int j = 0; j < VEC; j++) {
        const C x = lane[j];
        lane[j] = ACT;
    }
    return VLOAD(0, lane);
#endif
}

// n sums, of one row, become elements of d.
static void finish(W x, global T_D *d, global const T_BIAS *bias, const job *p, int n)
{
    ACC lane[VEC];
    C out[VEC];
    x *= (W)p->alpha;
    if (p->beta != 0) {
        for (int j = 0; j < VEC; j++) lane[j] = j < n ? (ACC)LOAD_D(d, j * p->d_col) : 0;
        x = MADD((W)p->beta, VLOAD(0, lane), x);
    }
    if (p->add_bias) {
        for (int j = 0; j < VEC; j++) lane[j] = j < n ? (ACC)LOAD_BIAS(bias, j * p->bias_col) : 0;
        x += VLOAD(0, lane);
    }
    VSTORE(activate(AS_V(x)), 0, out);
    if (n == VEC && p->d_col == 1)
        for (int j = 0; j < VEC; j++) STORE_D(d, j, NARROW(out[j]));
    else
        for (int j = 0; j < n; j++) STORE_D(d, j * p->d_col, NARROW(out[j]));
}

// A tile of sums, of which rows x cols exist, becomes d.
static void store(W acc[MR][NV], global T_D *d, global const T_BIAS *bias, const job *p, long rows, long cols)
{
#if PLAIN && SAME_D
    if (p->d_col == 1 && cols >= NR && p->beta == 0 && !p->add_bias) {
        EACH_ROW if (i < rows) EACH_VEC VSTORE(AS_V((W)p->alpha * acc[i][v]), v, d + i * p->d_row);
        return;
    }
#endif
    ACC t[MR * NR];
    EACH_ROW EACH_VEC VSTORE(acc[i][v], i * NV + v, t);
    for (int i = 0; i < min((long)MR, rows); i++)
        for (int j = 0; j < min((long)NR, cols); j += VEC)
            finish(VLOAD(0, t + i * NR + j), d + i * p->d_row + j * p->d_col, bias + i * p->bias_row + j * p->bias_col, p,
                   (int)min((long)VEC, cols - j));
}

// One tile of one product; a, b, d and bias point at its first element.
static void product(global const T_A *a, global const T_B *b, global T_D *d, global const T_BIAS *bias, const job *p,
                    long rows, long cols, local ACC *b_panels, local ACC *a_panel, local ACC *sums)
{
    long k0 = 0;
    do {
        const int kc = (int)min((long)KC, p->k - k0), last = k0 + KC >= p->k;
        local ACC *sum = sums;
        pack_b(b_panels, b + k0 * p->b_row, p, cols, kc);
        for (long i = 0; i < rows; i += MR) {
            pack_a(a_panel, a + i * p->a_row + k0 * p->a_col, p, rows - i, kc);
            for (long j = 0; j < cols; j += NR, sum += MR * NR) {
                W acc[MR][NV];
                multiply(a_panel, b_panels + j * kc, kc, acc);
                if (k0 > 0) EACH_ROW EACH_VEC acc[i][v] += VLOAD(i * NV + v, sum);
                if (last)
                    store(acc, d + i * p->d_row + j * p->d_col, bias + i * p->bias_row + j * p->bias_col, p, rows - i,
                          cols - j);
                else
                    EACH_ROW EACH_VEC VSTORE(acc[i][v], i * NV + v, sum);
            }
        }
        k0 += KC;
    } while (k0 < p->k);
}

#define OPERAND(T, p) global T *p, long p##_first, long16 p##_strides

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void matmul_single(OPERAND(const T_A, a), OPERAND(const T_B, b), OPERAND(const T_BIAS, bias), OPERAND(T_D, d),
                          long16 sizes, int rank, long k, ACC alpha, ACC beta, int add_bias, long batches, long per_group,
                          long mc, long nc, local ACC *b_panels, local ACC *a_panel, local ACC *sums)
{
    const job p = {k, AXIS(a_strides, ROW), AXIS(a_strides, COLUMN), AXIS(b_strides, ROW), AXIS(b_strides, COLUMN),
                   AXIS(bias_strides, ROW), AXIS(bias_strides, COLUMN), AXIS(d_strides, ROW), AXIS(d_strides, COLUMN),
                   alpha, beta, add_bias};
    const long i0 = get_group_id(0) * mc, j0 = get_group_id(1) * nc;
    const long rows = min(mc, AXIS(sizes, ROW) - i0), cols = min(nc, AXIS(sizes, COLUMN) - j0);
    const long end = min(batches, (long)(get_group_id(2) + 1) * per_group);
    a_first += i0 * p.a_row;
    b_first += j0 * p.b_col;
    bias_first += i0 * p.bias_row + j0 * p.bias_col;
    d_first += i0 * p.d_row + j0 * p.d_col;
    for (long z = get_group_id(2) * per_group; z < end; z++) {
        long ai = a_first, bi = b_first, biasi = bias_first, di = d_first, rest = z;
        for (int r = rank - 1; r >= 0; r--) {
            const long next = quotient(rest, AXIS(sizes, r)), at = rest - next * AXIS(sizes, r);
            ai += at * AXIS(a_strides, r);
            bi += at * AXIS(b_strides, r);
            biasi += at * AXIS(bias_strides, r);
            di += at * AXIS(d_strides, r);
            rest = next;
        }
        product(a + ai, b + bi, d + di, bias + biasi, &p, rows, cols, b_panels, a_panel, sums);
    }
}

// d = ACT(alpha * a x b + beta * d + bias) over a batch, for devices whose work-groups are single threads.
// A work-group owns an mc x nc tile of d, or several whole small matrices. Per KC steps of k it packs a into panels of
// MR rows and b, one after another, into panels of NR columns, both in the accumulate type; a panel of b stays in the
// first cache while a register tile of MR x NR runs down all of a's. Sums of several KC steps are kept in local
// memory, so that d is rounded once and the epilogue runs once. Small matrices are not packed. A single row needs no
// tiles: MR 1.
// Prelude: of A, B, D, BIAS: T_, LOAD_, SAME_ (1: the storage is C); STORE_OUT, NARROW; ACT over x, in vectors where
// ACT_VECTOR, PLAIN where it is x; VEC lanes of a vector, NV vectors of a tile's row; MR; KC.
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
#define STORE_OUT STORE_float32
#define NARROW(v) (v)
#define ACT x
#define ACT_VECTOR 0
#define PLAIN 0
#define NV 2
#define MR 4
#define KC 64
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
#define DIRECT 256 // largest k and row strides for which packing does not pay
// FETCH(address): a hint to the caches, where the compiler makes code for a CPU; SPIR-V has none, and OpenCL C's own
// prefetch does nothing in PoCL.
#if defined(__x86_64__) || defined(__aarch64__)
#define FETCH(address) __builtin_prefetch((const void *)(address), 0, 2)
#else
#define FETCH(address)
#endif
#define UNROLL __attribute__((opencl_unroll_hint))
#define EACH_ROW UNROLL for (int i = 0; i < MR; i++)
#define EACH_VEC UNROLL for (int v = 0; v < NV; v++)
#define ROW 14
#define COLUMN 15

// What the parts of the kernel need of its arguments.
typedef struct {
    long k, a_row, a_col, b_row, b_col, bias_row, bias_col, d_row, d_col;
    ACC alpha, beta;
    int add_bias;
} job;

// ACT of the first n elements, or of some more.
static void activate(ACC *t, int n)
{
#if ACT_VECTOR
    for (int e = 0; e < n; e += VEC) {
        const V x = AS_V(VLOAD(0, t + e));
        VSTORE(ACT, 0, (C *)t + e);
    }
#else
    for (int e = 0; e < n; e++) {
        const C x = NARROW((C)t[e]);
        t[e] = (ACC)(ACT);
    }
#endif
}

// A tile of sums, of which rows x cols exist, becomes d. Plain loops over elements, which compilers make vectors of.
static void finish(ACC *t, global T_D *d, global const T_BIAS *bias, const job *p, int rows, int cols)
{
    const long d_col = p->d_col, bias_col = p->bias_col;
    const ACC alpha = p->alpha, beta = p->beta;
    const int n = (rows - 1) * NR + cols;
    for (int e = 0; e < n; e++) t[e] *= alpha;
    if (beta != 0)
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < cols; j++)
                t[i * NR + j] = MADD(beta, (ACC)LOAD_D(d, i * p->d_row + j * d_col), t[i * NR + j]);
    if (p->add_bias)
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < cols; j++) t[i * NR + j] += (ACC)LOAD_BIAS(bias, i * p->bias_row + j * bias_col);
#if !PLAIN
    activate(t, n);
#endif
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < cols; j++) STORE_OUT(d, i * p->d_row + j * d_col, NARROW((C)t[i * NR + j]));
}

#if MR == 1
// A row times b, NR columns at a time.

static ACC sum_of(W x)
{
    ACC lane[VEC];
    VSTORE(x, 0, lane);
    UNROLL for (int n = VEC / 2; n > 0; n /= 2)
        UNROLL for (int j = 0; j < n; j++) lane[j] += lane[j + n];
    return lane[0];
}

// The product of kc elements of the panel and of a column of b.
static ACC dot_column(local const ACC *a, global const T_B *b, long b_row, int kc)
{
    W acc[4] = {0, 0, 0, 0};
    int k = 0;
    if (SAME_B && b_row == 1) {
        for (; k + 4 * VEC <= kc; k += 4 * VEC)
            UNROLL for (int v = 0; v < 4; v++)
                acc[v] = MADD(VLOAD(v, a + k), VLOAD(v, (global const ACC *)b + k), acc[v]);
    } else {
        for (; k + VEC <= kc; k += VEC) {
            ACC lane[VEC];
            for (int j = 0; j < VEC; j++) lane[j] = (ACC)LOAD_B(b, (k + j) * b_row);
            acc[0] = MADD(VLOAD(0, a + k), VLOAD(0, lane), acc[0]);
        }
    }
    ACC sum = sum_of((acc[0] + acc[1]) + (acc[2] + acc[3]));
    for (; k < kc; k++) sum = MADD(a[k], (ACC)LOAD_B(b, k * b_row), sum);
    return sum;
}

static void dot_columns(ACC *t, global const T_A *a, global const T_B *b, const job *p, int cols, local ACC *panel)
{
    for (long k0 = 0; k0 < p->k; k0 += KC) {
        const int kc = (int)min((long)KC, p->k - k0);
        for (int k = 0; k < kc; k++) panel[k] = (ACC)LOAD_A(a, (k0 + k) * p->a_col);
        for (int j = 0; j < cols; j++) t[j] += dot_column(panel, b + k0 * p->b_row + j * p->b_col, p->b_row, kc);
    }
}

static void add_rows(ACC *t, global const T_A *a, global const T_B *b, const job *p, int cols)
{
    const long col = p->b_col, row = p->b_row;
    long k = 0;
    for (; k + 4 <= p->k; k += 4, b += 4 * row) {
        ACC x[4];
        for (int i = 0; i < 4; i++) x[i] = (ACC)LOAD_A(a, (k + i) * p->a_col);
        for (int j = 0; j < cols; j++) {
            const ACC low = MADD(x[1], (ACC)LOAD_B(b, row + j * col), MADD(x[0], (ACC)LOAD_B(b, j * col), t[j]));
            t[j] = MADD(x[3], (ACC)LOAD_B(b, 3 * row + j * col), MADD(x[2], (ACC)LOAD_B(b, 2 * row + j * col), low));
        }
    }
    for (; k < p->k; k++, b += row)
        for (int j = 0; j < cols; j++) t[j] = MADD((ACC)LOAD_A(a, k * p->a_col), (ACC)LOAD_B(b, j * col), t[j]);
}

static void product(global const T_A *a, global const T_B *b, global T_D *d, global const T_BIAS *bias, const job *p,
                    long rows, long cols, local ACC *a_panels, local ACC *b_panel, local ACC *sums)
{
    const int along_k = p->b_row * p->b_row < p->b_col * p->b_col;
    for (long j = 0; j < cols; j += NR) {
        const int n = (int)min((long)NR, cols - j);
        ACC t[NR];
        for (int e = 0; e < n + VEC && e < NR; e++) t[e] = 0;
        if (along_k)
            dot_columns(t, a, b + j * p->b_col, p, n, a_panels);
        else
            add_rows(t, a, b + j * p->b_col, p, n);
        finish(t, d + j * p->d_col, bias + j * p->bias_col, p, 1, n);
    }
}
#else
// kc columns of a, rows of them there, to a panel of [row][KC], or of [k][MR] where rows are neighbours in memory;
// missing rows are zero.
static void pack_a(local ACC *panel, global const T_A *a, const job *p, long rows, int kc)
{
    if (p->a_row == 1) {
        for (int k = 0; k < kc; k++, panel += MR, a += p->a_col)
            if (rows >= MR)
                for (int i = 0; i < MR; i++) panel[i] = (ACC)LOAD_A(a, i);
            else
                for (int i = 0; i < MR; i++) panel[i] = i < rows ? (ACC)LOAD_A(a, i) : 0;
        return;
    }
    for (int i = 0; i < MR; i++, panel += KC, a += p->a_row)
        if (i >= rows)
            for (int k = 0; k < kc; k++) panel[k] = 0;
        else if (p->a_col == 1)
            for (int k = 0; k < kc; k++) panel[k] = (ACC)LOAD_A(a, k);
        else
            for (int k = 0; k < kc; k++) panel[k] = (ACC)LOAD_A(a, k * p->a_col);
}

// kc rows of b, nr columns, to a panel of [k][NR]; missing columns are zero.
static void pack_b(local ACC *panel, global const T_B *b, const job *p, int nr, int kc)
{
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

// Fetches what row i of rows is to fetch of b's next panel while the present one is in use.
static void fetch_b(global const T_B *b, const job *p, long i, long rows, int kc)
{
    const int along_k = p->b_row == 1, runs = along_k ? NR : kc, bytes = (along_k ? kc : NR) * (int)sizeof(T_B);
    const long step = along_k ? p->b_col : p->b_row, end = min(i + MR, rows) * runs / rows;
    for (long r = i * runs / rows; r < end; r++)
        for (int at = 0; at < bytes; at += 64) FETCH((size_t)(b + r * step) + at);
}

// acc = MR rows of a x NR columns of b, whose rows are b_row apart.
#define DEFINE_MULTIPLY(name, space)                                                                                   \
    static void name(space const ACC *a, long a_row, long a_col, space const ACC *b, long b_row, int kc,               \
                     W acc[MR][NV])                                                                                    \
    {                                                                                                                  \
        EACH_ROW EACH_VEC acc[i][v] = 0;                                                                               \
        for (int k = 0; k < kc; k++, a += a_col, b += b_row) {                                                         \
            W bv[NV];                                                                                                  \
            EACH_VEC bv[v] = VLOAD(v, b);                                                                              \
            EACH_ROW EACH_VEC acc[i][v] = MADD((W)a[i * a_row], bv[v], acc[i][v]);                                     \
        }                                                                                                              \
    }
DEFINE_MULTIPLY(multiply_panels, local)
DEFINE_MULTIPLY(multiply_direct, global)

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
    finish(t, d, bias, p, (int)min((long)MR, rows), (int)min((long)NR, cols));
}

#if SAME_A && SAME_B
// Small matrices are read where they are; their last tiles move back to where they are whole.
static int is_direct(const job *p, long rows, long cols)
{
    return p->a_col == 1 && p->b_col == 1 && rows >= MR && cols >= NR && p->k <= DIRECT && p->beta == 0 &&
           p->b_row <= DIRECT && p->a_row <= DIRECT;
}

static void product_direct(global const T_A *a, global const T_B *b, global T_D *d, global const T_BIAS *bias,
                           const job *p, long rows, long cols)
{
    for (long i0 = 0; i0 < rows; i0 += MR)
        for (long j0 = 0; j0 < cols; j0 += NR) {
            const long i = min(i0, rows - MR), j = min(j0, cols - NR);
            W acc[MR][NV];
            multiply_direct((global const ACC *)a + i * p->a_row, p->a_row, 1, (global const ACC *)b + j, p->b_row,
                            (int)p->k, acc);
            store(acc, d + i * p->d_row + j * p->d_col, bias + i * p->bias_row + j * p->bias_col, p, MR, NR);
        }
}
#endif

// One tile of one product; a, b, d and bias point at its first element.
static void product(global const T_A *a, global const T_B *b, global T_D *d, global const T_BIAS *bias, const job *p,
                    long rows, long cols, local ACC *a_panels, local ACC *b_panel, local ACC *sums)
{
    long k0 = 0;
#if SAME_A && SAME_B
    if (is_direct(p, rows, cols)) {
        product_direct(a, b, d, bias, p, rows, cols);
        return;
    }
#endif
    const int a_row = p->a_row == 1 ? 1 : KC, a_col = p->a_row == 1 ? MR : 1;
    do {
        const int kc = (int)min((long)KC, p->k - k0), last = k0 + KC >= p->k;
        local ACC *sum = sums;
        for (long i = 0; i < rows; i += MR)
            pack_a(a_panels + i * KC, a + i * p->a_row + k0 * p->a_col, p, rows - i, kc);
        for (long j = 0; j < cols; j += NR) {
            global const T_B *columns = b + k0 * p->b_row + j * p->b_col;
            pack_b(b_panel, columns, p, (int)min((long)NR, cols - j), kc);
            for (long i = 0; i < rows; i += MR, sum += MR * NR) {
                W acc[MR][NV];
                if (j + NR < cols) fetch_b(columns + NR * p->b_col, p, i, rows, kc);
                multiply_panels(a_panels + i * KC, a_row, a_col, b_panel, NR, kc, acc);
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
#endif

#define OPERAND(T, p) global T *p, long p##_first
#define WIDE long16 sizes, long16 a_strides, long16 b_strides, long16 bias_strides, long16 d_strides

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void matmul_single(WIDE, OPERAND(const T_A, a), OPERAND(const T_B, b), OPERAND(const T_BIAS, bias),
                          OPERAND(T_D, d), long k, ACC alpha, ACC beta, long batches, long per_group, long mc, long nc,
                          int rank, int add_bias, local ACC *a_panels, local ACC *b_panel, local ACC *sums)
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
        product(a + ai, b + bi, d + di, bias + biasi, &p, rows, cols, a_panels, b_panel, sums);
    }
}

// d = ACT(alpha * a x b + beta * d + bias) over a batch. A work-group owns an mc x nc tile of d, or several whole
// small matrices. Per KC steps of k it packs a into panels of MR rows and b, one after another, into panels of NR
// columns, both in the accumulate type; a panel of b stays in the first cache while a register tile of MR x NR runs
// down all of a's. Sums of several KC steps are kept in local memory, so that d is rounded once and the epilogue runs
// once. UNPACKED: small matrices, stored as C, are read where they are; beta is 0, and a work-group's part of d has MR
// rows and NR columns at least. SAME_OUT: d is stored as C. PAIR: b is made of complex numbers, pairs of elements; each
// is two rows and columns, [re im; -im re], strides are those of pairs, and KC is even.
#define EACH_ROW UNROLL for (int i = 0; i < MR; i++)
#define EACH_VEC UNROLL for (int v = 0; v < NV; v++)

#if !UNPACKED
// kc columns of a, rows of them there, to a panel of [row][KC], or of [k][MR] where rows are neighbours in memory;
// what missing rows are made of is never stored.
static NOT_INLINED void pack_a(local ACC *panel, global const TYPE_A *a, long row, long column, long rows, int kc)
{
    if (row == 1) {
        for (int k = 0; k < kc; k++, panel += MR, a += column)
            if (rows >= MR)
                for (int i = 0; i < MR; i++) panel[i] = LOAD_A(a, i);
            else
                PLAINLY for (int i = 0; i < MR; i++) panel[i] = LOAD_A(a, min((long)i, rows - 1));
        return;
    }
    for (int i = 0; i < MR; i++, panel += KC, a += i < rows ? row : 0)
        if (column == 1)
            for (int k = 0; k < kc; k++) panel[k] = LOAD_A(a, k);
        else
            PLAINLY for (int k = 0; k < kc; k++) panel[k] = LOAD_A(a, k * column);
}

// kc rows of b, nr columns, to a panel of [k][NR]; missing columns are zero. PAIR: of those that are in memory, each
// EACH_PAIR-th row, the others are made.
#define EACH_PAIR (PAIR ? 2 : 1)

#if PAIR
static void turn_pairs(local ACC *panel, int kc)
{
    for (int k = 0; k < kc; k += 2, panel += 2 * NR) EACH_VEC {
        const W x = WLOAD(local, v, panel);
        W y;
        y.even = -x.odd;
        y.odd = x.even;
        WSTORE(local, y, NV + v, panel);
    }
}
#endif

static NOT_INLINED void pack_b(local ACC *panel, global const TYPE_B *b, long row, long column, int nr, int kc)
{
    if (nr < NR)
        PLAINLY for (int k = 0; k < kc * NV; k++) WSTORE(local, 0, k, panel);
    if (column == 1 && nr == NR)
        for (int k = 0; k < kc; k += EACH_PAIR)
            for (int j = 0; j < NR; j++) panel[k * NR + j] = LOAD_B(b, k * row + j);
    else
        for (int j = 0; j < nr; j++) {
            const long at = j / EACH_PAIR * EACH_PAIR * column + j % EACH_PAIR;
            PLAINLY for (int k = 0; k < kc; k += EACH_PAIR) panel[k * NR + j] = LOAD_B(b, k * row + at);
        }
#if PAIR
    turn_pairs(panel, kc);
#endif
}

// Fetches what row i of rows is to fetch of b's next panel while the present one is in use.
static void fetch_b(global const TYPE_B *b, const job *p, long i, long rows, int kc)
{
    const int along_k = p->brow == 1, bytes = (along_k ? kc : NR) * (int)sizeof(TYPE_B);
    const int runs = (along_k ? NR : kc) / EACH_PAIR;
    const long step = EACH_PAIR * (along_k ? p->bcolumn : p->brow), end = min(i + MR, rows) * runs / rows;
    for (long r = i * runs / rows; r < end; r++)
        for (int at = 0; at < bytes; at += 64) PREFETCH((size_t)(b + r * step) + at, 2);
}
#endif

// acc = MR rows of a x NR columns of b, whose rows are brow apart.
#if UNPACKED
#define SPACE global
#else
#define SPACE local
#endif
static void multiply_add(SPACE const ACC *a, long arow, long acolumn, SPACE const ACC *b, long brow, int kc,
                         W acc[MR][NV])
{
    EACH_ROW EACH_VEC acc[i][v] = 0;
    for (int k = 0; k < kc; k++, a += acolumn, b += brow) {
        W bv[NV];
        EACH_VEC bv[v] = WLOAD(SPACE, v, b);
        EACH_ROW EACH_VEC acc[i][v] = MADD((W)a[i * arow], bv[v], acc[i][v]);
    }
}

static void store(W acc[MR][NV], global TYPE_OUT *d, global const TYPE_BIAS *bias, const job *p, long rows,
                  long columns)
{
#if PLAIN && SAME_OUT
    if (p->dcolumn == 1 && columns >= NR && p->beta == 0 && !p->add_bias) {
        EACH_ROW if (i < rows) EACH_VEC VSTORE(global, AS_V((W)p->alpha * acc[i][v]), v, d + i * p->drow);
        return;
    }
#endif
    ACC t[MR * NR] ALIGNED;
    EACH_ROW EACH_VEC WSTORE(private, acc[i][v], i * NV + v, t);
    finish(t, d, bias, p, (int)min((long)MR, rows), (int)min((long)NR, columns));
}

// One tile of one product; a, b, d and bias point at its first element.
#if UNPACKED
// The last tiles move back to where they are whole.
static void product(global const TYPE_A *a, global const TYPE_B *b, global TYPE_OUT *d, global const TYPE_BIAS *bias,
                    const job *p, long rows, long columns, local ACC *a_panels, local ACC *b_panel, local ACC *sums)
{
    for (long i0 = 0; i0 < rows; i0 += MR)
        for (long j0 = 0; j0 < columns; j0 += NR) {
            const long i = min(i0, rows - MR), j = min(j0, columns - NR);
            W acc[MR][NV];
            multiply_add((global const ACC *)a + i * p->arow, p->arow, 1, (global const ACC *)b + j, p->brow, (int)p->k,
                         acc);
            store(acc, d + i * p->drow + j * p->dcolumn, bias + i * p->biasrow + j * p->biascolumn, p, MR, NR);
        }
}
#else
static void product(global const TYPE_A *a, global const TYPE_B *b, global TYPE_OUT *d, global const TYPE_BIAS *bias,
                    const job *p, long rows, long columns, local ACC *a_panels, local ACC *b_panel, local ACC *sums)
{
    long k0 = 0;
    const int arow = p->arow == 1 ? 1 : KC, acolumn = p->arow == 1 ? MR : 1;
    do {
        const int kc = (int)min((long)KC, p->k - k0), last = k0 + KC >= p->k;
        local ACC *sum = sums;
        for (long i = 0; i < rows; i += MR)
            pack_a(a_panels + i * KC, a + i * p->arow + k0 * p->acolumn, p->arow, p->acolumn, rows - i, kc);
        for (long j = 0; j < columns; j += NR) {
            global const TYPE_B *bj = b + k0 * p->brow + j * p->bcolumn;
            pack_b(b_panel, bj, p->brow, p->bcolumn, (int)min((long)NR, columns - j), kc);
            for (long i0 = 0; i0 < rows; i0 += MR, sum += MR * NR) {
                W acc[MR][NV];
                if (j + NR < columns) fetch_b(bj + NR * p->bcolumn, p, i0, rows, kc);
                multiply_add(a_panels + i0 * KC, arow, acolumn, b_panel, NR, kc, acc);
                if (k0 > 0) EACH_ROW EACH_VEC acc[i][v] += WLOAD(local, i * NV + v, sum);
                if (last)
                    store(acc, d + i0 * p->drow + j * p->dcolumn, bias + i0 * p->biasrow + j * p->biascolumn, p,
                          rows - i0, columns - j);
                else
                    EACH_ROW EACH_VEC WSTORE(local, acc[i][v], i * NV + v, sum);
            }
        }
        k0 += KC;
    } while (k0 < p->k);
}
#endif

#define PARAMETERS(P)                                                                                                  \
    PRODUCT(P), P(long, batches), P(long, per_group), P(long, mc), P(long, nc), P(local ACC *, a_panels),              \
        P(local ACC *, b_panel), P(local ACC *, sums)

static NOT_INLINED void multiply(PARAMETERS(DECLARED), long down, long across, long place)
{
    const job p = JOB;
    const long i0 = down * mc, j0 = across * nc;
    const long rows = min(mc, m - i0), columns = min(nc, n - j0);
    const long end = min(batches, (place + 1) * per_group);
    dfirst += i0 * drow + j0 * dcolumn;
    afirst += i0 * arow;
    bfirst += j0 * bcolumn;
    biasfirst += i0 * biasrow + j0 * biascolumn;
    for (long z = place * per_group; z < end; z++) {
        PLACES(z)
        product(a + ai, b + bi, d + di, bias + biasi, &p, rows, columns, a_panels, b_panel, sums);
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void matmul(PARAMETERS(DECLARED))
{
    multiply(PARAMETERS(GIVEN), get_group_id(0), get_group_id(1), get_group_id(2));
}

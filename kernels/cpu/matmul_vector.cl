// d = ACT(alpha * a x b + beta * d + bias) over a batch if a is a row: m is 1. A work-group owns nc columns, or
// several whole rows, and takes NR columns of b at a time, along whichever axis they lie in memory. SAME_B: b is
// stored as C.

static ACC sum_of(W x)
{
    ACC lane[VEC];
    WSTORE(private, x, 0, lane);
    UNROLL for (int n = VEC / 2; n > 0; n /= 2) UNROLL for (int j = 0; j < n; j++) lane[j] += lane[j + n];
    return lane[0];
}

// The product of kc elements of the panel and of a column of b.
static ACC dot_column(local const ACC *a, global const TYPE_B *b, long brow, int kc)
{
    W acc[4] = {0, 0, 0, 0};
    int k = 0;
    if (SAME_B && brow == 1) {
        for (; k + 4 * VEC <= kc; k += 4 * VEC)
            UNROLL for (int v = 0; v < 4; v++) acc[v] =
                MADD(WLOAD(local, v, a + k), WLOAD(global, v, b + k), acc[v]);
    } else {
        for (; k + VEC <= kc; k += VEC) {
            ACC lane[VEC];
            for (int j = 0; j < VEC; j++) lane[j] = LOAD_B(b, (k + j) * brow);
            acc[0] = MADD(WLOAD(local, 0, a + k), WLOAD(private, 0, lane), acc[0]);
        }
    }
    ACC sum = sum_of((acc[0] + acc[1]) + (acc[2] + acc[3]));
    for (; k < kc; k++) sum = MADD(a[k], LOAD_B(b, k * brow), sum);
    return sum;
}

static void dot_columns(ACC *t, global const TYPE_A *a, global const TYPE_B *b, const job *p, int columns,
                        local ACC *panel)
{
    for (long k0 = 0; k0 < p->k; k0 += KC) {
        const int kc = (int)min((long)KC, p->k - k0);
        for (int k = 0; k < kc; k++) panel[k] = LOAD_A(a, (k0 + k) * p->acolumn);
        for (int j = 0; j < columns; j++) t[j] += dot_column(panel, b + k0 * p->brow + j * p->bcolumn, p->brow, kc);
    }
}

static void add_rows(ACC *t, global const TYPE_A *a, global const TYPE_B *b, const job *p, int columns)
{
    const long col = p->bcolumn, row = p->brow;
    long k = 0;
    for (; k + 4 <= p->k; k += 4, b += 4 * row) {
        ACC x[4];
        for (int i = 0; i < 4; i++) x[i] = LOAD_A(a, (k + i) * p->acolumn);
        for (int j = 0; j < columns; j++) {
            const ACC low = MADD(x[1], LOAD_B(b, row + j * col), MADD(x[0], LOAD_B(b, j * col), t[j]));
            t[j] = MADD(x[3], LOAD_B(b, 3 * row + j * col), MADD(x[2], LOAD_B(b, 2 * row + j * col), low));
        }
    }
    for (; k < p->k; k++, b += row)
        for (int j = 0; j < columns; j++) t[j] = MADD(LOAD_A(a, k * p->acolumn), LOAD_B(b, j * col), t[j]);
}

static void product(global const TYPE_A *a, global const TYPE_B *b, global TYPE_OUT *d, global const TYPE_BIAS *bias,
                    const job *p, long columns, local ACC *panel)
{
    const int along_k = p->brow * p->brow < p->bcolumn * p->bcolumn;
    for (long j = 0; j < columns; j += NR) {
        const int n = (int)min((long)NR, columns - j);
        ACC t[NR] ALIGNED;
        for (int e = 0; e < n + VEC && e < NR; e++) t[e] = 0;
        if (along_k)
            dot_columns(t, a, b + j * p->bcolumn, p, n, panel);
        else
            add_rows(t, a, b + j * p->bcolumn, p, n);
        finish(t, d + j * p->dcolumn, bias + j * p->biascolumn, p, 1, n);
    }
}

#define PARAMETERS(P) PRODUCT(P), P(long, batches), P(long, per_group), P(long, nc), P(local ACC *, panel)

static NOT_INLINED void multiply(PARAMETERS(DECLARED), long across, long place)
{
    const job p = JOB;
    const long j0 = across * nc, columns = min(nc, n - j0);
    const long end = min(batches, (place + 1) * per_group);
    dfirst += j0 * dcolumn;
    bfirst += j0 * bcolumn;
    biasfirst += j0 * biascolumn;
    for (long z = place * per_group; z < end; z++) {
        PLACES(z)
        product(a + ai, b + bi, d + di, bias + biasi, &p, columns, panel);
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void matmul_vector(PARAMETERS(DECLARED))
{
    multiply(PARAMETERS(GIVEN), get_group_id(1), get_group_id(2));
}

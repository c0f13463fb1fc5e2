// What products in cpu/ share: sums in vectors of VEC, tiles with rows of NR = NV vectors, and what makes sums
// elements of d.
#if VEC > 1
typedef CAT(ACC, VEC) W;
typedef __attribute__((aligned(sizeof(C)))) W unaligned_sums;
#define WLOAD(space, i, p) (((space const unaligned_sums *)(p))[i])
#define WSTORE(space, x, i, p) (((space unaligned_sums *)(p))[i] = (x))
#define AS_V CAT(as_, CAT(C, VEC))
#else
typedef ACC W;
#define WLOAD(space, i, p) ((p)[i])
#define WSTORE(space, x, i, p) ((p)[i] = (x))
#define AS_V (C)
#endif
#define NR (NV * VEC)
#define UNROLL __attribute__((opencl_unroll_hint))

// What the parts of a kernel need of its arguments.
typedef struct {
    long k, drow, dcolumn, arow, acolumn, brow, bcolumn, biasrow, biascolumn;
    ACC alpha, beta;
    int add_bias;
} job;
#define JOB                                                                                                            \
    {                                                                                                                  \
        k, drow, dcolumn, arow, acolumn, brow, bcolumn, biasrow, biascolumn, alpha, beta, add_bias                     \
    }

// ACT of the first n elements, or of some more.
static void activate(ACC *t, int n)
{
#if ACT_VECTOR
    for (int e = 0; e < n; e += VEC) {
        const V x = AS_V(WLOAD(private, 0, t + e));
        VSTORE(private, ACT(x), 0, (C *)t + e);
    }
#else
    for (int e = 0; e < n; e++) t[e] = (ACC)ACT(NARROW((C)t[e]));
#endif
}

// A tile of sums, of which rows x columns exist, becomes d. Plain loops over elements, which compilers make vectors
// of.
static void finish(ACC *t, global TYPE_OUT *d, global const TYPE_BIAS *bias, const job *p, int rows, int columns)
{
    const long dcolumn = p->dcolumn, biascolumn = p->biascolumn;
    const ACC alpha = p->alpha, beta = p->beta;
    const int n = (rows - 1) * NR + columns;
    PLAINLY for (int e = 0; e < n; e += VEC) WSTORE(private, WLOAD(private, 0, t + e) * alpha, 0, t + e);
    if (beta != 0)
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
                t[i * NR + j] = MADD(beta, LOAD_OUT(d, i * p->drow + j * dcolumn), t[i * NR + j]);
    if (p->add_bias)
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) t[i * NR + j] += LOAD_BIAS(bias, i * p->biasrow + j * biascolumn);
#if !PLAIN
    activate(t, n);
#endif
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) CAT(STORE_, OUT)(d, i * p->drow + j * dcolumn, NARROW((C)t[i * NR + j]));
}

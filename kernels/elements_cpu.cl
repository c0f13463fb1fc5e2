// Elements that are not in memory: element number i is the value of a formula at place i of the walk of its operands,
// as if an array of them lay there contiguously. Y: their type, of dtype IN.
#define OPERAND_AXES(P) TENSORS(STRIDES, P) P(axes, whole),
#define OPERANDS(P) OPERAND_AXES(P) TENSORS(POINTER, P) SCALARS(SCALAR_##P) P(int, whole_rank)
#define OPERAND_STEP(axis) TENSORS(STEP, axis)
#define GATHER_PART(n, type, T, a) GATHER_SOME(n, T, done, some, stride##n.s0 * d)

typedef CAT(T_, IN) Y;

// y0 = n <= BLOCK of them, from number i on, every d-th. y0 has room for BLOCK.
static NOT_INLINED void fill(OPERANDS(DECLARED), Y *y0, long i, long d, int n)
{
    const int dense = whole_rank == 1 && d == 1 TENSORS(IS_DENSE, );
    if (dense && n == FILLED(n)) {
        const long j = i;
        TENSORS(BEGIN, )
        COMPUTE_DENSE(n)
        return;
    }
    TENSORS(ROOM, )
    for (int done = 0; done < n;) {
        const long row = whole_rank > 1 ? quotient(i, whole.s0) : 0, j = i - row * whole.s0;
        const int some = (int)min((long)(n - done), quotient(whole.s0 - j + d - 1, d));
        TENSORS(BEGIN, )
        WALK_OUTER(row, whole, whole_rank, OPERAND_STEP)
        TENSORS(GATHER_PART, )
        done += some;
        i += some * d;
    }
    TENSORS(FILL_UP, n)
    COMPUTE(FILLED(n))
}

// y = such elements, of that SPACE; ELEMENT_AT(i): number i.
#define BLOCK_OF_ELEMENTS                                                                                              \
    Y y[BLOCK] ALIGNED;                                                                                                \
    long from = 0;
#define FILL(i, d, n)                                                                                                  \
    fill(OPERANDS(GIVEN), y, i, d, n);                                                                                 \
    from = i;
#define AT_A_TIME(n) min(n, (long)BLOCK)
#define SPACE private
#define ELEMENT_AT(i) y[(i)-from]

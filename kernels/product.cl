// What all matrix products share: d = ACT(alpha * a x b + beta * d + bias) over a batch, a of m x k, b of k x n
// elements. Of each of the four: strides along the axes of the batch, which are `size`; the first element; strides
// along rows and columns. A, B, BIAS, OUT: dtypes in memory (BIAS: any, if add_bias is 0); NARROW(v): v as the
// result's dtype holds it; ACT(x): the activation, (x) if there is none; ACT_VECTOR: of V, else of C; PLAIN: there is
// none; FUSED: the device has an instruction for fma of float, which is slow without.
#define TYPE_A CAT(T_, A)
#define TYPE_B CAT(T_, B)
#define TYPE_BIAS CAT(T_, BIAS)
#define TYPE_OUT CAT(T_, OUT)
#define LOAD_A(p, i) ((ACC)ELEMENT(LOAD, A, p, i))
#define LOAD_B(p, i) ((ACC)ELEMENT(LOAD, B, p, i))
#define LOAD_BIAS(p, i) ((ACC)ELEMENT(LOAD, BIAS, p, i))
#define LOAD_OUT(p, i) ((ACC)ELEMENT(LOAD, OUT, p, i))

#if C_DOUBLE || (C_FLOAT && FUSED)
#define MADD(a, b, c) fma(a, b, c)
#else
#define MADD(a, b, c) ((a) * (b) + (c))
#endif

#define MATRIX(P, T, x) P(global T *, x), P(long, x##first), P(long, x##row), P(long, x##column)
#define PRODUCT(P)                                                                                                     \
    P(axes, dstride), P(axes, astride), P(axes, bstride), P(axes, biasstride), P(axes, size), MATRIX(P, TYPE_OUT, d),  \
        MATRIX(P, const TYPE_A, a), MATRIX(P, const TYPE_B, b), MATRIX(P, const TYPE_BIAS, bias), P(long, m),          \
        P(long, n), P(long, k), P(ACC, alpha), P(ACC, beta), P(int, rank), P(int, add_bias)

// Declares di, ai, bi, biasi: where the first elements of matrix number z of the batch lie.
#define ADVANCE(axis)                                                                                                  \
    di += at * dstride.axis;                                                                                           \
    ai += at * astride.axis;                                                                                           \
    bi += at * bstride.axis;                                                                                           \
    biasi += at * biasstride.axis;
#define PLACES(z)                                                                                                      \
    long di = dfirst, ai = afirst, bi = bfirst, biasi = biasfirst;                                                     \
    WALK(z, size, rank, ADVANCE)

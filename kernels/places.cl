// What both forms of places share: up to four tensors of indices, of one dtype, each name a place on an axis of their
// own. o[n] = base + the sum of place * step for element n of the walk; more: that is added to what o holds. Where an
// index is wrong it is WRONG, which lies beyond any place.
typedef CAT(T_, OUT) T;
typedef CAT(T_, INDEX) I;
#define WRONG_int32 INT_MAX
#define WRONG_int64 LONG_MAX
#define WRONG CAT(WRONG_, OUT)

#define TENSOR(P, i)                                                                                                   \
    P(axes, stride##i), P(global const I *, indices##i), P(long, first##i), P(long, step##i), P(long, bound##i)
#define PARAMETERS(P)                                                                                                  \
    TENSOR(P, 0), TENSOR(P, 1), TENSOR(P, 2), TENSOR(P, 3), P(axes, size), P(global T *, o), P(long, base),            \
        P(long, count), P(global long *, record), P(int, caller), P(int, rank), P(int, tensors), P(int, more)

#define ADVANCE(axis)                                                                                                  \
    at0 += at * stride0.axis;                                                                                          \
    at1 += at * stride1.axis;                                                                                          \
    at2 += at * stride2.axis;                                                                                          \
    at3 += at * stride3.axis;

// What gathers share: element n of the walk is x, along its axis of `bound` elements that lie `step` apart, where the
// index says; 0 where that is wrong. Elements stay as they are: OUT is an unsigned dtype of their size. pstride: of the
// number that an index has among the indices.
typedef CAT(T_, OUT) T;
#define PARAMETERS(P)                                                                                                  \
    P(axes, xstride), P(axes, istride), P(axes, pstride), P(axes, ostride), P(axes, size), P(global const T *, x),     \
        P(long, xfirst), P(global const CAT(T_, INDEX) *, indices), P(long, ifirst), P(global T *, o),                 \
        P(long, ofirst), P(long, count), P(long, step), P(long, bound), P(global long *, record), P(int, caller),      \
        P(int, rank)

#define ADVANCE(axis)                                                                                                  \
    xi += at * xstride.axis;                                                                                           \
    ii += at * istride.axis;                                                                                           \
    oi += at * ostride.axis;
#define COUNT(axis) position += at * pstride.axis;

// The index that element n has is wrong.
#define NOTE(n, index)                                                                                                 \
    {                                                                                                                  \
        long position = 0;                                                                                             \
        WALK(n, size, rank, COUNT)                                                                                     \
        note_wrong(record, caller, index, position, bound);                                                            \
    }

// What gathers share: element n of the walk is x, along its axis of `bound` elements that lie `step` apart, where the
// index says; 0 where that is wrong. Elements stay as they are: OUT is an unsigned dtype of their size. pstride: of the
// number that an index has among the indices.
typedef CAT(T_, OUT) T;
#define PARAMETERS                                                                                                     \
    axes xstride, axes istride, axes pstride, axes ostride, axes size, global const T *x, long xfirst,                 \
        global const CAT(T_, INDEX) *indices, long ifirst, global T *o, long ofirst, long count, long step,            \
        long bound, global long *record, int caller, int rank

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

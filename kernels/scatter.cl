// What scatters share. Lines number the places of values around the axes of the indices; along a line stand `end`
// indices, in their order, each of which names the place of a value on an axis of `bound` elements of o that lie `step`
// apart. PLAIN: values replace elements, and OUT is an unsigned dtype of their size; else they are combined with them.
typedef CAT(T_, OUT) T;
#if PLAIN
#define PUT(at, from) (o[at] = v[from])
#else
#define PUT(at, from)                                                                                                  \
    CAT(STORE_, OUT)(o, at, NARROW(COMBINE(ELEMENT(LOAD, OUT, o, at), ELEMENT(LOAD, OUT, v, from))))
#endif

#define PARAMETERS(P)                                                                                                  \
    P(axes, kept_o), P(axes, kept_v), P(axes, kept_i), P(axes, kept_p), P(axes, kept_size), P(axes, istride),          \
        P(axes, vstride), P(axes, pstride), P(axes, size), P(global T *, o), P(long, ofirst), P(global const T *, v),  \
        P(long, vfirst), P(global const CAT(T_, INDEX) *, indices), P(long, ifirst), P(long, lines), P(long, begin),   \
        P(long, end), P(long, step), P(long, bound), P(global long *, record), P(int, caller), P(int, kept_rank),      \
        P(int, rank)

// Where a line begins; where index k of it and its value are.
#define LOCATE(axis)                                                                                                   \
    oi += at * kept_o.axis;                                                                                            \
    vi += at * kept_v.axis;                                                                                            \
    ii += at * kept_i.axis;
#define ADVANCE(axis)                                                                                                  \
    ik += at * istride.axis;                                                                                           \
    vk += at * vstride.axis;

#define COUNT_KEPT(axis) position += at * kept_p.axis;
#define COUNT(axis) position += at * pstride.axis;
#define NOTE(line, k, index)                                                                                           \
    {                                                                                                                  \
        long position = 0;                                                                                             \
        WALK(line, kept_size, kept_rank, COUNT_KEPT)                                                                   \
        WALK(k, size, rank, COUNT)                                                                                     \
        note_wrong(record, caller, index, position, bound);                                                            \
    }

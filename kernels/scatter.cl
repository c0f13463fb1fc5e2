// What scatters share. Lines number the places of values around the axes of the indices; along a line stand `count`
// indices, in their order, each of which names the place of a value on an axis of `bound` elements of o that lie `step`
// apart. PLAIN: values replace elements, and OUT is an unsigned dtype of their size; else they are combined with them.
typedef CAT(T_, OUT) T;
#if PLAIN
#define PUT(at, from) (o[at] = v[from])
#else
#define PUT(at, from)                                                                                                  \
    CAT(STORE_, OUT)(o, at, NARROW(COMBINE(ELEMENT(LOAD, OUT, o, at), ELEMENT(LOAD, OUT, v, from))))
#endif

#define PARAMETERS                                                                                                     \
    axes kept_o, axes kept_v, axes kept_i, axes kept_p, axes kept_size, axes istride, axes vstride, axes pstride,      \
        axes size, global T *o, long ofirst, global const T *v, long vfirst, global const CAT(T_, INDEX) *indices,     \
        long ifirst, long lines, long begin, long end, long step, long bound, global long *record, int caller,         \
        int kept_rank, int rank

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

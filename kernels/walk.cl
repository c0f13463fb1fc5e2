// The walk from the number of an element to where it lies in each operand. Axes are counted from the last, the
// innermost: component s0 of `size` and of every operand's strides is the innermost axis. Strides and sizes are
// arguments of type `axes`; what stands past the rank is never looked at. A walk of n elements is
//     #define ADVANCE(axis) i += at * strides.axis;
//     WALK(n, size, rank, ADVANCE)
// ADVANCE is run for each axis with `at`, the place along it. The guards are the same for all items, and no component
// is reached by number, so that nothing is put in memory.
#if RANKS == 4
typedef long4 axes;
#else
typedef long16 axes;
#endif

#define WALK_AXIS(r, axis, size, rank, ADVANCE)                                                                        \
    if ((rank) > r) {                                                                                                  \
        const long next = (rank) > r + 1 ? quotient(rest, size.axis) : 0, at = rest - next * size.axis;                \
        ADVANCE(axis)                                                                                                  \
        rest = next;                                                                                                   \
    }
#if RANKS == 4
#define WALK_BATCH_AXES(size, rank, ADVANCE)                                                                           \
    WALK_AXIS(2, s2, size, rank, ADVANCE)                                                                              \
    WALK_AXIS(3, s3, size, rank, ADVANCE)
#else
#define WALK_BATCH_AXES(size, rank, ADVANCE)                                                                           \
    WALK_AXIS(2, s2, size, rank, ADVANCE)                                                                              \
    WALK_AXIS(3, s3, size, rank, ADVANCE)                                                                              \
    WALK_AXIS(4, s4, size, rank, ADVANCE)                                                                              \
    WALK_AXIS(5, s5, size, rank, ADVANCE)                                                                              \
    WALK_AXIS(6, s6, size, rank, ADVANCE)                                                                              \
    WALK_AXIS(7, s7, size, rank, ADVANCE)                                                                              \
    WALK_AXIS(8, s8, size, rank, ADVANCE)                                                                              \
    WALK_AXIS(9, s9, size, rank, ADVANCE)                                                                              \
    WALK_AXIS(10, sa, size, rank, ADVANCE)                                                                             \
    WALK_AXIS(11, sb, size, rank, ADVANCE)                                                                             \
    WALK_AXIS(12, sc, size, rank, ADVANCE)                                                                             \
    WALK_AXIS(13, sd, size, rank, ADVANCE)                                                                             \
    WALK_AXIS(14, se, size, rank, ADVANCE)                                                                             \
    WALK_AXIS(15, sf, size, rank, ADVANCE)
#endif
#define WALK_OUTER_AXES(size, rank, ADVANCE)                                                                           \
    WALK_AXIS(1, s1, size, rank, ADVANCE)                                                                              \
    WALK_BATCH_AXES(size, rank, ADVANCE)

// Element number `index` of the whole walk; row number `index` of the axes around the innermost; number `index` of the
// axes around the two innermost.
#define WALK(index, size, rank, ADVANCE)                                                                               \
    {                                                                                                                  \
        long rest = (index);                                                                                           \
        WALK_AXIS(0, s0, size, rank, ADVANCE)                                                                          \
        WALK_OUTER_AXES(size, rank, ADVANCE)                                                                           \
    }
#define WALK_OUTER(index, size, rank, ADVANCE)                                                                         \
    {                                                                                                                  \
        long rest = (index);                                                                                           \
        WALK_OUTER_AXES(size, rank, ADVANCE)                                                                           \
    }
#define WALK_BATCH(index, size, rank, ADVANCE)                                                                         \
    {                                                                                                                  \
        long rest = (index);                                                                                           \
        WALK_BATCH_AXES(size, rank, ADVANCE)                                                                           \
    }

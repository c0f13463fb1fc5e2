// o0, o1 and so on = the results of an expression over tensors of any strides and dtypes and scalars; what stands
// before is of lib/kernel/formula.c. A work-item takes `chunk` elements, in rows along the innermost axis, in blocks
// of up to BLOCK that are gathered, computed and scattered. stream: the results are more than caches hold.
#define RESULT_STRIDES(n, type, T, direct, P) P(axes, ostride##n),
#define RESULT_POINTER(n, type, T, direct, P) P(global T_##type *, o##n), P(long, ofirst##n),
#define RESULT_BEGIN(n, type, T, direct, a) long oi##n = ofirst##n + j * ostride##n.s0;
#define RESULT_STEP(n, type, T, direct, axis) oi##n += at * ostride##n.axis;
#define RESULT_NEXT(n, type, T, direct, count) oi##n += (count) * ostride##n.s0;
#define ADVANCE(axis)                                                                                                  \
    RESULTS(RESULT_STEP, axis)                                                                                         \
    TENSORS(STEP, axis)

// What is scattered at a time: of a row, some elements, so that a CPU computes some while the ones before are on their
// way.
// OUT_AT(n): where a block, or the row of one, begins in a result.
#if WHOLE_ROWS
#define NEAR 256
#define OUT_AT(n) (oi##n + row * ostride##n.s1)
#else
#define NEAR BLOCK
#define OUT_AT(n) oi##n
#endif
#define RESULT(n, type, T, direct, count) T y##n[NEAR] ALIGNED;
// Results at to at + count - 1 of a block or row.
#define SCATTER(n, type, T, direct, count)                                                                             \
    if (direct && stream && count == PIECE && ostride##n.s0 == 1 && TO_LINE(o##n + OUT_AT(n) + at) == 0) {             \
        STREAM_PIECE(o##n + OUT_AT(n) + at, y##n)                                                                      \
    } else if (ostride##n.s0 == 1)                                                                                     \
        WIDELY for (int k = 0; k < count; k++) store_##n(o##n, OUT_AT(n) + at + k, y##n[k]);                           \
    else                                                                                                               \
        PLAINLY for (int k = 0; k < count; k++) store_##n(o##n, OUT_AT(n) + (at + k) * ostride##n.s0, y##n[k]);

#define PARAMETERS(P)                                                                                                  \
    TENSORS(STRIDES, P)                                                                                                \
    RESULTS(RESULT_STRIDES, P)                                                                                         \
    P(axes, size), TENSORS(POINTER, P) RESULTS(RESULT_POINTER, P) P(long, count), P(long, chunk),                      \
        SCALARS(SCALAR_##P) P(int, rank), P(int, stream)

#if WHOLE_ROWS
// A dense block has several short rows, `lines`, of up to MOST_TOGETHER elements in all, so that the CPU computes one
// while it waits for the last steps of a reduction of another.
#define ROWS 16
#define MOST_TOGETHER 1024
#define EACH_ROW(n)                                                                                                    \
    for (int row = 0, from = 0, to = (n); row < lines; row++, from += (n), to += (n))
// Where an element of a row lies, less its number in the block.
#define IN_ROW(n) i##n + row * (stride##n.s1 - taken)
#define GATHER_ROWS(n, T, count)                                                                                       \
    ROOM(n, , T, )                                                                                                     \
    EACH_ROW(count)                                                                                                    \
    {                                                                                                                  \
        const long place = IN_ROW(n);                                                                                  \
        for (int k = from; k < to; k++) b##n[k] = load_##n(p##n, place + k);                                           \
    }
// Of long rows that do not come from caches, a hint for the elements of the next one: a CPU foresees no others than
// those of the page that it reads in, and reads none while it computes. Shorter rows it takes longer to hint at.
#define FETCH(n, type, T, count)                                                                                       \
    if (stride##n.s1 != 0)                                                                                             \
        PLAINLY for (int k = 0; k < count; k += CACHE_LINE / (int)sizeof(*p##n))                                       \
            PREFETCH(p##n + IN_ROW(n) + lines * stride##n.s1 + from + at + k, 2);
// The last loop of each row, and what it gives to memory.
#define FINISH(BEFORE, LAST)                                                                                           \
    EACH_ROW(taken)                                                                                                    \
    {                                                                                                                  \
        BEFORE const int piece = stream && TO_LINE(o0 + OUT_AT(0)) == 0 ? PIECE : NEAR;                                \
        for (int at = 0, some; at < taken; at += some) {                                                               \
            some = min(taken - at, piece);                                                                             \
            if (ahead) {                                                                                               \
                TENSORS(FETCH, some)                                                                                   \
            }                                                                                                          \
            LAST(from + at, from + at + some)                                                                          \
            RESULTS(SCATTER, some)                                                                                     \
        }                                                                                                              \
    }

static NOT_INLINED void compute(PARAMETERS(DECLARED), long group)
{
    const int taken = (int)size.s0, filled = FILLED(taken), dense = taken == filled TENSORS(IS_DENSE, );
    const long end = quotient(min((group + 1) * chunk, count), size.s0), j = 0;
    for (long number = quotient(group * chunk, size.s0); number < end;) {
        const long near = rank > 1 ? size.s1 - (number - quotient(number, size.s1) * size.s1) : 1;
        const int most = dense ? min(ROWS, max(1, min(MOST_TOGETHER, BLOCK) / taken)) : 1;
        const int lines = (int)min(min(near, end - number), (long)most);
        const int ahead = PREFETCHES && BLOCK > MOST_TOGETHER && dense && stream && number + lines < end;
        RESULTS(RESULT_BEGIN, )
        TENSORS(BEGIN, )
        WALK_OUTER(number, size, rank, ADVANCE)
        RESULTS(RESULT, )
        if (dense) {
            COMPUTE_DENSE(taken)
            FINISH(ROW, LAST_DENSE)
        } else {
            TENSORS(GATHER, taken)
            COMPUTE(filled)
            FINISH(, LAST)
        }
        number += lines;
    }
}
#else
static NOT_INLINED void compute(PARAMETERS(DECLARED), long group)
{
    const long length = size.s0, end = min((group + 1) * chunk, count);
    const int dense = 1 TENSORS(IS_DENSE, );
    long i = group * chunk;
    while (i < end) {
        const long row = quotient(i, length), j = i - row * length, stop = i + min(length - j, end - i);
        RESULTS(RESULT_BEGIN, )
        TENSORS(BEGIN, )
        WALK_OUTER(row, size, rank, ADVANCE)
        while (i < stop) {
            const int at = 0;
            const int before = stream ? TO_LINE(o0 + oi0) : 0, block = before > 0 ? before : stream ? PIECE : BLOCK;
            const int taken = (int)min(stop - i, (long)block), filled = FILLED(taken);
            RESULTS(RESULT, )
            if (dense && taken == filled) {
                COMPUTE_DENSE(taken)
                LAST_DENSE(0, taken)
            } else {
                TENSORS(GATHER, taken)
                COMPUTE(filled)
                LAST(0, taken)
            }
            RESULTS(SCATTER, taken)
            TENSORS(NEXT, taken)
            RESULTS(RESULT_NEXT, taken)
            i += taken;
        }
    }
}
#endif

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void expression(PARAMETERS(DECLARED))
{
    compute(PARAMETERS(GIVEN), get_group_id(0));
}

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

#define RESULT(n, type, T, direct, count) T y##n[BLOCK] ALIGNED;
// Results at to at + count - 1 of a block.
#define SCATTER(n, type, T, direct, count)                                                                             \
    if (direct && stream && count == PIECE && ostride##n.s0 == 1 && TO_LINE(o##n + oi##n + at) == 0) {                 \
        STREAM_PIECE(o##n + oi##n + at, y##n + at)                                                                     \
    } else if (ostride##n.s0 == 1)                                                                                     \
        for (int k = at; k < at + count; k++) store_##n(o##n, oi##n + k, y##n[k]);                                     \
    else                                                                                                               \
        PLAINLY for (int k = at; k < at + count; k++) store_##n(o##n, oi##n + k * ostride##n.s0, y##n[k]);
// The last loop of a block, and what it gives to memory; of a row, some elements at a time, so that a CPU computes some
// while the ones before are on their way.
#if WHOLE_ROWS
#define NEAR 256
#define MOST (stream && before == 0 ? PIECE : NEAR)
#define FINISH_BLOCK(LAST)                                                                                             \
    for (int at = 0, some; at < taken; at += some) {                                                                   \
        some = min(taken - at, MOST);                                                                                  \
        LAST(at, at + some)                                                                                            \
        RESULTS(SCATTER, some)                                                                                         \
    }
#else
#define FINISH_BLOCK(LAST)                                                                                             \
    const int at = 0;                                                                                                  \
    LAST(0, taken)                                                                                                     \
    RESULTS(SCATTER, taken)
#endif

#define PARAMETERS(P)                                                                                                  \
    TENSORS(STRIDES, P)                                                                                                \
    RESULTS(RESULT_STRIDES, P)                                                                                         \
    P(axes, size), TENSORS(POINTER, P) RESULTS(RESULT_POINTER, P) P(long, count), P(long, chunk),                      \
        SCALARS(SCALAR_##P) P(int, rank), P(int, stream)

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
            const int before = stream ? TO_LINE(o0 + oi0) : 0, block = before > 0 ? before : stream ? PIECE : BLOCK;
            const int taken = (int)min(stop - i, (long)(WHOLE_ROWS ? BLOCK : block)), filled = FILLED(taken);
            RESULTS(RESULT, )
            if (dense && taken == filled) {
                COMPUTE_DENSE(taken)
                FINISH_BLOCK(LAST_DENSE)
            } else {
                TENSORS(GATHER, taken)
                COMPUTE(filled)
                FINISH_BLOCK(LAST)
            }
            TENSORS(NEXT, taken)
            RESULTS(RESULT_NEXT, taken)
            i += taken;
        }
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void expression(PARAMETERS(DECLARED))
{
    compute(PARAMETERS(GIVEN), get_group_id(0));
}

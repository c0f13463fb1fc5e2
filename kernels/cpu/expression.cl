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

// STREAM(to, from): a store that goes past the caches, if the compiler has one. What ends a kernel on a CPU, a lock,
// orders it before whoever waits.
#define LINE 64
#define STREAM(to, from) (*(global uint16 *)(to) = (from))
#ifdef __has_builtin
#if __has_builtin(__builtin_nontemporal_store)
#undef STREAM
#define STREAM(to, from) __builtin_nontemporal_store(from, (global uint16 *)(to))
#endif
#endif
#define RESULT(n, type, T, direct, count) T y##n[BLOCK] ALIGNED;
#define SCATTER(n, type, T, direct, count)                                                                             \
    if (direct && stream && count == BLOCK && ostride##n.s0 == 1 && (size_t)(o##n + oi##n) % LINE == 0)                \
        for (int k = 0; k < BLOCK * (int)sizeof(T) / LINE; k++)                                                        \
            STREAM((global uint16 *)(o##n + oi##n) + k, ((const uint16 *)y##n)[k]);                                    \
    else if (ostride##n.s0 == 1)                                                                                       \
        for (int k = 0; k < count; k++) store_##n(o##n, oi##n + k, y##n[k]);                                           \
    else                                                                                                               \
        PLAINLY for (int k = 0; k < count; k++) store_##n(o##n, oi##n + k * ostride##n.s0, y##n[k]);

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
            const int taken = (int)min(stop - i, (long)BLOCK), filled = FILLED(taken);
            RESULTS(RESULT, )
            if (dense && taken == filled) {
                COMPUTE_DENSE(taken)
            } else {
                TENSORS(GATHER, taken)
                COMPUTE(filled)
            }
            RESULTS(SCATTER, taken)
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

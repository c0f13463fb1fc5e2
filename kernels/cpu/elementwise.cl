// o = EXPR over tensors of any strides and dtypes and scalars, operands x0, x1 and so on. One work-item runs `chunk`
// elements, in rows along the innermost axis, in blocks of BLOCK that are gathered, computed and scattered.
// TENSORS(F, a) is F(number, dtype, LOAD or TRUTH, a) for each tensor, SCALARS(F) F(number) for each scalar; OUT: dtype
// of o; NARROW(v): v as the result's dtype holds it; DIRECT: every tensor is of type C, so that values may be moved
// between memory and EXPR as they are. stream: the results are more than caches hold.
#define STRIDES(n, type, how, a) axes stride##n,
#define POINTER(n, type, how, a) global const T_##type *p##n, long first##n,
#define SCALAR(n) C scalar##n,

#define BEGIN(n, type, how, a) long i##n = first##n + j * stride##n.s0;
#define STEP(n, type, how, axis) i##n += at * stride##n.axis;
#define ADVANCE(axis)                                                                                                  \
    oi += at * ostride.axis;                                                                                           \
    TENSORS(STEP, axis)
#define NEXT(n, type, how, count) i##n += (count) * stride##n.s0;
#define GATHER(n, type, how, count)                                                                                    \
    C b##n[BLOCK] ALIGNED;                                                                                             \
    if (stride##n.s0 == 1)                                                                                             \
        for (int k = 0; k < count; k++) b##n[k] = ELEMENT(how, type, p##n, i##n + k);                                  \
    else                                                                                                               \
        for (int k = 0; k < count; k++) b##n[k] = ELEMENT(how, type, p##n, i##n + k * stride##n.s0);                   \
    for (int k = count; k % VEC != 0; k++) b##n[k] = 1;
#define TAKE(n, type, how, a) const V x##n = VLOAD(0, b##n + k);
#define TAKE_SCALAR(n) const V x##n = (V)scalar##n;
#define IS_DENSE(n, type, how, a) &&stride##n.s0 == 1
#define TAKE_DIRECT(n, type, how, k) const V x##n = VLOAD(0, p##n + i##n + k);

// STREAM(T, value, to): a store that goes past the caches, if the compiler has one. What ends a kernel on a CPU, a
// lock, orders it before whoever waits.
#define LINE 64
#define STREAM(T, value, to) (*(global T *)(to) = (value))
#ifdef __has_builtin
#if __has_builtin(__builtin_nontemporal_store)
#undef STREAM
#define STREAM(T, value, to) __builtin_nontemporal_store(value, (global T *)(to))
#endif
#endif

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void elementwise(TENSORS(STRIDES, ) axes ostride, axes size, TENSORS(POINTER, ) global CAT(T_, OUT) *o,
                        long ofirst, long count, long chunk, SCALARS(SCALAR) int rank, int stream)
{
    const long length = size.s0, od = ostride.s0;
    long i = get_group_id(0) * chunk;
    const long end = min(i + chunk, count);
    SCALARS(TAKE_SCALAR)
    while (i < end) {
        const long row = quotient(i, length), j = i - row * length, run = min(length - j, end - i);
        long oi = ofirst + j * od;
        TENSORS(BEGIN, )
        WALK_OUTER(row, size, rank, ADVANCE)
        const long stop = i + run;
        const int dense = DIRECT != 0 && od == 1 TENSORS(IS_DENSE, );
        const int streams = stream && dense && (size_t)(o + oi) % LINE == 0;
#if DIRECT && VEC > 1
        if (dense)
            for (; i + VEC <= stop; i += VEC, oi += VEC) {
                TENSORS(TAKE_DIRECT, 0)
                const V result = EXPR;
                if (streams)
                    STREAM(V, result, o + oi);
                else
                    VSTORE(result, 0, o + oi);
                TENSORS(NEXT, VEC)
            }
#elif DIRECT
        if (dense && !streams) {
            // Element k of o depends on no other element, in place or not.
#pragma clang loop vectorize(assume_safety)
            for (long k = 0; k < run; k++) {
                TENSORS(TAKE_DIRECT, k)
                o[oi + k] = EXPR;
            }
            i = stop;
        }
#endif
        while (i < stop) {
            const int n = (int)min(stop - i, (long)BLOCK);
            C ob[BLOCK] ALIGNED;
            TENSORS(GATHER, n)
            for (int k = 0; k < n; k += VEC) {
                TENSORS(TAKE, )
                VSTORE(EXPR, 0, ob + k);
            }
            if (streams && n == BLOCK)
                for (int k = 0; k < BLOCK * (int)sizeof(C) / LINE; k++)
                    STREAM(uint16, ((const uint16 *)ob)[k], (global uint16 *)(o + oi) + k);
            else if (od == 1)
                for (int k = 0; k < n; k++) CAT(STORE_, OUT)(o, oi + k, NARROW(ob[k]));
            else
                for (int k = 0; k < n; k++) CAT(STORE_, OUT)(o, oi + k * od, NARROW(ob[k]));
            TENSORS(NEXT, n)
            oi += n * od;
            i += n;
        }
    }
}

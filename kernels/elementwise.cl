// o = EXPR over tensors of any strides and dtypes and scalars; x, y, z are the operands.
// Prelude: TENSORS(F) calls F(name, dtype, LOAD or TRUTH) for each tensor, SCALARS(F) calls F(name) for each scalar;
// T_OUT, STORE_OUT: storage of o; NARROW(v): v as the result's dtype holds it; SINGLE: the form; DIRECT: values may
// be moved between memory and EXPR as they are, since every tensor is of type C. stream: the results are more than
// caches hold.
#ifndef EXPR
#define EXPR x
#define TENSORS(F) F(x, float32, LOAD)
#define SCALARS(F)
#define T_OUT float
#define STORE_OUT STORE_float32
#define NARROW(v) (v)
#define SINGLE 1
#define DIRECT 0
#endif

#define STRIDES_PARAMETER(p, type, how) long16 p##strides,
#define TENSOR_PARAMETER(p, type, how) global const T_##type *p##p, long p##first,
#define SCALAR_PARAMETER(p) C p##scalar,
#define PARAMETERS                                                                                                     \
    TENSORS(STRIDES_PARAMETER) long16 ostrides, long16 sizes, TENSORS(TENSOR_PARAMETER) global T_OUT *o, long ofirst,  \
        long count, long chunk, SCALARS(SCALAR_PARAMETER) int rank, int stream

#define BEGIN(p, type, how) long p##i = p##first;
#define ADVANCE(p, type, how) p##i += at * AXIS(p##strides, r);
#define TAKE_SCALAR(p) const V p = (V)p##scalar;

#if SINGLE
// One work-item runs `chunk` elements, in rows along the last axis, in blocks that are gathered, computed, scattered.
#define BLOCK 256
#define ALIGNED __attribute__((aligned(64)))
#define STEP(p, type, how) const long p##d = AXIS(p##strides, last);
#define ALONG(p, type, how) p##i += j * p##d;
#define NEXT(p, type, how) p##i += n * p##d;
#define GATHER(p, type, how)                                                                                           \
    C p##b[BLOCK] ALIGNED;                                                                                             \
    if (p##d == 1)                                                                                                     \
        for (int k = 0; k < n; k++) p##b[k] = how##_##type(p##p, p##i + k);                                            \
    else                                                                                                               \
        for (int k = 0; k < n; k++) p##b[k] = how##_##type(p##p, p##i + k * p##d);                                     \
    for (int k = n; k % VEC != 0; k++) p##b[k] = 1;
#define TAKE(p, type, how) const C p = p##b[k];
#define TAKE_LANES(p, type, how) const V p = VLOAD(0, p##b + k);
#define IS_DENSE(p, type, how) &&p##d == 1
#define TAKE_DIRECT(p, type, how) const V p = VLOAD(0, p##p + p##i);
#define TAKE_DENSE(p, type, how) const C p = p##p[p##i + k];
#define NEXT_DIRECT(p, type, how) p##i += VEC;

// STREAM(T, value, to): a store that goes past the caches, where the compiler has one. What ends a kernel on a CPU, a
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
kernel void elementwise(PARAMETERS)
{
    const int last = rank - 1;
    const long length = AXIS(sizes, last), od = AXIS(ostrides, last);
    long i = get_group_id(0) * chunk;
    const long end = min(i + chunk, count);
    TENSORS(STEP)
    SCALARS(TAKE_SCALAR)
    while (i < end) {
        long row = quotient(i, length), j = i - row * length, run = min(length - j, end - i), oi = ofirst + j * od;
        TENSORS(BEGIN)
        TENSORS(ALONG)
        for (int r = last - 1; r >= 0; r--) {
            const long next = quotient(row, AXIS(sizes, r)), at = row - next * AXIS(sizes, r);
            oi += at * AXIS(ostrides, r);
            TENSORS(ADVANCE)
            row = next;
        }
        const long stop = i + run;
        const int dense = DIRECT != 0 && od == 1 TENSORS(IS_DENSE);
        const int streams = stream && dense && (size_t)(o + oi) % LINE == 0;
#if DIRECT && VEC > 1
        if (dense)
            for (; i + VEC <= stop; i += VEC, oi += VEC) {
                TENSORS(TAKE_DIRECT)
                const V result = EXPR;
                if (streams)
                    STREAM(V, result, o + oi);
                else
                    VSTORE(result, 0, o + oi);
                TENSORS(NEXT_DIRECT)
            }
#elif DIRECT
        if (dense && !streams) {
            // Element k of o depends on no other element, in place or not.
#pragma clang loop vectorize(assume_safety)
            for (long k = 0; k < run; k++) {
                const long index = i + k;
                TENSORS(TAKE_DENSE)
                o[oi + k] = EXPR;
            }
            i = stop;
        }
#endif
        while (i < stop) {
            const int n = (int)min(stop - i, (long)BLOCK);
            C ob[BLOCK] ALIGNED;
            TENSORS(GATHER)
#if VEC > 1
            for (int k = 0; k < n; k += VEC) {
                TENSORS(TAKE_LANES)
                VSTORE(EXPR, 0, ob + k);
            }
#else
            for (int k = 0; k < n; k++) {
                const long index = i + k;
                TENSORS(TAKE)
                ob[k] = EXPR;
            }
#endif
            if (streams && n == BLOCK)
                for (int k = 0; k < BLOCK * (int)sizeof(C) / LINE; k++)
                    STREAM(uint16, ((const uint16 *)ob)[k], (global uint16 *)(o + oi) + k);
            else if (od == 1)
                for (int k = 0; k < n; k++) STORE_OUT(o, oi + k, NARROW(ob[k]));
            else
                for (int k = 0; k < n; k++) STORE_OUT(o, oi + k * od, NARROW(ob[k]));
            TENSORS(NEXT)
            oi += n * od;
            i += n;
        }
    }
}
#else
#define TAKE(p, type, how) const C p = how##_##type(p##p, p##i);

kernel void elementwise(PARAMETERS)
{
    SCALARS(TAKE_SCALAR)
    for (long index = get_global_id(0); index < count; index += get_global_size(0)) {
        long row = index, oi = ofirst;
        TENSORS(BEGIN)
        for (int r = rank - 1; r > 0; r--) {
            const long next = quotient(row, AXIS(sizes, r)), at = row - next * AXIS(sizes, r);
            oi += at * AXIS(ostrides, r);
            TENSORS(ADVANCE)
            row = next;
        }
        const long at = row;
        const int r = 0;
        oi += at * AXIS(ostrides, r);
        TENSORS(ADVANCE)
        TENSORS(TAKE)
        STORE_OUT(o, oi, NARROW(EXPR));
    }
}
#endif

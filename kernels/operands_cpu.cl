// Tensors of any strides and dtypes and scalars as the operands of a formula, in blocks of up to BLOCK elements; what
// stands before is of lib/kernel/formula*.c. Arrays of a block are filled up to whole vectors of any type.
#define WHOLE 16
#define FILLED(n) (((n) + WHOLE - 1) / WHOLE * WHOLE)
#define TOGETHER _Pragma("clang loop vectorize(assume_safety) vectorize_width(16)")

#define STRIDES(n, type, T, P) P(axes, stride##n),
#define POINTER(n, type, T, P) P(global const T_##type *, p##n), P(long, first##n),
#define SCALAR_DECLARED(n, T) T s##n,
#define SCALAR_GIVEN(n, T) s##n,

#define BEGIN(n, type, T, a) long i##n = first##n + j * stride##n.s0;
#define STEP(n, type, T, axis) i##n += at * stride##n.axis;
#define NEXT(n, type, T, count) i##n += (count) * stride##n.s0;
#define IS_DENSE(n, type, T, a) &&stride##n.s0 == 1

#define ROOM(n, type, T, a) T b##n[BLOCK] ALIGNED;
// b[to] to b[to + count - 1] = elements from number i on, d apart.
#define GATHER_SOME(n, T, to, count, d)                                                                                \
    if ((d) == 1) {                                                                                                    \
        for (int k = 0; k < count; k++) b##n[to + k] = load_##n(p##n, i##n + k);                                       \
    } else if ((d) == 0) {                                                                                             \
        const T same = load_##n(p##n, i##n);                                                                           \
        for (int k = 0; k < count; k++) b##n[to + k] = same;                                                           \
    } else {                                                                                                           \
        PLAINLY for (int k = 0; k < count; k++) b##n[to + k] = load_##n(p##n, i##n + k * (d));                         \
    }
#define FILL_UP(n, type, T, count)                                                                                     \
    for (int k = count; k % WHOLE != 0; k++) b##n[k] = 1;
#define GATHER(n, type, T, count)                                                                                      \
    ROOM(n, type, T, )                                                                                                 \
    GATHER_SOME(n, T, 0, count, stride##n.s0)                                                                          \
    FILL_UP(n, type, T, count)

// o0, o1 and so on = the results of an expression over tensors of any strides and dtypes and scalars; what stands
// before is of lib/kernel/formula.c. If all tensors lie contiguously, a work-item takes LANES neighbouring elements
// at a time, 16 bytes of the widest; a wide load is taken apart into scalars. Every operand is read before a result
// is written. LANES is 1 where the widest are complex128.
#define RESULT_STRIDES(n, type, T, direct, a) axes ostride##n,
#define RESULT_POINTER(n, type, T, direct, a) global T_##type *o##n, long ofirst##n,
#define RESULT_BEGIN(n, type, T, direct, a) long oi##n = ofirst##n;
#define RESULT_STEP(n, type, T, direct, axis) oi##n += at * ostride##n.axis;
#define ADVANCE(axis)                                                                                                  \
    RESULTS(RESULT_STEP, axis)                                                                                         \
    TENSORS(STEP, axis)
#define PUT(n, type, T, direct, a) store_##n(o##n, oi##n, y##n);

#define IS_DENSE(n, type, T, a) &&stride##n.s0 == 1
#define RESULT_IS_DENSE(n, type, T, direct, a) &&ostride##n.s0 == 1
#define ALIGN(n, type, T, a) const int aligned##n = (size_t)(p##n + first##n) % (LANES * sizeof(T_##type)) == 0;
#define RESULT_ALIGN(n, type, T, direct, a)                                                                            \
    const int oaligned##n = (size_t)(o##n + ofirst##n) % (LANES * sizeof(T_##type)) == 0;                              \
    CAT(W_##type, LANES) result##n;
#define TAKE_WIDE(n, type, T, a)                                                                                       \
    const CAT(W_##type, LANES) wide##n = RAWS_##type(p##n + first##n + i, LANES, aligned##n);
#define TAKE_DENSE(n, type, T, a) const T x##n = load_##n(p##n, first##n + i);
#define TAKE_LANE(n, type, T, lane) const T x##n = from_##n(wide##n.lane);
#define PUT_LANE(n, type, T, direct, lane) result##n.lane = into_##n(y##n);
#define PUT_WIDE(n, type, T, direct, a) STORES_##type(o##n + ofirst##n + i, LANES, oaligned##n, result##n);
#define PUT_DENSE(n, type, T, direct, a) store_##n(o##n, ofirst##n + i, y##n);
#define LANE(n, lane)                                                                                                  \
    {                                                                                                                  \
        TENSORS(TAKE_LANE, lane)                                                                                       \
        COMPUTE                                                                                                        \
        RESULTS(PUT_LANE, lane)                                                                                        \
    }

kernel void expression(TENSORS(STRIDES, DECLARED) RESULTS(RESULT_STRIDES, ) axes size, TENSORS(POINTER, DECLARED)
                           RESULTS(RESULT_POINTER, ) long count, SCALARS(SCALAR_DECLARED) int rank)
{
    if (rank == 1 TENSORS(IS_DENSE, ) RESULTS(RESULT_IS_DENSE, )) {
#if LANES > 1
        const long step = get_global_size(0) * LANES, whole = count - count % LANES;
        TENSORS(ALIGN, )
        RESULTS(RESULT_ALIGN, )
        for (long i = get_global_id(0) * LANES; i < whole; i += step) {
            TENSORS(TAKE_WIDE, )
            EACH_LANE(LANE)
            RESULTS(PUT_WIDE, )
        }
#else
        const long whole = 0;
#endif
        for (long i = whole + get_global_id(0); i < count; i += get_global_size(0)) {
            TENSORS(TAKE_DENSE, )
            COMPUTE
            RESULTS(PUT_DENSE, )
        }
        return;
    }
    for (long i = get_global_id(0); i < count; i += get_global_size(0)) {
        RESULTS(RESULT_BEGIN, )
        TENSORS(BEGIN, )
        WALK(i, size, rank, ADVANCE)
        TENSORS(TAKE_AT, )
        COMPUTE
        RESULTS(PUT, )
    }
}

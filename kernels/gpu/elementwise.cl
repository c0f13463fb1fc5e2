// o = EXPR over tensors of any strides and dtypes and scalars, operands x0, x1 and so on. TENSORS, SCALARS, OUT, NARROW
// as in cpu/. If all tensors lie contiguously, a work-item takes LANES neighbouring elements at a time, 16 bytes of the
// widest; a wide load is taken apart into scalars.
#define STRIDES(n, type, how, a) axes stride##n,
#define POINTER(n, type, how, a) global const T_##type *p##n, long first##n,
#define SCALAR(n) C scalar##n,

#define BEGIN(n, type, how, a) long i##n = first##n;
#define STEP(n, type, how, axis) i##n += at * stride##n.axis;
#define ADVANCE(axis)                                                                                                  \
    oi += at * ostride.axis;                                                                                           \
    TENSORS(STEP, axis)
#define TAKE(n, type, how, a) const C x##n = ELEMENT(how, type, p##n, i##n);
#define TAKE_SCALAR(n) const C x##n = scalar##n;

#define IS_DENSE(n, type, how, a) &&stride##n.s0 == 1
#define ALIGN(n, type, how, a) const int aligned##n = (size_t)(p##n + first##n) % (LANES * sizeof(T_##type)) == 0;
#define TAKE_WIDE(n, type, how, a)                                                                                     \
    const CAT(W_##type, LANES) wide##n = RAWS_##type(p##n + first##n + i, LANES, aligned##n);
#define TAKE_DENSE(n, type, how, a) const C x##n = ELEMENT(how, type, p##n, first##n + i);
#define TAKE_LANE(n, type, how, lane) const C x##n = how##_FROM_##type(wide##n.lane);
#define LANE(n, lane)                                                                                                  \
    {                                                                                                                  \
        TENSORS(TAKE_LANE, lane)                                                                                       \
        result.lane = CAT(INTO_, OUT)(NARROW(EXPR));                                                                   \
    }

kernel void elementwise(TENSORS(STRIDES, ) axes ostride, axes size, TENSORS(POINTER, ) global CAT(T_, OUT) *o,
                        long ofirst, long count, SCALARS(SCALAR) int rank)
{
    SCALARS(TAKE_SCALAR)
    if (rank == 1 && ostride.s0 == 1 TENSORS(IS_DENSE, )) {
#if LANES > 1
        const int oaligned = (size_t)(o + ofirst) % (LANES * sizeof(CAT(T_, OUT))) == 0;
        const long step = get_global_size(0) * LANES, whole = count - count % LANES;
        TENSORS(ALIGN, )
        for (long i = get_global_id(0) * LANES; i < whole; i += step) {
            CAT(CAT(W_, OUT), LANES) result;
            TENSORS(TAKE_WIDE, )
            EACH_LANE(LANE)
            CAT(STORES_, OUT)(o + ofirst + i, LANES, oaligned, result);
        }
#else
        const long whole = 0;
#endif
        for (long i = whole + get_global_id(0); i < count; i += get_global_size(0)) {
            TENSORS(TAKE_DENSE, )
            CAT(STORE_, OUT)(o, ofirst + i, NARROW(EXPR));
        }
        return;
    }
    for (long i = get_global_id(0); i < count; i += get_global_size(0)) {
        long oi = ofirst;
        TENSORS(BEGIN, )
        WALK(i, size, rank, ADVANCE)
        TENSORS(TAKE, )
        CAT(STORE_, OUT)(o, oi, NARROW(EXPR));
    }
}

// o0, o1 and so on = the results of an expression over tensors of any strides and dtypes and scalars; what stands
// before is of lib/kernel/formula*.c. If all tensors lie contiguously, a work-item takes LANES neighbouring elements
// at a time, 16 bytes of the widest; a wide load is taken apart into scalars. Every operand is read before a result
// is written. LANES is 1 where the widest are complex128. Where WHOLE_ROWS, a work-group takes `lines` rows at a time,
// `width` of its items each: every reduction reads the row again, which is near by then, and all but the first from a
// cache.
#define RESULT_STRIDES(n, type, T, direct, a) axes ostride##n,
#define RESULT_POINTER(n, type, T, direct, a) global T_##type *o##n, long ofirst##n,
#define RESULT_BEGIN(n, type, T, direct, a) long oi##n = ofirst##n;
#define RESULT_STEP(n, type, T, direct, axis) oi##n += at * ostride##n.axis;
#define ADVANCE(axis)                                                                                                  \
    RESULTS(RESULT_STEP, axis)                                                                                         \
    TENSORS(STEP, axis)
#define PUT(n, type, T, direct, a) store_##n(o##n, oi##n, y##n);

#if WHOLE_ROWS
#define STEP_OF(n, type, T, a) const long d##n = stride##n.s0;
#define RESULT_STEP_OF(n, type, T, direct, a) const long od##n = ostride##n.s0;
#define ALIGN(n, type, T, lanes)                                                                                       \
    const int aligned##n = d##n == 1 && (size_t)(p##n + i##n + head) % ((lanes) * sizeof(T_##type)) == 0;
#define RESULT_ALIGN(n, type, T, direct, a)                                                                            \
    const int oaligned##n = od##n == 1 && (size_t)(o##n + oi##n + head) % (LANES * sizeof(T_##type)) == 0;

#define READ(n, type, T, place) const T x##n = load_##n(p##n, i##n + (place)*d##n);
#define READ_LANE(acc, lane, k, n, type) wide.lane = RAW_##type(p##n, i##n + (place + k) * d##n);
// `lanes` elements from number `place` on of a row.
#define READ_WIDE(n, type, lanes, which)                                                                               \
    CAT(W_##type, lanes) wide##n##_##which;                                                                            \
    if (aligned##n) {                                                                                                  \
        wide##n##_##which = RAWS_##type(p##n + i##n + place##which, lanes, 1);                                         \
    } else {                                                                                                           \
        const int place = place##which;                                                                                \
        CAT(W_##type, lanes) wide;                                                                                     \
        CAT(LANES_, lanes)(READ_LANE, n, type) wide##n##_##which = wide;                                               \
    }
#define READ_2(n, type, T, which) READ_WIDE(n, type, 2, which)
#define READ_4(n, type, T, which) READ_WIDE(n, type, 4, which)
#define READ_8(n, type, T, which) READ_WIDE(n, type, 8, which)
#define READ_16(n, type, T, which) READ_WIDE(n, type, 16, which)
#define FROM_0(n, type, T, lane) const T x##n = from_##n(wide##n##_0.lane);
#define FROM_1(n, type, T, lane) const T x##n = from_##n(wide##n##_1.lane);

// What an item has of reduction number `node`.
#define TAKE_AT_PLACE(node, place)                                                                                     \
    {                                                                                                                  \
        READS_##node(READ, place) VALUE_##node(&share##node.a0, &share##node.e0)                                       \
    }
#define FETCH(which, place, node, lanes) READS_##node(READ_##lanes, which)
#define TAKE_LANE(acc, lane, k, node, which)                                                                           \
    {                                                                                                                  \
        READS_##node(FROM_##which, lane) VALUE_##node(&share##node.a##acc, &share##node.e##acc)                        \
    }
#define TAKE(which, place, node, lanes) LANES_##lanes(TAKE_LANE, node, which)
#define SHARE(node, lanes)                                                                                             \
    {                                                                                                                  \
        const int head = TO_MULTIPLE(first, lanes);                                                                    \
        READS_##node(ALIGN, lanes)                                                                                     \
        for (int t = part; t < head; t += width) TAKE_AT_PLACE(node, t)                                                \
        EACH_VECTOR(n, lanes, head, part, width, FETCH, TAKE, node, lanes)                                             \
        for (int t = END_OF_VECTORS(n, lanes, head) + part; t < n; t += width) TAKE_AT_PLACE(node, t)                  \
    }
#define ROOM room, n, line, lines, part, width

#define PUT_AT(n, type, T, direct, place) store_##n(o##n, oi##n + (place)*od##n, y##n);
#define FINISH(place)                                                                                                  \
    {                                                                                                                  \
        READS_LAST(READ, place)                                                                                        \
        COMPUTE                                                                                                        \
        RESULTS(PUT_AT, place)                                                                                         \
    }
#define READ_LANES(n, type, T, which) READ_WIDE(n, type, LANES, which)
#define RESULT_WIDE(n, type, T, direct, a) CAT(W_##type, LANES) result##n;
#define PUT_IN(n, type, T, direct, lane) result##n.lane = into_##n(y##n);
#define PUT_LANE(n, type, T, direct, place)                                                                            \
    if (!oaligned##n) store_##n(o##n, oi##n + (place)*od##n, y##n);
#define FINISH_LANE(acc, lane, k, place, unused)                                                                       \
    {                                                                                                                  \
        READS_LAST(FROM_0, lane)                                                                                       \
        COMPUTE                                                                                                        \
        RESULTS(PUT_IN, lane)                                                                                          \
        RESULTS(PUT_LANE, place + k)                                                                                   \
    }
#define PUT_WIDE(n, type, T, direct, place)                                                                            \
    if (oaligned##n) {                                                                                                 \
        STORES_##type(o##n + oi##n + place, LANES, 1, result##n);                                                      \
    }

kernel void expression(TENSORS(STRIDES, DECLARED) RESULTS(RESULT_STRIDES, ) axes size, TENSORS(POINTER, DECLARED)
                           RESULTS(RESULT_POINTER, ) long count, SCALARS(SCALAR_DECLARED) int rank, int width,
                       local ulong *room)
{
    const int n = (int)size.s0, lines = (int)get_local_size(0) / width;
    const int line = (int)get_local_id(0) / width, part = (int)get_local_id(0) - line * width;
    const long rows = quotient(count, n), step = (long)get_num_groups(0) * lines;
    TENSORS(STEP_OF, )
    RESULTS(RESULT_STEP_OF, )
    for (long begin = (long)get_group_id(0) * lines; begin < rows; begin += step) {
        const long row = min(begin + line, rows - 1);
        const uint first = (uint)row * (uint)n;
        RESULTS(RESULT_BEGIN, )
        TENSORS(BEGIN, )
        WALK_OUTER(row, size, rank, ADVANCE)
        REDUCE
        const int end = begin + line < rows ? n : 0; // no items leave the others, which come to barriers
        const int head = min(TO_MULTIPLE(first, LANES), end), done = END_OF_VECTORS(end, LANES, head);
        READS_LAST(ALIGN, LANES)
        RESULTS(RESULT_ALIGN, )
        for (int t = part; t < head; t += width) FINISH(t)
        for (int place0 = head + part * LANES; place0 < done; place0 += width * LANES) {
            RESULTS(RESULT_WIDE, )
            READS_LAST(READ_LANES, 0)
            CAT(LANES_, LANES)(FINISH_LANE, place0, )
            RESULTS(PUT_WIDE, place0)
        }
        for (int t = done + part; t < end; t += width) FINISH(t)
    }
}
#else
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
#endif

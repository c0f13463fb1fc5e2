// o = EXPR over tensors of any strides and dtypes and scalars, operands x0, x1 and so on, in blocks of up to BLOCK
// elements that are gathered, computed and scattered.
// TENSORS(F, a) is F(number, dtype, LOAD or TRUTH, a) for each tensor, SCALARS(F) F(number) for each scalar; OUT: dtype
// of o; NARROW(v): v as the result's dtype holds it. TILED: the walk goes along two axes at a time; DIRECT: every
// tensor is of type C, so that values may be moved between memory and EXPR as they are. stream: the results are more
// than caches hold.
#define STRIDES(n, type, how, P) P(axes, stride##n),
#define POINTER(n, type, how, P) P(global const T_##type *, p##n), P(long, first##n),
#define SCALAR_DECLARED(n) C scalar##n,
#define SCALAR_GIVEN(n) scalar##n,

#define STEP(n, type, how, axis) i##n += at * stride##n.axis;
#define ADVANCE(axis)                                                                                                  \
    oi += at * ostride.axis;                                                                                           \
    TENSORS(STEP, axis)
#define TAKE(n, type, how, a) const V x##n = VLOAD(private, 0, b##n + k);
#define TAKE_SCALAR(n) const V x##n = (V)scalar##n;
#define COMPUTE(n)                                                                                                     \
    for (int k = 0; k < n; k += VEC) {                                                                                 \
        TENSORS(TAKE, )                                                                                                \
        VSTORE(private, EXPR, 0, ob + k);                                                                              \
    }
#define FILL_UP(n, count)                                                                                              \
    for (int k = count; k % VEC != 0; k++) b##n[k] = 1;

#if TILED
// An item takes `strip` rows, along axis s1, of up to `columns` columns, along axis s0, in blocks of up to `rows`.
// Where operands lie side by side in memory along s1, blocks are large along both axes, so that each line of a cache is
// used as a whole, and its neighbours next. The last squares of SIDE x SIDE elements overlap those before, if SIDE does
// not divide a block.
#define SIDE 8
#if C_COMPLEX
static void turn(C *b, const C *t, int pitch)
{
    for (int r = 0; r < SIDE; r++)
        for (int c = 0; c < SIDE; c++) b[r * pitch + c] = t[c * SIDE + r];
}
#else
typedef CAT(C, SIDE) lane;
typedef __attribute__((aligned(sizeof(C)))) lane unaligned_lane;
#define ROW(r) lane v##r = ((const lane *)t)[r];
#define MEET(x, y, a, b)                                                                                               \
    lane x, y;                                                                                                         \
    x.even = a.lo, x.odd = b.lo, y.even = a.hi, y.odd = b.hi;
#define PUT_ROW(r, x) *(unaligned_lane *)(b + r * pitch) = x;

// b, whose rows lie pitch apart, = t with rows and columns exchanged. In each step the number of a row loses its
// highest bit to that of the column.
static void turn(C *b, const C *t, int pitch)
{
    ROW(0) ROW(1) ROW(2) ROW(3) ROW(4) ROW(5) ROW(6) ROW(7)
    MEET(w0, w1, v0, v4) MEET(w2, w3, v1, v5) MEET(w4, w5, v2, v6) MEET(w6, w7, v3, v7)
    MEET(x0, x1, w0, w4) MEET(x2, x3, w1, w5) MEET(x4, x5, w2, w6) MEET(x6, x7, w3, w7)
    MEET(y0, y1, x0, x4) MEET(y2, y3, x1, x5) MEET(y4, y5, x2, x6) MEET(y6, y7, x3, x7)
    PUT_ROW(0, y0) PUT_ROW(1, y1) PUT_ROW(2, y2) PUT_ROW(3, y3)
    PUT_ROW(4, y4) PUT_ROW(5, y5) PUT_ROW(6, y6) PUT_ROW(7, y7)
}
#endif

// Reads each line of a block, many at a time, which the squares would wait for one after the other.
#define TOUCH(p, i, d)                                                                                                 \
    for (int c = 0; c < width; c++)                                                                                    \
        PLAINLY for (int r = 0; r < height + LINE / (int)sizeof(*(p)) - 1; r += LINE / (int)sizeof(*(p)))              \
            (void)*(global const volatile uchar *)((p) + (i) + min(r, height - 1) + c * (d));

#define BEGIN(n, type, how, a) long first_##n = first##n;
#define STEP_BATCH(n, type, how, axis) first_##n += at * stride##n.axis;
#define ADVANCE_BATCH(axis)                                                                                            \
    first += at * ostride.axis;                                                                                        \
    TENSORS(STEP_BATCH, axis)
#define GATHER(n, type, how, a)                                                                                        \
    C b##n[BLOCK] ALIGNED;                                                                                             \
    {                                                                                                                  \
        const long i = first_##n + row * stride##n.s1 + column * stride##n.s0;                                         \
        const long d = stride##n.s0, e = stride##n.s1;                                                                 \
        if (d == 1 && (e == width || height == 1)) {                                                                   \
            for (int k = 0; k < height * width; k++) b##n[k] = ELEMENT(how, type, p##n, i + k);                        \
        } else if (e == 1 && min(height, width) >= SIDE) {                                                             \
            TOUCH(p##n, i, d)                                                                                          \
            for (int c0 = 0; c0 < width; c0 += SIDE)                                                                   \
                for (int r0 = 0; r0 < height; r0 += SIDE) {                                                            \
                    const int c = min(c0, width - SIDE), r = min(r0, height - SIDE);                                   \
                    C t[SIDE * SIDE] ALIGNED;                                                                          \
                    PLAINLY for (int k = 0; k < SIDE; k++)                                                             \
                        for (int l = 0; l < SIDE; l++)                                                                 \
                            t[k * SIDE + l] = ELEMENT(how, type, p##n, i + r + l + (c + k) * d);                       \
                    turn(b##n + r * width + c, t, width);                                                              \
                }                                                                                                      \
        } else if (d == 1 && width % SIDE == 0) {                                                                      \
            for (int r = 0; r < height; r++)                                                                           \
                for (int c = 0; c < width; c += SIDE)                                                                  \
                    for (int k = 0; k < SIDE; k++)                                                                     \
                        b##n[r * width + c + k] = ELEMENT(how, type, p##n, i + r * e + c + k);                         \
        } else if (height > width) {                                                                                   \
            for (int c = 0; c < width; c++)                                                                            \
                PLAINLY for (int r = 0; r < height; r++)                                                               \
                    b##n[r * width + c] = ELEMENT(how, type, p##n, i + r * e + c * d);                                 \
        } else {                                                                                                       \
            for (int r = 0; r < height; r++)                                                                           \
                for (int c = 0; c < width; c++)                                                                        \
                    b##n[r * width + c] = ELEMENT(how, type, p##n, i + r * e + c * d);                                 \
        }                                                                                                              \
    }                                                                                                                  \
    FILL_UP(n, height * width)

// Results take the place of an operand, if there is one: a block less in the cache.
#define TAKE_OVER(n, type, how, a) ob = b##n;

#define PARAMETERS(P)                                                                                                  \
    TENSORS(STRIDES, P)                                                                                                \
    P(axes, ostride), P(axes, size), TENSORS(POINTER, P) P(global CAT(T_, OUT) *, o), P(long, ofirst), P(long, strip), \
        SCALARS(SCALAR_##P) P(int, rank), P(int, stream), P(int, rows), P(int, columns)

static NOT_INLINED void compute(PARAMETERS(DECLARED), long group)
{
    const long down = (size.s1 + strip - 1) / strip, across = (size.s0 + columns - 1) / columns;
    const long place = quotient(group, down), batch = quotient(place, across);
    const long column = (place - batch * across) * columns, begin = (group - place * down) * strip;
    const long end = min(begin + strip, size.s1);
    const int width = (int)min(size.s0 - column, (long)columns);
    long first = ofirst;
    SCALARS(TAKE_SCALAR)
    TENSORS(BEGIN, )
    WALK_BATCH(batch, size, rank, ADVANCE_BATCH)
    for (long row = begin; row < end; row += rows) {
        const int height = (int)min(end - row, (long)rows);
        const long oi = first + row * ostride.s1 + column * ostride.s0, od = ostride.s0, oe = ostride.s1;
        C own[BLOCK] ALIGNED, *ob = own;
        TENSORS(GATHER, )
        TENSORS(TAKE_OVER, )
        COMPUTE(height * width)
        const int lines = (size_t)(o + oi) % LINE == 0 && width * sizeof(C) % LINE == 0 && oe * sizeof(C) % LINE == 0;
        if (od == 1 && stream && DIRECT && lines)
            for (int r = 0; r < height; r++)
                PLAINLY for (int c = 0; c < width; c += LINE / (int)sizeof(C))
                    STREAM(uint16, *(const uint16 *)(ob + r * width + c), o + oi + r * oe + c);
        else if (od == 1 && oe == width)
            for (int k = 0; k < height * width; k++) CAT(STORE_, OUT)(o, oi + k, NARROW(ob[k]));
        else if (od == 1 && width % SIDE == 0)
            for (int r = 0; r < height; r++)
                for (int c = 0; c < width; c += SIDE)
                    for (int k = 0; k < SIDE; k++)
                        CAT(STORE_, OUT)(o, oi + r * oe + c + k, NARROW(ob[r * width + c + k]));
        else
            for (int r = 0; r < height; r++)
                for (int c = 0; c < width; c++)
                    CAT(STORE_, OUT)(o, oi + r * oe + c * od, NARROW(ob[r * width + c]));
    }
}
#else
// An item takes `chunk` elements, in rows along the innermost axis.
#define BEGIN(n, type, how, a) long i##n = first##n + j * stride##n.s0;
#define NEXT(n, type, how, count) i##n += (count) * stride##n.s0;
#define GATHER(n, type, how, count)                                                                                    \
    C b##n[BLOCK] ALIGNED;                                                                                             \
    if (stride##n.s0 == 1)                                                                                             \
        for (int k = 0; k < count; k++) b##n[k] = ELEMENT(how, type, p##n, i##n + k);                                  \
    else if (stride##n.s0 == -1)                                                                                       \
        for (int k = 0; k < count; k++) b##n[k] = ELEMENT(how, type, p##n, i##n - k);                                  \
    else                                                                                                               \
        PLAINLY for (int k = 0; k < count; k++) b##n[k] = ELEMENT(how, type, p##n, i##n + k * stride##n.s0);           \
    FILL_UP(n, count)
#define IS_DENSE(n, type, how, a) &&stride##n.s0 == 1
#define TAKE_DIRECT(n, type, how, k) const V x##n = VLOAD(global, 0, p##n + i##n + k);

#define PARAMETERS(P)                                                                                                  \
    TENSORS(STRIDES, P)                                                                                                \
    P(axes, ostride), P(axes, size), TENSORS(POINTER, P) P(global CAT(T_, OUT) *, o), P(long, ofirst), P(long, count), \
        P(long, chunk), SCALARS(SCALAR_##P) P(int, rank), P(int, stream)

static NOT_INLINED void compute(PARAMETERS(DECLARED), long group)
{
    const long length = size.s0, od = ostride.s0;
    long i = group * chunk;
    const long end = min(i + chunk, count);
    SCALARS(TAKE_SCALAR)
    while (i < end) {
        const long row = quotient(i, length), j = i - row * length, run = min(length - j, end - i);
        long oi = ofirst + j * od;
        TENSORS(BEGIN, )
        WALK_OUTER(row, size, rank, ADVANCE)
        const long stop = i + run;
        const int dense = DIRECT != 0 && od == 1 TENSORS(IS_DENSE, ), streams = stream && od == 1;
        while (i < stop) {
            const int before = streams ? TO_LINE(o + oi) : 0;
            const int n = (int)min(stop - i, (long)(before > 0 ? before : streams ? PIECE : BLOCK));
#if DIRECT && VEC > 1
            if (dense && before == 0 && stop - i >= VEC) {
                for (; i + VEC <= stop; i += VEC, oi += VEC) {
                    TENSORS(TAKE_DIRECT, 0)
                    const V result = EXPR;
                    if (streams)
                        STREAM(V, result, o + oi);
                    else
                        VSTORE(global, result, 0, o + oi);
                    TENSORS(NEXT, VEC)
                }
                continue;
            }
#elif DIRECT
            if (dense && !streams) {
                // Element k of o depends on no other element, in place or not.
#pragma clang loop vectorize(assume_safety)
                for (long k = 0; k < run; k++) {
                    TENSORS(TAKE_DIRECT, k)
                    o[oi + k] = EXPR;
                }
                break;
            }
#endif
            C ob[BLOCK] ALIGNED;
#if DIRECT && VEC == 1
            if (dense) {
#pragma clang loop vectorize(assume_safety)
                for (int k = 0; k < n; k++) {
                    TENSORS(TAKE_DIRECT, k)
                    ob[k] = EXPR;
                }
            } else
#endif
            {
                TENSORS(GATHER, n)
                COMPUTE(n)
            }
            if (DIRECT && streams && n == PIECE) {
                STREAM_PIECE(o + oi, ob)
            } else if (od == 1)
                for (int k = 0; k < n; k++) CAT(STORE_, OUT)(o, oi + k, NARROW(ob[k]));
            else
                PLAINLY for (int k = 0; k < n; k++) CAT(STORE_, OUT)(o, oi + k * od, NARROW(ob[k]));
            TENSORS(NEXT, n)
            oi += n * od;
            i += n;
        }
        i = stop;
    }
}
#endif

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void elementwise(PARAMETERS(DECLARED))
{
    compute(PARAMETERS(GIVEN), get_group_id(0));
}

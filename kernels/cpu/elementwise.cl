// o = EXPR over tensors of any strides and dtypes and scalars, operands x0, x1 and so on, in blocks of up to BLOCK
// elements that are gathered, computed and scattered.
// TENSORS(F, a) is F(number, dtype, LOAD or TRUTH, a) for each tensor, SCALARS(F) F(number) for each scalar; OUT: dtype
// of o; NARROW(v): v as the result's dtype holds it. TILED: the walk goes along two axes at a time; DIRECT: every
// tensor is of type C, so that values may be moved between memory and EXPR as they are. stream: the results are more
// than caches hold. CROSSED, if TILED: an operand lies side by side in memory along axis s1; mirrored: another is the
// same memory with axes s0 and s1 exchanged.
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
// Blocks of up to `rows` x `columns` elements, along axes s1 and s0. A work-item takes some that follow each other,
// along s1, then s0, then the other axes. Where an operand lies side by side in memory along s1, blocks are large along
// both axes, so that each line of a cache is used as a whole, and squares of SIDE x SIDE are turned, in registers
// but for complex128; the last ones overlap those before, if SIDE does not divide a block.
#if CROSSED
#if DIRECT
#define SPACE global
#else
#define SPACE private // elements that are converted first
#endif
#define BYTES_uint 4
#define BYTES_ulong 8
#if C_COMPLEX && C_DOUBLE
#define SIDE 4
static void turn(C *b, SPACE const C *t, long step, int pitch)
{
    for (int r = 0; r < SIDE; r++)
        for (int c = 0; c < SIDE; c++) b[r * pitch + c] = t[c * step + r];
}
#else
// Components are exchanged within the halves of a vector first, which CPUs do the fastest.
#define ROW(r) lane v##r = *(SPACE const unaligned_lane *)(t + r * step);
#define HALVES(x, y, a, b)                                                                                             \
    lane x, y;                                                                                                         \
    x.lo = a.lo, x.hi = b.lo, y.lo = a.hi, y.hi = b.hi;
#define PUT_ROW(r, x) *(unaligned_lane *)(b + r * pitch) = x;
#if CAT(BYTES_, U) == 8
#define SIDE 4
typedef ulong4 lane;
typedef __attribute__((aligned(sizeof(C)))) lane unaligned_lane;
#define MEET(x, y, a, b)                                                                                               \
    lane x, y;                                                                                                         \
    x.even = a.even, x.odd = b.even, y.even = a.odd, y.odd = b.odd;

// b, whose rows lie pitch apart, = t, whose rows lie step apart, with rows and columns exchanged.
static void turn(C *b, SPACE const C *t, long step, int pitch)
{
    ROW(0) ROW(1) ROW(2) ROW(3)
    MEET(w0, w1, v0, v1) MEET(w2, w3, v2, v3)
    HALVES(x0, x2, w0, w2) HALVES(x1, x3, w1, w3)
    PUT_ROW(0, x0) PUT_ROW(1, x1) PUT_ROW(2, x2) PUT_ROW(3, x3)
}
#else
#define SIDE 8
typedef uint8 lane;
typedef __attribute__((aligned(sizeof(C)))) lane unaligned_lane;
#define MEET(x, y, a, b)                                                                                               \
    lane x, y;                                                                                                         \
    x.even = a.s0145, x.odd = b.s0145, y.even = a.s2367, y.odd = b.s2367;
#define MEET_PAIRS(x, y, a, b)                                                                                         \
    lane x, y;                                                                                                         \
    x.s0145 = a.s0145, x.s2367 = b.s0145, y.s0145 = a.s2367, y.s2367 = b.s2367;

static void turn(C *b, SPACE const C *t, long step, int pitch)
{
    ROW(0) ROW(1) ROW(2) ROW(3) ROW(4) ROW(5) ROW(6) ROW(7)
    MEET(w0, w1, v0, v1) MEET(w2, w3, v2, v3) MEET(w4, w5, v4, v5) MEET(w6, w7, v6, v7)
    MEET_PAIRS(x0, x1, w0, w2) MEET_PAIRS(x2, x3, w1, w3) MEET_PAIRS(x4, x5, w4, w6) MEET_PAIRS(x6, x7, w5, w7)
    HALVES(y0, y4, x0, x4) HALVES(y1, y5, x1, x5) HALVES(y2, y6, x2, x6) HALVES(y3, y7, x3, x7)
    PUT_ROW(0, y0) PUT_ROW(1, y1) PUT_ROW(2, y2) PUT_ROW(3, y3)
    PUT_ROW(4, y4) PUT_ROW(5, y5) PUT_ROW(6, y6) PUT_ROW(7, y7)
}
#endif
#endif

// Reads each line of a block, many at a time, which the squares would wait for one after the other.
#if PREFETCHES
#define TOUCH(p, i, d)
#else
#define TOUCH(p, i, d)                                                                                                 \
    for (int c = 0; c < width; c++)                                                                                    \
        PLAINLY for (int r = 0; r < height + LINE / (int)sizeof(*(p)) - 1; r += LINE / (int)sizeof(*(p)))              \
            (void)*(global const volatile uchar *)((p) + (i) + min(r, height - 1) + c * (d));
#endif
#if DIRECT
#define TURN(to, n, type, how, from) turn(to, p##n + (from), d, e < 0 ? -width : width);
#else
#define TURN(to, n, type, how, from)                                                                                   \
    {                                                                                                                  \
        const long first = from;                                                                                       \
        C t[SIDE * SIDE] ALIGNED;                                                                                      \
        PLAINLY for (int k = 0; k < SIDE; k++)                                                                         \
            for (int l = 0; l < SIDE; l++) t[k * SIDE + l] = ELEMENT(how, type, p##n, first + l + k * d);              \
        turn(to, t, SIDE, e < 0 ? -width : width);                                                                     \
    }
#endif
#define GATHER_COLUMNS(n, type, how)                                                                                   \
    else if ((e == 1 || e == -1) && min(height, width) >= SIDE)                                                        \
    {                                                                                                                  \
        TOUCH(p##n, i - (e < 0 ? height - 1 : 0), d)                                                                   \
        for (int c0 = 0; c0 < width; c0 += SIDE)                                                                       \
            for (int r0 = 0; r0 < height; r0 += SIDE) {                                                                \
                const int c = min(c0, width - SIDE), r = min(r0, height - SIDE), last = r + SIDE - 1;                  \
                TURN(b##n + (e < 0 ? last : r) * width + c, n, type, how, i + (e < 0 ? -last : r) + c * d)             \
            }                                                                                                          \
    }
#define FETCH_COLUMNS(n, r)                                                                                            \
    if (e == 1 || e == -1) {                                                                                           \
        const int share = (next_width + runs - 1) / runs, stop = min((r + 1) * share, next_width);                     \
        for (int c = r * share; c < stop; c++)                                                                         \
            FETCH(p##n + next##n + c * d - (e < 0 ? next_height - 1 : 0), next_height)                                 \
    } else
#else
#define GATHER_COLUMNS(n, type, how)                                                                                   \
    else if (d == 0)                                                                                                   \
    {                                                                                                                  \
        for (int r = 0; r < height; r++) {                                                                             \
            const C x = ELEMENT(how, type, p##n, i + r * e);                                                           \
            for (int c = 0; c < width; c++) b##n[r * width + c] = x;                                                   \
        }                                                                                                              \
    }
#define FETCH_COLUMNS(n, r)
#endif

#if PREFETCHES
// What the next block reads is fetched while this one is written, line by line: memory then does both at once.
#define FETCH(p, count)                                                                                                \
    for (size_t line = (size_t)(p) & -(size_t)LINE; line < (size_t)((p) + (count)); line += LINE)                      \
        PREFETCH(line, 3);
#define AHEAD(n, type, how, r)                                                                                         \
    {                                                                                                                  \
        const long d = stride##n.s0, e = stride##n.s1;                                                                 \
        FETCH_COLUMNS(n, r) if (d == 1)                                                                                \
        {                                                                                                              \
            const int share = (next_height + runs - 1) / runs, stop = min((r + 1) * share, next_height);               \
            for (int k = r * share; k < stop; k++) FETCH(p##n + next##n + k * e, next_width)                           \
        }                                                                                                              \
    }
#else
#define AHEAD(n, type, how, r)
#endif

#define BEGIN(n, type, how, a) long i##n = 0, next##n = 0;
#define NEXT_BLOCK(n, type, how, a) next##n = first##n + row * stride##n.s1 + column * stride##n.s0;
#define GO_ON(n, type, how, a) i##n = next##n;
#define STEP_BATCH(n, type, how, axis) next##n += at * stride##n.axis;
#define ADVANCE_BATCH(axis)                                                                                            \
    onext += at * ostride.axis;                                                                                        \
    TENSORS(STEP_BATCH, axis)
#define GATHER(n, type, how, a)                                                                                        \
    C b##n[BLOCK] ALIGNED;                                                                                             \
    {                                                                                                                  \
        const long i = i##n, d = stride##n.s0, e = stride##n.s1;                                                       \
        if (d == 1 && (e == width || height == 1)) {                                                                   \
            for (int k = 0; k < height * width; k++) b##n[k] = ELEMENT(how, type, p##n, i + k);                        \
        }                                                                                                              \
        GATHER_COLUMNS(n, type, how)                                                                                   \
        else if (d == 1 && width % RUN == 0) {                                                                         \
            for (int r = 0; r < height; r++)                                                                           \
                for (int c = 0; c < width; c += RUN)                                                                   \
                    for (int k = 0; k < RUN; k++)                                                                      \
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

#define RUN 8
#define STREAMED (4 * LINE / (int)sizeof(C)) // elements of a row that may go past the caches, at least
typedef __attribute__((aligned(sizeof(C)))) uint16 unaligned_line;

#define PARAMETERS(P)                                                                                                  \
    TENSORS(STRIDES, P)                                                                                                \
    P(axes, ostride), P(axes, size), TENSORS(POINTER, P) P(global CAT(T_, OUT) *, o), P(long, ofirst),                 \
        P(long, blocks), SCALARS(SCALAR_##P) P(int, rank), P(int, stream), P(int, rows), P(int, columns),              \
        P(int, mirrored)

// Block k of a square of blocks as row and column where mirrored ones, which read the same lines, follow each other:
// (0, 0), (1, 0), (0, 1), (1, 1), (2, 0), (0, 2), (2, 1), (1, 2), (2, 2) ...
static long2 mirrored_block(long k)
{
    long edge = (long)sqrt((float)k);
    while (edge * edge > k) edge--;
    while ((edge + 1) * (edge + 1) <= k) edge++;
    const long after = k - edge * edge, other = after / 2;
    return after % 2 == 0 ? (long2)(edge, other) : (long2)(other, edge);
}

static NOT_INLINED void compute(PARAMETERS(DECLARED), long group, long groups)
{
    const long down = (size.s1 + rows - 1) / rows, across = (size.s0 + columns - 1) / columns;
    const long each = quotient(blocks + groups - 1, groups), begin = group * each, end = min(begin + each, blocks);
    const long od = ostride.s0, oe = ostride.s1;
    long oi = 0, onext = 0;
    int width = 0, next_width = 0, height = 0, next_height = 0;
    SCALARS(TAKE_SCALAR)
    TENSORS(BEGIN, )
    for (long block = begin; block <= end; block++) {
        if (block < end) {
            const long place = quotient(block, down), batch = quotient(place, across);
            const long2 plain = (long2)(block - place * down, place - batch * across);
            const long2 chosen = CROSSED && mirrored ? mirrored_block(block - batch * down * across) : plain;
            const long row = chosen.s0 * rows, column = chosen.s1 * columns;
            onext = ofirst + row * oe + column * od;
            TENSORS(NEXT_BLOCK, )
            WALK_BATCH(batch, size, rank, ADVANCE_BATCH)
            next_height = (int)min(size.s1 - row, (long)rows);
            next_width = (int)min(size.s0 - column, (long)columns);
        } else {
            next_height = next_width = 0;
        }
        if (block > begin) {
            C own[BLOCK] ALIGNED, *ob = own;
            TENSORS(GATHER, )
            TENSORS(TAKE_OVER, )
            COMPUTE(height * width)
            // Rows that lie side by side are one, where that is simpler.
            const int flat = od == 1 && oe == width && width % RUN != 0;
            const int runs = flat ? 1 : height, run = flat ? height * width : width;
            const int whole = (size_t)(o + oi) % sizeof(C) == 0; // which memory of others need not be
            const int streams = DIRECT && od == 1 && stream && run >= STREAMED && whole;
            for (int r = 0; r < runs; r++) {
                const C *from = ob + r * width;
                const long to = oi + r * oe;
                TENSORS(AHEAD, r)
                if (streams) {
                    const int before = TO_LINE(o + to);
                    int k = 0;
                    PLAINLY for (; k < before; k++) CAT(STORE_, OUT)(o, to + k, NARROW(from[k]));
                    PLAINLY for (; k + LINE / (int)sizeof(C) <= run; k += LINE / (int)sizeof(C))
                        STREAM(uint16, *(const unaligned_line *)(from + k), o + to + k);
                    PLAINLY for (; k < run; k++) CAT(STORE_, OUT)(o, to + k, NARROW(from[k]));
                } else if (od == 1 && run % RUN == 0) {
                    for (int c = 0; c < run; c += RUN)
                        for (int k = 0; k < RUN; k++) CAT(STORE_, OUT)(o, to + c + k, NARROW(from[c + k]));
                } else if (od == 1) {
                    for (int k = 0; k < run; k++) CAT(STORE_, OUT)(o, to + k, NARROW(from[k]));
                } else {
                    PLAINLY for (int k = 0; k < run; k++) CAT(STORE_, OUT)(o, to + k * od, NARROW(from[k]));
                }
            }
        }
        oi = onext, height = next_height, width = next_width;
        TENSORS(GO_ON, )
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
#if TILED
    compute(PARAMETERS(GIVEN), get_group_id(0), get_num_groups(0));
#else
    compute(PARAMETERS(GIVEN), get_group_id(0));
#endif
}

// A work-item takes per_job lines, whose elements it keeps in private memory in the type computed in, up to BLOCK of
// them; or, of PARTS_OUT and PARTS_IN, one split, in blocks.
#define GATHER(type, b, p, i, d, n)                                                                                    \
    if ((d) == 1)                                                                                                      \
        for (int k = 0; k < (n); k++) (b)[k] = ELEMENT(LOAD, type, p, (i) + k);                                        \
    else                                                                                                               \
        for (int k = 0; k < (n); k++) (b)[k] = ELEMENT(LOAD, type, p, (i) + k * (d));
#define SCATTER(b, i, d, n)                                                                                            \
    if ((d) == 1)                                                                                                      \
        for (int k = 0; k < (n); k++) CAT(STORE_, OUT)(o, (i) + k, NARROW((b)[k]));                                    \
    else                                                                                                               \
        for (int k = 0; k < (n); k++) CAT(STORE_, OUT)(o, (i) + k * (d), NARROW((b)[k]));
#define FILL_UP(b, n)                                                                                                  \
    for (int k = (n); k % VEC != 0; k++) (b)[k] = PAD;
#define X(k) VLOAD(private, 0, bx + (k))
#if GRADIENT
#define Y_BLOCK C by[BLOCK] ALIGNED;
#define YS(k) VLOAD(private, 0, by + (k))
#else
#define Y_BLOCK
#define YS(k) ((V)0)
#endif

// Takes in the sum s + e about m of other elements.
static void join(C *m, C *s, C *e, global const C *part)
{
    C more = part[0], rest = part[1];
#if !GRADIENT
    const V old = (V)*m, other = (V)part[2], top = larger(old, other);
    C a[VEC] ALIGNED, b[VEC] ALIGNED, c[VEC] ALIGNED;
    VSTORE(private, weight(old, top), 0, a);
    VSTORE(private, weight(other, top), 0, b);
    VSTORE(private, top, 0, c);
    *m = c[0];
    *s *= a[0];
    *e *= a[0];
    more *= b[0];
    rest *= b[0];
#endif
    TWO_SUM(C, *s, *e, more)
    *e += rest;
}

#if ACROSS && (PARTS_OUT || PARTS_IN)
// Lines that lie side by side, strips of up to STRIP along the innermost kept axis, ROWS elements of VEC lines at a
// time, so that memory is walked along rows and all between stays in registers.
#define ROWS (PARTS_IN ? 1 : 8)
#define UNROLL __attribute__((opencl_unroll_hint(8)))

// v[r]: elements t + r of the lines k and after it, PAD where there are none.
#define TAKE(same, type, v, p, first, step, d)                                                                         \
    if (same && (d) == 1 && height == ROWS && left == VEC) {                                                           \
        UNROLL for (int r = 0; r < ROWS; r++) v[r] = VLOAD(global, 0, p + (first) + (t + r) * (step) + k);             \
    } else {                                                                                                           \
        C lanes[ROWS * VEC] ALIGNED;                                                                                   \
        UNROLL for (int r = 0; r < ROWS; r++) VSTORE(private, (V)PAD, r, lanes);                                       \
        for (int r = 0; r < height; r++)                                                                               \
            if ((d) == 1)                                                                                              \
                for (int l = 0; l < left; l++)                                                                         \
                    lanes[r * VEC + l] = ELEMENT(LOAD, type, p, (first) + (t + r) * (step) + k + l);                   \
            else                                                                                                       \
                PLAINLY for (int l = 0; l < left; l++)                                                                 \
                    lanes[r * VEC + l] = ELEMENT(LOAD, type, p, (first) + (t + r) * (step) + (k + l) * (d));           \
        UNROLL for (int r = 0; r < ROWS; r++) v[r] = VLOAD(private, r, lanes);                                         \
    }
#define TAKE_X TAKE(SAME_IN, IN, v, x, xi, xstep, kept_x.s0)
#if GRADIENT
#define TAKE_Y TAKE(SAME_Y, Y, w, y, yi, ystep, kept_y.s0)
#else
#define TAKE_Y UNROLL for (int r = 0; r < ROWS; r++) w[r] = 0;
#endif

#if PARTS_IN
static void put_lanes(global CAT(T_, OUT) *o, long i, long d, int left, V v)
{
#if SAME_OUT
    if (d == 1 && left == VEC) {
        VSTORE(global, v, 0, o + i);
        return;
    }
#endif
    C lane[VEC] ALIGNED;
    VSTORE(private, v, 0, lane);
    if (d == 1)
        for (int l = 0; l < left; l++) CAT(STORE_, OUT)(o, i + l, NARROW(lane[l]));
    else
        PLAINLY for (int l = 0; l < left; l++) CAT(STORE_, OUT)(o, i + l * d, NARROW(lane[l]));
}
#endif

static NOT_INLINED void softmax_of(PARAMETERS(DECLARED), long per_job, long group)
{
    const long job = quotient(group, splits), split = group - job * splits;
    const long begin = split * span, end = min(begin + span, count);
    const long length = kept_size.s0, strips = (length + per_job - 1) / per_job;
    const long row = quotient(job, strips), column = (job - row * strips) * per_job, first = row * length + column;
    const int n = (int)min(per_job, length - column);
    C ms[STRIP] ALIGNED, ss[STRIP] ALIGNED, es[STRIP] ALIGNED;
    LOCATE(first)
    for (int k = 0; k < STRIP && k < n + VEC; k++) {
        ms[k] = -INFINITY;
        ss[k] = es[k] = 0;
    }
#if PARTS_IN
    for (int k = 0; k < n; k++)
        for (long part = (first + k) * splits; part < (first + k + 1) * splits; part++)
            join(ms + k, ss + k, es + k, parts + part * PARTS);
    for (int k = 0; k < n; k += VEC)
        VSTORE(private, total(VLOAD(private, 0, ss + k), VLOAD(private, 0, es + k)), 0, ss + k);
#endif
    for (long t = begin; t < end; t += ROWS) {
        const int height = (int)min(end - t, (long)ROWS);
        for (int k = 0; k < n; k += VEC) {
            const int left = min(n - k, VEC);
            V v[ROWS], w[ROWS], m = VLOAD(private, 0, ms + k), s = VLOAD(private, 0, ss + k);
            TAKE_X
            TAKE_Y
#if PARTS_IN
            v[0] = result_of(v[0], w[0], m, s);
            put_lanes(o, oi + t * ostep + k * kept_o.s0, kept_o.s0, left, v[0]);
#else
            const V old = m;
            V e = VLOAD(private, 0, es + k);
            UNROLL for (int r = 0; r < ROWS && !GRADIENT; r++) m = larger(m, v[r]);
            if (any(old != m)) {
                const V less = weight(old, m);
                s *= less;
                e *= less;
                VSTORE(private, m, 0, ms + k);
            }
            m = centre_of(m);
            UNROLL for (int r = 0; r < ROWS; r++)
            {
                const V some = term(v[r], w[r], m);
                TWO_SUM(V, s, e, some)
            }
            VSTORE(private, s, 0, ss + k);
            VSTORE(private, e, 0, es + k);
#endif
        }
    }
#if PARTS_OUT
    for (int k = 0; k < n; k++) {
        global C *part = parts + ((first + k) * splits + split) * PARTS;
        part[0] = ss[k];
        part[1] = es[k];
        if (!GRADIENT) part[2] = ms[k];
    }
#endif
}
#elif ACROSS
// The same of lines that fit, strips of them: row r of a block has the elements of all lines at one place.
#define ROWS(type, b, p, i, step, d)                                                                                   \
    if ((d) == 1)                                                                                                      \
        for (int r = 0; r < height; r++)                                                                               \
            for (int k = 0; k < n; k++) (b)[r * width + k] = ELEMENT(LOAD, type, p, (i) + r * (step) + k);             \
    else                                                                                                               \
        for (int k = 0; k < n; k++)                                                                                    \
            for (int r = 0; r < height; r++) (b)[r * width + k] = ELEMENT(LOAD, type, p, (i) + r * (step) + k * (d));  \
    for (int r = 0; r < height; r++) FILL_UP((b) + r * width, n)
#if GRADIENT
#define TAKE_ROWS(t)                                                                                                   \
    ROWS(IN, bx, x, xi + (t)*xstep, xstep, kept_x.s0)                                                                  \
    ROWS(Y, by, y, yi + (t)*ystep, ystep, kept_y.s0)
#else
#define TAKE_ROWS(t) ROWS(IN, bx, x, xi + (t)*xstep, xstep, kept_x.s0)
#endif
#define PUT_ROWS(t)                                                                                                    \
    if (kept_o.s0 == 1 || ostep != 1)                                                                                  \
        for (int r = 0; r < height; r++) {                                                                             \
            SCATTER(bx + r * width, oi + ((t) + r) * ostep, kept_o.s0, n)                                              \
        }                                                                                                              \
    else                                                                                                               \
        for (int k = 0; k < n; k++)                                                                                    \
            for (int r = 0; r < height; r++)                                                                           \
                CAT(STORE_, OUT)(o, oi + (t) + r + k * kept_o.s0, NARROW(bx[r * width + k]));

static NOT_INLINED void softmax_of(PARAMETERS(DECLARED), long per_job, long group)
{
    const long length = kept_size.s0, strips = (length + per_job - 1) / per_job;
    const long row = quotient(group, strips), column = (group - row * strips) * per_job, first = row * length + column;
    const int n = (int)min(per_job, length - column), width = (n + VEC - 1) / VEC * VEC;
    const int height = (int)count, used = height * width;
    C bx[BLOCK] ALIGNED;
    Y_BLOCK
    LOCATE(first)
    TAKE_ROWS(0)
    for (int k = 0; k < width; k += VEC) {
        V m = -INFINITY, s = 0, e = 0;
        for (int i = k; i < used && !GRADIENT; i += width) m = larger(m, X(i));
        for (int i = k; i < used; i += width) {
            const V v = term(X(i), YS(i), m);
            if (KIND == 0) VSTORE(private, v, 0, bx + i);
            TWO_SUM(V, s, e, v)
        }
        const V all = total(s, e);
        for (int i = k; i < used; i += width) VSTORE(private, result_of_term(X(i), YS(i), m, all), 0, bx + i);
    }
    PUT_ROWS(0)
}
#else
#if GRADIENT
#define TAKE_BLOCK(t, n)                                                                                               \
    GATHER(IN, bx, x, xi + (t)*xstep, xstep, n)                                                                        \
    GATHER(Y, by, y, yi + (t)*ystep, ystep, n)                                                                         \
    FILL_UP(bx, n)                                                                                                     \
    FILL_UP(by, n)
#else
#define TAKE_BLOCK(t, n)                                                                                               \
    GATHER(IN, bx, x, xi + (t)*xstep, xstep, n)                                                                        \
    FILL_UP(bx, n)
#endif

static C largest(const C *bx, int n)
{
    V m = -INFINITY;
    C lane[VEC] ALIGNED;
    for (int k = 0; k < n && !GRADIENT; k += VEC) m = larger(m, X(k));
    VSTORE(private, m, 0, lane);
    for (int h = VEC / 2; h > 0; h /= 2)
        for (int l = 0; l < h; l++) lane[l] = lane[l] < lane[l + h] ? lane[l + h] : lane[l];
    return lane[0];
}

// The sum of all lanes: *s + *e.
static void fold(C *s, C *e, V a, V r)
{
    C sums[VEC] ALIGNED, rests[VEC] ALIGNED;
    VSTORE(private, a, 0, sums);
    VSTORE(private, r, 0, rests);
    for (int h = VEC / 2; h > 0; h /= 2)
        for (int l = 0; l < h; l++) {
            TWO_SUM(C, sums[l], rests[l], sums[l + h])
            rests[l] += rests[l + h];
        }
    *s = sums[0];
    *e = rests[0];
}

static NOT_INLINED void softmax_of(PARAMETERS(DECLARED), long per_job, long group)
{
    C bx[BLOCK] ALIGNED, s = 0, e = 0;
    Y_BLOCK
#if PARTS_OUT || PARTS_IN
    const long out = quotient(group, splits), split = group - out * splits;
    const long begin = split * span, end = min(begin + span, count);
    C m = -INFINITY;
    LOCATE(out)
#if PARTS_IN
    for (long part = out * splits; part < (out + 1) * splits; part++) join(&m, &s, &e, parts + part * PARTS);
    const V all = total((V)s, (V)e);
    for (long t = begin; t < end; t += BLOCK) {
        const int n = (int)min(end - t, (long)BLOCK);
        TAKE_BLOCK(t, n)
        for (int k = 0; k < n; k += VEC) VSTORE(private, result_of(X(k), YS(k), (V)m, all), 0, bx + k);
        SCATTER(bx, oi + t * ostep, ostep, n)
    }
#else
    V a = 0, r = 0;
    for (long t = begin; t < end; t += BLOCK) {
        const int n = (int)min(end - t, (long)BLOCK);
        TAKE_BLOCK(t, n)
        const V old = (V)m, top = larger(old, (V)largest(bx, n)), centre = centre_of(top);
        C lane[VEC] ALIGNED;
        a *= weight(old, top);
        r *= weight(old, top);
        VSTORE(private, top, 0, lane);
        m = lane[0];
        for (int k = 0; k < n; k += VEC) {
            const V v = term(X(k), YS(k), centre);
            TWO_SUM(V, a, r, v)
        }
    }
    fold(&s, &e, a, r);
    parts += group * PARTS;
    parts[0] = s;
    parts[1] = e;
    if (!GRADIENT) parts[2] = m;
#endif
#else
    const int n = (int)count;
    for (long out = group * per_job; out < min((group + 1) * per_job, outs); out++) {
        LOCATE(out)
        TAKE_BLOCK(0, n)
        const V m = (V)largest(bx, n);
        V a = 0, r = 0;
        for (int k = 0; k < n; k += VEC) {
            const V v = term(X(k), YS(k), m);
            if (KIND == 0) VSTORE(private, v, 0, bx + k);
            TWO_SUM(V, a, r, v)
        }
        fold(&s, &e, a, r);
        const V all = total((V)s, (V)e);
        for (int k = 0; k < n; k += VEC) VSTORE(private, result_of_term(X(k), YS(k), m, all), 0, bx + k);
        SCATTER(bx, oi, ostep, n)
    }
#endif
}
#endif

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void softmax(PARAMETERS(DECLARED), long per_job)
{
    softmax_of(PARAMETERS(GIVEN), per_job, get_group_id(0));
}

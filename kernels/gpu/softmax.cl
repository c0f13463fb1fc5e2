// A work-group takes `lines` lines at a time, an equal number of items, `width`, to each; if neighbouring lines are
// nearer to each other in memory than neighbouring elements (across), neighbouring items take neighbouring lines, else
// elements. A line of up to EACH * width elements stays in registers between its one read and its one write.
#define EACH_8(F) F(0) F(1) F(2) F(3) F(4) F(5) F(6) F(7)
#define EACH_16(F) EACH_8(F) F(8) F(9) F(10) F(11) F(12) F(13) F(14) F(15)
#define EACH_VALUE CAT(EACH_, EACH)

// Element t of the line.
#define X(t) ELEMENT(LOAD, IN, x, xi + (t)*xstep)
#if GRADIENT
#define YS(t) ELEMENT(LOAD, Y, y, yi + (t)*ystep)
#else
#define YS(t) 0
#endif
// Element i of an item, past the end of the line what does not count; all items read alike.
#define TAKE(i)                                                                                                        \
    const int t##i = first + i * width;                                                                                \
    C x##i = X(begin + min(t##i, n - 1));                                                                              \
    C y##i = YS(begin + min(t##i, n - 1));                                                                             \
    x##i = t##i < n ? x##i : (C)PAD;                                                                                   \
    y##i = t##i < n ? y##i : 0;
#define PUT(t, v) CAT(STORE_, OUT)(o, oi + (t)*ostep, NARROW(v));

#define COMPARE(i) m = larger(m, x##i);
#define ADD(i)                                                                                                         \
    {                                                                                                                  \
        const C v = term(x##i, y##i, m);                                                                               \
        if (KIND == 0) x##i = v;                                                                                       \
        TWO_SUM(C, s, e, v)                                                                                            \
    }
#define GIVE(i)                                                                                                        \
    if (t##i < n && mine) PUT(t##i, result_of_term(x##i, y##i, m, all))

// Takes in the sum t + f about n of other elements.
static void join(C *m, C *s, C *e, C n, C t, C f)
{
#if !GRADIENT
    const C top = larger(*m, n), a = weight(*m, top), b = weight(n, top);
    *m = top;
    *s *= a;
    *e *= a;
    t *= b;
    f *= b;
#endif
    TWO_SUM(C, *s, *e, t)
    *e += f;
}

// The items of a line join what they have, two and two, until the first has all of it; then each gets that.
#define TREE(SHARE, JOIN)                                                                                              \
    for (int h = width / 2; h > 0; h /= 2) {                                                                           \
        if (part < 2 * h) SHARE                                                                                        \
        barrier(CLK_LOCAL_MEM_FENCE);                                                                                  \
        if (part < h) JOIN(id + h * apart)                                                                             \
    }
#define FIRST (id - part * apart)

#define SHARE_LARGEST tree[id] = m;
#define JOIN_LARGEST(i) m = larger(m, tree[i]);
#define SHARE_SUM                                                                                                      \
    {                                                                                                                  \
        tree[id] = s;                                                                                                  \
        tree[items + id] = e;                                                                                          \
    }
#define JOIN_SUM(i)                                                                                                    \
    {                                                                                                                  \
        const C more = tree[i];                                                                                        \
        TWO_SUM(C, s, e, more)                                                                                         \
        e += tree[items + (i)];                                                                                        \
    }
#define SHARE_PART                                                                                                     \
    {                                                                                                                  \
        tree[id] = s;                                                                                                  \
        tree[items + id] = e;                                                                                          \
        tree[2 * items + id] = m;                                                                                      \
    }
#define JOIN_PART(i) join(&m, &s, &e, tree[2 * items + (i)], tree[i], tree[items + (i)]);
#define TOGETHER                                                                                                       \
    TREE(SHARE_PART, JOIN_PART)                                                                                        \
    if (part == 0) SHARE_PART                                                                                          \
    barrier(CLK_LOCAL_MEM_FENCE);                                                                                      \
    s = tree[FIRST];                                                                                                   \
    e = tree[items + FIRST];                                                                                           \
    m = tree[2 * items + FIRST];                                                                                       \
    barrier(CLK_LOCAL_MEM_FENCE);

kernel void softmax(PARAMETERS(DECLARED), int lines, int across, local C *tree)
{
    const int id = get_local_id(0), items = get_local_size(0), width = items / lines, apart = across ? lines : 1;
    const int line = across ? id % lines : id / width, part = across ? id / lines : id % width;
    const long jobs = (outs + lines - 1) / lines * splits;
    for (long job = get_group_id(0); job < jobs; job += get_num_groups(0)) {
        const long group = quotient(job, splits), split = job - group * splits, begin = split * span;
        const long out = min(group * lines + line, outs - 1);
        const int n = (int)min(span, count - begin), mine = group * lines + line < outs;
        C m = -INFINITY, s = 0, e = 0;
        LOCATE(out)
#if PARTS_OUT
        for (int first = part; first < n; first += 4 * width) {
            TAKE(0)
            TAKE(1)
            TAKE(2)
            TAKE(3)
            const C top = larger(larger(m, larger(x0, x1)), larger(x2, x3)), centre = centre_of(top);
#if !GRADIENT
            s *= weight(m, top);
            e *= weight(m, top);
            m = top;
#endif
            const C v0 = term(x0, y0, centre), v1 = term(x1, y1, centre);
            const C v2 = term(x2, y2, centre), v3 = term(x3, y3, centre);
            TWO_SUM(C, s, e, v0)
            TWO_SUM(C, s, e, v1)
            TWO_SUM(C, s, e, v2)
            TWO_SUM(C, s, e, v3)
        }
        TOGETHER
        if (part == 0 && mine) {
            global C *to = parts + (out * splits + split) * PARTS;
            to[0] = s;
            to[1] = e;
            if (!GRADIENT) to[2] = m;
        }
#elif PARTS_IN
        for (long i = part; i < splits; i += width) {
            global const C *from = parts + (out * splits + i) * PARTS;
            join(&m, &s, &e, GRADIENT ? 0 : from[PARTS - 1], from[0], from[1]);
        }
        TOGETHER
        const C all = total(s, e);
        for (int t = part; t < n && mine; t += width) {
            const C v = result_of(X(begin + t), YS(begin + t), m, all);
            PUT(begin + t, v)
        }
#else
        const int first = part;
        EACH_VALUE(TAKE)
#if !GRADIENT
        EACH_VALUE(COMPARE)
        TREE(SHARE_LARGEST, JOIN_LARGEST)
        if (part == 0) tree[id] = m;
        barrier(CLK_LOCAL_MEM_FENCE);
        m = tree[FIRST];
        barrier(CLK_LOCAL_MEM_FENCE);
#endif
        EACH_VALUE(ADD)
        TREE(SHARE_SUM, JOIN_SUM)
        if (part == 0) tree[id] = total(s, e);
        barrier(CLK_LOCAL_MEM_FENCE);
        const C all = tree[FIRST];
        barrier(CLK_LOCAL_MEM_FENCE);
        EACH_VALUE(GIVE)
#endif
    }
}

// What reductions share. An accumulator is a value `a` and an extra `e` beside it:
//   KIND 0, PLAIN: a = COMBINE of two values; e is not used
//   KIND 1, SUM:   a + e is the sum, e what rounding took from a (TwoSum)
//   KIND 2, ARG:   a is the best value so far, COMBINE(x, y): x is better than y; e where it was found, -1 before the
//                  first
// Long reductions are split and take several passes. PARTS_IN, PARTS_OUT: reads, writes accumulators instead of
// elements. IN: dtype of elements; HOW_IN: LOAD, or TRUTH; SQUARES: an element stands for its squared distance from a
// mean; DIVIDES: the result is the value over `divisor`. IDENTITY: of COMBINE.

// EXTRA: e in memory. In a split, of less than 2^31 elements, places are counted from its first one.
#if KIND == 2
typedef long EXTRA;
#else
typedef C EXTRA;
#endif
#if KIND == 2 && !PARTS_IN
typedef int E;
#else
typedef EXTRA E;
#endif

static void clear(C *a, E *e)
{
    *a = IDENTITY;
    *e = KIND == 2 ? -1 : 0;
}

#if KIND == 2
static int beats(C x, C y)
{
#if C_FLOAT
    return COMBINE(x, y) || (x != x && y == y);
#else
    return COMBINE(x, y);
#endif
}
#endif

// Takes in one element, number `at` of its split.
static void take_in(C *a, E *e, C x, int at)
{
#if KIND == 0
    *a = COMBINE(*a, x);
#elif KIND == 1
    C sum = *a + x, z = sum - *a;
    *e += (*a - (sum - z)) + (x - z);
    *a = sum;
#else
    int better = *e < 0 || beats(x, *a);
    *a = better ? x : *a;
    *e = better ? at : *e;
#endif
}

// Takes in another accumulator.
static void merge(C *a, E *e, C b, E f)
{
#if KIND == 2
    int better = f >= 0 && (*e < 0 || beats(b, *a) || (!beats(*a, b) && f < *e));
    *a = better ? b : *a;
    *e = better ? f : *e;
#else
    take_in(a, e, b, 0);
    *e += f;
#endif
}

static C value(C a, E e)
{
#if KIND == 1
    return isfinite(a) ? a + e : a; // past infinity the error term is NaN
#else
    return a;
#endif
}

// ---- elements and results ----

#if SQUARES
static C square(C x)
{
    return x * x;
}

#define MEAN_AXES axes kept_m,
#define MEAN_POINTER global const C *mean, long mfirst,
#define MEAN_FIRST long mi = mfirst;
#define MEAN_STEP(axis) mi += at * kept_m.axis;
#define MEAN mean[mi]
#define MAP(x, m) square((x) - (m))
#else
#define MEAN_AXES
#define MEAN_POINTER
#define MEAN_FIRST
#define MEAN_STEP(axis)
#define MEAN 0
#define MAP(x, m) (x)
#endif

#if DIVIDES
#define DIVISOR C divisor,
#define FINISH(v) ((v) / divisor)
#else
#define DIVISOR
#define FINISH(v) (v)
#endif

// VALUE, REST: element i of x, and what an accumulator has beside it. TAKE: takes it in, number `at` of its split.
#if PARTS_IN && KIND == 0
#define POINTER_IN global const C *x
#define VALUE(i, m) x[i]
#define REST(i) 0
#define ADD(a, e, v, rest, at) take_in(a, e, v, 0)
#elif PARTS_IN
#define POINTER_IN global const C *x, global const EXTRA *x_extra
#define VALUE(i, m) x[i]
#define REST(i) x_extra[i]
#define ADD(a, e, v, rest, at) merge(a, e, v, rest)
#else
#define POINTER_IN global const CAT(T_, IN) *x
#define VALUE(i, m) MAP(ELEMENT(HOW_IN, IN, x, i), m)
#define REST(i) 0
#define ADD(a, e, v, rest, at) take_in(a, e, v, at)
#endif
#define TAKE(a, e, i, at, m) ADD(a, e, VALUE(i, m), REST(i), at)

// PUT: output number `out`, or its part `split`, which begins at element `begin` of it.
#if PARTS_IN
#define PLACED(e) (e)
#else
#define PLACED(e) (begin + (e))
#endif
#if PARTS_OUT && KIND == 0
#define POINTER_OUT global C *o
#define PUT(out, a, e) (o[(out) * splits + split] = (a))
#elif PARTS_OUT
#define POINTER_OUT global C *o, global EXTRA *o_extra
#define PUT(out, a, e)                                                                                                 \
    (o[(out) * splits + split] = (a), o_extra[(out) * splits + split] = KIND == 2 ? PLACED(e) : (e))
#else
#define POINTER_OUT global CAT(T_, OUT) *o
#if KIND == 2
#define PUT(out, a, e) (o[oi] = PLACED(e))
#else
#define PUT(out, a, e) CAT(STORE_, OUT)(o, oi, NARROW(FINISH(value(a, e))))
#endif
#endif

// outs outputs, which walk the kept axes, of count elements each, which walk `size`; a split has span of them. The wide
// ones first, so that each begins at a multiple of its size.
#define PARAMETERS                                                                                                     \
    axes kept_size, axes kept_x, axes kept_o, MEAN_AXES axes size, axes stride, POINTER_IN, long xfirst, POINTER_OUT,  \
        long ofirst, MEAN_POINTER long outs, long count, long splits, long span, DIVISOR int kept_rank, int rank

// Output number `out`: where its elements begin, where it goes, where its mean is.
#define LOCATE_STEP(axis)                                                                                              \
    xi += at * kept_x.axis;                                                                                            \
    oi += at * kept_o.axis;                                                                                            \
    MEAN_STEP(axis)
#define LOCATE(out)                                                                                                    \
    long xi = xfirst, oi = ofirst;                                                                                     \
    MEAN_FIRST                                                                                                         \
    WALK(out, kept_size, kept_rank, LOCATE_STEP)
// The element that index i is moved to.
#define ADVANCE(axis) i += at * stride.axis;

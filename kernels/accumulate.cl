// What reductions share. An accumulator is a value `a` and an extra `e` beside it:
//   KIND 0, PLAIN: a = COMBINE of two values; e is not used
//   KIND 1, SUM:   a + e is the sum, e what rounding took from a (TwoSum)
//   KIND 2, ARG:   a is the best value so far, COMBINE(x, y): x is better than y; e where it was found, -1 before one
//                  that is better than the worst of all, which the first is if there is none
//   KIND 3, WHOLE: a, the low, and e, the high 64 bits are the sum of integers, which no count of them overflows
// Long reductions are split and take several passes. PARTS_IN, PARTS_OUT: reads, writes accumulators instead of
// elements. IN: dtype of elements; HOW_IN: LOAD, or TRUTH; FUSED: elements are values of a formula
// (elements_{cpu,gpu}.cl); IDENTITY: of COMBINE; DIVIDES: the result is the value over divisor + divisor_rest; PAIR: it
// is two, the quotient and its rest: what rounding took from it or, of integers, the remainder beside the nearest
// integer. Such a pair is the mean that variances are taken about. SQUARES: an element stands for its squared distance
// from the first of the pair, of dtype MEAN; SHIFTED: at the end the squared distance of the mean from that, as often
// as there are elements, is taken off; OF_WHOLE: the pair is of integers.

// EXTRA: e in memory. In a split, of less than 2^31 elements, places are counted from its first one.
#if KIND >= 2
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
#if KIND == 2
    *a = (C)(HIGHEST);
    if (COMBINE(OF_REAL(1), OF_REAL(0))) *a = (C)(LOWEST);
#else
    *a = OF_REAL(IDENTITY);
#endif
#if C_COMPLEX
    if (fabs((R)(IDENTITY)) == INFINITY) a->y = IDENTITY;
#endif
    *e = KIND == 2 ? -1 : 0;
}

#if KIND == 2
static int beats(C x, C y)
{
#if C_COMPLEX
    return COMBINE(x, y) || (op_isnan(x) && !op_isnan(y));
#elif C_FLOAT
    return (COMBINE((C)1, (C)0) ? !(x <= y) : !(x >= y)) && y == y; // NaN is the best
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
    TWO_SUM(C, *a, *e, x)
#elif KIND == 3
    U sum = (U)*a + (U)x;
    *e += (sum < (U)x) - (x < 0);
    *a = (C)sum;
#else
    int better = beats(x, *a);
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
#elif KIND == 3
    U sum = (U)*a + (U)b;
    *e += (sum < (U)b) + f;
    *a = (C)sum;
#else
    take_in(a, e, b, 0);
#if KIND == 1
    *e += f;
#endif
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

// X: type of elements, and of the mean.
#if SQUARES && OF_WHOLE
typedef CAT(T_, MEAN) X;
#define WHOLE_LOAD(raw) ((X)(raw))
#define WHOLE_TRUTH(raw) ((X)((raw) != 0))
#define FROM_RAW(raw) CAT(WHOLE_, HOW_IN)(raw)
// Exact but for the rounding to C.
static C distance_of(X x, X m)
{
    return x < m ? -(C)((ulong)m - (ulong)x) : (C)((ulong)x - (ulong)m);
}
#define DISTANCE(x, m) distance_of(x, m)
#else
typedef C X;
#define FROM_RAW(raw) CAT(CAT(HOW_IN, _FROM_), IN)(raw)
#define DISTANCE(x, m) ((x) - (m))
#endif

#if SQUARES
static C square(C x)
{
    return x * x;
}

#define MEAN_POINTER(P) P(global const CAT(T_, MEAN) *, mean),
#define CENTRE mean[mi]
#define MAP(x, m) square(DISTANCE(x, m))
#else
#define MEAN_POINTER(P)
#define CENTRE 0
#define MAP(x, m) (x)
#endif

#if SHIFTED && OF_WHOLE
#define SHIFT_POINTER(P) P(global const long *, mean_rest),
#define SHIFT ((C)mean_rest[mi] / elements)
#elif SHIFTED
#define SHIFT_POINTER(P) P(global const C *, mean_rest),
#define SHIFT mean_rest[mi]
#else
#define SHIFT_POINTER(P)
#endif

#if SQUARES || SHIFTED
#define MEAN_AXES(P) P(axes, kept_m),
#define MEAN_FIRST long mi = 0;
#define MEAN_STEP(axis) mi += at * kept_m.axis;
#define MEAN_NEXT(n) mi += (n)*kept_m.s0;
#else
#define MEAN_AXES(P)
#define MEAN_FIRST
#define MEAN_STEP(axis)
#define MEAN_NEXT(n)
#endif

#if SHIFTED
static void take_off(C *a, E *e, C shift, C elements)
{
    if (!isfinite(*a)) return; // and so may be what is off
    const C off = shift * shift * elements, b = *a - off;
    *e += (*a - b) - off;
    *a = b + *e < 0 ? (C)0 : b; // by rounding alone
    *e = b + *e < 0 ? (C)0 : *e;
}

#define ELEMENTS(P) P(C, elements),
#define TAKE_OFF(a, e) take_off(&(a), &(e), SHIFT, elements)
#else
#define ELEMENTS(P)
#define TAKE_OFF(a, e) (void)0
#endif

// The quotient; *rest: what beside it makes it exact.
#if DIVIDES && KIND == 3
static C divide_by(C a, E e, C divisor, C unused, EXTRA *rest)
{
    const int negative = e < 0;
    const ulong n = (ulong)divisor, low = negative ? 0 - (ulong)a : (ulong)a;
    ulong q = 0, r = negative ? ~(ulong)e + (low == 0) : (ulong)e;
    *rest = 0;
    if (n == 0) return 0;
    if (r == 0) {
        q = low / n;
        r = low - q * n;
    } else {
        for (int bit = 63; bit >= 0; bit--) {
            r = r << 1 | (low >> bit & 1);
            q = q << 1 | (r >= n);
            if (r >= n) r -= n;
        }
    }
    if (r > n - r) {
        q++;
        r -= n;
    }
    *rest = (long)(negative ? 0 - r : r);
    return (C)(negative ? 0 - q : q);
}
#elif DIVIDES
static C divide_by(C a, E e, R divisor, R divisor_rest, EXTRA *rest)
{
    const C q = value(a, e) / divisor, left = ((fma(-q, (C)divisor, a) + e) - q * divisor_rest) / divisor;
    const C more = isfinite(q) && isfinite(left) ? left : (C)0, sum = q + more;
    *rest = more - (sum - q);
    return sum;
}
#endif

#if DIVIDES
#define DIVISOR(P) P(R, divisor), P(R, divisor_rest),
#define FINISH(a, e, rest) divide_by(a, e, divisor, divisor_rest, rest)
#else
#define DIVISOR(P)
#define FINISH(a, e, rest) value(a, e)
#endif

// VALUE, REST: element i of x, and what an accumulator has beside it. TAKE: takes it in, number `at` of its split.
#if PARTS_IN && KIND == 0
#define POINTER_IN(P) P(global const C *, x),
#define VALUE(i, m) x[i]
#define REST(i) 0
#define ADD(a, e, v, rest, at) take_in(a, e, v, 0)
#elif PARTS_IN
#define POINTER_IN(P) P(global const C *, x), P(global const EXTRA *, x_extra),
#define VALUE(i, m) x[i]
#define REST(i) x_extra[i]
#define ADD(a, e, v, rest, at) merge(a, e, v, rest)
#else
#if FUSED
#define POINTER_IN(P) TENSORS(POINTER, P)
#define VALUE(i, m) FROM_RAW(ELEMENT_AT(i))
#else
#define POINTER_IN(P) P(global const CAT(T_, IN) *, x),
#define VALUE(i, m) MAP(FROM_RAW(CAT(RAW_, IN)(x, i)), m)
#endif
#define REST(i) 0
#define ADD(a, e, v, rest, at) take_in(a, e, v, at)
#endif
#define TAKE(a, e, i, at, m) ADD(a, e, VALUE(i, m), REST(i), at)

// ---- vectors of accumulators, in cpu/: of sums and extremes of floats, and of the best of types of 4 bytes ----

#if VEC > 1
// VECTOR: element i of x, stored as C, and those after it.
#if SQUARES
#define VECTOR(i, m) vector_square(VLOAD(global, 0, x + (i)) - (m))
static V vector_square(V v)
{
    return v * v;
}
#elif FUSED
#define VECTOR(i, m) VLOAD(SPACE, 0, &ELEMENT_AT(i))
#else
#define VECTOR(i, m) VLOAD(global, 0, x + (i))
#endif

#if KIND == 0
// As the row does, which is the larger or the smaller of two floats, of numbers.
#define MERGE(T, a, e, b, f) (a) = (COMBINE((C)1, (C)0) > 0 ? (a) > (b) : (a) < (b)) ? (a) : (b);
#elif KIND == 1
#define MERGE(T, a, e, b, f)                                                                                           \
    TWO_SUM(T, a, e, b)                                                                                                \
    (e) += (f);
#endif

#if KIND < 2
// The upper half of the lanes is merged into the lower one, again and again.
#define HALVE(lanes, half)                                                                                             \
    CAT(C, half) a##half = a##lanes.lo, e##half = e##lanes.lo;                                                         \
    MERGE(CAT(C, half), a##half, e##half, a##lanes.hi, e##lanes.hi)

static void merge_lanes(C *a, C *e, V CAT(a, VEC), V CAT(e, VEC))
{
#if VEC >= 16
    HALVE(16, 8)
#endif
#if VEC >= 8
    HALVE(8, 4)
#endif
#if VEC >= 4
    HALVE(4, 2)
#endif
    *a = a2.x;
    *e = e2.x;
    MERGE(C, *a, *e, a2.y, e2.y)
}
#endif

#if KIND == 1
typedef V VE;

static void take_vector(V *a, VE *e, V x, int at)
{
    TWO_SUM(V, *a, *e, x)
}

static void merge_vector(V *a, VE *e, V b, VE f)
{
    take_vector(a, e, b, 0);
    *e += f;
}
#elif KIND == 2
// Where, less the lane's number; -1: as the first of all.
typedef CAT(int, VEC) VE;

// As beats() does; the row says which of two is better.
static VE vector_beats(V x, V y)
{
    const VE better = ~(COMBINE((C)1, (C)0) ? x <= y : x >= y);
#if C_FLOAT
    return better & (y == y);
#else
    return better;
#endif
}

static void take_vector(V *a, VE *e, V x, int at)
{
    const VE better = vector_beats(x, *a);
    *a = better ? x : *a;
    *e = better ? (VE)at : *e;
}

static void merge_vector(V *a, VE *e, V b, VE f)
{
    const VE better = vector_beats(b, *a) | (~vector_beats(*a, b) & (f < *e));
    *a = better ? b : *a;
    *e = better ? f : *e;
}
#endif
#endif

// PUT: output number `out`, or its part `split`, which begins at element `begin` of it and lies at PART(out), as the
// kernel's file says.
#if PARTS_IN || KIND != 2
#define PLACED(e) (e)
#else
#define PLACED(e) (begin + max((long)(e), 0L))
#endif
#if PARTS_OUT && KIND == 0
#define POINTER_OUT(P) P(global C *, o)
#define PUT(out, a, e) (o[PART(out)] = (a))
#elif PARTS_OUT
#define POINTER_OUT(P) P(global C *, o), P(global EXTRA *, o_extra)
#define PUT(out, a, e)                                                                                                 \
    (o[PART(out)] = (a), o_extra[PART(out)] = KIND == 2 ? PLACED(e) : (e))
#elif PAIR
#define POINTER_OUT(P) P(global C *, o), P(global EXTRA *, o_rest)
#define PUT(out, a, e)                                                                                                 \
    {                                                                                                                  \
        EXTRA rest;                                                                                                    \
        o[oi] = FINISH(a, e, &rest);                                                                                   \
        o_rest[oi] = rest;                                                                                             \
    }
#else
#define POINTER_OUT(P) P(global CAT(T_, OUT) *, o)
#if KIND == 2
#define PUT(out, a, e) (o[oi] = PLACED(e))
#else
#define PUT(out, a, e)                                                                                                 \
    {                                                                                                                  \
        EXTRA rest;                                                                                                    \
        TAKE_OFF(a, e);                                                                                                \
        CAT(STORE_, OUT)(o, oi, NARROW(FINISH(a, e, &rest)));                                                          \
    }
#endif
#endif

#if FUSED
#define AXES_IN(P) OPERAND_AXES(P)
#define SCALARS_IN(P) SCALARS(SCALAR_##P) P(int, whole_rank),
#else
#define AXES_IN(P)
#define SCALARS_IN(P)
#endif

// outs outputs, which walk the kept axes, of count elements each, which walk `size`; a split has span of them. The wide
// ones first, so that each begins at a multiple of its size.
#define PARAMETERS(P)                                                                                                  \
    P(axes, kept_size), P(axes, kept_x), P(axes, kept_o), MEAN_AXES(P) P(axes, size), P(axes, stride), AXES_IN(P)      \
        POINTER_IN(P) P(long, xfirst), POINTER_OUT(P), P(long, ofirst), MEAN_POINTER(P) SHIFT_POINTER(P)              \
            P(long, outs), P(long, count), P(long, splits), P(long, span), DIVISOR(P) ELEMENTS(P) SCALARS_IN(P)        \
                P(int, kept_rank), P(int, rank)

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

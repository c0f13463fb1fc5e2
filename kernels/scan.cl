// What scans share. A line of `count` elements is cut into `pieces` of `span`. If there are several, they take two
// launches: one with PARTS_OUT, in which piece p of a line gives what its elements combine to, an accumulator, to
// totals[line * pieces + p], and one in which each begins with those of the pieces before it. An accumulator is a value
// `a` and of sums of floats (KIND 1) the error of its additions, e; products of floats (KIND 2) are of
// neighbours; KIND 3: sums of integers. `identity` is that of the dtype of the result. exclusive: 1 or 0, elements by
// which results stay behind.
// NONE: what of KIND 1, and without a choice at run time, changes no sum: not even one of -0s alone, as 0 does.
// IN: dtype of elements, HOW_IN: LOAD or TRUTH. o may be x.
#if C_COMPLEX && KIND != 1
// Products: 1 leaves an element as it is, whose infinity or -0 a multiplication would turn into NaN or 0.
static C product(C x, C y)
{
    return x.x == 1 && x.y == 0 ? y : y.x == 1 && y.y == 0 ? x : COMBINE(x, y);
}
#undef COMBINE
#define COMBINE product
#endif
#if KIND == 1
#define TAKE(a, e, x) TWO_SUM(C, a, e, x)
#define NONE (-(C)0)
// Past infinity it is NaN; isfinite keeps PoCL from making vectors.
#define REST(a, e) ((((a) - (a) == 0) & ((e) != 0)) ? (e) : NONE)
#define AFTER(a, rest, x) ((a) + ((x) + (rest)))
#define RESULT(a, e) ((a) + REST(a, e))
#else
#define TAKE(a, e, x) (a) = COMBINE(a, x);
#define NONE identity
#define REST(a, e) 0
#define AFTER(a, rest, x) COMBINE(a, x)
#define RESULT(a, e) (a)
#endif
// Takes in another accumulator.
#define JOIN(a, e, b, f)                                                                                               \
    {                                                                                                                  \
        TAKE(a, e, b)                                                                                                  \
        (e) += (f);                                                                                                    \
    }
#define VALUE(i) CAT(CAT(HOW_IN, _FROM_), IN)(CAT(RAW_, IN)(x, i))

#if PARTS_OUT
#define POINTER_OUT(P) P(global C *, totals)
#else
#define POINTER_OUT(P) P(global const C *, totals), P(global CAT(T_, OUT) *, o)
#define PUT(i, v) CAT(STORE_, OUT)(o, i, NARROW(v))
#endif

// lines: of them; kept_*: the axes that number them; xstep, ostep: from one element of a line to the next.
#define PARAMETERS(P)                                                                                                  \
    P(axes, kept_x), P(axes, kept_o), P(axes, kept_size), P(global const CAT(T_, IN) *, x), POINTER_OUT(P),            \
        P(long, xfirst), P(long, ofirst), P(long, lines), P(long, count), P(long, pieces), P(long, span),              \
        P(long, xstep), P(long, ostep), P(C, identity), P(int, exclusive), P(int, kept_rank)

#define ADVANCE(axis)                                                                                                  \
    xi += at * kept_x.axis;                                                                                            \
    oi += at * kept_o.axis;
// Where a line begins.
#define LOCATE(line)                                                                                                   \
    long xi = xfirst, oi = ofirst;                                                                                     \
    WALK(line, kept_size, kept_rank, ADVANCE)

// Takes in an element, of which comes its result.
#define STEP(a, e, x, result)                                                                                          \
    {                                                                                                                  \
        const C before = RESULT(a, e);                                                                                 \
        TAKE(a, e, x)                                                                                                  \
        (result) = exclusive ? before : RESULT(a, e);                                                                  \
    }

#if PARTS_OUT
#define PUT_TOTAL(line, piece, a, e)                                                                                   \
    {                                                                                                                  \
        totals[2 * ((line)*pieces + (piece))] = (a);                                                                   \
        totals[2 * ((line)*pieces + (piece)) + 1] = REST(a, e);                                                        \
    }
#else
#define JOIN_TOTAL(a, e, line, piece)                                                                                  \
    JOIN(a, e, totals[2 * ((line)*pieces + (piece))], totals[2 * ((line)*pieces + (piece)) + 1])
#endif

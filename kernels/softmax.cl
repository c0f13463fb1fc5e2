// Softmax, its logarithm and their gradients, along lines of count elements. By KIND: what is summed of an element x,
// and the result, m being the largest element of the line and s the sum; y, in gradients, is the result of the forward
// pass, and x the gradient that comes to it:
//   0, softmax:         exp(x - m)   exp(x - m) / s
//   1, its logarithm:   exp(x - m)   x - m - log(s)
//   2, gradient of 0:   x y          y (x - s)
//   3, gradient of 1:   x            x - exp(y) s
// A long line is cut into splits, of span elements each. PARTS_OUT: writes m, s and what rounding took from s of each
// split; PARTS_IN: takes those of all splits of a line, and writes results. Neither: lines that fit, in one go.
#define GRADIENT (KIND / 2)

// What stands past the end of a line: it changes neither m nor s.
#if GRADIENT
#define PAD 0
#else
#define PAD (-INFINITY)
#endif

static V larger(V a, V b)
{
    return a < b ? b : a;
}

static V term(V x, V y, V m)
{
#if KIND == 2
    return x * y;
#elif KIND == 3
    return x;
#else
    return exp(x - m);
#endif
}

// s: as total() gives it.
static V result_of(V x, V y, V m, V s)
{
#if KIND == 0
    return exp(x - m) / s;
#elif KIND == 1
    return x - m - s;
#elif KIND == 2
    return y * (x - s);
#else
    return x - exp(y) * s;
#endif
}

// Where the term has taken x's place.
static V result_of_term(V x, V y, V m, V s)
{
#if KIND == 0
    return x / s;
#else
    return result_of(x, y, m, s);
#endif
}

static V total(V s, V e)
{
#if KIND == 1
    return log(s) + e / s;
#else
    return isfinite(s) ? s + e : s;
#endif
}

// ---- parts ----

#define PARTS (GRADIENT ? 2 : 3)

// What a sum about m is multiplied with when it becomes one about `top`. A part may have nothing but -infinity.
static V weight(V m, V top)
{
    return m == top ? (V)1 : exp(m - top);
}

// What terms of a part are taken about: -infinity would make NaN of what is 0 in the whole line.
static V centre_of(V m)
{
    return m == (V)(-INFINITY) ? (V)0 : m;
}

// ---- parameters ----

#if GRADIENT
#define Y_AXES(P) P(axes, kept_y),
#define Y_POINTER(P) P(global const CAT(T_, Y) *, y), P(long, yfirst), P(long, ystep),
#define Y_FIRST long yi = yfirst;
#define Y_MOVE(axis) yi += at * kept_y.axis;
#else
#define Y_AXES(P)
#define Y_POINTER(P)
#define Y_FIRST
#define Y_MOVE(axis)
#endif

#if PARTS_OUT
#define OUT_POINTER(P) P(global C *, parts),
#elif PARTS_IN
#define OUT_POINTER(P)                                                                                                 \
    P(global CAT(T_, OUT) *, o), P(long, ofirst), P(long, ostep), P(global const C *, parts),
#else
#define OUT_POINTER(P) P(global CAT(T_, OUT) *, o), P(long, ofirst), P(long, ostep),
#endif
#if PARTS_OUT
#define O_AXES(P)
#define O_FIRST
#define O_MOVE(axis)
#else
#define O_AXES(P) P(axes, kept_o),
#define O_FIRST long oi = ofirst;
#define O_MOVE(axis) oi += at * kept_o.axis;
#endif

// outs lines, which walk the kept axes.
#define PARAMETERS(P)                                                                                                  \
    P(axes, kept_size), P(axes, kept_x), Y_AXES(P) O_AXES(P) P(global const CAT(T_, IN) *, x), P(long, xfirst),        \
        P(long, xstep), Y_POINTER(P) OUT_POINTER(P) P(long, outs), P(long, count), P(long, splits), P(long, span),     \
        P(int, rank)

// Where line number `out` begins.
#define MOVE(axis)                                                                                                     \
    xi += at * kept_x.axis;                                                                                            \
    Y_MOVE(axis)                                                                                                       \
    O_MOVE(axis)
#define LOCATE(out)                                                                                                    \
    long xi = xfirst;                                                                                                  \
    Y_FIRST                                                                                                            \
    O_FIRST                                                                                                            \
    WALK(out, kept_size, rank, MOVE)

// Discrete Fourier transforms of lines of n elements, n a product of 2 to 5, 7 and 8: stages of Stockham's algorithm,
// which leaves results in their order (Cochran and others, "What is the fast Fourier transform?", Proc. IEEE 55, 1967).
// Longer lines take several launches (Bailey, "FFTs in external or hierarchical memory", J. Supercomputing 4, 1990),
// other lengths convolutions (Bluestein, "A linear filtering approach to the computation of the discrete Fourier
// transform", 1970):
//     o[k] = factors[h] * scale * step^(k * g) * sum over j of x[j] * chirp[g + j * gstep] * e^(-2 pi i j k / n)
// g: a number that each line has; h = g + k * hstep. Without imaginary parts in memory x has 0 and o has none. xsign,
// osign: -1 takes the conjugate, which makes inverse transforms of these. Elements of x from `have` on are 0; with
// mirror > 0, the whole length, those from mirror / 2 on are the conjugates of the others. What comes after `keep` is
// not stored.
typedef struct {
    V r, i;
} Z;

#if C_DOUBLE || FUSED
#define MADD(a, b, c) fma(a, b, c)
#else
#define MADD(a, b, c) ((a) * (b) + (c))
#endif

#define HAS_STEPS 1
#define HAS_CHIRP 2
#define HAS_FACTORS 4
#define X_COMPLEX 8
#define O_COMPLEX 16

// kept_*: the axes that number the lines. Places in x and o count real numbers. radices: those of the stages, four bits
// each; roots: of unity, n of them; steps: those of the whole length, 2^low_bits of them, then each 2^low_bits-th.
#define PARAMETERS(P)                                                                                                  \
    P(axes, kept_x), P(axes, kept_o), P(axes, kept_g), P(axes, kept_size), P(global const C *, x),                     \
        P(global CAT(T_, OUT) *, o), P(global const C *, roots), P(global const C *, steps),                           \
        P(global const C *, chirp), P(global const C *, factors), P(long, xfirst), P(long, ofirst), P(long, xstep),    \
        P(long, ostep), P(long, gstep), P(long, hstep), P(long, have), P(long, keep), P(long, mirror), P(long, xnext), \
        P(long, radices), P(C, xsign), P(C, osign), P(C, fsign), P(C, scale), P(int, n), P(int, low_bits),             \
        P(int, has), P(int, kept_rank)

#define ADVANCE(axis)                                                                                                  \
    xi += at * kept_x.axis;                                                                                            \
    oi += at * kept_o.axis;                                                                                            \
    gi += at * kept_g.axis;
#define LOCATE(line)                                                                                                   \
    long xi = xfirst, oi = ofirst, gi = 0;                                                                             \
    WALK(line, kept_size, kept_rank, ADVANCE)

static Z times(Z a, Z b)
{
    const Z product = {MADD(a.r, b.r, -(a.i * b.i)), MADD(a.r, b.i, a.i * b.r)};
    return product;
}

static Z scalar_at(global const C *table, long k)
{
    const Z z = {(V)table[2 * k], (V)table[2 * k + 1]};
    return z;
}

static Z step_power(global const C *steps, int low_bits, long power)
{
    const long low = power & ((1L << low_bits) - 1);
    return times(scalar_at(steps, low), scalar_at(steps, (1L << low_bits) + (power >> low_bits)));
}

// ---- transforms of few elements: z0, z1, ... become those of their transform ----

// By parts: rusticl's compiler takes a copy of a struct for the struct itself, which changes later.
#define COPY(z, a) const Z z = {(a).r, (a).i};
#define SUM(z, a, b) const Z z = {(a).r + (b).r, (a).i + (b).i};
#define DIFFERENCE(z, a, b) const Z z = {(a).r - (b).r, (a).i - (b).i};
#define PLUS(z, a, b)                                                                                                  \
    z.r = (a).r + (b).r;                                                                                               \
    z.i = (a).i + (b).i;
#define MINUS(z, a, b)                                                                                                 \
    z.r = (a).r - (b).r;                                                                                               \
    z.i = (a).i - (b).i;
// a - i b and a + i b
#define MINUS_I(z, a, b)                                                                                               \
    z.r = (a).r + (b).i;                                                                                               \
    z.i = (a).i - (b).r;
#define PLUS_I(z, a, b)                                                                                                \
    z.r = (a).r - (b).i;                                                                                               \
    z.i = (a).i + (b).r;

#define TRANSFORM_2(z0, z1)                                                                                            \
    {                                                                                                                  \
        COPY(p, z0) COPY(q, z1)                                                                                        \
        PLUS(z0, p, q)                                                                                                 \
        MINUS(z1, p, q)                                                                                                \
    }
#define TRANSFORM_3(z0, z1, z2)                                                                                        \
    {                                                                                                                  \
        SUM(t, z1, z2)                                                                                                 \
        const V s = K(0.86602540378443864676);                                                                         \
        const Z u = {s * (z1.r - z2.r), s * (z1.i - z2.i)}, m = {z0.r - K(0.5) * t.r, z0.i - K(0.5) * t.i};            \
        PLUS(z0, z0, t)                                                                                                \
        MINUS_I(z1, m, u)                                                                                              \
        PLUS_I(z2, m, u)                                                                                               \
    }
#define TRANSFORM_4(z0, z1, z2, z3)                                                                                    \
    {                                                                                                                  \
        SUM(p, z0, z2) DIFFERENCE(q, z0, z2) SUM(u, z1, z3) DIFFERENCE(v, z1, z3)                                      \
        PLUS(z0, p, u)                                                                                                 \
        MINUS_I(z1, q, v)                                                                                              \
        MINUS(z2, p, u)                                                                                                \
        PLUS_I(z3, q, v)                                                                                               \
    }
// c1 t1 + c2 t2 in the real and the imaginary part.
#define MIX_2(z, c1, t1, c2, t2) const Z z = {MADD(c1, t1.r, c2 * t2.r), MADD(c1, t1.i, c2 * t2.i)};
#define MIX_3(z, c1, t1, c2, t2, c3, t3)                                                                               \
    const Z z = {MADD(c1, t1.r, MADD(c2, t2.r, c3 * t3.r)), MADD(c1, t1.i, MADD(c2, t2.i, c3 * t3.i))};
// z1 and z4 of a radix: a + m -+ i e
#define PAIR_OF(p, q, a, m, e)                                                                                         \
    {                                                                                                                  \
        SUM(whole, a, m)                                                                                               \
        MINUS_I(p, whole, e)                                                                                           \
        PLUS_I(q, whole, e)                                                                                            \
    }
#define TRANSFORM_5(z0, z1, z2, z3, z4)                                                                                \
    {                                                                                                                  \
        const V c1 = K(0.30901699437494742410), c2 = K(-0.80901699437494742410);                                       \
        const V s1 = K(0.95105651629515357212), s2 = K(0.58778525229247312917);                                        \
        COPY(a, z0)                                                                                                    \
        SUM(t1, z1, z4) SUM(t2, z2, z3) DIFFERENCE(d1, z1, z4) DIFFERENCE(d2, z2, z3)                                  \
        MIX_2(m1, c1, t1, c2, t2) MIX_2(m2, c2, t1, c1, t2) MIX_2(e1, s1, d1, s2, d2) MIX_2(e2, s2, d1, -s1, d2)       \
        SUM(t, t1, t2)                                                                                                 \
        PLUS(z0, a, t)                                                                                                 \
        PAIR_OF(z1, z4, a, m1, e1)                                                                                     \
        PAIR_OF(z2, z3, a, m2, e2)                                                                                     \
    }
#define TRANSFORM_7(z0, z1, z2, z3, z4, z5, z6)                                                                        \
    {                                                                                                                  \
        const V c1 = K(0.62348980185873353053), c2 = K(-0.22252093395631440429), c3 = K(-0.90096886790241912624);      \
        const V s1 = K(0.78183148246802980871), s2 = K(0.97492791218182360702), s3 = K(0.43388373911755812048);        \
        COPY(a, z0)                                                                                                    \
        SUM(t1, z1, z6) SUM(t2, z2, z5) SUM(t3, z3, z4)                                                                \
        DIFFERENCE(d1, z1, z6) DIFFERENCE(d2, z2, z5) DIFFERENCE(d3, z3, z4)                                           \
        MIX_3(m1, c1, t1, c2, t2, c3, t3) MIX_3(m2, c2, t1, c3, t2, c1, t3) MIX_3(m3, c3, t1, c1, t2, c2, t3)          \
        MIX_3(e1, s1, d1, s2, d2, s3, d3) MIX_3(e2, s2, d1, -s3, d2, -s1, d3) MIX_3(e3, s3, d1, -s1, d2, s2, d3)       \
        SUM(t12, t1, t2) SUM(t, t12, t3)                                                                               \
        PLUS(z0, a, t)                                                                                                 \
        PAIR_OF(z1, z6, a, m1, e1)                                                                                     \
        PAIR_OF(z2, z5, a, m2, e2)                                                                                     \
        PAIR_OF(z3, z4, a, m3, e3)                                                                                     \
    }
// Of the even ones and of the odd ones, which are turned by eighths of a circle.
#define TRANSFORM_8(z0, z1, z2, z3, z4, z5, z6, z7)                                                                    \
    {                                                                                                                  \
        const V h = K(0.70710678118654752440);                                                                         \
        TRANSFORM_4(z0, z2, z4, z6)                                                                                    \
        TRANSFORM_4(z1, z3, z5, z7)                                                                                    \
        COPY(a0, z0) COPY(a1, z2) COPY(a2, z4) COPY(a3, z6) COPY(b0, z1) COPY(b2, z5)                                  \
        const Z b1 = {h * (z3.r + z3.i), h * (z3.i - z3.r)}, b3 = {h * (z7.i - z7.r), -h * (z7.r + z7.i)};             \
        PLUS(z0, a0, b0)                                                                                               \
        PLUS(z1, a1, b1)                                                                                               \
        MINUS_I(z2, a2, b2)                                                                                            \
        PLUS(z3, a3, b3)                                                                                               \
        MINUS(z4, a0, b0)                                                                                              \
        MINUS(z5, a1, b1)                                                                                              \
        PLUS_I(z6, a2, b2)                                                                                             \
        MINUS(z7, a3, b3)                                                                                              \
    }

// ---- a butterfly: elements `per` apart become those `stride` apart, turned by the powers of root number `turn` ----

#define TAKE(k) Z z##k = READ(b + (k)*per);
#define TURN(k) WRITE(to + (k)*stride, times(z##k, scalar_at(roots, (k)*turn)))
#define BUTTERFLY_2                                                                                                    \
    {                                                                                                                  \
        TAKE(0) TAKE(1) TRANSFORM_2(z0, z1)                                                                            \
        WRITE(to, z0)                                                                                                  \
        TURN(1)                                                                                                        \
    }
#define BUTTERFLY_3                                                                                                    \
    {                                                                                                                  \
        TAKE(0) TAKE(1) TAKE(2) TRANSFORM_3(z0, z1, z2)                                                                \
        WRITE(to, z0)                                                                                                  \
        TURN(1) TURN(2)                                                                                                \
    }
#define BUTTERFLY_4                                                                                                    \
    {                                                                                                                  \
        TAKE(0) TAKE(1) TAKE(2) TAKE(3) TRANSFORM_4(z0, z1, z2, z3)                                                    \
        WRITE(to, z0)                                                                                                  \
        TURN(1) TURN(2) TURN(3)                                                                                        \
    }
#define BUTTERFLY_5                                                                                                    \
    {                                                                                                                  \
        TAKE(0) TAKE(1) TAKE(2) TAKE(3) TAKE(4) TRANSFORM_5(z0, z1, z2, z3, z4)                                        \
        WRITE(to, z0)                                                                                                  \
        TURN(1) TURN(2) TURN(3) TURN(4)                                                                                \
    }
#define BUTTERFLY_7                                                                                                    \
    {                                                                                                                  \
        TAKE(0) TAKE(1) TAKE(2) TAKE(3) TAKE(4) TAKE(5) TAKE(6) TRANSFORM_7(z0, z1, z2, z3, z4, z5, z6)                \
        WRITE(to, z0)                                                                                                  \
        TURN(1) TURN(2) TURN(3) TURN(4) TURN(5) TURN(6)                                                                \
    }
#define BUTTERFLY_8                                                                                                    \
    {                                                                                                                  \
        TAKE(0) TAKE(1) TAKE(2) TAKE(3) TAKE(4) TAKE(5) TAKE(6) TAKE(7)                                                \
        TRANSFORM_8(z0, z1, z2, z3, z4, z5, z6, z7)                                                                    \
        WRITE(to, z0)                                                                                                  \
        TURN(1) TURN(2) TURN(3) TURN(4) TURN(5) TURN(6) TURN(7)                                                        \
    }

// One element of x, number g of the whole line, that is found at i.
static void take_element(global const C *x, C *re, C *im, long i, long g, long have, long mirror, long xnext, C xsign,
                         int has)
{
    const int turned = mirror > 0 && 2 * g > mirror;
    const long from = turned ? mirror - g : g, k = i + (from - g) * xnext;
    *re = *im = 0;
    if (from >= have || (turned && from <= 0)) return;
    *re = x[k];
    if (has & X_COMPLEX) *im = (turned ? -xsign : xsign) * x[k + 1];
    if (mirror > 0 && (g == 0 || 2 * g == mirror)) *im = 0;
}

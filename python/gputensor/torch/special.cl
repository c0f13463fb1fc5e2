/* Functions of one or two numbers that are a loop until nothing more is added, so that no expression of the library's
 * rows is: REAL is float or double, FUNCTION the one that is compiled. DLMF: the NIST Digital Library of Mathematical
 * Functions, dlmf.nist.gov. */
#ifdef WIDE
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#define REAL double
#define EPSILON DBL_EPSILON
#else
#define REAL float
#define EPSILON FLT_EPSILON
#endif
#define NUMBER(x) ((REAL)(x))
#define PI NUMBER(3.14159265358979323846)
#define UNARY(name) kernel void run(global REAL *y, long y0, global const REAL *x, long x0) \
    { size_t i = get_global_id(0); y[y0 + i] = name(x[x0 + i]); }
#define BINARY(name) kernel void run(global REAL *z, long z0, global const REAL *x, long x0, global const REAL *y, \
    long y0) { size_t i = get_global_id(0); z[z0 + i] = name(x[x0 + i], y[y0 + i]); }

/* Reflection, recurrence up to 10, and the asymptotic series: DLMF 5.5.4, 5.5.2, 5.11.2. */
REAL digamma(REAL x)
{
    REAL sum = 0;
    if (x == 0) return copysign((REAL)INFINITY, -x);
    if (x < 0) {
        if (x == trunc(x)) return NAN;
        sum = -PI / tanpi(x - trunc(x));
        x = 1 - x;
    }
    for (; x < 10; x += 1) sum -= 1 / x;
    REAL z = 1 / (x * x);
    REAL series = z * (NUMBER(1.0 / 12) - z * (NUMBER(1.0 / 120) - z * (NUMBER(1.0 / 252) - z * (NUMBER(1.0 / 240)
                  - z * (NUMBER(1.0 / 132) - z * (NUMBER(691.0 / 32760) - z * NUMBER(1.0 / 12)))))));
    return sum + log(x) - NUMBER(0.5) / x - series;
}

/* sum of (q + k)^-s for q > 0: the first terms, and Euler and Maclaurin's formula for the rest, DLMF 25.11.5 and
 * 2.10.1. The divisors are (2 k)! / B(2 k). */
REAL zeta_above(REAL s, REAL q)
{
    const REAL divisor[8] = {12, -720, 30240, -1209600, 47900160, NUMBER(-1.8924375803183791606e9),
                             NUMBER(7.47242496e10), NUMBER(-2.950130727918164224e12)};
    REAL sum = 0, last = 0;
    int k = 0;
    for (; k < 10 || q < 10; k++, q += 1) {
        last = pow(q, -s);
        sum += last;
        if (last <= EPSILON / 4 * sum) return sum;
    }
    last = pow(q, -s);
    sum += last / 2 + last * q / (s - 1);
    REAL factor = s * last / q;
    for (int j = 0; j < 8; j++) {
        sum += factor / divisor[j];
        factor *= (s + 2 * j + 1) * (s + 2 * j + 2) / (q * q);
    }
    return sum;
}

/* Below 0 the terms up to it are those of two sums above it, with the sign of a whole power. */
REAL zeta(REAL s, REAL q)
{
    if (s == 1) return INFINITY;
    if (!(s > 1) || isnan(q)) return NAN;
    if (q > 0) return isinf(q) ? 0 : isinf(s) ? (q < 1 ? (REAL)INFINITY : q == 1) : zeta_above(s, q);
    if (q == floor(q)) return INFINITY;
    if (s != floor(s)) return NAN;
    REAL f = q - floor(q), below = zeta_above(s, 1 - f) - zeta_above(s, 1 - q);
    return zeta_above(s, f) + (fmod(s, 2) == 0 ? below : -below);
}

/* exp(-|x|) times the modified Bessel function of order 0 or 1: the power series, of positive terms, DLMF 10.25.2, and
 * from 20 on the asymptotic one, 10.40.1. */
REAL bessel(REAL x, int order)
{
    REAL a = fabs(x), term = 1, sum = 1;
    if (isinf(x)) return 0;
    if (a < 20) {
        for (int k = 1; k < 100 && term > EPSILON / 4 * sum; k++) {
            term *= a * a / (4 * NUMBER(k) * (k + order));
            sum += term;
        }
        return exp(-a) * sum * (order ? x / 2 : 1);
    }
    for (int k = 1; k < 30 && fabs(term) > EPSILON / 4; k++) {
        term *= ((2 * k - 1) * (2 * k - 1) - 4 * order) / (8 * k * a);
        sum += term;
    }
    sum /= sqrt(2 * PI * a);
    return order && x < 0 ? -sum : sum;
}

REAL i0e(REAL x) { return bessel(x, 0); }
REAL i1e(REAL x) { return bessel(x, 1); }
REAL i0(REAL x) { return isinf(x) ? (REAL)INFINITY : exp(fabs(x) / 2) * bessel(x, 0) * exp(fabs(x) / 2); }
REAL i1(REAL x) { return isinf(x) ? x : exp(fabs(x) / 2) * bessel(x, 1) * exp(fabs(x) / 2); }

/* Where erf is y, and 1 - y is q, which may be given with more digits: Halley's steps from Winitzki's approximation. */
REAL erf_inverse(REAL y, REAL q)
{
    REAL a = fabs(y), l = log(q) + log1p(a), t = 2 / (PI * NUMBER(0.147)) + l / 2;
    if (q == 0) return copysign((REAL)INFINITY, y);
    if (!(a < 1) && !(q > 0)) return NAN;
    REAL x = a < NUMBER(1e-3) ? a : sqrt(sqrt(t * t - l / NUMBER(0.147)) - t);
    for (int k = 0; k < 3; k++) {
        REAL e = (a < NUMBER(0.5) ? erf(x) - a : q - erfc(x)) / (NUMBER(1.12837916709551257390) * exp(-x * x));
        x -= e / (1 + x * e);
    }
    return copysign(x, y);
}

REAL erfinv(REAL y) { return fabs(y) > 1 ? (REAL)NAN : erf_inverse(y, 1 - fabs(y)); }

REAL ndtri(REAL p)
{
    const REAL root = NUMBER(1.41421356237309504880);
    if (!(p >= 0 && p <= 1)) return NAN;
    return p < NUMBER(0.5) ? -root * erf_inverse(1 - 2 * p, 2 * p) : root * erf_inverse(2 * p - 1, 2 - 2 * p);
}

/* exp(x^2) erfc(x) of x from 0 on: by itself, and from 2 on the continued fraction, DLMF 7.9.1. */
REAL erfcx_above(REAL x)
{
    if (x < 2) return exp(x * x) * erfc(x);
    REAL rest = x;
    for (int k = 60; k > 0; k--) rest = x + NUMBER(0.5) * k / rest;
    return NUMBER(0.56418958354775628695) / rest;
}

REAL erfcx(REAL x) { return x < 0 ? 2 * exp(x * x) - erfcx_above(-x) : erfcx_above(x); }

REAL log_ndtr(REAL x)
{
    REAL t = x * NUMBER(0.70710678118654752440);
    return x < -1 ? log(erfcx_above(-t) / 2) - t * t : log1p(-erfc(t) / 2);
}

/* log(1 + d) - d */
REAL log1p_less(REAL d)
{
    if (fabs(d) > NUMBER(0.25)) return log1p(d) - d;
    REAL power = -d * d, sum = power / 2;
    for (int k = 3; k < 30; k++) {
        power *= -d;
        sum += power / k;
    }
    return sum;
}

/* x^a exp(-x) / gamma(a + 1): by Stirling's formula where a is large, DLMF 5.11.1, since the parts then cancel. */
REAL gamma_term(REAL a, REAL x)
{
    if (a < 10) return exp(a * log(x) - x - lgamma(a + 1));
    REAL z = 1 / (a * a);
    REAL rest = (NUMBER(1.0 / 12) - z * (NUMBER(1.0 / 360) - z * (NUMBER(1.0 / 1260) - z * (NUMBER(1.0 / 1680)
                - z * NUMBER(1.0 / 1188))))) / a;
    return exp(a * log1p_less((x - a) / a) - rest) / sqrt(2 * PI * a);
}

/* The incomplete gamma functions: the power series, DLMF 8.11.4, the continued fraction, 8.9.2, and for small a and x
 * the series of 1 - the lower one without its first term, 8.7.1. */
REAL gamma_series(REAL a, REAL x)
{
    REAL term = 1, sum = 1;
    for (int k = 1; k < 20000 && term > EPSILON / 4 * sum; k++) {
        term *= x / (a + k);
        sum += term;
    }
    return gamma_term(a, x) * sum;
}

REAL gamma_fraction(REAL a, REAL x)
{
    const REAL tiny = NUMBER(1e-30);
    REAL b = x + 1 - a, c = 1 / tiny, d = 1 / b, h = d;
    for (int k = 1; k < 20000; k++) {
        REAL factor = -k * (k - a);
        b += 2;
        d = factor * d + b, d = 1 / (fabs(d) < tiny ? tiny : d);
        c = b + factor / c, c = fabs(c) < tiny ? tiny : c;
        h *= d * c;
        if (fabs(d * c - 1) < EPSILON) break;
    }
    return gamma_term(a, x) * a * h;
}

REAL gamma_rest(REAL a, REAL x)
{
    REAL term = 1, sum = 0, l = log(x);
    for (int k = 1; k < 100; k++) {
        term *= -x / k;
        sum += term / (a + k);
        if (fabs(term) < EPSILON / 4 * fabs(sum)) break;
    }
    return -expm1(a * l - lgamma(1 + a)) - exp(a * l - lgamma(a)) * sum;
}

REAL gamma_part(REAL a, REAL x, int upper)
{
    REAL part;
    int is_upper = 1;
    if (isnan(a) || isnan(x) || x < 0 || a < 0 || (a == 0 && x == 0) || (isinf(a) && isinf(x))) return NAN;
    if (a == 0 || isinf(x))
        part = 0;
    else if (x == 0 || isinf(a))
        part = 1;
    else if (x <= NUMBER(1.1) && a < (x <= NUMBER(0.5) ? NUMBER(-0.4) / log(x) : x * NUMBER(1.1)))
        part = gamma_rest(a, x);
    else if (x < a + 1)
        part = gamma_series(a, x), is_upper = 0;
    else
        part = gamma_fraction(a, x);
    return is_upper == upper ? part : 1 - part;
}

REAL igamma(REAL a, REAL x) { return gamma_part(a, x, 0); }
REAL igammac(REAL a, REAL x) { return gamma_part(a, x, 1); }

KIND(FUNCTION)

// The formulas of the rows for complex numbers: C is a vector of a real and an imaginary part, R the type of both.
// Comparisons and tests give 1 or 0, and rows whose result is real give R.
#define LOWEST (-INFINITY) // of both parts
#define HIGHEST INFINITY
#define PLUS_I(re, im) ((C)((R)(re), (R)(im)))
#if C_DOUBLE
#define HALF_RANGE 0x1p500
#define SMALLEST_NORMAL DBL_MIN
#else
#define HALF_RANGE 0x1p60f
#define SMALLEST_NORMAL FLT_MIN
#endif

static R op_real(C x)
{
    return x.x;
}

static R op_imag(C x)
{
    return x.y;
}

static C op_conj(C x)
{
    return PLUS_I(x.x, -x.y);
}

static R op_abs(C x)
{
    return hypot(x.x, x.y);
}

// PoCL's atan2 of doubles keeps few digits of a result below the normal numbers, where it is the quotient.
static R angle_of(R y, R x)
{
    const R slope = y / x;
    return x > 0 && fabs(slope) < (R)1e-30f ? slope : atan2(y, x);
}

static R op_angle(C x)
{
    return angle_of(x.y, x.x);
}

static C op_negative(C x)
{
    return -x;
}

static C op_positive(C x)
{
    return x;
}

static C op_round(C x)
{
    return rint(x);
}

static int op_isfinite(C x)
{
    return fabs(x.x) < INFINITY && fabs(x.y) < INFINITY;
}

static int op_isinf(C x)
{
    return fabs(x.x) == INFINITY || fabs(x.y) == INFINITY;
}

static int op_isnan(C x)
{
    return x.x != x.x || x.y != x.y;
}

static C op_add(C x, C y)
{
    return x + y;
}

static C op_subtract(C x, C y)
{
    return x - y;
}

static C op_multiply(C x, C y)
{
    return PLUS_I(x.x * y.x - x.y * y.y, x.x * y.y + x.y * y.x);
}

static C op_square(C x)
{
    const int even = fabs(x.x) == fabs(x.y) && fabs(x.x) < INFINITY;
    return PLUS_I(even ? (R)0 : (x.x - x.y) * (x.x + x.y), 2 * x.x * x.y);
}

static C quotient_of(C x, C y)
{
    const R square = y.x * y.x + y.y * y.y;
    return PLUS_I((x.x * y.x + x.y * y.y) / square, (x.y * y.x - x.x * y.y) / square);
}

// The power of two that a part of the largest magnitude has; 0 of zeros, infinities and NaN.
static int exponent_of(C x)
{
    const R largest = fmax(fabs(x.x), fabs(x.y));
    return largest > 0 && largest < INFINITY ? ilogb(largest) : 0;
}

static C scaled(C x, int exponent)
{
    return PLUS_I(ldexp(x.x, exponent), ldexp(x.y, exponent));
}

// 1 of an infinity, 0 of others, with the sign.
static R unit_if_infinite(R x)
{
    return copysign(fabs(x) == INFINITY ? (R)1 : (R)0, x);
}

// C11, G.5.1, example 2, with both operands scaled, so that nothing overflows on the way.
static C op_divide(C x, C y)
{
    const R small = fmin(fmax(fabs(x.x), fabs(x.y)), fmax(fabs(y.x), fabs(y.y)));
    const R large = fmax(fmax(fabs(x.x), fabs(x.y)), fmax(fabs(y.x), fabs(y.y)));
    if (small > 1 / HALF_RANGE && large < HALF_RANGE) return quotient_of(x, y);
    const int up = exponent_of(x), down = exponent_of(y);
    const C z = scaled(quotient_of(scaled(x, -up), scaled(y, -down)), up - down);
    if (z.x == z.x || z.y == z.y) return z;
    if (y.x == 0 && y.y == 0 && !(x.x != x.x && x.y != x.y)) return copysign((R)INFINITY, y.x) * x;
    if (op_isinf(x) && op_isfinite(y)) {
        const C u = PLUS_I(unit_if_infinite(x.x), unit_if_infinite(x.y));
        return PLUS_I(INFINITY * (u.x * y.x + u.y * y.y), INFINITY * (u.y * y.x - u.x * y.y));
    }
    if (op_isinf(y) && op_isfinite(x)) {
        const C v = PLUS_I(unit_if_infinite(y.x), unit_if_infinite(y.y));
        return PLUS_I(copysign((R)0, x.x * v.x + x.y * v.y), copysign((R)0, x.y * v.x - x.x * v.y));
    }
    return z;
}

// The direction, of length 1.
static C op_sign(C x)
{
    if (x.x == 0 && x.y == 0) return PLUS_I(0, 0);
    if (op_isnan(x) || (fabs(x.x) == INFINITY && fabs(x.y) == INFINITY)) return PLUS_I(NAN, NAN);
    if (fabs(x.x) == INFINITY) return PLUS_I(copysign((R)1, x.x), 0);
    if (fabs(x.y) == INFINITY) return PLUS_I(0, copysign((R)1, x.y));
    const C near = scaled(x, -exponent_of(x));
    return near / hypot(near.x, near.y);
}

static C inverse_of(C x)
{
    return op_conj(x) / (x.x * x.x + x.y * x.y);
}

// Not 1 + 0i divided by it, whose zero parts lose signs.
static C op_reciprocal(C x)
{
    if (x.x == 0 && x.y == 0) return PLUS_I(copysign((R)INFINITY, x.x), NAN);
    if (op_isinf(x)) return PLUS_I(copysign((R)0, x.x), -copysign((R)0, x.y));
    const R largest = fmax(fabs(x.x), fabs(x.y));
    if (largest > 1 / HALF_RANGE && largest < HALF_RANGE) return inverse_of(x);
    const int exponent = exponent_of(x);
    return scaled(inverse_of(scaled(x, -exponent)), -exponent);
}

static int op_equal(C x, C y)
{
    return x.x == y.x && x.y == y.y;
}

static int op_not_equal(C x, C y)
{
    return x.x != y.x || x.y != y.y;
}

static C op_where(C x, C y, C z)
{
    return x.x != 0 ? y : z;
}

// ---- for extremes: by the real part, and where that is equal by the imaginary one ----

static int op_greater(C x, C y)
{
    return !op_isnan(x) && !op_isnan(y) && (x.x > y.x || (x.x == y.x && x.y > y.y));
}

static int op_less(C x, C y)
{
    return op_greater(y, x);
}

static C op_maximum(C x, C y)
{
    return op_isnan(x) || op_greater(x, y) ? x : y;
}

static C op_minimum(C x, C y)
{
    return op_isnan(x) || op_less(x, y) ? x : y;
}

// ---- functions of analysis. Special cases: C11, annex G.6. ----

#if C_DOUBLE
#define LARGE 700     // exp of more may overflow
#define HYPERBOLIC 22 // from here on tanh is 1
#define BEYOND 0x1p53 // beside this 1 counts for nothing
#define LN2 M_LN2
#define PI M_PI
#define HALF_PI M_PI_2
#else
#define LARGE 80
#define HYPERBOLIC 11
#define BEYOND 0x1p24f
#define LN2 M_LN2_F
#define PI M_PI_F
#define HALF_PI M_PI_2_F
#endif

static int finite(R x)
{
    return fabs(x) < INFINITY;
}

// exp(x) times part, times the cosine and the sine of y, where exp(x) overflows, too.
static C turned(R x, R y, R part)
{
    const R root = exp((R)0.5f * x);
    return PLUS_I(part * root * cos(y) * root, part * root * sin(y) * root);
}

// exp of what has an infinite imaginary part, or NaN.
static C infinitely_turned(C z)
{
    return z.x == -INFINITY ? PLUS_I(0, copysign((R)0, z.y)) : PLUS_I(z.x == INFINITY ? z.x : (R)NAN, NAN);
}

static C op_exp(C z)
{
    const R x = z.x, y = z.y;
    if (y == 0) return PLUS_I(exp(x), y);
    if (!finite(y)) return infinitely_turned(z);
    if (fabs(x) > LARGE && finite(x)) return turned(x, y, 1);
    const R e = exp(x);
    return PLUS_I(e * cos(y), e * sin(y));
}

static C op_expm1(C z)
{
    if (z.y == 0) return PLUS_I(z.x == 0 ? (R)0 : expm1(z.x), z.y);
    if (fabs(z.x) < 1 && finite(z.y)) {
        const R s = sin((R)0.5f * z.y);
        return PLUS_I(expm1(z.x) * cos(z.y) - 2 * s * s, exp(z.x) * sin(z.y));
    }
    const C e = op_exp(z);
    return PLUS_I(e.x - 1, e.y);
}

// The logarithm of the length: of those near 1 by their distance from it.
static R log_length(R x, R y)
{
    const R a = fmax(fabs(x), fabs(y)), b = fmin(fabs(x), fabs(y));
    if (a > 0.5f && a < 2 && x == x && y == y) return (R)0.5f * log1p((a - 1) * (a + 1) + b * b);
    const R length = hypot(x, y);
    if (finite(length) && length > 1 / HALF_RANGE) return log(length);
    const int exponent = exponent_of(PLUS_I(x, y));
    return log(hypot(ldexp(x, -exponent), ldexp(y, -exponent))) + exponent * LN2;
}

static C op_log(C z)
{
    return PLUS_I(log_length(z.x, z.y), angle_of(z.y, z.x));
}

static C op_log2(C z)
{
    return op_log(z) / LN2;
}

static C op_log10(C z)
{
    return op_log(z) / (R)2.30258509299404568402;
}

static C op_log1p(C z)
{
    if (!(fabs(z.x) < 0.5f && fabs(z.y) < 0.5f)) return op_log(PLUS_I(1 + z.x, z.y));
    return PLUS_I((R)0.5f * log1p(z.x * (2 + z.x) + z.y * z.y), angle_of(z.y, 1 + z.x));
}

static C op_sqrt(C z)
{
    if (z.x == 0 && z.y == 0) return PLUS_I(0, z.y);
    if (fabs(z.y) == INFINITY) return PLUS_I(INFINITY, z.y);
    if (z.x == INFINITY) return PLUS_I(z.x, z.y == z.y ? copysign((R)0, z.y) : z.y);
    if (z.x == -INFINITY) return z.y == z.y ? PLUS_I(0, copysign((R)INFINITY, z.y)) : PLUS_I(z.y, INFINITY);
    const int exponent = exponent_of(z) & ~1;
    const C near = scaled(z, -exponent);
    const R t = sqrt((R)0.5f * (fabs(near.x) + hypot(near.x, near.y))), other = fabs(near.y) / (2 * t);
    const C root = z.x >= 0 ? PLUS_I(t, copysign(other, z.y)) : PLUS_I(other, copysign(t, z.y));
    return z.x != z.x || z.y != z.y ? PLUS_I(NAN, NAN) : scaled(root, exponent / 2);
}

static C op_sinh(C z)
{
    const R x = z.x, y = z.y;
    if (y == 0) return PLUS_I(sinh(x), y);
    if (!finite(y)) return PLUS_I(x == 0 ? x : fabs(x) == INFINITY ? x : (R)NAN, NAN);
    if (finite(x) && fabs(x) > LARGE) {
        const C e = turned(fabs(x), y, 0.5f);
        return PLUS_I(copysign((R)1, x) * e.x, e.y);
    }
    return PLUS_I(sinh(x) * cos(y), cosh(x) * sin(y));
}

static C op_cosh(C z)
{
    const R x = z.x, y = z.y;
    if (y == 0) return PLUS_I(cosh(x), x == x ? copysign((R)0, x) * y : y);
    if (!finite(y)) return PLUS_I(fabs(x) == INFINITY ? (R)INFINITY : (R)NAN, x != 0 ? (R)NAN : y < 0 ? -x : x);
    if (finite(x) && fabs(x) > LARGE) {
        const C e = turned(fabs(x), y, 0.5f);
        return PLUS_I(e.x, copysign((R)1, x) * e.y);
    }
    return PLUS_I(cosh(x) * cos(y), sinh(x) * sin(y));
}

// W. Kahan, "Branch cuts for complex elementary functions", 1987.
static C op_tanh(C z)
{
    const R x = z.x, y = z.y;
    if (x != x) return PLUS_I(x, y == 0 ? y : x);
    // The Array API standard has 1 + 0j for all positive y, C11 the sign of sin(2 y).
    if (fabs(x) == INFINITY) return PLUS_I(copysign((R)1, x), copysign((R)0, y));
    if (!finite(y)) return PLUS_I(x == 0 ? x : (R)NAN, NAN);
    if (fabs(x) >= HYPERBOLIC) {
        const R e = exp(-fabs(x));
        return PLUS_I(copysign((R)1, x), 4 * sin(y) * cos(y) * e * e);
    }
    const R t = tan(y), beta = 1 + t * t, s = sinh(x), rho = sqrt(1 + s * s), below = 1 + beta * s * s;
    if (!finite(t * t)) return PLUS_I(rho / s, 1 / t);
    return PLUS_I(beta * rho * s / below, t / below);
}

static C exchanged(C z)
{
    return z.yx;
}

static C op_sin(C z)
{
    return exchanged(op_sinh(exchanged(z)));
}

static C op_cos(C z)
{
    return op_cosh(PLUS_I(-z.y, z.x));
}

static C op_tan(C z)
{
    return exchanged(op_tanh(exchanged(z)));
}

static int is_beyond(C z)
{
    return fabs(z.x) > BEYOND || fabs(z.y) > BEYOND;
}

// The same source.
static C op_asinh(C z)
{
    if (z.y == 0 && z.x != z.x) return z;
    if (is_beyond(z)) {
        const R length = log_length(z.x, z.y) + LN2;
        return PLUS_I(copysign(length, z.x), copysign(atan2(fabs(z.y), fabs(z.x)), z.y));
    }
    const C a = op_sqrt(PLUS_I(1 + z.y, -z.x)), b = op_sqrt(PLUS_I(1 - z.y, z.x));
    return PLUS_I(copysign(asinh(a.x * b.y - a.y * b.x), z.x), copysign(angle_of(z.y, a.x * b.x - a.y * b.y), z.y));
}

static C op_asin(C z)
{
    return exchanged(op_asinh(exchanged(z)));
}

static C op_acos(C z)
{
    if (z.x == 0 && z.y != z.y) return PLUS_I(HALF_PI, z.y);
    if (is_beyond(z)) {
        const R length = log_length(z.x, z.y) + LN2;
        return PLUS_I(atan2(fabs(z.y), z.x), copysign(length, -z.y));
    }
    const C a = op_sqrt(PLUS_I(1 - z.x, -z.y)), b = op_sqrt(PLUS_I(1 + z.x, z.y));
    return PLUS_I(2 * atan2(a.x, b.x), copysign(asinh(b.x * a.y - b.y * a.x), -z.y));
}

static C op_acosh(C z)
{
    const C w = op_acos(z);
    if (w.y != w.y) return PLUS_I(w.y, w.x);
    return PLUS_I(fabs(w.y), w.x == w.x ? copysign(w.x, z.y) : w.x);
}

static C op_atanh(C z)
{
    const R x = z.x, y = z.y, ax = fabs(x), ay = fabs(y);
    if (y == 0 && ax <= 1) return PLUS_I(atanh(x), y);
    if (x == 0) return PLUS_I(x, atan(y));
    if (ay == INFINITY) return PLUS_I(copysign((R)0, x), copysign(HALF_PI, y));
    if (ax == INFINITY) return PLUS_I(copysign((R)0, x), y == y ? copysign(HALF_PI, y) : y);
    if (op_isnan(z)) return PLUS_I(NAN, NAN);
    if (is_beyond(z)) return PLUS_I(op_reciprocal(z).x, copysign(HALF_PI, y));
    const int close = ax == 1 && ay < 1 / BEYOND;
    const R re = close ? (R)0.5f * (LN2 - log(ay)) : (R)0.25f * log1p(4 * ax / ((ax - 1) * (ax - 1) + ay * ay));
    const R im = (R)0.5f * (ax == 1 ? atan2((R)2, -ay) : atan2(2 * ay, (1 - ax) * (1 + ax) - ay * ay));
    return PLUS_I(copysign(re, x), copysign(im, y));
}

static C op_atan(C z)
{
    return exchanged(op_atanh(exchanged(z)));
}

// count is not 0.
static C power_of(C x, int count)
{
    for (; !(count & 1); count >>= 1) x = op_square(x);
    C result = x;
    while (count >>= 1) {
        x = op_square(x);
        if (count & 1) result = op_multiply(result, x);
    }
    return result;
}

static int is_normal_length(R x)
{
    return x > SMALLEST_NORMAL && x < INFINITY;
}

// Whole powers by products, others by length and angle; where these leave the normal numbers as exp(y log(x)).
static C op_pow(C x, C y)
{
    if (y.x == 0 && y.y == 0) return PLUS_I(1, 0);
    if (x.x == 0 && x.y == 0) return y.x > 0 ? PLUS_I(0, 0) : PLUS_I(NAN, NAN);
    if (y.y == 0 && y.x == rint(y.x) && fabs(y.x) <= 64) {
        const C power = power_of(x, (int)fabs(y.x));
        const int holds = finite(power.x) && finite(power.y) && (power.x != 0 || power.y != 0);
        if (holds || !finite(x.x) || !finite(x.y)) return y.x < 0 ? op_reciprocal(power) : power;
    }
    const C from = op_log(x), exponent = op_multiply(y, from);
    if (!finite(exponent.y)) return infinitely_turned(exponent);
    const R grown = pow(hypot(x.x, x.y), y.x), turned_by = exp(-y.y * from.y);
    R far = grown * turned_by, rest = 1;
    if (!is_normal_length(grown) || !is_normal_length(turned_by) || !is_normal_length(far))
        far = rest = exp((R)0.5f * exponent.x);
    const R im = far * sin(exponent.y) * rest;
    return PLUS_I(far * cos(exponent.y) * rest, exponent.y == 0 ? exponent.y : im);
}

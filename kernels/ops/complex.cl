// The formulas of the rows for complex numbers: C is a vector of a real and an imaginary part, R the type of both.
// Comparisons and tests give 1 or 0, and rows whose result is real give R.
#define LOWEST (-INFINITY) // complex numbers have no order: no reduction starts from these
#define HIGHEST INFINITY
#define PLUS_I(re, im) ((C)((R)(re), (R)(im)))
#if C_DOUBLE
#define HALF_RANGE 0x1p500
#else
#define HALF_RANGE 0x1p60f
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
    return PLUS_I((x.x - x.y) * (x.x + x.y), 2 * x.x * x.y);
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
        return PLUS_I(0 * (x.x * v.x + x.y * v.y), 0 * (x.y * v.x - x.x * v.y));
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

static C op_reciprocal(C x)
{
    return op_divide(PLUS_I(1, 0), x);
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

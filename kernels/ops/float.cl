// The formulas of the rows for float and double. SCALAR rows take C, VECTOR rows V; comparisons give 1 or 0.
#define LOWEST (-INFINITY)
#define HIGHEST INFINITY

// The bits of a C.
#if C_DOUBLE
typedef long bits;
#define AS_BITS as_long
#define OF_BITS as_double
#define BITS_MAX LONG_MAX
#define PI M_PI
#else
typedef int bits;
#define AS_BITS as_int
#define OF_BITS as_float
#define BITS_MAX INT_MAX
#define PI M_PI_F
#endif

static C op_abs(C x)
{
    return fabs(x);
}

static C op_negative(C x)
{
    return -x;
}

static V op_exp(V x)
{
    return exp(x);
}

static V op_log(V x)
{
    return log(x);
}

static C op_sqrt(C x)
{
    return sqrt(x);
}

static C op_relu(C x)
{
    return x < 0 ? (C)0 : x;
}

static V op_sigmoid(V x)
{
    V t = exp(-fabs(x));
    return (x < K(0.0) ? t : K(1.0)) / (K(1.0) + t);
}

// Some implementations stop at the number before 1.
static V op_tanh(V x)
{
    return fabs(x) > K(20.0) ? copysign(K(1.0), x) : tanh(x);
}

// The vector forms of some implementations are wrong for small lanes beside large ones.
#if VEC > 1
#define LARGE_BY_LANE(function, x)                                                                                     \
    if (!all(fabs(x) <= K(4194304.0))) {                                                                               \
        C lane[VEC];                                                                                                   \
        VSTORE(private, x, 0, lane);                                                                                   \
        for (int i = 0; i < VEC; i++) lane[i] = function(lane[i]);                                                     \
        return VLOAD(private, 0, lane);                                                                                \
    }
#else
#define LARGE_BY_LANE(function, x)
#endif

static V op_sin(V x)
{
    LARGE_BY_LANE(sin, x)
    return sin(x);
}

static V op_cos(V x)
{
    LARGE_BY_LANE(cos, x)
    return cos(x);
}

static V op_tan(V x)
{
    LARGE_BY_LANE(tan, x)
    return tan(x);
}

static V op_acos(V x)
{
    return acos(x);
}

static V op_acosh(V x)
{
    return acosh(x);
}

static V op_asin(V x)
{
    return asin(x);
}

static V op_asinh(V x)
{
    return asinh(x);
}

static V op_atan(V x)
{
    return atan(x);
}

static V op_atanh(V x)
{
    return atanh(x);
}

static V op_cosh(V x)
{
    return cosh(x);
}

static V op_sinh(V x)
{
    return sinh(x);
}

static V op_expm1(V x)
{
    return expm1(x);
}

// Of the smallest numbers PoCL makes 0.
static V op_log1p(V x)
{
    return fabs(x) < K(0x1p-54) ? x : log1p(x);
}

static V op_log2(V x)
{
    return log2(x);
}

static V op_log10(V x)
{
    return log10(x);
}

static V op_rsqrt(V x)
{
    return rsqrt(x);
}

static V op_cbrt(V x)
{
    return cbrt(x);
}

static V op_erfc(V x)
{
    return erfc(x);
}

static V op_erf(V x)
{
    return erf(x);
}

static C op_floor(C x)
{
    return floor(x);
}

static C op_sign(C x)
{
    return x != x ? x : (C)((x > 0) - (x < 0));
}

// x * (the normal distribution's probability below x).
static V op_gelu(V x)
{
    V c = x < K(-1000.0) ? K(-1000.0) : x; // -inf * 0 is NaN
    return K(0.5) * c * erfc(-c * K(0.70710678118654752440));
}

// x / (1 + exp(-2 u)). Where exp(2 u) is below the normal numbers, its root is not.
static V gated(V x, V u)
{
    const V root = exp(-fabs(u)), t = root * root;
    return (u < K(0.0) ? x * root * root : x) / (K(1.0) + t);
}

static V op_silu(V x)
{
    V c = x < K(-1000.0) ? K(-1000.0) : x; // -inf * 0 is NaN
    return gated(c, K(0.5) * c);
}

static V op_gelu_tanh(V x)
{
    V c = x < K(-1000.0) ? K(-1000.0) : x;
    return gated(c, c * (K(0.79788456080286535588) + K(0.035677408136300125) * c * c));
}

static V op_softplus(V x)
{
    return fmax(x, K(0.0)) + log1p(exp(-fabs(x)));
}

#if C_DOUBLE
static C op_lgamma(C x)
{
    return lgamma(x);
}

#else
// The functions of OpenCL C have no limit of error, or one that not all implementations keep. Coefficients: Chebyshev
// interpolation in 120 bits.
// lgamma within 0.5 to 3, by its zeros at 1 and 2, which are +0; the relative error is below 2^-27.
static C log_gamma_near(C x)
{
    const C t = x < 1.5f ? x - 1 : x - 2.25f;
    C q, zeros;
    if (x < 1.5f) {
        zeros = (1 - x) * (2 - x);
        q = 0.0807645851f;
        q = q * t - 0.0865327424f;
        q = q * t + 0.0275853032f;
        q = q * t - 0.0307168332f;
        q = q * t + 0.0550991054f;
        q = q * t - 0.0614802642f;
        q = q * t + 0.0665392504f;
        q = q * t - 0.0771136653f;
        q = q * t + 0.0922451456f;
        q = q * t - 0.115153062f;
        q = q * t + 0.155434211f;
        q = q * t - 0.24525131f;
        q = q * t + 0.577215665f;
    } else {
        zeros = (x - 1) * (x - 2);
        q = -3.60148615e-5f;
        q = q * t + 8.85952002e-5f;
        q = q * t - 0.000169635953f;
        q = q * t + 0.000430784994f;
        q = q * t - 0.00114182372f;
        q = q * t + 0.00304314694f;
        q = q * t - 0.00846396553f;
        q = q * t + 0.0252682109f;
        q = q * t - 0.0858808482f;
        q = q * t + 0.399589489f;
    }
    return zeros * q;
}

// lgamma of x >= 0.5: by recurrence, from 8 on by Stirling's series.
static C log_gamma_of_positive(C x)
{
    if (x < 3) return log_gamma_near(x);
    if (x >= 8) {
        const C inverse = 1 / x;
        const C square = inverse * inverse;
        const C rest = inverse * (0.083333333f - square * (0.0027777778f - square * 0.00079365079f));
        return (x - 0.5f) * (log(x) - 1) + 0.41893853f + rest; // log(2 pi) / 2 - 1 / 2
    }
    C product = 1;
    while (x >= 3) product *= x -= 1;
    return log(product) + log_gamma_near(x);
}

static C op_lgamma(C x)
{
    const C a = fabs(x);
    if (a == INFINITY || x != x) return a;
    if (a < 0.5f) return log_gamma_near(1 + x) - log(a);
    if (x > 0) return log_gamma_of_positive(x);
    const C f = a - rint(a);
    if (f == 0) return INFINITY;
    return log(3.14159265f / (a * fabs(sin(3.14159265f * f)))) - log_gamma_of_positive(a);
}

// Gamma by recurrence from 2 to 3, where the relative error is below 2^-31. Factors are taken in two parts, as all of
// them together may overflow where the result does not underflow.
static C gamma_of(C x)
{
    C r = x, above = 1, below = 1, far_below = 1;
    while (r >= 3) above *= r -= 1;
    for (; r < -30; r += 1) far_below *= r;
    for (; r < 2; r += 1) below *= r;
    const C t = r - 2.5f;
    C g = 0.000790577931f;
    g = g * t + 0.0016067382f;
    g = g * t + 0.010385537f;
    g = g * t + 0.0283610798f;
    g = g * t + 0.109673714f;
    g = g * t + 0.253871221f;
    g = g * t + 0.654558569f;
    g = g * t + 0.934734522f;
    g = g * t + 1.32934039f;
    return g * above / below / far_below;
}
#endif

static C op_tgamma(C x)
{
    const C even = floor(x * 0.5f) * 2;
    if (x == 0) return 1 / x;
    if (x < 0 && x == floor(x)) return NAN;
    if (x < (C_DOUBLE ? -185 : -46)) return x - even < 1 ? (C)0 : -(C)0;
#if C_DOUBLE
    if (!(x < -160)) return tgamma(x);
    C product = 1; // PoCL's function loses sign and digits where it underflows
    for (int k = 0; k < 20; k++) product *= x + k;
    return tgamma(x + 20) / product;
#else
    return x > 36 ? INFINITY : gamma_of(x);
#endif
}

static C op_reciprocal(C x)
{
    return 1 / x;
}

static C op_ceil(C x)
{
    return ceil(x);
}

static int op_isfinite(C x)
{
    return fabs(x) < INFINITY;
}

static int op_isinf(C x)
{
    return fabs(x) == INFINITY;
}

static int op_isnan(C x)
{
    return x != x;
}

static C op_conj(C x)
{
    return x;
}

static C op_real(C x)
{
    return x;
}

static C op_imag(C x)
{
    return 0;
}

static C op_angle(C x)
{
    return x != x ? x : AS_BITS(x) < 0 ? PI : (C)0;
}

static C op_positive(C x)
{
    return x;
}

static C op_round(C x)
{
    return rint(x);
}

static int op_signbit(C x)
{
    return AS_BITS(x) < 0;
}

static C op_square(C x)
{
    return x * x;
}

static C op_trunc(C x)
{
    return trunc(x);
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
    return x * y;
}

static C op_divide(C x, C y)
{
    return x / y;
}

// PoCL's atan2 of doubles keeps few digits of a result below the normal numbers, where it is the quotient.
static V op_atan2(V x, V y)
{
    const V slope = x / y;
    return y > K(0.0) && fabs(slope) < K(1e-30) ? slope : atan2(x, y);
}

static V op_hypot(V x, V y)
{
    return hypot(x, y);
}

static V op_logaddexp(V x, V y)
{
    const V apart = x == y ? K(0.0) : fabs(x - y); // not NaN of two infinities
    return fmax(x, y) + log1p(exp(-apart));
}

static C op_maximum(C x, C y)
{
    return x != x || x > y ? x : y;
}

static C op_minimum(C x, C y)
{
    return x != x || x < y ? x : y;
}

static int op_greater(C x, C y)
{
    return x > y;
}

static int op_equal(C x, C y)
{
    return x == y;
}

static int op_less(C x, C y)
{
    return x < y;
}

static int op_greater_equal(C x, C y)
{
    return x >= y;
}

static int op_less_equal(C x, C y)
{
    return x <= y;
}

static int op_not_equal(C x, C y)
{
    return x != y;
}

static C op_copysign(C x, C y)
{
    return copysign(x, y);
}

// floor(x / y) of the exact quotient. Near an integer the computed one may have been rounded onto or past it, from
// below or, if the device divides loosely, from above: the sign of what is left says so, if it does not underflow, and
// if the device does not take y for 0 there but not where it divides.
static C op_floor_divide(C x, C y)
{
    const C limit = C_DOUBLE ? 9007199254740992.0f : 16777216.0f, loose = C_DOUBLE ? 0x1p-50f : 0x1p-21f;
    const C q = x / y, f = floor(q), error = fabs(q) * loose;
    const C left = fma(-f, y, x), left_above = fma(-(f + 1), y, x);
    if (!(fabs(f) < limit) || (f != 0 && fma(f, y, (C)0) == 0)) return f;
    if (q - error <= f && (y < 0 ? left > 0 : left < 0)) return f - 1;
    const int above = q + error >= f + 1 && fabs(y) >= 0x1p-100f;
    return above && (y < 0 ? left_above <= 0 : left_above >= 0) ? f + 1 : f;
}

// As Python: the sign of the divisor. Exact if the signs are the same, else rounded once.
static C op_remainder(C x, C y)
{
    C r = fmod(x, y);
    if (fabs(r) >= fabs(y)) r -= copysign(y, r); // some implementations stop one step early near the smallest numbers
    if (r == 0) return copysign(r, y);
    return (r < 0) != (y < 0) ? r + y : r;
}

// The vector forms of some implementations are wrong beside a base that is not a positive normal number.
static V op_pow(V x, V y)
{
#if VEC > 1 && C_DOUBLE
    if (!all(x >= K(2.2250738585072014e-308) && x < K(INFINITY))) {
        C base[VEC], exponent[VEC];
        VSTORE(private, x, 0, base);
        VSTORE(private, y, 0, exponent);
        for (int i = 0; i < VEC; i++) base[i] = pow(base[i], exponent[i]);
        return VLOAD(private, 0, base);
    }
#endif
    return pow(x, y);
}

static C op_fmod(C x, C y)
{
    C r = fmod(x, y);
    if (fabs(r) >= fabs(y)) r -= copysign(y, r); // some implementations stop one step early near the smallest numbers
    return r == 0 ? OF_BITS(AS_BITS(x) & ~BITS_MAX) : r; // rusticl's compiler makes |x| of copysign(r, x)
}

static C op_leaky_relu(C x, C y)
{
    return x > 0 ? x : x * y;
}

// What lies beyond 5000 gives what 5000 gives.
static C op_ldexp(C x, C y)
{
    return y != y ? y : ldexp(x, (int)fmax(fmin(y, (C)5000), (C)-5000));
}

static C op_where(C x, C y, C z)
{
    return x != 0 ? y : z;
}

static C op_clip(C x, C y, C z)
{
    return op_minimum(op_maximum(x, y), z);
}

static C op_fma(C x, C y, C z)
{
    return fma(x, y, z);
}

// From the nearer end, so that both ends are met.
static C op_lerp(C x, C y, C z)
{
    return fabs(z) < 0.5f ? x + z * (y - x) : y - (y - x) * (1 - z);
}

static C op_addcmul(C x, C y, C z, C w)
{
    return x + w * y * z;
}

static C op_addcdiv(C x, C y, C z, C w)
{
    return x + w * y / z;
}

// The formulas of the rows for float and double. SCALAR rows take C, VECTOR rows V; comparisons give 1 or 0.
#define LOWEST (-INFINITY)
#define HIGHEST INFINITY

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

static V op_tanh(V x)
{
    return tanh(x);
}

// The vector forms of some implementations are wrong for small lanes beside large ones.
static V op_sin(V x)
{
#if VEC > 1
    if (!all(fabs(x) <= K(4194304.0))) {
        C lane[VEC];
        VSTORE(private, x, 0, lane);
        for (int i = 0; i < VEC; i++) lane[i] = sin(lane[i]);
        return VLOAD(private, 0, lane);
    }
#endif
    return sin(x);
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

static C op_reciprocal(C x)
{
    return 1 / x;
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

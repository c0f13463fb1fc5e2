// The formulas of the rows for integers and bool, which wrap; comparisons give 1 or 0.
#define LOWEST CAT(LOWEST_, C)
#define HIGHEST CAT(HIGHEST_, C)
#define LOWEST_int INT_MIN
#define LOWEST_uint 0
#define LOWEST_long LONG_MIN
#define LOWEST_ulong 0
#define HIGHEST_int INT_MAX
#define HIGHEST_uint UINT_MAX
#define HIGHEST_long LONG_MAX
#define HIGHEST_ulong ULONG_MAX

static C op_abs(C x)
{
    return x < 0 ? (C)(0 - (U)x) : x;
}

static C op_negative(C x)
{
    return (C)(0 - (U)x);
}

static C op_relu(C x)
{
    return max(x, (C)0);
}

static C op_floor(C x)
{
    return x;
}

static C op_sign(C x)
{
    return (x > 0) - (x < 0);
}

static C op_bitwise_invert(C x)
{
    return ~x;
}

static C op_ceil(C x)
{
    return x;
}

static int op_isfinite(C x)
{
    return 1;
}

static int op_isinf(C x)
{
    return 0;
}

static int op_isnan(C x)
{
    return 0;
}

static int op_logical_not(C x)
{
    return !x;
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

static C op_positive(C x)
{
    return x;
}

static C op_round(C x)
{
    return x;
}

static int op_signbit(C x)
{
    return x < 0;
}

static C op_square(C x)
{
    return (C)((U)x * (U)x);
}

static C op_trunc(C x)
{
    return x;
}

static C op_add(C x, C y)
{
    return (C)((U)x + (U)y);
}

static C op_subtract(C x, C y)
{
    return (C)((U)x - (U)y);
}

static C op_multiply(C x, C y)
{
    return (C)((U)x * (U)y);
}

static C op_maximum(C x, C y)
{
    return x > y ? x : y;
}

static C op_minimum(C x, C y)
{
    return x < y ? x : y;
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

static int op_logical_and(C x, C y)
{
    return x && y;
}

static int op_logical_or(C x, C y)
{
    return x || y;
}

static int op_logical_xor(C x, C y)
{
    return !x != !y;
}

static C op_bitwise_and(C x, C y)
{
    return x & y;
}

static C op_bitwise_or(C x, C y)
{
    return x | y;
}

static C op_bitwise_xor(C x, C y)
{
    return x ^ y;
}

// OpenCL C shifts by the number modulo the width. Narrower integers lose their bits when they are stored.
#define WIDTH (8 * sizeof(C))

static C op_bitwise_left_shift(C x, C y)
{
    return (U)y < WIDTH ? (C)((U)x << y) : 0;
}

static C op_bitwise_right_shift(C x, C y)
{
    if ((U)y < WIDTH) return x >> y;
    return x < 0 ? (C)-1 : 0;
}

// The lowest integer divided by -1 overflows.
static int minus_one(C y)
{
    return y < 0 && y + 1 == 0;
}

static C op_floor_divide(C x, C y)
{
    if (y == 0) return 0;
    if (minus_one(y)) return (C)(0 - (U)x);
    C q = x / y;
    return q * y != x && (x < 0) != (y < 0) ? q - 1 : q;
}

static C op_remainder(C x, C y)
{
    if (y == 0 || minus_one(y)) return 0;
    C q = x / y, r = x - q * y;
    return r != 0 && (r < 0) != (y < 0) ? r + y : r;
}

// A negative power is 0 if the base is not 1 or -1.
static C op_pow(C x, C n)
{
    if (n < 0) return x == 1 ? 1 : x != (C)-1 ? 0 : n & 1 ? (C)-1 : 1;
    U result = 1, base = (U)x;
    for (U left = (U)n; left; left >>= 1, base *= base)
        if (left & 1) result *= base;
    return (C)result;
}

static C op_fmod(C x, C y)
{
    return y == 0 || minus_one(y) ? 0 : x % y;
}

// The bits below the lowest one of x, which is not 0.
#define ZEROS_BELOW(x) (WIDTH - 1 - clz((x) & (0 - (x))))

static C op_bitwise_count(C x)
{
    return popcount((U)op_abs(x));
}

// Stein's: no division, which takes long where there is none in hardware.
static C op_gcd(C x, C y)
{
    U a = (U)op_abs(x), b = (U)op_abs(y);
    if (a == 0 || b == 0) return (C)(a | b);
    const U both = ZEROS_BELOW(a | b);
    a >>= ZEROS_BELOW(a);
    while (b != 0) {
        b >>= ZEROS_BELOW(b);
        const U less = min(a, b);
        b = max(a, b) - less;
        a = less;
    }
    return (C)(a << both);
}

static C op_lcm(C x, C y)
{
    const U a = (U)op_abs(x), b = (U)op_abs(y);
    return a == 0 || b == 0 ? 0 : (C)(a / (U)op_gcd(x, y) * b);
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
    return (C)((U)x * (U)y + (U)z);
}

static C op_addcmul(C x, C y, C z, C w)
{
    return (C)((U)x + (U)w * (U)y * (U)z);
}

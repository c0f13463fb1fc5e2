// What every kernel shares. The prelude before this file defines
//   C        the type values are computed in: int, uint, long, ulong, float or double; U its unsigned form
//   C_FLOAT  1 where C is float or double; C_DOUBLE 1 where it is double
//   VEC      lanes of the vector form of an expression, 1 for scalars
// The defaults below make each file compile alone.
#ifndef C
#define C float
#define U uint
#define C_FLOAT 1
#define C_DOUBLE 0
#define VEC 1
#endif
#ifdef cl_khr_fp64 // float64 is stored and loaded whatever C is
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif
#pragma OPENCL FP_CONTRACT OFF

#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)
#if VEC > 1
typedef CAT(C, VEC) V;
#define VLOAD CAT(vload, VEC)
#define VSTORE CAT(vstore, VEC)
#else
typedef C V;
#endif

#if C_DOUBLE || !C_FLOAT
#define K(constant) ((V)(constant))
#else
#define K(constant) ((V)CAT_(constant, f))
#endif
#define TRUTH(condition) ((condition) ? (C)1 : (C)0)
#define AXIS(vector, r) (((const long *)&vector)[r]) // of a long16 argument: sizes, strides

// What products are summed in: unsigned integers wrap.
#if C_FLOAT
#define ACC C
#define MADD(a, b, c) fma(a, b, c)
#else
#define ACC U
#define MADD(a, b, c) ((a) * (b) + (c))
#endif

// ---- storage: T_<dtype>, LOAD_<dtype>(p, i) as C, STORE_<dtype>(p, i, C) ----

#define T_bool uchar
#define T_int8 char
#define T_int16 short
#define T_int32 int
#define T_int64 long
#define T_uint8 uchar
#define T_uint16 ushort
#define T_uint32 uint
#define T_uint64 ulong
#define T_float16 half
#define T_bfloat16 ushort
#define T_float32 float
#define T_float64 double

#define LOAD_bool(p, i) ((C)((p)[i] != 0))
#define LOAD_int8(p, i) ((C)(p)[i])
#define LOAD_int16 LOAD_int8
#define LOAD_int32 LOAD_int8
#define LOAD_int64 LOAD_int8
#define LOAD_uint8 LOAD_int8
#define LOAD_uint16 LOAD_int8
#define LOAD_uint32 LOAD_int8
#define LOAD_uint64 LOAD_int8
#define LOAD_float16(p, i) ((C)vload_half(i, p))
#define LOAD_bfloat16(p, i) ((C)as_float((uint)(p)[i] << 16))
#define LOAD_float32 LOAD_int8
#define LOAD_float64 LOAD_int8
#define TRUTH_bool LOAD_bool
#define TRUTH_int8(p, i) ((C)((p)[i] != 0))
#define TRUTH_int16 TRUTH_int8
#define TRUTH_int32 TRUTH_int8
#define TRUTH_int64 TRUTH_int8
#define TRUTH_uint8 TRUTH_int8
#define TRUTH_uint16 TRUTH_int8
#define TRUTH_uint32 TRUTH_int8
#define TRUTH_uint64 TRUTH_int8
#define TRUTH_float16(p, i) ((C)(vload_half(i, p) != 0))
#define TRUTH_bfloat16(p, i) ((C)(((p)[i] & 0x7fff) != 0))
#define TRUTH_float32 TRUTH_int8
#define TRUTH_float64 TRUTH_int8

#if C_FLOAT
#define TO_INTEGER(type, x) CAT(CAT(convert_, type), _sat)(not_nan(x))
// Saturated conversions should make 0 of NaN, but some implementations do not.
static C not_nan(C x)
{
    return x == x ? x : (C)0;
}
#else
#define TO_INTEGER(type, x) ((type)(x))
#endif
#define STORE_bool(p, i, x) ((p)[i] = (x) != 0)
#define STORE_int8(p, i, x) ((p)[i] = TO_INTEGER(char, x))
#define STORE_int16(p, i, x) ((p)[i] = TO_INTEGER(short, x))
#define STORE_int32(p, i, x) ((p)[i] = TO_INTEGER(int, x))
#define STORE_int64(p, i, x) ((p)[i] = TO_INTEGER(long, x))
#define STORE_uint8(p, i, x) ((p)[i] = TO_INTEGER(uchar, x))
#define STORE_uint16(p, i, x) ((p)[i] = TO_INTEGER(ushort, x))
#define STORE_uint32(p, i, x) ((p)[i] = TO_INTEGER(uint, x))
#define STORE_uint64(p, i, x) ((p)[i] = TO_INTEGER(ulong, x))
#define STORE_float16(p, i, x) vstore_half(odd(x), i, p)
#define STORE_bfloat16(p, i, x) ((p)[i] = bfloat16_bits(odd(x)))
#define STORE_float32(p, i, x) ((p)[i] = (float)(x))
#define STORE_float64(p, i, x) ((p)[i] = (double)(x))

// x as a float that rounds to a 16-bit float as x itself would: where float cannot hold x, the value next to it
// towards 0 with its last bit set ("round to odd": Boldo and Melquiond, "Emulation of a FMA and correctly rounded
// sums", 2008).
static float odd(C x)
{
#if C_DOUBLE
    float y = (float)x;
    if ((double)y == x || x != x) return y;
    uint bits = as_uint(y);
    if (fabs((double)y) > fabs(x)) bits--;
    return as_float(bits | 1);
#elif C_FLOAT
    return x;
#else
    U a = x < 0 ? 0 - (U)x : (U)x;
    int extra = (int)(8 * sizeof(U)) - (int)clz(a) - 24;
    if (extra <= 0) return (float)x;
    U kept = (a >> extra) | ((a & (((U)1 << extra) - 1)) != 0);
    float y = (float)kept * (float)((ulong)1 << extra);
    return x < 0 ? -y : y;
#endif
}

static ushort bfloat16_bits(float x)
{
    uint bits = as_uint(x);
    if (x != x) return (ushort)(bits >> 16 | 0x40);
    return (ushort)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

// ---- arithmetic ----

// a / b for a >= 0, b > 0; 32-bit division is several times faster than 64-bit.
static long quotient(long a, long b)
{
    return (a | b) >> 32 ? a / b : (long)((uint)a / (uint)b);
}

#if C_FLOAT
#define LOWEST (-INFINITY)
#define HIGHEST INFINITY

static C sign_(C x)
{
    return x != x ? x : (C)((x > 0) - (x < 0));
}

static C maximum_(C x, C y)
{
    return x != x || x > y ? x : y;
}

static C minimum_(C x, C y)
{
    return x != x || x < y ? x : y;
}

// As Python: the sign of the divisor. Exact where the signs are the same, else rounded once.
static C remainder_(C x, C y)
{
    C r = fmod(x, y);
    if (r == 0) return copysign(r, y);
    return (r < 0) != (y < 0) ? r + y : r;
}

// floor(x / y) of the exact quotient. Near an integer the computed one may have been rounded onto or past it, from
// below or, where the device divides loosely, from above: the sign of what is left says so, if it does not underflow.
static C floor_divide_(C x, C y)
{
    const C limit = C_DOUBLE ? 9007199254740992.0f : 16777216.0f, loose = C_DOUBLE ? 0x1p-50f : 0x1p-21f;
    const C q = x / y, f = floor(q), error = fabs(q) * loose;
    const C left = fma(-f, y, x), left_above = fma(-(f + 1), y, x);
    if (!(fabs(f) < limit)) return f;
    if (q - error <= f && (y < 0 ? left > 0 : left < 0)) return f - 1;
    const int above = q + error >= f + 1 && fabs(y) >= 0x1p-100f;
    return above && (y < 0 ? left_above <= 0 : left_above >= 0) ? f + 1 : f;
}

static V sigmoid_(V x)
{
    V t = exp(-fabs(x));
    return (x < K(0.0) ? t : K(1.0)) / (K(1.0) + t);
}

// x * (the normal distribution's probability below x).
static V gelu_(V x)
{
    V c = x < K(-1000.0) ? K(-1000.0) : x; // -inf * 0 is NaN
    return K(0.5) * c * erfc(-c * K(0.70710678118654752440));
}

// The vector forms of some implementations are wrong beside a base that is not a positive normal number.
static V power_(V x, V y)
{
#if VEC > 1 && C_DOUBLE
    if (!all(x >= K(2.2250738585072014e-308) && x < K(INFINITY))) {
        C base[VEC], exponent[VEC];
        VSTORE(x, 0, base);
        VSTORE(y, 0, exponent);
        for (int i = 0; i < VEC; i++) base[i] = pow(base[i], exponent[i]);
        return VLOAD(0, base);
    }
#endif
    return pow(x, y);
}

// The vector forms of some implementations are wrong for small lanes beside large ones.
static V sin_(V x)
{
#if VEC > 1
    if (!all(fabs(x) <= K(4194304.0))) {
        C lane[VEC];
        VSTORE(x, 0, lane);
        for (int i = 0; i < VEC; i++) lane[i] = sin(lane[i]);
        return VLOAD(0, lane);
    }
#endif
    return sin(x);
}
#else
#define LOWEST (CAT(LOWEST_, C))
#define HIGHEST (CAT(HIGHEST_, C))
#define LOWEST_int INT_MIN
#define LOWEST_uint 0
#define LOWEST_long LONG_MIN
#define LOWEST_ulong 0
#define HIGHEST_int INT_MAX
#define HIGHEST_uint UINT_MAX
#define HIGHEST_long LONG_MAX
#define HIGHEST_ulong ULONG_MAX

static C maximum_(C x, C y)
{
    return x > y ? x : y;
}

static C minimum_(C x, C y)
{
    return x < y ? x : y;
}

// The lowest integer divided by -1 overflows.
static bool minus_one(C y)
{
    return y < 0 && y + 1 == 0;
}

static C floor_divide_(C x, C y)
{
    if (y == 0) return 0;
    if (minus_one(y)) return (C)(0 - (U)x);
    C q = x / y;
    return q * y != x && (x < 0) != (y < 0) ? q - 1 : q;
}

static C remainder_(C x, C y)
{
    if (y == 0 || minus_one(y)) return 0;
    C q = x / y, r = x - q * y;
    return r != 0 && (r < 0) != (y < 0) ? r + y : r;
}

// A negative power is 0 where it is not 1 or -1.
static C power_(C x, C n)
{
    if (n < 0) return x == 1 ? 1 : x != (C)-1 ? 0 : n & 1 ? (C)-1 : 1;
    U result = 1, base = (U)x;
    for (U left = (U)n; left; left >>= 1, base *= base)
        if (left & 1) result *= base;
    return (C)result;
}
#endif

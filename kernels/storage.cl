// Data types in memory, and C, the type that values are computed in. What every program defines before this file:
//   C          int, uint, long, ulong, float, double, or float2 or double2, a complex number; U its unsigned form;
//              C_FLOAT, C_DOUBLE: 1 if C is one or made of them; C_COMPLEX: 1 if C is complex, and R its parts' type
//   VEC        lanes of V, the type that the functions of VECTOR rows take; 1 but in cpu/
//   RANKS      axes that a walk has room for, 4 or 16 (walk.cl)
// For each dtype D: T_D, its type in memory; RAW_D(p, i), element i as its bits' type; LOAD_FROM_D(raw), the value of
// such an element as C, TRUTH_FROM_D(raw), 1 if it is not zero, else 0; INTO_D(x), a C as such an element;
// STORE_D(p, i, x). Several elements side by side: W_D, the type whose vectors are such elements; RAWS_D(p, n, aligned)
// and STORES_D(p, n, aligned, raws), n of them at p in one access, aligned: p is a multiple of their size.
#ifdef cl_khr_fp64 // float64 is stored and loaded whatever C is
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif
#pragma OPENCL FP_CONTRACT OFF

#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)
// R: the type of real numbers. OF_REAL(x): a real number as C; REAL(x): the real part of a C; NONZERO(x): is it not 0.
#if C_COMPLEX
#define OF_REAL(x) ((C)((R)(x), (R)0))
#define REAL(v) ((v).x)
#define NONZERO(v) ((v).x != 0 || (v).y != 0)
#else
#define R C
#define OF_REAL(x) ((C)(x))
#define REAL(x) (x)
#define NONZERO(x) ((x) != 0)
#endif
#if VEC > 1
typedef CAT(C, VEC) V;
// As vloadn and vstoren, of each of which PoCL makes dozens of instructions, with the address space of p.
typedef __attribute__((aligned(sizeof(C)))) V unaligned;
#define VLOAD(space, i, p) (((space const unaligned *)(p))[i])
#define VSTORE(space, x, i, p) (((space unaligned *)(p))[i] = (x))
#else
typedef C V;
#define VLOAD(space, i, p) ((p)[i])
#define VSTORE(space, x, i, p) ((p)[i] = (x))
#endif

#define T_bool uchar
#define T_int8 char
#define T_int16 short
#define T_int32 int
#define T_int64 long
#define T_uint8 uchar
#define T_uint16 ushort
#define T_uint32 uint
#define T_uint64 ulong
#define T_bfloat16 ushort
#define T_float32 float
#define T_float64 double
#define T_complex64 float2
#define T_complex128 double2

// ---- from memory ----

#define RAW_bool(p, i) ((p)[i])
#define RAW_int8 RAW_bool
#define RAW_int16 RAW_bool
#define RAW_int32 RAW_bool
#define RAW_int64 RAW_bool
#define RAW_uint8 RAW_bool
#define RAW_uint16 RAW_bool
#define RAW_uint32 RAW_bool
#define RAW_uint64 RAW_bool
#define RAW_bfloat16 RAW_bool
#define RAW_float32 RAW_bool
#define RAW_float64 RAW_bool
#define RAW_complex64 RAW_bool
#define RAW_complex128 RAW_bool

#define LOAD_FROM_bool(raw) OF_REAL((raw) != 0)
// Of 8 bits by way of int: at their conversion to float rusticl's compiler may end the process.
#define LOAD_FROM_int8(raw) OF_REAL((int)(raw))
#define LOAD_FROM_int16 LOAD_FROM_int8
#if C_FLOAT || VEC > 1
#define LOAD_FROM_int32 LOAD_FROM_int64
#else
// With the sign put before it by hand: rusticl's compiler (Mesa 22.3) takes longs that were converted from int for
// unsigned when it compares them with constants.
static C from_int32(int x)
{
    return (C)((ulong)(uint)x | (ulong)(uint)(x >> 31) << 32);
}
#define LOAD_FROM_int32(raw) from_int32(raw)
#endif
#define LOAD_FROM_int64(raw) OF_REAL(raw)
#define LOAD_FROM_uint8 LOAD_FROM_int8
#define LOAD_FROM_uint16 LOAD_FROM_int8
#define LOAD_FROM_uint32 LOAD_FROM_int64
#define LOAD_FROM_uint64 LOAD_FROM_int64
#define LOAD_FROM_bfloat16(raw) OF_REAL(as_float((uint)(raw) << 16))
#define LOAD_FROM_float32 LOAD_FROM_int64
#define LOAD_FROM_float64 LOAD_FROM_int64
#if C_COMPLEX
#define LOAD_FROM_complex64(raw) CAT(convert_, C)(as_float2(raw))
#define LOAD_FROM_complex128(raw) CAT(convert_, C)(raw)
#else // only the truth of complex numbers is of another type
#define LOAD_FROM_complex64 TRUTH_FROM_complex64
#define LOAD_FROM_complex128 TRUTH_FROM_complex128
#endif

#define TRUTH_FROM_bool LOAD_FROM_bool
#define TRUTH_FROM_int8 LOAD_FROM_bool
#define TRUTH_FROM_int16 LOAD_FROM_bool
#define TRUTH_FROM_int32 LOAD_FROM_bool
#define TRUTH_FROM_int64 LOAD_FROM_bool
#define TRUTH_FROM_uint8 LOAD_FROM_bool
#define TRUTH_FROM_uint16 LOAD_FROM_bool
#define TRUTH_FROM_uint32 LOAD_FROM_bool
#define TRUTH_FROM_uint64 LOAD_FROM_bool
#define TRUTH_FROM_bfloat16(raw) OF_REAL(((raw) & 0x7fff) != 0)
#define TRUTH_FROM_float32 LOAD_FROM_bool
#define TRUTH_FROM_float64 LOAD_FROM_bool
#define TRUTH_FROM_complex64(raw) OF_REAL(as_float2(raw).x != 0 || as_float2(raw).y != 0)
#define TRUTH_FROM_complex128(raw) OF_REAL((raw).x != 0 || (raw).y != 0)

// Element i at p as C: how is LOAD or TRUTH.
#define ELEMENT(how, type, p, i) CAT(CAT(how, _FROM_), type)(CAT(RAW_, type)(p, i))

// ---- to memory ----

#if C_FLOAT
#define TO_INTEGER(type, x) CAT(CAT(convert_, type), _sat)(not_nan(REAL(x)))
// Saturated conversions should make 0 of NaN, but some implementations do not.
static R not_nan(R x)
{
    return x == x ? x : (R)0;
}
#else
#define TO_INTEGER(type, x) ((type)(x))
#endif

// x as a float that rounds to a 16-bit float as x itself would: if float cannot hold x, the value next to it towards 0
// with its last bit set ("round to odd": Boldo and Melquiond, "Emulation of a FMA and correctly rounded sums", 2008).
static float round_to_odd(R x)
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

#define INTO_bool(x) ((uchar)NONZERO(x))
#define INTO_int8(x) TO_INTEGER(char, x)
#define INTO_int16(x) TO_INTEGER(short, x)
#define INTO_int32(x) TO_INTEGER(int, x)
#define INTO_int64(x) TO_INTEGER(long, x)
#define INTO_uint8(x) TO_INTEGER(uchar, x)
#define INTO_uint16(x) TO_INTEGER(ushort, x)
#define INTO_uint32(x) TO_INTEGER(uint, x)
#define INTO_uint64(x) TO_INTEGER(ulong, x)
#define INTO_bfloat16(x) bfloat16_bits(round_to_odd(REAL(x)))
#define INTO_float32(x) ((float)REAL(x))
#define INTO_float64(x) ((double)REAL(x))
#if C_COMPLEX
#define TO_complex64(x) convert_float2(x)
#define TO_complex128(x) convert_double2(x)
#else
#define TO_complex64(x) ((float2)((float)(x), 0))
#define TO_complex128(x) ((double2)((double)(x), 0))
#endif
#define INTO_complex64(x) as_ulong(TO_complex64(x))
#define INTO_complex128 TO_complex128

#define STORE_bool(p, i, x) ((p)[i] = INTO_bool(x))
#define STORE_int8(p, i, x) ((p)[i] = INTO_int8(x))
#define STORE_int16(p, i, x) ((p)[i] = INTO_int16(x))
#define STORE_int32(p, i, x) ((p)[i] = INTO_int32(x))
#define STORE_int64(p, i, x) ((p)[i] = INTO_int64(x))
#define STORE_uint8(p, i, x) ((p)[i] = INTO_uint8(x))
#define STORE_uint16(p, i, x) ((p)[i] = INTO_uint16(x))
#define STORE_uint32(p, i, x) ((p)[i] = INTO_uint32(x))
#define STORE_uint64(p, i, x) ((p)[i] = INTO_uint64(x))
#define STORE_bfloat16(p, i, x) ((p)[i] = INTO_bfloat16(x))
#define STORE_float32(p, i, x) ((p)[i] = INTO_float32(x))
#define STORE_float64(p, i, x) ((p)[i] = INTO_float64(x))
#define STORE_complex64(p, i, x) ((p)[i] = TO_complex64(x))
#define STORE_complex128(p, i, x) ((p)[i] = TO_complex128(x))

// ---- several elements side by side: vloadn promises no wide access, a cast needs an aligned address. complex64 moves
// as the bits of ulong; an element of complex128 is as wide as an access. ----

#define W_bool uchar
#define W_int8 char
#define W_int16 short
#define W_int32 int
#define W_int64 long
#define W_uint8 uchar
#define W_uint16 ushort
#define W_uint32 uint
#define W_uint64 ulong
#define W_bfloat16 ushort
#define W_float32 float
#define W_float64 double
#define W_complex64 ulong

#define RAWS(T, p, n, aligned) ((aligned) ? *(global const CAT(T, n) *)(p) : CAT(vload, n)(0, p))
#define STORES(T, p, n, aligned, raws)                                                                                 \
    if (aligned)                                                                                                       \
        *(global CAT(T, n) *)(p) = (raws);                                                                             \
    else                                                                                                               \
        CAT(vstore, n)(raws, 0, p)

#define RAWS_bool(p, n, aligned) RAWS(uchar, p, n, aligned)
#define RAWS_int8(p, n, aligned) RAWS(char, p, n, aligned)
#define RAWS_int16(p, n, aligned) RAWS(short, p, n, aligned)
#define RAWS_int32(p, n, aligned) RAWS(int, p, n, aligned)
#define RAWS_int64(p, n, aligned) RAWS(long, p, n, aligned)
#define RAWS_uint8(p, n, aligned) RAWS(uchar, p, n, aligned)
#define RAWS_uint16(p, n, aligned) RAWS(ushort, p, n, aligned)
#define RAWS_uint32(p, n, aligned) RAWS(uint, p, n, aligned)
#define RAWS_uint64(p, n, aligned) RAWS(ulong, p, n, aligned)
#define RAWS_bfloat16(p, n, aligned) RAWS(ushort, p, n, aligned)
#define RAWS_float32(p, n, aligned) RAWS(float, p, n, aligned)
#define RAWS_float64(p, n, aligned) RAWS(double, p, n, aligned)
#define RAWS_complex64(p, n, aligned) RAWS(ulong, (global const ulong *)(p), n, aligned)

#define STORES_bool(p, n, aligned, raws) STORES(uchar, p, n, aligned, raws)
#define STORES_int8(p, n, aligned, raws) STORES(char, p, n, aligned, raws)
#define STORES_int16(p, n, aligned, raws) STORES(short, p, n, aligned, raws)
#define STORES_int32(p, n, aligned, raws) STORES(int, p, n, aligned, raws)
#define STORES_int64(p, n, aligned, raws) STORES(long, p, n, aligned, raws)
#define STORES_uint8(p, n, aligned, raws) STORES(uchar, p, n, aligned, raws)
#define STORES_uint16(p, n, aligned, raws) STORES(ushort, p, n, aligned, raws)
#define STORES_uint32(p, n, aligned, raws) STORES(uint, p, n, aligned, raws)
#define STORES_uint64(p, n, aligned, raws) STORES(ulong, p, n, aligned, raws)
#define STORES_bfloat16(p, n, aligned, raws) STORES(ushort, p, n, aligned, raws)
#define STORES_float32(p, n, aligned, raws) STORES(float, p, n, aligned, raws)
#define STORES_float64(p, n, aligned, raws) STORES(double, p, n, aligned, raws)
#define STORES_complex64(p, n, aligned, raws) STORES(ulong, (global ulong *)(p), n, aligned, raws)

// ---- float16: OpenCL C converts it on the way from and to memory. NVIDIA takes 2 bytes at a time for that, even if
// eight elements are asked for at an aligned address; there it moves as bits, and an instruction converts it, which
// takes the sign from a NaN. ----

#ifdef __NV_CL_C_VERSION
static float half_value(ushort bits)
{
    float x;
    __asm__("cvt.f32.f16 %0, %1;" : "=f"(x) : "h"(bits));
    return as_float((as_uint(x) & 0x7fffffffu) | (uint)(bits & 0x8000) << 16);
}

static ushort half_bits(float x)
{
    ushort bits;
    __asm__("cvt.rn.f16.f32 %0, %1;" : "=h"(bits) : "f"(x));
    return (ushort)((bits & 0x7fff) | (as_uint(x) >> 16 & 0x8000));
}

#define T_float16 ushort
#define RAW_float16 RAW_bool
#define LOAD_FROM_float16(raw) OF_REAL(half_value(raw))
#define TRUTH_FROM_float16 TRUTH_FROM_bfloat16
#define INTO_float16(x) half_bits(round_to_odd(REAL(x)))
#define STORE_float16(p, i, x) ((p)[i] = INTO_float16(x))
#define W_float16 ushort
#define RAWS_float16 RAWS_uint16
#define STORES_float16 STORES_uint16
#else
// PoCL's own functions are dozens of integer operations, where the CPU has an instruction.
#define HALF_LOAD(p) vload_half(0, p)
#define HALF_STORE(x, p) vstore_half(x, 0, p)
#if defined(__has_builtin) && defined(__F16C__)
#if __has_builtin(__builtin_load_halff) && __has_builtin(__builtin_store_halff)
#undef HALF_LOAD
#undef HALF_STORE
#define HALF_LOAD(p) __builtin_load_halff(p)
#define HALF_STORE(x, p) __builtin_store_halff(x, p)
#endif
#endif
#define T_float16 half
#define RAW_float16(p, i) HALF_LOAD((p) + (i))
#define LOAD_FROM_float16 LOAD_FROM_int64
#define TRUTH_FROM_float16 LOAD_FROM_bool
#define INTO_float16(x) round_to_odd(REAL(x))
#define STORE_float16(p, i, x) HALF_STORE(INTO_float16(x), (p) + (i))
#define W_float16 float
#define RAWS_float16(p, n, aligned) ((aligned) ? CAT(vloada_half, n)(0, p) : CAT(vload_half, n)(0, p))
#define STORES_float16(p, n, aligned, raws)                                                                            \
    if (aligned)                                                                                                       \
        CAT(vstorea_half, n)(raws, 0, p);                                                                              \
    else                                                                                                               \
        CAT(vstore_half, n)(raws, 0, p)
#endif

#ifdef LANES // F(number, component) for each component of a vector of LANES
#define EACH_LANE_2(F) F(0, s0) F(1, s1)
#define EACH_LANE_4(F) EACH_LANE_2(F) F(2, s2) F(3, s3)
#define EACH_LANE_8(F) EACH_LANE_4(F) F(4, s4) F(5, s5) F(6, s6) F(7, s7)
#define EACH_LANE_16(F) EACH_LANE_8(F) F(8, s8) F(9, s9) F(10, sa) F(11, sb) F(12, sc) F(13, sd) F(14, se) F(15, sf)
#if LANES == 2
#define EACH_LANE EACH_LANE_2
#elif LANES == 4
#define EACH_LANE EACH_LANE_4
#elif LANES == 8
#define EACH_LANE EACH_LANE_8
#else
#define EACH_LANE EACH_LANE_16
#endif
#endif

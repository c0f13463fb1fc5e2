// The functions of OpenCL C that kernels/ calls, and no others, for implementations that else read a header with all of
// them, 18000 lines, for every program. As OpenCL C 1.2 declares them (6.2.3, 6.12), with the effects that they have.
// Of a function that takes scalars every overload is here: without one, another would be taken for it.
#ifdef cl_khr_fp64
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif
#define PURELY __attribute__((overloadable)) __attribute__((const)) // of its arguments alone
#define READING __attribute__((overloadable)) __attribute__((pure))
#define WRITING __attribute__((overloadable))

size_t PURELY get_global_id(uint);
size_t PURELY get_global_size(uint);
size_t PURELY get_group_id(uint);
size_t PURELY get_num_groups(uint);
size_t PURELY get_local_id(uint);
size_t PURELY get_local_size(uint);
void __attribute__((overloadable)) __attribute__((convergent)) barrier(cl_mem_fence_flags);

// ---- floats ----

#define FLOATS(F, f) F(f, float, int) F(f, float2, int2) F(f, float4, int4) F(f, float8, int8) F(f, float16, int16)
#ifdef cl_khr_fp64
#define DOUBLES(F, f) F(f, double, int) F(f, double2, int2) F(f, double4, int4) F(f, double8, int8)
#else
#define DOUBLES(F, f)
#endif
#define OF_FLOATS(F, f) FLOATS(F, f) DOUBLES(F, f)
#define OF_ONE(f, T, I) T PURELY f(T);
#define OF_TWO(f, T, I) T PURELY f(T, T);
#define OF_THREE(f, T, I) T PURELY f(T, T, T);
#define AND_INT(f, T, I) T PURELY f(T, I);
#define TO_INT(f, T, I) I PURELY f(T);
OF_FLOATS(OF_ONE, acos)
OF_FLOATS(OF_ONE, acosh)
OF_FLOATS(OF_ONE, asin)
OF_FLOATS(OF_ONE, asinh)
OF_FLOATS(OF_ONE, atan)
OF_FLOATS(OF_ONE, atanh)
OF_FLOATS(OF_ONE, cbrt)
OF_FLOATS(OF_ONE, ceil)
OF_FLOATS(OF_ONE, cos)
OF_FLOATS(OF_ONE, cosh)
OF_FLOATS(OF_ONE, erf)
OF_FLOATS(OF_ONE, erfc)
OF_FLOATS(OF_ONE, exp)
OF_FLOATS(OF_ONE, expm1)
OF_FLOATS(OF_ONE, fabs)
OF_FLOATS(OF_ONE, floor)
OF_FLOATS(OF_ONE, lgamma)
OF_FLOATS(OF_ONE, log)
OF_FLOATS(OF_ONE, log10)
OF_FLOATS(OF_ONE, log1p)
OF_FLOATS(OF_ONE, log2)
OF_FLOATS(OF_ONE, rint)
OF_FLOATS(OF_ONE, rsqrt)
OF_FLOATS(OF_ONE, sin)
OF_FLOATS(OF_ONE, sinh)
OF_FLOATS(OF_ONE, sqrt)
OF_FLOATS(OF_ONE, tan)
OF_FLOATS(OF_ONE, tanh)
OF_FLOATS(OF_ONE, tgamma)
OF_FLOATS(OF_ONE, trunc)
OF_FLOATS(OF_TWO, atan2)
OF_FLOATS(OF_TWO, copysign)
OF_FLOATS(OF_TWO, fmax)
OF_FLOATS(OF_TWO, fmin)
OF_FLOATS(OF_TWO, fmod)
OF_FLOATS(OF_TWO, hypot)
OF_FLOATS(OF_TWO, pow)
OF_FLOATS(OF_THREE, fma)
OF_FLOATS(AND_INT, ldexp)
OF_FLOATS(TO_INT, ilogb)
FLOATS(TO_INT, isfinite)
#ifdef cl_khr_fp64
int PURELY isfinite(double);
long2 PURELY isfinite(double2);
long4 PURELY isfinite(double4);
long8 PURELY isfinite(double8);
#endif

// ---- integers ----

#define INTEGERS(F) F(char) F(uchar) F(short) F(ushort) F(int) F(uint) F(long) F(ulong)
#define OF_INTEGER(T)                                                                                                  \
    T PURELY clamp(T, T, T);                                                                                           \
    T PURELY clz(T);                                                                                                   \
    T PURELY max(T, T);                                                                                                \
    T PURELY min(T, T);                                                                                                \
    T PURELY mul_hi(T, T);                                                                                             \
    T PURELY popcount(T);
INTEGERS(OF_INTEGER)
#define OF_SIGNED(T)                                                                                                   \
    int PURELY all(T);                                                                                                 \
    int PURELY any(T);
OF_SIGNED(char) OF_SIGNED(short) OF_SIGNED(int) OF_SIGNED(int2) OF_SIGNED(int4) OF_SIGNED(int8) OF_SIGNED(int16)
OF_SIGNED(long) OF_SIGNED(long2) OF_SIGNED(long4) OF_SIGNED(long8)

#define LARGER(T) T PURELY max(T, T);
LARGER(uint2) LARGER(uint4) LARGER(uint8) LARGER(uint16)
LARGER(ulong2) LARGER(ulong4) LARGER(ulong8)

// ---- conversions ----

#define CONVERSION(to, from) to PURELY convert_##to(from);
#define SATURATED(T) T PURELY convert_##T##_sat(float);
INTEGERS(SATURATED)
#define TO_FLOAT(T) CONVERSION(float, T)
INTEGERS(TO_FLOAT)
CONVERSION(float, float)
CONVERSION(float2, int2)
CONVERSION(float4, int4)
CONVERSION(float8, int8)
CONVERSION(float16, int16)
CONVERSION(float2, float2)
#ifdef cl_khr_fp64
#define SATURATED_DOUBLE(T) T PURELY convert_##T##_sat(double);
INTEGERS(SATURATED_DOUBLE)
#define TO_DOUBLE(T) CONVERSION(double, T)
INTEGERS(TO_DOUBLE)
CONVERSION(double, float)
CONVERSION(double, double)
CONVERSION(float, double)
CONVERSION(double2, long2)
CONVERSION(double4, long4)
CONVERSION(double8, long8)
CONVERSION(double2, double2)
CONVERSION(double2, float2)
CONVERSION(float2, double2)
#endif

// ---- memory ----

#define OF_VECTOR(T, n, space)                                                                                         \
    T##n READING vload##n(size_t, const space T *);                                                                    \
    void WRITING vstore##n(T##n, size_t, space T *);
#define IN_GLOBAL(T) OF_VECTOR(T, 2, global) OF_VECTOR(T, 4, global) OF_VECTOR(T, 8, global) OF_VECTOR(T, 16, global)
INTEGERS(IN_GLOBAL)
IN_GLOBAL(float)
#ifdef cl_khr_fp64
IN_GLOBAL(double)
#endif

#define OF_HALF(space)                                                                                                 \
    float READING vload_half(size_t, const space half *);                                                              \
    void WRITING vstore_half(float, size_t, space half *);
OF_HALF(global)
OF_HALF(local)
OF_HALF(private)
#define OF_HALVES(n)                                                                                                   \
    float##n READING vload_half##n(size_t, const global half *);                                                       \
    float##n READING vloada_half##n(size_t, const global half *);                                                      \
    void WRITING vstore_half##n(float##n, size_t, global half *);                                                      \
    void WRITING vstorea_half##n(float##n, size_t, global half *);
OF_HALVES(2)
OF_HALVES(4)
OF_HALVES(8)
#define ATOMIC(T, space)                                                                                               \
    T WRITING atomic_inc(volatile space T *);                                                                          \
    T WRITING atomic_max(volatile space T *, T);                                                                       \
    T WRITING atomic_xor(volatile space T *, T);                                                                       \
    T WRITING atomic_cmpxchg(volatile space T *, T, T);
ATOMIC(int, global)
ATOMIC(uint, global)
ATOMIC(int, local)
ATOMIC(uint, local)

// Arithmetic that kernels and formulas share.

// A constant of the type V.
#if C_DOUBLE || !C_FLOAT
#define K(constant) ((V)(constant))
#else
#define K(constant) ((V)CAT_(constant, f))
#endif

// What products are summed in: unsigned integers wrap.
#if C_FLOAT
#define ACC C
#else
#define ACC U
#endif

// Of private arrays that are walked by vectors: else each of those may lie in two lines of the cache.
#define ALIGNED __attribute__((aligned(64)))

// A kernel in cpu/ is one call of a function that is not inlined: PoCL makes three functions of a kernel, and would
// compile all of its text for each. That function is given the number of its work-group, since PoCL inlines what asks
// for it. Its parameters are those of the kernel: P(type, name) for each, where P is DECLARED or GIVEN. Clang keeps to
// vectors of 256 bits in functions that do not say that they have wider ones.
#ifdef __has_attribute
#if __has_attribute(min_vector_width)
#define NOT_INLINED __attribute__((noinline, min_vector_width(512)))
#endif
#endif
#ifndef NOT_INLINED
#define NOT_INLINED __attribute__((noinline))
#endif
#define DECLARED(type, name) type name
#define GIVEN(type, name) name

// PREFETCH(address, near): a hint to the caches, 3: to the first, 2: to the second, if the compiler makes code for a
// CPU (PREFETCHES); SPIR-V has none, and OpenCL C's own prefetch does nothing in PoCL.
// PREFETCH_ALL: of n elements from p on. A CPU foresees no page that a walk comes to.
#define CACHE_LINE 64
#if defined(__x86_64__) || defined(__aarch64__)
#define PREFETCHES 1
#define PREFETCH(address, near) __builtin_prefetch((const void *)(size_t)(address), 0, near)
#define PREFETCH_ALL(p, n)                                                                                             \
    PLAINLY                                                                                                            \
    for (long at = 0; at < (long)(n) * (long)sizeof *(p); at += CACHE_LINE) PREFETCH((size_t)(p) + at, 3);
#else
#define PREFETCHES 0
#define PREFETCH(address, near)
#define PREFETCH_ALL(p, n)
#endif

// Before a loop that seldom runs or gains nothing by vectors: they take longer to compile than the rest of it.
#define PLAINLY _Pragma("clang loop vectorize(disable) unroll(disable)")

// Before a loop of 16 elements at a time, of 4 bytes as wide as any vector: compilers keep to half of that.
#define WIDELY _Pragma("clang loop vectorize_width(16)")

// a / b for a >= 0, b > 0; 32-bit division is several times faster than 64-bit.
static long quotient(long a, long b)
{
    return (a | b) >> 32 ? a / b : (long)((uint)a / (uint)b);
}

// Number i of a range; integers wrap.
#if C_FLOAT
#define PLACE(start, step, i) ((start) + (step) * (R)(i))
#else
#define PLACE(start, step, i) ((C)((U)(start) + (U)(step) * (U)(i)))
#endif

// a += x for floats, and e += what rounding took from that (TwoSum).
#define TWO_SUM(T, a, e, x)                                                                                            \
    {                                                                                                                  \
        const T sum = (a) + (x), z = sum - (a);                                                                        \
        (e) += ((a) - (sum - z)) + ((x)-z);                                                                            \
        (a) = sum;                                                                                                     \
    }

// The reduction of a line of n elements in memory of that SPACE, of a type that is computed in, in the order in which
// cpu/reduce_inner.cl takes them.
#define ELEMENT_AT(i) x[i]

#if KIND == 0 && VEC > 1
#if C_DOUBLE
#define LANES CAT(long, VEC)
#else
#define LANES CAT(int, VEC)
#endif
#if VEC >= 16
#define ANY(x) any(x.lo.lo | x.lo.hi | x.hi.lo | x.hi.hi)
#elif VEC >= 8
#define ANY(x) any(x.lo | x.hi)
#else
#define ANY(x) any(x)
#endif
#define VECTORS (BLOCK / VEC)
#define EACH_VECTOR __attribute__((opencl_unroll_hint(VECTORS))) for (int l = 0; l < VECTORS; l++)
#define EACH_PAIR __attribute__((opencl_unroll_hint(VECTORS / 2))) for (int l = 0; l < VECTORS; l += 2)
#define MERGE_HALF(h)                                                                                                  \
    EACH_VECTOR                                                                                                        \
    if ((h) < VECTORS && l < (h)) MERGE(V, wide[l], 0, wide[(l + (h)) % VECTORS], 0)

// Takes as much of a line as goes evenly to all accumulators, which stay in registers, if that is numbers alone: how
// much it took. a[0] is what a whole line makes.
static int take_numbers(C *a, SPACE const C *x, int n)
{
    V wide[VECTORS];
    LANES odd = 0;
    C rest;
    int t = 0;
    EACH_VECTOR wide[l] = (C)(IDENTITY);
    for (; t + BLOCK <= n; t += BLOCK) EACH_PAIR
    {
        const V v = VLOAD(SPACE, 0, x + t + l * VEC), w = VLOAD(SPACE, 0, x + t + l * VEC + VEC);
        odd |= (v != v) | (w != w);
        MERGE(V, wide[l], 0, v, 0)
        MERGE(V, wide[l + 1], 0, w, 0)
    }
    if (ANY(odd)) return 0;
    if (t < n) {
        EACH_VECTOR VSTORE(private, wide[l], 0, a + l * VEC);
        return t;
    }
    MERGE_HALF(64)
    MERGE_HALF(32)
    MERGE_HALF(16)
    MERGE_HALF(8)
    MERGE_HALF(4)
    MERGE_HALF(2)
    MERGE_HALF(1)
    merge_lanes(a, &rest, wide[0], wide[0]);
    return t;
}
#endif

static NOT_INLINED C reduced(SPACE const C *x, int n)
{
    const C pad = 0, m = 0, divisor = (C)n, divisor_rest = 0; // n is exact in any type
    EXTRA rest;
    int t = 0;
    BEGIN_LINE(pad)
#if KIND == 0 && VEC > 1
    if (n >= BLOCK) t = take_numbers(a, x, n);
    if (t > 0 && t == n) return a[0];
    used = t > 0 ? BLOCK : 0;
#endif
    while (t < n) {
        const int some = (int)AT_ONCE((long)(n - t));
        TAKE_LINE(t, 1, some, t, m, pad)
        t += some;
    }
    END_LINE
    return FINISH(a[0], e[0], &rest);
}

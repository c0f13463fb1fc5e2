// The reduction of a line of n elements in memory of that SPACE, of a type that is computed in, in the order in which
// cpu/reduce_inner.cl takes them.
#define ELEMENT_AT(i) x[i]

static NOT_INLINED C reduced(SPACE const C *x, int n)
{
    const C pad = 0, m = 0, divisor = (C)n, divisor_rest = 0; // n is exact in any type
    EXTRA rest;
    BEGIN_LINE(pad)
    for (int t = 0; t < n;) {
        const int some = (int)AT_ONCE((long)(n - t));
        TAKE_LINE(t, 1, some, t, m, pad)
        t += some;
    }
    END_LINE
    return FINISH(a[0], e[0], &rest);
}

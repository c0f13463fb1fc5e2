// What both forms of histograms share. table: rows of a number of the type OUT for each bin, that add up to the result.
// Without PAIR these are counts; with it a row of sums of weights is followed by one of what rounding took from them.
// KIND 0: an element is the number of its bin; 1: it is in the last bin that begins at an edge that is not above it,
// and those outside the edges are in none.
typedef CAT(T_, OUT) T;
#define PARAMETERS(P)                                                                                                  \
    P(global const CAT(T_, IN) *, x), P(long, xfirst), P(global const C *, edges), P(global const T *, weights),       \
        P(long, wfirst), P(global T *, table), P(long, tfirst), P(long, begin), P(long, end), P(long, span),           \
        P(long, bins)

#if KIND == 0
static long bin_of(C v, global const C *edges, long bins)
{
    return (ulong)v < (ulong)bins ? (long)v : -1;
}
#else
// Where edges are even a division finds the bin.
static long bin_of(C v, global const C *edges, long bins)
{
    const C first = edges[0], last = edges[bins];
    long low = 0, high = bins;
    if (!(v >= first && v <= last)) return -1;
#if C_FLOAT
    const C place = (v - first) / (last - first) * (C)bins;
    const long guess = place >= 0 && place < (C)bins ? (long)place : 0;
    if (edges[guess] <= v) {
        low = guess;
        if (guess + 1 < bins && v < edges[guess + 1]) high = guess + 1;
    } else {
        high = guess;
    }
#endif
    while (high - low > 1) {
        const long middle = (low + high) / 2;
        if (edges[middle] <= v)
            low = middle;
        else
            high = middle;
    }
    return low;
}
#endif
#define BIN(n) bin_of(ELEMENT(LOAD, IN, x, xfirst + (n)), edges, bins)

#if PAIR
// Past infinity nothing is left.
#define TAKE(row, bin, n)                                                                                              \
    {                                                                                                                  \
        T a = (row)[bin], e = (row)[bins + (bin)];                                                                     \
        TWO_SUM(T, a, e, weights[wfirst + (n)])                                                                        \
        (row)[bin] = a;                                                                                                \
        (row)[bins + (bin)] = a - a == 0 ? e : (T)0;                                                                   \
    }
#endif

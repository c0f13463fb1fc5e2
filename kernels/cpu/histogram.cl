// Histograms (histogram.cl). A work-item takes `span` elements and has a row of its own.
static NOT_INLINED void tally(PARAMETERS(DECLARED), long group)
{
    global T *row = table + tfirst + group * bins * (1 + PAIR);
    const long first = begin + group * span;
    for (long n = first; n < min(first + span, end); n++) {
        const long bin = BIN(n);
        if (bin < 0) continue;
#if PAIR
        TAKE(row, bin, n)
#else
        row[bin]++;
#endif
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void histogram(PARAMETERS(DECLARED))
{
    tally(PARAMETERS(GIVEN), get_group_id(0));
}

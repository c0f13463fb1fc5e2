// Histograms (histogram.cl). Weights: each item has a row of its own, so that they are added in one order. Counts: a
// work-group takes `span` elements and counts in local memory, which it adds to its row; DIRECT: in a row that all
// share.
#if PAIR
kernel void histogram(PARAMETERS(DECLARED))
{
    global T *row = table + tfirst + get_global_id(0) * bins * 2;
    for (long n = begin + get_global_id(0); n < end; n += get_global_size(0)) {
        const long bin = BIN(n);
        if (bin >= 0) TAKE(row, bin, n)
    }
}
#elif DIRECT
kernel void histogram(PARAMETERS(DECLARED))
{
    volatile global T *row = table + tfirst;
    for (long n = begin + get_global_id(0); n < end; n += get_global_size(0)) {
        const long bin = BIN(n);
        if (bin >= 0) atomic_inc(row + bin);
    }
}
#else
kernel void histogram(PARAMETERS(DECLARED), local T *counts)
{
    const long first = begin + (long)get_group_id(0) * span;
    global T *row = table + tfirst + get_group_id(0) * bins;
    for (long k = get_local_id(0); k < bins; k += get_local_size(0)) counts[k] = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (long n = first + get_local_id(0); n < min(first + span, end); n += get_local_size(0)) {
        const long bin = BIN(n);
        if (bin >= 0) atomic_inc((volatile local T *)counts + bin);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (long k = get_local_id(0); k < bins; k += get_local_size(0)) row[k] += counts[k];
}
#endif

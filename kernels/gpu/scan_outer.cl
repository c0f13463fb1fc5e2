// Scans of lines that lie closer to each other in memory than the elements of one, and of short ones. A work-item takes
// a piece of a line, neighbouring items neighbouring lines.
kernel void scan_outer(PARAMETERS(DECLARED))
{
    const long piece = quotient(get_global_id(0), lines), line = get_global_id(0) - piece * lines;
    if (piece >= pieces) return;
    const long begin = piece * span, end = min(begin + span, count);
    LOCATE(line)
    C a = identity, e = 0;
#if !PARTS_OUT
    for (long p = 0; p < piece; p++) JOIN_TOTAL(a, e, line, p)
#endif
    for (long t = begin; t < end; t++) {
#if PARTS_OUT
        TAKE(a, e, VALUE(xi + t * xstep))
#else
        C result;
        STEP(a, e, VALUE(xi + t * xstep), result)
        PUT(oi + t * ostep, result);
#endif
    }
#if PARTS_OUT
    PUT_TOTAL(line, piece, a, e)
#endif
}

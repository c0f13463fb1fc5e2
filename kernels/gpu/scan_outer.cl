// Scans of lines that lie closer to each other in memory than the elements of one, and of short ones. A work-item takes
// a piece of a line, neighbouring items neighbouring lines; another one after it where a launch has not as many items.
kernel void scan_outer(PARAMETERS(DECLARED))
{
    for (long item = get_global_id(0); item < lines * pieces; item += get_global_size(0)) {
        const long piece = quotient(item, lines), line = item - piece * lines;
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
}

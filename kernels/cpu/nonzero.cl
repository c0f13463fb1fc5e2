// Where x is not zero, in order. A work-item takes a piece.
static NOT_INLINED void number_piece(PARAMETERS(DECLARED), long piece)
{
    const long end = min((piece + 1) * span, count), length = size.s0, d = stride.s0;
    long n = piece * span;
#if COUNTS
    long number = 0;
#else
    long number = begins[piece];
#endif
    while (n < end) {
        const long row = quotient(n, length), j = n - row * length, run = min(length - j, end - n);
        long i = xfirst + j * d;
        WALK_OUTER(row, size, rank, ADVANCE)
#if COUNTS
        for (long k = 0; k < run; k++) number += ELEMENT(TRUTH, IN, x, i + k * d);
#else
        for (long k = 0; k < run; k++)
            if (ELEMENT(TRUTH, IN, x, i + k * d)) {
                PUT(number, n + k)
                number++;
            }
#endif
        n += run;
    }
#if COUNTS
    o[piece] = number;
    if (piece == 0) o[pieces] = 0;
#endif
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void nonzero(PARAMETERS(DECLARED))
{
    number_piece(PARAMETERS(GIVEN), get_group_id(0));
}

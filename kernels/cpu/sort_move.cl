// Moves the elements of a pass. A work-item takes a piece, and adds up for itself what the table has before it.
static NOT_INLINED void move(PARAMETERS(DECLARED), RESULTS(DECLARED), global const long *table, long piece)
{
    const long begin = piece * span, end = min(begin + span, count);
    long next[DIGITS], before = 0;
    for (int d = 0; d < DIGITS; d++) {
        next[d] = before;
        for (long p = 0; p < pieces; p++) {
            const long number = table[d * pieces + p];
            next[d] += p < piece ? number : 0;
            before += number;
        }
    }
    for (long n = begin; n < end; n++) {
        const CAT(T_, IN) value = x[xfirst + n];
        const long to = next[DIGIT(value, n)]++;
        GIVE(to, value, INDEX_OF(n))
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void sort_move(PARAMETERS(DECLARED), RESULTS(DECLARED), global const long *table)
{
    move(PARAMETERS(GIVEN), RESULTS(GIVEN), table, get_group_id(0));
}

// Counts the digits of a pass. A work-item takes a piece; neighbours count apart, as the same digit twice would wait.
#define APART 4
#define DIGIT_AT(n) DIGIT(x[xfirst + (n)], n)

static NOT_INLINED void count_digits(PARAMETERS(DECLARED), global CAT(T_, OUT) *table, long piece)
{
    const long begin = piece * span, end = min(begin + span, count);
    uint number[APART][DIGITS];
    for (int d = 0; d < DIGITS; d++) number[0][d] = number[1][d] = number[2][d] = number[3][d] = 0;
    long n = begin;
    for (; n + APART <= end; n += APART) {
        number[0][DIGIT_AT(n)]++;
        number[1][DIGIT_AT(n + 1)]++;
        number[2][DIGIT_AT(n + 2)]++;
        number[3][DIGIT_AT(n + 3)]++;
    }
    for (; n < end; n++) number[0][DIGIT_AT(n)]++;
    for (int d = 0; d < DIGITS; d++)
        table[d * pieces + piece] = (long)number[0][d] + number[1][d] + number[2][d] + number[3][d];
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void sort_count(PARAMETERS(DECLARED), global CAT(T_, OUT) *table)
{
    count_digits(PARAMETERS(GIVEN), table, get_group_id(0));
}

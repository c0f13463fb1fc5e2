// Counts the digits of a pass. A work-group takes a piece, EACH elements of an item at a time, in COPIES counters of
// each digit, so that fewer items meet: with 32 none of those that run in step, whatever the digits, nor in a bank.
#define COUNT(d) atomic_inc(number + (d)*COPIES + id % COPIES);

__attribute__((reqd_work_group_size(ITEMS, 1, 1)))
kernel void sort_count(PARAMETERS(DECLARED), global CAT(T_, OUT) *table)
{
    local uint number[DIGITS * COPIES];
    const int id = (int)get_local_id(0);
    const long piece = get_group_id(0), begin = piece * span, end = min(begin + span, count);
    for (int d = id; d < DIGITS * COPIES; d += ITEMS) number[d] = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    long n = begin + id;
    for (; n + (EACH - 1) * ITEMS < end; n += EACH * ITEMS) {
        int digit[EACH];
        _Pragma("unroll") for (int j = 0; j < EACH; j++)
            digit[j] = DIGIT(x[xfirst + n + j * ITEMS], n + j * ITEMS);
        _Pragma("unroll") for (int j = 0; j < EACH; j++) COUNT(digit[j])
    }
    for (; n < end; n += ITEMS) COUNT(DIGIT(x[xfirst + n], n))
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int d = id; d < DIGITS; d += ITEMS) {
        long all = 0;
        for (int k = 0; k < COPIES; k++) all += number[d * COPIES + (k + d) % COPIES];
        table[d * pieces + piece] = all;
    }
}

// Counts the digits of a pass. A work-group takes a piece, in COPIES counters of each digit, so that fewer items meet.
#define COPIES 16

__attribute__((reqd_work_group_size(ITEMS, 1, 1)))
kernel void sort_count(PARAMETERS(DECLARED), global CAT(T_, OUT) *table)
{
    local uint number[DIGITS * COPIES];
    const int id = get_local_id(0);
    const long piece = get_group_id(0), begin = piece * span, end = min(begin + span, count);
    for (int d = id; d < DIGITS * COPIES; d += ITEMS) number[d] = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (long n = begin + id; n < end; n += ITEMS) atomic_inc(number + DIGIT(n) * COPIES + id % COPIES);
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int d = id; d < DIGITS; d += ITEMS) {
        long all = 0;
        for (int k = 0; k < COPIES; k++) all += number[d * COPIES + k];
        table[d * pieces + piece] = all;
    }
}

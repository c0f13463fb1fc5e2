#if PAIR
#define DIGIT_IN_TILE(k) (by_line ? BY_LINE(indices[k]) : BY_VALUE(values[k]))
#else
#define DIGIT_IN_TILE(k) BY_VALUE(values[k])
#endif

// Moves the elements of a pass. A work-group takes a piece, a tile at a time: it sorts that by digits in local memory,
// from where elements of one digit go side by side. table: places in the result where each digit of each piece begins.
__attribute__((reqd_work_group_size(ITEMS, 1, 1))) kernel void sort_move(PARAMETERS(DECLARED), RESULTS(DECLARED),
                                                                         global const long *table)
{
    local ranking ranks;
    local CAT(T_, IN) values[TILE];
    local long next[DIGITS];
#if PAIR
    local CAT(T_, INDEX) indices[TILE];
#endif
    const int id = (int)get_local_id(0);
    const long piece = get_group_id(0), begin = piece * span, end = min(begin + span, count);
    FOR_DIGITS(d) next[d] = table[d * pieces + piece];
    for (long t = begin; t < end; t += TILE) {
        const int here = (int)min(end - t, (long)TILE);
        global const CAT(T_, IN) *from = x + xfirst + t + TILE_PLACE(0);
        CAT(T_, IN) value[EACH];
        int digit[EACH], place[EACH];
        // What lies behind the last element is as of the last digit, and so stays behind it.
        UNROLLED for (int j = 0; j < EACH; j++) {
            digit[j] = DIGITS - 1;
            if (TILE_PLACE(j) < here) {
                value[j] = from[j * WARP];
                digit[j] = DIGIT(value[j], t + TILE_PLACE(j));
            }
        }
        local const ushort *sums = rank_digits(&ranks, digit, place);
        UNROLLED for (int j = 0; j < EACH; j++) {
            if (TILE_PLACE(j) >= here) continue;
            values[place[j]] = value[j];
#if PAIR
            indices[place[j]] = (CAT(T_, INDEX))INDEX_OF(t + TILE_PLACE(j));
#endif
        }
        FOR_DIGITS(d) next[d] -= d > 0 ? sums[d - 1] : 0;
        barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll 4
        for (int k = id; k < here; k += ITEMS) {
            const long to = next[DIGIT_IN_TILE(k)] + k;
            GIVE(to, values[k], (long)indices[k])
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        FOR_DIGITS(d) next[d] += sums[d];
    }
}

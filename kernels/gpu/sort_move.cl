// Moves the elements of a pass. A work-group takes a piece, ITEMS * EACH elements at a time, of which each item ranks
// EACH neighbours: it counts their digits, a scan of all counts says where those of a digit begin for each item, and
// then it numbers them from there. table: places in the result where each digit of each piece begins.
// The place of a count: of the numbers that an item scans, those of its neighbours lie in other banks of memory.
#define AT(k) ((k) + (k) / DIGITS * 2)

__attribute__((reqd_work_group_size(ITEMS, 1, 1))) kernel void sort_move(PARAMETERS(DECLARED), RESULTS(DECLARED),
                                                                         global const long *table)
{
    local ushort counts[AT(DIGITS * ITEMS)], order[ITEMS * EACH], begins[DIGITS + 1];
    local uchar digits[ITEMS * EACH];
    local uint tree[2 * ITEMS];
    local long next[DIGITS];
    const int id = get_local_id(0);
    const long piece = get_group_id(0), begin = piece * span, end = min(begin + span, count);
    for (int d = id; d < DIGITS; d += ITEMS) next[d] = table[d * pieces + piece];
    for (long t = begin; t < end; t += ITEMS * EACH) {
        const int here = (int)min(end - t, (long)ITEMS * EACH), mine = clamp(here - id * EACH, 0, EACH);
        for (int k = id; k < here; k += ITEMS) digits[k] = (uchar)DIGIT(t + k);
        for (int d = 0; d < DIGITS; d++) counts[AT(d * ITEMS + id)] = 0;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int k = id * EACH; k < id * EACH + mine; k++) counts[AT(digits[k] * ITEMS + id)]++;
        barrier(CLK_LOCAL_MEM_FENCE);
        uint sum = 0;
        for (int k = id * DIGITS; k < (id + 1) * DIGITS; k++) sum += counts[AT(k)];
        int turn = 0;
        tree[id] = sum;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int d = 1; d < ITEMS; d *= 2) {
            sum = id < d ? sum : sum + tree[turn + id - d];
            turn = ITEMS - turn;
            tree[turn + id] = sum;
            barrier(CLK_LOCAL_MEM_FENCE);
        }
        uint before = id > 0 ? tree[turn + id - 1] : 0;
        for (int k = id * DIGITS; k < (id + 1) * DIGITS; k++) {
            const uint number = counts[AT(k)];
            counts[AT(k)] = (ushort)before;
            before += number;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int d = id; d <= DIGITS; d += ITEMS) begins[d] = d < DIGITS ? counts[AT(d * ITEMS)] : (ushort)here;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int k = id * EACH; k < id * EACH + mine; k++) order[counts[AT(digits[k] * ITEMS + id)]++] = (ushort)k;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int k = id; k < here; k += ITEMS) {
            const int from = order[k], d = digits[from];
            const long to = next[d] + k - begins[d];
            GIVE(t + from, to)
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int d = id; d < DIGITS; d += ITEMS) next[d] += begins[d + 1] - begins[d];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}

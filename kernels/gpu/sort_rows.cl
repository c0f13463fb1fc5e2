// Sorts lines in local memory, as many as a work-group's tile has room for: `span` elements. PAIR: elements take along
// where in the tile they were, by which those of a line come together again, and which gives their places.
#if PAIR
#define GIVEN_PLACES , global long *places, int gives
#define IN_ROW(at) ((int)((uint)(at) / (uint)length >> (pass - by_value) * bits) & (DIGITS - 1))
#else
#define GIVEN_PLACES
#define IN_ROW(at) 0
#endif

__attribute__((reqd_work_group_size(ITEMS, 1, 1)))
kernel void sort_rows(global const CAT(T_, IN) *x, long xfirst, long count, int length, int span, U sign, U infinity,
                      U flip, int bits, int by_value, int passes, global CAT(T_, OUT) *o, long ofirst GIVEN_PLACES)
{
    local ranking ranks;
    local CAT(T_, IN) values[TILE];
#if PAIR
    local ushort begins[TILE];
    int at[EACH];
#endif
    const long begin = (long)get_group_id(0) * span;
    const int here = (int)min(count - begin, (long)span);
    CAT(T_, IN) value[EACH];
    UNROLLED for (int j = 0; j < EACH; j++) {
        value[j] = x[xfirst + begin + min(TILE_PLACE(j), here - 1)];
#if PAIR
        at[j] = TILE_PLACE(j);
#endif
    }
    for (int pass = 0; pass < passes; pass++) {
        int digit[EACH], place[EACH];
        // What lies behind the last element is as of the last digit, and so stays behind it.
        UNROLLED for (int j = 0; j < EACH; j++)
            digit[j] = TILE_PLACE(j) >= here ? DIGITS - 1
                       : pass < by_value
                           ? DIGIT_OF(key_of(value[j], sign, infinity, flip), pass * bits)
                           : IN_ROW(at[j]);
        rank_digits(&ranks, digit, place);
        UNROLLED for (int j = 0; j < EACH; j++) {
            values[place[j]] = value[j];
#if PAIR
            begins[place[j]] = (ushort)at[j];
#endif
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        UNROLLED for (int j = 0; j < EACH; j++) {
            value[j] = values[TILE_PLACE(j)];
#if PAIR
            at[j] = begins[TILE_PLACE(j)];
#endif
        }
    }
    UNROLLED for (int j = 0; j < EACH; j++) {
        const long to = begin + TILE_PLACE(j);
        if (TILE_PLACE(j) >= here) continue;
#if PAIR
        if (gives & GIVES_VALUES) o[ofirst + to] = value[j];
        if (gives & GIVES_PLACES) places[to] = (int)((uint)at[j] % (uint)length);
#else
        o[ofirst + to] = value[j];
#endif
    }
}

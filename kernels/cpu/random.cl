// o = random numbers (philox.cl). A work-item takes `chunk` blocks, BATCH at a time.
static NOT_INLINED void random_chunk(PARAMETERS(DECLARED), long chunk, long group)
{
    const long begin = group * chunk, end = min(begin + chunk, blocks);
    for (long block = begin; block < end; block += BATCH) {
        ALIGNED word words[EACH][BATCH];
        ALIGNED C values[EACH * BATCH];
        for (int n = 0; n < BATCH; n++) {
            DRAW(block + n, 0)
#define KEEP(j) words[j][n] = w##j;
            EACH_WORD(KEEP)
        }
#if KIND == 1
#define MAKE(i, j)                                                                                                     \
    const pair p##i = normal(words[i][n], words[j][n]);                                                                \
    values[EACH * n + i] = GIVE(p##i.x);                                                                                     \
    values[EACH * n + j] = GIVE(p##i.y);
        for (int n = 0; n < BATCH; n++) {
            EACH_PAIR(MAKE)
        }
#else
#define MAKE(j) values[EACH * n + j] = VALUE(words[j][n]);
        for (int n = 0; n < BATCH; n++) {
            EACH_WORD(MAKE)
        }
#endif
#if KIND >= 3
        int unsettled = 0;
#define LOOK(j) unsettled |= !SETTLED(words[j][n]);
        for (int n = 0; n < BATCH; n++) {
            EACH_WORD(LOOK)
        }
        if (unsettled) {
            PLAINLY
            for (int k = 0; k < EACH * BATCH; k++) {
                const int lane = k % EACH;
                const long number = block + k / EACH;
                values[k] = settled(words[lane][k / EACH], PARAMETERS_OF_KIND(GIVEN), PLACE_OF_WORD(GIVEN));
            }
        }
#endif
        const long first = block * EACH - skip, from = max(-first, 0L), to = min(count - first, (long)(EACH * BATCH));
        for (long k = from; k < to; k++) CAT(STORE_, OUT)(o, ofirst + first + k, NARROW(values[k]));
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void random(PARAMETERS(DECLARED), long chunk)
{
    random_chunk(PARAMETERS(GIVEN), chunk, get_group_id(0));
}

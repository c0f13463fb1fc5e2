// o = random numbers (philox.cl). A work-item takes `chunk` blocks, BATCH at a time, of which eight are made together:
// in words of 64 bits, of which the upper half is not looked at.
#define EIGHT 8
#define LOWER(x) ((x) & 0xffffffffUL)
#define ALL(x) (x)

static void draw_eight(WORD (*words_of)[BATCH], int n, ulong key, ulong counter, ulong counter_high, long number)
{
    const ulong8 low = counter + (ulong)number + (ulong8)(0, 1, 2, 3, 4, 5, 6, 7);
    const ulong8 high = counter_high + (low < (ulong8)counter ? (ulong8)1 : (ulong8)0);
    ulong8 a = low, b = low >> 32, c = high, d = high >> 32, p, q;
    ROUNDS(LOWER, ALL)
#if EACH == 4
    vstore8(convert_uint8(a), 0, words_of[0] + n);
    vstore8(convert_uint8(b), 0, words_of[1] + n);
    vstore8(convert_uint8(c), 0, words_of[2] + n);
    vstore8(convert_uint8(d), 0, words_of[3] + n);
#else
    vstore8(LOWER(a) | b << 32, 0, words_of[0] + n);
    vstore8(LOWER(c) | d << 32, 0, words_of[1] + n);
#endif
}

#if KIND <= 2
#define LOAD_WORDS(j) (*(const words *)(words_of[j] + n))
#define STORE_VALUES(j, x) *(V *)(values_of[j] + n) = (x);
#else
#define LOAD_WORDS(j) words_of[j][n]
#define STORE_VALUES(j, x) values_of[j][n] = (x);
#endif

static NOT_INLINED void random_chunk(PARAMETERS(DECLARED), long chunk, long group)
{
    const long begin = group * chunk, end = min(begin + chunk, blocks);
    for (long block = begin; block < end; block += BATCH) {
        ALIGNED WORD words_of[EACH][BATCH];
        ALIGNED C values_of[EACH][BATCH];
        ALIGNED C values[EACH * BATCH];
        for (int n = 0; n < BATCH; n += EIGHT) draw_eight(words_of, n, key, counter, counter_high, block + n);
#if KIND == 1
#define MAKE(i, j)                                                                                                     \
    {                                                                                                                  \
        const pair made = normal(LOAD_WORDS(i), LOAD_WORDS(j));                                                        \
        STORE_VALUES(i, GIVE(made.x))                                                                                  \
        STORE_VALUES(j, GIVE(made.y))                                                                                  \
    }
        for (int n = 0; n < BATCH; n += VEC) {
            EACH_PAIR(MAKE)
        }
#else
#define MAKE(j) STORE_VALUES(j, VALUE(LOAD_WORDS(j)))
        for (int n = 0; n < BATCH; n += VEC) {
            EACH_WORD(MAKE)
        }
#endif
#if KIND >= 3
        int unsettled = 0;
#define LOOK(j) unsettled |= !SETTLED(words_of[j][n]);
        for (int n = 0; n < BATCH; n++) {
            EACH_WORD(LOOK)
        }
        if (unsettled) {
            PLAINLY
            for (int k = 0; k < EACH * BATCH; k++) {
                const int lane = k % EACH, n = k / EACH;
                const long number = block + n;
                values_of[lane][n] = settled(words_of[lane][n], PARAMETERS_OF_KIND(GIVEN), PLACE_OF_WORD(GIVEN));
            }
        }
#endif
#define PLACE_VALUE(j) values[EACH * n + j] = values_of[j][n];
        for (int n = 0; n < BATCH; n++) {
            EACH_WORD(PLACE_VALUE)
        }
        const long first = block * EACH - skip, from = max(-first, 0L), to = min(count - first, (long)(EACH * BATCH));
        for (long k = from; k < to; k++) CAT(STORE_, OUT)(o, ofirst + first + k, NARROW(values[k]));
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void random(PARAMETERS(DECLARED), long chunk)
{
    random_chunk(PARAMETERS(GIVEN), chunk, get_group_id(0));
}

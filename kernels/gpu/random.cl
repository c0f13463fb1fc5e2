// o = random numbers (philox.cl). A work-item takes whole blocks, and writes one that lies within o in one access.
#if KIND == 1
#define MAKE(i, j)                                                                                                     \
    const pair p##i = normal(w##i, w##j);                                                                              \
    const C v##i = GIVE(p##i.x), v##j = GIVE(p##i.y);
#define MAKE_ALL EACH_PAIR(MAKE)
#elif KIND <= 2
#define MAKE(j) const C v##j = VALUE(w##j);
#define MAKE_ALL EACH_WORD(MAKE)
#else
#define MAKE(j) const C v##j = SETTLED(w##j) ? VALUE(w##j) : settled(w##j, PARAMETERS_OF_KIND(GIVEN), PLACE_OF_LANE(j));
#define PLACE_OF_LANE(j) key, counter, counter_high, number, j
#define MAKE_ALL EACH_WORD(MAKE)
#endif

#define PUT_WIDE(j) all.s##j = CAT(INTO_, OUT)(NARROW(v##j));
#define PUT(j) if (first + j >= 0 && first + j < count) CAT(STORE_, OUT)(o, ofirst + first + j, NARROW(v##j));

kernel void random(PARAMETERS(DECLARED))
{
    const int aligned = (size_t)(o + ofirst - skip) % (EACH * sizeof(CAT(T_, OUT))) == 0;
    for (long number = get_global_id(0); number < blocks; number += get_global_size(0)) {
        const long first = number * EACH - skip;
        DRAW(number, 0)
        MAKE_ALL
        if (first >= 0 && first + EACH <= count) {
            CAT(CAT(W_, OUT), EACH) all;
            EACH_WORD(PUT_WIDE)
            CAT(STORES_, OUT)(o + ofirst + first, EACH, aligned, all);
        } else {
            EACH_WORD(PUT)
        }
    }
}

// What an item has of a line: four accumulators, so that several elements are on their way at a time. To each of them
// elements come in order.
typedef struct {
    C a0, a1, a2, a3;
    E e0, e1, e2, e3;
} share;
#define BOTH(s, n) &(s)->a##n, &(s)->e##n

static void clear_share(share *s)
{
    clear(BOTH(s, 0));
    clear(BOTH(s, 1));
    clear(BOTH(s, 2));
    clear(BOTH(s, 3));
}

#if KIND == 0
#define SHARE tree[id] = s->a0;
#define SHARED(i) tree[i], 0
#else
#define SHARE                                                                                                          \
    tree[id] = s->a0;                                                                                                  \
    extra[id] = s->e0;
#define SHARED(i) tree[i], extra[i]
#endif

// The accumulators of `items` items become one, that of item 0, in local memory: `tree` has a place for each, `extra`
// one for what is beside it, if there is something.
static void join(share *s, local C *tree, local E *extra, int id, int items)
{
    merge(BOTH(s, 0), s->a1, s->e1);
    merge(BOTH(s, 2), s->a3, s->e3);
    merge(BOTH(s, 0), s->a2, s->e2);
    SHARE
    for (int width = items; width > 1;) {
        const int quarter = (width + 3) / 4;
        barrier(CLK_LOCAL_MEM_FENCE);
        if (id < quarter) {
            for (int i = id + quarter; i < width; i += quarter) merge(BOTH(s, 0), SHARED(i));
            SHARE
        }
        width = quarter;
    }
}

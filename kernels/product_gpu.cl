// What products in gpu/ share: vectors of LANES elements, and the range of k that a work-group sums. A k that is long
// beside few tiles, or too long for one launch, is cut into slices of kcount, of which a launch takes some from kstart
// on. With `keep` it leaves the sum of each slice in a set of its own in `sums`, `count` elements for each. It adds
// `adds` sets before that: those from a slice's own on, which launches before have left.
typedef CAT(ACC, LANES) W;
#define RAWS_OF(X) CAT(CAT(W_, X), LANES) // as RAWS_X loads them
#define OVER_LANES_2(F, x) F(0, x) F(1, x)
#define OVER_LANES_4(F, x) OVER_LANES_2(F, x) F(2, x) F(3, x)
#define OVER_LANES_8(F, x) OVER_LANES_4(F, x) F(4, x) F(5, x) F(6, x) F(7, x)
#define OVER_LANES(F, x) CAT(OVER_LANES_, LANES)(F, x)

#define SLICES                                                                                                         \
    PRODUCT(DECLARED), long group, long groups, long kcount, long kstart, global ACC *sums, long count, int keep,      \
        int adds

// Declares the number of this group's tile, of `groups` in a slice, and its range of k.
#define SLICE                                                                                                          \
    const long turn = group + get_group_id(0), slice = quotient(turn, groups), tile = turn - slice * groups;           \
    const long kfirst = min(k, kstart + slice * kcount), klast = min(k, kfirst + kcount);

// 1 if vectors at p and at multiples of `step` after it are aligned.
#define IS_ALIGNED(X, p, step) ((size_t)(p) % (LANES * sizeof(CAT(T_, X))) == 0 && (step) % LANES == 0)

// Converts a vector as it was loaded.
#define DEFINE_CONVERT(X, x)                                                                                           \
    static W convert_##x(RAWS_OF(X) raw)                                                                               \
    {                                                                                                                  \
        W w;                                                                                                           \
        OVER_LANES(CONVERT_LANE, X)                                                                                    \
        return w;                                                                                                      \
    }
#define CONVERT_LANE(l, X) w.s##l = (ACC)CAT(LOAD_FROM_, X)(raw.s##l);

// What a sum becomes, as it is stored.
static C finished(ACC sum, global TYPE_OUT *d, global const TYPE_BIAS *bias, ACC alpha, ACC beta, int add_bias)
{
    sum *= alpha;
    if (beta != 0) sum = MADD(beta, LOAD_OUT(d, 0), sum);
    if (add_bias) sum += LOAD_BIAS(bias, 0);
    return NARROW(ACT(NARROW((C)sum)));
}

// A sum becomes *d, or is kept in its own place in `sums`.
static void put(ACC sum, global TYPE_OUT *d, global const TYPE_BIAS *bias, global ACC *sums, long count, ACC alpha,
                ACC beta, int add_bias, int keep, int adds)
{
    for (int s = 0; s < adds; s++) sum += sums[s * count];
    if (keep) {
        *sums = sum;
        return;
    }
    CAT(STORE_, OUT)(d, 0, finished(sum, d, bias, alpha, beta, add_bias));
}

// Ranks the digits of a tile, stably. A work-group is warps of WARP items. Of the TILE elements each warp has
// WARP * EACH neighbours, and an item every WARP-th of those: element j of it is TILE_PLACE(j). BALLOTS: items of a
// warp tell each other their digits by votes of NVIDIA's; else by marks in local memory.
#define WARP (ITEMS < 32 ? ITEMS : 32)
#define WARPS (ITEMS / WARP)
#define TILE (ITEMS * EACH)
#define TILE_PLACE(j) ((int)get_local_id(0) / WARP * (WARP * EACH) + (int)get_local_id(0) % WARP + (j)*WARP)
#define FOR_DIGITS(d) for (int d = (int)get_local_id(0); d < DIGITS; d += ITEMS)
#define UNROLLED _Pragma("unroll")

// In local memory: how many elements of a warp have a digit; sums of those, twice; which items have it.
typedef struct {
    ushort counts[WARPS * DIGITS];
    ushort sums[2 * DIGITS];
#if !(defined(BALLOTS) && defined(__NV_CL_C_VERSION))
    uint marks[WARPS * DIGITS];
#endif
} ranking;

#if defined(BALLOTS) && defined(__NV_CL_C_VERSION)
#define WARP_BARRIER() __asm__ volatile("bar.warp.sync 0xffffffff;" ::: "memory")
#define BEGIN_MARKS(r)
#define END_MARK(r, digit)
// Addresses that depend on it are computed anew, rather than kept in registers.
#define ANEW(digit) __asm__ volatile("" : "+r"(digit));

// A bit for each item of the warp: has it this digit? What the warp wrote before is seen behind it.
static uint peers_of(local ranking *r, int digit)
{
    uint all = 0xffffffff;
    UNROLLED for (int bit = 1; bit < DIGITS; bit *= 2) {
        uint votes;
        __asm__ volatile("{ .reg .pred p; setp.ne.s32 p, %1, 0; vote.sync.ballot.b32 %0, p, 0xffffffff; }"
                     : "=r"(votes)
                     : "r"(digit & bit));
        all &= digit & bit ? votes : ~votes;
    }
    WARP_BARRIER();
    return all;
}
#else
#define WARP_BARRIER() barrier(CLK_LOCAL_MEM_FENCE)
#define BEGIN_MARKS(r)                                                                                                 \
    for (int k = (int)get_local_id(0); k < WARPS * DIGITS; k += ITEMS) (r)->marks[k] = 0;
#define MARK(r, digit)                                                                                                 \
    atomic_xor(&(r)->marks[(int)get_local_id(0) / WARP * DIGITS + (digit)], (uint)1 << (int)get_local_id(0) % WARP);
#define END_MARK MARK
#define ANEW(digit)

static uint peers_of(local ranking *r, int digit)
{
    MARK(r, digit)
    barrier(CLK_LOCAL_MEM_FENCE);
    return r->marks[(int)get_local_id(0) / WARP * DIGITS + digit];
}
#endif

// place[j] = where an element of digit[j] lies among those of the tile, sorted. The result: for each digit, how many
// are of it or of smaller ones; it holds until the function is called again.
static local const ushort *rank_digits(local ranking *r, const int *digit, int *place)
{
    const int id = (int)get_local_id(0), warp = id / WARP * DIGITS;
    const uint before = ((uint)1 << id % WARP) - 1;
    for (int k = id; k < WARPS * DIGITS; k += ITEMS) r->counts[k] = 0;
    BEGIN_MARKS(r)
    barrier(CLK_LOCAL_MEM_FENCE);
    UNROLLED for (int j = 0; j < EACH; j++) {
        const uint peers = peers_of(r, digit[j]);
        const int number = r->counts[warp + digit[j]], ahead = (int)popcount(peers & before);
        WARP_BARRIER();
        if (ahead == 0) r->counts[warp + digit[j]] = (ushort)(number + (int)popcount(peers));
        END_MARK(r, digit[j])
        place[j] = number + ahead;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    FOR_DIGITS(d) {
        int sum = 0;
        for (int w = 0; w < WARPS; w++) sum += r->counts[w * DIGITS + d];
        r->sums[d] = (ushort)sum;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    int turn = 0;
    for (int step = 1; step < DIGITS; step *= 4) {
        FOR_DIGITS(d) {
            int sum = 0;
            for (int k = d; k >= 0 && k > d - 4 * step; k -= step) sum += r->sums[turn + k];
            r->sums[DIGITS - turn + d] = (ushort)sum;
        }
        turn = DIGITS - turn;
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    FOR_DIGITS(d) {
        int sum = d > 0 ? r->sums[turn + d - 1] : 0;
        for (int w = 0; w < WARPS; w++) {
            const int number = r->counts[w * DIGITS + d];
            r->counts[w * DIGITS + d] = (ushort)sum;
            sum += number;
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    UNROLLED for (int j = 0; j < EACH; j++) {
        int d = digit[j];
        ANEW(d)
        place[j] += r->counts[warp + d];
    }
    return r->sums + turn;
}

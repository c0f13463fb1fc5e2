// In place of kernels/mma.cl where there are no such instructions: what PTX says of them, done through local memory. As
// items meet at barriers, 32 of them need not run together.
#define EXCHANGE (ITEMS * 3)
#define EXCHANGED (tiles + STAGES * STAGE_VECTORS)

// What a misaligned address would be refused for there makes NaN here.
static uint4 copied(global const ushort *p, int there)
{
    ushort w[8];
    for (int i = 0; i < 8; i++) w[i] = !there ? 0 : (size_t)p % 16 == 0 ? p[i] : 0xffff;
    return (uint4)(w[0] | (uint)w[1] << 16, w[2] | (uint)w[3] << 16, w[4] | (uint)w[5] << 16, w[6] | (uint)w[7] << 16);
}
#define COPY(to, p, there) *(to) = copied((global const ushort *)(p), there)
#define COMMIT (void)0
#define WAIT(n) (void)0

#define VALUE_float16(p, i) vload_half(i, (local const half *)(p))
#define VALUE_bfloat16(p, i) as_float((uint)((local const ushort *)(p))[i] << 16)
#define VALUE_float64(p, i) ((local const double *)(p))[i]
#define VALUE(p, i) CAT(VALUE_, A)(p, i)
#if C_DOUBLE
#define HELD double
#define PAIRED 1
#else
#define HELD uint
#define PAIRED 2
#endif

// Where element k of row or column n lies in what the items of a warp hold, of whom each has six; first: of its parts.
static int held_at(int n, int k, int first)
{
    const int half_k = k / (4 * PAIRED), owner = n % 8 * 4 + k % (4 * PAIRED) / PAIRED;
    return (owner * 6 + first + half_k * (first == 0 ? 2 : 1) + n / 8) * PAIRED + k % PAIRED;
}

static void multiply(C *c, const HELD *a, HELD b0, HELD b1, local HELD *all, uint item)
{
    const int lane = item % 32;
    local HELD *mine = all + item * 6, *warp = mine - lane * 6;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int q = 0; q < 4; q++) mine[q] = a[q];
    mine[4] = b0;
    mine[5] = b1;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int q = 0; q < 4; q++)
        for (int k = 0; k < 8 * PAIRED; k++)
            c[q] += VALUE(warp, held_at(lane / 4 + q / 2 * 8, k, 0)) *
                    VALUE(warp, held_at(lane % 4 * 2 + q % 2, k, 4));
}
#define MULTIPLY(c, a, b0, b1) multiply(c, a, b0, b1, (local HELD *)EXCHANGED, item)

#if !C_DOUBLE
static void load_parts(uint *w, local const uint4 *p, local const uint4 *from, local int *all, uint item,
                       int transposed)
{
    const int lane = item % 32, g = lane / 4, t = lane % 4;
    local int *warp = all + item - lane;
    barrier(CLK_LOCAL_MEM_FENCE);
    all[item] = (int)(p - from);
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int n = 0; n < 4; n++) {
        local const ushort *low = (local const ushort *)(from + warp[n * 8 + (transposed ? t * 2 : g)]);
        local const ushort *high = transposed ? (local const ushort *)(from + warp[n * 8 + t * 2 + 1]) : low;
        w[n] = low[transposed ? g : t * 2] | (uint)high[transposed ? g : t * 2 + 1] << 16;
    }
}
#define LOAD_PARTS(w, p, transposed) load_parts(w, p, tiles, (local int *)EXCHANGED, item, transposed)
#endif

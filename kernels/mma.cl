// The instructions of NVIDIA's GPUs that products by tensor cores take, from compute capability 8.0 on. 32 items, a
// warp, execute each together. A fragment of 16 rows, or columns, and of BITE elements along k is four PARTs of every
// item: of item 4 g + t those of rows g and g + 8, elements t, or 2 t and 2 t + 1 if a part is a pair, of the first
// half of k and of the second. A fragment of 16 x 8 sums is four ACCs of every item: 2 t and 2 t + 1 of row g, then of
// row g + 8.
#define EXCHANGE 0 // vectors of local memory that the instructions take behind the tiles

// 16 bytes of local memory become those at p, which is aligned, or 0 if they are not there: on their way until WAIT.
#define COPY(to, p, there)                                                                                             \
    __asm__ volatile("{.reg .pred p; setp.ne.u32 p, %2, 0; @p cp.async.cg.shared.global [%0], [%1], 16; "              \
                     "@!p st.shared.v4.u32 [%0], {%3, %3, %3, %3};}" ::"r"((uint)(size_t)(to)),                        \
                     "l"((ulong)(size_t)(p)), "r"((uint)(there)), "r"(0)                                               \
                     : "memory")
// What is on its way so far is a group. WAIT: until at most n groups of those that this item began are on their way.
#define COMMIT __asm__ volatile("cp.async.commit_group;" ::: "memory")
#define WAIT(n) __asm__ volatile("cp.async.wait_group %0;" ::"n"(n) : "memory")

#if C_DOUBLE
// c += a b: b0, b1: the parts of b, of 8 columns.
#if ARCH >= 90
#define MULTIPLY(c, a, b0, b1)                                                                                         \
    __asm__("mma.sync.aligned.m16n8k8.row.col.f64.f64.f64.f64 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"   \
            : "+d"((c)[0]), "+d"((c)[1]), "+d"((c)[2]), "+d"((c)[3])                                                   \
            : "d"((a)[0]), "d"((a)[1]), "d"((a)[2]), "d"((a)[3]), "d"(b0), "d"(b1))
#else
#define MULTIPLY_QUARTER(c, a, b)                                                                                      \
    __asm__("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%0,%1}, {%2}, {%3}, {%0,%1};"                            \
            : "+d"((c)[0]), "+d"((c)[1])                                                                               \
            : "d"(a), "d"(b))
#define MULTIPLY(c, a, b0, b1)                                                                                         \
    MULTIPLY_QUARTER(c, (a)[0], b0);                                                                                   \
    MULTIPLY_QUARTER((c) + 2, (a)[1], b0);                                                                             \
    MULTIPLY_QUARTER(c, (a)[2], b1);                                                                                   \
    MULTIPLY_QUARTER((c) + 2, (a)[3], b1)
#endif
#else
#define MMA_float16 "f16"
#define MMA_bfloat16 "bf16"
#define MMA_TYPE CAT(MMA_, A)
#define MULTIPLY(c, a, b0, b1)                                                                                         \
    __asm__("mma.sync.aligned.m16n8k16.row.col.f32." MMA_TYPE "." MMA_TYPE ".f32 "                                     \
            "{%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"                                                    \
            : "+f"((c)[0]), "+f"((c)[1]), "+f"((c)[2]), "+f"((c)[3])                                                   \
            : "r"((a)[0]), "r"((a)[1]), "r"((a)[2]), "r"((a)[3]), "r"(b0), "r"(b1))
// Part n of item 4 g + t becomes elements 2 t and 2 t + 1 of 8 that item 8 n + g points to; transposed: element g of
// those that items 8 n + 2 t and 8 n + 2 t + 1 point to.
#define LOAD_PARTS(w, p, transposed)                                                                                   \
    if (transposed)                                                                                                    \
        __asm__ volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"                         \
                         : "=r"((w)[0]), "=r"((w)[1]), "=r"((w)[2]), "=r"((w)[3])                                      \
                         : "r"((uint)(size_t)(p))                                                                      \
                         : "memory");                                                                                  \
    else                                                                                                               \
        __asm__ volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"                               \
                         : "=r"((w)[0]), "=r"((w)[1]), "=r"((w)[2]), "=r"((w)[3])                                      \
                         : "r"((uint)(size_t)(p))                                                                      \
                         : "memory")
#endif

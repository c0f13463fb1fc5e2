// Where x is not zero, in order. A work-item takes a piece, a block at a time.
#if COUNTS
static NOT_INLINED void count_piece(PARAMETERS(DECLARED), long piece)
{
    const long end = min((piece + 1) * span, count), length = size.s0, d = stride.s0;
    long n = piece * span, number = 0;
    while (n < end) {
        const long row = quotient(n, length), j = n - row * length, run = min(min(length - j, end - n), 1L << 15);
        long i = xfirst + j * d, vi = 0;
        WALK_OUTER(row, size, rank, ADVANCE)
        ushort found = 0; // of narrow numbers a vector holds more
        if (d == 1)
            for (long k = 0; k < run; k++) found += ELEMENT(TRUTH, IN, x, i + k);
        else
            for (long k = 0; k < run; k++) found += ELEMENT(TRUTH, IN, x, i + k * d);
        number += found;
        n += run;
    }
    o[piece] = number;
}
#define TAKE_PIECE count_piece
#else
#define AHEAD 1024 // elements
#define WORD 8 // elements whose marks are looked at together
#define ALL 0x0101010101010101

// marks = 1 for those of a row that are not zero, 0 for others.
static NOT_INLINED void mark(uchar *restrict marks, global const CAT(T_, IN) *restrict x, long i, long d, int run)
{
    if (d == 1)
        for (int k = 0; k < run; k++) marks[k] = ELEMENT(TRUTH, IN, x, i + k);
    else
        for (int k = 0; k < run; k++) marks[k] = ELEMENT(TRUTH, IN, x, i + k * d);
}

// Keeps what stands for those of a row that are marked. Without a branch that nothing foretells: what stands for one
// that is not is written, too, and then overwritten.
#define KEEP_ONE(k)                                                                                                    \
    kept[number] = WHAT(k);                                                                                            \
    number += marks[k];
#define KEEP_EACH(k)                                                                                                   \
    if (word == ALL) {                                                                                                 \
        for (int j = 0; j < WORD; j++) kept[number + j] = WHAT(k + j);                                                 \
        number += WORD;                                                                                                \
    } else if (word != 0) {                                                                                            \
        KEEP_ONE(k)                                                                                                    \
        KEEP_ONE((k) + 1)                                                                                              \
        KEEP_ONE((k) + 2)                                                                                              \
        KEEP_ONE((k) + 3)                                                                                              \
        KEEP_ONE((k) + 4)                                                                                              \
        KEEP_ONE((k) + 5)                                                                                              \
        KEEP_ONE((k) + 6)                                                                                              \
        KEEP_ONE((k) + 7)                                                                                              \
    }
#define KEEP_WORD KEEP_EACH

// In Zen 1 and 2 pext is microcode, slower than what it replaces.
#if defined(__has_builtin) && defined(__AVX2__) && defined(__BMI2__) && !defined(__znver1__) && !defined(__znver2__)
#if __has_builtin(__builtin_ia32_pext_di) && __has_builtin(__builtin_ia32_permvarsi256)
// A word at a time, if PACKS: eight of 4 bytes, the marked ones first, and then no other branch.
typedef __attribute__((aligned(4))) int8 unaligned_int8;

static int8 marked_first(int8 x, ulong word)
{
    const ulong from = __builtin_ia32_pext_di(0x0706050403020100, word * 0xff);
    return as_int8(__builtin_ia32_permvarsi256(x, __builtin_convertvector(as_uchar8(from), int8)));
}

#undef KEEP_WORD
#define KEEP_WORD(k)                                                                                                   \
    if (PACKS) {                                                                                                       \
        *(unaligned_int8 *)(kept + number) = marked_first(EIGHT(k), word);                                             \
        number += word * ALL >> 56;                                                                                    \
    } else {                                                                                                           \
        KEEP_EACH(k)                                                                                                   \
    }
#endif
#endif

#define KEEP                                                                                                           \
    long number = 0, k = 0;                                                                                            \
    for (; k + WORD <= run; k += WORD) {                                                                               \
        const ulong word = *(const ulong *)(marks + k);                                                                \
        KEEP_WORD(k)                                                                                                   \
    }                                                                                                                  \
    PLAINLY                                                                                                            \
    for (; k < run; k++) {                                                                                             \
        KEEP_ONE(k)                                                                                                    \
    }                                                                                                                  \
    return (int)number;

#if KIND == CHOOSES
#define WHAT(k) v[(k)*vd]
#define EIGHT(k) *(global const unaligned_int8 *)(v + (k))
#define PACKS (sizeof(T) == 4 && vd == 1)
static int keep(T *restrict kept, const uchar *restrict marks, global const T *restrict v, long vd, int run)
{
    KEEP
}

static NOT_INLINED int choose(T *restrict kept, const uchar *restrict marks, global const T *restrict v, long vd,
                              int run)
{
    return vd == 1 ? keep(kept, marks, v, 1, run) : keep(kept, marks, v, vd, run);
}

static NOT_INLINED void put(global T *restrict o, long step, const T *restrict kept, int many)
{
    if (step == 1)
        for (int k = 0; k < many; k++) o[k] = kept[k];
    else
        for (int k = 0; k < many; k++) o[k * step] = kept[k];
}
#else
#define WHAT(k) (int)(k)
#define EIGHT(k) ((int8)(0, 1, 2, 3, 4, 5, 6, 7) + (int)(k))
#define PACKS 1
static NOT_INLINED int find(int *restrict kept, const uchar *restrict marks, int run)
{
    KEEP
}

// n: the number of the first of the row.
static NOT_INLINED void put(global T *restrict o, global T *restrict v, const int *restrict found, int many, long n)
{
#if KIND == NUMBERS
    for (int k = 0; k < many; k++) o[k] = n + found[k];
#else
    PLAINLY
    for (int k = 0; k < many; k++) v[found[k]] = o[k];
#endif
}
#endif

static NOT_INLINED void name_piece(PARAMETERS(DECLARED), long piece)
{
    const long end = min((piece + 1) * span, count), length = size.s0, d = stride.s0, vd = vstride.s0;
    long n = piece * span, number = 0;
    for (long p = 0; p < piece; p++) number += begins[p];
    uchar marks[BLOCK] ALIGNED;
#if KIND == CHOOSES
    T kept[BLOCK] ALIGNED;
#else
    int found[BLOCK] ALIGNED;
#endif
    while (n < end) {
        const long row = quotient(n, length), j = n - row * length, run = min(min(length - j, end - n), (long)BLOCK);
        long i = xfirst + j * d, vi = vfirst + j * vd;
        WALK_OUTER(row, size, rank, ADVANCE)
        PREFETCH_ALL(x + i + AHEAD * d, run)
        mark(marks, x, i, d, (int)run);
#if KIND == CHOOSES
        PREFETCH_ALL(v + vi + AHEAD * vd, run)
        const int many = choose(kept, marks, v + vi, vd, (int)run);
        put(o + ofirst + number * step, step, kept, many);
#else
        const int many = find(found, marks, (int)run);
        if (KIND == NUMBERS ? coordinates < 0 : vd == 1 && step == 1) {
            put(o + ofirst + number, v + vi, found, many, n);
        } else {
            for (int k = 0; k < many; k++) {
                PUT(number + k, n + found[k], vi + found[k] * vd)
            }
        }
#endif
        number += many;
        n += run;
    }
}
#define TAKE_PIECE name_piece
#endif

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void nonzero(PARAMETERS(DECLARED))
{
    TAKE_PIECE(PARAMETERS(GIVEN), get_group_id(0));
}

// Where x is not zero, in order. A work-item takes a piece, a block at a time.
#if COUNTS
static NOT_INLINED void count_piece(PARAMETERS(DECLARED), long piece)
{
    const long end = min((piece + 1) * span, count), length = size.s0, d = stride.s0;
    long n = piece * span, number = 0;
    while (n < end) {
        const long row = quotient(n, length), j = n - row * length, run = min(min(length - j, end - n), 1L << 30);
        long i = xfirst + j * d, vi = 0;
        WALK_OUTER(row, size, rank, ADVANCE)
        int found = 0;
        if (d == 1)
            for (long k = 0; k < run; k++) found += ELEMENT(TRUTH, IN, x, i + k);
        else
            for (long k = 0; k < run; k++) found += ELEMENT(TRUTH, IN, x, i + k * d);
        number += found;
        n += run;
    }
    o[piece] = number;
    if (piece == 0) o[pieces] = 0;
}
#define TAKE_PIECE count_piece
#else
// Places in a row of those that are not zero, without a branch that nothing foretells.
static NOT_INLINED int find(int *found, global const CAT(T_, IN) *x, long i, long d, int run)
{
    int number = 0;
    if (d == 1) {
        for (int k = 0; k < run; k++) {
            found[number] = k;
            number += ELEMENT(TRUTH, IN, x, i + k);
        }
    } else {
        for (int k = 0; k < run; k++) {
            found[number] = k;
            number += ELEMENT(TRUTH, IN, x, i + k * d);
        }
    }
    return number;
}

// PUT for elements that lie side by side, as those of v do; n: the number of the first of the row.
static NOT_INLINED void put_neighbours(global T *restrict o, global T *restrict v, const int *found, int many, long n)
{
    for (int k = 0; k < many; k++)
#if KIND == NUMBERS
        o[k] = n + found[k];
#elif KIND == CHOOSES
        o[k] = v[found[k]];
#else
        v[found[k]] = o[k];
#endif
}

static NOT_INLINED void name_piece(PARAMETERS(DECLARED), long piece)
{
    const long end = min((piece + 1) * span, count), length = size.s0, d = stride.s0, vd = vstride.s0;
    long n = piece * span, number = begins[piece];
    int found[BLOCK];
    while (n < end) {
        const long row = quotient(n, length), j = n - row * length, run = min(min(length - j, end - n), (long)BLOCK);
        long i = xfirst + j * d, vi = vfirst + j * vd;
        WALK_OUTER(row, size, rank, ADVANCE)
        const int many = find(found, x, i, d, (int)run);
        if (KIND == NUMBERS ? coordinates < 0 : vd == 1 && step == 1) {
            put_neighbours(o + ofirst + number, v + vi, found, many, n);
        } else {
            for (int k = 0; k < many; k++) {
                PUT(number + k, n + found[k], vi + found[k] * vd)
            }
        }
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

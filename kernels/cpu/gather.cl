// o = elements of x, where indices say. An item takes `chunk` of them, in rows along the innermost axis. An element may
// be `width` neighbours, which one index moves.
typedef CAT(T_, INDEX) I;

#define LOADS 8
#define FIRST_CACHE 32768

// The places of some indices; 0 if there is a wrong one among them.
static NOT_INLINED int find_places(long *places, global const I *indices, long stride, long run, long bound)
{
    int wrong = 0;
    if (stride == 1) {
        PREFETCH_ALL(indices + run, run)
        for (long k = 0; k < run; k++) {
            places[k] = counted_place(indices[k], bound);
            wrong |= (ulong)places[k] >= (ulong)bound;
        }
    } else {
        for (long k = 0; k < run; k++) {
            places[k] = counted_place(indices[k * stride], bound);
            wrong |= (ulong)places[k] >= (ulong)bound;
        }
    }
    return !wrong;
}

// o = elements of x at those places, by plain loads: vectors that gather are slower. Meanwhile what is wanted then is
// fetched: what lies from `ahead` on, or what the indices `next` name, which nobody has looked at; either may be NULL.
static NOT_INLINED void take(global T *restrict o, global const T *restrict x, const long *places, long run,
                             global const T *ahead, global const I *next)
{
    long k = 0;
    for (; k + LOADS <= run; k += LOADS) {
        if (ahead)
            PREFETCH(ahead + k, 3);
        else if (next)
            for (int j = 0; j < LOADS; j++) PREFETCH(x + (long)next[k + j], 3);
        for (int j = 0; j < LOADS; j++) o[k + j] = x[places[k + j]];
    }
    PLAINLY
    for (; k < run; k++) o[k] = x[places[k]];
}

static void copy_neighbours(global T *restrict to, global const T *restrict from, long width)
{
    for (long w = 0; w < width; w++) to[w] = from[w];
}

// One index for `run` elements along the innermost axis.
static void repeat_index(PARAMETERS(DECLARED), long n, long run, long xi, long ii, long oi)
{
    const I index = indices[ii];
    const long place = axis_place(index, bound), from = xi + place * step, xd = xstride.s0, od = ostride.s0;
    if (place < 0) {
        for (long k = 0; k < run; k++) o[oi + k * od] = 0;
        NOTE(n, index)
    } else if (xd == 1 && od == 1) {
        copy_neighbours(o + oi, x + from, run);
    } else {
        for (long k = 0; k < run; k++) o[oi + k * od] = x[from + k * xd];
    }
}

static void skip_wrong(PARAMETERS(DECLARED), long width, long n, long run, long xi, long ii, long oi)
{
    PLAINLY
    for (long k = 0; k < run; k++) {
        const I index = indices[ii + k * istride.s0];
        const long place = axis_place(index, bound), to = oi + k * ostride.s0;
        if (place < 0) NOTE(n + k, index)
        for (long w = 0; w < width; w++) o[to + w] = place < 0 ? 0 : x[xi + k * xstride.s0 + place * step + w];
    }
}

static NOT_INLINED void gather_chunk(PARAMETERS(DECLARED), long chunk, long width, long group)
{
    const long length = size.s0, xd = xstride.s0, id = istride.s0, od = ostride.s0;
    long places[BLOCK];
    long n = group * chunk;
    const long end = min(n + chunk, count);
    while (n < end) {
        const long row = quotient(n, length), j = n - row * length, left = min(length - j, end - n);
        const int repeats = id == 0 && width == 1;
        const long run = repeats ? left : min(left, (long)BLOCK);
        long xi = xfirst + j * xd, ii = ifirst + j * id, oi = ofirst + j * od;
        WALK_OUTER(row, size, rank, ADVANCE)
        if (repeats) {
            repeat_index(PARAMETERS(GIVEN), n, run, xi, ii, oi);
        } else if (!find_places(places, indices + ii, id, run, bound)) {
            skip_wrong(PARAMETERS(GIVEN), width, n, run, xi, ii, oi);
        } else if (width > 1) {
            for (long k = 0; k < run; k++)
                copy_neighbours(o + oi + k * od, x + xi + k * xd + places[k] * step, width);
        } else if (step == 1 && xd == 0 && od == 1) {
            const int rows = rank > 1 && xstride.s1 == bound && length <= 2 * bound && bound <= 2 * length;
            const int more = id == 1 && left >= run + BLOCK && bound * (long)sizeof(T) > FIRST_CACHE;
            take(o + oi, x + xi, places, run, rows ? x + xi + bound + j : 0, more ? indices + ii + run : 0);
        } else {
            for (long k = 0; k < run; k++) o[oi + k * od] = x[xi + k * xd + places[k] * step];
        }
        n += run;
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void gather(PARAMETERS(DECLARED), long chunk, long width)
{
    gather_chunk(PARAMETERS(GIVEN), chunk, width, get_group_id(0));
}

// Reductions. An accumulator is a value `a` and an extra `e` beside it:
//   KIND 0, PLAIN: a = COMBINE of two values x, y; e is not used
//   KIND 1, SUM:   a + e is the sum, e what rounding took from a (TwoSum)
//   KIND 2, ARG:   a is the best value so far, e where it was found, -1 before the first; BETTER: x beats y
// Prelude: those, IDENTITY; SINGLE: the form; OUTER: neighbouring outputs lie closer in memory than neighbouring
// elements of one reduction; PARTS_IN, PARTS_OUT: reads, writes accumulators instead of elements (long reductions are
// split and take several passes); FINISH(v): the result from the value; MEAN: x stands for its squared distance from
// m; LOAD_IN, T_IN, T_OUT, STORE_OUT, NARROW: storage.
#ifndef KIND
#define KIND 1
#define COMBINE 0
#define BETTER 0
#define IDENTITY 0
#define SINGLE 1
#define OUTER 0
#define PARTS_IN 0
#define PARTS_OUT 0
#define MEAN 0
#define FINISH(v) (v)
#define NARROW(v) (v)
#define LOAD_IN LOAD_float32
#define T_IN float
#define T_OUT float
#define STORE_OUT STORE_float32
#endif
#if KIND == 2
typedef long E;
#else
typedef C E;
#endif

static int beats(C x, C y)
{
    return BETTER;
}

static C combine(C x, C y)
{
    return COMBINE;
}

static void clear(C *a, E *e)
{
    *a = IDENTITY;
    *e = KIND == 2 ? -1 : 0;
}

// Takes in one element, number `at` of its reduction.
static void take_in(C *a, E *e, C x, long at)
{
#if KIND == 0
    *a = combine(*a, x);
#elif KIND == 1
    C sum = *a + x, z = sum - *a;
    *e += (*a - (sum - z)) + (x - z);
    *a = sum;
#else
    int better = *e < 0 || beats(x, *a);
    *a = better ? x : *a;
    *e = better ? at : *e;
#endif
}

// Takes in another accumulator.
static void merge(C *a, E *e, C b, E f)
{
#if KIND == 2
    int better = f >= 0 && (*e < 0 || beats(b, *a) || (!beats(*a, b) && f < *e));
    *a = better ? b : *a;
    *e = better ? f : *e;
#else
    take_in(a, e, b, 0);
    *e += f;
#endif
}

static C value(C a, E e)
{
#if KIND == 1
    return isfinite(a) ? a + e : a; // past infinity the error term is NaN
#else
    return a;
#endif
}

// Output number `out`: where its elements begin, where its mean is, where it goes.
#define LOCATE(out)                                                                                                    \
    long xi = xfirst, mi = mfirst, oi = ofirst;                                                                        \
    for (long rest = out, r = kept_rank - 1; r >= 0; r--) {                                                            \
        const long next = r > 0 ? quotient(rest, AXIS(kept_size, r)) : 0, at = rest - next * AXIS(kept_size, r);       \
        xi += at * AXIS(kept_x, r);                                                                                    \
        mi += at * AXIS(kept_m, r);                                                                                    \
        oi += at * AXIS(kept_o, r);                                                                                    \
        rest = next;                                                                                                   \
    }

// The offset of element number t of a reduction, without the axes from `from` on.
#define WALK(t, from)                                                                                                  \
    long way = 0;                                                                                                      \
    for (long rest = t, r = (from)-1; r >= 0; r--) {                                                                   \
        const long next = r > 0 ? quotient(rest, AXIS(size, r)) : 0;                                                   \
        way += (rest - next * AXIS(size, r)) * AXIS(stride, r);                                                        \
        rest = next;                                                                                                   \
    }

#if MEAN
#define MAP(x, m) (((x) - (m)) * ((x) - (m)))
#define LOAD_MEAN mean[mi]
#else
#define MAP(x, m) (x)
#define LOAD_MEAN 0
#endif
#if PARTS_IN && KIND == 0
#define TAKE(a, e, i, t, m) take_in(a, e, x[i], t)
#elif PARTS_IN
#define TAKE(a, e, i, t, m) merge(a, e, x[i], x_extra[i])
#else
#define TAKE(a, e, i, t, m) take_in(a, e, MAP(LOAD_IN(x, i), m), t)
#endif
#if PARTS_OUT && KIND == 0
#define PUT(out, a, e) (o[(out) * splits + split] = (a))
#elif PARTS_OUT
#define PUT(out, a, e) (o[(out) * splits + split] = (a), o_extra[(out) * splits + split] = (e))
#elif KIND == 2
#define PUT(out, a, e) (o[oi] = (e)) // an int64; T_OUT is long
#else
#define PUT(out, a, e) STORE_OUT(o, oi, NARROW(FINISH(value(a, e))))
#endif

// outs outputs of count elements each; a split of a reduction has span elements; a job has per_job outputs of one
// split.
// The wide ones first: each begins at a multiple of its size, and devices need take no more than 1024 bytes.
#define PARAMETERS                                                                                                     \
    long16 kept_size, long16 kept_x, long16 kept_o, long16 kept_m, long16 size, long16 stride, global const T_IN *x,   \
        global const E *x_extra, long xfirst, global T_OUT *o, global E *o_extra, long ofirst, global const C *mean,   \
        long mfirst, long outs, long count, long splits, long span, long per_job, C divisor, int kept_rank, int rank

#if SINGLE && !OUTER
// One work-item takes per_job outputs; elements go to BLOCK accumulators side by side, folded at the end.
#define BLOCK 256

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void reduce(PARAMETERS)
{
    const long jobs = quotient(get_group_id(0), splits), split = get_group_id(0) - jobs * splits;
    const long begin = split * span, end = min(begin + span, count);
    const long length = AXIS(size, rank - 1), d = AXIS(stride, rank - 1);
    for (long out = jobs * per_job; out < min((jobs + 1) * per_job, outs); out++) {
        LOCATE(out)
        const C m = LOAD_MEAN;
        C a[BLOCK];
        E e[BLOCK];
        int used = 0;
        for (long t = begin; t < end;) {
            const long row = quotient(t, length), j = t - row * length, stop = t + min(length - j, end - t);
            WALK(row, rank - 1)
            for (long i = xi + way + j * d; t < stop;) {
                const int n = (int)min(stop - t, (long)BLOCK);
                for (; used < n; used++) clear(a + used, e + used);
                if (d == 1)
                    for (int k = 0; k < n; k++) TAKE(a + k, e + k, i + k, t + k, m);
                else
                    for (int k = 0; k < n; k++) TAKE(a + k, e + k, i + k * d, t + k, m);
                i += n * d;
                t += n;
            }
        }
        if (used == 0) clear(a, e);
        for (int k = 1; k < used; k++) merge(a, e, a[k], e[k]);
        PUT(out, a[0], e[0]);
    }
}
#elif SINGLE
// One work-item takes a strip of per_job <= BLOCK outputs along the last kept axis, an accumulator for each.
#define BLOCK 1024

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void reduce(PARAMETERS)
{
    const long jobs = quotient(get_group_id(0), splits), split = get_group_id(0) - jobs * splits;
    const long begin = split * span, end = min(begin + span, count);
    const int last = kept_rank - 1;
    const long length = AXIS(kept_size, last), strips = (length + per_job - 1) / per_job;
    const long row = quotient(jobs, strips), column = (jobs - row * strips) * per_job, d = AXIS(kept_x, last);
    const long first = row * length + column;
    const int n = (int)min(per_job, length - column);
    C a[BLOCK], m[BLOCK];
    E e[BLOCK];
    LOCATE(first)
    for (int k = 0; k < n; k++, mi += AXIS(kept_m, last)) {
        clear(a + k, e + k);
        m[k] = LOAD_MEAN;
    }
    for (long t = begin; t < end; t++) {
        WALK(t, rank)
        const long i = xi + way;
        if (d == 1)
            for (int k = 0; k < n; k++) TAKE(a + k, e + k, i + k, t, m[k]);
        else
            for (int k = 0; k < n; k++) TAKE(a + k, e + k, i + k * d, t, m[k]);
    }
    for (int k = 0; k < n; k++, oi += AXIS(kept_o, last)) PUT(first + k, a[k], e[k]);
}
#elif !OUTER
// A work-group takes one split of one output: every item its share, then a tree in local memory.
kernel void reduce(PARAMETERS, local C *tree, local E *tree_extra)
{
    const long out = quotient(get_group_id(0), splits), split = get_group_id(0) - out * splits;
    const long end = min((split + 1) * span, count);
    const int id = get_local_id(0);
    LOCATE(out)
    const C m = LOAD_MEAN;
    C a;
    E e;
    clear(&a, &e);
    for (long t = split * span + id; t < end; t += get_local_size(0)) {
        WALK(t, rank)
        TAKE(&a, &e, xi + way, t, m);
    }
    tree[id] = a;
    tree_extra[id] = e;
    for (int width = get_local_size(0) / 2; width > 0; width /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (id < width) {
            merge(&a, &e, tree[id + width], tree_extra[id + width]);
            tree[id] = a;
            tree_extra[id] = e;
        }
    }
    if (id == 0) PUT(out, a, e);
}
#else
// A work-item takes one split of one output.
kernel void reduce(PARAMETERS)
{
    const long split = quotient(get_global_id(0), outs), out = get_global_id(0) - split * outs;
    const long end = min((split + 1) * span, count);
    if (split >= splits) return;
    LOCATE(out)
    const C m = LOAD_MEAN;
    C a;
    E e;
    clear(&a, &e);
    for (long t = split * span; t < end; t++) {
        WALK(t, rank)
        TAKE(&a, &e, xi + way, t, m);
    }
    PUT(out, a, e);
}
#endif

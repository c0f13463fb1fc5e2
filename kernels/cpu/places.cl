// o = the places that several indices name together. An item takes `chunk` elements, in rows along the innermost axis.

// Adds those on one axis, as if all were right; not 0 if there is a wrong one among them.
static NOT_INLINED int add_places(T *restrict sum, long run, global const I *restrict indices, long stride, T step,
                                  long bound)
{
    int wrong = 0;
    if (stride == 1) {
        PREFETCH_ALL(indices + run, run)
        for (long k = 0; k < run; k++) {
            const long place = counted_place(indices[k], bound);
            sum[k] = (T)((U)sum[k] + (U)place * (U)step);
            wrong |= (ulong)place >= (ulong)bound;
        }
    } else if (stride == 0) {
        const long place = counted_place(indices[0], bound);
        const U more = (U)place * (U)step;
        wrong = (ulong)place >= (ulong)bound;
        for (long k = 0; k < run; k++) sum[k] = (T)((U)sum[k] + more);
    } else {
        PLAINLY
        for (long k = 0; k < run; k++) {
            const long place = counted_place(indices[k * stride], bound);
            sum[k] = (T)((U)sum[k] + (U)place * (U)step);
            wrong |= (ulong)place >= (ulong)bound;
        }
    }
    return wrong;
}

// The same where there may be wrong ones.
static NOT_INLINED void add_some_wrong(T *restrict sum, long n, long run, global const I *restrict indices, long stride,
                                       T step, long bound, global long *record, int caller)
{
    PLAINLY
    for (long k = 0; k < run; k++) {
        const I index = indices[k * stride];
        const long place = axis_place(index, bound);
        sum[k] = place >= 0 && sum[k] != WRONG ? sum[k] + (T)place * step : WRONG;
        if (place < 0) note_wrong(record, caller, index, n + k, bound);
    }
}

#define ADD(i)                                                                                                         \
    if (tensors > i) wrong |= add_places(sum, run, indices##i + at##i, stride##i.s0, (T)step##i, bound##i);
#define ADD_SOME_WRONG(i)                                                                                              \
    if (tensors > i)                                                                                                   \
        add_some_wrong(sum, n, run, indices##i + at##i, stride##i.s0, (T)step##i, bound##i, record, caller);

// What o has of other indices, or where the sums begin; not 0 if there is WRONG among that.
static int begin_sums(T *restrict sum, global const T *restrict o, long run, int more, T base)
{
    int wrong = 0;
    for (long k = 0; k < run; k++) {
        sum[k] = more ? o[k] : base;
        wrong |= sum[k] == WRONG;
    }
    return wrong;
}

static NOT_INLINED void name_places(PARAMETERS(DECLARED), long chunk, long group)
{
    const long length = size.s0;
    long n = group * chunk;
    const long end = min(n + chunk, count);
    T sum[BLOCK];
    while (n < end) {
        const long row = quotient(n, length), j = n - row * length, run = min(min(length - j, end - n), (long)BLOCK);
        long at0 = first0 + j * stride0.s0, at1 = first1 + j * stride1.s0;
        long at2 = first2 + j * stride2.s0, at3 = first3 + j * stride3.s0;
        WALK_OUTER(row, size, rank, ADVANCE)
        int wrong = begin_sums(sum, o + n, run, more, (T)base);
        ADD(0)
        ADD(1)
        ADD(2)
        ADD(3)
        if (wrong) {
            begin_sums(sum, o + n, run, more, (T)base);
            ADD_SOME_WRONG(0)
            ADD_SOME_WRONG(1)
            ADD_SOME_WRONG(2)
            ADD_SOME_WRONG(3)
        }
        for (long k = 0; k < run; k++) o[n + k] = sum[k];
        n += run;
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void places(PARAMETERS(DECLARED), long chunk)
{
    name_places(PARAMETERS(GIVEN), chunk, get_group_id(0));
}

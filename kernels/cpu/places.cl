// o = the places that several indices name together. An item takes `chunk` elements, in rows along the innermost axis.
static NOT_INLINED void add_places(T *restrict sum, long n, long run, global const I *restrict indices, long stride,
                                   T step, long bound, global long *record, int caller)
{
    int right = 1;
    if (stride == 0) {
        const long place = axis_place(indices[0], bound);
        const T more = (T)place * step;
        right = place >= 0;
        for (long k = 0; k < run; k++) sum[k] = right && sum[k] != WRONG ? sum[k] + more : WRONG;
    } else if (stride == 1) {
        for (long k = 0; k < run; k++) {
            const long place = axis_place(indices[k], bound);
            sum[k] = place >= 0 && sum[k] != WRONG ? sum[k] + (T)place * step : WRONG;
            right &= place >= 0;
        }
    } else {
        for (long k = 0; k < run; k++) {
            const long place = axis_place(indices[k * stride], bound);
            sum[k] = place >= 0 && sum[k] != WRONG ? sum[k] + (T)place * step : WRONG;
            right &= place >= 0;
        }
    }
    PLAINLY
    for (long k = 0; k < run && !right; k++)
        if (axis_place(indices[k * stride], bound) < 0) note_wrong(record, caller, indices[k * stride], n + k, bound);
}

#define ADD(i)                                                                                                         \
    if (tensors > i) add_places(sum, n, run, indices##i + at##i, stride##i.s0, (T)step##i, bound##i, record, caller);

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
        for (long k = 0; k < run; k++) sum[k] = more ? o[n + k] : (T)base;
        ADD(0)
        ADD(1)
        ADD(2)
        ADD(3)
        for (long k = 0; k < run; k++) o[n + k] = sum[k];
        n += run;
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void places(PARAMETERS(DECLARED), long chunk)
{
    name_places(PARAMETERS(GIVEN), chunk, get_group_id(0));
}

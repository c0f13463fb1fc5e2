// o = the places that several indices name together. An item takes `chunk` elements, in rows along the innermost axis.
static NOT_INLINED void add_places(global T *o, long n, long run, global const I *indices, long stride, long step,
                                   long bound, global long *record, int caller)
{
    int wrong = 0;
    if (stride == 1) {
        for (long k = 0; k < run; k++) {
            const long place = axis_place(indices[k], bound);
            o[k] = place >= 0 && o[k] != WRONG ? o[k] + (T)place * (T)step : WRONG;
            wrong |= place < 0;
        }
    } else {
        for (long k = 0; k < run; k++) {
            const long place = axis_place(indices[k * stride], bound);
            o[k] = place >= 0 && o[k] != WRONG ? o[k] + (T)place * (T)step : WRONG;
            wrong |= place < 0;
        }
    }
    PLAINLY
    for (long k = 0; k < run && wrong; k++)
        if (axis_place(indices[k * stride], bound) < 0) note_wrong(record, caller, indices[k * stride], n + k, bound);
}

static NOT_INLINED void name_places(PARAMETERS(DECLARED), long chunk, long group)
{
    const long length = size.s0;
    long n = group * chunk;
    const long end = min(n + chunk, count);
    while (n < end) {
        const long row = quotient(n, length), j = n - row * length, run = min(min(length - j, end - n), (long)BLOCK);
        long at0 = first0 + j * stride0.s0, at1 = first1 + j * stride1.s0;
        long at2 = first2 + j * stride2.s0, at3 = first3 + j * stride3.s0;
        WALK_OUTER(row, size, rank, ADVANCE)
        if (!more)
            for (long k = 0; k < run; k++) o[n + k] = (T)base;
        add_places(o + n, n, run, indices0 + at0, stride0.s0, step0, bound0, record, caller);
        if (tensors > 1) add_places(o + n, n, run, indices1 + at1, stride1.s0, step1, bound1, record, caller);
        if (tensors > 2) add_places(o + n, n, run, indices2 + at2, stride2.s0, step2, bound2, record, caller);
        if (tensors > 3) add_places(o + n, n, run, indices3 + at3, stride3.s0, step3, bound3, record, caller);
        n += run;
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void places(PARAMETERS(DECLARED), long chunk)
{
    name_places(PARAMETERS(GIVEN), chunk, get_group_id(0));
}

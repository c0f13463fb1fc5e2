// o = the places that several indices name together.
static T add_place(T sum, I index, long step, long bound, long n, global long *record, int caller)
{
    const long place = axis_place(index, bound);
    if (place < 0) note_wrong(record, caller, index, n, bound);
    return place >= 0 && sum != WRONG ? sum + (T)place * (T)step : WRONG;
}

kernel void places(PARAMETERS(DECLARED))
{
    for (long n = get_global_id(0); n < count; n += get_global_size(0)) {
        long at0 = first0, at1 = first1, at2 = first2, at3 = first3;
        WALK(n, size, rank, ADVANCE)
        T sum = more ? o[n] : (T)base;
        sum = add_place(sum, indices0[at0], step0, bound0, n, record, caller);
        if (tensors > 1) sum = add_place(sum, indices1[at1], step1, bound1, n, record, caller);
        if (tensors > 2) sum = add_place(sum, indices2[at2], step2, bound2, n, record, caller);
        if (tensors > 3) sum = add_place(sum, indices3[at3], step3, bound3, n, record, caller);
        o[n] = sum;
    }
}

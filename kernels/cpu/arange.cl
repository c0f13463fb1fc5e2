// o = numbers at even distances, o contiguous or along one stride.
__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void arange(global CAT(T_, OUT) *o, long ofirst, long ostride, long count, long chunk, NUMBERS)
{
    const long begin = get_group_id(0) * chunk, end = min(begin + chunk, count);
    for (long i = begin; i < end; i++) CAT(STORE_, OUT)(o, ofirst + i * ostride, NARROW(NUMBER(i)));
}

// Binary search. A work-item takes `chunk` elements.
__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void search(PARAMETERS, long chunk)
{
    const long begin = get_group_id(0) * chunk, end = min(begin + chunk, count);
    for (long n = begin; n < end; n++) SEARCH(n)
}

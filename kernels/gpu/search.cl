// Binary search. A work-item takes elements that lie as far apart as there are items.
kernel void search(PARAMETERS)
{
    for (long n = get_global_id(0); n < count; n += get_global_size(0)) SEARCH(n)
}

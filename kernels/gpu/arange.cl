// o = numbers at even distances, o contiguous or along one stride.
kernel void arange(global CAT(T_, OUT) *o, long ofirst, long ostride, long count, NUMBERS)
{
    for (long i = get_global_id(0); i < count; i += get_global_size(0))
        CAT(STORE_, OUT)(o, ofirst + i * ostride, NARROW(NUMBER(i)));
}

// Keys: unsigned integers in the order of elements, made of their bits. KIND 0: integers, whose key is raw ^ flip; 1:
// floats of any width: zeros have the same key, NaN the highest. flip: for floats 0, or all bits for falling order.
// sign: the highest bit; infinity: its bits.
#if KIND == 1
static U key_of(U raw, U sign, U infinity, U flip)
{
    const U magnitude = raw & (sign - 1), key = raw & sign ? sign - magnitude : sign + magnitude;
    return (magnitude > infinity ? sign | (sign - 1) : key) ^ flip;
}
#else
static U key_of(U raw, U sign, U infinity, U flip)
{
    return raw ^ flip;
}
#endif
#define KEY(x, i) key_of((x)[i], sign, infinity, flip)

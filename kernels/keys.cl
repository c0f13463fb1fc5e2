// Keys: unsigned integers in the order of elements, made of their bits. KIND 0: integers, whose key is raw ^ flip; 1:
// floats of any width: zeros have the same key, NaN the highest; 2: complex numbers, whose key is two words, of which
// the one of the real part, x, counts first; 3: bools, of which any byte that is not 0 is true. flip: for floats 0, or
// all bits for falling order. sign: the highest bit; infinity: its bits; of complex numbers those of a part. LESS,
// SAME: of two keys; NO_NUMBER: is it the key of a NaN, if flip is 0; DIGIT_OF: the digit that lies above `shift` bits.
#if KIND != 2
typedef U sort_key;
#define LESS(a, b) ((a) < (b))
#define SAME(a, b) ((a) == (b))
#define DIGIT_OF(key, shift) ((int)((key) >> (shift)) & (DIGITS - 1))
#else
typedef ulong2 sort_key;
#define LESS(a, b) ((a).x < (b).x || ((a).x == (b).x && (a).y < (b).y))
#define SAME(a, b) ((a).x == (b).x && (a).y == (b).y)
#define WORD(key, shift) ((shift) < CAT(PART_BITS_, IN) ? (key).y : (key).x)
#define DIGIT_OF(key, shift) ((int)(WORD(key, shift) >> ((shift) % CAT(PART_BITS_, IN))) & (DIGITS - 1))
// The parts of an element, as bits, and how many of them there are.
#define PARTS_uint64(raw) ((ulong2)((raw) & 0xffffffff, (raw) >> 32))
#define PARTS_complex128(raw) as_ulong2(raw)
#define PART_BITS_uint64 32
#define PART_BITS_complex128 64
#endif

#if KIND == 1 || KIND == 2
static U float_key(U raw, U sign, U infinity)
{
    const U magnitude = raw & (sign - 1), key = raw & sign ? sign - magnitude : sign + magnitude;
    return magnitude > infinity ? sign | (sign - 1) : key;
}
#endif
#if KIND == 0 || KIND == 3
static sort_key key_of(U raw, U sign, U infinity, U flip)
{
    return (KIND == 3 ? raw != 0 : raw) ^ flip;
}
#define NO_NUMBER(key) 0
#elif KIND == 1
static sort_key key_of(U raw, U sign, U infinity, U flip)
{
    return float_key(raw, sign, infinity) ^ flip;
}
#define NO_NUMBER(key) ((key) == (sign | (sign - 1)))
#else
// As NumPy has it: numbers; then those with a NaN as imaginary part, by the real one; those with one as real part, by
// the imaginary one; those with two. Their first words lie between that of infinity and the highest one.
static sort_key key_of(CAT(T_, IN) raw, U sign, U infinity, U flip)
{
    const ulong2 parts = CAT(PARTS_, IN)(raw);
    const U top = sign | (sign - 1), re = float_key(parts.x, sign, infinity), im = float_key(parts.y, sign, infinity);
    const U first = re == top ? top - (im != top) : im == top ? top - 2 : re;
    return (sort_key)(first ^ flip, (re != top && im == top ? re : im) ^ flip);
}
#define NO_NUMBER(key) ((key).x > (sign | infinity))
#endif
#define KEY(x, i) key_of((x)[i], sign, infinity, flip)

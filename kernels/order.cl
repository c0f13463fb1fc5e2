// Comparisons of an integer with a number of another kind, exact whatever the two are: operands come as the bits of the
// dtypes LEFT and RIGHT in C, which is ulong, and are compared as whole numbers and fractions. RELATION: the row.
#define BITS_FROM_bool(raw) ((C)((raw) != 0))
#define BITS_FROM_int8(raw) ((C)(long)(raw))
#define BITS_FROM_int16 BITS_FROM_int8
#define BITS_FROM_int32 BITS_FROM_int8
#define BITS_FROM_int64 BITS_FROM_int8
#define BITS_FROM_uint8(raw) ((C)(raw))
#define BITS_FROM_uint16 BITS_FROM_uint8
#define BITS_FROM_uint32 BITS_FROM_uint8
#define BITS_FROM_uint64 BITS_FROM_uint8
#define BITS_FROM_bfloat16(raw) ((C)(raw) << 16)
#define BITS_FROM_float32(raw) ((C)as_uint(raw))
#define BITS_FROM_float64(raw) as_ulong(raw)
#ifdef __NV_CL_C_VERSION
#define BITS_FROM_float16(raw) ((C)as_uint(half_value(raw)))
#else
#define BITS_FROM_float16 BITS_FROM_float32
#endif

#define NUMBER_bool of_unsigned
#define NUMBER_int8 of_signed
#define NUMBER_int16 of_signed
#define NUMBER_int32 of_signed
#define NUMBER_int64 of_signed
#define NUMBER_uint8 of_unsigned
#define NUMBER_uint16 of_unsigned
#define NUMBER_uint32 of_unsigned
#define NUMBER_uint64 of_unsigned
#define NUMBER_float16 of_float32
#define NUMBER_bfloat16 of_float32
#define NUMBER_float32 of_float32
#define NUMBER_float64 of_float64

// high * 2^64 + low is the largest integer that is not above the number; past: 1 if the number is above it, -1 if it is
// none. Floats beyond all integers of 64 bits are of high -2 or 1.
typedef struct {
    int high;
    ulong low;
    int past;
} number;

static number of_signed(C x)
{
    const number n = {-(int)(x >> 63), x, 0};
    return n;
}

static number of_unsigned(C x)
{
    const number n = {0, x, 0};
    return n;
}

// A float with that many bits of fraction and of exponent, taken apart: a device may count small ones as 0.
static number of_bits(C x, int fraction, int exponent)
{
    const int top = (1 << exponent) - 1, field = (int)(x >> fraction) & top;
    const int negative = (int)(x >> (fraction + exponent)) & 1, shift = max(field, 1) - top / 2 - fraction;
    const ulong digits = x & (((ulong)1 << fraction) - 1), all = field > 0 ? digits | (ulong)1 << fraction : digits;
    number n = {0, 0, 0};
    if (shift > 63 - fraction) {
        n.high = negative ? -2 : 1;
        n.past = field == top && digits != 0 ? -1 : 0;
        return n;
    }
    if (shift >= 0) {
        n.low = all << shift;
    } else {
        const int drop = min(-shift, 63);
        n.low = all >> drop;
        n.past = (all & (((ulong)1 << drop) - 1)) != 0;
    }
    if (negative) {
        n.low += (ulong)n.past;
        n.high = n.low != 0 ? -1 : 0;
        n.low = 0 - n.low;
    }
    return n;
}

static number of_float32(C x)
{
    return of_bits(x, 23, 8);
}

static number of_float64(C x)
{
    return of_bits(x, 52, 11);
}

// What has no order is as what is neither less, equal nor greater: true of the rows that are true of both sides alone.
static int compared(C x, C y)
{
    const number a = CAT(NUMBER_, LEFT)(x), b = CAT(NUMBER_, RIGHT)(y);
    const int less = a.high != b.high ? a.high < b.high : a.low != b.low ? a.low < b.low : a.past < b.past;
    const int same = a.high == b.high && a.low == b.low && a.past == b.past;
    if (a.past < 0 || b.past < 0) return RELATION(0, 1) && RELATION(1, 0);
    return RELATION((C)(same ? 1 : less ? 0 : 2), 1);
}

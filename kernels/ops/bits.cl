// The formulas of the rows for float and double that are made of the bits of numbers, after those of float.cl.

// The place of a number among all, in their order: neighbours are 1 apart, both zeros are at 0.
static bits place_of(C x)
{
    const bits magnitude = AS_BITS(x) & BITS_MAX;
    return AS_BITS(x) < 0 ? -magnitude : magnitude;
}

// What is `far` places on the way to y.
static C neighbour(C x, C y, bits far)
{
    const bits from = place_of(x), place = from < place_of(y) ? from + far : from - far;
    return copysign(OF_BITS(place < 0 ? -place : place), from == 0 ? y : x);
}

// AMONG: the dtype whose neighbours are wanted, if it has fewer digits than C. float16 has multiples of 2^-24 below its
// smallest normal number, and nothing above 65504.
static C op_nextafter(C x, C y)
{
    if (x != x || y != y) return x + y;
    if (place_of(x) == place_of(y)) return y;
#ifdef AMONG
#define FAR_float16 0x2000
#define FAR_bfloat16 0x10000
    const C z = neighbour(x, y, CAT(FAR_, AMONG));
    if (CAT(FAR_, AMONG) == FAR_bfloat16) return z;
    if (fabs(x) == INFINITY) return copysign((C)65504, x);
    if (fabs(z) > 65504) return copysign((C)INFINITY, x);
    if (fabs(x) > 0x1p-14f) return z;
    return copysign((x * 0x1p24f + (x < y ? 1 : -1)) * 0x1p-24f, x == 0 ? y : x);
#else
    return neighbour(x, y, 1);
#endif
}

// The bits of |x| as an exponent and a fraction, which those of subnormal numbers lack; 0 has none.
#define FRACTION_BITS (C_DOUBLE ? 52 : 23)
#define HALF_EXPONENT (C_DOUBLE ? 1022 : 126)
#define LEADING_ZEROS(x) ((int)clz((bits)(AS_BITS(x) & BITS_MAX)) - (C_DOUBLE ? 11 : 8))

static int has_exponent(C x)
{
    return (AS_BITS(x) & BITS_MAX) != 0 && (AS_BITS(x) & BITS_MAX) < AS_BITS((C)INFINITY);
}

static C op_frexp_fraction(C x)
{
    if (!has_exponent(x)) return x;
    const int up = max(LEADING_ZEROS(x), 0);
    const bits fraction = AS_BITS(x) << up & (((bits)1 << FRACTION_BITS) - 1);
    return OF_BITS((AS_BITS(x) & ~BITS_MAX) | (bits)HALF_EXPONENT << FRACTION_BITS | fraction);
}

static C op_frexp_exponent(C x)
{
    if (!has_exponent(x)) return 0;
    const int power = (int)((AS_BITS(x) & BITS_MAX) >> FRACTION_BITS);
    return (C)((power > 0 ? power : 1 - LEADING_ZEROS(x)) - HALF_EXPONENT);
}

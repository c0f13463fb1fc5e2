// Random numbers that depend on nothing but seed, counter and place: Philox 4x32-10 (Salmon, Moraes, Dror and Shaw,
// "Parallel random numbers: as easy as 1, 2, 3", 2011). A block is four words, of the counter + its number. EACH
// elements share it: 4 with a word each, or 2 with two. What they are made of:
//   KIND 0, UNIFORM: location + scale u, u in [0, 1) with the digits that OUT has
//   KIND 1, NORMAL: location + scale z; two elements are a pair (Box and Muller, 1958)
//   KIND 2, EXPONENTIAL: location - scale log(u), u in (0, 1)
//   KIND 3, INTEGERS: low + one of `range` numbers (Lemire, "Fast random integer generation in an interval", 2019);
//           range 0: of all
//   KIND 4, BERNOULLI: 1 if the word is below `chance`, or is that and another one below `rest`, else 0
// Floats are made by integer operations, sums, differences and products alone, which every device rounds the same way.

#if EACH == 4
#define WORD uint
#define WORD_BITS 32
#define EACH_WORD(F) F(0) F(1) F(2) F(3)
#define EACH_PAIR(F) F(0, 1) F(2, 3)
#define WORDS const WORD w0 = a, w1 = b, w2 = c, w3 = d;
#else
#define WORD ulong
#define WORD_BITS 64
#define EACH_WORD(F) F(0) F(1)
#define EACH_PAIR(F) F(0, 1)
#define WORDS const WORD w0 = a | (ulong)b << 32, w1 = c | (ulong)d << 32;
#endif

// ---- Words ----

// Of a block's words a, b, c and d. WIDE(x): x with room for a product, LOW(x): back to their type.
#define PRODUCTS(a, c, WIDE) p = WIDE(a) * 0xD2511F53u, q = WIDE(c) * 0xCD9E8D57u;
#define KEY_OF_A(n) ((uint)key + n##u * 0x9E3779B9u)
#define KEY_OF_C(n) ((uint)(key >> 32) + n##u * 0xBB67AE85u)
#define ROUND(n, a, b, c, d, WIDE, LOW)                                                                                \
    PRODUCTS(a, c, WIDE)                                                                                               \
    a = LOW(q >> 32) ^ b ^ KEY_OF_A(n);                                                                                \
    c = LOW(p >> 32) ^ d ^ KEY_OF_C(n);                                                                                \
    b = LOW(q);                                                                                                        \
    d = LOW(p);
#define ROUND_OF_ONE(n) ROUND(n, a, b, c, d, (ulong), (uint))
#define ROUNDS_BEFORE_LAST(F) F(0) F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8)
#define ROUNDS(F) ROUNDS_BEFORE_LAST(F) F(9)

// Block `number` as w0, w1 and so on. What is drawn again has blocks of its own, counted in the uppermost 16 bits.
#define DRAW(number, again)                                                                                            \
    const ulong at_low = counter + (ulong)(number);                                                                    \
    const ulong at_high = counter_high + (at_low < counter) + ((ulong)(again) << 48);                                  \
    uint a = (uint)at_low, b = (uint)(at_low >> 32), c = (uint)at_high, d = (uint)(at_high >> 32);                     \
    ulong p, q;                                                                                                        \
    ROUNDS(ROUND_OF_ONE)                                                                                               \
    WORDS

// ---- Floats ----

#if KIND <= 2
#if VEC > 1
#define OF(type) CAT(type, VEC)
#else
#define OF(type) type
#endif
#if C_DOUBLE
#define INTEGER long
#define DIGITS 53
#define BIAS 1023
#define ROOT_HALF 0x3fe6a09e667f3bcdul
#define ROOT_FIRST 0x5fe6eb50c7b537a9ul
#else
#define INTEGER int
#define DIGITS 24
#define BIAS 127
#define ROOT_HALF 0x3f3504f3u
#define ROOT_FIRST 0x5f375a86u
#endif
// Words, and integers of the same size, as many as V has elements.
typedef OF(WORD) words;
typedef OF(INTEGER) integers;
#define AS_WORDS CAT(as_, OF(WORD))
#define AS_INTEGERS CAT(as_, OF(INTEGER))
#define AS_V CAT(as_, OF(C))
#define TO_V CAT(convert_, OF(C))
#define DIGITS_float16 11
#define DIGITS_bfloat16 8
#define DIGITS_float32 24
#define DIGITS_float64 53
#define POWER(n) AS_V((words)((WORD)(BIAS + (n)) << (DIGITS - 1))) // 2^n
#define TERM(constant) sum = sum * z + K(constant);

#define GIVE(x) (location + scale * (x))
#define PARAMETERS_OF_KIND(P) P(C, location), P(C, scale)
#endif

#if KIND == 0
static V unit(words w)
{
    return TO_V(AS_INTEGERS(w >> (WORD_BITS - CAT(DIGITS_, OUT)))) * POWER(-CAT(DIGITS_, OUT));
}
#define VALUE(w) GIVE(unit(w))
#endif

#if KIND == 1 || KIND == 2
// -log(u), u = (w, at least 1, cut to DIGITS) / 2^WORD_BITS = f 2^k, f in sqrt(1/2)..sqrt(2): log(f) = 2 atanh(s) as
// its series, s = (f - 1) / (f + 1); that quotient by Newton's steps.
static V minus_log(words w)
{
    const integers small = w >> DIGITS == (words)0;
    const words kept = small ? max(w, (words)1) : w >> (WORD_BITS - DIGITS);
    const words moved = AS_WORDS(TO_V(AS_INTEGERS(kept))) + (((WORD)BIAS << (DIGITS - 1)) - ROOT_HALF);
    const V f = AS_V((moved & (((WORD)1 << (DIGITS - 1)) - 1)) + ROOT_HALF), n = f + K(1.0);
    const V k = TO_V(AS_INTEGERS(moved >> (DIGITS - 1)) - BIAS - (small ? (integers)WORD_BITS : (integers)DIGITS));
    V y = K(0.98504) - K(0.239006) * n;
    y = y * (K(2.0) - n * y);
    y = y * (K(2.0) - n * y);
    y = y * (K(2.0) - n * y);
#if C_DOUBLE
    y = y * (K(2.0) - n * y);
#endif
    const V s = (f - K(1.0)) * y, z = s * s;
#if C_DOUBLE
    V sum = K(0.0869565217391304347826);
    TERM(0.0952380952380952380952)
    TERM(0.105263157894736842105)
    TERM(0.117647058823529411765)
    TERM(0.133333333333333333333)
    TERM(0.153846153846153846154)
    TERM(0.181818181818181818182)
    TERM(0.222222222222222222222)
#else
    V sum = K(0.222222222222222222222);
#endif
    TERM(0.285714285714285714286)
    TERM(0.4)
    TERM(0.666666666666666666667)
    return -(k * K(0.69314718055994530942) + (s * z * sum + K(2.0) * s));
}
#endif

#if KIND == 2
#define VALUE(w) GIVE(minus_log(w))
#endif

#if KIND == 1
// sqrt(x) as x times Newton's steps to 1 / sqrt(x), from the halved exponent.
static V root(V x)
{
    const V half_x = K(0.5) * x;
    V y = AS_V(ROOT_FIRST - (AS_WORDS(x) >> 1));
    y = y * (K(1.5) - half_x * y * y);
    y = y * (K(1.5) - half_x * y * y);
    y = y * (K(1.5) - half_x * y * y);
#if C_DOUBLE
    y = y * (K(1.5) - half_x * y * y);
#endif
    return x * y;
}

typedef struct pair {
    V x, y;
} pair;

// A point at a random angle, at the distance sqrt(-2 log(u)) from 0. Of v one bit says which axis it is near to, one on
// which side, and the rest is the angle to that, in -pi/4..pi/4; sine and cosine as their series.
static pair normal(words u, words v)
{
    const V distance = root(K(2.0) * minus_log(u));
    const V t = (TO_V(AS_INTEGERS(v << 2) >> (WORD_BITS - DIGITS)) + K(0.5)) * POWER(-DIGITS);
    const V angle = t * K(1.5707963267948966192), z = angle * angle;
#if C_DOUBLE
    V sum = K(2.81145725434552076320e-15);
    TERM(-7.64716373181981647590e-13)
    TERM(1.60590438368216145994e-10)
    TERM(-2.50521083854417187751e-8)
    TERM(2.75573192239858906526e-6)
#else
    V sum = K(2.75573192239858906526e-6);
#endif
    TERM(-1.98412698412698412698e-4)
    TERM(8.33333333333333333333e-3)
    TERM(-1.66666666666666666667e-1)
    const V across = angle + angle * z * sum;
#if C_DOUBLE
    sum = K(-1.56192069685862264622e-16);
    TERM(4.77947733238738529744e-14)
    TERM(-1.14707455977297247139e-11)
    TERM(2.08767569878680989792e-9)
    TERM(-2.75573192239858906526e-7)
#else
    sum = K(-2.75573192239858906526e-7);
#endif
    TERM(2.48015873015873015873e-5)
    TERM(-1.38888888888888888889e-3)
    TERM(4.16666666666666666667e-2)
    TERM(-0.5)
    const V along = K(1.0) + z * sum;
    const integers turned = AS_INTEGERS(v) < (integers)0, back = AS_INTEGERS(v << 1) < (integers)0;
    const V far = back ? -distance : distance;
    const pair p = {far * (turned ? across : along), far * (turned ? along : across)};
    return p;
}
#endif

// ---- Numbers of few: VALUE(w) where w is SETTLED, else what is drawn again says ----

#if KIND >= 3
#define PLACE_OF_WORD(P) P(ulong, key), P(ulong, counter), P(ulong, counter_high), P(long, number), P(int, lane)

static WORD drawn_again(PLACE_OF_WORD(DECLARED), int again)
{
    DRAW(number, again)
#if EACH == 4
    return lane < 2 ? (lane == 0 ? w0 : w1) : (lane == 2 ? w2 : w3);
#else
    return lane == 0 ? w0 : w1;
#endif
}
#endif

#if KIND == 3
#if EACH == 4
#define SHARE(w) ((WORD)((ulong)(w) * range >> 32))
#else
#define SHARE(w) mul_hi(w, range)
#endif
#define PARAMETERS_OF_KIND(P) P(U, low), P(WORD, range), P(WORD, least)
#define VALUE(w) ((C)(low + (U)(range ? SHARE(w) : (w))))
#define SETTLED(w) ((w) * range >= least)

static C settled(WORD w, PARAMETERS_OF_KIND(DECLARED), PLACE_OF_WORD(DECLARED))
{
    for (int again = 1; again <= 64 && !SETTLED(w); again++) w = drawn_again(PLACE_OF_WORD(GIVEN), again);
    return VALUE(w);
}
#elif KIND == 4
#define PARAMETERS_OF_KIND(P) P(ulong, chance), P(ulong, rest)
#define VALUE(w) ((C)((w) < chance))
#define SETTLED(w) ((w) != chance)

static C settled(WORD w, PARAMETERS_OF_KIND(DECLARED), PLACE_OF_WORD(DECLARED))
{
    return SETTLED(w) ? VALUE(w) : (C)(drawn_again(PLACE_OF_WORD(GIVEN), 1) < rest);
}
#endif

// count elements from `skip` of the first block on, in `blocks` blocks.
#define PARAMETERS(P)                                                                                                  \
    P(global CAT(T_, OUT) *, o), P(long, ofirst), P(long, count), P(long, blocks), P(long, skip), P(ulong, key),       \
        P(ulong, counter), P(ulong, counter_high), PARAMETERS_OF_KIND(P)

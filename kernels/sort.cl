// What the kernels of sorting share: radix sort from the lowest digit, DIGITS values to a digit, of elements as their
// bits. A pass counts the digits of each piece of `span` elements, in table[digit * pieces + piece], and then moves the
// elements to where those of smaller digits, and of the same ones before them, end: so each pass keeps the order of
// equal digits, and the whole the order of equal elements. PAIR: elements have indices, their numbers in the beginning,
// of the type INDEX. With by_line the digits of a pass are those of the numbers of lines, of `length` elements, which
// brings the elements of each line together again.
#define BY_VALUE(value) DIGIT_OF(key_of(value, sign, infinity, flip), shift)
// Of element n, which is `value`.
#if PAIR
#define INDEX_OF(n) (first ? (long)(n) : (long)index[n])
#define BY_LINE(at) ((int)(quotient(at, length) >> shift) & (DIGITS - 1))
#define DIGIT(value, n) (by_line ? BY_LINE(INDEX_OF(n)) : BY_VALUE(value))
#define INDEX_POINTER(P) P(global const CAT(T_, INDEX) *, index),
#else
#define DIGIT(value, n) BY_VALUE(value)
#define INDEX_POINTER(P)
#endif

// x: elements, from xfirst on; index: their indices, if not `first`; by_line: 1 or 0; shift: bits below the digit.
#define PARAMETERS(P)                                                                                                  \
    P(global const CAT(T_, IN) *, x), INDEX_POINTER(P) P(long, xfirst), P(long, count), P(long, length),               \
        P(long, pieces), P(long, span), P(U, sign), P(U, infinity), P(U, flip), P(int, shift), P(int, by_line),        \
        P(int, first)

// What a pass gives: o: elements; o_index: indices; places: those within their lines. gives: which of them, as bits.
#define GIVES_VALUES 1
#define GIVES_INDICES 2
#define GIVES_PLACES 4
#if PAIR
#define RESULTS(P)                                                                                                     \
    P(global CAT(T_, OUT) *, o), P(long, ofirst), P(global CAT(T_, INDEX) *, o_index), P(global long *, places),       \
        P(int, gives)
// An element and its index go to place `to`.
#define GIVE(to, value, number)                                                                                        \
    {                                                                                                                  \
        const long at = number;                                                                                        \
        if (gives & GIVES_VALUES) o[ofirst + (to)] = value;                                                            \
        if (gives & GIVES_INDICES) o_index[to] = (CAT(T_, INDEX))at;                                                   \
        if (gives & GIVES_PLACES) places[to] = at < length ? at : at - quotient(at, length) * length;                  \
    }
#else
#define RESULTS(P) P(global CAT(T_, OUT) *, o), P(long, ofirst)
#define GIVE(to, value, number) o[ofirst + (to)] = value;
#endif

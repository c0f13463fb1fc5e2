// Stores that go past the caches, for results that these would not hold: a plain store first reads the line that it
// writes into. What ends a kernel on a CPU, a lock, orders them before whoever waits.
// STREAM(T, value, to): one of a T at an address that is a multiple of its size, if the compiler has one.
// TO_LINE(p): the elements from p on that begin before the next line of a cache.
// PIECE elements are whole lines of any type, and so few that a CPU reads for the next ones while these are on their
// way: in blocks of 256 a*x+y*z has 0.8 to 0.9 of the bandwidth.
#define LINE 64
#define PIECE 64
#define TO_LINE(p) (int)(((LINE - (size_t)(p) % LINE) % LINE + sizeof(*(p)) - 1) / sizeof(*(p)))
#define STREAM(T, value, to) (*(global T *)(to) = (value))
#ifdef __has_builtin
#if __has_builtin(__builtin_nontemporal_store)
#undef STREAM
#define STREAM(T, value, to) __builtin_nontemporal_store((T)(value), (global T *)(to))
#endif
#endif
// The PIECE elements of a private array, which is ALIGNED, to `to`, which begins a line.
#define STREAM_PIECE(to, from)                                                                                         \
    for (int line = 0; line < PIECE * (int)sizeof(*(from)) / LINE; line++)                                             \
        STREAM(uint16, ((const uint16 *)(from))[line], (global uint16 *)(to) + line);

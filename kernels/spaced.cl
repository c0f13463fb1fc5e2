// Numbers at even distances: from start on by `step`, or, with PAIR, to stop, which is number `steps`.
#if PAIR
#define NUMBERS C start, C stop, C step, long steps
#define NUMBER(i) ((i) == steps ? stop : BETWEEN(i))
#if C_DOUBLE // as NumPy does
#define BETWEEN(i) PLACE(start, step, i)
#else // from the nearer end, so that no product overflows
#define BETWEEN(i) ((i) > steps - (i) ? PLACE(stop, -step, steps - (i)) : PLACE(start, step, i))
#endif
#else
#define NUMBERS C start, C step
#define NUMBER(i) ((i) == 0 ? start : PLACE(start, step, i)) // 0 times an infinite step is no number
#endif

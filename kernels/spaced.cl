// Numbers at even distances: from start on by `step`, or, with PAIR, to stop, which is number `steps`.
#if PAIR
#define NUMBERS C start, C stop, C step, long steps
#define NUMBER(i) ((i) == steps ? stop : PLACE(start, step, i))
#else
#define NUMBERS C start, C step
#define NUMBER(i) PLACE(start, step, i)
#endif

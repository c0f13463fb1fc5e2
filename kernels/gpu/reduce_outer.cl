// Reductions whose neighbouring outputs lie closer in memory than their elements, and short ones. A work-item takes one
// split of one output, neighbouring items neighbouring outputs; eight elements are on their way at a time, or of those
// that are computed four.
#define PART(out) ((out)*splits + split)
#define LOAD(n)                                                                                                        \
    const C x##n = VALUE(i + n * d, m);                                                                                \
    const E f##n = REST(i + n * d);
#define LOAD_4                                                                                                         \
    LOAD(0)                                                                                                            \
    LOAD(1)                                                                                                            \
    LOAD(2)                                                                                                            \
    LOAD(3)
#define ADD_4                                                                                                          \
    ADD(&a, &e, x0, f0, t);                                                                                            \
    ADD(&a, &e, x1, f1, t + 1);                                                                                        \
    ADD(&a, &e, x2, f2, t + 2);                                                                                        \
    ADD(&a, &e, x3, f3, t + 3);

kernel void reduce_outer(PARAMETERS(DECLARED))
{
    const long split = quotient(get_global_id(0), outs), out = get_global_id(0) - split * outs, begin = split * span;
    if (split >= splits) return;
    const int n = (int)min(span, count - begin);
    LOCATE(out)
    const X m = CENTRE;
    C a;
    E e;
    clear(&a, &e);
    if (rank == 1) {
        const long d = stride.s0;
        long i = xi + begin * d;
        int t = 0;
#if !FUSED
        for (; t < n - 7; t += 8, i += 8 * d) {
            LOAD_4
            LOAD(4)
            LOAD(5)
            LOAD(6)
            LOAD(7)
            ADD_4
            ADD(&a, &e, x4, f4, t + 4);
            ADD(&a, &e, x5, f5, t + 5);
            ADD(&a, &e, x6, f6, t + 6);
            ADD(&a, &e, x7, f7, t + 7);
        }
#endif
        for (; t < n - 3; t += 4, i += 4 * d) {
            LOAD_4
            ADD_4
        }
        for (; t < n; t++, i += d) TAKE(&a, &e, i, t, m);
    } else {
        for (int t = 0; t < n; t++) {
            long i = xi;
            WALK(begin + t, size, rank, ADVANCE)
            TAKE(&a, &e, i, t, m);
        }
    }
    PUT(out, a, e);
}

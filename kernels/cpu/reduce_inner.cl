// Reductions whose elements lie closer in memory than neighbouring outputs. A work-item takes per_job outputs of one
// split.
#define PART(out) ((out)*splits + split)
#if !FUSED
#define BLOCK_OF_ELEMENTS
#define FILL(i, d, n)
#define AT_A_TIME(n) (n)
#endif

static NOT_INLINED void reduce(PARAMETERS(DECLARED), long per_job, long group)
{
    const long job = quotient(group, splits), split = group - job * splits;
    const long begin = split * span, end = min(begin + span, count);
    const long length = size.s0, d = stride.s0;
    BLOCK_OF_ELEMENTS
    for (long out = job * per_job; out < min((job + 1) * per_job, outs); out++) {
        LOCATE(out)
        const X m = CENTRE;
        C pad = 0; // changes nothing
#if KIND == 2 && VEC > 1
        {
            long i = xi;
            WALK(begin, size, rank, ADVANCE)
            pad = VALUE(i, m);
        }
#endif
        BEGIN_LINE(pad)
        for (long t = begin; t < end;) {
            const long row = quotient(t, length), j = t - row * length, stop = t + min(length - j, end - t);
            long i = xi + j * d;
            WALK_OUTER(row, size, rank, ADVANCE)
            while (t < stop) {
                const long n = AT_A_TIME(AT_ONCE(stop - t));
                const int place = (int)(t - begin);
                FILL(i, 1, (int)n)
                TAKE_LINE(i, d, n, place, m, pad)
                i += n * d;
                t += n;
            }
        }
        END_LINE
        PUT(out, a[0], e[0]);
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void reduce_inner(PARAMETERS(DECLARED), long per_job)
{
    reduce(PARAMETERS(GIVEN), per_job, get_group_id(0));
}

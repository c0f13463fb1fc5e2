// Reductions whose elements lie closer in memory than neighbouring outputs. A work-item takes per_job outputs of one
// split.
#define PART(out) ((out)*splits + split)
#if !FUSED
#define BLOCK_OF_ELEMENTS
#define FILL(i, d, n)
#define AT_A_TIME(n) (n)
#endif

#if VEC > 1
// Elements go to SIDES vectors side by side, few enough to stay in registers, which are merged at the end.
#define SIDES 4
#define UNROLL __attribute__((opencl_unroll_hint(SIDES)))

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
        V a[SIDES];
        VE e[SIDES];
#if KIND == 2
        {
            long i = xi;
            WALK(begin, size, rank, ADVANCE)
            pad = VALUE(i, m);
        }
#endif
        UNROLL for (int k = 0; k < SIDES; k++)
        {
            a[k] = pad;
            e[k] = KIND == 2 ? -1 : 0;
        }
        for (long t = begin; t < end;) {
            const long row = quotient(t, length), j = t - row * length, n = AT_A_TIME(min(length - j, end - t));
            const int place = (int)(t - begin);
            long i = xi + j * d, k = 0;
            WALK_OUTER(row, size, rank, ADVANCE)
            FILL(i, 1, (int)n)
            if (d == 1)
                for (; k + SIDES * VEC <= n; k += SIDES * VEC, i += SIDES * VEC) {
                    const int at = place + (int)k;
#if SAME_IN
                    UNROLL for (int l = 0; l < SIDES; l++)
                        take_vector(a + l, e + l, VECTOR(i + l * VEC, m), at + l * VEC);
#else
                    C taken[SIDES * VEC] ALIGNED;
                    for (int l = 0; l < SIDES * VEC; l++) taken[l] = VALUE(i + l, m);
                    UNROLL for (int l = 0; l < SIDES; l++)
                        take_vector(a + l, e + l, VLOAD(private, l, taken), at + l * VEC);
#endif
                }
            for (; k < n; k += VEC, i += VEC * d) {
                C taken[VEC] ALIGNED;
                for (int l = 0; l < VEC; l++) taken[l] = l < n - k ? VALUE(i + l * d, m) : pad;
                take_vector(a, e, VLOAD(private, 0, taken), place + (int)k);
            }
            t += n;
        }
        UNROLL for (int k = 1; k < SIDES; k++) merge_vector(a, e, a[k], e[k]);
        C s[VEC] ALIGNED;
        E f[VEC] ALIGNED;
        VSTORE(private, a[0], 0, s);
        *(VE *)f = e[0];
        for (int l = 0; l < VEC && KIND == 2; l++) f[l] = f[l] < 0 ? 0 : f[l] + l;
        for (int h = VEC / 2; h > 0; h /= 2)
            for (int l = 0; l < h; l++) merge(s + l, f + l, s[l + h], f[l + h]);
        PUT(out, s[0], f[0]);
    }
}
#else
// Elements go to BLOCK accumulators side by side, which are merged at the end, two and two.
static NOT_INLINED void reduce(PARAMETERS(DECLARED), long per_job, long group)
{
    const long job = quotient(group, splits), split = group - job * splits;
    const long begin = split * span, end = min(begin + span, count);
    const long length = size.s0, d = stride.s0;
    BLOCK_OF_ELEMENTS
    for (long out = job * per_job; out < min((job + 1) * per_job, outs); out++) {
        LOCATE(out)
        const X m = CENTRE;
        C a[BLOCK] ALIGNED;
        E e[BLOCK] ALIGNED;
        int used = 0;
        for (long t = begin; t < end;) {
            const long row = quotient(t, length), j = t - row * length, stop = t + min(length - j, end - t);
            long i = xi + j * d;
            WALK_OUTER(row, size, rank, ADVANCE)
            while (t < stop) {
                const int n = (int)min(stop - t, (long)BLOCK), place = (int)(t - begin);
                for (; used < n; used++) clear(a + used, e + used);
                FILL(i, 1, n)
                if (d == 1)
                    for (int k = 0; k < n; k++) TAKE(a + k, e + k, i + k, place + k, m);
                else
                    for (int k = 0; k < n; k++) TAKE(a + k, e + k, i + k * d, place + k, m);
                i += n * d;
                t += n;
            }
        }
        if (used == 0) clear(a, e);
        for (int left = used, kept; left > 1; left = kept) {
            kept = (left + 1) / 2;
            for (int k = 0; k < left - kept; k++) merge(a + k, e + k, a[k + kept], e[k + kept]);
        }
        PUT(out, a[0], e[0]);
    }
}
#endif

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void reduce_inner(PARAMETERS(DECLARED), long per_job)
{
    reduce(PARAMETERS(GIVEN), per_job, get_group_id(0));
}

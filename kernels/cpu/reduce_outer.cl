// Reductions whose neighbouring outputs lie closer in memory than their elements. A work-item takes one split of a
// strip of per_job <= STRIP outputs along the innermost kept axis, an accumulator for each.

// Parts of neighbouring outputs lie side by side, for the next pass to walk like this one.
#define PART(out) (split * outs + (out))

#if VEC > 1
// In long strips, whose accumulators do not stay in the first cache, each is loaded for ROWS elements. Short ones lose
// by that: their rows are read faster one after another.
#define ROWS 8
#define UNROLL __attribute__((opencl_unroll_hint(ROWS)))
#endif

static NOT_INLINED void reduce(PARAMETERS(DECLARED), long per_job, long group)
{
    const long job = quotient(group, splits), split = group - job * splits;
    const long begin = split * span, end = min(begin + span, count);
    const long length = kept_size.s0, strips = (length + per_job - 1) / per_job, d = kept_x.s0;
    const long row = quotient(job, strips), column = (job - row * strips) * per_job, first = row * length + column;
    const int n = (int)min(per_job, length - column);
    C a[STRIP] ALIGNED;
    X m[STRIP] ALIGNED;
    E e[STRIP] ALIGNED;
    LOCATE(first)
    for (int k = 0; k < n; k++) {
        clear(a + k, e + k);
        m[k] = CENTRE;
        MEAN_NEXT(1)
    }
    MEAN_NEXT(-n)
    long t = begin;
#if FUSED
    // A block is as many elements as lie side by side: whole rows of a short strip, whole outputs, or a piece of a row.
    const int rows_beside = rank == 1 && d == 1 && stride.s0 == n;
    const int whole_outputs = rank == 1 && stride.s0 == 1 && d == end - begin;
    const int rows = whole_outputs ? (int)d : rows_beside ? max(BLOCK / n, 1) : 1, columns = min(BLOCK / rows, n);
    const int row_step = whole_outputs ? 1 : n, column_step = whole_outputs ? rows : 1;
    BLOCK_OF_ELEMENTS
    for (; t < end; t += rows)
        for (int k = 0; k < n; k += columns) {
            const int height = (int)min(end - t, (long)rows), width = min(n - k, columns);
            long i = xi + k * d;
            WALK(t, size, rank, ADVANCE)
            FILL(i, rows > 1 ? 1 : d, height * width)
            for (int r = 0; r < height; r++)
                for (int c = 0; c < width; c++)
                    take_in(a + k + c, e + k + c, FROM_RAW(y[r * row_step + c * column_step]), 0);
        }
#elif VEC > 1
    const int wide = d == 1 && n >= STRIP / 2 ? n - n % VEC : 0;
    for (; wide > 0 && t + ROWS <= end; t += ROWS) {
        long at_row[ROWS];
        UNROLL for (int r = 0; r < ROWS; r++)
        {
            long i = xi;
            WALK(t + r, size, rank, ADVANCE)
            at_row[r] = i;
        }
        for (int k = 0; k < wide; k += VEC) {
            V some = VLOAD(private, 0, a + k);
            VE more = VLOAD(private, 0, e + k);
            UNROLL for (int r = 0; r < ROWS; r++)
            {
#if SAME_IN
                take_vector(&some, &more, VECTOR(at_row[r] + k, VLOAD(private, 0, m + k)), 0);
#else
                C taken[VEC] ALIGNED;
                for (int l = 0; l < VEC; l++) taken[l] = VALUE(at_row[r] + k + l, m[k + l]);
                take_vector(&some, &more, VLOAD(private, 0, taken), 0);
#endif
            }
            VSTORE(private, some, 0, a + k);
            VSTORE(private, more, 0, e + k);
        }
        for (int r = 0; r < ROWS; r++)
            for (int k = wide; k < n; k++) TAKE(a + k, e + k, at_row[r] + k, 0, m[k]);
    }
#endif
    for (; t < end; t++) {
        const int place = (int)(t - begin);
        long i = xi;
        WALK(t, size, rank, ADVANCE)
        if (d == 1)
            for (int k = 0; k < n; k++) TAKE(a + k, e + k, i + k, place, m[k]);
        else
            for (int k = 0; k < n; k++) TAKE(a + k, e + k, i + k * d, place, m[k]);
    }
    for (int k = 0; k < n; k++, oi += kept_o.s0) {
        PUT(first + k, a[k], e[k]);
        MEAN_NEXT(1)
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void reduce_outer(PARAMETERS(DECLARED), long per_job)
{
    reduce(PARAMETERS(GIVEN), per_job, get_group_id(0));
}

// Reductions whose neighbouring outputs lie closer in memory than their elements. A work-item takes one split of a
// strip of per_job <= STRIP outputs along the innermost kept axis, an accumulator for each.
// TURNED: outputs are short, the elements of each lie side by side, and outputs do not.

// Parts of neighbouring outputs lie side by side, for the next pass to walk like this one.
#define PART(out) (split * outs + (out))

#if VEC > 1 && !TURNED
// In long strips, whose accumulators do not stay in the first cache, each is loaded for ROWS elements. Short ones lose
// by that: their rows are read faster one after another.
#define ROWS 8
#define UNROLL __attribute__((opencl_unroll_hint(ROWS)))
#endif

#if TURNED
// Short outputs whose elements lie side by side: SIDE elements of SIDE outputs are turned at a time, so that an element
// of each of NEAR outputs lies beside that of the next.
#define SIDE 4
#define UNROLL_SIDE __attribute__((opencl_unroll_hint(SIDE)))
#define NEAR 256
typedef CAT(C, SIDE) lane;
#define ROW(r) lane v##r = ((const lane *)t)[r];
#define MEET(x, y, a, b)                                                                                               \
    lane x, y;                                                                                                         \
    x.even = a.lo, x.odd = b.lo, y.even = a.hi, y.odd = b.hi;
#define PUT_ROW(r, x) *(lane *)(y + r * NEAR) = x;

// y, whose rows are NEAR apart, = t with rows and columns exchanged.
static void turn(C *y, const C *t)
{
    ROW(0) ROW(1) ROW(2) ROW(3)
    MEET(w0, w1, v0, v2) MEET(w2, w3, v1, v3)
    MEET(x0, x1, w0, w2) MEET(x2, x3, w1, w3)
    PUT_ROW(0, x0) PUT_ROW(1, x1) PUT_ROW(2, x2) PUT_ROW(3, x3)
}

// Takes in `few` elements of n outputs, d apart.
static void take_turned(C *a, E *e, global const CAT(T_, IN) *x, const X *m, long first, long d, int n, int few)
{
    const int past = few < SIDE ? (int)((SIDE - few + d - 1) / d) : 0; // nothing is read past the last output's end
    const int turned = max((n - past) / SIDE * SIDE, 0);
    for (int from = 0; from < turned; from += NEAR) {
        const int near = min(turned - from, NEAR);
        for (int at = 0; at < few; at += SIDE) {
            const int read = max(min(at, few - SIDE), 0), some = min(few - at, SIDE);
            C y[SIDE * NEAR] ALIGNED;
            for (int k = 0; k < near; k += SIDE) {
                const long i = first + (from + k) * d + read;
                C t[SIDE * SIDE] ALIGNED;
                UNROLL_SIDE for (int r = 0; r < SIDE; r++)
                    for (int c = 0; c < SIDE; c++) t[r * SIDE + c] = VALUE(i + r * d + c, m[from + k + r]);
                turn(y + k, t);
            }
            const C *taken = y + (at - read) * NEAR;
            if (some == SIDE)
                WIDELY for (int k = from; k < from + near; k++)
                {
                    C b = a[k];
                    E f = e[k];
                    UNROLL_SIDE for (int c = 0; c < SIDE; c++) take_in(&b, &f, taken[c * NEAR + k - from], at + c);
                    a[k] = b;
                    e[k] = f;
                }
            else
                for (int c = 0; c < some; c++)
                    WIDELY for (int k = from; k < from + near; k++)
                        take_in(a + k, e + k, taken[c * NEAR + k - from], at + c);
        }
    }
    for (int at = 0; at < few; at++)
        PLAINLY for (int k = turned; k < n; k++) TAKE(a + k, e + k, first + at + k * d, at, m[k]);
}
#endif

#define PUT_ALL(step)                                                                                                  \
    for (int k = 0; k < n; k++) {                                                                                      \
        PUT(first + k, a[k], e[k]);                                                                                    \
        oi += step;                                                                                                    \
        MEAN_NEXT(1)                                                                                                   \
    }

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
#elif TURNED
    take_turned(a, e, x, m, xi + begin, d, n, (int)(end - begin));
#else
#if VEC > 1
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
        long i = xi;
        WALK(t, size, rank, ADVANCE)
        if (d == 1)
            for (int k = 0; k < n; k++) TAKE(a + k, e + k, i + k, (int)(t - begin), m[k]);
        else
            for (int k = 0; k < n; k++) TAKE(a + k, e + k, i + k * d, (int)(t - begin), m[k]);
    }
#endif
    if (kept_o.s0 == 1)
        WIDELY PUT_ALL(1)
    else
        PLAINLY PUT_ALL(kept_o.s0)
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void reduce_outer(PARAMETERS(DECLARED), long per_job)
{
    reduce(PARAMETERS(GIVEN), per_job, get_group_id(0));
}

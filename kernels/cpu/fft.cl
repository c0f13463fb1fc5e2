// Transforms of VEC lines side by side, each in its own lane. A work-item takes per_job such groups of neighbours along
// the innermost kept axis. In local memory there are n vectors of real and of imaginary parts in turn, twice.
#define READ(k) {src[2 * (k)], src[2 * (k) + 1]}
#define WRITE(k, z)                                                                                                    \
    {                                                                                                                  \
        const Z w = z;                                                                                                 \
        dst[2 * (k)] = w.r;                                                                                            \
        dst[2 * (k) + 1] = w.i;                                                                                        \
    }
#define DEFINE_STAGE(name, radix)                                                                                      \
    static NOT_INLINED void name(local const V *src, local V *dst, global const C *roots, int per, int stride)         \
    {                                                                                                                  \
        for (int first = 0; first < per; first += stride) {                                                            \
            const int turn = first;                                                                                    \
            for (int b = first; b < first + stride; b++) {                                                             \
                const int to = b + (radix - 1) * first;                                                                \
                BUTTERFLY_##radix                                                                                      \
            }                                                                                                          \
        }                                                                                                              \
    }
DEFINE_STAGE(stage_2, 2)
DEFINE_STAGE(stage_3, 3)
DEFINE_STAGE(stage_4, 4)
DEFINE_STAGE(stage_5, 5)
DEFINE_STAGE(stage_7, 7)
DEFINE_STAGE(stage_8, 8)

// Where the result is.
static local V *transform(local V *work, global const C *roots, long radices, int n)
{
    local V *src = work, *dst = work + 2 * n;
    int stride = 1;
    for (long rest = radices; rest > 0; rest >>= 4) {
        const int radix = (int)(rest & 15), per = n / radix;
        switch (radix) {
        case 2: stage_2(src, dst, roots, per, stride); break;
        case 3: stage_3(src, dst, roots, per, stride); break;
        case 4: stage_4(src, dst, roots, per, stride); break;
        case 5: stage_5(src, dst, roots, per, stride); break;
        case 7: stage_7(src, dst, roots, per, stride); break;
        default: stage_8(src, dst, roots, per, stride); break;
        }
        local V *other = src;
        src = dst;
        dst = other;
        stride *= radix;
    }
    return src;
}

// ---- lanes: of two vectors the even and the odd elements, and their elements in turn ----

static V even_of(V a, V b)
{
#if VEC > 1
    return (V)(a.even, b.even);
#else
    return a;
#endif
}

static V odd_of(V a, V b)
{
#if VEC > 1
    return (V)(a.odd, b.odd);
#else
    return b;
#endif
}

static V low_of(V a, V b)
{
#if VEC > 1
    V t;
    t.even = a.lo;
    t.odd = b.lo;
    return t;
#else
    return a;
#endif
}

static V high_of(V a, V b)
{
#if VEC > 1
    V t;
    t.even = a.hi;
    t.odd = b.hi;
    return t;
#else
    return b;
#endif
}

// Turns a square of VEC by VEC, rows of which are mixed as cards are.
static void turn_square(V *t)
{
    V u[VEC];
    for (int width = 1; width < VEC; width *= 2) {
        for (int k = 0; k < VEC / 2; k++) {
            u[2 * k] = low_of(t[k], t[k + VEC / 2]);
            u[2 * k + 1] = high_of(t[k], t[k + VEC / 2]);
        }
        for (int k = 0; k < VEC; k++) t[k] = u[k];
    }
}

// Elements k, k + d, ... of a table, d being 0 or 1, one for each lane.
static Z lanes_at(global const C *table, long k, long d)
{
    if (d == 0) return scalar_at(table, k);
    const V a = VLOAD(global, 0, table + 2 * k), b = VLOAD(global, 0, table + 2 * k + VEC);
    const Z z = {even_of(a, b), odd_of(a, b)};
    return z;
}

// Lanes behind the last line take its power: the table ends with that.
static Z lane_powers(global const C *steps, int low_bits, long power, long d, int lanes)
{
    if (d == 0) return step_power(steps, low_bits, power);
    C r[VEC] ALIGNED, i[VEC] ALIGNED;
    for (int k = 0; k < VEC; k++) {
        const long p = power + min(k, lanes - 1) * d;
        const long low = p & ((1L << low_bits) - 1), high = (1L << low_bits) + (p >> low_bits);
        const C a = steps[2 * low], b = steps[2 * low + 1], c = steps[2 * high], e = steps[2 * high + 1];
        r[k] = a * c - b * e;
        i[k] = a * e + b * c;
    }
    const Z z = {VLOAD(private, 0, r), VLOAD(private, 0, i)};
    return z;
}

// ---- from and to memory ----

// How many of the n elements of a line, number g + k * step of a whole one, come before `end`.
static int before_end(long g, long step, long end, int n)
{
    if (g >= end) return 0;
    return step == 0 ? n : (int)min((long)n, (end - g - 1) / step + 1);
}

static NOT_INLINED void load(PARAMETERS(DECLARED), local V *work, long xi, long gi, int lanes)
{
    const long d = kept_x.s0, gd = kept_g.s0;
    const V sign = (V)xsign;
    int j = 0;
    if (lanes == VEC && (has & X_COMPLEX) && xstep == 2 && gd == 0 && mirror == 0)
        for (const int end = before_end(gi, gstep, have, n); j + VEC <= end; j += VEC) {
            V r[VEC], i[VEC];
            for (int k = 0; k < VEC; k++) {
                const long p = xi + k * d + 2 * j;
                const V a = VLOAD(global, 0, x + p), b = VLOAD(global, 0, x + p + VEC);
                r[k] = even_of(a, b);
                i[k] = odd_of(a, b);
            }
            turn_square(r);
            turn_square(i);
            for (int k = 0; k < VEC; k++) {
                work[2 * (j + k)] = r[k];
                work[2 * (j + k) + 1] = sign * i[k];
            }
        }
    for (; j < n; j++) {
        const long p = xi + j * xstep, g = gi + j * gstep;
        const int whole = lanes == VEC && mirror == 0 && g + (VEC - 1) * gd < have;
        if (whole && (has & X_COMPLEX) && d == 2) {
            const V a = VLOAD(global, 0, x + p), b = VLOAD(global, 0, x + p + VEC);
            work[2 * j] = even_of(a, b);
            work[2 * j + 1] = sign * odd_of(a, b);
        } else if (whole && !(has & X_COMPLEX) && d == 1) {
            work[2 * j] = VLOAD(global, 0, x + p);
            work[2 * j + 1] = (V)0;
        } else {
            C r[VEC] ALIGNED, i[VEC] ALIGNED;
            for (int k = 0; k < VEC; k++) r[k] = i[k] = 0;
            for (int k = 0; k < lanes; k++)
                take_element(x, &r[k], &i[k], p + k * d, g + k * gd, have, mirror, xnext, xsign, has);
            work[2 * j] = VLOAD(private, 0, r);
            work[2 * j + 1] = VLOAD(private, 0, i);
        }
    }
    if (!(has & HAS_CHIRP)) return;
    for (j = 0; j < before_end(gi, gstep, mirror > 0 ? mirror : have, n); j++) { // the rest is 0
        const Z a = {work[2 * j], work[2 * j + 1]}, turned = times(a, lanes_at(chirp, gi + j * gstep, gd));
        work[2 * j] = turned.r;
        work[2 * j + 1] = turned.i;
    }
}

// Powers of a line's root: those of 0 to POWERS - 1 times those of each POWERS-th.
#define POWERS 32

static NOT_INLINED void finish(PARAMETERS(DECLARED), local V *work, long gi, int lanes)
{
    const long gd = kept_g.s0;
    Z power[POWERS], start = {(V)1, (V)0};
    const V size = (V)scale, sign = (V)osign;
    if (has & HAS_STEPS)
        for (int k = 0; k < POWERS; k++) power[k] = lane_powers(steps, low_bits, k * gi, k * gd, lanes);
    for (int k = 0; k < before_end(gi, hstep, keep, n); k++) {
        Z z = {work[2 * k], work[2 * k + 1]};
        if (has & HAS_STEPS) {
            if (k % POWERS == 0) start = lane_powers(steps, low_bits, k * gi, k * gd, lanes);
            z = times(z, times(start, power[k % POWERS]));
        }
        z.r *= size;
        z.i *= size;
        if (has & HAS_FACTORS) {
            Z factor = lanes_at(factors, gi + k * hstep, gd);
            factor.i *= (V)fsign;
            z = times(z, factor);
        }
        work[2 * k] = z.r;
        work[2 * k + 1] = sign * z.i;
    }
}

static NOT_INLINED void store(PARAMETERS(DECLARED), local const V *work, long oi, long gi, int lanes)
{
    const long d = kept_o.s0, gd = kept_g.s0;
    int j = 0;
    if (lanes == VEC && (has & O_COMPLEX) && ostep == 2 && gd == 0)
        for (const int end = before_end(gi, hstep, keep, n); j + VEC <= end; j += VEC) {
            V r[VEC], i[VEC];
            for (int k = 0; k < VEC; k++) {
                r[k] = work[2 * (j + k)];
                i[k] = work[2 * (j + k) + 1];
            }
            turn_square(r);
            turn_square(i);
            for (int k = 0; k < VEC; k++) {
                const long p = oi + k * d + 2 * j;
                VSTORE(global, low_of(r[k], i[k]), 0, o + p);
                VSTORE(global, high_of(r[k], i[k]), 0, o + p + VEC);
            }
        }
    for (; j < n; j++) {
        const long p = oi + j * ostep, h = gi + j * hstep;
        const int whole = lanes == VEC && h + (VEC - 1) * gd < keep;
        const V r = work[2 * j], i = work[2 * j + 1];
        if (whole && (has & O_COMPLEX) && d == 2) {
            VSTORE(global, low_of(r, i), 0, o + p);
            VSTORE(global, high_of(r, i), 0, o + p + VEC);
        } else if (whole && !(has & O_COMPLEX) && d == 1) {
            VSTORE(global, r, 0, o + p);
        } else {
            local const C *re = (local const C *)(work + 2 * j), *im = re + VEC;
            for (int k = 0; k < lanes; k++) {
                if (h + k * gd >= keep) break;
                o[p + k * d] = re[k];
                if (has & O_COMPLEX) o[p + k * d + 1] = im[k];
            }
        }
    }
}

static NOT_INLINED void groups(PARAMETERS(DECLARED), long per_job, long count, local V *work, long job)
{
    const long length = kept_size.s0, strips = (length + VEC - 1) / VEC;
    for (long group = job * per_job; group < min((job + 1) * per_job, count); group++) {
        const long row = quotient(group, strips), column = (group - row * strips) * VEC, first = row * length + column;
        const int lanes = (int)min((long)VEC, length - column);
        LOCATE(first)
        load(PARAMETERS(GIVEN), work, xi, gi, lanes);
        local V *result = transform(work, roots, radices, n);
        if ((has & (HAS_STEPS | HAS_FACTORS)) || scale != 1 || osign != 1) finish(PARAMETERS(GIVEN), result, gi, lanes);
        store(PARAMETERS(GIVEN), result, oi, gi, lanes);
    }
}

__attribute__((reqd_work_group_size(1, 1, 1)))
kernel void fft(PARAMETERS(DECLARED), long per_job, long count, local V *work)
{
    groups(PARAMETERS(GIVEN), per_job, count, work, get_group_id(0));
}

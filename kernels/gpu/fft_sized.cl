// Transforms of WIDTH lines at a time by a work-group, of a length and of radices that are known when it is compiled:
// an item has the elements of a butterfly in registers, and only between two stages they go through local memory. The
// first stage reads and the last one writes in the order that is nearer to that of the memory: neighbouring items have
// neighbouring elements of a line or, X_ACROSS and O_ACROSS, of neighbouring lines. HAS: what `has` says elsewhere, and
// that; PARTLY: have, keep or mirror count.
#define PARTLY 32
#define X_ACROSS 64
#define O_ACROSS 128

#ifndef RADIX_2
#define RADIX_2 1
#endif
#ifndef RADIX_3
#define RADIX_3 1
#endif
#define LENGTH (RADIX_0 * RADIX_1 * RADIX_2 * RADIX_3)
#define SPAN (LENGTH / RADIX_0) // items of a line
#define ITEMS (WIDTH * SPAN)
#if RADIX_3 > 1
#define LAST RADIX_3
#elif RADIX_2 > 1
#define LAST RADIX_2
#else
#define LAST RADIX_1
#endif

// Butterflies of an item in a stage. No radix is larger than the first.
#define ROUNDS(radix) ((RADIX_0 + (radix)-1) / (radix))
#define MOST (2 * RADIX_0)
// Whether butterfly b is one of the stage.
#define IS_ONE(radix, b) (ROUNDS(radix) * SPAN == LENGTH / (radix) || (b) < LENGTH / (radix))

// Places in local memory: that neighbours, and elements BANKS apart, and those of neighbouring lines are in different
// banks.
#define BANKS 16
#define PADDED(k) ((k) + (k) / BANKS)
#define BESIDE (WIDTH < BANKS ? BANKS / WIDTH : 1)
#define PITCH (PADDED(LENGTH) + ((BESIDE - PADDED(LENGTH)) & (BANKS - 1)))
#define PLACE_OF(first, apart, k)                                                                                      \
    ((apart) % BANKS == 0 ? PADDED(first) + (k)*PADDED(apart) : PADDED((first) + (k) * (apart)))

#define INLINED __attribute__((always_inline))

typedef CAT(C, 2) pair;

static INLINED Z pair_at(global const C *p, long i)
{
    const pair both = *(global const pair *)(p + i);
    const Z z = {both.x, both.y};
    return z;
}

// ---- transforms of few elements, made of others ----

#define SWAP(p, q)                                                                                                     \
    {                                                                                                                  \
        COPY(a, p) COPY(b, q)                                                                                          \
        p.r = b.r;                                                                                                     \
        p.i = b.i;                                                                                                     \
        q.r = a.r;                                                                                                     \
        q.i = a.i;                                                                                                     \
    }
// z (c - i s)
#define ROTATE(z, c, s)                                                                                                \
    {                                                                                                                  \
        COPY(a, z)                                                                                                     \
        z.r = MADD(c, a.r, (s)*a.i);                                                                                   \
        z.i = MADD(c, a.i, -((s)*a.r));                                                                                \
    }
#define QUARTER(z)                                                                                                     \
    {                                                                                                                  \
        COPY(a, z)                                                                                                     \
        z.r = a.i;                                                                                                     \
        z.i = -a.r;                                                                                                    \
    }

static INLINED void transform_6(Z *z)
{
    TRANSFORM_3(z[0], z[2], z[4])
    TRANSFORM_3(z[3], z[5], z[1])
    TRANSFORM_2(z[0], z[3])
    TRANSFORM_2(z[2], z[5])
    TRANSFORM_2(z[4], z[1])
    SWAP(z[2], z[4])
    SWAP(z[1], z[5])
}

static INLINED void transform_9(Z *z)
{
    const V c1 = K(0.76604444311897803520), s1 = K(0.64278760968653932632);
    const V c2 = K(0.17364817766693034885), s2 = K(0.98480775301220805937);
    const V c4 = K(-0.93969262078590838405), s4 = K(0.34202014332566873304);
    TRANSFORM_3(z[0], z[3], z[6])
    TRANSFORM_3(z[1], z[4], z[7])
    TRANSFORM_3(z[2], z[5], z[8])
    ROTATE(z[4], c1, s1)
    ROTATE(z[7], c2, s2)
    ROTATE(z[5], c2, s2)
    ROTATE(z[8], c4, s4)
    TRANSFORM_3(z[0], z[1], z[2])
    TRANSFORM_3(z[3], z[4], z[5])
    TRANSFORM_3(z[6], z[7], z[8])
    SWAP(z[1], z[3])
    SWAP(z[2], z[6])
    SWAP(z[5], z[7])
}

// As 6, without rotations: 2 and 5 have no common factor.
static INLINED void transform_10(Z *z)
{
    TRANSFORM_5(z[0], z[2], z[4], z[6], z[8])
    TRANSFORM_5(z[5], z[7], z[9], z[1], z[3])
    TRANSFORM_2(z[0], z[5])
    TRANSFORM_2(z[2], z[7])
    TRANSFORM_2(z[4], z[9])
    TRANSFORM_2(z[6], z[1])
    TRANSFORM_2(z[8], z[3])
    SWAP(z[1], z[3])
    SWAP(z[1], z[9])
    SWAP(z[1], z[7])
    SWAP(z[2], z[6])
    SWAP(z[2], z[8])
    SWAP(z[2], z[4])
}

static INLINED void transform_16(Z *z)
{
    const V h = K(0.70710678118654752440), c = K(0.92387953251128675613), s = K(0.38268343236508977173);
    TRANSFORM_4(z[0], z[4], z[8], z[12])
    TRANSFORM_4(z[1], z[5], z[9], z[13])
    TRANSFORM_4(z[2], z[6], z[10], z[14])
    TRANSFORM_4(z[3], z[7], z[11], z[15])
    ROTATE(z[5], c, s)
    ROTATE(z[9], h, h)
    ROTATE(z[13], s, c)
    ROTATE(z[6], h, h)
    QUARTER(z[10])
    ROTATE(z[14], -h, h)
    ROTATE(z[7], s, c)
    ROTATE(z[11], -h, h)
    ROTATE(z[15], -c, -s)
    TRANSFORM_4(z[0], z[1], z[2], z[3])
    TRANSFORM_4(z[4], z[5], z[6], z[7])
    TRANSFORM_4(z[8], z[9], z[10], z[11])
    TRANSFORM_4(z[12], z[13], z[14], z[15])
    SWAP(z[1], z[4])
    SWAP(z[2], z[8])
    SWAP(z[3], z[12])
    SWAP(z[6], z[9])
    SWAP(z[7], z[13])
    SWAP(z[11], z[14])
}

static INLINED void transform_few(Z *z, int radix)
{
    switch (radix) {
    case 2: TRANSFORM_2(z[0], z[1]) break;
    case 3: TRANSFORM_3(z[0], z[1], z[2]) break;
    case 4: TRANSFORM_4(z[0], z[1], z[2], z[3]) break;
    case 5: TRANSFORM_5(z[0], z[1], z[2], z[3], z[4]) break;
    case 6: transform_6(z); break;
    case 7: TRANSFORM_7(z[0], z[1], z[2], z[3], z[4], z[5], z[6]) break;
    case 8: TRANSFORM_8(z[0], z[1], z[2], z[3], z[4], z[5], z[6], z[7]) break;
    case 9: transform_9(z); break;
    case 10: transform_10(z); break;
    default: transform_16(z); break;
    }
}

// ---- between the stages ----

// The largest power of 2 in k: of a power of a root only those are loaded, others are products of two.
#define TOP(k) ((k) >= 8 ? 8 : (k) >= 4 ? 4 : (k) >= 2 ? 2 : 1)

static INLINED void put(local pair *line, Z *z, global const C *roots, int t, int radix, int stride)
{
#pragma unroll
    for (int i = 0; i < ROUNDS(radix); i++) {
        const uint b = t + i * SPAN, turn = b - b % stride, to = b + (radix - 1) * turn;
        if (IS_ONE(radix, b)) {
            Z *const y = z + i * radix, w[16];
            transform_few(y, radix);
            line[PADDED(to)] = (pair)(y[0].r, y[0].i);
#pragma unroll
            for (int k = 1; k < radix; k++) {
                w[k] = k == TOP(k) ? pair_at(roots, 2 * k * turn) : times(w[TOP(k)], w[k - TOP(k)]);
                y[k] = times(y[k], w[k]);
                line[PLACE_OF(to, stride, k)] = (pair)(y[k].r, y[k].i);
            }
        }
    }
}

static INLINED void get(local const pair *line, Z *z, int t, int radix)
{
#pragma unroll
    for (int i = 0; i < ROUNDS(radix); i++) {
        const uint b = t + i * SPAN;
        if (IS_ONE(radix, b)) {
#pragma unroll
            for (int k = 0; k < radix; k++) {
                const pair both = line[PLACE_OF(b, LENGTH / radix, k)];
                z[i * radix + k].r = both.x;
                z[i * radix + k].i = both.y;
            }
        }
    }
}

// ---- from memory, and to it ----

static INLINED void take(PARAMETERS(DECLARED), Z *z, long xi, long gi, int t)
{
#pragma unroll
    for (int k = 0; k < RADIX_0; k++) {
        const long j = t + k * SPAN, i = xi + j * xstep, g = gi + j * gstep;
        if (HAS & PARTLY) {
            take_element(x, &z[k].r, &z[k].i, i, g, have, mirror, xnext, xsign, HAS);
        } else if (HAS & X_COMPLEX) {
            z[k] = pair_at(x, i);
            z[k].i *= xsign;
        } else {
            z[k].r = x[i];
            z[k].i = 0;
        }
        if ((HAS & HAS_CHIRP) && (!(HAS & PARTLY) || g < (mirror > 0 ? mirror : have)))
            z[k] = times(z[k], pair_at(chirp, 2 * g));
    }
}

// Elements b, b + per, ... of a line.
static INLINED void give_few(PARAMETERS(DECLARED), Z *z, long oi, long gi, long b)
{
    const long per = LENGTH / LAST;
    Z w[16];
#pragma unroll
    for (int k = 0; k < LAST; k++) {
        const long j = b + k * per, h = gi + j * hstep;
        if (HAS & HAS_STEPS) {
            w[k] = k == 0 ? step_power(steps, low_bits, b * gi)
                          : times(w[k - TOP(k)], step_power(steps, low_bits, TOP(k) * per * gi));
            z[k] = times(z[k], w[k]);
        }
        if ((HAS & PARTLY) && h >= keep) continue;
        z[k].r *= scale;
        z[k].i *= scale;
        if (HAS & HAS_FACTORS) {
            Z factor = pair_at(factors, 2 * h);
            factor.i *= fsign;
            z[k] = times(z[k], factor);
        }
        if (HAS & O_COMPLEX)
            *(global pair *)(o + oi + j * ostep) = (pair)(z[k].r, osign * z[k].i);
        else
            o[oi + j * ostep] = z[k].r;
    }
}

__attribute__((reqd_work_group_size(ITEMS, 1, 1)))
kernel void fft_sized(PARAMETERS(DECLARED), long count)
{
    local pair work[WIDTH * PITCH];
    const uint id = get_local_id(0), first = HAS & X_ACROSS ? id % WIDTH : id / SPAN,
               last = HAS & O_ACROSS ? id % WIDTH : id / SPAN;
    const int xt = HAS & X_ACROSS ? id / WIDTH : id % SPAN, t = HAS & O_ACROSS ? id / WIDTH : id % SPAN;
    const long strips = (kept_size.s0 + WIDTH - 1) / WIDTH;
    for (long group = get_group_id(0); group < count; group += get_num_groups(0)) {
        const long row = quotient(group, strips), column = (group - row * strips) * WIDTH;
        const long lines = kept_size.s0 - column;
        Z z[MOST];
        LOCATE(row * kept_size.s0 + column)
        if (first < lines)
            take(PARAMETERS(GIVEN), z, xi + first * kept_x.s0, gi + first * kept_g.s0, xt);
        else
            for (int k = 0; k < RADIX_0; k++) z[k].r = z[k].i = 0;
        put(work + first * PITCH, z, roots, xt, RADIX_0, 1);
        barrier(CLK_LOCAL_MEM_FENCE);
        get(work + last * PITCH, z, t, RADIX_1);
#if RADIX_2 > 1
        barrier(CLK_LOCAL_MEM_FENCE);
        put(work + last * PITCH, z, roots, t, RADIX_1, RADIX_0);
        barrier(CLK_LOCAL_MEM_FENCE);
        get(work + last * PITCH, z, t, RADIX_2);
#endif
#if RADIX_3 > 1
        barrier(CLK_LOCAL_MEM_FENCE);
        put(work + last * PITCH, z, roots, t, RADIX_2, RADIX_0 * RADIX_1);
        barrier(CLK_LOCAL_MEM_FENCE);
        get(work + last * PITCH, z, t, RADIX_3);
#endif
        if (last < lines) {
#pragma unroll
            for (int i = 0; i < ROUNDS(LAST); i++)
                if (IS_ONE(LAST, t + i * SPAN)) {
                    transform_few(z + i * LAST, LAST);
                    give_few(PARAMETERS(GIVEN), z + i * LAST, oi + last * kept_o.s0, gi + last * kept_g.s0,
                             t + i * SPAN);
                }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}

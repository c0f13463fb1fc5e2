// Transforms of WIDTH lines at a time by a work-group, of a length and of radices that are known when it is compiled:
// an item has the elements of a butterfly in registers, and only between two stages they go through local memory. The
// first stage reads and the last one writes in the order that is nearer to that of the memory: neighbouring items have
// neighbouring elements of a line or, X_ACROSS and O_ACROSS, of neighbouring lines. HAS: what `has` says elsewhere, and
// that; X_PARTLY: have or mirror count; O_PARTLY: keep does; X_NEAR, O_NEAR: elements of a line lie side by side.
#define X_PARTLY 0x20
#define X_ACROSS 0x40
#define O_ACROSS 0x80
#define X_NEAR 0x100
#define O_NEAR 0x200
#define O_PARTLY 0x400
#define X_STEP (!(HAS & X_NEAR) ? xstep : HAS & X_COMPLEX ? 2 : 1)
#define O_STEP (!(HAS & O_NEAR) ? ostep : HAS & O_COMPLEX ? 2 : 1)

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
// DO(i, b, radix, stride) for each. By number, as all that reaches elements in registers: compilers unroll loops too
// late for that.
#define ROUND(i, DO, radix, stride)                                                                                    \
    if (i < ROUNDS(radix) && IS_ONE(radix, t + i * SPAN)) DO(i, (uint)(t + i * SPAN), radix, stride)
#define EACH_ROUND(DO, radix, stride)                                                                                  \
    ROUND(0, DO, radix, stride)                                                                                        \
    ROUND(1, DO, radix, stride)                                                                                        \
    ROUND(2, DO, radix, stride)                                                                                        \
    ROUND(3, DO, radix, stride)                                                                                        \
    ROUND(4, DO, radix, stride)                                                                                        \
    ROUND(5, DO, radix, stride)                                                                                        \
    ROUND(6, DO, radix, stride)                                                                                        \
    ROUND(7, DO, radix, stride)
#define EACH(DO)                                                                                                       \
    DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11) DO(12) DO(13) DO(14) DO(15)

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

#define PUT_ONE(k)                                                                                                     \
    if (k > 0 && k < radix) {                                                                                          \
        w[k] = k == TOP(k) ? pair_at(roots, 2 * k * turn) : times(w[TOP(k)], w[k - TOP(k)]);                           \
        z[k] = times(z[k], w[k]);                                                                                      \
        line[PLACE_OF(to, stride, k)] = (pair)(z[k].r, z[k].i);                                                        \
    }
static INLINED void put(local pair *line, Z *z, global const C *roots, uint b, int radix, int stride)
{
    const uint turn = b - b % stride, to = b + (radix - 1) * turn;
    Z w[16];
    transform_few(z, radix);
    line[PADDED(to)] = (pair)(z[0].r, z[0].i);
    EACH(PUT_ONE)
}
#define PUT(i, b, radix, stride) put(line, z + i * radix, roots, b, radix, stride);

#define GET_ONE(k)                                                                                                     \
    if (k < radix) {                                                                                                   \
        const pair both = line[PLACE_OF(b, LENGTH / radix, k)];                                                        \
        z[k].r = both.x;                                                                                               \
        z[k].i = both.y;                                                                                               \
    }
static INLINED void get(local const pair *line, Z *z, uint b, int radix)
{
    EACH(GET_ONE)
}
#define GET(i, b, radix, stride) get(line, z + i * radix, b, radix);

// ---- from memory, and to it ----

static INLINED Z take(PARAMETERS(DECLARED), long i, long g)
{
    Z z = {0, 0};
    if (HAS & X_PARTLY) {
        take_element(x, &z.r, &z.i, i, g, have, mirror, xnext, xsign, HAS);
    } else if (HAS & X_COMPLEX) {
        z = pair_at(x, i);
        z.i *= xsign;
    } else {
        z.r = x[i];
    }
    if ((HAS & HAS_CHIRP) && (!(HAS & X_PARTLY) || g < (mirror > 0 ? mirror : have)))
        z = times(z, pair_at(chirp, 2 * g));
    return z;
}
#define TAKE_ONE(k)                                                                                                    \
    if (k < RADIX_0) {                                                                                                 \
        const Z one = take(PARAMETERS(GIVEN), xi + (t + k * SPAN) * X_STEP, gi + (t + k * SPAN) * gstep);              \
        z[k].r = one.r;                                                                                                \
        z[k].i = one.i;                                                                                                \
    }

static INLINED void give(PARAMETERS(DECLARED), Z z, long i, long h)
{
    if ((HAS & O_PARTLY) && h >= keep) return;
    z.r *= scale;
    z.i *= scale;
    if (HAS & HAS_FACTORS) {
        Z factor = pair_at(factors, 2 * h);
        factor.i *= fsign;
        z = times(z, factor);
    }
    if (HAS & O_COMPLEX)
        *(global pair *)(o + i) = (pair)(z.r, osign * z.i);
    else
        o[i] = z.r;
}
// Elements b, b + per, ... of a line.
#define GIVE_ONE(k)                                                                                                    \
    if (k < LAST) {                                                                                                    \
        if (HAS & HAS_STEPS) {                                                                                         \
            w[k] = k == 0 ? step_power(steps, low_bits, b * gi)                                                        \
                          : times(w[k - TOP(k)], step_power(steps, low_bits, TOP(k) * per * gi));                      \
            z[k] = times(z[k], w[k]);                                                                                  \
        }                                                                                                              \
        give(PARAMETERS(GIVEN), z[k], oi + (b + k * per) * O_STEP, gi + (b + k * per) * hstep);                        \
    }
static INLINED void give_few(PARAMETERS(DECLARED), Z *z, long oi, long gi, long b)
{
    const long per = LENGTH / LAST;
    Z w[16];
    transform_few(z, LAST);
    EACH(GIVE_ONE)
}
#define GIVE(i, b, radix, stride)                                                                                      \
    give_few(PARAMETERS(GIVEN), z + i * radix, oi + last * kept_o.s0, gi + last * kept_g.s0, b);

// The first stage of an item's line; past the last line of the group, of nothing.
static INLINED void take_line(PARAMETERS(DECLARED), local pair *work, long xi, long gi, long lines)
{
    const uint id = get_local_id(0), first = HAS & X_ACROSS ? id % WIDTH : id / SPAN;
    const int t = HAS & X_ACROSS ? id / WIDTH : id % SPAN;
    Z z[RADIX_0];
    if (first >= lines) return;
    xi += first * kept_x.s0;
    gi += first * kept_g.s0;
    EACH(TAKE_ONE)
    put(work + first * PITCH, z, roots, t, RADIX_0, 1);
}

// The group's number is `begin` more than in the launch.
__attribute__((reqd_work_group_size(ITEMS, 1, 1)))
kernel void fft_sized(PARAMETERS(DECLARED), long begin)
{
    local pair work[WIDTH * PITCH];
    const uint id = get_local_id(0), last = HAS & O_ACROSS ? id % WIDTH : id / SPAN;
    const long strips = (kept_size.s0 + WIDTH - 1) / WIDTH, group = begin + get_group_id(0);
    const long row = quotient(group, strips), column = (group - row * strips) * WIDTH, lines = kept_size.s0 - column;
    LOCATE(row * kept_size.s0 + column)
    take_line(PARAMETERS(GIVEN), work, xi, gi, lines);
    local pair *const line = work + last * PITCH;
    const int t = HAS & O_ACROSS ? id / WIDTH : id % SPAN;
    Z z[MOST];
    barrier(CLK_LOCAL_MEM_FENCE);
    EACH_ROUND(GET, RADIX_1, 0)
#if RADIX_2 > 1
    barrier(CLK_LOCAL_MEM_FENCE);
    EACH_ROUND(PUT, RADIX_1, RADIX_0)
    barrier(CLK_LOCAL_MEM_FENCE);
    EACH_ROUND(GET, RADIX_2, 0)
#endif
#if RADIX_3 > 1
    barrier(CLK_LOCAL_MEM_FENCE);
    EACH_ROUND(PUT, RADIX_2, RADIX_0 * RADIX_1)
    barrier(CLK_LOCAL_MEM_FENCE);
    EACH_ROUND(GET, RADIX_3, 0)
#endif
    if (last < lines) {
        EACH_ROUND(GIVE, LAST, 0)
    }
}

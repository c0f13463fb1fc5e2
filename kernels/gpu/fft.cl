// Transforms of `width` lines, neighbours along the innermost kept axis, by a work-group. In local memory there are the
// real parts of all of them, `pitch` elements from line to line, then the imaginary parts, twice. x_across, o_across:
// neighbours in memory are those of different lines.
#define READ(k) {src[base + (k)], src[all + base + (k)]}
#define WRITE(k, z)                                                                                                    \
    {                                                                                                                  \
        const Z w = z;                                                                                                 \
        dst[base + (k)] = w.r;                                                                                         \
        dst[all + base + (k)] = w.i;                                                                                  \
    }
#define STAGE(radix)                                                                                                   \
    for (int e = id; e < per * width; e += ITEMS) {                                                                    \
        const int line = e / per, b = e - line * per, turn = b - b % stride, base = line * pitch;                      \
        const int to = b + (radix - 1) * turn;                                                                         \
        BUTTERFLY_##radix                                                                                              \
    }

// One group of lines.
static void transform(PARAMETERS(DECLARED), int width, int pitch, int x_across, int o_across, local C *work, long row,
                      long column)
{
    const int id = get_local_id(0), all = width * pitch;
    const long length = kept_size.s0, d = kept_x.s0, od = kept_o.s0, gd = kept_g.s0;
    const int lines = (int)min((long)width, length - column);
    LOCATE(row * length + column)
    local C *src = work, *dst = work + 2 * all;
    for (int e = id; e < n * width; e += ITEMS) {
        const int line = x_across ? e % width : e / n, j = x_across ? e / width : e - line * n;
        const long g = gi + line * gd + j * gstep;
        Z z = {0, 0};
        if (line < lines) {
            take_element(x, &z.r, &z.i, xi + line * d + j * xstep, g, have, mirror, xnext, xsign, has);
            if ((has & HAS_CHIRP) && g < (mirror > 0 ? mirror : have)) z = times(z, scalar_at(chirp, g));
        }
        src[line * pitch + j] = z.r;
        src[all + line * pitch + j] = z.i;
    }
    int stride = 1;
    for (long rest = radices; rest > 0; rest >>= 4) {
        const int radix = (int)(rest & 15), per = n / radix;
        barrier(CLK_LOCAL_MEM_FENCE);
        switch (radix) {
        case 2: STAGE(2) break;
        case 3: STAGE(3) break;
        case 4: STAGE(4) break;
        case 5: STAGE(5) break;
        case 7: STAGE(7) break;
        default: STAGE(8) break;
        }
        local C *other = src;
        src = dst;
        dst = other;
        stride *= radix;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int e = id; e < n * width; e += ITEMS) {
        const int line = o_across ? e % width : e / n, k = o_across ? e / width : e - line * n;
        const long g = gi + line * gd, h = g + k * hstep, p = oi + line * od + k * ostep;
        if (line >= lines || h >= keep) continue;
        Z z = {src[line * pitch + k], src[all + line * pitch + k]};
        if (has & HAS_STEPS) z = times(z, step_power(steps, low_bits, k * g));
        z.r *= scale;
        z.i *= scale;
        if (has & HAS_FACTORS) {
            Z factor = scalar_at(factors, h);
            factor.i *= fsign;
            z = times(z, factor);
        }
        o[p] = z.r;
        if (has & O_COMPLEX) o[p + 1] = osign * z.i;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
}

__attribute__((reqd_work_group_size(ITEMS, 1, 1)))
kernel void fft(PARAMETERS(DECLARED), long count, int width, int pitch, int x_across, int o_across, local C *work)
{
    const long strips = (kept_size.s0 + width - 1) / width;
    for (long group = get_group_id(0); group < count; group += get_num_groups(0)) {
        const long row = quotient(group, strips), column = (group - row * strips) * width;
        transform(PARAMETERS(GIVEN), width, pitch, x_across, o_across, work, row, column);
    }
}

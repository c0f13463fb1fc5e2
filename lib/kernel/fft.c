/* A transform along an axis: as passes, of lengths whose product is its own; and if it has factors that passes do not
 * take, as the convolution with a chirp. */
#include "kernel/fft.h"

#include "base/integer.h"
#include "kernel/roots.h"
#include "kernel/tuning.h"

enum { PASSES = 24 };

typedef struct request {
    const gt__call *call;
    const gt__fft *what;
    int64_t lines;
} request;

/* What the first and the last pass of a whole transform of `n` elements have to do beside. */
typedef struct whole {
    int64_t n, have, keep, mirror;
    gt__fft_side x, o;
    double xsign, osign, fsign, scale;
    gt__buffer *chirp, *factors;
} whole;

/* ---- lengths of passes ---- */

/* The divisor of n, at most `most`, whose power of that number is nearest to n. */
static int64_t nearest_divisor(int64_t n, int64_t most, int passes)
{
    double best = 0;
    int64_t found = 1;
    for (int64_t d = 2; d <= most && d <= n; d++) {
        double power = 1;
        if (n % d != 0) continue;
        for (int i = 0; i < passes; i++) power *= (double)d;
        const double ratio = power < (double)n ? power / (double)n : (double)n / power;
        if (ratio > best) {
            best = ratio;
            found = d;
        }
    }
    return found;
}

/* 1 if so many passes of `most` elements do. */
static int split(int64_t *lengths, int64_t n, int64_t most, int passes)
{
    for (int i = 0; i < passes; i++) {
        lengths[i] = nearest_divisor(n, most, passes - i);
        n /= lengths[i];
    }
    return n == 1;
}

/* How many passes; a line alone has lanes only if it is split. */
static int choose_passes(int64_t *lengths, const request *r, int64_t n)
{
    const gt__dtype *real = r->what->real;
    gt__fft_sizes sizes;
    const int few = 2 * r->lines <= gt__fft_lanes(r->call, real) && n >= gt__tuned.fft.cpu_split;
    int passes = few ? 2 : 1;
    lengths[0] = n;
    if (!few && n <= gt__fft_longest(r->call, real, 1)) return 1;
    if (!few && gt__fft_sizes_of(&sizes, r->call, real, n, r->lines, r->lines * n)) return 1;
    /* A kernel for 16 elements is there for every size of numbers. */
    const int sized = gt__fft_sizes_of(&sizes, r->call, real, 16, r->lines, r->lines * n);
    const int64_t most = sized ? gt__fft_longest_sized(real) : gt__fft_longest(r->call, real, 0);
    while (!split(lengths, n, most, passes)) passes++;
    return passes;
}

/* ---- passes ---- */

/* The layout of a contiguous array of complex numbers, with n along the axis. */
static gt__fft_side side_of(const request *r, int64_t n)
{
    gt__fft_side side = {.is_complex = 1};
    int64_t stride = 2;
    for (int32_t i = r->what->shape.rank - 1; i >= 0; i--) {
        side.strides[i] = stride;
        stride *= i == r->what->axis ? n : r->what->shape.size[i];
    }
    return side;
}

static gt_status make_side(gt__fft_side *out, const request *r, int64_t n)
{
    *out = side_of(r, n);
    return gt__buffer_create(&out->buffer, r->call, 2 * r->lines * n * r->what->real->size);
}

/* A pass between two contiguous arrays has three axes, the one it goes along in the middle. */
static void collapse(gt__fft_pass *pass)
{
    int64_t outer = 1, inner = 1;
    for (int32_t i = 0; i < pass->shape.rank; i++) {
        if (i < pass->axis) outer *= pass->shape.size[i];
        if (i > pass->axis) inner *= pass->shape.size[i];
    }
    const int64_t n = pass->before * pass->n * pass->after;
    pass->shape = (gt__shape){.rank = 3, .size = {outer, 1, inner}};
    pass->axis = 1;
    for (gt__fft_side *side = &pass->x; side; side = side == &pass->x ? &pass->o : NULL) {
        side->strides[0] = 2 * n * inner;
        side->strides[1] = 2 * inner;
        side->strides[2] = 2;
    }
}

/* between: two arrays for what is between passes. */
static gt_status run_passes(const request *r, const whole *w, const int64_t *lengths, int passes,
                            const gt__fft_side *between)
{
    int64_t before = 1;
    for (int i = 0; i < passes; i++) {
        const int first = i == 0, last = i == passes - 1;
        gt__fft_pass pass = {.real = r->what->real, .shape = r->what->shape, .axis = r->what->axis};
        pass.n = lengths[i];
        pass.before = before;
        before *= lengths[i];
        pass.after = w->n / before;
        pass.x = first ? w->x : between[(i - 1) % 2];
        pass.o = last ? w->o : between[i % 2];
        pass.have = w->have;
        pass.keep = w->keep;
        pass.mirror = w->mirror;
        pass.xsign = first ? w->xsign : 1;
        pass.osign = last ? w->osign : 1;
        pass.fsign = w->fsign;
        pass.scale = last ? w->scale : 1;
        pass.chirp = first ? w->chirp : NULL;
        pass.factors = last ? w->factors : NULL;
        if (!first && !last) collapse(&pass);
        GT__TRY(gt__fft_pass_run(r->call, &pass));
    }
    return GT_OK;
}

static gt_status run_whole(const request *r, const whole *w)
{
    int64_t lengths[PASSES];
    gt__fft_side between[2] = {{0}, {0}};
    gt_status status = GT_OK;
    const int passes = choose_passes(lengths, r, w->n);
    for (int i = 0; i < 2 && i < passes - 1 && status == GT_OK; i++) status = make_side(&between[i], r, w->n);
    if (status == GT_OK) status = run_passes(r, w, lengths, passes, between);
    for (int i = 0; i < 2; i++) gt__buffer_release(between[i].buffer);
    return status;
}

/* ---- whole transforms ---- */

static whole whole_of(const gt__fft *what)
{
    const double sign = what->inverse ? -1 : 1;
    return (whole){.n = what->n,
                   .have = what->have,
                   .keep = what->keep,
                   .mirror = what->mirrors ? what->n : 0,
                   .x = what->from,
                   .o = what->to,
                   .xsign = sign,
                   .osign = sign,
                   .fsign = 1,
                   .scale = what->scale};
}

/* sum of x[j] w^(j k) = c[k] times the convolution of x c with 1 / c, where c[k] = w^(k^2 / 2). The convolution is the
 * inverse transform of a product: the conjugate of the transform of the conjugate. */
static gt_status run_chirps(const request *r)
{
    const gt__fft *what = r->what;
    int64_t length = 1;
    gt__fft_side product = {0};
    whole there = whole_of(what), back = there;
    while (length < 2 * what->n - 1) length *= 2;
    there.n = back.n = length;
    gt_status status = gt__roots_get(&there.chirp, r->call, GT__CHIRP, what->real, what->n, 0);
    if (status == GT_OK)
        status = gt__roots_get(&there.factors, r->call, GT__CHIRP_TRANSFORM, what->real, what->n, length);
    if (status == GT_OK) status = make_side(&product, r, length);
    there.o = back.x = product;
    there.keep = back.have = length;
    there.scale = 1;
    there.osign = -1;
    back.mirror = 0;
    back.factors = there.chirp;
    back.xsign = 1;
    back.fsign = -1;
    back.osign = what->inverse ? 1 : -1;
    if (status == GT_OK) status = run_whole(r, &there);
    if (status == GT_OK) status = run_whole(r, &back);
    gt__buffer_release(product.buffer);
    gt__buffer_release(there.factors);
    gt__buffer_release(there.chirp);
    return status;
}

gt_status gt__fft_run(const gt__call *call, const gt__fft *what)
{
    request r = {.call = call, .what = what, .lines = 1};
    for (int32_t i = 0; i < what->shape.rank; i++)
        if (i != what->axis) r.lines *= what->shape.size[i];
    if (r.lines == 0 || what->keep == 0) return GT_OK;
    if (gt__fft_radices(what->n) < 0) return run_chirps(&r);
    const whole w = whole_of(what);
    return run_whole(&r, &w);
}

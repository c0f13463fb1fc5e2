/* gt_fft of so many lines that the gpu form has kernels of their length: against sums of long double of a few lines,
 * of which the others are copies. */
#include <math.h>
#include "support/fourier.h"
#include "support/leaks.h"
#include "support/support.h"

enum { KINDS_OF_LINES = 3, LEAST = 1 << 18 }; /* LEAST: gt__tuned.fft.sized_least */

/* How lines lie in memory: as rows; as columns; as rows of every second element, and of those backwards. */
typedef enum way { ROWS, COLUMNS, APART, BACKWARDS, WAYS } way;

static bool is_complex(int32_t dtype)
{
    return dtype == GT_C64 || dtype == GT_C128;
}

static bool is_wide(int32_t dtype)
{
    return dtype == GT_F64 || dtype == GT_C128;
}

static void set(void *host, int32_t dtype, int64_t i, float re, float im)
{
    const int parts = is_complex(dtype) ? 2 : 1;
    for (int part = 0; part < parts; part++)
        if (is_wide(dtype))
            ((double *)host)[parts * i + part] = part ? im : re;
        else
            ((float *)host)[parts * i + part] = part ? im : re;
}

static double part_at(const void *host, int32_t dtype, int64_t i, int part)
{
    const int64_t at = is_complex(dtype) ? 2 * i + part : i;
    if (part && !is_complex(dtype)) return 0;
    return is_wide(dtype) ? ((const double *)host)[at] : ((const float *)host)[at];
}

/* Lines, and those of them that differ as a grid. */
static gt_tensor *make_lines(grid *g, gt_tensor **base, way w, int32_t dtype, int64_t lines, int64_t n)
{
    const int64_t few[] = {KINDS_OF_LINES, n}, apart = w >= APART ? 2 : 1;
    const int64_t whole[] = {w == COLUMNS ? n : lines, w == COLUMNS ? lines : apart * n};
    char *host = calloc((size_t)(apart * lines * n), (size_t)gt_dtype_size(dtype));
    uint64_t seed = (uint64_t)n;
    *g = make_grid(2, few);
    for (int64_t i = 0; i < 2 * KINDS_OF_LINES * n; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        g->z[i] = i % 2 == 0 || is_complex(dtype) ? (float)((double)(seed >> 40) / 0x1p24 - 0.5) : 0;
    }
    for (int64_t line = 0; line < lines; line++)
        for (int64_t j = 0; j < n; j++) {
            const long double *z = g->z + 2 * (line % KINDS_OF_LINES * n + j);
            const int64_t place = w == BACKWARDS ? 2 * n - 1 - 2 * j : apart * j;
            set(host, dtype, w == COLUMNS ? j * lines + line : line * apart * n + place, (float)z[0], (float)z[1]);
        }
    gt_tensor *view = NULL;
    *base = NULL;
    must(gt_upload(support_queue(), base, dtype, 2, whole, host,
                   (size_t)(support_count(2, whole) * gt_dtype_size(dtype))));
    free(host);
    const gt_slice all = {.step = 1, .flags = GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP};
    const gt_slice part = {.step = w == BACKWARDS ? -2 : apart, .flags = GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP};
    const gt_slice slices[] = {all, part};
    must(gt_tensor_slice(&view, *base, slices, 2));
    return view;
}

static void judge(const void *got, int32_t dtype, way w, int64_t lines, const grid *want, const char *name)
{
    const int64_t n = want->shape[1];
    double error = 0, size = 0;
    for (int64_t line = 0; line < lines; line++)
        for (int64_t k = 0; k < n; k++)
            for (int part = 0; part < 2; part++) {
                const int64_t at = w == COLUMNS ? k * lines + line : line * n + k;
                const bool there = part == 0 || is_complex(dtype);
                const double t = there ? (double)want->z[2 * (line % KINDS_OF_LINES * n + k) + part] : 0;
                const double d = part_at(got, dtype, at, part) - t;
                error += d * d;
                size += t * t;
            }
    if (!(sqrt(error) <= (is_wide(dtype) ? 2e-15 : 1e-6) * sqrt(size)))
        support_wrong("%s: an error of %.3g of %.3g", name, sqrt(error), sqrt(size));
}

/* keeps: in place. */
static void check(way w, int32_t dtype, int64_t n, const options *given, bool keeps)
{
    const int32_t axis = w == COLUMNS ? 0 : 1;
    const int64_t lines = LEAST / n + 1;
    char name[120];
    grid want;
    gt_tensor *base = NULL, *src = make_lines(&want, &base, w, dtype, lines, n), *dst = keeps ? src : NULL;
    options o = *given;
    const gt_fft_opts opts = {
        .size = sizeof opts, .kind = o.kind, .inverse = o.inverse, .norm = o.norm, .lengths = o.length};
    must(gt_fft(support_queue(), &dst, src, &axis, 1, &opts));
    o.axes = 1;
    o.axis[0] = 1;
    fourier(&want, &o);
    const int32_t result = gt_tensor_dtype(dst);
    const size_t bytes = (size_t)(lines * want.shape[1] * gt_dtype_size(result));
    void *got = malloc(bytes);
    must(gt_download(support_queue(), got, bytes, dst));
    snprintf(name, sizeof name, "%d elements of %s, way %d, kind %d, inverse %d", (int)n,
             gt_enum_name(GT_KIND_DTYPE, dtype), (int)w, (int)o.kind, (int)o.inverse);
    judge(got, result, w, lines, &want, name);
    free(got);
    free(want.z);
    if (!keeps) support_drop(&dst);
    support_drop(&src);
    support_drop(&base);
}

/* ---- Tests ------------------------------------------------------------------------------------------------------- */

static bool has(int32_t dtype)
{
    return gt_context_supports(support_context(), dtype) != GT_SUPPORT_NONE;
}

/* All radices, as the first and as others; numbers of stages; lines that do not fill groups; and lengths of which no
 * kernel is made. */
static void lengths(void **state)
{
    (void)state;
    static const int64_t n[] = {4,  6,   7,   9,   12,  15,  16,  49,  50,   60,  81,
                                96, 128, 210, 256, 270, 343, 512, 600, 1000, 1024};
    const int count = (int)(sizeof n / sizeof *n);
    for (int i = 0; i < count; i++) {
        const options forth = {.inverse = 0}, back = {.inverse = 1};
        check(i % 2 ? COLUMNS : ROWS, GT_C64, n[i], i % 4 > 1 ? &back : &forth, i % 3 == 0);
        if (i % 3 > 0 && has(GT_C128))
            check(i % 2 ? ROWS : COLUMNS, GT_C128, n[i], i % 4 > 1 ? &forth : &back, i % 3 == 2);
    }
    support_settle();
}

static void long_lines(void **state)
{
    (void)state;
    static const int64_t n[] = {2000, 2048, 4096, 2187};
    for (int i = 0; i < 4; i++) {
        const options o = {.inverse = i & 1};
        check(ROWS, GT_C64, n[i], &o, false);
        if (i > 1 && has(GT_C128)) check(COLUMNS, GT_C128, n[i], &o, false);
    }
    support_settle();
}

static void kinds_and_ways(void **state)
{
    (void)state;
    static const int64_t n[] = {100, 256, 101}; /* the last one as a convolution */
    for (int i = 0; i < 3; i++)
        for (way w = ROWS; w < WAYS; w++)
            for (int32_t kind = GT_FFT_C2C; kind <= GT_FFT_C2R; kind++) {
                if (i > 0 && w > ROWS && kind != GT_FFT_C2C) continue;
                const bool doubles = ((int)w + kind + i) % 2 && has(GT_F64);
                const int32_t real = doubles ? GT_F64 : GT_F32, complex = doubles ? GT_C128 : GT_C64;
                const options o = {.kind = kind, .inverse = w & 1, .norm = GT_NORM_ORTHO};
                check(w, kind == GT_FFT_R2C ? real : complex, n[i], &o, false);
            }
    support_settle();
}

static void cropped_and_padded(void **state)
{
    (void)state;
    static const int64_t to[] = {64, 200, 300};
    for (int i = 0; i < 3; i++)
        for (int32_t kind = GT_FFT_C2C; kind <= GT_FFT_C2R; kind++) {
            const options o = {.kind = kind, .length = {to[i]}};
            check(i % 2 ? COLUMNS : ROWS, kind == GT_FFT_R2C ? GT_F32 : GT_C64, 256, &o, false);
        }
    support_settle();
}

int main(void)
{
    leaks_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths),        cmocka_unit_test(long_lines),
        cmocka_unit_test(kinds_and_ways), cmocka_unit_test(cropped_and_padded),
        cmocka_unit_test(leaks_none),
    };
    return cmocka_run_group_tests(tests, NULL, support_close);
}

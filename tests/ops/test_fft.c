/* gt_fft: every length, kind and layout against sums of long double; long ones by transforms that are known. */
#include <math.h>
#include "support/fourier.h"
#include "support/leaks.h"
#include "support/support.h"

/* ---- Comparing --------------------------------------------------------------------------------------------------- */

static bool is_wide(int32_t dtype)
{
    return dtype == GT_F64 || dtype == GT_C128;
}

static bool is_complex(int32_t dtype)
{
    return dtype == GT_C64 || dtype == GT_C128;
}

static double number_at(const void *host, int32_t dtype, int64_t i)
{
    return is_wide(dtype) ? ((const double *)host)[i] : ((const float *)host)[i];
}

/* The error is judged by the size of the whole result. */
static void judge(const void *got, int32_t dtype, const grid *want, const char *name)
{
    const int64_t n = support_count(want->rank, want->shape);
    const long double most = is_wide(dtype) ? 2e-15L : 1e-6L;
    long double error = 0, size = 0;
    for (int64_t i = 0; i < n; i++)
        for (int part = 0; part < 2; part++) {
            const bool there = part == 0 || is_complex(dtype);
            const long double w = there ? want->z[2 * i + part] : 0;
            const long double d = there ? number_at(got, dtype, is_complex(dtype) ? 2 * i + part : i) - w : 0;
            error += d * d;
            size += w * w;
        }
    if (!(sqrtl(error) <= most * sqrtl(size)))
        support_wrong("%s: an error of %.3Lg of %.3Lg", name, sqrtl(error), sqrtl(size));
}

/* Random numbers of a real or complex dtype, and the same as a grid. */
static void *numbers(grid *g, int32_t dtype, int32_t rank, const int64_t *shape, uint64_t seed)
{
    const int64_t parts = is_complex(dtype) ? 2 : 1, n = support_count(rank, shape);
    *g = make_grid(rank, shape);
    char *host = malloc((size_t)(parts * n * (is_wide(dtype) ? 8 : 4)) + 1);
    for (int64_t i = 0; i < parts * n; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        const float x = (float)((double)(seed >> 40) / 0x1p24 - 0.5);
        if (is_wide(dtype))
            ((double *)host)[i] = x;
        else
            ((float *)host)[i] = x;
        g->z[parts == 2 ? i : 2 * i] = x;
    }
    return host;
}

static int32_t result_of(int32_t dtype, int32_t kind)
{
    if (kind == GT_FFT_C2R) return is_wide(dtype) ? GT_F64 : GT_F32;
    return is_wide(dtype) ? GT_C128 : GT_C64;
}

/* ---- Layouts ----------------------------------------------------------------------------------------------------- */

static gt_tensor *upload(int32_t dtype, int32_t rank, const int64_t *shape, const void *host)
{
    gt_tensor *t = NULL;
    must(gt_upload(support_queue(), &t, dtype, rank, shape, host,
                   (size_t)(support_count(rank, shape) * gt_dtype_size(dtype))));
    return t;
}

/* Where element i of the shape is in the memory that the layout's view is one of, of `held` elements. */
static int64_t place(layout l, int32_t rank, const int64_t *shape, int64_t i)
{
    int64_t at[MOST], to = 0;
    for (int32_t axis = rank - 1; axis >= 0; axis--) {
        at[axis] = i % shape[axis];
        i /= shape[axis];
    }
    for (int32_t k = 0; k < rank; k++) {
        const int32_t axis = l == LAYOUT_PERMUTED ? rank - 1 - k : k;
        const int64_t index = l == LAYOUT_NEGATIVE ? shape[axis] - 1 - at[axis] : at[axis];
        if (l == LAYOUT_BROADCAST && axis == 0) continue;
        if (l == LAYOUT_SLICED)
            to = to * (2 * shape[axis] + 1) + 2 * index + 1;
        else
            to = to * shape[axis] + index;
    }
    return to;
}

static gt_tensor *view_of(layout l, const gt_tensor *base, int32_t rank, const int64_t *shape)
{
    gt_tensor *view = NULL;
    gt_slice slices[MOST];
    for (int32_t axis = 0; axis < rank; axis++)
        slices[axis] = l == LAYOUT_SLICED ? (gt_slice){.start = 1, .step = 2, .flags = GT_SLICE_OPEN_STOP}
                                          : (gt_slice){.step = -1, .flags = GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP};
    if (l == LAYOUT_SLICED || l == LAYOUT_NEGATIVE)
        must(gt_tensor_slice(&view, base, slices, rank));
    else if (l == LAYOUT_PERMUTED)
        must(gt_tensor_permute(&view, base, NULL, rank));
    else
        must(gt_tensor_broadcast(&view, base, rank, shape));
    return view;
}

/* A tensor with the elements of host, in which a layout that repeats elements makes them the same. */
static gt_tensor *arrange(layout l, int32_t dtype, int32_t rank, const int64_t *shape, char *host, gt_tensor **base)
{
    const int64_t size = gt_dtype_size(dtype), n = support_count(rank, shape);
    int64_t whole[MOST];
    for (int32_t k = 0; k < rank; k++) {
        whole[k] = l == LAYOUT_SLICED ? 2 * shape[k] + 1 : shape[l == LAYOUT_PERMUTED ? rank - 1 - k : k];
        if (l == LAYOUT_BROADCAST && k == 0) whole[k] = 1;
    }
    char *memory = calloc((size_t)support_count(rank, whole), (size_t)size);
    for (int64_t i = n - 1; i >= 0; i--)
        memcpy(memory + place(l, rank, shape, i) * size, host + i * size, (size_t)size);
    for (int64_t i = 0; i < n; i++) memcpy(host + i * size, memory + place(l, rank, shape, i) * size, (size_t)size);
    *base = upload(dtype, rank, whole, memory);
    free(memory);
    return view_of(l, *base, rank, shape);
}

/* ---- A call and what it gives ------------------------------------------------------------------------------------ */

static gt_fft_opts opts_of(const options *o)
{
    return (gt_fft_opts){
        .size = sizeof(gt_fft_opts), .kind = o->kind, .inverse = o->inverse, .norm = o->norm, .lengths = o->length};
}

static void check(layout l, int32_t dtype, int32_t rank, const int64_t *shape, const options *o, const char *name)
{
    char text[200];
    grid want;
    void *host = numbers(&want, dtype, rank, shape, (uint64_t)(shape[0] + 77 * l));
    gt_tensor *base = NULL, *dst = NULL, *src = arrange(l, dtype, rank, shape, host, &base);
    const gt_fft_opts opts = opts_of(o);
    const int32_t result = result_of(dtype, o->kind);
    if (l == LAYOUT_BROADCAST) /* which has changed what it repeats */
        for (int64_t i = 0; i < support_count(rank, shape) * (is_complex(dtype) ? 2 : 1); i++)
            want.z[is_complex(dtype) ? i : 2 * i] = number_at(host, dtype, i);
    must(gt_fft(support_queue(), &dst, src, o->axis, o->axes, &opts));
    fourier(&want, o);
    const int64_t n = support_count(rank, want.shape);
    assert_int_equal(gt_tensor_dtype(dst), result);
    void *got = malloc((size_t)n * 16 + 1);
    must(gt_download(support_queue(), got, (size_t)(n * gt_dtype_size(result)), dst));
    snprintf(text, sizeof text, "%s of %s, layout %d, kind %d, inverse %d, norm %d", name,
             gt_enum_name(GT_KIND_DTYPE, dtype), (int)l, (int)o->kind, (int)o->inverse, (int)o->norm);
    judge(got, result, &want, text);
    free(got);
    free(host);
    free(want.z);
    support_drop(&dst);
    support_drop(&src);
    support_drop(&base);
}

/* ---- Tests ------------------------------------------------------------------------------------------------------- */

static const int32_t complexes[] = {GT_C64, GT_C128}, reals[] = {GT_F32, GT_F64};

static bool has(int32_t dtype)
{
    return gt_context_supports(support_context(), dtype) != GT_SUPPORT_NONE;
}

/* Along the middle axis, a few lines beside each other and apart; and many lines of neighbours. */
static void lengths(void **state)
{
    (void)state;
    for (int w = 0; w < 2 && has(reals[w]); w++)
        for (int64_t n = 1; n <= 130; n += n < 66 ? 1 : 7) {
            char name[40];
            snprintf(name, sizeof name, "length %d", (int)n);
            const int64_t few[] = {2, n, 3}, many[] = {37, n};
            const options middle = {.axes = 1, .axis = {1}, .inverse = n & 1}, last = {.axes = 1, .axis = {1}};
            check(LAYOUT_CONTIGUOUS, complexes[w], 3, few, &middle, name);
            if (n % 5 < 2) check(LAYOUT_CONTIGUOUS, complexes[w], 2, many, &last, name);
        }
    support_settle();
}

static void kinds_and_norms(void **state)
{
    (void)state;
    static const int64_t lengths[] = {1, 2, 5, 8, 12, 13, 30, 64};
    for (int32_t i = 0; i < 8; i++)
        for (int32_t kind = GT_FFT_C2C; kind <= GT_FFT_C2R; kind++)
            for (int32_t norm = GT_NORM_BACKWARD; norm <= GT_NORM_FORWARD; norm++) {
                const int w = (i + norm) % 2 && has(GT_F64);
                const int64_t shape[] = {3, lengths[i], 2};
                const options o = {.kind = kind, .norm = norm, .inverse = (i + norm) / 2 % 2, .axes = 1, .axis = {1}};
                if (kind == GT_FFT_C2R && lengths[i] < 2) continue;
                check(LAYOUT_CONTIGUOUS, kind == GT_FFT_R2C ? reals[w] : complexes[w], 3, shape, &o, "a kind");
            }
    support_settle();
}

/* Lengths that are not those of the source. */
static void cropped_and_padded(void **state)
{
    (void)state;
    static const int64_t sizes[] = {1, 7, 10, 20}, lengths[] = {1, 3, 10, 11, 16, 22};
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 6; k++)
            for (int32_t kind = GT_FFT_C2C; kind <= GT_FFT_C2R; kind++) {
                const int64_t shape[] = {sizes[i], 20}, across[] = {20, sizes[i]};
                const int32_t dtype = kind == GT_FFT_R2C ? GT_F32 : GT_C64;
                const options first = {.kind = kind, .inverse = k & 1, .axes = 1, .axis = {0}, .length = {lengths[k]}};
                const options last = {.kind = kind, .inverse = i & 1, .axes = 1, .axis = {1}, .length = {lengths[k]}};
                check(LAYOUT_CONTIGUOUS, dtype, 2, shape, &first, "another length of the first axis");
                check(LAYOUT_CONTIGUOUS, dtype, 2, across, &last, "another length of the last axis");
            }
    support_settle();
}

static void several_axes(void **state)
{
    (void)state;
    static const options all[] = {
        {.axes = 3, .axis = {0, 1, 2}},
        {.axes = 2, .axis = {2, 0}, .inverse = 1},
        {.kind = GT_FFT_R2C, .axes = 3, .axis = {0, 1, 2}},
        {.kind = GT_FFT_R2C, .axes = 2, .axis = {2, 0}, .norm = GT_NORM_ORTHO},
        {.kind = GT_FFT_C2R, .axes = 2, .axis = {0, 2}, .inverse = 1},
        {.kind = GT_FFT_C2R, .axes = 3, .axis = {1, 2, 0}, .length = {7, 0, 4}, .inverse = 1},
        {.kind = GT_FFT_R2C, .axes = 2, .axis = {0, 1}, .length = {3, 9}},
        {.axes = 0},
    };
    const int64_t shape[] = {5, 6, 4};
    for (int i = 0; i < 8; i++)
        for (int l = LAYOUT_CONTIGUOUS; l < LAYOUT_COUNT; l++)
            check((layout)l, all[i].kind == GT_FFT_R2C ? GT_F32 : GT_C64, 3, shape, &all[i], "axes");
    support_settle();
}

/* Layouts of enough lines for all lanes. */
static void layouts(void **state)
{
    (void)state;
    for (int l = LAYOUT_CONTIGUOUS; l < LAYOUT_COUNT; l++)
        for (int32_t axis = 0; axis < 2; axis++)
            for (int32_t kind = GT_FFT_C2C; kind <= GT_FFT_C2R; kind++) {
                const int64_t shape[] = {40, 44};
                const options o = {.kind = kind, .axes = 1, .axis = {axis}, .inverse = axis};
                check((layout)l, kind == GT_FFT_R2C ? GT_F32 : GT_C64, 2, shape, &o, "a layout");
            }
    support_settle();
}

/* Real numbers of any dtype. */
static void other_dtypes(void **state)
{
    (void)state;
    static const int32_t dtypes[] = {GT_BOOL, GT_I8, GT_U64, GT_F16, GT_BF16};
    const double x[] = {1, 0, 1, 1};
    for (int i = 0; i < 5; i++) {
        const int64_t shape[] = {4};
        gt_tensor *src = support_values(dtypes[i], 1, shape, x), *dst = NULL;
        float z[8];
        must(gt_fft(support_queue(), &dst, src, NULL, 0, NULL));
        assert_int_equal(gt_tensor_dtype(dst), GT_C64);
        must(gt_download(support_queue(), z, sizeof z, dst));
        const float want[] = {3, 0, 0, 1, 1, 0, 0, -1};
        for (int k = 0; k < 8; k++) assert_true(z[k] == want[k]);
        support_drop(&src);
        support_drop(&dst);
    }
}

/* ---- long lines -------------------------------------------------------------------------------------------------- */

/* e^(2 pi i f j / n) has one number that is not 0, n at f; and an element alone has n numbers of its size. */
static void check_tone(int32_t dtype, int64_t n, int64_t f, int64_t lines)
{
    const int64_t shape[] = {lines, n}, size = is_wide(dtype) ? 8 : 4;
    char *host = malloc((size_t)(2 * n * lines * size));
    for (int64_t i = 0; i < n * lines; i++) {
        const long double angle = 2 * PI * (long double)(f * (i % n) % n) / (long double)n;
        if (size == 8) {
            ((double *)host)[2 * i] = (double)cosl(angle);
            ((double *)host)[2 * i + 1] = (double)sinl(angle);
        } else {
            ((float *)host)[2 * i] = (float)cosl(angle);
            ((float *)host)[2 * i + 1] = (float)sinl(angle);
        }
    }
    gt_tensor *src = upload(dtype, 2, shape, host), *dst = NULL, *back = NULL;
    const int32_t axis = 1;
    const gt_fft_opts inverse = {.size = sizeof inverse, .inverse = 1};
    must(gt_fft(support_queue(), &dst, src, &axis, 1, NULL));
    must(gt_fft(support_queue(), &back, dst, &axis, 1, &inverse));
    char *got = malloc((size_t)(2 * n * lines * size));
    must(gt_download(support_queue(), got, (size_t)(2 * n * lines * size), dst));
    double error = 0, round = 0;
    for (int64_t i = 0; i < 2 * n * lines; i++) {
        const double want = i / 2 % n == f && i % 2 == 0 ? (double)n : 0, d = number_at(got, dtype, i) - want;
        error += d * d;
    }
    must(gt_download(support_queue(), got, (size_t)(2 * n * lines * size), back));
    for (int64_t i = 0; i < 2 * n * lines; i++) {
        const double d = number_at(got, dtype, i) - number_at(host, dtype, i);
        round += d * d;
    }
    const double most = size == 8 ? 2e-15 : 8e-7;
    if (!(sqrt(error / (double)lines) <= most * (double)n))
        support_wrong("a tone of %d elements: %g", (int)n, sqrt(error / (double)lines) / (double)n);
    if (!(sqrt(round / (double)(n * lines)) <= 2 * most))
        support_wrong("%d elements and back: %g", (int)n, sqrt(round / (double)(n * lines)));
    free(host);
    free(got);
    support_drop(&src);
    support_drop(&dst);
    support_drop(&back);
}

static void long_lines(void **state)
{
    (void)state;
    static const int64_t n[] = {1000, 1024, 2048, 2187, 4096, 6561, 10007, 16384, 30030, 65536, 1 << 18};
    for (int w = 0; w < 2 && has(reals[w]); w++) {
        for (int i = 0; i < 11; i++) check_tone(complexes[w], n[i], n[i] / 3, 1 + i % 2);
        check_tone(complexes[w], 1 << 20, 12345, 1);
    }
    check_tone(GT_C64, 512, 100, 333);
    check_tone(GT_C64, 1155, 100, 50);
    support_settle();
}

/* Several passes of real numbers, which go in and come out. */
static void long_real_lines(void **state)
{
    (void)state;
    static const int64_t n[] = {4096, 5000, 4098, 3 * 2048 + 1};
    for (int i = 0; i < 4; i++) {
        const int64_t shape[] = {3, n[i]}, length[] = {n[i]};
        const int32_t axis = -1;
        float *host = support_random(GT_F32, 3 * n[i], 5), *got = malloc((size_t)(3 * n[i]) * sizeof *got);
        for (int64_t k = 0; k < 3 * n[i]; k++) host[k] = (float)(k * 7919 % 1000) / 1000 - 0.5F;
        gt_tensor *src = upload(GT_F32, 2, shape, host), *dst = NULL, *back = NULL;
        gt_fft_opts opts = {.size = sizeof opts, .kind = GT_FFT_R2C};
        must(gt_fft(support_queue(), &dst, src, &axis, 1, &opts));
        opts = (gt_fft_opts){.size = sizeof opts, .kind = GT_FFT_C2R, .inverse = 1, .lengths = length};
        must(gt_fft(support_queue(), &back, dst, &axis, 1, &opts));
        must(gt_download(support_queue(), got, (size_t)(3 * n[i]) * sizeof *got, back));
        for (int64_t k = 0; k < 3 * n[i]; k++)
            if (!(fabsf(got[k] - host[k]) < 4e-6F)) support_wrong("%g for %g", (double)got[k], (double)host[k]);
        free(host);
        free(got);
        support_drop(&src);
        support_drop(&dst);
        support_drop(&back);
    }
    support_settle();
}

/* ---- destinations ------------------------------------------------------------------------------------------------ */

static void given_destinations(void **state)
{
    (void)state;
    const float x[] = {1, 0, 2, 0, 3, 0, 4, 0}, want[] = {10, 0, -2, 2, -2, 0, -2, -2};
    const int64_t shape[] = {4}, twice[] = {8};
    gt_tensor *src = upload(GT_C64, 1, shape, x), *all = NULL, *view = NULL;
    const gt_slice odd = {.start = 7, .step = -2, .flags = GT_SLICE_OPEN_STOP};
    const gt_slice first = {.start = 0, .stop = 4, .step = 1}, middle = {.start = 2, .stop = 6, .step = 1};
    float got[16];
    must(gt_fft(support_queue(), &src, src, NULL, 0, NULL)); /* itself */
    must(gt_download(support_queue(), got, 8 * sizeof *got, src));
    for (int i = 0; i < 8; i++) assert_true(fabsf(got[i] - want[i]) < 1e-5F);
    must(gt_upload(support_queue(), &src, GT_C64, 1, shape, x, sizeof x));
    must(gt_tensor_create(support_queue(), &all, GT_C64, 1, twice, 0));
    must(gt_tensor_slice(&view, all, &odd, 1));
    must(gt_fft(support_queue(), &view, src, NULL, 0, NULL)); /* backwards, each second one */
    must(gt_download(support_queue(), got, sizeof got, all));
    for (int i = 0; i < 8; i++)
        for (int part = 0; part < 2; part++)
            assert_true(fabsf(got[2 * i + part] - (i % 2 ? want[2 * (3 - i / 2) + part] : 0)) < 1e-5F);
    support_drop(&view);
    must(gt_tensor_slice(&view, all, &first, 1));
    must(gt_copy(support_queue(), &view, src, 0));
    support_drop(&src);
    must(gt_tensor_slice(&src, all, &middle, 1)); /* half of src is half of dst */
    must(gt_download(support_queue(), got, sizeof got, all));
    float sums[2] = {0};
    for (int i = 0; i < 8; i++) sums[i % 2] += got[4 + i];
    must(gt_fft(support_queue(), &view, src, NULL, 0, NULL));
    must(gt_download(support_queue(), got, 8 * sizeof *got, view));
    for (int part = 0; part < 2; part++) assert_true(fabsf(got[part] - sums[part]) < 1e-5F);
    support_drop(&src);
    support_drop(&view);
    support_drop(&all);
}

static void another_dtype(void **state)
{
    (void)state;
    const float x[] = {3, 0, 1, 0, 2, 0};
    const int64_t shape[] = {3}, length[] = {3};
    gt_tensor *src = upload(GT_C64, 1, shape, x), *dst = NULL;
    const gt_fft_opts opts = {.size = sizeof opts, .kind = GT_FFT_C2R, .inverse = 0, .lengths = length};
    must(gt_tensor_create(support_queue(), &dst, GT_I16, 1, shape, 0));
    must(gt_fft(support_queue(), &dst, src, NULL, 0, &opts)); /* of 3, 1, 1: 5, 2, 2 */
    support_expect(dst, GT_I16, 1, shape, LIST(5, 2, 2));
    support_drop(&src);
    support_drop(&dst);
}

static void nothing_to_do(void **state)
{
    (void)state;
    const int64_t none[] = {0, 4}, few[] = {2, 0}, length[] = {3};
    const int32_t last = 1;
    const gt_fft_opts opts = {.size = sizeof opts, .lengths = length};
    gt_tensor *src = NULL, *dst = NULL;
    float got[12];
    must(gt_tensor_create(support_queue(), &src, GT_F32, 2, none, 0));
    must(gt_fft(support_queue(), &dst, src, &last, 1, NULL));
    assert_int_equal(gt_tensor_count(dst), 0);
    support_drop(&src);
    support_drop(&dst);
    must(gt_tensor_create(support_queue(), &src, GT_F32, 2, few, 0));
    must(gt_fft(support_queue(), &dst, src, &last, 1, &opts)); /* zeros alone */
    must(gt_fft(support_queue(), &dst, dst, &last, 0, NULL));  /* along no axes, in place */
    must(gt_download(support_queue(), got, sizeof got, dst));
    for (int i = 0; i < 12; i++) assert_true(got[i] == 0);
    support_drop(&src);
    support_drop(&dst);
}

/* A rank that has no room for more axes, none of which is the same as its neighbour in memory. */
static void many_axes(void **state)
{
    (void)state;
    int64_t shape[16];
    int32_t turned[16];
    for (int32_t i = 0; i < 16; i++) {
        shape[i] = 2;
        turned[i] = 15 - i;
    }
    const int32_t axis = 7;
    float *host = calloc(1 << 17, sizeof *host), *got = calloc(1 << 17, sizeof *got);
    for (int i = 0; i < 1 << 16; i++) host[2 * i] = (float)(i * 31 % 97);
    gt_tensor *src = upload(GT_C64, 16, shape, host), *view = NULL, *dst = NULL;
    must(gt_tensor_permute(&view, src, turned, 16));
    must(gt_fft(support_queue(), &dst, view, &axis, 1, NULL));
    must(gt_download(support_queue(), got, (size_t)(1 << 17) * sizeof *got, dst));
    for (int i = 0; i < 1 << 16; i++) {
        int from = 0;
        for (int bit = 0; bit < 16; bit++) from |= (i >> bit & 1) << (15 - bit);
        const int other = from ^ (1 << 7); /* axis 7 of the view is axis 8 of src, whose bit is 7 */
        const float a = host[2 * from], b = host[2 * other], want = from >> 7 & 1 ? b - a : a + b;
        if (got[2 * i] != want || got[2 * i + 1] != 0) support_wrong("element %d: %g", i, (double)got[2 * i]);
    }
    free(host);
    free(got);
    support_drop(&src);
    support_drop(&view);
    support_drop(&dst);
    support_settle();
}

/* ---- tables, errors ---------------------------------------------------------------------------------------------- */

/* What is kept counts as cached, is found again, and goes when memory is wanted. */
static void tables_are_kept(void **state)
{
    (void)state;
    gt_context *ctx = support_new_context();
    gt_queue *q = gt_context_queue(ctx);
    const int64_t shape[] = {1009};
    gt_tensor *src = NULL, *dst = NULL;
    must(gt_tensor_create(q, &src, GT_C64, 1, shape, 0));
    must(gt_fft(q, &dst, src, NULL, 0, NULL));
    must(gt_queue_finish(q));
    const gt_context_stats first = support_statistics(ctx);
    must(gt_fft(q, &dst, src, NULL, 0, NULL));
    const gt_context_stats second = support_statistics(ctx);
    assert_int_equal(second.allocations, first.allocations);
    assert_int_equal(second.cached, first.cached);
    assert_true(first.cached > 2048 * 8);
    must(gt_context_trim(ctx, 0));
    assert_int_equal(support_statistics(ctx).cached, 0);
    must(gt_fft(q, &dst, src, NULL, 0, NULL));
    must(gt_queue_finish(q));
    support_drop(&src);
    support_drop(&dst);
    assert_int_equal(support_statistics(ctx).used, 0);
    gt_context_free(ctx);
}

/* The memory limit counts them, also while a call uses them. */
static void tables_have_a_limit(void **state)
{
    (void)state;
    const int64_t shape[] = {1009};
    gt_context *ctx = support_new_context();
    gt_queue *q = gt_context_queue(ctx);
    for (int64_t kib = 128; kib >= 24; kib -= 8) {
        gt_tensor *src = NULL, *dst = NULL;
        must(gt_context_trim(ctx, 0));
        must(gt_context_set_limit(ctx, kib << 10));
        must(gt_tensor_create(q, &src, GT_C64, 1, shape, 0));
        const gt_status status = gt_fft(q, &dst, src, NULL, 0, NULL);
        const gt_context_stats stats = support_statistics(ctx);
        assert_true(stats.used + stats.cached <= kib << 10);
        if (kib == 128) must(status);
        if (kib == 24) must_be(GT_E_OUT_OF_MEMORY, status);
        must(gt_queue_finish(q));
        support_drop(&src);
        support_drop(&dst);
    }
    gt_context_free(ctx);
}

static void refuse(gt_status status, const char *text, const gt_tensor *src, const int32_t *axes, int32_t n,
                   const gt_fft_opts *opts)
{
    gt_tensor *dst = NULL;
    must_be(status, gt_fft(support_queue(), &dst, src, axes, n, opts));
    assert_null(dst);
    if (!strstr(gt_last_error(), text)) support_wrong("\"%s\" lacks \"%s\"", gt_last_error(), text);
}

static void errors(void **state)
{
    (void)state;
    const int64_t shape[] = {2, 3}, empty[] = {2, 0}, negative[] = {2, -1}, huge[] = {INT64_MAX, INT64_MAX};
    gt_tensor *src = NULL, *none = NULL, *real = NULL, *scalar = NULL, *dst = NULL;
    must(gt_tensor_create(support_queue(), &src, GT_C64, 2, shape, 0));
    must(gt_tensor_create(support_queue(), &none, GT_C64, 2, empty, 0));
    must(gt_tensor_create(support_queue(), &real, GT_F32, 2, shape, 0));
    must(gt_tensor_create(support_queue(), &scalar, GT_F32, 0, NULL, 0));
    gt_fft_opts o = {.size = sizeof o};
    refuse(GT_E_ARGUMENT, "argument 3", NULL, NULL, 0, NULL);
    refuse(GT_E_INDEX, "axis 2 is out of range", src, (const int32_t[]){2}, 1, NULL);
    refuse(GT_E_INDEX, "axis 1 is given twice", src, (const int32_t[]){-1, 1}, 2, NULL);
    refuse(GT_E_INDEX, "rank 0", scalar, (const int32_t[]){0}, 1, NULL);
    refuse(GT_E_ARGUMENT, "-1 is negative", src, (const int32_t[]){0}, -1, NULL);
    refuse(GT_E_SHAPE, "(2, 0) has too few", none, NULL, 0, NULL);
    o.lengths = negative;
    refuse(GT_E_SHAPE, "a length of -1 along axis 1", src, NULL, 0, &o);
    o.lengths = huge;
    assert_true(gt_fft(support_queue(), &dst, src, NULL, 0, &o) < 0);
    assert_null(dst);
    o = (gt_fft_opts){.size = sizeof o, .kind = GT_FFT_C2R};
    refuse(GT_E_SHAPE, "too few", none, NULL, 0, &o);
    refuse(GT_E_ARGUMENT, "no axes", src, (const int32_t[]){0}, 0, &o);
    o.kind = GT_FFT_R2C;
    refuse(GT_E_DTYPE, "src is complex64", src, NULL, 0, &o);
    o.kind = 3;
    refuse(GT_E_ARGUMENT, "kind 3", src, NULL, 0, &o);
    o = (gt_fft_opts){.size = sizeof o, .norm = -1};
    refuse(GT_E_ARGUMENT, "norm -1", src, NULL, 0, &o);
    o = (gt_fft_opts){.size = sizeof o, .inverse = 2};
    refuse(GT_E_ARGUMENT, "inverse is 2", src, NULL, 0, &o);
    o = (gt_fft_opts){.size = 3};
    refuse(GT_E_ARGUMENT, "size", src, NULL, 0, &o);
    must_be(GT_E_ARGUMENT, gt_fft(NULL, &dst, src, NULL, 0, NULL));
    must_be(GT_E_ARGUMENT, gt_fft(support_queue(), NULL, src, NULL, 0, NULL));
    must_be(GT_E_DTYPE, gt_fft(support_queue(), &real, src, NULL, 0, NULL));
    must_be(GT_E_SHAPE, gt_fft(support_queue(), &none, src, NULL, 0, NULL));
    support_drop(&src);
    support_drop(&none);
    support_drop(&real);
    support_drop(&scalar);
    support_settle();
}

int main(void)
{
    leaks_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths),
        cmocka_unit_test(kinds_and_norms),
        cmocka_unit_test(cropped_and_padded),
        cmocka_unit_test(several_axes),
        cmocka_unit_test(layouts),
        cmocka_unit_test(other_dtypes),
        cmocka_unit_test(long_lines),
        cmocka_unit_test(long_real_lines),
        cmocka_unit_test(given_destinations),
        cmocka_unit_test(another_dtype),
        cmocka_unit_test(nothing_to_do),
        cmocka_unit_test(many_axes),
        cmocka_unit_test(tables_are_kept),
        cmocka_unit_test(tables_have_a_limit),
        cmocka_unit_test(errors),
        cmocka_unit_test(leaks_none),
    };
    return cmocka_run_group_tests(tests, NULL, support_close);
}

/* Variants of what goes along lines: scans, sorting, Fourier transforms. */
#include "checks/variants.h"
#include "kernel/spec.h"

/* Short lines and long ones, beside each other and one after the other, of all dtypes, each by sums and another
 * operation. */
void scans(void)
{
    static const int32_t ops[] = {GT_ADD, GT_MULTIPLY, GT_MAXIMUM, GT_MINIMUM, GT_LOGICAL_AND, GT_LOGICAL_OR};
    static const int64_t shapes[][2] = {{64, 100}, {3, 1 << 20}, {1 << 20, 3}};
    for (int32_t dtype = 1; dtype < DTYPES; dtype++)
        for (int o = 0; o < 6; o += 1 + dtype % 5)
            for (int s = 0; s < 3; s++)
                for (int32_t axis = 0; axis < (s == 0 ? 2 : 1); axis++) {
                    gt_tensor x = tensor(dtype, 2, shapes[s]), *dst = NULL;
                    gt_tensor into = tensor((dtype + o) % (DTYPES - 1) + 1, 2, shapes[s]), *given = &into;
                    const int32_t along = s == 0 ? axis : s == 1;
                    expect_made(gt_scan(queue(), ops[o], &dst, &x, along, NULL), dst, "scan");
                    if (s == 0) expect(gt_scan(queue(), ops[o], &given, &x, along, NULL), "scan into another dtype");
                }
    const int64_t deep[] = {2, 3, 2, 3, 2, 3, 2, 40};
    gt_tensor x = spread(GT_F32, 8, deep, 1), *dst = NULL;
    expect_made(gt_scan(queue(), GT_ADD, &dst, &x, 3, NULL), dst, "scan");
    dst = NULL;
    expect_made(gt_scan(queue(), GT_ADD, &dst, &x, 7, NULL), dst, "scan");
}

/* Few bins and many, counts and weights. */
static void histograms(int32_t dtype, const gt_tensor *x)
{
    static const int32_t of_weights[] = {0, GT_F32, GT_F64, GT_I32, GT_U16};
    const int64_t ten[] = {11}, most[] = {10001}, shape[] = {3, 100};
    const int counted = dtype < GT_F16;
    for (int w = 0; w < 5; w++)
        for (int i = 0; i < 3; i++) {
            gt_tensor edges = tensor(dtype, 1, i == 1 ? ten : most);
            gt_tensor weights = tensor(w > 0 ? of_weights[w] : GT_F32, 2, shape), *dst = NULL;
            if (i == 0 && !counted) continue;
            const int32_t status = gt_histogram(queue(), &dst, x, i > 0 ? &edges : NULL, w > 0 ? &weights : NULL, 0);
            expect_made(status, dst, "histogram");
        }
}

features needed_by_keys(int family)
{
    features f = {.computes = 1U << GT_U32 | 1U << GT_U64, .results = 1U << GT_I64, .kinds = 15};
    if (family == GT__SORT_TIES) return (features){1U << GT_U64, f.results, 1U << GT_U32, 1, 0, 1};
    f.sources = 1U << GT_U8 | 1U << GT_U16 | 1U << GT_U32 | 1U << GT_U64 | 1U << GT_C128;
    if (family == GT__SORT_COUNT || family == GT__SORT_MOVE || family == GT__SORT_ROWS) f.flags = GT__PAIR;
    if (family == GT__SORT_MOVE || family == GT__SORT_ROWS) f.results = f.sources;
    return f;
}

features needed_by_fft(void)
{
    const unsigned reals = 1U << GT_F32 | 1U << GT_F64;
    return (features){.computes = reals, .results = reals, .ranks = 1U << 4 | 1U << GT__WALK_AXES, .flags = GT__FUSED};
}

/* One line, and several, long and short; places; what is made of sorted lines. Complex numbers, too. */
void sorts(void)
{
    const int64_t one[] = {20000}, several[] = {3, 20000}, shorter[] = {300, 100}, narrow[] = {3, 100};
    gt_tensor *order = NULL;
    expect_made(gt_permutation(queue(), &order, NULL, one[0], 0, NULL), order, "permutation");
    for (int32_t dtype = 1; dtype <= GT_C128; dtype++) {
        gt_tensor line = tensor(dtype, 1, one), lines = tensor(dtype, 2, several), *dst = NULL;
        gt_tensor short_lines = tensor(dtype, 2, shorter), short_line = tensor(dtype, 1, &shorter[1]);
        expect_made(gt_sort(queue(), &dst, &line, 0, 0), dst, "sort");
        dst = NULL;
        expect_made(gt_argsort(queue(), &dst, &lines, 1, 0), dst, "argsort");
        dst = NULL;
        expect_made(gt_argsort(queue(), &dst, &short_lines, 1, 0), dst, "argsort of short lines");
        dst = NULL;
        expect_made(gt_sort(queue(), &dst, &short_line, 0, 0), dst, "sort of a short line");
        dst = NULL;
        expect_made(gt_searchsorted(queue(), &dst, &line, &lines, NULL, 0), dst, "searchsorted");
        dst = NULL;
        expect_made(gt_unique(queue(), &dst, NULL, NULL, NULL, &lines, 0), dst, "unique");
        const gt_tensor counted = tensor(dtype, 2, narrow);
        if (dtype < DTYPES) histograms(dtype, &counted);
    }
}

REPLACE(gt_status, gt__copy_bytes, const gt__call *call, gt__buffer *to, int64_t to_offset, gt__buffer *from,
        int64_t from_offset, int64_t bytes)
{
    (void)call, (void)to, (void)to_offset, (void)from, (void)from_offset, (void)bytes;
    return GT_OK;
}

/* A table without contents. */
REPLACE(void, gt__kept_find, gt__buffer **out, const gt__call *call, const int64_t *key)
{
    static char table;
    (void)call, (void)key;
    *out = (gt__buffer *)(void *)&table;
}

/* Of so many lines that there is a kernel of their length: of all radices, of few and of many stages. */
static void many_ffts(int32_t dtype)
{
    static const int64_t lengths[] = {12, 14, 81, 256, 600, 1000, 2048, 2000, 1009};
    const int64_t deep[] = {2, 3, 2, 3, 2, 3, 20, 400};
    const int32_t complex = dtype == GT_F32 ? GT_C64 : GT_C128;
    for (int i = 0; i < 10; i++)
        for (int32_t axis = 0; axis < 2; axis++) {
            const int64_t n = lengths[i % 9], shape[] = {axis ? 1 << 16 : n, axis ? n : 1 << 16};
            const gt_fft_opts opts = {.size = sizeof opts, .kind = (i + axis) % 3};
            const int32_t of = opts.kind == GT_FFT_R2C ? dtype : complex, last = -1;
            gt_tensor x = i == 9 ? spread(of, 8, deep, 1) : tensor(of, 2, shape), *dst = NULL;
            expect_made(gt_fft(queue(), &dst, &x, i == 9 ? &last : &axis, 1, &opts), dst, "fft");
        }
}

/* Short and long lines, lengths for stages and others, and axes that are not walked as one. */
void ffts(void)
{
    static const int64_t lengths[] = {8, 1000, 1009, 1 << 20};
    const int64_t deep[] = {2, 3, 2, 3, 2, 3, 2, 40};
    const int32_t last = -1;
    for (int32_t dtype = GT_F32; dtype <= GT_F64; dtype++)
        for (int i = 0; i < 5; i++) {
            const int64_t shape[] = {3, lengths[i % 4]};
            gt_tensor x = i == 4 ? spread(dtype, 8, deep, 1) : tensor(dtype, 2, shape), *dst = NULL;
            expect_made(gt_fft(queue(), &dst, &x, &last, 1, NULL), dst, "fft");
        }
    for (int32_t dtype = GT_F32; dtype <= GT_F64; dtype++) many_ffts(dtype);
}

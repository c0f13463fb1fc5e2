#include <gputensor/names.h> /* before support.h, whose `value` its parameters would shadow */
#include "support/support.h"
#include <math.h>

/* ---- Context ----------------------------------------------------------------------------------------------------- */

static gt_context *context;

gt_context *support_context(void)
{
    if (!context) must(gt_context_create(&context, gt_device_find(NULL), NULL));
    return context;
}

gt_queue *support_queue(void)
{
    return gt_context_queue(support_context());
}

int support_close(void **state)
{
    (void)state;
    gt_context_free(context);
    context = NULL;
    return 0;
}

bool support_platform(const char *name)
{
    const gt_context_stats stats = support_statistics(support_context());
    gt_device_desc device = {.size = sizeof device};
    must(gt_device_describe(stats.device, &device));
    return strstr(device.platform, name) != NULL;
}

machine support_machine(void)
{
    static machine known;
    static bool asked;
    if (asked) return known;
    known = support_platform("Portable Computing Language") ? MACHINE_POCL
            : support_platform("rusticl")                   ? MACHINE_RUSTICL
                                                            : MACHINE_OTHER;
    asked = true;
    return known;
}

bool support_has(int32_t dtype)
{
    return gt_context_supports(support_context(), dtype) != GT_SUPPORT_NONE;
}

void support_skip(const char *reason)
{
    printf("skipped: %s\n", reason);
    fflush(stdout);
    skip();
}

/* ---- Assertions -------------------------------------------------------------------------------------------------- */

void support_must(int32_t got, int32_t want, const char *call, const char *file, int line)
{
    if (got == want) return;
    const char *name = gt_enum_name(GT_KIND_STATUS, got), *wanted = gt_enum_name(GT_KIND_STATUS, want);
    print_error("%s gave %s instead of %s: %s\n", call, name ? name : "?", wanted ? wanted : "?", gt_last_error());
    _fail(file, line);
}

static int wrong_results, wrong_printed;

void support_wrong(const char *format, ...)
{
    wrong_results++;
    if (wrong_printed++ >= 5) return;
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    print_error("wrong: %s\n", text);
}

void support_topic(void)
{
    wrong_printed = 0;
}

void support_settle(void)
{
    int n = wrong_results;
    wrong_results = wrong_printed = 0;
    if (n) fail_msg("%d wrong results", n);
}

/* ---- Host arrays ------------------------------------------------------------------------------------------------- */

int64_t support_count(int32_t rank, const int64_t *shape)
{
    int64_t count = 1;
    for (int32_t k = 0; k < rank; k++)
        if (shape[k] == 0) return 0; /* the product of the others may overflow */
    for (int32_t k = 0; k < rank; k++) count *= shape[k];
    return count;
}

void *support_array(int32_t dtype, int64_t count)
{
    void *host = calloc((size_t)count + 1, facts_of(dtype)->size);
    assert_non_null(host);
    return host;
}

void *support_random(int32_t dtype, int64_t count, uint64_t seed)
{
    void *host = support_array(dtype, count);
    random_fill(dtype, host, count, seed);
    return host;
}

gt_scalar integer_scalar(int32_t dtype, int64_t i)
{
    return (gt_scalar){.dtype = dtype, .i = i};
}

gt_scalar float_scalar(int32_t dtype, double re)
{
    return (gt_scalar){.dtype = dtype, .re = re};
}

gt_tensor *support_upload(int32_t dtype, int32_t rank, const int64_t *shape, const void *host)
{
    gt_tensor *t = NULL;
    size_t bytes = (size_t)support_count(rank, shape) * facts_of(dtype)->size;
    must(gt_upload(support_queue(), &t, dtype, rank, shape, host, bytes));
    assert_non_null(t);
    return t;
}

gt_tensor *support_values(int32_t dtype, int32_t rank, const int64_t *shape, const double *values)
{
    int64_t count = support_count(rank, shape);
    void *host = support_array(dtype, count);
    size_t size = facts_of(dtype)->size;
    for (int64_t i = 0; i < count; i++) value_write(dtype, (char *)host + (size_t)i * size, value_float(values[i]));
    gt_tensor *t = support_upload(dtype, rank, shape, host);
    free(host);
    return t;
}

void *support_download(const gt_tensor *t, int32_t dtype, int64_t count)
{
    assert_int_equal(gt_tensor_dtype(t), dtype);
    assert_int_equal(gt_tensor_count(t), count);
    void *host = support_array(dtype, count);
    must(gt_download(support_queue(), host, (size_t)count * facts_of(dtype)->size, t));
    return host;
}

value support_at(const void *host, int32_t dtype, int64_t index)
{
    return value_read(dtype, (const char *)host + (size_t)index * facts_of(dtype)->size);
}

static bool same_number(value got, long double want)
{
    long double number = got.is_float ? got.f : (long double)got.i;
    return isnan(want) ? isnan(number) : number == want;
}

void support_expect(const gt_tensor *t, int32_t dtype, int32_t rank, const int64_t *shape, const double *values)
{
    assert_int_equal(gt_tensor_rank(t), rank);
    for (int32_t k = 0; k < rank; k++) assert_int_equal(gt_tensor_dim(t, k), shape[k]);
    int64_t count = support_count(rank, shape);
    void *host = support_download(t, dtype, count);
    for (int64_t i = 0; i < count; i++) {
        value got = support_at(host, dtype, i);
        if (same_number(got, values[i])) continue;
        support_wrong("%s element %lld: got %s, want %.17g", facts_of(dtype)->name, (long long)i, value_show(got).s,
                      values[i]);
    }
    free(host);
    support_settle();
}

void support_drop(gt_tensor **t)
{
    gt_tensor_free(*t);
    *t = NULL;
}

/* ---- Work on a queue --------------------------------------------------------------------------------------------- */

gt_tensor *support_filled(gt_queue *q, int64_t n, double all)
{
    gt_tensor *t = NULL;
    const gt_scalar scalar = gt_float(all);
    must(gt_fill(q, &t, GT_F32, 1, &n, &scalar));
    return t;
}

void support_chain(gt_queue *q, gt_tensor *t, int times)
{
    const gt_arg args[] = {gt_arg_tensor(t), gt_arg_scalar(gt_int(1))};
    gt_tensor *dst = t;
    for (int i = 0; i < times; i++) must(gt_apply(q, GT_ADD, &dst, args, 2));
    assert_ptr_equal(dst, t);
}

void support_expect_all(gt_queue *q, const gt_tensor *t, float want)
{
    int64_t n = gt_tensor_count(t);
    float *host = support_array(GT_F32, n);
    must(gt_download(q, host, (size_t)n * sizeof *host, t));
    for (int64_t i = 0; i < n; i++)
        if (host[i] != want) support_wrong("element %lld is %g, want %g", (long long)i, host[i], want);
    free(host);
    support_settle();
}

/* ---- Layouts ----------------------------------------------------------------------------------------------------- */

static const layout_case cases[] = {
    {"contiguous", LAYOUT_CONTIGUOUS, 3, {5, 7, 23}}, {"sliced", LAYOUT_SLICED, 3, {5, 7, 23}},
    {"permuted", LAYOUT_PERMUTED, 3, {5, 7, 23}},     {"negative", LAYOUT_NEGATIVE, 3, {5, 7, 23}},
    {"broadcast", LAYOUT_BROADCAST, 3, {5, 7, 23}},   {"rank 0", LAYOUT_CONTIGUOUS, 0, {0}},
    {"size 0", LAYOUT_CONTIGUOUS, 3, {3, 0, 2}},      {"size 1", LAYOUT_NEGATIVE, 2, {1, 1}},
    {"large", LAYOUT_CONTIGUOUS, 1, {70001}},         {"large sliced", LAYOUT_SLICED, 2, {263, 257}},
};

int32_t layout_case_count(void)
{
    return (int32_t)(sizeof cases / sizeof *cases);
}

const layout_case *layout_case_at(int32_t index)
{
    return &cases[index];
}

/* Where the elements of a view lie in its base. */
typedef struct placement {
    int64_t shape[SUPPORT_RANK]; /* of the base */
    int64_t offset, strides[SUPPORT_RANK];
} placement;

static void row_major(int32_t rank, const int64_t *shape, int64_t *strides)
{
    int64_t stride = 1;
    for (int32_t k = rank - 1; k >= 0; k--) {
        strides[k] = stride;
        stride *= shape[k];
    }
}

static placement place(layout l, int32_t rank, const int64_t *shape)
{
    placement p = {.offset = 0};
    for (int32_t k = 0; k < rank; k++) {
        p.shape[k] = shape[l == LAYOUT_PERMUTED ? rank - 1 - k : k];
        if (l == LAYOUT_SLICED) p.shape[k] = k == rank - 1 ? 2 * shape[k] + 1 : shape[k] + 1;
        if (l == LAYOUT_BROADCAST && k == 0) p.shape[k] = 1;
    }
    int64_t memory[SUPPORT_RANK];
    row_major(rank, p.shape, memory);
    for (int32_t k = 0; k < rank; k++) {
        p.strides[k] = memory[l == LAYOUT_PERMUTED ? rank - 1 - k : k];
        if (l == LAYOUT_SLICED) p.offset += p.strides[k];
        if (l == LAYOUT_SLICED && k == rank - 1) p.strides[k] *= 2;
        if (l == LAYOUT_NEGATIVE) p.offset += p.strides[k] * (shape[k] - 1);
        if (l == LAYOUT_NEGATIVE) p.strides[k] = -p.strides[k];
        if (l == LAYOUT_BROADCAST && k == 0) p.strides[k] = 0;
    }
    return p;
}

static int64_t position(const placement *p, int32_t rank, const int64_t *shape, int64_t index)
{
    int64_t at = p->offset;
    for (int32_t k = rank - 1; k >= 0; k--) {
        at += index % shape[k] * p->strides[k];
        index /= shape[k];
    }
    return at;
}

static gt_tensor *view_of(layout l, int32_t rank, const int64_t *shape, const gt_tensor *base)
{
    gt_slice slices[SUPPORT_RANK];
    for (int32_t k = 0; k < rank; k++) {
        if (l == LAYOUT_SLICED)
            slices[k] = (gt_slice){1, 0, k == rank - 1 ? 2 : 1, GT_SLICE_OPEN_STOP, 0};
        else
            slices[k] = (gt_slice){0, 0, -1, GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP, 0};
    }
    gt_tensor *view = NULL;
    switch (l) {
    case LAYOUT_PERMUTED: must(gt_tensor_permute(&view, base, NULL, rank)); break;
    case LAYOUT_BROADCAST: must(gt_tensor_broadcast(&view, base, rank, shape)); break;
    case LAYOUT_SLICED:
    case LAYOUT_NEGATIVE: must(gt_tensor_slice(&view, base, slices, rank)); break;
    default: must(gt_tensor_alias(&view, base)); break;
    }
    return view;
}

gt_tensor *support_tensor(layout l, int32_t dtype, int32_t rank, const int64_t *shape, void *host, gt_tensor **base)
{
    placement p = place(l, rank, shape);
    size_t size = facts_of(dtype)->size;
    int64_t count = support_count(rank, shape), held = support_count(rank, p.shape);
    char *memory = support_array(dtype, held);
    for (int64_t i = 0; i < held; i++) value_write(dtype, memory + (size_t)i * size, value_int(1)); /* in the gaps */
    for (int64_t i = count - 1; i >= 0; i--)
        memcpy(memory + (size_t)position(&p, rank, shape, i) * size, (char *)host + (size_t)i * size, size);
    for (int64_t i = 0; i < count; i++)
        memcpy((char *)host + (size_t)i * size, memory + (size_t)position(&p, rank, shape, i) * size, size);
    gt_tensor *whole = support_upload(dtype, rank, p.shape, memory);
    gt_tensor *view = view_of(l, rank, shape, whole);
    free(memory);
    if (base)
        *base = whole;
    else
        gt_tensor_free(whole);
    return view;
}

gt_context *support_new_context(void)
{
    gt_context *ctx = NULL;
    must(gt_context_create(&ctx, gt_device_find(NULL), NULL));
    return ctx;
}

gt_context_stats support_statistics(const gt_context *ctx)
{
    gt_context_stats stats = {.size = sizeof stats};
    must(gt_context_statistics(ctx, &stats));
    return stats;
}

gt_queue *support_rehearsing(gt_context *ctx)
{
    const gt_queue_opts opts = {.size = sizeof opts, .rehearse = 1};
    gt_queue *q = NULL;
    must(gt_queue_create(&q, ctx, &opts));
    return q;
}

/* Of complex numbers. */
static bool same_parts(const gt_tensor *a, const gt_tensor *b)
{
    bool equal = true;
    for (int32_t i = 0; i < 2; i++) {
        gt_tensor *x = NULL, *y = NULL;
        must(gt_tensor_part(&x, a, i));
        must(gt_tensor_part(&y, b, i));
        equal &= support_same(x, y);
        support_drop(&x);
        support_drop(&y);
    }
    return equal;
}

bool support_same(const gt_tensor *a, const gt_tensor *b)
{
    const int32_t dtype = gt_tensor_dtype(a);
    if ((dtype == GT_C64 || dtype == GT_C128) && gt_tensor_dtype(b) == dtype) return same_parts(a, b);
    const int64_t count = gt_tensor_count(a), size = gt_dtype_size(dtype);
    bool equal = gt_tensor_dtype(b) == dtype && gt_tensor_count(b) == count && gt_tensor_rank(a) == gt_tensor_rank(b);
    for (int32_t i = 0; equal && i < gt_tensor_rank(a); i++) equal = gt_tensor_dim(a, i) == gt_tensor_dim(b, i);
    if (!equal) return false;
    unsigned char *x = support_download(a, dtype, count), *y = support_download(b, dtype, count);
    for (int64_t i = 0; i < count && equal; i++) {
        if (memcmp(x + i * size, y + i * size, (size_t)size) == 0) continue;
        const value v = support_at(x, dtype, i), w = support_at(y, dtype, i);
        equal = facts_of(dtype)->is_float && v.f != v.f && w.f != w.f;
        if (!equal)
            support_wrong("element %lld of %lld, %s: %.17Lg one by one, %.17Lg fused", (long long)i, (long long)count,
                          facts_of(dtype)->name, facts_of(dtype)->is_float ? v.f : (long double)v.i,
                          facts_of(dtype)->is_float ? w.f : (long double)w.i);
    }
    free(x);
    free(y);
    return equal;
}

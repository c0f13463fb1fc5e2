/* gt_concat: pieces of all layouts and dtypes, along every axis, against copies by index on the host. */
#include "support/support.h"

enum { MOST = 4, RANK = 3 };

/* A piece: its elements in order, on the host and on the device. */
typedef struct piece {
    int32_t dtype;
    int64_t shape[RANK];
    void *host;
    gt_tensor *tensor;
} piece;

static piece make(int32_t dtype, layout l, const int64_t *shape, uint64_t seed)
{
    piece p = {.dtype = dtype};
    memcpy(p.shape, shape, sizeof p.shape);
    p.host = support_random(dtype, support_count(RANK, shape), seed);
    p.tensor = support_tensor(l, dtype, RANK, shape, p.host, NULL);
    return p;
}

static void drop(piece *p)
{
    free(p->host);
    support_drop(&p->tensor);
}

static bool same(value got, value want)
{
    if (got.is_float != want.is_float) return false;
    return got.is_float ? got.f == want.f || (got.f != got.f && want.f != want.f) : got.i == want.i;
}

/* Element by element: got is of that dtype, and has the pieces one behind the other along the axis. */
static void judge(gt_tensor *got, int32_t dtype, const piece *pieces, int32_t n, int32_t axis, const char *name)
{
    int64_t shape[RANK], first = 0;
    memcpy(shape, pieces[0].shape, sizeof shape);
    for (int32_t k = 1; k < n; k++) shape[axis] += pieces[k].shape[axis];
    assert_int_equal(gt_tensor_rank(got), RANK);
    for (int32_t k = 0; k < RANK; k++) assert_int_equal(gt_tensor_dim(got, k), shape[k]);
    void *host = support_download(got, dtype, support_count(RANK, shape));
    for (int32_t k = 0; k < n; first += pieces[k].shape[axis], k++)
        for (int64_t i = 0; i < support_count(RANK, pieces[k].shape); i++) {
            const int64_t *s = pieces[k].shape;
            int64_t at[RANK] = {i / s[2] / s[1], i / s[2] % s[1], i % s[2]};
            at[axis] += first;
            const value v = support_at(host, dtype, (at[0] * shape[1] + at[1]) * shape[2] + at[2]);
            const value want = value_cast(support_at(pieces[k].host, pieces[k].dtype, i), dtype);
            if (!same(v, want))
                support_wrong("%s: piece %d element %lld along axis %d: %s, want %s", name, (int)k, (long long)i,
                              (int)axis, value_show(v).s, value_show(want).s);
        }
    free(host);
}

static void call(gt_tensor **dst, const piece *pieces, int32_t n, int32_t axis)
{
    const gt_tensor *inputs[MOST];
    for (int32_t k = 0; k < n; k++) inputs[k] = pieces[k].tensor;
    must(gt_concat(support_queue(), dst, inputs, n, axis));
}

/* ---- Tests ------------------------------------------------------------------------------------------------------- */

static void layouts(void **state)
{
    (void)state;
    static const layout all[] = {LAYOUT_CONTIGUOUS, LAYOUT_SLICED, LAYOUT_PERMUTED, LAYOUT_NEGATIVE, LAYOUT_BROADCAST};
    static const int64_t sizes[] = {3, 1, 0, 5};
    for (int32_t axis = 0; axis < RANK; axis++)
        for (int l = 0; l < 5; l++) {
            piece pieces[MOST];
            gt_tensor *dst = NULL;
            for (int k = 0; k < MOST; k++) {
                int64_t shape[] = {4, 6, 7};
                shape[axis] = sizes[k];
                pieces[k] = make(GT_F32, shape[0] ? all[(l + k) % 5] : LAYOUT_CONTIGUOUS, shape, (uint64_t)(9 * l + k));
            }
            for (int32_t n = 1; n <= MOST; n++) {
                call(&dst, pieces, n, n % 2 ? axis : axis - RANK);
                judge(dst, GT_F32, pieces, n, axis, "layouts");
                support_drop(&dst);
            }
            for (int k = 0; k < MOST; k++) drop(&pieces[k]);
        }
    support_settle();
}

static void dtypes(void **state)
{
    (void)state;
    static const struct {
        int32_t dtype[3], result;
    } rows[] = {
        {{GT_BOOL, GT_BOOL, GT_BOOL}, GT_BOOL}, {{GT_I8, GT_I8, GT_I8}, GT_I8},
        {{GT_U8, GT_I8, GT_BOOL}, GT_I16},      {{GT_I64, GT_F16, GT_U8}, GT_F16},
        {{GT_F16, GT_BF16, GT_I8}, GT_F32},     {{GT_BF16, GT_BF16, GT_BF16}, GT_BF16},
        {{GT_U64, GT_U8, GT_BOOL}, GT_U64},     {{GT_F32, GT_F64, GT_I32}, GT_F64},
    };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        const int64_t shape[] = {2, 3, 5};
        piece pieces[3];
        gt_tensor *dst = NULL;
        if (rows[r].result == GT_F64 && !support_has(GT_F64)) continue;
        for (int k = 0; k < 3; k++) pieces[k] = make(rows[r].dtype[k], LAYOUT_CONTIGUOUS, shape, (uint64_t)k);
        call(&dst, pieces, 3, 1);
        judge(dst, rows[r].result, pieces, 3, 1, "dtypes");
        support_drop(&dst);
        for (int k = 0; k < 3; k++) drop(&pieces[k]);
    }
    support_settle();
}

/* Into a view, into another dtype, into what overlaps an input, and into the only input. */
static void destinations(void **state)
{
    (void)state;
    const int64_t shape[] = {2, 3, 4}, both[] = {2, 6, 4};
    piece pieces[2] = {make(GT_F32, LAYOUT_CONTIGUOUS, shape, 1), make(GT_I32, LAYOUT_PERMUTED, shape, 2)};
    void *room = support_random(GT_F32, 48, 3);
    for (int l = LAYOUT_CONTIGUOUS; l < LAYOUT_BROADCAST; l++) {
        gt_tensor *dst = support_tensor((layout)l, GT_F32, RANK, both, room, NULL), *same = dst;
        call(&dst, pieces, 2, 1);
        assert_ptr_equal(dst, same);
        judge(dst, GT_F32, pieces, 2, 1, "given");
        support_drop(&dst);
    }
    gt_tensor *doubled = support_values(GT_I16, RANK, both, (double[48]){0});
    call(&doubled, pieces, 2, 1);
    judge(doubled, GT_I16, pieces, 2, 1, "another dtype");
    support_drop(&doubled);
    piece whole = make(GT_F32, LAYOUT_CONTIGUOUS, both, 4), halves[2] = {{.dtype = GT_F32}, {.dtype = GT_F32}};
    for (int k = 0; k < 2; k++) { /* the halves of the destination, the other way round */
        const gt_slice half[] = {{0, 0, 1, GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP, 0},
                                 {k ? 0 : 3, k ? 3 : 6, 1, 0, 0}};
        must(gt_tensor_slice(&halves[k].tensor, whole.tensor, half, 2));
        memcpy(halves[k].shape, shape, sizeof shape);
        halves[k].host = support_download(halves[k].tensor, GT_F32, 24);
    }
    call(&whole.tensor, halves, 2, 1);
    judge(whole.tensor, GT_F32, halves, 2, 1, "overlapping");
    free(whole.host);
    whole.host = support_download(whole.tensor, GT_F32, 48);
    call(&whole.tensor, &whole, 1, 0);
    judge(whole.tensor, GT_F32, &whole, 1, 0, "itself");
    for (int k = 0; k < 2; k++) {
        drop(&halves[k]);
        drop(&pieces[k]);
    }
    drop(&whole);
    free(room);
    support_settle();
}

/* More pieces than any launch takes operands. */
static void many(void **state)
{
    (void)state;
    enum { N = 300 };
    const gt_tensor *inputs[N];
    gt_tensor *two = support_values(GT_I32, 1, (const int64_t[]){2}, LIST(1, 2)), *dst = NULL;
    for (int k = 0; k < N; k++) inputs[k] = two;
    must(gt_concat(support_queue(), &dst, inputs, N, 0));
    int32_t *got = support_download(dst, GT_I32, 2 * (int64_t)N);
    for (int i = 0; i < 2 * N; i++)
        if (got[i] != 1 + i % 2) support_wrong("element %d of many is %d", i, (int)got[i]);
    free(got);
    support_drop(&dst);
    support_drop(&two);
    support_settle();
}

/* ---- padding ---- */

/* The place in a line of n elements that a place beside it shows; -1: none. */
static int64_t shown(int32_t mode, int64_t at, int64_t n)
{
    if (at >= 0 && at < n) return at;
    if (mode == GT_PAD_CONSTANT) return -1;
    if (mode == GT_PAD_EDGE || (mode == GT_PAD_REFLECT && n == 1)) return at < 0 ? 0 : n - 1;
    while (at < 0 || at >= n) {
        if (mode == GT_PAD_WRAP) at += at < 0 ? n : -n;
        if (mode == GT_PAD_REFLECT) at = at < 0 ? -at : 2 * (n - 1) - at;
        if (mode == GT_PAD_SYMMETRIC) at = at < 0 ? -1 - at : 2 * n - 1 - at;
    }
    return at;
}

static void check_pad(layout l, int32_t rank, const int64_t *shape, const int64_t *before, const int64_t *after,
                      int32_t mode)
{
    int64_t whole[SUPPORT_RANK], at[SUPPORT_RANK];
    for (int32_t k = 0; k < rank; k++) whole[k] = before[k] + shape[k] + after[k];
    const int64_t n = support_count(rank, whole);
    float *host = support_random(GT_F32, support_count(rank, shape), 3);
    gt_tensor *src = support_tensor(l, GT_F32, rank, shape, host, NULL), *dst = NULL;
    const gt_scalar seven = {.dtype = GT_WEAK_INT, .i = 7};
    must(gt_pad(support_queue(), &dst, src, before, after, mode, &seven));
    assert_int_equal(gt_tensor_count(dst), n);
    float *got = support_download(dst, GT_F32, n);
    for (int64_t i = 0; i < n; i++) {
        int64_t from = 0;
        for (int64_t k = rank - 1, rest = i; k >= 0; rest /= whole[k--])
            at[k] = shown(mode, rest % whole[k] - before[k], shape[k]);
        for (int32_t k = 0; k < rank; k++) from = from < 0 || at[k] < 0 ? -1 : from * shape[k] + at[k];
        const float want = from < 0 ? 7 : host[from];
        if (memcmp(&got[i], &want, sizeof want) != 0)
            support_wrong("mode %d: element %lld is %g, want %g", (int)mode, (long long)i, (double)got[i],
                          (double)want);
    }
    support_drop(&src), support_drop(&dst);
    free(host), free(got);
}

static void padding(void **state)
{
    (void)state;
    static const int64_t shapes[][3] = {{3, 4, 5}, {1, 2, 1}, {2, 7, 3}};
    static const int64_t widths[][2][3] = {{{1, 0, 2}, {0, 3, 1}}, {{7, 1, 0}, {2, 19, 4}}, {{0, 0, 0}, {11, 0, 30}}};
    for (int32_t mode = GT_PAD_CONSTANT; mode <= GT_PAD_WRAP; mode++)
        for (int k = 0; k < 9; k++)
            for (int32_t rank = 0; rank <= 3; rank++) {
                if (rank == 0 && k > 0) continue;
                const layout l = rank > 0 ? (layout)((k + rank) % LAYOUT_COUNT) : LAYOUT_CONTIGUOUS;
                check_pad(l, rank, shapes[k % 3], widths[k / 3][0], widths[k / 3][1], mode);
            }
    check_pad(LAYOUT_CONTIGUOUS, 2, (const int64_t[]){0, 3}, (const int64_t[]){1, 0}, (const int64_t[]){1, 2},
              GT_PAD_CONSTANT);
    check_pad(LAYOUT_CONTIGUOUS, 2, (const int64_t[]){0, 3}, (const int64_t[]){0, 5}, (const int64_t[]){0, 2},
              GT_PAD_WRAP);
    support_settle();
}

static void padded_destinations(void **state)
{
    (void)state;
    const int64_t three[] = {3}, five[] = {5}, one[] = {1};
    gt_queue *q = support_queue();
    gt_tensor *x = support_values(GT_F32, 1, five, LIST(0, 1, 2, 3, 0)), *part = NULL, *dst = NULL;
    const gt_slice middle = {1, 4, 1, 0, 0};
    const gt_scalar large = {.dtype = GT_WEAK_INT, .i = 300};
    must(gt_tensor_slice(&part, x, &middle, 1));
    must(gt_pad(q, &x, part, one, one, GT_PAD_WRAP, NULL)); /* into what it is a part of */
    support_expect(x, GT_F32, 1, five, LIST(3, 1, 2, 3, 1));
    must(gt_tensor_create(q, &dst, GT_U8, 1, five, 0));
    must(gt_pad(q, &dst, part, one, one, GT_PAD_CONSTANT, NULL));
    support_expect(dst, GT_U8, 1, five, LIST(0, 1, 2, 3, 0));
    must_be(GT_E_ARGUMENT, gt_pad(q, &dst, part, one, one, GT_PAD_CONSTANT, &large));
    support_drop(&dst);
    must(gt_pad(q, &dst, part, NULL, NULL, GT_PAD_REFLECT, NULL));
    support_expect(dst, GT_F32, 1, three, LIST(1, 2, 3));
    support_drop(&dst), support_drop(&part), support_drop(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layouts), cmocka_unit_test(dtypes),  cmocka_unit_test(destinations),
        cmocka_unit_test(many),    cmocka_unit_test(padding), cmocka_unit_test(padded_destinations),
    };
    return cmocka_run_group_tests(tests, NULL, support_close);
}

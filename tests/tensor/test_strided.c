/* Views of memory as it lies there, and diagonals: which elements they reach, what they refuse, what operations make of
 * them. */
#include "support/support.h"
#include "support/leaks.h"
#include "kernel/array.h"
#include "tensor/handle.h"

enum { MEMORY = 60, MOST = 4096 };

/* Where the elements of a view lie, in row-major order of its indices. Returns how many there are. */
static int64_t places(int32_t rank, const int64_t *shape, const int64_t *strides, int64_t offset, int64_t *at)
{
    int64_t n = support_count(rank, shape);
    for (int64_t i = 0; i < n; i++) {
        at[i] = offset;
        for (int64_t k = rank - 1, left = i; k >= 0; left /= shape[k--]) at[i] += left % shape[k] * strides[k];
    }
    return n;
}

static bool inside(const int64_t *at, int64_t n, int64_t there)
{
    for (int64_t i = 0; i < n; i++)
        if (at[i] < 0 || at[i] >= there) return false;
    return true;
}

static bool meet(const int64_t *at, int64_t n)
{
    bool seen[MEMORY] = {false};
    for (int64_t i = 0; i < n; i++) {
        if (seen[at[i]]) return true;
        seen[at[i]] = true;
    }
    return false;
}

static int64_t within(uint64_t *seed, int64_t low, int64_t high)
{
    return low + (int64_t)(random_next(seed) % (uint64_t)(high - low + 1));
}

/* ---- Which elements ---------------------------------------------------------------------------------------------- */

/* The view is as asked for, its elements are those of the memory, and it is a destination if none is met twice. */
static void expect_view(const gt_tensor *view, const int32_t *memory, int32_t rank, const int64_t *shape,
                        const int64_t *at, int64_t n)
{
    gt_tensor_desc desc = {.size = sizeof desc};
    int32_t got[MOST];
    must(gt_tensor_describe(view, &desc));
    assert_int_equal(desc.rank, rank);
    assert_int_equal(desc.count, n);
    for (int32_t k = 0; k < rank; k++) assert_int_equal(desc.shape[k], shape[k]);
    must(gt_download(support_queue(), got, (size_t)n * sizeof *got, view));
    for (int64_t i = 0; i < n; i++) assert_int_equal(got[i], memory[at[i]]);
    const int repeats = gt__array_repeats(&view->array);
    if (meet(at, n) || rank < 3) assert_int_equal(repeats, meet(at, n));
}

static void any_strides(void **state)
{
    (void)state;
    static int64_t at[MOST];
    int32_t memory[MEMORY], made = 0, refused = 0;
    const int64_t all[] = {MEMORY};
    uint64_t seed = 11;
    for (int i = 0; i < MEMORY; i++) memory[i] = 1000 + i;
    gt_tensor *t = support_upload(GT_I32, 1, all, memory);
    for (int round = 0; round < 1000; round++) {
        int64_t shape[GT_MAX_RANK], strides[GT_MAX_RANK];
        const int32_t rank = (int32_t)within(&seed, 0, 4);
        const int64_t offset = within(&seed, -3, MEMORY + 3), reach = within(&seed, 1, 20);
        for (int32_t k = 0; k < rank; k++) {
            shape[k] = within(&seed, round % 20 ? 1 : 0, 5);
            strides[k] = within(&seed, -reach, reach);
        }
        const int64_t n = places(rank, shape, strides, offset, at);
        gt_tensor *view = (gt_tensor *)&view;
        if (inside(at, n, MEMORY)) {
            must(gt_tensor_strided(&view, t, 0, rank, shape, strides, offset));
            expect_view(view, memory, rank, shape, at, n);
            support_drop(&view);
            made++;
        } else {
            must_be(GT_E_INDEX, gt_tensor_strided(&view, t, 0, rank, shape, strides, offset));
            assert_null(view);
            refused++;
        }
    }
    assert_true(made > 200 && refused > 200);
    support_drop(&t);
}

/* The offset counts from the start of the memory, not of the view, and the memory ends with the tensor, not with what
 * the pool rounds it up to. */
static void of_a_view(void **state)
{
    (void)state;
    const int64_t ten[] = {10}, two[] = {2}, one[] = {1}, eleven[] = {11};
    const gt_slice part = {4, 8, 2, 0, 0};
    gt_tensor *t = support_values(GT_F32, 1, ten, LIST(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)), *middle = NULL, *view = NULL;
    must(gt_tensor_slice(&middle, t, &part, 1));
    must(gt_tensor_strided(&view, middle, 0, 1, two, NULL, 8));
    support_expect(view, GT_F32, 1, two, LIST(8, 9));
    support_drop(&view);
    must(gt_tensor_strided(&view, middle, GT_F32, 0, NULL, NULL, 0));
    support_expect(view, GT_F32, 0, NULL, LIST(0));
    support_drop(&view);
    must_be(GT_E_INDEX, gt_tensor_strided(&view, t, 0, 1, one, NULL, 10));
    must_be(GT_E_INDEX, gt_tensor_strided(&view, t, 0, 1, eleven, NULL, 0));
    must_be(GT_E_INDEX, gt_tensor_strided(&view, t, GT_U8, 1, one, NULL, 40));
    must(gt_tensor_strided(&view, t, GT_U8, 1, one, NULL, 39));
    support_drop(&t);
    support_drop(&middle);
    support_drop(&view);
}

/* The same bytes as another type, in both directions of size; elements that would end past the memory are refused. */
static void other_types(void **state)
{
    (void)state;
    const float values[] = {1, -2, 0.5f};
    const int64_t three[] = {3}, halves[] = {6}, one[] = {1};
    uint32_t bits[3];
    uint16_t parts[6];
    gt_tensor *t = support_upload(GT_F32, 1, three, values), *view = NULL;
    must(gt_tensor_strided(&view, t, GT_U32, 1, three, NULL, 0));
    must(gt_download(support_queue(), bits, sizeof bits, view));
    assert_memory_equal(bits, values, sizeof bits);
    support_drop(&view);
    must(gt_tensor_strided(&view, t, GT_U16, 1, halves, NULL, 0));
    must(gt_download(support_queue(), parts, sizeof parts, view));
    assert_memory_equal(parts, values, sizeof parts);
    support_drop(&view);
    must(gt_tensor_strided(&view, t, GT_I64, 1, one, NULL, 0));
    support_drop(&view);
    must_be(GT_E_INDEX, gt_tensor_strided(&view, t, GT_I64, 1, one, NULL, 1)); /* 8 of 12 bytes are there */
    support_drop(&t);
}

/* Written through one type, read through another: a destination that lies in an operand's bytes is computed aside. */
static void overlapping_types(void **state)
{
    (void)state;
    const int64_t n[] = {3000}, less[] = {2999}, ten[] = {10};
    int32_t *values = support_array(GT_I32, 3000);
    gt_tensor *t = NULL, *as_float = NULL, *shifted = NULL, *halves = NULL, *low = NULL, *high = NULL;
    for (int i = 0; i < 3000; i++) values[i] = i;
    must(gt_upload(support_queue(), &t, GT_I32, 1, n, values, 12000));
    must(gt_tensor_strided(&as_float, t, GT_F32, 1, n, NULL, 0));
    must(gt_tensor_strided(&shifted, t, GT_I32, 1, less, NULL, 1));
    must(gt_tensor_strided(&halves, t, GT_I16, 1, less, NULL, 1));
    assert_int_equal(gt__array_overlap(&as_float->array, &t->array), 1);
    assert_int_equal(gt__array_overlap(&halves->array, &shifted->array), 1);
    assert_int_equal(gt__array_overlap(&t->array, &t->array), 2);
    must(gt_tensor_strided(&low, t, GT_I16, 1, ten, NULL, 0));  /* bytes 0 to 19 */
    must(gt_tensor_strided(&high, t, GT_I32, 1, ten, NULL, 5)); /* bytes 20 to 59 */
    assert_int_equal(gt__array_overlap(&low->array, &high->array), 0);
    assert_int_equal(gt__array_overlap(&high->array, &low->array), 0);
    support_drop(&low);
    must(gt_tensor_strided(&low, t, GT_I16, 1, ten, NULL, 1)); /* bytes 2 to 21 */
    assert_int_equal(gt__array_overlap(&low->array, &high->array), 1);
    assert_int_equal(gt__array_overlap(&high->array, &low->array), 1);
    must(gt_unary(support_queue(), GT_NEGATIVE, &as_float, t)); /* each number as float32, in its own place */
    float *got = support_download(as_float, GT_F32, 3000);
    for (int i = 0; i < 3000; i++) assert_true(got[i] == (float)-i);
    must(gt_upload(support_queue(), &t, GT_I32, 1, n, values, 12000));
    must(gt_copy(support_queue(), &halves, shifted, 0)); /* int32 i + 1 at byte 4 i + 4 to int16 at byte 2 i + 2 */
    int16_t *small = support_download(halves, GT_I16, 2999);
    for (int i = 0; i < 2999; i++) assert_int_equal(small[i], i + 1);
    free(values);
    free(got);
    free(small);
    support_drop(&t);
    support_drop(&as_float);
    support_drop(&shifted);
    support_drop(&halves);
    support_drop(&low);
    support_drop(&high);
}

/* Bytes other than 0 and 1 are true for all operations. */
static void bool_of_other_bytes(void **state)
{
    (void)state;
    const uint8_t bytes[] = {0, 1, 2, 255};
    const int64_t four[] = {4};
    uint8_t got[4];
    gt_queue *q = support_queue();
    gt_tensor *t = support_upload(GT_U8, 1, four, bytes), *truth = NULL, *out = NULL;
    must(gt_tensor_strided(&truth, t, GT_BOOL, 1, four, NULL, 0));
    must(gt_copy(q, &out, truth, GT_I32));
    support_expect(out, GT_I32, 1, four, LIST(0, 1, 1, 1));
    support_drop(&out);
    must(gt_binary(q, GT_EQUAL, &out, truth, truth));
    support_expect(out, GT_BOOL, 1, four, LIST(1, 1, 1, 1));
    support_drop(&out);
    must(gt_reduce(q, GT_ADD, &out, truth, NULL, 0, NULL));
    support_expect(out, GT_I64, 0, NULL, LIST(3));
    support_drop(&out);
    must(gt_binary(q, GT_LOGICAL_AND, &out, truth, truth));
    must(gt_download(q, got, sizeof got, out));
    assert_memory_equal(got, ((const uint8_t[]){0, 1, 1, 1}), sizeof got);
    must(gt_download(q, got, sizeof got, truth));
    assert_memory_equal(got, bytes, sizeof got); /* what is not computed with stays */
    support_drop(&out);
    support_drop(&truth);
    support_drop(&t);
}

/* They are equal, so they keep their order, and there are two different elements. */
static void order_of_other_bytes(void **state)
{
    (void)state;
    const uint8_t bytes[] = {2, 0, 1, 255};
    const int64_t four[] = {4}, two[] = {2};
    gt_queue *q = support_queue();
    gt_tensor *t = support_upload(GT_U8, 1, four, bytes), *truth = NULL, *out = NULL, *counts = NULL;
    must(gt_tensor_strided(&truth, t, GT_BOOL, 1, four, NULL, 0));
    must(gt_argsort(q, &out, truth, 0, 0));
    support_expect(out, GT_I64, 1, four, LIST(1, 0, 2, 3));
    must(gt_argsort(q, &out, truth, 0, GT_DESCENDING));
    support_expect(out, GT_I64, 1, four, LIST(0, 2, 3, 1));
    must(gt_sort(q, &truth, truth, 0, 0));
    support_expect(t, GT_U8, 1, four, LIST(0, 2, 1, 255));
    must(gt_searchsorted(q, &out, truth, truth, NULL, 0));
    support_expect(out, GT_I64, 1, four, LIST(0, 1, 1, 1));
    support_drop(&out);
    must(gt_unique(q, NULL, &out, NULL, &counts, truth, 0));
    support_expect(out, GT_I64, 1, two, LIST(0, 1));
    support_expect(counts, GT_I64, 1, two, LIST(1, 3));
    support_drop(&out), support_drop(&counts), support_drop(&truth), support_drop(&t);
}

/* A sum over windows that overlap, which is what such views are for; into them nothing can be written. */
static void windows(void **state)
{
    (void)state;
    const int64_t six[] = {6}, four_three[] = {4, 3}, four[] = {4}, apart[] = {1, 1};
    gt_tensor *t = support_values(GT_F32, 1, six, LIST(1, 2, 3, 4, 5, 6)), *view = NULL, *sums = NULL;
    must(gt_tensor_strided(&view, t, 0, 2, four_three, apart, 0));
    must(gt_reduce(support_queue(), GT_ADD, &sums, view, (const int32_t[]){1}, 1, NULL));
    support_expect(sums, GT_F32, 1, four, LIST(6, 9, 12, 15));
    must_be(GT_E_ARGUMENT, gt_unary(support_queue(), GT_NEGATIVE, &view, view));
    support_expect(t, GT_F32, 1, six, LIST(1, 2, 3, 4, 5, 6));
    support_drop(&t);
    support_drop(&view);
    support_drop(&sums);
}

/* ---- What is refused --------------------------------------------------------------------------------------------- */

static void refused(void **state)
{
    (void)state;
    const int64_t four[] = {4}, negative[] = {-1}, huge[] = {(int64_t)1 << 32, (int64_t)1 << 32}, zero[] = {2, 0};
    const int64_t far[] = {INT64_MAX}, back[] = {INT64_MIN}, both[] = {INT64_MAX, INT64_MAX}, two[] = {2, 2};
    const int64_t ones[] = {1, 1}, none[] = {0, 0};
    gt_tensor *t = support_values(GT_F32, 1, four, LIST(1, 2, 3, 4)), *view = NULL;
    must_be(GT_E_ARGUMENT, gt_tensor_strided(NULL, t, 0, 1, four, NULL, 0));
    must_be(GT_E_ARGUMENT, gt_tensor_strided(&view, NULL, 0, 1, four, NULL, 0));
    must_be(GT_E_ARGUMENT, gt_tensor_strided(&view, t, 0, 1, NULL, NULL, 0));
    must_be(GT_E_DTYPE, gt_tensor_strided(&view, t, GT_WEAK_INT, 1, four, NULL, 0));
    must_be(GT_E_DTYPE, gt_tensor_strided(&view, t, 99, 1, four, NULL, 0));
    must_be(GT_E_SHAPE, gt_tensor_strided(&view, t, 0, GT_MAX_RANK + 1, four, NULL, 0));
    must_be(GT_E_SHAPE, gt_tensor_strided(&view, t, 0, 1, negative, NULL, 0));
    must_be(GT_E_SHAPE, gt_tensor_strided(&view, t, 0, 2, huge, none, 0));
    must_be(GT_E_INDEX, gt_tensor_strided(&view, t, 0, 1, four, far, 0));
    must_be(GT_E_INDEX, gt_tensor_strided(&view, t, 0, 1, four, back, 0));
    must_be(GT_E_INDEX, gt_tensor_strided(&view, t, 0, 2, two, both, 0));
    must_be(GT_E_INDEX, gt_tensor_strided(&view, t, 0, 1, four, NULL, INT64_MAX));
    must_be(GT_E_INDEX, gt_tensor_strided(&view, t, 0, 1, four, NULL, INT64_MIN));
    must_be(GT_E_INDEX, gt_tensor_strided(&view, t, 0, 0, NULL, NULL, -1));
    must(gt_tensor_strided(&view, t, 0, 2, ones, both, 3)); /* strides that reach nothing */
    support_expect(view, GT_F32, 2, ones, LIST(4));
    gt_tensor_desc desc = {.size = sizeof desc};
    must(gt_tensor_describe(view, &desc));
    assert_true(desc.strides[0] == 1 && desc.strides[1] == 1);
    support_drop(&view);
    must(gt_tensor_strided(&view, t, 0, 2, zero, both, INT64_MIN));
    assert_int_equal(gt_tensor_count(view), 0);
    support_drop(&view);
    support_drop(&t);
}

/* Of no memory at all only views of no elements can be made. */
static void of_nothing(void **state)
{
    (void)state;
    const int64_t zero[] = {0}, one[] = {1};
    gt_tensor *t = NULL, *view = NULL;
    must(gt_tensor_create(support_queue(), &t, GT_F32, 1, zero, 0));
    must_be(GT_E_INDEX, gt_tensor_strided(&view, t, GT_U8, 1, one, NULL, 0));
    must(gt_tensor_strided(&view, t, GT_U8, 1, zero, NULL, 0));
    support_drop(&t);
    support_drop(&view);
}

/* ---- Diagonals --------------------------------------------------------------------------------------------------- */

/* As its definition says, of a view whose elements know where they come from. */
static void expect_diagonal(const gt_tensor *t, int32_t rank, const int64_t *shape, int64_t offset, int32_t a,
                            int32_t b)
{
    int64_t others[GT_MAX_RANK], line = 0, index[GT_MAX_RANK];
    int32_t n = 0;
    gt_tensor *view = NULL;
    must(gt_tensor_diagonal(&view, t, offset, a - (offset % 2 ? rank : 0), b));
    for (int32_t k = 0; k < rank; k++)
        if (k != a && k != b) others[n++] = shape[k];
    for (int64_t i = 0; i < shape[a]; i++) line += i + offset >= 0 && i + offset < shape[b];
    others[n++] = line;
    const int64_t count = support_count(n, others);
    assert_int_equal(gt_tensor_rank(view), n);
    for (int32_t k = 0; k < n; k++) assert_int_equal(gt_tensor_dim(view, k), others[k]);
    int32_t *got = support_download(view, GT_I32, count);
    for (int64_t i = 0; i < count; i++) {
        int64_t left = i, along = left % line, want = 0;
        left /= line;
        for (int32_t k = rank - 1; k >= 0; k--) {
            if (k == a || k == b) continue;
            index[k] = left % shape[k];
            left /= shape[k];
        }
        index[a] = along + (offset < 0 ? -offset : 0);
        index[b] = along + (offset > 0 ? offset : 0);
        for (int32_t k = 0; k < rank; k++) want = 10 * want + index[k];
        assert_int_equal(got[i], want);
    }
    assert_int_equal(gt__array_repeats(&view->array), 0);
    free(got);
    support_drop(&view);
}

static void diagonals(void **state)
{
    (void)state;
    const int64_t shapes[][3] = {{3, 4, 0}, {4, 2, 0}, {1, 5, 0}, {3, 2, 4}, {2, 3, 3}, {5, 1, 2}};
    for (int s = 0; s < 6; s++) {
        const int64_t *shape = shapes[s];
        const int32_t rank = shape[2] ? 3 : 2;
        const int64_t count = support_count(rank, shape);
        int32_t *host = support_array(GT_I32, count);
        for (int64_t i = 0; i < count; i++) {
            int64_t number = 0, scale = 1;
            for (int64_t k = rank - 1, left = i; k >= 0; left /= shape[k--], scale *= 10)
                number += left % shape[k] * scale;
            host[i] = (int32_t)number;
        }
        gt_tensor *t = support_tensor(LAYOUT_NEGATIVE, GT_I32, rank, shape, host, NULL);
        for (int32_t a = 0; a < rank; a++)
            for (int32_t b = 0; b < rank; b++)
                for (int64_t offset = -6; offset <= 6 && a != b; offset++)
                    expect_diagonal(t, rank, shape, offset, a, b);
        free(host);
        support_drop(&t);
    }
}

static void refused_diagonals(void **state)
{
    (void)state;
    const int64_t six[] = {6}, shape[] = {2, 3}, empty[] = {2, 0}, zero[] = {0};
    gt_tensor *line = support_values(GT_F32, 1, six, LIST(1, 2, 3, 4, 5, 6)), *t = NULL, *none = NULL, *view = NULL;
    must(gt_tensor_reshape(&t, line, 2, shape));
    must_be(GT_E_ARGUMENT, gt_tensor_diagonal(NULL, t, 0, 0, 1));
    must_be(GT_E_ARGUMENT, gt_tensor_diagonal(&view, NULL, 0, 0, 1));
    must_be(GT_E_SHAPE, gt_tensor_diagonal(&view, line, 0, 0, 1));
    must_be(GT_E_INDEX, gt_tensor_diagonal(&view, t, 0, 0, 2));
    must_be(GT_E_INDEX, gt_tensor_diagonal(&view, t, 0, -3, 1));
    must_be(GT_E_INDEX, gt_tensor_diagonal(&view, t, 0, 1, -1));
    for (int k = 0; k < 2; k++) {
        must(gt_tensor_diagonal(&view, t, k ? INT64_MIN : INT64_MAX, 0, 1));
        support_expect(view, GT_F32, 1, zero, NULL);
        support_drop(&view);
    }
    must(gt_tensor_create(support_queue(), &none, GT_F32, 2, empty, 0));
    must(gt_tensor_diagonal(&view, none, 0, 0, 1));
    support_expect(view, GT_F32, 1, zero, NULL);
    support_drop(&view);
    support_drop(&none);
    support_drop(&line);
    support_drop(&t);
}

/* Windows along an axis of views of both directions, and over empty ones. */
static void sliding_windows(void **state)
{
    (void)state;
    const int64_t six[] = {6}, empty[] = {0, 4};
    gt_tensor *line = support_values(GT_F32, 1, six, LIST(1, 2, 3, 4, 5, 6)), *view = NULL, *twice = NULL, *none = NULL;
    const gt_slice back = {0, 0, -1, GT_SLICE_OPEN_START | GT_SLICE_OPEN_STOP, 0};
    must(gt_tensor_window(&view, line, -1, 3, 1, 2));
    support_expect(view, GT_F32, 2, (const int64_t[]){2, 3}, LIST(1, 3, 5, 2, 4, 6));
    support_drop(&view);
    must(gt_tensor_slice(&none, line, &back, 1));
    must(gt_tensor_window(&view, none, 0, 2, 3, 1));
    support_expect(view, GT_F32, 2, (const int64_t[]){2, 2}, LIST(6, 5, 3, 2));
    support_drop(&view), support_drop(&none);
    must(gt_tensor_window(&view, line, 0, 6, INT64_MAX, 1));
    support_expect(view, GT_F32, 2, (const int64_t[]){1, 6}, LIST(1, 2, 3, 4, 5, 6));
    support_drop(&view);
    must(gt_tensor_reshape(&none, line, 2, (const int64_t[]){2, 3}));
    must(gt_tensor_window(&view, none, 0, 1, 1, INT64_MAX));
    must(gt_tensor_window(&twice, view, 1, 2, 1, 1));
    support_expect(twice, GT_F32, 4, (const int64_t[]){2, 2, 1, 2}, LIST(1, 2, 2, 3, 4, 5, 5, 6));
    support_drop(&view), support_drop(&twice), support_drop(&none);
    must(gt_tensor_create(support_queue(), &none, GT_F32, 2, empty, 0));
    must(gt_tensor_window(&view, none, 1, 3, 1, 1));
    support_expect(view, GT_F32, 3, (const int64_t[]){0, 2, 3}, NULL);
    support_drop(&view);
    must_be(GT_E_SHAPE, gt_tensor_window(&view, none, 0, 1, 1, 1));
    must_be(GT_E_SHAPE, gt_tensor_window(&view, line, 0, 7, 1, 1));
    must_be(GT_E_SHAPE, gt_tensor_window(&view, line, 0, 3, 1, INT64_MAX));
    must_be(GT_E_INDEX, gt_tensor_window(&view, line, 1, 1, 1, 1));
    must_be(GT_E_ARGUMENT, gt_tensor_window(&view, line, 0, 0, 1, 1));
    must_be(GT_E_ARGUMENT, gt_tensor_window(&view, line, 0, 1, 0, 1));
    must_be(GT_E_ARGUMENT, gt_tensor_window(&view, line, 0, 1, 1, -1));
    must_be(GT_E_ARGUMENT, gt_tensor_window(NULL, line, 0, 1, 1, 1));
    must_be(GT_E_ARGUMENT, gt_tensor_window(&view, NULL, 0, 1, 1, 1));
    support_drop(&none), support_drop(&line);
    line = support_values(GT_F32, 0, NULL, LIST(1));
    must_be(GT_E_INDEX, gt_tensor_window(&view, line, 0, 1, 1, 1));
    support_drop(&line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_strides),
        cmocka_unit_test(of_a_view),
        cmocka_unit_test(other_types),
        cmocka_unit_test(overlapping_types),
        cmocka_unit_test(bool_of_other_bytes),
        cmocka_unit_test(order_of_other_bytes),
        cmocka_unit_test(windows),
        cmocka_unit_test(refused),
        cmocka_unit_test(of_nothing),
        cmocka_unit_test(diagonals),
        cmocka_unit_test(refused_diagonals),
        cmocka_unit_test(sliding_windows),
        cmocka_unit_test(leaks_none),
    };
    leaks_begin();
    return cmocka_run_group_tests(tests, NULL, support_close);
}

/* Shape arithmetic: literal cases, sizes beyond any memory, and brute force over the elements of small random views. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/shape.h"
#include "support/range.h"

#define SHAPE(...) ((gt__shape){sizeof((int64_t[]){__VA_ARGS__}) / 8, {__VA_ARGS__}})
static const gt__shape scalar = {0};

static void assert_sizes(const int64_t *actual, const int64_t *expected, int32_t n)
{
    for (int32_t i = 0; i < n; i++) assert_true(actual[i] == expected[i]);
}

/* ---- Making and showing ----------------------------------------------------------------------------------------- */

static int32_t make(const gt__shape *shape, int32_t element_bytes, int64_t *count)
{
    gt__shape out = {.rank = 99};
    *count = -5;
    int32_t status = gt__shape_make(&out, count, shape->rank, shape->size, element_bytes, "gt_x", 3);
    assert_int_equal(out.rank, status < 0 ? 99 : shape->rank);
    if (status < 0)
        assert_int_equal(*count, -5);
    else
        assert_int_equal(gt__shape_equal(&out, shape), 1);
    return status;
}

static void makes_shapes(void **state)
{
    (void)state;
    const int64_t huge = INT64_C(1) << 40, most = INT64_MAX;
    const struct {
        gt__shape shape;
        int32_t bytes;
        int64_t count; /* -1: overflow */
    } cases[] = {
        {{0}, 8, 1},
        {SHAPE(0), 8, 0},
        {SHAPE(3), 1, 3},
        {SHAPE(2, 3, 4), 4, 24},
        {SHAPE(INT64_C(1) << 33), 4, INT64_C(1) << 33},
        {SHAPE(3, huge), 2, 3 * huge},
        {SHAPE(huge, 1 << 22), 1, INT64_C(1) << 62},
        {SHAPE(huge, 1 << 22), 2, -1},
        {SHAPE(huge, 1 << 23), 1, -1},
        {SHAPE(most), 1, INT64_MAX},
        {SHAPE(most), 2, -1},
        {SHAPE((INT64_C(1) << 60) - 1), 8, (INT64_C(1) << 60) - 1},
        {SHAPE(INT64_C(1) << 60), 8, -1},
        {SHAPE(huge, huge), 1, -1},
        {SHAPE(huge, huge, huge, huge), 1, -1},
        {SHAPE(0, huge, huge), 8, 0},
        {SHAPE(most, most, 0), 8, 0},
        {SHAPE(most, 0, most), 8, 0},
        {SHAPE(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2), 8, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t count;
        assert_int_equal(make(&cases[i].shape, cases[i].bytes, &count), cases[i].count < 0 ? GT_E_SHAPE : GT_OK);
        if (cases[i].count < 0) continue;
        assert_true(count == cases[i].count);
        assert_true(gt__shape_count(&cases[i].shape) == cases[i].count);
    }
}

static void refuses_bad_shapes(void **state)
{
    (void)state;
    gt__shape out;
    int64_t count, size[20] = {2, -1};
    assert_int_equal(gt__shape_make(&out, &count, 2, size, 4, "gt_x", 3), GT_E_SHAPE);
    assert_string_equal(gt_last_error(), "gt_x: shape (2, -1) has a negative size");
    gt_error e = {.size = sizeof e};
    gt_last_error_get(&e);
    assert_int_equal(e.argument, 3);
    size[0] = 0;
    assert_int_equal(gt__shape_make(&out, &count, 2, size, 4, "gt_x", 3), GT_E_SHAPE);
    size[1] = INT64_MIN;
    assert_int_equal(gt__shape_make(&out, &count, 2, size, 4, "gt_x", 3), GT_E_SHAPE);
    const int32_t ranks[] = {-1, GT_MAX_RANK + 1, INT32_MAX, INT32_MIN};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(gt__shape_make(&out, &count, ranks[i], size, 4, "gt_x", 3), GT_E_SHAPE);
        assert_int_equal(gt__shape_make(&out, &count, ranks[i], NULL, 4, "gt_x", 3), GT_E_SHAPE);
    }
    assert_int_equal(gt__shape_make(&out, &count, 1, NULL, 4, "gt_x", 3), GT_E_ARGUMENT);
    assert_int_equal(gt__shape_make(&out, &count, 0, NULL, 4, "gt_x", 3), GT_OK);
    assert_int_equal(count, 1);
}

static void shows_shapes(void **state)
{
    (void)state;
    assert_string_equal(GT__SHOW(&scalar), "()");
    assert_string_equal(GT__SHOW(&SHAPE(3)), "(3,)");
    assert_string_equal(GT__SHOW(&SHAPE(2, 3)), "(2, 3)");
    assert_string_equal(GT__SHOW(&SHAPE(0, -1, INT64_MAX)), "(0, -1, 9223372036854775807)");
    assert_string_equal(gt__show(2, NULL).s, "(rank 2)");
    assert_string_equal(gt__show(0, NULL).s, "()");
    assert_string_equal(gt__show(-3, NULL).s, "(rank -3)");
    assert_string_equal(gt__show(33, NULL).s, "(rank 33)");
    int64_t size[GT_MAX_RANK];
    for (int i = 0; i < GT_MAX_RANK; i++) size[i] = INT64_MIN;
    for (int32_t rank = 1; rank <= GT_MAX_RANK; rank++) {
        gt__shape_text text = gt__show(rank, size);
        size_t length = strlen(text.s);
        assert_true(length < sizeof text.s);
        assert_int_equal(text.s[length - 1], ')');
        assert_int_equal(strstr(text.s, "...)") != NULL, rank > 7);
    }
    for (int i = 0; i < GT_MAX_RANK; i++) size[i] = 4096;
    assert_int_equal(strlen(gt__show(16, size).s), 16 * 6);
}

/* ---- Strides ---------------------------------------------------------------------------------------------------- */

static void row_major_strides(void **state)
{
    (void)state;
    int64_t strides[GT_MAX_RANK];
    gt__shape_strides(&SHAPE(2, 3, 4), strides);
    assert_sizes(strides, (int64_t[]){12, 4, 1}, 3);
    gt__shape_strides(&SHAPE(3, 1, INT64_C(1) << 40), strides);
    assert_sizes(strides, (int64_t[]){INT64_C(1) << 40, INT64_C(1) << 40, 1}, 3);
    gt__shape_strides(&SHAPE(2, 0, 3), strides);
    assert_sizes(strides, (int64_t[]){3, 3, 1}, 3);
    gt__shape_strides(&SHAPE(7, INT64_MAX, INT64_MAX, 0), strides);
    assert_true(strides[3] == 1);
}

static void knows_contiguous(void **state)
{
    (void)state;
    assert_int_equal(gt__shape_contiguous(&scalar, NULL), 1);
    assert_int_equal(gt__shape_contiguous(&SHAPE(2, 3), (int64_t[]){3, 1}), 1);
    assert_int_equal(gt__shape_contiguous(&SHAPE(2, 3), (int64_t[]){1, 2}), 0);
    assert_int_equal(gt__shape_contiguous(&SHAPE(2, 3), (int64_t[]){4, 1}), 0);
    assert_int_equal(gt__shape_contiguous(&SHAPE(2, 3), (int64_t[]){3, -1}), 0);
    assert_int_equal(gt__shape_contiguous(&SHAPE(2, 3), (int64_t[]){0, 1}), 0);
    assert_int_equal(gt__shape_contiguous(&SHAPE(1, 3), (int64_t[]){0, 1}), 1);
    assert_int_equal(gt__shape_contiguous(&SHAPE(2, 1, 3), (int64_t[]){3, 99, 1}), 1);
    assert_int_equal(gt__shape_contiguous(&SHAPE(2, 3, 1), (int64_t[]){3, 1, -7}), 1);
    assert_int_equal(gt__shape_contiguous(&SHAPE(INT64_MAX, 0, INT64_MAX), (int64_t[]){5, 5, 5}), 1);
    assert_int_equal(gt__shape_contiguous(&SHAPE(4, INT64_C(1) << 40), (int64_t[]){INT64_C(1) << 40, 1}), 1);
    assert_int_equal(gt__shape_contiguous(&SHAPE(4, INT64_C(1) << 40), (int64_t[]){1, 4}), 0);
}

static void compares_shapes(void **state)
{
    (void)state;
    assert_int_equal(gt__shape_equal(&scalar, &scalar), 1);
    assert_int_equal(gt__shape_equal(&SHAPE(2, 3), &SHAPE(2, 3)), 1);
    assert_int_equal(gt__shape_equal(&SHAPE(2, 3), &SHAPE(2, 4)), 0);
    assert_int_equal(gt__shape_equal(&SHAPE(1), &scalar), 0);
    assert_int_equal(gt__shape_equal(&SHAPE(2, 1), &SHAPE(2)), 0);
    gt__shape leftover = {.rank = 1, .size = {2, 9}};
    assert_int_equal(gt__shape_equal(&leftover, &SHAPE(2)), 1);
}

/* ---- Broadcasting ----------------------------------------------------------------------------------------------- */

static void broadcasts_as_numpy(void **state)
{
    (void)state;
    const struct {
        gt__shape a, b, common; /* rank -1: none */
    } cases[] = {
        {{0}, {0}, {0}},
        {SHAPE(3), {0}, SHAPE(3)},
        {SHAPE(2, 3), SHAPE(3), SHAPE(2, 3)},
        {SHAPE(2, 1), SHAPE(1, 3), SHAPE(2, 3)},
        {SHAPE(2, 1), SHAPE(3), SHAPE(2, 3)},
        {SHAPE(8, 1, 6, 1), SHAPE(7, 1, 5), SHAPE(8, 7, 6, 5)},
        {SHAPE(0), SHAPE(1), SHAPE(0)},
        {SHAPE(0, 3), SHAPE(1, 1), SHAPE(0, 3)},
        {SHAPE(INT64_C(1) << 40, 1), SHAPE(1, INT64_C(1) << 40), SHAPE(INT64_C(1) << 40, INT64_C(1) << 40)},
        {SHAPE(3), SHAPE(4), {-1, {0}}},
        {SHAPE(2, 3), SHAPE(2), {-1, {0}}},
        {SHAPE(0), SHAPE(2), {-1, {0}}},
        {SHAPE(1, 2), SHAPE(3, 2, 4), {-1, {0}}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int swap = 0; swap < 2; swap++) {
            const gt__shape *a = swap ? &cases[i].b : &cases[i].a, *b = swap ? &cases[i].a : &cases[i].b;
            const gt__shape *common = &cases[i].common;
            gt__shape out = *a;
            assert_int_equal(gt__shape_broadcast(&out, b), common->rank >= 0);
            assert_int_equal(gt__shape_equal(&out, common->rank >= 0 ? common : a), 1);
        }
}

static void expands_strides(void **state)
{
    (void)state;
    int64_t out[GT_MAX_RANK];
    gt__shape_expand(&SHAPE(3, 1), (int64_t[]){-7, 5}, &SHAPE(2, 3, 4), out);
    assert_sizes(out, (int64_t[]){0, -7, 0}, 3);
    gt__shape_expand(&scalar, NULL, &SHAPE(2, 3), out);
    assert_sizes(out, (int64_t[]){0, 0}, 2);
    gt__shape_expand(&SHAPE(1, 4), (int64_t[]){4, 1}, &SHAPE(0, 4), out);
    assert_sizes(out, (int64_t[]){0, 1}, 2);
    gt__shape_expand(&SHAPE(2, 3), (int64_t[]){1, 2}, &SHAPE(2, 3), out);
    assert_sizes(out, (int64_t[]){1, 2}, 2);
}

/* ---- Axes ------------------------------------------------------------------------------------------------------- */

static void marks_axes(void **state)
{
    (void)state;
    uint8_t marks[GT_MAX_RANK];
    const uint8_t none[GT_MAX_RANK] = {0};
    assert_int_equal(gt__shape_axes(3, (int32_t[]){0, -1}, 2, marks, "gt_x", 4), GT_OK);
    assert_memory_equal(marks, ((uint8_t[GT_MAX_RANK]){1, 0, 1}), GT_MAX_RANK);
    assert_int_equal(gt__shape_axes(3, NULL, 0, marks, "gt_x", 4), GT_OK);
    assert_memory_equal(marks, ((uint8_t[GT_MAX_RANK]){1, 1, 1}), GT_MAX_RANK);
    assert_int_equal(gt__shape_axes(3, (int32_t[]){1}, 0, marks, "gt_x", 4), GT_OK);
    assert_memory_equal(marks, none, GT_MAX_RANK);
    assert_int_equal(gt__shape_axes(0, NULL, 0, marks, "gt_x", 4), GT_OK);
    assert_memory_equal(marks, none, GT_MAX_RANK);
    int32_t all[GT_MAX_RANK];
    for (int32_t i = 0; i < GT_MAX_RANK; i++) all[i] = -1 - i;
    assert_int_equal(gt__shape_axes(GT_MAX_RANK, all, GT_MAX_RANK, marks, "gt_x", 4), GT_OK);
    assert_int_equal(marks[0] + marks[GT_MAX_RANK - 1], 2);

    const struct {
        int32_t rank, axes[4], n, status;
    } ends[] = {
        {3, {3}, 1, GT_E_INDEX},
        {3, {-4}, 1, GT_E_INDEX},
        {0, {1}, 1, GT_E_INDEX},
        {0, {-2}, 1, GT_E_INDEX},
        {0, {0, -1}, 2, GT_E_INDEX},
        {0, {0}, 1, GT_OK},
        {0, {-1}, 1, GT_OK},
        {3, {1, 1}, 2, GT_E_INDEX},
        {3, {2, -1}, 2, GT_E_INDEX},
        {3, {INT32_MAX}, 1, GT_E_INDEX},
        {3, {INT32_MIN}, 1, GT_E_INDEX},
        {3, {0, 1, 2, 0}, INT32_MAX, GT_E_INDEX},
        {3, {0}, -1, GT_E_ARGUMENT},
    };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        assert_int_equal(gt__shape_axes(ends[i].rank, ends[i].axes, ends[i].n, marks, "gt_x", 4), ends[i].status);
}

/* ---- Brute force ------------------------------------------------------------------------------------------------ */

enum { MOST = 512 };
static uint64_t seed = 88172645463325252u;

static int64_t random_below(int64_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (int64_t)(seed >> 11) % n;
}

/* The offset of every element in row-major order; returns how many. */
static int64_t offsets(const gt__shape *shape, const int64_t *strides, int64_t *out)
{
    int64_t count = 1;
    for (int32_t i = 0; i < shape->rank; i++) count *= shape->size[i];
    for (int64_t k = 0; k < count; k++) {
        int64_t rest = k;
        out[k] = 0;
        for (int32_t i = shape->rank - 1; i >= 0; i--) {
            out[k] += rest % shape->size[i] * strides[i];
            rest /= shape->size[i];
        }
    }
    return count;
}

/* A view such as permuting, slicing, flipping and broadcasting make, or, one time in four, any strides at all. */
static gt__shape random_view(int64_t *strides)
{
    const int64_t sizes[] = {1, 1, 2, 2, 3, 4, 5, 6};
    gt__shape shape = {.rank = (int32_t)random_below(6)};
    int64_t count = 1, stride = 1;
    int32_t axes[GT_MAX_RANK];
    for (int32_t i = 0; i < shape.rank; i++) {
        shape.size[i] = sizes[random_below(8)];
        if (count * shape.size[i] > MOST) shape.size[i] = 1;
        count *= shape.size[i];
        axes[i] = shape.rank - 1 - i;
    }
    int permute = random_below(2) == 0, wild = random_below(4) == 0;
    for (int32_t i = 0; i < shape.rank; i++) {
        int32_t other = permute ? (int32_t)random_below(shape.rank) : i, axis = axes[i];
        axes[i] = axes[other];
        axes[other] = axis;
    }
    for (int32_t i = 0; i < shape.rank; i++) {
        int64_t size = shape.size[axes[i]] + (random_below(6) == 0);
        strides[axes[i]] = wild ? random_below(9) - 4 : random_below(8) == 0 ? 0 : stride;
        if (random_below(8) == 0) strides[axes[i]] *= -1;
        stride *= size;
    }
    return shape;
}

/* Splits count into the sizes of a random shape. */
static gt__shape random_split(int64_t count)
{
    gt__shape shape = {0};
    for (int64_t factor = 2; count > 1; factor = count % factor ? factor + 1 : factor) {
        if (count % factor) continue;
        count /= factor;
        if (shape.rank > 0 && random_below(2))
            shape.size[random_below(shape.rank)] *= factor;
        else
            shape.size[shape.rank++] = factor;
    }
    for (int64_t ones = random_below(3); ones > 0; ones--) {
        int32_t at = (int32_t)random_below(shape.rank + 1);
        memmove(shape.size + at + 1, shape.size + at, (size_t)(shape.rank++ - at) * sizeof *shape.size);
        shape.size[at] = 1;
    }
    return shape;
}

/* The strides that each axis must have, read off its second element; 0 where then some element is elsewhere. */
static int forced_strides(const gt__shape *shape, const int64_t *offset, int64_t count, int64_t *out)
{
    int64_t step = 1, check[MOST];
    for (int32_t i = shape->rank - 1; i >= 0; i--) {
        out[i] = shape->size[i] > 1 ? offset[step] - offset[0] : 0;
        step *= shape->size[i];
    }
    offsets(shape, out, check);
    return memcmp(check, offset, (size_t)count * sizeof *check) == 0;
}

static void restrides_as_brute_force(void **state)
{
    (void)state;
    int possible = 0, impossible = 0;
    for (int round = 0; round < 60000; round++) {
        int64_t strides[GT_MAX_RANK], expected[GT_MAX_RANK], actual[GT_MAX_RANK], before[MOST], after[MOST];
        gt__shape from = random_view(strides);
        int64_t count = offsets(&from, strides, before);
        gt__shape to = random_split(count);
        int view = forced_strides(&to, before, count, expected);
        assert_int_equal(gt__shape_restride(&from, strides, &to, actual), view);
        possible += view;
        impossible += !view;
        if (!view) continue;
        assert_int_equal(offsets(&to, actual, after), count);
        assert_memory_equal(after, before, (size_t)count * sizeof *after);
    }
    assert_true(possible > 5000 && impossible > 5000);
}

static void extent_as_brute_force(void **state)
{
    (void)state;
    for (int round = 0; round < 5000; round++) {
        int64_t strides[GT_MAX_RANK], offset[MOST], low, high, least = 0, most = 0;
        gt__shape shape = random_view(strides);
        int64_t count = offsets(&shape, strides, offset);
        for (int64_t i = 0; i < count; i++) {
            least = offset[i] < least ? offset[i] : least;
            most = offset[i] > most ? offset[i] : most;
        }
        gt__shape_extent(&shape, strides, &low, &high);
        assert_true(low == least && high == most);
    }
}

static void contiguous_as_brute_force(void **state)
{
    (void)state;
    int yes = 0;
    for (int round = 0; round < 5000; round++) {
        int64_t strides[GT_MAX_RANK], offset[MOST];
        gt__shape shape = random_view(strides);
        int64_t count = offsets(&shape, strides, offset);
        int expected = 1;
        for (int64_t i = 0; i < count; i++) expected &= offset[i] == i;
        assert_int_equal(gt__shape_contiguous(&shape, strides), expected);
        yes += expected;
    }
    assert_within(yes, 500, 4500);
}

static void expands_as_brute_force(void **state)
{
    (void)state;
    for (int round = 0; round < 5000; round++) {
        int64_t strides[GT_MAX_RANK], out[GT_MAX_RANK], narrow[MOST], wide[MOST * 3];
        gt__shape from = random_view(strides), to = from;
        offsets(&from, strides, narrow);
        int32_t grown = -1;
        for (int32_t i = 0; i < from.rank; i++)
            if (from.size[i] == 1) grown = i;
        if (grown >= 0) to.size[grown] = 3;
        gt__shape_expand(&from, strides, &to, out);
        int64_t count = offsets(&to, out, wide), inner = 1;
        for (int32_t i = grown + 1; grown >= 0 && i < from.rank; i++) inner *= from.size[i];
        for (int64_t k = 0; k < count; k++)
            assert_true(wide[k] == narrow[grown < 0 ? k : k / (3 * inner) * inner + k % inner]);
    }
}

/* ---- Restriding beyond any memory ------------------------------------------------------------------------------- */

static void restrides_huge_shapes(void **state)
{
    (void)state;
    int64_t out[GT_MAX_RANK];
    const int64_t m = INT64_C(1) << 20, t = INT64_C(1) << 41;
    assert_int_equal(gt__shape_restride(&SHAPE(m, 2 * m), (int64_t[]){2 * m, 1}, &SHAPE(t), out), 1);
    assert_sizes(out, (int64_t[]){1}, 1);
    assert_int_equal(gt__shape_restride(&SHAPE(t), (int64_t[]){-3}, &SHAPE(4, m, m / 2), out), 1);
    assert_sizes(out, (int64_t[]){-3 * m * (m / 2), -3 * (m / 2), -3}, 3);
    assert_int_equal(gt__shape_restride(&SHAPE(m, 2 * m), (int64_t[]){1, m}, &SHAPE(t), out), 0);
    assert_int_equal(gt__shape_restride(&SHAPE(m, 2 * m), (int64_t[]){1, m}, &SHAPE(m / 2, 2, 1, 2 * m), out), 1);
    assert_sizes(out, (int64_t[]){2, 1}, 2);
    assert_true(out[3] == m);
    assert_int_equal(gt__shape_restride(&SHAPE(INT64_MAX), (int64_t[]){0}, &SHAPE(INT64_MAX, 1), out), 1);
    assert_true(out[0] == 0);
}

static void restrides_empty_and_single(void **state)
{
    (void)state;
    int64_t out[GT_MAX_RANK] = {7, 7, 7};
    assert_int_equal(gt__shape_restride(&SHAPE(0, 5), (int64_t[]){99, -2}, &SHAPE(3, 0), out), 1);
    assert_int_equal(gt__shape_restride(&SHAPE(1, 1), (int64_t[]){99, -2}, &scalar, out), 1);
    assert_int_equal(gt__shape_restride(&scalar, NULL, &SHAPE(1, 1, 1), out), 1);
    assert_sizes(out, (int64_t[]){1, 1, 1}, 3);
    gt__shape ones = {.rank = GT_MAX_RANK}, binary = {.rank = GT_MAX_RANK};
    int64_t strides[GT_MAX_RANK];
    for (int i = 0; i < GT_MAX_RANK; i++) {
        ones.size[i] = i ? 1 : INT64_C(1) << GT_MAX_RANK;
        binary.size[i] = 2;
        strides[i] = 5;
    }
    assert_int_equal(gt__shape_restride(&ones, strides, &binary, out), 1);
    for (int i = 0; i < GT_MAX_RANK; i++) assert_true(out[i] == INT64_C(5) << (GT_MAX_RANK - 1 - i));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_shapes),
        cmocka_unit_test(refuses_bad_shapes),
        cmocka_unit_test(shows_shapes),
        cmocka_unit_test(row_major_strides),
        cmocka_unit_test(knows_contiguous),
        cmocka_unit_test(compares_shapes),
        cmocka_unit_test(broadcasts_as_numpy),
        cmocka_unit_test(expands_strides),
        cmocka_unit_test(marks_axes),
        cmocka_unit_test(restrides_as_brute_force),
        cmocka_unit_test(extent_as_brute_force),
        cmocka_unit_test(contiguous_as_brute_force),
        cmocka_unit_test(expands_as_brute_force),
        cmocka_unit_test(restrides_huge_shapes),
        cmocka_unit_test(restrides_empty_and_single),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Tensors of no elements, whose other axes are so long that the product of their sizes, or a stride, overflows: what is
 * worked out of them must not. The address and undefined-behaviour sanitizers see what results do not show. */
#include <gputensor/names.h>
#include "support/support.h"
#include <math.h>

#define LONG ((int64_t)1 << 40)

static const int64_t shapes[][3] = {{LONG, LONG, 0}, {0, LONG, LONG}, {LONG, 0, LONG}, {0, 3, 2}};
enum { SHAPES = sizeof shapes / sizeof *shapes };

static gt_tensor *make(int32_t dtype, const int64_t *shape)
{
    gt_tensor *t = NULL;
    must(gt_tensor_create(support_queue(), &t, dtype, 3, shape, 0));
    return t;
}

/* One number of nothing. */
static void expect_one(gt_tensor **t, double want)
{
    support_expect(*t, GT_F32, 0, NULL, &want);
    support_drop(t);
}

static void reductions(void **state)
{
    (void)state;
    for (int k = 0; k < SHAPES; k++) {
        gt_tensor *t = make(GT_F32, shapes[k]), *turned = NULL, *made = NULL;
        const gt_arg args[] = {{.name = "x", .tensor = t}};
        must(gt_tensor_permute(&turned, t, NULL, 0));
        must(gt_reduce(support_queue(), GT_ADD, &made, t, NULL, 0, NULL));
        expect_one(&made, 0);
        must(gt_reduce(support_queue(), GT_ADD, &made, turned, NULL, 0, NULL));
        expect_one(&made, 0);
        must(gt_reduce(support_queue(), GT_MULTIPLY, &made, t, NULL, 0, NULL));
        expect_one(&made, 1);
        must(gt_moments(support_queue(), &made, NULL, t, NULL, 0, 0, NULL));
        expect_one(&made, (double)NAN);
        must(gt_eval_reduce(support_queue(), GT_ADD, &made, "2 * x", args, 1, NULL, 0, NULL));
        expect_one(&made, 0);
        support_drop(&turned);
        support_drop(&t);
    }
}

static void joined(void **state)
{
    (void)state;
    for (int k = 0; k < SHAPES; k++) {
        gt_tensor *t = make(GT_F32, shapes[k]), *made = NULL;
        const gt_tensor *const twice[] = {t, t};
        for (int32_t axis = 0; axis < 3; axis++) {
            int64_t shape[] = {shapes[k][0], shapes[k][1], shapes[k][2]};
            shape[axis] *= 2;
            must(gt_concat(support_queue(), &made, twice, 2, axis));
            support_expect(made, GT_F32, 3, shape, NULL);
            support_drop(&made);
        }
        support_drop(&t);
    }
}

/* 0 times anything is 0. */
static void repeated(void **state)
{
    (void)state;
    for (int k = 0; k < SHAPES; k++) {
        gt_tensor *t = make(GT_F32, shapes[k]), *made = NULL;
        for (int32_t axis = 0; axis < 3; axis++) {
            if (shapes[k][axis] > 0) continue;
            must(gt_repeat(support_queue(), &made, t, (int64_t)1 << 62, axis));
            support_expect(made, GT_F32, 3, shapes[k], NULL);
            support_drop(&made);
        }
        support_drop(&t);
    }
}

static void diagonals(void **state)
{
    (void)state;
    const int64_t shape[] = {2, 3, (int64_t)1 << 61, 0}, line[] = {(int64_t)1 << 61, 0, 2};
    gt_tensor *t = NULL, *made = NULL;
    must(gt_tensor_create(support_queue(), &t, GT_F32, 4, shape, 0));
    must(gt_tensor_diagonal(&made, t, 0, 0, 1));
    support_expect(made, GT_F32, 3, line, NULL);
    support_drop(&made);
    support_drop(&t);
}

/* n numbers are half of a transform of 2 (n - 1). */
static void transforms(void **state)
{
    (void)state;
    const int64_t most[] = {0, ((int64_t)1 << 62), 1}, more[] = {0, ((int64_t)1 << 62) + 1, 1},
                  length[] = {0, INT64_MAX - 1, 1};
    const gt_fft_opts real = {.size = sizeof real, .kind = GT_FFT_C2R};
    gt_tensor *t = make(GT_C64, most), *made = NULL;
    must(gt_fft(support_queue(), &made, t, (int32_t[]){1}, 1, &real));
    support_expect(made, GT_F32, 3, length, NULL);
    support_drop(&made);
    support_drop(&t);
    t = make(GT_C64, more);
    must_be(GT_E_SHAPE, gt_fft(support_queue(), &made, t, (int32_t[]){1}, 1, &real));
    must(gt_fft(support_queue(), &made, t, (int32_t[]){1}, 1, NULL));
    support_expect(made, GT_C64, 3, more, NULL);
    support_drop(&made);
    support_drop(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reductions), cmocka_unit_test(joined),     cmocka_unit_test(repeated),
        cmocka_unit_test(diagonals),  cmocka_unit_test(transforms),
    };
    return cmocka_run_group_tests(tests, NULL, support_close);
}

/* Rules about dtypes and scalars that single operations have: what NumPy's users expect of small cases. */
#include "support/support.h"
#include <math.h>

static void apply(int32_t op, const gt_arg *args, int32_t n, int32_t want, const double *values)
{
    const int64_t four = 4;
    gt_tensor *dst = NULL;
    must(gt_apply(support_queue(), op, &dst, args, n));
    support_expect(dst, want, 1, &four, values);
    support_drop(&dst);
}

/* A strong integer scalar is as a tensor of its dtype; a plain one takes the tensor's dtype. */
static void integers_beside_floats(void **state)
{
    (void)state;
    const int64_t four = 4;
    gt_tensor *ones = support_values(GT_F16, 1, &four, LIST(1, 1, 1, 1));
    gt_tensor *ints = support_values(GT_I32, 1, &four, LIST(2049, 2049, 2049, 2049));
    const gt_arg tensors[] = {{.tensor = ones}, {.tensor = ints}};
    const gt_arg strong[] = {{.tensor = ones}, {.scalar = integer_scalar(GT_I32, 2049)}};
    const gt_arg weak[] = {{.tensor = ones}, {.scalar = integer_scalar(GT_WEAK_INT, 2049)}};
    apply(GT_ADD, tensors, 2, GT_F16, LIST(2050, 2050, 2050, 2050));
    apply(GT_ADD, strong, 2, GT_F16, LIST(2050, 2050, 2050, 2050));
    apply(GT_ADD, weak, 2, GT_F16, LIST(2048, 2048, 2048, 2048));
    support_drop(&ones);
    support_drop(&ints);
}

/* Integers beside wider ones keep their signs. */
static void signs_beside_wider_ones(void **state)
{
    (void)state;
    const int64_t four = 4;
    gt_tensor *ints = support_values(GT_I32, 1, &four, LIST(-2, -3, 3, -7));
    gt_tensor *longs = support_values(GT_I64, 1, &four, LIST(1, -7, -7, 0x1p40));
    gt_tensor *uints = support_values(GT_U32, 1, &four, LIST(1, 7, 7, 0xffffffff));
    const gt_arg divided[] = {{.tensor = longs}, {.tensor = ints}}, divisor[] = {{.tensor = ints}, {.tensor = longs}};
    const gt_arg unsigned_one[] = {{.tensor = uints}, {.tensor = ints}};
    apply(GT_REMAINDER, divided, 2, GT_I64, LIST(-1, -1, 2, -5));
    apply(GT_FLOOR_DIVIDE, divisor, 2, GT_I64, LIST(-2, 0, -1, -1));
    apply(GT_REMAINDER, unsigned_one, 2, GT_I64, LIST(-1, -2, 1, -4));
    support_drop(&ints), support_drop(&longs), support_drop(&uints);
}

static void fields_kept_for_later(void **state)
{
    (void)state;
    const int64_t four = 4, square[] = {2, 2};
    gt_queue *q = support_queue();
    gt_scalar wrong[] = {integer_scalar(GT_WEAK_INT, 1), float_scalar(GT_F32, 1), float_scalar(GT_WEAK_FLOAT, 1)};
    gt_tensor *t = support_values(GT_F32, 1, &four, LIST(1, 2, 3, 4)), *dst = NULL;
    gt_tensor *m = support_values(GT_F32, 2, square, LIST(1, 2, 3, 4)), *given = m;
    wrong[0].reserved = 5;
    wrong[1].im = 5;
    wrong[2].im = NAN;
    for (int i = 0; i < 3; i++) {
        const gt_arg args[] = {{.tensor = t}, {.scalar = wrong[i]}};
        const gt_arg truths[] = {{.scalar = wrong[i]}, {.tensor = t}};
        const gt_matmul_opts alpha = {.size = sizeof alpha, .alpha = &wrong[i]};
        const gt_matmul_opts beta = {.size = sizeof beta, .beta = &wrong[i]};
        must_be(GT_E_ARGUMENT, gt_apply(q, GT_ADD, &dst, args, 2));
        must_be(GT_E_ARGUMENT, gt_apply(q, GT_EQUAL, &dst, args, 2));
        must_be(GT_E_ARGUMENT, gt_apply(q, GT_LOGICAL_OR, &dst, truths, 2));
        must_be(GT_E_ARGUMENT, gt_fill(q, &dst, GT_F32, 1, &four, &wrong[i]));
        must_be(GT_E_ARGUMENT, gt_arange(q, &dst, GT_F32, &wrong[i], NULL, 4));
        must_be(GT_E_ARGUMENT, gt_arange(q, &dst, GT_F32, NULL, &wrong[i], 4));
        must_be(GT_E_ARGUMENT, gt_matmul(q, &dst, m, m, &alpha));
        must_be(GT_E_ARGUMENT, gt_matmul(q, &given, m, m, &beta));
        assert_null(dst);
    }
    support_drop(&t);
    support_drop(&m);
}

static void clip(int32_t dtype, const double *x, int64_t low, int64_t high, const double *want)
{
    const int64_t four = 4;
    gt_tensor *t = support_values(dtype, 1, &four, x);
    const gt_arg args[] = {
        {.tensor = t}, {.scalar = integer_scalar(GT_WEAK_INT, low)}, {.scalar = integer_scalar(GT_WEAK_INT, high)}};
    gt_tensor *dst = NULL;
    if (want)
        apply(GT_CLIP, args, 3, dtype, want);
    else
        must_be(GT_E_ARGUMENT, gt_apply(support_queue(), GT_CLIP, &dst, args, 3));
    support_drop(&t);
}

static void bounds_outside(void **state)
{
    (void)state;
    clip(GT_U8, LIST(0, 50, 100, 255), -1, 100, LIST(0, 50, 100, 100));
    clip(GT_I8, LIST(-128, -1, 0, 127), 0, 255, LIST(0, 0, 0, 127));
    clip(GT_I8, LIST(-128, -1, 0, 127), INT64_MIN, INT64_MAX, LIST(-128, -1, 0, 127));
    clip(GT_U64, LIST(0, 1, 2, 0x1p63), INT64_MIN, 1, LIST(0, 1, 1, 1));
    clip(GT_U8, LIST(0, 50, 100, 255), 256, 300, NULL);
    clip(GT_U8, LIST(0, 50, 100, 255), -2, -1, NULL);
}

static void bools(void **state)
{
    (void)state;
    const int64_t four = 4, square[] = {2, 2};
    gt_queue *q = support_queue();
    gt_tensor *a = support_values(GT_BOOL, 1, &four, LIST(0, 0, 1, 1));
    gt_tensor *b = support_values(GT_BOOL, 1, &four, LIST(0, 1, 0, 1)), *dst = NULL;
    const gt_arg two[] = {{.tensor = a}, {.tensor = b}};
    const gt_arg plain[] = {{.tensor = a}, {.scalar = integer_scalar(GT_WEAK_BOOL, 1)}};
    apply(GT_ADD, two, 2, GT_BOOL, LIST(0, 1, 1, 1));
    apply(GT_MAXIMUM, two, 2, GT_BOOL, LIST(0, 1, 1, 1));
    apply(GT_MULTIPLY, two, 2, GT_BOOL, LIST(0, 0, 0, 1));
    apply(GT_MINIMUM, two, 2, GT_BOOL, LIST(0, 0, 0, 1));
    apply(GT_MULTIPLY, plain, 2, GT_BOOL, LIST(0, 0, 1, 1));
    must_be(GT_E_DTYPE, gt_binary(q, GT_SUBTRACT, &dst, a, b));
    must(gt_reduce(q, GT_MAXIMUM, &dst, a, NULL, 0, NULL));
    support_expect(dst, GT_BOOL, 0, NULL, LIST(1));
    support_drop(&dst);
    must(gt_reduce(q, GT_ADD, &dst, a, NULL, 0, NULL));
    support_expect(dst, GT_I64, 0, NULL, LIST(2));
    support_drop(&dst);
    gt_tensor *m = NULL;
    must(gt_tensor_reshape(&m, b, 2, square));
    const gt_matmul_opts sums = {.size = sizeof sums, .accumulate = GT_I32};
    const gt_matmul_opts truth = {.size = sizeof truth, .accumulate = GT_BOOL};
    must_be(GT_E_DTYPE, gt_matmul(q, &dst, m, m, NULL));
    must_be(GT_E_DTYPE, gt_matmul(q, &dst, m, m, &truth));
    gt_tensor *c = support_values(GT_BOOL, 2, square, LIST(1, 1, 1, 1));
    must(gt_matmul(q, &dst, c, c, &sums));
    support_expect(dst, GT_I32, 2, square, LIST(2, 2, 2, 2));
    gt_tensor **all[] = {&a, &b, &m, &c, &dst};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) support_drop(all[k]);
}

static void products_and_sums(void **state)
{
    (void)state;
    const int64_t four = 4;
    gt_tensor *x = support_values(GT_I32, 1, &four, LIST(16777216, -3, 65536, 2147483647));
    gt_tensor *y = support_values(GT_I32, 1, &four, LIST(1, 5, 65536, 2));
    const gt_arg args[] = {{.tensor = x}, {.tensor = y}, {.scalar = integer_scalar(GT_WEAK_INT, 1)}};
    apply(GT_FMA, args, 3, GT_I32, LIST(16777217, -14, 1, -1));
    support_drop(&x);
    support_drop(&y);
}

static void counting_down(void **state)
{
    (void)state;
    const int64_t four = 4;
    gt_scalar start = integer_scalar(GT_WEAK_INT, 2), step = integer_scalar(GT_WEAK_INT, -1);
    gt_tensor *dst = NULL;
    must(gt_arange(support_queue(), &dst, GT_U8, &start, &step, 4));
    support_expect(dst, GT_U8, 1, &four, LIST(2, 1, 0, 255));
    support_drop(&dst);
    start.i = -1;
    must_be(GT_E_ARGUMENT, gt_arange(support_queue(), &dst, GT_U8, &start, &step, 4));
}

static void axes_of_a_number(void **state)
{
    (void)state;
    const int64_t none[] = {1};
    const int32_t axes[] = {0, -1, 1, -2}, twice[] = {0, -1};
    gt_queue *q = support_queue();
    gt_tensor *t = support_values(GT_F32, 0, none, LIST(3)), *dst = NULL, *mean = NULL;
    for (int i = 0; i < 2; i++) {
        must(gt_reduce(q, GT_ADD, &dst, t, &axes[i], 1, NULL));
        support_expect(dst, GT_F32, 0, NULL, LIST(3));
        support_drop(&dst);
        must(gt_arg_reduce(q, GT_MAXIMUM, &dst, t, &axes[i], 1, NULL));
        support_expect(dst, GT_I64, 0, NULL, LIST(0));
        support_drop(&dst);
        must(gt_moments(q, &mean, NULL, t, &axes[i], 1, 0, NULL));
        support_expect(mean, GT_F32, 0, NULL, LIST(3));
        support_drop(&mean);
        must_be(GT_E_INDEX, gt_reduce(q, GT_ADD, &dst, t, &axes[i + 2], 1, NULL));
    }
    must_be(GT_E_INDEX, gt_reduce(q, GT_ADD, &dst, t, twice, 2, NULL));
    support_drop(&t);
}

/* A bias never makes the result larger. */
static void large_bias(void **state)
{
    (void)state;
    const int64_t square[] = {2, 2}, shapes[][3] = {{2, 2, 2}, {1, 2, 2}};
    gt_tensor *m = support_values(GT_F32, 2, square, LIST(1, 2, 3, 4)), *dst = NULL;
    for (int i = 0; i < 2; i++) {
        gt_tensor *bias = support_values(GT_F32, 3, shapes[i], LIST(1, 2, 3, 4, 5, 6, 7, 8));
        const gt_matmul_opts opts = {.size = sizeof opts, .bias = bias};
        must_be(GT_E_SHAPE, gt_matmul(support_queue(), &dst, m, m, &opts));
        assert_null(dst);
        support_drop(&bias);
    }
    support_drop(&m);
}

/* Neighbours are those of the dtype of the result, whatever that is computed in. */
static void neighbours(void **state)
{
    (void)state;
    const struct {
        int32_t dtype;
        double after_one, before_one, least, most;
    } all[] = {
        {GT_F16, 1 + 0x1p-10, 1 - 0x1p-11, 0x1p-24, 65504},
        {GT_BF16, 1 + 0x1p-7, 1 - 0x1p-8, 0x1p-133, 0x1.fep127},
        {GT_F32, 1 + 0x1p-23, 1 - 0x1p-24, 0x1p-149, 0x1.fffffep127},
    };
    const int64_t four = 4;
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        gt_tensor *x = support_values(all[k].dtype, 1, &four, LIST(1, 1, INFINITY, all[k].most));
        gt_tensor *y = support_values(all[k].dtype, 1, &four, LIST(2, 0, 0, INFINITY));
        const gt_arg args[] = {{.tensor = x}, {.tensor = y}};
        apply(GT_NEXTAFTER, args, 2, all[k].dtype, LIST(all[k].after_one, all[k].before_one, all[k].most, INFINITY));
        support_drop(&x);
        support_drop(&y);
        if (support_machine() != MACHINE_POCL) continue; /* others may take the least for 0 */
        x = support_values(all[k].dtype, 1, &four, LIST(0.0, -0.0, all[k].least, 0.0));
        y = support_values(all[k].dtype, 1, &four, LIST(1, -1, 1, -1));
        const gt_arg small[] = {{.tensor = x}, {.tensor = y}};
        apply(GT_NEXTAFTER, small, 2, all[k].dtype, LIST(all[k].least, -all[k].least, 2 * all[k].least, -all[k].least));
        support_drop(&x);
        support_drop(&y);
    }
}

static void signs_of_nan(void **state)
{
    (void)state;
    const int64_t four = 4;
    gt_tensor *x = support_values(GT_F32, 1, &four, LIST(NAN, NAN, -1, NAN)), *signed_nan = NULL;
    gt_tensor *y = support_values(GT_F32, 1, &four, LIST(-1, 1, NAN, -0.0));
    must(gt_binary(support_queue(), GT_COPYSIGN, &signed_nan, x, y));
    const gt_arg args[] = {{.tensor = signed_nan}};
    apply(GT_SIGNBIT, args, 1, GT_BOOL, LIST(1, 0, 0, 1));
    support_drop(&signed_nan);
    support_drop(&x);
    support_drop(&y);
}

/* A step of Adam: operands in place, scalars among them. */
static void steps_of_optimizers(void **state)
{
    (void)state;
    const int64_t four = 4;
    gt_queue *q = support_queue();
    gt_tensor *mean = support_values(GT_F32, 1, &four, LIST(1, 2, 3, 4));
    gt_tensor *square = support_values(GT_F32, 1, &four, LIST(4, 4, 4, 4));
    gt_tensor *slope = support_values(GT_F32, 1, &four, LIST(3, 2, -1, 0));
    const gt_arg half = {.scalar = float_scalar(GT_WEAK_FLOAT, 0.5)},
                 minus = {.scalar = float_scalar(GT_WEAK_FLOAT, -2)};
    const gt_arg mix[] = {{.tensor = mean}, {.tensor = slope}, half};
    must(gt_apply(q, GT_LERP, &mean, mix, 3));
    support_expect(mean, GT_F32, 1, &four, LIST(2, 2, 1, 2));
    const gt_arg add[] = {{.tensor = square}, {.tensor = slope}, {.tensor = slope}, half};
    must(gt_apply(q, GT_ADDCMUL, &square, add, 4));
    support_expect(square, GT_F32, 1, &four, LIST(8.5, 6, 4.5, 4));
    const gt_arg divide[] = {{.tensor = slope}, {.tensor = mean}, {.tensor = mean}, minus};
    must(gt_apply(q, GT_ADDCDIV, &slope, divide, 4));
    support_expect(slope, GT_F32, 1, &four, LIST(1, 0, -3, -2));
    support_drop(&mean);
    support_drop(&square);
    support_drop(&slope);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_beside_floats),
        cmocka_unit_test(signs_beside_wider_ones),
        cmocka_unit_test(fields_kept_for_later),
        cmocka_unit_test(bounds_outside),
        cmocka_unit_test(bools),
        cmocka_unit_test(products_and_sums),
        cmocka_unit_test(counting_down),
        cmocka_unit_test(axes_of_a_number),
        cmocka_unit_test(large_bias),
        cmocka_unit_test(neighbours),
        cmocka_unit_test(signs_of_nan),
        cmocka_unit_test(steps_of_optimizers),
    };
    return cmocka_run_group_tests(tests, NULL, support_close);
}

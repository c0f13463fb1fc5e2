/* Variants of softmax, and of random numbers. */
#include "checks/variants.h"

/* The kinds along an axis, from a dtype to another one. */
static void softmax(const gt_tensor *x, const gt_tensor *y, int32_t axis, gt_tensor *given)
{
    for (int32_t op = GT_SOFTMAX; op <= GT_LOG_SOFTMAX; op++)
        for (int gradient = 0; gradient < 2; gradient++) {
            gt_tensor *dst = given;
            const gt_status status = gradient ? gt_softmax_gradient(queue(), op, &dst, x, y, axis, NULL)
                                              : gt_softmax(queue(), op, &dst, x, axis, NULL);
            if (given)
                expect(status, "softmax");
            else
                expect_made(status, dst, "softmax");
        }
}

/* Short lines and long ones, beside each other and one after the other, of all dtypes. */
void softmaxes(void)
{
    static const int64_t shapes[][2] = {{64, 100}, {64, 3000}, {64, 20000}, {20000, 64}};
    const int64_t deep[] = {2, 3, 2, 3, 2, 3, 2, 3};
    for (int32_t dtype = 1; dtype < DTYPES; dtype++)
        for (int32_t axis = 0; axis < 2; axis++) {
            gt_tensor x = tensor(dtype, 2, shapes[0]), y = tensor(gt__float_of(dtype), 2, shapes[0]);
            gt_tensor o = tensor(dtype, 2, shapes[0]);
            softmax(&x, &y, axis, NULL);
            softmax(&y, &y, axis, &o);
        }
    for (int k = 0; k < 2; k++) {
        const int32_t dtype = k ? GT_F64 : GT_F32;
        for (int s = 0; s < 4; s++)
            for (int32_t axis = 0; axis < 2; axis++) {
                gt_tensor x = tensor(dtype, 2, shapes[s]);
                softmax(&x, &x, axis, NULL);
            }
        gt_tensor x = spread(dtype, 8, deep, 1);
        softmax(&x, &x, 3, NULL);
        softmax(&x, &x, 7, NULL);
    }
}

/* Each distribution in all dtypes that it has; integers out of few and out of many. */
void randoms(void)
{
    const int64_t shape[] = {100};
    for (int32_t dtype = 1; dtype < DTYPES; dtype++)
        for (int32_t d = GT_RANDOM_UNIFORM; d <= GT_RANDOM_BERNOULLI; d++) {
            const int fits = d < GT_RANDOM_INTEGERS    ? gt__dtype_of(dtype)->kind == GT__FLOAT
                             : d == GT_RANDOM_INTEGERS ? gt__dtype_of(dtype)->kind < GT__FLOAT && dtype != GT_BOOL
                                                       : 1;
            for (int all = 0; all < 2 && fits; all++) {
                const gt_random_opts opts = {.size = sizeof opts, .range = all ? 0 : 7};
                gt_tensor *made = NULL;
                expect_made(gt_random(queue(), &made, dtype, 1, shape, d, &opts), made, "random");
            }
        }
}

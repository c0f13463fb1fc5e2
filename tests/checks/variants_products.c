/* Variants of products of matrices. */
#include "base/integer.h"
#include "checks/variants.h"

static void product(const gt_tensor *a, const gt_tensor *b, const gt_tensor *bias, int32_t activation, gt_tensor *given)
{
    const gt_matmul_opts opts = {
        .size = sizeof opts, .activation = activation, .provider = GT_PROVIDER_OWN, .bias = bias};
    gt_tensor *dst = given;
    gt_status status = gt_matmul(queue(), &dst, a, b, &opts);
    if (given)
        expect(status, "matmul");
    else
        expect_made(status, dst, "matmul");
}

/* Of m x side times side x side matrices of two dtypes. */
static void square(int32_t a_dtype, int32_t b_dtype, int32_t activation, int64_t m, int64_t side)
{
    gt_tensor a = tensor(a_dtype, 2, (const int64_t[]){m, side});
    gt_tensor b = tensor(b_dtype, 2, (const int64_t[]){side, side});
    gt_tensor bias = tensor(b_dtype, 1, &side);
    product(&a, &b, NULL, activation, NULL);
    product(&a, &b, &bias, activation, NULL);
}

/* Squares of all sizes, so that every tile is chosen. */
void tiles(void)
{
    static const int64_t sizes[] = {1, 2, 8, 32, 64, 128, 256, 512, 4096};
    for (int c = 0; c < COMPUTES; c++)
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            gt_tensor a = tensor(computes[c], 2, (const int64_t[]){sizes[s], sizes[s]});
            gt_tensor b = tensor(computes[c], 2, (const int64_t[]){sizes[s], sizes[s]});
            product(&a, &b, NULL, 0, NULL);
        }
}

/* Of each pair of complex dtypes. */
static void complex_products(int64_t m)
{
    static const int64_t sides[] = {8, 128};
    for (int32_t by = GT_C64; by <= GT_C128; by++)
        for (int32_t of = GT_C64; of <= GT_C128; of++)
            for (int s = 0; s < 2; s++) {
                gt_tensor a = tensor(of, 2, (const int64_t[]){m, sides[s]});
                gt_tensor b = tensor(by, 2, (const int64_t[]){sides[s], sides[s]});
                product(&a, &b, NULL, 0, NULL);
            }
}

/* m: 1 for a row times a matrix. */
void products(int64_t m)
{
    static const int32_t activations[] = {0, GT_RELU, GT_TANH};
    const int64_t row[] = {2, 3, 2, 3, 2, m, 8}, deep[] = {2, 3, 2, 3, 2, 8, 8};
    const int64_t rows[] = {m, 128}, columns[] = {128, 128};
    for (int c = 0; c < COMPUTES; c++) {
        const int is_float = gt__dtype_of(computes[c])->kind == GT__FLOAT;
        for (int i = 0; i < 3; i++)
            if (is_float || activations[i] != GT_TANH) square(computes[c], computes[c], activations[i], m, 128);
        gt_tensor a = spread(computes[c], 7, row, 1), b = spread(computes[c], 7, deep, 1);
        product(&a, &b, NULL, 0, NULL);
    }
    for (int32_t dtype = 2; dtype < DTYPES; dtype++) {
        const int32_t wide = gt__dtype_of(dtype)->wide;
        square(dtype, dtype, 0, m, 128);
        square(dtype, gt__float_of(dtype), 0, m, 128);
        square(gt__float_of(dtype), dtype, 0, m, 128);
        gt_tensor a = tensor(wide, 2, rows), b = tensor(wide, 2, columns), d = tensor(dtype, 2, rows);
        product(&a, &b, NULL, 0, &d);
    }
    complex_products(m);
}

/* By tensor cores: operands that lie along either axis, in vectors or not, tiles of both sizes, all dtypes of results,
 * walks of many axes. */
void tensor_cores(void)
{
    static const int32_t dtypes[] = {GT_F16, GT_BF16, GT_F64};
    static const int64_t sides[] = {64, 65, 1024}, deep[] = {2, 3, 2, 3, 2, 64, 64};
    for (int t = 0; t < 3; t++) {
        gt_tensor x = spread(dtypes[t], 7, deep, 1);
        product(&x, &x, NULL, 0, NULL);
        for (int s = 0; s < 3; s++)
            for (int turned = 0; turned < 4; turned++) {
                const int64_t side = sides[s], shape[] = {side, side};
                gt_tensor a = tensor(dtypes[t], 2, shape), b = tensor(dtypes[t], 2, shape), *given[] = {&a, &b};
                for (int i = 0; i < 2; i++)
                    if (turned >> i & 1) gt__swap(&given[i]->array.strides[0], &given[i]->array.strides[1]);
                product(&a, &b, NULL, 0, NULL);
                if (turned == 0) product(&a, &b, &b, GT_TANH, NULL);
                for (int32_t dtype = 2; dtype < DTYPES && turned == 0 && side == 64; dtype++) {
                    gt_tensor d = tensor(dtype, 2, shape);
                    product(&a, &b, NULL, 0, &d);
                }
            }
    }
}

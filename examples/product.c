/* product: batches of matrix products with scale, accumulation, bias and activation in the same kernel; int8 summed in
 * int32. */
#include <gputensor/names.h>
#include <stdio.h>

enum { BATCH = 3, M = 4, K = 5, N = 2 };
static int wrong;

/* y = relu(0.5 (a @ b) + 2 y + bias), as one call and as loops on the host. All numbers are small, so that float32 has
 * them exactly and the order of summation does not matter. */
static gt_status layer(gt_queue *q)
{
    float a[BATCH][M][K], b[K][N], bias[N] = {1, -3}, y[BATCH][M][N], got[BATCH][M][N] = {{{0}}};
    for (int i = 0; i < BATCH * M * K; i++) a[i / (M * K)][i / K % M][i % K] = (float)(i % 7 - 3);
    for (int i = 0; i < K * N; i++) b[i / N][i % N] = (float)(i % 5 - 2);
    for (int i = 0; i < BATCH * M * N; i++) y[i / (M * N)][i / N % M][i % N] = (float)(i % 3 - 1);

    const gt_scalar half = gt_float(0.5), two = gt_int(2);
    gt_matmul_opts opts = {.size = sizeof opts, .alpha = &half, .beta = &two, .activation = GT_RELU};
    gt_tensor *ta = NULL, *tb = NULL, *tbias = NULL, *ty = NULL;
    gt_status s = gt_upload(q, &ta, GT_F32, 3, (int64_t[]){BATCH, M, K}, a, sizeof a);
    if (s == GT_OK) s = gt_upload(q, &tb, GT_F32, 2, (int64_t[]){K, N}, b, sizeof b);
    if (s == GT_OK) s = gt_upload(q, &tbias, GT_F32, 1, (int64_t[]){N}, bias, sizeof bias);
    if (s == GT_OK) s = gt_upload(q, &ty, GT_F32, 3, (int64_t[]){BATCH, M, N}, y, sizeof y);
    opts.bias = tbias;                                    /* broadcasts: the same for every row */
    if (s == GT_OK) s = gt_matmul(q, &ty, ta, tb, &opts); /* b broadcasts: the same for every batch */
    if (s == GT_OK) s = gt_download(q, got, sizeof got, ty);

    for (int i = 0; i < BATCH * M * N; i++) {
        int batch = i / (M * N), row = i / N % M, column = i % N;
        float sum = 0;
        for (int k = 0; k < K; k++) sum += a[batch][row][k] * b[k][column];
        float x = 0.5F * sum + 2 * y[batch][row][column] + bias[column], wanted = x < 0 ? 0 : x;
        wrong += got[batch][row][column] != wanted;
        if (i % (M * N) == 0) printf("relu(0.5 (a @ b) + 2 y + bias): ");
        printf(" %g%s", got[batch][row][column], (i + 1) % (M * N) ? "" : "\n");
    }
    gt_tensor_free(ta), gt_tensor_free(tb), gt_tensor_free(tbias), gt_tensor_free(ty);
    return s;
}

/* Products of int8 as quantised networks need them. int8 @ int8 would be int8, and wrap; accumulate makes sums and
 * result int32. */
static gt_status quantised(gt_queue *q)
{
    int8_t a[M][K], b[K][N];
    int32_t got[M][N] = {{0}};
    for (int i = 0; i < M * K; i++) a[i / K][i % K] = (int8_t)(i % 2 ? -100 - i : 100 + i);
    for (int i = 0; i < K * N; i++) b[i / N][i % N] = (int8_t)(120 - i);

    const gt_matmul_opts in_int32 = {.size = sizeof in_int32, .accumulate = GT_I32};
    gt_tensor *ta = NULL, *tb = NULL, *ty = NULL;
    gt_status s = gt_upload(q, &ta, GT_I8, 2, (int64_t[]){M, K}, a, sizeof a);
    if (s == GT_OK) s = gt_upload(q, &tb, GT_I8, 2, (int64_t[]){K, N}, b, sizeof b);
    if (s == GT_OK) s = gt_matmul(q, &ty, ta, tb, &in_int32);
    if (s == GT_OK) s = gt_download(q, got, sizeof got, ty);
    printf("int8 @ int8 in int32:           ");
    for (int i = 0; i < M * N; i++) {
        int32_t wanted = 0;
        for (int k = 0; k < K; k++) wanted += a[i / N][k] * b[k][i % N];
        wrong += got[i / N][i % N] != wanted;
        printf(" %d", (int)got[i / N][i % N]);
    }
    puts("");
    gt_tensor_free(ta), gt_tensor_free(tb), gt_tensor_free(ty);
    return s;
}

/* Rank 1: on the left a row, on the right a column; the axis goes away. Transposed matrices are views. */
static gt_status vectors(gt_queue *q)
{
    const float matrix[2][3] = {{1, 2, 3}, {4, 5, 6}}, vector[2] = {10, 1};
    float row[3] = {0}, column[3] = {0}, dot = 0;
    gt_tensor *m = NULL, *mt = NULL, *v = NULL, *vm = NULL, *mtv = NULL, *vv = NULL;
    gt_status s = gt_upload(q, &m, GT_F32, 2, (int64_t[]){2, 3}, matrix, sizeof matrix);
    if (s == GT_OK) s = gt_upload(q, &v, GT_F32, 1, (int64_t[]){2}, vector, sizeof vector);
    if (s == GT_OK) s = gt_tensor_permute(&mt, m, NULL, 0);
    if (s == GT_OK) s = gt_matmul(q, &vm, v, m, NULL);   /* (2) @ (2, 3) is (3) */
    if (s == GT_OK) s = gt_matmul(q, &mtv, mt, v, NULL); /* (3, 2) @ (2) is (3) */
    if (s == GT_OK) s = gt_matmul(q, &vv, v, v, NULL);   /* (2) @ (2) is a scalar of rank 0 */
    if (s == GT_OK) s = gt_download(q, row, sizeof row, vm);
    if (s == GT_OK) s = gt_download(q, column, sizeof column, mtv);
    if (s == GT_OK) s = gt_download(q, &dot, sizeof dot, vv);
    for (int i = 0; i < 3; i++) wrong += row[i] != 10 * matrix[0][i] + matrix[1][i] || column[i] != row[i];
    wrong += dot != 101;
    printf("v @ m, transposed m @ v, v @ v:  %g %g %g, %g %g %g, %g\n", row[0], row[1], row[2], column[0], column[1],
           column[2], dot);
    gt_tensor_free(m), gt_tensor_free(mt), gt_tensor_free(v), gt_tensor_free(vm), gt_tensor_free(mtv),
        gt_tensor_free(vv);
    return s;
}

int main(void)
{
    gt_context *ctx = NULL;
    gt_status s = gt_context_create(&ctx, gt_device_find(NULL), NULL);
    gt_queue *q = gt_context_queue(ctx);
    if (s == GT_OK) s = layer(q);
    if (s == GT_OK) s = quantised(q);
    if (s == GT_OK) s = vectors(q);
    if (s != GT_OK) fprintf(stderr, "product: %s\n", gt_last_error());
    if (wrong) fprintf(stderr, "product: %d results are wrong\n", wrong);
    gt_context_free(ctx);
    return s != GT_OK || wrong;
}

/* hello: relu(a @ b) for a batch of two matrices, on the default device. */
#include <gputensor/names.h>
#include <stdio.h>

int main(void)
{
    float a[2][2][2] = {{{1, 2}, {3, 4}}, {{-1, 0}, {0, -1}}}, b[2][2] = {{1, -1}, {2, 1}}, c[2][2][2];
    gt_context *ctx = NULL;
    gt_tensor *x = NULL, *w = NULL, *y = NULL;
    gt_status s = gt_context_create(&ctx, gt_device_find(NULL), NULL);
    gt_queue *q = gt_context_queue(ctx);
    if (s == GT_OK) s = gt_upload(q, &x, GT_F32, 3, (int64_t[]){2, 2, 2}, a, sizeof a);
    if (s == GT_OK) s = gt_upload(q, &w, GT_F32, 2, (int64_t[]){2, 2}, b, sizeof b);
    if (s == GT_OK) s = gt_matmul(q, &y, x, w, NULL); /* y is made, [2, 2, 2]: w is broadcast */
    if (s == GT_OK) s = gt_relu(q, &y, y);            /* in place */
    if (s == GT_OK) s = gt_download(q, c, sizeof c, y);
    for (int i = 0; s == GT_OK && i < 4; i++) printf("%g %g\n", c[i / 2][i % 2][0], c[i / 2][i % 2][1]);
    if (s != GT_OK) fprintf(stderr, "hello: %s\n", gt_last_error());
    gt_tensor_free(x), gt_tensor_free(w), gt_tensor_free(y), gt_context_free(ctx);
    return s != GT_OK;
}

/* Prints the version of the library and a sum that it computed. */
#include <gputensor/names.h>
#include <stdio.h>

int main(void)
{
    const float a[3] = {1, 2, 3}, b[1] = {4};
    const int64_t three = 3, one = 1;
    float sum[3] = {0};
    gt_context *ctx = NULL;
    gt_tensor *x = NULL, *y = NULL, *z = NULL;
    gt_status s = gt_context_create(&ctx, gt_device_find(NULL), NULL);
    gt_queue *q = gt_context_queue(ctx);
    if (s == GT_OK) s = gt_upload(q, &x, GT_F32, 1, &three, a, sizeof a);
    if (s == GT_OK) s = gt_upload(q, &y, GT_F32, 1, &one, b, sizeof b);
    if (s == GT_OK) s = gt_add(q, &z, x, y);
    if (s == GT_OK) s = gt_download(q, sum, sizeof sum, z);
    if (s == GT_OK && gt_version() == GT_VERSION)
        printf("%s %g %g %g\n", gt_version_string(), sum[0], sum[1], sum[2]);
    else
        fprintf(stderr, "%d: %s\n", (int)gt_version(), gt_last_error());
    gt_tensor_free(x), gt_tensor_free(y), gt_tensor_free(z), gt_context_free(ctx);
    return s != GT_OK;
}

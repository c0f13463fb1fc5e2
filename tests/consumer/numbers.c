/* What the library computes with floats on the host, where a project that it is a part of is compiled with -ffast-math:
 * float64 numbers that saturate as int32, NaN among them, and one that becomes a NaN as float16. */
#include <gputensor/names.h>
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    static const char *const texts[] = {"1e30", "-1e30", "inf", "-inf", "nan", "-2147483649", "2147483646.9"};
    enum { N = sizeof texts / sizeof *texts };
    const int64_t one = 1;
    gt_context *ctx = NULL;
    gt_tensor *t = NULL;
    gt_status s = gt_context_create(&ctx, gt_device_find(NULL), NULL);
    for (int i = 0; i < N && s == GT_OK; i++) {
        const gt_scalar number = {.dtype = GT_F64, .re = strtod(texts[i], NULL)};
        int32_t got = 0;
        s = gt_fill(gt_context_queue(ctx), &t, GT_I32, 1, &one, &number);
        if (s == GT_OK) s = gt_download(gt_context_queue(ctx), &got, sizeof got, t);
        printf("%d ", (int)got);
    }
    gt_tensor_free(t);
    t = NULL;
    const gt_scalar nan = {.dtype = GT_F64, .re = strtod("nan", NULL)};
    uint16_t half = 0;
    if (s == GT_OK) s = gt_fill(gt_context_queue(ctx), &t, GT_F16, 1, &one, &nan);
    if (s == GT_OK) s = gt_download(gt_context_queue(ctx), &half, sizeof half, t);
    printf("%d\n", (half & 0x7c00) == 0x7c00 && (half & 0x3ff) != 0);
    if (s != GT_OK) fprintf(stderr, "%s\n", gt_last_error());
    gt_tensor_free(t), gt_context_free(ctx);
    return s != GT_OK;
}

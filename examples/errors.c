/* errors: what a failure tells, that it changes nothing, and how a program goes on after one. */
#include <gputensor/names.h>
#include <stdio.h>
#include <string.h>

static int wrong;

/* Prints what is known of a failure that was meant to be, and checks its status. */
static void failed(gt_status got, gt_status wanted)
{
    gt_error e = {.size = sizeof e};
    gt_last_error_get(&e); /* gt_last_error() alone is the message */
    printf("%s (%d), %s, argument %d\n    %s\n", gt_enum_name(GT_KIND_STATUS, got), (int)got, e.operation,
           (int)e.argument, e.message);
    wrong += got != wanted || e.status != wanted || e.message[0] == '\0';
}

/* After a failure all is as before: a new result is not made, a given one not written to. */
static gt_status nothing_changed(gt_queue *q)
{
    const float numbers[6] = {1, 2, 3, 4, 5, 6};
    float left[6] = {0};
    gt_tensor *a = NULL, *b = NULL, *made = NULL, *given = NULL;
    gt_status s = gt_upload(q, &a, GT_F32, 2, (int64_t[]){2, 3}, numbers, sizeof numbers);
    if (s == GT_OK) s = gt_upload(q, &b, GT_F32, 1, (int64_t[]){4}, numbers, 4 * sizeof *numbers);
    if (s == GT_OK) s = gt_copy(q, &given, a, 0);
    if (s == GT_OK) {
        failed(gt_add(q, &made, a, b), GT_E_SHAPE);
        wrong += made != NULL;
        failed(gt_add(q, &given, a, b), GT_E_SHAPE);
        failed(gt_matmul(q, &given, a, NULL, NULL), GT_E_ARGUMENT);
        s = gt_download(q, left, sizeof left, given);
        wrong += memcmp(left, numbers, sizeof left) != 0;
    }
    gt_tensor_free(a), gt_tensor_free(b), gt_tensor_free(made), gt_tensor_free(given);
    return s;
}

/* The same call may be made again. Here memory runs out, as this context may have 1 MiB only; the program gives up what
 * it can do without, and tries again. */
static gt_status retry(int32_t device)
{
    const gt_context_opts small = {.size = sizeof small, .memory_limit = 1 << 20};
    const int64_t shape[] = {150000}; /* of float32: 0.6 MB */
    gt_context *ctx = NULL;
    gt_tensor *cache = NULL, *x = NULL;
    gt_status s = gt_context_create(&ctx, device, &small);
    gt_queue *q = gt_context_queue(ctx);
    if (s == GT_OK) s = gt_tensor_create(q, &cache, GT_F32, 1, shape, 0);
    if (s == GT_OK) s = gt_tensor_create(q, &x, GT_F32, 1, shape, 0);
    if (s == GT_E_OUT_OF_MEMORY) {
        failed(s, GT_E_OUT_OF_MEMORY);
        gt_tensor_clear(&cache);
        s = gt_tensor_create(q, &x, GT_F32, 1, shape, 0);
        printf("    once more, after something else was freed: %s\n", gt_enum_name(GT_KIND_STATUS, s));
    } else {
        wrong++;
    }
    gt_tensor_free(cache), gt_tensor_free(x), gt_context_free(ctx);
    return s;
}

/* Ask first, or try and look at the status: float64 where there is one, else float32. */
static gt_status best_float(gt_context *ctx)
{
    const int32_t dtype = gt_context_supports(ctx, GT_F64) != GT_SUPPORT_NONE ? GT_F64 : GT_F32;
    gt_tensor *x = NULL;
    gt_status s = gt_tensor_create(gt_context_queue(ctx), &x, GT_F64, 0, NULL, 0);
    if (dtype == GT_F32) failed(s, GT_E_MISSING_DTYPE);
    if (s == GT_E_MISSING_DTYPE) s = gt_tensor_create(gt_context_queue(ctx), &x, GT_F32, 0, NULL, 0);
    wrong += s == GT_OK && gt_tensor_dtype(x) != dtype;
    printf("the best float here is %s\n", gt_enum_name(GT_KIND_DTYPE, dtype));
    gt_tensor_free(x);
    return s;
}

int main(void)
{
    const char *why = "";
    gt_context *ctx = NULL;
    if (!gt_is_available(&why)) printf("no OpenCL: %s\n", why); /* a program could go on without it */

    /* A device that is not there: the status goes through gt_context_create, with the message that says why. */
    failed(gt_context_create(&ctx, gt_device_find("no such device"), NULL), GT_E_NO_DEVICE);

    const int32_t device = gt_device_find(NULL);
    gt_status s = gt_context_create(&ctx, device, NULL);
    if (s == GT_OK) s = nothing_changed(gt_context_queue(ctx));
    if (s == GT_OK) s = retry(device);
    if (s == GT_OK) s = best_float(ctx);
    if (s != GT_OK) fprintf(stderr, "errors: %s\n", gt_last_error());
    if (wrong) fprintf(stderr, "errors: %d results are wrong\n", wrong);
    gt_context_free(ctx);
    return s != GT_OK || wrong;
}

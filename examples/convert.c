/* convert: data types. What two of them promote to, how values are cast, and plain numbers beside tensors. */
#include <gputensor/names.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static int wrong;

static const char *name_of(int32_t dtype)
{
    return dtype ? gt_enum_name(GT_KIND_DTYPE, dtype) : "none";
}

/* What operands of two types are computed in, and what the result has. wanted 0: they have nothing in common. */
static void promote(int32_t a, int32_t b, int32_t wanted)
{
    const int32_t both[] = {a, b};
    int32_t common = 0;
    gt_status s = gt_result_type(both, 2, &common);
    printf("%s with %s: %s\n", name_of(a), name_of(b), name_of(common));
    wrong += common != wanted || s != (wanted ? GT_OK : GT_E_DTYPE);
}

/* Casts n host numbers of one type to another one on the device, back to float32, and checks them. */
static gt_status cast(gt_queue *q, int32_t from, const void *host, int64_t n, int32_t to, const float *wanted)
{
    float got[8] = {0};
    gt_tensor *x = NULL, *y = NULL, *back = NULL;
    gt_status s = gt_upload(q, &x, from, 1, &n, host, (size_t)n * (size_t)gt_dtype_size(from));
    if (s == GT_OK) s = gt_copy(q, &y, x, to);
    if (s == GT_OK) s = gt_copy(q, &back, y, GT_F32);
    if (s == GT_OK) s = gt_download(q, got, (size_t)n * sizeof *got, back);
    printf("%s to %s:", name_of(from), name_of(to));
    for (int64_t i = 0; i < n; i++) printf(" %.9g", got[i]);
    puts("");
    wrong += memcmp(got, wanted, (size_t)n * sizeof *got) != 0;
    gt_tensor_free(x), gt_tensor_free(y), gt_tensor_free(back);
    return s;
}

static gt_status casts(gt_queue *q)
{
    const float floats[] = {1.9F, -1.9F, 1000, -1000, INFINITY, NAN, 0};
    const int32_t integers[] = {-1, 300, 127, 0};
    const float fine[] = {1.0F / 3, 2049, 65536}; /* float16 ends at 65504, and has 11 bits; bfloat16 has 8 */
    gt_status s = cast(q, GT_F32, floats, 7, GT_I8, (float[]){1, -1, 127, -128, 127, 0, 0}); /* saturates */
    if (s == GT_OK) s = cast(q, GT_F32, floats, 7, GT_BOOL, (float[]){1, 1, 1, 1, 1, 1, 0});
    if (s == GT_OK) s = cast(q, GT_I32, integers, 4, GT_U8, (float[]){255, 44, 127, 0}); /* wraps */
    if (s == GT_OK) s = cast(q, GT_F32, fine, 3, GT_F16, (float[]){0x1.554p-2F, 2048, INFINITY});
    if (s == GT_OK) s = cast(q, GT_F32, fine, 3, GT_BF16, (float[]){0x1.56p-2F, 2048, 65536});
    return s;
}

/* Tensors of two types, and numbers beside them. A plain number takes the type of the tensor. */
static gt_status mixed(gt_queue *q)
{
    const int8_t small[2] = {100, 27};
    const float numbers[2] = {0.5F, -0.5F};
    gt_tensor *i = NULL, *f = NULL, *t = NULL;
    gt_status s = gt_upload(q, &i, GT_I8, 1, (int64_t[]){2}, small, sizeof small);
    if (s == GT_OK) s = gt_upload(q, &f, GT_F32, 1, (int64_t[]){2}, numbers, sizeof numbers);
    if (s == GT_OK) s = gt_add(q, &t, i, f);
    wrong += gt_tensor_dtype(t) != GT_F32;

    const gt_arg integer[] = {gt_arg_tensor(i), gt_arg_scalar(gt_int(100))};
    int8_t wrapped[2] = {0};
    gt_tensor_clear(&t);
    if (s == GT_OK) s = gt_apply(q, GT_ADD, &t, integer, 2); /* int8 + 100 is int8, and wraps */
    if (s == GT_OK) s = gt_download(q, wrapped, sizeof wrapped, t);
    printf("int8 %d + 100 is %s %d\n", small[0], name_of(gt_tensor_dtype(t)), wrapped[0]);
    wrong += gt_tensor_dtype(t) != GT_I8 || wrapped[0] != -56 || wrapped[1] != 127;

    const gt_arg real[] = {gt_arg_tensor(i), gt_arg_scalar(gt_float(0.5))};
    float exact[2] = {0};
    gt_tensor_clear(&t);
    if (s == GT_OK) s = gt_apply(q, GT_MULTIPLY, &t, real, 2); /* int8 * 0.5 is float32 */
    if (s == GT_OK) s = gt_download(q, exact, sizeof exact, t);
    printf("int8 %d * 0.5 is %s %g\n", small[1], name_of(gt_tensor_dtype(t)), exact[1]);
    wrong += gt_tensor_dtype(t) != GT_F32 || exact[1] != 13.5F;

    /* A given destination keeps its type: float32 results are cast to int8 as they are stored. */
    if (s == GT_OK) s = gt_apply(q, GT_MULTIPLY, &i, real, 2);
    if (s == GT_OK) s = gt_download(q, wrapped, sizeof wrapped, i);
    wrong += wrapped[0] != 50 || wrapped[1] != 13;
    gt_tensor_free(i), gt_tensor_free(f), gt_tensor_free(t);
    return s;
}

int main(void)
{
    gt_context *ctx = NULL;
    gt_status s = gt_context_create(&ctx, gt_device_find(NULL), NULL);
    gt_queue *q = gt_context_queue(ctx);
    promote(GT_I8, GT_U8, GT_I16);
    promote(GT_I64, GT_F32, GT_F32);
    promote(GT_F16, GT_BF16, GT_F32);
    promote(GT_BOOL, GT_U16, GT_U16);
    promote(GT_U64, GT_I8, 0);
    wrong += gt_can_cast(GT_I16, GT_F32) != 1 || gt_can_cast(GT_F32, GT_I16) != 0;
    if (s == GT_OK) s = casts(q);
    if (s == GT_OK) s = mixed(q);
    if (s != GT_OK) fprintf(stderr, "convert: %s\n", gt_last_error());
    if (wrong) fprintf(stderr, "convert: %d results are wrong\n", wrong);
    gt_context_free(ctx);
    return s != GT_OK || wrong;
}

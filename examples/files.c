/* files: tensors in files of NumPy (.npy). Written, read back, converted on the way; and files that are none. */
#define _XOPEN_SOURCE 700 /* mkstemp */
#include <gputensor/names.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int wrong;

/* What NumPy would see: the header of a .npy file is text. */
static void show_header(const char *path, const char *wanted)
{
    char header[128] = "";
    FILE *file = fopen(path, "rb");
    size_t n = file ? fread(header, 1, sizeof header - 1, file) : 0;
    if (file) fclose(file);
    const char *text = n > 10 ? header + 10 : ""; /* after the magic number, the version and the length */
    printf("%.*s\n", (int)strcspn(text, "}") + 1, text);
    wrong += n <= 10 || memcmp(header, "\x93NUMPY", 6) != 0 || !strstr(text, wanted);
}

static gt_status there_and_back(gt_queue *q, const char *path)
{
    const float numbers[2][3] = {{1, 2, 3}, {4, 5, 6.5F}};
    float got[6] = {0};
    const float turned[6] = {1, 4, 2, 5, 3, 6.5F};
    int32_t integers[6] = {0};
    gt_tensor *x = NULL, *t = NULL, *y = NULL, *given = NULL;
    gt_status s = gt_upload(q, &x, GT_F32, 2, (int64_t[]){2, 3}, numbers, sizeof numbers);
    if (s == GT_OK) s = gt_tensor_permute(&t, x, NULL, 0);
    if (s == GT_OK) s = gt_save_npy(q, path, t); /* any view: the file has its elements in their order */
    if (s == GT_OK) show_header(path, "'shape': (3, 2)");

    if (s == GT_OK) s = gt_load_npy(q, &y, path); /* *dst is NULL: dtype and shape are the file's */
    if (s == GT_OK) s = gt_download(q, got, sizeof got, y);
    wrong += gt_tensor_dtype(y) != GT_F32 || gt_tensor_dim(y, 0) != 3 || memcmp(got, turned, sizeof got) != 0;

    if (s == GT_OK) s = gt_tensor_create(q, &given, GT_I32, 2, (int64_t[]){3, 2}, GT_UNINITIALISED);
    if (s == GT_OK) s = gt_load_npy(q, &given, path); /* a given tensor: the values are converted to its dtype */
    if (s == GT_OK) s = gt_download(q, integers, sizeof integers, given);
    for (int i = 0; i < 6; i++) wrong += integers[i] != (int32_t)turned[i];
    printf("read back: %g to %g; as int32: %d to %d\n", got[0], got[5], (int)integers[0], (int)integers[5]);
    gt_tensor_free(x), gt_tensor_free(t), gt_tensor_free(y), gt_tensor_free(given);
    return s;
}

/* bfloat16 is not a type of NumPy. Cast to float32 it loses nothing. */
static gt_status cast_first(gt_queue *q, const char *path)
{
    const gt_scalar third = gt_float(1.0 / 3);
    float got[2] = {0};
    gt_tensor *x = NULL, *wide = NULL, *y = NULL;
    gt_status s = gt_fill(q, &x, GT_BF16, 1, (int64_t[]){2}, &third);
    if (s == GT_OK) wrong += gt_save_npy(q, path, x) != GT_E_DTYPE; /* the file that is there stays */
    if (s == GT_OK) show_header(path, "'shape': (3, 2)");
    if (s == GT_OK) s = gt_copy(q, &wide, x, GT_F32);
    if (s == GT_OK) s = gt_save_npy(q, path, wide);
    if (s == GT_OK) show_header(path, "'shape': (2,)");
    if (s == GT_OK) s = gt_load_npy(q, &y, path);
    if (s == GT_OK) s = gt_download(q, got, sizeof got, y);
    wrong += got[0] != 0x1.56p-2F || got[1] != got[0];
    gt_tensor_free(x), gt_tensor_free(wide), gt_tensor_free(y);
    return s;
}

/* A file from anywhere is data, not trust: what is wrong with it becomes a status. */
static void refuse(gt_queue *q, const char *path)
{
    gt_tensor *y = NULL;
    wrong += gt_load_npy(q, &y, "/no/such/file.npy") != GT_E_IO || y;
    printf("%s\n", gt_last_error());
    FILE *file = fopen(path, "wb");
    if (!file || fputs("\x93NUMPY\x01", file) < 0) wrong++;
    if (file) fclose(file);
    wrong += gt_load_npy(q, &y, path) != GT_E_FORMAT || y;
    printf("%s\n", gt_last_error());
}

int main(void)
{
    char path[] = "/tmp/gputensor-XXXXXX";
    int file = mkstemp(path);
    if (file < 0) return perror(path), 1;
    close(file);

    gt_context *ctx = NULL;
    gt_status s = gt_context_create(&ctx, gt_device_find(NULL), NULL);
    gt_queue *q = gt_context_queue(ctx);
    if (s == GT_OK) s = there_and_back(q, path);
    if (s == GT_OK) s = cast_first(q, path);
    if (s == GT_OK) refuse(q, path);
    if (s != GT_OK) fprintf(stderr, "files: %s\n", gt_last_error());
    if (wrong) fprintf(stderr, "files: %d results are wrong\n", wrong);
    gt_context_free(ctx);
    remove(path);
    return s != GT_OK || wrong;
}

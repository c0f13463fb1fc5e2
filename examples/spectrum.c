/* Which notes are in a sound: the transform of its samples has its largest numbers at their frequencies. Then the sound
 * without the loudest one, by the inverse transform. */
#include <gputensor/gputensor.h>
#include <gputensor/names.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { RATE = 8000, SAMPLES = 12000, NOTES = 3, RESULTS = SAMPLES / 2 + 1, NEAR = 8 };
static const double pitch[NOTES] = {220, 276, 330}, loud[NOTES] = {1, 0.25, 0.5};

static int failed(const char *what, gt_status status)
{
    if (status >= 0) return 0;
    fprintf(stderr, "%s: %s\n", what, gt_last_error());
    return 1;
}

static void play(float *samples)
{
    for (int i = 0; i < SAMPLES; i++) {
        double sum = 0;
        for (int k = 0; k < NOTES; k++) sum += loud[k] * sin(6.283185307179586 * pitch[k] * i / RATE);
        samples[i] = (float)sum;
    }
}

/* Prints the largest numbers, each larger than its neighbours; the place of the very largest. */
static int show(const float *size)
{
    int largest = 1;
    for (int k = 1; k < RESULTS - 1; k++) {
        if (size[k] > size[largest]) largest = k;
        if (size[k] > 300 && size[k] > size[k - 1] && size[k] > size[k + 1])
            printf("%6.1f Hz, loudness %.2f\n", (double)k * RATE / SAMPLES, 2.0 * (double)size[k] / SAMPLES);
    }
    return largest;
}

/* |z| of the transform, on the host. */
static gt_status sizes(gt_queue *q, float *size, const gt_tensor *samples, gt_tensor **transform)
{
    const gt_fft_opts opts = {.size = sizeof opts, .kind = GT_FFT_R2C};
    gt_tensor *length = NULL;
    gt_status status = gt_fft(q, transform, samples, NULL, 0, &opts);
    if (status == GT_OK) status = gt_abs(q, &length, *transform);
    if (status == GT_OK) status = gt_download(q, size, RESULTS * sizeof *size, length);
    gt_tensor_free(length);
    return status;
}

/* Sets the numbers around a place to 0, and makes samples of the others. */
static gt_status without(gt_queue *q, gt_tensor **samples, const gt_tensor *transform, int place)
{
    const int64_t count[] = {SAMPLES}, few[] = {2 * NEAR + 1};
    const gt_fft_opts back = {.size = sizeof back, .kind = GT_FFT_C2R, .inverse = 1, .lengths = count};
    const gt_slice around = {.start = place - NEAR, .stop = place + NEAR + 1, .step = 1};
    const gt_scalar zero = gt_float(0);
    gt_tensor *note = NULL;
    gt_status status = gt_tensor_slice(&note, transform, &around, 1);
    if (status == GT_OK) status = gt_fill(q, &note, GT_C64, 1, few, &zero);
    if (status == GT_OK) status = gt_fft(q, samples, transform, NULL, 0, &back);
    gt_tensor_free(note);
    return status;
}

int main(void)
{
    static float host[SAMPLES], size[RESULTS];
    const int64_t shape[] = {SAMPLES};
    gt_context *ctx = NULL;
    gt_tensor *samples = NULL, *transform = NULL;
    int bad = failed("context", gt_context_create(&ctx, gt_device_find(NULL), NULL)), loudest = 0;
    gt_queue *q = gt_context_queue(ctx);
    play(host);
    if (!bad) bad = failed("upload", gt_upload(q, &samples, GT_F32, 1, shape, host, sizeof host));
    if (!bad) bad = failed("transform", sizes(q, size, samples, &transform));
    if (!bad) {
        puts("The sound:");
        loudest = show(size);
        bad = failed("back", without(q, &samples, transform, loudest));
    }
    if (!bad) bad = failed("transform", sizes(q, size, samples, &transform));
    if (!bad) {
        puts("Without the loudest note:");
        bad = show(size) == loudest;
    }
    gt_tensor_free(samples);
    gt_tensor_free(transform);
    gt_context_free(ctx);
    return bad;
}

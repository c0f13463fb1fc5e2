/* Complex numbers: how a resistor and a capacitor pass sounds of each frequency on, two such filters one behind the
 * other, and a signal turned by its phase. */
#include <gputensor/gputensor.h>
#include <gputensor/names.h>
#include <math.h>
#include <stdio.h>

enum { FREQUENCIES = 7 };
static const double ohms = 1000, farads = 1e-7, turn = 6.283185307179586;

static int failed(const char *what, gt_status status)
{
    if (status >= 0) return 0;
    fprintf(stderr, "%s: %s\n", what, gt_last_error());
    return 1;
}

/* What comes out for each part of what goes in, a complex number: its size is the gain, its angle the phase. */
static gt_status pass(gt_queue *q, gt_tensor **out, const gt_tensor *hertz)
{
    const gt_scalar s = {.dtype = GT_WEAK_COMPLEX, .im = turn * ohms * farads};
    const gt_arg arguments[] = {{.name = "f", .tensor = hertz}, {.name = "s", .scalar = s}};
    return gt_eval(q, out, "1 / (1 + f * s)", arguments, 2);
}

/* Two filters: the product with itself. And back: times the conjugate, which undoes the phase. */
static gt_status twice(gt_queue *q, gt_tensor **two, gt_tensor **real, const gt_tensor *one)
{
    gt_tensor *opposite = NULL;
    gt_status status = gt_multiply(q, two, one, one);
    if (status == GT_OK) status = gt_conj(q, &opposite, one);
    if (status == GT_OK) status = gt_multiply(q, real, one, opposite);
    gt_tensor_free(opposite);
    return status;
}

static gt_status polar(gt_queue *q, float *gain, float *phase, const gt_tensor *numbers)
{
    gt_tensor *size = NULL, *angle = NULL;
    gt_status status = gt_abs(q, &size, numbers);
    if (status == GT_OK) status = gt_angle(q, &angle, numbers);
    if (status == GT_OK) status = gt_download(q, gain, FREQUENCIES * sizeof *gain, size);
    if (status == GT_OK) status = gt_download(q, phase, FREQUENCIES * sizeof *phase, angle);
    gt_tensor_free(size);
    gt_tensor_free(angle);
    return status;
}

static int show(const float *hertz, const float *gain, const float *phase)
{
    int bad = 0;
    for (int i = 0; i < FREQUENCIES; i++) {
        const double f = (double)hertz[i], want = 1 / sqrt(1 + pow(turn * f * ohms * farads, 2));
        printf("%8.1f Hz  %6.1f dB  %6.1f degrees\n", f, 20 * log10((double)gain[i]), (double)phase[i] * 360 / turn);
        bad |= !(fabs((double)gain[i] - want) < 1e-6);
    }
    return bad;
}

int main(void)
{
    const int64_t shape[] = {FREQUENCIES};
    float hertz[FREQUENCIES], gain[FREQUENCIES], phase[FREQUENCIES], both[FREQUENCIES], none[FREQUENCIES];
    gt_context *ctx = NULL;
    gt_tensor *f = NULL, *one = NULL, *two = NULL, *real = NULL;
    int bad = failed("context", gt_context_create(&ctx, gt_device_find(NULL), NULL));
    gt_queue *q = gt_context_queue(ctx);
    for (int i = 0; i < FREQUENCIES; i++) hertz[i] = (float)(pow(4, i - 3) / (turn * ohms * farads));
    if (!bad) bad = failed("upload", gt_upload(q, &f, GT_F32, 1, shape, hertz, sizeof hertz));
    if (!bad) bad = failed("filter", pass(q, &one, f));
    if (!bad) bad = failed("polar", polar(q, gain, phase, one));
    if (!bad) bad = show(hertz, gain, phase);
    if (!bad) bad = failed("twice", twice(q, &two, &real, one));
    if (!bad) bad = failed("polar", polar(q, both, phase, two));
    if (!bad) bad = failed("polar", polar(q, both, none, real));
    if (!bad) {
        printf("Twice, at the middle: %.1f degrees; beside its conjugate: %.1f\n", (double)phase[3] * 360 / turn,
               (double)none[3] * 360 / turn);
        bad = fabsf(phase[3] + (float)turn / 4) > 1e-6F || none[3] != 0 || fabsf(both[3] - 0.5F) > 1e-6F;
    }
    gt_tensor_free(f);
    gt_tensor_free(one);
    gt_tensor_free(two);
    gt_tensor_free(real);
    gt_context_free(ctx);
    return bad;
}

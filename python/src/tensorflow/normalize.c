/* Normalization of each channel by its mean and variance over a batch. All but the image and its result is float32. */
#include <string.h>

#include "runs.h"

/* number[0]: channels are axis 1; number[1]: the batch's mean and variance are used, not those that are told. The
 * number added to the variance is the slope, and new means and variances count with the share. */
void prepare_normalize(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    TF_Bool training = 0;
    float epsilon = 0;
    prepare_format(k, from, status);
    if (tf.TF_GetCode(status) != TSL_OK) return;
    tf.TF_OpKernelConstruction_GetAttrBool(from, "is_training", &training, status);
    if (tf.TF_GetCode(status) != TSL_OK) return;
    tf.TF_OpKernelConstruction_GetAttrFloat(from, "epsilon", &epsilon, status);
    k->number[1] = training;
    k->slope = epsilon;
    k->share = 1;
    TF_Status *none = tf.TF_NewStatus(); /* gradients have no such attribute */
    tf.TF_OpKernelConstruction_GetAttrFloat(from, "exponential_avg_factor", &k->share, none);
    tf.TF_DeleteStatus(none);
}

/* What TensorFlow puts behind a normalization for GPUs: something that is added, and relu, which number[2] says. */
void prepare_fused_normalize(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    prepare_normalize(k, from, status);
    if (tf.TF_GetCode(status) != TSL_OK) return;
    memset(k->text, 0, sizeof k->text);
    tf.TF_OpKernelConstruction_GetAttrString(from, "activation_mode", k->text, sizeof k->text - 1, status);
    if (tf.TF_GetCode(status) != TSL_OK) return;
    k->number[2] = strcmp(k->text, "Relu") == 0;
    if (!k->number[2] && strcmp(k->text, "Identity") != 0)
        tf.TF_SetStatus(status, TSL_UNIMPLEMENTED, "gputensor fuses a normalization with an addition and Relu alone");
}

/* The axes over which a channel is normalized, and how many elements it has there. */
typedef struct layout {
    int32_t rank, n, axes[GT_MAX_RANK];
    int64_t channels, elements, shape[GT_MAX_RANK];
} layout;

static gt_status lay_out(frame *f, const gt_tensor *x, layout *l)
{
    *l = (layout){.rank = gt_tensor_rank(x), .elements = 1};
    const int32_t channel = f->kernel->number[0] ? 1 : l->rank - 1;
    if (l->rank < 4 || l->rank > 5) return refuse(f, TSL_INVALID_ARGUMENT, "an image has four axes, or five");
    for (int32_t i = 0; i < l->rank; i++) {
        l->shape[i] = i == channel ? gt_tensor_dim(x, i) : 1;
        if (i == channel) continue;
        l->axes[l->n++] = i;
        l->elements *= gt_tensor_dim(x, i);
    }
    l->channels = gt_tensor_dim(x, channel);
    return GT_OK;
}

/* One number for each channel, for all of its elements. */
static gt_status spread(frame *f, const gt_tensor *line, const layout *l, gt_tensor **out)
{
    gt_tensor **view = hold(f);
    TRY(has_shape(f, line, 1, &l->channels));
    TRY(gt_tensor_reshape(view, line, l->rank, l->shape));
    *out = *view;
    return GT_OK;
}

/* Output number i of what is new and, unless it alone counts, input number `before`. */
static gt_status mix(frame *f, int32_t i, int32_t before, const gt_tensor *new, double factor, const layout *l)
{
    gt_tensor *old = NULL, *y = NULL;
    const double share = (double)f->kernel->share;
    TRY(output(f, i, 1, &l->channels, &y));
    if (share == 1) return apply2(GT_MULTIPLY, &y, of(new), number(factor));
    TRY(input(f, before, &old));
    TRY(has_shape(f, old, 1, &l->channels));
    const gt_arg args[] = {{.name = "a", .tensor = old},
                           {.name = "b", .tensor = new},
                           {.name = "f", .scalar = {.dtype = GT_WEAK_FLOAT, .re = factor}},
                           {.name = "s", .scalar = {.dtype = GT_WEAK_FLOAT, .re = share}}};
    return gt_eval(queue, &y, "(1 - s) * a + s * (b * f)", args, 4);
}

/* Mean and variance of the batch, and the outputs that keep them: the first two are for later batches. */
static gt_status measure(frame *f, const gt_tensor *x, const layout *l, gt_tensor **mean, gt_tensor **variance)
{
    const gt_reduce_opts opts = {.size = sizeof opts, .dtype = gt_tensor_dtype(x) == GT_F64 ? GT_F64 : GT_F32};
    TRY(output(f, 3, 1, &l->channels, mean));
    TRY(output(f, 4, 1, &l->channels, variance));
    TRY(gt_moments(queue, mean, variance, x, l->axes, l->n, 0, &opts));
    TRY(mix(f, 1, 3, *mean, 1, l));
    return mix(f, 2, 4, *variance, l->elements > 1 ? (double)l->elements / (double)(l->elements - 1) : 1, l);
}

/* Those that are told, inputs 3 and 4, which are also what is kept. */
static gt_status told(frame *f, const layout *l, gt_tensor **mean, gt_tensor **variance)
{
    gt_tensor **const both[] = {mean, variance};
    for (int32_t i = 0; i < 2; i++) {
        gt_tensor *known = NULL, *kept = NULL;
        TRY(input(f, 3 + i, &known));
        TRY(has_shape(f, known, 1, &l->channels));
        for (int32_t k = 1 + i; k <= 3 + i; k += 2) {
            TRY(output(f, k, 1, &l->channels, &kept));
            TRY(gt_copy(queue, &kept, known, 0));
        }
        *both[i] = kept;
    }
    return GT_OK;
}

/* An image, and for each channel a scale, an offset, a mean and a variance. */
gt_status run_normalize(frame *f)
{
    gt_tensor *x = NULL, *scale = NULL, *offset = NULL, *mean = NULL, *variance = NULL, *y = NULL, *nothing = NULL;
    gt_tensor *beside = NULL;
    layout l;
    TRY(input(f, 0, &x));
    TRY(input(f, 1, &scale));
    TRY(input(f, 2, &offset));
    TRY(lay_out(f, x, &l));
    TRY(output_like(f, 0, x, &y));
    if (tf.TF_NumOutputs(f->ctx) > 5) {
        TRY(output(f, 5, 0, NULL, &nothing));
        TRY(fill_zeros(nothing));
    }
    TRY(f->kernel->number[1] ? measure(f, x, &l, &mean, &variance) : told(f, &l, &mean, &variance));
    TRY(spread(f, scale, &l, &scale));
    TRY(spread(f, offset, &l, &offset));
    TRY(spread(f, mean, &l, &mean));
    TRY(spread(f, variance, &l, &variance));
    if (tf.TF_NumInputs(f->ctx) > 5) {
        TRY(input(f, 5, &beside));
        TRY(alike(f, x, beside));
    }
    const gt_arg args[] = {{.name = "x", .tensor = x},
                           {.name = "y", .tensor = beside},
                           {.name = "a", .tensor = scale},
                           {.name = "b", .tensor = offset},
                           {.name = "m", .tensor = mean},
                           {.name = "v", .tensor = variance},
                           {.name = "e", .scalar = {.dtype = GT_WEAK_FLOAT, .re = f->kernel->slope}}};
    static const char *const formulas[2][2] = {
        {"(x - m) * (rsqrt(v + e) * a) + b", "(x - m) * (rsqrt(v + e) * a) + b + y"},
        {"relu((x - m) * (rsqrt(v + e) * a) + b)", "relu((x - m) * (rsqrt(v + e) * a) + b + y)"}};
    return gt_eval(queue, &y, formulas[f->kernel->number[2] != 0][beside != NULL], args, 7);
}

/* The gradient of the result, the image, the scale, and mean and variance as they were kept. */
gt_status run_normalize_gradient(frame *f)
{
    gt_tensor *in[5] = {NULL}, *dx = NULL, *dscale = NULL, *doffset = NULL, *nothing = NULL;
    gt_tensor **terms = hold(f), **dots = hold(f), *dot = NULL, *sum = NULL;
    const int64_t none = 0;
    layout l;
    for (int32_t i = 0; i < 5; i++) TRY(input(f, i, &in[i]));
    TRY(lay_out(f, in[1], &l));
    TRY(alike(f, in[1], in[0]));
    for (int32_t i = 2; i < 5; i++) TRY(spread(f, in[i], &l, &in[i]));
    TRY(output_like(f, 0, in[1], &dx));
    TRY(output(f, 1, 1, &l.channels, &dscale));
    TRY(output(f, 2, 1, &l.channels, &doffset));
    TRY(output(f, 3, 1, &none, &nothing));
    TRY(output(f, 4, 1, &none, &nothing));
    const gt_reduce_opts wide = {.size = sizeof wide, .dtype = gt_tensor_dtype(dscale)};
    TRY(gt_reduce(queue, GT_ADD, &doffset, in[0], l.axes, l.n, &wide));
    TRY(spread(f, doffset, &l, &sum));
    gt_arg args[] = {{.name = "g", .tensor = in[0]},
                     {.name = "x", .tensor = in[1]},
                     {.name = "a", .tensor = in[2]},
                     {.name = "m", .tensor = in[3]},
                     {.name = "v", .tensor = in[4]},
                     {.name = "e", .scalar = {.dtype = GT_WEAK_FLOAT, .re = f->kernel->slope}},
                     {.name = "n", .scalar = {.dtype = GT_WEAK_FLOAT, .re = (double)l.elements}},
                     {.name = "s", .tensor = sum},
                     {.name = "d", .tensor = sum}};
    TRY(gt_eval(queue, terms, "g * (x - m)", args, 9));
    TRY(gt_reduce(queue, GT_ADD, dots, *terms, l.axes, l.n, &wide));
    TRY(spread(f, *dots, &l, &dot));
    args[8].tensor = dot;
    TRY(spread(f, dscale, &l, &dscale));
    TRY(gt_eval(queue, &dscale, "d * rsqrt(v + e)", args, 9));
    if (!f->kernel->number[1]) return gt_eval(queue, &dx, "g * (a * rsqrt(v + e))", args, 9);
    return gt_eval(queue, &dx, "(g - s / n - (x - m) * (d / (n * (v + e)))) * (a * rsqrt(v + e))", args, 9);
}

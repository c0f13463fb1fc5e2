/* Reading the attributes of convolutions and pools. What TensorFlow's other devices refuse is refused. */
#include <string.h>

#include "windows.h"

/* How many numbers there are, -1 where the operation has no such list. */
static int32_t list(TF_OpKernelConstruction *from, const char *name, int64_t *to, int32_t most)
{
    int32_t n = 0, bytes = 0;
    TF_Status *status = tf.TF_NewStatus();
    tf.TF_OpKernelConstruction_GetAttrSize(from, name, &n, &bytes, status);
    if (tf.TF_GetCode(status) == TSL_OK && n > 0)
        tf.TF_OpKernelConstruction_GetAttrInt64List(from, name, to, most, status);
    if (tf.TF_GetCode(status) != TSL_OK) n = -1;
    tf.TF_DeleteStatus(status);
    return n;
}

static int counts(const int64_t *numbers, int32_t n, int64_t least)
{
    for (int32_t i = 0; i < n; i++)
        if (numbers[i] < least || numbers[i] > MOST_OF_SPACE) return 0;
    return 1;
}

static const char *wrong_padding(const kernel *k, int32_t n)
{
    const int64_t *pads = &k->number[PADS], axes = k->number[AXES], channel = k->number[FIRST] ? 1 : axes - 1;
    if (k->number[PADDING] != 'E') return n > 0 ? "explicit_paddings are there, but padding is not EXPLICIT" : NULL;
    if (n != 2 * axes || !counts(pads, n, 0)) return "explicit_paddings have two numbers for each axis, 0 or more";
    if (pads[0] || pads[1] || pads[2 * channel] || pads[2 * channel + 1]) return "only axes of space have paddings";
    return NULL;
}

void prepare_windows(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    const int32_t axes = strstr(k->row->name, "3D") ? 5 : 4;
    const char *wrong = NULL;
    prepare_format(k, from, status);
    if (tf.TF_GetCode(status) != TSL_OK) return;
    tf.TF_OpKernelConstruction_GetAttrString(from, "padding", k->text, sizeof k->text - 1, status);
    if (tf.TF_GetCode(status) != TSL_OK) return;
    k->number[PADDING] = k->text[0];
    k->number[AXES] = axes;
    for (int32_t i = 0; i < axes; i++) k->number[DILATIONS + i] = 1;
    static const struct {
        const char *name;
        int32_t at;
    } lists[] = {{"strides", STEPS}, {"dilations", DILATIONS}, {"ksize", SIZES}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        int64_t *numbers = &k->number[lists[i].at];
        const int32_t n = list(from, lists[i].name, numbers, SPACE + 2);
        if (n >= 0 && (n != axes || !counts(numbers, axes, 1)))
            wrong = "strides, dilations and ksize have a number for each axis, 1 or more";
    }
    const int32_t pads = list(from, "explicit_paddings", &k->number[PADS], 2 * (SPACE + 2));
    if (!wrong) wrong = wrong_padding(k, pads);
    if (wrong) tf.TF_SetStatus(status, TSL_INVALID_ARGUMENT, wrong);
}

/* What TensorFlow puts behind a convolution for GPUs: a bias, and relu. */
void prepare_fused_windows(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    enum { MOST = 2 };
    char *names[MOST] = {NULL};
    size_t lengths[MOST] = {0};
    prepare_windows(k, from, status);
    if (tf.TF_GetCode(status) != TSL_OK) return;
    tf.TF_OpKernelConstruction_GetAttrStringList(from, "fused_ops", names, lengths, MOST, k->text, sizeof k->text,
                                                 status);
    if (tf.TF_GetCode(status) != TSL_OK) return;
    const int bias = lengths[0] == 7 && memcmp(names[0], "BiasAdd", 7) == 0;
    const int relu = lengths[1] == 4 && memcmp(names[1], "Relu", 4) == 0;
    if (!bias || (lengths[1] != 0 && !relu))
        tf.TF_SetStatus(status, TSL_UNIMPLEMENTED, "gputensor fuses a convolution with BiasAdd and Relu alone");
    k->number[ACTIVATION] = relu ? GT_RELU : 0;
}

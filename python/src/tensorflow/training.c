/* Steps of the optimizers that are operations of TensorFlow: those of tf.compat.v1.train and of graphs that were saved
 * with them. The variables come first, and a step reads and writes all of them in one pass. */
#include "runs.h"

enum { MOST_VARIABLES = 4, MOST_INPUTS = 10 };

typedef struct step {
    const char *inputs;  /* their names in the formulas, a letter each; g is the gradient */
    const char *formula; /* one result for each variable */
    const char *nesterov;
} step;

static const step steps[] = {
    [T_DESCENT] = {"xlg", "x - l * g", NULL},
    [T_MOMENTUM] = {"xalgm", "b = a * m + g; x - b * l; b", "b = a * m + g; x - (g * l + b * m * l); b"},
    [T_KERAS_MOMENTUM] = {"xalgm", "b = a * m - g * l; x + b; b", "b = a * m - g * l; x + (b * m - g * l); b"},
    [T_ADAM] = {"xmvpqlbceg",
                "n = m + (g - m) * (1 - b); w = v + (g * g - v) * (1 - c);"
                "x - n * (l * sqrt(1 - q) / (1 - p)) / (sqrt(w) + e); n; w",
                "n = m + (g - m) * (1 - b); w = v + (g * g - v) * (1 - c);"
                "x - (g * (1 - b) + b * n) * (l * sqrt(1 - q) / (1 - p)) / (sqrt(w) + e); n; w"},
    [T_ADAMAX] = {"xmvplbceg",
                  "n = m + (g - m) * (1 - b); w = maximum(c * v, abs(g)); x - l / (1 - p) * (n / (w + e)); n; w", NULL},
    [T_ADAGRAD] = {"xalg", "b = a + g * g; x - g * l * rsqrt(b); b", NULL},
    [T_ADAGRAD_V2] = {"xaleg", "b = a + g * g; x - g * l / (sqrt(b) + e); b", NULL},
    [T_ADADELTA] = {"xaulreg",
                    "b = a * r + g * g * (1 - r); d = sqrt(u + e) * rsqrt(b + e) * g;"
                    "x - d * l; b; u * r + d * d * (1 - r)",
                    NULL},
    [T_RMSPROP] = {"xsmlrfeg", "t = s + (g * g - s) * (1 - r); n = m * f + g * l / sqrt(t + e); x - n; t; n", NULL},
    [T_CENTERED_RMSPROP] = {"xasmlrfeg",
                            "t = s + (g * g - s) * (1 - r); b = a + (g - a) * (1 - r);"
                            "n = m * f + g * l / sqrt(t - b * b + e); x - n; b; t; n",
                            NULL},
    [T_FTRL] = {"xanglijp",
                "b = a + g * g; s = pow(b, -p); k = n + g - (s - pow(a, -p)) / l * x;"
                "abs(k) > i ? (i * sign(k) - k) / (s / l + 2 * j) : 0; b; k",
                NULL},
    [T_FTRL_V2] = {"xanglijhp",
                   "b = a + g * g; s = pow(b, -p); k = n + (g + 2 * h * x) - (s - pow(a, -p)) / l * x;"
                   "abs(k) > i ? (i * sign(k) - k) / (s / l + 2 * j) : 0; b; k",
                   NULL},
};

/* An attribute of that name if there is one. */
static int64_t optional(TF_OpKernelConstruction *from, const char *name, TF_Bool otherwise)
{
    TF_Bool value = otherwise;
    int32_t n = 0, bytes = 0;
    TF_Status *status = tf.TF_NewStatus();
    tf.TF_OpKernelConstruction_GetAttrSize(from, name, &n, &bytes, status);
    if (tf.TF_GetCode(status) == TSL_OK) tf.TF_OpKernelConstruction_GetAttrBool(from, name, &value, status);
    if (tf.TF_GetCode(status) != TSL_OK) value = otherwise;
    tf.TF_DeleteStatus(status);
    return value;
}

void prepare_step(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    k->number[0] = optional(from, "use_nesterov", 0);
    if (!optional(from, "update_slots", 1) || optional(from, "multiply_linear_by_lr", 0))
        tf.TF_SetStatus(status, TSL_UNIMPLEMENTED, "gputensor knows update_slots and not multiply_linear_by_lr");
}

gt_status run_step(frame *f)
{
    const step *s = &steps[f->kernel->row->code];
    gt_tensor *x[MOST_INPUTS] = {NULL};
    gt_arg args[MOST_INPUTS];
    char name[MOST_INPUTS][2];
    int32_t variables = 0, n = 0;
    for (const char *const *host = f->kernel->row->host; variables < MOST_VARIABLES && host[variables];) variables++;
    TRY(lock_variables(f, variables, x));
    for (; s->inputs[n]; n++) {
        const int value = n >= variables;
        if (value) TRY(input(f, n, &x[n]));
        if (!value || s->inputs[n] == 'g') TRY(alike(f, x[0], x[n]));
        if (value && s->inputs[n] != 'g') TRY(has_shape(f, x[n], 0, NULL));
        name[n][0] = s->inputs[n];
        name[n][1] = 0;
        args[n] = (gt_arg){.name = name[n], .tensor = x[n]};
    }
    return gt_eval_all(queue, x, variables, f->kernel->number[0] ? s->nesterov : s->formula, args, n);
}

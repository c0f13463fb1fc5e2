/* Operations on every element. */
#include "runs.h"

gt_status run_unary(frame *f)
{
    gt_tensor *x = NULL, *y = NULL;
    TRY(input(f, 0, &x));
    TRY(output_like(f, 0, x, &y));
    return gt_unary(queue, f->kernel->row->code, &y, x);
}

/* The inputs and the output of an operation of two operands that broadcast. */
static gt_status operands(frame *f, gt_tensor **x, gt_tensor **y, gt_tensor **z)
{
    int64_t shape[GT_MAX_RANK];
    int32_t rank = 0;
    TRY(input(f, 0, x));
    TRY(input(f, 1, y));
    if (broadcast_shape(*x, *y, &rank, shape) < 0) return refuse(f, TSL_INVALID_ARGUMENT, "shapes do not broadcast");
    return output(f, 0, rank, shape, z);
}

gt_status run_binary(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, *z = NULL;
    TRY(operands(f, &x, &y, &z));
    return gt_binary(queue, f->kernel->row->code, &z, x, y);
}

void prepare_equality(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    TF_Bool strict = 1;
    tf.TF_OpKernelConstruction_GetAttrBool(from, "incompatible_shape_error", &strict, status);
    k->number[0] = strict;
}

/* Of tensors that do not broadcast Python's == and != say that they differ. */
gt_status run_equality(frame *f)
{
    const gt_scalar differ = {.dtype = GT_BOOL, .i = f->kernel->row->code == GT_NOT_EQUAL};
    gt_tensor *x = NULL, *y = NULL, *z = NULL;
    int64_t shape[GT_MAX_RANK];
    int32_t rank = 0;
    TRY(input(f, 0, &x));
    TRY(input(f, 1, &y));
    const int fits = broadcast_shape(x, y, &rank, shape) == GT_OK;
    if (!fits && f->kernel->number[0]) return refuse(f, TSL_INVALID_ARGUMENT, "shapes do not broadcast");
    TRY(output(f, 0, fits ? rank : 0, shape, &z));
    if (!fits) return gt_fill(queue, &z, GT_BOOL, 0, NULL, &differ);
    return gt_binary(queue, f->kernel->row->code, &z, x, y);
}

/* Of three operands that broadcast. */
gt_status run_ternary(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, *z = NULL, *r = NULL, **both = hold(f);
    int64_t shape[GT_MAX_RANK];
    int32_t rank = 0;
    TRY(input(f, 0, &x));
    TRY(input(f, 1, &y));
    TRY(input(f, 2, &z));
    gt_status fits = broadcast_shape(y, z, &rank, shape);
    if (fits == GT_OK) TRY(gt_tensor_broadcast(both, y, rank, shape));
    if (fits == GT_OK) fits = broadcast_shape(x, *both, &rank, shape);
    if (fits < 0) return refuse(f, TSL_INVALID_ARGUMENT, "shapes do not broadcast");
    TRY(output(f, 0, rank, shape, &r));
    return apply3(f->kernel->row->code, &r, of(x), of(y), of(z));
}

/* Bounds are single numbers, or have the shape of what they bound. */
gt_status run_clip(frame *f)
{
    gt_tensor *x = NULL, *low = NULL, *high = NULL, *y = NULL;
    TRY(input(f, 0, &x));
    TRY(input(f, 1, &low));
    TRY(input(f, 2, &high));
    if (gt_tensor_rank(low) > 0) TRY(alike(f, x, low));
    if (gt_tensor_rank(high) > 0) TRY(alike(f, x, high));
    TRY(output_like(f, 0, x, &y));
    return apply3(GT_CLIP, &y, of(x), of(low), of(high));
}

/* Select, unlike SelectV2, takes a line of conditions, one for each element of the first axis; else shapes are alike,
 * but for a single condition. */
gt_status run_select(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, *z = NULL, *r = NULL, **column = hold(f);
    int64_t shape[GT_MAX_RANK];
    TRY(input(f, 0, &x));
    TRY(input(f, 1, &y));
    TRY(input(f, 2, &z));
    TRY(alike(f, y, z));
    TRY(output_like(f, 0, y, &r));
    const int32_t rank = gt_tensor_rank(y);
    if (gt_tensor_rank(x) != 1 || rank < 2) {
        if (gt_tensor_rank(x) > 0) TRY(alike(f, x, y));
        return apply3(GT_WHERE, &r, of(x), of(y), of(z));
    }
    for (int32_t i = 0; i < rank; i++) shape[i] = i == 0 ? gt_tensor_dim(x, 0) : 1;
    if (shape[0] != gt_tensor_dim(y, 0)) return refuse(f, TSL_INVALID_ARGUMENT, "one condition is needed for each row");
    TRY(gt_tensor_reshape(column, x, rank, shape));
    return apply3(GT_WHERE, &r, of(*column), of(y), of(z));
}

gt_status run_add_n(frame *f)
{
    gt_tensor *x = NULL, *sum = NULL;
    const int32_t n = tf.TF_NumInputs(f->ctx);
    TRY(input(f, 0, &x));
    TRY(output_like(f, 0, x, &sum));
    if (n == 1) return gt_copy(queue, &sum, x, 0);
    for (int32_t i = 1; i < n; i++) {
        gt_tensor *next = NULL;
        TRY(input(f, i, &next));
        TRY(alike(f, x, next));
        TRY(gt_binary(queue, GT_ADD, &sum, i == 1 ? x : sum, next));
    }
    return GT_OK;
}

/* ---- formulas of the inputs x and y, in one pass ---- */

void prepare_slope(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    float slope = 0;
    tf.TF_OpKernelConstruction_GetAttrFloat(from, "alpha", &slope, status);
    k->slope = slope;
}

/* Gradients are y of functions whose values, or operands, are x, but those of activations: they come as x. */
static const char *const formulas[] = {
    [F_SQUARED_DIFFERENCE] = "d = x - y; d * d",
    [F_DIVIDE_NO_NAN] = "y != 0 ? x / y : 0",
    [F_MULTIPLY_NO_NAN] = "y != 0 ? x * y : 0",
    [F_XLOGY] = "x != 0 ? x * log(y) : 0",
    [F_XLOG1PY] = "x != 0 ? x * log1p(y) : 0",
    [F_XDIVY] = "x != 0 ? x / y : 0",
    [F_LEAKY_RELU] = "x > 0 ? x : a * x",
    [F_RELU6] = "clip(x, 0, 6)",
    [F_ELU] = "x > 0 ? x : expm1(x)",
    [F_SELU] = "x > 0 ? 1.0507009873554805 * x : 1.7580993408473766 * expm1(x)",
    [F_SOFTSIGN] = "x / (abs(x) + 1)",
    [F_RELU_GRADIENT] = "y > 0 ? x : 0",
    [F_LEAKY_RELU_GRADIENT] = "y > 0 ? x : a * x",
    [F_RELU6_GRADIENT] = "y > 0 && y < 6 ? x : 0",
    [F_ELU_GRADIENT] = "y < 0 ? fma(x, y, x) : x",
    [F_SELU_GRADIENT] = "y < 0 ? x * (y + 1.7580993408473766) : 1.0507009873554805 * x",
    [F_SOFTPLUS_GRADIENT] = "x * sigmoid(y)",
    [F_SOFTSIGN_GRADIENT] = "d = abs(y) + 1; x / (d * d)",
    [F_SIGMOID_GRADIENT] = "(1 - x) * x * y",
    [F_TANH_GRADIENT] = "fma(-x, x, 1) * y",
    [F_SQRT_GRADIENT] = "y * 0.5 / x",
    [F_RSQRT_GRADIENT] = "x * x * x * (y * -0.5)",
    [F_RECIPROCAL_GRADIENT] = "-(x * x) * y",
};

static gt_status compute_formula(const frame *f, gt_tensor *z, const gt_tensor *x, const gt_tensor *y)
{
    const gt_arg args[] = {{.name = "x", .tensor = x},
                           {.name = "a", .scalar = {.dtype = GT_WEAK_FLOAT, .re = f->kernel->slope}},
                           {.name = "y", .tensor = y}};
    return gt_eval(queue, &z, formulas[f->kernel->row->code], args, y ? 3 : 2);
}

/* Of one input, or two of one shape. */
gt_status run_formula(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, *z = NULL;
    TRY(input(f, 0, &x));
    if (tf.TF_NumInputs(f->ctx) > 1) {
        TRY(input(f, 1, &y));
        TRY(alike(f, x, y));
    }
    TRY(output_like(f, 0, x, &z));
    return compute_formula(f, z, x, y);
}

/* Of two inputs that broadcast. */
gt_status run_broadcast_formula(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, *z = NULL;
    TRY(operands(f, &x, &y, &z));
    return compute_formula(f, z, x, y);
}

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

gt_status run_squared_difference(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, *z = NULL;
    TRY(operands(f, &x, &y, &z));
    TRY(gt_binary(queue, GT_SUBTRACT, &z, x, y));
    return gt_binary(queue, GT_MULTIPLY, &z, z, z);
}

/* x / y, and 0 where y is 0. */
gt_status run_divide_no_nan(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, *z = NULL, **quotient = hold(f);
    TRY(operands(f, &x, &y, &z));
    TRY(gt_binary(queue, GT_DIVIDE, quotient, x, y));
    return apply3(GT_WHERE, &z, of(y), of(*quotient), number(0));
}

/* x y, and 0 where y is 0, whatever x is. */
gt_status run_multiply_no_nan(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, *z = NULL, **product = hold(f);
    TRY(operands(f, &x, &y, &z));
    TRY(gt_binary(queue, GT_MULTIPLY, product, x, y));
    return apply3(GT_WHERE, &z, of(y), of(*product), number(0));
}

/* Of three operands that broadcast: where, clip. */
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

/* Select, unlike SelectV2, takes a line of conditions, one for each element of the first axis. */
gt_status run_select(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, *z = NULL, *r = NULL, **column = hold(f);
    int64_t shape[GT_MAX_RANK];
    TRY(input(f, 0, &x));
    TRY(input(f, 1, &y));
    TRY(input(f, 2, &z));
    TRY(output_like(f, 0, y, &r));
    const int32_t rank = gt_tensor_rank(y);
    if (gt_tensor_rank(x) != 1 || rank < 2) return apply3(GT_WHERE, &r, of(x), of(y), of(z));
    for (int32_t i = 0; i < rank; i++) shape[i] = i == 0 ? gt_tensor_dim(x, 0) : 1;
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
        TRY(gt_binary(queue, GT_ADD, &sum, i == 1 ? x : sum, next));
    }
    return GT_OK;
}

/* ---- gradients ---- */

/* Gradients g of relu(x): those where x > 0. */
gt_status run_relu_gradient(frame *f)
{
    gt_tensor *g = NULL, *x = NULL, *y = NULL, **above = hold(f);
    TRY(input(f, 0, &g));
    TRY(input(f, 1, &x));
    TRY(output_like(f, 0, g, &y));
    TRY(apply2(GT_GREATER, above, of(x), integer(0)));
    return apply3(GT_WHERE, &y, of(*above), of(g), number(0));
}

void prepare_slope(kernel *k, TF_OpKernelConstruction *from, TF_Status *status)
{
    float slope = 0;
    tf.TF_OpKernelConstruction_GetAttrFloat(from, "alpha", &slope, status);
    k->slope = slope;
}

gt_status run_leaky_relu(frame *f)
{
    gt_tensor *x = NULL, *y = NULL;
    TRY(input(f, 0, &x));
    TRY(output_like(f, 0, x, &y));
    return apply2(GT_LEAKY_RELU, &y, of(x), number(f->kernel->slope));
}

gt_status run_leaky_relu_gradient(frame *f)
{
    gt_tensor *g = NULL, *x = NULL, *y = NULL, **above = hold(f), **less = hold(f);
    TRY(input(f, 0, &g));
    TRY(input(f, 1, &x));
    TRY(output_like(f, 0, g, &y));
    TRY(apply2(GT_GREATER, above, of(x), integer(0)));
    TRY(apply2(GT_MULTIPLY, less, of(g), number(f->kernel->slope)));
    return apply3(GT_WHERE, &y, of(*above), of(g), of(*less));
}

/* x above 0, else e^x - 1 */
gt_status run_elu(frame *f)
{
    gt_tensor *x = NULL, *y = NULL, **above = hold(f), **rest = hold(f);
    TRY(input(f, 0, &x));
    TRY(output_like(f, 0, x, &y));
    TRY(apply2(GT_GREATER, above, of(x), integer(0)));
    TRY(gt_unary(queue, GT_EXPM1, rest, x));
    return apply3(GT_WHERE, &y, of(*above), of(x), of(*rest));
}

/* Gradients g and values y of elu: g above 0, else g (y + 1). */
gt_status run_elu_gradient(frame *f)
{
    gt_tensor *g = NULL, *y = NULL, *out = NULL, **above = hold(f), **rest = hold(f);
    TRY(input(f, 0, &g));
    TRY(input(f, 1, &y));
    TRY(output_like(f, 0, g, &out));
    TRY(apply2(GT_GREATER, above, of(y), integer(0)));
    TRY(apply3(GT_FMA, rest, of(g), of(y), of(g)));
    return apply3(GT_WHERE, &out, of(*above), of(g), of(*rest));
}

/* Gradients g of softplus(x): g sigmoid(x). */
gt_status run_softplus_gradient(frame *f)
{
    gt_tensor *g = NULL, *x = NULL, *out = NULL, **slope = hold(f);
    TRY(input(f, 0, &g));
    TRY(input(f, 1, &x));
    TRY(output_like(f, 0, g, &out));
    TRY(gt_unary(queue, GT_SIGMOID, slope, x));
    return gt_binary(queue, GT_MULTIPLY, &out, g, *slope);
}

enum { SIX = 6 }; /* relu6: no more than that */

gt_status run_relu6(frame *f)
{
    gt_tensor *x = NULL, *y = NULL;
    TRY(input(f, 0, &x));
    TRY(output_like(f, 0, x, &y));
    return apply3(GT_CLIP, &y, of(x), integer(0), integer(SIX));
}

gt_status run_relu6_gradient(frame *f)
{
    gt_tensor *g = NULL, *x = NULL, *y = NULL, **above = hold(f), **below = hold(f);
    TRY(input(f, 0, &g));
    TRY(input(f, 1, &x));
    TRY(output_like(f, 0, g, &y));
    TRY(apply2(GT_GREATER, above, of(x), integer(0)));
    TRY(apply2(GT_LESS, below, of(x), integer(SIX)));
    TRY(gt_binary(queue, GT_LOGICAL_AND, above, *above, *below));
    return apply3(GT_WHERE, &y, of(*above), of(g), number(0));
}

/* The value y of the function and gradients g, and the output. */
static gt_status values_and_gradients(frame *f, gt_tensor **y, gt_tensor **g, gt_tensor **out)
{
    TRY(input(f, 0, y));
    TRY(input(f, 1, g));
    return output_like(f, 0, *y, out);
}

/* g y (1 - y) */
gt_status run_sigmoid_gradient(frame *f)
{
    gt_tensor *y = NULL, *g = NULL, *out = NULL, **rest = hold(f);
    TRY(values_and_gradients(f, &y, &g, &out));
    TRY(apply2(GT_SUBTRACT, rest, number(1), of(y)));
    TRY(gt_binary(queue, GT_MULTIPLY, rest, *rest, y));
    return gt_binary(queue, GT_MULTIPLY, &out, *rest, g);
}

/* g (1 - y^2) */
gt_status run_tanh_gradient(frame *f)
{
    gt_tensor *y = NULL, *g = NULL, *out = NULL, **rest = hold(f), **minus = hold(f);
    TRY(values_and_gradients(f, &y, &g, &out));
    TRY(gt_unary(queue, GT_NEGATIVE, minus, y));
    TRY(apply3(GT_FMA, rest, of(*minus), of(y), number(1)));
    return gt_binary(queue, GT_MULTIPLY, &out, *rest, g);
}

/* g / 2 / y */
gt_status run_sqrt_gradient(frame *f)
{
    gt_tensor *y = NULL, *g = NULL, *out = NULL, **half = hold(f);
    TRY(values_and_gradients(f, &y, &g, &out));
    TRY(apply2(GT_MULTIPLY, half, of(g), number(0.5)));
    return gt_binary(queue, GT_DIVIDE, &out, *half, y);
}

/* -g / 2 y^3 */
gt_status run_rsqrt_gradient(frame *f)
{
    gt_tensor *y = NULL, *g = NULL, *out = NULL, **cube = hold(f), **half = hold(f);
    TRY(values_and_gradients(f, &y, &g, &out));
    TRY(gt_binary(queue, GT_MULTIPLY, cube, y, y));
    TRY(gt_binary(queue, GT_MULTIPLY, cube, *cube, y));
    TRY(apply2(GT_MULTIPLY, half, of(g), number(-0.5)));
    return gt_binary(queue, GT_MULTIPLY, &out, *cube, *half);
}

/* -g y^2 */
gt_status run_reciprocal_gradient(frame *f)
{
    gt_tensor *y = NULL, *g = NULL, *out = NULL, **square = hold(f);
    TRY(values_and_gradients(f, &y, &g, &out));
    TRY(gt_binary(queue, GT_MULTIPLY, square, y, y));
    TRY(gt_unary(queue, GT_NEGATIVE, square, *square));
    return gt_binary(queue, GT_MULTIPLY, &out, *square, g);
}

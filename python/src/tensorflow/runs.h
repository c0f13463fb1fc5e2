/* What rows are made of: how an operation runs, and how its attributes are read. */
#ifndef GT_TENSORFLOW_RUNS_H
#define GT_TENSORFLOW_RUNS_H
#include "plugin.h"

/* Codes of run_formula and run_broadcast_formula. */
enum {
    F_SQUARED_DIFFERENCE,
    F_DIVIDE_NO_NAN,
    F_MULTIPLY_NO_NAN,
    F_XLOGY,
    F_XLOG1PY,
    F_XDIVY,
    F_LEAKY_RELU,
    F_RELU6,
    F_ELU,
    F_SELU,
    F_SOFTSIGN,
    F_RELU_GRADIENT,
    F_LEAKY_RELU_GRADIENT,
    F_RELU6_GRADIENT,
    F_ELU_GRADIENT,
    F_SELU_GRADIENT,
    F_SOFTPLUS_GRADIENT,
    F_SOFTSIGN_GRADIENT,
    F_SIGMOID_GRADIENT,
    F_TANH_GRADIENT,
    F_SQRT_GRADIENT,
    F_RSQRT_GRADIENT,
    F_RECIPROCAL_GRADIENT
};

/* Codes of run_step, by optimizers. */
enum {
    T_DESCENT,
    T_MOMENTUM,
    T_KERAS_MOMENTUM,
    T_ADAM,
    T_ADAMAX,
    T_ADAGRAD,
    T_ADAGRAD_V2,
    T_ADADELTA,
    T_RMSPROP,
    T_CENTERED_RMSPROP,
    T_FTRL,
    T_FTRL_V2
};

/* Codes of random numbers: whose seeds are told, or the kernel's own. */
enum { TOLD_SEEDS, OWN_SEEDS };

/* Codes of convolutions. */
enum { ALL_CHANNELS, BY_DEPTH };

/* Codes of products of matrices: one, or batches that are alike, or broadcast. */
enum { ONE_PRODUCT, BATCHES, BROADCAST_BATCHES };

#define RUN(name) gt_status run_##name(frame *f);
#define PREPARE(name) void prepare_##name(kernel *k, TF_OpKernelConstruction *from, TF_Status *status);

/* elementwise.c */
PREPARE(slope)
PREPARE(equality)
RUN(unary)
RUN(binary)
RUN(equality)
RUN(ternary)
RUN(clip)
RUN(select)
RUN(add_n)
RUN(formula)
RUN(broadcast_formula)

/* reduce.c */
PREPARE(reduction)
PREPARE(format)
PREPARE(product)
PREPARE(batch_product)
PREPARE(scan)
RUN(reduce)
RUN(mean)
RUN(arg_reduce)
RUN(scan)
RUN(l2_loss)
RUN(bias)
RUN(bias_gradient)
RUN(product)
RUN(softmax)
RUN(sparse_cross_entropy)
RUN(cross_entropy)

/* shape.c */
PREPARE(strided_slice)
PREPARE(axis)
PREPARE(mirror)
RUN(cast)
RUN(fill_like)
RUN(fill_like_host)
RUN(fill)
RUN(broadcast)
RUN(tile)
RUN(transpose)
RUN(slice)
RUN(strided_slice)
RUN(strided_slice_gradient)
RUN(variable_slice)
RUN(reverse)
RUN(pack)
RUN(unpack)
RUN(concat)
RUN(split)
RUN(split_sizes)
RUN(pad)
RUN(mirror_pad)
RUN(one_hot)

/* index.c */
PREPARE(gather)
RUN(gather)
RUN(gather_rows)
RUN(variable_gather)
RUN(variable_gather_rows)
RUN(variable_scatter)
RUN(variable_scatter_rows)
RUN(scatter)
RUN(scatter_to)
RUN(segment_sum)
RUN(where)

/* einsum.c */
PREPARE(einsum)
RUN(einsum)

/* windows.c */
PREPARE(windows)
PREPARE(fused_windows)
RUN(convolution)
RUN(convolution_filter_gradient)
RUN(convolution_input_gradient)
RUN(max_pool)
RUN(max_pool_gradient)
RUN(mean_pool)
RUN(mean_pool_gradient)

/* blocks.c */
PREPARE(block)
PREPARE(diagonals)
RUN(space_to_depth)
RUN(depth_to_space)
RUN(space_to_batch)
RUN(batch_to_space)
RUN(roll)
RUN(band)
RUN(diagonals)
RUN(set_diagonals)
RUN(matrix_of_diagonals)

/* sort.c */
RUN(top)
RUN(in_top)

/* resize.c */
PREPARE(resize)
RUN(resize_linear)
RUN(resize_nearest)
RUN(resize_linear_gradient)
RUN(resize_nearest_gradient)
RUN(contrast)

/* normalize.c */
PREPARE(normalize)
PREPARE(fused_normalize)
RUN(normalize)
RUN(normalize_gradient)

/* training.c */
PREPARE(step)
RUN(step)

/* random.c */
PREPARE(seeds)
RUN(read_and_skip)
RUN(random_uniform)
RUN(random_normal)

/* variable.c */
PREPARE(assign)
RUN(assign)
RUN(assign_update)
RUN(refuse)
#undef RUN
#undef PREPARE
#endif

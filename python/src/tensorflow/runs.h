/* What rows are made of: how an operation runs, and how its attributes are read. */
#ifndef GT_TENSORFLOW_RUNS_H
#define GT_TENSORFLOW_RUNS_H
#include "plugin.h"

#define RUN(name) gt_status run_##name(frame *f);
#define PREPARE(name) void prepare_##name(kernel *k, TF_OpKernelConstruction *from, TF_Status *status);

/* elementwise.c */
PREPARE(slope)
RUN(unary)
RUN(binary)
RUN(ternary)
RUN(squared_difference)
RUN(divide_no_nan)
RUN(multiply_no_nan)
RUN(not )
RUN(select)
RUN(add_n)
RUN(relu_gradient)
RUN(leaky_relu)
RUN(leaky_relu_gradient)
RUN(relu6)
RUN(elu)
RUN(elu_gradient)
RUN(softplus_gradient)
RUN(relu6_gradient)
RUN(sigmoid_gradient)
RUN(tanh_gradient)
RUN(sqrt_gradient)
RUN(rsqrt_gradient)
RUN(reciprocal_gradient)

/* reduce.c */
PREPARE(reduction)
PREPARE(format)
PREPARE(product)
PREPARE(batch_product)
RUN(reduce)
RUN(mean)
RUN(arg_reduce)
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
PREPARE(gather)
RUN(cast)
RUN(fill_like)
RUN(fill)
RUN(broadcast)
RUN(tile)
RUN(transpose)
RUN(slice)
RUN(strided_slice)
RUN(pack)
RUN(unpack)
RUN(concat)
RUN(split)
RUN(pad)
RUN(one_hot)
RUN(gather)

/* variable.c */
PREPARE(assign)
RUN(assign)
RUN(assign_update)
RUN(refuse)
#undef RUN
#undef PREPARE
#endif

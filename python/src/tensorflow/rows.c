/* All operations of TensorFlow that the device has, one row each. */
#include "runs.h"

/* X(operation, run, prepare, code, attribute, types, second attribute, types, arguments in host memory) */
/* clang-format off */
#define ROWS(X) \
    X(Neg,        unary, NULL, GT_NEGATIVE,   "T", NUMBERS, NULL, 0, NULL) \
    X(Abs,        unary, NULL, GT_ABS,        "T", NUMBERS, NULL, 0, NULL) \
    X(Sign,       unary, NULL, GT_SIGN,       "T", NUMBERS, NULL, 0, NULL) \
    X(Exp,        unary, NULL, GT_EXP,        "T", FLOATS, NULL, 0, NULL) \
    X(Log,        unary, NULL, GT_LOG,        "T", FLOATS, NULL, 0, NULL) \
    X(Sqrt,       unary, NULL, GT_SQRT,       "T", FLOATS, NULL, 0, NULL) \
    X(Relu,       unary, NULL, GT_RELU,       "T", FLOATS, NULL, 0, NULL) \
    X(Sigmoid,    unary, NULL, GT_SIGMOID,    "T", FLOATS, NULL, 0, NULL) \
    X(Tanh,       unary, NULL, GT_TANH,       "T", FLOATS, NULL, 0, NULL) \
    X(Sin,        unary, NULL, GT_SIN,        "T", FLOATS, NULL, 0, NULL) \
    X(Erf,        unary, NULL, GT_ERF,        "T", FLOATS, NULL, 0, NULL) \
    X(Floor,      unary, NULL, GT_FLOOR,      "T", FLOATS, NULL, 0, NULL) \
    X(Reciprocal, unary, NULL, GT_RECIPROCAL, "T", FLOATS, NULL, 0, NULL) \
    X(Inv,        unary, NULL, GT_RECIPROCAL, "T", FLOATS, NULL, 0, NULL) \
    X(Rsqrt,      unary, NULL, GT_RSQRT,      "T", FLOATS, NULL, 0, NULL) \
    X(Expm1,      unary, NULL, GT_EXPM1,      "T", FLOATS, NULL, 0, NULL) \
    X(Log1p,      unary, NULL, GT_LOG1P,      "T", FLOATS, NULL, 0, NULL) \
    X(Cos,        unary, NULL, GT_COS,        "T", FLOATS, NULL, 0, NULL) \
    X(Tan,        unary, NULL, GT_TAN,        "T", FLOATS, NULL, 0, NULL) \
    X(Sinh,       unary, NULL, GT_SINH,       "T", FLOATS, NULL, 0, NULL) \
    X(Cosh,       unary, NULL, GT_COSH,       "T", FLOATS, NULL, 0, NULL) \
    X(Asin,       unary, NULL, GT_ASIN,       "T", FLOATS, NULL, 0, NULL) \
    X(Acos,       unary, NULL, GT_ACOS,       "T", FLOATS, NULL, 0, NULL) \
    X(Atan,       unary, NULL, GT_ATAN,       "T", FLOATS, NULL, 0, NULL) \
    X(Asinh,      unary, NULL, GT_ASINH,      "T", FLOATS, NULL, 0, NULL) \
    X(Acosh,      unary, NULL, GT_ACOSH,      "T", FLOATS, NULL, 0, NULL) \
    X(Atanh,      unary, NULL, GT_ATANH,      "T", FLOATS, NULL, 0, NULL) \
    X(Erfc,       unary, NULL, GT_ERFC,       "T", FLOATS, NULL, 0, NULL) \
    X(Lgamma,     unary, NULL, GT_LGAMMA,     "T", FLOATS, NULL, 0, NULL) \
    X(Softplus,   unary, NULL, GT_SOFTPLUS,   "T", FLOATS, NULL, 0, NULL) \
    X(Square,     unary, NULL, GT_SQUARE,     "T", NUMBERS, NULL, 0, NULL) \
    X(Ceil,       unary, NULL, GT_CEIL,       "T", FLOATS, NULL, 0, NULL) \
    X(Round,      unary, NULL, GT_ROUND,      "T", FLOATS, NULL, 0, NULL) \
    X(Rint,       unary, NULL, GT_ROUND,      "T", FLOATS, NULL, 0, NULL) \
    X(IsNan,      unary, NULL, GT_ISNAN,      "T", FLOATS, NULL, 0, NULL) \
    X(IsInf,      unary, NULL, GT_ISINF,      "T", FLOATS, NULL, 0, NULL) \
    X(IsFinite,   unary, NULL, GT_ISFINITE,   "T", FLOATS, NULL, 0, NULL) \
    X(Invert,     unary, NULL, GT_BITWISE_INVERT, "T", INTS, NULL, 0, NULL) \
    X(LogicalNot, unary, NULL, GT_LOGICAL_NOT, NULL, 0, NULL, 0, NULL) \
    X(LeakyRelu, formula, prepare_slope, F_LEAKY_RELU, "T", FLOATS, NULL, 0, NULL) \
    X(Elu, formula, NULL, F_ELU, "T", FLOATS, NULL, 0, NULL) \
    X(Relu6, formula, NULL, F_RELU6, "T", FLOATS, NULL, 0, NULL) \
    X(Selu,       formula, NULL, F_SELU,     "T", FLOATS, NULL, 0, NULL) \
    X(Softsign,   formula, NULL, F_SOFTSIGN, "T", FLOATS, NULL, 0, NULL) \
    \
    X(AddV2,    binary, NULL, GT_ADD,          "T", NUMBERS, NULL, 0, NULL) \
    X(Add,      binary, NULL, GT_ADD,          "T", NUMBERS, NULL, 0, NULL) \
    X(Sub,      binary, NULL, GT_SUBTRACT,     "T", NUMBERS, NULL, 0, NULL) \
    X(Mul,      binary, NULL, GT_MULTIPLY,     "T", NUMBERS, NULL, 0, NULL) \
    X(RealDiv,  binary, NULL, GT_DIVIDE,       "T", FLOATS, NULL, 0, NULL) \
    X(Maximum,  binary, NULL, GT_MAXIMUM,      "T", NUMBERS, NULL, 0, NULL) \
    X(Minimum,  binary, NULL, GT_MINIMUM,      "T", NUMBERS, NULL, 0, NULL) \
    X(Atan2,    binary, NULL, GT_ATAN2,        "T", FLOATS, NULL, 0, NULL) \
    X(Pow,      binary, NULL, GT_POW,          "T", FLOATS, NULL, 0, NULL) \
    X(FloorDiv, binary, NULL, GT_FLOOR_DIVIDE, "T", FLOATS, NULL, 0, NULL) \
    X(FloorMod, binary, NULL, GT_REMAINDER,    "T", FLOATS, NULL, 0, NULL) \
    X(SquaredDifference, broadcast_formula, NULL, F_SQUARED_DIFFERENCE, "T", NUMBERS, NULL, 0, NULL) \
    X(DivNoNan, broadcast_formula, NULL, F_DIVIDE_NO_NAN, "T", FLOATS, NULL, 0, NULL) \
    X(MulNoNan, broadcast_formula, NULL, F_MULTIPLY_NO_NAN, "T", FLOATS, NULL, 0, NULL) \
    X(Xlogy,    broadcast_formula, NULL, F_XLOGY,    "T", FLOATS, NULL, 0, NULL) \
    X(Xlog1py,  broadcast_formula, NULL, F_XLOG1PY,  "T", FLOATS, NULL, 0, NULL) \
    X(Xdivy,    broadcast_formula, NULL, F_XDIVY,    "T", FLOATS, NULL, 0, NULL) \
    X(Greater,  binary, NULL, GT_GREATER, "T", NUMBERS, NULL, 0, NULL) \
    X(Less,     binary, NULL, GT_LESS,    "T", NUMBERS, NULL, 0, NULL) \
    X(Equal,    equality, prepare_equality, GT_EQUAL,     "T", ALL, NULL, 0, NULL) \
    X(NotEqual, equality, prepare_equality, GT_NOT_EQUAL, "T", ALL, NULL, 0, NULL) \
    X(GreaterEqual, binary, NULL, GT_GREATER_EQUAL, "T", NUMBERS, NULL, 0, NULL) \
    X(LessEqual,    binary, NULL, GT_LESS_EQUAL,    "T", NUMBERS, NULL, 0, NULL) \
    X(BitwiseAnd, binary, NULL, GT_BITWISE_AND, "T", INTS, NULL, 0, NULL) \
    X(BitwiseOr,  binary, NULL, GT_BITWISE_OR,  "T", INTS, NULL, 0, NULL) \
    X(BitwiseXor, binary, NULL, GT_BITWISE_XOR, "T", INTS, NULL, 0, NULL) \
    X(LogicalAnd, binary, NULL, GT_LOGICAL_AND, NULL, 0, NULL, 0, NULL) \
    X(LogicalOr,  binary, NULL, GT_LOGICAL_OR,  NULL, 0, NULL, 0, NULL) \
    X(SelectV2, ternary, NULL, GT_WHERE, "T", ALL, NULL, 0, NULL) \
    X(Select,   select,  NULL, 0,        "T", ALL, NULL, 0, NULL) \
    X(ClipByValue, clip, NULL, 0, "T", NUMBERS, NULL, 0, NULL) \
    X(AddN,     add_n,   NULL, 0,        "T", NUMBERS, NULL, 0, NULL) \
    \
    X(ReluGrad, formula, NULL, F_RELU_GRADIENT, "T", FLOATS, NULL, 0, NULL) \
    X(LeakyReluGrad, formula, prepare_slope, F_LEAKY_RELU_GRADIENT, "T", FLOATS, NULL, 0, NULL) \
    X(Relu6Grad, formula, NULL, F_RELU6_GRADIENT, "T", FLOATS, NULL, 0, NULL) \
    X(EluGrad, formula, NULL, F_ELU_GRADIENT, "T", FLOATS, NULL, 0, NULL) \
    X(SeluGrad, formula, NULL, F_SELU_GRADIENT, "T", FLOATS, NULL, 0, NULL) \
    X(SoftsignGrad, formula, NULL, F_SOFTSIGN_GRADIENT, "T", FLOATS, NULL, 0, NULL) \
    X(SoftplusGrad, formula, NULL, F_SOFTPLUS_GRADIENT, "T", FLOATS, NULL, 0, NULL) \
    X(SigmoidGrad, formula, NULL, F_SIGMOID_GRADIENT, "T", FLOATS, NULL, 0, NULL) \
    X(TanhGrad, formula, NULL, F_TANH_GRADIENT, "T", FLOATS, NULL, 0, NULL) \
    X(SqrtGrad, formula, NULL, F_SQRT_GRADIENT, "T", FLOATS, NULL, 0, NULL) \
    X(RsqrtGrad, formula, NULL, F_RSQRT_GRADIENT, "T", FLOATS, NULL, 0, NULL) \
    X(ReciprocalGrad, formula, NULL, F_RECIPROCAL_GRADIENT, "T", FLOATS, NULL, 0, NULL) \
    X(InvGrad, formula, NULL, F_RECIPROCAL_GRADIENT, "T", FLOATS, NULL, 0, NULL) \
    \
    X(Sum,  reduce, prepare_reduction, GT_ADD,         "T", NUMBERS, NULL, 0, "reduction_indices") \
    X(Prod, reduce, prepare_reduction, GT_MULTIPLY,    "T", NUMBERS, NULL, 0, "reduction_indices") \
    X(Max,  reduce, prepare_reduction, GT_MAXIMUM,     "T", NUMBERS, NULL, 0, "reduction_indices") \
    X(Min,  reduce, prepare_reduction, GT_MINIMUM,     "T", NUMBERS, NULL, 0, "reduction_indices") \
    X(All,  reduce, prepare_reduction, GT_LOGICAL_AND, NULL, 0, NULL, 0, "reduction_indices") \
    X(Any,  reduce, prepare_reduction, GT_LOGICAL_OR,  NULL, 0, NULL, 0, "reduction_indices") \
    X(Mean, mean,   prepare_reduction, 0,              "T", FLOATS, NULL, 0, "reduction_indices") \
    X(ArgMax, arg_reduce, NULL, GT_MAXIMUM, "T", NUMBERS, NULL, 0, "dimension") \
    X(ArgMin, arg_reduce, NULL, GT_MINIMUM, "T", NUMBERS, NULL, 0, "dimension") \
    X(Cumsum,  scan, prepare_scan, GT_ADD,      "T", NUMBERS, NULL, 0, "axis") \
    X(Cumprod, scan, prepare_scan, GT_MULTIPLY, "T", NUMBERS, NULL, 0, "axis") \
    X(L2Loss, l2_loss, NULL, 0, "T", FLOATS, NULL, 0, NULL) \
    X(BiasAdd,     bias,          prepare_format, 0, "T", FLOATS, NULL, 0, NULL) \
    X(BiasAddV1,   bias,          NULL, 0,           "T", FLOATS, NULL, 0, NULL) \
    X(BiasAddGrad, bias_gradient, prepare_format, 0, "T", FLOATS, NULL, 0, NULL) \
    X(MatMul,        product, prepare_product, ONE_PRODUCT,       "T", FLOATS, NULL, 0, NULL) \
    X(BatchMatMul,   product, prepare_batch_product, BATCHES, "T", FLOATS, NULL, 0, NULL) \
    X(BatchMatMulV2, product, prepare_batch_product, BROADCAST_BATCHES, "T", FLOATS, NULL, 0, NULL) \
    X(Einsum, einsum, prepare_einsum, 0, "T", FLOATS, NULL, 0, NULL) \
    X(Softmax,    softmax, NULL, GT_SOFTMAX,     "T", FLOATS, NULL, 0, NULL) \
    X(LogSoftmax, softmax, NULL, GT_LOG_SOFTMAX, "T", FLOATS, NULL, 0, NULL) \
    X(SparseSoftmaxCrossEntropyWithLogits, sparse_cross_entropy, NULL, 0, "T", FLOATS, "Tlabels", INDICES, NULL) \
    X(SoftmaxCrossEntropyWithLogits, cross_entropy, NULL, 0, "T", FLOATS, NULL, 0, NULL) \
    \
    X(Cast,        cast,      NULL, 0, "SrcT", ALL | INT32, "DstT", ALL | INT32, NULL) \
    X(ZerosLike,   fill_like, NULL, 0, "T", ALL, NULL, 0, NULL) \
    X(OnesLike,    fill_like, NULL, 1, "T", ALL, NULL, 0, NULL) \
    X(Fill,        fill,      NULL, 0, "T", ALL, NULL, 0, "dims") \
    X(BroadcastTo, broadcast, NULL, 0, "T", ALL, NULL, 0, "shape") \
    X(Tile,        tile,      NULL, 0, "T", ALL, NULL, 0, "multiples") \
    X(Transpose,   transpose, NULL, 0, "T", ALL, NULL, 0, "perm") \
    X(Slice,       slice,     NULL, 0, "T", ALL, NULL, 0, "begin", "size") \
    X(StridedSlice, strided_slice, prepare_strided_slice, 0, "T", ALL, NULL, 0, "begin", "end", "strides") \
    X(StridedSliceGrad, strided_slice_gradient, prepare_strided_slice, 0, "T", ALL, NULL, 0, \
      "shape", "begin", "end", "strides") \
    X(ReverseV2,   reverse,   NULL, 0, "T", ALL, NULL, 0, "axis") \
    X(Pack,        pack,      prepare_axis, 0, "T", ALL, NULL, 0, NULL) \
    X(Unpack,      unpack,    prepare_axis, 0, "T", ALL, NULL, 0, NULL) \
    X(ConcatV2,    concat,    NULL, 0, "T", ALL, NULL, 0, "axis") \
    X(Split,       split,     NULL, 0, "T", ALL, NULL, 0, "split_dim") \
    X(SplitV,      split_sizes, NULL, 0, "T", ALL, NULL, 0, "size_splits", "split_dim") \
    X(Pad,         pad,       NULL, 0, "T", ALL, NULL, 0, "paddings") \
    X(PadV2,       pad,       NULL, 0, "T", ALL, NULL, 0, "paddings") \
    X(MirrorPad,   mirror_pad, prepare_mirror, 0, "T", ALL, NULL, 0, "paddings") \
    X(OneHot,      one_hot,   prepare_axis, 0, "T", ALL, "TI", INDICES, "depth") \
    \
    X(GatherV2,    gather,      prepare_gather, 0, "Tparams", ALL, "Tindices", INDICES, "axis") \
    X(GatherNd,    gather_rows, NULL, 0,           "Tparams", ALL, "Tindices", INDICES, NULL) \
    X(ScatterNd,   scatter,     NULL, GT_ADD,      "T", NUMBERS, "Tindices", INDICES, "shape") \
    X(TensorScatterUpdate, scatter_to, NULL, 0,    "T", ALL, "Tindices", INDICES, NULL) \
    X(TensorScatterSub, scatter_to, NULL, GT_SUBTRACT, "T", NUMBERS, "Tindices", INDICES, NULL) \
    X(TensorScatterMax, scatter_to, NULL, GT_MAXIMUM, "T", NUMBERS, "Tindices", INDICES, NULL) \
    X(TensorScatterMin, scatter_to, NULL, GT_MINIMUM, "T", NUMBERS, "Tindices", INDICES, NULL) \
    X(TensorScatterAdd, scatter_to, NULL, GT_ADD,  "T", NUMBERS, "Tindices", INDICES, NULL) \
    X(UnsortedSegmentSum, segment_sum, NULL, GT_ADD, "T", NUMBERS, "Tindices", INDICES, "num_segments") \
    \
    X(Conv2D, convolution, prepare_windows, ALL_CHANNELS, "T", FLOATS, NULL, 0, NULL) \
    X(_FusedConv2D, convolution, prepare_fused_windows, ALL_CHANNELS, "T", FLOATS, NULL, 0, "host_args") \
    X(Conv3D, convolution, prepare_windows, ALL_CHANNELS, "T", FLOATS, NULL, 0, NULL) \
    X(DepthwiseConv2dNative, convolution, prepare_windows, BY_DEPTH, "T", FLOATS, NULL, 0, NULL) \
    X(Conv2DBackpropFilter, convolution_filter_gradient, prepare_windows, ALL_CHANNELS, "T", FLOATS, NULL, 0, \
      "filter_sizes") \
    X(Conv3DBackpropFilterV2, convolution_filter_gradient, prepare_windows, ALL_CHANNELS, "T", FLOATS, NULL, 0, \
      "filter_sizes") \
    X(DepthwiseConv2dNativeBackpropFilter, convolution_filter_gradient, prepare_windows, BY_DEPTH, "T", FLOATS, \
      NULL, 0, "filter_sizes") \
    X(Conv2DBackpropInput, convolution_input_gradient, prepare_windows, ALL_CHANNELS, "T", FLOATS, NULL, 0, \
      "input_sizes") \
    X(Conv3DBackpropInputV2, convolution_input_gradient, prepare_windows, ALL_CHANNELS, "T", FLOATS, NULL, 0, \
      "input_sizes") \
    X(DepthwiseConv2dNativeBackpropInput, convolution_input_gradient, prepare_windows, BY_DEPTH, "T", FLOATS, \
      NULL, 0, "input_sizes") \
    X(MaxPool,       max_pool,           prepare_windows, 0, "T", FLOATS, NULL, 0, NULL) \
    X(MaxPoolGrad,   max_pool_gradient,  prepare_windows, 0, "T", FLOATS, NULL, 0, NULL) \
    X(MaxPool3D,     max_pool,           prepare_windows, 0, "T", FLOATS, NULL, 0, NULL) \
    X(MaxPool3DGrad, max_pool_gradient,  prepare_windows, 0, "T", FLOATS, NULL, 0, NULL) \
    X(AvgPool,       mean_pool,          prepare_windows, 0, "T", FLOATS, NULL, 0, NULL) \
    X(AvgPoolGrad,   mean_pool_gradient, prepare_windows, 0, "T", FLOATS, NULL, 0, "orig_input_shape") \
    X(AvgPool3D,     mean_pool,          prepare_windows, 0, "T", FLOATS, NULL, 0, NULL) \
    X(AvgPool3DGrad, mean_pool_gradient, prepare_windows, 0, "T", FLOATS, NULL, 0, "orig_input_shape") \
    \
    X(SpaceToDepth, space_to_depth, prepare_block, 0, "T", ALL, NULL, 0, NULL) \
    X(DepthToSpace, depth_to_space, prepare_block, 0, "T", ALL, NULL, 0, NULL) \
    X(SpaceToBatchND, space_to_batch, NULL, 0, "T", ALL, NULL, 0, "block_shape", "paddings") \
    X(BatchToSpaceND, batch_to_space, NULL, 0, "T", ALL, NULL, 0, "block_shape", "crops") \
    X(Roll, roll, NULL, 0, "T", ALL, NULL, 0, "shift", "axis") \
    X(MatrixBandPart, band, NULL, 0, "T", ALL, NULL, 0, "num_lower", "num_upper") \
    X(MatrixDiagPartV3, diagonals, prepare_diagonals, 0, "T", ALL, NULL, 0, "k") \
    X(MatrixSetDiagV3, set_diagonals, prepare_diagonals, 0, "T", ALL, NULL, 0, "k") \
    X(MatrixDiagV3, matrix_of_diagonals, prepare_diagonals, 0, "T", ALL, NULL, 0, "k", "num_rows", "num_cols") \
    X(TopKV2, top, NULL, 0, "T", NUMBERS, NULL, 0, "k") \
    X(InTopKV2, in_top, NULL, 0, "T", INDICES, NULL, 0, "k") \
    X(ResizeBilinear, resize_linear, prepare_resize, 0, "T", NUMBERS, NULL, 0, "size") \
    X(ResizeBilinearGrad, resize_linear_gradient, prepare_resize, 0, "T", FLOATS, NULL, 0, NULL) \
    X(ResizeNearestNeighbor, resize_nearest, prepare_resize, 0, "T", NUMBERS, NULL, 0, "size") \
    X(ResizeNearestNeighborGrad, resize_nearest_gradient, prepare_resize, 0, "T", FLOATS, NULL, 0, "size") \
    X(AdjustContrastv2, contrast, NULL, 0, "T", NARROW, NULL, 0, NULL) \
    X(Where, where, NULL, 0, "T", ALL, NULL, 0, NULL) \
    X(FusedBatchNorm,   normalize, prepare_normalize, 0, "T", FLOATS, NULL, 0, NULL) \
    X(FusedBatchNormV2, normalize, prepare_normalize, 0, "T", NARROW, "U", NARROW, NULL) \
    X(FusedBatchNormV3, normalize, prepare_normalize, 0, "T", NARROW, "U", NARROW, NULL) \
    X(_FusedBatchNormEx, normalize, prepare_fused_normalize, 0, "T", NARROW, "U", NARROW, NULL) \
    X(FusedBatchNormGrad,   normalize_gradient, prepare_normalize, 0, "T", FLOATS, NULL, 0, NULL) \
    X(FusedBatchNormGradV2, normalize_gradient, prepare_normalize, 0, "T", NARROW, "U", NARROW, NULL) \
    X(FusedBatchNormGradV3, normalize_gradient, prepare_normalize, 0, "T", NARROW, "U", NARROW, NULL) \
    \
    X(RandomUniform,        random_uniform, prepare_seeds, OWN_SEEDS, "dtype", FLOATS, NULL, 0, "shape") \
    X(RandomStandardNormal, random_normal,  prepare_seeds, OWN_SEEDS, "dtype", NARROW, NULL, 0, "shape") \
    X(RngReadAndSkip, read_and_skip, NULL, 0, NULL, 0, NULL, 0, "resource", "alg", "delta", "value") \
    X(StatelessRandomUniformV2, random_uniform, NULL, TOLD_SEEDS, "dtype", FLOATS, NULL, 0, "shape", "key", "counter", "alg") \
    X(StatelessRandomNormalV2,  random_normal,  NULL, TOLD_SEEDS, "dtype", NARROW, NULL, 0, "shape", "key", "counter", "alg") \
    \
    X(ResourceApplyGradientDescent, step, prepare_step, T_DESCENT, "T", FLOATS, NULL, 0, "var") \
    X(ResourceApplyMomentum, step, prepare_step, T_MOMENTUM, "T", FLOATS, NULL, 0, "var", "accum") \
    X(ResourceApplyKerasMomentum, step, prepare_step, T_KERAS_MOMENTUM, "T", FLOATS, NULL, 0, "var", "accum") \
    X(ResourceApplyAdam, step, prepare_step, T_ADAM, "T", FLOATS, NULL, 0, "var", "m", "v") \
    X(ResourceApplyAdaMax, step, prepare_step, T_ADAMAX, "T", FLOATS, NULL, 0, "var", "m", "v") \
    X(ResourceApplyAdagrad, step, prepare_step, T_ADAGRAD, "T", FLOATS, NULL, 0, "var", "accum") \
    X(ResourceApplyAdagradV2, step, prepare_step, T_ADAGRAD_V2, "T", FLOATS, NULL, 0, "var", "accum") \
    X(ResourceApplyAdadelta, step, prepare_step, T_ADADELTA, "T", FLOATS, NULL, 0, "var", "accum", "accum_update") \
    X(ResourceApplyRMSProp, step, prepare_step, T_RMSPROP, "T", FLOATS, NULL, 0, "var", "ms", "mom") \
    X(ResourceApplyCenteredRMSProp, step, prepare_step, T_CENTERED_RMSPROP, "T", FLOATS, NULL, 0, \
      "var", "mg", "ms", "mom") \
    X(ResourceApplyFtrl, step, prepare_step, T_FTRL, "T", FLOATS, NULL, 0, "var", "accum", "linear") \
    X(ResourceApplyFtrlV2, step, prepare_step, T_FTRL_V2, "T", FLOATS, NULL, 0, "var", "accum", "linear") \
    \
    X(ResourceGather,   variable_gather, prepare_gather, 0, "dtype", ALL, "Tindices", INDICES, "resource") \
    X(ResourceGatherNd, variable_gather_rows, NULL, 0,      "dtype", ALL, "Tindices", INDICES, "resource") \
    X(ResourceScatterUpdate, variable_scatter, NULL, 0, "dtype", ALL, "Tindices", INDICES, "resource") \
    X(ResourceScatterAdd, variable_scatter, NULL, GT_ADD, "dtype", NUMBERS, "Tindices", INDICES, "resource") \
    X(ResourceScatterSub, variable_scatter, NULL, GT_SUBTRACT, "dtype", NUMBERS, "Tindices", INDICES, "resource") \
    X(ResourceScatterMul, variable_scatter, NULL, GT_MULTIPLY, "dtype", NUMBERS, "Tindices", INDICES, "resource") \
    X(ResourceScatterMax, variable_scatter, NULL, GT_MAXIMUM, "dtype", NUMBERS, "Tindices", INDICES, "resource") \
    X(ResourceScatterMin, variable_scatter, NULL, GT_MINIMUM, "dtype", NUMBERS, "Tindices", INDICES, "resource") \
    X(ResourceScatterNdUpdate, variable_scatter_rows, NULL, 0, "T", ALL, "Tindices", INDICES, "ref") \
    X(ResourceScatterNdAdd, variable_scatter_rows, NULL, GT_ADD, "T", NUMBERS, "Tindices", INDICES, "ref") \
    X(ResourceScatterNdSub, variable_scatter_rows, NULL, GT_SUBTRACT, "T", NUMBERS, "Tindices", INDICES, "ref") \
    X(ResourceScatterNdMax, variable_scatter_rows, NULL, GT_MAXIMUM, "T", NUMBERS, "Tindices", INDICES, "ref") \
    X(ResourceScatterNdMin, variable_scatter_rows, NULL, GT_MINIMUM, "T", NUMBERS, "Tindices", INDICES, "ref") \
    X(ResourceStridedSliceAssign, variable_slice, prepare_strided_slice, 0, "T", ALL, NULL, 0, "ref", "begin", "end", \
      "strides") \
    X(AssignVariableOp,    assign,        prepare_assign, 0, "dtype", ALL | COMPLEX | ANYWAY, NULL, 0, "resource") \
    X(AssignAddVariableOp, assign_update, NULL, GT_ADD,      "dtype", NUMBERS | ANYWAY, NULL, 0, "resource") \
    X(AssignSubVariableOp, assign_update, NULL, GT_SUBTRACT, "dtype", NUMBERS | ANYWAY, NULL, 0, "resource")

/* The same, for other types of operations that are above: what TensorFlow would do in memory, or with threads, that the
 * device has not. */
#define MORE_ROWS(X) \
    X(ZerosLike, fill_like_host, NULL, 0, "T", INT32, NULL, 0, "x", "y") \
    X(OnesLike,  fill_like_host, NULL, 1, "T", INT32, NULL, 0, "x", "y") \
    X(AssignAddVariableOp, refuse, NULL, 0, "dtype", COMPLEX, NULL, 0, "resource") \
    X(AssignSubVariableOp, refuse, NULL, 0, "dtype", COMPLEX, NULL, 0, "resource")
/* clang-format on */

#define ROW(operation, ...) ROW_OF(operation, row_##operation, make_##operation, __VA_ARGS__)
#define MORE_ROW(operation, ...) ROW_OF(operation, more_##operation, make_more_##operation, __VA_ARGS__)
#define ROW_OF(operation, r, make, how, with, number, attribute, types, other, others, ...)                            \
    static const row r = {.name = #operation,                                                                          \
                          .run = run_##how,                                                                            \
                          .prepare = (with),                                                                           \
                          .code = (number),                                                                            \
                          .constraint = {{(attribute), (types)}, {(other), (others)}},                                 \
                          .host = {__VA_ARGS__}};                                                                      \
    static void *make(TF_OpKernelConstruction *from)                                                                   \
    {                                                                                                                  \
        return make_kernel(from, &r);                                                                                  \
    }
ROWS(ROW)
MORE_ROWS(MORE_ROW)

void register_rows(TF_Status *status)
{
#define REGISTER(operation, ...) register_row(&row_##operation, make_##operation, status);
    ROWS(REGISTER)
#define REGISTER_MORE(operation, ...) register_row(&more_##operation, make_more_##operation, status);
    MORE_ROWS(REGISTER_MORE)
}

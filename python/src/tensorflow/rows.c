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
    X(LeakyRelu,  leaky_relu, prepare_slope, 0, "T", FLOATS, NULL, 0, NULL) \
    X(Elu,        elu, NULL, 0,               "T", FLOATS, NULL, 0, NULL) \
    X(Relu6,      relu6, NULL, 0,             "T", FLOATS, NULL, 0, NULL) \
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
    X(SquaredDifference, squared_difference, NULL, 0, "T", NUMBERS, NULL, 0, NULL) \
    X(DivNoNan, divide_no_nan,   NULL, 0, "T", FLOATS, NULL, 0, NULL) \
    X(MulNoNan, multiply_no_nan, NULL, 0, "T", FLOATS, NULL, 0, NULL) \
    X(Greater,  binary, NULL, GT_GREATER, "T", NUMBERS, NULL, 0, NULL) \
    X(Less,     binary, NULL, GT_LESS,    "T", NUMBERS, NULL, 0, NULL) \
    X(Equal,    binary, NULL, GT_EQUAL,   "T", ALL, NULL, 0, NULL) \
    X(NotEqual, binary, NULL, GT_NOT_EQUAL, "T", ALL, NULL, 0, NULL) \
    X(GreaterEqual, binary, NULL, GT_GREATER_EQUAL, "T", NUMBERS, NULL, 0, NULL) \
    X(LessEqual,    binary, NULL, GT_LESS_EQUAL,    "T", NUMBERS, NULL, 0, NULL) \
    X(BitwiseAnd, binary, NULL, GT_BITWISE_AND, "T", INTS, NULL, 0, NULL) \
    X(BitwiseOr,  binary, NULL, GT_BITWISE_OR,  "T", INTS, NULL, 0, NULL) \
    X(BitwiseXor, binary, NULL, GT_BITWISE_XOR, "T", INTS, NULL, 0, NULL) \
    X(LogicalAnd, binary, NULL, GT_LOGICAL_AND, NULL, 0, NULL, 0, NULL) \
    X(LogicalOr,  binary, NULL, GT_LOGICAL_OR,  NULL, 0, NULL, 0, NULL) \
    X(SelectV2, ternary, NULL, GT_WHERE, "T", ALL, NULL, 0, NULL) \
    X(Select,   select,  NULL, 0,        "T", ALL, NULL, 0, NULL) \
    X(ClipByValue, ternary, NULL, GT_CLIP, "T", NUMBERS, NULL, 0, NULL) \
    X(AddN,     add_n,   NULL, 0,        "T", NUMBERS, NULL, 0, NULL) \
    \
    X(ReluGrad,    relu_gradient,    NULL, 0, "T", FLOATS, NULL, 0, NULL) \
    X(LeakyReluGrad, leaky_relu_gradient, prepare_slope, 0, "T", FLOATS, NULL, 0, NULL) \
    X(Relu6Grad,   relu6_gradient,   NULL, 0, "T", FLOATS, NULL, 0, NULL) \
    X(EluGrad,     elu_gradient,     NULL, 0, "T", FLOATS, NULL, 0, NULL) \
    X(SoftplusGrad, softplus_gradient, NULL, 0, "T", FLOATS, NULL, 0, NULL) \
    X(SigmoidGrad, sigmoid_gradient, NULL, 0, "T", FLOATS, NULL, 0, NULL) \
    X(TanhGrad,    tanh_gradient,    NULL, 0, "T", FLOATS, NULL, 0, NULL) \
    X(SqrtGrad,    sqrt_gradient,    NULL, 0, "T", FLOATS, NULL, 0, NULL) \
    X(RsqrtGrad,   rsqrt_gradient,   NULL, 0, "T", FLOATS, NULL, 0, NULL) \
    X(ReciprocalGrad, reciprocal_gradient, NULL, 0, "T", FLOATS, NULL, 0, NULL) \
    X(InvGrad,     reciprocal_gradient, NULL, 0, "T", FLOATS, NULL, 0, NULL) \
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
    X(L2Loss, l2_loss, NULL, 0, "T", FLOATS, NULL, 0, NULL) \
    X(BiasAdd,     bias,          prepare_format, 0, "T", FLOATS, NULL, 0, NULL) \
    X(BiasAddV1,   bias,          NULL, 0,           "T", FLOATS, NULL, 0, NULL) \
    X(BiasAddGrad, bias_gradient, prepare_format, 0, "T", FLOATS, NULL, 0, NULL) \
    X(MatMul,        product, prepare_product, 0,       "T", FLOATS, NULL, 0, NULL) \
    X(BatchMatMul,   product, prepare_batch_product, 0, "T", FLOATS, NULL, 0, NULL) \
    X(BatchMatMulV2, product, prepare_batch_product, 0, "T", FLOATS, NULL, 0, NULL) \
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
    X(Pack,        pack,      prepare_axis, 0, "T", ALL, NULL, 0, NULL) \
    X(Unpack,      unpack,    prepare_axis, 0, "T", ALL, NULL, 0, NULL) \
    X(ConcatV2,    concat,    NULL, 0, "T", ALL, NULL, 0, "axis") \
    X(Split,       split,     NULL, 0, "T", ALL, NULL, 0, "split_dim") \
    X(Pad,         pad,       NULL, 0, "T", ALL, NULL, 0, "paddings") \
    X(OneHot,      one_hot,   prepare_axis, 0, "T", ALL, "TI", INDICES, "depth") \
    \
    X(GatherV2,    gather,    prepare_gather, 0, "Tparams", ALL, "Tindices", INDICES, "axis") \
    \
    X(AssignVariableOp,    assign,        prepare_assign, 0, "dtype", ALL | COMPLEX | ANYWAY, NULL, 0, "resource") \
    X(AssignAddVariableOp, assign_update, NULL, GT_ADD,      "dtype", NUMBERS | ANYWAY, NULL, 0, "resource") \
    X(AssignSubVariableOp, assign_update, NULL, GT_SUBTRACT, "dtype", NUMBERS | ANYWAY, NULL, 0, "resource")

/* X(operation, attribute, types, arguments in host memory): what TensorFlow would do in the host's memory. */
#define REFUSED(X) \
    X(AssignAddVariableOp, "dtype", COMPLEX, "resource") \
    X(AssignSubVariableOp, "dtype", COMPLEX, "resource")
/* clang-format on */

#define ROW(operation, how, with, number, attribute, types, other, others, ...)                                        \
    static const row row_##operation = {.name = #operation,                                                            \
                                        .run = run_##how,                                                              \
                                        .prepare = (with),                                                             \
                                        .code = (number),                                                              \
                                        .constraint = {{(attribute), (types)}, {(other), (others)}},                   \
                                        .host = {__VA_ARGS__}};                                                        \
    static void *make_##operation(TF_OpKernelConstruction *from)                                                       \
    {                                                                                                                  \
        return make_kernel(from, &row_##operation);                                                                    \
    }
ROWS(ROW)

#define REFUSED_ROW(operation, attribute, types, ...)                                                                  \
    static const row no_##operation = {                                                                                \
        .name = #operation, .run = run_refuse, .constraint = {{(attribute), (types)}}, .host = {__VA_ARGS__}};         \
    static void *make_no_##operation(TF_OpKernelConstruction *from)                                                    \
    {                                                                                                                  \
        return make_kernel(from, &no_##operation);                                                                     \
    }
REFUSED(REFUSED_ROW)

void register_rows(TF_Status *status)
{
#define REGISTER(operation, ...) register_row(&row_##operation, make_##operation, status);
    ROWS(REGISTER)
#define REGISTER_REFUSED(operation, ...) register_row(&no_##operation, make_no_##operation, status);
    REFUSED(REGISTER_REFUSED)
}

/* gputensor/ops.h: the tables of statuses, data types and operations, each thing declared once. Names and values are
 * API and frozen: a value is never renumbered and never used again. The OpenCL expressions in the operation rows are
 * not API. Use a table by defining a macro and handing it over:
 *   #define ROW(NAME, value, ...) ...
 *   GT_STATUS_TABLE(ROW) */
#ifndef GPUTENSOR_OPS_H
#define GPUTENSOR_OPS_H
/* clang-format off */

/* X(NAME, value, meaning): GT_OK and GT_E_*. */
#define GT_STATUS_TABLE(X) \
    X(OK,                0, "success") \
    X(E_ARGUMENT,       -1, "an argument is NULL or has a value that the function does not take") \
    X(E_SHAPE,          -2, "shapes do not fit together, or a shape overflows") \
    X(E_DTYPE,          -3, "an unknown data type, or one that the operation does not take") \
    X(E_UNSUPPORTED,    -4, "asked for something that this version or this object does not do") \
    X(E_NO_DEVICE,      -5, "no OpenCL device, or none of that name") \
    X(E_OUT_OF_MEMORY,  -6, "out of host or device memory, or over the limit of the context") \
    X(E_BUILD,          -7, "a kernel did not compile; gt_build_log has the log") \
    X(E_DEVICE,         -8, "the OpenCL implementation reported an error") \
    X(E_CONTEXT,        -9, "objects of two different contexts") \
    X(E_INDEX,         -10, "an axis or index is out of range") \
    X(E_IO,            -11, "a file could not be opened, read or written") \
    X(E_FORMAT,        -12, "a file is malformed") \
    X(E_TIMEOUT,       -13, "the wait ended before the event was done") \
    X(E_FORKED,        -14, "the object belongs to the parent process of a fork()") \
    X(E_INTERNAL,      -15, "an error inside the library") \
    X(E_OPERATION,     -16, "an unknown operation, or one of another family") \
    X(E_HOST_SIZE,     -17, "the host buffer does not have the size of the tensor") \
    X(E_MISSING_DTYPE, -18, "this device cannot compute with that data type")

/* X(NAME, name, value, bytes). 14 and 15 are kept for complex64 and complex128. */
#define GT_DTYPE_TABLE(X) \
    X(BOOL, bool,      1, 1) \
    X(I8,   int8,      2, 1) \
    X(I16,  int16,     3, 2) \
    X(I32,  int32,     4, 4) \
    X(I64,  int64,     5, 8) \
    X(U8,   uint8,     6, 1) \
    X(U16,  uint16,    7, 2) \
    X(U32,  uint32,    8, 4) \
    X(U64,  uint64,    9, 8) \
    X(F16,  float16,  10, 2) \
    X(BF16, bfloat16, 11, 2) \
    X(F32,  float32,  12, 4) \
    X(F64,  float64,  13, 8)

/* An operation: X(NAME, name, value, class, form, identity, float expression, integer expression).
 *
 * class: what operands it takes and what it gives (the result type of gt_result_type unless said otherwise)
 *   NUMERIC  numbers; booleans only beside numbers
 *   FLOAT    floats; integers and booleans are computed as float32
 *   COMPARE  anything; the result is bool
 *   LOGICAL  the truth (is it not zero) of anything; the result is bool
 *   SELECT   the truth of the first operand chooses between the others, which may be anything
 * form: SCALAR is left to the OpenCL compiler one element at a time; VECTOR is written for scalars and vectors alike,
 *   for maths functions that compilers do not vectorise by themselves.
 * identity: the value that a reduction starts from; "" where the operation cannot reduce.
 * Formulas: relu max(x, 0), and NaN of NaN; sigmoid 1 / (1 + exp(-x)); gelu x / 2 (1 + erf(x / sqrt 2)), the exact one
 *   (Hendrycks, Gimpel: "Gaussian Error Linear Units", 2016); sign -1, 0 or 1, and NaN of NaN; maximum, minimum and
 *   clip min(max(x, y), z) give NaN where an operand is NaN; floor_divide floor(x / y); remainder has the sign of y, as
 *   Python's %; pow of integers with a negative exponent is rounded towards 0, and 0 of base 0. What is named as in
 *   OpenCL C is that.
 * Error limits: those of OpenCL C (1.2, section 7.4); sigmoid 8 ULP, gelu 24 and for negative x 2 x^2 more.
 * In the expressions x, y, z are the operands, C the type they are computed in (int, uint, long, ulong, float, double),
 * U its unsigned form, in which integers wrap; K(1.5) is a constant of the operand's type; functions that OpenCL C does
 * not have are in kernels/common.cl. */
#define GT_UNARY_TABLE(X) \
    X(ABS,      abs,      100, NUMERIC, SCALAR, "", "fabs(x)",          "x < 0 ? (C)(0 - (U)x) : x") \
    X(NEGATIVE, negative, 101, NUMERIC, SCALAR, "", "-x",               "(C)(0 - (U)x)") \
    X(EXP,      exp,      102, FLOAT,   VECTOR, "", "exp(x)",           "") \
    X(LOG,      log,      103, FLOAT,   VECTOR, "", "log(x)",           "") \
    X(SQRT,     sqrt,     104, FLOAT,   SCALAR, "", "sqrt(x)",          "") \
    X(RELU,     relu,     105, NUMERIC, SCALAR, "", "x < 0 ? (C)0 : x", "max(x, (C)0)") \
    X(SIGMOID,  sigmoid,  106, FLOAT,   VECTOR, "", "sigmoid_(x)",      "") \
    X(TANH,     tanh,     107, FLOAT,   VECTOR, "", "tanh(x)",          "") \
    X(SIN,      sin,      108, FLOAT,   VECTOR, "", "sin_(x)",          "") \
    X(ERF,      erf,      109, FLOAT,   VECTOR, "", "erf(x)",           "") \
    X(FLOOR,    floor,    110, NUMERIC, SCALAR, "", "floor(x)",         "x") \
    X(SIGN,     sign,     111, NUMERIC, SCALAR, "", "sign_(x)",         "(x > 0) - (x < 0)") \
    X(GELU,     gelu,     112, FLOAT,   VECTOR, "", "gelu_(x)",         "")

#define GT_BINARY_TABLE(X) \
    X(ADD,          add,          200, NUMERIC, SCALAR, "0",       "x + y",               "(C)((U)x + (U)y)") \
    X(SUBTRACT,     subtract,     201, NUMERIC, SCALAR, "",        "x - y",               "(C)((U)x - (U)y)") \
    X(MULTIPLY,     multiply,     202, NUMERIC, SCALAR, "1",       "x * y",               "(C)((U)x * (U)y)") \
    X(DIVIDE,       divide,       203, FLOAT,   SCALAR, "",        "x / y",               "") \
    X(MAXIMUM,      maximum,      204, NUMERIC, SCALAR, "LOWEST",  "maximum_(x, y)",      "x > y ? x : y") \
    X(MINIMUM,      minimum,      205, NUMERIC, SCALAR, "HIGHEST", "minimum_(x, y)",      "x < y ? x : y") \
    X(GREATER,      greater,      206, COMPARE, SCALAR, "",        "TRUTH(x > y)",        "TRUTH(x > y)") \
    X(EQUAL,        equal,        207, COMPARE, SCALAR, "",        "TRUTH(x == y)",       "TRUTH(x == y)") \
    X(LOGICAL_AND,  logical_and,  208, LOGICAL, SCALAR, "1",       "",                    "TRUTH(x && y)") \
    X(LOGICAL_OR,   logical_or,   209, LOGICAL, SCALAR, "0",       "",                    "TRUTH(x || y)") \
    X(LESS,         less,         210, COMPARE, SCALAR, "",        "TRUTH(x < y)",        "TRUTH(x < y)") \
    X(FLOOR_DIVIDE, floor_divide, 211, NUMERIC, SCALAR, "",        "floor_divide_(x, y)", "floor_divide_(x, y)") \
    X(REMAINDER,    remainder,    212, NUMERIC, SCALAR, "",        "remainder_(x, y)",    "remainder_(x, y)") \
    X(POW,          pow,          213, NUMERIC, VECTOR, "",        "power_(x, y)",        "power_(x, y)")

#define GT_TERNARY_TABLE(X) \
    X(WHERE, where, 300, SELECT,  SCALAR, "", "x != 0 ? y : z",                   "x != 0 ? y : z") \
    X(CLIP,  clip,  301, NUMERIC, SCALAR, "", "minimum_(maximum_(x, y), z)",      "minimum_(maximum_(x, y), z)") \
    X(FMA,   fma,   302, FLOAT,   SCALAR, "", "fma(x, y, z)",                     "")

/* clang-format on */
#endif

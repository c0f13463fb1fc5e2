/* gputensor/tables.h: the tables of statuses, data types and operations. Each thing is declared here once.
 *
 * Names and values are API and frozen: a value is never changed and never used again for something else. The values of
 * operations are unique over all families, so that one number says which operation is meant.
 *
 * How to use a table
 *   A table is a macro that takes a macro. Define one that makes of a row what you need, and hand it over:
 *
 *       #define ROW(NAME, value, meaning) {value, #NAME, meaning},
 *       static const struct { int32_t value; const char *name, *meaning; } statuses[] = {GT_STATUS_TABLE(ROW)};
 *       #undef ROW
 *
 *   A macro for rows of operations must end with `...`:
 *
 *       #define ROW(NAME, name, value, cls, form, identity, meaning, ...)
 *
 *   Operations get new columns at the end in later versions, and `...` takes those that this macro does not know. Today
 *   it takes one, `ulp`. So it always stands for at least one argument, as C11 and C++17 demand of a variadic macro.
 *   A macro may also take fewer columns by name, as ROW(NAME, name, ...) does.
 *
 * From other languages
 *   Bindings need no macros: gt_enum_at walks the names and values at run time, and gt_op_describe tells the arity,
 *   the class and the meaning of an operation. */
#ifndef GPUTENSOR_TABLES_H
#define GPUTENSOR_TABLES_H
/* clang-format off */

/* Statuses: X(NAME, value, meaning) makes GT_OK and GT_E_*. gputensor.h says under Status how they are used. */
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

/* Data types: X(NAME, name, value, bytes) makes GT_BOOL, GT_I8 and so on. `name` is the name that the Array API
 * standard and NumPy use; `bytes` is the size of an element. A complex number is its real part and, after it, its
 * imaginary part, each a float32 or a float64. */
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
    X(F64,  float64,  13, 8) \
    X(C64,  complex64, 14, 8) \
    X(C128, complex128, 15, 16)

/* Operations: X(NAME, name, value, class, form, identity, meaning, ulp) makes GT_ABS, GT_ADD and so on.
 *
 * name      The name in the Array API standard, if it has the operation.
 *
 * class     Which operands it takes, and what it gives. The dtype of the result is gt_result_type of the operands
 *           unless said otherwise here.
 *             NUMERIC  Numbers. Booleans only beside numbers. Booleans alone are GT_E_DTYPE, but add and maximum of
 *                      them are logical_or, multiply and minimum logical_and, and the result is bool.
 *             FLOAT    Floats. Integers and booleans are computed as float32, and so is the result.
 *             COMPARE  Anything, also what has no common dtype: the numbers are compared exactly, whatever their
 *                      dtypes; but beside complex numbers as gt_result_type of both. The result is bool.
 *             LOGICAL  The truth of anything: is it not zero. NaN is true. The result is bool.
 *             SELECT   The truth of the first operand chooses between the others, which may be anything and alone
 *                      decide the dtype of the result.
 *             INTEGRAL Integers and booleans. Booleans alone are GT_E_DTYPE, but bitwise_and, bitwise_or, bitwise_xor
 *                      and bitwise_invert of them are logical_and and so on, and the result is bool.
 *             TEST     Anything: whether a number has a property. The result is bool.
 *
 * form      How kernels for CPUs compute it. It changes nothing of the result that a caller may rely on.
 *             SCALAR   Element by element; the OpenCL compiler makes vectors of it.
 *             VECTOR   On whole vectors, for maths functions that compilers do not vectorise by themselves.
 *
 * identity  The value that a reduction (gt_reduce) starts from: "0", "1", "LOWEST" or "HIGHEST", the last two being the
 *           ends of the data type, infinities for floats. "" if the operation cannot reduce.
 *
 * meaning   What it computes, in one line, special cases included. x, y, z and w are the operands, in this order.
 *           gt_op_describe gives this text to programs, which may show it to their users.
 *
 * ulp       The largest error for float operands, in units in the last place of the type computed in (float32 for
 *           float16 and bfloat16, then rounded once more when stored): 0 is exact, 0.5 correctly rounded. Those of
 *           maths functions and of division are the limits of OpenCL C 1.2, section 7.4, for single precision; devices
 *           are better as a rule. gelu's error grows by 2 x^2 ULP for negative x, gelu_tanh's by 6 |u|, logaddexp's by
 *           |x - y|. Those of lerp, addcmul, addcdiv and logaddexp are in ULP of the largest of their terms, which may
 *           cancel, that of lgamma of negative x in ULP of lgamma(-x) or of 1, if it is larger. Integers are exact.
 *
 * Sources of formulas: the Array API standard 2024.12 for all that it has. relu: Nair, Hinton, "Rectified linear units
 * improve restricted Boltzmann machines", 2010. gelu: Hendrycks, Gimpel, "Gaussian error linear units", 2016.
 * gelu_tanh: the same. silu: Elfwing, Uchibe, Doya, "Sigmoid-weighted linear units for neural network function
 * approximation in reinforcement learning", 2018. softplus: Dugas and others, "Incorporating second-order functional
 * knowledge for better option pricing", 2001. lgamma: Abramowitz, Stegun, "Handbook of mathematical functions", 6.1.17
 * and 6.1.41. tgamma: 6.1.15 and 6.1.16. rsqrt, cbrt, erfc: C11, 7.12 and OpenCL C 1.2, 6.12.2.
 * leaky_relu: Maas, Hannun, Ng, "Rectifier nonlinearities improve neural network acoustic models", 2013. fmod: C11,
 * 7.12.10.1. frexp_fraction, frexp_exponent, ldexp: 7.12.6.4 and 7.12.6.6. gcd: Stein, "Computational problems
 * associated with Racah algebra", 1967. lerp, addcmul, addcdiv: as PyTorch's operations of these names; with a scalar
 * among the operands each is a step of an optimizer, in one launch. */

/* Operations of one operand. */
#define GT_UNARY_TABLE(X) \
    X(ABS,      abs,      100, NUMERIC, SCALAR, "", "|x|; the lowest integer, which has no opposite, stays", 0) \
    X(NEGATIVE, negative, 101, NUMERIC, SCALAR, "", "-x; integers wrap", 0) \
    X(EXP,      exp,      102, FLOAT,   VECTOR, "", "e to the power x", 3) \
    X(LOG,      log,      103, FLOAT,   VECTOR, "", "the natural logarithm of x; -infinity of 0, NaN of x < 0", 3) \
    X(SQRT,     sqrt,     104, FLOAT,   SCALAR, "", "the square root of x; -0 of -0, NaN of x < 0", 3) \
    X(RELU,     relu,     105, NUMERIC, SCALAR, "", "max(x, 0); NaN of NaN", 0) \
    X(SIGMOID,  sigmoid,  106, FLOAT,   VECTOR, "", "1 / (1 + exp(-x))", 8) \
    X(TANH,     tanh,     107, FLOAT,   VECTOR, "", "the hyperbolic tangent of x", 5) \
    X(SIN,      sin,      108, FLOAT,   VECTOR, "", "the sine of x, an angle in radians; NaN of an infinity", 4) \
    X(ERF,      erf,      109, FLOAT,   VECTOR, "", "2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x", 16) \
    X(FLOOR,    floor,    110, NUMERIC, SCALAR, "", "the largest integer that is not above x", 0) \
    X(SIGN,     sign,     111, NUMERIC, SCALAR, "", "-1, 0 or 1, as x < 0, x = 0 or x > 0; NaN of NaN", 0) \
    X(GELU,     gelu,     112, FLOAT,   VECTOR, "", "x / 2 (1 + erf(x / sqrt(2))), the exact form", 24) \
    X(RECIPROCAL, reciprocal, 113, FLOAT, SCALAR, "", "1 / x; an infinity of 0, of its sign", 2.5) \
    X(ACOS,     acos,     114, FLOAT,   VECTOR, "", "the angle from 0 to pi whose cosine is x; NaN if |x| > 1", 4) \
    X(ACOSH,    acosh,    115, FLOAT,   VECTOR, "", "the number from 0 up whose cosh is x; NaN if x < 1", 4) \
    X(ASIN,     asin,     116, FLOAT,   VECTOR, "", "the angle within pi / 2 of 0 with the sine x; NaN if |x| > 1", 4) \
    X(ASINH,    asinh,    117, FLOAT,   VECTOR, "", "the number whose hyperbolic sine is x", 4) \
    X(ATAN,     atan,     118, FLOAT,   VECTOR, "", "the angle within pi / 2 of 0 whose tangent is x", 5) \
    X(ATANH,    atanh,    119, FLOAT,   VECTOR, "", \
      "the number whose hyperbolic tangent is x; an infinity of 1 and -1, NaN if |x| > 1", 5) \
    X(BITWISE_INVERT, bitwise_invert, 120, INTEGRAL, SCALAR, "", "every bit of x inverted; logical_not of bool", 0) \
    X(CEIL,     ceil,     121, NUMERIC, SCALAR, "", "the smallest integer that is not below x", 0) \
    X(COS,      cos,      122, FLOAT,   VECTOR, "", "the cosine of x, an angle in radians; NaN of an infinity", 4) \
    X(COSH,     cosh,     123, FLOAT,   VECTOR, "", "the hyperbolic cosine of x", 4) \
    X(EXPM1,    expm1,    124, FLOAT,   VECTOR, "", "e to the power x, minus 1, accurate near 0", 3) \
    X(ISFINITE, isfinite, 125, TEST,    SCALAR, "", "true if x is neither an infinity nor NaN", 0) \
    X(ISINF,    isinf,    126, TEST,    SCALAR, "", "true if x is an infinity of either sign", 0) \
    X(ISNAN,    isnan,    127, TEST,    SCALAR, "", "true if x is NaN", 0) \
    X(LOG1P,    log1p,    128, FLOAT,   VECTOR, "", \
      "the natural logarithm of 1 + x, accurate near 0; -infinity of -1, NaN of x < -1", 2) \
    X(LOG2,     log2,     129, FLOAT,   VECTOR, "", "the logarithm of x to base 2; -infinity of 0, NaN of x < 0", 3) \
    X(LOG10,    log10,    130, FLOAT,   VECTOR, "", "the logarithm of x to base 10; -infinity of 0, NaN of x < 0", 3) \
    X(LOGICAL_NOT, logical_not, 131, LOGICAL, SCALAR, "", "true if x is zero", 0) \
    X(POSITIVE, positive, 132, NUMERIC, SCALAR, "", "x", 0) \
    X(ROUND,    round,    133, NUMERIC, SCALAR, "", "the integer nearest to x; the even one of two as near", 0) \
    X(SIGNBIT,  signbit,  134, TEST,    SCALAR, "", "true if the sign of x is minus, also of -0 and of NaN", 0) \
    X(SINH,     sinh,     135, FLOAT,   VECTOR, "", "the hyperbolic sine of x", 4) \
    X(SQUARE,   square,   136, NUMERIC, SCALAR, "", "x x; integers wrap", 0.5) \
    X(TAN,      tan,      137, FLOAT,   VECTOR, "", "the tangent of x, an angle in radians; NaN of an infinity", 5) \
    X(TRUNC,    trunc,    138, NUMERIC, SCALAR, "", "x without its fraction: the nearest integer towards 0", 0) \
    X(RSQRT,    rsqrt,    139, FLOAT,   VECTOR, "", "1 / sqrt(x); an infinity of 0, of its sign, NaN of x < 0", 2) \
    X(CBRT,     cbrt,     140, FLOAT,   VECTOR, "", "the cube root of x", 2) \
    X(ERFC,     erfc,     141, FLOAT,   VECTOR, "", "1 - erf(x), accurate where that is near 0", 16) \
    X(LGAMMA,   lgamma,   142, FLOAT,   SCALAR, "", \
      "the natural logarithm of |gamma(x)|; infinity of 0, -1, -2 and so on and of infinities", 16) \
    X(TGAMMA,   tgamma,   143, FLOAT,   SCALAR, "", \
      "gamma(x), (x - 1)! of integers; an infinity of 0, of its sign, NaN of -1, -2 and so on", 16) \
    X(SILU,     silu,     144, FLOAT,   VECTOR, "", "x / (1 + exp(-x)); -0 of -infinity", 12) \
    X(SOFTPLUS, softplus, 145, FLOAT,   VECTOR, "", "log(1 + exp(x)), where exp(x) overflows, too", 6) \
    X(GELU_TANH, gelu_tanh, 146, FLOAT, VECTOR, "", \
      "x / 2 (1 + tanh(u)), u = sqrt(2 / pi) (x + 0.044715 x^3), gelu approximated; -0 of -infinity", 12) \
    X(CONJ,     conj,     147, NUMERIC, SCALAR, "", "x with the opposite imaginary part; x if it is real", 0) \
    X(REAL,     real,     148, NUMERIC, SCALAR, "", \
      "the real part of x, of the dtype of the parts; x if it is real", 0) \
    X(IMAG,     imag,     149, NUMERIC, SCALAR, "", \
      "the imaginary part of x, of the dtype of the parts; 0 if x is real", 0) \
    X(ANGLE,    angle,    150, FLOAT,   SCALAR, "", \
      "the angle from -pi to pi of the point x in the plane, also by the signs of zeros: pi of -0; NaN of NaN", 6) \
    X(BITWISE_COUNT, bitwise_count, 151, INTEGRAL, SCALAR, "", "how many bits of |x| are 1", 0) \
    X(FREXP_FRACTION, frexp_fraction, 152, FLOAT, SCALAR, "", \
      "x / 2^e, from 0.5 to less than 1 in size, where e is frexp_exponent of x; x if that is 0, infinite or NaN", 0) \
    X(FREXP_EXPONENT, frexp_exponent, 153, FLOAT, SCALAR, "", \
      "floor(log2(|x|)) + 1; 0 of zeros, infinities and NaN", 0)

/* Operations of two operands. */
#define GT_BINARY_TABLE(X) \
    X(ADD,          add,          200, NUMERIC, SCALAR, "0",       "x + y; integers wrap", 0.5) \
    X(SUBTRACT,     subtract,     201, NUMERIC, SCALAR, "",        "x - y; integers wrap", 0.5) \
    X(MULTIPLY,     multiply,     202, NUMERIC, SCALAR, "1",       "x y; integers wrap", 0.5) \
    X(DIVIDE,       divide,       203, FLOAT,   SCALAR, "",        "x / y; x / 0 is an infinity, 0 / 0 NaN", 2.5) \
    X(MAXIMUM,      maximum,      204, NUMERIC, SCALAR, "LOWEST",  "the larger of x and y; NaN if one is NaN", 0) \
    X(MINIMUM,      minimum,      205, NUMERIC, SCALAR, "HIGHEST", "the smaller of x and y; NaN if one is NaN", 0) \
    X(GREATER,      greater,      206, COMPARE, SCALAR, "",        "x > y; false if one is NaN", 0) \
    X(EQUAL,        equal,        207, COMPARE, SCALAR, "",        "x = y; false if one is NaN, 0 equals -0", 0) \
    X(LOGICAL_AND,  logical_and,  208, LOGICAL, SCALAR, "1",       "true if both x and y are not zero", 0) \
    X(LOGICAL_OR,   logical_or,   209, LOGICAL, SCALAR, "0",       "true if x or y is not zero", 0) \
    X(LESS,         less,         210, COMPARE, SCALAR, "",        "x < y; false if one is NaN", 0) \
    X(FLOOR_DIVIDE, floor_divide, 211, NUMERIC, SCALAR, "",        "floor(x / y); 0 for integers if y is 0", 2.5) \
    X(REMAINDER,    remainder,    212, NUMERIC, SCALAR, "", \
      "x - y floor(x / y), which has the sign of y, as Python's %; if y is 0, 0 for integers and NaN for floats", 0.5) \
    X(POW,          pow,          213, NUMERIC, VECTOR, "", \
      "x to the power y; integers wrap, and for y < 0 they are rounded towards 0, to 0 also if x is 0", 16) \
    X(ATAN2,       atan2,       214, FLOAT,    VECTOR, "", \
      "the angle from -pi to pi of the point (y, x), also by the signs of zeros", 6) \
    X(BITWISE_AND, bitwise_and, 215, INTEGRAL, SCALAR, "", "the bits that both x and y have; logical_and of bool", 0) \
    X(BITWISE_OR,  bitwise_or,  216, INTEGRAL, SCALAR, "", "the bits that x or y has; logical_or of bool", 0) \
    X(BITWISE_XOR, bitwise_xor, 217, INTEGRAL, SCALAR, "", "the bits that one of x and y has; logical_xor of bool", 0) \
    X(BITWISE_LEFT_SHIFT, bitwise_left_shift, 218, INTEGRAL, SCALAR, "", \
      "x 2^y, wrapping; 0 if y < 0 or y is the width of the dtype or more", 0) \
    X(BITWISE_RIGHT_SHIFT, bitwise_right_shift, 219, INTEGRAL, SCALAR, "", \
      "floor(x / 2^y); if y < 0 or y is the width of the dtype or more, 0, or -1 if x < 0", 0) \
    X(COPYSIGN,      copysign,      220, FLOAT,   SCALAR, "", "|x| with the sign of y, also if one is NaN", 0) \
    X(GREATER_EQUAL, greater_equal, 221, COMPARE, SCALAR, "", "x >= y; false if one is NaN", 0) \
    X(HYPOT,         hypot,         222, FLOAT,   VECTOR, "", \
      "sqrt(x^2 + y^2), where the squares overflow, too; infinity if one is infinite, the other NaN", 4) \
    X(LESS_EQUAL,    less_equal,    223, COMPARE, SCALAR, "", "x <= y; false if one is NaN", 0) \
    X(LOGADDEXP,     logaddexp,     224, FLOAT,   VECTOR, "", "log(exp(x) + exp(y)), where these overflow, too", 8) \
    X(LOGICAL_XOR,   logical_xor,   225, LOGICAL, SCALAR, "", "true if one of x and y is zero, the other not", 0) \
    X(NEXTAFTER,     nextafter,     226, FLOAT,   SCALAR, "", \
      "the number of the result's dtype that is next to x on the way to y; y if they are equal", 0) \
    X(NOT_EQUAL,     not_equal,     227, COMPARE, SCALAR, "", "not x = y; true if one is NaN", 0) \
    X(FMOD,          fmod,          228, NUMERIC, SCALAR, "", \
      "x - y trunc(x / y), which has the sign of x, as C's fmod; if y is 0, 0 for integers and NaN for floats", 0) \
    X(LEAKY_RELU,    leaky_relu,    229, FLOAT,   SCALAR, "", "x if x > 0, else x y", 0.5) \
    X(GCD,           gcd,           230, INTEGRAL, SCALAR, "", \
      "the largest integer that divides both x and y, 0 if both are 0; it wraps as abs does", 0) \
    X(LCM,           lcm,           231, INTEGRAL, SCALAR, "", \
      "the smallest positive integer that x and y divide, 0 if one is 0; it wraps", 0) \
    X(LDEXP,         ldexp,         232, FLOAT,   SCALAR, "", \
      "x 2^n, rounded once, where n is y without its fraction; NaN if y is NaN", 0.5)

/* Operations of three operands. */
#define GT_TERNARY_TABLE(X) \
    X(WHERE, where, 300, SELECT,  SCALAR, "", "y if x is not zero, else z", 0) \
    X(CLIP,  clip,  301, NUMERIC, SCALAR, "", "min(max(x, y), z): x kept within y and z; NaN if one is NaN", 0) \
    X(FMA,   fma,   302, NUMERIC, SCALAR, "", "x y + z, rounded once; integers wrap", 0.5) \
    X(LERP,  lerp,  303, FLOAT,   SCALAR, "", \
      "x + z (y - x); exactly x if z is 0, y if z is 1, but NaN if y - x is infinite then", 3.5)

/* Operations of four operands. */
#define GT_QUATERNARY_TABLE(X) \
    X(ADDCMUL, addcmul, 400, NUMERIC, SCALAR, "", "x + (w y) z; integers wrap", 2.5) \
    X(ADDCDIV, addcdiv, 401, FLOAT,   SCALAR, "", "x + (w y) / z", 4)

/* Operations that take complex numbers, too: X(NAME, result, ulp).
 *
 * result  What complex operands give: COMPLEX, of their dtype; REAL, of the dtype of their parts. Of classes whose
 *         result is bool it is so here.
 *
 * ulp     The largest error, as above, in units in the last place of the result's length. That of pow is so often
 *         larger as |y log x| is, if that is more than 1.
 *
 * Sources: the Array API standard 2024.12, and for what it leaves open C11, annex G. Products are x's parts times y's,
 * as NumPy's are; quotients recover infinities as annex G has it, and neither they nor lengths overflow on the way.
 * round takes each part by itself. */
#define GT_COMPLEX_TABLE(X) \
    X(ABS,        REAL,    4) \
    X(NEGATIVE,   COMPLEX, 0) \
    X(SIGN,       COMPLEX, 8) \
    X(RECIPROCAL, COMPLEX, 8) \
    X(ISFINITE,   REAL,    0) \
    X(ISINF,      REAL,    0) \
    X(ISNAN,      REAL,    0) \
    X(POSITIVE,   COMPLEX, 0) \
    X(ROUND,      COMPLEX, 0) \
    X(SQUARE,     COMPLEX, 2) \
    X(CONJ,       COMPLEX, 0) \
    X(REAL,       REAL,    0) \
    X(IMAG,       REAL,    0) \
    X(ANGLE,      REAL,    6) \
    X(EXP,        COMPLEX, 8) \
    X(LOG,        COMPLEX, 8) \
    X(SQRT,       COMPLEX, 8) \
    X(TANH,       COMPLEX, 24) \
    X(SIN,        COMPLEX, 8) \
    X(ACOS,       COMPLEX, 16) \
    X(ACOSH,      COMPLEX, 16) \
    X(ASIN,       COMPLEX, 16) \
    X(ASINH,      COMPLEX, 16) \
    X(ATAN,       COMPLEX, 16) \
    X(ATANH,      COMPLEX, 16) \
    X(COS,        COMPLEX, 8) \
    X(COSH,       COMPLEX, 8) \
    X(EXPM1,      COMPLEX, 16) \
    X(LOG1P,      COMPLEX, 8) \
    X(LOG2,       COMPLEX, 8) \
    X(LOG10,      COMPLEX, 8) \
    X(SINH,       COMPLEX, 8) \
    X(TAN,        COMPLEX, 24) \
    X(ADD,        COMPLEX, 0.5) \
    X(SUBTRACT,   COMPLEX, 0.5) \
    X(MULTIPLY,   COMPLEX, 2) \
    X(DIVIDE,     COMPLEX, 8) \
    X(POW,        COMPLEX, 16) \
    X(EQUAL,      REAL,    0) \
    X(NOT_EQUAL,  REAL,    0) \
    X(WHERE,      COMPLEX, 0)

/* clang-format on */
#endif

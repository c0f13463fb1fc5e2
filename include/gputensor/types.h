/* gputensor/types.h: what the other headers share: handles, enumerations, scalars and operands, and the functions that
 * tell names and facts of them. gputensor.h explains the rules. */
#ifndef GPUTENSOR_TYPES_H
#define GPUTENSOR_TYPES_H
#ifndef GT_BINDING
#include <stddef.h>
#include <stdint.h>
#endif
#include "tables.h"

/* How functions are declared.
 *   GT_API  A function of the library.
 *   GT_TRY  The same, returning a gt_status that the compiler warns about if it is not looked at.
 *   GT_BINDING  Define it, as in `cpp -P -DGT_BINDING gputensor.h`, to get declarations without attributes, includes
 *               and macros, as cffi, bindgen and other generators of bindings read them. */
#if defined GT_BINDING
#define GT_API
#define GT_TRY gt_status
#elif defined __GNUC__
#define GT_API __attribute__((visibility("default")))
#define GT_TRY GT_API __attribute__((warn_unused_result)) gt_status
#else
#define GT_API
#define GT_TRY GT_API gt_status
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Handles and statuses -------------------------------------------------------------------------------------- */

/* Handles. Opaque: programs hold pointers and never look inside.
 *   gt_context  A device with its memory pool and its compiled kernels (context.h).
 *   gt_queue    A line of work on a device (queue.h).
 *   gt_event    A point in a queue that can be waited for (queue.h).
 *   gt_kernel   A kernel of the program's own (kernel.h).
 *   gt_tensor   An n-dimensional array in device memory, or a view of one (tensor.h). */
typedef struct gt_context gt_context;
typedef struct gt_queue gt_queue;
typedef struct gt_event gt_event;
typedef struct gt_tensor gt_tensor;
typedef struct gt_kernel gt_kernel;

/* What functions that can fail return: GT_OK, which is 0, or a negative GT_E_*. Two functions (gt_device_find,
 * gt_event_done) return a value or a status; it is a value if it is 0 or more. */
typedef int32_t gt_status;

/* ---- Enumerations ---------------------------------------------------------------------------------------------- */

/* Fields and parameters of these enumerations are int32_t, so that their size is the same in every language. The
 * GT_*_END_ of each is no value to use: it makes compilers and generators of bindings take the enumeration as
 * signed. */

/* Statuses: GT_OK, GT_E_ARGUMENT, GT_E_SHAPE and so on, of tables.h. */
enum {
#define GT_ROW(NAME, value, meaning) GT_##NAME = value,
    GT_STATUS_TABLE(GT_ROW)
#undef GT_ROW
        GT_STATUS_END_ = -32768
};

/* Data types: GT_BOOL, GT_I8 to GT_I64, GT_U8 to GT_U64, GT_F16, GT_BF16, GT_F32, GT_F64, GT_C64, GT_C128, of
 * tables.h.
 *
 * In arrays on the host a bool is a byte of 0 or 1; float16 and bfloat16 are their 16 bits, as uint16_t holds them; a
 * complex number is two floats, the real part first, as in C99 and NumPy.
 *
 * GT_WEAK_BOOL, GT_WEAK_INT, GT_WEAK_FLOAT and GT_WEAK_COMPLEX are kinds of gt_scalar alone, no tensor has them: a
 * plain true, 2, 2.0 or 2i that takes the dtype of the tensors beside it, as in NumPy 2 (NEP 50). */
enum {
#define GT_ROW(NAME, name, value, bytes) GT_##NAME = value,
    GT_DTYPE_TABLE(GT_ROW)
#undef GT_ROW
        GT_WEAK_BOOL = 64,
    GT_WEAK_INT = 65,
    GT_WEAK_FLOAT = 66,
    GT_WEAK_COMPLEX = 67,
    GT_DTYPE_END_ = -32768
};

/* Operations: GT_ABS, GT_ADD, GT_WHERE and so on, of tables.h. Values are unique over all families. */
enum {
#define GT_ROW(NAME, name, value, ...) GT_##NAME = value,
    GT_UNARY_TABLE(GT_ROW) GT_BINARY_TABLE(GT_ROW) GT_TERNARY_TABLE(GT_ROW) GT_QUATERNARY_TABLE(GT_ROW)
#undef GT_ROW
        GT_OP_END_ = -32768
};

/* Classes of operations: which operands they take and what they give. tables.h explains them. */
enum {
    GT_CLASS_NUMERIC = 1,
    GT_CLASS_FLOAT = 2,
    GT_CLASS_COMPARE = 3,
    GT_CLASS_LOGICAL = 4,
    GT_CLASS_SELECT = 5,
    GT_CLASS_INTEGRAL = 6,
    GT_CLASS_TEST = 7,
    GT_CLASS_END_ = -32768
};

/* Kinds of names, for gt_enum_at, gt_enum_name and gt_enum_find: statuses, data types, operations of one, two, three
 * and four operands, types of devices, and providers of products. */
enum {
    GT_KIND_STATUS = 1,
    GT_KIND_DTYPE = 2,
    GT_KIND_UNARY = 3,
    GT_KIND_BINARY = 4,
    GT_KIND_TERNARY = 5,
    GT_KIND_DEVICE_TYPE = 6,
    GT_KIND_PROVIDER = 7,
    GT_KIND_QUATERNARY = 8,
    GT_KIND_END_ = -32768
};

/* What a device does with a data type.
 *   GT_SUPPORT_NONE     Nothing: tensors of it cannot be made there.
 *   GT_SUPPORT_STORAGE  Tensors of it are held, and computed in float32. Every device has this for float16, bfloat16.
 *   GT_SUPPORT_NATIVE   Tensors of it are held and computed as they are. */
enum { GT_SUPPORT_NONE = 0, GT_SUPPORT_STORAGE = 1, GT_SUPPORT_NATIVE = 2, GT_SUPPORT_END_ = -32768 };

/* Flags. Each function says which it takes; others are GT_E_ARGUMENT.
 *   GT_KEEP_DIMS      Reductions leave the reduced axes in the shape of the result, with size 1.
 *   GT_UNINITIALISED  A new tensor is not filled with zeros; its elements are whatever is in the memory.
 *   GT_FLAT           All elements count as along one axis, in row-major order. Also in the place of an axis, in
 *                     index.h.
 *   GT_READ_ONLY      A kernel of the program's own does not write to the tensor.
 *   GT_EXCLUSIVE      Scans leave an element's own value out of its result, gt_linspace its end.
 *   GT_REVERSE        Scans go through lines from their ends.
 *   GT_DESCENDING     Sorting puts the largest first.
 *   GT_SMALLEST       gt_topk finds the smallest.
 *   GT_RIGHT          gt_searchsorted counts equal elements, too.
 *   GT_EQUAL_NAN      gt_unique takes all NaN for one number. */
enum {
    GT_KEEP_DIMS = 16,
    GT_UNINITIALISED = 128,
    GT_FLAT = 256,
    GT_READ_ONLY = 512,
    GT_EXCLUSIVE = 1024,
    GT_REVERSE = 2048,
    GT_DESCENDING = 4096,
    GT_SMALLEST = 8192,
    GT_RIGHT = 16384,
    GT_EQUAL_NAN = 32768,
    GT_FLAG_END_ = -32768
};

/* GT_MAX_RANK: the highest rank of a tensor. */
enum { GT_MAX_RANK = 32, GT_LIMIT_END_ = -32768 };

/* ---- Scalars and operands -------------------------------------------------------------------------------------- */

/* A number on the host. It is passed by pointer or inside a gt_arg, never by value.
 *   dtype     A GT_* data type, or GT_WEAK_BOOL, GT_WEAK_INT, GT_WEAK_FLOAT, GT_WEAK_COMPLEX.
 *   reserved  0; another is GT_E_ARGUMENT wherever a scalar is taken.
 *   i         The value, if dtype is bool, an integer, GT_WEAK_BOOL or GT_WEAK_INT. uint64 is here as its 64 bits.
 *   re        The value, if dtype is a float or GT_WEAK_FLOAT; its real part, if dtype is complex or GT_WEAK_COMPLEX.
 *   im        The imaginary part, if dtype is complex or GT_WEAK_COMPLEX; else 0, another as of reserved.
 * Frozen: the struct never grows. names.h has gt_float and gt_int, which make the weak kinds. */
typedef struct gt_scalar {
    int32_t dtype;
    int32_t reserved;
    int64_t i;
    double re;
    double im;
} gt_scalar;

/* An operand: a tensor or a scalar.
 *   name    Not looked at by gt_apply; NULL.
 *   tensor  The tensor, which stays the caller's; or NULL, and the operand is the scalar.
 *   scalar  The scalar; not looked at if tensor is given.
 * Frozen: the struct never grows. names.h has gt_arg_tensor and gt_arg_scalar, which make it. */
typedef struct gt_arg {
    const char *name;
    const gt_tensor *tensor;
    gt_scalar scalar;
} gt_arg;

/* ---- Names of values ------------------------------------------------------------------------------------------- */

/* Walks the names of a kind: statuses, data types, the operations of an arity, types of devices and
 * providers.
 *
 * kind   GT_KIND_*.
 * index  0, 1, 2 and so on, until the function returns 0.
 * value  *value becomes the index-th value of the kind. Left alone if the function returns 0.
 *
 * Returns 1, or 0 if index is negative or past the end, kind is unknown, or value is NULL. */
GT_API int32_t gt_enum_at(int32_t kind, int32_t index, int32_t *value);

/* The name of a value: "E_SHAPE", "float32", "add", "gpu".
 *
 * kind   GT_KIND_*.
 * value  A value of that kind, such as GT_F32.
 *
 * Returns static text, or NULL if the kind is unknown or has no such value. */
GT_API const char *gt_enum_name(int32_t kind, int32_t value);

/* The value of a name; the other way round.
 *
 * kind   GT_KIND_*.
 * name   As gt_enum_name returns it: letters of the same case, without GT_.
 * value  *value becomes the value. Left alone if the function returns 0.
 *
 * Returns 1, or 0 if there is no such name or kind, or if name or value is NULL. */
GT_API int32_t gt_enum_find(int32_t kind, const char *name, int32_t *value);

/* ---- Facts of operations --------------------------------------------------------------------------------------- */

/* What gt_op_describe tells of an operation.
 *   size          sizeof(gt_op_desc), set by the caller.
 *   op            Its value, such as GT_ADD.
 *   arity         How many operands it takes: 1 to 4.
 *   dtype_class   GT_CLASS_*.
 *   has_identity  1 if gt_reduce takes it, else 0.
 *   reserved      0.
 *   name          "add".
 *   meaning       What it computes, in one line of text such as "x + y; integers wrap". x, y, z and w are the operands,
 *                 in this order. Static text: it is good for ever and nobody frees it. */
typedef struct gt_op_desc {
    uint32_t size;
    int32_t op;
    int32_t arity;
    int32_t dtype_class;
    int32_t has_identity;
    int32_t reserved;
    char name[40];
    const char *meaning;
} gt_op_desc;

/* Describes an operation.
 *
 * op   GT_ABS and so on.
 * out  Filled in; out->size must be set before. Left alone on failure.
 *
 * GT_E_OPERATION  There is no operation of that value.
 * GT_E_ARGUMENT   out is NULL, or out->size is not that of the struct. */
GT_TRY gt_op_describe(int32_t op, gt_op_desc *out);

/* ---- Facts of data types --------------------------------------------------------------------------------------- */

/* The size of an element in bytes: 1, 2, 4, 8 or 16. 0 if dtype is unknown or a weak kind. */
GT_API int32_t gt_dtype_size(int32_t dtype);

/* The data type that operands of these types have in common, by the promotion of the Array API standard 2024.12
 * (data-apis.org/array-api, "Type promotion rules") and the rules under Numbers in gputensor.h. The order of the types
 * does not matter.
 *
 * dtypes  n data types, GT_WEAK_* among them if you like. Weak kinds give way to the others: int8 with GT_WEAK_INT is
 *         int8, int8 with GT_WEAK_FLOAT is float32, with GT_WEAK_COMPLEX complex64; float64 with GT_WEAK_COMPLEX is
 *         complex128. Weak kinds alone give bool, int64, float32 and complex64.
 * n       How many, at least 1.
 * out     *out becomes the common type. Left alone on failure.
 *
 * GT_E_ARGUMENT  dtypes or out is NULL, or n is less than 1.
 * GT_E_DTYPE     One of them is unknown, or they have no common type: uint64 beside a signed integer. */
GT_TRY gt_result_type(const int32_t *dtypes, int32_t n, int32_t *out);

/* Whether tensors of `from` may stand where values are computed in `to`.
 *
 * Returns 1 if gt_result_type of the two is `to`, else 0; 0 also if one of them is unknown. gt_copy converts between
 * all types, whatever this says, but for complex numbers to real ones. */
GT_API int32_t gt_can_cast(int32_t from, int32_t to);

#ifdef __cplusplus
}
#endif
#endif

/* Facts about data types: the one place that tells them apart. */
#ifndef GT_BASE_DTYPE_H
#define GT_BASE_DTYPE_H
#include "gputensor/gputensor.h"

typedef enum gt__kind { GT__BOOL, GT__SIGNED, GT__UNSIGNED, GT__FLOAT, GT__COMPLEX } gt__kind;

typedef struct gt__dtype {
    const char *name; /* "float32", also the name that kernels use */
    int32_t value;    /* GT_F32 */
    int32_t size;     /* bytes */
    gt__kind kind;
    const char *compute; /* OpenCL type that values are computed in */
    int32_t wide;        /* the dtype of the compute type, GT_F32 for float16 */
    int32_t raw;         /* a dtype of the same size for copies that do not look at values: unsigned up to 8 bytes */
    int32_t real;        /* the dtype of the real and the imaginary part; of others their own */
} gt__dtype;

/* The facts, or NULL for an unknown dtype. */
const gt__dtype *gt__dtype_of(int32_t dtype);
/* The same; where dtype is unknown, NULL and the failure recorded as argument `argument` of operation. */
const gt__dtype *gt__dtype_check(int32_t dtype, const char *operation, int32_t argument);

/* The dtype of that kind and size (float16, not bfloat16), or GT_E_DTYPE (nothing recorded). */
int32_t gt__dtype_find(gt__kind kind, int32_t size);

/* The dtype of that size, 1 to 16 bytes, for copies that do not look at values. */
const gt__dtype *gt__dtype_raw(int32_t size);

/* GT_E_DTYPE (nothing recorded) where two dtypes, weak kinds included, do not promote. */
int32_t gt__promote(int32_t a, int32_t b);
/* What n known dtypes promote to, in whatever order they stand: a dtype (weak kinds alone: bool, int64, float32), or
 * GT_E_DTYPE (nothing recorded). Folding gt__promote would make the result depend on the order. */
int32_t gt__promote_all(const int32_t *list, int32_t n);
/* The dtype that a float operation returns for operands of dtype: itself, or float32 for bool and integers. */
int32_t gt__float_of(int32_t dtype);
/* 1 if every value of `from` is one of `to`, of 32 or 64 bits. */
int gt__dtype_holds(const gt__dtype *to, const gt__dtype *from);
/* 1 for floats and complex numbers: what is not counted but measured. */
int gt__dtype_inexact(const gt__dtype *dtype);
/* 1 if devices without float64 lack it. */
int gt__dtype_double(const gt__dtype *dtype);
/* GT_WEAK_*. */
int gt__is_weak(int32_t dtype);
#endif

/* Numbers on the host: gt_scalar. */
#ifndef GT_BASE_SCALAR_H
#define GT_BASE_SCALAR_H
#include "gputensor/gputensor.h"

/* Room for an element of any dtype, from the first byte on. */
typedef struct gt__element {
    uint64_t word[2];
} gt__element;

/* Writes the scalar, rounded to the dtype it has, to out as one element of dtype in storage form, converted as a
 * cast. */
void gt__scalar_store(const gt_scalar *scalar, int32_t dtype, void *out);
/* The same as a scalar. Complex numbers lose their imaginary part, but to bool. */
gt_scalar gt__scalar_cast(const gt_scalar *scalar, int32_t dtype);
/* 1 where a weak scalar is representable in dtype (integers: in range). */
int32_t gt__scalar_fits(const gt_scalar *scalar, int32_t dtype);
/* 1 where the number, as the dtype it has holds it, is one of dtype exactly, or both are NaN. */
int32_t gt__scalar_exact(const gt_scalar *scalar, int32_t dtype);
/* 1 where the fields that are to be 0 are. */
int32_t gt__scalar_clean(const gt_scalar *scalar);
/* 1 where it has an imaginary part. */
int32_t gt__scalar_complex(const gt_scalar *scalar);
/* 1 where scalar->dtype is a dtype or a weak kind. */
int32_t gt__scalar_valid(const gt_scalar *scalar);
#endif

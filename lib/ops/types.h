/* The data types of an operation on operands, decided once. */
#ifndef GT_OPS_TYPES_H
#define GT_OPS_TYPES_H
#include "base/dtype.h"
#include "base/op.h"
#include "cl/cl.h"

typedef struct gt__types {
    const gt__op *row;        /* what computes it */
    const gt__dtype *common;  /* what the operands promote to */
    const gt__dtype *compute; /* what the kernel computes in */
    const gt__dtype *result;  /* what the operation gives */
    int32_t ordered[2];       /* of a comparison that no type holds both numbers for: dtypes they are compared as */
} gt__types;

/* The dtype of what an operation that has an identity makes of many elements, if nobody asks for another. */
int32_t gt__combined_dtype(const gt__op *op, const gt__dtype *src);
/* 1 if combining elements in the wide type, and then storing as `to`, is not as combining elements of `to`: sums and
 * products of integers wrap to the same, others do not. */
int gt__combine_casts(const gt__op *op, const gt__dtype *from, const gt__dtype *to);

/* args: op->arity of them. */
gt_status gt__types_of(gt__types *out, const gt__call *call, const gt__op *op, const gt_arg *args);
#endif

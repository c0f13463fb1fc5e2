/* The data types of an operation on operands, decided once. */
#ifndef GT_OPS_TYPES_H
#define GT_OPS_TYPES_H
#include "base/dtype.h"
#include "base/op.h"
#include "kernel/elementwise.h"

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

/* Refuses complex numbers, for what takes real ones alone. */
gt_status gt__types_real(const gt__call *call, const gt__dtype *dtype, int32_t argument);
/* args: op->arity of them. */
gt_status gt__types_of(gt__types *out, const gt__call *call, const gt__op *op, const gt_arg *args);
/* Operand i of the operation, a scalar, as the kernel takes it, in the type computed in: as the dtype it has; a weak
 * one as the common dtype holds it, but for integers that are compared. out->truth is set. argument: its number. */
gt_status gt__types_scalar(gt__operand *out, const gt__types *types, const gt__call *call, const gt__op *op,
                           const gt_scalar *scalar, int32_t i, int32_t argument);
#endif

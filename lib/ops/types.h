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

/* args: op->arity of them. */
gt_status gt__types_of(gt__types *out, const gt__call *call, const gt__op *op, const gt_arg *args);
#endif

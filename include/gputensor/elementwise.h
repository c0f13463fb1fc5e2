/* gputensor/elementwise.h: operations that compute every element of the result from the elements of the operands at the
 * same place. tables.h lists them with their names, their classes and what they compute.
 *
 * Shapes  Operands broadcast; the result has the common shape.
 * Dtypes  Operands are converted to the dtype that they have in common, gt_result_type, and computed in it: float16 and
 *         bfloat16 in float32, integers of 8 and 16 bits in 32, wrapping as their own type does. The class of the
 *         operation (tables.h) says which operands it takes and what dtype the result has.
 *
 * names.h makes a function of each operation, such as gt_add(q, &c, a, b), for C and C++. */
#ifndef GPUTENSOR_ELEMENTWISE_H
#define GPUTENSOR_ELEMENTWISE_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif

/* *dst = op(a).
 *
 * op  An operation of one operand, such as GT_EXP.
 *
 * GT_E_ARGUMENT   q or a is NULL.
 * GT_E_OPERATION  There is no such operation, or it takes more operands.
 * GT_E_DTYPE      a is bool, and the operation takes numbers (class NUMERIC); or a is of floats, and it takes integers
 *                 (class INTEGRAL); or a is complex, and it is not in GT_COMPLEX_TABLE.
 * GT_E_CONTEXT    a is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_unary(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *a);

/* *dst = op(a, b).
 *
 * op  An operation of two operands, such as GT_ADD.
 *
 * GT_E_ARGUMENT   q, a or b is NULL.
 * GT_E_OPERATION  There is no such operation, or it takes another number of operands.
 * GT_E_DTYPE      a and b have no common dtype, and the operation is no comparison; or both are bool, and the
 *                 operation is one of numbers that does not take them (class NUMERIC or INTEGRAL in tables.h); or one
 *                 is of floats, and the operation is of class INTEGRAL; or complex, and it is not in GT_COMPLEX_TABLE.
 * GT_E_SHAPE      a and b do not broadcast.
 * GT_E_CONTEXT    a or b is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_binary(gt_queue *q, int32_t op, gt_tensor **dst, const gt_tensor *a, const gt_tensor *b);

/* *dst = op(args[0], ..., args[n - 1]), for an operation of any arity, with scalars among the operands.
 *
 * op    Any operation.
 * args  The operands, tensors and scalars mixed, at least one a tensor. They stay the caller's and are not looked at
 *       after the call.
 * n     The arity of the operation.
 *
 * A scalar of a dtype is taken as a tensor of that dtype would be. GT_WEAK_* scalars take the dtype of the tensors, and
 * are rounded to it: float32 plus a weak 2.0 stays float32, int8 plus a weak 2 stays int8, int8 plus a weak 2.0 is
 * float32. A weak integer must be in the range of the common dtype, with two exceptions: comparisons take any, and
 * compare with the number itself; and a lower bound of clip below that range, or an upper one above it, does not bind.
 *
 * GT_E_ARGUMENT       q or args is NULL; n is not the arity; no operand is a tensor; a weak integer is out of range; or
 *                     reserved or im of a scalar is not 0.
 * GT_E_OPERATION      There is no such operation.
 * GT_E_DTYPE          The operands have no common dtype, and the operation is no comparison; all are bool, and the
 *                     operation is one of numbers that does not take them (class NUMERIC or INTEGRAL in tables.h); one
 *                     is of floats, and the operation is of class INTEGRAL, or complex, and it is not in
 *                     GT_COMPLEX_TABLE; or an operand is neither a tensor nor a scalar of a known dtype.
 * GT_E_SHAPE          The tensors do not broadcast.
 * GT_E_CONTEXT        A tensor is of another context than q.
 * GT_E_MISSING_DTYPE  A scalar of float64 or complex128 makes it a computation in float64, and the device has none.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_apply(gt_queue *q, int32_t op, gt_tensor **dst, const gt_arg *args, int32_t n);

#ifdef __cplusplus
}
#endif
#endif

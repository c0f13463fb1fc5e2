/* gputensor/expression.h: expressions, computed in one pass over memory: gt_eval(q, &d, "tanh(a * x + b)", args, n).
 *
 * An expression gives, bit for bit, what its operations give one after the other, each called by itself: every part has
 * the dtype that gt_apply gives it, and is rounded to that dtype before the next operation takes it. But only the
 * results are written, and every operand is read once. The first call of an expression on operands of some dtypes
 * compiles a kernel (tens to hundreds of milliseconds); others of the same form, whatever the names, the shapes and
 * different numbers in it, find that kernel. Kernels stay until the context is freed.
 *
 * What stands in an expression, the operators that bind most first:
 *
 *     x, weight_2       an operand, by its name in args
 *     2, 0x1f, 1.5e-3   a number: as a scalar GT_WEAK_INT or GT_WEAK_FLOAT among the operands
 *     true, false       as GT_WEAK_BOOL
 *     inf, nan, pi      as GT_WEAK_FLOAT. An operand may have these names; then they mean it
 *     exp(x), fma(x, y, z)   any operation of tables.h, by its name there: also maximum, floor_divide, pow, isnan
 *     -x  +x  !x  ~x    negative, positive, logical_not, bitwise_invert; of a number, the number below 0
 *     x * y  x / y  x % y    multiply, divide, remainder (of the sign of y, as in tables.h and not as in C)
 *     x + y  x - y      add, subtract
 *     x << y  x >> y    bitwise_left_shift, bitwise_right_shift
 *     x < y  <=  >  >=  less, less_equal, greater, greater_equal
 *     x == y  x != y    equal, not_equal
 *     x & y, x ^ y, x | y    bitwise_and, bitwise_xor, bitwise_or
 *     x && y, x || y    logical_and, logical_or; both sides are computed
 *     c ? x : y         where(c, x, y); both are computed
 *     (x)               brackets; spaces, tabs and newlines mean nothing
 *     x + y; x - y      several results (gt_eval_all)
 *     d = x - y; d * d  a part with a name, for what follows; it is no result
 *     sum(x)  mean  prod  max  min  all  any    a reduction of a part; in gt_eval_along alone, which says what it is
 *
 * Operators of the same binding are taken from the left, the choice from the right, as in C. Equal parts are computed
 * once. Numbers and weak scalars among themselves, as in 2 * pi * x or -(a + 1), are computed before, in int64, in
 * float64 or, where one is GT_WEAK_COMPLEX, in complex128, and stay numbers; of operations only -, +, * and / do that.
 *
 * Expressions may be untrusted: only what is above is read, a kernel is written from what was understood, never from
 * the text, and the text bounds the work: at most 8192 bytes, 64 levels of brackets, signs and choices, 192 different
 * parts, 32 different numbers, 8 different reductions and 4 results: compiling takes seconds at most. A message tells
 * the byte, counted from 0, where an expression goes wrong, and what stands there.
 * As kernels stay, many different expressions of strangers fill memory: evaluate them in a context that is freed now
 * and then. */
#ifndef GPUTENSOR_EXPRESSION_H
#define GPUTENSOR_EXPRESSION_H
#include "reduce.h"
#ifdef __cplusplus
extern "C" {
#endif

/* *dst = the value of an expression on operands.
 *
 * expression  As above, with one result; ended by a NUL. Not looked at after the call.
 * args        The operands: name is set, 1 to 63 letters, digits and _, no digit first, different for each; tensors and
 *             scalars as gt_apply takes them. Those that are not in the expression are not looked at any further.
 * n           1 to 16.
 *
 * The result has the shape that the tensors in the expression broadcast to, and the dtype that the last operation
 * gives. A given *dst may be of another dtype, and may be one of the operands.
 *
 * A launch has room for 1024 bytes: 48 for each tensor and for the result, up to 8 for each different number and
 * scalar, of complex128 16, and 64 more. So 16 tensors leave room for some 16 numbers.
 *
 * GT_E_ARGUMENT       q, dst, expression or args is NULL; n is not 1 to 16; a name is missing, not as above, or given
 *                     twice; the expression is none; it has another number of results than one; no tensor is in it;
 *                     an operation of numbers alone is none of -, +, *, / or has no result in int64; an integer is out
 *                     of range of the dtype beside it; reserved or im of a scalar is not 0.
 * GT_E_OPERATION      There is no operation of a name that stands before brackets.
 * GT_E_UNSUPPORTED    The expression is longer, deeper or larger than allowed, or does not fit in a launch.
 * GT_E_DTYPE          An operation does not take operands of these dtypes, or they have no common one; a scalar is of
 *                     an unknown dtype.
 * GT_E_SHAPE          The tensors do not broadcast.
 * GT_E_CONTEXT        A tensor is of another context than q.
 * GT_E_MISSING_DTYPE  Something would be computed in float64, and the device has none.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_eval(gt_queue *q, gt_tensor **dst, const char *expression, const gt_arg *args, int32_t n);

/* dst[0], dst[1] and so on = the values of an expression with several results, in one pass: "b * m + (1 - b) * g; x - r
 * * m" has two. All are computed from the operands as they were before the call.
 *
 * dst    n_dst destinations, each as dst of gt_eval: NULL, or a tensor that is written to. No two share memory.
 * n_dst  How many results the expression has: 1 to 4.
 *
 * All results have the same shape. If the device fails while a result is copied to a given tensor, others may have been
 * written; new ones are given all or none.
 *
 * GT_E_ARGUMENT, GT_E_OPERATION, GT_E_UNSUPPORTED, GT_E_DTYPE, GT_E_SHAPE, GT_E_CONTEXT, GT_E_MISSING_DTYPE: as of
 * gt_eval; also GT_E_ARGUMENT if the expression has another number of results than n_dst, or two of the given tensors
 * share memory, and GT_E_SHAPE if results have different shapes.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_eval_all(gt_queue *q, gt_tensor **dst, int32_t n_dst, const char *expression, const gt_arg *args, int32_t n);

/* *dst = gt_reduce of the value of an expression: "(x - y) * (x - y)" summed along axes, say, in one pass: the value is
 * computed where it is reduced, and is not in memory. The result is, bit for bit, that of gt_eval and gt_reduce.
 *
 * op, axes, n_axes, opts  As of gt_reduce; axes are those of the expression's shape.
 * expression, args, n     As of gt_eval.
 *
 * The value is in memory after all if a launch has no room for its operands, more than some 12 tensors or tensors that
 * are walked along more than 4 axes, and if gt_reduce would cast its elements first.
 *
 * Statuses: as of gt_eval and of gt_reduce. */
GT_TRY gt_eval_reduce(gt_queue *q, int32_t op, gt_tensor **dst, const char *expression, const gt_arg *args, int32_t n,
                      const int32_t *axes, int32_t n_axes, const gt_reduce_opts *opts);

/* *dst = the value of an expression, parts of which are reduced along axes, so that every element may depend on the
 * whole row that it is in. Softmax is
 *
 *     gt_eval_along(q, &y, "e = exp(x - max(x)); e / sum(e)", &x, 1, (int32_t[]){-1}, 1)
 *
 * and layer norm "d = x - mean(x); d / sqrt(mean(d * d) + eps) * w + b".
 *
 *     sum(x)   GT_ADD of gt_reduce, with the dtype that it gives: int64 or uint64 of integers
 *     prod(x)  GT_MULTIPLY, likewise
 *     max(x)   GT_MAXIMUM          min(x)   GT_MINIMUM
 *     all(x)   GT_LOGICAL_AND      any(x)   GT_LOGICAL_OR
 *     mean(x)  the mean of gt_moments: of a float type its own, of integers and bool float32
 *
 * axes, n_axes  The axes that every reduction in the expression runs along, as of gt_reduce; of the shape that the
 *               expression has: all tensors in it, together.
 * Others        As of gt_eval.
 *
 * What is reduced has the expression's shape: if it is smaller, it is broadcast to that first, so that the sum of a row
 * beside a matrix counts the row as often as the matrix has rows. A reduction keeps the axes with size 1, and goes on
 * as any operand does. The result has the expression's shape, even if it is a reduction itself. A part may be reduced
 * that has reductions in it.
 *
 * The result is, bit for bit, what the steps give one after the other: gt_eval of what is reduced, gt_reduce or
 * gt_moments of that with GT_KEEP_DIMS, and so on, and gt_eval of the rest. Where the axes are the last ones, and rows
 * neither too short nor too long, all of it is one launch, which has the row near; but for complex numbers, means of
 * integers, and, on GPUs, reductions of dtypes of different sizes.
 *
 * GT_E_ARGUMENT, GT_E_OPERATION, GT_E_UNSUPPORTED, GT_E_DTYPE, GT_E_SHAPE, GT_E_CONTEXT, GT_E_MISSING_DTYPE: as of
 * gt_eval and gt_reduce; also GT_E_ARGUMENT if a reduction is one of numbers alone.
 * GT_E_INDEX          There is no such axis, or one is given twice.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_eval_along(gt_queue *q, gt_tensor **dst, const char *expression, const gt_arg *args, int32_t n,
                     const int32_t *axes, int32_t n_axes);

#ifdef __cplusplus
}
#endif
#endif

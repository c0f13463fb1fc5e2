/* gputensor/names.h: short forms for C and C++, optional. Header only: it has no symbols in the library, bindings do
 * not need it, and gputensor.h does not include it.
 *
 *     gt_exp(q, &y, x);                                            instead of gt_unary(q, GT_EXP, &y, x)
 *     gt_add(q, &z, x, y);                                         instead of gt_binary(q, GT_ADD, &z, x, y)
 *     gt_where(q, &z, condition, x, y);                            instead of gt_apply with three operands
 *     gt_arg args[] = {gt_arg_tensor(x), gt_arg_scalar(gt_float(0.5))};
 *     gt_apply(q, GT_MULTIPLY, &y, args, 2);                       y = 0.5 x */
#ifndef GPUTENSOR_NAMES_H
#define GPUTENSOR_NAMES_H
#include "gputensor.h"

/* ---- Scalars and operands -------------------------------------------------------------------------------------- */

/* A plain 2.0: it takes the float type of the tensors beside it (GT_WEAK_FLOAT). */
static inline gt_scalar gt_float(double value)
{
    gt_scalar scalar = {GT_WEAK_FLOAT, 0, 0, 0, 0};
    scalar.re = value;
    return scalar;
}

/* A plain 2: it takes the type of the tensors beside it (GT_WEAK_INT). */
static inline gt_scalar gt_int(int64_t value)
{
    gt_scalar scalar = {GT_WEAK_INT, 0, 0, 0, 0};
    scalar.i = value;
    return scalar;
}

/* An operand that is a tensor. The tensor stays the caller's. */
static inline gt_arg gt_arg_tensor(const gt_tensor *tensor)
{
    gt_arg arg = {0, 0, {0, 0, 0, 0, 0}};
    arg.tensor = tensor;
    return arg;
}

/* An operand that is a scalar: gt_arg_scalar(gt_float(0.5)). */
static inline gt_arg gt_arg_scalar(gt_scalar value)
{
    gt_arg arg = {0, 0, {0, 0, 0, 0, 0}};
    arg.scalar = value;
    return arg;
}

/* Frees the tensor and sets the handle to NULL, so that the next operation that writes to it makes a new one. */
static inline void gt_tensor_clear(gt_tensor **tensor)
{
    gt_tensor_free(*tensor);
    *tensor = 0;
}

/* ---- One function for each operation --------------------------------------------------------------------------- */

/* gt_abs, gt_negative, gt_exp, ... (q, &dst, a): statuses and all else as gt_unary has them. */
#define GT_ROW(NAME, name, ...)                                                                                        \
    static inline gt_status gt_##name(gt_queue *q, gt_tensor **dst, const gt_tensor *a)                                \
    {                                                                                                                  \
        return gt_unary(q, GT_##NAME, dst, a);                                                                         \
    }
GT_UNARY_TABLE(GT_ROW)
#undef GT_ROW

/* gt_add, gt_subtract, gt_multiply, ... (q, &dst, a, b): statuses and all else as gt_binary has them. */
#define GT_ROW(NAME, name, ...)                                                                                        \
    static inline gt_status gt_##name(gt_queue *q, gt_tensor **dst, const gt_tensor *a, const gt_tensor *b)            \
    {                                                                                                                  \
        return gt_binary(q, GT_##NAME, dst, a, b);                                                                     \
    }
GT_BINARY_TABLE(GT_ROW)
#undef GT_ROW

/* gt_where, gt_clip, gt_fma, gt_lerp (q, &dst, a, b, c): statuses and all else as gt_apply has them. All operands are
 * tensors. */
#define GT_ROW(NAME, name, ...)                                                                                        \
    static inline gt_status gt_##name(gt_queue *q, gt_tensor **dst, const gt_tensor *a, const gt_tensor *b,            \
                                      const gt_tensor *c)                                                              \
    {                                                                                                                  \
        gt_arg args[] = {gt_arg_tensor(a), gt_arg_tensor(b), gt_arg_tensor(c)};                                        \
        return gt_apply(q, GT_##NAME, dst, args, 3);                                                                   \
    }
GT_TERNARY_TABLE(GT_ROW)
#undef GT_ROW

/* gt_addcmul, gt_addcdiv (q, &dst, a, b, c, d): statuses and all else as gt_apply has them. All operands are
 * tensors. */
#define GT_ROW(NAME, name, ...)                                                                                        \
    static inline gt_status gt_##name(gt_queue *q, gt_tensor **dst, const gt_tensor *a, const gt_tensor *b,            \
                                      const gt_tensor *c, const gt_tensor *d)                                          \
    {                                                                                                                  \
        gt_arg args[] = {gt_arg_tensor(a), gt_arg_tensor(b), gt_arg_tensor(c), gt_arg_tensor(d)};                      \
        return gt_apply(q, GT_##NAME, dst, args, 4);                                                                   \
    }
GT_QUATERNARY_TABLE(GT_ROW)
#undef GT_ROW
#endif

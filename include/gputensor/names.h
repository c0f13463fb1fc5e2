/* gputensor/names.h: optional sugar for C and C++. Header only, no symbols, not used by bindings: gt_add(q, &dst, a, b)
 * and its like for every operation, and short constructors for gt_scalar and gt_arg. */
#ifndef GPUTENSOR_NAMES_H
#define GPUTENSOR_NAMES_H
#include "gputensor.h"

/* A tensor operand of gt_apply. */
static inline gt_arg gt_t(const gt_tensor *tensor)
{
    gt_arg a = {0, 0, {0, 0, 0, 0, 0}};
    a.tensor = tensor;
    return a;
}

#define GT_ROW(NAME, name, value, cls, form, identity, f, i)                                                           \
    static inline int32_t gt_##name(gt_queue *q, gt_tensor **dst, const gt_tensor *a)                                  \
    {                                                                                                                  \
        return gt_unary(q, GT_##NAME, dst, a);                                                                         \
    }
GT_UNARY_TABLE(GT_ROW)
#undef GT_ROW
#define GT_ROW(NAME, name, value, cls, form, identity, f, i)                                                           \
    static inline int32_t gt_##name(gt_queue *q, gt_tensor **dst, const gt_tensor *a, const gt_tensor *b)              \
    {                                                                                                                  \
        return gt_binary(q, GT_##NAME, dst, a, b);                                                                     \
    }
GT_BINARY_TABLE(GT_ROW)
#undef GT_ROW
#define GT_ROW(NAME, name, value, cls, form, identity, f, i)                                                           \
    static inline int32_t gt_##name(gt_queue *q, gt_tensor **dst, const gt_tensor *a, const gt_tensor *b,              \
                                    const gt_tensor *c)                                                                \
    {                                                                                                                  \
        gt_arg args[] = {gt_t(a), gt_t(b), gt_t(c)};                                                                   \
        return gt_apply(q, GT_##NAME, dst, args, 3);                                                                   \
    }
GT_TERNARY_TABLE(GT_ROW)
#undef GT_ROW

/* A plain 2.0: takes the float type of the tensor beside it. */
static inline gt_scalar gt_f(double value)
{
    gt_scalar s = {GT_WEAK_FLOAT, 0, 0, 0, 0};
    s.re = value;
    return s;
}

/* A plain 2: takes the type of the tensor beside it. */
static inline gt_scalar gt_i(int64_t value)
{
    gt_scalar s = {GT_WEAK_INT, 0, 0, 0, 0};
    s.i = value;
    return s;
}

/* A scalar operand of gt_apply. */
static inline gt_arg gt_s(gt_scalar value)
{
    gt_arg a = {0, 0, {0, 0, 0, 0, 0}};
    a.scalar = value;
    return a;
}

/* Frees the tensor and sets the handle to NULL. */
static inline void gt_clear(gt_tensor **tensor)
{
    gt_tensor_free(*tensor);
    *tensor = 0;
}
#endif

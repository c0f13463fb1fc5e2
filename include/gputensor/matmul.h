/* gputensor/matmul.h: matrix products, one or many at once, with what commonly follows them in the same kernel. */
#ifndef GPUTENSOR_MATMUL_H
#define GPUTENSOR_MATMUL_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif

/* Who computes a product: options of gt_matmul say which, and gt_enum_name has their names.
 *   GT_PROVIDER_CHOOSE   The one that was found to be faster on devices of the kind.
 *   GT_PROVIDER_OWN      The library's own kernels, which compute every product on every device.
 *   GT_PROVIDER_CLBLAST  CLBlast, if gputensor was built with it. It sums in float32 and float64. What it does not do
 *                        itself is done around it: operands whose rows and columns both have gaps or run backwards, or
 *                        that are not stored in the dtype of sums (float16 and bfloat16 never are), are copied first,
 *                        a result that it cannot write to as it lies or in its dtype afterwards, and bias and
 *                        activation follow as elementwise operations. A product with k = 0 takes the own kernels.
 *                        The first product of a dtype compiles, for seconds, and other threads' products by CLBlast
 *                        wait. When an OpenCL call of CLBlast fails, CLBlast writes a line to stderr. */
enum { GT_PROVIDER_CHOOSE = 0, GT_PROVIDER_OWN = 1, GT_PROVIDER_CLBLAST = 2, GT_PROVIDER_END_ = -32768 };

/* Options of gt_matmul, which computes
 *
 *     *dst = activation(alpha * (a @ b) + beta * *dst + bias)
 *
 *   size        sizeof(gt_matmul_opts).
 *   activation  An operation of one operand, such as GT_RELU; 0: none.
 *   accumulate  The dtype that products are summed in, and that of the result if *dst is NULL. 0: gt_result_type of a
 *               and b, so that int8 @ int8 is int8, and wraps; with GT_I32 its sums are exact, and the result is int32.
 *               float16 and bfloat16 are summed in float32 and rounded once.
 *   provider    GT_PROVIDER_*.
 *   alpha       A factor; NULL: 1.
 *   beta        A factor of what *dst holds; NULL: 0. If it is given, *dst must be, too; if it is 0, the elements of
 *               *dst are not read.
 *   bias        A tensor that broadcasts to the result, such as one row; NULL: none.
 * Pointers are borrowed and not looked at after the call. */
typedef struct gt_matmul_opts {
    uint32_t size;
    int32_t activation;
    int32_t accumulate;
    int32_t provider;
    const gt_scalar *alpha;
    const gt_scalar *beta;
    const gt_tensor *bias;
} gt_matmul_opts;

/* *dst = a @ b, by the rules of NumPy's matmul.
 *
 * a     (..., m, k). Of rank 1 it is a row, (k), and the result has no axis m.
 * b     (..., k, n). Of rank 1 it is a column, (k), and the result has no axis n.
 * opts  Options, or NULL.
 *
 * Shapes    The last two axes are matrices; those before are batches and broadcast. The result is (..., m, n). If k is
 *           0 the product is zeros, and the options apply to them.
 * Dtypes    Any; bool with bool if accumulate is given. Integers are summed in integers, which wrap, and what the
 *           activation takes is the sum as accumulate's dtype holds it. NaN and infinity in a and b count even if alpha
 *           is 0.
 *           Complex numbers are multiplied as the products of their real and imaginary parts, by the kernels of real
 *           ones; what infinities and NaN give is what these sums of products give. A real operand counts as one
 *           without imaginary part. Factors, bias and activation of a complex product are elementwise operations that
 *           follow it. Memory for copies of the parts, of b twice its size, may be taken meanwhile.
 * Accuracy  A result of floats differs from the exact one by at most gamma_k |a| @ |b|, with gamma_k = k u / (1 - k u)
 *           and u half a unit in the last place of the accumulate dtype (Higham, "Accuracy and stability of numerical
 *           algorithms", 2002, section 3.5); by twice that where tensor cores make sums of float16 or bfloat16 in
 *           float32, since they cut where others round; and by one rounding to the dtype of *dst; where the device
 *           counts numbers below the smallest normal one as 0, by those too. Each part of a complex result differs by
 *           at most gamma_(2 k + 1) of the sum of the two products of parts, of |parts|, that it is made of.
 *
 * A product of more than 65535 work-groups, and one by CLBlast, is enqueued in parts: see Status.
 *
 * GT_E_ARGUMENT       q, a or b is NULL; opts->size is wrong; opts->provider is unknown; beta is given without *dst; or
 *                     sums are integers, and alpha or beta has a fraction or is out of their range; or reserved or im
 *                     of one is not 0.
 * GT_E_UNSUPPORTED    opts is longer than this version knows, and the rest is not 0; or opts->provider is CLBlast, and
 *                     gputensor was built without it, it is to be opened at run time and is not there, sums are
 *                     integers, the operands of one product together, or the elements up to the last of one operand,
 *                     are not counted in 31 bits, or this version of CLBlast is known to be wrong on the device, or
 *                     may be and was opened at run time, which does not tell its version.
 * GT_E_SHAPE          a or b is of rank 0; the columns of a are not as many as the rows of b; batches do not
 *                     broadcast; or bias does not broadcast to the result.
 * GT_E_DTYPE          accumulate is 0, and both are bool or a and b have no common dtype; accumulate is unknown or
 *                     bool, or an integer although a or b is of floats, or not complex although one of them is; sums
 *                     are integers, but the bias or a *dst that beta reads is of floats, or the activation is one of
 *                     floats (class FLOAT); sums are floats, and the activation is one of integers (class INTEGRAL);
 *                     sums are real, but alpha, beta, the bias or a *dst that beta reads is complex; they are complex,
 *                     but *dst is real, or the activation gives no complex numbers; the activation gives bool (class
 *                     LOGICAL or TEST); or the dtype of alpha or beta is unknown.
 * GT_E_OPERATION      activation is no operation of one operand.
 * GT_E_MISSING_DTYPE  accumulate is float64 or complex128, and the device has none.
 * GT_E_CONTEXT        a, b or bias is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_matmul(gt_queue *q, gt_tensor **dst, const gt_tensor *a, const gt_tensor *b, const gt_matmul_opts *opts);

#ifdef __cplusplus
}
#endif
#endif

/* gputensor/fft.h: discrete Fourier transforms, of any length, along any axes. */
#ifndef GPUTENSOR_FFT_H
#define GPUTENSOR_FFT_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif

/* Kinds of transforms, by what goes in and comes out along the last of the axes.
 *   GT_FFT_C2C  Complex numbers, as many as go in. Real ones may go in, too.
 *   GT_FFT_R2C  n real numbers become the first n / 2 + 1 complex ones of their transform. The others would be
 *               conjugates of these.
 *   GT_FFT_C2R  The other way round: n / 2 + 1 complex numbers, to which their conjugates are added, become n real
 *               ones. The imaginary parts of the first number, and of the last one if n is even, count as 0. */
enum { GT_FFT_C2C = 0, GT_FFT_R2C = 1, GT_FFT_C2R = 2, GT_FFT_KIND_END_ = -32768 };

/* What results are divided by, n being the product of the lengths of all axes.
 *   GT_NORM_BACKWARD  Those of inverse transforms by n.
 *   GT_NORM_ORTHO     All by the square root of n.
 *   GT_NORM_FORWARD   Those of transforms that are not inverse by n. */
enum { GT_NORM_BACKWARD = 0, GT_NORM_ORTHO = 1, GT_NORM_FORWARD = 2, GT_NORM_END_ = -32768 };

/* Options of gt_fft.
 *   size     sizeof(gt_fft_opts).
 *   kind     GT_FFT_*. 0 is GT_FFT_C2C.
 *   inverse  0, or 1: the sign of the exponent is plus.
 *   norm     GT_NORM_*. 0 is GT_NORM_BACKWARD.
 *   lengths  NULL, or a length for each of the axes, in their order: n below. Of a longer axis of src the first n
 *            elements are taken, at a shorter one's end there are zeros; of GT_FFT_C2R's last axis n / 2 + 1 are what
 *            is taken. 0: that of src, and of GT_FFT_C2R's last axis 2 (m - 1) where src has m. */
typedef struct gt_fft_opts {
    uint32_t size;
    int32_t kind;
    int32_t inverse;
    int32_t norm;
    const int64_t *lengths;
} gt_fft_opts;

/* Discrete Fourier transform: along each of the axes of n elements
 *
 *     result[k] = sum over j < n of src[j] e^(-2 pi i j k / n)        e^(+2 pi i j k / n) if it is inverse
 *
 * which are the functions of the Array API standard 2024.12's extension fft, of numpy.fft and torch.fft:
 *
 *                kind        inverse               kind        inverse               kind        inverse
 *     fft, fftn  GT_FFT_C2C  0        rfft, rfftn  GT_FFT_R2C  0        hfft         GT_FFT_C2R  0
 *     ifft...    GT_FFT_C2C  1        ihfft        GT_FFT_R2C  1        irfft...     GT_FFT_C2R  1
 *
 * dst     The result: complex64, complex128 of float64 and complex128; of GT_FFT_C2R float32, float64. It may be src
 *         itself if it has its shape.
 * src     Any dtype and strides: float16, bfloat16, integers and bool count as float32.
 * axes    n_axes different axes, -1 being the last one; GT_FFT_R2C and GT_FFT_C2R do the last of them first, or at the
 *         end. NULL: all, in their order, whatever n_axes is. None at all: the result is src as complex numbers.
 * n_axes  How many.
 * opts    Options, or NULL.
 *
 * Lengths that have no other factors than 2, 3, 5 and 7 go by stages (Stockham: Cochran and others, "What is the fast
 * Fourier transform?", Proc. IEEE 55, 1967), long ones in several passes (Bailey, "FFTs in external or hierarchical
 * memory", J. Supercomputing 4, 1990). Others are convolutions of twice their length or more (Bluestein, "A linear
 * filtering approach to the computation of the discrete Fourier transform", 1970), which takes some 5 times as long,
 * and memory for up to 8 times the numbers of src.
 *
 * The roots of unity are computed once for a length, in double, and kept with the context until memory is wanted
 * (gt_context_trim): the first transform of a new length takes longer, also since on GPUs a large one has a kernel of
 * its length. An error is about 2e-7 times the root mean square of a line's result in float32, and 5e-16 times it in
 * float64, whatever the length. A number that is not finite makes NaN of the whole line.
 *
 * GT_E_ARGUMENT       q or src is NULL; opts->size is wrong, opts->kind or opts->norm is none of those, opts->inverse
 *                     is neither 0 nor 1; n_axes is negative; or there are no axes where the last one is to be real.
 * GT_E_UNSUPPORTED    opts is longer than this version knows, and the rest is not 0.
 * GT_E_INDEX          An axis is out of range, or given twice.
 * GT_E_SHAPE          A length is negative, or it is 0 and src has no elements there (of GT_FFT_C2R: fewer than 2); or
 *                     the bytes of all elements overflow.
 * GT_E_DTYPE          src is complex, and real numbers are to go in (GT_FFT_R2C), or *dst is real, and complex ones are
 *                     to come out.
 * GT_E_MISSING_DTYPE  src is float64 or complex128, and the device has no float64.
 * GT_E_CONTEXT        src is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_fft(gt_queue *q, gt_tensor **dst, const gt_tensor *src, const int32_t *axes, int32_t n_axes,
              const gt_fft_opts *opts);

#ifdef __cplusplus
}
#endif
#endif

/* gputensor/random.h: random numbers. Nothing is kept between calls: seed and counter are arguments, and the same ones
 * give the same numbers, bit for bit, on every device. */
#ifndef GPUTENSOR_RANDOM_H
#define GPUTENSOR_RANDOM_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif

/* Distributions. Their values are those of no operation.
 *   GT_RANDOM_UNIFORM      location + scale u, u evenly over 0 <= u < 1.
 *   GT_RANDOM_NORMAL       location + scale z, z of mean 0 and variance 1 (Gauss).
 *   GT_RANDOM_EXPONENTIAL  location + scale e, e of the density exp(-e), e > 0.
 *   GT_RANDOM_INTEGERS     The integers low, low + 1, and so on, `range` of them, each as probable as any other.
 *   GT_RANDOM_BERNOULLI    1 with a given probability, else 0. */
enum {
    GT_RANDOM_UNIFORM = 700,
    GT_RANDOM_NORMAL = 701,
    GT_RANDOM_EXPONENTIAL = 702,
    GT_RANDOM_INTEGERS = 703,
    GT_RANDOM_BERNOULLI = 704,
    GT_RANDOM_END_ = -32768
};

/* Options of gt_random. What a distribution has no use for is not looked at.
 *   size           sizeof(gt_random_opts).
 *   reserved       0.
 *   seed           Chooses one of 2^64 streams of numbers.
 *   counter        Where in the stream the numbers begin, a number of 128 bits: {low 64 bits, high 64 bits}.
 *   first          The number that the first element has, as if the call had `first` elements before it.
 *   location       Of uniform, normal and exponential numbers.
 *   scale          Of the same, 0: 1. Only for uniform numbers may it be negative.
 *   low            Of integers; of uint64 its 64 bits.
 *   range          How many different integers there are. 0: all that the dtype has; low is 0 then, too.
 *   probability    Of a 1, from 0 to 1.
 *   probabilities  Those of the elements, a float tensor that broadcasts to the shape; or NULL. Then probability is
 *                  0. */
typedef struct gt_random_opts {
    uint32_t size;
    int32_t reserved;
    uint64_t seed;
    uint64_t counter[2];
    uint64_t first;
    double location;
    double scale;
    int64_t low;
    uint64_t range;
    double probability;
    const gt_tensor *probabilities;
} gt_random_opts;

/* A tensor of random numbers.
 *
 * dst           *dst == NULL: a new tensor of that dtype and shape. Otherwise both must be those of *dst.
 * dtype         A float dtype for uniform, normal and exponential; an integer dtype, not bool, for integers; any for
 *               GT_RANDOM_BERNOULLI.
 * rank, shape   The shape; shape may be NULL if rank is 0. Elements are numbered row by row, whatever the strides of
 *               *dst are.
 * distribution  GT_RANDOM_*.
 * opts          Options, or NULL: seed 0, counter 0.
 *
 * Source     Philox 4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011,
 *            the generator of cuRAND and of PyTorch on GPUs), whose key is the seed, low half first. Element i has the
 *            number n = first + i. It takes a word of 32 bits, word n % 4 of the block that Philox makes of counter +
 *            n / 4; floats computed in float64, and integers out of more than 2^32, take 64 bits, words 2 (n % 2) and,
 *            as the upper half, 2 (n % 2) + 1 of block counter + n / 2. uint32 with range 0 is Philox itself.
 * Splitting  So one call of n elements gives what calls for its parts give, if each has the same counter and the number
 *            of its first element as `first`.
 * Going on   Whoever wants other numbers next adds to the counter what the call has used: n is always enough, (first +
 *            n + 3) / 4 is for 32 bits, (first + n + 1) / 2 for 64. Calls with the same seed whose blocks overlap give
 *            numbers that depend on each other. The uppermost 16 bits of the counter should be 0: rare numbers that are
 *            drawn again count there.
 * Uniform    u is k 2^-d, of the d = 24, 53, 11 or 8 bits that float32, float64, float16 and bfloat16 hold, so that it
 *            is never 1, nor rounded. location + scale u is rounded twice, and may be location + scale.
 * Normal     Box and Muller's method (1958), two neighbours from two words. No |z| is above 6.67 in float32, where one
 *            of 4e10 would be, nor above 9.42 in float64.
 * Exponential  -log(u) for u in steps of 2^-24, those below 2^-8 in steps of 2^-32: from 6e-8 to 22.2 in float32, where
 *            one of 4e9 would be larger. In float64 the steps are 2^-53 and 2^-64, and the largest is 44.4.
 * Integers   Lemire's method ("Fast random integer generation in an interval", 2019): what would make some integers
 *            more probable is drawn again, up to 64 times, from blocks of its own.
 * Bernoulli  A probability counts to 64 bits. With `probabilities` an element is 1 if a uniform number, of float64
 *            where they are of that dtype and of float32 else, is below its own: a NaN gives 0, more than 1 gives 1.
 * The same everywhere  Logarithm, root, sine and cosine are the library's own, made of integer operations, sums,
 *            differences and products, which IEEE 754 rounds in one way; they are right to 8 units in the last place.
 *            Device, form of the kernels, strides of *dst and the split of the work make no difference.
 *
 * It is no source of secrets: whoever sees a few numbers of a stream can search for its seed.
 *
 * GT_E_ARGUMENT       q is NULL, shape is NULL but rank is not 0, or opts->size or reserved is wrong; location or scale
 *                     is not finite (as float32, but for float64), scale is negative for normal or exponential; the
 *                     integers are not all of the dtype, or low is not 0 but range is; probability is not in 0..1, or
 *                     probabilities are given, too.
 * GT_E_UNSUPPORTED    opts is longer than this version knows, and the rest is not 0.
 * GT_E_OPERATION      There is no such distribution.
 * GT_E_DTYPE          dtype is unknown, a weak kind or none for the distribution, probabilities are no floats, or *dst
 *                     is given and has another dtype.
 * GT_E_SHAPE          rank is out of range, a size is negative, the bytes of all elements overflow, or probabilities do
 *                     not broadcast to the shape.
 * GT_E_CONTEXT        probabilities are of another context than q.
 * GT_E_MISSING_DTYPE  dtype is float64 or complex128, and the device has none.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_random(gt_queue *q, gt_tensor **dst, int32_t dtype, int32_t rank, const int64_t *shape, int32_t distribution,
                 const gt_random_opts *opts);

/* A random order: the numbers below n in one, or the parts of a tensor along an axis. Each of the n! orders is as
 * probable as any other, but for one in 2^65 / n^2 draws, in which two keys are equal. NumPy's permutation and shuffle,
 * torch's randperm.
 *
 * dst   The result. Of numbers int64 (n,); of parts src's dtype and shape, and it may be src itself, which takes a
 *       copy.
 * src   What is put into another order, of any dtype and strides; or NULL: the numbers 0, 1, ..., n - 1.
 * n     How many numbers; 0 where src is given.
 * axis  Along which src is cut into parts, -1: the last one. A part stays as it is. 0 or -1 for numbers, and for a
 *       tensor of rank 0, which is one part.
 * opts  Options, or NULL: seed, counter and first, the others are not looked at.
 *
 * Part i has as its key what gt_random of uint64 integers with these options gives element i, and the result is in the
 * rising order of the keys. So it is the same on every device, and uses n numbers of 64 bits of the stream.
 *
 * GT_E_ARGUMENT     q is NULL, opts->size or reserved is wrong, or both src and n are given.
 * GT_E_UNSUPPORTED  opts is longer than this version knows, and the rest is not 0.
 * GT_E_SHAPE        n is negative, or the bytes of n numbers overflow.
 * GT_E_INDEX        There is no such axis.
 * GT_E_CONTEXT      src is of another context than q.
 * Destination: GT_E_ARGUMENT, GT_E_SHAPE, GT_E_CONTEXT, GT_E_DTYPE.
 * Common: GT_E_FORKED, GT_E_OUT_OF_MEMORY, GT_E_DEVICE, GT_E_BUILD, GT_E_INTERNAL. */
GT_TRY gt_permutation(gt_queue *q, gt_tensor **dst, const gt_tensor *src, int64_t n, int32_t axis,
                      const gt_random_opts *opts);

#ifdef __cplusplus
}
#endif
#endif

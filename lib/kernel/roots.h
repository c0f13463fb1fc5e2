/* Tables of roots of unity for transforms, computed in double on the host, once for each length. */
#ifndef GT_KERNEL_ROOTS_H
#define GT_KERNEL_ROOTS_H
#include "base/dtype.h"
#include "cl/cl.h"

/* Of complex numbers in a real dtype, w being e^(-2 pi i / n):
 *   ROOTS            w^k, k < n.
 *   STEPS            w^k for k < 2^b, then w^(2^b k) up to n, b being gt__roots_bits(n).
 *   CHIRP            e^(-pi i k^2 / n) for k < n, then some zeros; length is 0.
 *   CHIRP_TRANSFORM  Of a power of 2, `length` >= 2 n - 1, the transform of the conjugates of the chirp, as which the
 *                    line goes on to both sides from its first element, divided by `length`. And some zeros. */
typedef enum gt__roots_kind { GT__ROOTS, GT__STEPS, GT__CHIRP, GT__CHIRP_TRANSFORM } gt__roots_kind;

int32_t gt__roots_bits(int64_t n);
/* *out: a reference. */
gt_status gt__roots_get(gt__buffer **out, const gt__call *call, gt__roots_kind kind, const gt__dtype *dtype, int64_t n,
                        int64_t length);
#endif

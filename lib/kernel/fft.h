/* Discrete Fourier transforms along one axis: kernels/{cpu,gpu}/fft.cl. */
#ifndef GT_KERNEL_FFT_H
#define GT_KERNEL_FFT_H
#include "kernel/array.h"

/* An array that a transform reads or writes. */
typedef struct gt__fft_side {
    gt__buffer *buffer;
    int64_t first, strides[GT_MAX_RANK]; /* real numbers: of complex ones there are two each */
    int is_complex;
} gt__fft_side;

/* to[k] = scale * sum over j < n of from[j] e^(-2 pi i j k / n), with +2 if it is inverse. */
typedef struct gt__fft {
    const gt__dtype *real; /* of the numbers that complex ones are of: what is computed in, and in memory */
    gt__shape shape;       /* of both; along the axis it is not looked at */
    int32_t axis;
    int64_t n;
    int64_t have, keep; /* elements that from has, the rest counts as 0; that to takes */
    int mirrors;        /* from is the first half, the other one is of its conjugates */
    int inverse;
    double scale;
    gt__fft_side from, to;
} gt__fft;

gt_status gt__fft_run(const gt__call *call, const gt__fft *what);

/* ---- fft_pass.c: one launch ---- */

/* A transform of lines of n elements, which lie `after` elements apart, with what a whole one of before * n * after
 * takes first and last. */
typedef struct gt__fft_pass {
    const gt__dtype *real;
    gt__shape shape;
    int32_t axis;
    gt__fft_side x, o;
    int64_t n, before, after;
    int64_t have, keep, mirror; /* mirror: the length of the whole, or 0 */
    double xsign, osign, fsign, scale;
    gt__buffer *chirp, *factors; /* or NULL */
} gt__fft_pass;

/* The largest n of a pass: of one that is all, and of others. */
int64_t gt__fft_longest(const gt__call *call, const gt__dtype *real, int alone);
/* The largest n of one of several passes that take kernels of their lengths. */
int64_t gt__fft_longest_sized(const gt__dtype *real);
/* Lines side by side for which a pass does not do more than for one. */
int64_t gt__fft_lanes(const gt__call *call, const gt__dtype *real);
gt_status gt__fft_pass_run(const gt__call *call, const gt__fft_pass *pass);
/* The radices of the stages of a pass, four bits each; -1 if n has other factors. */
int64_t gt__fft_radices(int64_t n);

/* ---- fft_sizes.c: kernels that are compiled for a length ---- */

enum { GT__FFT_STAGES = 4 };

/* The first radix is the largest; past the last stage they are 0. */
typedef struct gt__fft_sizes {
    int32_t stages, radix[GT__FFT_STAGES];
    int64_t items; /* of a line */
    int64_t width; /* lines of a work-group */
} gt__fft_sizes;

/* 1 if there is such a kernel for lines of n elements, `lines` of which are side by side, `count` elements in all, and
 * they are worth it. */
int gt__fft_sizes_of(gt__fft_sizes *out, const gt__call *call, const gt__dtype *real, int64_t n, int64_t lines,
                     int64_t count);
#endif

/* What discrete Fourier transforms must give: sums of long double, one axis after the other. */
#ifndef TESTS_FOURIER_H
#define TESTS_FOURIER_H
#include <stdint.h>

#define PI 3.14159265358979323846264338327950288L
enum { MOST = 4 };

/* Complex numbers, row-major. */
typedef struct grid {
    int32_t rank;
    int64_t shape[MOST];
    long double *z;
} grid;

/* Of gt_fft. */
typedef struct options {
    int32_t kind, inverse, norm;
    int32_t axes, axis[MOST];
    int64_t length[MOST]; /* 0: that of the axis */
} options;

/* Zeros, z to be given back with free. */
grid make_grid(int32_t rank, const int64_t *shape);
/* The grid becomes its transform. */
void fourier(grid *g, const options *o);
#endif

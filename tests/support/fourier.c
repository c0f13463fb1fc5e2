#include "support/fourier.h"
#include <math.h>
#include "support/support.h"

grid make_grid(int32_t rank, const int64_t *shape)
{
    grid g = {.rank = rank};
    for (int32_t i = 0; i < rank; i++) g.shape[i] = shape[i];
    g.z = calloc((size_t)(2 * support_count(rank, shape) + 1), sizeof *g.z);
    assert_non_null(g.z);
    return g;
}

/* Element k of a line of m complex numbers, `step` apart: past its end 0; of a half the conjugates of the others. */
static void element(long double *out, const long double *z, int64_t step, int64_t m, int64_t k, int64_t n, bool half)
{
    const bool turned = half && k > n / 2;
    const int64_t from = turned ? n - k : k;
    out[0] = from < m ? z[2 * from * step] : 0;
    out[1] = from < m ? z[2 * from * step + 1] : 0;
    if (turned) out[1] = -out[1];
    if (half && (k == 0 || 2 * k == n)) out[1] = 0;
}

static void sum_line(long double *out, const long double *line, int64_t step, int64_t n, int64_t keep, bool inverse,
                     const long double *roots)
{
    for (int64_t k = 0; k < keep; k++) {
        long double re = 0, im = 0;
        for (int64_t j = 0; j < n; j++) {
            const long double c = roots[2 * (j * k % n)], s = (inverse ? 1 : -1) * roots[2 * (j * k % n) + 1];
            re += line[2 * j] * c - line[2 * j + 1] * s;
            im += line[2 * j] * s + line[2 * j + 1] * c;
        }
        out[2 * k * step] = re;
        out[2 * k * step + 1] = im;
    }
}

/* Replaces the grid. keep: of the n results. */
static void transform(grid *g, int32_t axis, int64_t n, int64_t keep, const options *o, bool half)
{
    grid to = *g;
    int64_t step = 1, m = g->shape[axis];
    to.shape[axis] = keep;
    to = make_grid(to.rank, to.shape);
    for (int32_t i = axis + 1; i < g->rank; i++) step *= g->shape[i];
    const int64_t rows = support_count(axis, g->shape);
    long double *line = calloc((size_t)(4 * n), sizeof *line), *roots = line + 2 * n, factor = 1;
    for (int64_t k = 0; k < n; k++) {
        roots[2 * k] = cosl(2 * PI * (long double)k / (long double)n);
        roots[2 * k + 1] = sinl(2 * PI * (long double)k / (long double)n);
    }
    if (o->norm == GT_NORM_ORTHO)
        factor = 1 / sqrtl((long double)n);
    else if (o->inverse == (o->norm == GT_NORM_BACKWARD))
        factor = 1 / (long double)n;
    for (int64_t row = 0; row < rows; row++)
        for (int64_t c = 0; c < step; c++) {
            for (int64_t k = 0; k < n; k++) {
                element(line + 2 * k, g->z + 2 * (row * m * step + c), step, m, k, n, half);
                line[2 * k] *= factor;
                line[2 * k + 1] *= factor;
            }
            sum_line(to.z + 2 * (row * keep * step + c), line, step, n, keep, o->inverse, roots);
        }
    free(line);
    free(g->z);
    *g = to;
}

void fourier(grid *g, const options *o)
{
    for (int32_t k = 0; k < o->axes; k++) {
        const int32_t i = o->kind == GT_FFT_C2R ? k : o->axes - 1 - k, axis = o->axis[i];
        const bool last = i == o->axes - 1, half = last && o->kind == GT_FFT_C2R;
        const int64_t all = half ? 2 * (g->shape[axis] - 1) : g->shape[axis], n = o->length[i] ? o->length[i] : all;
        transform(g, axis, n, last && o->kind == GT_FFT_R2C ? n / 2 + 1 : n, o, half);
    }
}

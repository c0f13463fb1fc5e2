#include "kernel/roots.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/integer.h"
#include "kernel/tuning.h"

/* Numbers behind a table of chirps, which vectors that begin in it may reach. */
enum { BEHIND = 64 };

/* e^(-2 pi i k / n) for 0 <= k < n: of an angle of an eighth of a circle at most, so that nothing is lost. */
static void root(double *out, int64_t k, int64_t n)
{
    const double quarter = 1.57079632679489661923;
    const int64_t turns = 4 * k / n, rest = 4 * k - turns * n;
    const int beyond = 2 * rest > n;
    const double angle = quarter * (double)(beyond ? n - rest : rest) / (double)n;
    const double c = beyond ? sin(angle) : cos(angle), s = beyond ? cos(angle) : sin(angle);
    out[0] = turns == 0 ? c : turns == 1 ? -s : turns == 2 ? -c : s;
    out[1] = turns == 0 ? -s : turns == 1 ? -c : turns == 2 ? s : c;
}

int32_t gt__roots_bits(int64_t n)
{
    int32_t bits = 0;
    while (bits < 30 && (int64_t)1 << (2 * bits) < n) bits++;
    return bits;
}

static void write_steps(double *out, int64_t n)
{
    const int64_t low = (int64_t)1 << gt__roots_bits(n);
    for (int64_t k = 0; k < low; k++) root(out + 2 * k, k % n, n);
    for (int64_t k = 0; k * low < n; k++) root(out + 2 * (low + k), k * low, n);
}

/* Squares of k modulo 2 n, one from the other. */
static void write_chirp(double *out, int64_t n)
{
    int64_t square = 0;
    for (int64_t k = 0; k < n; k++) {
        root(out + 2 * k, square, 2 * n);
        square = (square + 2 * k + 1) % (2 * n);
    }
}

/* ---- a transform of the host's: in place, of a power of 2 ---- */

static void swap_bits(double *z, int64_t n)
{
    for (int64_t i = 1, j = 0; i < n; i++) {
        int64_t bit = n / 2;
        for (; j & bit; bit /= 2) j ^= bit;
        j ^= bit;
        if (i >= j) continue;
        for (int part = 0; part < 2; part++) {
            const double t = z[2 * i + part];
            z[2 * i + part] = z[2 * j + part];
            z[2 * j + part] = t;
        }
    }
}

static void butterfly(double *a, double *b, const double *w)
{
    const double re = b[0] * w[0] - b[1] * w[1], im = b[0] * w[1] + b[1] * w[0];
    b[0] = a[0] - re;
    b[1] = a[1] - im;
    a[0] += re;
    a[1] += im;
}

static void transform(double *z, const double *roots, int64_t n)
{
    swap_bits(z, n);
    for (int64_t half = 1; half < n; half *= 2)
        for (int64_t first = 0; first < n; first += 2 * half)
            for (int64_t k = 0; k < half; k++)
                butterfly(z + 2 * (first + k), z + 2 * (first + half + k), roots + 2 * (k * (n / 2 / half)));
}

/* Zeros. */
static double *numbers_for(const gt__call *call, int64_t n)
{
    double *numbers = calloc((size_t)n, sizeof *numbers);
    if (!numbers) gt__fail(GT_E_OUT_OF_MEMORY, call->name, 0, "no host memory for %lld roots", (long long)n / 2);
    return numbers;
}

static gt_status write_chirp_transform(double *out, const gt__call *call, int64_t n, int64_t length)
{
    double *roots = numbers_for(call, length);
    if (!roots) return GT_E_OUT_OF_MEMORY;
    for (int64_t k = 0; k < length / 2; k++) root(roots + 2 * k, k, length);
    write_chirp(out, n);
    for (int64_t k = 0; k < n; k++) {
        out[2 * k] /= (double)length;
        out[2 * k + 1] /= -(double)length;
        if (k > 0) memcpy(out + 2 * (length - k), out + 2 * k, 2 * sizeof *out);
    }
    transform(out, roots, length);
    free(roots);
    return GT_OK;
}

/* ---- tables ---- */

static int64_t count_of(gt__roots_kind kind, int64_t n, int64_t length)
{
    const int64_t low = (int64_t)1 << gt__roots_bits(n);
    if (kind == GT__ROOTS) return n;
    if (kind == GT__STEPS) return low + gt__divide_up(n, low);
    return BEHIND + (kind == GT__CHIRP ? n : length);
}

static gt_status fill(double *out, const gt__call *call, gt__roots_kind kind, int64_t n, int64_t length)
{
    switch (kind) {
    case GT__ROOTS:
        for (int64_t k = 0; k < n; k++) root(out + 2 * k, k, n);
        return GT_OK;
    case GT__STEPS: write_steps(out, n); return GT_OK;
    case GT__CHIRP: write_chirp(out, n); return GT_OK;
    default: return write_chirp_transform(out, call, n, length);
    }
}

/* In place: each number is narrower than what it comes from, and before it. */
static void narrow(double *table, int64_t numbers)
{
    unsigned char *bytes = (unsigned char *)table;
    for (int64_t k = 0; k < numbers; k++) {
        const float single = (float)table[k];
        memcpy(bytes + (size_t)k * sizeof single, &single, sizeof single);
    }
}

gt_status gt__roots_get(gt__buffer **out, const gt__call *call, gt__roots_kind kind, const gt__dtype *dtype, int64_t n,
                        int64_t length)
{
    const int64_t key[GT__KEPT_KEY] = {kind, dtype->value, n, length}, numbers = 2 * count_of(kind, n, length);
    gt__kept_find(out, call, key);
    if (*out) return GT_OK;
    double *table = numbers_for(call, numbers);
    if (!table) return GT_E_OUT_OF_MEMORY;
    gt_status status = fill(table, call, kind, n, length);
    if (dtype->size < (int32_t)sizeof *table) narrow(table, numbers);
    if (status == GT_OK) status = gt__kept_make(out, call, key, table, numbers * dtype->size, gt__tuned.fft.kept_bytes);
    free(table);
    return status;
}

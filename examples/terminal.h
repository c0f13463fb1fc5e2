/* terminal.h: what digits.c needs beside gputensor: a clock, a few statistics, digits drawn as text. */
#ifndef TERMINAL_H
#define TERMINAL_H
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline double now(void)
{
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static inline int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts the values. */
static inline double median(double *values, size_t n)
{
    qsort(values, n, sizeof *values, ascending);
    return (values[(n - 1) / 2] + values[n / 2]) / 2;
}

typedef struct {
    float lowest, highest;
} range;

static inline range range_of(const float *values, size_t n)
{
    range r = {values[0], values[0]};
    for (size_t i = 1; i < n; i++) {
        if (values[i] < r.lowest) r.lowest = values[i];
        if (values[i] > r.highest) r.highest = values[i];
    }
    return r;
}

/* The largest |x / y - 1|, or NaN where there is one. */
static inline double largest_difference(const float *x, const float *y, size_t n)
{
    double largest = 0;
    for (size_t i = 0; i < n; i++) {
        double difference = fabs((double)x[i] / (double)y[i] - 1);
        if (!(difference <= largest)) largest = difference;
        if (isnan(largest)) break;
    }
    return largest;
}

/* 8 pixels of 0 to 16, two characters each, as a character is about twice as high as wide. */
static inline void draw_line(const uint8_t *pixels)
{
    for (int i = 0; i < 8; i++) {
        char shade = "  ..::--==++**#%@"[pixels[i] % 17];
        printf("%c%c", shade, shade);
    }
}

/* Draws the first digits of 8 x 8 pixels that were misread, side by side; answers[i] is that of pixels[rows[i]].
 * Returns how many of the n answers are wrong. */
static inline int draw_mistakes(const uint8_t (*pixels)[64], const uint8_t *labels, const int32_t *rows,
                                const int64_t *answers, int n)
{
    int drawn[5], wrong = 0, count = 0;
    for (int i = 0; i < n; i++) {
        if (answers[i] == labels[rows[i]]) continue;
        if (wrong++ < 5) drawn[count++] = i;
    }
    for (int line = 0; line < 8; line++) {
        for (int k = 0; k < count; k++) {
            printf("  |");
            draw_line(pixels[rows[drawn[k]]] + 8 * line);
            printf("|");
        }
        puts("");
    }
    for (int k = 0; k < count; k++) printf("   reads %d, is a %d ", (int)answers[drawn[k]], labels[rows[drawn[k]]]);
    puts("");
    return wrong;
}
#endif

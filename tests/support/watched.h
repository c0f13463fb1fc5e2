/* Tensors that oclgrind watches to the last byte.
 *
 * oclgrind 21.10 keeps a shadow of each buffer: which bytes are initialised. A write, copy or fill from the host
 * replaces it by one of that command's length, laid from the buffer's first byte; what kernels store past it counts as
 * uninitialised, and a buffer created in place of a released one inherits it. So every tensor here is written whole,
 * once, and held to the end of the program, or the pool would give its buffer to the next one. A program has one
 * context, as each one empties the log. */
#ifndef TESTS_WATCHED_H
#define TESTS_WATCHED_H
#include <gputensor/gputensor.h>
#include <stdint.h>

enum { WATCHED_OUTSIDE = 101 }; /* what lies before a tensor in its buffer, and in what results go to */

/* A tensor at the very end of its buffer, so that one element further is outside. */
gt_tensor *watched_make(int32_t dtype, int32_t rank, const int64_t *shape, double (*value_of)(int64_t));
/* Keeps a tensor to the end of the program. */
gt_tensor *watched_hold(gt_tensor *t);
void watched_drop(void);

/* Element i of an operand: a small integer, so that every sum and product is exact. */
double watched_element(int64_t i);
double watched_outside(int64_t i);
gt_tensor *watched_operand(int32_t dtype, int64_t rows, int64_t columns);
/* What a result goes to. */
gt_tensor *watched_matrix(int32_t dtype, int64_t rows, int64_t columns);
gt_tensor *watched_line(int32_t dtype, int64_t length);

/* The elements of t; the caller frees them. */
double *watched_read(const gt_tensor *t);
void watched_check(const gt_tensor *t, double (*want)(int64_t i), const char *what);
/* error: relative to what is wanted. */
void watched_near(const gt_tensor *t, double (*want)(int64_t i), double error, const char *what);
#endif

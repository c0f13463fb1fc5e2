/* What every test program shares: one context, tensors in chosen layouts, downloads, assertions that tell. */
#ifndef TESTS_SUPPORT_H
#define TESTS_SUPPORT_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "support/oracle.h"

/* ---- Context ----------------------------------------------------------------------------------------------------- */

/* Made on first use, on the library's default device. support_close is a group teardown. */
gt_context *support_context(void);
gt_queue *support_queue(void);
int support_close(void **state);
/* A context of its own, on the same device; statistics of one; a queue that rehearses. */
gt_context *support_new_context(void);
gt_context_stats support_statistics(const gt_context *ctx);
gt_queue *support_rehearsing(gt_context *ctx);
/* Whether the name of the platform of OpenCL has this in it. */
bool support_platform(const char *name);
machine support_machine(void);
/* Whether the device computes with the dtype; where not, says so as one skip of the running test. */
bool support_has(int32_t dtype);
/* Prints "skipped: reason" and leaves the test. */
void support_skip(const char *reason);

/* ---- Assertions -------------------------------------------------------------------------------------------------- */

/* The call gives GT_OK, or that status. */
#define must(call) support_must(call, GT_OK, #call, __FILE__, __LINE__)
#define must_be(status, call) support_must(call, status, #call, __FILE__, __LINE__)
void support_must(int32_t got, int32_t want, const char *call, const char *file, int line);

/* Counts a wrong result and prints the first few, and again after support_topic. support_settle fails the test where
 * there was one. */
void support_wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));
void support_topic(void);
void support_settle(void);

/* A test of a sweep for one dtype: the k-th of all_dtypes. */
/* clang-format off */
#define OF_DTYPE(function, k) {#function " " #k, function, NULL, NULL, (void *)(uintptr_t)&all_dtypes[k]}
/* clang-format on */

/* ---- Host arrays ------------------------------------------------------------------------------------------------- */

enum { SUPPORT_RANK = 4 };

int64_t support_count(int32_t rank, const int64_t *shape);
/* An array of count elements; never NULL. Given back with free. */
void *support_array(int32_t dtype, int64_t count);
void *support_random(int32_t dtype, int64_t count, uint64_t seed);
#define LIST(...) ((const double[]){__VA_ARGS__})
gt_scalar integer_scalar(int32_t dtype, int64_t i);
gt_scalar float_scalar(int32_t dtype, double re);
/* A new tensor with the values of a list, converted to dtype. */
gt_tensor *support_values(int32_t dtype, int32_t rank, const int64_t *shape, const double *values);
gt_tensor *support_upload(int32_t dtype, int32_t rank, const int64_t *shape, const void *host);
/* The elements of t, which must be of that dtype and count. Given back with free. */
void *support_download(const gt_tensor *t, int32_t dtype, int64_t count);
value support_at(const void *host, int32_t dtype, int64_t index);
/* Asserts shape, and values as numbers: both NaN or equal. */
void support_expect(const gt_tensor *t, int32_t dtype, int32_t rank, const int64_t *shape, const double *values);
/* Frees and sets to NULL. */
void support_drop(gt_tensor **t);

/* ---- Work on a queue --------------------------------------------------------------------------------------------- */

/* n float32 elements, all `all`. */
gt_tensor *support_filled(gt_queue *q, int64_t n, double all);
/* t += 1, `times` times over: work that takes a while. */
void support_chain(gt_queue *q, gt_tensor *t, int times);
/* All float32 elements of t are `want`. */
/* 1 if both are of one dtype and shape and the same bits; NaN is NaN. What differs is said. */
bool support_same(const gt_tensor *a, const gt_tensor *b);
void support_expect_all(gt_queue *q, const gt_tensor *t, float want);

/* ---- Layouts ----------------------------------------------------------------------------------------------------- */

typedef enum layout {
    LAYOUT_CONTIGUOUS,
    LAYOUT_SLICED,    /* step 2 on the last axis, everywhere from index 1 */
    LAYOUT_PERMUTED,  /* axes reversed in memory */
    LAYOUT_NEGATIVE,  /* every axis backwards */
    LAYOUT_BROADCAST, /* stride 0 on the first axis */
    LAYOUT_COUNT
} layout;

/* The cases of a sweep: a layout of a shape. */
typedef struct layout_case {
    const char *name;
    layout layout;
    int32_t rank;
    int64_t shape[SUPPORT_RANK];
} layout_case;

int32_t layout_case_count(void);
const layout_case *layout_case_at(int32_t index);

/* A tensor with the row-major elements of host. Where elements are repeated, host is changed to what the tensor holds.
 * *base, where base is not NULL, is the tensor that it is a view of. */
gt_tensor *support_tensor(layout l, int32_t dtype, int32_t rank, const int64_t *shape, void *host, gt_tensor **base);
#endif

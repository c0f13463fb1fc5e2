/* What tests of indexing share: tensors beside what they hold, indices, and reports of wrong ones. */
#ifndef TESTS_INDEXED_H
#define TESTS_INDEXED_H
#include "support/support.h"

/* A tensor and what it holds, row-major. */
typedef struct held {
    gt_tensor *t;
    char *host;
    int32_t dtype, rank;
    int64_t shape[SUPPORT_RANK];
} held;

/* host becomes the held's. */
held hold(layout l, int32_t dtype, int32_t rank, const int64_t *shape, void *host);
held random_held(layout l, int32_t dtype, int32_t rank, const int64_t *shape, uint64_t seed);
/* Right indices into an axis of `bound` elements, from both of its ends. */
held random_indices(layout l, int32_t dtype, int32_t rank, const int64_t *shape, int64_t bound, uint64_t seed);
void release(held *h);
/* The place that the i-th of the indices names. */
int64_t index_at(const held *indices, int64_t i, int64_t bound);
/* Row-major number of the place `at` in a shape that broadcasts to the one in which it is. */
int64_t number_of(int32_t rank, const int64_t *shape, const int64_t *at);
/* t has the shape and the bytes. */
void expect_bytes(const gt_tensor *t, int32_t dtype, int32_t rank, const int64_t *shape, const char *want,
                  const char *what);
/* gt_queue_finish reports, once, that the function was given the index at the position. */
void expect_report(gt_queue *q, const char *function, const char *index, const char *position);
#endif

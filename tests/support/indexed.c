#include "support/indexed.h"

held hold(layout l, int32_t dtype, int32_t rank, const int64_t *shape, void *host)
{
    held h = {.host = host, .dtype = dtype, .rank = rank};
    for (int32_t k = 0; k < rank; k++) h.shape[k] = shape[k];
    h.t = support_tensor(l, dtype, rank, shape, host, NULL);
    return h;
}

held random_held(layout l, int32_t dtype, int32_t rank, const int64_t *shape, uint64_t seed)
{
    return hold(l, dtype, rank, shape, support_random(dtype, support_count(rank, shape), seed));
}

/* Right indices into an axis of `bound` elements, from both of its ends. */
held random_indices(layout l, int32_t dtype, int32_t rank, const int64_t *shape, int64_t bound, uint64_t seed)
{
    const int64_t n = support_count(rank, shape);
    const int64_t most = bound < 100 ? bound : 100; /* of int8 */
    char *host = support_array(dtype, n);
    for (int64_t i = 0; i < n && bound > 0; i++) {
        int64_t index = (int64_t)(random_next(&seed) % (uint64_t)most);
        if (facts_of(dtype)->is_signed && random_next(&seed) % 2) index = -1 - index;
        value_write(dtype, host + (size_t)i * facts_of(dtype)->size, value_int(index));
    }
    return hold(l, dtype, rank, shape, host);
}

void release(held *h)
{
    support_drop(&h->t);
    free(h->host);
}

int64_t index_at(const held *indices, int64_t i, int64_t bound)
{
    const int64_t index = (int64_t)support_at(indices->host, indices->dtype, i).i;
    return index < 0 ? index + bound : index;
}

/* t has the shape and the bytes. */
void expect_bytes(const gt_tensor *t, int32_t dtype, int32_t rank, const int64_t *shape, const char *want,
                  const char *what)
{
    const int64_t n = support_count(rank, shape), size = (int64_t)facts_of(dtype)->size;
    assert_int_equal(gt_tensor_rank(t), rank);
    for (int32_t k = 0; k < rank; k++) assert_int_equal(gt_tensor_dim(t, k), shape[k]);
    char *got = support_download(t, dtype, n);
    for (int64_t i = 0; i < n; i++)
        if (memcmp(got + i * size, want + i * size, (size_t)size) != 0)
            support_wrong("%s: element %lld is %s, want %s", what, (long long)i,
                          value_show(support_at(got, dtype, i)).s, value_show(support_at(want, dtype, i)).s);
    free(got);
}

/* Row-major number of the place `at` in a shape to which it broadcasts. */
int64_t number_of(int32_t rank, const int64_t *shape, const int64_t *at)
{
    int64_t n = 0;
    for (int32_t k = 0; k < rank; k++) n = n * shape[k] + (shape[k] == 1 ? 0 : at[k]);
    return n;
}

void expect_report(gt_queue *q, const char *function, const char *index, const char *position)
{
    gt_error error = {.size = sizeof error};
    must_be(GT_E_INDEX, gt_queue_finish(q));
    gt_last_error_get(&error);
    assert_string_equal(error.operation, function);
    assert_int_equal(error.status, GT_E_INDEX);
    assert_non_null(strstr(error.message, index));
    assert_non_null(strstr(error.message, position));
    assert_non_null(strstr(error.message, "gt_queue_finish"));
    must(gt_queue_finish(q)); /* once */
}

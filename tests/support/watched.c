#include "support/watched.h"

#include <math.h>
#include <stdlib.h>
#include "support/support.h"

enum { HELD = 528, WHOLE = 256 };

static gt_tensor *held[HELD];
static int32_t held_count;

gt_tensor *watched_hold(gt_tensor *t)
{
    if (held_count == HELD) fail_msg("more than %d tensors", HELD);
    return held[held_count++] = t;
}

static int64_t bytes_used(void)
{
    gt_context_stats stats = {.size = sizeof stats};
    must(gt_context_statistics(support_context(), &stats));
    return stats.used;
}

/* The pool rounds sizes up, but no power of two. */
gt_tensor *watched_make(int32_t dtype, int32_t rank, const int64_t *shape, double (*value_of)(int64_t))
{
    const int64_t count = support_count(rank, shape), before = bytes_used();
    int64_t whole = WHOLE;
    while (whole < count) whole *= 2;
    const int64_t first = whole - count;
    double *values = malloc(sizeof *values * (size_t)whole);
    assert_non_null(values);
    for (int64_t i = 0; i < whole; i++) values[i] = i < first ? WATCHED_OUTSIDE : value_of(i - first);
    gt_tensor *buffer = support_values(dtype, 1, &whole, values), *end = NULL, *t = NULL;
    free(values);
    assert_int_equal(bytes_used() - before, whole * (int64_t)facts_of(dtype)->size);
    must(gt_tensor_slice(&end, buffer, &(gt_slice){.start = first, .step = 1, .flags = GT_SLICE_OPEN_STOP}, 1));
    must(gt_tensor_reshape(&t, end, rank, shape));
    support_drop(&buffer);
    support_drop(&end);
    return watched_hold(t);
}

double watched_element(int64_t i)
{
    return (double)(i * 37 % 11) - 5;
}

double watched_outside(int64_t i)
{
    (void)i;
    return WATCHED_OUTSIDE;
}

gt_tensor *watched_operand(int32_t dtype, int64_t rows, int64_t columns)
{
    return watched_make(dtype, 2, (const int64_t[]){rows, columns}, watched_element);
}

gt_tensor *watched_matrix(int32_t dtype, int64_t rows, int64_t columns)
{
    return watched_make(dtype, 2, (const int64_t[]){rows, columns}, watched_outside);
}

gt_tensor *watched_line(int32_t dtype, int64_t length)
{
    return watched_make(dtype, 1, &length, watched_outside);
}

double *watched_read(const gt_tensor *t)
{
    const int32_t dtype = gt_tensor_dtype(t);
    const int64_t count = gt_tensor_count(t);
    void *host = support_download(t, dtype, count);
    double *values = malloc(sizeof *values * (size_t)(count + 1));
    assert_non_null(values);
    for (int64_t i = 0; i < count; i++) {
        value v = support_at(host, dtype, i);
        values[i] = v.is_float ? (double)v.f : (double)v.i;
    }
    free(host);
    return values;
}

void watched_near(const gt_tensor *t, double (*want)(int64_t i), double error, const char *what)
{
    double *got = watched_read(t);
    for (int64_t i = 0; i < gt_tensor_count(t); i++)
        if (!(fabs(got[i] - want(i)) <= error * fabs(want(i))))
            support_wrong("%s[%lld] is %g, not %g", what, (long long)i, got[i], want(i));
    free(got);
    support_topic();
}

void watched_check(const gt_tensor *t, double (*want)(int64_t i), const char *what)
{
    watched_near(t, want, 0, what);
}

void watched_drop(void)
{
    while (held_count > 0) support_drop(&held[--held_count]);
}

/* Work along lines, whose every step is made to fail. */
#include "support/scenarios.h"

static int32_t run_scan(world *w)
{
    return gt_scan(w->q, GT_ADD, w->dst, w->a, 1, NULL);
}

static void check_scan(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(1, 3, 6, 4, 9, 15));
}

/* By way of elements that are cast, into a new tensor. */
static int32_t run_scan_cast(world *w)
{
    const gt_scan_opts opts = {.size = sizeof opts, .dtype = GT_I64};
    return gt_scan(w->q, GT_ADD, w->dst, w->three, 0, &opts);
}

static void check_scan_cast(world *w)
{
    world_places(w->q, *w->dst, (const int64_t[]){1, 3, 6});
}

static int32_t run_sort(world *w)
{
    return gt_sort(w->q, w->dst, w->pairs, 0, GT_DESCENDING);
}

static void check_sort(world *w)
{
    if (w->dst == &w->made)
        world_bytes(w->q, w->made, 6, (const int8_t[]){3, 6, 2, 5, 1, 4});
    else
        world_expect(w->q, *w->dst, 6, LIST(3, 6, 2, 5, 1, 4));
}

static int32_t run_argsort(world *w)
{
    return gt_argsort(w->q, w->dst, w->few, 0, GT_DESCENDING);
}

static void check_argsort(world *w)
{
    world_places(w->q, *w->dst, (const int64_t[]){2, 1, 0});
}

static int32_t run_topk(world *w)
{
    gt_tensor **indices = w->dst == &w->made ? &w->more : &w->two[1];
    return gt_topk(w->q, w->dst, indices, w->few, 2, 0, 0);
}

static void check_topk(world *w)
{
    const int given = w->dst != &w->made;
    assert_int_equal(gt_tensor_count(given ? w->two[1] : w->more), 2);
    if (given)
        world_expect(w->q, *w->dst, 2, LIST(3, 2));
    else
        world_bytes(w->q, w->made, 2, (const int8_t[]){3, 2});
}

static int32_t run_searchsorted(world *w)
{
    return gt_searchsorted(w->q, w->dst, w->line, w->three, NULL, GT_RIGHT);
}

static void check_searchsorted(world *w)
{
    world_places(w->q, *w->dst, (const int64_t[]){1, 2, 3});
}

static int32_t run_unique(world *w)
{
    return gt_unique(w->q, &w->made, NULL, NULL, &w->more, w->few, 0);
}

static void check_unique(world *w)
{
    world_bytes(w->q, w->made, 3, (const int8_t[]){1, 2, 3});
    assert_int_equal(gt_tensor_count(w->more), 3);
}

/* Through elements that are converted, a table and its sum. */
static int32_t run_histogram(world *w)
{
    return gt_histogram(w->q, w->dst, w->turned, w->line, w->turned, 0);
}

static void check_histogram(world *w)
{
    world_expect(w->q, *w->dst, 5, LIST(1, 2, 3, 4, 11));
}

/* Waits for the largest. */
static int32_t run_bincount(world *w)
{
    return gt_histogram(w->q, w->dst, w->order, NULL, NULL, 3);
}

static void check_bincount(world *w)
{
    world_places(w->q, *w->dst, (const int64_t[]){1, 1, 0});
}

/* By way of keys and an order. */
static int32_t run_permutation(world *w)
{
    const gt_random_opts opts = {.size = sizeof opts, .seed = 1};
    return gt_permutation(w->q, w->dst, w->few, 0, 0, &opts);
}

static void check_permutation(world *w)
{
    gt_tensor *sorted = NULL;
    assert_int_equal(gt_sort(w->q, &sorted, *w->dst, 0, 0), GT_OK);
    if (w->dst == &w->made)
        world_bytes(w->q, sorted, 3, (const int8_t[]){1, 2, 3});
    else
        world_expect(w->q, sorted, 3, LIST(1, 2, 3));
    gt_tensor_free(sorted);
}

/* Real numbers of the first half of a transform, into three. */
static int32_t run_fft(world *w)
{
    const int64_t length[] = {3};
    const int32_t axis = 1;
    const gt_fft_opts opts = {.size = sizeof opts, .kind = GT_FFT_C2R, .lengths = length};
    return gt_fft(w->q, w->dst, w->a, &axis, 1, &opts);
}

static void check_fft(world *w)
{
    world_expect(w->q, *w->dst, 6, LIST(5, -1, -1, 14, -1, -1));
}

/* A length that takes a convolution, and one more axis. */
static int32_t run_fft_chirp(world *w)
{
    const int64_t lengths[] = {2, 11};
    const gt_fft_opts opts = {.size = sizeof opts, .lengths = lengths};
    return gt_fft(w->q, &w->made, w->a, NULL, 0, &opts);
}

static void check_fft_chirp(world *w)
{
    float got[44];
    must(gt_download(w->q, got, sizeof got, w->made));
    assert_true(got[0] > 20.999F && got[0] < 21.001F);
    assert_true(got[22] > -9.001F && got[22] < -8.999F);
}

const scenario scenarios_lines[] = {
    {.name = "scan", .run = run_scan, .check = check_scan, INTO(given)},
    {.name = "sort", .run = run_sort, .check = check_sort, INTO(tall), .retried = true},
    {.name = "argsort", .run = run_argsort, .check = check_argsort, INTO(places), .retried = true},
    {.name = "topk", .run = run_topk, .check = check_topk, INTO(two), .pair = true, .retried = true},
    {.name = "searchsorted", .run = run_searchsorted, .check = check_searchsorted, INTO(places)},
    {.name = "unique", .run = run_unique, .check = check_unique, .own_host = true, .retried = true},
    {.name = "permutation",
     .run = run_permutation,
     .check = check_permutation,
     INTO(three),
     .retried = true,
     .many_calls = true},
    {.name = "histogram", .run = run_histogram, .check = check_histogram},
    {.name = "bincount", .run = run_bincount, .check = check_bincount, INTO(places), .own_host = true},
    {.name = "fft", .run = run_fft, .check = check_fft, INTO(given), .retried = true},
    {.name = "fft_chirp", .run = run_fft_chirp, .check = check_fft_chirp, .retried = true},
    {.name = "scan_cast", .run = run_scan_cast, .check = check_scan_cast, INTO(places)},
};
const int32_t scenarios_lines_count = sizeof scenarios_lines / sizeof *scenarios_lines;

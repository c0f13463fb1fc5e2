/* Convolutions of each channel by itself, as sums over the positions of a window: as products of matrices they would be
 * one for each channel, with one column. Images come as (batch, space, channels, 1), results as (batch, places,
 * channels, filters of a channel), filters as (sizes, channels, filters of a channel). */
#include <stdio.h>

#include "windows.h"

/* Positions of a window that are summed in a launch: two tensors each, and the sum so far. */
enum { TERMS = 7 };

/* What the windows have at position p of each: (batch, places, channels, 1) of a padded image. */
static gt_status at_position(const gt_tensor *padded, const geometry *g, int64_t p, gt_tensor **out)
{
    gt_slice slices[SPACE + 1] = {{0}};
    for (int32_t i = g->n - 1; i >= 0; i--) {
        const int64_t start = p % g->size[i] * g->dilation[i];
        p /= g->size[i];
        slices[i + 1] =
            (gt_slice){.start = start, .stop = start + (g->places[i] - 1) * g->step[i] + 1, .step = g->step[i]};
    }
    return gt_tensor_slice(out, padded, slices, g->n + 1);
}

int64_t positions_of(const geometry *g)
{
    int64_t n = 1;
    for (int32_t i = 0; i < g->n; i++) n *= g->size[i];
    return n;
}

/* The filter as (positions, channels, filters), in the type that is added up in. */
static gt_status by_position(frame *f, gt_tensor *w, const geometry *g, int32_t dtype, gt_tensor **out)
{
    gt_tensor **lines = hold(f), **cast = hold(f);
    const int64_t shape[] = {positions_of(g), g->channels, gt_tensor_dim(w, g->n + 1)};
    TRY(gt_tensor_reshape(lines, w, 3, shape));
    *out = *lines;
    if (gt_tensor_dtype(w) == dtype) return GT_OK;
    TRY(gt_copy(queue, cast, *lines, dtype));
    *out = *cast;
    return GT_OK;
}

static gt_status position_of(const gt_tensor *filter, int64_t p, gt_tensor **out)
{
    const gt_slice slice = {.start = p, .flags = GT_SLICE_INDEX};
    return gt_tensor_slice(out, filter, &slice, 1);
}

/* sum += the terms of n positions from p on, the first ones to nothing. */
static gt_status add_terms(gt_tensor **sum, const gt_tensor *padded, const gt_tensor *filter, const geometry *g,
                           int64_t p, int32_t n)
{
    static const char *const names[][2] = {{"a", "A"}, {"b", "B"}, {"c", "C"}, {"d", "D"},
                                           {"e", "E"}, {"f", "F"}, {"g", "G"}};
    gt_tensor *held[2 * TERMS] = {NULL};
    gt_arg args[2 * TERMS + 1];
    char text[8 * TERMS] = "";
    gt_status done = GT_OK;
    size_t at = 0;
    if (p > 0) at += (size_t)snprintf(text, sizeof text, "s");
    for (int32_t i = 0; i < n && done == GT_OK; i++) {
        done = at_position(padded, g, p + i, &held[2 * i]);
        if (done == GT_OK) done = position_of(filter, p + i, &held[2 * i + 1]);
        for (int32_t k = 0; k < 2; k++) args[2 * i + k] = (gt_arg){.name = names[i][k], .tensor = held[2 * i + k]};
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%s*%s", at > 0 ? "+" : "", names[i][0], names[i][1]);
    }
    args[2 * n] = (gt_arg){.name = "s", .tensor = *sum};
    if (done == GT_OK) done = gt_eval(queue, sum, text, args, 2 * n + (p > 0));
    for (int32_t i = 0; i < 2 * n; i++) gt_tensor_free(held[i]);
    return done;
}

gt_status depth_forward(frame *f, const geometry *g, const gt_tensor *padded, gt_tensor *w, gt_tensor *y)
{
    const int64_t all = positions_of(g);
    const int32_t dtype = wide(gt_tensor_dtype(y));
    gt_tensor *filter = NULL, **made = hold(f), *sum = y;
    TRY(by_position(f, w, g, dtype, &filter));
    if (gt_tensor_dtype(y) != dtype) {
        int64_t shape[GT_MAX_RANK];
        const int32_t rank = shape_of(y, shape);
        TRY(gt_tensor_create(queue, made, dtype, rank, shape, 0));
        sum = *made;
    }
    for (int64_t p = 0; p < all; p += TERMS)
        TRY(add_terms(&sum, padded, filter, g, p, (int32_t)(all - p < TERMS ? all - p : TERMS)));
    return sum == y ? GT_OK : gt_copy(queue, &y, sum, 0);
}

/* Of each position the sum of products of what it had and the gradient of the results. */
gt_status depth_filter_gradient(const geometry *g, const gt_tensor *padded, const gt_tensor *dy, gt_tensor *dw)
{
    static const int32_t axes[] = {0, 1, 2, 3};
    const int64_t all = positions_of(g), shape[] = {all, g->channels, gt_tensor_dim(dw, g->n + 1)};
    const gt_reduce_opts opts = {.size = sizeof opts, .dtype = wide(gt_tensor_dtype(dw))};
    gt_tensor *lines = NULL;
    gt_status done = gt_tensor_reshape(&lines, dw, 3, shape);
    for (int64_t p = 0; p < all && done == GT_OK; p++) {
        gt_tensor *x = NULL, *line = NULL;
        done = at_position(padded, g, p, &x);
        if (done == GT_OK) done = position_of(lines, p, &line);
        const gt_arg args[] = {{.name = "x", .tensor = x}, {.name = "g", .tensor = dy}};
        if (done == GT_OK) done = gt_eval_reduce(queue, GT_ADD, &line, "x * g", args, 2, axes, g->n + 1, &opts);
        gt_tensor_free(x);
        gt_tensor_free(line);
    }
    gt_tensor_free(lines);
    return done;
}

/* Adds to a room of zeros, at each position of the windows, the gradients times the filter there, summed over the
 * filters of a channel. */
gt_status depth_input_gradient(frame *f, const geometry *g, const gt_tensor *dy, gt_tensor *w, gt_tensor *room)
{
    const int64_t all = positions_of(g), filters = gt_tensor_dim(w, g->n + 1);
    const int32_t last = g->n + 2;
    gt_tensor *filter = NULL;
    gt_status done = by_position(f, w, g, gt_tensor_dtype(room), &filter);
    for (int64_t p = 0; p < all * filters && done == GT_OK; p++) {
        const gt_slice which = {.start = p % filters, .stop = p % filters + 1, .step = 1};
        gt_slice of_result[SPACE + 3] = {{0}};
        const gt_slice of_filter[] = {{.start = p / filters, .flags = GT_SLICE_INDEX}, {0}, which};
        gt_tensor *target = NULL, *part = NULL, *gradient = NULL;
        of_result[last] = which;
        done = at_position(room, g, p / filters, &target);
        if (done == GT_OK) done = gt_tensor_slice(&part, filter, of_filter, 3);
        if (done == GT_OK) done = gt_tensor_slice(&gradient, dy, of_result, last + 1);
        const gt_arg args[] = {
            {.name = "t", .tensor = target}, {.name = "g", .tensor = gradient}, {.name = "w", .tensor = part}};
        if (done == GT_OK) done = gt_eval(queue, &target, "t + g * w", args, 3);
        gt_tensor_free(target);
        gt_tensor_free(part);
        gt_tensor_free(gradient);
    }
    return done;
}

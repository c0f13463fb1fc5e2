/* Pure arithmetic on shapes and strides. Functions that can fail record the failure for `operation`. */
#ifndef GT_BASE_SHAPE_H
#define GT_BASE_SHAPE_H
#include "gputensor/gputensor.h"

typedef struct gt__shape {
    int32_t rank;
    int64_t size[GT_MAX_RANK];
} gt__shape;

/* A text of a shape, "(2, 3)", for messages; cut short with "..." where it is long. */
typedef struct gt__shape_text {
    char s[160];
} gt__shape_text;
gt__shape_text gt__show(int32_t rank, const int64_t *size);
#define GT__SHOW(shape) (gt__show((shape)->rank, (shape)->size).s)

/* Checks rank, sizes, and that element and byte counts stay within int64; fills *out and *count. */
gt_status gt__shape_make(gt__shape *out, int64_t *count, int32_t rank, const int64_t *size, int32_t element_bytes,
                         const char *operation, int32_t argument);
int64_t gt__shape_count(const gt__shape *shape);
int gt__shape_equal(const gt__shape *a, const gt__shape *b);
/* Row-major strides. */
void gt__shape_strides(const gt__shape *shape, int64_t *strides);
/* 1 where the strides are row-major without gaps (axes of size 1 do not matter). */
int gt__shape_contiguous(const gt__shape *shape, const int64_t *strides);
/* *out = the common shape of *out and *with; 0 where there is none (nothing recorded). It may hold more elements than
 * can be counted: pass it through gt__shape_make. */
int gt__shape_broadcast(gt__shape *out, const gt__shape *with);
/* 1 where an array of shape `from` broadcasts to the shape `to`, as it is. */
int gt__shape_spreads(const gt__shape *from, const gt__shape *to);
/* Strides of an array of shape `from` seen as the larger shape `to` (broadcast must be possible). */
void gt__shape_expand(const gt__shape *from, const int64_t *strides, const gt__shape *to, int64_t *out);
/* *out = the number of an axis, of which -1 is the last; a single element is taken for a line of one. GT_E_INDEX where
 * there is none. */
gt_status gt__shape_axis(int32_t *out, int32_t rank, int32_t axis, const char *operation, int32_t argument);
/* Checks axes (NULL: all) and sets marks[axis] = 1 for each. Repeated or out of range: GT_E_INDEX. */
gt_status gt__shape_axes(int32_t rank, const int32_t *axes, int32_t n, uint8_t marks[GT_MAX_RANK],
                         const char *operation, int32_t argument);
/* Strides of the same elements in another shape; 0 where strides do not allow it (nothing recorded). Counts must be
 * equal. */
int gt__shape_restride(const gt__shape *from, const int64_t *strides, const gt__shape *to, int64_t *out);
/* The lowest and the highest element offset that the view touches, relative to its first element. Not for empty
 * shapes. */
void gt__shape_extent(const gt__shape *shape, const int64_t *strides, int64_t *low, int64_t *high);
/* The same of strides that nobody has checked; 0 where int64 is too small for it. */
int gt__shape_reach(const gt__shape *shape, const int64_t *strides, int64_t *low, int64_t *high);
#endif

/* An array's axes in two parts: those along which a kernel works, on a line of elements, and the kept ones, which
 * number the lines. For reductions, scans, sorting, softmax, gathering. */
#ifndef GT_KERNEL_LINES_H
#define GT_KERNEL_LINES_H
#include "kernel/array.h"
#include "kernel/walk.h"

typedef struct gt__lines {
    gt__walk kept, worked;
    int64_t outs, count; /* lines; elements of each */
} gt__lines;

/* Operands whose strides over all axes of shape are kept_strides[i] and worked_strides[i]; the marked axes are worked.
 * ordered: the worked axes keep their order, so that a place along a line is an index into them. */
void gt__lines_make(gt__lines *lines, const gt__shape *shape, const uint8_t *marks, int32_t kept,
                    const int64_t *const *kept_strides, int32_t worked, const int64_t *const *worked_strides,
                    int ordered);
/* The shape without the marked axes, or with size 1 in them. */
gt__shape gt__lines_shape(const gt__shape *shape, const uint8_t *marks, int keep);
/* The strides of an array of that shape over all `rank` axes; those of marked axes are 0. */
void gt__lines_strides(int64_t *out, const int64_t *strides, int32_t rank, const uint8_t *marks, int keep);
#endif

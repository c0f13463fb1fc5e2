/* What the attributes of convolutions and pools say, as their kernels keep it: lists have a number for each axis of the
 * input, pads two. */
#ifndef GT_TENSORFLOW_WINDOWS_H
#define GT_TENSORFLOW_WINDOWS_H
#include "runs.h"

enum { SPACE = 3 };
enum {
    FIRST, /* channels are */
    PADDING,
    STEPS,
    DILATIONS = STEPS + SPACE + 2,
    SIZES = DILATIONS + SPACE + 2,
    PADS = SIZES + SPACE + 2,
    ACTIVATION = PADS + 2 * (SPACE + 2),
    AXES /* of an image */
};

/* No number of an axis of space is larger, and none of them overflow together. */
#define MOST_OF_SPACE INT32_MAX

typedef struct geometry {
    int32_t n;                                /* axes of space */
    int64_t batch, channels, groups, windows; /* windows of an image; positions in them are size[...] */
    int64_t space[SPACE], size[SPACE], step[SPACE], dilation[SPACE], before[SPACE], after[SPACE], places[SPACE];
} geometry;

/* The type that elements of a type are added up in. */
static inline int32_t wide(int32_t dtype)
{
    return dtype == GT_F64 ? GT_F64 : GT_F32;
}

/* depth.c */
int64_t positions_of(const geometry *g);
gt_status depth_forward(frame *f, const geometry *g, const gt_tensor *padded, gt_tensor *w, gt_tensor *y);
gt_status depth_filter_gradient(const geometry *g, const gt_tensor *padded, const gt_tensor *dy, gt_tensor *dw);
gt_status depth_input_gradient(frame *f, const geometry *g, const gt_tensor *dy, gt_tensor *w, gt_tensor *room);

#endif

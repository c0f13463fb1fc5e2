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

#endif

/* An array as kernels see it: a plain value that owns nothing. */
#ifndef GT_KERNEL_ARRAY_H
#define GT_KERNEL_ARRAY_H
#include "base/dtype.h"
#include "base/shape.h"
#include "cl/cl.h"

typedef struct gt__array {
    gt__buffer *buffer;
    const gt__dtype *dtype;
    gt__shape shape;
    int64_t strides[GT_MAX_RANK]; /* elements, of any sign */
    int64_t offset, count;        /* elements */
} gt__array;

/* 1 if the elements lie row-major without gaps. */
int gt__array_contiguous(const gt__array *a);
/* 1 if a and b may share an element of memory; 2 if they are the same view, element for element. */
int gt__array_overlap(const gt__array *a, const gt__array *b);
/* 1 if an element is reached by two indices, or may be: strides of three axes and more are not followed to the end. */
int gt__array_repeats(const gt__array *a);
/* The array seen in a shape to which it broadcasts. */
gt__array gt__array_spread(const gt__array *a, const gt__shape *shape);
/* The elements where index axis2 is index axis1 + offset, as a view whose last axis is that line. */
gt__array gt__array_diagonal(const gt__array *a, int64_t offset, int32_t axis1, int32_t axis2);
/* A new contiguous array in a buffer of the pool, which the caller releases; its elements are not set. */
gt_status gt__array_create(gt__array *out, const gt__call *call, const gt__dtype *dtype, const gt__shape *shape);
#endif

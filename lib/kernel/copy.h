/* to = from, of the same shape, converted as a cast: a copy of bytes, tiles, or an elementwise walk. */
#ifndef GT_KERNEL_COPY_H
#define GT_KERNEL_COPY_H
#include "kernel/array.h"

/* Copies of one dtype move raw bits, so that any device copies any dtype, NaN payloads included. */
gt_status gt__copy_run(const gt__call *call, const gt__array *to, const gt__array *from);
/* *out: an array with the elements of `from` broadcast to that shape, contiguous, in a buffer of its own, which the
 * caller releases, after a failure too. */
gt_status gt__copy_dense(gt__array *out, const gt__call *call, const gt__array *from, const gt__shape *shape);
/* *array = *copy, which is that array made contiguous, where it may have more axes than a kernel has room for; the
 * caller releases its buffer, which is NULL where nothing was copied. */
gt_status gt__copy_fitting(gt__array *copy, const gt__call *call, const gt__array **array);
/* Every element of `to` = the element, of to's dtype in storage form, at value. */
gt_status gt__fill_run(const gt__call *call, const gt__array *to, const void *value);
#endif

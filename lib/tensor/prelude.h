/* The #defines that kernels/common.cl and the kernel families want before them. A prelude is also the key of its
 * kernel. */
#ifndef GT_TENSOR_PRELUDE_H
#define GT_TENSOR_PRELUDE_H
#include "base/dtype.h"
#include "base/text.h"
#include "cl/cl.h"

/* C, U, C_FLOAT, C_DOUBLE: computing in dtype `compute`; VEC: lanes of expressions, 1, 2, 4, 8 or 16. */
void gt__prelude_compute(gt__text *text, int32_t compute, int32_t lanes);
/* T_OUT, STORE_OUT: storage of dtype out; NARROW(v): a computed v as dtype `result` holds it. */
void gt__prelude_store(gt__text *text, int32_t compute, int32_t result, const gt__dtype *out);
/* #define NAME 0 or 1. */
void gt__prelude_flag(gt__text *text, const char *name, int on);
/* The kernel of the family with this prelude; frees the text. */
int32_t gt__prelude_kernel(gt__kernel **kernel, gt_queue *q, const char *family, gt__text *text, const char *operation);
#endif

/* Structs that grow. */
#ifndef GT_BASE_STRUCT_H
#define GT_BASE_STRUCT_H
#include "base/error.h"

/* Checks a growing struct (NULL is fine): size at least what the first version had, and a tail that this library does
 * not know is zero. */
gt_status gt__check_struct(const void *opts, size_t known, const char *operation, int32_t argument);
/* Copies a described struct to out, whose size field, at the start, is the caller's and at least what the first version
 * had. */
gt_status gt__give_struct(void *out, const void *desc, size_t known, const char *operation, int32_t argument);
#endif

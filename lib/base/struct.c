#include "base/struct.h"

#include <string.h>

/* No struct of the API comes near this: a larger size is uninitialised memory, which must not be walked over. */
enum { LARGEST_STRUCT = 4096 };

/* Reads the size field of a struct and checks it against `known`, which is also what its first version had. */
static gt_status check_size(const void *any, uint32_t *size, size_t known, const char *operation, int32_t argument)
{
    memcpy(size, any, sizeof *size);
    if (*size == 0)
        return gt__fail(GT_E_ARGUMENT, operation, argument, "argument %d: set its size to sizeof the struct, %zu",
                        argument, known);
    if (*size < known || *size > LARGEST_STRUCT)
        return gt__fail(GT_E_ARGUMENT, operation, argument, "argument %d: its size is %u, sizeof the struct is %zu",
                        argument, (unsigned)*size, known);
    return GT_OK;
}

gt_status gt__check_struct(const void *opts, size_t known, const char *operation, int32_t argument)
{
    if (!opts) return GT_OK;
    uint32_t size;
    GT__TRY(check_size(opts, &size, known, operation, argument));
    const unsigned char *bytes = opts;
    for (size_t i = known; i < size; i++)
        if (bytes[i])
            return gt__fail(GT_E_UNSUPPORTED, operation, argument,
                            "argument %d: byte %zu is set, this version of gputensor knows %zu bytes", argument, i,
                            known);
    return GT_OK;
}

gt_status gt__give_struct(void *out, const void *desc, size_t known, const char *operation, int32_t argument)
{
    if (!out) return gt__fail(GT_E_ARGUMENT, operation, argument, "argument %d is NULL", argument);
    uint32_t size;
    GT__TRY(check_size(out, &size, known, operation, argument));
    memcpy((char *)out + sizeof size, (const char *)desc + sizeof size, known - sizeof size);
    return GT_OK;
}

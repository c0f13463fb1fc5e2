/* CLBlast has two ways to a product: one kernel for small ones, and for large ones copies with gaps of zeros around a
 * faster kernel. The sizes of tests are small: this chooses for them. */
#ifndef TESTS_CLBLAST_H
#define TESTS_CLBLAST_H
#include "support/support.h"
#include "cl/internal.h"

typedef enum way { WAY_DIRECT, WAY_INDIRECT } way;

#ifdef GT_CLBLAST
#include <clblast_c.h>

/* From now on all products in float32, or float64, on the context's device go that way. Compiles again. */
static inline void choose_way(const gt_context *ctx, int32_t dtype, way w)
{
    const char *names[] = {"XGEMM_MIN_INDIRECT_SIZE"};
    const size_t values[] = {w == WAY_DIRECT ? 100000 : 1};
    const CLBlastPrecision precision = dtype == GT_F64 ? CLBlastPrecisionDouble : CLBlastPrecisionSingle;
    assert_int_equal(CLBlastOverrideParameters(ctx->device.id, "GemmRoutine", precision, 1, names, values), 0);
}
#endif
#endif

/* Variants of indexing. */
#include "checks/variants.h"

void gathers(void)
{
    static const int64_t long_shape[] = {2, 3, 2, 3, 2, 3, 2}, n = 5;
    for (int32_t dtype = 1; dtype < DTYPES; dtype++)
        for (int32_t by = 1; by < DTYPES; by++) {
            const gt__kind kind = gt__dtype_of(by)->kind;
            gt_tensor src = spread(dtype, 2, few, 2), deep = spread(dtype, 7, long_shape, 2), *dst = NULL;
            gt_tensor indices = spread(by, 1, &n, 1);
            if (kind != GT__SIGNED && kind != GT__UNSIGNED) continue;
            expect_made(gt_take(queue(), &dst, &src, &indices, 1), dst, "take");
            dst = NULL;
            if (by == GT_I32 || by == GT_I64) expect_made(gt_take(queue(), &dst, &deep, &indices, 3), dst, "take");
        }
}

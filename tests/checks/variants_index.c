/* Variants of indexing. */
#include "checks/variants.h"
#include "kernel/spec.h"

#include <string.h>

/* Whatever is asked for is there: one. */
REPLACE(gt_status, gt__read, const gt__call *call, void *host, gt__buffer *from, int64_t offset, int64_t bytes)
{
    (void)call, (void)from, (void)offset;
    memset(host, 0, (size_t)bytes);
    *(char *)host = 1;
    return GT_OK;
}

REPLACE(gt_status, gt__wait, const gt__call *call)
{
    (void)call;
    return GT_OK;
}

REPLACE(int, gt__rehearses, const gt__call *call)
{
    (void)call;
    return 0;
}

REPLACE(gt_status, gt__fill_bytes, const gt__call *call, gt__buffer *to, int64_t offset, int64_t bytes,
        const void *pattern, int32_t pattern_bytes)
{
    (void)call, (void)to, (void)offset, (void)bytes, (void)pattern, (void)pattern_bytes;
    return GT_OK;
}

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
    for (int32_t by = 1; by < DTYPES; by++) {
        const gt__kind kind = gt__dtype_of(by)->kind;
        gt_tensor src = spread(GT_F32, 2, few, 2), near = spread(by, 2, few, 1), far = spread(by, 7, long_shape, 1);
        const gt_tensor *const two[] = {&near, &near}, *const more[] = {&far, &far};
        gt_tensor *dst = NULL;
        if (kind != GT__SIGNED && kind != GT__UNSIGNED) continue;
        expect_made(gt_index(queue(), &dst, &src, two, 2), dst, "index");
        dst = NULL;
        expect_made(gt_index(queue(), &dst, &src, more, 2), dst, "index");
    }
}

/* One put of each kind, on and by every dtype. */
void scatters(void)
{
    static const int32_t ways[] = {0, GT_ADD, GT_MULTIPLY, GT_MAXIMUM, GT_MINIMUM};
    static const int64_t n = 5;
    for (int32_t dtype = 1; dtype < DTYPES; dtype++)
        for (int32_t by = 1; by < DTYPES; by++)
            for (int w = 0; w < 5; w++) {
                const gt__kind kind = gt__dtype_of(by)->kind;
                gt_tensor dst = spread(dtype, 2, few, 2), indices = spread(by, 1, &n, 1);
                gt_tensor values = spread(dtype, 0, NULL, 1);
                if ((kind != GT__SIGNED && kind != GT__UNSIGNED) || (w > 0 && by != GT_I32 && by != GT_I64)) continue;
                expect(gt_put(queue(), &dst, &indices, &values, 1, ways[w]), "put");
            }
}

/* Replacing elements of few lines by many values, and combining them. */
static void replaces(void)
{
    static const int64_t n = 1 << 16;
    for (int32_t dtype = 1; dtype < DTYPES; dtype++)
        for (int32_t by = 1; by < DTYPES; by++) {
            const gt__kind kind = gt__dtype_of(by)->kind;
            gt_tensor dst = spread(dtype, 1, few, 2), indices = spread(by, 1, &n, 1);
            gt_tensor values = spread(dtype, 0, NULL, 1);
            if (kind != GT__SIGNED && kind != GT__UNSIGNED) continue;
            expect(gt_put(queue(), &dst, &indices, &values, 0, 0), "put");
            if (dtype == GT_F32) expect(gt_put(queue(), &dst, &indices, &values, 0, GT_ADD), "put");
        }
}

/* Combining elements of few lines with many values and with few, with narrow places and with wide ones. */
static void combines(void)
{
    static const int64_t n[] = {1 << 16, 100}, lines[] = {7, (int64_t)1 << 32};
    for (int32_t dtype = 1; dtype < DTYPES; dtype++)
        for (int wide = 0; wide < 2; wide++)
            for (int near = 0; near < 2; near++) {
                gt_tensor dst = spread(dtype, 1, &lines[wide], 1), indices = spread(GT_I64, 1, &n[near], 1);
                gt_tensor values = spread(dtype, 0, NULL, 1);
                const int half = dtype == GT_F16 || dtype == GT_BF16; /* summed in float32 */
                expect(gt_put(queue(), &dst, &indices, &values, 0, half ? GT_MAXIMUM : GT_ADD), "put");
            }
}

features needed_to_combine(int family, features all)
{
    const unsigned numbers = 1U << GT_I32 | 1U << GT_I64, raw = 1U << GT_U32 | 1U << GT_U64;
    const unsigned integers = numbers | raw | 1U << GT_I8 | 1U << GT_I16 | 1U << GT_U8 | 1U << GT_U16;
    if (family == GT__SORT_FEW) return (features){.computes = numbers, .results = numbers};
    if (family == GT__LINE_PLACES)
        return (features){.computes = raw, .results = raw, .sources = integers, .ranks = 1U << 4};
    all.sources = numbers, all.ranks = 1U << 4;
    return all;
}

void puts_in_few_lines(void)
{
    replaces();
    combines();
}

/* Where every dtype is not zero, by places and by numbers; scans of the counts. */
void searches(void)
{
    for (int32_t dtype = 1; dtype < DTYPES; dtype++)
        for (int32_t flags = 0; flags <= GT_FLAT; flags += GT_FLAT) {
            gt_tensor flat = spread(dtype, 2, few, 1), deep = spread(dtype, FEW_RANK, few, 1), *dst = NULL;
            expect_made(gt_nonzero(queue(), &dst, &flat, flags), dst, "nonzero");
            dst = NULL;
            expect_made(gt_nonzero(queue(), &dst, &deep, flags), dst, "nonzero");
        }
    for (int32_t dtype = 1; dtype < DTYPES; dtype++)
        for (int32_t by = 1; by < DTYPES; by++) {
            if (by != GT_BOOL && dtype != GT_F32) continue;
            gt_tensor flat = spread(dtype, 2, few, 1), mask = spread(by, 2, few, 1), one = spread(dtype, 0, NULL, 1);
            gt_tensor deep = spread(dtype, FEW_RANK, few, 1), deep_mask = spread(by, FEW_RANK, few, 1), *dst = NULL;
            expect_made(gt_select(queue(), &dst, &flat, &mask), dst, "select");
            dst = NULL;
            expect_made(gt_select(queue(), &dst, &deep, &deep_mask), dst, "select");
            expect(gt_select_put(queue(), &flat, &mask, &one), "select_put");
            expect(gt_select_put(queue(), &deep, &deep_mask, &one), "select_put");
        }
}

#include "support/operands.h"

#include "support/ordered.h"

gt_arg named(const char *name, const gt_tensor *t)
{
    gt_arg arg = gt_arg_tensor(t);
    arg.name = name;
    return arg;
}

void *operand_elements(int32_t dtype, int64_t count, uint64_t seed, bool small)
{
    const int32_t of = dtype == GT_C64 ? GT_F32 : dtype == GT_C128 ? GT_F64 : dtype;
    const int64_t n = of == dtype ? count : 2 * count;
    char *host = random_elements(dtype, count, seed);
    for (int64_t i = 0; i < n && small && facts_of(of)->is_float; i++)
        value_write(of, host + i * (int64_t)facts_of(of)->size,
                    value_cast(value_float(8 * random_unit(&seed) - 4), of));
    return host;
}

gt_tensor *many_elements(int32_t rank, const int64_t *shape)
{
    enum { DIFFERENT = 9973 };
    const int64_t count = support_count(rank, shape);
    float *some = operand_elements(GT_F32, DIFFERENT, 7, true), *host = support_array(GT_F32, count);
    for (int64_t i = 0; i < count; i++) host[i] = some[i % DIFFERENT];
    gt_tensor *t = support_upload(GT_F32, rank, shape, host);
    free(some);
    free(host);
    return t;
}

operands random_operands(const int32_t *dtypes, int32_t n, int32_t rank, const int64_t *shape, uint64_t seed, int first,
                         bool small)
{
    static const char *const names[OPERANDS] = {"a", "b", "c", "x", "y", "z", "w_1", "exp"};
    operands all = {.n = n};
    assert_true(n <= OPERANDS);
    for (int32_t i = 0; i < n; i++) {
        const int32_t dropped = i == n - 1 ? rank - 1 : 0;
        const layout l = (layout)((i + first) % LAYOUT_BROADCAST);
        void *host =
            operand_elements(dtypes[i], support_count(rank - dropped, shape + dropped), seed + (uint64_t)i, small);
        all.args[i] =
            named(names[i], support_tensor(l, dtypes[i], rank - dropped, shape + dropped, host, &all.base[i]));
        free(host);
    }
    return all;
}

void release_operands(operands *all)
{
    for (int32_t i = 0; i < all->n; i++) {
        gt_tensor_free((gt_tensor *)(uintptr_t)all->args[i].tensor);
        gt_tensor_free(all->base[i]);
    }
    all->n = 0;
}

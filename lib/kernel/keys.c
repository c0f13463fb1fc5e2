#include "kernel/keys.h"

#include <math.h>

#include "base/scalar.h"

enum { INTEGERS, FLOATS, PAIRS, TRUTHS }; /* the kinds of keys.cl */

gt__keys gt__keys_of(const gt__dtype *dtype, int descending)
{
    const gt_scalar infinity = {.dtype = GT_WEAK_FLOAT, .re = INFINITY};
    const gt__dtype *part = gt__dtype_of(dtype->real);
    gt__keys keys = {.raw = gt__dtype_of(dtype->raw), .sign = (uint64_t)1 << (8 * part->size - 1)};
    keys.word = gt__dtype_of(dtype->kind == GT__COMPLEX ? GT_U64 : keys.raw->wide);
    keys.kind = dtype->kind == GT__COMPLEX ? PAIRS
                : dtype->kind == GT__FLOAT ? FLOATS
                : dtype->kind == GT__BOOL  ? TRUTHS
                                           : INTEGERS;
    if (keys.kind == FLOATS || keys.kind == PAIRS) gt__scalar_store(&infinity, part->value, &keys.infinity);
    if (dtype->kind == GT__SIGNED) keys.flip = keys.sign;
    if (descending) keys.flip ^= keys.sign | (keys.sign - 1);
    return keys;
}

gt__spec gt__keys_spec(const gt__call *call, gt__family family, const gt__keys *keys, const gt__dtype *out)
{
    gt__spec spec = gt__spec_of(call, family);
    spec.operands = 1;
    spec.storage[0] = (uint8_t)keys->raw->value;
    spec.kind = (uint8_t)keys->kind;
    gt__spec_types(&spec, keys->word, keys->word, out);
    return spec;
}

void gt__arg_keys(gt__command *command, const gt__keys *keys)
{
    const uint64_t numbers[] = {keys->sign, keys->infinity, keys->flip};
    for (int i = 0; i < 3; i++) {
        const uint32_t low = (uint32_t)numbers[i];
        if (keys->word->size == 8)
            gt__arg_value(command, &numbers[i], sizeof numbers[i]);
        else
            gt__arg_value(command, &low, sizeof low);
    }
}

/* The host's half of keys.cl: the order of elements, of any dtype, by their bits. */
#ifndef GT_KERNEL_KEYS_H
#define GT_KERNEL_KEYS_H
#include "kernel/spec.h"

typedef struct gt__keys {
    const gt__dtype *raw, *word; /* what elements are moved as; an unsigned word of a key */
    int32_t kind;
    uint64_t sign, infinity, flip;
} gt__keys;

gt__keys gt__keys_of(const gt__dtype *dtype, int descending);
/* A spec of that family for elements with those keys, operand 0, and results of the dtype out. */
gt__spec gt__keys_spec(const gt__call *call, gt__family family, const gt__keys *keys, const gt__dtype *out);
/* The arguments sign, infinity and flip. */
void gt__arg_keys(gt__command *command, const gt__keys *keys);
#endif

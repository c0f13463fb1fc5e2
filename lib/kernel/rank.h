/* The host's half of rank.cl: how large a tile is whose digits a work-group ranks in local memory. */
#ifndef GT_KERNEL_RANK_H
#define GT_KERNEL_RANK_H
#include "kernel/spec.h"

typedef struct gt__ranking {
    int32_t items, each; /* items of a work-group, elements of one */
    int32_t bits;        /* of a digit */
    int32_t ballots;     /* 1: by votes */
} gt__ranking;

/* Elements of an item that registers hold, of that many bytes. */
int32_t gt__ranking_each(int64_t bytes);
/* The largest tile of up to `each` elements of an item, if an element takes `bytes` of local memory, and a digit
 * `digit_bytes` beside the ranking. */
gt__ranking gt__ranking_of(const gt__traits *traits, int32_t each, int64_t bytes, int64_t digit_bytes);
/* The sizes that rank.cl is given. */
void gt__ranking_sizes(gt__spec *spec, const gt__ranking *ranking);
#endif

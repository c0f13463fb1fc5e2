/* The host's half of rank.cl: how large a tile is whose digits a work-group ranks in local memory. */
#ifndef GT_KERNEL_RANK_H
#define GT_KERNEL_RANK_H
#include "kernel/spec.h"

typedef struct gt__ranking {
    int32_t items, each; /* items of a work-group, elements of one */
    int32_t bits;        /* of a digit */
    int32_t ballots;     /* 1: by votes */
} gt__ranking;

/* The largest tile, if each element takes `bytes` of local memory, and each digit `digit_bytes` beside the ranking. */
gt__ranking gt__ranking_of(const gt__traits *traits, int64_t bytes, int64_t digit_bytes);
/* The sizes that rank.cl is given. */
void gt__ranking_sizes(gt__spec *spec, const gt__ranking *ranking);
#endif

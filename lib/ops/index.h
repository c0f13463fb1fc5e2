/* What indices name, for what gathers and for what puts. */
#ifndef GT_OPS_INDEX_H
#define GT_OPS_INDEX_H
#include "kernel/index.h"
#include "tensor/handle.h"

/* Where the functions of index.h are given indices. */
typedef enum gt__manner {
    GT__AROUND, /* one tensor, whose axes stand in the place of an axis */
    GT__ALONG,  /* one tensor, along an axis that both have */
    GT__LISTED  /* a tensor or NULL for each of the first axes */
} gt__manner;

/* argument: the number of the first of the arguments that say where. */
typedef struct gt__pointer {
    gt__manner manner;
    int32_t argument;
    const gt_tensor *const *indices;
    int32_t n;    /* of indices */
    int32_t axis; /* not LISTED */
} gt__pointer;

/* An array and what is named of it, by indices along one axis. */
typedef struct gt__pointed {
    const gt__array *whole; /* what was given */
    gt__array array;        /* the same with that axis, of a copy in `own` if there is one */
    gt__buffer *own;
    const gt__array *list[GT_MAX_RANK];
    gt__listed listed; /* n > 0: several indices, of which places are made */
    gt__indexing what;
    gt__shape shape; /* of the elements that are moved */
} gt__pointed;

/* The indices are integers, of the call's context, and there. */
gt_status gt__pointer_check(const gt__call *call, const gt__pointer *by);
/* Works out what is named of the array. out->own is to be released, after a failure too. what.indices is NULL where
 * places are still to be made. */
gt_status gt__pointed_begin(gt__pointed *out, const gt__call *call, const gt__pointer *by, const gt__array *array);
/* The part of it that an axis takes: of `whole`, of which `array` is a copy; a tensor of rank 0 is a line of one
 * element, GT_FLAT makes one of all. argument: the axis's number. */
gt_status gt__pointed_axis(gt__pointed *out, const gt__call *call, int32_t axis, int32_t argument);
#endif

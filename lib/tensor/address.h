/* Memory known by an address, for whoever hands it on. */
#ifndef GT_TENSOR_ADDRESS_H
#define GT_TENSOR_ADDRESS_H
#include "cl/cl.h"

/* Gives a buffer of the call's context an address, one more where it has one, which holds the buffer until
 * gt_memory_free. */
gt_status gt__address_give(uint64_t *address, const gt__call *call, gt__buffer *buffer);
/* The buffer, counted, that has the address; its context, and which byte of it that is. NULL if there is none. */
gt__buffer *gt__address_find(uint64_t address, int64_t *offset, gt_context **context);
#endif

/* Addresses without memory: numbers that are no one else's, at which every read and write faults. */
#ifndef GT_BASE_RESERVE_H
#define GT_BASE_RESERVE_H
#include <stdint.h>

/* Bytes of a page, in which addresses are given out. */
int64_t gt__page_bytes(void);
/* The first of `bytes` addresses, whole pages, or NULL where the system refuses. */
void *gt__reserve(int64_t bytes);
void gt__unreserve(void *start, int64_t bytes);
/* How many addresses this process may have, or -1 where none was set. */
int64_t gt__address_limit(void);
#endif

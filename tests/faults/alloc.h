/* Counts and fails the allocations of a test program and of the static library in it. Link alloc.c with
 *   -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free
 * Shared libraries (drivers, cmocka) keep the C library's functions: they are neither counted nor failed. */
#ifndef ALLOC_H
#define ALLOC_H

#include <stdbool.h>

/* From now on the k-th allocation (k >= 1; any realloc counts) fails; sticky: all later ones too. */
void alloc_fault_arm(long k, bool sticky);
void alloc_fault_disarm(void);

/* Allocations failed since the last alloc_fault_arm. */
long alloc_fault_fired(void);

/* Allocations that are alive. */
long alloc_live(void);

#endif

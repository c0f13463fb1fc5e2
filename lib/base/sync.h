/* Locks and reference counts. */
#ifndef GT_BASE_SYNC_H
#define GT_BASE_SYNC_H
#include <pthread.h>
#include <stdatomic.h>

typedef pthread_mutex_t gt__mutex;
typedef atomic_int gt__refs;

static inline void gt__lock(gt__mutex *mutex)
{
    pthread_mutex_lock(mutex);
}

static inline void gt__unlock(gt__mutex *mutex)
{
    pthread_mutex_unlock(mutex);
}

static inline void gt__refs_add(gt__refs *refs)
{
    atomic_fetch_add_explicit(refs, 1, memory_order_relaxed);
}

/* 1 where this was the last reference. */
static inline int gt__refs_drop(gt__refs *refs)
{
    return atomic_fetch_sub_explicit(refs, 1, memory_order_acq_rel) == 1;
}
#endif

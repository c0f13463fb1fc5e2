#include "base/call.h"

#include <pthread.h>
#include <stdatomic.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static atomic_uint process;

static void in_child(void)
{
    atomic_fetch_add_explicit(&process, 1, memory_order_relaxed);
}

static void watch(void)
{
    atomic_store_explicit(&process, 1, memory_order_relaxed);
    pthread_atfork(NULL, NULL, in_child);
}

unsigned gt__process(void)
{
    unsigned number = atomic_load_explicit(&process, memory_order_relaxed);
    if (number > 0) return number;
    pthread_once(&once, watch);
    return atomic_load_explicit(&process, memory_order_relaxed);
}

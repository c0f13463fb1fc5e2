#define _POSIX_C_SOURCE 200809L /* getpid */
#include "base/call.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static atomic_uint process;
static int watched;

static void in_child(void)
{
    atomic_fetch_add_explicit(&process, 1, memory_order_relaxed);
}

static void watch(void)
{
    watched = pthread_atfork(NULL, NULL, in_child) == 0;
    if (watched) atomic_store_explicit(&process, 1, memory_order_relaxed);
}

unsigned gt__process(void)
{
    unsigned number = atomic_load_explicit(&process, memory_order_relaxed);
    if (number > 0) return number;
    pthread_once(&once, watch);
    return watched ? atomic_load_explicit(&process, memory_order_relaxed) : (unsigned)getpid();
}

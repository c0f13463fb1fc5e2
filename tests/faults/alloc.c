/* A program also frees blocks that the C library allocated unseen (getline, strdup). A bare counter would drift there,
 * and a header in front of each block would break such frees: live pointers are kept in a set instead. It is that of
 * tsearch(3), whose nodes the C library allocates past the wrapping. */
#define _XOPEN_SOURCE 700
#include "faults/alloc.h"

#include <errno.h>
#include <pthread.h>
#include <search.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t n, size_t bytes);
void *__real_realloc(void *old, size_t bytes);
void __real_free(void *p);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t n, size_t bytes);
void *__wrap_realloc(void *old, size_t bytes);
void __wrap_free(void *p);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards what follows */
static void *blocks;
static long live, seen, failed, fail_at; /* fail_at 0: nothing is armed */
static bool fail_on;

static int by_address(const void *a, const void *b)
{
    return ((uintptr_t)a > (uintptr_t)b) - ((uintptr_t)a < (uintptr_t)b);
}

static bool must_fail(void)
{
    pthread_mutex_lock(&lock);
    seen++;
    bool fail = fail_at && (seen == fail_at || (fail_on && seen > fail_at));
    failed += fail;
    pthread_mutex_unlock(&lock);
    if (fail) errno = ENOMEM;
    return fail;
}

static void *track(void *p)
{
    if (!p) return NULL;
    pthread_mutex_lock(&lock);
    if (!tsearch(p, &blocks, by_address)) abort();
    live++;
    pthread_mutex_unlock(&lock);
    return p;
}

/* To be called before the block is freed: after that, another thread may own a new one at the same address. */
static bool untrack(const void *p)
{
    pthread_mutex_lock(&lock);
    bool known = tdelete(p, &blocks, by_address) != NULL;
    live -= known;
    pthread_mutex_unlock(&lock);
    return known;
}

void *__wrap_malloc(size_t bytes)
{
    return must_fail() ? NULL : track(__real_malloc(bytes));
}

void *__wrap_calloc(size_t n, size_t bytes)
{
    return must_fail() ? NULL : track(__real_calloc(n, bytes));
}

void *__wrap_realloc(void *old, size_t bytes)
{
    if (must_fail()) return NULL;
    bool known = !old || untrack(old);
    void *p = __real_realloc(old, bytes);
    if (known) track(p ? p : bytes ? old : NULL); /* realloc(old, 0) frees */
    return p;
}

void __wrap_free(void *p)
{
    if (p) untrack(p);
    __real_free(p);
}

void alloc_fault_arm(long k, bool sticky)
{
    pthread_mutex_lock(&lock);
    fail_at = k;
    fail_on = sticky;
    seen = failed = 0;
    pthread_mutex_unlock(&lock);
}

void alloc_fault_disarm(void)
{
    pthread_mutex_lock(&lock);
    fail_at = 0;
    pthread_mutex_unlock(&lock);
}

long alloc_fault_fired(void)
{
    pthread_mutex_lock(&lock);
    long n = failed;
    pthread_mutex_unlock(&lock);
    return n;
}

long alloc_live(void)
{
    pthread_mutex_lock(&lock);
    long n = live;
    pthread_mutex_unlock(&lock);
    return n;
}
